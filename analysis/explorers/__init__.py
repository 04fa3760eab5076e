"""Explorers: a table with filters and a search box in which every row opens the words it rests on.

`explore(book, "statements")` shows one. In a live notebook it is a widget: `explorer.selection` is the dataframe that
its filters leave, and `explorer.correct` writes what should be in a cell into overrides.csv; in an exported page the
same script works without Python. The evidence is the paragraph of the report, with the sentence and the exact span
marked in it, and the whole report where the page has room for it.
"""

import html
import itertools
import json
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis import charts, corrections, progress, views
from analysis.errors import InputError, WorkbookError
from analysis.explorers import cells, correcting, live
from analysis.explorers.cells import VIEW, noun
from analysis.explorers.evidence import Texts, evidence
from analysis.explorers.packing import packed
from analysis.explorers.sentences import Sentence, say

__all__ = ["Explorer", "Sentence", "explore", "say"]
FALLBACK_ROWS = 30  # rows shown where no script may run
SAVED_ROWS = 20_000  # rows up to which a live notebook that is saved keeps a copy that works without its kernel
# Characters of all reports up to which their whole texts go along: in a page that is built, which holds them once, and
# in an explorer that stands for itself. A page then stays under 7 MB; above, only the paragraphs that are quoted do.
WHOLE_TEXTS, WHOLE_TEXTS_ALONE = 1_200_000, 150_000


def explore(
    book,
    table: str,
    *,
    columns: list[str] | None = None,
    filters: list[str] | None = None,
    rows: pd.DataFrame | None = None,
    chart=None,
    caption: str = "",
    none: str = "",
) -> "Explorer | Sentence":
    """An explorer of `table`: of all its rows or of `rows`, a part of it that may have columns of its own.

    A click on a point of `chart` (a figure of `analysis.charts`), or a brush over several, chooses the rows that they
    stand for. An empty table gives a sentence instead: `none`, or that there is nothing.
    """
    frame = getattr(book, table) if rows is None else rows
    if frame.empty:
        return say(none or f"No {noun(table)[0]} was found.") if chart is None else chart
    return Explorer(
        book,
        table,
        frame.reset_index(drop=True),
        columns or VIEW["columns"].get(table, list(frame.columns)),
        VIEW["filters"].get(table, []) if filters is None else filters,
        chart,
        caption,
    )


