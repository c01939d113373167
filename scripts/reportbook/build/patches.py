"""All that replaces private names of other packages, each with version, reason and gain.

`tests/book/test_patches.py` fails when the code that stands here in the way of a patch changes
upstream; then look whether the patch is still needed. The gains are processor seconds of a build of
this book with all results in the cache, of 28 without any of them (December 2026).
"""

import gc
from functools import lru_cache
from typing import cast

import pybtex.plugin
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment


class CachedNumberDomain(StandardDomain):
    """Sphinx 7.4.7, 5 seconds: loads a page from the disk once for all references to its figures.

    Sphinx unpickles the whole page for each reference, only to look at one node of it.
    """

    def _resolve_numref_xref(self, env, *args):
        if not hasattr(self, "_cached"):
            self._cached = cast(BuildEnvironment, CachedPages(env))
        return super()._resolve_numref_xref(self._cached, *args)


class CachedPages:
    """The environment with pages that are remembered; nobody changes these copies."""

    def __init__(self, env):
        self._env = env
        self.get_doctree = lru_cache(maxsize=None)(env.get_doctree)

    def __getattr__(self, name):
        return getattr(self._env, name)


def cache_bibliography_styles() -> None:
    """pybtex 0.26.1, 2 seconds: looks once for a style among all that is installed.

    sphinxcontrib-bibtex asks for the same styles for every citation of every page.
    """
    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = lru_cache(maxsize=None)(pybtex.plugin._load_entry_point)


def setup(app):
    # No patch, but for the same reason, 5 seconds: pages are made of millions of objects that stay,
    # and Python would look among all of them for garbage thousands of times.
    gc.set_threshold(20_000, 10, 100)
    app.add_domain(CachedNumberDomain, override=True)
    cache_bibliography_styles()
    return {"parallel_read_safe": True, "parallel_write_safe": True}
