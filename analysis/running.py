"""Where reports are read: here, in processes side by side, or on a Dask cluster; what was read before is not read again.

Every way gives the same rows in the same order: reading is pure, one report at a time. What is read lies in files, so
that a run holds no more of it than it asks for.
"""

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from graphlib import TopologicalSorter
from itertools import groupby
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis import reading, tables
from analysis.cache import Cache
from analysis.codebook import Codebook
from analysis.errors import WorkbookError
from analysis.reading import Rows
from analysis.streams import Stream

GARBAGE = 100_000, 50, 100  # reading makes many small objects and hardly a cycle: looking for them took a tenth
MANY = 200  # reports from which on another process is worth its start
ROOM = 2 * 2**30  # bytes that a run takes on any machine while steps over all reports are done
PROGRAM = 150 * 2**20  # of them for each process, whatever it does
WINDOW = 1024  # reports whose rows are looked at together
BATCH = 16, 128  # reports that go to a process at a time, at least and at most
ROUNDS = 8  # batches a process gets, if that makes them no smaller than the least: the last ends soon after the others

TABLES = ("reports", *reading.READ)
Part = dict[str, bytes]  # a Parquet file a table
Batches = Sequence[Sequence[dict]]


@dataclass(frozen=True)
class Read(Mapping[str, Stream]):
    """What was read of reports, in their order: the rows of every table, from files anew whenever they are asked for."""

    digests: dict[str, str]  # report_id -> the digest of all that its rows hang on
    parts: dict[str, Path]  # report_id -> the part that holds it, in the order of the reports
    cache: Cache | None  # held as long as its files are needed

    def __getitem__(self, name: str) -> Stream:
        if name not in TABLES:
            raise KeyError(name)
        return Stream([partial(self._table, name, window) for window in self._windows])

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def letters(self) -> int:
        """How long all texts together are."""
        return sum(pc.sum(table["chars"]).as_py() or 0 for table in self["reports"].of("chars").pieces)

    @cached_property
    def _windows(self) -> list[dict[str, Path]]:
        """The reports with their parts, so many together: a window ends with a part, where that can be."""
        windows: list[dict[str, Path]] = [{}]
        for part, names in groupby(self.parts, self.parts.__getitem__):
            if len(windows[-1]) >= WINDOW:
                windows.append({})
            windows[-1] |= dict.fromkeys(names, part)
        return windows

    def _table(self, name: str, window: Mapping[str, Path], columns: Sequence[str] | None) -> pa.Table:
        """One of the tables, in Arrow, for these reports in their order."""
        if not window:
            whole = tables.columns(name, [])
            return whole if columns is None else whole.select(columns)
        parts = {part: number for number, part in enumerate(dict.fromkeys(window.values()))}
        asked = None if columns is None else [*dict.fromkeys(["report_id", *columns])]
        pieces = [_opened(part / f"{name}.parquet", asked) for part in parts]
        whole = pa.concat_tables(pieces)
        place = pc.index_in(whole["report_id"], pa.array(list(window), whole.schema.field("report_id").type))
        place = place.fill_null(-1).to_numpy().copy()
        # A part can hold reports that are not asked for, or an earlier text of one that another part holds.
        home = np.array([parts[part] for part in window.values()])
        place[home[place] != np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])] = -1
        if (np.diff(place, prepend=0) < 0).any():
            order = np.argsort(place, kind="stable")
            whole = whole.take(order[np.searchsorted(place[order], 0) :])
        return whole if columns is None else whole.select(columns)


