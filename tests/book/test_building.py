"""The page on how the book is built says what the extensions are, and names tests that exist."""

import re
from pathlib import Path

import tiny
from book import extensions
from book.extensions import Setting
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
MODULE = """
def setup(app):
    # Kernels at a time,
    # one a core.
    app.add_config_value("jobs", os.cpu_count(), "", int)
    app.add_config_value("memory", None, "env")
    # Or none.
    app.add_config_value(
        "names", ["a|b"], "")
"""


def test_a_setting_is_what_has_a_comment_and_its_default_is_as_written():
    assert extensions.settings(MODULE) == [
        Setting("jobs", "os.cpu_count()", "Kernels at a time, one a core."),
        Setting("names", "['a|b']", "Or none."),
    ]


def test_each_extension_becomes_a_section(tmp_path):
    page = "# Index\n\nSee {ref}`book-fast`.\n\n## All\n\n```{extensions} book\n```\n"
    settings = "{extra_extensions: [book.extensions]}"
    code, output = tiny.build(tiny.write(tmp_path, {"index": page}, settings), "-W")
    assert code == 0, output
    html = (tmp_path / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(html, "html.parser")
    ids = [section["id"] for section in soup.select("#all section")]
    assert {"book-citing", "book-extensions", "book-fast", "book-quick"} <= set(ids)
    assert "book-warm" not in ids, "a module without setup() is no extension"
    fast = soup.select_one("#book-fast").get_text()
    assert "Executes notebooks side by side" in fast
    assert "fast_jobs, by default os.cpu_count() + 2: Kernels at a time" in fast
    assert "Settings" not in soup.select_one("#book-quick").get_text()
    assert soup.select_one('p a[href="#book-fast"]').get_text() == "book.fast"


def test_the_page_names_files_and_extensions_that_exist():
    page = (ROOT / "chapters" / "reference" / "building.md").read_text(encoding="utf-8")
    files = re.findall(r"`((?:tests|benchmarks|scripts)/[\w/.]+)`", page)
    modules = [f"scripts/book/{name}" for name in re.findall(r"\bbook[.-]([a-z]+)\b", page)]
    assert len(files) > 5 and len(modules) > 10
    for name in [*files, *modules]:
        assert (ROOT / name).exists() or (ROOT / f"{name}.py").exists(), name
