"""How the words of a time expression become its TIMEX3 value and the first and last day it can be.

A rule of codebooks/times.yaml names its reading (`reads`); the function `read_<reading>` below takes the words found
and gives the Reading, or None where they mean no time. Without a day of publication the value is underspecified.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import NamedTuple

from analysis.calendars import UNKNOWN, WEEKDAYS, holiday, length, nearest, period, real, step


class Token(NamedTuple):
    kind: str
    value: object
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Reading:
    """What an expression means: TIMEX3 type and value, the first and last day (or instant), and relative to what."""

    type: str
    value: str
    earliest: str | None = None
    latest: str | None = None
    anchor: str = "none"
    conflict: str | None = None

    @property
    def of_day(self) -> bool:
        """Whether it is one known day, or a night."""
        if not self.earliest or not self.latest:
            return False
        return (date.fromisoformat(self.latest[:10]) - date.fromisoformat(self.earliest[:10])).days <= 1


@dataclass
class Found:
    """The tokens of one expression, with what is needed to read them."""

    tokens: list[Token]
    before: list[Token]
    after: list[Token]
    published: date | None
    last: Reading | None = None  # the day or period that the report spoke of last
    last_day: Reading | None = None  # the day that it spoke of last
    quarter: Reading | None = None  # the quarter that the report spoke of last
    kinds: dict[str, Token] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {token.kind: token for token in reversed(self.tokens)}

    def has(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)

    def value(self, *kinds: str):
        return next((self.kinds[kind].value for kind in kinds if kind in self.kinds), None)

    def all(self, *kinds: str) -> list:
        return [token.value for token in self.tokens if token.kind in kinds]

    @property
    def year(self) -> int | None:
        """The year given, in figures or in words."""
        if self.has("YEAR"):
            return self.value("YEAR")
        if self.has("TEEN", "BIG"):
            tens = (self.value("TENS") or 0) + (self.value("ONE", "SMALL") or 0)
            return 100 * self.value("TEEN") + tens if self.has("TEEN") else self.value("SMALL") * self.value("BIG")
        return None

    @property
    def base(self) -> tuple[date | None, str]:
        """The day that a word such as `previous` or `that` counts from, and what that day is."""
        small = unit_of(self) == "D" if self.has("UNIT", "UNITS", "QUARTER", "CENTURY", "WEEKEND") else True
        spoken = self.last_day if small else self.last
        if spoken and spoken.earliest:
            return date.fromisoformat(spoken.earliest[:10]), "another expression"
        return None, "another expression"

    @property
    def past(self) -> bool:
        return any(token.kind == "ENDED" for token in self.before[-3:])

    @property
    def future(self) -> bool:
        """Whether words before it (will, due, scheduled ...) put it after the day of publication."""
        near = [token.kind for token in self.before]
        if (self.after and self.after[0].kind == "POSS") or "SAID" in near[-3:]:
            return False
        return "WILL" in near or ("UNTIL" in near[1:] and "WEEKDAY" not in near)


def make(type_: str, found: tuple[str, date, date], anchor: str = "none", conflict: str | None = None) -> Reading:
    value, first, last = found
    return Reading(type_, value, first.isoformat(), last.isoformat(), anchor, conflict)


MONTH_KINDS = ("MONTH", "MONTH_OR_VERB", "MONTH_SHORT")


def read_full(found: Found) -> Reading | None:
    """A day written in figures with its year; the day comes first unless that cannot be."""
    text = found.tokens[0].text
    parts = [int(part) for part in re.split(r"\D", text)]
    if found.has("NUMDATE"):
        parts = [parts[2], parts[1], parts[0]] if parts[1] <= 12 else [parts[2], parts[0], parts[1]]
    day = real(*parts)
    return make("DATE", period("D", day)) if day else None


NUMBERS = ("DAY", "NUM", "YEAR", "FOUR", "ONE", "SMALL", "TEEN", "TENS", "BIG", "COUPLE", "HALF")


def number(found: Found) -> float | None:
    """The number in the words; None if it is vague (few, several) or a range."""
    figures = sum(token.kind in ("DAY", "NUM", "YEAR", "FOUR") for token in found.tokens)
    if found.has("FEW", "TO") or figures > 1 or (found.has("AND") and not found.has("HALF")):
        return None
    if found.has("COUPLE"):
        return 2
    total = 0.0
    for token in found.tokens:
        if token.kind in NUMBERS and token.kind not in ("BIG", "COUPLE", "HALF"):
            total += token.value
        elif token.kind == "BIG":
            total = max(total, 1) * token.value
    if found.has("HALF"):
        total += 0.5 if total or found.tokens[0].kind == "HALF" else 1.5
    return min(total, 1_000_000) or (1 if found.has("A", "UNIT", "QUARTER") else None)


def read_calendar(found: Found) -> Reading | None:
    month = found.value(*MONTH_KINDS)
    day = found.value("DAY", "ORD", "ORDINAL")
    if day and found.has("TENS"):
        day += found.value("TENS")
    year, published = found.year, found.published
    if day:
        return _part(found, _day_of_month(found, year, month, day))
    if year:
        return make("DATE", period("M", date(year, month, 1)))
    if not published:
        return Reading("DATE", f"XXXX-{month:02}", anchor="publication")
    return make("DATE", period("M", date(_year_of_month(found, month, published), month, 1)), "publication")


NEAR_MONTHS, NEAR_DAYS = (
    2,
    100,
)  # how far ahead a month, a day without its year may lie if no word puts it in the future


def _year_of_month(found: Found, month: int, published: date) -> int:
    if found.has("UNIT"):  # January this year
        return published.year + found.value("THIS", "LAST", "NEXT")
    if found.has("LAST", "PREVIOUS"):
        return published.year - (month >= published.month)
    if found.has("THIS"):
        return published.year
    if found.has("NEXT") or found.future or (found.before and found.before[-1].kind in ("BY", "UNTIL")):
        return published.year + (month < published.month)
    if found.past:
        return published.year - (month > published.month)
    ahead = (month - published.month) % 12
    return published.year + ((month < published.month) if ahead <= NEAR_MONTHS else -(month > published.month))


def _day_of_month(found: Found, year: int | None, month: int, day: int) -> Reading | None:
    weekday, published = found.value("WEEKDAY", "WEEKDAY_SHORT"), found.published
    if not real(year or 2000, month, day):
        return None
    if not year and not published:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}", anchor="publication")
    when = real(year, month, day) if year else _nearest_day(found, month, day)
    if not when:
        return None
    wrong = weekday and weekday != when.isoweekday()
    conflict = f"{WEEKDAYS[weekday - 1]} is given beside {when}, a {WEEKDAYS[when.weekday()]}" if wrong else None
    return make("DATE", period("D", when), "none" if year else "publication", conflict)


def _nearest_day(found: Found, month: int, day: int) -> date | None:
    published = found.published
    days = (real(published.year + n, month, day) for n in range(-8, 9))  # 29 February is rare
    ahead = timedelta(0 if found.past else 366 if found.future else NEAR_DAYS)
    return nearest((day for day in days if day and day - published <= ahead), published)


def _part(found: Found, reading: Reading | None) -> Reading | None:
    """The reading of a day narrowed to its morning, afternoon, evening or night; a night ends on the next day."""
    part = found.value("PART")
    if not part or not reading:
        return reading
    latest = reading.latest
    if part == "NI" and latest:
        latest = (date.fromisoformat(latest) + timedelta(1)).isoformat()
    return replace(reading, type="TIME", value=f"{reading.value}T{part}", latest=latest)


def read_weekday(found: Found) -> Reading:
    weekday, base, anchor = found.value("WEEKDAY"), found.published, "publication"
    if found.has("PREVIOUS", "FOLLOWING") and found.base[0]:
        base, anchor = found.base
    if not base:
        return _part(found, Reading("DATE", f"XXXX-WXX-{weekday}", anchor="publication"))
    back = (base.isoweekday() - weekday) % 7
    if found.has("NEXT", "FOLLOWING"):
        day = base + timedelta(7 - back)
    elif found.has("LAST", "PREVIOUS"):
        day = base - timedelta(back or 7)
    elif found.future:
        day = base + timedelta((weekday - base.isoweekday()) % 7)
    else:
        day = base - timedelta(back)
    return _part(found, make("DATE", period("D", day), anchor))


def read_named_day(found: Found) -> Reading:
    if not found.published:
        return _part(found, Reading("DATE", UNKNOWN["D"], anchor="publication"))
    day = found.published + timedelta(found.value("NAMED_DAY"))
    return _part(found, make("DATE", period("D", day), "publication"))


def read_part_of_day(found: Found) -> Reading:
    part = found.value("PART", "TONIGHT", "OVERNIGHT")
    base, anchor = found.published, "publication"
    if found.has("THIS") and part == "NI":  # tonight, last night, or the night spoken of: a translator's word
        base = None
    if found.has("THAT"):
        base, anchor = found.base
    if not base:
        return Reading("TIME", f"{UNKNOWN['D']}T{part}", anchor=anchor)
    first = base - timedelta(found.has("LAST", "OVERNIGHT"))
    last = first + timedelta(part == "NI")
    return Reading("TIME", f"{first.isoformat()}T{part}", first.isoformat(), last.isoformat(), anchor)


def read_next_part(found: Found) -> Reading:
    base, anchor = found.base
    part = found.value("PART")
    if not base:
        return Reading("TIME", f"{UNKNOWN['D']}T{part}", anchor=anchor)
    return _part(found, make("TIME", period("D", base + timedelta(1)), anchor))


def read_night_of(found: Found) -> Reading | None:
    """The night (morning ...) of a day; a night is from that day to the next."""
    return read_weekday(found) if found.has("WEEKDAY") and not found.has(*MONTH_KINDS) else read_calendar(found)


def read_overnight_of(found: Found) -> Reading | None:
    """Overnight into a day: from the day before. Overnight with a day's name: the day may be either end."""
    reading = read_calendar(found) if found.has(*MONTH_KINDS) else read_weekday(found)
    if not reading or not reading.earliest:
        return reading and replace(reading, type="TIME", value=reading.value + "TNI")
    day = date.fromisoformat(reading.earliest)
    last = day if found.has("INTO", "TO") else day + timedelta(1)
    night = day - timedelta(1) if found.has("INTO", "TO") else day
    return replace(
        reading, type="TIME", value=f"{night}TNI", earliest=(day - timedelta(1)).isoformat(), latest=last.isoformat()
    )


