"""The measures of benchmarks/accuracy.py, on samples small enough to count by hand."""

import importlib.util
import json

import pytest
from conftest import ROOT

spec = importlib.util.spec_from_file_location("accuracy", ROOT / "benchmarks" / "accuracy.py")
accuracy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(accuracy)


def figures(task, *documents):
    """The figures of (record, rows) pairs."""
    count, of = accuracy.TASKS[task]
    counts = accuracy.total(count(record, rows) for record, rows in documents)
    return {name: round(figure(counts), 4) for name, figure in of.items()}


def at(text, part, prefix=""):
    start = text.index(part)
    return {f"{prefix}start": start, f"{prefix}end": start + len(part)}


def pair(text, part):
    return list(at(text, part).values())


SAID = 'Vela said the port was closed. "It will open," Orrin said, "on the fifth." Nobody believes it. The mayor hopes so.'
ATTRIBUTIONS = [
    {"content": [pair(SAID, "the port was closed")], "source": [pair(SAID, "Vela")]},
    {"content": [pair(SAID, '"It will open,"'), pair(SAID, '"on the fifth."')], "source": [pair(SAID, "Orrin")]},
    {"content": [pair(SAID, "believes it")], "source": []},
    {"content": [], "source": [pair(SAID, "The mayor")]},
]


def statement(part, source=None, **more):
    return at(SAID, part) | (at(SAID, source, "source_") if source else {}) | more


def test_statements():
    rows = [
        statement("said the port was closed", "Vela"),  # 19 of 24 characters: matched, not exact
        statement("It will open,", "Orrin", quotation_id="q"),
        statement("on the fifth", quotation_id="q"),  # one with the piece before, and with its source; exact
        statement("Nobody believes it", "Nobody"),  # 11 of 18: matched, but the reference names no source
        statement("hopes so"),  # not in the reference
    ]
    told, found = 19 + 15 + 15 + 11, 24 + 13 + 12 + 18 + 8
    assert figures("statements", ({"text": SAID, "attributions": ATTRIBUTIONS}, rows)) == {
        "matched with source F1": round(2 * 2 / (3 + 4), 4),
        "matched F1": round(2 * 3 / (3 + 4), 4),
        "exact F1": round(2 * 1 / (3 + 4), 4),
        "characters F1": round(2 * (19 + 13 + 12 + 11) / (told + found), 4),
        "source accuracy": 1.0,
    }


def test_statements_are_matched_one_to_one():
    record = {"text": SAID, "attributions": ATTRIBUTIONS[:1]}
    rows = [statement("the port", "Vela"), statement("the port was closed"), statement("closed", "Vela")]
    found = figures("statements", (record, rows))
    assert found["exact F1"] == found["matched F1"] == 0.5  # the best takes it; the other two are wrong
    assert found["matched with source F1"] == found["source accuracy"] == 0.0


def test_a_source_is_wrong_where_it_is_another_or_missing():
    record = {"text": SAID, "attributions": ATTRIBUTIONS}
    rows = [statement("the port was closed", "Orrin"), statement("believes it")]
    assert figures("statements", (record, rows))["source accuracy"] == 0.0
    assert figures("statements", (record, rows))["matched with source F1"] == round(2 * 1 / (3 + 2), 4)


def test_times():
    told = [{"start": 0, "end": 6, "value": "2031-04-07"}, {"start": 10, "end": 19, "value": "P2D"}, {"start": 30, "end": 34, "value": "2031"}]
    rows = [
        {"start": 0, "end": 6, "value": "2031-04-07"},
        {"start": 12, "end": 19, "value": "P2D"},
        {"start": 28, "end": 34, "value": "2030"},
        {"start": 40, "end": 44, "value": "2031"},
        {"start": 19, "end": 30, "value": "2031"},  # touches two, meets none
    ]
    assert figures("times", ({"timexes": told}, rows)) == {"strict F1": 0.25, "relaxed F1": 0.75, "value F1": 0.5}


def event(source, target, plover, quad, confidence="medium"):
    ends = dict(zip(("source_start", "source_end", "target_start", "target_end"), (*source, *target), strict=True))
    return ends | {"plover": plover, "quad": quad, "confidence": confidence}


