"""When and where: happenings in order of time, and on a map of coastlines."""

import pandas as pd
import plotly.graph_objects as go

from analysis import situation, views
from analysis.charts.look import (
    BLUE,
    GREY,
    INK,
    ROW,
    SAYS,
    SOFT,
    SYMBOLS,
    VERMILLION,
    colours_of,
    day_axis,
    finish,
    keys,
    lines,
    mark,
    nothing,
    plain,
)
from analysis.charts.map import coastlines
from analysis.views import plural, short


def chronology(book, *, limit: int = 30) -> go.Figure:
    """Incidents in order of time, one a line: a mark at the day or a line over the days it can have been."""
    chosen = views.leading(book, limit)
    if chosen.empty:
        return nothing("No happening could be dated.")
    chosen = chosen.assign(
        actor=chosen["source_party"].str.split("; ").str[0],
        last=pd.to_datetime(chosen["latest"].str[:10]).dt.as_unit("ms"),
    )
    open_ended = max(chosen["last"].max() - chosen["last"].min(), pd.Timedelta(8, "D")) / 16
    first = pd.to_datetime(chosen["earliest"].str[:10]).dt.as_unit("ms")
    chosen = chosen.assign(first=first, start=first.fillna(chosen["last"] - open_ended)).sort_values(
        ["last", "start", "incident_id"]
    )
    chosen = chosen.assign(
        at=(chosen["start"] + (chosen["last"] - chosen["start"]) / 2).where(chosen["first"].notna(), chosen["last"])
    )
    names, colours, figure, clock = views.incident_labels(book), colours_of(chosen["actor"]), go.Figure(), situation.conflict_clock(book)
    for row in chosen[chosen["start"] != chosen["last"]].to_dict("records"):
        figure.add_scatter(
            x=[row["start"], row["last"]],
            y=[row["incident_id"]] * 2,
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
            line={"width": 2, "dash": "dot", "color": colours.get(row["actor"], GREY)},
        )
    for status, rows in chosen.groupby("status", sort=False):
        figure.add_scatter(
            x=rows["at"],
            y=rows["incident_id"],
            mode="markers",
            showlegend=False,
            marker=mark(status, [colours.get(p, GREY) for p in rows["actor"]]),
            customdata=[{"incident_id": i} for i in rows["incident_id"]],
            hovertext=[_told(row, names, clock) for row in rows.assign(when=views.when(rows), known=views.known_day(rows)).to_dict("records")],
            hoverinfo="text",
        )
    keys(figure, [(SAYS[s], mark(s, GREY)) for s in SYMBOLS if s in set(chosen["status"])])
    keys(figure, [(plain(party), {"symbol": "square", "color": colour}) for party, colour in colours.items()])
    day_axis(figure, str(chosen["start"].min().date()), str(chosen["last"].max().date()), side="top")
    clock_ticks(figure, clock)
    figure.update_yaxes(
        tickvals=chosen["incident_id"],
        ticktext=[plain(short(names[i], 44)) for i in chosen["incident_id"]],
        tickfont={"color": INK},
        range=[len(chosen) - 0.4, -0.6],
        type="category",
        categoryarray=chosen["incident_id"],
    )
    known, disputed, left = (
        int(book.incidents["earliest"].notna().sum()),
        len(views.contested(book)),
        len(book.incidents) - len(chosen),
    )
    of = plural(len(book.incidents), "happening")
    title = f"The reports date {known} of {of}; somebody denies {disputed or 'none'} of them"
    subtitle = (
        f"{plural(len(book.reports), 'report')}. A dotted line spans the days it can have been; "
        "where it begins nowhere, the happening is only known to be told by its last day."
    )
    subtitle += (
        f" Shown: the {len(chosen)} most reported of the period; the other {left} are in the table." if left else ""
    )
    subtitle = f"{subtitle} {situation.conflict_note(book)}".strip()
    return finish(figure, title, subtitle, height=ROW * len(chosen) + 10, above=40, bottom=74)


