"""Terms: patterns in any case find what re.IGNORECASE finds, and are searched only where they can be."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.codebook import load
from analysis.mentions import Scheme
from analysis.terms import AnyCase, Needed

BOOK = load()
BOOKS = ("gaps", "positions", "tripwires", "composites")
GIVEN = [term for name in BOOKS for entry in BOOK[name] for term in entry.get("terms", ())]
PATTERNS = [
    *(term for term in GIVEN if "{" not in re.sub(r"\{\d", "", term)),
    *(entry["pattern"] for entry in BOOK["scopes"] if "pattern" in entry),
    *(cue.pattern.pattern for cue in Scheme.of(BOOK).cues.values()),
]
COMPILED = [(AnyCase(pattern), re.compile(pattern, re.IGNORECASE)) for pattern in PATTERNS]
TOLD = [text for name in (*BOOKS, "scopes") for entry in BOOK[name] for text in entry.get("examples", ())]
TEXTS = [text for text in TOLD if isinstance(text, str)]


@pytest.mark.parametrize("text", [*TEXTS, *map(str.upper, TEXTS), "", "It İs NOT the ſecond, dıd not ſay"])
def test_every_pattern_finds_what_it_finds_by_itself(text):
    for quick, plain in COMPILED:
        found = [match.span() for match in quick.finditer(text)]
        assert found == [match.span() for match in plain.finditer(text)], plain.pattern


@pytest.mark.parametrize("text", ["", "Kiel", "\u212aIEL", "k|l", "İt", "ıt", "ſo", "two\nlines", "the ’s of it", "Σ", "a.b"])
@pytest.mark.parametrize("words", [{"k"}, {"it", "so"}, {"k|l", "a.b"}, {"o\nl"}, {"’s"}, set()])
def test_a_column_is_asked_as_each_text_is(words, text):
    needed = Needed(words)
    assert needed.can_be_in_each(pa.chunked_array([[text, None]])).to_pylist() == [needed.can_be_in(text), None]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bunclear\b", {"unclear"}),
        (r"\b(?:is|was) un(?:known|clear)\b", {"known", "clear"}),
        (r"\b(?:airstrike|airstrikes|strikes?)\b", {"strike"}),
        (r"(?:the )?other (?!day)\w+", {"other "}),
        (r"\bArticle (?:4|four)\b", {"article "}),
        (r"\w+ed", {"ed"}),
        (r"(?:secret)*|\d+", set()),
        (r"(?!)", set()),
    ],
)
def test_words_that_a_pattern_cannot_do_without(pattern, needed):
    assert set(AnyCase(pattern).needed) == needed


@given(st.text(st.sampled_from("aAbBiIıİsSſkKåÅ’- "), max_size=12))
def test_letters_of_odd_case(text):
    for pattern in ("is", "(?:sa|ib)k?", "a’s", "(?i:ik|sk)", "[iı]a"):
        found = AnyCase(pattern).search(text)
        plain = re.search(pattern, text, re.IGNORECASE)
        assert (found and found.span()) == (plain and plain.span())
