"""Facts: what the rules of indicators ask for, gathered once from the rows of all reports that count."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from math import inf

from analysis import names as named
from analysis.denials import Scopes
from analysis.mentions import Scheme, names
from analysis.terms import AnyCase

COUNTED = ("asserted", "attributed")
LONGEST = 7  # an incident whose day is known to no more than this many days is put on none
NESTED = 8  # statements that begin before a word and may hold it
RUN = 4  # words in a row that make a stock phrase, at least two of them no short words
SHORT = 5
CAMEO_CLASSES = (5, 8, 13)  # last root code of quad classes 1 to 3, as in GDELT
Told = Mapping[tuple[str, int], tuple[str, str]]


class Words:
    """The terms of rules, compiled; {party} stands for any name of a party."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        self.codebook, self.known = codebook, {}
        facility = next(
            (entry["terms"] for entry in codebook.get("things", ()) if entry["code"] == "facility"), ["base"]
        )
        self.facility = re.compile(rf"\b(?:{'|'.join(facility)})s?\b", re.IGNORECASE)

    @cached_property
    def _party(self) -> str:
        columns = ("name", "aliases", "demonyms", "metonyms")
        terms = {
            term
            for entry in self.codebook["parties"]
            for column in columns
            for term in entry[column].split("|")
            if term
        }
        return (
            "(?-i:(?:the )?(?:" + "|".join(sorted(map(re.escape, terms), key=lambda term: (-len(term), term))) + r")\b)"
        )

    def found(self, terms: Sequence[str], text: str) -> bool:
        key = tuple(terms)
        if key not in self.known:
            pattern = "|".join(key)
            named = pattern.replace("{party}", self._party) if "{party}" in pattern else None
            self.known[key] = re.compile(named, re.IGNORECASE) if named else AnyCase(pattern)
        return self.known[key].search(text) is not None

    def fits(self, rule: Mapping, row: Mapping, incident: Mapping | None) -> bool:
        """The words and the incident are as a rule, a level or a rung asks (codebooks/indicators.yaml)."""
        text, stages = row["text"], names(incident.get("stages")) if incident else frozenset()
        return (
            ("types" not in rule or row.get("type") in rule["types"])
            and ("with" not in rule or not stages.isdisjoint(rule["with"]))
            and stages.isdisjoint(rule.get("without", ()))
            and not (rule.get("disputed") and (not incident or incident["status"] != "disputed"))
            and not (
                rule.get("named")
                and not (row.get("party") or row.get("target_party") or (incident or {}).get("source_party"))
            )
            and not (rule.get("addressed") and not names(row.get("target_party")) - names(row.get("source_party")))
            and ("terms" not in rule or self.found(rule["terms"], text))
            and not ("unless" in rule and self.found(rule["unless"], text))
        )

    def owners(self, event: Mapping) -> set[str]:
        """Whose base it is, where the words for what is hit say so: the British base on the island."""
        words = event.get("target_text") or ""
        facility = self.facility.search(words)
        found = named.parties(self.codebook).find(words[: facility.start()]) if facility else ()
        return {known.party for _, _, known in found if known}


