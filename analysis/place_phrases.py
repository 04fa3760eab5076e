"""What a place name is part of: 'the province of X', 'southern Turkey', 'Turkish airspace', 'a NATO radar base'.

A phrase is a mention as it will be a row. Its point is that of the name, with two exceptions: a side of a country lies
among the towns of that side, and a base told only by its owner is the one base of that owner that the report or the
codebook `places` knows there.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.gazetteer import Names, Place, kilometres, part
from analysis.toponyms import PLACED_PARTS, RUN_WORDS, Cues, Mention, Sentence, capital_runs

FEATURE_WORDS = 3  # words before the word for a street or a river
NEAR = 100  # kilometres between a base and the place it is said to be in
TOLD_IN = re.compile(r"(?:, (?:an?|the) (?:[\w-]+ ){1,3})? ?(?:in|of) (?:the )?")
TOLD_RULE = "called a place by the text"
ARTICLES = ("a", "an", "the")
DIVISIONS = ("region", "county")

Told = tuple[int, int, str]  # first word, last word and kind


@dataclass(frozen=True)
class Phrase:
    """The words that name one place. `mention` is None where no name was looked up; `others` are places it joins."""

    sentence: Sentence
    start: int
    end: int
    kind: str
    place: Place | None
    rule: str
    mention: Mention | None = None
    others: tuple[Place, ...] = ()
    owner: str = ""

    @property
    def text(self) -> str:
        return self.sentence.text[self.start : self.end]

    @property
    def name(self) -> str:
        """The place's usual name; the words themselves where several places are joined or none was looked up."""
        if self.others or not (self.place or self.mention):
            return self.text
        return self.place.name if self.place else self.mention.readings[0].name

    @property
    def reason(self) -> str:
        """The rule that made it."""
        if not self.mention:
            return self.rule
        return self.place.rule if self.place else f"{self.rule}: which one is open"


class Patterns:
    """Words that, with a name, make a longer mention; compiled from the codebook `place_words`."""

    def __init__(self, cues: Cues, names: Names):
        division, direction, space, facility = (
            _either(cues.terms[code]) for code in ("division", "direction", "sovereign_space", "facility")
        )
        self.division_after = re.compile(rf" (?:(?-i:{division})\b|(?:{division})\b(?! of\b))(?! (?-i:[A-Z]))", re.I)
        self.division_before = re.compile(rf"(?:\b(?:{direction}) )?\b(?:{division}) of $", re.I)
        self.direction_before = re.compile(rf"\b((?:{direction})(?:[ -](?:{direction}))?)[ -]$", re.I)
        self.direction_of = re.compile(rf"(?<=\bthe )({direction}) of $", re.I)
        self.space = re.compile(rf"(?:['’]s)? (?:{space})(?:,? (?:and|or) (?:{space}))?\b(?! guard)", re.I)
        self.border = re.compile(rf"['’]s (?:(?:{direction}) )?(?:border|frontier) with (?:the )?", re.I)
        self.facility = re.compile(rf" (?:{facility})\b(?! of\b)", re.I)
        self.named_facility = re.compile(rf" (?:{_either(cues.terms['named_facility'])})\b")
        self.owned = re.compile(rf"(?<!\w)({_either(names.alliances | {'alliance'})})(?:['’]s)? (?:{facility})\b")
        self.situated = re.compile(r",? (?:in|at|near|outside|on) (?:the )?")


def _either(terms: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, terms), key=lambda term: (-len(term), term)))


def phrases(sentence: Sentence, mentions: Sequence[Mention], told: Iterable[Told], vocabulary) -> list[Phrase]:
    """The phrases of one sentence, in order; `told` is what the text itself calls a place there (told_in)."""
    features = features_in(sentence, mentions, vocabulary.cues)
    named = {number for first, last in features for number in range(first, last + 1)}
    mentions = [m for m in mentions if m.first not in named]
    found = _joined([_phrase(mention, vocabulary.patterns) for mention in mentions], vocabulary.patterns)
    found = _owned_bases(sentence, found, vocabulary.patterns, vocabulary.names)
    found += _told(sentence, found, told, vocabulary.patterns)
    for first, last in features:
        found.append(Phrase(sentence, sentence.starts[first], sentence.ends[last], "other", None, "named feature"))
    return sorted(found, key=lambda phrase: phrase.start)


