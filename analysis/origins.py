"""Origins: whom a report has something from, and through whom.

From its statements, whose relay chains are told from the outlet that a reader meets first to the one that spoke to the
source, and from its dateline, its author line and its credits. Works on row lists.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from analysis import names
from analysis.streams import by_report

Rows = Sequence[dict]
CREDITS = ("credit", "dateline", "byline")  # kinds of spans that credit somebody
NESTED = 12  # statements that can hold one another


def find(reports: Rows, spans: Rows, sentences: Rows, statements: Rows, *, codebook: Mapping) -> list[dict]:
    """Rows of `origins`: one for each first source, and way from it, that a report gives, with the words that first do.

    `via` is empty where the report heard the source itself. What one party says that another said comes via the first.
    """
    own_spans, own_sentences, own_statements = map(by_report, (spans, sentences, statements))
    rows = []
    for report in reports:
        name = report["report_id"]
        told = _told(report, own_sentences[name], own_statements[name], codebook)
        rows += _first([*_credits(report, own_spans[name], codebook), *told])
    return rows


def _first(rows: Iterable[dict]) -> list[dict]:
    """The first row of each source and way."""
    unique: dict[tuple, dict] = {}
    for row in rows:
        unique.setdefault((row["kind"] == "statement", row["origin"].casefold(), row["via"]), row)
    return list(unique.values())


def _told(report: dict, sentences: Rows, statements: Rows, codebook: Mapping) -> Iterator[dict]:
    starts, occasions = [row["start"] for row in sentences], _occasions(codebook)
    nest = Nest(statements)
    for row in statements:
        origin = _source(row) if row.get("spoken") is not False else None
        outer = nest.around(row) if origin else []
        if not origin or any(_party(o) == _party(row) for o in outer):
            continue
        at = row.get("cue_start") if row.get("cue_start") is not None else row.get("source_start")
        if at is None:
            continue
        links = [name for o in outer for name in (*_ways(o), _source(o))] + _ways(row)
        via = list(dict.fromkeys(name for name in links if name and name not in occasions))
        sentence = sentences[bisect_right(starts, at) - 1]
        start, end = _words(report["text"], row, sentence, via, codebook)
        way = {"via": "; ".join(via) or None, "party": row.get("party"), "statement_id": row["statement_id"]}
        yield _row(report, start, end, origin, "statement") | way


def _row(report: dict, start: int, end: int, origin: str, kind: str) -> dict:
    words = {"start": start, "end": end, "text": report["text"][start:end]}
    return {"report_id": report["report_id"], "origin": origin, "via": None, **words, "kind": kind}


def _source(row: dict) -> str | None:
    """Who speaks, as the report names him, else his party; None for a word that nothing resolves, such as a pronoun."""
    text = row.get("source_text") or ""
    if row.get("speaker") and not row.get("unnamed"):
        return row["speaker"]
    return text if row.get("unnamed") or " " in text else row.get("party")


def _party(row: dict) -> str | None:
    return row.get("party") or row.get("speaker") or row.get("source_text")


def _ways(row: dict) -> list[str]:
    relays = [name for name in (row.get("relayed_by") or "").split("; ") if name]
    channel = row.get("channel")
    return relays + ([channel] if channel and channel not in relays else [])


def _words(text: str, row: dict, sentence: dict, via: Sequence[str], codebook: Mapping) -> tuple[int, int]:
    """From the first to the last word that names the source, the saying or the way, on one side of what is said."""
    named = [part for part in ("source", "cue") if row.get(f"{part}_start") is not None]
    pieces = [(row[f"{part}_start"], row[f"{part}_end"]) for part in named]
    outlets = names.outlets(codebook).find(sentence["text"]) if via else ()
    found = [(start, end, entry["name"]) for start, end, entry in outlets]
    found += [(at, at + len(name), name) for name in via if (at := sentence["text"].find(name)) >= 0]
    pieces += [(sentence["start"] + start, sentence["start"] + end) for start, end, name in found if name in via]
    before = pieces[0][0] < row["start"]
    side = [(s, e) for s, e in pieces if (e <= row["start"] if before else s >= row["end"])] or pieces[:1]
    return min(s for s, _ in side), max(e for _, e in side)


def _credits(report: dict, spans: Rows, codebook: Mapping) -> Iterator[dict]:
    """Agencies, pages and authors that the report is credited to; a credit of a picture tells nothing of the words."""
    rules = {entry["code"]: entry for entry in codebook["layout"]}
    for span in spans:
        entry = rules.get(span["rule"])
        if entry is None or span["kind"] not in CREDITS or entry.get("rest") == "caption":
            continue
        for kind, origin, start, end in _credited(report["text"], span, entry, codebook):
            whole = (span["start"], span["end"]) if span["kind"] == "credit" else (start, end)
            yield _row(report, *_trimmed(report["text"], *whole), origin, kind)


def _credited(text: str, span: dict, entry: dict, codebook: Mapping) -> Iterator[tuple[str, str, int, int]]:
    """(kind, name, start, end) of each that a credit, dateline or byline names."""
    found = _compiled(entry["pattern"]).match(text, span["start"])
    told = [key for key in ("byline", "agency", "wire", "source") if found and found.groupdict().get(key)]
    if told:
        name, kind = found[told[0]].strip(), {"wire": "agency", "source": "credit"}.get(told[0], told[0])
        yield kind, _known(name, codebook) if kind != "byline" else name, *found.span(told[0])
    elif span["kind"] == "credit":
        base = span["start"]
        for start, end, outlet in names.outlets(codebook).find(text[base : span["end"]]):
            yield "credit", outlet["name"], base + start, base + end


_compiled = lru_cache(maxsize=256)(re.compile)


def _known(name: str, codebook: Mapping) -> str:
    """The codebook's name of an outlet, in whatever case it is printed; any other as printed."""
    return _outlets(codebook).get(_plain(name), name)


@lru_cache(maxsize=8)
def _occasions(codebook: Mapping) -> frozenset[str]:
    """At a press conference or in an interview a report may have heard the source itself."""
    return frozenset(entry["name"] for entry in codebook["publishers"] if entry["kind"] == "occasion")


@lru_cache(maxsize=8)
def _outlets(codebook: Mapping) -> dict[str, str]:
    book = codebook["publishers"]
    return {_plain(name): entry["name"] for entry in book for name in (entry["name"], *entry["aliases"].split("|"))}


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


class Nest:
    """Which statements of one report stand inside which."""

    def __init__(self, statements: Rows):
        self.rows = sorted(statements, key=lambda row: (row["start"], -row["end"]))
        self.starts = [row["start"] for row in self.rows]

    def holding(self, start: int, end: int) -> list[dict]:
        """The statements that hold a stretch, outermost first."""
        last = bisect_right(self.starts, start)
        return [row for row in self.rows[max(0, last - NESTED) : last] if end <= row["end"]]

    def uttered(self, start: int, end: int) -> Iterator[tuple[dict, bool]]:
        """The spoken statements of which the stretch is part, innermost first, and whether of their reporting words."""
        at = bisect_right(self.starts, start)
        for row in reversed(self.rows[max(0, at - NESTED) : at + NESTED]):
            said = row["start"] <= start and end <= row["end"]
            cue = row.get("cue_start")
            if (said or cue is not None and cue <= start and end <= row["cue_end"]) and row.get("spoken") is not False:
                yield row, not said

    def around(self, row: dict) -> list[dict]:
        """Those by others that hold the statement."""
        held = (row["start"], row["end"])
        return [o for o in self.holding(*held) if (o["start"], o["end"]) != held and o.get("spoken") is not False]
