"""Tables as files: Parquet, CSV, JSON lines or Excel, one file a table; all in one Excel file; run.json beside them.

The same tables give the same bytes. A file appears whole or not at all: it is written beside its place and then moved.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import tables
from analysis.errors import TableError

# What Excel holds: characters a cell (in UTF-16 units), rows a sheet.
EXCEL_CELL, EXCEL_ROWS = 32_767, 1_048_576
CUT = " [... cut here: an Excel cell holds no more; the CSV or Parquet file has all of it]"
PART = ".part"  # ends the name of what is not yet whole
GROUP = 32_768  # rows of a Parquet file that are read together
LEFT_FOR = 86_400  # seconds after which nobody is at work on it any more
# A file that carried the time of its making would differ from run to run.
EPOCH = datetime(1980, 1, 1)


def write(
    book: Mapping[str, pd.DataFrame],
    folder: Path,
    form: str,
    *,
    kept: Callable[[str], bytes | None] = lambda name: None,
    progress: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write every table into `folder` (made if need be) as `form`, a key of FORMATS; the files, in the tables' order.

    `kept` gives the Parquet file of a table where there is one.

    Excel cuts what no cell can hold; each cut is a warning in its `problems` file. Raises TableError if a table has
    more rows than a sheet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if form == "xlsx":
        book = _fit(book)
    files = []
    for name in book:
        if progress:
            progress(f"{name}.{form}")
        files.append(folder / f"{name}.{form}")
        content = kept(name) if form == "parquet" else None
        with beside(files[-1]) as fresh:
            if content is None:
                FORMATS[form](book[name], fresh)
            else:
                fresh.write_bytes(content)
    return files


def write_excel(book: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Every table as a sheet of one Excel file; what does not fit is treated as `write` does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as fresh:
        _sheets(_fit(book), fresh)


def keep_codebooks(folders: Iterable[Path], beside_tables: Path) -> None:
    """Copy an analyst's codebooks beside the tables made with them, where `book.stored` finds them; without any, none stay."""
    shutil.rmtree(beside_tables / "codebooks", ignore_errors=True)
    for folder in folders:
        shutil.copytree(folder, beside_tables / "codebooks")


def write_json(content: Mapping, path: Path) -> None:
    """`content` as indented JSON, keys sorted."""
    with beside(path) as fresh:
        fresh.write_text(json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


@contextmanager
def together(out: Path, own: Iterable[str] = ()) -> Iterator[Path]:
    """A fresh folder for all that a run writes; until the block ends well, `out` is as it was.

    Then every file is moved to its place, and nothing else in `out` is touched but what `own` names: files and folders of
    an earlier run that go unless this one has made them. Raises OSError if `out` cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    _sweep(out)
    fresh = Path(mkdtemp(prefix=".", suffix=PART, dir=out))
    try:
        yield fresh
        for name in own:
            shutil.rmtree(out / name) if (out / name).is_dir() else (out / name).unlink(missing_ok=True)
        for file in sorted(file for file in fresh.rglob("*") if file.is_file()):
            place = out / file.relative_to(fresh)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sweep(out: Path) -> None:
    """Take away what runs that were killed have left half written."""
    for left in out.glob(f".*{PART}"):
        if left.stat().st_mtime < time.time() - LEFT_FOR:
            shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A fresh path beside `path`, this run's own, moved onto it when the block ends well and taken away when it does not."""
    fresh = _fresh(path)
    try:
        yield fresh
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """As `beside`, a folder; where another run has made one there meanwhile, that one stays."""
    fresh = _fresh(path)
    fresh.mkdir()
    try:
        yield fresh
        if not path.exists():
            fresh.rename(path)
    except OSError:
        if not path.exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}{PART}")


def parquet(pieces: Iterable[pa.Table], path: Path | BinaryIO) -> None:
    """A table that comes in pieces: the same file, whatever pieces they are, and no more than a group of rows is held."""
    groups = _groups(pieces)
    first = next(groups)
    schema = pa.Table.from_pandas(tables.as_frame(first.slice(0, 0)), preserve_index=False).schema
    with pq.ParquetWriter(path, schema) as file:
        for group in chain([first], groups):
            file.write_table(group.replace_schema_metadata(schema.metadata))


