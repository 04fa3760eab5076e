"""Triggers: the words of a sentence that tell a happening, by the patterns of codebooks/events.yaml.

A trigger is a verb, a noun or an adjective whose pattern holds: its subject, object, modifiers and prepositions are of
the classes asked for (codebooks/things.yaml). An event noun is read with the verb that carries it (launch an attack).
Who acts and who is acted on are looked for where the pattern says.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from analysis import clauses, modality
from analysis.codebook import Codebook

ROLES = {
    ("verb", "source"): ("subject",),
    ("verb", "target"): ("object", "against", "on", "upon", "at", "with", "to", "towards", "toward", "into", "from", "over", "for", "in"),
    ("noun", "source"): ("possessor", "by", "light", "from", "modifier"),
    ("noun", "target"): ("undergoer", "on", "against", "of", "at", "with", "to", "in"),
    ("adjective", "source"): ("subject",),
    ("adjective", "target"): ("complement",),
}
THINGS = ("weapon", "drone", "aircraft", "ship")  # what `it` may stand for


def things_in(lemmas: set[str], rules: "Rules") -> set[str]:
    """What `it` may stand for: the classes of things among the lemmas, and the lemmas themselves."""
    return {word for name in THINGS if (here := lemmas & rules.classes[name]) for word in (name, *here)}


def plain(word: str) -> str:
    """A lemma as codebooks write it: lower case, -ise for -ize."""
    word = word.lower()
    return word[:-3] + "ise" if word.endswith("ize") and len(word) > 5 else word


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@dataclass(frozen=True)
class Rule:
    """One trigger word with the pattern and the entry it belongs to."""

    entry: dict
    pattern: dict
    kind: str
    word: str
    number: int

    @property
    def weight(self) -> int:
        """How much the pattern asks for; what asks for most is tried first."""
        return sum(name in self.pattern for name in (*HOLDS, "complement_object", "polarity", "needs")) + (" " in self.word)

    @property
    def mutual(self) -> bool:
        return bool(self.pattern.get("mutual", self.entry.get("mutual")))


class Rules:
    """The event types and word classes, indexed by lemma."""

    def __init__(self, codebook: Codebook):
        self.codebook = codebook
        self.classes = {entry["code"]: frozenset(plain(term) for term in entry["terms"]) for entry in codebook["things"]}
        self.forms = {entry["code"]: re.compile(entry["pattern"]) for entry in codebook["things"] if "pattern" in entry}
        self.index: dict[tuple[str, str], list[Rule]] = {}
        self.acts = {act: (entry, kinds) for entry in codebook["events"] for act, kinds in entry.get("acts", {}).items()}
        patterns = ((entry, pattern) for entry in codebook["events"] for pattern in entry["triggers"])
        for number, (entry, pattern) in enumerate(patterns):
            kind = next(kind for kind in ("verb", "noun", "adjective") if kind in pattern)
            for word in pattern[kind]:
                head = word.split()[0 if kind == "verb" else -1]
                self.index.setdefault((kind, plain(head)), []).append(Rule(entry, pattern, kind, word, number))
        for rules in self.index.values():
            rules.sort(key=lambda rule: (-rule.weight, rule.number))


    def of(self, kind: str, token) -> list[Rule]:
        """The rules of a token, most specific first; a lemma that lost its e (stag for staged) is mended."""
        lemma = plain(token.lemma_)
        return self.index.get((kind, lemma)) or (self.index.get((kind, lemma + "e"), []) if token.lower_.startswith(lemma + "e") else [])


@lru_cache(maxsize=8)
def rules_of(codebook: Codebook) -> Rules:
    return Rules(codebook)


@dataclass(frozen=True)
class Hit:
    """A trigger whose pattern holds. `anchor` is the verb that carries an event noun, else the trigger itself."""

    token: object
    rule: Rule
    anchor: object
    mood: modality.Modality
    with_: list = field(default_factory=list)  # coordinated triggers that tell the same happening

    @property
    def type(self) -> str:
        return self.rule.entry["code"]


class Scene:
    """One sentence with the rows that lie in it; `recent` are the classes of things spoken of here or just before."""

    def __init__(self, sentence: dict, doc, rows: dict[str, list[dict]], rules: Rules, recent: set[str]):
        self.sentence, self.doc, self.rules, self.recent = sentence, doc, rules, recent
        self._begins = [token.idx for token in doc]
        self.actors, self.places, self.times, self.statements = (rows[name] for name in ("actors", "places", "times", "statements"))
        self.names = [row for row in (*self.actors, *self.places) if party(row) and not self._bound(row)]

    def _bound(self, row: dict) -> bool:
        """True in Russian-made, Iran-backed or U.S.-allied: the party is not the one that the words name."""
        tail = self.sentence["text"][row["end"] - self.sentence["start"] :][:2]
        return tail[:1] in "-‑" and tail[1:].islower() and not self.sentence["text"][row["end"] - self.sentence["start"] :].startswith("-led")

    def span(self, chars: tuple[int, int]) -> tuple[int, int]:
        return chars[0] + self.sentence["start"], chars[1] + self.sentence["start"]

    def of(self, token) -> tuple[int, int]:
        return self.span((token.idx, token.idx + len(token)))

    def tokens(self, row: dict) -> list:
        """The tokens of a row's characters."""
        start, end = row["start"] - self.sentence["start"], row["end"] - self.sentence["start"]
        first = max(0, bisect_right(self._begins, start) - 1)
        return [token for token in self.doc[first : bisect_left(self._begins, end)] if token.idx + len(token) > start]

    def over(self, token) -> dict | None:
        """The actor row, else the place row, that names a party at the token."""
        here = self.of(token)
        return next((row for row in self.names if overlap(here, (row["start"], row["end"]))), None)

    def somebody(self, token) -> bool:
        """True if the token names a person or a body, whether or not their party is known."""
        here = self.of(token)
        return any(overlap(here, (row["start"], row["end"])) for row in self.actors if row.get("kind") in ("party", "institution", "person"))

    def timed(self, token) -> bool:
        here = self.of(token)
        return any(overlap(here, (row["start"], row["end"])) for row in self.times)

    def is_a(self, token, terms: list[str]) -> bool:
        """True if the noun phrase that the token heads is of one of these classes, or has one of these lemmas."""
        if token is None or "*" in terms:
            return token is not None
        return any(self._is(word, term) for word in clauses.conjuncts(token) for term in terms)

    def _is(self, token, term: str) -> bool:
        if term == "PARTY":
            return self.over(token) is not None or self.somebody(token)
        if term == "NAME":
            return token.pos_ == "PROPN" and not any(overlap(self.of(token), (row["start"], row["end"])) for row in self.actors if row.get("kind") == "outlet")
        if term == "PRONOUN":
            return token.pos_ == "PRON" and (token.lower_ not in ("it", "that", "which", "this") or self.over(token) is not None)
        if token.lower_ in ("it", "they", "them", "that", "which"):
            return term in self.recent and self.over(token) is None
        members = self.rules.classes.get(term) or frozenset((plain(term),))
        if self._lemmas(token) & members or (term in self.rules.forms and self.rules.forms[term].fullmatch(token.text)):
            return True
        phrase = token.doc.text[slice(*clauses.phrase(token))].lower()
        return any(" " in member and member in phrase for member in members)

    def _lemmas(self, token) -> set[str]:
        """Lemma of the head; behind a measure word, of what it measures too; of a proper name, all its words."""
        found = {plain(token.lemma_), token.lower_}
        if token.pos_ == "PROPN":
            found |= {plain(kid.lemma_) for kid in token.children if kid.dep_ == "compound"}
        if plain(token.lemma_) in self.rules.classes["partitive"] and (inner := clauses.after(token, "of")) is not None and inner != token:
            found |= self._lemmas(inner)
        return found

    def parties(self, token, *, telling: tuple = (), alone: bool = False) -> list[dict]:
        """Rows that name the party of a phrase: over its head, else before it (Iranian missile), else where it comes from (fired from Iran).

        `telling` are the words that tell the happening itself: who does it does not own the phrase. `alone` leaves out
        what is coordinated with it.
        """
        words = [token] if alone else clauses.conjuncts(token)
        if rows := [row for word in words if (row := self.over(word))]:
            return rows
        start, end = self.span(clauses.phrase(token, alone=alone))
        if inside := [row for row in self.names if overlap((start, end), (row["start"], row["end"]))]:
            return self._listed(inside)
        for noun in (token, *(kid for kid in token.children if kid.dep_ in ("acl", "relcl") and kid not in telling)):
            maker = clauses.subject(noun) if noun != token and clauses.objects(noun) == token else None
            for origin in (clauses.after(noun, "from"), maker):
                if origin is not None and origin != token and (row := self.over(origin)):
                    return [row]
        return []

    def _listed(self, rows: list[dict]) -> list[dict]:
        """The first row and those that are listed with it: leaders of Cyprus and Greece."""
        rows = sorted(rows, key=lambda row: (row["start"], -row["end"]))
        listed, base = rows[:1], self.sentence["start"]
        for row in rows[1:]:
            if row["start"] < listed[-1]["end"]:
                continue
            between = self.sentence["text"][listed[-1]["end"] - base : max(0, row["start"] - base)]
            if between.strip(" ,-–/") not in ("", "and", "or", "and the"):
                break
            listed.append(row)
        return listed


