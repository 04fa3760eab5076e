"""A parsed report, and the small questions that its readers ask: where a word stands, what it lies in, who does it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from analysis import quotations
from analysis.codebook import Codebook
from analysis.quotations import Quotation
from analysis.words import Words, top

SUBJECT = ("nsubj", "nsubjpass")
FIRST_PERSON = frozenset("i we my our us me".split())
LONGEST_CHAIN = 6  # verbs, from a verb without a subject of its own up to the one whose subject it shares

Rows = Iterable[dict]
Span = tuple[int, int]  # characters of the report


class Report:
    """One report while it is read: its sentences in order, its quotations, and the codebook it is read with."""

    def __init__(
        self,
        report: dict,
        sentences: list[dict],
        docs: list,
        codebook: Codebook,
        *,
        actors: Rows = (),
        places: Rows = (),
        times: Rows = (),
    ):
        self.report_id, self.text, self.codebook = report["report_id"], report["text"], codebook
        self.quotations = quotations.find(sentences, self.text)
        self._quoted = {offset for q in self.quotations for offset in range(q.outer_start, q.outer_end)}
        tables = [by_sentence(rows) for rows in (actors, places, times)]
        self.sentences = [
            Sentence(self, number, row, doc, *(table.get(row["sentence_id"], []) for table in tables))
            for number, (row, doc) in enumerate(zip(sentences, docs, strict=True))
        ]

    def quoted(self, offset: int) -> bool:
        """Whether a character lies in a quotation or is one of its marks."""
        return offset in self._quoted

    def sentence_at(self, offset: int) -> "Sentence":
        """The sentence that holds a character; the first one if none does."""
        return next(iter(self.sentences_in(offset, offset + 1)), self.sentences[0])

    def sentences_in(self, start: int, end: int) -> list["Sentence"]:
        """The sentences with characters of this stretch, in order."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_left(self._starts, end)
        return [sentence for sentence in self.sentences[first:last] if start < sentence.row["end"]]

    def quotation_at(self, offset: int) -> Quotation | None:
        """The quotation with that character in its words."""
        before = bisect_right(self.quotations, offset, key=lambda quotation: quotation.start)
        return next((q for q in self.quotations[max(0, before - 1) : before] if offset < q.end), None)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.row["start"] for sentence in self.sentences]


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence with its parse and the rows that lie in it."""

    report: Report
    number: int
    row: dict
    doc: Words
    actors: list[dict]
    places: list[dict]
    times: list[dict]

    def offset(self, token) -> int:
        """Where a token starts in the report."""
        return self.row["start"] + token.idx

    def span(self, first, last) -> Span:
        """Characters of the report from one token to another, both included."""
        return self.row["start"] + first.idx, self.row["start"] + last.end

    def quoted(self, token) -> bool:
        return self.report.quoted(self.offset(token))

    def starting(self, start: int, end: int) -> list:
        """The tokens that start in these characters of the report."""
        return self.doc.starting(start - self.row["start"], end - self.row["start"])

    @cached_property
    def unquoted(self) -> frozenset[int]:
        """Places of the tokens outside quotations."""
        return frozenset(token.i for token in self.doc if not self.quoted(token))

    def actor(self, token) -> dict | None:
        """The smallest mention that holds the first character of a token."""
        offset = self.offset(token)
        holding = [row for row in self.actors if row["start"] <= offset < row["end"]]
        return min(holding, key=lambda row: row["end"] - row["start"], default=None)

    def tells_time(self, phrase) -> bool:
        """Whether there is a time expression in the phrase that a token heads, from that token on."""
        start, end = self.span(phrase, phrase.right_edge)
        return any(start <= row["start"] and row["end"] <= end for row in self.times)

    def head(self, row: dict):
        """The token that heads the words of a row."""
        base = self.row["start"]
        return top(self.doc.covering(row["start"] - base, row["end"] - base))


def by_sentence(rows: Rows) -> dict[str, list[dict]]:
    """The rows of each sentence, by its id."""
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["sentence_id"]].append(row)
    return grouped


def subject(verb):
    """The subject of a verb: its own, or the one it shares with the verb it is joined to or depends on; else None."""
    for _ in range(LONGEST_CHAIN):
        for child in verb.children:
            if child.dep_ in (*SUBJECT, "csubj"):
                return child
        if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp") and verb.head != verb:
            if verb.dep_ == "xcomp" and (given := [c for c in verb.head.children if c.dep_ == "dobj"]):
                return given[0]
            verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else verb.head.head
        elif verb.dep_ == "prep" or verb.pos_ == "ADP":
            verb = verb.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head
        else:
            return None
    return None


def antecedent(token):
    """The noun that a relative pronoun stands for; any other word stands for itself."""
    if token.tag_ in ("WDT", "WP") and token.head.dep_ == "relcl":
        return token.head.head
    return token
