"""Phrases: the noun phrases of a sentence that name somebody, with what their own words tell.

A phrase names a party or institution of the codebooks, an outlet, a person, or an office, body or document of
codebooks/roles.yaml. A person is known by the form of the name alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.clauses import child
from analysis.names import MEDIA, Named, outlets, parties, roles
from analysis.parsed import SUBJECT, Sentence
from analysis.words import Word, top

# After a body 'in' tells whose it is, after a person only where: 'forces in Gaza', 'a diplomat in Baghdad'.
ROLE_PREPOSITIONS = ("of", "for", "from")
BODY_PREPOSITIONS = (*ROLE_PREPOSITIONS, "in", "at")
WHERE = ("in", "at", "near", "outside", "around", "into", "through", "over")


@dataclass(eq=False)
class Mention:
    """One mention while it is being resolved; `as_row` makes it a row of `actors`."""

    sentence: Sentence
    token: object  # the head of the noun phrase
    start: int
    end: int
    kind: str
    rule: str
    name: str | None = None
    role: str | None = None
    institution: str | None = None
    party: str | None = None
    party_kind: str = ""
    confidence: str = "high"
    office: dict = field(default_factory=dict, repr=False)  # its entry in roles.yaml

    @property
    def is_subject(self) -> bool:
        return self.token.dep_ in SUBJECT

    @property
    def noun(self) -> str:
        """The common noun that can stand for the mention later: 'minister' for 'Foreign Minister Jane Doe'."""
        return self.role.split()[-1].casefold() if self.kind == "person" and self.role else self.token.lemma_.casefold()

    def learn(self, other: "Mention", rule: str, confidence: str = "medium", *, name: bool = True) -> None:
        """Take what is not known yet from another mention of the same actor; without its name if it is another's."""
        if name:
            self.name, self.role = self.name or other.name, self.role or other.role
        if other.office and (not self.office or self.office["kind"] == "title"):
            self.office = other.office
        if other.party and not self.party:
            self.party, self.party_kind, self.confidence = other.party, other.party_kind, confidence
            self.rule = f"{self.rule}; {rule}"
        self.institution = self.institution or other.institution

    def as_row(self) -> dict:
        sentence, text = self.sentence.row, self.sentence.report.text[self.start : self.end]
        return dict(
            report_id=sentence["report_id"], sentence_id=sentence["sentence_id"], start=self.start, end=self.end,
            text=text, kind=self.kind, name=self.name, role=self.role, institution=self.institution,
            party=self.party, rule=self.rule, confidence=self.confidence,
        )  # fmt: skip


def find(sentence: Sentence) -> Iterator[Mention]:
    """The mentions of a sentence: its noun phrases in order, then names that head none: 'Iranian' before a noun."""
    return _Phrases(sentence).mentions()


