"""Charts: each takes a Book and gives a Plotly figure whose title states the finding and whose subtitle gives the denominators.

Colour never carries a meaning alone: modality is also a symbol, a direction also an arrow. A point carries the filters
that open its evidence (`customdata`), which `explorers.explore(..., chart=figure)` applies on a click.
The only module that imports the drawing library.
"""

import html as markup
import itertools
import json
import textwrap
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from plotly.io.base_renderers import MimetypeRenderer
from plotly.offline import get_plotlyjs
from plotly.subplots import make_subplots

from analysis import views
from analysis.views import plural, short, words

# The palette of Okabe and Ito (Color Universal Design, 2008), without its black and its yellow, which no theme of both grounds keeps.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
# These inks are named again in assets/explorer.css, which turns them with the reader's light or dark theme.
INK, SOFT, LINE, FAINT, PAPER = "rgb(36,41,47)", "rgb(91,99,109)", "rgb(216,220,225)", "rgb(236,238,241)", "rgb(255,255,255)"
GREY = "#8A929C"
SYMBOLS = {"asserted": "circle", "attributed": "circle-open", "disputed": "circle-x-open", "denied": "x-thin-open",
           "denied_only": "x-thin-open", "hypothetical": "circle-open-dot", "negated": "line-ew-open"}
PATTERNS = {"asserted": "", "attributed": "/", "denied": "x"}
SAYS = {"asserted": "asserted by a report", "attributed": "attributed to somebody", "disputed": "said and denied",
        "denied_only": "known only from a denial", "denied": "denied", "hypothetical": "hypothetical", "negated": "said not to be so"}
DIRECTIONS = {"up": (VERMILLION, "▲"), "down": (BLUE, "▼"), "context": (GREY, "●")}
CONFIG = {"responsive": True, "displaylogo": False, "showSendToCloud": False, "plotlyServerURL": "", "displayModeBar": "hover"}
FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
ROW, PANEL = 25, 136  # pixels a line of a chart, and a small panel
DAY = 86_400_000  # milliseconds

_axis = {"gridcolor": FAINT, "linecolor": LINE, "zeroline": False, "ticks": "", "automargin": True, "ticklabelstandoff": 6, "tickfont": {"size": 12, "color": SOFT},
         "title": {"font": {"size": 12, "color": SOFT}, "standoff": 8}}
pio.templates["workbook"] = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 12.5, "color": INK}, "colorway": PALETTE, "paper_bgcolor": PAPER, "plot_bgcolor": PAPER,
        "xaxis": _axis, "yaxis": _axis, "hovermode": "closest", "dragmode": False, "barmode": "stack", "bargap": 0.35,
        "hoverlabel": {"align": "left", "bgcolor": "#24292f", "bordercolor": "#24292f", "font": {"family": FONT, "size": 12.5, "color": "#ffffff"}},
        "legend": {"orientation": "h", "x": 0, "xref": "container", "xanchor": "left", "y": 0, "yref": "container", "yanchor": "bottom",
                   "font": {"size": 12, "color": SOFT}, "itemsizing": "constant", "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
        "title": {"x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top", "pad": {"t": 12, "l": 4},
                  "font": {"size": 16, "color": INK, "weight": 600}, "subtitle": {"font": {"size": 12.5, "color": SOFT}}},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "orientation": "h", "remove": ["sendChartToCloud", "sendDataToCloud", "lasso2d", "select2d", "autoScale2d"]},
    },
    data={"bar": [{"marker": {"line": {"width": 0}}, "textfont": {"size": 12}}], "scatter": [{"cliponaxis": False}]},
)
pio.templates.default = "workbook"


# ---------------------------------------------------------------- showing
_numbers = itertools.count(1)


class _Renderer(MimetypeRenderer):
    """Plotly's own type for JupyterLab, and HTML without any library for exports; the library comes with the first chart."""

    def to_mimebundle(self, figure: dict) -> dict:
        spec = json.loads(pio.to_json(figure, validate=False))
        spec["config"] = CONFIG
        name = spec["layout"].get("meta", {}).get("alt") or "Chart"
        return {"application/vnd.plotly.v1+json": spec, "text/html": library() + _drawn(spec, name), "text/plain": name}


def _drawn(spec: dict, name: str) -> str:
    ident, height = f"wb-chart-{next(_numbers)}", spec["layout"].get("height") or 450
    return (
        f'<div id="{ident}" class="wb-plot" role="group" aria-label="{markup.escape(name)}" style="height:{height}px"></div>'
        f'<script>Plotly.newPlot("{ident}",{script_json(spec["data"])},{script_json(spec["layout"])},{script_json(CONFIG)})</script>'
    )


