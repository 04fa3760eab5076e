"""Hand-offs: the tables of a run in the forms that other programmes read, and its charts as pictures.

What a report says stays text in every one of them. What a form cannot hold (a happening without a day on a timeline,
a place without coordinates on a map) is left out, counted, and said.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis import export
from analysis.book import Book
from analysis.errors import InputError
from analysis.handoffs import citations, maps, pictures, timelines
from analysis.tables import TABLES
from analysis.views import plural

# What each form is called inside a folder: a file, or a folder where the name has no ending.
NAMES = {
    "csv": "csv",
    "parquet": "parquet",
    "xlsx": "tables.xlsx",
    "geojson": "places.geojson",
    "timelinejs": "timeline.json",
    "bibtex": "reports.bib",
    "csl": "reports.csl.json",
    "png": "pictures",
    "svg": "pictures",
}
PICTURES = ("png", "svg")
_TEXTS: dict[str, Callable[[Book], tuple[str | dict | list, list[str]]]] = {
    "geojson": maps.geojson,
    "timelinejs": timelines.timelinejs,
    "bibtex": citations.bibtex,
    "csl": citations.csl,
}


def place(folder: Path, form: str, chart: str | None = None) -> Path:
    """Where a hand-off of the run in `folder` goes if nobody says: into its folder export/."""
    return folder / "export" / (f"{chart}.{form}" if chart else NAMES[form])


def write(book: Book, form: str, out: Path, *, chart: str | None = None) -> list[str]:
    """Write the hand-off `form` (a key of NAMES) to `out`; what is in it and what was left out, in sentences.

    A picture is of `chart`, or of every chart, each a file in `out`. Raises InputError if the run lacks a table,
    WorkbookError if a picture is wanted and there is no browser.
    """
    if missing := [name for name in TABLES if name not in book.tables]:
        raise InputError(f"the run has no table {', '.join(missing)}: make it again with this version")
    if form in _TEXTS:
        content, told = _TEXTS[form](book)
        _write_text(content, out)
        return told
    if form in PICTURES:
        return _write_pictures(book, form, out, chart)
    if form == "xlsx":
        export.write_excel(book.tables, out)
    else:
        export.write(book.tables, out, form)
    return [f"{plural(len(book.tables), 'table')}."]


def _write_text(content: str | dict | list, out: Path) -> None:
    """Text as it is, anything else as JSON."""
    out.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    with export.beside(out) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="\n")


def _write_pictures(book: Book, form: str, out: Path, chart: str | None) -> list[str]:
    made = pictures.draw(book, [chart] if chart else pictures.names(), form)
    folder = out.parent if chart else out
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        with export.beside(out if chart else out / f"{name}.{form}") as fresh:
            fresh.write_bytes(content)
    return [f"{plural(len(made), 'chart')}: {_listed(made)}."]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
