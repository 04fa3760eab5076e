"""How quick the explorers are: books of made-up statements, as an exported page and in a real JupyterLab.

    PYTHONPATH=. python benchmarks/front.py [--rows 10000 100000] [--hosts page lab] [--out docs/benchmarks.md]

The page is notebooks/3_statements.ipynb, built by `pages.build` from a book of so many statements; `seeds` are the
reports that come along. A figure is the time from the event (a choice in a filter, a key, the mouse button let go) to
the first frame painted with the new count: the median of five, each with another choice. Chromium is headless and the
network is cut. Needs the extra `test`.
"""

import argparse
import os
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import results
from playwright.sync_api import sync_playwright

import analysis
from analysis import export, pages, tables
from analysis.book import SEEDS, Book

ROOT = Path(__file__).parents[1]
HEADING = "How quick the explorers are"
TIMES = 5
A_REPORT = 12  # statements a report
LIMITS = {"page": {"seeds": 60, 10_000: 150, 100_000: 400}, "lab": {"seeds": 150, 10_000: 250, 100_000: 600}}
CHROMIUM = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()
WORDS = """border convoy minister talks harbour pipeline ceasefire patrol envoy sanctions village bridge airfield grain
    exercise radar prisoners corridor observers river export treaty mountain summit refinery ferry militia parliament
    election inspection drone artillery hospital currency railway satellite flood embargo""".split()
SIDES = "North East South West Upper Lower Old New".split()
PARTIES = [f"{side} {kind}" for side in SIDES for kind in ("Union", "Republic", "Coast")]
ACTS = "deny accuse warn demand reassure promise announce criticise".split()
KINDS = "direct indirect mixed".split()


