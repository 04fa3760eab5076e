"""Utterances: which statements, over all reports, are one thing said once.

The same statement in other words or another translation is one utterance if the party and the day fit and the words are
alike; a stock phrase on another day is another utterance, however alike. Each wording is compared with the fullest one
of an utterance only, and only with those of its days or, where its day is unknown, of its report and its speaker, that
share a rare word (prefix filtering: Bayardo et al. 2007), so that cost stays near-linear.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import chain, islice
from math import ceil
from operator import attrgetter

from analysis import sayings, wordings
from analysis.codebook import Codebook
from analysis.sayings import ALIKE, ALIKE_BLIND, LEAST, LEAST_BLIND, WORD
from analysis.sayings import Saying, Voice, common_words, fold, meet, specific

IN_ID = 4  # words of an id
MARKS = re.compile(r"\W+")
Side = tuple[str, str | None]  # body or anybody, of a party


@dataclass(eq=False, slots=True)
class Utterance:
    """Sayings held to be one; the first is the one that all others were compared with."""

    sayings: list[Saying]
    window: tuple[date, date] | None
    utterance_id: str = ""
    speakers: list[tuple[Voice, bool]] = field(init=False)  # each once
    voice: Voice = field(init=False)
    quoted: bool = field(init=False)

    def __post_init__(self):
        self.voice, self.quoted = self.sayings[0].voice, self.sayings[0].quoted
        self.speakers = [(self.voice, self.quoted)]

    def takes(self, saying: Saying) -> float:
        """How well a saying fits; 0 if it does not. One without a day needs a speaker with a name, or the same report."""
        voice, quoted = saying.voice, saying.quoted
        for other, other_quoted in self.speakers:
            if not _may_be(voice, quoted, other, other_quoted):
                return 0.0
        window = self.window and saying.window
        if window and not meet(self.window, saying.window):
            return 0.0
        named = saying.voice.is_named() and self.sayings[0].voice.is_named()
        if not window and not named and saying.report_id != self.sayings[0].report_id:
            return 0.0
        return self.sayings[0].likeness(saying)

    def add(self, saying: Saying) -> None:
        self.sayings.append(saying)
        if (saying.voice, saying.quoted) not in self.speakers:
            self.speakers.append((saying.voice, saying.quoted))
        self.window = meet(self.window, saying.window) or self.window

    @property
    def fullest(self) -> Saying:
        return min(self.sayings, key=attrgetter("order"))

    @property
    def first(self) -> Saying:
        """The one that names it: of the oldest report, so that a later report renames nothing."""
        if not self.sayings[1:]:
            return self.sayings[0]
        return min(self.sayings, key=lambda saying: (saying.published, saying.report_id, saying.rows[0]["start"]))


@lru_cache(maxsize=2**16)
def _may_be(voice: Voice, quoted: bool, other: Voice, other_quoted: bool) -> bool:
    """The voices fit; a quotation that a report leaves without a speaker may be anybody's."""
    if quoted and voice.is_unknown() or other_quoted and other.is_unknown():
        return True
    return not voice.is_unknown() and voice.fits(other) and bool(voice.party or voice.person)


class _Rarest:
    """The words of sayings, the rarest first."""

    def __init__(self, sayings: Iterable[Saying]):
        count = Counter(chain.from_iterable(saying.content for saying in sayings))
        rarest = sorted(count, key=lambda stem: (count[stem], stem))
        self.rank = {stem: n for n, stem in enumerate(rarest)}

    def of(self, saying: Saying, alike: float, least: int) -> list[str]:
        """So many of its words, the rarest first, that what has this share and number of all has one of them."""
        ordered = sorted(saying.content, key=self.rank.__getitem__)
        return ordered[: max(1, len(ordered) - max(least, ceil(alike * len(ordered))) + 1)]


