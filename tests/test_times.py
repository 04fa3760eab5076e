"""Time expressions: own sentences by phenomenon; the day of publication is Monday 9 March 2026 throughout."""

import random
import re

import pytest

from analysis import codebook, times

BOOK = codebook.load()
PUBLISHED = "2026-03-09"


def read(text: str, published: str | None = PUBLISHED) -> list[dict]:
    sentence = {"report_id": "r", "sentence_id": "r:0", "start": 0, "end": len(text), "text": text}
    return times.find({"report_id": "r", "text": text}, [sentence], published, codebook=BOOK)


# sentence, then one line an expression: words | value | earliest | latest; a day alone stands for all three
CALENDAR = [
    ("The pact was signed on 16 November 2022.", "16 November 2022 | 2022-11-16"),
    ("It fell on November 16, 2022.", "November 16, 2022 | 2022-11-16"),
    ("On Nov. 16, 2022 a village was hit.", "Nov. 16, 2022 | 2022-11-16"),
    ("Wednesday, 16 November 2022 was a day of mourning.", "Wednesday, 16 November 2022 | 2022-11-16"),
    ("The date on the page is Wed Nov 16 2022.", "Wed Nov 16 2022 | 2022-11-16"),
    ("The 9th of May is a holiday there.", "The 9th of May | 2026-05-09"),
    ("The treaty of the 16th of November, 2022 holds.", "the 16th of November, 2022 | 2022-11-16"),
    ("The talks on March 7 failed.", "March 7 | 2026-03-07"),
    ("He was killed on Feb. 28.", "Feb. 28 | 2026-02-28"),
    ("The base opened on 3 March.", "3 March | 2026-03-03"),
    ("The fleet left on December 20.", "December 20 | 2025-12-20"),
    ("The vote is set for April 24 and 25.", "April 24 | 2026-04-24", "25 | 2026-04-25"),
    ("Exercises run from 24 to 26 March.", "24 | 2026-03-24", "26 March | 2026-03-26"),
    ("The raid of 2026-03-01 was the first.", "2026-03-01 | 2026-03-01"),
    ("The law of 29 February 2026 does not exist.",),
    ("The jets came on Feb. 29.", "Feb. 29 | 2024-02-29"),
    ("The ship was sunk last Oct. 23.", "last Oct. 23 | 2025-10-23"),
    ("It was posted on 8 OCT 2025.", "8 OCT 2025 | 2025-10-08"),
    ("They vote this September.", "this September | 2026-09 | 2026-09-01 | 2026-09-30"),
    (
        "It fell on the night of the 3rd to the 4th of March.",
        "the night of the 3rd to the 4th of March | 2026-03-03TNI | 2026-03-03 | 2026-03-04",
    ),
]
FIGURES = [
    ("Posted 10.09.2025 12:30", "10.09.2025 | 2025-09-10", "12:30 | 2025-09-10T12:30"),
    ("Posted 20/06/2019", "20/06/2019 | 2019-06-20"),
    ("Posted 06/20/2019", "06/20/2019 | 2019-06-20"),
    ("Posted 05/06/2019", "05/06/2019 | 2019-06-05"),
    ("Posted 16-11-2022", "16-11-2022 | 2022-11-16"),
    ("10:06 AM, June 20, 2019", "10:06 AM, June 20, 2019 | 2019-06-20T10:06"),
    ("16 November 2022, 06:57 PM", "16 November 2022 | 2022-11-16", "06:57 PM | 2022-11-16T18:57"),
    ("By Ann Smith16 November 2022", "16 November 2022 | 2022-11-16"),
    ("Nov.16,2022", "Nov.16,2022 | 2022-11-16"),
]
WEEKDAYS = [
    ("A missile fell on Wednesday.", "Wednesday | 2026-03-04"),
    ("He spoke on Monday.", "Monday | 2026-03-09"),
    ("The base was hit last Monday.", "last Monday | 2026-03-02"),
    ("The base was hit last Friday.", "last Friday | 2026-03-06"),
    ("They meet next Friday.", "next Friday | 2026-03-13"),
    ("They will meet on Thursday.", "Thursday | 2026-03-12"),
    ("The minister is due to fly on Wednesday.", "Wednesday | 2026-03-11"),
    ("Talks are scheduled for Friday.", "Friday | 2026-03-13"),
    ("She plans to go on Saturday.", "Saturday | 2026-03-14"),
    ("He will answer, he said Friday.", "Friday | 2026-03-06"),
    ("They will discuss Saturday's raid.", "Saturday | 2026-03-07"),
    ("The truce had been due to end on Friday.", "Friday | 2026-03-06"),
    ("Marchers planned a rally for Saturday.", "Saturday | 2026-03-14"),
    ("Losses were higher than expected on Wednesday.", "Wednesday | 2026-03-04"),
    ("Officials spoke of Monday's missile.", "Monday | 2026-03-09"),
    ("A plane crashed early on Tuesday.", "Tuesday | 2026-03-03"),
    ("It was seen on Wednesday of last week.", "Wednesday of last week | 2026-03-04"),
    ("They return on Friday next week.", "Friday next week | 2026-03-20"),
    (
        "The strike came Monday. The first came the previous Wednesday.",
        "Monday | 2026-03-09",
        "the previous Wednesday | 2026-03-04",
    ),
]
CONFLICTS = [
    (
        "They met on Monday, March 10, 2026.",
        "Monday, March 10, 2026 | 2026-03-10",
        "Monday is given beside 2026-03-10, a Tuesday",
    ),
    ("They met on Tuesday, March 10, 2026.", "Tuesday, March 10, 2026 | 2026-03-10", None),
    ("They met on Sunday, March 7.", "Sunday, March 7 | 2026-03-07", "Sunday is given beside 2026-03-07, a Saturday"),
]
FROM_PUBLICATION = [
    ("He is there today.", "today | 2026-03-09"),
    ("He left yesterday.", "yesterday | 2026-03-08"),
    ("He comes tomorrow.", "tomorrow | 2026-03-10"),
    ("It began the day before yesterday.", "the day before yesterday | 2026-03-07"),
    ("It began two days ago.", "two days ago | 2026-03-07"),
    ("It began three weeks ago.", "three weeks ago | 2026-W08 | 2026-02-16 | 2026-02-22"),
    ("It began ten years ago.", "ten years ago | 2016 | 2016-01-01 | 2016-12-31"),
    ("It began several months ago.", "several months ago | PAST_REF | |"),
    ("The war began last week.", "last week | 2026-W10 | 2026-03-02 | 2026-03-08"),
    ("The war began last month.", "last month | 2026-02 | 2026-02-01 | 2026-02-28"),
    ("The war began last year.", "last year | 2025 | 2025-01-01 | 2025-12-31"),
    ("It will end next week.", "next week | 2026-W12 | 2026-03-16 | 2026-03-22"),
    ("It was agreed earlier this month.", "earlier this month | 2026-03 | 2026-03-01 | 2026-03-31"),
    ("They want it by the end of the year.", "the end of the year | 2026 | 2026-01-01 | 2026-12-31"),
    ("They were warned over the weekend.", "the weekend | 2026-W10-WE | 2026-03-07 | 2026-03-08"),
    ("They were warned last weekend.", "last weekend | 2026-W10-WE | 2026-03-07 | 2026-03-08"),
    ("The tension rose this spring.", "this spring | 2026-SP | 2026-03-01 | 2026-05-31"),
    ("It was built last summer.", "last summer | 2025-SU | 2025-06-01 | 2025-08-31"),
    ("It was built in January.", "January | 2026-01 | 2026-01-01 | 2026-01-31"),
    ("It was built in late November.", "late November | 2025-11 | 2025-11-01 | 2025-11-30"),
    ("The summit is in April.", "April | 2026-04 | 2026-04-01 | 2026-04-30"),
    ("The credit runs through August.", "August | 2026-08 | 2026-08-01 | 2026-08-31"),
    ("They grew through November.", "November | 2025-11 | 2025-11-01 | 2025-11-30"),
    ("Talks dragged on into the spring.", "the spring | 2026-SP | 2026-03-01 | 2026-05-31"),
    ("It has fallen since the early summer.", "the early summer | 2025-SU | 2025-06-01 | 2025-08-31"),
    ("They want it by year-end.", "year-end | 2026 | 2026-12-31 | 2026-12-31"),
    ("They agreed at last year's summit.", "last year | 2025 | 2025-01-01 | 2025-12-31"),
    ("More drones came than in the same period last year.",
     "the same period last year | 2025 | 2025-01-01 | 2025-12-31"),
    ("More drones came than in the same period last month.",
     "the same period last month | 2026-02 | 2026-02-01 | 2026-02-28"),
    ("The truce of last April held.", "last April | 2025-04 | 2025-04-01 | 2025-04-30"),
    ("They were freed on Christmas Eve.", "Christmas Eve | 2025-12-24"),
    ("The truce holds until Easter Sunday.", "Easter Sunday | 2026-04-05"),
]
WINDOWS = [
    ("It is the second in the last week.", "the last week | P1W | 2026-03-03 | 2026-03-09"),
    ("It is the second in seven days.", "seven days | P7D | 2026-03-03 | 2026-03-09"),
    ("Second Missile Shot Down in One Week", "One Week | P1W | 2026-03-03 | 2026-03-09"),
    ("It is the second in the space of a week.", "the space of a week | P1W | 2026-03-03 | 2026-03-09"),
    ("It is the second in less than a week.", "less than a week | P1W | 2026-03-04 | 2026-03-09"),
    ("Three ships were hit in the past 24 hours.", "the past 24 hours | PT24H | 2026-03-08 | 2026-03-09"),
    ("It is the second in five days.", "five days | P5D | 2026-03-05 | 2026-03-09"),
    ("They will reply in seven days.", "seven days | P7D | |"),
    ("More is expected over the next two weeks.", "the next two weeks | P2W | 2026-03-09 | 2026-03-22"),
    ("It fell in recent weeks.", "recent weeks | PXW | |"),
    ("It did so in the past few days.", "the past few days | PXD | |"),
]
DURATIONS = [
    ("The siege lasted ten years.", "ten years | P10Y | |"),
    ("A 10-year deal was signed.", "10-year | P10Y | |"),
    ("The drill took two and a half hours.", "two and a half hours | PT2H30M | |"),
    ("It flew for 5 1/2 hours.", "5 1/2 hours | PT5H30M | |"),
    ("He ruled for half a century.", "half a century | P50Y | |"),
    ("Twenty-one days passed.", "Twenty-one days | P21D | |"),
    ("It took more than 40 minutes.", "more than 40 minutes | PT40M | |"),
    ("For decades they were foes.", "decades | PXY | |"),
    ("It lasted 12 to 18 months.", "12 to 18 months | PXM | |"),
    ("It lasted 12-18 months.", "12-18 months | PXM | |"),
    ("It lasted two or three weeks.", "two or three weeks | PXW | |"),
    ("It came less than 48 hours after the first attack.", "less than 48 hours | PT48H | |"),
    ("Thousands fled in the first hours of the war.", "the first hours | PTXH | |"),
    ("Over the years they grew close.", "the years | PXY | |"),
    ("The decades-long feud ended in a week-long truce.", "decades-long | PXY | |", "week-long | P1W | |"),
    ("A weeklong truce began.", "weeklong | P1W | |"),
    ("The base stays for an additional year.", "an additional year | P1Y | |"),
    ("Jets rose in the hours after the launch.", "hours | PTXH | |"),
]
CLOCKS = [
    ("It fell at 1440 GMT.", "1440 GMT | 2026-03-09T14:40 | 2026-03-09T14:40+00:00 | 2026-03-09T14:40+00:00"),
    ("It fell at 7:55 p.m. on Sunday.", "7:55 p.m. on Sunday | 2026-03-08T19:55"),
    ("It fell at 12.30 pm.", "12.30 pm | 2026-03-09T12:30"),
    ("It fell at 3:25 am.", "3:25 am | 2026-03-09T03:25"),
    ("It fell on Sunday at 4:05.", "Sunday | 2026-03-08", "4:05 | 2026-03-08T04:05"),
    (
        "It fell at 3:25 am, UTC+04:00.",
        "3:25 am, UTC+04:00 | 2026-03-09T03:25 | 2026-03-09T03:25+04:00 | 2026-03-09T03:25+04:00",
    ),
    ("It fell at 18:40 GMT+3.", "18:40 GMT+3 | 2026-03-09T18:40 | 2026-03-09T18:40+03:00 | 2026-03-09T18:40+03:00"),
    (
        "It fell at 5 p.m. EST Tuesday.",
        "5 p.m. EST Tuesday | 2026-03-03T17:00 | 2026-03-03T17:00-05:00 | 2026-03-03T17:00-05:00",
    ),
    ("It fell at 6 p.m. IST.", "6 p.m. IST | 2026-03-09T18:00"),
    (
        "At 1440 GMT (5:40 p.m. local time) on Tuesday it fell.",
        "1440 GMT | 2026-03-03T14:40 | 2026-03-03T14:40+00:00 | 2026-03-03T14:40+00:00",
        "5:40 p.m. local time | 2026-03-03T17:40",
        "Tuesday | 2026-03-03",
    ),
    ("He spoke at noon.", "noon | 2026-03-09T12:00"),
    ("He spoke at 9 in the morning.", "9 in the morning | 2026-03-09T09:00"),
    ("He spoke at 3am.", "3am | 2026-03-09T03:00"),
    ("He spoke at 12 a.m.", "12 a.m. | 2026-03-09T00:00"),
]
NIGHTS = [
    ("Drones crossed overnight.", "overnight | 2026-03-08TNI | 2026-03-08 | 2026-03-09"),
    ("Drones crossed last night.", "last night | 2026-03-08TNI | 2026-03-08 | 2026-03-09"),
    ("Drones cross tonight.", "tonight | 2026-03-09TNI | 2026-03-09 | 2026-03-10"),
    ("Drones crossed on Tuesday night.", "Tuesday night | 2026-03-03TNI | 2026-03-03 | 2026-03-04"),
    ("Drones crossed overnight into Wednesday.", "overnight into Wednesday | 2026-03-03TNI | 2026-03-03 | 2026-03-04"),
    ("Drones crossed overnight on Tuesday.", "overnight on Tuesday | 2026-03-03TNI | 2026-03-02 | 2026-03-04"),
    ("On the night of March 3 they crossed.", "the night of March 3 | 2026-03-03TNI | 2026-03-03 | 2026-03-04"),
    (
        "On the night of 9 to 10 September 2025.",
        "the night of 9 to 10 September 2025 | 2025-09-09TNI | 2025-09-09 | 2025-09-10",
    ),
    (
        "They flew from Tuesday evening until Wednesday morning.",
        "Tuesday evening | 2026-03-03TEV | 2026-03-03 | 2026-03-03",
        "Wednesday morning | 2026-03-04TMO | 2026-03-04 | 2026-03-04",
    ),
    ("It was over on Friday by mid-afternoon.", "Friday | 2026-03-06",
     "mid-afternoon | 2026-03-06TAF | 2026-03-06 | 2026-03-06"),
    ("They left this morning.", "this morning | 2026-03-09TMO | 2026-03-09 | 2026-03-09"),
]
FROM_ANOTHER = [
    ("He spoke on Friday. A day earlier a drone fell.", "Friday | 2026-03-06", "A day earlier | 2026-03-05"),
    ("A drone fell on March 4. The following day jets rose.", "March 4 | 2026-03-04", "The following day | 2026-03-05"),
    ("He came on Friday and went the same day.", "Friday | 2026-03-06", "the same day | 2026-03-06"),
    ("He came Friday and spoke that night.", "Friday | 2026-03-06",
     "that night | 2026-03-06TNI | 2026-03-06 | 2026-03-07"),
    ("It was March 1. Two weeks later he fell.", "March 1 | 2026-03-01",
     "Two weeks later | 2026-W11 | 2026-03-09 | 2026-03-15"),
    ("It fell a day earlier.", "a day earlier | XXXX-XX-XX | |"),
    ("On March 1 it began; last year it was calm; the day before there were talks.",
     "March 1 | 2026-03-01", "last year | 2025 | 2025-01-01 | 2025-12-31", "the day before | 2026-02-28"),
    ("The war has entered its seventh day.", "its seventh day | 2026-03-09"),
    ("On the third day of the war a ship sank.", "the third day | XXXX-XX-XX | |"),
    ("Day 12 of the war: what we know", "Day 12 | XXXX-XX-XX | |"),
]  # fmt: skip
QUARTERS = [
    (
        "Profit rose in the third quarter from a year earlier. A first-quarter loss is likely. "
        "Sales in the latest quarter rose to $3 million from $2 million last year.",
        "the third quarter | 2025-Q3 | 2025-07-01 | 2025-09-30",
        "a year earlier | 2024-Q3 | 2024-07-01 | 2024-09-30",
        "first-quarter | 2026-Q1 | 2026-01-01 | 2026-03-31",
        "the latest quarter | 2025-Q3 | 2025-07-01 | 2025-09-30",
        "last year | 2024-Q3 | 2024-07-01 | 2024-09-30",
    ),
    (
        "It lost $2 million in the third quarter. In the nine months it lost $6 million, compared with $5 million "
        "a year ago.",
        "the third quarter | 2025-Q3 | 2025-07-01 | 2025-09-30",
        "the nine months | P9M | |",
        "a year ago | 2024 | 2024-01-01 | 2024-12-31",
    ),
]
PERIODS = [
    ("It grew in the first quarter of 2026.", "the first quarter of 2026 | 2026-Q1 | 2026-01-01 | 2026-03-31"),
    ("Spending for fiscal 2025 rose.", "fiscal 2025 | 2025 | 2025-01-01 | 2025-12-31"),
    ("It began in the late 1980s.", "the late 1980s | 198 | 1980-01-01 | 1989-12-31"),
    ("It joined in 1952.", "1952 | 1952 | 1952-01-01 | 1952-12-31"),
    ("It joined in nineteen ninety-six.", "nineteen ninety-six | 1996 | 1996-01-01 | 1996-12-31"),
    ("Ties in the 20th century were poor.", "the 20th century | 19 | 1900-01-01 | 1999-12-31"),
    ("It fell in the first half of 2025.", "the first half of 2025 | 2025-H1 | 2025-01-01 | 2025-06-30"),
    ("It ended in mid-March 2025.", "mid-March 2025 | 2025-03 | 2025-03-01 | 2025-03-31"),
    ("The rules of the Sept. 11 attacks era remain.", "Sept. 11 attacks | 2001-09-11"),
]
SETS_AND_VAGUE = [
    ("They fire every day.", "every day | P1D | |"),
    ("They fire twice a week.", "twice a week | P1W | |"),
    ("They protest each Friday.", "each Friday | XXXX-WXX-5 | |"),
    ("They protest on Fridays.", "Fridays | XXXX-WXX-5 | |"),
    ("They meet on Tuesday nights.", "Tuesday nights | XXXX-WXX-2TNI | |"),
    ("They shell it daily.", "daily | P1D | |"),
    ("They are now at war.", "now | PRESENT_REF | |"),
    ("It currently holds the chair.", "currently | PRESENT_REF | |"),
    ("It will one day be rebuilt.", "one day | FUTURE_REF | |"),
    ("They will meet at a later date.", "a later date | FUTURE_REF | |"),
    ("They did so in the past.", "the past | PAST_REF | |"),
    ("It may change in the near future.", "the near future | FUTURE_REF | |"),
]
NO_TIMES = [
    ("The minister may march to the spring, second to none, in the sun.",),
    ("May he rest; We sat down; Mr May said so.",),
    ("Thousands March On. Walls fall. 2,014 troops; page 24; 155 mm; Article 5.",),
    ("A 36-year-old man, 36 years old, is among them.",),
    ("Four flights a week; a wage of $900 a month.",),
    ("The Sunday Times and USA Today reported it as soon after as they could.",),
    ("It was called off at the last minute.",),
    ("He told ABC's \"This Week\" so; his late-night calls went on.",),
]
LISTS = {
    name: rows
    for name, rows in list(globals().items())
    if name.isupper() and isinstance(rows, list) and name not in ("CONFLICTS",)
}


