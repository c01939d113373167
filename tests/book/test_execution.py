"""Notebooks are executed side by side, when something that they read has changed, and only then."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tiny
from reportbook.build import inputs
from tiny import NOTEBOOK, cell

SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.build.execution, reportbook.content.notebook_downloads], "
    "config: {execution_paths: [lock.txt], execution_packages: [kit], "
    "reading_paths: [CITATION.cff], execution_preload: [kit, no_such_module]}}"
)
FILES = {
    "CITATION.cff": "version: 0.1.0",
    "lock.txt": "pandas==1",
    "data/share.csv": "17",
    "data/rest.csv": "3",
    "code/kit/__init__.py": "from kit.deep import TIMES",
    "code/kit/deep.py": "TIMES = 2\n",
    # The other end of the pipe, as a book's only reader of data would have it.
    "code/reader.py": """
import hashlib, os
def load(path):
    content = open(path, "rb").read()
    with open(os.environ["REPORTBOOK_INPUTS"], "a") as log:
        log.write(f"{hashlib.sha256(content).hexdigest()} {os.path.abspath(path)}\\n")
    return int(content)
""",
}
SHARE = """
import kit, reader
from myst_nb import glue
share = kit.TIMES * reader.load("data/share.csv")
glue('share', share, display=False)
"""
REST = "import reader, sys\nprint(reader.load('data/rest.csv'), 'kit' in sys.modules)"
PAGES = {
    "index": "# Index\n",
    "quote": "# Quote\n\nIt is quoted as {glue:text}`share.md::share:s`.\n",
    "share": NOTEBOOK + "# Share\n" + cell(SHARE),
    "rest": NOTEBOOK + "# Rest\n" + cell(REST),
    "still": NOTEBOOK + "# Still\n" + cell("1 + 1"),
}
NOTEBOOKS = {"share", "rest", "still"}
PATIENCE = 60  # seconds; a busy machine is slow and not wrong
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="kernels are copied on Linux only")


@pytest.fixture
def book(tmp_path, monkeypatch) -> Path:
    for name, text in FILES.items():
        change(tmp_path, name, text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "code"), prepend=os.pathsep)
    logged = {name: cell(f"print('{name}', file=open('log.txt', 'a'))") for name in NOTEBOOKS}
    pages = {name: text + logged.get(name, "") for name, text in PAGES.items()}
    return tiny.write(tmp_path, pages, SETTINGS)


def change(book: Path, name: str, text: str) -> None:
    path = book / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text, encoding="utf-8")


def executed(book: Path, **environment: str) -> set[str]:
    """The pages whose cells a build executes, none of them twice."""
    change(book, "log.txt", "")
    code, output = tiny.build(book, **environment)
    assert code == 0, output
    names = (book / "log.txt").read_text(encoding="utf-8").split()
    assert len(set(names)) == len(names)
    return set(names)


def text(book: Path, page: str) -> str:
    html = (book / "_build" / "html" / f"{page}.html").read_text(encoding="utf-8")
    return re.sub("<[^>]+>", "", html)


def test_what_changes_is_executed_and_nothing_else(book):
    """One book through its life: the order matters, each build starts from the one before."""
    assert executed(book) == NOTEBOOKS
    assert "quoted as 34." in text(book, "quote")
    if sys.platform == "linux":
        assert "3 True" in text(book, "rest"), "the kernel is a copy that has imported"

    change(book, "code/kit/deep.py~", "an editor's backup")
    with (book / "rest.md").open("a", encoding="utf-8") as page:
        page.write("\nMore prose.\n")
    assert executed(book) == set()
    assert "More prose." in text(book, "rest")

    change(book, "data/share.csv", "24")
    assert executed(book) == {"share"}
    assert "quoted as 48." in text(book, "quote")

    change(book, "code/kit/deep.py", "TIMES = 3\n")
    assert executed(book) == NOTEBOOKS
    assert "quoted as 72." in text(book, "quote")

    page = (book / "share.md").read_text(encoding="utf-8")
    change(book, "share.md", page.replace("'share', share,", "'share', share + 1,"))
    change(book, "CITATION.cff", "version: 0.2.0")
    assert executed(book) == {"share"}
    assert "quoted as 73." in text(book, "quote")

    (book / "data" / "rest.csv").unlink()
    for _ in range(2):
        code, output = tiny.build(book)
        assert code != 0
        assert output.count("rest.md: code cell 1 of 2 failed with FileNotFoundError: ") == 1
    change(book, "data/rest.csv", "5")
    change(book, "installed/pandas_stubs-9.dist-info/METADATA", "Name: pandas-stubs")
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(book / "installed")])
    assert executed(book, PYTHONPATH=path) == NOTEBOOKS
    assert "5 True" in text(book, "rest") or sys.platform != "linux"


def test_faults_are_named_and_met_once(tmp_path):
    count = "print('here', file=open('hangs.txt', 'a'))\nimport time\ntime.sleep(9999)"
    impatient = NOTEBOOK.replace("kernelspec:", "execution: {timeout: 3}\nkernelspec:")
    pages = {
        "index": "# Index\n",
        "fails": NOTEBOOK + "# Fails" + cell("1 + 1") + cell("raise ValueError('no share')"),
        "hangs": impatient + "# Hangs" + cell(count) + cell("1"),
        "exits": NOTEBOOK + "# Exits" + cell("1 + 1") + cell("import os\nos._exit(3)") + cell("1"),
        "dies": NOTEBOOK + "# Dies" + cell("import os\nos.kill(os.getpid(), 9)") + cell("1"),
        "works": NOTEBOOK + "# Works" + cell("1 + 1"),
    }
    book = tiny.write(
        tmp_path,
        pages,
        "{extra_extensions: [reportbook.build.strictness, reportbook.build.execution]}",
    )
    code, output = tiny.build(book)
    assert code != 0
    assert re.findall(r"ERROR: (.*)", output) == [
        "dies.md: code cell 1 of 2 failed with DeadKernelError: Kernel died",
        "exits.md: code cell 2 of 3 failed with DeadKernelError: Kernel died",
        "fails.md: code cell 2 of 2 failed with ValueError: no share",
        "hangs.md: code cell 1 of 2 was still running after 30 s.",
    ]
    assert "----> 1 raise ValueError('no share')" in output, "the traceback helps the author"
    assert (book / "hangs.txt").read_text(encoding="utf-8").count("here") == 1
    assert (book / "_build" / "html" / "works.html").exists()


# ---- Builds that are killed, meet each other, or are done twice ------------------------------------


def start(book: Path, **options) -> subprocess.Popen:
    command = [tiny.jupyter_book(), "build", book]
    return subprocess.Popen(command, start_new_session=True, **options)


@ON_LINUX
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_leaves_results_but_no_kernel(book, end):
    """Killed while two pages are executed and one still runs."""
    stuck = (
        "import os, time\nif os.path.exists('block'):\n"
        "    print(os.getpid(), os.getppid(), file=open('pid.txt', 'w'))\n    time.sleep(9999)\n"
        "print('stuck', file=open('log.txt', 'a'))"
    )
    change(book, "a-stuck.md", NOTEBOOK + "# Stuck" + cell(stuck))
    with (book / "_toc.yml").open("a", encoding="utf-8") as contents:
        contents.write("- file: a-stuck\n")
    assert executed(book) == NOTEBOOKS | {"stuck"}
    change(book, "block", "")
    change(book, "lock.txt", "pandas==2")
    build = start(book, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until((book / "pid.txt").exists)
    kernel, server = map(int, (book / "pid.txt").read_text(encoding="utf-8").split())
    assert alive(kernel) and alive(server)
    os.killpg(build.pid, end)
    assert build.wait(PATIENCE) != 0
    wait_until(lambda: not alive(kernel) and not alive(server))
    (book / "block").unlink()
    change(book, "data/share.csv", "100")
    assert {"stuck", "share"} <= executed(book)
    assert "quoted as 200." in text(book, "quote")
    assert executed(book) == set()


KILL = """
import os, pathlib
from jupyter_cache.cache.db import OrmBase
from jupyter_cache.cache.main import JupyterCacheBase

