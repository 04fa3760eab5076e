"""A table's cells as the script knows them, and how each column is called and set."""

from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from analysis import tables, views

ASSETS = Path(__file__).parents[1] / "assets"
VIEW = yaml.safe_load((ASSETS / "explorer.yaml").read_text(encoding="utf-8"))


def noun(table: str) -> tuple[str, str]:
    return VIEW["nouns"].get(table, [table.removesuffix("s"), table])


def column(table: str, name: str, cells: pd.Series, hidden: bool) -> dict:
    kind = next((kind for kind, names in VIEW["kinds"].items() if name in names), "short")
    kind = "number" if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells) else kind
    declared = tables.TABLES[table].columns if table in tables.TABLES else ()
    return {
        "name": name,
        "label": VIEW["labels"].get(name, views.words(name)),
        "kind": kind,
        "hidden": hidden,
        "meaning": next((column.meaning for column in declared if column.name == name), ""),
        "cells": listed(cells),
    }


def listed(cells: pd.Series) -> list:
    """The cells as JSON knows them: null, number, or text (yes and no for truth values, words for codes)."""
    if pd.api.types.is_bool_dtype(cells):
        tell = lambda value: "yes" if value else "no"  # noqa: E731
    elif pd.api.types.is_numeric_dtype(cells):
        tell = lambda value: float(value) if value % 1 else int(value)  # noqa: E731
    else:
        tell = str
    return [None if value is None else tell(value) for value in views.plain_values(cells)]


@cache
def script() -> str:
    return (ASSETS / "explorer.js").read_text(encoding="utf-8")
