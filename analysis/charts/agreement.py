"""How the extraction compares with hand-coded rows."""

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.look import BLUE, INK, LINE, ORANGE, finish, nothing


def agreement(scores: pd.DataFrame) -> go.Figure:
    """How the extraction compares with hand-coded rows: share found and share right, table by table."""
    if scores.empty:
        return nothing("There is nothing to compare with.", "No hand-coded rows for these reports.")
    figure = go.Figure()
    for row in scores.to_dict("records"):
        figure.add_scatter(
            x=[row["precision"], row["recall"]],
            y=[row["table"]] * 2,
            mode="lines",
            line={"color": LINE, "width": 3},
            showlegend=False,
            hoverinfo="skip",
        )
    for name, column, symbol, colour in (
        ("share of the hand-coded rows that were found", "recall", "circle", BLUE),
        ("share of the extracted rows that answer to a hand-coded one", "precision", "diamond", ORANGE),
    ):
        figure.add_scatter(
            x=scores[column],
            y=scores["table"],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 13, "color": colour},
            hovertemplate="%{y}: %{x:.0%} " + name.replace("share of ", "of ") + "<extra></extra>",
            customdata=[{"table": t} for t in scores["table"]],
        )
    figure.update_xaxes(range=[0, 1.02], tickformat=".0%", side="top")
    figure.update_yaxes(type="category", range=[len(scores) - 0.5, -0.5], tickfont={"color": INK})
    worst = scores.loc[scores["recall"].idxmin()]
    found = f"{int(worst['found'])} of {int(worst['reference'])} hand-coded rows were found"
    title = f"Most is missed among {worst['table']}: {found}"
    return finish(
        figure,
        title,
        "A row counts as found when its words share enough with the hand-coded ones, one to one.",
        height=38 * len(scores),
        above=26,
        bottom=56,
    )
