"""Claims: what is said of each incident, and who asserts, denies, hedges or keeps silent on it.

Works on row lists; cost grows with the number of rows.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis import denials
from analysis.denials import NARRATOR, Known, Scopes, Voices, stance_of
from analysis.mentions import Scheme
from analysis.streams import by_report

SPANS = [(f"{part}start", f"{part}end") for part in ("", "source_", "target_", "time_")]
STANCES = ("silent_when_asked", "hedges", "asserts", "denies")  # those of one day in this order: silence comes before a denial


# ---------------------------------------------------------------- stances
def find(
    incidents: Sequence[dict],
    events: Sequence[dict],
    statements: Sequence[dict],
    attributes: Sequence[dict],
    gaps: Sequence[dict],
    reports: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
) -> tuple[list[dict], list[dict]]:
    """(rows of `claims`, rows of `claim_positions` in time order), from the rows of all reports.

    Every incident has the claim that it happened, also one that nobody asserts; any other claim is one on which somebody
    other than a report's own voice takes a stance. A stance is that of one voice in one report; the report's own voice has
    no party and the speaker 'report'. `earliest` is null where nothing tells when a statement was made.
    """
    scopes, voices, scheme = Scopes(codebook), Voices(statements, reports), Scheme.of(codebook)
    known = Known(incidents, scheme)
    deeds = {name for name, incident in known.by_id.items() if scheme.stage(incident["type"]).kind == "stages"}
    own_events, given = by_report(events), by_report(row for row in attributes if row["incident_id"] in deeds)
    stances, unsaid = [], []
    for report in reports:
        if (name := report["report_id"]) in voices.twins:
            continue
        told = own_events[name]
        stances += _happened(told, scopes, voices)
        stances += _values(told, given[name], report, scopes, voices)
        stances += denials.find(told, voices.by_report[name], known, scopes, voices)
        unsaid += [event for event in told if event["type"] == "no_comment"]
    named = {claim: None for claim in [(incident, "happened", None) for incident in known.by_id]}
    named |= {stance["claim"]: None for stance in stances if stance["claim"][0] in known.by_id}
    stances += [*_silent(unsaid, gaps, named, scopes, voices), *_unclear(gaps, named, voices)]
    return _tables(stances, known.by_id, scopes)


def _told_as(event: dict, text: str, scopes: Scopes) -> str:
    return "hedges" if event["modality"] == "attributed" and scopes.has("hedge", text) else "asserts"


def _happened(events: Sequence[dict], scopes: Scopes, voices: Voices) -> Iterator[dict]:
    for event in events:
        if event.get("incident_id") and event["modality"] in ("asserted", "attributed") and event["type"] != "no_comment":
            who = event.get("attributed_to")
            said = voices.holder(event, who) if event["modality"] == "attributed" else None
            stance = _told_as(event, event["text"], scopes)
            yield stance_of((event["incident_id"], "happened", None), stance, event, said, voices, who=who)


def _values(events: Sequence[dict], attributes: Iterable[dict], report: dict, scopes: Scopes, voices: Voices) -> Iterator[dict]:
    """Who gives, in a report, a value of an attribute that is a claim; a value that stands in a denial is not given."""
    told: dict[str | None, list[dict]] = defaultdict(list)
    for event in events:
        told[event.get("incident_id")].append(event)
    near: dict[str, _Near] = {}
    for row in attributes:
        if row["attribute"] not in scopes.claims or row.get("modality") == "denied":
            continue
        name = row["incident_id"]
        if name not in near:
            near[name] = _Near(told[name])
        of = [event for event in near[name].to(row) if _gives(event, row)]
        if of:
            event = min(of, key=lambda event: (not _within(row, event), event["end"] - event["start"]))
            who = event.get("attributed_to")
            said = voices.holder(event, who) if who or event["modality"] == "attributed" else None
            claim, words = (name, row["attribute"], row["value"]), _both(event, row, report)
            yield stance_of(claim, _told_as(event, words["text"], scopes), words, said, voices, who=who)


class _Near:
    """The mentions of an incident in one report, to be found by where their words stand."""

    def __init__(self, events: Sequence[dict]):
        self.events = events
        spans = [(number, *span) for number, event in enumerate(events) for span in _spans(event)]
        self.starts = sorted((start, number) for number, start, _ in spans)
        self.longest = max((end - start for _, start, end in spans), default=0)

    def to(self, row: dict) -> list[dict]:
        """Those with words that can hold the row's, or be held by them, in their order."""
        first = bisect_left(self.starts, (row["end"] - self.longest,))
        last = bisect_left(self.starts, (row["end"],))
        return [self.events[number] for number in sorted({number for _, number in self.starts[first:last]})]


def _spans(event: dict) -> list[tuple[int, int]]:
    """The words of a mention, of its actors and of its date."""
    return [(start, event.get(last)) for first, last in SPANS if (start := event.get(first)) is not None]


def _gives(event: dict, row: dict) -> bool:
    """The mention gives the value: the words lie in it or are those of its actors or its date, and the giver is the same."""
    given_by = event.get("attributed_to") or (NARRATOR if event["modality"] in ("asserted", "negated") else None)
    if event["modality"] == "denied" or given_by != row.get("given_by"):
        return False
    inside = any(start <= row["start"] and row["end"] <= end for start, end in _spans(event))
    return inside or _within(event, row)


