"""Utterances: one thing said once, whatever the wording; a stock phrase on another day is another."""

from itertools import permutations
from time import process_time

import pytest

from analysis import relating, running, utterances
from analysis.codebook import load
from analysis.tables import frame
from analysis.wordings import difference

BOOK = load()
STEPS = "We repeat that all necessary steps will be taken resolutely and without hesitation against any threat to our borders"
MEASURES = "We repeat that all necessary measures will be taken decisively and without hesitation against any threat to our borders"
MINISTRY = {"speaker": "Norwegian Defence Ministry", "institution": "Norwegian Defence Ministry", "party": "Norway"}
MINISTER = {"speaker": "Kari Lund", "role": "defence minister", "party": "Norway"}
RIVAL = {"speaker": "Ola Berg", "role": "foreign minister", "party": "Norway"}


def said(report, text, by=MINISTRY, *, day=None, until="2031-05-12", kind="direct", start=0, **facts):
    own = {"report_id": report, "statement_id": f"{report}:{start}-{start + len(text)}", "start": start, "end": start + len(text)}
    dated = {"said_earliest": day, "said_latest": day or until}
    return own | {"text": text, "kind": kind, "spoken": True, "act": "warn"} | dated | by | facts


def find(*rows, duplicates=()):
    """(groups of statements by number, utterances, wordings)"""
    days = {row["report_id"]: row["said_latest"] for row in rows}
    reports = [{"report_id": name, "published": day, "duplicate_of": dict(duplicates).get(name)} for name, day in days.items()]
    ids, *made = utterances.find(rows, reports, codebook=BOOK)
    found, wordings = map(list, made)
    for name, table in (("utterances", found), ("wordings", wordings)):
        frame(name, table)
    assert [row["utterance_id"] for row in found] == list(dict.fromkeys(row["utterance_id"] for row in found))
    return [ids.index(one) if one else None for one in ids], found, wordings


def one(*rows):
    return len(set(find(*rows)[0])) == 1


# ---------------------------------------------------------------- what is one, and what is not
SAME = {
    "another translation": (said("a", STEPS), said("b", MEASURES)),
    "few words of another translation": (
        said("a", "all necessary steps will be taken resolutely and without hesitation"),
        said("b", "all necessary measures will be taken decisively and without hesitation"),
    ),
    "a paraphrase of a quotation": (said("a", STEPS), said("b", "it would take all necessary steps against threats to its borders", kind="indirect")),
    "a cut quotation": (
        said("a", "Norland is close to becoming a threat to the whole region as well", MINISTER),
        said("b", 'Norland was "close to becoming a threat"', MINISTER, kind="mixed"),
    ),
    "the next day's paper": (said("a", STEPS), said("b", MEASURES, until="2031-05-13")),
    "a day given and a day bounded": (said("a", STEPS, day="2031-05-12"), said("b", MEASURES, until="2031-05-13")),
    "the party for its ministry": (said("a", STEPS), said("b", MEASURES, {"speaker": "Norway", "party": "Norway"})),
    "the minister for the ministry": (said("a", STEPS), said("b", MEASURES, MINISTER)),
    "a spokesperson for the ministry": (said("a", STEPS), said("b", MEASURES, {**RIVAL, "role": "spokesman"})),
    "a part of the name": (said("a", STEPS, MINISTER), said("b", MEASURES, {**MINISTER, "speaker": "Lund"})),
    "a quotation without its speaker": (said("a", STEPS), said("b", MEASURES, {})),
    "types of aircraft are no figures": (
        said("a", "a Swedish J-35 fighter had shot down the helicopter", kind="indirect"),
        said("b", "the Ka-27 helicopter was shot down by a Swedish fighter", kind="indirect"),
    ),
    "one word, quoted by two": (said("a", '"reckless"', MINISTER), said("b", "‘reckless’", MINISTER)),
}
APART = {
    "a stock phrase on another day": (said("a", STEPS, day="2031-05-12"), said("b", STEPS, day="2031-05-13")),
    "a stock phrase in a later report": (said("a", STEPS), said("b", STEPS, until="2031-05-14")),
    "another party": (said("a", STEPS), said("b", STEPS, {"speaker": "Iran", "party": "Iran"})),
    "two persons": (said("a", STEPS, MINISTER), said("b", STEPS, RIVAL)),
    "two ministries": (said("a", STEPS), said("b", STEPS, {"speaker": "Foreign Ministry", "institution": "Foreign Ministry", "party": "Norway"})),
    "another ministry's minister": (said("a", STEPS), said("b", STEPS, RIVAL)),
    "other words": (said("a", STEPS), said("b", "We also remind everyone that it is wise to heed our warnings")),
    "other figures": (
        said("a", "at least 150 people had been killed in the storm on the coast", kind="indirect"),
        said("b", "at least 214 people had been killed in the storm on the coast", kind="indirect"),
    ),
    "one word, of another act": (said("a", "the attack", kind="indirect"), said("b", "the attack", kind="indirect", act="confirm")),
    "no day and no name": (said("a", STEPS, {"party": "Norway"}), said("b", STEPS, {"party": "Norway"}, until=None)),
    "unknown speakers who are paraphrased": (said("a", STEPS, {}, kind="indirect"), said("b", STEPS, {}, kind="indirect")),
}


