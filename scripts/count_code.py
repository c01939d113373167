"""Counts what the code of each chapter does.

    python scripts/count_code.py [ROOT]

Prints a table: lines of code of each chapter, how many of them load, analyse or draw, import, show
a result, give numbers to the prose or hold words, and the share of the first in per cent.
"""

import argparse
from pathlib import Path

from checks import code, pages


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("root", nargs="?", type=Path, default=here, help="default: %(default)s")
    chapters = list(pages.read(parser.parse_args().root.resolve()))
    print(code.count_lines(chapters).to_string())


if __name__ == "__main__":
    main()
