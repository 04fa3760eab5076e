"""Cues: the words of a sentence that report what somebody said, thought or showed.

The vocabulary is codebooks/cues.yaml. A word of it reports unless it is negated, only possible, or told of nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.clauses import child, verbal
from analysis.codebook import Codebook
from analysis.parsed import SUBJECT, Report, Sentence

# "did not say", "could say", "will announce"
NOT_SAID = frozenset("not n't never may might could should must will would 'll 'd".split())
HOLDING_BACK = frozenset("decline refuse fail avoid stop refrain".split())
NOBODY = frozenset("no nobody none neither".split())
# A colon before a quotation and a dash before the name behind it report as a word does.
COLON = {"code": "colon", "act": "assert", "frames": ["direct"]}
SIGNATURE = {"code": "signature", "act": "assert", "frames": ["direct"]}
MARKS = (COLON, SIGNATURE)
# So does a colon behind a name at the start of a line: 'Doe: We will stay', in headlines and transcripts.
LABEL = {"code": "label before a colon", "act": "assert", "frames": []}
LONGEST_LABEL = 6  # words
MARGIN = 3  # characters: a mark and a blank may stand before the name
# Kinds of actors; a country before a colon is a heading.
LABELS = ("person", "role", "institution", "outlet", "document")
QUOTES = ('"', "'", "''", "``")


@dataclass(frozen=True)
class Cue:
    """A reporting word in a sentence, with its entry and its characters in the report."""

    sentence: Sentence
    token: object
    entry: dict
    start: int
    end: int
    noun: object | None = None  # that the verb brings with it: "issued a sharp warning"

    @property
    def frames(self) -> list[str]:
        return self.entry["frames"]

    @property
    def quoted(self) -> bool:
        return self.sentence.report.quoted(self.start)


@dataclass(frozen=True)
class Vocabulary:
    """The entries of codebooks/cues.yaml by lemma."""

    words: dict[str, list[dict]]
    phrasal: dict[str, list[tuple[str, dict]]]  # verb -> particle and entry
    nouns: dict[str, dict]  # that introduce quotations
    contents: dict[str, dict]  # nouns with what is said or thought behind them

    def entries(self, token) -> Sequence[dict]:
        """What a word can report as: with its particle if that makes it another word, else alone."""
        lemma = token.lemma_.casefold()
        if lemma in self.phrasal:
            after = {kid.lower_ for kid in token.children if kid.dep_ in ("prt", "prep", "dobj")}
            if phrasal := [entry for particle, entry in self.phrasal[lemma] if particle in after]:
                return phrasal
        return self.words.get(lemma) or self.words.get(token.lower_, ())


@lru_cache(maxsize=8)
def vocabulary(codebook: Codebook) -> Vocabulary:
    known = Vocabulary({}, {}, {}, {})
    for entry in codebook["cues"]:
        for term in entry["terms"]:
            verb, _, particle = term.partition(" ")
            if "noun" in entry["frames"]:
                known.nouns[term] = entry
            elif "that_noun" in entry["frames"]:
                known.contents[term] = entry
            elif particle:
                known.phrasal.setdefault(verb, []).append((particle, entry))
            else:
                known.words.setdefault(verb, []).append(entry)
    return known


@lru_cache(maxsize=8)
def lemmas(codebook: Codebook) -> frozenset[str]:
    """The first words of all terms: who does one of these is somebody."""
    return frozenset(term.split()[0] for entry in codebook["cues"] for term in entry["terms"] if "that_noun" not in entry["frames"])


def find(sentence: Sentence) -> Iterator[Cue]:
    """The reporting words of a sentence, in order; a word with two meanings comes twice."""
    known = vocabulary(sentence.report.codebook)
    for token in sentence.doc:
        if token.is_punct:
            yield from _mark(sentence, token)
            continue
        entries = [_as_negated(token, entry) for entry in known.entries(token)]
        for entry in entries:
            if _reports(token, entry):
                yield _cue(sentence, token, entry)
        if token.pos_ == "NOUN" and (entry := known.contents.get(token.lemma_)) and not _none_of(token):
            yield _cue(sentence, token, entry)
        noun = known.nouns.get(token.lemma_) if token.dep_ == "dobj" else None
        if noun and not entries and token.head.pos_ == "VERB":
            yield _cue(sentence, token.head, noun, token)


def _mark(sentence: Sentence, token) -> Iterator[Cue]:
    """A colon or dash that does the work of a reporting word."""
    if token.text == ":" and token.i + 1 < len(sentence.doc) and token.nbor(1).text in QUOTES:
        yield _cue(sentence, token, COLON)
    elif token.text == ":" and labelled(sentence, token) is not None:
        yield _cue(sentence, token, LABEL)
    elif _signs(token):
        yield _cue(sentence, token, SIGNATURE)


def labelled(sentence: Sentence, colon):
    """The head of the name that opens a line before a colon; None if there is more than a name."""
    report, start = sentence.report, sentence.row["start"]
    before = report.text[max(0, start - MARGIN) : start].rstrip(" \"'“‘")
    if before[-1:] not in ("", "\n") or colon.i + 1 >= len(colon.doc):
        return None
    name = [token for token in colon.doc[: colon.i] if not token.is_punct]
    if not 0 < len(name) <= LONGEST_LABEL or any(verbal(token) for token in name):
        return None
    row = sentence.actor(name[-1])
    if not row:  # 'Doe: ...' above the text that names Jane Doe
        return name[-1] if name[-1].text in _surnames(report) else None
    return name[-1] if row["kind"] in LABELS and row["start"] <= sentence.offset(name[0]) else None


@lru_cache(maxsize=1)
def _surnames(report: Report) -> frozenset[str]:
    """The last words of the persons' names in a report."""
    people = (row["text"] for sentence in report.sentences for row in sentence.actors if row["kind"] == "person")
    return frozenset(text.split()[-1] for text in people)