def clock_ticks(figure: go.Figure, clock) -> None:
    """The day of the conflict under each day of an axis that names its days itself."""
    axis = figure.layout.xaxis
    if not axis.dtick:
        return
    first, last = (pd.Timestamp(day) for day in axis.range)
    days = pd.date_range(first.ceil("D"), last, freq=pd.Timedelta(axis.dtick, "ms"))
    words = [f"{day:%-d %b}" + (f"<br><span style='color:{SOFT}'>{clock(day)}</span>" if clock(day) else "<br> ") for day in days]
    figure.update_xaxes(tickvals=days, ticktext=words, tickmode="array")


def _told(row: dict, names: pd.Series, clock) -> str:
    what = lines(short(row["what"], 180), 60)
    facts = " · ".join(filter(None, [row["when"], clock(row["known"]), SAYS[row["status"]], plural(row["n_reports"], "report")]))
    return f"<b>{plain(names[row['incident_id']])}</b><br>{facts}<br>{what}"


def places(book) -> go.Figure:
    """Where the happenings are told to have been, over coastlines; borders are left out because they are in dispute."""
    located = book.incidents.dropna(subset=["lat", "lon"])
    if located.empty:
        return nothing("No happening has a place that could be located.")
    lat, lon = located["lat"].astype(float), located["lon"].astype(float)
    (west, east), (south, north) = _frame(lon, 4), _frame(lat, 3)
    figure = go.Figure()
    coastlines(figure, west, east, south, north)
    names, groups = (
        views.incident_labels(book),
        located.assign(place=located["place"].fillna("")).groupby(["lat", "lon", "place"], sort=True),
    )
    labelled = _apart([key for key, _ in groups], (north - south) / 16, (east - west) / 9)
    for status in [s for s in SYMBOLS if s in set(located["status"])]:
        spots = [(key, rows) for key, rows in groups if _worst(rows["status"]) == status]
        figure.add_scatter(
            x=[key[1] for key, _ in spots],
            y=[key[0] for key, _ in spots],
            mode="markers+text",
            name=SAYS[status],
            text=[plain(short(key[2], 24)) if key in labelled else "" for key, _ in spots],
            textposition="top center",
            textfont={"size": 11, "color": INK},
            customdata=[{"place": key[2]} for key, _ in spots],
            cliponaxis=True,
            marker=mark(status, VERMILLION if status in ("disputed", "denied_only") else BLUE)
            | {"size": [11 + 4 * min(4, len(rows)) for _, rows in spots]},
            hovertext=[
                f"<b>{plain(key[2])}</b><br>"
                + "<br>".join(plain(short(names[i], 60)) for i in rows["incident_id"].head(8))
                for key, rows in spots
            ],
            hoverinfo="text",
        )
    figure.update_layout(dragmode="pan").update_xaxes(constrain="domain").update_yaxes(constrain="domain")
    of = plural(len(book.incidents), "happening")
    title = f"{len(located)} of {of} can be put on a map, at {plural(len(groups), 'place')}"
    return finish(
        figure,
        title,
        "A point stands for the place named, which may be a whole province or sea. Coastlines: Natural Earth.",
        height=430,
        bottom=44,
    )


def _apart(spots: list[tuple], high: float, wide: float) -> set[tuple]:
    """The spots whose names fit beside those already written."""
    kept: list[tuple] = []
    for spot in spots:
        if all(abs(spot[0] - lat) > high or abs(spot[1] - lon) > wide for lat, lon, _ in kept):
            kept.append(spot)
    return set(kept)


def _frame(values: pd.Series, least: float) -> tuple[float, float]:
    pad = max(least, (values.max() - values.min()) * 0.18)
    return float(values.min() - pad), float(values.max() + pad)


def _worst(statuses: pd.Series) -> str:
    return next(s for s in ("disputed", "denied_only", "attributed", "asserted") if s in set(statuses))