# ---------------------------------------------------------------- books
def made_up(statements: int) -> Book:
    """A book of so many statements with varied words, a dozen a report, each in a paragraph of its own."""
    chance, rows = random.Random(statements), {"reports": [], "sentences": [], "statements": []}
    for number in range(-(-statements // A_REPORT)):
        report, day = f"{number:05}.txt", str(date(2026, 1, 1) + timedelta(chance.randrange(90)))
        text = f"{_words(chance, 7).capitalize()}\n\n"
        for paragraph in range(min(A_REPORT, statements - number * A_REPORT)):
            text = _paragraph(chance, rows, text, report, day, paragraph)
        known = {"report_id": report, "path": report, "published": day, "title": text.split("\n", 1)[0]}
        rows["reports"].append({**known, "text": text, "chars": len(text)})
    return Book({name: tables.frame(name, rows.get(name, [])) for name in tables.TABLES}, {})


def _words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(most // 2, most)))


def _paragraph(chance: random.Random, rows: dict, text: str, report: str, day: str, paragraph: int) -> str:
    """The text with a paragraph more: a statement in a sentence, and sentences around it."""
    party, act, words = chance.choice(PARTIES), chance.choice(ACTS), f"the {_words(chance, 16)}"
    said = f"The {party} would {act} that {words}."
    for sentence in (f"On {day} {_words(chance, 18)}.", said, f"{_words(chance, 14).capitalize()}."):
        place = {"report_id": report, "start": len(text), "end": len(text) + len(sentence), "paragraph": paragraph}
        rows["sentences"].append({**place, "sentence_id": f"{report}:{len(text)}", "text": sentence, "part": "body"})
        if sentence == said:
            start = len(text) + said.index(words)
            span = {"report_id": report, "start": start, "end": start + len(words), "text": words}
            speaker = f"{party} spokesman" if chance.random() < 0.9 else None
            who = {"party": party, "speaker": speaker, "addressee": chance.choice([None, *PARTIES])}
            how = {"act": act, "kind": chance.choice(KINDS), "spoken": True, "said_earliest": day, "said_latest": day}
            rows["statements"].append({**span, **who, **how, "statement_id": f"{report}:{start}-{start + len(words)}"})
        text += sentence + " "
    return text.rstrip() + "\n\n"


def build(name, folder: Path) -> Path:
    """The page of a book's statements; the book's tables lie in folder/tables."""
    book = analysis.load(SEEDS) if name == "seeds" else made_up(name)
    export.write(book.tables, folder / "tables", "parquet")
    notebooks = folder / "sources"
    notebooks.mkdir()
    shutil.copy(ROOT / "notebooks" / "3_statements.ipynb", notebooks)
    return pages.build(book, folder, folder=notebooks)[-1]


# ---------------------------------------------------------------- measuring
WATCH = """(part) => {
  const explorer = document.querySelector('.wb'), watched = explorer.querySelector(part);
  window.took = new Promise((resolve) => {
    let start = null;
    const begin = () => { start = performance.now(); };
    for (const kind of ['mouseup', 'change', 'input']) explorer.addEventListener(kind, begin, { capture: true });
    addEventListener('mouseup', begin, { capture: true, once: true });
    new MutationObserver((_, own) => { own.disconnect(); requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => resolve(performance.now() - start);
      after.port2.postMessage(0);
    }); }).observe(watched, { childList: true, characterData: true, subtree: true });
  });
}"""
POINT = """(n) => {
  const points = [...document.querySelector('.wb .wb-plot').querySelectorAll('.points path.point, .point path')];
  points[Math.floor(points.length * n / 6)].scrollIntoView({ block: 'center' });
  const box = points[Math.floor(points.length * n / 6)].getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
PLOT = """() => {
  const box = document.querySelector('.wb .wb-plot .nsewdrag').getBoundingClientRect();
  return [box.x, box.y, box.width, box.height];
}"""
DRAWN = """() => document.querySelector('.wb-count')
  && [...document.querySelectorAll('.wb-plot')].every((plot) => plot.querySelector('.main-svg')) && performance.now()"""


def measure(page) -> dict[str, float]:
    """Milliseconds, medians of five, of what a reader does with the first explorer of the page."""
    explorer = page.locator(".wb").first
    deeds = {"filter": _filter, "search": _search, "sort": _sort, "row": _row, "click": _click, "brush": _brush}
    figures = {}
    for name, deed in deeds.items():
        times = []
        for n in range(1, TIMES + 1):
            if explorer.locator(".wb-reset").is_visible():
                explorer.locator(".wb-reset").click()
            page.wait_for_timeout(400)
            deed(page, explorer, n)
            times.append(page.evaluate("() => window.took"))
        figures[name] = statistics.median(times)
    return figures


def _watched(page, part: str = ".wb-count") -> None:
    page.evaluate(WATCH, part)


def _filter(page, explorer, n: int) -> None:
    _watched(page)
    explorer.locator("select").first.select_option(index=n)


def _search(page, explorer, n: int) -> None:
    _watched(page)
    explorer.locator("input[type=search]").fill(("on", "the", "re", "in", "er")[n - 1])


def _sort(page, explorer, n: int) -> None:
    _watched(page, "tbody")
    explorer.locator("thead button").nth(n % 4).click()


def _row(page, explorer, n: int) -> None:
    _watched(page, ".wb-pane")
    explorer.locator("tbody tr").nth(n).click()


def _click(page, explorer, n: int) -> None:
    x, y = page.evaluate(POINT, n)
    page.mouse.move(x - 4, y)
    page.mouse.move(x, y, steps=3)
    page.wait_for_timeout(200)
    _watched(page)
    page.mouse.down()
    page.mouse.up()


def _brush(page, explorer, n: int) -> None:
    x, y, width, height = page.evaluate(PLOT)
    page.mouse.move(x + 2, y + 2)
    page.mouse.down()
    page.mouse.move(x + width * n / 6, y + height * 0.6, steps=4)
    page.wait_for_timeout(200)
    _watched(page)
    page.mouse.up()


def on_page(browser, path: Path) -> dict[str, float]:
    loads = []
    for _ in range(TIMES):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.route(re.compile("^(?:https?|wss?):"), lambda route: route.abort())
        page.goto(path.resolve().as_uri(), wait_until="commit")
        loads.append(page.wait_for_function(DRAWN, timeout=120_000).json_value() / 1000)
        if len(loads) < TIMES:
            page.close()
    figures = measure(page)
    page.close()
    return {**figures, "load": statistics.median(loads), "MB": path.stat().st_size / 1e6}


# ---------------------------------------------------------------- JupyterLab
KERNEL = "window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel"
READY = """() => { const session = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
  const kernel = session?.isReady && session.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle'; }"""
ASK = f"""() => {{ const start = performance.now();
  return {KERNEL}.requestExecute({{ code: 'len(Out[3].selection)' }}).done.then(() => performance.now() - start); }}"""
OWN = "JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR IPYTHONDIR JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR"


@contextmanager
def lab(built: Path):
    """A JupyterLab on the notebook, reading the built tables: its address with {} for a path."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        work = Path(folder) / "work"
        shutil.copytree(built / "sources", work)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        told = {name: f"{folder}/{name}" for name in OWN.split()} | {"PYTHONPATH": str(ROOT)}
        told |= {"WORKBOOK_TABLES": str(built / "tables"), "JUPYTER_CONFIG_PATH": str(ROOT / "jupyter" / "etc" / "jupyter")}
        options = f"""--no-browser --allow-root --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0
            --IdentityProvider.token=t0ken --ServerApp.root_dir={work} --LabApp.news_url=None
            --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
            --LabApp.extension_manager=readonly --LabApp.expose_app_in_browser=True""".split()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env={**os.environ, **told}, **quiet)
        address = f"http://127.0.0.1:{port}/{{}}?token=t0ken"
        try:
            for _ in range(200):
                try:
                    urllib.request.urlopen(address.format("api/status"), timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.3)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def in_lab(browser, built: Path) -> dict[str, float]:
    """The same deeds with a kernel; `known` is the time until Python, asked after a filter, has given the selection."""
    with lab(built) as address:
        page = browser.new_page(viewport={"width": 1600, "height": 1400})
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
        page.goto(address.format("lab/tree/3_statements.ipynb") + "&reset")
        page.wait_for_function(READY, timeout=90_000)
        start = time.perf_counter()
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        page.locator(".jp-OutputArea .wb .main-svg").first.wait_for(timeout=240_000)
        loaded = time.perf_counter() - start
        page.evaluate(f"() => {KERNEL}.requestExecute({{ code: '1' }}).done", None)  # everything has run
        figures = measure(page)
        known = []
        for n in range(1, TIMES + 1):
            page.locator(".wb select").first.select_option(index=n)
            known.append(page.evaluate(ASK))
        page.close()
    return {**figures, "known": statistics.median(known), "load": loaded}


# ---------------------------------------------------------------- the report
TOLD = """From the event to the first frame painted with the new view; `limit` is what filter, brush and click may take. Load
is to the last chart drawn; in JupyterLab from the command to run all cells, kernel at hand, to the first. The page is that
of the statements with all its explorers; of 10,000 statements it may have 12 MB and take 4 s. The rows are made up, with
varied words; `seeds` are the reports that come along. To measure again: `python benchmarks/front.py --out docs/benchmarks.md`."""
HEAD = "| | rows | filter | search | sort | open a row | click a point | brush | limit | Python knows | load | size |"


def line(host: str, name, figures: dict[str, float]) -> str:
    deeds = " | ".join(f"{figures[deed]:.0f} ms" for deed in ("filter", "search", "sort", "row", "click", "brush"))
    known = f"{figures['known']:.0f} ms" if "known" in figures else ""
    size = f"{figures['MB']:.1f} MB" if "MB" in figures else ""
    rows = name if name == "seeds" else f"{name:,}"
    limit = f"{LIMITS[host][name]} ms" if name in LIMITS[host] else ""
    return f"| {host} | {rows} | {deeds} | {limit} | {known} | {figures['load']:.1f} s | {size} |"


def section(lines: list[str], version: str) -> str:
    where = f"{date.today()}, {results.processor()}, Python {platform.python_version()}, Chromium {version}, headless. "
    where += f"Medians of {TIMES}."
    head = [where, "", TOLD, "", HEAD, "|---" * (HEAD.count("|") - 1) + "|"]
    return "\n".join([*head, *lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="*", type=int, default=[10_000, 100_000], help="sizes of the made-up books")
    parser.add_argument("--hosts", nargs="*", choices=["page", "lab"], default=["page", "lab"])
    parser.add_argument("--out", type=Path, help="file whose section on this is written anew")
    asked = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    measured = {host: [] for host in asked.hosts}
    for name in ["seeds", *asked.rows]:
        with tempfile.TemporaryDirectory() as folder:
            path = build(name, Path(folder))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
                version = browser.version
                for host in asked.hosts:
                    figures = on_page(browser, path) if host == "page" else in_lab(browser, Path(folder))
                    measured[host].append(line(host, name, figures))
                    print(measured[host][-1], flush=True)
                browser.close()
    told = section([row for rows in measured.values() for row in rows], version)
    if asked.out:
        results.put(asked.out, HEADING, told)
    print(told)


if __name__ == "__main__":
    main()
