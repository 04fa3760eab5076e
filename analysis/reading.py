"""The flow of data: what is read from one report alone, and what is made of all reports together.

`read` is pure per report, so that reports can be read in any order, cached by content and read in parallel. `relate`
works on the small tables that come out.
"""

from collections.abc import Callable, Iterable

from analysis import (
    actors,
    attributes,
    dates,
    events,
    incidents,
    indicators,
    key_dates,
    language,
    places,
    sentences,
    spans,
    statements,
    times,
)
from analysis.codebook import Codebook

Rows = list[dict]
READ = ("spans", "sentences", "times", "places", "actors", "statements", "events")


def read(report: dict, *, codebook: Codebook) -> tuple[dict, dict[str, Rows]]:
    """The report's row with its masthead and its own date, and its rows of every table in READ.

    Times are anchored if the report has a date of its own; else `relate` may date it from the others and anchor them.
    """
    found: dict[str, Rows] = {"spans": spans.find(report, codebook=codebook)}
    report = report | spans.masthead(report, found["spans"], codebook=codebook)
    found["sentences"] = sentences.find(report, found["spans"])
    docs = language.parse(found["sentences"])
    found["times"] = times.find(report, found["sentences"], codebook=codebook)
    found["places"] = places.find(report, found["sentences"], docs, codebook=codebook)
    found["actors"] = actors.find(report, found["sentences"], docs, found["places"], codebook=codebook)
    found["statements"] = statements.find(report, found["sentences"], docs, found["actors"], found["times"], codebook=codebook)
    found["actors"] = actors.speak(found["actors"], found["statements"])
    found["events"] = events.find(
        report, found["sentences"], docs, found["actors"], found["places"], found["times"], found["statements"], codebook=codebook
    )
    found["statements"] = _topics(found["statements"], found["events"])
    published, basis = dates.own(report, found["spans"], found["sentences"], found["times"], codebook=codebook)
    report |= {"published": published, "published_basis" if published else "why_empty": basis}
    if published:
        found["times"] = times.anchor(found["times"], found["sentences"], published, codebook=codebook)
    return report, found


def _topics(statements: Rows, events: Rows) -> Rows:
    """A statement is about the types of the events its words tell, in their order."""
    return [
        row | {"topic": "; ".join(dict.fromkeys(e["type"] for e in events if row["start"] <= e["trigger_start"] < row["end"])) or None}
        for row in statements
    ]


def read_all(reports: Iterable[dict], *, codebook: Codebook, progress: Callable[[str], None] | None = None) -> dict[str, Rows]:
    """Every table of READ, and `reports`, over all reports."""
    tables: dict[str, Rows] = {name: [] for name in ("reports", *READ)}
    for report in reports:
        if progress:
            progress(report["report_id"])
        row, found = read(report, codebook=codebook)
        tables["reports"].append(row)
        for name, rows in found.items():
            tables[name] += rows
    return tables


def relate(tables: dict[str, Rows], *, codebook: Codebook) -> dict[str, Rows]:
    """The same tables, dated, with all that only reports together tell: incidents, their attributes, gaps, indicators, key dates."""
    tables = _dated(tables | {"statements": statements.across(tables["statements"])}, codebook)
    reports, sentences_, times_ = tables["reports"], tables["sentences"], tables["times"]
    tables["events"], tables["incidents"] = incidents.find(tables["events"], sentences_, reports, codebook=codebook, times=times_)
    tables["incident_attributes"] = attributes.find(tables["events"], sentences_, codebook=codebook)
    tables["gaps"] = attributes.gaps(tables["events"], tables["incidents"], tables["incident_attributes"], sentences_, codebook=codebook)
    tables["indicators"], tables["indicator_evidence"] = indicators.find(
        tables["events"], tables["statements"], tables["incidents"], reports, codebook=codebook
    )
    tables["key_dates"] = key_dates.find(times_, sentences_, tables["events"], reports)
    return tables


def _dated(tables: dict[str, Rows], codebook: Codebook) -> dict[str, Rows]:
    """Date the undated reports that the others date, anchor their times, and date all statements and events by their times."""
    told = dates.from_folder(tables["reports"], tables["events"], tables["times"])
    reports = [_with_date(report, told.get(report["report_id"])) for report in tables["reports"]]
    own_times, own_sentences = _of(told, tables["times"]), _of(told, tables["sentences"])
    anchored = [row for row in tables["times"] if row["report_id"] not in told]
    for report_id, (published, _) in told.items():
        anchored += times.anchor(own_times[report_id], own_sentences[report_id], published, codebook=codebook)
    by_dates = {name: dates.anchor(tables[name], anchored) for name in ("statements", "events")}
    by_dates["statements"] = dates.bound(by_dates["statements"], reports)
    return tables | {"reports": reports, "times": anchored} | by_dates


def _of(report_ids: Iterable[str], rows: Rows) -> dict[str, Rows]:
    """The rows of each of these reports."""
    own: dict[str, Rows] = {report_id: [] for report_id in report_ids}
    for row in rows:
        if row["report_id"] in own:
            own[row["report_id"]].append(row)
    return own


def _with_date(report: dict, told: tuple[str, str] | None) -> dict:
    return report | {"published": told[0], "published_basis": told[1], "why_empty": None} if told else report
