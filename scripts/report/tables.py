"""The one reader of `data/`: every table comes out typed and checked against its schema."""

import json
from functools import lru_cache
from pathlib import Path

import pandas as pd
from frictionless import Package

DATA = Path(__file__).resolve().parents[2] / "data"
DTYPES = {"string": "object", "integer": "Int64", "number": "float64", "date": "object"}


class DataError(ValueError):
    """A table that breaks its schema; the message names file, row, column, value, expectation."""


def package(folder: Path = DATA) -> Package:
    """The Data Package that describes every table under `folder`."""
    return _package(folder, _stamp(folder / "datapackage.json"))


@lru_cache(maxsize=None)
def _package(folder: Path, stamp: int) -> Package:
    found = Package(str(folder / "datapackage.json"))
    for resource in found.resources:
        # frictionless would read the other table anew for each one that refers to it.
        resource.custom["references"] = resource.schema.foreign_keys
        resource.schema.foreign_keys = []
    return found


def _stamp(path: Path) -> int:
    """When the file was last changed: a running notebook notices an edited table."""
    return path.stat().st_mtime_ns if path.exists() else 0


def names(folder: Path = DATA) -> list[str]:
    """Names of all tables, as `load` takes them: path below `data/` without `.csv`."""
    return [resource.path.removesuffix(".csv") for resource in package(folder).resources]


def load(name: str) -> pd.DataFrame:
    """Read table `name` (for example "survey/polls"), one row per fact.

    Dates come as datetime64, numbers as float64 or Int64, text as str; an empty cell is missing,
    the word "None" is text.
    Raises DataError with one sentence for the first thing wrong, KeyError for an unknown table.
    """
    found = problems(name)
    if found:
        raise DataError(found[0])
    return _read(name, DATA)


def geojson(name: str) -> dict:
    """Boundaries `name` (for example "geo/region"), as a GeoJSON FeatureCollection.

    Raises FileNotFoundError when there are no such boundaries.
    """
    return json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))


def sources(ids) -> pd.DataFrame:
    """Rows of `sources.csv` for `ids`, in their order of first mention.

    Raises KeyError naming the first id that is not in the table.
    """
    wanted = list(dict.fromkeys(ids))
    known = load("sources").set_index("id", drop=False)
    for source in wanted:
        if source not in known.index:
            raise KeyError(f"data/sources.csv has no source {source!r}.")
    return known.loc[wanted]


def problems(name: str | None = None, folder: Path = DATA) -> list[str]:
    """One sentence for each thing wrong in table `name`, or in all tables."""
    chosen = [name] if name else names(folder)
    read = [folder / "datapackage.json", *folder.rglob("*.csv")]
    stamps = tuple(_stamp(path) for path in read)
    return [sentence for table in chosen for sentence in _problems(table, folder, stamps)]


@lru_cache(maxsize=None)
def _problems(name: str, folder: Path, stamps: tuple[int, ...]) -> tuple[str, ...]:
    # Rows are judged against their own schema first: the rules below need a readable table.
    return tuple(_schema_problems(name, folder)) or tuple(_rule_problems(name, folder))


def _resource(name: str, folder: Path):
    for resource in package(folder).resources:
        if resource.path == f"{name}.csv":
            return resource
    raise KeyError(f"data/datapackage.json describes no table {name!r}.")


def _schema_problems(name: str, folder: Path):
    resource = _resource(name, folder)
    if not (folder / resource.path).exists():
        yield f"data/{resource.path} is described in data/datapackage.json but does not exist."
        return
    report = resource.validate()
    wanted = ["rowNumber", "fieldName", "cell", "note", "message"]
    for row, field, cell, note, message in report.flatten(wanted):
        place = f"data/{resource.path}" + (f", row {row}" if row else "")
        if field:
            yield f"{place}, column {field}: found {cell!r}, expected otherwise: {note}."
        else:
            yield f"{place}: {message.rstrip('.')}."


def _rule_problems(name: str, folder: Path):
    """References to other tables, and rules that a table schema cannot say."""
    frame = _read(name, folder)
    known = _column("sources", "id", folder, _stamp(folder / "sources.csv"))
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
    for key in resource.custom["references"]:
        (column,), (other,) = key["fields"], key["reference"]["fields"]
        path = package(folder).get_resource(key["reference"]["resource"]).path
        known = _column(path.removesuffix(".csv"), other, folder, _stamp(folder / path))
        found = frame[column].dropna()
        for index, value in found[~found.isin(known)].items():
            yield (
                f"data/{resource.path}, row {index + 2}, column {column}: found {value!r}, "
                f"expected what column {other} of data/{path} holds."
            )


@lru_cache(maxsize=None)
def _column(name: str, column: str, folder: Path, stamp: int) -> frozenset:
    return frozenset(_read(name, folder)[column])


def ids(cell) -> list[str]:
    """The ids in a cell that holds several, separated by ';'; none in an empty one."""
    return [] if pd.isna(cell) else [part.strip() for part in str(cell).split(";")]


def _read(name: str, folder: Path) -> pd.DataFrame:
    fields = _resource(name, folder).schema.fields
    frame = pd.read_csv(
        folder / f"{name}.csv",
        dtype={field.name: DTYPES[field.type] for field in fields},
        keep_default_na=False,  # "None" is an answer and a level, not a gap
        na_values=[""],
    )
    for field in fields:
        if field.type == "date":
            frame[field.name] = pd.to_datetime(frame[field.name], format="%Y-%m-%d")
    return frame
