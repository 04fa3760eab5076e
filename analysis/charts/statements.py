"""Who says what, and how their words reach the reader."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.look import (
    BLUE,
    GREEN,
    GREY,
    INK,
    finish,
    nothing,
    plain,
    ranked,
)
from analysis.views import plural, words


def _dots(figure: go.Figure, frame: pd.DataFrame, x: str, y: str, colour: str, *, row=None, col=None) -> None:
    """A matrix of counts: one dot a cell, its area the count, which is also printed."""
    cells = frame.groupby([x, y], as_index=False).size()
    figure.add_scatter(
        x=[plain(words(value)) for value in cells[x]],
        y=[plain(value) for value in cells[y]],
        mode="markers+text",
        text=cells["size"],
        showlegend=False,
        textfont={"size": 11, "color": "#ffffff"},
        marker={
            "size": 17 + 23 * np.sqrt(cells["size"] / cells["size"].max()),
            "color": colour,
            "opacity": 1,
            "line": {"width": 0},
        },
        customdata=[{x: a, y: b} for a, b in zip(cells[x], cells[y])],
        hovertemplate="%{y} · %{x}: %{text}<extra></extra>",
        row=row,
        col=col,
    )


def statements(book) -> go.Figure:
    """Who says what: parties by speech act, and beside it how their words reach the reader."""
    spoken = book.statements[book.statements["spoken"].fillna(True).astype(bool)]
    if spoken.empty:
        return nothing("No statement was found in these reports.")
    named = spoken.assign(party=spoken["party"].fillna("not known"), act=spoken["act"].fillna("other"))
    rows, acts = ranked(spoken["party"], 14), ranked(named["act"], 12)
    rows += ["not known"] if spoken["party"].isna().any() else []
    figure = make_subplots(cols=2, rows=1, shared_yaxes=True, column_widths=[0.7, 0.3], horizontal_spacing=0.04)
    _dots(figure, named[named["party"].isin(rows) & named["act"].isin(acts)], "act", "party", BLUE, row=1, col=1)
    for kind, pattern, colour in (("direct", "", GREEN), ("mixed", ".", GREEN), ("indirect", "/", GREY)):
        part = named[(named["kind"] == kind) & named["party"].isin(rows)].groupby("party").size()
        figure.add_bar(
            y=[plain(party) for party in part.index],
            x=part,
            orientation="h",
            name=f"{kind}",
            customdata=[{"party": p, "kind": kind} for p in part.index],
            width=0.55,
            marker={"color": colour, "pattern": {"shape": pattern, "size": 5}},
            hovertemplate="%{y}: %{x} " + kind + "<extra></extra>",
            row=1,
            col=2,
        )
    figure.update_xaxes(
        categoryorder="array",
        categoryarray=[plain(words(a)) for a in acts],
        side="top",
        tickangle=-35,
        row=1,
        col=1,
        range=[-0.6, len(acts) - 0.4],
    )
    figure.update_xaxes(title_text="statements", row=1, col=2, rangemode="tozero")
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=[plain(party) for party in rows],
        range=[len(rows) - 0.4, -0.6],
        tickfont={"color": INK},
    )
    share, act = (named["party"] == rows[0]).sum(), ranked(named.loc[named["party"] == rows[0], "act"], 1)[0]
    title = f"{rows[0]} speaks most: {share} of {plural(len(named), 'statement')}, most often to {words(act)}"
    if rows[0] == "not known":
        title = f"No party is known for any of {plural(len(named), 'statement')}"
    unnamed = int(spoken["unnamed"].fillna(False).astype(bool).sum())
    subtitle = (
        f"From {plural(spoken['report_id'].nunique(), 'report')}; {spoken['party'].isna().sum()} for no known party, "
        f"{unnamed} by speakers the reports keep unnamed. "
        "Left: what they do by speaking. Right: in quotation marks, in part, or retold."
    )
    return finish(figure, title, subtitle, height=36 * len(rows) + 10, above=58, bottom=76)
