"""Finding many terms in a text: a dictionary by first word, longest term first, whole words only, exact case."""

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")
WORD = re.compile(r"\w+")


class Terms(Generic[Meaning]):
    """Terms with what they mean; time to search grows with the text, hardly with the number of terms."""

    def __init__(self, terms: Iterable[tuple[str, Meaning]]):
        self._by_word: dict[str, list[tuple[str, int, Meaning]]] = {}  # each with the place of its first word in it
        for term, meaning in terms:
            if first := WORD.search(term):
                self._by_word.setdefault(first[0], []).append((term, first.start(), meaning))
        for candidates in self._by_word.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def find(self, text: str) -> list[tuple[int, int, Meaning]]:
        """Start, end and meaning of every term found, in order, none overlapping."""
        found, position = [], 0
        for word in WORD.finditer(text):
            if word.start() < position or word[0] not in self._by_word:
                continue
            for term, before, meaning in self._by_word[word[0]]:
                start = word.start() - before
                end = start + len(term)
                cut = term[-1].isalnum() and text[end : end + 1].isalnum()
                if start >= position and text.startswith(term, start) and not cut:
                    found.append((start, end, meaning))
                    position = end
                    break
        return found