def _groups(pieces: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in groups of one size but for the last, which is empty only if there are none."""
    held: list[pa.Table] = []
    for piece in pieces:
        held.append(piece)
        while sum(map(len, held)) > GROUP:
            table = pa.concat_tables(held)
            yield table.slice(0, GROUP).combine_chunks()
            held = [table.slice(GROUP)]
    yield pa.concat_tables(held).combine_chunks()


def _parquet(table: pd.DataFrame, path: Path | BinaryIO) -> None:
    parquet([pa.Table.from_pandas(table, preserve_index=False)], path)


def _csv(table: pd.DataFrame, path: Path) -> None:
    # RFC 4180: CRLF ends a row. It also makes the writer quote any field with a lone \r or \n in it.
    table.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def _jsonl(table: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(table))


def _xlsx(table: pd.DataFrame, path: Path) -> None:
    _sheets({None: table}, path)


def _sheets(book: Mapping[str | None, pd.DataFrame], path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": EPOCH})
        head, cell = workbook.add_format({"bold": True, "bottom": 1}), workbook.add_format({"valign": "top"})
        for name, table in book.items():
            _fill(workbook.add_worksheet(name), table, head, cell)


def _fill(sheet, table: pd.DataFrame, head, cell) -> None:
    """Header frozen, a filter on every column, every cell by its type: a text that begins with '=' stays a text."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table), max(len(table.columns) - 1, 0))
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(table[column]), cell)
        sheet.write_string(0, place, column, head)
    for number, row in enumerate(_rows(table), 1):
        for place, value in enumerate(row.values()):
            if isinstance(value, str):
                sheet.write_string(number, place, value, cell)
            elif isinstance(value, bool):
                sheet.write_boolean(number, place, value, cell)
            elif value is not None:
                sheet.write_number(number, place, value, cell)


FORMATS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "parquet": _parquet,
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
}


def _rows(table: pd.DataFrame) -> Iterator[dict]:
    """Each row as plain Python values, null as None."""
    columns = [table[column].astype(object).where(table[column].notna(), None).tolist() for column in table.columns]
    return (dict(zip(table.columns, values, strict=True)) for values in zip(*columns, strict=True))


def _width(column: pd.Series) -> int:
    """A width, in characters, at which most of the column can be read and none fills the screen."""
    lengths = column.dropna().astype("str").str.len()
    return int(min(max(lengths.quantile(0.9) if len(lengths) else 0, len(str(column.name)) + 3), 60))


def _fit(book: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with every text cut to what a cell holds, and a row of `problems` for each cut."""
    book, notes = dict(book), []
    for name, table in book.items():
        if len(table) >= EXCEL_ROWS:
            raise TableError(
                f"{name}: {len(table):,} rows, and an Excel sheet holds {EXCEL_ROWS - 1:,}; choose csv or parquet"
            )
        for column in table.select_dtypes("str"):
            long = table.index[table[column].map(_units, na_action="ignore").fillna(0) > EXCEL_CELL]
            if len(long):
                table = book[name] = table.assign(**{column: table[column].map(_cut, na_action="ignore")})
                notes += [_note(name, table.loc[row], column) for row in long]
    if notes:
        book["problems"] = pd.concat([book["problems"], tables.frame("problems", notes)], ignore_index=True)
    return book


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text) if len(text) > EXCEL_CELL // 2 else len(text)


def _cut(text: str) -> str:
    if _units(text) <= EXCEL_CELL:
        return text
    room = EXCEL_CELL - len(CUT)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT


def _note(name: str, row: pd.Series, column: str) -> dict:
    return dict(
        path=row.get("path") if name == "reports" else None,
        report_id=row.get("report_id"),
        severity="warning",
        problem=f"{name}.{column} is longer than an Excel cell and was cut there",
        what_to_do="take the CSV or Parquet file for the whole text",
    )
