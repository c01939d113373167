"""What a chapter is on paper: text, figures and notes on few pages, each with its foot."""

import re

import pytest

PAGE = re.compile(rb"/Type\s*/Page\b")
NARROW = """() => [...document.querySelectorAll("td, th")]
    .filter(cell => cell.offsetParent && cell.innerText.trim().length > 3 && cell.clientWidth < 20)
    .map(cell => cell.innerText.slice(0, 60))"""
HIDDEN = (
    "#jb-print-toc, .figure-foot, .cell_input, .figure-cells, .bd-sidebar-secondary, .cite-copy"
)


@pytest.mark.parametrize("page, most", [("survey/land-or-alliance", 18), ("verdicts", 40)])
def test_a_chapter_is_printed_on_few_pages(book, visit, page, most):
    opened = visit((book / f"chapters/{page}.html").as_uri()).page
    pages = len(PAGE.findall(opened.pdf(prefer_css_page_size=True)))
    assert 5 < pages <= most


def test_paper_has_text_and_figures_and_no_apparatus(book, visit):
    page = visit((book / "chapters/survey/land-or-alliance.html").as_uri()).page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 660, "height": 900})
    assert page.locator(HIDDEN).count() and not page.locator(f":is({HIDDEN}):visible").count()
    assert page.locator(".figure-note:visible").count() > 3
    pictures = page.locator(".figure-block img:visible")
    tallest = pictures.evaluate_all("all => Math.max(...all.map(one => one.clientHeight))")
    assert 100 < tallest <= 16 / 2.54 * 96 + 1
    assert page.evaluate(NARROW) == []
    assert "@bottom-left" in page.content() and "Version" in page.content()
