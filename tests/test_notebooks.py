"""The notebooks: thin, stored bare, and whole on the seeds, on one report and on none."""

import json
import re

import nbformat
import pytest

import analysis
from analysis import export, pages
from analysis.book import Book
from analysis.tables import TABLES, frame

SHIPPED = sorted(pages.notebooks().glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"
LONGEST_CELL = 7


def cells(path, kind="code"):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def check(notebook):
    """No error, no complaint, and no widget that an export would leave blank."""
    for output in outputs(notebook):
        assert output.output_type != "error", output.get("evalue")
        assert output.get("name") != "stderr", output.text
        data = output.get("data", {})
        assert WIDGET not in data or "text/html" in data


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_stored_without_outputs(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert "widgets" not in notebook["metadata"] and notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(path))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_thin_and_with_one_parameter_cell(path):
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    assert first["metadata"]["tags"] == ["parameters"] and "".join(first["source"]).startswith("REPORTS = None")
    for cell in cells(path):
        lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
        assert len(lines) <= LONGEST_CELL and max(map(len, lines)) <= 120
        assert not re.search(r"^\s*(?:def|class|for|while|try)\b", "".join(cell["source"]), re.M)
        assert set(re.findall(r"^(?:from|import) (\w+)", "".join(cell["source"]), re.M)) <= {"analysis"}
    assert "".join(cells(path, "markdown")[0]["source"]).startswith("# ")


def test_whole_on_the_seeds(built):
    assert len(SHIPPED) == 6
    for path in SHIPPED:
        notebook = nbformat.read(built / "notebooks" / path.name, as_version=4)
        check(notebook)
        assert "widgets" not in notebook.metadata and outputs(notebook)


@pytest.fixture(scope="module", params=["nothing", "one report"])
def small(request, tmp_path_factory, book):
    """A build of nothing, and of a single report."""
    out = tmp_path_factory.mktemp("small")
    few = Book({name: frame(name, []) for name in TABLES}, {})
    if request.param == "one report":
        path = out / "only.txt"
        path.write_text("The minister said on Monday that talks had failed.\n", encoding="utf-8")
        few = analysis.load(path)
    export.write(few.tables, out / "tables", "parquet")
    pages.build(few, out)
    return out


def test_whole_on_little(small):
    for path in SHIPPED:
        check(nbformat.read(small / "notebooks" / path.name, as_version=4))
    front = (small / "html" / "index.html").read_text(encoding="utf-8")
    assert "What 1 report says" in front or "No report could be read" in front


def test_the_same_tables_give_the_same_bytes(built):
    (path,) = (path for path in SHIPPED if path.stem.endswith("statements"))
    notebook = nbformat.read(path, as_version=4)
    pages.execute(notebook, name=path.name, folder=built)
    assert nbformat.writes(notebook) == (built / "notebooks" / path.name).read_text(encoding="utf-8")


def test_a_failing_cell_names_the_notebook_and_the_error(tmp_path):
    bad = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    with pytest.raises(analysis.errors.WorkbookError, match=r"mine\.ipynb: a cell failed: ZeroDivisionError"):
        pages.execute(bad, name="mine.ipynb", folder=tmp_path)
