"""The command line: `workbook`, or `python -m analysis`."""

import gc
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum, StrEnum
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.errors import CodebookError, InputError, ModelError, WorkbookError
from analysis.files import LARGEST, LONGEST


class Exit(IntEnum):
    """What the command tells its caller."""

    FINE = 0
    FAILED = 1
    USAGE = 2  # typer's own
    NOTHING_READ = 3
    SOME_UNREAD = 4
    SET_UP = 5
    INTERRUPTED = 130


EXIT_OF = {InputError: Exit.NOTHING_READ, ModelError: Exit.SET_UP, CodebookError: Exit.SET_UP}
SHOWN = 10
# What steers a terminal or turns the reading direction; the name of a file, or words of a report, may hold it.
STEERING = re.compile(r"[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News reports in; sourced tables, notebooks and offline HTML out. Every row points at its evidence.",
    epilog="""[b]Exit codes[/b]

    0 all well, warnings included

    1 not finished; the message says why

    2 wrong usage

    3 nothing could be read

    4 some inputs could not be read; the rest came through

    5 the language model or a codebook is at fault

    130 interrupted""",
)

INPUT = "Files or folders: .txt .md .html .json .jsonl(.gz) .csv .parquet, and .pdf .docx with their extras."
Inputs = Annotated[
    list[Path] | None, typer.Argument(metavar="INPUT", help=f"{INPUT} None: the five reports that come along.")
]
Processes = Annotated[int | None, typer.Option(metavar="N", min=1, help="Processes that read side by side. None: one a core.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Read on the Dask cluster of this scheduler; `local`: two workers here.")
]
Cached = Annotated[bool, typer.Option("--cache/--no-cache", help="Read no report anew that was read before with the same codebooks.")]
Largest = Annotated[float, typer.Option(metavar="MB", min=0, help="Most megabytes of a file; a larger one is named and not read.")]
Longest = Annotated[int, typer.Option(metavar="N", min=1, help="Most characters of a report, or of a line of records.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Format = StrEnum("Format", ["parquet", "csv", "jsonl", "xlsx"])
HandOff = StrEnum("HandOff", "csv parquet xlsx geojson timelinejs bibtex csl png svg".split())


@app.command()
def build(
    inputs: Inputs = None,
    out: Annotated[Path, typer.Option(help="Folder to write into; made if need be.")] = Path("build"),
    since: Annotated[
        Path | None, typer.Option(metavar="OLD", help="An earlier build: the front page tells what has changed since.")
    ] = None,
    processes: Processes = None,
    cluster: Cluster = None,
    cache: Cached = True,
    largest: Largest = LARGEST,
    longest: Longest = LONGEST,
    debug: Debug = False,
) -> None:
    """Make everything: tables, executed notebooks, and HTML that works offline.

    [b]workbook build[/b]                        the five reports that come along, into build/

    [b]workbook build reports --out march[/b]    a folder of your own, into march/

    [b]workbook build a.jsonl.gz b.html[/b]      records and single files together

    [b]workbook build reports --out april --since march[/b]      and what has changed since march/

    OUT then holds html/index.html (open it in a browser), notebooks/, tables/ (Parquet and CSV), run.json (what was
    read, and with which versions) and timings.json.
    """
    with _plainly(debug), _Steps() as steps:
        from analysis import diff as runs
        from analysis import export, pages

        before = runs.read(since) if since else None  # now, because OUT may be the same folder
        book = _load(inputs, out, steps, processes=processes, cluster=cluster, cache=cache, largest=largest, longest=longest)
        with export.together(out, own=("tables/codebooks", f"html/{pages.CHANGES}")) as fresh:
            _save(book, fresh / "tables", ["parquet", "csv"], fresh, steps)
            export.keep_codebooks(book.codebook.own, fresh / "tables")
            if book.count("reports"):
                with steps("notebooks") as progress:
                    pages.build(book, fresh, since=before, progress=progress)
            _finish(book, fresh, steps)
        if book.count("reports"):
            _say(f"Open {out / 'html' / 'index.html'} in a browser.")
        raise typer.Exit(_outcome(book))


@app.command()
def tables(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT", help=INPUT)],
    out: Annotated[Path, typer.Option(help="Folder to write into; made if need be.")],
    form: Annotated[Format, typer.Option("--format", help="Form of the files.")] = Format.parquet,
    processes: Processes = None,
    cluster: Cluster = None,
    cache: Cached = True,
    largest: Largest = LARGEST,
    longest: Longest = LONGEST,
    debug: Debug = False,
) -> None:
    """Make the tables only, one file a table.

    [b]workbook tables reports --out march[/b]                  Parquet, for pandas

    [b]workbook tables reports --out march --format csv[/b]     text exactly as printed

    [b]workbook tables reports --out march --format xlsx[/b]    to open in Excel

    Columns and their meaning: docs/tables.md. What could not be read, and why: the table `problems`.
    """
    with _plainly(debug), _Steps() as steps:
        from analysis import export

        book = _load(inputs, out, steps, processes=processes, cluster=cluster, cache=cache, largest=largest, longest=longest)
        with export.together(out) as fresh:
            _save(book, fresh, [form.value], fresh, steps)
            _finish(book, fresh, steps)
        _say(f"The tables are in {out}.")
        raise typer.Exit(_outcome(book))


@app.command()
def lab(
    inputs: Inputs = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    debug: Debug = False,
) -> None:
    """Open JupyterLab on the notebooks, with these reports chosen.

    [b]workbook lab reports[/b]      every notebook then reads reports/

    From a clone these are its notebooks/; else copies in ./notebooks, yours to change.
    """
    with _plainly(debug):
        from jupyterlab.labapp import LabApp

        for path in inputs or []:
            if not path.exists():
                raise InputError(f"{path}: there is no such file or folder; check the name")
        if inputs:
            os.environ["REPORTS_DIR"] = os.pathsep.join(str(path.resolve()) for path in inputs)
        LabApp.launch_instance(argv=_lab_options(_notebooks(), browser))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="What an earlier `build` or `tables` wrote.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="What a later one wrote.")],
    out: Annotated[Path | None, typer.Option(help="Write all of it: .html for a page that works offline, or .csv.")] = None,
    debug: Debug = False,
) -> None:
    """Tell what is new, changed, withdrawn and newly contradicted between two runs.

    [b]workbook diff march april[/b]                        in words

    [b]workbook diff march april --out changes.html[/b]     every change with its words, as one page

    Tables are read as Parquet, CSV or JSON lines. That something has changed is no error: the code is then 0 too.
    """
    with _plainly(debug):
        from analysis import diff as runs

        if out and out.suffix.lower() not in (".html", ".csv"):
            raise typer.BadParameter(f"{out} is neither .html nor .csv; name one of these", param_hint="--out")
        before, after = runs.read(old), runs.read(new)
        changes = runs.compare(before, after)
        told = runs.summary(before, after, changes)
        for sentence in (*told, *runs.most_important(changes)):
            _say(sentence)
        if out:
            runs.write(changes, told, out)
            _say(f"All of it is in {out}.")


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="BUILD", help="What `build` or `tables` wrote.")],
    to: Annotated[HandOff, typer.Option(help="Form of the hand-off.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write; a folder for csv, parquet and every chart. None: in BUILD/export/.")
    ] = None,
    chart: Annotated[str | None, typer.Option(metavar="NAME", help="With png or svg: this chart alone.")] = None,
    debug: Debug = False,
) -> None:
    """Hand a run on to other programmes, or make pictures of its charts.

    [b]workbook export march --to xlsx[/b]           every table a sheet of one Excel file; also csv, parquet

    [b]workbook export march --to geojson[/b]        incidents and places, for a map

    [b]workbook export march --to timelinejs[/b]     incidents whose day is known, for a timeline

    [b]workbook export march --to bibtex[/b]         the reports as works to cite; also csl (CSL JSON)

    [b]workbook export march --to svg --chart chronology[/b]     a picture; png too; without --chart every chart

    What a form cannot hold is left out, and counted. Pictures need Chromium, Chrome or Edge on this machine.
    """
    with _plainly(debug):
        from analysis import diff as runs
        from analysis import handoffs

        if chart and (to not in handoffs.PICTURES or chart not in handoffs.pictures.names()):
            what = "goes with png or svg" if to not in handoffs.PICTURES else f"is one of {', '.join(handoffs.pictures.names())}"
            raise typer.BadParameter(f"a chart {what}", param_hint="--chart")
        place = out or handoffs.place(folder, to, chart)
        for sentence in handoffs.write(runs.read(folder), to, place, chart=chart):
            _say(sentence)
        _say(f"Written: {place}")