def script_json(content) -> str:
    """JSON that is safe inside a <script> element, whatever a report says."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/").replace("<!--", "<\\!--")


_library_cell: list = []


def library() -> str:
    """The drawing library as a script, in the first cell of a notebook that asks for it (and again when that cell runs again)."""
    cell = _cell()
    if _library_cell and (cell is None or _library_cell[0] != cell):
        return ""
    _library_cell[:] = [cell]
    return f"<script>window.PlotlyConfig={{MathJaxConfig:'local'}};{get_plotlyjs()}</script><style>{stylesheet()}</style>"


def _cell() -> str | None:
    """The id of the cell that runs, where the front end tells it."""
    try:
        shell = get_ipython()
    except NameError:
        return None
    return (shell.parent_header or {}).get("metadata", {}).get("cellId") if hasattr(shell, "parent_header") else None


@cache
def stylesheet() -> str:
    return (Path(__file__).parent / "assets" / "explorer.css").read_text(encoding="utf-8")


pio.renderers["workbook"] = _Renderer()
pio.renderers.default = "workbook"


# ---------------------------------------------------------------- making
def _plain(text) -> str:
    """Text of a report, which the drawing library must not read as markup."""
    return markup.escape(str(text), quote=False)


def _wrap(text: str, width: int) -> str:
    return "<br>".join(textwrap.wrap(text, width)) if text else ""


def _finish(figure: go.Figure, title: str, subtitle: str, *, height: int, above: int = 6, bottom: int = 40, **layout) -> go.Figure:
    """Title, subtitle and alternative text; `height` is the drawing's own, `above` what its own labels need over it."""
    head, under = _wrap(title, 84), _wrap(subtitle, 112)
    top = 22 + 22 * (head.count("<br>") + 1) + (18 * (under.count("<br>") + 1) + 10 if under else 0) + above
    figure.update_layout(
        title={"text": f"{_plain(head).replace('&lt;br&gt;', '<br>')}", "subtitle": {"text": _plain(under).replace("&lt;br&gt;", "<br>")}},
        margin={"l": 8, "r": 16, "t": top, "b": bottom}, height=height + top + bottom, meta={"alt": f"{title} {subtitle}".strip()}, **layout,
    )
    return figure


def nothing(title: str, subtitle: str = "") -> go.Figure:
    """A chart of nothing: the sentence that says so."""
    figure = go.Figure()
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return _finish(figure, title, subtitle, height=4, bottom=4)


def _legend(figure: go.Figure, entries: list[tuple[str, dict]]) -> None:
    """Keys that belong to no trace: what a symbol, a colour or a pattern means."""
    for name, marker in entries:
        figure.add_scatter(x=[None], y=[None], mode="markers", name=name, marker={"size": 10, **marker}, hoverinfo="skip")


def _colours(names) -> dict[str, str]:
    """The six most frequent names get a colour each, the rest are grey."""
    top = pd.Series(list(names), dtype=object).dropna().value_counts()
    top = sorted(top.index, key=lambda name: (-top[name], name))[: len(PALETTE)]
    return dict(zip(top, PALETTE))


def _days(figure: go.Figure, first: str, last: str, **where) -> None:
    """A time axis of whole days with half a day of air; few days are all named."""
    span = (pd.Timestamp(last) - pd.Timestamp(first)).days
    pad = pd.Timedelta(max(14, span), "h")
    ticks = {"dtick": 86_400_000 * (1 if span <= 12 else 2)} if span <= 21 else {"nticks": 8}
    figure.update_xaxes(type="date", range=[str(pd.Timestamp(first) - pad), str(pd.Timestamp(last) + pad)], tickformat="%-d %b" if span < 300 else "%b %Y",
                        **ticks, **where)


# ---------------------------------------------------------------- 1 reports
def reports(book) -> go.Figure:
    """Characters of each report by what was done with them: read, or set aside and why."""
    if book.reports.empty:
        return nothing("No report could be read.", "The table of problems says what came in and why it was not used.")
    parts, names = views.read_and_cut(book), views.report_labels(book)
    parts = parts[parts["report_id"].isin(book.reports.nlargest(40, "chars")["report_id"])]
    kinds = sorted(parts["kind"].unique(), key=lambda kind: (kind not in views.READ, -parts.loc[parts["kind"] == kind, "chars"].sum(), kind))
    colours = {"body": BLUE, "title": SKY, "standfirst": SKY, "subhead": SKY, "caption": GREEN, "boilerplate": VERMILLION}
    figure = go.Figure()
    for kind in kinds:
        rows = parts[parts["kind"] == kind]
        figure.add_bar(
            y=rows["report_id"].map(names), x=rows["chars"], name=words(kind), orientation="h",
            marker={"color": colours.get(kind, ORANGE), "pattern": {"shape": "" if kind in views.READ else "/", "size": 5, "solidity": 0.45}},
            customdata=[{"report_id": report, "kind": kind} for report in rows["report_id"]],
            text=[f"{share:.0%}" if share > 0.12 and kind in views.READ else "" for share in rows["share"]], textposition="inside", insidetextanchor="middle", textangle=0,
            hovertemplate="%{y}<br>" + words(kind) + ": %{x:,} characters<extra></extra>",
        )
    dated, cut = int(book.reports["published"].notna().sum()), parts.loc[~parts["kind"].isin(views.READ), "chars"].sum() / parts["chars"].sum()
    title = f"{dated} of {plural(len(book.reports), 'report')} can be dated; {cut:.1%} of what came in was set aside unread"
    figure.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": INK}, categoryorder="array", categoryarray=[names[r] for r in sorted(names.index, key=lambda r: names[r])])
    figure.update_xaxes(title_text="characters")
    return _finish(figure, title, "Plain bars are read, hatched bars are not. Click a bar to see the words.", height=34 * parts["report_id"].nunique() + 30, bottom=78)


