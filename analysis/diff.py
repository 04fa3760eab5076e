"""What has changed between two runs: rows that are new, changed or withdrawn, and what is newly contradicted.

Rows are matched by what they are called (analysis/corrections.py). An incident that goes by another id, because its day
or its parties became known, but holds the mentions that one of the old run held, is that incident.
"""

import base64
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from analysis.book import Book
from analysis.corrections import row_ids, shown
from analysis.errors import InputError
from analysis.export import FORMATS, beside
from analysis.tables import CHANGES, TABLES, frame
from analysis.views import plural, short, words

COMPARED = (
    *(
        "reports",
        "incidents",
        "discrepancies",
        "claims",
        "claim_positions",
        "positions",
        "tripwires",
        "ladders",
        "indicators",
    ),
    *(
        "gaps",
        "incident_attributes",
        "near_misses",
        "utterances",
        "statements",
        "events",
        "origins",
        "copies",
        "key_dates",
    ),
)
WHAT = {"newly_contradicted": "Newly contradicted", "new": "New", "withdrawn": "Withdrawn", "changed": "Changed"}
CONTESTED = ("disputed", "denied_only")
# Where the words are that show a row without any of its own: the first row of that table with the same values.
SHOWN_BY: dict[str, tuple[str, dict[str, str]]] = {
    "incidents": ("events", {"incident_id": "incident_id", "what": "text"}),
    "near_misses": ("events", {"incident_id": "incident_id"}),
    "discrepancies": ("incident_attributes", {"incident_id": "incident_id", "attribute": "attribute"}),
    "claims": ("claim_positions", {"claim_id": "claim_id"}),
    "positions": ("statements", {"statement_id": "statement_id"}),
    "utterances": ("statements", {"utterance_id": "utterance_id"}),
    "indicators": ("indicator_evidence", {"indicator": "indicator", "date": "date"}),
}
HERE = Path(__file__).parent
STYLE = """
.changes :is(td, th) { overflow-wrap: anywhere; }
.changes td:first-child { width: 28%; }
.changes del { color: var(--wb-soft); }
.changes ins { text-decoration: none; font-weight: 600; }
.changes small { color: var(--wb-soft); display: block; }
"""
LINES = 5  # of a kind that are told in words
Rows = list[dict]


