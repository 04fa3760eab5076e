"""Mentions: what an event row says that tells one happening from another.

The codebook `composites` says which event types are stages of one happening, which role an event's source and target
play in it, and which words point to an earlier, a later or the same happening.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from analysis.terms import AnyCase, Needed

NEWS_DAYS = 2  # an undated lead tells of the day of publication or of one of these days before it
LEAD_PARAGRAPHS = 2
ORDER = ("several", "earlier", "later")  # cues that tell a happening's place among others
TAKEN = 3  # sentences within which the injured of a march are told after it
DAYS_AFTER = AnyCase(r"\b(?:hours?|days?|weeks?|months?|years?) after\b[^,;.]{0,60}$")  # told of as past, not as news
PART = re.compile(r"(?:first|second|other|new)\W+(?:\w+(?:-\w+){0,3}\W+)?(?:\w+-){0,3}\w+s\W*$", re.I)  # the first launchers: a part, no order
BY_MEANS = re.compile(r"\b(?:with|using)\b", re.I)
WEEKDAY = re.compile(r"XXXX-WXX-\d")
# What may stand between "from" and the name of the place that something came from: from a training ground near X, from Y's X.
BETWEEN = (
    r"(?:(?!(?:to|into|that|which|who|and|was|were|had|has|is|are|towards?|before|after|over|when|while|hits?|struck)\b)"
    r"(?:(?-i:[a-z])\w*(?:[’'-]\w+){0,3}|\w+(?:-\w+){0,3}['’]s)\W+){0,5}"
)
REACH = 120  # characters before a place in which they stand
FROM = re.compile(rf"\bfrom\W+{BETWEEN}$", re.I)
DAY = timedelta(days=1)
NONE: frozenset[str] = frozenset()  # the one of all that name nothing: most do not


# ---------------------------------------------------------------- the codebook
@dataclass(frozen=True)
class Stage:
    """What the codebook says of an event type. Without an entry, a type is a family of its own."""

    family: str
    kind: str
    rank: int = 0
    source: str | None = "source"
    target: str | None = "target"
    weapon: str | None = None
    placed: bool = False
    flight: bool = False
    attached: bool = False
    place: str = "place"
    once: bool = False


class Scheme:
    """The codebook `composites`, compiled."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        entries = codebook["composites"]
        nouns = "|".join(sorted({re.escape(noun) for entry in entries for noun in entry.get("nouns", ())}))
        self.loose = {role: meant for entry in entries for role, meant in entry.get("loose", {}).items()}
        self.composites = {entry["code"]: entry for entry in entries if entry["kind"] == "stages"}
        self.cues = {entry["code"]: _compile(entry, nouns) for entry in entries if entry["kind"] in ("cue", "weapon")}
        self.flying = {entry["code"] for entry in entries for stage in entry.get("stages", ()) if stage.get("flight")}
        self.takes = {entry["code"]: entry.get("takes", ()) for entry in entries}
        self.before = {entry["code"]: _just_before(entry["before"]) for entry in entries if "before" in entry}
        self.weapons = [entry["code"] for entry in entries if entry["kind"] == "weapon"]
        self.any_weapon = Needed.by(self.cues[code] for code in self.weapons)
        self.any_order = Needed.by(self.cues[cue] for cue in ORDER)
        self.members = {entry["label"]: set(entry["members"]) for entry in entries if entry["kind"] == "alliance"}
        named = "|".join(sorted({re.escape(noun) for entry in entries if entry.get("named") for noun in entry["nouns"]}))
        self.named = re.compile(rf"\b(?:{named}),?\s(?:called\s)?(?:[Tt]he\s)?((?:[A-Z][\w’'-]{{1,20}}\s?){{1,3}})")
        self.dated_noun = re.compile(rf"\W+(?:s\W+)?(?:[\w-]+ ){{0,2}}(?:{nouns})\b", re.I)
        self.stages = {}
        for entry in entries:
            if entry["kind"] == "stages":
                for rank, stage in enumerate(entry["stages"]):
                    known = {"source": None, "target": None, **{k: v for k, v in stage.items() if k != "type"}}
                    self.stages[stage["type"]] = Stage(entry["code"], "stages", rank, once=entry.get("once", False), **known)
            for type_ in entry.get("types", ()):
                self.stages[type_] = Stage(entry["code"], "single") if entry["kind"] == "alike" else Stage(type_, entry["kind"])
        for entry in codebook.get("events", ()):
            if entry.get("stage") in self.composites:
                self.stages.setdefault(entry["code"], Stage(entry["stage"], "stages", len(self.stages), None, None))

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, codebook: Mapping[str, list[dict]]) -> "Scheme":
        """The one of a codebook, compiled once."""
        return cls(codebook)

    def stage(self, type_: str) -> Stage:
        if type_ not in self.stages:
            self.stages[type_] = Stage(type_, "single")
        return self.stages[type_]

    def has(self, cue: str, text: str) -> bool:
        return self.cues[cue].search(text) is not None

    def armed(self, text: str) -> set[str]:
        """The weapons that a text names."""
        return {code for code in self.weapons if self.has(code, text)} if self.any_weapon.can_be_in(text) else set()

    def order(self, text: str) -> str | None:
        """earlier, later or several, whichever the text says first; None if nothing tells its place in an order."""
        if not self.any_order.can_be_in(text):
            return None
        found = [(match.start(), cue) for cue in ORDER if (match := self.cues[cue].search(text))]
        return min(found)[1] if found else None

    def names_of(self, text: str) -> frozenset[str]:
        """The names of ships in a text: the tanker Northern Star."""
        return frozenset(match[1].strip() for match in self.named.finditer(text))

    def apart(self, party: str, others: Iterable[str]) -> bool:
        """The party is none of the others, nor the alliance of one or a member of one."""
        return not any(party == other or party in self.members.get(other, ()) or other in self.members.get(party, ()) for other in others)

    def agree(self, ours: Set[str], theirs: Set[str]) -> bool:
        """Two sets of parties do not contradict each other: one is unknown, they share one, or one is the other's alliance."""
        if not ours or not theirs or not ours.isdisjoint(theirs):
            return True
        return any(self.members.get(a, set()) & theirs for a in ours) or any(self.members.get(b, set()) & ours for b in theirs)

    def kin(self, parties: Iterable[str]) -> set[str]:
        """The parties, those that one of them is an alliance of, and the alliances that one is a member of."""
        inside = (self.members.get(party, ()) for party in parties)
        around = (alliance for alliance, members in self.members.items() if not members.isdisjoint(parties))
        return set(parties).union(around, *inside)


