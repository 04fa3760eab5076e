"""Overrides: an analyst's file read and checked, and corrections that move what rests on them."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import analysis
from analysis import codebook, corrections, overrides, relating, reports, running
from analysis.tables import TABLES, frame

BOOK = codebook.load()
TEXTS = {
    "a.txt": "OSLO, Feb 5, 2024 (Reuters) - Russia fired a missile at Norway on Monday, the defence ministry said. "
    "Debris fell near Tromso.\n\nRussia denied firing it.\n",
    "b.txt": "HELSINKI, Feb 6, 2024 (AP) - Russia fired a missile at Norway on Monday. Finland condemned the attack.\n\n"
    "A drone hit a port in Finland on Sunday.\n",
    "c.txt": "A missile was fired at Norway by Russia on Monday.\n",
}
MISSILE, DRONE = "2024-02-05_attack_russia_norway", "2024-02-04_attack"
HEAD = ["table", "row", "column", "analyst_value", "reason", "by", "on"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(folder):
    """What is read from each report by itself."""
    return dict(running.read_all(reports.read([folder])[0], codebook=BOOK))


def line(table, row, column, value, reason="seen by hand", by="N. N.", on="2024-03-01") -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow([table, row, column, value, reason, by, on])
    return stream.getvalue()


def written(tmp_path, *lines, head=HEAD, data=None):
    text = ",".join(head) + "\n" + "".join(lines)
    (tmp_path / "overrides.csv").write_bytes(data if data is not None else text.encode())
    return corrections.read([tmp_path])


@pytest.fixture
def correct(alone, tmp_path):
    """A function from lines of overrides.csv to (tables, the rows of `overrides` by column, the problems)."""

    def corrected(*lines):
        rows, problems = written(tmp_path, *lines)
        tables = relating.relate(alone | {"overrides": rows, "problems": problems}, codebook=BOOK)
        return tables, {row["column"]: row for row in tables["overrides"]}, tables["problems"]

    return corrected


def by_id(rows, column, value):
    return next(row for row in rows if row[column] == value)


def incident(tables, incident_id):
    return by_id(tables["incidents"], "incident_id", incident_id)


def mentions(tables, incident_id):
    return {row["event_id"] for row in tables["events"] if row["incident_id"] == incident_id}


# ------------------------------------------------------------------------------------------------ the file


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
def test_forms_of_the_file(tmp_path, mark, comma):
    data = (
        comma.join(HEAD)
        + "\r\n"
        + comma.join(["events", "a.txt:1-2:x", "place", "İğdır", "as printed", "N", "2024-03-01"])
        + "\r\n\r\n"
    )
    (row,), problems = written(tmp_path, data=(mark + data).encode())
    assert (row["analyst_value"], row["line"], row["path"], row["applied"], problems) == (
        "İğdır",
        2,
        "overrides.csv",
        None,
        [],
    )


def test_a_cell_may_hold_lines_and_the_line_number_is_that_of_its_first(tmp_path):
    rows, problems = written(
        tmp_path, line("events", "x", "place", "Oslo", "one\ntwo"), line("nothing", "x", "place", "")
    )
    assert rows[0]["reason"] == "one\ntwo" and problems[0]["problem"].startswith("line 4: table")


@pytest.mark.parametrize(
    ("wrong", "said", "to_do"),
    [
        (line("event", "x", "place", "y"), "table: there is no table 'event' to correct", "did you mean events?"),
        (line("problems", "x", "path", "y"), "table: there is no table 'problems' to correct", "write one of"),
        (line("events", "x", "plaze", "y"), "column: events has no column 'plaze'", "did you mean place?"),
        (line("events", "", "place", "y"), "row: it is empty", "write the id"),
        (line("events", "x", "place", "y", reason=" "), "reason: it is empty", "say why"),
        (line("events", "x", "place", "y", by=""), "by: it is empty", "say who"),
        (line("events", "x", "place", "y", on="1/3/2024"), "on: '1/3/2024' is no ISO day", "write it as in 2026-03-09"),
        (line("events", "x", "earliest", "9 March"), "analyst_value: '9 March' is no ISO day", "mend it"),
        (
            line("reports", "x", "published", "2024-02-05T10:00"),
            "analyst_value: '2024-02-05T10:00' is no ISO day",
            "mend it",
        ),
        (line("events", "x", "modality", "assertd"), "analyst_value: 'assertd' is none of asserted", "mend it"),
        (line("events", "x", "quad", "4.5"), "analyst_value: '4.5' is no whole number", "mend it"),
        (line("events", "x", "lat", "inf"), "analyst_value: 'inf' is no number", "mend it"),
        (line("statements", "x", "spoken", "maybe"), "analyst_value: 'maybe' is neither true nor false", "mend it"),
        (
            line("events", "x", "event_id", "y"),
            "column: event_id of events cannot be corrected",
            "made from what it names",
        ),
        (line("reports", "x", "text", "y"), "column: text of reports cannot be corrected", "change the report's file"),
        (
            line("statements", "x", "source_text", "y"),
            "column: source_text of statements cannot be corrected",
            "source_start and source_end",
        ),
        (line("spans", "x", "end", "3"), "column: end of spans cannot be corrected", "correct their kind"),
    ],
)
def test_a_faulty_line_is_a_problem_and_no_correction(tmp_path, wrong, said, to_do):
    rows, (problem,) = written(tmp_path, wrong)
    assert rows == [] and problem["severity"] == "error" and problem["path"] == "overrides.csv"
    assert problem["problem"].startswith(f"line 2: {said}") and to_do in problem["what_to_do"]


def test_several_faults_of_a_line_are_all_told(tmp_path):
    _, problems = written(tmp_path, line("events", "x", "plaze", "y", reason="", on="soon"))
    assert [problem["problem"].split(":")[1].strip() for problem in problems] == ["column", "reason", "on"]


@pytest.mark.parametrize("data", [b"", b"table,row\n", b"\0\1\2", b"table;row;column\n"])
def test_a_file_that_is_none_is_a_problem(tmp_path, data):
    rows, (problem,) = written(tmp_path, data=data)
    assert rows == [] and problem["severity"] == "error" and problem["what_to_do"]


@given(some.binary(max_size=300))
def test_no_file_stops_a_run(tmp_path_factory, data):
    for rows in written(tmp_path_factory.mktemp("any"), data=",".join(HEAD).encode() + b"\n" + data):
        assert isinstance(rows, list)


def test_of_two_corrections_of_a_cell_the_later_stands(tmp_path):
    (row,), (problem,) = written(tmp_path, line("events", "x", "place", "Oslo"), line("events", "x", "place", "Bergen"))
    assert (
        row["analyst_value"] == "Bergen"
        and problem["severity"] == "warning"
        and "line 3: the cell of line 2" in problem["problem"]
    )


def test_no_file_no_corrections(tmp_path):
    assert corrections.read([tmp_path]) == ([], [])


def test_it_is_read_beside_a_single_report_too(tmp_path):
    written(tmp_path, line("events", "x", "place", "Oslo"))
    (tmp_path / "one.txt").write_text("Norway said no.")
    assert len(corrections.read([tmp_path / "one.txt", tmp_path])[0]) == 1
    assert [row["path"] for row in reports.read([tmp_path])[0]] == ["one.txt"]


# ------------------------------------------------------------------------------------------------ what rows are called


def test_every_table_that_can_be_corrected_has_a_key_of_its_columns():
    assert set(corrections.KEYS) == set(TABLES) - {"problems", "overrides"}
    assert all(set(key) <= set(TABLES[name].names) for name, key in corrections.KEYS.items())


def test_every_row_of_the_seeds_has_a_name_of_its_own(book):
    for name in corrections.KEYS:
        table = book.tables[name]
        ids = list(corrections.row_ids(name, table.astype(object).where(table.notna(), None).to_dict("records")))
        assert len(set(ids)) == len(ids) and all(ids), name


def test_a_row_without_an_id_goes_by_its_first_columns():
    rows = [
        {"incident_id": "i", "attribute": "target", "report_id": "a.txt", "start": 3, "end": 9},
        {"incident_id": "i", "attribute": "target", "report_id": "a.txt", "start": 3, "end": 9},
        {"incident_id": "i", "attribute": "weapon", "report_id": None, "start": None, "end": None},
    ]
    assert list(corrections.row_ids("gaps", rows)) == [
        "i | target | a.txt:3-9",
        "i | target | a.txt:3-9#2",
        "i | weapon",
    ]


# ------------------------------------------------------------------------------------------------ cells


def test_without_a_file_nothing_changes(alone):
    plain = relating.relate(alone, codebook=BOOK)
    assert relating.relate(alone | {"overrides": [], "problems": []}, codebook=BOOK) == plain | {
        "overrides": [],
        "problems": [],
    }


def test_a_corrected_party_moves_its_incident_and_both_values_stay(correct):
    tables, told, problems = correct(line("events", "b.txt:104-143:drone_strike", "source_party", "Russia"))
    assert incident(tables, "2024-02-04_attack_russia")["source_party"] == "Russia"
    assert told["source_party"]["machine_value"] is None and told["source_party"]["applied"] and not problems
    assert (told["source_party"]["reason"], told["source_party"]["by"], told["source_party"]["on"]) == (
        "seen by hand",
        "N. N.",
        "2024-03-01",
    )


def test_a_corrected_date_moves_incidents_and_indicators(correct):
    row = "b.txt:104-143:drone_strike"
    tables, told, _ = correct(
        line("events", row, "earliest", "2024-02-01"), line("events", row, "latest", "2024-02-01")
    )
    days = {row["date"] for row in tables["indicators"] if row["indicator"] == "attacks"}
    assert "2024-02-01" in days and "2024-02-04" not in days
    assert told["earliest"]["machine_value"] == "2024-02-04"


def test_dates_out_of_order_are_not_taken(correct):
    tables, told, (problem,) = correct(line("events", "b.txt:104-143:drone_strike", "earliest", "2024-02-09"))
    assert (
        "2024-02-09 is after latest 2024-02-04; correct both" in problem["problem"] and not told["earliest"]["applied"]
    )
    assert by_id(tables["events"], "event_id", "b.txt:104-143:drone_strike")["earliest"] == "2024-02-04"


def test_an_empty_value_empties_the_cell_and_says_why(correct):
    tables, told, problems = correct(line("statements", "a.txt:141-150", "party", ""))
    row = by_id(tables["statements"], "statement_id", "a.txt:141-150")
    assert row["party"] is None and "party: emptied by the analyst" in row["why_empty"] and not problems
    assert told["party"]["machine_value"] == "Russia" and told["party"]["analyst_value"] is None


def test_a_corrected_type_brings_its_codes(correct):
    tables, told, _ = correct(line("events", "a.txt:101-124:debris", "type", "strike"))
    row = by_id(tables["events"], "event_id", "a.txt:101-124:debris")
    entry = next(entry for entry in BOOK["events"] if entry["code"] == "strike")
    assert [row[key] for key in ("plover", "quad", "cameo", "goldstein")] == [
        entry.get(key) for key in ("plover", "quad", "cameo", "goldstein")
    ]
    assert "strike" in incident(tables, MISSILE)["stages"] and told["cameo"]["reason"] == "follows: seen by hand"


def test_an_event_type_that_no_codebook_knows_is_not_taken(correct):
    _, told, (problem,) = correct(line("events", "a.txt:101-124:debris", "type", "ufo"))
    assert "no entry of the codebook events has the code 'ufo'" in problem["problem"] and not told["type"]["applied"]


def test_a_corrected_place_is_put_on_the_map_or_taken_off(correct):
    for place, known in (("Norway", True), ("Atlantis", False)):
        tables, told, _ = correct(line("events", "a.txt:101-124:debris", "place", place))
        row = by_id(tables["events"], "event_id", "a.txt:101-124:debris")
        assert (
            row["place"] == place
            and (row["lat"] is not None) is known
            and row["country"] == ("Norway" if known else None)
        )
        assert told["lat"]["reason"] == "follows: seen by hand" and told["lat"]["machine_value"]


def test_corrected_offsets_bring_the_words_between_them(correct):
    row = "a.txt:30-72"
    tables, told, problems = correct(line("statements", row, "start", "30"), line("statements", row, "end", "62"))
    assert by_id(tables["statements"], "statement_id", row)["text"] == "Russia fired a missile at Norway"
    assert told["end"]["machine_value"] == "72" and [problem["severity"] for problem in problems] == ["warning"]


@pytest.mark.parametrize("end", ["10", "99999", ""])
def test_offsets_outside_the_report_are_not_taken(correct, end):
    tables, told, (problem,) = correct(line("statements", "a.txt:30-72", "end", end))
    assert "the report has no words from start 30" in problem["problem"] and not told["end"]["applied"]
    assert by_id(tables["statements"], "statement_id", "a.txt:30-72")["end"] == 72


def test_a_corrected_day_of_publication_dates_what_the_report_tells(correct):
    tables, told, problems = correct(line("reports", "b.txt", "published", "2024-02-13", "the page says so"))
    report = by_id(tables["reports"], "report_id", "b.txt")
    assert (report["published"], report["published_basis"]) == (
        "2024-02-13",
        "analyst: the page says so",
    ) and not problems
    assert by_id(tables["events"], "event_id", "b.txt:104-143:drone_strike")["earliest"] == "2024-02-11"
    assert told["published"]["machine_value"] == "2024-02-06"


def test_a_report_whose_day_the_analyst_takes_away_stays_undated(correct):
    tables, *_ = correct(line("reports", "b.txt", "published", ""))
    assert by_id(tables["reports"], "report_id", "b.txt")["published"] is None
    assert by_id(tables["events"], "event_id", "b.txt:104-143:drone_strike").get("earliest") is None


def test_a_corrected_time_dates_its_event(correct):
    row = "b.txt:137-143"
    tables, *_ = correct(line("times", row, "earliest", "2024-01-28"), line("times", row, "latest", "2024-01-28"))
    assert by_id(tables["events"], "event_id", "b.txt:104-143:drone_strike")["earliest"] == "2024-01-28"


def test_tables_made_of_all_reports_are_corrected_by_their_keys(correct):
    tables, told, problems = correct(
        line("incidents", MISSILE, "status", "asserted"),
        line("gaps", f"{MISSILE}|launched_from", "kind", "stated"),
        line("indicators", "attacks | 2024-02-05", "value", "2"),
        line("key_dates", "2024-02-05", "rank", "9"),
    )
    assert incident(tables, MISSILE)["status"] == "asserted" and not problems
    assert by_id([row for row in tables["gaps"] if row["kind"] == "stated"], "attribute", "launched_from")
    assert any(row["value"] == 2.0 and row["indicator"] == "attacks" for row in tables["indicators"])
    assert told["status"]["machine_value"] == "disputed" and told["rank"]["machine_value"]


def test_a_cell_that_a_later_stage_fills_in_is_corrected_all_the_same():
    row = {
        "table": "incidents",
        "row": "i",
        "column": "n_origins",
        "analyst_value": "1",
        "machine_value": None,
        "reason": "one agency",
    }
    row |= {"by": "N. N.", "on": "2024-03-01", "path": "overrides.csv", "line": 2, "applied": None}
    early = overrides.apply({"incidents": [{"incident_id": "i"}], "overrides": [row]}, ("incidents",))
    late = overrides.apply(early | {"incidents": [{"incident_id": "i", "n_origins": 3}]}, ("incidents",))
    again = overrides.apply(late, ("incidents",))
    assert again["incidents"] == [{"incident_id": "i", "n_origins": 1}] and not again["problems"]
    assert [(one["machine_value"], one["applied"]) for one in again["overrides"]] == [("3", True)]


@pytest.mark.parametrize(
    ("table", "row", "column", "hint"),
    [
        ("statements", "a.txt:140-150", "party", "it may be a.txt:141-150 now"),
        ("statements", "a.txt:1-2", "party", "look for it in the table"),
        ("events", "b.txt:100-140:strike", "place", "it may be b.txt:104-143:drone_strike now"),
        ("events", "gone.txt:1-2:strike", "place", "look for it in the table"),
        ("incidents", "2024-02-06_attack_russia_norway", "place", f"it may be {MISSILE} now"),
        ("incidents", "nothing", "incident_id", "look for it in the table"),
    ],
)
def test_a_row_that_no_longer_exists_is_a_problem(correct, table, row, column, hint):
    tables, told, (problem,) = correct(line(table, row, column, "Norway"))
    assert f"line 2: {table} has no row {row} now; its {column} is not corrected to 'Norway'" in problem["problem"]
    assert hint in problem["what_to_do"] and problem["severity"] == "error"
    assert told[column]["applied"] is False and told[column]["machine_value"] is None


def test_the_analyst_hears_when_the_machine_has_changed_its_mind(correct, tmp_path, alone):
    own = [*HEAD, "machine_value"]
    rows, _ = written(tmp_path, line("events", "a.txt:101-124:debris", "place", "Bodø").strip() + ",Oslo\n", head=own)
    tables = relating.relate(alone | {"overrides": rows, "problems": []}, codebook=BOOK)
    (problem,) = tables["problems"]
    assert "was 'Oslo' when it was corrected and is 'Tromsø' now; the correction is made" in problem["problem"]
    _, _, (problem,) = correct(line("events", "a.txt:101-124:debris", "place", "Tromsø"))
    assert "is so without the correction" in problem["problem"] and problem["what_to_do"] == "the line can go"


# ------------------------------------------------------------------------------------------------ incidents


def test_a_mention_is_split_off_under_a_name_of_its_own(correct):
    tables, told, problems = correct(
        line("events", "b.txt:29-71:missile_launch", "incident_id", "second missile", "another one")
    )
    new, old = incident(tables, "second missile"), incident(tables, MISSILE)
    assert (new["type"], new["status"], new["n_reports"], new["earliest"], new["place"]) == (
        "missile_launch",
        "asserted",
        1,
        "2024-02-05",
        None,
    )
    assert "1 mention in b.txt" in new["merge_reason"] and new["merge_reason"].endswith("analyst: another one.")
    assert old["n_reports"] == 2 and "analyst: another one" in old["merge_reason"]
    assert mentions(tables, "second missile") == {"b.txt:29-71:missile_launch"} and not problems
    assert told["incident_id"]["machine_value"] == MISSILE


def test_the_status_follows_the_mentions(correct):
    tables, *_ = correct(line("events", "a.txt:141-150:missile_launch", "incident_id", "what Russia denies"))
    assert (
        incident(tables, MISSILE)["status"] == "asserted"
        and incident(tables, "what Russia denies")["status"] == "denied_only"
    )


def test_a_mention_goes_to_another_incident_and_never_leads_it(correct):
    tables, *_ = correct(line("events", "b.txt:73-101:condemnation", "incident_id", MISSILE))
    assert (
        "condemnation" in incident(tables, MISSILE)["stages"] and incident(tables, MISSILE)["type"] == "missile_launch"
    )
    assert not any(row["type"] == "condemnation" for row in tables["incidents"])


def test_a_mention_is_taken_out(correct):
    tables, *_ = correct(line("events", "b.txt:104-143:drone_strike", "incident_id", ""))
    assert DRONE not in {row["incident_id"] for row in tables["incidents"]}
    assert by_id(tables["events"], "event_id", "b.txt:104-143:drone_strike")["incident_id"] is None
    assert all(row["date"] != "2024-02-04" for row in tables["indicators"] if row["indicator"] == "attacks")


def test_two_incidents_are_joined_and_the_others_stay(correct, alone):
    before = {row["incident_id"]: row for row in relating.relate(alone, codebook=BOOK)["incidents"]}
    tables, told, problems = correct(line("incidents", DRONE, "incident_id", MISSILE, "one salvo"))
    after = {row["incident_id"]: row for row in tables["incidents"]}
    assert before.keys() - after.keys() == {DRONE} and not after.keys() - before.keys() and not problems
    assert "drone_strike" in after[MISSILE]["stages"] and after[MISSILE]["merge_reason"].endswith("analyst: one salvo.")
    assert all(after[key] == before[key] for key in after.keys() - {MISSILE})
    assert told["incident_id"]["machine_value"] == DRONE


def test_joins_go_on_to_the_last(correct):
    last = "by-2024-02-05_denial_russia"
    tables, *_ = correct(
        line("incidents", DRONE, "incident_id", MISSILE), line("incidents", MISSILE, "incident_id", last)
    )
    assert {DRONE, MISSILE}.isdisjoint(row["incident_id"] for row in tables["incidents"])
    assert {"b.txt:104-143:drone_strike", "a.txt:127-150:denial", "c.txt:0-49:missile_launch"} <= mentions(tables, last)


def test_joins_in_a_circle_are_not_made(correct):
    tables, _, problems = correct(
        line("incidents", DRONE, "incident_id", MISSILE), line("incidents", MISSILE, "incident_id", DRONE)
    )
    assert {DRONE, MISSILE} <= {row["incident_id"] for row in tables["incidents"]}
    assert len(problems) == 2 and all("joined to itself" in problem["problem"] for problem in problems)


def test_a_name_that_looks_like_an_incident_of_yesterday_is_asked_about(correct):
    _, _, (problem,) = correct(
        line("events", "b.txt:104-143:drone_strike", "incident_id", "2024-02-06_attack_russia_norway")
    )
    assert problem["severity"] == "warning" and f"it may be {MISSILE} now" in problem["what_to_do"]


def test_a_hypothetical_mention_is_of_no_incident(alone):
    event = {"event_id": "x:1-2:strike", "modality": "hypothetical", "incident_id": None}
    row = {
        "table": "events",
        "row": "x:1-2:strike",
        "column": "incident_id",
        "analyst_value": MISSILE,
        "machine_value": None,
        "reason": "r",
    }
    row |= {"path": "overrides.csv", "line": 2, "applied": None}
    tables, moved, joined = overrides.moves({"events": [event], "incidents": [], "overrides": [row]})
    assert not moved and not joined and "correct its modality as well" in tables["problems"][0]["what_to_do"]


def test_every_row_still_opens_its_words(correct):
    tables, *_ = correct(
        line("events", "b.txt:29-71:missile_launch", "incident_id", "second missile"),
        line("incidents", DRONE, "incident_id", MISSILE),
    )
    text = {row["report_id"]: row["text"] for row in tables["reports"]}
    for name in ("events", "incident_attributes", "gaps", "indicator_evidence"):
        for row in tables[name]:
            assert row.get("start") is None or text[row["report_id"]][row["start"] : row["end"]] == row["text"]


# ------------------------------------------------------------------------------------------------ a whole run


def test_a_run_reads_its_overrides_again_each_time(folder):
    (folder / "overrides.csv").write_text(
        ",".join(HEAD) + "\n" + line("events", "b.txt:104-143:drone_strike", "source_party", "Russia")
    )
    first, again = analysis.load(folder), analysis.load(folder)
    (folder / "overrides.csv").unlink()
    assert first.overrides[["machine_value", "analyst_value"]].fillna("").values.tolist() == [["", "Russia"]]
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


def test_the_table_of_one_run_can_be_the_file_of_the_next(correct, alone, tmp_path):
    tables, told, _ = correct(
        line("events", "a.txt:101-124:debris", "place", "Norway"), line("reports", "b.txt", "published", "2024-02-13")
    )
    frame("overrides", tables["overrides"]).to_csv(tmp_path / "overrides.csv", index=False)
    rows, problems = corrections.read([tmp_path])
    again = relating.relate(alone | {"overrides": rows, "problems": problems}, codebook=BOOK)
    assert again["events"] == tables["events"] and again["reports"] == tables["reports"] and not again["problems"]