# ---------------------------------------------------------------- 2 chronology
def chronology(book, *, limit: int = 30) -> go.Figure:
    """Incidents in order of time, one a line: a mark at the day and a line over the days it can have been; its status is the symbol."""
    incidents = book.incidents.dropna(subset=["latest"])
    if incidents.empty:
        return nothing("No happening could be dated.", f"{plural(len(book.incidents), 'happening')} without a date: see the table.")
    chosen = incidents.assign(known=incidents["earliest"].notna()).sort_values(["n_reports", "known"], ascending=False, kind="stable").head(limit)
    chosen = chosen.assign(actor=chosen["source_party"].str.split("; ").str[0], last=pd.to_datetime(chosen["latest"].str[:10]).dt.as_unit("ms"))
    open_ended = max(chosen["last"].max() - chosen["last"].min(), pd.Timedelta(8, "D")) / 16
    first = pd.to_datetime(chosen["earliest"].str[:10]).dt.as_unit("ms")
    chosen = chosen.assign(first=first, start=first.fillna(chosen["last"] - open_ended)).sort_values(["last", "start", "incident_id"])
    chosen = chosen.assign(at=(chosen["start"] + (chosen["last"] - chosen["start"]) / 2).where(chosen["first"].notna(), chosen["last"]))
    names, colours, figure = views.incident_labels(book), _colours(chosen["actor"]), go.Figure()
    for row in chosen[chosen["start"] != chosen["last"]].to_dict("records"):
        figure.add_scatter(x=[row["start"], row["last"]], y=[row["incident_id"]] * 2, mode="lines", hoverinfo="skip", showlegend=False,
                           line={"width": 2, "dash": "dot", "color": colours.get(row["actor"], GREY)})
    for status, rows in chosen.groupby("status", sort=False):
        figure.add_scatter(x=rows["at"], y=rows["incident_id"], mode="markers", showlegend=False, marker=_mark(status, [colours.get(p, GREY) for p in rows["actor"]]),
                           customdata=[{"incident_id": i} for i in rows["incident_id"]], hovertext=[_told(row, names) for row in rows.assign(when=views.when(rows)).to_dict("records")], hoverinfo="text")
    _legend(figure, [(SAYS[s], _mark(s, GREY)) for s in SYMBOLS if s in set(chosen["status"])])
    _legend(figure, [(_plain(party), {"symbol": "square", "color": colour}) for party, colour in colours.items()])
    _days(figure, str(chosen["start"].min().date()), str(chosen["last"].max().date()), side="top")
    figure.update_yaxes(tickvals=chosen["incident_id"], ticktext=[_plain(short(names[i], 44)) for i in chosen["incident_id"]], tickfont={"color": INK},
                        range=[len(chosen) - 0.4, -0.6], type="category", categoryarray=chosen["incident_id"])
    known, missing, disputed = int(incidents["earliest"].notna().sum()), len(book.incidents) - len(incidents), len(views.contested(book))
    title = f"{known} of {plural(len(book.incidents), 'happening')} {'is' if known == 1 else 'are'} dated by the reports; {disputed or 'none'} {'is' if disputed == 1 else 'are'} denied by somebody"
    subtitle = f"{plural(len(book.reports), 'report')}. A dotted line spans the days it can have been; where it begins nowhere, the happening is only known to be told by its last day."
    subtitle += (f" {plural(missing, 'happening')} without any date only in the table." if missing else "") + (f" Shown: the {limit} most reported." if len(incidents) > limit else "")
    return _finish(figure, title, subtitle, height=ROW * len(chosen) + 10, above=26, bottom=74)


def _mark(meaning: str, colour) -> dict:
    """The symbol of a status or modality: filled where it is asserted, open or crossed where it is not."""
    return {"symbol": SYMBOLS[meaning], "size": 13, "color": colour, "opacity": 1, "line": {"width": 0 if meaning == "asserted" else 2.3}}


