"""Copies: pairs of reports of which one has narration of the other, or both of a third.

Words that both reports put between quotation marks prove nothing, for both may have them from the speaker; what at
least one of them tells in its own voice does. Titles and captions are left out. Who copied whom is not known. Works on
row lists.

Method: shingles of five words; of every eight neighbouring shingles the one of the smallest hash is kept (Schleimer,
Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003), so that a shared run of
twelve words or more always shares a fingerprint. Only pairs that share one are compared word by word. What is in
more than five reports is stock (a slogan, a background paragraph, page furniture): it is evidence only if it is half of
a report, and pairs each report with the next alone, so that a text carried by hundreds is a chain of pairs. Cost grows
with the number of words, memory by three bytes a word.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from analysis import quotations

SHINGLE = 5  # words
WINDOW = 8  # shingles of which one is kept
STOCK = 5  # reports; what more of them share is nobody's narration
# Evident copying is any of three. Independent reports of one crisis share runs of up to 15 words: names with their
# titles, figures in set phrases ("the UN says more than ... people have been killed in the uprising against").
LONGEST_CHANCE = 15  # words
REWRITTEN_SHARE, REWRITTEN_WORDS = 0.2, 40  # of the shorter narration, without stock: runs that rewriting broke
CARRIED_SHARE = 0.5  # stock or not
WORD = re.compile(r"\w+(?:['’]\w+)?")
PRIME = np.uint64(0x100000001B3)


@dataclass(frozen=True)
class Narration:
    """A report's body: of each shingle its hash, and whether the report's own voice tells all of it."""

    hashes: np.ndarray
    own: np.ndarray
    words: int  # outside quotation marks

    @property
    def told(self) -> np.ndarray:
        return self.hashes[self.own]


def find(reports: Sequence[dict], sentences: Iterable[dict]) -> list[dict]:
    """Rows of `copies`, over all reports: `report_id` is the first of the pair by name, which says not who copied.

    `shared_words` are the words in shared shingles, `share` their part of the shorter narration, `longest_run` the most
    of them in a row. A report marked as duplicate is a copy outright.
    """
    texts, body = {report["report_id"]: report["text"] for report in reports}, defaultdict(list)
    for row in sentences:
        body[row["report_id"]].append(row)

    @lru_cache(maxsize=512)
    def narration(report_id: str) -> Narration:
        return _narration(texts[report_id], body[report_id])

    twins = {report["report_id"]: report["duplicate_of"] for report in reports if report.get("duplicate_of")}
    pairs, stock = _candidates(sorted(texts.keys() - twins.keys()), narration)
    rows = [row for pair in pairs if (row := _compare(*pair, narration, stock))]
    rows += [_twin(*sorted(pair), narration) for pair in twins.items() if pair[1] in texts]
    return sorted(rows, key=lambda row: (row["report_id"], row["other_report_id"]))


def _narration(text: str, sentences: Sequence[dict]) -> Narration:
    quoted = np.zeros(len(text) + 1, bool)
    for quotation in quotations.find(list(sentences), text):
        quoted[quotation.outer_start : quotation.outer_end] = True
    body = [row for row in sentences if row["part"] == "body"]
    told = [word for row in body for word in WORD.finditer(text, row["start"], row["end"])]
    own = np.array([not quoted[word.start()] for word in told], bool)
    codes = np.array([zlib.crc32(word[0].casefold().replace("’", "'").encode()) for word in told], np.uint64)
    length = max(len(told) - SHINGLE + 1, 0)
    hashes, all_own = np.zeros(length, np.uint64), np.ones(length, bool)
    for n in range(SHINGLE):
        hashes = hashes * PRIME ^ codes[n : n + length]
        all_own &= own[n : n + length]
    return Narration(hashes, all_own, int(own.sum()))


def _fingerprints(hashes: np.ndarray) -> np.ndarray:
    """The smallest hash of every window of shingles; all of a text shorter than a window."""
    if len(hashes) <= WINDOW:
        return np.unique(hashes)
    return np.unique(np.lib.stride_tricks.sliding_window_view(hashes, WINDOW).min(axis=1))


def _candidates(report_ids: Sequence[str], narration) -> tuple[list[tuple[str, str]], np.ndarray]:
    """(pairs worth comparing, the fingerprints that are stock)."""
    prints = [_fingerprints(narration(report_id).hashes) for report_id in report_ids]
    if not prints:
        return [], np.empty(0, np.uint64)
    owner = np.repeat(np.arange(len(prints), dtype=np.int32), [len(own) for own in prints])
    hashes = np.concatenate(prints)
    order = np.argsort(hashes, kind="stable")
    values, starts, counts = np.unique(hashes[order], return_index=True, return_counts=True)
    pairs, chained = set(), Counter()
    for start, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        group = owner[order[start : start + count]].tolist()
        if count > STOCK:
            chained.update(pairwise(group))
        else:
            pairs.update((a, b) for n, a in enumerate(group) for b in group[n + 1 :])
    least = CARRIED_SHARE / 2  # fingerprints estimate the share
    pairs |= {(a, b) for (a, b), shared in chained.items() if shared >= least * min(len(prints[a]), len(prints[b]))}
    return [(report_ids[a], report_ids[b]) for a, b in sorted(pairs)], values[counts > STOCK]


def _compare(one: str, other: str, narration, stock: np.ndarray) -> dict | None:
    """The row of a pair, if one evidently has narration of the other."""
    a, b = narration(one), narration(other)
    mine, theirs, words = _shared(a, b), _shared(b, a), min(a.words, b.words)
    shared = min(_covered(mine), _covered(theirs))
    rare = mine & ~_stock(a, stock)
    longest, own = max(_runs(rare), default=0), min(_covered(rare), shared)
    rewritten = own >= max(REWRITTEN_WORDS, REWRITTEN_SHARE * words)
    if longest > LONGEST_CHANCE or rewritten or shared >= max(REWRITTEN_WORDS, CARRIED_SHARE * words):
        return _row(one, other, shared, words, max(_runs(mine)))
    return None


def _stock(narration: Narration, stock: np.ndarray) -> np.ndarray:
    """The shingles that are stock: its fingerprints, and what lies between two neighbouring ones."""
    marks = np.isin(narration.hashes, stock)
    places = np.flatnonzero(marks)
    for first, last in pairwise(places):
        if last - first <= WINDOW:
            marks[first:last] = True
    return marks


def _shared(a: Narration, b: Narration) -> np.ndarray:
    """Of each shingle of `a`: does `b` have it too, and one of them in its own voice?"""
    return np.isin(a.hashes, b.told) | a.own & np.isin(a.hashes, b.hashes)


def _runs(shared: np.ndarray) -> list[int]:
    """The lengths, in words, of the runs of shared shingles."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], shared.astype(np.int8), [0]))))
    return (edges[1::2] - edges[::2] + SHINGLE - 1).tolist()


def _covered(shared: np.ndarray) -> int:
    """The words that lie in a shared shingle."""
    if not len(shared):
        return 0
    return int((np.convolve(shared, np.ones(SHINGLE, int)) > 0).sum())


def _twin(one: str, other: str, narration) -> dict:
    words = min(narration(one).words, narration(other).words)
    return _row(one, other, words, words, words)


def _row(one: str, other: str, shared: int, words: int, longest: int) -> dict:
    share = min(1.0, round(shared / words, 3)) if words else 0.0
    return {"report_id": one, "other_report_id": other, "shared_words": shared, "share": share, "longest_run": longest}
