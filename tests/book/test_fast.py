"""Executed side by side or one by one: the same pages, the same complaints, nothing left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
import tiny
from book import fast, warm
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from myst_nb.core.execute import cache as mystnb_cache
from nbformat.v4 import new_code_cell, new_notebook
from tiny import NOTEBOOK, cell

# What is left of processes is read from Linux's /proc.
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" and os.environ.get("CI") != "true",
    reason="processes are seen on Linux only",
)

SETTINGS = (
    "{extra_extensions: [book.strict, book.offline, book.notebooks, book.fast], "
    "config: {fast_imports: [numpy, matplotlib.pyplot, ipywidgets]}}"
)
SIDE_BY_SIDE = "notebooks executed side by side"
PATIENCE = 300  # seconds; a busy machine is slow and not wrong

PLOT = """
import matplotlib.pyplot as plt
import numpy as np
fig, ax = plt.subplots()
ax.plot(np.random.default_rng(0).normal(size=9));
"""
FRAME = """
import os
import sys
import pandas as pd
from myst_nb import glue
glue("answers", 1600, display=False)
print(__name__, sys.path, len(sys.argv), os.environ["MPLBACKEND"], sys.stdin.read())
pd.DataFrame({"share": [34.0, None]})
"""
WIDGET = """
import ipywidgets as widgets
slider, shown = widgets.IntSlider(max=2), widgets.Stack([widgets.HTML("a"), widgets.HTML("b")])
widgets.jslink((slider, "value"), (shown, "selected_index"))
widgets.VBox([slider, shown])
"""


def test_pages_and_notebooks_are_alike_byte_for_byte(tmp_path):
    pages = {
        "index": "# Index\n",
        "plot": NOTEBOOK + "# Plot" + cell(PLOT) + cell("ax.get_xlim()"),
        "frame": NOTEBOOK + "# Frame\n\nOf {glue:text}`answers` answers.\n" + cell(FRAME),
        "widget": NOTEBOOK + "# Widget" + cell(WIDGET),
    }
    built = {}
    for way in ("fast", "plain"):
        (tmp_path / way).mkdir()
        book = tiny.write(tmp_path / way, pages, SETTINGS)
        code, output = tiny.build(book, REPORT_EXECUTION=way)
        assert code == 0, output
        assert (SIDE_BY_SIDE in output) == (way == "fast")
        built[way] = tiny.sums(book / "_build" / "html")
        # Whether a page is read before or after its execution is chance: from the cache it must
        # be the same. Without these folders all is read and written as in a clean build.
        for folder in ("html", ".doctrees", "jupyter_execute"):
            shutil.rmtree(book / "_build" / folder)
        code, output = tiny.build(book)
        assert code == 0 and output.count("Using cached") == 3, output
        assert tiny.sums(book / "_build" / "html") == built[way]
    assert {"plot.html", "_notebooks/widget.ipynb"} <= set(built["fast"])
    assert built["fast"] == built["plain"]


def test_faults_are_named_in_the_same_words(tmp_path):
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
    complaints = {}
    for way in ("fast", "plain"):
        (tmp_path / way).mkdir()
        book = tiny.write(tmp_path / way, pages, SETTINGS)
        code, output = tiny.build(book, REPORT_EXECUTION=way)
        assert code != 0
        assert (SIDE_BY_SIDE in output) == (way == "fast")
        complaints[way] = re.findall(r"ERROR: (.*)", output)
        warned = re.findall(r"(\w+\.md: WARNING: Executing notebook failed: \w+)", output)
        assert len(warned) == 4, output
        complaints[way] += warned
        hangs = (book / "hangs.txt").read_text(encoding="utf-8")
        assert hangs.count("here") == 1, "a page that hangs was waited for twice"
        assert (book / "_build" / "html" / "works.html").exists()
    assert complaints["fast"] == complaints["plain"]
    assert complaints["fast"][:4] == [
        "dies.md: code cell 1 of 2 failed with DeadKernelError: Kernel died",
        "exits.md: code cell 2 of 3 failed with DeadKernelError: Kernel died",
        "fails.md: code cell 2 of 2 failed with ValueError: no share",
        "hangs.md: code cell 1 of 2 was still running after 30 s.",
    ]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_interrupted_build_leaves_results_but_no_kernel(tmp_path, end):
    note = "import numpy\nprint('{}', numpy.random.rand(), file=open('log.txt', 'a'))"
    stuck = "import os, time\nprint(os.getpid(), file=open('pid.txt', 'w'))\ntime.sleep(9999)"
    pages = {"index": "# Index\n"}
    pages |= {name: NOTEBOOK + "# Page" + cell(note.format(name)) for name in "abc"}
    pages["stuck"] = NOTEBOOK + "# Stuck" + cell(stuck)
    book = tiny.write(tmp_path, pages, SETTINGS)
    jupyter_book = shutil.which("jupyter-book", path=sysconfig.get_path("scripts"))
    build = subprocess.Popen([jupyter_book, "build", book], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)

    def executed() -> int:
        return len(list((book / "_build" / ".jupyter_cache").glob("executed/*/base.ipynb")))

    wait_until(lambda: (book / "pid.txt").exists() and executed() == 3)
    kernel = int((book / "pid.txt").read_text(encoding="utf-8"))
    family = [kernel, parent(kernel)]
    assert all(map(alive, family))
    os.killpg(build.pid, end)
    assert build.wait(PATIENCE) != 0
    wait_until(lambda: not any(map(alive, family)))

    (book / "stuck.md").write_text(NOTEBOOK + "# Free" + cell("1 + 1"), encoding="utf-8")
    code, output = tiny.build(book)
    assert code == 0, output
    assert SIDE_BY_SIDE not in output, "one notebook is not worth a warm process"
    names, values = zip(*(line.split() for line in (book / "log.txt").open(encoding="utf-8")))
    assert sorted(names) == ["a", "b", "c"], "what was executed before the end is executed again"
    assert len(set(values)) == 3, "kernels share the state of their random numbers"


def test_results_that_come_at_once_are_all_kept(tmp_path):
    cache, faults = fast.Cache(tmp_path), []
    notebooks = [new_notebook(cells=[new_code_cell(str(number))]) for number in range(40)]
    cache.db  # made before, as in a build

    def keep(some):
        try:
            for notebook in some:
                cache.cache_notebook_bundle(CacheBundleIn(notebook, "x"))
        except Exception as error:
            faults.append(error)

    threads = [Thread(target=keep, args=[notebooks[start::4]]) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(cache.list_cache_records()) == 40


def test_who_finds_a_result_finds_all_of_it(tmp_path, monkeypatch):
    assert mystnb_cache.get_cache is fast.Cache, "MyST-NB keeps results in its own way"
    cache, notebook = fast.Cache(tmp_path), new_notebook(cells=[new_code_cell("1")])
    record = NbCacheRecord.create_record

    def killed(*args, **options):
        raise KeyboardInterrupt

    for place, name in (NbCacheRecord, "create_record"), (Path, "write_text"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(place, name, killed)
            cache.cache_notebook_bundle(CacheBundleIn(notebook, "x"))
        assert not cache.list_cache_records(), name

    def looked_for_at_once(*args, **options):
        made = record(*args, **options)
        assert cache.get_cache_bundle(made.pk).nb.cells[0].source == "1"
        return made

    monkeypatch.setattr(NbCacheRecord, "create_record", looked_for_at_once)
    cache.cache_notebook_bundle(CacheBundleIn(notebook, "x"))


def wait_until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "this does not come true"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() and stat(pid)[0] != "Z"


def parent(pid: int) -> int:
    return int(stat(pid)[1])


def stat(pid: int) -> list[str]:
    """What Linux knows of a process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("", ""),
        ("1 / 0", "made_here: ZeroDivisionError: division by zero"),
        ("import sys; print('old', file=sys.stderr)", "made_here printed 'old'"),
    ],
)
def test_what_fails_or_speaks_is_not_imported_ahead(tmp_path, monkeypatch, source, trouble):
    (tmp_path / "made_here.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "made_here", raising=False)
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert warm.warm_up(["made_here"]) == trouble


KERNEL = """
import os, sys
from pathlib import Path
from book import warm
warm.warm_up(["pandas", "matplotlib.pyplot"])
ahead = set(sys.modules)
from ipykernel.kernelapp import IPKernelApp
app = IPKernelApp.instance()
app.initialize([])
app.shell.run_cell("import pandas, matplotlib.pyplot; matplotlib.pyplot.figure()")
Path(sys.argv[1]).write_text(" ".join(set(sys.modules) - ahead))
os._exit(0)
"""


def test_a_kernel_finds_nearly_all_that_it_imports(tmp_path):
    """Only the picture's way into the notebook must be made by the kernel itself."""
    environment = os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path), "IPYTHONDIR": str(tmp_path)}
    found = tmp_path / "imported"
    subprocess.run([sys.executable, "-c", KERNEL, found], env=environment, timeout=PATIENCE)
    imported = found.read_text(encoding="utf-8").split()
    assert len(imported) < 20, imported
    assert "matplotlib_inline.backend_inline" in imported


