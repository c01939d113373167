"""A page opens with its place, its answer and what a reader asks before reading."""

import pytest
import tiny
from bs4 import BeautifulSoup
from test_pipe import FIGURE, PNG
from test_word_directive import shown, words
from tiny import NOTEBOOK

SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.content.figures, "
    "reportbook.content.words, reportbook.content.openings]}"
)
DATED = NOTEBOOK.replace("---\njupytext", '---\nevidence_until: "2026-10-09"\njupytext')
ANSWER = "```{answer}\nIt is *so*, and no other way.\n```\n\n"
TEXT = "word " * 300 + "\n"
PAGE = DATED + "# A page\n\n" + ANSWER + TEXT + shown(FIGURE, **{"image/png": PNG})
SAID = words("fig-answers", "No", alt="Bars.")
THUMBNAIL = "```{thumbnail} fig-answers\n```\n"


def build(folder, index: str, page: str = PAGE + SAID) -> tuple[int, str]:
    return tiny.build(tiny.write(folder, {"index": index, "page": page}, SETTINGS))


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openings")
    code, said = build(folder, f"# Front\n\nFound: {{answer}}`page`\n\n{THUMBNAIL}")
    assert code == 0, said
    pages = {
        name: (folder / "_build" / "html" / f"{name}.html").read_text("utf-8")
        for name in ("index", "page")
    }
    return {name: BeautifulSoup(text, "html.parser") for name, text in pages.items()}


def test_a_page_opens_with_its_answer_and_facts(html):
    answer, facts = html["page"].select("h1 + .page-answer, .page-answer + .page-facts")
    assert answer.get_text() == "It is so, and no other way." and answer.find("em")
    assert facts.get_text() == "2 minutes · Evidence until 9 October 2026"


def test_another_page_repeats_the_answer_and_shows_the_picture(html):
    assert "Found: It is so, and no other way." in html["index"].get_text()
    pictures = html["index"].select("img.thumbnail")
    assert [picture["alt"] for picture in pictures] == ["", ""]
    assert {kind for picture in pictures for kind in picture["class"]} >= {"only-light"}


@pytest.mark.parametrize(
    ("index", "page", "said"),
    [
        ("# Front\n\n{answer}`nobody`\n", PAGE + SAID, "0 pages 'nobody' have an answer"),
        (
            "# Front\n\n```{thumbnail} fig-no\n```\n",
            PAGE + SAID,
            "No figure has the label 'fig-no'",
        ),
        (
            "# Front\n",
            PAGE + SAID + ANSWER,
            "A page has one answer of at most 40 words; here are 2",
        ),
        ("# Front\n", PAGE + SAID, ""),
    ],
)
def test_what_is_not_there_fails_the_build(tmp_path, index, page, said):
    code, output = build(tmp_path, index, page)
    assert (code != 0) == bool(said) and said in " ".join(output.split())
