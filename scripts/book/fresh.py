"""Results are computed again when anything they can depend on has changed.

jupyter-cache knows a notebook by its cells and its kernel alone: with a corrected data table or a
changed function it would go on serving the old figure. So the cache gets a folder of its own for
each state of the files that a chapter can read and of the packages that it can import.
"""

import hashlib
import importlib.metadata
import importlib.util
import platform
import re
import shutil
from pathlib import Path

from sphinx.util import logging

logger = logging.getLogger(__name__)

# What Python, editors and file managers leave beside the files that count.
LEFTOVER = re.compile(r"(^|/)(__pycache__/|[.#])|~$|\.(py[co]|bak|orig|rej|tmp|sw[a-p])$")
DIGEST = re.compile(r"[0-9a-f]{16}")


def setup(app):
    # Paths or globs, from the book's root: a change executes all pages again ...
    app.add_config_value("fresh_paths", ["data", "scripts/report", "requirements.txt"], "", list)
    # ... or only reads and writes them again, without executing.
    app.add_config_value("fresh_page_paths", ["scripts/book", "CITATION.cff"], "", list)
    app.add_config_value("fresh_page_digest", "", "env", str)
    app.connect("config-inited", follow)
    app.connect("build-finished", drop_old)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def follow(app, config):
    """Let both settings change with the files; Sphinx reads all pages again when one does."""
    cache = Path(config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache")
    config.nb_execution_cache_path = str(cache / digest(app.srcdir, config.fresh_paths))
    config.fresh_page_digest = digest(app.srcdir, config.fresh_page_paths)


def digest(root: str | Path, patterns: list[str]) -> str:
    """Sixteen hexadecimal digits for all files under `patterns`, Python and what is installed."""
    state = hashlib.sha256("\n".join([platform.python_version(), *installed()]).encode())
    for pattern in patterns:
        found = sorted(Path(root).glob(pattern))
        if not found:
            logger.warning("book.fresh watches %r, but there is no such file.", pattern)
        for path in found:
            home = imported(path)
            for file in sorted(home.rglob("*")) if home.is_dir() else [home]:
                name = (path / file.relative_to(home)).relative_to(root).as_posix()
                if file.is_file() and not LEFTOVER.search(name):
                    state.update(f"{name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return state.hexdigest()[:16]


def installed() -> list[str]:
    """Every installed distribution as `name==version`."""
    return sorted({f"{each.name}=={each.version}" for each in importlib.metadata.distributions()})


def imported(path: Path) -> Path:
    """The folder that chapters get when they import the package at `path`; other paths as is."""
    if (path / "__init__.py").exists():
        package = importlib.util.find_spec(path.name)
        if package and package.submodule_search_locations:
            return Path(package.submodule_search_locations[0])
    return path


def drop_old(app, exception):
    """Forget the results of earlier states once the book has been built from this one."""
    current = Path(app.config.nb_execution_cache_path)
    if exception or app._warncount:
        return
    for folder in current.parent.glob("*"):
        if folder != current and DIGEST.fullmatch(folder.name):
            shutil.rmtree(folder)
