"""Hand-coded rows against extracted ones: what was missed, what is false, and whether a finding would change.

A reference is a folder of tab-separated tables in the form that tests/reference/GUIDE.md tells: a report is named by
the beginning of its file name, a span by its exact words. Rows are matched one to one by the share of their words that
they have in common (shared characters over all characters of the two spans), the best match first.
"""

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.views import plural

HERE = Path(__file__).parent
SHIPPED = next(
    (folder for folder in (HERE.parent / "tests" / "reference", HERE / "tests" / "reference") if folder.is_dir()),
    HERE.parent / "tests" / "reference",
)
COLUMNS = ["table", "report_id", "start", "end", "text", "outcome", "expected", "found", "agree"]
RIGHT, DIFFERS, MISSED, EXTRA = "right", "differs", "missed", "extra"


@dataclass(frozen=True)
class Compared:
    """How one table is compared: the hand's column of words, the least share of them, and the fields.

    A field gives the value of a hand-coded row, and the values that an extracted row agrees with.
    """

    words: str
    least: float
    fields: Mapping[str, tuple[Callable[[dict], str], Callable[[dict], set]]]


def _plain(column: str) -> Callable[[dict], str]:
    return lambda row: row.get(column) or ""


def _set(column: str) -> Callable[[dict], set]:
    return lambda row: {str(row[column])} if pd.notna(row[column]) else {""}


def _times(row: dict) -> set:
    """What a time may be written as: its value, its day, its first and last day; nothing where it has no date."""
    if pd.isna(row["earliest"]) and pd.isna(row["latest"]):
        return {"", str(row["value"])}
    first, last = (str(row[side])[:10] for side in ("earliest", "latest"))
    return {str(row["value"]), f"{first}/{last}"} | ({first} if first == last else set())


TABLES = {
    "statements": Compared(
        "content", 0.5, {"kind": (_plain("kind"), _set("kind")), "party": (_plain("speaker_actor"), _set("party"))}
    ),
    "times": Compared("expr", 0.3, {"value": (lambda row: row["value"] or "", _times)}),
    "events": Compared(
        "evidence", 0.3, {"type": (_plain("type"), _set("type")), "modality": (_plain("modality"), _set("modality"))}
    ),
    "places": Compared("surface", 0.99, {"country": (_plain("country"), _set("country"))}),
}


def read(folder: str | Path | None = None) -> dict[str, list[dict]]:
    """Table name -> hand-coded rows; empty where no folder is named and none comes along.

    Raises InputError for a folder that is not there.
    """
    chosen = Path(folder) if folder is not None else SHIPPED
    if folder is not None and not chosen.is_dir():
        raise InputError(f"{chosen}: there is no such folder of hand-coded rows; set REFERENCE to one, or to None")
    return {path.stem: _rows(path) for path in sorted(chosen.glob("*.tsv"))}


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def describe(hand: Mapping[str, list[dict]], book) -> str:
    """What there is to compare with."""
    reports = _reports(hand, book)
    if not reports:
        return (
            "There are no hand-coded rows for these reports. To check the extraction, code a few reports by hand "
            "as tests/reference/GUIDE.md tells, "
            "and set REFERENCE to the folder."
        )
    counts = ", ".join(
        plural(sum(row["report"] in reports for row in hand[name]), name.removesuffix("s"))
        for name in TABLES
        if name in hand
    )
    return f"Hand-coded: {counts}, for {len(reports)} of {plural(len(book.reports), 'report')}."


def _reports(hand: Mapping[str, list[dict]], book) -> dict[str, str]:
    """Name in the reference -> report_id."""
    names = {row["report"] for rows in hand.values() for row in rows if row.get("report")}
    ids = {Path(report).name: report for report in book.reports["report_id"]}
    return {
        name: ids[next(file for file in sorted(ids) if file.startswith(name))]
        for name in sorted(names)
        if any(file.startswith(name) for file in ids)
    }


