"""How the work grows: time, memory and disk of the command line over made-up reports, beside its peers.

    PYTHONPATH=. python benchmarks/scale.py [speed processes growth cross again seeds imports dask ...]
        [--reports 1000] [--sizes 1000 20000] [--tables 10000 100000] [--rounds 3]
        [--peers .bench/bin/python] [--out docs/benchmarks.md]

Without a name every figure is measured. A row of the page is written anew if its figure is; the others stay. Reports
and tables come from corpus.py. Everything runs as a process of its own, one thread each, with a cache of its own that
is empty at first; what is compared runs in turn in the same rounds, and the ratio is the median of the rounds' ratios.
Memory is the most that all processes of a run have had together at a time (PSS, which counts shared pages once).
"""

import argparse
import gc
import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, mkdtemp
from threading import Thread

import corpus
import results

ROOT = Path(__file__).parents[1]
HEADING = "How the work grows"
HEAD = "| | measured | reach | how | when and where |"
GIB = 2**30


@dataclass(frozen=True)
class Row:
    """A figure of the page: what it is, its value, what it should reach, and what it was made of."""

    name: str
    value: str
    reach: str
    how: str

    def line(self) -> str:
        return f"| {self.name} | {self.value} | {self.reach} | {self.how} | {date.today()}, {results.processor()} |"


# ------------------------------------------------------------------------------------------------ arithmetic
def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of runs that were made in pairs."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def growth(seconds: dict[int, float]) -> float:
    """How much longer a report takes among many than among few."""
    few, many = min(seconds), max(seconds)
    return (seconds[many] / many) / (seconds[few] / few)


def listed(seconds: Sequence[float]) -> str:
    return "/".join(f"{one:.3g}" for one in seconds) + " s"


# ------------------------------------------------------------------------------------------------ running
@dataclass(frozen=True)
class Run:
    seconds: float
    processor: float  # seconds of processor time, of all its processes; others' load hardly changes it
    peak: int  # bytes; 0 if it was not watched
    told: str


class Desk:
    """A folder to work in: the corpora made in it, and a new output and cache for each run."""

    def __init__(self, folder: Path, asked: argparse.Namespace):
        self.folder, self.asked = folder, asked

    def corpus(self, number: int) -> Path:
        folder = self.folder / f"corpus{number}"
        if not folder.exists():
            corpus.write(number, folder)
        return folder

    def fresh(self) -> Path:
        return Path(mkdtemp(dir=self.folder))

    def tables(
        self, inputs: Path, *options: str, out: Path | None = None, cache: Path | None = None, watched: bool = False
    ) -> Run:
        """`workbook tables` on the inputs: cold, unless a cache of an earlier run is given."""
        return self.workbook(
            "tables", str(inputs), "--out", str(out or self.fresh()), *options, cache=cache, watched=watched
        )

    def workbook(self, *arguments: str, cache: Path | None = None, watched: bool = False) -> Run:
        return run([sys.executable, "-m", "analysis", *arguments], watched, WORKBOOK_CACHE=str(cache or self.fresh()))

    def peer(self, what: str, texts: Path) -> Run:
        return run([self.asked.peers, str(ROOT / "benchmarks" / "peers.py"), what, str(texts)])

    def texts(self, number: int) -> Path:
        """The texts of a corpus as the workbook reads them, for peers that read no files."""
        from analysis import reports

        path = self.folder / f"texts{number}.jsonl"
        if not path.exists():
            rows = reports.read([self.corpus(number)])[0]
            path.write_text("\n".join(json.dumps({"text": row["text"]}) for row in rows), encoding="utf-8")
        return path


def run(command: Sequence[str], watched: bool = False, **environment: str) -> Run:
    """Run it to its end. Raises CalledProcessError if it fails."""
    started, before = time.perf_counter(), os.times()
    child = start(command, **environment)
    peaks: list[int] = []
    if watched:
        Thread(target=lambda: peaks.extend(_watch(child)), daemon=True).start()
    told, faults = child.communicate()
    seconds, after = time.perf_counter() - started, os.times()
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, told, faults)
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, worked, max(peaks, default=0), told)


