"""Rules and measures: what an entry of the codebook finds in the facts, as items that count."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.tolls import casualties
from analysis.indicators.facts import COUNTED, Facts, between, cameo_class
from analysis.mentions import names

WORDED = {"with", "without", "disputed", "named", "addressed", "terms", "unless"}  # asked of the words
SIDED = {"between", "territory", "source", "target"}  # asked of parties and ground
NEVER = "hypothetical"  # whatever a rule asks for
OWN = {
    "types",
    "acts",
    "terms",
    "unless",
    "levels",
    "quad",
    "or",
    "named",
    "addressed",
    "with",
    "without",
    "disputed",
}  # of a part of a rule


class Item(NamedTuple):
    """One mention or statement that an indicator rests on; `unit` is what it is counted as, `amount` how much."""

    day: str
    unit: str
    amount: float
    row: Mapping
    modality: str
    incident: Mapping | None = None
    under: frozenset[str] = frozenset(("both", "cameo", "plover"))  # counted with both schemes, and with one alone
    without: tuple[tuple[str, str, float], ...] = ()  # (report or origin, which, the amount without it)


# ---------------------------------------------------------------- rules
def items(rule: Mapping, facts: Facts) -> Iterator[Item]:
    """What a rule of the codebook finds, over all days; the parts of `or` share its measure and its parties."""
    shared = {key: value for key, value in rule.items() if key not in OWN}
    speaks = any("acts" in part for part in (rule, *rule.get("or", ())))
    for part in (rule, *({**shared, **part} for part in rule.get("or", ()))):
        if "acts" in part:
            yield from _spoken(part, facts)
        yield from _happened(part, facts, speaks)


def _spoken(rule: Mapping, facts: Facts) -> Iterator[Item]:
    measure, _ = MEASURES[rule.get("measure", "count")]
    worded, allied = rule.keys() & {"types", *WORDED}, _allied(rule, facts)
    for row, day, unit in facts.utterances if "any" in rule["acts"] else facts.spoken(rule["acts"]):
        if (allied is None or row.get("party") in allied) and (not worded or facts.words.fits(rule, row, None)):
            for own, amount in measure(rule, row, None, day, facts):
                yield Item(day, own or unit, amount, row, "attributed" if row.get("relayed_by") else "asserted")


def _happened(rule: Mapping, facts: Facts, speaks: bool) -> Iterator[Item]:
    measure, _ = MEASURES[rule.get("measure", "count")]
    levels = (type_ for level in rule.get("levels", ()) for type_ in level.get("types", ()))
    types = rule.get("types") or (facts.events if "quad" in rule else sorted(set(levels)))
    counted, quad = {*rule.get("modalities", COUNTED), "denied"} - {NEVER}, rule.get("quad")
    worded, sided, asked = rule.keys() & WORDED, rule.keys() & SIDED, {**rule, "types": types}
    coded = facts.events if quad is None else facts.coded[quad]
    for event, incident, day in (fact for type_ in types for fact in coded.get(type_, ())):
        if event["modality"] not in counted:
            continue
        under = _under(event.get("cameo"), event.get("plover"), event.get("quad"), quad)
        fits = under and (not worded or facts.words.fits(asked, event, incident))
        if fits and (not sided or _concerns(rule, event, incident, facts)):
            modality = "denied" if incident["status"] == "denied_only" else event["modality"]
            said = facts.utterance(event) if speaks else None
            for unit, amount in measure(rule, event, incident, day, facts):
                own = unit or (said[1] if said else incident["incident_id"])
                without = facts.gaps[incident["incident_id"]][1] if measure is _gap else ()
                yield Item(said[0] if said else day, own, amount, event, modality, incident, under, without)


@lru_cache(maxsize=4096)
def _under(cameo: str | None, plover: str | None, quad: int | None, asked: int | None) -> frozenset[str]:
    """The coding schemes under which a mention with these codes counts.

    A type that only one scheme codes is lost without it; one that neither codes hangs on neither. The quad class of an
    event is PLOVER's; CAMEO's is that of its root code.
    """
    if asked is None:
        return frozenset(
            ("both", *(("cameo",) if cameo or not plover else ()), *(("plover",) if plover or not cameo else ()))
        )
    own, other = quad == asked, (cameo_class(cameo) if cameo else quad) == asked
    return frozenset((*(("both", "plover") if own else ()), *(("cameo",) if other else ())))


def _allied(rule: Mapping, facts: Facts, side: str = "source") -> set[str] | None:
    """The alliance that the rule asks for on a side, with its members; None if it asks for none."""
    alliance = rule.get(side)
    if not alliance:
        return None
    return {alliance} | (set() if rule.get("itself") else facts.scheme.members.get(alliance, set()))


def _concerns(rule: Mapping, event: Mapping, incident: Mapping, facts: Facts) -> bool:
    """The parties and the ground are those that the rule asks for: of an alliance, or opponents."""
    sources, targets = names(incident.get("source_party")), names(incident.get("target_party"))
    if rule.get("between") == "opponents" and not any(
        frozenset((s, t)) in facts.opponents for s in sources for t in targets
    ):
        return False
    if alliance := rule.get("territory"):
        name = incident["incident_id"]
        ground = names(event.get("country")) - names(event.get("source_party")) or facts.ground.get(name) or targets
        if not (ground | facts.owners.get(name, set())) & facts.scheme.members.get(alliance, set()):
            return False
    for side, parties in (("source", sources), ("target", targets or names(event.get("country")))):
        allied = _allied(rule, facts, side)
        if allied is not None and parties.isdisjoint(allied):
            return False
    return True


# Each measure gives (unit, amount) of a mention; without a unit it is the incident or utterance itself.
def _count(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(None, 1)]


def _people(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    figure = casualties(dict(row))
    return [(None, float(figure))] if figure.isdigit() else []


def _level(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    fit = [level["level"] for level in rule["levels"] if facts.words.fits(level, row, incident)]
    return [("level", max(fit))] if fit else []


def _least(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    """The deepest that each report tells of each incident; the least of them is the value."""
    return [
        (f"{incident['incident_id']}|{row['report_id']}", level) for _, level in _level(rule, row, incident, day, facts)
    ]


def _overflown(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    parties = names(incident.get("source_party")) | names(incident.get("target_party"))
    return [(name, 1) for name in sorted(names(row.get("country")) - parties)]


def _addressees(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(party, 1) for party in sorted(names(row.get("target_party")) - names(row.get("source_party")))]


def _actors(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(party, 1) for party in sorted(names(incident.get("source_party")))]


def _hit(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(party, 1) for party in sorted(facts.hit(incident))]


def _new_parties(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    denied = incident["status"] == "denied_only"
    parties = names(incident.get("source_party")) | facts.hit(incident)
    return [
        (party, 1)
        for party in sorted(parties)
        if (party not in facts.first if denied else facts.first.get(party) == day)
    ]


def _bodies(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    body = row.get("institution") or row.get("speaker") or row.get("party")
    return [(body, 1)] if body else []


def _scopes(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(scope.entry["code"], 1) for scope in facts.scopes.find(row["text"])]


def _repeats(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(None, 1)] if (row["report_id"], row.get("statement_id")) in facts.repeated else []


def _share(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(None, float(row["type"] in rule["of"]))]


def _gap(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    name = incident["incident_id"]
    return [(name, float(facts.gaps[name][0]))] if name in facts.gaps else []


def _since(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    """Days since the attacked last warned the attacker, if that is not too long ago."""
    last = ""
    for pair in ((t, s) for t in facts.hit(incident) for s in names(incident.get("source_party"))):
        days = facts.warned.get(pair, [])
        if earlier := bisect_left(days, day):
            last = max(last, days[earlier - 1])
    near = last and incident.get("earliest") and between(last, day) <= rule["within"]
    return [(None, float(between(last, day)))] if near else []


def _sequence(rule, row, incident, day, facts) -> list[tuple[str | None, float]]:
    return [(None, 1) for _ in _since(rule, row, incident, day, facts)]


# How the amounts of units make a value (sum, least, mean), and whether nothing left is 0 rather than unknown.
MEASURES: dict[str, tuple[Callable, tuple[str, bool]]] = {
    "count": (_count, ("sum", True)),
    "people": (_people, ("sum", False)),
    "level": (_level, ("sum", False)),
    "least_level": (_least, ("least", False)),
    "overflown": (_overflown, ("sum", True)),
    "addressees": (_addressees, ("sum", True)),
    "actors": (_actors, ("sum", True)),
    "hit": (_hit, ("sum", True)),
    "new_parties": (_new_parties, ("sum", True)),
    "bodies": (_bodies, ("sum", True)),
    "scopes": (_scopes, ("sum", True)),
    "repeats": (_repeats, ("sum", True)),
    "share": (_share, ("mean", False)),
    "gap": (_gap, ("least", False)),
    "since": (_since, ("least", False)),
    "sequence": (_sequence, ("sum", True)),
}
MERGED = {"count", "people", "repeats", "share", "sequence"}  # measures whose units are merged from several reports
