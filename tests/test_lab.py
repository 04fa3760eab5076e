"""What an analyst has in JupyterLab, in a real browser: live, reopened without a kernel, exported; always offline."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import version

import pytest
from conftest import ROOT
from test_browser import click_point, correct, shown, visit, well

from analysis import corrections

pytestmark = pytest.mark.browser
NOTEBOOK = "3_statements.ipynb"
SESSION = "window.jupyterapp.shell.currentWidget.context.sessionContext"
READY = """() => {
  const session = window.jupyterapp?.shell.currentWidget?.context?.sessionContext;
  return session?.isReady && session.session?.kernel?.connectionStatus === 'connected'
    && session.session.kernel.status === 'idle';
}"""
COMMAND = "([name, options]) => window.jupyterapp.commands.execute(name, options).then(() => null)"
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden) "
COPY = PANEL + ".jp-RenderedHTML .wb"
# Every text that a progress line shows from now on.
WATCH = """() => {
  window.seen = new Set();
  const lines = () => document.querySelectorAll(".jp-OutputArea label:has(progress)");
  const look = () => lines().forEach((line) => window.seen.add(line.innerText.trim()));
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
}"""


def jupyter(built, tmp_path) -> dict[str, str]:
    """The environment in which what the package installs for Jupyter is read from the clone."""
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "WORKBOOK_CACHE")
    }
    lab = {
        "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "workspaces"),
    }
    ours = ROOT / "jupyter"
    reads = {"JUPYTER_CONFIG_PATH": str(ours / "etc" / "jupyter"), "JUPYTER_PATH": str(ours / "share" / "jupyter")}
    reads |= {"WORKBOOK_TABLES": str(built / "tables"), "REPORTS_DIR": str(tmp_path / "reports")}
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
    assert page.locator(".wb-plot .main-svg").count() and shown(page).count()
    well(page)


def test_the_extension_is_of_this_version():
    described = ROOT / "jupyter" / "share" / "jupyter" / "labextensions" / "analysis-workbook" / "package.json"
    assert json.loads(described.read_text(encoding="utf-8"))["version"] == version("analysis")


# ---------------------------------------------------------------- a server, and pages on it
@pytest.fixture(scope="module")
def lab(built, tmp_path_factory):
    """A JupyterLab on copies of the notebooks, in a folder of their own: its address ({} for a path) and the folder."""
    home, token = tmp_path_factory.mktemp("lab"), "t0ken"
    shutil.copytree(ROOT / "seeds", home / "reports")
    shutil.copytree(ROOT / "notebooks", home / "work")
    (home / "few" / "deep").mkdir(parents=True)
    for seed in sorted((ROOT / "seeds").glob("*.txt"))[:2]:
        shutil.copy(seed, home / "few" / "deep")
    quiet = home / "settings" / "@jupyterlab" / "apputils-extension"
    quiet.mkdir(parents=True)
    (quiet / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"""--no-browser --allow-root --ip=127.0.0.1 --port={port} --ServerApp.port_retries=0
        --IdentityProvider.token={token} --ServerApp.root_dir={home / "work"}
        --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate
        --LabApp.extension_manager=readonly --LabApp.expose_app_in_browser=True""".split()
    with (home / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=jupyter(built, home), stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}/{{}}?token={token}"
    try:
        wait_for(address.format("api/status"))
        yield address, home / "work"
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


def open_lab(chromium, url: str):
    """A page on the server: `page.asked` lists what it asked of anybody else, `page.errors` what went wrong in it."""
    page = chromium.new_page(viewport={"width": 1400, "height": 1600})
    page.asked, page.errors = [], []
    elsewhere = re.compile(r"^https?://(?!127\.0\.0\.1)")
    page.route(elsewhere, lambda route: (page.asked.append(route.request.url), route.abort()))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(url + "&reset")
    page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)", timeout=60_000)
    return page


def command(page, name: str, **options) -> None:
    page.evaluate(COMMAND, [name, options])


def run_all(page) -> None:
    page.wait_for_function(READY, timeout=90_000)
    command(page, "notebook:run-all-cells")


def until(page, selector: str, n: int) -> None:
    """JupyterLab draws the outputs of a notebook little by little."""
    page.wait_for_function("([selector, n]) => document.querySelectorAll(selector).length === n", arg=[selector, n])


def in_python(lab, page, expression: str) -> str:
    """What the kernel says an expression is."""
    code = f"open('told', 'w').write(str({expression}))"
    page.evaluate(f"code => {SESSION}.session.kernel.requestExecute({{code}}).done", code)
    return (lab[1] / "told").read_text()


def saved(lab, page) -> dict:
    """The current notebook, saved, as it is on disk."""
    command(page, "docmanager:save")
    return json.loads((lab[1] / NOTEBOOK).read_text(encoding="utf-8"))


def drawn(page, file) -> None:
    """An export works without the server: chart, table, filter, evidence."""
    visit(page, file)
    explorer = page.locator(".wb").first
    assert explorer.locator(".wb-plot .main-svg").count()
    tried(explorer)
    well(page)


def tried(explorer) -> None:
    explorer.locator("select").first.select_option(index=1)
    assert " of " in explorer.locator(".wb-count").inner_text()
    explorer.locator("tbody tr[data-row]").nth(1).click()
    assert explorer.locator(".wb-pane mark").first.inner_text()


@pytest.fixture(scope="module")
def live(chromium, lab):
    """A notebook that has been run, in a folder that is not the clone's."""
    page = open_lab(chromium, lab[0].format(f"lab/tree/{NOTEBOOK}"))
    run_all(page)
    page.locator(".jp-OutputArea .wb-plot .main-svg").first.wait_for(timeout=60_000)
    yield page
    page.close()


