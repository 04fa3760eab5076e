"""Where reports are read: here, in processes side by side, or on a Dask cluster; what was read before is not read again.

Every way gives the same rows in the same order: reading is pure, one report at a time.
"""

import json
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from sys import intern

from analysis import reading
from analysis.cache import Cache
from analysis.codebook import Codebook
from analysis.errors import WorkbookError
from analysis.reading import Rows

BATCH = 16  # reports that go to a process at a time
PUT_BY = 64  # reports after which what was read is put by
SHORT = 40  # characters of a text that many rows may have: a name, a code, a day

Batches = Iterable[Sequence[dict]]


def read_all(
    reports: Sequence[dict],
    *,
    codebook: Codebook,
    cache: Cache | None = None,
    processes: int = 1,
    cluster: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Rows]:
    """Every table of `reading.READ`, and `reports`, over all reports in their order.

    `cluster` is the address of a Dask scheduler, or "local" for one of two workers on this machine. Raises WorkbookError
    if a process is killed: what was read until then is kept, and is not read again.
    """
    cache = cache or Cache(None, codebook)
    keys = [cache.key(report) for report in reports]
    rows: dict[str, tuple[dict, dict[str, Rows]]] = {}
    words: dict[str, str] = {}

    def once(row: dict) -> dict:
        """Names of columns and short texts, which many rows have, are held once: a fifth less memory."""
        short = lambda cell: type(cell) is str and len(cell) <= SHORT  # noqa: E731
        return {intern(name): words.setdefault(cell, cell) if short(cell) else cell for name, cell in row.items()}

    def take(read: Iterable[tuple[str, str]]) -> None:
        for key, told in read:
            rows[key] = json.loads(told, object_hook=once)
            if progress:
                progress(rows[key][0]["report_id"])

    take(cache.get(keys))
    new = {key: report for key, report in zip(keys, reports) if key not in rows}
    processes = min(processes, -(-len(new) // BATCH))
    read = _on_cluster(cluster) if cluster else _in_processes(processes) if processes > 1 else _here
    take(_put_by(zip(new, read(_batched(new.values(), BATCH), codebook)), cache))
    return _together(rows.pop(key) for key in keys)


def _together(read: Iterable[tuple[dict, dict[str, Rows]]]) -> dict[str, Rows]:
    tables: dict[str, Rows] = {name: [] for name in ("reports", *reading.READ)}
    for report, found in read:
        tables["reports"].append(report)
        for name, rows in found.items():
            tables[name] += rows
    return tables


def _batched(items: Iterable, n: int) -> Iterator[list]:
    items = iter(items)
    while some := list(islice(items, n)):
        yield some


def _put_by(read: Iterator[tuple[str, str]], cache: Cache) -> Iterator[tuple[str, str]]:
    """What is read, put by as it comes; at an interruption too."""
    some: dict[str, str] = {}
    try:
        for key, rows in read:
            some[key] = rows
            yield key, rows
            if len(some) == PUT_BY:
                cache.put(some)
                some = {}
    finally:
        cache.put(some)


def read_batch(reports: Sequence[dict], codebook: Codebook) -> list[str]:
    """The rows of each report as JSON, in which they are kept and travel."""
    codebook = _codebooks.setdefault(codebook.version, codebook)
    return [json.dumps(reading.read(report, codebook=codebook), ensure_ascii=False) for report in reports]


_codebooks: dict[str, Codebook] = {}  # one object a process, so that what is made of it is made once


def _here(batches: Batches, codebook: Codebook) -> Iterator[str]:
    return chain.from_iterable(read_batch(batch, codebook) for batch in batches)


def _in_processes(n: int) -> Callable[[Batches, Codebook], Iterator[str]]:
    """Processes forked from one that has loaded the model, so that they share it, where the system can fork."""

    def read(batches: Batches, codebook: Codebook) -> Iterator[str]:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            context.set_forkserver_preload(["analysis.warm"])
        batches = list(batches)
        try:
            with ProcessPoolExecutor(n, mp_context=context) as pool:
                yield from chain.from_iterable(pool.map(read_batch, batches, [codebook] * len(batches)))
        except BrokenProcessPool as error:
            raise WorkbookError("a reading process was killed; what was read is kept: run it again, perhaps with fewer processes") from error

    return read


def _on_cluster(address: str) -> Callable[[Batches, Codebook], Iterator[str]]:
    def read(batches: Batches, codebook: Codebook) -> Iterator[str]:
        try:
            from dask.distributed import Client, LocalCluster
        except ImportError as error:
            raise WorkbookError("a cluster needs Dask: pip install 'analysis[cluster]'") from error
        where = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) if address == "local" else address
        with Client(where) as client:
            told = client.scatter(codebook, broadcast=True)
            futures = [client.submit(read_batch, batch, told, pure=False) for batch in batches]
            for future in futures:
                yield from future.result()
                future.release()
        if address == "local":
            where.close()

    return read
