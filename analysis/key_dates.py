"""Key dates: the calendar days that the reports make most of.

A day counts once a report, the more the longer the report looks back at it: what is still told weeks later mattered.
The weight is 2 + log2(1 + days between the day and the publication), the second part in full from 50 reports on: in a
handful it says more of how old the reports are than of what mattered. A day yet to come, or told by an undated report,
has its own. The simplest form of date selection for timelines (Kessler et al. 2012; Tran et al. 2015), no training.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import log2

TOLD = 2.0  # what any report gives a day that has come
AHEAD = 0.5  # a day announced is not yet a happening
MANY = 50  # reports from which on looking back counts in full
UNDATED = 2.0  # how far an undated report looks back is not known
TELLING = range(60, 260)  # characters of a sentence that can stand alone


def find(times: Sequence[Mapping], sentences: Sequence[Mapping], events: Sequence[Mapping], reports: Sequence[Mapping]) -> list[dict]:
    """Rows of `key_dates`, best first, from the rows of all reports.

    A mention is a time expression that is one day. `text` is the sentence with such a mention that tells most of the
    day's happenings; `incident_id` the incident that most of the day's events are of, null if none. Reports that
    duplicate another are not counted.
    """
    dated = {row["sentence_id"] for row in times if _day(row)}
    by_id = {sentence["sentence_id"]: sentence for sentence in sentences if sentence["sentence_id"] in dated}
    published = {report["report_id"]: report.get("published") for report in reports if not report.get("duplicate_of")}
    mentions: dict[str, list[Mapping]] = defaultdict(list)
    for row in times:
        if (day := _day(row)) and row["report_id"] in published and row["sentence_id"] in by_id:
            mentions[day].append(row)
    told = _told(events)
    rows = [_row(day, rows, told.get(day, Counter()), by_id, published) for day, rows in mentions.items()]
    rows.sort(key=lambda row: (-row["score"], row["date"]))
    return [{**row, "rank": rank} for rank, row in enumerate(rows, 1)]


def _day(row: Mapping) -> str | None:
    """The one calendar day that a row means; None for an interval, a duration or the unknown."""
    first, last = row.get("earliest"), row.get("latest")
    return first[:10] if first and last and first[:10] == last[:10] and row.get("type") != "DURATION" else None


def _told(events: Sequence[Mapping]) -> dict[str, Counter]:
    """Day -> how many events of that day each sentence and each incident holds."""
    told: dict[str, Counter] = defaultdict(Counter)
    for event in events:
        if (day := _day({**event, "type": None})) and event.get("modality") in ("asserted", "attributed"):
            told[day].update([("sentence", event["sentence_id"]), ("incident", event.get("incident_id"))])
    return told


def _weight(day: str, published: str | None, share: float) -> float:
    if not published:
        return UNDATED
    back = (date.fromisoformat(published[:10]) - date.fromisoformat(day)).days
    return TOLD + share * log2(1 + back) if back >= 0 else AHEAD


def _row(day: str, mentions: list[Mapping], told: Counter, by_id: Mapping[str, Mapping], published: Mapping[str, str | None]) -> dict:
    reports = {mention["report_id"] for mention in mentions}
    share = min(1.0, len(published) / MANY)
    sentence = min((by_id[mention["sentence_id"]] for mention in mentions), key=lambda s: _worse(s, told))
    incidents = sorted((-n, name) for (kind, name), n in told.items() if kind == "incident" and name)
    return {
        "date": day,
        "score": round(sum(_weight(day, published[report], share) for report in sorted(reports)), 3),
        "n_reports": len(reports),
        "n_mentions": len(mentions),
        "incident_id": incidents[0][1] if incidents else None,
        "text": sentence["text"],
        "report_id": sentence["report_id"],
        "start": sentence["start"],
        "end": sentence["end"],
    }


def _worse(sentence: Mapping, told: Counter) -> tuple:
    """Order of sentences from the one that tells a day best: most events of it, a good length, early in its report."""
    return (
        -told[("sentence", sentence["sentence_id"])],
        len(sentence["text"]) not in TELLING,
        sentence["part"] == "caption",
        sentence["start"],
        sentence["report_id"],
    )
