"""The codebooks as data: canonical, unambiguous, and every example gets its entry."""

import re

import pytest

from analysis import codebook, names, spans
from analysis.codebook import Codebook
from analysis.errors import CodebookError

BOOK = codebook.load()


def entries(name):
    return [pytest.param(entry, id=entry["code"]) for entry in BOOK[name]]


@pytest.mark.parametrize("entry", entries("layout"))
def test_layout_examples(entry):
    pattern = re.compile(entry["pattern"])
    reach = {"line": pattern.fullmatch, "head": pattern.match, "end": lambda line: (m := pattern.search(line)) and m.end() == len(line)}
    for example in entry["examples"]:
        assert reach[entry["scope"]](example), f"{entry['code']} should fit: {example}"
    for example in entry["not_examples"]:
        assert not reach[entry["scope"]](example), f"{entry['code']} should not fit: {example}"


@pytest.mark.parametrize("entry", [e for e in entries("layout") if e.values[0]["scope"] == "line"])
def test_the_first_layout_entry_that_fits_is_its_own(entry):
    for example in entry["examples"]:
        assert spans.fits(example, BOOK)["kind"] == entry["kind"], example


@pytest.mark.parametrize("entry", entries("acts"))
def test_act_examples(entry):
    pattern = re.compile(entry["pattern"], re.IGNORECASE)
    for example in entry["examples"]:
        assert pattern.search(example), f"{entry['code']} should fit: {example}"
    for example in entry["not_examples"]:
        assert not pattern.search(example), f"{entry['code']} should not fit: {example}"


def test_a_reporting_word_has_one_act():
    """A lemma may stand in several entries only if they differ in what they report (frames) or in being spoken."""
    seen = {}
    for entry in BOOK["cues"]:
        for term in entry["terms"]:
            for other in seen.setdefault(term, []):
                same = set(other["frames"]) & set(entry["frames"]) and other.get("spoken", True) == entry.get("spoken", True)
                assert not same or other["act"] == entry["act"], f"{term}: both {other['code']} and {entry['code']}"
            seen[term].append(entry)


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