def _signs(token) -> bool:
    """A dash between a quotation and a name that ends the line: '"It is over." - Jane Doe'"""
    if token.text not in ("―", "—", "–", "--", "-") or token.i + 1 >= len(token.doc):
        return False
    before = token.doc[token.i - 1].text if token.i else '"'  # a dash that opens the sentence stands behind the mark
    last = token.doc[-1]
    names = [t for t in token.doc[token.i + 1 :] if not t.is_punct]
    return before in ('"', "'") and 0 < len(names) <= 5 and all(t.text[0].isupper() for t in names) and last.i - token.i <= 8


def _cue(sentence: Sentence, token, entry: dict, noun=None) -> Cue:
    last = token if noun is None else noun
    return Cue(sentence, token, entry, *sentence.span(token, last), noun)


def _as_negated(token, entry: dict) -> dict:
    """'did not rule out that ...' says something else than 'ruled out'."""
    return entry | entry["negated"] if "negated" in entry and child(token, "neg") else entry


def _reports(token, entry: dict) -> bool:
    """Whether a word that can report does: an adverb does, a phrase before "to", a verb if something has been said."""
    if "adverb" in entry["frames"]:
        return token.pos_ == "ADV"
    if "phrase" in entry["frames"]:
        return any(kid.lower_ == "to" for kid in token.children)
    unsaid = _unsaid(token) and not ("negated" in entry and child(token, "neg"))
    return verbal(token) and not (unsaid or _by_nobody(token) or _supposed(token) or _bare_participle(token))


def _none_of(noun) -> bool:
    return any(kid.dep_ == "det" and kid.lower_ in NOBODY for kid in noun.children)


def _unsaid(verb) -> bool:
    return any(kid.dep_ in ("neg", "aux") and kid.lower_ in NOT_SAID for kid in verb.children) or _held_back(verb)


def _held_back(verb) -> bool:
    """'has yet to say', 'declined to say', 'stopped short of saying', 'without saying'"""
    above = verb.head
    if verb.dep_ == "pcomp":
        return above.lower_ == "without" or above.head.lower_ == "short"
    return verb.dep_ == "xcomp" and (above.lemma_ in HOLDING_BACK or any(kid.lower_ == "yet" for kid in above.children))


def _by_nobody(verb) -> bool:
    subjects = [kid for kid in verb.children if kid.dep_ in SUBJECT]
    return any(word.lower_ in NOBODY for who in subjects for word in (who, *who.children))


def _supposed(verb) -> bool:
    return any(kid.dep_ == "mark" and kid.lower_ == "if" for kid in verb.children)


def _bare_participle(verb) -> bool:
    """'Asked about it, ...', 'a plan announced in May', 'so-called': nobody speaks, unless 'by ...' says who."""
    return verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl", "amod") and not child(verb, "aux", "auxpass", "agent")
