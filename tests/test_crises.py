"""Two invented crises, read as an analyst would: what must be found in them, and what must never be counted.

The expectations stand in tests/data/*.yaml, most of them written before the engine was run on the reports. Its known
faults stand there too, by cause; each is a strict expected failure, so that whoever mends one strikes it from the list.
"""

from functools import cache
from pathlib import Path

import pytest
import yaml

import analysis

DATA = Path(__file__).parent / "data"
CRISES = ("crisis_two", "crisis_three")
EXPECTED = {crisis: yaml.safe_load((DATA / f"{crisis}.yaml").read_text("utf-8")) for crisis in CRISES}
KNOWN = {
    (crisis, case): fault["cause"]
    for crisis, expected in EXPECTED.items()
    for fault in expected.get("known", [])
    for case in fault["cases"]
}
USED = set()


def cases(test: str, section: str) -> list:
    """An expectation of `section` a case; its id is the test's short name, the report and its first words."""
    found = []
    for crisis, expected in EXPECTED.items():
        for entry in expected[section]:
            told = entry.get("name") or entry.get("words") or f"{entry.get('attribute', '')} {entry.get('value', '')}"
            parts = (test, entry.get("report", "")[:2], told[:50])
            case = " ".join(filter(None, parts))
            USED.add((crisis, case))
            reason = KNOWN.get((crisis, case))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(crisis, entry, id=f"{crisis}: {case}", marks=marks))
    return found


@pytest.fixture(scope="module")
def books():
    """The tables of a folder as lists of rows, empty cells as None; each folder is read once."""

    def read(crisis: str) -> dict[str, list[dict]]:
        tables = analysis.load(DATA / crisis).tables.items()
        return {name: table.astype(object).where(table.notna(), None).to_dict("records") for name, table in tables}

    return cache(read)


def rows(book, table: str, **where) -> list[dict]:
    return [row for row in book[table] if all(row[column] == value for column, value in where.items())]


def holding(book, table: str, entry: dict) -> list[dict]:
    return [row for row in rows(book, table, report_id=entry["report"]) if entry["words"] in (row["text"] or "")]


def text_of(book, report_id: str) -> str:
    return rows(book, "reports", report_id=report_id)[0]["text"]


def parts(cell: str | None) -> set[str]:
    return set(cell.split("; ")) if cell else set()


def parties(row: dict) -> set[str]:
    return parts(row["source_party"]) | parts(row["target_party"])


def incidents(book, entry: dict) -> list[dict]:
    """The incidents of the entry's types, parties and status, on its day if it has one."""
    return [
        row
        for row in book["incidents"]
        if set(entry["types"]) & (parts(row["stages"]) | {row["type"]})
        and set(entry.get("parties", ())) <= parties(row)
        and row["status"] in entry.get("status", [row["status"]])
        and entry.get("source", row["source_party"]) == row["source_party"]
        and (not entry.get("day") or on(row, entry["day"]))
    ]


def on(row: dict, day: str) -> bool:
    """Whether it can have happened on the day, or in the year, both its bounds being known."""
    bounds = row["earliest"], row["latest"]
    return None not in bounds and bounds[0][: len(day)] <= day <= bounds[1][: len(day)]


def tellers(book, incident: dict) -> set[str]:
    return {row["report_id"] for row in rows(book, "events", incident_id=incident["incident_id"])}


def stretch(book, report_id: str, words: str) -> tuple[int, int]:
    start = text_of(book, report_id).index(words)
    return start, start + len(words)


def told_in(book, report_id: str, words: str) -> list[dict]:
    """The events whose trigger stands in the words, where they first come."""
    start, end = stretch(book, report_id, words)
    return [row for row in rows(book, "events", report_id=report_id) if start <= row["trigger_start"] < end]


def told_of(book, entry: dict) -> list[dict]:
    return [row for row in told_in(book, entry["report"], entry["words"]) if row["type"] in entry["type"]]


def held_by(book, entry: dict) -> tuple[set, set]:
    """The incidents that the entry's words tell, and those that its other words tell."""
    one, other = (told_in(book, entry["report"], entry[key]) for key in ("words", "other"))
    return {row["incident_id"] for row in one} - {None}, {row["incident_id"] for row in other} - {None}


@pytest.mark.parametrize("crisis", CRISES)
def test_every_report_is_read_and_the_note_beside_them_is_not(books, crisis):
    book = books(crisis)
    assert {row["report_id"] for row in book["reports"]} == {entry["report"] for entry in EXPECTED[crisis]["reports"]}
    assert rows(book, "problems")[0]["path"] == "README.txt"
    assert rows(book, "problems")[0]["severity"] == "skipped"


@pytest.mark.parametrize("crisis", CRISES)
def test_every_row_opens_its_words(books, crisis):
    book = books(crisis)
    for name, table in book.items():
        for row in table:
            if name != "reports" and "text" in row and row.get("start") is not None:
                assert text_of(book, row["report_id"])[row["start"] : row["end"]] == row["text"], (name, row)


