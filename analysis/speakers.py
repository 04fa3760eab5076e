"""Speakers: whose words a reporting word tells, and which outlets pass them on."""

from analysis.clauses import child
from analysis.cues import COLON, LABEL, SIGNATURE, Cue, labelled, vocabulary
from analysis.names import role_words
from analysis.parsed import SUBJECT, Sentence, Span, subject

CITING = ("cite", "quote")  # an outlet that does so passes on what another says
TRIMMED = " \t\r\n,;:.–—-\"“”„«»‘'’()"
ASIDES = ("relcl", "punct", "conj", "cc", "advcl", "npadvmod")  # behind a noun, and no part of its name
LONGEST_NAME = 20  # words from a quotation to the reporting word behind it
BEFORE, BEHIND = 40, 3  # characters between a reporting word and a speaker who stands before it, behind it


def of(cue: Cue) -> tuple[object | None, tuple[str, ...]]:
    """The head of the words that name the speaker, or None, and the outlets that pass their words on."""
    verb, sentence = cue.token, cue.sentence
    if cue.entry in (COLON, LABEL):
        return labelled(sentence, verb) or _subject_before(cue) or _beside(cue), ()
    if cue.entry is SIGNATURE:
        return [token for token in verb.doc[verb.i + 1 :] if not token.is_punct][-1], ()
    if verb.pos_ == "NOUN":
        return _owner(verb), ()
    if "phrase" in cue.frames:
        return next((child(to, "pobj") for to in verb.children if to.lower_ == "to"), None), ()
    if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in CITING:
        return _quoted_as(sentence, verb.head.head)
    head = _able(cue, subject(_leading(cue)))
    shared = verb.tag_ == "VBN" and not child(verb, "aux") and head is not None and head.dep_ == "nsubjpass"  # 'expelled and told'
    if shared or child(verb, "auxpass", "nsubjpass"):
        return next(iter(nouns_after(verb, "agent")), None), ()
    row = sentence.actor(head) if head is not None else None
    if head is not None and (not row or row["kind"] == "outlet") and (cited := _cited(verb)) is not None:
        start, end = span(sentence, head)
        return cited, (row["name"] if row else sentence.report.text[start:end],)
    if head is None or sentence.quoted(head) != cue.quoted:
        head = _behind_quotation(cue) or _beside(cue)
    return head, ()


def _able(cue: Cue, head):
    """The subject of a reporting word; of a participle or infinitive behind a thing, that of the verb above it.

    'issued a statement saying', 'held a rally to denounce', 'apologised for saying'
    """
    verb = cue.token
    if verb.tag_ not in ("VBG", "VB") or head is not None and (verb.dep_ != "acl" or _speaks(cue, head)):
        return head
    first = verb if head is None else head
    above = (child(up, "nsubj") for up in first.ancestors)
    return next((who for who in above if who is not None and who.i < first.i), head)


def _speaks(cue: Cue, head) -> bool:
    """Whether a noun can be who says it: an actor, a name, what somebody by name has, or what shows something."""
    row, owner = cue.sentence.actor(head), child(head, "poss")
    if row and row["kind"] != "document" or head.pos_ != "NOUN" or cue.entry["act"] == "show":
        return True
    return owner is not None and owner.pos_ != "PRON"


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
    while last + 1 in inside and source.doc[last + 1].text != ":":
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
    """Whose claim it is: 'Moscow's claim', 'a claim by Moscow', 'Moscow made the claim', 'Moscow said in a speech'."""
    by = next((child(prep, "pobj") for prep in noun.children if prep.lower_ in ("by", "from")), None)
    verb = noun.head.head if noun.head.lower_ == "in" else noun.head if noun.dep_ == "dobj" else None
    owner = child(noun, "poss") or by
    return owner if owner or verb is None else subject(verb)


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
    """The outermost reporting verb before a trailing 'adding ...' or 'and warned ...'; else the verb itself."""
    verb = cue.token
    if (first := going_on(cue.sentence, verb)) is not None:
        return first
    if verb.tag_ != "VBG" or verb.dep_ not in ("advcl", "conj") or child(verb, *SUBJECT):
        return verb
    before = [up for up in verb.ancestors if up.i < verb.i and up.pos_ == "VERB" and _reports(cue.sentence, up)]
    return before[-1] if before else verb


def going_on(sentence: Sentence, verb):
    """The reporting verb with which a second one goes on, which the parser puts into what is said; else None.

    'said he would resign and warned that others would follow': both verbs are in the tense of the narrator. In 'said
    the council condemned the raid and warned of others' the council warns.
    """
    first = verb
    while first.dep_ == "conj" and not child(first, *SUBJECT, "aux", "auxpass"):
        first = first.head
    above = first.head
    said = first != verb and first.dep_ == "ccomp" and above.i < first.i and above.tag_ == verb.tag_ in ("VBD", "VBZ")
    both = said and _spoken(sentence, above) and _spoken(sentence, verb)
    return above if both and not _spoken(sentence, first) else None


def _spoken(sentence: Sentence, verb) -> bool:
    return any(entry.get("spoken", True) for entry in vocabulary(sentence.report.codebook).words.get(verb.lemma_, ()))


def _reports(sentence: Sentence, verb) -> bool:
    return verb.lemma_ in vocabulary(sentence.report.codebook).words


def _subject_before(cue: Cue):
    """The actor who is the subject of the words before a colon: 'Doe went further: "..."'"""
    verb = next((up for up in cue.token.ancestors if up.i < cue.token.i and child(up, *SUBJECT)), None)
    who = child(verb, *SUBJECT) if verb is not None else None
    return who if who is not None and cue.sentence.actor(who) and not cue.sentence.quoted(who) else None


def _behind_quotation(cue: Cue):
    """Who stands between a quotation and the word behind it, where the parser has taken another: '"...," Doe said'."""
    doc, last = cue.token.doc, cue.token.i
    mark = next((i for i in range(last - 1, max(last - LONGEST_NAME, -1), -1) if cue.sentence.quoted(doc[i])), None)
    if cue.quoted or mark is None or cue.token.tag_ in ("VB", "VBG"):
        return None
    nouns = (token for token in doc[mark + 1 : last] if token.pos_ in ("NOUN", "PROPN", "PRON"))
    return next((noun for noun in nouns if not mark < noun.head.i < last), None)


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
