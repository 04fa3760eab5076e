"""Indicators: what counts, what does not, and what one report more or less changes."""

from collections import Counter
from functools import cache

import pandas as pd
import pytest

import analysis
from analysis import corroboration, indicators, relating, running
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


def find(events, incidents, statements=(), reports=REPORTS, **options):
    values, evidence = indicators.find(events, statements, incidents, reports, codebook=BOOK, **options)
    frame("indicators", values)
    frame("indicator_evidence", evidence)
    assert all(row["low"] is None or row["low"] <= row["value"] for row in values)
    assert all(row["high"] is None or row["high"] >= row["value"] for row in values)
    assert all(row["value"] is not None or {piece["modality"] for piece in rests_on(evidence, row)} == {"denied"} for row in values)
    return {(row["indicator"], row["date"]): row for row in values}, evidence


def rests_on(evidence, row):
    return [piece for piece in evidence if (piece["indicator"], piece["date"]) == (row["indicator"], row["date"])]


STRIKE = incident("2030-05-01", "strike", "Ruria", "Poland")
AGAIN = incident("2030-05-03", "missile_launch", "Ruria", "Poland", n_reports=1)


def test_three_reports_of_one_strike_are_one_attack():
    values, evidence = find([mention(STRIKE, name) for name in "abc"], [STRIKE])
    row = values["attacks", "2030-05-01"]
    assert (row["value"], row["n_incidents"], row["n_reports"], row["low"], row["high"]) == (1, 1, 3, 1, 3)
    assert row["band"] == "high: merge" and row["n_origins"] is None
    assert sum(piece["indicator"] == "attacks" for piece in evidence) == 3


def test_what_rests_on_one_report_falls_without_it():
    values, _ = find([mention(STRIKE, "a"), mention(STRIKE, "b"), mention(AGAIN, "a")], [STRIKE, AGAIN | {"earliest": "2030-05-01", "latest": "2030-05-01"}])
    assert [values["attacks", "2030-05-01"][key] for key in ("value", "low", "high")] == [2, 1, 3]
    assert values["attacks", "2030-05-01"]["band"] == "low: report; high: merge"


def test_what_rests_on_one_origin_falls_without_it():
    spoken = [mention(STRIKE, name) for name in "abc"]
    row = find(spoken, [STRIKE], origins=lambda event: "ministry")[0]["attacks", "2030-05-01"]
    assert (row["n_reports"], row["n_origins"], row["low"], row["band"]) == (3, 1, 0, "low: origin; high: merge")
    told = {("a", spoken[0]["start"], spoken[0]["end"]): "ministry", ("b", spoken[1]["start"], spoken[1]["end"]): "witness"}
    row = find(spoken[:2], [STRIKE], origins=told)[0]["attacks", "2030-05-01"]
    assert (row["n_origins"], row["low"], row["band"]) == (2, 1, "high: merge")


def test_who_speaks_is_not_left_out_of_what_he_says():
    warning = incident("2030-05-01", "warning", "Poland", "Ruria")
    events = [mention(warning, name, source_party="Poland") for name in "ab"]
    row = find(events, [warning], origins=lambda event: "Poland")[0]["warnings", "2030-05-01"]
    assert (row["n_origins"], row["low"], row["band"]) == (1, 1, "high: merge")


def test_a_reports_own_voice_is_no_origin_beside_somebody_it_names():
    keys = {"a": "own voice of a", "b": "ministry"}
    row = find([mention(STRIKE, name) for name in "ab"], [STRIKE], origins=lambda event: keys[event["report_id"]])[0]["attacks", "2030-05-01"]
    assert (row["n_reports"], row["n_origins"], row["low"]) == (2, 1, 0)


def test_what_only_one_scheme_codes_falls_without_it():
    denial = incident("2030-05-01", "denial", "Ruria", None)
    events = [mention(denial, name, cameo="016", plover=None) for name in "ab"]
    row = find(events, [denial])[0]["denials", "2030-05-01"]
    assert (row["value"], row["low"], row["band"]) == (1, 0, "low: scheme; high: merge")
    asked = incident("2030-05-01", "request", "Ruria", "Poland")
    values, _ = find([mention(asked, "a", cameo="020", plover="REQUEST")], [asked])
    assert values["quad3", "2030-05-01"]["band"] == "low: report, scheme" and ("quad1", "2030-05-01") not in values


def test_the_cameo_class_is_that_of_the_root():
    assert [indicators.cameo_class(code) for code in ("010", "057", "061", "0873", "090", "138", "141", "204")] == [1, 1, 2, 2, 3, 3, 4, 4]


