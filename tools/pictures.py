"""Take the pictures that the README shows, one a notebook, from the pages of a build.

    python tools/pictures.py build

Needs playwright and a Chromium, as the browser tests do. A picture shows the top of a page without its navigation, or
what lies below the place that FROM names.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = {"width": 1040, "height": 660}
FROM = {"3_statements": ".wb select"}  # the table, with the words that a row rests on
MOST = 120_000  # bytes: they are in the repository for good
DRAWN = "() => [...document.querySelectorAll('.wb-plot')].every(plot => plot.querySelector('.main-svg'))"
QUIET = "nav, details.code, .anchor-link { display: none !important } main { padding-top: .6rem !important } ::-webkit-scrollbar { display: none }"
CHROMIUM = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync".split()


def take(browser, page: Path) -> None:
    """The picture of one page, in docs/pictures. Ends with an error if it is too large."""
    tab = browser.new_page(viewport=SIZE)
    tab.goto(page.resolve().as_uri())
    tab.wait_for_function(DRAWN)
    tab.add_style_tag(content=QUIET)
    tab.evaluate("place => place && scrollBy(0, document.querySelector(place).getBoundingClientRect().top - 30)", FROM.get(page.stem))
    tab.wait_for_timeout(500)
    target = PICTURES / f"{page.stem}.png"
    tab.screenshot(path=target)
    tab.close()
    print(f"{target.name}: {target.stat().st_size:,} bytes")
    if target.stat().st_size > MOST:
        sys.exit(f"{target.name} is larger than {MOST:,} bytes")


def main(build: Path) -> None:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    pages = sorted((build / "html").glob("[0-9]*.html"))
    if not program or not pages:
        sys.exit("there is no Chromium on this machine" if pages else f"{build}: no pages of a build; make it first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        for page in pages:
            take(browser, page)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
