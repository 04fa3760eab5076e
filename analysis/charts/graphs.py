"""Two networks with fixed places: whom the reports have their words from, and who speaks to whom or names whom when."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import views
from analysis.charts.look import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    SOFT,
    VERMILLION,
    finish,
    lines,
    nothing,
    plain,
)
from analysis.views import plural, short

STEPS = 24  # pieces of a curve
THIN, THICK = 1.4, 8.0  # pixels


@dataclass(frozen=True)
class Edge:
    """A curve of a network: its points, its style, what it counts, the filters that it stands for and what it says."""

    curve: np.ndarray
    style: str
    n: int
    point: dict
    says: str
    head: str = ""  # the symbol at its end
    at: int = STEPS // 2  # where on the curve its dot stands


def _draw(figure: go.Figure, edges: Sequence[Edge], styles: dict[str, dict], most: int, **where) -> None:
    """The curves, those of one style and width in one trace, and on each the dot that carries its filters.

    A curve widens with each doubling of what it counts; what is counted once is pale."""
    groups = defaultdict(list)
    for edge in edges:
        groups[edge.style, edge.n.bit_length()].append(edge)
    for (style, size), own in sorted(groups.items()):
        curves = np.concatenate([np.vstack([edge.curve, [[np.nan] * 2]]) for edge in own])
        width = THIN + (THICK - THIN) * (size - 1) / max(1, most.bit_length() - 1)
        heads = [symbol for edge in own for symbol in ["circle"] * STEPS + [edge.head or "circle", "circle"]]
        sizes = [pixels for edge in own for pixels in [0] * STEPS + [(7 + width) * bool(edge.head), 0]]
        line = {key: styles[style][key] for key in ("color", "dash")}
        figure.add_scatter(
            x=curves[:, 0].round(4).tolist(),
            y=curves[:, 1].round(4).tolist(),
            mode="lines+markers",
            line={**line, "width": width},
            marker={
                "symbol": heads,
                "size": sizes,
                "angleref": "previous",
                "color": line["color"],
                "line": {"width": 1.2, "color": line["color"]},
            },
            opacity=0.7 if size == 1 else 0.9,
            hoverinfo="skip",
            showlegend=False,
            **where,
        )
    for style in styles:
        own = [edge for edge in edges if edge.style == style]
        figure.add_scatter(
            x=[round(edge.curve[edge.at][0], 4) for edge in own],
            y=[round(edge.curve[edge.at][1], 4) for edge in own],
            mode="markers",
            marker={"size": 7, "color": styles[style]["color"], "line": {"width": 0}},
            customdata=[edge.point for edge in own],
            hovertext=[edge.says for edge in own],
            hoverinfo="text",
            showlegend=False,
            **where,
        )


def _keys(figure: go.Figure, styles: dict[str, dict]) -> None:
    for style in styles.values():
        line = {"color": style["color"], "dash": style["dash"], "width": 3}
        figure.add_scatter(x=[None], y=[None], mode="lines", name=style["name"], line=line, hoverinfo="skip")


# ---------------------------------------------------------------- the relay chain
WAYS = {
    "relayed": {"name": "passed on by somebody", "color": BLUE, "dash": "solid"},
    "direct": {"name": "no relay told", "color": GREY, "dash": "solid"},
    "credited": {"name": "credit to an agency or page", "color": ORANGE, "dash": "7px,4px"},
}
COLUMNS = ("source", "behind", "relay", "report")
LEVEL = {"source": 0.03, "behind": 0.13, "relay": 0.13, "report": 0.03}  # how long a curve is level, under a name
REPORTS = 1.08  # how far across they stand
LANES, LANE = 2, 0.14  # brackets that stand beside each other, and the width of one
LINE = 38  # pixels a line of names


def relays(book, *, limit: int = 12) -> go.Figure:
    """From first sources through those who pass their words on to the reports, and which reports share narration."""
    rows = views.chains(book, limit=limit)
    if rows.empty:
        return nothing("No report says whom it has something from.", f"Of {plural(len(book.reports), 'report')}.")
    spots, labels, edges = _spots(book, rows), views.report_labels(book, 32).to_dict(), []
    for start, end in (("source", "behind"), ("behind", "relay"), ("source", "relay"), ("relay", "report")):
        edges += _legs(rows, start, end, spots, labels)
    brackets = _brackets(book, spots["report"])
    lanes = max((lane + 1 for lane, _ in brackets), default=0)
    figure = go.Figure()
    _draw(figure, edges, WAYS, max(edge.n for edge in edges))
    _names(figure, rows, spots, labels, REPORTS + LANE * lanes)
    for lane, row in brackets:
        _bracket(figure, row, spots["report"], REPORTS + 0.03 + LANE * lane)
    _keys(figure, {way: style for way, style in WAYS.items() if way in set(rows["way"])})
    high = max(y for places in spots.values() for _, y in places.values()) + 0.6
    figure.update_xaxes(visible=False, range=[-0.48, REPORTS + 0.68 + LANE * lanes])
    figure.update_yaxes(visible=False, range=[high, -0.2])
    return finish(figure, *_told(book, rows, len(brackets)), height=int(LINE * (high + 0.2)), bottom=44)


def _spots(book, rows: pd.DataFrame) -> dict[str, dict[str, tuple[float, float]]]:
    """Where each name of each column stands, across and down.

    Each relay has a line of its own, in which a curve passes its column; reports stand in order of time."""
    order = {column: list(rows[column].cat.categories) for column in COLUMNS}
    days = dict(zip(book.reports["report_id"], book.reports["published"].fillna("later")))
    order["report"].sort(key=lambda report: (report not in days, days.get(report), report))
    passing = [*(("behind", name) for name in order["behind"]), *(("relay", name) for name in order["relay"])]
    high = max(len(order["source"]), len(order["report"]), len(passing))
    across = {"source": 0.0, "behind": 0.33, "relay": 0.62 if order["behind"] else 0.5, "report": REPORTS}
    down = {column: [(n + 0.5) * high / len(names) for n in range(len(names))] for column, names in order.items()}
    for number, (column, name) in enumerate(passing):
        down[column][order[column].index(name)] = (number + 0.5) * high / len(passing)
    spots = {column: zip([across[column]] * len(names), down[column]) for column, names in order.items()}
    return {column: dict(zip(order[column], places)) for column, places in spots.items()}


def _legs(rows: pd.DataFrame, start: str, end: str, spots: dict, labels: dict) -> Iterator[Edge]:
    """The curves from one column to another; each counts the `origins` that its filters leave."""
    own = rows.dropna(subset=[start, end])
    past = {"behind": None} if (start, end) == ("source", "relay") and spots["behind"] else {}
    own = own[own["behind"].isna()] if past else own
    for number, ((one, other, way), n) in enumerate(own.groupby([start, end, "way"], observed=True).size().items()):
        curve = _curve(spots[start][one], spots[end][other], LEVEL[start], LEVEL[end])
        told = f"{plain(one)} → {plain(labels.get(other, other))}: {plural(int(n), 'first source')}"
        point, at = {start: one, end: other, "way": way, **past}, STEPS // 2 + number % 5 - 2
        yield Edge(curve, way, int(n), point, told, at=at)


def _curve(a: tuple[float, float], b: tuple[float, float], first: float, last: float) -> np.ndarray:
    """From a to b, level at both ends."""
    x = np.linspace(a[0], b[0], STEPS + 1)
    part = np.clip((x - a[0] - first) / (b[0] - a[0] - first - last), 0, 1)
    return np.column_stack([x, a[1] + (b[1] - a[1]) * part**2 * (3 - 2 * part)])


def _names(figure: go.Figure, rows: pd.DataFrame, spots: dict, labels: dict, after: float) -> None:
    """The squares of each column, with names before the sources, over the relays and after the reports' brackets."""
    for column, places in spots.items():
        counts = rows[column].value_counts()
        told = {name: plain(labels.get(name, name)) for name in places}
        figure.add_scatter(
            x=[x for x, _ in places.values()],
            y=[y for _, y in places.values()],
            mode="markers",
            marker={"size": 9, "color": SOFT, "symbol": "square", "line": {"width": 0}},
            customdata=[{column: name} for name in places],
            hovertext=[f"{told[name]}: {plural(int(counts[name]), 'first source')}" for name in places],
            hoverinfo="text",
            showlegend=False,
        )
        for name, (x, y) in places.items():
            if column == "report":
                where = {"xanchor": "left", "xshift": 10, "align": "left"}
                _say(figure, after, y, told[name].replace("  ", "<br>", 1), INK, **where)
            else:
                where = {"xanchor": "right", "xshift": -8} if column == "source" else {"yanchor": "bottom", "yshift": 4}
                _say(figure, x, y, f"{plain(short(name, 22))} {counts[name]:,}", INK, **where)


