"""Places: sentences by phenomenon, and the codebooks and the gazetteer as data."""

import gzip
import re

import pytest

from analysis import codebook, gazetteer, language, places
from analysis.toponyms import Cues

BOOK = codebook.load()
PARTIES = BOOK["parties"]


def read(*texts, publisher=None):
    """Rows of `places` for a report of these sentences."""
    start, sentences = 0, []
    for text in texts:
        sentences.append(
            {"report_id": "r", "sentence_id": f"r:{start}", "start": start, "end": start + len(text), "text": text}
        )
        start += len(text) + 1
    report = {"report_id": "r", "text": "\n".join(texts), "publisher": publisher}
    found = places.find(report, sentences, language.parse(sentences), codebook=BOOK)
    assert all(report["text"][row["start"] : row["end"]] == row["text"] for row in found)
    return found


def told(*texts, publisher=None):
    return {row["text"]: (row["name"], row["kind"], row["country"]) for row in read(*texts, publisher=publisher)}


STATES = [
    (
        "Brazil and the Netherlands signed it.",
        {"Brazil": ("Brazil", "country", "Brazil"), "Netherlands": ("Netherlands", "country", "Netherlands")},
    ),
    (
        "The U.K. and the USA agreed.",
        {"U.K.": ("United Kingdom", "country", "United Kingdom"), "USA": ("United States", "country", "United States")},
    ),
    (
        "Troops left Türkiye for Côte d’Ivoire.",
        {"Türkiye": ("Turkey", "country", "Turkey"), "Côte d’Ivoire": ("Ivory Coast", "country", "Ivory Coast")},
    ),
    (
        "A DRC-based group crossed into Rwanda.",
        {
            "DRC": ("Democratic Republic of the Congo", "country", "Democratic Republic of the Congo"),
            "Rwanda": ("Rwanda", "country", "Rwanda"),
        },
    ),
    (
        "Talks on US-China trade ended.",
        {"US": ("United States", "country", "United States"), "China": ("China", "country", "China")},
    ),
]
PEOPLES = [
    (
        "Norwegian and Danish jets took off.",
        {"Norwegian": ("Norway", "demonym", "Norway"), "Danish": ("Denmark", "demonym", "Denmark")},
    ),
    (
        "Two Filipinos and a Briton were hurt.",
        {
            "Filipinos": ("Philippines", "demonym", "Philippines"),
            "Briton": ("United Kingdom", "demonym", "United Kingdom"),
        },
    ),
    (
        "South Korean officials met Nigerien officers.",
        {"South Korean": ("South Korea", "demonym", "South Korea"), "Nigerien": ("Niger", "demonym", "Niger")},
    ),
]
TOWNS = [
    ("A fire broke out near Valparaíso on Sunday.", {"Valparaíso": ("Valparaíso", "city", "Chile")}),
    (
        "Shells fell on the outskirts of Kherson and in Mykolaiv.",
        {"Kherson": ("Kherson", "city", "Ukraine"), "Mykolaiv": ("Mykolaiv", "city", "Ukraine")},
    ),
    (
        "Police in Multan, Lahore and Faisalabad were on alert.",
        {
            "Multan": ("Multan", "city", "Pakistan"),
            "Lahore": ("Lahore", "city", "Pakistan"),
            "Faisalabad": ("Faisalabad", "city", "Pakistan"),
        },
    ),
    ("The convoy reached Omdurman at dawn.", {"Omdurman": ("Omdurman", "city", "Sudan")}),
    ("He was born in Stoke-on-Trent.", {"Stoke-on-Trent": ("Stoke-on-Trent", "city", "United Kingdom")}),
    ("A Yokohama man was arrested.", {"Yokohama": ("Yokohama", "city", "Japan")}),
]
DATELINES = [
    (
        "NAIROBI, Kenya (AP) — The talks failed.",
        {"NAIROBI": ("Nairobi", "city", "Kenya"), "Kenya": ("Kenya", "country", "Kenya")},
    ),
    ("MANILA: The ship turned back.", {"MANILA": ("Manila", "city", "Philippines")}),
    ("Bogotá – The truce held.", {"Bogotá": ("Bogotá", "city", "Colombia")}),
]
QUALIFIED = [
    (
        "She moved to Springfield, Ohio.",
        {"Springfield": ("Springfield", "city", "United States"), "Ohio": ("Ohio", "region", "United States")},
    ),
    (
        "A blast in Tripoli, Lebanon, hurt four.",
        {"Tripoli": ("Tripoli", "city", "Lebanon"), "Lebanon": ("Lebanon", "country", "Lebanon")},
    ),
    (
        "The plant in Athens, Ga., closed.",
        {"Athens": ("Athens", "city", "United States"), "Ga.": ("Georgia", "region", "United States")},
    ),
    (
        "The trial in Cambridge, Mass., began.",
        {"Cambridge": ("Cambridge", "city", "United States"), "Mass.": ("Massachusetts", "region", "United States")},
    ),
]
DIVISIONS = [
    ("Floods hit Sindh province.", {"Sindh province": ("Sindh", "region", "Pakistan")}),
    (
        "Rebels hold the eastern province of Ituri.",
        {"eastern province of Ituri": ("Ituri", "region", "Democratic Republic of the Congo")},
    ),
    (
        "The sheriff of Walker County, Texas, spoke.",
        {"Walker County": ("Walker County", "county", "United States"), "Texas": ("Texas", "region", "United States")},
    ),
    ("A shell hit the Kherson region.", {"Kherson region": (None, "region", "Ukraine")}),
]
SIDES = [
    ("Snow fell in northern Norway.", {"northern Norway": ("northern Norway", "region", "Norway")}),
    ("A quake shook the south of Italy.", {"south of Italy": ("southern Italy", "region", "Italy")}),
    (
        "Clashes went on in south-eastern Ukraine.",
        {"south-eastern Ukraine": ("south-eastern Ukraine", "region", "Ukraine")},
    ),
]
SPACES = [
    ("Drones entered Polish airspace.", {"Polish airspace": ("Polish airspace", "other", "Poland")}),
    ("The ministry relies on Polish radar.", {"Polish": ("Poland", "demonym", "Poland")}),
    (
        "Jets flew over Estonian and Finnish airspace.",
        {"Estonian and Finnish airspace": ("Estonian and Finnish airspace", "other", "Estonia; Finland")},
    ),
    (
        "Missiles crossed Jordanian soil and airspace.",
        {"Jordanian soil and airspace": ("Jordanian soil and airspace", "other", "Jordan")},
    ),
    (
        "It happened near Poland's eastern border with Belarus.",
        {"Poland's eastern border with Belarus": ("Poland's eastern border with Belarus", "other", "Poland; Belarus")},
    ),
    (
        "The Indian-Chinese border is quiet.",
        {"Indian-Chinese border": ("Indian-Chinese border", "other", "India; China")},
    ),
]
WATERS_AND_REGIONS = [
    (
        "A tanker was hit in the Red Sea off Yemen.",
        {"Red Sea": ("Red Sea", "sea", None), "Yemen": ("Yemen", "country", "Yemen")},
    ),
    (
        "Ships passed the Strait of Hormuz into the Gulf.",
        {"Strait of Hormuz": ("Strait of Hormuz", "sea", None), "the Gulf": ("Persian Gulf region", "region", None)},
    ),
    (
        "War looms over the Sahel and the Horn of Africa.",
        {"Sahel": ("Sahel", "region", None), "Horn of Africa": ("Horn of Africa", "region", None)},
    ),
    ("Settlers marched in the West Bank.", {"West Bank": ("West Bank", "region", "Palestine")}),
]
BASES = [
    (
        "Bombers left Diego Garcia for Ramstein air base.",
        {
            "Diego Garcia": ("Diego Garcia", "base", "British Indian Ocean Territory"),
            "Ramstein air base": ("Ramstein Air Base", "base", "Germany"),
        },
    ),
    ("Rockets hit the Al-Tanf base.", {"Al-Tanf base": ("Al-Tanf", "base", "Syria")}),
    ("Fuel burned at the alliance's headquarters in Brussels.", {"Brussels": ("Brussels", "city", "Belgium")}),
    (
        "Sirens sounded at the Barakah nuclear plant.",
        {"Barakah nuclear plant": ("Barakah nuclear plant", "base", None)},
    ),
]
TOLD = [
    ("Shells hit the village of Dubrovnoye.", {"Dubrovnoye": ("Dubrovnoye", "city", None)}),
    (
        "Troops took Mbanga Pongo, a small town in Cameroon.",
        {"Mbanga Pongo": ("Mbanga Pongo", "city", "Cameroon"), "Cameroon": ("Cameroon", "country", "Cameroon")},
    ),
    ("They met on Nevsky Prospekt.", {"Nevsky Prospekt": ("Nevsky Prospekt", "other", None)}),
]
FOUND = (
    STATES + PEOPLES + TOWNS + DATELINES + QUALIFIED + DIVISIONS + SIDES + SPACES + WATERS_AND_REGIONS + BASES + TOLD
)

