"""How long a book takes to build, against stock Jupyter Book building the same pages.

Stock Jupyter Book does not notice an edited table. Its pages go on showing the old numbers until
all results are deleted; so its clean build is what an edited table costs there.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from books import ROOT, Book, make, stock
from results import Found, Seconds, median

CLEAN, UNCHANGED, CELL, TABLE = (
    "clean build", "nothing changed", "one cell edited", "one table edited"
)  # fmt: skip
CASES = {
    CLEAN: lambda book, number: book.clean(),
    UNCHANGED: lambda book, number: None,
    CELL: Book.edit_cell,
    TABLE: Book.edit_table,
}
# State of widgets, which stock Jupyter Book writes with other ids and in another order each time.
WIDGETS = re.compile(r'<script type="application/vnd\.jupyter\..*?</script>', re.DOTALL)


def measure(name: str, runs: int) -> Iterator[Found]:
    """Builds with the extensions and as stock Jupyter Book does, by turns."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = make(name, Path(folder, "ours")), stock(make(name, Path(folder, "stock")))
        took = defaultdict(list)
        for number in range(1, runs + 1):
            for case, prepare in CASES.items():
                for book in (ours, theirs):
                    prepare(book, number)
                    took[case, book is ours].append(build(book.folder))
                if case == CLEAN and (other := differing(ours, theirs)):
                    raise SystemExit(f"{name}: the two ways differ in {', '.join(other)}.")
            if not ours.shows(number) or theirs.shows(number):
                raise SystemExit(f"{name}: the edited table should be seen in the first way only.")
    seconds = {key: median(each) for key, each in took.items()}
    for case in (CLEAN, UNCHANGED, CELL):
        yield Found(name, case, seconds[case, True], seconds[case, False])
    yield Found(name, TABLE, seconds[TABLE, True], seconds[CLEAN, False], "old numbers; clean:")


def build(book: Path) -> Seconds:
    """Seconds of a build, on the clock and of the processors."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    # This book's chapters import from its copy; all books have the same extensions.
    scripts = book / "scripts" if (book / "scripts").exists() else ROOT / "scripts"
    done = subprocess.run(
        [shutil.which("jupyter-book", path=sysconfig.get_path("scripts")), "build", book],
        env=os.environ | {"PYTHONPATH": str(scripts)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    if done.returncode:
        sys.exit(done.stdout[-2000:])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Seconds(seconds, used)


def differing(ours: Book, theirs: Book) -> list[str]:
    """Names of the pages that are not the same in both."""
    one, other = pages(ours), pages(theirs)
    return sorted(name for name in one | other if one.get(name) != other.get(name))


def pages(book: Book) -> dict[str, str]:
    html = book.folder / "_build" / "html"
    return {
        path.relative_to(html).as_posix(): WIDGETS.sub("", path.read_text(encoding="utf-8"))
        for path in html.rglob("*.html")
    }
