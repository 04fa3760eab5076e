"""When a report was published: from itself, else from the other reports; and the days of what it tells.

A date is never guessed. A report is dated by its record, its header, its byline or dateline, or a first sentence that
gives a full date as the day of the news. A report without any of these is dated from the folder only through a
happening it shares with a report that has a date of its own, and only if one day alone fits.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from heapq import merge
from itertools import chain, combinations, groupby, product
from operator import itemgetter

from analysis import times as time_expressions
from analysis.calendars import WEEKDAYS, day_of
from analysis.parsed import by_sentence
from analysis.streams import by_report

NO_YEAR = "month and day without a year: "
NO_DATE = "no date in the record, the header, the dateline or the first sentence"
FULL_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")  # another year is a slip, or stands for no year: 0001, 9999
HEAD_KINDS = ("header", "byline", "dateline")
MONTH_DAY = re.compile(re.escape(NO_YEAR) + r"(?P<words>.{1,40}?) \[XXXX-(?P<month>\d\d)-(?P<day>\d\d)\]")
ORDINAL = re.compile(r"\b(?:\d{1,3}(?:st|nd|rd|th)|first|second|third|fourth|fifth)\b")
NEWS_WEEKDAY = re.compile(r"XXXX-WXX-(?P<weekday>[1-7])(?:T(?:MO|AF|EV))?")
SIDE = re.compile(r"\b(?:(?:mid-?)?(?:north|south|east|west)[a-z-]{0,12}|central) ")
PLACE_ONLY = re.compile(r"(?:[A-Z][^|\n]{0,60}\|\s{0,3})?")
SEEN = (  # columns of `events` that `from_folder` looks at
    *("report_id", "sentence_id", "start", "type", "quad", "modality", "source_party", "target_party"),
    *("number", "place", "country", "time_start", "time_end"),
)
TOP = 5  # sentences at the head of a report
LEAD = 3  # sentences with a happening that count as the news of the day
MATERIAL = (2, 4)  # quad classes of deeds; words recur daily, deeds can be told apart
Day = tuple[int, int] | int  # month and day of any year; or a weekday, 1 to 7
Question = tuple[Mapping, Day]  # on which day of this kind does another report tell this happening?
Fit = tuple[date, Mapping, Mapping]  # a day, and the happening of both reports
Pair = tuple[str, tuple[str, str], tuple[str, str]]  # a type and two of its marks, each a column and a name


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
    if recorded and day_of(recorded[0]):
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


# ---------------------------------------------------------------- a date from the folder
def from_folder(
    reports: Iterable[Mapping], events: Iterable[Mapping], times: Iterable[Mapping]
) -> dict[str, tuple[str, str]]:
    """report_id -> (published, basis) for reports without a date of their own that the others date.

    `reports` without `published` carry the reason that `own` gave in `why_empty` or `published_basis`. `times` are
    anchored for dated reports and unanchored for the rest. Only reports with a date of their own are anchors.
    """
    reports = {row["report_id"]: row for row in reports}
    dated = {
        key
        for key, row in reports.items()
        if row.get("published") and not (row.get("published_basis") or "").startswith("folder")
    }
    times = list(times) if len(dated) < len(reports) else []
    when = {(row["report_id"], row["start"], row["end"]): row for row in times}
    weekdays = by_sentence(filter(_is_weekday, times))
    deeds, words = _told(events)
    undated = sorted(reports.keys() - dated)
    asked = {name: _asked(reports[name], _leading(deeds[name]), when, weekdays) for name in undated}
    told = _Deeds(
        (fact for name in sorted(dated) for fact in _days(deeds[name], reports[name], when)),
        {(day, pair) for questions in asked.values() for mine, day in chain(*questions) for pair in _pairs(mine)},
    )
    found = {}
    for name, (of_year, of_week) in asked.items():
        day = _by_month_and_day(reports[name], told.only(of_year), reports)
        day = day or _by_weekday(told.only(of_week), words[name], reports, when, weekdays)
        if day:
            found[name] = day
    return found


def _told(events: Iterable[Mapping]) -> tuple[dict[str, list[Mapping]], dict[str, list[Mapping]]]:
    """What each report tells to have happened: deeds, and words."""
    said = [event for event in events if event.get("modality") in ("asserted", "attributed")]
    deeds = by_report(event for event in said if event.get("quad", 4) in MATERIAL)
    return deeds, by_report(event for event in said if event.get("quad", 4) not in MATERIAL)


def _asked(
    report: Mapping, leading: list[Mapping], when: Mapping, weekdays: Mapping
) -> tuple[list[Question], list[Question]]:
    """The leading happenings of an undated report with the day of the year, and with the weekday, that it tells."""
    told = MONTH_DAY.search(f"{report.get('why_empty') or ''} {report.get('published_basis') or ''}")
    of_year = [(mine, (int(told["month"]), int(told["day"]))) for mine in leading] if told else []
    of_week = [(mine, _isoweekday(row)) for mine in leading if (row := _weekday(mine, when, weekdays))]
    return of_year, of_week


class _Deeds:
    """The happenings of dated reports with their days, found by their pairs on a day of the year or a weekday.

    Only what is asked is kept. A question is compared with what shares a pair, up to the second day that fits.
    """

    def __init__(self, happenings: Iterable[tuple[Mapping, list[date]]], asked: set[tuple[Day, Pair]]):
        self.happenings, self.found = list(happenings), defaultdict(list)
        for number, (event, days) in enumerate(self.happenings):
            pairs = _pairs(event) if asked else ()
            for day in {part for own in days for part in _parts(own)}:
                for pair in pairs:
                    if (day, pair) in asked:
                        self.found[day, pair].append(number)

    def only(self, questions: Iterable[Question]) -> Fit | None:
        """The one day of the same happening elsewhere, with the first two rows to give it; None if there are more."""
        fits: dict[date, tuple[Mapping, Mapping]] = {}
        for mine, asked in questions:
            near = merge(*(self.found.get((asked, pair), ()) for pair in _pairs(mine)))
            for number, _ in groupby(near):
                theirs, days = self.happenings[number]
                for day in days if _same(mine, theirs) else ():
                    if asked in _parts(day):
                        fits.setdefault(day, (mine, theirs))
                if len(fits) > 1:
                    return None
        return next(((day, *rows) for day, rows in fits.items()), None)


def _parts(day: date) -> tuple[tuple[int, int], int]:
    return (day.month, day.day), day.isoweekday()


def _pairs(event: Mapping) -> set[Pair]:
    """Its type with any two of its marks: two happenings that are the same have a pair in common."""
    sides = [(column, name) for column in ("source_party", "target_party") for name in _names(event.get(column))]
    more = [("number", word) for word in ORDINAL.findall(event.get("number") or "")]
    more += [("place", name) for name in _whole(event.get("place"))]
    two = [*combinations(sorted(sides + more), 2), *product([("party", name) for name in _involved(event)], more)]
    return {(event["type"], *pair) for pair in two}


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


def _by_month_and_day(report: Mapping, fit: Fit | None, reports: Mapping[str, Mapping]) -> tuple[str, str] | None:
    """The report tells the month and day of its news: the year is that of the same happening in a dated report."""
    if not fit:
        return None
    day, mine, theirs = fit
    told = MONTH_DAY.search(f"{report.get('why_empty') or ''} {report.get('published_basis') or ''}")
    return (
        day.isoformat(),
        f"folder: gives {told['words']} as the day of its news; {_reason(mine, theirs, reports)}, which gives the year",
    )


def _by_weekday(
    fit: Fit | None, words: Iterable[Mapping], reports: Mapping, when: Mapping, weekdays: Mapping
) -> tuple[str, str] | None:
    """The report tells its news by a bare weekday: the day of the same happening in a dated report, if it is one. Where
    it tells what was said or who met on the weekday after, it is of that day."""
    if not fit:
        return None
    day, mine, theirs = fit
    told = _weekday(mine, when, weekdays)
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


def _days(events: list[Mapping], report: Mapping, when: Mapping) -> Iterator[tuple[Mapping, list[date]]]:
    """The happenings of a dated report, each with the days it allows: the one that is given; for news without one, its
    own day or the eve."""
    published, leading = day_of(report["published"]), {id(event) for event in _leading(events)}
    for event in events:
        if event.get("time_start") is not None:
            told = when.get((event["report_id"], event["time_start"], event["time_end"]), {})
            first, last = day_of(told.get("earliest")), day_of(told.get("latest"))
            yield event, [first] if first and first == last else []
        else:
            yield event, [published - timedelta(1), published] if id(event) in leading else []


def _reason(mine: Mapping, theirs: Mapping, reports: Mapping) -> str:
    parties = " and ".join(filter(None, (mine.get("source_party"), mine.get("target_party")))) or mine.get("place")
    dated = reports[theirs["report_id"]]
    return f"{theirs['report_id']} (dated {dated['published']}) tells the same {mine['type']} ({parties})"


# ---------------------------------------------------------------- statements and events
def anchor(rows: Iterable[Mapping], times: Iterable[Mapping]) -> Iterator[dict]:
    """The rows of `statements` or `events` with the days of the time expression at (time_start, time_end) filled in."""
    own_times = by_report(times)
    for report_id, own in groupby(rows, itemgetter("report_id")):
        when = {(row["start"], row["end"]): row for row in own_times[report_id]}
        for row in own:
            told = when.get((row.get("time_start"), row.get("time_end")))
            first, last = ("said_earliest", "said_latest") if "statement_id" in row else ("earliest", "latest")
            yield {**row, first: told["earliest"], last: told.get("latest")} if told and told.get("earliest") else row


def bound(statements: Iterable[Mapping], reports: Iterable[Mapping]) -> Iterator[dict]:
    """The rows of `statements`; one without a day was said, at the latest, on the day its report was published."""
    published = {report["report_id"]: report.get("published") for report in reports}
    for row in statements:
        yield row if row.get("said_latest") else {**row, "said_latest": published.get(row["report_id"])}
