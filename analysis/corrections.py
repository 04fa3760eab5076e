"""Corrections: what an analyst wrote in overrides.csv beside the reports, read and checked line by line.

A line names one cell: table, row and column. `row` is the row's id; where a table has none, the columns of KEYS joined
by " | ", empty ones left out, with report_id, start and end written as in `a.txt:120-126`; a second row of the same
name ends in #2. The file is data: nothing in it is ever run.
"""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from pathlib import Path

from analysis.errors import InputError, nearest
from analysis.reports import decode
from analysis.tables import NUMBER, TABLES, WHOLE, YES_NO

SPAN = ("report_id", "start", "end")
KEYS: dict[str, tuple[str, ...]] = {
    "reports": ("report_id",),
    "spans": SPAN,
    "sentences": ("sentence_id",),
    "times": SPAN,
    "places": SPAN,
    "actors": SPAN,
    "statements": ("statement_id",),
    "utterances": ("utterance_id",),
    "wordings": ("utterance_id", "statement_id"),
    "events": ("event_id",),
    "incidents": ("incident_id",),
    "near_misses": ("incident_id", "other_incident_id"),
    "incident_attributes": ("incident_id", "attribute", *SPAN),
    "discrepancies": ("incident_id", "attribute"),
    "gaps": ("incident_id", "attribute", *SPAN),
    "claims": ("claim_id",),
    "claim_positions": ("claim_id", "party", *SPAN),
    "origins": SPAN,
    "copies": ("report_id", "other_report_id"),
    "positions": ("party", "topic", "statement_id"),
    "tripwires": ("tripwire", "party", *SPAN),
    "ladders": ("ladder", "party", "other_party", "date", "rung"),
    "lenses": ("scheme", "date", "quad"),
    "indicators": ("indicator", "date"),
    "indicator_evidence": ("indicator", "date", "incident_id", "statement_id", *SPAN),
    "key_dates": ("date",),
}  # `problems` and `overrides` tell what a run did: there is nothing in them to correct
FIELDS = ("table", "row", "column", "analyst_value", "reason", "by", "on")
INCIDENT = ("incidents", "incident_id")  # the one id that can be corrected: it joins an incident to another
PRINTED = ("path", "sha256", "chars", "words", "text")  # columns of `reports` that the file itself gives
ISO = ("published", "earliest", "latest", "said_earliest", "said_latest", "date")
CHOICES = {
    "modality": ("asserted", "attributed", "denied", "hypothetical", "negated"),
    "status": ("asserted", "attributed", "disputed", "denied_only"),
    "stance": ("asserts", "denies", "hedges", "silent_when_asked"),
}


def row_ids(name: str, rows: Iterable[Mapping]) -> Iterator[str]:
    """What each row of a table is called, in their order; unique."""
    seen: Counter[str] = Counter()
    for row in rows:
        called = _called(row, KEYS[name])
        seen[called] += 1
        yield called if seen[called] == 1 else f"{called}#{seen[called]}"


def _called(row: Mapping, key: Sequence[str]) -> str:
    if len(key) == 1:
        return row[key[0]]
    told = {column: row.get(column) for column in key}
    if key[-3:] == SPAN:
        start, end = told.pop("start"), told.pop("end")
        told["report_id"] = told["report_id"] if start is None else f"{told['report_id']}:{start}-{end}"
    return " | ".join(str(value) for value in told.values() if value is not None)


# ---------------------------------------------------------------- the file
def read(paths: Iterable[Path]) -> tuple[list[dict], list[dict]]:
    """(rows of `overrides`, rows of `problems`) from the overrides.csv in each folder, and beside each file.

    Comma, semicolon or tab between the cells, any encoding that `reports.decode` knows. A line with a fault is a
    problem and no correction; of two corrections of one cell the later stands. `machine_value` holds what the file says
    of it, and `applied` is null, until overrides.py fills them in.
    """
    rows: dict[tuple, dict] = {}
    problems: list[dict] = []
    for file in _files(paths):
        try:
            found = list(_records(decode(file.read_bytes())))
        except (InputError, OSError, csv.Error) as error:
            problems.append(
                _row(file.name, f"it cannot be read: {error}", "save it as CSV in UTF-8; no correction in it is made")
            )
            continue
        for line, record in found:
            where = {"path": file.name, "line": line}
            if faults := list(_faults(record)):
                problems += [problem(where, f"{field}: {what}", to_do) for field, what, to_do in faults]
                continue
            cell = record["table"], record["row"], record["column"]
            if cell in rows:
                problems.append(
                    problem(
                        where,
                        f"the cell of line {rows[cell]['line']} again",
                        "take one of the two lines away",
                        "warning",
                    )
                )
            rows[cell] = {**{field: text or None for field, text in record.items()}, **where, "applied": None}
    return list(rows.values()), problems


