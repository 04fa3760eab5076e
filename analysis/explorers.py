"""Explorers: a table with filters and a search box in which every row opens the words it rests on.

`explore(book, "statements")` shows one. In a live notebook it is a widget: `explorer.selection` is the dataframe that
its filters leave, and `explorer.correct` writes what should be in a cell into overrides.csv; in an exported page the
same script works without Python. The evidence is the paragraph of the report, with the sentence and the exact span
marked in it, and the whole report where the page has room for it.
"""

import csv
import hashlib
import html
import io
import itertools
import json
import os
import tempfile
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import pandas as pd
import yaml

from analysis import charts, corrections, tables, views
from analysis.book import SEEDS
from analysis.errors import InputError, WorkbookError
from analysis.export import beside
from analysis.reports import decode

ASSETS = Path(__file__).parent / "assets"
FALLBACK_ROWS = 30  # rows shown where no script may run
SAVED_ROWS = 20_000  # rows up to which a live notebook that is saved keeps a copy that works without its kernel
# Characters of all reports up to which their whole texts go along: in a page that is built, which holds them once, and
# in an explorer that stands for itself. A page then stays under 7 MB; above, only the paragraphs that are quoted do.
WHOLE_TEXTS, WHOLE_TEXTS_ALONE = 1_200_000, 150_000
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

    A click on a point of `chart` (a figure of `analysis.charts`), or a brush over several, chooses the rows that they
    stand for. An empty table gives a sentence instead: `none`, or that there is nothing.
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

    def correct(self, row: int, column: str, value, reason: str, by: str, *, folder: Path | str | None = None) -> str:
        """Write the correction of a cell into overrides.csv beside the reports; says what was written, and where.

        `row` counts the rows of `frame` from 0; `value` None empties the cell. The tables stay as they are until the
        reports are read again. Raises InputError if the line would not be valid, or the reports' folder is not known.
        """
        if not 0 <= row < len(self._ids) or self._ids[row] is None:
            raise InputError(f"row {row} of {self.table} cannot be corrected: no line can say which row it is")
        cell, today = (self.table, self._ids[row], column), date.today().isoformat()
        line = dict(zip(corrections.FIELDS, (*cell, corrections.shown(value) or "", reason, by, today)))
        if faults := _faults([line]):
            raise InputError(faults[0])
        file = _append(line, Path(folder) if folder else _folder(self.book))
        return f"Written into {file}; it is applied when the reports are read again."

    @cached_property
    def _ids(self) -> list[str | None]:
        return _ids(self.book, self.table, self.frame)

    @cached_property
    def _texts(self) -> "_Texts":
        return _Texts(self.book)

    @cached_property
    def spec(self) -> dict:
        """What the script draws, in plain lists: columns with their cells, and for each row what it rests on."""
        names = self.columns + [
            name for name in self.shown if name not in self.columns and (name in self.filters or self._linked(name))
        ]
        return {
            "table": self.table,
            "book": self._texts.book_id,
            "noun": _noun(self.table),
            "caption": self.caption,
            "filters": self.filters,
            "columns": [_column(self.table, name, self.shown[name], name not in self.columns) for name in names],
            "ids": self._ids,
            "correct": _correctable(self.table) if any(self._ids) else [],
            "days": self._days(),
            **_evidence(self.book, self.table, self.frame, self._texts),
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
        return _cells(days) if days.nunique() > 1 else None

    @cached_property
    def widget(self):
        return _widget(_packed(self.spec, self._texts), self._answer)

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
        words = f"{len(self.frame)} {_noun(self.table)[1]}"
        library = charts.library() if self.chart is not None else ""
        # Set by a Jupyter server, not by an export: only there a widget has a kernel.
        if "JPY_SESSION_NAME" not in os.environ:
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
                f'<script {data} id="{ident}-spec">{charts.script_json(_packed(self.spec))}</script>',
                f'<script type="module">{_script()}\nglobalThis.workbookMount = mountPage;</script>' if new else "",
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


@cache
def _script() -> str:
    return (ASSETS / "explorer.js").read_text(encoding="utf-8")


def _noun(table: str) -> tuple[str, str]:
    return VIEW["nouns"].get(table, [table.removesuffix("s"), table])


def _points(trace) -> list[dict]:
    data = trace.customdata
    return [] if data is None else [point for point in data if isinstance(point, dict)]


def _column(table: str, name: str, cells: pd.Series, hidden: bool) -> dict:
    kind = next((kind for kind, names in VIEW["kinds"].items() if name in names), "short")
    kind = "number" if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells) else kind
    declared = tables.TABLES[table].columns if table in tables.TABLES else ()
    return {
        "name": name,
        "label": VIEW["labels"].get(name, views.words(name)),
        "kind": kind,
        "hidden": hidden,
        "meaning": next((column.meaning for column in declared if column.name == name), ""),
        "cells": _cells(cells),
    }


