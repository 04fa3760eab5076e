"""Charts and explorers: findings with denominators, evidence behind every row, and no word of a report read as code."""

import json
import re

import pandas as pd
import pytest

from analysis import charts, explorers, reference, situation, views
from analysis.book import Book
from analysis.charts import look
from analysis.tables import TABLES, frame

CHARTS = (
    "reports",
    "chronology",
    "statements",
    "exchange",
    "relays",
    "claims",
    "quad_tracks",
    "indicators",
    "ladders",
    "lenses",
    "tripwires",
    "key_dates",
    "places",
    "map",
    "stages",
    "sites",
    "posture",
)
HOSTILE = '<img src=x onerror="window.PWNED=1"></script><b>bold</b>'


def book_of(**rows) -> Book:
    return Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})


@pytest.fixture(scope="module")
def hostile():
    """A report whose every word would be markup, and a character outside the basic plane before the span."""
    text = f"\U0001f680 {HOSTILE} he said."
    span = {"report_id": "r", "start": 2, "end": 2 + len(HOSTILE), "text": HOSTILE}
    day = {"earliest": "2026-03-09", "latest": "2026-03-09"}
    event = {**span, **day, "event_id": "e", "type": HOSTILE, "incident_id": "i", "modality": "denied", "quad": 4}
    sentence = {"report_id": "r", "sentence_id": "s", "start": 0, "end": len(text), "paragraph": 0, "part": "body"}
    statement = {**span, "statement_id": "t", "kind": "direct", "spoken": True, "act": "deny"}
    incident = {**day, "incident_id": "i", "type": HOSTILE, "what": HOSTILE, "status": "denied_only", "n_reports": 1}
    return book_of(
        reports=[{"report_id": "r", "title": HOSTILE, "published": "2026-03-09", "text": text, "chars": len(text)}],
        spans=[{"report_id": "r", "start": 0, "end": len(text), "kind": "body", "rule": HOSTILE}],
        sentences=[{**sentence, "text": text}],
        statements=[{**statement, "party": HOSTILE, "addressee": HOSTILE}],
        events=[{**event, "attributed_to": HOSTILE}],
        incidents=[{**incident, "source_party": HOSTILE, "place": HOSTILE, "lat": 35.0, "lon": 33.0}],
        claims=[{"claim_id": "c", "incident_id": "i", "proposition": HOSTILE, "attribute": HOSTILE}],
        claim_positions=[{**span, "claim_id": "c", "party": HOSTILE, "stance": "denies", "scope": HOSTILE}],
        ladders=[{**span, "party": HOSTILE, "other_party": HOSTILE, "date": "2026-03-09", "rung": 3, "label": HOSTILE, "modality": "asserted"}],
        lenses=[{"scheme": scheme, "date": "2026-03-09", "quad": 4, "value": -9.0, "n_incidents": 1, "n_unweighted": 0} for scheme in ("goldstein", "plover")],
        tripwires=[{**span, "tripwire": "t", "label": HOSTILE, "party": HOSTILE, "state": "asked", "latest": "2026-03-09", "last": True}],
        incident_attributes=[{**span, "incident_id": "i", "attribute": a, "value": HOSTILE, "given_by": HOSTILE, "modality": "attributed"} for a in ("aimed_at", "debris_at", "entered_airspace")],
        places=[{**span, "sentence_id": "s", "name": HOSTILE, "kind": "base", "lat": 35.0, "lon": 33.0, "rule": "base told by its owner"}],
        positions=[{**span, **day, "party": HOSTILE, "speaker": HOSTILE, "topic": "bases", "position": HOSTILE}],
        actors=[{**span, "name": HOSTILE, "party": "Elsewhere", "kind": "party"}],
        origins=[{**span, "origin": HOSTILE, "via": f"{HOSTILE}; {HOSTILE}", "party": HOSTILE, "kind": "statement"}],
        copies=[{"report_id": "r", "other_report_id": HOSTILE, "shared_words": 40}],
        key_dates=[{**span, "date": "2026-03-09", "rank": 1, "score": 1.0, "n_reports": 1, "n_mentions": 1}],
    )  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_title_states_a_finding_and_the_whole_is_told_in_words(book, name):
    figure = getattr(charts, name)(book)
    title = figure.layout.title.text
    assert not title[0].islower() and not title.endswith(":")
    assert any(character.isdigit() for character in title) or title.startswith("No")
    assert figure.layout.meta["alt"].startswith(title.split("<br>")[0])


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_to_draw_is_a_sentence(name):
    figure = getattr(charts, name)(book_of())
    assert not figure.data and figure.layout.title.text.endswith(".")


