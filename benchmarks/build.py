"""How long this book takes to build, side by side and one by one.

    python benchmarks/build.py [PAGE]

Builds copies of the book in a temporary folder: clean, with nothing changed, with one cell of
PAGE edited. Prints for each seconds on the clock and on the processors; on a busy machine the
second are the more honest ones.
"""

import os
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns("_build", ".git", "__pycache__", ".venv", "venv")


def build(book: Path, way: str) -> tuple[float, float]:
    """Seconds on the clock and on the processors."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [shutil.which("jupyter-book", path=sysconfig.get_path("scripts")), "build", book],
        env=os.environ | {"REPORT_EXECUTION": way, "PYTHONPATH": str(book / "scripts")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used


def edit(page: Path) -> None:
    """Put a line at the end of the first cell of a page."""
    prose, fence, rest = page.read_text(encoding="utf-8").partition("```{code-cell}")
    code, end, rest = rest.partition("\n```")
    page.write_text(f"{prose}{fence}{code}\n# edited{end}{rest}", encoding="utf-8")


def main(page: str = "chapters/articles.md") -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; seconds (of the processors)\n")
    print("| build | side by side | one by one | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        books = {way: Path(folder, way) for way in ("fast", "plain")}
        for book in books.values():
            shutil.copytree(ROOT, book, ignore=LEFT_OUT)
        for case in ("clean", "nothing changed", "one cell edited"):
            took = {}
            for way, book in books.items():
                if case == "one cell edited":
                    edit(book / page)
                took[way] = build(book, way)
            cells = [f"{clock:.0f} ({used:.0f})" for clock, used in took.values()]
            ratio = took["plain"][0] / took["fast"][0]
            print(f"| {case} | {' | '.join(cells)} | {ratio:.1f} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
