"""Explorers without a browser: what travels to the script, what a page holds once, and what a correction writes."""

import json
import re
from datetime import date

import pytest

from analysis import charts, corrections, explorers
from analysis.book import Book
from analysis.errors import InputError
from analysis.tables import TABLES, frame

HEAD = "table,row,column,analyst_value,reason,by,on\n"


def book_of(**rows) -> Book:
    return Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A book of two reports that lie in tmp_path, with a character outside the basic plane and a closing script tag."""
    texts = {"a.txt": "\U0001f680 They met. </script> They fled.", "b.txt": "They met."}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path))

    def span(report, words, **more):
        start = texts[report].index(words)
        return {"report_id": report, "start": start, "end": start + len(words), "text": words, **more}

    statements = [
        span("a.txt", "They met.", statement_id="a.txt:2-11", act="announce", said_earliest="2026-03-09"),
        span("a.txt", "They fled.", statement_id="a.txt:22-32", act="deny"),
        span("b.txt", "They met.", statement_id="b.txt:0-9", act="deny"),
    ]
    return book_of(
        reports=[{"report_id": name, "path": name, "title": name, "text": text} for name, text in texts.items()],
        statements=statements,
    )


# ---------------------------------------------------------------- the way to the script
def unpacked(coded: dict) -> list:
    """As the script reads it."""
    return coded["values"] if "codes" not in coded else [None if code < 0 else coded["values"][code] for code in coded["codes"]]


@pytest.mark.parametrize("table", ["statements", "incidents", "reports", "discrepancies", "events", "indicators", "gaps"])
def test_all_that_is_shown_arrives(book, table):
    explorer = explorers.explore(book, table)
    spec, packed = explorer.spec, json.loads(charts.script_json(explorers.packed(explorer.spec, explorer._texts)))
    quotes = [quote for row in spec["quotes"] for quote in row]
    assert [column for column in zip(*packed["quotes"]["offsets"])] == [tuple(quote[1:5]) for quote in quotes]
    counts = packed["quotes"]["count"] or [1] * packed["n"]
    assert counts == [len(row) for row in spec["quotes"]] and packed["passages"] == spec["passages"]
    for told, column in zip(packed["columns"], spec["columns"], strict=True):
        if told["cells"] is None:
            assert column["cells"] == list(explorer.frame["text"])
        else:
            assert unpacked(told["cells"]) == column["cells"]
    heads, tails = map(unpacked, packed["ids"])
    assert [h if t is None else f"{h}:{t}" for h, t in zip(heads, tails)] == spec["ids"]


def test_words_that_a_passage_marks_do_not_travel_twice(small):
    explorer = explorers.explore(small, "statements")
    assert [c["name"] for c in explorers.packed(explorer.spec)["columns"] if c["cells"] is None] == ["text"]
    changed = explorers.explore(small, "statements", rows=small.statements.assign(text="other words"))
    assert all(column["cells"] for column in explorers.packed(changed.spec)["columns"])


def scripts(page: str, kind: str) -> list[dict]:
    return [json.loads(told) for told in re.findall(rf'<script type="application/json" {kind}[^>]*>(.*?)</script>', page)]


def test_a_page_holds_script_style_and_texts_once(small):
    given: set = set()
    pages = [explorers.explore(small, "statements", rows=small.statements[:n]).html(given) for n in (1, 3, 3)]
    assert [page.count("globalThis.workbookMount = ") for page in pages] == [1, 0, 0]
    assert [sorted(scripts(page, "data-wb-texts")[0].get("texts", [])) for page in pages] == [["0"], ["1"], []]
    alone = explorers.explore(small, "statements").html()
    assert sorted(scripts(alone, "data-wb-texts")[0]["texts"]) == ["0", "1"] and "workbookMount = " in alone


def test_where_the_texts_are_too_many_only_passages_go_along(small, monkeypatch):
    monkeypatch.setattr(explorers, "WHOLE_TEXTS", 10)
    given: set = set()
    first, again = (scripts(explorers.explore(small, "statements").html(given), "data-wb-texts")[0] for _ in range(2))
    assert first["passages"] == {"0:0": small.reports["text"][0], "1:0": "They met."} and "texts" not in first
    assert again == {"passages": {}}


def test_offsets_of_a_whole_report_are_those_of_a_browser(small):
    texts = explorers.explore(small, "statements")._texts
    whole = texts.whole(0)
    start, end = whole["layers"]["statements"][:2]
    assert whole["text"].encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "They met."


def test_only_a_chart_over_days_has_steps(book):
    assert explorers.explore(book, "incidents", chart=charts.chronology(book)).spec["days"]
    assert not explorers.explore(book, "incidents").spec["days"]
    assert not explorers.explore(book, "incidents", chart=charts.places(book)).spec["days"]


# ---------------------------------------------------------------- corrections
def test_a_correction_is_a_line_that_the_next_run_reads(small, tmp_path):
    explorer = explorers.explore(small, "statements")
    told = explorer.correct(1, "act", "announce", 'it says "met", not fled', "AB")
    assert "overrides.csv" in told and "read again" in told
    (row,), problems = corrections.read([tmp_path])
    assert not problems
    assert (row["table"], row["row"], row["column"], row["analyst_value"]) == ("statements", "a.txt:22-32", "act", "announce")
    assert (row["reason"], row["by"], row["on"]) == ('it says "met", not fled', "AB", date.today().isoformat())
    explorer.correct(0, "said_earliest", None, "not said", "AB")
    rows, problems = corrections.read([tmp_path])
    assert len(rows) == 2 and not problems and rows[1]["analyst_value"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt", "overrides.csv"]


@pytest.mark.parametrize(
    "before",
    [
        HEAD.encode(),
        HEAD.strip().encode(),
        b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode(),
        b"on;by;reason;analyst_value;column;row;table;machine_value\n2026-03-09;\xc3\x84;why;deny;act;b.txt:0-9;statements;\n",
        b"row\ttable\tcolumn\tanalyst_value\treason\tby\ton\n",
        HEAD.encode() + "statements,b.txt:0-9,act,deny,weil,Müller,2026-03-09\n".encode("cp1252"),
    ],
)
def test_the_file_keeps_its_form_and_its_lines(small, tmp_path, before):
    file = tmp_path / "Overrides.csv"
    file.write_bytes(before)
    old, _ = corrections.read([tmp_path])
    explorers.explore(small, "statements").correct(0, "act", "deny", "a, b; c\td", "AB")
    rows, problems = corrections.read([tmp_path])
    assert not problems and len(rows) == len(old) + 1 and rows[-1]["reason"] == "a, b; c\td"
    assert file.read_bytes().startswith(before[:20]) and (b"\r\n" in before) == (b"\r\n" in file.read_bytes())


@pytest.mark.parametrize(
    "row, column, value, reason, by, why",
    [
        (0, "said_earliest", "yesterday", "why", "AB", "no ISO day"),
        (0, "start", "x", "why", "AB", "whole number"),
        (0, "statement_id", "x", "why", "AB", "cannot be corrected"),
        (0, "nothing", "x", "why", "AB", "no column"),
        (0, "act", "deny", " ", "AB", "reason"),
        (0, "act", "deny", "why", "", "by"),
        (9, "act", "deny", "why", "AB", "cannot be corrected"),
    ],
)
def test_no_line_is_written_that_would_not_be_read(small, tmp_path, row, column, value, reason, by, why):
    with pytest.raises(InputError, match=why):
        explorers.explore(small, "statements").correct(row, column, value, reason, by)
    assert not (tmp_path / "overrides.csv").exists()


def test_a_file_without_its_columns_is_left_alone(small, tmp_path):
    (tmp_path / "overrides.csv").write_text("table,row\n")
    with pytest.raises(InputError, match="no column"):
        explorers.explore(small, "statements").correct(0, "act", "deny", "why", "AB")
    assert (tmp_path / "overrides.csv").read_text() == "table,row\n"


def test_a_folder_that_holds_other_reports_is_not_written_into(small, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("REPORTS_DIR", str(other))
    explorer = explorers.explore(small, "statements")
    with pytest.raises(InputError, match="folder="):
        explorer.correct(0, "act", "deny", "why", "AB")
    explorer.correct(0, "act", "deny", "why", "AB", folder=tmp_path)
    assert (tmp_path / "overrides.csv").exists() and not list(other.iterdir())


def test_only_rows_that_a_line_can_name_are_corrected(small):
    twice = small.statements.iloc[[0, 1]].assign(statement_id="a.txt:2-11")
    unclear = Book({**small.tables, "statements": twice}, {})
    assert explorers.explore(unclear, "statements").spec["ids"] == [None, None]
    part = explorers.explore(small, "statements", rows=small.statements[1:])
    assert part.spec["ids"] == ["a.txt:22-32", "b.txt:0-9"]
    assert explorers.explore(small, "statements", rows=small.statements[["text"]]).spec["correct"] == []


def test_the_live_form_is_answered_in_words(small, tmp_path):
    explorer = explorers.explore(small, "statements")
    line = {"kind": "correct", "row": 0, "column": "act", "value": "deny", "reason": "why", "by": "AB"}
    assert explorer._answer(line)["done"] and (tmp_path / "overrides.csv").exists()
    refused = explorer._answer({**line, "reason": ""})
    assert not refused["done"] and "reason" in refused["told"]
