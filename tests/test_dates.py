"""Dating a report from itself, from the folder, and what is anchored to it."""

import pytest

from analysis import codebook, dates, times

BOOK = codebook.load()


def parts(*pieces: tuple[str, str], published: str | None = None) -> tuple:
    """A report made of (kind, text) lines, with its spans, sentences and unanchored times."""
    text, spans = "", []
    for kind, words in pieces:
        spans.append({"report_id": "r", "start": len(text), "end": len(text) + len(words), "kind": kind})
        text += words + "\n"
    report = {"report_id": "r", "text": text, "published": published}
    sentences = [
        span | {"sentence_id": f"r:{span['start']}", "part": span["kind"], "text": text[span["start"] : span["end"]]}
        for span in spans
        if span["kind"] in ("title", "standfirst", "caption", "body")
    ]
    return report, spans, sentences, times.find(report, sentences, codebook=BOOK)


def own(*pieces, published=None):
    return dates.own(*parts(*pieces, published=published), codebook=BOOK)


STORY = ("body", "Jets rose on Monday after a missile fell near the border.")

HEADERS = [
    (" date 2026-03-09 ", "2026-03-09"),
    ("Published 16 November 2022, 06:57 PM", "2022-11-16"),
    ("16 November 2022, 06:57 PM", "2022-11-16"),
    ("10.09.2025 12:30", "2025-09-10"),
    ("10:06 AM, June 20, 2019", "2019-06-20"),
    ("20/06/2019", "2019-06-20"),
    ("Wed, Nov 16, 2022, 9:12 PM GMT", "2022-11-16"),
    ("Posted: Nov.16,2022", "2022-11-16"),
    ("2026-03-09T14:40:00Z", "2026-03-09"),
    ("Sat 12 Apr 2025 07.15 CET", "2025-04-12"),
    ("Updated: 16/03/2025 | Published: 15/03/2025 11:40", "2025-03-15"),
    ("Published: 15/03/2025 11:40 | Last updated: 16/03/2025 13:05", "2025-03-15"),
]


@pytest.mark.parametrize(("line", "day"), HEADERS)
def test_header_forms(line, day):
    published, basis = own(("header", line), STORY)
    assert published == day
    assert basis.startswith("header: ")


def test_the_record_comes_first():
    assert own(("header", "date 2026-03-09"), STORY, published="2026-03-04") == ("2026-03-04", "record")
    assert own(("header", "date 2026-03-09"), STORY, published="2026-03-04T10:00:00Z") == ("2026-03-04", "record")


def test_a_record_that_gives_no_day_is_passed_over():
    assert own(("header", "date 2026-03-09"), STORY, published="last Monday")[0] == "2026-03-09"
    assert own(STORY, published="2026-13-45")[0] is None


def test_first_publication_outranks_a_later_state():
    assert own(("header", "Updated 12 March 2026"), ("header", "Published 9 March 2026"), STORY)[0] == "2026-03-09"


def test_a_weekday_that_contradicts_the_date_is_told():
    published, basis = own(("header", "Friday, 9 March 2026"), STORY)
    assert published == "2026-03-09"
    assert basis == "header: Friday, 9 March 2026 (Friday is given beside 2026-03-09, a Monday)"


def test_a_dateline_without_its_year_is_the_reason():
    _, reason = own(("dateline", "Quito, Apr 2 (Agency).-"), STORY)
    assert reason == "month and day without a year: Apr 2 [XXXX-04-02]"


def test_byline_and_dateline():
    assert own(("byline", "By Ann Smith16 November 2022"), STORY) == ("2022-11-16", "header: 16 November 2022")
    assert own(("dateline", "WARSAW, Nov 16, 2022 (Agency) -"), STORY) == ("2022-11-16", "dateline: Nov 16, 2022")


def test_month_and_day_are_no_date():
    for pieces in [
        (("dateline", "ANKARA, March 9 (Agency) –"), STORY),
        (("body", "Turkey said on March 9 that a missile fell."),),
    ]:
        published, reason = own(*pieces)
        assert published is None
        assert reason.startswith("month and day without a year: March 9")


@pytest.mark.parametrize(
    "pieces",
    [
        (("header", "3 hours ago"), STORY),
        (("caption", "A radar base on 4 March 2026."), STORY),
        (("header", "Published"), STORY),
        (STORY, ("body", "The ministry said on 4 March 2026 that a missile fell.")),
        (("body", "The town was destroyed on 6 August 1945."),),
        (("body", "Six years after the pact of 4 March 2020, it said on 6 March 2026 that it would leave."),),
    ],
)
def test_ages_captions_and_dates_of_other_days_are_no_dates(pieces):
    assert own(*pieces) == (None, dates.NO_DATE)


