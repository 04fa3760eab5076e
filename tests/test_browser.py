"""What a reader sees of our pages, in a real browser with the network cut."""

import re
import unicodedata

import pandas as pd
import pytest

from analysis import corrections, explorers, pages
from analysis.book import Book
from analysis.tables import TABLES, frame

pytestmark = pytest.mark.browser
PAGES = ("index", "1_reports", "2_chronology", "3_statements", "4_claims", "5_escalation", "6_errors")
DRAWN = "() => [...document.querySelectorAll('.wb-plot')].every(plot => plot.querySelector('.main-svg'))"


def visit(page, path, *, fragment=""):
    page.goto(path.resolve().as_uri() + fragment)
    page.wait_for_function(DRAWN)


def well(page):
    assert page.asked == [] and page.errors == []


def shown(page, explorer=0):
    return page.locator(".wb").nth(explorer).locator("tbody tr[data-row]")


def click_point(page, explorer):
    """With the mouse, as a reader does: the chart takes no other click."""
    point = explorer.locator(".wb-plot .scatterlayer .trace .point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 5, y)
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(150)
    page.mouse.click(x, y)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_without_a_network(page, built, name):
    visit(page, built / "html" / f"{name}.html")
    for chart in page.locator(".wb-plot").all():
        assert chart.get_attribute("aria-label") and chart.bounding_box()["width"] > 300
    for explorer in page.locator(".wb").all():
        assert explorer.locator(".wb-count").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    well(page)


def test_filters_search_and_order(page, built):
    visit(page, built / "html" / "3_statements.html")
    explorer = page.locator(".wb").first
    party, total = explorer.locator("select").first, explorer.locator(".wb-count").inner_text()
    value = party.locator("option").nth(1).get_attribute("value")
    party.select_option(value)
    assert " of " in explorer.locator(".wb-count").inner_text()
    assert all(value in row for row in shown(page).all_inner_texts())
    explorer.locator("input").fill("zzzz")
    assert "fits these choices" in explorer.locator("tbody").inner_text()
    explorer.locator(".wb-reset").click()
    assert explorer.locator(".wb-count").inner_text() == total
    explorer.get_by_role("button", name="act", exact=True).click()
    acts = [row.locator("td.wb-code").first.inner_text() for row in shown(page).all()]
    assert acts == sorted(acts)
    well(page)


def test_every_row_opens_its_words_by_keyboard(page, built, book):
    visit(page, built / "html" / "3_statements.html")
    explorer = page.locator(".wb").first
    shown(page).first.focus()
    for number in (1, 2, 3):
        page.keyboard.press("ArrowDown")
        mark = explorer.locator(".wb-pane mark").inner_text()
        assert mark == book.statements.iloc[number]["text"]
        assert (
            explorer.locator(".wb-pane figcaption").inner_text().count(book.statements.iloc[number]["report_id"]) == 1
        )
    assert page.evaluate("document.activeElement.dataset.row") == "3"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.row") == str(len(book.statements) - 1)
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.dataset.row") == "0"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "wb-pane"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.row") == "0"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("/")
    page.keyboard.type("nato")
    assert page.evaluate("document.activeElement.type") == "search"
    assert " of " in explorer.locator(".wb-count").inner_text()
    page.keyboard.press("Escape")
    assert " of " not in explorer.locator(".wb-count").inner_text()
    well(page)


def test_every_row_is_reached_though_few_are_drawn(page, built, book):
    visit(page, built / "html" / "2_chronology.html")
    n = len(book.events)
    explorer = page.locator(f'.wb:has(table[aria-label="Table of mentions"][aria-rowcount="{n + 1}"])')
    grid = explorer.locator("table")
    assert grid.locator("tbody tr").count() < n
    grid.locator("tbody tr").first.focus()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('aria-rowindex')") == str(n + 1)
    assert explorer.locator(".wb-foot").inner_text().endswith(f"of {n}\nLater rows ›")
    explorer.get_by_role("button", name="Earlier rows").click()
    assert grid.locator("tbody tr").first.get_attribute("data-row") == "60"
    well(page)


