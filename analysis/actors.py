"""Actors: who speaks and acts, and whom the words for them mean.

Parties and their institutions come from codebooks (parties.csv, institutions.csv), words for offices and bodies from
roles.yaml. Names of persons come from the text alone: a name is known by its title, its apposition or its form, and by
nothing else. What a report does not tell, the country of an official for instance, stays empty unless a rule named in
`rule` infers it.
"""

from collections.abc import Callable

from analysis import cues, phrases
from analysis.codebook import Codebook
from analysis.names import Named, parties
from analysis.parsed import FIRST_PERSON, SUBJECT, Report, Sentence, antecedent, subject
from analysis.phrases import Mention

HE_OR_SHE = frozenset("he she him her his hers".split())
IT_OR_THEY = frozenset("it its they them their".split())
DEFINITE = ("the", "this", "that", "these", "those")
DEEDS = ("target", "attack", "stand")  # what 'it' or 'they' must be somebody to do, beside reporting and intending
AUTHORS = ("person", "role", "institution", "party")  # likeliest first
DOMAINS = frozenset("defence foreign interior finance justice energy transport health economy information oil".split())
SENTENCES_BACK = 4
FURTHEST = 200  # mentions among which what is meant is looked for, in the whole of an ordinary report

Fits = Callable[[Mention], bool]


def find(report: dict, sentences: list[dict], docs: list, places: list[dict], *, codebook: Codebook) -> list[dict]:
    """Rows of `actors` for one report, resolved within it, in the order of the text."""
    resolver = _Resolver(Report(report, sentences, docs, codebook, places=places), _home(report, codebook))
    resolver.introduce()
    mentions = resolver.resolve()
    return [mention.as_row() for mention in sorted(mentions, key=lambda m: (m.start, m.end)) if _is_somebody(mention)]


def _home(report: dict, codebook: Codebook) -> Named | None:
    """The state that a report is filed from, by the capital or country in its dateline."""
    found = parties(codebook).find((report.get("dateline") or "").title())
    return next((named for _, _, named in found if named and named.kind == "state"), None)


def _is_somebody(mention: Mention) -> bool:
    """A pronoun is a mention if it stands for somebody, or for a speaker still to be found."""
    return mention.kind != "pronoun" or bool(mention.party or mention.name) or mention.token.lower_ in FIRST_PERSON


def speak(actors: list[dict], statements: list[dict]) -> list[dict]:
    """The same rows, with first-person pronouns inside quotations resolved to the speaker."""
    quoting = [row for row in statements if row["kind"] != "indirect" and row.get("source_start") is not None]
    resolved = []
    for row in actors:
        if row["kind"] == "pronoun" and row["text"].casefold() in FIRST_PERSON:
            around = [said for said in quoting if said["start"] <= row["start"] and row["end"] <= said["end"]]
            if around:
                row = row | _speaker(min(around, key=lambda said: said["end"] - said["start"]))
        resolved.append(row)
    return resolved


def _speaker(statement: dict) -> dict:
    told = {key: statement.get(key) for key in ("role", "institution", "party")}
    return told | {"name": statement.get("speaker"), "rule": "the speaker of the quotation", "confidence": "medium"}