def _say(figure: go.Figure, x: float, y: float, text: str, colour: str, **how) -> None:
    figure.add_annotation(x=x, y=y, text=text, showarrow=False, font={"size": 11, "color": colour}, **how)


def _ends(row: dict, places: dict) -> tuple[float, float]:
    top, end = sorted(places[row[key]][1] for key in ("report_id", "other_report_id"))
    return top + 0.1, end - 0.1


def _brackets(book, places: dict) -> list[tuple[int, dict]]:
    """The pairs of reports that share most narration, each with the lane in which its bracket meets no other."""
    both = book.copies[["report_id", "other_report_id"]].isin(list(places)).all(axis=1)
    lanes: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    laid = []
    for row in book.copies[both].sort_values("shared_words", ascending=False, kind="stable").to_dict("records"):
        top, end = _ends(row, places)
        free = [n for n, taken in enumerate(lanes) if all(end < a or top > b for a, b in taken)]
        if free:
            lanes[free[0]].append((top, end))
            laid.append((free[0], row))
    return laid


def _bracket(figure: go.Figure, row: dict, places: dict, x: float) -> None:
    top, end = _ends(row, places)
    corners = {"x": [REPORTS + 0.02, x, x, REPORTS + 0.02], "y": [top, top, end, end]}
    line = {"color": VERMILLION, "width": 1.6, "dash": "dot"}
    figure.add_scatter(**corners, mode="lines", line=line, hoverinfo="skip", showlegend=False)
    rows = sorted(y for _, y in places.values())
    above = max(y for y in rows if y <= (top + end) / 2)  # between two lines, where no other bracket goes
    words, y = f"{row['shared_words']:,}<br>words", (above + min(y for y in rows if y > above)) / 2
    _say(figure, x, y, words, VERMILLION, xanchor="left", xshift=2, align="left")


