"""Codebooks: all vocabulary and rules that an analyst may want to change, as YAML or CSV.

A codebook is a list of entries. What ships lies in `analysis/codebooks/`; a folder of the same form beside the
reports extends it: an entry with a `code` that ships replaces that entry, any other is added.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import yaml

from analysis.errors import CodebookError

SHIPPED = Path(__file__).parent / "codebooks"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # data only, by the C parser where there is one


class Codebook(Mapping):
    """Codebook name -> its entries (a list of dictionaries, in file order)."""

    def __init__(self, *folders: Path):
        self.own = folders[1:]  # beside what ships
        self.files = [file for folder in folders for file in sorted(folder.glob("*.*")) if file.suffix in (".yaml", ".csv")]

    @cached_property
    def _entries(self) -> dict[str, list[dict]]:
        books: dict[str, dict] = {}
        for file in self.files:
            book, here = books.setdefault(file.stem, {}), set()
            for number, entry in enumerate(_read(file), 1):
                if not isinstance(entry, dict) or not entry.get("code"):
                    raise CodebookError(f"{file}, entry {number}: it has no `code`; give it one")
                if entry["code"] in here:
                    raise CodebookError(f"{file}, entry {number}: the code {entry['code']} is taken in this file; choose another")
                here.add(entry["code"])
                book[entry["code"]] = entry
        return {name: list(book.values()) for name, book in books.items()}

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits that change whenever any entry does."""
        return hashlib.sha256(b"".join(file.read_bytes() for file in self.files)).hexdigest()[:12]

    def digest(self, names: Iterable[str]) -> str:
        """A digest of the entries of these codebooks alone."""
        told = json.dumps([self._entries.get(name, []) for name in names], ensure_ascii=False, default=str)
        return hashlib.sha256(told.encode()).hexdigest()

    def __getstate__(self) -> dict:
        """Whole, for a process on a machine that has not its files."""
        return {**self.__dict__, "version": self.version, "_entries": self._entries}

    def __getitem__(self, name: str) -> list[dict]:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    # What is made of a codebook is asked for at every word: by which object it is, not by what it holds.
    __hash__, __eq__ = object.__hash__, object.__eq__


def _read(file: Path) -> list[dict]:
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream)) if file.suffix == ".csv" else yaml.load(stream, LOADER) or []
    except (yaml.YAMLError, UnicodeDecodeError, csv.Error) as error:
        raise CodebookError(f"{file}: it cannot be read: {error}; mend the file or take it away") from error


def load(beside: Path | None = None) -> Codebook:
    """What ships, extended by the folder `codebooks` in `beside` if there is one."""
    extra = [beside / "codebooks"] if beside and (beside / "codebooks").is_dir() else []
    return Codebook(SHIPPED, *extra)