@pytest.mark.parametrize("modality", ["hypothetical", "negated"])
def test_what_is_hypothetical_or_negated_never_counts(modality):
    values, evidence = find([mention(STRIKE, "a", modality=modality)], [STRIKE])
    assert not values and not evidence


def test_what_is_denied_is_evidence_and_counts_nowhere():
    values, evidence = find([mention(STRIKE, "a", modality="denied")], [STRIKE])
    assert values["attacks", "2030-05-01"]["value"] is None and values["attacks", "2030-05-01"]["n_reports"] == 0
    assert {piece["modality"] for piece in evidence} == {"denied"}


def test_what_only_a_denial_tells_is_evidence_on_the_day_of_the_denial_and_draws_nobody_in():
    only = STRIKE | {"status": "denied_only", "earliest": None, "latest": "2030-05-03"}
    values, evidence = find([mention(only, "a", modality="denied")], [only])
    assert {day for _, day in values} == {"2030-05-03"} and not [row for row in values.values() if row["value"] is not None]
    assert [piece["modality"] for piece in evidence if piece["indicator"] == "spread"] == ["denied"]


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
    assert (row["value"], row["low"], row["high"], row["unit"]) == (6, 4, 14, "people")
    row = find([mention(STRIKE, "a", "casualties", text="no casualties", modality="negated")], [STRIKE])[0]["casualties", "2030-05-01"]
    assert (row["value"], row["low"], row["high"]) == (0, None, 0)


def test_days_since_the_last_attack_and_what_they_are_without_its_only_report():
    before = incident("2030-04-21", "strike", "Ruria", "Poland")
    single = STRIKE | {"n_reports": 1}
    told = [mention(before, "a"), mention(single, "b"), *(mention(AGAIN, name) for name in "ac")]
    row = find(told, [before, single, AGAIN])[0]["recurrence", "2030-05-03"]
    assert (row["value"], row["low"], row["high"], row["band"]) == (2, 2, 12, "high: report")
    row = find(told[1:], [single, AGAIN])[0]["recurrence", "2030-05-03"]
    assert (row["value"], row["low"], row["high"], row["band"]) == (2, 2, None, "high: report")


def test_a_warning_that_an_attack_ignores():
    warning = incident("2030-05-02", "warning", "Poland", "Ruria")
    values, _ = find([mention(STRIKE, "a"), mention(warning, "a"), mention(AGAIN, "a")], [STRIKE, warning, AGAIN])
    assert ("warnings_ignored", "2030-05-03") in values and ("warnings_ignored", "2030-05-01") not in values
    assert values["warning_addressees", "2030-05-02"]["value"] == 1
    assert values["warning_to_attack", "2030-05-03"]["value"] == 1


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


def said(report, start, text, day, **facts):
    row = {"report_id": report, "statement_id": f"{report}:{start}", "party": "Poland", "act": "warn", "start": start, "end": start + 4, "text": text}
    return row | {"said_earliest": day, "said_latest": day} | facts


def test_statements_count_by_utterance_where_it_is_known():
    rows = [said("a", 1, "we will answer", "2030-05-03"), said("b", 1, "we shall answer", "2030-05-03"), said("b", 9, "stop", "2030-05-03")]
    assert find([], [], rows)[0]["warnings_said", "2030-05-03"]["value"] == 1
    known = [row | {"utterance_id": name} for row, name in zip(rows, "xxy", strict=True)]
    row = find([], [], known)[0]["warnings_said", "2030-05-03"]
    assert (row["value"], row["low"], row["high"]) == (2, 1, 3)


def test_a_stock_phrase_is_one_of_an_earlier_day():
    phrase = "All necessary measures will be taken without hesitation"
    values, _ = find([], [], [said("a", 1, phrase, "2030-05-01"), said("b", 1, phrase, "2030-05-03"), said("c", 1, "Leave the gulf at once", "2030-05-03")])
    assert ("warnings_repeated", "2030-05-01") not in values
    assert values["warnings_repeated", "2030-05-03"]["n_reports"] == 1


def test_a_call_that_is_told_and_quoted_counts_once():
    asked = incident("2030-05-03", "request", "Poland", None)
    call = said("a", 40, "to show restraint", "2030-05-03", act="demand", cue_start=30)
    events = [mention(asked, "a", text="Poland called on both to show restraint", trigger_start=30)]
    assert find(events, [asked], [call])[0]["restraint", "2030-05-03"]["value"] == 1