@pytest.mark.parametrize("rows", [pytest.param(rows, id=name) for name, rows in SAME.items()])
def test_one_thing_said_once(rows):
    assert one(*rows) and one(*reversed(rows))


@pytest.mark.parametrize("rows", [pytest.param(rows, id=name) for name, rows in APART.items()])
def test_two_things_said(rows):
    assert not one(*rows) and not one(*reversed(rows))


def test_bounded_days_do_not_run_into_each_other():
    groups, *_ = find(*(said(name, STEPS, until=f"2031-05-{day}") for name, day in zip("abcd", (12, 13, 14, 15), strict=True)))
    assert groups[0] != groups[2] and groups[1] != groups[3]


def test_a_statement_without_a_day_joins_only_where_one_alone_fits():
    undated, monday, friday = said("u", STEPS, until=None), said("a", STEPS), said("b", STEPS, until="2031-05-16")
    assert find(monday, undated)[0] == [0, 0]
    assert find(monday, friday, undated)[0] == [0, 1, 2]


def test_pieces_of_a_quotation_are_one_with_what_another_report_carries_whole():
    whole = said("a", "The bridge is closed to all traffic. Nobody will be let through before the talks.", MINISTER)
    pieces = [
        said("b", "The bridge is closed to all traffic,", MINISTER, quotation_id="q"),
        said("b", "Nobody will be let through before the talks.", MINISTER, start=60, quotation_id="q"),
    ]
    groups, (row,), wordings = find(whole, *pieces)
    assert groups == [0, 0, 0] and row["quoted_in"] == "a; b" and row["n_reports"] == 2
    assert [w["difference"] for w in wordings][1:] == [
        "The bridge is closed to all traffic, …",
        "… Nobody will be let through before the talks.",
    ]
    assert find(*pieces)[0] == [0, 0] and find(*pieces)[2] == []


def test_a_statement_inside_another_of_the_same_speaker_is_the_same_saying():
    outer = said("a", "Norway condemned the attack on the port and voiced its support", MINISTER, kind="indirect")
    inner = said("a", "the attack on the port", {"speaker": "Norway", "party": "Norway"}, kind="indirect", start=17)
    other = said("a", "the attack on the port", {"speaker": "Iran", "party": "Iran"}, kind="indirect", start=17)
    assert find(outer, inner)[0] == [0, 0] and find(outer, inner)[2] == []
    assert find(outer, other)[0] == [0, 1]


# ---------------------------------------------------------------- the rows
def test_quoted_and_paraphrased():
    quote = said("a", 'Norway was "strongly repeating its warning to all ships, namely tankers"', MINISTER, kind="mixed", topic="warning")
    told = said("b", "Norway is strongly repeating its warning to all ships, namely tankers", MINISTER, kind="indirect", topic="warning; talks")
    _, (row,), wordings = find(told, quote)
    assert (row["quoted_in"], row["paraphrased_in"], row["n_reports"]) == ("a", "b", 2)
    assert (row["speaker"], row["party"], row["topic"]) == ("Kari Lund", "Norway", "warning; talks")
    assert row["wording"] == quote["text"] and row["variants"] == told["text"]
    assert [(w["report_id"], w["form"]) for w in wordings] == [("a", "quoted"), ("b", "paraphrased")]
    assert wordings[1]["difference"] == "Norway [-was-] {+is+} strongly repeating its warning to all ships, namely tankers"


def test_a_word_in_quotation_marks_is_no_quotation():
    whole = said("a", "The fleet has again stopped a tanker near the strait", MINISTER)
    told = said("b", 'the fleet had "again" stopped a tanker near the strait', MINISTER, kind="mixed")
    _, (row,), _ = find(whole, told)
    assert (row["quoted_in"], row["paraphrased_in"]) == ("a", "b")


def test_duplicates_count_once_and_thoughts_not_at_all():
    groups, (row,), wordings = find(said("a", STEPS), said("b", STEPS), duplicates=[("b", "a")])
    assert groups == [0, 0] and row["n_reports"] == 1 and row["quoted_in"] == "a" and wordings == []
    assert find(said("a", STEPS, spoken=False))[:2] == ([None], [])