write_text = pathlib.Path.write_text

def die(*args, **options):
    os._exit(9)

def leave_it_empty(engine):
    open(engine.url.database, "w").close()
    die()

def die_at_a_result(path, *args, **options):
    return die() if path.name == "base.ipynb" else write_text(path, *args, **options)

def setup(app):
    place = os.environ.get("KILLED")
    if place == "database":
        OrmBase.metadata.create_all = leave_it_empty
    if place == "result":
        pathlib.Path.write_text = die_at_a_result
    if place == "note":
        JupyterCacheBase.truncate_caches = die
    if place == "pages":
        app.connect("html-page-context", die)
"""


@pytest.mark.parametrize("place", ["database", "result", "note", "pages"])
def test_wherever_a_build_is_killed_the_next_one_is_right(book, place):
    change(book, "code/killer.py", KILL)
    settings = (book / "_config.yml").read_text(encoding="utf-8")
    change(
        book,
        "_config.yml",
        settings.replace(
            "reportbook.content.notebook_downloads]",
            "reportbook.content.notebook_downloads, killer]",
        ),
    )
    assert tiny.build(book, KILLED=place)[0] == 9
    code, output = tiny.build(book)
    assert code == 0, output
    assert "quoted as 34." in text(book, "quote")


WAIT = """
import os, time
open("on", "w")
while not os.path.exists("go"):
    time.sleep(0.1)
