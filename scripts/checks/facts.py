"""Facts agree with each other across rows and tables, which no table's schema can say."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

MOST = 102  # per cent: what rounding to whole numbers can make of the answers to one question
POLL = ["pollster", "population", "field_start", "field_end", "question", "arm"]


def checked_rows(data: Path) -> Iterator[str]:
    """Lines of CHECKS.csv about a table or row that does not exist."""
    known = {}
    for number, check in _rows(data / "CHECKS.csv"):
        table = check["table"]
        path = data / f"{table}.csv"
        if table not in known:
            known[table] = {row.get("id", row.get("claim")) for _, row in _rows(path)}
        if check["row"] not in known[table]:
            yield (
                f"data/CHECKS.csv, row {number}: found {check['row']!r}, expected a row of "
                f"data/{table}.csv."
            )


def sums_of_shares(data: Path) -> Iterator[str]:
    """Questions of a poll whose answers add up to more than everybody.

    An answer that begins with another, as accept-easily with accept, is a part of that one.
    """
    polls = defaultdict(dict)
    for number, row in _rows(data / "survey" / "polls.csv"):
        if row["share"]:
            polls[tuple(row[field] for field in POLL)][row["answer"]] = float(row["share"]), number
    for answers in polls.values():
        whole = [
            answer
            for answer in answers
            if not any(answer.startswith(f"{other}-") for other in answers)
        ]
        total = sum(answers[answer][0] for answer in whole)
        if total > MOST:
            yield (
                f"data/survey/polls.csv, row {answers[whole[0]][1]}: the shares of {whole} add up "
                f"to {total:g}, expected at most {MOST}."
            )


def _rows(path: Path) -> Iterator[tuple[int, dict]]:
    """Rows with their numbers, the head being row 1; none when there is no such table."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from enumerate(csv.DictReader(file), start=2)
