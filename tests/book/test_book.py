"""The built book as a reader meets it: in a browser, over HTTP and from the disk."""

import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import readers
import tiny
from bs4 import BeautifulSoup
from moscow_aims import data
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
NOT_CHAPTERS = {"genindex.html", "search.html", "index.html"}
HEADINGS = ["h1", "h2", "h3", "h4"]
# Bytes over gzip and requests before a reader scrolls; the search brings the sections of the book.
BUDGET, INDEX = (450_000, 25), 150_000


@pytest.fixture(scope="session")
def soups(book) -> dict[str, BeautifulSoup]:
    """Address of each page inside the book -> its parsed HTML."""
    return {
        path.relative_to(book).as_posix(): BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for path in sorted(book.rglob("*.html"))
        if path.relative_to(book).parts[0] not in ("_static", "vendor")
    }


@pytest.fixture(scope="session")
def chapters(soups) -> list[str]:
    found = [page for page in soups if page.startswith("chapters/")]
    assert len(found) >= 8
    return found


def test_every_page_of_the_contents_is_built(soups):
    assert {f"{name}.html" for name in LISTED} <= set(soups)


def test_no_page_shows_a_traceback_or_a_gap(soups):
    for page, soup in soups.items():
        text = soup.get_text()
        assert "Traceback (most recent call last)" not in text, page
        assert not soup.select(".problematic, .system-message"), page
        assert "{glue:" not in text and "{numref}" not in text, page


def test_no_notebook_is_executed_twice(book):
    """What the build executed ahead is what MyST-NB has found; else it would execute it itself."""
    cache = book.parent / ".jupyter_cache"
    executed, noted = (
        {path.name for path in (cache / name).iterdir()} for name in ("executed", "notes")
    )
    assert executed == noted and executed


def test_every_picture_is_described(soups):
    for page, soup in soups.items():
        for image in soup.select("img:not(.thumbnail), .slider svg"):
            alt = image.get("alt") or image.get("aria-label", "")
            assert alt.strip() and "/" not in alt.split()[0], f"{page}: {image}"


def test_every_figure_is_complete(soups):
    seen = 0
    for page, soup in soups.items():
        for block in soup.select(".figure-block"):
            seen += 1
            figure = block.find(["figure", "table"])
            assert figure.get("id"), f"{page}: a figure without an address"
            caption = figure.find(["figcaption", "caption"])
            assert caption.select_one(".caption-number") and caption.select_one(".caption-text")
            assert caption.select_one(f'a.headerlink[href="#{figure["id"]}"]')
            assert block.select_one(".figure-source").get_text().startswith("Source")
            kinds = [a.get_text() for a in block.select(".figure-downloads a")]
            assert kinds == (["CSV", "SVG", "PNG"] if figure.name == "figure" else ["CSV"])
            if "lookup" not in figure.get("class", []):  # whose rows unfold themselves
                assert block.select("details.figure-data table tbody tr")
            if figure.name == "figure":
                themes = {c for i in figure.find_all("img") for c in i["class"]}
                assert figure.select(".slider") or {"only-light", "only-dark"} <= themes
    assert seen > 20


def test_tables_name_their_columns_and_rows(soups):
    for page, soup in soups.items():
        for table in soup.select("table.data-table"):
            assert table.select("tbody tr") and not table.select("thead td"), page
            assert all(cell.get("scope") == "col" for cell in table.select("thead th")), page
            assert all(cell.get("scope") == "row" for cell in table.select("tbody th")), page
            assert all(cell.get_text(strip=True) for cell in table.select("thead th")), page


def test_every_page_is_cited_alike_by_independent_readers(book, chapters):
    with ThreadPoolExecutor() as pool:
        works = list(pool.map(lambda page: readers.read_alike(book, page), chapters))
    assert len({work["id"] for work in works}) == len(chapters)
    kinds = {page: work["type"] for page, work in zip(chapters, works, strict=True)}
    assert kinds.pop("chapters/index.html") == "book"
    assert kinds.pop("chapters/reference/data.html") == "dataset"
    assert set(kinds.values()) == {"chapter"}


def test_sections_keep_their_address_when_others_come(soups):
    for page, soup in soups.items():
        for section in soup.select("section[id]"):
            assert not re.fullmatch(r"id\d+", section["id"]), f"{page}: {section.find(HEADINGS)}"


def test_lists_by_role_hold_their_items(soups):
    for page, soup in soups.items():
        for listed in soup.select("[role=list]"):
            assert {e.get("role") for e in listed.find_all(recursive=False)} == {"listitem"}, page
        assert all(e.parent.get("role") == "list" for e in soup.select("[role=listitem]")), page


def test_sources_of_a_figure_can_be_cited_further(soups):
    for page, soup in soups.items():
        for source in soup.select("details.figure-data ul > li"):
            said = source.get_text()
            assert re.search(r" \((\d{4}[\d-]*|undated)\)\.", said), f"{page}: {said}"
            if source.find("a"):
                assert re.search(r" \(accessed \d+ \w+ \d{4}\)\.$", said), f"{page}: {said}"


