"""A chart with one report or origin left out: what changes, worked out beforehand, for the explorer to redraw.

`figure.layout.meta["variants"]` holds it:

    label, note     of the choice, and what is said beside it while nothing is chosen
    always          a patch for whatever is chosen: trace -> attribute -> place -> value, in place of what is drawn
    choices         key, group, name, title (of the layout), alt (the title in plain words), said, patch, and points:
                    the (trace, place) whose rows the table can be narrowed to
"""

from collections.abc import Callable, Iterable

import pandas as pd
import plotly.graph_objects as go

from analysis import corroboration, views
from analysis.charts.look import finish
from analysis.views import plural

MOST = 20  # offered of each kind, those that change most
Patch = dict[int, dict[str, dict[int, object]]]
Redrawn = tuple[str, Patch, list[tuple[int, int]], int]  # title, patch, points, how many of them are gone
KEPT = "Only the counting is done again: what was merged and dated stays so."


def leave_out(
    figure: go.Figure,
    book,
    changed: pd.DataFrame,
    redraw: Callable[[str, pd.DataFrame], Redrawn],
    *,
    subtitle: str,
    of: int,
    above: int,
    always: Patch | None = None,
) -> go.Figure:
    """Give a finished figure its choice: what to leave out. `changed` are the rows of `views.left_out` that it draws,
    of `of` values; `redraw` gets a name, such as 'the report “...”', and the rows of each that is offered; `above` is
    as in `finish`."""
    groups = {key: rows for key, rows in changed.groupby(["kind", "left_out"], sort=False)}
    names, choices, told, tops = views.report_labels(book, 44), [], [], [figure.layout.margin.t]
    for kind, there in (("report", len(book.reports)), ("origin", sum(kind == "origin" for kind, _ in groups))):
        own = sorted((key for key in groups if key[0] == kind), key=lambda key: -_values(groups[key]))[:MOST]
        if own:
            told.append(f"{len(own)} of {plural(there, kind)}")
        for key in own:
            title, patch, points, gone = redraw(_called(key, names), groups[key])
            layout = finish(go.Figure(), title, f"{subtitle} {KEPT}", height=0, above=above).layout
            tops.append(layout.margin.t)
            choices.append(
                {
                    "key": ":".join(key),
                    "group": told[-1],
                    "name": f"{_short(key, names)} ({len(points)})",
                    "title": layout.title.to_plotly_json(),
                    "alt": title,
                    "said": changing(len(points), of, gone),
                    "patch": patch,
                    "points": points,
                }
            )
    if not choices:
        return figure
    note = f"Offered: {' and '.join(told)}, those without which most values change"
    variants = {"label": "Leave out", "note": note, "always": always or {}, "choices": choices}
    room = max(tops) - tops[0]
    return figure.update_layout(
        meta=figure.layout.meta | {"variants": variants}, height=figure.layout.height + room, margin_t=max(tops)
    )


def difference(drawn: Iterable[dict[str, list]], new: Iterable[dict[str, list]]) -> Patch:
    """What has to be put in place of what is drawn, trace by trace."""
    patch: Patch = {}
    for number, (old_cells, cells) in enumerate(zip(drawn, new)):
        for name, row in cells.items():
            pairs = enumerate(zip(old_cells[name], row))
            if put := {place: value for place, (old, value) in pairs if value != old}:
                patch.setdefault(number, {})[name] = put
    return patch


def changing(n: int, of: int, gone: int) -> str:
    verb = "changes" if n == 1 else "change"
    return f"{n} of {plural(of, 'daily value')} {verb}" + (f", {gone} to none" if gone else "")


def _values(rows: pd.DataFrame) -> int:
    return len(rows.drop_duplicates(["indicator", "date"]))


def _short(key: tuple[str, str], names: pd.Series) -> str:
    own = key[1].removeprefix(corroboration.OWN)
    return ("own voice: " if own != key[1] else "") + names.get(own, own)


def _called(key: tuple[str, str], names: pd.Series) -> str:
    own = key[1].removeprefix(corroboration.OWN)
    day, _, title = names.get(own, "").partition("  ")
    name = f"the report “{title}” ({day})" if title else own
    return name if key[0] == "report" else f"what {name} tells" + (" in its own voice" if own != key[1] else "")