def _told(row: dict, names: pd.Series) -> str:
    what = _plain(_wrap(short(row["what"], 180), 60)).replace("&lt;br&gt;", "<br>")
    return f"<b>{_plain(names[row['incident_id']])}</b><br>{row['when']} · {SAYS[row['status']]} · {plural(row['n_reports'], 'report')}<br>{what}"


# ---------------------------------------------------------------- 3 statements
def _dots(figure: go.Figure, frame: pd.DataFrame, x: str, y: str, colour: str, *, row=None, col=None) -> None:
    """A matrix of counts: one dot a cell, its area the count, which is also printed."""
    cells = frame.groupby([x, y], as_index=False).size()
    figure.add_scatter(
        x=cells[x].map(words), y=cells[y], mode="markers+text", text=cells["size"], showlegend=False, textfont={"size": 11, "color": "#ffffff"},
        marker={"size": 17 + 23 * np.sqrt(cells["size"] / cells["size"].max()), "color": colour, "opacity": 1, "line": {"width": 0}},
        customdata=[{x: a, y: b} for a, b in zip(cells[x], cells[y])], hovertemplate="%{y} · %{x}: %{text}<extra></extra>", row=row, col=col,
    )


def _ranked(values: pd.Series, limit: int) -> list:
    counts = values.value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], str(value)))[:limit]


def statements(book) -> go.Figure:
    """Who says what: parties by speech act, and beside it how their words reach the reader."""
    spoken = book.statements[book.statements["spoken"].fillna(True).astype(bool)]
    if spoken.empty:
        return nothing("No statement was found in these reports.")
    named = spoken.assign(party=spoken["party"].fillna("not known"), act=spoken["act"].fillna("other"))
    rows, acts = _ranked(named["party"], 14), _ranked(named["act"], 12)
    figure = make_subplots(cols=2, rows=1, shared_yaxes=True, column_widths=[0.7, 0.3], horizontal_spacing=0.04)
    _dots(figure, named[named["party"].isin(rows) & named["act"].isin(acts)], "act", "party", BLUE, row=1, col=1)
    for kind, pattern, colour in (("direct", "", GREEN), ("mixed", ".", GREEN), ("indirect", "/", GREY)):
        part = named[(named["kind"] == kind) & named["party"].isin(rows)].groupby("party").size()
        figure.add_bar(y=part.index, x=part, orientation="h", name=f"{kind}", customdata=[{"party": p, "kind": kind} for p in part.index], width=0.55,
                       marker={"color": colour, "pattern": {"shape": pattern, "size": 5}}, hovertemplate="%{y}: %{x} " + kind + "<extra></extra>", row=1, col=2)
    figure.update_xaxes(categoryorder="array", categoryarray=[words(a) for a in acts], side="top", tickangle=-35, row=1, col=1, range=[-0.6, len(acts) - 0.4])
    figure.update_xaxes(title_text="statements", row=1, col=2, rangemode="tozero")
    figure.update_yaxes(categoryorder="array", categoryarray=rows, range=[len(rows) - 0.4, -0.6], tickfont={"color": INK})
    top = rows[0] if rows[0] != "not known" or len(rows) == 1 else rows[1]
    share, act = (named["party"] == top).sum(), _ranked(named.loc[named["party"] == top, "act"], 1)[0]
    title = f"{top} speaks most: {share} of {plural(len(named), 'statement')}, most often to {words(act)}"
    unnamed = int(spoken["unnamed"].fillna(False).astype(bool).sum())
    subtitle = f"From {plural(spoken['report_id'].nunique(), 'report')}; {unnamed} by speakers the reports keep unnamed. Left: what they do by speaking. Right: in quotation marks, in part, or retold."
    return _finish(figure, title, subtitle, height=36 * len(rows) + 10, above=58, bottom=76)


def addressees(book) -> go.Figure:
    """Who speaks to whom."""
    told = book.statements.dropna(subset=["party", "addressee"])
    told = told.assign(addressee=told["addressee"].str.split("; ")).explode("addressee")
    if told.empty:
        return nothing("No statement names whom it is addressed to.", f"Of {plural(len(book.statements), 'statement')}.")
    rows, cols = _ranked(told["party"], 12), _ranked(told["addressee"], 10)
    figure = go.Figure()
    _dots(figure, told[told["party"].isin(rows) & told["addressee"].isin(cols)], "addressee", "party", PURPLE)
    figure.update_xaxes(categoryorder="array", categoryarray=[words(c) for c in cols], side="top", tickangle=-35, range=[-0.6, len(cols) - 0.4])
    figure.update_yaxes(categoryorder="array", categoryarray=rows, range=[len(rows) - 0.4, -0.6], tickfont={"color": INK})
    (who, whom), n = told.groupby(["party", "addressee"]).size().sort_values(ascending=False, kind="stable").pipe(lambda s: (s.index[0], s.iloc[0]))
    title = f"Most addressed words: {who} to {whom}, {plural(int(n), 'statement')}"
    return _finish(figure, title, f"{told['statement_id'].nunique()} of {len(book.statements)} statements say to whom they are addressed.", height=36 * len(rows) + 10, above=86, bottom=12)