def _cells(cells: pd.Series) -> list:
    """The cells as JSON knows them: null, number, or text (yes and no for truth values, words for codes)."""
    if pd.api.types.is_bool_dtype(cells):
        tell = lambda value: "yes" if value else "no"  # noqa: E731
    elif pd.api.types.is_numeric_dtype(cells):
        tell = lambda value: float(value) if value % 1 else int(value)  # noqa: E731
    else:
        tell = str
    return [None if value is None else tell(value) for value in _plain_values(cells)]


def _plain_values(cells: pd.Series) -> list:
    return cells.astype(object).where(cells.notna(), None).tolist()


def _records(frame: pd.DataFrame, names: Iterable[str]) -> list[dict]:
    """The rows as dictionaries, null as None."""
    names = list(names)
    return [dict(zip(names, row)) for row in zip(*(_plain_values(frame[name]) for name in names))]


# ---------------------------------------------------------------- evidence
def _evidence(book, table: str, frame: pd.DataFrame, texts: "_Texts") -> dict:
    """`quotes` (a row's passages, and where in them sentence and span begin and end), `passages`, the `places` where
    these begin (report, offset), and `reports`."""
    if table not in VIEW["evidence"]:
        quotes = [[row] for row in _spans(frame)] if set(corrections.SPAN) <= set(frame) else [[]] * len(frame)
    else:
        name, keys = VIEW["evidence"][table].values()
        source = getattr(book, name).dropna(subset=["report_id", *keys])
        source = source[source["kind"].isin(VIEW["heads"])] if table == "reports" else source
        if "modality" in source:  # one of each modality first: among many mentions a denial would be hard to find
            source = source.iloc[source.groupby([*keys, "modality"]).cumcount().argsort(kind="stable")]
        groups = defaultdict(list)
        for key, row in zip(source[keys].itertuples(index=False, name=None), _spans(source)):
            groups[key].append(row)
        known = frame[keys].astype(object).where(frame[keys].notna(), None)
        quotes = [groups.get(key, []) for key in known.itertuples(index=False, name=None)]
    passages: dict[tuple[int, int], tuple[int, str]] = {}
    quotes = [[quote for row in rows if (quote := texts.quote(row, passages))] for rows in quotes]
    words, places = [words for _, words in passages.values()], list(passages)
    return {"quotes": quotes, "passages": words, "places": places, "reports": texts.reports}


def _spans(frame: pd.DataFrame) -> list[dict]:
    return _records(frame, [*corrections.SPAN, *(name for name in VIEW["notes"] if name in frame)])


