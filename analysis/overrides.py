"""Overrides: the analyst's corrections applied to the tables, again on every run, each beside the machine's value.

In `events` the column incident_id moves a mention to another incident, to a new one or (empty) to none; in `incidents`
it joins the whole incident to another. What names a row: analysis/corrections.py.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from analysis.corrections import INCIDENT, KEYS, meant, problem, row_ids, shown
from analysis.incidents import Move
from analysis.tables import TABLES

ALONE = ("spans", "sentences", "places", "actors", "events")  # of one report; reports and times come before, statements after
TOGETHER = tuple(
    name for name in KEYS if name not in ("spans", "sentences", "places", "actors", "reports", "times")
)  # at the end
MENTION = ("events", "incident_id")
CODES = ("plover", "quad", "cameo", "goldstein")
OF_PLACE = {("events", "place"): ("country", "lat", "lon"), ("incidents", "place"): ("lat", "lon")}
SPANNED = re.compile(r":(\d+)-(\d+)(?=$|[:#])")  # the offsets in a row's id
OFFSETS = ("", "source_", "target_", "cue_", "trigger_", "time_")
MADE = re.compile(r"(?:\d{4}-\d\d-\d\d|by-\d{4}-\d\d-\d\d|undated)_")  # how the ids begin that the workbook makes


# ---------------------------------------------------------------- cells
def apply(
    tables: Mapping[str, list[dict]], names: Iterable[str], *, codebook: Mapping[str, list[dict]] = {}
) -> dict[str, list[dict]]:
    """The tables with the corrections of those called `names` made, told in `overrides` and, where not, in `problems`.

    `tables["overrides"]` holds the rows that `corrections.read` gave; without any, nothing is done. Call it again with
    other names when their tables are made, and with the same ones when a stage has filled in more of their columns.
    What follows from a corrected cell follows (the words from their offsets; latitude and longitude from the place; the
    codes from an event's type in `codebook`) and has a row of `overrides` of its own.
    """
    due: dict[str, dict[str, list[dict]]] = {name: defaultdict(list) for name in names}
    rest = []
    for row in tables.get("overrides", ()):
        mine = (
            row["table"] in due
            and row["applied"] is not False
            and (row["table"], row["column"]) not in (MENTION, INCIDENT)
        )
        (due[row["table"]][row["row"]] if mine else rest).append(row)
    known = _Known(tables, codebook)
    tables, done, problems = dict(tables), [], []
    for name, wanted in due.items():
        if wanted:
            tables[name], told, faults = _corrected(name, tables.get(name, []), wanted, known)
            done, problems = done + told, problems + faults
    if done or problems:
        tables["overrides"] = sorted([*rest, *done], key=lambda row: (row["path"], row["line"]))
        tables["problems"] = [*tables.get("problems", ()), *problems]
    return tables


def dated(tables: Mapping[str, list[dict]]) -> dict[str, str | None]:
    """report_id -> the day of publication that the analyst gave it: its times are to be anchored anew."""
    published = {report["report_id"]: report.get("published") for report in tables["reports"]}
    rows = (
        row
        for row in tables.get("overrides", ())
        if row["applied"] and (row["table"], row["column"]) == ("reports", "published")
    )
    return {row["row"]: published[row["row"]] for row in rows}


class _Known:
    """What a correction draws on beside its row: the texts, the places and the event types."""

    def __init__(self, tables: Mapping[str, list[dict]], codebook: Mapping[str, list[dict]]):
        self.tables, self.codebook = tables, codebook

    def text(self, report_id: str) -> str:
        return next(report["text"] for report in self.tables["reports"] if report["report_id"] == report_id)

    def place(self, name: str | None) -> Mapping:
        return next((row for row in self.tables.get("places", ()) if name and row.get("name") == name), {})

    def type(self, code: str | None) -> Mapping | None:
        return next((entry for entry in self.codebook.get("events", ()) if entry["code"] == code), None)


def _corrected(
    name: str, rows: list[dict], wanted: dict[str, list[dict]], known: _Known
) -> tuple[list[dict], list[dict], list[dict]]:
    """(the table, its rows of `overrides`, rows of `problems`)."""
    rows, done, problems, found = list(rows), [], [], set()
    for number, called in enumerate(row_ids(name, rows)):
        if called not in wanted:
            continue
        found.add(called)
        due = [one for one in wanted[called] if not one["applied"] or _overwritten(one, rows[number])]
        done += [one for one in wanted[called] if one not in due]
        try:
            changes = _changes(name, rows[number], due, known)
        except ValueError as error:
            done += [{**one, "applied": False} for one in due]
            problems += [problem(one, f"{name} {called}: {error}", "mend the correction") for one in due[:1]]
            continue
        problems += [warning for one in due if (warning := _moved_on(one, rows[number].get(one["column"])))]
        done += _beside(rows[number], changes, due)
        rows[number] = rows[number] | changes
    for gone in (one for called, own in wanted.items() if called not in found for one in own):
        done.append(gone if gone["applied"] else {**gone, "applied": False})
        problems += [] if gone["applied"] else [_gone(gone, row_ids(name, rows))]
    return rows, done, problems


def _overwritten(one: Mapping, row: Mapping) -> bool:
    """A stage that came after the correction has filled the cell in."""
    return meant(one["table"], one["column"], one["analyst_value"]) != row.get(one["column"])


def _changes(name: str, row: Mapping, corrections: Iterable[Mapping], known: _Known) -> dict:
    """Column -> its new value: those the analyst gives, and those that follow. Raises ValueError if they cannot be."""
    given = {one["column"]: meant(name, one["column"], one["analyst_value"]) for one in corrections}
    reasons = {one["column"]: one["reason"] for one in corrections}
    follow: dict = {}
    for column, value in given.items():
        if (name, column) in OF_PLACE:
            place = known.place(value)
            follow |= {key: place.get(key) for key in OF_PLACE[name, column]}
        if (name, column) == ("events", "type") and known.codebook:
            if not (entry := known.type(value)):
                raise ValueError(f"no entry of the codebook events has the code {value!r}")
            follow |= {key: entry.get(key) for key in CODES}
        if (name, column) == ("reports", "published"):
            follow["published_basis"] = f"analyst: {reasons[column]}" if value else None
        if "why_empty" in TABLES[name].names:
            follow["why_empty"] = _why_empty(follow.get("why_empty", row.get("why_empty")), name, column, value)
    fresh = {**row, **follow, **given}
    _in_order(fresh, given)
    return {**follow, **given, **_words(name, fresh, given, known)}


def _why_empty(told: str | None, name: str, column: str, value: object) -> str | None:
    """The reasons for what is empty, brought up to date with one corrected column."""
    dated = (name, column) == ("reports", "published")  # a report's only reason has no name before it
    clauses = (
        []
        if dated
        else [clause for clause in (told or "").split("; ") if clause and not clause.startswith(f"{column}:")]
    )
    return "; ".join([*clauses, *([] if value is not None else [f"{column}: emptied by the analyst"])]) or None


def _in_order(row: Mapping, given: Mapping) -> None:
    for first, last in (("earliest", "latest"), ("said_earliest", "said_latest")):
        if given.keys() & {first, last} and row.get(first) and row.get(last) and row[first][:10] > row[last][:10]:
            raise ValueError(f"{first} {row[first]} is after {last} {row[last]}; correct both")


def _words(name: str, row: Mapping, given: Mapping, known: _Known) -> dict:
    """The words between corrected offsets. Raises ValueError where the report has none there."""
    words = {}
    for side in OFFSETS:
        start, end = f"{side}start", f"{side}end"
        if not given.keys() & {start, end}:
            continue
        if row[start] is None and row[end] is None and side:
            text = None
        elif (
            row[start] is None
            or row[end] is None
            or not 0 <= row[start] < row[end] <= len(known.text(row["report_id"]))
        ):
            raise ValueError(f"the report has no words from {start} {row[start]} to {end} {row[end]}; correct both")
        else:
            text = known.text(row["report_id"])[row[start] : row[end]]
        if f"{side}text" in TABLES[name].names:
            words[f"{side}text"] = text
    return words


def _beside(row: Mapping, changes: Mapping, corrections: Sequence[dict]) -> list[dict]:
    """The rows of `overrides` of one corrected row: the corrections with the machine's values, and what followed."""
    given = {one["column"]: one for one in corrections}
    done = [{**one, "machine_value": shown(row.get(column)), "applied": True} for column, one in given.items()]
    for column, value in changes.items():
        if column not in given and not column.endswith(("text", "why_empty")) and value != row.get(column):
            first = corrections[0]
            told = {"column": column, "analyst_value": shown(value), "machine_value": shown(row.get(column))}
            done.append({**first, **told, "reason": f"follows: {first['reason']}", "applied": True})
    return done


# ---------------------------------------------------------------- splitting and joining incidents
def moves(tables: Mapping[str, list[dict]]) -> tuple[dict[str, list[dict]], dict[str, Move], dict[str, Move]]:
    """(tables, moved, joined) for a second `incidents.find`, from the events and incidents that the first has given.

    `overrides` then holds the incident that the machine gave; what cannot be moved is in `problems`.
    """
    wanted = [row for row in tables.get("overrides", ()) if (row["table"], row["column"]) in (MENTION, INCIDENT)]
    if not wanted:
        return dict(tables), {}, {}
    rows = {name: {row[KEYS[name][0]]: row for row in tables[name]} for name in ("events", "incidents")}
    joins = {row["row"]: row["analyst_value"] for row in wanted if row["table"] == "incidents"}
    moved, done, problems = {"events": {}, "incidents": {}}, [], []
    for row in wanted:
        found = rows[row["table"]].get(row["row"])
        if fault := _immovable(row, found, rows[row["table"]], joins):
            problems.append(fault)
            done.append({**row, "applied": False})
            continue
        problems += filter(None, (_moved_on(row, found["incident_id"]), _unknown(row, rows["incidents"])))
        moved[row["table"]][row["row"]] = Move(row["analyst_value"], row["reason"])
        done.append({**row, "machine_value": found["incident_id"], "applied": True})
    rest = [row for row in tables["overrides"] if row not in wanted]
    told = sorted([*rest, *done], key=lambda row: (row["path"], row["line"]))
    tables = {**tables, "overrides": told, "problems": [*tables.get("problems", ()), *problems]}
    return tables, moved["events"], moved["incidents"]


def _immovable(row: Mapping, found: Mapping | None, ids: Iterable[str], joins: Mapping[str, str]) -> dict | None:
    called = f"{row['table']} {row['row']}"
    if not found:
        return _gone(row, ids)
    if found.get("modality") == "hypothetical" and row["analyst_value"]:
        what = f"{called}: it is hypothetical, and what has not happened is of no incident"
        return problem(row, what, "correct its modality as well, or take this line away")
    if row["table"] == "incidents" and _in_a_circle(row["row"], joins):
        return problem(row, f"{called}: it is joined to itself, by way of other lines", "take one of the lines away")
    return None


def _unknown(row: Mapping, incidents: Mapping[str, Mapping]) -> dict | None:
    """A made id that no incident has now is not the name of a new one."""
    if row["analyst_value"] in incidents or not MADE.match(row["analyst_value"] or ""):
        return None
    what = f"no incident is called {row['analyst_value']} now: a new one is made of that name"
    return problem(
        row, what, _near(row["analyst_value"], incidents) + "; a name of your own begins with no date", "warning"
    )


def _in_a_circle(incident_id: str, joins: Mapping[str, str]) -> bool:
    to = joins[incident_id]
    for _ in joins:
        if to == incident_id:
            return True
        to = joins.get(to)
    return False


# ---------------------------------------------------------------- what the analyst is told
def _moved_on(row: Mapping, machine: object) -> dict | None:
    """The machine no longer finds what it found when the correction was written, or finds what the analyst says."""
    if row["applied"]:
        return None
    column = f"{row['table']} {row['row']}: {row['column']}"
    if shown(machine) == row["analyst_value"]:
        return problem(row, f"{column} is so without the correction", "the line can go", "warning")
    if row["machine_value"] and not _alike(row, machine):
        what = f"{column} was {row['machine_value']!r} when it was corrected and is {shown(machine) or 'empty'!r} now"
        return problem(row, f"{what}; the correction is made", "look whether it still holds", "warning")
    return None


def _alike(row: Mapping, machine: object) -> bool:
    try:
        return meant(row["table"], row["column"], row["machine_value"]) == machine
    except ValueError:
        return row["machine_value"] == shown(machine)


def _gone(row: Mapping, ids: Iterable[str]) -> dict:
    what = f"{row['table']} has no row {row['row']} now; its {row['column']} is not corrected to {row['analyst_value'] or 'empty'!r}"
    return problem(row, what, f"{_near(row['row'], ids)}, or take the line away")


def _near(called: str, ids: Iterable[str]) -> str:
    """The row that it may be now: the one whose words overlap most with where it was, else one of a name much like it."""
    ids, was = list(ids), SPANNED.search(called)
    if was:
        same = ((SPANNED.search(one), one) for one in ids if one.startswith(called[: was.start()]))
        shared = [(min(int(was[2]), int(is_[2])) - max(int(was[1]), int(is_[1])), one) for is_, one in same if is_]
        near = [one for overlap, one in sorted(shared, reverse=True)[:1] if overlap > 0]
    else:
        near = get_close_matches(called, ids, 1, 0.7)
    return f"it may be {near[0]} now: write that" if near else "look for it in the table and write its id"
