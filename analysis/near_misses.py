"""Near misses: incidents of one kind and the same parties, close in time, that were not taken for one, and why not.

Each incident is compared with the one before it of the same kind and party, so that cost grows with the number of
incidents. Works on row lists.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from analysis.mentions import Scheme, names

CLOSE = 14  # days


def find(incidents: Sequence[Mapping], events: Sequence[Mapping], *, codebook: Mapping[str, list[dict]]) -> list[dict]:
    """Rows of `near_misses`, the earlier incident first. What lasts and what is denied are not compared."""
    scheme, told, groups = Scheme.of(codebook), defaultdict(set), defaultdict(list)
    for event in events:
        told[event.get("incident_id")].add(event["report_id"])
    for incident in sorted(incidents, key=lambda row: (row["latest"] or "9999", row["incident_id"])):
        stage = scheme.stage(incident["type"])
        for party in names(incident["source_party"]) | names(incident["target_party"]) if stage.kind != "standing" else ():
            groups[stage.family, party].append(incident)
    pairs = {(one["incident_id"], two["incident_id"]): (one, two) for own in groups.values() for one, two in pairwise(own)}
    rows = []
    for (one_id, two_id), (one, two) in sorted(pairs.items()):
        shared, apart = _shared(one, two), _days_apart(one, two)
        if shared and (apart is None or apart <= CLOSE):
            why = f"they share {' and '.join(shared)}; {_why(one, two, apart, told[one_id] & told[two_id])}"
            rows.append({"incident_id": one_id, "other_incident_id": two_id, "reason": why})
    return rows


def _shared(one: Mapping, two: Mapping) -> list[str]:
    """What both have on each side; nothing if a side that both give has no party in common."""
    shared = []
    for side, word in (("source_party", "who acts"), ("target_party", "who is acted on")):
        ours, theirs = names(one[side]), names(two[side])
        if ours and theirs and not ours & theirs:
            return []
        shared += [f"{'; '.join(sorted(ours & theirs))} as {word}"] if ours & theirs else []
    return shared


def _days_apart(one: Mapping, two: Mapping) -> int | None:
    """Days from the last day of the earlier to the first of the later; None if a day is unknown."""
    if not (one["latest"] and two["earliest"]):
        return None
    return max(0, (date.fromisoformat(two["earliest"][:10]) - date.fromisoformat(one["latest"][:10])).days)


def _why(one: Mapping, two: Mapping, apart: int | None, reports: set[str]) -> str:
    if apart:
        return f"kept apart as {apart} day{'s lie' if apart > 1 else ' lies'} between {one['latest'][:10]} and {two['earliest'][:10]}"
    if reports:
        return f"kept apart as one report tells of both ({sorted(reports)[0]})"
    if apart is None:
        return "kept apart as the day of one is not told and too little else agrees"
    places = [row["place"] for row in (one, two) if row["place"]]
    return f"kept apart by place ({' and '.join(places)})" if len(set(places)) == 2 else "kept apart as too little else agrees"
