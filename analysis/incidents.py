"""Incidents: which mentions, over all reports, are one happening.

The happenings that each report tells apart are joined over all reports, best dated first, through an index by kind and
day, so that cost grows with the number of mentions. Two happenings that one report tells apart are never joined. Works on
row lists.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice, product
from typing import NamedTuple

from analysis.happenings import Happening, tell_apart
from analysis.mentions import NEWS_DAYS, Mention, Scheme, length, meet, names, read, shift
from analysis.streams import by_report

MARKS = re.compile(r"\W+")
BACK_DAYS = 14  # an undated mention is tied to nothing older than this


class Move(NamedTuple):
    """Where an analyst puts a mention or an incident: the id of another, a new name, or None for nowhere; and why."""

    to: str | None
    reason: str


# ---------------------------------------------------------------- over all reports
def _gather(happenings: list[Happening]) -> list[Happening]:
    """Joins the happenings of all reports: the best dated first, so that the result does not hang on the order of reports."""
    index = _Index()
    for happening in sorted(happenings, key=_certainty):
        chosen = _join(happening, index) or _war(happening, index) or _only(happening, index)
        if chosen:
            chosen.about |= happening.about
            chosen.notes += happening.notes
            for mention in happening.mentions:
                chosen.add(mention)
        index.put(chosen or happening, happening)
    return list(index.incidents)


def _certainty(h: Happening) -> tuple:
    first = min((m.row["report_id"], m.row["start"], m.row["event_id"]) for m in h.mentions)
    width = length(h.days) if h.days else 0
    rank = 0 if h.days and width <= 31 and not _bare(h) else 1 if h.days or h.news else 2
    return rank, width, h.published or "9999", first


class _Index:
    """Incidents in the order in which they were made, and where to look for those that a happening can be of."""

    def __init__(self):
        self.incidents: dict[Happening, int] = {}
        self.families: dict[str, list[Happening]] = defaultdict(list)
        self.by_day: dict[tuple, dict[Happening, None]] = defaultdict(dict)  # in the order in which they came there
        # of wars, and what else happens once
        self.by_side: dict[tuple, set[Happening]] = defaultdict(set)
        self.by_mark: dict[tuple[str, str] | str, set[Happening]] = defaultdict(set)

    def put(self, incident: Happening, happening: Happening) -> None:
        """The incident stands where the happening does that has been joined to it."""
        if incident not in self.incidents:
            self.incidents[incident] = len(self.incidents)
            self.families[incident.family].append(incident)
        for key in _keys(happening, 0):
            self.by_day[key][incident] = None
        if incident.stage.once:
            for key in _sides(incident):
                self.by_side[key].add(incident)
            for mark in incident.marks:
                self.by_mark[mark].add(incident)

    def near(self, h: Happening, back: int) -> Iterator[tuple[bool, Iterable[Happening]]]:
        """Incidents, and whether their days must fit: first those about what it denies, then the nearest day first."""
        for key in _keys(h, back):
            yield len(key) < 3, self.by_day.get(key, ())
        if h.stage.once:
            yield True, self.in_order(set().union(*self.beside(h)))

    def beside(self, h: Happening) -> list[set[Happening]]:
        """What happens once, as h does, between parties that do not contradict."""
        return [self.by_side[key] for key in _other_sides(h) if key in self.by_side]

    def marked(self, marks: Iterable[tuple[str, str] | str]) -> set[Happening]:
        """What happens once and has one of these marks."""
        return set().union(*(self.by_mark.get(mark, ()) for mark in marks))

    def in_order(self, incidents: Iterable[Happening]) -> list[Happening]:
        return sorted(incidents, key=self.incidents.__getitem__)


def _keys(h: Happening, back: int) -> Iterator[tuple]:
    """Where a happening stands, nearest day first; an undated one stands on the days of its news."""
    if h.about:
        yield from ((h.family, party, about) for party in sorted(h.roles["source"]) for about in sorted(h.about))
    if h.stage.once:
        return
    if h.days and length(h.days) <= 31:
        yield from ((h.family, shift(h.days[1], -n)) for n in range(length(h.days) + 1))
    elif last := (h.days[1] if h.days else h.published):
        yield from ((h.family, shift(last, -n)) for n in range(max(back, NEWS_DAYS) + 1))
    else:
        yield from ((h.family, "undated", party) for party in sorted(h.roles.get("attacker") or h.roles.get("source") or ()))


def _sides(h: Happening) -> Iterator[tuple]:
    """Where what happens once stands: by who attacks whom, None for unknown and "" for whoever it be."""
    return product([h.family], *(["", *(h.who(role) or [None])] for role in ("attacker", "victim")))


def _other_sides(h: Happening) -> Iterator[tuple]:
    """Where that stands which does not contradict it: of its parties, their alliances or members, or unknown ones."""
    told = (h.roles.get(role) for role in ("attacker", "victim"))
    return product([h.family], *([None, *h.scheme.kin(parties)] if parties else [""] for parties in told))


def _join(h: Happening, index: _Index) -> Happening | None:
    """The incident, of those on its days, that shares most with a happening; the nearest day wins, silence does not join."""
    denied = h.denied
    loose = not h.days and h.stage.kind != "single"
    least = 2 if h.stage.kind != "stages" or h.series else 2 if denied else 3 if h.days or h.news else 4
    if h.stage.once and not h.days and len(h.types) < least:
        return _once(h, index, least)
    bare, lasts = _bare(h), h.stage.kind == "standing" or h.stage.once
    marked = len(h.types) < least and not (bare or lasts)  # nothing joins it without a party or a place of its own
    seen: set[Happening] = set()
    wide = h.days is not None and length(h.days) > 0  # last week: any of its days
    fit: list[tuple[int, Happening]] = []
    for dated, near in index.near(h, BACK_DAYS if loose else 0):
        fit = fit if wide else []
        for incident in near:
            if incident in seen or (marked and h.marks.isdisjoint(incident.marks)):
                continue
            seen.add(incident)
            share = incident.shared(h)
            if share < least and not ((bare or lasts) and len(fit) < 2):
                continue  # what shares too little counts only where it may be the only one
            apart = h.reports & incident.reports and h.stage.kind != "standing"
            apart = apart or (h.family == "denial" and not (h.about & incident.about or _one_day(h, incident)))
            if not apart and incident.fits(h, dated=dated, placed=not denied) and not _ordered_apart(h, incident):
                fit.append((share, incident))
        if len(fit) == 1 and bare and _one_day(h, fit[0][1]) and not _bare(fit[0][1]) and h.stage.kind == "stages":
            return fit[0][1]  # three were hurt on the day of the only attack
        alone = len(fit) == 1 and lasts
        fit = [(share, incident) for share, incident in fit if share >= least or (alone and share)]
        if fit and not wide:
            break
    return max(fit, key=lambda pair: pair[0])[1] if fit else None


def _once(h: Happening, index: _Index, least: int) -> Happening | None:
    """What `_join` finds for what happens once and has no day: of incidents without a mark of its own, only whether there
    are more than one is asked, as an archive has ever more of them."""
    beside, placed = index.beside(h), not h.denied

    def fits(incident: Happening) -> bool:
        return not h.reports & incident.reports and incident.fits(h, placed=placed) and not _ordered_apart(h, incident)

    near = index.in_order(incident for incident in index.marked(h.marks) if any(incident in side for side in beside))
    fit = [incident for incident in near if incident.shared(h) >= least and fits(incident)]
    if fit:
        return max(fit, key=h.shared)
    fit = set()  # each stands beside it in several ways
    for incident in filter(fits, chain.from_iterable(beside)):
        fit.add(incident)
        if len(fit) > 1:
            return None
    return next((incident for incident in fit if incident.shared(h)), None)


def _only(h: Happening, index: _Index) -> Happening | None:
    """What a report without a date denies of something known (that it was captured there): the incident told most."""
    if h.days or h.published or not h.denied:
        return None
    if not all(m.definite or h.scheme.has("pronoun", m.row.get("target_text") or "") for m in h.mentions):
        return None
    told = sorted(index.families[h.family], key=lambda i: -len(i.reports))
    fit = list(islice((i for i in told if not h.reports & i.reports and i.fits(h, placed=False)), 2))
    most = len(fit) == 1 or (len(fit) > 1 and len(fit[0].reports) > len(fit[1].reports))
    return fit[0] if most else None


def _bare(h: Happening) -> bool:
    """It names neither party nor place."""
    return not h.spots and not any(h.roles.values())


def _one_day(ours: Happening, theirs: Happening) -> bool:
    """Both are told of one and the same day."""
    return bool(ours.days and theirs.days) and ours.days == theirs.days and not length(ours.days)


def _war(h: Happening, index: _Index) -> Happening | None:
    """An undated attack that is not the news, by a party that began a war on its target, is that war."""
    attackers, victims = h.roles.get("attacker", ()), h.roles.get("victim", ())
    if h.days or h.news or not (attackers and victims) or h.stage.once:
        return None
    begun = index.marked(("attacker", party) for party in attackers)
    met = index.marked(("victim", party) for party in victims)
    return min(begun & met, key=index.incidents.__getitem__, default=None)


def _ordered_apart(ours: Happening, theirs: Happening) -> bool:
    """One is told as the first and the other as a later one, and no date says that they are the same."""
    return {ours.order, theirs.order} == {"earlier", "later"} and not (ours.days and theirs.days)


# ---------------------------------------------------------------- denials
def _denials(mentions: Sequence[Mention], owner: dict[str, Happening], number: dict[int, str], scheme: Scheme) -> list[Happening]:
    """The denials of one report: one party, about the same incidents or in neighbouring sentences, denies once."""
    objects = [m for m in mentions if m.row["modality"] == "denied" and m.row["event_id"] in owner]
    denied = [(m.sentence, number[id(owner[m.row["event_id"]])]) for m in objects]
    told: list[Happening] = []
    for mention in (m for m in mentions if m.family == "denial"):
        same = {incident for sentence, incident in denied if sentence == mention.sentence}
        about = same or {incident for sentence, incident in denied if sentence == mention.sentence + 1}
        near = [h for h in told if h.fits(mention) and _denies_again(mention, about, h, scheme)]
        if not near:
            told.append(Happening(mention.family, mention.stage, scheme))
        chosen = near[-1] if near else told[-1]
        chosen.add(mention)
        chosen.about |= about
    return told


def _denies_again(mention: Mention, about: set[str], h: Happening, scheme: Scheme) -> bool:
    """One denial goes on: about the same incident, or at once, with nothing to say that it is about something else."""
    goes_on = mention.sentence - h.mentions[-1].sentence <= 2 and not scheme.has("also", mention.row["text"])
    return bool(h.about & about) or goes_on


def _denies_many(mention: Mention) -> bool:
    several = len(names(mention.row.get("target_party"))) > 1
    return mention.row["modality"] == "denied" and several and mention.series


def _left_over(mention: Mention, incidents: Sequence[Happening], scheme: Scheme) -> Happening | None:
    """What only a denial tells: of several targets denied at once, those that no incident of the same attacker has."""
    targets = names(mention.row.get("target_party"))
    attackers = mention.roles.get("attacker", set())
    known = [h for h in incidents if h.family == mention.stage.family and scheme.agree(set(h.roles["attacker"]), attackers)]
    hit = {party for h in known for m in h.mentions for party in names(m.row.get("country")) | set(h.roles["victim"])}
    if not (rest := targets - hit):
        return None
    happening = Happening(mention.stage.family, mention.stage, scheme)
    row = {**mention.row, "place": None, "country": None, "lat": None, "lon": None}  # which target the place is of is not told
    happening.add(replace(mention, row=row, family=mention.stage.family, roles={**mention.roles, "victim": rest}))
    happening.notes.append(f"known only from a denial, beside {', '.join(sorted(targets - rest)) or 'no other target'}")
    return happening


# ---------------------------------------------------------------- the analyst's word
def _corrected(
    incidents: Sequence[Happening],
    scheme: Scheme,
    mentions: Mapping[str, Mention],
    moved: Mapping[str, Move],
    joined: Mapping[str, Move],
) -> list[Happening]:
    """The incidents with the analyst's splits and joins; one that is left without a mention goes."""
    held = {h.incident_id: [m for m in h.mentions if m.row["event_id"] not in moved] for h in incidents}
    home = {m.row["event_id"]: h.incident_id for h in incidents for m in h.mentions}
    why: dict[str | None, list[str]] = defaultdict(list)
    for event_id, move in moved.items():
        held.setdefault(move.to, []).extend([mentions[event_id]] if event_id in mentions else [])
        why[home.get(event_id)].append(move.reason)
        why[move.to].append(move.reason)
    for incident_id in joined:
        to, reason = _end(incident_id, joined)
        held.setdefault(to, []).extend(held.pop(incident_id, []))
        why[to] += [*why.pop(incident_id, []), reason]
    known = {h.incident_id: h for h in incidents}
    kept = ((incident_id, own) for incident_id, own in held.items() if incident_id and own)
    return [
        _regathered(incident_id, own, known.get(incident_id), why[incident_id], scheme) if incident_id in why else known[incident_id]
        for incident_id, own in kept
    ]


