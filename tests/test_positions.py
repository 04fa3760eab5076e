"""Positions: topics as data, lines from text to table, and what changes on the seeds."""

import pytest

from analysis import positions
from analysis.codebook import load
from analysis.tables import frame
from test_claims import folder, rows, stances  # noqa: F401

BOOK = load()


def taken(book):
    """The positions of a loaded folder, as the table accepts them."""
    tables = [rows(book, name) for name in ("statements", "events", "reports")]
    own = [{key: value for key, value in row.items() if key != "claim"} for row in stances(book)[1]]
    found = positions.find(*tables, codebook=BOOK, times=rows(book, "times"), stances=own)
    frame("positions", found)
    texts = {report["report_id"]: report["text"] for report in tables[-1]}
    assert all(texts[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in found)
    return found


def line(found, party, topic):
    return [(row["latest"], row["position"], row["changed_from"]) for row in found if (row["party"], row["topic"]) == (party, topic)]


@pytest.fixture(scope="module")
def seeds(book):
    return taken(book)


# ---------------------------------------------------------------- the codebook
@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["code"]) for entry in BOOK["positions"]])
def test_topic_examples(entry):
    topic, said = positions.Topic(entry, BOOK), {"act": "deny"}
    for words, code in entry["examples"]:
        assert code in [found["code"] for _, _, found, _ in topic.read(words, None, said)], f"{entry['code']}: {words} should be {code}"
    for words in entry["not_examples"]:
        assert not [found for _, _, found, _ in topic.read(words) if found.get("terms")] and not topic.about(words), words


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["code"]) for entry in BOOK["positions"]])
def test_lines_name_known_event_types(entry):
    known = {event["code"] for event in BOOK["events"]}
    lines = entry["lines"] if entry["lines"] != "scopes" else []
    assert known >= {type_ for part in (entry, *lines) for type_ in part.get("types", ())}


# ---------------------------------------------------------------- from text to table
def test_consent_refused_then_given(folder):  # noqa: F811
    found = taken(folder(
        ("2031-03-10", "Spain refused to let the United States use its bases, Madrid said on Monday."),
        ("2031-03-12", "Spain has allowed the United States to use its bases, Madrid said on Wednesday."),
    ))  # fmt: skip
    assert line(found, "Spain", "bases") == [("2031-03-10", "refused", None), ("2031-03-12", "given", "refused")]


def test_two_lines_of_one_day_have_no_order(folder):  # noqa: F811
    found = taken(folder(
        ("2031-03-10", "Russia denied firing the missile that hit Lublin in Poland."),
        ("2031-03-10", "Russia denied that it had targeted Poland after a missile hit Lublin."),
    ))  # fmt: skip
    assert {row["changed_from"] for row in found if row["topic"] == "denial"} == {None}


def test_what_others_hold_possible_is_nobodys_line(folder):  # noqa: F811
    found = taken(folder(("2031-03-10", "Venezuela could close its border with Colombia, analysts said.")))
    assert line(found, "Venezuela", "border") == []


def test_not_asked_then_asked(folder):  # noqa: F811
    found = taken(folder(
        ("2031-03-10", "Latvia has not asked for consultations under Article 4 of the treaty, its foreign ministry said on Monday."),
        ("2031-03-14", "Latvia requested consultations under Article 4 of the treaty on Friday."),
    ))  # fmt: skip
    assert line(found, "Latvia", "consultation") == [("2031-03-10", "not asked", None), ("2031-03-14", "asked", "not asked")]


def test_nothing_gives_nothing():
    assert positions.find([], [], [], codebook=BOOK) == []


# ---------------------------------------------------------------- the seeds
def test_the_addressee_narrows(seeds):
    own = line([row for row in seeds if row["speaker"] == "Burhanettin Duran"], "Turkey", "addressee")
    assert own == [("2026-03-04", "all parties", None), ("2026-03-09", "all, namely Iran", "all parties")]


def test_consent_told_as_history_keeps_its_days(seeds):
    assert line(seeds, "United Kingdom", "bases") == [("2026-03-07", "refused", None), ("2026-03-08", "given", "refused")]


def test_the_denial_grows(seeds):
    grown = {position: before for _, position, before in line(seeds, "Iran", "denial")}
    assert grown["denies that it came from its territory"] == "denies the aim" == grown["says that others staged it"]
    assert grown["denies firing in that direction"] is None


def test_the_clause_stays_ruled_out(seeds):
    assert [(day, position) for day, position, _ in line(seeds, "NATO", "mutual_defence")] == [("2026-03-06", "ruled out"), ("2026-03-09", "ruled out")]


def test_an_addressee_that_narrows_though_allies_were_asked_for_something_between(folder):  # noqa: F811
    found = taken(folder(
        ("2031-03-10", '"We call on all parties to refrain from provocations," the Norwegian defence ministry said on Monday.'),
        ("2031-03-11", "Norway asked its NATO allies for a meeting on Tuesday."),
        ("2031-03-12", '"We call on all parties, and on Russia in particular, to refrain from provocations," the Norwegian defence ministry said on Wednesday.'),
    ))  # fmt: skip
    assert line(found, "Norway", "addressee") == [("2031-03-10", "all parties", None), ("2031-03-12", "all, namely Russia", "all parties")]


def test_what_was_so_before_is_no_new_line(folder):  # noqa: F811
    found = taken(folder(
        ("2031-03-10", "Spain refused to let the United States use its bases, Madrid said on Monday."),
        ("2031-03-12", "Spain has allowed the United States to use its bases, Madrid said on Wednesday."),
        ("2031-03-14", "Spain first refused to let US planes use the bases and then, on Wednesday, allowed it."),
    ))  # fmt: skip
    assert ("2031-03-14", "refused", None) in line(found, "Spain", "bases")
    assert [change for _, _, change in line(found, "Spain", "bases") if change] == ["refused"]


def test_consent_to_use_ports(folder):  # noqa: F811
    found = taken(folder(("2031-03-10", "Turkey would not let warships of any party use its ports, its foreign minister said on Monday.")))
    assert line(found, "Turkey", "bases") == [("2031-03-10", "refused", None)]