# ---------------------------------------------------------------- tests, in the order of a working day
def test_a_live_explorer_and_python_are_linked(live, lab):
    """Charts, a live explorer whose selection and corrections reach Python."""
    explorer = live.locator(".jp-OutputArea .wb").first
    explorer.locator("select").first.select_option(index=1)
    wanted = explorer.locator(".wb-count").inner_text().split(" of ")[0]
    assert in_python(lab, live, "len(Out[3].selection)") == wanted
    pane = explorer.locator(".wb-pane")
    explorer.locator(".wb-reset").click()
    before, total = pane.inner_text(), explorer.locator(".wb-count").inner_text()
    explorer.locator("tbody tr").nth(2).click()
    assert pane.inner_text() != before
    live.keyboard.press("ArrowUp")
    assert explorer.locator("tr[aria-selected=true]").get_attribute("aria-rowindex") == "3"
    picked = in_python(lab, live, "Out[3].picked.statement_id")
    pane.get_by_role("button", name="Whole report").click()
    pane.locator(".wb-report-text mark").wait_for()
    correct(pane)
    pane.get_by_text("it is applied when the reports are read again").wait_for()
    (row,), problems = corrections.read([lab[1].parent / "reports"])
    assert not problems and (row["row"], row["analyst_value"]) == (picked, "deny")
    click_point(live, explorer)
    changed = "before => document.querySelector('.jp-OutputArea .wb-count').innerText !== before"
    live.wait_for_function(changed, arg=total)
    well(live)


def test_the_file_menu_exports_a_page(live, page, tmp_path):
    def menu():
        live.locator(".lm-MenuBar-item", has_text=re.compile("^File$")).click()
        return live.get_by_role("menuitem", name="Export as Workbook Page")

    with live.expect_download() as download:
        menu().click()
    download.value.save_as(tmp_path / "page.html")
    drawn(page, tmp_path / "page.html")
    assert "What follows rests on 5 reports." in page.locator("main").inner_text()
    command(live, "launcher:create")
    assert menu().get_attribute("aria-disabled") == "true"
    live.keyboard.press("Escape")
    command(live, "docmanager:open", path=NOTEBOOK)


def test_the_stock_export_of_what_was_saved_is_whole(live, lab, page, tmp_path):
    saved(lab, live)
    export = urllib.request.urlopen(lab[0].format(f"nbconvert/html/{NOTEBOOK}")).read()
    (tmp_path / "saved.html").write_bytes(export)
    drawn(page, tmp_path / "saved.html")


def test_a_folder_is_chosen_by_keyboard_and_read(live, lab):
    """The choice holds, reading shows how far it is, and nothing of that stays in the notebook."""
    live.evaluate(WATCH)
    live.get_by_role("button", name="Choose another folder").press("Enter")
    path, up = live.get_by_label("Folder", exact=True), live.get_by_role("button", name="Up", exact=True)
    up.press("Enter")
    folder = live.get_by_role("button", name="few (2 report files)")
    folder.wait_for()
    path.fill(str(lab[1] / "nowhere"))
    path.press("Enter")
    live.get_by_text("nowhere: No such file or directory.").wait_for()
    folder.press("Space")
    live.get_by_role("button", name="deep (2 report files)").wait_for()
    assert path.input_value() == str(lab[1].parent / "few")
    live.get_by_role("button", name="Read this folder").press("Enter")
    live.get_by_text("few (2 report files). Read them with Run").wait_for()
    run_all(live)
    assert in_python(lab, live, "len(book.reports)") == "2"
    told = live.evaluate("[...window.seen]")
    assert "Reading 2 reports" in told and any(text.startswith("Relating 2 reports") for text in told)
    assert not live.locator("progress").count()
    cell = next(cell for cell in saved(lab, live)["cells"] if "analysis.load(" in "".join(cell["source"]))
    assert [output["output_type"] for output in cell["outputs"]] == ["execute_result"]
    well(live)


def test_saved_notebooks_work_without_a_kernel_until_they_are_run(live, lab, chromium):
    """Two of them side by side; and one that nobody has signed shows its tables without running a script."""
    told, n = saved(lab, live), live.locator(".jp-OutputArea .wb").count()
    for name in ("first", "second"):
        shutil.copy(lab[1] / NOTEBOOK, lab[1] / f"{name}.ipynb")
    told["cells"][0]["source"] = ["REPORTS = None"]
    (lab[1] / "unsigned.ipynb").write_text(json.dumps(told), encoding="utf-8")
    page = open_lab(chromium, lab[0].format("lab"))
    for name in ("unsigned", "first", "second"):
        command(page, "docmanager:open", path=f"{name}.ipynb", kernelPreference={"shouldStart": False})
        until(page, COPY, n)
        if name == "unsigned":
            assert not page.locator(".wb-count").count() and page.locator(COPY).first.inner_text()
        else:
            page.locator(COPY + "-plot .main-svg").first.wait_for()
            tried(page.locator(COPY).first)
    until(page, PANEL + ".workbook-copy", n + 1)  # of the explorers, and of the choice of a folder
    assert "#" not in page.url and not page.get_by_text(re.compile("model not found|Loading widget")).count()
    page.evaluate(f"() => {SESSION}.changeKernel({{ name: 'python3' }}).then(() => null)")
    page.wait_for_function(READY, timeout=60_000)
    assert page.locator(COPY).count() == n
    run_all(page)
    page.locator(PANEL + ".jp-OutputArea .wb-plot .main-svg").first.wait_for()
    until(page, PANEL + ".jp-OutputArea .wb", n)
    assert not page.locator(PANEL + ".workbook-copy").count() and page.asked == []
    page.close()
