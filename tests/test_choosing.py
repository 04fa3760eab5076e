"""The choice of a folder and the progress of reading where nobody can choose or watch: a sentence, and nothing."""

import pytest

import analysis
from analysis.choosing import choose


@pytest.fixture(autouse=True)
def nobody_watches(monkeypatch):
    for name in ("JPY_SESSION_NAME", "WORKBOOK_TABLES", "REPORTS_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path):
    """Two files that can be read, and four that are none of the reports."""
    inside = tmp_path / "march"
    for name in ("a.txt", "deep/b.jsonl.gz", "README.md", "overrides.csv", "codebooks/places.csv", "map.kml"):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text("words")
    return inside


def test_names_the_folder_but_not_where_it_lies(folder, monkeypatch):
    told = "Reports are read from march (2 report files)."
    assert str(choose(folder)) == told
    monkeypatch.setenv("REPORTS_DIR", str(folder))
    assert str(choose()) == told
    assert str(choose(folder / "a.txt")) == "Reports are read from a.txt (1 report file)."
    assert str(choose(folder / "none")) == "Reports are read from none (0 report files)."


def test_tables_that_are_handed_over_go_before_the_folder(built, monkeypatch):
    monkeypatch.setenv("WORKBOOK_TABLES", str(built / "tables"))
    assert str(choose()) == "What follows rests on 5 reports."


def test_a_folder_is_not_searched_to_its_end(folder, monkeypatch):
    monkeypatch.setattr("analysis.choosing.LOOKED_THROUGH", 3)
    assert "(at least " in str(choose(folder))


def test_a_choice_is_kept_and_read(folder, built, monkeypatch):
    """The buttons of the picker, pressed from Python."""
    monkeypatch.setenv("JPY_SESSION_NAME", "notebook.ipynb")
    monkeypatch.setenv("WORKBOOK_TABLES", str(built / "tables"))
    monkeypatch.setenv("REPORTS_DIR", str(folder / "deep"))
    picker = choose()
    assert picker.now.value.startswith("What follows rests on 5 reports.")
    picker.other.click()
    picker.up.click()
    assert picker.path.value == str(folder)
    assert [button.description for button in picker.inside.children] == ["deep (1 report file)"]
    picker.path.value = str(folder / "none")
    assert picker.path.value == str(folder) and "none: No such file" in picker.held.value
    picker.take.click()
    assert "march (2 report files)" in choose()._repr_mimebundle_()["text/html"]
    assert analysis.load(cache=False).inputs == [folder]
