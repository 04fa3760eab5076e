"""Hostile input: nothing crashes, nothing is lost, what is read beside it stays as it is, and text stays text."""

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import hostile
import pandas as pd
import pytest
from conftest import ROOT, SEEDS
from test_handoffs import entries

import analysis
from analysis import book as books
from analysis import decoding, export, files, formats, handoffs, reading, records, reports
from analysis.__main__ import STEERING, Exit
from analysis.codebook import load
from analysis.errors import WorkbookError
from analysis.tables import TABLES

STORY = hostile.STORY
PER_REPORT = ("reports", *reading.READ)
NEAR = "The council met on Monday. A ferry had been delayed for nine hours, and the harbour master could not say when it would leave. "


def run(*arguments, cwd):
    told = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=told, errors="surrogateescape")


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    """A folder of the five seeds and every hostile input, and the tables that the command makes of it."""
    place = tmp_path_factory.mktemp("hostile")
    folder = shutil.copytree(SEEDS, place / "reports")
    counts = hostile.write(folder)
    (place / "here").mkdir()
    done = run("tables", folder, "--out", place / "out", "--processes", "1", cwd=place / "here")
    yield place, counts, done
    (folder / "places" / "closed.txt").chmod(0o600)


@pytest.fixture(scope="module")
def made(beside):
    return books.stored(beside[0] / "out")


# ------------------------------------------------------------------------------------------------ all of it


def test_hundreds_of_hostile_inputs_and_no_crash(beside):
    _, counts, done = beside
    assert sum(counts.values()) >= 300 and min(counts.values()) > 0
    assert done.returncode == Exit.SOME_UNREAD, done.stderr
    assert "Traceback" not in done.stderr and "a fault in the workbook" not in done.stderr


def test_every_input_is_in_a_table_with_a_word_on_what_to_do(beside, made):
    place, counts, _ = beside
    told = set(made.reports["path"]) | set(made.problems["path"])
    inputs = {found.name for found in files.find([place / "reports"])}
    assert inputs <= told and len(inputs) >= sum(counts.values())
    assert made.problems[["path", "severity", "problem", "what_to_do"]].notna().all(axis=None)
    assert made.problems["what_to_do"].str.len().min() > 5
    reports.account(inputs, made.reports["path"], made.problems["path"])


def test_what_is_read_of_the_seeds_is_the_same_beside_it(made, book):
    """Cross-report columns too: the hostile inputs tell of nobody whom the seeds know."""
    own = set(book.reports["report_id"])
    for name in PER_REPORT:
        table = made.tables[name]
        pd.testing.assert_frame_equal(table[table["report_id"].isin(own)].reset_index(drop=True), book.tables[name], obj=name)


def test_every_character_is_in_one_span(made):
    spans = dict(list(made.spans.groupby("report_id")))
    texts = dict(zip(made.reports["report_id"], made.reports["text"].tolist()))
    for report_id, text in texts.items():
        own = spans[report_id]
        assert [0, *own["end"]] == [*own["start"], len(text)], report_id
    for name in ("sentences", "times", "places", "actors", "statements", "events"):
        rows = made.tables[name]
        cut = [texts[report_id][start:end] for report_id, start, end in zip(rows["report_id"], rows["start"], rows["end"])]
        assert cut == rows["text"].tolist(), name


def test_nothing_is_written_beside_the_output(beside):
    place, _, _ = beside
    assert {path.name for path in place.iterdir()} == {"reports", "outside", "here", "out"}
    assert not any((place / "here").iterdir())
    assert {path.name for path in (place / "out").iterdir()} == {f"{name}.parquet" for name in TABLES} | {"run.json", "timings.json"}


def test_nothing_steers_the_terminal(beside):
    _, _, done = beside
    for told in (done.stdout, done.stderr):
        assert told and not any(STEERING.search(line) for line in told.split("\n"))