codebook = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Look over the codebooks, or see which entries match a text.")
app.add_typer(codebook, name="codebook")
Beside = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="Reports with a folder codebooks/ beside them. None: what ships.")
]


@codebook.command()
def check(beside: Beside = None, debug: Debug = False) -> None:
    """Look for faults in the codebooks: unknown keys, terms with two meanings, examples that miss their entry.

    [b]workbook codebook check[/b]             what ships

    [b]workbook codebook check reports[/b]     and what reports/codebooks/ adds to it or replaces

    Some seconds: every example is read. Exit code 5 if there is a fault.
    """
    with _plainly(debug):
        from analysis import codebook as codebooks
        from analysis import lint
        from analysis.views import plural

        book = _codebook(beside)
        faults = list(lint.check(book, codebooks.load()))
        for fault in faults:
            _say(str(fault))
        _say(f"{plural(sum(map(len, book.values())), 'entry', 'entries')} in {len(book)} codebooks: {plural(len(faults), 'fault')}.")
        raise typer.Exit(Exit.SET_UP if faults else Exit.FINE)


@codebook.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence or a report, in quotation marks.")],
    beside: Annotated[Path | None, typer.Option("--with", metavar="FOLDER", help="Reports with a folder codebooks/ beside them.")] = None,
    debug: Debug = False,
) -> None:
    """Say what a text is read as, and which entries have words in it.

    [b]workbook codebook explain "Norway shot down a drone on Monday."[/b]

    [b]workbook codebook explain "..." --with reports[/b]     with reports/codebooks/ too
    """
    with _plainly(debug):
        from analysis import lint

        read, worded = lint.explain(text, _codebook(beside))
        for heading, matches in (("It is read as (table: what, by which rule):", read), ("Entries with words in it:", worded)):
            _say(heading)
            for match in matches:
                said = " ".join(text[match.start : match.end].split())
                where = f"{match.start}-{match.end}"
                _say(f"  {where:>9}  {match.codebook}: {match.code}  [{match.by}]  {said}")
            if not matches:
                _say("  nothing")


