"""Events: mentions of happenings, with who acts, who is acted on, where, when, and whether it is told as a fact.

A trigger of codebooks/events.yaml makes a row (triggers.py), and so does a statement whose speech act is an event itself,
such as a warning or a denial. What a statement reports is attributed to its speaker, what a denial reports is denied; the
rest of the modality is read off the sentence (modality.py). Codes: PLOVER in its present 16 types, CAMEO, Goldstein.
"""

from collections.abc import Sequence
from itertools import groupby

from analysis import clauses, modality, triggers
from analysis.codebook import Codebook
from analysis.triggers import Hit, Scene, overlap, party, plain, role

# PLOVER: an act that is meant to be done is AGREE or THREATEN, a friendly act that is refused is REJECT. (plover, quad, cameo, goldstein)
INTENT = {True: ("AGREE", 1, "030", 4.0), False: ("THREATEN", 3, "130", -4.4)}
REFUSAL = ("REJECT", 3, "120", -4.0)
ADDRESSED = ("AGREE", "SUPPORT", "CONCEDE", "AID", "RETREAT", "COOPERATE", "REQUEST", "REJECT")  # done to somebody, whatever the object is
FACTUAL = ("believe", "assert", "know")  # unspoken statements that take their content for true
TOLD = ("asserted", "attributed", "denied")  # of something that is held, by somebody, to have happened
PLACE_RANK = {"base": 0, "city": 1, "other": 2, "sea": 2, "region": 3, "country": 4, "demonym": 5}


def find(
    report: dict,
    sentences: Sequence[dict],
    docs: Sequence,
    actors: Sequence[dict],
    places: Sequence[dict],
    times: Sequence[dict],
    statements: Sequence[dict],
    *,
    codebook: Codebook,
) -> list[dict]:
    """Rows of `events` for one report, in text order.

    `time_start` and `time_end` are those of the time expression that dates the happening; `earliest` and `latest` are
    filled from it once the report is dated. Empty source, target, place and time mean that the clause does not say.
    """
    rules = triggers.rules_of(codebook)
    grouped = {name: _by_sentence(rows) for name, rows in (("actors", actors), ("places", places), ("times", times))}
    spoken = sorted(statements, key=lambda row: (row["end"] - row["start"], row["start"]))
    rows, lately = [], [set(), set()]
    for sentence, doc in zip(sentences, docs, strict=True):
        lately = [*lately[-2:], {plain(token.lemma_) for token in doc}]
        recent = triggers.things_in(set().union(*lately), rules)
        near = {name: table.get(sentence["sentence_id"], []) for name, table in grouped.items()}
        near["statements"] = [row for row in spoken if overlap((sentence["start"], sentence["end"]), _reach(row))]
        scene = Scene(sentence, doc, near, rules, recent)
        hits = [hit for hit in triggers.find(scene) if _does_what_it_says(hit, scene)]
        rows += [_row(hit, scene, report, hits) for hit in hits]
        rows += [_act_row(statement, scene, report) for statement in scene.statements if _is_act(statement, scene, hits)]
    unique = {row["event_id"]: row for row in reversed(rows)}
    return _same_attacker(sorted(unique.values(), key=lambda row: (row["start"], -row["end"], row["type"])), codebook)


def _same_attacker(rows: list[dict], codebook: Codebook) -> list[dict]:
    """The rows, with the attacker of those that leave it open (the missile was intercepted; no casualties were reported).

    Only while the report has named a single attacker; where it has named two, or none yet, it stays unknown.
    """
    sides = {entry["code"]: entry["attacker"] for entry in codebook["events"] if entry.get("attacker")}
    known: set[str] = set()
    for _, group in groupby(rows, key=lambda row: row["sentence_id"]):
        attacks = [(row, f"{sides[row['type']]}_party") for row in group if row["type"] in sides]
        known |= {name for row, side in attacks if row.get(side) and row["modality"] in TOLD for name in row[side].split("; ")}
        for row, side in attacks:
            if not row.get(side) and len(known) == 1:
                row |= {side: next(iter(known)), "confidence": "low" if row["confidence"] == "low" else "medium"}
    return rows


