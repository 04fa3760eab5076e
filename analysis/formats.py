"""Forms of files: each reader gives the records of a file, one at a time, and the parts that are none.

A record is a dictionary with `text`, and perhaps `id`, `title`, `published`, `publisher`, `url` and `language`; any
other key is ignored. The forms of many records are in records.py.
"""

import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis import records
from analysis.decoding import SAMPLE, decode
from analysis.files import Unreadable
from analysis.records import Limits, Part, whole

ARCHIVE = re.compile(r"(?i)\.(?:zip|gz|tgz|tar|bz2|tbz2?|xz|txz|7z|rar|zst|lz4?|z|cab|iso|jar|warc|epub|mbox|pst)$")
TAG, MOST_WORDS = re.compile(r"<[a-zA-Z][^<>]*"), 20_000  # the time that a tag takes grows with their square
# Where a page says when it was published. Any other date in it is not that of its publication.
PUBLISHED = """//meta[@property='article:published_time' or @itemprop='datePublished' or @name='datePublished'
    or @name='pubdate' or @name='publish-date' or @name='dc.date.issued' or @name='DC.date.issued'
    or @name='parsely-pub-date' or @name='sailthru.date']/@content
    | //time[@itemprop='datePublished' or @pubdate]/@datetime"""
JSON_LD = re.compile(r'"datePublished"\s{0,9}:\s{0,9}"([^"]{4,40})"')
# The libraries tell their doubts of a file on stderr, in the file's own words: a terminal is no place for these.
for library in ("trafilatura", "htmldate", "pypdf"):
    logging.getLogger(library).addHandler(logging.NullHandler())


def read(stream: io.BufferedIOBase, path: Path, limits: Limits) -> Iterator[Part]:
    """The parts of a file. Raises Unreadable if it, or the rest of it, cannot be read; ImportError without an extra."""
    if ARCHIVE.search(path.name) and not path.name.lower().endswith(".jsonl.gz"):
        raise Unreadable("an archive is not opened", "unpack it into the folder")
    reader = READERS.get("".join(path.suffixes[-2:]).lower()) or READERS.get(path.suffix.lower())
    if not reader:
        what = f"no known kind of report: {path.suffix or 'no file extension'}"
        raise Unknown(what, "save it as .txt, .html, .jsonl or .csv")
    if stream.seek(0, io.SEEK_END) > limits.largest:
        raise limits.too_large("it has")
    stream.seek(0)
    if not any(block.strip() for block in iter(lambda: stream.read(SAMPLE), b"")):
        raise Unreadable("it is empty")
    stream.seek(0)
    unpacked = 0
    for part in reader(stream, limits):
        text = part.record.get("text") if isinstance(part.record, dict) else None
        unpacked += len(text) if isinstance(text, str) else 0
        if unpacked > limits.largest:
            raise limits.too_large("it unpacks to")
        yield part


class Unknown(Unreadable):
    """A file of a kind that is no report."""


# ---------------------------------------------------------------- one report a file
def _text(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    data = whole(stream, limits)
    yield Part(0, "it", {"text": decode(data)}, hashlib.sha256(data).hexdigest())


def _html(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    from trafilatura import bare_extraction, load_html

    data = whole(stream, limits)
    source = decode(data, declared=True)
    if len(source) > limits.longest:
        raise limits.too_long("the page is")
    if any(len(tag[0].split(None, MOST_WORDS + 1)) > MOST_WORDS for tag in TAG.finditer(source)):
        raise Unreadable(f"a tag in it has more than {MOST_WORDS:,} words: it is made to choke its readers")
    tree = load_html(source.replace("\0", "\ufffd"))
    told = [*map(str, tree.xpath(PUBLISHED)), *JSON_LD.findall(source)] if tree is not None else []
    # The search for a date is cut short: it is not used, for it takes any. The last day keeps the clock out of it.
    fast = {"extensive_search": False, "original_date": True, "max_date": "2999-12-31"}
    page = bare_extraction(tree, with_metadata=True, date_extraction_params=fast) if tree is not None else None
    if not page or not page.text:
        raise Unreadable("no article is found in this page")
    published = next(iter(told), None)
    facts = {"title": page.title, "published": published, "publisher": page.sitename}
    yield Part(0, "it", {"text": page.text, **facts}, hashlib.sha256(data).hexdigest())


def _pdf(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    from pypdf import PdfReader

    data = whole(stream, limits)
    text = "\n\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    yield Part(0, "it", {"text": text}, hashlib.sha256(data).hexdigest())


def _docx(stream: io.BufferedIOBase, limits: Limits) -> Iterator[Part]:
    from docx import Document

    data = whole(stream, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > limits.largest:
            raise limits.too_large("it unpacks to")
    text = "\n\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
    yield Part(0, "it", {"text": text}, hashlib.sha256(data).hexdigest())


Reader = Callable[[io.BufferedIOBase, Limits], Iterator[Part]]
READERS: dict[str, Reader] = {
    ".txt": _text, ".md": _text, ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx,
    ".json": records.read_json, ".jsonl": records.read_jsonl, ".jsonl.gz": records.read_packed,
    ".csv": records.read_csv, ".parquet": records.read_parquet,
}  # fmt: skip
