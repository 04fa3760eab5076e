"""Who is mentioned and who is meant: actors, against short texts annotated by hand (cases/actors.yaml)."""

from pathlib import Path

import pytest
import yaml

from analysis import actors, codebook, places, statements

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "actors.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(read_cases):
    """Rows of `actors` of every case by its name; all cases are parsed in one batch."""
    book = codebook.load()
    return {report["report_id"]: _actors(report, rows, docs, book) for report, rows, docs in read_cases(CASES)}


def _actors(report, rows, docs, book):
    who = actors.find(report, rows, docs, places.find(report, rows, docs, codebook=book), codebook=book)
    return actors.speak(who, statements.find(report, rows, docs, who, [], codebook=book))


def place_of(want, text):
    start = -1
    for _ in range(want.get("nth", 1)):
        start = text.index(want["text"], start + 1)
    return start, start + len(want["text"])


def mention(rows, place):
    """The row that covers most of the place with least beside it; null if none touches it."""

    def share(row):
        shared = min(row["end"], place[1]) - max(row["start"], place[0])
        return max(shared, 0) / (max(row["end"], place[1]) - min(row["start"], place[0]))

    best = max(rows, key=share, default=None)
    return best if best and share(best) > 0 else None


def marked(case):
    """The case as a parameter; one that is known to fail must fail, and by its comparison alone."""
    why = case.get("known_failure")
    marks = pytest.mark.xfail(strict=True, raises=AssertionError, reason=why) if why else ()
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_case(case, found):
    rows, wrong = found[case["name"]], []
    for want in case["mentions"]:
        row = mention(rows, place_of(want, case["text"]))
        if row is None:
            wrong.append(f"missed: {want['text']!r}")
            continue
        for name in ("kind", "name", "party", "role"):
            if name in want and row.get(name) != want[name]:
                found_as = f"{row['text']!r}, {row['kind']}"
                wrong.append(f"{want['text']!r} ({found_as}): {name} is {row.get(name)!r}, not {want[name]!r}")
    for words in case.get("not_mentions", []):
        if row := mention(rows, place_of({"text": words}, case["text"])):
            wrong.append(f"not a mention: {row['text']!r} ({row['kind']}, {row.get('name')})")
    assert not wrong, "\n".join(wrong)