class _Texts:
    """The reports' texts, with offsets as a browser counts them."""

    def __init__(self, book):
        self.book = book
        self.reports = [
            {"id": row["report_id"], "title": row["title"], "published": row["published"]}
            for row in _records(book.reports, ["report_id", "title", "published"])
        ]
        self.place = {report["id"]: number for number, report in enumerate(self.reports)}
        self.texts = dict(zip(book.reports["report_id"], book.reports["text"]))
        self.chars = sum(map(len, self.texts.values()))
        told = json.dumps([self.reports, self.chars])
        self.book_id = hashlib.sha256(told.encode()).hexdigest()[:12]

    @cached_property
    def _sentences(self) -> dict[str, "_Sentences"]:
        return {report: _Sentences(rows) for report, rows in self.book.sentences.groupby("report_id")}

    @cached_property
    def _wide(self) -> dict[str, list[int]]:
        """Where the characters are that a browser counts as two."""
        return {
            report: [] if text.isascii() else [at for at, character in enumerate(text) if character > "\uffff"]
            for report, text in self.texts.items()
        }

    def quote(self, row: dict, passages: dict) -> list | None:
        """[passage, start, end, start of the sentence, its end, report, notes]: offsets are into the passage."""
        report = row["report_id"]
        if row["start"] is None or report not in self.texts:
            return None
        text, start, end = self.texts[report], int(row["start"]), int(row["end"])
        sentence, (first, last) = self._around(report, start, end)
        begin = self._unit(report, first)
        number, _ = passages.setdefault((self.place[report], begin), (len(passages), text[first:last]))
        offsets = [self._unit(report, at) - begin for at in (start, end, *sentence)]
        notes = [
            [label, str(row[name]) if name == "why_empty" else views.words(row[name])]
            for name, label in VIEW["notes"].items()
            if row.get(name) is not None
        ]
        return [number, *offsets, self.place[report], notes]

    def _unit(self, report: str, at: int) -> int:
        return at + bisect_left(self._wide[report], at)

    def _around(self, report: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The sentences and the paragraph that hold a span; outside every sentence, the lines that hold it."""
        if report in self._sentences and (found := self._sentences[report].around(start, end)):
            return found
        text = self.texts[report]
        line = (text.rfind("\n", 0, start) + 1, text.find("\n", end) if text.find("\n", end) >= 0 else len(text))
        return line, line

    def whole(self, number: int) -> dict:
        """A report's text, and `layers`: what begins and ends where, by table."""
        report = self.reports[number]["id"]
        layers = {name: spans.get(report, []) for name, spans in self._layers.items()}
        return {"text": self.texts[report], "layers": layers}

    @cached_property
    def _layers(self) -> dict[str, dict[str, list[int]]]:
        layers: dict = {name: defaultdict(list) for name in VIEW["layers"]}
        for name, spans in layers.items():
            for row in _records(getattr(self.book, name).dropna(subset=list(corrections.SPAN)), corrections.SPAN):
                if row["report_id"] in self.texts:
                    spans[row["report_id"]] += [self._unit(row["report_id"], row[edge]) for edge in ("start", "end")]
        return layers

    def given(self, spec: dict, given: set, room: int) -> dict:
        """What `spec` needs that the page does not hold yet: whole `texts` if all find room, else its `passages`."""
        whole, own = self.chars <= room, self.book_id
        passages = zip(spec["places"], spec["passages"])
        wanted = {(own, place[0] if whole else place): (place, words) for place, words in passages}
        new = [told for key, told in wanted.items() if key not in given]
        told: dict = {} if own in given else {"reports": self.reports}
        if whole:
            told["texts"] = {report: self.whole(report) for (report, _), _ in new}
        else:
            told["passages"] = {f"{report}:{begin}": words for (report, begin), words in new}
        given |= {own, *wanted}
        return told


class _Sentences:
    """The sentences of one report."""

    def __init__(self, rows: pd.DataFrame):
        rows = sorted(_records(rows, ["start", "end", "paragraph"]), key=lambda row: row["start"])
        self.starts, self.ends = [row["start"] for row in rows], [row["end"] for row in rows]
        self.paragraphs = [row["paragraph"] for row in rows]
        self.extent: dict = {}
        for start, end, paragraph in zip(self.starts, self.ends, self.paragraphs):
            first, last = self.extent.get(paragraph, (start, end))
            self.extent[paragraph] = min(first, start), max(last, end)

    def around(self, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The sentences that a span touches, and their paragraphs, each with the span in it."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first >= last:
            return None
        whole = [self.extent[paragraph] for paragraph in set(self.paragraphs[first:last])]
        return (
            (min(start, self.starts[first]), max(end, self.ends[last - 1])),
            (min(start, *(one for one, _ in whole)), max(end, *(one for _, one in whole))),
        )


# ---------------------------------------------------------------- the way to the script
def _packed(spec: dict, texts: _Texts | None = None) -> dict:
    """The spec by columns, what repeats told once; with `texts` the passages go along, for a host that is no page."""
    flat = [quote for quotes in spec["quotes"] for quote in quotes]
    counts = [len(quotes) for quotes in spec["quotes"]]
    passage, start, end, first, last, _, notes = zip(*flat) if flat else [()] * 7
    told = [dict(own) for own in notes]
    ids = [(None, None) if name is None else name.partition(":")[::2] for name in spec["ids"]]
    columns = [_quoted(column, spec) or {**column, "cells": _coded(column["cells"])} for column in spec["columns"]]
    return {
        **spec,
        "n": len(counts),
        "columns": columns,
        "ids": [_coded([head for head, _ in ids]), _coded([tail or None for _, tail in ids])],
        "days": spec["days"] and _coded(spec["days"]),
        "quotes": {
            "count": None if set(counts) == {1} else counts,
            "passage": passage,
            "offsets": [start, end, first, last],
            "notes": {name: _coded([own.get(name) for own in told]) for name in dict.fromkeys(itertools.chain(*told))},
        },
        "places": [list(column) for column in zip(*spec["places"])] or [[], []],
        "lengths": [_units(words) for words in spec["passages"]],
        "passages": spec["passages"] if texts else None,
        "reports": spec["reports"] if texts else None,
    }


def _coded(cells: list) -> dict:
    """`values` and for each cell the number of its own (-1: not known); the cells themselves where few repeat."""
    codes, values = pd.factorize(pd.Series(cells, dtype=object))
    return {"values": list(values), "codes": codes.tolist()} if 2 * len(values) <= len(cells) else {"values": cells}


def _quoted(column: dict, spec: dict) -> dict | None:
    """The column without its cells, if each is just the words that its row's first passage marks."""
    if column["name"] != "text" or not all(spec["quotes"]):
        return None
    marked = (_slice(spec["passages"][passage], start, end) for ((passage, start, end, *_), *_) in spec["quotes"])
    return {**column, "cells": None} if all(cell == words for cell, words in zip(column["cells"], marked)) else None


def _slice(text: str, start: int, end: int) -> str:
    """The part of a text between two of a browser's offsets."""
    if len(text) == _units(text):
        return text[start:end]
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _units(text: str) -> int:
    """Length in UTF-16 units, in which a browser counts."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


# ---------------------------------------------------------------- corrections
def _ids(book, table: str, frame: pd.DataFrame) -> list[str | None]:
    """What overrides.csv calls each row; None where that would not say which row of the book is meant."""
    key = corrections.KEYS.get(table, ("",))
    if not set(key) <= set(frame):
        return [None] * len(frame)
    seen = Counter(_called(table, getattr(book, table), key))
    return [name if seen[name] == 1 else None for name in _called(table, frame, key)]


def _called(table: str, frame: pd.DataFrame, key: Iterable[str]) -> list[str | None]:
    return [next(corrections.row_ids(table, [row])) for row in _records(frame, key)]


@cache
def _correctable(table: str) -> list[str]:
    """The columns of a table that a line of overrides.csv can correct."""
    if table not in corrections.KEYS:
        return []
    told = {"table": table, "row": "row", "reason": "reason", "by": "by", "on": "2000-01-01", "analyst_value": ""}
    return [name for name in tables.TABLES[table].names if not _faults([{**told, "column": name}])]


def _faults(lines: list[dict]) -> list[str]:
    """What the reader of overrides.csv would find wrong with these lines."""
    with tempfile.TemporaryDirectory() as folder:
        for line in lines:
            _append(line, Path(folder))
        _, problems = corrections.read([Path(folder)])
    return [f"{row['problem'].partition(': ')[2]}; {row['what_to_do']}" for row in problems]


def _append(line: dict, folder: Path) -> Path:
    """A line more in the overrides.csv of a folder, in the form that the file has; whole or not at all."""
    there = (file for file in sorted(folder.iterdir()) if file.name.lower() == "overrides.csv")
    file = next(there, folder / "overrides.csv")
    data = file.read_bytes() if file.exists() else b""
    text = decode(data) or ",".join(corrections.FIELDS) + "\n"
    head = text.splitlines()[0]
    mark = max(",;\t", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark))]
    if missing := [field for field in corrections.FIELDS if field not in names]:
        raise InputError(f"{file}: line 1: no column {', '.join(missing)}; add it, then correct again")
    told = io.StringIO()
    end = "\r\n" if "\r\n" in text else "\n"
    csv.writer(told, delimiter=mark, lineterminator=end).writerow([line.get(name, "") for name in names])
    whole = text + ("" if text.endswith("\n") else end) + told.getvalue()
    with beside(file) as fresh:
        fresh.write_bytes(whole.encode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"))
    return file


def _folder(book) -> Path:
    """Where the book's reports lie: as the book says, else REPORTS_DIR, else the seeds. It must hold one of them."""
    named = [path for path in os.environ.get("REPORTS_DIR", "").split(os.pathsep) if path]
    own = [Path(path) for path in book.inputs or named or [SEEDS] if path]
    folders = [path if path.is_dir() else path.parent for path in own]
    found = (folder for folder in folders if any((folder / path).exists() for path in book.reports["path"].dropna()))
    if folder := next(found, None):
        return folder
    raise InputError("it is not known where the reports lie: name their folder, explorer.correct(..., folder=...)")


# ---------------------------------------------------------------- live
def _widget(spec: dict, answer):
    """The live host. Its class is made here because only a live notebook needs the widget machinery."""
    import anywidget
    import traitlets

    class Table(anywidget.AnyWidget):
        _esm, _css = _script(), charts.stylesheet()
        spec = traitlets.Dict().tag(sync=True)
        shown = traitlets.Any(None)  # the rows that are shown, as the script tells them
        picked = traitlets.Int(-1)

    def receive(widget, message: dict, buffers: list) -> None:
        if message.get("kind") == "shown":
            widget.shown = memoryview(buffers[0]).cast("B").cast("I").tolist()
        elif message.get("kind") == "picked":
            widget.picked = message["row"]
        else:
            widget.send(answer(message))

    widget = Table(spec=spec)
    widget.on_msg(receive)
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
