"""Indicators: what counts, what does not, and what one report more or less changes."""

import pytest

from analysis import indicators
from analysis.codebook import load
from analysis.tables import frame

BOOK = load()
QUAD = {entry["code"]: entry.get("quad") for entry in BOOK["events"]}
REPORTS = [{"report_id": name, "published": "2030-05-03"} for name in "abc"]


def incident(day, type_, source, target, **facts):
    name = f"{day}_{type_}_{source}_{target}"
    row = {"incident_id": name, "type": type_, "source_party": source, "target_party": target, "earliest": day, "latest": day}
    return row | {"status": "asserted", "n_reports": 2} | facts


def mention(of, report, type_=None, **facts):
    row = {"report_id": report, "incident_id": of["incident_id"], "type": type_ or of["type"], "modality": "asserted", "text": of["type"]}
    start = len(of["incident_id"])
    row |= {"event_id": f"{report}:{of['incident_id']}:{row['type']}", "start": start, "end": start + 5, "quad": QUAD.get(row["type"])}
    return row | {"target_party": of["target_party"]} | facts


def find(events, incidents, statements=(), reports=REPORTS):
    values, evidence = indicators.find(events, statements, incidents, reports, codebook=BOOK)
    frame("indicators", values)
    frame("indicator_evidence", evidence)
    assert all(row["low"] is None or row["low"] <= row["value"] for row in values)
    return {(row["indicator"], row["date"]): row for row in values}, evidence


STRIKE = incident("2030-05-01", "strike", "Ruria", "Poland")
AGAIN = incident("2030-05-03", "missile_launch", "Ruria", "Poland", n_reports=1)


def test_three_reports_of_one_strike_are_one_attack():
    values, evidence = find([mention(STRIKE, name) for name in "abc"], [STRIKE])
    row = values["attacks", "2030-05-01"]
    assert (row["value"], row["n_incidents"], row["n_reports"], row["low"], row["high"]) == (1, 1, 3, 1, 1)
    assert sum(piece["indicator"] == "attacks" for piece in evidence) == 3


def test_what_rests_on_one_report_falls_without_it():
    values, _ = find([mention(STRIKE, "a"), mention(STRIKE, "b"), mention(AGAIN, "a")], [STRIKE, AGAIN | {"earliest": "2030-05-01", "latest": "2030-05-01"}])
    assert [values["attacks", "2030-05-01"][key] for key in ("value", "low", "high")] == [2, 1, 2]


@pytest.mark.parametrize("modality", ["hypothetical", "negated"])
def test_what_is_hypothetical_or_negated_never_counts(modality):
    values, evidence = find([mention(STRIKE, "a", modality=modality)], [STRIKE])
    assert not values and not evidence


def test_what_is_denied_is_evidence_and_counts_nowhere():
    values, evidence = find([mention(STRIKE, "a", modality="denied")], [STRIKE])
    assert values["attacks", "2030-05-01"]["value"] == 0
    assert {piece["modality"] for piece in evidence} == {"denied"}
    assert not find([mention(STRIKE, "a", modality="denied")], [STRIKE | {"status": "denied_only"}])[0]


def test_a_duplicate_report_counts_nowhere():
    reports = [{"report_id": "a", "published": None}, {"report_id": "b", "published": None, "duplicate_of": "a"}]
    values, _ = find([mention(STRIKE, "a"), mention(STRIKE, "b")], [STRIKE], reports=reports)
    assert values["attacks", "2030-05-01"]["n_reports"] == 1


def test_a_day_without_evidence_has_no_row():
    values, _ = find([mention(STRIKE, "a"), mention(AGAIN, "a")], [STRIKE, AGAIN])
    assert {day for _, day in values} == {"2030-05-01", "2030-05-03"}


def test_what_no_report_dates_is_on_the_day_it_is_first_reported_and_a_long_interval_on_none():
    first = incident("2030-05-02", "deployment", "France", "Cyprus", earliest=None)
    long = incident("2030-05-02", "deployment", "Greece", "Cyprus", earliest="2030-04-01")
    values, _ = find([mention(first, "a"), mention(long, "b")], [first, long])
    assert values["deployments", "2030-05-02"]["n_incidents"] == 1


def test_an_attack_that_no_report_dates_is_on_no_day():
    values, _ = find([mention(STRIKE, "a")], [STRIKE | {"earliest": None}])
    assert not values


