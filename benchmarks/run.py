"""Measures the build against stock Jupyter Book and the estimators against statsmodels.

    python benchmarks/run.py [build|estimators|table] [--runs 3] [--books this,8,40,160]

Without a word it measures both. What is measured takes the place of what `results.csv` says about
the same, and the tables in README.md are made from that file; `table` only makes them again.
"""

import argparse
from itertools import chain

import books
import builds
import estimators
import results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="?", choices=["build", "estimators", "table"])
    parser.add_argument("--runs", type=int, default=3, help="the medians of which are kept")
    parser.add_argument(
        "--books", default="this,8,40,160", help="this one, or a number of chapters"
    )
    options = parser.parse_args()
    names = map(books.named, options.books.split(","))
    measured = {
        "build": chain.from_iterable(builds.measure(name, options.runs) for name in names),
        "estimators": estimators.measure(options.runs),
    }
    for part, yielded in measured.items():
        if options.part in (None, part):
            for found in yielded:
                row = results.row(part, found, options.runs)
                results.keep([row])
                print(*results.cells(row), sep=" | ", flush=True)
    results.put(results.tables(results.read()))


if __name__ == "__main__":
    main()
