"""The command line: what it writes, what it says, and the code it ends with."""

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import SEEDS
from typer.testing import CliRunner

import analysis
from analysis import errors, tables
from analysis.__main__ import Exit, app

REPORT = "ANKARA, 9 March 2026 - The ministry said on Monday that a missile had been shot down. Nobody was hurt.\n"
GERMAN = (
    "Das Ministerium teilte am Montag mit, dass eine Rakete abgeschossen wurde und niemand verletzt worden ist. " * 3
)


def workbook(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows(path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def reports(tmp_path):
    """A folder with one good report."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "good.txt").write_text(REPORT, encoding="utf-8")
    return folder


# ------------------------------------------------------------------------------------------------ what it writes


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl", "xlsx"])
def test_tables_are_one_file_each(reports, tmp_path, form):
    result = workbook("tables", reports, "--out", tmp_path / "out", "--format", form)
    assert result.exit_code == Exit.FINE, result.output
    wanted = {f"{name}.{form}" for name in tables.TABLES} | {"run.json", "timings.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == wanted


def test_parquet_is_the_default(reports, tmp_path):
    workbook("tables", reports, "--out", tmp_path / "out")
    assert (tmp_path / "out" / "reports.parquet").exists()


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl", "xlsx"])
def test_two_runs_are_the_same_but_for_the_timings(reports, tmp_path, form):
    for turn in "ab":
        workbook("tables", SEEDS if form == "csv" else reports, "--out", tmp_path / turn, "--format", form)
    for path in sorted((tmp_path / "a").iterdir()):
        if path.name != "timings.json":
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_run_json_names_the_inputs_by_hash(reports, tmp_path):
    workbook("tables", reports, "--out", tmp_path / "out")
    run = (tmp_path / "out" / "run.json").read_text(encoding="utf-8")
    digest = analysis.load(reports).reports["sha256"][0]
    assert digest in run and str(tmp_path) not in run
    assert all(
        isinstance(seconds, float) for seconds in json.loads((tmp_path / "out" / "timings.json").read_text()).values()
    )


def test_build_writes_all_of_it(built):
    assert (built / "html" / "index.html").exists()
    assert (
        len(list((built / "notebooks").glob("*.ipynb"))) == len(list((SEEDS.parent / "notebooks").glob("*.ipynb"))) == 6
    )
    for name in tables.TABLES:
        assert (built / "tables" / f"{name}.csv").exists() and (built / "tables" / f"{name}.parquet").exists()
    assert {"run.json", "timings.json"} <= {path.name for path in built.iterdir()}
    assert not list(built.rglob("*.part"))


# ------------------------------------------------------------------------------------------------ bad input


def test_the_good_report_comes_through_whatever_lies_beside_it(reports, tmp_path):
    (reports / "empty.txt").write_bytes(b"")
    (reports / "picture.txt").write_bytes(bytes(range(256)) * 20)
    (reports / "german.txt").write_text(GERMAN, encoding="utf-8")
    (reports / "broken.jsonl").write_text('{"text": "half', encoding="utf-8")
    (reports / "table.ods").write_bytes(b"PK")
    shutil.copy(reports / "good.txt", reports / "twin.txt")
    result = workbook("tables", reports, "--out", tmp_path / "out", "--format", "csv")
    assert result.exit_code == Exit.SOME_UNREAD and "Traceback" not in result.output
    told = {row["path"]: row for row in rows(tmp_path / "out" / "problems.csv")}
    assert {"empty.txt", "picture.txt", "german.txt", "broken.jsonl", "table.ods", "twin.txt"} <= set(told)
    assert all(row["problem"] and row["what_to_do"] for row in told.values())
    assert told["twin.txt"]["severity"] == "warning" and told["table.ods"]["severity"] == "skipped"
    assert "good.txt" in {row["path"] for row in rows(tmp_path / "out" / "reports.csv")}
    assert "error: empty.txt" in result.stderr


def test_a_missing_path_does_not_stop_the_others(reports, tmp_path):
    result = workbook("tables", reports, tmp_path / "nowhere", "--out", tmp_path / "out", "--format", "csv")
    assert result.exit_code == Exit.SOME_UNREAD and "nowhere" in result.stderr
    assert len(rows(tmp_path / "out" / "reports.csv")) == 1


@pytest.mark.parametrize("command", ["build", "tables"])
def test_nothing_to_read(tmp_path, command):
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "nowhere"):
        result = workbook(command, path, "--out", tmp_path / "out")
        assert result.exit_code == Exit.NOTHING_READ and path.name in result.stderr, result.output


def test_it_does_not_write_among_the_reports(reports):
    result = workbook("build", reports, "--out", reports / "build")
    assert result.exit_code == Exit.USAGE and "lies inside the reports" in " ".join(result.stderr.split())
    assert not (reports / "build").exists()


def test_an_unknown_format_is_wrong_usage(reports, tmp_path):
    assert workbook("tables", reports, "--out", tmp_path / "out", "--format", "docx").exit_code == Exit.USAGE


def test_a_codebook_that_cannot_be_read(reports, tmp_path):
    (reports / "codebooks").mkdir()
    (reports / "codebooks" / "events.yaml").write_text("- code: [", encoding="utf-8")
    result = workbook("tables", reports, "--out", tmp_path / "out")
    assert result.exit_code == Exit.SET_UP and "events.yaml" in result.stderr


# ------------------------------------------------------------------------------------------------ how it ends


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (errors.ModelError("the language model is missing"), Exit.SET_UP, "the language model is missing"),
        (errors.InputError("no such folder"), Exit.NOTHING_READ, "no such folder"),
        (PermissionError(13, "Permission denied", "out"), Exit.FAILED, "out: Permission denied"),
        (KeyError("party"), Exit.FAILED, "a fault in the workbook: KeyError: 'party'"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "interrupted"),
    ],
)
def test_an_error_is_one_line(monkeypatch, tmp_path, error, code, said):
    def load(*paths, **how):
        raise error

    monkeypatch.setattr(analysis, "load", load)
    result = workbook("tables", SEEDS, "--out", tmp_path / "out")
    assert result.exit_code == code and result.stderr.startswith(f"workbook: {said}")
    assert result.stderr.count("\n") == 1


def test_debug_shows_the_error_itself(monkeypatch, tmp_path):
    monkeypatch.setattr(analysis, "load", lambda *paths, **how: {}["party"])
    assert isinstance(workbook("tables", SEEDS, "--out", tmp_path / "out", "--debug").exception, KeyError)


@pytest.mark.parametrize("command", ["build", "tables", "lab", "codebook check"])
def test_help_teaches_by_example(command):
    assert f"workbook {command} reports" in workbook(*command.split(), "--help").output


def test_exit_codes_are_told_by_help():
    told = workbook("--help").output
    assert all(f" {code.value} " in told for code in Exit)


def test_it_runs_as_a_module():
    run = subprocess.run([sys.executable, "-m", "analysis", "--help"], capture_output=True, text=True)
    assert run.returncode == 0 and "workbook" in run.stdout and not run.stderr


# ------------------------------------------------------------------------------------------------ two runs


@pytest.fixture
def two_runs(reports, tmp_path):
    """The tables of a report, and of it and another."""
    workbook("tables", reports, "--out", tmp_path / "old", "--format", "csv")
    (reports / "more.txt").write_text("OSLO, 10 March 2026 - Norway denied <b>firing</b> a missile on Monday.\n", encoding="utf-8")
    workbook("tables", reports, "--out", tmp_path / "new")
    return tmp_path / "old", tmp_path / "new"


def test_diff_tells_in_sentences(two_runs):
    result = workbook("diff", *two_runs)
    assert result.exit_code == Exit.FINE and result.stdout.startswith("1 report is new (more.txt); no report is withdrawn.\n")
    assert "Statements: " in result.stdout
    assert workbook("diff", two_runs[0], two_runs[0]).stdout == "Nothing has changed.\n"


def test_diff_writes_a_table_or_a_page(two_runs, tmp_path):
    for name in ("changes.csv", "sub/changes.html"):
        assert workbook("diff", *two_runs, "--out", tmp_path / name).exit_code == Exit.FINE
    assert {"reports", "statements"} <= {row["table"] for row in rows(tmp_path / "changes.csv")}
    page = (tmp_path / "sub" / "changes.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;firing" in page and "<b>" not in page and "Content-Security-Policy" in page


def test_diff_of_what_is_no_run(two_runs, reports, tmp_path):
    result = workbook("diff", two_runs[0], reports)
    assert result.exit_code == Exit.NOTHING_READ and "there are no tables in it" in result.stderr
    assert workbook("diff", two_runs[0], tmp_path / "nowhere").exit_code == Exit.NOTHING_READ
    assert workbook("diff", *two_runs, "--out", tmp_path / "changes.docx").exit_code == Exit.USAGE


def test_the_front_page_tells_what_has_changed_since(two_runs, tmp_path):
    """Without notebooks, which do not matter here: pages.build makes the front page and changes.html alone."""
    from analysis import diff, pages

    (tmp_path / "none").mkdir()
    old, new = map(diff.read, two_runs)
    html = tmp_path / "out" / "html"

    def front(**since) -> str:
        pages.build(new, tmp_path / "out", folder=tmp_path / "none", **since)
        return (html / "index.html").read_text(encoding="utf-8")

    first = front()
    told = front(since=old)
    assert "1 report is new (more.txt); no report is withdrawn." in told and 'href="changes.html"' in told
    assert (html / "changes.html").read_text(encoding="utf-8").count("more.txt") and told == front(since=old)
    assert "Nothing has changed." in front(since=new) and "#incident_id" not in front(since=new).split("Nothing has")[1].split("</section>")[0]
    assert front() == first and not (html / "changes.html").exists()


def test_build_reads_the_run_before_first(monkeypatch, two_runs, reports, tmp_path):
    from analysis import pages

    told = []
    monkeypatch.setattr(pages, "build", lambda book, out, *, since, progress: told.append(since))
    for since in ([], ["--since", two_runs[0]]):
        assert workbook("build", reports, "--out", two_runs[0].parent / "new", *since).exit_code == Exit.FINE
    assert told[0] is None and len(told[1].reports) == 1
    result = workbook("build", reports, "--out", tmp_path / "fresh", "--since", tmp_path / "nowhere")
    assert result.exit_code == Exit.NOTHING_READ and "there are no tables in it" in result.stderr
    assert not (tmp_path / "fresh").exists()


# ------------------------------------------------------------------------------------------------ hand-offs


def test_export_writes_hand_offs_beside_the_run(two_runs):
    for number, form in enumerate(["csv", "parquet", "xlsx", "geojson", "timelinejs", "bibtex", "csl"], 1):
        result = workbook("export", two_runs[0], "--to", form)
        assert result.exit_code == Exit.FINE, result.output
        made = list((two_runs[0] / "export").iterdir())
        assert len(made) == number and result.stdout.splitlines()[-1].removeprefix("Written: ") in map(str, made)


def test_export_says_what_is_left_out_and_where_it_is(two_runs, tmp_path):
    result = workbook("export", two_runs[1], "--to", "timelinejs", "--out", tmp_path / "sub" / "line.json")
    assert "left out" in result.stdout and json.loads((tmp_path / "sub" / "line.json").read_text())["events"] is not None


def test_export_of_what_is_no_run_or_no_chart(two_runs, reports):
    assert workbook("export", reports, "--to", "csl").exit_code == Exit.NOTHING_READ
    for wrong in (["--to", "docx"], ["--to", "csl", "--chart", "places"], ["--to", "png", "--chart", "pie"]):
        assert workbook("export", two_runs[0], *wrong).exit_code == Exit.USAGE


# ------------------------------------------------------------------------------------------------ codebooks


def test_codebook_check_names_faults(reports, monkeypatch):
    from analysis import lint

    monkeypatch.setattr(lint, "readings", lambda codebook: [])
    assert workbook("codebook", "check", reports).exit_code == Exit.SET_UP  # there is no folder codebooks
    (reports / "codebooks").mkdir()
    (reports / "codebooks" / "cue.yaml").write_text("- code: vow\n", encoding="utf-8")
    result = workbook("codebook", "check", reports)
    assert result.exit_code == Exit.SET_UP and "cue, entry -: nothing reads a codebook of that name; did you mean cues?" in result.stdout


def test_codebook_check_without_fault(monkeypatch):
    from analysis import lint

    monkeypatch.setattr(lint, "check", lambda codebook, shipped: [])
    result = workbook("codebook", "check")
    assert result.exit_code == Exit.FINE and result.stdout.rstrip().endswith("codebooks: 0 faults.")


def test_codebook_explain_says_which_entries_and_why():
    result = workbook("codebook", "explain", "Norway shot down a drone on Monday.")
    assert result.exit_code == Exit.FINE and "events: interception  [rule interception: shoot down]  Norway shot down a drone" in result.stdout
    assert "7-16  events: interception  [verb shoot down]  shot down" in result.stdout


# ------------------------------------------------------------------------------------------------ the laboratory


def test_lab_opens_the_notebooks_on_these_reports(monkeypatch, reports):
    from jupyterlab.labapp import LabApp

    started = []
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: started.extend(argv))
    monkeypatch.setenv("REPORTS_DIR", "")
    assert workbook("lab", reports, "--no-browser").exit_code == Exit.FINE
    assert os.environ["REPORTS_DIR"] == str(reports)
    assert f"--ServerApp.root_dir={SEEDS.parent / 'notebooks'}" in started and "--no-browser" in started


def test_lab_says_if_there_are_no_such_reports(tmp_path):
    assert workbook("lab", tmp_path / "nowhere").exit_code == Exit.NOTHING_READ
