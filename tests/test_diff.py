"""Two runs side by side: what is matched, what is told, and a page that shows report text and never runs it."""

import pandas as pd
import pytest

import analysis
from analysis import diff, export
from analysis.book import Book
from analysis.errors import InputError
from analysis.tables import CHANGES, TABLES, frame

FIRST = "OSLO, Feb 5, 2024 (Reuters) - Russia fired a missile at Norway on Monday, the defence ministry said.\n"
DENIAL = (
    "MOSCOW, Feb 6, 2024 (AP) - Russia denied firing a missile at Norway on Monday.\n\nFinland condemned the attack.\n"
)
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)"> & "quoted" \u202e \x1b[31m'


def run(**rows):
    """A run of hand-made rows; a table that is not named is empty."""
    return Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})


def incident(incident_id, status="asserted", **facts):
    return {"incident_id": incident_id, "status": status, "what": f"words of {incident_id}"} | facts


def event(event_id, incident_id, text="some words", **facts):
    return {
        "event_id": event_id,
        "incident_id": incident_id,
        "report_id": "a",
        "start": 0,
        "end": len(text),
        "text": text,
    } | facts


def told(changes, *columns):
    return [
        tuple(None if pd.isna(value) else value for value in row)
        for row in changes[list(columns)].itertuples(index=False)
    ]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two folders of tables: a report, and the same with another that denies what it tells."""
    reports, folders = tmp_path_factory.mktemp("reports"), []
    for name, text in (("a.txt", FIRST), ("b.txt", DENIAL)):
        (reports / name).write_text(text)
        folders.append(tmp_path_factory.mktemp("run"))
        export.write(analysis.load(reports).tables, folders[-1], "parquet")
    return folders


# ------------------------------------------------------------------------------------------------ comparing


def test_a_run_is_like_itself(book):
    assert not len(diff.compare(book, book))
    assert diff.summary(book, book, diff.compare(book, book)) == ["Nothing has changed."]


def test_from_reports_to_changes(runs):
    old, new = map(diff.read, runs)
    changes = diff.compare(old, new)
    missile = "2024-02-05_attack_russia_norway"
    assert ("reports", "b.txt", "new") in told(changes, "table", "row", "what")
    (found,) = changes[(changes["what"] == "newly_contradicted") & (changes["table"] == "incidents")].to_dict("records")
    assert (found["row"], found["column"], found["old"], found["new"]) == (missile, "status", "attributed", "disputed")
    assert found["report_id"] == "b.txt" and "firing a missile" in found["text"]
    assert ("incidents", missile, "changed", "n_reports", "1", "2") in told(
        changes, "table", "row", "what", "column", "old", "new"
    )


def test_turned_round_it_is_withdrawn_with_the_words_of_the_old_run(runs):
    new, old = map(diff.read, runs)
    changes = diff.compare(old, new)
    assert ("reports", "b.txt", "withdrawn") in told(changes, "table", "row", "what")
    gone = changes[(changes["what"] == "withdrawn") & (changes["table"] == "statements")]
    assert set(gone["report_id"]) == {"b.txt"} and gone["text"].notna().all()
    assert not (changes["what"] == "newly_contradicted").any() and not (changes["what"] == "new").any()


def test_every_change_opens_its_words(runs):
    old, new = map(diff.read, runs)
    for before, after in ((old, new), (new, old)):
        text = {row.report_id: row.text for table in (before.reports, after.reports) for row in table.itertuples()}
        for row in diff.compare(before, after).dropna(subset=["start"]).itertuples():
            assert text[row.report_id][row.start : row.end] == row.text


def test_it_has_the_columns_that_are_declared_and_is_no_table_of_a_build(runs):
    changes = diff.compare(*map(diff.read, runs))
    assert list(changes.columns) == CHANGES.names and CHANGES.name not in TABLES
    assert set(changes["what"]) <= set(diff.WHAT)


@pytest.mark.parametrize(("was", "now", "newly"), [("asserted", "disputed", True), ("attributed", "denied_only", True), ("disputed", "denied_only", False), ("disputed", "asserted", False)])  # fmt: skip
def test_an_incident_is_newly_contradicted_when_its_status_becomes_so(was, now, newly):
    changes = diff.compare(run(incidents=[incident("i", was)]), run(incidents=[incident("i", now)]))
    assert ("i", "changed", "status", was, now) in told(changes, "row", "what", "column", "old", "new")
    assert (
        ("i", "newly_contradicted", "status", was, now) in told(changes, "row", "what", "column", "old", "new")
    ) is newly


def test_a_new_incident_that_is_denied_is_new_and_contradicted():
    changes = diff.compare(run(), run(incidents=[incident("i", "denied_only")]))
    assert told(changes, "row", "what", "old", "new") == [
        ("i", "newly_contradicted", None, "denied_only"),
        ("i", "new", None, None),
    ]


def test_a_new_discrepancy_is_a_contradiction_shown_by_a_value():
    value = {
        "incident_id": "i",
        "attribute": "place",
        "value": "Oslo",
        "report_id": "a",
        "start": 3,
        "end": 7,
        "text": "Oslo",
    }
    new = run(
        discrepancies=[{"incident_id": "i", "attribute": "place", "values": "Oslo | Bergen"}],
        incident_attributes=[value],
    )
    first, second, *_ = told(diff.compare(run(), new), "table", "row", "what", "new", "start", "text")
    assert first == ("discrepancies", "i | place", "newly_contradicted", "Oslo | Bergen", 3, "Oslo")
    assert second == ("discrepancies", "i | place", "new", None, 3, "Oslo")


def claimed(*stances):
    positions = [{"claim_id": "i:place", "party": party, "stance": stance, "report_id": "a", "start": n, "end": n + 2, "text": "no"}
                 for n, (party, stance) in enumerate(stances)]  # fmt: skip
    return run(claims=[{"claim_id": "i:place", "incident_id": "i"}], claim_positions=positions)


def test_a_claim_that_gains_a_denying_position_is_newly_contradicted():
    old, new = claimed(("Norway", "asserts")), claimed(("Norway", "asserts"), ("Russia", "denies"))
    changes = diff.compare(old, new)
    assert ("i:place", "newly_contradicted", "stance", "asserts", "denies (Russia)", 1) in told(
        changes, "row", "what", "column", "old", "new", "start"
    )
    assert "newly_contradicted" not in set(
        diff.compare(new, claimed(("Norway", "asserts"), ("Russia", "denies"), ("Iran", "denies")))["what"]
    )


def test_an_incident_that_goes_by_another_id_is_the_same_one():
    gap = {"attribute": "place", "kind": "expected"}
    old = run(incidents=[incident("by-2024-02-05_attack")], events=[event("e", "by-2024-02-05_attack")], gaps=[gap | {"incident_id": "by-2024-02-05_attack"}],
              claims=[{"claim_id": "by-2024-02-05_attack:happened", "incident_id": "by-2024-02-05_attack"}])  # fmt: skip
    new = run(incidents=[incident("2024-02-04_attack", what="words of by-2024-02-05_attack")], events=[event("e", "2024-02-04_attack")],
              gaps=[gap | {"incident_id": "2024-02-04_attack"}], claims=[{"claim_id": "2024-02-04_attack:happened", "incident_id": "2024-02-04_attack"}])  # fmt: skip
    changes = diff.compare(old, new)
    assert told(changes, "table", "row", "what", "column", "old", "new") == [
        ("incidents", "2024-02-04_attack", "changed", "incident_id", "by-2024-02-05_attack", "2024-02-04_attack")
    ]


def test_of_a_split_incident_the_part_with_most_mentions_is_the_same():
    old = run(incidents=[incident("x")], events=[event(e, "x") for e in "abc"])
    new = run(incidents=[incident("y"), incident("z")], events=[event("a", "y"), event("b", "z"), event("c", "z")])
    found = [row for row in told(diff.compare(old, new), "table", "row", "what", "column") if row[0] == "incidents"]
    assert ("incidents", "y", "new", None) in found and ("incidents", "z", "changed", "incident_id") in found


def test_a_withdrawn_incident_that_is_part_of_another_now_says_of_which():
    old = run(incidents=[incident("x"), incident("y")], events=[event("a", "x"), event("b", "y"), event("c", None)])
    new = run(incidents=[incident("y")], events=[event("a", "y"), event("b", "y"), event("c", "y")])
    assert ("incidents", "x", "withdrawn", "incident_id", "x", "y") in told(
        diff.compare(old, new), "table", "row", "what", "column", "old", "new"
    )
    assert "incident id x -> y" in "\n".join(diff.most_important(diff.compare(old, new)))


def test_a_table_or_column_that_one_run_lacks_is_not_compared_and_that_is_said():
    old, new = run(), run(incidents=[incident("i")])
    del old.tables["claims"]
    old.tables["incidents"] = frame("incidents", [incident("i")]).drop(columns=["grade_reason"])
    new.tables["incidents"] = frame("incidents", [incident("i", grade_reason="why")])
    changes = diff.compare(old, new)
    assert not len(changes) and diff.summary(old, new, changes)[0] == "The old run has no table claims: not compared."


def test_versions_that_differ_are_told():
    old, new = run(), run()
    old.run["versions"], new.run["versions"] = {"codebooks": "aaa", "model": "m"}, {"codebooks": "bbb", "model": "m"}
    assert diff.summary(old, new, diff.compare(old, new))[0].startswith("The runs differ in codebooks (aaa, then bbb)")


def test_cost_grows_with_the_rows():
    many = [event(f"e{n}", f"i{n % 5000}") for n in range(20_000)]
    old = run(events=many, incidents=[incident(f"i{n}") for n in range(5000)])
    new = run(
        events=[row | {"incident_id": f"j{row['incident_id']}"} for row in many],
        incidents=[incident(f"ji{n}", what="w") for n in range(5000)],
    )
    changes = diff.compare(old, new)
    assert (changes["column"] == "incident_id").sum() == 5000 and "withdrawn" not in set(changes["what"])


# ------------------------------------------------------------------------------------------------ in words


def test_the_summary_counts_in_sentences(runs):
    old, new = map(diff.read, runs)
    changes = diff.compare(old, new)
    first, second, *rest = diff.summary(old, new, changes)
    assert first == "1 report is new (b.txt); no report is withdrawn."
    assert second.startswith("Newly contradicted: 1 in incidents") and any(
        sentence.startswith("Incidents: ") and "changed" in sentence for sentence in rest
    )
    lines = list(diff.most_important(changes))
    assert lines[0] == "Newly contradicted:" and "status attributed -> disputed" in lines[1] and "(b.txt)" in lines[1]


def test_no_text_of_a_report_steers_the_terminal():
    change = dict(
        table="statements", row="a:1-2", column=None, old=None, new=None, text=NASTY, report_id="a\x1b]0;x\x07"
    )
    assert diff.line(change).isprintable() and "[31m" in diff.line(change)


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_any_form_of_the_tables_is_read(runs, tmp_path, form):
    for folder, name in zip(runs, ("old", "new"), strict=True):
        export.write(diff.read(folder).tables, tmp_path / name / "tables", form)
    wanted = diff.compare(*map(diff.read, runs))
    pd.testing.assert_frame_equal(diff.compare(diff.read(tmp_path / "old"), diff.read(tmp_path / "new")), wanted)
    assert not len(diff.compare(diff.read(tmp_path / "new"), diff.read(runs[1])))


def test_a_folder_without_tables_is_an_input_error(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match="there are no tables in it; name a folder that `workbook build`"):
            diff.read(folder)


def test_a_broken_file_is_named(tmp_path):
    (tmp_path / "reports.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match="reports.parquet: it cannot be read"):
        diff.read(tmp_path)


@pytest.fixture
def nasty():
    row = {"statement_id": NASTY, "report_id": NASTY, "start": 0, "end": len(NASTY), "text": NASTY, "party": NASTY}
    old = run(
        reports=[{"report_id": "gone", "title": NASTY}],
        statements=[row | {"party": "</style><script>alert(3)</script>"}],
    )
    return old, run(statements=[row], incidents=[incident(NASTY, "disputed")])


def test_the_page_escapes_all_that_a_report_says(nasty):
    changes = diff.compare(*nasty)
    page = diff.page(changes, [NASTY])
    assert "<script" not in page and "<img" not in page and 'onerror="' not in page
    assert page.count("&lt;script&gt;alert(1)") >= 4 and page.count("</style>") == 1
    assert "default-src 'none'" in page and "unsafe-inline" not in page and "http:" not in page and "https:" not in page


def test_the_csv_keeps_text_as_it_was(nasty, tmp_path):
    changes = diff.compare(*nasty)
    diff.write(changes, [], tmp_path / "deep" / "changes.csv")
    back = pd.read_csv(tmp_path / "deep" / "changes.csv", keep_default_na=False)
    assert NASTY in set(back["text"]) and list(back.columns) == CHANGES.names


@pytest.mark.browser
def test_the_page_opens_offline_with_its_style_and_nothing_else(nasty, tmp_path, page):
    changes = diff.compare(*nasty)
    diff.write(changes, diff.summary(*nasty, changes), tmp_path / "changes.html")
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto((tmp_path / "changes.html").as_uri())
    assert page.title() == "What has changed" and not page.asked and not page.errors and not alerts
    assert page.locator("main").evaluate("node => getComputedStyle(node).maxWidth") == "1216px"
    assert page.locator("td bdi", has_text="<script>alert(1)</script>").count() > 0
    page.set_viewport_size({"width": 500, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= 500")
