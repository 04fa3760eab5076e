"""A wrong cell corrected where it is seen: which row it is, what may stand in it, and the line in overrides.csv."""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import corrections, tables
from analysis.book import SEEDS, named
from analysis.errors import InputError
from analysis.export import beside
from analysis.reports import decode
from analysis.views import records


def ids(book, table: str, frame: pd.DataFrame) -> list[str | None]:
    """What overrides.csv calls each row; None where that would not say which row of the book is meant."""
    key = corrections.KEYS.get(table, ("",))
    if not set(key) <= set(frame):
        return [None] * len(frame)
    seen = Counter(_called(table, getattr(book, table), key))
    return [name if seen[name] == 1 else None for name in _called(table, frame, key)]


def _called(table: str, frame: pd.DataFrame, key: Iterable[str]) -> list[str | None]:
    return [next(corrections.row_ids(table, [row])) for row in records(frame, key)]


@cache
def correctable(table: str) -> list[str]:
    """The columns of a table that a line of overrides.csv can correct."""
    if table not in corrections.KEYS:
        return []
    told = {"table": table, "row": "row", "reason": "reason", "by": "by", "on": "2000-01-01", "analyst_value": ""}
    return [name for name in tables.TABLES[table].names if not faults([{**told, "column": name}])]


def faults(lines: list[dict]) -> list[str]:
    """What the reader of overrides.csv would find wrong with these lines."""
    with tempfile.TemporaryDirectory() as folder:
        for line in lines:
            append(line, Path(folder))
        _, problems = corrections.read([Path(folder)])
    return [f"{row['problem'].partition(': ')[2]}; {row['what_to_do']}" for row in problems]


def append(line: dict, folder: Path) -> Path:
    """A line more in the overrides.csv of a folder, in the form that the file has; whole or not at all."""
    there = (file for file in sorted(folder.iterdir()) if file.name.lower() == "overrides.csv")
    file = next(there, folder / "overrides.csv")
    data = file.read_bytes() if file.exists() else b""
    text = decode(data) or ",".join(corrections.FIELDS) + "\n"
    head = text.splitlines()[0]
    mark = max(",;\t", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark))]
    if missing := [field for field in corrections.FIELDS if field not in names]:
        raise InputError(f"{file}: line 1: no column {', '.join(missing)}; add it, then correct again")
    told = io.StringIO()
    end = "\r\n" if "\r\n" in text else "\n"
    csv.writer(told, delimiter=mark, lineterminator=end).writerow([line.get(name, "") for name in names])
    whole = text + ("" if text.endswith("\n") else end) + told.getvalue()
    with beside(file) as fresh:
        fresh.write_bytes(whole.encode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"))
    return file


def reports_folder(book) -> Path:
    """Where the book's reports lie: as the book says, else REPORTS_DIR, else the seeds. It must hold one of them."""
    own = [Path(path) for path in book.inputs or named() or [SEEDS] if path]
    folders = [path if path.is_dir() else path.parent for path in own]
    found = (folder for folder in folders if any((folder / path).exists() for path in book.reports["path"].dropna()))
    if folder := next(found, None):
        return folder
    raise InputError("it is not known where the reports lie: name their folder, explorer.correct(..., folder=...)")