# ---------------------------------------------------------------- 4 claims
def claims(book, *, limit: int = 30) -> go.Figure:
    """Who asserts and who denies each happening: a line a happening, a column a voice; several stances of one voice stand side by side."""
    stances = views.stances(book)
    if stances.empty:
        return nothing("No happening is told in these reports.")
    disputed = views.contested(book)["incident_id"]
    order = book.incidents.assign(contested=book.incidents["incident_id"].isin(disputed))
    order = order.sort_values(["contested", "n_reports", "earliest"], ascending=[False, False, True]).head(limit)["incident_id"].unique().tolist()
    stances = stances[stances["incident_id"].isin(order)]
    voices = [v for v in _ranked(stances["voice"].repeat(stances["mentions"].astype(int)), 12)]
    voices.sort(key=lambda voice: voice != views.NARRATOR)
    stances = stances[stances["voice"].isin(voices)]
    colours, names = {"denied": VERMILLION, "asserted": BLUE, "attributed": BLUE}, views.incident_labels(book)
    cell = stances.sort_values("modality", key=lambda m: m.map(views.STRENGTH.index)).groupby(["incident_id", "voice"])
    stances = stances.assign(slot=(cell.cumcount() - (cell["modality"].transform("size") - 1) / 2) * 0.36)
    figure = go.Figure()
    for modality in [m for m in SYMBOLS if m in set(stances["modality"])]:
        rows = stances[stances["modality"] == modality]
        figure.add_scatter(
            x=[voices.index(v) + slot for v, slot in zip(rows["voice"], rows["slot"])], y=[order.index(i) for i in rows["incident_id"]], mode="markers+text", name=SAYS[modality],
            marker=_mark(modality, colours.get(modality, GREY)),
            text=[str(n) if n > 1 else "" for n in rows["mentions"]], textposition="middle right", textfont={"size": 10.5, "color": SOFT},
            customdata=[{"incident_id": i, "voice": v, "modality": modality} for i, v in zip(rows["incident_id"], rows["voice"])],
            hovertext=[f"{_plain(v)}: {SAYS[modality]}, {plural(int(m), 'mention')} in {plural(int(n), 'report')}<br>{_plain(names[i])}"
                       for v, m, n, i in zip(rows["voice"], rows["mentions"], rows["n_reports"], rows["incident_id"])], hoverinfo="text",
        )
    dates = views.incident_times(book)
    figure.update_xaxes(tickvals=list(range(len(voices))), ticktext=[_plain(short(v, 24)) for v in voices], side="top", tickangle=-35, range=[-0.6, len(voices) - 0.3])
    figure.update_yaxes(tickvals=list(range(len(order))), ticktext=[f"{_plain(short(names[i], 42))}  <span style='color:{SOFT}'>{dates[i]}</span>" for i in order],
                        range=[len(order) - 0.4, -0.6], tickfont={"color": INK})
    only = int((book.incidents["status"] == "denied_only").sum())
    title = (f"Somebody denies {len(disputed)} of {plural(len(book.incidents), 'happening')}" + (f"; {only} of them known only from the denial" if only else "") if len(disputed)
             else f"Nobody denies any of {plural(len(book.incidents), 'happening')}")
    subtitle = "A voice is the party that says so; a number counts mentions. A denial does not undo a report, nor a report a denial." + (f" Shown: {limit} of {len(book.incidents)}." if len(book.incidents) > limit else "")
    return _finish(figure, title, subtitle, height=ROW * len(order) + 10, above=96, bottom=50)


