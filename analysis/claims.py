"""Claims: what is said of each incident, and who asserts, denies, hedges or keeps silent on it.

A denial is no counterpart of an assertion until it is known what it covers: that a party did not fire, did not aim at
somebody or is not at war are three things. The codebook `scopes` says by which words; a denial stands on the claim that its
scope touches. Works on row lists; cost grows with the number of rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analysis.mentions import Scheme, names

NARRATOR = "report"
STANCES = ("silent_when_asked", "hedges", "asserts", "denies")  # those of one day in this order: silence comes before a denial
BUT = re.compile(r"\bbut\b", re.I)
OWN = re.compile(r"^(?:its|our|their) ", re.I)
STEM = 5  # letters that two forms of one word share
GOES_ON = 300  # characters within which a denial that names nobody goes on with the one before it


# ---------------------------------------------------------------- the codebook
class Scope(NamedTuple):
    """A class of denial, found in a text."""

    start: int
    end: int
    entry: dict
    value: str | None


class Scopes:
    """The codebook `scopes`, compiled."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        entries = codebook["scopes"]
        self.entries = [entry for entry in entries if entry["kind"] == "scope"]
        self.claims = {entry["attribute"]: entry["proposition"] for entry in entries if entry["kind"] == "claim"}
        self.accuses = {entry["attribute"] for entry in entries if entry["kind"] == "claim" and entry.get("accuses")}
        self.patterns = {entry["code"]: re.compile(entry["pattern"], re.I) for entry in entries if "pattern" in entry}
        self.words_only = {kind for entry in entries if entry["kind"] == "words" for kind in entry["of"]}
        self.by_type = {type_: entry for entry in self.entries for type_ in entry.get("types", ())}

    def find(self, text: str, act: str = "deny") -> list[Scope]:
        """The scopes of a denial in the order of its words, each once; of two that overlap the longer.

        What follows a "but" is no longer denied, unless nothing before it is.
        """
        if (cut := BUT.search(text)) and (before := self.find(text[: cut.start()], act)):
            return before
        fit = [entry for entry in self.entries if "pattern" in entry and {act, "*"} & set(entry.get("acts", ["deny"]))]
        found = [Scope(*m.span(), e, next(filter(None, m.groups()), None)) for e in fit for m in self.patterns[e["code"]].finditer(text)]
        kept: list[Scope] = []
        for scope in sorted(found, key=lambda scope: (scope.start - scope.end, scope.start)):
            if all(scope.end <= other.start or other.end <= scope.start for other in kept):
                kept.append(scope)
        return list({scope.entry["code"]: scope for scope in sorted(kept, reverse=True, key=lambda scope: scope.start)}.values())[::-1]

    def has(self, cue: str, text: str) -> bool:
        return bool(self.patterns[cue].search(text))


# ---------------------------------------------------------------- whose words
class Voices:
    """The statements of all reports, to ask who speaks at a place and when."""

    def __init__(self, statements: Iterable[dict], reports: Iterable[dict]):
        self.reports = {report["report_id"]: report for report in reports}
        self.by_report: dict[str, list[dict]] = defaultdict(list)
        for statement in statements:
            if not self.twin(statement["report_id"]):
                self.by_report[statement["report_id"]].append(statement)

    def twin(self, report_id: str) -> bool:
        """The report says word for word what another has said; it adds no voice."""
        return bool(self.reports.get(report_id, {}).get("duplicate_of"))

    def holder(self, row: dict, who: str | None = None) -> dict | None:
        """The statement that the words stand in, or that they introduce: of several that of `who`, else the shortest."""
        own, start = self.by_report[row["report_id"]], row.get("trigger_start") or row["start"]
        over = [said for said in own if said["start"] <= start < said["end"]] or [said for said in own if said.get("cue_start") == start]
        other = {id(said): who not in (said.get("speaker"), said.get("source_text")) for said in over}
        return min(over, key=lambda said: (other[id(said)], said["end"] - said["start"]), default=None)

    def of(self, said: dict | None, who: str | None = None) -> tuple[str | None, str]:
        """(party, speaker); the report's own voice where nobody is named."""
        if said is None:
            return None, who or NARRATOR
        return said.get("party"), said.get("speaker") or said.get("source_text") or said.get("party") or NARRATOR

    def days(self, report_id: str, said: dict | None = None) -> tuple[str | None, str | None]:
        """First and last day on which it can have been said; the report itself speaks on the day that it is published."""
        published = self.reports.get(report_id, {}).get("published")
        return (said.get("said_earliest"), said.get("said_latest") or published) if said else (published, published)


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
    scopes, voices = Scopes(codebook), Voices(statements, reports)
    told = [event for event in events if not voices.twin(event["report_id"])]
    known = {incident["incident_id"]: incident for incident in incidents}
    scheme = Scheme(codebook)
    deeds = {incident_id for incident_id, incident in known.items() if scheme.stage(incident["type"]).kind == "stages"}
    given = [row for row in attributes if row["incident_id"] in deeds]
    stances = [*_happened(told, scopes, voices), *_values(told, given, scopes, voices), *_denied(told, known, scopes, voices, scheme)]
    named = {claim: None for claim in [(incident, "happened", None) for incident in known]}
    named |= {stance["claim"]: None for stance in stances if stance["claim"][0] in known}
    stances += [*_silent(told, gaps, named, scopes, voices), *_unclear(gaps, named, voices)]
    return _tables(stances, known, scopes)


