"""Events: mentions of happenings, with who acts, who is acted on, where, when, and whether it is told as a fact.

A trigger of codebooks/events.yaml makes a row (triggers.py), and so does a statement whose speech act is an event
itself, such as a warning or a denial. What a statement reports is attributed to its speaker, what a denial reports is
denied; the rest of the modality is read off the sentence (modality.py). Codes: PLOVER in its present 16 types, CAMEO,
Goldstein.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from analysis import circumstances, clauses, triggers
from analysis.codebook import Codebook
from analysis.parsed import by_sentence
from analysis.scene import THINGS, Hit, Scene, overlap, party, rules_of
from analysis.sides import nearby, role

# PLOVER, quad, CAMEO and Goldstein of an act that is only meant (friendly or not), and of a friendly one refused.
INTENT = {True: ("AGREE", 1, "030", 4.0), False: ("THREATEN", 3, "130", -4.4)}
REFUSAL = ("REJECT", 3, "120", -4.0)
# Done to somebody, whatever the grammatical object is.
ADDRESSED = {"AGREE", "SUPPORT", "CONCEDE", "AID", "RETREAT", "COOPERATE", "REQUEST", "REJECT"}
FACTUAL = ("believe", "assert", "know")  # unspoken statements that take their content for true
TOLD = ("asserted", "attributed", "denied")  # of something that is held, by somebody, to have happened


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
    rules = rules_of(codebook)
    grouped = {name: by_sentence(rows) for name, rows in (("actors", actors), ("places", places), ("times", times))}
    spoken = _reached(sentences, sorted(statements, key=lambda row: (row["end"] - row["start"], row["start"])))
    rows = []
    for number, (sentence, doc) in enumerate(zip(sentences, docs, strict=True)):
        near = {name: table.get(sentence["sentence_id"], []) for name, table in grouped.items()}
        near["statements"] = spoken[number]
        scene = Scene(sentence, doc, near, rules, docs[max(0, number - 2) : number + 1])
        hits = [hit for hit in triggers.find(scene) if _does_what_it_says(hit, scene)]
        rows += [_row(hit, scene, report, hits) for hit in hits]
        rows += [_act_row(row, scene, report) for row in scene.statements if _is_act(row, scene, hits)]
    unique = {row["event_id"]: row for row in reversed(rows)}
    return _same_attacker(sorted(unique.values(), key=lambda row: (row["start"], -row["end"], row["type"])), codebook)


def _same_attacker(rows: list[dict], codebook: Codebook) -> list[dict]:
    """The rows, with the attacker of those that leave it open (the missile was intercepted; nobody was hurt).

    Only while the report has named a single attacker and spoken of no weapon of unknown origin; else it stays unknown.
    """
    entries = {entry["code"]: entry for entry in codebook["events"] if entry.get("attacker")}
    known: set[str | None] = set()
    for _, group in groupby(rows, key=lambda row: row["sentence_id"]):
        attacks = [(row, entries[row["type"]]) for row in group if row["type"] in entries]
        here = set().union(*(_attackers(row, entry) for row, entry in attacks))
        if len(here - {None}) == 1:
            here.discard(None)  # a missile fired from Iran: one sentence, one attacker
        known |= here
        for row, entry in attacks:
            side = f"{entry['attacker']}_party"
            if not row.get(side) and len(known) == 1 and None not in known and _inherits(row, entry):
                row |= {side: next(iter(known)), "confidence": "low" if row["confidence"] == "low" else "medium"}
    return rows


def _attackers(row: dict, entry: dict) -> set[str | None]:
    """The attackers that a row names; None for an attacker newly spoken of whose party it leaves open."""
    names, words = row.get(f"{entry['attacker']}_party"), row.get(f"{entry['attacker']}_text")
    if row["modality"] not in TOLD or not (names or words):
        return set()
    return set(names.split("; ")) if names else set() if _known(words) else {None}


def _inherits(row: dict, entry: dict) -> bool:
    """True for what tells of a weapon, and for the report that nobody was hurt."""
    return entry.get("inherits") == "told" or entry.get("inherits") == row["modality"]


def _known(words: str) -> bool:
    return words.split()[0].lower() in ("the", "it", "its", "this", "that", "they", "them", "their", "these", "those")


def _reached(sentences: Sequence[dict], statements: Iterable[dict]) -> dict[int, list[dict]]:
    """Number of a sentence -> the statements that reach into it, in the order given."""
    starts, reached = [sentence["start"] for sentence in sentences], defaultdict(list)
    for row in statements:
        numbers = set()
        for first, last in _stretches(row):
            near = range(max(0, bisect_right(starts, first) - 1), bisect_left(starts, last))
            numbers |= {number for number in near if sentences[number]["end"] > first}
        for number in numbers:
            reached[number].append(row)
    return reached


def _stretches(statement: dict) -> list[tuple[int, int]]:
    """The characters of a statement's words, of its source and of its reporting word."""
    ends = [(statement.get(f"{part}start"), statement.get(f"{part}end")) for part in ("", "source_", "cue_")]
    return [(start, end) for start, end in ends if start is not None]


