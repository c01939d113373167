"""Entries: rows with an address, a role and a fold, which readers search; tables behind a title."""

import json

import pytest
import tiny
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from test_pipe import TABLE
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.content.figures, "
    "reportbook.html.vendored_files, reportbook.html.assets, reportbook.html.accessibility], "
    "config: {entry_kinds: [claim]}}"
)
FOLD = [
    ["Why", [["It says so", ["there", "other"], " and ", ["here", "https://example.org/"]]]],
    ["Kind", [["fact"]]],
]
ENTRIES = TABLE | {
    "shown": "Claim,In words,Verdict\nA1.1,Snow is white,mostly supported\nB1.2,It rains,mixed\n",
    "links": {"0": ["claim:A1.1", "claim:B1.2"]},
    "pick": ["Verdict", "Kind"],
    "chips": [2],
    "kind": "claim",
    "folds": [FOLD, [["Kind", [["motive"]]]]],
    "data": "Claim\n",
}


def shown(content: dict, tag: str = "") -> str:
    bundle = {"application/vnd.book.table+json": content}
    return cell(f"{tag}import json\ndisplay(json.loads({json.dumps(bundle)!r}), raw=True)")


FOLDED = TABLE | {"id": "tab-folded", "links": {"1": [["", "claim:A1.1"]]}, "pick": []}
FOLDED["shown"] = 'answer,claims\nno,"none, A1.1"\n'
INDEX = NOTEBOOK + "# Index\n" + shown(ENTRIES) + shown(FOLDED, ":tags: [fold]\n")


def build(folder, other: str) -> tuple[int, str]:
    return tiny.build(
        tiny.write(folder, {"index": INDEX, "other": f"# Other\n\n{other}"}, SETTINGS)
    )


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lookup")
    code, output = build(folder, "See {claim}`A1.1`.")
    assert code == 0, output
    return folder / "_build" / "html"


def soup(html, page: str) -> BeautifulSoup:
    return BeautifulSoup((html / page).read_text("utf-8"), "html.parser")


def test_a_role_leads_to_the_row_of_its_entry(html):
    link = soup(html, "other.html").find("a", string="A1.1")
    assert link["href"] == "index.html#a1-1"
    row = soup(html, "index.html").find(id="a1-1")
    assert row.name == "tr" and row.th.a["href"] == "#a1-1"


def test_a_part_of_a_cell_leads_to_an_entry(html):
    cell = soup(html, "index.html").select_one("#tab-folded tbody td")
    assert cell.get_text() == "none, A1.1" and cell.a.get_text() == "A1.1"


def test_an_unknown_entry_fails_the_build(tmp_path):
    code, output = build(tmp_path, "See {claim}`A1.9`.")
    assert code != 0 and "A1.9" in output


def test_a_row_holds_its_fold_and_its_chip(html):
    row = soup(html, "index.html").find(id="a1-1")
    assert row.summary.get_text() == "Snow is white"
    assert [term.get_text() for term in row.select("dt")] == ["Why", "Kind"]
    assert [a["href"] for a in row.select("dd a")] == ["other.html", "https://example.org/"]
    assert row.select_one(".chip.chip-mostly-supported").get_text() == "mostly supported"


def test_a_table_is_folded_behind_its_title(html, visit):
    page = visit((html / "index.html").as_uri()).page
    table = page.locator(".folded table").first
    expect(table).to_be_hidden()
    page.locator(".folded > summary", has_text="More say no").press("Enter")
    expect(table).to_be_visible()


def test_who_comes_by_an_address_finds_the_entry_open(html, visit):
    page = visit((html / "other.html").as_uri(), viewport={"width": 1280, "height": 300}).page
    page.get_by_role("link", name="A1.1").click()
    entry = page.locator("#a1-1")
    expect(entry.locator("dd").first).to_be_visible()
    expect(entry).to_be_in_viewport()
    expect(page.locator("#b1-2 dd").first).to_be_hidden()
    page.locator("#b1-2 th a").click()
    expect(page.locator("#b1-2 dd").first).to_be_visible()


def test_an_entry_that_was_filtered_away_comes_back_by_its_address(html, visit):
    page = visit((html / "index.html").as_uri()).page
    page.get_by_label("Verdict").select_option("mixed")
    expect(page.locator("#a1-1")).to_be_hidden()
    page.evaluate("location.hash = 'a1-1'")
    expect(page.locator("#a1-1")).to_be_visible()


def test_rows_are_chosen_by_column_by_folded_term_and_by_word(html, visit):
    log = visit((html / "index.html").as_uri())
    form, rows = log.page.locator("form.pick").first, log.page.locator("tr.entry:visible")
    for choose in (
        lambda: form.get_by_label("Kind").select_option("motive"),
        lambda: form.get_by_label("Verdict").select_option("mixed"),
        lambda: form.get_by_label("Search in the table").fill("rains"),
    ):
        choose()
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("It rains")
        expect(form.get_by_role("status")).to_have_text("1 of 2 rows")
        form.get_by_role("button", name="Show all").press("Enter")
        expect(rows).to_have_count(2)
    assert not log.errors


def test_on_a_phone_rows_are_cards_and_on_a_desk_the_head_stays(html, visit):
    page = visit((html / "index.html").as_uri(), viewport={"width": 390, "height": 800}).page
    expect(page.locator(".lookup thead")).to_be_hidden()
    boxes = [page.locator("#a1-1 > *").nth(n).bounding_box() for n in range(3)]
    assert boxes[1]["y"] > boxes[2]["y"] and boxes[1]["width"] > 300
    page.set_viewport_size({"width": 1280, "height": 800})
    style = "getComputedStyle(document.querySelector('.lookup thead th')).position"
    assert page.evaluate(style) == "sticky"


# Relative luminance and contrast by WCAG 2 of each chip's word on its ground.
CONTRAST = """() => [...document.querySelectorAll(".chip")].map(chip => {
    const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
        .map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const clear = "rgba(0, 0, 0, 0)";
    const style = getComputedStyle(chip), page = getComputedStyle(document.body);
    const ground = style.backgroundColor === clear ? page.backgroundColor : style.backgroundColor;
    const [low, high] = [light(style.color), light(ground)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
})"""
VERDICTS = "supported|mostly-supported|mixed|not-supported|contradicted|not-testable".split("|")


def test_the_word_of_every_chip_can_be_read(html, visit):
    page = visit((html / "index.html").as_uri()).page
    chips = "".join(f'<span class="chip chip-{name}">{name}</span>' for name in VERDICTS)
    page.evaluate("chips => document.querySelector('.bd-article').innerHTML = chips", chips)
    for scheme in "light", "dark":
        page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
        ratios = page.evaluate(CONTRAST)
        assert len(ratios) == len(VERDICTS) and min(ratios) >= 4.5, (scheme, ratios)
