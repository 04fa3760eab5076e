"""Events: mentions of happenings, with who acts, who is acted on, where, when, and whether it is told as a fact.

A trigger word of codebooks/events.yaml whose conditions hold makes a row; so does a statement whose speech act is an
event itself (a warning, a denial). What a statement reports is attributed to its speaker, what a denial reports is
denied; the rest of the modality is read off the sentence. Scheme: PLOVER (16 types), CAMEO codes and Goldstein values.
"""

from dataclasses import dataclass
from functools import lru_cache

from analysis import clauses, modality

SOURCE_OF_VERB = ("subject",)
TARGET_OF_VERB = ("object", "against", "on", "upon", "at", "with", "to", "towards", "toward", "into", "from", "over", "for", "in")
SOURCE_OF_NOUN = ("possessor", "by", "light", "from", "modifier")
TARGET_OF_NOUN = ("on", "against", "of", "at", "with", "to", "in")
INTENT = {True: ("AGREE", 1, "030", 4.0), False: ("THREATEN", 3, "130", -4.4)}
REFUSAL = ("REJECT", 3, "120", -4.0)


@dataclass(frozen=True)
class Rule:
    """One trigger pattern of an entry."""

    entry: dict
    pattern: dict
    word: str
    number: int

    @property
    def weight(self) -> int:
        """Conditions; the pattern with most is tried first."""
        return sum(key in self.pattern for key in CONDITIONS) + (" " in self.word)


CONDITIONS = ("subject", "object", "modifier", "after", "complement", "complement_object", "polarity")


@dataclass(frozen=True)
class Hit:
    """A trigger that fits a rule; `anchor` is the verb that carries a noun, else the trigger itself."""

    token: object
    rule: Rule
    anchor: object
    mood: modality.Modality

    @property
    def type(self) -> str:
        return self.rule.entry["code"]


def plain(word: str) -> str:
    """A lemma as codebooks write it: lower case, -ise for -ize."""
    word = word.lower()
    return word[:-3] + "ise" if word.endswith("ize") and len(word) > 5 else word


class Rules:
    """The codebooks, indexed by lemma."""

    def __init__(self, codebook):
        self.codebook = codebook
        self.classes = {entry["code"]: frozenset(plain(term) for term in entry["terms"]) for entry in codebook["things"]}
        self.index: dict[tuple[str, str], list[Rule]] = {}
        self.acts = {act: entry for entry in codebook["events"] for act in entry.get("acts", ())}
        number = 0
        for entry in codebook["events"]:
            for pattern in entry["triggers"]:
                kind = next(kind for kind in ("verb", "noun", "adjective") if kind in pattern)
                for word in pattern[kind]:
                    head = word.split()[0 if kind == "verb" else -1]
                    number += 1
                    self.index.setdefault((kind, plain(head)), []).append(Rule(entry, pattern, word, number))
        for rules in self.index.values():
            rules.sort(key=lambda rule: (-rule.weight, rule.number))


@lru_cache(maxsize=8)
def rules_of(codebook) -> Rules:
    return Rules(codebook)


