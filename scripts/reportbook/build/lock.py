"""Lets only one build at a time work in a folder; another one ends with a sentence."""

import sqlite3
from pathlib import Path


def setup(app):
    folder = Path(app.doctreedir).parent
    folder.mkdir(parents=True, exist_ok=True)
    # SQLite has a lock that works on every system and ends with its process.
    lock = sqlite3.connect(folder / ".lock", timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        # No error for Sphinx, which Jupyter Book would bury under its own traceback.
        raise SystemExit(f"Another build is at work in {folder}; wait until it ends.") from None
    app.connect("build-finished", lambda app, exception: lock.close(), priority=1000)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
