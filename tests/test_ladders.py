"""Ladders and lenses: which rung is reached and by what, and what two coding schemes make of the same incidents."""

from functools import cache

import pytest

from analysis import ladders, lenses, relating, running
from analysis.codebook import load
from analysis.tables import frame

BOOK = load()
TYPES = {entry["code"]: entry for entry in BOOK["events"]}
REPORTS = [{"report_id": name, "published": "2030-05-03"} for name in "abc"]


def incident(day, type_, source, target, **facts):
    row = {"incident_id": f"{day}_{type_}_{source}_{target}", "type": type_, "stages": type_, "source_party": source, "target_party": target}
    return row | {"earliest": day, "latest": day, "status": "asserted"} | facts


def mention(of, report, type_=None, **facts):
    entry = TYPES[type_ or of["type"]]
    row = {"report_id": report, "incident_id": of["incident_id"], "type": entry["code"], "modality": "asserted", "text": entry["code"], "start": 0, "end": 5}
    row |= {"event_id": f"{report}:{of['incident_id']}:{entry['code']}"} | {key: entry.get(key) for key in ("quad", "cameo", "plover", "goldstein")}
    return row | facts


def rungs(events, incidents, reports=REPORTS):
    rows = ladders.find(events, incidents, reports, codebook=BOOK)
    frame("ladders", rows)
    return {(row["ladder"], row["party"], row["other_party"], row["date"]): row for row in rows}


def lens(events, incidents, reports=REPORTS):
    rows = lenses.find(events, incidents, reports, codebook=BOOK)
    frame("lenses", rows)
    return {(row["scheme"], row["date"], row["quad"]): row for row in rows}


WARNING = incident("2030-05-01", "warning", "Poland", "Ruria")
STRIKE = incident("2030-05-01", "strike", "Ruria", "Poland")


def test_a_pair_stands_once_a_day_on_its_highest_rung_whoever_acts():
    found = rungs([mention(WARNING, "a"), mention(STRIKE, "b")], [WARNING, STRIKE])
    assert [(key[1:3], row["label"]) for key, row in found.items()] == [(("Ruria", "Poland"), "attack with a hit")]


def test_two_pairs_stand_on_two_ladders():
    other = incident("2030-05-01", "phone_call", "Poland", "Sund")
    assert [row["rung"] for row in rungs([mention(STRIKE, "a"), mention(other, "a")], [STRIKE, other]).values()] == [1, 8]


@pytest.mark.parametrize("modality", ["denied", "negated", "hypothetical"])
def test_what_nobody_says_reaches_no_rung(modality):
    assert not rungs([mention(STRIKE, "a", modality=modality)], [STRIKE])
    assert not rungs([mention(STRIKE, "a")], [STRIKE | {"status": "denied_only"}])
    assert not lens([mention(STRIKE, "a", modality=modality)], [STRIKE])


def test_an_asserted_mention_shows_the_rung_before_an_attributed_one():
    events = [mention(STRIKE, "a", modality="attributed"), mention(STRIKE, "c"), mention(STRIKE, "b")]
    (row,) = rungs(events, [STRIKE]).values()
    assert (row["report_id"], row["modality"]) == ("b", "asserted")


def test_an_attack_that_is_stopped_is_below_one_that_hits():
    stopped = STRIKE | {"stages": "strike; interception"}
    assert [row["rung"] for row in rungs([mention(stopped, "a")], [stopped]).values()] == [7]
    assert [row["rung"] for row in rungs([mention(stopped, "a"), mention(stopped, "b", "damage")], [stopped]).values()] == [8]


def test_a_pair_needs_two_parties_and_a_day():
    assert not rungs([mention(one := incident("2030-05-01", "warning", "Poland", None), "a")], [one])
    assert not rungs([mention(one := STRIKE | {"earliest": None}, "a")], [one])
    assert not rungs([mention(one := incident("2030-05-01", "meeting", "NATO", "Poland"), "a")], [one | {"source_party": None}])


def test_those_who_act_together_are_a_pair_only_where_the_rung_is_mutual():
    talks, sent = (incident("2030-05-01", type_, "Poland; Ruria", None) for type_ in ("talks", "mobilisation"))
    assert [key[1:3] for key in rungs([mention(talks, "a")], [talks])] == [("Poland", "Ruria")]
    assert not rungs([mention(sent, "a")], [sent])


def test_a_duplicate_reaches_no_rung_and_has_no_weight():
    reports = [{"report_id": "a"}, {"report_id": "b", "duplicate_of": "a"}]
    assert not rungs([mention(STRIKE, "b")], [STRIKE], reports) and not lens([mention(STRIKE, "b")], [STRIKE], reports)


def test_the_alliance_climbs_a_ladder_of_its_own():
    asked = incident("2030-05-01", "consultation_sought", "Poland", "NATO")
    met = incident("2030-05-02", "meeting", "Poland", "Germany")
    found = rungs([mention(asked, "a"), mention(met, "a")], [asked, met])
    assert [(key[1], row["rung"]) for key, row in found.items() if key[0] == "NATO"] == [("NATO", 4)]


@cache
def read(text):
    report = {"report_id": "a", "text": text, "language": "en", "published": "2030-05-06", "published_basis": "record"}
    tables = relating.relate(running.read_all([report], codebook=BOOK), codebook=BOOK)
    return {row["label"] for row in ladders.find(tables["events"], tables["incidents"], tables["reports"], codebook=BOOK)}