def _stance(
    claim: tuple, stance: str, row: dict, said: dict | None, voices: Voices, *, who: str | None = None, scope: str | None = None
) -> dict:
    party, speaker = voices.of(said, who)
    if stance == "asserts" and speaker == NARRATOR and (said or who):
        stance = "hedges"  # reportedly: somebody says so, the report does not
    earliest, latest = voices.days(row["report_id"], said)
    where = {key: row[key] for key in ("report_id", "start", "end", "text")} | {"statement_id": said and said["statement_id"]}
    own = {"claim": claim, "party": party, "speaker": speaker, "stance": stance, "scope": scope}
    return own | where | {"earliest": earliest, "latest": latest}


def _told_as(event: dict, text: str, scopes: Scopes) -> str:
    return "hedges" if event["modality"] == "attributed" and scopes.has("hedge", text) else "asserts"


def _happened(events: Sequence[dict], scopes: Scopes, voices: Voices) -> Iterator[dict]:
    for event in events:
        if event.get("incident_id") and event["modality"] in ("asserted", "attributed") and event["type"] != "no_comment":
            who = event.get("attributed_to")
            said = voices.holder(event, who) if event["modality"] == "attributed" else None
            stance = _told_as(event, event["text"], scopes)
            yield _stance((event["incident_id"], "happened", None), stance, event, said, voices, who=who)


def _values(events: Sequence[dict], attributes: Sequence[dict], scopes: Scopes, voices: Voices) -> Iterator[dict]:
    """Who gives a value of an attribute that is a claim; a value that stands in a denial is not given."""
    told: dict[tuple, list[dict]] = defaultdict(list)
    for event in events:
        told[event.get("incident_id"), event["report_id"]].append(event)
    for row in attributes:
        if row["attribute"] not in scopes.claims or row.get("modality") == "denied":
            continue
        of = [event for event in told[row["incident_id"], row["report_id"]] if _gives(event, row)]
        if of:
            event = min(of, key=lambda event: (not _within(row, event), event["end"] - event["start"]))
            who = event.get("attributed_to")
            said = voices.holder(event, who) if who or event["modality"] == "attributed" else None
            claim, words = (row["incident_id"], row["attribute"], row["value"]), _both(event, row, voices)
            yield _stance(claim, _told_as(event, words["text"], scopes), words, said, voices, who=who)


def _gives(event: dict, row: dict) -> bool:
    """The mention gives the value: the words lie in it or are those of its actors or its date, and the giver is the same."""
    spans = [(event.get(f"{part}start"), event.get(f"{part}end")) for part in ("", "source_", "target_", "time_")]
    given_by = event.get("attributed_to") or (NARRATOR if event["modality"] in ("asserted", "negated") else None)
    inside = any(start is not None and start <= row["start"] and row["end"] <= end for start, end in spans)
    return event["modality"] != "denied" and given_by == row.get("given_by") and (inside or _within(event, row))


def _within(row: dict, other: dict) -> bool:
    return other["start"] <= row["start"] and row["end"] <= other["end"]


def _both(event: dict, row: dict, voices: Voices) -> dict:
    """The words of the mention and those of the value."""
    start, end, text = min(event["start"], row["start"]), max(event["end"], row["end"]), voices.reports[row["report_id"]].get("text")
    return {"report_id": row["report_id"], "start": start, "end": end, "text": text[start:end]} if text else event


# ---------------------------------------------------------------- denials
class Denial(NamedTuple):
    """A statement that denies, or a clause that does so without one, with the mentions denied in it."""

    row: dict
    said: dict | None
    events: list[dict]
    scopes: list[Scope]


