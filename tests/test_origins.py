"""Origins, copies and corroboration: short invented reports from text to table, grades rule by rule, and the seeds."""

import random
from pathlib import Path

import pytest

from analysis import codebook, copies, corroboration, origins, relating, reports, running
from analysis.corroboration import OWN, UNNAMED, Sources, independent
from analysis.errors import CodebookError

BOOK = codebook.load()
SEEDS = Path(__file__).parents[1] / "seeds"


def read(**texts):
    """The tables of invented reports, dated 12 May 2031."""
    rows = [{"report_id": name, "text": text, "language": "en", "published": "2031-05-12"} for name, text in texts.items()]
    return relate(relating.relate(running.read_all(rows, codebook=BOOK), codebook=BOOK))


def relate(tables):
    parts = [tables[name] for name in ("reports", "spans", "sentences", "statements")]
    tables["origins"] = origins.find(*parts, codebook=BOOK)
    tables["copies"] = copies.find(tables["reports"], tables["sentences"])
    sources = Sources(*(tables[name] for name in ("reports", "statements", "origins", "copies")), codebook=BOOK)
    tables["incidents"] = corroboration.count(tables["incidents"], tables["events"], tables["reports"], sources, codebook=BOOK)
    return tables


@pytest.fixture(scope="module")
def seeds():
    found, _ = reports.read([SEEDS])
    return relate(relating.relate(running.read_all(found, codebook=BOOK), codebook=BOOK))


# ---------------------------------------------------------------- origins
def ways(tables, report_id):
    return {(row["origin"], row["via"]) for row in tables["origins"] if row["report_id"].startswith(report_id)}


