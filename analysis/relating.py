"""What all reports together tell, from the small tables that were read of each.

Every step fills in its tables among all others, in the order in which each rests on those before; between steps no rows
are held, so that each can be done in a process of its own. An analyst's corrections are made as soon as the corrected
table stands, so that what follows rests on them.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Set
from operator import itemgetter
from typing import NamedTuple

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
from analysis.reading import Rows
from analysis.streams import Stream, by_report, stream

LINE = {  # where it is looked for what line a party takes
    "events": "event_id report_id sentence_id start end text type modality attributed_to trigger_start earliest latest "
    "source_party target_party",
    "statements": "statement_id report_id sentence_id start end text act verb spoken party speaker source_text cue_start "
    "addressee said_earliest said_latest",
    "times": "report_id sentence_id type end earliest latest",
    "reports": "report_id text published duplicate_of",
}
# The columns that a step looks at, by table: the fewer, the quicker are rows made. "anchor" is the part of "merge" and of
# "listen" that dates, "miss" that of "tell" that finds gaps.
SEEN = {
    "date": {"events": " ".join(dates.SEEN), "sentences": "report_id sentence_id start end text"},
    "merge": {
        "events": "event_id report_id sentence_id start end text type quad modality earliest latest time_start time_end "
        "trigger_start trigger_end source_party source_text target_party target_text number place country lat lon",
        "sentences": "report_id sentence_id start text part paragraph",
        "times": "report_id sentence_id start end value earliest latest",
        "reports": "report_id published duplicate_of",
    },
    "anchor": {
        "events": "report_id time_start time_end earliest latest",
        "statements": "report_id statement_id time_start time_end said_earliest said_latest party speaker source_text unnamed "
        "confidence rule why_empty",
    },
    "tell": {
        "events": "report_id sentence_id incident_id start end text type modality attributed_to earliest latest number place "
        "country source_party source_start source_end target_party target_start target_end time_start time_end",
        "statements": "report_id sentence_id start end act speaker source_text",
        "sentences": "report_id sentence_id start end text",
        "places": "report_id sentence_id start end text name kind country as_actor",
    },
    "miss": {"events": "report_id incident_id start type", "sentences": "report_id start end text"},
    "compare": {
        "events": "report_id sentence_id incident_id modality earliest latest",
        "sentences": "report_id sentence_id start end text part",
        "times": "report_id sentence_id type start earliest latest",
        "reports": "report_id published duplicate_of",
    },
    "claim": {
        "events": "event_id report_id sentence_id incident_id start end text type modality attributed_to trigger_start "
        "source_party source_text source_start source_end target_party target_start target_end time_start time_end place",
        "statements": "statement_id report_id sentence_id start end text act spoken party speaker source_text cue_start "
        "said_earliest said_latest",
        "incident_attributes": "incident_id attribute value report_id start end given_by modality",
        "reports": "report_id text published duplicate_of",
    },
    "stand": LINE | {"claim_positions": "claim_id statement_id"},
    "watch": LINE | {"sentences": "report_id start end text"},
    "speak": {
        "statements": "statement_id report_id quotation_id start end text kind act topic spoken party speaker institution "
        "role said_earliest said_latest",
        "reports": "report_id published duplicate_of",
    },
    "trace": {
        "statements": "statement_id report_id start end kind spoken party speaker source_text unnamed cue_start cue_end "
        "source_start source_end relayed_by channel",
        "sentences": "report_id start text",
        "spans": "report_id kind start end rule",
        "reports": "report_id text",
    },
    "match": {"sentences": "report_id start end text part paragraph", "reports": "report_id text duplicate_of"},
    "count": {
        "events": "event_id report_id incident_id start end text type cameo plover quad goldstein modality attributed_to "
        "trigger_start trigger_end source_party target_party target_text number country",
        "statements": "statement_id report_id utterance_id start end text kind act spoken party speaker institution "
        "source_text unnamed relayed_by cue_start cue_end said_earliest said_latest",
        "reports": "report_id published duplicate_of agency publisher machine_written",
    },
}


def relate(tables: Mapping[str, Stream | Rows], *, codebook: Codebook) -> dict[str, Rows]:
    """The tables of all reports, dated, with which mentions are one happening and which statements one utterance, where
    reports contradict each other, who claims and who denies, and what is counted.

    `overrides` are the analyst's corrections as `corrections.read` gives them, if any.
    """
    made = done(tables, codebook)
    return {name: list(rows) for name, rows in ChainMap(made, tables).items()}


def done(tables: Mapping[str, Stream | Rows], codebook: Codebook) -> dict[str, Stream]:
    """What all STEPS, one after the other, make or change of the tables that there are."""
    made: dict[str, Stream] = {}
    for name in STEPS:
        own = step(name, ChainMap(made, tables), codebook)
        made |= {table: Stream.holding(rows.table) for table, rows in own.items()}
    return made


def step(name: str, tables: Mapping[str, Stream | Rows], codebook: Codebook) -> dict[str, Stream]:
    """What one of the STEPS makes or changes of the tables that there are; each is asked for when it is needed."""
    t = ChainMap({}, tables)
    STEPS[name].do(t, codebook)
    own = t.maps[0]
    return {table: stream(table, own.pop(table)) for table in list(own)}


# ---------------------------------------------------------------- the steps
def _date(t: MutableMapping, codebook: Codebook) -> None:
    """Date the undated reports that the others date, and anchor their times."""
    _correct(t, ("reports",))
    t["reports"] = list(t["reports"])
    by_hand = overrides.dated(t)
    t["times"] = _anchored(t, by_hand, codebook)
    told = dates.from_folder(t["reports"], _seen(t, "date")["events"], t["times"])
    told = {report_id: day for report_id, day in told.items() if report_id not in by_hand}
    t["reports"] = [_with_date(report, told.get(report["report_id"])) for report in t["reports"]]
    t["times"] = _anchored(t, {report_id: day for report_id, (day, _) in told.items()}, codebook)
    _correct(t, ("times",))


def _anchored(t: Mapping, published: dict[str, str | None], codebook: Codebook) -> Stream | Rows:
    """The times, those of these reports anchored to the day that is given for each."""
    if not published:
        return t["times"]
    own_times, own_sentences = by_report(t["times"]), by_report(_seen(t, "date")["sentences"])
    rows: Rows = []
    for report_id, own in own_times.items():
        anew = report_id in published
        rows += times.anchor(own, own_sentences[report_id], published[report_id], codebook=codebook) if anew else own
    return stream("times", rows)


def _with_date(report: dict, told: tuple[str, str] | None) -> dict:
    return report | {"published": told[0], "published_basis": told[1], "why_empty": None} if told else report


def _correct(t: MutableMapping, names: Iterable[str], codebook: Mapping = {}) -> None:
    """Make the analyst's corrections of these tables, if there are any."""
    if t.get("overrides"):
        t |= overrides.apply(t, names, codebook=codebook)