def test_casualties_are_the_highest_figure_of_each_incident_and_none_is_a_value():
    events = [mention(STRIKE, "a", "casualties", number="six"), mention(STRIKE, "b", "casualties", number="4"), mention(STRIKE, "c", "casualties", number="4")]
    row = find(events, [STRIKE])[0]["casualties", "2030-05-01"]
    assert (row["value"], row["low"], row["high"], row["unit"]) == (6, 4, 6, "people")
    row = find([mention(STRIKE, "a", "casualties", text="no casualties", modality="negated")], [STRIKE])[0]["casualties", "2030-05-01"]
    assert row["value"] == 0


def test_days_since_the_last_attack_and_what_they_are_without_its_only_report():
    before = incident("2030-04-21", "strike", "Ruria", "Poland")
    single = STRIKE | {"n_reports": 1}
    values, _ = find([mention(i, "a") for i in (before, single, AGAIN)], [before, single, AGAIN])
    row = values["recurrence", "2030-05-03"]
    assert (row["value"], row["low"], row["high"]) == (2, 2, 12)


def test_a_warning_that_an_attack_ignores():
    warning = incident("2030-05-02", "warning", "Poland", "Ruria")
    values, _ = find([mention(STRIKE, "a"), mention(warning, "a"), mention(AGAIN, "a")], [STRIKE, warning, AGAIN])
    assert ("warnings_ignored", "2030-05-03") in values and ("warnings_ignored", "2030-05-01") not in values
    assert values["warning_addressees", "2030-05-02"]["value"] == 1


def test_only_opponents_have_a_direct_channel():
    ours, others = (incident("2030-05-02", "phone_call", "Poland", other) for other in ("Ruria", "France"))
    values, _ = find([mention(STRIKE, "a"), mention(ours, "a"), mention(others, "a")], [STRIKE, ours, others])
    assert values["direct_channel", "2030-05-02"]["value"] == 1 and values["contacts", "2030-05-02"]["value"] == 2


def test_an_attack_on_a_member_is_one_on_the_alliance():
    elsewhere = incident("2030-05-01", "strike", "Ruria", "Sund")
    values, _ = find([mention(STRIKE, "a"), mention(elsewhere, "a")], [STRIKE, elsewhere])
    assert values["attacks_on_alliance", "2030-05-01"]["value"] == 1 and values["attacks", "2030-05-01"]["value"] == 2
    assert values["incursion_depth", "2030-05-01"]["value"] == 4


def test_a_state_is_newly_drawn_in_once():
    values, _ = find([mention(STRIKE, "a"), mention(AGAIN, "a")], [STRIKE, AGAIN])
    assert values["spread", "2030-05-01"]["value"] == 2 and ("spread", "2030-05-03") not in values


def test_statements_count_once_a_party_and_day():
    said = [{"report_id": r, "statement_id": f"{r}:1", "party": "Poland", "act": "reassure", "start": 0, "end": 4, "text": "calm"} for r in "ab"]
    thought = {**said[0], "statement_id": "a:2", "spoken": False, "party": "France"}
    values, evidence = find([], [], [*said, thought])
    assert (values["reassurance", "2030-05-03"]["value"], len(evidence)) == (1, 2)


def test_the_quad_tracks_stay_apart():
    call = incident("2030-05-01", "phone_call", "Poland", "Ruria")
    values, _ = find([mention(STRIKE, "a"), mention(call, "a")], [STRIKE, call])
    assert values["quad4", "2030-05-01"]["value"] == values["quad1", "2030-05-01"]["value"] == 1


INDICATORS = [*BOOK["indicators"], *BOOK["indicators_alliance"]]


@pytest.mark.parametrize("entry", INDICATORS, ids=lambda entry: entry["code"])
def test_an_entry_asks_for_types_acts_and_measures_that_exist(entry):
    rule = entry["rule"]
    types = {*rule.get("types", ()), *rule.get("levels", ()), *rule.get("after", ())}
    assert types <= {*QUAD, "damage"}, types - QUAD.keys()
    assert set(rule.get("acts", ())) <= {cue["act"] for cue in BOOK["cues"]} | {act["code"] for act in BOOK["acts"]}
    assert rule.get("measure", "count") in indicators.MEASURES
    assert entry["direction"] in ("up", "down", "context") and entry["unit"] and entry["definition"]


def test_every_code_is_unique():
    codes = [entry["code"] for entry in INDICATORS]
    assert len(codes) == len(set(codes))