def test_nothing_outside_the_folder_is_read(made):
    assert not made.reports["text"].str.contains("harbour safe").any()
    fate = made.problems.set_index("path")["problem"]
    assert "out of the folder" in fate["places/out.txt"] and "out of the folder" in fate["places/out"]
    assert "in a circle" in fate["places/one.txt"] and "not opened" in fate["places/pipe.txt"]
    assert "places/d/d/d" in made.reports["path"][made.reports["path"].str.contains("deep.txt")].item()


def test_csv_is_the_text_as_it_is(made, tmp_path):
    export.write(made.tables, tmp_path, "csv")
    csv.field_size_limit(2**31 - 1)
    for name, table in made.tables.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        assert rows[0] == list(table.columns)
        for number, column in enumerate(table.columns):
            if table[column].dtype == "str":
                assert [row[number] for row in rows[1:]] == table[column].fillna("").tolist(), (name, column)


def test_excel_has_texts_and_no_formula(made, tmp_path):
    few = {name: made.tables[name] for name in ("reports", "problems", "statements")}
    export.write_excel(few, tmp_path / "all.xlsx")
    with zipfile.ZipFile(tmp_path / "all.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 3 and not any(re.search(r"<f[ >]", sheet) or "<hyperlink" in sheet for sheet in sheets)
    assert "=cmd|" in sheets[0]


def test_hand_offs_are_whole(made, tmp_path):
    for form, name in (("geojson", "a.json"), ("timelinejs", "b.json"), ("csl", "c.json"), ("bibtex", "d.bib")):
        handoffs.write(made, form, tmp_path / name)
    for name in "abc":
        json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert "<script" not in json.dumps(json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["events"])
    assert len(entries((tmp_path / "d.bib").read_text(encoding="utf-8"))) == len(made.reports)


# ------------------------------------------------------------------------------------------------ files


def read(folder, **limits):
    return reports.read([folder], **limits)


def test_only_regular_files_are_opened(tmp_path, monkeypatch):
    hostile.places(tmp_path / "in", tmp_path / "outside")
    opened, plain = [], os.open
    monkeypatch.setattr(os, "open", lambda path, *how, **more: (opened.append(Path(path)), plain(path, *how, **more))[1])
    read(tmp_path / "in")
    assert opened and all(path.is_file() and not path.is_symlink() for path in opened)
    assert not any("outside" in str(path) for path in opened)


def test_a_pipe_that_is_named_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    rows, (problem,) = reports.read([tmp_path / "pipe.txt"])
    assert not rows and "not opened" in problem["problem"] and problem["path"] == "pipe.txt"


def test_a_file_becomes_a_pipe_before_it_is_opened(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(files.Unreadable, match="no regular file"), files.opened(tmp_path / "a.txt"):
        pass


def test_what_the_reader_names_is_followed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(STORY)
    (tmp_path / "link").symlink_to("in")
    (tmp_path / "b.txt").symlink_to("in/a.txt")
    rows, _ = reports.read([tmp_path / "link", tmp_path / "b.txt"])
    assert [row["path"] for row in rows] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("what", ["file", "folder", "whole"])
def test_what_may_not_be_opened_is_named(tmp_path, monkeypatch, what):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.txt").write_text(STORY)
    call, refused = ("open", tmp_path / "b" / "a.txt") if what == "file" else ("listdir", tmp_path / "b" if what == "folder" else tmp_path)
    plain = getattr(os, call)

    def guarded(path, *how):
        if Path(path) == refused:
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path, *how)

    monkeypatch.setattr(os, call, guarded)
    rows, (problem,) = read(tmp_path)
    assert not rows and "Permission denied" in problem["problem"] and "permissions" in problem["what_to_do"]


def test_a_file_that_goes_is_named(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(NEAR)
    rows, problems = reports.read([tmp_path], progress=lambda name: (tmp_path / name).unlink() if name == "a.txt" else None)
    assert [row["path"] for row in rows] == ["b.txt"] and "taken away" in problems[0]["problem"]


@pytest.mark.parametrize("change", [lambda path: path.write_text("more"), lambda path: path.unlink()])
def test_a_file_that_changes_while_it_is_read_is_named(tmp_path, monkeypatch, change):
    (tmp_path / "a.txt").write_text(STORY)
    plain = formats.READERS[".txt"]

    def slow(stream, limits):
        yield from plain(stream, limits)
        change(tmp_path / "a.txt")

    monkeypatch.setitem(formats.READERS, ".txt", slow)
    rows, (problem,) = read(tmp_path)
    assert rows[0]["text"] == STORY and problem["severity"] == "warning" and "while it was read" in problem["problem"]


def test_a_reader_that_fails_loses_its_file_alone(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text(STORY)
    (tmp_path / "b.txt").write_text(STORY)
    monkeypatch.setitem(formats.READERS, ".md", lambda stream, limits: {}["x"])
    rows, (problem,) = read(tmp_path)
    assert len(rows) == 1 and problem["path"] == "a.md" and "KeyError" in problem["problem"]


def test_names_that_are_no_text_are_printed(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(STORY)
    rows, _ = read(tmp_path)
    assert rows[0]["report_id"] == "caf\\xe9.txt"


def test_an_input_that_is_in_no_table_is_a_fault():
    reports.account(["a", "b", "b"], ["a"], ["b"])
    with pytest.raises(WorkbookError, match="in no table: c;"):
        reports.account(["a", "c"], ["a"], [])


# ------------------------------------------------------------------------------------------------ limits


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.json", "a.html"])
def test_a_file_that_is_too_large_says_how_to_raise_the_limit(tmp_path, name):
    (tmp_path / name).write_text(STORY * 100)
    rows, (problem,) = read(tmp_path, largest=0.01)
    assert not rows and "0.01 MB" in problem["problem"] and "--largest" in problem["what_to_do"]


def test_a_report_or_a_line_that_is_too_long_says_so_and_the_rest_is_kept(tmp_path):
    (tmp_path / "a.txt").write_text("word " * 100)
    lines = [json.dumps({"id": name, "text": "word " * times}) for name, times in (("x", 5), ("y", 500), ("z", 6))]
    (tmp_path / "b.jsonl").write_text("\n".join(lines))
    (tmp_path / "c.csv").write_text(f'id,text\nu,one\nv,"{"word " * 100}"\nw,two\n')
    (tmp_path / "d.json").write_text(json.dumps([{"id": "p", "text": "word " * 100}, {"id": "q", "text": "three"}]))
    rows, problems = read(tmp_path, longest=300)
    assert [row["report_id"] for row in rows] == ["x", "z", "u", "w", "q"]
    assert [problem["problem"].split(":")[0].split(" is ")[0] for problem in problems] == ["it", "line 2", "line 3", "record 1"]
    assert all("--longest" in problem["what_to_do"] and "300" in problem["problem"] for problem in problems)


def test_what_unpacks_without_end_is_stopped(tmp_path):
    line = json.dumps({"text": "a" * 10_000}) + "\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line.encode() * 500))
    with zipfile.ZipFile(tmp_path / "b.docx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", "a" * 5_000_000)
    (tmp_path / "c.parquet").write_bytes(hostile._parquet([{"text": "a" * 10_000}] * 500))
    rows, problems = read(tmp_path, largest=1)
    assert [problem["path"] for problem in problems if "unpacks to" in problem["problem"]] == ["a.jsonl.gz", "b.docx", "c.parquet"]


def test_the_limits_are_options(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(STORY * 20)
    book = analysis.load(tmp_path / "in", largest=0.001)
    assert "0.001 MB" in book.problems["problem"][0] and book.files == ["a.txt"]
    done = run("tables", tmp_path / "in", "--out", tmp_path / "out", "--longest", "50", cwd=tmp_path)
    assert done.returncode == Exit.NOTHING_READ and "longer than 50 characters" in done.stderr


# ------------------------------------------------------------------------------------------------ records


def test_a_file_of_faults_tells_the_first_and_counts_the_rest(tmp_path):
    (tmp_path / "a.jsonl").write_text("}\n" * 5000 + json.dumps({"text": STORY}))
    rows, problems = read(tmp_path)
    assert len(rows) == 1 and len(problems) == reports.TOLD + 1
    assert "line 1:" in problems[0]["problem"] and problems[-1]["problem"].startswith("4,900 more")


def test_the_lines_before_a_fault_in_a_packed_file_are_kept(tmp_path):
    lines = "".join(json.dumps({"text": f"{n} {os.urandom(20).hex()}"}) + "\n" for n in range(2000)).encode()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-2000])
    rows, problems = read(tmp_path)
    assert len(rows) > 1000 and "cannot be unpacked" in problems[-1]["problem"]


def test_a_quotation_mark_that_is_not_closed_takes_its_own_line_alone(tmp_path):
    (tmp_path / "a.csv").write_text('id,text\na,"The ferry\nb,The second ferry\n"c","The ""third"" ferry"\nd,"stray "quotes""\ne,last\n')
    rows, problems = read(tmp_path)
    assert [(row["report_id"], row["text"]) for row in rows] == [("b", "The second ferry"), ("c", 'The "third" ferry'), ("e", "last")]
    assert [problem["problem"][:7] for problem in problems] == ["line 2:", "line 5:"]


def test_what_ends_the_reading_of_a_file_is_told_after_any_number_of_faults(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\n" + 'a","\n' * 2000)
    rows, problems = read(tmp_path)
    assert not rows and len(problems) == reports.TOLD + 1 and "the rest is not read" in problems[-1]["problem"]


def test_cells_without_a_name_are_no_loss_in_silence(tmp_path):
    (tmp_path / "a.csv").write_text("id,text\na,The ferry, which was late, waited.\nb,It sailed.\n")
    rows, (problem,) = read(tmp_path)
    assert [row["report_id"] for row in rows] == ["b"] and "line 2: 4 cells under 2 names" in problem["problem"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(tmp_path, end):
    (tmp_path / "a.csv").write_bytes(end.join(["id;text", "a;One.", 'b;"Two', 'lines"']).encode())
    (tmp_path / "b.jsonl").write_bytes(end.join(json.dumps({"id": name, "text": f"{name} sailed."}) for name in "cd").encode())
    rows, problems = read(tmp_path)
    assert [row["text"] for row in rows] == ["One.", f"Two{end}lines", "c sailed.", "d sailed."] and not problems


def test_pieces_are_lines_wherever_the_blocks_end(monkeypatch):
    data = b"a\r\nbb\rccc\n\n" + b"d" * 50 + b"\nlast"
    for block in range(1, 20):
        monkeypatch.setattr(records, "BLOCK", block)
        told = list(records._pieces(io.BytesIO(data), records.Limits(1000, 20)))
        assert told == [b"a\r\n", b"bb\r", b"ccc\n", b"\n", None, b"last"], block


def test_what_a_record_tells_is_checked(tmp_path):
    wrong = {"id": {"a": 1}, "title": ["x"], "publisher": True, "url": "u" * 5000, "published": 20269999, "sha256": [1], "language": 5}
    (tmp_path / "a.json").write_text(json.dumps({**wrong, "text": STORY}))
    (tmp_path / "b.json").write_text(json.dumps({"id": 7, "title": 8, "text": NEAR, "language": "en-GB"}))
    (row, other), problems = read(tmp_path)
    assert row["report_id"] == "a.json" and [row[name] for name in ("title", "publisher", "url", "published")] == [None] * 4
    assert len(row["sha256"]) == 64 and row["language"] == other["language"] == "en"
    assert (other["report_id"], other["title"]) == ("7", "8")
    assert {problem["problem"].split()[0] for problem in problems} == {"id", "title", "publisher", "url", "published"}


def test_many_records_of_one_name_take_no_time(tmp_path):
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"id": "x", "text": f"{n} ships sailed."}) + "\n" for n in range(20_000)))
    rows, problems = read(tmp_path)
    assert len(rows) == 20_000 and rows[-1]["report_id"] == "x#20000" and problems[-1]["problem"] == "19,899 more doubts"


# ------------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (STORY.encode("utf-16-le"), STORY),
        (STORY.encode("utf-16-be"), STORY),
        (STORY.encode("utf-32"), STORY),
        (STORY.encode("utf-32-be"), STORY),
        ("Паром не выйдет в море, сообщил совет порта. ".encode("utf-16-le") * 3, "Паром не выйдет в море, сообщил совет порта. " * 3),
        ("It’s closed.".encode("cp1252"), "It’s closed."),
        ("The fare rose by £5.".encode("cp1252"), "The fare rose by £5."),
        ("Mateusz of Łódź and Wałęsa agreed.".encode("cp1250"), "Mateusz of Łódź and Wałęsa agreed."),
        ("“We wait”".encode()[:-1], "“We wait\ufffd"),
        ("“We” – “wait” ".encode() + b"\xff\xc0\xaf", "“We” – “wait” \ufffd\ufffd\ufffd"),
        ("A zero \0 in a text.".encode(), "A zero \0 in a text."),
        (b"\xef\xbb\xbf", ""),
    ],
)
def test_bytes_are_decoded(data, text):
    assert decoding.decode(data) == text


