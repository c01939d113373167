"""What a cell hands over by the schema comes out as a figure or table with all its parts."""

import json
from pathlib import Path

import jsonschema
import pytest
import tiny
from bs4 import BeautifulSoup
from reportbook.content import figures, pictures
from tiny import NOTEBOOK, cell

SCHEMA = json.loads(Path(figures.__file__).with_name("bundle.schema.json").read_bytes())
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
LINE = {"y": -5, "text": "More say no", "size": 10.5, "weight": 700, "color": "#222222"}
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
    "frame": {"top": -20, "bottom": 19, "ground": "#ffffff", "lines": [LINE]},
    "live": False,
}
TABLE = COMMON | {
    "id": "tab-answers",
    "shown": "answer,share\nno,66\n",
    "pick": [1],
    "links": {"0": ["index"]},
}


@pytest.mark.parametrize(("kind", "content"), [("figure", FIGURE), ("table", TABLE)])
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
        assert block.select_one("details.figure-data").get_text(" ", strip=True).endswith("(2025).")


def test_the_notebook_has_each_picture_once_and_nothing_for_the_book_alone(html):
    notebook = (html / "_notebooks" / "index.ipynb").read_text("utf-8")
    outputs = [o for c in json.loads(notebook)["cells"] for o in c.get("outputs", [])]
    assert json.dumps(outputs).count(PNG) == 1
    assert [set(output["data"]) for output in outputs] == [
        {"image/png", "text/plain"},
        {"text/html"},
    ]


def test_a_frame_makes_room_above_and_below():
    framed = pictures.frame(FIGURE["picture"], FIGURE["frame"])
    assert 'height="39pt"' in framed and 'viewBox="0 -20 9 39"' in framed
    assert ">More say no</text>" in framed and framed.endswith("</svg>\n")
