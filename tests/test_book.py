"""The book: from any row back to its words; and what load reads."""

import pandas as pd
import pytest

import analysis
from analysis import book as books
from analysis import export
from analysis.errors import InputError, TableError
from analysis.tables import TABLES, dictionary, frame

TEXT = "OSLO, Feb 5, 2024 (Reuters) - Norway said on Monday that a drone had crossed its border.\n\nRussia denied sending it."


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    (folder / "a.txt").write_text(TEXT)
    return analysis.load(folder)


def test_every_table_has_its_columns_and_types(book):
    for name, table in TABLES.items():
        assert list(book.tables[name].columns) == table.names
        assert [str(dtype) for dtype in book.tables[name].dtypes] == [column.dtype for column in table.columns]


def test_every_row_opens_its_words(book):
    text = book.reports.set_index("report_id")["text"]
    for name, table in book.tables.items():
        if {"report_id", "start", "text"} <= set(table.columns) and name != "reports":
            for row in table.dropna(subset=["start"]).to_dict("records"):
                assert text[row["report_id"]][row["start"] : row["end"]] == row["text"], (name, row)


def test_evidence_marks_the_words_in_their_sentence(small):
    row = small.statements.iloc[0]
    assert small.evidence(row) == "Norway said on Monday that »a drone had crossed its border«."
    assert small.evidence(pd.Series({"report_id": None, "start": None})) == ""


def test_explain_names_rule_and_reason(small):
    told = small.explain(small.reports.iloc[0])
    assert "published_basis: dateline" in told
    assert "rule: deny" in small.explain(small.statements.iloc[1])


def test_missing_attribute_names_the_tables(small):
    with pytest.raises(AttributeError, match="no such table: nothing"):
        small.nothing


def test_an_empty_folder_is_a_book_without_rows(tmp_path):
    empty = analysis.load(tmp_path)
    assert all(len(table) == 0 for table in empty.tables.values())


def test_a_missing_path_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        analysis.load(tmp_path / "nowhere")


def test_the_environment_chooses_the_reports(tmp_path, monkeypatch):
    (tmp_path / "one.txt").write_text("Chad said that the border was closed.")
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path))
    assert list(analysis.load(None).reports["report_id"]) == ["one.txt"]


def test_stored_tables_are_read_back(small, tmp_path, monkeypatch):
    export.write(small.tables, tmp_path, "parquet")
    monkeypatch.setenv("WORKBOOK_TABLES", str(tmp_path))
    again = analysis.load(None)
    for name, table in small.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_stored_tables_come_with_the_codebooks_they_were_made_with(tmp_path):
    reports, tables = tmp_path / "reports", tmp_path / "tables"
    (reports / "codebooks").mkdir(parents=True)
    (reports / "a.txt").write_text(TEXT)
    (reports / "codebooks" / "views.yaml").write_text("- {code: own_mark, kind: mark, label: own, attributes: [x], symbol: cross, colour: sky}\n")
    made = analysis.load(reports)
    export.write(made.tables, tables, "parquet")
    export.keep_codebooks(made.codebook.own, tables)
    assert "own_mark" in [entry["code"] for entry in books.stored(tables).codebook["views"]]
    export.keep_codebooks((), tables)
    assert "own_mark" not in [entry["code"] for entry in books.stored(tables).codebook["views"]]


def test_the_address_of_a_record_is_kept(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "Chad said that the border was closed.", "url": "https://example.org/a"}\n')
    assert list(analysis.load(tmp_path).reports["url"]) == ["https://example.org/a"]


def test_run_tells_inputs_and_versions(small):
    assert small.run["inputs"][0]["report_id"] == "a.txt" and len(small.run["inputs"][0]["sha256"]) == 64
    assert set(small.run["versions"]) == {"analysis", "codebooks", "model"} and small.run["counts"]["reports"] == 1


def test_an_undeclared_column_is_refused():
    with pytest.raises(TableError, match="no such column: wrong"):
        frame("gaps", [{"wrong": 1}])


def test_the_dictionary_names_every_column():
    text = dictionary()
    assert all(f"`{column.name}`" in text for table in TABLES.values() for column in table.columns)


def test_seeds_are_found():
    assert len(list(books.SEEDS.glob("*.txt"))) == 5
