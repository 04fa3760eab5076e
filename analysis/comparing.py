"""Comparing: whether two values of an attribute can both hold.

How an attribute compares is data (codebooks/attributes.yaml, `compare`). Values are points of a lattice, not strings: a
province contains its city, "dozens" contains 36, "southern Turkey" lies in Turkey, Turkish airspace is over Turkey, a
sea is not over land. What the gazetteer does not know contradicts nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import product
from math import inf

from analysis.gazetteer import Names, Place, kilometres
from analysis.mentions import Scheme, length, meet, names, within

RANK = ("same", "contains", "compatible", "incompatible")  # the first that any reading of a name allows is the relation
AREAS = ("country", "demonym")
WIDE = ("region", "county")
REGION_KM = 100  # a point of a region can lie this far from the region's own
SEAS_KM = 500  # seas whose middles are farther apart do not meet
FIGURES = {"some": (1, inf), "several": (3, 20), "dozens": (24, 999), "scores": (40, 999)}
FIGURES |= {"hundreds": (200, 9999), "thousands": (2000, inf), "nobody": (0, 0), "none": (0, 0)}
MORE, FEWER = (1.0001, inf), (0, 0.9999)  # of the figure: what a bound allows
BOUNDS = {"at least": (1, inf), "more than": MORE, "over": MORE, "up to": (0, 1), "at most": (0, 1), "fewer than": FEWER}
NEAR_FIGURE = (0.85, 1.15)  # about, around, some, nearly
FIGURE = re.compile(r"(?:(at least|more than|over|up to|at most|fewer than|about|around|some|nearly|almost) )?(\d+(?:\.\d+)?)")
DISTANCE = re.compile(r"(\d+(?:\.\d+)?) from (.+)")
ORDINALS = "first second third fourth fifth sixth".split()


def relation(attribute: str, a: str, b: str, *, codebook: Mapping[str, list[dict]]) -> str:
    """same, contains (one the other, either way), compatible, or incompatible: both cannot hold."""
    return lattice(codebook).relation(attribute, a, b)


class Lattice:
    """The codebook `attributes` with what names mean on the map."""

    def __init__(self, codebook: Mapping[str, list[dict]]):
        self.entries = {entry["code"]: entry for entry in codebook["attributes"]}
        self.scheme, self.names = Scheme.of(codebook), Names(codebook)
        words = {entry["code"]: entry["terms"] for entry in codebook["place_words"]}
        space, facility, side = (_either(words[code]) for code in ("sovereign_space", "facility", "direction"))
        self.space = re.compile(rf"(?:['’]s)? (?:{space})(?: (?:and|or) (?:{space}))?$", re.I)
        self.facility = re.compile(rf" (?:{facility})$", re.I)
        self.side = re.compile(rf"^({side}) ", re.I)
        self.kinds: dict[str, Callable[[str, str, dict], str]] = {
            "places": self.places,
            "days": days,
            "figures": figures,
            "some": some,
            "distances": distances,
            "parties": self.parties,
            "classes": lambda a, b, entry: "incompatible",
            "states": states,
            "orders": orders,
            "free": lambda a, b, entry: "compatible",
        }

    def relation(self, attribute: str, a: str, b: str) -> str:
        entry = self.entries.get(attribute)
        if a.casefold() == b.casefold():
            return "same"
        return self.kinds[entry["compare"]](a, b, entry) if entry else "compatible"

    # ------------------------------------------------------------ parties
    def parties(self, a: str, b: str, entry: dict) -> str:
        ours, theirs = names(a), names(b)
        if ours & theirs or not self.scheme.agree(ours, theirs):
            return "contains" if ours & theirs else "incompatible"
        alliance = any(ours & self.scheme.members.get(x, set()) or theirs & self.scheme.members.get(x, set()) for x in ours | theirs)
        return "contains" if alliance else "compatible"

    # ------------------------------------------------------------ places
    def places(self, a: str, b: str, entry: dict) -> str:
        found = [self._pair(x, y, entry["apart_km"]) for x, y in product(self.readings(a), self.readings(b))]
        return min(found, key=RANK.index, default="compatible")

    @lru_cache(maxsize=4096)  # noqa: B019 - as many lattices as codebooks are kept, see `lattice`
    def readings(self, name: str) -> tuple[Place, ...]:
        """What a place's name can mean; of a joined name (Iraqi and Syrian airspace), what its parts can."""
        bare, spaces = self.space.subn("", name)
        parts = re.split(r" and |; ", bare)
        if len(parts) > 1:
            return tuple(place for part in parts for place in self.readings(part))
        side = None if bare in self.names.terms else self.side.match(bare)
        bare = bare[side.end() :] if side else bare
        known = self.names.terms.get(bare) or self.names.towns(bare)
        if not known and self.facility.search(bare):
            known = self.names.towns(self.facility.sub("", bare))
        use = "waters" if spaces and "water" in name else ""
        return tuple(dict.fromkeys(place._replace(rule=side[1].casefold() if side else "", use=use) for place in known))

    def _pair(self, x: Place, y: Place, apart: float) -> str:
        if "sea" in (x.kind, y.kind):
            return _at_sea(x, y)
        if not x.country or not y.country:
            return "compatible" if kilometres(x, y) is inf or kilometres(x, y) <= apart + REGION_KM else "incompatible"
        if x.country != y.country:
            return "incompatible"
        if _opposite(x.rule, y.rule):
            return "incompatible"
        if x.kind in AREAS or y.kind in AREAS:
            whole = (x.kind in AREAS and not x.rule) or (y.kind in AREAS and not y.rule)
            return "same" if x.kind in AREAS and y.kind in AREAS and x.rule == y.rule else "contains" if whole else "compatible"
        if x.admin and x.admin == y.admin and {x.kind, y.kind} & set(WIDE):
            return "contains"
        reach = apart + REGION_KM * bool({x.kind, y.kind} & set(WIDE))
        return "compatible" if not kilometres(x, y) > reach or kilometres(x, y) == inf else "incompatible"

    def kilometres(self, a: str, b: str, told: float) -> float | None:
        """Kilometres between two places as the map has them; of several readings, what comes nearest to what is told."""
        points = product(*([p for p in self.readings(name) if p.kind not in (*AREAS, "sea")] for name in (a, b)))
        found = [km for x, y in points if (km := kilometres(x, y)) < inf]
        return min(found, key=lambda km: abs(km - told), default=None)


