"""Spares Sphinx the work that it does again and again, with the same pages in the end."""

import atexit
import gc
from functools import lru_cache

import pybtex.plugin
from sphinx.domains.std import StandardDomain
from sphinx.environment.collectors.toctree import TocTreeCollector
from sphinxcontrib.bibtex.domain import BibtexDomain


class Domain(StandardDomain):
    """Sphinx's standard domain, which here loads a page from the disk once for all references.

    For each reference to a numbered figure Sphinx loads the whole page that holds it, only to
    look at one node.
    """

    def _resolve_numref_xref(self, env, *args):
        if not hasattr(self, "_shown"):
            # Nobody changes these pages; the pages that are written are loaded on their own.
            self._shown = _Shown(env)
        return super()._resolve_numref_xref(self._shown, *args)


class _Shown:
    """The environment, with pages that are remembered."""

    def __init__(self, env):
        self._env = env
        self.get_doctree = lru_cache(maxsize=None)(env.get_doctree)

    def __getattr__(self, name):
        return getattr(self._env, name)


def spare(kind: type, name: str) -> None:
    """Let a method that works through all pages rest in builds that have read and lost none.

    The figures are numbered and the sources are printed as they were when the book was last built.
    """
    method = getattr(kind, name)

    def spared(self, *args):
        app = args[0] if args else self.env.app
        return method(self, *args) if app.changed_pages else []

    setattr(kind, name, spared)


def setup(app):
    # Pages are made of millions of objects that stay; Python would look among all of them for
    # garbage thousands of times.
    gc.set_threshold(20_000, 10, 100)
    atexit.register(gc.freeze)  # nor when all is over
    app.setup_extension("book.linked")
    spare(TocTreeCollector, "get_updated_docs")
    spare(BibtexDomain, "env_updated")
    # For each page and citation the styles are looked for among all that is installed.
    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = lru_cache(maxsize=None)(pybtex.plugin._load_entry_point)
    app.add_domain(Domain, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