def _reach(statement: dict) -> tuple[int, int]:
    """Characters from the first to the last of them."""
    starts, ends = zip(*_stretches(statement))
    return min(starts), max(ends)


def _content(statement: dict) -> tuple[int, int]:
    return statement["start"], statement["end"]


def _is_cue(statement: dict, chars: tuple[int, int]) -> bool:
    return statement.get("cue_start") is not None and overlap((statement["cue_start"], statement["cue_end"]), chars)


def _does_what_it_says(hit: Hit, scene: Scene) -> bool:
    """False for a reporting word that does another act than it names: warned that its posture remains strong."""
    acts = hit.rule.entry.get("acts")
    if "*" not in hit.rule.pattern.get("object", ["*"]):
        return True  # denied entry
    told = [row["act"] for row in scene.statements if acts and row.get("act") and _is_cue(row, scene.of(hit.token))]
    return not told or any(act in acts for act in told)


def _row(hit: Hit, scene: Scene, report: dict, hits: list[Hit]) -> dict:
    entry, (source, target, guessed) = hit.rule.entry, _roles(hit, scene)
    paired = source is not None and target in source.conjuncts
    mode, says = _modality(hit, scene)
    if mode in ("asserted", "attributed") and entry.get("stage") and _stopped_before(hit, hits):
        mode = "negated"
    leave, anchor = _leave(hit, scene, hits), _anchor(hit, hits, scene)
    span = scene.span(clauses.clause(hit.token, anchor, leave=leave, also=hit.with_))
    row = _start(entry, span, scene, report) | _coding(entry, hit.mood.stance, mode)
    row |= {"modality": mode, "attributed_to": says, "rule": f"{entry['code']}: {hit.rule.word}"}
    row["trigger_start"], row["trigger_end"] = scene.of(hit.token)
    row |= _side("source", source, hit, scene, report, paired) | _side("target", target, hit, scene, report)
    row |= _told_by(hit, scene, report)
    if _own(row):
        row["target_party"] = None
    row |= circumstances.where(hit, span, scene, hits) | circumstances.when(hit, scene, hits)
    row["number"] = circumstances.numbers(span, scene)
    return row | _trust(row, guessed + (source is not None and source.pos_ == "PRON"))


def _own(row: dict) -> bool:
    """True if the target is only a party of the source itself: detained its crew (the ship's, not the navy's), sent troops
    to its border. What a state does to people of its own is done to them."""
    words = (row.get("target_text") or "").lower().split()
    same = row.get("target_party") is not None and row["target_party"] == row.get("source_party")
    within = row.get("quad") != 4 or (row.get("plover") or "").startswith("MOBILIZE")
    return same and (within or words[0] in ("its", "his", "her", "their"))


def _roles(hit: Hit, scene: Scene) -> tuple:
    """Who acts, who is acted on, and whether the latter is only the nearest party named."""
    source, target = role(hit, "source", scene), role(hit, "target", scene)
    partner = next(iter(source.conjuncts), None) if hit.rule.mutual and source is not None else None
    if partner is not None and (target in (None, source) or not scene.parties(target)):
        return source, partner, False  # between two equal sides the first is the source
    if target is None or target == source or _impersonal(target, hit, scene):
        named = nearby(hit, source, scene)
        return source, named or (None if target == source else target), named is not None
    return source, target, False


def _impersonal(target, hit: Hit, scene: Scene) -> bool:
    """True for the thing given, asked for or refused, where whom it is done to is what counts."""
    root = (hit.rule.entry.get("plover") or "").partition("-")[0]
    somebody = target.pos_ == "PRON" or scene.is_a(target, ["person", "troops"]) or scene.parties(target)
    return root in ADDRESSED and not somebody