def _just_before(words: list[str]) -> re.Pattern:
    """One of the words, with at most two others, before the end of a text: "another large strike"."""
    return re.compile(r"\b(?:" + "|".join(words) + r")\W+(?:\w+(?:-\w+){0,3}\W+){0,2}$", re.I)


def _compile(entry: dict, nouns: str) -> AnyCase:
    word = r"(?!(?:to|of|by|an?|the|in|on|at|that|time)\b)[\w'’-]+\W{1,2}"
    terms = [term.replace("(?:{nouns})", rf"(?:{nouns})\b").replace("{nouns}", nouns).replace("WORD ", word) for term in entry["terms"]]
    return AnyCase(r"(?:\b|(?=\W))(?:" + "|".join(terms) + ")")


# ---------------------------------------------------------------- mentions
@dataclass(eq=False, slots=True)
class Mention:
    """An event row with what the merging needs to know of it."""

    row: dict
    stage: Stage
    family: str
    roles: dict[str, set[str]]
    days: tuple[str, str] | None
    order: str | None
    equals: bool  # its sentence counts the one just told; asked of a later one alone
    definite: bool  # pointing back; asked of a deed or a denial without a date alone
    lead: bool
    sentence: int
    published: str | None
    weekday: str | None = None
    origin: bool = False
    past: bool = False
    named: frozenset[str] = NONE
    spots: frozenset[str] = field(init=False)  # where it was, a base with its town; and the ship, by its name
    # Where it happened, if its type happens at one place. The attacker's own country is where it came from.
    countries: frozenset[str] = field(init=False)
    # The days of the report's news; what is said is of the day or of the day before.
    news: tuple[str, str] | None = field(init=False)

    def __post_init__(self):
        row, stage = self.row, self.stage
        self.spots = _spots(None if self.origin else row.get("place"), self.named)
        placed = stage.placed and not self.origin
        self.countries = _but(row.get("country"), row.get("source_party")) if placed else NONE
        back = NEWS_DAYS if stage.kind == "stages" or row.get("quad") in (2, 4) else 1
        self.news = (shift(self.published, -back), self.published) if self.published else None

    def alike(self, other: "Mention") -> int:
        """How much the two name alike: the place, the weapon of one type of event, the victim of something that hit."""
        place = self.spots & other.spots
        weapon = self.row["type"] == other.row["type"] and self.roles.get("weapon", set()) & other.roles.get("weapon", set())
        victim = self.stage.placed and other.stage.placed and self.roles.get("victim", set()) & other.roles.get("victim", set())
        return 2 * bool(place) + bool(weapon) + bool(victim)

    @property
    def series(self) -> bool:
        """It tells of many happenings, none by itself."""
        return self.family != self.stage.family

    @property
    def makes_none(self) -> bool:
        """It can be of a happening told elsewhere ("no casualties"), but by itself tells of none."""
        nobody = self.series and "attacker" not in self.roles
        return self.negated or self.stage.attached or nobody

    @property
    def negated(self) -> bool:
        """It says what did not happen: of a happening told elsewhere it gives no party, place or day."""
        return self.row["modality"] == "negated"