lattice = lru_cache(maxsize=4)(Lattice)


def _either(terms: Iterable[str]) -> str:
    return "|".join(sorted(terms, key=len, reverse=True))


def _opposite(ours: str, theirs: str) -> bool:
    ends = ("north", "south"), ("south", "north"), ("east", "west"), ("west", "east")
    return any(one in ours and other in theirs for one, other in ends)


def _at_sea(x: Place, y: Place) -> str:
    """A sea is apart from land and from the air over it; waters, and what has no point, may be part of it."""
    if x.kind == y.kind:
        words = [set(place.name.casefold().split()) - {"sea"} for place in (x, y)]
        if words[0] == words[1]:
            return "same"
        if words[0] <= words[1] or words[1] <= words[0]:
            return "contains"
        return "compatible" if kilometres(x, y) <= SEAS_KM else "incompatible"
    land = y if x.kind == "sea" else x
    sea = x if x.kind == "sea" else y
    if sea.country and sea.country == land.country:
        return "contains"
    return "compatible" if land.use == "waters" or land.lat is None else "incompatible"


# ---------------------------------------------------------------- days, figures, states
def days(a: str, b: str, entry: dict) -> str:
    ours, theirs = ((low, high or low) for low, _, high in (value.partition("/") for value in (a, b)))
    if not meet(ours, theirs):
        return "incompatible"
    if within(ours, theirs) or within(theirs, ours):
        return "same" if ours == theirs or length(ours) == length(theirs) else "contains"
    return "compatible"


def interval(value: str) -> tuple[float, float] | None:
    """The numbers that a figure can stand for."""
    if match := FIGURE.search(value.replace(",", "")):
        low, high = BOUNDS.get(match[1], NEAR_FIGURE if match[1] else (1, 1))
        return float(match[2]) * low, float(match[2]) * high if high < inf else inf
    return next((FIGURES[word] for word in value.casefold().split() if word in FIGURES), None)


def figures(a: str, b: str, entry: dict) -> str:
    ours, theirs = interval(a), interval(b)
    if not ours or not theirs:
        return "compatible"
    if ours[1] < theirs[0] or theirs[1] < ours[0]:
        return "incompatible"
    if ours == theirs:
        return "same" if ours[0] == ours[1] else "compatible"
    inside = (ours[0] <= theirs[0] and theirs[1] <= ours[1]) or (theirs[0] <= ours[0] and ours[1] <= theirs[1])
    return "contains" if inside and min(ours[1] - ours[0], theirs[1] - theirs[0]) == 0 else "compatible"


def some(a: str, b: str, entry: dict) -> str:
    """Only none and some exclude each other: the dead and the hurt are counted together here, there apart."""
    ours, theirs = interval(a), interval(b)
    none = [figure is not None and figure[1] == 0 for figure in (ours, theirs)]
    sure = [figure is not None and figure[0] > 0 for figure in (ours, theirs)]
    return "incompatible" if (none[0] and sure[1]) or (none[1] and sure[0]) else "compatible"


def distances(a: str, b: str, entry: dict) -> str:
    ours, theirs = DISTANCE.match(a), DISTANCE.match(b)
    if not ours or not theirs or ours[2].casefold() != theirs[2].casefold():
        return "compatible"
    return "incompatible" if far(float(ours[1]), float(theirs[1]), entry["tolerance"]) else "compatible"


def far(ours: float, theirs: float, tolerance: float) -> bool:
    """Two distances differ by more than the share of the greater that rounding and the size of a place allow."""
    return abs(ours - theirs) > tolerance * max(ours, theirs)


def states(a: str, b: str, entry: dict) -> str:
    return "incompatible" if a.removeprefix("not ") == b.removeprefix("not ") else "compatible"


def orders(a: str, b: str, entry: dict) -> str:
    return "incompatible" if a in ORDINALS and b in ORDINALS else "compatible"
