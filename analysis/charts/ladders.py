"""How far each pair of parties has gone, what two coding schemes make of the same days, and where the tripwires stand."""

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import views
from analysis.charts.look import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PANEL,
    ROW,
    SOFT,
    VERMILLION,
    day_axis,
    finish,
    lines,
    nothing,
    plain,
    whole_ticks,
)
from analysis.views import plural, short, words

# What was last said or done about a tripwire: colour and symbol, from rest to alarm.
STATES = {
    "absent": (GREY, "line-ew-open"),
    "mentioned": (GREY, "circle-open"),
    "not_asked": (BLUE, "circle-open"),
    "ruled_out": (BLUE, "x-thin-open"),
    "refused": (BLUE, "square-open"),
    "given": (ORANGE, "square"),
    "asked": (ORANGE, "circle"),
    "held": (ORANGE, "diamond"),
    "invoked": (VERMILLION, "star"),
}
SCHEMES = {"goldstein": (BLUE, "circle", "Goldstein (CAMEO)"), "plover": (ORANGE, "diamond", "PLOVER")}


def ladders(book, *, limit: int = 6) -> go.Figure:
    """A panel a pair of parties or alliance: the highest rung reached each day, each point opening its evidence."""
    rungs, span = book.ladders, views.period(book)
    rungs = rungs[rungs["date"].between(*span)] if span else rungs
    if rungs.empty:
        return nothing("No pair of parties reaches a rung of the ladder on a known day.")
    rungs = rungs.assign(name=views.ladder_names(rungs))
    reach = rungs.groupby("name")["rung"].agg(["size", "max"]).sort_values(["size", "max"], ascending=False, kind="stable")
    shown = reach.index[:limit]
    figure = make_subplots(rows=len(shown), cols=1, shared_xaxes=True, vertical_spacing=min(0.2, 40 / (PANEL * len(shown))))
    for row, name in enumerate(shown, 1):
        own = rungs[rungs["name"] == name].sort_values("date")
        figure.add_scatter(
            x=own["date"], y=own["rung"], mode="lines+markers+text", line={"shape": "hv", "color": VERMILLION, "width": 1.5, "dash": "dot"},
            marker={"size": 11, "color": VERMILLION, "symbol": ["circle" if m == "asserted" else "circle-open" for m in own["modality"]], "line": {"width": 2}},
            text=[plain(short(label, 30)) for label in own["label"]], textposition="top center", textfont={"size": 11, "color": SOFT},
            hovertext=[
                f"{day}: {plain(label)}<br>by {plain(party)}<br>{plain(short(text, 90))}"
                for day, label, party, text in zip(own["date"], own["label"], own["party"], own["text"])
            ],
            hoverinfo="text", customdata=[{"name": name, "date": d} for d in own["date"]], cliponaxis=False, showlegend=False, row=row, col=1,
        )  # fmt: skip
        figure.update_yaxes(range=[0, rungs["rung"].max() * 1.4], tickvals=whole_ticks(rungs["rung"].max(), 3), row=row, col=1)
        figure.add_annotation(
            text=f"<b>{plain(name)}</b>", x=0, xref="x domain", xanchor="left", y=1.02, yref="y domain", yanchor="bottom",
            showarrow=False, font={"size": 12.5, "color": INK}, row=row, col=1,
        )  # fmt: skip
    day_axis(figure, rungs["date"].min(), rungs["date"].max())
    top = rungs.sort_values(["rung", "date"], ascending=[False, True], kind="stable").iloc[0]
    title = f"The highest rung is “{top['label']}”: {top['name']}, {top['date']}"
    subtitle = (
        f"The highest rung that a report tells each day, in {plural(len(shown), 'panel')} of {len(reach)}. Filled: asserted by a report; open: attributed. "
        "A denied or hypothetical happening reaches no rung; a day without a point is silence, not calm. One crisis has many ladders, never one."
    )
    return finish(figure, title, subtitle, height=PANEL * len(shown), above=26)