class _Phrases:
    """One sentence with the terms of the codebooks in it, by the tokens they cover or end in."""

    def __init__(self, sentence: Sentence):
        self.sentence, self.doc = sentence, sentence.doc
        codebook, text = sentence.report.codebook, sentence.doc.text
        terms = [term for term in parties(codebook).find(text) if term[2] and not self._is_a_place(*term)]
        self.terms = [(self.doc.covering(start, end), named) for start, end, named in terms]
        self.held: dict[int, Named] = self._covered(terms)
        media = [term for term in outlets(codebook).find(text) if term[2]["kind"] not in MEDIA]
        self.media: dict[int, dict] = self._covered(media)
        self.offices: dict[int, tuple[int, dict]] = {}  # head of the term -> its first token and its entry
        self.ends: dict[int, tuple[int, dict]] = {}  # last token of the term -> the same
        self.in_office: set[int] = set()
        for start, end, entry in (*roles(codebook).find(text), *roles(codebook).find(_lower(text))):
            words = self.doc.covering(start, end)
            self.offices[top(words).i] = self.ends[words[-1].i] = words[0].i, entry
            self.in_office |= {word.i for word in words}

    def _is_a_place(self, start: int, end: int, named: Named) -> bool:
        """A capital is no government inside a longer name ('the London Metal Exchange') or where something is."""
        if not named.metonym:
            return False
        head = top(self.doc.covering(start, end))
        in_a_name = head.dep_ == "compound" and head.head.pos_ == "PROPN" and head.head.i > head.i
        return in_a_name or head.dep_ == "pobj" and head.head.lower_ in WHERE

    def _covered(self, terms: list) -> dict:
        """The meaning of each token that starts in a term."""
        return {token.i: meaning for start, end, meaning in terms for token in self.doc.starting(start, end)}

    def mentions(self) -> Iterator[Mention]:
        heads = [token for token in self.doc if token.pos_ in ("NOUN", "PROPN", "PRON") and token.dep_ != "compound"]
        for head in heads:
            if mention := self._mention(head):
                yield mention
        known = {head.i for head in heads}
        for words, named in self.terms:
            if (head := top(words)).i not in known:
                yield self._named(head, named, *self.sentence.span(words[0], words[-1]))

    def _mention(self, head) -> Mention | None:
        """A noun phrase as a mention, by what its head is; None if it names nobody."""
        start, end = self.sentence.span(head.left_edge, head)
        if head.pos_ == "PRON":
            return Mention(self.sentence, head, self.sentence.offset(head), end, "pronoun", "pronoun", confidence="low")
        if named := self.held.get(head.i):
            return self._named(head, named, start, end)
        if entry := self.media.get(head.i):
            return Mention(self.sentence, head, start, end, "outlet", "publishers", entry["name"])
        if (first := self._name_from(head)) is not None:
            return self._person(head, start, end, first)
        first, office = self.offices.get(head.i, (None, {}))
        return self._role_or_body(head, start, end, first, office) if office and office["kind"] not in ("text", "outlet") else None

    def _named(self, head, named: Named, start: int, end: int) -> Mention:
        kind, rule = "institution" if named.institution else "party", "demonym" if named.demonym else "codebook"
        name = named.institution or named.party
        return Mention(
            self.sentence, head, start, end, kind, rule, name, None, named.institution, named.party, named.kind
        )

    def _person(self, head, start: int, end: int, name_from: int) -> Mention:
        first, office = self._title(head, name_from)
        role = self._role(first, name_from - 1) if office.get("kind") == "office" else None
        name = self._words(name_from, head.i)
        mention = Mention(self.sentence, head, start, end, "person", "a name", name, role, office=office)
        return self._with_party(mention)

    def _role_or_body(self, head, start: int, end: int, first: int, office: dict) -> Mention:
        kind = {"office": "role", "body": "institution"}.get(office["kind"], office["kind"])
        role = self._role(first, head.i) if kind == "role" else None
        mention = Mention(self.sentence, head, start, end, kind, office["code"], None, role, office=office)
        mention = self._with_party(mention)
        if kind == "institution":
            mention.institution = self._words(self._bare(head), self._kind_of(head).i)
            mention.name = mention.institution if mention.party or head.pos_ == "PROPN" else None
        return mention

    # -- the words

    def _words(self, first: int, last: int) -> str:
        """The words of two tokens and of those between, as printed."""
        start, end = self.sentence.span(self.doc[first], self.doc[last])
        return " ".join(self.sentence.report.text[start:end].split())

    def _bare(self, head) -> int:
        """Where a phrase starts without articles."""
        first = head.left_edge.i
        while first < head.i and self.doc[first].pos_ in ("DET", "PUNCT"):
            first += 1
        return first

    def _kind_of(self, head):
        """The end of a body's name: 'Norway's Ministry of Social Affairs', but not 'Ministry of Norway'."""
        of = next((kid for kid in head.children if kid.lower_ == "of" and kid.i == head.i + 1), None)
        kind = child(of, "pobj") if of is not None and head.pos_ == "PROPN" else None
        capital = kind is not None and kind.pos_ == "PROPN" and kind.nbor(-1).pos_ in ("PROPN", "ADP", "ADJ")
        return kind if capital and not any(token.i in self.held for token in kind.subtree) else head

    def _role(self, first: int, last: int) -> str:
        """The office as printed, with what follows its head: 'Head of Communications'."""
        behind = (kid for kid in self.doc[last].children if kid.dep_ == "prep" and kid.i == last + 1)
        of = next((child(prep, "pobj") for prep in behind if prep.lower_ == "of"), None)
        return self._words(first, last if of is None else of.i)

    def _name_from(self, head) -> int | None:
        """Where the name of a person starts in a noun phrase, if its head ends one."""
        left = head.left_edge.i
        before = (i for i in range(head.i, left - 1, -1) if not self._may_name(i, left))
        first = next(before, left - 1) + 1
        if first > head.i or head.pos_ != "PROPN" or (head.text.isupper() and len(head.text) > 1 and first == head.i):
            return None  # capitals alone are an acronym
        if self.doc[left].lower_ in ("a", "an") and not self._title(head, first)[1]:
            return None  # 'an Airbus A220'
        if first > left and self._title(head, first)[1]:
            return first
        start, end = self.sentence.span(self.doc[first], head)
        towns = (row for row in self.sentence.places if row["kind"] not in ("demonym", "country"))
        return None if any(row["start"] <= start and end <= row["end"] for row in towns) else first

    def _may_name(self, i: int, left: int) -> bool:
        """Whether a word can be part of a person's name: a capital, a proper noun or a hyphen, in no other term."""
        token = self.doc[i]
        hyphen = token.text == "-" and i > left and self._joins(token)
        capital = token.text[0].isupper() and token.text.isalpha() or token.pos_ == "PROPN"
        return (capital or hyphen) and i not in self.held and i not in self.in_office

    def _joins(self, hyphen: Word) -> bool:
        """Whether no blank stands before a hyphen nor behind it."""
        after = self.doc[hyphen.i + 1 :][:1]
        return hyphen.nbor(-1).end == hyphen.idx and all(word.idx == hyphen.end for word in after)

    def _title(self, head, name_from: int) -> tuple[int | None, dict]:
        """The office or title that stands before a name; an office outranks a title ('former Secretary Sir ...')."""
        before = [self.offices[i] for i in range(head.left_edge.i, name_from) if i in self.offices]
        before += [self.ends[name_from - 1]] if name_from - 1 in self.ends else []  # 'the Minister of Defence Jane Doe'
        titles = [(first, office) for first, office in before if office["kind"] in ("office", "title")]
        titles.sort(key=lambda title: (title[1]["kind"] != "office", "party" not in title[1]))
        return titles[0] if titles else (None, {})

    # -- whose they are

    def _with_party(self, mention: Mention) -> Mention:
        """The mention with the party that its phrase names: before the head, after 'of', or by a state's own office."""
        head, office = mention.token, mention.office
        after = BODY_PREPOSITIONS if mention.kind == "institution" else ROLE_PREPOSITIONS
        before = range(head.left_edge.i, head.i)
        behind = (t.i for prep in head.children if prep.dep_ == "prep" and prep.lower_ in after for t in prep.subtree)
        first = next((i for i in (*before, *behind) if i in self.held), None)
        if first is not None:
            named, beside = self.held[first], (self.held[t.i] for t in self.doc[first].conjuncts if t.i in self.held)
            parties = dict.fromkeys((named.party, *(other.party for other in beside)))
            mention.party, mention.institution, mention.party_kind = "; ".join(parties), named.institution, named.kind
        elif office.get("party"):
            mention.party, mention.confidence = office["party"], "low"
            mention.rule += f"; {office['code']}"
        elif office.get("kind") in ("office", "body"):
            self._seat(mention)
        return mention

    def _seat(self, mention: Mention) -> None:
        """'the governor of Odesa', 'Moscow's aviation authority', 'the ministry in Paris': of the country that the place lies in."""
        head = mention.token
        links = ("of", "in") if mention.office.get("of_state") and mention.kind == "institution" else ("of",)
        after = (token for of in head.children if of.lower_ in links for token in of.subtree)
        end = self.sentence.span(head, max([head, *after], key=lambda token: token.i))[1]
        inside = (row for row in self.sentence.places if mention.start <= row["start"] and row["end"] <= end)
        countries = {row["country"] for row in inside if row["kind"] != "demonym" and row.get("country")}
        if len(countries) == 1 and ";" not in (country := countries.pop()):
            mention.party, mention.party_kind, mention.confidence = country, "state", "medium"
            mention.rule += "; the country of its seat"


def _lower(text: str) -> str:
    """Lower case, one character for one: 'İ' would become two and move all that follows."""
    if len(low := text.lower()) == len(text):
        return low
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)
