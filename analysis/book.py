"""The book: the tables of a folder of reports, and the way from any row back to its words."""

import hashlib
import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from analysis import codebook as codebooks
from analysis import corrections, language, relating, reports, running
from analysis.cache import Cache, place
from analysis.errors import InputError
from analysis.files import LARGEST, LONGEST
from analysis.progress import Line
from analysis.shelf import Filling, Shelf, fill, opened
from analysis.streams import stream
from analysis.tables import TABLES

SEEDS = next((folder for folder in (Path(__file__).parents[1] / "seeds", Path(__file__).parent / "seeds") if folder.is_dir()), None)
KEYS = ("statement_id", "event_id", "incident_id", "sentence_id", "report_id")


class Book:
    """Tables as attributes (`book.statements`), all declared in analysis/tables.py; `run` tells what they were made of."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], run: Mapping, codebook: codebooks.Codebook | None = None):
        self.tables = tables if isinstance(tables, Shelf) else dict(tables)
        self.run = dict(run)
        self.codebook = codebook or codebooks.load()
        self.inputs: list[Path] = []  # the files and folders it was read from, if it was
        self.files: list[str] = []  # every file that was found there, by the name it has in `path`

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(f"no such table: {name}; there are: {', '.join(TABLES)}")

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(name):,} {name}" for name in ("reports", "statements", "events", "incidents"))
        return f"<Book: {counts}>"

    def count(self, name: str) -> int:
        """The rows of a table."""
        return self.tables.count(name) if isinstance(self.tables, Shelf) else len(self.tables[name])

    def kept(self, name: str) -> bytes | None:
        """The Parquet file of a table, where it lies as it was made."""
        return self.tables.content(name) if isinstance(self.tables, Shelf) else None

    def evidence(self, row: Mapping) -> str:
        """The sentences of the report that hold a row's words, with the words between » and «; '' if the row has no span."""
        if pd.isna(row.get("start")) or pd.isna(row.get("report_id")):
            return ""
        start, end = int(row["start"]), int(row["end"])
        own = self.sentences["report_id"] == row["report_id"]
        around = self.sentences[own & (self.sentences["start"] < end) & (self.sentences["end"] > start)]
        first = min(start, *around["start"]) if len(around) else start
        last = max(end, *around["end"]) if len(around) else end
        text = self.reports.set_index("report_id").at[row["report_id"], "text"]
        return f"{text[first:start]}»{text[start:end]}«{text[end:last]}"

    def explain(self, row: Mapping) -> str:
        """What a row rests on, one line a fact: its words, its rule, its confidence, and what is empty and why."""
        lines = [f"{key}: {row[key]}" for key in KEYS if key in row and pd.notna(row[key])]
        if words := self.evidence(row):
            lines.append(f"words: {words}")
        for key in ("rule", "merge_reason", "published_basis", "confidence", "why_empty"):
            if key in row and pd.notna(row[key]):
                lines.append(f"{key}: {row[key]}")
        return "\n".join(lines)


def load(
    *paths: str | Path | None,
    processes: int | None = None,
    cluster: str | None = None,
    cache: bool = True,
    largest: float = LARGEST,
    longest: int = LONGEST,
    progress: Callable[[str], None] | None = None,
) -> Book:
    """Read reports: the given files and folders, else those of REPORTS_DIR, else the seeds.

    Where WORKBOOK_TABLES names a folder of tables and no path is given, they are read instead: that is how a build
    hands its tables to its notebooks. Reports are read by `processes` (None: one a core) or on a Dask `cluster`; with
    `cache`, none that was read before with the same codebooks. A file of more than `largest` MB, and a report or a line
    of more than `longest` characters, is a row of `problems` and not read. Raises InputError if a path does not exist.
    """
    given = [Path(path) for path in paths if path is not None]
    if not given and (made := os.environ.get("WORKBOOK_TABLES")):
        return stored(Path(made))
    chosen = given or _chosen()
    codebook = codebooks.load(next((path if path.is_dir() else path.parent for path in chosen), None))
    with Line() as line:
        files: list[str] = []

        def opening(name: str) -> None:
            files.append(name)
            line.opened(name)

        rows, problems = reports.read(chosen, progress=opening, largest=largest, longest=longest)
        line.reports = len(rows)
        line.say(f"Reading {len(rows):,} reports", 0)
        processes = processes or os.cpu_count() or 1
        kept = Cache(place() if cache else None, codebook)
        read = running.read_all(
            rows,
            codebook=codebook,
            cache=kept,
            processes=processes,
            cluster=cluster,
            progress=progress or line.read,
        )
        del rows
        corrected, faults = corrections.read(chosen)
        beside = {"overrides": corrected, "problems": problems + faults}
        made = kept.run(read.digests, beside)
        shelf = opened(made)
        if not shelf:
            line.say(f"Relating {len(read.digests):,} reports: days, happenings, claims, counts")
            shelf = related(read, beside, made, codebook, processes)
    book = Book(shelf, {}, codebook)
    book.run = _run(book)
    book.inputs, book.files = chosen, files
    return book


def related(read: running.Read, beside: Mapping[str, list[dict]], made: Path, codebook: codebooks.Codebook, processes: int) -> Shelf:
    """The tables of what was read, with `overrides` and `problems` beside, put on a shelf at `made`.

    With several processes and many reports, steps are done side by side; none that rests on a correction, which can draw
    on any table.
    """
    corrected = bool(beside["overrides"])
    asked = ChainMap(beside, replace(read, cache=None))
    with fill(made) as filling:
        if processes > 1 and len(read.digests) >= running.MANY and not corrected:
            do = partial(_step, filling=filling, asked=asked, codebook=codebook)
            running.in_order(relating.STEPS, do, read.letters())
        else:
            filling.update(relating.done(asked, codebook))
        for name in [name for name in TABLES if name not in filling]:
            filling[name] = stream(name, beside[name]) if name in beside else read[name]
    return Shelf(made)


def _step(name: str, *, filling: Filling, asked: Mapping, codebook: codebooks.Codebook) -> None:
    filling.update(relating.step(name, ChainMap(filling, asked), running.known(codebook)))


def stored(folder: Path) -> Book:
    """A book from the Parquet files that a build has written, beside the codebooks they were made with, if not those that ship."""
    return Book({name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}, {}, codebooks.load(folder))


def named() -> list[Path]:
    """The files and folders that REPORTS_DIR names."""
    return [Path(part) for part in os.environ.get("REPORTS_DIR", "").split(os.pathsep) if part]


def _chosen() -> list[Path]:
    if not named() and SEEDS is None:
        raise InputError("no reports are given; name a file or a folder")
    return named() or [SEEDS]


def _run(book: Book) -> dict:
    """What a run was made of: the same inputs and versions give the same tables."""
    inputs = book.reports[["report_id", "path", "sha256"]].to_dict("records")
    return {
        "inputs": inputs,
        "inputs_sha256": _digest(row["sha256"] for row in inputs),
        "versions": {"analysis": _version("analysis"), "codebooks": book.codebook.version, "model": language.VERSION},
        "counts": {name: book.count(name) for name in TABLES},
    }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