def expected(line: str) -> tuple:
    words, value, *days = (part.strip() for part in line.split("|"))
    first, last = days or (value, value)
    return words, value, first or None, last or None


@pytest.mark.parametrize(("text", "lines"), [(text, lines) for rows in LISTS.values() for text, *lines in rows])
def test_values(text, lines):
    found = [(row["text"], row["value"], row["earliest"], row["latest"]) for row in read(text)]
    assert found == [expected(line) for line in lines]


def test_there_are_enough_of_them():
    assert sum(len(row) - 1 for rows in LISTS.values() for row in rows) >= 120


@pytest.mark.parametrize(("text", "line", "conflict"), CONFLICTS)
def test_a_weekday_that_does_not_fit_is_told(text, line, conflict):
    (row,) = read(text)
    assert (row["text"], row["value"]) == expected(line)[:2]
    assert row["conflict"] == conflict


UNANCHORED = [
    ("on Monday", "XXXX-WXX-1"), ("on November 16", "XXXX-11-16"), ("in March", "XXXX-03"), ("yesterday", "XXXX-XX-XX"),
    ("last week", "XXXX-WXX"), ("last month", "XXXX-XX"), ("last year", "XXXX"), ("over the weekend", "XXXX-WXX-WE"),
    ("last night", "XXXX-XX-XXTNI"), ("at 1440 GMT", "XXXX-XX-XXT14:40"), ("in the third quarter", "XXXX-Q3"),
    ("last summer", "XXXX-SU"), ("on Tuesday night", "XXXX-WXX-2TNI"), ("two days ago", "XXXX-XX-XX"),
    ("now", "PRESENT_REF"),
    ("has entered its seventh day", "XXXX-XX-XX"), ("in seven days", "P7D"), ("every day", "P1D"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), UNANCHORED)
