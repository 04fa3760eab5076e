"""What was read of reports before, kept by content: the same report, codebooks and engine always give the same rows.

One Parquet file holds what was read of some reports: `key` (a digest of all that the reading hangs on) and `rows` (the
report's row and its rows of every table, as JSON). Files appear whole or not at all and are never changed, so that runs
at the same time share a folder, and a run that is killed loses only what it had not yet put by.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import language
from analysis.codebook import Codebook
from analysis.export import beside
from analysis.reading import CODEBOOKS

DAYS = 30  # what no run has used for so long is taken away
PACKAGE = Path(__file__).parent


def place() -> Path | None:
    """The folder that WORKBOOK_CACHE names, else one of this user's; None if it names none ("")."""
    from platformdirs import user_cache_path

    named = os.environ.get("WORKBOOK_CACHE")
    return user_cache_path("analysis-workbook", appauthor=False) if named is None else Path(named) if named else None


class Cache:
    """Keys -> what was read; `folder` None keeps nothing."""

    def __init__(self, folder: Path | None, codebook: Codebook):
        self.folder, self._base = folder, _engine() + codebook.digest(CODEBOOKS)
        self._files = dict(self._stored()) if folder and folder.is_dir() else {}

    def key(self, report: Mapping) -> str:
        told = json.dumps(report, sort_keys=True, ensure_ascii=False)
        return sha256(f"{self._base}\n{told}".encode()).hexdigest()

    def get(self, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(key, rows) of those keys that are here, file by file."""
        wanted: dict[Path, set[str]] = {}
        for key in keys:
            if key in self._files:
                wanted.setdefault(self._files[key], set()).add(key)
        for file, own in wanted.items():
            try:
                os.utime(file)
                table = pq.read_table(file)
            except (OSError, pa.ArrowInvalid):
                continue  # another run took it away
            yield from ((key, rows) for key, rows in zip(*(column.to_pylist() for column in table.columns)) if key in own)

    def put(self, found: Mapping[str, str]) -> None:
        """Keep what was read; where the folder cannot be written, nothing is kept."""
        if not self.folder or not found:
            return
        table = pa.table({"key": list(found), "rows": pa.array(found.values(), pa.large_string())})
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with beside(self.folder / f"{sha256(''.join(found).encode()).hexdigest()[:24]}.parquet") as fresh:
                pq.write_table(table, fresh, compression="zstd", use_dictionary=False)
        except OSError:
            self.folder = None

    def _stored(self) -> Iterator[tuple[str, Path]]:
        """The keys that are here, and in which file; what is old goes, and a file that cannot be read is as good as none."""
        for file in sorted(self.folder.glob("*.parquet")):
            try:
                if file.stat().st_mtime < time.time() - DAYS * 86_400:
                    file.unlink()
                else:
                    yield from ((key, file) for key in pq.read_table(file, columns=["key"])["key"].to_pylist())
            except (OSError, pa.ArrowInvalid):
                continue


@cache
def _engine() -> str:
    """A digest of the code, the data and the versions that the reading hangs on."""
    files = [*sorted(PACKAGE.glob("*.py")), *sorted((PACKAGE / "data").iterdir())]
    told = sha256("".join([language.VERSION, version("spacy"), version("numpy")]).encode())
    for file in files:
        told.update(file.read_bytes())
    return told.hexdigest()
