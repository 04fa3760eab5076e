"""Speakers: whose words a reporting word tells, and which outlets pass them on."""

from analysis.clauses import child
from analysis.cues import COLON, SIGNATURE, Cue, vocabulary
from analysis.names import role_words
from analysis.parsed import SUBJECT, Sentence, Span, subject

CITING = ("cite", "quote")  # an outlet that does so passes on what another says
TRIMMED = " \t\r\n,;:.–—-\"“”„«»‘'’()"
ASIDES = ("relcl", "punct", "conj", "cc", "advcl", "npadvmod")  # behind a noun, and no part of its name
BEFORE, BEHIND = 40, 3  # characters between a reporting word and a speaker who stands before it, behind it


def of(cue: Cue) -> tuple[object | None, tuple[str, ...]]:
    """The head of the words that name the speaker, or None, and the outlets that pass their words on."""
    verb, sentence = cue.token, cue.sentence
    if cue.entry is COLON:
        return _beside(cue), ()
    if cue.entry is SIGNATURE:
        return [token for token in verb.doc[verb.i + 1 :] if not token.is_punct][-1], ()
    if verb.pos_ == "NOUN":
        return _owner(verb), ()
    if "phrase" in cue.frames:
        return next((child(to, "pobj") for to in verb.children if to.lower_ == "to"), None), ()
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in CITING:
        return _quoted_as(sentence, verb.head.head)
    head = subject(_leading(cue))
    shared = verb.tag_ == "VBN" and not child(verb, "aux") and head is not None and head.dep_ == "nsubjpass"  # 'expelled and told'
    if shared or child(verb, "auxpass", "nsubjpass"):
        return next(iter(nouns_after(verb, "agent")), None), ()
    row = sentence.actor(head) if head is not None else None
    if head is not None and (not row or row["kind"] == "outlet") and (cited := _cited(verb)) is not None:
        start, end = span(sentence, head)
        return cited, (row["name"] if row else sentence.report.text[start:end],)
    if head is None or sentence.quoted(head) != cue.quoted:
        head = _beside(cue)
    return head, ()


def nouns_after(token, *deps: str) -> list:
    """The nouns after the prepositions of a token that hang on it by one of these labels."""
    return [noun for prep in token.children if prep.dep_ in deps for noun in prep.children if noun.dep_ == "pobj"]


def span(sentence: Sentence, source) -> Span:
    """The noun phrase that names a speaker, with its apposition, without what else is told of them."""
    asides = (phrase for phrase in source.children if _is_aside(sentence, source, phrase))
    left_out = {token.i for phrase in asides for token in phrase.subtree}
    inside = {token.i for token in source.subtree if token.is_punct or token.i not in left_out}
    first = last = source.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside:
        last += 1
    start, end = sentence.span(source.doc[first], source.doc[last])
    words = sentence.report.text[start:end].rstrip(TRIMMED)
    return start + len(words) - len(words.lstrip(TRIMMED)), start + len(words)


def _is_aside(sentence: Sentence, source, phrase) -> bool:
    if phrase.dep_ == "acl":  # 'a statement posted on X': the words behind a document tell its channel
        return source.lemma_ not in role_words(sentence.report.codebook, "document")
    if phrase.dep_ == "prep":
        return phrase.i > 0 and phrase.nbor(-1).is_punct or sentence.tells_time(phrase)
    return phrase.dep_ in ASIDES


def _owner(noun):
    """Whose claim, promise or fear it is: 'Moscow's claim', 'a claim by Moscow', 'Moscow made the claim'; else None."""
    by = next((child(prep, "pobj") for prep in noun.children if prep.lower_ in ("by", "from")), None)
    if (owner := child(noun, "poss") or by) or noun.dep_ != "dobj":
        return owner
    return subject(noun.head)


def _quoted_as(sentence: Sentence, verb) -> tuple[object | None, tuple[str, ...]]:
    """'Reuters quoted the minister as saying': the minister speaks, Reuters relays."""
    outlet = child(verb, "nsubj")
    if outlet is None:
        outlet = next((noun for by in verb.subtree if by.lower_ == "by" for noun in by.children), None)
    row = sentence.actor(outlet) if outlet is not None else None
    return child(verb, "dobj", "nsubjpass"), ((row["name"],) if row and row["name"] else ())


def _cited(verb):
    """Whom an outlet cites: 'Yonhap reported, citing a military source, that ...'."""
    things = (child(citing, "dobj") for citing in verb.children if citing.lemma_ in CITING)
    return next((thing for thing in things if thing is not None), None)


def _leading(cue: Cue):
    """The outermost reporting verb before a trailing 'adding ...' or 'warning ...'; else the verb itself."""
    verb = cue.token
    if verb.tag_ != "VBG" or verb.dep_ not in ("advcl", "conj") or child(verb, *SUBJECT):
        return verb
    reporting = vocabulary(cue.sentence.report.codebook).words
    before = [up for up in verb.ancestors if up.i < verb.i and up.pos_ == "VERB" and up.lemma_ in reporting]
    return before[-1] if before else verb


def _beside(cue: Cue):
    """The nearest actor next to a reporting word that the parser left without a subject, outside quotations."""
    report = cue.sentence.report
    near = [
        row
        for row in cue.sentence.actors
        if (0 <= cue.start - row["end"] <= BEFORE or 0 <= row["start"] - cue.end <= BEHIND)
        and row["kind"] != "outlet"
        and not report.quoted(row["start"])
    ]
    row = min(near, key=lambda row: min(abs(cue.start - row["end"]), abs(row["start"] - cue.end)), default=None)
    return cue.sentence.head(row) if row else None