def test_what_cannot_be_decoded_is_told(tmp_path):
    (tmp_path / "a.txt").write_bytes(STORY.encode() + b"\xff\xfe")
    rows, (problem,) = read(tmp_path)
    assert rows[0]["text"].endswith("\ufffd\ufffd") and problem["problem"].startswith("2 of ") and problem["severity"] == "warning"


def test_a_page_tells_its_own_encoding_and_no_codec_that_is_none():
    assert decoding.decode('<meta charset="windows-1251">Паром'.encode("cp1251"), declared=True).endswith("Паром")
    for codec in (b"punycode", b"zlib", b"utf-7", b"cp-x"):
        assert "punycode" not in decoding.encoding(b"<meta charset=" + codec + b">caf\xe9 at the quay of the town", declared=True)


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("2026-03-09", "2026-03-09"), ("2026-03-09T23:59:59+14:00", "2026-03-09"), (20260309, "2026-03-09"), ("2999-12-31", "2999-12-31"), ("1066-10-14", "1066-10-14"),
        ("2026-02-30", None), ("2026-03-099", None), ("0001-01-01", None), ("9999-12-31", None), (1773014400, None), ("9 March 2026", None), ([], None), ("٢٠٢٦-٠٣-٠٩", None),
    ],
)  # fmt: skip
def test_a_day_is_kept_as_told_or_is_none(tmp_path, day, published):
    (tmp_path / "a.json").write_text(json.dumps({"text": STORY, "published": day}))
    (row,), problems = read(tmp_path)
    assert row["published"] == published and len(problems) == (published is None)