@pytest.mark.parametrize(("crisis", "entry"), cases("date", "reports"))
def test_a_report_is_dated(books, crisis, entry):
    row = rows(books(crisis), "reports", report_id=entry["report"])[0]
    if entry.get("unknown_is_sound") and row["published"] is None:
        assert row["why_empty"]
    else:
        assert row["published"] == entry["published"]


@pytest.mark.parametrize(("crisis", "entry"), cases("wrong date", "reports"))
def test_a_report_is_never_dated_wrongly(books, crisis, entry):
    row = rows(books(crisis), "reports", report_id=entry["report"])[0]
    assert row["published"] in (entry["published"], None)
    assert row["published_basis"] if row["published"] else row["why_empty"]


@pytest.mark.parametrize(("crisis", "entry"), cases("span", "spans"))
def test_a_stretch_is_what_it_is(books, crisis, entry):
    book = books(crisis)
    start, end = stretch(book, entry["report"], entry["words"])
    spans = rows(book, "spans", report_id=entry["report"])
    assert {row["kind"] for row in spans if row["start"] < end and row["end"] > start} == {entry["kind"]}


@pytest.mark.parametrize(("crisis", "entry"), cases("statement", "statements"))
def test_a_statement_has_its_speaker_and_party(books, crisis, entry):
    found = holding(books(crisis), "statements", entry)
    assert found, "no such statement"
    told = [(row["speaker"], row["party"]) for row in found]
    assert any((entry["speaker"] or speaker, entry["party"]) == (speaker, party) for speaker, party in told), told


@pytest.mark.parametrize(("crisis", "entry"), cases("act", "statements"))
def test_a_statement_has_its_kind_and_act(books, crisis, entry):
    found = holding(books(crisis), "statements", entry)
    assert found, "no such statement"
    told = [(row["kind"], row["act"]) for row in found]
    assert any(kind in entry["kind"] and act in entry["act"] for kind, act in told), told


@pytest.mark.parametrize(("crisis", "entry"), cases("relay", "relays"))
def test_a_relay_is_not_the_speaker(books, crisis, entry):
    told = [(row["party"], row["relayed_by"] or "") for row in holding(books(crisis), "statements", entry)]
    assert any(party == entry["party"] and all(name in by for name in entry["relayed_by"]) for party, by in told), told


@pytest.mark.parametrize(("crisis", "entry"), cases("incident", "incidents"))
def test_an_incident_is_found_on_its_day(books, crisis, entry):
    assert incidents(books(crisis), entry)


@pytest.mark.parametrize(("crisis", "entry"), cases("merge", "incidents"))
def test_an_incident_is_one_over_all_its_reports(books, crisis, entry):
    book = books(crisis)
    assert [tellers(book, row) for row in incidents(book, entry)] == [set(entry["reports"])]


@pytest.mark.parametrize(("crisis", "entry"), cases("same", "same"))
def test_two_mentions_are_of_one_incident(books, crisis, entry):
    one, other = held_by(books(crisis), entry)
    assert one & other, (one, other)


@pytest.mark.parametrize(("crisis", "entry"), cases("apart", "apart"))
def test_two_mentions_are_of_two_incidents(books, crisis, entry):
    one, other = held_by(books(crisis), entry)
    assert not one & other


@pytest.mark.parametrize(("crisis", "entry"), cases("value", "attributes"))
def test_a_report_gives_the_value(books, crisis, entry):
    given = rows(books(crisis), "incident_attributes", report_id=entry["report"], attribute=entry["attribute"])
    assert entry["value"] in {row["value"] for row in given}


@pytest.mark.parametrize(("crisis", "entry"), cases("never", "never"))
def test_what_did_not_happen_is_no_incident(books, crisis, entry):
    assert not incidents(books(crisis), entry)


@pytest.mark.parametrize("crisis", CRISES)
def test_an_incident_rests_on_somebody_who_says_so(books, crisis):
    book = books(crisis)
    told = {row["incident_id"] for row in rows(book, "events") if row["modality"] in ("asserted", "attributed")}
    assert {row["incident_id"] for row in rows(book, "incidents") if row["status"] != "denied_only"} <= told
    assert not {row["incident_id"] for row in rows(book, "incidents", status="denied_only")} & told


@pytest.mark.parametrize("crisis", CRISES)
def test_no_indicator_rests_on_what_is_hypothetical(books, crisis):
    assert not rows(books(crisis), "indicator_evidence", modality="hypothetical")


@pytest.mark.parametrize(("crisis", "entry"), cases("counted", "modality"))
def test_what_is_not_said_to_have_happened_is_not_counted(books, crisis, entry):
    assert all(row["modality"] in entry["is"] for row in told_of(books(crisis), entry))


@pytest.mark.parametrize(("crisis", "entry"), cases("event", "modality"))
def test_what_is_not_said_to_have_happened_is_kept(books, crisis, entry):
    assert told_of(books(crisis), entry)


@pytest.mark.parametrize(("crisis", "entry"), cases("gap", "gaps"))
def test_a_stated_gap_is_found(books, crisis, entry):
    found = [row for row in holding(books(crisis), "gaps", entry) if row["kind"] == "stated"]
    assert {row["attribute"] for row in found} & set(entry["attribute"])


def test_every_known_fault_names_a_case():
    assert not KNOWN.keys() - USED
