"""Claims: the classes of denial as data, stances from text to table, and the denials of the seeds."""

import json

import pytest

import analysis
from analysis import claims
from analysis.codebook import load
from analysis.tables import frame

BOOK = load()
SCOPES = claims.Scopes(BOOK)


def rows(book, name):
    """A table of a loaded folder as rows."""
    table = getattr(book, name).astype(object)
    return table.where(table.notna(), None).to_dict("records")


def stances(book):
    """(claims, positions) of a loaded folder, both as the table accepts them; a position knows its claim."""
    tables = [rows(book, name) for name in ("incidents", "events", "statements", "incident_attributes", "gaps", "reports")]
    found, positions = claims.find(*tables, codebook=BOOK)
    frame("claims", found), frame("claim_positions", positions)
    by_id = {row["claim_id"]: row for row in found}
    texts = {report["report_id"]: report["text"] for report in tables[-1]}
    assert all(texts[row["report_id"]][row["start"] : row["end"]] == row["text"] for row in positions)
    return found, [row | {"claim": by_id[row["claim_id"]]} for row in positions]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A function from (published, text) pairs to the loaded folder of these reports."""

    def read(*reports):
        path = tmp_path_factory.mktemp("reports") / "reports.jsonl"
        records = [{"id": f"r{n}", "published": day, "text": text} for n, (day, text) in enumerate(reports)]
        path.write_text("\n".join(json.dumps(record) for record in records))
        return analysis.load(path.parent)

    return read


@pytest.fixture(scope="module")
def seeds(book):
    return stances(book)


# ---------------------------------------------------------------- the codebook
@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["code"]) for entry in BOOK["scopes"] if "pattern" in entry])
def test_scope_examples(entry):
    def fits(text):
        found = {scope.entry["code"] for act in ("deny", "reject", "assert") for scope in SCOPES.find(text, act)}
        return entry["code"] in found if entry["kind"] == "scope" else SCOPES.has(entry["code"], text)

    for example in entry["examples"]:
        assert fits(example), f"{entry['code']} should fit: {example}"
    for example in entry["not_examples"]:
        assert not fits(example), f"{entry['code']} should not fit: {example}"


def test_every_scope_has_its_claim():
    assert {entry["attribute"] for entry in SCOPES.entries} <= SCOPES.claims.keys()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("it is not at war with its neighbours and is not targeting the island", ["at_war", "targeted"]),
        ("firing any missile towards the island", ["aimed_at"]),
        ("it had been fired from the republic", ["originated_in"]),
        ("forces had not fired at the crowd but gunmen had struck the gate", ["aimed_at"]),
        ("the sun was out", []),
    ],
)
def test_the_longer_scope_wins_and_one_denial_can_have_several(text, codes):
    assert [scope.entry["code"] for scope in SCOPES.find(text)] == codes


# ---------------------------------------------------------------- from text to table
def test_silence_comes_before_the_denial_of_the_same_day(folder):
    attack = "Poland said that a drone launched from Belarus hit a depot in Lublin on Monday.\n\n"
    _, found = stances(folder(
        ("2031-03-10", attack + "Belarus denied launching the drone."),
        ("2031-03-10", attack + "Belarus did not immediately comment on the attack."),
    ))  # fmt: skip
    own = [(row["stance"], row["scope"], row["earliest"], row["latest"]) for row in found if row["party"] == "Belarus" and row["claim"]["attribute"] == "attacker"]
    assert own == [("silent_when_asked", None, "2031-03-10", "2031-03-10"), ("denies", "launched", "2031-03-10", "2031-03-10")]


def test_a_narrower_denial_stands_on_another_claim(folder):
    _, found = stances(folder(("2031-03-10", "Russia fired a missile at Poland on Monday, Warsaw said.\n\nRussia denied that it had targeted Poland.")))
    (denial,) = [row for row in found if row["stance"] == "denies"]
    assert (denial["scope"], denial["claim"]["attribute"], denial["claim"]["value"]) == ("targeted", "target", "Poland")


def test_what_an_outlet_calls_unclear_hedges_on_what_others_claim(folder):
    _, found = stances(folder(("2031-03-10", "A missile aimed at Poland was shot down on Monday, Warsaw said.\n\nThe target of the missile remains unclear.")))
    assert {(row["speaker"], row["stance"]) for row in found if row["claim"]["attribute"] == "target"} >= {(claims.NARRATOR, "hedges")}


def test_a_copy_adds_no_voice(folder):
    text = "Belarus denied launching the drone that hit a depot in Lublin, Poland, on Monday.\n\nPoland said the drone was launched from Belarus."
    once, twice = (stances(folder(*[("2031-03-10", text)] * n))[1] for n in (1, 2))
    assert len(once) == len(twice)


def test_nothing_gives_nothing():
    assert claims.find([], [], [], [], [], [], codebook=BOOK) == ([], [])


# ---------------------------------------------------------------- the seeds
def test_every_incident_has_the_claim_that_it_happened(book, seeds):
    happened = [row["incident_id"] for row in seeds[0] if row["attribute"] == "happened"]
    assert sorted(happened) == sorted(book.incidents["incident_id"])


@pytest.mark.parametrize(
    ("report", "words", "scope"),
    [
        ("000", "launching the drone attack", "launched"),
        ("000", "firing the weapon", "launched"),
        ("000", "did not originate in Iran", "originated_in"),
        ("000", "No offensives were initiated", "originated_in"),
        ("004", "firing any missile towards", "aimed_at"),
        ("001", "it had targeted Turkey", "targeted"),
        ("002", "it is not at war", "at_war"),
        ("002", "not explicitly targeting", "targeted"),
        ("002", "has not used Incirlik", "used"),
    ],
)
def test_each_denial_has_its_scope(seeds, report, words, scope):
    found = [row for row in seeds[1] if row["report_id"].startswith(report) and words in row["text"] and row["stance"] == "denies"]
    assert scope in {row["scope"] for row in found} and all(row["statement_id"] for row in found)


def test_a_denial_of_several_reaches_each(seeds):
    reached = {row["claim"]["incident_id"] for row in seeds[1] if "did not originate in Iran" in row["text"]}
    assert {"cyprus", "turkey", "azerbaijan"} == {incident.split("_")[-1] for incident in reached} and len(reached) == 4


def test_what_only_a_denial_tells_is_asserted_by_nobody(book, seeds):
    (only,) = book.incidents.loc[book.incidents["status"] == "denied_only", "incident_id"]
    assert {row["stance"] for row in seeds[1] if row["claim"]["incident_id"] == only} == {"denies", "hedges"}


def test_silence_and_denial_stand_side_by_side(seeds):
    own = [row for row in seeds[1] if row["party"] == "Iran" and row["claim_id"] == "2026-03-09_attack_iran_turkey:launched_from:iran"]
    assert [row["stance"] for row in own] == ["silent_when_asked"] * 2 + ["denies"] * 2
    assert {row["earliest"] for row in own} == {"2026-03-09"}


def test_some_of_them_staged_is_said_of_none(seeds):
    assert {row["stance"] for row in seeds[1] if row["claim"]["attribute"] == "staged"} == {"hedges"}


def test_what_is_not_ruled_out_is_left_open(folder):
    text = (
        "A drone struck the port of Bergen in Norway on Monday, the Norwegian defence ministry said. Russia has nothing to do with "
        "the attack, Russian foreign ministry spokeswoman Irina Belova said. She did not rule out that the attack had been staged."
    )
    found = stances(folder(("2031-03-10", text)))[1]
    told = {(row["speaker"], row["stance"], row["scope"]) for row in found if row["party"] == "Russia"}
    assert {("Irina Belova", "denies", "responsible"), ("Irina Belova", "hedges", "staged")} <= told


def test_a_region_that_something_came_from_is_nobody_who_did_it(folder):
    text = "The drones had been launched from Crimea, the Romanian defence ministry said on Monday. A missile was fired from Iran."
    told = [(row["type"], row["source_party"]) for row in rows(folder(("2031-03-10", text)), "events")]
    assert told == [("drone_strike", None), ("missile_launch", "Iran")]