def start(command: Sequence[str], **environment: str) -> subprocess.Popen:
    own = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"} | environment
    return subprocess.Popen(command, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _watch(child: subprocess.Popen) -> Iterator[int]:
    """The memory of a process and all that it has started, again and again until it ends."""
    import psutil

    while child.poll() is None:
        total = 0
        try:
            own = psutil.Process(child.pid)
            for process in (own, *own.children(recursive=True)):
                memory = process.memory_full_info()
                total += getattr(memory, "pss", memory.rss)  # systems other than Linux do not tell the shared pages
        except psutil.Error:
            pass  # one has just ended
        yield total
        time.sleep(0.5)


# ------------------------------------------------------------------------------------------------ figures
def speed(desk: Desk) -> Iterator[Row]:
    """One process against spaCy's pipeline alone, and against the stack made by hand."""
    number, rounds = desk.asked.reports, range(desk.asked.rounds)
    inputs, texts = desk.corpus(number), desk.texts(number)
    runs: dict[str, list[Run]] = {"workbook": [], "spacy": [], "stack": []}
    for _ in rounds:
        runs["workbook"].append(desk.tables(inputs, "--processes", "1"))
        for peer in ("spacy", "stack"):
            runs[peer].append(desk.peer(peer, texts))
    took = {name: [done.seconds for done in own] for name, own in runs.items()}
    worked = {name: [done.processor for done in own] for name, own in runs.items()}
    for peer, called, reach in (
        ("spacy", "spaCy's full small pipeline", "0.7"),
        ("stack", "spaCy, textacy and dateparser", "0.4"),
    ):
        how = f"{number:,} reports; {listed(took['workbook'])} against {listed(took[peer])}"
        how += f"; of processor time {ratio(worked['workbook'], worked[peer]):.2f}"
        value = f"{ratio(took['workbook'], took[peer]):.2f} of the time"
        yield Row(f"`workbook tables`, one process, against {called}", value, reach, how)


def processes(desk: Desk) -> Iterator[Row]:
    """Two processes against two independent ones that have half of the reports each."""
    number = desk.asked.reports
    halves = [desk.folder / f"half{n}" for n in range(2)]
    inputs = desk.corpus(number)
    for n, file in enumerate(sorted(file for file in inputs.rglob("*") if file.is_file())):
        half = halves[n % 2] / file.relative_to(inputs)
        half.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, half)
    one, two, apart = [], [], []
    for _ in range(desk.asked.rounds):
        one.append(desk.tables(inputs, "--processes", "1").seconds)
        two.append(desk.tables(inputs, "--processes", "2").seconds)
        began = time.perf_counter()
        threads = [Thread(target=desk.tables, args=(half, "--processes", "1")) for half in halves]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        apart.append(time.perf_counter() - began)
    how = f"{number:,} reports; one {listed(one)}, two {listed(two)}, two apart {listed(apart)}"
    yield Row("two processes, of what two independent ones reach on the halves", f"{ratio(apart, two):.2f}", "0.9", how)