class _ByDay:
    """Utterances with a day, by what such a saying that fits must share: a word on a day."""

    def __init__(self, rarest: _Rarest):
        self.rarest = rarest
        self.found: dict[date, dict[str, list[Utterance]]] = defaultdict(lambda: defaultdict(list))

    def put(self, utterance: Utterance) -> None:
        saying = utterance.sayings[0]
        for here in map(self.found.__getitem__, _days(saying.window)):
            for stem in saying.content:
                here[stem].append(utterance)

    def near(self, saying: Saying) -> Iterator[list[Utterance]]:
        """Those before it are no shorter; of fewer words than LEAST, all must be the same."""
        days = [self.found[day] for day in _days(saying.window) if day in self.found]
        return (day[stem] for stem in self.rarest.of(saying, ALIKE, LEAST) for day in days if stem in day)


class _ByName:
    """Utterances by what a saying without a day that fits must share: the report, or a speaker's name and a word."""

    def __init__(self, rarest: _Rarest):
        self.rarest = rarest
        self.in_report: dict[str, list[Utterance]] = defaultdict(list)
        self.by_word: dict[tuple[str | Side, str], list[Utterance]] = defaultdict(list)
        self.by_rare: dict[tuple[str | Side, str], list[Utterance]] = defaultdict(list)  # by its rarest words alone

    def put(self, utterance: Utterance) -> None:
        saying = utterance.sayings[0]
        self.in_report[saying.report_id].append(utterance)
        known = _known_as(saying.voice)
        rarest = self.rarest.of(saying, ALIKE_BLIND, LEAST_BLIND) if known else ()
        for name in known:
            for stem in saying.content:
                self.by_word[name, stem].append(utterance)
            for stem in rarest:
                self.by_rare[name, stem].append(utterance)

    def near(self, saying: Saying) -> Iterator[list[Utterance]]:
        """What shares enough words shares one of the rarest of one or the other."""
        names, rarest = _answering(saying.voice), self.rarest.of(saying, ALIKE_BLIND, LEAST_BLIND)
        yield from (self.by_word.get((name, stem), ()) for stem in rarest for name in names)
        yield from (self.by_rare.get((name, stem), ()) for stem in saying.content for name in names)
        yield self.in_report.get(saying.report_id, ())


def _known_as(voice: Voice) -> list[str | Side]:
    """What one with a name is found by: the words of a person's name, and the party."""
    sides = [("anybody", voice.party), *([] if voice.person else [("body", voice.party)])]
    return [*voice.person, *sides] if voice.is_named() else []


def _answering(voice: Voice) -> list[str | Side]:
    """By what those are found that can be one with it: persons of its name, bodies of its party; a body's, anybody."""
    return [*voice.person, ("body", voice.party)] if voice.person else [("anybody", voice.party)]


@lru_cache(maxsize=4096)
def _days(window: tuple[date, date] | None) -> Sequence[date]:
    return tuple(window[0] + timedelta(n) for n in range((window[1] - window[0]).days + 1)) if window else ()


def _gather(sayings: Sequence[Saying]) -> list[Utterance]:
    """The fullest first, those with a day before those without: one of these joins only where it fits one utterance alone."""
    rarest, utterances = _Rarest(sayings), []
    dated, undated = ([saying for saying in sayings if bool(saying.window) is known] for known in (True, False))
    for kind, own in ((_ByDay, dated), (_ByName, undated)):
        index = kind(rarest)
        for utterance in utterances if own else ():
            index.put(utterance)
        for saying in sorted(own, key=attrgetter("order")):
            fit = [(likeness, -n, u) for n, u in enumerate(_near(saying, index)) if (likeness := u.takes(saying))]
            if fit and (saying.window or len(fit) == 1):
                max(fit, key=lambda found: found[:2])[2].add(saying)
            else:
                utterances.append(Utterance([saying], saying.window))
                index.put(utterances[-1])
    return utterances


def _near(saying: Saying, index: _ByDay | _ByName) -> list[Utterance]:
    """All by one who can be the same that can share enough words."""
    voice, quoted = saying.voice, saying.quoted
    found = dict.fromkeys(chain.from_iterable(index.near(saying)))
    return [u for u in found if _may_be(voice, quoted, u.voice, u.quoted)]


