"""Indirect speech: the words that a reporting word governs, told in the report's own words.

What a word can govern stands in its `frames` in codebooks/cues.yaml. Each frame is read by a function below, which
yields the stretches it finds; the first stretch of the first frame that finds one is the content.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis import speakers
from analysis.clauses import child, verbal
from analysis.cues import LABEL, MARKS, Cue, vocabulary
from analysis.names import role_words
from analysis.parsed import SUBJECT, Sentence, Span, antecedent, subject
from analysis.wording import clause, joined, narrated, resumed, with_phrase

NO_CONTENT = ("comment",)  # "declined to comment"
LABELLING = ("dobj", "oprd", "prep", "xcomp", "ccomp")
CLOSE = 40  # characters between a reporting word and a colon that ends its paragraph
SOURCES = ("person", "role", "outlet")  # kinds of actors that speak themselves


@dataclass(frozen=True)
class Content:
    """What is said, with its reporting word and speaker, before it becomes a row of `statements`."""

    start: int
    end: int
    cue: Cue | None = None
    source: object | None = None  # the head of the words that name the speaker
    relay: tuple[str, ...] = ()  # outlets that pass the speaker's words on
    kind: str = "indirect"
    rule: str = ""
    quotation_id: str | None = None


def find(cue: Cue) -> Content | None:
    """What a reporting word governs. None for one that only introduces a quotation, or whose subject is nobody."""
    if cue.noun is not None or cue.entry in MARKS or cue.quoted and not cue.entry.get("spoken", True):
        return None  # it introduces a quotation, or tells what somebody thinks inside another's words
    if cue.entry is LABEL:
        return _content(cue, _to_end_of_paragraph(cue.sentence, cue.end), *speakers.of(cue))
    if "phrase" in cue.frames:
        return _according_to(cue)
    if "adverb" in cue.frames:
        return _content(cue, clause(cue.sentence, cue.token.head))
    source, relay = speakers.of(cue)
    if _performs(cue) or source is not None and _is_nobody(source, cue):
        return None
    stretches = (stretch for frame in FRAMES for stretch in frame(cue))
    return _content(cue, next(filter(None, stretches), None), source, relay)


def _to_end_of_paragraph(sentence: Sentence, start: int) -> Span | None:
    """The words from a place in a sentence to the end of its paragraph, without punctuation at the ends."""
    report, last = sentence.report, sentence.number
    while last + 1 < len(report.sentences) and report.sentences[last + 1].row["paragraph"] == sentence.row["paragraph"]:
        last += 1
    words = report.text[start : report.sentences[last].row["end"]].rstrip(" ,;:.\n")
    return (start + len(words) - len(words.lstrip()), start + len(words)) if words.strip() else None


def _content(cue: Cue, stretch: Span | None, source=None, relay: tuple[str, ...] = ()) -> Content | None:
    return Content(*stretch, cue, source, relay, rule=cue.entry["code"]) if stretch else None


def _performs(cue: Cue) -> bool:
    """Inside a quotation 'we reiterate that ...' says the thing itself; 'we have warned that ...' reports it."""
    if cue.quoted and cue.token.pos_ == "NOUN":
        return any(kid.lower_ in ("my", "our") for kid in cue.token.children)
    speaker = subject(cue.token) if cue.quoted and cue.token.tag_ in ("VBP", "VB") else None
    return speaker is not None and speaker.lower_ in ("i", "we")


def _is_nobody(source, cue: Cue) -> bool:
    """A law or treaty, which states what nobody claims; 'there'; a 'which' that stands for no noun."""
    noun = antecedent(source)
    return noun == source and source.tag_ in ("WDT", "EX") or _is_law(noun, cue)


def _is_law(noun, cue: Cue) -> bool:
    return noun.lemma_.casefold() in role_words(cue.sentence.report.codebook, "text")


def _according_to(cue: Cue) -> Content | None:
    """'..., according to the navy': the clause that the phrase stands with."""
    sentence = cue.sentence
    source = next((child(to, "pobj") for to in cue.token.children if to.lower_ == "to"), None)
    aside = cue.token.i == 0 or cue.token.nbor(-1).is_punct  # not 'by turns, according to age'
    told_by = source is not None and (sentence.actor(source) or source.pos_ in ("PROPN", "PRON") or aside)
    if not told_by or _is_law(source, cue):
        return None
    head = cue.token.head
    while head.dep_ in ("conj", "xcomp") and head.head != head:
        head = head.head
    if head == cue.token:
        return None
    return _content(cue, clause(sentence, head, cue.token), *_relayed(sentence, source))


def _relayed(sentence: Sentence, source) -> tuple[object, tuple[str, ...]]:
    """'according to Reuters, citing the navy': the navy, through Reuters; anybody else speaks for themselves."""
    row, relay = sentence.actor(source), ()
    if row and row["kind"] == "outlet":
        for verb in (kid for kid in source.children if kid.dep_ in ("relcl", "acl") and kid.lemma_ in speakers.CITING):
            if cited := child(verb, "dobj"):
                source, relay = cited, (row["name"],)
    return source, relay


# ------------------------------------------------------------------------------------------------ frames


def _passive(cue: Cue) -> Iterator[Span | None]:
    """'the ship is said to have left'"""
    told, done = _last(cue.token, "nsubjpass"), _last(cue.token, "xcomp")
    if "clause" in cue.frames and "infinitive" not in cue.frames and told is not None and done is not None:
        yield cue.sentence.span(told.left_edge, done.right_edge)


def _label(cue: Cue) -> Iterator[Span | None]:
    """'called it a provocation': from the thing to the end of its name."""
    thing = _last(cue.token, "dobj") if "label" in cue.frames else None
    if thing is None:
        return
    behind = (kid for kid in cue.token.children if kid.i > cue.token.i and kid.dep_ in LABELLING)
    last = max((kid.right_edge for kid in behind), key=lambda word: word.i, default=thing)
    likened = any(kid.dep_ == "prep" and kid.lower_ in ("to", "as") for kid in thing.children)
    first = thing.left_edge if thing.tag_ != "WP" else cue.token.nbor(1)  # 'what he called ...'
    if (likened or last.i > thing.right_edge.i) and first.i <= last.i:
        yield cue.sentence.span(first, last)


def _that_clause(cue: Cue) -> Iterator[Span | None]:
    """'said that it failed', 'it failed, he said, because of rain'"""
    for said in (kid for kid in cue.token.children if kid.dep_ == "ccomp" and "clause" in cue.frames):
        if not _is_quotation(cue, said) and not _parted(said, cue.token):
            told = clause(cue.sentence, said, cue.token, *narrated(cue, said), *_going_on(cue, said))
            yield joined(_to_semicolon(cue, told) if told else None, resumed(cue, said), _and_that(cue, said))


def _going_on(cue: Cue, said) -> Iterator:
    """'... and warned that others would follow': what the speaker said next, which the parser puts into the clause."""
    for verb in said.subtree:
        if verb.dep_ == "conj" and speakers.going_on(cue.sentence, verb) == cue.token:
            yield verb


def _and_that(cue: Cue, said) -> Span | None:
    """'said the port was closed and ships were waiting': the second clause, which the parser hangs on the verb."""
    reporting = vocabulary(cue.sentence.report.codebook).words
    for verb in (kid for kid in cue.token.children if kid.dep_ == "conj" and kid.i > said.i > cue.token.i):
        comma = verb.left_edge.i > 0 and any(t.text == "," for t in verb.doc[said.right_edge.i + 1 : verb.left_edge.i])
        if child(verb, *SUBJECT) is not None and verb.lemma_ not in reporting and not comma:
            return clause(cue.sentence, verb)
    return None


def _parted(said, verb) -> bool:
    """Whether a semicolon stands between a clause and the reporting word behind it: that word reports something else."""
    return said.i < verb.i and any(token.text == ";" for token in said.doc[said.i : verb.i])


def _to_semicolon(cue: Cue, told: Span) -> Span:
    """What is told up to a semicolon behind which somebody else speaks: 'Kyiv says it was theirs; Moscow says not'."""
    sentence, reporting = cue.sentence, vocabulary(cue.sentence.report.codebook).words
    inside = sentence.starting(*told)
    for mark in (token for token in inside if token.text == ";"):
        if any(t.i > mark.i and t.lemma_ in reporting and child(t, *SUBJECT) is not None for t in inside):
            return (told[0], sentence.offset(mark)) if cue.token.i < mark.i else (sentence.offset(mark.nbor(1)), told[1])
    return told


def _answer(cue: Cue) -> Iterator[Span | None]:
    """'said no'"""
    behind = cue.token.nbor(1) if "clause" in cue.frames and cue.token.i + 1 < len(cue.token.doc) else None
    if behind is not None and behind.lower_ in ("no", "yes") and behind.pos_ == "INTJ":
        yield cue.sentence.span(behind, behind)


def _fronted(cue: Cue) -> Iterator[Span | None]:
    """'..., the ministry said': the clause before, where the parser makes it the head."""
    verb, who = cue.token, child(cue.token, *SUBJECT)
    below = verb.dep_ == "parataxis" or verb.dep_ in ("ccomp", "advcl") and verb.head.i < verb.i
    if "clause" not in cue.frames or who is None or not below or not verbal(verb.head) or child(verb, "mark"):
        return
    own = any(kid.dep_ in ("ccomp", "xcomp", "dobj") and kid.i > verb.i for kid in verb.children)
    first = min(who.left_edge.i, verb.i)
    if not own and first > 0 and verb.doc[first - 1].text in (",", '"'):
        yield clause(cue.sentence, verb.head, verb)


def _as_told(cue: Cue) -> Iterator[Span | None]:
    """'as the ministry noted, the port is closed': the clause that the phrase stands with."""
    verb, mark = cue.token, child(cue.token, "mark")
    aside = verb.dep_ == "advcl" and mark is not None and mark.lower_ == "as" and verbal(verb.head) and not cue.quoted
    own = any(kid.dep_ in ("ccomp", "xcomp", "dobj", "auxpass") or kid.lower_ in cue.frames for kid in verb.children)
    who = child(verb, *SUBJECT)
    if "clause" in cue.frames and aside and who is not None and cue.sentence.actor(who) and not own:
        yield clause(cue.sentence, verb.head, verb)


def _verb_phrase(cue: Cue) -> Iterator[Span | None]:
    """'vowed to respond', 'denied firing'"""
    for verb in (kid for kid in cue.token.children if kid.dep_ in ("xcomp", "ccomp", "advcl")):
        # 'called for ships to be sent', not 'asked not to be named'
        plain = verb.tag_ == "VB" or child(verb, "nsubjpass")
        to_do = "infinitive" in cue.frames and plain and any(kid.lower_ == "to" for kid in verb.children)
        gerund = verb.tag_ == "VBG" or any(kid.dep_ == "aux" and kid.tag_ == "VBG" for kid in verb.children)  # 'having made'
        doing = "gerund" in cue.frames and gerund and verb.left_edge.i <= cue.token.i + 2
        if (to_do or doing) and verb.lemma_ not in NO_CONTENT:
            yield clause(cue.sentence, verb, cue.token, *narrated(cue, verb))


def _prepositional(cue: Cue) -> Iterator[Span | None]:
    """'warned against a strike', 'accused Iran of lying'"""
    behind = (kid for kid in cue.token.children if kid.dep_ == "prep" and kid.i > cue.token.i)
    for prep in (prep for prep in behind if prep.lower_ in cue.frames):
        if told := child(prep, "pobj", "pcomp"):
            first = prep if prep.lower_ == "against" else told.left_edge
            yield cue.sentence.span(first, with_phrase(cue, told.right_edge))


def _object(cue: Cue) -> Iterator[Span | None]:
    """'condemned the attack'"""
    thing = _last(cue.token, "dobj") if "object" in cue.frames else None
    if thing is None or child(cue.token, "auxpass", "xcomp") or _is_quotation(cue, thing) or _is_source(cue, thing):
        return
    if not _own_word(cue, thing) and (told := clause(cue.sentence, thing)):
        last = with_phrase(cue, thing.right_edge)
        yield told if last == thing.right_edge else (told[0], cue.sentence.span(last, last)[1])


def _own_word(cue: Cue, thing) -> bool:
    """'repeated its warning': the speaker's own word is named, and not what it says."""
    owner = child(thing, "poss")
    own = owner is not None and owner.pos_ == "PRON"
    return own and thing.lemma_ in vocabulary(cue.sentence.report.codebook).nouns