def test_without_a_day_of_publication_values_are_underspecified(text, value):
    (row,) = read(text, None)
    assert (row["value"], row["earliest"], row["latest"]) == (value, None, None)


def test_absolute_dates_need_no_day_of_publication():
    (row,) = read("on 16 November 2022", None)
    assert (row["earliest"], row["latest"], row["anchor"]) == ("2022-11-16", "2022-11-16", "none")


def test_spans_do_not_depend_on_publication_and_re_locate():
    for rows in LISTS.values():
        for text, *_ in rows:
            here, there = read(text), read(text, None)
            assert [(row["start"], row["end"], row["rule"]) for row in here] == [
                (row["start"], row["end"], row["rule"]) for row in there
            ]
            assert all(text[row["start"] : row["end"]] == row["text"] for row in here)


RULES = [entry for entry in BOOK["times"] if entry["kind"] == "rule"]


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry["code"])
def test_every_rule_reads_its_examples(entry):
    for text in entry["examples"]:
        assert entry["code"] in [row["rule"] for row in read(text)], text
    for text in entry.get("not_examples", []):
        assert entry["code"] not in [row["rule"] for row in read(text)], text


def test_no_code_is_used_twice():
    (file,) = (file for file in BOOK.files if file.stem == "times")
    codes = re.findall(r"^- \{?code: (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(codes) == len(set(codes))


def test_any_string_of_its_words_can_be_read():
    """Random strings of the vocabulary: no error, spans alike with and without a day of publication, days in order."""
    words = [term for entry in BOOK["times"] if entry["kind"] == "word" for term in entry["terms"]]
    words += "2026 0 31 1990s 9 99999999 1,000,000 12:30 0230 2100 5th 31/12/2026 , - ( ) 's .".split()
    chance = random.Random(0)
    for _ in range(400):
        text = " ".join(chance.choices(words, k=30))
        here, there = read(text), read(text, None)
        assert [(row["start"], row["end"]) for row in here] == [(row["start"], row["end"]) for row in there], text
        assert all(row["earliest"] <= row["latest"] for row in here if row["earliest"]), text


@pytest.mark.parametrize(
    "unit", ["the ", "1 ", "1", "two ", "March 9 ", "in the early ", "last year's ", "10:10:", "'s ", "May "]
)
def test_no_text_is_slow(unit):
    assert len(read(unit * (60_000 // len(unit)))) < 60_000


def test_this_night_may_be_any():
    (row,) = read("Not one drone was in the air this night.")
    assert (row["text"], row["value"], row["earliest"], row["latest"]) == ("this night", "XXXX-XX-XXTNI", None, None)


def test_anchoring_found_rows_is_finding_with_the_day_of_publication():
    text = " ".join(text for rows in LISTS.values() for text, *_ in rows)
    report, sentences, place = {"report_id": "r", "text": text}, [], 0
    for part in re.split(r"(?<=\.) ", text):
        sentences.append({"sentence_id": f"r:{place}", "start": place, "text": part})
        place += len(part) + 1
    unanchored = times.find(report, sentences, codebook=BOOK)
    anchored = times.anchor(unanchored, sentences, PUBLISHED, codebook=BOOK)
    assert anchored == times.find(report, sentences, PUBLISHED, codebook=BOOK) != unanchored
