"""Where things stand: the day of the conflict, places and distances, the stages of a happening, sites and posture.

What fills each view is data (codebooks/views.yaml), so that another crisis brings its own. Nothing here draws.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from analysis import gazetteer
from analysis.views import folded, incident_labels, incident_times, NARRATOR, parties, voiced, words


# ---------------------------------------------------------------- the day of the conflict
def conflict_day(book) -> tuple[str, str] | None:
    """(ISO day that is day 1, the incident that begins on it): of the earliest start of a war or operation that is told,
    else of the first dated happening of material conflict; None if there is neither."""
    told = book.incidents[(book.incidents["status"] != "denied_only") & book.incidents["earliest"].notna()]
    fights = book.events.loc[(book.events["quad"] == 4).fillna(False), "incident_id"].dropna()
    wars = told[told["type"] == "war_start"]
    begun = wars if len(wars) else told[told["incident_id"].isin(fights)]
    first = begun.sort_values(["earliest", "n_reports"], ascending=[True, False], kind="stable").head(1)
    return next(zip(first["earliest"].str[:10], first["incident_id"]), None)


def conflict_clock(book) -> Callable[[object], str]:
    """A function from an ISO day to its name, 'day 10' of the conflict; '' for a day before it and for an unknown one."""
    begin = conflict_day(book)
    zero = begin and date.fromisoformat(begin[0])

    def clock(day) -> str:
        number = (date.fromisoformat(str(day)[:10]) - zero).days + 1 if zero and pd.notna(day) else 0
        return f"day {number:,}" if number > 0 else ""

    return clock


def conflict_note(book) -> str:
    """What the days are counted from, one sentence; '' without a conflict."""
    begin = conflict_day(book)
    return f"Day 1 is {begin[0]}: {' '.join(incident_labels(book)[begin[1]].split())}." if begin else ""


# ---------------------------------------------------------------- the map
NARROW = ("city", "base", "region")  # kinds of place that are small enough to measure a distance from
ENTERED = r"^(?:not )?entered "


def vocabulary(kind: str, codebook) -> list[dict]:
    """The entries of one kind in codebooks/views.yaml."""
    return [entry for entry in codebook["views"] if entry["kind"] == kind]


def points(book) -> pd.DataFrame:
    """Where a name lies: place, kind, lat, lon, and the report that means it so, or no report for what most mean by it.

    A state that no report names by itself has the middle point of the codebook `parties`."""
    named = book.places.dropna(subset=["name", "lat", "lon"])[["report_id", "name", "kind", "lat", "lon"]]
    states = [entry for entry in book.codebook["parties"] if entry["kind"] == "state" and entry["lat"]]
    middle = pd.DataFrame(states, columns=["name", "lat", "lon"]).assign(report_id=None, kind="country")
    known = pd.concat([named, named.assign(report_id=None), middle], ignore_index=True)
    known = known.astype({"lat": float, "lon": float, "report_id": object})
    return known.drop_duplicates(["report_id", "name"]).rename(columns={"name": "place"})


def located(book, *, only: str | None = None) -> pd.DataFrame:
    """The `incident_attributes` that the map shows, in the order of its marks: with `mark` (codebooks/views.yaml), `place`,
    its `kind`, `lat` and `lon` (null if it has no point), and `entered`, false where it is told not to have been
    entered. `only` is the incident to place."""
    entries = [*vocabulary("mark", book.codebook), *vocabulary("corridor", book.codebook)]
    marks = {attribute: entry["code"] for entry in entries for attribute in entry["attributes"]}
    rows = book.incident_attributes[book.incident_attributes["attribute"].isin(list(marks))].dropna(subset=["value"])
    rows = rows[rows["incident_id"] == only] if only else rows
    rows = rows.assign(
        mark=rows["attribute"].map(marks),
        place=rows["value"].str.replace(ENTERED, "", regex=True),
        entered=~rows["value"].str.startswith("not "),
    )
    known = {(p.report_id, p.place): (p.kind, p.lat, p.lon) for p in points(book).itertuples()}
    nowhere = (None, float("nan"), float("nan"))
    pairs = zip(rows["report_id"], rows["place"])
    where = [known.get(pair) or known.get((None, pair[1]), nowhere) for pair in pairs]
    spots = pd.DataFrame(where, columns=["kind", "lat", "lon"], index=rows.index)
    rows = rows.assign(kind=spots["kind"].astype(object), lat=spots["lat"].astype(float), lon=spots["lon"].astype(float))
    one = rows.groupby(["incident_id", "place"])[["kind", "lat", "lon"]]
    rows = rows.assign(**one.transform("first"))  # a town and its province of one name are one mark
    order = {entry["code"]: number for number, entry in enumerate(entries)}
    return rows.sort_values("mark", key=lambda codes: codes.map(order), kind="stable")


def bases(book) -> pd.DataFrame:
    """The bases that the reports name and that have a point, once each: place, lat, lon."""
    named = book.places[book.places["kind"] == "base"].dropna(subset=["name", "lat", "lon"]).drop_duplicates("name")
    return named.rename(columns={"name": "place"})[["place", "lat", "lon"]].astype({"lat": float, "lon": float})


def distances(book, *, within: int = 1000, only: str | None = None) -> pd.DataFrame:
    """How far the places of an incident lie from each other and from the bases that the reports name, if less than `within`:
    incident_id, attribute, place, other, km (great circle between two points; a state or a sea is too wide to have one),
    and told_km, the reports' own figure, with the words that give it. The told ones come first, then the nearest.
    `only` is the incident to measure."""
    rows = located(book, only=only).dropna(subset=["lat"])
    rows = rows[rows["kind"].isin(NARROW)].drop_duplicates(["incident_id", "attribute", "place"])
    measured = []
    for incident, own in rows.groupby("incident_id", sort=False):
        others = pd.concat([bases(book), own[["place", "lat", "lon"]]]).drop_duplicates("place")
        pairs = {frozenset((a.place, b.place)): (a, b) for b in others.itertuples() for a in own.itertuples() if a.place != b.place}
        measured += [(incident, a.attribute, a.place, b.place, round(gazetteer.kilometres(a, b))) for a, b in pairs.values()]
    frame = pd.DataFrame(measured, columns=["incident_id", "attribute", "place", "other", "km"])
    told = told_distances(book, only=only)[["incident_id", "place", "other", "told_km", "report_id", "start", "end", "text"]]
    frame = frame[frame["km"] <= within].merge(told, on=["incident_id", "place", "other"], how="left")
    return frame.sort_values(["told_km", "incident_id", "km"], kind="stable")


def told_distances(book, *, only: str | None = None) -> pd.DataFrame:
    """The distances that the reports give: `incident_attributes` with told_km, `other` (from where) and `place` (to where: the
    place on the map that the same report gives nearest to the figure; null if there is none)."""
    rows = book.incident_attributes[book.incident_attributes["attribute"] == "distance_km"]
    rows = rows[rows["incident_id"] == only] if only else rows
    told = rows["value"].str.extract(r"^(?P<told_km>[\d.]+) from (?P<other>.+)$")
    rows = rows.assign(told_km=told["told_km"].astype(float), other=told["other"]).dropna(subset=["told_km"])
    near = {key: own for key, own in located(book, only=only).dropna(subset=["lat", "start"]).groupby(["incident_id", "report_id"])}
    places = []
    for row in rows.to_dict("records"):
        own = near.get((row["incident_id"], row["report_id"]))
        own = own[own["place"] != row["other"]] if own is not None else ()
        places.append(own.loc[(own["start"] - row["start"]).abs().idxmin(), "place"] if len(own) else None)
    return rows.assign(place=pd.Series(places, index=rows.index, dtype=object)).drop_duplicates(["incident_id", "place", "other"])


# ---------------------------------------------------------------- stages
STAGED = ["incident_id", "stage", "voice", "modality", "value", "report_id", "start", "end", "text"]


def lanes(book) -> dict[str, list[dict]]:
    """incident_id -> the lanes of the composite that it is, each with label, types and attributes, in their order.

    A composite without an entry in codebooks/views.yaml has a lane a stage; one of a single lane is left out."""
    named = {entry["code"]: entry["lanes"] for entry in vocabulary("lanes", book.codebook)}
    of_type: dict[str, list[dict]] = {}
    for entry in book.codebook["composites"]:
        stages = [stage["type"] for stage in entry.get("stages", ())]
        types = [*stages, *entry.get("takes", ())]
        own = named.get(entry["code"]) or [{"label": words(code), "types": [code], "attributes": []} for code in types]
        of_type |= dict.fromkeys(stages if len(own) > 1 else (), own)
    pairs = zip(book.incidents["incident_id"], book.incidents["type"])
    return {incident: of_type[kind] for incident, kind in pairs if kind in of_type}


def staged(book) -> pd.DataFrame:
    """What is told of each stage of a composite incident, a row a mention or a value of an attribute: incident_id, stage (its
    lane), voice (who says so), modality, value (if it is one of an attribute), and the words."""
    own = lanes(book)
    values = book.incident_attributes.assign(voice=_givers(book, book.incident_attributes))
    parts = [pd.DataFrame(columns=STAGED)]
    for source, column, key in ((voiced(book), "type", "types"), (values, "attribute", "attributes")):
        lane = {(incident, code): one["label"] for incident, each in own.items() for one in each for code in one[key]}
        stage = [lane.get(pair) for pair in zip(source["incident_id"], source[column])]
        rows = source.assign(stage=pd.Series(stage, index=source.index, dtype=object)).dropna(subset=["stage"])
        parts.append(rows.reindex(columns=STAGED).astype(object))
    rows = pd.concat(parts, ignore_index=True)
    otherwise = rows["value"].fillna("").str.startswith("not ") & rows["modality"].isin(["asserted", "attributed"])
    return rows.assign(modality=rows["modality"].mask(otherwise, "negated"))


def _givers(book, rows: pd.DataFrame) -> list[str]:
    """Who gives each value: the party, whoever is named, or the report itself."""
    known, keys = parties(book), folded(rows["given_by"])
    return [
        NARRATOR if name == "report" else "not named" if pd.isna(name) else known.get((report, key)) or known.get((None, key)) or name
        for report, name, key in zip(rows["report_id"], rows["given_by"], keys)
    ]


# ---------------------------------------------------------------- sites and posture
SITE = ["site", "facet", "value", "voice", "modality", "earliest", "latest", "report_id", "start", "end", "text"]


def sites(book) -> pd.DataFrame:
    """What is told of each site, and of all the bases, ports or airspace of a party, a row a mention: site, facet (one of
    codebooks/views.yaml), value, voice (who says so), modality, and the words."""
    facets, speaker = vocabulary("facet", book.codebook), _speakers(book)
    found = [
        {"facet": facet["label"], **row}
        for facet in facets
        for rows in (_in_words(book, facet, speaker), _in_attributes(book, facet), _in_positions(book, facet))
        for row in rows
    ]
    order = {facet["label"]: number for number, facet in enumerate(facets)}
    frame = pd.DataFrame(found, columns=SITE).astype({"earliest": "str", "latest": "str"})
    frame = frame.drop_duplicates(["site", "facet", "value", "report_id", "start"])
    return frame.sort_values("facet", key=lambda labels: labels.map(order), kind="stable").reset_index(drop=True)


def _in_words(book, facet: dict, speaker: Callable[[str, int], str]) -> Iterator[dict]:
    """What the sentence that names a site, or the very words that name it, tell of it: of the nearest site, if it names several."""
    patterns = [re.compile(term, re.IGNORECASE) for term in facet.get("terms", ())]
    named = book.places[book.places["kind"].isin(facet["sites"])].dropna(subset=["name", "start"])
    sentences = book.sentences[book.sentences["sentence_id"].isin(named["sentence_id"])]
    texts = dict(zip(sentences["sentence_id"], zip(sentences["start"], sentences["text"])))
    inside: dict[str, list[dict]] = {}
    for place in named[named["sentence_id"].isin(list(texts))].to_dict("records"):
        inside.setdefault(place["sentence_id"], []).append(place)
    for sentence, places in inside.items():
        at, text = texts[sentence]
        spans = [match.span("value") for pattern in patterns if (match := pattern.search(text))]
        own = [(p["start"] - at, p["end"] - at) for p in places if p["rule"] in facet.get("rules", ())]
        spans += [span for span in own if not any(a <= span[0] and span[1] <= b for a, b in spans)]
        for start, end in spans:
            place = min(places, key=lambda p: max(p["start"] - at - end, start + at - p["end"], 0))
            voice = speaker(place["report_id"], at + start)
            yield {
                "site": place["name"],
                "value": " ".join(text[start:end].split()),
                "voice": voice,
                "modality": "asserted" if voice == NARRATOR else "attributed",
                "report_id": place["report_id"],
                "start": at + start,
                "end": at + end,
                "text": text[start:end],
            }


def _in_attributes(book, facet: dict) -> Iterator[dict]:
    """What an incident's attribute tells of the site that is its value."""
    rows = book.incident_attributes[book.incident_attributes["attribute"].isin(facet.get("attributes", ()))]
    if rows.empty:
        return
    rows = rows[rows["value"].isin(book.places.loc[book.places["kind"].isin(facet["sites"]), "name"].dropna())]
    kinds = dict(zip(book.incidents["incident_id"], book.incidents["type"]))
    told = rows["incident_id"].map(kinds).map(words) + ", " + rows["incident_id"].map(incident_times(book))
    for row in rows.assign(voice=_givers(book, rows), told=told).to_dict("records"):
        yield {"site": row["value"], "value": row["told"], **{name: row[name] for name in ("voice", "modality", *SITE[7:])}}