def _denied(events: Sequence[dict], known: Mapping[str, dict], scopes: Scopes, voices: Voices, scheme: Scheme) -> Iterator[dict]:
    told: dict[str, list[dict]] = defaultdict(list)
    for event in events:
        told[event["report_id"]].append(event)
    family = defaultdict(list)
    for incident in known.values():
        family[scheme.stage(incident["type"]).family].append(incident)
    for report_id in sorted(told.keys() | voices.by_report.keys()):
        before: tuple[Denial | None, list[str]] = (None, [])
        for denial in _denials(told[report_id], voices.by_report[report_id], scopes, voices):
            reach = _reach(denial, before, told[report_id], known, family, scopes, voices, scheme)
            before = denial, reach
            for scope in denial.scopes:
                covered = (_covered(denial, scope, known[incident], scopes, voices) for incident in reach)
                yield from (row for row in covered if row["claim"][2] or scope.entry["value"] == "none")


def _denials(events: Sequence[dict], statements: Sequence[dict], scopes: Scopes, voices: Voices) -> list[Denial]:
    """The denials of one report, in the order of the text."""
    denied = [event for event in events if event["modality"] == "denied"]
    found, held = [], set()
    for said in statements:
        of = scopes.find(said["text"], said.get("act") or "") if said.get("spoken", True) else []
        own = [event for event in denied if said["start"] <= event["trigger_start"] < said["end"]] if said.get("act") == "deny" else []
        held |= {event["event_id"] for event in own}
        if own and not of:
            of = [Scope(0, len(said["text"]), next(e for e in scopes.entries if e["attribute"] == "happened"), None)]
        found += [Denial(said, said, own, of)] if of else []
    for event in denied:
        if event["event_id"] not in held and (of := scopes.find(event["text"])):
            same = [said for said in statements if said["sentence_id"] == event["sentence_id"] and said.get("act") == "deny"]
            found.append(Denial(event, same[0] if same else voices.holder(event, event.get("attributed_to")), [event], of))
    for event in events:
        if (entry := scopes.by_type.get(event["type"])) and event["modality"] in ("attributed", "hypothetical"):
            said = voices.holder(event, event.get("attributed_to"))
            found += [Denial(event, said, [], [Scope(0, len(event["text"]), entry, None)])] if said else []
    return sorted(found, key=lambda denial: (denial.row["start"], denial.row["end"]))


def _reach(
    denial: Denial,
    before: tuple[Denial | None, list[str]],
    events: Sequence[dict],
    known: Mapping[str, dict],
    family: Mapping[str, list[dict]],
    scopes: Scopes,
    voices: Voices,
    scheme: Scheme,
) -> list[str]:
    """The incidents that a denial is about: those of the targets it names, those of the denial that it goes on with, the one
    that its own words mention, or the nearest before it that its scope fits."""
    kinds = {kind for scope in denial.scopes for kind in scope.entry.get("of", ())}
    party, text, latest = voices.of(denial.said)[0], denial.row["text"], voices.days(denial.row["report_id"], denial.said)[1]

    def fits(event: dict) -> bool:
        return _can_be_of(event, kinds or scopes.words_only, bool(kinds), known, party, scheme)

    own = [event["incident_id"] for event in denial.events if fits(event)]
    targets = {name for event in denial.events for name in names(event.get("target_party"))} - {party}
    if len(targets) > 1:
        hit = [i for kind in kinds for i in family[kind] if _by(party, i) and targets & names(i.get("target_party"))]
        return sorted({i["incident_id"] for i in hit if (i.get("earliest") or "") <= (latest or "9999")} | set(own))
    last, reach = before
    if reach and _goes_on(denial, last, voices) and not targets and not any(event.get("place") for event in denial.events):
        return reach
    several = scopes.has("several", text)
    if own and not several:
        return sorted(set(own))
    fit = sorted(filter(fits, events), key=lambda event: event["start"])
    ahead = [event for event in fit if event["start"] < denial.row["end"]] or fit[:1]
    if several:
        return sorted({event["incident_id"] for event in ahead})
    named = [] if kinds else [event for event in ahead if _names(text, event)]
    return [event["incident_id"] for event in (named or ahead)[-1:]]


def _goes_on(denial: Denial, last: Denial, voices: Voices) -> bool:
    """It comes soon after another of the same voice."""
    soon = last.row["start"] < denial.row["start"] <= last.row["end"] + GOES_ON
    return soon and voices.of(last.said) == voices.of(denial.said)


def _names(text: str, event: dict) -> bool:
    """The denial uses the word that tells the event: having made any offer, after somebody offered."""
    word = event["text"][event["trigger_start"] - event["start"] :].lower()[:STEM]
    return len(word) == STEM and word in text.lower()


def _can_be_of(event: dict, kinds: set[str], inside: bool, known: Mapping[str, dict], party: str | None, scheme: Scheme) -> bool:
    """The mention is of an incident of these kinds or, not `inside`, of none of them; then by the party that denies."""
    if event.get("incident_id") not in known or event["modality"] == "hypothetical":
        return False
    incident = known[event["incident_id"]]
    return (scheme.stage(incident["type"]).family in kinds) == inside and (inside or _by(party, incident))


