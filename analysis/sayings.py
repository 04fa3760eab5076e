"""Sayings: what one report has of one thing said: a statement with what is nested in it, or the pieces of a quotation.

Two are alike if most of the content words of the shorter one are in the longer one: the containment of Broder (1997),
over words cut to their first letters, which serves as well as a stemmer (McNamee and Mayfield 2004).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from analysis import names
from analysis.codebook import Codebook
from analysis.streams import by_report

ALIKE, LEAST = 0.6, 3  # share of the shorter wording's content words that the longer one must have, and how many at least
ALIKE_ALONE = 0.75  # the same, within one report
ALIKE_BLIND, LEAST_BLIND = 0.75, 4  # the same, where the speaker or the day of one is unknown
NEWS_DAYS = 1  # what is known only to have been said by a day was said on it or on the eve
LONGEST = 31  # days; a longer interval dates nothing
STEM = 5  # letters
SUFFIX = re.compile(r"(?<=\w{3})(?:ings?|edly|ed|en|es|ly|s|e)$")
WORD = re.compile(r"[^\W\d]{1,4}(?:-\d+|[^\W\d]*)|\d+(?:[.,]\d+)*")  # a type of aircraft is a name, and no figure
APOSTROPHE = re.compile(r"(?<=\w)\s?['’](?=\w)")
CLOSING = re.compile(r"”|''|’(?!\w)")
OPENING = re.compile(r"“|``|‘")
FIRST_ACCENT = "\u0300"  # of those that combine with the letter before
SPOKES = "spokes"  # one who speaks for a body is of any body until it is named


# ---------------------------------------------------------------- words
def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes."""
    if "'" in text or "’" in text:
        text = APOSTROPHE.sub("", text)
    text = text.casefold()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", text)
    return "".join(char for char in text if char < FIRST_ACCENT or not unicodedata.combining(char))


@lru_cache(maxsize=8)
def common_words(codebook: Codebook) -> frozenset[str]:
    return frozenset(term for entry in codebook["common_words"] for term in entry["terms"])


def _stems(text: str, common: frozenset[str]) -> list[str]:
    return [_stem(word) for word in WORD.findall(fold(text)) if word not in common]


@lru_cache(maxsize=2**14)
def _stem(word: str) -> str:
    return word if word[-1].isdigit() else SUFFIX.sub("", word)[:STEM]


@lru_cache(maxsize=4096)
def _content(text: str, own: str | None, codebook: Codebook) -> frozenset[str]:
    """Stems of the content words. A party's names are one word (Turkish, Ankara); those of the speaker's own are none,
    as they become 'we' and 'our' in a quotation."""
    stems, done, common = [], 0, common_words(codebook)
    for start, end, named in names.parties(codebook).find(text):
        stems += _stems(text[done:start], common)
        if named is None:
            stems += _stems(text[start:end], common)
        elif named.party != own:
            stems.append(f"={named.party}")
        done = end
    return frozenset(stems + _stems(text[done:], common))


def is_quoted(row: Mapping) -> bool:
    """A direct statement, or a mixed one at least half of whose words are inside quotation marks."""
    if row["kind"] != "mixed":
        return row["kind"] == "direct"
    parts = CLOSING.sub('"', OPENING.sub('"', row["text"])).split('"')
    if len(parts) % 2 == 0 and not parts[-1].strip():
        parts.insert(0, "")  # the quotation began before the statement
    outside, inside = (sum(len(part.split()) for part in parts[first::2]) for first in (0, 1))
    return len(parts) == 1 or inside >= outside


# ---------------------------------------------------------------- who and when
@dataclass(frozen=True, eq=False)
class Voice:
    """Who speaks: the party, the words of a person's name, those of a body's name and those of an office. One object
    for each: see `_voice`."""

    party: str | None
    person: frozenset[str]
    body: frozenset[str]
    role: frozenset[str]
    spokes: bool

    def is_named(self) -> bool:
        return bool(self.person or self.body)

    def is_unknown(self) -> bool:
        return not (self.party or self.person or self.body)

    def fits(self, other: "Voice") -> bool:
        """Of one party, not two persons nor two bodies, and a person is of the other's body."""
        if self.person and other.person:
            return self.person <= other.person or other.person <= self.person
        if self.party != other.party:
            return False
        if self.body and other.body:
            return self.body <= other.body or other.body <= self.body
        return self._may_be_of(other) and other._may_be_of(self)

    def _may_be_of(self, other: "Voice") -> bool:
        return not self.person or not other.body or self.spokes or other.body <= self.role


def _voice(row: Mapping, codebook: Codebook) -> Voice:
    told = (row.get(column) or "" for column in ("institution", "speaker", "role"))
    return _voice_of(row.get("party"), *told, codebook)