def _in_positions(book, facet: dict) -> Iterator[dict]:
    """What a party's line on a topic tells: of all that it has, not of one site."""
    labels = {entry["code"]: entry["label"] for entry in book.codebook["positions"]}
    rows = book.positions[book.positions["topic"].isin(facet.get("topics", ()))].dropna(subset=["party"])
    for row in rows.to_dict("records"):
        own = row["speaker"] == "report"
        yield {
            "site": f"{row['party']}: {labels[row['topic']].lower()}",
            "value": row["position"],
            "voice": NARRATOR if own else row["speaker"],
            "modality": "asserted" if own else "attributed",
            **{name: row[name] for name in SITE[5:]},
        }


def _speakers(book) -> Callable[[str, int], str]:
    """A function from a report and an offset to who speaks there: the party, or else the speaker, of the statement that holds it."""
    spoken: dict[str, list[tuple]] = {}
    columns = book.statements[["report_id", "start", "end", "party", "speaker"]].dropna(subset=["start"])
    for report, *said in columns.itertuples(index=False, name=None):
        spoken.setdefault(report, []).append(said)

    def speaker(report: str, at: int) -> str:
        inside = [said for said in spoken.get(report, ()) if said[0] <= at < said[1]]
        names = [name for column in (2, 3) for said in inside if pd.notna(name := said[column])]
        return next(iter(names), "not named" if inside else NARRATOR)

    return speaker


