"""Tables as files: the text as it was, the same bytes again, whole files or none."""

import csv
import json
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis import export, tables
from analysis.errors import TableError

AWKWARD = [
    '=HYPERLINK("x")',
    'She said "no", twice',
    "two\r\nlines",
    "a lone\rreturn",
    "a lone\nfeed",
    " edges ",
    "NA",
    "-1",
    "İğdır 🚀",
    "a,b;c\td",
]


def reports(texts) -> pd.DataFrame:
    return tables.frame(
        "reports", [dict(report_id=f"r{number}", chars=len(text), text=text) for number, text in enumerate(texts)]
    )


def read_csv(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def sheet(path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml").decode("utf-8")


def test_csv_keeps_text_as_it_was(tmp_path):
    (path,) = export.write({"reports": reports(AWKWARD)}, tmp_path, "csv")
    assert [row["text"] for row in read_csv(path)] == AWKWARD
    assert read_csv(path)[0]["published"] == ""


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"])).filter(bool), min_size=1, max_size=5))
def test_csv_keeps_any_text(tmp_path_factory, texts):
    (path,) = export.write({"reports": reports(texts)}, tmp_path_factory.mktemp("csv"), "csv")
    assert [row["text"] for row in read_csv(path)] == texts


def test_jsonl_keeps_text_numbers_and_nulls(tmp_path):
    (path,) = export.write({"reports": reports(AWKWARD)}, tmp_path, "jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    assert [row["text"] for row in rows] == AWKWARD
    assert rows[0]["chars"] == len(AWKWARD[0]) and rows[0]["published"] is None


def test_parquet_gives_the_same_table_back(tmp_path):
    for table in ({"reports": reports(AWKWARD)}, {"events": tables.frame("events", [])}):
        (path,) = export.write(table, tmp_path, "parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(path), *table.values())


def test_excel_holds_text_and_never_a_formula(tmp_path):
    (path,) = export.write({"reports": reports(AWKWARD)}, tmp_path, "xlsx")
    assert "<f>" not in sheet(path) and "=HYPERLINK(&quot;x&quot;)" in sheet(path).replace('"x"', "&quot;x&quot;")
    assert 'state="frozen"' in sheet(path) and "<autoFilter" in sheet(path)


def test_excel_cuts_what_no_cell_holds_and_says_so(tmp_path):
    long = "🚀" * export.EXCEL_CELL
    book = {"reports": reports([long, "short"]), "problems": tables.frame("problems", [])}
    export.write(book, tmp_path, "xlsx")
    assert export.CUT in sheet(tmp_path / "reports.xlsx") and "longer than an Excel cell" in sheet(
        tmp_path / "problems.xlsx"
    )
    assert book["reports"]["text"][0] == long and book["problems"].empty


def test_all_tables_fit_one_excel_file(tmp_path):
    book = {"reports": reports(AWKWARD), "problems": tables.frame("problems", []), "events": tables.frame("events", [])}
    for turn in "ab":
        export.write_excel(book, tmp_path / "sub" / f"{turn}.xlsx")
    first, second = sorted((tmp_path / "sub").iterdir())
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as file:
        names = file.read("xl/workbook.xml").decode("utf-8")
        sheets = [file.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8") for number in (1, 2, 3)]
    assert all(f'name="{name}"' in names for name in book)
    assert all('state="frozen"' in text and "<autoFilter" in text and "<f>" not in text for text in sheets)


def test_excel_refuses_more_rows_than_a_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "EXCEL_ROWS", 3)
    with pytest.raises(TableError, match="choose csv or parquet"):
        export.write({"reports": reports("abc")}, tmp_path, "xlsx")


@pytest.mark.parametrize("form", export.FORMATS)
def test_same_tables_same_bytes(tmp_path, form):
    book = {"reports": reports(AWKWARD), "events": tables.frame("events", [])}
    first, second = (export.write(book, tmp_path / turn, form) for turn in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    path = tmp_path / "kept.txt"
    path.write_text("before")
    with pytest.raises(KeyboardInterrupt), export.beside(path) as fresh:
        fresh.write_text("hal")
        raise KeyboardInterrupt
    assert [one.read_text() for one in tmp_path.iterdir()] == ["before"]
