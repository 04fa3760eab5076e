"""What is told of each base and of leave to use it; and readiness, forces and councils as lines over time."""

import pandas as pd
import plotly.graph_objects as go

from analysis import situation, views
from analysis.charts.chronology import clock_ticks
from analysis.charts.look import BLUE, GREEN, GREY, INK, LINE, ORANGE, SAYS, SKY, SOFT, SYMBOLS, VERMILLION, day_axis, finish, keys, lines, mark, nothing, plain
from analysis.views import plural, short, words

COLOURS = {"asserted": BLUE, "attributed": SKY, "denied": VERMILLION, "negated": VERMILLION, "hypothetical": ORANGE}
ENTRY, NARROW = 17, 17  # pixels a line of words in a cell, and characters in it
STEP = 46  # pixels a line of posture


def sites(book, *, limit: int = 12) -> go.Figure:
    """A row a site, or what a party has of a kind; a column a facet of codebooks/views.yaml; a mark what is told and by whom.

    A point chooses the rows of `situation.sites` of its site and facet."""
    facts = situation.sites(book)
    if facts.empty:
        return nothing("No report tells anything of a base, or of leave to use one.")
    facets = [facet["label"] for facet in situation.vocabulary("facet", book.codebook) if facet["label"] in set(facts["facet"])]
    counts = facts["site"].value_counts(sort=False)
    shown = list(counts.sort_values(ascending=False, kind="stable").index[:limit])
    shown.sort(key=lambda site: site in set(facts.loc[facts["facet"] == facets[-1], "site"]) and ":" in site)
    own = facts[facts["site"].isin(shown)].sort_values(["latest"], kind="stable")
    groups = own.groupby(["site", "facet", "value", "voice", "modality"], as_index=False, sort=False)
    cells = groups.agg(latest=("latest", "first"), n=("text", "size"), text=("text", "first"))
    day = cells["latest"].str[5:10].fillna("")
    cells = cells.assign(said=[_said(*pair) for pair in zip(cells["value"], cells["voice"], day)])
    tall = cells["said"].str.count("<br>") + 1
    top = cells.assign(tall=tall).groupby(["site", "facet"])["tall"]
    cells = cells.assign(at=top.cumsum() - tall / 2)
    heights = [float(top.sum().xs(site, level="site").max()) + 0.8 for site in shown]
    starts = dict(zip(shown, pd.Series([0.0, *heights]).cumsum()))
    figure = go.Figure()
    for modality, rows in cells.groupby("modality", sort=False):
        figure.add_scatter(
            x=[facets.index(facet) for facet in rows["facet"]], y=[starts[site] + 0.4 + at for site, at in zip(rows["site"], rows["at"])],
            mode="markers+text", text=rows["said"].tolist(), textposition="middle right", textfont={"size": 11, "color": INK},
            marker={**mark(modality, COLOURS[modality]), "size": 10}, hoverinfo="text", showlegend=False,
            hovertext=[f"<b>{plain(r.site)}</b>: {plain(r.facet)}<br>{lines(str(r.value), 60)}<br>{SAYS[modality]}: {plain(r.voice)}<br>{lines(short(r.text, 160), 60)}" for r in rows.itertuples()],
            customdata=[{"site": site, "facet": facet} for site, facet in zip(rows["site"], rows["facet"])],
        )  # fmt: skip
    for site in shown:
        figure.add_shape(type="line", x0=-0.1, x1=len(facets) - 0.1, y0=starts[site], y1=starts[site], line={"color": LINE, "width": 1}, layer="below")
    keys(figure, [(SAYS[m], mark(m, COLOURS[m])) for m in SYMBOLS if m in set(cells["modality"])])
    figure.update_xaxes(tickvals=[n + 0.4 for n in range(len(facets))], ticktext=[lines(facet, 16) for facet in facets], side="top", range=[-0.1, len(facets) - 0.1], showgrid=False, tickfont={"color": INK})
    figure.update_yaxes(
        tickvals=[starts[site] + height / 2 for site, height in zip(shown, heights)], ticktext=[lines(short(site, 60), 22) for site in shown],
        range=[sum(heights), 0], showgrid=False, tickfont={"color": INK},
    )  # fmt: skip
    return finish(figure, _finding(facts), _rules(facts, shown), height=int(ENTRY * sum(heights)), above=52, bottom=48)


def _said(value: str, voice: str, day: str) -> str:
    """What a cell says: the value, its day, and who says so if it is not the report."""
    who = "" if voice == views.NARRATOR else f"({voice})"
    return lines(short(" ".join(filter(None, [value, day])), 44), NARROW) + (f"<br>{plain(short(who, 22))}" if who else "")


def _finding(facts: pd.DataFrame) -> str:
    places = facts[facts["earliest"].isna() & facts["latest"].isna()]["site"].nunique()
    leave = facts[facts["latest"].notna()]
    turned = leave.groupby("site")["value"].nunique()
    changed = list(turned[turned > 1].index)
    told = f"; {changed[0].split(':')[0]}: {', then '.join(leave.loc[leave['site'] == changed[0], 'value'].unique())}" if changed else ""
    line = f", and {plural(len(turned), 'line')} on leave to use them" if len(turned) else ""
    return f"{plural(places, 'site')} told of{line}{told}"


def _rules(facts: pd.DataFrame, shown: list) -> str:
    left = facts["site"].nunique() - len(shown)
    return (
        "Each mark rests on words of a report; an empty cell is silence. Leave to use bases or airspace is a party's line on all that it has, in order of time. "
        f"In brackets: who says so, where it is not the report.{f' {left} more in the table.' if left > 0 else ''}"
    )