def _end(incident_id: str, joined: Mapping[str, Move]) -> Move:
    """Where an incident ends up that is joined to one that is itself joined to another."""
    move = joined[incident_id]
    for _ in joined:
        move = Move(joined[move.to].to if move.to in joined else move.to, move.reason)
    return move


def _regathered(incident_id: str, mentions: list[Mention], known: Happening | None, why: list[str], scheme: Scheme) -> Happening:
    """The incident of these mentions, with the analyst's reasons."""
    like = known or mentions[0]
    h = Happening(like.family, like.stage, scheme, incident_id=incident_id)
    for mention in mentions:
        h.add(mention)
    h.notes = [*(known.notes if known else ()), *(f"analyst: {reason}" for reason in dict.fromkeys(why))]
    return h


# ---------------------------------------------------------------- the tables
def find(
    events: Sequence[dict],
    sentences: Sequence[dict],
    reports: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
    times: Sequence[dict] = (),
    moved: Mapping[str, Move] = {},
    joined: Mapping[str, Move] = {},
) -> tuple[list[str | None], list[dict]]:
    """(the `incident_id` of each event, rows of `incidents`), from the rows of all reports.

    A hypothetical mention is of no incident; nor is one of several happenings ("both missiles"), of many without an actor
    ("strikes in the region"), or a negated one that no happening takes. Where no mention is dated, `latest` is the first
    publication and `earliest` is null.
    A series that no report dates has neither. `times`, if given, lets "Monday's missile" date what is said of it.
    The analyst's `moved` (event_id -> where that mention goes) and `joined` (incident_id -> where all its mentions go)
    come last: every other incident keeps its id and its mentions.
    """
    scheme = Scheme.of(codebook)
    published = {report["report_id"]: report.get("published") for report in reports}
    own_events, own_sentences, own_times = map(by_report, (events, sentences, times))
    told_by = {
        report: read(rows, own_sentences[report], own_times[report], published.get(report), scheme)
        for report, rows in own_events.items()
    }
    mentions = dict(sorted(told_by.items()))
    wide = [m for told in mentions.values() for m in told if _denies_many(m)]
    single = [[m for m in told if m.order != "several" and not _denies_many(m)] for told in mentions.values()]
    incidents = _gather([h for told in single for h in tell_apart([m for m in told if m.family != "denial"], scheme)])
    incidents += _gather([h for m in wide if (h := _left_over(m, incidents, scheme))])
    owner = {m.row["event_id"]: h for h in incidents for m in h.mentions}
    number = {id(h): f"{n:06}" for n, h in enumerate(incidents)}
    incidents += _gather([h for told in mentions.values() for h in _denials(told, owner, number, scheme)])
    _name(incidents)
    if moved or joined:
        incidents = _corrected(incidents, scheme, {m.row["event_id"]: m for told in mentions.values() for m in told}, moved, joined)
    twins = {report["report_id"] for report in reports if report.get("duplicate_of")}
    ids = {m.row["event_id"]: h.incident_id for h in incidents for m in h.mentions}
    rows = [_row(h, twins) for h in sorted(incidents, key=lambda h: (h.days or ("9999", ""), h.incident_id))]
    return [ids.get(row["event_id"]) for row in events], rows


