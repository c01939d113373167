"""Finds the modules that Python code imports, and those that these import, without running it.

Imports count wherever they stand, in functions and behind conditions too. Not seen are those by
names that are put together while the code runs.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import resolve_name
from pathlib import Path, PurePosixPath

from IPython.core.inputtransformer2 import TransformerManager


def modules(sources: Iterable[str], files: Iterable[str], root: Path) -> set[str]:
    """Those of `files`, paths from `root`, that the sources import in the end."""
    known = names(files)
    found: set[str] = set()
    waiting = [(source, "") for source in sources]
    while waiting:
        for name in imported(*waiting.pop()):
            for file in known[name] - found:
                found.add(file)
                package = name if file.endswith("__init__.py") else name.rpartition(".")[0]
                waiting.append(((root / file).read_text(encoding="utf-8"), package))
    return found


def names(files: Iterable[str]) -> defaultdict[str, set[str]]:
    """Dotted name -> the files that it may mean, wherever the search for modules starts.

    It never starts within a package.
    """
    found, every = defaultdict(set), set(files)
    for path in map(PurePosixPath, every):
        if path.suffix == ".py":
            parts = path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts
            for start in range(len(parts)):
                if str(PurePosixPath(*parts[:start], "__init__.py")) not in every:
                    found[".".join(parts[start:])].add(str(path))
    return found


@lru_cache(maxsize=None)
def imported(source: str, package: str) -> frozenset[str]:
    """Dotted names that may be modules: `from a import b` as `a` and `a.b`."""
    return frozenset(_imported(source, package))


def _imported(source: str, package: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:  # it will not run, either
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _with_packages(alias.name)
        elif isinstance(node, ast.ImportFrom):
            try:
                home = resolve_name("." * node.level + (node.module or ""), package)
            except ImportError:  # above the outermost package
                continue
            yield from _with_packages(home)
            yield from (f"{home}.{alias.name}" for alias in node.names)


def _with_packages(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def plain_python(cell: str) -> str:
    """A cell without what only IPython understands; the rest of a `%%magic` cell counts as code."""
    first, _, rest = cell.partition("\n")
    return TransformerManager().transform_cell(rest if first.startswith("%%") else cell)
