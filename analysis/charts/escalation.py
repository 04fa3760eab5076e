"""Four tracks of conflict and cooperation, and the indicators one by one; never a sum."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import views
from analysis.charts.look import (
    BLUE,
    DAY,
    DIRECTIONS,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PANEL,
    PATTERNS,
    SAYS,
    SKY,
    SOFT,
    VERMILLION,
    day_axis,
    finish,
    keys,
    nothing,
    plain,
    whole_ticks,
)
from analysis.views import plural, short, words


def quad_tracks(book) -> go.Figure:
    """Happenings a day in each quad class, over the reports that speak of that day. Four tracks, never one sum."""
    tracks, days, span = views.tracks(book), views.coverage(book), views.period(book)
    tracks = tracks[tracks["date"].between(*span)] if span else tracks
    if tracks.empty:
        return nothing("No happening has both a known day and a class of conflict or cooperation.")
    names, days = list(reversed(views.QUADS.values())), days[days["date"].between(*span)]
    figure = make_subplots(
        rows=5,
        cols=1,
        shared_xaxes=True,
        vertical_spacing=0.075,
        row_heights=[1, 1, 1, 1, 0.9],
        subplot_titles=[*names, "Coverage: reports that tell of the day"],
    )
    figure.update_annotations(
        x=0, xref="x domain", xanchor="left", yanchor="bottom", font={"size": 12.5, "color": INK, "weight": 600}
    )
    highest = int(tracks.groupby(["track", "date"])["n"].sum().max())
    for row, (name, colour) in enumerate(zip(names, (VERMILLION, ORANGE, GREEN, SKY)), 1):
        own = tracks[tracks["track"] == name]
        for modality, pattern in PATTERNS.items():
            bars = own[own["modality"] == modality]
            figure.add_bar(
                x=bars["date"],
                y=bars["n"],
                width=DAY * 0.62,
                showlegend=False,
                row=row,
                col=1,
                customdata=[{"track": name, "date": d} for d in bars["date"]],
                marker={
                    "color": colour,
                    "pattern": {"shape": pattern, "size": 5, "solidity": 0.35},
                    "opacity": 0.55 if modality == "denied" else 1,
                },
                hovertemplate="%{x|%-d %b}: %{y} " + SAYS[modality] + "<extra>" + name + "</extra>",
            )
        silent = days.loc[~days["date"].isin(own["date"]), "date"]
        figure.add_scatter(
            x=silent,
            y=[0] * len(silent),
            mode="text",
            text=["0"] * len(silent),
            textposition="top center",
            textfont={"size": 11, "color": SOFT},
            hovertemplate="%{x|%-d %b}: reports speak of this day, none tells such a happening<extra></extra>",
            showlegend=False,
            row=row,
            col=1,
        )
        figure.update_yaxes(range=[0, highest * 1.12], tickvals=whole_ticks(highest, 3), row=row, col=1)
    figure.add_bar(
        x=days["date"],
        y=days["telling"],
        width=DAY * 0.62,
        marker={"color": GREY},
        showlegend=False,
        text=days["telling"],
        textposition="outside",
        textfont={"color": SOFT},
        hovertemplate="%{x|%-d %b}: %{y} reports tell of this day<extra></extra>",
        customdata=[{"date": d} for d in days["date"]],
        row=5,
        col=1,
    )
    figure.update_yaxes(
        range=[0, days["telling"].max() * 1.5 + 0.1], tickvals=whole_ticks(days["telling"].max(), 2), row=5, col=1
    )
    day_axis(figure, *span)
    _hatched_keys(figure)
    subtitle = (
        f"Distinct happenings a day, from {plural(len(book.reports), 'report')}; "
        f"{views.untracked(book)} of {len(book.incidents)} stand on no day. "
        "One known to a few days, or only as told by a day, stands on the last. "
        "0: reports speak of the day, none tells such a happening. Nothing drawn: no report speaks of it."
    )
    return finish(figure, _track_title(tracks, days), subtitle, height=520, above=24, bottom=62)


def _track_title(tracks: pd.DataFrame, days: pd.DataFrame) -> str:
    """The gravest class that is told, its peak, and whether the coverage peaks with it."""
    counted = tracks[tracks["modality"] != "denied"]
    if counted.empty:
        return "Every dated happening is denied"
    name = next(name for name in reversed(views.QUADS.values()) if name in set(counted["track"]))
    by_day = counted[counted["track"] == name].groupby("date")["n"].sum()
    told = f"{name} is told of {len(by_day)} of the {len(days)} days that reports speak of, most of {by_day.idxmax()}"
    return told + (
        ", and so is coverage: the two cannot be told apart"
        if days.loc[days["telling"].idxmax(), "date"] == by_day.idxmax()
        else f"; coverage peaks on {days.loc[days['telling'].idxmax(), 'date']}"
    )


def _hatched_keys(figure: go.Figure) -> None:
    for modality, pattern in PATTERNS.items():
        figure.add_bar(
            x=[None],
            y=[None],
            name=SAYS[modality],
            marker={"color": GREY, "pattern": {"shape": pattern, "size": 5, "solidity": 0.35}},
        )


def indicators(book, *, columns: int = 3) -> go.Figure:
    """One small panel an indicator: its value a day, from its lowest to its highest when any one report is left out."""
    frame, span = book.indicators.dropna(subset=["value"]), views.period(book)
    frame = frame[frame["family"] != "quad"]
    frame = frame[frame["date"].between(*span)] if span else frame
    context = frame.loc[frame["direction"] == "context", "indicator"].nunique()
    frame = frame[frame["direction"] != "context"]
    if frame.empty:
        return nothing("No indicator of escalation or de-escalation has a value in these reports.")
    panels = list(
        frame[["family", "indicator", "unit"]]
        .drop_duplicates("indicator")
        .sort_values(["family", "indicator"])
        .itertuples(index=False, name=None)
    )
    rows, many = -(-len(panels) // columns), frame["date"].nunique() > 14
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes=True,
        horizontal_spacing=0.05,
        vertical_spacing=60 / (PANEL * rows),
        subplot_titles=[f"{words(i)}" for _, i, _ in panels],
    )
    for n, (family, indicator, unit) in enumerate(panels):
        own, place = (
            frame[frame["indicator"] == indicator].sort_values("date"),
            {"row": n // columns + 1, "col": n % columns + 1},
        )
        colours = [DIRECTIONS[d][0] if d in DIRECTIONS else GREY for d in own["direction"]]
        value, low = own["value"].astype(float), own["low"].astype(float).fillna(0)
        hover = [_indicator_told(row) for row in own.to_dict("records")]
        for amount, opacity in ((np.minimum(low, value), 1), ((value - low).clip(lower=0), 0.38)):
            top = opacity < 1
            figure.add_bar(
                x=own["date"],
                y=amount,
                width=DAY * (0.9 if many else 0.6),
                marker={"color": colours, "opacity": opacity},
                showlegend=False,
                text=[f"{v:,g}" for v in value] if top and not many else None,
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 11, "color": SOFT},
                customdata=[{"indicator": indicator, "date": d} for d in own["date"]],
                hovertext=hover,
                hoverinfo="text",
                **place,
            )
        highest = float(max(own["value"].max(), own["high"].fillna(0).max(), 1))
        figure.update_yaxes(range=[0, highest * 1.4], tickvals=whole_ticks(highest, 2), tickformat="~s", **place)
        name = plain(short(words(indicator), 34))
        rests = f"{plain(words(family))} · {int(own['n_reports'].max())} of {len(book.reports)} reports"
        small = f"<span style='color:{SOFT};font-size:11px'>{rests}</span>"
        arrow = DIRECTIONS.get(own["direction"].iloc[0], (GREY, "●"))
        figure.layout.annotations[n].update(
            text=f"<span style='color:{arrow[0]}'>{arrow[1]}</span> {name}<br>{small}",
            font={"size": 12.5, "color": INK},
            x=figure.layout[figure.data[-1].xaxis.replace("x", "xaxis")].domain[0],
            xanchor="left",
            align="left",
            yanchor="bottom",
        )
    if span:
        day_axis(figure, *span)
        figure.update_xaxes(nticks=4, dtick=None)
    for column in range(min(columns, len(panels))):
        figure.update_xaxes(showticklabels=True, row=(len(panels) - 1 - column) // columns + 1, col=column + 1)
    keys(
        figure,
        [
            (text, {"symbol": symbol, "color": colour})
            for text, symbol, colour in (
                ("escalation", "triangle-up", VERMILLION),
                ("de-escalation", "triangle-down", BLUE),
            )
        ],
    )
    fragile = views.fragile(frame)
    title = (
        f"{plural(len(panels), 'indicator')} in {plural(frame['family'].nunique(), 'family', 'families')}; "
        f"{len(fragile)} of {plural(len(frame), 'daily value')} would be gone without one report or source"
    )
    subtitle = (
        "Full colour: what stays whichever one report, origin, merge or coding scheme is left out; pale: what rests on one. "
        f"There is no sum over indicators: they count different things. {context} that are context stand in the table only."
    )
    return finish(figure, title, subtitle, height=rows * PANEL, above=44, bottom=64)


def _indicator_told(row: dict) -> str:
    low, high = (row[side] if pd.notna(row[side]) else "not to be told" for side in ("low", "high"))
    return (
        f"{row['date']}: {row['value']:,g} {plain(words(row['unit']))}"
        f"<br>when one report, origin, merge or scheme is left out: lowest {low}, highest {high}"
        f"<br>rests on {plural(int(row['n_reports']), 'report')}, {plural(int(row['n_origins'] or 0), 'origin')}"
    )
