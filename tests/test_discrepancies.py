"""Discrepancies: how values compare, which contradict each other, and what no contradiction is; from text to table."""

from functools import cache

import pytest
from conftest import SEEDS

from analysis import comparing, discrepancies, language, places, relating, reports, running, sentences, spans
from analysis.codebook import load
from analysis.tables import frame
from analysis.values import Rules

BOOK = load()
ENTRIES = BOOK["attributes"]
PAIRS = [(e["code"], a, b, kind) for e in ENTRIES for kind in ("same", "contains", "compatible", "incompatible") for a, b in e.get(kind, ())]


# ---------------------------------------------------------------- the codebook
@pytest.mark.parametrize(("attribute", "a", "b", "relation"), PAIRS)
def test_values_compare_as_the_codebook_says(attribute, a, b, relation):
    assert comparing.relation(attribute, a, b, codebook=BOOK) == relation
    assert comparing.relation(attribute, b, a, codebook=BOOK) == relation


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["code"])
def test_an_entry_says_how_it_compares_and_why(entry):
    assert entry["compare"] in comparing.lattice(BOOK).kinds
    assert "why" in entry or entry["compare"] == "free"
    assert "apart_km" in entry or entry["compare"] != "places"
    assert "tolerance" in entry or entry["compare"] != "distances"


@pytest.mark.parametrize(
    ("attribute", "a", "b", "relation"),
    [
        ("place", "northern Norway", "southern Norway", "incompatible"),
        ("place", "Eastern Mediterranean", "Mediterranean Sea", "contains"),
        ("place", "Eastern Mediterranean", "Turkish territorial waters", "compatible"),
        ("place", "Elmwick-by-the-Ford", "Kuwait", "compatible"),  # the gazetteer knows only one
        ("entered_airspace", "entered Norway", "not entered Sweden", "compatible"),
        ("killed", "up to 3", "5", "incompatible"),
        ("killed", "nearly 40", "38", "contains"),
        ("killed", "many", "5", "compatible"),
        ("unheard_of", "a", "b", "compatible"),
    ],
)
def test_relations(attribute, a, b, relation):
    assert comparing.relation(attribute, a, b, codebook=BOOK) == relation


@pytest.mark.parametrize(("entry", "words"), [(e, words) for e in ENTRIES for words in e.get("examples", ())])
def test_an_example_gives_its_attribute(entry, words):
    assert entry["code"] in given_by_words(words)


@pytest.mark.parametrize(("entry", "words"), [(e, words) for e in ENTRIES for words in e.get("not_examples", ())])
def test_a_counter_example_does_not(entry, words):
    assert entry["code"] not in given_by_words(words)


@cache
def given_by_words(words: str) -> set[str]:
    """The attributes that a sentence gives by its words, as a mention of any type that an entry asks for."""
    report, rules = {"report_id": "r", "text": words, "language": "en"}, Rules(BOOK)
    rows = sentences.find(report, spans.find(report, codebook=BOOK))
    named = places.find(report, rows, language.parse(rows), codebook=BOOK)
    types = {type_ for entry in ENTRIES for type_ in entry.get("types", ())} | {"strike"}
    fits = (rules.of(type_, words[: place["start"]], words[place["end"] :]) for type_ in types for place in named)
    classed = {code for code in rules.classes if rules.classed(code, words)}
    return {entry["code"] for entry in fits if entry} | classed | {code for code, first in rules.firsts if first.search(words)}


# ---------------------------------------------------------------- from text to table
@cache
def tables(*texts: str) -> dict:
    """The tables of reports published on 2030-03-08, 2030-03-09 ... (a Friday first), up to their discrepancies."""
    rows = [
        {"report_id": f"r{n}", "text": text, "language": "en", "published": f"2030-03-{8 + n:02}", "published_basis": "record"}
        for n, text in enumerate(texts)
    ]
    return related(rows)


def related(rows: list[dict]) -> dict:
    return relating.relate(running.read_all(rows, codebook=BOOK), codebook=BOOK)


def told_of(texts, attribute) -> set[str]:
    return {row["value"] for row in tables(*texts)["incident_attributes"] if row["attribute"] == attribute}


def against(texts) -> dict[str, dict]:
    return {row["attribute"]: row for row in tables(*texts)["discrepancies"]}


STOPPED = "Polish air defences shot down a Russian missile over Poland on Thursday."