def lenses(book) -> go.Figure:
    """Two coding schemes over the same incidents, a panel a quad class; where they part, the number is the scheme's, not the day's."""
    frame, span = book.lenses, views.period(book)
    frame = frame[frame["date"].between(*span)] if span else frame
    if frame.empty:
        return nothing("No dated incident has a weight in either coding scheme.")
    quads = [quad for quad in reversed(views.QUADS) if quad in set(frame["quad"])]
    figure = make_subplots(rows=len(quads), cols=1, shared_xaxes=True, vertical_spacing=0.09)
    for row, quad in enumerate(quads, 1):
        for scheme, (colour, symbol, name) in SCHEMES.items():
            own = frame[(frame["quad"] == quad) & (frame["scheme"] == scheme)].sort_values("date")
            figure.add_scatter(
                x=own["date"], y=own["value"], mode="markers", name=name, legendgroup=scheme, showlegend=row == 1,
                marker={"size": 11, "color": colour, "symbol": symbol}, row=row, col=1,
                hovertext=[
                    f"{d}: {v:+.1f} by {name}<br>{plural(int(n), 'happening')}; {int(u)} without a weight"
                    for d, v, n, u in zip(own["date"], own["value"], own["n_incidents"], own["n_unweighted"])
                ],
                hoverinfo="text",
            )  # fmt: skip
        figure.add_annotation(
            text=f"<b>{views.QUADS[quad]}</b>", x=0, xref="x domain", xanchor="left", y=1.03, yref="y domain", yanchor="bottom",
            showarrow=False, font={"size": 12.5, "color": INK}, row=row, col=1,
        )  # fmt: skip
    day_axis(figure, frame["date"].min(), frame["date"].max())
    gap = views.lens_gaps(book)
    wide = gap.iloc[0] if len(gap) else None
    title = (
        f"The schemes part most over {views.QUADS[wide['quad']].lower()} on {wide['date']}: {wide['goldstein']:+.1f} and {wide['plover']:+.1f}"
        if wide is not None
        else "The two schemes weigh no day alike enough to compare"
    )
    subtitle = (
        "Sum of each scheme's weights over the happenings of a class and day. Neither measures the crisis: weights were set by experts for other "
        "ends, an interception has none, and a meeting called in alarm counts as cooperation. Classes are never added up."
    )
    return finish(figure, title, subtitle, height=PANEL * len(quads), above=30, bottom=62)


def tripwires(book) -> go.Figure:
    """The board: a line a tripwire, a column a party, what was last said or done about it."""
    board = book.tripwires
    board = board[board["last"].fillna(True).astype(bool)]
    if board.empty:
        return nothing("No codebook names a tripwire.")
    labels = list(dict.fromkeys(board["label"]))
    parties = sorted(board["party"].dropna().unique()) or ["nobody"]
    spoken = board.assign(column=board["party"].fillna(board["speaker"].replace("report", views.NARRATOR)).fillna("nobody"))
    columns = [*parties, *(c for c in dict.fromkeys(spoken["column"]) if c not in parties)]
    figure = go.Figure()
    for state, (colour, symbol) in STATES.items():
        rows = spoken[spoken["state"] == state]
        if rows.empty:
            continue
        figure.add_scatter(
            x=[columns.index(c) for c in rows["column"]], y=[labels.index(label) for label in rows["label"]], mode="markers+text", name=words(state),
            marker={"symbol": symbol, "size": 14, "color": colour, "line": {"width": 2.3, "color": colour}},
            text=[f"{words(state)}<br>{d}" if isinstance(d, str) else words(state) for d in rows["latest"]], textposition="bottom center",
            textfont={"size": 10.5, "color": SOFT}, customdata=[{"label": label, "state": state} for label in rows["label"]],
            hovertext=[f"{plain(c)}: {words(state)}<br>{plain(short(t, 100))}" for c, t in zip(rows["column"], rows["text"])], hoverinfo="text",
        )  # fmt: skip
    figure.update_xaxes(tickvals=list(range(len(columns))), ticktext=[plain(short(c, 22)) for c in columns], side="top", range=[-0.6, len(columns) - 0.4])
    figure.update_yaxes(tickvals=list(range(len(labels))), ticktext=[lines(label, 34) for label in labels], range=[len(labels) - 0.3, -0.6])
    touched = spoken[spoken["state"].isin(["asked", "held", "invoked", "given"])].groupby("label", sort=False)["state"]
    told = "; ".join(f"{label.split(' (')[0]} ({', '.join(map(words, dict.fromkeys(states)))})" for label, states in touched)
    title = f"{len(touched)} of {plural(len(labels), 'tripwire')} touched{': ' if told else ''}{told}"
    subtitle = "What each party last said or did, and the last day it can have been. Absent: no report speaks of it. What would count as a change stands in the table."
    return finish(figure, title, subtitle, height=3 * ROW * len(labels) + 20, above=60, bottom=60)