def posture(book) -> pd.DataFrame:
    """Steps of readiness, of forces, of closures and of councils: `incidents` with `track` (codebooks/views.yaml), `step`
    (+1, -1, or 0 where a day is only marked) and `who`, the words that name who acted. What is only denied is no step."""
    kinds = {entry["name"]: entry["kind"] for entry in book.codebook["parties"]}
    told = book.incidents[book.incidents["status"] != "denied_only"].drop_duplicates("incident_id")
    acted = book.events.dropna(subset=["incident_id", "source_text"]).drop_duplicates(["incident_id", "type"])
    told = told.merge(acted[["incident_id", "type", "source_text"]].rename(columns={"source_text": "who"}), how="left")
    parts = []
    for track in vocabulary("track", book.codebook):
        steps = {code: step for key, step in (("up", 1), ("down", -1), ("mark", 0)) for code in track.get(key, ())}
        wanted = [_of_kind(names, kinds, track.get("parties")) for names in told["source_party"]]
        rows = told[told["type"].isin(list(steps)) & pd.Series(wanted, index=told.index, dtype=bool)]
        parts.append(rows.assign(track=track["label"], step=rows["type"].map(steps)))
    return pd.concat(parts, ignore_index=True) if parts else told.head(0)


def _of_kind(names, kinds: dict[str, str], wanted: list[str] | None) -> bool:
    """Whether one of the parties, joined by '; ', is of a wanted kind; every party is, if none is asked for."""
    return wanted is None or pd.notna(names) and any(kinds.get(name) in wanted for name in names.split("; "))
