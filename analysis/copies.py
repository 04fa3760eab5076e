"""Copies: pairs of reports of which one has narration of the other, or both of a third.

Words that both reports put between quotation marks prove nothing, for both may have them from the speaker; what at
least one of them tells in its own voice does. Titles and captions are left out. Who copied whom is not known. Works on
row lists.

Method: shingles of five words; of every eight neighbouring shingles the one of the smallest hash is kept (Schleimer,
Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003), so that a shared run of
twelve words or more always shares a fingerprint. Only pairs that share one are compared word by word. What is in
more than five reports is stock (a slogan, a background paragraph, page furniture): it is evidence only if it is half of
a report, and pairs each report with the next alone, so that a text carried by hundreds is a chain of pairs. Cost grows
with the number of words, memory by thirteen bytes a word.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np

from analysis import quotations
from analysis.streams import by_report

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
    """A report's body: the hashes of its shingles in order, the place of each, and whether the own voice tells it."""

    hashes: np.ndarray
    places: np.ndarray
    own: np.ndarray
    words: int  # outside quotation marks

    @property
    def told(self) -> np.ndarray:
        return self.hashes[self.own]

    def in_text(self, values: np.ndarray) -> np.ndarray:
        """What there is of each hash, in the order of the text."""
        found = np.empty_like(values)
        found[self.places] = values
        return found


Narrations = Mapping[str, Narration]


def find(reports: Sequence[dict], sentences: Iterable[dict]) -> list[dict]:
    """Rows of `copies`, over all reports: `report_id` is the first of the pair by name, which says not who copied.

    `shared_words` are the words in shared shingles, `share` their part of the shorter narration, `longest_run` the most
    of them in a row. A report marked as duplicate is a copy outright.
    """
    own = by_report(sentences)
    narrations = {report["report_id"]: _narration(report["text"], own[report["report_id"]]) for report in reports}
    twins = {report["report_id"]: report["duplicate_of"] for report in reports if report.get("duplicate_of")}
    pairs, stock = _candidates(sorted(narrations.keys() - twins.keys()), narrations)
    rows = [row for one, own in groupby(pairs, itemgetter(0)) for row in _compared(one, own, narrations, stock)]
    rows += [_twin(*sorted(pair), narrations) for pair in twins.items() if pair[1] in narrations]
    return sorted(rows, key=lambda row: (row["report_id"], row["other_report_id"]))


def _narration(text: str, sentences: Sequence[dict]) -> Narration:
    quoted = np.zeros(len(text) + 1, bool)
    for quotation in quotations.find(sentences, text):
        quoted[quotation.outer_start : quotation.outer_end] = True
    body = [row for row in sentences if row["part"] == "body"]
    told = [word for row in body for word in WORD.finditer(text, row["start"], row["end"])]
    own = ~quoted[np.fromiter(map(re.Match.start, told), int, len(told))]
    codes = np.fromiter(map(_code, map(re.Match.group, told)), np.uint64, len(told))
    length = max(len(told) - SHINGLE + 1, 0)
    hashes, all_own = np.zeros(length, np.uint64), np.ones(length, bool)
    for n in range(SHINGLE):
        hashes = hashes * PRIME ^ codes[n : n + length]
        all_own &= own[n : n + length]
    places = np.argsort(hashes).astype(np.int32)
    return Narration(hashes[places], places, all_own[places], int(own.sum()))


@lru_cache(maxsize=2**16)
def _code(word: str) -> int:
    return zlib.crc32(word.casefold().replace("’", "'").encode())


def _fingerprints(hashes: np.ndarray) -> np.ndarray:
    """The smallest hash of every window of shingles; all of a text shorter than a window."""
    if len(hashes) <= WINDOW:
        return np.unique(hashes)
    return np.unique(np.lib.stride_tricks.sliding_window_view(hashes, WINDOW).min(axis=1))


