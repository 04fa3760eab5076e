"""The words of a parsed sentence as plain objects: the readers walk a parse many times, and a step costs an attribute.

Attributes are named as spaCy names those of its tokens; `language.parse` makes the words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import count, repeat
from operator import attrgetter
from typing import NamedTuple

PLACE = attrgetter("i")


class Form(NamedTuple):
    """What a word of one tag and dependency is wherever it stands."""

    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    is_punct: bool
    is_space: bool
    like_num: bool


class Word:
    """A word of a sentence: its characters there, its form, what it hangs on, and what hangs on it, from left to right."""

    __slots__ = (
        "doc", "i", "idx", "end", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "is_punct", "is_space",
        "like_num", "head", "children", "left_edge", "right_edge",
    )  # fmt: skip

    def __init__(self, doc: "Words", i: int, idx: int, form: Form):
        self.doc, self.i, self.idx = doc, i, idx
        (
            self.text, self.lower_, self.lemma_, self.pos_, self.tag_, self.dep_,
            self.is_punct, self.is_space, self.like_num,
        ) = form  # fmt: skip
        self.end = idx + len(self.text)
        self.head = self.left_edge = self.right_edge = self
        self.children: list[Word] = []

    def __repr__(self) -> str:
        return self.text

    def nbor(self, by: int = 1) -> "Word":
        return self.doc[self.i + by]

    @property
    def ancestors(self) -> "Iterator[Word]":
        word = self
        while word.head is not word:
            word = word.head
            yield word

    def is_ancestor(self, other: "Word") -> bool:
        return self in other.ancestors

    @property
    def subtree(self) -> "list[Word]":
        """The word and all below it, each between what hangs on it from the left and from the right."""
        words, todo, opened = [], [self], set()
        while todo:
            word = todo.pop()
            if not word.children or word in opened:
                words.append(word)
            else:
                opened.add(word)
                middle = bisect_left(word.children, word.i, key=PLACE)
                todo += reversed([*word.children[:middle], word, *word.children[middle:]])
        return words

    @property
    def conjuncts(self) -> "list[Word]":
        """What is coordinated with it, all of the row but itself."""
        first = self
        while first.dep_ == "conj":
            first = first.head
        row = [first]
        for word in row:
            row += [kid for kid in word.children if kid.dep_ == "conj" and kid.i > word.i]
        return [word for word in row if word is not self]


class Words(list[Word]):
    """The words of one sentence, joined by what they hang on, and its text."""

    def __init__(self, text: str, starts: list[int], forms: list[Form], heads: list[int]):
        super().__init__(map(Word, repeat(self), count(), starts, forms))
        self.text = text
        for word, head in zip(self, heads, strict=True):
            if head != word.i:
                word.head = self[head]
                word.head.children.append(word)
        for word in self:  # the first to come to a word from below is its leftmost
            up = word.head
            while up.left_edge.i > word.i:
                up.left_edge, up = word, up.head
        for word in reversed(self):
            up = word.head
            while up.right_edge.i < word.i:
                up.right_edge, up = word, up.head

    @cached_property
    def _starts(self) -> list[int]:
        return [word.idx for word in self]

    @cached_property
    def _ends(self) -> list[int]:
        return [word.end for word in self]

    def starting(self, start: int, end: int) -> list[Word]:
        """The words that start in these characters."""
        return self[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def covering(self, start: int, end: int) -> list[Word]:
        """The words that have one of these characters."""
        return self[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def top(words: list[Word]) -> Word:
    """The word nearest to the root of the sentence, the first of equals."""
    return min(words, key=lambda word: sum(1 for _ in word.ancestors))
