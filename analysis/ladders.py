"""Ladders of escalation: the highest rung that a pair of parties, or an alliance, reached on a day.

A crisis with several pairs stands on no one rung, so each pair has its own; rungs are never added up or compared
between ladders. The rungs are codebooks/ladders.yaml. Works on row lists; cost is linear in them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from analysis.indicators import COUNTED, Words, counted
from analysis.mentions import Scheme, names

PAIR = "pair"


def find(
    events: Sequence[Mapping],
    incidents: Sequence[Mapping],
    reports: Sequence[Mapping],
    *,
    codebook: Mapping[str, list[dict]],
) -> list[dict]:
    """Rows of `ladders`, from events that have their incident: one a pair (or alliance) and day, its highest rung.

    A pair is the same whoever acts; `party` is the one that acts in the row's mention. The mention is asserted or
    attributed, of an incident that has a day and both parties, in a report that is no duplicate: of those that reach
    the rung, an asserted one first, then the first report's.
    """
    scheme, words = Scheme.of(codebook), Words(codebook)
    rungs = defaultdict(list)
    for entry in codebook.get("ladders", ()):
        for when in entry["when"]:
            for type_ in when["types"]:
                rungs[type_].append((entry, when))
    best: dict[tuple, tuple] = {}
    for event, incident, day in counted(events, incidents, reports, scheme):
        for entry, when in rungs.get(event["type"], ()):
            if words.fits(when, event, incident):
                for party, other in _climbers(entry, incident, words.owners(event), scheme):
                    _keep(best, (entry["ladder"], frozenset((party, other)), day), entry, party, other, event)
    rows = [_row(key[2], *told[1:]) for key, told in best.items()]
    return sorted(
        rows,
        key=lambda row: (row["ladder"] != PAIR, row["ladder"], row["date"], row["party"], row["other_party"] or ""),
    )


def _climbers(entry: Mapping, incident: Mapping, owners: set[str], scheme: Scheme) -> Iterator[tuple[str, str | None]]:
    """The pairs that an incident puts on a rung, the owner of a base that is hit among them; where nobody is acted on
    and the rung is mutual, those that act together. Or the alliance: if it acts itself, or by a member where the rung
    allows it."""
    sources, targets = sorted(names(incident.get("source_party"))), names(incident.get("target_party")) | owners
    if entry["ladder"] == PAIR and not targets and entry.get("mutual"):
        yield from combinations(sources, 2)
    elif entry["ladder"] == PAIR:
        yield from ((s, t) for s in sources for t in sorted(targets) if scheme.apart(s, [t]))
    elif set(sources) & {entry["ladder"], *(() if entry.get("itself") else scheme.members.get(entry["ladder"], ()))}:
        yield entry["ladder"], None


def _keep(best: dict, key: tuple, entry: Mapping, party: str, other: str | None, event: Mapping) -> None:
    """The highest rung of the key, and the mention that shows it best."""
    rank = (
        -entry["rung"],
        COUNTED.index(event["modality"]),
        event["report_id"],
        event["start"],
        event["event_id"],
        party,
    )
    if key not in best or rank < best[key][0]:
        best[key] = (rank, entry, party, other, event)


def _row(day: str, entry: Mapping, party: str, other: str | None, event: Mapping) -> dict:
    return {
        "ladder": entry["ladder"],
        "party": party,
        "other_party": other,
        "date": day,
        "rung": entry["rung"],
        "label": entry["label"],
        "incident_id": event["incident_id"],
        "report_id": event["report_id"],
        "start": event["start"],
        "end": event["end"],
        "text": event["text"],
        "modality": event["modality"],
    }
