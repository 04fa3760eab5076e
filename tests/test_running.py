"""Wherever reports are read, and whatever was read before, the rows are the same."""

import json
import os
import shutil
import time

import pandas as pd
import pytest

import analysis
from analysis import cache, codebook, reading, relating, running
from analysis.cache import DAYS, Cache, place
from analysis.tables import TABLES

BOOK = codebook.load()
TEXT = "OSLO, Feb {}, 2024 (Reuters) - Norway said on Monday that a drone had crossed its border.\n\nRussia denied sending it."


@pytest.fixture(scope="module")
def reports():
    return [{"report_id": f"r{n}", "text": TEXT.format(n), "language": "en"} for n in range(1, 21)]


@pytest.fixture(scope="module")
def rows(reports):
    return read(reports)


def read(reports, **how):
    return {name: list(rows) for name, rows in running.read_all(reports, codebook=BOOK, **how).items()}


def unread(monkeypatch):
    """The ids of the reports that are read from now on."""
    names, own = [], reading.read
    monkeypatch.setattr(reading, "read", lambda report, **how: names.append(report["report_id"]) or own(report, **how))
    return names


def test_rows_are_what_reading_gives(reports, rows):
    row, found = reading.read(reports[0], codebook=BOOK)
    for name, own in {"reports": [row], **found}.items():
        whole = [dict.fromkeys(TABLES[name].names) | one for one in own]
        assert [one for one in rows[name] if one["report_id"] == "r1"] == whole


def test_a_table_has_the_columns_that_are_asked_for(reports):
    for own in (reports, []):
        spans = running.read_all(own, codebook=BOOK)["spans"]
        few = spans.of("report_id", "kind").table
        assert few.column_names == ["report_id", "kind"] and few.equals(spans.table.select(["report_id", "kind"]))


def test_no_reports_give_empty_tables():
    assert set(read([])) == {"reports", *reading.READ} and not any(read([]).values())


def test_processes_give_the_same(reports, rows):
    assert read(reports, processes=2) == rows


@pytest.mark.slow
def test_a_cluster_gives_the_same(reports, rows):
    pytest.importorskip("dask.distributed")
    assert read(reports, cluster="local") == rows


def test_only_what_is_new_is_read(tmp_path, monkeypatch, reports, rows):
    read(reports[:-1], cache=Cache(tmp_path, BOOK))
    names = unread(monkeypatch)
    assert read(reports, cache=Cache(tmp_path, BOOK)) == rows
    assert names == ["r20"]
    changed = [{**reports[0], "text": reports[0]["text"] + " Nobody was hurt."}, *reports[1:]]
    again = read(changed, cache=Cache(tmp_path, BOOK))
    assert names == ["r20", "r1"]
    assert again == read(changed)  # and nothing of its earlier text, which lies beside the others


def test_a_killed_run_goes_on_where_it_was(tmp_path, monkeypatch, reports, rows):
    own = reading.read

    def dies(report, **how):
        if report["report_id"] == "r11":
            raise KeyboardInterrupt
        return own(report, **how)

    monkeypatch.setattr(running, "BATCH", (2, 2))
    monkeypatch.setattr(reading, "read", dies)
    with pytest.raises(KeyboardInterrupt):
        read(reports, cache=Cache(tmp_path, BOOK))
    monkeypatch.setattr(reading, "read", own)
    names = unread(monkeypatch)
    assert read(reports, cache=Cache(tmp_path, BOOK)) == rows
    assert names == [f"r{n}" for n in range(11, 21)]


def test_a_codebook_reads_anew_only_what_it_touches(tmp_path):
    kept = Cache(tmp_path, BOOK).key({"report_id": "r"})
    for name, anew in (("indicators", False), ("tripwires", False), ("cues", True), ("parties", True)):
        own = tmp_path / name / "codebooks"
        own.mkdir(parents=True)
        (own / f"{name}.yaml").write_text(f"- {json.dumps({**BOOK[name][0], 'label': 'another'})}\n")
        assert (Cache(tmp_path, codebook.load(own.parent)).key({"report_id": "r"}) != kept) == anew, name


def test_reading_asks_for_no_other_codebook(reports):
    """A codebook that the cache does not know of would be changed in vain."""

    class Watched(codebook.Codebook):
        asked: set = set()

        def __getitem__(self, name):
            self.asked.add(name)
            return super().__getitem__(name)

        def get(self, name, default=None):
            self.asked.add(name)
            return super().get(name, default)

    watched = Watched(codebook.SHIPPED)
    for report in reports[:2]:
        reading.read(report, codebook=watched)
    assert watched.asked <= set(reading.CODEBOOKS)


