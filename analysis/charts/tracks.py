"""Four tracks of conflict and cooperation over the coverage, each by itself; never a sum."""

from collections.abc import Iterable

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import views
from analysis.charts.leaving_out import Redrawn, difference, leave_out
from analysis.charts.look import (
    DAY,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PATTERNS,
    SAYS,
    SKY,
    SOFT,
    VERMILLION,
    day_axis,
    finish,
    nothing,
    whole_ticks,
)
from analysis.views import plural

Known = dict[tuple[str, str, str], int]  # track, day and modality -> happenings


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
    drawn = _tracks_drawn(_known(tracks), days["date"], days)
    cells = iter(drawn)
    for row, (name, colour) in enumerate(zip(names, (VERMILLION, ORANGE, GREEN, SKY)), 1):
        for modality, pattern in PATTERNS.items():
            figure.add_bar(
                x=days["date"],
                **next(cells),
                width=DAY * 0.62,
                showlegend=False,
                row=row,
                col=1,
                customdata=[{"track": name, "date": d} for d in days["date"]],
                marker={
                    "color": colour,
                    "pattern": {"shape": pattern, "size": 5, "solidity": 0.35},
                    "opacity": 0.55 if modality == "denied" else 1,
                },
                hovertemplate="%{x|%-d %b}: %{y} " + SAYS[modality] + "<extra>" + name + "</extra>",
            )
        figure.add_scatter(
            x=days["date"],
            **next(cells),
            mode="text",
            text=["0"] * len(days),
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
        **next(cells),
        width=DAY * 0.62,
        marker={"color": GREY},
        showlegend=False,
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
    finish(figure, _track_title(tracks, days), subtitle, height=520, above=24, bottom=62)
    return _tracks_without(figure, book, tracks, days, drawn)


def _known(tracks: pd.DataFrame) -> Known:
    return tracks.set_index(["track", "date", "modality"])["n"].to_dict()


def _tracks_drawn(known: Known, dates: Iterable[str], days: pd.DataFrame) -> list[dict[str, list]]:
    """What each trace draws on these dates: a track's modalities and its zeros, where reports tell of the day and of
    nothing in it; last the coverage."""
    telling, full = dict(zip(days["date"], days["telling"].tolist())), {key[:2] for key, n in known.items() if n}
    drawn = []
    for name in reversed(views.QUADS.values()):
        drawn += [{"y": [known.get((name, date, modality)) or None for date in dates]} for modality in PATTERNS]
        drawn.append({"y": [0 if date in telling and (name, date) not in full else None for date in dates]})
    counts = [telling.get(date, 0) for date in dates]
    return [*drawn, {"y": counts, "text": [str(n) for n in counts]}]


def _tracks_without(
    figure: go.Figure, book, tracks: pd.DataFrame, days: pd.DataFrame, drawn: list[dict[str, list]]
) -> go.Figure:
    """The tracks with one report or origin left out; without a report the coverage is less, too."""
    of_class, known, dates = dict(zip(tracks["indicator"], tracks["track"])), _known(tracks), list(days["date"])
    first = {name: n * (len(PATTERNS) + 1) for n, name in enumerate(reversed(views.QUADS.values()))}  # of its traces
    changed = views.left_out(book)
    changed = changed[changed["indicator"].isin(of_class) & changed["date"].isin(dates)]

    def redraw(name: str, rows: pd.DataFrame) -> Redrawn:
        keys = list(zip(rows["indicator"].map(of_class), rows["date"], rows["modality"]))
        new = known | dict(zip(keys, rows["value"].astype(int)))
        left = pd.DataFrame([(*key, n) for key, n in new.items() if n], columns=["track", "date", "modality", "n"])
        kind, left_out = rows[["kind", "left_out"]].iloc[0]
        told = views.coverage(book, left_out if kind == "report" else None)
        told = told[told["date"].isin(dates)]
        title = f"Without {name}: {_track_title(left, told)}"
        places = sorted({key[:2] for key in keys})
        gone = len(set(places) - set(zip(left["track"], left["date"])))
        points = [(first[track], dates.index(date)) for track, date in places]
        return title, difference(drawn, _tracks_drawn(new, dates, told)), points, gone

    subtitle = (
        "Distinct happenings a day, counted without it. 0: reports that are left speak of the day, none tells such a "
        "happening. Nothing drawn: none that is left speaks of it."
    )
    of = len(tracks.drop_duplicates(["track", "date"]))
    return leave_out(figure, book, changed, redraw, subtitle=subtitle, of=of, above=24)


def _track_title(tracks: pd.DataFrame, days: pd.DataFrame) -> str:
    """The gravest class that is told, its peak, and whether the coverage peaks with it."""
    if tracks.empty:
        return "no happening of the four classes is told of any day"
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