@pytest.mark.parametrize("day", ["31 December 9999", "1 January 0001", "30 February 2026", "2026-02-30", "32 March 2026"])
def test_an_impossible_day_in_a_text_dates_nothing(day):
    text = f"OSLO, {day} - The council said on Monday that the ferry sailed on {day} and would sail the day after, tomorrow and next week.\n"
    report, found = reading.read({"report_id": "r", "text": text, "language": "en", "published": None}, codebook=load())
    assert report["published"] is None
    assert not [row["text"] for row in found["times"] if row["earliest"] and row["earliest"] == row["latest"]]


@pytest.mark.parametrize("published", ["2999-12-31", "1000-01-01"])
def test_days_beside_the_ends_of_the_calendar(published):
    text = "The ferry sailed yesterday. It sails tomorrow, next year and in 90 years; it sailed last century, the council said on Friday."
    report, found = reading.read({"report_id": "r", "text": text, "language": "en", "published": published}, codebook=load())
    assert report["published"] == published and found["times"]


@pytest.mark.parametrize(
    "page",
    ["<meta property='article:published_time' content='2026-03-09T10:00:00Z'>", '<script type="application/ld+json">{"datePublished": "2026-03-09"}</script>', ""],
)
def test_a_page_is_dated_by_what_it_says_of_itself_alone(tmp_path, page):
    body = "".join(f"<p>{NEAR} In part {n}, they met again on 2020-05-12.</p>" for n in range(5))
    (tmp_path / "a.html").write_text(f"<html><head>{page}</head><body><article>{body}</article><footer>Updated 12 May 2020</footer></body></html>")
    (row,), _ = read(tmp_path)
    assert row["published"] == ("2026-03-09" if page else None)