PERSONS = [
    "Mr Houston denied it.",
    "Gen. Lincoln spoke.",
    "Michael Jordan scored.",
    "Paris Hilton left.",
    "The singer Cleveland Brown left.",
    "Jordan Peele directed it.",
]
COMPANIES = [
    "American Airlines cut jobs.",
    "He writes for the Houston Chronicle.",
    "The Washington Post reported it.",
    "Panama Papers were leaked.",
]
INSTITUTIONS = [
    "The Kremlin denied it.",
    "The White House denied it.",
    "The Knesset voted.",
    "Hamas and the United Nations agreed.",
]
COMMON_WORDS = ["Many left.", "They ate turkey off china plates.", "Nice work, she said.", "Most of us left in March."]


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[text for text, _ in FOUND])
def test_found(text, expected):
    found = told(text)
    for words, (name, kind, country) in expected.items():
        assert words in found, f"{words} is not among {sorted(found)}"
        assert found[words][1:] == (kind, country)
        assert name is None or found[words][0] == name


NAMES = [
    ("The ship lies in the Gulf of Venezuela.", [("Gulf of Venezuela", "other", None)]),
    ("The ship lies in the Gulf of Oman.", [("Gulf of Oman", "sea", 25.0)]),
    ("It sailed into the Gulf.", [("the Gulf", "region", 26.8)]),
    ("He is at the Institute for Baltic Security.", []),
    ("A Baltic state says that it was hit.", []),
    ("It fell into the Baltic.", [("Baltic", "sea", 58.0)]),
    ("Nobody at Nato headquarters is talking.", [("Nato headquarters", "base", 50.88)]),
    ("They crossed the Táchira river.", [("Táchira river", "other", None)]),
    ("It was boarded near the Los Monjes islands.", [("Los Monjes islands", "other", None)]),
    ("They met on the Greek islands.", [("Greek", "demonym", 39.0)]),
    ("The first launchers left Husum.", [("Husum", "city", 54.49)]),
    ("It fell in the settlement Zelmene. Zelmene was quiet.", [("Zelmene", "city", None)] * 2),
    ("It fell on Zelmene, a village of 80 people. It came down in Zelmene.", [("Zelmene", "city", None)] * 2),
    ("The town Council met.", []),
]


