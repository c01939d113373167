"""What axe-core finds on the pages, in light and dark, wide and on a phone; and what sticks out.

`vendor/VENDORED.csv` says where axe-core comes from; `test_extensions.py` checks it.
"""

import base64
from pathlib import Path

import matplotlib
import pytest
from test_book import PAGES

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

# Looked at each time, with table, sliders, form and languages; the others are slow.
FEW = {"chapters/verdicts", "chapters/stalling/why-delay-can-pay", "chapters/reference/glossary"}

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Of a page in the dark only the colours are others.
COLORS = ["color-contrast", "link-in-text-block"]

# The time goes by the number of texts, and rows of a table and signs of one kind in code look all
# the same. Colours that are still fading would be measured on their way.
THIN = """() => {
    const seen = new Set();
    for (const sign of document.querySelectorAll("pre span[class]"))
        seen.has(sign.className) ? sign.replaceWith("") : seen.add(sign.className);
    for (const row of document.querySelectorAll("tbody tr:nth-child(n + 4)")) row.remove();
    const still = document.createElement("style");
    still.textContent = "* { transition: none !important }";
    document.head.append(still);
}"""

# What the button of the theme does.
SCHEME = "scheme => { document.documentElement.dataset.theme = scheme }"

FIND = """async only => {
    const options = { runOnly: only, resultTypes: ["violations"] };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.html.slice(0, 160)}\\n${node.failureSummary}`));
}"""


def pages() -> list:
    names = [page.removesuffix(".html") for page in PAGES if page != "index.html"]
    return [pytest.param(name, marks=[] if name in FEW else pytest.mark.slow) for name in names]


@pytest.mark.parametrize("name", pages())
def test_axe_finds_nothing(book, visit, name):
    found = []
    for width in 1280, 390:
        view = {"width": width, "height": 800}
        page = visit((book / f"{name}.html").as_uri(), viewport=view, color_scheme="light").page
        page.evaluate(THIN)
        page.evaluate(AXE.read_text("utf-8"))
        for scheme, rules in ("light", RULES), ("dark", COLORS):
            page.evaluate(SCHEME, scheme)
            found += [f"{width} px, {scheme}: {said}" for said in page.evaluate(FIND, rules)]
    assert not found, "\n".join([f"{name}: {len(found)}", *found[:20]])


def test_axe_would_find_something(visit):
    page = visit("about:blank").page
    page.set_content('<p style="color: #aaa">Pale</p><img src="data:,">')
    page.evaluate(AXE.read_text("utf-8"))
    found = {said.partition(":")[0] for said in page.evaluate(FIND, RULES)}
    assert {"color-contrast", "image-alt"} <= found


# The machine's own letters, and wide and narrow ones, which come with matplotlib.
FONTS = ["", "DejaVuSans-Bold", "STIXGeneral"]

WEAR = """async font => {
    const face = new FontFace("Other", `url(data:font/ttf;base64,${font})`);
    document.fonts.add(await face.load());
    const style = document.createElement("style");
    style.textContent = "body, body * { font-family: Other !important }";
    document.head.append(style);
}"""


def read_font(name: str) -> str:
    file = Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf")
    return base64.b64encode(file.read_bytes()).decode()


@pytest.mark.parametrize("font", FONTS)
def test_no_page_is_wider_than_a_phone(book, visit, font):
    letters = read_font(font) if font else ""
    page = visit("about:blank", viewport={"width": 412, "height": 800}).page
    wide = []
    for name in PAGES:
        page.goto((book / name).as_uri())
        if name == "index.html":  # nothing can be asked of a page while it leads to another
            page.wait_for_url("**/chapters/index.html")
        if font:
            page.evaluate(WEAR, letters)
        for width in 412, 390, 360, 320:
            page.set_viewport_size({"width": width, "height": 800})
            needed = page.evaluate("document.scrollingElement.scrollWidth")
            if needed > width:
                wide.append(f"{name}: {needed} px on {width}")
    assert not wide, "\n".join(wide)


def test_a_font_changes_how_wide_words_are(visit):
    page = visit("about:blank").page
    widths = []
    for font in FONTS[1:]:
        page.set_content("<span>Land or alliance?</span>")
        page.evaluate(WEAR, read_font(font))
        widths.append(page.evaluate("document.querySelector('span').offsetWidth"))
    assert widths[0] > 1.2 * widths[1]
