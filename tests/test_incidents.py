"""Incidents: two invented crises told as rows, and the rules one by one."""

from itertools import permutations

import pytest

from analysis import attributes, incidents
from analysis.codebook import load
from analysis.mentions import Scheme
from analysis.tables import frame

BOOK = load()


def told(report_id, published, *sentences):
    """(report, sentences, events): a sentence is (part, paragraph, text, events); an event is (type, words, facts)."""
    rows, events, at = [], [], 0
    for part, paragraph, text, happenings in sentences:
        sentence = {"report_id": report_id, "sentence_id": f"{report_id}:{at}", "start": at, "end": at + len(text), "text": text}
        rows.append(sentence | {"part": part, "paragraph": paragraph})
        events += [_event(sentence, *happening) for happening in happenings]
        at += len(text) + 1
    return {"report_id": report_id, "published": published}, rows, events


def a(type_, words, **facts):
    """A happening told by some words of its sentence; `day` is a day or an interval."""
    return type_, words, facts


def _event(sentence, type_, words, facts):
    start = sentence["start"] + sentence["text"].index(words)
    span = {"start": start, "end": start + len(words), "text": words, "trigger_start": start, "trigger_end": start + len(words.split()[0])}
    own = {"event_id": f"{sentence['report_id']}:{start}-{start + len(words)}:{type_}", "type": type_, "modality": "asserted"}
    names = {"source": "source_party", "target": "target_party"}
    dated = dict(zip(("earliest", "latest"), (facts["day"].split("/") * 2)[:2])) if "day" in facts else {}
    told = {names.get(key, key): value for key, value in facts.items() if key != "day"}
    return {"report_id": sentence["report_id"], "sentence_id": sentence["sentence_id"]} | span | own | dated | told


def run(*stories):
    reports, sentences, events = zip(*stories)
    sentences, events = sum(sentences, []), sum(events, [])
    ids, rows = incidents.find(events, sentences, reports, codebook=BOOK)
    found = [event | {"incident_id": incident_id} for event, incident_id in zip(events, ids, strict=True)]
    return {row["text"]: row["incident_id"] for row in found}, rows, found, sentences


def strait():
    """A tanker is seized twice in a stand-off at sea."""
    harbour = told(
        "harbour",
        "2031-05-12",
        ("title", 0, "Norland seizes second Tarkan tanker in a week", [
            a("seizure", "Norland seizes second Tarkan tanker", source="Norland", target="Tarka"),
        ]),
        ("body", 1, "Norland marines boarded another tanker in the Strait of Orm.", [
            a("boarding", "Norland marines boarded another tanker", source="Norland", place="Strait of Orm"),
        ]),
        ("body", 2, "The crew of the ship was not hurt.", [
            a("casualties", "The crew of the ship was not hurt", modality="negated"),
        ]),
        ("body", 3, "The first seizure came on Wednesday.", [
            a("seizure", "The first seizure", source="Norland", target="Tarka", day="2031-05-07"),
        ]),
        ("body", 3, "The earlier vessel was taken to Port Alma.", [
            a("seizure", "The earlier vessel was taken to Port Alma", source="Norland"),
        ]),
        ("body", 4, "Tarka condemned the seizure.", [
            a("condemnation", "Tarka condemned the seizure", source="Tarka", target="Norland"),
        ]),
        ("body", 5, "Both ships carried oil.", [a("boarding", "Both ships", source="Norland")]),
    )
    gazette = told(
        "gazette",
        "2031-05-13",
        ("body", 0, "A Tarkan tanker was seized by Norland on Monday, the ministry said.", [
            a("seizure", "A Tarkan tanker was seized by Norland on Monday", source="Norland", target="Tarka", day="2031-05-12", modality="attributed", attributed_to="ministry"),
        ]),
        ("body", 1, "Norland denied that it had seized the ship.", [
            a("denial", "Norland denied", source="Norland"),
            a("seizure", "it had seized the ship", source="Norland", modality="denied", attributed_to="Norland"),
        ]),
        ("body", 2, "It was unclear where the vessel was headed.", []),
        ("body", 3, "Norland may seize more ships.", [
            a("seizure", "Norland may seize more ships", source="Norland", modality="hypothetical"),
        ]),
    )
    weekly = told(
        "weekly",
        "2031-05-08",
        ("body", 0, "Norland seized a Tarkan tanker on Wednesday.", [
            a("seizure", "Norland seized a Tarkan tanker on Wednesday", source="Norland", target="Tarka", day="2031-05-07"),
        ]),
        ("body", 1, "Tarka condemned it.", [
            a("condemnation", "Tarka condemned it", source="Tarka", target="Norland"),
        ]),
    )
    return harbour, gazette, weekly