@lru_cache(maxsize=2**16)
def names(value: str | None) -> frozenset[str]:
    """What a cell names: `Norland; Southland` are two."""
    return frozenset(part.strip() for part in (value or "").split(";") if part.strip())


@lru_cache(maxsize=2**14)
def _but(value: str | None, other: str | None) -> frozenset[str]:
    """What a cell names and another does not."""
    return names(value) - names(other)


@lru_cache(maxsize=2**14)
def _spots(place: str | None, named: frozenset[str]) -> frozenset[str]:
    return named | {place, place.rpartition(", ")[2]} if place else named


def is_series(incident: dict) -> bool:
    """Many happenings told together: an incident's id, made of day, kind and parties, says so."""
    return "-series_" in f"{incident['incident_id']}_"


@lru_cache(maxsize=2**14)
def shift(day: str, days: int) -> str:
    return (date.fromisoformat(day[:10]) + days * DAY).isoformat()


def meet(ours: tuple[str, str] | None, theirs: tuple[str, str] | None) -> bool:
    return not ours or not theirs or (ours[0] <= theirs[1] and theirs[0] <= ours[1])


def within(ours: tuple[str, str] | None, theirs: tuple[str, str] | None) -> bool:
    return not ours or not theirs or (theirs[0] <= ours[0] and ours[1] <= theirs[1])


