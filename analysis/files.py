"""Files: every input below the given paths, each with what keeps it from being opened; only regular files ever are.

No link inside a folder is followed: what it leads to inside the folder is read under its own name, and what lies
outside is none of the folder's. So a stranger's folder can neither go in circles nor fetch a file of the reader's own.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from analysis.errors import InputError

LARGEST, LONGEST = 200, 10_000_000  # what is read at most, if nobody says: megabytes of a file, characters of a report
# Half a character: JSON and file names can hold one, no file of text can.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Opening a pipe would wait for a writer, if one took the file's place meanwhile.
SAFELY = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(InputError):
    """An input, or a part of one, that cannot be read: why, and what to do about it."""

    def __init__(self, what: str, to_do: str = "look at the file; the other reports are read"):
        super().__init__(what)
        self.to_do = to_do


@dataclass(frozen=True)
class Found:
    """An input: where it lies, its name below the path that was given, and why it is not opened, if it is not."""

    path: Path
    name: str
    fault: Unreadable | None = None
    lost: bool = True  # its content is lost by that; if not, it stands elsewhere or is none


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """Every file below the paths, in the order of their names; a folder only where it cannot be looked into.

    Raises InputError if there is nothing at a path.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _inside(path)
        elif path.exists():
            yield _file(path, path.parent, path.stat())
        else:
            raise InputError(f"{path}: there is no such file or folder; check the name")


def _inside(root: Path) -> Iterator[Found]:
    """Not by recursion, for folders lie deeper in each other than Python calls."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            state = path.lstat() if path != root else path.stat()
            if stat.S_ISDIR(state.st_mode):
                waiting += [path / name for name in sorted(os.listdir(path), reverse=True)]
            elif stat.S_ISLNK(state.st_mode):
                yield _link(path, root)
            else:
                yield _file(path, root, state)
        except OSError as error:
            yield Found(path, _name(path, root), _unopened(error))


def _file(path: Path, root: Path, state: os.stat_result) -> Found:
    if stat.S_ISREG(state.st_mode):
        return Found(path, _name(path, root))
    fault = Unreadable("a pipe, a socket or a device, and no file: it is not opened", "write what it gives into a file")
    return Found(path, _name(path, root), fault, lost=False)


def _link(path: Path, root: Path) -> Found:
    name = _name(path, root)
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):  # a circle of links is either, by the version of Python
        return Found(path, name, Unreadable("a link that leads nowhere, or in a circle", "take it away, or mend it"))
    if target.is_relative_to(root.resolve()):
        fault = Unreadable("a link to what lies in the same folder: it is read there, once", "nothing, or take it away")
        return Found(path, name, fault, lost=False)
    to_do = "copy here what it leads to, or name that as an input"
    return Found(path, name, Unreadable("a link that leads out of the folder: it is not followed", to_do))


def _name(path: Path, root: Path) -> str:
    """As it is printed: bytes that are no UTF-8 are written \\xff, for no table holds them."""
    name = path.relative_to(root).as_posix() if path != root else path.name or "."
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _unopened(error: OSError) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        return Unreadable("it was taken away after the folder was listed", "put it back, and run it again")
    return Unreadable(f"it cannot be opened: {error.strerror}", "check its permissions, and the length of its name")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, if it is a regular one at the moment of opening. Raises Unreadable."""
    try:
        descriptor = os.open(path, SAFELY)
    except OSError as error:
        raise _unopened(error) from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("it is no regular file any more", "write what it gives into a file")
        yield stream


def state(stream: BinaryIO) -> tuple[int, ...]:
    """What tells that an open file has been changed or taken away: size, time of the last change, names that it has."""
    told = os.fstat(stream.fileno())
    return told.st_size, told.st_mtime_ns, told.st_nlink
