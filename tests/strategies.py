"""Made-up reports: Hypothesis strategies that put together what the rules look for, and what breaks readers of text.

A grammar: `GRAMMAR` says how a thing is put together, with the names of other things in braces; the words are those of
the package's own codebooks, so that reports are dense with speakers, deeds, places, days and quotations.
"""

import re
from pathlib import Path

from hypothesis import strategies as st

from analysis import codebook

BOOK = codebook.load()
DATA = Path(codebook.__file__).parent / "data"


# ---------------------------------------------------------------- the words of the codebooks
def terms(name, **wanted):
    """The terms of a codebook's entries, of those whose columns have these values."""
    fitting = [entry for entry in BOOK[name] if all(entry.get(column) == value for column, value in wanted.items())]
    return [str(term) for entry in fitting for term in entry.get("terms") or ()]


def cells(name, *columns):
    """What the cells of a CSV codebook hold, one by one."""
    return [part for entry in BOOK[name] for column in columns for part in entry[column].split("|")]


def triggers(kind):
    """The verbs, nouns ... that the triggers of events.yaml ask for."""
    return [word for entry in BOOK["events"] for trigger in entry["triggers"] for word in trigger.get(kind, ())]


def examples():
    """Every example of a rule, and what looks like one and is none."""
    found = [entry.get(column) for name in BOOK for entry in BOOK[name] for column in ("examples", "not_examples")]
    return [text for texts in found if isinstance(texts, list) for text in texts if isinstance(text, str)]


def past(verb):
    """A verb's regular past: irregular ones come with the examples."""
    head, _, rest = verb.partition(" ")
    ended = f"{head}d" if head.endswith("e") else f"{head[:-1]}ied" if re.search("[^aeiou]y$", head) else f"{head}ed"
    return f"{ended} {rest}".rstrip()


def names(file):
    return (DATA / file).read_text(encoding="utf-8").split()[::40]