@pytest.mark.parametrize("entry", BOOK["ladders"], ids=lambda entry: entry["code"])
def test_every_example_reaches_its_rung_and_no_other_does(entry):
    assert [text for text in entry["examples"] if entry["label"] not in read(text)] == []
    assert [text for text in entry["not_examples"] if entry["label"] in read(text)] == []


def test_rungs_have_types_that_exist_and_numbers_without_a_gap():
    for entry in BOOK["ladders"]:
        types = {type_ for when in entry["when"] for key in ("types", "with", "without") for type_ in when.get(key, ())}
        assert types <= TYPES.keys(), entry["code"]
    for ladder in {entry["ladder"] for entry in BOOK["ladders"]}:
        numbers = sorted(entry["rung"] for entry in BOOK["ladders"] if entry["ladder"] == ladder)
        assert numbers == list(range(1, len(numbers) + 1))


# ---------------------------------------------------------------- lenses
def test_a_type_weighs_once_an_incident_and_classes_stay_apart():
    found = lens([mention(STRIKE, "a"), mention(STRIKE, "b"), mention(WARNING, "a")], [STRIKE, WARNING])
    assert {key: row["value"] for key, row in found.items()} == {
        ("goldstein", "2030-05-01", 3): -4.4,
        ("plover", "2030-05-01", 3): -3.5,
        ("goldstein", "2030-05-01", 4): -10,
        ("plover", "2030-05-01", 4): -9,
    }


def test_plover_codes_no_mobilisation_beside_an_assault():
    events = [mention(STRIKE, "a"), mention(STRIKE, "a", "airspace_violation")]
    found = lens(events, [STRIKE])
    assert (found["goldstein", "2030-05-01", 4]["value"], found["plover", "2030-05-01", 4]["value"]) == (-17.2, -9)


def test_what_a_scheme_cannot_weigh_is_told():
    stopped = incident("2030-05-01", "interception", "Poland", "Ruria")
    row = lens([mention(stopped, "a")], [stopped])["plover", "2030-05-01", 4]
    assert (row["value"], row["n_incidents"], row["n_unweighted"]) == (None, 0, 1)


def test_schemes_that_disagree_are_named():
    asked = incident("2030-05-01", "request", "Poland", "Ruria")
    assert lens([mention(asked, "a")], [asked])["goldstein", "2030-05-01", 3]["disagreement"] == "request +3 against +0"
    far = [mention(STRIKE, "a", goldstein=-3.0)]
    assert lens(far, [STRIKE])["plover", "2030-05-01", 4]["disagreement"] == "strike -3 against -9"
    assert lens([mention(STRIKE, "a")], [STRIKE])["plover", "2030-05-01", 4]["disagreement"] is None


def test_every_event_type_with_a_plover_code_has_a_weight():
    weights = {row["code"]: float(row["weight"]) for row in BOOK["plover"]}
    assert {entry["plover"] for entry in TYPES.values() if entry.get("plover")} <= weights.keys()
    assert all(-10 <= weight <= 10 for weight in weights.values())


# ---------------------------------------------------------------- the seeds
RUNGS = [
    ("pair", "Iran", "United States", "2026-03-01", 9, "killed six"),
    ("pair", "Iran", "Cyprus", "2026-03-02", 8, "was hit by an Iranian drone"),
    ("pair", "Iran", "United Kingdom", "2026-03-02", 8, "was hit by an Iranian drone"),
    ("pair", "Iran", "Turkey", "2026-03-04", 7, "missile"),
    ("pair", "NATO", "Iran", "2026-03-06", 5, "raised"),
    ("pair", "Turkey", "Iran", "2026-03-07", 3, "warned Iran"),
    ("pair", "Iran", "Turkey", "2026-03-09", 7, "missile"),
    ("NATO", "NATO", None, "2026-03-04", 1, "condemn"),
    ("NATO", "NATO", None, "2026-03-06", 3, "raised"),
]


@pytest.fixture(scope="module")
def seeds(book):
    events, incidents, reports = (
        table.astype(object).where(table.notna(), None).to_dict("records") for table in (book.events, book.incidents, book.reports)
    )
    return ladders.find(events, incidents, reports, codebook=BOOK), lenses.find(events, incidents, reports, codebook=BOOK)


@pytest.mark.parametrize(("ladder", "party", "other", "day", "rung", "words"), RUNGS)
def test_the_seeds_reach_their_rungs(seeds, ladder, party, other, day, rung, words):
    (row,) = (r for r in seeds[0] if (r["ladder"], r["party"], r["other_party"], r["date"]) == (ladder, party, other, day))
    assert row["rung"] == rung and words in row["text"]


def test_nobody_in_the_seeds_asks_for_consultations_or_hits_azerbaijan(seeds):
    assert max(row["rung"] for row in seeds[0] if row["ladder"] == "NATO") == 3
    assert not [row for row in seeds[0] if "Azerbaijan" in (row["party"], row["other_party"])]


def test_both_schemes_look_at_the_same_days_and_classes_of_the_seeds(seeds):
    days = {scheme: {(row["date"], row["quad"]) for row in seeds[1] if row["scheme"] == scheme} for scheme in lenses.SCHEMES}
    assert days["goldstein"] == days["plover"] and ("2026-03-09", 4) in days["plover"]
