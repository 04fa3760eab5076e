"""Finding words in a text: many terms in exact case, by a dictionary; and patterns in any case.

Terms are looked up by their first word, longest term first, whole words only.
"""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from re._constants import BRANCH, LITERAL, MAX_REPEAT, SUBPATTERN
from re._parser import parse
from typing import Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

Meaning = TypeVar("Meaning")
WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)  # a sentence is searched for parties, then for outlets, then for roles
def _words(text: str) -> list[tuple[int, str]]:
    """Every word with where it starts."""
    return [(word.start(), word[0]) for word in WORD.finditer(text)]


def _cut(text: str, at: int) -> bool:
    """Whether a word goes on there."""
    return text[at - 1].isalnum() and text[at : at + 1].isalnum()


class Terms(Generic[Meaning]):
    """Terms with what they mean; time to search grows with the text, hardly with the number of terms."""

    def __init__(self, terms: Iterable[tuple[str, Meaning]]):
        self._by_word: dict[str, list[tuple[str, int, Meaning]]] = {}  # each with the place of its first word in it
        for term, meaning in terms:
            if first := WORD.search(term):
                self._by_word.setdefault(first[0], []).append((term, first.start(), meaning))
        for candidates in self._by_word.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))
        self.find = lru_cache(maxsize=256)(self._find)  # a sentence is searched for outlets at each statement in it

    def _find(self, text: str) -> list[tuple[int, int, Meaning]]:
        """Start, end and meaning of every term found, in order, none overlapping."""
        found, position, by_word = [], 0, self._by_word
        for at, word in [known for known in _words(text) if known[1] in by_word]:
            for term, before, meaning in by_word[word]:
                start = at - before
                if start >= position and text.startswith(term, start) and not _cut(text, start + len(term)):
                    position = start + len(term)
                    found.append((start, position, meaning))
                    break
        return found


# ---------------------------------------------------------------- patterns
MOST = 100  # words that are looked for
RARER = 4.0  # so much rarer is a string with each letter more, about
ODD = "İıſ"  # taken for an i or an s where case is ignored, though their lower case is none


class Needed:
    """Strings in lower case of which a text must have one, in any case; where there are none, any text will do."""

    def __init__(self, words: Set[str]):
        self.needed = [word for word in words if not any(other in word for other in words - {word})]

    @classmethod
    def by(cls, patterns: Iterable["AnyCase"]) -> "Needed":
        """What a text must have one of where one of several patterns is to be found."""
        asked = [set(pattern.needed) for pattern in patterns]
        return cls(set().union(*asked) if all(asked) else set())

    def can_be_in(self, text: str) -> bool:
        if not self.needed or not text.isascii() and any(map(text.__contains__, ODD)):
            return True
        text = text.lower()
        for word in self.needed:
            if word in text:
                return True
        return False

    def can_be_in_each(self, texts: pa.ChunkedArray) -> pa.ChunkedArray:
        """The same of a column of texts; null where there is none."""
        words = "|".join(map(re.escape, self.needed))
        return pc.match_substring_regex(texts, f"(?i:{words})|[{ODD}]")


class AnyCase(Needed):
    """A pattern in any case, searched only where a word stands that it cannot do without.

    Most patterns find nothing in most texts, and to see that a word is missing takes a tenth of the time.
    """

    def __init__(self, pattern: str):
        self.pattern, words = _compiled(pattern)
        super().__init__(words)

    def search(self, text: str) -> re.Match | None:
        return self.pattern.search(text) if self.can_be_in(text) else None

    def finditer(self, text: str) -> Iterator[re.Match]:
        return self.pattern.finditer(text) if self.can_be_in(text) else iter(())


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> tuple[re.Pattern, frozenset[str]]:
    return re.compile(pattern, re.IGNORECASE), _needed(parse(pattern, re.IGNORECASE))


def _needed(parsed: Iterable[tuple]) -> frozenset[str]:
    """Strings in lower case of which every text that fits has one; of all such sets the one that fewest texts meet."""
    sets, run = [], ""
    for op, given in [*parsed, (None, None)]:
        letter = chr(given).lower() if op is LITERAL else ""
        if letter and (letter.isascii() or not letter.isalpha()):
            run += letter
            continue
        sets, run = [*sets, frozenset([run])] if run else sets, ""
        if op is SUBPATTERN:
            sets.append(_needed(given[-1]))
        elif op is MAX_REPEAT and given[0]:
            sets.append(_needed(given[-1]))
        elif op is BRANCH:
            ways = [_needed(way) for way in given[1]]
            sets.append(frozenset().union(*ways) if all(ways) else frozenset())
    few = (words for words in sets if 0 < len(words) <= MOST)
    return min(few, key=lambda words: sum(RARER ** -len(word.strip()) for word in words), default=frozenset())