def _by_sentence(rows: Sequence[dict]) -> dict[str, list[dict]]:
    grouped: dict[str, list[dict]] = {}
    for row in rows:
        grouped.setdefault(row["sentence_id"], []).append(row)
    return grouped


def _reach(statement: dict) -> tuple[int, int]:
    """Characters from the first to the last word of a statement, its source and its reporting word."""
    ends = [statement.get(key) for key in ("start", "end", "source_start", "source_end", "cue_start", "cue_end")]
    known = [end for end in ends if end is not None]
    return min(known), max(known)


def _content(statement: dict) -> tuple[int, int]:
    return statement["start"], statement["end"]


def _is_cue(statement: dict, chars: tuple[int, int]) -> bool:
    return statement.get("cue_start") is not None and overlap((statement["cue_start"], statement["cue_end"]), chars)


def _does_what_it_says(hit: Hit, scene: Scene) -> bool:
    """False for a reporting word that does another act than it names: `warned that its posture remains strong` reassures."""
    acts, thing = hit.rule.entry.get("acts"), hit.rule.pattern.get("object", ["*"])
    if "*" not in thing:
        return True  # denied entry
    told = [row["act"] for row in scene.statements if acts and row.get("act") and _is_cue(row, scene.of(hit.token))]
    return not told or any(act in acts for act in told)


def _row(hit: Hit, scene: Scene, report: dict, hits: list[Hit]) -> dict:
    entry, (source, target, guessed) = hit.rule.entry, _roles(hit, scene)
    paired = source is not None and target in source.conjuncts
    mode, says = _modality(hit, scene)
    span = scene.span(clauses.clause(hit.token, _anchor(hit, hits, scene), leave=_leave(hit, scene, hits), also=hit.with_))
    row = _start(entry, span, scene, report) | {"modality": mode, "attributed_to": says, "rule": f"{entry['code']}: {hit.rule.word}"}
    row["trigger_start"], row["trigger_end"] = scene.of(hit.token)
    row |= _coding(entry, hit.mood.stance, mode) | _side("source", source, hit, scene, report, paired) | _side("target", target, hit, scene, report)
    row |= _told_by(hit, scene, report) | _where(hit, span, scene, hits) | _when(hit, scene, hits) | {"number": _numbers(span, scene)}
    return row | _trust(row, guessed + (source is not None and source.pos_ == "PRON"))


def _roles(hit: Hit, scene: Scene) -> tuple:
    """Who acts, who is acted on, and whether the latter is only the nearest party named."""
    source, target = role(hit, "source", scene), role(hit, "target", scene)
    partner = next(iter(source.conjuncts), None) if hit.rule.mutual and source is not None else None
    if partner is not None and (target in (None, source) or not scene.parties(target)):
        return source, partner, False  # between two equal sides the first is the source
    addressed = (hit.rule.entry.get("plover") or "").partition("-")[0] in ADDRESSED
    if target in (None, source) or (addressed and target.pos_ != "PRON" and not scene.is_a(target, ["person", "troops"]) and not scene.parties(target)):
        named = triggers.nearby(hit, source, scene)
        target = named or (None if target == source else target)
        return source, target, named is not None
    return source, target, False


def _told_by(hit: Hit, scene: Scene, report: dict) -> dict:
    """Who does a speech act is who makes the statement that it introduces."""
    told = next((row for row in scene.statements if hit.rule.entry.get("acts") and _is_cue(row, scene.of(hit.token))), None)
    if told is None or told.get("source_start") is None:
        return {}
    start, end = told["source_start"], told["source_end"]
    return {"source_start": start, "source_end": end, "source_text": report["text"][start:end], "source_party": told.get("party")}


def _start(entry: dict, span: tuple[int, int], scene: Scene, report: dict) -> dict:
    start, end = span
    return {
        "report_id": report["report_id"],
        "event_id": f"{report['report_id']}:{start}-{end}:{entry['code']}",
        "sentence_id": scene.sentence["sentence_id"],
        "start": start,
        "end": end,
        "text": report["text"][start:end],
        "type": entry["code"],
    }


