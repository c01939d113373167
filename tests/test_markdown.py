"""In notebooks roles and directives are written out."""

import pytest
from moscow_aims import markdown

NUMBERS = {"after": "12", "price:after": "12", "land-or-alliance:a.gap": "36"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{n}`after` %, {n}`price:after` %, {n}`later` %", "12 %, 12 %, … %"),
        ("{glue:text}`../survey/land-or-alliance.md::a.gap:s` points", "36 points"),
        ("{numref}`fig-border`, {numref}`tab-a-b`", "figure *border*, table *a-b*"),
        ("{cite:t}`manski1990`", "Manski (1990)"),
        ("{cite:p}`manski1990,bansak2023`", "(Manski, 1990; Bansak *et al.*, 2023)"),
        ("{ref}`survey-land-or-alliance`", "*What naming the land does*"),
        ("{ref}`the list <survey-land-or-alliance>`", "the list"),
        (
            "{doc}`land-or-alliance`, [](../reference/data.md)",
            "*What naming the land does*, *Data catalogue*",
        ),
        ("{term}`Levels <level>` and {ru}`Крым`", "Levels and Крым"),
        ("(a-label)=\n# Title", "# Title"),
        (
            "```{admonition} Advanced\n:class: note\nBody {n}`after`.\n```",
            "**Advanced**\n\nBody 12.",
        ),
    ],
)
def test_what_a_page_says_in_roles(text, plain):
    assert markdown.has_roles(text)
    assert markdown.plain(text, NUMBERS) == plain


def test_the_words_of_a_figure_become_its_caption():
    words = (
        "Before.\n\n```{words} fig-a-b\n:subtitle: Per cent\n:alt: Bars: {n}`after`.\n"
        ":note: One.\n\nIt grew to {n}`after` %\n```\n\nAfter."
    )
    assert markdown.plain(words, NUMBERS) == (
        "Before.\n\n**Figure *a-b*. It grew to 12 %**\n\nPer cent\n\nNote: One.\n\n"
        "<details><summary>Description</summary>Bars: 12.</details>\n\nAfter."
    )


@pytest.mark.parametrize("text", ["Plain *words* and `code`.", "[link](https://a.org)", "$x_{n}$"])
def test_what_needs_no_rewriting(text):
    assert not markdown.has_roles(text) and markdown.plain(text, {}) == text
