"""What the tests share: the seeds read once, and Chromium with the network cut."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
# As root, and with none of the calls home that a browser makes by itself.
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config):
    """What is read in a test is kept for the next one, and for no other run."""
    config.kept = tempfile.TemporaryDirectory(prefix="workbook-tests-")
    os.environ["WORKBOOK_CACHE"] = config.kept.name


def pytest_unconfigure(config):
    config.kept.cleanup()


@pytest.fixture(autouse=True)
def offline(monkeypatch):
    """The workbook never asks the network for anything: only this machine itself answers."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a connection to {address[0]} was tried")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def book():
    """The seeds, read once."""
    import analysis

    return analysis.load(SEEDS)


@pytest.fixture(scope="session")
def read_cases():
    """A function from hand-annotated cases to (report, its sentences, their parses) of each, all parsed in one batch."""
    from analysis import codebook, language, sentences, spans

    def read(cases):
        book = codebook.load()
        reports = [{"report_id": case["name"], "text": case["text"], "language": "en"} for case in cases]
        rows = [sentences.find(report, spans.find(report, codebook=book)) for report in reports]
        docs = iter(language.parse([sentence for own in rows for sentence in own]))
        return [(report, own, [next(docs) for _ in own]) for report, own in zip(reports, rows, strict=True)]

    return read


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder that `workbook build` makes of the seeds, once."""
    out = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "analysis", "build", str(SEEDS), "--out", str(out)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return out


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium. Where there is none the test is skipped, or fails if WORKBOOK_REQUIRE_BROWSER is set.

    It ends with its module: while it runs, nothing else in this process can run an event loop.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not program:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page with the network cut: `page.asked` lists the addresses it asked for, `page.errors` what went wrong."""
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.asked, page.errors = [], []
    page.route(re.compile("^(?:https?|wss?):"), lambda route: (page.asked.append(route.request.url), route.abort()))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    page.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where a browser is required, a browser test that is skipped has failed."""
    report = yield
    needs_browser = item.get_closest_marker("browser") or {"chromium", "page"} & set(getattr(item, "fixturenames", ()))
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and needs_browser
        and os.environ.get("WORKBOOK_REQUIRE_BROWSER")
    ):
        report.outcome, report.longrepr = (
            "failed",
            f"skipped, and WORKBOOK_REQUIRE_BROWSER is set: {report.longrepr[-1]}",
        )
    return report