"""


def test_two_builds_at_once_are_one_build_and_a_sentence(book):
    change(book, "rest.md", NOTEBOOK + "# Rest" + cell(WAIT))
    build = start(book, stdout=subprocess.DEVNULL)
    wait_until((book / "on").exists)
    code, output = tiny.build(book)
    assert code == 1
    said = f"Another build is at work in {book / '_build'}; wait until it ends."
    assert output.splitlines()[-1] == said and "Traceback" not in output
    change(book, "go", "")
    assert build.wait(PATIENCE) == 0
    assert tiny.build(book)[0] == 0


def test_two_clean_builds_are_equal(tmp_path):
    widget = """
import ipywidgets as widgets
slider, shown = widgets.IntSlider(max=2), widgets.Stack([widgets.HTML("a"), widgets.HTML("b")])
widgets.jslink((slider, "value"), (shown, "selected_index"))
widgets.VBox([slider, shown])
"""
    pages = {
        "index": "# Index\n",
        "plot": NOTEBOOK + "# Plot" + cell("import matplotlib.pyplot as plt\nplt.plot([3, 4]);"),
        "frame": NOTEBOOK + "# Frame" + cell("import pandas\npandas.DataFrame({'share': [34.0]})"),
        "widget": NOTEBOOK + "# Widget" + cell(widget),
    }
    built = []
    for folder in tmp_path / "one", tmp_path / "other":
        folder.mkdir()
        code, output = tiny.build(
            tiny.write(folder, pages, SETTINGS.partition(", config")[0] + "}")
        )
        assert code == 0, output
        built.append(tiny.sums(folder / "_build" / "html"))
    assert "_notebooks/widget.ipynb" in built[0]
    assert built[0] == built[1]


@ON_LINUX
def test_on_a_terminal_it_says_how_many_are_left(book):
    end, terminal = os.openpty()
    build = start(book, stdout=terminal, stderr=terminal, stdin=terminal)
    os.close(terminal)
    said = b""
    try:
        while part := os.read(end, 4096):
            said += part
    except OSError:  # how Linux says that nobody writes any more
        pass
    assert build.wait(PATIENCE) == 0
    left = re.findall(r"(\w+) executed, (\d) left", said.decode())
    assert {name for name, _ in left} == NOTEBOOKS
    assert [number for _, number in left] == ["2", "1", "0"]


def wait_until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "this does not come true"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# ---- What counts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("kit/deep.py", True),
        ("kit/part/new.csv", True),
        ("lock.txt", True),
        ("kit/__pycache__/a.pyc", False),
        ("kit/a.py~", False),
        ("kit/.a.py.swp", False),
        ("kit/#a.py#", False),
        ("kit/.ipynb_checkpoints/a.py", False),
    ],
)
def test_contents_count_but_not_leftovers_or_dates(tmp_path, name, counts):
    for file in "kit/deep.py", "lock.txt":
        change(tmp_path, file, "1")
    watched = ["kit", "lock.txt"], []
    before = inputs.digest_environment(tmp_path, *watched)
    os.utime(tmp_path / "kit" / "deep.py", (0, 0))
    assert inputs.digest_environment(tmp_path, *watched) == before
    change(tmp_path, name, "2")
    assert (inputs.digest_environment(tmp_path, *watched) != before) == counts


def test_a_package_counts_from_where_it_is_imported(tmp_path, monkeypatch):
    change(tmp_path, "installed/counted_package/__init__.py", "1")
    monkeypatch.syspath_prepend(tmp_path / "installed")
    before = inputs.digest_environment(tmp_path, [], ["counted_package"])
    change(tmp_path, "installed/counted_package/deep.py", "2")
    assert inputs.digest_environment(tmp_path, [], ["counted_package"]) != before


@pytest.mark.parametrize("watched", [(["dta"], []), ([], ["no_such_package"])])
def test_what_is_not_there_cannot_count(tmp_path, watched):
    with pytest.raises(FileNotFoundError, match="which should count|whose files should count"):
        inputs.digest_environment(tmp_path, *watched)
