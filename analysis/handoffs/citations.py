"""The reports as a list of works cited: BibTeX, and CSL JSON for Zotero, pandoc and word processors.

A key is made from the report's id alone, so that adding a report renames none. Nothing is filled in: a report without
headline has its first words in square brackets, as a cataloguer supplies a title; the day of access is never known.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pandas as pd

from analysis.book import Book
from analysis.views import plural, short

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# A brace inside a field must be a word: BibTeX counts \{ and \} as braces too.
LATEX = str.maketrans(
    {mark: rf"\{mark}" for mark in "&%$#_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
URL = "!$&'()*+,-./:;=?@_~%#[]"  # what stays in an address; a brace or a backslash would break the entry


def bibtex(book: Book) -> tuple[str, list[str]]:
    """An entry a report, in the order of `reports`."""
    return "\n".join(_entry(fact) for fact in _facts(book)), _told(book)


def csl(book: Book) -> tuple[list[dict], list[str]]:
    """An item a report, in the order of `reports`; a field that is not known is not there."""
    return [_item(fact) for fact in _facts(book)], _told(book)


def _told(book: Book) -> list[str]:
    undated, nameless = (int(book.reports[column].isna().sum()) for column in ("published", "publisher"))
    return [f"{plural(len(book.reports), 'report')}; {undated} without a day of publication, {nameless} without a publisher."]


def _facts(book: Book) -> Iterator[dict]:
    """What is known of each report, as single-line text; null where it is not."""
    first = book.sentences[book.sentences["part"] == "body"].drop_duplicates("report_id").set_index("report_id")["text"]
    for row in book.reports.to_dict("records"):
        known = {name: None if pd.isna(row.get(name)) else " ".join(str(row[name]).split()) for name in (*row, "url")}
        supplied = f"[{short(first.get(row['report_id'], row['report_id']), 80)}]"
        yield known | {"key": key(row["report_id"]), "title": known["title"] or supplied, "note": _note(known)}


def key(report_id: str) -> str:
    """A citation key that every reader takes: the id itself where it can be, else its letters and a digest of it."""
    plain = unicodedata.normalize("NFKD", report_id).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9_.-]+", "-", plain).strip("-")
    return plain if plain == report_id else f"{plain}-{hashlib.sha256(report_id.encode()).hexdigest()[:8]}".strip("-")


def _note(known: dict) -> str:
    """What a reader of the list must know and no field holds."""
    notes = [
        f"report {known['report_id']}",
        "no headline" if not known["title"] else "",
        f"credited agency: {known['agency']}" if known.get("agency") else "",
        "says that a machine wrote it" if known.get("machine_written") == "True" else "",
        f"same text as {known['duplicate_of']}" if known.get("duplicate_of") else "",
        "" if known["published"] else "day of publication unknown",
        "day of access unknown",
    ]
    return "; ".join(filter(None, notes))


def _entry(fact: dict) -> str:
    year, month, day = _date(fact) or (None, None, None)
    # Reference managers read publisher, styles print howpublished.
    texts = {"title": "title", "author": "byline", "publisher": "publisher", "howpublished": "publisher", "note": "note"}
    # Double braces keep capitals as printed, and keep a name with "and" in it one name.
    lines = [f"{field} = {{{{{fact[name].translate(LATEX)}}}}}" for field, name in texts.items() if fact.get(name)]
    lines += [f"date = {{{year}-{month:02}-{day:02}}}", f"year = {{{year}}}", f"month = {MONTHS[month - 1]}"] if year else []
    lines += [f"url = {{{quote(fact['url'], safe=URL)}}}"] if fact["url"] else []
    return f"@misc{{{fact['key']},\n  " + ",\n  ".join(lines) + "\n}\n"


def _item(fact: dict) -> dict:
    date = _date(fact)
    item = {
        "id": fact["key"],
        "type": "article-newspaper",
        "title": fact["title"],
        "author": [{"literal": fact["byline"]}] if fact.get("byline") else None,
        "container-title": fact["publisher"],
        "issued": {"date-parts": [list(date)]} if date else None,
        "URL": fact["url"],
        "language": fact.get("language"),
        "note": fact["note"],
    }
    return {name: value for name, value in item.items() if value}


def _date(fact: dict) -> tuple[int, int, int] | None:
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", fact["published"] or "")
    return tuple(map(int, found.groups())) if found else None
