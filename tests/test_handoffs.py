"""Hand-offs: valid in their own form, text as text in each, and what is left out is counted."""

import json
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analysis import handoffs
from analysis.book import Book
from analysis.errors import InputError, WorkbookError
from analysis.handoffs import citations, maps, pictures, timelines
from analysis.tables import TABLES, frame

HOSTILE = '<img src=x onerror="window.PWNED=1"> {\\"o}% </script> $x_1$ & ~^#'


def made(**rows) -> Book:
    """A book of these rows."""
    return Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})


def report(**facts) -> dict:
    return {"report_id": "r.txt", "title": "Talks end", "text": "Talks end", **facts}


# ------------------------------------------------------------------------------------------------ GeoJSON


def test_geojson_is_what_rfc_7946_asks_for(book):
    content, _ = maps.geojson(book)
    assert content["type"] == "FeatureCollection" and content["features"]
    json.dumps(content, allow_nan=False)
    for feature in content["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert feature["type"] == "Feature" and feature["geometry"]["type"] == "Point"
        assert -180 <= longitude <= 180 and -90 <= latitude <= 90
        assert all(value is None or isinstance(value, str) for value in feature["properties"].values())
    ids = [feature["id"] for feature in content["features"] if "id" in feature]
    assert len(ids) == len(set(ids)) == book.incidents["lat"].notna().sum()


def test_geojson_counts_what_has_no_coordinates():
    incidents = [{"incident_id": "i", "place": "Ankara", "lat": 39.9, "lon": 32.9}, {"incident_id": "j"}]
    there = {"report_id": "r", "text": "Ankara", "name": "Ankara", "kind": "city", "lat": 39.9, "lon": 32.9}
    places = [there, {**there, "text": "ANKARA"}, {**there, "text": "the island", "name": None, "lat": None, "lon": None}]
    content, (told,) = maps.geojson(made(incidents=incidents, places=places))
    assert content["left_out"] == {"incidents": 1, "places": 1}
    assert told == "1 incident and 1 place with coordinates; left out, because without: 1 incident and 1 place."
    incident, place = content["features"]
    assert incident["geometry"]["coordinates"] == [32.9, 39.9] and incident["properties"]["place_kind"] == "city"
    assert place["properties"]["printed"] == "Ankara; ANKARA" and place["properties"]["mentions"] == "2"


# ------------------------------------------------------------------------------------------------ TimelineJS


def test_a_timeline_has_known_days_alone(book):
    content, (told,) = timelines.timelinejs(book)
    assert content["events"] and f"{len(content['events'])} incidents with a known day" in told
    assert told in content["title"]["text"]["text"]
    shown = {slide["unique_id"] for slide in content["events"]}
    days = book.incidents[book.incidents["earliest"].str[:10] == book.incidents["latest"].str[:10]]
    assert shown == set(days["incident_id"])


def test_a_timeline_says_what_is_denied_and_escapes_what_it_shows():
    told = {"incident_id": HOSTILE, "type": HOSTILE, "source_party": HOSTILE, "what": HOSTILE, "status": "disputed"}
    day = {"earliest": "2026-03-09T10:00", "latest": "2026-03-09", "n_reports": 1}
    mention = {"report_id": "r.txt", "incident_id": HOSTILE}
    content, _ = timelines.timelinejs(made(incidents=[told | day], events=[mention], reports=[report(title=HOSTILE)]))
    (slide,) = content["events"]
    assert slide["start_date"] == {"year": 2026, "month": 3, "day": 9}
    assert slide["text"]["headline"].endswith("(said and denied)") and slide["autolink"] is False
    shown = [slide["text"]["headline"], slide["group"], slide["unique_id"], re.sub("</?p>", "", slide["text"]["text"])]
    assert all("<" not in text and '"' not in text and "&lt;img" in text for text in shown)


# ------------------------------------------------------------------------------------------------ citations


def entries(bibtex: str) -> list[tuple[str, dict[str, str]]]:
    """(key, fields) of each entry, read as BibTeX reads them: by counting braces."""
    found = []
    for entry in bibtex.split("\n@"):
        head, *lines = entry.strip().splitlines()
        fields = dict(line.strip().removesuffix(",").split(" = ", 1) for line in lines[:-1])
        for value in fields.values():
            depth = 0
            for number, mark in enumerate(value):
                depth += {"{": 1, "}": -1}.get(mark, 0)
                assert depth > 0 or number == len(value) - 1 or value.isalpha(), value
            assert depth == 0 and lines[-1] == "}"
        found.append((re.fullmatch(r"@?misc\{([a-z0-9_.-]+),", head)[1], fields))
    return found


def test_both_lists_cite_every_report_under_the_same_key(book):
    (bibtex, told), (csl, again) = citations.bibtex(book), citations.csl(book)
    assert [key for key, _ in entries(bibtex)] == [item["id"] for item in csl]
    assert told == again and told[0].startswith(f"{len(book.reports)} reports; ")
    for item, row in zip(csl, book.reports.itertuples(), strict=True):
        assert "accessed" not in item and item["note"].endswith("day of access unknown")
        assert item["issued"]["date-parts"] == [[int(part) for part in row.published.split("-")]]


def test_what_is_known_is_cited_and_what_is_not_is_left_empty():
    known = report(published="2026-03-09", publisher="A & B", byline="Ann Lee", agency="Reuters", machine_written=True)
    content, _ = citations.csl(made(reports=[known, report(report_id="s", title=None)]))
    assert content[0]["container-title"] == "A & B" and content[0]["author"] == [{"literal": "Ann Lee"}]
    assert "credited agency: Reuters; says that a machine wrote it" in content[0]["note"]
    assert set(content[1]) == {"id", "type", "title", "note"} and content[1]["title"] == "[s]"
    assert "no headline; day of publication unknown" in content[1]["note"]
    (_, fields), (_, bare) = entries(citations.bibtex(made(reports=[known, report(report_id="s")]))[0])
    assert fields["publisher"] == r"{{A \& B}}" and fields["date"] == "{2026-03-09}" and fields["month"] == "mar"
    assert set(bare) == {"title", "note"}


def test_an_address_is_cited_if_the_table_has_one():
    book = made(reports=[report()])
    book.tables["reports"] = book.reports.assign(url="https://example.org/a_{b}?c=1%20d&e")
    assert citations.csl(book)[0][0]["URL"] == "https://example.org/a_{b}?c=1%20d&e"
    assert entries(citations.bibtex(book)[0])[0][1]["url"] == "{https://example.org/a_%7Bb%7D?c=1%20d&e}"


EMPTY = made().tables


@settings(deadline=None)
@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_any_headline_leaves_the_entry_whole(title):
    reports = frame("reports", [report(title=title), report(report_id="s", title=HOSTILE)])
    content, _ = citations.bibtex(Book({**EMPTY, "reports": reports}, {}))
    assert [key for key, _ in entries(content)] == ["r.txt", "s"]


def test_keys_hang_on_the_id_alone():
    names = ["a.txt", "A.txt", "b/a.txt", "b-a.txt", "ünder.txt", "報道.txt", "a b", "a,b", "{x}", "%"]
    keys = [citations.key(name) for name in names]
    assert len({key.lower() for key in keys}) == len(names) and keys[0] == "a.txt"
    assert all(re.fullmatch(r"[a-z0-9_.][a-z0-9_.-]*", key) for key in keys)
    assert citations.key("b/a.txt") == keys[2]


# ------------------------------------------------------------------------------------------------ pictures


@pytest.fixture
def drawing():
    try:
        return pictures.browser()
    except WorkbookError as error:
        pytest.skip(str(error))


def test_every_chart_of_a_book_can_be_drawn():
    assert {"chronology", "places", "statements", "claims", "agreement"} <= set(pictures.names())
    assert not {"nothing", "CONFIG", "library", "SAYS"} & set(pictures.names())


@pytest.mark.browser
def test_pictures_are_what_they_say_and_the_same_again(book, drawing):
    wanted = ["chronology", "exchange"]
    first, second, alone = (pictures.draw(book, names, "svg") for names in (wanted, wanted, wanted[1:]))
    assert first == second and first["exchange"] == alone["exchange"]
    root = ElementTree.fromstring(first["chronology"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("role") == "img"
    assert root[0].text.startswith("The reports date ")
    assert pictures.draw(book, ["exchange"], "png")["exchange"].startswith(b"\x89PNG\r\n")


@pytest.mark.browser
def test_what_a_report_says_is_text_in_a_picture(drawing):
    row = {"report_id": "r.txt", "start": 0, "end": 1, "party": HOSTILE, "act": HOSTILE, "kind": "direct", "text": "x"}
    content = pictures.draw(made(reports=[report(published="2026-03-09")], statements=[row]), ["statements"], "svg")
    root = ElementTree.fromstring(content["statements"])
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not {"script", "img", "image", "foreignObject", "a"} & names
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    assert "<img src=x" in "".join(root.itertext())


def test_without_a_browser_one_line_says_what_to_install(monkeypatch, book):
    monkeypatch.setattr(pictures.shutil, "which", lambda name: None)
    with pytest.raises(WorkbookError, match="install Chromium, Chrome or Edge") as told:
        pictures.draw(book, ["exchange"], "png")
    assert "\n" not in str(told.value)


def test_a_browser_that_fails_is_named(monkeypatch, book):
    monkeypatch.setattr(pictures, "BROWSERS", ("false",))
    with pytest.raises(WorkbookError, match=r"false drew nothing \(code 1\)"):
        pictures.draw(book, ["exchange"], "png")


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("form", [form for form in handoffs.NAMES if form not in handoffs.PICTURES])
def test_same_run_same_bytes(tmp_path, book, form):
    places = [handoffs.place(tmp_path / turn, form) for turn in "ab"]
    assert handoffs.write(book, form, places[0]) == handoffs.write(book, form, places[1])
    files = [sorted(place.iterdir()) if place.is_dir() else [place] for place in places]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_a_run_without_one_of_the_tables(tmp_path, book):
    old = Book({name: table for name, table in book.tables.items() if name != "incidents"}, {})
    with pytest.raises(InputError, match="no table incidents"):
        handoffs.write(old, "geojson", tmp_path / "a.geojson")
    assert not list(tmp_path.iterdir())
