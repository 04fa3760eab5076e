"""Quotation marks: where quoted words start and end, and which quotations go on over paragraphs.

Outlets mix straight and curly marks, forget to close, and open again at the next paragraph. The state machine treats
all double marks alike: a mark after white space or an opening bracket and before a word opens; an opening mark inside
an open quotation closes the first; a quotation still open at the end of its paragraph closes there and may go on in
the next one, if that starts with an opening mark. Single marks count only around several words, never as apostrophes.
"""

import re
from dataclasses import dataclass

DOUBLE = re.compile(r"[\"“”„«»]|``|''")
# A single mark opens before a word that follows white space. It closes behind punctuation, else before a blank or a mark;
# inside a word, or behind an s that more words follow, it is an apostrophe.
OPENING = re.compile(r"[‘'](?=\w)(?:(?<=[\s(—–:].)|(?<=^.))")  # the mark first: few places have one
CLOSING = re.compile(r"(?<=[,.?!…])[’'](?!\w)|(?<=\w)[’'](?=[\s,.;:)?!—–]|$)")
LONGEST_SINGLE = 600


@dataclass(frozen=True)
class Quotation:
    """Quoted words: [start, end) without their marks, [outer_start, outer_end) with them."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    goes_on: bool = False  # from the paragraph before


def find(sentences: list[dict], text: str) -> list[Quotation]:
    """The quotations of a report, in order, paragraph by paragraph."""
    found: list[Quotation] = []
    unclosed = False
    for number, (start, end) in _paragraphs(sentences).items():
        here, left_open = _in_paragraph(text, start, end, number, unclosed)
        found += here or _single(text, start, end, number)
        unclosed = left_open
    return found


def _paragraphs(sentences: list[dict]) -> dict[int, tuple[int, int]]:
    bounds: dict[int, tuple[int, int]] = {}
    for row in sentences:
        start, _ = bounds.get(row["paragraph"], (row["start"], 0))
        bounds[row["paragraph"]] = start, row["end"]
    return bounds


def _in_paragraph(text: str, start: int, end: int, number: int, unclosed: bool) -> tuple[list[Quotation], bool]:
    found: list[Quotation] = []
    opened: tuple[int, int] | None = None
    for mark in DOUBLE.finditer(text, start, end):
        opens = _opens(text, mark, start, end)
        if opened and (not opens or mark.start() > opened[1]):
            found.append(_quotation(text, *opened, mark.start(), mark.start() if opens else mark.end(), number, unclosed and not found))
            opened = None
        if opens:
            opened = mark.start(), mark.end()
    if opened and end - opened[1] > 1:
        found.append(_quotation(text, *opened, end, end, number, unclosed and not found))
        return found, True
    return found, False


def _opens(text: str, mark: re.Match, start: int, end: int) -> bool:
    if mark[0] in "“„«" or mark[0] == "``":
        return True
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    return mark.start() == start or (before.isspace() or before in "([—–-:") and not after.isspace()


def _quotation(text: str, outer: int, start: int, end: int, outer_end: int, number: int, goes_on: bool) -> Quotation:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end -= len(inner) - len(inner.rstrip())
    return Quotation(start, max(start, end), outer, outer_end, number, goes_on and not text[:outer].rpartition("\n")[2].strip())


def _single(text: str, start: int, end: int, number: int) -> list[Quotation]:
    """Quotations in single marks: of several words, and closed in their paragraph."""
    found, position = [], start
    while opening := OPENING.search(text, position, end):
        position = opening.end()
        closing = _closing(text, opening.end(), min(end, opening.end() + LONGEST_SINGLE))
        if closing and " " in text[opening.end() : closing.start()]:
            found.append(Quotation(opening.end(), closing.start(), opening.start(), closing.end(), number))
            position = closing.end()
    return found


def _closing(text: str, start: int, end: int) -> re.Match | None:
    """The first mark that closes: behind punctuation at best, never a plural's apostrophe if such a one follows."""
    after = OPENING.search(text, start, end)
    marks = list(CLOSING.finditer(text, start, after.start() if after else end))
    sure = next((mark for mark in marks if text[mark.start() - 1] in ",.?!…"), None)
    plain = next((mark for mark in marks if text[mark.start() - 1] != "s"), None)
    first = marks[0] if marks else None
    return min((mark for mark in (sure, plain) if mark), key=lambda mark: mark.start(), default=first)
