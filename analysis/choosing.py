"""Choosing the folder of reports in a notebook. A choice holds for the kernel in which it is made."""

import html
import os
import re
from functools import partial
from itertools import islice
from pathlib import Path

import pandas as pd

from analysis import reports, views
from analysis.book import SEEDS, named
from analysis.explorers import say
from analysis.progress import live

LOOKED_THROUGH = 1_000  # files that are looked at to say what a folder holds: it may be a whole disk
HIDDEN = re.compile(r"\.|codebooks$")
RUN = "Read them with Run > Run Selected Cell and All Below."


def choose(given: Path | str | None = None):
    """Where reports are read from and how many files there are; in a live notebook one can choose another folder.

    The choice goes into REPORTS_DIR, where `analysis.load` looks; what is `given` to both goes before it.
    """
    return Picker() if live() and given is None else say(_told(given))


def _told(given: Path | str | None = None, name=lambda path: path.name) -> str:
    """The sentence; it names a folder without where it lies, for it is handed on with a page."""
    if given is None and (made := os.environ.get("WORKBOOK_TABLES")):
        n = len(pd.read_parquet(Path(made) / "reports.parquet", columns=["report_id"]))
        return f"What follows rests on {views.plural(n, 'report')}."
    paths = _paths() if given is None else [Path(given)]
    return f"Reports are read from {', '.join(f'{name(path.resolve())} ({_held(path)})' for path in paths)}."


def _paths() -> list[Path]:
    return named() or [SEEDS or Path.cwd()]


def _held(path: Path) -> str:
    """How many files that can be read lie at a path and below it."""
    below = (Path(folder, file).relative_to(path) for folder, _, files in os.walk(path) for file in files)
    files = list(islice(below, LOOKED_THROUGH)) if not path.is_file() else [Path(path.name)]
    n = sum(
        file.name.lower().endswith(tuple(reports.READERS)) and not reports.skipped(file) for file in files
    )
    return ("at least " if len(files) == LOOKED_THROUGH else "") + views.plural(n, "report file")


class Picker:
    """The sentence, and a button that opens the folders to step through, each a button too: all goes by keyboard."""

    def __init__(self):
        import ipywidgets

        self._widgets = ipywidgets
        first = _paths()[0].resolve()
        self.folder = first if first.is_dir() else first.parent
        look = {"layout": {"width": "40em"}, "style": {"description_width": "4em"}}
        self.path = ipywidgets.Text(description="Folder", continuous_update=False, **look)
        self.path.observe(lambda change: self._typed(change["new"]), "value")
        self.now, self.held = ipywidgets.HTML(), ipywidgets.HTML()
        self.other = self._button("Choose another folder", self._open)
        self.take = self._button("Read this folder", self._take)
        self.up = self._button("Up", lambda: self._step(self.folder.parent))
        self.inside = ipywidgets.VBox(layout={"max_height": "14em", "overflow": "auto"})
        self.steps = ipywidgets.VBox([ipywidgets.HBox([self.path, self.take, self.up]), self.held, self.inside])
        self.steps.layout.display = "none"
        self.box = ipywidgets.VBox([ipywidgets.HBox([self.now, self.other]), self.steps])
        self._say()

    def _button(self, name: str, action):
        button = self._widgets.Button(description=name, layout={"width": "max-content", "flex": "none"})
        button.on_click(lambda _: action())
        return button

    def _say(self, more: str = "") -> None:
        self.now.value = html.escape(f"{_told(name=str)} {more}")

    def _open(self) -> None:
        self.steps.layout.display = None
        self._step(self.folder)

    def _typed(self, folder: str) -> None:
        if folder != str(self.folder):
            self._step(Path(folder).expanduser().resolve())

    def _step(self, folder: Path) -> None:
        """Stand in a folder. Where there is none, or none that one may look into, say so and stay."""
        try:
            inside = sorted(path for path in folder.iterdir() if path.is_dir() and not HIDDEN.match(path.name))
        except OSError as error:
            self.path.value, self.held.value = str(self.folder), html.escape(f"{folder}: {error.strerror}.")
            return
        self.folder = folder
        self.path.value, self.held.value = str(folder), f"{_held(folder)} in it and in its folders:"
        told = {path: f"{path.name} ({_held(path)})" for path in inside}
        self.inside.children = [self._button(name, partial(self._step, path)) for path, name in told.items()]
        self.up.focus()  # what was pressed may be gone

    def _take(self) -> None:
        os.environ["REPORTS_DIR"] = str(self.folder)
        os.environ.pop("WORKBOOK_TABLES", None)  # tables made before would be shown instead
        self.steps.layout.display = "none"
        self._say(RUN)
        self.other.focus()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {**self.box._repr_mimebundle_(), **say(_told())._repr_mimebundle_()}