def _told(book, rows: pd.DataFrame, brackets: int) -> tuple[str, str]:
    """Title and subtitle: on how many parties how many reports rest, who passes on most, and what is not shown."""
    reports, direct = rows["report_id"].nunique(), int((rows["way"] == "direct").sum())
    title = f"{plural(reports, 'report')} {'rests' if reports == 1 else 'rest'} on "
    title += f"{plural(rows['party'].nunique(), 'party', 'parties')}; "
    credited = rows.loc[rows["way"] == "credited", "origin"]
    via = rows.loc[rows["way"] == "relayed", "via"].str.replace("; .*", "", regex=True)
    counts, told = via.value_counts(), plural(len(via), "relayed source")
    most = counts[counts == counts.max()].index
    if len(most) == 1:
        title += f"{most[0]} relays most, {counts.max():,} of {told}"
    else:
        title += f"nobody relays more than {counts.max():,} of {told}" if len(most) else "no source is relayed"
    subtitle = (
        f"{plural(len(rows), 'first source')} in {reports:,} of {plural(len(book.reports), 'report')}: a speaker, body "
        f"or unnamed official (no author), once a report and way; for {direct:,} no relay is told. "
        "A line widens with each doubling; pale, it stands for one."
    )
    if len(book.copies):
        subtitle += " Brackets: words of narration that two reports share outside quotation marks."
    relays, shown = pd.concat([via, credited]), []
    for every, column, noun in (
        (rows["party"], "source", "parties"),
        (relays, "relay", "relays"),
        (rows["report_id"], "report", "reports"),
    ):
        known = every[every.isin(rows[column].cat.categories)].nunique()
        shown += [f"{known:,} of {every.nunique():,} {noun}"] * (known < every.nunique())
    shown += [f"{brackets} of {len(book.copies):,} pairs that share narration"] * (brackets < len(book.copies))
    return title, subtitle + (f" Shown: {', '.join(shown)}." if shown else "")