@dataclass
class Facts:
    """What the rules ask for, of the reports that count."""

    rows: Sequence[Mapping]
    said: Sequence[Mapping]
    incidents: Sequence[Mapping]
    kept: Mapping[str, str | None]
    codebook: Mapping[str, list[dict]]
    entries: Sequence[Mapping]
    origin: Callable[[Mapping], str | None]
    events: dict[str, list[tuple[Mapping, Mapping, str]]] = field(default_factory=lambda: defaultdict(list))  # by type
    reports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of an incident
    origins: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    ground: dict[str, set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )  # countries in which an incident is told
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # of the base that it hits
    first: dict[str, str] = field(default_factory=dict)  # party -> first day in material conflict
    opponents: set[frozenset[str]] = field(default_factory=set)
    warned: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))  # days, in order

    def __post_init__(self):
        self.scheme, self.words, self.scopes = Scheme.of(self.codebook), Words(self.codebook), Scopes(self.codebook)
        by_id = _dated(self.incidents, self.scheme)
        told = {}
        for event in self.rows:
            if (known := by_id.get(event.get("incident_id"))) and event["report_id"] in self.kept:
                incident, day = known
                self.events[event["type"]].append((event, incident, day))
                if event["modality"] in COUNTED and incident["status"] != "denied_only":
                    told[incident["incident_id"]] = (day, incident)
                    self._note(event, incident)
        in_order = sorted(told.values(), key=lambda row: (row[0], row[1]["incident_id"]))
        for day, incident in in_order:
            if self._material(incident):
                self._oppose(day, incident)
        self.gaps = _gaps(in_order, self)
        self.utterances = _utterances(self.said, self.kept, self._told())
        self.repeated = _repeated(self.utterances, {act for rule in self._rules("repeats") for act in rule["acts"]})
        self._warnings()

    def _rules(self, measure: str) -> list[Mapping]:
        return [entry["rule"] for entry in self.entries if entry["rule"].get("measure") == measure]

    def _material(self, incident: Mapping) -> bool:
        """It holds a stage of quad class 4 of a composite: a deed of material conflict, no measure of one's own."""
        types = names(incident.get("stages")) | {incident["type"]}
        return self.scheme.stage(incident["type"]).kind == "stages" and bool(types & self.quads[4])

    @cached_property
    def quads(self) -> dict[int, set[str]]:
        classes = defaultdict(set)
        for entry in self.codebook["events"]:
            classes[entry.get("quad")].add(entry["code"])
        return classes

    @cached_property
    def coded(self) -> dict[int | None, dict[str, list[tuple[Mapping, Mapping, str]]]]:
        """Quad class -> the events, by type, that one of the coding schemes puts there."""
        classes = defaultdict(lambda: defaultdict(list))
        for type_, told in self.events.items():
            for fact in told:
                own, cameo = fact[0].get("quad"), fact[0].get("cameo")
                for quad in {own, cameo_class(cameo) if cameo else own}:
                    classes[quad][type_].append(fact)
        return classes

    def _note(self, event: Mapping, incident: Mapping) -> None:
        name = incident["incident_id"]
        self.reports[name].add(event["report_id"])
        self.origins[name].add(self.origin(event))
        if self.scheme.stage(event["type"]).kind == "stages":
            self.ground[name] |= names(event.get("country")) - names(event.get("source_party"))
            self.owners[name] |= self.words.owners(event)

    def other_origin(self, row: Mapping) -> str | None:
        """The first source of a row that it can lack; who speaks cannot be left out of what he says himself."""
        key, speaks = self.origin(row), row.get("party")
        if "modality" in row:
            deed = row.get("quad") in (2, 4) or self.scheme.stage(row["type"]).kind == "stages"
            speaks = None if deed else row.get("source_party")
        return None if key in names(speaks) else key

    def _told(self) -> dict[tuple[str, int], tuple[str, str]]:
        """(report, place of a reporting word) -> day and incident that the word tells: it warned them on Saturday."""
        dated = (fact for facts in self.events.values() for fact in facts if fact[1].get("earliest"))
        return {
            (event["report_id"], event["trigger_start"]): (day, incident["incident_id"])
            for event, incident, day in dated
            if "trigger_start" in event
        }

    @cached_property
    def _by_act(self) -> dict[str | None, list[int]]:
        by_act = defaultdict(list)
        for number, (row, _, _) in enumerate(self.utterances):
            by_act[row.get("act")].append(number)
        return by_act

    def spoken(self, acts: Iterable[str]) -> Iterator[tuple[Mapping, str, str]]:
        """The utterances in which one of these acts is done, in their order."""
        numbers = chain.from_iterable(self._by_act.get(act, ()) for act in set(acts))
        return map(self.utterances.__getitem__, sorted(numbers))

    def hit(self, incident: Mapping) -> set[str]:
        """The parties acted on, owners of bases among them."""
        return names(incident.get("target_party")) | self.owners.get(incident["incident_id"], set())

    def _oppose(self, day: str, incident: Mapping) -> None:
        sources, targets = names(incident.get("source_party")), self.hit(incident)
        self.opponents |= {frozenset((s, t)) for s in sources for t in targets if s != t}
        for party in sources | targets:
            self.first.setdefault(party, day)

    def _warnings(self) -> None:
        wanted = {
            type_ for measure in ("sequence", "since") for rule in self._rules(measure) for type_ in rule["after"]
        }
        for type_ in sorted(wanted):
            for event, incident, day in self.events.get(type_, ()):
                if event["modality"] in COUNTED:
                    for s in names(incident.get("source_party")):
                        for t in names(incident.get("target_party")) | names(event.get("target_party")):
                            self.warned[s, t].append(day)
        for days in self.warned.values():
            days.sort()

    @cached_property
    def _by_report(self) -> dict[str, tuple[list[int], list[tuple]]]:
        by_report = defaultdict(list)
        for row, day, unit in self.utterances:
            by_report[row["report_id"]].append((row["start"], row["end"], row.get("cue_start"), day, unit))
        ordered = {report: sorted(rows, key=lambda row: row[:2]) for report, rows in by_report.items()}
        return {report: ([row[0] for row in rows], rows) for report, rows in ordered.items()}

    @cached_property
    def _by_cue(self) -> dict[tuple[str, int | None], tuple[str, str]]:
        return {(row["report_id"], row.get("cue_start")): (day, unit) for row, day, unit in self.utterances}

    def utterance(self, event: Mapping) -> tuple[str, str] | None:
        """Day and unit of the utterance whose reporting word, or whose words, an event is."""
        report, at = event["report_id"], event.get("trigger_start") or event["start"]
        if (report, at) in self._by_cue:
            return self._by_cue[report, at]
        starts, rows = self._by_report.get(report, ([], []))
        last = bisect_right(starts, at)
        return next(
            ((day, unit) for _, end, _, day, unit in reversed(rows[max(0, last - NESTED) : last]) if at < end), None
        )


def cameo_class(code: str) -> int:
    return bisect_left(CAMEO_CLASSES, int(code[:2])) + 1


