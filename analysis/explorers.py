"""Explorers: a table with filters and a search box in which every row opens the words it rests on.

`explore(book, "statements")` shows one. In a live notebook it is a widget, and `explorer.selection` is the dataframe
that its filters leave; in an exported page the same script works without Python. The evidence
is the paragraph of the report, with the sentence and the exact span marked in it.
"""

import html
import itertools
import json
import os
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
import yaml

from analysis import charts, tables, views

ASSETS = Path(__file__).parent / "assets"
FALLBACK_ROWS = 30  # rows shown where no script may run
VIEW = yaml.safe_load((ASSETS / "explorer.yaml").read_text(encoding="utf-8"))


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

    A click on a point of `chart` (a figure of `analysis.charts`) chooses the rows that the point stands for.
    An empty table gives a sentence instead: `none`, or that there is nothing.
    """
    frame = getattr(book, table) if rows is None else rows
    if frame.empty:
        return say(none or f"No {_noun(table)[0]} was found.") if chart is None else chart
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

    @cached_property
    def spec(self) -> dict:
        """What the script draws: columns, rows, and for each row the passages it rests on."""
        names = self.columns + [
            name for name in self.shown if name not in self.columns and (name in self.filters or self._linked(name))
        ]
        return {
            "noun": _noun(self.table),
            "caption": self.caption,
            "filters": self.filters,
            "columns": [_column(self.table, name, self.shown[name], name not in self.columns) for name in names],
            "rows": list(zip(*(_cells(self.shown[name]) for name in names))) if names else [],
            **_evidence(self.book, self.table, self.frame),
            "chart": None if self.chart is None else {**json.loads(self.chart.to_json()), "config": charts.CONFIG},
        }

    def _linked(self, name: str) -> bool:
        """Whether a point of the chart or a link of the front page may ask for this column."""
        return (
            name == "incident_id"
            or self.chart is not None
            and name in {key for trace in self.chart.data for point in _points(trace) for key in point}
        )

    @cached_property
    def widget(self):
        return _widget(self.spec)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        words = f"{len(self.frame)} {_noun(self.table)[1]}"
        bundle = {"text/html": (charts.library() if self.chart is not None else "") + self.html(), "text/plain": words}
        if (
            "JPY_SESSION_NAME" not in os.environ
        ):  # set by a Jupyter server, not by an export: only there a widget has a kernel
            return bundle
        live = self.widget._repr_mimebundle_()
        return {**(live[0] if isinstance(live, tuple) else live), **bundle}

    def html(self) -> str:
        """The explorer for a page without Python; where no script may run, its first rows as a plain table."""
        ident = f"wb-explorer-{next(_numbers)}"
        return (
            f'<style>{charts.stylesheet()}</style><div id="{ident}" class="wb">{self._plain()}</div>'
            f'<script type="module">{_script()}\n'
            f'mount(document.getElementById("{ident}"), {charts.script_json(self.spec)});</script>'
        )

    def _plain(self) -> str:
        spec = self.spec
        shown = [i for i, column in enumerate(spec["columns"]) if not column["hidden"]]
        cell = lambda value: html.escape("—" if value is None else str(value))  # noqa: E731
        head = "".join(f"<th>{html.escape(spec['columns'][i]['label'])}</th>" for i in shown)
        body = "".join(
            "<tr>" + "".join(f"<td>{cell(row[i])}</td>" for i in shown) + "</tr>"
            for row in spec["rows"][:FALLBACK_ROWS]
        )
        return f'<div class="wb-rows"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


_numbers = itertools.count(1)


@cache
def _script() -> str:
    return (ASSETS / "explorer.js").read_text(encoding="utf-8")


def _noun(table: str) -> tuple[str, str]:
    return VIEW["nouns"].get(table, [table.removesuffix("s"), table])


def _points(trace) -> list[dict]:
    data = trace.customdata
    return [] if data is None else [point for point in data if isinstance(point, dict)]


def _column(table: str, name: str, cells: pd.Series, hidden: bool) -> dict:
    declared = {column.name: column for column in tables.TABLES[table].columns} if table in tables.TABLES else {}
    kind = next((kind for kind, names in VIEW["kinds"].items() if name in names), "short")
    kind = "number" if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells) else kind
    return {
        "name": name,
        "label": VIEW["labels"].get(name, views.words(name)),
        "kind": kind,
        "hidden": hidden,
        "meaning": declared[name].meaning if name in declared else "",
    }


def _cells(cells: pd.Series) -> list:
    """The cells as JSON knows them: null, number, or text (yes and no for truth values, words for codes)."""
    if pd.api.types.is_bool_dtype(cells):
        return [None if pd.isna(value) else "yes" if value else "no" for value in cells]
    if pd.api.types.is_numeric_dtype(cells):
        return [None if pd.isna(value) else float(value) if value % 1 else int(value) for value in cells]
    return [None if pd.isna(value) else str(value) for value in cells]


# ---------------------------------------------------------------- evidence
def _evidence(book, table: str, frame: pd.DataFrame) -> dict:
    """`quotes` (a row's passages, and where in them sentence and span begin and end), `passages` and `reports`."""
    store = _Passages(book)
    if table not in VIEW["evidence"]:
        own = {"report_id", "start", "end"} <= set(frame)
        quotes = [[quote] if own and (quote := store.quote(row)) else [] for row in frame.to_dict("records")]
    else:
        name, keys = VIEW["evidence"][table].values()
        source = getattr(book, name).dropna(subset=["report_id"])
        source = source[source["kind"].isin(VIEW["heads"])] if table == "reports" else source
        if "modality" in source:  # one of each modality first: among many mentions a denial would be hard to find
            source = source.iloc[source.groupby([*keys, "modality"]).cumcount().argsort(kind="stable")]
        groups = dict(list(source.groupby(keys, sort=False)))
        found = [groups.get(key) for key in frame[keys].itertuples(index=False, name=None)]
        quotes = [
            [] if rows is None else [quote for row in rows.to_dict("records") if (quote := store.quote(row))]
            for rows in found
        ]
    return {"quotes": quotes, "passages": list(store.passages), "reports": store.reports}


class _Passages:
    """The paragraphs that are shown, each once, with offsets as a browser counts them."""

    def __init__(self, book):
        self.texts = dict(zip(book.reports["report_id"], book.reports["text"]))
        facts = book.reports[["report_id", "title", "published"]].to_dict("records")
        self.place = {fact["report_id"]: number for number, fact in enumerate(facts)}
        self.reports = [
            {"id": f["report_id"], "title": _known(f["title"]), "published": _known(f["published"])} for f in facts
        ]
        self.sentences = {report: rows.sort_values("start") for report, rows in book.sentences.groupby("report_id")}
        self.passages: dict[str, int] = {}

    def quote(self, row: dict) -> list | None:
        if pd.isna(row["start"]) or row["report_id"] not in self.texts:
            return None
        text, start, end = self.texts[row["report_id"]], int(row["start"]), int(row["end"])
        sentence, paragraph = self._around(row["report_id"], start, end)
        words = text[paragraph[0] : paragraph[1]]
        number = self.passages.setdefault(words, len(self.passages))
        offsets = [_units(words[: at - paragraph[0]]) for at in (start, end, *sentence)]
        notes = [
            [label, views.words(row[name]) if name != "why_empty" else str(row[name])]
            for name, label in VIEW["notes"].items()
            if name in row and pd.notna(row[name])
        ]
        return [number, *offsets, self.place[row["report_id"]], notes]

    def _around(self, report: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The sentences and the paragraph that hold a span; outside every sentence, the lines that hold it."""
        rows = self.sentences.get(report)
        inside = rows[(rows["start"] < end) & (rows["end"] > start)] if rows is not None else None
        if inside is not None and len(inside):
            whole = rows[rows["paragraph"].isin(inside["paragraph"])]
            sentence = (min(start, int(inside["start"].min())), max(end, int(inside["end"].max())))
            return sentence, (min(start, int(whole["start"].min())), max(end, int(whole["end"].max())))
        text = self.texts[report]
        line = (text.rfind("\n", 0, start) + 1, text.find("\n", end) if text.find("\n", end) >= 0 else len(text))
        return line, line


def _known(value):
    return None if pd.isna(value) else value


def _units(text: str) -> int:
    """Length in UTF-16 units, in which a browser counts."""
    return len(text) + sum(character > "\uffff" for character in text)


# ---------------------------------------------------------------- live
def _widget(spec: dict):
    """The live host. Its class is made here because only a live notebook needs the widget machinery."""
    import anywidget
    import traitlets

    class Table(anywidget.AnyWidget):
        _esm, _css = _script(), charts.stylesheet()
        spec = traitlets.Dict().tag(sync=True)
        shown = traitlets.List(allow_none=True, default_value=None).tag(sync=True)
        picked = traitlets.Int(-1).tag(sync=True)

    widget = Table(spec=spec)
    widget.on_msg(
        lambda _, message, __: (
            widget.send({"kind": "library", "source": charts.get_plotlyjs()})
            if message.get("kind") == "library"
            else None
        )
    )
    return widget


# ---------------------------------------------------------------- sentences
class Sentence:
    """A finding in words, built from computed values; what a report says stays text in it."""

    def __init__(self, *lines: str):
        self.lines = [line for line in lines if line]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        lines = [html.escape(line) for line in self.lines]
        body = lines[0] if len(lines) == 1 else "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
        return {"text/html": f'<div class="wb-say">{body}</div>', "text/plain": str(self)}


def say(*lines: str) -> Sentence:
    """The sentences as a paragraph, or as a list if there are several."""
    return Sentence(*lines)
