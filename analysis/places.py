"""Places: one row is one mention of a place, located where the text and the gazetteer leave no doubt.

Which of several places of one name is meant is read from the report's other places; `lat` and `lon` are null where that
stays open. A mention is as long as what it names (`place_phrases`). `as_actor`: it stands for its government.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from analysis.gazetteer import Names, Place, kilometres
from analysis.place_phrases import Patterns, Phrase, phrases, told_again, told_in, with_known_bases
from analysis.toponyms import ENOUGH, Cues, Mention, Report, Sentence, judge, names_in

AGAIN = 2  # what it adds to a name's score that the report surely names the place elsewhere
SURELY = 0.5  # by how much the score must pass for that
# What speaks for a reading, in a unit that is about a thirtyfold population (Context.likely):
KNOWN, STATE, REGION = 5.5, 1.6, 1.2  # it is in the codebook; it is a state there, or a region, sea or base
CITY, CAPITAL, HOME = 0.4, 2.0, 1.2  # it is a town, a seat of government, or in the state where the report is published
COUNTRY, AREA = 1.5, 2.0  # the report names its state, its province
NEAR = 1.2  # a settled place is near
AROUND = (0.5, 2.0)  # for each name that could mean a place near it, and at most
TOGETHER = (0.3, 1.5)  # the same for its province
LOCALLY = 3.4  # what the last four together count at most
GREAT, FAMOUS = 300_000, 0.7  # inhabitants of a great city, and what it counts to be one
CLEAR, MARGIN = 1.0, 0.4  # how much likelier than the next a reading must be at first, and in the end
FAR = 100  # kilometres within which it does not matter which of two places is meant
LOCAL, POINTS = ("city", "county", "region", "base"), ("city", "county", "base")
POINT = ("country", "iso3", "lat", "lon", "geonames_id")


# ---------------------------------------------------------------- which place is it?
@dataclass
class Context:
    """What the report's other names say about the readings of one."""

    home: str | None
    countries: Counter = field(default_factory=Counter)
    local: Counter = field(default_factory=Counter)
    areas: Counter = field(default_factory=Counter)
    settled: set[tuple[int, int]] = field(default_factory=set)
    cells: dict[tuple[int, int], set[str]] = field(default_factory=dict)
    covered: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def hear(self, name: str, readings: Sequence[Place]) -> None:
        """Note what a name could mean, and the one state that all its readings share.

        The small namesakes of a great city are no evidence: Paris, Milan and Geneva are not a corner of Ohio.
        """
        largest = max(place.population for place in readings)
        for place in readings:
            namesake = largest > GREAT and place.population * 8 < largest
            if place.kind in LOCAL and place.lat is not None and not namesake:
                self.cells.setdefault(_cell(place), set()).add(name)
                if place.admin:
                    self.covered.setdefault((place.iso3, place.admin), set()).add(name)
        if len({place.iso3 for place in readings}) == 1 and readings[0].iso3:
            self.countries[readings[0].iso3] += 1
            self.local[readings[0].iso3] += readings[0].kind in LOCAL

    def settle(self, place: Place) -> None:
        self.countries[place.iso3] += 1
        if place.kind in LOCAL:
            self.local[place.iso3] += 1
            self.settled.add(_cell(place))
            self.areas[place.iso3, place.admin] += bool(place.admin)

    def likely(self, name: str, place: Place, capital: bool) -> float:
        """How much speaks for this reading of a name; the unit is about a thirtyfold population."""
        if place.rule.startswith("gazetteer"):
            score = 0.7 * math.log10(place.population + 100) - (place.kind == "region")
            score += FAMOUS * (place.kind == "city" and place.population > GREAT)
        else:
            score = KNOWN + (STATE if place.kind == "country" else REGION if place.kind != "city" else 0)
        score += CITY * (place.kind == "city") + CAPITAL * capital + HOME * (place.iso3 == self.home is not None)
        named = self.local if place.kind == "region" else self.countries
        score += COUNTRY * (named[place.iso3] > 0)
        return score + min(LOCALLY, self._locally(name, place))

    def _locally(self, name: str, place: Place) -> float:
        """How much the report's other places near it speak for it."""
        score = AREA * (self.areas[place.iso3, place.admin] > 0)
        if place.kind in LOCAL and self.local[place.iso3]:
            score += _most(TOGETHER, self.covered.get((place.iso3, place.admin), set()) - {name})
        if place.kind in POINTS and self.local[place.iso3]:
            around = _around(place)
            score += _most(AROUND, set().union(*(self.cells.get(cell, ()) for cell in around)) - {name})
            score += NEAR * any(cell in self.settled for cell in around)
        return score


def _most(weight: tuple[float, float], found: set[str]) -> float:
    return min(weight[1], weight[0] * len(found))


def _cell(place: Place) -> tuple[int, int]:
    """A square of one degree; with its neighbours, it holds what lies within about a hundred kilometres."""
    return math.floor(place.lat), math.floor(place.lon)


