"""The measures of benchmarks/accuracy.py, on samples small enough to count by hand; the made-up corpus; the page."""

import json
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT

from analysis import codebook as codebooks
from analysis import reading, relating, reports

sys.path.insert(0, str(ROOT / "benchmarks"))  # they are scripts, and import each other
import accuracy  # noqa: E402
import corpus  # noqa: E402
import made_tables  # noqa: E402
import results  # noqa: E402
import scale  # noqa: E402


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


# ------------------------------------------------------------------------------------------------ corpus.py
def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_corpus_is_the_beginning_of_a_larger_one(tmp_path):
    for number, folder in ((40, "small"), (160, "large"), (40, "again")):
        corpus.write(number, tmp_path / folder)
    small, large = files(tmp_path / "small"), files(tmp_path / "large")
    assert len(small) == 40 and len(large) == 160 and small.items() <= large.items()
    assert small == files(tmp_path / "again")


def test_another_seed_makes_another_corpus():
    one, two = ([made.text for made in corpus.reports(30, seed)] for seed in (1, 2))
    assert not set(one) & set(two)


def test_the_corpus_is_varied():
    made = list(corpus.reports(400))
    lengths = sorted(len(report.text.split()) for report in made)
    assert 100 < lengths[0] < 200 and 300 < lengths[200] < 450 and 700 < lengths[-1] < 1100
    assert list(Counter(report.published for report in made).values()) == [100] * 4  # a hundred a day
    assert {Path(report.name).suffix for report in made} == {".txt", ".md", ".html", ".json"}
    told = Counter(story.number for day in range(4) for story, _ in corpus.stories(1, day))
    assert 2 < 400 / len(told) < 5 and max(told.values()) <= 6
    paragraphs = Counter(part for report in made for part in set(report.text.split("\n\n")) if len(part.split()) > 25)
    assert 0.01 < sum(n > 1 for n in paragraphs.values()) / len(paragraphs) < 0.1  # what is taken over word for word


def test_no_template_is_left_half_filled():
    for made in corpus.reports(300):
        if not made.name.endswith((".html", ".json")):
            assert not set("{}<>|") & set(made.text), made.name


def test_the_corpus_reads_like_reports(tmp_path):
    """Without problems, and with statements, events and times as thick as in the seeds."""
    corpus.write(12, tmp_path)
    rows, problems = reports.read([tmp_path])
    assert len(rows) == 12 and not problems
    codebook, found = codebooks.load(), Counter()
    for row in rows:
        found.update({name: len(own) for name, own in reading.read(row, codebook=codebook)[1].items()})
    words = sum(row["words"] for row in rows)
    assert 20 < 1000 * found["statements"] / words < 60
    assert 25 < 1000 * found["events"] / words < 80
    assert 10 < 1000 * found["times"] / words < 50


@pytest.fixture(scope="module")
def weeks():
    """Two weeks of six reports: those read, and those made of them."""
    made = list(made_tables.made(12, week=made_tables.first_week(1, 6)))
    return made[:6], made[6:]


def test_made_rows_point_at_their_words(weeks):
    for report, found in weeks[1]:
        for name in reading.READ:
            for row in found[name]:
                assert row["report_id"] == report["report_id"]
                if row.get("text") is not None:
                    assert report["text"][row["start"] : row["end"]] == row["text"]
                if name == "statements":
                    assert row["statement_id"] == f"{report['report_id']}:{row['start']}-{row['end']}"
        sentences = {row["sentence_id"] for row in found["sentences"]}
        for name in ("times", "places", "actors", "statements", "events"):
            assert {row["sentence_id"] for row in found[name]} <= sentences


def test_a_made_week_is_another_week_of_others(weeks):
    for (old, before), (new, after) in zip(*weeks, strict=True):
        assert {name: len(rows) for name, rows in before.items()} == {name: len(rows) for name, rows in after.items()}
        assert old["text"] != new["text"] and (old["published"] is None) == (new["published"] is None)
        if old["published"]:
            assert new["published"] == str(corpus.date.fromisoformat(old["published"]) + corpus.timedelta(7))
    parties = [{row["party"] for _, found in week for row in found["statements"] if row.get("party")} for week in weeks]
    assert len(parties[0] & parties[1]) < len(parties[0]) / 2


def test_made_rows_can_be_related(weeks):
    related = relating.relate(reading.joined([*weeks[0], *weeks[1]]), codebook=codebooks.load())
    assert len(related["incidents"]) > 20 and len(related["utterances"]) > 20


# ------------------------------------------------------------------------------------------------ scale.py
def test_ratios_are_of_pairs():
    assert scale.ratio([2, 40, 3], [4, 50, 4]) == 0.75  # of .5, .8 and .75: a slow round slows both
    assert scale.growth({1000: 50, 20_000: 1100}) == pytest.approx(1.1)


def test_rows_of_the_page_are_replaced_one_by_one(tmp_path):
    file = tmp_path / "benchmarks.md"
    results.put(file, "Another", "kept")
    for value in ("0.9", "0.6"):
        scale.write(file, [scale.Row("speed", value, "0.7", "3 runs")])
    scale.write(file, [scale.Row("memory", "1 GiB", "2 GiB", "")])
    results.put(file, "Another", "kept too")
    text = file.read_text()
    assert text.startswith("# Benchmarks\n\n## Another\n\nkept too\n\n## How the work grows\n")
    assert list(results.rows(file, scale.HEADING)) == ["speed", "memory"]
    assert "| 0.6 | 0.7 |" in text and "0.9" not in text


def test_what_is_compared_runs_in_turn(tmp_path, monkeypatch):
    ran = []

    def run(command, watched=False, **environment):
        ran.append("workbook" if "tables" in command else command[2])
        took = {"workbook": 6.0, "spacy": 10.0, "stack": 20.0}[ran[-1]]
        return scale.Run(took, took / 2, 0, "")

    monkeypatch.setattr(scale, "run", run)
    asked = SimpleNamespace(reports=3, rounds=2, peers="python")
    speed, stack = scale.speed(scale.Desk(tmp_path, asked))
    assert ran == ["workbook", "spacy", "stack"] * 2
    assert speed.value == "0.60 of the time" and stack.value == "0.30 of the time"


def test_a_run_is_watched_and_its_faults_told():
    told = scale.run([sys.executable, "-c", "print(6 * 7)"])
    assert told.told == "42\n" and told.seconds > 0
    with pytest.raises(scale.subprocess.CalledProcessError):
        scale.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_tables_that_differ_are_named(tmp_path):
    for folder, words in (("one", b"a"), ("two", b"b")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "events.parquet").write_bytes(words)
        (tmp_path / folder / "times.parquet").write_bytes(b"same")
    assert scale.differing(tmp_path / "one", tmp_path / "two") == ["events.parquet"]
    assert scale.differing(tmp_path / "one", tmp_path / "one") == []
