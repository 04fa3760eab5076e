"""Statements: who said what, to whom, through which channel, in direct, indirect or mixed speech.

Indirect speech is read from the dependency parse: a reporting word of codebooks/cues.yaml, its subject, and what it
governs. Quotations are found by their marks (quotations.py) and given to the reporting word beside them. A statement
belongs to its innermost speaker; the outlets that pass it on are `relayed_by`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis import actors as actor
from analysis import quotations
from analysis.codebook import Codebook
from analysis.quotations import Quotation

TRIMMED = " \t\r\n,;:.–—-\"“”„«»'‘’()"
NEGATIONS = frozenset("not n't never".split())
UNSAID = frozenset("may might could should must will would 'll 'd".split())  # "could say", "will announce": not said yet
LONGEST_GAP = 160  # characters between a quotation and its reporting word
GOES_ON = "the quotation before goes on"
SHORTEST_QUOTATION = 4  # words of a quotation that stands without a reporting word


@dataclass(frozen=True)
class Cue:
    """A reporting word in a sentence."""

    number: int  # of the sentence
    token: object
    entry: dict
    start: int
    end: int
    noun: object | None = None  # "issued a sharp warning"


@dataclass(frozen=True)
class Found:
    """Statement content with its cue, before it becomes a row."""

    start: int
    end: int
    cue: Cue | None
    source: object | None = None  # the head token of the words that name the speaker
    kind: str = "indirect"
    relay: tuple[str, ...] = ()
    rule: str = ""
    quotation_id: str | None = None
    inherited: dict | None = None  # the row whose speaker goes on


# ------------------------------------------------------------------------------------------------ vocabulary


@lru_cache(maxsize=8)
def _cues(codebook: Codebook) -> tuple[dict[str, dict], dict[str, list[tuple[str, dict]]], frozenset[str]]:
    """Entries by lemma; phrasal verbs by their verb as (particle, entry); the nouns that introduce quotations."""
    single, phrasal, nouns = {}, {}, frozenset()
    for entry in codebook["cues"]:
        if "noun" in entry["frames"]:
            nouns |= frozenset(entry["terms"])
            continue
        for term in entry["terms"]:
            verb, _, particle = term.partition(" ")
            if particle:
                phrasal.setdefault(verb, []).append((particle, entry))
            else:
                single.setdefault(verb, []).append(entry)
    return single, phrasal, nouns


@lru_cache(maxsize=8)
def _acts(codebook: Codebook) -> list[tuple[dict, re.Pattern]]:
    return [(entry, re.compile(entry["pattern"], re.IGNORECASE)) for entry in codebook["acts"]]


# ------------------------------------------------------------------------------------------------ reading


def find(report: dict, sentences: list[dict], docs: list, actors: list[dict], times: list[dict], *, codebook: Codebook) -> list[dict]:
    """Rows of `statements` for one report, in the order of the text; said_* and topic are left for later stages."""
    return _Reader(report, sentences, docs, actors, times, codebook).rows()


class _Reader:
    def __init__(self, report: dict, sentences: list[dict], docs: list, actors: list[dict], times: list[dict], codebook: Codebook):
        self.report, self.text = report, report["text"]
        self.sentences, self.docs, self.actors, self.times = sentences, docs, actors, times
        self.codebook = codebook
        self.quotations = quotations.find(sentences, self.text)
        self.by_sentence: dict[str, list[dict]] = {}
        for row in actors:
            self.by_sentence.setdefault(row["sentence_id"], []).append(row)

    def rows(self) -> list[dict]:
        cues = [cue for number, doc in enumerate(self.docs) for cue in self._cues(number, doc)]
        found = [content for cue in cues for content in self._reported(cue)]
        found = self._quote(found, [cue for cue in cues if not self._quoted(cue.start)])
        cut = self._cut_off()
        rows = [self._row(content) for content in self._once(found) if content.end <= cut]
        return sorted(map(_own_words, rows, [rows] * len(rows)), key=lambda row: (row["start"], row["end"]))

    def _cut_off(self) -> int:
        """Where a report that breaks off in mid-sentence can no longer be trusted: the start of that sentence."""
        last = self.sentences[-1] if self.sentences else None
        if last and last["part"] == "body" and len(self.sentences) > 1 and not re.search(r"[.?!…:;][\"'”’»)\]]{0,3}$", last["text"]):
            return last["start"]
        return len(self.text)

    # -- reporting words

    def _cues(self, number: int, doc) -> Iterator[Cue]:
        single, phrasal, nouns = _cues(self.codebook)
        for token in doc:
            entries = self._phrasal(token, phrasal) or single.get(token.lemma_.casefold()) or single.get(token.lower_, ())
            for entry in entries:
                if self._reports(token, entry):
                    yield self._cue(number, token, entry)
            if token.text == ":" and token.i + 1 < len(doc) and token.nbor(1).text in ('"', "'"):
                yield self._cue(number, token, {"act": "assert", "frames": ["direct"], "code": "colon"})
            if token.lemma_ in nouns and token.dep_ == "dobj" and token.head.pos_ == "VERB" and not entries:
                yield replace(self._cue(number, token.head, {"act": "assert", "frames": ["direct"], "code": "statement_noun"}),
                              end=self._offset(number, token) + len(token.text), noun=token)  # fmt: skip

    @staticmethod
    def _phrasal(token, phrasal: dict) -> list[dict]:
        after = {child.lower_ for child in token.children if child.dep_ in ("prt", "prep")}
        return [entry for particle, entry in phrasal.get(token.lemma_.casefold(), ()) if particle in after]

    def _reports(self, token, entry: dict) -> bool:
        """Whether a word that can report does: an adverb or phrase always, a verb unless negated, only possible or a noun."""
        if "adverb" in entry["frames"]:
            return token.pos_ == "ADV"
        if "phrase" in entry["frames"]:
            return any(child.lower_ == "to" for child in token.children)
        if token.pos_ not in ("VERB", "AUX"):
            return False
        words = {child.lower_ for child in token.children if child.dep_ in ("neg", "aux")}
        nobody = any(w.lower_ in ("no", "nobody", "none", "neither") for c in token.children if c.dep_ in actor.SUBJECT for w in (c, *c.children))
        supposed = any(child.dep_ == "mark" and child.lower_ == "if" for child in token.children)
        asked = token.tag_ == "VBN" and token.dep_ in ("advcl", "acl") and not any(c.dep_ in ("aux", "auxpass", "agent") for c in token.children)
        return not (words & NEGATIONS or words & UNSAID or nobody or supposed or asked)

    def _cue(self, number: int, token, entry: dict) -> Cue:
        start = self._offset(number, token)
        return Cue(number, token, entry, start, start + len(token.text))

    def _offset(self, number: int, token) -> int:
        return self.sentences[number]["start"] + token.idx

    def _span(self, number: int, first, last) -> tuple[int, int]:
        return self._offset(number, first), self._offset(number, last) + len(last.text)

    # -- indirect speech

    def _reported(self, cue: Cue) -> Iterator[Found]:
        """What a reporting word governs, by the frames of its entry."""
        frames = cue.entry["frames"]
        if cue.noun is not None or cue.entry["code"] == "colon":
            return
        if "phrase" in frames:
            yield from self._according_to(cue)
            return
        if "adverb" in frames:
            if pieces := self._clause(cue.number, cue.token.head):
                yield Found(pieces[0][0], pieces[-1][1], cue, rule=cue.entry["code"])
            return
        if self._performative(cue):
            return
        source, relay = self._source(cue)
        if source is not None and (self._is_text(actor.antecedent(source)) or source.tag_ in ("WDT", "EX") and actor.antecedent(source) == source):
            return
        for pieces in self._governed(cue, frames):
            if pieces:
                yield Found(pieces[0][0], pieces[-1][1], cue, source, relay=relay, rule=cue.entry["code"])
                return

    def _performative(self, cue: Cue) -> bool:
        """Inside a quotation 'we reiterate that ...' says the thing itself; 'we have warned that ...' reports it."""
        if not self._quoted(cue.start):
            return False
        head = actor.subject(cue.token)
        return head is not None and head.lower_ in ("i", "we") and cue.token.tag_ in ("VBP", "VB")

    def _is_text(self, source) -> bool:
        """Treaties and laws state, but nobody claims."""
        return source.lemma_.casefold() in {term for entry in self.codebook["roles"] if entry["kind"] == "text" for term in entry["terms"]}

    def _governed(self, cue: Cue, frames: list[str]) -> Iterator[list[tuple[int, int]]]:
        """What the word can report, likeliest first, each as the pieces that its attribution leaves."""
        token, number = cue.token, cue.number
        children = {child.dep_: child for child in token.children}
        if "clause" in frames and "infinitive" not in frames and {"nsubjpass", "xcomp"} <= children.keys():  # 'the ship is said to have left'
            yield [self._span(number, children["nsubjpass"].left_edge, children["xcomp"].right_edge)]
        if "label" in frames and "dobj" in children:
            yield self._label(number, token, children["dobj"])
        if "clause" in frames:
            for clause in (child for child in token.children if child.dep_ == "ccomp"):
                if not self._is_quotation(cue, clause):
                    yield self._clause(number, clause, without=(token, *self._trailing(clause, cue))) + self._resumed(number, clause, token)
            if token.i + 1 < len(token.doc) and (answer := token.nbor(1)).lower_ in ("no", "yes") and answer.pos_ == "INTJ":
                yield [self._span(number, answer, answer)]
            if (fronted := self._fronted(token)) is not None:
                yield self._clause(number, fronted, without=(token,))
        for clause in (child for child in token.children if child.dep_ in ("xcomp", "ccomp", "advcl")):
            infinitive = any(child.lower_ == "to" for child in clause.children) and clause.tag_ == "VB"
            gerund = clause.tag_ == "VBG" and clause.i <= token.i + 2
            if (("infinitive" in frames and infinitive) or ("gerund" in frames and gerund)) and clause.lemma_ != "comment":
                yield self._clause(number, clause)
        for prep in (child for child in token.children if child.dep_ == "prep" and child.lower_ in frames):
            after = [child for child in prep.children if child.dep_ in ("pobj", "pcomp")]
            if after and prep.i > token.i:
                first = prep if prep.lower_ == "against" else after[0].left_edge
                yield [self._span(number, first, self._with_phrase(cue, after[0].right_edge))]
        if "object" in frames and "dobj" in children and not {"auxpass", "xcomp"} & children.keys() and not self._is_quotation(cue, children["dobj"]):
            if children["dobj"].lemma_ not in _cues(self.codebook)[2] and not self._is_source(cue, children["dobj"]):
                pieces = self._clause(number, children["dobj"])
                last = self._with_phrase(cue, children["dobj"].right_edge)
                yield pieces if last == children["dobj"].right_edge or not pieces else [(pieces[0][0], self._span(number, last, last)[1])]

    def _with_phrase(self, cue: Cue, last):
        """The end of an object with the prepositional phrase right behind it, which the parser hangs on the verb: no time, no channel."""
        for prep in cue.token.children:
            if prep.dep_ == "prep" and prep.i == last.i + 1 and not self._is_time(cue.number, prep):
                start, end = self._span(cue.number, prep, prep.right_edge)
                return last if actor.outlets(self.codebook).find(self.text[start:end]) else prep.right_edge
        return last

    def _is_time(self, number: int, prep) -> bool:
        start, end = self._span(number, prep, prep.right_edge)
        return any(start <= row["start"] and row["end"] <= end for row in self.times)

    def _is_source(self, cue: Cue, thing) -> bool:
        """'cited an official' names a source; what it said is told elsewhere."""
        row = self._actor(cue.number, thing)
        return cue.entry["code"] == "cite" and row is not None and row["kind"] in ("person", "role", "outlet", "document")

    def _label(self, number: int, token, thing) -> list[tuple[int, int]]:
        """'called it a provocation': from the thing to the end of its name."""
        last = max((child.right_edge for child in token.children if child.i > token.i and child.dep_ in ("dobj", "oprd", "prep", "xcomp", "ccomp")),
                   key=lambda word: word.i)  # fmt: skip
        has_name = last.i > thing.right_edge.i or any(child.dep_ == "prep" and child.lower_ in ("to", "as") for child in thing.children)
        first = thing.left_edge if thing.tag_ != "WP" else token.nbor(1)  # 'what he called ...'
        return [self._span(number, first, last)] if has_name and first.i <= last.i else []

    def _fronted(self, token):
        """'..., the ministry said': the clause before, where the parser makes it the head."""
        if (token.dep_ == "parataxis" or token.dep_ in ("ccomp", "advcl") and token.head.i < token.i) and token.head.pos_ in ("VERB", "AUX"):
            own = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            complements = [child for child in token.children if child.dep_ in ("ccomp", "xcomp", "dobj") and child.i > token.i]
            comma = token.doc[min(own.left_edge.i, token.i) - 1].text if own is not None else ""
            if own is not None and not complements and comma in (",", '"') and not any(c.dep_ == "mark" for c in token.children):
                return token.head
        return None

    def _clause(self, number: int, head, *, without: tuple = ()) -> list[tuple[int, int]]:
        """The words of a clause in one piece, or in two around its reporting word; without 'that' at their front."""
        left_out = {excluded.i for excluded in without}
        for excluded in without:
            if excluded != head and head not in excluded.subtree or excluded.head == head:
                left_out |= {token.i for token in excluded.subtree}
        tokens = [token for token in head.subtree if token.i not in left_out]
        cut = without[0].i if without else -1
        sides = [[t for t in tokens if t.i < cut], [t for t in tokens if t.i > cut]]
        if without and without[0].head != head:  # a reporting word is not inside what it governs
            sides = [side for side in sides if head in side]
        return [span for side in sides if side and (span := self._bare(number, side)) is not None]

    def _resumed(self, number: int, clause, token) -> list[tuple[int, int]]:
        """What a clause before its reporting word goes on with behind it: 'It failed, he said, because of rain.'"""
        behind = [t for t in token.subtree if t.i > token.i and t.i > clause.i]
        comma = next((t for t in behind if t.text == ","), None)
        if clause.i > token.i or comma is None or any(t.pos_ in ("VERB", "AUX", "ADP") for t in behind if t.i < comma.i):
            return []
        rest = [t for t in behind if t.i > comma.i]
        own = rest and (rest[0].lower_ == rest[0].text) and rest[0].tag_ not in ("VBG", "WDT", "WP") and rest[0].text not in "\"'`“”"
        span = self._bare(number, rest) if own else None
        return [span] if span else []

    def _bare(self, number: int, tokens: list) -> tuple[int, int] | None:
        """The stretch of tokens without 'that' and punctuation at its ends; none if no word is left."""
        doc, first, last = tokens[0].doc, tokens[0].i, tokens[-1].i
        while first < last and (doc[first].lower_ == "that" and doc[first].dep_ == "mark" or doc[first].is_punct and doc[first].text != "("):
            first += 1
        start, end = self._span(number, doc[first], doc[last])
        while end > start and self.text[end - 1] in " ,;:.\n":
            end -= 1
        return (start, end) if start < end and any(token.is_alpha or token.like_num for token in tokens) else None

    def _trailing(self, clause, cue: Cue) -> list:
        """What stands behind a comma at the end of a reported clause and is the narrator's: ', warning ...', ', which ...'."""
        last = clause.right_edge
        while last.is_punct and last.i > clause.i:
            last = last.nbor(-1)
        trailing = []
        for token in last.ancestors if last != clause else ():
            if token == clause or token.i <= clause.i or not clause.is_ancestor(token):
                break
            comma = token.left_edge.i > 0 and token.left_edge.nbor(-1).text == ","
            if comma and self._is_narration(token) and not self._quoted(self._offset(cue.number, token)):
                trailing.append(token)
        meanwhile = [child for child in clause.children if child.i > clause.i and child.dep_ == "advcl" and self._is_meanwhile(child)]
        return trailing + meanwhile

    @staticmethod
    def _is_narration(token) -> bool:
        """A participle or relative clause behind a comma."""
        first = token.left_edge
        return token.dep_ == "advcl" and token.tag_ == "VBG" and first == token or token.dep_ == "relcl" and first.tag_ in ("WDT", "WP", "IN")

    @staticmethod
    def _is_meanwhile(token) -> bool:
        """A clause that tells what went on beside the saying: 'as fears surged', ', although he had ...'."""
        marks = {child.lower_ for child in token.children if child.dep_ == "mark"}
        own = any(child.dep_ in actor.SUBJECT for child in token.children)
        comma = token.left_edge.i > 0 and token.left_edge.nbor(-1).text == ","
        return own and ("as" in marks or comma and bool(marks & {"although", "though", "while"}))

    def _is_quotation(self, cue: Cue, head) -> bool:
        """Whether a clause is a quotation of its own, which is read by its marks."""
        number, offset = cue.number, self._offset(cue.number, head)
        quotation = next((q for q in self.quotations if q.start <= offset < q.end), None)
        if not quotation or quotation.outer_start <= cue.start < quotation.outer_end:
            return False
        start = self._clause(number, head)[0][0]
        before = self.text[max(0, quotation.outer_start - 2) : quotation.outer_start].strip()
        return start >= quotation.outer_start - 1 and (before[-1:] in ",:" or quotation.outer_start <= self.sentences[number]["start"])

    def _according_to(self, cue: Cue) -> Iterator[Found]:
        to = next(child for child in cue.token.children if child.lower_ == "to")
        source = next((child for child in to.children if child.dep_ == "pobj"), None)
        if source is None or self._is_text(source) or not (self._actor(cue.number, source) or source.pos_ in ("PROPN", "PRON")):
            return
        head = cue.token.head
        while head.dep_ in ("conj", "xcomp") and head.head != head:
            head = head.head
        relay: tuple[str, ...] = ()
        row = self._actor(cue.number, source)
        if row and row["kind"] == "outlet":
            for verb in (child for child in source.children if child.dep_ in ("relcl", "acl")):
                cited = next((child for child in verb.children if child.dep_ == "dobj"), None)
                if verb.lemma_ in ("cite", "quote") and cited is not None:
                    source, relay = cited, (row["name"],)
        pieces = self._clause(cue.number, head, without=(cue.token,)) if cue.token.i != head.i else []
        if pieces:
            yield Found(pieces[0][0], pieces[-1][1], cue, source, relay=relay, rule="according_to")

    # -- who speaks

    def _source(self, cue: Cue) -> tuple[object | None, tuple[str, ...]]:
        """The head of the words that name the speaker, and the outlets that pass their words on."""
        token = cue.token
        if cue.entry["code"] == "colon":
            return self._beside(cue), ()
        if token.dep_ == "pcomp" and token.head.lower_ == "as" and token.head.head.lemma_ in ("quote", "cite"):
            return self._quoted_as(cue, token.head.head)
        if any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children):
            by = [noun for child in token.children if child.dep_ == "agent" for noun in child.children if noun.dep_ == "pobj"]
            return (by[0] if by else None), ()
        head = actor.subject(self._outer(token))
        row = self._actor(cue.number, head) if head is not None else None
        if row and row["kind"] == "outlet" and (cited := self._cited(token)) is not None:
            return cited, (row["name"],)
        if head is None or self._quoted(self._offset(cue.number, head)) != self._quoted(cue.start):
            head = self._beside(cue)
        return head, ()

    def _quoted_as(self, cue: Cue, verb) -> tuple[object | None, tuple[str, ...]]:
        """'Reuters quoted the minister as saying': the minister speaks, Reuters relays."""
        spoken = next((child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")), None)
        outlet = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        if outlet is None:
            outlet = next((noun for by in verb.subtree if by.lower_ == "by" for noun in by.children), None)
        row = self._actor(cue.number, outlet) if outlet is not None else None
        return spoken, ((row["name"],) if row and row["name"] else ())

    @staticmethod
    def _cited(verb):
        """Whom an outlet cites: 'Yonhap reported, citing a military source, that ...'."""
        return next((thing for child in verb.children if child.lemma_ in ("cite", "quote") for thing in child.children if thing.dep_ == "dobj"), None)

    def _outer(self, token):
        """A trailing 'adding ...' or 'warning ...' goes with the reporting verb of its sentence, wherever it is attached."""
        if token.tag_ != "VBG" or token.dep_ not in ("advcl", "conj") or any(c.dep_ in actor.SUBJECT for c in token.children):
            return token
        single = _cues(self.codebook)[0]
        outer = token
        for ancestor in token.ancestors:
            if ancestor.lemma_ in single and ancestor.pos_ == "VERB" and ancestor.i < token.i:
                outer = ancestor
        return outer

    def _beside(self, cue: Cue):
        """The nearest actor next to a reporting word that the parser left without a subject, outside quotations."""
        doc, here = self.docs[cue.number], self.by_sentence.get(self.sentences[cue.number]["sentence_id"], [])
        outside = [row for row in here if not self._quoted(row["start"]) and row["kind"] != "outlet"]
        near = [row for row in outside if 0 <= cue.start - row["end"] <= 40 or 0 <= row["start"] - cue.end <= 3]
        if not near:
            return None
        row = min(near, key=lambda row: min(abs(cue.start - row["end"]), abs(row["start"] - cue.end)))
        return doc.char_span(row["start"] - doc_start(self.sentences, cue), row["end"] - doc_start(self.sentences, cue), alignment_mode="expand").root

    def _actor(self, number: int, token) -> dict | None:
        return actor.at(self.by_sentence.get(self.sentences[number]["sentence_id"], []), self._offset(number, token))

    def _quoted(self, offset: int) -> bool:
        return any(q.outer_start <= offset < q.outer_end for q in self.quotations)

    # -- quotations

    def _quote(self, found: list[Found], cues: list[Cue]) -> list[Found]:
        """Join quotations to the statements that hold them; give the others to the reporting word beside them."""
        cues = [cue for cue in cues if "direct" in cue.entry["frames"]]
        statements, alone = list(found), []
        for quotation in self.quotations:
            held = [n for n, content in enumerate(statements) if self._holds(content, quotation)]
            for n in held:
                statements[n] = self._with_quotation(statements[n], quotation)
            if not held:
                alone.append(quotation)
        return statements + self._attributed(alone, cues, statements)

    def _holds(self, content: Found, quotation: Quotation) -> bool:
        """Whether a reported clause outside quotation marks has the quotation in it."""
        return (
            content.cue is not None
            and not self._quoted(content.cue.start)
            and content.start <= quotation.start < content.end
            and not (content.start < quotation.outer_start and self.text[content.start : quotation.outer_start].rstrip().endswith(":"))
        )

    def _with_quotation(self, content: Found, quotation: Quotation) -> Found:
        start, end = min(content.start, quotation.start), max(content.end, quotation.outer_end)
        if quotation.start - start <= 1 and end - quotation.end <= 2 and self._has_verb(quotation):
            return replace(content, start=quotation.start, end=quotation.end, kind="direct")
        return replace(content, start=start, end=end, kind="mixed")

    def _attributed(self, alone: list[Quotation], cues: list[Cue], statements: list[Found]) -> list[Found]:
        found: list[Found] = []
        waiting: list[Quotation] = []
        for quotation in alone:
            cue = self._cue_beside(quotation, cues)
            earlier = self._last_before(quotation, found + statements)
            if cue:
                source, relay = self._source(cue)
                same = earlier is not None and earlier.cue == cue
                name = earlier.quotation_id if same else f"{self.report['report_id']}:{quotation.start}"
                for piece in [*waiting, quotation]:
                    near = piece.paragraph == quotation.paragraph
                    if piece is quotation or near:
                        found.append(Found(piece.start, piece.end, cue, source, "direct", relay, cue.entry["code"], name))
                    else:
                        found += self._unattributed(piece)
                waiting = []
            elif earlier and self._goes_on(quotation, alone, earlier):
                name = earlier.quotation_id or f"{self.report['report_id']}:{earlier.start}"
                found.append(replace(earlier, start=quotation.start, end=quotation.end, kind="direct", rule=GOES_ON, quotation_id=name))
            else:
                waiting.append(quotation)
        return found + [content for piece in waiting for content in self._unattributed(piece)]

    @staticmethod
    def _last_before(quotation: Quotation, found: list[Found]) -> Found | None:
        """The quotation or quoting statement that ends last before this quotation."""
        before = [content for content in found if content.end <= quotation.outer_start and content.kind != "indirect" and content.cue]
        return max(before, key=lambda content: content.end, default=None)

    def _unattributed(self, quotation: Quotation) -> list[Found]:
        """A quotation of some length whose speaker is not told; shorter ones are names and scare quotes."""
        words = self.text[quotation.start : quotation.end].split()
        long = len(words) > SHORTEST_QUOTATION and self._has_verb(quotation)
        return [Found(quotation.start, quotation.end, None, None, "direct", rule="no reporting word")] if long else []

    def _has_verb(self, quotation: Quotation) -> bool:
        return any(
            token.pos_ in ("VERB", "AUX")
            for number, row in enumerate(self.sentences)
            if row["start"] < quotation.end and quotation.start < row["end"]
            for token in self.docs[number]
            if quotation.start <= self._offset(number, token) < quotation.end
        )

    def _goes_on(self, quotation: Quotation, alone: list[Quotation], earlier: Found) -> bool:
        """A quotation without a reporting word of its own goes on with the speaker of the one before it."""
        before = self.text[earlier.end : quotation.outer_start]
        if quotation.goes_on:
            return True
        if before.strip() and not re.search(r"[.?!][\"'”’)]{0,2}\s*$", before):
            return False
        own_paragraph = not self.text[: quotation.outer_start].rpartition("\n")[2].strip(" •*-–—")
        return "\n" not in before.strip() and len(before) < LONGEST_GAP * 2 or own_paragraph and len(before) < LONGEST_GAP

    def _cue_beside(self, quotation: Quotation, cues: list[Cue]) -> Cue | None:
        """The reporting word of a quotation: before it after a colon or comma, else behind it, else before it."""
        near = [cue for cue in cues if self._between_is_plain(quotation, cue)]
        before = [cue for cue in near if cue.start < quotation.start]
        behind = [cue for cue in near if cue.start >= quotation.end]
        lead = self.text[max(0, quotation.outer_start - 3) : quotation.outer_start].rstrip()
        introduced = lead[-1:] in (":", ",") or (before and quotation.outer_start - before[-1].end <= 6)
        if before and (introduced or lead[-1:] == "") and not (lead[-1:] == "," and behind and self._closes_with_comma(quotation)):
            return self._nearest(before, quotation)
        if behind:
            return min(behind, key=lambda cue: cue.start)
        return self._nearest(before, quotation) if before else None

    @staticmethod
    def _nearest(before: list[Cue], quotation: Quotation) -> Cue:
        """The last reporting word; a bare colon only where there is none."""
        return max(before, key=lambda cue: (cue.entry["code"] != "colon", cue.end, cue.noun is None))

    def _closes_with_comma(self, quotation: Quotation) -> bool:
        return self.text[quotation.end - 1 : quotation.end + 2].strip("\"”’' ")[:1] == "," or self.text[quotation.end - 1] == ","

    def _between_is_plain(self, quotation: Quotation, cue: Cue) -> bool:
        """Same sentence, near, and no other quotation between."""
        sentence = self.sentences[cue.number]
        if cue.start < quotation.start:
            gap, edge = self.text[cue.end : quotation.outer_start], quotation.outer_start
            touching = sentence["start"] <= edge <= sentence["end"] + 2
            if gap.endswith("\n") and sentence["text"].endswith(":") and edge - sentence["end"] <= 4:
                return True  # the colon ends a paragraph, the quotation is the next
        else:
            gap, edge = self.text[quotation.outer_end : cue.start], quotation.outer_end
            touching = sentence["start"] - 2 <= edge <= sentence["end"]
        return touching and len(gap) <= LONGEST_GAP and "\n" not in gap and not any(mark in gap for mark in '"“”')

    # -- rows

    def _once(self, found: list[Found]) -> list[Found]:
        """One statement a stretch of words: an adverb of hearsay yields to a named source, a repeated span to the first."""
        kept: list[Found] = []
        for content in sorted(found, key=lambda f: (f.rule == "reportedly", f.rule == "according_to")):
            weak = content.rule in ("reportedly", "according_to", "no reporting word")
            if any(_share(content, other) > (0.6 if weak else 0.95) for other in kept):
                continue
            kept.append(content)
        return kept

    def _row(self, content: Found) -> dict:
        number = self._sentence_at(content.start)
        row = dict(
            report_id=self.report["report_id"], statement_id=f"{self.report['report_id']}:{content.start}-{content.end}",
            sentence_id=self.sentences[number]["sentence_id"], kind=content.kind, start=content.start, end=content.end,
            text=self.text[content.start : content.end], rule=content.rule, spoken=True, act="assert", confidence="low",
            quotation_id=content.quotation_id or f"{self.report['report_id']}:{content.start}",
        )  # fmt: skip
        if content.cue:
            row |= self._cue_columns(content.cue)
        row |= self._speaker(content)
        row["act"] = self._act(row, content)
        row |= self._surroundings(content) if content.cue else {}
        return row | {"why_empty": _why_empty(row)}

    def _sentence_at(self, offset: int) -> int:
        return next((n for n, row in enumerate(self.sentences) if row["start"] <= offset < row["end"]), 0)

    def _cue_columns(self, cue: Cue) -> dict:
        return dict(cue_start=cue.start, cue_end=cue.end, cue_text=self.text[cue.start : cue.end], verb=cue.token.lemma_,
                    spoken=cue.entry.get("spoken", True))  # fmt: skip

    def _speaker(self, content: Found) -> dict:
        if content.source is None or content.cue is None:
            return {}
        number, source = content.cue.number, content.source
        start, end = self._source_span(number, source)
        told = dict(source_start=start, source_end=end, source_text=self.text[start:end])
        row = self._actor(number, actor.antecedent(source))
        if not row:
            return told | dict(unnamed=True, confidence="low")
        named = row["name"] if row["kind"] != "role" or row["name"] else None
        return told | dict(
            speaker=named, role=row["role"], institution=row["institution"], party=row["party"], confidence=row["confidence"],
            unnamed=named is None or row["kind"] == "role" and row["name"] is None,
        )  # fmt: skip

    def _source_span(self, number: int, source) -> tuple[int, int]:
        """The noun phrase that names the speaker, with its apposition, without relative clauses."""
        after = [child for child in source.children if child.dep_ in ("relcl", "punct", "conj", "cc", "advcl", "npadvmod")]
        after += [child for child in source.children if child.dep_ == "acl" and source.lemma_ not in self._documents()]
        after += [child for child in source.children if child.dep_ == "prep" and (child.nbor(-1).is_punct or self._is_time(number, child))]
        left_out = {token.i for child in after for token in child.subtree}
        tokens = [token for token in source.subtree if token.i not in left_out] or [source]
        run = [source.i]
        positions = {token.i for token in tokens} | {t.i for t in source.subtree if t.is_punct}
        while run[0] - 1 in positions:
            run.insert(0, run[0] - 1)
        while run[-1] + 1 in positions:
            run.append(run[-1] + 1)
        start, end = self._span(number, source.doc[run[0]], source.doc[run[-1]])
        while end > start and self.text[end - 1] in TRIMMED:
            end -= 1
        while start < end and self.text[start] in TRIMMED:
            start += 1
        return start, end

    def _act(self, row: dict, content: Found) -> str:
        default = content.cue.entry["act"] if content.cue else "assert"
        if not row["spoken"] or default in ("deny", "condemn", "accuse", "threaten"):
            return default
        if content.cue and content.cue.noun is not None and content.cue.noun.lemma_ == "warning":
            return "warn"
        for entry, pattern in _acts(self.codebook):
            if default in entry.get("verbs", (default,)) and pattern.search(row["text"]):
                return entry["code"]
        return default

    def _surroundings(self, content: Found) -> dict:
        """Addressee, channel, relay and day of saying, from the words around the statement in the cue's sentence."""
        cue, number = content.cue, content.cue.number
        doc = self.docs[number]
        base = self.sentences[number]["start"]
        told_by = content.source if content.source is not None and content.source.lemma_ not in self._documents() else None
        source = self._source_span(number, told_by) if told_by is not None else (0, 0)
        outside = [t for t in doc if not content.start <= base + t.idx < content.end and not source[0] <= base + t.idx < source[1]
                   and not self._quoted(base + t.idx)]  # fmt: skip
        where = {t.i for t in outside}
        channel, relays = None, list(content.relay)
        for start, end, entry in actor.outlets(self.codebook).find(doc.text):
            tokens = [t for t in doc if start <= t.idx < end]
            if not tokens or tokens[0].i not in where or entry["name"] in relays:
                continue
            if self._relays(tokens[-1]):
                relays.append(entry["name"])
            elif channel is None or entry["kind"] != "medium":
                channel = entry["name"]
        told = dict(channel=channel, relayed_by="; ".join(relays) or None, addressee=self._addressee(cue, where))
        time = self._time(cue, where)
        return told | (dict(time_start=time["start"], time_end=time["end"]) if time else {})

    def _documents(self) -> set[str]:
        """Words for what speaks for its author: the words around it tell the channel ('a statement posted on X')."""
        return {term for entry in self.codebook["roles"] if entry["kind"] == "document" for term in entry["terms"]}

    @staticmethod
    def _relays(token) -> bool:
        """An outlet that reports or quotes passes on; one that is told, or posted on, is a channel."""
        head = token.head if token.dep_ != "compound" else token.head.head
        return token.dep_ == "nsubj" and head.lemma_ in ("quote", "cite", "report", "say") or head.lower_ == "by" and head.head.lemma_ in ("quote", "cite", "report")

    def _addressee(self, cue: Cue, where: set[int]) -> str | None:
        """Whom the reporting word names as its listener: 'warned Iran', 'told reporters', 'said to lawmakers'."""
        heads = [c for c in cue.token.children if c.dep_ in ("dobj", "dative") and c.i > cue.token.i and c.pos_ in ("NOUN", "PROPN", "PRON")]
        heads += [n for p in cue.token.children if p.dep_ in ("prep", "dative") and p.lower_ in ("to", "on") for n in p.children if n.dep_ == "pobj"]
        for head in heads:
            if head.i not in where or head.ent_type_:
                continue
            row = self._actor(cue.number, head)
            if row and row["kind"] not in ("outlet", "document", "pronoun"):
                return row["name"] if row["kind"] in ("person", "party") else row["text"]
            if row and row["kind"] == "pronoun" and row["name"]:
                return row["name"]
            listens = any(child.dep_ in ("ccomp", "xcomp") for child in cue.token.children) or cue.token.lemma_ == "tell"
            if not row and listens and head.dep_ in ("dobj", "dative"):
                start, end = self._source_span(cue.number, head)
                return self.text[start:end]
        return None

    def _time(self, cue: Cue, where: set[int]) -> dict | None:
        """The time expression that says when it was said: it hangs on the reporting word, outside what is said."""
        base, doc = self.sentences[cue.number]["start"], self.docs[cue.number]
        here = [row for row in self.times if row["sentence_id"] == self.sentences[cue.number]["sentence_id"] and row["type"] in ("DATE", "TIME")]
        for row in here:
            span = doc.char_span(row["start"] - base, row["end"] - base, alignment_mode="expand")
            if span is not None and span.root.i in where and cue.token in span.root.ancestors:
                return row
        return None


def _own_words(row: dict, rows: list[dict]) -> dict:
    """A statement that a speaker reports of themselves ("we have warned that ..."): its 'we' is the speaker of the quotation."""
    if (row.get("source_text") or "").casefold() not in actor.SPEAKER_PRONOUNS:
        return row
    around = [r for r in rows if r is not row and r["kind"] != "indirect" and r["start"] <= row["source_start"] < r["end"] and r.get("party")]
    if not around:
        return row
    speaker = min(around, key=lambda r: r["end"] - r["start"])
    told = {key: speaker.get(key) for key in ("speaker", "role", "institution", "party")}
    row = row | told | {"unnamed": False, "confidence": "medium"}
    return row | {"why_empty": _why_empty(row)}


def doc_start(sentences: list[dict], cue: Cue) -> int:
    return sentences[cue.number]["start"]


def _share(one: Found, other: Found) -> float:
    """Shared characters over all characters of two spans."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (max(one.end, other.end) - min(one.start, other.start))


def _why_empty(row: dict) -> str | None:
    reasons = []
    if not row.get("source_text"):
        reasons.append("speaker: the report does not say who")
    elif not row.get("speaker"):
        reasons.append("speaker: kept unnamed" if row.get("unnamed") else "speaker: not resolved")
    if not row.get("party"):
        reasons.append("party: not told by the report")
    return "; ".join(reasons) or None
