"""What a reader sees, in a real browser with the network cut: our pages, a stock export, and JupyterLab."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from analysis import explorers
from analysis.book import Book
from analysis.tables import TABLES, frame

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[1]
PAGES = ("index", "1_reports", "2_chronology", "3_statements", "4_claims", "5_escalation", "6_errors")
DRAWN = "() => [...document.querySelectorAll('.wb-plot')].every(plot => plot.querySelector('.main-svg'))"
KERNEL = "window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel"
LAB_READY = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
  return session?.isReady && session.session?.kernel?.connectionStatus === 'connected'
    && session.session.kernel.status === 'idle';
}"""


def visit(page, path, *, fragment=""):
    page.goto(path.resolve().as_uri() + fragment)
    page.wait_for_function(DRAWN)


def well(page):
    assert page.asked == [] and page.errors == []


def shown(page, explorer=0):
    return page.locator(".wb").nth(explorer).locator("tbody tr[data-row]")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_without_a_network(page, built, name):
    visit(page, built / "html" / f"{name}.html")
    for chart in page.locator(".wb-plot").all():
        assert chart.get_attribute("aria-label") and chart.bounding_box()["width"] > 300
    for explorer in page.locator(".wb").all():
        assert explorer.locator(".wb-count").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    well(page)


def test_filters_search_and_order(page, built):
    visit(page, built / "html" / "3_statements.html")
    explorer = page.locator(".wb").first
    party, total = explorer.locator("select").first, explorer.locator(".wb-count").inner_text()
    value = party.locator("option").nth(1).get_attribute("value")
    party.select_option(value)
    assert " of " in explorer.locator(".wb-count").inner_text()
    assert all(value in row for row in shown(page).all_inner_texts())
    explorer.locator("input").fill("zzzz")
    assert "fits these choices" in explorer.locator("tbody").inner_text()
    explorer.locator(".wb-reset").click()
    assert explorer.locator(".wb-count").inner_text() == total
    explorer.get_by_role("button", name="act", exact=True).click()
    acts = [row.locator("td.wb-code").first.inner_text() for row in shown(page).all()]
    assert acts == sorted(acts)
    well(page)


def test_every_row_opens_its_words_by_keyboard(page, built, book):
    visit(page, built / "html" / "3_statements.html")
    explorer = page.locator(".wb").first
    shown(page).first.focus()
    for number in (1, 2, 3):
        page.keyboard.press("ArrowDown")
        mark = explorer.locator(".wb-pane mark").inner_text()
        assert mark == book.statements.iloc[number]["text"]
        assert (
            explorer.locator(".wb-pane figcaption").inner_text().count(book.statements.iloc[number]["report_id"]) == 1
        )
    assert page.evaluate("document.activeElement.dataset.row") == "3"
    well(page)


def test_a_point_of_a_chart_opens_its_rows(page, built):
    visit(page, built / "html" / "2_chronology.html")
    explorer = page.locator(".wb").first
    point = explorer.locator(".wb-plot .scatterlayer .trace .point").first.bounding_box()
    x, y = point["x"] + point["width"] / 2, point["y"] + point["height"] / 2
    page.mouse.move(x - 5, y)
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(150)
    page.mouse.click(x, y)
    page.wait_for_selector(".wb-chip")
    assert shown(page).count() == 1 and explorer.locator(".wb-pane mark").count() >= 1
    explorer.locator(".wb-chip").click()
    assert shown(page).count() > 1
    well(page)


def test_the_front_page_leads_to_the_evidence(page, built):
    visit(page, built / "html" / "index.html")
    page.locator(".briefing a").first.click()
    page.wait_for_selector(".wb-chip")
    assert page.url.split("#")[0].endswith("4_claims.html")
    assert shown(page).count() >= 1 and page.locator(".wb-pane mark").first.inner_text()
    well(page)


