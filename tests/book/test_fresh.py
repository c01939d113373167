"""A page is executed again when what it used has changed, and only then."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
import tiny
from book import digests, imports
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [book.fresh], config: {fresh_paths: [data, code], "
    "fresh_common_paths: [lock.txt], fresh_page_paths: [CITATION.cff], "
    "fast_imports: [helper, 'helper:shared', other]}}"
)
FILES = {
    "CITATION.cff": "version: 0.1.0",
    "lock.txt": "pandas==1",
    "data/common.csv": "0",
    "data/share.csv": "17",
    "data/rest.csv": "3",
    "data/polls/a.csv": "1",
    "code/helper.py": (
        "from functools import cache\n"
        "from pathlib import Path\n"
        "@cache\n"
        "def number(text):\n    print(text, file=open('common.txt', 'a'))\n    return int(text)\n"
        "def shared():\n    return number(Path('data/common.csv').read_text('utf-8'))\n"
        "def double(share):\n    from kit import deep\n    return deep.times(share) + shared()\n"
    ),
    "code/kit/__init__.py": "",
    "code/kit/deep.py": "from . import deeper\n"
    "def times(share):\n    return deeper.TIMES * share\n",
    "code/kit/deeper.py": "TIMES = 2\n",
    "code/other.py": "THREE = 3\n",
}
PAGES = {
    "index": "# Index\n",
    "quote": "# Quote\n\nIt is quoted as {glue:text}`share.md::share:s`.\n",
    "share": NOTEBOOK
    + "# Share\n"
    + cell("%config InlineBackend.close_figures = True\nfrom pathlib import Path\nimport helper")
    + cell(
        "from myst_nb import glue\n"
        "share = helper.double(int(Path('data/share.csv').read_text('utf-8')))\n"
        "glue('share', share, display=False)"
    ),
    "polls": NOTEBOOK
    + "# Polls\n"
    + cell(
        "from pathlib import Path\n"
        "print('found', *sorted(path.stem for path in Path('data/polls').glob('*.csv')))"
    ),
    "rest": NOTEBOOK
    + "# Rest\n"
    + cell("%%capture\nimport other, os\nos.listdir()")
    + cell(
        "print(other.THREE, open(b'data/rest.csv').read())\n"
        "print('done', file=open('data/written.csv', 'w'))"
    ),
}
NOTEBOOKS = {"share", "polls", "rest"}
LOGGED = {name: cell(f"print('{name}', file=open('log.txt', 'a'))") for name in NOTEBOOKS}


@pytest.fixture
def book(tmp_path, monkeypatch):
    for name, text in FILES.items():
        change(tmp_path, name, text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "code"), prepend=os.pathsep)
    monkeypatch.chdir(tmp_path)  # where the functions of `fast_imports` are called
    pages = {name: text + LOGGED.get(name, "") for name, text in PAGES.items()}
    return tiny.write(tmp_path, pages, SETTINGS)


def change(book, name: str, text: str) -> None:
    path = book / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")


def executed(book, **environment: str) -> set[str]:
    """The pages whose cells a build executes, none of them twice."""
    (book / "log.txt").write_text("", encoding="utf-8")
    code, output = tiny.build(book, **environment)
    assert code == 0, output
    names = (book / "log.txt").read_text(encoding="utf-8").split()
    assert len(set(names)) == len(names)
    return set(names)


def text(book, page: str) -> str:
    html = (book / "_build" / "html" / f"{page}.html").read_text(encoding="utf-8")
    return re.sub("<[^>]+>", "", html)


def cache(book) -> Path:
    return book / "_build" / ".jupyter_cache"


def test_changes_and_what_they_cause(book):
    """One book through its life: the order matters, each build starts from the one before."""
    assert executed(book) == NOTEBOOKS
    assert "quoted as 34." in text(book, "quote")

    for leftover in ("data/share.csv~", "data/polls/.b.csv.swp", "code/helper.py~", "code/#a.py#"):
        change(book, leftover, "an editor's backup")
    with (book / "rest.md").open("a", encoding="utf-8") as page:
        page.write("\nMore prose.\n")
    shutil.rmtree(book / "_build" / "html")
    assert executed(book) == set()
    assert "quoted as 34." in text(book, "quote")

    change(book, "data/share.csv", "24")
    assert executed(book) == {"share"}
    assert "quoted as 48." in text(book, "quote")

    change(book, "code/kit/deeper.py", "TIMES = 3\n")
    change(book, "data/polls/b.csv", "2")
    assert executed(book) == {"share", "polls"}
    assert "quoted as 72." in text(book, "quote")
    assert "found a b\n" in text(book, "polls")

    change(book, "code/kit/unused.py", "import deeper\n")
    change(book, "CITATION.cff", "version: 0.2.0")
    shutil.rmtree(book / "_build" / ".doctrees")
    assert executed(book) == set()
    assert "quoted as 72." in text(book, "quote")

    with (book / "share.md").open("a", encoding="utf-8") as page:
        page.write(cell("glue('share', share + 1, display=False)"))
    assert executed(book) == {"share"}
    assert "quoted as 73." in text(book, "quote")

    (book / "data" / "polls" / "a.csv").unlink()
    assert executed(book) == {"polls"}
    assert "found b\n" in text(book, "polls")

    change(book, "lock.txt", "pandas==2")
    assert executed(book) == NOTEBOOKS

    installed = book / "installed" / "pandas_stubs-9.dist-info" / "METADATA"
    change(book, installed, "Name: pandas-stubs\nVersion: 9\n")
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(book / "installed")])
    assert executed(book, PYTHONPATH=path) == NOTEBOOKS


def test_a_missing_table_fails_until_it_is_back(book):
    assert executed(book) == NOTEBOOKS
    table = book / "data" / "rest.csv"
    table.unlink()
    for _ in range(2):
        assert "rest.md: WARNING: Executing notebook failed" in tiny.build(book)[1]
        assert "FileNotFoundError" in text(book, "rest")
    table.write_text("5", encoding="utf-8")
    assert executed(book) == {"rest"}
    assert "3 5\n" in text(book, "rest")
    assert executed(book) == set()


def test_both_ways_of_execution_note_the_same(book):
    notes = {}
    for way in ("plain", "fast"):
        code, output = tiny.build(book, "--all", REPORT_EXECUTION=way)
        assert code == 0, output
        assert ("executed side by side" in output) == (way == "fast")
        files = (cache(book) / "used").iterdir()
        notes[way] = {file.name: json.loads(file.read_text(encoding="utf-8")) for file in files}
        for file in (cache(book) / "executed").glob("*/base.ipynb"):
            file.write_bytes(b"")  # as in a build that is killed while it writes
    # What a function has remembered before counts for the page that uses it, not for all.
    assert notes["fast"] == notes["plain"]
    assert sum("data/common.csv" in note for note in notes["fast"].values()) == 1
    remembered = (book / "common.txt").read_text(encoding="utf-8").split()
    assert remembered == ["0", "0"], "once for each build, before the page asks"
    code = {".py" in name and name for note in notes["plain"].values() for name in note} - {False}
    deep = {"code/kit/__init__.py", "code/kit/deep.py", "code/kit/deeper.py"}
    assert code == {"code/helper.py", "code/other.py"} | deep
    assert not any("data/written.csv" in note for note in notes["plain"].values())


def test_results_of_an_interrupted_build_reach_the_pages(book):
    """Killed after a page was executed and before it was written, or all was remembered."""
    stuck = (
        "from pathlib import Path\nimport time\nprint(open('data/share.csv').read())\n"
        "if Path('block').exists():\n    Path('started').touch()\n    time.sleep(9999)\n"
        "print('stuck', file=open('log.txt', 'a'))"
    )
    change(book, "stuck.md", NOTEBOOK + "# Stuck" + cell(stuck))
    with (book / "_toc.yml").open("a", encoding="utf-8") as contents:
        contents.write("- file: stuck\n")
    executed(book)
    change(book, "block", "")
    change(book, "data/share.csv", "100")
    command = [tiny.jupyter_book(), "build", book]
    build = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while not (book / "started").exists():
        assert build.poll() is None
        time.sleep(0.1)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    (book / "block").unlink()
    assert executed(book) == {"stuck"}
    assert "quoted as 200." in text(book, "quote")


# ---- What is watched ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["__pycache__/a.pyc", "a.py~", ".a.py.swp", "#a.py#", ".ipynb_checkpoints/a.py"]
)
def test_leftovers_do_not_count(tmp_path, name):
    change(tmp_path, "code/a.py", "1")
    before = digests.watched(tmp_path, ["code"])
    change(tmp_path, f"code/{name}", "2")
    assert digests.watched(tmp_path, ["code"]) == before


def test_names_and_contents_count_but_not_dates(tmp_path):
    change(tmp_path, "tables/polls/a.csv", "1")
    before = digests.watched(tmp_path, ["tables"])
    os.utime(tmp_path / "tables" / "polls" / "a.csv", (0, 0))
    assert digests.watched(tmp_path, ["tables"]) == before
    assert set(before) == {"tables", "tables/polls", "tables/polls/a.csv"}
    change(tmp_path, "tables/polls/b.csv", "1")
    after = digests.watched(tmp_path, ["tables"])
    assert {name for name in before if after[name] != before[name]} == {"tables/polls"}


def test_folders_are_watched_that_the_book_only_points_to(tmp_path):
    change(tmp_path, "elsewhere/a.csv", "1")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "data").symlink_to(tmp_path / "elsewhere")
    found = digests.watched(tmp_path / "book", ["data"])
    assert digests.name_of(tmp_path / "book" / "data" / "a.csv", tmp_path / "book") in found


def test_the_package_that_is_imported_counts(tmp_path, monkeypatch):
    """Chapters of a copy of the book may import the package from where it was installed."""
    for place in ("copy", "installed"):
        change(tmp_path / place, "watched_package/__init__.py", "1")
    watched = ["watched_package"]
    before = digests.watched(tmp_path / "copy", watched)
    monkeypatch.syspath_prepend(tmp_path / "installed")
    found = digests.watched(tmp_path / "copy", watched)
    assert set(found.values()) == set(before.values())
    files = [name for name in found if name.endswith(".py")]
    assert files == [(tmp_path / "installed" / "watched_package" / "__init__.py").as_posix()]
    assert imports.modules(["import watched_package"], found, tmp_path / "copy") == set(files)


def test_watching_nothing_is_reported(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(digests.logger, "warning", lambda text, *names: said.append(text % names))
    digests.watched(tmp_path, ["dta"])
    assert said == ["book.fresh watches 'dta', but there is no such file."]


# ---- What is imported ---------------------------------------------------------------------------

MODULES = {
    "scripts/kit/__init__.py": "",
    "scripts/kit/tables.py": "import json\n",
    "scripts/kit/numbers.py": "from kit import numbers\n",
    "scripts/kit/part/__init__.py": "from ..tables import load\n",
    "scripts/kit/part/deep.py": "def draw():\n    from .. import numbers\n",
    "loose/share.py": "import kit.tables as known\n",
}


@pytest.mark.parametrize(
    "source, found",
    [
        ("import json, numbers", ""),
        ("import kit", "kit"),
        ("from kit import tables", "kit kit/tables"),
        ("import kit.part as p", "kit kit/part kit/tables"),
        (
            "if 0:\n    from kit.part import deep",
            "kit kit/part kit/tables kit/part/deep kit/numbers",
        ),
        ("import share", "loose/share kit kit/tables"),
        ("from loose import share", "loose/share kit kit/tables"),
        ("%matplotlib inline\nimport kit", "kit"),
        ("%%time\nimport kit", "kit"),
        ("%%bash\nls import kit", ""),
        ("from . import kit", ""),
    ],
)
def test_imports_are_followed(tmp_path, source, found):
    for name, code in MODULES.items():
        change(tmp_path, name, code)
    modules = imports.modules([imports.plain_python(source)], MODULES, tmp_path)
    short = (name.removesuffix(".py").removesuffix("/__init__") for name in modules)
    assert {name.removeprefix("scripts/") for name in short} == set(found.split())
