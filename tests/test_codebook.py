"""The codebooks as data: canonical, unambiguous, and every example gets its entry."""

from functools import partial

import pytest
import yaml

from analysis import codebook, lint, names, spans
from analysis.codebook import Codebook
from analysis.errors import CodebookError

BOOK = codebook.load()
# Words without quotation marks that YAML reads as true or false, and terms twice in one entry.


def entries(name):
    return [pytest.param(entry, id=entry["code"]) for entry in BOOK[name]]


@pytest.mark.parametrize("entry", [e for e in entries("layout") if e.values[0]["scope"] == "line"])
def test_the_first_layout_entry_that_fits_is_its_own(entry):
    for example in entry["examples"]:
        assert spans.fits(example, BOOK)["kind"] == entry["kind"], example


@pytest.mark.parametrize("find", [partial(lint.forms, shipped=BOOK), lint.terms, lint.patterns, lint.readings], ids=["forms", "terms", "patterns", "readings"])
def test_what_ships_is_without_fault(find):
    assert [str(fault) for fault in find(BOOK)] == []


def test_publishers_are_found_by_their_names():
    terms = names.outlets(BOOK)
    for entry in BOOK["publishers"]:
        text = f"It was posted on {entry['name']} today."
        assert [found["name"] for _, _, found in terms.find(text)] == [entry["name"]]


def test_a_folder_beside_the_reports_extends_and_replaces(tmp_path):
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "publishers.csv").write_text(
        "code,name,kind,country,aliases,source\nreuters,Reuters News,agency,United Kingdom,,own\nlocal,Local Times,outlet,Oman,,own\n"
    )
    names = [entry["name"] for entry in codebook.load(tmp_path)["publishers"]]
    assert "Reuters News" in names and "Reuters" not in names and "Local Times" in names


@pytest.mark.parametrize(("name", "content"), [("cues.yaml", "- label: no code\n"), ("cues.yaml", "- [unclosed\n"), ("cues.yaml", "just words\n"), ("cues.yaml", "- code: a\n- code: a\n")])
def test_a_broken_codebook_is_named(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(CodebookError, match=name):
        list(Codebook(tmp_path))


def test_the_version_follows_the_content(tmp_path):
    assert codebook.load().version == BOOK.version
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "cues.yaml").write_text("[]")
    assert codebook.load(tmp_path).version != BOOK.version


# ------------------------------------------------------------------------------------------------ looking over

CUE = """- code: vow_again
  label: pledge
  definition: The speaker commits himself.
  act: pledge
  frames: [clause]
  terms: [swear blind]
  examples: ["She swore blind."]
  not_examples: ["Nobody did."]
  source: own
"""


def faults(tmp_path, **files) -> list[str]:
    """The faults that own codebooks bring, without reading the examples."""
    (tmp_path / "codebooks").mkdir()
    for name, content in files.items():
        file = name.replace("_csv", ".csv") if name.endswith("_csv") else f"{name}.yaml"
        (tmp_path / "codebooks" / file).write_text(content, encoding="utf-8")
    book = codebook.load(tmp_path)
    found = [*lint.forms(book, shipped=BOOK), *lint.terms(book), *lint.patterns(book)]
    return [str(fault) for fault in found]


def test_an_entry_in_form_has_no_fault(tmp_path):
    assert faults(tmp_path, cues=CUE) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("label:", "lable:", "nothing reads its key 'lable'; did you mean label?"),
        ("  frames: [clause]\n", "", "it has no frames; add it"),
        ("terms: [swear blind]", "terms: swear blind", "its terms is text; write a list"),
        ("terms: [swear blind]", "terms: [swear blind, on]", "a term of it is no text but True; write it in quotation marks"),
        ("terms: [swear blind]", "terms: [swear blind, swear blind]", "'swear blind' stands in it twice"),
        ("terms: [swear blind]", "terms: [deny]", "'deny' is also deny under deny; take it out of one"),
    ],
)
def test_a_fault_of_form_names_the_entry_and_what_to_do(tmp_path, old, new, said):
    if said.startswith("'deny'"):
        new += "\n  spoken: true"
    found = faults(tmp_path, cues=CUE.replace(old, new))
    assert any(fault.startswith("cues, entry vow_again: ") and said in fault for fault in found), found


def test_a_codebook_that_nothing_reads(tmp_path):
    assert faults(tmp_path, cue=CUE) == ["cue, entry -: nothing reads a codebook of that name; did you mean cues?"]


def test_a_key_that_no_rule_has(tmp_path):
    entry = next(entry for entry in BOOK["indicators"] if entry["code"] == "attacks")
    own = yaml.safe_dump([{**entry, "rule": {"type": ["strike"]}}])
    assert faults(tmp_path, indicators=own) == ["indicators, entry attacks: nothing reads type in its rule; did you mean types?"]


def test_a_name_with_two_meanings_and_a_refused_one(tmp_path):
    head = "code,name,kind,iso3,iso2,aliases,demonyms,metonyms,lat,lon,examples,source\n"
    line = "XXX,Xanadu,state,XXX,XX,Oslo Pact|Russia|us,,,1,2,Xanadu said no.,own\n"
    told = faults(tmp_path, parties_csv=head + line)
    assert told[0] == "parties, entry XXX: 'Russia' also stands under RUS; a term has one meaning: take it out of one"
    assert told[1] == "parties, entry XXX: 'us' is refused; take it out of here, or out of refuse.csv"


@pytest.mark.parametrize(("pattern", "said"), [("by hand", "does not get its example: made by machine"), ("(", "its pattern is no regular expression"), ("by", "gets what is no example: by and by")])
def test_a_pattern_and_its_examples(tmp_path, pattern, said):
    entry = next(entry for entry in BOOK["acts"] if not entry.get("verbs"))
    own = {**entry, "code": "own", "pattern": pattern, "examples": ["made by machine"], "not_examples": ["by and by"]}
    assert any(said in fault for fault in faults(tmp_path, acts=yaml.safe_dump([own])))


def test_an_example_that_is_not_read_as_its_event(tmp_path):
    entry = next(entry for entry in BOOK["events"] if entry["code"] == "interception")
    (tmp_path / "codebooks").mkdir()
    own = {**entry, "examples": ["The minister had lunch."], "not_examples": ["Norway shot down a drone on Monday."]}
    (tmp_path / "codebooks" / "events.yaml").write_text(yaml.safe_dump([own]))
    assert [str(fault).split(";")[0] for fault in lint.readings(codebook.load(tmp_path))] == [
        "events, entry interception: does not get its example: The minister had lunch.",
        "events, entry interception: gets what is no example: Norway shot down a drone on Monday.",
    ]


def test_explain_names_entries_words_and_places():
    text = "Norway shot down a drone on Monday, and the ministry said it was unclear where it came from."
    read, worded = lint.explain(text, BOOK)
    assert ("events", "interception", "rule interception: shoot down") in [match[2:] for match in read]
    found = {(text[match.start : match.end], *match[2:]) for match in worded}
    assert ("shot down", "events", "interception", "verb shoot down") in found and ("said", "cues", "say", "term say") in found
    assert ("Norway", "parties", "NOR", "term Norway") in found and any(match[1:3] == ("gaps", "unclear") for match in found)


def test_explain_meets_names_only_as_they_are_written():
    _, worded = lint.explain("A turkey crossed the road.", BOOK)
    assert {match.codebook for match in worded if match.start == 2} == {"refuse"}
