"""How a chart reaches the reader: Plotly's own type for JupyterLab, and HTML that needs nothing else for exports."""

import html as markup
import itertools
import json
from functools import cache
from pathlib import Path

import plotly.io as pio
from plotly.io.base_renderers import MimetypeRenderer
from plotly.offline import get_plotlyjs

ASSETS = Path(__file__).parents[1] / "assets"
CONFIG = {
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displayModeBar": "hover",
}
_numbers = itertools.count(1)


class _Renderer(MimetypeRenderer):
    """Plotly's own type for JupyterLab, and HTML for exports; the drawing library comes with the first chart."""

    def to_mimebundle(self, figure: dict) -> dict:
        spec = json.loads(pio.to_json(figure, validate=False))
        spec["config"] = CONFIG
        name = spec["layout"].get("meta", {}).get("alt") or "Chart"
        return {"application/vnd.plotly.v1+json": spec, "text/html": library() + _drawn(spec, name), "text/plain": name}


def _drawn(spec: dict, name: str) -> str:
    ident, height = f"wb-chart-{next(_numbers)}", spec["layout"].get("height") or 450
    parts = ",".join(script_json(part) for part in (ident, spec["data"], spec["layout"], CONFIG))
    label = f'role="group" aria-label="{markup.escape(name)}"'
    return (
        f'<div id="{ident}" class="wb-plot" {label} style="height:{height}px"></div>'
        f"<script>Plotly.newPlot({parts})</script>"
    )


def script_json(content) -> str:
    """JSON, and so script, that is safe inside a <script> element, whatever a report says."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).replace("</", "\\u003c/").replace("<!--", "\\u003c!--")


_library_cell: list = []


def library() -> str:
    """The drawing library as a script: for the first cell that asks for it, and again when that cell runs again."""
    cell = _cell()
    if _library_cell and (cell is None or _library_cell[0] != cell):
        return ""
    _library_cell[:] = [cell]
    return (
        f"<script>window.PlotlyConfig={{MathJaxConfig:'local'}};{get_plotlyjs()}</script><style>{stylesheet()}</style>"
    )


def _cell() -> str | None:
    """The id of the cell that runs, where the front end tells it."""
    try:
        shell = get_ipython()
    except NameError:
        return None
    return (shell.parent_header or {}).get("metadata", {}).get("cellId") if hasattr(shell, "parent_header") else None


@cache
def stylesheet() -> str:
    return (ASSETS / "explorer.css").read_text(encoding="utf-8")


pio.renderers["workbook"] = _Renderer()
pio.renderers.default = "workbook"