def test_links_inside_the_book_lead_somewhere(book, soups):
    for page, soup in soups.items():
        for tag, attribute in (("a", "href"), ("img", "src"), ("script", "src"), ("link", "href")):
            for element in soup.find_all(tag, **{attribute: True}):
                address = urlsplit(element[attribute])
                if address.scheme or address.netloc:
                    continue
                # An address without a path is the page itself.
                target = ((book / page).parent / unquote(address.path or Path(page).name)).resolve()
                assert target.exists(), f"{page}: {element[attribute]}"
                name = target.relative_to(book.resolve()).as_posix()
                if address.fragment and name in soups:
                    anchor = unquote(address.fragment)
                    assert soups[name].find(id=anchor), f"{page}: {element[attribute]}"


LISTED = re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [*(f"{name}.html" for name in LISTED), "index.html", "search.html", "genindex.html"]


def look(log, base: str, page: str, width: int) -> None:
    """Assert that an opened page asks no other host, does not complain and is not too wide."""
    away = [url for url in log.requests if not url.startswith((base, "data:", "blob:"))]
    assert not away, f"{page}: {away}"
    assert not log.errors, f"{page}: {log.errors}"
    assert log.page.evaluate("document.documentElement.scrollWidth") <= width, page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_over_http_is_closed_and_light(book, serve, visit, page):
    base = serve(book)
    log = visit(base + page, viewport={"width": 1280, "height": 800})
    look(log, base, page, 1280)
    answers = [request for request in log.finished if request.url.startswith(base)]
    weights = [(r.sizes()["responseBodySize"], r.url.removeprefix(base)) for r in answers]
    weight, heaviest = sum(size for size, _ in weights), sorted(weights, reverse=True)[:5]
    most, number = BUDGET
    most += INDEX * (page == "search.html")
    assert weight <= most, f"{page}: {weight} bytes of {most} allowed; the heaviest: {heaviest}"
    assert len(answers) <= number, f"{page}: {len(answers)} requests of {number}: {weights}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_from_the_disk_is_closed_and_fits_a_phone(book, visit, page):
    log = visit((book / page).as_uri(), viewport={"width": 390, "height": 800})
    look(log, book.as_uri() + "/", page, 390)


def pages_with_sliders(soups) -> dict[str, BeautifulSoup]:
    return {page: soup for page, soup in soups.items() if soup.select(".slider")}


def test_every_slider_moves_its_picture(book, soups, visit):
    found = pages_with_sliders(soups)
    assert len(found) >= 2
    for page, soup in found.items():
        log = visit((book / page).as_uri())
        for number, drawn in enumerate(soup.select("figure .slider")):
            slider = log.page.locator("figure .slider").nth(number)
            shown = slider.locator("svg[role=img]:visible")
            alts = [picture["aria-label"] for picture in drawn.select("svg[role=img]")]
            slider.get_by_role("slider").press("Home")  # where it may be: nothing is said then
            for key, alt in ("ArrowRight", alts[1]), ("ArrowLeft", alts[0]), ("End", alts[-1]):
                slider.get_by_role("slider").press(key)
                expect(shown).to_have_count(1)
                expect(shown).to_have_attribute("aria-label", alt)
                expect(slider.locator("p[role=status]")).to_have_text(alt)
        assert not log.errors, f"{page}: {log.errors}"


def test_addresses_on_a_page_with_sliders_land(book, soups, visit):
    """At each figure with a slider, and at the last figure or table and the last section."""
    size = {"width": 390, "height": 800}
    log = visit("about:blank", viewport=size, reduced_motion="reduce")  # which lands at once
    for page, soup in pages_with_sliders(soups).items():
        block = soup.select(".figure-block > [id]")[-1]
        section = soup.select("section section[id]")[-1]
        names = [slider.find_parent("figure")["id"] for slider in soup.select(".slider")]
        for name in {*names, block["id"], section["id"]}:
            log.page.goto("about:blank")
            log.page.goto(f"{(book / page).as_uri()}#{name}", wait_until="networkidle")
            top = f"document.getElementById({name!r}).getBoundingClientRect().top"
            landed = log.page.evaluate(top)
            log.page.evaluate(f"document.getElementById({name!r}).scrollIntoView()")
            assert abs(landed - log.page.evaluate(top)) <= 2, f"{page}#{name}"


def test_dark_readers_get_the_dark_picture(book, soups, visit):
    page = next(page for page, soup in soups.items() if soup.select("figure img.only-dark"))
    log = visit((book / page).as_uri(), color_scheme="dark")
    expect(log.page.locator("figure img.only-dark").first).to_be_visible()
    expect(log.page.locator("figure img.only-light").first).to_be_hidden()


