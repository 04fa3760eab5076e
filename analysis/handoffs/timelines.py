"""Incidents as JSON for TimelineJS 3. It shows every text as HTML, so every text is escaped here."""

from html import escape

import pandas as pd

from analysis import views
from analysis.book import Book
from analysis.charts import SAYS
from analysis.views import plural

NAMED = 5  # reports that a slide names


def timelinejs(book: Book) -> tuple[dict, list[str]]:
    """A slide an incident whose day is known, and how many were left out because theirs is not.

    A span of days is no day: drawn as a bar it would look like something that lasted. The headline says what is not
    simply asserted; the slides of one type stand in one row.
    """
    incidents = book.incidents.assign(day=views.known_day(book.incidents))
    shown = incidents.dropna(subset=["day"]).drop_duplicates("incident_id")
    left = incidents["incident_id"].nunique() - len(shown)
    told = [f"{plural(len(shown), 'incident')} with a known day; {left} left out, because theirs is not known."]
    names, reports = views.incident_labels(book), _tellers(book)
    slides = [_slide(row, names[row["incident_id"]], reports) for row in shown.sort_values("day", kind="stable").to_dict("records")]
    title = {"headline": f"What {plural(len(book.reports), 'report tells', 'reports tell')}", "text": f"<p>{escape(told[0])}</p>"}
    return {"title": {"text": title}, "events": slides}, told


def _tellers(book: Book) -> dict[str, str]:
    """incident_id -> the reports that tell it."""
    labels, mentions = views.report_labels(book, 80), book.events.dropna(subset=["incident_id"])
    return {name: _some(own["report_id"].map(labels).unique()) for name, own in mentions.groupby("incident_id")}


def _some(names) -> str:
    return "; ".join(" ".join(name.split()) for name in names[:NAMED]) + (f"; and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _slide(row: dict, name: str, reports: dict[str, str]) -> dict:
    year, month, day = (int(part) for part in row["day"].split("-"))
    says = SAYS.get(row["status"], str(row["status"]))
    doubt = "" if row["status"] == "asserted" else f" ({says})"
    told = f"Told in: {reports[row['incident_id']]}." if row["incident_id"] in reports else ""
    lines = [f"“{row['what']}”" if pd.notna(row["what"]) else "", f"{says.capitalize()}. {told}".strip()]
    return {
        "start_date": {"year": year, "month": month, "day": day},
        "text": {
            "headline": escape(" ".join(name.split()) + doubt),
            "text": "".join(f"<p>{escape(line)}</p>" for line in filter(None, lines)),
        },
        "group": escape(views.words(row["type"])),
        "unique_id": escape(row["incident_id"]),
        "autolink": False,  # an address in a report is text too
    }
