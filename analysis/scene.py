"""Scenes: one sentence as the reader of events sees it.

The patterns of codebooks/events.yaml and the word classes of codebooks/things.yaml, indexed by lemma (Rules); the
parsed sentence with the rows that lie in it (Scene); and a trigger whose pattern holds (Hit).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from analysis import clauses, modality
from analysis.codebook import Codebook
from analysis.words import Words

CONDITIONS = (
    "subject",
    "object",
    "carrier",
    "modifier",
    "complement",
    "after",
    "complement_object",
    "polarity",
    "needs",
)
THINGS = ("weapon", "drone", "aircraft", "ship")  # classes of what `it` may stand for


@lru_cache(maxsize=65536)
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
        return sum(name in self.pattern for name in CONDITIONS) + (" " in self.word)

    @property
    def mutual(self) -> bool:
        return bool(self.pattern.get("mutual", self.entry.get("mutual")))


class Rules:
    """The event types and word classes, indexed by lemma."""

    def __init__(self, codebook: Codebook):
        self.codebook = codebook
        self.classes = {
            entry["code"]: frozenset(plain(term) for term in entry["terms"]) for entry in codebook["things"]
        }
        self.forms = {entry["code"]: re.compile(entry["pattern"]) for entry in codebook["things"] if "pattern" in entry}
        self.compounds = {code: [term for term in terms if " " in term] for code, terms in self.classes.items()}
        self.index: dict[str, dict[str, list[Rule]]] = {}  # lemma -> kind -> the rules, most specific first
        self.acts = {
            act: (entry, kinds) for entry in codebook["events"] for act, kinds in entry.get("acts", {}).items()
        }
        patterns = ((entry, pattern) for entry in codebook["events"] for pattern in entry["triggers"])
        for number, (entry, pattern) in enumerate(patterns):
            kind = next(kind for kind in ("verb", "noun", "adjective") if kind in pattern)
            for word in pattern[kind]:
                head = word.split()[0 if kind == "verb" else -1]
                rules = self.index.setdefault(plain(head), {}).setdefault(kind, [])
                rules.append(Rule(entry, pattern, kind, word, number))
        for kinds in self.index.values():
            for rules in kinds.values():
                rules.sort(key=lambda rule: (-rule.weight, rule.number))
        self.of = lru_cache(65536)(self._of)

    def _of(self, lemma: str, lower: str) -> dict[str, list[Rule]]:
        """The rules of a word by kind; a lemma that lost its e (stag for staged) is mended."""
        lemma = plain(lemma)
        whole = self.index.get(lemma + "e") if lower.startswith(lemma + "e") else None
        return (whole or {}) | self.index.get(lemma, {})

    def members(self, term: str) -> frozenset[str]:
        """The lemmas of a class; a term that is no class is a lemma itself."""
        return self.classes.get(term) or frozenset((plain(term),))

    def things(self, lemmas: set[str]) -> set[str]:
        """What `it` may stand for: the classes of things among the lemmas, and the lemmas themselves."""
        return {word for name in THINGS if (here := lemmas & self.classes[name]) for word in (name, *here)}


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
    """One sentence with the rows that lie in it; `lately` is it with those just before."""

    def __init__(self, sentence: dict, doc: Words, rows: dict[str, list[dict]], rules: Rules, lately: Sequence[Words]):
        self.sentence, self.doc, self.rules, self.lately = sentence, doc, rules, lately
        self.actors, self.places, self.times, self.statements = (
            rows[name] for name in ("actors", "places", "times", "statements")
        )
        self.names = [row for row in (*self.actors, *self.places) if party(row) and not self._bound(row)]

    @cached_property
    def recent(self) -> set[str]:
        """The classes of things spoken of lately."""
        return self.rules.things({plain(token.lemma_) for doc in self.lately for token in doc})

    def _bound(self, row: dict) -> bool:
        """True in Russian-made, Iran-backed or U.S.-allied: the party is not the one that the words name."""
        tail = self.sentence["text"][row["end"] - self.sentence["start"] :][:4]
        return tail[:1] in ("-", "‑") and tail[1:2].islower() and tail[1:] != "led"

    def span(self, chars: tuple[int, int]) -> tuple[int, int]:
        return chars[0] + self.sentence["start"], chars[1] + self.sentence["start"]

    def of(self, token) -> tuple[int, int]:
        base = self.sentence["start"]
        return base + token.idx, base + token.end

    def tokens(self, row: dict) -> list:
        """The tokens of a row's characters."""
        base = self.sentence["start"]
        return self.doc.covering(row["start"] - base, row["end"] - base)

    def _covered(self, rows: list[dict]) -> dict[int, dict]:
        """The first of the rows at each token that one covers."""
        return {token.i: row for row in reversed(rows) for token in self.tokens(row)}

    @cached_property
    def _named(self) -> dict[int, dict]:
        return self._covered(self.names)

    @cached_property
    def _acting(self) -> dict[int, dict]:
        return self._covered(self.actors)

    @cached_property
    def _timed(self) -> dict[int, dict]:
        return self._covered(self.times)

    def over(self, token) -> dict | None:
        """The actor row, else the place row, that names a party at the token."""
        return self._named.get(token.i)

    def kind(self, token) -> str | None:
        """The kind of actor that the token names, whether or not their party is known."""
        row = self._acting.get(token.i)
        return row.get("kind") if row else None

    def timed(self, token) -> bool:
        return token.i in self._timed

    def is_a(self, token, terms: list[str]) -> bool:
        """True if the noun phrase that the token heads is of one of these classes, or has one of these lemmas."""
        if token is None or "*" in terms:
            return token is not None
        return any(self._is(word, term) for word in clauses.conjuncts(token) for term in terms)

    def _is(self, token, term: str) -> bool:
        if term == "PARTY":
            return self.over(token) is not None or self.kind(token) in ("party", "institution", "person")
        if term == "STATE":
            return (self.over(token) or {}).get("kind") in ("party", "country")
        if term == "NAME":
            return token.pos_ == "PROPN" and self.kind(token) != "outlet"
        if term == "PRONOUN":
            return token.pos_ == "PRON" and (
                token.lower_ not in ("it", "that", "which", "this") or self.over(token) is not None
            )
        if token.lower_ in ("it", "they", "them", "that", "which") or _stands_in(token):
            return term in self.recent and self.over(token) is None
        members, form = self.rules.members(term), self.rules.forms.get(term)
        if self._lemmas(token) & members or (form and form.fullmatch(token.text)):
            return True
        compounds = self.rules.compounds.get(term) or ([term] if " " in term else [])
        phrase = self.doc.text[slice(*clauses.phrase(token))].lower() if compounds else ""
        return any(compound in phrase for compound in compounds)

    def _lemmas(self, token) -> set[str]:
        """Lemma of the head; behind a measure word, of what it measures too; of a proper name, all its words."""
        found = {plain(token.lemma_), token.lower_}
        if token.pos_ == "PROPN":
            found |= {plain(kid.lemma_) for kid in token.children if kid.dep_ == "compound"}
        if (
            plain(token.lemma_) in self.rules.classes["partitive"]
            and (inner := clauses.after(token, "of")) is not None
            and inner != token
        ):
            found |= self._lemmas(inner)
        return found

    def parties(self, token, *, telling: tuple = (), alone: bool = False) -> list[dict]:
        """Rows that name the party of a phrase: over its head, before it (Iranian missile), or after `from`.

        `telling` are the words that tell the happening itself: who does it does not own the phrase. `alone` leaves out
        what is coordinated with it.
        """
        words = [token] if alone else [*clauses.conjuncts(token), *self.listed(token)]
        if rows := [row for word in words if (row := self.over(word))]:
            return rows
        start, end = self.span(clauses.phrase(token, alone=alone))
        label = next((kid for kid in token.children if kid.dep_ == "acl" and clauses.after(kid, "as") is not None), None)
        if label is not None:  # the drone, identified by the ministry as ..., is not the ministry's
            end = min(end, self.of(label)[0])
        if inside := [row for row in self.names if overlap((start, end), (row["start"], row["end"]))]:
            return self._listed(inside)
        for noun in (token, *(kid for kid in token.children if kid.dep_ in ("acl", "relcl") and kid not in (*telling, label))):
            maker = clauses.subject(noun) if noun != token and clauses.objects(noun) == token else None
            for origin in (clauses.after(noun, "from"), maker):
                if origin is not None and origin != token and (row := self.over(origin)):
                    return [row]
        return []

    def listed(self, token) -> list:
        """States after the first of a list that the parser takes for an apposition: Greece, Turkey, France and Spain."""
        lists = [kid for kid in token.children if kid.dep_ == "appos" and kid.conjuncts]
        words = [word for kid in lists for word in clauses.conjuncts(kid)]
        return words if words and all(self._is(word, "STATE") for word in (token, *words)) else []

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


def _stands_in(token) -> bool:
    """True for `one` in the place of a noun: the one shot down on Friday, that one."""
    return token.lower_ == "one" and any(kid.lower_ in ("the", "this", "that") for kid in token.children)


def party(row: dict) -> str | None:
    """The party an actor row names, or the state a place row lies in."""
    return row.get("party") or row.get("country")
