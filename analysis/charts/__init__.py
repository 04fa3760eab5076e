"""Charts: each takes a Book and gives a figure whose title states the finding and whose subtitle the denominators.

Colour never carries a meaning alone: modality is also a symbol, a direction also an arrow. A point carries the filters
that open its evidence (`customdata`), which `explorers.explore(..., chart=figure)` applies on a click.
The only part of the package that imports the drawing library.
"""

from analysis.charts.agreement import agreement
from analysis.charts.chronology import chronology, places
from analysis.charts.claims import claims
from analysis.charts.escalation import indicators
from analysis.charts.graphs import exchange, relays
from analysis.charts.ladders import ladders, lenses, tripwires
from analysis.charts.look import SAYS, nothing
from analysis.charts.map import map
from analysis.charts.reports import key_dates, reports
from analysis.charts.showing import (
    CONFIG,
    get_plotlyjs,
    library,
    script_json,
    stylesheet,
)
from analysis.charts.sites import posture, sites
from analysis.charts.stages import stages
from analysis.charts.statements import statements
from analysis.charts.tracks import quad_tracks

__all__ = [
    "CONFIG",
    "SAYS",
    "agreement",
    "chronology",
    "claims",
    "exchange",
    "get_plotlyjs",
    "indicators",
    "ladders",
    "lenses",
    "key_dates",
    "library",
    "map",
    "nothing",
    "places",
    "posture",
    "quad_tracks",
    "relays",
    "reports",
    "script_json",
    "sites",
    "stages",
    "statements",
    "stylesheet",
    "tripwires",
]
