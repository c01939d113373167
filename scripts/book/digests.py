"""Digests of all that results and pages depend on: files, folders, Python, what is installed."""

import hashlib
import importlib.util
import json
import os
import platform
import re
import sys
from collections import defaultdict
from pathlib import Path

from sphinx.util import logging

logger = logging.getLogger(__name__)

# What Python, editors and file managers leave beside the files that count.
LEFTOVER = re.compile(r"(^|/)(__pycache__/|[.#])|~$|\.(py[co]|bak|orig|rej|tmp|sw[a-p])$")


def watched(root: str | Path, patterns: list[str]) -> dict[str, str]:
    """Each file under `patterns` -> its digest, each folder -> the digest of the names in it."""
    files, folders = {}, defaultdict(set)
    for pattern in patterns:
        found = sorted(Path(root).glob(pattern))
        if not found:
            logger.warning("book.fresh watches %r, but there is no such file.", pattern)
        for path in map(imported, found):
            top = path if path.is_dir() else path.parent
            for file in path.rglob("*") if path.is_dir() else [path]:
                below = file.relative_to(top.parent)
                if file.is_file() and not LEFTOVER.search(below.as_posix()):
                    files[name_of(file, root)] = hashlib.sha256(file.read_bytes()).hexdigest()
                    while file != top:
                        folders[name_of(file.parent, root)].add(file.name)
                        file = file.parent
    return files | {folder: digest(sorted(names)) for folder, names in folders.items()}


def name_of(path: str | Path, root: str | Path) -> str:
    """The path to what is meant: from `root`, or all of it for what is elsewhere."""
    real, root = Path(os.path.realpath(path)), os.path.realpath(root)
    return (real.relative_to(root) if real.is_relative_to(root) else real).as_posix()


def imported(path: Path) -> Path:
    """The folder that chapters get when they import the package at `path`; other paths as is."""
    if (path / "__init__.py").exists():
        package = importlib.util.find_spec(path.name)
        if package and package.submodule_search_locations:
            return Path(package.submodule_search_locations[0])
    return path


def environment() -> dict[str, str]:
    """What counts for all besides files."""
    return {"Python": platform.python_version(), "installed": digest(installed())}


def installed() -> list[str]:
    """Every installed distribution by the folder that describes it, `name-version.dist-info`."""
    folders = filter(Path.is_dir, map(Path, set(sys.path)))
    return sorted({each.name for folder in folders for each in folder.glob("*-info")})


def digest(value) -> str:
    """Sixteen hexadecimal digits for what JSON can write."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
