"""Rows of tables that lie in Arrow or in files: made some thousands at a time, whenever they are gone through."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.tables import PIECE, as_rows, columns
from analysis.terms import Needed

Piece = Callable[[Sequence[str] | None], pa.Table]  # how some rows are read, with these columns (None: all)


class Stream:
    """The rows of a table, to be gone through as often as one likes, piece by piece; none is held longer than whoever asked
    holds it."""

    def __init__(self, pieces: Sequence[Piece], names: Sequence[str] | None = None, starts: list[int] | None = None):
        self._pieces, self._names, self._known_starts = pieces, names, starts

    @classmethod
    def holding(cls, table: pa.Table) -> "Stream":
        return cls([lambda names: table if names is None else table.select(names)])

    @property
    def pieces(self) -> Iterator[pa.Table]:
        return (piece(self._names) for piece in self._pieces)

    @property
    def table(self) -> pa.Table:
        return pa.concat_tables(self.pieces)

    def of(self, *columns: str) -> "Stream":
        """The same rows with these columns alone."""
        return Stream(self._pieces, columns, self._known_starts)

    def having(self, words: Needed, **values: Set[str]) -> "Stream":
        """The rows whose `text` can have one of these words, or that have one of these values in a column."""

        def piece(read: Piece) -> Piece:
            def having(names: Sequence[str] | None) -> pa.Table:
                table = read(None if names is None else [*dict.fromkeys([*names, "text", *values])])
                kept = words.can_be_in_each(table["text"])
                for name, known in values.items():
                    kept = pc.or_kleene(kept, pc.is_in(table[name], pa.array([*known], table.schema.field(name).type)))
                return table.filter(kept).select(table.column_names if names is None else names)

            return having

        return Stream(list(map(piece, self._pieces)), self._names)

    def filled(self, **columns: Iterable[str | None]) -> "Stream":
        """The same rows with other values in these columns of text; the rest is read when it is asked for."""
        values = {name: pa.array(column, pa.large_string()) for name, column in columns.items()}

        def piece(read: Piece, start: int) -> Piece:
            def filled(names: Sequence[str] | None) -> pa.Table:
                table = read(names)
                for name in values.keys() & set(table.column_names):
                    own = values[name].slice(start, len(table))
                    table = table.set_column(table.column_names.index(name), name, own)
                return table

            return filled

        return Stream(list(map(piece, self._pieces, self.starts)), self._names, self.starts)

    def between(self, start: int, end: int, near: dict[int, pa.Table]) -> pa.Table:
        """These rows, by their places; `near` are the pieces that were read for those asked for before."""
        numbers = range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end))
        read = {number: near[number] if number in near else self._pieces[number](self._names) for number in numbers}
        near.clear()
        near |= read
        return pa.concat_tables(read.values()).slice(start - self.starts[numbers[0]], end - start)

    @property
    def starts(self) -> list[int]:
        """The place of the first row of each piece, and the end."""
        if self._known_starts is None:
            self.report_ids()
        return self._known_starts

    def report_ids(self) -> pa.Array:
        """Of each row; read for it are the pieces, one by one."""
        ids = [piece(["report_id"]) for piece in self._pieces]
        self._known_starts = [0, *accumulate(map(len, ids))]
        return pa.concat_tables(ids)["report_id"].combine_chunks()

    def __bool__(self) -> bool:
        """Whether there are any; how many is not told, as whoever makes a list of them asks for it."""
        return any(len(piece([])) for piece in self._pieces)

    def __iter__(self) -> Iterator[dict]:
        for table in self.pieces:
            for start in range(0, len(table), PIECE):
                yield from as_rows(table.slice(start, PIECE))


def stream(name: str, rows: Stream | Iterable[Mapping]) -> Stream:
    """The rows of the table of this name, kept so."""
    return rows if isinstance(rows, Stream) else Stream.holding(columns(name, rows))


def having(rows: Stream | Iterable[dict], words: Needed, **values: Set[str]) -> Iterable[dict]:
    """The rows whose `text` can have one of these words, or that have one of these values in a column; of a stream, no
    others are made."""
    if isinstance(rows, Stream):
        return rows.having(words, **values)
    return (row for row in rows if words.can_be_in(row["text"]) or any(row.get(name) in known for name, known in values.items()))


def by_report(rows: Stream | Iterable[Mapping]) -> Mapping[str, list[dict]]:
    """The rows of each report, by its id; of any other there are none."""
    if isinstance(rows, Stream):
        return _ByReport(rows)
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["report_id"]].append(row)
    return grouped


class _ByReport(Mapping[str, list[dict]]):
    """The rows of a report are made with those of the next ones: asked for in their order, each is made once."""

    def __init__(self, rows: Stream):
        ids = rows.report_ids().dictionary_encode()
        numbers = ids.indices.to_numpy()
        if (np.diff(numbers) < 0).any():  # the rows of a report lie apart
            order = np.argsort(numbers, kind="stable")
            rows, numbers = Stream.holding(rows.table.take(order)), numbers[order]
        self._starts = [*np.flatnonzero(np.diff(numbers, prepend=-1)).tolist(), len(numbers)]
        self._numbers = {report_id: number for number, report_id in enumerate(ids.dictionary.to_pylist())}
        self._rows, self._made = rows, {}
        self._near: dict[int, pa.Table] = {}

    def __getitem__(self, report_id: str) -> list[dict]:
        if report_id not in self._numbers:
            return []
        if report_id not in self._made:
            start = self._starts[self._numbers[report_id]]
            end = self._starts[min(bisect_left(self._starts, start + PIECE), len(self._starts) - 1)]
            self._made = by_report(as_rows(self._rows.between(start, end, self._near)))
        return self._made[report_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