def _often(counts: Mapping[str, int]) -> list[str]:
    """The parties that more than a third of the mentions of the commonest name."""
    most = max(counts.values(), default=0)
    return sorted(party for party, n in counts.items() if 3 * n > most)


def _actors(h: Happening) -> tuple[list[str], list[str]]:
    """Who acts and who is acted on."""
    if h.stage.kind != "stages":
        return _often(h.roles["source"]), _often(h.roles["target"])
    told = _lead(h).stage.source
    acts = h.who("attacker") or (h.roles[told] if told != "attacker" else {})
    return _often(acts), _often(h.who("victim"))


def _lead(h: Happening) -> Mention:
    """A mention of the leading stage; what an analyst moved here from another kind of happening never leads."""
    told = [m for m in h.mentions if not m.negated] or h.mentions
    return min(told, key=lambda m: (m.stage.family != h.stage.family, m.stage.rank, m.row["type"], m.row["event_id"]))


def _slug(words: Iterable[str]) -> str:
    return "-".join(MARKS.sub("-", word).strip("-") for word in words).lower()


def _name(incidents: Sequence[Happening]) -> None:
    """Ids from date, kind and parties; only where two would be the same, the place or a number follows."""
    stems = defaultdict(list)
    for h in incidents:
        day = h.days[0] if h.days else f"by-{h.published}" if h.published and not h.series else "undated"
        source, target = _actors(h)
        stems["_".join(filter(None, (day, _slug([h.family]), _slug(source), _slug(target))))].append(h)
    for stem, same in stems.items():
        places = [_slug([_place(h, _actors(h)).get("place") or ""]) for h in same] if same[1:] else [""]
        told = Counter(places)
        for n, (h, place) in enumerate(zip(same, places, strict=True), 1):
            own = place if place and told[place] == 1 else str(n)
            h.incident_id = stem if len(same) == 1 else f"{stem}_{own}"


