"""Times builds of this book with `reportbook.build` and as stock Jupyter Book does, by turns.

python benchmarks/run.py [--runs 3]

Stock Jupyter Book does not notice an edited table: its pages go on showing the old numbers until
all results are deleted, so its clean build is what an edited table costs there.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns("_build", ".git", "__pycache__", ".venv", "venv")
PAGE = "chapters/survey/land-or-alliance.md"
TABLE, WORDS = "data/survey/polls.csv", "After mobilisation"
CASES = ("clean build", "nothing changed", "one cell edited", "one table edited")


def copy_book(folder: Path, stock: bool) -> Path:
    """Copy the book, for stock Jupyter Book without the extensions that concern its building."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    if stock:
        config = folder / "_config.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(re.sub(r" *- reportbook\.build\..*\n", "", text), encoding="utf-8")
    return folder


def prepare(book: Path, case: str, number: int) -> None:
    """Do to a book what the case is named for."""
    if case == "clean build":
        shutil.rmtree(book / "_build", ignore_errors=True)
    elif case == "one cell edited":
        path = book / PAGE
        text = path.read_text(encoding="utf-8")
        first = "```{code-cell} ipython3\n"
        path.write_text(text.replace(first, f"{first}# {number}\n", 1), encoding="utf-8")
    elif case == "one table edited":
        path = book / TABLE
        text = path.read_text(encoding="utf-8")
        edited = re.sub(rf"{WORDS}[^.]*\.", f"{WORDS}; run {number}.", text)
        path.write_text(edited, encoding="utf-8")


def build(book: Path) -> float:
    """Seconds of a build."""
    began = time.monotonic()
    done = subprocess.run(
        [shutil.which("jupyter-book", path=sysconfig.get_path("scripts")), "build", book],
        env=os.environ | {"PYTHONPATH": str(book / "scripts")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    took = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        books = {stock: copy_book(Path(folder, f"book-{stock}"), stock) for stock in (False, True)}
        for number in range(1, runs + 1):
            for case in CASES:
                for stock, book in books.items():
                    if not (stock and case == "one table edited"):
                        prepare(book, case, number)
                        took[case, stock].append(build(book))
                        print(f"{case}, {'stock' if stock else 'ours'}:", file=sys.stderr, end=" ")
                        print(f"{took[case, stock][-1]:.1f} s", file=sys.stderr, flush=True)
    median = {key: statistics.median(seconds) for key, seconds in took.items()}
    median["one table edited", True] = median["clean build", True]
    print("| Build | Seconds | Stock Jupyter Book | Ratio |\n| --- | --: | --: | --: |")
    for case in CASES:
        ours, theirs = median[case, False], median[case, True]
        print(f"| {case} | {ours:.1f} | {theirs:.1f} | {theirs / ours:.1f} |")
    print(f"\nMedians of {runs} on {os.cpu_count()} cores, Python {platform.python_version()}.")


if __name__ == "__main__":
    main()