def test_an_address_brings_the_view_back(page, built):
    path = built / "html" / "3_statements.html"
    visit(page, path)
    first, second = page.locator(".wb").nth(0), page.locator(".wb").nth(1)
    first.locator("select").nth(1).select_option(index=2)
    first.get_by_role("button", name="party", exact=True).click()
    first.get_by_role("button", name="party", exact=True).click()
    first.locator("input").fill("e")
    shown(page).nth(1).click()
    second.locator("input").fill("th")
    page.wait_for_timeout(300)
    view = "[...document.querySelectorAll('.wb')].slice(0, 2).map((one) => one.querySelector('tbody').innerText + one.querySelector('.wb-count').innerText + one.querySelector('.wb-pane').innerText)"
    before, address = page.evaluate(view), page.url
    assert "statements._sort=-party" in address and "statements-2._search=th" in address
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function(DRAWN)
    assert page.evaluate(view) == before and page.url == address
    assert first.locator("tr[aria-selected=true]").count() == 1
    first.locator(".wb-reset").click()
    page.wait_for_timeout(300)
    assert "#statements-2._search=th" in page.url and "statements._" not in page.url
    well(page)


def test_the_whole_report_with_its_layers(page, built, book):
    visit(page, built / "html" / "3_statements.html")
    pane = page.locator(".wb-pane").first
    pane.get_by_role("button", name="Whole report").click()
    text, row = pane.locator(".wb-report-text"), book.statements.iloc[0]
    whole = book.reports.set_index("report_id").at[row["report_id"], "text"]
    assert text.evaluate("box => box.textContent") == whole and text.locator("mark").inner_text() == row["text"]
    assert not text.locator(".wb-layer").count()
    pane.get_by_label("statements").check()
    own = book.statements[book.statements["report_id"] == row["report_id"]]
    assert text.locator(".wb-in-statements").first.inner_text() in set(own["text"])
    assert text.evaluate("box => box.textContent") == whole
    pane.get_by_role("button", name="Whole report").click()
    assert pane.locator("blockquote mark").inner_text() == row["text"]
    well(page)


def correct(pane, row_text="said \"no\", not yes"):
    pane.get_by_text("Correct this row").click()
    pane.get_by_label("Column").select_option("act")
    pane.get_by_label("Should be").fill("deny")
    pane.get_by_label("Because").fill(row_text)
    pane.get_by_label("By", exact=True).fill("AB")
    pane.locator("form button[type=submit]").click()


def test_a_page_gives_the_line_of_a_correction(page, built, book, tmp_path):
    visit(page, built / "html" / "3_statements.html")
    pane = page.locator(".wb-pane").first
    correct(pane)
    line = pane.locator("textarea").input_value()
    (tmp_path / "overrides.csv").write_text(f"table,row,column,analyst_value,reason,by,on\n{line}\n", encoding="utf-8")
    (row,), problems = corrections.read([tmp_path])
    assert not problems and row["row"] == book.statements.iloc[0]["statement_id"]
    assert (row["column"], row["analyst_value"], row["reason"], row["by"]) == ("act", "deny", 'said "no", not yes', "AB")
    well(page)


def test_days_are_stepped_through(page, built):
    visit(page, built / "html" / "2_chronology.html")
    explorer = page.locator(".wb").first
    total = explorer.locator(".wb-count").inner_text()
    explorer.get_by_role("button", name="Previous day").click()
    day = explorer.locator(".wb-steps output").inner_text()
    assert " of " in explorer.locator(".wb-count").inner_text() and explorer.locator(".shapelayer path").count() == 1
    assert all(cell[:10].removeprefix("by ") <= day for cell in shown(page).locator("td:first-child").all_inner_texts())
    explorer.get_by_role("button", name="Next day").click()
    assert explorer.locator(".wb-count").inner_text() == total and not explorer.locator(".shapelayer path").count()
    explorer.get_by_role("button", name="Play").click()
    page.wait_for_function("before => document.querySelector('.wb-steps output').innerText !== before", arg=explorer.locator(".wb-steps output").inner_text())
    explorer.get_by_role("button", name="Pause").click()
    explorer.locator(".wb-reset").click()
    assert explorer.locator(".wb-count").inner_text() == total
    well(page)


def test_a_brush_takes_the_points_in_it(page, built):
    visit(page, built / "html" / "2_chronology.html")
    explorer = page.locator(".wb").first
    ground = explorer.locator(".wb-plot .nsewdrag").first.bounding_box()
    page.mouse.move(ground["x"] + 2, ground["y"] + 2)
    page.mouse.down()
    page.mouse.move(ground["x"] + ground["width"] * 0.9, ground["y"] + ground["height"] * 0.3, steps=5)
    page.wait_for_timeout(150)
    page.mouse.up()
    chip = explorer.locator(".wb-chip")
    chip.wait_for()
    points = int(chip.inner_text().split(" points")[0])
    assert 1 < points == int(explorer.locator(".wb-count").inner_text().split(" of ")[0])
    page.wait_for_timeout(300)
    page.reload()
    page.wait_for_function(DRAWN)
    taken = "document.querySelector('.wb-plot').data.reduce((sum, trace) => sum + (trace.selectedpoints?.length ?? 0), 0)"
    assert chip.inner_text().startswith(f"{points} points") and page.evaluate(taken) == points
    chip.click()
    assert " of " not in explorer.locator(".wb-count").inner_text()
    well(page)


