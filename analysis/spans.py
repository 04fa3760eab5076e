"""Layout: what each stretch of a report is. The rules are entries of codebooks/layout.yaml.

Nothing is cut: the spans of a report are its whole text, once, so an analyst can see what was set aside and by which rule.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.codebook import Codebook

READ = ("title", "standfirst", "subhead", "caption", "body")
SENTENCE_END = re.compile(r"[.?!…:;][\"'”’)\]]{0,2}$")
LINE = re.compile(r"[^\r\n]+")
WORD = re.compile(r"[^\W_]+")
NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]{2,24}(?:[ /,]{1,2}[^\W\d_a-zß-ÿ][\w.'’-]{1,24}){0,3}")
LONGEST_TITLE = 30  # words
LONGEST_LABEL = 3
LONGEST_CLOSING = 140  # characters of a sign-off or credit glued to the last sentence
SHORTEST_STORY_LINE = 18  # words of a line that can still be story below the foot of the page
TICKER = "ticker_time_alone"  # the entry of layout.yaml for a clock time that heads an entry of a running report
LONE_PLACE = "a name alone before the story"
OPENING = 4  # sentences in which a report can still be before its story: captions, a summary
LONGEST_QUESTION = 8  # words of a question that is a subhead

Rules = list[tuple[dict, re.Pattern]]  # entries of layout.yaml with their patterns


@dataclass
class Piece:
    start: int
    end: int
    text: str
    kind: str = ""
    rule: str = ""
    beside: dict | None = None  # the entry that fits the line if it stands beside a piece of its kinds

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_sentence(self) -> bool:
        return bool(SENTENCE_END.search(self.text))


@lru_cache(maxsize=8)
def _rules(codebook: Codebook) -> Rules:
    return [(entry, re.compile(entry["pattern"])) for entry in codebook["layout"]]


def find(report: dict, *, codebook: Codebook) -> list[dict]:
    """Rows of `spans` for one report: they partition its text."""
    lines, pieces, told = _lines(report["text"]), [], 0
    glued, whole = _rules_for(lines, codebook)
    for line in lines:
        cut = _cut(line, glued, whole, told)
        told += OPENING * any(piece.kind == "dateline" for piece in cut)
        told += any(not piece.kind and piece.is_sentence and piece.words > LONGEST_LABEL for piece in cut)
        pieces += cut
    _beside(pieces, report.get("title"))
    _foot(pieces, codebook)
    _head(pieces, report.get("title"))
    _repeats(pieces)
    _subheads(pieces)
    return _partition(report["report_id"], report["text"], pieces)


def _lines(text: str) -> list[Piece]:
    """Each line that holds something, without the white space at its ends."""
    lines = []
    for line in LINE.finditer(text):
        bare = line[0].strip()
        if bare:
            start = line.start() + line[0].index(bare)
            lines.append(Piece(start, start + len(bare), bare))
    return lines


def _applies(entry: dict, told: int | None) -> bool:
    """Does the entry hold where `told` sentences of the story stand before it? Some hold in its opening only, or after."""
    if told is None or "only" not in entry:
        return True
    return told < OPENING if entry["only"] == "opening" else told > 0


def _rules_for(lines: list[Piece], codebook: Codebook) -> tuple[Rules, Rules]:
    """The rules for the ends of a line and those for a whole one; not what holds once in a report and fits more lines."""
    often = {
        entry["code"]
        for entry, pattern in _rules(codebook)
        if entry.get("once") and sum(bool(pattern.match(line.text)) for line in lines) > 1
    }
    kept = [rule for rule in _rules(codebook) if rule[0]["code"] not in often]
    return [rule for rule in kept if rule[0]["scope"] != "line"], _for_lines(kept)


def _for_lines(rules: Rules) -> Rules:
    return [rule for rule in rules if rule[0]["scope"] == "line"]


def _cut(line: Piece, glued: Rules, whole: Rules, told: int) -> list[Piece]:
    """A line as pieces: what is glued to its ends, and the rest, which is story until told otherwise."""
    before: list[Piece] = []
    after: list[Piece] = []
    for entry, pattern in glued:
        if not line.text:
            break
        if not _applies(entry, told) or entry.get("after") and entry["after"] not in {piece.kind for piece in before}:
            continue
        if entry["scope"] == "head" and (found := pattern.match(line.text)):
            before.append(_piece(line, 0, found.end(), entry))
            line = _piece(line, found.end(), len(line.text))
        elif entry["scope"] == "end" and (found := _closing(pattern, line.text)) and not _whole(entry, line, whole, told):
            after.insert(0, _piece(line, found.start(), len(line.text), entry))
            line = _piece(line, 0, found.start())
            line.kind, line.rule = (entry["rest"], entry["code"]) if entry.get("rest") else ("", "")
    if line.text and not line.kind and (entry := _fit(line.text, whole, told)):
        if entry.get("beside"):
            line.beside = entry
        else:
            line.kind, line.rule = entry["kind"], entry["code"]
    return [piece for piece in (*before, line, *after) if piece.text]


def _whole(entry: dict, line: Piece, whole: Rules, told: int) -> bool:
    """Is the whole line of the kind that its end is? Then nothing is cut."""
    fit = _fit(line.text, whole, told)
    return bool(fit) and fit["kind"] == entry["kind"]


def _closing(pattern: re.Pattern, line: str) -> re.Match | None:
    found = pattern.search(line, max(0, len(line) - LONGEST_CLOSING))
    return found if found and found.end() == len(line) else None


def _piece(line: Piece, start: int, end: int, entry: dict | None = None) -> Piece:
    rule = (entry["kind"], entry["code"]) if entry else (line.kind, line.rule)
    text = line.text[start:end]
    bare = text.strip() if not entry else text
    start += text.index(bare)
    return Piece(line.start + start, line.start + start + len(bare), bare, *rule)


def _fit(line: str, whole: Rules, told: int | None) -> dict | None:
    return next((entry for entry, pattern in whole if _applies(entry, told) and pattern.fullmatch(line)), None)


def fits(line: str, codebook: Codebook) -> dict | None:
    """The entry of layout.yaml whose pattern is the whole line, wherever that stands in its report."""
    return _fit(line, _for_lines(_rules(codebook)), None)


def _beside(pieces: list[Piece], title: str | None) -> None:
    """A line that is told by its neighbour, such as a name above the date; the first line is rather the title."""
    titled = bool(title)
    for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None]):
        near = {other.kind for other in (before, after) if other}
        if piece.beside and titled and near & set(piece.beside["beside"]):
            piece.kind, piece.rule = piece.beside["kind"], piece.beside["code"]
        titled = titled or not piece.kind


def _foot(pieces: list[Piece], codebook: Codebook) -> None:
    """Short lines below the heading of a tip form or a list of other articles are the page, not the story."""
    tails = {entry["code"] for entry in codebook["layout"] if entry.get("tail")}
    last_story = max((n for n, piece in enumerate(pieces) if not piece.kind and piece.words >= SHORTEST_STORY_LINE), default=-1)
    first_tail = next((n for n, piece in enumerate(pieces) if n > last_story and piece.rule in tails), len(pieces))
    for piece in pieces[first_tail:]:
        if not piece.kind:
            piece.kind, piece.rule = "boilerplate", "below the foot of the page"


def _head(pieces: list[Piece], title: str | None) -> None:
    """Section label, title and standfirst; a sentence before the dateline that opens the story is a caption."""
    story = [piece for piece in pieces if not piece.kind]
    if title and story and _same(story[0].text, title):
        story[0].kind, story[0].rule = "title", "the record's title"
        return
    if len(story) > 1 and story[0].words <= LONGEST_LABEL and not story[1].is_sentence and story[1].words > story[0].words:
        story[0].kind, story[0].rule = "boilerplate", "section label"
        story = story[1:]
    if len(story) > 1 and not story[0].is_sentence and story[0].words <= LONGEST_TITLE and not story[1].text[0].islower():
        if not any(piece.kind == "title" for piece in pieces):
            story[0].kind, story[0].rule = "title", "first line, no sentence"
            _standfirst(pieces, story[0], story[1])
            _lone_place([piece for piece in story if not piece.kind])
    dateline = next((n for n, piece in enumerate(pieces) if piece.kind == "dateline"), 0)
    for piece in pieces[:dateline]:
        if not piece.kind:
            piece.kind, piece.rule = "caption", "a sentence before the dateline"


def _standfirst(pieces: list[Piece], title: Piece, following: Piece) -> None:
    """The line under the title is the standfirst if page furniture parts it from the story."""
    after = pieces.index(following) + 1
    if after == len(pieces) or pieces[after].rule == TICKER or pieces.index(title) + 1 != after - 1:
        return
    if pieces[after].kind in ("byline", "header", "dateline"):
        following.kind, following.rule = "standfirst", "between title and byline"


def _lone_place(story: list[Piece]) -> None:
    """A name alone on its line, between the title and the first sentence, is the dateline."""
    if len(story) > 1 and story[1].is_sentence and story[0].words <= LONGEST_LABEL and NAME.fullmatch(story[0].text):
        story[0].kind, story[0].rule = "dateline", LONE_PLACE


def _same(line: str, title: str) -> bool:
    return line.casefold().rstrip(" .") == " ".join(title.split()).casefold().rstrip(" .")


def _repeats(pieces: list[Piece]) -> None:
    """A headline or caption printed again counts once."""
    seen: set[str] = set()
    for piece in pieces:
        if piece.kind in ("title", "caption", "") and piece.words <= 2 * LONGEST_TITLE:
            if piece.text in seen and piece.words > 1:
                piece.kind, piece.rule = "boilerplate", "a line printed again"
            if piece.kind in ("title", "caption"):
                seen.add(piece.text)


def _subheads(pieces: list[Piece]) -> None:
    """A short line without a full stop, or a short question, between paragraphs heads the next one; bullets are story."""
    read = [piece for piece in pieces if piece.kind != "header"]
    for before, piece, after in zip(read, read[1:], read[2:]):
        if piece.kind or not piece.text[0].isupper() or not (before.is_sentence or before.kind == "subhead"):
            continue
        question = piece.text.endswith("?") and piece.words <= LONGEST_QUESTION
        label = piece.words <= 12 and not piece.is_sentence and piece.text[-1].isalnum()
        if (label or question) and not after.kind and after.words > piece.words and not after.text[0].islower():
            piece.kind, piece.rule = "subhead", "short line, no sentence" if label else "short question"


def _partition(report_id: str, text: str, pieces: list[Piece]) -> list[dict]:
    """The pieces and the blanks between them."""
    rows, position = [], 0
    for piece in pieces:
        if piece.start > position:
            rows.append(dict(report_id=report_id, start=position, end=piece.start, kind="blank", rule="white space"))
        rows.append(dict(report_id=report_id, start=piece.start, end=piece.end, kind=piece.kind or "body", rule=piece.rule or "story"))
        position = piece.end
    if position < len(text):
        rows.append(dict(report_id=report_id, start=position, end=len(text), kind="blank", rule="white space"))
    return rows


def masthead(report: dict, spans: list[dict], *, codebook: Codebook) -> dict:
    """What the layout tells of the report: title, dateline, byline, agency ...; null where it tells nothing."""
    rules = {entry["code"]: (entry, pattern) for entry, pattern in _rules(codebook)}
    told: dict = {"title": report.get("title"), "publisher": report.get("publisher")}
    told |= {"dateline": None, "byline": None, "agency": None, "machine_written": None}
    for span in spans:
        words = report["text"][span["start"] : span["end"]]
        if span["kind"] == "title" and not told["title"]:
            told["title"] = words
        if span["rule"] == LONE_PLACE:
            told["dateline"] = told["dateline"] or words
        if span["rule"] not in rules:
            continue
        entry, pattern = rules[span["rule"]]
        line = LINE.match(report["text"], span["start"])[0].rstrip() if entry["scope"] == "head" else words
        found = pattern.match(line).groupdict() if entry["scope"] != "end" else _sign_off(words)
        told["byline"] = told["byline"] or found.get("byline")
        told["dateline"] = told["dateline"] or found.get("place") or found.get("city")
        if agency := _outlet(found.get("agency") or found.get("wire") or (words if entry["kind"] == "credit" else ""), "agency", codebook):
            told["agency"] = told["agency"] or agency
        if entry["code"] == "listen":
            told["publisher"] = told["publisher"] or _outlet(words, "outlet", codebook)
        told["machine_written"] = told["machine_written"] or entry.get("machine_written")
    return told


def _sign_off(words: str) -> dict:
    return {"agency": words.strip(" -–—()")}


def _outlet(words: str, kind: str, codebook: Codebook) -> str | None:
    """The publisher of that kind whose name or alias the words hold (any case)."""
    held = _plain(words)
    return next((outlet for name, outlet in _outlets(kind, codebook) if name in held), None)


@lru_cache(maxsize=8)
def _outlets(kind: str, codebook: Codebook) -> list[tuple[str, str]]:
    """The names and aliases of the publishers of a kind, each with whom it names."""
    entries = [entry for entry in codebook["publishers"] if entry["kind"] == kind]
    names = ((name, entry) for entry in entries for name in (entry["name"], *filter(None, entry["aliases"].split("|"))))
    return [(_plain(name), entry["name"]) for name, entry in names]


def _plain(words: str) -> str:
    """Lower-case words between single spaces, with one at each end, so that whole words are compared."""
    return " ".join(["", *WORD.findall(words.casefold()), ""])