def _anchor(hit: Hit, hits: list[Hit], scene: Scene):
    """The word whose clause tells the happening: upwards from an infinitive (began to withdraw), and from what is negated to its `no`."""
    anchor, telling = hit.anchor, {token.i for other in hits for token in (other.token, *other.with_)}
    negative = hit.rule.pattern.get("polarity") == "negative"
    while True:
        up = anchor.head
        climbs = (anchor.dep_ == "xcomp" and not clauses.child(up, "dobj")) or negative and (anchor.dep_ in ("pcomp", "prep", "dobj", "acl", "pobj") or anchor.dep_ == "advcl" and clauses.infinitive(anchor))
        if not climbs or up.i in telling or any(_is_cue(row, scene.of(up)) for row in scene.statements):
            return anchor
        anchor = up


def _leave(hit: Hit, scene: Scene, hits: list[Hit]) -> set[int]:
    """Tokens that belong to another telling: a quotation that the trigger introduces, an adverbial clause with a happening of its own."""
    here = scene.of(hit.token)
    quoted = [row for row in scene.statements if row.get("kind") == "direct" and not overlap(here, _content(row))]
    left = {token.i for row in quoted for token in scene.tokens(row)}
    telling = {other.token.i for other in hits if other.token != hit.token}
    for token in scene.doc:
        below = {word.i for word in token.subtree} if token.dep_ == "advcl" else set()
        if telling & below and hit.token.i not in below:
            left |= below
    return left


def _around(chars: tuple[int, int], scene: Scene) -> dict | None:
    """The innermost statement whose content holds these characters."""
    return next((row for row in scene.statements if row["start"] <= chars[0] and chars[1] <= row["end"]), None)


def _modality(hit: Hit, scene: Scene) -> tuple[str, str | None]:
    """Modality, and who says so or denies it."""
    statement = _around(scene.of(hit.token), scene)
    settled = _attempted(hit) or hit.rule.pattern.get("polarity") == "negative"  # the type itself holds the attempt, or the no
    effect = None if settled else hit.mood.effect
    if statement is not None and hit.anchor != hit.token and _is_cue(statement, scene.of(hit.anchor)):
        statement = _around(_reach(statement), scene)  # expressed solidarity: the reporting verb carries the noun
    if statement is not None and statement.get("spoken") is False and (settled or (effect is None and hit.anchor.dep_ in ("relcl", "advcl"))):
        statement = None  # what a plan takes for granted is a fact
    if statement is None:
        return effect or "asserted", _denier(hit, scene) if effect == "denied" else None
    if hit.rule.entry.get("acts") and _performed(hit) and hit.anchor.tag_ in ("VBP", "VBZ"):
        return "asserted", None  # "We condemn": the words do what they say
    says = statement.get("speaker") or statement.get("source_text")
    if statement.get("spoken") is False and statement.get("act") not in FACTUAL:
        return ("negated" if effect == "negated" else "hypothetical"), says
    refused = "prevented" in hit.mood.found and _is_cue(statement, scene.of(hit.mood.found["prevented"]))  # ruled out sending troops
    if statement.get("act") == "deny" and effect != "hypothetical" and not refused:
        return "denied", says
    return effect if effect in ("denied", "negated", "hypothetical") else "attributed", says


def _denier(hit: Hit, scene: Scene) -> str | None:
    """Who denies it, where the sentence denies it without a statement: Belgrade rejected claims that ..."""
    word = hit.mood.found["denied"]
    who = clauses.subject(word) if clauses.verbal(word) else clauses.child(word, "poss")
    rows = scene.parties(who) if who is not None else []
    return (rows[0].get("name") or party(rows[0])) if rows else who.text if who is not None else None


def _attempted(hit: Hit) -> bool:
    """True if the type holds the mere attempt (sought to mediate)."""
    return bool(hit.rule.entry.get("attempt")) and hit.mood.effect == "hypothetical" and not hit.mood.stance


def _performed(hit: Hit) -> bool:
    """True if the speaker speaks of himself: We condemn, I have warned."""
    who = clauses.surface_subject(hit.anchor) if clauses.verbal(hit.anchor) else None
    return who is not None and who.lower_ in ("i", "we")


