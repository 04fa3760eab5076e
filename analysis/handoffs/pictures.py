"""Charts as PNG or SVG, drawn by a browser that is there anyway: Chromium, Chrome or Edge, without window or network.

The drawing library comes with the package and the browser is called as a programme, so nothing more is installed.
"""

import base64
import html
import inspect
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote_to_bytes

from analysis import charts, reference
from analysis.book import Book
from analysis.errors import WorkbookError

WIDTH, SCALE = 1000, {"png": 2, "svg": 1}
SECONDS = 300
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# No name is resolved and no call home is made; where nothing comes of a page, the budget of virtual time ends it.
OPTIONS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--virtual-time-budget=60000", "--dump-dom"),
)
# Plotly names clip paths by chance: one that hangs on the chart's name alone gives the same bytes each time, and other
# names in other charts, so that a page may hold several.
PAGE = """<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:">
<body><script>let seed = 1; Math.random = () => (seed = seed * 16807 % 2147483647) / 2147483647;</script>
<script>{library}</script><script>
(async () => {{
  const made = {{}};
  for (const [name, figure] of Object.entries({figures})) {{
    seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2147483647, 1);
    made[name] = await Plotly.toImage(figure, {{format: {form}, width: {width}, height: figure.layout.height, scale: {scale}}});
  }}
  return made;
}})().catch(error => ({{error: String(error)}})).then(made => {{
  const out = document.createElement("pre");
  out.textContent = JSON.stringify(made);
  document.body.replaceChildren(out);
}});
</script>"""


def names() -> list[str]:
    """The charts that need nothing but a book."""
    return [name for name in charts.__all__ if name == "agreement" or _takes_a_book(getattr(charts, name))]


def _takes_a_book(chart) -> bool:
    if not callable(chart):
        return False
    first, *others = [*inspect.signature(chart).parameters.values(), None]
    return getattr(first, "name", None) == "book" and all(other is None or other.default is not other.empty for other in others)


def draw(book: Book, wanted: Iterable[str], form: str) -> dict[str, bytes]:
    """name -> the chart as `form`, png (twice the size) or svg (with its alternative text as title)."""
    figures = {name: json.loads(_figure(book, name).to_json()) for name in wanted}
    for figure in figures.values():
        figure["layout"]["width"] = WIDTH
        figure["layout"].setdefault("height", 450)
    made = _in_browser(
        PAGE.format(
            library=charts.get_plotlyjs(), figures=charts.script_json(figures), form=json.dumps(form), width=WIDTH, scale=SCALE[form]
        )
    )
    if "error" in made:
        raise WorkbookError(f"the drawing library failed: {made['error']}")
    return {name: _bytes(address, figures[name]["layout"]) for name, address in made.items()}


def _figure(book: Book, name: str):
    if name == "agreement":
        return charts.agreement(reference.scores(reference.compare(reference.read(), book)))
    return getattr(charts, name)(book)


def _bytes(address: str, layout: dict) -> bytes:
    """What a data: address holds."""
    head, content = address.split(",", 1)
    if head.endswith(";base64"):
        return base64.b64decode(content)
    title = f"<title>{html.escape(layout.get('meta', {}).get('alt', ''))}</title>"
    return unquote_to_bytes(content).replace(b">", b' role="img">' + title.encode(), 1)


def browser() -> str:
    """The browser that draws. Raises WorkbookError if there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise WorkbookError("a picture needs a browser that can draw it: install Chromium, Chrome or Edge (on Debian: apt install chromium)")
    return found


def _in_browser(page: str) -> dict:
    """What the page's script leaves in its <pre>."""
    with tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        profile = f"--user-data-dir={Path(folder) / 'profile'}"
        command = [browser(), *OPTIONS, *as_root, profile, (Path(folder) / "page.html").as_uri()]
        try:
            run = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise WorkbookError(f"{command[0]} did not draw within {SECONDS} seconds") from error
    found = re.search(r"<pre>(.*)</pre>", run.stdout, re.S)
    if not found:
        said = (run.stderr.strip().splitlines() or ["nothing"])[-1]
        raise WorkbookError(f"{command[0]} drew nothing (code {run.returncode}); it said: {said}")
    return json.loads(html.unescape(found[1]))