def test_one_report_can_be_left_out(page, built):
    path = built / "html" / "5_escalation.html"
    visit(page, path)
    explorer = page.locator('.wb:has(table[aria-label="Table of daily values"])').first
    leave, said, only = explorer.get_by_label("Leave out"), explorer.locator(".wb-variants [role=status]"), explorer.get_by_label("only these in the table")
    title, drawn = explorer.locator(".gtitle"), "plot => [...plot.querySelectorAll('.bars .point path')].map(bar => Math.round(bar.getBBox().height)).join()"
    before, bars, offered = title.text_content(), explorer.locator(".wb-plot").evaluate(drawn), said.inner_text()
    assert offered.startswith("Offered: ") and only.is_hidden()
    leave.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("() => location.hash.includes('_without')")
    assert title.text_content().startswith("Without the report “") and explorer.locator(".wb-plot").get_attribute("aria-label").startswith("Without the report “")
    assert explorer.locator(".wb-plot").evaluate(drawn) != bars
    changed, height = int(said.inner_text().split(" of ")[0]), explorer.locator(".wb-plot").bounding_box()["height"]
    page.set_viewport_size({"width": 1000, "height": 1000})
    page.wait_for_function("() => [...document.querySelectorAll('.wb-plot')].every(plot => Math.abs(plot._fullLayout.width - plot.clientWidth) < 3)")
    assert explorer.locator(".wb-plot").bounding_box()["height"] == height
    only.check()
    assert explorer.locator(".wb-count").inner_text().startswith(f"{changed} of ")
    page.wait_for_function("() => location.hash.includes('_only')")
    told, fragment = title.text_content(), page.evaluate("location.hash")
    visit(page, path.with_name("index.html"))
    visit(page, path, fragment=fragment)
    assert (title.text_content(), int(said.inner_text().split(" of ")[0]), only.is_checked()) == (told, changed, True)
    assert explorer.locator(".wb-count").inner_text().startswith(f"{changed} of ")
    page.emulate_media(media="print")
    assert said.is_visible() and leave.is_hidden() and title.is_visible()
    page.emulate_media(media="screen")
    explorer.locator(".wb-reset").click()
    assert (title.text_content(), said.inner_text(), leave.input_value()) == (before, offered, "")
    assert explorer.locator(".wb-plot").evaluate(drawn) == bars and " of " not in explorer.locator(".wb-count").inner_text()
    well(page)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(page, built, name):
    """axe-core, which comes with its package: no serious and no critical violation."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visit(page, built / "html" / f"{name}.html")
    for opener in page.locator(".wb-whole, .wb-correct summary").all()[:4]:
        if opener.is_visible():
            opener.click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page).response["violations"]
        told = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
        assert not told, scheme
    well(page)


def test_paper_has_every_row_whole(page, built, book, tmp_path):
    from pypdf import PdfReader

    visit(page, built / "html" / "3_statements.html")
    page.pdf(path=tmp_path / "page.pdf", format="A4", print_background=True)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages)
    printed = unicodedata.normalize("NFKC", "".join(text.split()))  # a font writes fi as one character
    missing = [words for words in book.statements["text"] if unicodedata.normalize("NFKC", "".join(words.split())) not in printed]
    assert not missing
    assert "Reset" not in text and "Whole report" not in text
    well(page)


FITTED = """() => [...document.querySelectorAll('.js-plotly-plot')].every(plot => Math.abs(plot._fullLayout.width - plot.clientWidth) <= 2)"""
CUT = """() => {
  const outside = (inner, outer) => inner.width && (inner.left < outer.left - 1 || inner.right > outer.right + 1 || inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1);
  const own = (node) => node.getBoundingClientRect(), told = (node) => `${node.tagName} ${node.textContent.slice(0, 60)}`;
  const paper = { left: 0, right: innerWidth, top: -1e9, bottom: 1e9 };
  const texts = [...document.querySelectorAll(".js-plotly-plot .main-svg text")].filter((text) => outside(own(text), own(text.closest(".js-plotly-plot"))));
  const boxes = !matchMedia("print").matches ? [] : [...document.querySelectorAll("main :not(svg *, details *)")].filter((node) =>
    outside(own(node), paper) || (getComputedStyle(node).overflowX !== "visible" && node.clientWidth && node.scrollWidth > node.clientWidth + 1));
  return [...texts, ...boxes].map(told);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut(page, built, name):
    """No label of a chart on the screen, wide and narrow; nothing at all on paper."""
    visit(page, built / "html" / f"{name}.html")
    for width in (1400, 800):
        page.set_viewport_size({"width": width, "height": 1000})
        page.wait_for_function(FITTED)
        assert not page.evaluate(CUT), width
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 within its margins
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function("() => [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot._fullLayout.width === 660)")
    assert not page.evaluate(CUT)


@pytest.mark.parametrize("name", PAGES)
def test_a_network_that_hangs_is_not_waited_for(chromium, built, name):
    page = chromium.new_page()
    page.route(re.compile("^(?:https?|wss?):"), lambda route: None)  # never answered
    page.set_default_timeout(10_000)
    visit(page, built / "html" / f"{name}.html")
    assert page.locator(".wb, .briefing").first.is_visible()
    page.close()


def test_a_point_of_a_chart_opens_its_rows(page, built):
    visit(page, built / "html" / "2_chronology.html")
    explorer = page.locator(".wb").first
    click_point(page, explorer)
    page.wait_for_selector(".wb-chip")
    assert shown(page).count() == 1 and explorer.locator(".wb-pane mark").count() >= 1
    explorer.locator(".wb-chip").click()
    assert shown(page).count() > 1
    well(page)


def test_the_front_page_leads_to_the_evidence(page, built):
    visit(page, built / "html" / "index.html")
    page.locator(".briefing a").first.click()
    page.wait_for_selector(".wb-chip")
    assert page.url.split("#")[0].endswith("4_claims.html")
    assert shown(page).count() >= 1 and page.locator(".wb-pane mark").first.inner_text()
    well(page)


def test_what_a_report_says_is_never_run(page, tmp_path):
    words = '<img src=x onerror="window.PWNED=1"><!--<script>window.PWNED=1</script></script>'
    row = {
        "report_id": "r",
        "start": 0,
        "end": len(words),
        "text": words,
        "statement_id": "s",
        "party": words,
        "speaker": words,
    }
    rows = {
        "reports": [{"report_id": "r", "title": words, "text": words}],
        "statements": [{**row, "act": words, "kind": "direct", "why_empty": words}, {**row, "statement_id": "t", "party": None}],
    }
    book = Book({name: frame(name, rows.get(name, [])) for name in TABLES}, {})
    path = tmp_path / "hostile.html"
    path.write_text(
        "<!doctype html><meta charset=utf-8>" + explorers.explore(book, "statements").html(), encoding="utf-8"
    )
    visit(page, path)
    page.locator(".wb select").first.select_option(index=1)
    assert page.locator(".wb-pane mark").inner_text() == words
    page.get_by_role("button", name="Whole report").click()
    page.get_by_label("statements", exact=True).check()
    page.get_by_text("Correct this row").click()
    page.locator("tbody tr").first.click()
    page.wait_for_timeout(300)
    page.reload()
    assert page.locator(".wb-pane mark").inner_text() == words
    assert page.evaluate("window.PWNED") is None
    well(page)


def test_the_front_page_leads_to_what_has_changed(page, book, tmp_path):
    """A happening of the run before is gone; its words are hostile."""
    words = "<img src=x onerror='window.PWNED=1'>"
    mention = {"event_id": "gone", "incident_id": words, "report_id": "r", "start": 0, "end": len(words), "text": words}
    gone = {"incidents": frame("incidents", [{"incident_id": words}]), "events": frame("events", [mention])}
    old = Book({name: pd.concat([table, gone[name]]) if name in gone else table for name, table in book.tables.items()}, {})
    (tmp_path / "none").mkdir()
    pages.build(book, tmp_path, since=old, folder=tmp_path / "none")
    visit(page, tmp_path / "html" / "index.html")
    page.locator(".briefing a", has_text="onerror").click()
    assert page.url.endswith("/changes.html") and page.locator("h1").inner_text() == "What has changed"
    assert words in page.locator("main").inner_text() and page.evaluate("window.PWNED") is None
    well(page)


def test_dark_and_narrow(chromium, built):
    context = chromium.new_context(viewport={"width": 640, "height": 900}, color_scheme="dark")
    page = context.new_page()
    visit(page, built / "html" / "5_escalation.html")
    ink = "getComputedStyle(document.querySelector('.gtitle')).fill"
    assert page.evaluate(ink) == "rgb(228, 231, 235)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
