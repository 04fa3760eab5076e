"""Modality: whether a happening is told as a fact, read off the words that govern it.

Follows the head of the happening upwards: auxiliaries, negation, conditions, and verbs or nouns that govern something
not yet, not or only perhaps so (codebooks/modality.yaml). What is said by somebody is not decided here but by the statements.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from analysis import clauses

# Prepositions whose noun is what their verb or noun is about; after the others it is a circumstance.
ARGUMENT = {"against", "of", "for", "from", "to", "toward", "towards", "about", "in", "at"}
STRENGTH = ("denied", "negated", "hypothetical", "attributed")


@dataclass
class Modality:
    """`effect` is denied, negated, hypothetical, attributed or None (told as a fact); `stance` the actor's will: intent, refusal or None."""

    found: dict[str, str] = field(default_factory=dict)
    stance: str | None = None
    negative: bool = False

    @property
    def effect(self) -> str | None:
        return next((effect for effect in STRENGTH if effect in self.found), None)

    def add(self, entry: dict, word: str) -> None:
        self.found.setdefault(entry["effect"], word)
        self.stance = self.stance or entry.get("stance")
        self.negative |= entry["effect"] == "negated"


@lru_cache(maxsize=8)
def vocabulary(codebook) -> dict[str, dict[str, dict]]:
    """Where a word stands (auxiliary, governor ...) -> word -> its entry."""
    words: dict[str, dict[str, dict]] = {}
    for entry in codebook["modality"]:
        words.setdefault(entry["where"], {}).update({term: entry for term in entry["terms"]})
    return words


def read(trigger, anchor, codebook) -> Modality:
    """The modality of the happening that `trigger` tells; `anchor` is the verb that carries it, else the trigger itself."""
    words, modality = vocabulary(codebook), Modality()
    known = not clauses.verbal(trigger) and anchor == trigger and any(kid.lower_ in words["definite"] or kid.dep_ == "poss" for kid in trigger.children)
    _modifiers(trigger, words, modality)
    node = anchor
    while True:
        if clauses.verbal(node) or node != trigger:
            _modifiers(node, words, modality)
        if clauses.verbal(node) and not known:
            _auxiliaries(node, words, modality)
        if node.dep_ == "ROOT" or not _climb(node, words, modality):
            return modality
        node, known = _up(node, known)


def _up(node, known: bool) -> tuple:
    """The next word upwards, and whether what lies below is taken for granted there."""
    if node.dep_ == "prep":  # a noun after a preposition is an aside: the verb's own negation does not reach it
        return node.head, known or not clauses.child(node, "pcomp")
    return node.head, known and node.dep_ not in ("xcomp", "ccomp", "pcomp", "acl", "acomp", "conj")


def _modifiers(node, words, modality) -> None:
    """Determiners and adverbs: no, any, possible, reportedly."""
    for kid in node.children:
        if entry := words["phrase"].get(kid.lower_) if kid.dep_ in ("det", "neg", "nummod", *clauses.SUBJECTS) else None:
            modality.add(entry, kid.lower_)
        elif kid.dep_ in ("amod", "advmod", "det", "prep") and (entry := words["modifier"].get(kid.lower_)):
            modality.add(entry, kid.lower_)


def _auxiliaries(verb, words, modality) -> None:
    """Auxiliaries, negation and conditions of a verb, or of the verb it is coordinated with if it shares the subject."""
    for kid in verb.children:
        if kid.dep_ == "aux" and (entry := words["auxiliary"].get(kid.lower_)):
            modality.add(entry, kid.lower_)
        elif entry := words["negation"].get(kid.lower_) if kid.dep_ == "neg" or (kid.dep_ in ("preconj", "cc", "advmod") and kid.i < verb.i) else None:
            modality.add(entry, kid.lower_)
        elif kid.dep_ in ("mark", "prep") and (entry := words["conjunction"].get(kid.lower_)):
            modality.add(entry, kid.lower_)
        elif kid.dep_ in clauses.SUBJECTS and any(det.lower_ in words["phrase"] for det in kid.children if det.dep_ in ("det", "neg")):
            modality.add(next(iter(words["phrase"].values())), kid.text)


def _governing(node, head, words) -> dict | None:
    """The entry of what governs the word; some verbs leave open what they command, not what they tell (told him to go, told him that)."""
    lemma = head.lemma_.lower()
    if node.dep_ == "prep" and not clauses.verbal(head) and node.lower_ not in ("of", "to", "for", "against", "about"):
        return None
    return words["governor"].get(lemma) or (words["commander"].get(lemma) if node.dep_ != "ccomp" or clauses.infinitive(node) else None)


def _climb(node, words, modality) -> bool:
    """Applies what governs the word, and says whether to look further up."""
    head, dep = node.head, node.dep_
    if dep in ("relcl", "parataxis") or (dep == "acl" and not clauses.child(node, "aux")) or dep == "appos":
        return False
    if dep == "advcl":
        if clauses.infinitive(node):
            modality.found.setdefault("hypothetical", "to")
        return False
    if dep == "conj":
        return not clauses.verbal(node) or not clauses.child(node, *clauses.SUBJECTS)
    if dep == "prep" and node.lower_ not in ARGUMENT:
        return False
    if dep not in clauses.SUBJECTS and (entry := _governing(node, head, words)):
        modality.add(entry, head.text)
    if dep == "ccomp":
        if clauses.child(head, "neg"):
            modality.negative = True
            modality.found.setdefault("hypothetical", "not " + head.text)
        return False
    return True
