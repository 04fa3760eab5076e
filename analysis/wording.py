"""Wording: the stretch of words that a reported clause takes, without what its attribution and its narrator add."""

from collections.abc import Iterator

from analysis.clauses import child
from analysis.cues import Cue
from analysis.names import outlets
from analysis.parsed import SUBJECT, Sentence, Span


LINKS = ("and", "but", "however", "yet")  # the narrator's, where they stand alone: 'But, he said, it failed'


def clause(sentence: Sentence, head, *without) -> Span | None:
    """The words of a clause, but for those `without`, the first of which is its reporting word."""
    left_out = {excluded.i for excluded in without}
    for excluded in without:
        if excluded != head and not excluded.is_ancestor(head):
            left_out |= {token.i for token in excluded.subtree}
    tokens = [token for token in head.subtree if token.i not in left_out]
    if not without:
        return bare(sentence, tokens)
    sides = [[t for t in tokens if t.i < without[0].i], [t for t in tokens if t.i > without[0].i]]
    if without[0].head != head:  # a reporting word is not inside what it governs
        sides = [side for side in sides if head in side]
    sides = [side for side in sides if any(not token.is_punct and token.lower_ not in LINKS for token in side)]
    return joined(*(bare(sentence, side) for side in sides))


def joined(*stretches: Span | None) -> Span | None:
    """From the start of the first stretch to the end of the last one."""
    known = [stretch for stretch in stretches if stretch]
    return (known[0][0], known[-1][1]) if known else None


def bare(sentence: Sentence, tokens: list) -> Span | None:
    """The stretch of tokens without 'that', 'for', a last 'and' and marks at its ends; none if no word is left."""
    if not any(token.text.isalpha() or token.like_num for token in tokens):
        return None
    doc, first, last = tokens[0].doc, tokens[0].i, tokens[-1].i
    while first < last and _opens(doc[first]):
        first += 1
    while first < last and (doc[last].dep_ == "cc" or doc[last].is_punct and doc[last - 1].dep_ == "cc"):
        last -= 1
    start, end = sentence.span(doc[first], doc[last])
    words = sentence.report.text[start:end].rstrip(" ,;:.\n")
    return (start, start + len(words)) if words else None


def _opens(token) -> bool:
    return token.lower_ in ("that", "for") and token.dep_ == "mark" or token.is_punct and token.text != "("


def resumed(cue: Cue, said) -> Span | None:
    """What a clause before its reporting word goes on with behind it: 'It failed, he said, because of rain.'"""
    who = child(cue.token, *SUBJECT)  # 'It failed, said Doe, a spokesman, because of rain.'
    first = max(cue.token.i, who.right_edge.i if who is not None else 0)
    behind = [t for t in cue.token.subtree if t.i > first and t.i > said.i]
    comma = next((t for t in behind if t.text == ","), None)
    if said.i > cue.token.i or comma is None or any(t.pos_ in ("VERB", "AUX", "ADP") for t in behind if t.i < comma.i):
        return None
    rest = [t for t in behind if t.i > comma.i]
    return bare(cue.sentence, rest) if rest and _continues(rest[0]) else None


def _continues(token) -> bool:
    return token.lower_ == token.text and token.tag_ not in ("VBG", "WDT", "WP") and token.text not in "\"'`“”"


def with_phrase(cue: Cue, last):
    """The end of an object with the phrase right behind it, which the parser hangs on the verb: no time, no channel."""
    phrase = next((kid for kid in cue.token.children if kid.dep_ == "prep" and kid.i == last.i + 1), None)
    if phrase is None or cue.sentence.tells_time(phrase):
        return last
    start, end = cue.sentence.span(phrase, phrase.right_edge)
    report = cue.sentence.report
    return last if outlets(report.codebook).find(report.text[start:end]) else phrase.right_edge


def narrated(cue: Cue, said) -> Iterator:
    """What stands behind a comma at the end of what is said and is the narrator's: ', warning ...', ', which ...'."""
    last = said.right_edge
    while last.is_punct and last.i > said.i:
        last = last.nbor(-1)
    above = list(last.ancestors)
    for token in above[: above.index(said)] if said in above else ():
        if token.i <= said.i:
            break
        if _behind_comma(token) and _is_narration(token) and not cue.sentence.quoted(token):
            yield token
    yield from (kid for kid in said.children if kid.i > said.i and kid.dep_ == "advcl" and _is_meanwhile(kid))


def _is_narration(token) -> bool:
    """A participle or relative clause."""
    first = token.left_edge
    participle = token.dep_ == "advcl" and token.tag_ == "VBG" and first == token
    return participle or token.dep_ == "relcl" and first.tag_ in ("WDT", "WP", "IN")


def _is_meanwhile(token) -> bool:
    """A clause that tells what went on beside the saying: 'as fears surged', ', although he had ...'."""
    marks = {kid.lower_ for kid in token.children if kid.dep_ == "mark"}
    meanwhile = "as" in marks or _behind_comma(token) and marks & {"although", "though", "while"}
    sequel = _behind_comma(token) and marks & {"after", "before"} and child(token, "npadvmod")  # ', hours after they had met'
    return bool((meanwhile or sequel) and child(token, *SUBJECT))


def _behind_comma(token) -> bool:
    first = token.left_edge
    return first.i > 0 and first.nbor(-1).text == ","
