"""The extensions of pages and contents, on a three-page book of their own, in a real browser."""

import csv
import hashlib
import re
import shutil
import zlib
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import tiny
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from jinja2 import DictLoader, Environment
from PIL import Image
from reportbook.content import openings
from reportbook.html import assets, vendored_files
from reportbook.html import templates as theme_templates
from sphinx.errors import ThemeError
from test_accessibility import AXE

FIXTURE = Path(__file__).parent / "fixture"
PLAIN, CONTROLS, WORDS = "index.html", "part/controls.html", "part/deep/words.html"
PAGES = [PLAIN, CONTROLS, WORDS, "search.html", "genindex.html"]
PROTOCOLS = ["http", "file"]
VIEW = "application/vnd.jupyter.widget-view+json"


def build(folder: Path) -> Path:
    """The pages of a book, built without a warning."""
    code, output = tiny.build(folder, "-W", "--keep-going")
    assert code == 0, output[-4000:]
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """Folder of the built fixture book."""
    folder = tmp_path_factory.mktemp("fixture") / "book"
    shutil.copytree(FIXTURE, folder)
    return build(folder)


@pytest.fixture
def address(pages, serve):
    """Function protocol -> address of the book, ending in a slash."""
    return lambda protocol: serve(pages) if protocol == "http" else pages.as_uri() + "/"