GRAMMAR = {
    # words
    "party": cells("parties", "name", "aliases", "metonyms"),
    "people": cells("parties", "demonyms"),
    "institution": cells("institutions", "name", "aliases"),
    "place": cells("places", "name", "aliases", "postal"),
    "town": [
        "Springfield", "Al-Hasakah", "St. Petersburg", "Ras al-Khaimah", "Ürümqi", "Łódź", "Xi'an", "Paris, Texas",
        "York",
    ],
    "outlet": cells("publishers", "name", "aliases"),
    "role": terms("roles"),
    "honorific": [term.title() for term in terms("roles", kind="title")],
    "cue": [past(verb) for verb in terms("cues")],
    "verb": [past(verb) for verb in triggers("verb")],
    "noun": triggers("noun"),
    "thing": terms("things"),
    "modal": [*terms("modality"), *terms("gaps"), *terms("tripwires")],
    "time_word": terms("times"),
    "pronoun": "he she it they we who which that this both each others none".split(),
    "given": names("given_names.txt"),
    "surname": names("surnames.txt"),
    "amount": [
        "two", "a dozen", "5", "1,000", "at least 3", "no", "hundreds of", "0", "-1", "1e9", "½", "٣", "²",
        "nine million",
    ],
    "preposition": "at on in from over near into towards against across of by with after before during to".split(),
    "example": examples(),
    # when
    "year": "0 1 99 1066 1899 1969 2000 2024 2025 2026 2027 2100 2101 9999 10000 0001".split(),
    "day": [str(day) for day in range(41)],
    "day_of_two": [f"{day:02}" for day in range(41)],
    "month": [
        "January", "Feb", "March", "Mar.", "April", "May", "June", "Sept.", "October", "DECEMBER", "February",
        "Smarch",
    ],
    "weekday": "Monday Tuesday Wed Thursday Fri. Saturday SUNDAY weekend".split(),
    "hour": [
        "00:00", "7:55", "24:00", "25:61", "12.30", "noon", "7am", "11:59pm", "3 a.m.", "1:48 pm GMT", "0300 hours",
        "10:00 GMT-0430",
    ],
    "iso": [
        "{year}-{day_of_two}-{day_of_two}", "2026-03-{day_of_two}", "2026/{day_of_two}/09",
        "2026-{day_of_two}-09T25:00Z",
    ],
    "date": [
        *(
            "{month} {day}, {year}", "{day} {month} {year}", "{month} {day}", "the {day}th of {month}",
            "{month} {year}", "{iso}", "{month}",
        ),
        *(
            "{month} {day}-{day}", "{day}/{day}/{year}", "{day}.{day}.{year}", "{weekday}, {month} {day}",
            "{weekday}, {day}", "{day}rd", "'{day}",
        ),
    ],
    "relative": [
        "{sooner} {time_word}", "{sooner} {weekday}", "{amount} {time_word}", "{amount} {time_word} {time_word}",
    ],
    "sooner": [
        "last", "next", "this", "the previous", "late", "early", "two days after", "a week before", "since", "by",
        "a million days",
    ],
    "range": [
        "between {date} and {date}", "from {date} to {date}", "{date} - {date}", "{weekday}–{weekday}",
        "in {year}-{day_of_two}",
    ],
    "when": [
        "{date}", "{hour}", "{weekday}", "{time_word}", "{relative}", "{range}", "on {weekday}",
        "at {hour} on {date}",
    ],
    # who, where and what
    "person": [
        "{surname}", "{given} {surname}", "{honorific} {surname}", "{people} {role} {given} {surname}",
        "{role} {surname}",
    ],
    "who": [
        "{party}", "{institution}", "{person}", "{pronoun}", "the {role}", "{people} {role}", "the {people} {noun}",
        "{party}'s {role}",
    ],
    "sides": [
        "{who}", "{who}", "{who}", "{who} and {who}", "{who}, {who}", "{who} or {who}", "{who}’s {who}",
        "{who}, {role} of {party},",
    ],
    "where": ["{preposition} {place}", "{preposition} {town}", "{preposition} {party}", "in {town}, {party}"],
    "object": ["{thing}", "{noun}", "{sides}", "{amount} {thing}", "{people} {thing}"],
    "deed": [
        *(
            "{sides} {verb} {object}", "{sides} {verb} {object} {where}", "{sides} {verb} {object} {where} {when}",
            "{sides} {modal} {verb} {object}",
        ),
        *(
            "{object} was {verb} by {sides} {when}", "a {noun} by {sides} {where}",
            "{amount} people were killed {where}", "{object} {verb} {where}",
        ),
    ],
    # quotations
    "open": ["“", '"', "„", "«", "‘", "'", "``", "”", "‚", "‹", "「", "＂", "&quot;", ""],
    "close": ["”", '"', "“", "»", "’", "'", "''", "„", "›", "」", "＂", "&quot;", ""],
    "end": [".", ",", "?", "!", "...", "…", "?!", ";", ":", " -", "", ".[1]", "۔", "。"],
    "quoted": [
        "{open}{deed}{end}{close}", "{open}{example}{end}{close}", "{open}{inner}{end}{close}", "{open}{deed}{end}",
        "{open}{close}",
    ],
    "inner": ["{deed}", "{example}", "{deed} {open}{inner}{close}", "{quoted} {deed}"],
    "said": [
        "{sides} {cue}", "{sides} {cue} {when}", "{sides} {modal} {cue}", "{sides} {cue} to {outlet}",
        "{sides} {cue} {sides} {when}",
    ],
    "saying": [
        *(
            "{said} that {inner}", "{said} {deed}", "{said}: {quoted}", "{said}, {quoted}", "{quoted} {said}",
            "{quoted} {said}. {quoted}",
        ),
        *(
            "according to {sides}, {inner}", "{deed}, {said}", "{deed} — {said} —", "{sides} denied that {deed}",
            "{said} {quoted} {deed}",
        ),
    ],
    # sentences
    "word": [
        "{party}", "{place}", "{role}", "{cue}", "{verb}", "{noun}", "{thing}", "{modal}", "{time_word}",
        "{preposition}", "{pronoun}", "{amount}",
    ],
    "salad": ["{word} {word} {word} {word}", "{word} {salad}"],
    "join": [
        ", ", "; ", " and ", " but ", " that ", ", which ", " — ", " ... ", " (", ") ", ": ", " while ", " after ",
        "\u00a0", "/",
    ],
    "clause": ["{deed}", "{deed}", "{saying}", "{saying}", "{example}", "{salad}", "{when}, {deed}"],
    "sentence": ["{clause}{end}", "{clause}.", "{clause}{join}{clause}{end}"],
    "paragraph": ["{sentence}", "{sentence} {sentence}", "{sentence} {sentence} {sentence}"],
    # lines that are no story
    "agency": ["Reuters", "AP", "AFP", "Xinhua", "TASS", "{outlet}"],
    "dateline": [
        "{place} ({agency}) - ", "{town}, {date} ({agency}) — ", "{place} -LRB- {agency} -RRB- - ",
        "{place} | {when} | ", "{town}: ",
    ],
    "byline": [
        "By {given} {surname}", "BY {given} {surname} and {person}", "Reporting by {person}",
        "{given} {surname}, {agency}", "by: {outlet}",
    ],
    "credit": [
        "(Reporting by {person}; Editing by {person})", "Photo: {person}/{agency}", "© {year} {outlet}",
        "Source: {agency}", "({agency}",
    ],
    "header": [
        "date {iso}", "Published: {when}", "Updated {date} {hour} GMT", "Last updated on {date}",
        "{weekday}, {date}", "{date} | {hour}", "{date}",
    ],
    "furniture": [
        "Share this article:", "Advertisement", "Read more:", "Listen", "Related", "Tags: war", "1 min read", "• ",
        "* * *", "---",
    ],
    "heading": ["{clause}", "{deed}", "{example}"],
    "line": [
        "{byline}", "{credit}", "{header}", "{furniture}", "{heading}", "{dateline}", "{header} {byline}",
        "{header} {heading} {sentence}",
    ],
    # markup
    "tag": ["b", "p", "script", "a href='javascript:x'", "img src=x onerror=y", "!--", "div", "br/", "style"],
    "marked": [
        "<{tag}>{sentence}</{tag}>", "**{sentence}**", "# {heading}", "> {sentence}", "- {clause}", "[{clause}](x)",
        "&lt;{clause}", "| {clause} | {clause} |",
    ],
    "piece": [
        "{paragraph}", "{paragraph}", "{paragraph}", "{line}", "{dateline}{paragraph}", "{header} {paragraph}",
        "{marked}", "{paragraph}{credit}",
    ],
    # what gives no date
    "timeless": [
        "{party} fired at {party}.", "{party} condemned the {noun}.", "The {role} of {party} denied it.",
        "“It was {party},” {given} {surname} said.",
    ],
}  # fmt: skip
# Words that codebooks repeat count once; the shortest first, for it is taken for the simplest.
GRAMMAR = {
    name: ways if "{" in ways[0] else sorted({*ways} - {""}, key=lambda way: (len(way), way))
    for name, ways in GRAMMAR.items()
}
NAME = re.compile(rf"\{{({'|'.join(GRAMMAR)})\}}")


