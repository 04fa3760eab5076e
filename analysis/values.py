"""Values: what one mention of an incident gives, attribute by attribute.

By which words it gives which is data (codebooks/attributes.yaml); parties, days and places are those of the event row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.mentions import BETWEEN, Scheme, Stage, attacking, names
from analysis.terms import AnyCase
from analysis.tolls import casualties

DISTANCE = AnyCase(
    r"\b(\d{1,5}(?:[.,]\d{1,3})?)[ -]?(k(?:ilo)?m(?:et(?:er|re)s?)?|miles?|nautical miles?)\b(?: \([^)]{1,30}\))?"
    r"(?: (?:north|south|east|west|inland|away|offshore)[\w-]{0,12}){0,2} ?(from|off|of|to|inside) ((?:the |its )?[\w’' -]{2,40})"
)
KM = {"k": 1.0, "m": 1.609, "n": 1.852}
ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth)\b", re.I)
OFF = re.compile(r"\boff (?:the )?(?:coast of )?(?:the )?$", re.I)
MEANS = re.compile(r"\b(?:by|with|using)\W+(?:an?\W+|the\W+)?$", re.I)
REACH = 110  # characters around a name in which the words stand that tell what it gives
Value = tuple[str, str, int, int, str]  # attribute, value, start, end, words


class Rules:
    """The codebook `attributes`, compiled: by which words a mention gives which attribute."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        entries = codebook["attributes"]
        weapon = "|".join(term for entry in codebook["composites"] if entry["kind"] == "weapon" for term in entry["terms"])

        def compiled(patterns: Iterable[str]) -> AnyCase | None:
            whole = "|".join(f"(?:{pattern})" for pattern in patterns)
            return AnyCase(whole.replace("WEAPON", weapon).replace("NEAR", BETWEEN)) if whole else None

        self.named = [
            (entry, compiled(entry.get("before", ())), compiled(f"^{words}" for words in entry.get("after", ())))
            for entry in entries
            if "before" in entry or "after" in entry
        ]
        self.classes = {e["code"]: {value: compiled([words]) for value, words in e["classes"].items()} for e in entries if "classes" in e}
        self.none, self.total = (compiled([e[field] for e in entries if field in e]) for field in ("none", "unless"))
        self.types = {entry["code"]: entry["types"] for entry in entries if "types" in entry}
        self.towards = [compiled([entry["towards"]]) for entry in entries if "towards" in entry]
        self.firsts = [(entry["code"], compiled([entry["pattern"]])) for entry in entries if "pattern" in entry]

    def of(self, type_: str, before: str, after: str) -> dict | None:
        """The entry whose words stand around a name, in a mention of that type."""
        for entry, ahead, behind in self.named:
            if type_ in entry.get("types", (type_,)) and (ahead and ahead.search(before) or behind and behind.search(after)):
                return entry
        return None

    def classed(self, code: str, text: str) -> tuple[str, re.Match] | None:
        """The class of an attribute that the words tell, and where."""
        return next(((value, match) for value, words in self.classes[code].items() if (match := words.search(text))), None)