def _merge(t: MutableMapping, codebook: Codebook) -> None:
    """Date all events by their times, and find which mentions are one happening."""
    dated = dates.anchor(_seen(t, "anchor")["events"], t["times"])
    t["events"] = _filled(t, "events", dated, "earliest", "latest")
    _correct(t, overrides.ALONE, codebook)
    seen = _seen(t, "merge")
    seen["events"] = list(seen["events"])
    told, t["incidents"] = incidents.find(**seen, codebook=codebook)
    t["events"] = stream("events", t["events"]).filled(incident_id=told)
    if t.get("overrides"):
        corrected, moved, joined = overrides.moves(t)
        t |= corrected
        if moved or joined:
            told, t["incidents"] = incidents.find(**seen, codebook=codebook, moved=moved, joined=joined)
            t["events"] = stream("events", t["events"]).filled(incident_id=told)
    _correct(t, ("incidents",))


def _listen(t: MutableMapping, codebook: Codebook) -> None:
    """Date all statements by their times."""
    anchored = dates.anchor(statements.across(_seen(t, "anchor")["statements"]), t["times"])
    dated = dates.bound(anchored, t["reports"])
    t["statements"] = _filled(t, "statements", dated, "said_earliest", "said_latest", "party", "confidence", "rule", "why_empty")
    _correct(t, ("statements",))


def _tell(t: MutableMapping, codebook: Codebook) -> None:
    """What is told of each happening, and what is not."""
    told = list(t["incidents"])
    given = stream("incident_attributes", attributes.find(**_seen(t, "tell"), incidents=told, codebook=codebook))
    t["incident_attributes"] = given
    t["gaps"] = attributes.gaps(**_seen(t, "miss"), incidents=told, attributes=given, codebook=codebook)


def _compare(t: MutableMapping, codebook: Codebook) -> None:
    """Where the tellings of a happening part, which happenings are nearly one, and which days most is told of."""
    told, seen = list(t["incidents"]), _seen(t, "compare")
    t["discrepancies"] = discrepancies.find(t["incident_attributes"], told, seen["reports"], codebook=codebook)
    t["near_misses"] = near_misses.find(told, seen["events"], codebook=codebook)
    t["key_dates"] = key_dates.find(**seen)