def border():
    """A border is closed, sanctions follow, and a village is shelled."""
    north = told(
        "north",
        "2030-01-20",
        ("title", 0, "Velia closes border with Ostmark", [
            a("border_closure", "Velia closes border with Ostmark", source="Velia", target="Ostmark", quad=4),
        ]),
        ("body", 1, "Velia closed its border on Saturday after shells hit Dorn, killing two.", [
            a("border_closure", "Velia closed its border on Saturday", source="Velia", day="2030-01-19", quad=4),
            a("shelling", "shells hit Dorn", target="Velia", place="Dorn", country="Velia"),
            a("casualties", "killing two", number="2"),
        ]),
        ("body", 2, "Ostmark warned Velia on Friday that it would answer.", [
            a("warning", "Ostmark warned Velia on Friday that it would answer", source="Ostmark", target="Velia", day="2030-01-18"),
        ]),
        ("body", 3, "Ostmark warned Velia again on Sunday.", [
            a("warning", "Ostmark warned Velia again on Sunday", source="Ostmark", target="Velia", day="2030-01-20"),
        ]),
    )
    south = told(
        "south",
        "2030-01-21",
        ("body", 0, "The European Union imposed sanctions on Ostmark on Monday.", [
            a("sanction", "The European Union imposed sanctions on Ostmark on Monday", source="European Union", target="Ostmark", day="2030-01-21", quad=4),
        ]),
        ("body", 1, "On Saturday Velia had shut the crossing.", [
            a("border_closure", "Velia had shut the crossing", source="Velia", day="2030-01-19", quad=4),
        ]),
        ("body", 2, "Kolm, 400 km to the east, was shelled on Saturday too.", [
            a("shelling", "Kolm, 400 km to the east, was shelled on Saturday", source="Ostmark", target="Ruria", place="Kolm", country="Ruria", day="2030-01-19"),
        ]),
        ("body", 3, "Ostmark denied attacks on Velia, Ruria and Sund.", [
            a("strike", "attacks on Velia, Ruria and Sund", source="Ostmark", target="Ruria; Sund; Velia", modality="denied"),
        ]),
    )
    return north, south


def test_a_seized_tanker_is_told_apart_from_the_one_before():
    of, rows, *_ = run(*strait())
    second = of["Norland seizes second Tarkan tanker"]
    assert {of[words] for words in ("Norland marines boarded another tanker", "A Tarkan tanker was seized by Norland on Monday", "it had seized the ship")} == {second}
    first = of["The first seizure"]
    assert of["The earlier vessel was taken to Port Alma"] == of["Norland seized a Tarkan tanker on Wednesday"] == first != second
    assert first == "2031-05-07_seizure_norland_tarka"
    status = {row["incident_id"]: (row["status"], row["n_reports"], row["earliest"], row["latest"]) for row in rows}
    assert status[second] == ("disputed", 2, "2031-05-12", "2031-05-12")
    assert status[first] == ("asserted", 2, "2031-05-07", "2031-05-07")


def test_what_is_hypothetical_negated_or_of_several_makes_no_incident():
    of, *_ = run(*strait())
    assert of["Norland may seize more ships"] is of["Both ships"] is of["The crew of the ship was not hurt"] is None


def test_a_stock_phrase_of_another_day_is_another_condemnation():
    of, *_ = run(*strait())
    assert of["Tarka condemned the seizure"] != of["Tarka condemned it"]


def test_a_closed_border_sanctions_and_shells():
    of, rows, *_ = run(*border())
    assert of["Velia closes border with Ostmark"] == of["Velia closed its border on Saturday"] == of["Velia had shut the crossing"]
    assert of["shells hit Dorn"] == of["killing two"] != of["Kolm, 400 km to the east, was shelled on Saturday"]
    assert of["Ostmark warned Velia on Friday that it would answer"] != of["Ostmark warned Velia again on Sunday"]
    assert len({row["incident_id"] for row in rows}) == len(rows) == 7


