"""Reading files: every input ends in `reports` or in `problems`.

Text is decoded and otherwise untouched. What a record tells beside its text is kept as told where it can be, and else
left out with a row of `problems`: a day that does not exist is no day, and an impossible value is never mended.
"""

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from analysis import formats
from analysis.decoding import decode
from analysis.errors import InputError, WorkbookError
from analysis.files import LARGEST, LONE_SURROGATE, LONGEST, Found, Unreadable, find, opened, state
from analysis.formats import READERS
from analysis.records import FIELDS, Limits

__all__ = ["READERS", "account", "decode", "language", "read", "skipped"]

SKIPPED = re.compile(r"(?i)^(?:README|LICEN[CS]E|NOTICE|[._])|^overrides\.csv$")
ENGLISH = frozenset(
    "the of to and a in that is was for on with as at by it from he be has have are his an said were not but they "
    "this".split()
)
# Below this share of the commonest English words a text is not English; English news stays above .2.
ENGLISH_SHARE = 0.08
TOO_SHORT_TO_TELL = 20
TOLD = 100  # problems of one file that are told one by one
# Characters of what a record tells beside its text. An id is in every row that is read from its report.
ROOM = {"id": 300, "title": 3_000, "publisher": 3_000, "url": 3_000}
DAY = re.compile(r"([12]\d{3})-?(\d\d)-?(\d\d)(?!\d)", re.ASCII)  # years 0001 and 9999 stand for no year
CODE = re.compile(r"\s*([a-z]{2})(?:[-_][\w-]{1,30})?\s*", re.ASCII | re.IGNORECASE)
# Two texts are the same whatever their white space, marks, Unicode forms and invisible characters.
INVISIBLE = re.compile("[\0-\x08\x0e-\x1f\x7f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
PLAIN = str.maketrans("“”„‟«»‘’‚‛´′″‐‑‒–—―−", "\"\"\"\"\"\"''''''\"-------")
Record = dict[str, object]
LONG_WORD = 100  # characters; the time to normalise a run of combining marks grows with its square


def read(
    paths: Iterable[Path],
    *,
    progress: Callable[[str], None] | None = None,
    largest: float = LARGEST,
    longest: int = LONGEST,
) -> tuple[list[dict], list[dict]]:
    """Rows of `reports` (as far as a file tells; the layout fills in the rest) and of `problems`.

    `progress` is called with the name of every input. A file of more than `largest` MB, and a report or a line of more
    than `longest` characters, is a problem. Raises InputError if a path does not exist.
    """
    kept, problems, limits = _Reports(), [], Limits(int(largest * 1e6), longest)
    for found in find(paths):
        if progress:
            progress(found.name)
        told = _Problems(found.name)
        kept.put(_records(found, told, limits), told)
        problems += told.all()
    return list(kept.reports.values()), problems


def account(inputs: Iterable[str], reports: Iterable[str], problems: Iterable[str]) -> None:
    """Every input has a report or a problem, both given by their paths. Raises WorkbookError that names those without."""
    lost = sorted(set(inputs) - set(reports) - set(problems))
    if lost:
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        raise WorkbookError(f"inputs that are in no table: {', '.join(lost[:5])}{more}; a fault of the workbook: please report it")


def skipped(path: Path) -> bool:
    """Not a report by its name, or by its place below the folder of reports."""
    return bool(SKIPPED.search(path.name)) or "codebooks" in path.parts[:-1]


class _Problems:
    """The rows of `problems` of one input, and one that counts those beyond TOLD: a file may have a fault a line."""

    def __init__(self, path: str):
        self.path, self.rows, self.more = path, [], Counter()

    def add(self, severity: str, what: str, what_to_do: str, report_id: str | None = None, *, last: bool = False) -> None:
        if last or len(self.rows) < TOLD:
            self.rows.append(self._row(severity, what, what_to_do, report_id))
        else:
            self.more[severity] += 1

    def all(self) -> list[dict]:
        for severity, number in sorted(self.more.items()):
            what = "more of its lines or records have a fault" if severity == "error" else "more doubts"
            self.rows.append(self._row(severity, f"{number:,} {what}", "mend those named, and run it again"))
        return self.rows

    def _row(self, severity: str, what: str, what_to_do: str, report_id: str | None = None) -> dict:
        return dict(path=self.path, report_id=report_id, severity=severity, problem=_clean(what), what_to_do=what_to_do)


# ------------------------------------------------------------------------------------------------ reports


class _Reports:
    """The reports so far, each with an id of its own and with the first that has the same text."""

    def __init__(self):
        self.reports: dict[str, dict] = {}
        self._texts: dict[bytes, str] = {}
        self._numbers: Counter[str] = Counter()

    def put(self, records: Iterator[Record], told: _Problems) -> None:
        found = False
        for record in records:
            report = _report(record, told)
            self._name(report, told)
            self._compare(report, told)
            self.reports[report["report_id"]] = report
            found = True
        if not found and not told.rows:
            told.add("error", "it holds no report", "give each record a `text`")

    def _name(self, report: dict, told: _Problems) -> None:
        wanted = report["report_id"]
        while report["report_id"] in self.reports:
            self._numbers[wanted] += 1
            report["report_id"] = f"{wanted}#{self._numbers[wanted] + 1}"
        if report["report_id"] != wanted:
            what = f"a second report is called {wanted}"
            told.add("warning", what, f"it is read as {report['report_id']}", report["report_id"])

    def _compare(self, report: dict, told: _Problems) -> None:
        first = self._texts.setdefault(_sameness(report["text"]), report["report_id"])
        report["duplicate_of"] = first if first != report["report_id"] else None
        if report["duplicate_of"]:
            told.add("warning", f"the same text as {first}", "kept, and counted once", report["report_id"])


def _sameness(text: str) -> bytes:
    """A digest that two texts share if they differ only in how they are written."""
    words = text.split() if text.isascii() else map(_normal, INVISIBLE.sub("", text).split())
    return hashlib.sha256(" ".join(words).replace("`", "'").encode()).digest()


def _normal(word: str) -> str:
    if word.isascii():
        return word
    return (word if len(word) > LONG_WORD else unicodedata.normalize("NFKC", word)).translate(PLAIN)


def _report(record: Record, told: _Problems) -> dict:
    text, path = _clean(record["text"]), told.path
    report_id = _field(record, "id", told, path) or record["called"]
    facts = {name: _field(record, name, told, report_id) for name in ("title", "publisher", "url")}
    report = dict(
        report_id=report_id,
        path=path,
        sha256=record["sha256"] or hashlib.sha256(text.encode()).hexdigest(),
        published=_published(record, told, report_id),
        language=_code(record) or language(text),
        chars=len(text),
        words=len(text.split()),
        text=text,
        **facts,
    )
    if broken := text.count("\ufffd"):
        what = f"{broken:,} of {len(text):,} characters cannot be read (�)"
        told.add("warning", what, "save it as UTF-8 where it was made", report_id)
    if report["language"] != "en":
        what = f"written in another language ({report['language']}): nothing is read from it"
        told.add("warning", what, "give an English translation as a report of its own", report_id)
    return report


def _clean(text: str) -> str:
    """Half a character is replaced by one character, so that offsets hold."""
    return text if text.isascii() else LONE_SURROGATE.sub("\ufffd", text)


def _field(record: Record, name: str, told: _Problems, report_id: str) -> str | None:
    """What a record tells, as text; null, and a problem, if it is nothing that can be told in a cell."""
    value = record.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        value = str(value)
    if value is None or isinstance(value, str) and not value.strip():
        return None
    if not isinstance(value, str):
        told.add("warning", f"{name} is no text: {_shown(value)}", "left out; write it as text", report_id)
    elif len(value) > ROOM[name]:
        what = f"{name} has {len(value):,} characters: {_shown(value)}"
        told.add("warning", what, f"left out; it may have {ROOM[name]:,}", report_id)
    else:
        return _clean(value)
    return None


def _published(record: Record, told: _Problems, report_id: str) -> str | None:
    """The ISO day as told, in the years 1000 to 2999: reading knows no clock. A day that does not exist is none."""
    value = record.get("published")
    if value is None or value == "":
        return None
    try:
        return date(*map(int, DAY.match(str(value).strip()).groups())).isoformat()
    except (AttributeError, ValueError):
        what = f"published is no ISO day of the years 1000 to 2999: {_shown(value)}"
        told.add("warning", what, "write it as 2026-03-09", report_id)
        return None


def _shown(value: object) -> str:
    told = str(value)
    return told if len(told) <= 80 else f"{told[:80]}..."


def _code(record: Record) -> str | None:
    """The ISO 639-1 code of a language tag such as en-GB; null for anything else."""
    told = CODE.fullmatch(record["language"]) if isinstance(record.get("language"), str) else None
    return told[1].lower() if told else None


def language(text: str) -> str:
    """ISO 639-1 code. A text too short to tell is taken for English."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    if len(words) < TOO_SHORT_TO_TELL and (not words or text.isascii()):
        return "en"
    if sum(map(ENGLISH.__contains__, words)) >= ENGLISH_SHARE * len(words):
        return "en"
    import py3langid  # only for a text that is not plainly English: its model takes a while to load

    return py3langid.classify(text[:5_000])[0]


# ------------------------------------------------------------------------------------------------ records


def _records(found: Found, told: _Problems, limits: Limits) -> Iterator[Record]:
    """The records of an input that are reports; what cannot be read goes to `told`."""
    if skipped(Path(found.name)):
        told.add("skipped", "not a report by its name", "rename it if it is one")
    elif found.fault:
        told.add("error" if found.lost else "skipped", str(found.fault), found.fault.to_do)
    else:
        try:
            yield from _read(found, told, limits)
        except formats.Unknown as error:
            told.add("skipped", str(error), error.to_do)
        except InputError as error:
            to_do = getattr(error, "to_do", "look at the file; the other reports are read")
            told.add("error", str(error), to_do, last=True)
        except ImportError as error:
            to_do = f"pip install 'analysis[{found.path.suffix[1:].lower()}]'"
            told.add("error", f"{error.name} is not installed", to_do)
        except Exception as error:  # whatever a file makes its reader do: that loses the file, never the run
            what = f"it cannot be read: {type(error).__name__}: {_shown(error)}"
            told.add("error", what, "get it anew, or save it as .txt", last=True)


def _read(found: Found, told: _Problems, limits: Limits) -> Iterator[Record]:
    with opened(found.path) as stream:
        before = state(stream)
        for number, where, record, sha256 in formats.read(stream, found.path, limits):
            if isinstance(record, InputError):
                told.add("error", f"{where}: {record}", getattr(record, "to_do", "mend it; the rest is kept"))
            elif fault := _no_report(record, where, limits):
                told.add("error", str(fault), fault.to_do)
            else:
                called = f"{found.name}#{number}" if number else found.name
                yield {name: record.get(name) for name in FIELDS} | {"called": called, "sha256": sha256}
        if state(stream) != before:
            to_do = "run it again: what was read may be half of it"
            told.add("warning", "it was changed or taken away while it was read", to_do)


def _no_report(record: object, where: str, limits: Limits) -> Unreadable | None:
    text = record.get("text") if isinstance(record, dict) else None
    if isinstance(text, str) and not text.replace("\ufeff", "").strip() and where == "it":
        return Unreadable("it is empty")
    if not isinstance(text, str) or not text.strip():
        return Unreadable(f"{where} has no `text`", "give it a `text`; the rest is kept")
    return limits.too_long(f"{where} is") if len(text) > limits.longest else None