def _claim(t: MutableMapping, codebook: Codebook) -> None:
    """Who claims what and who denies it."""
    seen, told, unknown = _seen(t, "claim"), list(t["incidents"]), list(t["gaps"])
    given = seen.pop("incident_attributes")
    t["claims"], t["claim_positions"] = claims.find(
        **seen, incidents=told, attributes=given, gaps=unknown, codebook=codebook
    )


def _stand(t: MutableMapping, codebook: Codebook) -> None:
    """Where each party stands."""
    seen = _seen(t, "stand")
    stances = seen.pop("claim_positions")
    t["positions"] = positions.find(**seen, stances=stances, codebook=codebook)


def _watch(t: MutableMapping, codebook: Codebook) -> None:
    """What is said of the clauses and consents that would change the crisis."""
    t["tripwires"] = tripwires.find(**_seen(t, "watch"), codebook=codebook)


def _speak(t: MutableMapping, codebook: Codebook) -> None:
    """Which statements are one utterance."""
    seen = _seen(t, "speak")
    told, uttered, worded = utterances.find(list(seen["statements"]), seen["reports"], codebook=codebook)
    t["utterances"], t["wordings"] = stream("utterances", uttered), stream("wordings", worded)
    t["statements"] = stream("statements", t["statements"]).filled(utterance_id=told)


def _trace(t: MutableMapping, codebook: Codebook) -> None:
    """Whom each report has its words from."""
    t["origins"] = stream("origins", origins.find(**_seen(t, "trace"), codebook=codebook))


def _match(t: MutableMapping, codebook: Codebook) -> None:
    """Which reports have narration of one another."""
    t["copies"] = copies.find(**_seen(t, "match"))


def _count(t: MutableMapping, codebook: Codebook) -> None:
    """Who told it first, indicators, ladders and lenses."""
    events, said, reports = map(list, _seen(t, "count").values())
    sources = corroboration.Sources(reports, said, t["origins"], t["copies"], codebook=codebook)
    t["incidents"] = corroboration.count(t["incidents"], events, reports, sources, codebook=codebook)
    _correct(t, ("incidents",))
    told = list(t["incidents"])
    t["indicators"], t["indicator_evidence"] = map(
        stream,
        ("indicators", "indicator_evidence"),
        indicators.find(events, said, told, reports, codebook=codebook, origins=sources.key),
    )
    t["ladders"] = ladders.find(events, told, reports, codebook=codebook)
    t["lenses"] = lenses.find(events, told, reports, codebook=codebook)


def _correct_last(t: MutableMapping, codebook: Codebook) -> None:
    """Make the corrections of tables that nothing else rests on."""
    _correct(t, overrides.TOGETHER)


def _filled(t: Mapping, table: str, rows: Iterable[Mapping], *columns: str) -> Stream:
    """The table with these columns as the rows have them."""
    values = zip(*map(itemgetter(*columns), rows), strict=True)
    return stream(table, t[table]).filled(**dict(zip(columns, values)))


def _seen(t: Mapping, step: str) -> dict[str, Stream]:
    """The tables that a step looks at, with those columns alone."""
    return {table: stream(table, t[table]).of(*names.split()) for table, names in SEEN[step].items()}


class Step(NamedTuple):
    do: Callable[[MutableMapping, Codebook], None]
    holds: float  # bytes of memory for a letter of the reports, as measured on 20,000 that benchmarks/corpus.py made
    needs: Set[str] = frozenset()  # of what it rests on, the steps that come last


STEPS = {  # in an order in which they can be done, those that most wait for first
    "date": Step(_date, 11),
    "match": Step(_match, 12),
    "merge": Step(_merge, 17, {"date"}),
    "listen": Step(_listen, 6, {"date"}),
    "tell": Step(_tell, 10, {"merge", "listen"}),
    "claim": Step(_claim, 14, {"tell"}),
    "speak": Step(_speak, 20, {"listen"}),
    "trace": Step(_trace, 7, {"listen"}),
    "count": Step(_count, 18, {"merge", "match", "speak", "trace"}),  # what it adds to incidents no other looks at
    "stand": Step(_stand, 13, {"claim"}),
    "watch": Step(_watch, 12, {"merge", "listen"}),
    "compare": Step(_compare, 7, {"tell"}),
    "correct": Step(_correct_last, 0, {"count", "stand", "watch", "compare"}),
}
