"""Readings of what is counted: so long ago, so long after, the last so many days, lengths, repetitions, vague words."""

from datetime import date, timedelta

from analysis.calendars import UNKNOWN, length, period, step
from analysis.periods import read_quarter_before
from analysis.readings import NUMBERS, Found, Reading, make, number, unit_of


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
    if unit == "Y" and n == 1 and found.quarter:
        return read_quarter_before(found)
    return make("DATE", period("W" if unit == "F" else unit, step(unit, base, sign * int(n))), "publication")


def read_shifted(found: Found) -> Reading:
    """So long before or after what the report spoke of last: 'a day earlier', 'two weeks later'."""
    unit, n = unit_of(found), number(found)
    sign = found.value("EARLIER", "LATER", "BEFORE")
    if unit[0] == "T" or n is None or n != int(n):
        return Reading("DURATION", length(unit, n), anchor="another expression")
    if unit == "Y" and n == 1 and found.quarter:
        return read_quarter_before(found)
    base, anchor = found.base
    if not base:
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["W"]), anchor=anchor)
    return make("DATE", period("W" if unit == "F" else unit, step(unit, base, sign * int(n))), anchor)


def read_following(found: Found) -> Reading:
    """The next day, the following week: after what was spoken of last. `The next week` counts from publication."""
    unit, (base, anchor) = unit_of(found), found.base
    if found.has("NEXT") and unit != "D":
        return read_rolling(found)
    if not base or unit[0] == "T":
        return Reading("DATE", UNKNOWN.get(unit, UNKNOWN["D"]), anchor=anchor)
    return make("DATE", period(unit, step(unit, base, 1)), anchor)


def read_rolling(found: Found) -> Reading:
    unit, n = unit_of(found), number(found)
    sign = found.value("LAST", "PAST", "PREVIOUS", "NEXT", "FOLLOWING") or -1
    if n is None or (found.has("UNITS") and not found.has(*NUMBERS)):
        n = None
    first, last = _window(unit, n, found.published, sign, False)
    return Reading("DURATION", length(unit, n), first, last, "publication")


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


def read_duration(found: Found) -> Reading | None:
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
    if not inside or found.future or found.has("THE"):  # in the nine months: of a year
        return Reading("DURATION", value)
    first, last = _window(unit, n, found.published, -1, less)
    return Reading("DURATION", value, first, last, "publication")


def read_around_event(found: Found) -> Reading:
    return Reading("DURATION", length(unit_of(found), None), anchor="an event")


def read_some_day(found: Found) -> Reading | None:
    return Reading("DATE", "FUTURE_REF", anchor="publication") if found.value("UNIT") == "D" else None


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
