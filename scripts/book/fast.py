"""Executes notebooks side by side, ahead of MyST-NB, in kernels that have imported already.

Most of the time of a small notebook goes into starting Python, importing and waiting. Here one warm
process (`book.warm`) imports once and is copied for each notebook into an ordinary IPython kernel.
Everything else is as ever: jupyter-cache's own function executes and keeps the results, and MyST-NB
reads them from there. What fails is handed to MyST-NB, so that it is reported in the same words and
not executed twice; what could not be started at all, MyST-NB executes as if nothing had happened.

With few notebooks to execute, where processes cannot be copied safely, with `fast_jobs: 0` and with
REPORT_EXECUTION=plain in the environment, MyST-NB executes all of them itself, one by one.
"""

import json
import logging as silent
import os
import queue
import signal
import sys
import threading
import time
import traceback
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen

import nbformat
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.db import NbCacheRecord
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from jupyter_client import AsyncKernelManager
from jupyter_client.connect import LocalPortCache
from myst_nb.core.execute import cache as mystnb_cache
from myst_nb.core.execute import create_client
from myst_nb.core.read import create_nb_reader
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_output
from sphinx.util import logging

from book import warm

logger = logging.getLogger(__name__)

# Below, importing ahead costs more than it saves.
ENOUGH = 3
# macOS has fork, but its libraries do not survive it.
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"


def around(notebook):
    """Goes around each execution and gives arguments for its kernel; another extension's to set."""
    return nullcontext([])


class Cache(JupyterCacheBase):
    """jupyter-cache's, where a result is whole as soon as there is a record of it.

    Its own method makes the record and then writes the file, into which another thread would look
    too early, and which a killed build would leave behind in part.
    """

    _one_at_a_time = threading.Lock()

    def cache_notebook_bundle(self, bundle, **options) -> NbCacheRecord:
        """Keep a result; what there is already stays, since it comes from the same cells."""
        notebook, key = self.create_hashed_notebook(bundle.nb)
        with suppress(KeyError):
            return NbCacheRecord.record_from_hashkey(key, self.db)
        file = self._get_notebook_path_cache(key)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(nbformat.writes(notebook, nbformat.NO_CONVERT), encoding="utf-8")
        # To drop what is too old it asks what to keep and then what there is: results that come
        # in between would be dropped.
        with self._one_at_a_time:
            record = NbCacheRecord.create_record(bundle.uri, key, self.db, data=bundle.data)
            self.truncate_caches()
        return record


mystnb_cache.get_cache = Cache


def setup(app):
    # Modules that the notebooks import, or functions (`module:function`) worth calling once: what
    # they remember of a file must be looked up by what is in the file, opened anew each time.
    app.add_config_value("fast_imports", [], "", list)
    # Kernels at a time; by default two more than cores, since each also waits.
    app.add_config_value("fast_jobs", os.cpu_count() + 2, "", int)
    app.connect("builder-inited", wake, priority=900)  # when MyST-NB knows its cache
    # After those that choose which pages are read.
    app.connect("env-before-read-docs", start, priority=900)
    # A sum must not hang on the number of cores, and kernels side by side have one each.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def wake(app):
    """Let the warm process import while Sphinx itself starts, if there can be no result yet."""
    config = app.env.mystnb_config
    new = config.execution_mode == "cache" and not Path(config.execution_cache_path).exists()
    app.fast_source = Warm(app.config.fast_imports) if new and allowed(app.config) else None


def allowed(config) -> bool:
    return CAN_FORK and config.fast_jobs and os.environ.get("REPORT_EXECUTION") != "plain"


def start(app, env, docnames):
    """Begin to execute what has no result yet, and let MyST-NB take results from here."""
    cache = Cache(env.mystnb_config.execution_cache_path)
    ahead: dict[str, Future] = {}
    mystnb_cache.single_nb_execution = partial(handed_over, cache, ahead)
    found = stale(env, docnames, cache) if allowed(app.config) else {}
    if len(found) >= ENOUGH:
        ahead.update((key, Future()) for key in found)
        source = app.fast_source or Warm(app.config.fast_imports)
        execute_all(found, ahead, min(app.config.fast_jobs, len(found)), source)
        # Read first the pages for which there is nothing to wait.
        awaited = {client.path for client in found.values()}
        docnames.sort(key=lambda name: Path(env.doc2path(name)) in awaited)
    elif app.fast_source:
        app.fast_source.close(now=True)


def stale(env, docnames: list[str], cache) -> dict[str, object]:
    """Notebooks that MyST-NB will have to execute: key in the cache -> MyST-NB's own client."""
    config, found = env.mystnb_config, {}
    if config.kernel_rgx_aliases or config.execution_in_temp:
        return {}
    for docname in docnames:
        path = env.doc2path(docname)
        try:
            text = Path(path).read_text(encoding="utf-8-sig")
            reader = create_nb_reader(path, env.myst_config, config, text)
            notebook = reader.read(text) if reader else None
        except Exception:  # MyST-NB will say what is wrong with it
            continue
        if notebook is None or config.metadata_key in notebook.metadata:
            continue  # it has settings of its own
        client = create_client(notebook, path, config, silent.getLogger(__name__), reader.read_fmt)
        if isinstance(client, mystnb_cache.NotebookClientCache):
            key = cache.create_hashed_notebook(notebook)[1]
            try:
                cache.match_cache_notebook(notebook)
            except KeyError:
                found.setdefault(key, client)
    return found


