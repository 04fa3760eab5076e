"""The tables of a run on disk: one file, opened table by table, so that no more of a large run is held than is asked for.

The file is an ordinary zip archive of the Parquet files that `workbook tables` writes.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import export, tables

Put = Callable[[str, pa.Table], None]


class Shelf(Mapping[str, pd.DataFrame]):
    """Table name -> dataframe, opened when it is first asked for and held from then on."""

    def __init__(self, path: Path):
        self._file = ZipFile(path)  # open, so that it may be taken away meanwhile
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = tables.as_frame(self._parquet(name).read())
        return self._frames[name]

    def __setitem__(self, name: str, table: pd.DataFrame) -> None:
        self._frames[name] = table

    def __iter__(self) -> Iterator[str]:
        return iter(tables.TABLES)

    def __len__(self) -> int:
        return len(tables.TABLES)

    def count(self, name: str) -> int:
        """The rows of a table, which is not opened for it."""
        return len(self._frames[name]) if name in self._frames else self._parquet(name).metadata.num_rows

    def content(self, name: str) -> bytes | None:
        """The Parquet file of a table as it was put here; None once it was opened: it may have been changed."""
        return None if name in self._frames else self._file.read(f"{name}.parquet")

    def _parquet(self, name: str) -> pq.ParquetFile:
        return pq.ParquetFile(pa.BufferReader(self._file.read(f"{name}.parquet")))


def opened(path: Path) -> Shelf | None:
    """The shelf that lies there whole, if one does."""
    try:
        return Shelf(path)
    except (OSError, BadZipFile):
        return None


@contextmanager
def fill(path: Path) -> Iterator[Put]:
    """A function that puts a table on a new shelf; those never put there are empty. The file appears when all are there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with export.beside(path) as fresh, ZipFile(fresh, "w") as file:
        done = set()

        def put(name: str, table: pa.Table) -> None:
            content = BytesIO()
            export.FORMATS["parquet"](tables.as_frame(table), content)
            file.writestr(f"{name}.parquet", content.getbuffer())
            done.add(name)

        yield put
        for name in tables.TABLES.keys() - done:
            put(name, tables.columns(name, []))