def read_all(
    reports: Sequence[dict],
    *,
    codebook: Codebook,
    cache: Cache | None = None,
    processes: int = 1,
    cluster: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Read:
    """The tables of `reading.READ`, and `reports`, over all reports in their order.

    `cluster` is the address of a Dask scheduler, or "local" for one of two workers on this machine. Raises WorkbookError
    if a process is killed: what was read until then is kept, and is not read again.
    """
    cache = cache or Cache(None, codebook)
    digests = {report["report_id"]: cache.key(report) for report in reports}
    found = cache.find(digests.values())
    parts = {report_id: found[key] for report_id, key in digests.items() if key in found}
    for report_id in parts if progress else ():
        progress(report_id)
    batches = _batches([report for report in reports if report["report_id"] not in parts], processes)
    processes = min(processes, len(batches))
    read = _on_cluster(cluster) if cluster else _in_processes(processes) if processes > 1 else _here
    for batch, files in zip(batches, read(batches, codebook)):
        names = [report["report_id"] for report in batch]
        parts |= dict.fromkeys(names, cache.put({digests[name]: name for name in names}, files))
        for name in names if progress else ():
            progress(name)
    return Read(digests, {name: parts[name] for name in digests}, cache)


def _batches(reports: Sequence[dict], processes: int) -> Batches:
    least, most = BATCH
    size = min(max(len(reports) // (processes * ROUNDS), least), most)
    return [reports[start : start + size] for start in range(0, len(reports), size)]


def read_batch(reports: Sequence[dict], codebook: Codebook) -> Part:
    """What is read of some reports."""
    codebook = known(codebook)
    return files(reading.joined(reading.read(report, codebook=codebook) for report in reports))


def files(rows: Mapping[str, Rows]) -> Part:
    """The rows of some reports as they travel and are kept."""
    return {f"{name}.parquet": _parquet(tables.columns(name, own)) for name, own in rows.items()}


def known(codebook: Codebook) -> Codebook:
    """One object a process, so that what is made of it is made once."""
    return _codebooks.setdefault(codebook.version, codebook)


_codebooks: dict[str, Codebook] = {}


def _opened(path: Path, columns: Sequence[str] | None) -> pa.Table:
    with pq.ParquetFile(path) as file:  # four times as quick as pq.read_table, of a small file
        return file.read(columns)


def _parquet(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd", write_statistics=False)
    return out.getvalue().to_pybytes()


def _here(batches: Batches, codebook: Codebook) -> Iterator[Part]:
    return (read_batch(batch, codebook) for batch in batches)


def _in_processes(n: int) -> Callable[[Batches, Codebook], Iterator[Part]]:
    def read(batches: Batches, codebook: Codebook) -> Iterator[Part]:
        with _pool(n, preload=["analysis.warm"]) as pool:
            yield from pool.map(read_batch, batches, [codebook] * len(batches))

    return read


@contextmanager
def _pool(n: int, *, preload: Sequence[str] = (), fresh: bool = False) -> Iterator[ProcessPoolExecutor]:
    """Processes forked from one that has loaded these modules, so that they share them, where the system can fork; a
    `fresh` one for each task."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(list(preload))
    try:
        tasks = 1 if fresh else None
        with ProcessPoolExecutor(n, context, gc.set_threshold, GARBAGE, max_tasks_per_child=tasks) as pool:
            yield pool
    except BrokenProcessPool as error:
        raise WorkbookError("a process was killed; what was read is kept: run it again, perhaps with fewer processes") from error


class Step(Protocol):
    """What is done over all reports."""

    needs: Iterable[str]  # the steps that it rests on
    holds: float  # bytes of memory that it takes for a letter of the reports


def in_order(steps: Mapping[str, Step], do: Callable[[str], None], letters: int) -> None:
    """Do steps that may rest on others in two processes, as long as there is memory for both: of those whose turn it can be,
    the first in `steps`.

    ROOM is enough, this process included, or where one step alone takes more, half of what the machine has free. Where not
    any two fit, each step has a process of its own, which gives all of its memory back.
    """
    order, ready, at_work = TopologicalSorter({name: step.needs for name, step in steps.items()}), set(), {}
    order.prepare()
    sizes = {name: PROGRAM + step.holds * letters for name, step in steps.items()}
    largest = max(sizes.values())
    own, free = _memory()
    room = ROOM - own if largest <= ROOM - own else free // 2
    with _pool(2, preload=["analysis.book"], fresh=2 * largest > room) as pool:
        while order.is_active():
            ready.update(order.get_ready())
            for name in [name for name in steps if name in ready]:
                taken = sum(map(sizes.__getitem__, at_work.values()))
                if not at_work or (len(at_work) < 2 and taken + sizes[name] <= room):
                    ready.remove(name)
                    at_work[pool.submit(do, name)] = name
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                future.result()
                order.done(at_work.pop(future))


def _memory() -> tuple[int, int]:
    """The bytes of memory that this process has, and those that the machine has free."""
    from psutil import Process, virtual_memory

    return Process().memory_info().rss, virtual_memory().available


def _on_cluster(address: str) -> Callable[[Batches, Codebook], Iterator[Part]]:
    def read(batches: Batches, codebook: Codebook) -> Iterator[Part]:
        try:
            from dask.distributed import Client, LocalCluster
        except ImportError as error:
            raise WorkbookError("a cluster needs Dask: pip install 'analysis[cluster]'") from error
        where = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) if address == "local" else address
        with Client(where) as client:
            told = client.scatter(codebook, broadcast=True)
            futures = [client.submit(read_batch, batch, told, pure=False) for batch in batches]
            for future in futures:
                yield future.result()
                future.release()
        if address == "local":
            where.close()

    return read
