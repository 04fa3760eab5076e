"""Key dates: what the reports look back at longest, told by the sentence that tells it best."""

from datetime import date, timedelta
from time import perf_counter

from analysis import key_dates
from analysis.tables import frame


def story(report, published, *days, text="On that day the two sides signed an agreement in the capital, the ministry said."):
    """(report, sentences, times): one sentence a day."""
    sentences, times = [], []
    for number, day in enumerate(days):
        start = number * 1000
        own = {"report_id": report, "sentence_id": f"{report}:{start}", "start": start}
        sentences.append({**own, "end": start + len(text), "text": text, "part": "body", "paragraph": number})
        times.append({**own, "end": start + 4, "text": "then", "type": "DATE", "earliest": day, "latest": day})
    return {"report_id": report, "published": published}, sentences, times


def find(*stories, events=()):
    reports, sentences, times = zip(*stories)
    rows = key_dates.find(sum(times, []), sum(sentences, []), events, reports)
    frame("key_dates", rows)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    return rows


def test_what_is_still_told_later_outranks_the_day_of_the_news():
    later = "2030-05-20"
    rows = find(story("a", "2030-05-01", "2030-05-01"), story("b", later, "2030-05-01", later), story("c", later, later))
    assert [row["date"] for row in rows] == ["2030-05-01", "2030-05-20"]
    assert (rows[0]["n_reports"], rows[0]["n_mentions"]) == (2, 2)


def test_in_a_handful_of_reports_the_day_that_most_tell_comes_first():
    today = "2030-05-20"
    rows = find(*(story(name, today, today, today) for name in "abc"), story("d", today, "2030-05-01"))
    assert [row["date"] for row in rows] == [today, "2030-05-01"]


def test_a_day_to_come_weighs_less_than_one_that_was():
    rows = find(story("a", "2030-05-02", "2030-05-01", "2030-05-03"))
    assert [row["date"] for row in rows] == ["2030-05-01", "2030-05-03"] and rows[1]["score"] == key_dates.AHEAD


def test_a_report_counts_once_a_day_and_a_duplicate_not_at_all():
    twin = story("b", "2030-05-01", "2030-05-01")
    twin[0]["duplicate_of"] = "a"
    (row,) = find(story("a", "2030-05-01", "2030-05-01", "2030-05-01"), twin)
    assert (row["n_reports"], row["n_mentions"], row["score"]) == (1, 2, key_dates.TOLD)


def test_an_interval_or_an_unknown_day_is_no_key_date():
    report, sentences, times = story("a", None, "2030-05-01", "2030-05-02")
    times[0] |= {"latest": "2030-05-09"}
    times[1] |= {"earliest": None, "latest": None}
    assert find((report, sentences, times)) == []


def test_the_sentence_that_tells_most_of_the_day_is_its_text():
    report, sentences, times = story("a", None, "2030-05-01", "2030-05-01")
    event = {"sentence_id": sentences[1]["sentence_id"], "incident_id": "x", "modality": "asserted", "earliest": "2030-05-01", "latest": "2030-05-01"}
    (row,) = find((report, sentences, times), events=[event, {**event, "modality": "hypothetical", "incident_id": "y"}])
    assert (row["start"], row["incident_id"], row["score"]) == (1000, "x", key_dates.UNDATED)


def test_nothing_gives_nothing():
    assert key_dates.find([], [], [], []) == []


def test_a_thousand_reports_take_little_time():
    days = [(date(2030, 1, 1) + timedelta(n)).isoformat() for n in range(60)]
    stories = [story(f"r{n}", days[-1], *days[n % 40 : n % 40 + 10]) for n in range(1000)]
    began = perf_counter()
    rows = find(*stories)
    assert len(rows) == 49 and perf_counter() - began < 5
