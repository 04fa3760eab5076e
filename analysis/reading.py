"""What is read from one report alone: pure, so that reports can be read in any order, cached by content and in parallel."""

from bisect import bisect_left
from collections.abc import Iterable

from analysis import actors, dates, events, language, places, sentences, spans, statements, times
from analysis.codebook import Codebook

Rows = list[dict]
READ = ("spans", "sentences", "times", "places", "actors", "statements", "events")
# The codebooks that the reading hangs on: a change of any other re-reads nothing.
CODEBOOKS = (
    *("acts", "cues", "events", "institutions", "layout", "modality", "parties", "place_words", "places"),
    *("publishers", "refuse", "roles", "things", "times"),
)


def read(report: dict, *, codebook: Codebook) -> tuple[dict, dict[str, Rows]]:
    """The report's row with its masthead and its own date, and its rows of every table in READ.

    Times are anchored if the report has a date of its own; else `relating.relate` may date it from the others and anchor them.
    """
    found: dict[str, Rows] = {"spans": spans.find(report, codebook=codebook)}
    report = report | spans.masthead(report, found["spans"], codebook=codebook)
    found["sentences"] = sentences.find(report, found["spans"])
    docs = language.parse(sentences.cased(found["sentences"]))
    found["times"] = times.find(report, found["sentences"], codebook=codebook)
    found["places"] = places.find(report, found["sentences"], docs, codebook=codebook)
    found["actors"] = actors.find(report, found["sentences"], docs, found["places"], codebook=codebook)
    found["statements"] = statements.find(report, found["sentences"], docs, found["actors"], found["times"], codebook=codebook)
    found["actors"] = actors.speak(found["actors"], found["statements"])
    found["events"] = events.find(
        report, found["sentences"], docs, found["actors"], found["places"], found["times"], found["statements"], codebook=codebook
    )
    found["statements"] = _topics(found["statements"], found["events"])
    published, basis = dates.own(report, found["spans"], found["sentences"], found["times"], codebook=codebook)
    report |= {"published": published, "published_basis" if published else "why_empty": basis}
    if published:
        found["times"] = times.anchor(found["times"], found["sentences"], published, codebook=codebook)
    return report, found


def joined(read_: Iterable[tuple[dict, dict[str, Rows]]]) -> dict[str, Rows]:
    """What `read` gives of several reports, as one: the rows of `reports` and of every table in READ."""
    tables: dict[str, Rows] = {name: [] for name in ("reports", *READ)}
    for report, found in read_:
        tables["reports"].append(report)
        for name, rows in found.items():
            tables[name] += rows
    return tables


def _topics(statements: Rows, events: Rows) -> Rows:
    """A statement is about the types of the events its words tell, in their order."""
    triggers = sorted((event["trigger_start"], number) for number, event in enumerate(events))

    def topic(row: dict) -> str:
        told = triggers[bisect_left(triggers, (row["start"], 0)) : bisect_left(triggers, (row["end"], 0))]
        return "; ".join(dict.fromkeys(events[number]["type"] for number in sorted(number for _, number in told)))

    return [row | {"topic": topic(row) or None} for row in statements]
