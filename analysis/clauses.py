"""Clauses: who does what to whom in a parsed sentence, and which words tell it.

Works on the tokens of one parsed sentence alone. Passives are turned round, relative pronouns stand for what they
refer to, and a verb without a subject of its own takes the one it is understood to have. Roles that the sentence
leaves open are None.
"""

from collections.abc import Iterator

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass"}
RELATIVE = {"WDT", "WP", "WP$"}
# Words of a noun phrase that name the thing, as against clauses and phrases that tell something about it.
NAMING = {"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "case", "neg", "predet", "punct"}
FURTHEST = 8  # verbs up to the one whose subject is understood


def verbal(token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def child(token, *deps: str):
    """The first child with one of these dependency labels, or None."""
    for kid in token.children:
        if kid.dep_ in deps:
            return kid
    return None


def _first_conjunct(verb):
    """The first of coordinated verbs, which has what they share; a verb with a subject of its own is its own first."""
    while verb.dep_ == "conj" and verbal(verb.head) and not child(verb, *SUBJECTS):
        verb = verb.head
    return verb


def passive(verb) -> bool:
    """True if the grammatical subject is what is acted on."""
    if child(verb, "nsubjpass", "auxpass", "csubjpass"):
        return True
    if verb.dep_ in SUBJECTS and verb.tag_ == "VBD" and child(verb, "nsubj") and not child(verb, "dobj"):
        return True  # "The one shot down on Friday was tracked": a participle that the parser takes for a verb
    if verb.tag_ != "VBN" or child(verb, "dobj", "aux", "nsubj"):
        return False
    first = _first_conjunct(verb)
    return first.dep_ in ("acl", "advcl", "relcl") if first == verb else first.tag_ == "VBN" and passive(first)


def _refer(token):
    """What a relative pronoun refers to; any other token is itself."""
    if token is not None and token.tag_ in RELATIVE:
        clause = next((up for up in token.ancestors if up.dep_ == "relcl"), None)
        return clause.head if clause is not None else token
    return token


def _controller(noun, further: int):
    """Who has a plan, a right or an intention: its possessor, else the subject of the verb that governs it."""
    if owner := child(noun, "poss"):
        return owner
    if (giver := after(noun, "of")) is not None and giver.pos_ == "PROPN" and child(noun, "acl"):
        return giver  # the decision of Colombia to expel him
    verb = next((up for up in noun.ancestors if verbal(up)), None)
    return surface_subject(verb, further) if verb is not None and noun.dep_ not in SUBJECTS else None


def surface_subject(verb, further: int = FURTHEST):
    """The grammatical subject, its own or the one understood: that of a verb above."""
    if not further:
        return None
    verb, further = _first_conjunct(verb), further - 1
    if own := child(verb, *SUBJECTS):
        return _refer(own)
    head, dep = verb.head, verb.dep_
    if owner := child(verb, "poss"):
        return owner
    if dep == "acl":
        ordinal = any(
            kid.tag_ == "JJ" and kid.lemma_ in ("first", "second", "third", "last", "only", "latest")
            for kid in head.children
        )
        return _controller(head, further) if child(verb, "aux") and not ordinal else head
    if dep == "relcl":
        return head
    if dep == "xcomp":
        return _refer(child(head, "dobj")) or (
            surface_subject(head if verbal(head) else head.head, further) if verbal(head) or verbal(head.head) else None
        )
    if dep == "advcl" and verb.tag_ not in ("VBG", "VBN") and not infinitive(verb):
        return None
    if dep == "ccomp" and head.dep_ == "relcl":
        return head.head  # a missile it said was launched
    if dep in ("advcl", "ccomp", "dep") and verbal(head):
        return surface_subject(head, further)
    if dep in ("pcomp", "prep"):
        governor = head.head
        if (
            verbal(governor)
            and head.lower_ in ("against", "from", "of", "into", "for")
            and (led := _refer(child(governor, "dobj"))) is not None
        ):
            return led  # warned Iran against attacking, accused Russia of sending
        return surface_subject(governor, further) if verbal(governor) and governor != verb else _controller(governor, further)
    return None


def subject(verb):
    """Who acts. None in a passive without an agent."""
    if not passive(verb):
        return surface_subject(verb)
    return after(verb, "by")


def objects(verb):
    """What is acted on. A relative clause without an object acts on the noun it belongs to."""
    if own := child(verb, "dobj"):
        return _refer(own)
    if passive(verb):
        return surface_subject(verb)
    shared = next(
        (kid for kid in verb.children if kid.dep_ == "conj" and verbal(kid) and not child(kid, *SUBJECTS)), None
    )
    if shared is not None and child(shared, "dobj") and not child(verb, "prep", "ccomp", "xcomp"):
        return child(shared, "dobj")
    gap = verb.dep_ == "relcl" and (own := child(verb, *SUBJECTS)) and own.tag_ not in RELATIVE
    return verb.head if gap and not child(verb, "advmod", "ccomp", "xcomp", "attr", "acomp") else None


def indirect(verb):
    """To whom something is given: a dative, with or without `to`."""
    found = child(verb, "dative")
    return child(found, "pobj") if found is not None and found.pos_ == "ADP" else found


def prepositions(token) -> Iterator[tuple[str, object]]:
    """Each preposition of the token and the noun or verb after it; a nested one (`out of`) under both its names."""
    for kid in token.children:
        if kid.dep_ in ("prep", "agent", "dative") and kid.pos_ in ("ADP", "SCONJ", "VERB", "PART"):
            inner = child(kid, "pobj", "pcomp")
            if inner is not None:
                yield kid.lower_, _refer(inner)
            for deeper in kid.children:
                if deeper.dep_ == "prep" and (end := child(deeper, "pobj", "pcomp")) is not None:
                    yield kid.lower_, end
                    yield deeper.lower_, end


def after(token, *words: str):
    """The noun after the first of these prepositions that the token has, or None."""
    return next((noun for word in words for before, noun in prepositions(token) if before == word), None)


def conjuncts(token) -> list:
    """The token and what is coordinated with it."""
    return [token, *token.conjuncts]


def phrase(token, *, alone: bool = False) -> tuple[int, int]:
    """Characters of the noun phrase that the token heads: its name, `of` phrase and, unless `alone`, its conjuncts."""
    tokens = [token]
    for word in tokens:
        tokens += [
            kid
            for kid in word.children
            if kid.dep_ in NAMING
            or word.dep_ == "amod"
            or (kid.dep_ == "conj" and not verbal(kid) and not (alone and word == token))
            or (kid.dep_ == "prep" and kid.lower_ == "of")
            or (kid.dep_ == "pobj" and word.dep_ == "prep")
        ]
    words = sorted((word for word in tokens), key=lambda word: word.i)
    while len(words) > 1 and words[-1].is_punct:
        words.pop()
    while len(words) > 1 and (words[0].is_punct or words[0].dep_ == "case"):
        words.pop(0)
    return words[0].idx, words[-1].end


def words_before(noun) -> set[str]:
    """Lemmas and forms of the words that stand before a noun as its modifiers."""
    kids = [kid for kid in noun.children if kid.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod")]
    near = [word for kid in kids for word in (*conjuncts(kid), *kid.children)]
    return {word.lemma_ for word in near} | {word.lower_ for word in near}


def infinitive(verb) -> bool:
    return any(kid.dep_ == "aux" and kid.lower_ == "to" for kid in verb.children)


def purpose(verb) -> bool:
    """True for an infinitive that tells what something is done for."""
    return verb.dep_ == "advcl" and infinitive(verb)


def clause(trigger, anchor, *, leave: set[int], also: list) -> tuple[int, int]:
    """Characters of the clause that tells a happening.

    The subtree of `anchor` (the trigger, or the verb that carries it) without coordinated clauses, other than those of
    the triggers in `also`, and without the tokens in `leave`: the run of words around the trigger that this leaves. A
    modifying clause takes the noun it modifies along.
    """
    keep, todo = set(), [anchor]
    while todo:
        word = todo.pop()
        keep.add(word.i)
        todo += [kid for kid in word.children if kid.i not in leave and (kid in also or not _breaks(kid, word, also))]
    if anchor.dep_ in ("acl", "relcl") and not any(kid.lower_ == "whose" for kid in anchor.subtree):
        first = min(kid.i for kid in anchor.subtree)
        keep |= {word.i for word in anchor.head.subtree if word.i < first}
    doc, first, last = trigger.doc, trigger.i, trigger.i
    while first - 1 in keep or (first - 2 in keep and _bridge(doc[first - 1])):
        first -= 1
    while last + 1 in keep or (last + 2 in keep and _bridge(doc[last + 1])):
        last += 1
    return _trim(doc, first, last, trigger.i)


def _breaks(kid, word, also: list) -> bool:
    """True where another clause begins: a coordinated verb, an aside, or the conjunction before one."""
    if kid.dep_ in ("conj", "parataxis"):
        return verbal(kid) or verbal(word)
    return kid.dep_ == "cc" and verbal(word) and not also


def _bridge(token) -> bool:
    return token.is_punct and token.text not in (";", ":")


def _trim(doc, first: int, last: int, middle: int) -> tuple[int, int]:
    """The run without conjunctions, opening adverbs and marks at its ends."""
    while first < middle and (
        doc[first].is_punct
        or doc[first].dep_ in ("cc", "mark")
        or (doc[first].dep_ == "advmod" and doc[first + 1].is_punct)
    ):
        first += 1
    while last > middle and (doc[last].is_punct or doc[last].is_space or doc[last].dep_ == "cc"):
        last -= 1
    return doc[first].idx, doc[last].end