class Scene:
    """One sentence with the rows that lie in it."""

    def __init__(self, sentence, doc, actors, places, times, rules, before):
        self.sentence, self.doc, self.rules = sentence, doc, rules
        self.shift, self.before = sentence["start"], before
        self.actors, self.places, self.times = actors, places, times

    def span(self, chars: tuple[int, int]) -> tuple[int, int]:
        return chars[0] + self.shift, chars[1] + self.shift

    def of(self, token) -> tuple[int, int]:
        return self.span((token.idx, token.idx + len(token)))

    def tokens(self, row) -> list:
        return [token for token in self.doc if overlap(self.of(token), (row["start"], row["end"]))]

    def is_a(self, token, terms) -> bool:
        """True if the noun phrase that the token heads is of one of these classes, or has one of these lemmas."""
        if token is None:
            return False
        if "*" in terms:
            return True
        for word in clauses.conjuncts(token):
            lemmas, lower = self._lemmas(word), word.doc.text[slice(*clauses.phrase(word))].lower()
            for term in terms:
                if term == "PARTY" and self.parties(word):
                    return True
                if term == "PRONOUN" and word.pos_ == "PRON":
                    return True
                members = self.rules.classes.get(term, (plain(term),))
                if lemmas & set(members) or any(" " in member and member in lower for member in members):
                    return True
                if word.lower_ in ("it", "they", "them") and term in self.before:
                    return True
        return False

    def _lemmas(self, token) -> set[str]:
        """Lemma of the head; behind a measure word, of what it measures too."""
        found = {plain(token.lemma_), token.lower_}
        if plain(token.lemma_) in self.rules.classes["partitive"] and (inner := clauses.after(token, "of")) is not None:
            found |= self._lemmas(inner)
        return found

    def classes_of_modifiers(self, noun) -> set[str]:
        """Lemmas that stand before a noun, as modifiers."""
        kids = [kid for kid in noun.children if kid.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod")]
        near = [word for kid in kids for word in (*clauses.conjuncts(kid), *kid.children)]
        return {plain(word.lemma_) for word in near} | {word.lower_ for word in near}

    def parties(self, token) -> list[dict]:
        """Actor rows, else place rows, that name the phrase: over its head, else before it (`Iranian missile`), else after `from`."""
        head = [self._over(word) for word in clauses.conjuncts(token)]
        if any(head):
            return [row for row in head if row]
        start, end = self.span(clauses.phrase(token))
        inside = [row for row in (*self.actors, *self.places) if overlap((start, end), (row["start"], row["end"])) and _party(row)]
        if inside:
            return inside[:1]
        for noun in (token, *(kid for kid in token.children if kid.dep_ in ("acl", "relcl"))):
            for word in ("from", "by"):
                if (origin := clauses.after(noun, word)) is not None and origin is not token and (row := self._over(origin)):
                    return [row]
        return []

    def _over(self, token) -> dict | None:
        here = self.of(token)
        return next((row for row in (*self.actors, *self.places) if overlap(here, (row["start"], row["end"])) and _party(row)), None)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _party(row: dict) -> str | None:
    return row.get("party") or row.get("country") if "lat" in row or "kind" in row else None


def carrier(noun, rules: Rules):
    """The verb that only carries an event noun (launch an attack, come under attack), and how: light, undergone or occurrence."""
    top = noun
    while top.dep_ == "pobj" and top.head.lower_ == "of" and plain(top.head.head.lemma_) in rules.classes["partitive"]:
        top = top.head.head
    while top.dep_ == "conj" and not clauses.verbal(top):
        top = top.head
    verb = top.head
    if top.dep_ == "pobj" and top.head.lower_ in ("under", "in", "to", "with", "through") and clauses.verbal(top.head.head):
        verb = top.head.head
        if top.head.lower_ == "under" and plain(verb.lemma_) in ("come", "be"):
            return verb, "undergone"
        return (verb, "light") if plain(verb.lemma_) in ("engage", "take", "participate", "respond", "join") else (None, None)
    if not clauses.verbal(verb):
        return None, None
    lemma = plain(verb.lemma_)
    if top.dep_ == "dobj" or (top.dep_ == "nsubjpass" and lemma in rules.classes["light_verb"]):
        if lemma in rules.classes["light_undergone"]:
            return verb, "undergone"
        return (verb, "light") if lemma in rules.classes["light_verb"] else (None, None)
    if top.dep_ in clauses.SUBJECTS and lemma in rules.classes["occurrence"]:
        return verb, "occurrence"
    return None, None


def _fits(rule: Rule, token, scene: Scene) -> bool:
    """True if every condition of the pattern holds at the token."""
    pattern = rule.pattern
    if " " in rule.word and not _worded(rule, token):
        return False
    if "verb" in pattern:
        if "subject" in pattern and not scene.is_a(clauses.subject(token) or _agentless(token, pattern), pattern["subject"]):
            return False
        if "object" in pattern and not scene.is_a(clauses.objects(token), pattern["object"]):
            return False
        if "complement" in pattern and not _complement_fits(token, pattern, scene):
            return False
    if "modifier" in pattern and not _modified(rule, token, scene):
        return False
    for word, terms in pattern.get("after", {}).items():
        if scene.is_a(clauses.after(token, word), terms):
            break
    else:
        if "after" in pattern:
            return False
    return True


def _agentless(verb, pattern):
    """In a passive without an agent nothing speaks against the subject, unless the pattern turns on it."""
    return None


def _worded(rule: Rule, token) -> bool:
    words = rule.word.split()
    if "verb" in rule.pattern:
        return any(kid.lower_ == words[1] and kid.dep_ in ("prt", "advmod", "prep", "acomp", "oprd", "xcomp", "ccomp") for kid in token.children)
    before = [kid.lower_ for kid in token.children if kid.dep_ in ("compound", "amod", "nmod")]
    return words[0] in before


def _complement(verb):
    return clauses.child(verb, "xcomp", "ccomp", "oprd", "acomp")


def _complement_fits(verb, pattern, scene) -> bool:
    below = _complement(verb)
    if below is None or not ("*" in pattern["complement"] or plain(below.lemma_) in pattern["complement"]):
        return False
    if "complement_object" not in pattern:
        return True
    return scene.is_a(clauses.objects(below) or clauses.surface_subject(below), pattern["complement_object"])


def _modified(rule: Rule, noun, scene: Scene) -> bool:
    """True if a word before the noun is asked for; another kind of weapon beside it makes the event a more general one."""
    before, wanted = scene.classes_of_modifiers(noun), set()
    for term in rule.pattern["modifier"]:
        if term == "PARTY" and _modifier(noun, scene):
            return True
        wanted |= scene.rules.classes.get(term, {plain(term)})
    arms = {plain(word) for word in scene.rules.classes["weapon"] | scene.rules.classes["drone"]} - {"attack"}
    return bool(before & wanted) and (not before & wanted & arms or before & arms <= wanted)


def _modifier(noun, scene: Scene):
    """The modifier that names a party: Israeli strikes, NATO exercise."""
    return next((kid for kid in noun.children if kid.dep_ in ("amod", "compound", "nmod") and scene._over(kid)), None)


def _find(doc, scene: Scene) -> list[Hit]:
    """One pass over the tokens: each trigger with the first rule that fits it."""
    hits, used = [], set()
    for token in doc:
        for kind in _kinds(token):
            rules = scene.rules.index.get((kind, plain(token.lemma_)))
            if rules and (hit := _hit(token, kind, rules, scene)):
                hits.append(hit)
                if "object" in hit.rule.pattern and not {"*", "PARTY"} & set(hit.rule.pattern["object"]):
                    used |= {word.i for word in _chain(clauses.objects(token))}
                break
    return [hit for hit in hits if hit.token.i not in used]


def _chain(token) -> list:
    """A noun and what it measures: `a series of attacks`."""
    inner = clauses.after(token, "of") if token is not None else None
    return [] if token is None else [token, *([inner] if inner is not None else [])]


def _kinds(token) -> tuple[str, ...]:
    if token.pos_ in ("VERB", "AUX"):
        return ("verb", "noun") if token.tag_ == "VBG" else ("verb",)
    if token.pos_ in ("NOUN", "PROPN"):
        return ("noun",)
    return ("adjective",) if token.pos_ == "ADJ" else ()


def _hit(token, kind: str, rules: list[Rule], scene: Scene) -> Hit | None:
    anchor, manner = token, None
    if kind == "noun":
        if token.dep_ in ("compound", "nmod", "amod", "npadvmod"):
            return None
        verb, manner = carrier(token, scene.rules)
        anchor = verb if verb is not None else token
    mood = modality.read(token, anchor, scene.rules.codebook)
    for rule in rules:
        if not _fits(rule, token, scene) or (rule.pattern.get("polarity") == "negative" and not mood.negative):
            continue
        hit = Hit(token, rule, anchor, mood)
        return hit if kind != "noun" or _told(hit, manner, scene) else None
    return None


def _told(hit: Hit, manner, scene: Scene) -> bool:
    """False for a noun that only refers back (`after the attack`): it tells no happening of its own."""
    if manner in ("light", "undergone"):
        return True
    words = modality.vocabulary(scene.rules.codebook)
    below = [kid.lower_ for kid in hit.token.children if kid.dep_ in ("det", "poss", "neg")]
    if any(word in words["phrase"] for word in below):
        return True
    if role(hit, "source", scene) is not None or role(hit, "target", scene) is not None:
        return True
    return manner == "occurrence" and not below


def role(hit: Hit, side: str, scene: Scene):
    """The word that heads the source or target, by the rule's list of places to look, or None."""
    verb = "verb" in hit.rule.pattern or "adjective" in hit.rule.pattern
    default = {"source": SOURCE_OF_VERB if verb else SOURCE_OF_NOUN, "target": TARGET_OF_VERB if verb else TARGET_OF_NOUN}[side]
    for name in hit.rule.pattern.get(side, default):
        found = _place_of(hit, name, scene, verb)
        if found is not None and found.pos_ not in ("VERB", "ADP") and not _is_time(found, scene):
            return found
    return None


def _is_time(token, scene: Scene) -> bool:
    here = scene.of(token)
    return any(overlap(here, (row["start"], row["end"])) for row in scene.times)


def _place_of(hit: Hit, name: str, scene: Scene, verb: bool):
    token = hit.token
    if name == "none":
        return None
    if name == "subject":
        return clauses.subject(token) if verb and clauses.verbal(token) else clauses.surface_subject(hit.token.head) if clauses.verbal(token.head) else None
    if name == "object":
        return clauses.objects(token) if clauses.verbal(token) else None
    if name == "indirect":
        return clauses.indirect(hit.anchor)
    if name == "possessor":
        return clauses.child(token, "poss")
    if name == "modifier":
        return _modifier(token, scene)
    if name == "light":
        return _light(hit, scene)
    if name == "complement":
        return _in_complement(hit, scene)
    found = clauses.after(token, name)
    if found is None and verb and (below := clauses.objects(token)) is not None and not clauses.passive(token):
        found = clauses.after(below, name)
    if found is None and hit.anchor is not token:
        found = clauses.after(hit.anchor, name) if not (name == "in" or name == "by" and not clauses.passive(hit.anchor)) else None
    return found


def _light(hit: Hit, scene: Scene):
    verb, manner = carrier(hit.token, scene.rules)
    return clauses.subject(verb) if verb is not None and manner == "light" else None


def _in_complement(hit: Hit, scene: Scene):
    """Whom an embedded act is done to: `threatened to shell the town`, `agreed to hand over the tanks to Kyiv`."""
    below = _complement(hit.token) or clauses.child(hit.token, "acl")
    if below is None and hit.anchor is not hit.token:
        below = _complement(hit.anchor)
    while below is not None and below.dep_ == "xcomp" and not clauses.objects(below) and _complement(below) is not None:
        below = _complement(below)
    if below is None:
        return None
    own = clauses.child(below, "nsubj")
    if own is not None and own.tag_ not in clauses.RELATIVE and below.dep_ != "ccomp" or own is not None and below.pos_ == "ADJ":
        return own
    rules = scene.rules.index.get(("verb", plain(below.lemma_)), ())
    rule = next((rule for rule in rules if _fits(rule, below, scene)), None)
    if rule is not None and "complement" not in rule.pattern.get("target", ()):
        return role(Hit(below, rule, below, hit.mood), "target", scene)
    found = clauses.after(below, "to", "from", "with", "against", "on", "for", "into")
    return found if found is not None else clauses.objects(below) or clauses.after(below, "in", "at")


def find(report, sentences, docs, actors, places, times, statements, *, codebook) -> list[dict]:
    """Rows of `events` for one report, in text order; times are those of the expressions that date them, days come later."""
    rules, rows = rules_of(codebook), []
    grouped = {name: _by_sentence(table) for name, table in (("actors", actors), ("places", places), ("times", times))}
    spoken = sorted((row for row in statements if row.get("start") is not None), key=lambda row: row["end"] - row["start"])
    recent: list[set] = [set(), set()]
    for sentence, doc in zip(sentences, docs, strict=True):
        key = sentence["sentence_id"]
        here = {plain(token.lemma_) for token in doc}
        mentioned = recent[-1] | recent[-2] | here
        before = {name for name in ("weapon", "drone", "aircraft", "ship") if mentioned & rules.classes[name]}
        recent.append(here)
        scene = Scene(sentence, doc, grouped["actors"].get(key, []), grouped["places"].get(key, []), grouped["times"].get(key, []), rules, before)
        hits = _merge(_speech(_find(doc, scene), scene, spoken))
        rows += [_row(hit, scene, report, spoken, hits) for hit in hits]
        rows += [_act_row(statement, scene, report, spoken) for statement in spoken if _acts(statement, scene, hits)]
    unique = {row["event_id"]: row for row in reversed(rows)}
    return sorted(unique.values(), key=lambda row: (row["start"], -row["end"], row["type"]))


def _by_sentence(rows) -> dict[str, list[dict]]:
    grouped: dict[str, list[dict]] = {}
    for row in rows:
        grouped.setdefault(row["sentence_id"], []).append(row)
    return grouped


def _cue(statement, chars) -> bool:
    return statement.get("cue_start") is not None and overlap((statement["cue_start"], statement["cue_end"]), chars)


def _speech(hits: list[Hit], scene: Scene, statements) -> list[Hit]:
    """Without the reporting verbs that do another act than they name: `warned that its posture remains strong` reassures."""
    kept = []
    for hit in hits:
        acts = hit.rule.entry.get("acts")
        told = [row for row in statements if acts and _cue(row, scene.of(hit.token)) and row.get("act")]
        if not told or any(row["act"] in acts for row in told):
            kept.append(hit)
    return kept


def _merge(hits: list[Hit]) -> list[Hit]:
    """One hit for coordinated verbs that tell one happening (intercepted and neutralised), or for a noun and its verb."""
    kept: list[Hit] = []
    for hit in hits:
        twin = next((other for other in kept if other.type == hit.type and _same(other, hit)), None)
        if twin is None:
            kept.append(hit)
    return kept


def _same(first: Hit, second: Hit) -> bool:
    if second.anchor is first.token or first.anchor is second.token or first.anchor is second.anchor:
        return True
    if second.token.dep_ != "conj" or second.token.head is not first.token:
        return False
    if not clauses.verbal(second.token):
        return True
    own = clauses.child(first.token, "dobj")
    return own is None or clauses.child(second.token, "dobj", *clauses.SUBJECTS) is None or clauses.child(second.token, "dobj").pos_ == "PRON"


def _acts(statement, scene: Scene, hits: list[Hit]) -> bool:
    """True if the statement's act is an event that no trigger word tells, and it begins in this sentence."""
    sentence, entry = scene.sentence, scene.rules.acts.get(statement.get("act"))
    if entry is None or statement.get("spoken") is False or not sentence["start"] <= statement["start"] < sentence["end"]:
        return False
    inside = (statement["start"], statement["end"])
    for hit in hits:
        here = scene.of(hit.token)
        if hit.rule.entry.get("acts") and (_cue(statement, here) or (overlap(here, inside) and _performed(hit))):
            return False
    return True


def _performed(hit: Hit) -> bool:
    """True if the words do what they say: `We condemn`, `I have warned`."""
    who = clauses.surface_subject(hit.anchor) if clauses.verbal(hit.anchor) else None
    return who is not None and who.lower_ in ("i", "we")


def _around(chars: tuple[int, int], statements) -> dict | None:
    """The innermost statement whose content holds these characters."""
    return next((row for row in statements if row["start"] <= chars[0] and chars[1] <= row["end"]), None)


def _modality(hit: Hit, scene: Scene, statements) -> tuple[str, str | None]:
    """Modality, and who says so (or denies it)."""
    statement, effect = _around(scene.of(hit.token), statements), hit.mood.effect
    if hit.rule.pattern.get("polarity") == "negative":
        effect = None
    if statement is not None and _cue(statement, scene.of(hit.token)):
        statement = _around((statement["start"] - 1, statement["end"] + 1), statements)
    if statement is None:
        return effect or "asserted", None
    who = statement.get("speaker") or statement.get("source_text")
    if statement.get("spoken") is False and statement.get("act") not in ("believe", "think", "know", "assert"):
        return ("negated" if effect == "negated" else "hypothetical"), who
    if hit.rule.entry.get("acts") and _performed(hit) and hit.anchor.tag_ in ("VBP", "VBZ") and not clauses.child(hit.anchor, "aux"):
        return "asserted", None
    if statement.get("act") == "deny" and effect != "hypothetical":
        return "denied", who
    return effect if effect in ("denied", "negated", "hypothetical") else "attributed", who


def _row(hit: Hit, scene: Scene, report: dict, statements, hits: list[Hit]) -> dict:
    entry, text = hit.rule.entry, report["text"]
    start, end = scene.span(clauses.clause(hit.token, hit.anchor, leave=_quoted(hit, scene, statements)))
    mode, attributed = _modality(hit, scene, statements)
    source, target = _pair(hit, scene)
    row = {
        "report_id": report["report_id"],
        "event_id": f"{report['report_id']}:{start}-{end}:{entry['code']}",
        "sentence_id": scene.sentence["sentence_id"],
        "start": start,
        "end": end,
        "text": text[start:end],
        "type": entry["code"],
        "modality": mode,
        "attributed_to": attributed,
        "rule": f"{entry['code']}: {hit.rule.word}",
    }
    row["trigger_start"], row["trigger_end"] = scene.of(hit.token)
    row |= _coding(entry, hit.mood, mode)
    row |= _side("source", source, scene, text) | _side("target", target, scene, text)
    row |= _where(hit, scene, (start, end), hits) | _when(hit, scene, hits)
    row["number"] = _number(scene, (start, end))
    return row | _trust(row, source)


def _quoted(hit: Hit, scene: Scene, statements) -> set[int]:
    """Tokens of a quotation that the trigger only introduces."""
    here = scene.of(hit.token)
    outside = [row for row in statements if row.get("kind") == "direct" and not overlap(here, (row["start"], row["end"]))]
    return {token.i for token in scene.doc for row in outside if overlap(scene.of(token), (row["start"], row["end"]))}


def _coding(entry: dict, mood: modality.Modality, mode: str) -> dict:
    """Codes of the event; of a promise or threat where it is only meant to be done, of a refusal where it is refused."""
    code = entry.get("plover"), entry.get("quad"), entry.get("cameo"), entry.get("goldstein")
    if mood.stance == "intent" and mode in ("hypothetical", "attributed") and entry.get("quad"):
        code = INTENT[entry["quad"] < 3]
    elif (mood.stance == "refusal" or (mood.stance == "intent" and mode == "negated")) and entry.get("quad") in (1, 2):
        code = REFUSAL
    return dict(zip(("plover", "quad", "cameo", "goldstein"), code, strict=True))


def _pair(hit: Hit, scene: Scene) -> tuple:
    """Words that name who acts and who is acted on; between two equal sides the first is the source."""
    source, target = role(hit, "source", scene), role(hit, "target", scene)
    mutual = hit.rule.pattern.get("mutual", hit.rule.entry.get("mutual"))
    if mutual and source is not None and source.conjuncts and (target is None or target is source):
        return source, source.conjuncts[0]
    return source, None if target is source else target


def _side(side: str, token, scene: Scene, text: str) -> dict:
    if token is None:
        return {}
    start, end = scene.span(clauses.phrase(token))
    names = dict.fromkeys(_party(row) for row in scene.parties(token))
    return {f"{side}_start": start, f"{side}_end": end, f"{side}_text": text[start:end], f"{side}_party": "; ".join(names) or None}


def _owner(row: dict, scene: Scene, hits: list[Hit]) -> Hit | None:
    """The happening that an expression belongs to: the first trigger met on the way up from it."""
    by_token = {token.i: hit for hit in reversed(hits) for token in {hit.anchor, hit.token}}
    for token in scene.tokens(row)[-1:]:
        for word in (token, *token.ancestors):
            if word.i in by_token:
                return by_token[word.i]
    return None


RANK = {"base": 0, "city": 1, "other": 2, "sea": 2, "region": 3, "country": 4, "demonym": 5}


def _where(hit: Hit, scene: Scene, span: tuple[int, int], hits: list[Hit]) -> dict:
    """The most specific place in the clause that belongs to no happening nested in it."""
    inside = [row for row in scene.places if overlap(span, (row["start"], row["end"])) and not row.get("as_actor")]
    mine = [row for row in inside if _owner(row, scene, hits) in (hit, None) and (row.get("kind") != "demonym" or _adjective_of_space(row, scene))]
    best = min(mine, key=lambda row: (RANK.get(row.get("kind"), 2), row["start"]), default=None)
    if best is None:
        return {}
    return {"place": best.get("name"), "country": best.get("country"), "lat": best.get("lat"), "lon": best.get("lon")}


def _adjective_of_space(row: dict, scene: Scene) -> bool:
    """Turkish airspace is a place, a Turkish minister is not."""
    return any(scene.is_a(token.head, ["territory"]) for token in scene.tokens(row) if token.dep_ in ("amod", "compound", "poss"))


def _when(hit: Hit, scene: Scene, hits: list[Hit]) -> dict:
    """The time expression that dates it: one that belongs to it, else the sentence's only one."""
    dated = [row for row in scene.times if row.get("type") in ("DATE", "TIME")]
    mine = [row for row in dated if _owner(row, scene, hits) is hit]
    alone = dated if len(dated) == 1 and clauses.verbal(hit.anchor) else []
    row = next(iter(mine or alone), None)
    return {} if row is None else {"time_start": row["start"], "time_end": row["end"]}


def _number(scene: Scene, span: tuple[int, int]) -> str | None:
    """The figures in the clause, each with what it counts; not those of dates."""
    found = []
    for token in scene.doc:
        counts = token.dep_ == "nummod" or (token.pos_ == "ADJ" and token.ent_type_ == "ORDINAL") or (token.lower_ == "no" and token.dep_ == "det")
        if counts and overlap(scene.of(token), span) and not _is_time(token, scene):
            left = min(token.left_edge.i, token.i)
            found.append(" ".join([*(word.text for word in scene.doc[left : token.i + 1]), token.head.text]).replace("No ", "0 ").replace("no ", "0 "))
    return "; ".join(dict.fromkeys(found)) or None


def _trust(row: dict, source) -> dict:
    """Confidence and what is missing."""
    missing = [name for name, key in (("who acts", "source_start"), ("date", "time_start"), ("place", "place")) if row.get(key) is None]
    doubts = (source is None) + (source is not None and source.pos_ == "PRON") + (row.get("target_start") is None)
    why = "; ".join(f"{name}: the clause does not say" for name in missing)
    return {"confidence": ("high", "medium", "low", "low")[doubts], "why_empty": why or None}


def _act_row(statement: dict, scene: Scene, report: dict, statements) -> dict:
    """A statement that is an event itself, told without a trigger word: its words, or the clause that reports it."""
    entry, text = scene.rules.acts[statement["act"]], report["text"]
    start, end = statement["start"], min(statement["end"], scene.sentence["end"])
    source = (statement.get("source_start"), statement.get("source_end"))
    if statement.get("kind") != "direct" and source[0] is not None and scene.sentence["start"] <= source[0] < scene.sentence["end"]:
        start, end = min(start, source[0]), max(end, source[1])
    outer = _around((start - 1, end + 1), statements)
    row = {
        "report_id": report["report_id"],
        "event_id": f"{report['report_id']}:{start}-{end}:{entry['code']}",
        "sentence_id": scene.sentence["sentence_id"],
        "start": start,
        "end": end,
        "text": text[start:end],
        "trigger_start": statement.get("cue_start"),
        "trigger_end": statement.get("cue_end"),
        "type": entry["code"],
        "modality": "attributed" if outer else "asserted",
        "attributed_to": (outer.get("speaker") or outer.get("source_text")) if outer else None,
        "source_party": statement.get("party"),
        "time_start": statement.get("time_start"),
        "time_end": statement.get("time_end"),
        "rule": f"act: {statement['act']}",
    }
    if source[0] is not None:
        row |= {"source_start": source[0], "source_end": source[1], "source_text": text[slice(*source)]}
    row |= _addressee(statement, scene, text) | _coding(entry, modality.Modality(), "asserted")
    return row | _trust(row, None)


def _addressee(statement: dict, scene: Scene, text: str) -> dict:
    """Whom it is said to, where an actor of the sentence is named as the addressee."""
    named = (statement.get("addressee") or "").casefold()
    row = next((row for row in scene.actors if named and text[row["start"] : row["end"]].casefold() in named), None)
    if row is None:
        return {}
    return {"target_start": row["start"], "target_end": row["end"], "target_text": text[row["start"] : row["end"]], "target_party": row.get("party")}