def read_weekday_of_week(found: Found) -> Reading | None:
    """Monday (of) last week."""
    if found.value("UNIT") != "W":
        return None
    if not found.published:
        return Reading("DATE", f"XXXX-WXX-{found.value('WEEKDAY')}", anchor="publication")
    monday = found.published - timedelta(found.published.weekday())
    day = monday + timedelta(7 * found.value("LAST", "THIS", "NEXT") + found.value("WEEKDAY") - 1)
    return make("DATE", period("D", day), "publication")


def read_named_date(found: Found) -> Reading:
    return make("DATE", period("D", date.fromisoformat(found.value("NAMED_DATE"))))


def read_the_part(found: Found) -> Reading:
    """`In the morning`: of the day that the report spoke of last."""
    base, anchor = found.base
    if not base:
        return Reading("TIME", f"{UNKNOWN['D']}T{found.value('PART')}", anchor=anchor)
    return _part(found, make("TIME", period("D", base), anchor))


def read_around_event(found: Found) -> Reading:
    return Reading("DURATION", length(unit_of(found), None), anchor="an event")


def read_paired_day(found: Found) -> Reading | None:
    """The other day of a pair that shares its month: `24 and 25 April`, `April 24 and 25`."""
    month = next((token for token in found.before[-3:-2] + found.after[2:3] if token.kind.startswith("MONTH")), None)
    year = next((token.value for token in found.after[3:5] if token.kind == "YEAR"), None)
    return _day_of_month(found, year, month.value, found.value("DAY")) if month else None