# ---------------------------------------------------------------- comparing
def compare(old: Book | Mapping[str, pd.DataFrame], new: Book | Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table `changes`: newly contradicted, new, withdrawn, changed; within each in the order of COMPARED.

    A table or a column that one of the two lacks is not compared. `old` and `new` are text; null is an empty cell.
    """
    before, after = ({name: _rows(table) for name, table in getattr(run, "tables", run).items()} for run in (old, new))
    both = [name for name in COMPARED if name in before and name in after]
    shared = _shared(before.get("events", []), after.get("events", []))
    renamed = _renamed(shared, before.get("incidents", []), after.get("incidents", []))
    before = {name: [_under_its_new_id(row, renamed) for row in rows] for name, rows in before.items()}
    then, now = _Run(before), _Run(after)
    changes = [change for name in both for change in _changed(name, then, now)]
    changes += [now.change("incidents", then.named("incidents").get(new_id, {}), new_id, "changed", "incident_id", old_id, new_id)
                for old_id, new_id in renamed.items()]  # fmt: skip
    went = {old_id: new_id for old_id, new_id in reversed(shared)}
    for change in changes:
        if change["table"] == "incidents" and change["what"] == "withdrawn" and change["row"] in went:
            change |= {
                "column": "incident_id",
                "old": change["row"],
                "new": went[change["row"]],
            }  # it is part of another now
    changes += [change for find in (_incidents, _discrepancies, _claims) for change in find(then, now)]
    changes.sort(key=lambda change: (list(WHAT).index(change["what"]), COMPARED.index(change["table"])))
    return frame(CHANGES.name, changes)


def _rows(table: pd.DataFrame) -> Rows:
    columns = [table[column].astype(object).where(table[column].notna(), None).tolist() for column in table.columns]
    return [dict(zip(table.columns, values, strict=True)) for values in zip(*columns, strict=True)]


class _Run:
    """The rows of one run by name, and the words that show each."""

    def __init__(self, tables: Mapping[str, Rows]):
        self.tables, self.named, self.by = tables, cache(self._named), cache(self._by)

    def _named(self, name: str) -> dict[str, dict]:
        rows = self.tables.get(name, [])
        return dict(zip(row_ids(name, rows), rows, strict=True))

    def _by(self, name: str, columns: tuple[str, ...]) -> dict[tuple, dict]:
        """The first row with words for each combination of values of the columns."""
        found: dict[tuple, dict] = {}
        for row in self.tables.get(name, []):
            if row.get("start") is not None:
                found.setdefault(tuple(row.get(column) for column in columns), row)
        return found

    def words(self, name: str, row: Mapping) -> dict:
        """report_id, start, end and text; as much of it as there is."""
        if row.get("start") is None and name in SHOWN_BY:
            table, columns = SHOWN_BY[name]
            key = tuple(row.get(column) for column in columns)
            found = self.by(table, tuple(columns.values())).get(key) or self.by(table, tuple(columns.values())[:1]).get(
                key[:1]
            )
            row = found or row
        told = {column: row.get(column) for column in ("report_id", "start", "end")}
        return told | {
            "text": row.get("title") if name == "reports" else row.get("text") if row.get("start") is not None else None
        }

    def change(
        self,
        name: str,
        row: Mapping,
        called: str,
        what: str,
        column: str | None = None,
        old: object = None,
        new: object = None,
    ) -> dict:
        told = {"table": name, "row": called, "what": what, "column": column, "old": shown(old), "new": shown(new)}
        return told | self.words(name, row)


def _changed(name: str, then: _Run, now: _Run) -> Iterator[dict]:
    before, after = then.named(name), now.named(name)
    for called, row in after.items():
        if called not in before:
            yield now.change(name, row, called, "new")
            continue
        for column in TABLES[name].names:
            told = column in row and column in before[called] and (name, column) != ("reports", "text")
            if told and row[column] != before[called][column]:
                yield now.change(name, row, called, "changed", column, before[called][column], row[column])
    for called, row in before.items():
        if called not in after:
            yield then.change(name, row, called, "withdrawn")


def _shared(before: Rows, after: Rows) -> list[tuple[str, str]]:
    """(old incident id, new incident id) of pairs that share mentions, those that share most first."""
    known = {row["event_id"]: row.get("incident_id") for row in after}
    pairs = Counter((row.get("incident_id"), known.get(row["event_id"])) for row in before)
    return [pair for pair, _ in sorted(pairs.items(), key=lambda told: (-told[1], str(told[0]))) if all(pair)]


def _renamed(shared: Iterable[tuple[str, str]], before: Rows, after: Rows) -> dict[str, str]:
    """Old incident id -> new one, of ids that only one of the runs has: each once."""
    old, new = ({row["incident_id"] for row in rows} for rows in (before, after))
    renamed: dict[str, str] = {}
    taken = set(old)
    for was, now in shared:
        if was not in new and was not in renamed and now not in taken:
            renamed[was] = now
            taken.add(now)
    return renamed


def _under_its_new_id(row: dict, renamed: Mapping[str, str]) -> dict:
    """The row with the new id of a renamed incident, also where its own id is made from that of the incident."""
    ids = {column: row[column] for column in ("incident_id", "other_incident_id") if row.get(column) in renamed}
    fresh = {column: renamed[value] for column, value in ids.items()}
    if claim := row.get("claim_id"):
        old = next((old for old in renamed if claim.startswith(f"{old}:")), None)
        fresh |= {"claim_id": renamed[old] + claim[len(old) :]} if old else {}
    return row | fresh


# ---------------------------------------------------------------- what is newly contradicted
def _incidents(then: _Run, now: _Run) -> Iterator[dict]:
    """Incidents that nobody denied before: shown by the words that deny."""
    before, denied = then.named("incidents"), now.by("events", ("incident_id", "modality"))
    for called, row in now.named("incidents").items():
        was = before.get(called, {}).get("status")
        if row.get("status") in CONTESTED and was not in CONTESTED:
            words_ = denied.get((called, "denied"), {})
            yield now.change("incidents", row | words_, called, "newly_contradicted", "status", was, row["status"])


def _discrepancies(then: _Run, now: _Run) -> Iterator[dict]:
    for called, row in now.named("discrepancies").items():
        if called not in then.named("discrepancies"):
            yield now.change("discrepancies", row, called, "newly_contradicted", "values", None, row.get("values"))


def _claims(then: _Run, now: _Run) -> Iterator[dict]:
    """Claims that somebody denies now and nobody did; one that is new only if somebody asserts it too."""
    before, after = (_stances(run) for run in (then, now))
    for called in now.named("claims"):
        was, stances = before.get(called, {}), after.get(called, {})
        if "denies" in stances and "denies" not in was and (called in then.named("claims") or "asserts" in stances):
            row = stances["denies"]
            told = f"denies ({row.get('party') or 'nobody named'})"
            yield now.change(
                "claims", row, called, "newly_contradicted", "stance", "; ".join(sorted(was)) or None, told
            )


def _stances(run: _Run) -> dict[str, dict[str, dict]]:
    """claim_id -> stance -> the first position that takes it."""
    found: dict[str, dict[str, dict]] = defaultdict(dict)
    for row in run.tables.get("claim_positions", []):
        found[row["claim_id"]].setdefault(row["stance"], row)
    return found


# ---------------------------------------------------------------- in words
def summary(old: Book, new: Book, changes: pd.DataFrame) -> list[str]:
    """Plain sentences: what the comparison rests on, and how much has changed, table by table."""
    told = [*_apart(old, new), *_uncompared(old, new)]
    if not len(changes):
        return [*told, "Nothing has changed."]
    reports = changes[changes["table"] == "reports"]
    new_, gone = (sorted(reports.loc[reports["what"] == what, "row"]) for what in ("new", "withdrawn"))
    sentence = f"{_named(new_, 'new')}; {_named(gone, 'withdrawn')}."
    told.append(sentence[0].upper() + sentence[1:])
    newly = changes.loc[changes["what"] == "newly_contradicted", "table"].value_counts(sort=False)
    if len(newly):
        told.append(f"Newly contradicted: {', '.join(f'{count:,} in {name}' for name, count in newly.items())}.")
    for name in COMPARED:
        own = changes[changes["table"] == name]
        counts = {what: own.loc[own["what"] == what, "row"].nunique() for what in ("new", "withdrawn", "changed")}
        if name != "reports" and any(counts.values()):
            told.append(
                f"{words(name).capitalize()}: {', '.join(f'{count:,} {what}' for what, count in counts.items() if count)}."
            )
    return told


def _named(reports: list[str], what: str) -> str:
    if not reports:
        return f"no report is {what}"
    names = ", ".join(map(_plain, reports[:LINES])) + (" ..." if len(reports) > LINES else "")
    return f"{plural(len(reports), 'report is', 'reports are')} {what} ({names})"


def _apart(old: Book, new: Book) -> Iterator[str]:
    """Versions that differ: then a change need not come from the reports."""
    before, after = old.run.get("versions", {}), new.run.get("versions", {})
    for what in sorted(before.keys() & after.keys()):
        if before[what] != after[what]:
            yield f"The runs differ in {what} ({before[what]}, then {after[what]}): some of the changes may come from that."


def _uncompared(old: Book, new: Book) -> Iterator[str]:
    for run, which in ((old, "old"), (new, "new")):
        if missing := [name for name in COMPARED if name not in run.tables]:
            yield f"The {which} run has no table {', '.join(missing)}: not compared."


def most_important(changes: pd.DataFrame) -> Iterator[str]:
    """The lines to read first: what is newly contradicted, then new and withdrawn incidents."""
    for what, table in (("newly_contradicted", None), ("new", "incidents"), ("withdrawn", "incidents")):
        rows = changes[(changes["what"] == what) & (table is None or changes["table"] == table)]
        if len(rows):
            yield f"{WHAT[what]}{f' {table}' if table else ''}:"
            yield from (f"  {line(row)}" for row in _rows(rows.head(LINES)))
            if len(rows) > LINES:
                yield f"  ... and {len(rows) - LINES:,} more"


def line(change: Mapping) -> str:
    """One change in one line, safe to print whatever a report says."""
    parts = [f"{words(change['table'])} {change['row']}"]
    if change["column"]:
        parts.append(f"{words(change['column'])} {change['old'] or 'empty'} -> {change['new'] or 'empty'}")
    if change["text"]:
        parts.append(f'"{short(change["text"], 100)}" ({change["report_id"]})')
    return _plain(": ".join(parts))


def _plain(text: str) -> str:
    """Without characters that steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


# ---------------------------------------------------------------- files
def read(folder: Path) -> Book:
    """The tables in a folder that `workbook build` or `workbook tables` wrote, and its run.json if it has one.

    Raises InputError if there are none, or one that cannot be read.
    """
    place, tables = folder / "tables" if (folder / "tables").is_dir() else folder, {}
    for name in TABLES:
        file = next((file for form in READERS if (file := place / f"{name}.{form}").is_file()), None)
        if file:
            tables[name] = _readable(READERS[file.suffix[1:]], file, name)
    if "reports" not in tables:
        raise InputError(
            f"{folder}: there are no tables in it; name a folder that `workbook build` or `workbook tables` wrote (not xlsx)"
        )
    run = folder / "run.json"
    return Book(
        tables,
        _readable(lambda file, _: json.loads(file.read_text(encoding="utf-8")), run, "") if run.is_file() else {},
    )


def _readable(reader: Callable, file: Path, name: str):
    try:
        return reader(file, name)
    except (ValueError, OSError) as error:
        raise InputError(f"{file}: it cannot be read: {error}; make the run again") from error


def _csv(file: Path, name: str) -> pd.DataFrame:
    types = {column.name: column.dtype for column in TABLES[name].columns}
    return pd.read_csv(file, dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")


def _jsonl(file: Path, name: str) -> pd.DataFrame:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
    return frame(name, [{column: row.get(column) for column in TABLES[name].names if column in row} for row in rows])


READERS: dict[str, Callable[[Path, str], pd.DataFrame]] = {
    "parquet": lambda file, _: pd.read_parquet(file),
    "csv": _csv,
    "jsonl": _jsonl,
}


def write(changes: pd.DataFrame, told: Iterable[str], path: Path, *, pages: Iterable[Mapping] = ()) -> None:
    """The table as CSV, or as one HTML page that needs nothing else, by the name of the file; `pages` are those beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as fresh:
        if path.suffix.lower() == ".csv":
            FORMATS["csv"](changes, fresh)
        else:
            fresh.write_text(page(changes, told, pages), encoding="utf-8")


def page(changes: pd.DataFrame, told: Iterable[str], pages: Iterable[Mapping] = ()) -> str:
    """The page: no script, nothing fetched (its Content-Security-Policy sees to both), everything escaped."""
    css = "".join((HERE / "assets" / name).read_text(encoding="utf-8") for name in ("explorer.css", "page.css")) + STYLE
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = Environment(loader=FileSystemLoader(HERE / "nbtemplates" / "workbook"), autoescape=True).get_template(
        "changes.html.j2"
    )
    groups = [(what, name, _rows(own)) for (what, name), own in changes.groupby(["what", "table"], sort=False)]
    figures = {title.lower(): int((changes["what"] == what).sum()) for what, title in WHAT.items()}
    return template.render(
        css=Markup(css), allowed=allowed, pages=pages, told=list(told), figures=figures, groups=groups, titles=WHAT, words=words
    )
