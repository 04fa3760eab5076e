"""What all reports together tell, from the small tables that were read of each.

Every step fills in its tables among all others, in the order in which each rests on those before. An analyst's
corrections are made as soon as the corrected table stands, so that what follows rests on them.
"""

from collections.abc import Callable, Mapping

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
LEFT = ("spans", "sentences", "places", "actors")  # tables that stay as they were read, but for corrections
# What `relate` asks for, and what `speak` does, for who wants to hold no more.
ASKED: dict[str, dict] = {
    "reports": {},
    "spans": {"columns": ["report_id", "kind", "start", "end", "rule"], "filters": [("kind", "in", origins.CREDITS)]},
    "sentences": {},
    "times": {},
    "places": {"columns": ["report_id", "sentence_id", "start", "end", "text", "name", "kind", "country", "as_actor"]},
    "statements": {},
    "events": {},
}
SPOKEN = {name: asked for name, asked in ASKED.items() if name != "places"} | {"events": {"columns": list(dates.SEEN)}}


def relate(
    tables: Mapping[str, Rows],
    *,
    codebook: Codebook,
    done: Callable[[str, Rows], None] | None = None,
    spoken: Callable[[], Tables] | None = None,
) -> Tables:
    """The tables of all reports, dated, with which mentions are one happening and which statements one utterance, where
    reports contradict each other, who claims and who denies, and what is counted.

    `overrides` are the analyst's corrections as `corrections.read` gives them, if any. With `done`, each table is handed
    to it as soon as no step asks for it any more, and nothing is given back. `spoken` gives what `speak` would give of the
    same tables, and is asked as late as can be: another process can work it out meanwhile.
    """
    given: Tables = {}
    done = done or given.__setitem__
    t = dict(tables)
    _date(t, codebook)
    for step, last in STEPS.items():
        step(t, codebook)
        for name in () if t.get("overrides") else last:  # a correction can draw on any table
            done(name, t.pop(name))
    t |= spoken() if spoken else _spoken(t, codebook)
    _count(t, codebook)
    t |= overrides.apply(t, overrides.TOGETHER)
    for name in list(t):
        done(name, t.pop(name))
    return given


def speak(tables: Mapping[str, Rows], *, codebook: Codebook) -> Tables:
    """The part of `relate` that needs no happenings: utterances, their wordings, origins, copies, and the statements with
    their utterances; of tables that nobody has corrected."""
    t = dict(tables)
    _date(t, codebook)
    for name in ("events", "times"):
        del t[name]
    return _spoken(t, codebook)


def _date(t: Tables, codebook: Codebook) -> None:
    """Date the undated reports that the others date, anchor their times, and date all statements and events by their times."""
    t["statements"] = statements.across(t["statements"])
    t |= overrides.apply(t, ("reports",))
    by_hand = overrides.dated(t)
    t["times"] = _anchored(t, by_hand, codebook)
    told = dates.from_folder(t["reports"], t["events"], t["times"])
    told = {report_id: day for report_id, day in told.items() if report_id not in by_hand}
    t["reports"] = [_with_date(report, told.get(report["report_id"])) for report in t["reports"]]
    t["times"] = _anchored(t, {report_id: day for report_id, (day, _) in told.items()}, codebook)
    t |= overrides.apply(t, ("times",))
    for name in ("statements", "events"):
        t[name] = dates.anchor(t[name], t["times"])
    t["statements"] = dates.bound(t["statements"], t["reports"])
    t |= overrides.apply(t, overrides.ALONE, codebook=codebook)


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


def _spoken(t: Tables, codebook: Codebook) -> Tables:
    """Which statements are one utterance, and whom each report has its words from."""
    told, uttered, worded = utterances.find(t["statements"], t["reports"], codebook=codebook)
    return {
        "statements": told,
        "utterances": uttered,
        "wordings": worded,
        "origins": origins.find(t["reports"], t["spans"], t["sentences"], told, codebook=codebook),
        "copies": copies.find(t["reports"], t["sentences"]),
    }


def _merge(t: Tables, codebook: Codebook) -> None:
    """Which mentions are one happening."""
    asked = t["events"], t["sentences"], t["reports"]
    t["events"], t["incidents"] = incidents.find(*asked, codebook=codebook, times=t["times"])
    corrected, moved, joined = overrides.moves(t)
    t |= corrected
    if moved or joined:
        found = incidents.find(*asked, codebook=codebook, times=t["times"], moved=moved, joined=joined)
        t["events"], t["incidents"] = found
    t |= overrides.apply(t, ("incidents",))
    t["near_misses"] = near_misses.find(t["incidents"], t["events"], codebook=codebook)


def _tell(t: Tables, codebook: Codebook) -> None:
    """What is told of each happening, what is not, where the tellings part, and which days most is told of."""
    t["incident_attributes"] = attributes.find(
        t["events"], t["sentences"], codebook=codebook, places=t["places"], incidents=t["incidents"], statements=t["statements"]
    )
    t["gaps"] = attributes.gaps(t["events"], t["incidents"], t["incident_attributes"], t["sentences"], codebook=codebook)
    t["discrepancies"] = discrepancies.find(t["incident_attributes"], t["incidents"], t["reports"], codebook=codebook)
    t["key_dates"] = key_dates.find(t["times"], t["sentences"], t["events"], t["reports"])


def _claim(t: Tables, codebook: Codebook) -> None:
    """Who claims what and who denies it, and where each party stands."""
    t["claims"], t["claim_positions"] = claims.find(
        t["incidents"], t["events"], t["statements"], t["incident_attributes"], t["gaps"], t["reports"], codebook=codebook
    )
    t["positions"] = positions.find(
        t["statements"], t["events"], t["reports"], codebook=codebook, times=t["times"], stances=t["claim_positions"]
    )
    t["tripwires"] = tripwires.find(
        t["statements"], t["events"], t["sentences"], t["reports"], codebook=codebook, times=t["times"]
    )


def _count(t: Tables, codebook: Codebook) -> None:
    """Who told it first, indicators, ladders and lenses."""
    t["incidents"] = corroboration.count(
        t["incidents"], t["events"], t["statements"], t["reports"], t["origins"], t["copies"], codebook=codebook
    )
    t |= overrides.apply(t, ("incidents",))
    sources = corroboration.Sources(t["reports"], t["statements"], t["origins"], t["copies"], codebook=codebook)
    t["indicators"], t["indicator_evidence"] = indicators.find(
        t["events"], t["statements"], t["incidents"], t["reports"], codebook=codebook, origins=sources.key
    )
    t["ladders"] = ladders.find(t["events"], t["incidents"], t["reports"], codebook=codebook)
    t["lenses"] = lenses.find(t["events"], t["incidents"], t["reports"], codebook=codebook)


STEPS = {  # those that rest on no utterance, each with the tables that no later one asks for
    _merge: ("near_misses",),
    _tell: ("places", "discrepancies", "key_dates"),
    _claim: ("times", "incident_attributes", "gaps", "claims", "claim_positions", "positions", "tripwires"),
}
