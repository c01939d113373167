"""What the check of style finds, and what it leaves alone."""

import pytest
from checks import pages, style

HEAD = "# A title\n\n```{answer}\nYes.\n```\n\n## In short\n\n"
TAIL = "\n\n## Verdict\n\n## What we do not know\n\n- Whether it is so.\n\n## For the seminar\n"


@pytest.fixture
def find(tmp_path):
    def found(text: str) -> list[str]:
        (tmp_path / "chapters").mkdir()
        (tmp_path / "_config.yml").write_text("parse: {myst_enable_extensions: [colon_fence]}\n")
        (tmp_path / "chapters" / "a.md").write_text(HEAD + text + TAIL, encoding="utf-8")
        return list(style.faults(list(pages.read(tmp_path))))

    return found


LONG = "Moscow " + "said no " * 18 + "again."
FIGURES = "".join(f"```{{words}} fig-{name}\n:alt: A.\n\nA title\n```\n\n" for name in "abcde")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LONG, "line 9: a sentence of 38 words"),
        ("That Moscow wants land is not shown.", "'That Moscow wants land is not shown.' begins"),
        ("Against this stands a poll.", "begins with a clause"),
        ("What it wants, nobody knows.", "begins with a clause"),
        ("The clocks ran.", "'clocks' is a word of our own"),
        ("Moscow said no.\n" * 600, "the running text has 1805 words"),
        (FIGURES, "5 figures, expected at most 4"),
        ("```{words} tab-a\n\n" + "A title " * 11 + "\n```", "a title of 87 characters"),
        (("Moscow " + "said no " * 11 + "again.\n") * 9, "sentences have 22 words on average"),
    ],
)
def test_what_a_reader_would_stumble_over_is_named(find, text, said):
    found = find(text)
    assert len(found) == 1 and said in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "That is all. That makes two. What does it want? Moscow said no.",
        f":::{{dropdown}} For specialists\n{LONG}\n:::",
        "Moscow said no, by the poll of May. " * 3,
        "```{words} tab-a\n\n{n}`a-very-long-name-of-a-number` per cent " + "a " * 30 + "\n```",
    ],
)
def test_good_prose_and_what_is_folded_pass(find, text):
    assert find(text) == []


def test_chapters_of_the_old_shape_are_left_alone(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_config.yml").write_text("parse: {myst_enable_extensions: []}\n")
    (tmp_path / "chapters" / "a.md").write_text(f"# A\n\n{LONG}\n\n## Limits\n")
    assert list(style.faults(list(pages.read(tmp_path)))) == []