def _behind_noun(cue: Cue) -> Iterator[Span | None]:
    """'the claim that it failed'"""
    for said in (kid for kid in cue.token.children if kid.i > cue.token.i and kid.dep_ in ("acl", "ccomp", "relcl")):
        if "that_noun" in cue.frames and any(kid.dep_ == "mark" and kid.lower_ == "that" for kid in said.children):
            yield clause(cue.sentence, said)


def _set_off(cue: Cue) -> Iterator[Span | None]:
    """'The mayor added:' and the paragraph behind it, set off without marks."""
    sentence, sentences = cue.sentence, cue.sentence.report.sentences
    ends = "direct" in cue.frames and sentence.row["end"] - cue.end <= CLOSE and sentence.row["text"].endswith(":")
    after = sentences[sentence.number + 1] if ends and sentence.number + 1 < len(sentences) else None
    if after and after.row["paragraph"] != sentence.row["paragraph"] and after.row["text"][0].isalnum():
        yield _to_end_of_paragraph(after, after.row["start"])


# likeliest first
FRAMES = (
    _behind_noun, _passive, _label, _that_clause, _answer, _fronted, _as_told, _verb_phrase, _prepositional, _object,
    _set_off,
)  # fmt: skip


def _last(token, dep: str):
    """The last child of a token with a label, or None."""
    return next((kid for kid in reversed(list(token.children)) if kid.dep_ == dep), None)


def _is_quotation(cue: Cue, head) -> bool:
    """Whether a clause is a quotation of its own, which is read by its marks."""
    sentence, text = cue.sentence, cue.sentence.report.text
    offset = sentence.offset(head)
    quotation = sentence.report.quotation_at(offset)
    if not quotation or quotation.outer_start <= cue.start < quotation.outer_end:
        return False
    whole = clause(sentence, head)
    if not whole or whole[0] < quotation.outer_start - 1:
        return False
    introduced = text[max(0, quotation.outer_start - 2) : quotation.outer_start].strip()[-1:] in (",", ":")
    return introduced or quotation.outer_start <= sentence.row["start"]


def _is_source(cue: Cue, thing) -> bool:
    """'cited an official', 'underlined he': a source is no content; people are praised and condemned, though."""
    row = cue.sentence.actor(thing)
    return thing.pos_ == "PRON" or not cue.entry.get("of_people") and row is not None and row["kind"] in SOURCES
