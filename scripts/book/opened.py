"""Notes which files and folders a kernel reads, for `book.fresh`: an IPython extension.

    --IPKernelApp.extra_extensions=book.opened --Opened.file=FILE

FILE gets each path at once, for a kernel does not live to say goodbye. What the process read before
it became a kernel is among them, for a copied kernel may still hold it, except for what was read
`unnoted`. Imports are left out, since they are not seen where a module had been imported before;
`book.imports` finds them.
"""

import os
import sys
from contextlib import contextmanager

_paths: set[str] = set()
_file: int | None = None
_listening = False
_unnoted = False


def listen() -> None:
    """Note from now on, at first only in memory."""
    global _listening
    if not _listening:
        _listening = True
        sys.addaudithook(_hear)


@contextmanager
def unnoted():
    """While what is read will be opened again by whoever uses it."""
    global _unnoted
    _unnoted = True
    try:
        yield
    finally:
        _unnoted = False


def load_ipython_extension(shell) -> None:
    global _file
    listen()
    _file = os.open(shell.config.Opened.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for path in sorted(_paths):
        _write(path)


def read(file) -> list[str]:
    """The paths that were written."""
    with open(file, "rb") as paths:
        return [os.fsdecode(path) for path in paths.read().split(b"\0")[:-1]]


def _write(path: str) -> None:
    os.write(_file, os.fsencode(path) + b"\0")


def _hear(event: str, details: tuple) -> None:
    """Python calls this for whatever it does; an error here would become an error there."""
    if _unnoted or event not in ("open", "os.listdir", "os.scandir"):
        return
    path = "." if details[0] is None else details[0]
    if not isinstance(path, str | bytes | os.PathLike):
        return  # open already
    if event == "open" and isinstance(details[2], int) and details[2] & os.O_WRONLY:
        return
    try:
        path = os.path.abspath(os.fsdecode(path))
    except OSError:  # the working folder is gone
        return
    asking = sys._getframe().f_back
    module = str(asking.f_globals.get("__name__")) if asking else ""
    data = event == "open" and not path.endswith((".py", ".pyc"))
    if module.startswith(("importlib", "pkgutil")) and not data:
        return  # in search of modules
    if path not in _paths:
        _paths.add(path)
        if _file is not None:
            _write(path)
