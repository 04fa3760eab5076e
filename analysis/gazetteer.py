"""What a name can mean on the map: the codebooks `parties`, `places` and `refuse`, and the gazetteer of towns.

Nothing here decides; `places` does. The gazetteer is a slim GeoNames (made by tools/gazetteer.py), read when the first
name is looked up.
"""

import gzip
import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
GAZETTEER, GIVEN_NAMES, SURNAMES = DATA / "gazetteer.csv.gz", DATA / "given_names.txt", DATA / "surnames.txt"
COLUMNS = ("key", "name", "kind", "country", "admin", "lat", "lon", "population", "geonames_id")
ABBREVIATED = {"st": "saint", "ft": "fort", "mt": "mount"}
APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ](?![sS]\b)[^\W\d_]+)*"
)  # a word, or initials with their full stops
GAP = re.compile(r"[\s.\-–]+")


class Place(NamedTuple):
    """One thing that a name can mean. `iso3` is None at sea and where no state is agreed on."""

    name: str
    kind: str
    country: str | None
    iso3: str | None
    lat: float | None
    lon: float | None
    rule: str
    admin: str = ""
    population: int = 0
    geonames_id: str | None = None
    operators: tuple[str, ...] = ()
    use: str = ""


@lru_cache(maxsize=2**14)
def key(name: str) -> str:
    """The form under which the gazetteer knows a name: no case, accents or apostrophes; St., Ft. and Mt. in full."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = (
            name.translate(APOSTROPHES)
            .replace("ł", "l")
            .replace("Ł", "l")
            .replace("ı", "i")
            .replace("ø", "o")
            .replace("Ø", "o")
        )
    words = GAP.sub(" ", name.casefold().replace("'", "")).split()
    return " ".join(ABBREVIATED.get(word, word) for word in words)


@cache
def begins(word: str) -> bool:
    """Is the word the first of a town's name of several words?"""
    return key(word) in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in _lines() if " " in name)


def kilometres(a: Place, b: Place) -> float:
    """Great-circle distance; infinite if one has no point."""
    if a.lat is None or b.lat is None:
        return math.inf
    lat, lon, other_lat, other_lon = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    half = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 12742 * math.asin(math.sqrt(min(1, half)))


@cache
def _lines() -> dict[str, list[str]]:
    """Key -> the rest of its lines, unread: most names are never asked for."""
    found: dict[str, list[str]] = {}
    for line in gzip.decompress(GAZETTEER.read_bytes()).decode().splitlines()[1:]:
        name, _, rest = line.partition(",")
        found.setdefault(name, []).append(rest)
    return found