@pytest.mark.parametrize(
    ("text", "attribute", "values"),
    [
        ("NATO intercepted a missile heading to Norway on Thursday.", "intercepted_at", set()),
        ("NATO intercepted a missile heading to Norway on Thursday.", "aimed_at", {"Norway"}),
        ("A missile fired from Iran that entered Turkish airspace was shot down by NATO on Thursday.", "launched_from", {"Iran"}),
        ("A missile fired from Iran that entered Turkish airspace was shot down by NATO on Thursday.", "entered_airspace", {"entered Turkey"}),
        ("NATO forces intercepted the missile on Thursday before it threatened Turkish territory.", "entered_airspace", {"not entered Turkey"}),
        ("NATO forces intercepted the missile on Thursday before it threatened Turkish territory.", "intercepted_at", set()),
        ("A missile launched from Iran towards Turkish airspace was intercepted by NATO on Thursday.", "entered_airspace", {"not entered Turkey"}),
        ("The missile was intercepted on Thursday by ships stationed in the Black Sea.", "intercepted_at", set()),
        ("The missile was intercepted on Thursday by ships stationed in the Black Sea.", "intercepted_from", {"Black Sea"}),
        ("An Iranian drone hit a base in Cyprus on Thursday.", "weapon_of", {"Iran"}),
        ("An Iranian drone hit a base in Cyprus on Thursday.", "made_in", set()),
        ("Fifty-two people were killed when a missile hit Kyiv on Thursday.", "killed", {"52"}),
        ("Since March at least 2,700 people were killed in attacks in Syria.", "killed", set()),
        ("The soldiers were shot on Thursday for refusing to kill protesters.", "casualties", set()),
        ("A missile hit Kyiv on Thursday. There were no casualties.", "killed", {"0"}),
        ("At least seven people were wounded when a missile hit Kyiv on Thursday.", "injured", {"at least 7"}),
        ("A missile fell on Kyiv on Thursday and hurt one man. Nobody was killed.", "casualties", {"1"}),
        ("A missile fired from Russia was destroyed on Thursday before it entered Polish airspace.", "entered_airspace", {"not entered Poland"}),
        ("Latvia ordered them out of the town on Thursday because of missiles from Belarus.", "launched_from", set()),
        ("A missile that was launched near Minsk hit Vilnius on Thursday.", "launched_from", {"Minsk"}),
        (
            "A missile was shot down on Thursday, east of Krakow, by a battery stationed at Lublin.",
            "intercepted_at",
            {"Kraków"},
        ),
    ],
)
def test_what_the_words_give(text, attribute, values):
    assert told_of((text,), attribute) == values


def test_what_is_said_of_the_weapon_beside_is_of_the_incident_told_last():
    texts = ("A drone hit a depot in Latvia on Thursday. The drone was a Russian-made Geran, Ukraine's foreign ministry said.",)
    (row,) = [row for row in tables(*texts)["incident_attributes"] if row["attribute"] == "made_in"]
    assert (row["value"], row["text"], row["modality"]) == ("Russia", "Russian", "attributed")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NATO intercepted a missile heading to Norway on Thursday.", None),
        ("NATO intercepted the missile on Thursday before it threatened Norwegian territory.", None),
        ("Iran launched attacks on Turkey, Cyprus and Azerbaijan on Thursday.", "Turkey; Cyprus; Azerbaijan"),
        ("Iran carried out attacks against US-allied countries on Thursday.", None),
        ("Iran carried out attacks against U.S.-allied countries on Thursday.", None),
        ("NATO intercepted a missile over Norway on Thursday.", "Norway"),
    ],
)
def test_where_an_event_took_place(text, place):
    types = ("interception", "strike")
    assert {row.get("place") for row in tables(text)["events"] if row["type"] in types} == {place}


def test_what_is_told_of_both_is_of_each():
    text = (
        "A second missile was shot down by NATO over Turkey on Thursday. The first missile was shot down by NATO on Tuesday.\n\n"
        "Both missiles had entered Syrian airspace, the ministry said."
    )
    rows = [row for row in tables(text)["incident_attributes"] if row["value"] == "entered Syria"]
    assert len({row["incident_id"] for row in rows}) == 2


def test_the_first_told_without_its_day_is_the_one_of_that_day():
    text = (
        "NATO jets shot down a second drone over Latvia on Thursday. The first drone was launched from Polotsk, an official said.\n\n"
        "On Monday a drone fell in the village of Elmau."
    )
    (own,) = {row["incident_id"] for row in tables(text)["incident_attributes"] if row["attribute"] == "launched_from"}
    assert {row["value"] for row in tables(text)["incident_attributes"] if row["incident_id"] == own and row["attribute"] == "date"} == {"2030-03-04"}