def drawn_text(part):
    """Every text of a figure that is drawn: all but what its points carry."""
    if isinstance(part, dict):
        part = [value for key, value in part.items() if key not in ("customdata", "meta", "template")]
    if isinstance(part, list):
        for value in part:
            yield from drawn_text(value)
    elif isinstance(part, str):
        yield part


@pytest.mark.parametrize("name", CHARTS)
def test_reports_cannot_mark_up_a_chart(hostile, name):
    figure = getattr(charts, name)(hostile)
    assert not [text for text in drawn_text(json.loads(figure.to_json())) if "<img" in text]
    html = charts.showing._Renderer().to_mimebundle(figure.to_dict())["text/html"]
    assert "</script><b>" not in html


def test_tracks_add_up_to_the_indicators_and_leave_gaps(book):
    tracks, values = views.tracks(book), book.indicators[book.indicators.family == "quad"]
    counted = tracks[tracks.modality.isin(["asserted", "attributed"])].groupby(["indicator", "date"])["n"].sum()
    assert counted.to_dict() == values.set_index(["indicator", "date"])["value"].astype(int).to_dict()
    bars = [trace for trace in charts.quad_tracks(book).data if trace.type == "bar" and trace.x is not None]
    assert {day for trace in bars for day in trace.x if day} <= set(views.coverage(book).date)


@pytest.mark.parametrize("name", ["quad_tracks", "indicators"])
def test_what_is_left_out_is_put_in_place_of_what_is_drawn(book, name):
    marked = Book({**book.tables, "reports": book.reports.assign(title=HOSTILE)}, {})
    figure = json.loads(getattr(charts, name)(marked).to_json())
    variants = figure["layout"]["meta"]["variants"]
    keys = [choice["key"] for choice in variants["choices"]]
    assert {f"report:{report}" for report in book.reports.report_id} >= {key for key in keys if key[:6] == "report"} and len(set(keys)) == len(keys) > 6
    assert variants["note"].startswith(f"Offered: 5 of {len(book.reports)} reports and ")
    for choice in variants["choices"]:
        assert "<img" not in choice["title"]["text"] and "<img" not in choice["title"]["subtitle"]["text"]
        assert choice["said"].startswith(f"{len(choice['points'])} of ")
        assert all(figure["data"][trace]["customdata"][place] for trace, place in choice["points"])
        for trace, cells in choice["patch"].items():
            assert all(int(place) < len(figure["data"][int(trace)][cell]) for cell, put in cells.items() for place in put)


def test_a_chart_without_a_report_draws_what_is_counted_without_it(book):
    figure, rows = charts.indicators(book), views.left_out(book)
    full = {n: trace.customdata for n, trace in enumerate(figure.data) if trace.customdata and n % 2 == 0}
    place = {(point["indicator"], point["date"]): (n, at) for n, points in full.items() for at, point in enumerate(points)}
    for choice in figure.layout.meta["variants"]["choices"]:
        own = rows[rows.kind + ":" + rows.left_out == choice["key"]]
        values = {place.get(key): value or 0 for key, value in zip(zip(own.indicator, own.date), own.value)}
        put = {(n, at): value for n, cells in choice["patch"].items() if n in full for at, value in cells["y"].items()}
        assert put and put == {key: value for key, value in values.items() if key}


def test_a_denial_is_drawn_apart_with_what_it_covers(book):
    stances = {trace.name: trace for trace in charts.claims(book).data}
    assert {point["stance"] for point in stances["denies"].customdata} == {"denies"} and any(stances["denies"].text)
    assert len({trace.marker.symbol for trace in stances.values()}) == len(stances)


