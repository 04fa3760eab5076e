"""Where, in which stages, at which sites, and on which day of the conflict: what is drawn is what a report tells, and no more."""

import pandas as pd
import pytest
from test_charts import book_of

from analysis import charts, codebook, situation, views
from analysis.book import Book
from analysis.charts import look

DAY = {"earliest": "2031-05-04", "latest": "2031-05-04"}
SPOTS = {"Norland": ("country", 60.0, 20.0), "Vest Sea": ("sea", 58.0, 16.0), "Kestrel": ("base", 57.0, 18.0), "Aberg": ("city", 58.0, 18.5)}


def told(attribute: str, value: str, modality: str = "asserted", by: str = "report", at: int = 0) -> dict:
    return {"incident_id": "i", "attribute": attribute, "value": value, "modality": modality, "given_by": by, "report_id": "r", "start": at, "end": at + 1, "text": value}


def a_book(*attributes: dict, **tables):
    places = [{"report_id": "r", "start": 0, "end": 1, "text": name, "name": name, "kind": kind, "lat": lat, "lon": lon} for name, (kind, lat, lon) in SPOTS.items()]
    incident = {**DAY, "incident_id": "i", "type": "missile_launch", "stages": "missile_launch", "what": "It flew.", "status": "asserted", "n_reports": 1}
    given = {"incidents": [incident], "places": places, "reports": [{"report_id": "r", "text": "x", "published": "2031-05-05"}]}
    return book_of(**{**given, "incident_attributes": list(attributes), **tables})


def pictured(figure, **wanted) -> list:
    """The marks whose points carry all of this."""
    return [
        trace
        for trace in figure.data
        if trace.customdata is not None and trace.mode == "markers" and wanted.items() <= dict(trace.customdata[0]).items()
    ]


# ---------------------------------------------------------------- the map
def test_shooter_intercept_debris_target_and_launch_differ_in_symbol_and_colour():
    attributes = ("launched_from", "intercepted_from", "intercepted_at", "debris_at", "aimed_at")
    figure = charts.map(a_book(*(told(attribute, "Aberg") for attribute in attributes)))
    marks = [pictured(figure, attribute=attribute)[0] for attribute in attributes]
    assert len({mark.marker.symbol for mark in marks}) == len({mark.marker.color for mark in marks}) == 5
    assert len({mark.x[0] for mark in marks}) == 5, "marks of one place stand beside each other"


def test_filled_where_asserted_hollow_where_attributed_crossed_where_denied():
    values = (told("aimed_at", "Aberg"), told("aimed_at", "Kestrel", "attributed", "a minister"), told("aimed_at", "Norland", "denied", "Norland"))
    traces = pictured(charts.map(a_book(*values)), attribute="aimed_at")
    symbols = [trace.marker.symbol for trace in traces]
    assert sorted(symbols) == ["circle", "circle-open", "circle-open", "x-thin-open"]
    assert len({(trace.x[0], trace.y[0]) for trace in traces}) == 3, "each of the values that conflict is drawn"


def test_a_path_is_states_and_never_a_line(book):
    for figure in (charts.map(book), charts.map(a_book(told("debris_at", "Aberg"), told("launched_from", "Kestrel"), told("entered_airspace", "entered Norland")))):
        drawn = [trace for trace in figure.data if trace.mode and "lines" in trace.mode]
        assert all(trace.hoverinfo == "skip" or trace.customdata[0]["attribute"] == "distance_km" for trace in drawn)
    (disc,) = pictured(figure, attribute="entered_airspace")
    assert (disc.y[0], disc.x[0]) == SPOTS["Norland"][1:] and disc.marker.size > 40


def test_a_state_told_not_to_be_entered_is_crossed():
    figure = charts.map(a_book(told("debris_at", "Aberg"), told("entered_airspace", "not entered Norland", "attributed", "Norland")))
    (ring,) = pictured(figure, attribute="entered_airspace")
    assert "x-open" in ring.marker.symbol


def test_a_state_named_only_in_passing_has_its_middle_point():
    rows = situation.located(a_book(told("entered_airspace", "entered Latvia")))
    assert rows["lat"].notna().all() and rows["place"].tolist() == ["Latvia"]


def test_what_has_no_point_is_told_in_words():
    figure = charts.map(a_book(told("debris_at", "Aberg"), told("intercepted_at", "somewhere else")))
    assert any("somewhere else" in note.text for note in figure.layout.annotations)


def test_a_told_distance_is_a_ring_of_that_size():
    book = a_book(told("debris_at", "Aberg", at=3), told("distance_km", "100 from Kestrel", at=5))
    (ring,) = [trace for trace in charts.map(book).data if trace.mode == "lines" and trace.customdata is not None]
    assert max(ring.y) - SPOTS["Kestrel"][1] == pytest.approx(100 / 111.2, abs=0.01)
    row = situation.distances(book).query("told_km == 100").iloc[0]
    assert {row["place"], row["other"]} == {"Aberg", "Kestrel"} and 110 < row["km"] < 120


