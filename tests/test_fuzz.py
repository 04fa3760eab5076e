"""Made-up reports, read: nothing breaks, whatever the text; and what was found so, each as a small test of its own.

`make test` makes some hundred reports, always the same ones; `make fuzz` others each time, FUZZ_EXAMPLES a property.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import BOOK, NOISE, folders, made, texts

from analysis import reading, relating, sentences
from analysis.tables import TABLES, frame

EXAMPLES = os.environ.get("FUZZ_EXAMPLES")
BOUNDED = settings(
    max_examples=int(EXAMPLES or 40),
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
IDS = {
    **{"report_id": "reports", "sentence_id": "sentences", "statement_id": "statements", "event_id": "events"},
    **{"incident_id": "incidents", "utterance_id": "utterances", "claim_id": "claims"},
}
OTHERS = {"other_report_id": "report_id", "other_incident_id": "incident_id", "duplicate_of": "report_id"}
REFERENCES = {column: column for column in IDS} | OTHERS
PARTS = ("source", "target", "cue", "trigger")  # words of a row with offsets of their own
READ = []  # a number for each call: the reports that were read


@pytest.fixture(scope="module", autouse=True)
def told(request):
    """Tells at the end how many reports were read; some are read twice or thrice."""
    yield
    if EXAMPLES:
        request.config.get_terminal_writer().line(f"\n{sum(READ)} readings of made-up reports, in {len(READ)} folders")


def some(of):
    return st.lists(of, min_size=1, max_size=5)


def read(reports):
    READ.append(len(reports))
    return reading.joined(reading.read(report, codebook=BOOK) for report in reports)


def relate(tables):
    return relating.relate(tables, codebook=BOOK)


def one(text, **facts):
    """The tables of one report."""
    return relate(read([{"report_id": "r", "text": text, "language": "en"} | facts]))


def published(text):
    return reading.read({"report_id": "r", "text": text, "language": "en"}, codebook=BOOK)[0]["published"]


def told_of(rows):
    """Each row as text, its empty cells left out; how often there is one."""
    return Counter(json.dumps({k: v for k, v in row.items() if v is not None}, sort_keys=True) for row in rows)


def same(one, two):
    """The same rows in every table, whatever their order."""
    for name in one.keys() | two.keys():
        mine, theirs = told_of(one[name]), told_of(two[name])
        assert mine == theirs, (name, list((mine - theirs).elements())[:3], list((theirs - mine).elements())[:3])


# ---------------------------------------------------------------- what holds of any reports
@BOUNDED
@given(folders())
def test_every_table_stands_and_points_at_what_there_is(reports):
    tables = relate(read(reports))
    for name, rows in tables.items():
        assert list(frame(name, rows).dtypes.astype(str)) == [column.dtype for column in TABLES[name].columns], name
    known = {column: [row[column] for row in tables[name]] for column, name in IDS.items()}
    for column, ids in known.items():
        assert len(ids) == len(set(ids)), (column, ids)
    for name, rows in tables.items():
        for row in rows:
            for column in REFERENCES.keys() & row.keys():
                assert row[column] is None or row[column] in known[REFERENCES[column]], (name, column, row)


@BOUNDED
@given(folders())
def test_every_row_is_its_slice_and_spans_are_the_whole_text(reports):
    tables = relate(read(reports))
    whole = {report["report_id"]: report["text"] for report in reports}
    for report_id, text in whole.items():
        spans = [span for span in tables["spans"] if span["report_id"] == report_id]
        assert [0, *(span["end"] for span in spans)] == [*(span["start"] for span in spans), len(text)]
    for name, rows in tables.items():
        for row in rows:
            if row.get("start") is not None:
                text = whole[row["report_id"]]
                assert 0 <= row["start"] < row["end"] <= len(text), (name, row)
                assert name == "spans" or row["text"] == text[row["start"] : row["end"]], (name, row)
            for part in PARTS:
                if row.get(f"{part}_start") is not None:
                    words = whole[row["report_id"]][row[f"{part}_start"] : row[f"{part}_end"]]
                    assert words and row.get(f"{part}_text", words) == words, (name, part, row)
    when = {(row["report_id"], row["start"], row["end"]) for row in tables["times"]}
    for row in [*tables["statements"], *tables["events"]]:
        assert row.get("time_start") is None or (row["report_id"], row["time_start"], row["time_end"]) in when


@BOUNDED
@given(folders(most=3), st.randoms(use_true_random=False))
def test_reports_are_read_alike_alone_together_and_in_any_order(reports, chance):
    """The order of reports is that of their names (analysis.reports); no row hangs on it."""
    together = read(reports)
    for number, report in enumerate(reports):
        alone, name = read([report]), report["report_id"]
        assert alone == {table: [row for row in rows if row["report_id"] == name] for table, rows in together.items()}
    mixed = chance.sample(reports, len(reports))
    same(relate(together), relate(read(mixed)))


@BOUNDED
@given(folders(most=3), st.randoms(use_true_random=False))
def test_a_null_is_no_more_than_a_missing_key(reports, chance):
    whole = read(reports)
    thinned = {
        name: [{key: cell for key, cell in row.items() if cell is not None or chance.random() < 0.5} for row in rows]
        for name, rows in whole.items()
    }
    same(relate(whole), relate(thinned))


@BOUNDED
@given(folders(most=2))
def test_a_second_run_gives_the_same_bytes(reports):
    assert json.dumps(relate(read(reports))) == json.dumps(relate(read(reports)))


def test_another_process_gives_the_same_bytes():
    made_up = []

    @settings(BOUNDED, max_examples=20)
    @given(folders())
    def make(reports):
        made_up.append(reports)

    make()
    rerun = """
