"""Who said what: the reading of statements, against short texts annotated by hand (cases/statements.yaml)."""

import re
from pathlib import Path

import pytest
import yaml

from analysis import actors, codebook, places, reading, statements, times

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "statements.yaml").read_text("utf-8"))
LEAST = 0.5  # share of the union of characters from which on a statement is the one annotated
GUARD = 0.92  # F1 of statements found with their source, as measured when this was written, rounded down


@pytest.fixture(scope="module")
def found(read_cases):
    """Rows of `statements` of every case by its name; all cases are parsed in one batch."""
    book = codebook.load()
    return {report["report_id"]: _statements(report, rows, docs, book) for report, rows, docs in read_cases(CASES)}


def _statements(report, rows, docs, book):
    where = places.find(report, rows, docs, codebook=book)
    who = actors.find(report, rows, docs, where, codebook=book)
    when = times.find(report, rows, codebook=book)
    return statements.find(report, rows, docs, who, when, codebook=book)


def places_of(words, text):
    """Every place of the words in the text, as (start, end); whole words only."""
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def overlap(one, other):
    """Shared characters of two stretches, as a share of all they cover together."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def pairs(case, rows):
    """(annotated, found or None) for every annotated statement, best overlaps first, and the rows left over."""
    wanted = case["statements"]
    shares = {
        (w, r): max(overlap(place, (row["start"], row["end"])) for place in places_of(want["content"], case["text"]))
        for w, want in enumerate(wanted)
        for r, row in enumerate(rows)
    }
    taken = {}
    for w, r in sorted(shares, key=lambda pair: -shares[pair]):
        if shares[w, r] >= LEAST and w not in taken and r not in taken.values():
            taken[w] = r
    paired = [(want, rows[taken[w]] if w in taken else None) for w, want in enumerate(wanted)]
    return paired, [row for r, row in enumerate(rows) if r not in taken.values()]


def has_source(want, row, text):
    """Whether the row names the annotated source: the stretches overlap, or there is none on either side."""
    if want["source"] is None or row.get("source_start") is None:
        return want["source"] is None and row.get("source_start") is None
    span = row["source_start"], row["source_end"]
    return any(overlap(place, span) for place in places_of(want["source"], text))


def differences(want, row, text):
    """What the row has otherwise than annotated, in words."""
    wrong = [
        f"{name}: {row.get(name)!r}, not {want[name]!r}"
        for name in ("kind", "speaker", "party", "act", "spoken", "unnamed")
        if name in want and row.get(name) != want[name]
    ]
    for name in ("addressee", "channel"):
        if name in want and not _alike(want[name], row.get(name)):
            wrong.append(f"{name}: {row.get(name)!r}, not {want[name]!r}")
    relays = row["relayed_by"].split("; ") if row.get("relayed_by") else []
    asked = want.get("relayed_by", relays)
    if len(relays) != len(asked) or not all(map(_alike, asked, relays)):
        wrong.append(f"relayed_by: {relays}, not {asked}")
    if not has_source(want, row, text):
        wrong.append(f"source: {row.get('source_text')!r}, not {want['source']!r}")
    for name, key in (("cue", "cue"), ("said", "time")):
        start, end = row.get(f"{key}_start"), row.get(f"{key}_end")
        if name in want and start is None:
            wrong.append(f"{name}: none, not {want[name]!r}")
        elif name in want and not any(overlap(place, (start, end)) for place in places_of(want[name], text)):
            wrong.append(f"{name}: {text[start:end]!r}, not {want[name]!r}")
    return wrong


def _alike(one, other):
    """Equal, or one inside the other ("Fars" and "Fars news agency"); null only with null."""
    if one is None or other is None:
        return one is other
    return one.casefold() in other.casefold() or other.casefold() in one.casefold()


def marked(case):
    """The case as a parameter; one that is known to fail must fail, and by its comparison alone."""
    why = case.get("known_failure")
    marks = pytest.mark.xfail(strict=True, raises=AssertionError, reason=why) if why else ()
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case, found):
    paired, left_over = pairs(case, found[case["name"]])
    wrong = [f"missed: {want['content']!r}" for want, row in paired if row is None]
    read = [(want, row) for want, row in paired if row]
    wrong += [f"{want['content']!r}: {line}" for want, row in read for line in differences(want, row, case["text"])]
    wrong += [f"not annotated: {row['text']!r} ({row.get('source_text')} / {row.get('cue_text')})" for row in left_over]
    assert not wrong, "\n".join(wrong)


def test_score_does_not_fall(found):
    right = annotated = read = 0
    for case in CASES:
        paired, left_over = pairs(case, found[case["name"]])
        annotated += len(paired)
        read += sum(row is not None for _, row in paired) + len(left_over)
        right += sum(row is not None and has_source(want, row, case["text"]) for want, row in paired)
    precision, recall = right / read, right / annotated
    f1 = 2 * right / (read + annotated)
    assert f1 >= GUARD, f"F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f} of {annotated} statements"


def test_annotations_are_words_of_their_text():
    assert len({case["name"] for case in CASES}) == len(CASES)
    for case in CASES:
        for want in case["statements"]:
            for name in ("content", "source", "cue", "said"):
                assert not want.get(name) or places_of(want[name], case["text"]), (case["name"], want[name])


def test_a_speaker_has_the_party_that_another_report_gives():
    rows = [
        {"report_id": "a", "speaker": "Jane Doe", "party": "Chad", "rule": "say", "source_text": "Jane Doe"},
        {"report_id": "b", "speaker": "Jane Doe", "party": None, "rule": "say", "source_text": "Jane Doe"},
        {"report_id": "b", "speaker": "Doe", "party": None, "rule": "say", "source_text": "Doe"},
    ]
    told = list(statements.across(rows))
    assert [row["party"] for row in told] == ["Chad", "Chad", None]
    assert told[1]["confidence"] == "low" and told[1]["rule"] == "say; the party in another report" and told[1]["why_empty"] is None


def test_a_listener_at_the_very_beginning_is_no_fault():
    (row,) = reading.read(
        {"report_id": "r", "text": "Whom did the minister tell that the drone fell?", "language": "en"}, codebook=codebook.load()
    )[1]["statements"]
    assert row["cue_text"] == "tell"