def test_figures_of_the_seized():
    texts = ("Norway seized a Russian trawler on Thursday and detained its 11 crew.", "Norway seized a Russian trawler on Thursday; nine crew members are being held in Bergen, Russia said.")
    assert told_of(texts, "held") == {"11", "9"} and "held" in against(texts)


def test_spans_hold_their_words():
    found = tables(STOPPED, "Poland said fragments of the missile fell near Lublin, some 20 km from the border, and killed two people.")
    text = {report["report_id"]: report["text"] for report in found["reports"]}
    assert found["incident_attributes"]
    assert all(text[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in found["incident_attributes"])
    frame("incident_attributes", found["incident_attributes"])
    frame("discrepancies", found["discrepancies"])


def test_over_the_sea_is_not_over_the_land():
    row = against((STOPPED, "A Russian missile was shot down by Polish air defences over the Baltic Sea on Thursday."))["intercepted_at"]
    assert set(row["values"].split(" | ")) == {"Poland", "Baltic Sea"} and not row["within_report"]
    assert row["reports"] == "r0; r1" and "r0" in row["note"] and "lie apart" in row["note"]


def test_where_the_shooter_stands_contradicts_nothing():
    assert "intercepted_at" not in against((STOPPED, "A Russian missile was shot down on Thursday by Polish ships stationed in the Baltic Sea."))


def test_a_report_against_itself():
    text = (
        "A missile launched from Iran towards Turkish airspace was intercepted by NATO on Wednesday, the defence ministry said.\n\n"
        "Turkey is the first ally to have an Iranian missile encroach upon its airspace."
    )
    row = against((text,))["entered_airspace"]
    assert row["within_report"] and set(row["values"].split(" | ")) == {"entered Turkey", "not entered Turkey"}
    assert "both stand in r0" in row["note"]


def test_a_denial_is_no_discrepancy():
    texts = ("Iran fired a missile at Turkey on Thursday, Turkey said.", "Iran denied that it had fired the missile at Turkey on Thursday.")
    assert tables(*texts)["discrepancies"] == []


def test_a_town_in_its_country_is_no_discrepancy():
    texts = ("A Russian missile hit Kharkiv on Thursday.", "A Russian missile hit a market in Ukraine on Thursday.")
    assert tables(*texts)["discrepancies"] == []


def row(incident, attribute, value, report="r0", by="report", modality="asserted"):
    return {"incident_id": incident, "attribute": attribute, "value": value, "report_id": report, "given_by": by, "modality": modality}


def find(rows, *more, type_="strike", reports=()):
    known = [{"incident_id": "i", "type": type_, "status": "asserted"}, *more]
    return discrepancies.find(rows, known, reports, codebook=BOOK)


def test_figures_of_one_voice_go_together_and_those_of_two_do_not():
    one = [row("i", "killed", "3"), row("i", "killed", "5")]
    assert find(one) == []
    (found,) = find([row("i", "killed", "3"), row("i", "killed", "5", by="the mayor")])
    assert found["within_report"] and found["values"] == "3 | 5"


def test_none_and_some_are_told_once_where_the_injured_are_counted():
    rows = [row("i", "injured", "0"), row("i", "injured", "2", "r1"), row("i", "casualties", "0"), row("i", "casualties", "2", "r1")]
    assert [found["attribute"] for found in find(rows)] == ["injured"]


def test_last_week_against_a_day():
    (found,) = find([row("i", "date", "2030-03-04/2030-03-10"), row("i", "date", "2030-03-01", "r1")], type_="war_start")
    assert found["attribute"] == "date" and "different days" in found["note"]


def test_a_series_what_lasts_and_what_has_no_one_place_contradict_nothing():
    series = {"incident_id": "undated_attack-series_iran", "type": "strike", "status": "asserted"}
    days = [row(series["incident_id"], "date", day) for day in ("2030-03-01", "2030-03-05")]
    assert find(days, series) == []
    assert find([row("i", "date", "2030-03-01"), row("i", "date", "2030-03-05")], type_="posture_raised") == []
    assert find([row("i", "place", "Kuwait"), row("i", "place", "Cyprus")], type_="condemnation") == []


def test_a_copy_speaks_once():
    rows = [row("i", "weapon", "missile"), row("i", "weapon", "drone", "copy")]
    assert find(rows) and find(rows, reports=[{"report_id": "copy", "duplicate_of": "r0"}]) == []


def test_a_distance_that_the_map_does_not_bear_out():
    far, near = (row("i", "distance_km", f"{km} from Incirlik Air Base") for km in ("700", "150"))
    debris = row("i", "debris_at", "Gaziantep")
    (found,) = find([far, debris])
    assert "on the map" in found["values"] and "gazetteer" in found["note"]
    assert find([near, debris]) == []


def test_a_first_that_came_second():
    text = (
        "Turkey became the first member of the NATO alliance to have been drawn into the war after Iran fired a missile at the country on Wednesday.\n\n"
        "Meanwhile, the UK's RAF Akrotiri base in Cyprus was hit by an Iranian drone on Monday."
    )
    found = against((text,))["first"]
    assert found["within_report"] and "United Kingdom" in found["values"] and "Turkey, first of NATO" in found["values"]
    assert "first" not in against((text.replace("on Monday", "on Thursday"),))


def test_what_is_stopped_elsewhere_does_not_enter_afterwards():
    rows = [
        row("i", "entered_airspace", "entered Turkey"),
        row("i", "entered_airspace", "entered Syria"),
        row("i", "intercepted_at", "Eastern Mediterranean"),
        row("i", "intercepted_at", "Turkish airspace", "r1"),
    ]
    found = {row["attribute"]: row for row in find(rows, type_="interception")}
    assert found["entered_airspace"]["within_report"] and "Syria" not in found["entered_airspace"]["values"]
    assert set(found) == {"entered_airspace", "intercepted_at"}


# ---------------------------------------------------------------- the seeds
LEDGER = {  # the incident's day and kind, and the attribute: reports, words among the values, within a report
    ("2026-02-28_war", "date"): ({"002", "003"}, ["2026-02-28", "2026-03-02/2026-03-08"], False),
    ("2026-03-04_attack", "entered_airspace"): ({"001", "003", "004"}, ["entered Turkey", "not entered Turkey"], True),
    ("2026-03-04_attack", "first"): ({"000"}, ["Turkey, first of NATO", "RAF Akrotiri"], True),
    ("2026-03-09_attack", "entered_airspace"): ({"001", "002"}, ["entered Turkey", "Eastern Mediterranean"], True),
    ("2026-03-09_attack", "intercepted_at"): ({"000", "001", "002"}, ["Turkish airspace", "Eastern Mediterranean"], True),
}


def test_the_seeds_have_these_discrepancies_and_no_other(read_seeds):
    found = {("_".join(r["incident_id"].split("_")[:2]), r["attribute"]): r for r in read_seeds["discrepancies"]}
    assert found.keys() == LEDGER.keys()
    for key, (tellers, values, within) in LEDGER.items():
        assert {report[:3] for report in found[key]["reports"].split("; ")} == tellers
        assert all(value in found[key]["values"] for value in values) and found[key]["within_report"] is within


def test_the_shooter_of_the_second_missile_is_no_place_of_interception(read_seeds):
    own = [r for r in read_seeds["incident_attributes"] if r["incident_id"].startswith("2026-03-09_attack") and r["report_id"].startswith("002")]
    assert {r["value"] for r in own if r["attribute"] == "intercepted_from"} == {"Eastern Mediterranean"}
    assert {r["value"] for r in own if r["attribute"] == "intercepted_at"} == {"Turkish airspace"}


def test_make_launch_and_order_are_kept_apart(read_seeds):
    hit = [r for r in read_seeds["incident_attributes"] if r["incident_id"].startswith("2026-03-02_attack")]
    assert {r["value"] for r in hit if r["attribute"] == "weapon_of"} == {"Iran"}
    assert not [r for r in hit if r["attribute"] in ("made_in", "launched_from", "ordered_by")]
    assert {r["given_by"] for r in hit if r["attribute"] == "attacker" and r["modality"] == "asserted"} == {"report"}


def test_azerbaijan_has_no_place(read_seeds):
    own = [r for r in read_seeds["incident_attributes"] if "azerbaijan" in r["incident_id"]]
    assert {(r["attribute"], r["value"], r["modality"]) for r in own} == {("target", "Azerbaijan", "denied")}


@pytest.fixture(scope="module")
def read_seeds():
    found, _ = reports.read([SEEDS])
    return related(found)
