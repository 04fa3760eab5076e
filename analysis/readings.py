"""What the words of a time expression mean: the reading, what it is read from, and what several readings share.

The readings themselves are functions `read_<name>` in days.py, periods.py and counted.py; a rule of
codebooks/times.yaml names its own (`reads`). Each takes the words found and gives a Reading, or None where they mean no
time. Without a day of publication the value is underspecified.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

BEFORE, AFTER = 12, 8  # tokens around an expression that its reading may look at


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


@dataclass(frozen=True)
class Spoken:
    """What the report spoke of last: a day or period, a day, a quarter, and months that it sums up (`nine months`)."""

    last: Reading | None = None
    day: Reading | None = None
    quarter: Reading | None = None
    months: Reading | None = None

    def then(self, found: "Found", reading: Reading, rule: str) -> "Spoken":
        """With one more expression."""
        if rule == "quarter_of_year" and self._is_news(reading, found.published):
            return replace(self, last=reading, quarter=reading, months=None)
        if rule == "duration" and found.has("THE") and found.value("UNITS") == "M":
            return replace(self, months=reading)
        if reading.type not in ("DATE", "TIME") or reading.value.endswith("_REF"):
            return self
        return replace(self, last=reading, day=reading if reading.of_day else self.day)

    def _is_news(self, quarter: Reading, published: date | None) -> bool:
        """Results are of the latest quarter that has ended; an older one, or one to come, is named beside it."""
        known = self.quarter
        if not (known and known.latest and quarter.latest and published):
            return True
        today = published.isoformat()
        return quarter.latest < today and (quarter.latest >= known.latest or known.latest >= today)


@dataclass
class Found:
    """The tokens of one expression, with what is needed to read them."""

    tokens: list[Token]
    sentence: Sequence[Token]  # in which they are those from `first` to before `end`
    first: int
    end: int
    published: date | None
    spoken: Spoken = Spoken()
    kinds: dict[str, Token] = field(init=False)

    def __post_init__(self) -> None:
        self.kinds = {token.kind: token for token in reversed(self.tokens)}

    @cached_property
    def before(self) -> list[Token]:
        return self.sentence[max(0, self.first - BEFORE) : self.first]

    @cached_property
    def after(self) -> list[Token]:
        return self.sentence[self.end : self.end + AFTER]

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
        spoken = self.spoken.day if small else self.spoken.last
        if spoken and spoken.earliest:
            return date.fromisoformat(spoken.earliest[:10]), "another expression"
        return None, "another expression"

    @property
    def quarter(self) -> date | None:
        """The first day of the quarter spoken of."""
        spoken = self.spoken.quarter
        return date.fromisoformat(spoken.earliest) if spoken and spoken.earliest else None

    @property
    def compared(self) -> bool:
        """Whether a sum of money is compared with that of another time: `from $2 million last year`."""
        near = [token.kind for token in [*self.before[-8:], *self.after[:3]]]
        return "MONEY" in near and ("COMPARED" in near or "FROM" in near)

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
    return min(total, 1_000_000) or (1 if found.has("A", "UNIT", "LASTING", "QUARTER") else None)


def unit_of(found: Found) -> str:
    return found.value("UNITS", "UNIT", "LASTING", "QUARTER", "CENTURY", "WEEKEND") or "Q"


MONTH_KINDS = ("MONTH", "MONTH_OR_VERB", "MONTH_SHORT")
