"""A page is executed again when the files it may depend on changed, and only then."""

import os

import pytest
import tiny
from book import fresh
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [book.fresh], "
    "config: {fresh_paths: [data, code/*.py], fresh_page_paths: [CITATION.cff]}}"
)
SHOW = """
import sys
from pathlib import Path

sys.path.insert(0, "code")
import helper

print("result", helper.double(int(Path("data/share.csv").read_text("utf-8"))))
"""
HELPER = "def double(share):\n    return {} * share\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh")
    (folder / "data").mkdir()
    (folder / "code").mkdir()
    (folder / "data" / "share.csv").write_text("17", encoding="utf-8")
    (folder / "code" / "helper.py").write_text(HELPER.format(2), encoding="utf-8")
    (folder / "CITATION.cff").write_text("version: 0.1.0\n", encoding="utf-8")
    return tiny.write(folder, {"index": NOTEBOOK + "# Index\n" + cell(SHOW)}, SETTINGS)


def shown(book) -> str:
    """What the build did with the notebook, and the number that the page shows."""
    code, output = tiny.build(book)
    assert code == 0, output
    done = [word for word in ("Executing", "Using cached") if f"{word} notebook" in output]
    page = (book / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    result = page.split("<span></span>result ")[1].split("\n")[0]
    return f"{' and '.join(done)}: {result}"


def test_changes_and_what_they_cause(book):
    """One book through its life: the order matters, each build starts from the one before."""
    assert shown(book) == "Executing: 34"

    (book / "code" / "helper.py~").write_text("an editor's backup", encoding="utf-8")
    with (book / "index.md").open("a", encoding="utf-8") as page:
        page.write("\nMore prose.\n")
    assert shown(book) == "Using cached: 34"

    (book / "data" / "share.csv").write_text("24", encoding="utf-8")
    assert shown(book) == "Executing: 48"

    (book / "code" / "helper.py").write_text(HELPER.format(3), encoding="utf-8")
    assert shown(book) == "Executing: 72"

    (book / "CITATION.cff").write_text("version: 0.2.0\n", encoding="utf-8")
    assert shown(book) == "Using cached: 72"

    caches = [path for path in (book / "_build" / ".jupyter_cache").iterdir() if path.is_dir()]
    assert len(caches) == 1, "results of earlier states are still there"


@pytest.mark.parametrize(
    "name", ["__pycache__/a.pyc", "a.py~", ".a.py.swp", "#a.py#", ".ipynb_checkpoints/a.py"]
)
def test_leftovers_do_not_count(tmp_path, name):
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text("1", encoding="utf-8")
    before = fresh.digest(tmp_path, ["code"])
    (tmp_path / "code" / name).parent.mkdir(exist_ok=True)
    (tmp_path / "code" / name).write_text("2", encoding="utf-8")
    assert fresh.digest(tmp_path, ["code"]) == before


def test_names_and_contents_count_but_not_dates(tmp_path):
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    before = fresh.digest(tmp_path, ["*.csv"])
    os.utime(tmp_path / "a.csv", (0, 0))
    assert fresh.digest(tmp_path, ["*.csv"]) == before
    (tmp_path / "a.csv").rename(tmp_path / "b.csv")
    assert fresh.digest(tmp_path, ["*.csv"]) != before


def test_installed_packages_count(tmp_path, monkeypatch):
    before = fresh.digest(tmp_path, [])
    assert any(name.startswith("pandas==") for name in fresh.installed())
    monkeypatch.setattr(fresh, "installed", lambda: ["pandas==99"])
    assert fresh.digest(tmp_path, []) != before


def test_the_package_that_is_imported_counts(tmp_path, monkeypatch):
    """Chapters of a copy of the book may import the package from where it was installed."""
    for place in ("copy", "installed"):
        (tmp_path / place / "watched_package").mkdir(parents=True)
        (tmp_path / place / "watched_package" / "__init__.py").write_text("1", encoding="utf-8")
    watched = ["watched_package"]
    before = fresh.digest(tmp_path / "copy", watched)
    monkeypatch.syspath_prepend(tmp_path / "installed")
    assert fresh.digest(tmp_path / "copy", watched) == before
    (tmp_path / "installed" / "watched_package" / "__init__.py").write_text("2", encoding="utf-8")
    assert fresh.digest(tmp_path / "copy", watched) != before


def test_watching_nothing_is_reported(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(fresh.logger, "warning", lambda text, *names: said.append(text % names))
    fresh.digest(tmp_path, ["dta"])
    assert said == ["book.fresh watches 'dta', but there is no such file."]