def party(row: dict) -> str | None:
    """The party an actor row names, or the state a place row lies in."""
    return row.get("party") or row.get("country")


def find(scene: Scene) -> list[Hit]:
    """One pass over the tokens: each trigger with the first pattern that holds; the same happening told twice is one."""
    hits, used = [], set()
    for token in scene.doc:
        for kind in _kinds(token):
            rules = scene.rules.of(kind, token)
            if rules and (hit := _hit(token, kind, rules, scene)):
                hits.append(hit)
                used |= _asked_for(hit)
                break
    return _merge([hit for hit in hits if hit.token.i not in used])


def _kinds(token) -> tuple[str, ...]:
    if token.dep_ in ("nsubj", "dobj", "pobj") and token.tag_ in ("VBZ", "VB", "VBP"):
        return ("noun",)  # "air strikes killed": a noun that the tagger takes for a verb
    if token.pos_ in ("VERB", "AUX"):
        return () if token.dep_ == "amod" else ("verb", "noun") if token.tag_ == "VBG" else ("verb",)
    if token.pos_ in ("NOUN", "PROPN"):
        return ("noun",)
    return ("adjective",) if token.pos_ == "ADJ" else ()


def _asked_for(hit: Hit) -> set[int]:
    """Tokens that a verb's pattern needs as its object: they tell no happening of their own."""
    asked = hit.rule.pattern.get("object")
    if not asked or {"*", "PARTY"} & set(asked) or (noun := clauses.objects(hit.token)) is None:
        return set()
    inner = clauses.after(noun, "of")
    return {noun.i} if inner is None else {noun.i, inner.i}