def _candidates(report_ids: Sequence[str], narrations: Narrations) -> tuple[list[tuple[str, str]], np.ndarray]:
    """(pairs worth comparing, the fingerprints that are stock)."""
    prints = [_fingerprints(own.in_text(own.hashes)) for own in map(narrations.__getitem__, report_ids)]
    hashes = np.concatenate([np.empty(0, np.uint64), *prints])
    if not len(hashes):
        return [], hashes
    owner = np.repeat(np.arange(len(prints), dtype=np.int32), [len(own) for own in prints])
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))  # np.unique would sort them again
    counts = np.diff(starts, append=len(hashes))
    pairs, chained = set(), Counter()
    for start, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        group = owner[order[start : start + count]].tolist()
        if count > STOCK:
            chained.update(pairwise(group))
        else:
            pairs.update((a, b) for n, a in enumerate(group) for b in group[n + 1 :])
    least = CARRIED_SHARE / 2  # fingerprints estimate the share
    pairs |= {(a, b) for (a, b), shared in chained.items() if shared >= least * min(len(prints[a]), len(prints[b]))}
    return [(report_ids[a], report_ids[b]) for a, b in sorted(pairs)], hashes[starts[counts > STOCK]]


def _compared(one: str, pairs: Iterable[tuple[str, str]], narrations: Narrations, stock: np.ndarray) -> Iterator[dict]:
    """The rows of those pairs of a report in which one evidently has narration of the other."""
    a = narrations[one]
    rare = ~_stock(a, stock)
    for _, other in pairs:
        b = narrations[other]
        mine, words = _shared(a, b), min(a.words, b.words)
        own = mine[rare[mine]]
        if not _evident(len(own) + SHINGLE - 1, len(own) * SHINGLE, len(mine) * SHINGLE, words):
            continue  # too few, wherever they stand
        longest, told, shared = _longest(own), _covered(own), _covered(mine)
        if _evident(longest, told, shared, words):
            shared = min(shared, _covered(_shared(b, a)))
            if _evident(longest, min(told, shared), shared, words):
                yield _row(one, other, shared, words, _longest(mine))


def _evident(longest: int, rare: int, shared: int, words: int) -> bool:
    """Whether the longest run without stock, the words shared without it, or all words shared, show copying."""
    rewritten = rare >= max(REWRITTEN_WORDS, REWRITTEN_SHARE * words)
    return longest > LONGEST_CHANCE or rewritten or shared >= max(REWRITTEN_WORDS, CARRIED_SHARE * words)


def _stock(narration: Narration, stock: np.ndarray) -> np.ndarray:
    """The shingles that are stock: its fingerprints, and what lies between two neighbouring ones."""
    marks = narration.in_text(_among(narration.hashes, stock))
    places = np.flatnonzero(marks)
    for first, last in pairwise(places):
        if last - first <= WINDOW:
            marks[first:last] = True
    return marks


def _shared(a: Narration, b: Narration) -> np.ndarray:
    """The places of the shingles of `a` that `b` has too, one of them in its own voice."""
    found = _among(a.hashes, b.hashes)
    if not (own := a.own[found]).all():
        found[found] = own | _among(a.hashes[found], b.told)
    return np.sort(a.places[found])


def _among(hashes: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Of each hash: is it among the known ones, which are in order?"""
    if not len(known):
        return np.zeros(len(hashes), bool)
    return known.take(known.searchsorted(hashes), mode="clip") == hashes


def _longest(places: np.ndarray) -> int:
    """The words of the longest run of shingles at these places."""
    if not len(places):
        return 0
    ends = np.flatnonzero(places[1:] - places[:-1] > 1)
    bounds = np.array([-1, *ends, len(places) - 1])
    return int((bounds[1:] - bounds[:-1]).max()) + SHINGLE - 1


def _covered(places: np.ndarray) -> int:
    """The words that lie in the shingles at these places."""
    return int(np.minimum(places[1:] - places[:-1], SHINGLE).sum()) + SHINGLE if len(places) else 0


def _twin(one: str, other: str, narrations: Narrations) -> dict:
    words = min(narrations[one].words, narrations[other].words)
    return _row(one, other, words, words, words)


def _row(one: str, other: str, shared: int, words: int, longest: int) -> dict:
    share = min(1.0, round(shared / words, 3)) if words else 0.0
    return {"report_id": one, "other_report_id": other, "shared_words": shared, "share": share, "longest_run": longest}
