"""The one reader of `data/`: every table comes out typed and checked against its schema."""

import csv
import hashlib
import json
import os
import re
from functools import cache
from io import BytesIO, StringIO
from itertools import chain
from pathlib import Path

import pandas as pd
from frictionless import Package

from moscow_aims.tables import DataError, Missing, Table

DATA = Path(__file__).resolve().parents[2] / "data"
DTYPES = {"string": "object", "integer": "Int64", "number": "float64", "date": "object"}
WORDS = {
    "string": "text", "integer": "a whole number", "number": "a number",
    "date": "a day as 2025-12-31",
}  # fmt: skip


def package(folder: Path = DATA) -> Package:
    """The Data Package that describes every table under `folder`."""
    return _package(folder, _bytes(folder / "datapackage.json"))


# What is remembered hangs on what the files hold, not on when they changed: whatever is asked for
# is read again, so that a build learns of all that a chapter reads.
def _bytes(path: Path) -> bytes:
    """What a file holds; a build that asks for it is told of the file and its digest."""
    content = path.read_bytes()
    if log := os.environ.get("REPORTBOOK_INPUTS"):
        with open(log, "a", encoding="utf-8") as lines:
            lines.write(f"{hashlib.sha256(content).hexdigest()} {path}\n")
    return content


@cache
def _package(folder: Path, description: bytes) -> Package:
    found = Package(str(folder / "datapackage.json"))
    for resource in found.resources:
        # frictionless would read the other table anew for each one that refers to it.
        resource.custom["references"] = resource.schema.foreign_keys
        resource.schema.foreign_keys = []
    return found


def names(folder: Path = DATA) -> list[str]:
    """Names of all tables, as `load` takes them: path below `data/` without `.csv`."""
    return [resource.path.removesuffix(".csv") for resource in package(folder).resources]


def load(name: str) -> pd.DataFrame:
    """Read table `name` (for example "survey/polls"), one row per fact.

    Dates come as datetime64, numbers as float64 or Int64, text as str; an empty cell is missing,
    the word "None" is text.
    Raises DataError with one sentence for the first thing wrong, KeyError for an unknown table.
    What is looked up in the table, or in what is made of it, and is not there, is named in one
    sentence, too (`tables.Missing`).
    """
    found = problems(name)
    if found:
        raise DataError(found[0])
    return _read(name, DATA).copy(deep=False)


