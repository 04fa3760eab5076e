"""Patterns: whether a word with its surroundings fits a trigger pattern of codebooks/events.yaml."""

from analysis import clauses
from analysis.scene import Rule, Rules, Scene, plain


def carrier(noun, rules: Rules) -> tuple:
    """The verb that only carries an event noun, and how: light (launch an attack), undergone (face one), occurrence."""
    top = noun
    while top.dep_ == "pobj" and top.head.lower_ == "of" and plain(top.head.head.lemma_) in rules.classes["partitive"]:
        top = top.head.head
    while top.dep_ == "conj" and not clauses.verbal(top):
        top = top.head
    if top.dep_ == "pobj":
        verb, word = top.head.head, top.head.lower_
        lemma = plain(verb.lemma_) if clauses.verbal(verb) else None
        if word == "under" and lemma in rules.classes["undergone"]:
            return verb, "undergone"
        return (
            (verb, "light") if word in ("in", "with", "on") and lemma in rules.classes["taking_part"] else (None, None)
        )
    verb, lemma = top.head, plain(top.head.lemma_)
    if not clauses.verbal(verb):
        return None, None
    if top.dep_ == "dobj" and lemma in rules.classes["light_undergone"]:
        return verb, "undergone"
    if top.dep_ in ("dobj", "nsubjpass") and lemma in rules.classes["light_verb"]:
        return verb, "light"
    return (
        (verb, "occurrence") if top.dep_ in clauses.SUBJECTS and lemma in rules.classes["occurrence"] else (None, None)
    )


def fits(rule: Rule, token, scene: Scene) -> bool:
    """True if every condition of the pattern holds at the token, and none of those after `unless`."""
    if " " in rule.word and not _worded(rule, token):
        return False
    conditions, barred = rule.pattern, rule.pattern.get("unless")
    return all(
        holds(token, rule, conditions[name], scene) for name, holds in HOLDS.items() if name in conditions
    ) and not (
        barred and any(holds(token, rule, barred[name], scene) for name, holds in HOLDS.items() if name in barred)
    )


def _subject_is(token, rule: Rule, terms: list[str], scene: Scene) -> bool:
    found = clauses.subject(token if rule.kind == "verb" else token.head)
    if found is not None and found.lower_ in ("it", "they") and not rule.entry.get("by_thing"):
        terms = [term for term in terms if term not in scene.recent]  # it did, they did: somebody, not a thing
    return scene.is_a(found, terms)


def _object_is(token, rule: Rule, terms: list[str], scene: Scene) -> bool:
    return scene.is_a(clauses.objects(token), terms)


def _carrier_is(token, rule: Rule, lemmas: list[str], scene: Scene) -> bool:
    verb, _ = carrier(token, scene.rules)
    return verb is not None and plain(verb.lemma_) in lemmas


def _followed(token, rule: Rule, nouns: dict[str, list[str]], scene: Scene) -> bool:
    """True if one of these prepositions, of the trigger or of its object, has such a noun."""
    near = [token, clauses.objects(token)] if rule.kind == "verb" else [token]
    found = (
        (clauses.after(place, word), terms) for place in near if place is not None for word, terms in nouns.items()
    )
    return any(scene.is_a(noun, terms) and not scene.timed(noun) for noun, terms in found)


def _worded(rule: Rule, token) -> bool:
    """True if the other word of a two-word trigger is there: the particle of a verb, the word before a noun."""
    words = rule.word.split()
    if rule.kind == "verb":
        return any(
            kid.lower_ == words[1] and kid.dep_ in ("prt", "advmod", "prep", "acomp", "oprd", "xcomp", "ccomp")
            for kid in token.children
        )
    return any(kid.lower_ == words[0] for kid in token.children)


def complement(verb):
    """The verb or adjective that a verb embeds."""
    return clauses.child(verb, "xcomp", "ccomp", "oprd", "acomp")


def _governs(token, rule: Rule, wanted: list[str], scene: Scene) -> bool:
    """True if the verb embeds one of these, acting on one of `complement_object`; with `none`, if it embeds nothing."""
    below, things = complement(token), rule.pattern.get("complement_object")
    if below is None:
        return "none" in wanted
    if "*" not in wanted and plain(below.lemma_) not in wanted:
        return False
    return things is None or scene.is_a(clauses.objects(below) or clauses.surface_subject(below), things)


def _modified(token, rule: Rule, terms: list[str], scene: Scene) -> bool:
    """True if a word before the noun is asked for; another kind of weapon beside it makes it a more general event."""
    if "PARTY" in terms and modifier(token, scene) is not None:
        return True
    classes, before = scene.rules.classes, {plain(word) for word in clauses.words_before(token)}
    wanted = {member for term in terms for member in scene.rules.members(term)}
    arms = classes["weapon"] | classes["drone"]
    return bool(before & wanted) and (not before & wanted & arms or before & arms <= wanted)


def modifier(noun, scene: Scene):
    """The word before a noun that names a party: Israeli strikes, NATO exercise."""
    return next((kid for kid in noun.children if kid.dep_ in ("amod", "compound", "nmod") and scene.over(kid)), None)


HOLDS = {
    "subject": _subject_is,
    "object": _object_is,
    "carrier": _carrier_is,
    "modifier": _modified,
    "complement": _governs,
    "after": _followed,
}
