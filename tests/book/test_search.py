"""The search of a book: what it finds, in which order, and what it shows of it."""

import gzip
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import tiny
from playwright.sync_api import expect
from reportbook.html import search

SETTINGS = """{extra_extensions: [reportbook.html.vendored_files, reportbook.html.search],
  config: {language: en, search_weights: {look*: 0.2, look/*: 0.5}}}"""
PAGES = {
    "index": """---
description: Rain in the north.
---
# Weather

## Forecast

It says 34 per cent, not 3.4. The answers are linked, see B27.4. Ceasefires hold.

```python
frozen = 1
```

| town | sky |
|------|-----|
| Oslo | hail |

## Hail in spring

Nothing else. 俄羅斯 and 俄羅斯.
""",
    "later": """# Later

## Thunder

Storm. Wind, and wind again.

## Storm

Calm.

<div class="entry" id="b27-4">The claim of the storm, frost.</div>
""",
    "look": "# Look up\n\nFrost, frost, frost: a frost. Storm.\n",
    "words": """# Words

```{glossary}
dew
俄羅斯
俄罗斯
  Water, or a country.
```
""",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    book = tiny.write(tmp_path_factory.mktemp("search"), PAGES, SETTINGS)
    code, said = tiny.build(book)
    assert code == 0, said[-4000:]
    return book / "_build" / "html"


def ask(page, root: str, query: str) -> list[str]:
    """Addresses that the search lists, as seen from the root of the book."""
    page.goto(f"{root}search.html?q={quote(query)}")
    page.get_by_role("status").wait_for()
    links = page.locator("#search-results li > a").evaluate_all("all => all.map(a => a.href)")
    return [link.removeprefix(root) for link in links]


@pytest.fixture
def asked(pages, visit):
    """Function query -> the page of its results in the small book."""

    def go(query: str):
        log = visit(f"{pages.as_uri()}/search.html?q={quote(query)}")
        log.page.get_by_role("status").wait_for()
        return log.page

    return go


# ---- A small book ----------------------------------------------------------------------------

FOUND = {
    "34": ["index.html#forecast"],
    "34 %": ["index.html#forecast"],
    "3.4": ["index.html#forecast"],
    "linking": ["index.html#forecast"],
    "ceasefire": ["index.html#forecast"],
    "ceasefi": ["index.html#forecast"],
    "b27.4": ["later.html#b27-4", "index.html#forecast"],
    "rain": ["index.html"],
    "frozen": [],
    # Of a title before that of a table.
    "hail": ["index.html#hail-in-spring", "index.html#forecast"],
    # One in a chapter before many in a page for looking up.
    "frost": ["later.html#b27-4", "look.html"],
    "wind again": ["later.html#thunder"],
    '"again wind"': [],
    # Without a section that has both.
    "rain calm": ["index.html", "later.html#storm"],
    "俄罗斯": ["words.html#term-1", "index.html#hail-in-spring"],
    "俄羅斯": ["words.html#term-0", "index.html#hail-in-spring"],
    "羅": ["words.html#term-0", "index.html#hail-in-spring"],
    "罗俄": [],
}


@pytest.mark.parametrize("protocol", ["http", "file"])
def test_sections_are_found_in_order(pages, serve, visit, protocol):
    root = serve(pages) if protocol == "http" else pages.as_uri() + "/"
    log = visit(root + "search.html")
    assert {query: ask(log.page, root, query) for query in FOUND} == FOUND
    assert log.errors == []


def test_an_excerpt_shows_prose_around_the_words_and_the_title_of_the_page(asked):
    item = asked("storm wind").locator("#search-results li").first
    expect(item.locator(".search-page")).to_have_text("Later")
    expect(item.locator(".context")).to_have_text("Storm. Wind, and wind again.")
    assert item.locator("mark").all_text_contents() == ["Storm", "Wind", "wind"]


def test_chinese_says_that_it_is_chinese(asked):
    assert asked("俄罗斯").locator("#search-results li > a").first.get_attribute("lang") == "zh"


def test_the_lens_covers_no_letter(asked):
    form = asked("rain").locator(".bd-search-container form")
    lens, field = (form.locator(what).bounding_box() for what in (".fa-magnifying-glass", "input"))
    assert lens["x"] + lens["width"] <= field["x"]


def test_sphinx_keeps_no_words_of_its_own(pages):
    assert '"terms":{}' in (pages / "searchindex.js").read_text("utf-8").replace(" ", "")


# ---- What is read of a page ------------------------------------------------------------------


def test_code_data_and_citations_are_not_read():
    body = """<section id="top"><h1>Top<a class="headerlink">#</a></h1>
    <div class="cell_input">code</div><p class="figure-source">Source</p><p>Told.</p>
    <details class="figure-data"><summary>Data</summary><p>cells</p></details>
    <table><tr><td>one</td><td>two</td></tr></table><p class="figure-note">Note</p>
    <section id="cite"><h2>Cite</h2><p>Name</p></section>
    <section id="below"><h2>Below</h2><p>More.</p></section></section>"""
    assert search.sections(body) == [
        ["top", "Top", "Told.", "one two Note"],
        ["below", "Below", "More.", ""],
    ]


def test_a_row_with_an_address_is_a_section():
    row = '<tr class="entry" id="a1-2"><th>A1.2</th><td>Said.</td></tr>'
    found = search.sections(f'<section id="s"><h2>S</h2><table>{row}</table></section>')
    assert found == [["s", "S", "", ""], ["a1-2", "A1.2", "A1.2 Said.", ""]]


def test_the_last_pattern_that_fits_weighs_a_page():
    config = SimpleNamespace(search_weights={"part/*": 0.5, "part/last": 2})
    assert [search.weight(config, name) for name in ("root", "part/a", "part/last")] == [1, 0.5, 2]


def test_only_characters_of_the_text_are_made_simple():
    assert search.simplified("約") == {"約": "约"}
    assert search.simplified("约") == {"約": "约"}
    assert search.simplified("plain") == {}


# ---- This book -------------------------------------------------------------------------------

# Query of a student, a journalist or a Chinese reader -> where the book answers it.
MEANT = {
    "NATO": "doctrine/nato.html",
    "is NATO a pretext": "doctrine/nato.html",
    "Istanbul": "reference/glossary.html#term-Istanbul",
    "Istanbul drafts": "stalling/terms.html",
    "34": "survey/what-34-means.html",
    "34 %": "survey/what-34-means.html",
    "2022": "doctrine/price.html#what-the-texts-demanded",
    "deadline": "stalling/deadlines.html",
    "deadlines": "stalling/deadlines.html",
    "Umerov": "reference/glossary.html#term-Umerov",
    "Greater Russia": "doctrine/words.html",
    "levada": "survey/",
    "conjoint": "survey/",
    "marginal mean": "survey/what-34-means.html",
    "B27.4": "verdicts.html#b27-4",
    "b27.4": "verdicts.html#b27-4",
    "28-point plan": "reference/glossary.html#term-plan-of-28-points",
    "Chinese": "reference/abstract-zh.html",
    "摘要": "reference/abstract-zh.html",
    "北約": "reference/abstract-zh.html",
    "北约": "reference/abstract-zh.html",
    "停火": "reference/abstract-zh.html",
    "大俄羅斯": "reference/abstract-zh.html",
    "大俄罗斯": "reference/abstract-zh.html",
    "普京": "reference/glossary.html#term-",
    "领土": "reference/abstract-zh.html",
    "Crimea": "doctrine/borders.html",
    "sanctions": "stalling/deadlines.html",
    "patience": "stalling/why-delay-can-pay.html",
    "Helsinki experiment": "survey/what-34-means.html",
    "territorial concessions": "survey/another-public.html",
    "ceasefire": "stalling/offers-and-answers.html",
    "how to cite": "reference/how-to-cite.html",
}


def test_what_readers_mean_is_among_the_first_three(book, visit):
    root = book.as_uri() + "/"
    page = visit(root + "search.html").page
    found = {query: ask(page, root, query)[:3] for query in MEANT}
    missed = {
        query: links
        for query, links in found.items()
        if not any(link.startswith(f"chapters/{MEANT[query]}") for link in links)
    }
    assert missed == {}


@pytest.mark.parametrize("name", ["普京", "特朗普", "泽连斯基", "普丁"])
def test_the_search_leads_a_chinese_name_to_its_entry(book, visit, name):
    page = visit((book / "search.html").as_uri() + f"?q={quote(name)}").page
    page.locator('#search-results li a[href*="glossary.html#term-"]').first.click()
    entry = page.locator("dt:target")
    expect(entry).to_be_in_viewport()
    expect(entry.locator("[lang^=zh]")).to_have_text(name)


def test_the_index_is_light(book):
    """In bytes, as hosts send it."""
    assert len(gzip.compress((book / search.INDEX).read_bytes())) <= 250_000