def test_the_first_sentence_can_give_the_day_of_the_news():
    published, basis = own(("body", "The ministry said on 4 March 2026 that a missile fell."))
    assert published == "2026-03-04"
    assert basis == "text: 4 March 2026"


def test_a_stamp_at_the_head_of_a_line_is_a_dateline():
    line = ("body", "BEIRUT | Wed Apr 27, 2011 7:44 am EDT Tanks rolled into the town, residents said.")
    assert own(("caption", "Tanks on April 25, 2011."), line) == ("2011-04-27", "dateline: Wed Apr 27, 2011")


def test_a_month_and_day_in_passing_is_not_the_day_of_the_news():
    assert own(("body", "Its offer, due to expire on Nov. 6, was raised.")) == (None, dates.NO_DATE)


# ---------------------------------------------------------------- from the folder
def report(report_id, published=None, why_empty=None):
    return {
        "report_id": report_id,
        "published": published,
        "published_basis": published and "record",
        "why_empty": why_empty,
    }


def event(report_id, start=0, type="interception", source="NATO", target="Iran", time=None, **more):
    row = {
        "report_id": report_id,
        "sentence_id": f"{report_id}:{start}",
        "start": start,
        "type": type,
        "source_party": source,
    }
    row |= {
        "target_party": target,
        "modality": "asserted",
        "quad": 4,
        "time_start": time,
        "time_end": time and time + 6,
    }
    return row | more


def time(report_id, start, text, value, day=None, sentence=0):
    row = {
        "report_id": report_id,
        "sentence_id": f"{report_id}:{sentence}",
        "start": start,
        "end": start + 6,
        "text": text,
    }
    return row | {"value": value, "earliest": day, "latest": day}


MARCH_9 = dates.NO_YEAR + "March 9 [XXXX-03-09]"


def test_a_year_from_the_report_of_the_same_happening():
    reports = [report("a", "2026-03-09"), report("b", why_empty=MARCH_9)]
    found = dates.from_folder(reports, [event("a"), event("b")], [])
    assert found["b"][0] == "2026-03-09"
    assert found["b"][1] == (
        "folder: gives March 9 as the day of its news; "
        "a (dated 2026-03-09) tells the same interception (NATO and Iran), which gives the year"
    )


def test_a_weekday_from_the_report_of_the_same_happening():
    reports, events = [report("a", "2026-03-09"), report("b")], [event("a"), event("b", time=10)]
    found = dates.from_folder(reports, events, [time("b", 10, "Monday", "XXXX-WXX-1")])
    assert found["b"][0] == "2026-03-09"
    assert "Monday" in found["b"][1] and "a (dated 2026-03-09)" in found["b"][1]


@pytest.mark.parametrize(("text", "value"), [("Monday morning", "XXXX-WXX-1TMO"), ("Monday", "XXXX-WXX-1")])
def test_a_side_of_a_country_is_in_it(text, value):
    theirs = event("a", target=None, place="Norway")
    mine = event("b", target=None, place="northern Norway", time=10)
    found = dates.from_folder([report("a", "2026-03-09"), report("b")], [theirs, mine], [time("b", 10, text, value)])
    assert found["b"][0] == "2026-03-09"


def test_headline_and_key_points_do_not_hide_the_first_sentence():
    told = [event("b", 1, type="strike"), event("b", 2, type="airspace_violation"), event("b", 3), event("b", 4, time=10)]
    found = dates.from_folder([report("a", "2026-03-09"), report("b")], [event("a"), *told], MONDAY)
    assert found["b"][0] == "2026-03-09"


def test_the_only_weekday_of_the_sentence_will_do():
    reports, events = [report("a", "2026-03-09"), report("b")], [event("a"), event("b")]
    assert "b" in dates.from_folder(reports, events, [time("b", 10, "Monday", "XXXX-WXX-1")])
    two = [time("b", 10, "Monday", "XXXX-WXX-1"), time("b", 20, "Sunday", "XXXX-WXX-7")]
    assert dates.from_folder(reports, events, two) == {}


def test_a_happening_that_a_later_report_dates():
    reports = [report("a", "2026-03-20"), report("b")]
    events = [event("a", time=30), event("b", time=10)]
    found = dates.from_folder(
        reports, events, [time("a", 30, "March 9", "2026-03-09", "2026-03-09"), time("b", 10, "Monday", "XXXX-WXX-1")]
    )
    assert found["b"][0] == "2026-03-09"


