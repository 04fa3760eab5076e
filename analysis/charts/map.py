"""Where one happening was, stage by stage: who shot from where, over what, what fell where, what it was aimed at.

Coastlines only: borders are in dispute. What a report gives no track of has none: a flight is the discs of the states it
is told to have entered, never a line.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis import situation, views
from analysis.charts.look import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, SOFT, VERMILLION, finish, keys, lines, nothing, plain
from analysis.views import plural, short, words

HEIGHT, WIDE, HEAD = 400, 1.75, 46  # a panel: pixels, width in heights on a narrow page, and pixels above it for its title
SPREAD = 16  # pixels between two marks of one place
COLOURS = {"blue": BLUE, "vermillion": VERMILLION, "green": GREEN, "purple": PURPLE, "orange": ORANGE, "sky": SKY, "grey": GREY}
AREAS = ("country", "demonym", "sea", "other")  # kinds of place whose point is only somewhere in them
DISC = {"symbol": "circle", "size": 58, "color": GREY, "opacity": 0.3, "line": {"width": 0}}
# Where a name may stand beside its place: half its own length to the right or left, and so many pixels up.
BESIDE = ((0, -19), (0, 19), (1, 0), (-1, 0), (1, 13), (1, -13), (-1, 13), (-1, -13), (0, -33), (0, 33), (0, -47), (0, 47))


@cache
def _coast() -> list[np.ndarray]:
    lines = json.loads((Path(__file__).parents[1] / "assets" / "coast.json").read_text(encoding="utf-8"))["lines"]
    return [np.cumsum(np.array(line).reshape(-1, 2), axis=0) / 100 for line in lines]


def coastlines(figure: go.Figure, west: float, east: float, south: float, north: float, **where) -> None:
    """Draw the coast inside a frame and around it, for a page may be wider than the frame."""
    xs: list = []
    ys: list = []
    for line in _coast():
        near = (line[:, 0] > 2 * west - east) & (line[:, 0] < 2 * east - west)
        near &= (line[:, 1] > 2 * south - north) & (line[:, 1] < 2 * north - south)
        cuts = np.flatnonzero(np.diff(near)) + 1
        for piece, inside in zip(np.split(line, cuts), np.split(near, cuts)):
            if len(piece) > 1 and inside[0]:
                xs += [*piece[:, 0].round(2), None]
                ys += [*piece[:, 1].round(2), None]
    figure.add_scatter(x=xs, y=ys, mode="lines", line={"color": GREY, "width": 0.9}, hoverinfo="skip", showlegend=False, cliponaxis=True, **where)
    hidden = {"showgrid": False, "showticklabels": False}
    name = figure.data[-1].yaxis or "y"
    scale = {"scaleanchor": name.replace("y", "x"), "scaleratio": float(1 / np.cos(np.radians((south + north) / 2)))}
    figure.update_xaxes(range=[west, east], **hidden, **where)
    figure.update_yaxes(range=[south, north], **scale, **hidden, **where)


def map(book, *, limit: int = 3, only: str | None = None) -> go.Figure:
    """A panel an incident: launch, shooter, intercept, debris and assumed target as different marks, filled where a report
    asserts it, hollow where it is attributed, crossed where it is denied; the states entered as discs; told distances as rings.

    A point chooses the rows of `incident_attributes` of its incident and attribute. `only` is the incident to show."""
    rows = situation.located(book)
    marks = {entry["code"]: entry for entry in situation.vocabulary("mark", book.codebook)}
    chosen = [only] if only else _telling(book, rows[rows["mark"].isin(list(marks))])
    last = book.incidents.drop_duplicates("incident_id").set_index("incident_id")["latest"]
    shown = sorted(chosen[:limit], key=lambda incident: str(last.get(incident)))
    if not shown or rows[rows["incident_id"].isin(shown)]["lat"].isna().all():
        return nothing("No happening has a place that could be located.")
    total = len(shown) * (HEIGHT + HEAD) - HEAD
    figure = make_subplots(rows=len(shown), cols=1, vertical_spacing=HEAD / total if len(shown) > 1 else 0)
    for number, incident in enumerate(shown, 1):
        _Panel(book, figure, number, rows[rows["incident_id"] == incident], marks).draw()
    used = rows[rows["incident_id"].isin(shown) & rows["lat"].notna()]
    seen = set(used["mark"])
    keys(figure, [(one["label"], {"symbol": one["symbol"], "color": COLOURS[one["colour"]]}) for code, one in marks.items() if code in seen])
    keys(figure, [(one["label"], {**DISC, "size": 12}) for one in situation.vocabulary("corridor", book.codebook) if one["code"] in seen])
    against = used["modality"].isin(["denied", "negated"]).any() or not used["entered"].all()
    hows = [("attributed only", "circle-open", "attributed" in set(used["modality"])), ("denied, or said not to be so", "circle-x-open", against)]
    keys(figure, [(name, {"symbol": symbol, "color": GREY, "line": {"width": 2}}) for name, symbol, here in hows if here])
    torn = book.discrepancies[book.discrepancies["attribute"].isin(used["attribute"])]["incident_id"]
    torn = len(set(torn) & set(shown))
    of = plural(len(shown), "happening")
    title = f"The reports cannot all be right on where {torn} of {of} {'was' if torn == 1 else 'were'}" if torn else f"The places told of {of} can all be right"
    subtitle = (
        "A mark stands for the place that a report names; in italics: a state or sea, whose mark is only somewhere in it. No report gives a track, so none is drawn. "
        f"Coastlines: Natural Earth.{f' Shown: {len(shown)} of {len(chosen)}.' if len(chosen) > len(shown) else ''} {situation.conflict_note(book)}"
    )
    return finish(figure, title, subtitle.strip(), height=total, above=HEAD, bottom=66, dragmode="pan")


def _telling(book, marks: pd.DataFrame) -> list[str]:
    """The incidents whose stages or places are more than one, those with most first."""
    own = marks.dropna(subset=["lat"]).assign(mark=marks["mark"] + marks["place"])
    told = own.groupby("incident_id")["mark"].nunique()
    told = told[told > 1] if (told > 1).any() else told
    n = book.incidents.drop_duplicates("incident_id").set_index("incident_id")["n_reports"].reindex(told.index)
    return list(pd.DataFrame({"told": told, "n": n}).sort_values(["told", "n"], ascending=False, kind="stable").index)


class _Panel:
    """The map of one incident."""

    def __init__(self, book, figure: go.Figure, number: int, rows: pd.DataFrame, marks: dict):
        self.book, self.figure, self.marks = book, figure, marks
        self.where = {"row": number, "col": 1}
        self.incident = rows["incident_id"].iloc[0]
        self.rows, self.lost = rows.dropna(subset=["lat"]), rows[rows["lat"].isna()]
        self.bases = situation.bases(book).set_index("place")
        rings = situation.told_distances(book, only=self.incident)
        self.rings = rings.merge(self.bases, left_on="other", right_index=True)
        self.measured = situation.distances(book, only=self.incident)
        self.frame = self._frame()
        west, east, south, north = self.frame
        self.up = HEIGHT / (north - south)  # pixels a degree of latitude
        self.right = self.up * float(np.cos(np.radians((south + north) / 2)))  # and of longitude
        self.taken: list[tuple] = []

    def _frame(self) -> tuple[float, float, float, float]:
        """West, east, south, north: all marks with air around them, in the shape of the panel."""
        lat, lon = [*self.rows["lat"], *self.rings["lat"]], [*self.rows["lon"], *self.rings["lon"]]
        y, x = (min(lat) + max(lat)) / 2, (min(lon) + max(lon)) / 2
        shrink = float(np.cos(np.radians(y)))
        high = max((max(lat) - min(lat)) * 1.5, (max(lon) - min(lon)) * 1.3 * shrink / WIDE, 4)
        wide = high * WIDE / shrink
        return x - wide / 2, x + wide / 2, y - high / 2, y + high / 2

    def draw(self) -> None:
        coastlines(self.figure, *self.frame, **self.where)
        spots = {spot: own for spot, own in self.rows[self.rows["mark"].isin(list(self.marks))].groupby(["lat", "lon"])}
        groups = {spot: list(own.groupby(["mark", "attribute"], sort=False)) for spot, own in spots.items()}
        for (lat, lon), marks in groups.items():
            self.taken.append((lon, lat, SPREAD * len(marks) + 4, 20))
        self._corridor()
        self._bases()
        self._rings()
        for (lat, lon), marks in groups.items():
            for at, ((code, attribute), own) in enumerate(marks):
                self._mark(lon + (at - (len(marks) - 1) / 2) * SPREAD / self.right, lat, code, attribute, own)
        self._names()
        self._title()

    def _corridor(self) -> None:
        """A disc for each state entered; a crossed ring where it is told not to have been."""
        for (lat, lon, attribute), own in self.rows[~self.rows["mark"].isin(list(self.marks))].groupby(["lat", "lon", "attribute"]):
            entered = own[own["entered"] & (own["modality"] != "denied")]
            against = own.drop(entered.index)
            text = f"<b>{plain(own['place'].iloc[0])}</b><br>{_who(own)}"
            data = {"incident_id": self.incident, "attribute": attribute}
            if len(entered):
                self._point(lon, lat, DISC, text, data)
            if len(against):
                self._point(lon, lat, {"symbol": "circle-x-open", "size": 58, "color": SOFT, "opacity": 0.7, "line": {"width": 1}}, text, data)

    def _rings(self) -> None:
        """The distances that the reports give, as rings: the place is told to lie somewhere on it."""
        turn = np.linspace(0, 2 * np.pi, 73)
        for row in self.rings.to_dict("records"):
            high = row["told_km"] / 111.2
            x = row["lon"] + high / np.cos(np.radians(row["lat"])) * np.cos(turn)
            text = f"the reports: {row['told_km']:g} km from {plain(row['other'])}"
            self.figure.add_scatter(
                x=x.round(3), y=(row["lat"] + high * np.sin(turn)).round(3), mode="lines", line={"color": SOFT, "width": 1.2, "dash": "dot"}, showlegend=False, cliponaxis=True,
                hovertext=text, hoverinfo="text", customdata=[{"incident_id": self.incident, "attribute": "distance_km"}] * len(turn), **self.where,
            )  # fmt: skip
            self._label(row["lon"], row["lat"] - high, f"told: {row['told_km']:g} km", SOFT, 10.5)

    def _mark(self, lon: float, lat: float, code: str, attribute: str, own: pd.DataFrame) -> None:
        colour, symbol = COLOURS[self.marks[code]["colour"]], self.marks[code]["symbol"]
        told, crossed = set(own["modality"]), own["modality"].isin(["denied", "negated"])
        hollow = "" if "asserted" in told and not crossed.any() else "-open"
        marker = {"symbol": symbol + hollow, "size": 14, "color": colour, "opacity": 0.5 if crossed.all() else 1, "line": {"width": 2.3 if hollow else 0}}
        names = ", ".join(dict.fromkeys(own["value"]))
        text = f"<b>{plain(self.marks[code]['label'])} {plain(names)}</b><br>{_who(own)}{self._far(own)}"
        data = {"incident_id": self.incident, "attribute": attribute}
        self._point(lon, lat, marker, text, data)
        if crossed.any():
            self._point(lon, lat, {"symbol": "x-thin-open", "size": 13, "color": colour, "line": {"width": 2.3, "color": colour}}, text, data)

    def _far(self, own: pd.DataFrame) -> str:
        """The distances measured from a mark, the reports' own beside them."""
        km = self.measured[self.measured["place"].isin(own["place"]) & self.measured["attribute"].isin(own["attribute"])].head(4)
        told = [f" (the reports: {n:g})" if pd.notna(n) else "" for n in km["told_km"]]
        return "".join(f"<br>{plain(place)} to {plain(other)}: {n} km{also}" for place, other, n, also in zip(km["place"], km["other"], km["km"], told))

    def _point(self, lon: float, lat: float, marker: dict, text: str, data: dict) -> None:
        self.figure.add_scatter(
            x=[lon], y=[lat], mode="markers", marker=marker, hovertext=[text], hoverinfo="text", customdata=[data] if data else None, showlegend=False, cliponaxis=True, **self.where
        )  # fmt: skip

    def _names(self) -> None:
        """What the marks stand at, then bases and states around them where there is room."""
        for (lat, lon), own in self.rows.groupby(["lat", "lon"], sort=False):
            name, area = min(own["place"], key=len), own["kind"].isin(AREAS).all()
            self._label(lon, lat, name, INK, 12, italic=area, always=True)
        for place, (lat, lon) in self.bases.iterrows():
            if place not in set(self.rows["place"]):
                self._label(lon, lat, place, SOFT, 11)
        for entry in self.book.codebook["parties"]:
            if entry["kind"] == "state" and entry["lat"] and entry["name"] not in set(self.rows["place"]):
                lon, lat = float(entry["lon"]), float(entry["lat"])
                if self._inside(lon, lat):
                    self._label(lon, lat, entry["name"], SOFT, 10.5, italic=True, beside=((0, 0),))

    def _inside(self, lon: float, lat: float) -> bool:
        west, east, south, north = self.frame
        return west < lon < east and south < lat < north

    def _bases(self) -> None:
        """Bases that the reports name and at which no mark stands."""
        here = [self._inside(lon, lat) and self._free(lon, lat, 4, 4) for lat, lon in self.bases[["lat", "lon"]].to_numpy()]
        self.bases = self.bases[here]
        for place, (lat, lon) in self.bases.iterrows():
            if place not in set(self.rows["place"]):
                self._point(lon, lat, {"symbol": "circle", "size": 6, "color": GREY}, plain(place), {})
                self.taken.append((lon, lat, 8, 8))

    def _label(self, lon: float, lat: float, text: str, colour: str, size: float, *, italic: bool = False, always: bool = False, beside: tuple = BESIDE) -> None:
        """A name beside its point, at the first side where it covers nothing; left out if there is none and it is not `always` wanted."""
        text, half = short(text, 40), len(short(text, 40)) * size * 0.27
        row = max((width / 2 for x, y, width, _ in self.taken if (x, y) == (lon, lat)), default=6) + 4
        sides = [(lon + right * (row + half) / self.right, lat + up / self.up) for right, up in beside]
        spot = next((side for side in sides if self._free(*side, half, size)), sides[0] if always else None)
        if spot is None:
            return
        self.taken.append((*spot, 2 * half, size + 2))
        self.figure.add_scatter(
            x=[spot[0]], y=[spot[1]], mode="text", text=[f"<i>{plain(text)}</i>" if italic else plain(text)], textposition="middle center",
            textfont={"size": size, "color": colour}, hoverinfo="skip", showlegend=False, cliponaxis=True, **self.where,
        )  # fmt: skip

    def _free(self, x: float, y: float, half: float, high: float) -> bool:
        """Whether a name with its middle here covers nothing that is drawn already."""
        return all(
            abs(x - a) * self.right > half + wide / 2 or abs(y - b) * self.up > (high + tall) / 2
            for a, b, wide, tall in self.taken
        )

    def _title(self) -> None:
        clock = situation.conflict_clock(self.book)
        own = self.book.incidents[self.book.incidents["incident_id"] == self.incident].head(1)
        day = clock(views.known_day(own).iloc[0]) if len(own) else ""
        name = " ".join(views.incident_labels(self.book)[self.incident].split())
        facts = [views.incident_times(self.book)[self.incident], day]
        lost = [f"{words(a)}: {v}" for a, v in self.lost[["attribute", "value"]].drop_duplicates().itertuples(index=False)]
        under = f"Not on the map: {short('; '.join(lost), 110)}" if lost else ""
        text = f"<b>{plain(short(name, 60))}</b>  {', '.join(filter(None, facts))}<br><span style='color:{SOFT}'>{plain(under)}</span>"
        self.figure.add_annotation(text=text, x=0, xref="x domain", xanchor="left", y=1, yref="y domain", yanchor="bottom", align="left", showarrow=False, font={"size": 12.5, "color": INK}, **self.where)  # fmt: skip


def _who(own: pd.DataFrame) -> str:
    """Who says so and who denies it, a line a value and modality."""
    told = own.assign(who=own["given_by"].replace("report", views.NARRATOR).fillna("somebody not named"))
    groups = told.groupby(["value", "modality"], sort=False)["who"].agg(lambda names: ", ".join(dict.fromkeys(names)))
    said = {"asserted": "asserted by", "attributed": "according to", "denied": "denied by", "negated": "negated by"}
    return "<br>".join(lines(f"{value}: {said.get(modality, words(modality))} {names}", 70) for (value, modality), names in groups.items())