# ---------------------------------------------------------------- who speaks to whom
TONES = {
    views.QUADS[3]: {"name": "verbal conflict", "color": VERMILLION, "dash": "solid"},
    views.QUADS[1]: {"name": "verbal cooperation", "color": BLUE, "dash": "7px,4px"},
    "": {"name": "neither told", "color": GREY, "dash": "2px,3px"},
}
RING, HIGH = 10, 250  # parties; pixels of a panel


def exchange(book, *, limit: int = 24) -> go.Figure:
    """Who speaks to whom, or names whom, by day: the same ring of parties in each panel, an arrow from who speaks."""
    rows = views.exchanges(book)
    if rows.empty:
        under = f"Of {plural(len(book.statements), 'statement')}."
        return nothing("No statement speaks to another party or names one.", under)
    pairs = _pairs(rows, limit)
    shown = rows[[pair in pairs for pair in zip(rows["party"], rows["whom"])]]
    ring = _ring(shown)
    edges = {period: list(_arrows(own, ring)) for period, own in shown.groupby("period", sort=False)}
    across, most = min(len(edges), 2 if len(edges) < 5 else 3), max(edge.n for own in edges.values() for edge in own)
    down = ceil(len(edges) / across)
    figure = make_subplots(rows=down, cols=across, horizontal_spacing=0.02, vertical_spacing=0.0)
    for number, (period, own) in enumerate(edges.items()):
        where = {"row": number // across + 1, "col": number % across + 1}
        _draw(figure, own, TONES, most, **where)
        _panel(figure, rows[rows["period"] == period], ring, **where)
    _keys(figure, {tone: style for tone, style in TONES.items() if tone in set(shown["tone"].fillna(""))})
    figure.update_xaxes(visible=False, range=[-1.9, 1.9])
    figure.update_yaxes(visible=False, range=[-1.35, 1.75])
    return finish(figure, *_said(book, rows, shown, ring), height=HIGH * down, above=0, bottom=44)


def _pairs(rows: pd.DataFrame, limit: int) -> set[tuple[str, str]]:
    """The pairs between which most is said, of at most RING parties."""
    counts = rows.groupby(["party", "whom"])["utterance"].nunique()
    pairs, parties = set(), set()
    for pair in sorted(counts.index, key=lambda pair: (-counts[pair], pair)):
        if len(parties | set(pair)) <= RING and len(pairs) < limit:
            pairs.add(pair)
            parties |= set(pair)
    return pairs


def _ring(rows: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Where each party stands; those in most utterances far from each other, so that what they say crosses the ring."""
    counts = rows.melt(id_vars="utterance", value_vars=["party", "whom"]).groupby("value")["utterance"].nunique()
    names = sorted(counts.index, key=lambda name: (-counts[name], name))
    names = [names[rank] for rank in sorted(range(len(names)), key=lambda rank: f"{rank:04b}"[::-1])]
    turns = [2 * pi * number / len(names) for number in range(len(names))]
    return {name: (sin(turn), cos(turn)) for name, turn in zip(names, turns)}


def _arrows(rows: pd.DataFrame, ring: dict) -> Iterator[Edge]:
    """A curve for each pair and tone; its head is filled if anybody is spoken to, open if all only name the other."""
    for (party, other, tone), own in rows.fillna({"tone": ""}).groupby(["party", "whom", "tone"]):
        n, to = own["utterance"].nunique(), own.loc[own["how"] == views.SPEAKS, "utterance"].nunique()
        told = f"{plain(party)} → {plain(other)}: {plural(n, 'utterance')}, {to} spoken to it"
        point = {"party": party, "whom": other, "tone": tone or None, "period": own["period"].iloc[0]}
        curve = _bow(ring[party], ring[other], 0.1 + 0.2 * list(TONES).index(tone))
        told += f"<br>{TONES[tone]['name']}"
        yield Edge(curve, tone, n, point, told, head="arrow" if to else "arrow-open")


def _bow(a: tuple[float, float], b: tuple[float, float], bend: float) -> np.ndarray:
    """From near a to near b through the inside of the ring, bent to the left: the way back is another curve."""
    a, b = np.array(a), np.array(b)
    aside = np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a))
    middle, part = 0.45 * (a + b) / 2 + bend * aside, np.linspace(0.08, 0.9, STEPS + 1)[:, None]
    return (1 - part) ** 2 * a + 2 * part * (1 - part) * middle + part**2 * b


def _panel(figure: go.Figure, rows: pd.DataFrame, ring: dict, **where) -> None:
    """The parties of a panel, small where they are silent, and over them its day and how much is said on it."""
    period = rows["period"].iloc[0]
    spoken = rows.groupby("party")["utterance"].nunique().to_dict()
    figure.add_scatter(
        x=[round(x, 4) for x, _ in ring.values()],
        y=[round(y, 4) for _, y in ring.values()],
        mode="markers+text",
        text=[lines(short(name, 24), 24 if abs(x) < 0.2 else 10) for name, (x, _) in ring.items()],
        textposition=[_beside(x, y) for x, y in ring.values()],
        textfont={"size": 11, "color": [INK if name in spoken else SOFT for name in ring]},
        marker={"size": [10 if name in spoken else 5 for name in ring], "color": SOFT, "line": {"width": 0}},
        customdata=[{"party": name, "period": period} if name in spoken else None for name in ring],
        hovertext=[f"{plain(name)}: {plural(spoken.get(name, 0), 'utterance')}" for name in ring],
        hoverinfo="text",
        showlegend=False,
        **where,
    )
    title, font = f"{period} · {plural(rows['utterance'].nunique(), 'utterance')}", {"size": 12, "color": INK}
    figure.add_annotation(x=0, y=1.72, text=title, showarrow=False, yanchor="top", font=font, **where)


def _beside(x: float, y: float) -> str:
    """On which side of its dot a name stands: outside the ring."""
    if abs(x) < 0.2:
        return "top center" if y > 0 else "bottom center"
    return "middle right" if x > 0 else "middle left"


def _said(book, rows: pd.DataFrame, shown: pd.DataFrame, ring: dict) -> tuple[str, str]:
    """Title and subtitle: who speaks of whom most, what an arrow stands for, and what is not shown."""
    counts = rows.groupby(["party", "whom"])["utterance"].nunique()
    party, other = min(counts.index, key=lambda pair: (-counts[pair], pair))
    every, to = rows["utterance"].nunique(), rows.loc[rows["how"] == views.SPEAKS, "utterance"].nunique()
    title = f"{party} speaks to or of {other} most: {plural(counts[party, other], 'utterance')}; "
    title += f"the other way: {counts.get((other, party), 0):,}"
    reports, parties = book.statements["report_id"].nunique(), {*rows["party"], *rows["whom"]}
    subtitle = (
        f"Of {plural(len(book.utterances), 'utterance')} in {plural(reports, 'report')} {every:,} speak to another "
        f"party (filled head: {to:,}) or name one (open head); each counts once, however many reports carry it. "
        "A day is the last on which the words can have been said. "
        "An arrow widens with each doubling; pale, it stands for one."
    )
    if len(shown) < len(rows):
        told = f"{len(ring)} of {len(parties):,} parties, {shown['utterance'].nunique():,} of {every:,} utterances"
        subtitle += f" Shown: {told}."
    return title, subtitle