MONDAY = [time("b", 10, "Monday", "XXXX-WXX-1")]
UNKNOWN = [
    ("nothing is shared", [event("a", type="debris"), event("b", time=10)], MONDAY),
    ("another party acts", [event("a", source="Greece"), event("b", time=10)], MONDAY),
    ("only one thing is alike", [event("a", target=None), event("b", time=10)], MONDAY),
    (
        "the first is not the second",
        [event("a", number="1st missile"), event("b", time=10, number="2nd missile")],
        MONDAY,
    ),
    ("it is denied", [event("a", modality="denied"), event("b", time=10)], MONDAY),
    ("words recur daily", [event("a", type="warning", quad=3), event("b", type="warning", quad=3, time=10)], MONDAY),
    ("last Monday is no news", [event("a"), event("b", time=10)], [time("b", 10, "last Monday", "XXXX-WXX-1")]),
    ("a night ends on another day", [event("a"), event("b", time=10)], [time("b", 10, "Monday night", "XXXX-WXX-1TNI")]),
    ("the weekday does not fit", [event("a"), event("b", time=10)], [time("b", 10, "Friday", "XXXX-WXX-5")]),
    ("no weekday at all", [event("a"), event("b")], []),
    (
        "it is told in passing",
        [event("a"), *(event("b", start, type="meeting", quad=4) for start in (1, 2, 3)), event("b", 9, time=10)],
        MONDAY,
    ),
]


@pytest.mark.parametrize(("why", "events", "found_times"), UNKNOWN, ids=[row[0] for row in UNKNOWN])
def test_unknown_stays_unknown(why, events, found_times):
    assert dates.from_folder([report("a", "2026-03-09"), report("b")], events, found_times) == {}


def test_two_days_that_fit_are_none():
    reports = [report("a", "2026-03-09"), report("c", "2026-03-02"), report("b")]
    assert dates.from_folder(reports, [event("a"), event("c"), event("b", time=10)], MONDAY) == {}


def test_a_second_one_over_the_same_state_is_shared():
    mine = event("b", time=10, source="Morocco", target="Algeria", number="second missile")
    theirs = event("a", source=None, target=None, country="Morocco", number="second missile; 100 km")
    reports = [report("a", "2026-03-09"), report("b")]
    assert dates.from_folder(reports, [theirs, mine], MONDAY)["b"][0] == "2026-03-09"
    assert dates.from_folder(reports, [theirs | {"number": "third missile"}, mine], MONDAY) == {}
    assert dates.from_folder(reports, [theirs | {"country": "Spain"}, mine], MONDAY) == {}


def test_a_report_that_tells_of_a_meeting_on_the_day_after_is_of_that_day():
    met = event("b", start=40, type="meeting", time=50, quad=1)
    found = dates.from_folder(
        [report("a", "2026-03-09"), report("b")],
        [event("a"), event("b", time=10), met],
        [*MONDAY, time("b", 50, "Tuesday", "XXXX-WXX-2", sentence=40)],
    )
    assert found["b"][0] == "2026-03-10" and found["b"][1].endswith("it tells what followed on Tuesday")


def test_a_report_dated_from_the_folder_dates_no_other():
    dated = report("a", "2026-03-09") | {"published_basis": "folder: of another"}
    assert dates.from_folder([dated, report("b")], [event("a"), event("b", time=10)], MONDAY) == {}


def test_order_does_not_matter():
    reports = [report("a", "2026-03-09"), report("b"), report("c", why_empty=MARCH_9)]
    events = [event("a"), event("b", time=10), event("c")]
    assert dates.from_folder(reports, events, MONDAY) == dates.from_folder(reports[::-1], events[::-1], MONDAY)


# ---------------------------------------------------------------- anchoring
def test_events_and_statements_take_the_days_of_their_time():
    when = [time("r", 10, "Monday", "2026-03-09", "2026-03-09")]
    happened, said, undated = dates.anchor(
        [event("r", time=10), {"report_id": "r", "statement_id": "s", "time_start": 10, "time_end": 16}, event("r")],
        when,
    )
    assert (happened["earliest"], happened["latest"]) == ("2026-03-09", "2026-03-09")
    assert (said["said_earliest"], said["said_latest"]) == ("2026-03-09", "2026-03-09")
    assert "earliest" not in undated


def test_anchoring_changes_no_row_in_place():
    row = event("r", time=10)
    list(dates.anchor([row], [time("r", 10, "Monday", "2026-03-09", "2026-03-09")]))
    assert "earliest" not in row


def test_a_statement_without_a_day_was_said_by_the_day_of_its_report():
    said = [{"report_id": "a", "said_latest": None}, {"report_id": "a", "said_latest": "2024-01-02"}, {"report_id": "b"}]
    told = dates.bound(said, [{"report_id": "a", "published": "2024-01-05"}, {"report_id": "b", "published": None}])
    assert [row["said_latest"] for row in told] == ["2024-01-05", "2024-01-02", None]
