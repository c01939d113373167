"""Cards preview where links lead: by mouse, keyboard and finger, over HTTP and from `file://`."""

import gzip
import json

import pytest
import tiny
from playwright.sync_api import expect
from test_lookup import ENTRIES
from test_word_directive import FIGURE_CELL, NUMBERS, words
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.content.figures, "
    "reportbook.content.words, reportbook.html.vendored_files, reportbook.html.assets, "
    "reportbook.html.accessibility, reportbook.html.cards], config: {entry_kinds: [claim]}}"
)
TABLE = cell(
    "import json\ndisplay(json.loads("
    f"{json.dumps({'application/vnd.book.table+json': ENTRIES})!r}), raw=True)"
)
HEAD = NOTEBOOK.replace("---", "---\ndescription: All of it.", 1)
PAGES = {
    "index": "# Index\n\n"
    "{claim}`A1.1`, {numref}`fig-answers`, {term}`poll`, {ref}`there <place>`, {doc}`other`.\n\n"
    + "\n\nMore.\n"
    * 60,
    "other": f"""{HEAD}
# Other

{TABLE}{NUMBERS}{FIGURE_CELL}
{words("fig-answers", "{n}`no` % say no", alt="Bars")}

```{{glossary}}
poll
  Asking *some* people.
```

(place)=
## The place

One & only, {{n}}`no` times.
And more.

(bare)=
## Bare
""",
}
SAID = {
    "A1.1": "Snow is white mostly supported",
    "Fig. 1": "66 % say no",
    "poll": "poll Asking some people.",
    "there": "The place One & only, 66 times.",
    "Other": "Other All of it.",
}


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cards")
    code, output = tiny.build(tiny.write(folder, PAGES, SETTINGS))
    assert code == 0, output
    return folder / "_build" / "html"


@pytest.fixture
def log(html, visit):
    return visit((html / "index.html").as_uri())


def link(page, name: str):
    return page.locator(".bd-article").get_by_role("link", name=name, exact=True)


def card(page):
    return page.locator("#card")


@pytest.mark.parametrize("name", SAID)
def test_a_card_says_where_a_link_leads(log, name):
    link(log.page, name).hover()
    expect(card(log.page)).to_be_visible()
    said = card(log.page).evaluate("card => [...card.children].map(p => p.innerText).join(' ')")
    assert " ".join(said.split()) == SAID[name]
    expect(link(log.page, name)).to_have_attribute("aria-describedby", "card")
    assert not log.errors


def test_a_card_shows_the_picture_of_its_scheme(log):
    link(log.page, "Fig. 1").hover()
    for scheme in "light", "dark":
        log.page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
        picture = card(log.page).locator("img:visible")
        expect(picture).to_have_count(1)
        assert picture.evaluate("async img => (await img.decode(), img.naturalWidth)")
        assert f"-{scheme}.svg" in picture.get_attribute("src")


def test_it_works_over_http_and_keeps_to_the_book(html, visit, serve):
    address = serve(html)
    log = visit(address + "index.html")
    link(log.page, "A1.1").hover()
    expect(card(log.page)).to_contain_text("Snow")
    assert all(request.startswith(address) for request in log.requests) and not log.errors


def test_it_stays_while_it_is_pointed_at_and_goes_when_left(log):
    link(log.page, "A1.1").hover()
    card(log.page).hover()
    log.page.wait_for_timeout(600)
    expect(card(log.page)).to_be_visible()
    log.page.mouse.move(1, 700)
    expect(card(log.page)).to_be_hidden()
    expect(link(log.page, "A1.1")).not_to_have_attribute("aria-describedby", "card")


def test_a_pointer_that_passes_by_opens_nothing(log):
    link(log.page, "A1.1").hover()
    log.page.mouse.move(1, 700)
    log.page.wait_for_timeout(600)
    expect(card(log.page)).to_be_hidden()


def test_by_keyboard_it_comes_with_the_focus_and_goes_with_escape(log):
    log.page.keyboard.press("Tab")
    first = link(log.page, "A1.1")
    for _ in range(60):
        if first.evaluate("link => link === document.activeElement"):
            break
        log.page.keyboard.press("Tab")
    expect(card(log.page)).to_contain_text("Snow")
    log.page.keyboard.press("Escape")
    expect(card(log.page)).to_be_hidden()
    expect(first).to_be_focused()
    log.page.keyboard.press("Tab")
    expect(card(log.page)).to_contain_text("66 % say no")
    log.page.keyboard.press("Enter")
    log.page.wait_for_url("**/other.html#fig-answers")


PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


def test_the_first_tap_opens_and_the_second_follows(html, visit):
    page = visit((html / "index.html").as_uri(), **PHONE).page
    link(page, "A1.1").tap()
    expect(card(page)).to_contain_text("Snow")
    assert page.url.endswith("index.html")
    box = card(page).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.touchscreen.tap(195, 780)
    expect(card(page)).to_be_hidden()
    for open_it in link(page, "A1.1"), card(page).get_by_role("link", name="Open"):
        link(page, "A1.1").tap()
        expect(card(page)).to_be_visible()
        open_it.tap()
        page.wait_for_url("**/other.html#a1-1")
        page.go_back()


def test_a_tap_on_a_link_without_a_card_follows(html, visit):
    page = visit((html / "index.html").as_uri(), **PHONE).page
    link(page, "A1.1").evaluate("link => { link.hash = 'nothing' }")
    link(page, "A1.1").tap()
    page.wait_for_url("**/other.html#nothing")


def test_without_scripts_links_are_links(html, visit):
    page = visit((html / "index.html").as_uri(), java_script_enabled=False).page
    link(page, "A1.1").click()
    page.wait_for_url("**/other.html#a1-1")


def test_the_script_is_small(html):
    assert len(gzip.compress((html / "_static" / "cards.js").read_bytes())) < 2000