def between(first: str, last: str) -> int:
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def counted(
    events: Iterable[Mapping], incidents: Iterable[Mapping], reports: Iterable[Mapping], scheme: Scheme
) -> Iterator[tuple[Mapping, Mapping, str]]:
    """Event, incident and day of each asserted or attributed mention of an incident that has a day and is known from
    more than a denial, in a report that is no duplicate."""
    by_id = _dated((incident for incident in incidents if incident["status"] != "denied_only"), scheme)
    kept = {report["report_id"] for report in reports if not report.get("duplicate_of")}
    for event in events:
        known = by_id.get(event.get("incident_id"))
        if known and event["report_id"] in kept and event["modality"] in COUNTED:
            yield event, *known


def _dated(incidents: Iterable[Mapping], scheme: Scheme) -> dict[str, tuple[Mapping, str]]:
    """Those that are counted on a day, each with it, by their ids."""
    days = ((incident, day_of(incident, scheme)) for incident in incidents)
    return {incident["incident_id"]: (incident, day) for incident, day in days if day}


def day_of(incident: Mapping, scheme: Scheme) -> str | None:
    """The day an incident is counted on: its own (the last it can be) or, where it is told without one, the first day
    that it is reported; an attack that no report dates is on no day, but what only a denial tells is on the day of
    the denial."""
    first, last = incident.get("earliest"), incident.get("latest")
    dated = first or incident["status"] == "denied_only"
    if not dated and scheme.composites.get(scheme.stage(incident["type"]).family, {}).get("of_a_day"):
        return None
    return last and last[:10] if not (first and last) or between(first, last) <= LONGEST else None


def _said(row: Mapping, published: str | None) -> str | None:
    first, last = row.get("said_earliest"), row.get("said_latest") or published
    return last and last[:10] if not (first and last) or between(first, last) <= LONGEST else None


def _utterances(
    statements: Iterable[Mapping], kept: Mapping[str, str | None], told: Told
) -> list[tuple[Mapping, str, str]]:
    """(statement, day, unit) of what was spoken aloud; one utterance is of one day, the first that its reports allow.

    What a report only sums up has day and unit of the incident that the reporting word tells, if that is dated.
    """
    found, days = [], {}
    for row in (row for row in statements if row["report_id"] in kept and row.get("spoken") is not False):
        day, known = _said(row, kept[row["report_id"]]), told.get((row["report_id"], row.get("cue_start")))
        if known and row.get("kind") != "direct" and (not row.get("said_earliest") or day == known[0]):
            day, unit = known
        else:
            unit = (
                row.get("utterance_id")
                or f"{row.get('party') or row.get('speaker') or row['statement_id']}|{row.get('act')}|{day}"
            )
        if day:
            found.append((row, unit))
            days[unit] = min(day, days.get(unit, day))
    return [(row, days[unit], unit) for row, unit in found]


def _repeated(utterances: Iterable[tuple[Mapping, str, str]], acts: set[str]) -> set[tuple[str, str]]:
    """The statements that repeat a run of words of the same party on an earlier day."""
    first, repeats = {}, set()
    for row, day, _ in sorted(utterances, key=lambda told: (told[1], told[0]["statement_id"])):
        if row.get("act") in acts and row.get("party"):
            tokens = re.findall(r"[^\W\d_]+", row["text"].lower())
            runs = [tuple(tokens[n : n + RUN]) for n in range(len(tokens) - RUN + 1)]
            for run in (run for run in runs if sum(len(word) > SHORT for word in run) > 1):
                if first.setdefault((row["party"], run), day) < day:
                    repeats.add((row["report_id"], row["statement_id"]))
    return repeats


def _gaps(told: Iterable[tuple[str, Mapping]], facts: Facts) -> dict[str, tuple[int, tuple]]:
    """Incident -> days since the attack before it by one attacker on one target, and what they are without the only
    report or origin that tells that one."""
    gaps: dict[str, tuple[int, tuple]] = {}
    pairs: dict[tuple[str, str], list[tuple[str, dict[str, set]]]] = defaultdict(list)
    for day, incident in told:
        if facts.scheme.stage(incident["type"]).kind != "stages" or not incident.get("earliest"):
            continue
        name = incident["incident_id"]
        for pair in ((s, t) for s in names(incident.get("source_party")) for t in names(incident.get("target_party"))):
            before = [attack for attack in pairs[pair][-3:] if attack[0] < day]
            if before and between(before[-1][0], day) < gaps.get(name, (inf, ()))[0]:
                longer = float(between(before[-2][0], day)) if before[1:] else inf
                sole = [
                    (kind, key, longer) for kind, keys in before[-1][1].items() if len(keys) == 1 for key in keys if key
                ]
                gaps[name] = (between(before[-1][0], day), tuple(sole))
            if not pairs[pair] or pairs[pair][-1][0] != day:
                pairs[pair].append((day, {"report": set(), "origin": set()}))
            pairs[pair][-1][1]["report"].update(facts.reports[name])
            pairs[pair][-1][1]["origin"].update(facts.origins[name])
    return gaps