def test_measured_distances_of_the_seeds(book):
    km = situation.distances(book)
    known = {frozenset(pair): km for *pair, km in km[["place", "other", "km"]].to_numpy()}
    assert known[frozenset(("Incirlik Air Base", "Dörtyol"))] == pytest.approx(74, abs=3)
    assert known[frozenset(("Incirlik Air Base", "Kürecik Radar Station"))] == pytest.approx(256, abs=3)
    assert km["told_km"].notna().any() and not km["place"].isin(["Turkey", "Iran"]).any()


def test_the_seeds_tell_shooter_and_intercept_apart(book):
    figure = charts.map(book)
    assert pictured(figure, attribute="intercepted_from") and pictured(figure, attribute="intercepted_at")
    assert not any(link in figure.to_json() for link in ("http:", "https:", '"geo"', "topojson"))


def test_another_crisis_brings_its_own_marks(tmp_path):
    (tmp_path / "codebooks").mkdir()
    own = "- {code: seen_off, kind: mark, label: turned back at, definition: x, attributes: [turned_at], symbol: cross, colour: sky, source: own}\n"
    (tmp_path / "codebooks" / "views.yaml").write_text(own)
    book = Book(a_book(told("turned_at", "Aberg")).tables, {}, codebook.load(tmp_path))
    figure = charts.map(book)
    assert pictured(figure, attribute="turned_at")[0].marker.symbol == "cross"


# ---------------------------------------------------------------- stages
def mention(kind: str, modality: str = "asserted", who=None) -> dict:
    return {"event_id": kind, "report_id": "r", "incident_id": "i", "type": kind, "modality": modality, "attributed_to": who, "start": 0, "end": 1, "text": "x"}


def test_a_stage_that_nobody_tells_is_a_gap():
    book = a_book(events=[mention("missile_launch"), mention("debris", "denied", "Norland")])
    figure = charts.stages(book)
    said = [trace.text[0] for trace in figure.data if trace.mode == "text"]
    assert said.count("nobody says") == 6 and said.count("only denied") == 1
    assert figure.layout.title.text.startswith("6 of 8 stages")
    assert {point["stage"] for trace in figure.data if trace.customdata for point in trace.customdata} == {"launch", "debris"}


def test_lanes_follow_the_flight_and_their_voices_say_how(book):
    figure = charts.stages(book)
    names = [text.split("<br>")[0] for text in figure.layout.yaxis.ticktext]
    assert names == ["launch", "detection", "airspace entry", "interception", "impact", "debris", "damage", "casualties"]
    assert {trace.marker.symbol for trace in figure.data if trace.mode == "markers" and trace.customdata} <= set(look.SYMBOLS.values())


def test_every_point_of_a_lane_opens_its_rows(book):
    rows = situation.staged(book)
    known = set(rows[["incident_id", "stage", "voice", "modality"]].itertuples(index=False, name=None))
    points = [tuple(point.values()) for trace in charts.stages(book).data for point in trace.customdata or ()]
    assert points and set(points) <= known
    texts = book.reports.set_index("report_id")["text"]
    assert all(texts[r][int(a) : int(b)] == words for r, a, b, words in rows[["report_id", "start", "end", "text"]].itertuples(index=False))


@pytest.mark.parametrize(("kind", "lanes"), [("seizure", {"seizure", "boarding"}), ("protest", {"protest", "riot", "casualties", "arrest", "damage"}), ("evacuation", {"evacuation", "service suspension"})])
def test_any_composite_has_lanes(kind, lanes):
    incident = {**DAY, "incident_id": "i", "type": kind, "what": "x", "status": "asserted", "n_reports": 1}
    book = a_book(incidents=[incident], events=[mention(kind)])
    assert lanes <= {lane["label"] for lane in situation.lanes(book)["i"]}
    assert charts.stages(book).data


def test_the_stages_of_the_codebook_are_event_types():
    book = codebook.load()
    types = {entry["code"] for entry in book["events"]}
    composites = {entry["code"]: {stage["type"] for stage in entry.get("stages", ())} for entry in book["composites"]}
    for entry in situation.vocabulary("lanes", book):
        in_lanes = [kind for lane in entry["lanes"] for kind in lane["types"]]
        assert len(in_lanes) == len(set(in_lanes)) and composites[entry["code"]] - set(in_lanes) <= {"no_comment"}
    for entry in situation.vocabulary("track", book):
        assert {kind for key in ("up", "down", "mark") for kind in entry.get(key, ())} <= types
    topics = {entry["code"] for entry in book["positions"]}
    assert all(set(entry.get("topics", ())) <= topics for entry in situation.vocabulary("facet", book))
    attributes = {entry["code"] for entry in book["attributes"]}
    assert all(set(entry["attributes"]) <= attributes for kind in ("mark", "corridor") for entry in situation.vocabulary(kind, book))


