"""Modality: whether a happening is told as a fact, read off the words that govern it.

Follows the head of the happening upwards: auxiliaries, negation, conditions, and verbs or nouns that govern something
not yet, not or only perhaps so (codebooks/modality.yaml). What somebody says is not decided here but by the statements.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from analysis import clauses

# Prepositions whose noun is what their verb or noun is about; after the others it is a circumstance.
ARGUMENT = {"against", "of", "for", "from", "to", "toward", "towards", "about", "in", "at"}
# The strongest effect counts. What is to be prevented (urged them to avoid attacks) is open, what was prevented is not.
STRENGTH = ("denied", "negated", "hypothetical", "prevented", "attributed")


@dataclass
class Modality:
    """`effect` is denied, negated, hypothetical, attributed or None (told as a fact); `stance` the actor's will.

    `stance` is intent, refusal or None; `negative` is true if anything above the happening says no.
    """

    found: dict[str, object] = field(default_factory=dict)  # effect -> the first token that has it
    stance: str | None = None
    negative: bool = False

    @property
    def effect(self) -> str | None:
        strongest = next((effect for effect in STRENGTH if effect in self.found), None)
        if strongest == "negated" and (stopped := self.found.get("prevented")) and self.found["negated"].head == stopped:
            return "hypothetical"  # did not rule out
        return "negated" if strongest == "prevented" else strongest

    def add(self, entry: dict, token) -> None:
        self.found.setdefault(entry["effect"], token)
        self.stance = self.stance or entry.get("stance")
        self.negative |= entry["effect"] in ("negated", "prevented")


@lru_cache(maxsize=8)
def vocabulary(codebook) -> dict[str, dict[str, dict]]:
    """Where a word stands (auxiliary, governor ...) -> word -> its entry."""
    words: dict[str, dict[str, dict]] = {}
    for entry in codebook["modality"]:
        words.setdefault(entry["where"], {}).update(dict.fromkeys(entry["terms"], entry))
    return words


def read(trigger, anchor, codebook) -> Modality:
    """The modality of the happening that `trigger` tells; `anchor` is the verb that carries it, else the trigger."""
    words, modality = vocabulary(codebook), Modality()
    definite = any(kid.lower_ in words["definite"] or kid.dep_ == "poss" for kid in trigger.children)
    known = definite and anchor == trigger and not clauses.verbal(trigger)
    _modifiers(trigger, words, modality)
    if entry := _asks(anchor, words):
        modality.add(entry, anchor)
    if anchor != trigger and (entry := words["carrier"].get(anchor.lemma_.lower())):
        modality.add(entry, anchor)
    node = anchor
    while True:
        if clauses.verbal(node) or node != trigger:
            _modifiers(node, words, modality)
        if clauses.verbal(node) and not known:
            _auxiliaries(node, words, modality)
        if node.dep_ == "ROOT" or not _climb(node, words, modality):
            return modality
        node, known = _up(node, known)


def _asks(anchor, words) -> dict | None:
    """The entry of a question: who did it, or a sentence with a question mark."""
    if not clauses.verbal(anchor):
        return None
    who = next((kid for kid in anchor.children if kid.lower_ in words["question"]), None)
    if who is not None and anchor.dep_ != "relcl":
        return words["question"][who.lower_]
    asked = anchor.dep_ == "ROOT" and anchor.right_edge.text == "?"
    return next(iter(words["question"].values())) if asked else None


def laid_down(anchor, codebook) -> bool:
    """True for what a treaty or a law says of any case: it tells no happening."""
    norms, below = vocabulary(codebook)["norm"], anchor
    for up in islice(anchor.ancestors, clauses.FURTHEST):
        who = clauses.surface_subject(up) if clauses.verbal(up) else clauses.child(up, "nsubj")
        who = who or (clauses.child(up.head, "nsubj") if up.dep_ == "conj" else None)
        general = up.tag_ in ("VBZ", "VBP", "NNS") or clauses.child(up, "aux")
        if below.dep_ in ("ccomp", "xcomp", "dobj") and general and who is not None and who.lemma_.lower() in norms:
            return True
        below = up
    return False


def _general(verb, words) -> dict | None:
    """The entry of a clause that opens its sentence and holds in any case: When one is attacked, ..."""
    opener = next((kid for kid in verb.children if kid.dep_ == "advmod" and kid.lower_ in words["general"]), None)
    auxiliary = clauses.child(verb, "auxpass")
    present = verb.tag_ in ("VBZ", "VBP") or (auxiliary is not None and auxiliary.tag_ in ("VBZ", "VBP"))
    if opener is None or verb.dep_ != "advcl" or verb.i > verb.head.i or not present or clauses.child(verb, "aux"):
        return None
    return words["general"][opener.lower_]


def _up(node, known: bool) -> tuple:
    """The next word upwards, and whether what lies below is taken for granted there."""
    if node.dep_ == "prep":  # a noun after a preposition is an aside: the verb's own negation does not reach it
        return node.head, known or not clauses.child(node, "pcomp")
    return node.head, known and node.dep_ not in ("xcomp", "ccomp", "pcomp", "acl", "acomp", "conj")


def _modifiers(node, words, modality) -> None:
    """Determiners and adverbs: no, any, possible, reportedly."""
    for kid in node.children:
        none = words["phrase"].get(kid.lower_) if kid.dep_ in ("det", "neg", "nummod", *clauses.SUBJECTS) else None
        open_ = words["modifier"].get(kid.lower_) if kid.dep_ in ("amod", "advmod", "det", "prep") else None
        if entry := none or open_:
            modality.add(entry, kid)


def _auxiliaries(verb, words, modality) -> None:
    """Auxiliaries, negation and conditions of a verb, and of the clause that says in which case it holds."""
    held = [kid for kid in verb.children if kid.dep_ == "advcl" and verb.tag_ in ("VBZ", "VBP")]
    for case in (verb, *held):
        if entry := _general(case, words):
            modality.add(entry, case)
    below = [kid for kid in verb.children if kid.dep_ == "prep"] if verb.lemma_ == "be" else ()  # is "not on the table"
    for kid in (*verb.children, *(no for prep in below for no in prep.children if no.dep_ == "neg")):
        if entry := _auxiliary(kid, verb, words):
            modality.add(entry, kid)
        if kid.dep_ in clauses.SUBJECTS:
            for word in kid.children:
                if word.dep_ in ("det", "neg") and word.lower_ in words["phrase"]:
                    modality.add(words["phrase"][word.lower_], word)


def _auxiliary(kid, verb, words) -> dict | None:
    if kid.dep_ == "aux":
        return words["auxiliary"].get(kid.lower_)
    if kid.dep_ == "neg" or (kid.dep_ in ("preconj", "cc", "advmod") and kid.i < verb.i):
        return words["negation"].get(kid.lower_)
    return words["conjunction"].get(kid.lower_) if kid.dep_ in ("mark", "prep") else None


def _governing(node, head, words) -> dict | None:
    """The entry of what governs the word.

    Some verbs leave open what they command, not what they tell (told him to go, told him that); a claim that is
    rejected is denied.
    """
    lemma, particle = head.lemma_.lower(), node if node.dep_ == "prep" else clauses.child(head, "prt")
    if node.dep_ == "prep" and not clauses.verbal(head) and node.lower_ not in ("of", "to", "for", "against", "about"):
        return None
    if node.lemma_ in words["claim"] and lemma in words["denier"]:
        return words["denier"][lemma]
    if clauses.infinitive(node) and (entry := words["giver"].get(lemma)):
        return entry
    if particle is not None and (entry := words["governor"].get(f"{lemma} {particle.lower_}")):
        return entry
    if head.pos_ == "NOUN" and lemma in words["governing_noun"]:
        return words["governing_noun"][lemma]
    commands = node.dep_ not in ("ccomp", "dobj", "nsubjpass") or clauses.infinitive(node)
    command = words["commander"].get(lemma) if commands else None
    return words["governor"].get(lemma) or words["claim"].get(lemma) or command


def _come_for(verb) -> bool:
    """True for `is in Paphos`: who is somewhere to meet somebody has come, and is taken to meet him."""
    where = (clauses.child(kid, "pobj") for kid in verb.children if kid.dep_ == "prep" and kid.lower_ in ("in", "at"))
    return verb.lemma_ == "be" and any(place is not None and place.pos_ == "PROPN" for place in where)


def _climb(node, words, modality) -> bool:
    """Applies what governs the word, and says whether to look further up."""
    head, dep = node.head, node.dep_
    if dep in ("relcl", "parataxis", "appos"):
        return False
    if dep == "acl" and not clauses.infinitive(node) and not clauses.child(node, "mark"):
        return False
    if dep == "advcl":
        claim = clauses.child(node, "dobj") if node.pos_ == "ADJ" else None
        if claim is not None and claim.lemma_ in words["claim"] and (entry := words["denier"].get(head.lemma_.lower())):
            modality.add(entry, head)  # rejected as baseless the claim that
        if clauses.purpose(node) and not _come_for(head):
            modality.found.setdefault("hypothetical", node)
        if node.tag_ == "VBG" and node.i > head.i:  # 'could be invoked, drawing others in'
            for kid in head.children:
                if kid.dep_ == "aux" and (entry := words["auxiliary"].get(kid.lower_)):
                    modality.add(entry, kid)
        return False
    if dep == "conj":
        return not clauses.verbal(node) or not clauses.child(node, *clauses.SUBJECTS)
    if dep == "prep" and node.lower_ not in ARGUMENT and not (node.lower_ == "by" and clauses.child(node, "pcomp")):
        return False
    if dep not in clauses.SUBJECTS and (entry := _governing(node, head, words)):
        modality.add(entry, head)
    if dep == "ccomp":
        if clauses.child(head, "neg"):
            modality.negative = True
            modality.found.setdefault("hypothetical", head)
        return head.lemma_ == "be" and not clauses.child(head, "neg")
    return True