# ------------------------------------------------------------------------------------------------ duplicates


SAME = {
    "white space": lambda text: text.replace(" ", "  ").replace("\n", "\r\n\r\n"),
    "Unicode form": lambda text: text.replace("é", "e\u0301"),
    "quotation marks": lambda text: text.replace("“", '"').replace("”", '"').replace("’", "'"),
    "dashes": lambda text: text.replace("–", "-"),
    "mark": lambda text: "\ufeff" + text,
    "hard spaces": lambda text: text.replace(" ", "\xa0"),
    "invisible": lambda text: text.replace("e", "e\u200b"),
}
TOLD = (
    "OSLO, 9 March 2026 – “We’re at the quay,” the café’s owner said. Norway shot down a drone near Oslo on Monday, the ministry said. "
    "Norway denied firing a missile. "
)


@pytest.mark.parametrize("way", SAME)
def test_the_same_text_written_otherwise_is_a_duplicate(tmp_path, way):
    (tmp_path / "a.txt").write_text(TOLD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SAME[way](TOLD), encoding="utf-8")
    (tmp_path / "c.txt").write_text(TOLD.replace("shot", "brought"), encoding="utf-8")
    rows, _ = read(tmp_path)
    assert [row["duplicate_of"] for row in rows] == [None, "a.txt", None]