def _coding(entry: dict, stance: str | None, mode: str) -> dict:
    """Codes of the event; of a promise or threat where it is only meant, of a refusal where it is refused."""
    code = entry.get("plover"), entry.get("quad"), entry.get("cameo"), entry.get("goldstein")
    if stance == "intent" and mode == "hypothetical" and entry.get("quad") in (1, 2, 4):
        code = INTENT[entry["quad"] < 3]
    elif stance and mode == "negated" and entry.get("quad") in (1, 2):
        code = REFUSAL
    return dict(zip(("plover", "quad", "cameo", "goldstein"), code, strict=True))


def _side(side: str, token, hit: Hit, scene: Scene, report: dict, alone: bool = False) -> dict:
    if token is None:
        return {}
    alone = alone or token.dep_ == "conj"
    start, end = scene.span(clauses.phrase(token, alone=alone))
    rows = scene.parties(token, telling=(hit.token, *hit.with_), alone=alone)
    if not rows and scene.is_a(token, list(triggers.THINGS)) and (origin := clauses.after(hit.token, "from")) is not None:
        rows = scene.parties(origin)  # shot down a missile from Iran
    names = dict.fromkeys(name for row in rows for name in party(row).split("; "))
    return {f"{side}_start": start, f"{side}_end": end, f"{side}_text": report["text"][start:end], f"{side}_party": "; ".join(names) or None}


def _owner(row: dict, scene: Scene, hits: list[Hit]) -> Hit | None:
    """The happening that an expression belongs to: the first trigger on the way up from it."""
    telling = {token.i: hit for hit in reversed(hits) for token in (hit.anchor, hit.token, *hit.with_)}
    words = scene.tokens(row)
    top = next((word for word in words if word.head not in words), None)
    return next((telling[word.i] for word in (top, *top.ancestors) if word.i in telling), None) if top is not None else None


def _where(hit: Hit, span: tuple[int, int], scene: Scene, hits: list[Hit]) -> dict:
    """The most specific place in the clause that says where it happens and belongs to no other happening."""
    inside = [row for row in scene.places if overlap(span, (row["start"], row["end"])) and not row.get("as_actor")]
    mine = [row for row in inside if _owner(row, scene, hits) in (hit, None) and _says_where(row, hit, scene)]
    best = min(mine, key=lambda row: (PLACE_RANK.get(row["kind"], 2), row["start"]), default=None)
    return {} if best is None else {"place": best.get("name")} | {key: best.get(key) for key in ("country", "lat", "lon")}


def _says_where(row: dict, hit: Hit, scene: Scene) -> bool:
    """True for a place after in, near, over ..., or a space that is entered; an attack is where its target or its launcher is."""
    words = scene.tokens(row)
    if not words or (row["kind"] == "demonym" and not _of_space(row, scene)):
        return False
    top, classes = next((word for word in words if word.head not in words), words[0]), scene.rules.classes
    where = set(classes["locative"])
    if hit.rule.entry.get("stage"):
        where |= classes["locative_of_attack"] | ({"from"} & set(hit.rule.pattern.get("source", ())))
    path = [word for word in (top, *top.ancestors) if word != hit.token and (hit.token in word.ancestors or hit.anchor in word.ancestors)]
    struck = bool(hit.rule.entry.get("stage")) and top.dep_ in ("dobj", "nsubjpass")
    return struck or any(word.lower_ in where for word in path) or _of_space(row, scene)


def _of_space(row: dict, scene: Scene) -> bool:
    """Turkish airspace is a place, a Turkish minister is not."""
    words = scene.tokens(row)
    return any(scene.is_a(token.head, ["territory"]) for token in words if token.dep_ in ("amod", "compound", "poss")) or any(
        plain(token.lemma_) in scene.rules.classes["territory"] for token in words
    )


def _when(hit: Hit, scene: Scene, hits: list[Hit]) -> dict:
    """The time expression that dates it: one that belongs to it, else the sentence's only one, unless that only bounds it (since, until)."""
    dated = [row for row in scene.times if row.get("type") in ("DATE", "TIME") and not _bounds(row, scene)]
    mine = [row for row in dated if _owner(row, scene, hits) == hit]
    alone = dated if len(dated) == 1 and clauses.verbal(hit.anchor) else []
    row = next(iter(mine or alone), None)
    return {} if row is None else {"time_start": row["start"], "time_end": row["end"]}