def test_a_target_that_only_a_denial_names_is_an_incident_known_from_that_alone():
    of, rows, *_ = run(*border())
    row = next(row for row in rows if row["status"] == "denied_only")
    assert (row["target_party"], of["attacks on Velia, Ruria and Sund"]) == ("Sund", row["incident_id"])
    assert "known only from a denial" in row["merge_reason"]


@pytest.mark.parametrize("crisis", [strait, border])
def test_the_order_of_reports_does_not_matter(crisis):
    results = [run(*stories)[:2] for stories in permutations(crisis())]
    assert all(result == results[0] for result in results)


def test_a_report_more_renames_nothing():
    harbour, gazette, weekly = strait()
    before, after = {row["incident_id"] for row in run(harbour, gazette)[1]}, {row["incident_id"] for row in run(harbour, gazette, weekly)[1]}
    assert before <= after


def test_rows_fit_their_tables():
    of, rows, events, sentences = run(*strait(), *border())
    values = attributes.find(events, sentences, codebook=BOOK)
    frame("incidents", rows)
    frame("incident_attributes", values)
    frame("gaps", attributes.gaps(events, rows, values, sentences, codebook=BOOK))


def test_a_duplicate_report_is_not_counted():
    story = strait()[2]
    twin = told("twin", "2031-05-08", ("body", 0, "Norland seized a Tarkan tanker on Wednesday.", [a("seizure", "Norland seized a Tarkan tanker on Wednesday", source="Norland", target="Tarka", day="2031-05-07")]))
    twin[0]["duplicate_of"] = "weekly"
    rows = run(story, twin)[1]
    assert [row["n_reports"] for row in rows if row["type"] == "seizure"] == [1]


def test_an_alliance_and_its_member_do_not_contradict_each_other():
    scheme = Scheme(BOOK)
    assert scheme.agree({"NATO"}, {"Poland"}) and scheme.agree({"Poland"}, {"NATO"}) and scheme.agree(set(), {"Poland"})
    assert not scheme.agree({"NATO"}, {"Russia"}) and not scheme.agree({"Poland"}, {"France"})


def test_nothing_dates_a_report_without_a_date():
    story = told("undated", None, ("body", 0, "Norland seized a ship.", [a("seizure", "Norland seized a ship", source="Norland")]))
    (row,) = run(story)[1]
    assert row["earliest"] is row["latest"] is None and row["incident_id"] == "undated_seizure_norland"


def test_what_no_mention_dates_has_no_earliest_day_though_it_is_the_news():
    story = told(
        "paper",
        "2030-03-09",
        ("body", 0, "Ruria shelled Dorn.", [a("shelling", "Ruria shelled Dorn", source="Ruria", target="Velia", place="Dorn")]),
        ("body", 1, "People fled.", []),
        ("body", 2, "Velia sent troops.", [a("deployment", "Velia sent troops", source="Velia", quad=4)]),
    )
    days = {row["type"]: (row["earliest"], row["latest"], row["merge_reason"]) for row in run(story)[1]}
    assert days["shelling"][:2] == (None, "2030-03-09") and "the news of 2030-03-09" in days["shelling"][2]
    assert days["deployment"][:2] == (None, "2030-03-09")


def attack(report, day, words, **facts):
    return told(report, day, ("body", 0, f"{words} on that day.", [a("strike", words, day=day, **facts)]))


@pytest.mark.parametrize(
    ("ours", "theirs", "one"),
    [
        ({"source": "Ruria", "target": "Velia"}, {"source": "Ruria", "target": "Velia"}, True),
        ({"source": "Ruria", "target": "Velia"}, {"source": "Ruria"}, True),
        ({"source": "Ruria", "target": "Velia"}, {"source": "Velia", "target": "Ruria"}, False),
        ({"source": "Ruria", "target": "Poland"}, {"source": "Ruria", "target": "NATO"}, True),
        ({}, {}, False),  # nothing but the day speaks for it
        ({"place": "Dorn", "country": "Velia"}, {"place": "Kolm", "country": "Ruria"}, False),
    ],
)
def test_strikes_of_one_day_are_one_if_what_is_known_of_them_agrees(ours, theirs, one):
    story, other = attack("one", "2030-03-09", "A strike hit", **ours), attack("two", "2030-03-09", "The strike came", **theirs)
    assert (len(run(story, other)[1]) == 1) is one