def length(days: tuple[str, str]) -> int:
    return (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days if days[0] != days[1] else 0


def days_of(row: dict) -> tuple[str, str] | None:
    low, high = (row.get("earliest") or row.get("latest"), row.get("latest") or row.get("earliest"))
    return (low[:10], high[:10]) if low and high and low[:10] <= high[:10] else None


def attacking(text: str, stage: Stage) -> str:
    """The words of a mention that can name the attacker's weapon: not what an interceptor stops it with."""
    return BY_MEANS.split(text, maxsplit=1)[0] if stage.target == "stopped" else text


def _origin(row: dict) -> bool:
    """The place is the one that the weapon came from: launched from a training ground near the town."""
    at = row["text"].find(row.get("place") or "\n")
    return at >= 0 and FROM.search(row["text"], max(0, at - REACH), at) is not None


def _mention(
    row: dict,
    number: int,
    sentence: dict,
    last: int,
    hints: dict,
    weekdays: dict,
    published: str | None,
    scheme: Scheme,
    said: str | None,
) -> Mention:
    """The mention of a row in a sentence of a report whose lead ends with the paragraph `last`."""
    stage, text = scheme.stage(row["type"]), row["text"]
    before = sentence["text"][: max(0, (row.get("trigger_start") or row["start"]) - sentence["start"])]
    times = stage.kind == "stages" and scheme.has("times", text)
    days = days_of(row) or (hints.get(row["sentence_id"]) if stage.kind == "stages" and not times else None)
    order = _order(row, text, before, stage, scheme)
    if order == "later" and days and length(days):
        days = None  # "the second in a week": the interval is that of the count
    if order is None and stage.kind == "stages":
        order = _ahead(row, sentence, scheme)
    told = row.get("trigger_start") or row["start"], row.get("trigger_end") or row["end"]
    around = text[max(0, told[0] - row["start"] - 60) : told[1] - row["start"] + 12]
    many = times or (stage.kind == "stages" and not (days and length(days) == 0) and scheme.has("series", around))
    lead = sentence["part"] in ("title", "standfirst", "caption") or sentence["paragraph"] <= last
    past = DAYS_AFTER.search(before) is not None
    lead = lead and not past
    series = many and not lead and order is None
    roles = {stage.source: _named(row, "source", stage, scheme), stage.target: _named(row, "target", stage, scheme)}
    weapon = scheme.armed(attacking(text, stage))
    weapon = weapon & {stage.weapon} or weapon
    mention = Mention(
        row=row,
        stage=stage,
        family=stage.family + " series" if series else stage.family,
        roles={role: parties for role, parties in {**roles, "weapon": weapon}.items() if role and parties},
        days=days,
        order=order,
        equals=order == "later" and scheme.has("equals", sentence["text"]),
        definite=not days and (stage.kind == "stages" or row["modality"] == "denied") and scheme.has("definite", text),
        lead=lead,
        sentence=number,
        published=min(filter(None, (said, published)), default=None),
        weekday=None if days else weekdays.get((row.get("time_start"), row.get("time_end"))),
        origin=_origin(row),
        past=past,
        named=scheme.names_of(text) if scheme.composites.get(stage.family, {}).get("named") else NONE,
    )
    if mention.roles.get("victim"):
        mention.roles["victim"] |= mention.countries
    if stage.flight and stage.place in ("debris_at", "intercepted_at") and not mention.origin and not mention.negated:
        over = names(row.get("country")) - names(row.get("source_party" if stage.place == "debris_at" else "target_party"))
        mention.roles["entered"] = mention.roles.get("entered", set()) | over
    return mention


def _named(row: dict, side: str, stage: Stage, scheme: Scheme) -> set[str]:
    """The parties on one side of the event; of a deed, only those that are named."""
    told = row.get(f"{side}_text")
    unsure = told and stage.kind == "stages" and scheme.has("pronoun", told)
    return set() if unsure else names(row.get(f"{side}_party"))


def _order(row: dict, text: str, before: str, stage: Stage, scheme: Scheme) -> str | None:
    """The happening's place in an order. What is said is not numbered: a second warning of the same day says the same."""
    if stage.kind == "stages":
        return scheme.order(text) or scheme.order(before)
    if stage.kind == "single" and row.get("quad") in (2, 4):
        found = ((cue, scheme.before[cue].search(before[-60:])) for cue in ("earlier", "later"))
        return next((cue for cue, match in found if match and not PART.match(match[0])), None)
    return None


def _ahead(row: dict, sentence: dict, scheme: Scheme) -> str | None:
    """later, if the sentence goes on with what it was of: three died when another missile fell."""
    after = sentence["text"][max(0, row["end"] - sentence["start"]) :]
    return "later" if scheme.has("ahead", after) else None


def _hints(sentences: Sequence[dict], times: Iterable[dict], scheme: Scheme) -> dict[str, tuple[str, str]]:
    """Sentence -> the day of a time expression that qualifies a happening, as in "Monday's missile"."""
    by_id, hints = {sentence["sentence_id"]: sentence for sentence in sentences}, {}
    for time in times:
        sentence, days = by_id.get(time.get("sentence_id")), days_of(time)
        if sentence and days and scheme.dated_noun.match(sentence["text"], time["end"] - sentence["start"]):
            hints.setdefault(sentence["sentence_id"], days)
    return hints


def _said(row: dict, times: Mapping[str, list[dict]]) -> str | None:
    """The day on which it is said to have happened, where the sentence tells it: it was not later than that."""
    if row["modality"] not in ("attributed", "denied") or row.get("earliest"):
        return None
    days = [(time, days) for time in times.get(row["sentence_id"], ()) if (days := days_of(time))]
    if len(days) != 1:
        return None
    (time, (first, last)) = days[0]
    return last if first == last and not row["start"] <= time["start"] < row["end"] else None


def read(events: list[dict], sentences: list[dict], times: list[dict], published: str | None, scheme: Scheme) -> list[Mention]:
    """The mentions of one report, in the order of the text; hypothetical ones are of no incident."""
    body = sorted({sentence["paragraph"] for sentence in sentences if sentence["part"] == "body"})
    lead = body[:LEAD_PARAGRAPHS][-1] if body else -1
    ordered = enumerate(sorted(sentences, key=lambda sentence: sentence["start"]))
    known = {sentence["sentence_id"]: (number, sentence) for number, sentence in ordered}
    hints = _hints(sentences, times, scheme)
    weekdays = {(time["start"], time["end"]): time["value"] for time in times if WEEKDAY.match(time.get("value") or "")}
    day, dated = published and published[:10], defaultdict(list)
    for time in times:
        dated[time.get("sentence_id")].append(time)
    rows = sorted(events, key=lambda row: (row.get("trigger_start") or row["start"], row["event_id"]))
    read_ = [
        _mention(row, *known[row["sentence_id"]], lead, hints, weekdays, day, scheme, _said(row, dated))
        for row in rows
        if row.get("modality") != "hypothetical" and row["sentence_id"] in known
    ]
    return _taken_along(read_, scheme)


def _taken_along(mentions: list[Mention], scheme: Scheme) -> list[Mention]:
    """The mentions, those of a type that belongs to the deed told last among its stages: the injured of a march."""
    taken, deeds, out = {type_ for types in scheme.takes.values() for type_ in types}, defaultdict(list), []
    for mention in mentions:
        if mention.stage.kind == "stages" and mention.row["type"] not in taken:
            deeds[mention.sentence].append(mention)
    for mention in mentions:
        back = range(mention.sentence, mention.sentence - TAKEN - 1, -1) if mention.row["type"] in taken else ()
        last = next((deeds[sentence] for sentence in back if sentence in deeds), [])
        family = next((m.family for m in last if mention.row["type"] in scheme.takes.get(m.family, ())), None)
        stage = replace(mention.stage, family=family, rank=mention.stage.rank + 50) if family else None
        out.append(replace(mention, stage=stage, family=family) if family else mention)
    return out
