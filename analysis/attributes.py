"""What the mentions say of an incident, value by value; what reports say is not known; and what nobody says.

The rows stand side by side as given: nothing is chosen or reconciled here. Which words give which attribute is data
(codebooks/attributes.yaml). Works on row lists.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from analysis import values
from analysis.mentions import Scheme, attacking, is_series, names
from analysis.parsed import by_sentence
from analysis.streams import by_report, having
from analysis.terms import AnyCase, Needed

Rows = Sequence[dict]
FULL = 2  # mentions from which on an incident is told fully enough to miss something
CLAUSE = re.compile(r"[^;:]+(?:[;:](?=\S)[^;:]+)*")
BOTH = 2  # the incidents of its kind in a report that is told of "both"


def find(
    events: Sequence[dict],
    sentences: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
    places: Sequence[dict] = (),
    incidents: Sequence[dict] = (),
    statements: Sequence[dict] = (),
) -> list[dict]:
    """Rows of `incident_attributes`, from events that have their incident and from what is said of their weapon beside.

    `attribute` is a code of codebooks/attributes.yaml or a role of codebooks/composites.yaml (source, target, sender ...).
    `given_by` is who says it, or denies it (`modality`), else "report"; null where the report names nobody. The span
    is the value's own words where they are found, else the mention. What is told of both is told of each of the two.
    """
    scheme, rules = Scheme.of(codebook), values.Rules(codebook)
    victims = {row["incident_id"]: names(row.get("target_party")) for row in incidents}
    own_sentences, own_places, own_statements = map(by_report, (sentences, places, statements))
    rows = []
    for report_id, own in by_report(events).items():
        read = own_sentences[report_id], own_places[report_id], own_statements[report_id]
        rows += _told(own, *read, victims, scheme, rules)
    unique = {tuple(row.values()): row for row in _defenders(rows, scheme)}
    order = ("incident_id", "attribute", "report_id", "start", "value")
    return sorted(unique.values(), key=lambda row: [row[key] for key in order])


def _told(
    events: Rows, sentences: Rows, places: Rows, statements: Rows, victims: Mapping, scheme: Scheme, rules: values.Rules
) -> Iterator[dict]:
    """What one report tells."""
    by_id, spots, told = {row["sentence_id"]: row for row in sentences}, by_sentence(places), defaultdict(list)
    for event in _each_of_both(events, by_id, scheme):
        told[event["sentence_id"]].append(event)
    for sentence_id, here in told.items():
        for event in here:
            mention = values.told(event, here, by_id[sentence_id], spots[sentence_id], victims, scheme)
            yield from (_row(event, *value) for value in values.given(mention, scheme, rules))
        yield from (_row(*value) for value in _firsts(here, by_id[sentence_id], spots[sentence_id], scheme, rules))
    yield from (_row(*value) for value in _asides(told, sentences, spots, statements, scheme, rules))


def _row(event: dict, attribute: str, value: str, start: int, end: int, words: str) -> dict:
    given_by = event.get("attributed_to") or ("report" if event["modality"] in ("asserted", "negated") else None)
    return {
        "incident_id": event["incident_id"], "attribute": attribute, "value": value,
        "report_id": event["report_id"], "start": start, "end": end, "text": words,
        "given_by": given_by, "modality": event["modality"],
    }  # fmt: skip


def _defenders(rows: list[dict], scheme: Scheme) -> Iterator[dict]:
    """Who shoots a weapon down is no attacker of the incident where the jets open fire."""
    known = defaultdict(set)
    for row in rows:
        if row["attribute"] == "defender":
            known[row["incident_id"]].add(row["value"])
    for row in rows:
        defends = row["attribute"] == "attacker" and not scheme.apart(row["value"], known[row["incident_id"]])
        yield row | {"attribute": "defender"} if defends else row


def _each_of_both(events: Sequence[dict], sentences: Mapping[str, dict], scheme: Scheme) -> Iterator[dict]:
    """A report's events that have an incident; one told of both, once for each of the two such incidents that it tells."""
    known = defaultdict(lambda: defaultdict(list))
    events = [event for event in events if event["sentence_id"] in sentences]
    for event in events:
        if event.get("incident_id"):
            known[scheme.stage(event["type"]).family][event["incident_id"]].append(event)
    for event in events:
        if event.get("incident_id"):
            yield event
        elif event["modality"] in ("asserted", "attributed") and scheme.stage(event["type"]).kind == "stages":
            text, at = sentences[event["sentence_id"]]["text"], event["start"] - sentences[event["sentence_id"]]["start"]
            both = next((words for words in (event["text"], text[:at]) if scheme.order(words) == "several"), None)
            told = known[scheme.stage(event["type"]).family] if both else {}
            weapons = scheme.armed(scheme.cues["several"].search(both)[0]) if both else set()
            used = {name: set().union(*(_weapons(one, scheme) for one in own)) for name, own in told.items()}
            two = [incident for incident, others in used.items() if not (weapons and others) or weapons & others]
            if len(two) == BOTH:
                yield from (event | {"incident_id": incident, "earliest": None} for incident in two)


def _weapons(event: dict, scheme: Scheme) -> set[str]:
    """The weapons of the attack that a mention names: both missiles are not the missile and the drone."""
    return scheme.armed(attacking(event["text"], scheme.stage(event["type"])))


