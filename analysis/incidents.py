"""Incidents: which mentions, over all reports, are one happening.

Two steps. Within a report the mentions are told apart as a reader does it: by dates, by words of order (first, another,
again, both), by anaphora, and by the rule that the lead tells the news. Then the happenings of all reports are joined,
best dated first, through an index by kind and day, so that cost grows with the number of mentions. Two happenings that
one report tells apart are never joined. Works on row lists.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.mentions import NEWS_DAYS, Mention, Scheme, Stage, length, meet, names, read, shift

BACK_DAYS = 14  # an undated mention is tied to nothing older than this
KM_APART = 150  # two places of one sort of event farther apart than this are two happenings


# ---------------------------------------------------------------- happenings
@dataclass(eq=False)
class Happening:
    """Mentions held to be one happening: first of one report, then of all."""

    family: str
    stage: Stage
    scheme: Scheme
    mentions: list[Mention] = field(default_factory=list)
    roles: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    places: list[Mention] = field(default_factory=list)
    days: tuple[str, str] | None = None
    order: str | None = None
    news: bool = False
    about: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    incident_id: str | None = None

    @property
    def reports(self) -> set[str]:
        return {mention.row["report_id"] for mention in self.mentions}

    @property
    def series(self) -> bool:
        """Many happenings that no report tells one by one."""
        return self.family != self.stage.family

    @property
    def published(self) -> str | None:
        return min((m.published for m in self.mentions if m.published), default=None)

    def add(self, mention: Mention) -> None:
        self.mentions.append(mention)
        for role, parties in mention.roles.items():
            self.roles[role].update(parties)
        if mention.days:
            self.days = _narrow(self.days, mention.days)
        if mention.stage.placed and (mention.row.get("place") or mention.row.get("country")):
            self.places.append(mention)
        if mention.order in ("earlier", "later"):
            self.order = self.order or mention.order
        self.news |= mention.lead and mention.order != "earlier" and (not mention.days or meet(mention.days, mention.news))

    def fits(self, other: "Mention | Happening", *, dated: bool = True) -> bool:
        """Nothing that the two say of it contradicts: days, parties in their roles, weapon, place."""
        if dated and not self.stage.once and not meet(self.days, other.days):
            return False
        if any(role in self.roles and not self.scheme.agree(set(self.roles[role]), set(p)) for role, p in other.roles.items()):
            return False
        theirs = other.places if isinstance(other, Happening) else [other] if other.stage.placed else []
        return not (self.places and theirs) or any(_near(a.row, b.row) for a in self.places for b in theirs)

    def shared(self, other: "Happening") -> int:
        """How much the two have in common beyond not contradicting each other."""
        parties = sum(len(set(self.roles[role]) & set(p)) for role, p in other.roles.items() if role in self.roles)
        places = {m.row.get("place") for m in self.mentions} & {m.row.get("place") for m in other.mentions} - {None}
        types = {m.row["type"] for m in self.mentions} & {m.row["type"] for m in other.mentions}
        return 2 * parties + 2 * len(places) + len(types)


def _narrow(ours: tuple[str, str] | None, theirs: tuple[str, str]) -> tuple[str, str]:
    """What both allow; where nothing is left they disagree, and the narrower stands."""
    if not ours:
        return theirs
    both = max(ours[0], theirs[0]), min(ours[1], theirs[1])
    return both if both[0] <= both[1] else min(ours, theirs, key=lambda days: (length(days), days))


def _near(ours: dict, theirs: dict) -> bool:
    """Two places can be one: a country is unknown or shared and, where both are points within it, they are close."""
    if not (names(ours.get("country")) & names(theirs.get("country"))):
        return not (ours.get("country") and theirs.get("country"))
    points = [r for r in (ours, theirs) if r.get("lat") is not None and r.get("lon") is not None and r.get("place") != r.get("country")]
    if len(points) < 2 or ours.get("place") == theirs.get("place"):
        return True
    north, east = points[0]["lat"] - points[1]["lat"], points[0]["lon"] - points[1]["lon"]
    return (north**2 + (east * 0.7) ** 2) ** 0.5 * 111 <= KM_APART


# ---------------------------------------------------------------- within a report
def _tell_apart(mentions: Sequence[Mention], scheme: Scheme) -> list[Happening]:
    """The happenings of one report. Negated mentions ("no casualties") and attached ones belong to a happening but make none."""
    told: dict[str, list[Happening]] = defaultdict(list)
    for mention in mentions:
        here = told[mention.family]
        pointless = mention.stage.attached and not (mention.definite or mention.days)
        chosen = None if pointless else _choose(mention, [h for h in here if h.fits(mention)])
        if chosen is None:
            if mention.row["modality"] == "negated" or mention.stage.attached:
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
            marked = marked or news or fit[:1]
        if mention.order == "earlier":
            marked = marked or [h for h in fit if not h.news and (h.days or not mention.days)]
        return marked[-1] if marked else None
    if mention.days:
        dated = [h for h in fit if h.days]
        open_ = same or (news if meet(mention.days, mention.news) else [])
        return (dated or open_ or [None])[-1]
    if same:
        return same[-1]
    if mention.stage.kind == "stages":
        recent = [h for h in fit if mention.sentence - h.mentions[-1].sentence <= (2 if mention.definite else 0)]
        return (recent or news or fit or [None])[-1]
    current = [h for h in fit if not h.days or meet(h.days, mention.news)]
    return (news or current or [None])[-1]


# ---------------------------------------------------------------- over all reports
def _gather(happenings: list[Happening]) -> list[Happening]:
    """Joins the happenings of all reports: the best dated first, so that the result does not hang on the order of reports."""
    index: dict[tuple, list[Happening]] = defaultdict(list)
    incidents = []
    for happening in sorted(happenings, key=_certainty):
        chosen = _join(happening, index) or _war(happening, incidents)
        if chosen is None:
            incidents.append(chosen := Happening(happening.family, happening.stage, happening.scheme))
        chosen.about |= happening.about
        chosen.notes += happening.notes
        for mention in happening.mentions:
            chosen.add(mention)
        for key in _keys(happening, 0):
            if chosen not in index[key]:
                index[key].append(chosen)
    return incidents


def _certainty(h: Happening) -> tuple:
    first = min((m.row["report_id"], m.row["start"], m.row["event_id"]) for m in h.mentions)
    width = length(h.days) if h.days else 0
    rank = 0 if h.days and width <= 31 else 1 if not h.days and h.news else 2
    return rank, width, h.published or "9999", first


def _keys(h: Happening, back: int) -> Iterator[tuple]:
    """Where in the index a happening stands, nearest day first; an undated one stands on the days of its news."""
    if h.about:
        yield from ((h.family, party, about) for party in sorted(h.roles["source"]) for about in sorted(h.about))
    if h.stage.once:
        yield (h.family,)
    elif h.days and length(h.days) <= 31:
        yield from ((h.family, shift(h.days[1], -n)) for n in range(length(h.days) + 1))
    elif last := (h.days[1] if h.days else h.published):
        yield from ((h.family, shift(last, -n)) for n in range(max(back, NEWS_DAYS) + 1))
    else:
        yield from ((h.family, "undated", party) for party in sorted(h.roles.get("attacker") or h.roles.get("source") or ()))


def _join(h: Happening, index: dict) -> Happening | None:
    """The incident, of those on its days, that shares most with a happening; the nearest day wins, silence does not join."""
    loose = not h.days and h.stage.kind != "single"
    seen: set[int] = set()
    for key in _keys(h, BACK_DAYS if loose else 0):
        fit = []
        for incident in index.get(key, ()):
            if id(incident) in seen:
                continue
            seen.add(id(incident))
            apart = h.reports & incident.reports and h.stage.kind != "standing"
            if not apart and incident.fits(h, dated=len(key) == 2) and not _ordered_apart(h, incident):
                fit.append((incident.shared(h), incident))
        fit = [(share, incident) for share, incident in fit if share >= 2 or (len(fit) == 1 and h.days and share)]
        if fit:
            return max(fit, key=lambda pair: pair[0])[1]
    return None


def _war(h: Happening, incidents: Sequence[Happening]) -> Happening | None:
    """An undated attack that is not the news, by a party that began a war on its target, is that war."""
    attackers, victims = set(h.roles.get("attacker", ())), set(h.roles.get("victim", ()))
    if h.days or h.news or not (attackers and victims) or h.stage.once:
        return None
    wars = [war for war in incidents if war.stage.once and attackers & set(war.roles["attacker"]) and victims & set(war.roles["victim"])]
    return wars[0] if wars else None


def _ordered_apart(ours: Happening, theirs: Happening) -> bool:
    """One is told as the first and the other as a later one, and no date says that they are the same."""
    return {ours.order, theirs.order} == {"earlier", "later"} and not (ours.days and theirs.days)


# ---------------------------------------------------------------- denials
def _denials(mentions: Sequence[Mention], owner: dict[str, Happening], number: dict[int, str], scheme: Scheme) -> list[Happening]:
    """The denials of one report: one party, about the same incidents or in neighbouring sentences, denies once."""
    denied = [(m.sentence, number[id(owner[m.row["event_id"]])]) for m in mentions if m.row["event_id"] in owner and m.row["modality"] == "denied"]
    told: list[Happening] = []
    for mention in (m for m in mentions if m.family == "denial"):
        same = {incident for sentence, incident in denied if sentence == mention.sentence}
        about = same or {incident for sentence, incident in denied if sentence == mention.sentence + 1}
        near = [h for h in told if h.fits(mention) and (h.about & about or mention.sentence - h.mentions[-1].sentence <= 2)]
        if not near:
            told.append(Happening(mention.family, mention.stage, scheme))
        chosen = near[-1] if near else told[-1]
        chosen.add(mention)
        chosen.about |= about
    return told


def _denies_many(mention: Mention) -> bool:
    victims = names(mention.row.get("target_party"))
    return mention.row["modality"] == "denied" and mention.stage.kind == "stages" and len(victims) > 1 and mention.family.endswith("series")


def _left_over(mention: Mention, incidents: Sequence[Happening], scheme: Scheme) -> Happening | None:
    """What only a denial tells: of several targets denied at once, those that no incident of the same attacker has."""
    targets = names(mention.row.get("target_party"))
    attackers = mention.roles.get("attacker", set())
    known = [h for h in incidents if h.family == mention.stage.family and scheme.agree(set(h.roles["attacker"]), attackers)]
    hit = {party for h in known for m in h.mentions for party in names(m.row.get("country")) | set(h.roles["victim"])}
    if not (rest := targets - hit):
        return None
    happening = Happening(mention.stage.family, mention.stage, scheme)
    happening.add(replace(mention, family=mention.stage.family, roles={**mention.roles, "victim": rest}))
    happening.notes.append(f"known only from a denial, beside {', '.join(sorted(targets - rest)) or 'no other target'}")
    return happening


# ---------------------------------------------------------------- the tables
def find(
    events: Sequence[dict],
    sentences: Sequence[dict],
    reports: Sequence[dict],
    *,
    codebook: Mapping[str, list[dict]],
    times: Sequence[dict] = (),
) -> tuple[list[dict], list[dict]]:
    """(the event rows with `incident_id` filled, rows of `incidents`), from the rows of all reports.

    A hypothetical mention is of no incident; nor is one of many happenings at once ("both missiles", "attacks in the
    region" that nothing dates), whose `why_empty` then names them. `earliest` is null where no mention is dated;
    `latest` is then the first publication. `times`, if given, lets "Monday's missile" date what is said of it.
    """
    scheme, published = Scheme(codebook), {report["report_id"]: report.get("published") for report in reports}
    by_report = [_by(rows) for rows in (events, sentences, times)]
    mentions = {
        report: read(rows, by_report[1].get(report, []), by_report[2].get(report, []), published.get(report), scheme)
        for report, rows in sorted(by_report[0].items())
    }
    wide = [m for told in mentions.values() for m in told if _denies_many(m)]
    single = [[m for m in told if m.order != "several" and m.family != "denial" and not _denies_many(m)] for told in mentions.values()]
    incidents = _gather([h for told in single for h in _tell_apart(told, scheme)])
    incidents += _gather([h for m in wide if (h := _left_over(m, incidents, scheme))])
    owner = {m.row["event_id"]: h for h in incidents for m in h.mentions}
    number = {id(h): f"{n:06}" for n, h in enumerate(incidents)}
    incidents += _gather([h for told in mentions.values() for h in _denials(told, owner, number, scheme)])
    _name(incidents)
    twins = {report["report_id"] for report in reports if report.get("duplicate_of")}
    ids = {m.row["event_id"]: h.incident_id for h in incidents for m in h.mentions}
    rows = [_row(h, twins) for h in sorted(incidents, key=lambda h: (h.days or ("9999", ""), h.incident_id))]
    return [{**row, "incident_id": ids.get(row["event_id"])} for row in events], rows


def _by(rows: Iterable[dict]) -> dict[str, list[dict]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["report_id"]].append(row)
    return grouped


def _parties(h: Happening, role: str | None) -> list[str]:
    """The parties in a role, those that at least a third of the mentions of the commonest one name."""
    counts = h.roles.get(role, {}) if role else {}
    return sorted(party for party, n in counts.items() if 3 * n >= max(counts.values()))


def _actors(h: Happening) -> tuple[list[str], list[str]]:
    """Who acts and who is acted on."""
    lead = _lead(h)
    if lead.stage.kind != "stages":
        return _parties(h, "source"), _parties(h, "target")
    return _parties(h, "attacker") or _parties(h, lead.stage.source), _parties(h, "victim")


def _lead(h: Happening) -> Mention:
    """A mention of the leading stage."""
    return min(h.mentions, key=lambda m: (m.stage.rank, m.row["type"], m.row["event_id"]))


def _slug(words: Iterable[str]) -> str:
    return "-".join(re.sub(r"\W+", "-", word).strip("-") for word in words).lower()


def _name(incidents: Sequence[Happening]) -> None:
    """Ids from date, kind and parties; only where two would be the same, the place or a number follows."""
    stems = defaultdict(list)
    for h in incidents:
        day = h.days[0] if h.days else f"by-{h.published}" if h.published and not h.series else "undated"
        source, target = _actors(h)
        stems["_".join(filter(None, (day, _slug([h.family]), _slug(source), _slug(target))))].append(h)
    for stem, same in stems.items():
        places = [_slug([_place(h).get("place") or ""]) for h in same]
        for n, (h, place) in enumerate(zip(same, places, strict=True), 1):
            own = place if place and places.count(place) == 1 else str(n)
            h.incident_id = stem if len(same) == 1 else f"{stem}_{own}"


def _place(h: Happening) -> dict:
    """The row that gives the most specific place: a point that is not a whole country, of the leading stage, most often."""
    rows = [m for m in h.mentions if m.row.get("place")]
    count = Counter(m.row["place"] for m in rows)
    exact = lambda m: m.row["place"] != m.row.get("country") and m.row.get("lat") is not None  # noqa: E731
    return min(rows, key=lambda m: (not exact(m), -count[m.row["place"]], m.stage.rank, m.row["event_id"])).row if rows else {}


def _status(h: Happening) -> str:
    said = {m.row["modality"] for m in h.mentions}
    if "denied" in said:
        return "disputed" if said & {"asserted", "attributed"} else "denied_only"
    return "asserted" if said & {"asserted", "negated"} else "attributed"


def _tells_best(h: Happening) -> dict:
    """The mention of the leading stages that gives most: in the report's voice, dated, placed, with its parties, neither short nor long."""
    given = ("source_party", "target_party", "place", "earliest", "number")

    def worth(m: Mention) -> tuple:
        row = m.row
        return (
            row["modality"] in ("asserted", "attributed"),
            sum(bool(row.get(key)) for key in given) + (40 <= len(row["text"]) <= 200) - m.stage.rank / 10,
            -len(row["text"]),
        )

    return max(sorted(h.mentions, key=lambda m: m.row["event_id"], reverse=True), key=worth).row


def _row(h: Happening, twins: set[str]) -> dict:
    lead, place, (source, target) = _lead(h), _place(h), _actors(h)
    return {
        "incident_id": h.incident_id,
        "type": lead.row["type"],
        "stages": "; ".join(t for _, t in sorted({(m.stage.rank, m.row["type"]) for m in h.mentions})),
        "what": _tells_best(h)["text"],
        "earliest": h.days and h.days[0],
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
        parts.append("parties agree: " + " > ".join(filter(None, ("; ".join(source), "; ".join(target)))) if source or target else "no party contradicts")
    parts.append(_dating(h))
    return "; ".join(parts + h.notes) + "."


def _dating(h: Happening) -> str:
    dated = sorted({m.row["report_id"] for m in h.mentions if m.days})
    silent = sorted(h.reports - set(dated))
    if h.series and not h.days:
        return "told as a series, without a day"
    if not h.days:
        return f"no report gives its day, only that it is not after {h.published}" if h.published else "nothing dates it"
    apart = not all(meet(h.days, m.days) for m in h.mentions)
    day = h.days[0] if h.days[0] == h.days[1] else f"{h.days[0]} to {h.days[1]}"
    news = any(m.lead for m in h.mentions if m.row["report_id"] in silent)
    more = f"; {', '.join(silent)} give{'s' * (len(silent) == 1)} no date and {'tell it as the news' if news else 'fit it'}" if silent else ""
    return f"{day} is {'the narrowest of dates that disagree, in' if apart else 'what is left by the dates in'} {', '.join(dated)}{more}"