def _files(paths: Iterable[Path]) -> list[Path]:
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in map(Path, paths))
    return [
        file
        for folder in folders
        for file in (sorted(folder.iterdir()) if os.access(folder, os.R_OK) else ())
        if file.name.lower() == "overrides.csv" and file.is_file()
    ]


def _records(text: str) -> Iterator[tuple[int, dict]]:
    """(line, cells by name) of every line that is not blank. Raises InputError if a column is missing."""
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names = [name.strip().lower() for name in next(rows, [])]
    if missing := [field for field in FIELDS if field not in names]:
        raise InputError(f"line 1: no column {', '.join(missing)}")
    line = rows.line_num + 1
    for cells in rows:
        if any(cell.strip() for cell in cells):
            told = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
            record = {field: told.get(field, "") for field in (*FIELDS, "machine_value")}
            yield line, record | {"row": re.sub(r" ?\| ?", " | ", record["row"])}
        line = rows.line_num + 1


def _faults(record: Mapping) -> Iterator[tuple[str, str, str]]:
    """(field, what is wrong with it, what to do), in the order of the columns."""
    table, column = record["table"], record["column"]
    if table not in KEYS:
        yield "table", f"there is no table {table!r} to correct", nearest(table, KEYS, "write one of")
    if not record["row"]:
        yield "row", "it is empty", "write the id of the row"
    if table in KEYS and column not in TABLES[table].names:
        yield "column", f"{table} has no column {column!r}", nearest(column, TABLES[table].names, "write one of")
    elif table in KEYS and (instead := _fixed(table, column)):
        yield "column", f"{column} of {table} cannot be corrected", instead
    elif table in KEYS:
        try:
            meant(table, column, record["analyst_value"])
        except ValueError as error:
            yield (
                "analyst_value",
                f"{record['analyst_value']!r} is {error}",
                f"mend it, or leave it empty to empty {column}",
            )
    for field, to_do in (("reason", "say why, in a few words"), ("by", "say who corrects it")):
        if not record[field]:
            yield field, "it is empty", to_do
    if not _day(record["on"]):
        yield "on", f"{record['on']!r} is no ISO day", "write it as in 2026-03-09"


def _fixed(table: str, column: str) -> str | None:
    """What to do instead of correcting a column that follows from others."""
    names = TABLES[table].names
    if (column,) == KEYS[table] and (table, column) != INCIDENT or column == "report_id":
        return "an id is made from what it names; correct that, or write the correction for the other row"
    if table == "reports" and column in PRINTED:
        return "it is as printed; change the report's file"
    if table == "spans" and column in SPAN:
        return "the spans share out the whole text between them; correct their kind"
    start = column.removesuffix("text") + "start"
    if column.endswith("text") and start in names:
        return f"the words follow from {start} and {start[:-5]}end; correct these"
    return None


# ---------------------------------------------------------------- values and problems
def meant(table: str, column: str, text: str | None) -> object:
    """The cell that the analyst's text means. Raises ValueError, saying what it is not."""
    dtype = next(known.dtype for known in TABLES[table].columns if known.name == column)
    if not text:
        return None
    if column in ISO and not _day(text, whole=column == "published"):
        raise ValueError("no ISO day (as in 2026-03-09)")
    if column in CHOICES and text not in CHOICES[column]:
        raise ValueError(f"none of {', '.join(CHOICES[column])}")
    if dtype == YES_NO:
        if text.lower() not in ("true", "yes", "false", "no"):
            raise ValueError("neither true nor false")
        return text.lower() in ("true", "yes")
    return {WHOLE: _whole, NUMBER: _number}.get(dtype, str)(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise ValueError("no whole number")
    return int(text)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number):
        raise ValueError("no number")
    return number


def _day(text: str, *, whole: bool = True) -> bool:
    """It is an ISO day or, if it need not be a whole one, an instant."""
    try:
        date.fromisoformat(text[:10])
        return len(text) == 10 or (not whole and bool(datetime.fromisoformat(text)))
    except ValueError:
        return False


def shown(value: object) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def problem(row: Mapping, what: str, what_to_do: str, severity: str = "error") -> dict:
    return _row(row["path"], f"line {row['line']}: {what}", what_to_do, severity)


def _row(path: str, what: str, what_to_do: str, severity: str = "error") -> dict:
    return dict(path=path, report_id=None, severity=severity, problem=what, what_to_do=what_to_do)
