"""Discrepancies: values of one attribute of one incident that cannot all hold, across reports and within one.

A denial is no discrepancy but a stance on a claim; that narrators or speakers give different values is, and a report
that gives two. How values compare is the codebook's (codebooks/attributes.yaml, analysis/comparing.py). Works on row
lists; within an incident only the distinct values of one attribute are compared with each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from analysis.comparing import DISTANCE, Lattice, far, lattice
from analysis.mentions import Scheme, is_series, names

SAID = ("asserted", "attributed", "negated")
MOST = 40  # distinct values of one attribute compared with each other: more are of no one happening
GIVERS = 3  # voices named for a value


def find(
    attributes: Sequence[dict], incidents: Sequence[dict], reports: Sequence[dict], *, codebook: Mapping[str, list[dict]]
) -> list[dict]:
    """Rows of `discrepancies`: one an incident and attribute, with the values that take part in a contradiction.

    A series of happenings, and the dates of what lasts, contradict nothing. Reports with the same text speak once.
    """
    compare, scheme = lattice(codebook), Scheme.of(codebook)
    known = {row["incident_id"]: row for row in incidents}
    twins = {report["report_id"] for report in reports if report.get("duplicate_of")}
    given = defaultdict(list)
    for row in attributes:
        single = row["incident_id"] in known and not is_series(row)
        if single and row["report_id"] not in twins and row.get("modality", "asserted") in SAID:
            given[row["incident_id"], row["attribute"]].append(row)
    rows = []
    for (incident_id, attribute), values in given.items():
        stage, entry = scheme.stage(known[incident_id]["type"]), compare.entries.get(attribute)
        lasts = stage.kind == "standing" and attribute == "date"
        if entry and not lasts and stage.family in entry.get("families", (stage.family,)):
            rows += _contradicted(incident_id, attribute, values, compare)
    counted = {row["incident_id"] for row in rows if row["attribute"] in ("killed", "injured")}
    rows = [row for row in rows if row["attribute"] != "casualties" or row["incident_id"] not in counted]
    rows += _elsewhere(given, compare) + _far_off(given, compare) + _not_the_first(given, known, compare, scheme)
    return sorted(rows, key=lambda row: (row["incident_id"], row["attribute"], row["values"]))


def _contradicted(incident_id: str, attribute: str, rows: list[dict], compare: Lattice) -> list[dict]:
    """At most one row: all values of the attribute that another one excludes."""
    told = _by_value(rows)
    if not 1 < len(told) <= MOST:
        return []
    joint = compare.entries[attribute].get("joint")
    against = [
        (a, b)
        for a, b in combinations(told, 2)
        if compare.relation(attribute, a, b) == "incompatible" and (not joint or _apart(told[a], told[b]))
    ]
    if not against:
        return []
    voices = {value: told[value] for pair in against for value in pair}
    both = [_reports(told[a]) & _reports(told[b]) for a, b in against]
    return [_row(incident_id, attribute, voices, sorted(set().union(*both)), compare.entries[attribute]["why"])]


def _reports(rows: Iterable[dict]) -> set[str]:
    return {row["report_id"] for row in rows}


def _voice(row: dict) -> tuple[str, str | None]:
    return row["report_id"], row.get("given_by")


def _apart(ours: list[dict], theirs: list[dict]) -> bool:
    """No voice gives both side by side, as it does two attackers, or the dead here and the dead there."""
    return not {_voice(row) for row in ours} & {_voice(row) for row in theirs}


# ---------------------------------------------------------------- across attributes
def _elsewhere(given: Mapping, compare: Lattice) -> list[dict]:
    """What is stopped outside a state does not enter it afterwards; whoever says it entered has it stopped elsewhere."""
    rows = []
    for (incident_id, attribute), stopped in given.items():
        entered = [row for row in given.get((incident_id, "entered_airspace"), ()) if row["value"].startswith("entered ")]
        if attribute != "intercepted_at" or not entered:
            continue
        space = compare.entries["intercepted_at"]
        for state in sorted({row["value"].removeprefix("entered ") for row in entered if _overflown(row, stopped, compare)}):
            outside = [row for row in stopped if compare.places(row["value"], state, space) == "incompatible"]
            inside = [row for row in entered if row["value"] == f"entered {state}"]
            if outside:
                voices = _by_value(inside) | {f"stopped at {value}": own for value, own in _by_value(outside).items()}
                within = sorted(_reports(inside) & _reports(outside))
                why = f"can both hold only if it had crossed {state} before it was stopped there"
                rows.append(_row(incident_id, "entered_airspace", voices, within, why))
    return rows


def _overflown(row: dict, stopped: list[dict], compare: Lattice) -> bool:
    """The state is where some say it was stopped: what is only crossed on the way is no end of the flight."""
    state, space = row["value"].removeprefix("entered "), compare.entries["intercepted_at"]
    return any(compare.places(other["value"], state, space) in ("same", "contains") for other in stopped)


def _far_off(given: Mapping, compare: Lattice) -> list[dict]:
    """A distance that the map does not bear out, between the place it is measured from and where the debris fell."""
    rows = []
    for (incident_id, attribute), told in given.items():
        places = [*given.get((incident_id, "debris_at"), ()), *given.get((incident_id, "place"), ())]
        for row in told if attribute == "distance_km" else ():
            own = [place for place in places if place["report_id"] == row["report_id"]]
            km, landmark = DISTANCE.match(row["value"]).groups()
            computed = {place["value"]: compare.kilometres(place["value"], landmark, float(km)) for place in own}
            real = {name: far_ for name, far_ in computed.items() if far_ is not None}
            if real and all(far(float(km), far_, compare.entries[attribute]["tolerance"]) for far_ in real.values()):
                name, far_ = min(real.items(), key=lambda pair: abs(pair[1] - float(km)))
                computed_value = f"{far_:.0f} km from {landmark} to {name} on the map"
                values = {row["value"]: [row], computed_value: [row | {"given_by": "the gazetteer"}]}
                rows.append(_row(incident_id, attribute, values, [], "do not agree"))
    return rows


def _not_the_first(given: Mapping, known: Mapping[str, dict], compare: Lattice, scheme: Scheme) -> list[dict]:
    """A first of an alliance, though the same report tells of an earlier attack by the same party on another member."""
    told = defaultdict(dict)  # report -> incident -> what it says first of it
    for (incident_id, _), values in given.items():
        for row in values:
            told[row["report_id"]].setdefault(incident_id, row)
    rows = []
    for (incident_id, attribute), values in given.items():
        for row in values if attribute == "first" else ():
            party, _, alliance = row["value"].partition(", first of ")
            others = scheme.members.get(alliance, set()) - {party}
            for other_id in sorted(told[row["report_id"]].keys() - {incident_id}):
                hit = _hit(known[other_id], compare) & others
                if hit and _before(known[other_id], known[incident_id], scheme):
                    said = told[row["report_id"]][other_id]
                    rows.append(_row(incident_id, attribute, *_earlier(row, known[other_id], said, sorted(hit))))
    return rows


def _earlier(row: dict, other: dict, said: dict, hit: list[str]) -> tuple[dict, list[str], str]:
    """The values, the report and the reason of a first that was none."""
    where = f"{', '.join(hit)} hit on {other['earliest']}" + (f" ({other['place']})" if other.get("place") else "")
    why = f"cannot both hold: {other['incident_id']} came earlier"
    return {row["value"]: [row], where: [said]}, [row["report_id"]], why


def _hit(incident: dict, compare: Lattice) -> set[str]:
    """Whom it hit: the party, and who has forces at the base."""
    bases = [place for place in compare.readings(incident.get("place") or "") if place.kind == "base"]
    users = {compare.names.countries[iso3]["name"] for base in bases for iso3 in base.operators if iso3 in compare.names.countries}
    return names(incident.get("target_party")) | users


def _before(ours: dict, theirs: dict, scheme: Scheme) -> bool:
    """It is of the same kind, by the same party, and on days before, said to have happened."""
    dated = ours.get("latest") and ours.get("earliest") and theirs.get("earliest") and ours["latest"] < theirs["earliest"]
    kind = scheme.stage(ours["type"]).family == scheme.stage(theirs["type"]).family
    attackers = names(ours.get("source_party")) & names(theirs.get("source_party"))
    return bool(dated and kind and attackers) and ours["status"] != "denied_only" and not is_series(ours)


# ---------------------------------------------------------------- the row
def _by_value(rows: Iterable[dict]) -> dict[str, list[dict]]:
    told, spelt = defaultdict(list), {}
    for row in rows:  # a headline may spell it Turkish Airspace
        told[spelt.setdefault(row["value"].casefold(), row["value"])].append(row)
    return dict(told)


def _row(incident_id: str, attribute: str, voices: Mapping[str, list[dict]], within: list[str], why: str) -> dict:
    reports = sorted({row["report_id"] for rows in voices.values() for row in rows})
    told = [f"{value} ({_givers(rows)})" for value, rows in voices.items()]
    note = f"{' and '.join(told)} {why}"
    return {
        "incident_id": incident_id,
        "attribute": attribute,
        "values": " | ".join(voices),
        "reports": "; ".join(reports),
        "within_report": bool(within),
        "note": note + (f"; both stand in {', '.join(within)}." if within else "."),
    }


def _givers(rows: Iterable[dict]) -> str:
    """Who gives a value, the first few: a speaker in a report, or the report itself."""
    voices = dict.fromkeys(_voice(row) for row in rows)
    named = [report if who == "report" else f"{who or 'somebody unnamed'} in {report}" for report, who in voices]
    more = f" and {len(named) - GIVERS} more" if len(named) > GIVERS else ""
    return "; ".join(named[:GIVERS]) + more
