"""Calendar arithmetic in TIMEX3 units.

D day, W week, WE weekend, F fortnight, M month, Q quarter, Y year, E decade, C century;
TH, TM, TS hours, minutes, seconds.
"""

from collections.abc import Iterable
from datetime import date, timedelta

# the value of a period that cannot be placed
UNKNOWN = {
    "D": "XXXX-XX-XX",
    "W": "XXXX-WXX",
    "WE": "XXXX-WXX-WE",
    "M": "XXXX-XX",
    "Q": "XXXX-QX",
    "Y": "XXXX",
    "E": "XXX",
    "C": "XX",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = {"D": 1, "W": 7, "WE": 7, "F": 14}
# nothing is moved outside what a date can hold, with a year to spare on either side
FIRST_YEAR, LAST_YEAR = 2, 9998
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
MONTHS = {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}
HALVES = {"Y": "6M", "TH": "30M", "TM": "30S"}


def period(unit: str, day: date) -> tuple[str, date, date]:
    """TIMEX3 value, first and last day of the day, week ... or century around `day`."""
    year, month = day.year, day.month
    if unit in ("W", "WE"):
        iso, monday = day.isocalendar(), day - timedelta(day.weekday())
        value = f"{iso.year}-W{iso.week:02}"
        return (
            (value, monday, monday + timedelta(6))
            if unit == "W"
            else (value + "-WE", monday + timedelta(5), monday + timedelta(6))
        )
    if unit == "M":
        return f"{year}-{month:02}", date(year, month, 1), step("M", date(year, month, 1), 1) - timedelta(1)
    if unit == "Q":
        first = date(year, 3 * ((month - 1) // 3) + 1, 1)
        return f"{year}-Q{(month + 2) // 3}", first, step("M", first, 3) - timedelta(1)
    if unit == "Y":
        return f"{year}", date(year, 1, 1), date(year, 12, 31)
    if unit == "E":
        return f"{year // 10}", date(max(year // 10 * 10, 1), 1, 1), date(year // 10 * 10 + 9, 12, 31)
    if unit == "C":
        return f"{year // 100}", date(max(year // 100 * 100, 1), 1, 1), date(year // 100 * 100 + 99, 12, 31)
    return day.isoformat(), day, day


def step(unit: str, day: date, n: int) -> date:
    """`day` moved by n units; the last day of the month where the month is too short."""
    if unit in DAYS:
        return date.fromordinal(min(max(day.toordinal() + DAYS[unit] * n, FIRST_DAY), LAST_DAY))
    months = day.year * 12 + day.month - 1 + MONTHS[unit] * n
    year, month = min(max(months // 12, FIRST_YEAR), LAST_YEAR), months % 12 + 1
    end = (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).day
    return date(year, month, min(day.day, end))


def real(year: int, month: int, day: int) -> date | None:
    """The day, if there is one; a year of less than four figures is none that a report writes out."""
    try:
        return date(year, month, day) if 1000 <= year <= LAST_YEAR else None
    except ValueError:
        return None


def day_of(text: str | None) -> date | None:
    """The day that an ISO day or instant begins with; None if that is no day, or none that reports can be of."""
    try:
        day = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return real(day.year, day.month, day.day)


def nearest(days: Iterable[date | None], published: date) -> date | None:
    return min((day for day in days if day), key=lambda day: abs((day - published).days), default=None)


def length(unit: str, n: float | None) -> str:
    """TIMEX3 length, such as P7D, PT3H, P2Y6M or PXY."""
    scale, unit = {"F": (2, "W"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y"), "WE": (1, "WE")}.get(unit, (1, unit))
    time = "T" if unit[0] == "T" else ""
    letter = unit[1:] if time else unit
    if n is None:
        return f"P{time}X{letter}"
    n *= scale
    if n % 1 == 0.5 and n > 1 and unit in HALVES:
        return f"P{time}{int(n)}{letter}{HALVES[unit]}"
    return f"P{time}{int(n) if n == int(n) else n}{letter}"


def holiday(rule: str, year: int) -> date:
    """The day of a holiday: MM-DD, MM-n-weekday (the n-th, or L for the last), or easter+days."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(int(rule[6:]))
    month, *rest = rule.split("-")
    if len(rest) == 1:
        return date(year, int(month), int(rest[0]))
    first, (nth, weekday) = date(year, int(month), 1), rest
    days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == first.month]
    days = [day for day in days if day.isoweekday() == int(weekday)]
    return days[-1] if nth == "L" else days[int(nth) - 1]


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
