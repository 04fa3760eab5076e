"""Toponyms: names in a sentence that may be places, and how much speaks for that.

A name is looked up (`gazetteer`), then judged by what stands around it (codebook `place_words`): names of states, seas,
regions and bases are taken unless a person or a firm bears them; names of towns only where enough speaks for a place.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.gazetteer import ABBREVIATED, APOSTROPHES, WORD, Names, Place, begins, given_names, kilometres, surnames
from analysis.words import Word

JOINT = re.compile(r"[ \n.,'’\-–]{1,2}")  # what may stand between two words of one name
LEAD = re.compile(r"[^.!?]{0,40}?\)? ?(?:--|[-–—]|:)\s")  # what ends a dateline
LIST_JOINTS = (", ", ", and ", ", or ", " and ", " or ", "; ", "/", "-")
TOWN_WORDS = 4  # words of the longest town name looked up
ENOUGH = 1.5  # the score from which a name is taken for a place
TOLD = 2.5  # what it is worth that the text itself calls the name a place
LOCATED = 2  # weight of a word before from which a name is no person's
NO_SEA = 8  # what it costs a sea's short name to be an adjective: 'a Baltic state'
SURNAME = 0.8  # what it costs to be a usual surname
RUN_WORDS = 8  # capitalised words looked at beside a name
TITLE_LETTERS = 5  # letters of the longest title that is shortened by a full stop
AREAS = ("country", "region", "county")
CERTAIN = ("country", "demonym", "sea", "base")
PLACED_PARTS = ("compound", "amod", "nmod")
UNNAMELIKE = dict.fromkeys("VERB AUX ADV ADP PRON DET INTJ SCONJ NUM".split(), 1.5) | {"NOUN": 0.7, "ADJ": 0.5}


class Cues:
    """The codebook `place_words`: an entry's terms, and by side of the name the weight of each word."""

    def __init__(self, entries: Sequence[Mapping]):
        self.terms = {entry["code"]: frozenset(entry["terms"]) for entry in entries}
        self.weights: dict[str, dict[str, float]] = {}
        for entry in entries:
            if "where" in entry:
                self.weights.setdefault(entry["where"], {}).update(dict.fromkeys(entry["terms"], entry["weight"]))
        self.heads = frozenset(term.split()[-1] for term in self.terms["named_facility"])
        self.words = frozenset().union(*self.weights.values(), self.terms["division"])

    def weight(self, where: str, word: str) -> float:
        return self.weights[where].get(word.casefold(), 0)