def _place(h: Happening, actors: tuple[list[str], list[str]]) -> dict:
    """The row that gives the most specific place where it happened: of the stage that tells it best, a point rather than
    a country, the one given most often. A country that is a party tells where somebody is from."""
    order = h.scheme.composites.get(h.stage.family, {}).get("places", ["place"])
    parties = set(actors[0]) if h.stage.kind == "stages" else {party for side in actors for party in side}
    rows = [m for m in h.mentions if m.row.get("place") and not (m.negated or m.origin) and m.stage.place in order and m.row["place"] not in parties]
    count = Counter(m.row["place"] for m in rows)

    def worse(m: Mention) -> tuple:
        exact = m.row["place"] != m.row.get("country") and m.row.get("lat") is not None
        return order.index(m.stage.place), not exact, -count[m.row["place"]], m.row["event_id"]

    return min(rows, key=worse).row if rows else {}


def _status(h: Happening) -> str:
    said = {m.row["modality"] for m in h.mentions}
    if "denied" in said:
        return "disputed" if said & {"asserted", "attributed"} else "denied_only"
    return "asserted" if "asserted" in said else "attributed"


def _tells_best(h: Happening) -> dict:
    """The mention that gives most: said to be so, of a leading stage, with day, place and parties, neither short nor long."""
    given = ("source_party", "target_party", "place", "earliest", "number")

    def worth(m: Mention) -> tuple:
        row = m.row
        return (
            row["modality"] in ("asserted", "attributed"),
            sum(bool(row.get(key)) for key in given) + (60 <= len(row["text"]) <= 220) - m.stage.rank / 10,
            -len(row["text"]),
        )

    return max(sorted(h.mentions, key=lambda m: m.row["event_id"], reverse=True), key=worth).row