def test_a_duplicate_counts_for_nothing_and_a_near_one_is_a_copy(tmp_path):
    for folder, names in {"one": ["a"], "two": ["a", "b", "c"]}.items():
        (tmp_path / folder).mkdir()
        for name, way in zip(names, (str, SAME["quotation marks"], SAME["hard spaces"])):
            (tmp_path / folder / f"{name}.txt").write_text(way(TOLD), encoding="utf-8")
    one, two = (analysis.load(tmp_path / folder) for folder in ("one", "two"))
    assert len(one.indicators) and len(two.reports["duplicate_of"].dropna()) == 2
    told = ["indicator", "date", "value", "n_incidents", "n_reports", "n_origins", "low", "high"]
    pd.testing.assert_frame_equal(one.indicators[told], two.indicators[told])
    near = (tmp_path / "two" / "d.txt")
    near.write_text(TOLD + NEAR * 2 + "It is a report of its own.", encoding="utf-8")
    (tmp_path / "two" / "e.txt").write_text(NEAR * 2 + "Another one ends so.", encoding="utf-8")
    copies = analysis.load(tmp_path / "two").copies
    assert {("d.txt", "e.txt"), ("a.txt", "b.txt")} <= set(zip(copies["report_id"], copies["other_report_id"]))


# ------------------------------------------------------------------------------------------------ the browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A whole build of reports that try to run something wherever they are shown."""
    place = tmp_path_factory.mktemp("pages")
    folder = place / "in"
    folder.mkdir()
    for number, script in enumerate(hostile.SCRIPTS):
        told = f"OSLO, 9 March 2026 - “{script} we wait,” Norway said on Monday. Norway shot down a drone {script} near Oslo on Monday. Russia denied {script} firing a missile at Norway."
        record = {"id": f"{script} {number}", "title": script, "publisher": script, "url": script, "text": f"{told} It was number {number}."}
        (folder / f"{number:02}.json").write_text(json.dumps(record))
        if number % 4 == 0:
            (folder / f"{script.replace('/', '∕')[:60]}{number}.txt").write_text(f"{script}\n\n{told} It was file {number}.", encoding="utf-8")
    done = run("build", folder, "--out", place / "out", "--processes", "1", cwd=place)
    assert done.returncode == Exit.FINE, done.stderr
    assert not any(STEERING.search(line) for line in done.stderr.split("\n"))
    return place / "out" / "html"