def _within(row: dict, other: dict) -> bool:
    return other["start"] <= row["start"] and row["end"] <= other["end"]


def _both(event: dict, row: dict, report: dict) -> dict:
    """The words of the mention and those of the value."""
    start, end, text = min(event["start"], row["start"]), max(event["end"], row["end"]), report.get("text")
    return {"report_id": row["report_id"], "start": start, "end": end, "text": text[start:end]} if text else event


# ---------------------------------------------------------------- silence and doubt
def _silent(events: Sequence[dict], gaps: Sequence[dict], claims: Iterable[tuple], scopes: Scopes, voices: Voices) -> Iterator[dict]:
    """A party that does not comment, as the events say, is silent on each claim that accuses it, else on that it happened."""
    about: dict[str, list[tuple]] = defaultdict(list)
    for claim in claims:
        about[claim[0]].append(claim)
    asked: dict[str, list[dict]] = defaultdict(list)
    for gap in gaps:
        if gap.get("attribute") == "comment" and gap.get("incident_id"):
            asked[gap["report_id"]].append(gap)
    for event in events:
        if event["modality"] not in ("asserted", "attributed"):
            continue
        over = [gap for gap in asked[event["report_id"]] if gap["start"] <= event["start"] < gap["end"]]
        incident = event.get("incident_id") or (over[0]["incident_id"] if over else None)
        party = event.get("source_party")
        own = [claim for claim in about[incident] if party and claim[2] == party and claim[1] in scopes.accuses]
        for claim in own or about[incident][:1]:
            row = stance_of(claim, "silent_when_asked", event, None, voices)
            yield row | {"party": party, "speaker": event.get("source_text") or party or NARRATOR}


def _unclear(gaps: Sequence[dict], claims: Iterable[tuple], voices: Voices) -> Iterator[dict]:
    """What a report says is not known: it hedges on every value that others give."""
    about: dict[tuple, list[tuple]] = defaultdict(list)
    for claim in claims:
        about[claim[0], claim[1]].append(claim)
    for gap in gaps:
        if gap["kind"] == "stated" and gap["report_id"] not in voices.twins:
            for claim in about[gap.get("incident_id"), gap.get("attribute")]:
                yield stance_of(claim, "hedges", gap, voices.holder(gap), voices)


# ---------------------------------------------------------------- the tables
def _tables(stances: list[dict], known: Mapping[str, dict], scopes: Scopes) -> tuple[list[dict], list[dict]]:
    """One row a voice, claim, stance, scope, report and statement; of a report's own voice the first, and no doubt about one
    stage of what it asserts."""
    by_claim: dict[tuple, dict[tuple, dict]] = {(incident, "happened", None): {} for incident in known}
    for row in sorted(stances, key=lambda row: (row["report_id"], row["start"], row["end"])):
        if row["claim"][0] in known:
            own = row["speaker"] if row["party"] is None and row["speaker"] == NARRATOR else row["statement_id"]
            key = (row["party"], row["speaker"], row["stance"], row["scope"], row["report_id"], own)
            by_claim.setdefault(row["claim"], {}).setdefault(key, row)
    for (_, attribute, _), rows in by_claim.items():
        sure = {(row["speaker"], row["report_id"]) for row in rows.values() if row["stance"] == "asserts"}
        for key, row in list(rows.items()):
            if attribute == "happened" and row["stance"] == "hedges" and (row["speaker"], row["report_id"]) in sure:
                del rows[key]
    order = {attribute: n for n, attribute in enumerate(scopes.claims)}
    place = {incident: n for n, incident in enumerate(known)}
    claims, positions = [], []
    for claim in sorted(by_claim, key=lambda claim: (place[claim[0]], order[claim[1]], claim[2] or "")):
        rows = list(by_claim[claim].values())
        if claim[1] == "happened" or any(row["speaker"] != NARRATOR for row in rows):
            claims.append(_claim(claim, known[claim[0]], scopes))
            positions += _in_time(rows, claims[-1], known[claim[0]])
    return claims, positions


def _claim(claim: tuple, incident: dict, scopes: Scopes) -> dict:
    incident_id, attribute, value = claim
    who = ", ".join(filter(None, (incident.get("source_party"), incident.get("target_party"), incident.get("earliest"))))
    what = incident["type"].replace("_", " ").capitalize() + (f" ({who})" if who else "")
    said = scopes.claims[attribute].format(value=value)
    code = ":".join(filter(None, (incident_id, attribute, value and re.sub(r"\W+", "-", value).strip("-").lower())))
    return {"claim_id": code, "incident_id": incident_id, "proposition": f"{what}: {said}.", "attribute": attribute, "value": value}


def _in_time(rows: list[dict], claim: dict, incident: dict) -> list[dict]:
    """In the order of days; nobody takes a stance on an incident before it is said to have begun."""
    begun = incident.get("earliest")
    for row in rows:
        del row["claim"]
        row["claim_id"] = claim["claim_id"]
        if not row["earliest"] and begun and begun[:10] <= (row["latest"] or "9999"):
            row["earliest"] = begun[:10]
    return sorted(rows, key=lambda r: (r["latest"] or "9999", r["earliest"] or "", STANCES.index(r["stance"]), r["report_id"], r["start"]))
