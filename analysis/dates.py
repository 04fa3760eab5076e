"""When a report was published: from itself, else from the other reports; and the days of what it tells.

A date is never guessed. A report is dated by its record, its header, its byline or dateline, or a first sentence that
gives a full date as the day of the news. A report without any of these is dated from the folder only through a
happening it shares with a report that has a date of its own, and only if one day alone fits.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from analysis import times as time_expressions
from analysis.calendars import WEEKDAYS

NO_YEAR = "month and day without a year: "
NO_DATE = "no date in the record, the header, the dateline or the first sentence"
FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
HEAD_KINDS = ("header", "byline", "dateline")
MONTH_DAY = re.compile(re.escape(NO_YEAR) + r"(?P<words>.{1,40}?) \[XXXX-(?P<month>\d\d)-(?P<day>\d\d)\]")
ORDINAL = re.compile(r"\b(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth)\b")
NEWS_WEEKDAY = re.compile(r"XXXX-WXX-(?P<weekday>[1-7])(?:T(?:MO|AF|EV))?")
SIDE = re.compile(r"\b(?:(?:mid-?)?(?:north|south|east|west)[a-z-]{0,12}|central) ")
PLACE_ONLY = re.compile(r"(?:[A-Z][^|\n]{0,60}\|\s{0,3})?")
TOP = 5  # sentences at the head of a report
LEAD = 3  # sentences with a happening that count as the news of the day
MATERIAL = (2, 4)  # quad classes of deeds; words recur daily, deeds can be told apart


# ---------------------------------------------------------------- a report's own date
def own(
    report: Mapping,
    spans: Iterable[Mapping],
    sentences: Iterable[Mapping],
    times_unanchored: Iterable[Mapping],
    *,
    codebook: Mapping,
) -> tuple[str | None, str]:
    """Day of publication (ISO) and its basis; without one, None and the reason (it goes into why_empty)."""
    recorded = FULL_DAY.match(report.get("published") or "")
    if recorded and _day(recorded[0]):
        return recorded[0], "record"
    sentences, times_unanchored = list(sentences), list(times_unanchored)
    head = _head(report, spans, codebook)
    news = _news_day(report, sentences, times_unanchored, codebook)
    told = [*head, *_stamps(report, sentences, times_unanchored), *news]
    for where, row in told:
        if _is_full(row):
            return row["earliest"][:10], f"{where}: {row['text']}" + (f" ({row['conflict']})" if row["conflict"] else "")
    for _, row in [*head, *news]:
        if re.fullmatch(r"XXXX-\d\d-\d\d(?:T.*)?", row["value"]):
            return None, f"{NO_YEAR}{row['text']} [{row['value'][:10]}]"
    return None, NO_DATE


def _head(report: Mapping, spans: Iterable[Mapping], codebook: Mapping) -> list[tuple[str, dict]]:
    """The times in header, byline and dateline, in this order; those of an update after the rest."""
    spans = [span for span in spans if span["kind"] in HEAD_KINDS]
    spans.sort(key=lambda span: (HEAD_KINDS.index(span["kind"]), span["start"]))
    update = re.compile(rf"(?i)\b(?:{_terms(codebook, 'UPDATED')})\b[^\d|]{{0,20}}$")
    found, updated = [], []
    for span in spans:
        line = {"sentence_id": "", "start": span["start"], "text": report["text"][span["start"] : span["end"]]}
        where = "dateline" if span["kind"] == "dateline" else "header"
        for row in time_expressions.find(report, [line], codebook=codebook):
            before = report["text"][span["start"] : row["start"]]
            (updated if update.search(before[-40:]) else found).append((where, row))
    return found + updated


def _stamps(report: Mapping, sentences: list[Mapping], found: list[Mapping]) -> Iterator[tuple[str, Mapping]]:
    """Dates with a clock time that a line begins with, but for a city: `BEIRUT | Wed Apr 27, 2011 7:44 am EDT`."""
    for sentence in sentences[:TOP]:
        first, *rest = [row for row in found if row["sentence_id"] == sentence["sentence_id"]][:2] or [None]
        if not first or not PLACE_ONLY.fullmatch(report["text"][sentence["start"] : first["start"]]):
            continue
        if any(row["type"] == "TIME" and row["start"] - first["end"] <= 3 for row in (first, *rest)):
            yield "dateline", first


@lru_cache(maxsize=16)
def _terms(codebook: Mapping, kind: str) -> str:
    """The terms of one class of words in codebooks/times.yaml, as a piece of pattern."""
    return "|".join(
        re.escape(term) for entry in codebook["times"] if entry.get("class") == kind for term in entry["terms"]
    )


def _news_day(
    report: Mapping, sentences: list[Mapping], found: list[Mapping], codebook: Mapping
) -> list[tuple[str, Mapping]]:
    """The day of a first sentence that names no other and says that somebody spoke on it: one or none."""
    lead = next((sentence["sentence_id"] for sentence in sentences if sentence["part"] == "body"), None)
    rows = [row for row in found if row["sentence_id"] == lead and row["type"] in ("DATE", "TIME")]
    days = [row for row in rows if not row["value"].endswith("_REF")]
    said = rf"(?i)\b(?:{_terms(codebook, 'SAID')})\b[^.]{{0,40}}$"
    if len(days) == 1 and re.search(said, report["text"][: days[0]["start"]][-80:]):
        return [("text", days[0])]
    return []


def _is_full(row: Mapping) -> bool:
    """A single day with its year, given in so many words."""
    return row["anchor"] == "none" and bool(FULL_DAY.match(row["value"]))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


# ---------------------------------------------------------------- a date from the folder
def from_folder(
    reports: Iterable[Mapping], events: Iterable[Mapping], times: Iterable[Mapping]
) -> dict[str, tuple[str, str]]:
    """report_id -> (published, basis) for reports without a date of their own that the others date.

    `reports` without `published` carry the reason that `own` gave in `why_empty` or `published_basis`. `times` are
    anchored for dated reports and unanchored for the rest. Only reports with a date of their own are anchors.
    """
    reports, times = {row["report_id"]: row for row in reports}, list(times)
    when = {(row["report_id"], row["start"], row["end"]): row for row in times}
    weekdays: dict[str, list[Mapping]] = {}
    for row in filter(_is_weekday, times):
        weekdays.setdefault(row["sentence_id"], []).append(row)
    happenings: dict[str, list[Mapping]] = {}
    words: dict[str, list[Mapping]] = {}
    for event in events:
        if event.get("modality") in ("asserted", "attributed"):
            kind = happenings if event.get("quad", 4) in MATERIAL else words
            kind.setdefault(event["report_id"], []).append(event)
    dated = {
        key
        for key, row in reports.items()
        if row.get("published") and not (row.get("published_basis") or "").startswith("folder")
    }
    days = {
        id(event): _days(event, reports[report_id], when, _leading(happenings[report_id]))
        for report_id in dated & happenings.keys()
        for event in happenings[report_id]
    }
    found = {}
    for report_id in sorted(reports.keys() - dated):
        shared = [(mine, theirs, days[id(theirs)]) for mine, theirs in _shared(report_id, dated, happenings)]
        day = _by_month_and_day(reports[report_id], shared, reports)
        day = day or _by_weekday(shared, words.get(report_id, ()), reports, when, weekdays)
        if day:
            found[report_id] = day
    return found


def _shared(
    report_id: str, dated: set[str], happenings: Mapping[str, list[Mapping]]
) -> Iterator[tuple[Mapping, Mapping]]:
    """Pairs of a leading happening of the undated report and a happening of a dated one that can be the same."""
    for mine in _leading(happenings.get(report_id, [])):
        for other in sorted(dated):
            for theirs in happenings.get(other, []):
                if _same(mine, theirs):
                    yield mine, theirs


def _leading(events: list[Mapping]) -> list[Mapping]:
    """The happenings of the first sentences that tell any, and of those after them that tell only the same again.

    Headline, key points and first paragraph may tell one happening three times.
    """
    told: dict[str, set[str]] = {}
    for event in sorted(events, key=lambda event: event["start"]):
        told.setdefault(event["sentence_id"], set()).add(event["type"])
    lead, first = list(told)[:LEAD], []
    news = set().union(*(told[sentence] for sentence in lead))
    for sentence, types in told.items():
        if not types <= news:
            break
        first.append(sentence)
    return [event for event in events if event["sentence_id"] in first]


def _same(one: Mapping, two: Mapping) -> bool:
    """Same type, no party and no ordinal that differs, and two of acting party, other party, ordinal and place alike; a
    town, with its country, is two. Where no party is alike, the state that it happened in may be one of them."""
    if one["type"] != two["type"]:
        return False
    alike = 0
    for column in ("source_party", "target_party"):
        mine, theirs = _names(one.get(column)), _names(two.get(column))
        if mine and theirs and not mine & theirs:
            return False
        alike += bool(mine & theirs)
    first, second = (ORDINAL.findall(event.get("number") or "") for event in (one, two))
    if first and second and not set(first) & set(second):
        return False
    alike += bool(set(first) & set(second)) + (not alike and bool(_involved(one) & _involved(two)))
    return alike + bool(_whole(one.get("place")) & _whole(two.get("place"))) >= 2


def _involved(event: Mapping) -> set[str]:
    return set().union(*(_names(event.get(column)) for column in ("source_party", "target_party", "country")))


def _names(text: str | None) -> set[str]:
    return {name.casefold() for name in (text or "").split("; ") if name}


def _whole(places: str | None) -> set[str]:
    """The places, and of a side of one the whole: who shot over Norway may have shot over northern Norway."""
    return {SIDE.sub("", name) for name in _names(places)}


def _by_month_and_day(report: Mapping, shared: list, reports: Mapping[str, Mapping]) -> tuple[str, str] | None:
    """The report tells the month and day of its news: the year is that of the same happening in a dated report."""
    told = MONTH_DAY.search(f"{report.get('why_empty') or ''} {report.get('published_basis') or ''}")
    if not told:
        return None
    fits = {}
    for mine, theirs, days in shared:
        for day in days:
            if (day.month, day.day) == (int(told["month"]), int(told["day"])):
                fits.setdefault(day, (mine, theirs))
    if len(fits) != 1:
        return None
    (day, (mine, theirs)), *_ = fits.items()
    return (
        day.isoformat(),
        f"folder: gives {told['words']} as the day of its news; {_reason(mine, theirs, reports)}, which gives the year",
    )


def _by_weekday(
    shared: list, words: Iterable[Mapping], reports: Mapping, when: Mapping, weekdays: Mapping
) -> tuple[str, str] | None:
    """The report tells its news by a bare weekday: the day of the same happening in a dated report, if it is one. Where
    it tells what was said or who met on the weekday after, it is of that day."""
    fits = {}
    for mine, theirs, days in shared:
        told = _weekday(mine, when, weekdays)
        for day in days if told else ():
            if day.isoweekday() == _isoweekday(told):
                fits.setdefault(day, (mine, theirs, told))
    if len(fits) != 1:
        return None
    (day, (mine, theirs, told)), *_ = fits.items()
    reason = f"folder: tells its news by {told['text']} alone; {_reason(mine, theirs, reports)}: only {day} is that weekday"
    after = next((row for row in _dated_by(words, when) if _isoweekday(row) == (day + timedelta(1)).isoweekday()), None)
    if after:
        return (day + timedelta(1)).isoformat(), f"{reason}; it tells what followed on {after['text']}"
    return day.isoformat(), reason


def _dated_by(events: Iterable[Mapping], when: Mapping) -> Iterator[Mapping]:
    """The bare weekdays that date these events."""
    told = (when.get((event["report_id"], event.get("time_start"), event.get("time_end"))) for event in events)
    return (row for row in told if row and _is_weekday(row))


def _isoweekday(row: Mapping) -> int:
    return int(NEWS_WEEKDAY.match(row["value"])["weekday"])


def _weekday(event: Mapping, when: Mapping, weekdays: Mapping) -> Mapping | None:
    """The bare weekday that dates a happening, or else the only one of its sentence."""
    if event.get("time_start") is not None:
        told = when.get((event["report_id"], event["time_start"], event["time_end"]))
        return told if told and _is_weekday(told) else None
    told = weekdays.get(event["sentence_id"], [])
    return told[0] if len(told) == 1 else None


def _is_weekday(row: Mapping) -> bool:
    """Not `last Monday` or `Monday night`: the first is no news of the day, the second may end on the next one."""
    return bool(NEWS_WEEKDAY.fullmatch(row["value"])) and row["text"].startswith(WEEKDAYS)


def _days(event: Mapping, report: Mapping, when: Mapping, leading: list[Mapping]) -> list[date]:
    """The days a dated report allows for its happening: the one it gives; for news without one, its day or the eve."""
    published = _day(report["published"])
    if event.get("time_start") is not None:
        told = when.get((event["report_id"], event["time_start"], event["time_end"]), {})
        first, last = _day(told.get("earliest")), _day(told.get("latest"))
        return [first] if first and first == last else []
    return [published - timedelta(1), published] if any(event is other for other in leading) else []


def _reason(mine: Mapping, theirs: Mapping, reports: Mapping) -> str:
    parties = " and ".join(filter(None, (mine.get("source_party"), mine.get("target_party")))) or mine.get("place")
    dated = reports[theirs["report_id"]]
    return f"{theirs['report_id']} (dated {dated['published']}) tells the same {mine['type']} ({parties})"


# ---------------------------------------------------------------- statements and events
def anchor(rows: Iterable[Mapping], times: Iterable[Mapping]) -> list[dict]:
    """The rows of `statements` or `events` with the days of the time expression at (time_start, time_end) filled in."""
    when = {(row["report_id"], row["start"], row["end"]): row for row in times}
    out = []
    for row in rows:
        told = when.get((row["report_id"], row.get("time_start"), row.get("time_end")))
        first, last = ("said_earliest", "said_latest") if "statement_id" in row else ("earliest", "latest")
        out.append({**row, first: told["earliest"], last: told["latest"]} if told and told["earliest"] else dict(row))
    return out


def bound(statements: Iterable[Mapping], reports: Iterable[Mapping]) -> list[dict]:
    """The rows of `statements`; one without a day was said, at the latest, on the day its report was published."""
    published = {report["report_id"]: report.get("published") for report in reports}
    return [{**row, "said_latest": row.get("said_latest") or published.get(row["report_id"])} for row in statements]
