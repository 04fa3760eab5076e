"""How every chart looks: one template, one palette, and what a symbol, a pattern and a colour mean."""

import html as markup
import json
import textwrap
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

# The palette of Okabe and Ito (Color Universal Design, 2008) without black and yellow, each lost on one theme's ground.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
# These inks stand in assets/template.json too, and in assets/explorer.css, which turns them with the reader's theme.
INK, SOFT, LINE = "rgb(36,41,47)", "rgb(91,99,109)", "rgb(216,220,225)"
GREY = "#8A929C"
SYMBOLS = {
    "asserted": "circle",
    "attributed": "circle-open",
    "disputed": "circle-x-open",
    "denied": "x-thin-open",
    "denied_only": "x-thin-open",
    "hypothetical": "circle-open-dot",
    "negated": "line-ew-open",
}
PATTERNS = {"asserted": "", "attributed": "/", "denied": "x"}
SAYS = {
    "asserted": "asserted by a report",
    "attributed": "attributed to somebody",
    "disputed": "said and denied",
    "denied_only": "known only from a denial",
    "denied": "denied",
    "hypothetical": "hypothetical",
    "negated": "said not to be so",
}
DIRECTIONS = {"up": (VERMILLION, "▲"), "down": (BLUE, "▼"), "context": (GREY, "●")}
ROW, PANEL = 25, 136  # pixels a line of a chart, and a small panel
DAY = 86_400_000  # milliseconds

TEMPLATE = Path(__file__).parents[1] / "assets" / "template.json"
pio.templates["workbook"] = go.layout.Template(json.loads(TEMPLATE.read_text(encoding="utf-8")))
pio.templates.default = "workbook"


def plain(text) -> str:
    """Text of a report, which the drawing library must not read as markup."""
    return markup.escape(str(text), quote=False)


def lines(text: str, width: int) -> str:
    """The text in lines of at most so many characters."""
    return "<br>".join(plain(line) for line in textwrap.wrap(text, width))


def finish(
    figure: go.Figure, title: str, subtitle: str, *, height: int, above: int = 6, bottom: int = 40, **layout
) -> go.Figure:
    """Title, subtitle and alternative text; `height` is the drawing's own, `above` what its own labels need over it."""
    head, under = lines(title, 76), lines(subtitle, 108)
    more = head.count("<br>")
    top = 44 + 28 * more + (18 * (under.count("<br>") + 1) + 10 if under else 0) + above
    figure.update_layout(
        title={"text": head, "subtitle": {"text": under}, "pad": {"t": 12 + 6 * more}},
        margin={"l": 8, "r": 16, "t": top, "b": bottom},
        height=height + top + bottom,
        meta={"alt": f"{title} {subtitle}".strip()},
        **layout,
    )
    return figure


def nothing(title: str, subtitle: str = "") -> go.Figure:
    """A chart of nothing: the sentence that says so."""
    figure = go.Figure()
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return finish(figure, title, subtitle, height=4, bottom=4)


def keys(figure: go.Figure, entries: list[tuple[str, dict]]) -> None:
    """Keys that belong to no trace: what a symbol, a colour or a pattern means."""
    for name, marker in entries:
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=name, marker={"size": 10, **marker}, hoverinfo="skip"
        )


def colours_of(names) -> dict[str, str]:
    """The six most frequent names get a colour each, the rest are grey."""
    top = pd.Series(list(names), dtype=object).dropna().value_counts()
    top = sorted(top.index, key=lambda name: (-top[name], name))[: len(PALETTE)]
    return dict(zip(top, PALETTE))


def day_axis(figure: go.Figure, first: str, last: str, **where) -> None:
    """A time axis of whole days with half a day of air; few days are all named."""
    span = (pd.Timestamp(last) - pd.Timestamp(first)).days
    pad = pd.Timedelta(max(14, span), "h")
    ticks = {"dtick": DAY * (1 if span <= 12 else 2)} if span <= 21 else {"nticks": 8}
    figure.update_xaxes(
        type="date",
        range=[str(pd.Timestamp(first) - pad), str(pd.Timestamp(last) + pad)],
        tickformat="%-d %b" if span < 300 else "%b %Y",
        **ticks,
        **where,
    )


def mark(meaning: str, colour) -> dict:
    """The symbol of a status or modality: filled where it is asserted, open or crossed where it is not."""
    return {
        "symbol": SYMBOLS[meaning],
        "size": 13,
        "color": colour,
        "opacity": 1,
        "line": {"width": 0 if meaning == "asserted" else 2.3},
    }


def ranked(values: pd.Series, limit: int) -> list:
    counts = values.value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], str(value)))[:limit]


def whole_ticks(highest, steps: int = 4) -> list[int]:
    """Ticks at whole numbers only: what is counted has no halves."""
    step = max(1, -(-int(highest) // steps))
    round_to = 10 ** (len(str(step)) - 1)
    step = -(-step // round_to) * round_to
    return list(range(0, int(highest) + 1, step))
