"""Bands: a value from its items, and its extremes when one report, origin, merge or coding scheme is left out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from analysis.corroboration import independent
from analysis.indicators.facts import Facts
from analysis.indicators.measures import MEASURES, MERGED, Item

Change = dict[str, float | None]  # unit -> what it amounts to; None where it is gone


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


def total(how: str, best: Mapping[str, float], nothing: float | None = None) -> float | None:
    if not best:
        return nothing
    value = {"sum": sum, "least": min, "mean": sum}[how](best.values())
    return round(value / len(best), 3) if how == "mean" else float(value)


def band(measure: str, items: Sequence[Item], value: float, facts: Facts) -> dict:
    """The extremes when any one report, origin, merge or scheme is left out, and which of these sets them."""
    how, empty = MEASURES[measure][1]
    nothing = 0.0 if empty else None
    own = [item for item in items if "both" in item.under]
    told = {
        **{kind: list(values.values()) for kind, values in left_out(measure, own, facts).items()},
        "merge": _unmerged(how, own) if measure in MERGED else [],
        "scheme": [total(how, amounts(i for i in items if one in i.under), nothing) for one in ("cameo", "plover")],
    }
    gone = [kind for kind, found in told.items() if None in found]
    known = {kind: [one for one in found if one is not None] for kind, found in told.items()}
    low = min((one for found in known.values() for one in found), default=value)
    high = max((one for found in known.values() for one in found), default=value)
    lowest = gone or [kind for kind, found in known.items() if low < value and low in found]
    highest = [kind for kind, found in known.items() if high > value and high in found]
    sides = [f"{side}: {', '.join(kinds)}" for side, kinds in (("low", lowest), ("high", highest)) if kinds]
    low, high = None if gone else min(low, value), None if high == inf else max(high, value)
    return {"low": low, "high": high, "band": "; ".join(sides) or None}


def left_out(measure: str, own: Sequence[Item], facts: Facts) -> dict[str, dict[str, float | None]]:
    """Kind (report, origin) -> what is left out -> the value without it; None where nothing would tell it."""
    how, empty = MEASURES[measure][1]
    return {kind: _changed(how, *found, 0.0 if empty else None) for kind, found in changes(own, facts).items()}


def changes(own: Sequence[Item], facts: Facts) -> dict[str, tuple[dict[str, float], dict[str, Change]]]:
    """Kind (report, origin) -> what each unit amounts to, and what is left out -> the units that change without it.

    An item without a key always stays. What somebody denies has no first source and is left out with its denier.
    """
    sources = first_sources((item for item in own if item.modality != "denied"), facts.origin)

    def stands(item: Item) -> bool:
        told_by = sources.get(item.unit)
        return item.modality == "denied" or not told_by or facts.origin(item.row) in told_by

    return {
        "report": _changes(own, "report", lambda row: row["report_id"]),
        "origin": _changes(filter(stands, own), "origin", facts.other_origin),
    }


def _changes(
    items: Iterable[Item], kind: str, key: Callable[[Mapping], str | None]
) -> tuple[dict[str, float], dict[str, Change]]:
    """Linear: leaving one out changes only the units whose highest amount it alone gives."""
    given: dict[str, dict[str | None, float]] = defaultdict(dict)
    changed: dict[str, Change] = defaultdict(dict)
    for item in items:
        by_key, own = given[item.unit], key(item.row)
        by_key[own] = max(item.amount, by_key.get(own, item.amount))
        for which, left_out, amount in item.without:
            if which == kind:
                changed[left_out][item.unit] = amount
    best = {unit: max(by_key.values()) for unit, by_key in given.items()}
    for unit, by_key in given.items():
        top, *rest = sorted(by_key.items(), key=lambda pair: -pair[1])
        if top[0] is not None and (not rest or rest[0][1] < top[1]):
            changed[top[0]][unit] = rest[0][1] if rest else None
    return best, changed


def _changed(
    how: str, best: Mapping[str, float], changes: Mapping[str, Change], nothing: float | None
) -> dict[str, float | None]:
    """The value under each set of changes to units."""
    whole, ordered, values = sum(best.values()), sorted(best, key=best.__getitem__), {}
    for key, change in changes.items():
        stay = [amount for amount in change.values() if amount is not None]
        left = len(best) - len(change) + len(stay)
        if how == "least":
            stay += [best[unit] for unit in ordered[: len(change) + 1] if unit not in change][:1]
            values[key] = min(stay, default=nothing)
        else:
            new = whole + sum(stay) - sum(best[unit] for unit in change)
            values[key] = nothing if not left else round(new / left, 3) if how == "mean" else float(new)
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