def _bounds(row: dict, scene: Scene) -> bool:
    """True for a time before or after which something happens: since the launch on 28 February."""
    words = scene.tokens(row)
    above = {word for token in words[:1] for word in (token.head, token.head.head, token.head.head.head, token.head.head.head.head)}
    return any(word.lower_ in scene.rules.classes["bound"] for word in above)


def _numbers(span: tuple[int, int], scene: Scene) -> str | None:
    """The figures in the clause, each with what it counts; not those of dates."""
    found = []
    ordinals = modality.vocabulary(scene.rules.codebook)["ordinal"]
    for token in scene.doc:
        ordinal = token.dep_ == "amod" and ordinals.get(token.lower_, {}).get("code") == "ordinal"
        counts = token.dep_ == "nummod" or ordinal or token.lower_ == "no" and token.dep_ == "det"
        if counts and token.i < token.head.i and overlap(scene.of(token), span) and not scene.timed(token):
            figure = "0" if token.lower_ == "no" else scene.doc.text[token.left_edge.idx : token.idx + len(token)]
            found.append(f"{figure} {token.head.text}")
    return "; ".join(dict.fromkeys(found)) or None


def _trust(row: dict, doubts: int) -> dict:
    """Confidence, and what the clause does not say."""
    missing = [name for name, key in (("who acts", "source_start"), ("date", "time_start"), ("place", "place")) if row.get(key) is None]
    doubts = min(2, doubts + (row.get("source_start") is None) + (row.get("target_start") is None))
    why = "; ".join(f"{name}: the clause does not say" for name in missing)
    return {"confidence": ("high", "medium", "low")[doubts], "why_empty": why or None}


def _is_act(statement: dict, scene: Scene, hits: list[Hit]) -> bool:
    """True if the statement is an event that no trigger tells: its act is one, and it begins in this sentence."""
    entry, kinds = scene.rules.acts.get(statement.get("act"), (None, ()))
    here = scene.sentence["start"] <= statement["start"] < scene.sentence["end"]
    if entry is None or statement["kind"] not in kinds or statement.get("spoken") is False or not here:
        return False
    return not any(
        _is_cue(statement, scene.of(hit.token)) or (hit.rule.entry.get("acts") and (_performed(hit) or hit.type == entry["code"]))
        for hit in hits
        if overlap(scene.of(hit.token), _reach(statement))
    )


def _act_row(statement: dict, scene: Scene, report: dict) -> dict:
    """A statement that is an event itself: its quoted words, or the clause that reports it."""
    entry, _ = scene.rules.acts[statement["act"]]
    start, end = statement["start"], min(statement["end"], scene.sentence["end"])
    source = statement.get("source_start"), statement.get("source_end")
    if statement["kind"] != "direct" and source[0] is not None and scene.sentence["start"] <= source[0] < scene.sentence["end"]:
        start, end = min(start, source[0]), max(end, source[1])
    outer = _around((start - 1, end + 1), scene)
    row = _start(entry, (start, end), scene, report) | {
        "trigger_start": statement["cue_start"] if statement.get("cue_start") is not None else start,
        "trigger_end": statement["cue_end"] if statement.get("cue_start") is not None else end,
        "modality": "attributed" if outer else "asserted",
        "attributed_to": (outer.get("speaker") or outer.get("source_text")) if outer else None,
        "source_party": statement.get("party"),
        "time_start": statement.get("time_start"),
        "time_end": statement.get("time_end"),
        "rule": f"{entry['code']}: act {statement['act']}",
    }
    if source[0] is not None:
        row |= {"source_start": source[0], "source_end": source[1], "source_text": report["text"][slice(*source)]}
    row |= _addressee(statement, scene, report) | _coding(entry, None, "asserted")
    return row | _trust(row, 0)


def _addressee(statement: dict, scene: Scene, report: dict) -> dict:
    """Whom it is said to, where an actor of the sentence is named as the addressee."""
    named = (statement.get("addressee") or "").casefold()
    row = next((row for row in scene.actors if named and report["text"][row["start"] : row["end"]].casefold() in named), None)
    if row is None:
        return {}
    return {"target_start": row["start"], "target_end": row["end"], "target_text": report["text"][row["start"] : row["end"]], "target_party": row.get("party")}
