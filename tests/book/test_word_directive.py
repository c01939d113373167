"""The words of figures and tables stand in the page and read the numbers that cells name."""

import json

import pytest
import tiny
from bs4 import BeautifulSoup
from test_pipe import FIGURE, PNG, TABLE
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.content.figures, "
    "reportbook.content.words, reportbook.content.notebook_downloads]}"
)


def shown(content: dict, **rest) -> str:
    """A cell that shows a figure or table without words."""
    bare = {key: value for key, value in content.items() if key not in ("title", "alt", "note")}
    kind = "figure" if content is FIGURE else "table"
    bundle = {f"application/vnd.book.{kind}+json": bare | {"note": ""}, **rest}
    return cell(f"import json\ndisplay(json.loads({json.dumps(bundle)!r}), raw=True)")


def words(target: str, title: str, **options: str) -> str:
    said = "".join(f":{name}: {text}\n" for name, text in options.items())
    return f"\n```{{words}} {target}\n{said}\n{title}\n```\n"


FIGURE_CELL = shown(FIGURE, **{"image/png": PNG})
NUMBERS = cell(
    ":tags: [numbers]\n"
    "kind, secret = 'application/papermill.record/', 6 * 7\n"
    "for name, text in {'no': '66', 'who': 'Levada'}.items():\n"
    "    display({kind + 'text/plain': repr(text)}, raw=True,\n"
    "            metadata={'scrapbook': {'name': name, 'mime_prefix': kind}})"
)
GOOD = words(
    "fig-answers", "{n}`no` % say no", subtitle="Of {n}`who`", alt="Bars: {n}`no` % no.",
    note="*One* poll by {n}`who`: [more](https://example.org).",
)  # fmt: skip
HEAD = NOTEBOOK + "# Index\n\nOf all {n}`no` % say no.\n"


def build(tmp_path, *parts: str, **others: str) -> tuple[int, str]:
    return tiny.build(tiny.write(tmp_path, {"index": HEAD + "".join(parts)} | others, SETTINGS))


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    other = NOTEBOOK + "# Other\n\nThere {n}`index:no` % said no.\n"
    table = shown(TABLE) + words("tab-answers", "Answers of {n}`who`", note="All.")
    code, output = build(folder, FIGURE_CELL, NUMBERS, GOOD, table, other=other + cell("1"))
    assert code == 0, output
    return folder / "_build" / "html"


def test_title_subtitle_alt_text_and_note_come_with_their_numbers(html):
    soup = BeautifulSoup((html / "index.html").read_text("utf-8"), "html.parser")
    figure = soup.find(id="fig-answers")
    assert figure.select_one(".caption-text").get_text() == "66 % say no"
    assert figure.select_one(".figure-subtitle").get_text() == "Of Levada"
    assert {image["alt"] for image in figure.select("img")} == {"Bars: 66 % no."}
    note, below = (block.select_one(".figure-note") for block in soup.select(".figure-block"))
    assert (
        note.get_text() == "Note: One poll by Levada: more." and note.find("em") and note.find("a")
    )
    assert below.get_text() == "Note: All."
    assert soup.find(id="tab-answers").select_one(".caption-text").get_text() == "Answers of Levada"
    assert "Of all 66 % say no." in soup.get_text()


def test_a_number_is_read_on_another_page(html):
    assert (
        "There 66 % said no."
        in BeautifulSoup((html / "other.html").read_text("utf-8"), "html.parser").get_text()
    )


def test_a_cell_of_numbers_is_not_shown(html):
    assert "secret" not in (html / "index.html").read_text("utf-8")
    assert "secret" in (html / "_notebooks" / "index.ipynb").read_text("utf-8")


SLIDER = cell(
    "import pandas as pd\n"
    "from moscow_aims import show\n"
    "from moscow_aims.drawing import theme\n"
    "def draw(k):\n"
    "    fig, ax = theme.figure(2.0)\n"
    "    ax.set_xlim(0, 5)\n"
    "    ax.barh(['k'], [k], color=theme.FIRST)\n"
    "    return fig\n"
    "data = pd.DataFrame({'k': [1, 2, 3], 'source': 'article-b'})\n"
    "show.slider(draw, 'k', data=data, values=[1, 2, 3], start=2, label='K',\n"
    "            numbers=lambda k: {'long': (k, '.1f')})"
)


def test_each_pane_of_a_slider_says_its_own_numbers(tmp_path):
    give = cell(":tags: [numbers]\nfrom moscow_aims.prose import give\ngive('.1f', long=2)")
    said = words("fig-k", "Longer", alt='Bar of {n}`long` for "{n}`who`" & all.')
    code, output = build(tmp_path, NUMBERS, give, SLIDER, said)
    assert code == 0, output
    page = (tmp_path / "_build" / "html" / "index.html").read_text("utf-8")
    panes = BeautifulSoup(page, "html.parser").select("#fig-k .slider-panes > div")
    spoken = [pane.svg["aria-label"] for pane in panes]
    assert spoken == [f'Bar of {k}.0 for "Levada" & all.' for k in (1, 2, 3)]
    assert [pane.has_attr("hidden") for pane in panes] == [True, False, True]


def test_the_alt_text_of_each_pane_is_short(tmp_path):
    give = cell(":tags: [numbers]\nfrom moscow_aims.prose import give\ngive('.1f', long=2)")
    longest = "x" * (250 - len("2.0"))
    slider = SLIDER.replace("(k, '.1f')", "(10.0 ** (k - 2), '.1f')")
    code, output = build(tmp_path, give, slider, words("fig-k", "L", alt=longest + "{n}`long`"))
    assert code != 0 and "The alt text of 'fig-k' has 251 characters" in output


def test_the_picture_that_travels_alone_has_the_title(html):
    (svg,) = html.glob("_downloads/*/fig-answers.svg")
    assert ">66 % say no</text>" in svg.read_text("utf-8")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words("fig-answers", "Title", alt="{n}`nought`"),
            "No cell of this page names a number 'no",
        ),
        (
            words("fig-answers", "{n}`nought` %", alt="Bars"),
            "No cell of this page names a number 'no",
        ),
        (words("fig-answers", "Title"), "'fig-answers' has no alt text"),
        (words("fig-answers", "Title", alt="x" * 251), "has 251 characters, 250 are allowed"),
        (words("fig-answers", "One.\n\nTwo.", alt="Bars"), "needs one paragraph as its title"),
        (GOOD + words("fig-other", "Title", alt="Bars"), "No cell above shows 'fig-other'"),
        (GOOD + GOOD, "No cell above shows 'fig-answers', or its words have been said"),
        (
            GOOD + shown(TABLE) + words("tab-answers", "T", alt="A"),
            "The table 'tab-answers' is read",
        ),
        (GOOD + "\n{n}`elsewhere:no`\n", "0 pages are called 'elsewhere', expected one"),
        ("", "The page says nothing of 'fig-answers'"),
    ],
)
def test_a_fault_in_the_words_fails_the_build_and_names_the_line(tmp_path, said, sentence):
    code, output = build(tmp_path, FIGURE_CELL, NUMBERS, said)
    assert code != 0
    (found,) = (line for line in output.splitlines() if sentence in line)
    assert "index.md:" in found, "with page and line"