@cache
def part(iso3: str, admin: str, direction: str) -> tuple[float, float] | None:
    """A point inside the southern (northern, central ...) part of a state or, with `admin`, of its division.

    It is the median of the third of the towns that lie farthest that way; None if too few are known.
    """
    mark = f",city,{iso3},{admin},".removesuffix("," if admin else ",,") + ","
    lines = [line.split(",") for lines in _lines().values() for line in lines if mark in line]
    points = [(float(line[4]), float(line[5])) for line in lines]
    if len(points) < 9:
        return None
    middle = tuple(median(axis) for axis in zip(*points, strict=True))
    up = ("north" in direction) - ("south" in direction)
    right = ("east" in direction) - ("west" in direction)
    away = [abs(lat - middle[0]) + abs(lon - middle[1]) for lat, lon in points]
    along = [-(up * lat + right * lon) for lat, lon in points] if up or right else away
    nearest = sorted(zip(along, points, strict=True))[: len(points) // 3]
    return round(median(lat for _, (lat, _) in nearest), 2), round(median(lon for _, (_, lon) in nearest), 2)


@cache
def given_names() -> frozenset[str]:
    """Given names usual in English; a capitalised word after one is a surname."""
    return frozenset(GIVEN_NAMES.read_text(encoding="utf-8").split())


@cache
def surnames() -> frozenset[str]:
    """The surnames most usual in English."""
    return frozenset(SURNAMES.read_text(encoding="utf-8").split())


class Names:
    """The names of one codebook and of the gazetteer."""

    def __init__(self, codebook):
        self.countries = {p["iso3"] or p["code"]: p for p in codebook["parties"] if p["kind"] in ("state", "territory")}
        self.terms: dict[str, list[Place]] = {}
        self.states: dict[str, Place] = {}
        for entry in self.countries.values():
            self._country(entry)
        for entry in codebook["places"]:
            self._place(entry)
        bodies = [p for p in codebook["parties"] if p["kind"] not in ("state", "territory")]
        refused = _spellings(bodies) | _spellings(codebook["institutions"])
        self.refused = {e["term"] for e in codebook["refuse"]} | {term for term in refused if not self._national(term)}
        self.governments = {term for entry in self.countries.values() for term in entry["metonyms"].split("|")} - {""}
        self.longest: dict[str, int] = {}
        for term in (*self.terms, *self.refused):
            words = WORD.findall(term)
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))
        self.bases = list({place: None for places in self.terms.values() for place in places if place.kind == "base"})
        self.small_starts = {term.split()[0] for term in self.terms if term[0].islower()}
        self.alliances = _spellings(p for p in bodies if p["kind"] == "alliance")
        self._towns: dict[str, tuple[Place, ...]] = {}

    def _add(self, term: str, place: Place) -> None:
        """Exact spelling, and all in capitals as in headlines and datelines."""
        for form in {term, term[0].upper() + term[1:], term.upper() if len(term) > 4 else term}:
            self.terms.setdefault(form.translate(APOSTROPHES), []).append(place)

    def _country(self, entry: dict) -> None:
        here = Place(
            entry["name"],
            "country",
            entry["name"],
            entry["iso3"] or None,
            *_point(entry),
            f"country {entry['code']}",
        )
        for term in filter(None, (entry["name"], *entry["aliases"].split("|"))):
            self._add(term, here)
        people = here._replace(kind="demonym", rule=f"demonym {entry['code']}")
        for term in filter(None, entry["demonyms"].split("|")):
            self._add(term, people)

    def _place(self, entry: dict) -> None:
        here = Place(
            re.sub(r" \(.*\)", "", entry["name"]),
            entry["kind"],
            entry["country"] or None,
            entry["iso3"] or None,
            *_point(entry),
            f"place {entry['code']}",
            admin=entry["admin"],
            operators=tuple(filter(None, entry["operators"].split("|"))),
            use=entry["use"],
        )
        for term in filter(None, (here.name, *entry["aliases"].split("|"))):
            self._add(term, here)
        if entry["postal"]:
            self.states[entry["postal"]] = here

    def _national(self, body: str) -> bool:
        """Does the body's name begin with its state's? Then that part is a mention of the state."""
        lead = self.terms.get(body.split()[0]) if " " in body else None
        return bool(lead) and lead[0].kind in ("country", "demonym")

    def towns(self, name: str) -> tuple[Place, ...]:
        """Towns, divisions and counties of this name, the most populous first."""
        form = key(name)
        if form not in self._towns:
            self._towns[form] = tuple(self._read(line) for line in _lines().get(form, ()))
        return self._towns[form]

    def _read(self, line: str) -> Place:
        name, kind, iso3, admin, lat, lon, population, geonames_id = line.split(",")
        country = self.countries.get(iso3, {}).get("name")
        return Place(
            name, kind, country, iso3, float(lat), float(lon), f"gazetteer {kind}", admin, int(population), geonames_id
        )


def _spellings(entries: Iterable[dict]) -> set[str]:
    return {term for entry in entries for term in (entry["name"], *entry["aliases"].split("|"))} - {""}


def _point(entry: dict) -> tuple[float | None, float | None]:
    return (float(entry["lat"]), float(entry["lon"])) if entry["lat"] else (None, None)
