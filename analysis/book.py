"""The book: the tables of a folder of reports, and the way from any row back to its words."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from analysis import codebook as codebooks
from analysis import corrections, language, relating, reports, running
from analysis.cache import Cache, place
from analysis.errors import InputError
from analysis.progress import Line
from analysis.tables import TABLES, frame

SEEDS = next((folder for folder in (Path(__file__).parents[1] / "seeds", Path(__file__).parent / "seeds") if folder.is_dir()), None)
KEYS = ("statement_id", "event_id", "incident_id", "sentence_id", "report_id")


class Book:
    """Tables as attributes (`book.statements`), all declared in analysis/tables.py; `run` tells what they were made of."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], run: Mapping, codebook: codebooks.Codebook | None = None):
        self.tables = dict(tables)
        self.run = dict(run)
        self.codebook = codebook or codebooks.load()
        self.inputs: list[Path] = []  # the files and folders it was read from, if it was

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.tables[name]
        raise AttributeError(f"no such table: {name}; there are: {', '.join(TABLES)}")

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.tables[name]):,} {name}" for name in ("reports", "statements", "events", "incidents"))
        return f"<Book: {counts}>"

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
    progress: Callable[[str], None] | None = None,
) -> Book:
    """Read reports: the given files and folders, else those of REPORTS_DIR, else the seeds.

    Where WORKBOOK_TABLES names a folder of tables and no path is given, they are read instead: that is how a build
    hands its tables to its notebooks. Reports are read by `processes` (None: one a core) or on a Dask `cluster`; with
    `cache`, none that was read before with the same codebooks. Raises InputError if a path does not exist.
    """
    given = [Path(path) for path in paths if path is not None]
    if not given and (made := os.environ.get("WORKBOOK_TABLES")):
        return stored(Path(made))
    chosen = given or _chosen()
    codebook = codebooks.load(next((path if path.is_dir() else path.parent for path in chosen), None))
    with Line() as line:
        rows, problems = reports.read(chosen, progress=line.opened)
        line.reports = len(rows)
        line.say(f"Reading {len(rows):,} reports", 0)
        tables = running.read_all(
            rows,
            codebook=codebook,
            cache=Cache(place() if cache else None, codebook),
            processes=processes or os.cpu_count() or 1,
            cluster=cluster,
            progress=progress or line.read,
        )
        tables["overrides"], faults = corrections.read(chosen)
        tables["problems"] = problems + faults
        corrected = {row["table"] for row in tables["overrides"]}
        frames = {name: frame(name, tables.pop(name)) for name in relating.APART if name not in corrected}
        line.say(f"Relating {len(rows):,} reports: days, happenings, claims, counts")
        held = [tables]
        del rows, tables
        tables = relating.relate(held.pop(), codebook=codebook)  # the one to hold the rows, it lets go of those it replaces
    frames = {name: frames[name] if name in frames else frame(name, tables.pop(name, [])) for name in TABLES}
    book = Book(frames, _run(frames, codebook), codebook)
    book.inputs = chosen
    return book


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


def _run(frames: Mapping[str, pd.DataFrame], codebook: codebooks.Codebook) -> dict:
    """What a run was made of: the same inputs and versions give the same tables."""
    inputs = frames["reports"][["report_id", "path", "sha256"]].to_dict("records")
    return {
        "inputs": inputs,
        "inputs_sha256": _digest(row["sha256"] for row in inputs),
        "versions": {"analysis": _version("analysis"), "codebooks": codebook.version, "model": language.VERSION},
        "counts": {name: len(table) for name, table in frames.items()},
    }


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
