"""Circumstances: where and when a happening is told to be, and the figures that go with it."""

from analysis import clauses, modality
from analysis.scene import Hit, Scene, overlap, plain

APART = ("advcl", "relcl", "ccomp", "conj", "parataxis")  # clauses that have their own day if they have a subject
PLACE_RANK = {"base": 0, "city": 1, "other": 2, "sea": 2, "region": 3, "country": 4, "demonym": 5}


def where(hit: Hit, span: tuple[int, int], scene: Scene, hits: list[Hit]) -> dict:
    """The most specific place in the clause that says where it happens and belongs to no other happening; of a list of
    states, all, without a point."""
    inside = [row for row in scene.places if overlap(span, (row["start"], row["end"])) and not row.get("as_actor")]
    mine = [row for row in inside if _owner(row, scene, hits) in (hit, None) and _says_where(row, hit, scene)]
    stands = {row["start"]: any(_stationed(word, scene) for word in _path(row, hit, scene)) for row in mine}
    best = min(mine, key=lambda row: (stands[row["start"]], PLACE_RANK.get(row["kind"], 2), row["start"]), default=None)
    if best is None:
        return {}
    if beside := [row for row in mine if best["kind"] == row["kind"] == "country" and _coordinated(row, best, scene)]:
        listed = sorted([best, *beside], key=lambda row: row["start"])
        return {key: "; ".join(dict.fromkeys(row["name"] for row in listed)) for key in ("place", "country")}
    return {"place": best.get("name"), **{key: best.get(key) for key in ("country", "lat", "lon")}}


def _stationed(word, scene: Scene) -> bool:
    """True for a participle that says where the acting force stands: intercepted east of X by a battery stationed at Y."""
    return word.dep_ == "acl" and plain(word.lemma_) in scene.rules.classes["stationed"]


def _coordinated(row: dict, other: dict, scene: Scene) -> bool:
    """True for another state of the same list: attacks on Norland, Suland and Westland."""
    top, head = _top(row, scene), _top(other, scene)
    return row["name"] != other["name"] and top is not None and head is not None and top in head.conjuncts


def when(hit: Hit, scene: Scene, hits: list[Hit]) -> dict:
    """The time expression that dates it: its own, else the sentence's only one if its clause is told with this one.

    None that only bounds it (since, after the), and never the day on which it is said.
    """
    dated = [row for row in scene.times if row.get("type") in ("DATE", "TIME")]
    if hit.anchor.dep_ == "relcl" and (day := next((row for row in dated if hit.anchor.head in scene.tokens(row)), None)):
        return {"time_start": day["start"], "time_end": day["end"]}  # since 3 October, when the navy seized it
    mine = [row for row in dated if _owner(row, scene, hits) == hit and not _elsewhere(row, hit, scene)]
    alone = dated if not mine and len(dated) == 1 else []
    shared = (row for row in alone if _of_subject(row, hit, scene) or _told_with(row, hit, scene))
    row = next((row for row in (*mine, *shared) if not _bounds(row, hit, scene)), None)
    return {} if row is None else {"time_start": row["start"], "time_end": row["end"]}


def _bounds(row: dict, hit: Hit, scene: Scene) -> bool:
    """True if the time only bounds it: since Monday, by Monday; after the attack on Monday, but not after 9am on Monday."""
    path, own, classes = _path(row, hit, scene), scene.tokens(row), scene.rules.classes
    after = [word for word in path if word.lower_ in classes["bound_of_event"] and clauses.child(word, "pobj") not in own]
    by_then = any(word.head.lower_ in classes["deadline"] and word.dep_ == "pobj" for word in own)
    return bool(after) or by_then or any(word.lower_ in classes["bound"] for word in path)


def _elsewhere(row: dict, hit: Hit, scene: Scene) -> bool:
    """True if a clause with a subject of its own lies between: closing the border, as it did in 2015."""
    between = [word for word in _path(row, hit, scene) if clauses.verbal(word) and word.dep_ in APART]
    return any(clauses.child(word, *clauses.SUBJECTS) for word in between)


def _of_subject(row: dict, hit: Hit, scene: Scene) -> bool:
    """True if it stands between an event noun and its verb: the expulsion on March 10 would not be reversed."""
    top, noun = _top(row, scene), hit.anchor
    return top is not None and noun.dep_ in clauses.SUBJECTS and noun.i < top.i < noun.head.i


def _told_with(row: dict, hit: Hit, scene: Scene) -> bool:
    """True if the clause that the time stands in and that of the happening are told as one.

    A reporting clause dates the saying; another clause with its own subject or conjunction, what is meant (to expel)
    and what had happened before are on days of their own.
    """
    if not clauses.verbal(hit.anchor):
        return False
    top = _top(row, scene)
    verb = next((word for word in (top, *top.ancestors) if clauses.verbal(word)), None) if top is not None else None
    if verb is None or verb == hit.anchor:
        return verb is not None
    here = scene.of(hit.token)
    for said in scene.statements:
        cue = said.get("cue_start") is not None and overlap((said["cue_start"], said["cue_end"]), scene.of(verb))
        if cue and said["start"] <= here[0] and here[1] <= said["end"]:
            return False
    above = {word.i for word in (hit.anchor, *hit.anchor.ancestors)} & {word.i for word in (verb, *verb.ancestors)}
    between = [word for end in (hit.anchor, verb) for word in (end, *end.ancestors) if word.i not in above]
    return not any(_parts(word) for word in between) and not (_before(hit.anchor) and not _before(verb))


