"""Direct speech: quotations, given to the statements that hold them or to the reporting words beside them.

A quotation inside a reported clause makes that statement mixed or direct. Any other goes to the reporting word before
or behind it, else to the speaker of the quotation before it, else to nobody.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter

from analysis import speakers
from analysis.clauses import verbal
from analysis.cues import COLON, MARKS, SIGNATURE, Cue
from analysis.indirect import Content
from analysis.parsed import Report, Span
from analysis.quotations import Quotation

GOES_ON = "the quotation before goes on"
UNATTRIBUTED = "no reporting word"
LONGEST_GAP = 160  # characters between a quotation and its reporting word
FRAGMENT = 3  # words of a quotation without a verb that tells nothing alone
SHORTEST = 4  # a quotation of more words stands without a reporting word; shorter ones are names and scare quotes
MARGIN = 4  # characters between a quotation and the sentence of its reporting word: marks, blanks, a new paragraph
OVER = re.compile(r"[.?!][\"'”’)]{0,2}\s*$")  # a sentence ends here
DOUBLE_MARKS = '"“”'


def join(found: list[Content], cues: list[Cue], report: Report) -> list[Content]:
    """The contents found, those with quotations in them as mixed or direct speech, and the quotations beside them."""
    statements, alone = list(found), []
    later, open_ = sorted(range(len(found)), key=lambda n: -found[n].start), []
    for quotation in (q for q in report.quotations if q.start < q.end):
        while later and statements[later[-1]].start <= quotation.start:
            open_.append(later.pop())
        open_ = [n for n in open_ if quotation.start < statements[n].end]
        holding = sorted(n for n in open_ if _holds(statements[n], quotation, report))
        for n in holding:
            statements[n] = _with_quotation(statements[n], quotation, report)
        if not holding and not _is_title(quotation, report):
            alone.append(quotation)
    outside = [cue for cue in cues if "direct" in cue.frames and not cue.quoted]
    return statements + _attributed(alone, outside, statements, report)


def _holds(content: Content, quotation: Quotation, report: Report) -> bool:
    """Whether a clause reported outside quotation marks has the quotation in it, other than behind a colon."""
    if not content.start <= quotation.start < content.end or content.cue.quoted:
        return False
    before = report.text[content.start : max(content.start, quotation.outer_start)]
    return not before.rstrip().endswith(":")


def _with_quotation(content: Content, quotation: Quotation, report: Report) -> Content:
    """Direct speech if the quotation is all there is, else mixed."""
    start, end = min(content.start, quotation.start), max(content.end, quotation.outer_end)
    if quotation.start - start <= 1 and end - quotation.end <= 2 and _has_verb(quotation, report):
        return replace(content, start=quotation.start, end=quotation.end, kind="direct")
    return replace(content, start=start, end=end, kind="mixed")


def _is_title(quotation: Quotation, report: Report) -> bool:
    """The name of a programme or a work: capitals on all its words, and no verb."""
    words = report.text[quotation.start : quotation.end].split()
    if len(words) < 2 or "!" in words[0] or not all(word[0].isupper() or len(word) <= 3 for word in words):
        return False
    return report.sentence_at(quotation.start).row["part"] == "body" and not _has_verb(quotation, report)


def _has_verb(quotation: Quotation, report: Report) -> bool:
    return any(
        verbal(token)
        for sentence in report.sentences_in(quotation.start, quotation.end)
        for token in sentence.starting(quotation.start, quotation.end)
    )


def _attributed(alone: list[Quotation], cues: list[Cue], statements: list[Content], report: Report) -> list[Content]:
    """The quotations in order; those that wait for a speaker share the next reporting word of their paragraph."""
    found: list[Content] = []
    waiting: list[Quotation] = []
    ended = _Ended(content for content in statements if content.kind != "indirect")
    for quotation in alone:
        ended.add(found)
        cue, earlier = _cue_beside(quotation, cues, report), ended.before(quotation)
        if cue and not (earlier and _resumes(quotation, cue, earlier, report)):
            near = [piece for piece in (*waiting, quotation) if piece.paragraph == quotation.paragraph]
            far = [piece for piece in waiting if piece not in near]
            found += _unattributed(far, report) + _given_to(cue, near, earlier, report)
            waiting = []
        elif earlier and _goes_on(quotation, earlier, report):
            found.append(replace(earlier, start=quotation.start, end=quotation.end, kind="direct", rule=GOES_ON,
                                 quotation_id=earlier.quotation_id or _id(earlier, report)))  # fmt: skip
        else:
            waiting.append(quotation)
    return found + _unattributed(waiting, report)


def _given_to(cue: Cue, pieces: list[Quotation], earlier: Content | None, report: Report) -> list[Content]:
    """The pieces of a quotation with their reporting word; one that it interrupts keeps its name."""
    source, relay = speakers.of(cue)
    name = earlier.quotation_id if earlier is not None and earlier.cue == cue else _id(pieces[-1], report)
    whole = Content(0, 0, cue, source, relay, "direct", cue.entry["code"], name)
    stretches = ((piece, _stretch(piece, cue, report)) for piece in pieces)
    return [
        replace(whole, start=start, end=end, kind="direct" if start == piece.start else "mixed")
        for piece, (start, end) in stretches
        if start < end
    ]


def _stretch(piece: Quotation, cue: Cue, report: Report) -> Span:
    """The words of a quotation; those of a fragment ('called the law "outrageous"') with what stands before it.

    Empty for a fragment away from its reporting word: a name, or a word the writer will not answer for.
    """
    text, behind = report.text, cue.end <= piece.start
    fragment = len(text[piece.start : piece.end].split()) <= FRAGMENT and not _has_verb(piece, report)
    between = text[cue.end : piece.outer_start] if behind else text[piece.outer_end : cue.start]
    broken = not behind and _closes_with_comma(piece, report)  # '"The greed," the mayor said. "The noise."'
    if not fragment or broken or len(between.split()) <= 1 or cue.entry in MARKS:
        return piece.start, piece.end
    if cue.noun or not behind or re.search(r"[,;:(—–]|--", between):
        return piece.start, piece.start
    return piece.outer_start - len(re.sub(r"^\s+(?:that\s+)?", "", between)), piece.end


def _unattributed(pieces: list[Quotation], report: Report) -> list[Content]:
    """Quotations of some length whose speaker is not told."""
    long = (piece for piece in pieces if len(report.text[piece.start : piece.end].split()) > SHORTEST)
    long = (piece for piece in long if _has_verb(piece, report))
    return [Content(piece.start, piece.end, kind="direct", rule=UNATTRIBUTED) for piece in long]


def _id(piece: Quotation | Content, report: Report) -> str:
    return f"{report.report_id}:{piece.start}"


class _Ended:
    """Quotations and quoting statements by their ends, to find which ends last before a quotation."""

    def __init__(self, quoting: Iterable[Content]):
        self.known = sorted(((c.end, (0, -n), c) for n, c in enumerate(quoting) if c.cue), key=itemgetter(0, 1))
        self.added = 0

    def add(self, found: list[Content]) -> None:
        """What was found since."""
        for number, content in enumerate(found[self.added :], self.added):
            if content.cue:
                insort(self.known, (content.end, (1, -number), content), key=itemgetter(0, 1))
        self.added = len(found)

    def before(self, quotation: Quotation) -> Content | None:
        """Of several that end there the one that was found first."""
        after = bisect_right(self.known, quotation.outer_start, key=itemgetter(0))
        return self.known[after - 1][2] if after else None


def _resumes(quotation: Quotation, cue: Cue, earlier: Content, report: Report) -> bool:
    """'"...," the mayor said, adding that it rained. "..."': the sentence is over, the quotation goes on."""
    between = report.text[cue.end : quotation.outer_start] if cue.end <= quotation.start else ""
    told = cue != earlier.cue and earlier.kind == "direct" and earlier.end > cue.sentence.row["start"]
    return told and bool(OVER.search(between)) and _goes_on(quotation, earlier, report)


def _goes_on(quotation: Quotation, earlier: Content, report: Report) -> bool:
    """A quotation without a reporting word of its own goes on with the speaker of the one before it."""
    if quotation.goes_on:
        return True
    if quotation.outer_start - earlier.end >= LONGEST_GAP * 2:
        return False
    between = report.text[earlier.end : quotation.outer_start]
    if between.strip() and not OVER.search(between):
        return False
    if "\n" not in between.strip():
        return True
    line = report.text.rfind("\n", 0, quotation.outer_start) + 1
    own_paragraph = not report.text[line : quotation.outer_start].strip(" •*-–—")
    return own_paragraph and len(between) < LONGEST_GAP


# ----------------------------------------------------------------------------------------- the reporting word beside


def _cue_beside(quotation: Quotation, cues: list[Cue], report: Report) -> Cue | None:
    """The reporting word of a quotation: before it after a colon or comma, else behind it, else before it."""
    near = [cue for cue in _around(quotation, cues) if _is_beside(quotation, cue, report)]
    if signed := [cue for cue in near if cue.entry is SIGNATURE and cue.start >= quotation.end]:
        return signed[0]
    before = [cue for cue in near if cue.start < quotation.start]
    behind = [cue for cue in near if cue.start >= quotation.end]
    lead = report.text[max(0, quotation.outer_start - 3) : quotation.outer_start].rstrip()[-1:]
    introduced = lead in (":", ",", "") or before and quotation.outer_start - before[-1].end <= 6
    if before and (not behind or introduced and not (lead in (",", ":") and _closes_with_comma(quotation, report))):
        # the last reporting word; a bare colon only where there is none
        return max(before, key=lambda cue: (cue.entry is not COLON, cue.end, cue.noun is None))
    return min(behind, key=lambda cue: cue.start, default=None)


def _around(quotation: Quotation, cues: list[Cue]) -> list[Cue]:
    """The reporting words of the sentences that hold or touch a quotation."""
    first = bisect_left(cues, quotation.outer_start - MARGIN, key=lambda cue: cue.sentence.row["end"])
    last = bisect_right(cues, quotation.outer_end + MARGIN, key=lambda cue: cue.sentence.row["start"])
    return cues[first:last]


def _is_beside(quotation: Quotation, cue: Cue, report: Report) -> bool:
    """In the same sentence, near, and no other quotation between; or a colon at the end of the paragraph before."""
    sentence = cue.sentence.row
    if cue.start < quotation.start:
        gap, edge = report.text[cue.end : quotation.outer_start], quotation.outer_start
        if gap.endswith("\n") and sentence["text"].endswith(":") and edge - sentence["end"] <= MARGIN:
            return True
        touching = sentence["start"] <= edge <= sentence["end"] + 2
    else:
        gap, edge = report.text[quotation.outer_end : cue.start], quotation.outer_end
        touching = sentence["start"] - 2 <= edge <= sentence["end"]
    return touching and len(gap) <= LONGEST_GAP and "\n" not in gap and not any(mark in gap for mark in DOUBLE_MARKS)


def _closes_with_comma(quotation: Quotation, report: Report) -> bool:
    at = quotation.end
    return report.text[at - 1] == "," or report.text[at - 1 : at + 2].strip("\"”’' ")[:1] == ","
