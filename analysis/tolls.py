"""Tolls: how many were killed, hurt or taken, as the words of a mention count them."""

import re

UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = {word: n for n, word in enumerate(UNITS, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
NUMBERS |= dict.fromkeys(("no", "nobody", "none"), 0)
BOUND = r"(?:(at least|more than|over|up to|at most|fewer than|about|around|some|nearly|almost) )?"
YEAR = r"(?!(?:19|20)\d\d\b(?! (?:people|civilians|soldiers)))"
SPELT = rf"(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?:-(?:{'|'.join(UNITS[:9])}))?"
MANY = "dozens|scores|hundreds|thousands|several"
COUNT = re.compile(rf"(?<![\w-]){BOUND}{YEAR}(\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,7}}|{SPELT}|{MANY})\b", re.I)
COUNTED = r"people|persons?|killed|dead|wounded|injured|hurt|died|casualt\w+|injur\w+|deaths?|fatalit\w+"
PEOPLE = re.compile(rf"(?:\W+\w+(?:-\w+){{0,3}}){{0,3}}?\W+(?:{COUNTED})\b", re.I)
HARMED = re.compile(r"\b(?:kill\w*|wound\w*|injur\w*|hurt\w*)\W+$", re.I)


def casualties(event: dict, *, bound: bool = False) -> str:
    """The number as given: a figure, a number word as a figure, 0 for none, the words for many, or "some". With `bound`,
    after what limits it: at least 7."""
    if event["modality"] == "negated":
        return "0"
    number = event.get("number") or ""
    match = (not number.startswith("0 ") and COUNT.search(number)) or _of_people(event["text"])
    if not match:
        return "some"
    ten, _, unit = match[2].lower().partition("-")
    number = str(NUMBERS[ten] + NUMBERS.get(unit, 0)) if ten in NUMBERS else ten.replace(",", "")
    return f"{match[1].lower()} {number}" if bound and match[1] else number


def _of_people(text: str) -> re.Match | None:
    """A number that counts those who were killed or hurt."""
    found = (match for match in COUNT.finditer(text) if PEOPLE.match(text, match.end()) or HARMED.search(text[: match.start()]))
    return next(found, None)