def posture(book, *, limit: int = 14) -> go.Figure:
    """A line a party and track of codebooks/views.yaml: it rises or falls by a step on the day by which a happening is told, and stays
    open to the right, for a report tells the step and seldom its end. A council is a mark without a step. A point chooses its incident."""
    rows = situation.posture(book)
    rows = rows.assign(line=rows["source_party"].fillna("not named").str.replace("; ", ", ") + ": " + rows["track"])
    dated = rows.dropna(subset=["latest"]).assign(when=views.when).sort_values("latest", kind="stable")
    if dated.empty:
        return nothing("No step of readiness, of forces or of a council is told with a day.")
    names = [name for track in dict.fromkeys(rows["track"]) for name in dict.fromkeys(dated.loc[dated["track"] == track, "line"])]
    known, figure, clock = names[:limit], go.Figure(), situation.conflict_clock(book)
    dated = dated[dated["line"].isin(known)]
    days = pd.concat([dated["earliest"], dated["latest"], book.reports["published"]]).dropna().str[:10]
    days = days[days >= min(dated["latest"].min()[:10], dated["earliest"].dropna().min()[:10] if dated["earliest"].notna().any() else "9999")]
    span = pd.Timestamp(days.min()), pd.Timestamp(days.max())
    up, down, met = (int((dated["step"] == step).sum()) for step in (1, -1, 0))
    still = sum(_line(figure, number, dated[dated["line"] == name], span, clock) for number, name in enumerate(known))
    keys(figure, [(SAYS[s], mark(s, GREY)) for s in SYMBOLS if s in set(dated["status"])])
    kinds = (("a step up", VERMILLION, up), ("a step down", BLUE, down), ("a council or command", GREEN, met))
    keys(figure, [(name, {"symbol": "square", "color": colour}) for name, colour, n in kinds if n])
    day_axis(figure, str(span[0].date()), str(span[1].date()), side="top")
    clock_ticks(figure, clock)
    figure.update_yaxes(
        tickvals=list(range(len(known))), ticktext=[lines(name, 26) for name in known], range=[len(known) - 0.4, -0.7], tickfont={"color": INK}, showgrid=False
    )  # fmt: skip
    labels, undated = views.incident_labels(book), rows.loc[rows["latest"].isna(), "incident_id"]
    title = f"{plural(up, 'step')} up and {down or 'none'} down, {plural(met, 'council') if met else 'no council'}: {plural(still, 'line stands', 'lines stand')} open"
    subtitle = (
        "A step stands at the last day by which it can have been; dotted: the days it can have been, or before. A line that is open has no end that a report tells. "
        f"A happening that is only denied takes no step. {situation.conflict_note(book)}"
        + (f" Without a day: {'; '.join(' '.join(labels[incident].split()) for incident in undated[:6])}." if len(undated) else "")
        + (f" Shown: {len(known)} of {len(names)} lines." if len(names) > limit else "")
    )
    return finish(figure, title, subtitle.strip(), height=STEP * len(known) + 20, above=48, bottom=64)


def _line(figure: go.Figure, number: int, rows: pd.DataFrame, span: tuple, clock) -> bool:
    """One line with its steps; whether it is still up at its end."""
    days, level = pd.to_datetime(rows["latest"].str[:10]), rows["step"].cumsum()
    heights = number - level * 0.3 / max(1, level.abs().max())
    end = span[1] + pd.Timedelta(max(14, (span[1] - span[0]).days) * 0.8, "h")
    if rows["step"].any():
        x, y = [span[0] - pd.Timedelta(12, "h"), *days, end], [number, *heights, heights.iloc[-1]]
        figure.add_scatter(x=x, y=y, mode="lines", line={"shape": "hv", "color": GREY, "width": 2}, hoverinfo="skip", showlegend=False)
        figure.add_scatter(
            x=[end], y=[heights.iloc[-1]], mode="markers", marker={"symbol": "triangle-right", "size": 10, "color": GREY},
            hovertext=["no report tells its end" if level.iloc[-1] > 0 else ""], hoverinfo="text", showlegend=False,
        )  # fmt: skip
    middle = span[0] + (span[1] - span[0]) / 2
    for row, day, height in zip(rows.to_dict("records"), days, heights):
        _step(figure, row, day, height, "left" if day > middle else "right", clock)
    return bool(level.iloc[-1] > 0)


def _step(figure: go.Figure, row: dict, day: pd.Timestamp, height: float, side: str, clock) -> None:
    colour = {1: VERMILLION, -1: BLUE}.get(row["step"], GREEN)
    start = pd.Timestamp(row["earliest"][:10]) if pd.notna(row["earliest"]) else day - pd.Timedelta(18, "h")
    if start < day:
        figure.add_scatter(x=[start, day], y=[height, height], mode="lines", line={"color": colour, "width": 2, "dash": "dot"}, hoverinfo="skip", showlegend=False)
    who = f": {row['who']}" if isinstance(row["who"], str) else ""
    facts = " · ".join(filter(None, [row["when"], clock(row["latest"]), SAYS[row["status"]]]))
    figure.add_scatter(
        x=[day], y=[height], mode="markers+text", marker={**mark(row["status"], colour), "size": 12}, showlegend=False,
        text=[plain(short(words(row["type"]) + who, 44))], textposition=f"{'bottom' if row['step'] < 0 else 'top'} {side}", textfont={"size": 11, "color": SOFT},
        hovertext=[f"<b>{plain(words(row['type']))}</b><br>{plain(facts)}<br>{lines(short(row['what'], 160), 60)}"], hoverinfo="text",
        customdata=[{"incident_id": row["incident_id"]}],
    )  # fmt: skip
