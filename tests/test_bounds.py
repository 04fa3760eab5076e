"""Bounds: from twice as many reports over twice as long, each stage compares about twice as much, not four times.

The reports are made so that whatever is not looked up by what it must share is compared with everything: one type, one
party, the same common words, undated reports among dated ones.
"""

from datetime import date, timedelta

import pytest

from analysis import copies, dates, happenings, incidents, utterances
from analysis.codebook import load

BOOK = load()
STATES = [party["name"] for party in BOOK["parties"] if party["kind"] == "state"]


def day(n):
    return (date(2001, 1, 1) + timedelta(n)).isoformat()


@pytest.fixture
def counted(monkeypatch):
    """Replaces a function by itself, counted."""

    def count(owner, name):
        calls, plain = [], getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args, **kwargs: (calls.append(1), plain(*args, **kwargs))[1])
        return calls

    return count


def grows(calls, run, n=60):
    """How often it is called by the run at n, and at twice as many."""
    found = []
    for size in (n, 2 * n):
        calls.clear()
        run(size)
        found.append(len(calls))
    assert found[0] > n / 2, "the made rows ask for nothing"
    return found[1] / found[0]


def event(report, n, **facts):
    span = {"start": 0, "end": 20, "text": "Norland struck a port", "trigger_start": 8, "trigger_end": 14}
    own = {"report_id": report, "event_id": f"{report}:0-20:strike", "sentence_id": f"{report}:0", "type": "strike"}
    parties = {"source_party": STATES[n % 30], "target_party": STATES[n // 30 % 40]}
    return own | span | {"modality": "asserted", "quad": 4} | parties | facts


def test_undated_reports_ask_only_those_that_can_tell_their_day(counted):
    def run(n):
        reports = [{"report_id": f"a{i:04}", "published": day(i)} for i in range(n)]
        reports += [{"report_id": f"b{i:04}", "why_empty": f"{dates.NO_YEAR}it [XXXX-{day(i)[5:]}]"} for i in range(n)]
        return dates.from_folder(reports, [event(row["report_id"], int(row["report_id"][1:])) for row in reports], [])

    assert grows(counted(dates, "_same"), run) < 2.2
    assert run(60)["b0007"][0] in (day(7), day(6))


def said(n, **facts):
    """Four sayings of every speaker."""
    text = f"We will take all necessary steps against any threat to village number {n} without hesitation"
    own = {"report_id": f"r{n}", "statement_id": f"r{n}:0", "start": 0, "end": len(text), "text": text}
    name = "Lu" + "".join("abcdefghij"[int(figure)] for figure in str(n // 4))
    by = {"speaker": name, "party": STATES[n % 50]}
    return own | by | {"kind": "direct", "act": "warn", "said_latest": None} | facts


@pytest.mark.parametrize("facts", [lambda n: {}, lambda n: {"said_latest": day(n // 4)}], ids=["undated", "dated"])
def test_a_saying_is_compared_with_those_of_its_days_or_speaker(counted, facts):
    def run(n):
        rows = [said(i, **facts(i)) for i in range(n)]
        reports = [{"report_id": row["report_id"], "published": row["said_latest"]} for row in rows]
        return utterances.find(rows, reports, codebook=BOOK)

    assert grows(counted(utterances, "_may_be"), run, 200) < 2.2


def test_what_happens_once_is_compared_with_its_own_parties(counted):
    def run(n):
        reports = [{"report_id": f"r{i:04}", "published": day(40 * i)} for i in range(n)]
        sentence = {"start": 0, "end": 21, "text": "Norland struck a port", "part": "body", "paragraph": 0}
        names = [row["report_id"] for row in reports]
        sentences = [sentence | {"report_id": name, "sentence_id": f"{name}:0"} for name in names]
        dates = [{"earliest": day(40 * i), "latest": day(40 * i)} for i in range(n)]
        told = enumerate(zip(names, dates, strict=True))
        events = [event(name, i, type="war_start", **own) for i, (name, own) in told]
        return incidents.find(events, sentences, reports, codebook=BOOK)

    calls = counted(happenings.Happening, "shared")
    assert len(run(60)[1]) == 60
    run(400)
    assert len(calls) < 400


def test_a_report_is_cut_into_shingles_once_and_compared_with_what_shares_a_rare_one(counted):
    """A sentence of four reports and one of all; the rest of each is its own."""

    def run(n):
        texts = [" ".join((*_words(f"own {i}"), *_words(f"four {i // 4}"), *_words("all"))) for i in range(n)]
        reports = [{"report_id": f"r{i:04}", "text": text} for i, text in enumerate(texts)]
        body = {"start": 0, "part": "body", "paragraph": 0, "sentence_id": ""}
        return copies.find(reports, [body | row | {"end": len(row["text"])} for row in reports])

    cut, compared = counted(copies, "_narration"), counted(copies, "_shared")
    assert grows(cut, run) == 2
    assert grows(compared, run) < 2.2


def _words(of):
    return [f"{of.replace(' ', 'x')}y{n}" for n in range(40)]