class Sentence:
    """A sentence's words, what stands between them, and where asked for the parse."""

    def __init__(self, row: Mapping, doc):
        self.row, self.doc, self.text = row, doc, row["text"]
        found = list(WORD.finditer(self.text))
        self.words = [match[0] for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.refused: set[int] = set()  # words that must mean nothing, filled by names_in
        self.waters: list[tuple[int, int]] = []  # first and last word of a 'Gulf of X' not in the codebook, likewise
        self.capital = [word[0].isupper() for word in self.words]

    def word(self, number: int) -> str:
        return self.words[number] if 0 <= number < len(self.words) else ""

    def gap(self, number: int) -> str:
        """What stands between word `number` and the next; empty at the ends."""
        return self.text[self.ends[number] : self.starts[number + 1]] if 0 <= number < len(self.words) - 1 else ""

    @cached_property
    def _at(self) -> dict[int, Word]:
        """Where a token starts -> the token."""
        return {token.idx: token for token in self.doc}

    def token(self, number: int):
        """The token that begins with word `number`; None if the parser cut the text elsewhere."""
        return self._at.get(self.starts[number])

    @cached_property
    def headline(self) -> bool:
        """Is every longer word capitalised? Then capitals tell nothing."""
        longer = [capital for word, capital in zip(self.words, self.capital, strict=True) if len(word) > 3]
        return len(longer) > 3 and sum(longer) >= 0.8 * len(longer)

    def runs_on(self, number: int) -> bool:
        """Is word `number` capitalised and joined to the next by a space alone, or by the full stop of a title?"""
        if not (0 <= number < len(self.words) and self.capital[number]):
            return False
        gap = self.gap(number)
        return gap == " " or gap == ". " and len(self.words[number]) <= TITLE_LETTERS


@dataclass(eq=False)
class Mention:
    """A name in a sentence, what it can mean, and how much speaks for a place."""

    sentence: Sentence
    first: int
    last: int
    start: int
    end: int
    readings: list[Place]
    score: float = 0.0
    barred: bool = False
    place: Place | None = None
    qualified: bool = False

    @property
    def name(self) -> str:
        return self.sentence.text[self.start : self.end]

    @property
    def known(self) -> bool:
        return not self.readings[0].rule.startswith("gazetteer")


# ---------------------------------------------------------------- names in a sentence
def names_in(sentence: Sentence, names: Names, cues: Cues) -> list[Mention]:
    """Names from left to right, the longest first; what must mean nothing is noted in `sentence.refused`."""
    found, number = [], 0
    while number < len(sentence.words):
        last = number
        if (whole := _named_of(sentence, number, cues)) and not _known(sentence, number, whole, names):
            sentence.waters.append((number, whole))
            sentence.refused.update(range(number, whole + 1))
            last = whole
        elif sentence.capital[number] or sentence.words[number] in names.small_starts:
            for last in range(_furthest(sentence, number, names), number - 1, -1):
                if sentence.words[last] in cues.terms["feature_of"] and _named_of(sentence, last, cues):
                    continue  # of 'the Gulf of X', 'the Gulf' is a part
                end, readings = _lookup(sentence, number, last, names, cues)
                if readings == []:
                    sentence.refused.update(range(number, last + 1))
                if readings:
                    found.append(Mention(sentence, number, last, sentence.starts[number], end, readings))
                if readings is not None:
                    break
        number = last + 1
    return _as_counties(sentence, found, names)


def _named_of(sentence: Sentence, number: int, cues: Cues) -> int | None:
    """The last word of a 'Gulf of X' that begins with word `number`."""
    if sentence.words[number] not in cues.terms["feature_of"] or sentence.word(number + 1) != "of":
        return None
    last, gaps = number + 2, {sentence.gap(number), sentence.gap(number + 1)}
    if last >= len(sentence.words) or not sentence.capital[last] or gaps != {" "}:
        return None
    while last - number < TOWN_WORDS and sentence.runs_on(last) and sentence.capital[last + 1]:
        last += 1
    return last


def _known(sentence: Sentence, first: int, last: int, names: Names) -> bool:
    """Is the name, or what begins it, in the codebook?"""
    starts = (sentence.text[sentence.starts[first] : sentence.ends[n]] for n in range(first + 2, last + 1))
    return any(start.translate(APOSTROPHES) in names.terms for start in starts)


def _as_counties(sentence: Sentence, found: list[Mention], names: Names) -> list[Mention]:
    """'Barrow, Jackson and Madison counties' are counties, though their names stand alone."""
    for number in [n for n, word in enumerate(sentence.words) if word == "counties"]:
        following = sentence.starts[number]
        for mention in reversed([m for m in found if m.last < number]):
            counties = [place for place in names.towns(f"{mention.name} County") if place.kind == "county"]
            if not counties or sentence.text[mention.end : following] not in (" ", *LIST_JOINTS):
                break
            mention.readings, following = counties, mention.start
    return found


def _furthest(sentence: Sentence, first: int, names: Names) -> int:
    """The last word that a name beginning with word `first` can have."""
    length = max(
        names.longest.get(sentence.words[first], 1),
        TOWN_WORDS if sentence.capital[first] and begins(sentence.words[first]) else 1,
    )
    last = first
    while last - first + 1 < length and JOINT.fullmatch(sentence.gap(last)):
        last += 1
    return last


def _lookup(sentence: Sentence, first: int, last: int, names: Names, cues: Cues) -> tuple[int, list[Place] | None]:
    """End and meanings of the words `first` to `last`; None if they are no name, [] if they must mean nothing."""
    start, end = sentence.starts[first], sentence.ends[last]
    if last - first < names.longest.get(sentence.words[first], 0):
        text = sentence.text[start:end].translate(APOSTROPHES).replace("\n", " ")
        if text in names.refused:
            return end, []
        dotted = sentence.text.startswith(".", end) and text + "." in names.terms
        if known := names.terms.get(text + "." if dotted else text):
            namesakes = (
                known[0].kind in ("country", "city") or known[0].admin
            )  # of a sea or continent they do not count
            towns = _towns(sentence, first, last, names, cues) if namesakes else ()
            return end + dotted, known + [town for town in towns if not any(_same(town, place) for place in known)]
    return end, list(_towns(sentence, first, last, names, cues)) or None


def _same(town: Place, place: Place) -> bool:
    """Is the gazetteer's place the codebook's own?"""
    alike = town.kind == place.kind and town.iso3 == place.iso3
    return alike and (town.admin == place.admin or kilometres(town, place) < 200)


def _towns(sentence: Sentence, first: int, last: int, names: Names, cues: Cues) -> Sequence[Place]:
    if last - first >= TOWN_WORDS or not (sentence.capital[first] and sentence.capital[last]):
        return ()
    for number in range(first, last):
        shortened = sentence.gap(number) == ". " and sentence.words[number].casefold() in ABBREVIATED
        if not shortened and sentence.gap(number) not in (" ", "-", "\n"):
            return ()
    word = sentence.words[first]
    if first == last and (len(word) < 3 or word.isupper() and len(word) < 5 or word.casefold() in cues.words):
        return ()
    return names.towns(sentence.text[sentence.starts[first] : sentence.ends[last]])


# ---------------------------------------------------------------- is it a place?
def judge(mentions: Sequence[Mention], cues: Cues, names: Names, report: "Report", told: Collection[int]) -> None:
    """Fill in the score of every mention of one sentence.

    `told` are the words with which begins what the text itself calls a place.
    """
    nearby = {mention.first: mention for mention in mentions}
    taken = {number for m in mentions if m.known for number in range(m.first, m.last + 1)}
    for mention in mentions:
        _narrow(mention, nearby.get(mention.last + 1), names)
    for mention in mentions:
        before, after = _before(mention, cues, taken), _after(mention, cues, taken)
        mention.barred = min(before, after) <= -3
        mention.score = before + after + _of_its_own(mention, cues, report) + _standing(mention, names)
        mention.score += _dateline(mention) + TOLD * (mention.first in told) - NO_SEA * _is_adjective(mention)
    for last, mention in zip(mentions, mentions[1:], strict=False):
        if last.score >= ENOUGH and mention.sentence.text[last.end : mention.start] in LIST_JOINTS:
            mention.score += 1


def _is_adjective(mention: Mention) -> bool:
    """Is the short name of a sea ('the Baltic') a part of another name, or of what is not at sea?"""
    sentence, following = mention.sentence, mention.last + 1
    if mention.readings[0].kind != "sea" or mention.first < mention.last or sentence.gap(mention.last) != " ":
        return False
    token = sentence.token(mention.last)
    part = token is not None and token.dep_ in PLACED_PARTS and token.i < token.head.i
    return sentence.capital[following] or part and sentence.word(mention.first - 1).casefold() != "the"


def _standing(mention: Mention, names: Names) -> float:
    """What the name's kind is worth: states, seas, bases and counties need a reason not to be places."""
    county = mention.readings[0].name.endswith((" County", " Parish"))
    if mention.readings[0].kind in CERTAIN or county:
        worth = 4.0
    else:
        worth = 2.5 * mention.known or 1.5 * (mention.name in names.governments)
    return worth + 4 * mention.qualified


def _before(mention: Mention, cues: Cues, taken: set[int]) -> float:
    """What the word before says: a preposition, a title, a given name, another part of a longer name."""
    sentence, number = mention.sentence, mention.first - 1
    word, gap = sentence.word(number), sentence.gap(number)
    if gap == "-" and word.casefold() in cues.weights["modifier"]:
        number, word, gap = number - 1, sentence.word(number - 1), sentence.gap(number - 1)
    if not word or gap not in (" ", ". ", " (", ", ", "., ", "-"):
        return 0
    low = word.casefold()
    if gap in (", ", "., "):
        return cues.weight("before_comma", low)
    if gap == "-":
        return cues.weight("before_hyphen", low) or (-2 if sentence.capital[number] and number not in taken else 0)
    if word.isdigit() and mention.name.endswith("."):
        return -5
    if low in cues.weights["modifier"]:
        further = cues.weight("before", sentence.word(number - 1)) if sentence.gap(number - 1) == " " else 0
        return cues.weight("modifier", low) + further
    if not sentence.capital[number] or low in cues.weights["before"]:
        beside = cues.weight("before_of", sentence.word(number - 1).casefold()) if low == "of" and number else 0
        residence = low == "of" and sentence.gap(number - 1) == ", "
        return 0 if gap == ". " else beside or cues.weight("before", low) + residence
    if not sentence.runs_on(number) or number in taken:
        return 0
    if weight := cues.weight("before_capital", low):
        return weight
    if word in given_names() or len(word) == 1 and gap == ". ":
        return -4
    token = sentence.token(number)
    return 0 if sentence.headline or number == 0 and (token is None or token.pos_ != "PROPN") else -4


def _after(mention: Mention, cues: Cues, taken: set[int]) -> float:
    """What the next word says: an institution of the place, its people, a surname."""
    sentence, number = mention.sentence, mention.last + 1
    word = sentence.word(number)
    gap = sentence.text[mention.end : sentence.starts[number]] if word else ""
    if word in ("s", "S") and gap in ("'", "’"):
        saint = mention.first < mention.last and sentence.words[mention.first].casefold() in ("st", "saint")
        if saint and sentence.words[mention.last] in given_names():
            return -4
        return 0.5 if sentence.gap(number) == " " else -2.5  # "at Macy's." is a shop
    if gap not in (" ", "-"):
        return 0
    if not sentence.capital[number] or gap == "-":
        return cues.weight("after", word)
    run = number
    while sentence.runs_on(run) and run - number < RUN_WORDS:
        run += 1
    weights = [cues.weight("after_capital", sentence.word(n)) for n in range(number, run + 1)]
    if min(weights) < 0 or word in cues.terms["feature"]:
        return -4
    if number in taken or weights[0]:
        return weights[0] if number not in taken else 0
    return 0.5 if max(weights) > 0 else _unknown_after(mention)


def _unknown_after(mention: Mention) -> float:
    """What a capitalised word in no list is worth: it may be a surname, most of all after a given name."""
    if mention.sentence.headline:
        return 0
    return -4 if mention.name in given_names() else -1 if mention.known else -2.5


def _of_its_own(mention: Mention, cues: Cues, report: "Report") -> float:
    """What the name itself says: its part of speech, its size, whether a person or a common word is so called."""
    sentence, size = mention.sentence, max(place.population for place in mention.readings)
    score = min(1.5, max(0.0, (math.log10(max(1, size)) - 4) * 0.6))
    token = sentence.token(mention.last)
    if token is not None and token.pos_ != "PROPN":
        score -= UNNAMELIKE.get(token.pos_, 0)
    elif token is not None and token.dep_ in PLACED_PARTS and token.head.text[:1].islower():
        score += cues.weight("after", token.head.text) or 1
    if mention.first < mention.last:
        return score + 1
    name = mention.name
    score -= (1.5 if mention.known else 3) * (name in report.people) + 1.5 * (name.casefold() in report.common)
    return score - 0.5 * (name in given_names()) - SURNAME * (name in surnames())


def _dateline(mention: Mention) -> float:
    """'BEIRUT:' or 'CHARLESTON, W.Va. --', also after a byline on the same line; 'Albany --' at the head only."""
    text = mention.sentence.text
    if not LEAD.match(text, mention.end, mention.end + 48):
        return 0
    return 3 if mention.name.isupper() and len(mention.name) > 3 else 1.5 if mention.first == 0 else 0


def _narrow(mention: Mention, follower: Mention | None, names: Names) -> None:
    """'Springfield, Ohio' is no other Springfield, and 'Athens, Georgia' no other Georgia."""
    sentence = mention.sentence
    if sentence.text[mention.end : mention.end + 2] not in (", ", " ("):
        return
    postal = names.states.get(sentence.word(mention.last + 1))
    areas = [a for a in follower.readings if a.kind in AREAS] if follower else [postal] if postal else []
    pairs = [(place, area) for area in areas for place in mention.readings if _within(place, area)]
    if pairs:
        mention.readings, mention.qualified = [place for place, area in pairs if area == pairs[0][1]], True
        if follower:
            follower.readings, follower.qualified = [pairs[0][1]], True


def _within(place: Place, area: Place) -> bool:
    """Does the place lie in the area, as far as its codes or its distance tell?"""
    if place.iso3 != area.iso3 or place.kind in ("country", "demonym") or place == area:
        return False
    if area.kind == "country":
        return True
    if area.kind == "region" and area.admin and place.admin:
        return area.admin == place.admin
    return kilometres(place, area) < (80 if area.kind == "county" else 250)


class Report:
    """What one report tells of its own words: who its people are, and which words it writes small as well."""

    def __init__(self, sentences: Sequence[Sentence], mentions: Sequence[Mention], vocabulary):
        cues = vocabulary.cues
        self.common = {word for s in sentences for word, capital in zip(s.words, s.capital, strict=True) if not capital}
        runs = [(s, first, last) for s in sentences for first, last in capital_runs(s) if first < last]
        surely = {s.words[last] for s, first, last in runs if _led(s, first, cues)}
        likely = {s.words[last] for s, first, last in runs if self._plain(s, first, last, cues)}
        likely |= {m.name for m in mentions if _speaks(m, vocabulary)}
        located = {m.name for m in mentions if cues.weight("before", m.sentence.word(m.first - 1)) >= LOCATED}
        self.people = surely | (likely - located)

    def _plain(self, sentence: Sentence, first: int, last: int, cues: Cues) -> bool:
        """Two or three words that are in no list, and follow no article or preposition of place."""
        words = [word.casefold() for word in sentence.words[first : last + 1]]
        before = sentence.word(first - 1).casefold()
        plain = first > 0 and len(words) < 4 and not any(word in cues.words or word in self.common for word in words)
        return plain and before != "the" and cues.weight("before", before) <= 0


def _led(sentence: Sentence, first: int, cues: Cues) -> bool:
    """Does a title or a given name lead the run of capitalised words?"""
    return cues.weight("before_capital", sentence.words[first]) < 0 or sentence.words[first] in given_names()


def capital_runs(sentence: Sentence) -> Iterable[tuple[int, int]]:
    """First and last word of every run of capitalised words; a single one is a run."""
    first = 0
    while first < len(sentence.words):
        last = first
        while sentence.runs_on(last) and sentence.capital[last + 1]:
            last += 1
        if sentence.capital[first]:
            yield first, last
        first = last + 1


def _speaks(mention: Mention, vocabulary) -> bool:
    """Is a name that no government is called by the subject of a reporting verb? Then a person bears it."""
    if mention.known or mention.first < mention.last or mention.name in vocabulary.names.governments:
        return False
    token = mention.sentence.token(mention.last)
    return token is not None and token.dep_ == "nsubj" and token.head.lemma_ in vocabulary.spoken