def _told_by(hit: Hit, scene: Scene, report: dict) -> dict:
    """Who does a speech act is who makes the statement that it introduces."""
    here = scene.of(hit.token)
    told = next((row for row in scene.statements if hit.rule.entry.get("acts") and _is_cue(row, here)), None)
    if told is None or told.get("source_start") is None:
        return {}
    return _named("source", told["source_start"], told["source_end"], told.get("party"), report)


def _named(side: str, start: int, end: int, name: str | None, report: dict) -> dict:
    words = report["text"][start:end]
    return {f"{side}_start": start, f"{side}_end": end, f"{side}_text": words, f"{side}_party": name}


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
    """The word whose clause tells it: up from an infinitive (began to withdraw), from what is negated to its no."""
    anchor, telling = hit.anchor, {token.i for other in hits for token in (other.token, *other.with_)}
    while _climbs(anchor, hit.rule.pattern.get("polarity") == "negative"):
        up = anchor.head
        if up.i in telling or any(_is_cue(row, scene.of(up)) for row in scene.statements):
            break
        anchor = up
    return anchor


def _climbs(word, negative: bool) -> bool:
    if word.dep_ == "xcomp":
        return negative or not clauses.child(word.head, "dobj")
    return negative and (word.dep_ in ("pcomp", "prep", "dobj", "acl", "pobj") or clauses.purpose(word))


def _leave(hit: Hit, scene: Scene, hits: list[Hit]) -> set[int]:
    """Tokens of another telling: a quotation that the trigger introduces, an adverbial clause with a happening."""
    here = scene.of(hit.token)
    quoted = [row for row in scene.statements if row.get("kind") == "direct" and not overlap(here, _content(row))]
    left = {token.i for row in quoted for token in scene.tokens(row)}
    telling = [other.token.i for other in hits if other.token != hit.token]
    for token in scene.doc[hit.anchor.left_edge.i : hit.anchor.right_edge.i + 1]:
        first, last = token.left_edge.i, token.right_edge.i
        if token.dep_ == "advcl" and not first <= hit.token.i <= last and any(first <= i <= last for i in telling):
            left |= set(range(first, last + 1))
    return left


def _around(chars: tuple[int, int], scene: Scene) -> dict | None:
    """The innermost statement whose content holds these characters."""
    return next((row for row in scene.statements if row["start"] <= chars[0] and chars[1] <= row["end"]), None)


def _modality(hit: Hit, scene: Scene) -> tuple[str, str | None]:
    """Modality, and who says so or denies it."""
    settled = _attempted(hit) or hit.rule.pattern.get("polarity") == "negative"  # the type holds the attempt, or the no
    effect, statement = None if settled else hit.mood.effect, _reported(hit, scene)
    planned = statement is not None and statement.get("spoken") is False
    if planned and (settled or (effect is None and hit.anchor.dep_ in ("relcl", "advcl"))):
        statement = None  # what a plan takes for granted is a fact
    if statement is None:
        return effect or "asserted", _denier(hit, scene) if effect == "denied" else None
    if hit.rule.entry.get("acts") and _performed(hit) and hit.anchor.tag_ in ("VBP", "VBZ"):
        return "asserted", None  # "We condemn": the words do what they say
    says = statement.get("speaker") or statement.get("source_text")
    if planned and statement.get("act") not in FACTUAL:
        return ("negated" if effect == "negated" else "hypothetical"), says
    if statement.get("act") == "deny" and effect != "hypothetical" and not _ruled_out(hit, statement, scene):
        return "denied", says
    return effect if effect in ("denied", "negated", "hypothetical") else "attributed", says


def _stopped_before(hit: Hit, hits: list[Hit]) -> bool:
    """True for what a weapon that was stopped before it had not done: hit before it entered Norland, before entering it."""
    verb, up = hit.anchor, hit.anchor.head
    mark = clauses.child(verb, "mark")
    if verb.dep_ == "pcomp" and up.lower_ == "before":
        up = up.head
    elif verb.dep_ != "advcl" or mark is None or mark.lower_ != "before":
        return False
    stops = any(other.rule.entry.get("stops") and up in (other.anchor, *other.with_) for other in hits)
    return stops or (clauses.verbal(up) and clauses.passive(up) and up.lemma_ in ("hit", "strike"))