def test_order_changes_nothing_and_a_later_report_renames_nothing():
    rows = [said("a", STEPS), said("b", MEASURES), said("c", "it would take all necessary steps against threats", kind="indirect")]
    assert len({str(find(*order)[1:]) for order in permutations(rows)}) == 1
    later = said("d", f"{MEASURES}, in the air and at sea", until="2031-05-13")
    assert find(*rows)[1][0]["utterance_id"] == find(*rows, later)[1][0]["utterance_id"]


@pytest.mark.parametrize(
    ("full", "text", "marked"),
    [
        ("close to a threat to Europe as well", "close to a threat to Europe,", "close to a threat to Europe, [-as well-]"),
        ("We will act.", "it would act", "[-We will-] {+it would+} act"),
        ("Türkiye’s forces", "Turkiye's forces", "Turkiye's forces"),
        ("", "", ""),
    ],
)
def test_difference(full, text, marked):
    assert difference(full, text) == marked


def test_cost_grows_with_the_rows_not_with_their_pairs():
    def took(n):
        rows = [said(f"r{i}", f"{STEPS if i % 2 else MEASURES} number{chr(97 + i % 26)}x{chr(97 + i // 26 % 26)}") for i in range(n)]
        start = process_time()  # another's load is none of its cost
        _, *made = utterances.find(rows, [{"report_id": row["report_id"]} for row in rows], codebook=BOOK)
        uttered, _ = map(list, made)  # the rows are made when they are asked for
        assert uttered
        return process_time() - start

    took(50)
    assert took(1600) < 40 * max(took(100), 0.005)


# ---------------------------------------------------------------- from text to table
def related(**texts):
    reports = [{"report_id": name, "text": text, "language": "en"} for name, text in texts.items()]
    tables = relating.relate(running.read_all(reports, codebook=BOOK), codebook=BOOK)
    return [tables[name] for name in ("statements", "utterances", "wordings")]


def test_two_reports_and_a_later_stock_phrase():
    told, found, _ = related(
        a='date 2031-05-12 A quiet day\n\nOSLO - "All necessary steps will be taken without hesitation against any threat," the Norwegian Defence Ministry said on Monday.',
        b='date 2031-05-12 Another quiet day\n\nOSLO - Norway\'s defence ministry said on Monday that all necessary measures would be taken without hesitation against any threat.',
        c='date 2031-05-20 A week later\n\nOSLO - "All necessary steps will be taken without hesitation against any threat," the Norwegian Defence Ministry said on Tuesday.',
    )
    ids = {row["report_id"]: row["utterance_id"] for row in told if "necessary" in row["text"]}
    assert ids["a"] == ids["b"] != ids["c"]
    assert [(row["quoted_in"], row["paraphrased_in"]) for row in found if row["utterance_id"] == ids["a"]] == [("a", "b")]


@pytest.fixture(scope="module")
def seeds(book):
    tables = (book.statements, book.utterances, book.wordings)
    return [table.astype(object).where(table.notna(), None).to_dict("records") for table in tables]


def carried(seeds, *words):
    """Report number -> ids of the utterances of its statements that hold the words."""
    found = [(row["report_id"][:3], row["utterance_id"]) for row in seeds[0] if all(word in row["text"] for word in words)]
    return {report: {id_ for other, id_ in found if other == report} for report, _ in found}


def test_seeds_one_sentence_in_two_translations_and_an_earlier_one_apart(seeds):
    again = carried(seeds, "once again emphasise")
    assert set(again) == {"000", "001", "002"} and len(set.union(*again.values())) == 1
    (row,) = [row for row in seeds[1] if {row["utterance_id"]} == again["000"]]
    assert row["n_reports"] == 3 and row["quoted_in"].count(";") == 2
    assert not carried(seeds, "Every step taken")["003"] & again["000"]
    assert not carried(seeds, "everyone’s interest")["002"] & again["000"]


def test_seeds_quoted_in_one_and_paraphrased_in_the_other(seeds):
    warning = carried(seeds, "strongly reiterating")
    assert set(warning) == {"001", "002"} and warning["001"] == warning["002"]
    (row,) = [row for row in seeds[1] if {row["utterance_id"]} == warning["001"]]
    assert row["quoted_in"][:3] == "001" and row["paraphrased_in"][:3] == "002"


def test_seeds_pieces_of_one_quotation(seeds):
    assert carried(seeds, "stands firm")["000"] == carried(seeds, "stands firm")["001"] == carried(seeds, "intercepted a missile heading")["001"]


def test_seeds_a_shared_message_line_is_two_utterances(seeds):
    assert not set.intersection(*carried(seeds, "posture remains strong across all").values())