def test_what_is_old_or_broken_goes(tmp_path, reports, rows):
    key = Cache(tmp_path, BOOK).key(reports[0])

    def part():
        assert read(reports[:1], cache=Cache(tmp_path, BOOK))["reports"] == rows["reports"][:1]
        (part,) = (tmp_path / cache.READ).iterdir()
        assert Cache(tmp_path, BOOK).find([key]) == {key: part}
        return part

    (part() / "times.parquet").write_bytes(b"PAR1")
    assert not Cache(tmp_path, BOOK).find([key])
    (part() / "part.json").write_text("{")
    assert not Cache(tmp_path, BOOK).find([key])
    long_ago = time.time() - (DAYS + 1) * 86_400
    os.utime(part() / "part.json", (long_ago, long_ago))
    assert not Cache(tmp_path, BOOK).find([key]) and not list((tmp_path / cache.READ).iterdir())


def test_nothing_else_in_the_folder_is_touched(tmp_path, monkeypatch, reports):
    monkeypatch.setattr(cache, "RUNS", 1)
    (tmp_path / "mine").mkdir()
    mine = [tmp_path / "mine.zip", tmp_path / "mine" / "part.json"]
    for file in mine:
        file.write_text("mine")
        os.utime(file, (0, 0))
    read(reports[:1], cache=Cache(tmp_path, BOOK))
    Cache(tmp_path, BOOK).run("told")
    assert all(file.read_text() == "mine" for file in mine)


def test_a_part_that_goes_while_it_is_needed_is_read_anew(tmp_path, reports, rows):
    read(reports, cache=Cache(tmp_path, BOOK))
    known = Cache(tmp_path, BOOK)
    shutil.rmtree(tmp_path / cache.READ)
    assert read(reports, cache=known) == rows


def test_reports_of_many_parts_come_in_their_order(tmp_path, monkeypatch, reports, rows):
    monkeypatch.setattr(running, "BATCH", (3, 3))
    read(reports[10:], cache=Cache(tmp_path, BOOK))
    read(reports[::-1], cache=Cache(tmp_path, BOOK))
    names = unread(monkeypatch)
    assert read(reports, cache=Cache(tmp_path, BOOK)) == rows
    some = read(reports[1::2], cache=Cache(tmp_path, BOOK))
    assert not names and [row["report_id"] for row in some["reports"]] == [row["report_id"] for row in reports[1::2]]


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path, reports, rows):
    (tmp_path / "file").write_text("in the way")
    assert read(reports, cache=Cache(tmp_path / "file" / "cache", BOOK)) == rows


# ------------------------------------------------------------------------------------------------ whole runs
@pytest.fixture
def folder(tmp_path, monkeypatch, reports):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "reports"
    folder.mkdir()
    for row in reports[:3]:
        (folder / f"{row['report_id']}.txt").write_text(row["text"])
    return folder


def test_a_run_is_made_once(folder, monkeypatch):
    first = analysis.load(folder)
    with monkeypatch.context() as patched:
        patched.setattr(relating, "relate", None)
        again = analysis.load(folder)
        for name, table in first.tables.items():
            pd.testing.assert_frame_equal(table, again.tables[name])
        assert again.run == first.run
    (folder / "overrides.csv").write_text("table,row,column,analyst_value,reason,by,on\nreports,r1.txt,publisher,Own,known,N. N.,2024-03-01\n")
    assert "Own" in set(analysis.load(folder).reports["publisher"])


def test_only_the_last_runs_are_kept_and_an_open_one_can_still_be_read(folder, monkeypatch):
    monkeypatch.setattr(cache, "RUNS", 2)
    first = analysis.load(folder)
    for n in range(3):
        (folder / f"more{n}.txt").write_text(TEXT.format(n + 10))
        analysis.load(folder)
    assert len(list((folder.parent / "cache" / cache.MADE).glob("*.zip"))) == 2
    assert len(first.statements) > 0


def test_a_broken_run_is_made_anew(folder):
    number = len(analysis.load(folder).statements)
    (made,) = (folder.parent / "cache" / cache.MADE).glob("*.zip")
    made.write_bytes(made.read_bytes()[:100])
    assert len(analysis.load(folder).statements) == number


def test_part_of_the_relating_in_another_process_gives_the_same(folder, monkeypatch):
    here = analysis.load(folder, processes=1, cache=False)
    monkeypatch.setattr(running, "MANY", 1)
    apart = analysis.load(folder, processes=2, cache=False)
    for name, table in here.tables.items():
        pd.testing.assert_frame_equal(table, apart.tables[name])


def test_where_it_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path))
    assert place() == tmp_path
    monkeypatch.setenv("WORKBOOK_CACHE", "")
    assert place() is None
    monkeypatch.delenv("WORKBOOK_CACHE")
    assert place().name == "analysis-workbook"
