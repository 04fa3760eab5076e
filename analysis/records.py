"""Records: the forms of file that hold many reports, read one at a time; what is no record is named with its place.

Of a form with a record a line, or a row, no more is held than one.
"""

import csv
import gzip
import io
import json
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from analysis.decoding import SAMPLE, decode, marked, wide
from analysis.errors import InputError
from analysis.files import Unreadable

FIELDS = ("id", "text", "title", "published", "publisher", "url", "language")
BLOCK = 2**20  # bytes read at a time
BATCH = 16  # rows of Parquet
MOST_FAULTS = 100  # a CSV file with more is none, and looking for the end of each could take for ever
MEND = "mend that line; the rest is kept"
AFTER_ITS_END = "something follows after its end", "is it one record a line? Then name it .jsonl"


class Limits(NamedTuple):
    """How much is read: bytes a file, packed and unpacked; characters a report, and bytes a line."""

    largest: int
    longest: int

    def too_large(self, what: str) -> Unreadable:
        raises = "split it, or raise the limit: --largest MB (in Python, load(..., largest=MB))"
        return Unreadable(f"{what} more than {self.largest / 1e6:,g} MB, the most that is read of a file", raises)

    def too_long(self, what: str) -> Unreadable:
        raises = "split it, or raise the limit: --longest N (in Python, load(..., longest=N))"
        return Unreadable(f"{what} longer than {self.longest:,} characters, the most that is read as one", raises)


class Part(NamedTuple):
    """A record of a file, or why it is none; `number` counts from 1, and 0 is the only one; `where` tells a reader."""

    number: int
    where: str
    record: object
    sha256: str | None = None  # of the file, where it is one report


def whole(stream: io.BufferedIOBase, limits: Limits) -> bytearray:
    """All that the stream gives: it may be more than its file had when it was looked at."""
    data = bytearray()
    while block := stream.read(BLOCK):
        data += block
        if len(data) > limits.largest:
            raise limits.too_large("it has")
    return data


def read_json(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    """An object; or a list of them, each read for itself up to the first that is no JSON."""
    text = decode(whole(stream, limits))
    read, blank, comma = json.JSONDecoder().raw_decode, re.compile(r"\s*"), re.compile(r"\s*,?\s*")
    place = blank.match(text).end()
    if not text.startswith("[", place):
        try:
            content, end = read(text, place)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"it is no JSON: {_said(error)}") from error
        yield Part(0, "it", content) if isinstance(content, dict) else Part(1, "record 1", content)
        if blank.match(text, end).end() < len(text):
            raise Unreadable(*AFTER_ITS_END)
        return
    place, number = blank.match(text, place + 1).end(), 1
    while not text.startswith("]", place):
        try:
            content, end = read(text, place)
        except (ValueError, RecursionError) as error:
            what = f"record {number} is no JSON: {_said(error)}"
            raise Unreadable(what, "mend it; the records before it are kept") from error
        yield Part(number, f"record {number}", content)
        place, number = comma.match(text, end).end(), number + 1
    if blank.match(text, place + 1).end() < len(text):
        raise Unreadable(*AFTER_ITS_END)