def read_week_of(found: Found) -> Reading | None:
    if found.value("UNIT") != "W":
        return None
    day = read_calendar(found)
    if not day or not day.earliest:
        return day and Reading("DATE", UNKNOWN["W"], anchor=day.anchor)
    return make("DATE", period("W", date.fromisoformat(day.earliest)), day.anchor)


def read_holiday(found: Found) -> Reading | None:
    rule, base = found.value("HOLIDAY"), found.published
    if not base:
        return Reading("DATE", "XXXX-XX-XX", anchor="publication")
    days = [holiday(rule, base.year + n) for n in (-1, 0, 1)]
    if found.has("LAST") or found.past:
        days = [day for day in days if day < base]
    return make("DATE", period("D", nearest(days, base)), "publication")


def read_ordinal_day(found: Found) -> Reading | None:
    """The n-th day of something: the day of publication if words before it say that it is the present one."""
    if found.value("UNIT") != "D":
        return None
    if found.published and any(token.kind in ("PRESENT", "NOW") for token in found.before[-3:]):
        return make("DATE", period("D", found.published), "publication")
    return Reading("DATE", UNKNOWN["D"], anchor="an event")


def read_following(found: Found) -> Reading:
    """The next day, the following week: after what was spoken of last. `The next week` counts from publication."""
    unit, (base, anchor) = unit_of(found), found.base
    if found.has("NEXT") and unit != "D":
        return read_rolling(found)
    if not base or unit[0] == "T":
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["D"]), anchor=anchor)
    return make("DATE", period(unit, step(unit, base, 1)), anchor)