@pytest.mark.parametrize(("text", "expected"), NAMES, ids=[text for text, _ in NAMES])
def test_every_mention_and_no_other(text, expected):
    assert [(row["text"], row["kind"], row["lat"]) for row in read(*re.split(r"(?<=\.) ", text))] == expected


def test_sixty_mentions_at_least():
    assert sum(len(expected) for _, expected in FOUND) >= 60


@pytest.mark.parametrize("text", PERSONS + COMPANIES + INSTITUTIONS + COMMON_WORDS)
def test_no_place(text):
    assert not read(text)


NEAR = [
    (("She moved to Springfield, Ill.",), "Springfield", (39.8, -89.6)),
    (
        (
            "The mayor of Paris spoke.",
            "It snowed in Denton and elsewhere in Texas.",
            "Police in Paris closed a road near Lamar County.",
        ),
        "Paris",
        (33.7, -95.6),
    ),
    (("A fire in Lancaster was put out.", "Crews came from Morecambe and Preston."), "Lancaster", (54.0, -2.8)),
    (("London stayed calm, and the prime minister left London.",), "London", (51.5, -0.1)),
    (("A drone fell in Dörtyol district of Hatay province.",), "Hatay province", (36.4, 36.3)),
    (("Officials flew to Washington from Berlin.",), "Washington", (38.9, -77.0)),
    (("Missiles struck southern Turkey.",), "southern Turkey", (37.3, 34.1)),
]


