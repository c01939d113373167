"""What a cell hands over by the schema comes out as a figure or table with all its parts."""

import base64
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest
import tiny
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from PIL import Image
from reportbook.content import figures, pictures
from tiny import NOTEBOOK, cell

SCHEMA = json.loads(Path(figures.__file__).with_name("bundle.schema.json").read_bytes())
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
COMMON = {
    "title": "More say no",
    "sources": [
        {"text": "Levada", "title": "Polls", "work": "Polls. (2025).", "url": "", "seen": ""}
    ],
    "note": "One poll.",
    "csv": "answer,share\nno,66.0\n",
    "data": "answer,share\nno,66\n",
}
FIGURE = COMMON | {
    "id": "fig-answers",
    "alt": "Bars",
    "picture": '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" '
    'viewBox="0 0 9 9"><path d="M0 0" style="fill: #0072B2"/></svg>',
    "dark": {"#0072b2": "#5eb5ee"},
}
SLIDER = FIGURE | {
    "slider": {
        "label": "Year",
        "start": 1,
        "panes": [
            {"value": "2024", "picture": FIGURE["picture"], "alt": "Bars of 2024"},
            {"value": "2025", "picture": FIGURE["picture"], "numbers": {"no": "66"}},
        ],
    }
}
TABLE = COMMON | {
    "id": "tab-answers",
    "shown": "answer,share\nno,66\n",
    "pick": ["share"],
    "links": {"0": ["index"]},
}


@pytest.mark.parametrize(
    ("kind", "content"), [("figure", FIGURE), ("figure", SLIDER), ("table", TABLE)]
)
def test_these_are_as_the_schema_says(kind, content):
    jsonschema.validate(content, {**SCHEMA, "$ref": f"#/$defs/{kind}"})


@pytest.fixture(scope="module")
def html(tmp_path_factory) -> Path:
    shown = [
        {figures.Figure.mime_type: FIGURE, "image/png": PNG, "text/plain": "Bars"},
        {figures.Table.mime_type: TABLE, "text/html": "<table></table>"},
    ]
    cells = "".join(
        cell(f"import json\ndisplay(json.loads({json.dumps(each)!r}), raw=True)") for each in shown
    )
    folder = tiny.write(
        tmp_path_factory.mktemp("pipe"),
        {"index": NOTEBOOK + "# Index" + cells},
        "{extra_extensions: [reportbook.build.strictness, reportbook.content.figures, "
        "reportbook.content.notebook_downloads]}",
    )
    code, output = tiny.build(folder)
    assert code == 0, output
    return folder / "_build" / "html"


def test_the_page_shows_every_part(html):
    soup = BeautifulSoup((html / "index.html").read_text("utf-8"), "html.parser")
    figure, table = soup.find(id="fig-answers"), soup.find(id="tab-answers")
    light, dark = (html / image["src"] for image in figure.find_all("img"))
    assert "#0072B2" in light.read_text("utf-8")
    assert light.read_text("utf-8").replace("#0072B2", "#5eb5ee") == dark.read_text("utf-8")
    links = {a.get_text(): html / a["href"] for a in soup.select(".figure-downloads a")}
    assert links["PNG"].read_bytes().startswith(b"\x89PNG")
    assert "More say no" in links["SVG"].read_text("utf-8")
    assert [cell.get_text(strip=True) for cell in table.select("tbody tr *[scope], tbody td")]
    for block in soup.select(".figure-block"):
        assert block.select_one(".figure-source").get_text() == "Source: Levada."
        assert block.select_one(".figure-note").get_text() == "Note: One poll."
        data = block.select_one("details.figure-data")
        assert data.summary["aria-label"].startswith("Data and sources of ")
        assert data.select_one(".figure-cells > ul li").get_text().endswith("(2025).")
        assert data.select_one("ul").find_next_sibling("table"), "sources come first"


def test_the_notebook_has_each_picture_once_and_nothing_for_the_book_alone(html):
    notebook = (html / "_notebooks" / "index.ipynb").read_text("utf-8")
    outputs = [o for c in json.loads(notebook)["cells"] for o in c.get("outputs", [])]
    assert json.dumps(outputs).count(PNG) == 1
    assert [set(output["data"]) for output in outputs] == [
        {"image/png", "text/plain"},
        {"text/html"},
    ]


WIDE = '<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="90pt" viewBox="0 0 200 90"/>'


def wide() -> bytes:
    """A grey PNG of twice the size of `WIDE`, in few colours as those of the book."""
    out = io.BytesIO()
    Image.new("L", (400, 180), 200).convert("P").save(out, "png")
    return out.getvalue()


def test_the_frame_makes_room_for_title_and_credit():
    frame = pictures.Frame("More & more say no", pictures.credit(["Levada (2025)"], "Nobody"))
    framed = pictures.frame_svg(FIGURE["picture"], frame)
    assert 'height="51pt"' in framed and 'viewBox="0 -24 9 51"' in framed
    assert ">More &amp; more say no</text>" in framed and framed.endswith("</svg>\n")
    assert ">Source: Levada (2025). Nobody, CC BY 4.0.</text>" in framed
    png = Image.open(io.BytesIO(pictures.frame_png(wide(), WIDE, frame)))
    assert png.size == (400, 2 * (90 + 24 + 18))
    heights = (0, 48), (48, 228), (228, 264)
    title, picture, foot = (png.convert("L").crop((0, a, 400, b)) for a, b in heights)
    assert title.getextrema()[0] < 60, "the title is written in ink"
    assert picture.getextrema() == (200, 200), "the picture is as it was"
    assert 60 < foot.getextrema()[0] < 160, "the credit is written in grey"


def test_a_credit_names_three_sources_and_how_many_more():
    names = [f"S{n} (2025)" for n in range(5)]
    assert pictures.credit(names[:4], "X") == f"Source: {'; '.join(names[:4])}. X, CC BY 4.0."
    assert "S2 (2025); and 2 more. X" in pictures.credit(names, "X")
    assert pictures.credit(["A (2025)", "A (2025)"], "X").count("A (2025)") == 1


WORDY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="30pt" viewBox="0 0 90 30">'
    "<text style=\"font-size: 9px; font-family: 'Report Sans'\">Šé 40 %</text>"
    "<text style=\"font-weight: 700; font-family: 'Report Sans'\">no &amp; <tspan>Є</tspan></text>"
    "</svg>"
)


def faces(svg: str) -> dict[str, TTFont]:
    found = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    assert all(len(font) <= 8_000 for _, font in found)
    return {weight: TTFont(io.BytesIO(base64.b64decode(font))) for weight, font in found}


def test_a_picture_brings_the_letters_that_it_uses_and_no_others():
    embedded = pictures.embed_fonts(WORDY)
    signs = {weight: set(map(chr, font.getBestCmap())) for weight, font in faces(embedded).items()}
    assert signs == {"400": set("Šé 40 %"), "700": set("no & Є")}
    assert embedded == pictures.embed_fonts(WORDY), "the same twice"
    assert pictures.embed_fonts("<svg><path/></svg>") == "<svg><path/></svg>"


def test_the_letters_of_a_picture_are_drawn(visit):
    """As an image, where the page's own fonts do not reach it."""
    page = visit("about:blank").page
    drawn = []
    for svg in WORDY, pictures.embed_fonts(WORDY):
        coded = base64.b64encode(svg.encode()).decode()
        page.set_content(f'<img src="data:image/svg+xml;base64,{coded}">')
        drawn.append(page.locator("img").screenshot())
    assert drawn[0] != drawn[1]