# ---------------------------------------------------------------- sites and posture
def sites_of(text: str, *names: str):
    places = [{"report_id": "r", "sentence_id": "s", "start": text.index(name), "end": text.index(name) + len(name), "text": name, "name": name, "kind": "base", "rule": "place x"} for name in names]
    sentence = {"report_id": "r", "sentence_id": "s", "start": 0, "end": len(text), "paragraph": 0, "part": "body", "text": text}
    return situation.sites(book_of(places=places, sentences=[sentence], reports=[{"report_id": "r", "text": text}]))


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("Kestrel is controlled by the air force.", "whose it is", "the air force"),
        ("The Kestrel base, which hosts a squadron of jets, lies inland.", "whom or what it hosts", "a squadron of jets"),
        ("Norlandic troops are stationed at Kestrel.", "whom or what it hosts", "Norlandic troops"),
        ("The ally has not used Kestrel in its assault.", "said not to be used", "ally has not used"),
    ],
)
def test_what_is_told_of_a_site(text, facet, value):
    (row,) = sites_of(text, "Kestrel").to_dict("records")
    assert (row["site"], row["facet"], row["value"]) == ("Kestrel", facet, value)
    assert text[row["start"] : row["end"]] == row["text"] and row["voice"] == views.NARRATOR


def test_of_several_incidents_the_one_asked_for_is_shown(book):
    chosen = book.incident_attributes.loc[book.incident_attributes["attribute"] == "debris_at", "incident_id"].iloc[0]
    for draw in (charts.map, charts.stages):
        assert {point["incident_id"] for trace in draw(book, only=chosen).data for point in trace.customdata or () if point} == {chosen}


@pytest.mark.parametrize("text", ["The talks at Kestrel went on.", "Kestrel lies on the coast."])
def test_what_is_not_told_of_a_site(text):
    assert sites_of(text, "Kestrel").empty


def test_of_two_sites_in_a_sentence_the_nearest_is_meant():
    rows = sites_of("Troops are stationed at Kestrel, and there is a radar further on, called Falken.", "Kestrel", "Falken")
    assert rows["site"].tolist() == ["Kestrel"]


def test_the_seeds_tell_owner_attack_and_leave(book):
    rows = situation.sites(book)
    facets = rows.groupby("site")["facet"].agg(set)
    assert {"attacked"} <= facets["RAF Akrotiri"] and {"aimed at", "said not to be used", "whom or what it hosts"} <= facets["Incirlik Air Base"]
    attacked = rows[(rows["site"] == "RAF Akrotiri") & (rows["facet"] == "attacked")]
    assert {"asserted", "denied"} <= set(attacked["modality"])
    leave = rows[rows["site"].str.startswith("United Kingdom")].sort_values("latest")
    assert leave["value"].tolist() == ["refused", "given"]
    points = [point for trace in charts.sites(book).data for point in trace.customdata or ()]
    assert {(p["site"], p["facet"]) for p in points} <= set(zip(rows["site"], rows["facet"]))


def test_a_site_without_a_day_is_drawn_too():
    places = [{"report_id": "r", "start": 0, "end": 1, "text": "Kestrel", "name": "Kestrel", "kind": "base"}]
    book = a_book(told("intercepted_from", "Kestrel", "attributed", "Norland"), places=places)
    (row,) = situation.sites(book).to_dict("records")
    assert row["facet"] == "fired or flown from" and len(charts.sites(book).data)


def step(kind: str, day: str, party: str = "NATO", status: str = "asserted") -> dict:
    return {"incident_id": f"{kind}{day}", "type": kind, "earliest": day, "latest": day, "source_party": party, "what": "x", "status": status, "n_reports": 1}


def test_a_line_steps_and_stays_open():
    rows = [step("deployment", "2031-05-04", "Latvia"), step("withdrawal", "2031-05-06", "Latvia"), step("posture_raised", "2031-05-05"), step("meeting", "2031-05-05")]
    book = book_of(incidents=rows)
    assert charts.posture(book).layout.title.text == "2 steps up and 1 down, 1 council: 1 line stands open"
    assert situation.posture(book)["step"].tolist() == [1, 1, -1, 0]


def test_what_is_only_denied_takes_no_step_and_only_an_alliance_is_a_council():
    book = book_of(incidents=[step("deployment", "2031-05-04", "Latvia", "denied_only"), step("meeting", "2031-05-05", "Latvia")])
    assert situation.posture(book).empty and not charts.posture(book).data


# ---------------------------------------------------------------- the day of the conflict
def test_day_one_is_the_start_of_the_war(book):
    assert situation.conflict_day(book)[0] == "2026-02-28"
    clock = situation.conflict_clock(book)
    assert (clock("2026-02-28"), clock("2026-03-09"), clock("2026-02-27"), clock(pd.NA)) == ("day 1", "day 10", "", "")
    assert any("day 10" in text for text in charts.chronology(book).layout.xaxis.ticktext)


def test_without_a_war_it_is_the_first_material_conflict():
    rows = [step("meeting", "2031-05-01"), step("strike", "2031-05-04", "Latvia"), step("strike", "2031-05-02", "Latvia", "denied_only")]
    events = [{**mention("strike"), "incident_id": f"strike2031-05-0{n}", "quad": 4} for n in (2, 4)]
    assert situation.conflict_day(book_of(incidents=rows, events=events)) == ("2031-05-04", "strike2031-05-04")
    assert situation.conflict_day(book_of()) is None and situation.conflict_note(book_of()) == ""