def soup(pages: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((pages / page).read_text("utf-8"), "html.parser")


def test_two_builds_in_two_places_are_alike_byte_for_byte(pages, tmp_path):
    shutil.copytree(FIXTURE, tmp_path / "elsewhere")
    again = tiny.sums(build(tmp_path / "elsewhere"))
    assert len(again) > 50
    assert again == tiny.sums(pages)


# ---- How pages open ------------------------------------------------------------------------------


def test_the_day_of_the_evidence_stands_below_the_title_and_only_where_one_is_named(pages):
    lines = soup(pages, WORDS).select("h1 + p.page-facts")
    assert [line.get_text() for line in lines] == ["1 minute · Evidence until 9 October 2026"]
    assert not soup(pages, PLAIN).select(".page-facts")


@pytest.mark.parametrize("day", ["2026-13-01", "2026-1-1", "10 October 2026", "None"])
def test_what_is_no_day_is_not_printed(day):
    with pytest.raises(ValueError, match="Invalid|month must be"):
        openings.line(day)


# ---- Vendored files -----------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_other_host_and_does_not_complain(address, visit, protocol, page):
    base = address(protocol)
    log = visit(base + page)
    assert [url for url in log.requests if not url.startswith((base, "data:"))] == []
    assert log.errors == []


def test_no_page_loads_a_script_of_others_from_the_folder_vendor(pages):
    for page in PAGES:
        assert not soup(pages, page).select('script[src*="vendor/"]'), page


def test_no_page_speaks_of_fontawesome_js_or_thebe(pages):
    for page in PAGES:
        text = (pages / page).read_text("utf-8")
        assert "fontawesome.js" not in text and "THEBE_JS_URL" not in text, page


@pytest.mark.parametrize(
    "vendor", [vendored_files.VENDOR, AXE.parents[1]], ids=["for the pages", "for the tests"]
)
def test_the_list_of_vendored_files_is_true_and_complete(vendor):
    with open(vendor / "VENDORED.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        content = (vendor / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert (vendor / row["file"].split("/")[0] / "LICENSE").exists()
        assert all(row.values())
    others = {"VENDORED.csv", *(path.name for path in vendor.glob("*/LICENSE*"))}
    found = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*.*")}
    assert {name for name in found if Path(name).name not in others} == {r["file"] for r in rows}


def app_with(templates: dict[str, str]):
    """As much of a Sphinx application as `amend_template` looks at."""
    loaders = [DictLoader(templates)]
    source = SimpleNamespace(
        loaders=loaders,
        templatepathlen=0,
        get_source=lambda _, name: loaders[0].get_source(Environment(), name),
    )
    return SimpleNamespace(
        builder=SimpleNamespace(templates=source), config=SimpleNamespace(html_theme="some_theme")
    )


def test_a_template_is_amended_before_the_theme_is_asked():
    app = app_with({"a.html": "one\ntwo\n"})
    theme_templates.amend_template(app, "a.html", "two", "three")
    assert app.builder.templates.loaders[0].get_source(None, "a.html")[0] == "one\nthree\n"
    assert app.builder.templates.templatepathlen == 1


@pytest.mark.parametrize("templates", [{}, {"a.html": "one"}, {"a.html": "two two"}])
def test_a_theme_that_is_not_as_expected_is_refused_in_one_sentence(templates):
    with pytest.raises(ThemeError, match="'some_theme' should match 'two' once and does so"):
        theme_templates.amend_template(app_with(templates), "a.html", "two", "three")


# ---- reportbook.html.assets --------------------------------------------------------------------------------

RULES = """() => [...document.styleSheets].flatMap(function rules(sheet) {
  return [...sheet.cssRules].flatMap(r => r.styleSheet ? rules(r.styleSheet) : r.cssText)
})"""
LINK_SHEETS = """names => Promise.all(names.map(name => new Promise(loaded => {
  const link = document.createElement("link");
  Object.assign(link, {rel: "stylesheet", href: name, onload: loaded});
  document.head.append(link);
})))"""
ICONS = """() => [...document.querySelectorAll("*")].flatMap(element =>
  ["::before", "::after"].flatMap(part => {
    const style = getComputedStyle(element, part);
    const icon = style.fontFamily.includes("Font Awesome") || /\\bfa-/.test(element.className);
    const empty = part === "::after" && style.content === "none";  // its icon stands before
    return icon && !empty ? [style.content] : [];
  })
)"""


def test_one_style_sheet_says_what_all_said(pages, address, visit):
    def rules(names: list[str]) -> list[str]:
        base = address("http")
        page = visit(base + PLAIN).page
        page.set_content(f"<base href='{base}_static/'>")
        page.evaluate(LINK_SHEETS, names)
        plain = [rule for rule in page.evaluate(RULES) if not re.search("fa-|Font Awesome", rule)]
        return [re.sub(r'url\("(?!data:)[^"]*/', 'url("', rule) for rule in plain]

    static = pages / "_static"
    names = {path.relative_to(static).as_posix() for path in static.rglob("*.css")}
    joined = rules(["joined.css"])
    single = rules(sorted(names - {"joined.css", "basic.css"}))  # the theme imports basic
    assert len(joined) > 3000
    assert sorted(joined) == sorted(single)
    for page in PAGES:
        linked = [link["href"] for link in soup(pages, page).select("link[rel=stylesheet]")]
        version = f"{zlib.crc32((static / 'joined.css').read_bytes()):08x}"
        assert [link.rpartition("/")[2] for link in linked] == [f"joined.css?v={version}"]


def test_every_icon_shown_is_in_the_fonts(pages, address, visit):
    css = (pages / "_static" / "joined.css").read_text("utf-8")
    held = set()
    for font in re.findall(r"data:font/woff;base64,([^)]+)", css):
        assert len(font) < 20_000
        held |= set(TTFont(BytesIO(b64decode(font))).getBestCmap() or ())
    shown = set()
    for page in PAGES:
        icons = visit(address("file") + page).page.evaluate(ICONS)
        assert "none" not in icons, "a class that no rule knows"
        shown |= {ord(sign) for icon in icons for sign in icon.strip('"') if ord(sign) > 0xE000}
    assert 0xF700 in shown, "the otter on the front page"
    assert shown <= held


def test_a_style_sheet_is_read_from_another_folder(tmp_path):
    (tmp_path / "_static" / "deep").mkdir(parents=True)
    (tmp_path / "_static" / "base.css").write_text("b {c: url(d.png)}")
    text = """@import "../base.css";a {b: url('../e.png') url("data:,x") url(#f)}/*# sourceMappingURL=a.map */"""
    (tmp_path / "_static" / "deep" / "a.css").write_text(text)
    joined = assets.sheet(tmp_path, "_static/deep/a.css")
    assert joined == 'b {c: url(d.png)}\na {b: url(e.png) url("data:,x") url(#f)}\n'


def test_scripts_stop_no_page_and_go_where_they_are_used(pages):
    for page in (PLAIN, CONTROLS, WORDS):
        found = soup(pages, page).select("script[src]")
        assert all(script.has_attr("defer") for script in found)
        names = {Path(script["src"].partition("?")[0]).name for script in found}
        assert not names & {"design-tabs.js", "togglebutton.js"}
        assert ("copybutton.js" in names) == (page != PLAIN)


def test_a_picture_keeps_its_place_and_waits_to_be_shown(pages, address, visit):
    (picture,) = soup(pages, CONTROLS).select("article img")
    assert (picture["loading"], picture["width"], picture["height"]) == ("lazy", "300", "100")
    log = visit(address("file") + CONTROLS)
    assert not any("frame.svg" in url for url in log.requests)
    with log.page.expect_request("**/frame.svg"):
        log.page.locator("article img").scroll_into_view_if_needed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_are_chosen_before_the_page_stands(address, visit, scheme):
    page = visit("about:blank", color_scheme=scheme).page
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(address("http") + PLAIN)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme


# ---- Folded code ------------------------------------------------------------------------------


def test_code_is_folded_and_a_hidden_cell_without_output_leaves_nothing(pages):
    page = soup(pages, CONTROLS)
    folds = page.select("details.code-fold")
    assert len(folds) == len(page.select(".cell_input")) == len(page.select(".cell")) >= 2
    for fold in folds:
        assert fold.summary.get_text() == "Code" and not fold.has_attr("open")
        assert fold.select_one(".cell_input pre")
    assert "leaves_nothing" not in page.article.get_text()
    assert "leaves_nothing" in (pages / "_notebooks/part/controls.ipynb").read_text("utf-8")
    assert not soup(pages, PLAIN).select("script[src*='folds.js']")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_one_switch_shows_all_code_and_is_remembered(address, visit, protocol):
    log = visit(address(protocol) + CONTROLS)
    code = log.page.locator(".cell_input:visible")
    switch = log.page.get_by_role("button", name="Show code")
    assert switch.get_attribute("aria-pressed") == "false" and code.count() == 0
    switch.press("Enter")
    shown = code.count()
    assert shown == log.page.locator("details.code-fold").count()
    log.page.reload()
    assert switch.get_attribute("aria-pressed") == "true" and code.count() == shown
    switch.click()
    assert code.count() == 0 and not log.errors


def test_paper_shows_no_code(address, visit):
    page = visit(address("file") + CONTROLS).page
    page.get_by_role("button", name="Show code").click()
    page.emulate_media(media="print")
    assert page.locator(".cell_input:visible").count() == 0


# ---- Formulas -----------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_maths_is_drawn_in_its_font_without_a_script(address, visit, protocol):
    page = visit(address(protocol) + CONTROLS, java_script_enabled=False).page
    inline, display = page.locator("math").all()
    assert display.get_attribute("display") == "block"
    heights = [box.bounding_box()["height"] for box in (inline, display)]
    assert 10 < heights[0] < 30 < heights[1]
    fonts = visit(address(protocol) + CONTROLS).page.evaluate(
        "[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)"
    )
    assert "STIX Two Math" in fonts


def test_a_formula_that_cannot_be_read_is_reported(tmp_path):
    (tmp_path / "book").mkdir()
    settings = "{extra_extensions: [reportbook.html.formulas]}"
    text = "# One\n\n$$\\frac{1$$\n\n$$a$$\n"
    book = tiny.write(tmp_path / "book", {"index": text}, settings)
    code, said = tiny.build(book, "-W", "--keep-going")
    assert code != 0
    assert r"index.md:3: WARNING: The formula \frac{1 cannot be read: 7: Expected closing" in said
    assert said.count("cannot be read") == 1


# ---- reportbook.content.notebook_downloads ----------------------------------------------------------------------------


def notebook(pages: Path, page: str) -> nbformat.NotebookNode:
    return nbformat.read(pages / "_notebooks" / page.replace(".html", ".ipynb"), as_version=4)


@pytest.mark.parametrize("page", [CONTROLS, WORDS])
def test_a_notebook_page_links_a_valid_notebook_with_results(pages, page):
    link = soup(pages, page).select_one(".dropdown-download-buttons a.btn-download-notebook-button")
    target = ((pages / page).parent / link["href"]).resolve()
    assert target == (pages / "_notebooks" / page).with_suffix(".ipynb").resolve()
    found = notebook(pages, page)
    nbformat.validate(found)
    assert found.metadata.kernelspec.name == "python3"
    shown = [
        cell for cell in found.cells if cell.cell_type == "code" and "nothing" not in cell.source
    ]
    assert all(cell.outputs for cell in shown)


def test_a_page_that_is_no_notebook_offers_none(pages):
    assert not soup(pages, PLAIN).select("a.btn-download-notebook-button")
    assert not (pages / "_notebooks" / "index.ipynb").exists()


def test_a_notebook_holds_no_time_of_execution(pages):
    for page in (CONTROLS, WORDS):
        assert not any("execution" in cell.metadata for cell in notebook(pages, page).cells)


def test_the_notebook_keeps_its_widgets_and_numbers_them(pages):
    found = notebook(pages, CONTROLS)
    (kind,) = found.metadata.widgets.values()
    assert sorted(kind.state) == [f"{number:032x}" for number in range(len(kind.state))]
    assert len(kind.state) > 15
    outputs = [output for cell in found.cells for output in cell.get("outputs", [])]
    views = [output.data[VIEW] for output in outputs if VIEW in output.get("data", {})]
    assert len(views) == 2 and {view["model_id"] for view in views} <= set(kind.state)


def test_the_page_has_nothing_of_ipywidgets_but_what_python_says_of_one(pages):
    page = soup(pages, CONTROLS)
    assert not page.select('script[type*="jupyter"]')
    for code in page.select("details.code-fold"):
        code.decompose()
    said = [output.get_text() for output in page.select(".cell_output")]
    assert len(said) == 3 and "Dropdown(" in said[2] and "VBox(" not in said[1]


def test_notebooks_come_back_without_a_page_being_read_again(pages):
    before = (pages / "_notebooks" / "part" / "controls.ipynb").read_bytes()
    shutil.rmtree(pages / "_notebooks")
    build(pages.parents[1])
    assert (pages / "_notebooks" / "part" / "controls.ipynb").read_bytes() == before


# ---- reportbook.content.sliders -------------------------------------------------------------------


def test_its_script_goes_only_to_pages_with_a_slider(pages):
    for page in PAGES:
        assert len(soup(pages, page).select('script[src*="slider.js"]')) == (page == CONTROLS), page


def test_panes_share_no_id(pages):
    ids = [element["id"] for element in soup(pages, CONTROLS).select("[id]")]
    assert sorted(set(ids)) == sorted(ids)


def seen(page) -> str:
    """What the one picture that stands there says to those who do not see it."""
    (shown,) = page.locator("#fig-level svg[role=img]:visible").all()
    return shown.get_attribute("aria-label")


def press(page, keys: dict[str, int]) -> None:
    """Press each key and assert that the pane with this number is shown and said."""
    control = page.get_by_role("slider", name="Level")
    for key, number in keys.items():
        control.press(key)
        value = ["low", "middle", "high"][number]
        assert seen(page) == f"Pane {number} & all"
        assert page.locator(".slider [role=status]").text_content() == seen(page)
        assert page.locator(".slider output").text_content() == value
        assert control.get_attribute("aria-valuetext") == value


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_slider_is_moved_by_keys(address, visit, protocol):
    log = visit(address(protocol) + CONTROLS)
    assert seen(log.page) == "Pane 0 & all"
    assert log.page.locator(".slider [role=status]").text_content() == "", "nothing has changed"
    press(log.page, {"ArrowRight": 1, "End": 2, "ArrowLeft": 1, "Home": 0, "ArrowUp": 1})
    assert log.errors == []


def test_a_slider_is_moved_by_mouse_and_finger(address, visit):
    page = visit(address("file") + CONTROLS, has_touch=True).page
    control = page.get_by_role("slider", name="Level")
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    assert box["height"] >= 24, "the least a finger needs"
    left, right, middle = box["x"] + 5, box["x"] + box["width"] - 5, box["y"] + box["height"] / 2
    page.touchscreen.tap(right, middle)
    assert seen(page) == "Pane 2 & all"
    page.mouse.move(right, middle)
    page.mouse.down()
    page.mouse.move(left, middle)
    assert seen(page) == "Pane 0 & all"
    said = page.locator(".slider [role=status]")
    assert said.text_content() == "Pane 2 & all", "nothing is said while the hand is moving"
    page.mouse.up()
    assert said.text_content() == "Pane 0 & all"


def test_without_a_script_the_picture_at_the_start_stands_alone(address, visit):
    page = visit(address("file") + CONTROLS, java_script_enabled=False).page
    assert seen(page) == "Pane 0 & all"
    assert page.locator(".slider-control").bounding_box() is None


def test_on_paper_the_picture_at_the_start_stands_alone(address, visit):
    page = visit(address("file") + CONTROLS).page
    press(page, {"End": 2})
    page.emulate_media(media="print")
    assert seen(page) == "Pane 0 & all"
    assert not page.locator(".slider-control").is_visible()


@pytest.mark.parametrize(("scheme", "ink"), [("light", "26, 26, 26"), ("dark", "240, 240, 240")])
def test_panes_take_the_colours_of_the_page(address, visit, scheme, ink):
    page = visit(address("file") + CONTROLS, color_scheme=scheme).page
    letters = page.locator(".slider svg text").first
    assert letters.evaluate("e => getComputedStyle(e).fill") == f"rgb({ink})"


def test_the_rail_is_seen_where_colours_are_forced(address, visit):
    """A ground would not be: it takes the colour of the page's."""
    page = visit(address("file") + CONTROLS, forced_colors="active").page
    box = page.get_by_role("slider", name="Level").bounding_box()
    picture = Image.open(BytesIO(page.screenshot())).convert("L")
    x, y = round(box["x"] + box["width"] * 0.6), round(box["y"])
    column = [picture.getpixel((x, y + n)) for n in range(round(box["height"]))]
    assert max(column) - min(column) > 200


def tops(page, name: str) -> list[float]:
    """Where the element stands now, and where its link would put it."""
    top = f"document.getElementById({name!r}).getBoundingClientRect().top"
    go = f"document.getElementById({name!r}).scrollIntoView()"
    return [page.evaluate(top), page.evaluate(f"{go}, {top}")]


@pytest.mark.parametrize("name", ["fig-level", "after-the-slider"])
def test_an_address_at_or_below_a_slider_lands(address, visit, name):
    size = {"width": 800, "height": 200}
    url = f"{address('http')}{CONTROLS}#{name}"
    page = visit(url, viewport=size, reduced_motion="reduce").page  # which lands at once
    assert page.evaluate("scrollY") > 100
    landed, wanted = tops(page, name)
    assert landed == pytest.approx(wanted, abs=2)


def test_nothing_moves_when_the_script_comes_or_another_picture_is_chosen(address, visit):
    where = "document.getElementById('after-the-slider').getBoundingClientRect().top + scrollY"
    page = visit("about:blank").page
    page.route("**/slider.js*", lambda route: route.abort())
    page.goto(address("http") + CONTROLS)
    before = page.evaluate(where)
    page.unroute("**/slider.js*")
    page.reload()
    assert page.evaluate(where) == before
    press(page, {"End": 2})
    assert page.evaluate(where) == before


# ---- reportbook.html.accessibility ---------------------------------------------------------------------------


def test_heads_of_a_table_name_their_scope(pages):
    table = soup(pages, PLAIN).find("table")
    head = table.thead.find_all(["td", "th"])
    assert [(cell.name, cell.get("scope")) for cell in head] == [
        ("td", None),
        ("th", "col"),
        ("th", "col"),
    ]
    for row in table.tbody.find_all("tr"):
        cells = row.find_all(["td", "th"])
        assert [(c.name, c.get("scope")) for c in cells] == [("th", "row"), *[("td", None)] * 2]


def test_words_of_another_language_say_which(pages):
    page = soup(pages, PLAIN)
    found = [(e.name, e["lang"], e.get_text(strip=True)) for e in page.select("article [lang]")]
    assert found == [("span", "zh-Hant", "克里米亞"), ("div", "zh-hans", "上海")]
    assert page.html["lang"] == "en"


def test_roles_and_names_that_fit(pages):
    words = soup(pages, WORDS)
    assert {e["role"] for e in words.select("[role=list].citation-list > div")} == {"listitem"}
    assert not words.select_one("button.search-button-field").has_attr("aria-label")
    assert words.select_one("#pst-primary-sidebar")["role"] == "complementary"
    assert len(words.select("meta[name=viewport]")) == 1


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_a_page_does_not_scroll_sideways(address, visit, width):
    page = visit(address("file") + CONTROLS, viewport={"width": width, "height": 800}).page
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_wide_table_scrolls_in_its_own_box(address, visit):
    page = visit(address("file") + CONTROLS, viewport={"width": 390, "height": 800}).page
    box = page.locator(".figure-data .pst-scrollable-table-container")
    page.locator(".figure-data summary").last.click()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")


def test_neither_screen_nor_paper_unfolds_the_data(address, visit):
    page = visit(address("file") + CONTROLS).page
    data = page.locator(".figure-data table").last
    assert not data.is_visible()
    page.emulate_media(media="print")
    assert not data.is_visible()


def test_paper_is_light_whatever_the_screen(address, visit):
    page = visit(address("file") + PLAIN, color_scheme="dark").page
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(theme) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(theme) == "dark"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two CSS colours `rgb(r, g, b)`, by WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_published():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


SMALL_PRINT = [
    ".figure-source",
    ".figure-source a",
    ".figure-note",
    ".figure-downloads",
    ".figure-data summary",
    ".slider label",
    ".slider output",
    ".slider input",
    ".slider-ends",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_print_and_controls_can_be_read(address, visit, scheme):
    page = visit(address("file") + CONTROLS, color_scheme=scheme).page
    ground = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    for name in SMALL_PRINT:
        shown = page.locator(f"{name}:visible").all()
        assert shown, name
        for element in shown:
            assert contrast(element.evaluate("e => getComputedStyle(e).color"), ground) >= 4.5, name
