"""Time expressions: what a report says about when.

A sentence is cut into tokens, every token gets a class (MONTH, UNIT, LAST ...), and the rules of
codebooks/times.yaml are regular expressions over the string of classes, one character a token: quick, linear, and no
parse. Each rule names the reading (days.py, periods.py, counted.py) that turns its words into a TIMEX3 value (TimeML
1.2.1, as annotated in TimeBank) and into the first and last day it can be.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis import counted, days, periods
from analysis.calendars import day_of
from analysis.errors import CodebookError
from analysis.readings import Found, Reading, Spoken, Token

LETTER = "[A-Za-z\u00c0-\u024f]"
LEXER = re.compile(
    # a token starts where there is no space; words come early because they are most of any text
    r"(?!\s)(?:(?P<ZONE>(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?(?!\d))|"
    rf"(?P<word>(?![AaPp]\.\s?[Mm]\b){LETTER}+(?:['’]clock)?)|(?P<HYPHEN>(?<=\w)-(?=\w))|(?P<POSS>(?<=\w)['’]s\b|(?<=s)['’])"
    r"|(?P<ISO>\b\d{4}(?P<iso>[-/])\d\d(?P=iso)\d\d(?!\d))|(?P<NUMDATE>\b\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)\d{4}(?!\d))"
    r"|(?P<CLOCK>\b\d{1,2}:\d\d(?::\d\d)?(?![\d:]))|(?P<DOTTED>\b\d{1,2}\.\d\d(?=\s?(?:[AaPp]\.?[Mm]\b|GMT|UTC|hours|hrs)))"
    r"|(?P<DECADE>\b\d{3}0s\b|['’]\d0s\b)|(?P<HALF>\b1/2\b|½)|(?P<ORD>\b\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<digits>\d{1,15}(?:,\d{3}(?!\d)){0,5}(?:\.\d{1,9})?)|(?P<AMPM>[AaPp]\.\s?[Mm]\b\.?)|(?P<mark>[^\w\s]|\w))"
)
MARKS = {",": "COMMA", ".": "DOT", "/": "SLASH", "(": "OPEN", ")": "CLOSE", "%": "PERCENT", ":": "COLON"}
MARKS |= dict.fromkeys("-–—", "DASH") | dict.fromkeys("$£€#", "MONEY")
LEXED = "HALF ISO NUMDATE CLOCK DOTTED AMPM DECADE ORD HYPHEN POSS DAY NUM YEAR FOUR ZONE OTHER".split()
ALPHABET = [chr(code) for code in range(0x30, 0x250) if chr(code).isalnum()]  # one character a class
READINGS: dict[str, Callable[[Found], Reading | None]] = {
    name.removeprefix("read_"): reading
    for module in (days, periods, counted)
    for name, reading in vars(module).items()
    if name.startswith("read_")
}
Meaning = tuple[str, object]  # class and value of a token
NOTHING: Meaning = ("OTHER", None)


class Engine:
    """The codebook compiled: classes of words, and the rules as one regular expression over them."""

    def __init__(self, entries: Iterable[Mapping]) -> None:
        entries = list(entries)
        words = [entry for entry in entries if entry["kind"] == "word"]
        classes = dict.fromkeys([*LEXED, *MARKS.values(), *(entry["class"] for entry in words)])
        self.letter = dict(zip(classes, ALPHABET, strict=False))
        # of "-" the lexer knows whether it is HYPHEN or DASH
        self.single: dict[str, Meaning] = {mark: (kind, None) for mark, kind in MARKS.items() if mark != "-"}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for entry in words:
            meaning, exact = (entry["class"], entry.get("value")), entry.get("case") == "exact"
            for term in entry["terms"]:
                self._add(term, meaning, exact=exact or not term.islower())
        groups = {entry["code"]: entry["pattern"] for entry in entries if entry["kind"] == "group"}
        rules = [entry for entry in entries if entry["kind"] == "rule"]
        # an empty group at the end names the rule; around the pattern it would double the time of the search
        patterns = [f"(?:{self._compile(rule, groups)})(?P<{rule['code']}>)" for rule in rules]
        self.pattern = re.compile(f"(?!{self.letter['OTHER']})(?:{'|'.join(patterns)})")
        self.readings = {rule["code"]: READINGS[rule["reads"]] for rule in rules}
        self.tokens = lru_cache(256)(self._tokens)  # a report is read, then dated and anchored

    def _add(self, term: str, meaning: Meaning, *, exact: bool) -> None:
        """A term with a capital needs it; any other is also met with capitals, unless its case is exact."""
        for form in (term,) if exact else (term, term.capitalize(), term.title(), term.upper()):
            first, *rest = (match[0] for match in LEXER.finditer(form))
            if rest:
                known = self.phrases.setdefault(first, [])
                known.append((tuple(rest), meaning))
                known.sort(key=lambda phrase: -len(phrase[0]))
            else:
                self.single[first] = meaning

    def _compile(self, entry: Mapping, groups: Mapping[str, str]) -> str:
        def letter(match: re.Match) -> str:
            name = match[0]
            if name in groups:
                return f"(?:{expand(groups[name])})"
            if name not in self.letter:
                raise CodebookError(
                    f"times.yaml, entry {entry['code']}: no word has the class {name}; mend the pattern"
                )
            return self.letter[name]

        def expand(pattern: str) -> str:
            return re.sub(r"[A-Z][A-Z_]*", letter, re.sub(r"\((?!\?)", "(?:", pattern)).replace(" ", "")

        return expand(entry["pattern"])

    def places(self, sentence: Mapping) -> Iterator["Place"]:
        """Where the rules find expressions: the first rule that fits wins."""
        tokens = self.tokens(sentence["text"])
        for match in self.pattern.finditer(tokens.classes):
            yield Place(sentence, tokens, *match.span(), match.lastgroup)

    def _tokens(self, text: str) -> "Tokens":
        matches = list(LEXER.finditer(text))
        words = [match[0] for match in matches]
        single, phrases = self.single, self.phrases
        meanings = [
            single.get(word) or (NOTHING if match.lastgroup == "word" else _lexed(match, word))
            for match, word in zip(matches, words, strict=True)
        ]
        ends, joined, free = {}, [], 0
        for i, word in enumerate(words):
            if word in phrases and i >= free:
                for rest, meaning in phrases[word]:
                    free = i + 1 + len(rest)
                    if tuple(words[i + 1 : free]) == rest:
                        meanings[i] = meaning
                        ends[matches[i].start()] = matches[free - 1].end()
                        joined.append((i + 1, free))
                        break
                else:
                    free = i + 1
        for first, last in reversed(joined):
            del meanings[first:last], matches[first:last]
        return Tokens(matches, meanings, ends, "".join([self.letter[kind] for kind, _ in meanings]))


class Tokens:
    """The tokens of a sentence: made one by one only where an expression is found."""

    def __init__(self, matches: list[re.Match], meanings: list[Meaning], ends: dict[int, int], classes: str) -> None:
        self.matches, self.meanings, self.ends, self.classes = matches, meanings, ends, classes

    def __getitem__(self, part: slice) -> list[Token]:
        return [self._token(*pair) for pair in zip(self.matches[part], self.meanings[part], strict=True)]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Where the text of these tokens starts and ends."""
        last = self.matches[end - 1]
        return self.matches[first].start(), self.ends.get(last.start(), last.end())

    def _token(self, match: re.Match, meaning: Meaning) -> Token:
        start, end = match.span()
        end = self.ends.get(start, end)
        return Token(*meaning, start, end, match.string[start:end])