def _by(party: str | None, incident: dict) -> bool:
    """The party can be the one that is said to have done it."""
    acts = names(incident.get("source_party"))
    return not acts or party is None or party in acts


def _covered(denial: Denial, scope: Scope, incident: dict, scopes: Scopes, voices: Voices) -> dict:
    """The stance that a denial of this scope is on this incident."""
    party, speaker = voices.of(denial.said)
    acts, hit = names(incident.get("source_party")), names(incident.get("target_party"))
    value = {
        "source": party if party in acts or len(acts) != 1 else min(acts),
        "accused": min(acts, default=None),
        "target": min(hit, default=None),
        "denier": party,
        "matched": scope.value and OWN.sub(f"{party or speaker}'s ", scope.value),
        "space": f"entered {party if OWN.search(scope.value) else scope.value}" if scope.value else None,
    }.get(scope.entry["value"])
    stance = "denies"
    if scope.entry.get("types"):  # it says that others did it
        open_ = scopes.has("some", denial.row["text"]) or scopes.has("hedge", denial.row["text"])
        stance = "hedges" if open_ else "asserts"
    claim = (incident["incident_id"], scope.entry["attribute"], value)
    return _stance(claim, stance, denial.row, denial.said, voices, scope=scope.entry["code"])


# ---------------------------------------------------------------- silence and doubt
def _silent(events: Sequence[dict], gaps: Sequence[dict], claims: Iterable[tuple], scopes: Scopes, voices: Voices) -> Iterator[dict]:
    """A party that does not comment is silent on each claim that accuses it, else on that it happened."""
    about: dict[str, list[tuple]] = defaultdict(list)
    for claim in claims:
        about[claim[0]].append(claim)
    asked: dict[str, list[dict]] = defaultdict(list)
    for gap in gaps:
        if gap.get("attribute") == "comment" and gap.get("incident_id"):
            asked[gap["report_id"]].append(gap)
    for event in events:
        if event["type"] != "no_comment" or event["modality"] not in ("asserted", "attributed"):
            continue
        over = [gap for gap in asked[event["report_id"]] if gap["start"] <= event["start"] < gap["end"]]
        incident = event.get("incident_id") or (over[0]["incident_id"] if over else None)
        party = event.get("source_party")
        own = [claim for claim in about[incident] if party and claim[2] == party and claim[1] in scopes.accuses]
        for claim in own or about[incident][:1]:
            row = _stance(claim, "silent_when_asked", event, None, voices)
            yield row | {"party": party, "speaker": event.get("source_text") or party or NARRATOR}


def _unclear(gaps: Sequence[dict], claims: Iterable[tuple], voices: Voices) -> Iterator[dict]:
    """What a report says is not known: it hedges on every value that others give."""
    about: dict[tuple, list[tuple]] = defaultdict(list)
    for claim in claims:
        about[claim[0], claim[1]].append(claim)
    for gap in gaps:
        if gap["kind"] == "stated" and not voices.twin(gap["report_id"]):
            for claim in about[gap.get("incident_id"), gap.get("attribute")]:
                yield _stance(claim, "hedges", gap, voices.holder(gap), voices)


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
            positions += _in_time([{**row, "claim_id": claims[-1]["claim_id"]} for row in rows], known[claim[0]])
    return claims, positions


def _claim(claim: tuple, incident: dict, scopes: Scopes) -> dict:
    incident_id, attribute, value = claim
    who = ", ".join(filter(None, (incident.get("source_party"), incident.get("target_party"), incident.get("earliest"))))
    what = incident["type"].replace("_", " ").capitalize() + (f" ({who})" if who else "")
    said = scopes.claims[attribute].format(value=value)
    code = ":".join(filter(None, (incident_id, attribute, value and re.sub(r"\W+", "-", value).strip("-").lower())))
    return {"claim_id": code, "incident_id": incident_id, "proposition": f"{what}: {said}.", "attribute": attribute, "value": value}


def _in_time(rows: list[dict], incident: dict) -> list[dict]:
    """In the order of days; nobody takes a stance on an incident before it is said to have begun."""
    for row in rows:
        del row["claim"]
        begun = incident.get("earliest")
        if not row["earliest"] and begun and begun[:10] <= (row["latest"] or "9999"):
            row["earliest"] = begun[:10]
    return sorted(rows, key=lambda r: (r["latest"] or "9999", r["earliest"] or "", STANCES.index(r["stance"]), r["report_id"], r["start"]))