def firm(rows: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """Which rows are firm: the one rule behind every filled mark.

    A row is firm if a source graded A to C says it (status "reported"), or if the book counted it
    in such a source that holds the data themselves (status "computed", kind "dataset"). What is
    implied, contested, unknown or computed from other figures is not.

    Parameters
    ----------
    rows : DataFrame
        Rows with `status` and `source`.
    sources : DataFrame
        The table `sources`.

    Returns
    -------
    Series of bool
        Indexed as `rows`.
    """
    cited = sources.set_index("id")
    grade, kind = (rows["source"].map(cited[column]) for column in ("reliability", "kind"))
    counted = rows["status"].eq("computed") & kind.eq("dataset")
    return (rows["status"].eq("reported") | counted) & grade.isin(["A", "B", "C"])


def geojson(name: str) -> dict:
    """Boundaries `name` (for example "geo/region"), as a GeoJSON FeatureCollection.

    Raises FileNotFoundError when there are no such boundaries.
    """
    return json.loads(_bytes(DATA / f"{name}.geojson"))


def sources(ids) -> pd.DataFrame:
    """Rows of `sources.csv` for `ids`, in their order of first mention.

    Raises DataError naming the ids that are not in the table.
    """
    return load("sources").set_index("id", drop=False).loc[list(dict.fromkeys(ids))]


def problems(name: str | None = None, folder: Path = DATA) -> list[str]:
    """One sentence for each thing wrong in table `name`, or in all tables."""
    chosen = [name] if name else names(folder)
    found = (_problems(table, folder, *_files(table, folder)) for table in chosen)
    return list(dict.fromkeys(chain.from_iterable(found)))  # one table may be in the way of several


def _files(name: str, folder: Path) -> list[bytes | None]:
    """What the files hold that decide whether a table is right; None for one that is missing."""
    resource = _resource(name, folder)
    paths = ["datapackage.json", resource.path, "sources.csv", *_referred(resource, folder)]
    files = [folder / path for path in paths]
    return [_bytes(file) if file.exists() else None for file in files]


def _referred(resource, folder: Path) -> list[str]:
    """Paths of the tables that each reference of a table leads to."""
    described = package(folder)
    wanted = [key["reference"]["resource"] for key in resource.custom["references"]]
    return [described.get_resource(other).path for other in wanted]


@cache
def _problems(name: str, folder: Path, *files: bytes | None) -> tuple[str, ...]:
    # Tables are judged by their schemas first: the rules below need readable ones.
    resource = _resource(name, folder)
    paths = [resource.path, "sources.csv", *_referred(resource, folder)]
    for path, rows in zip(paths, files[1:], strict=True):
        if found := _schema_problems(path, folder, files[0], rows):
            return found
    return tuple(_rule_problems(name, folder))


def _resource(name: str, folder: Path):
    for resource in package(folder).resources:
        if resource.path == f"{name}.csv":
            return resource
    raise Missing(f"data/datapackage.json describes no table {name!r}.")


@cache
def _schema_problems(
    path: str, folder: Path, description: bytes, rows: bytes | None
) -> tuple[str, ...]:
    resource = _resource(path.removesuffix(".csv"), folder)
    if rows is None:
        return (f"data/{path} is described in data/datapackage.json but does not exist.",)
    return tuple(_column_problems(resource, rows)) or tuple(_cell_problems(resource))


def _column_problems(resource, rows: bytes):
    head = next(csv.reader(StringIO(rows.decode("utf-8-sig", "replace"), newline="")), [])
    described = [field.name for field in resource.schema.fields]
    description = f"data/{resource.path.removesuffix('.csv')}.yaml"
    place = f"data/{resource.path}, row 1"
    for name in dict.fromkeys(head):
        if name not in described:
            yield f"{place}, column {name}: found it, expected only columns of {description}."
        elif head.count(name) > 1:
            yield f"{place}, column {name}: found it {head.count(name)} times, expected it once."
    for name in described:
        if name not in head:
            yield f"{place}, column {name}: found none, expected it by {description}."
    if head != described and sorted(head) == sorted(described):
        yield f"{place}: found {', '.join(head)}, expected the order of {description}."


def _cell_problems(resource):
    wanted = ["rowNumber", "fieldName", "cell", "type", "note", "message"]
    for row, field, cell, kind, note, message in resource.validate().flatten(wanted):
        place = f"data/{resource.path}" + (f", row {row}" if row else "")
        expected = f"otherwise: {note}"
        if kind == "type-error":
            expected = WORDS[resource.schema.get_field(field).type]
        if field:
            yield f"{place}, column {field}: found {cell!r}, expected {expected}."
        else:
            yield f"{place}: {message.rstrip('.')}."


def _rule_problems(name: str, folder: Path):
    """References to other tables, and rules that a table schema cannot say."""
    frame = _read(name, folder)
    known = set(_read("sources", folder)["id"])
    resource = _resource(name, folder)
    yield from _broken_references(resource, frame, folder)
    measured = [field.name for field in resource.schema.fields if field.custom.get("measured")]
    for number, row in enumerate(frame.to_dict("records"), start=2):
        place = f"data/{name}.csv, row {number}"
        for other in ids(row.get("other_sources")):
            if other not in known:
                yield (
                    f"{place}, column other_sources: found {other!r}, "
                    "expected ids of data/sources.csv separated by ';'."
                )
        if pd.isna(row.get("field_start")) != pd.isna(row.get("field_end")):
            yield f"{place}, column field_end: found one field date, expected both or neither."
        elif pd.notna(row.get("field_start")) and row["field_start"] > row["field_end"]:
            yield (
                f"{place}, column field_end: found {row['field_end']:%Y-%m-%d}, "
                f"expected a day not before field_start {row['field_start']:%Y-%m-%d}."
            )
        if row.get("status") == "unknown":
            for field in measured:
                if pd.notna(row[field]):
                    yield (
                        f"{place}, column {field}: found {row[field]!r}, "
                        "expected an empty cell because status is unknown."
                    )
        if row.get("status") == "contested" and pd.isna(row.get("note")):
            yield f"{place}, column note: found nothing, expected how the sources differ."


def _broken_references(resource, frame: pd.DataFrame, folder: Path):
    for key, path in zip(resource.custom["references"], _referred(resource, folder), strict=True):
        (column,), (other,) = key["fields"], key["reference"]["fields"]
        known = set(_read(path.removesuffix(".csv"), folder)[other])
        found = frame[column].dropna()
        for index, value in found[~found.isin(known)].items():
            yield (
                f"data/{resource.path}, row {index + 2}, column {column}: found {value!r}, "
                f"expected what column {other} of data/{path} holds."
            )


def ids(cell) -> list[str]:
    """The ids in a cell that holds several, separated by ';'; none in an empty one."""
    return [] if pd.isna(cell) else [part.strip() for part in str(cell).split(";")]


def _read(name: str, folder: Path) -> pd.DataFrame:
    fields = tuple((field.name, field.type) for field in _resource(name, folder).schema.fields)
    return _typed(name, _bytes(folder / f"{name}.csv"), fields)


@cache
def _typed(name: str, rows: bytes, fields: tuple[tuple[str, str], ...]) -> Table:
    frame = pd.read_csv(
        BytesIO(rows),
        dtype={column: DTYPES[kind] for column, kind in fields},
        keep_default_na=False,  # "None" is an answer and a level, not a gap
        na_values=[""],
    )
    for column, kind in fields:
        if kind == "date":
            frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    table = Table(frame)
    table.origin = f"data/{name}.csv"
    return table


# -- What the chapters are called and what they cite ------------------------------------------------


@cache
def titles() -> dict[str, str]:
    """Title of each chapter by its name, and of each heading by the label above it."""
    found = {}
    for page in sorted((DATA.parent / "chapters").rglob("*.md")):
        text = _bytes(page).decode()
        if heading := re.search(r"^# (.+)$", text, re.MULTILINE):
            found[page.stem] = heading[1]
        found |= dict(re.findall(r"^\(([\w-]+)\)=\n+#+ (.+)$", text, re.MULTILINE))
    return found


@cache
def works() -> dict[str, tuple[str, str]]:
    """Authors, as a sentence names them, and year of each entry of the bibliography."""
    from pybtex.database import parse_string  # only where a notebook says its words

    entries = parse_string(_bytes(DATA / "references.bib").decode(), "bibtex").entries
    return {
        key: (_authors(entry), entry.fields.get("year", "n.d.")) for key, entry in entries.items()
    }


def _authors(entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join(person.prelast_names + person.last_names).strip("{}") for person in people]
    if len(names) > 2:
        return f"{names[0]} *et al.*"
    return " and ".join(names) or entry.fields.get("title", "").strip("{}")
