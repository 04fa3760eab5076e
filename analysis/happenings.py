"""Happenings: the mentions of one report told apart, as a reader does it.

By dates, by words of order (first, another, again, both), by anaphora, and by the rule that the lead tells the news. The
same class holds an incident, once the happenings of all reports are joined.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.mentions import NONE, Mention, Scheme, Stage, length, meet, names, shift, within

NEAR = 2  # sentences within which a deed told without a date goes on with the one before
LOOSE_DAYS = 31  # how far the dates of what happens once, the start of a war, can disagree
KM_APART = 150  # two places of one sort of event farther apart than this are two happenings


@dataclass(eq=False, slots=True)
class Happening:
    """Mentions held to be one happening: first of one report, then of all."""

    family: str
    stage: Stage
    scheme: Scheme
    mentions: list[Mention] = field(default_factory=list)
    roles: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    places: dict[tuple, Mention] = field(default_factory=dict)
    types: frozenset[str] = NONE
    spots: frozenset[str] = NONE
    marks: set[tuple[str, str] | str] = field(default_factory=set)  # each role with its party, and the spots
    weekdays: frozenset[str] = NONE
    days: tuple[str, str] | None = None
    published: str | None = None
    order: str | None = None
    news: bool = False
    reports: set[str] = field(default_factory=set)
    about: frozenset[str] = NONE
    notes: list[str] = field(default_factory=list)
    incident_id: str | None = None
    _who: dict[str, Counter] = field(default_factory=dict)  # as asked since the last mention was added

    @property
    def series(self) -> bool:
        """Many happenings that no report tells one by one."""
        return self.family != self.stage.family

    @property
    def flies(self) -> bool:
        """It is told as the flight of a weapon."""
        return any(m.stage.flight for m in self.mentions)

    @property
    def denied(self) -> bool:
        """Nobody but a denial tells of it."""
        return all(m.row["modality"] == "denied" for m in self.mentions)

    @property
    def past(self) -> bool:
        """Told first as what came before the news."""
        return self.mentions[0].past

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        self.reports.add(mention.row["report_id"])
        if mention.published and not (self.published and self.published <= mention.published):
            self.published = mention.published
        if mention.negated:
            return
        self._who.clear()
        if mention.weekday:
            self.weekdays |= {mention.weekday}
        for role, parties in mention.roles.items():
            told = self.roles[role]
            for party in parties:
                told[party] += 1
                self.marks.add((role, party))
        if mention.days:
            self.days = _narrow(self.days, mention.days)
        self.types = _both(self.types, names(mention.row["type"]))
        self.spots = _both(self.spots, mention.spots)
        self.marks |= mention.spots
        if mention.countries:
            self.places[mention.row.get("place"), mention.row.get("country")] = mention
        if mention.order in ("earlier", "later"):
            self.order = self.order or mention.order
        self.news |= mention.lead and mention.order != "earlier" and (not mention.days or meet(mention.days, mention.news))

    def fits(self, other: "Mention | Happening", *, dated: bool = True, placed: bool = True) -> bool:
        """Nothing that the two say of it contradicts: days, parties in their roles, weapon, place.

        Not `placed`: the place is left out, as it may be just what somebody denies.
        """
        days = self.days
        if days and self.stage.once:
            days = shift(days[0], -LOOSE_DAYS), shift(days[1], LOOSE_DAYS)
        if dated and not meet(days, other.days):
            return False
        if isinstance(other, Mention) and not self._allows(other):
            return False
        for role, told in other.roles.items():
            parties = told.keys() if isinstance(told, dict) else told
            if role not in self.scheme.loose and not self.scheme.agree(self.who(role).keys(), parties):
                return False
        theirs = other.places.values() if isinstance(other, Happening) else [other] if other.countries else []
        return not (placed and self.places and theirs) or any(_near(a, b) for a in self.places.values() for b in theirs)

    def _allows(self, mention: Mention) -> bool:
        """Two weekdays of a report without a date are two days; what did not happen elsewhere is not of this one."""
        if mention.weekday and self.weekdays and mention.weekday not in self.weekdays:
            return False
        loose = {meant: mention.roles.get(role, set()) for role, meant in self.scheme.loose.items()}
        agree = self.scheme.agree
        return not mention.negated or all(agree(self.who(role).keys(), parties) for role, parties in loose.items())

    def ties(self, mention: Mention) -> bool:
        """A mention without a date is of this happening by more than its place in the text: a party, the place or the flight."""
        parties = any(role in self.roles and p & self.roles[role].keys() for role, p in mention.roles.items())
        in_flight = mention.stage.flight and self.flies
        return parties or bool(mention.spots & self.spots) or in_flight

    def who(self, role: str) -> Counter:
        """The parties in a role, and how often. A loose role (the state whose airspace is entered) stands in where nothing
        else tells, though for nobody who has the other part, and tells whom an alliance means."""
        if role not in self._who:
            self._who[role] = self._told(role)
        return self._who[role]

    def _told(self, role: str) -> Counter:
        told = self.roles.get(role) or Counter()
        others = [other for other, meant in self.scheme.loose.items() if meant == role and other in self.roles]
        if others:
            loose = Counter({party: n for other in others for party, n in self.roles[other].items()})
            told = self._meant(told, loose)
            parts = set(self.scheme.loose.values()) - {role}
            other_part = {party for other in parts for party in self.roles.get(other, ())}
            loose = Counter({party: n for party, n in loose.items() if party not in other_part})
        if role == "attacker" and "defender" in self.roles:  # who shoots it down does not fire it
            told = Counter({party: n for party, n in told.items() if self.scheme.apart(party, self.roles["defender"])})
        return told or (loose if others else told)

    def _meant(self, told: Counter, loose: Counter) -> Counter:
        """Those told, for an alliance the members of it that a loose role names."""
        told = told.copy()
        for alliance in sorted(told.keys() & self.scheme.members.keys()):
            if members := {p: n for p, n in loose.items() if p in self.scheme.members[alliance]}:
                told.update(members)
                del told[alliance]
        return told

    def shared(self, other: "Happening") -> int:
        """How much the two have in common beyond not contradicting each other."""
        return 2 * len(self.marks & other.marks) + len(self.types & other.types)


def _both(ours: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    """All of both: one of the two itself where it has all, so that most happenings hold none of their own."""
    return ours if theirs <= ours else theirs if ours <= theirs else ours | theirs


def _narrow(ours: tuple[str, str] | None, theirs: tuple[str, str]) -> tuple[str, str]:
    """What both allow; where nothing is left they disagree, and the narrower stands."""
    if not ours:
        return theirs
    both = max(ours[0], theirs[0]), min(ours[1], theirs[1])
    return both if both[0] <= both[1] else min(ours, theirs, key=lambda days: (length(days), days))


def _near(ours: Mention, theirs: Mention) -> bool:
    """Two places can be one: their country is one and, where both are points within it, they are close."""
    if not ours.countries & theirs.countries:
        return False
    one, two = ours.row, theirs.row
    exact = all(row.get("lat") is not None and row.get("place") != row.get("country") for row in (one, two))
    if not exact or one.get("place") == two.get("place"):
        return True
    north, east = one["lat"] - two["lat"], (one["lon"] - two["lon"]) * 0.7
    return (north**2 + east**2) ** 0.5 * 111 <= KM_APART


# ---------------------------------------------------------------- within a report
def tell_apart(mentions: Sequence[Mention], scheme: Scheme) -> list[Happening]:
    """The happenings of one report."""
    told: dict[str, list[Happening]] = defaultdict(list)
    for mention in mentions:
        here = told[mention.family]
        pointless = mention.stage.attached and not (mention.definite or mention.days)
        chosen = None if pointless else _choose(mention, [h for h in here if h.fits(mention)])
        if chosen is None:
            if mention.makes_none:
                continue
            chosen = Happening(mention.family, mention.stage, scheme)
        else:
            here.remove(chosen)
        chosen.add(mention)
        here.append(chosen)  # the last told comes last
    return [happening for here in told.values() for happening in here]


def _choose(mention: Mention, fit: list[Happening]) -> Happening | None:
    """The happening told so far that the mention is of; None: it is a new one. `fit` is in the order of last mention."""
    same = [h for h in fit if h.mentions[-1].sentence == mention.sentence]
    news = [h for h in fit if h.news]
    if mention.order in ("earlier", "later"):
        marked = [h for h in fit if h.order == mention.order]
        if mention.order == "later" and (mention.equals or mention.lead):
            just = [h for h in fit if mention.equals and mention.sentence - h.mentions[-1].sentence <= 1]
            marked = just or marked or news or fit[:1]
        if mention.order == "earlier":
            marked = marked or [h for h in fit if not h.news and h.order != "later" and (h.days or not mention.days)]
        return marked[-1] if marked else None
    if mention.days:
        dated = [h for h in fit if h.days]
        open_ = same or (news if within(mention.days, mention.news) else [])
        past = [h for h in fit if not h.days and h.past and (mention.row["type"] in h.types or not h.flies)]
        before = mention.news and mention.days[1] < mention.news[0]  # the first one, told above without its day
        first = [h for h in fit if not h.days and h.order == "earlier" and not h.news] if before else []
        return (dated or open_ or past or first or [None])[-1]
    if same:
        return same[-1]
    if mention.stage.kind == "stages":
        return _goes_on(mention, fit)
    current = [h for h in fit if within(h.days, mention.news)]
    return (news or current or [None])[-1]


def _goes_on(mention: Mention, fit: list[Happening]) -> Happening | None:
    """The happening that a deed told without a date goes on with: the most alike; a definite mention points to the last
    told or the news, any other needs more than its place in the text or follows closely."""
    denied = mention.row["modality"] == "denied"
    fit = [h for h in fit if denied or not h.denied or h.ties(mention)]  # nor does what did happen go on with a denial
    if not fit:
        return None
    alike = [max(mention.alike(m) for m in h.mentions) for h in fit]
    fit = [h for h, much in zip(fit, alike, strict=True) if much == max(alike)]
    news = [h for h in fit if h.news]
    tied = [h for h in fit if h.ties(mention)]
    near = [h for h in fit if mention.sentence - h.mentions[-1].sentence <= NEAR]
    if mention.stage.attached:
        return (news or near or [None])[-1]
    tied_news = [h for h in tied if h.news]
    if denied and mention.roles.get("victim") and not tied:
        return None  # nor was there an attack on Norland
    if mention.definite:
        return (near or tied_news or tied or news or fit or [None])[-1]
    return (tied_news or tied or near or [None])[-1]