def read_same(found: Found) -> Reading | None:
    """That day, the same week: around what the report spoke of last."""
    unit, (base, anchor) = unit_of(found), found.base
    if unit[0] == "T" or unit == "F":
        return None
    return make("DATE", period(unit, base), anchor) if base else Reading("DATE", UNKNOWN[unit], anchor=anchor)


def _quarter_spoken_of(found: Found) -> Reading:
    """The quarter named last, else the last one that has ended."""
    if found.quarter:
        return replace(found.quarter, anchor="another expression")
    if not found.published:
        return Reading("DATE", UNKNOWN["Q"], anchor="publication")
    return make("DATE", period("Q", step("Q", found.published, -1)), "publication")


def read_spoken_of(found: Found) -> Reading | None:
    """`The quarter`, `the week`: the one spoken of, or the present one; `the year ended ...` is a length."""
    unit = unit_of(found)
    if unit == "Q":
        return _quarter_spoken_of(found)
    if unit not in ("Y", "W"):
        return None
    if found.after and found.after[0].kind in ("ENDED", "ENDING"):
        return Reading("DURATION", length(unit, 1))
    if not found.published:
        return Reading("DATE", UNKNOWN[unit], anchor="publication")
    return make("DATE", period(unit, found.published), "publication")


def read_clock(found: Found) -> Reading | None:
    token = next(
        t for t in found.tokens if t.kind in ("CLOCK", "DOTTED", "DAY", "ONE", "SMALL", "TEEN", "YEAR", "FOUR", "NOON")
    )
    if token.kind in ("YEAR", "FOUR"):
        hour, minute = divmod(token.value, 100)
    elif token.kind in ("CLOCK", "DOTTED", "NOON"):
        hour, minute = (int(part) for part in re.split(r"[:.]", str(token.value))[:2])
    else:
        hour, minute = token.value, 0
    half = found.value("AMPM") or {"MO": "a", "AF": "p", "EV": "p", "NI": "p"}.get(found.value("PART"))
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    clock, zone = f"T{hour:02}:{minute:02}", found.value("ZONE") or ""
    day = _day_of_clock(found)
    if not day or not day.earliest:
        return Reading(
            "TIME", f"{day.value if day else UNKNOWN['D']}{clock}", anchor=day.anchor if day else "publication"
        )
    instant = f"{day.earliest[:10]}{clock}{zone}"
    return Reading("TIME", f"{day.earliest[:10]}{clock}", instant, instant, day.anchor, day.conflict)


CLOCK_KINDS = ("OPEN", "CLOSE", "COMMA", "ON", "CLOCK", "DOTTED", "DAY", "YEAR", "FOUR", "AMPM", "ZONE")


def _day_of_clock(found: Found) -> Reading | None:
    if found.has(*MONTH_KINDS):
        tail = next(i for i, token in enumerate(found.tokens) if token.kind.startswith(("MONTH", "WEEKDAY")))
        rest = found.tokens[max(0, tail - 1) if found.tokens[tail - 1].kind in ("DAY", "ORD") else tail :]
        return read_calendar(replace(found, tokens=rest))
    if found.has("WEEKDAY"):
        return replace(read_weekday(found), type="DATE")
    if found.has("NAMED_DAY"):
        return read_named_day(found)
    ahead = next((token for token in found.after if token.kind not in CLOCK_KINDS), None)
    if ahead and ahead.kind in ("WEEKDAY", "NAMED_DAY"):  # 1440 GMT (5:40 p.m.) on Tuesday
        return _day_of_clock(replace(found, tokens=[ahead]))
    if found.last_day:
        return replace(found.last_day, earliest=found.last_day.earliest[:10], anchor="another expression")
    if found.published:
        return make("DATE", period("D", found.published), "publication")
    return None