import json, sys, test_fuzz as t
print(json.dumps([t.relate(t.read(one)) for one in json.load(sys.stdin)]))
"""
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, "-c", rerun], input=json.dumps(made_up), env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == json.dumps([relate(read(reports)) for reports in made_up])


@BOUNDED
@given(some(made("timeless")), some(NOISE | made("timeless")), st.randoms(use_true_random=False))
def test_noise_never_dates_a_report_that_names_no_day(lines, noise, chance):
    READ.append(2)
    assert published("\n".join(lines)) is None
    assert published("\n".join(chance.sample(lines + noise, len(lines + noise)))) is None


@BOUNDED
@given(texts(made("piece")), st.lists(NOISE, min_size=4, max_size=4), st.sampled_from(["\n\n", "\n"]))
def test_marks_between_paragraphs_never_date_an_undated_report(text, noise, end):
    READ.append(2)
    paragraphs = [line for line in text.splitlines() if line.strip()]
    plain = end.join(paragraphs)
    if plain.strip() and published(plain) is None:
        spoilt = end.join(part for pair in zip(paragraphs, noise * len(paragraphs)) for part in pair)
        assert published(spoilt) is None


# ---------------------------------------------------------------- found so
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_report_of_a_day_outside_all_calendars_is_undated(day):
    text = "Talks go on next year. A drone fell on 31 December, a week before Christmas Eve, and in March."
    tables = one(text, published=day)
    assert tables["reports"][0]["published"] is None
    assert len(tables["times"]) == 4 and not any(row["earliest"] for row in tables["times"])


def test_a_year_of_less_than_four_figures_is_no_day():
    assert not one("The bridge fell on 0001-01-01, a day earlier than the tower.")["times"][0]["earliest"]


def test_words_that_name_a_speaker_are_never_empty():
    for row in one("Imam Pickett, Holy See's col. boasted to Rossiya 1 '5 people were killed of IAEA?'")["statements"]:
        assert row.get("source_text") != ""


def test_a_time_without_days_dates_nothing():
    tables = read([{"report_id": "r", "text": "Iran struck the port on Monday, it said.", "language": "en"}])
    tables["times"] = [{key: cell for key, cell in row.items() if cell is not None} for row in tables["times"]]
    assert [row.get("earliest") for row in relate(tables)["events"]] == [None]


@pytest.mark.parametrize("text", ["the army and " * 900, "—" * 900, "a" * 900 + " b c", "x " * 1200 + "y" * 500])
def test_a_sentence_too_long_for_one_is_cut_and_loses_nothing(text):
    rows = one(text)["sentences"]
    assert "".join("".join(row["text"].split()) for row in rows) == "".join(text.split())
    assert all(len(row["text"]) <= sentences.LONGEST for row in rows)
    assert all(len(word) <= sentences.LONGEST_WORD for row in rows for word in row["text"].split())
