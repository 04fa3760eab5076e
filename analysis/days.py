"""Readings of days and what is smaller: calendar days and months, weekdays, parts of the day, nights, clock times."""

import re
from dataclasses import replace
from datetime import date, timedelta

from analysis.calendars import UNKNOWN, WEEKDAYS, holiday, nearest, period, real
from analysis.readings import MONTH_KINDS, Found, Reading, make


def read_full(found: Found) -> Reading | None:
    """A day written in figures with its year; the day comes first unless that cannot be."""
    text = found.tokens[0].text
    parts = [int(part) for part in re.split(r"\D", text)]
    if found.has("NUMDATE"):
        parts = [parts[2], parts[1], parts[0]] if parts[1] <= 12 else [parts[2], parts[0], parts[1]]
    day = real(*parts)
    return make("DATE", period("D", day)) if day else None


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


# how far ahead a month (through a month), a day without its year may lie if no word puts it in the future
NEAR_MONTHS, THROUGH_MONTHS, NEAR_DAYS = 2, 6, 100


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
    near = THROUGH_MONTHS if found.before and found.before[-1].kind == "THROUGH" else NEAR_MONTHS
    return published.year + ((month < published.month) if ahead <= near else -(month > published.month))


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


def read_paired_day(found: Found) -> Reading | None:
    """The other day of a pair that shares its month: `24 and 25 April`, `April 24 and 25`."""
    month = next((token for token in found.before[-3:-2] + found.after[2:3] if token.kind.startswith("MONTH")), None)
    year = next((token.value for token in found.after[3:5] if token.kind == "YEAR"), None)
    return _day_of_month(found, year, month.value, found.value("DAY")) if month else None


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


def read_weekday_of_week(found: Found) -> Reading | None:
    """Monday (of) last week."""
    if found.value("UNIT") != "W":
        return None
    if not found.published:
        return Reading("DATE", f"XXXX-WXX-{found.value('WEEKDAY')}", anchor="publication")
    monday = found.published - timedelta(found.published.weekday())
    day = monday + timedelta(7 * found.value("LAST", "THIS", "NEXT") + found.value("WEEKDAY") - 1)
    return make("DATE", period("D", day), "publication")


def read_week_of(found: Found) -> Reading | None:
    if found.value("UNIT") != "W":
        return None
    day = read_calendar(found)
    if not day or not day.earliest:
        return day and Reading("DATE", UNKNOWN["W"], anchor=day.anchor)
    return make("DATE", period("W", date.fromisoformat(day.earliest)), day.anchor)


def read_named_day(found: Found) -> Reading:
    if not found.published:
        return _part(found, Reading("DATE", UNKNOWN["D"], anchor="publication"))
    day = found.published + timedelta(found.value("NAMED_DAY"))
    return _part(found, make("DATE", period("D", day), "publication"))


def read_named_date(found: Found) -> Reading:
    return make("DATE", period("D", date.fromisoformat(found.value("NAMED_DATE"))))


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


def read_the_part(found: Found) -> Reading:
    """`In the morning`: of the day that the report spoke of last."""
    base, anchor = found.base
    if not base:
        return Reading("TIME", f"{UNKNOWN['D']}T{found.value('PART')}", anchor=anchor)
    return _part(found, make("TIME", period("D", base), anchor))


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
    if spoken := found.spoken.day:
        return replace(spoken, earliest=spoken.earliest[:10], anchor="another expression")
    if found.published:
        return make("DATE", period("D", found.published), "publication")
    return None
