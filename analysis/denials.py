"""Denials: what each covers, and which incidents it is about.

A denial is no counterpart of an assertion until it is known what it covers: that a party did not fire, did not aim at
somebody or is not at war are three things. The codebook `scopes` says by which words; a denial stands on the claim that its
scope touches. Works on row lists; cost grows with the number of rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from analysis.mentions import Scheme, names
from analysis.streams import by_report
from analysis.terms import AnyCase, Needed

NARRATOR = "report"
BUT = AnyCase(r"\bbut\b")
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
        self.patterns = {entry["code"]: AnyCase(entry["pattern"]) for entry in entries if "pattern" in entry}
        self.words_only = {kind for entry in entries if entry["kind"] == "words" for kind in entry["of"]}
        self.by_act: dict[str, tuple[list[dict], Needed]] = {}  # as asked
        self.by_type = {type_: entry for entry in self.entries for type_ in entry.get("types", ())}

    def find(self, text: str, act: str = "deny") -> list[Scope]:
        """The scopes of a denial in the order of its words, each once; of two that overlap the longer.

        What follows a "but" is no longer denied, unless nothing before it is.
        """
        fit, words = self._of(act)
        if not fit or not words.can_be_in(text):
            return []
        if (cut := BUT.search(text)) and (before := self.find(text[: cut.start()], act)):
            return before
        found = [Scope(*m.span(), e, next(filter(None, m.groups()), None)) for e in fit for m in self.patterns[e["code"]].finditer(text)]
        kept: list[Scope] = []
        for scope in sorted(found, key=lambda scope: (scope.start - scope.end, scope.start)):
            if all(scope.end <= other.start or other.end <= scope.start for other in kept):
                kept.append(scope)
        return list({scope.entry["code"]: scope for scope in sorted(kept, reverse=True, key=lambda scope: scope.start)}.values())[::-1]

    def _of(self, act: str) -> tuple[list[dict], Needed]:
        """The entries that what is said in such an act can be of, and the words of which they need one."""
        if act not in self.by_act:
            of_act = (entry for entry in self.entries if {act, "*"} & set(entry.get("acts", ["deny"])))
            fit = [entry for entry in of_act if "pattern" in entry]
            self.by_act[act] = fit, Needed.by(self.patterns[entry["code"]] for entry in fit)
        return self.by_act[act]

    def has(self, cue: str, text: str) -> bool:
        return self.patterns[cue].search(text) is not None


# ---------------------------------------------------------------- whose words
class Voices:
    """The statements of all reports, to ask who speaks at a place and when; of a stream, best in the order of reports."""

    def __init__(self, statements: Iterable[dict], reports: Iterable[dict]):
        facts = [(report["report_id"], report.get("published"), report.get("duplicate_of")) for report in reports]
        self.published = {name: day for name, day, _ in facts}
        # Those that say word for word what another has said: they add no voice.
        self.twins = {name for name, _, original in facts if original}
        self.by_report = by_report(statements)
        self._reports = reports

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of each report."""
        return {report["report_id"]: report.get("text") or "" for report in self._reports}

    def holder(self, row: dict, who: str | None = None) -> dict | None:
        """The statement that the words stand in, or that they introduce: of several that of `who`, else the shortest."""
        own, start = self.by_report[row["report_id"]], row.get("trigger_start") or row["start"]
        over = [said for said in own if said["start"] <= start < said["end"]] or [said for said in own if said.get("cue_start") == start]
        if not over[1:]:
            return over[0] if over else None
        other = [who not in (said.get("speaker"), said.get("source_text")) for said in over]
        return min(zip(other, over, strict=True), key=lambda pair: (pair[0], pair[1]["end"] - pair[1]["start"]))[1]

    def of(self, said: dict | None, who: str | None = None) -> tuple[str | None, str]:
        """(party, speaker); the report's own voice where nobody is named."""
        if said is None:
            return None, who or NARRATOR
        return said.get("party"), said.get("speaker") or said.get("source_text") or said.get("party") or NARRATOR

    def days(self, report_id: str, said: dict | None = None) -> tuple[str | None, str | None]:
        """First and last day on which it can have been said; the report itself speaks on the day that it is published."""
        published = self.published.get(report_id)
        return (said.get("said_earliest"), said.get("said_latest") or published) if said else (published, published)