def find(
    statements: Sequence[Mapping], reports: Sequence[Mapping], *, codebook: Codebook
) -> tuple[list[str | None], Iterator[dict], Iterator[dict]]:
    """(the `utterance_id` of each statement, rows of `utterances`, rows of `wordings`), from the rows of all reports.

    What is not spoken is no utterance and keeps a null. A duplicate report's statements have the utterance of the
    original's, and count in nothing. The pieces of one quotation, and a statement inside another one of the same
    speaker, are one saying. A report that quotes an utterance anywhere is in `quoted_in`, any other in `paraphrased_in`.
    """
    original = {report["report_id"]: report["duplicate_of"] for report in reports if report.get("duplicate_of")}
    published = {report["report_id"]: report.get("published") or "9999" for report in reports}
    own = [row for row in statements if row.get("spoken") is not False and row["report_id"] not in original]
    utterances = _gather(list(sayings.find(own, published, codebook)))
    utterances.sort(key=lambda u: (u.window or (date.max,), u.first.order[2:]))
    _name(utterances, codebook)
    carried = [(row, u.utterance_id) for u in utterances for saying in u.sayings for row in saying.all_rows]
    ids = {row["statement_id"]: id_ for row, id_ in carried}
    copied = set(original.values())
    words = {(row["report_id"], *row["text"].split()): id_ for row, id_ in carried if row["report_id"] in copied}
    for row in (row for row in statements if row["report_id"] in original):
        ids[row["statement_id"]] = words.get((original[row["report_id"]], *row["text"].split()))
    worded = (row for u in utterances if u.sayings[1:] for row in wordings.find(u.utterance_id, u.sayings))
    return [ids.get(row["statement_id"]) for row in statements], map(_row, utterances), worded


def _name(utterances: Iterable[Utterance], codebook: Codebook) -> None:
    """Ids of day, party, first words and a digest of all words; a number where two would be the same."""
    taken, common = Counter(), common_words(codebook)
    for utterance in utterances:
        first = utterance.first
        row, voice = first.rows[0], first.voice
        day = row.get("said_earliest") or (f"by-{row['said_latest'][:10]}" if row.get("said_latest") else "undated")
        who = MARKS.sub("-", fold(voice.party or row.get("speaker") or "unknown"))
        words = WORD.findall(fold(first.text))
        slug = "-".join([MARKS.sub("", word) for word in islice((word for word in words if word not in common), IN_ID)])
        stem = "_".join(filter(None, (day[:13], who, slug, sha256(" ".join(words).encode()).hexdigest()[:4])))
        taken[stem] += 1
        utterance.utterance_id = stem if taken[stem] == 1 else f"{stem}_{taken[stem]}"


def _row(utterance: Utterance) -> dict:
    fullest, rows = utterance.fullest, [row for saying in utterance.sayings for row in saying.all_rows]
    carried = {saying.report_id for saying in utterance.sayings}
    quoted = {saying.report_id for saying in utterance.sayings if saying.quoted}
    speaker = max(rows, key=specific)
    return {
        "utterance_id": utterance.utterance_id,
        "speaker": speaker.get("speaker"),
        "party": next((row["party"] for row in (speaker, *rows) if row.get("party")), None),
        "said_earliest": max((row["said_earliest"] for row in rows if row.get("said_earliest")), default=None),
        "said_latest": min((row["said_latest"] for row in rows if row.get("said_latest")), default=None),
        "act": fullest.rows[0].get("act"),
        "topic": "; ".join(dict.fromkeys(t for row in rows if row.get("topic") for t in row["topic"].split("; "))) or None,
        "n_reports": len(carried),
        "wording": fullest.text,
        "variants": _variants(utterance) if utterance.sayings[1:] else None,
        "quoted_in": "; ".join(sorted(quoted)) or None,
        "paraphrased_in": "; ".join(sorted(carried - quoted)) or None,
    }


def _variants(utterance: Utterance) -> str | None:
    """The other wordings, the fullest first; case, accents and marks at the end make no other."""
    texts = {fold(s.text).strip(" ,.;"): s.text for s in sorted(utterance.sayings, key=lambda s: s.order, reverse=True)}
    texts.pop(fold(utterance.fullest.text).strip(" ,.;"))
    return " | ".join(reversed(texts.values())) or None