def test_the_ledger_is_searched_and_narrowed_by_keyboard(book, soups, visit):
    page = "chapters/verdicts.html"
    rows = len(soups[page].select("#tab-ledger tbody tr"))
    log = visit((book / page).as_uri())
    form = log.page.locator("form.pick")
    shown = log.page.locator("#tab-ledger tbody tr:visible")
    expect(shown).to_have_count(rows)
    form.get_by_label("Search in the table").focus()
    log.page.keyboard.type("B22.4")
    expect(shown).to_have_count(1)
    expect(form.locator("output")).to_have_text(f"1 of {rows} rows")
    form.get_by_role("button", name="Show all").press("Enter")
    expect(shown).to_have_count(rows)
    form.get_by_label("Verdict").focus()
    log.page.keyboard.type("mixed")
    table = soups[page].select_one("#tab-ledger")
    verdict = [cell.get_text() for cell in table.select("thead th")].index("Verdict")
    wanted = table.select("tbody tr")
    kept = [row for row in wanted if row.find_all(["th", "td"])[verdict].get_text() == "mixed"]
    expect(shown).to_have_count(len(kept))
    assert not log.errors


def test_without_scripts_the_whole_ledger_is_there(book, soups, visit):
    log = visit((book / "chapters/verdicts.html").as_uri(), java_script_enabled=False)
    expect(log.page.locator("form.pick")).to_have_count(0)
    rows = len(data.load("ledger/claims"))
    expect(log.page.locator("#tab-ledger tbody tr:visible")).to_have_count(rows)


def test_every_claim_has_a_row_with_its_evidence_and_every_mention_leads_there(soups):
    claims = data.load("ledger/claims")["id"]
    ledger = soups["chapters/verdicts.html"].select_one("#tab-ledger")
    for claim in claims:
        row = ledger.find(id=claim.lower().replace(".", "-"))
        assert row.th.get_text() == claim and row.select_one(".chip"), claim
        assert {"Evidence", "Why this verdict", "What would change it"} <= {
            term.get_text() for term in row.select("dt")
        }
    mentions = 0
    for name, soup in soups.items():
        for text in soup.select("main p, main li"):
            for code in text.find_all("code", string=list(claims)):
                pytest.fail(f"{name}: {code} is no link")
        mentions += len(soup.select('main p a[href*="verdicts.html#"] .std-claim'))
    assert mentions > 100


@pytest.mark.parametrize("name", ["verdicts", "reference/data"])
def test_what_is_looked_up_fits_a_few_screens(book, visit, name):
    view = {"width": 1280, "height": 900}
    page = visit((book / f"chapters/{name}.html").as_uri(), viewport=view).page
    assert page.evaluate("document.scrollingElement.scrollHeight") <= 15_000


def test_the_catalogue_is_searched_and_opened_by_address(book, visit):
    page = visit((book / "chapters/reference/data.html").as_uri() + "#table-ledger-claims").page
    expect(page.locator("#table-ledger-claims p").first).to_be_visible()
    page.get_by_label("Search in the list").fill("falsif")
    expect(page.locator("#table-ledger-claims")).to_be_visible()
    expect(page.locator("#table-doctrine-border")).to_be_hidden()


def test_every_mention_of_a_claim_has_a_card(book, soups, visit):
    log = visit((book / "chapters/doctrine/nato.html").as_uri())
    log.page.locator("p .std-claim").first.hover()
    expect(log.page.locator("#card .chip")).to_be_visible()
    cards = [gzip.compress(path.read_bytes()) for path in (book / "_cards").rglob("*.js")]
    assert sum(map(len, cards)) / len(cards) <= 4000
    assert not log.errors


def test_every_piece_of_evidence_stands_where_the_ledger_says(soups):
    for name in ("ledger/evidence", "ledger/observations"):
        for row in data.load(name).dropna(subset=["figure"]).itertuples():
            assert soups[f"chapters/{row.chapter}.html"].find(id=row.figure), row.id


def test_the_catalogue_holds_every_table(soups):
    sections = soups["chapters/reference/data.html"].select('section[id^="table-"]')
    assert len(sections) == len(data.names())
    for section in sections:
        assert re.search(r"[\d,]+ rows; licence", section.get_text())
        assert section.select_one('a[href*="_downloads"]') and section.select("tbody tr")


def test_the_site_is_light(book):
    """In megabytes."""
    sizes = {path: path.stat().st_size / 1e6 for path in book.rglob("*") if path.is_file()}
    notebooks = book / "_notebooks"
    assert sum(sizes.values()) <= 60
    assert sum(size for path, size in sizes.items() if notebooks in path.parents) <= 20


@pytest.mark.slow
def test_two_clean_builds_are_equal(book, tmp_path):
    code, said = tiny.build(tiny.copy_book(tmp_path / "other"))
    assert code == 0, said[-8000:]
    assert tiny.sums(tmp_path / "other" / "_build" / "html") == tiny.sums(book)


def test_every_chapter_can_be_downloaded_as_a_notebook(soups, chapters):
    for page in chapters:
        if soups[page].select(".cell"):
            links = soups[page].select('a[href$=".ipynb"]')
            assert links, page
