"""What was read of reports before, kept by content: the same report, codebooks and engine always give the same rows.

A part is a folder with what was read of some reports: a Parquet file a table, and `part.json`, which names its reports
and the sizes of its files. A run is the file with all tables of one (see shelf.py). Both appear whole or not at all and
are never changed, so that runs at the same time share a folder, and a run that is killed loses only what it had not yet
put by.
"""

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import language
from analysis.codebook import Codebook
from analysis.export import folder_beside
from analysis.reading import CODEBOOKS

DAYS = 30  # a part that no run has used for so long is taken away
RUNS = 8  # the last ones used are kept
MADE, READ = "workbook-runs", "workbook-parts"  # folders in the cache folder: nothing else in it is touched
PACKAGE = Path(__file__).parent


def place() -> Path | None:
    """The folder that WORKBOOK_CACHE names, else one of this user's; None if it names none ("")."""
    from platformdirs import user_cache_path

    named = os.environ.get("WORKBOOK_CACHE")
    return user_cache_path("analysis-workbook", appauthor=False) if named is None else Path(named) if named else None


class Cache:
    """What was read and made, in a folder: without `folder`, or where it cannot be written, one that goes with this object."""

    def __init__(self, folder: Path | None, codebook: Codebook):
        self._base, self._all = (_engine() + codebook.digest(names) for names in (CODEBOOKS, codebook))
        self._passing = None if folder and _writable(folder) else TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True)
        self.folder = Path(self._passing.name) if self._passing else folder
        self._parts = dict(self._stored())

    def key(self, report: Mapping) -> str:
        told = json.dumps(report, sort_keys=True, ensure_ascii=False)
        return sha256(f"{self._base}\n{told}".encode()).hexdigest()

    def find(self, keys: Iterable[str]) -> dict[str, Path]:
        """Of those keys that are here, the part that holds each; none of these is taken away for the next days."""
        found = {key: self._parts[key] for key in keys if key in self._parts}
        there = {part for part in set(found.values()) if _touched(part / "part.json")}
        return {key: part for key, part in found.items() if part in there}

    def put(self, report_ids: Mapping[str, str], files: Mapping[str, bytes]) -> Path:
        """Keep the files of the reports with these keys; the part."""
        part = self.folder / READ / sha256("".join(report_ids).encode()).hexdigest()[:24]
        part.parent.mkdir(exist_ok=True)
        with folder_beside(part) as fresh:
            for name, content in files.items():
                (fresh / name).write_bytes(content)
            told = {"reports": dict(report_ids), "sizes": {name: len(content) for name, content in files.items()}}
            (fresh / "part.json").write_text(json.dumps(told), encoding="utf-8")
        return part

    def run(self, *told: object) -> Path:
        """Where the tables lie, or are to lie, of a run that this is told of; of other runs only those used last stay."""
        name = sha256(f"{self._all}\n{json.dumps(told)}".encode()).hexdigest()[:24]
        own = self.folder / MADE / f"{name}.zip"
        others = sorted((file for file in own.parent.glob("*.zip") if file != own), key=_used)
        for file in others[: -RUNS + 1]:
            file.unlink(missing_ok=True)
        _touched(own)
        return own

    def _stored(self) -> Iterator[tuple[str, Path]]:
        """The keys that are here, and in which part; a part that is old or not whole goes."""
        for told in sorted(self.folder.glob(f"{READ}/*/part.json")):
            if keys := _whole(told):
                yield from ((key, told.parent) for key in keys)
            else:
                shutil.rmtree(told.parent, ignore_errors=True)


def _whole(told: Path) -> list[str]:
    """The keys of a part that is whole and not too old."""
    try:
        content, used = json.loads(told.read_bytes()), told.stat().st_mtime
        whole = all((told.parent / name).stat().st_size == size for name, size in content["sizes"].items())
        return list(content["reports"]) if whole and used > time.time() - DAYS * 86_400 else []
    except (OSError, ValueError, LookupError):
        return []


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _touched(file: Path) -> bool:
    try:
        os.utime(file)
    except OSError:
        return False  # another run took it away
    return True


def _used(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


@cache
def _engine() -> str:
    """A digest of the code, the data and the versions that the reading hangs on."""
    files = [*sorted(PACKAGE.rglob("*.py")), *sorted((PACKAGE / "data").iterdir())]
    told = sha256("".join([language.VERSION, version("spacy"), version("thinc"), version("numpy")]).encode())
    for file in files:
        told.update(file.read_bytes())
    return told.hexdigest()