def _codebook(beside: Path | None):
    """The codebook with what lies in a folder; the folder must hold some."""
    from analysis import codebook as codebooks

    if beside and not (beside / "codebooks").is_dir():
        raise CodebookError(f"{beside}: there is no folder codebooks in it; name the folder of the reports")
    return codebooks.load(beside)


def main() -> None:
    """The console script."""
    app(prog_name="workbook")


# ------------------------------------------------------------------------------------------------ steps


def _say(text: str, *, err: bool = False) -> None:
    typer.echo(_plain(text), err=err)


def _plain(text: str) -> str:
    """On one line, with what would steer a terminal written out."""
    return STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class _Steps:
    """Steps of a run: each shown as a bar on a terminal (and nowhere else), each timed."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.fields[step]}"),
            BarColumn(20),
            TextColumn("{task.completed} {task.description}", markup=False),
            TimeElapsedColumn(),
        )
        self.bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.seconds: dict[str, float] = {}

    def __enter__(self) -> "_Steps":
        self.bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bars.stop()

    @contextmanager
    def __call__(self, step: str) -> Iterator[Callable[[str], None]]:
        """Time a step; the block gets a function to call with the name of each thing that is done."""
        started, bar = perf_counter(), self.bars.add_task("", total=None, step=step)
        yield lambda what: self.bars.update(bar, description=_plain(what)[-50:], advance=1)
        self.bars.remove_task(bar)
        self.seconds[step] = round(perf_counter() - started, 3)


def _load(inputs: list[Path] | None, out: Path, steps: _Steps, **how):
    """The book of the inputs. Where nothing lies at one of several, that is a problem, and the others are read."""
    import pandas as pd

    import analysis
    from analysis import running
    from analysis.tables import frame

    _keep_apart(inputs or [], out)
    gc.set_threshold(*running.GARBAGE)
    with steps("reports") as progress:
        book = analysis.load(*([path for path in inputs or [] if path.exists()] or inputs or []), progress=progress, **how)
    if rows := [row for path in inputs or [] for row in _nothing_at(path)]:
        book.tables["problems"] = pd.concat([frame("problems", rows), book.problems], ignore_index=True)
    book.run["counts"]["problems"] = len(book.problems)
    return book


def _nothing_at(path: Path) -> Iterator[dict]:
    told = dict(path=str(path), severity="error", what_to_do="check the name")
    if not path.exists():
        yield dict(told, problem="there is no such file or folder")
    elif path.is_dir() and os.access(path, os.R_OK) and not any(path.iterdir()):
        yield dict(told, problem="the folder is empty")


def _keep_apart(inputs: list[Path], out: Path) -> None:
    """Refuse to write among the reports: the next run would read its own output."""
    for path in inputs:
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            what = f"{out} lies inside the reports ({path}): the next run would read its own output; name another place"
            raise typer.BadParameter(what, param_hint="--out")


def _save(book, folder: Path, forms: list[str], out: Path, steps: _Steps) -> None:
    from analysis import export

    with steps("tables") as progress:
        for form in forms:
            export.write(book.tables, folder, form, kept=book.kept, progress=progress)
        export.write_json(book.run, out / "run.json")


def _finish(book, out: Path, steps: _Steps) -> None:
    """Write the timings; say what came in and what came of it."""
    from analysis import export
    from analysis.reports import account
    from analysis.views import plural

    account(book.files, book.reports["path"], book.problems["path"])
    export.write_json(steps.seconds, out / "timings.json")
    steps.bars.stop()
    told = book.problems[book.problems["severity"] != "skipped"]
    for problem in told.head(SHOWN).itertuples():
        _say(f"{problem.severity}: {problem.path}: {problem.problem}; {problem.what_to_do}", err=True)
    if len(told) > SHOWN:
        _say(f"... and {len(told) - SHOWN} more in the table `problems`", err=True)
    counts = {name: book.count(name) for name in ("reports", "statements", "events", "incidents")}
    _say(
        ", ".join(plural(number, noun.removesuffix("s")) for noun, number in {**counts, "problems": len(told)}.items())
    )
    if not len(book.reports):
        _say("workbook: no report could be read", err=True)


def _outcome(book) -> Exit:
    if not len(book.reports):
        return Exit.NOTHING_READ
    return Exit.SOME_UNREAD if (book.problems["severity"] == "error").any() else Exit.FINE


# ------------------------------------------------------------------------------------------------ errors, laboratory


@contextmanager
def _plainly(debug: bool) -> Iterator[None]:
    """Errors as one line on stderr and an exit code; with `debug`, as they are."""
    try:
        yield
    except (typer.Exit, typer.BadParameter):
        raise
    except KeyboardInterrupt:
        _say("workbook: interrupted; what was there before is as it was", err=True)
        raise typer.Exit(Exit.INTERRUPTED) from None
    except Exception as error:
        if debug:
            raise
        _say(f"workbook: {_said(error)}", err=True)
        raise typer.Exit(EXIT_OF.get(type(error), Exit.FAILED)) from None


def _said(error: Exception) -> str:
    if isinstance(error, WorkbookError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the system'}: {error.strerror}"
    return f"a fault in the workbook: {type(error).__name__}: {error}; --debug shows where; please report it"


def _notebooks() -> Path:
    """The clone's notebooks; from an installed package, copies in the current folder, where they can be saved."""
    from analysis import pages

    shipped = pages.notebooks()
    if shipped.parent != Path(__file__).parent:
        return shipped
    copies = Path("notebooks").resolve()
    copies.mkdir(exist_ok=True)
    for notebook in sorted(shipped.glob("*.ipynb")):
        if not (copies / notebook.name).exists():
            shutil.copyfile(notebook, copies / notebook.name)
    return copies


def _lab_options(folder: Path, browser: bool) -> list[str]:
    """JupyterLab on `folder`; it asks nobody for news or updates, so that it is the same offline."""
    options = [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly"]
    options.append("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return options


if __name__ == "__main__":
    main()
