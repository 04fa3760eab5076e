"""Readings of periods of the calendar: weeks, quarters, halves, seasons, years, decades, centuries."""

import re
from dataclasses import replace
from datetime import date, timedelta

from analysis.calendars import UNKNOWN, length, period, step
from analysis.readings import Found, Reading, make, number, unit_of


def read_period(found: Found) -> Reading:
    unit, base = unit_of(found), found.published
    if found.has("LATEST") and unit == "Q":
        return read_spoken_of(found)
    if found.has("LAST") and unit == "Y" and found.compared and found.quarter:
        return read_quarter_before(found)
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


def read_same(found: Found) -> Reading | None:
    """That day, the same week: around what the report spoke of last."""
    unit, (base, anchor) = unit_of(found), found.base
    if unit[0] == "T" or unit == "F":
        return None
    return make("DATE", period(unit, base), anchor) if base else Reading("DATE", UNKNOWN[unit], anchor=anchor)


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


def _quarter_spoken_of(found: Found) -> Reading:
    """The quarter named last, else the last one that has ended."""
    if found.spoken.quarter:
        return replace(found.spoken.quarter, anchor="another expression")
    if not found.published:
        return Reading("DATE", UNKNOWN["Q"], anchor="publication")
    return make("DATE", period("Q", step("Q", found.published, -1)), "publication")


def read_year(found: Found) -> Reading:
    if found.has("QUARTER", "PERIOD") and found.quarter and not found.spoken.months:
        return make("DATE", period("Q", found.quarter.replace(year=found.year)), "another expression")
    return make("DATE", period("Y", date(found.year, 1, 1)))


def read_year_end(found: Found) -> Reading:
    if not found.published:
        return Reading("DATE", UNKNOWN["Y"], anchor="publication")
    last = date(found.published.year, 12, 31).isoformat()
    return Reading("DATE", last[:4], last, last, "publication")


def read_half(found: Found) -> Reading:
    half = 2 if found.has("LAST") else found.value("ORDINAL")
    year = found.year or (found.published and found.published.year)
    if not year or half > 2:
        return Reading("DATE", f"XXXX-H{half}", anchor="publication")
    first = date(year, 6 * half - 5, 1)
    found_half = (f"{year}-H{half}", first, step("M", first, 6) - timedelta(1))
    return make("DATE", found_half, "none" if found.year else "publication")


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
    """The quarter (or year) a year before the one spoken of; `the year-ago nine months` are a length."""
    if found.has("UNITS"):
        return Reading("DURATION", length(unit_of(found), number(found)), anchor="another expression")
    other = found.value("UNIT") not in ("Y", None)
    if other or (found.has("LAST") and not found.quarter):  # the same period last month
        return _just_before(found.value("UNIT"), found.published)
    unit = "Q" if found.has("QUARTER") or (found.quarter and not found.spoken.months) else "Y"
    last = found.spoken.last
    spoken = found.quarter or (date.fromisoformat(last.earliest[:10]) if last and last.earliest else None)
    if not spoken:
        return Reading("DATE", UNKNOWN[unit], anchor="another expression")
    return make("DATE", period(unit, step("Y", spoken, -1)), "another expression")


def _just_before(unit: str, published: date | None) -> Reading:
    if unit not in UNKNOWN or not published:
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["D"]), anchor="publication")
    return make("DATE", period(unit, step(unit, published, -1)), "publication")


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


def read_century(found: Found) -> Reading:
    n = found.value("ORDINAL", "ORD") + (found.value("TENS") or 0)
    return make("DATE", period("C", date(100 * (n - 1) + (n == 1), 1, 1))) if 0 < n < 90 else None
