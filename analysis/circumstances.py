"""Circumstances: where and when a happening is told to be, and the figures that go with it."""

from analysis import clauses, modality
from analysis.scene import Hit, Scene, overlap, plain

PLACE_RANK = {"base": 0, "city": 1, "other": 2, "sea": 2, "region": 3, "country": 4, "demonym": 5}


def where(hit: Hit, span: tuple[int, int], scene: Scene, hits: list[Hit]) -> dict:
    """The most specific place in the clause that says where it happens and belongs to no other happening."""
    inside = [row for row in scene.places if overlap(span, (row["start"], row["end"])) and not row.get("as_actor")]
    mine = [row for row in inside if _owner(row, scene, hits) in (hit, None) and _says_where(row, hit, scene)]
    best = min(mine, key=lambda row: (PLACE_RANK.get(row["kind"], 2), row["start"]), default=None)
    if best is None:
        return {}
    return {"place": best.get("name"), **{key: best.get(key) for key in ("country", "lat", "lon")}}


def when(hit: Hit, scene: Scene, hits: list[Hit]) -> dict:
    """The time expression that dates it: its own, else the sentence's only one; none that only bounds it (since)."""
    dated = [row for row in scene.times if row.get("type") in ("DATE", "TIME")]
    mine = [row for row in dated if _owner(row, scene, hits) == hit]
    alone = dated if len(dated) == 1 and clauses.verbal(hit.anchor) else []
    bound = scene.rules.classes["bound"]
    fit = (row for row in mine or alone if not any(word.lower_ in bound for word in _path(row, hit, scene)))
    row = next(fit, None)
    return {} if row is None else {"time_start": row["start"], "time_end": row["end"]}


def numbers(span: tuple[int, int], scene: Scene) -> str | None:
    """The figures in the clause, each with what it counts; not those of dates."""
    found, ordinals = [], modality.vocabulary(scene.rules.codebook)["ordinal"]
    for token in (token for token in scene.doc if overlap(scene.of(token), span)):
        none = token.lower_ == "no" and token.dep_ == "det"
        ordinal = token.dep_ == "amod" and ordinals.get(token.lower_, {}).get("code") == "ordinal"
        counts = (none or ordinal or token.dep_ == "nummod") and token.i < token.head.i
        if counts and not scene.timed(token):
            figure = "0" if none else scene.doc.text[token.left_edge.idx : token.idx + len(token)]
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
    words = set(classes["locative"])
    if attack:
        words |= classes["locative_of_attack"] | ({"from"} & set(hit.rule.pattern.get("source", ())))
    struck = attack and top.dep_ in ("dobj", "nsubjpass")
    return space or struck or any(word.lower_ in words for word in _path(row, hit, scene))


def _of_space(row: dict, scene: Scene) -> bool:
    """Turkish airspace is a place, a Turkish minister is not."""
    words = scene.tokens(row)
    heads = [token.head for token in words if token.dep_ in ("amod", "compound", "poss")]
    return any(plain(token.lemma_) in scene.rules.classes["territory"] for token in (*words, *heads))