class Told(NamedTuple):
    """A mention with the sentence it stands in, the places named in it, and whom the incident hit."""

    event: dict
    sentence: dict
    stage: Stage
    places: list[dict]
    victims: set[str]
    beside: list[dict]  # the mentions of its sentence

    def words(self, start: int | None, end: int | None) -> tuple[int, int, str]:
        """The span and its words; the whole mention where there is no span in the sentence."""
        low, high = self.sentence["start"], self.sentence["end"]
        if start is None or not low <= start < end <= high:
            return self.event["start"], self.event["end"], self.event["text"]
        return start, end, self.sentence["text"][start - low : end - low]

    def around(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after a span in its sentence."""
        low, text = self.sentence["start"], self.sentence["text"]
        return text[max(0, start - low - REACH) : start - low], text[end - low : end - low + REACH]

    @property
    def targets(self) -> set[str]:
        """The parties it was done to; of several that are denied at once, those that the incident is about."""
        told = names(self.event.get("target_party"))
        return told & self.victims if self.event["modality"] == "denied" and told & self.victims else told

    @property
    def country(self) -> set[str]:
        """Where it took place; not the country that it came from."""
        return names(self.event.get("country")) - names(self.event.get("source_party"))


def told(event: dict, here: list[dict], sentence: dict, places: list[dict], victims: Mapping, scheme: Scheme) -> Told:
    """A place belongs to the narrowest mention around it."""
    mine = []
    for place in places:
        inside = event["start"] <= place["start"] and place["end"] <= event["end"]
        if place["start"] == event.get("target_start") or (inside and _narrowest(event, here, place)):
            mine.append(place)
    return Told(event, sentence, scheme.stage(event["type"]), mine, victims.get(event["incident_id"], set()), here)


def _narrowest(event: dict, here: list[dict], place: dict) -> bool:
    """No mention around the place is narrower than this one."""
    around = (o for o in here if o["start"] <= place["start"] and place["end"] <= o["end"])
    return all(event["end"] - event["start"] <= o["end"] - o["start"] for o in around)


def given(told: Told, scheme: Scheme, rules: Rules) -> Iterator[Value]:
    """Every value that one mention gives."""
    event, stage = told.event, told.stage
    if event["type"] == "casualties":
        yield from _toll(told, rules)
    elif event["type"] in rules.types["held"] and rules.classed("held", event.get("number") or ""):
        yield "held", casualties(event, bound=True), event["start"], event["end"], event["text"]
    if stage.target == "entered":
        no = "not " if event["modality"] == "negated" else ""
        spot = told.words(event.get("target_start"), event.get("target_end"))
        entered = told.targets or told.country or told.victims  # it crossed the border
        yield from (("entered_airspace", f"{no}entered {party}", *spot) for party in sorted(entered))
    if event["modality"] == "negated":
        return  # what did not happen gives neither party nor place
    yield from _when(told, scheme)
    for side, role in (("source", stage.source), ("target", stage.target)):
        spot = told.words(event.get(f"{side}_start"), event.get(f"{side}_end"))
        parties = told.targets if side == "target" else names(event.get("source_party"))
        unsaid = role == "attacker" and stage.flight and not _names(spot, scheme, event)
        for party in sorted(parties) if role not in (None, "stopped", "entered") and not unsaid else ():
            yield {"victim": "target"}.get(role, role), party, *spot
    yield from _places(told, scheme, rules)
    if stage.kind == "stages":
        yield from _weapon(told, scheme, rules)


def _names(spot: tuple[int, int, str], scheme: Scheme, event: dict) -> bool:
    """The words name the attacker. Whose the weapon in flight is ("it", "the drone") the event row only infers."""
    own = (event["start"], event["end"]) != spot[:2]
    weapon = scheme.armed(spot[2])
    return own and not scheme.has("pronoun", spot[2]) and (not weapon or any(word[0].isupper() for word in spot[2].split()[1:]))


def _when(told: Told, scheme: Scheme) -> Iterator[Value]:
    """Its day, and its place in an order. The interval of a count ("the second in a week") is not its day."""
    event = told.event
    order = scheme.order(event["text"]) if told.stage.kind == "stages" else None
    if event.get("earliest") and not (order == "later" and event["earliest"] != event.get("latest")):
        days = "/".join(dict.fromkeys((event["earliest"][:10], (event.get("latest") or event["earliest"])[:10])))
        yield "date", days, *told.words(event.get("time_start"), event.get("time_end"))
    if order in ("earlier", "later") and (match := scheme.cues[order].search(event["text"])):
        counted = ORDINAL.search(match[0])
        yield "order", counted[0].lower() if counted else order, event["start"] + match.start(), event["start"] + match.end(), match[0]


def _weapon(told: Told, scheme: Scheme, rules: Rules) -> Iterator[Value]:
    event, base = told.event, told.event["start"]
    text = attacking(event["text"], told.stage)
    for code in scheme.weapons if scheme.any_weapon.can_be_in(text) else ():
        if match := scheme.cues[code].search(text):
            yield "weapon", code, base + match.start(), base + match.end(), match[0]
    if event["type"] == "debris":
        before = told.around(base, event["end"])[0][-30:]
        if found := rules.classed("debris_of", before + event["text"]):
            start = base - len(before) + found[1].start()
            yield "debris_of", found[0], *told.words(start, start + len(found[1][0]))


def _places(told: Told, scheme: Scheme, rules: Rules) -> Iterator[Value]:
    """What the places of a mention tell, by the words around them; else where the event took place."""
    event, far = told.event, []
    for match in _distances(told.sentence["text"]):
        start, end = told.sentence["start"] + match.start(), told.sentence["start"] + match.end()
        far.append((start, end))
        if start < event["end"] and event["start"] < end:
            km = float(match[1].replace(",", "")) * KM[match[2][0].lower()]
            landmark, last = _landmark(match, told)
            yield "distance_km", f"{km:g} from {landmark}", *told.words(start, last)
    for place in _named(told):
        if any(start <= place["start"] < end for start, end in far):
            continue
        before, after = told.around(place["start"], place["end"])
        entry = rules.of(event["type"], before, after) if told.stage.family in scheme.flying else None
        spot = place["start"], place["end"], place["text"]
        if told.stage.target == "stopped" and MEANS.search(before) and entry and entry["code"] == "weapon_of":
            continue  # stopped with a weapon of theirs
        if entry and (entry.get("value") == "country" or not (place.get("as_actor") or place["kind"] == "demonym")):
            yield from ((entry["code"], value, *spot) for value in of_place(place, entry))
        elif not entry and place["name"] == event.get("place") and told.stage.target != "entered":
            yield _where(told, scheme, before), f"off {place['name']}" if OFF.search(before) else place["name"], *spot
    yield from _on_its_way(told, scheme, rules)


@lru_cache(maxsize=64)  # for all the mentions of a sentence
def _distances(text: str) -> list[re.Match]:
    return list(DISTANCE.finditer(text))


def _named(told: Told) -> list[dict]:
    """The places of a mention, and the event's own, wherever it is in the words."""
    event, name = told.event, told.event.get("place")
    if told.targets != names(event.get("target_party")):
        return []  # of several targets, the places are told of all
    if not name or any(place["name"] == name for place in told.places):
        return told.places
    at = event["text"].find(name)
    span = (event["start"] + at, event["start"] + at + len(name), name) if at >= 0 else (event["start"], event["end"], event["text"])
    return [*told.places, {"start": span[0], "end": span[1], "text": span[2], "name": name, "kind": "other", "country": event.get("country")}]


def of_place(place: dict, entry: dict) -> list[str]:
    """The values that a place gives an attribute."""
    match entry.get("value"):
        case "country":
            return sorted(names(place.get("country")))
        case "not entered":
            return [f"not entered {country}" for country in sorted(names(place.get("country")))]
    return [place["name"]]


def _where(told: Told, scheme: Scheme, before: str) -> str:
    """The attribute that the place of the event gives: that of its stage, or where the shooter stands."""
    if told.stage.target == "stopped" and scheme.has("stationed", (before or told.event["text"])[-60:]):
        return "intercepted_from"
    return told.stage.place


def _on_its_way(told: Told, scheme: Scheme, rules: Rules) -> Iterator[Value]:
    """What was stopped on its way towards a state's airspace or border had not entered it."""
    event, start, end = told.event, told.event.get("target_start"), told.event.get("target_end")
    if start is None or told.stage.target != "victim" or event["modality"] == "denied" or not _stopped(told, scheme):
        return
    before, spot = told.around(start, end)[0], told.words(start, end)
    if any((match := words.search(before + spot[2])) and match.end() > len(before) for words in rules.towards):
        yield from (("entered_airspace", f"not entered {party}", *spot) for party in sorted(told.targets))


def _stopped(told: Told, scheme: Scheme) -> bool:
    """Its sentence tells that it was intercepted."""
    same = (other for other in told.beside if other["incident_id"] == told.event["incident_id"])
    said = (other for other in same if other["modality"] in ("asserted", "attributed"))
    return any(scheme.stage(other["type"]).target == "stopped" for other in said)


def _landmark(match: re.Match, told: Told) -> tuple[str, int]:
    """What a distance is measured from, and the end of its words: a place by its name; of so far inside a state, its border."""
    start, end = (told.sentence["start"] + at for at in match.span(4))
    found = next((place for place in told.places if start <= place["start"] < end), None)
    if match[3].lower() == "inside":
        return "the border", found["end"] if found else end
    return (found["name"], found["end"]) if found else (match[4].strip(), end)


def _toll(told: Told, rules: Rules) -> Iterator[Value]:
    """The casualties, and by themselves the killed or the injured where the words tell only of these, or of nobody."""
    event, text = told.event, told.event["text"]
    if event["modality"] == "negated" and not rules.none.search(text):
        return  # refusing to kill
    spot, count = (event["start"], event["end"], text), casualties(event)
    kinds = [kind for kind in ("killed", "injured") if rules.classed(kind, text)]
    if count != "0" or kinds != ["killed"]:  # where nobody was killed, somebody may have been hurt
        yield "casualties", count, *spot
    total = rules.total.search(text) or rules.total.search(told.around(*spot[:2])[1].split(";")[0][:60])
    if count != "some" and not total and (len(kinds) == 1 or count == "0"):
        yield from ((kind, casualties(event, bound=True), *spot) for kind in kinds)
