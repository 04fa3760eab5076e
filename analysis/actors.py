"""Who speaks and acts: parties, institutions, persons, unnamed roles, and the pronouns that stand for them.

Parties and their institutions come from codebooks (parties.csv, institutions.csv), words for offices and bodies from
roles.yaml. Names of persons come from the text alone: a name is known by its title, its apposition or its form, and by
nothing else. What a report does not tell, the country of an official for instance, stays empty unless a rule named in
`rule` infers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from analysis import quotations
from analysis.codebook import Codebook
from analysis.terms import Terms

SUBJECT = ("nsubj", "nsubjpass")
STATE_OFFICES = ("head_of_state_or_government", "minister")
PERSON_PRONOUNS = frozenset("he she him her his hers".split())
GROUP_PRONOUNS = frozenset("it its they them their".split())
SPEAKER_PRONOUNS = frozenset("i we my our us me".split())
REFERS = {"alliance": ("alliance", "organisation"), "group": ("group",)}
AUTHORS = ("person", "role", "institution", "party")
# After a body 'in' tells whose it is, after a person only where: 'forces in Gaza', 'a diplomat in Baghdad'.
ROLE_PREPOSITIONS = ("of", "for", "from")
BODY_PREPOSITIONS = (*ROLE_PREPOSITIONS, "in", "at")
SENTENCES_BACK = 4


@dataclass(frozen=True)
class Named:
    """What a term of the codebooks names."""

    party: str
    kind: str  # state alliance organisation group
    institution: str | None = None
    demonym: bool = False
    metonym: bool = False


@dataclass
class Mention:
    """One mention while it is being resolved; `row` makes it a row of `actors`."""

    sentence: dict
    token: object  # the head of the noun phrase
    start: int
    end: int
    kind: str = ""
    name: str | None = None
    role: str | None = None
    institution: str | None = None
    party: str | None = None
    rule: str = ""
    confidence: str = "high"
    office: dict | None = field(default=None, repr=False)  # its entry in roles.yaml
    party_kind: str = ""

    @property
    def is_subject(self) -> bool:
        return self.token.dep_ in SUBJECT

    @property
    def noun(self) -> str:
        """The common noun that can stand for the mention later: 'minister' for 'Foreign Minister Jane Doe'."""
        return self.role.split()[-1].casefold() if self.kind == "person" and self.role else self.token.lemma_.casefold()

    def row(self, text: str) -> dict:
        return dict(
            report_id=self.sentence["report_id"], sentence_id=self.sentence["sentence_id"], start=self.start, end=self.end,
            text=text[self.start : self.end], kind=self.kind, name=self.name, role=self.role, institution=self.institution,
            party=self.party, rule=self.rule, confidence=self.confidence,
        )  # fmt: skip

    def learn(self, other: "Mention", rule: str, confidence: str = "medium") -> None:
        """Take what is not known yet from another mention of the same actor."""
        self.name, self.role = self.name or other.name, self.role or other.role
        if other.office and (not self.office or self.office["kind"] == "title"):
            self.office = other.office
        if other.party and not self.party:
            self.party, self.party_kind, self.confidence = other.party, other.party_kind, confidence
            self.rule = f"{self.rule}; {rule}" if self.rule else rule
        self.institution = self.institution or other.institution


# ------------------------------------------------------------------------------------------------ vocabulary


@lru_cache(maxsize=8)
def _parties(codebook: Codebook) -> Terms[Named]:
    terms: dict[str, Named] = {}
    kinds = {}
    for entry in codebook["parties"]:
        kinds[entry["name"]] = entry["kind"]
        known = Named(entry["name"], entry["kind"])
        for term in (entry["name"], *_list(entry["aliases"])):
            terms[term] = known
        for term in _list(entry["metonyms"]):
            terms[term] = replace(known, metonym=True)
        for term in _list(entry["demonyms"]):
            terms.setdefault(term, Named(entry["name"], entry["kind"], demonym=True))
    for entry in codebook["institutions"]:
        for term in (entry["name"], *_list(entry["aliases"])):
            terms[term] = Named(entry["party"], kinds.get(entry["party"], "state"), institution=entry["name"])
    refused = {entry["term"] for entry in codebook["refuse"]}
    return Terms((term, named) for term, named in terms.items() if term not in refused)


@lru_cache(maxsize=8)
def _roles(codebook: Codebook) -> Terms[dict]:
    terms: dict[str, dict] = {}
    for entry in codebook["roles"]:
        for term in entry["terms"]:
            for form in (term, f"{term}s", f"{term[:-1]}ies" if term.endswith("y") else term):
                if "party" in entry or form not in terms:
                    terms[form] = entry
    return Terms(terms.items())


@lru_cache(maxsize=8)
def outlets(codebook: Codebook) -> Terms[dict]:
    """Outlets, agencies and media by name; a name of one letter counts only after 'on'."""
    names = [(name, entry) for entry in codebook["publishers"] for name in (entry["name"], *_list(entry["aliases"]))]
    return Terms((f"on {name}" if len(name) == 1 else name, entry) for name, entry in names)


def _list(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]


# ------------------------------------------------------------------------------------------------ reading


def find(report: dict, sentences: list[dict], docs: list, places: list[dict], *, codebook: Codebook) -> list[dict]:
    """Rows of `actors` for one report, resolved within it, in the order of the text."""
    mentions = _Reader(report["text"], sentences, docs, places, codebook).mentions()
    return [mention.row(report["text"]) for mention in mentions if _is_somebody(mention)]


def _is_somebody(mention: Mention) -> bool:
    """A pronoun is a mention if it stands for somebody, or for a speaker still to be found."""
    return mention.kind != "pronoun" or bool(mention.party or mention.name) or mention.token.lower_ in SPEAKER_PRONOUNS

    return [mention.row(report["text"]) for mention in reader.mentions()]


def at(actors: list[dict], offset: int) -> dict | None:
    """The smallest mention that holds the character at `offset`."""
    holding = [row for row in actors if row["start"] <= offset < row["end"]]
    return min(holding, key=lambda row: row["end"] - row["start"], default=None)


def speak(actors: list[dict], statements: list[dict]) -> list[dict]:
    """The same rows, with first-person pronouns inside quotations resolved to the speaker."""
    quotations = [row for row in statements if row["kind"] != "indirect" and row.get("source_start") is not None]
    resolved = []
    for row in actors:
        if row["kind"] == "pronoun" and row["text"].casefold() in SPEAKER_PRONOUNS:
            inside = [q for q in quotations if q["start"] <= row["start"] and row["end"] <= q["end"]]
            if inside:
                speaker = min(inside, key=lambda q: q["end"] - q["start"])
                told = {key: speaker.get(key) for key in ("role", "institution", "party")}
                row = {**row, **told, "name": speaker.get("speaker"), "rule": "the speaker of the quotation", "confidence": "medium"}
        resolved.append(row)
    return resolved


def subject(verb) -> object | None:
    """The subject of a verb: its own, or the one it shares with the verb it is joined to or depends on."""
    for _ in range(6):
        for child in verb.children:
            if child.dep_ in (*SUBJECT, "csubj"):
                return child
        if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp") and verb.head != verb:
            if verb.dep_ == "xcomp" and (given := [c for c in verb.head.children if c.dep_ == "dobj"]):
                return given[0]
            verb = verb.head if verb.head.pos_ in ("VERB", "AUX") else verb.head.head
        elif verb.dep_ == "prep" or verb.pos_ == "ADP":
            verb = verb.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head
        else:
            return None
    return None


def antecedent(token):
    """The noun that a relative pronoun stands for; any other word stands for itself."""
    if token.tag_ in ("WDT", "WP") and token.head.dep_ == "relcl":
        return token.head.head
    return token


class _Reader:
    """Resolves the mentions of one report, from left to right."""

    def __init__(self, text: str, sentences: list[dict], docs: list, places: list[dict], codebook: Codebook):
        self.text, self.sentences, self.docs = text, sentences, docs
        self.parties, self.roles, self.outlets = _parties(codebook), _roles(codebook), outlets(codebook)
        self.cues = _cue_lemmas(codebook)
        self.places = [row for row in places if row["kind"] != "demonym"]
        self.place_names = {(row["start"], row["end"]) for row in places if row["kind"] not in ("demonym", "country")}
        self.quoted = [(q.outer_start, q.outer_end) for q in quotations.find(sentences, text)]
        self.people: dict[str, Mention] = {}
        self.by_head: dict[tuple[int, int], Mention] = {}

    def mentions(self) -> list[Mention]:
        for number, (sentence, doc) in enumerate(zip(self.sentences, self.docs)):
            for mention in self._named(sentence, doc, number):
                self.by_head[number, mention.token.i] = mention
        self._introduce()
        for number, doc in enumerate(self.docs):
            self._resolve(number, doc)
        return sorted(self.by_head.values(), key=lambda m: (m.start, m.end))

    # -- what the words themselves tell

    def _named(self, sentence: dict, doc, number: int) -> Iterator[Mention]:
        hits = [hit for hit in self.parties.find(doc.text) if not (hit[2].metonym and _is_a_place(doc, *hit[:2]))]
        held = {token.i: named for start, end, named in hits for token in doc if start <= token.idx < end}
        media = {t.i: e for start, end, e in self.outlets.find(doc.text) if e["kind"] != "medium" for t in doc if start <= t.idx < end}
        offices = self._offices(doc)
        phrases = [doc[t.left_edge.i : t.i + 1] for t in doc if t.pos_ in ("NOUN", "PROPN", "PRON") and t.dep_ != "compound"]
        for chunk in phrases:
            if chunk.root.pos_ == "PRON":
                yield self._pronoun(sentence, chunk.root)
            elif chunk.root.i in media and chunk.root.i not in held:
                start, end = sentence["start"] + chunk.start_char, sentence["start"] + chunk.end_char
                yield Mention(sentence, chunk.root, start, end, "outlet", media[chunk.root.i]["name"], rule="publishers")
            elif mention := self._phrase(sentence, doc, chunk, held, offices):
                yield mention
        heads = {chunk.root.i for chunk in phrases}
        for start, end, named in hits:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span.root.i not in heads:
                yield self._hit(sentence, span, named)

    def _offices(self, doc) -> dict[int, tuple[int, dict]]:
        """Head of each role term -> its first token and its entry."""
        found = {}
        for start, end, entry in (*self.roles.find(doc.text), *self.roles.find(doc.text.lower())):
            span = doc.char_span(start, end, alignment_mode="expand")
            found[span.root.i] = span.start, entry
        return found

    def _hit(self, sentence: dict, span, named: Named) -> Mention:
        start = sentence["start"] + span.start_char
        return Mention(
            sentence, span.root, start, sentence["start"] + span.end_char, "institution" if named.institution else "party",
            named.institution or named.party, None, named.institution, named.party,
            "demonym" if named.demonym else "codebook", party_kind=named.kind,
        )  # fmt: skip

    def _pronoun(self, sentence: dict, token) -> Mention:
        start = sentence["start"] + token.idx
        return Mention(sentence, token, start, start + len(token.text), "pronoun", rule="pronoun", confidence="low")

    def _phrase(self, sentence: dict, doc, chunk, held: dict, offices: dict) -> Mention | None:
        """A noun phrase as a mention: its head names a party, a person, an office or a body; else it is none."""
        head = chunk.root
        start = sentence["start"] + chunk.start_char
        mention = Mention(sentence, head, start, sentence["start"] + chunk.end_char)
        if (named := held.get(head.i)) and head.pos_ != "ADJ":
            hit = self._hit(sentence, doc[head.i : head.i + 1], named)
            hit.start, hit.end = start, mention.end
            return hit
        name_from = self._name_from(chunk, held, offices, sentence)
        first, office = offices.get(head.i, (None, None))
        if name_from is None and not office:
            return None
        if office and office["kind"] == "text":
            return None
        if name_from is not None:
            mention.kind, mention.rule = "person", "a name"
            mention.name = self._words(sentence, doc, name_from, head.i + 1)
            first, office = self._title(chunk, name_from, offices)
        else:
            mention.kind = {"office": "role", "body": "institution"}.get(office["kind"], office["kind"])
            mention.rule = office["code"]
        mention.office = office
        if office:
            last = name_from if name_from is not None else head.i + 1
            mention.role = self._role(sentence, doc, first, last) if office["kind"] == "office" else None
        self._party(mention, chunk, held)
        if mention.kind == "institution":
            mention.institution = self._words(sentence, doc, chunk.start, head.i + 1, bare=True)
            mention.name = mention.institution if mention.party or head.pos_ == "PROPN" else None
        return mention

    def _role(self, sentence: dict, doc, first: int, last: int) -> str:
        """The office as printed, with what follows its head: 'Head of Communications'."""
        head = doc[last - 1]
        of = [child for child in head.children if child.dep_ == "prep" and child.lower_ == "of" and child.i == last]
        of = [noun for child in of for noun in child.children if noun.dep_ == "pobj"]
        return self._words(sentence, doc, first, of[0].i + 1 if of else last)

    def _words(self, sentence: dict, doc, first: int, last: int, *, bare: bool = False) -> str:
        """The words of tokens first..last as printed; bare: without an article at the front."""
        tokens = list(doc[first:last])
        while bare and tokens[0].pos_ in ("DET", "PUNCT") and len(tokens) > 1:
            tokens = tokens[1:]
        words = self.text[sentence["start"] + tokens[0].idx : sentence["start"] + tokens[-1].idx + len(tokens[-1].text)]
        return " ".join(words.split())

    def _name_from(self, chunk, held: dict, offices: dict, sentence: dict) -> int | None:
        """Where the name of a person starts in a noun phrase, if its head ends one."""
        head = chunk.root
        first = head.i
        covered = {i for last, (start, _) in offices.items() for i in range(start, last + 1)}
        while first >= chunk.start:
            token = chunk.doc[first]
            hyphen = token.text == "-" and not token.whitespace_ and first > chunk.start and not token.nbor(-1).whitespace_
            if not (token.text[0].isupper() and token.is_alpha or token.pos_ == "PROPN" or hyphen) or first in held or first in covered:
                break
            first -= 1
        first += 1
        if first > head.i or head.pos_ != "PROPN" or (head.is_upper and len(head.text) > 1 and first == head.i):
            return None  # capitals alone are an acronym
        span = sentence["start"] + chunk.doc[first].idx, sentence["start"] + head.idx + len(head.text)
        titled = first > chunk.start and self._title(chunk, first, offices)[1] is not None
        if not titled and any(start <= span[0] and span[1] <= end for start, end in self.place_names):
            return None
        return first

    def _title(self, chunk, name_from: int, offices: dict) -> tuple[int | None, dict | None]:
        """The office or title that stands before a name; an office outranks a title ('former Secretary Sir ...')."""
        before = [offices[i] for i in range(chunk.start, name_from) if i in offices and offices[i][1]["kind"] in ("office", "title")]
        before.sort(key=lambda office: (office[1]["kind"] != "office", "party" not in office[1]))
        return before[0] if before else (None, None)

    def _party(self, mention: Mention, chunk, held: dict) -> None:
        """The party that the phrase itself names: before its head, else after 'of', else by an office that is one state's alone."""
        head = mention.token
        named = [held[token.i] for token in chunk if token.i in held and token.i != head.i]
        if not named:
            after = BODY_PREPOSITIONS if mention.kind == "institution" else ROLE_PREPOSITIONS
            follows = [t for prep in head.children if prep.dep_ == "prep" and prep.lower_ in after for t in prep.subtree]
            named = [held[t.i] for t in follows if t.i in held]
        if named:
            mention.party, mention.institution, mention.party_kind = named[0].party, named[0].institution, named[0].kind
        elif mention.office and mention.office.get("party"):
            mention.party, mention.confidence = mention.office["party"], "low"
            mention.rule += f"; {mention.office['code']}"
        elif mention.office and mention.office["kind"] in ("office", "body"):
            self._seat(mention, chunk)

    def _seat(self, mention: Mention, chunk) -> None:
        """'the governor of Odesa', 'Moscow's aviation authority': of the country that the place lies in."""
        last = max(t.i for t in (chunk[-1], *(t for prep in chunk.root.children if prep.lower_ == "of" for t in prep.subtree)))
        start, end = mention.start, mention.sentence["start"] + chunk.doc[last].idx + len(chunk.doc[last].text)
        countries = {place["country"] for place in self.places if start <= place["start"] and place["end"] <= end and place.get("country")}
        if len(countries) == 1 and ";" not in (country := countries.pop()):
            mention.party, mention.party_kind, mention.confidence = country, "state", "medium"
            mention.rule += "; the country of its seat"

    # -- what the report tells elsewhere

    def _introduce(self) -> None:
        """Join names to the offices beside them, keep who has been introduced, by surname, and drop mere capitals."""
        for (number, _), mention in list(self.by_head.items()):
            other = self.by_head.get((number, mention.token.head.i)) if mention.token.dep_ in ("appos", "conj") else None
            if other and mention.token.dep_ == "appos" and {mention.kind, other.kind} <= {"person", "role"} and mention.kind != other.kind:
                other.learn(mention, "apposition", "high")
                mention.learn(other, "apposition", "high")
        for mention in self.by_head.values():
            if mention.kind == "person" and self._introduced(mention):
                self._remember(mention)
        self.by_head = {
            key: m for key, m in self.by_head.items() if m.kind != "person" or m.name.split()[-1] in self.people
        }

    def _introduced(self, mention: Mention) -> bool:
        """A person is introduced by an office or title, or by a name of several words that does what only people do."""
        if mention.sentence["part"] == "title":
            return False
        does = mention.is_subject and mention.token.head.lemma_ in self.cues
        return bool(mention.office or mention.role) or (" " in mention.name and (does or mention.token.dep_ == "appos"))

    def _remember(self, mention: Mention) -> None:
        surname = mention.name.split()[-1]
        known = self.people.get(surname)
        if not known:
            self.people[surname] = mention
            for name in mention.name.split()[:-1]:  # 'Tan Boon Keat' comes back as 'Mr Tan'
                self.people.setdefault(name, mention)
        elif len(mention.name.split()) > len(known.name.split()) and not known.party:
            mention.learn(known, "introduced elsewhere")
            self.people[surname] = mention
        else:
            known.learn(mention, "introduced elsewhere")

    def _resolve(self, number: int, doc) -> None:
        for token in doc:
            mention = self.by_head.get((number, token.i))
            if not mention:
                continue
            if mention.kind == "pronoun":
                self._refer(mention, number)
            elif mention.kind == "person":
                self._person(mention, number)
            elif mention.kind == "outlet":
                continue
            elif mention.kind == "document":
                self._document(mention, number)
            elif not mention.party:
                self._owned(mention, number)
                if not mention.party:
                    self._definite(mention, number)

    def _person(self, mention: Mention, number: int) -> None:
        known = self.people[mention.name.split()[-1]]
        if known is not mention:
            mention.name = known.name if len(known.name) > len(mention.name) else mention.name
            mention.learn(known, "introduced elsewhere")
        office = (mention.office or known.office or {}).get("code")
        if not mention.party and office in (*STATE_OFFICES, "spokesperson", "head_of_body"):
            self._own_government(mention, number)
        if not mention.party and office == "spokesperson":
            self._take(mention, self._before(number, mention, lambda m: m.kind in ("institution", "party") and m.is_subject), "speaks for")
        if mention.party and not known.party:
            known.learn(mention, mention.rule, mention.confidence)

    def _own_government(self, mention: Mention, number: int) -> None:
        """An office holder of no named state speaks for the government that is the subject of what they say."""
        verb = mention.token.head
        for clause in (child for child in verb.children if child.dep_ == "ccomp"):
            for child in clause.children:
                other = self.by_head.get((number, child.i))
                if child.dep_ in SUBJECT and other and other.kind == "party" and other.party_kind == "state":
                    self._take(mention, other, "the government their words are about", "low")

    def _owned(self, mention: Mention, number: int) -> None:
        """'its foreign minister': of the party that 'its' stands for."""
        for child in mention.token.children:
            owner = self.by_head.get((number, child.i)) if child.dep_ == "poss" else None
            if owner and owner.kind == "pronoun":
                self._take(mention, owner, "owner")

    def _document(self, mention: Mention, number: int) -> None:
        """A statement speaks for its author: 'a statement by X', 'the ministry's statement'."""
        named = [self.by_head.get((number, token.i)) for token in mention.token.subtree if token != mention.token]
        authors = [author for author in named if author and author.kind in AUTHORS and (author.party or author.name)]
        if authors:
            mention.learn(min(authors, key=lambda author: AUTHORS.index(author.kind)), "author of the document")

    def _definite(self, mention: Mention, number: int) -> None:
        """'the ministry', 'the alliance', 'the minister', 'the rebels': the one named before."""
        kinds = REFERS.get(mention.office.get("refers"), ())
        everywhere = len(self.docs)
        if not any(child.dep_ == "det" and child.lower_ in ("the", "this", "that", "these", "those") for child in mention.token.children):
            if mention.office.get("refers") != "alliance":
                return
        word = mention.token.lemma_.casefold()
        found = self._before(number, mention, lambda m: bool(m.party) and m.noun == word, back=everywhere)
        if not found and kinds:
            found = self._before(number, mention, lambda m: m.party_kind in kinds, back=everywhere)
        if not found:
            return
        self._take(mention, found, "named before")
        if found.noun == word:
            mention.name = found.name
        if mention.kind == "institution":
            mention.name = mention.institution = (found.institution or found.name) if found.noun == word else None
            mention.name = mention.name or found.party

    def _refer(self, mention: Mention, number: int) -> None:
        word = mention.token.lower_
        if word in PERSON_PRONOUNS:
            found = self._before(number, mention, lambda m: m.kind in ("person", "role"), subjects_first=True)
        elif word in GROUP_PRONOUNS and (mention.token.dep_ == "poss" or self._acts(mention.token)):
            kinds = ("party", "institution", "document", "role") if word.startswith("the") else ("party", "institution", "document")
            found = self._governing(mention, number, kinds) or self._before(
                number, mention, lambda m: m.kind in kinds and m.is_subject and bool(m.party)
            )
        else:
            return
        self._take(mention, found, "pronoun")
        if found:
            mention.name = found.name

    def _acts(self, token) -> bool:
        """Whether 'it' or 'they' can be somebody: the subject of a reporting verb or of an intention."""
        verb = token.head
        will = any(child.lower_ in ("will", "would", "'ll") for child in verb.children if child.dep_ == "aux")
        return token.dep_ == "nsubj" and (verb.lemma_ in self.cues or will or verb.lemma_ in ("target", "attack", "stand"))

    def _governing(self, mention: Mention, number: int, kinds: tuple[str, ...]) -> Mention | None:
        """The subject of the clause that the pronoun's clause depends on."""
        verb = mention.token.head if mention.token.dep_ in SUBJECT else mention.token
        for ancestor in verb.ancestors:
            if ancestor.pos_ not in ("VERB", "AUX"):
                continue
            head = subject(ancestor)
            found = self.by_head.get((number, antecedent(head).i)) if head is not None and head.i < mention.token.i else None
            if found and found is not mention and found.kind in kinds and found.party:
                return found
        return None

    def _before(self, number: int, mention: Mention, fits, *, back: int = SENTENCES_BACK, subjects_first: bool = False) -> Mention | None:
        """The nearest earlier mention that fits, sentence by sentence backwards."""
        outside = not self._in_quotation(mention)
        for earlier in range(number, max(-1, number - back - 1), -1):
            here = [m for m in self._in(earlier) if m.start < mention.start and m.kind != "pronoun" and fits(m)]
            here = [m for m in here if not (outside and self._in_quotation(m))]
            if subjects_first and earlier < number:
                here.sort(key=lambda m: m.is_subject)
            if here:
                return here[-1]
        return None

    def _in(self, number: int) -> list[Mention]:
        return [self.by_head[number, token.i] for token in self.docs[number] if (number, token.i) in self.by_head]

    def _in_quotation(self, mention: Mention) -> bool:
        return any(start <= mention.start < end for start, end in self.quoted)

    @staticmethod
    def _take(mention: Mention, other: Mention | None, rule: str, confidence: str = "medium") -> None:
        if other:
            name, role = mention.name, mention.role
            mention.learn(other, rule, confidence)
            if mention.kind in ("person", "role", "institution"):
                mention.name, mention.role = name, role


def _is_a_place(doc, start: int, end: int) -> bool:
    """A capital stands for no government inside a longer name ('the London Metal Exchange') or where something is."""
    token = doc.char_span(start, end, alignment_mode="expand").root
    in_a_name = token.dep_ == "compound" and token.head.pos_ == "PROPN" and token.head.i > token.i
    return in_a_name or token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "near", "outside", "around", "into", "through", "over")


@lru_cache(maxsize=8)
def _cue_lemmas(codebook: Codebook) -> frozenset[str]:
    return frozenset(term.split()[0] for entry in codebook["cues"] for term in entry["terms"])