def execute_all(found: dict[str, object], ahead: dict[str, Future], jobs: int, source) -> None:
    """Work through `found` in threads that die with the build, however it ends."""
    waiting = queue.SimpleQueue()
    for item in found.items():
        waiting.put(item)
    began = time.monotonic()
    LocalPortCache.instance()  # made here because two threads would make two

    def work():
        while True:
            try:
                key, client = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                ahead[key].set_result(execute(client, source))
            except Exception as error:
                ahead[key].set_exception(error)
            left = sum(not future.done() for future in ahead.values())
            if sys.stdout.isatty():
                logger.info(f"{client.path.name} executed, {left} of {len(ahead)} left")
            if not left:
                seconds = time.monotonic() - began
                logger.info(f"{len(ahead)} notebooks executed side by side in {seconds:.0f} s")
                source.close()

    for _ in range(jobs):
        threading.Thread(target=work, daemon=True).start()


def execute(client, source) -> ExecutionResult:
    """Execute a notebook as MyST-NB's client would, in a copy of `source`, and keep the result."""
    config = client.nb_config
    result = run(
        client.notebook,
        cwd=os.path.abspath(client.path.parent),
        allow_errors=config.execution_allow_errors,
        timeout=config.execution_timeout,
        kernel_manager_class=type("Manager", (Manager,), {"source": source}),
        shutdown_kernel="immediate",
    )
    if not result.err:
        # Now and not when MyST-NB comes to it, for the build may be interrupted before.
        seconds = {"execution_seconds": result.time}
        Cache(config.execution_cache_path).cache_notebook_bundle(
            CacheBundleIn(result.nb, str(client.path), data=seconds)
        )
    return result


def handed_over(cache, ahead: dict[str, Future], notebook, **options) -> ExecutionResult:
    """Stands in MyST-NB for jupyter-cache's function: waits for what is under way already."""
    try:
        result = ahead[cache.create_hashed_notebook(notebook)[1]].result()
    except Exception:  # not executed ahead, or its process could not be started
        result = run(notebook, **options)
    # With its keys in the order in which it will come from the cache, so that the page is the same.
    notebook.update(nbformat.from_dict(json.loads(json.dumps(result.nb, sort_keys=True))))
    return result


def run(notebook, **options) -> ExecutionResult:
    """jupyter-cache's execution, where a cell that kills its kernel or hangs has an error, too."""
    running = []
    try:
        with around(notebook) as arguments:
            result = single_nb_execution(
                notebook,
                on_cell_execute=lambda cell, cell_index: running.append(cell),
                extra_arguments=arguments,
                **options,
            )
    except DeadKernelError as error:
        trace = traceback.format_exc()
        result = ExecutionResult(notebook, options["cwd"], 0.0, error, trace)
    if result.err and not any(output.output_type == "error" for output in running[-1].outputs):
        name, text = type(result.err).__name__, str(result.err)
        running[-1].outputs.append(new_output("error", ename=name, evalue=text))
    return result


class Warm:
    """The warm process, as seen from the build."""

    def __init__(self, names: list[str]):
        self._one_at_a_time = threading.Lock()
        self._ready = None
        self._process = Popen(
            [sys.executable, warm.__file__, *names],
            stdin=PIPE,
            stdout=PIPE,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the build, which it ends after
        )

    def copy(self, **request) -> int:
        """Process id of a new kernel; see `book.warm`. Raises RuntimeError when there is none."""
        with self._one_at_a_time:
            if self._ready is None:
                trouble = json.loads(self._process.stdout.readline() or '"it ended"')
                self._ready = not trouble
                if trouble:
                    logger.warning(f"book.fast cannot use fast_imports: {trouble}.")
            if not self._ready:
                raise RuntimeError("The warm process is not ready.")
            print(json.dumps(request), file=self._process.stdin, flush=True)
            return int(self._process.stdout.readline())

    def close(self, now: bool = False) -> None:
        self._process.stdin.close()
        if now:  # it may still be importing
            self._process.kill()
        self._process.wait()


class Manager(AsyncKernelManager):
    """Starts the kernels of this Python as copies of the warm process `source`."""

    source: Warm

    async def _async_launch_kernel(self, kernel_cmd, **options):
        if kernel_cmd[0] != sys.executable or "ipykernel_launcher" not in kernel_cmd:
            return await super()._async_launch_kernel(kernel_cmd, **options)
        pid = self.source.copy(
            arguments=kernel_cmd[kernel_cmd.index("ipykernel_launcher") + 1 :],
            environment=options["env"],
            folder=options["cwd"],
        )
        self.provisioner.process = Copy(pid)
        self.provisioner.pid = self.provisioner.pgid = pid


class Copy:
    """A kernel that is not our child, with what jupyter_client uses of a Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return -signal.SIGKILL
        return None

    wait = poll  # jupyter_client waits only for what has ended

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