# ---------------------------------------------------------------- comparing
def compare(hand: Mapping[str, list[dict]], book) -> pd.DataFrame:
    """One row a hand-coded or extracted row: where it stands, what was expected and found, and the outcome.

    The outcome is right, differs, missed or extra; `agree` names the fields in which a found row agrees.
    Only reports that the reference covers are compared.
    """
    reports = _reports(hand, book)
    texts = dict(zip(book.reports["report_id"], book.reports["text"]))
    rows = _days(hand, book, reports)
    for name, how in TABLES.items():
        if name in hand and reports:
            coded = locate([row for row in hand[name] if row["report"] in reports], how.words, reports, texts)
            own = _extracted(getattr(book, name), set(reports.values()))
            rows += _matched(name, how, *map(_once if name == "places" else list, (coded, own)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _extracted(frame: pd.DataFrame, reports: set[str]) -> list[dict]:
    """Rows of the reports compared; thoughts and plans are no statements to the hand."""
    frame = frame[frame["report_id"].isin(reports)].dropna(subset=["start", "end"])
    return (frame[frame["spoken"].fillna(True).astype(bool)] if "spoken" in frame else frame).to_dict("records")


def _once(rows: list[dict]) -> list[dict]:
    """A place is coded once a report, where its name stands first."""
    return list({(row["report_id"], row["text"]): row for row in reversed(rows)}.values())[::-1]


def locate(rows: list[dict], column: str, reports: Mapping[str, str], texts: Mapping[str, str]) -> list[dict]:
    """Hand-coded rows with report_id, start, end and text.

    The words are looked for after the last row of the same words, or in the sentence that the row names.
    """
    seen: Counter = Counter()
    found = []
    for row in rows:
        report, words = reports[row["report"]], row[column]
        near = max(texts[report].find(row.get("sentence_start") or words), seen[report, words])
        at = texts[report].find(words, near)
        at = texts[report].find(words) if at < 0 else at
        if at >= 0 and words:
            seen[report, words] = at + 1
            found.append({**row, "report_id": report, "start": at, "end": at + len(words), "text": words})
    return found


def share(a: Mapping, b: Mapping) -> float:
    """Shared characters of two spans over all characters of them."""
    both = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, both) / (max(a["end"], b["end"]) - min(a["start"], b["start"]))


def _matched(name: str, how: Compared, hand: list[dict], own: list[dict]) -> list[dict]:
    agree = {}
    for i, coded in enumerate(hand):
        for j, row in enumerate(own):
            if coded["report_id"] == row["report_id"] and (alike := share(coded, row)) >= how.least:
                agree[i, j] = (
                    [field for field, (want, got) in how.fields.items() if _same(field, want(coded), got(row))],
                    alike,
                )
    pairs: dict[int, int] = {}
    for i, j in sorted(agree, key=lambda pair: (-len(agree[pair][0]), -agree[pair][1], pair)):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    rows = []
    for i, coded in enumerate(hand):
        fields = agree[i, pairs[i]][0] if i in pairs else []
        outcome = MISSED if i not in pairs else RIGHT if len(fields) == len(how.fields) else DIFFERS
        rows.append(
            _row(
                name,
                coded,
                outcome,
                _said(how, coded, hand=True),
                _said(how, own[pairs[i]]) if i in pairs else None,
                fields,
            )
        )
    return rows + [
        _row(name, row, EXTRA, None, _said(how, row), []) for j, row in enumerate(own) if j not in pairs.values()
    ]


def _same(field: str, want: str, got: set[str]) -> bool:
    """A party that the hand left open agrees with any; a time without a date agrees only with none."""
    return not want and field == "party" or want.casefold() in {value.casefold() for value in got}


def _said(how: Compared, row: dict, *, hand: bool = False) -> str:
    values = [want(row) if hand else " or ".join(sorted(got(row))) for want, got in how.fields.values()]
    return "; ".join(f"{field}: {value or 'none'}" for field, value in zip(how.fields, values))


def _row(table: str, span: Mapping, outcome: str, expected: str | None, found: str | None, agree: list[str]) -> dict:
    return {
        "table": table,
        **{key: span.get(key) for key in ("report_id", "start", "end", "text")},
        "outcome": outcome,
        "expected": expected,
        "found": found,
        "agree": "; ".join(agree),
    }


def _days(hand: Mapping, book, reports: Mapping[str, str]) -> list[dict]:
    """The day of publication, report by report."""
    known = book.reports.set_index("report_id")["published"].str[:10]
    rows = []
    for row in hand.get("reports", []):
        report = reports.get(row["report"])
        if report is not None and row.get("published"):
            found = None if pd.isna(known[report]) else known[report]
            outcome = MISSED if found is None else RIGHT if found == row["published"] else DIFFERS
            rows.append(
                _row(
                    "publication days",
                    {"report_id": report, "text": report},
                    outcome,
                    row["published"],
                    found,
                    ["day"] if outcome == RIGHT else [],
                )
            )
    return rows


# ---------------------------------------------------------------- figures
def scores(matches: pd.DataFrame) -> pd.DataFrame:
    """One row a table: reference and extracted rows, those found, recall, precision; `agreement` is in every field."""
    rows = []
    for table, own in matches.groupby("table", sort=False):
        count = own["outcome"].value_counts()
        right, differs, missed, extra = (int(count.get(outcome, 0)) for outcome in (RIGHT, DIFFERS, MISSED, EXTRA))
        found = right + differs
        rows.append(
            {
                "table": table,
                "reference": found + missed,
                "extracted": found + extra,
                "found": found,
                "right": right,
                "recall": found / max(1, found + missed),
                "precision": found / max(1, found + extra),
                "agreement": right / max(1, found),
            }
        )
    return pd.DataFrame(
        rows, columns=["table", "reference", "extracted", "found", "right", "recall", "precision", "agreement"]
    )


def sentences(matches: pd.DataFrame) -> list[str]:
    """The figures in words, a sentence a table."""
    told = []
    for row in scores(matches).to_dict("records"):
        own = matches[(matches["table"] == row["table"]) & matches["outcome"].isin([RIGHT, DIFFERS])]
        fields = [*TABLES[row["table"]].fields] if row["table"] in TABLES else ["day"]
        agree = (
            [
                f"{field} {own['agree'].str.split('; ').map(lambda names, f=field: f in names).mean():.0%}"
                for field in fields
            ]
            if len(own)
            else []
        )
        told.append(
            f"{row['table'].capitalize()}: {row['found']} of {row['reference']} found ({row['recall']:.0%}), "
            f"{row['extracted'] - row['found']} of {row['extracted']} extracted without a "
            f"hand-coded row" + (f"; of those found, agreement in {', '.join(agree)}." if agree else ".")
        )
    return told


def findings(hand: Mapping[str, list[dict]], book) -> list[str]:
    """Findings from the hand-coded rows and from the extracted ones, and whether the reader would be told the same."""
    reports = _reports(hand, book)
    if not reports:
        return ["There is nothing to compare with."]
    ids = set(reports.values())
    coded = {name: [row for row in hand.get(name, []) if row["report"] in reports] for name in ("statements", "events")}
    own = {name: _extracted(getattr(book, name), ids) for name in coded}
    days = [
        [row["date"] for row in coded["events"] if len(row["date"]) == 10],
        [
            str(row["earliest"])[:10]
            for row in own["events"]
            if pd.notna(row["earliest"]) and str(row["earliest"])[:10] == str(row["latest"])[:10]
        ],
    ]
    questions = [
        (
            "Who speaks most",
            [row["speaker_actor"] for row in coded["statements"]],
            [row["party"] for row in own["statements"]],
        ),
        (
            "What is done most by speaking",
            [row["function"] for row in coded["statements"]],
            [row["act"] for row in own["statements"]],
        ),
        (
            "Who denies most",
            [row["source_actor"] for row in coded["events"] if row["type"] == "denial"],
            [row["source_party"] for row in own["events"] if row["type"] == "denial"],
        ),
        ("What happens most", [row["type"] for row in coded["events"]], [row["type"] for row in own["events"]]),
        ("The day most is told of", *days),
        (
            "How most mentions are told",
            [row["modality"] for row in coded["events"]],
            [row["modality"] for row in own["events"]],
        ),
    ]
    return [_finding(*question) for question in questions]


def _finding(question: str, hand: list, own: list) -> str:
    (by_hand, here), told = map(_most, (hand, own)), "{} ({} of {})"
    if not by_hand or not here:
        return f"{question}: not to be compared, one side has no rows."
    verdict = "the finding holds" if by_hand[0] == here[0] else "the finding would change"
    return f"{question}: by hand {told.format(*by_hand)}, extracted {told.format(*here)}; {verdict}."


def _most(values: list) -> tuple[str, int, int] | None:
    counts = Counter(str(value).replace("_", " ") for value in values if value and pd.notna(value))
    if not counts:
        return None
    name, n = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return name, n, sum(counts.values())
