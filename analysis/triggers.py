"""Triggers: the words of a sentence that tell a happening.

A trigger is a verb, a noun or an adjective of codebooks/events.yaml whose pattern holds. An event noun is read with the
verb that carries it (launch an attack); one that only refers back (after the attack) tells nothing.
"""

from itertools import chain

from analysis import clauses, modality
from analysis.patterns import carrier, fits
from analysis.scene import Hit, Rule, Scene
from analysis.sides import role

MOST = 80  # triggers read in one sentence; what has more is a table or a list, not a sentence


def find(scene: Scene) -> list[Hit]:
    """One pass over the tokens: each trigger with the first pattern that holds; a happening told twice is one."""
    hits, used = [], set()
    for token in scene.doc:
        rules = scene.rules.of(token.lemma_, token.lower_)
        for kind in _kinds(token) if rules else ():
            if kind in rules and (hit := _hit(token, kind, rules[kind], scene)):
                hits.append(hit)
                used |= _asked_for(hit)
                break
        if len(hits) == MOST:
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
    fitting = (rule for rule in rules if fits(rule, token, scene))
    if _standing(token, scene) or not (first := next(fitting, None)) or modality.laid_down(anchor, scene.rules.codebook):
        return None
    mood = modality.read(token, anchor, scene.rules.codebook)
    for rule in chain([first], fitting):
        if rule.pattern.get("polarity") == "negative" and not mood.negative:
            continue
        hit = Hit(token, rule, anchor, mood)
        if not all(
            manner == "light" if need == "carrier" else role(hit, need, scene) is not None
            for need in rule.pattern.get("needs", ())
        ):
            continue
        return hit if kind != "noun" or _told(hit, manner, scene) else None
    return None


def _standing(token, scene: Scene) -> bool:
    """True for what tells a state or a judgement: a base that hosts jets; seizing a boat is piracy."""
    judged = token.dep_ == "csubj" and token.tag_ == "VBG" and token.head.lemma_ == "be" and token.head.tag_ == "VBZ"
    story = scene.sentence["part"] not in ("title", "standfirst", "caption")
    present = token.tag_ in ("VBZ", "VBP") and not clauses.child(token, "aux", "auxpass")
    return judged or (story and token.dep_ == "relcl" and present)


def _told(hit: Hit, manner: str | None, scene: Scene) -> bool:
    """False for a noun that only refers back (after the attack): it tells no happening of its own."""
    words = modality.vocabulary(scene.rules.codebook)
    before = [kid for kid in hit.token.children if kid.dep_ in ("det", "poss", "neg", "amod")]
    if manner in ("light", "undergone") or any(kid.lower_ in words["phrase"] for kid in before):
        return True
    if "after" in hit.rule.pattern or role(hit, "source", scene) is not None or role(hit, "target", scene) is not None:
        return True
    return (
        manner == "occurrence"
        and (not before or any(kid.lower_ in words["ordinal"] for kid in before))
        or _confirmed(hit.token, scene)
    )


def _confirmed(noun, scene: Scene) -> bool:
    """True if somebody confirms or denies just this: `confirmed the interception`."""
    here = scene.of(noun)
    return noun.dep_ == "dobj" and any(
        row.get("act") in ("confirm", "deny", "announce") and row["end"] == here[1] and here[0] - row["start"] < 40
        for row in scene.statements
    )


def _merge(hits: list[Hit]) -> list[Hit]:
    """One hit for coordinated verbs that tell one happening (intercepted and neutralised), or for a noun and a verb."""
    kept: list[Hit] = []
    for hit in hits:
        twin = next((other for other in kept if other.type == hit.type and _one_happening(other, hit)), None)
        if twin is None:
            kept.append(hit)
        elif clauses.verbal(hit.token):
            twin.with_.append(hit.token)
    return kept


def _one_happening(first: Hit, second: Hit) -> bool:
    """True if the second of two triggers of one type tells the happening of the first again."""
    up = second.token.head
    if first.anchor == second.anchor or second.anchor == first.token or first.anchor == second.token:
        return True
    if second.token.dep_ in ("xcomp", "ccomp") and up == first.token:
        return True
    if second.anchor.dep_ in ("advcl", "relcl") and first.anchor in (second.anchor.head, second.anchor.head.head):
        return any(kid.lower_ == "when" for kid in second.anchor.children)  # it came on Wednesday, when ...
    if second.token.dep_ != "conj" or up not in (first.token, *first.with_):
        return False
    own = clauses.child(second.token, "dobj")
    return clauses.child(first.token, "dobj") is None or own is None or own.pos_ == "PRON"