class Source:
    """Stands in for the warm process and tells what becomes of it."""

    def __init__(self, names):
        self.ends = []

    def close(self, now=False):
        self.ends.append(now)


@pytest.mark.parametrize(
    "way, cached, woken", [("", False, True), ("", True, False), ("plain", False, False)]
)
def test_the_warm_process_wakes_early_only_where_nothing_has_a_result(
    tmp_path, monkeypatch, way, cached, woken
):
    monkeypatch.setattr(fast, "Warm", Source)
    monkeypatch.setattr(fast, "stale", lambda *rest: {"one": None, "two": None})
    monkeypatch.setenv("REPORT_EXECUTION", way)
    if cached:
        (tmp_path / ".jupyter_cache").mkdir()
    config = SimpleNamespace(fast_jobs=2, fast_imports=[])
    kept = str(tmp_path / ".jupyter_cache")
    mystnb = SimpleNamespace(execution_mode="cache", execution_cache_path=kept)
    env = SimpleNamespace(mystnb_config=mystnb)
    app = SimpleNamespace(config=config, env=env)
    fast.wake(app)
    assert bool(app.fast_source) == woken
    monkeypatch.setattr(fast, "Cache", lambda path: None)
    monkeypatch.setattr(fast.mystnb_cache, "single_nb_execution", None)
    fast.start(app, env, [])
    assert not woken or app.fast_source.ends == [True], "two notebooks need no warm process"


def test_without_a_warm_process_the_book_is_built_and_the_setting_blamed(tmp_path):
    pages = {name: NOTEBOOK + f"# {name}" + cell(f"'{name}'") for name in ("index", "a", "b")}
    book = tiny.write(tmp_path, pages, SETTINGS.replace("numpy", "no_such_module"))
    code, output = tiny.build(book)
    assert code != 0
    said = "book.fast cannot use fast_imports: no_such_module: ModuleNotFoundError: "
    assert output.count(said) == 1, output
    assert (book / "_build" / "html" / "b.html").exists()
