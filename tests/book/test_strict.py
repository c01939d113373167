"""A plain build fails on any warning, every time, and names the page."""

import re

import pytest
import tiny
from tiny import NOTEBOOK, cell

SETTINGS = "{extra_extensions: [reportbook.build.strictness, reportbook.build.execution, reportbook.content.openings]}"
NO_ALT = """
import pandas as pd
from moscow_aims import show
from moscow_aims.drawing import theme

fig, ax = theme.figure()
show.finish(fig, id="mute", title="Nothing is said.", alt="", data=pd.DataFrame())
"""


WARN = "import warnings\nwarnings.warn('rounded')"


def let_off(setting: str) -> str:
    """The head of a page that asks MyST-NB for a setting of its own."""
    return NOTEBOOK.replace("kernelspec:", f"mystnb: {{{setting}}}\nkernelspec:") + "# Let off"


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A book with one fault a page, and what two builds in a row make of it."""
    pages = {
        "index": "# Index\n",
        "cell": NOTEBOOK + "# Cell" + cell("1 + 1") + cell("raise ValueError('no\\nshare')"),
        "figure": NOTEBOOK + "# Figure" + cell(NO_ALT),
        "key": "# Key\n\nAbout {glue:text}`no.such-key` per cent.\n",
        "link": "# Link\n\nSee [there](#nowhere) and {numref}`fig-absent`.\n",
        "lenient": let_off("execution_allow_errors: true") + cell("1 / 0"),
        "idle": let_off("execution_mode: 'off'") + cell("1 / 0"),
        "raises": NOTEBOOK + "# Raises" + cell(":tags: [raises-exception, remove-output]\n{}['x']"),
        "skipped": NOTEBOOK + "# Skipped" + cell("1 + 1") + cell(":tags: [skip-execution]\n1 / 0"),
        "undated": "---\nevidence_until: October 2026\n---\n# Undated\n",
        "noisy": NOTEBOOK + "# Noisy" + cell(":tags: [remove-stderr]\n" + WARN),
    }
    book = tiny.write(tmp_path_factory.mktemp("broken"), pages, SETTINGS)
    return book, [tiny.build(book), tiny.build(book)]


@pytest.mark.parametrize("time", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize(
    "sentence",
    [
        "cell.md: code cell 2 of 2 failed with ValueError: no share\n",
        "figure.md: code cell 1 of 1 failed with ValueError: Figure 'mute' has no alt text",
        "lenient.md: code cell 1 of 1 failed with ZeroDivisionError: division by zero",
        "idle.md: the code cells were not executed.",
        "raises.md: code cell 1 of 1 failed with KeyError: 'x'",
        "skipped.md: code cell 2 of 2 was not executed.",
        "noisy.md: code cell 1 of 1 wrote to stderr: ",
        "undated.md: WARNING: The front matter has evidence_until: October 2026, expected a day",
        "key.md:3: WARNING: No key 'no.such-key' found",
        "link.md:3: WARNING: 'myst' cross-reference target not found: 'nowhere'",
        "link.md:3: WARNING: undefined label: 'fig-absent'",
    ],
)
def test_each_fault_fails_the_build_and_is_named_once(broken, sentence, time):
    code, output = broken[1][time]
    assert code != 0
    assert output.count(sentence) == 1, output


def test_no_traceback_is_left_to_be_published(broken):
    html = broken[0] / "_build" / "html"
    assert (html / "link.html").exists()
    for page in ("cell", "figure", "lenient", "idle", "raises", "skipped", "noisy"):
        assert not (html / f"{page}.html").exists()


def test_mended_book_succeeds(broken):
    book, _ = broken
    for page in {path.stem for path in book.glob("*.md")} - {"index"}:
        (book / f"{page}.md").write_text(f"# {page}\n", encoding="utf-8")
    code, output = tiny.build(book)
    assert code == 0, output
    assert not (book / "_build" / "html" / "reports").exists()


def test_link_breaks_when_its_target_goes_from_another_page(tmp_path):
    pages = {
        "index": NOTEBOOK + "# Index\n\nSee {ref}`there`.\n" + cell("1 + 1"),
        "other": "(there)=\n# Other\n",
    }
    book = tiny.write(tmp_path, pages, SETTINGS)
    code, output = tiny.build(book)
    assert code == 0, output
    (book / "other.md").write_text("# Other\n", encoding="utf-8")
    code, output = tiny.build(book)
    assert code != 0
    assert re.search(r"index\.md:\d+: WARNING: undefined label: 'there'", output)


GLUE = """
from myst_nb import glue

glue("share", {}, display=False)
"""


def test_pages_take_numbers_from_each_other_and_notice_when_they_change_or_go(tmp_path):
    pages = {
        "index": "# Index\n\nIt is {glue:text}`other.md::share:s` of {glue:text}`other.md::share:s`.\n",
        "other": NOTEBOOK + "# Other\n" + cell(GLUE.format(17)),
        "third": NOTEBOOK + "# Third\n" + cell("1 + 1"),
    }
    book = tiny.write(tmp_path, pages, SETTINGS)
    code, output = tiny.build(book)
    assert code == 0, output
    (book / "other.md").write_text(NOTEBOOK + "# Other\n" + cell(GLUE.format(24)), "utf-8")
    code, output = tiny.build(book)
    assert code == 0, output
    assert "other.md: Using cached" in output and "third.md" not in output
    assert ">24<" in (book / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    (book / "other.md").write_text(NOTEBOOK + "# Other\n" + cell("1 + 1"), "utf-8")
    code, output = tiny.build(book)
    assert code != 0 and "index.md:3: WARNING: " in output


def test_interrupted_build_does_not_hide_a_warning(tmp_path):
    """Interrupted after the pages were read and remembered, while they are written."""
    (tmp_path / "interrupt.py").write_text(
        "import os\n"
        "def stop(app, *page):\n"
        "    if 'STOP' in os.environ:\n"
        "        raise KeyboardInterrupt\n"
        "def setup(app):\n"
        "    app.connect('html-page-context', stop)\n",
        encoding="utf-8",
    )
    settings = "{extra_extensions: [reportbook.build.strictness, reportbook.build.execution], local_extensions: {interrupt: .}}"
    book = tiny.write(tmp_path, {"index": "# Index\n\n{glue:text}`no.such-key`\n"}, settings)
    assert tiny.build(book, STOP="1")[0] != 0
    code, output = tiny.build(book)
    assert code != 0
    assert "index.md:3: WARNING: No key 'no.such-key' found" in output
