"""What holds for any text: spans partition, slices are equal, reports are read one by one, and a run can be repeated."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import codebook, reading, relating, running
from analysis.tables import TABLES

BOOK = codebook.load()
PIECES = st.sampled_from(
    [
        "The ministry said on Monday that a drone had crossed the border. ", '"We did not fire," he said. ', "“Nothing happened", "” ", "\n", "\n\n",
        "OSLO (Reuters) - ", " date 2026-01-05 ", "Share this article:", "Mr. ", "U.S. ", "‘no’ ", "Iran's ", "It added: ", "March 9 ", "last week ",
        "\u202e", "\u200b", "é", "e\u0301", "\r\n", "\t", "😀", "…", "<b>x</b>", "NATO ", "Ankara denied firing it. ", "5 killed, ", "(", ")", '""', "'",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), min_size=1, max_size=14).map("".join).filter(str.strip)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def report(text, name="r"):
    return {"report_id": name, "text": text, "language": "en"}


def read(*reports):
    return relating.relate(running.read_all(list(reports), codebook=BOOK), codebook=BOOK)


@FEW
@given(TEXTS)
def test_every_character_is_in_one_span_and_every_row_is_its_slice(text):
    tables = read(report(text))
    spans = tables["spans"]
    assert [0, *(span["end"] for span in spans)] == [*(span["start"] for span in spans), len(text)]
    for name in ("sentences", "times", "places", "actors", "statements", "events"):
        for row in tables[name]:
            assert text[row["start"] : row["end"]] == row["text"] != "", (name, row)
            assert not set(row) - set(TABLES[name].names), name
    for row in tables["statements"]:
        for part in ("source", "cue"):
            if row.get(f"{part}_start") is not None:
                assert text[row[f"{part}_start"] : row[f"{part}_end"]] == row[f"{part}_text"]


@FEW
@given(TEXTS, TEXTS)
def test_reports_are_read_one_by_one(one, two):
    a, b = report(one, "a"), report(two, "b")
    together, swapped, alone = (running.read_all(reports, codebook=BOOK) for reports in ([a, b], [b, a], [a]))
    for name in reading.READ:
        mine = [row for row in together[name] if row["report_id"] == "a"]
        assert mine == list(alone[name]) == [row for row in swapped[name] if row["report_id"] == "a"], name


@FEW
@given(TEXTS)
def test_a_second_run_gives_the_same(text):
    assert read(report(text)) == read(report(text))


@FEW
@given(TEXTS)
def test_ids_are_unique(text):
    tables = read(report(text))
    for name, key in (("sentences", "sentence_id"), ("statements", "statement_id"), ("events", "event_id"), ("incidents", "incident_id")):
        ids = [row[key] for row in tables[name]]
        assert len(ids) == len(set(ids)), (name, ids)