def test_two_towns_far_apart_in_one_country_are_two_strikes():
    at = {"source": "Ruria", "target": "Velia", "country": "Velia", "lon": 30.0}
    north, south = attack("one", "2030-03-09", "A strike hit Dorn", place="Dorn", lat=50.0, **at), attack("two", "2030-03-09", "A strike hit Alm", place="Alm", lat=46.0, **at)
    assert len(run(north, south)[1]) == 2


def test_a_party_named_by_a_pronoun_sets_nothing_apart():
    story = told(
        "paper",
        "2030-03-09",
        ("body", 0, "Ruria fired a missile at Velia.", [a("missile_launch", "Ruria fired a missile at Velia", source="Ruria", target="Velia")]),
        ("body", 0, "It crossed the border.", [a("airspace_violation", "It crossed the border", source="Velia", source_text="It")]),
    )
    assert len(run(story)[1]) == 1


def war(report_id, **facts):
    words = "The war between them began"
    return told(report_id, "2030-03-09", ("body", 0, f"{words} then.", [a("war_start", words, **facts)]))


def by_report(*stories):
    return {row["report_id"]: row["incident_id"] for row in run(*stories)[2]}


def test_a_war_told_without_a_day_is_that_of_its_parties_or_the_only_one():
    known, other = war("a", source="Ruria", target="Velia", day="2030-03-01"), war("b", source="Ostmark", target="Tarka", day="2030-03-02")
    ids = by_report(known, other, war("c", source="Ostmark", target="Tarka"))
    assert ids["c"] == ids["b"] != ids["a"]
    ids = by_report(known, war("c"))
    assert ids["c"] == ids["a"]
    ids = by_report(known, other, war("c"))
    assert len(set(ids.values())) == 3


def test_wars_of_nobody_are_not_compared_with_every_other(monkeypatch):
    asked, shared = [], incidents.Happening.shared
    monkeypatch.setattr(incidents.Happening, "shared", lambda *two: asked.append(two) or shared(*two))
    n = 60
    known = [war(f"a{i}", source=f"Land {i}", target=f"Isle {i}", day="2030-03-01") for i in range(n)]
    run(*known, *(war(f"b{i}") for i in range(n)))
    assert len(asked) < 5 * n


def test_a_war_starts_once_whatever_the_reports_say_of_the_day():
    (row,) = run(*(war(day, source="Ruria", target="Velia", day=day) for day in ("2030-02-27", "2030-03-02/2030-03-08")))[1]
    assert row["earliest"] == row["latest"] == "2030-02-27" and "dates that disagree" in row["merge_reason"]


def test_no_events_no_incidents():
    assert incidents.find([], [], [], codebook=BOOK) == ([], [])


# ---------------------------------------------------------------- cues of the codebook
CUES = [entry for entry in BOOK["composites"] if entry["kind"] in ("cue", "weapon")]


@pytest.mark.parametrize("entry", CUES, ids=lambda entry: entry["code"])
def test_a_cue_finds_its_examples_and_nothing_else(entry):
    scheme = Scheme(BOOK)
    assert all(scheme.has(entry["code"], example) for example in entry["examples"])
    assert not any(scheme.has(entry["code"], example) for example in entry["not_examples"])


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("The first interception came on Wednesday", "earlier"),
        ("NATO has again intercepted a missile", "later"),
        ("The flight path of both missiles", "several"),
        ("It is the first ally to have a missile enter its airspace", None),
        ("For the first time a missile hit the city", None),
        ("The capital warned against attacking again", None),
    ],
)
def test_order(text, order):
    assert Scheme(BOOK).order(text) == order


# ---------------------------------------------------------------- attributes and gaps
def values(*stories):
    _, _, events, sentences = run(*stories)
    rows = attributes.find(events, sentences, codebook=BOOK)
    return {(row["attribute"], row["value"], row["given_by"]) for row in rows}, rows, sentences


