"""What the mentions say of an incident, value by value; what reports say is not known; and what nobody says.

The rows stand side by side as given: nothing is chosen or reconciled here. Works on row lists.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from analysis.mentions import FROM, Scheme, attacking, names

DISTANCE = re.compile(
    r"\b(\d{1,5}(?:[.,]\d{1,3})?)[ -]?(k(?:ilo)?m(?:et(?:er|re)s?)?|miles?|nautical miles?)\b(?: \([^)]{1,30}\))?"
    r"(?: (?:north|south|east|west|inland|away|offshore)[\w-]{0,12}){0,2} ?(?:from|of|off|to) ((?:the |its )?[\w’' -]{2,40})",
    re.I,
)
KM = {"k": 1.0, "m": 1.609, "n": 1.852}
NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
COUNT = re.compile(rf"\b(\d{{1,3}}(?:,\d{{3}}){{0,2}}|{'|'.join(NUMBERS)}|nobody|none|dozens|scores|hundreds|several)\b", re.I)
FULL = 2  # mentions from which on an incident is told fully enough to miss something
CLAUSE = re.compile(r"[^;:]+(?:[;:](?=\S)[^;:]+)*")


def find(events: Sequence[dict], sentences: Sequence[dict], *, codebook: Mapping[str, list[dict]]) -> list[dict]:
    """Rows of `incident_attributes`, from events that have their incident.

    `attribute` is date, a role (attacker, target, defender, sender), weapon, casualties, distance_km, ordinal, or the
    place of a stage (intercepted_at, debris_at ...; intercepted_from where the words place the shooter). `given_by` is
    who says it (or denies it), else "report". The span is the value's own words where they are found, else the mention.
    """
    scheme = Scheme(codebook)
    by_id = {sentence["sentence_id"]: sentence for sentence in sentences}
    rows = []
    for event in events:
        if event.get("incident_id") and event["sentence_id"] in by_id:
            rows += [_row(event, *value) for value in _values(event, by_id[event["sentence_id"]], scheme)]
    unique = {tuple(row.values()): row for row in rows}
    order = ("incident_id", "attribute", "report_id", "start", "value")
    return sorted(unique.values(), key=lambda row: [row[key] for key in order])


def _row(event: dict, attribute: str, value: str, start: int, end: int, words: str) -> dict:
    given_by = event.get("attributed_to") or ("report" if event["modality"] in ("asserted", "negated") else None)
    where = {"report_id": event["report_id"], "start": start, "end": end, "text": words}
    return {"incident_id": event["incident_id"], "attribute": attribute, "value": value, **where, "given_by": given_by}


def _values(event: dict, sentence: dict, scheme: Scheme) -> Iterator[tuple]:
    """attribute, value, start, end, words of every attribute that one mention gives."""
    stage, text, base = scheme.stage(event["type"]), event["text"], event["start"]
    mention = (event["start"], event["end"], text)

    def words(start: int | None, end: int | None) -> tuple[int, int, str]:
        """The span and its words; the whole mention where there is no span in the sentence."""
        if start is None or not sentence["start"] <= start < end <= sentence["end"]:
            return mention
        return start, end, sentence["text"][start - sentence["start"] : end - sentence["start"]]

    if event["type"] == "casualties":
        yield "casualties", casualties(event), *mention
    if event["modality"] == "negated":
        return  # what did not happen gives neither party nor place
    order = scheme.order(text) if stage.kind == "stages" else None
    if event.get("earliest") and not (order == "later" and event["earliest"] != event.get("latest")):
        days = "/".join(dict.fromkeys((event["earliest"][:10], (event.get("latest") or event["earliest"])[:10])))
        yield "date", days, *words(event.get("time_start"), event.get("time_end"))
    for side, role in (("source", stage.source), ("target", stage.target)):
        spot = words(event.get(f"{side}_start"), event.get(f"{side}_end"))
        for party in sorted(names(event.get(f"{side}_party"))) if role else ():
            yield {"victim": "target"}.get(role, role), party, *spot
    if event.get("place"):
        yield _where(event, stage, scheme)
    for code in scheme.weapons if stage.kind == "stages" else ():
        if match := scheme.cues[code].search(attacking(text, stage)):
            yield "weapon", code, base + match.start(), base + match.end(), match[0]
    for match in DISTANCE.finditer(sentence["text"]):
        start, end = sentence["start"] + match.start(), sentence["start"] + match.end()
        if start < event["end"] and event["start"] < end:
            km = float(match[1].replace(",", "")) * KM[match[2][0].lower()]
            yield "distance_km", f"{km:g} from {match[3].strip()}", *words(start, end)
    if order in ("earlier", "later") and (match := scheme.cues[order].search(text)):
        yield "order", order, base + match.start(), base + match.end(), match[0]


def _where(event: dict, stage, scheme: Scheme) -> tuple:
    """The place of a stage; its words in the mention where the place's name stands there."""
    name, text, attribute = event["place"], event["text"], stage.place
    at = text.find(name)
    before = text[: at if at >= 0 else len(text)]
    if scheme.has("stationed", before[-60:]):
        attribute = {"intercepted_at": "intercepted_from"}.get(attribute, "stationed_at")
    elif (at >= 0 and FROM.search(before)) or (attribute == "aimed_at" and name == event.get("source_party")):
        attribute = "launched_from"
    spot = (event["start"] + at, event["start"] + at + len(name), name) if at >= 0 else (event["start"], event["end"], text)
    return attribute, name, *spot


def casualties(event: dict) -> str:
    """The number as given: a figure, a number word as a figure, 0 for none, the words for many, or "some"."""
    number = event.get("number") or ""
    match = COUNT.search(number) or COUNT.search(event["text"])
    word = match[1].lower() if match else ""
    if event["modality"] == "negated" or word in ("no", "nobody", "none"):
        return "0"
    return str(NUMBERS.index(word)) if word in NUMBERS else word.replace(",", "") or number or "some"


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


def _patterns(entries: Iterable[dict], kind: str) -> list[tuple[dict, re.Pattern]]:
    return [(entry, re.compile("|".join(entry["terms"]), re.I)) for entry in entries if entry["kind"] == kind]


def _stated(events: Sequence[dict], sentences: Sequence[dict], codebook: Mapping[str, list[dict]]) -> list[dict]:
    wordings, attributes = _patterns(codebook["gaps"], "wording"), _patterns(codebook["gaps"], "attribute")
    scheme, told = Scheme(codebook), defaultdict(list)
    for event in events:
        if event.get("incident_id") and scheme.stage(event["type"]).kind == "stages":
            told[event["report_id"]].append((event["start"], event["incident_id"]))
    for spots in told.values():
        spots.sort()
    rows = []
    for sentence in sentences:
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
    """Only of an incident that more than one mention tells: a splinter misses everything."""
    scheme = Scheme(codebook)
    wanted = {entry["code"]: entry["attributes"] for entry in codebook["gaps"] if entry["kind"] == "expected"}
    places = {place for entry in scheme.composites.values() for place in entry.get("places", ())}
    given = {(row["incident_id"], row["attribute"]) for row in attributes}
    given |= {(incident, "place") for incident, attribute in given if attribute in places}
    told = Counter(event.get("incident_id") for event in events)
    return [
        {"incident_id": incident["incident_id"], "attribute": attribute, "kind": "expected"}
        for incident in incidents
        for attribute in wanted.get(scheme.stage(incident["type"]).family, ())
        if (incident["incident_id"], attribute) not in given and told[incident["incident_id"]] >= FULL
    ]