def test_the_band_of_thousands_of_incidents():
    many = [incident("2030-05-01", "strike", f"P{n}", "Poland") for n in range(2000)]
    values, _ = find([mention(one, name) for one in many for name in "ab"], many)
    row = values["attacks", "2030-05-01"]
    assert (row["value"], row["low"], row["high"]) == (2000, 2000, 2001)


def left_out(events, incidents, **options):
    rows = indicators.left_out(events, [], incidents, REPORTS, codebook=BOOK, **options)
    return {(row["kind"], row["left_out"], row["modality"], row["indicator"], row["date"]): row["value"] for row in rows}


def test_what_is_left_without_a_report():
    later = AGAIN | {"earliest": "2030-05-01", "latest": "2030-05-01"}
    found = left_out([mention(STRIKE, "a"), mention(STRIKE, "b", modality="attributed"), mention(later, "a")], [STRIKE, later])
    assert found["report", "a", None, "attacks", "2030-05-01"] == 1
    assert ("report", "b", None, "attacks", "2030-05-01") not in found
    assert found["report", "a", "asserted", "quad4", "2030-05-01"] == 0
    assert found["report", "a", "attributed", "quad4", "2030-05-01"] == 1


def test_what_is_left_without_an_origin():
    told = {"a": "Ruria", "b": "Poland", "c": "Ruria"}
    events = [mention(STRIKE, "a"), mention(STRIKE, "b", modality="denied"), mention(AGAIN, "c")]
    found = left_out(events, [STRIKE, AGAIN], origins=lambda row: told[row["report_id"]])
    assert found["origin", "Ruria", None, "attacks", "2030-05-01"] == found["origin", "Ruria", None, "attacks", "2030-05-03"] == 0
    assert found["origin", "Ruria", "denied", "quad4", "2030-05-01"] == 1
    without = left_out([mention(STRIKE, "a"), mention(AGAIN, "b", modality="denied")], [STRIKE, AGAIN], origins=lambda row: told[row["report_id"]])
    assert without["origin", "Poland", "denied", "quad4", "2030-05-03"] == 0


def test_without_an_earlier_attack_there_is_no_interval():
    found = left_out([mention(STRIKE, "a"), mention(AGAIN, "b")], [STRIKE, AGAIN])
    assert found["report", "a", None, "recurrence", "2030-05-03"] is None


def test_the_quad_tracks_stay_apart():
    call = incident("2030-05-01", "phone_call", "Poland", "Ruria")
    values, _ = find([mention(STRIKE, "a"), mention(call, "a")], [STRIKE, call])
    assert values["quad4", "2030-05-01"]["value"] == values["quad1", "2030-05-01"]["value"] == 1


INDICATORS = [*BOOK["indicators"], *BOOK["indicators_alliance"]]


@pytest.mark.parametrize("entry", INDICATORS, ids=lambda entry: entry["code"])
def test_an_entry_asks_for_types_acts_and_measures_that_exist(entry):
    rule = entry["rule"]
    parts = [rule, *rule.get("or", ()), *rule.get("levels", ())]
    types = {type_ for part in parts for key in ("types", "after", "of", "with", "without") for type_ in part.get(key, ())}
    assert types <= QUAD.keys(), types - QUAD.keys()
    acts = {act for part in parts for act in part.get("acts", ())}
    assert acts <= {"any"} | {cue["act"] for cue in BOOK["cues"]} | {act["code"] for act in BOOK["acts"]}
    assert indicators.NEVER not in rule.get("modalities", ())
    assert rule.get("measure", "count") in indicators.MEASURES
    assert entry["direction"] in ("up", "down", "context") and entry["unit"] and entry["definition"]


def test_every_code_is_unique():
    codes = [entry["code"] for entry in INDICATORS]
    assert len(codes) == len(set(codes))


@cache
def read(text):
    """The tables of one short report of 6 May 2030, a Monday."""
    report = {"report_id": "a", "text": text, "language": "en", "published": "2030-05-06", "published_basis": "record"}
    return relating.relate(running.read_all([report], codebook=BOOK), codebook=BOOK)


def counted(text):
    return {row["indicator"] for row in read(text)["indicators"] if row["value"] is not None}


@pytest.mark.parametrize("entry", INDICATORS, ids=lambda entry: entry["code"])
def test_every_example_counts_and_no_other(entry):
    assert [text for text in entry.get("examples", ()) if entry["code"] not in counted(text)] == []
    assert [text for text in entry.get("not_examples", ()) if entry["code"] in counted(text)] == []


