"""Wherever reports are read, and whatever was read before, the rows are the same."""

import json
import os
import time

import pytest

from analysis import codebook, reading, running
from analysis.cache import DAYS, Cache, place

BOOK = codebook.load()
TEXT = "OSLO, Feb {}, 2024 (Reuters) - Norway said on Monday that a drone had crossed its border.\n\nRussia denied sending it."


@pytest.fixture(scope="module")
def reports():
    return [{"report_id": f"r{n}", "text": TEXT.format(n), "language": "en"} for n in range(1, 21)]


@pytest.fixture(scope="module")
def rows(reports):
    return running.read_all(reports, codebook=BOOK)


def unread(monkeypatch):
    """The ids of the reports that are read from now on."""
    read, own = [], reading.read
    monkeypatch.setattr(reading, "read", lambda report, **how: read.append(report["report_id"]) or own(report, **how))
    return read


def test_rows_are_what_reading_gives(reports, rows):
    row, found = reading.read(reports[0], codebook=BOOK)
    assert rows["reports"][0] == row
    for name in reading.READ:
        assert [one for one in rows[name] if one["report_id"] == "r1"] == found[name]


def test_processes_give_the_same(reports, rows):
    assert running.read_all(reports, codebook=BOOK, processes=2) == rows


@pytest.mark.slow
def test_a_cluster_gives_the_same(reports, rows):
    pytest.importorskip("dask.distributed")
    assert running.read_all(reports, codebook=BOOK, cluster="local") == rows


def test_only_what_is_new_is_read(tmp_path, monkeypatch, reports, rows):
    running.read_all(reports[:-1], codebook=BOOK, cache=Cache(tmp_path, BOOK))
    read = unread(monkeypatch)
    assert running.read_all(reports, codebook=BOOK, cache=Cache(tmp_path, BOOK)) == rows
    assert read == ["r20"]
    changed = [{**reports[0], "text": reports[0]["text"] + " Nobody was hurt."}, *reports[1:]]
    running.read_all(changed, codebook=BOOK, cache=Cache(tmp_path, BOOK))
    assert read == ["r20", "r1"]


def test_a_killed_run_goes_on_where_it_was(tmp_path, monkeypatch, reports, rows):
    monkeypatch.setattr(running, "PUT_BY", 4)
    own = reading.read

    def dies(report, **how):
        if report["report_id"] == "r11":
            raise KeyboardInterrupt
        return own(report, **how)

    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(reading, "read", dies)
    with pytest.raises(KeyboardInterrupt):
        running.read_all(reports, codebook=BOOK, cache=Cache(tmp_path, BOOK))
    monkeypatch.setattr(reading, "read", own)
    read = unread(monkeypatch)
    assert running.read_all(reports, codebook=BOOK, cache=Cache(tmp_path, BOOK)) == rows
    assert read == [f"r{n}" for n in range(11, 21)]


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


def test_what_is_old_or_broken_is_as_good_as_not_there(tmp_path, reports):
    running.read_all(reports[:1], codebook=BOOK, cache=Cache(tmp_path, BOOK))
    (file,) = tmp_path.glob("*.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    (tmp_path / ".half.parquet.part").write_bytes(b"PAR1")
    assert [key for key, _ in Cache(tmp_path, BOOK).get([Cache(tmp_path, BOOK).key(reports[0])])]
    long_ago = time.time() - (DAYS + 1) * 86_400
    os.utime(file, (long_ago, long_ago))
    Cache(tmp_path, BOOK)
    assert not file.exists()


def test_a_file_that_goes_while_it_is_needed_is_read_anew(tmp_path, reports, rows):
    cache = Cache(tmp_path, BOOK)
    running.read_all(reports, codebook=BOOK, cache=cache)
    cache = Cache(tmp_path, BOOK)
    for file in tmp_path.glob("*.parquet"):
        file.unlink()
    assert running.read_all(reports, codebook=BOOK, cache=cache) == rows


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path, reports, rows):
    (tmp_path / "file").write_text("in the way")
    assert running.read_all(reports, codebook=BOOK, cache=Cache(tmp_path / "file" / "cache", BOOK)) == rows


def test_where_it_is_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBOOK_CACHE", str(tmp_path))
    assert place() == tmp_path
    monkeypatch.setenv("WORKBOOK_CACHE", "")
    assert place() is None
    monkeypatch.delenv("WORKBOOK_CACHE")
    assert place().name == "analysis-workbook"