def visit(page, path):
    page.goto(path.as_uri())
    page.wait_for_function("() => [...document.querySelectorAll('.wb-plot')].every(plot => plot.querySelector('.main-svg'))")


def unharmed(page):
    assert page.evaluate("window.__pwned") is None
    assert page.dialogs == page.asked == page.errors == []


@pytest.fixture
def watched(page):
    page.dialogs = []
    page.on("dialog", lambda dialog: (page.dialogs.append(dialog.message), dialog.dismiss()))
    return page


@pytest.mark.browser
def test_no_page_runs_or_fetches_what_a_report_says(watched, pages):
    names = sorted(pages.glob("*.html"))
    assert len(names) == 7
    for path in names:
        visit(watched, path)
        watched.evaluate("() => document.querySelectorAll('details').forEach(details => { details.open = true })")
        for explorer in watched.locator(".wb").all():
            rows = explorer.locator("tbody tr[data-row]")
            if rows.count() > 1:  # the first is open as it is
                rows.nth(1).click()
        assert not watched.locator("main a[href^='javascript:'], main a[href^='data:'], main iframe, main base, main meta").count(), path.name
        unharmed(watched)


@pytest.mark.browser
def test_the_evidence_of_a_hostile_row_is_shown_as_text(watched, pages):
    visit(watched, pages / "3_statements.html")
    explorer = watched.locator(".wb").first
    for script in [script for script in hostile.SCRIPTS if script.startswith("<") and not {'"', "'"} & set(script)]:
        explorer.locator("input[type=search]").fill(script[:30])
        row = explorer.locator("tbody tr[data-row]").first
        row.click()
        assert script in explorer.locator(".wb-pane").first.inner_text()
    watched.get_by_role("button", name="Whole report").first.click()
    unharmed(watched)


# ------------------------------------------------------------------------------------------------ very large ones


def peak(code: str) -> tuple[str, float]:
    """What a fresh process prints, and the most megabytes it held."""
    told = f"{code}\nprint(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    said, _, held = done.stdout.partition("VmHWM:")
    return said, int(held.split()[0]) / 1024


READ = "from analysis import reports\nrows, problems = reports.read([{!r}])\nprint(len(rows), [p['problem'] for p in problems])"


@pytest.mark.slow
def test_a_file_of_100_megabytes_is_not_held_several_times_over(tmp_path):
    hostile.large_file(tmp_path / "a.txt", 100)
    said, megabytes = peak(READ.format(str(tmp_path)))
    assert said.startswith("0 ['it is longer than 10,000,000 characters") and megabytes < 650  # the bytes, and two for a character


@pytest.mark.slow
def test_records_of_100_megabytes_are_read_line_by_line(tmp_path):
    line = json.dumps({"text": "x" * 100, "other": "y" * 100_000}) + "\n"
    (tmp_path / "a.jsonl").write_text(line * 1000)
    said, megabytes = peak(READ.format(str(tmp_path)))
    assert said.startswith("1000 ") and megabytes < 100


@pytest.mark.slow
def test_a_line_of_10_megabytes_is_a_report(tmp_path):
    hostile.long_line(tmp_path / "a.txt", 10)
    (row,), problems = read(tmp_path)
    assert row["chars"] > 9_000_000 and not problems


@pytest.mark.slow
def test_100_000_tiny_files_are_accounted_for(tmp_path):
    hostile.tiny_files(tmp_path / "in", 100_000)
    names = []
    rows, problems = reports.read([tmp_path / "in"], progress=names.append)
    assert len(rows) == len(names) == 100_000
    reports.account(names, (row["path"] for row in rows), (row["path"] for row in problems))
    shutil.rmtree(tmp_path / "in")  # or the next runs but two would spend a minute on it