def test_an_indicator_is_added_by_editing_data_alone(tmp_path):
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "indicators.yaml").write_text("""
- code: pipelines_hit
  label: Pipelines hit
  family: kinetic
  direction: up
  unit: incidents
  definition: Distinct attacks whose words name a pipeline.
  rule: {types: [bombing, strike, drone_strike], terms: ['\\bpipelines?\\b']}
""")
    (tmp_path / "one.txt").write_text("May 6, 2030\n\nA drone hit the Polish pipeline on Monday. A drone hit a German depot on Saturday.\n")
    rows = analysis.load(tmp_path).indicators
    assert rows[rows.indicator == "pipelines_hit"][["date", "value"]].values.tolist() == [["2030-05-06", 1.0]]


# ---------------------------------------------------------------- the seeds: the catalogue's lines (docs: README of the seeds)
SEEDS = [
    ("attacks_on_alliance", "2026-03-02", 1, "was hit by an Iranian drone"),
    ("attacks_on_alliance", "2026-03-04", 1, "fired its a missile"),
    ("attacks_on_alliance", "2026-03-09", 1, "has fired over the NATO member"),
    ("interceptions", "2026-03-04", 1, "intercepted and neutralised a ball"),
    ("interceptions", "2026-03-09", 1, "have shot down another"),
    ("share_intercepted", "2026-03-02", 0, "was hit by an Iranian drone"),
    ("share_intercepted", "2026-03-09", 1, "have shot down another"),
    ("casualties", "2026-03-01", 6, "killed six U.S. Army Reserve soldiers"),
    ("casualties", "2026-03-04", 0, "No casualties or injuries"),
    ("casualties", "2026-03-09", 0, "No casualties were reported"),
    ("recurrence", "2026-03-09", 5, "has fired over the NATO member"),
    ("incursion_depth", "2026-03-02", 4, "was hit by an Iranian drone"),
    ("incursion_depth", "2026-03-04", 3, "landed in the Dörtyol district"),
    ("incursion_depth_least", "2026-03-04", 1, "before it threatened Turkish territory"),
    ("states_overflown", "2026-03-04", 2, "crossed Iraqi and Syrian airspace"),
    ("territory_use_refused", "2026-03-09", None, "will not allow its airspace"),
    ("territory_use_refused", "2026-03-09", None, "has not used Incirlik"),
    ("consultation_not_asked", "2026-03-09", 1, "has not formally requested"),
    ("consultation_not_asked", "2026-03-09", 1, "no intention currently"),
    ("defence_clause_ruled_out", "2026-03-06", 1, "not on the table"),
    ("defence_clause_ruled_out", "2026-03-06", 1, "did not need to activate"),
    ("defence_clause_ruled_out", "2026-03-06", 1, "no plan to invoke"),
    ("council_meetings", "2026-03-06", 1, "met at ambassadorial level"),
    ("council_level", "2026-03-06", 2, "met at ambassadorial level"),
    ("alliance_words", "2026-03-04", 2, "strongly condemned"),
    ("allied_support", "2026-03-09", 1, "stands firm in its readiness"),
    ("posture_level", "2026-03-06", 2, "has raised its alliance-wide"),
    ("posture_condition", "2026-03-06", 1, "would remain in place until"),
    ("deployments", "2026-03-09", 1, "have dispatched jets"),
    ("deployment_senders", "2026-03-09", 4, "have dispatched jets"),
    ("warnings", "2026-03-04", 1, "reserve the right to respond"),
    ("warnings", "2026-03-07", 1, "against launching another attack"),
    ("warnings", "2026-03-09", 1, "heed Turkey"),
    ("warnings_conditional", "2026-03-07", 1, "against a repeat strike"),
    ("warnings_repeated", "2026-03-09", None, "resolutely and without hesitation"),
    ("addressee_level", "2026-03-04", 1, "warning to all parties"),
    ("addressee_level", "2026-03-09", 2, "all parties, namely Iran"),
    ("warnings_ignored", "2026-03-09", 1, "has fired over the NATO member"),
    ("warning_to_attack", "2026-03-09", 2, "has fired over the NATO member"),
    ("direct_channel", "2026-03-09", 1, "spoke by phone with his Iranian counterpart"),
    ("restraint", "2026-03-04", None, "refrain from steps"),
    ("restraint", "2026-03-09", None, "importance of avoiding any steps"),
    ("mediation_ended", "2026-03-09", 1, "to mediate US-Iran talks before"),
    ("denial_bodies", "2026-03-06", 1, "firing any missile"),
    ("denial_scopes", "2026-03-06", 1, "firing any missile"),
    ("denial_scopes", "2026-03-09", 4, "not at war with regional countries"),
    ("claims_denied", "2026-03-02", 1, "launching the drone attack"),
    ("claims_denied", "2026-03-04", 1, "firing any missile"),
    ("staging_claims", "2026-03-09", 1, "staged"),
    ("departures", "2026-03-09", 1, "suspended its consular services"),
    ("basing_refused", "2026-03-09", 1, "use my bases"),
    ("states_hit", "2026-03-02", 2, "was hit by an Iranian drone"),
    ("states_acting", "2026-03-09", 4, "have dispatched jets"),
    ("spread", "2026-03-01", 3, "killed six U.S. Army Reserve soldiers"),
    ("spread", "2026-03-02", 2, "was hit by an Iranian drone"),
    ("spread_total", "2026-03-04", 6, "fired its a missile"),
]


