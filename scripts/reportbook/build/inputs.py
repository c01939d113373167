"""Digests of what results and pages are made from: files, packages, Python, what is installed."""

import hashlib
import importlib.util
import json
import os
import platform
import re
import sys
from collections.abc import Iterable
from pathlib import Path

# Environment variable with the name of a file to which the kernel's reader of data appends, for each
# file that it reads, a line: the SHA-256 of what it read in hexadecimal, a space, the path.
LOG = "REPORTBOOK_INPUTS"
# What Python, editors and file managers leave beside the files that count.
LEFTOVER = re.compile(r"(^|/)(__pycache__/|[.#])|~$|\.(py[co]|bak|orig|rej|tmp|sw[a-p])$")


def digest_environment(root: Path, paths: Iterable[str], packages: Iterable[str]) -> str:
    """One digest of files and folders under `root`, of importable packages, and of what runs them.

    Raises
    ------
    FileNotFoundError
        If there is nothing under one of the names.
    """
    places = [Path(root, path) for path in paths]
    for name in packages:
        spec = importlib.util.find_spec(name)
        if not spec:
            raise FileNotFoundError(f"There is no package {name!r}, whose files should count.")
        places += map(Path, spec.submodule_search_locations or filter(None, [spec.origin]))
    files = [(place.name, name, of) for place in places for name, of in digest_files(place)]
    installed = {each.name for folder in sys.path for each in Path(folder).glob("*-info")}
    counted = [files, sorted(installed), platform.python_version()]
    return digest(json.dumps(counted).encode())


def digest_files(place: Path) -> list[tuple[str, str]]:
    """Path below `place` and digest of each file there; of `place` itself if it is a file."""
    if not place.exists():
        raise FileNotFoundError(f"There is no {place}, which should count.")
    if place.is_file():
        return [("", digest(place.read_bytes()))]
    files = filter(Path.is_file, sorted(place.rglob("*")))
    names = {file.relative_to(place).as_posix(): file for file in files}
    return [(n, digest(f.read_bytes())) for n, f in names.items() if not LEFTOVER.search(n)]


def read_log(log: Path, root: Path) -> list[tuple[str, str]]:
    """Path from `root` and digest of each file that a kernel has read."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    pairs = (line.split(" ", 1) for line in lines)
    return sorted({(Path(os.path.relpath(path, root)).as_posix(), of) for of, path in pairs})


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
