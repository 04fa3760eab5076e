"""Indicators of escalation and de-escalation, a value a day, each with the mentions that it rests on.

What is counted is distinct incidents, or statements of one act by one party, never reports. A day without evidence has
no row: silence is a gap, not a zero. Nothing is added up over indicators. Works on row lists.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.attributes import casualties
from analysis.mentions import Scheme, names

COUNTED = ("asserted", "attributed")
LONGEST = 7  # an incident whose day is known to no more than this many days is put on none


@dataclass(frozen=True)
class Item:
    """One mention or statement that an indicator rests on; `unit` is what it is counted as, `amount` how much."""

    day: str
    unit: str
    amount: float
    row: Mapping
    modality: str
    incident: Mapping | None = None


@dataclass
class Facts:
    """What the rules ask for."""

    events: dict[str, list[tuple[Mapping, Mapping, str]]]  # type -> (event, its incident, its day)
    statements: list[tuple[Mapping, str]]
    scheme: Scheme
    opponents: set[frozenset[str]]
    last: dict[str, str]  # incident -> day of the attack before it by the same parties
    before: dict[str, str | None]  # the same, were that attack not told
    warned: dict[tuple[str, str], list[str]]
    first: dict[str, str]  # party -> first day in material conflict


def find(
    events: Sequence[Mapping],
    statements: Sequence[Mapping],
    incidents: Sequence[Mapping],
    reports: Sequence[Mapping],
    *,
    codebook: Mapping[str, list[dict]],
) -> tuple[list[dict], list[dict]]:
    """Rows of `indicators` and of `indicator_evidence`, from events that have their incident.

    The day is that of the incident or statement; where no report gives one, the day it was first reported. Duplicate
    reports do not count. A value rests on what is asserted or attributed; denied mentions are evidence, uncounted, and
    an incident known only from its denial counts nowhere. `low` and `high` are the extremes when any one report is left
    out; null where that cannot be told from the evidence of the day.
    """
    kept = {report["report_id"]: report.get("published") for report in reports if not report.get("duplicate_of")}
    facts = _facts(events, statements, incidents, kept, codebook)
    values, evidence = [], []
    for entry in [*codebook["indicators"], *codebook.get("indicators_alliance", ())]:
        days: dict[str, list[Item]] = defaultdict(list)
        for item in _items(entry["rule"], facts):
            days[item.day].append(item)
        for day, items in sorted(days.items()):
            values.append(_value(entry, day, items, facts))
            evidence += [_evidence(entry, item) for item in items]
    return values, evidence


# ---------------------------------------------------------------- facts
def _facts(events, statements, incidents, kept: Mapping[str, str | None], codebook: Mapping[str, list[dict]]) -> Facts:
    scheme, by_id = Scheme(codebook), {incident["incident_id"]: incident for incident in incidents}
    by_type, told = defaultdict(list), {}
    for event in events:
        incident = by_id.get(event.get("incident_id"))
        if incident and event["report_id"] in kept and incident["status"] != "denied_only" and (day := _day(incident, scheme)):
            by_type[event["type"]].append((event, incident, day))
            told[incident["incident_id"]] = (day, incident)
    said = [(row, day) for row in statements if row["report_id"] in kept and (day := _said(row, kept[row["report_id"]]))]
    last, before = _gaps(told.values(), scheme)
    warned = defaultdict(list)
    first: dict[str, str] = {}
    opponents = set()
    in_order = sorted((fact for facts in by_type.values() for fact in facts), key=lambda fact: (fact[2], fact[0]["event_id"]))
    for event, incident, day in in_order:
        sources, targets = names(incident.get("source_party")), names(incident.get("target_party"))
        if event["type"] in _types(codebook, "after"):
            for pair in ((s, t) for s in sources for t in targets or {""}):
                warned[pair].append(day)
        if event.get("quad") == 4 and event["modality"] in COUNTED and scheme.stage(event["type"]).kind == "stages":
            opponents |= {frozenset((s, t)) for s in sources for t in targets if s != t}
            for party in sources | targets:
                first.setdefault(party, day)
    return Facts(by_type, said, scheme, opponents, last, before, warned, first)


def _types(codebook: Mapping[str, list[dict]], key: str) -> set[str]:
    return {type_ for entry in codebook["indicators"] for type_ in entry["rule"].get(key, ())}


def _between(first: str, last: str) -> int:
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def _day(incident: Mapping, scheme: Scheme) -> str | None:
    """The day an incident is counted on: its own (the last it can be) or, where it is told without one, the first day that
    it is reported; an attack that no report dates, and that was not the news, is on no day."""
    first, last = incident.get("earliest"), incident.get("latest")
    if not first and scheme.composites.get(scheme.stage(incident["type"]).family, {}).get("of_a_day"):
        return None
    return last and last[:10] if not (first and last) or _between(first, last) <= LONGEST else None


def _said(row: Mapping, published: str | None) -> str | None:
    first, last = row.get("said_earliest"), row.get("said_latest") or published
    return last and last[:10] if not (first and last) or _between(first, last) <= LONGEST else None


def _gaps(told: Iterable[tuple[str, Mapping]], scheme: Scheme) -> tuple[dict[str, str], dict[str, str | None]]:
    """Incident -> day of the attack before it by one attacker on one target; and the day if no single report told that one."""
    last, before = {}, {}
    attacks = [(day, i) for day, i in told if scheme.stage(i["type"]).kind == "stages" and i.get("earliest")]
    rows = sorted(attacks, key=lambda row: (row[0], row[1]["incident_id"]))
    pairs = defaultdict(list)
    for day, incident in rows:
        for pair in ((s, t) for s in names(incident.get("source_party")) for t in names(incident.get("target_party"))):
            earlier = [x for x in pairs[pair][-3:] if x[0] < day]
            if earlier:
                last[incident["incident_id"]] = max(earlier[-1][0], last.get(incident["incident_id"], ""))
                sure = earlier[-1][0] if earlier[-1][1] > 1 else earlier[-2][0] if earlier[1:] else None
                before[incident["incident_id"]] = sure
            pairs[pair].append((day, incident["n_reports"]))
    return last, before


# ---------------------------------------------------------------- rules
def _items(rule: Mapping, facts: Facts) -> Iterator[Item]:
    """What a rule of the codebook finds, over all days."""
    terms = re.compile("|".join(rule["terms"]), re.I) if rule.get("terms") else None
    measure = MEASURES[rule.get("measure", "count")]
    for row, day in facts.statements if "acts" in rule else ():
        if row.get("act") in rule["acts"] and row.get("spoken") is not False and (not terms or terms.search(row["text"])):
            yield Item(day, f"{row.get('party') or row.get('speaker') or row['statement_id']}|{row['act']}", 1, row, "asserted")
    types = rule.get("types") or rule.get("levels") or (facts.events if "quad" in rule else ())
    for event, incident, day in (fact for type_ in types for fact in facts.events.get(type_, ())):
        if "quad" in rule and event.get("quad") != rule["quad"] or terms and not terms.search(event["text"]):
            continue
        kinds = (*COUNTED, "denied", "negated") if measure is _people else (*COUNTED, "denied")
        if event["modality"] in kinds and _concerns(rule, event, incident, facts):
            for unit, amount in measure(rule, event, incident, day, facts):
                yield Item(day, unit, amount, event, event["modality"], incident)


def _concerns(rule: Mapping, event: Mapping, incident: Mapping, facts: Facts) -> bool:
    """The parties are those that the rule asks for: of an alliance, or opponents."""
    sources, targets = names(incident.get("source_party")), names(incident.get("target_party"))
    if rule.get("between") == "opponents" and not any(frozenset((s, t)) in facts.opponents for s in sources for t in targets):
        return False
    for key, parties in (("source", sources), ("target", targets or names(event.get("country")))):
        alliance = rule.get(key)
        members = {alliance} | (set() if rule.get("itself") else facts.scheme.members.get(alliance, set()))
        if alliance and not parties & members:
            return False
    return True


def _count(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    return [(incident["incident_id"], 1)]


def _people(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    figure = casualties(dict(event))
    return [(incident["incident_id"], float(figure))] if figure.isdigit() else []


def _level(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    return [("level", rule["levels"][event["type"]])]


def _places(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    return [(name, 1) for name in sorted(names(event.get("country")) or names(event.get("target_party")))]


def _addressees(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    return [(party, 1) for party in sorted(names(event.get("target_party")))]


def _new_parties(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    parties = names(incident.get("source_party")) | names(incident.get("target_party"))
    return [(party, 1) for party in sorted(parties) if facts.first.get(party) == day]


def _gap(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    last = facts.last.get(incident["incident_id"])
    return [(incident["incident_id"], _between(last, day))] if last else []


def _sequence(rule, event, incident, day, facts) -> list[tuple[str, float]]:
    attackers, victims = names(incident.get("source_party")), names(incident.get("target_party"))
    warnings = [d for v in victims for a in attackers for d in facts.warned.get((v, a), ())]
    ignored = incident.get("earliest") and any(0 < _between(d, day) <= rule["within"] for d in warnings)
    return [(incident["incident_id"], 1)] if ignored else []


MEASURES: dict[str, Callable] = {
    "count": _count,
    "people": _people,
    "level": _level,
    "places": _places,
    "addressees": _addressees,
    "new_parties": _new_parties,
    "gap": _gap,
    "sequence": _sequence,
}


# ---------------------------------------------------------------- values
def _value(entry: Mapping, day: str, items: Sequence[Item], facts: Facts) -> dict:
    counted = [item for item in items if item.modality != "denied"]
    incidents = {item.incident["incident_id"] for item in counted if item.incident}
    measure = entry["rule"].get("measure")
    if measure == "gap":
        value = low = min((item.amount for item in counted), default=None)
        sure = [facts.before.get(incident) for incident in incidents]
        high = max(_between(d, day) for d in sure) if sure and all(sure) else None
    else:
        value, low, high = _without_one(counted)
    return {
        "indicator": entry["code"],
        "family": entry["family"],
        "date": day,
        "direction": entry["direction"],
        "value": value,
        "unit": entry["unit"],
        "n_incidents": len(incidents),
        "n_reports": len({item.row["report_id"] for item in counted}),
        "n_origins": None,
        "low": low,
        "high": high,
    }


def _without_one(items: Iterable[Item]) -> tuple[float, float, float]:
    """The value, and its extremes when any one report is left out. A unit counts with the highest amount that a report gives.

    Linear: leaving a report out only lowers the units whose highest amount it alone gives.
    """
    best: dict[str, dict[str, float]] = defaultdict(dict)
    for item in items:
        given = best[item.unit]
        given[item.row["report_id"]] = max(item.amount, given.get(item.row["report_id"], 0))
    value = float(sum(max(given.values()) for given in best.values()))
    loss: dict[str, float] = defaultdict(float)
    for given in best.values():
        top, *rest = sorted(given.items(), key=lambda pair: -pair[1])
        loss[top[0]] += top[1] - (rest[0][1] if rest else 0)
    return value, value - max(loss.values(), default=0), value


def _evidence(entry: Mapping, item: Item) -> dict:
    row = item.row
    return {
        "indicator": entry["code"],
        "date": item.day,
        "incident_id": item.incident and item.incident["incident_id"],
        "statement_id": row.get("statement_id"),
        "report_id": row["report_id"],
        "start": row["start"],
        "end": row["end"],
        "text": row["text"],
        "modality": item.modality,
    }
