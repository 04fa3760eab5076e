"""Wordings: how each report words an utterance, and what it left out of the fullest wording or put in."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from analysis.streams import by_report
from analysis.sayings import WORD, Saying, fold, is_quoted


def find(utterance_id: str, sayings: Iterable[Saying]) -> Iterator[dict]:
    """A row of `wordings` for every statement of an utterance; one inside another statement has none."""
    sayings = sorted(sayings, key=lambda saying: saying.order)
    full, rows = sayings[0].text, [row for saying in sayings for row in saying.rows]
    places = {text: _found(full, text) for text in {row["text"] for row in rows}}
    own = by_report(rows)
    for row in rows:
        mine = places[row["text"]]
        others = (places[other["text"]] for other in own[row["report_id"]])
        pieces = [other for other in others if 2 * len(mine & other) < min(len(mine), len(other))]
        yield {
            "utterance_id": utterance_id,
            **{key: row[key] for key in ("report_id", "statement_id", "start", "end", "text")},
            "form": "quoted" if is_quoted(row) else "paraphrased",
            "difference": None if row["text"] == full else difference(full, row["text"], frozenset().union(*pieces)),
        }


def difference(full: str, text: str, elsewhere: frozenset[int] = frozenset()) -> str:
    """The words of `text`, with [-words of `full` that it leaves out-] and {+words that it puts in+}.

    Case, accents and punctuation make no difference. "…" stands for the words of `full` at the places `elsewhere`, which
    another piece of the same report has.
    """
    full_words, words = _tokens(full)[0], _tokens(text)[0]
    parts = []
    for kind, i, j, k, m in _matcher(full, text).get_opcodes():
        put_in = " ".join(words[k:m])
        if kind == "equal":
            parts.append(put_in)
            continue
        for there, places in groupby(range(i, j), elsewhere.__contains__):
            parts.append("…" if there else f"[-{' '.join(full_words[place] for place in places)}-]")
        parts += [f"{{+{put_in}+}}"] * bool(put_in)
    return " ".join(parts)


def _found(full: str, text: str) -> frozenset[int]:
    """Places of the words of `full` that `text` has."""
    if text == full:
        return frozenset(range(len(_tokens(full)[0])))
    return frozenset(place for i, _, n in _matcher(full, text).get_matching_blocks() for place in range(i, i + n))


def _matcher(full: str, text: str) -> SequenceMatcher:
    return SequenceMatcher(None, _tokens(full)[1], _tokens(text)[1], autojunk=False)


@lru_cache(maxsize=64)  # the fullest wording is compared with every other
def _tokens(text: str) -> tuple[list[str], list[str]]:
    """The words as printed, and as they are compared."""
    words = [(word, key) for word in text.split() if (key := _compared(word))]
    return [word for word, _ in words], [key for _, key in words]


@lru_cache(maxsize=2**16)
def _compared(word: str) -> str:
    return "".join(WORD.findall(fold(word)))
