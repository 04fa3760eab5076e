"""Rows of tables that are kept in Arrow, a fifth of the size: made some thousands at a time, whenever they are gone through."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np
import pyarrow as pa

from analysis.tables import PIECE, as_rows, columns


class Stream:
    """The rows of a table, to be gone through as often as one likes; none is held longer than whoever asked holds it.

    The table, or how its columns are read where it lies (None: all of them).
    """

    def __init__(self, table: pa.Table | Callable[[list[str] | None], pa.Table]):
        self._table = table

    @cached_property
    def table(self) -> pa.Table:
        return self._table(None) if callable(self._table) else self._table

    def of(self, *columns: str) -> "Stream":
        """The same rows with these columns alone."""
        return Stream(self._table([*columns]) if callable(self._table) else self.table.select(columns))

    def filled(self, **columns: Iterable[str | None]) -> "Stream":
        """The same rows with other values in these columns of text; the rest is read when it is asked for."""
        filled = {name: pa.array(values, pa.large_string()) for name, values in columns.items()}

        def read(names: list[str] | None) -> pa.Table:
            table = self.of(*names).table if names else self.table
            for name in filled.keys() & set(table.column_names):
                table = table.set_column(table.column_names.index(name), name, filled[name])
            return table

        return Stream(read)

    def __len__(self) -> int:
        return len(self.table)

    def __iter__(self) -> Iterator[dict]:
        for start in range(0, len(self.table), PIECE):
            yield from as_rows(self.table.slice(start, PIECE))


def stream(name: str, rows: Stream | Iterable[Mapping]) -> Stream:
    """The rows of the table of this name, kept so."""
    return rows if isinstance(rows, Stream) else Stream(columns(name, rows))


def by_report(rows: Stream | Iterable[Mapping]) -> Mapping[str, list[dict]]:
    """The rows of each report, by its id; of any other there are none."""
    if isinstance(rows, Stream):
        return _ByReport(rows.table)
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["report_id"]].append(row)
    return grouped


class _ByReport(Mapping[str, list[dict]]):
    """The rows of a report are made with those of the next ones: asked for in their order, each is made once."""

    def __init__(self, table: pa.Table):
        ids = table["report_id"].combine_chunks().dictionary_encode()
        numbers = ids.indices.to_numpy()
        if (np.diff(numbers) < 0).any():  # the rows of a report lie apart
            order = np.argsort(numbers, kind="stable")
            table, numbers = table.take(order), numbers[order]
        self._starts = [*np.flatnonzero(np.diff(numbers, prepend=-1)).tolist(), len(table)]
        self._numbers = {report_id: number for number, report_id in enumerate(ids.dictionary.to_pylist())}
        self._table, self._made = table, {}

    def __getitem__(self, report_id: str) -> list[dict]:
        if report_id not in self._numbers:
            return []
        if report_id not in self._made:
            start = self._starts[self._numbers[report_id]]
            end = self._starts[min(bisect_left(self._starts, start + PIECE), len(self._starts) - 1)]
            self._made = by_report(as_rows(self._table.slice(start, end - start)))
        return self._made[report_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
