"""Notebooks as pages that need no network: executed, exported to one HTML file each, with a front page that links them.

`jupyter nbconvert --to workbook NOTEBOOK` uses the same exporter.
"""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import HTMLExporter
from nbconvert.filters import strip_ansi
from traitlets import default
from traitlets.config import Config

from analysis import charts, diff, views
from analysis.errors import WorkbookError
from analysis.export import beside

HERE = Path(__file__).parent
FOOTER = (
    "Made from the reports alone. Every number opens the words it rests on; what the reports do not say stays unknown."
)
CHANGES = "changes.html"
TOLD = 3  # sentences of the comparison that the front page has room for
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
        config.merge(
            Config(
                {
                    "NbConvertBase": {
                        "display_data_priority": [
                            "text/html",
                            "text/markdown",
                            "image/svg+xml",
                            "image/png",
                            "image/jpeg",
                            "text/plain",
                        ]
                    },
                    "HTMLExporter": {"embed_images": True},
                }
            )
        )
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
    raise WorkbookError(f"no notebook beside {HERE} or in it: the installation is incomplete; install it again")


def build(
    book,
    out: Path,
    *,
    since=None,
    reports: Path | str | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Execute the notebooks of `folder` into out/notebooks, export them to out/html beside index.html; the pages made.

    With the book of an earlier run as `since`, the front page tells what has changed, and changes.html all of it.
    The notebooks read out/tables when it is there (WORKBOOK_TABLES), else the folder `reports` (REPORTS_DIR).
    Raises WorkbookError if a cell fails, naming the notebook.
    """
    out, sources = Path(out), sorted((folder or notebooks()).glob("*.ipynb"))
    out.mkdir(parents=True, exist_ok=True)
    loaded = [nbformat.read(source, as_version=4) for source in sources]
    _execute_all(dict(zip([source.name for source in sources], loaded)), out, reports, progress or (lambda _: None))
    contents = [{"name": "index", "file": "index.html", "title": "Briefing"}]
    contents += [
        {"name": s.stem, "file": f"{s.stem}.html", "title": _title(nb), "question": _question(nb)}
        for s, nb in zip(sources, loaded)
    ]
    changes = _changes(book, since, out / "html" / CHANGES, contents)
    pages = [_write(out / "html" / "index.html", _front(book, contents, changes))]
    for source, notebook in zip(sources, loaded):
        _write(out / "notebooks" / source.name, nbformat.writes(notebook))
        body, _ = WorkbookExporter().from_notebook_node(
            notebook, resources={"metadata": {"name": source.stem}, "workbook": {"pages": contents}}
        )
        pages.append(_write(out / "html" / f"{source.stem}.html", body))
    return pages


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as fresh:
        fresh.write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------- execution
def _execute_all(loaded: dict, out: Path, reports, progress: Callable[[str], None]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = {
            pool.submit(execute, notebook, name=name, folder=out, reports=reports): name
            for name, notebook in loaded.items()
        }
        try:
            for done in as_completed(work):
                done.result()
                progress(work[done])
        finally:
            pool.shutdown(cancel_futures=True)


def execute(notebook, *, name: str, folder: Path, reports=None) -> None:
    """Run a notebook in place, in its own kernel; the same notebook and tables give the same outputs, byte for byte."""
    with tempfile.TemporaryDirectory(prefix="workbook-") as sockets:
        # Sockets in a folder of their own: nothing listens on the network, and kernels side by side do not meet.
        local = {"transport": "ipc", "connection_file": f"{sockets}/kernel.json"} if os.name == "posix" else {}
        client = NotebookClient(
            notebook,
            timeout=900,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
            config=Config({"KernelManager": local}),
        )
        try:
            client.execute(env=_environment(folder, reports))
        except CellExecutionError as error:
            raise WorkbookError(
                f"{name}: a cell failed: {_last_line(error)}; run the notebook in JupyterLab to see where"
            ) from error
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}


def _last_line(error: CellExecutionError) -> str:
    return strip_ansi(str(error)).strip().splitlines()[-1]


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
def _changes(book, since, page: Path, contents: list[dict]) -> dict | None:
    """What the front page tells of an earlier run, or null; the whole of it as a page. A page of another run goes."""
    if since is None:
        page.unlink(missing_ok=True)
        return None
    changes = diff.compare(since, book)
    told = diff.summary(since, book, changes)
    diff.write(changes, told, page, pages=contents)
    return {"told": told[:TOLD], "lines": views.changed(changes, book), "n": len(changes)}


def _front(book, contents: list[dict], changes: dict | None) -> str:
    """The briefing: how much came in, what is denied, what nobody knows, what is latest, and a card a notebook."""
    frame = Environment(loader=FileSystemLoader(HERE / "nbtemplates" / "workbook"), autoescape=True)
    figures = {
        "reports": len(book.reports),
        "of them dated": int(book.reports["published"].notna().sum()),
        "happenings told": len(book.incidents),
        "of them denied": len(views.contested(book)),
        "statements": len(book.statements),
        "contradictions": len(book.discrepancies),
    }
    files = {page["name"].split("_", 1)[-1]: page["file"] for page in contents} | {"changes": CHANGES}
    return frame.get_template("front.html.j2").render(
        css=Markup(_css()),
        footer=FOOTER,
        pages=contents,
        files=files,
        figures=figures,
        changes=changes,
        span=views.period(book),
        warnings=views.warnings(book),
        **views.briefing(book),
    )
