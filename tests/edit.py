"""Breaks one cell of a table."""

import csv
from pathlib import Path


def overwrite(path: Path, column: str, new: str, row: str | None = None) -> int:
    """Put `new` into `column` of the row with this id, else of the first row that fills it.

    Returns the number of the row, the head being row 1.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    number = next(n for n, each in enumerate(rows) if (each["id"] == row if row else each[column]))
    rows[number][column] = new
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return number + 2