@pytest.mark.parametrize(("texts", "words", "point"), NEAR, ids=[words + str(point) for _, words, point in NEAR])
def test_located(texts, words, point):
    rows = [row for row in read(*texts) if row["text"] == words]
    assert rows and all(abs(row["lat"] - point[0]) < 1 and abs(row["lon"] - point[1]) < 1 for row in rows)


def test_one_of_many_springfields_stays_open():
    (row,) = read("A house burned in Springfield.")
    assert row["lat"] is None and row["country"] is None and row["rule"].endswith("open")


def test_the_place_of_publication_counts():
    text = "A man was held in Cambridge."
    (british,) = read(text, publisher="cambridge-news.co.uk")
    assert british["country"] == "United Kingdom"


def test_a_base_told_by_its_owner_is_the_one_that_is_named():
    rows = read("A drone hit RAF Akrotiri in Cyprus.", "The attack on the British base caused no casualties.")
    assert [row["name"] for row in rows if row["text"] == "British base"] == ["RAF Akrotiri"]


def test_a_base_told_by_its_owner_and_place():
    found = told("There is a NATO radar base in Malatya province.")
    assert found["NATO radar base"] == ("Kürecik Radar Station", "base", "Turkey")


ACTORS = [
    ("Tokyo summoned the ambassador.", {"Tokyo"}),
    ("Russia and Belarus said they would answer.", {"Russia", "Belarus"}),
    ("The plan was rejected by Cairo.", {"Cairo"}),
    ("He flew to Tokyo.", set()),
    ("Turkey's neighbour is calm.", set()),
    ("Cambridge said it would sue.", set()),
]


@pytest.mark.parametrize(("text", "expected"), ACTORS, ids=[text for text, _ in ACTORS])
def test_places_that_stand_for_their_government(text, expected):
    assert {row["text"] for row in read(text) if row["as_actor"]} == expected


def test_a_report_is_read_alone():
    first, second = "She lives in Paris, Texas.", "Paris is calm."
    alone = read(second)
    read(first)
    assert read(second) == alone


# ---------------------------------------------------------------- the data
LISTS = ("aliases", "demonyms", "metonyms")


def terms(entry, *columns):
    return [term for column in columns for term in entry[column].split("|") if term]


def test_a_term_means_one_party():
    seen = {}
    for party in PARTIES:
        for term in terms(party, "name", *LISTS):
            assert seen.setdefault(term, party["code"]) == party["code"], (
                f"{term}: both {seen[term]} and {party['code']}"
            )