def _lexed(match: re.Match, word: str) -> Meaning:
    """Class and value of a token that is no word and that no term names."""
    kind = match.lastgroup
    if kind == "mark":
        return MARKS.get(word, "OTHER"), None
    if kind == "digits":
        return _number(word)
    if kind == "ZONE":
        return kind, _offset(word)
    if kind == "ORD":
        return kind, int(word[:-2])
    return kind, word[0].lower() if kind == "AMPM" else word


def _offset(word: str) -> str:
    """UTC+4, GMT -0430 -> +04:00, -04:30."""
    sign, figures = re.search(r"([+-])(\d[\d:]*)", word).groups()
    hours, minutes = (
        figures.split(":") if ":" in figures else (figures[:-2], figures[-2:]) if len(figures) > 2 else (figures, "00")
    )
    return f"{sign}{hours:0>2}:{minutes}"


def _number(word: str) -> Meaning:
    if not word.isdigit():
        return "NUM", float(word.replace(",", ""))
    value = int(word)
    if len(word) == 4:
        return ("YEAR" if 1000 <= value <= 2100 else "FOUR"), value
    return ("DAY" if 1 <= value <= 31 and len(word) < 3 else "NUM"), value


@lru_cache(maxsize=8)
def engine(codebook: Mapping) -> Engine:
    return Engine(codebook["times"])