def read_jsonl(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    for number, line in _lines(_plain(stream, limits), limits):
        where = f"line {number}"
        if isinstance(line, InputError):
            yield Part(number, where, line)
        elif line.strip():
            try:
                yield Part(number, f"record {number}", json.loads(line))
            except (ValueError, RecursionError) as error:
                yield Part(number, where, Unreadable(f"no JSON: {_said(error)}", MEND))


def read_packed(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    try:
        with gzip.open(stream) as unpacked:
            yield from read_jsonl(unpacked, limits)
    except (OSError, EOFError, zlib.error) as error:
        what = f"it cannot be unpacked: {error}"
        raise Unreadable(what, "get it anew; what was read before the fault is kept") from error


def read_csv(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    """Comma, semicolon or tab between the cells, as in the head."""
    csv.field_size_limit(2**31 - 1)  # it holds for the whole process: `_feed` keeps to the limit
    lines = (line for _, line in _lines(_plain(stream, limits), limits))
    first = next(lines, "")
    rows = _rows(first, lines, limits, delimiter=max(",;\t", key=first.count) if isinstance(first, str) else ",")
    _, names = next(rows, (1, []))
    if isinstance(names, InputError) or "text" not in names:
        raise Unreadable("it has no column `text`", "give each record a `text`; the first line names the columns")
    number = faults = 0
    for line, cells in rows:
        number += 1
        if not isinstance(cells, InputError) and len(cells) > len(names):
            what = f"{len(cells)} cells under {len(names)} names: a comma in a text that has no quotation marks?"
            cells = Unreadable(what, MEND)
        faults += isinstance(cells, InputError)
        if faults > MOST_FAULTS:
            raise Unreadable(f"more than {MOST_FAULTS} faults up to line {line}: the rest is not read", "mend the file")
        record = cells if isinstance(cells, InputError) else dict(zip(names, cells, strict=False))
        yield Part(number, f"line {line}", record)


def _rows(first: str, lines: Iterator, limits: Limits, delimiter: str) -> Iterator[tuple[int, list[str] | InputError]]:
    """(line, cells) of each row; a row with a fault is its first line alone, and what follows is read anew: a quotation
    mark that is never closed would take all of it."""
    waiting, line = deque([first]), 1
    while True:
        held: list[str] = []
        try:
            cells = next(csv.reader(_feed(waiting, lines, held, limits), delimiter=delimiter, strict=True))
        except StopIteration:
            return
        except (csv.Error, InputError) as error:
            waiting.extendleft(reversed(held[1:]))
            yield line, error if isinstance(error, InputError) else Unreadable(f"no CSV: {_unclosed(error)}", MEND)
            line += 1
            continue
        if cells:
            yield line, cells
        line += len(held)


def _feed(waiting: deque, lines: Iterator, held: list, limits: Limits) -> Iterator[str]:
    size = 0
    while waiting or (line := next(lines, None)) is not None:
        held.append(waiting.popleft() if waiting else line)
        if isinstance(held[-1], InputError):
            raise held[-1]
        size += len(held[-1])
        if size > limits.longest:
            raise limits.too_long("with what a quotation mark holds together it is")
        yield held[-1]


def _unclosed(error: csv.Error) -> str:
    return "a quotation mark is not closed" if "unexpected end" in str(error) else str(error)


def read_parquet(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    import pyarrow.parquet

    try:
        table, number = pyarrow.parquet.ParquetFile(stream), 0
        columns = [name for name in table.schema_arrow.names if name in FIELDS]
        for batch in table.iter_batches(BATCH, columns=columns):
            for number, record in enumerate(batch.to_pylist(), number + 1):
                yield Part(number, f"record {number}", record)
    except (pyarrow.ArrowException, ValueError, OSError) as error:
        raise Unreadable(f"it is no readable Parquet file: {_short(error)}") from error


# ---------------------------------------------------------------- lines
def _plain(stream: io.BufferedIOBase, limits: Limits) -> io.BufferedIOBase:
    """The stream, in an encoding in which a line ends with the byte of a line feed."""
    head = stream.read1(SAMPLE)
    stream.seek(0)
    return io.BytesIO(decode(whole(stream, limits)).encode()) if marked(head) or wide(head) else stream


def _lines(stream: io.BufferedIOBase, limits: Limits) -> Iterator[tuple[int, str | InputError]]:
    """(number, text) of each line with its end; each is decoded for itself, so that broken bytes spoil no other."""
    for number, line in enumerate(_pieces(stream, limits), 1):
        try:
            yield number, decode(line) if line is not None else limits.too_long("it is")
        except InputError as error:
            yield number, Unreadable(str(error), MEND)


def _pieces(stream: io.BufferedIOBase, limits: Limits) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long to be held."""
    rest, dropped, total = b"", False, 0
    while block := stream.read1(BLOCK):  # what can be had before a fault
        total += len(block)
        if total > limits.largest:
            raise limits.too_large("it has, or unpacks to,")
        *whole, rest = (rest + block).splitlines(keepends=True)  # the last may go on, or its \n may follow its \r
        for line in whole:
            yield None if dropped or len(line) > limits.longest else line
            dropped = False
        if len(rest) > limits.longest and not rest.endswith((b"\n", b"\r")):
            rest, dropped = b"", True
    if rest or dropped:
        yield None if dropped or len(rest) > limits.longest else rest


def _said(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else _short(error)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