def test_an_institution_s_term_means_its_party():
    parties = {term: party["name"] for party in PARTIES for term in terms(party, "name", *LISTS)}
    seen = {}
    for body in BOOK["institutions"]:
        assert body["party"] in {party["name"] for party in PARTIES}, body["code"]
        for term in terms(body, "name", "aliases"):
            assert seen.setdefault(term, body["code"]) == body["code"], f"{term}: both {seen[term]} and {body['code']}"
            assert parties.get(term, body["party"]) == body["party"], (
                f"{term}: {body['party']} here, {parties[term]} in parties"
            )


@pytest.mark.parametrize("party", PARTIES, ids=[party["code"] for party in PARTIES])
def test_a_party_has_an_example_with_its_name(party):
    assert party["name"] in party["examples"]
    for column in ("demonyms", "metonyms"):
        assert not party[column] or any(term in party["examples"] for term in terms(party, column))


def test_states_are_complete():
    states = [party for party in PARTIES if party["kind"] == "state"]
    assert len(states) >= 195
    for state in states:
        assert re.fullmatch("[A-Z]{3}", state["iso3"]) and re.fullmatch("[A-Z]{2}", state["iso2"]), state["code"]
        assert abs(float(state["lat"])) <= 90 and abs(float(state["lon"])) <= 180, state["code"]


def test_refused_terms_are_no_party_s_and_no_place():
    refused = {entry["term"] for entry in BOOK["refuse"]}
    for party in PARTIES:
        assert not refused & set(terms(party, "name", *LISTS)), party["code"]
    for place in BOOK["places"]:
        assert not refused & set(terms(place, "name", "aliases")), place["code"]
    for term in sorted(refused):
        assert not read(f"They spoke of {term} there."), term


def test_a_place_s_term_means_one_place():
    seen = {}
    for place in BOOK["places"]:
        for term in terms(place, "name", "aliases"):
            assert seen.setdefault(term, place["code"]) == place["code"], (
                f"{term}: both {seen[term]} and {place['code']}"
            )


def test_bases_of_all_continents():
    bases = [place for place in BOOK["places"] if place["kind"] == "base"]
    assert len(bases) >= 80 and len({place["country"] for place in bases}) >= 50


@pytest.mark.parametrize("place", BOOK["places"], ids=[place["code"] for place in BOOK["places"]])
def test_places_are_in_form(place):
    assert place["kind"] in ("region", "city", "base", "sea", "other")
    assert abs(float(place["lat"])) <= 90 and abs(float(place["lon"])) <= 180
    assert not place["iso3"] or place["country"] in {party["name"] for party in PARTIES}
    codes = {party["iso3"] or party["code"] for party in PARTIES} | {"NATO"}
    assert set(terms(place, "operators")) <= codes


def test_place_words_are_in_form():
    cues = Cues(BOOK["place_words"])
    for entry in BOOK["place_words"]:
        assert entry["definition"] and entry["examples"] and entry["not_examples"] and entry["source"], entry["code"]
        assert len(entry["terms"]) == len(set(entry["terms"])), entry["code"]
        assert ("where" in entry) == ("weight" in entry), entry["code"]
        for example in entry["examples"]:
            assert any(term.casefold() in example.casefold() for term in entry["terms"]), f"{entry['code']}: {example}"
    sides = {"before", "before_of", "before_capital", "before_comma", "before_hyphen", "after", "after_capital", "modifier"}
    assert sides == set(cues.weights)


def test_the_gazetteer_is_in_form():
    lines = gzip.decompress(gazetteer.GAZETTEER.read_bytes()).decode().splitlines()
    assert lines[0] == ",".join(gazetteer.COLUMNS) and gazetteer.GAZETTEER.stat().st_size < 2_500_000
    rows = [line.split(",") for line in lines[1:]]
    assert all(len(row) == len(gazetteer.COLUMNS) for row in rows)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert all(gazetteer.key(row[0]) == row[0] and row[2] in ("city", "region", "county") for row in rows)


def test_the_gazetteer_s_source_is_credited():
    assert "GeoNames" in (gazetteer.DATA / "NOTICE.md").read_text(encoding="utf-8")