def read_year(found: Found) -> Reading:
    if found.has("QUARTER", "PERIOD") and found.quarter and found.quarter.earliest:
        spoken = date.fromisoformat(found.quarter.earliest)
        return make("DATE", period("Q", spoken.replace(year=found.year)), "another expression")
    return make("DATE", period("Y", date(found.year, 1, 1)))


def read_year_end(found: Found) -> Reading:
    if not found.published:
        return Reading("DATE", "XXXX-12-31", anchor="publication")
    return make("DATE", period("D", date(found.published.year, 12, 31)), "publication")


def read_half(found: Found) -> Reading:
    half = 2 if found.has("LAST") else found.value("ORDINAL")
    year = found.year or (found.published and found.published.year)
    if not year or half > 2:
        return Reading("DATE", f"XXXX-H{half}", anchor="publication")
    first = date(year, 6 * half - 5, 1)
    found_half = (f"{year}-H{half}", first, step("M", first, 6) - timedelta(1))
    return make("DATE", found_half, "none" if found.year else "publication")


def read_century(found: Found) -> Reading:
    n = found.value("ORDINAL", "ORD") + (found.value("TENS") or 0)
    return make("DATE", period("C", date(100 * (n - 1) + (n == 1), 1, 1))) if 0 < n < 90 else None


def read_quarter(found: Found) -> Reading | None:
    n, year, published = found.value("ORDINAL"), found.year, found.published
    if n > 4:
        return None
    if not year and not published:
        return Reading("DATE", f"XXXX-Q{n}", anchor="publication")
    if found.has("UNIT"):
        year = published.year + found.value("THIS", "LAST", "NEXT")
    elif not year:
        year = published.year - (date(published.year, 3 * n - 2, 1) > published)
    return make("DATE", period("Q", date(year, 3 * n, 1)), "none" if found.year else "publication")


def read_quarter_before(found: Found) -> Reading:
    """The quarter (or year) a year before the one spoken of."""
    spoken = found.quarter or (found.last if found.last and found.last.earliest else None)
    if not spoken or not spoken.earliest:
        return Reading("DATE", UNKNOWN["Q" if found.has("QUARTER") else "Y"], anchor="another expression")
    day = step("Y", date.fromisoformat(spoken.earliest[:10]), -1)
    return make("DATE", period("Q" if found.quarter or found.has("QUARTER") else "Y", day), "another expression")


SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def read_season(found: Found) -> Reading:
    season, year, published = found.value("SEASON", "FALL"), found.year, found.published
    month = SEASONS[season]
    if not year and not published:
        return Reading("DATE", f"XXXX-{season}", anchor="publication")
    if not year:
        started = date(published.year, month, 1) <= published
        if found.has("LAST"):
            ended = step("M", date(published.year, month, 1), 3) <= published
            year = published.year - (not ended)
        else:
            year = published.year if started or found.has("THIS", "NEXT") else published.year - 1
    first = date(year, month, 1)
    return make(
        "DATE", (f"{year}-{season}", first, step("M", first, 3) - timedelta(1)), "none" if found.year else "publication"
    )


def read_decade(found: Found) -> Reading | None:
    year = found.value("DECADE_WORD")
    if not year:
        digits = re.sub(r"\D", "", found.value("DECADE"))
        year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if year < 1000:
        return None
    return make("DATE", period("E", date(year, 1, 1)))


def unit_of(found: Found) -> str:
    return found.value("UNITS", "UNIT", "QUARTER", "CENTURY", "WEEKEND") or "Q"


def read_ago(found: Found) -> Reading:
    unit, n, base = unit_of(found), number(found), found.published
    sign = found.value("AGO", "FROM_NOW")
    if n is None and unit[0] != "T":
        return Reading("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", anchor="publication")
    if unit[0] == "T" or n is None or n != int(n):
        return Reading("DURATION", length(unit, n), anchor="publication")
    if unit == "E":
        unit, n = "Y", 10 * n
    if not base:
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["W"]), anchor="publication")
    if unit == "Y" and n == 1 and found.quarter and found.quarter.earliest:
        return read_quarter_before(found)
    return make("DATE", period("W" if unit == "F" else unit, step(unit, base, sign * int(n))), "publication")