# ---------------------------------------------------------------- a stance
def stance_of(
    claim: tuple, stance: str, row: dict, said: dict | None, voices: Voices, *, who: str | None = None, scope: str | None = None
) -> dict:
    """A row of `claim_positions` before its claim has an id."""
    party, speaker = voices.of(said, who)
    if stance == "asserts" and speaker == NARRATOR and (said or who):
        stance = "hedges"  # reportedly: somebody says so, the report does not
    earliest, latest = voices.days(row["report_id"], said)
    return {
        "claim": claim, "party": party, "speaker": speaker, "stance": stance, "scope": scope,
        "report_id": row["report_id"], "start": row["start"], "end": row["end"], "text": row["text"],
        "statement_id": said and said["statement_id"], "earliest": earliest, "latest": latest,
    }  # fmt: skip


# ---------------------------------------------------------------- denials
class Denial(NamedTuple):
    """A statement that denies, or a clause that does so without one, with the mentions denied in it."""

    row: dict
    said: dict | None
    events: list[dict]
    scopes: list[Scope]


class Known:
    """The incidents that a denial can be about."""

    def __init__(self, incidents: Iterable[dict], scheme: Scheme):
        self.by_id = {incident["incident_id"]: incident for incident in incidents}
        self.family = {name: scheme.stage(incident["type"]).family for name, incident in self.by_id.items()}
        self.hit: dict[tuple[str, str], list[dict]] = defaultdict(list)  # by kind and target
        for name, incident in self.by_id.items():
            for target in names(incident.get("target_party")):
                self.hit[self.family[name], target].append(incident)


def find(events: Sequence[dict], statements: Sequence[dict], known: Known, scopes: Scopes, voices: Voices) -> Iterator[dict]:
    """The stances of one report's denials, one for each incident and scope."""
    before: tuple[Denial | None, list[str]] = (None, [])
    for denial in _denials(events, statements, scopes, voices):
        reach = _reach(denial, before, events, known, scopes, voices)
        before = denial, reach
        for scope in denial.scopes:
            covered = (_covered(denial, scope, known.by_id[incident], scopes, voices) for incident in reach)
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
    known: Known,
    scopes: Scopes,
    voices: Voices,
) -> list[str]:
    """The incidents that a denial is about: those of the targets it names, those of the denial that it goes on with, the one
    that its own words mention, or the nearest before it that its scope fits."""
    kinds = {kind for scope in denial.scopes for kind in scope.entry.get("of", ())}
    party, text, latest = voices.of(denial.said)[0], denial.row["text"], voices.days(denial.row["report_id"], denial.said)[1]

    def fits(event: dict) -> bool:
        return _can_be_of(event, kinds or scopes.words_only, bool(kinds), known, party)

    own = [event["incident_id"] for event in denial.events if fits(event)]
    targets = {name for event in denial.events for name in names(event.get("target_party"))} - {party}
    if len(targets) > 1:
        about = [i for key in product(kinds, targets) for i in known.hit.get(key, ()) if _by(party, i)]
        return sorted({i["incident_id"] for i in about if (i.get("earliest") or "") <= (latest or "9999")} | set(own))
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


def _can_be_of(event: dict, kinds: set[str], inside: bool, known: Known, party: str | None) -> bool:
    """The mention is of an incident of these kinds or, not `inside`, of none of them; then by the party that denies."""
    name = event.get("incident_id")
    if name not in known.by_id or event["modality"] == "hypothetical":
        return False
    return (known.family[name] in kinds) == inside and (inside or _by(party, known.by_id[name]))


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
        supposed = denial.row.get("modality") == "hypothetical"
        open_ = supposed or scopes.has("some", denial.row["text"]) or scopes.has("hedge", denial.row["text"])
        stance = "hedges" if open_ else "asserts"
    claim = (incident["incident_id"], scope.entry["attribute"], value)
    return stance_of(claim, stance, denial.row, denial.said, voices, scope=scope.entry["code"])