def _reported(hit: Hit, scene: Scene) -> dict | None:
    """The statement that tells the happening; not the one whose reporting verb carries it (expressed solidarity)."""
    statement = _around(scene.of(hit.token), scene)
    if statement is not None and hit.anchor != hit.token and _is_cue(statement, scene.of(hit.anchor)):
        return _around(_reach(statement), scene)
    return statement


def _ruled_out(hit: Hit, statement: dict, scene: Scene) -> bool:
    """True if the reporting word says that it will not be done (ruled out sending troops)."""
    word = hit.mood.found.get("prevented")
    return word is not None and _is_cue(statement, scene.of(word))


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
    """The words that name a side, and its parties; `alone` leaves out what is coordinated with them."""
    if token is None:
        return {}
    alone = alone or token.dep_ == "conj"
    rows = scene.parties(token, telling=(hit.token, *hit.with_), alone=alone)
    if not rows and scene.is_a(token, list(THINGS)) and (origin := clauses.after(hit.token, "from")) is not None:
        rows = scene.parties(origin)  # shot down a missile from Iran
    if token.head.lower_ == "from" and side == "source":  # a region or town tells whence, not who
        rows = [row for row in rows if row.get("party") or row["kind"] in ("country", "demonym", "other")]
    names = dict.fromkeys(name for row in rows for name in party(row).split("; "))
    ends = [clauses.phrase(word, alone=alone) for word in (token, *([] if alone else scene.listed(token)))]
    span = min(start for start, _ in ends), max(end for _, end in ends)
    return _named(side, *scene.span(span), "; ".join(names) or None, report)


def _trust(row: dict, doubts: int) -> dict:
    """Confidence, and what the clause does not say."""
    keys = (("who acts", "source_start"), ("date", "time_start"), ("place", "place"))
    why = "; ".join(f"{name}: the clause does not say" for name, key in keys if row.get(key) is None)
    doubts += (row.get("source_start") is None) + (row.get("target_start") is None)
    return {"confidence": ("high", "medium", "low")[min(2, doubts)], "why_empty": why or None}


def _is_act(statement: dict, scene: Scene, hits: list[Hit]) -> bool:
    """True if the statement is an event that no trigger tells: its act is one, and it begins in this sentence."""
    entry, kinds = scene.rules.acts.get(statement.get("act"), (None, ()))
    here = scene.sentence["start"] <= statement["start"] < scene.sentence["end"]
    if entry is None or statement["kind"] not in kinds or statement.get("spoken") is False or not here:
        return False
    return not any(
        _is_cue(statement, scene.of(hit.token))
        or (hit.rule.entry.get("acts") and (_performed(hit) or hit.type == entry["code"]))
        for hit in hits
        if overlap(scene.of(hit.token), _reach(statement))
    )


def _act_row(statement: dict, scene: Scene, report: dict) -> dict:
    """A statement that is an event itself: its quoted words, or the clause that reports it."""
    entry, _ = scene.rules.acts[statement["act"]]
    start, end = statement["start"], min(statement["end"], scene.sentence["end"])
    source = statement.get("source_start"), statement.get("source_end")
    here = source[0] is not None and scene.sentence["start"] <= source[0] < scene.sentence["end"]
    if here and statement["kind"] != "direct":
        start, end = min(start, source[0]), max(end, source[1])
    cue = statement.get("cue_start") is not None
    outer = _around((start - 1, end + 1), scene) or {}
    row = _start(entry, (start, end), scene, report) | _coding(entry, None, "asserted")
    row |= {
        "trigger_start": statement["cue_start"] if cue else start,
        "trigger_end": statement["cue_end"] if cue else end,
        "modality": "attributed" if outer else "asserted",
        "attributed_to": outer.get("speaker") or outer.get("source_text"),
        "source_party": statement.get("party"),
        "time_start": statement.get("time_start"),
        "time_end": statement.get("time_end"),
        "rule": f"{entry['code']}: act {statement['act']}",
    }
    if source[0] is not None:
        row |= _named("source", *source, statement.get("party"), report)
    row |= _addressee(statement, scene, report)
    return row | _trust(row, 0)


def _addressee(statement: dict, scene: Scene, report: dict) -> dict:
    """Whom it is said to, where an actor of the sentence is named as the addressee."""
    named = (statement.get("addressee") or "").casefold()
    actors = [row for row in scene.actors if named and row["text"].casefold() in named]
    return _named("target", actors[0]["start"], actors[0]["end"], actors[0].get("party"), report) if actors else {}