def _phrase(mention: Mention, patterns: Patterns) -> Phrase:
    """The name with the division, side, space or base that it is part of."""
    text, place = mention.sentence.text, mention.place
    reading = place or mention.readings[0]
    found = Phrase(mention.sentence, mention.start, mention.end, reading.kind, place, reading.rule, mention)
    before = text[max(0, found.start - 40) : found.start]
    settled = found.kind in ("city", *DIVISIONS)
    if found.kind in ("demonym", "country") and (match := patterns.space.match(text, found.end)):
        return replace(
            found, end=match.end(), kind="other", place=place and place._replace(name=text[found.start : match.end()])
        )
    if settled and not mention.name.startswith("the ") and (match := patterns.division_after.match(text, found.end)):
        return replace(_division(found), end=match.end())
    if found.kind not in ("demonym", "country", "sea", "county") and (
        match := patterns.facility.match(text, found.end)
    ):
        return replace(
            found, end=match.end(), kind="base", place=place and place._replace(name=text[found.start : match.end()])
        )
    if settled and (match := patterns.division_before.search(before)):
        return replace(_division(found), start=found.start - len(match[0]))
    if settled or found.kind == "country":
        if match := patterns.direction_before.search(before):
            return _side(replace(found, start=found.start - len(match[0])), match[1].casefold())
        if match := patterns.direction_of.search(before):
            return _side(
                replace(found, start=found.start - len(match[0])), match[1].casefold().removesuffix("ern") + "ern"
            )
    return found


def _division(phrase: Phrase) -> Phrase:
    """A name with 'province' or the like is the division of that name, if the gazetteer has one."""
    place, readings = phrase.place, phrase.mention.readings
    divisions = [r for r in readings if r.kind in DIVISIONS and (place is None or kilometres(r, place) < 2 * NEAR)]
    return replace(phrase, place=divisions[0] if divisions else place, kind="region")


def _side(phrase: Phrase, direction: str) -> Phrase:
    """'southern Turkey': a point among the towns of that side, where enough are known."""
    place = phrase.place
    kind = "city" if phrase.kind == "city" else "region"
    if place is None:
        return replace(phrase, kind=kind)
    point = part(place.iso3, place.admin, direction) if place.kind in ("country", "region") and place.iso3 else None
    lat, lon = point or (place.lat, place.lon)
    return replace(phrase, kind=kind, place=place._replace(name=f"{direction} {place.name}", lat=lat, lon=lon))


def _joined(found: Iterable[Phrase], patterns: Patterns) -> list[Phrase]:
    """'Iraqi and Syrian airspace', 'the Turkish-Syrian border' and 'Turkey's border with Syria' are one mention each.

    Syria is named at the end of the last one as well, and has a row of its own.
    """
    kept: list[Phrase] = []
    for phrase in found:
        last = kept[-1] if kept else None
        if last and last.kind in ("demonym", "country"):
            between = phrase.sentence.text[last.end : phrase.start]
            shared = phrase.kind == "other" and phrase.end > phrase.mention.end and between in (" and ", "-", "–")
            border = phrase.kind == "country" and patterns.border.fullmatch(between)
            if shared or border:
                others = tuple(place for place in (last.place, phrase.mention.place) if place)
                kept[-1] = replace(phrase, start=last.start, kind="other", others=others)
            if shared:
                continue
        kept.append(phrase)
    return kept


def _owned_bases(sentence: Sentence, found: list[Phrase], patterns: Patterns, names: Names) -> list[Phrase]:
    """Bases told by their owner: 'a NATO radar base in Malatya province', 'the British base'."""
    bases = [phrase for phrase in found if phrase.kind == "base"]
    owned = [
        (match.start(), match.end(), "NATO")
        for match in patterns.owned.finditer(sentence.text)
        if not any(base.start <= match.start() < base.end for base in bases)
    ]
    kept = []
    for phrase in found:
        match = patterns.facility.match(sentence.text, phrase.end)
        if match and phrase.kind in ("demonym", "country") and phrase.place:
            owned.append((phrase.start, match.end(), phrase.place.iso3))
        else:
            kept.append(phrase)
    bases, starts = [], [phrase.start for phrase in kept]
    for start, end, owner in owned:
        site = _next(kept, starts, end, patterns.situated)
        place = _base(names, sentence.text[start:end], owner, site) if site else None
        bases.append(Phrase(sentence, start, end, "base", place, "base told by its owner", owner=owner))
    return sorted(kept + bases, key=lambda phrase: phrase.start)