@lru_cache(maxsize=2**16)
def _voice_of(party: str | None, body: str, speaker: str, role: str, codebook: Codebook) -> Voice:
    person = frozenset(WORD.findall(fold(speaker))) if speaker not in (party, body) else frozenset()
    return Voice(party, person, _content(body, party, codebook), _content(role, party, codebook), SPOKES in role.casefold())


def _window(row: Mapping) -> tuple[date, date] | None:
    """First and last day on which it can have been said; None if unknown."""
    return _window_of(row.get("said_earliest"), row.get("said_latest"))


@lru_cache(maxsize=4096)
def _window_of(*told: str | None) -> tuple[date, date] | None:
    first, last = (date.fromisoformat(day[:10]) if day else None for day in told)
    last = last or first
    first = first or last and last - timedelta(NEWS_DAYS)
    return (first, last) if last and (last - first).days <= LONGEST else None


def meet(ours: tuple[date, date] | None, theirs: tuple[date, date] | None) -> tuple[date, date] | None:
    """The days that two windows share; None if they share none or one is unknown."""
    if not ours or not theirs:
        return None
    first, last = max(ours[0], theirs[0]), min(ours[1], theirs[1])
    return (first, last) if first <= last else None


def specific(row: Mapping) -> tuple[bool, bool, int]:
    """A person is more specific than a body, a body than a party, a full name than a part of it."""
    speaker = row.get("speaker") or ""
    return bool(speaker) and speaker not in (row.get("institution"), row.get("party")), speaker != row.get("party"), len(speaker)


# ---------------------------------------------------------------- sayings
class Saying:
    """A statement with what is nested in it, or the pieces of one quotation. `rows` are those not inside another.

    `order` goes from the fullest to the shortest; of two alike, the quotation first, then the older report.
    """

    __slots__ = (
        "all_rows", "content", "order", "published", "quoted", "report_id", "rows", "text", "voice", "window"
    )  # fmt: skip

    def __init__(self, all_rows: list[Mapping], published: str, codebook: Codebook):
        rows = all_rows
        if rows[1:]:
            rows = [row for row in all_rows if not any(_inside(row, other) for other in all_rows)]
        self.all_rows, self.rows, self.published, self.report_id = all_rows, rows, published, rows[0]["report_id"]
        self.text = " ".join(row["text"] for row in rows)
        self.voice = _voice(max(rows, key=specific), codebook)
        self.window = _window(next((row for row in rows if row.get("said_earliest")), rows[0]))
        self.content = _content(self.text, self.voice.party, codebook)
        self.quoted = any(map(is_quoted, rows))
        self.order = -len(self.content), not self.quoted, published, self.report_id, rows[0]["start"]

    def likeness(self, other: "Saying") -> float:
        """Share of the shorter one's content words that the longer one has; 0 if that is too little, or figures differ."""
        shared, shorter = len(self.content & other.content), min(len(self.content), len(other.content))
        if not shorter:
            return 0.0
        alike, least = self._asked(other)
        same = self.content == other.content and least == LEAST and self.rows[0].get("act") == other.rows[0].get("act")
        if not same and (shared < least or shared / shorter < alike):
            return 0.0
        apart = _has_figure(self.content - other.content) and _has_figure(other.content - self.content)
        return 0.0 if apart else shared / shorter

    def _asked(self, other: "Saying") -> tuple[float, int]:
        """The share and number of words to ask for. A report seldom quotes a thing twice; it may sum up what it quotes."""
        alone = self.report_id == other.report_id
        if alone and self.quoted and other.quoted:
            return 1.0, LEAST
        if self.voice.is_unknown() or other.voice.is_unknown() or not (alone or self.window and other.window):
            return ALIKE_BLIND, LEAST_BLIND
        return (ALIKE_ALONE if alone else ALIKE), LEAST


def _has_figure(words: Iterable[str]) -> bool:
    return any(word[0].isdigit() for word in words)


def _inside(row: Mapping, other: Mapping) -> bool:
    return row is not other and other["start"] <= row["start"] and row["end"] <= other["end"]


def find(statements: Iterable[Mapping], published: Mapping[str, str], codebook: Codebook) -> Iterator[Saying]:
    """The statements of each report: those with one quotation_id together, and with the one that they are inside of if
    their speakers do not differ."""
    for report_id, rows in by_report(statements).items():
        groups: dict[str, list[Mapping]] = {}
        outer = None
        for row in sorted(rows, key=lambda row: (row["start"], -row["end"])):
            nested = outer and _inside(row, outer) and _voice(row, codebook).fits(_voice(outer, codebook))
            if nested and (not _window(row) or meet(_window(row), _window(outer))):
                groups[_quotation(outer)].append(row)
                continue
            outer = row if not outer or row["end"] > outer["end"] else outer
            groups.setdefault(_quotation(row), []).append(row)
        yield from (Saying(group, published[report_id], codebook) for group in groups.values())


def _quotation(row: Mapping) -> str:
    return row.get("quotation_id") or row["statement_id"]
