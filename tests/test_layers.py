"""The house: data flows one way, and each outside concern has one door."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"
# A module may import those before it, never one after it. A folder is one module.
ORDER = """
    errors terms tables streams export shelf codebook files decoding records formats reports spans sentences quotations words clauses parsed names cues network language calendars readings days periods counted times
    gazetteer toponyms place_phrases places phrases actors
    speakers wording indirect direct statements modality scene patterns sides triggers circumstances events dates
    mentions happenings incidents near_misses tolls values attributes comparing discrepancies sayings wordings utterances copies origins corroboration denials claims positions tripwires indicators ladders lenses
    key_dates corrections overrides reading cache running warm relating progress book __init__
    lint views situation diff reference charts explorers choosing handoffs pages __main__
""".split()
DOORS = {
    "plotly": {"charts", "pages"},
    "spacy": {"language"},
    "anywidget": {"explorers"},
    "ipywidgets": {"explorers", "choosing"},
    "nbconvert": {"pages"},
    "nbclient": {"pages"},
    "trafilatura": {"formats"},
    "xlsxwriter": {"export"},
    "typer": {"__main__"},
    "rich": {"__main__"},
}
FILES = set("codebook files formats records reports language gazetteer corrections shelf cache running book diff reference export charts explorers choosing progress handoffs pages __main__".split())
FILE_MODULES = {"pathlib", "os", "io", "shutil", "tempfile"}


def module(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


SOURCES = [pytest.param(path, id=str(path.relative_to(PACKAGE))) for path in sorted(PACKAGE.rglob("*.py"))]
STAGES = [source for source in SOURCES if module(source.values[0]) not in FILES | {"__init__"}]


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
    """The modules of the package that a module imports, itself left out."""
    parts = [name.split(".") for name in imports(path) if name.split(".")[0] == "analysis"]
    modules = {part[1] if part[1:] and part[1] in ORDER else "__init__" for part in parts}
    return modules - {module(path)}


@pytest.mark.parametrize("path", SOURCES)
def test_imports_only_what_comes_before(path):
    assert module(path) in ORDER, f"{path.name} has no place in the flow of data: give it one in ORDER"
    after = [name for name in own(path) if ORDER.index(name) > ORDER.index(module(path))]
    assert not after, f"{path.name} imports {after}, which come after it"


@pytest.mark.parametrize("path", SOURCES)
def test_outside_concerns_have_one_door(path):
    wrong = {name for name in imports(path) if module(path) not in DOORS.get(name.split(".")[0], {module(path)})}
    assert not wrong, f"{path.name} imports {wrong}"


@pytest.mark.parametrize("path", STAGES)
def test_stages_touch_no_file(path):
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    touched = {name.split(".")[0] for name in imports(path)} & FILE_MODULES
    assert not touched and "open" not in {getattr(call, "id", None) for call in calls}, f"{path.name} touches files"
