"""The words that a row rests on: passages of the reports with the sentence and the exact span in them."""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property

import pandas as pd

from analysis import corrections, views
from analysis.explorers.cells import VIEW
from analysis.views import records


def evidence(book, table: str, frame: pd.DataFrame, texts: "Texts") -> dict:
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
    return records(frame, [*corrections.SPAN, *(name for name in VIEW["notes"] if name in frame)])


class Texts:
    """The reports' texts, with offsets as a browser counts them."""

    def __init__(self, book):
        self.book = book
        self.reports = [
            {"id": row["report_id"], "title": row["title"], "published": row["published"]}
            for row in records(book.reports, ["report_id", "title", "published"])
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
            for row in records(getattr(self.book, name).dropna(subset=list(corrections.SPAN)), corrections.SPAN):
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
        rows = sorted(records(rows, ["start", "end", "paragraph"]), key=lambda row: row["start"])
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