class Place(NamedTuple):
    """Where an expression stands: its sentence, that sentence's tokens, the first one, the one after the last."""

    sentence: Mapping
    tokens: Tokens
    first: int
    end: int
    rule: str


def find(
    report: Mapping, sentences: Iterable[Mapping], published: str | None = None, *, codebook: Mapping
) -> list[dict]:
    """The time expressions of one report; the same spans whether or not `published` (an ISO day) is given.

    Without it, what is relative to it has an underspecified value (XXXX-WXX-1) and neither `earliest` nor `latest`.
    An expression relative to another (`a day earlier`) counts from the one before it in the report.
    """
    known = engine(codebook)
    places = [place for sentence in sentences for place in known.places(sentence)]
    readings = _readings(known, places, published)
    return [_row(report, place, reading) for place, reading in zip(places, readings, strict=True) if reading]


def anchor(rows: Iterable[Mapping], sentences: Iterable[Mapping], published: str, *, codebook: Mapping) -> list[dict]:
    """The rows that `find` gave for one report, as it gives them with `published`, without searching the text again."""
    known, rows = engine(codebook), list(rows)
    wanted = {row["sentence_id"] for row in rows}
    read = {row["sentence_id"]: (row, known.tokens(row["text"])) for row in sentences if row["sentence_id"] in wanted}
    places = [_place(row, *read[row["sentence_id"]]) for row in rows]
    readings = _readings(known, places, published)
    return [row | _meaning(reading) for row, reading in zip(rows, readings, strict=True) if reading]


def _place(row: Mapping, sentence: Mapping, tokens: Tokens) -> Place:
    start, end = row["start"] - sentence["start"], row["end"] - sentence["start"]
    inside = [i for i, match in enumerate(tokens.matches) if start <= match.start() < end]
    return Place(sentence, tokens, inside[0], inside[-1] + 1, row["rule"])


def _readings(known: Engine, places: Iterable[Place], published: str | None) -> Iterator[Reading | None]:
    """One reading a place, or None; each knows what the report spoke of before it."""
    day, spoken = day_of(published), Spoken()
    for _, tokens, first, end, rule in places:
        found = Found(tokens[first:end], tokens, first, end, day, spoken)
        reading = known.readings[rule](found)
        if reading:
            spoken = spoken.then(found, reading, rule)
        yield reading


def _meaning(reading: Reading) -> dict:
    return {
        "type": reading.type, "value": reading.value, "earliest": reading.earliest, "latest": reading.latest,
        "anchor": reading.anchor, "conflict": reading.conflict,
    }  # fmt: skip


def _row(report: Mapping, place: Place, reading: Reading) -> dict:
    start, end = place.tokens.span(place.first, place.end)
    text, offset = place.sentence["text"], place.sentence["start"]
    where = {
        "report_id": report["report_id"], "sentence_id": place.sentence["sentence_id"], "start": offset + start,
        "end": offset + end, "text": text[start:end],
    }  # fmt: skip
    return where | _meaning(reading) | {"rule": place.rule}
