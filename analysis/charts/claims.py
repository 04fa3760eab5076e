"""Who asserts and who denies each happening."""

import plotly.graph_objects as go

from analysis import views
from analysis.charts.look import (
    BLUE,
    GREY,
    INK,
    ROW,
    SAYS,
    SOFT,
    SYMBOLS,
    VERMILLION,
    finish,
    mark,
    nothing,
    plain,
    ranked,
)
from analysis.views import plural, short


def claims(book, *, limit: int = 30) -> go.Figure:
    """Who asserts and who denies: a line a happening, a column a voice; stances of one voice stand side by side."""
    stances = views.stances(book)
    if stances.empty:
        return nothing("No happening is told in these reports.")
    disputed = views.contested(book)["incident_id"]
    order = list(
        dict.fromkeys([*disputed, *views.leading(book, limit)["incident_id"], *book.incidents["incident_id"]])
    )[:limit]
    stances = stances[stances["incident_id"].isin(order)]
    voices = [v for v in ranked(stances["voice"].repeat(stances["mentions"].astype(int)), 12)]
    voices.sort(key=lambda voice: voice != views.NARRATOR)
    stances = stances[stances["voice"].isin(voices)]
    colours, names = {"denied": VERMILLION, "asserted": BLUE, "attributed": BLUE}, views.incident_labels(book)
    cell = stances.sort_values("modality", key=lambda m: m.map(views.STRENGTH.index)).groupby(["incident_id", "voice"])
    stances = stances.assign(slot=(cell.cumcount() - (cell["modality"].transform("size") - 1) / 2) * 0.36)
    figure = go.Figure()
    for modality in [m for m in SYMBOLS if m in set(stances["modality"])]:
        rows = stances[stances["modality"] == modality]
        figure.add_scatter(
            x=[voices.index(v) + slot for v, slot in zip(rows["voice"], rows["slot"])],
            y=[order.index(i) for i in rows["incident_id"]],
            mode="markers+text",
            name=SAYS[modality],
            marker=mark(modality, colours.get(modality, GREY)),
            text=[str(n) if n > 1 else "" for n in rows["mentions"]],
            textposition=["middle right" if alone else "top right" for alone in rows["slot"] == 0],
            textfont={"size": 10.5, "color": SOFT},
            customdata=[
                {"incident_id": i, "voice": v, "modality": modality} for i, v in zip(rows["incident_id"], rows["voice"])
            ],
            hovertext=[
                f"{plain(v)}: {SAYS[modality]}<br>{plain(names[i])}<br>{plural(m, 'mention')} in {plural(n, 'report')}"
                for v, m, n, i in zip(rows["voice"], rows["mentions"], rows["n_reports"], rows["incident_id"])
            ],
            hoverinfo="text",
        )
    dates = views.incident_times(book)
    figure.update_xaxes(
        tickvals=list(range(len(voices))),
        ticktext=[plain(short(v, 24)) for v in voices],
        side="top",
        tickangle=-35,
        range=[-0.6, len(voices) - 0.3],
    )
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[f"{plain(short(names[i], 42))}  <span style='color:{SOFT}'>{dates[i]}</span>" for i in order],
        range=[len(order) - 0.4, -0.6],
        tickfont={"color": INK},
    )
    only = int((book.incidents["status"] == "denied_only").sum())
    title = (
        f"Somebody denies {len(disputed)} of {plural(len(book.incidents), 'happening')}"
        + (f"; {only} of them known only from the denial" if only else "")
        if len(disputed)
        else f"Nobody denies any of {plural(len(book.incidents), 'happening')}"
    )
    subtitle = (
        "A voice is the party that says so; a number counts mentions. "
        "A denial does not undo a report, nor a report a denial."
        + (f" Shown: {limit} of {len(book.incidents)}." if len(book.incidents) > limit else "")
    )
    return finish(figure, title, subtitle, height=ROW * len(order) + 10, above=96, bottom=50)