def _row(h: Happening, twins: set[str]) -> dict:
    lead, actors = _lead(h), _actors(h)
    place, (source, target) = _place(h, actors), actors
    told = [m for m in h.mentions if not m.negated]
    return {
        "incident_id": h.incident_id,
        "type": lead.row["type"],
        "stages": "; ".join(t for _, t in sorted({(m.stage.rank, m.row["type"]) for m in told})),
        "what": _tells_best(h)["text"],
        "earliest": h.days[0] if h.days else None,
        "latest": h.days[1] if h.days else None if h.series else h.published,
        "place": place.get("place"),
        "lat": place.get("lat"),
        "lon": place.get("lon"),
        "source_party": "; ".join(source) or None,
        "target_party": "; ".join(target) or None,
        "status": _status(h),
        "n_reports": len(h.reports - twins) or len(h.reports),
        "n_origins": None,
        "merge_reason": _reason(h, source, target),
    }


def _reason(h: Happening, source: list[str], target: list[str]) -> str:
    """One readable sentence: how many mentions, what they share, and where the day comes from."""
    many = len(h.mentions)
    parts = [f"{many} mention{'s' * (many > 1)} in {', '.join(sorted(h.reports))}"]
    types = sorted({m.row["type"] for m in h.mentions})
    if many > 1:
        parts.append(f"stages of one {h.stage.family} ({', '.join(types)})" if len(types) > 1 else f"all of type {types[0]}")
        agreed = " > ".join(filter(None, ("; ".join(source), "; ".join(target))))
        parts.append(f"parties agree: {agreed}" if agreed else "no party contradicts")
    parts.append(_dating(h))
    return "; ".join(parts + h.notes) + "."


def _dating(h: Happening) -> str:
    dated = sorted({m.row["report_id"] for m in h.mentions if m.days})
    silent = sorted(h.reports - set(dated))
    if h.series and not h.days:
        return "told as a series, without a day"
    if not h.days:
        if not h.published:
            return "nothing dates it"
        news = f"it is the news of {h.published}"
        return f"no report gives its day; {news if h.news else f'it is not after {h.published}'}"
    apart = not all(meet(h.days, m.days) for m in h.mentions)
    day = h.days[0] if h.days[0] == h.days[1] else f"{h.days[0]} to {h.days[1]}"
    news = any(m.lead for m in h.mentions if m.row["report_id"] in silent)
    how = "the narrowest of dates that disagree, in" if apart else "what is left by the dates in"
    more = f"; without a date in {', '.join(silent)}, told {'as the news' if news else 'without contradiction'}" if silent else ""
    return f"{day} is {how} {', '.join(dated)}{more}"
