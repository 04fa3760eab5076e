"""The tables that `reading.read` gives of each report of a large corpus, without reading so many.

The first week of the corpus is read. Every further week is that week again with others in its parts: each state stands
for another one, with its people, capital and towns and their coordinates, every person has another name, words that no
codebook knows are made-up ones, every fourth of the others has one before it, numbers are others, and every day is so
many weeks later, in the values and in the text. Offsets move with the words, so that every row still points at its own.

Why that is fair to what compares reports: a week has as many reports, happenings, copies and contradictions as the
first, and no more on any day or on any one day's party than the corpus has; over the years a party comes back again and
again, as in an archive; and weeks share no wording but short runs of words that codebooks know, so that what compares
texts finds copies inside a week as often as in the corpus, and by chance between weeks less than one for each report,
however many weeks there are. Texts of later weeks are a ninth longer. What all weeks share is the shape of their
sentences, which no stage compares.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import corpus

from analysis import codebook as codebooks
from analysis import reading, reports, running

PRECEDED = 1 / 4  # share of known words that have a made-up one before them
WEEK = 7 * corpus.A_DAY  # reports
MONTHS = "January February March April May June July August September October November December".split()
MONTH = "|".join(f"{month}|{month[:3]}[.]" for month in MONTHS)
DAY = re.compile(
    rf"(?:(?P<month>{MONTH}) (?P<day>\d\d?)|(?P<day2>\d\d?) (?P<month2>{MONTH}))"
    r"(?:(?P<comma>,?) (?P<year>\d{4}))?\b|(?P<iso>\d{4}-\d\d-\d\d)"
)
ISO = re.compile(r"(\d{4}|XXXX)-(?:(\d\d)-(\d\d)|(\d\d)(?!\d)|W(\d\d))")
PIECE = re.compile(rf"{DAY.pattern}|(?<![\d:.,])\d[\d,]*\d(?![\d:.]| ?[ap]\.?m)|[^\W\d_]+")
WORDS = (("text", "start", "end"), *((f"{of}_text", f"{of}_start", f"{of}_end") for of in ("source", "target", "cue")))
PLACES = (
    {"start", "end"}
    | {place for _, *ends in WORDS[1:] for place in ends}
    | {"trigger_start", "trigger_end", "time_start", "time_end"}
)
IDS = {"sentence_id", "statement_id", "event_id", "quotation_id"}
DAYS = {"published", "earliest", "latest", "value", "said_earliest", "said_latest"}
NAMES = {
    "name", "country", "role", "institution", "party", "speaker", "addressee", "channel", "relayed_by", "attributed_to",
    "source_party", "target_party", "place", "title", "byline", "dateline",
}  # fmt: skip
TOLD = {"label", "definition", "examples", "not_examples", "source"}  # of a codebook entry, to a reader only
NUMBERS = re.compile(r"\d+")


@cache
def known() -> frozenset[str]:
    """Words that mean something to a stage: those of the codebooks' terms and patterns."""
    return frozenset(
        word
        for book in codebooks.load().values()
        for text in _texts(book)
        for word in re.findall("[a-z]+", text.lower())
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, own in value.items():
            if key not in TOLD:
                yield from (key, *_texts(own))
    elif isinstance(value, list):
        for own in value:
            yield from _texts(own)
    else:
        yield str(value)


@dataclass
class Week:
    """A week to come: what each name and word of the first week becomes in it."""

    number: int
    seed: int
    named: frozenset[str]  # the parts of persons' names, which are others in every week
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.chance = Random(f"{self.seed}/week/{self.number}")
        old = corpus.states()
        new = self.chance.sample(old, len(old))
        self.states = dict(zip((state.name for state in old), new, strict=True))
        self.names: dict[str, str] = {}
        for one, other in zip(old, new, strict=True):
            for town, there in zip(one.towns, self.chance.sample(other.towns, len(other.towns)) * 8, strict=False):
                self.names.setdefault(town, there)
        for one, other in zip(old, new, strict=True):
            self.names |= {one.name: other.name, one.adjective: other.adjective, one.capital: other.capital}

    def word(self, old: str) -> str:
        """A person's name becomes another, a word that no codebook knows a made-up one; any other stays."""
        if old not in self.words:
            self.words[old] = self._word(old)
        return self.words[old]

    def _word(self, old: str) -> str:
        if old[0].isdigit():
            number = str(self.chance.randrange(2, 10)) + "".join(self.chance.choice("0123456789") for _ in old[1:])
            return f"{int(number[: len(old.replace(',', ''))]):,}" if "," in old else number
        if old in self.named and old.lower() not in known():
            return corpus.person(self.chance).split()[self.chance.randrange(2)]
        if not old.islower() or len(old) < 3:
            return old
        if len(old) < 5 or old in known():
            return f"{self._made_up(2)} {old}" if self.chance.random() < PRECEDED else old
        return self._made_up(len(old) // 2)

    def _made_up(self, syllables: int) -> str:
        return "".join(self.chance.choice("bcdfglmnprst") + self.chance.choice("aeiou") for _ in range(syllables))

    def day(self, found: re.Match) -> str:
        """A day that the text names, as many weeks later, written alike."""
        if found["iso"]:
            return self.later(found["iso"])
        month, number = found["month"] or found["month2"], found["day"] or found["day2"]
        try:
            day = date(int(found["year"] or 2021), 1 + [name[:3] for name in MONTHS].index(month[:3]), int(number))
        except ValueError:
            return found[0]
        day += timedelta(7 * self.number)
        name = f"{MONTHS[day.month - 1][:3]}." if month.endswith(".") else MONTHS[day.month - 1]
        text = f"{name} {day.day}" if found["month"] else f"{day.day} {name}"
        return text + (f"{found['comma']} {day.year}" if found["year"] else "")

    def later(self, value: str) -> str:
        """The ISO days, weeks and months of a value, as many weeks later."""

        def moved(found: re.Match) -> str:
            year, month, day, only, week = found.groups()
            by = timedelta(7 * self.number)
            if week:
                return "{}-W{:02}".format(*(date.fromisocalendar(int(year), int(week), 1) + by).isocalendar()[:2])
            then = date(2021 if year == "XXXX" else int(year), int(month or only), int(day or 15)) + by
            moved = str(then) if day else f"{then:%Y-%m}"
            return f"XXXX{moved[4:]}" if year == "XXXX" else moved

        try:
            return ISO.sub(moved, value)
        except ValueError:
            return value


@dataclass
class First:
    """A report of the first week, as it was read."""

    report: dict
    found: dict[str, list[dict]]
    names: tuple[str, ...]  # of several words, in it or its rows

    @cached_property
    def pattern(self) -> re.Pattern:
        long = "".join(f"{re.escape(name)}|" for name in sorted(self.names, key=len, reverse=True))
        return re.compile(rf"\b(?:{long}{PIECE.pattern})")

    @cached_property
    def pieces(self) -> list[re.Match]:
        """What may differ in another week: of a time expression its days alone, for it is read again in the text."""
        times = [(row["start"], row["end"]) for row in self.found["times"]]
        return [
            found
            for found in self.pattern.finditer(self.report["text"])
            if _is_day(found) or not any(start <= found.start() < end for start, end in times)
        ]

    def again(self, week: Week, names: Mapping[str, str]) -> tuple[dict, dict[str, list[dict]]]:
        """Its rows in another week; `names` are the reports' new names by their old ones."""
        later = _Later(self, week, names[self.report["report_id"]])
        report = later.row(self.report) | {"text": later.text, "path": later.report_id}
        report |= {"chars": len(later.text), "words": len(later.text.split())}
        report["duplicate_of"] = names.get(report.get("duplicate_of"))
        return report, {name: [later.row(row) for row in rows] for name, rows in self.found.items()}


def _is_day(found: re.Match) -> bool:
    return bool(found["month"] or found["month2"] or found["iso"])


class _Later:
    """A report of the first week in another: the new text, and where each place of the old one has gone."""

    def __init__(self, first: First, week: Week, report_id: str):
        self.first, self.week, self.report_id = first, week, report_id
        self.known: dict[str, str] = {}
        text, parts, end, length = first.report["text"], [], 0, 0
        self.old, self.new = [], []  # begin and end of each piece that differs
        for found in first.pieces:
            if (word := self._piece(found)) != found[0]:
                parts += [text[end : found.start()], word]
                begin = length + found.start() - end
                end, length = found.end(), begin + len(word)
                self.old.append(found.span())
                self.new.append((begin, length))
        self.text = "".join([*parts, text[end:]])
        self.begins = [begin for begin, _ in self.old]

    def _piece(self, found: re.Match) -> str:
        if _is_day(found):
            return self.week.day(found)
        return self.week.names.get(found[0]) or self.week.word(found[0])

    def place(self, old: int, is_end: bool) -> int:
        """The new place of an offset; one inside a piece moves to its edge."""
        number = bisect_right(self.begins, old - is_end) - 1
        if number < 0:
            return old
        end, moved = self.old[number][1], self.new[number]
        return moved[1] + old - end if old >= end else moved[is_end]

    def name(self, text: str) -> str:
        if text not in self.known:
            self.known[text] = self.first.pattern.sub(self._piece, text)
        return self.known[text]

    def row(self, row: dict) -> dict:
        new = dict(row)
        for column, value in row.items():
            if value is None or column in ("text", "lat", "lon"):
                continue
            if column in PLACES:
                new[column] = self.place(value, column.endswith("end"))
            elif column in IDS:
                new[column] = self._id(value)
            elif column in DAYS:
                new[column] = self.week.later(value)
            elif column in NAMES:
                new[column] = self.name(value)
        new["report_id"] = self.report_id
        for words, start, end in WORDS:
            if row.get(words) is not None and row.get(start) is not None:
                new[words] = self.text[new[start] : new[end]]
        return new | self._point(row, new) if row.get("lat") is not None else new

    def _id(self, old: str) -> str:
        """`report:start-end:type`, with the new report and places; the first number is a start, the second an end."""
        ends = iter((False, True))
        rest = old[len(self.first.report["report_id"]) :]
        return self.report_id + NUMBERS.sub(lambda found: str(self.place(int(found[0]), next(ends))), rest, count=2)

    def _point(self, row: Mapping, new: Mapping) -> dict:
        """The coordinates of the new place; those of a place that stays stay."""
        place = row.get("name") or row.get("place")
        if place == (new.get("name") or new.get("place")) or row.get("country") not in self.week.states:
            return {}
        state = self.week.states[row["country"]]
        lat, lon = corpus.points().get((state.iso3, new.get("name") or new.get("place")), state.at)
        return {"lat": lat, "lon": lon} | ({"iso3": state.iso3} if row.get("iso3") else {})


def first_week(seed: int, size: int = WEEK) -> list[First]:
    """The corpus' first reports, read."""
    codebook = codebooks.load()
    with TemporaryDirectory() as folder:
        corpus.write(size, Path(folder), seed)
        rows, _ = reports.read([Path(folder)])
    several = [
        name for state in corpus.states() for name in (state.name, state.adjective, state.capital) if not name.isalpha()
    ]
    read = []
    for row in rows:
        report, found = reading.read(row, codebook=codebook)
        texts = {
            report["text"],
            *(value for rows in found.values() for row in rows for key, value in row.items() if key in NAMES and value),
        }
        read.append(First(report, found, tuple(name for name in several if any(name in text for text in texts))))
    return read


def made(number: int, seed: int = 1, week: Sequence[First] = ()) -> Iterator[tuple[dict, dict[str, list[dict]]]]:
    """(row of reports, rows of the other tables) of so many reports, in order; `week` is the first one, if at hand."""
    week = week or first_week(seed, min(number, WEEK))
    people = (
        row["name"] for first in week for row in first.found["actors"] if row["kind"] == "person" and row.get("name")
    )
    named = frozenset(part for name in people for part in name.split() if part.isalpha())
    for start in range(0, number, len(week)):
        names = {old.report["report_id"]: _name(start + n, old.report["report_id"]) for n, old in enumerate(week)}
        then = Week(start // len(week), seed, named)
        for old in islice(week, number - start):
            yield old.again(then, names) if start else (old.report, old.found)


def _name(index: int, like: str) -> str:
    return f"{index // corpus.A_FOLDER:04}/{index:07}{Path(like).suffix}"


def write(number: int, folder: Path, seed: int = 1) -> None:
    """FOLDER/NNNN/TABLE.parquet, a thousand reports each: as what was read is kept."""
    reports = made(number, seed)
    for part in range(-(-number // corpus.A_FOLDER)):
        rows = reading.joined(islice(reports, corpus.A_FOLDER))
        path = folder / f"{part:04}"
        path.mkdir(parents=True, exist_ok=True)
        for name, content in running.files(rows).items():
            (path / name).write_bytes(content)
