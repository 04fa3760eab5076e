"""Bands: a value from its items, and its extremes when one report, origin, merge or coding scheme is left out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from analysis.corroboration import independent
from analysis.indicators.facts import Facts
from analysis.indicators.measures import MEASURES, MERGED, Item


def first_sources(items: Iterable[Item], origin: Callable[[Mapping], str | None]) -> dict[str, set[str]]:
    """Unit -> its first sources; a report's own voice is none beside somebody it names."""
    keys: dict[str, set[str | None]] = defaultdict(set)
    for item in items:
        keys[item.unit].add(origin(item.row))
    return {unit: independent(told) for unit, told in keys.items()}


def amounts(items: Iterable[Item]) -> dict[str, float]:
    """A unit counts with the highest amount that anybody gives."""
    best: dict[str, float] = {}
    for item in items:
        best[item.unit] = max(item.amount, best.get(item.unit, item.amount))
    return best


def total(how: str, best: Mapping[str, float]) -> float | None:
    if not best:
        return None
    value = {"sum": sum, "least": min, "mean": sum}[how](best.values())
    return round(value / len(best), 3) if how == "mean" else float(value)


def band(measure: str, items: Sequence[Item], value: float, facts: Facts) -> dict:
    """The extremes when any one report, origin, merge or scheme is left out, and which of these sets them."""
    how, empty = MEASURES[measure][1]
    own = [item for item in items if "both" in item.under]
    sources = first_sources(own, facts.origin)
    sourced = [item for item in own if not sources[item.unit] or facts.origin(item.row) in sources[item.unit]]
    outcomes = {
        "report": _without_one(how, own, "report", lambda row: row["report_id"]),
        "origin": _without_one(how, sourced, "origin", facts.other_origin),
        "merge": _unmerged(how, own) if measure in MERGED else [],
        "scheme": [total(how, amounts(i for i in items if scheme in i.under)) for scheme in ("cameo", "plover")],
    }
    told = {kind: [0.0 if one is None and empty else one for one in found] for kind, found in outcomes.items()}
    gone = [kind for kind, found in told.items() if None in found]
    known = {kind: [one for one in found if one is not None] for kind, found in told.items()}
    low = min((one for found in known.values() for one in found), default=value)
    high = max((one for found in known.values() for one in found), default=value)
    lowest = gone or [kind for kind, found in known.items() if low < value and low in found]
    highest = [kind for kind, found in known.items() if high > value and high in found]
    sides = [f"{side}: {', '.join(kinds)}" for side, kinds in (("low", lowest), ("high", highest)) if kinds]
    low, high = None if gone else min(low, value), None if high == inf else max(high, value)
    return {"low": low, "high": high, "band": "; ".join(sides) or None}


def _without_one(
    how: str, items: Iterable[Item], kind: str, key: Callable[[Mapping], str | None]
) -> list[float | None]:
    """The values when each key (report, origin) is left out; what has no key always stays.

    Linear: leaving one out changes only the units whose highest amount it alone gives.
    """
    given: dict[str, dict[str | None, float]] = defaultdict(dict)
    changes: dict[str, dict[str, float | None]] = defaultdict(dict)
    for item in items:
        by_key, own = given[item.unit], key(item.row)
        by_key[own] = max(item.amount, by_key.get(own, item.amount))
        for which, left_out, amount in item.without:
            if which == kind:
                changes[left_out][item.unit] = amount
    best = {unit: max(by_key.values()) for unit, by_key in given.items()}
    for unit, by_key in given.items():
        top, *rest = sorted(by_key.items(), key=lambda pair: -pair[1])
        if top[0] is not None and (not rest or rest[0][1] < top[1]):
            changes[top[0]][unit] = rest[0][1] if rest else None
    return _changed(how, best, changes.values())


def _changed(how: str, best: Mapping[str, float], changes: Iterable[Mapping[str, float | None]]) -> list[float | None]:
    """The value under each set of changes to units; a unit that changes to None is gone."""
    whole, ordered, values = sum(best.values()), sorted(best, key=best.__getitem__), []
    for change in changes:
        stay = [amount for amount in change.values() if amount is not None]
        left = len(best) - len(change) + len(stay)
        if how == "least":
            stay += [best[unit] for unit in ordered[: len(change) + 1] if unit not in change][:1]
            values.append(min(stay) if stay else None)
        else:
            new = whole + sum(stay) - sum(best[unit] for unit in change)
            values.append(None if not left else round(new / left, 3) if how == "mean" else float(new))
    return values


def _unmerged(how: str, items: Iterable[Item]) -> list[float]:
    """The values when what several reports tell as one counts apart, one unit at a time."""
    given: dict[str, dict[str, float]] = defaultdict(dict)
    for item in items:
        by_report, report = given[item.unit], item.row["report_id"]
        by_report[report] = max(item.amount, by_report.get(report, item.amount))
    whole, values = sum(max(by_report.values()) for by_report in given.values()), []
    for by_report in (by_report for by_report in given.values() if len(by_report) > 1):
        new = whole - max(by_report.values()) + sum(by_report.values())
        values.append(round(new / (len(given) - 1 + len(by_report)), 3) if how == "mean" else float(new))
    return values