# ---------------------------------------------------------------- 5 escalation
def quad_tracks(book) -> go.Figure:
    """Happenings a day in each quad class, over the reports that speak of that day. Four tracks, never one sum."""
    tracks, days, span = views.tracks(book), views.coverage(book), views.period(book)
    tracks = tracks[tracks["date"].between(*span)] if span else tracks
    if tracks.empty:
        return nothing("No happening has both a known day and a class of conflict or cooperation.")
    names, days = list(reversed(views.QUADS.values())), days[days["date"].between(*span)]
    figure = make_subplots(rows=5, cols=1, shared_xaxes=True, vertical_spacing=0.075, row_heights=[1, 1, 1, 1, 0.9],
                           subplot_titles=[*names, "Coverage: reports that tell of the day"])
    figure.update_annotations(x=0, xref="x domain", xanchor="left", yanchor="bottom", font={"size": 12.5, "color": INK, "weight": 600})
    highest = int(tracks.groupby(["track", "date"])["n"].sum().max())
    for row, (name, colour) in enumerate(zip(names, (VERMILLION, ORANGE, GREEN, SKY)), 1):
        own = tracks[tracks["track"] == name]
        for modality, pattern in PATTERNS.items():
            bars = own[own["modality"] == modality]
            figure.add_bar(x=bars["date"], y=bars["n"], width=DAY * 0.62, showlegend=False, row=row, col=1,
                           customdata=[{"track": name, "date": d} for d in bars["date"]],
                           marker={"color": colour, "pattern": {"shape": pattern, "size": 5, "solidity": 0.35}, "opacity": 0.55 if modality == "denied" else 1},
                           hovertemplate="%{x|%-d %b}: %{y} " + SAYS[modality] + "<extra>" + name + "</extra>")
        silent = days.loc[~days["date"].isin(own["date"]), "date"]
        figure.add_scatter(x=silent, y=[0] * len(silent), mode="text", text=["0"] * len(silent), textposition="top center", textfont={"size": 11, "color": SOFT},
                           hovertemplate="%{x|%-d %b}: reports speak of this day, none tells such a happening<extra></extra>", showlegend=False, row=row, col=1)
        figure.update_yaxes(range=[0, highest * 1.12], tickvals=_whole(highest, 3), row=row, col=1)
    figure.add_bar(x=days["date"], y=days["telling"], width=DAY * 0.62, marker={"color": GREY}, showlegend=False, text=days["telling"], textposition="outside",
                   textfont={"color": SOFT}, hovertemplate="%{x|%-d %b}: %{y} reports tell of this day<extra></extra>", customdata=[{"date": d} for d in days["date"]], row=5, col=1)
    figure.update_yaxes(range=[0, days["telling"].max() * 1.5 + 0.1], tickvals=_whole(days["telling"].max(), 2), row=5, col=1)
    _days(figure, *span)
    _hatched_keys(figure)
    subtitle = (f"Distinct happenings a day, from {plural(len(book.reports), 'report')}; {views.untracked(book)} of {len(book.incidents)} stand on no day. One known to a few days, or only as told by a day, "
                "stands on the last. 0: reports speak of the day, none tells such a happening. Nothing drawn: no report speaks of it.")
    return _finish(figure, _track_title(tracks, days), subtitle, height=520, above=24, bottom=62)


def _track_title(tracks: pd.DataFrame, days: pd.DataFrame) -> str:
    """The gravest class that is told, its peak, and whether the coverage peaks with it."""
    counted = tracks[tracks["modality"] != "denied"]
    if counted.empty:
        return "Every dated happening is denied"
    name = next(name for name in reversed(views.QUADS.values()) if name in set(counted["track"]))
    by_day = counted[counted["track"] == name].groupby("date")["n"].sum()
    told = f"{name} is told of {len(by_day)} of the {plural(len(days), 'day')} that reports speak of, most of {by_day.idxmax()}"
    return told + (", and so is coverage: the two cannot be told apart" if days.loc[days["telling"].idxmax(), "date"] == by_day.idxmax() else f"; coverage peaks on {days.loc[days['telling'].idxmax(), 'date']}")



def _hatched_keys(figure: go.Figure) -> None:
    for modality, pattern in PATTERNS.items():
        figure.add_bar(x=[None], y=[None], name=SAYS[modality], marker={"color": GREY, "pattern": {"shape": pattern, "size": 5, "solidity": 0.35}})


