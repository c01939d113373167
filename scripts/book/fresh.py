"""A notebook is executed again when something that it used has changed, and only then.

jupyter-cache knows a notebook by its cells and its kernel alone: with a corrected data table or a
changed function it would go on serving the old figure. So each result in the cache has a note of
what it was made from: the digest of each watched file that its kernel opened, of the names in each
folder that it listed, of the modules that its cells import in the end, of what counts for all, and
of Python and what is installed. Before pages are read, results that do not fit any more are
forgotten, and MyST-NB executes their pages.

Digests are taken when a build begins: what changes later is found by the next one. Nobody sees
which files other programs and libraries in other languages read and whether code asks if a file
exists; where that matters, the files belong in `fresh_common_paths`.
"""

import json
import shutil
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.cache.db import NbCacheRecord

from book import fast, imports, opened
from book.digests import digest, environment, name_of, watched


def setup(app):
    # Paths or globs, from the book's root: a change in a file executes the pages that used it.
    app.add_config_value("fresh_paths", ["data", "scripts/moscow_aims"], "", list)
    # Likewise: a change in a file executes all pages.
    app.add_config_value("fresh_common_paths", [], "", list)
    # Likewise: a change in a file has all pages read and written again, without executing.
    app.add_config_value("fresh_page_paths", ["data", "scripts/book", "CITATION.cff"], "", list)
    app.add_config_value("fresh_page_digest", "", "env", str)
    app.setup_extension("book.fast")
    app.setup_extension("book.linked")
    app.connect("config-inited", follow_pages)
    results = Results()
    app.connect("env-get-outdated", results.begin)
    app.connect("env-updated", results.end)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def follow_pages(app, config):
    """Let a setting change with the files; Sphinx reads all pages again when one does."""
    found = watched(app.srcdir, config.fresh_page_paths) | environment()
    config.fresh_page_digest = digest(found)


class Results:
    """The results in the cache, and what they were made from."""

    def begin(self, app, env, added, changed, removed):
        """Forget the results that do not fit any more, and have their pages read."""
        self.root = app.srcdir
        if env.mystnb_config.execution_mode != "cache":
            return []
        self.common = watched(app.srcdir, app.config.fresh_common_paths) | environment()
        self.now = watched(app.srcdir, app.config.fresh_paths) | self.common
        self.cache = get_cache(env.mystnb_config.execution_cache_path)
        self.notes = self.cache.path / "used"
        self.notes.mkdir(exist_ok=True)
        fast.around = self.noted
        fitting = self.fitting()
        shown = getattr(env, "fresh_shown", {})
        return [name for name, (key, made) in shown.items() if not made or fitting.get(key) != made]

    def end(self, app, env):
        """Remember which result each page shows, and what that was made from."""
        if env.mystnb_config.execution_mode != "cache":
            return []
        fitting, shown = self.fitting(), getattr(env, "fresh_shown", {})
        env.fresh_shown = {name: shown[name] for name in set(shown) - app.changed_pages}
        for name in app.changed_pages:
            page = Path(env.mystnb_config.output_folder, f"{name}.ipynb")
            if env.nb_metadata.get(name, {}).get("exec_data"):
                notebook = nbformat.read(page, as_version=4)
                key = self.cache.create_hashed_notebook(notebook)[1]
                env.fresh_shown[name] = key, fitting.get(key)
        return []

    def fitting(self) -> dict[str, str]:
        """Key of each result that fits -> digest of what it was made from; others are removed."""
        found = {}
        for record in self.cache.list_cache_records():
            result = self.cache.path / "executed" / record.hashkey
            try:
                used = json.loads((self.notes / record.hashkey).read_text(encoding="utf-8"))
                fits = all(self.now.get(name) == value for name, value in used.items())
                fits = fits and (result / "base.ipynb").stat().st_size > 0
            except (OSError, ValueError):  # the build was killed while it wrote
                fits = False
            if fits:
                found[record.hashkey] = digest(used)
            else:
                NbCacheRecord.remove_records([record.pk], self.cache.db)
                shutil.rmtree(result, ignore_errors=True)
        return found

    @contextmanager
    def noted(self, notebook):
        """Around an execution: yields arguments for its kernel and writes the note."""
        key = self.cache.create_hashed_notebook(notebook)[1]
        kernel = notebook.metadata.get("kernelspec", {}).get("name", "python3")
        with TemporaryDirectory() as folder:
            file = Path(folder, "opened")
            arguments = ["--IPKernelApp.extra_extensions=book.opened", f"--Opened.file={file}"]
            # By Jupyter's name for Python; other kernels would not know the arguments.
            yield arguments if kernel == "python3" else []
            used = self.used(notebook, opened.read(file)) if file.exists() else self.now
        (self.notes / key).write_text(json.dumps(used), encoding="utf-8")

    def used(self, notebook, paths: list[str]) -> dict[str, str | None]:
        """What the notebook used, with None for a file that was looked for in vain."""
        names = {name_of(path, self.root) for path in paths}
        places = {name: {name, *map(str, PurePosixPath(name).parents)} for name in names}
        names = {name for name in names if not places[name].isdisjoint(self.now)}
        run = [name for name in names & set(self.now) if name.endswith(".py")]
        sources = [Path(self.root, name).read_text(encoding="utf-8") for name in run]
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        sources += map(imports.plain_python, cells)
        names |= imports.modules(sources, self.now, self.root)
        return self.common | {name: self.now.get(name) for name in sorted(names)}