def _hit(token, kind: str, rules: list[Rule], scene: Scene) -> Hit | None:
    if kind == "noun" and token.dep_ in ("compound", "nmod", "amod", "npadvmod"):
        return None
    verb, manner = carrier(token, scene.rules) if kind == "noun" else (None, None)
    anchor = token if verb is None else verb
    mood = modality.read(token, anchor, scene.rules.codebook)
    for rule in rules:
        if not _fits(rule, token, scene) or (rule.pattern.get("polarity") == "negative" and not mood.negative):
            continue
        hit = Hit(token, rule, anchor, mood)
        if not all(manner == "light" if need == "carrier" else role(hit, need, scene) is not None for need in rule.pattern.get("needs", ())):
            continue
        return hit if kind != "noun" or _told(hit, manner, scene) else None
    return None


def _told(hit: Hit, manner: str | None, scene: Scene) -> bool:
    """False for a noun that only refers back (after the attack): it tells no happening of its own."""
    words = modality.vocabulary(scene.rules.codebook)
    before = [kid for kid in hit.token.children if kid.dep_ in ("det", "poss", "neg", "amod")]
    if manner in ("light", "undergone") or any(kid.lower_ in words["phrase"] for kid in before):
        return True
    if "after" in hit.rule.pattern or role(hit, "source", scene) is not None or role(hit, "target", scene) is not None:
        return True
    return manner == "occurrence" and (not before or any(kid.lower_ in words["ordinal"] for kid in before)) or _confirmed(hit.token, scene)


def _confirmed(noun, scene: Scene) -> bool:
    """True if somebody confirms or denies just this: `confirmed the interception`."""
    here = scene.of(noun)
    return noun.dep_ == "dobj" and any(
        row.get("act") in ("confirm", "deny", "announce") and row["end"] == here[1] and here[0] - row["start"] < 40 for row in scene.statements
    )


def carrier(noun, rules: Rules) -> tuple:
    """The verb that only carries an event noun, and how: light (launch an attack), undergone (come under attack) or occurrence."""
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
        return (verb, "light") if word in ("in", "with", "on") and lemma in rules.classes["taking_part"] else (None, None)
    verb, lemma = top.head, plain(top.head.lemma_)
    if not clauses.verbal(verb):
        return None, None
    if top.dep_ == "dobj" and lemma in rules.classes["light_undergone"]:
        return verb, "undergone"
    if top.dep_ in ("dobj", "nsubjpass") and lemma in rules.classes["light_verb"]:
        return verb, "light"
    return (verb, "occurrence") if top.dep_ in clauses.SUBJECTS and lemma in rules.classes["occurrence"] else (None, None)


