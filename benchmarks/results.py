"""What was measured: kept in `results.csv`, shown as tables in README.md."""

import csv
import datetime
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("results.csv")
README = Path(__file__).resolve().parents[1] / "README.md"
MARKS = ("<!-- made by benchmarks/run.py -->\n", "<!-- end -->\n")
HEADS = {
    "build": ["Book", "Build", "With these extensions", "Stock Jupyter Book", "Ratio"],
    "estimators": ["Estimator", "Of", "This package", "statsmodels", "Ratio"],
}


class Seconds(NamedTuple):
    clock: float
    cpu: float  # of all processors together


class Found(NamedTuple):
    """What one measurement yields."""

    subject: str
    case: str
    ours: Seconds
    theirs: Seconds
    note: str = ""  # on theirs


class Row(NamedTuple):
    """A line of the file."""

    part: str  # a key of HEADS
    subject: str
    case: str
    clock: str
    cpu: str
    other_clock: str
    other_cpu: str
    note: str  # on the other way
    runs: str
    day: str
    machine: str


def timed(call: Callable) -> Seconds:
    clock, cpu = time.perf_counter(), time.process_time()
    call()
    return Seconds(time.perf_counter() - clock, time.process_time() - cpu)


def median(seconds: Iterable[Seconds]) -> Seconds:
    return Seconds(*map(statistics.median, zip(*seconds)))


def row(part: str, found: Found, runs: int) -> Row:
    times = [f"{seconds:.4f}" for seconds in (*found.ours, *found.theirs)]
    today = datetime.date.today().isoformat()
    return Row(part, found.subject, found.case, *times, found.note, str(runs), today, machine())


def machine() -> str:
    """Processor, cores and Python of this machine."""
    try:
        known = re.search("model name\\s*: (.*)", Path("/proc/cpuinfo").read_text("utf-8"))[1]
    except (OSError, TypeError):  # not Linux, or a processor that has no such name
        known = platform.processor() or platform.machine()
    return f"{known}, {os.cpu_count()} cores, Python {platform.python_version()}"


# ---- The file ----------------------------------------------------------------------------------


def read(file: Path = FILE) -> list[Row]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [Row(**line) for line in csv.DictReader(lines)]


def keep(new: list[Row], file: Path = FILE) -> None:
    """Write the rows in the place of those about the same; all others stay."""
    rows = {each[:3]: each for each in [*read(file), *new]}
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(Row._fields)
        writer.writerows(sorted(rows.values(), key=place))


def place(row: Row) -> tuple:
    """Builds first, this book before the generated ones by size; else the order stays."""
    size = int(row.subject.split()[0]) if row.subject[0].isdigit() else 0
    return list(HEADS).index(row.part), size


# ---- The tables --------------------------------------------------------------------------------


def tables(rows: list[Row]) -> str:
    """A table for each part in Markdown, and when and where it was measured."""
    return "\n".join(table(part, [each for each in rows if each.part == part]) for part in HEADS)


def table(part: str, rows: list[Row]) -> str:
    lines = [HEADS[part], ["---", "---", "--:", "--:", "--:"], *map(cells, rows)]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f"{text}\n{measured(rows)}\n"


def measured(rows: list[Row]) -> str:
    """Where, when and how often, with what was measured so if not all was measured alike."""
    ways = {}
    for each in rows:
        runs = "one run" if each.runs == "1" else f"median of {each.runs}"
        ways.setdefault((each.machine, each.day, runs), {})[each.subject] = None
    several = len(ways) > 1
    said = [", ".join(way) + f" ({', '.join(of)})" * several for way, of in ways.items()]
    return f"Measured on {'; '.join(said)}."


def cells(row: Row) -> list[str]:
    clock, cpu, other_clock, other_cpu = map(float, row[3:7])
    return [
        row.subject,
        row.case,
        f"{short(clock)} ({short(cpu)})",
        f"{row.note} {short(other_clock)} ({short(other_cpu)})".strip(),
        short(other_clock / clock),
    ]


def short(number: float) -> str:
    """Two digits that count, and all before the point."""
    return f"{number:.{0 if number >= 10 else 1 if number >= 1 else 2}f}"


def put(text: str, file: Path = README) -> None:
    """Put the text between the marks in the file."""
    start, end = MARKS
    before, _, rest = file.read_text(encoding="utf-8").partition(start)
    after = rest.partition(end)[2]
    file.write_text(f"{before}{start}{text}{end}{after}", encoding="utf-8")
