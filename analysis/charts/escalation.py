"""The indicators of escalation and de-escalation one by one; never a sum."""

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import views
from analysis.charts.leaving_out import Patch, Redrawn, changing, difference, leave_out
from analysis.charts.look import (
    BLUE,
    DAY,
    DIRECTIONS,
    GREY,
    INK,
    PANEL,
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
    frame = frame.sort_values(["family", "indicator", "date"])
    drawn = list(_panels_drawn(frame, many))
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes=True,
        horizontal_spacing=0.05,
        vertical_spacing=60 / (PANEL * rows),
        subplot_titles=[f"{words(i)}" for _, i, _ in panels],
    )
    for n, (family, indicator, unit) in enumerate(panels):
        own, place = frame[frame["indicator"] == indicator], {"row": n // columns + 1, "col": n % columns + 1}
        colours = [DIRECTIONS[d][0] if d in DIRECTIONS else GREY for d in own["direction"]]
        for cells, opacity in zip(drawn[2 * n : 2 * n + 2], (1, 0.38)):
            figure.add_bar(
                x=own["date"],
                **cells,
                width=DAY * (0.9 if many else 0.6),
                marker={"color": colours, "opacity": opacity},
                showlegend=False,
                textposition="outside",
                cliponaxis=False,
                textfont={"size": 11, "color": SOFT},
                customdata=[{"indicator": indicator, "date": d} for d in own["date"]],
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
        "Full colour: what stays whichever one report, origin, merge or coding scheme is left out; pale: what rests "
        "on one. There is no sum over indicators: they count different things. "
        f"{context} that are context stand in the table only."
    )
    finish(figure, title, subtitle, height=rows * PANEL, above=44, bottom=64)
    return _indicators_without(figure, book, frame, drawn, many)


def _panels_drawn(frame: pd.DataFrame, many: bool) -> Iterator[dict[str, list]]:
    """What the two traces of each panel draw: what stays of a value, and what rests on one."""
    for _, own in frame.groupby(["family", "indicator"]):
        hover = [_indicator_told(row) for row in own.to_dict("records")]
        value, low = own["value"].astype(float), own["low"].astype(float).fillna(0)
        stays = low.clip(upper=value)
        yield {"y": stays.tolist(), "hovertext": hover}
        above = {} if many else {"text": [f"{v:,g}" for v in value]}
        yield {"y": (value - stays).tolist(), "hovertext": hover, **above}


def _indicators_without(
    figure: go.Figure, book, frame: pd.DataFrame, drawn: list[dict[str, list]], many: bool
) -> go.Figure:
    """The panels with one report or origin left out: full what is counted without it, pale what goes."""
    place, units = {}, dict(zip(frame["indicator"], frame["unit"]))
    values = {(row.indicator, row.date): float(row.value) for row in frame.itertuples()}
    for n, (_, own) in enumerate(frame.groupby(["family", "indicator"])):
        place |= {(row.indicator, row.date): (2 * n, at) for at, row in enumerate(own.itertuples())}
    changed = views.left_out(book)
    changed = changed[pd.Series(zip(changed["indicator"], changed["date"]), changed.index, dtype=object).isin(place)]

    def redraw(name: str, rows: pd.DataFrame) -> Redrawn:
        patch: Patch = {}
        for indicator, date, new in zip(rows["indicator"], rows["date"], rows["value"]):
            (trace, at), old, unit = place[indicator, date], values[indicator, date], plain(words(units[indicator]))
            told = "not to be told" if new is None else f"{new:,g} {unit}"
            cells = {"hovertext": f"{date}: {told} without it<br>{old:,g} with it"}
            above = {} if many else {"text": "none" if new is None else f"{new:,g}"}
            for number, put in ((trace, {"y": new or 0}), (trace + 1, {"y": max(0, old - (new or 0)), **above})):
                for attribute, cell in (put | cells).items():
                    patch.setdefault(number, {}).setdefault(attribute, {})[at] = cell
        points, gone = [place[key] for key in zip(rows["indicator"], rows["date"])], sum(not n for n in rows["value"])
        return f"Without {name}, {changing(len(points), len(frame), gone)}", patch, points, gone

    always = ({"y": [a + b for a, b in zip(stays["y"], rest["y"])]} for stays, rest in zip(drawn[::2], drawn[1::2]))
    always = [cells for whole in always for cells in (whole, {"y": [0] * len(whole["y"])})]
    subtitle = (
        "Full colour: what is counted without it; pale: what goes with it. "
        "New parties and repeats still look back on all reports."
    )
    return leave_out(
        figure, book, changed, redraw, subtitle=subtitle, of=len(frame), above=44, always=difference(drawn, always)
    )


def _indicator_told(row: dict) -> str:
    low, high = (row[side] if pd.notna(row[side]) else "not to be told" for side in ("low", "high"))
    return (
        f"{row['date']}: {row['value']:,g} {plain(words(row['unit']))}"
        f"<br>when one report, origin, merge or scheme is left out: lowest {low}, highest {high}"
        f"<br>rests on {plural(int(row['n_reports']), 'report')}, {plural(int(row['n_origins'] or 0), 'origin')}"
    )