def _around(place: Place) -> list[tuple[int, int]]:
    row, column = _cell(place)
    return [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _settle(mentions: Sequence[Mention], names: Names, home: str | None) -> None:
    """Choose one reading for each name of the report; leave `place` empty where two far ones are as likely.

    A name that a state follows once ('Springfield, Ohio') means the same wherever no other state follows it.
    """
    context, told = Context(home=home), {}
    for mention in mentions:
        if mention.qualified:
            told.setdefault(mention.name.casefold(), mention.readings)
    groups: dict[tuple[str, Place], list[Mention]] = {}
    for mention in mentions:
        name = mention.name.casefold()
        mention.readings = mention.readings if mention.qualified else told.get(name, mention.readings)
        groups.setdefault((name, mention.readings[0]), []).append(mention)
    for (name, _), group in groups.items():
        context.hear(name, group[0].readings)
        if len(group[0].readings) == 1:
            _place(group, group[0].readings[0], context)
    for margin in (CLEAR, MARGIN):  # the clear ones first, as evidence for the rest
        for (name, _), group in groups.items():
            if group[0].place is None:
                seat = group[0].name in names.governments
                capital = next((r for r in group[0].readings if seat and r.kind == "city"), None)
                scored = [(context.likely(name, reading, reading is capital), reading) for reading in group[0].readings]
                _place(group, _choose(scored, margin), context)


def _place(group: Sequence[Mention], place: Place | None, context: Context) -> None:
    for mention in group:
        mention.place = place
    if place:
        context.settle(place)


def _choose(scored: Sequence[tuple[float, Place]], margin: float) -> Place | None:
    """The likeliest reading, the first of equals; None if one elsewhere is nearly as likely."""
    best, place = max(scored, key=lambda pair: pair[0])
    return None if any(best - score < margin and kilometres(place, other) > FAR for score, other in scored) else place


# ---------------------------------------------------------------- does it stand for its government?
def _acts(phrase: Phrase, vocabulary: "Vocabulary") -> bool:
    """Is the place the subject of a verb of saying or willing, and one that governments are called by?"""
    mention, place = phrase.mention, phrase.place
    if not mention or not place or (phrase.start, phrase.end) != (mention.start, mention.end):
        return False
    if place.kind != "country" and mention.name not in vocabulary.names.governments:
        return False
    token = mention.sentence.token(mention.last)
    while token is not None and token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    if token is None or token.dep_ not in ("nsubj", "pobj") or token.dep_ == "pobj" and token.head.dep_ != "agent":
        return False
    verb = token.head.head if token.dep_ == "pobj" else token.head
    return verb.lemma_.lower() in vocabulary.verbs


# ---------------------------------------------------------------- rows
class Vocabulary:
    """What one codebook says, compiled once."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        self.names, self.cues = Names(codebook), Cues(codebook["place_words"])
        self.patterns = Patterns(self.cues, self.names)
        self.spoken = {term for entry in codebook["cues"] for term in entry["terms"]}
        states = {entry["name"]: entry["iso3"] for entry in codebook["parties"] if entry["iso3"]}
        self.publishers = {
            name: states.get(entry["country"])
            for entry in codebook["publishers"]
            for name in (entry["name"], *entry["aliases"].split("|"))
        }
        self.endings = {entry["iso2"]: entry["iso3"] for entry in codebook["parties"] if entry["iso2"]} | {"UK": "GBR"}
        self.verbs = self.spoken | self.cues.terms["volition"]

    def home(self, report: Mapping) -> str | None:
        """ISO code of the state the report is published in, as far as the publisher's name or web address tells."""
        publisher = (report.get("publisher") or "").strip()
        if publisher in self.publishers:
            return self.publishers[publisher]
        ending = publisher.rpartition(".")[2].upper()
        return self.endings.get(ending) if "." in publisher else None


vocabulary_of = lru_cache(maxsize=4)(Vocabulary)


def _row(phrase: Phrase, vocabulary: Vocabulary) -> dict:
    sentence, place = phrase.sentence.row, phrase.place
    row = {
        "report_id": sentence["report_id"],
        "sentence_id": sentence["sentence_id"],
        "start": sentence["start"] + phrase.start,
        "end": sentence["start"] + phrase.end,
        "text": phrase.text,
        "name": phrase.name,
        "kind": phrase.kind,
        "as_actor": _acts(phrase, vocabulary),
        "rule": phrase.reason,
    }
    if not phrase.others:
        return row | {column: getattr(place, column, None) for column in POINT}
    nations = list(dict.fromkeys((other.country or "", other.iso3 or "") for other in phrase.others))
    country, iso3 = ("; ".join(names) for names in zip(*nations, strict=True))
    return row | dict.fromkeys(POINT) | {"country": country, "iso3": iso3}


def find(report: Mapping, sentences: Sequence[Mapping], docs: Sequence, *, codebook) -> list[dict]:
    """Rows of `places` for one report, in order; `docs` are the parses of its sentences (analysis.language.parse)."""
    vocabulary = vocabulary_of(codebook)
    read = [Sentence(row, doc) for row, doc in zip(sentences, docs, strict=True)]
    by_sentence = [names_in(sentence, vocabulary.names, vocabulary.cues) for sentence in read]
    own = Report(read, [m for mentions in by_sentence for m in mentions], vocabulary)
    told = [told_in(sentence, vocabulary.cues) for sentence in read]
    for mentions, places in zip(by_sentence, told, strict=True):
        judge(mentions, vocabulary.cues, vocabulary.names, own, {first for first, *_ in places})
    sure = {m.name for mentions in by_sentence for m in mentions if m.score >= ENOUGH + SURELY}
    accepted = [
        [m for m in mentions if m.score + AGAIN * (m.name in sure and not m.barred) >= ENOUGH]
        for mentions in by_sentence
    ]
    _settle([m for mentions in accepted for m in mentions], vocabulary.names, vocabulary.home(report))
    found = [
        phrase
        for sentence, mentions, places in zip(read, accepted, told, strict=True)
        for phrase in phrases(sentence, mentions, places, vocabulary)
    ]
    found += told_again(read, found)
    found.sort(key=lambda phrase: phrase.sentence.row["start"] + phrase.start)
    return [_row(phrase, vocabulary) for phrase in with_known_bases(found)]