def test_every_row_of_origins_opens_its_words(seeds):
    texts = {report["report_id"]: report["text"] for report in seeds["reports"]}
    assert seeds["origins"]
    assert all(texts[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in seeds["origins"])


def test_relays_of_the_seeds(seeds):
    words = {(row["report_id"][:3], row["origin"], row["via"]): row["text"] for row in seeds["origins"]}
    assert words["003", "a Turkish diplomatic source", "Reuters"] == "according to Reuters, which cited a Turkish diplomatic source"
    assert words["004", "Mark Rutte", "Reuters"] == "Reuters quoted Rutte as saying"
    assert words["001", "Senior U.S. and Western officials", "New York Times"].endswith("told the New York Times")
    assert words["000", "Allison Hart", "X"] == "NATO spokesperson Allison Hart posted on X"
    assert ("000", "United States", "LBC; Ben Wallace") in words  # what he says that it asked for


def test_credits_of_the_seeds(seeds):
    credited = {(row["report_id"][:3], row["kind"], row["origin"]) for row in seeds["origins"] if row["kind"] != "statement"}
    assert credited == {
        ("001", "byline", "Lisa Park"),
        ("001", "credit", "a57.foxnews.com"),
        ("002", "agency", "Reuters"),
        ("003", "credit", "Associated Press"),
    }


def test_a_relay_and_an_agency_from_text_to_table():
    text = (
        "OSLO, May 12 (NTB) - Two ferries were held at the quay on Monday.\n\n"
        "Norway will close the strait, Reuters reported, citing a Norwegian official.\n\n"
        '"We will not wait," Foreign Minister Kari Lund wrote on Telegram. He left.\n'
    )
    found = ways(read(one=text), "one")
    assert {("NTB", None), ("a Norwegian official", "Reuters"), ("Kari Lund", "Telegram")} <= found
    assert not {"He", "we", "We"} & {origin for origin, _ in found}


def test_a_picture_credit_is_no_origin():
    text = "date 2031-05-12 The minister speaks in Oslo. Credit: A. Person/Shutterstock.com.\n\nNorway closed the strait on Monday.\n"
    assert not [row for row in read(one=text)["origins"] if row["kind"] == "credit"]


# ---------------------------------------------------------------- copies
WORDS = [f"{first}{last}" for first in ("ba", "do", "ki", "lu", "me", "po", "ra", "ti") for last in ("na", "rol", "sit", "ven", "x", "gar")]


def prose(seed, words):
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def story(name, *paragraphs, **more):
    """A report of paragraphs and its sentences, one a paragraph; one that begins with # is the title."""
    rows, text = [], ""
    for n, paragraph in enumerate(paragraphs):
        part, words = ("title", paragraph[1:]) if paragraph.startswith("#") else ("body", paragraph)
        rows.append({"report_id": name, "start": len(text), "end": len(text) + len(words), "paragraph": n, "part": part, "text": words})
        text += f"{words}\n"
    return {"report_id": name, "text": text} | more, rows


def pairs(*stories):
    found = copies.find([report for report, _ in stories], [row for _, rows in stories for row in rows])
    return {(row["report_id"], row["other_report_id"]): row for row in found}


def test_a_shared_run_of_narration_is_a_copy():
    run = prose(1, 20)
    found = pairs(story("a", prose(2, 150), run), story("b", f"{prose(3, 90)} {run}"), story("c", prose(4, 100)))
    assert list(found) == [("a", "b")]
    assert found["a", "b"] | {"share": 0} == {"report_id": "a", "other_report_id": "b", "shared_words": 20, "share": 0, "longest_run": 20}
    assert found["a", "b"]["share"] == round(20 / 110, 3)


def test_a_short_phrase_is_none():
    assert not pairs(story("a", prose(2, 150), prose(1, 15)), story("b", prose(3, 90), prose(1, 15)))


def test_what_both_quote_proves_nothing_and_what_one_tells_itself_does():
    run = prose(1, 40)
    both = story("a", prose(2, 150), f"“{run},” he said."), story("b", prose(3, 90), f'"{run}," she said.')
    assert not pairs(*both)
    assert pairs(both[0], story("b", prose(3, 90), f"He said that {run}."))["a", "b"]["longest_run"] == 40


def test_a_title_is_no_narration():
    assert not pairs(*(story(name, f"#{prose(1, 30)}", prose(seed, 90)) for name, seed in (("a", 2), ("b", 3))))


def test_rewriting_breaks_runs_but_not_the_share():
    runs = [prose(seed, 12) for seed in range(10, 18)]
    one = story("a", " ".join(f"{run} {prose(100 + n, 3)}" for n, run in enumerate(runs)))
    other = story("b", " ".join(f"{run} {prose(200 + n, 3)}" for n, run in enumerate(runs)))
    row = pairs(one, other)["a", "b"]
    assert row["share"] > 0.7 and row["longest_run"] <= copies.LONGEST_CHANCE


def test_page_furniture_in_many_reports_is_no_copy_and_a_text_that_many_carry_is():
    slogan, wire = prose(1, 25), prose(2, 200)
    furnished = [story(f"f{n}", prose(50 + n, 150), slogan) for n in range(12)]
    assert not pairs(*furnished)
    carried = [story(f"w{n:02}", wire, prose(80 + n, 30)) for n in range(12)]
    found = pairs(*furnished, *carried)
    assert set(found) == {(f"w{n:02}", f"w{n + 1:02}") for n in range(11)}  # a chain


def test_a_duplicate_is_a_copy_outright():
    found = pairs(story("b", "Six words of a short report."), story("a", "Six words of a short report.", duplicate_of="b"))
    assert found["a", "b"]["share"] == 1


def test_the_order_of_reports_does_not_matter():
    stories = [story(name, prose(n, 80), prose(1, 30), prose(n + 9, 50)) for n, name in enumerate("abcd")]
    assert pairs(*stories) == pairs(*reversed(stories)) and len(pairs(*stories)) == 6
    assert not pairs() and not pairs(story("a")) and not pairs(story("a", "One."), story("b", "One."))


def test_copies_of_the_seeds(seeds):
    [row] = seeds["copies"]
    assert (row["report_id"][:3], row["other_report_id"][:3], row["longest_run"]) == ("001", "002", 18)


# ---------------------------------------------------------------- corroboration
def event(report, modality="asserted", by=None, type_="strike", **more):
    return {
        "event_id": f"{report}:{by}:{type_}", "report_id": report, "trigger_start": 900, "trigger_end": 906,
        "modality": modality, "attributed_to": by, "type": type_, "incident_id": "i",
    } | more  # fmt: skip


def graded(*events, statements=(), book=BOOK, copied=(), **facts):
    """The row of the incident that these events tell, in reports with these facts."""
    rows = [{"report_id": name} | facts.get(name, {}) for name in sorted({e["report_id"] for e in events})]
    copied = [{"report_id": a, "other_report_id": b} for a, b in copied]
    sources = Sources(rows, statements, [], copied, codebook=book)
    [row] = corroboration.count([{"incident_id": "i"}], events, rows, sources, codebook=book)
    return row["n_origins"], f"{row['source_grade']}{row['information_grade']}", row["grade_reason"]


def said(by):
    return {"modality": "attributed", "by": by}


@pytest.mark.parametrize(
    ("events", "n", "grade"),
    [
        ([event("a", **said("Turkey")), event("b", **said("NATO"))], 2, "F1"),
        ([event("a", **said("Turkey")), event("a", **said("NATO"))], 2, "F2"),  # through one report alone
        ([event("a", **said("Turkey")), event("b", **said("Turkish Defence Ministry"))], 1, "F3"),  # an office and its state
        ([event("a", **said("Turkish Defence Ministry")), event("b", **said("Turkey's foreign ministry"))], 1, "F2"),
        ([event("a", **said("Turkish Defence Ministry")), event("b", **said("Turkey's Ministry of Defense"))], 1, "F3"),
        ([event("a"), event("b")], 2, "F2"),
        ([event("a"), event("b", **said("Iran"))], 1, "F3"),  # who is behind a's own voice is not known
        ([event("a"), event("a", **said("the airline"))], 1, "F3"),
        ([event("a", **said("Ada Doe")), event("b", **said("Iran"))], 2, "F2"),  # she may be of the same party
        ([event("a", **said("Turkey")), event("b", "denied", "Iran")], 1, "F4"),
        ([event("a", "denied", "Iran")], 0, "F5"),
        ([event("a", "attributed")], 0, "F6"),  # 'reportedly'
        ([event("a", "negated", "Turkey"), event("b", "hypothetical")], 0, "F6"),
    ],
)
def test_figures(events, n, grade):
    assert graded(*events)[:2] == (n, grade)


def test_reasons_are_sentences():
    events = [event("a", **said("Turkey")), event("a", type_="debris"), event("b", "denied", "Iran")]
    told = "4: Turkey said so, Iran denied strike. F: none of them has a grade in the codebooks."
    assert graded(*events)[2] == told
    assert "nobody denied debris" in graded(*events, event("b", **said("NATO"), type_="debris"))[2]


def test_reports_that_copy_or_share_an_agency_have_one_voice():
    assert graded(event("a"), event("b"), copied=[("a", "b")])[:2] == (1, "F3")
    reuters = {"agency": "Reuters"}
    assert graded(event("a"), event("b"), a=reuters, b=reuters | {"publisher": "Dawn"})[0] == 1
    assert "the own voice of Reuters" in graded(event("a"), event("b"), copied=[("a", "b")], b=reuters)[2]


def test_a_machine_written_report_is_e_and_the_table_grades_the_rest(tmp_path):
    machine = {"machine_written": True}
    assert graded(event("a"), a=machine)[1] == "E3"
    assert graded(event("a"), event("b"), a=machine)[1] == "F2"
    (tmp_path / "codebooks").mkdir()
    row = "dawn,Dawn,outlet,Pakistan,,own,{}\n"
    file = tmp_path / "codebooks" / "publishers.csv"
    file.write_text("code,name,kind,country,aliases,source,grade\n" + row.format("B"))
    assert graded(event("a"), event("b"), book=codebook.load(tmp_path), b={"publisher": "Dawn"})[1] == "B2"
    file.write_text("code,name,kind,country,aliases,source,grade\n" + row.format("G"))
    with pytest.raises(CodebookError, match="dawn: its grade G"):
        graded(event("a"), book=codebook.load(tmp_path))


def test_no_outlet_is_graded_as_shipped():
    assert {entry["grade"] for entry in BOOK["publishers"]} == {""}


def test_independent_origins():
    assert independent([None, "Iran", "Iran", OWN + "Dawn", UNNAMED + "diplomats"]) == {"Iran"}
    assert independent([None, OWN + "Dawn", UNNAMED + "diplomats"]) == {OWN + "Dawn", UNNAMED + "diplomats"}
    assert independent([None]) == set()


def test_a_saying_comes_from_who_says_it():
    text = "Norway warned Denmark on Monday against closing the strait.\n\nTwo ferries were seized by Denmark on Monday.\n"
    tables = read(one=text)
    sources = Sources(tables["reports"], tables["statements"], tables["origins"], tables["copies"], codebook=BOOK)
    keys = {row["type"]: sources.key(row) for row in tables["events"] if row["modality"] == "asserted"}
    assert keys["warning"] == "Norway" and keys["seizure"] == OWN + "one"
    assert {sources.key(row) for row in tables["statements"]} == {"Norway"}


def test_incidents_of_the_seeds(seeds):
    rows = {row["incident_id"]: row for row in seeds["incidents"]}
    second = rows["2026-03-09_attack_iran_turkey"]  # the ministry and the alliance, whoever carries them
    assert (second["n_reports"], second["n_origins"], second["information_grade"]) == (3, 2, 1)
    assert second["grade_reason"].startswith("1: NATO and Turkey said so independently")
    first = rows["2026-03-04_attack_iran_turkey"]
    assert first["information_grade"] == 4 and "Iran denied missile_launch" in first["grade_reason"]
    [denied] = [row for row in seeds["incidents"] if row["status"] == "denied_only"]
    assert (denied["n_origins"], denied["information_grade"]) == (0, 5)
    assert all(row["n_origins"] <= max(row["n_reports"], 4) and row["source_grade"] in "EF" for row in seeds["incidents"])


def test_the_call_that_an_agency_has_from_a_source_has_one_origin(seeds):
    sources = Sources(seeds["reports"], seeds["statements"], seeds["origins"], seeds["copies"], codebook=BOOK)
    [call] = [row for row in seeds["events"] if row["type"] == "phone_call" and row["report_id"].startswith("003")]
    assert sources.key(call) == "Turkey"
    voices = {name[:3]: voice for name, voice in sources.own.items()}
    assert voices["001"] == voices["002"] == OWN + "Reuters"


def test_outlets_that_no_codebook_lists_are_a_way_and_a_press_conference_is_none():
    text = (
        '"We do not want this war," Norwegian Defence Minister Ola Berg told Nova TV. "Not at all," he told a press conference.\n\n'
        "A senior Norwegian official told the television channel Kanal9 that the pilot had reported a fire, the Nordlys news agency reported.\n"
    )
    found = ways(read(one=text), "one")
    assert {("Ola Berg", "Nova TV"), ("Ola Berg", None), ("A senior Norwegian official", "the Nordlys news agency; Kanal9")} <= found


def test_a_statement_without_a_channel_has_its_relays():
    assert origins._ways({"relayed_by": "Reuters; Delta Post"}) == ["Reuters", "Delta Post"]
