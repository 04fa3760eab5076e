"""Indicators of escalation and de-escalation, a value a day, each with the mentions that it rests on.

What is counted is distinct incidents or utterances, never reports. A day without evidence has no row: silence is a gap,
not a zero. Nothing is added up over indicators. Works on row lists; cost is linear in them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf

from analysis.indicators import bands
from analysis.indicators.bands import amounts, band, first_sources, total
from analysis.indicators.facts import COUNTED, Facts, Words, cameo_class, counted
from analysis.indicators.measures import MEASURES, NEVER, Item, items

__all__ = ["COUNTED", "MEASURES", "NEVER", "Words", "cameo_class", "counted", "find", "left_out"]
STRENGTH = ("denied", "negated", "attributed", "asserted")  # weakest first; a unit stands as the strongest says
Origins = Mapping[tuple[str, int, int], str] | Callable[[Mapping], str | None] | None


def find(
    events: Sequence[Mapping],
    statements: Sequence[Mapping],
    incidents: Sequence[Mapping],
    reports: Sequence[Mapping],
    *,
    codebook: Mapping[str, list[dict]],
    origins: Origins = None,
) -> tuple[list[dict], list[dict]]:
    """Rows of `indicators` and of `indicator_evidence`, from events that have their incident.

    The day is that of the incident or utterance; where no report gives one, the day it was first reported. Duplicate
    reports do not count. A value rests on what is asserted or attributed; what is denied is evidence, uncounted, and
    a day that has only denials has no value (null). `origins` tells the first source of a row: a function of the row,
    or a mapping from its report, start and end; without it `n_origins` is null. `low` and `high` are the extremes
    when any one report, origin, merge (what it joined counts apart) or coding scheme (types that only that one codes)
    is left out; null where nothing would be left to tell the value.
    """
    facts = _facts(events, statements, incidents, reports, codebook=codebook, origins=origins)
    values, evidence = [], []
    for entry in facts.entries:
        for day, own, found in _days(entry["rule"], facts):
            told = [item for item in own if "both" in item.under]
            spots = {(id(item.row), item.modality): item for item in told}
            evidence += [_evidence(entry, item) for item in spots.values()]
            if told:
                values.append(_value(entry, day, found, facts))
    return values, evidence


def left_out(
    events: Sequence[Mapping],
    statements: Sequence[Mapping],
    incidents: Sequence[Mapping],
    reports: Sequence[Mapping],
    *,
    codebook: Mapping[str, list[dict]],
    origins: Origins = None,
) -> list[dict]:
    """What changes without one report, or without all that one origin tells, from what `find` takes.

    A row has `kind` (report, origin), `left_out` (its id or key), `indicator`, `date`, `modality` and `value`, null
    where nothing would tell it. Indicators of quad classes have a row a modality, the number of happenings that stand
    so, and what is denied; all others have their value, and no modality. It is the counting that is done without the
    rows of what is left out. The reports are not read again: what is merged and dated by them stays so, and what looks
    back over days (new parties, days since, repeats) looks back on all of them. `low` and `high` rest on the same.
    """
    facts = _facts(events, statements, incidents, reports, codebook=codebook, origins=origins)
    rows = []
    for entry in facts.entries:
        for day, _, found in _days(entry["rule"], facts):
            own = [item for item in found if "both" in item.under]
            without = _standing(own, facts) if entry["family"] == "quad" else _values(entry["rule"], own, facts)
            named = {"indicator": entry["code"], "date": day}
            rows += [
                {"kind": kind, "left_out": key, **named, "modality": modality, "value": value}
                for kind, key, modality, value in without
            ]
    return rows


def _facts(*rows: Sequence[Mapping], codebook: Mapping[str, list[dict]], origins: Origins) -> Facts:
    events, statements, incidents, reports = rows
    kept = {report["report_id"]: report.get("published") for report in reports if not report.get("duplicate_of")}
    entries = [*codebook["indicators"], *codebook.get("indicators_alliance", ())]
    return Facts(events, statements, incidents, kept, codebook, entries, _origin(origins))


def _days(rule: Mapping, facts: Facts) -> Iterator[tuple[str, list[Item], list[Item]]]:
    """Each day with what is found on it, and what its value counts: where a rule adds up the days, all until then."""
    days: dict[str, list[Item]] = defaultdict(list)
    for item in items(rule, facts):
        days[item.day].append(item)
    before: dict[tuple, Item] = {}
    for day, own in sorted(days.items()):
        found = own
        if rule.get("cumulative") and any(item.modality in COUNTED for item in own if "both" in item.under):
            before |= {(i.unit, i.row["report_id"], i.modality, facts.origin(i.row)): i for i in own}
            found = list(before.values())
        yield day, own, found


def _values(rule: Mapping, own: Sequence[Item], facts: Facts) -> Iterator[tuple[str, str, None, float | None]]:
    """Kind, what is left out, no modality, and the value where that changes it."""
    measure, counted = rule.get("measure", "count"), [item for item in own if item.modality != "denied"]
    value = total(MEASURES[measure][1][0], amounts(counted))
    for kind, values in bands.left_out(measure, counted, facts).items():
        yield from ((kind, key, None, None if one == inf else one) for key, one in values.items() if one != value)


def _standing(own: Sequence[Item], facts: Facts) -> Iterator[tuple[str, str, str, float]]:
    """Kind, what is left out, modality, and the happenings that then stand so, where their number changes."""
    strong = [item._replace(amount=STRENGTH.index(item.modality)) for item in own]
    stand = amounts(strong)
    whole = Counter(stand.values())
    for kind, (_, changes) in bands.changes(strong, facts).items():
        for key, change in changes.items():
            moved = Counter(amount for amount in change.values() if amount is not None)
            moved.subtract(stand[unit] for unit in change)
            yield from ((kind, key, STRENGTH[n], float(whole[n] + by)) for n, by in moved.items() if by)


def _origin(origins: Origins) -> Callable[[Mapping], str | None]:
    if origins is None:
        return lambda row: None
    tell = origins if callable(origins) else lambda row: origins.get((row["report_id"], row["start"], row["end"]))
    known: dict[int, str | None] = {}  # asked of one row many times, by each indicator that counts it

    def origin(row: Mapping) -> str | None:
        if id(row) not in known:
            known[id(row)] = tell(row)
        return known[id(row)]

    return origin


def _value(entry: Mapping, day: str, found: Sequence[Item], facts: Facts) -> dict:
    counted = [item for item in found if item.modality != "denied"]
    own = [item for item in counted if "both" in item.under]
    measure = entry["rule"].get("measure", "count")
    value = total(MEASURES[measure][1][0], amounts(own))
    told_by = set().union(*first_sources(own, facts.origin).values())
    return {
        "indicator": entry["code"],
        "family": entry["family"],
        "date": day,
        "direction": entry["direction"],
        "value": value,
        "unit": entry["unit"],
        "n_incidents": len({item.incident["incident_id"] for item in own if item.incident}),
        "n_reports": len({item.row["report_id"] for item in own}),
        "n_origins": len(told_by) or None,
        **(band(measure, counted, value, facts) if own else {"low": None, "high": None, "band": None}),
    }


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
