"""Reading files: every input ends in `reports` or in `problems`.

Text is decoded and otherwise untouched. A record (JSON, JSON lines, CSV, Parquet) has `text` and may have `id`, `title`,
`published`, `publisher`, `url` and `language`; any other key is ignored.
"""

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from charset_normalizer import from_bytes

from analysis.errors import InputError

SKIPPED = re.compile(r"(?i)^(?:README|LICEN[CS]E|NOTICE|[._])|^overrides\.csv$")
ENGLISH = frozenset(
    "the of to and a in that is was for on with as at by it from he be has have are his an said were not but they this".split()
)
# Below this share of the commonest English words a text is not English; English news stays above .2.
ENGLISH_SHARE = 0.08
TOO_SHORT_TO_TELL = 20
# Half a character: JSON can hold one, no file can. One character stands for it, so that offsets hold.
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

Record = dict[str, object]


def read(paths: Iterable[Path], *, progress: Callable[[str], None] | None = None) -> tuple[list[dict], list[dict]]:
    """Rows of `reports` (as far as a file tells; the layout fills in the rest) and of `problems`.

    Raises InputError if a path does not exist. An input that yields nothing is a row of `problems`.
    """
    reports: dict[str, dict] = {}
    problems: list[dict] = []
    texts: dict[str, str] = {}
    for root, file in _files(paths):
        name = file.relative_to(root).as_posix()
        if progress:
            progress(name)
        if skipped(Path(name)):
            problems.append(_problem(name, None, "skipped", "not a report by its name", "rename it if it is one"))
            continue
        found = 0
        for record in _records(file, name, problems):
            report = _report(record, name)
            _tell(report, record, reports, problems)
            same = " ".join(report["text"].split())
            report["duplicate_of"] = texts.setdefault(hashlib.sha256(same.encode()).hexdigest(), report["report_id"])
            if report["duplicate_of"] == report["report_id"]:
                report["duplicate_of"] = None
            else:
                what = f"the same text as {report['duplicate_of']}"
                problems.append(_problem(name, report["report_id"], "warning", what, "kept, and counted once"))
            reports[report["report_id"]] = report
            found += 1
        if not found and not any(problem["path"] == name for problem in problems):
            problems.append(_problem(name, None, "error", "it holds no report", "give each record a `text`"))
    return list(reports.values()), problems


def skipped(path: Path) -> bool:
    """Not a report by its name, or by its place below the folder of reports."""
    return bool(SKIPPED.search(path.name)) or "codebooks" in path.parts[:-1]


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from ((path, file) for file in sorted(path.rglob("*")) if file.is_file())
        elif path.is_file():
            yield path.parent, path
        else:
            raise InputError(f"{path}: there is no such file or folder; check the name")


def _problem(path: str, report_id: str | None, severity: str, problem: str, what_to_do: str) -> dict:
    return dict(path=path, report_id=report_id, severity=severity, problem=problem, what_to_do=what_to_do)


def _report(record: Record, name: str) -> dict:
    text = LONE_SURROGATE.sub("\ufffd", record["text"])
    return dict(
        report_id=str(record.get("id") or name),
        path=name,
        sha256=record.get("sha256") or hashlib.sha256(text.encode()).hexdigest(),
        title=record.get("title") or None,
        published=record.get("published") or None,
        publisher=record.get("publisher") or None,
        url=record.get("url") or None,
        language=record.get("language") or language(text),
        chars=len(text),
        words=len(text.split()),
        text=text,
    )


def _tell(report: dict, record: Record, reports: dict[str, dict], problems: list[dict]) -> None:
    """Make the id unique and the date a day; say in `problems` what was changed and what will not be read."""
    wanted, number = report["report_id"], 2
    while report["report_id"] in reports:
        report["report_id"], number = f"{wanted}#{number}", number + 1
    key = report["path"], report["report_id"]
    if report["report_id"] != wanted:
        problems.append(_problem(*key, "warning", f"a second report is called {wanted}", f"it is read as {report['report_id']}"))
    if report["published"] and not (day := _day(report["published"])):
        problems.append(_problem(*key, "warning", f"published is no ISO day: {report['published']}", "write it as 2026-03-09"))
        report["published"] = None
    elif report["published"]:
        report["published"] = day
    if report["language"] != "en":
        what = f"written in another language ({report['language']}): nothing is read from it"
        problems.append(_problem(*key, "warning", what, "give an English translation as a report of its own"))


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def language(text: str) -> str:
    """ISO 639-1 code. A text too short to tell is taken for English."""
    words = re.findall(r"[^\W\d_]+", text[:20_000].casefold())
    if len(words) < TOO_SHORT_TO_TELL and (not words or text.isascii()):
        return "en"
    if sum(word in ENGLISH for word in words) >= ENGLISH_SHARE * len(words):
        return "en"
    import py3langid  # only for a text that is not plainly English: its model takes a while to load

    return py3langid.classify(text[:5_000])[0]


