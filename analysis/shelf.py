"""The tables of a run on disk: one file, opened table by table, so that no more of a large run is held than is asked for.

The file is an ordinary zip archive of the Parquet files that `workbook tables` writes.
"""

import shutil
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import export, tables
from analysis.streams import Stream


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


class Filling(MutableMapping[str, Stream]):
    """Tables on their way to a shelf: none is held, each lies in its file and is opened whenever it is asked for."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __getitem__(self, name: str) -> Stream:
        if name not in self:
            raise KeyError(name)
        with pq.ParquetFile(self._file(name)) as file:
            return Stream([partial(self._read, name, number) for number in range(file.num_row_groups)])

    def _read(self, name: str, number: int, columns: Sequence[str] | None) -> pa.Table:
        # Opened once: what opens it again for its rows may find the table of another process there, which has other
        # columns filled in, but the same rows in the same groups.
        with pq.ParquetFile(self._file(name)) as file:
            return file.read_row_group(number, columns)

    def __setitem__(self, name: str, rows: Stream) -> None:
        with export.beside(self._file(name)) as fresh:  # another process may be reading the table as it was
            export.parquet(rows.pieces, fresh)
        pa.default_memory_pool().release_unused()  # else the process keeps what writing took

    def __contains__(self, name: object) -> bool:
        return self._file(str(name)).exists()

    def __delitem__(self, name: str) -> None:
        self._file(name).unlink()

    def __iter__(self) -> Iterator[str]:
        return (file.stem for file in sorted(self.folder.glob("*.parquet")))

    def __len__(self) -> int:
        return len(list(self))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


@contextmanager
def fill(path: Path) -> Iterator[Filling]:
    """All tables of a run, to be put there one by one; the file appears when the block ends well."""
    with export.together(path.parent) as fresh:
        filling = Filling(fresh / "tables")
        filling.folder.mkdir()
        yield filling
        with ZipFile(fresh / path.name, "w") as file:
            for name in tables.TABLES:
                file.write(filling.folder / f"{name}.parquet", f"{name}.parquet")
        shutil.rmtree(filling.folder)