def read_shifted(found: Found) -> Reading:
    """So long before or after what the report spoke of last: 'a day earlier', 'two weeks later'."""
    unit, n = unit_of(found), number(found)
    sign = found.value("EARLIER", "LATER", "BEFORE")
    if unit[0] == "T" or n is None or n != int(n):
        return Reading("DURATION", length(unit, n), anchor="another expression")
    if unit == "Y" and n == 1 and found.quarter and found.quarter.earliest:
        return read_quarter_before(found)
    base, anchor = found.base
    if not base:
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["W"]), anchor=anchor)
    return make("DATE", period("W" if unit == "F" else unit, step(unit, base, sign * int(n))), anchor)


def _window(unit: str, n: float | None, published: date | None, sign: int, less: bool) -> tuple[str | None, str | None]:
    """First and last day of the so many units that end (or, after `next`, begin) on the day of publication."""
    if not published or n is None or (unit[0] == "T" and unit != "TH"):
        return None, None
    far = (
        step("D", published, (timedelta(hours=sign * n)).days) if unit == "TH" else step(unit, published, sign * int(n))
    )
    far -= timedelta(sign * ((unit != "TH") + less))
    first, last = sorted((far, published))
    return first.isoformat(), last.isoformat()


def read_rolling(found: Found) -> Reading:
    unit, n = unit_of(found), number(found)
    sign = found.value("LAST", "PAST", "PREVIOUS", "NEXT", "FOLLOWING") or -1
    if n is None or (found.has("UNITS") and not found.has(*NUMBERS)):
        n = None
    first, last = _window(unit, n, found.published, sign, False)
    return Reading("DURATION", length(unit, n), first, last, "publication")


def read_duration(found: Found) -> Reading:
    unit, n, less = unit_of(found), number(found), "<" in found.all("ABOUT")
    if found.has("HALF") and found.tokens[0].kind == "HALF":
        n = 0.5
    value = length(unit, n)
    if (
        found.tokens[0].kind == "A"
        and len(found.tokens) == 2
        and any(t.kind in (*NUMBERS, "MONEY") for t in found.before[-4:])
    ):
        return None  # a rate: four flights a week
    if found.has("UNITS") and not found.has("FEW", *NUMBERS):
        return Reading("DURATION", length(unit, None))
    inside = found.has("SPACE") or (found.before and found.before[-1].kind == "INSIDE")
    if found.after and found.after[0].kind in ("BEFORE", "AFTER"):
        return Reading("DURATION", value, anchor="an event")
    if not inside or found.future:
        return Reading("DURATION", value)
    first, last = _window(unit, n, found.published, -1, less)
    return Reading("DURATION", value, first, last, "publication")


def read_period(found: Found) -> Reading:
    unit, base = unit_of(found), found.published
    if found.has("LATEST") and unit == "Q":
        return read_spoken_of(found)
    sign = found.value("LAST", "PAST", "PREVIOUS", "THIS", "CURRENT", "NEXT", "FOLLOWING", "LATEST") or 0
    anchor = "publication"
    if found.has("PREVIOUS", "FOLLOWING") and found.base[0]:
        base, anchor = found.base
    if unit[0] == "T":
        return Reading("DURATION", length(unit, 1), anchor="publication")
    if not base:
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["W"]), anchor="publication")
    if unit == "WE" and not found.has("NEXT", "THIS") and base.isoweekday() < 6:
        sign = -1
    return make("DATE", period(unit, step(unit, base, sign)), anchor)


def read_repeated(found: Found) -> Reading:
    weekday, month = found.value("WEEKDAYS", "WEEKDAY"), found.value("MONTH", "MONTH_OR_VERB")
    if weekday:
        return Reading("SET", f"XXXX-WXX-{weekday}" + ("TNI" if found.has("PARTS") else ""))
    if month:
        return Reading("SET", f"XXXX-{month:02}")
    if found.has("PART"):
        return Reading("SET", f"XXXX-XX-XXT{found.value('PART')}")
    return Reading("SET", found.value("OFTEN") or length(unit_of(found), number(found)))


def read_vague(found: Found) -> Reading:
    if found.has("UNITS"):
        return Reading("DATE", "PAST_REF", anchor="publication")
    value = "PAST_REF" if found.has("PAST") else found.value("VAGUE") or "PRESENT_REF"
    return Reading("DATE", value, anchor="publication")


READINGS: dict[str, Callable[[Found], Reading | None]] = {
    name.removeprefix("read_"): reading for name, reading in list(globals().items()) if name.startswith("read_")
}
