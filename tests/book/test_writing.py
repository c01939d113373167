"""Written by several processes or by one: the same pages, the same complaints."""

import os

import pytest
import tiny
from book import writing
from book.fast import CAN_FORK
from tiny import NOTEBOOK, cell

pytestmark = pytest.mark.skipif(
    not CAN_FORK and os.environ.get("CI") != "true", reason="processes cannot be copied here"
)

# Notes which process wrote which page.
WITNESS = """
import os
def note(app, page, *rest):
    print(os.getpid(), page, file=open(f"{app.srcdir}/written.txt", "a"))
    if page == os.environ.get("FAILS"):
        raise ValueError("no ink")
def setup(app):
    app.connect("html-page-context", note)
"""
PAGES = {"index": "# Index\n\n{ref}`Beyond <far>`\n"} | {
    f"page-{number}": "(far)=\n" * (number == 5)
    + f"# Share of {number}\n\n```{{glossary}}\nterm {number}\n  Word{number} and many.\n```\n"
    + "```{figure} picture.png\nCaption\n```\n"
    for number in range(8)
}
PAGES["page-7"] = NOTEBOOK + PAGES["page-7"] + cell("7 + 1")


def settings(*names: str) -> str:
    listed = ", ".join(["book.notebooks", "book.linked", *names])
    return f"{{extra_extensions: [{listed}], local_extensions: {{witness: .}}}}"


def written(folder, pages, *names: str, **environment: str):
    """The pages of a built book, what the build said, and page -> process that wrote it."""
    folder.mkdir()
    book = tiny.write(folder, pages, settings(*names))
    (book / "witness.py").write_text(WITNESS, encoding="utf-8")
    (book / "picture.png").write_bytes(b"not looked at")
    code, said = tiny.build(book, **environment)
    lines = [line.split() for line in (book / "written.txt").open(encoding="utf-8")]
    return book / "_build" / "html", code, said, {page: process for process, page in lines}


def test_several_processes_write_what_one_would(tmp_path):
    several, code, said, by = written(tmp_path / "several", PAGES, "book.writing")
    assert code == 0, said
    # The first page is written before the others are dealt out.
    assert len({by[page] for page in PAGES}) == min(os.cpu_count(), len(PAGES) - 1)
    one, code, said, by = written(tmp_path / "one", PAGES)
    assert code == 0, said
    assert len(set(by.values())) == 1
    assert tiny.sums(several) == tiny.sums(one)
    assert "_notebooks/page-7.ipynb" in tiny.sums(several)


def test_a_complaint_of_another_process_fails_the_build(tmp_path):
    pages = PAGES | {"page-3": "# Page 3\n\n{ref}`nowhere`\n", "page-4": "# 4\n\n{ref}`neither`\n"}
    extensions = "book.writing", "book.strict"
    _, code, said, by = written(tmp_path / "book", pages, *extensions)
    assert code
    assert "page-3.md:3: WARNING: undefined label: 'nowhere'" in said
    assert "page-4.md:3: WARNING: undefined label: 'neither'" in said
    assert len(set(by.values())) > 1


@pytest.mark.parametrize("page", ["page-3", "page-4"])
def test_a_failure_in_one_process_ends_the_build(tmp_path, page):
    pages = PAGES | {name: f"{PAGES[name]}\nlong\n" for name in ("page-3", "page-4")}
    *_, code, said, by = written(tmp_path / "book", pages, "book.writing", FAILS=page)
    assert code
    assert "no ink" in said
    assert by["page-3"] != by["page-4"]


def test_a_few_pages_are_written_by_one_process(tmp_path):
    few = dict(list(PAGES.items())[: writing.ENOUGH - 1]) | {"index": "# Index\n"}
    *_, code, said, by = written(tmp_path / "book", few, "book.writing")
    assert code == 0, said
    assert len(set(by.values())) == 1


def test_what_two_processes_know_is_put_together():
    words = {"land": {"a", "b"}, "nato": {"a"}}
    writing.merge(words, {"nato": {"c"}, "delay": {"c"}})
    assert list(words.items()) == [("delay", {"c"}), ("land", {"a", "b"}), ("nato", {"a", "c"})]
    titles = {"b": "B", "a": "A"}
    writing.merge(titles, {"a": "A", "c": "C"})
    assert list(titles.items()) == [("a", "A"), ("b", "B"), ("c", "C")]