class _Resolver:
    """Finds whom the mentions of a report mean: first who is introduced, then, from left to right, who is meant."""

    def __init__(self, report: Report, home: Named | None):
        self.report, self.home = report, home
        self.cues = cues.lemmas(report.codebook)
        self.people: dict[str, Mention] = {}  # by every part of their names
        self.mentions = [_by_head(sentence) for sentence in report.sentences]

    def _at(self, mention: Mention, token) -> Mention | None:
        """The mention that another token of the same sentence heads."""
        return self.mentions[mention.sentence.number].get(token.i)

    # -- who is introduced

    def introduce(self) -> None:
        """Join names to the offices beside them, keep who has been introduced, by surname, and drop mere capitals."""
        mentions = [mention for here in self.mentions for mention in here.values()]
        for mention in mentions:
            other = self._at(mention, _beside(mention.token))
            if other and {mention.kind, other.kind} == {"person", "role"} and (mention.token.dep_ == "appos" or mention.office is other.office):
                other.learn(mention, "apposition", "high")
                mention.learn(other, "apposition", "high")
        for mention in mentions:
            if mention.kind == "person" and self._is_introduced(mention):
                self._remember(mention)
        for here in self.mentions:
            for mention in list(here.values()):
                if mention.kind == "person" and _surname(mention) not in self.people:
                    del here[mention.token.i]

    def _is_introduced(self, mention: Mention) -> bool:
        """A person is introduced by an office or title, or by a name of several words that does what only people do."""
        if mention.sentence.row["part"] == "title":
            return False
        does = mention.is_subject and mention.token.head.lemma_ in self.cues
        return bool(mention.office or mention.role) or " " in mention.name and (does or mention.token.dep_ == "appos")

    def _remember(self, mention: Mention) -> None:
        names = mention.name.split()
        known = self.people.get(names[-1])
        if not known:
            self.people[names[-1]] = mention
            for name in names[:-1]:  # 'Tan Boon Keat' comes back as 'Mr Tan'
                self.people.setdefault(name, mention)
        elif len(names) > len(known.name.split()) and not known.party:
            mention.learn(known, "introduced elsewhere")
            self.people[names[-1]] = mention
        else:
            known.learn(mention, "introduced elsewhere")

    # -- who is meant

    def resolve(self) -> list[Mention]:
        """All mentions, each with what can be learnt about it from those before it."""
        mentions = [mention for here in self.mentions for mention in here.values()]
        for mention in mentions:
            if mention.kind == "pronoun":
                self._pronoun(mention)
            elif mention.kind == "person":
                self._person(mention)
            elif mention.kind == "document":
                self._document(mention)
            elif mention.kind in ("role", "institution") and not mention.party:
                self._owned(mention)
                if not mention.party:
                    self._named_before(mention)
                if not mention.party and mention.office.get("of_state") and not _is_many(mention):
                    self._of_the_state(mention)
        return mentions

    def _person(self, mention: Mention) -> None:
        beside = [child for child in mention.token.children if child.dep_ == "appos"]
        for token in [*beside, _beside(mention.token)] if not mention.party else ():
            office = self._at(mention, token)
            if office and office.kind == "role":
                self._owned(office)
                _take(mention, office, "apposition")
        known = self.people[_surname(mention)]
        if known is not mention:
            mention.name = max(mention.name, known.name, key=len)
            mention.learn(known, "introduced elsewhere")
        speaks_for = (mention.office or known.office).get("speaks_for", ())
        if not mention.party and "government" in speaks_for:
            self._own_government(mention)
        if not mention.party and "body" in speaks_for:
            body = self._before(mention, lambda m: m.kind in ("institution", "party") and m.is_subject)
            _take(mention, body, "speaks for")
        if not mention.party and (mention.office or known.office).get("of_state"):
            self._of_the_state(mention)
        if mention.party and not known.party:
            known.learn(mention, mention.rule, mention.confidence)

    def _own_government(self, mention: Mention) -> None:
        """An office holder of no named state speaks for the government that is the subject of what they say."""
        for clause in (child for child in mention.token.head.children if child.dep_ == "ccomp"):
            for child in clause.children:
                other = self._at(mention, child) if child.dep_ in SUBJECT else None
                if other and other.kind == "party" and other.party_kind == "state":
                    _take(mention, other, "the government their words are about", "low")

    def _of_the_state(self, mention: Mention) -> None:
        """An office or ministry without its state: of the one whose like was named before, or the report is filed from."""
        same = [m for m in self._nearest(mention) if m.party_kind == "state" and m.office and _domain(m) & _domain(mention)]
        if len({m.party for m in same}) == 1:
            _take(mention, same[0], "an office of the same kind")
        elif self.home:
            mention.party, mention.party_kind, mention.confidence = self.home.party, "state", "low"
            mention.rule += "; the state of the dateline"

    def _nearest(self, mention: Mention) -> list[Mention]:
        """The mentions before it, those of the nearest sentences."""
        found: list[Mention] = []
        for earlier in range(mention.sentence.number, -1, -1):
            found = [*(m for m in self.mentions[earlier].values() if m.start < mention.start), *found]
            if len(found) > FURTHEST:
                break
        return found

    def _owned(self, mention: Mention) -> None:
        """'its foreign minister': of the party that 'its' stands for."""
        for child in mention.token.children:
            owner = self._at(mention, child) if child.dep_ == "poss" else None
            if owner and owner.kind in ("pronoun", "institution"):
                _take(mention, owner, "owner")
                if owner.kind == "pronoun" and mention.kind == "institution" and mention.party_kind == "state":
                    mention.name = mention.institution = f"{mention.party}'s {_without(owner, mention.institution)}"

    def _document(self, mention: Mention) -> None:
        """A statement speaks for its author: 'a statement by X', 'the ministry's statement'."""
        named = [self._at(mention, token) for token in mention.token.subtree if token != mention.token]
        authors = [author for author in named if author and author.kind in AUTHORS and (author.party or author.name)]
        if authors:
            mention.learn(min(authors, key=lambda author: AUTHORS.index(author.kind)), "author of the document")

    def _named_before(self, mention: Mention) -> None:
        """'the ministry', 'the alliance', 'the minister', 'the rebels': the one named before."""
        kinds = mention.office.get("refers", ())  # of parties that the word can stand for
        definite = any(child.dep_ == "det" and child.lower_ in DEFINITE for child in mention.token.children)
        if not definite and "alliance" not in kinds:  # 'allies'
            return
        word, everywhere = mention.token.lemma_.casefold(), len(self.mentions)
        alike = self._before(mention, lambda m: m.noun == word and _may_be_one(m, mention), back=everywhere)
        same = self._before(mention, lambda m: bool(m.party) and m.noun == word and _may_be_one(m, mention), back=everywhere)
        found = same or self._before(mention, lambda m: m.party_kind in kinds, back=everywhere)
        if not alike and "person" in kinds and mention.is_subject and mention.token.head.lemma_ in self.cues:
            same = found = self._before(mention, lambda m: m.kind == "person" and m.is_subject, back=2)
        _take(mention, found, "named before")
        if same and mention.kind != "institution":
            mention.name = mention.name or same.name
        if found and mention.kind == "institution":
            mention.institution = (same.institution or same.name) if same else None
            mention.name = mention.institution or found.party

    def _pronoun(self, mention: Mention) -> None:
        word = mention.token.lower_
        if word in HE_OR_SHE:
            speaks = mention.is_subject and mention.token.head.lemma_ in self.cues
            found = self._before(mention, lambda m: m.kind in ("person", "role"), subjects_first=True, speakers_first=speaks)
        elif word in IT_OR_THEY and (mention.token.dep_ == "poss" or self._acts(mention.token)):
            kinds = ("party", "institution", "document", *(("role",) if word.startswith("the") else ()))
            found = self._governing(mention, kinds)
            found = found or self._before(mention, lambda m: m.kind in kinds and m.is_subject and (m.party or _leads(m)))
        else:
            return
        _take(mention, found, "pronoun")

    def _acts(self, token) -> bool:
        """Whether 'it' or 'they' can be somebody: the subject of a reporting verb or of an intention."""
        verb = token.head
        will = any(child.dep_ == "aux" and child.lower_ in ("will", "would", "'ll") for child in verb.children)
        return token.dep_ == "nsubj" and (verb.lemma_ in self.cues or will or verb.lemma_ in DEEDS)

    def _governing(self, mention: Mention, kinds: tuple[str, ...]) -> Mention | None:
        """The subject of the clause that the pronoun's clause depends on."""
        verb = mention.token.head if mention.is_subject else mention.token
        above = [up for up in verb.ancestors if up.pos_ in ("VERB", "AUX")]
        if any(child.lower_ == "what" for child in verb.children):  # 'warned them to stop what it calls a raid'
            above.reverse()
        for ancestor in above:
            head = subject(ancestor)
            found = self._at(mention, antecedent(head)) if head is not None and head.i < mention.token.i else None
            if found and found is not mention and found.kind in kinds and found.party:
                return found
        return None

    def _before(
        self,
        mention: Mention,
        fits: Fits,
        *,
        back: int = SENTENCES_BACK,
        subjects_first: bool = False,
        speakers_first: bool = False,
    ) -> Mention | None:
        """The nearest earlier mention that fits, sentence by sentence; from outside quotations none that is in one."""
        number, quoted, asked = mention.sentence.number, self.report.quoted, 0
        inside = quoted(mention.start)
        for earlier in range(number, max(-1, number - back - 1), -1):
            here = [m for m in self.mentions[earlier].values() if m.start < mention.start and m.kind != "pronoun"]
            asked += len(here)
            if asked > FURTHEST and earlier < number - SENTENCES_BACK:
                return None
            fitting = [m for m in here if fits(m) and (inside or not quoted(m.start))]
            if fitting:
                subjects = [m for m in fitting if m.is_subject] if subjects_first else []
                speakers = [m for m in subjects if m.token.head.lemma_ in self.cues] if speakers_first else []
                return (speakers or subjects or fitting)[-1]
        return None