def test_silence_stands_before_the_denial_of_the_same_day(book):
    stances = {trace.name: trace for trace in charts.claims(book).data}
    spots = {
        name: {(point["claim_id"], point["voice"]): x for point, x in zip(stances[name].customdata, stances[name].x)}
        for name in ("silent when asked", "denies")
    }
    both = spots["silent when asked"].keys() & spots["denies"].keys()
    assert both and all(spots["silent when asked"][cell] < spots["denies"][cell] for cell in both)


def test_the_board_shows_where_each_party_stands_and_only_that(book):
    drawn = sum(len(trace.x) for trace in charts.tripwires(book).data)
    assert drawn == book.tripwires["last"].fillna(True).astype(bool).sum()


def test_both_sides_of_a_pair_climb_one_ladder(book):
    names = views.ladder_names(book.ladders)
    assert len(names) == len(book.ladders) and not any(set(a.split(" – ")) == set(b.split(" – ")) for a in set(names) for b in set(names) if a < b)


def test_modalities_and_statuses_differ_without_colour():
    assert set(views.STRENGTH) <= set(look.SYMBOLS)
    statuses = ("asserted", "attributed", "disputed", "denied_only")
    assert (
        len({look.SYMBOLS[status] for status in statuses}) == 4 and len({look.SYMBOLS[m] for m in views.STRENGTH}) == 5
    )


def test_nothing_is_offered_to_a_cloud():
    assert "sendChartToCloud" in look.pio.templates["workbook"].layout.modebar.remove
    assert charts.CONFIG["plotlyServerURL"] == "" and not charts.CONFIG["showSendToCloud"]


def test_library_comes_once_and_again_with_its_own_cell(monkeypatch):
    monkeypatch.setattr(charts.showing, "_library_cell", [])
    for cell, wanted in (("a", True), ("b", False), ("a", True), (None, True)):
        monkeypatch.setattr(charts.showing, "_cell", lambda cell=cell: cell)
        assert bool(charts.library()) is wanted or cell is None


# ---------------------------------------------------------------- explorers
def utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("table", ["statements", "events", "times", "places", "key_dates"])
def test_evidence_is_the_exact_words(book, table):
    rows = getattr(book, table)
    spec = explorers.explore(book, table).spec
    assert len(spec["quotes"]) == len(rows)
    for row, quotes in zip(rows.to_dict("records"), spec["quotes"], strict=True):
        (number, start, end, first, last, report, _), *_ = quotes
        assert utf16(spec["passages"][number], start, end) == row["text"]
        assert first <= start < end <= last and spec["reports"][report]["id"] == row["report_id"]


@pytest.mark.parametrize("table", ["incidents", "indicators", "reports"])
def test_rows_over_reports_open_all_their_mentions(book, table):
    spec = explorers.explore(book, table).spec
    assert all(spec["quotes"])


def test_offsets_are_those_of_a_browser(hostile):
    spec = explorers.explore(hostile, "statements").spec
    ((number, start, end, *_),) = spec["quotes"][0]
    assert utf16(spec["passages"][number], start, end) == HOSTILE and start == 3


