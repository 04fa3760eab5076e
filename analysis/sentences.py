"""Sentences that are read: title, standfirst, subheads, captions and body, never boilerplate."""

import re

from analysis.spans import READ

ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt cmdr adm sgt cpl gov sen rep rev hon st sr jr jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue wed thu fri sat sun no nos vs etc inc corp ltd co bros dept est fig approx p pp cf al e.g i.e u.s u.k u.n e.u u.a.e d.c "
    "l.a n.y a.m p.m ph.d pres sec brig pvt messrs mt ft".split()
)
# After one of these abbreviations a sentence may end: it does if the next word can hardly go on with it.
CLOSING = frozenset("u.s u.k u.n e.u u.a.e d.c l.a n.y a.m p.m inc corp ltd co etc jr sr".split())
STARTERS = frozenset(
    "the a an he she it they we i you this that these those but and in on at after before as for from with his her its their there "
    "meanwhile however when while if earlier later since by no both some many most according asked speaking officials".split()
)
END = re.compile(r"[.?!…]{1,3}[\"'”’»)\]]{0,3}(?=\s+[\"'“‘«(\[]{0,2}[^\W_a-zß-ÿ])")
WORD_BEFORE = re.compile(r"[\w.]{1,12}$")
WORD_AFTER = re.compile(r"\s+[\"'“‘«(\[]{0,2}([\w’']{1,20})")
BULLET = re.compile(r"[•*▪‣·–—-]\s+")
# News sentences are shorter, but for tables and lists without a full stop; what is longer is cut, for the parser's sake.
LONGEST = 1000  # characters
LONGEST_WORD = 120
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1}}}")
PART_OF_WORD = re.compile(rf"\S{{1,{LONGEST_WORD}}}")
HEADINGS = ("title", "standfirst", "subhead", "caption")
WORD = re.compile(r"[^\W\d_](?:\w|[’'-](?=\w)){0,40}")
ENDINGS = ("s", "es", "d", "ed", "ing", "e")


def find(report: dict, spans: list[dict]) -> list[dict]:
    """Rows of `sentences` for one report. None for a report in a language that is not read (only English is)."""
    if report.get("language") not in (None, "en"):
        return []
    rows, paragraph = [], -1
    for before, span in zip([None, *spans], spans):
        if span["kind"] not in READ:
            continue
        start = span["start"]
        if rows and before["kind"] == "blank" and _goes_on(rows[-1], report["text"][start]):
            start = rows.pop()["start"]
        else:
            paragraph += 1
        for first, end in split(report["text"][start : span["end"]]):
            rows.append(
                dict(report_id=report["report_id"], sentence_id=f"{report['report_id']}:{start + first}", start=start + first,
                     end=start + end, paragraph=paragraph, part=span["kind"], text=report["text"][start + first : start + end])
            )  # fmt: skip
    return rows


def _goes_on(row: dict, first: str) -> bool:
    """A line that starts in lower case goes on with the sentence before if that has not ended: hard-wrapped text."""
    return row["part"] == "body" and first.islower() and not row["text"].endswith((".", "?", "!", "”", '"', ":"))


def split(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph start and end; a closing mark stays with the sentence it closes."""
    bullet = BULLET.match(text)
    start, found = bullet.end() if bullet else 0, []
    for end in END.finditer(text):
        if end.start() > start and not _abbreviation(text, end):
            found += _bounded(text, start, end.end())
            start = end.end()
    return [*found, *_bounded(text, start, len(text))]


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence without the white space around it; if it is too long for one, cut between words, or within one."""
    bare = text[start:end].strip()
    start += text[start:end].index(bare)
    end = start + len(bare)
    if end - start <= LONGEST and not LONG_WORD.search(bare):
        return [(start, end)] if bare else []
    found, first, last = [], start, start
    for word in PART_OF_WORD.finditer(text, start, end):
        if word.start() == last > first or word.end() - first > LONGEST:
            found.append((first, last))
            first = word.start()
        last = word.end()
    return [*found, (first, end)]


def _abbreviation(text: str, end: re.Match) -> bool:
    if not text.startswith(".", end.start()) or end.end() - end.start() > 1:
        return False
    before = WORD_BEFORE.search(text, max(0, end.start() - 12), end.start())
    word = before[0].casefold().strip(".") if before else ""
    if len(word) == 1 and word.isalpha():
        return True
    if word not in ABBREVIATIONS:
        return False
    after = WORD_AFTER.match(text, end.end())
    return not (word in CLOSING and after and after[1].casefold() in STARTERS)


# ---------------------------------------------------------------- headlines in title case
def cased(rows: list[dict]) -> list[dict]:
    """The sentences of one report for the parse: titles in title case in the case of a sentence, character for character."""
    titles = [row for row in rows if row["part"] in HEADINGS and _title_case(row["text"])]
    if not titles:
        return rows
    body = [row["text"] for row in rows if row["part"] == "body"]
    common = {word for text in body for word in WORD.findall(text) if word.islower()}
    names = {word.lower() for text in body for word in WORD.findall(text)[1:] if not word.islower()} - common
    stems = {stem for word in common for stem in _stems(word)}
    lowered = {row["sentence_id"]: WORD.sub(lambda found: _lowered(found, common, names, stems), row["text"]) for row in titles}
    return [row | {"text": lowered.get(row["sentence_id"], row["text"])} for row in rows]


def _title_case(text: str) -> bool:
    """Nearly all words of a headline begin with a capital: Norland Intercepts Second Missile Over Its Airspace."""
    words = [word for word in WORD.findall(text) if len(word) > 3]
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.9 * len(words)


def _lowered(found: re.Match, common: set[str], names: set[str], stems: set[str]) -> str:
    """The word in lower case if the body has it so, in this form or another, and not as a name. The first stays."""
    word, low = found[0], found[0].lower()
    known = low in common or (low not in names and bool(_stems(low) & stems))
    return low if found.start() and word.istitle() and len(low) == len(word) and known else word


def _stems(word: str) -> set[str]:
    """What is left of a word of some length without the endings of English verbs and nouns."""
    return {word, *(word.removesuffix(end) for end in ENDINGS if len(word) > len(end) + 3)}
