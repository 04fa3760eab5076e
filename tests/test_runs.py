"""Runs that are killed, meet another run, or find no room: what was there stays, and the next run is right.

Nothing is fetched or sent: a build with every connection refused is the same as any other.
"""

import ast
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis import export

ROOT = Path(__file__).parents[1]
TEXT = "OSLO, Feb {}, 2024 (Reuters) - Norway said on Monday that a drone had crossed its border.\n\nRussia denied sending it."
POINTS = 20  # at which a run is killed
NETWORK = set("socket ssl http urllib.request ftplib smtplib telnetlib asyncio requests httpx aiohttp urllib3 websocket websockets".split())
# Read by Python before anything else: every connection but one on this machine's own files is refused and told of.
REFUSED = """
import socket
def refuse(self, address, *more):
    if self.family != getattr(socket, "AF_UNIX", None):
        open({told!r}, "a").write(f"{{address}}\\n")
        raise OSError("refused by the test")
for name in ("connect", "connect_ex", "sendto"):
    own = getattr(socket.socket, name)
    setattr(socket.socket, name, lambda self, *a, own=own: refuse(self, a[-1]) or own(self, *a))
"""


def workbook(*arguments, cache=None, **environment):
    own = {**os.environ, "PYTHONPATH": str(ROOT), "WORKBOOK_CACHE": str(cache or ""), **environment}
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.Popen(command, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def finished(run) -> tuple[int, str]:
    _, told = run.communicate(timeout=300)
    return run.returncode, told


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files if file.name != "timings.json"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two folders of reports, and what a run makes of each."""
    made = {}
    for name, days in (("first", range(1, 5)), ("second", range(4, 10))):
        folder = tmp_path_factory.mktemp(name)
        for day in days:
            (folder / f"r{day}.txt").write_text(TEXT.format(day))
        out = tmp_path_factory.mktemp(f"{name}_out")
        assert finished(workbook("tables", folder, "--out", out))[0] == 0
        made[name] = folder, contents(out)
    return made


# ------------------------------------------------------------------------------------------------ all or nothing
def test_a_folder_is_as_it_was_until_all_is_made(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "old.html").write_text("old")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.csv").write_text("old")
    with pytest.raises(ValueError), export.together(tmp_path, own=("old.html",)) as fresh:
        (fresh / "tables").mkdir()
        (fresh / "tables" / "a.csv").write_text("new")
        raise ValueError
    assert contents(tmp_path) == {"mine.txt": b"mine", "old.html": b"old", "tables/a.csv": b"old"}
    with export.together(tmp_path, own=("old.html", "none.html")) as fresh:
        (fresh / "tables").mkdir()
        (fresh / "tables" / "a.csv").write_text("new")
        assert (tmp_path / "old.html").exists()
    assert contents(tmp_path) == {"mine.txt": b"mine", "tables/a.csv": b"new"}


def test_what_killed_runs_have_left_goes_after_a_day(tmp_path):
    for name, age in ((".x1.part", 2), (".x2.part", 0)):
        (tmp_path / name).mkdir()
        then = time.time() - age * export.LEFT_FOR
        os.utime(tmp_path / name, (then, then))
    with export.together(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [".x2.part"]


@pytest.mark.slow
def test_a_killed_run_leaves_what_was_there_and_the_next_is_right(tmp_path, folders):
    (first, before), (second, after) = folders["first"], folders["second"]
    out, cache, chance = tmp_path / "out", tmp_path / "cache", random.Random(7)
    started = time.monotonic()
    assert finished(workbook("tables", second, "--out", tmp_path / "timed"))[0] == 0
    lasts, killed, tries = time.monotonic() - started, 0, 0
    while killed < POINTS:  # a run that has come to its end before counts for none
        assert finished(workbook("tables", first, "--out", out, cache=cache))[0] == 0
        assert visible(out) == before
        run = workbook("tables", second, "--out", out, cache=cache if chance.random() < 0.5 else None)
        time.sleep(chance.uniform(0, lasts))
        os.killpg(run.pid, signal.SIGKILL)
        killed += finished(run)[0] != 0
        assert visible(out) in (before, after)
        assert finished(workbook("tables", second, "--out", out, cache=cache))[0] == 0
        assert visible(out) == after
        tries += 1
        assert tries < 3 * POINTS


def visible(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in contents(folder).items() if not name.startswith(".")}


def test_two_runs_at_once_on_one_folder_do_no_harm(tmp_path, folders):
    (folder, expected), out = folders["second"], tmp_path / "out"
    runs = [workbook("tables", folder, "--out", out, cache=tmp_path / "cache") for _ in range(2)]
    assert [finished(run) for run in runs] == [(0, "")] * 2
    assert contents(out) == expected


def test_an_interrupted_run_says_so_in_a_line(tmp_path, folders):
    (folder, _), out = folders["first"], tmp_path / "out"
    run = workbook("tables", folder, "--out", out)
    time.sleep(1.5)
    os.killpg(run.pid, signal.SIGINT)
    code, told = finished(run)
    if code == 0:
        pytest.skip("it had come to its end before")
    assert code == 130 and told.strip() == "workbook: interrupted; what was there before is as it was"
    assert not out.exists() or visible(out) == {}


# ------------------------------------------------------------------------------------------------ no room
def test_a_full_disk_gives_one_line_and_leaves_what_was_there(tmp_path, folders):
    (first, before), (second, _) = folders["first"], folders["second"]
    out = tmp_path / "out"
    assert finished(workbook("tables", first, "--out", out))[0] == 0
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, limits[1]))  # no file can be longer
    try:
        run = workbook("tables", second, "--out", out, "--format", "csv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    code, told = finished(run)
    assert code not in (0, 3, 4) and len(told.strip().splitlines()) == 1 and "File too large" in told
    assert contents(out) == before


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="a folder that even an administrator cannot write")
def test_a_folder_that_cannot_be_written_gives_one_line(folders):
    code, told = finished(workbook("tables", folders["first"][0], "--out", "/proc/none/out"))
    assert code not in (0, 3, 4) and len(told.strip().splitlines()) == 1 and "/proc/none" in told


# ------------------------------------------------------------------------------------------------ nobody is asked
def test_nothing_is_fetched_or_sent(tmp_path):
    told = tmp_path / "told"
    (tmp_path / "early").mkdir()
    (tmp_path / "early" / "sitecustomize.py").write_text(REFUSED.format(told=str(told)))
    path = os.pathsep.join([str(tmp_path / "early"), str(ROOT)])
    code, faults = finished(workbook("build", ROOT / "seeds", "--out", tmp_path / "out", PYTHONPATH=path))
    assert (code, faults) == (0, "")
    assert not told.exists(), told.read_text()
    assert len(list((tmp_path / "out" / "html").glob("*.html"))) == 7


def test_no_module_imports_a_network_client():
    for path in (ROOT / "analysis").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            assert not {part for name in names for part in (name, name.partition(".")[0])} & NETWORK, path