def test_an_export_gets_no_widget_and_a_live_notebook_gets_both(book, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    explorer = explorers.explore(book, "statements")
    assert set(explorer._repr_mimebundle_()) == {"text/html", "text/plain"}
    monkeypatch.setenv("JPY_SESSION_NAME", "live")
    assert {"text/html", "application/vnd.jupyter.widget-view+json"} <= set(explorer._repr_mimebundle_())
    explorer.widget.shown = [1, 2]
    assert list(explorer.selection.index) == [1, 2]


def test_selection_without_a_widget_is_everything(book):
    assert len(explorers.explore(book, "statements").selection) == len(book.statements)


def test_an_empty_table_is_a_sentence():
    assert str(explorers.explore(book_of(), "gaps")) == "No gap was found."
    assert "<img" not in explorers.say(HOSTILE)._repr_mimebundle_()["text/html"]


LINKED = {
    "chronology": ("incidents", None),
    "reports": ("spans", views.told_spans),
    "statements": ("statements", None),
    "exchange": ("statements", views.exchanges),
    "relays": ("origins", views.chains),
    "claims": ("claim_positions", views.stands),
    "quad_tracks": ("indicator_evidence", views.track_evidence),
    "indicators": ("indicators", None),
    "ladders": ("ladders", lambda book: book.ladders.assign(name=views.ladder_names(book.ladders))),
    "tripwires": ("tripwires", None),
    "key_dates": ("key_dates", None),
    "map": ("incident_attributes", None),
    "stages": ("incident_attributes", situation.staged),
    "sites": ("places", situation.sites),
    "posture": ("incidents", situation.posture),
}


def points(figure) -> list[tuple[dict, str]]:
    """(the filters of each point, what it tells)."""
    pairs = [pair for trace in figure.data if trace.customdata for pair in zip(trace.customdata, trace.hovertext)]
    return [(point, told) for point, told in pairs if point]


def opened(rows: pd.DataFrame, point: dict) -> pd.DataFrame:
    """The rows that the filters of a point leave."""
    for column, value in point.items():
        rows = rows[rows[column].isna() if value is None else rows[column] == value]
    return rows


@pytest.mark.parametrize("name", ["relays", "exchange"])
def test_a_network_counts_the_rows_that_it_opens_and_is_the_same_again(book, name):
    figure, rows = getattr(charts, name)(book), LINKED[name][1](book)
    count = len if name == "relays" else lambda frame: frame["utterance"].nunique()
    for point, told in points(figure):
        assert re.search(rf": {count(opened(rows, point))} (?:first source|utterance)s?\b", told), (point, told)
    assert figure.to_json() == getattr(charts, name)(book).to_json()


def from_whom(report: str, origin: str, party: str | None, via: str | None = None, kind: str = "statement") -> dict:
    return {"report_id": report, "origin": origin, "party": party, "via": via, "kind": kind, "statement_id": origin}


def test_relays_lead_from_first_sources_to_reports():
    origins = [
        from_whom("a", "the minister", "Norland"),
        from_whom("a", "an official", None),
        from_whom("a", "A. Writer", None, kind="byline"),
        from_whom("b", "the general", "Norland", "The Wire; Radio One"),
        from_whom("b", "the envoy", "Sudland", "The Wire"),
        from_whom("b", "The Wire", None, kind="agency"),
    ]
    made = book_of(
        reports=[{"report_id": name, "published": f"2026-03-0{n}", "title": name} for n, name in enumerate("abc", 1)],
        statements=[{"statement_id": "an official", "unnamed": True}],
        origins=origins,
        copies=[{"report_id": "a", "other_report_id": "b", "shared_words": 61}],
    )
    figure = charts.relays(made)
    assert figure.layout.title.text == "2 reports rest on 2 parties; The Wire relays most, 2 of 2 relayed sources"
    assert figure.layout.title.subtitle.text.startswith("5 first sources in 2 of 3 reports")
    edges = [point for point, _ in points(figure) if "way" in point]
    assert {"source": "unnamed speakers", "relay": views.NO_RELAY, "way": "direct", "behind": None} in edges
    assert {"source": "Norland", "behind": "Radio One", "way": "relayed"} in edges
    assert {"behind": "Radio One", "relay": "The Wire", "way": "relayed"} in edges
    assert {"relay": "The Wire", "report": "b", "way": "credited"} in edges
    words = [note.text for note in figure.layout.annotations]
    assert "61<br>words" in words and not [text for text in words if "A. Writer" in text]


def test_without_a_relay_the_chart_says_so():
    made = book_of(reports=[{"report_id": "a"}], origins=[from_whom("a", "the minister", "Norland")])
    figure = charts.relays(made)
    assert figure.layout.title.text == "1 report rests on 1 party; no source is relayed"
    assert [note.text for note in figure.layout.annotations] == ["Norland 1", f"{views.NO_RELAY} 1", "undated<br>a"]


def test_of_many_relays_the_first_are_shown_and_the_rest_are_one():
    origins = [from_whom(f"r{n:03}", f"s{n}", f"Party {n % 40}", f"Wire {n % 30}") for n in range(300)]
    made = book_of(reports=[{"report_id": row["report_id"]} for row in origins], origins=origins)
    figure, rows = charts.relays(made), views.chains(made)
    subtitle = figure.layout.title.subtitle.text.replace("<br>", " ")
    assert "Shown: 12 of 40 parties, 11 of 30 relays, 12 of 300 reports." in subtitle
    assert len(opened(rows, {"report": "288 other reports"})) == 288
    assert sum(len(trace.x) for trace in figure.data if trace.customdata and "way" in trace.customdata[0]) < 600
    heights = [note.y for note in figure.layout.annotations if note.yanchor == "bottom"]
    assert len(heights) == len(set(heights)) == 13


def saying(number: int, party: str, text: str, **columns) -> dict:
    """A statement in a report of its own."""
    row = {"report_id": f"r{number}", "statement_id": f"s{number}", "start": 0, "end": len(text), "text": text}
    return {**row, "party": party, "spoken": True, "act": "assert", "said_latest": "2026-03-09", **columns}


def naming(number: int, text: str, *parties: str) -> list[dict]:
    row = {"report_id": f"r{number}", "kind": "party"}
    return [{**row, "start": text.index(name), "end": text.index(name) + len(name), "party": name} for name in parties]


def exchanged(statements: list[dict], actors: list[dict] = (), events: list[dict] = ()) -> Book:
    said = {row["utterance_id"]: row["said_latest"] for row in statements if "utterance_id" in row}
    return book_of(
        reports=[{"report_id": row["report_id"]} for row in statements],
        statements=statements,
        utterances=[{"utterance_id": name, "said_latest": day} for name, day in said.items()],
        actors=actors,
        events=events,
    )


def test_what_several_reports_carry_is_said_once():
    text = "We warn Sudland."
    statements = [saying(n, "Norland", text, act="warn", addressee="Sudland", utterance_id="u") for n in range(3)]
    figure = charts.exchange(exchanged(statements, naming(0, text, "Sudland")))
    assert figure.layout.title.text == "Norland speaks to or of Sudland most: 1 utterance; the other way: 0"
    ((point, told),) = [pair for pair in points(figure) if "whom" in pair[0]]
    assert point == {"party": "Norland", "whom": "Sudland", "tone": views.QUADS[3], "period": "2026-03-09"}
    assert told.startswith("Norland → Sudland: 1 utterance, 1 spoken to it")


def test_who_condemns_a_strike_on_a_neighbour_does_not_condemn_the_neighbour():
    text = "We condemn the strike of Sudland on Westland."
    act = {"report_id": "r0", "event_id": "e", "trigger_start": 3, "quad": 3, "modality": "attributed"}
    made = exchanged(
        [saying(0, "Norland", text, act="condemn")],
        naming(0, text, "Sudland", "Westland"),
        [{**act, "source_party": "Norland", "target_party": "Sudland"}],
    )
    tones = views.exchanges(made).set_index("whom")["tone"]
    assert tones["Sudland"] == views.QUADS[3] and tones.isna()["Westland"]
    assert set(views.exchanges(made)["how"]) == {views.NAMES}


def test_days_without_end_become_longer_spans_and_no_day_is_a_panel_of_its_own():
    days = [f"2026-{month:02}-{day:02}" for month in range(1, 7) for day in (3, 12, 25)] + [None]
    said = {"party": "Norland", "text": "x", "addressee": "Sudland"}
    made = exchanged([saying(n, **said, said_latest=day) for n, day in enumerate(days)])
    months = [f"2026-0{month}" for month in range(1, 7)]
    assert list(views.exchanges(made)["period"].unique()) == [*months, views.NO_DAY]
    titles = [note.text for note in charts.exchange(made).layout.annotations]
    assert titles[0] == "2026-01 · 3 utterances" and titles[-1] == f"{views.NO_DAY} · 1 utterance"


def test_of_many_parties_those_that_say_most_to_each_other_are_shown():
    statements = [saying(n, f"Party {n % 30}", "x", addressee=f"Party {(n * 7 + 1) % 30}") for n in range(200)]
    figure = charts.exchange(exchanged(statements))
    assert "10 of 30 parties" in figure.layout.title.subtitle.text.replace("<br>", " ")
    ring = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert len(ring[0].x) == 10 == len(set(zip(ring[0].x, ring[0].y)))


@pytest.mark.parametrize("name", LINKED)
def test_a_click_on_a_chart_chooses_columns_that_the_table_has(book, name):
    table, rows = LINKED[name]
    explorer = explorers.explore(book, table, rows=rows and rows(book), chart=getattr(charts, name)(book))
    asked = {key for trace in explorer.chart.data for point in explorers._points(trace) for key in point}
    assert asked and asked <= {column["name"] for column in explorer.spec["columns"]}


def test_contradictions_open_every_value(book):
    rows = book.discrepancies
    spec = explorers.explore(book, "discrepancies", rows=rows).spec
    assert len(rows) and all(spec["quotes"])


# ---------------------------------------------------------------- reference
def coded(text: str, words: list[tuple]) -> tuple[dict, Book]:
    """Hand-coded events (words, type, modality) of a report 000, and a book that holds the same."""
    rows = [{"text": w, "type": t, "modality": m} for w, t, m in words]
    hand = [{**row, "report": "000", "evidence": row["text"], "source_actor": "", "date": ""} for row in rows]
    places = [(text.find(row["text"]), len(row["text"])) for row in rows]
    found = [
        {**row, "report_id": "000_a.txt", "start": start, "end": start + length}
        for row, (start, length) in zip(rows, places, strict=True)
    ]
    return {"events": hand}, book_of(reports=[{"report_id": "000_a.txt", "text": text}], events=found)


def test_rows_are_matched_one_to_one():
    text = "They met. They met again. They fled."
    hand, book = coded(text, [("They met.", "meeting", "asserted"), ("They fled", "flight", "denied")])
    assert list(reference.compare(hand, book)["outcome"]) == ["right", "right"]
    hand["events"].append({**hand["events"][0]})
    matches = reference.compare(hand, book)
    assert list(matches["outcome"]) == ["right", "right", "missed"]
    (row,) = reference.scores(matches).to_dict("records")
    assert (row["found"], row["reference"], row["extracted"]) == (2, 3, 2)


def test_what_is_coded_otherwise_is_told():
    hand, book = coded("They met.", [("They met.", "meeting", "asserted")])
    hand["events"][0]["modality"] = "denied"
    (row,) = reference.compare(hand, book).to_dict("records")
    assert row["outcome"] == "differs" and row["agree"] == "type" and "denied" in row["expected"]


def test_reports_without_hand_coded_rows_are_not_compared():
    hand, book = coded("They met.", [("They met.", "meeting", "asserted")])
    other = book_of(reports=[{"report_id": "else.txt", "text": "They met."}], events=[])
    assert reference.compare(hand, other).empty and "no hand-coded rows" in reference.describe(hand, other)
    assert reference.scores(reference.compare({}, book)).empty


def test_a_time_without_a_date_agrees_only_with_none():
    fields = reference.TABLES["times"].fields["value"]
    unknown = {"value": "PAST_REF", "earliest": None, "latest": None}
    known = {"value": "2026-03-09", "earliest": "2026-03-09", "latest": "2026-03-09"}
    assert fields[0]({"value": ""}) in fields[1](unknown) and "" not in fields[1](known)
    assert {"2026-03-09", "2026-03-09/2026-03-09"} <= fields[1](known)


def test_the_seeds_can_be_compared(book):
    hand = reference.read()
    scores = reference.scores(reference.compare(hand, book)).set_index("table")
    assert {"statements", "times", "events", "places", "publication days"} <= set(scores.index)
    assert scores.loc["statements", "recall"] > 0.5 and pd.notna(scores["precision"]).all()
    assert all("holds" in line or "change" in line for line in reference.findings(hand, book))