@st.composite
def made(draw, name):
    """One of the ways in which the grammar makes a thing, its parts made likewise."""
    return NAME.sub(lambda part: draw(made(part[1])), draw(st.sampled_from(GRAMMAR[name])))


# ---------------------------------------------------------------- Unicode, cases, long lines
ODD = [
    *"\u202e\u202d\u2066\u2069\u200f\u200b\u200d\u2060\ufeff\u00ad\u061c",  # unseen
    *"\0\x01\x07\x08\x7f\x85\x0b\x0c\x1c\x1f\u2028\u2029",  # control
    *("\x1b[31m", "e\u0301", "\u0301", "a\u0300\u0316\u0323" * 9, "\u212b", "👩‍👩‍👧", "🇹🇷", "😀"),
    *"ﬁßİıǅÅﷺ½①Ⅻᾳ\ufffd\ufffe\U0010ffff\ue000И",
    *("𝐈𝐫𝐚𝐧", "Іrаn", "中文", "العربية", "עברית"),
    *"\u00a0\u2009\u202f\u3000\u1680\t…‐‑−’ʼ´\n“\"",
    *("  ", ". "),
]
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # none comes through analysis.reports
CASES = st.sampled_from([str, str, str, str, str.upper, str.title, str.lower, str.capitalize])


@st.composite
def spoilt(draw, whole):
    """A text with odd characters put into it, some of them within its words."""
    text = draw(whole)
    for odd in draw(st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=4)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + odd + text[at:]
    return LONE_SURROGATE.sub("\ufffd", text)


@st.composite
def pieces(draw):
    """A paragraph or a line of a report: as it comes, in another case, spoilt, or over and over."""
    piece = draw(CASES)(draw(made("piece")))
    if draw(st.integers(0, 9)) == 9:
        piece = draw(made("join")).join([piece] * draw(st.integers(2, 20)))
    return draw(spoilt(st.just(piece))) if draw(st.integers(0, 3)) == 3 else piece


# ---------------------------------------------------------------- reports
LINE_ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n", "\n\n\n\n", " ", "", "\u2028", "\x0b", "\n\t"])
DAYS = "2026-03-08 2026-03-09 2026-03-10 2025-12-31 2024-02-29 1850-01-01 9999-12-31 0001-01-01".split()
DAYS = [None, None, *DAYS]
LANGUAGES = st.sampled_from(["en"] * 12 + ["tr", None])


@st.composite
def texts(draw, of=pieces()):
    """The text of a report: some pieces, and what ends their lines."""
    parts = [part for piece in draw(st.lists(of, min_size=1, max_size=5)) for part in (piece, draw(LINE_ENDS))]
    return "".join(parts) if "".join(parts).strip() else "x"


@st.composite
def folders(draw, most=4):
    """Reports as `analysis.reports` gives them; they share some of their pieces, as reports on one happening do."""
    shared = draw(st.lists(pieces(), min_size=1, max_size=3))
    reports = []
    for number in range(draw(st.integers(1, most))):
        text = draw(texts(st.sampled_from(shared) | pieces()))
        report = {"report_id": f"{number:03}.txt", "path": f"{number:03}.txt", "text": text}
        report |= {"published": draw(st.sampled_from(DAYS)), "language": draw(LANGUAGES)}
        report |= {"title": draw(st.none() | made("heading")), "publisher": draw(st.none() | made("outlet"))}
        reports.append(report)
    return reports


# ---------------------------------------------------------------- noise that tells no day
MARKS = st.sampled_from(" \u200b\u00a0\t.,;*-—|_()#…\u202e\ufeff\u0301😀~")
NOISE = st.lists(MARKS, min_size=1, max_size=12).map("".join)
