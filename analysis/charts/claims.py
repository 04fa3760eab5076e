"""Who asserts, denies, hedges or keeps silent on each claim."""

import plotly.graph_objects as go

from analysis import views
from analysis.charts.look import BLUE, GREY, INK, ORANGE, ROW, SOFT, VERMILLION, finish, nothing, plain, ranked
from analysis.views import plural, short, words

STANCES = {
    "asserts": (BLUE, "circle"),
    "denies": (VERMILLION, "x-thin-open"),
    "hedges": (ORANGE, "circle-open-dot"),
    "silent_when_asked": (GREY, "line-ew-open"),
}


def claims(book, *, limit: int = 30) -> go.Figure:
    """A line a claim on which voices differ, a column a voice; several stances of one voice stand side by side."""
    disputed = views.disputed_claims(book)
    if disputed.empty:
        return nothing(f"On none of {plural(len(book.claims), 'claim')} do the voices differ.")
    order = list(disputed["claim_id"][:limit])
    rows = views.stands(book)
    rows = rows[rows["claim_id"].isin(order)]
    voices = ranked(rows["voice"], 12)
    voices.sort(key=lambda voice: voice != views.NARRATOR)
    groups = rows[rows["voice"].isin(voices)].groupby(["claim_id", "voice", "stance"], as_index=False)
    cells = groups.agg(n=("text", "size"), n_reports=("report_id", "nunique"), scope=("scope", _joined), first=("earliest", "min"))
    cells["order"] = cells["stance"].map(["silent_when_asked", *STANCES].index)  # silence before a denial of the same day
    cells = cells.sort_values(["first", "order"], kind="stable")
    cell = cells.groupby(["claim_id", "voice"])
    cells = cells.assign(slot=(cell.cumcount() - (cell["n"].transform("size") - 1) / 2) * 0.34)
    labels = dict(zip(disputed["claim_id"], disputed["proposition"]))
    names, dates = views.incident_labels(book), views.incident_times(book)
    ticks = {
        claim: f"{plain(short(text.rsplit(': ', 1)[-1].rstrip('.'), 44))}  <span style='color:{SOFT}'>{plain(short(names[i], 30))}, {dates[i]}</span>"
        for claim, text, i in zip(disputed["claim_id"], disputed["proposition"], disputed["incident_id"])
    }
    figure = go.Figure()
    for stance, (colour, symbol) in STANCES.items():
        own = cells[cells["stance"] == stance].to_dict("records")
        figure.add_scatter(
            x=[voices.index(row["voice"]) + row["slot"] for row in own],
            y=[order.index(row["claim_id"]) for row in own],
            mode="markers+text",
            name=views.STANCES[stance],
            marker={"symbol": symbol, "size": 13, "color": colour, "line": {"width": 0 if symbol == "circle" else 2.3, "color": colour}},
            text=[plain(row["scope"]) for row in own],
            textposition="bottom center",
            textfont={"size": 10, "color": SOFT},
            customdata=[{"claim_id": row["claim_id"], "voice": row["voice"], "stance": stance} for row in own],
            hovertext=[_told(row, labels) for row in own],
            hoverinfo="text",
            showlegend=bool(own),
        )
    figure.update_xaxes(
        tickvals=list(range(len(voices))),
        ticktext=[plain(short(voice, 24)) for voice in voices],
        side="top",
        tickangle=-35,
        range=[-0.6, len(voices) - 0.3],
    )
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[ticks[claim] for claim in order],
        range=[len(order) - 0.3, -0.6],
        tickfont={"color": INK},
    )
    denied = int(disputed["denies"].notna().sum())
    title = f"On {len(disputed)} of {plural(len(book.claims), 'claim')} the voices differ; {denied} {'is' if denied == 1 else 'are'} denied"
    subtitle = (
        "A voice is a party, or the report itself. Under a denial: what it covers. Denying to have launched is not denying that it flew; "
        "silence one hour and a denial the next are an order in time, no contradiction."
        + (f" Shown: {len(order)} of {len(disputed)}." if len(disputed) > limit else "")
    )
    return finish(figure, title, subtitle, height=int(ROW * 1.4 * len(order)) + 10, above=96, bottom=50)


def _joined(scopes) -> str:
    return ", ".join(words(scope) for scope in dict.fromkeys(scopes.dropna()))


def _told(row: dict, labels: dict) -> str:
    scope = f" ({plain(row['scope'])})" if row["scope"] else ""
    told = f"{plural(row['n'], 'place')} in {plural(row['n_reports'], 'report')}"
    return f"{plain(row['voice'])}: {views.STANCES[row['stance']]}{scope}<br>{plain(labels[row['claim_id']])}<br>{told}"