def test_events():
    given = {"source": [[0, 6]], "target": [[20, 24], [26, 30]]}
    accuse, yielded = given | {"root": "ACCUSE", "quad": 3}, given | {"root": "YIELD", "quad": 2}
    documents = [
        (accuse, [event((0, 6), (20, 24), "ASSAULT", 4), event((0, 6), (22, 30), "ACCUSE-x", 3, "high")]),  # the surest
        (accuse, [event((0, 6), (26, 30), "REJECT", 3), event((0, 6), (26, 30), "ACCUSE", 3)]),  # else the first
        (yielded, [event((0, 46), (20, 30), "CONCEDE", 1)]),  # 46 characters for 6: just near enough
        (accuse, [event((0, 47), (20, 30), "ACCUSE", 3)]),  # the whole clause
        (accuse, [event((20, 24), (0, 6), "ACCUSE", 3)]),  # the wrong way round
    ]
    assert figures("events", *documents) == {
        "pair found": 0.6, "root given pair": 0.6667, "quad given pair": 1.0, "quad end to end": 0.6,
    }  # fmt: skip


def test_places():
    told = [{"start": 0, "end": 5, "lat": 0.0, "lon": 0.0}, {"start": 10, "end": 15, "lat": 10.0, "lon": 0.0}, {"start": 20, "end": 25, "lat": None}]
    rows = [
        {"start": 0, "end": 9, "lat": 1.4, "lon": 0.0},  # a degree is 111 km: 156 km
        {"start": 3, "end": 5, "lat": 0.0, "lon": 0.0},  # the place is taken
        {"start": 10, "end": 15, "lat": 11.5, "lon": 0.0},  # 167 km
        {"start": 20, "end": 25},
    ]
    assert figures("places", ({"toponyms": told}, rows)) == {"overlap F1": round(2 * 3 / 7, 4), "within 161 km": 0.5}
    assert accuracy.kilometres(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(344, abs=1)  # Paris to London


def test_key_dates():
    timeline = {"entries": [{"date": "2031-04-01"}, {"date": "2031-04-05"}, {"date": "2031-04-05"}, {"date": "2031-04-09"}]}
    early, wrong = "2031-03-01", "2031-04-02"
    assert figures("key-dates", (timeline, [early, wrong, "2031-04-05", "2031-04-05", "2031-04-09", "2031-04-01"])) == {
        "mean date F1": 0.6667  # three dates wanted, three taken, two of them right
    }
    assert figures("key-dates", (timeline, ["2031-04-05"]), (timeline, []))["mean date F1"] == 0.25


def test_nothing_found_is_nought():
    records = {
        "statements": {"text": SAID, "attributions": ATTRIBUTIONS},
        "times": {"timexes": [{"start": 0, "end": 1, "value": "P1D"}]},
        "events": {"source": [[0, 1]], "target": [[2, 3]], "root": "AID", "quad": 2},
        "places": {"toponyms": [{"start": 0, "end": 1, "lat": 1.0, "lon": 1.0}]},
        "key-dates": {"entries": [{"date": "2031-04-01"}]},
    }
    for task in accuracy.TASKS:
        assert set(figures(task, (records[task], [])).values()) == {0.0}


def test_intervals_hold_the_figure():
    each = [accuracy.Counter(gold=1, pair=number % 4 > 0) for number in range(40)]
    value, lower, upper = accuracy.intervals({"pair": accuracy.share("pair")}, each)["pair"]
    assert value == 0.75 and 0.5 < lower < value < upper < 0.95


def test_the_page_keeps_its_other_sections(tmp_path):
    page = tmp_path / "accuracy.md"
    for heading, section in (("times", "old"), ("places", "kept"), ("times, 4 of 9 documents", "part"), ("times", "new")):
        accuracy.write(page, heading, section)
    head, *sections = page.read_text().split("\n## ")
    assert head == accuracy.PAGE
    assert [section.split() for section in sections] == [["times", "new"], "times, 4 of 9 documents part".split(), ["places", "kept"]]


def test_a_run(tmp_path):
    """The workbook and a baseline on two records: every column of the table is there, and the reference is not read."""
    file = tmp_path / "said.jsonl"
    record = {"id": 1, "published": "2031-04-07", "text": SAID, "attributions": ATTRIBUTIONS}
    file.write_text("\n".join(json.dumps(record | {"id": number}) for number in (1, 2)))
    heading, section = accuracy.run("statements", [str(file)], peers=False, limit=1)
    head, _, row, *_, versions = section.splitlines()
    assert heading == "statements, 1 of 2 documents" and head.count("|") == row.count("|") == 8
    assert row.startswith("| the workbook | ") and "codebooks" in versions
    baseline = accuracy.regular_expressions([record])
    assert figures("statements", (record, list(baseline(record))))["source accuracy"] == 1.0
    assert str(tmp_path) not in section