def _firsts(here: list[dict], sentence: dict, places: list[dict], scheme: Scheme, rules: values.Rules) -> Iterator[tuple]:
    """Who is called the first of an alliance to be hit or drawn in, of the incident that the sentence tells."""
    event = next((e for e in here if scheme.stage(e["type"]).kind == "stages" and e["modality"] in ("asserted", "attributed")), None)
    for code, words in rules.firsts if event else ():
        for match in words.finditer(sentence["text"]):
            start, end = sentence["start"] + match.start(), sentence["start"] + match.end()
            party = [row["country"] for row in places if row["end"] <= start and row.get("country")][-1:]
            alliance = [label for label in scheme.members if label in match[0]][:1]
            if party and alliance:
                yield event, code, f"{party[0]}, first of {alliance[0]}", start, end, match[0]


def _asides(told: Mapping, sentences: Rows, spots: Mapping, statements: Rows, scheme: Scheme, rules: values.Rules) -> Iterator[tuple]:
    """What a sentence that tells no happening says of the weapon told last: the drone was made in Norland."""
    said, last = by_sentence(statements), None
    for sentence in sorted(sentences, key=itemgetter("start")):
        key, text = sentence["sentence_id"], sentence["text"]
        if here := [event for event in told.get(key, ()) if scheme.stage(event["type"]).kind == "stages"]:
            last = here[-1]
            continue
        if last and key in spots and scheme.armed(text) and scheme.has("definite", text):
            for place in spots[key]:
                at = place["start"] - sentence["start"], place["end"] - sentence["start"]
                entry = rules.of("", text[: at[0]][-values.REACH :], text[at[1] :])
                event = last | _voice(place, said[key])
                own = values.of_place(place, entry) if entry and entry.get("value") == "country" else ()
                yield from ((event, entry["code"], value, place["start"], place["end"], place["text"]) for value in own)


def _voice(place: dict, statements: Sequence[dict]) -> dict:
    """Who says, or denies, what stands at a place of the text."""
    spoken = [s for s in statements if s["start"] <= place["start"] and place["end"] <= s["end"]]
    if not spoken:
        return {"modality": "asserted", "attributed_to": None}
    own = min(spoken, key=lambda s: s["end"] - s["start"])
    return {"modality": "denied" if own.get("act") == "deny" else "attributed", "attributed_to": own.get("speaker") or own.get("source_text")}


# ---------------------------------------------------------------- gaps
def gaps(
    events: Sequence[dict],
    incidents: Sequence[dict],
    attributes: Sequence[dict],
    sentences: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
) -> list[dict]:
    """Rows of `gaps`: what a clause says is not known, and what is expected of a composite and no mention gives.

    A stated gap is tied to the incident of its sentence's deeds or of the nearest before it in the report; `attribute`
    is null where the clause does not tell what is not known. An expected gap has no report.
    """
    return _stated(events, sentences, codebook) + _expected(events, incidents, attributes, codebook)


def _patterns(entries: Iterable[dict], kind: str) -> list[tuple[dict, AnyCase]]:
    return [(entry, AnyCase("|".join(entry["terms"]))) for entry in entries if entry["kind"] == kind]


def _stated(events: Sequence[dict], sentences: Sequence[dict], codebook: Mapping[str, list[dict]]) -> list[dict]:
    wordings, attributes = _patterns(codebook["gaps"], "wording"), _patterns(codebook["gaps"], "attribute")
    scheme, told = Scheme.of(codebook), defaultdict(list)
    for event in events:
        if event.get("incident_id") and scheme.stage(event["type"]).kind == "stages":
            told[event["report_id"]].append((event["start"], event["incident_id"]))
    for spots in told.values():
        spots.sort()
    rows = []
    for sentence in having(sentences, Needed.by(pattern for _, pattern in wordings)):
        for clause in CLAUSE.finditer(sentence["text"]):
            wording = next((entry for entry, pattern in wordings if pattern.search(clause[0])), None)
            if wording:
                rows += _gap(sentence, clause, wording, attributes, told[sentence["report_id"]])
    return rows


def _gap(sentence: dict, clause: re.Match, wording: dict, attributes: list, told: list[tuple[int, str]]) -> list[dict]:
    """A row for each attribute that the clause says is not known: who launched it or what its target was."""
    words = clause[0].strip()
    start = sentence["start"] + clause.start() + clause[0].index(words)
    told_of = [entry["code"] for entry, pattern in attributes if pattern.search(words)]
    own = [wording["attribute"]] if "attribute" in wording else told_of or [None]
    last = bisect_right(told, (sentence["end"], "")) - 1
    spot = {"report_id": sentence["report_id"], "start": start, "end": start + len(words), "text": words}
    incident = told[last][1] if last >= 0 else None
    return [{"incident_id": incident, "attribute": attribute, **spot, "kind": "stated"} for attribute in own]


def _expected(
    events: Sequence[dict], incidents: Sequence[dict], attributes: Sequence[dict], codebook: Mapping[str, list[dict]]
) -> list[dict]:
    """Only of a single incident that more than one mention tells: a splinter misses everything. What is denied is not given."""
    scheme = Scheme.of(codebook)
    wanted = {entry["code"]: entry["attributes"] for entry in codebook["gaps"] if entry["kind"] == "expected"}
    places = {place for entry in scheme.composites.values() for place in entry.get("places", ())}
    given = {(row["incident_id"], row["attribute"]) for row in attributes if row.get("modality") != "denied"}
    given |= {(incident, "place") for incident, attribute in given if attribute in places}
    given |= {(incident, "target") for incident, attribute in given if attribute == "aimed_at"}
    told = Counter(event.get("incident_id") for event in events)
    return [
        {"incident_id": incident["incident_id"], "attribute": attribute, "kind": "expected"}
        for incident in incidents
        for attribute in wanted.get(scheme.stage(incident["type"]).family, ())
        if (incident["incident_id"], attribute) not in given and told[incident["incident_id"]] >= FULL and not is_series(incident)
    ]