def _beside(token):
    """The noun that a name stands in apposition to, or hangs on by the 'of' of its office: 'Minister of Defence Doe'."""
    return token.head.head if token.dep_ == "pobj" and token.head.lower_ == "of" else token.head if token.dep_ == "appos" else token


def _is_many(mention: Mention) -> bool:
    return mention.token.tag_ in ("NNS", "NNPS")


def _leads(mention: Mention) -> bool:
    """Whether a mention is the subject of its sentence's main clause."""
    return mention.token.head.dep_ == "ROOT"


def _by_head(sentence: Sentence) -> dict[int, Mention]:
    """The mentions of a sentence by the place of their head, in order."""
    found = {mention.token.i: mention for mention in phrases.find(sentence)}
    return dict(sorted(found.items()))


def _domain(mention: Mention) -> set[str]:
    """What an office or body is for, in its own words: {'defence'} of 'Defence Minister' and of 'defence ministry'."""
    words = set((mention.role or mention.institution or "").casefold().split())
    return {"defence" if word == "defense" else word for word in words} & DOMAINS


def _may_be_one(mention: Mention, other: Mention) -> bool:
    """Not a foreign and a defence minister."""
    return not (_domain(mention) and _domain(other)) or bool(_domain(mention) & _domain(other))


def _without(owner: Mention, name: str | None) -> str:
    """The words of a body's name behind 'its'."""
    words = (name or "").split()
    return " ".join(words[1:] if words and words[0].casefold() == owner.token.lower_ else words)


def _surname(mention: Mention) -> str:
    return mention.name.split()[-1]


def _take(mention: Mention, other: Mention | None, rule: str, confidence: str = "medium") -> None:
    """Learn from whom a mention belongs to or stands for; persons, offices and bodies take no name from others."""
    if other:
        mention.learn(other, rule, confidence, name=mention.kind not in ("person", "role", "institution"))
