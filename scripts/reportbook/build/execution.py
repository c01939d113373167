"""Executes notebooks side by side, ahead of MyST-NB, and only those whose inputs have changed.

jupyter-cache knows a result by the cells of its notebook alone: with a corrected table it would go
on serving the old figure. So each result has a note of the data files that its kernel says it has
read, and of one digest for all that counts for every notebook. What has no fitting note is executed
when a build begins; MyST-NB waits for it and then finds it in the cache.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.pool import AsyncResult, ThreadPool
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_client.connect import LocalPortCache
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from sphinx.util import logging

from reportbook.build import inputs, kernels

logger = logging.getLogger(__name__)


def setup(app):
    app.setup_extension("reportbook.build.lock")
    # A change in one of these executes all notebooks ...
    app.add_config_value("execution_paths", [], "", list)
    app.add_config_value("execution_packages", [], "", list)
    # ... and in one of these has all pages read and written again.
    app.add_config_value("reading_paths", [], "", list)
    app.add_config_value("reading_packages", [], "", list)
    app.add_config_value("reading_digest", "", "env", str)
    # What notebooks import, or functions worth calling once (`module:function`).
    app.add_config_value("execution_preload", [], "", list)
    # Notebooks at a time.
    app.add_config_value("execution_jobs", (os.cpu_count() or 1) + 1, "", int)
    app.connect("config-inited", digest_pages)
    app.connect("builder-inited", prepare, priority=900)  # when MyST-NB knows its cache
    # A sum must not hang on the number of cores, and kernels side by side have one each.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def digest_pages(app, config) -> None:
    """Let a setting change with the files; Sphinx reads all pages again when one does."""
    watched = config.reading_paths, config.reading_packages
    config.reading_digest = inputs.digest_environment(app.srcdir, *watched)


def prepare(app) -> None:
    if app.env.mystnb_config.execution_mode == "cache":
        execution = Execution(app)
        app.connect("env-get-outdated", execution.begin)
        app.connect("source-read", execution.deliver)


class Execution:
    """The results in the cache, and those on their way there."""

    def __init__(self, app):
        self.config, self.root = app.config, Path(app.srcdir)
        watched = self.config.execution_paths, self.config.execution_packages
        self.common = inputs.digest_environment(self.root, *watched)
        path = Path(app.env.mystnb_config.execution_cache_path)
        self.notes, self.mark = path / "notes", path.with_suffix(".unfinished")
        if self.mark.exists():
            shutil.rmtree(path, ignore_errors=True)
        with self.marked():
            self.cache = get_cache(path)
            self.cache.list_cache_records()  # now there is a database
            self.notes.mkdir(exist_ok=True)
        self.keys: dict[str, str] = {}
        self.running: dict[str, AsyncResult] = {}

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Mark the cache as unfinished; if the build is killed meanwhile, the next one sees it."""
        self.mark.parent.mkdir(parents=True, exist_ok=True)
        self.mark.touch()
        yield
        self.mark.unlink()

    def begin(self, app, env, added, changed, removed) -> list[str]:
        """Start to execute what has no fitting result; return the pages that must be read."""
        pages = {name: read_notebook(env, name) for name in sorted(env.found_docs)}
        notebooks = {name: notebook for name, notebook in pages.items() if notebook}
        self.keys = {
            name: self.cache.create_hashed_notebook(notebook)[1]
            for name, notebook in notebooks.items()
        }
        found = {name: self.find_note(key) for name, key in self.keys.items()}
        shown = getattr(env, "execution_shown", {})
        env.execution_shown = {name: shown.get(name) for name in found}
        self.start(env, {name: notebooks[name] for name, note in found.items() if not note})
        return [name for name, note in found.items() if not note or note != shown.get(name)]

    def find_note(self, key: str) -> str | None:
        """The note of a result, if an execution would read the same now."""
        try:
            text = (self.notes / key).read_text(encoding="utf-8")
            note = json.loads(text)
            files = {path: (self.root / path).read_bytes() for path, _ in note["read"]}
        except FileNotFoundError:
            return None
        same = all(inputs.digest(files[path]) == before for path, before in note["read"])
        return text if same and note["common"] == self.common else None

    def start(self, env, notebooks: dict[str, NotebookNode]) -> None:
        """Execute the notebooks in threads, which die with the build, however it ends."""
        if not notebooks:
            return
        if len(notebooks) > 2:  # below, importing ahead costs more than it saves
            kernels.start_server(self.config.execution_preload)
        LocalPortCache.instance()  # made here because two threads would make two
        done = count(1)

        def work(name: str, notebook: NotebookNode):
            began = time.monotonic()
            folder = Path(env.doc2path(name)).parent
            with TemporaryDirectory() as temporary:
                log = Path(temporary, "log")
                environment = {**os.environ, inputs.LOG: str(log)}
                failed = execute(notebook, folder, self.config.nb_execution_timeout, environment)
                read = inputs.read_log(log, self.root)
            if sys.stdout.isatty():
                logger.info("%s executed, %d left", name, len(notebooks) - next(done))
            note = {"common": None if failed else self.common, "read": read}
            return settle_widgets(notebook), note, time.monotonic() - began

        pool = ThreadPool(min(self.config.execution_jobs, len(notebooks)))
        self.running = {each[0]: pool.apply_async(work, each) for each in notebooks.items()}

    def deliver(self, app, docname: str, source: list[str]) -> None:
        """Before MyST-NB reads a page, put its result into the cache."""
        if docname in self.running:
            notebook, note, seconds = self.running.pop(docname).get()
            bundle = CacheBundleIn(notebook, docname, data={"execution_seconds": seconds})
            with self.marked():
                self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
                (self.notes / self.keys[docname]).write_text(json.dumps(note), encoding="utf-8")
        if docname in self.keys:
            app.env.execution_shown[docname] = self.find_note(self.keys[docname])


def read_notebook(env, docname: str) -> NotebookNode | None:
    """The notebook that MyST-NB will read from a page; None if the page is none."""
    path = env.doc2path(docname)
    text = Path(path).read_text(encoding="utf-8-sig")
    try:
        reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)
        return reader.read(text) if reader else None
    except Exception:  # noqa: BLE001 - MyST-NB will say what is wrong with it
        return None


def execute(notebook, folder: Path, timeout: int, environment: dict[str, str]) -> bool:
    """Execute a notebook in place; whether a cell failed, as an output of that cell says."""
    begun = []
    client = NotebookClient(
        notebook,
        timeout=notebook.metadata.get("execution", {}).get("timeout", timeout),
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        shutdown_kernel="immediate",
        on_cell_execute=lambda cell, cell_index: begun.append(cell),
    )
    try:
        client.execute(env=environment)
    except CellExecutionError:
        return True
    except (CellTimeoutError, DeadKernelError) as error:
        name = type(error).__name__
        begun[-1].outputs.append(new_output("error", ename=name, evalue=str(error)))
        return True
    return False


def settle_widgets(notebook: NotebookNode) -> NotebookNode:
    """The notebook with the random ids of its widgets replaced by their numbers."""
    states = notebook.metadata.get("widgets", {}).values()
    ids = [model for each in states for model in each["state"]]  # as they were made
    text = nbformat.writes(notebook)
    for number, model in enumerate(ids):
        text = text.replace(model, f"{number:032x}")
    return nbformat.reads(text, as_version=4) if ids else notebook
