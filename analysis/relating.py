"""What all reports together tell, from the small tables that were read of each.

Every step takes all tables and gives them with its own filled in. An analyst's corrections are made as soon as the
corrected table stands, so that what follows rests on them.
"""

from analysis import (
    attributes,
    claims,
    copies,
    corroboration,
    dates,
    discrepancies,
    incidents,
    indicators,
    key_dates,
    ladders,
    lenses,
    near_misses,
    origins,
    overrides,
    positions,
    statements,
    times,
    tripwires,
    utterances,
)
from analysis.codebook import Codebook
from analysis.parsed import by_report
from analysis.reading import Rows

Tables = dict[str, Rows]
APART = ("actors",)  # tables that no step asks for


def relate(tables: Tables, *, codebook: Codebook) -> Tables:
    """The tables of all reports, dated, with which mentions are one happening and which statements one utterance, where
    reports contradict each other, who claims and who denies, and what is counted.

    `overrides` are the analyst's corrections as `corrections.read` gives them, if any.
    """
    for step in (_dated, _merged, _told, _claimed, _counted):
        tables = step(tables, codebook)
    return overrides.apply(tables, overrides.TOGETHER)


def _dated(tables: Tables, codebook: Codebook) -> Tables:
    """Date the undated reports that the others date, anchor their times, and date all statements and events by their times."""
    tables = tables | {"statements": statements.across(tables["statements"])}
    tables = overrides.apply(tables, ("reports",))
    by_hand = overrides.dated(tables)
    tables |= {"times": _anchored(tables, by_hand, codebook)}
    told = dates.from_folder(tables["reports"], tables["events"], tables["times"])
    told = {report_id: day for report_id, day in told.items() if report_id not in by_hand}
    tables |= {"reports": [_with_date(report, told.get(report["report_id"])) for report in tables["reports"]]}
    tables |= {"times": _anchored(tables, {report_id: day for report_id, (day, _) in told.items()}, codebook)}
    tables = overrides.apply(tables, ("times",))
    tables |= {name: dates.anchor(tables[name], tables["times"]) for name in ("statements", "events")}
    tables |= {"statements": dates.bound(tables["statements"], tables["reports"])}
    return overrides.apply(tables, overrides.ALONE, codebook=codebook)


def _anchored(tables: Tables, published: dict[str, str | None], codebook: Codebook) -> Rows:
    """The times, those of these reports anchored to the day that is given for each."""
    if not published:
        return tables["times"]
    own_times, own_sentences = by_report(tables["times"]), by_report(tables["sentences"])
    kept = [row for row in tables["times"] if row["report_id"] not in published]
    for report_id, day in published.items():
        kept += times.anchor(own_times[report_id], own_sentences[report_id], day, codebook=codebook)
    return kept


def _with_date(report: dict, told: tuple[str, str] | None) -> dict:
    return report | {"published": told[0], "published_basis": told[1], "why_empty": None} if told else report


def _merged(tables: Tables, codebook: Codebook) -> Tables:
    """Which statements are one utterance and which mentions one happening."""
    t = dict(tables)
    t["statements"], t["utterances"], t["wordings"] = utterances.find(t["statements"], t["reports"], codebook=codebook)
    asked = t["events"], t["sentences"], t["reports"]
    t["events"], t["incidents"] = incidents.find(*asked, codebook=codebook, times=t["times"])
    t, moved, joined = overrides.moves(t)
    if moved or joined:
        found = incidents.find(*asked, codebook=codebook, times=t["times"], moved=moved, joined=joined)
        t["events"], t["incidents"] = found
    t = overrides.apply(t, ("incidents",))
    t["near_misses"] = near_misses.find(t["incidents"], t["events"], codebook=codebook)
    return t


def _told(tables: Tables, codebook: Codebook) -> Tables:
    """What is told of each happening, what is not, where the tellings part, and who told it first."""
    t = dict(tables)
    t["incident_attributes"] = attributes.find(
        t["events"], t["sentences"], codebook=codebook, places=t["places"], incidents=t["incidents"], statements=t["statements"]
    )
    t["gaps"] = attributes.gaps(t["events"], t["incidents"], t["incident_attributes"], t["sentences"], codebook=codebook)
    t["discrepancies"] = discrepancies.find(t["incident_attributes"], t["incidents"], t["reports"], codebook=codebook)
    t["origins"] = origins.find(t["reports"], t["spans"], t["sentences"], t["statements"], codebook=codebook)
    t["copies"] = copies.find(t["reports"], t["sentences"])
    t["incidents"] = corroboration.count(
        t["incidents"], t["events"], t["statements"], t["reports"], t["origins"], t["copies"], codebook=codebook
    )
    return overrides.apply(t, ("incidents",))


def _claimed(tables: Tables, codebook: Codebook) -> Tables:
    """Who claims what and who denies it, and where each party stands."""
    t = dict(tables)
    t["claims"], t["claim_positions"] = claims.find(
        t["incidents"], t["events"], t["statements"], t["incident_attributes"], t["gaps"], t["reports"], codebook=codebook
    )
    t["positions"] = positions.find(
        t["statements"], t["events"], t["reports"], codebook=codebook, times=t["times"], stances=t["claim_positions"]
    )
    t["tripwires"] = tripwires.find(
        t["statements"], t["events"], t["sentences"], t["reports"], codebook=codebook, times=t["times"]
    )
    return t


def _counted(tables: Tables, codebook: Codebook) -> Tables:
    """Indicators, ladders, lenses and key dates."""
    t = dict(tables)
    sources = corroboration.Sources(t["reports"], t["statements"], t["origins"], t["copies"], codebook=codebook)
    t["indicators"], t["indicator_evidence"] = indicators.find(
        t["events"], t["statements"], t["incidents"], t["reports"], codebook=codebook, origins=sources.key
    )
    t["ladders"] = ladders.find(t["events"], t["incidents"], t["reports"], codebook=codebook)
    t["lenses"] = lenses.find(t["events"], t["incidents"], t["reports"], codebook=codebook)
    t["key_dates"] = key_dates.find(t["times"], t["sentences"], t["events"], t["reports"])
    return t