def _next(found: Sequence[Phrase], starts: Sequence[int], end: int, between: re.Pattern) -> Place | None:
    """The place of the first phrase after `end`, if what stands between fits the pattern."""
    number = bisect_left(starts, end)
    if number == len(found) or not between.fullmatch(found[number].sentence.text[end : starts[number]]):
        return None
    return found[number].place


def _base(names: Names, words: str, owner: str, site: Place) -> Place:
    """The one base of that owner and use near the site; else the site itself."""
    if site.kind == "base":
        return site
    radar = "radar" in words.casefold()
    near = [
        b for b in names.bases if owner in b.operators and radar == (b.use == "radar") and kilometres(b, site) < NEAR
    ]
    return near[0] if len(near) == 1 else site._replace(name=f"{words}, {site.name}", geonames_id=None)


def _told(sentence: Sentence, found: Sequence[Phrase], called: Iterable[Told], patterns: Patterns) -> list[Phrase]:
    """Places that only the text calls so: they have no point, but the state that the text puts them in."""
    told, starts = [], [phrase.start for phrase in found]
    for first, last, kind in called:
        start, end = sentence.starts[first], sentence.ends[last]
        if kind == "base":
            end = patterns.named_facility.match(sentence.text, end).end()
        before = bisect_left(starts, end) - 1
        if before < 0 or found[before].end <= start:
            around = _next(found, starts, end, TOLD_IN)
            country, iso3 = (around.country, around.iso3) if around else (None, None)
            place = Place(sentence.text[start:end], kind, country, iso3, None, None, "")
            told.append(Phrase(sentence, start, end, kind, place, TOLD_RULE))
    return told


def told_again(sentences: Sequence[Sentence], found: Iterable[Phrase]) -> list[Phrase]:
    """Every other mention of a settlement that only the report calls one: 'the village of Elm ... in Elm'."""
    found = list(found)
    towns: dict[str, Phrase] = {}
    for phrase in found:
        if phrase.rule == TOLD_RULE and phrase.kind == "city" and phrase.name not in towns:
            towns[phrase.name] = phrase
    covered: dict[Sentence, list[Phrase]] = {}
    for phrase in found:
        covered.setdefault(phrase.sentence, []).append(phrase)
    again = []
    for sentence in sentences if towns else ():
        for first, last in capital_runs(sentence):
            start, end = sentence.starts[first], sentence.ends[last]
            told = towns.get(sentence.text[start:end])
            if told and not any(phrase.start < end and start < phrase.end for phrase in covered.get(sentence, ())):
                again.append(replace(told, sentence=sentence, start=start, end=end))
    return again


def features_in(sentence: Sentence, mentions: Sequence[Mention], cues: Cues) -> list[tuple[int, int]]:
    """First and last word of streets, waters and lands named by a word for such: 'Nevsky Prospekt', 'Neches River'."""
    taken = sentence.refused | {number for m in mentions for number in range(m.first, m.last + 1)}
    found = []
    kinds = cues.terms["feature"]
    for last in [n for n, word in enumerate(sentence.words) if word in kinds and n not in taken]:
        if sentence.word(last + 1) in kinds and sentence.gap(last) == " ":
            continue  # of 'Bridge Road', the road is meant
        first = last
        while (
            last - first < FEATURE_WORDS
            and first - 1 not in taken
            and sentence.gap(first - 1) == " "
            and _names(sentence, first - 1, cues)
        ):
            first -= 1
        if first < last and not sentence.word(first - 1).isdigit():
            found.append((first, last))
    return sorted(found + sentence.waters + _small_features(sentence, mentions, cues))


def _small_features(sentence: Sentence, mentions: Sequence[Mention], cues: Cues) -> list[tuple[int, int]]:
    """'the Potomac river', 'the Golan heights': the word for it is written small, and the name is no state's."""
    states = {n for m in mentions if m.readings[0].kind in ("country", "demonym") for n in range(m.first, m.last + 1)}
    found = []
    for last in [n for n, word in enumerate(sentence.words) if word in cues.terms["small_feature"] and n]:
        named = sentence.capital[last - 1] and sentence.gap(last - 1) == " "
        first = _run_before(sentence, last - 1) if named else last
        if first < last and sentence.word(first - 1) == "the" and not states & set(range(first, last)):
            found.append((first, last))
    return found


