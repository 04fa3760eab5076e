"""Notebooks as pages that need no network: executed, exported to one HTML file each, with a front page that links them.

`jupyter nbconvert --to workbook NOTEBOOK` uses the same exporter.
"""

import asyncio
import html
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import nbformat
import pandas as pd
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import HTMLExporter
from traitlets import default
from traitlets.config import Config

from analysis import charts, views
from analysis.errors import WorkbookError
from analysis.views import plural, short

HERE = Path(__file__).parent
FOOTER = "Made from the reports alone. Every number opens the words it rests on; what the reports do not say stays unknown."
AT_ONCE = 2  # kernels that run side by side: two cores are what an ordinary machine has to spare


class WorkbookExporter(HTMLExporter):
    """A notebook as one self-contained page; code is folded, and nothing is fetched."""

    export_from_notebook = "Workbook page (self-contained HTML)"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "workbook"

    @property
    def extra_template_basedirs(self) -> list[str]:
        return [str(HERE / "nbtemplates"), *super()._default_extra_template_basedirs()]

    @property
    def default_config(self) -> Config:
        config = super().default_config.copy()
        config.merge(Config({"NbConvertBase": {"display_data_priority": ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]},
                             "HTMLExporter": {"embed_images": True}}))
        return config

    def _init_resources(self, resources: dict) -> dict:
        resources = super()._init_resources(resources)
        resources["workbook"] = {"pages": [], "footer": FOOTER, **resources.get("workbook", {}), "css": Markup(_css())}
        return resources


def _css() -> str:
    return charts.stylesheet() + (HERE / "assets" / "page.css").read_text(encoding="utf-8")


def notebooks() -> Path:
    """The folder of the notebooks that ship: beside the package in a clone, inside it when installed."""
    for folder in (HERE.parent / "notebooks", HERE / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise WorkbookError(f"no notebook in {HERE.parent / 'notebooks'} or {HERE / 'notebooks'}: the installation is incomplete; install it again")


def build(book, out: Path, *, reports: Path | str | None = None, folder: Path | None = None, progress: Callable[[str], None] | None = None) -> list[Path]:
    """Execute the notebooks of `folder` into out/notebooks and export them to out/html, with index.html; the pages made.

    The notebooks read out/tables when it is there (WORKBOOK_TABLES), else the folder `reports` (REPORTS_DIR).
    Raises WorkbookError if a cell fails, naming the notebook.
    """
    out, sources = Path(out), sorted((folder or notebooks()).glob("*.ipynb"))
    out.mkdir(parents=True, exist_ok=True)
    loaded = [nbformat.read(source, as_version=4) for source in sources]
    asyncio.run(_execute_all(dict(zip([s.name for s in sources], loaded)), out, reports, progress or (lambda _: None)))
    contents = [{"name": "index", "file": "index.html", "title": "Briefing"}]
    contents += [{"name": s.stem, "file": f"{s.stem}.html", "title": _title(nb), "question": _question(nb)} for s, nb in zip(sources, loaded)]
    pages = [_write(out / "html" / "index.html", _front(book, contents))]
    for source, notebook in zip(sources, loaded):
        _write(out / "notebooks" / source.name, nbformat.writes(notebook))
        body, _ = WorkbookExporter().from_notebook_node(notebook, resources={"metadata": {"name": source.stem}, "workbook": {"pages": contents}})
        pages.append(_write(out / "html" / f"{source.stem}.html", body))
    return pages


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- execution
async def _execute_all(loaded: dict, out: Path, reports, progress: Callable[[str], None]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name, notebook):
        async with gate:
            await execute(notebook, name=name, folder=out, reports=reports)
            progress(name)

    await asyncio.gather(*(one(*item) for item in loaded.items()))


async def execute(notebook, *, name: str, folder: Path, reports=None) -> None:
    """Run a notebook in place, in its own kernel; the same notebook and tables give the same outputs, byte for byte."""
    with tempfile.TemporaryDirectory(prefix="workbook-") as sockets:
        # Sockets in a folder of their own: nothing listens on the network, and kernels that run side by side do not meet.
        local = {"transport": "ipc", "connection_file": f"{sockets}/kernel.json"} if os.name == "posix" else {}
        client = NotebookClient(notebook, timeout=900, kernel_name="python3", record_timing=False,
                                resources={"metadata": {"path": str(folder)}}, config=Config({"KernelManager": local}))
        try:
            await client.async_execute(env=_environment(folder, reports))
        except CellExecutionError as error:
            raise WorkbookError(f"{name}: a cell failed: {error.ename}: {error.evalue}; open the notebook in JupyterLab and run it to see where") from error
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}


def _environment(folder: Path, reports) -> dict[str, str]:
    """What a kernel is told: where the tables are, where this package is; never that it is a live session."""
    told = {name: value for name, value in os.environ.items() if name not in ("JPY_SESSION_NAME", "WORKBOOK_TABLES")}
    told["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), *filter(None, [told.get("PYTHONPATH")])])
    if (folder / "tables").is_dir():
        told["WORKBOOK_TABLES"] = str((folder / "tables").resolve())
    if reports is not None:
        told["REPORTS_DIR"] = str(Path(reports).resolve())
    return told


def _title(notebook) -> str:
    return _first(notebook).splitlines()[0].lstrip("# ").strip()


def _question(notebook) -> str:
    """The first paragraph under the title."""
    return " ".join(_first(notebook).split("\n\n")[1].split()) if "\n\n" in _first(notebook) else ""


def _first(notebook) -> str:
    return next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "Notebook")