def test_what_a_report_says_is_never_run(page, tmp_path):
    words = '<img src=x onerror="window.PWNED=1"><script>window.PWNED=1</script></script>'
    row = {
        "report_id": "r",
        "start": 0,
        "end": len(words),
        "text": words,
        "statement_id": "s",
        "party": words,
        "speaker": words,
    }
    rows = {
        "reports": [{"report_id": "r", "title": words, "text": words}],
        "statements": [{**row, "act": words, "kind": "direct", "why_empty": words}, {**row, "party": None}],
    }
    book = Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})
    path = tmp_path / "hostile.html"
    path.write_text(
        "<!doctype html><meta charset=utf-8>" + explorers.explore(book, "statements").html(), encoding="utf-8"
    )
    visit(page, path)
    page.locator(".wb select").first.select_option(index=1)
    assert page.locator(".wb-pane mark").inner_text() == words
    assert page.evaluate("window.PWNED") is None
    well(page)


def test_dark_and_narrow(chromium, built):
    context = chromium.new_context(viewport={"width": 640, "height": 900}, color_scheme="dark")
    page = context.new_page()
    visit(page, built / "html" / "5_escalation.html")
    ink = "getComputedStyle(document.querySelector('.gtitle')).fill"
    assert page.evaluate(ink) == "rgb(228, 231, 235)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


# ---------------------------------------------------------------- other hands' exports
def jupyter(built, tmp_path) -> dict[str, str]:
    """The environment in which the settings that the package installs are read, from the clone."""
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    }
    lab = {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    reads = {"JUPYTER_CONFIG_PATH": str(ROOT / "jupyter" / "etc" / "jupyter"), "WORKBOOK_TABLES": str(built / "tables")}
    return {**os.environ, **own, **lab, **reads, "PYTHONPATH": str(ROOT)}


def test_a_stock_export_is_whole(page, built, tmp_path):
    """`jupyter nbconvert --to html --execute` with the stock template: all is there, nothing is fetched."""
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute"]
    notebook = ROOT / "notebooks" / "2_chronology.ipynb"
    run = subprocess.run(
        [*export, "--output-dir", str(tmp_path), str(notebook)], env=jupyter(built, tmp_path), capture_output=True
    )
    assert run.returncode == 0, run.stderr.decode()
    visit(page, tmp_path / "2_chronology.html")
    assert page.locator(".wb-plot .main-svg").count() and page.locator(".wb tbody tr[data-row]").count()
    well(page)


@pytest.fixture
def lab(built, tmp_path):
    """A JupyterLab on copies of the notebooks: its address with {} for a path, and the folder."""
    folder, token = tmp_path / "work", "t0ken"
    folder.mkdir()
    for notebook in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    quiet = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"""--no-browser --allow-root --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0
        --IdentityProvider.token={token} --ServerApp.root_dir={folder}
        --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
        --LabApp.extension_manager=readonly --LabApp.expose_app_in_browser=True""".split()
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=jupyter(built, tmp_path), stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}/{{}}?token={token}"
    try:
        wait_for(address.format("api/status"))
        yield address, folder
    finally:
        server.terminate()
        server.wait(30)


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def test_jupyterlab(chromium, lab, tmp_path):
    """Charts, a live explorer whose selection reaches Python, an export of the saved notebook; nothing from outside."""
    address, folder = lab
    page, asked, errors = chromium.new_page(viewport={"width": 1400, "height": 1600}), [], []
    page.route(
        re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: (asked.append(route.request.url), route.abort())
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address.format("lab/tree/3_statements.ipynb") + "&reset")
    page.wait_for_function(LAB_READY, timeout=90_000)
    run = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
    page.evaluate(run)
    explorer = page.locator(".jp-OutputArea .wb").first
    explorer.locator(".wb-plot .main-svg").first.wait_for(timeout=60_000)
    explorer.locator("select").first.select_option(index=1)
    wanted = int(explorer.locator(".wb-count").inner_text().split(" of ")[0])
    page.evaluate(f"code => {KERNEL}.requestExecute({{code}}).done", "open('n', 'w').write(str(len(Out[2].selection)))")
    assert int((folder / "n").read_text()) == wanted
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(1500)
    saved = urllib.request.urlopen(address.format("nbconvert/html/3_statements.ipynb")).read()
    assert asked == [] and errors == []
    page.close()
    (tmp_path / "saved.html").write_bytes(saved)
    again = chromium.new_page()
    again.route(re.compile("^https?:"), lambda route: (asked.append(route.request.url), route.abort()))
    visit(again, tmp_path / "saved.html")
    assert again.locator(".wb-plot .main-svg").count() and again.locator(".wb tbody tr[data-row]").count()
    assert asked == []
    again.close()
