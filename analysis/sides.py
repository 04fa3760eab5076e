"""Sides: who acts and who is acted on, looked for where the pattern of a trigger says, else where English puts them."""

from analysis import clauses
from analysis.patterns import carrier, complement, fits, modifier
from analysis.scene import Hit, Scene, party

ROLES = {
    ("verb", "source"): ("subject",),
    ("verb", "target"): (
        "object",
        "against",
        "on",
        "upon",
        "at",
        "with",
        "to",
        "towards",
        "toward",
        "into",
        "from",
        "over",
        "for",
        "in",
    ),
    ("noun", "source"): ("possessor", "by", "light", "from", "modifier"),
    ("noun", "target"): ("undergoer", "on", "against", "of", "at", "with", "to", "in"),
    ("adjective", "source"): ("subject",),
    ("adjective", "target"): ("complement",),
}


def role(hit: Hit, side: str, scene: Scene):
    """The word that heads the source or target, from the first place the pattern names that holds one, or None."""
    for name in hit.rule.pattern.get(side) or ROLES[hit.rule.kind, side]:
        found = _at(hit, name, scene)
        if found is not None and found.pos_ not in ("VERB", "ADP", "SCONJ") and not scene.timed(found):
            return found
    return None


def nearby(hit: Hit, source, scene: Scene):
    """Where the pattern finds no target: the first party or place named after the trigger in its own clause."""
    if hit.rule.pattern.get("target") == ["none"] or hit.rule.entry.get("attacker") == "target":
        return None  # a place where a weapon is stopped is not its owner
    below = {word.i for word in hit.anchor.subtree if word.i > hit.token.i}
    names = scene.actors if hit.rule.mutual else scene.names  # nobody meets a place
    for row in sorted((row for row in names if party(row)), key=lambda row: row["start"]):
        token = next(
            (word for word in scene.tokens(row) if word.i in below and word.dep_ in ("pobj", "dobj", "dative")), None
        )
        if token is None or scene.timed(token) or (source is not None and token in source.subtree):
            continue
        if not (hit.rule.entry.get("stage") and _origin(token, hit)):
            return token
    return None


def _origin(token, hit: Hit) -> bool:
    """True for a name that says where something comes from: launched from a field near the town, in the north."""
    between = [word for word in token.ancestors if word.i > hit.token.i and hit.token in word.ancestors]
    launched = hit.rule.kind == "verb" and (clauses.after(hit.token, "from") is not None or _launched(hit))
    return any(word.lower_ == "from" or (launched and word.lower_ in ("in", "near")) for word in between)


def _launched(hit: Hit) -> bool:
    """True for `launched near the town`, which is where it was launched; fired near the town may be where it hit."""
    return hit.rule.word == "launch" and clauses.passive(hit.token)


def _at(hit: Hit, name: str, scene: Scene):
    token, verb = hit.token, hit.rule.kind == "verb"
    match name:
        case "none":
            return None
        case "subject":
            return (
                _speaker(clauses.subject(token if verb else token.head), hit, scene)
                if verb or clauses.verbal(token.head)
                else None
            )
        case "object":
            return clauses.objects(token) if clauses.verbal(token) else None
        case "indirect":
            return clauses.indirect(hit.anchor)
        case "possessor":
            owner = clauses.child(token, "poss")
            return (
                None
                if owner is not None and owner.pos_ == "PRON" and carrier(token, scene.rules)[1] == "light"
                else owner
            )
        case "modifier":
            noun = clauses.objects(token) if verb else token
            return modifier(noun, scene) if noun is not None else None
        case "light":
            carrying, manner = carrier(token, scene.rules)
            return _speaker(clauses.subject(carrying), hit, scene) if manner == "light" else None
        case "undergoer":
            carrying, manner = carrier(token, scene.rules)
            return clauses.surface_subject(carrying) if manner == "undergone" else None
        case "during":
            up = token.head
            told = up.dep_ == "prep" and up.lower_ in ("during", "in") and clauses.verbal(up.head)
            return clauses.subject(up.head) if told else None
        case "complement":
            return _in_complement(hit, scene)
    return _after(hit, name)


def _after(hit: Hit, word: str):
    """The noun after a preposition of the trigger, its object (fire a missile at), its carrier, or what it is for."""
    token, verb = hit.token, hit.rule.kind == "verb"
    places = (
        [clauses.objects(token)]
        if verb and word == "by"
        else [token, clauses.objects(token) if verb and not clauses.passive(token) else None]
    )
    if hit.anchor != token and (word != "by" or clauses.passive(hit.anchor)):
        places += [hit.anchor]
    if word != "of":
        places += [clauses.after(token, "for", "of", "into")]
    return next(
        (found for place in places if place is not None and (found := clauses.after(place, word)) is not None), None
    )


def _speaker(found, hit: Hit, scene: Scene):
    """A pronoun subject of a reported clause is who reports it (Russia said it had expelled ...), unless a thing."""
    if (
        found is None
        or found.lower_ not in ("it", "they", "he", "she")
        or (hit.rule.entry.get("by_thing") and scene.recent)
    ):
        return found
    above = next((up.head for up in (hit.anchor, *hit.anchor.ancestors) if up.dep_ == "ccomp"), None)
    known = scene.over(found)
    speaker = clauses.subject(above) if above is not None and clauses.verbal(above) else None
    if (
        speaker is None
        or speaker.pos_ == "PRON"
        or (known and scene.over(speaker) and party(known) != party(scene.over(speaker)))
    ):
        return found
    return speaker


def _in_complement(hit: Hit, scene: Scene):
    """Whom an embedded act is done to: threatened to shell the town, agreed to hand the tanks over to the police."""
    below = complement(hit.token) or clauses.child(hit.token, "acl")
    if below is None and hit.anchor != hit.token:
        below = complement(hit.anchor) or clauses.child(hit.anchor, "advcl")
    if below is None:
        return None
    own = clauses.child(below, "nsubj")
    if own is not None and hit.rule.kind != "adjective" and not _same_party(own, clauses.subject(hit.token), scene):
        return own
    rule = next((rule for rule in scene.rules.of(below.lemma_, below.lower_).get("verb", ()) if fits(rule, below, scene)), None)
    if rule is not None:
        return role(Hit(below, rule, below, hit.mood), "target", scene)
    for word in ("to", "from", "with", "against", "on", "for", "into"):
        if (found := _after(Hit(below, hit.rule, below, hit.mood), word)) is not None:
            return found
    return clauses.objects(below) or clauses.after(below, "in", "at")


def _same_party(one, other, scene: Scene) -> bool:
    return one.pos_ == "PRON" or (
        other is not None and scene.over(one) is not None and scene.over(one) == scene.over(other)
    )
