"""Two coding schemes as lenses: Goldstein's values of CAMEO codes, and the weights of PLOVER, side by side.

A lens shows what a scheme would make of the same incidents; where the two differ, the number is the scheme's and not
the crisis's. Never added up over quad classes. Works on row lists; cost is linear in them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from analysis.indicators import counted
from analysis.mentions import Scheme

SCHEMES = ("goldstein", "plover")
FAR = 5  # two weights of one type that are farther apart than this disagree, as do two that differ in sign


def find(
    events: Sequence[Mapping],
    incidents: Sequence[Mapping],
    reports: Sequence[Mapping],
    *,
    codebook: Mapping[str, list[dict]],
) -> list[dict]:
    """Rows of `lenses`, from events that have their incident: one a scheme, day and quad class.

    Each type counts once an incident, if asserted or attributed. `value` is null where the scheme has a weight for
    none; `n_unweighted` are incidents of the class of which it weighs no type. `disagreement` lists the types of the
    class and day whose weights differ in sign or by more than five points, with both. A type without a quad class is
    in no lens.
    """
    told = _told(events, incidents, reports, codebook)
    weights = {row["code"]: row for row in codebook["plover"]}
    rows = []
    for (day, quad), by_incident in sorted(told.items()):
        disagreement = _disagreement([event for types in by_incident.values() for event in types.values()], weights)
        for scheme in SCHEMES:
            given = {name: list(_weights(scheme, types, weights)) for name, types in by_incident.items()}
            weighted = [values for values in given.values() if values]
            rows.append(
                {
                    "scheme": scheme,
                    "date": day,
                    "quad": quad,
                    "value": round(sum(map(sum, weighted)), 1) if weighted else None,
                    "n_incidents": len(weighted),
                    "n_unweighted": len(given) - len(weighted),
                    "disagreement": disagreement,
                }
            )
    return rows


def _told(events, incidents, reports, codebook) -> dict[tuple[str, int], dict[str, dict[str, Mapping]]]:
    """(day, quad class) -> incident -> type -> a mention that is asserted or attributed."""
    told = defaultdict(lambda: defaultdict(dict))
    for event, incident, day in counted(events, incidents, reports, Scheme.of(codebook)):
        if event.get("quad"):
            told[day, event["quad"]][incident["incident_id"]].setdefault(event["type"], event)
    return told


def _weight(scheme: str, event: Mapping, weights: Mapping[str, Mapping]) -> float | None:
    """The scheme's weight of a type: of the type and mode or, where that has none, of the type."""
    if scheme == "goldstein":
        return event.get("goldstein")
    code = event.get("plover") or ""
    entry = weights.get(code) or weights.get(code.split("-")[0])
    return float(entry["weight"]) if entry else None


def _weights(scheme: str, types: Mapping[str, Mapping], weights: Mapping[str, Mapping]) -> Iterator[float]:
    """The weights of one incident's types; PLOVER codes no MOBILIZE beside an ASSAULT."""
    roots = {(event.get("plover") or "").split("-")[0] for event in types.values()}
    for event in types.values():
        weight = _weight(scheme, event, weights)
        beside = weights.get((event.get("plover") or "").split("-")[0], {}).get("not_beside")
        if weight is not None and not (scheme == "plover" and beside and beside in roots):
            yield weight


def _disagreement(events: Sequence[Mapping], weights: Mapping[str, Mapping]) -> str | None:
    found = {}
    for event in events:
        one, other = (_weight(scheme, event, weights) for scheme in SCHEMES)
        if one is not None and other is not None and (_sign(one) != _sign(other) or abs(one - other) > FAR):
            found[event["type"]] = f"{event['type']} {one:+g} against {other:+g}"
    return "; ".join(text for _, text in sorted(found.items())) or None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