def _names(sentence: Sentence, number: int, cues: Cues) -> bool:
    """Can the word be part of a street's or a river's name? 'On' and 'Mr' can not, '11th' can."""
    word = sentence.words[number]
    led = word.casefold() in ARTICLES or any(cues.weight(where, word) for where in ("before", "before_capital"))
    return (sentence.capital[number] or word[0].isdigit() and word[-1].isalpha()) and not led


def told_in(sentence: Sentence, cues: Cues) -> list[Told]:
    """First word, last word and kind of what the text calls a place: 'village of X', 'X, a town in', 'X airport'."""
    found = []
    for number, word in enumerate(sentence.words):
        if word.casefold() in cues.terms["settlement"]:
            first, last, kind = *_settlement(sentence, number, cues), "city"
        elif word in cues.heads:
            last, kind = _before_facility(sentence, number, cues), "base"
            first = last if last is None else _run_before(sentence, last)
        else:
            continue
        if last is not None:
            found.append((first, last, kind))
    return found


def _settlement(sentence: Sentence, number: int, cues: Cues) -> tuple[int | None, int | None]:
    """First and last word of the name that a word for a settlement goes with, before or after it."""
    if sentence.word(number + 1) == "of" and (last := _run_after(sentence, number + 2)) is not None:
        return number + 2, last
    if (last := _apposed(sentence, number)) is not None:
        return _run_before(sentence, last), last
    if sentence.word(number - 1) == "the" and _is_its_name(sentence, number, cues):
        return number + 1, _run_after(sentence, number + 1)
    return None, None


def _is_its_name(sentence: Sentence, number: int, cues: Cues) -> bool:
    """Does the parse join the settlement word and the name after it ('the village Elm', not 'the village Sunday')?"""
    word, name = sentence.token(number), sentence.token(number + 1) if sentence.word(number + 1) else None
    if word is None or name is None or not sentence.capital[number + 1] or cues.weight("after_capital", name.text):
        return False
    return name.dep_ == "appos" and name.head == word or word.dep_ in PLACED_PARTS and name in (word.head, word.nbor())


def _run_after(sentence: Sentence, first: int) -> int | None:
    """Last word of the capitalised words from `first` on; None if that is not one."""
    if first >= len(sentence.words) or not sentence.capital[first] or sentence.gap(first - 1) != " ":
        return None
    last = first
    while last - first < RUN_WORDS and sentence.gap(last) in (" ", "-") and sentence.capital[last + 1]:
        last += 1
    return last


def _run_before(sentence: Sentence, last: int) -> int:
    first = last
    while first and last - first < RUN_WORDS and sentence.capital[first - 1] and sentence.gap(first - 1) in (" ", "-"):
        first -= 1
    return first


def _apposed(sentence: Sentence, number: int) -> int | None:
    """The word before the comma in 'X, a small town in'; None if the settlement word is in no such apposition."""
    if sentence.word(number + 1) not in ("in", "near", "on", "outside", "of"):
        return None
    for article in range(number - 1, max(0, number - 4), -1):
        if sentence.words[article] in ARTICLES:
            return article - 1 if sentence.gap(article - 1) == ", " and sentence.capital[article - 1] else None
    return None


def _before_facility(sentence: Sentence, number: int, cues: Cues) -> int | None:
    """The capitalised word before the longest facility noun that ends at word `number`."""
    for size in (3, 2, 1):
        first = number - size + 1
        if first > 0 and " ".join(sentence.words[first : number + 1]) in cues.terms["named_facility"]:
            return first - 1 if sentence.capital[first - 1] and sentence.gap(first - 1) == " " else None
    return None


def with_known_bases(report: Sequence[Phrase]) -> list[Phrase]:
    """A base told by its owner alone is the one base of that owner that the report names, if there is just one."""
    known = {phrase.place for phrase in report if phrase.place and phrase.place.operators}
    found = []
    for phrase in report:
        theirs = [base for base in known if phrase.owner and phrase.place is None and phrase.owner in base.operators]
        found.append(replace(phrase, place=theirs[0]) if len(theirs) == 1 else phrase)
    return found
