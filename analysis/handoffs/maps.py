"""Incidents and places as GeoJSON (RFC 7946), for a geographic information system or a map on a web page."""

import pandas as pd

from analysis.book import Book
from analysis.views import plural, when

COORDINATES = ["lat", "lon"]


def geojson(book: Book) -> tuple[dict, list[str]]:
    """A feature an incident and a feature a place, each with `table` and its facts as text; what was left out.

    Only what has coordinates is a feature. `place_kind` (of an incident) and `kind` (of a place) tell how much a point
    stands for: that of a country or region is a point inside it, not where something happened. `left_out` counts, by
    table, what has no coordinates.
    """
    kinds = book.places.dropna(subset=["name", "kind"]).groupby("name")["kind"].agg(lambda kinds: kinds.mode().iloc[0])
    incidents = book.incidents.assign(when=when(book.incidents), place_kind=book.incidents["place"].map(kinds))
    tables = {"incidents": incidents, "places": _named(book)}
    located = {name: table.dropna(subset=COORDINATES) for name, table in tables.items()}
    left_out = {name: len(table) - len(located[name]) for name, table in tables.items()}
    features = [_feature(name, row) for name, table in located.items() for row in table.to_dict("records")]
    shown, left = (
        f"{plural(counts['incidents'], 'incident')} and {plural(counts['places'], 'place')}"
        for counts in ({name: len(table) for name, table in located.items()}, left_out)
    )
    told = [f"{shown} with coordinates; left out, because without: {left}."]
    return {"type": "FeatureCollection", "left_out": left_out, "features": features}, told


def _named(book: Book) -> pd.DataFrame:
    """A row a place that the reports name: its facts, how often and in which reports, and where first."""
    places = book.places.assign(name=book.places["name"].fillna(book.places["text"]))
    groups = places.groupby(["name", *COORDINATES], dropna=False, sort=False, as_index=False)
    return groups.agg(
        kind=("kind", "first"),
        country=("country", "first"),
        iso3=("iso3", "first"),
        geonames_id=("geonames_id", "first"),
        printed=("text", _joined),
        mentions=("text", "size"),
        reports=("report_id", _joined),
    )


def _joined(values: pd.Series) -> str:
    return "; ".join(dict.fromkeys(values))


def _feature(table: str, row: dict) -> dict:
    """RFC 7946: longitude before latitude, WGS 84."""
    point = {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]}
    facts = {name: None if pd.isna(value) else str(value) for name, value in row.items() if name not in COORDINATES}
    own = {"id": row["incident_id"]} if table == "incidents" else {}
    return {"type": "Feature", **own, "geometry": point, "properties": {"table": table, **facts}}
