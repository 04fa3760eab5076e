"""Tripwires: the codebook, absence, another crisis's own, and the board of the seeds."""

import re

import pytest

from analysis import tripwires
from analysis.codebook import load
from analysis.errors import CodebookError
from analysis.tables import frame
from test_claims import folder, rows  # noqa: F401

BOOK = load()
OWN = """
- code: strait_passage
  label: Passage of the strait
  definition: Whether the strait is open to ships.
  types: [border_closure]
  whose: [source, speaker]
  states:
  - {code: refused, types: [border_closure], modality: [asserted, attributed]}
  terms: ['\\bfreedom of navigation\\b']
  change: The strait is closed or opened.
"""


def board(book, codebook=BOOK):
    """The tripwires of a loaded folder, as the table accepts them."""
    tables = [rows(book, name) for name in ("statements", "events", "sentences", "reports")]
    found = tripwires.find(*tables, codebook=codebook, times=rows(book, "times"))
    frame("tripwires", found)
    texts = {report["report_id"]: report["text"] for report in tables[-1]}
    assert all(row["state"] == "absent" or texts[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in found)
    return found


def stands(found, tripwire):
    """Where each party stands."""
    return {row.get("party"): row["state"] for row in found if row["tripwire"] == tripwire and row["last"]}


@pytest.fixture(scope="module")
def seeds(book):
    return board(book)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["code"]) for entry in BOOK["tripwires"]])
def test_tripwire_examples(entry):
    terms = [re.compile(term, re.I) for term in entry["terms"]]
    for example in entry["examples"]:
        assert any(term.search(example) for term in terms), f"{entry['code']} should fit: {example}"
    for example in entry["not_examples"]:
        assert not any(term.search(example) for term in terms), f"{entry['code']} should not fit: {example}"


# ---------------------------------------------------------------- from text to table
def test_what_nobody_mentions_is_shown(folder):  # noqa: F811
    found = board(folder(("2031-03-10", "Venezuela seized a Colombian trawler on Monday.")))
    assert {row["tripwire"] for row in found} == {entry["code"] for entry in BOOK["tripwires"]}
    assert {row["state"] for row in found} == {"absent"} and all(row["last"] and row["change"] for row in found)


def test_a_mention_does_not_undo_a_state(folder):  # noqa: F811
    found = board(folder(
        ("2031-03-10", "Latvia requested consultations under Article 4 of the treaty on Monday."),
        ("2031-03-12", "The Latvian foreign minister said that Article 4 had served its purpose."),
    ))  # fmt: skip
    assert stands(found, "nato_article_4")["Latvia"] == "asked"


def test_another_crisis_has_its_own(folder, tmp_path):  # noqa: F811
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "tripwires.yaml").write_text(OWN)
    found = board(folder(("2031-03-10", "Iran closed the strait to all ships on Monday.")), load(tmp_path))
    assert stands(found, "strait_passage") == {"Iran": "refused"} and stands(found, "nato_article_5") == {None: "absent"}


def test_an_unknown_topic_is_named():
    with pytest.raises(CodebookError, match="no topic bridges"):
        tripwires.find([], [], [], [], codebook=dict(BOOK) | {"tripwires": [{"code": "toll", "label": "Toll", "topic": "bridges", "change": "A toll."}]})


# ---------------------------------------------------------------- the seeds
def test_where_the_parties_stand(seeds):
    assert stands(seeds, "nato_article_4") == {"Turkey": "not_asked"}
    assert stands(seeds, "nato_article_5") == {"NATO": "ruled_out", None: "mentioned"}
    assert stands(seeds, "airspace_use") == {"Turkey": "refused"}
    assert stands(seeds, "basing_consent") == {"United Kingdom": "given", "United States": "asked", "Turkey": "mentioned"}


@pytest.mark.parametrize(
    ("report", "words", "party", "speaker", "state"),
    [
        ("000", "Article 5 was not on the table", "NATO", "Mark Rutte", "ruled_out"),
        ("004", "Nobody’s talking about Article 5", "NATO", "Mark Rutte", "ruled_out"),
        ("004", "no plan to invoke Article 5", "NATO", "report", "ruled_out"),
        ("001", "did not need to activate", "NATO", "Mark Rutte", "ruled_out"),
        ("001", "pressure on NATO to formalize", None, "report", "mentioned"),
        ("001", "any confirmed Iranian attack", None, "report", "mentioned"),
    ],
)
def test_each_word_on_mutual_defence(seeds, report, words, party, speaker, state):
    found = [row for row in seeds if row["report_id"].startswith(report) and words in row["text"]]
    assert [(row["party"], row["speaker"], row["state"]) for row in found if row["tripwire"] == "nato_article_5"] == [(party, speaker, state)]


def test_a_posture_that_remains_is_reassurance(book):
    said = book.statements[book.statements["text"].str.contains("posture remains in place")]
    assert set(said["act"]) == {"reassure"} and set(said["verb"]) == {"warn"}


def test_what_was_refused_first_is_not_where_a_party_stands(folder):  # noqa: F811
    found = board(folder(
        ("2031-03-12", "Spain has allowed the United States to use its bases, Madrid said on Wednesday."),
        ("2031-03-14", "Spain first refused to let US planes use the bases and then, on Wednesday, allowed it."),
    ))  # fmt: skip
    assert stands(found, "basing_consent") == {"Spain": "given"}


def test_consultations_ruled_out_then_asked_of_the_allies(folder):  # noqa: F811
    found = board(folder(
        ("2031-03-10", "Norway on Monday ruled out invoking Article 4 of the treaty."),
        ("2031-03-12", "Norway asked its NATO allies for consultations under article 4 of the treaty on Wednesday."),
    ))  # fmt: skip
    assert [(row["party"], row["state"]) for row in found if row["tripwire"] == "nato_article_4"] == [("Norway", "not_asked"), ("Norway", "asked")]


def test_a_clause_ruled_out_in_quotation_marks(folder):  # noqa: F811
    found = board(folder(("2031-03-10", 'NATO has said that Article 5 is "not on the table." Analysts were not so sure.')))
    assert stands(found, "nato_article_5") == {"NATO": "ruled_out"}