def grown(desk: Desk) -> Iterator[Row]:
    """A report's time among many against among few, and what many need."""
    seconds, peaks, disk = {}, {}, {}
    for number in desk.asked.sizes:
        out, cache = desk.fresh(), desk.fresh()
        done = desk.tables(desk.corpus(number), out=out, cache=cache, watched=True)
        seconds[number], peaks[number] = done.seconds, done.peak
        disk[number] = [size(folder) for folder in (desk.corpus(number), out, cache)]
    many = max(seconds)
    how = "; ".join(f"{number:,} reports: {took:,.0f} s" for number, took in seconds.items())
    yield Row(f"time a report at {many:,} reports against {min(seconds):,}", f"{growth(seconds):.2f}", "1.15", how)
    how = "; ".join(f"{number:,} reports: {peak / GIB:.2f} GiB" for number, peak in peaks.items())
    yield Row(f"peak memory at {many:,} reports", f"{peaks[many] / GIB:.2f} GiB", "2 GiB", how)
    told = "; ".join(f"{60 * number / seconds[number]:,.0f} at {number:,}" for number in seconds)
    told_disk = "; ".join(
        "{:.1f}/{:.1f}/{:.1f} at {:,}".format(*(part / number / 1e3 for part in disk[number]), number)
        for number in disk
    )
    yield Row("reports a minute", told, "", f"all cores; kB a report of input/tables/cache: {told_disk}")


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def cross(desk: Desk) -> Iterator[Row]:
    """The stages over all reports alone, on tables made by corpus.py."""
    seconds, peaks, counts = {}, {}, ""
    for number in desk.asked.tables:
        folder = desk.folder / f"tables{number}"
        run([sys.executable, str(ROOT / "benchmarks" / "corpus.py"), str(number), str(folder), "--tables"])
        done = run([sys.executable, __file__, "--relate", str(folder)], watched=True)
        told = json.loads(done.told)
        seconds[number], peaks[number] = told["seconds"], done.peak
        counts = ", ".join(f"{n:,} {name}" for name, n in told["counts"].items())
        shutil.rmtree(folder)
    few, many = min(seconds), max(seconds)
    how = "; ".join(f"{number:,} reports: {took:,.0f} s" for number, took in seconds.items())
    yield Row(
        f"cross-report stages at {many:,} reports against {few:,}",
        f"{seconds[many] / seconds[few]:.1f} times",
        f"{1.3 * many / few:.0f} times",
        how,
    )
    yield Row(
        f"peak memory of the cross-report stages at {many:,} reports", f"{peaks[many] / GIB:.2f} GiB", "2 GiB", counts
    )


def relate(folder: Path) -> None:
    """What a process of `cross` does: from what was read of all reports to the related tables; tells the seconds."""
    import pyarrow.parquet as pq

    from analysis import book, codebook, running

    gc.set_threshold(*running.GARBAGE)  # as the command line does
    started, parts = time.perf_counter(), sorted(folder.iterdir())
    names = ((part, pq.read_table(part / "reports.parquet", columns=["report_id"])[0].to_pylist()) for part in parts)
    held = {name: part for part, own in names for name in own}
    read = running.Read({name: name for name in held}, held, None)
    nothing = {"overrides": [], "problems": []}
    shelf = book.related(read, nothing, folder.with_suffix(".zip"), codebook.load(), os.cpu_count() or 1)
    counts = {name: shelf.count(name) for name in ("statements", "events", "incidents", "utterances")}
    print(json.dumps({"seconds": time.perf_counter() - started, "counts": counts}))


def again(desk: Desk) -> Iterator[Row]:
    """A second run with one report more, against the first."""
    number = desk.asked.again
    inputs, cache, out = desk.folder / "again", desk.fresh(), desk.fresh()
    corpus.write(number, inputs)
    first = desk.tables(inputs, cache=cache, out=out).seconds
    corpus.write(number + 1, inputs)
    second = desk.tables(inputs, cache=cache, out=out).seconds
    yield Row(
        f"re-run of {number:,} reports with one new",
        f"{100 * second / first:.1f} %",
        "3 %",
        f"{second:.1f} s after {first:.1f} s",
    )


def seeds(desk: Desk) -> Iterator[Row]:
    """The five reports that come along, read before."""
    cache, out = desk.fresh(), desk.fresh()
    desk.workbook("build", "--out", str(out), cache=cache)
    built = [desk.workbook("build", "--out", str(out), cache=cache).seconds for _ in range(desk.asked.rounds)]
    yield Row("`workbook build seeds` after the first time", f"{median(built):.1f} s", "25 s", listed(built))
    tables = [desk.tables(ROOT / "seeds", out=out / "tables", cache=cache).seconds for _ in range(desk.asked.rounds)]
    yield Row("`workbook tables seeds`, read before", f"{median(tables):.1f} s", "2 s", listed(tables))


def imports(desk: Desk) -> Iterator[Row]:
    """`import analysis` imports the rest when it is asked for: what `analysis.book` costs is told beside it."""
    took: dict[str, list[float]] = {package: [] for package in ("pandas", "analysis", "analysis.book")}
    for _ in range(5 * desk.asked.rounds):
        for package, seconds in took.items():
            seconds.append(run([sys.executable, "-c", f"import {package}"]).seconds)
    pandas, ours, book = map(median, took.values())
    how = f"medians of {5 * desk.asked.rounds}: {ours:.2f} s, with analysis.book {book:.2f} s, against {pandas:.2f} s"
    yield Row("`import analysis`, more than `import pandas`", f"{ours - pandas:.2f} s", "0.3 s", how)


