"""What came in, and the days it makes most of."""

import plotly.graph_objects as go

from analysis import views
from analysis.charts.look import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SKY,
    VERMILLION,
    finish,
    nothing,
    plain,
    whole_ticks,
)
from analysis.views import plural, short, words


def reports(book, *, limit: int = 30) -> go.Figure:
    """Characters of each report by what was done with them: read, or set aside and why."""
    if book.reports.empty:
        return nothing("No report could be read.", "The table of problems says what came in and why it was not used.")
    every, names = views.read_and_cut(book), views.report_labels(book)
    parts = every[every["report_id"].isin(book.reports.nlargest(limit, "chars")["report_id"])]
    kinds = sorted(
        parts["kind"].unique(),
        key=lambda kind: (kind not in views.READ, -parts.loc[parts["kind"] == kind, "chars"].sum(), kind),
    )
    colours = {
        "body": BLUE,
        "title": SKY,
        "standfirst": SKY,
        "subhead": SKY,
        "caption": GREEN,
        "boilerplate": VERMILLION,
    }
    figure = go.Figure()
    for kind in kinds:
        rows = parts[parts["kind"] == kind]
        figure.add_bar(
            y=rows["report_id"],
            x=rows["chars"],
            name=words(kind),
            orientation="h",
            marker={
                "color": colours.get(kind, ORANGE),
                "pattern": {"shape": "" if kind in views.READ else "/", "size": 5, "solidity": 0.45},
            },
            customdata=[{"report_id": report, "kind": kind} for report in rows["report_id"]],
            text=[f"{share:.0%}" if share > 0.12 and kind in views.READ else "" for share in rows["share"]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            hovertext=[plain(names[report]) for report in rows["report_id"]],
            hovertemplate="%{hovertext}<br>" + words(kind) + ": %{x:,} characters<extra></extra>",
        )
    dated, cut = (
        int(book.reports["published"].notna().sum()),
        every.loc[~every["kind"].isin(views.READ), "chars"].sum() / every["chars"].sum(),
    )
    share = "nothing" if not cut else f"{cut:.1%}" if cut > 0.0005 else "next to nothing"
    title = (
        f"{dated} of {plural(len(book.reports), 'report')} can be dated; {share} of what came in was set aside unread"
    )
    order = sorted(parts["report_id"].unique(), key=lambda report: (names[report], report))
    shown = len(order)
    subtitle = "Plain bars are read, hatched bars are not. Click a bar to see the words." + (
        f" Shown: the {shown} longest." if len(book.reports) > shown else ""
    )
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        showgrid=False,
        tickfont={"color": INK},
        categoryarray=order,
        tickvals=order,
        ticktext=[plain(names[report]) for report in order],
    )
    figure.update_xaxes(title_text="characters")
    return finish(figure, title, subtitle, height=(34 if shown < 15 else 24) * shown + 30, bottom=78)


def key_dates(book, *, limit: int = 12) -> go.Figure:
    """The days that the reports make most of, in order of time, with the sentence that tells each best."""
    top = book.key_dates.nsmallest(limit, "rank").sort_values("date")
    if top.empty:
        return nothing("No calendar date could be made out in these reports.")
    figure = go.Figure()
    figure.add_bar(
        y=top["date"],
        x=top["n_mentions"],
        orientation="h",
        marker={"color": [BLUE if r <= 3 else SKY for r in top["rank"]]},
        width=0.6,
        text=[f" {plain(short(t, 84))}" for t in top["text"]],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": INK, "size": 12},
        customdata=[{"date": d} for d in top["date"]],
        hovertemplate="%{y}: %{x} mentions<extra></extra>",
    )
    figure.update_yaxes(type="category", autorange="reversed", tickfont={"color": INK}, showgrid=False)
    figure.update_xaxes(
        title_text="mentions",
        range=[0, float(top["n_mentions"].max()) * 3.6],
        tickvals=whole_ticks(top["n_mentions"].max()),
        showgrid=False,
    )
    first = top.nsmallest(1, "rank").iloc[0]
    times = f"{plural(int(first['n_mentions']), 'mention')} in {plural(int(first['n_reports']), 'report')}"
    title = f"The reports make most of {first['date']}: {times}"
    subtitle = (
        f"{len(top)} of {plural(len(book.key_dates), 'day')} in {plural(len(book.reports), 'report')}. "
        "Dark: the first three. A day ranks by how many reports look back at it, and from how far."
    )
    return finish(
        figure,
        title,
        subtitle,
        height=30 * len(top) + 20,
        bottom=48,
    )
