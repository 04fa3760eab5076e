"""The house: data flows one way, and each outside concern has one door."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
# A module may import those before it, never one after it.
ORDER = (
    "errors tables codebook terms reports spans sentences quotations clauses language calendars readings times "
    "gazetteer toponyms place_phrases places actors statements modality triggers events dates mentions happenings attributes incidents "
    "indicators key_dates reading book __init__ export views reference charts explorers pages __main__"
).split()
DOORS = {
    "plotly": {"charts", "pages"},
    "spacy": {"language"},
    "anywidget": {"explorers"},
    "ipywidgets": {"explorers"},
    "nbconvert": {"pages"},
    "nbclient": {"pages"},
    "trafilatura": {"reports"},
    "xlsxwriter": {"export"},
    "typer": {"__main__"},
    "rich": {"__main__"},
}
FILES = {"codebook", "reports", "language", "gazetteer", "book", "reference", "export", "charts", "explorers", "pages", "__main__"}
MODULES = sorted(PACKAGE.glob("*.py"))


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def own(path: Path) -> set[str]:
    """The modules of the package that a module imports."""
    parts = [name.split(".") for name in imports(path)]
    return {part[1] if part[1:] and (PACKAGE / f"{part[1]}.py").exists() else "__init__" for part in parts if part[0] == "analysis"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_only_what_comes_before(path):
    assert path.stem in ORDER, f"{path.name} has no place in the flow of data: give it one in ORDER"
    after = [name for name in own(path) & set(ORDER) if ORDER.index(name) >= ORDER.index(path.stem)]
    assert not after, f"{path.name} imports {after}, which come after it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_outside_concerns_have_one_door(path):
    wrong = {name for name in imports(path) if path.stem not in DOORS.get(name.split(".")[0], {path.stem})}
    assert not wrong, f"{path.name} imports {wrong}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.stem not in FILES], ids=lambda path: path.stem)
def test_stages_touch_no_file(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    touched = {name.split(".")[0] for name in imports(path)} & {"pathlib", "os", "io", "shutil", "tempfile"}
    touched |= {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "open"}
    assert not touched, f"{path.name} touches files: {touched}"