def indicators(book, *, columns: int = 3) -> go.Figure:
    """One small panel an indicator: its value a day, from its lowest to its highest when any one report is left out."""
    frame, span = book.indicators.dropna(subset=["value"]), views.period(book)
    frame = frame[frame["family"] != "quad"]
    frame = frame[frame["date"].between(*span)] if span else frame
    if frame.empty:
        return nothing("No indicator has a value in these reports.")
    keys = list(frame[["family", "indicator", "unit"]].drop_duplicates("indicator").sort_values(["family", "indicator"]).itertuples(index=False, name=None))
    rows = -(-len(keys) // columns)
    figure = make_subplots(rows=rows, cols=columns, shared_xaxes=True, horizontal_spacing=0.05, vertical_spacing=60 / (PANEL * rows),
                           subplot_titles=[f"{words(i)}" for _, i, _ in keys])
    for n, (family, indicator, unit) in enumerate(keys):
        own, place = frame[frame["indicator"] == indicator].sort_values("date"), {"row": n // columns + 1, "col": n % columns + 1}
        colours = [DIRECTIONS[d][0] if d in DIRECTIONS else GREY for d in own["direction"]]
        figure.add_bar(
            x=own["date"], y=own["value"].astype(float), width=DAY * 0.6, marker={"color": colours}, showlegend=False,
            text=[f"{value:g}" for value in own["value"]], textposition="outside", cliponaxis=False, textfont={"size": 11, "color": SOFT},
            error_y={"type": "data", "symmetric": False, "array": (own["high"] - own["value"]).astype(float).clip(lower=0), "arrayminus": (own["value"] - own["low"]).astype(float).clip(lower=0),
                     "color": SOFT, "thickness": 1.2, "width": 4},
            customdata=[{"indicator": indicator, "date": d} for d in own["date"]],
            hovertext=[f"{d}: {v:g} {_plain(unit or '')}<br>{l:g} to {h:g} when one report is left out<br>rests on {plural(int(r), 'report')}" for d, v, l, h, r in
                       zip(own["date"], own["value"], own["low"].fillna(own["value"]), own["high"].fillna(own["value"]), own["n_reports"].fillna(0))], hoverinfo="text", **place)
        highest = float(max(own["value"].max(), own["high"].fillna(0).max(), 1))
        figure.update_yaxes(range=[0, highest * 1.4], tickvals=_whole(highest, 2), **place)
        arrow = DIRECTIONS.get(own["direction"].iloc[0], (GREY, "●"))
        figure.layout.annotations[n].update(text=f"<span style='color:{arrow[0]}'>{arrow[1]}</span> {_plain(short(words(indicator), 34))}<br><span style='color:{SOFT};font-size:11px'>{_plain(words(family))} · {int(own['n_reports'].max())} of {len(book.reports)} reports</span>",
                                            font={"size": 12.5, "color": INK}, x=figure.layout[figure.data[-1].xaxis.replace("x", "xaxis")].domain[0], xanchor="left", align="left", yanchor="bottom")
    if span:
        _days(figure, *span)
        figure.update_xaxes(nticks=4, dtick=None)
    for column in range(min(columns, len(keys))):
        figure.update_xaxes(showticklabels=True, row=(len(keys) - 1 - column) // columns + 1, col=column + 1)
    _legend(figure, [(text, {"symbol": symbol, "color": colour}) for text, symbol, colour in
                     (("escalation", "triangle-up", VERMILLION), ("de-escalation", "triangle-down", BLUE), ("context", "circle", GREY))])
    fragile = frame[frame["low"] == 0]
    title = f"{plural(len(keys), 'indicator')} in {plural(frame['family'].nunique(), 'family', 'families')}; {len(fragile)} of {plural(len(frame), 'daily value')} would be gone without one report"
    subtitle = "Bars: value a day. Whiskers: lowest and highest value when any one report is left out. No sum over indicators: they count different things."
    return _finish(figure, title, subtitle, height=rows * PANEL, above=44, bottom=64)


def key_dates(book, *, limit: int = 12) -> go.Figure:
    """The days that the reports make most of, in order of time, with the sentence that tells each best."""
    top = book.key_dates.nsmallest(limit, "rank").sort_values("date")
    if top.empty:
        return nothing("No calendar date could be made out in these reports.")
    figure = go.Figure()
    figure.add_bar(y=top["date"], x=top["n_mentions"], orientation="h", marker={"color": [BLUE if r <= 3 else SKY for r in top["rank"]]}, width=0.6,
                   text=[f" {_plain(short(t, 84))}" for t in top["text"]], textposition="outside", cliponaxis=False, textfont={"color": INK, "size": 12},
                   customdata=[{"date": d} for d in top["date"]], hovertemplate="%{y}: %{x} mentions<extra></extra>")
    figure.update_yaxes(type="category", autorange="reversed", tickfont={"color": INK}, showgrid=False)
    figure.update_xaxes(title_text="mentions", range=[0, float(top["n_mentions"].max()) * 3.6], tickvals=_whole(top["n_mentions"].max()), showgrid=False)
    first = top.nsmallest(1, "rank").iloc[0]
    title = f"The reports make most of {first['date']}: {plural(int(first['n_mentions']), 'mention')} in {plural(int(first['n_reports']), 'report')}"
    return _finish(figure, title, f"The {len(top)} days of {len(book.key_dates)} that rank highest; of {plural(len(book.reports), 'report')}.", height=30 * len(top) + 20, bottom=48)


def _whole(highest, steps: int = 4) -> list[int]:
    """Ticks at whole numbers only: what is counted has no halves."""
    step = max(1, -(-int(highest) // steps))
    return list(range(0, int(highest) + 1, step))


# ---------------------------------------------------------------- map
@cache
def _coast() -> list[np.ndarray]:
    lines = json.loads((Path(__file__).parent / "assets" / "coast.json").read_text(encoding="utf-8"))["lines"]
    return [np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 100 for line in lines]


def places(book) -> go.Figure:
    """Where the happenings are told to have been, over coastlines; borders are left out because they are in dispute."""
    located = book.incidents.dropna(subset=["lat", "lon"])
    if located.empty:
        return nothing("No happening has a place that could be located.")
    lat, lon = located["lat"].astype(float), located["lon"].astype(float)
    (west, east), (south, north) = _frame(lon, 4), _frame(lat, 3)
    figure, xs, ys = go.Figure(), [], []
    for line in _coast():
        if line[:, 0].max() >= west - 8 and line[:, 0].min() <= east + 8 and line[:, 1].max() >= south - 8 and line[:, 1].min() <= north + 8:
            xs += [*line[:, 0].round(2), None]
            ys += [*line[:, 1].round(2), None]
    figure.add_scatter(x=xs, y=ys, mode="lines", line={"color": GREY, "width": 0.9}, hoverinfo="skip", showlegend=False, cliponaxis=True)
    names, groups = views.incident_labels(book), located.assign(place=located["place"].fillna("")).groupby(["lat", "lon", "place"], sort=True)
    labelled = _apart([key for key, _ in groups], (north - south) / 16, (east - west) / 9)
    for status in [s for s in SYMBOLS if s in set(located["status"])]:
        spots = [(key, rows) for key, rows in groups if _worst(rows["status"]) == status]
        figure.add_scatter(
            x=[key[1] for key, _ in spots], y=[key[0] for key, _ in spots], mode="markers+text", name=SAYS[status], text=[_plain(short(key[2], 24)) if key[:2] in labelled else "" for key, _ in spots],
            textposition="top center", textfont={"size": 11, "color": INK}, customdata=[{"place": key[2]} for key, _ in spots], cliponaxis=True,
            marker=_mark(status, VERMILLION if status in ("disputed", "denied_only") else BLUE) | {"size": [11 + 4 * min(4, len(rows)) for _, rows in spots]},
            hovertext=[f"<b>{_plain(key[2])}</b><br>" + "<br>".join(_plain(short(names[i], 60)) for i in rows["incident_id"].head(8)) for key, rows in spots], hoverinfo="text")
    hidden = {"showgrid": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(range=[west, east], **hidden)
    figure.update_yaxes(range=[south, north], scaleanchor="x", scaleratio=float(1 / np.cos(np.radians((south + north) / 2))), **hidden)
    title = f"{plural(len(located), 'happening')} of {len(book.incidents)} can be put on a map, at {plural(len(groups), 'place')}"
    return _finish(figure, title, "A point stands for the place named, which may be a whole province or sea. Coastlines: Natural Earth; no borders are drawn.", height=430, bottom=44)


def _apart(spots: list[tuple], high: float, wide: float) -> set[tuple]:
    """The spots whose names fit beside those already written."""
    kept: list[tuple] = []
    for lat, lon, _ in spots:
        if all(abs(lat - a) > high or abs(lon - b) > wide for a, b in kept):
            kept.append((lat, lon))
    return set(kept)


def _frame(values: pd.Series, least: float) -> tuple[float, float]:
    pad = max(least, (values.max() - values.min()) * 0.18)
    return float(values.min() - pad), float(values.max() + pad)


def _worst(statuses: pd.Series) -> str:
    return next(s for s in ("disputed", "denied_only", "attributed", "asserted") if s in set(statuses))


# ---------------------------------------------------------------- 6 errors
def agreement(scores: pd.DataFrame) -> go.Figure:
    """How the extraction compares with hand-coded rows: share found and share right, table by table."""
    if scores.empty:
        return nothing("There is nothing to compare with.", "No hand-coded rows for these reports.")
    figure = go.Figure()
    for row in scores.to_dict("records"):
        figure.add_scatter(x=[row["precision"], row["recall"]], y=[row["table"]] * 2, mode="lines", line={"color": LINE, "width": 3}, showlegend=False, hoverinfo="skip")
    for name, column, symbol, colour in (("share of the hand-coded rows that were found", "recall", "circle", BLUE), ("share of the extracted rows that answer to a hand-coded one", "precision", "diamond", ORANGE)):
        figure.add_scatter(x=scores[column], y=scores["table"], mode="markers", name=name, marker={"symbol": symbol, "size": 13, "color": colour},
                           hovertemplate="%{y}: %{x:.0%} " + name.replace("share of ", "of ") + "<extra></extra>", customdata=[{"table": t} for t in scores["table"]])
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%", side="top")
    figure.update_yaxes(type="category", range=[len(scores) - 0.5, -0.5], tickfont={"color": INK})
    worst = scores.loc[scores["recall"].idxmin()]
    title = f"Most is missed among {worst['table']}: {int(worst['found'])} of {int(worst['reference'])} hand-coded rows were found"
    return _finish(figure, title, "A row counts as found when its words share enough with the hand-coded ones, one to one.", height=38 * len(scores), above=26, bottom=56)