def _fits(rule: Rule, token, scene: Scene) -> bool:
    """True if every condition of the pattern holds at the token, and none of those after `unless`."""
    if " " in rule.word and not _worded(rule, token):
        return False
    conditions, barred = rule.pattern, rule.pattern.get("unless", {})
    return all(holds(token, rule, conditions[name], scene) for name, holds in HOLDS.items() if name in conditions) and not any(
        holds(token, rule, barred[name], scene) for name, holds in HOLDS.items() if name in barred
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
    found = ((clauses.after(place, word), terms) for place in near if place is not None for word, terms in nouns.items())
    return any(scene.is_a(noun, terms) and not scene.timed(noun) for noun, terms in found)


def _worded(rule: Rule, token) -> bool:
    """True if the other word of a two-word trigger is there: the particle of a verb, the word before a noun."""
    words = rule.word.split()
    if rule.kind == "verb":
        return any(kid.lower_ == words[1] and kid.dep_ in ("prt", "advmod", "prep", "acomp", "oprd", "xcomp", "ccomp") for kid in token.children)
    return any(kid.lower_ == words[0] for kid in token.children)


def _complement(verb):
    return clauses.child(verb, "xcomp", "ccomp", "oprd", "acomp")


def _governs(token, rule: Rule, wanted: list[str], scene: Scene) -> bool:
    """True if the verb embeds one of these verbs, acting on one of `complement_object`; with `none`, if it embeds nothing."""
    below, things = _complement(token), rule.pattern.get("complement_object")
    if below is None:
        return "none" in wanted
    if "*" not in wanted and plain(below.lemma_) not in wanted:
        return False
    return things is None or scene.is_a(clauses.objects(below) or clauses.surface_subject(below), things)


def _modified(token, rule: Rule, terms: list[str], scene: Scene) -> bool:
    """True if a word before the noun is asked for; another kind of weapon beside it makes the event a more general one."""
    if "PARTY" in terms and modifier(token, scene) is not None:
        return True
    classes, before = scene.rules.classes, {plain(word) for word in clauses.words_before(token)}
    wanted = {member for term in terms for member in classes.get(term, (plain(term),))}
    arms = classes["weapon"] | classes["drone"]
    return bool(before & wanted) and (not before & wanted & arms or before & arms <= wanted)


HOLDS = {
    "subject": _subject_is,
    "object": _object_is,
    "carrier": _carrier_is,
    "modifier": _modified,
    "complement": _governs,
    "after": _followed,
}


def modifier(noun, scene: Scene):
    """The word before a noun that names a party: Israeli strikes, NATO exercise."""
    return next((kid for kid in noun.children if kid.dep_ in ("amod", "compound", "nmod") and scene.over(kid)), None)


def role(hit: Hit, side: str, scene: Scene):
    """The word that heads the source or target, from the first place the pattern names that holds one, or None."""
    for name in hit.rule.pattern.get(side) or ROLES[hit.rule.kind, side]:
        found = _at(hit, name, scene)
        if found is not None and found.pos_ not in ("VERB", "ADP", "SCONJ") and not scene.timed(found):
            return found
    return None


def nearby(hit: Hit, source, scene: Scene):
    """Where the pattern finds no target: the first party or place named after the trigger in its own clause."""
    if hit.rule.pattern.get("target") == ["none"]:
        return None
    below = {word.i for word in hit.anchor.subtree if word.i > hit.token.i}
    names = scene.actors if hit.rule.mutual else scene.names  # nobody meets a place
    for row in sorted((row for row in names if party(row)), key=lambda row: row["start"]):
        token = next((word for word in scene.tokens(row) if word.i in below and word.dep_ in ("pobj", "dobj", "dative")), None)
        if token is not None and not scene.timed(token) and (source is None or token not in source.subtree):
            return token
    return None


def _at(hit: Hit, name: str, scene: Scene):
    token, verb = hit.token, hit.rule.kind == "verb"
    match name:
        case "none":
            return None
        case "subject":
            return _speaker(clauses.subject(token if verb else token.head), hit, scene) if verb or clauses.verbal(token.head) else None
        case "object":
            return clauses.objects(token) if clauses.verbal(token) else None
        case "indirect":
            return clauses.indirect(hit.anchor)
        case "possessor":
            owner = clauses.child(token, "poss")
            return None if owner is not None and owner.pos_ == "PRON" and carrier(token, scene.rules)[1] == "light" else owner
        case "modifier":
            noun = clauses.objects(token) if verb else token
            return modifier(noun, scene) if noun is not None else None
        case "light":
            carrying, manner = carrier(token, scene.rules)
            return _speaker(clauses.subject(carrying), hit, scene) if manner == "light" else None
        case "undergoer":
            carrying, manner = carrier(token, scene.rules)
            return clauses.surface_subject(carrying) if manner == "undergone" else None
        case "complement":
            return _in_complement(hit, scene)
    return _after(hit, name)


def _after(hit: Hit, word: str):
    """The noun after a preposition: of the trigger, of its object (fire a missile at), of the verb that carries it, or of what it is for."""
    token, verb = hit.token, hit.rule.kind == "verb"
    places = [clauses.objects(token)] if verb and word == "by" else [token, clauses.objects(token) if verb and not clauses.passive(token) else None]
    if hit.anchor != token and (word != "by" or clauses.passive(hit.anchor)):
        places += [hit.anchor]
    if word != "of":
        places += [clauses.after(token, "for", "of", "into")]
    return next((found for place in places if place is not None and (found := clauses.after(place, word)) is not None), None)


def _speaker(found, hit: Hit, scene: Scene):
    """A pronoun subject of a reported clause is the one who reports it (Russia said it had expelled ...), unless it is a thing."""
    if found is None or found.lower_ not in ("it", "they", "he", "she") or (hit.rule.entry.get("by_thing") and scene.recent):
        return found
    above = next((up.head for up in (hit.anchor, *hit.anchor.ancestors) if up.dep_ == "ccomp"), None)
    known = scene.over(found)
    speaker = clauses.subject(above) if above is not None and clauses.verbal(above) else None
    if speaker is None or speaker.pos_ == "PRON" or (known and scene.over(speaker) and party(known) != party(scene.over(speaker))):
        return found
    return speaker


def _in_complement(hit: Hit, scene: Scene):
    """Whom an embedded act is done to: `threatened to shell the town`, `agreed to hand over the tanks to the police`."""
    below = _complement(hit.token) or clauses.child(hit.token, "acl")
    if below is None and hit.anchor != hit.token:
        below = _complement(hit.anchor) or clauses.child(hit.anchor, "advcl")
    if below is None:
        return None
    own = clauses.child(below, "nsubj")
    if own is not None and hit.rule.kind != "adjective" and not _same_party(own, clauses.subject(hit.token), scene):
        return own
    rule = next((rule for rule in scene.rules.of("verb", below) if _fits(rule, below, scene)), None)
    if rule is not None:
        return role(Hit(below, rule, below, hit.mood), "target", scene)
    for word in ("to", "from", "with", "against", "on", "for", "into"):
        if (found := _after(Hit(below, hit.rule, below, hit.mood), word)) is not None:
            return found
    return clauses.objects(below) or clauses.after(below, "in", "at")


def _same_party(one, other, scene: Scene) -> bool:
    return one.pos_ == "PRON" or (other is not None and scene.over(one) is not None and scene.over(one) == scene.over(other))


def _merge(hits: list[Hit]) -> list[Hit]:
    """One hit for coordinated verbs that tell one happening (intercepted and neutralised), or for a noun and its verb."""
    kept: list[Hit] = []
    for hit in hits:
        twin = next((other for other in kept if other.type == hit.type and _one_happening(other, hit)), None)
        if twin is None:
            kept.append(hit)
        elif clauses.verbal(hit.token):
            twin.with_.append(hit.token)
    return kept


def _one_happening(first: Hit, second: Hit) -> bool:
    if hit_same := (second.anchor == first.token or first.anchor == second.token or first.anchor == second.anchor):
        return hit_same
    up = second.token.head
    if second.token.dep_ in ("xcomp", "ccomp") and up == first.token:
        return True
    if second.anchor.dep_ in ("advcl", "relcl") and any(kid.lower_ == "when" for kid in second.anchor.subtree) and first.anchor in second.anchor.ancestors:
        return True
    if second.token.dep_ != "conj" or up not in (first.token, *first.with_):
        return False
    own = clauses.child(second.token, "dobj")
    return clauses.child(first.token, "dobj") is None or own is None or own.pos_ == "PRON"