class Explorer:
    """What `explore` shows; `selection` are the rows that its filters leave, `picked` is the row that is open."""

    def __init__(
        self, book, table: str, frame: pd.DataFrame, columns: list[str], filters: list[str], chart, caption: str
    ):
        self.book, self.table, self.frame, self.chart, self.caption = book, table, frame, chart, caption
        frame = (
            frame.assign(happening=frame["incident_id"].map(views.incident_labels(book)))
            if "incident_id" in frame and "happening" in columns
            else frame
        )
        self.shown = frame.assign(when=views.when(frame)) if {"earliest", "latest"} <= set(frame) else frame
        self.columns = [name for name in columns if name in self.shown and self.shown[name].notna().any()]
        self.filters = [name for name in filters if name in frame and frame[name].nunique(dropna=False) > 1]

    @property
    def selection(self) -> pd.DataFrame:
        """The rows that the filters, the search and the chart leave; all of them where no widget runs."""
        shown = self.widget.shown if "widget" in self.__dict__ else None
        return self.frame if shown is None else self.frame.iloc[shown]

    @property
    def picked(self) -> pd.Series | None:
        """The row whose evidence is open, if one was chosen."""
        return self.frame.iloc[self.widget.picked] if "widget" in self.__dict__ and self.widget.picked >= 0 else None

    def correct(self, row: int, column: str, value, reason: str, by: str, *, folder: Path | str | None = None) -> str:
        """Write the correction of a cell into overrides.csv beside the reports; says what was written, and where.

        `row` counts the rows of `frame` from 0; `value` None empties the cell. The tables stay as they are until the
        reports are read again. Raises InputError if the line would not be valid, or the reports' folder is not known.
        """
        if not 0 <= row < len(self._ids) or self._ids[row] is None:
            raise InputError(f"row {row} of {self.table} cannot be corrected: no line can say which row it is")
        cell, today = (self.table, self._ids[row], column), date.today().isoformat()
        line = dict(zip(corrections.FIELDS, (*cell, corrections.shown(value) or "", reason, by, today)))
        if faults := correcting.faults([line]):
            raise InputError(faults[0])
        file = correcting.append(line, Path(folder) if folder else correcting.reports_folder(self.book))
        return f"Written into {file}; it is applied when the reports are read again."

    @cached_property
    def _ids(self) -> list[str | None]:
        return correcting.ids(self.book, self.table, self.frame)

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.book)

    @cached_property
    def spec(self) -> dict:
        """What the script draws, in plain lists: columns with their cells, and for each row what it rests on."""
        names = self.columns + [
            name for name in self.shown if name not in self.columns and (name in self.filters or self._linked(name))
        ]
        return {
            "table": self.table,
            "book": self._texts.book_id,
            "noun": noun(self.table),
            "caption": self.caption,
            "filters": self.filters,
            "columns": [cells.column(self.table, name, self.shown[name], name not in self.columns) for name in names],
            "ids": self._ids,
            "correct": correcting.correctable(self.table) if any(self._ids) else [],
            "days": self._days(),
            **evidence(self.book, self.table, self.frame, self._texts),
            "chart": None if self.chart is None else {**json.loads(self.chart.to_json()), "config": charts.CONFIG},
        }

    def _linked(self, name: str) -> bool:
        """Whether a point of the chart or a link of the front page may ask for this column."""
        return (
            name == "incident_id"
            or self.chart is not None
            and name in {key for trace in self.chart.data for point in _points(trace) for key in point}
        )

    def _days(self) -> list[str | None] | None:
        """The day on which each row begins, where a chart over days can be stepped through."""
        names = VIEW["steps"].get(self.table, [])
        over_days = self.chart is not None and self.chart.layout.xaxis.type == "date"
        if not names or not over_days or not set(names) <= set(self.frame):
            return None
        days = self.frame[names].bfill(axis=1).iloc[:, 0].str[:10]
        return cells.listed(days) if days.nunique() > 1 else None

    @cached_property
    def widget(self):
        return live.widget(packed(self.spec, self._texts), self._answer)

    def _answer(self, asked: dict) -> dict:
        """What the live script asks of Python."""
        match asked:
            case {"kind": "library"}:
                return {"kind": "library", "source": charts.get_plotlyjs()}
            case {"kind": "report", "number": number}:
                return {"kind": "report", "number": number, **self._texts.whole(number)}
            case {"kind": "correct", "row": row, "column": column, "value": value, "reason": reason, "by": by}:
                try:
                    return {"kind": "corrected", "told": self.correct(row, column, value, reason, by), "done": True}
                except (WorkbookError, OSError) as error:
                    return {"kind": "corrected", "told": f"Not written: {error}", "done": False}
        return {"kind": "unknown"}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        words = f"{len(self.frame)} {noun(self.table)[1]}"
        library = charts.library() if self.chart is not None else ""
        if not progress.live():  # only there a widget has a kernel
            return {"text/html": library + self.html(_given), "text/plain": words}
        copy = self.html() if len(self.frame) <= SAVED_ROWS else f'<div class="wb">{self._plain()}</div>'
        live = self.widget._repr_mimebundle_()
        return {**(live[0] if isinstance(live, tuple) else live), "text/html": library + copy, "text/plain": words}

    def html(self, given: set | None = None) -> str:
        """The explorer for a page without Python; where no script may run, its first rows as a plain table.

        `given` is what the page holds already, and is added to: its explorers then share style, script and texts.
        """
        alone, given, ident = given is None, set() if given is None else given, f"wb-explorer-{next(_numbers)}"
        texts = self._texts.given(self.spec, given, WHOLE_TEXTS_ALONE if alone else WHOLE_TEXTS)
        new, data = {"script"} - given, 'type="application/json"'
        given |= new
        return "".join(
            [
                f"<style>{charts.stylesheet()}</style>" if new else "",
                f'<div id="{ident}" class="wb">{self._plain()}</div>',
                f'<script {data} data-wb-texts="{self._texts.book_id}">{charts.script_json(texts)}</script>',
                f'<script {data} id="{ident}-spec">{charts.script_json(packed(self.spec))}</script>',
                f'<script type="module">{cells.script()}\nglobalThis.workbookMount = mountPage;</script>' if new else "",
                f'<script type="module">workbookMount("{ident}");</script>',
            ]
        )

    def _plain(self) -> str:
        shown = [column for column in self.spec["columns"] if not column["hidden"]]
        cell = lambda value: html.escape("—" if value is None else str(value))  # noqa: E731
        head = "".join(f'<th scope="col">{html.escape(column["label"])}</th>' for column in shown)
        body = "".join(
            "<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>"
            for row in itertools.islice(zip(*(column["cells"] for column in shown)), FALLBACK_ROWS)
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return f'<div class="wb-rows" tabindex="0">{table}</div>'


_numbers = itertools.count(1)
_given: set = set()  # a kernel that runs a notebook for an export makes one page


def _points(trace) -> list[dict]:
    data = trace.customdata
    return [] if data is None else [point for point in data if isinstance(point, dict)]