# ------------------------------------------------------------------------------------------------ formats


def _records(file: Path, name: str, problems: list[dict]) -> Iterator[Record]:
    """The records of a file; what cannot be read goes to `problems` with its line."""
    reader = READERS.get("".join(file.suffixes[-2:]).lower()) or READERS.get(file.suffix.lower())
    if not reader:
        what = f"no known kind of report: {file.suffix or 'no file extension'}"
        problems.append(_problem(name, None, "skipped", what, "save it as .txt, .html, .jsonl or .csv"))
        return
    try:
        data = file.read_bytes()
        if not data.strip():
            raise InputError("it is empty")
        for number, record in reader(data, file):
            if isinstance(record, InputError):
                problems.append(_problem(f"{name}", None, "error", f"line {number}: {record}", "mend that line; the rest is kept"))
            elif not isinstance(record, dict) or not isinstance(record.get("text"), str) or not record["text"].strip():
                problems.append(_problem(name, None, "error", f"record {number} has no `text`", "give it a `text`; the rest is kept"))
            else:
                yield {"id": f"{name}#{number}" if number else None, **{k: v for k, v in record.items() if v is not None}}
    except InputError as error:
        problems.append(_problem(name, None, "error", str(error), "look at the file; the other reports are read"))
    except ImportError as error:
        problems.append(_problem(name, None, "error", f"{error.name} is not installed", f"pip install 'analysis[{file.suffix[1:]}]'"))
    except OSError as error:
        problems.append(_problem(name, None, "error", f"it cannot be opened: {error.strerror}", "check its permissions"))


def decode(data: bytes) -> str:
    """The text of bytes: by byte-order mark, as UTF-8, else as the likeliest code page. Raises InputError if it is no text."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if b"\0" in data:
        raise InputError("it is no text (it holds zero bytes)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
    text = str(best) if best else ""
    if sum(character.isalpha() or character.isspace() for character in text) < 0.6 * max(1, len(text)):
        raise InputError("it is no text in any known encoding")
    return text


def _text(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    yield 0, {"text": decode(data), "sha256": hashlib.sha256(data).hexdigest()}


def _html(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    from trafilatura import bare_extraction

    page = bare_extraction(decode(data), with_metadata=True)
    if not page or not page.text:
        raise InputError("no article is found in this page")
    yield 0, {"text": page.text, "title": page.title, "published": page.date, "publisher": page.sitename,
              "sha256": hashlib.sha256(data).hexdigest()}


def _pdf(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        text = "\n\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except PyPdfError as error:
        raise InputError(f"it is no readable PDF: {error}") from error
    yield 0, {"text": text, "sha256": hashlib.sha256(data).hexdigest()}


def _docx(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    from docx import Document

    try:
        paragraphs = Document(io.BytesIO(data)).paragraphs
    except (KeyError, ValueError, OSError) as error:
        raise InputError(f"it is no readable docx: {error}") from error
    yield 0, {"text": "\n\n".join(paragraph.text for paragraph in paragraphs), "sha256": hashlib.sha256(data).hexdigest()}


def _json(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    try:
        content = json.loads(decode(data))
    except ValueError as error:
        raise InputError(f"it is no JSON: {error}") from error
    if isinstance(content, dict):
        yield 0, content
    else:
        yield from enumerate(content if isinstance(content, list) else [content], 1)


def _jsonl(data: bytes, file: Path) -> Iterator[tuple[int, Record | InputError]]:
    if file.suffix.lower() == ".gz":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise InputError(f"it cannot be unpacked: {error}") from error
    for number, line in enumerate(decode(data).split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                yield number, InputError(f"no JSON: {error}")


def _csv(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(decode(data), newline=""))
    if "text" not in (rows.fieldnames or ()):
        raise InputError("it has no column `text`")
    yield from enumerate(rows, 1)


def _parquet(data: bytes, file: Path) -> Iterator[tuple[int, Record]]:
    import pyarrow.parquet

    try:
        records = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
    except (ValueError, OSError) as error:
        raise InputError(f"it is no readable Parquet file: {error}") from error
    yield from enumerate(records, 1)


READERS: dict[str, Callable[[bytes, Path], Iterator[tuple[int, Record]]]] = {
    ".txt": _text, ".md": _text, ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx,
    ".json": _json, ".jsonl": _jsonl, ".jsonl.gz": _jsonl, ".csv": _csv, ".parquet": _parquet,
}  # fmt: skip