def _parts(word) -> bool:
    """True for the top of a clause that is on a day of its own."""
    own = clauses.child(word, *clauses.SUBJECTS) is not None
    match word.dep_:
        case "ccomp":
            return True
        case "advcl":
            return clauses.child(word, "mark") is not None or clauses.purpose(word)
        case "acl" | "xcomp":
            return clauses.infinitive(word)
        case "conj":
            then = any(kid.dep_ == "advmod" and kid.lower_ in ("then", "later") for kid in word.children)
            return clauses.verbal(word) and (own or then)
        case "prep" | "pcomp":
            return (word if word.dep_ == "prep" else word.head).lower_ in ("after", "before", "following", "since")
    return False


def _before(verb) -> bool:
    return any(kid.lower_ == "had" and kid.dep_ == "aux" for kid in verb.children)


def numbers(span: tuple[int, int], scene: Scene) -> str | None:
    """The figures in the clause, each with what it counts; not those of dates."""
    found, ordinals = [], modality.vocabulary(scene.rules.codebook)["ordinal"]
    base = scene.sentence["start"]
    for token in scene.doc.covering(span[0] - base, span[1] - base):
        none = token.lower_ == "no" and token.dep_ == "det"
        ordinal = token.dep_ == "amod" and ordinals.get(token.lower_, {}).get("code") == "ordinal"
        counts = (none or ordinal or token.dep_ == "nummod") and token.i < token.head.i
        if counts and not scene.timed(token):
            figure = "0" if none else scene.doc.text[token.left_edge.idx : token.end]
            found.append(f"{figure} {token.head.text}")
    return "; ".join(dict.fromkeys(found)) or None


def _top(row: dict, scene: Scene):
    """The word of a row that the others hang on."""
    words = scene.tokens(row)
    return next((word for word in words if word.head == word or word.head not in words), None)


def _path(row: dict, hit: Hit, scene: Scene) -> list:
    """The words from a row up to the trigger, or to the top of the sentence."""
    top, path = _top(row, scene), []
    for word in (top, *top.ancestors) if top is not None else ():
        if word in (hit.token, hit.anchor):
            break
        path.append(word)
    return path


def _owner(row: dict, scene: Scene, hits: list[Hit]) -> Hit | None:
    """The happening that an expression belongs to: the first trigger on the way up from it."""
    telling = {token.i: hit for hit in reversed(hits) for token in (hit.anchor, hit.token, *hit.with_)}
    top = _top(row, scene)
    above = (top, *top.ancestors) if top is not None else ()
    return next((telling[word.i] for word in above if word.i in telling), None)


def _says_where(row: dict, hit: Hit, scene: Scene) -> bool:
    """True for a place after in, near, over ..., or a space entered; an attack is where it hits or is launched."""
    space, attack, classes = _of_space(row, scene), bool(hit.rule.entry.get("stage")), scene.rules.classes
    top = _top(row, scene)
    if top is None or (row["kind"] == "demonym" and not space):
        return False
    if top.dep_ == "npadvmod" or scene.of(top)[1] > row["end"]:
        return False  # a US-allied state is not the US, whether that is one word to the parser or three
    words = set(classes["locative"])
    if attack:
        words |= classes["locative_of_attack"] | ({"from"} & set(hit.rule.pattern.get("source", ())))
    path = _path(row, hit, scene)
    if any(_not_yet(word) for word in path):
        return False
    nearest = next((word.lower_ for word in path if word.pos_ in ("ADP", "SCONJ") and word.lower_ != "of"), None)
    if nearest == "with" or (nearest == "from" and "from" not in words):
        return False  # the border with Belarus, in from the territory of Belarus
    if nearest in classes["direction"] and any(clauses.verbal(word) for word in path) and not space:
        return False  # shot down a missile heading to Norland
    struck = attack and top.dep_ in ("dobj", "nsubjpass")
    return space or struck or any(word.lower_ in words for word in path)


def _not_yet(word) -> bool:
    """True for the top of a clause that tells what came later, or never: before it reached Norland, before entering it."""
    mark = clauses.child(word, "mark")
    return (word.dep_ == "advcl" and mark is not None and mark.lower_ == "before") or (word.dep_ == "prep" and word.lower_ == "before")


def _of_space(row: dict, scene: Scene) -> bool:
    """Turkish airspace is a place, a Turkish minister is not."""
    words = scene.tokens(row)
    heads = [token.head for token in words if token.dep_ in ("amod", "compound", "poss")]
    return any(plain(token.lemma_) in scene.rules.classes["territory"] for token in (*words, *heads))
