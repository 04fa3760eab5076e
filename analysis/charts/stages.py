"""The stages of one happening as lanes: who tells each, and which nobody tells."""

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import situation, views
from analysis.charts.look import BLUE, GREY, INK, ORANGE, SAYS, SKY, SOFT, SYMBOLS, VERMILLION, finish, keys, mark, nothing, plain, ranked
from analysis.views import NARRATOR, plural, short, words

LANE, HEAD = 34, 116  # pixels a lane, and pixels above a panel for its title and the names of who speaks
TOLD = ("asserted", "attributed")
COLOURS = {"asserted": BLUE, "attributed": SKY, "denied": VERMILLION, "negated": VERMILLION, "hypothetical": ORANGE}


def stages(book, *, limit: int = 3, only: str | None = None) -> go.Figure:
    """A panel a happening of several stages, a lane a stage in the order of codebooks/views.yaml, a column a voice: filled where
    it asserts, hollow where it is said to say so, crossed where it denies. A stage that nobody tells is a gap, and says so.

    A point chooses the rows of `situation.staged` of its happening, stage, voice and modality. `only` is the happening to show."""
    rows, lanes = situation.staged(book), situation.lanes(book)
    told = rows[rows["modality"].isin(TOLD)].groupby("incident_id")["stage"].nunique().sort_values(ascending=False, kind="stable")
    last = book.incidents.drop_duplicates("incident_id").set_index("incident_id")["latest"]
    chosen = [only] if only else [incident for incident, n in told.items() if n > 1] or list(told.index)
    shown = sorted((incident for incident in chosen[:limit] if incident in lanes), key=lambda incident: str(last.get(incident)))
    if not shown:
        return nothing("No happening is told in stages.")
    rows = rows[rows["incident_id"].isin(shown)]
    voices = sorted(ranked(rows["voice"], 10), key=lambda voice: voice != NARRATOR)
    heights = [LANE * len(lanes[incident]) for incident in shown]
    total = sum(heights) + HEAD * (len(shown) - 1)
    figure = make_subplots(rows=len(shown), cols=1, row_heights=heights, vertical_spacing=HEAD / total if len(shown) > 1 else 0)
    for number, incident in enumerate(shown, 1):
        _panel(figure, number, book, incident, lanes[incident], rows[rows["incident_id"] == incident], voices)
    keys(figure, [(SAYS[m], mark(m, COLOURS[m])) for m in SYMBOLS if m in set(rows["modality"])])
    gaps = sum(lane["label"] not in set(rows.loc[rows["incident_id"] == i, "stage"]) for i in shown for lane in lanes[i])
    of = sum(len(lanes[incident]) for incident in shown)
    title = f"{gaps or 'None'} of {of} stages of {plural(len(shown), 'happening')} {'is' if gaps == 1 else 'are'} told by nobody"
    left = rows.loc[~rows["voice"].isin(voices), "voice"].nunique()
    subtitle = (
        "A lane is a stage, a column who tells it; a gap is a stage that no report speaks of, which is not to say that it did not happen. Under a stage: what is told of it."
        + (f" Shown: {len(shown)} of {len(chosen)} happenings." if len(chosen) > len(shown) else "")
        + (f" {plural(left, 'voice')} more in the table." if left else "")
    )
    return finish(figure, title, subtitle, height=total, above=HEAD, bottom=64)


def _panel(figure: go.Figure, number: int, book, incident: str, lanes: list[dict], rows: pd.DataFrame, voices: list[str]) -> None:
    where, labels = {"row": number, "col": 1}, [lane["label"] for lane in lanes]
    cells = rows[rows["voice"].isin(voices)].groupby(["stage", "voice", "modality"], as_index=False)
    cells = cells.agg(n=("text", "size"), n_reports=("report_id", "nunique"), value=("value", _joined), text=("text", "first"))
    cell = cells.groupby(["stage", "voice"])
    cells = cells.assign(slot=(cell.cumcount() - (cell["n"].transform("size") - 1) / 2) * 0.26)
    for at, label in enumerate(labels):
        own = rows[rows["stage"] == label]
        _lane(figure, at, len(voices), own, where)
    for modality, own in cells.groupby("modality", sort=False):
        figure.add_scatter(
            x=[voices.index(voice) + slot for voice, slot in zip(own["voice"], own["slot"])], y=[labels.index(stage) for stage in own["stage"]],
            mode="markers", marker=mark(modality, COLOURS[modality]), showlegend=False, hoverinfo="text",
            hovertext=[_told(row) for row in own.to_dict("records")],
            customdata=[{"incident_id": incident, "stage": s, "voice": v, "modality": modality} for s, v in zip(own["stage"], own["voice"])], **where,
        )  # fmt: skip
    values = {label: _joined(rows.loc[(rows["stage"] == label) & rows["modality"].isin(TOLD), "value"]) for label in labels}
    ticks = [plain(label) + (f"<br><span style='color:{SOFT};font-size:10.5px'>{plain(short(values[label], 34))}</span>" if values[label] else "") for label in labels]
    figure.update_xaxes(
        tickvals=list(range(len(voices))), ticktext=[plain(short(voice, 20)) for voice in voices], side="top", tickangle=-35, range=[-0.6, len(voices) - 0.4], showgrid=False, **where
    )  # fmt: skip
    figure.update_yaxes(tickvals=list(range(len(labels))), ticktext=ticks, range=[len(labels) - 0.5, -0.5], tickfont={"color": INK}, showgrid=False, **where)
    day = situation.conflict_clock(book)(views.known_day(book.incidents[book.incidents["incident_id"] == incident]).iloc[0])
    facts = ", ".join(filter(None, [views.incident_times(book)[incident], day]))
    figure.add_annotation(
        text=f"<b>{plain(short(' '.join(views.incident_labels(book)[incident].split()), 60))}</b>  {facts}", x=0, xref="x domain", xanchor="left",
        y=1, yref="y domain", yanchor="bottom", yshift=HEAD - 34, showarrow=False, font={"size": 12.5, "color": INK}, **where,
    )  # fmt: skip


def _lane(figure: go.Figure, at: int, n: int, rows: pd.DataFrame, where: dict) -> None:
    """A band where somebody tells the stage; a gap with its words where nobody does."""
    told, gap = bool(rows["modality"].isin(TOLD).any()), rows.empty
    line = {"width": 0} if told else {"color": GREY, "width": 1, "dash": "dot"}
    figure.add_shape(
        type="rect", x0=-0.55, x1=n - 0.45, y0=at - 0.4, y1=at + 0.4, line=line, fillcolor=SKY if told else "rgba(0,0,0,0)", opacity=0.18 if told else 0.6, layer="below", **where
    )  # fmt: skip
    if not told:
        only = " and ".join(sorted({SAYS[m] for m in rows["modality"]}))
        figure.add_scatter(
            x=[-0.5 if gap else n - 0.5], y=[at], mode="text", text=["nobody says" if gap else f"only {only}"], textposition="middle right" if gap else "middle left",
            textfont={"size": 11.5, "color": SOFT}, hoverinfo="skip", showlegend=False, **where,
        )  # fmt: skip


def _joined(values) -> str:
    return ", ".join(dict.fromkeys(str(value) for value in values if pd.notna(value)))


def _told(row: dict) -> str:
    told = f"{plural(row['n'], 'passage')} in {plural(row['n_reports'], 'report')}"
    value = f" ({plain(short(row['value'], 60))})" if row["value"] else ""
    return f"<b>{plain(row['stage'])}</b>{value}<br>{plain(row['voice'])}: {words(row['modality'])}, {told}<br>{plain(short(row['text'], 90))}"