def test_the_place_of_the_shooter_is_not_the_place_of_the_interception():
    story = told(
        "paper",
        "2030-03-02",
        ("body", 0, "The missile was shot down over Lakeland by ships stationed in the Gulf of Ys on Friday.", [
            a("interception", "The missile was shot down over Lakeland", source="Ruria", place="Lakeland", day="2030-03-01"),
            a("interception", "shot down over Lakeland by ships stationed in the Gulf of Ys", source="Ruria", place="Gulf of Ys"),
        ]),
        ("body", 0, "Debris fell about 12 miles from Port Alma, killing six.", [
            a("debris", "Debris fell about 12 miles from Port Alma", place="Port Alma"),
            a("casualties", "killing six", number="six"),
        ]),
    )  # fmt: skip
    found, rows, sentences = values(story)
    assert ("intercepted_at", "Lakeland", "report") in found and ("intercepted_from", "Gulf of Ys", "report") in found
    assert ("casualties", "6", "report") in found and ("weapon", "missile", "report") in found
    assert any(attribute == "distance_km" and value.startswith("19.308 from Port Alma") for attribute, value, _ in found)
    text = {s["report_id"]: " ".join(x["text"] for x in sentences) for s in sentences}
    assert all(text[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in rows)


WORDINGS = [entry for entry in BOOK["gaps"] if entry["kind"] == "wording"]


@pytest.mark.parametrize("entry", WORDINGS, ids=lambda entry: entry["code"])
def test_a_wording_of_not_knowing_finds_its_examples_and_nothing_else(entry):
    def found(text):
        sentence = {"report_id": "r", "sentence_id": "r:0", "start": 0, "end": len(text), "text": text}
        return attributes.gaps([], [], [], [sentence], codebook=BOOK)

    assert all(found(example) for example in entry["examples"])
    assert not any(found(example) for example in entry["not_examples"])


def test_a_stated_gap_is_of_the_incident_told_before():
    of, rows, events, sentences = run(*strait())
    stated = [row for row in attributes.gaps(events, rows, [], sentences, codebook=BOOK) if row["kind"] == "stated"]
    assert [(row["attribute"], row["incident_id"]) for row in stated] == [("target", of["A Tarkan tanker was seized by Norland on Monday"])]


def test_a_clause_that_says_two_things_are_not_known_is_two_gaps():
    text = "It was not clear who had launched the drone or what its target was."
    sentence = {"report_id": "r", "sentence_id": "r:0", "start": 0, "end": len(text), "text": text}
    assert {row["attribute"] for row in attributes.gaps([], [], [], [sentence], codebook=BOOK)} == {"attacker", "target"}


def test_only_an_incident_told_more_than_once_misses_something():
    story = told("a", "2030-05-01", ("body", 0, "Ruria shelled Dorn.", [a("shelling", "Ruria shelled Dorn", source="Ruria")]))
    _, rows, events, sentences = run(story)
    assert attributes.gaps(events, rows, [], sentences, codebook=BOOK) == []


def test_what_is_only_denied_is_still_a_gap_and_a_series_misses_nothing():
    incident = {"incident_id": "i", "type": "strike"}
    series = {"incident_id": "undated_attack-series_ruria", "type": "strike"}
    events = [{"incident_id": row["incident_id"], "report_id": "r", "type": "strike", "start": 0} for row in (incident, series) for _ in range(2)]
    given = [{"incident_id": "i", "attribute": attribute, "modality": how} for attribute, how in (("attacker", "denied"), ("aimed_at", "asserted"))]
    missing = {(row["incident_id"], row["attribute"]) for row in attributes.gaps(events, [incident, series], given, [], codebook=BOOK)}
    assert ("i", "attacker") in missing and ("i", "ordered_by") in missing and ("i", "target") not in missing
    assert {incident for incident, _ in missing} == {"i"}


def test_what_did_not_happen_gives_neither_party_nor_place():
    story = told(
        "a",
        "2030-05-01",
        ("body", 0, "A drone of Ruria crashed in Latvia.", [a("crash", "A drone of Ruria crashed", source="Ruria", target="Latvia")]),
        ("body", 0, "No violation of Poland was seen.", [
            a("airspace_violation", "No violation of Poland", target="Poland", modality="negated", place="Poland", country="Poland")
        ]),
        ("body", 1, "Nobody was hurt.", [a("casualties", "Nobody was hurt", modality="negated")]),
    )
    of, (row,), events, sentences = run(story)
    assert (row["type"], row["stages"], row["source_party"], row["target_party"]) == ("crash", "crash", "Ruria", "Latvia")
    assert of["No violation of Poland"] is None and of["Nobody was hurt"] == row["incident_id"]
    given = {(r["attribute"], r["value"]) for r in attributes.find(events, sentences, codebook=BOOK)}
    assert ("casualties", "0") in given and "Poland" not in {value for _, value in given}


def test_who_shoots_it_down_is_not_who_attacks():
    story = told(
        "a",
        "2030-05-01",
        ("title", 0, "NATO jets open fire.", [a("strike", "NATO jets open fire", source="NATO")]),
        ("body", 1, "Danish jets shot down a drone.", [a("interception", "Danish jets shot down a drone", source="Denmark")]),
    )
    (row,) = run(story)[1]
    assert row["source_party"] != "NATO"


def test_the_injured_of_a_march_are_of_the_march():
    story = told(
        "a",
        "2030-05-01",
        ("body", 0, "Thousands marched in Dorn.", [a("protest", "Thousands marched in Dorn", day="2030-05-01", place="Dorn")]),
        ("body", 1, "Stones flew.", [a("riot", "Stones flew")]),
        ("body", 1, "Seven were injured.", [a("casualties", "Seven were injured")]),
    )
    (row,) = run(story)[1]
    assert row["stages"] == "protest; riot; casualties"


def test_a_place_that_is_denied_makes_no_second_seizure():
    seized = told("a", "2030-05-01", ("body", 0, "Norland seized a Tarkan tanker off Orm.", [
        a("seizure", "Norland seized a Tarkan tanker off Orm", source="Norland", target="Tarka", day="2030-05-01", place="Orm", country="Norland")
    ]))
    denied = told("b", None, ("body", 0, "Norland denied that it was captured in Tarka.", [
        a("seizure", "it was captured in Tarka", target_text="it", modality="denied", place="Tarka", country="Tarka")
    ]))
    (row,) = run(seized, denied)[1]
    assert (row["status"], row["place"]) == ("disputed", "Orm")


def test_denials_of_different_things_are_different_denials():
    stories = [
        told(name, None, ("body", 0, f"Ruria denied {what}.", [a("denial", f"Ruria denied {what}", source="Ruria")]))
        for name, what in (("a", "an offer"), ("b", "that its guns were trained"))
    ]
    assert len(run(*stories)[1]) == 2


def test_two_weekdays_of_a_report_without_a_date_are_two_days():
    report, sentences, events = told(
        "a",
        None,
        ("body", 0, "A drone was shot down on Sunday.", [a("interception", "A drone was shot down on Sunday")]),
        ("body", 1, "On Tuesday a drone fell in Dorn.", [a("crash", "On Tuesday a drone fell in Dorn")]),
    )
    times = []
    for event, word, value in zip(events, ("Sunday", "Tuesday"), ("XXXX-WXX-7", "XXXX-WXX-2"), strict=True):
        start = event["start"] + event["text"].index(word)
        event |= {"time_start": start, "time_end": start + len(word)}
        times.append({"report_id": "a", "sentence_id": event["sentence_id"], "start": start, "end": start + len(word), "value": value})
    assert len(incidents.find(events, sentences, [report], codebook=BOOK, times=times)[1]) == 2


def test_the_name_of_a_ship_ties_what_is_told_of_it():
    def seized(name, published, ship, **more):
        return told(name, published, ("body", 0, "A.", []), ("body", 1, "B.", []), ("body", 5, f"A Tarkan ship, the {ship}, was seized by Norland.", [
            a("seizure", f"A Tarkan ship, the {ship}, was seized by Norland", source="Norland", **more)
        ]))  # fmt: skip

    one = run(seized("a", "2030-05-04", "Northern Star", day="2030-05-01"), seized("b", "2030-05-05", "Northern Star"))[1]
    two = run(seized("a", "2030-05-04", "Northern Star", day="2030-05-01"), seized("b", "2030-05-05", "Blue Moon"))[1]
    assert (len(one), len(two)) == (1, 2)


def test_a_town_tells_which_of_two_attacks_is_meant():
    story = told(
        "a",
        "2030-05-05",
        ("body", 0, "On 1 May a drone hit a base in Dorn.", [
            a("drone_strike", "a drone hit a base in Dorn", day="2030-05-01", place="Army base, Dorn")
        ]),
        ("body", 1, "A missile hit Bor on 4 May.", [a("strike", "A missile hit Bor", day="2030-05-04", place="Bor")]),
        ("body", 2, "The council condemned the attack on Dorn.", [a("strike", "the attack on Dorn", place="Dorn")]),
    )  # fmt: skip
    of = run(story)[0]
    assert of["the attack on Dorn"] == of["a drone hit a base in Dorn"] != of["A missile hit Bor"]


def test_what_is_counted_over_months_is_a_series():
    words = "Drones of Tarka have violated the airspace eleven times since August"
    violated = a("airspace_violation", words, source="Tarka", target="Norland")
    story = told("a", "2030-05-05", ("body", 0, "A.", []), ("body", 1, "B.", []), ("body", 5, words + ".", [violated]))
    assert "series" in run(story)[1][0]["incident_id"]


def test_a_further_target_that_is_denied_is_another_attack():
    story = told(
        "a",
        "2030-05-05",
        ("body", 5, "Norland did not fire at Tarka on 1 May.", [
            a("missile_launch", "fire at Tarka", source="Norland", target="Tarka", day="2030-05-01", modality="denied")
        ]),
        ("body", 6, "Nor was there a strike on Ruria.", [a("strike", "a strike on Ruria", target="Ruria", modality="denied")]),
    )  # fmt: skip
    assert {row["status"] for row in run(story)[1]} == {"denied_only"} and len(run(story)[1]) == 2


def test_the_third_attack_is_the_one_just_told():
    story = told(
        "a",
        "2030-05-05",
        ("body", 0, "A second missile was shot down on Sunday.", [
            a("interception", "A second missile was shot down", source="Norland", day="2030-05-05")
        ]),
        ("body", 5, "On Thursday a drone hit a base.", [a("drone_strike", "a drone hit a base", day="2030-05-02")]),
        ("body", 5, "It was the third attack on Tarkan forces.", [a("strike", "the third attack on Tarkan forces", target="Tarka")]),
    )  # fmt: skip
    of = run(story)[0]
    assert of["the third attack on Tarkan forces"] == of["a drone hit a base"]


def test_the_dead_of_another_attack_are_not_of_the_news():
    story = told(
        "a",
        "2030-05-06",
        ("body", 0, "A missile was shot down on Sunday.", [a("interception", "A missile was shot down", day="2030-05-05")]),
        ("body", 1, "Nothing else happened.", []),
        ("body", 5, "Last week three people died when parts of another missile fell on a market.", [
            a("casualties", "Last week three people died", day="2030-04-29/2030-05-05")
        ]),
    )  # fmt: skip
    of = run(story)[0]
    assert of["Last week three people died"] != of["A missile was shot down"]


def test_last_week_is_whichever_of_its_days_shares_most():
    far, near = (
        told(name, "2030-05-06", ("body", 0, f"Norland shelled {place} on {day}.", [
            a("shelling", f"Norland shelled {place}", source="Norland", day=f"2030-05-0{day}", place=place)
        ]))
        for name, place, day in (("a", "Dorn", 1), ("b", "Bor", 3))
    )  # fmt: skip
    week = told("c", "2030-05-06", ("body", 5, "Last week Norland shelled Dorn.", [
        a("shelling", "Last week Norland shelled Dorn", source="Norland", day="2030-04-29/2030-05-05", place="Dorn")
    ]))  # fmt: skip
    of = run(far, near, week)[0]
    assert of["Last week Norland shelled Dorn"] == of["Norland shelled Dorn"]


def test_where_it_was_stopped_is_whom_it_reached():
    story = told("a", "2030-05-06", ("body", 0, "A missile of Tarka was shot down over Dorn on Sunday.", [
        a("interception", "A missile of Tarka was shot down over Dorn", target="Tarka", place="Dorn", country="Norland", day="2030-05-05")
    ]))  # fmt: skip
    (row,) = run(story)[1]
    assert (row["source_party"], row["target_party"]) == ("Tarka", "Norland")
