"""The way to the script: a spec by columns, what repeats told once."""

import itertools

import pandas as pd

from analysis.explorers.evidence import Texts


def packed(spec: dict, texts: Texts | None = None) -> dict:
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