# ---------------------------------------------------------------- front page
def briefing(book) -> dict[str, list[tuple[str, str, str]]]:
    """What a reader wants first, each line with where it is from and the incident it is about: `contested`, `latest` and `unknown`."""
    names, incidents = views.incident_labels(book), book.incidents.assign(when=views.when(book.incidents).fillna("no date"))
    who = views.stances(book)
    denied = who[who["modality"] == "denied"].groupby("incident_id")["voice"].agg(lambda voices: ", ".join(sorted(set(voices))))
    disputed = incidents[incidents["status"].isin(["disputed", "denied_only"])].sort_values("n_reports", ascending=False, kind="stable")
    contested = [(short(row["what"], 140), f"{_name(names, row)} · {row['when']} · told in {plural(row['n_reports'], 'report')}, denied by {denied.get(row['incident_id'], 'somebody not named')}", row["incident_id"])
                 for row in disputed.head(6).to_dict("records")]
    recent = incidents.dropna(subset=["earliest", "latest"]).sort_values(["latest", "n_reports"], ascending=False, kind="stable").head(6)
    latest = [(short(row["what"], 140), f"{_name(names, row)} · {row['when']} · {charts.SAYS[row['status']]} · {plural(row['n_reports'], 'report')}", row["incident_id"]) for row in recent.to_dict("records")]
    labels = views.report_labels(book)
    gaps = book.gaps.dropna(subset=["start"]).drop_duplicates(["incident_id", "attribute"]).head(6)
    unknown = [(short(_sentence(book, row), 160), f"{views.words(row['attribute'])} · {labels.get(row['report_id'], '')}", row["incident_id"] if pd.notna(row["incident_id"]) else "") for row in gaps.to_dict("records")]
    return {"contested": contested, "latest": latest, "unknown": unknown}


def _name(names: pd.Series, row: dict) -> str:
    return " ".join(names[row["incident_id"]].split())


def _sentence(book, row: dict) -> str:
    return book.evidence(row).replace("»", "").replace("«", "")


def _front(book, contents: list[dict]) -> str:
    brief, pages = briefing(book), {page["name"].split("_", 1)[-1]: page["file"] for page in contents}
    span = views.period(book)
    figures = [(f"{len(book.reports)}", "reports"), (f"{int(book.reports['published'].notna().sum())}", "of them dated"), (f"{len(book.incidents)}", "happenings told"),
               (f"{len(views.contested(book))}", "of them denied"), (f"{len(book.statements)}", "statements"), (f"{len(book.discrepancies)}", "details that differ")]
    title = f"What {plural(len(book.reports), 'report')} {'says' if len(book.reports) == 1 else 'say'}" if len(book.reports) else "No report could be read"
    when = f"The happenings they date lie between {span[0]} and {span[1]}." if span else "No day of publication or happening could be made out."
    sections = [("Denied by somebody", brief["contested"], "claims", "Nothing that these reports tell is denied in them."),
                ("Not known", brief["unknown"], "claims", "No report says that something is not known."),
                ("Latest", brief["latest"], "chronology", "No happening could be dated.")]
    body = "".join(f"<section><h2>{name}</h2>{_list(lines, none, pages.get(key))}{_link(pages, key)}</section>" for name, lines, key, none in sections)
    cards = "".join(f'<li><a href="{page["file"]}"><b>{html.escape(page["title"])}</b><span>{html.escape(page["question"])}</span></a></li>' for page in contents[1:])
    nav = "".join(f'<a href="{page["file"]}"{" aria-current=page" if page["name"] == "index" else ""}>{html.escape(page["title"])}</a>' for page in contents)
    numbers = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for value, name in figures)
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f'<style>{_css()}</style></head><body><nav aria-label="Workbook">{nav}</nav><main><h1>{title}</h1>'
            f'<p class="lead">{when} {html.escape(_warning(book))}</p><dl class="figures">{numbers}</dl><div class="columns">{body}</div>'
            f'<h2>Step through the evidence</h2><ul class="cards">{cards}</ul></main><footer>{FOOTER}</footer></body></html>\n')


def _warning(book) -> str:
    """What a reader must know before trusting the figures."""
    problems, copies = int((book.problems["severity"] == "error").sum()), int(book.reports["duplicate_of"].notna().sum())
    machine = int(book.reports["machine_written"].fillna(False).astype(bool).sum())
    told = [f"{plural(problems, 'input')} could not be used." if problems else "", f"{plural(copies, 'report')} repeats another and is not counted twice." if copies else "",
            f"{plural(machine, 'report')} says it was written by a machine." if machine else ""]
    return " ".join(filter(None, told))


def _list(lines: list[tuple[str, str, str]], none: str, page: str | None) -> str:
    items = "".join(f"<li>{_open(html.escape(head), page, incident)}<small>{html.escape(small)}</small></li>" for head, small, incident in lines)
    return f'<ul class="briefing">{items}</ul>' if items else f"<p>{none}</p>"


def _open(head: str, page: str | None, incident: str) -> str:
    """The line as a link to the page's table, with that incident chosen."""
    return f'<a href="{page}#{urlencode({"incident_id": incident})}">{head}</a>' if page and incident else head


def _link(pages: dict[str, str], key: str) -> str:
    return f'<p><a href="{pages[key]}">See all with their words</a></p>' if key in pages else ""