def dask(desk: Desk) -> Iterator[Row]:
    """Two workers of a local cluster against one process; then with a worker killed a third of the way."""
    from dask.distributed import LocalCluster

    number = desk.asked.reports
    inputs, here = desk.corpus(number), desk.fresh()
    desk.tables(inputs, "--processes", "1", out=here)
    os.environ["PYTHONPATH"] = str(ROOT)  # the workers have to find the package
    for killed in (False, True):
        out = desk.fresh()
        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            if not killed:
                seconds = desk.tables(inputs, "--cluster", cluster.scheduler_address, out=out).seconds
            else:
                seconds = _killing(desk, inputs, out, cluster, after=seconds / 3)
        same = "same bytes" if digests(out) == digests(here) else f"differs: {', '.join(differing(out, here))}"
        name = "Dask, two local workers" + (", one killed" if killed else "") + ", against one process"
        yield Row(name, same, "same bytes", f"{number:,} reports; {seconds:.0f} s")


def _killing(desk: Desk, inputs: Path, out: Path, cluster, after: float) -> float:
    """Seconds of a run during which one of the cluster's workers is killed."""
    worker = next(iter(cluster.workers.values())).pid

    def kill() -> None:
        time.sleep(after)
        os.kill(worker, signal.SIGKILL)

    Thread(target=kill, daemon=True).start()
    return desk.tables(inputs, "--cluster", cluster.scheduler_address, out=out).seconds


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.parquet"))}


def differing(one: Path, other: Path) -> list[str]:
    return sorted({name for name, _ in digests(one).items() ^ digests(other).items()})


FIGURES: dict[str, Callable[[Desk], Iterator[Row]]] = {
    "speed": speed, "processes": processes, "growth": grown, "cross": cross, "again": again, "seeds": seeds,
    "imports": imports, "dask": dask,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------ the page
TOLD = """Reports are made up by `benchmarks/corpus.py`, whose first lines say how; processes have one thread each and
start with an empty cache. `reach` is what the figure may be at most, of two processes at least. Seconds are of whole
processes, from the start of Python to its end, files read and tables written; where two are compared, medians of the
ratios of runs made in turn. To measure again, in an environment with the peers:
`python benchmarks/scale.py --out docs/benchmarks.md`."""


def write(path: Path, rows: Sequence[Row]) -> None:
    """Put the rows into the section, in place of those of the same name."""
    lines = results.rows(path, HEADING) | {row.name: row.line() for row in rows}
    table = "\n".join([HEAD, "|---" * (HEAD.count("|") - 1) + "|", *lines.values()])
    results.put(path, HEADING, f"{TOLD}\n\n{table}\n\nVersions: {', '.join(versions())}.")


def versions() -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    for package in ("analysis", "spacy", "numpy", "pandas", "pyarrow", "distributed"):
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            continue


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=f"of {', '.join(FIGURES)}; none: all")
    parser.add_argument("--reports", type=int, default=1000, help="for speed, processes and dask")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1000, 20_000], help="for growth")
    parser.add_argument("--tables", type=int, nargs=2, default=[10_000, 100_000], help="for cross")
    parser.add_argument("--again", type=int, default=10_000, help="reports of the first run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="that has what requirements.txt lists"
    )
    parser.add_argument("--folder", type=Path, help="to work in, with space for all; none: a temporary one")
    parser.add_argument("--out", type=Path, help="page to write the rows into")
    parser.add_argument("--relate", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.relate:
        return relate(asked.relate)
    if unknown := set(asked.figures) - FIGURES.keys():
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    with TemporaryDirectory(dir=asked.folder) as folder:
        for name in asked.figures or FIGURES:
            for row in FIGURES[name](Desk(Path(folder), asked)):
                print(row.line(), flush=True)
                if asked.out:
                    write(asked.out, [row])


if __name__ == "__main__":
    main()