@pytest.mark.parametrize(("indicator", "day", "value", "words"), SEEDS)
def test_the_seeds_give_the_catalogue(book, indicator, day, value, words):
    row = book.indicators[(book.indicators.indicator == indicator) & (book.indicators.date == day)].to_dict("records")
    rests = book.indicator_evidence[(book.indicator_evidence.indicator == indicator) & (book.indicator_evidence.date == day)]
    assert row and value in (None, row[0]["value"])
    assert rests.text.str.contains(words, regex=False).any()


def test_azerbaijan_is_never_counted_as_hit_in_the_seeds(book):
    only = set(book.incidents.loc[book.incidents.status == "denied_only", "incident_id"])
    rests = book.indicator_evidence[book.indicator_evidence.incident_id.isin(only)]
    assert "spread" in set(rests.indicator) and set(rests.modality) == {"denied"}
    counted = book.indicators[book.indicators.indicator.isin(["spread", "states_hit", "attacks"])]
    assert counted[counted.date == "2026-03-09"].set_index("indicator").value.to_dict()["states_hit"] == 1
    assert counted[(counted.date == "2026-03-09") & (counted.indicator == "spread")].value.isna().all()


LOOKS_BACK = {"gap", "since", "sequence", "new_parties", "repeats"}  # over days, and so on what the report told of others


def standing(evidence):
    """(quad class, day) -> happenings by the strongest modality that is given."""
    best = {}
    for row in evidence:
        if row["indicator"] in ("quad1", "quad2", "quad3", "quad4"):
            key = row["indicator"], row["date"], row["incident_id"]
            best[key] = max(best.get(key, 0), indicators.STRENGTH.index(row["modality"]))
    return Counter((*key[:2], indicators.STRENGTH[n]) for key, n in best.items())


def test_what_is_left_without_a_report_is_what_counting_without_its_rows_gives(book):
    names = ("events", "statements", "incidents", "reports", "origins", "copies")
    rows = {name: [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in getattr(book, name).to_dict("records")] for name in names}
    sources = corroboration.Sources(rows["reports"], rows["statements"], rows["origins"], rows["copies"], codebook=BOOK)

    def count(count, report=None):
        told = ([row for row in rows[name] if row["report_id"] != report] for name in ("events", "statements"))
        return count(*told, rows["incidents"], rows["reports"], codebook=BOOK, origins=sources.key)

    measures = {entry["code"]: entry["rule"].get("measure") for entry in INDICATORS if entry["family"] != "quad"}
    plain = {code for code, measure in measures.items() if measure not in LOOKS_BACK}
    (values, evidence), changes = count(indicators.find), count(indicators.left_out)
    values = {(row["indicator"], row["date"]): row["value"] for row in values if row["indicator"] in plain}
    for report in [row["report_id"] for row in rows["reports"]]:
        own = {(row["indicator"], row["date"], row["modality"]): row["value"] for row in changes if row["left_out"] == report}
        assert own, report
        found, rests = count(indicators.find, report)
        left = {(row["indicator"], row["date"]): row["value"] for row in found if row["indicator"] in plain}
        assert {key: value for key in values if (value := own.get((*key, None), values[key]))} == {key: value for key, value in left.items() if value}
        quads = {key: value for key, value in own.items() if key[2]}
        assert +Counter({**standing(evidence), **quads}) == standing(rests)


def test_nothing_hypothetical_is_counted_in_the_seeds(book):
    assert "hypothetical" not in set(book.indicator_evidence.modality)
