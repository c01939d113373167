"""Makes `data/datapackage.json` from the description beside each table.

    python scripts/make_datapackage.py [--check] [DATA]

--check  writes nothing; ends with 1 and one sentence if the file is not what the descriptions give
DATA     the folder, by default that of the book

`data/package.yaml` describes the package and the fields that most tables share,
`data/<part>/<table>.yaml` the table beside it. CONTRIBUTING.md says what they hold.
"""

import argparse
import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import yaml
from frictionless import FrictionlessException, Schema
from moscow_aims.data import DATA, DTYPES

PACKAGE = ["name", "title", "description", "version", "licenses", "contributors", "fields"]
LISTED = {"licenses": ["name", "path", "title"], "contributors": ["title", "role"]}
TABLE = ["title", "description", "key", "fields"]
FIELD = ["type", "description", "measured", "constraints", "reference"]
CONSTRAINTS = ["required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength"]
NUMBER = (int, float)
VALUES = {  # of the keys, a text where it is not said
    **dict.fromkeys(["fields", "constraints"], dict),
    **dict.fromkeys(["licenses", "contributors", "enum"], list),
    **dict.fromkeys(["measured", "required", "unique"], bool),
    **dict.fromkeys(["minimum", "maximum"], NUMBER),
    "maxLength": int,
}
WORDS = {
    str: "a text (in quotation marks if it looks like something else)",
    bool: "true or false",
    int: "a whole number",
    NUMBER: "a number",
    list: "a list",
    dict: "keys with values",
}
EVERY = {
    "profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv",
    "encoding": "utf-8",
}  # fmt: skip


class DescriptionError(ValueError):
    """A description that cannot be used; the message names file, key, expectation."""


def text(folder: Path) -> str:
    """The content of `datapackage.json` by the descriptions in a folder.

    Parameters
    ----------
    folder : Path
        Holds `package.yaml` and the tables, each with its description beside it.

    Returns
    -------
    str
        Tables in the order of their paths; the same descriptions always give the same text.

    Raises
    ------
    DescriptionError
        For the first thing wrong, in one sentence.
    """
    content = _read(folder, "package")
    package = _mapping(("data/package.yaml",), content, PACKAGE, PACKAGE)
    for key, needed in LISTED.items():
        for each in package[key]:
            _mapping(("data/package.yaml", key), each, needed, needed)
    shared = package.pop("fields")
    for name, own in shared.items():
        _field(("data/package.yaml", "fields", name), name, own)
    tables = {name: _table(name, _read(folder, name), shared) for name in _names(folder)}
    keys = {name: table["schema"].get("primaryKey") for name, table in tables.items()}
    for name, table in tables.items():
        for key in table["schema"].get("foreignKeys", []):
            other = key["reference"]["resource"]
            if not keys.get(other):
                place = (f"data/{name}.yaml", "fields", key["fields"], "reference")
                raise _wrong(place, f"found {other!r}, expected a table with a key, as sources")
            key["reference"] = {"resource": tables[other]["name"], "fields": keys[other]}
    package["profile"] = "tabular-data-package"
    package["resources"] = list(tables.values())
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def stale(folder: Path) -> list[str]:
    """One sentence if `datapackage.json` in a folder is not what the descriptions give, or none."""
    try:
        wanted = text(folder)
    except DescriptionError as wrong:
        return [str(wrong)]
    file = folder / "datapackage.json"
    if file.exists() and file.read_text(encoding="utf-8") == wanted:
        return []
    found = "is not what the descriptions beside the tables give"
    return [f"data/datapackage.json {found}; run python scripts/make_datapackage.py."]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Takes only texts for keys, and each once, where YAML itself takes the last of two."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _ in node.value:
            problem = None
            if key.tag != "tag:yaml.org,2002:str":
                problem = f"found a key that is no text, expected {WORDS[str]}"
            elif key.value in seen:
                problem = f"found {key.value!r} again, expected each key once"
            if problem:
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _names(folder: Path) -> list[str]:
    """Tables in a folder, in the order of their paths, once each has its description."""
    tables, described = (
        {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob(f"*.{end}")}
        for end in ("csv", "yaml")
    )
    for name in sorted(tables ^ described - {"package"}):
        there, missing = ("csv", "yaml") if name in tables else ("yaml", "csv")
        raise _wrong(
            (f"data/{name}.{there}",), f"found it alone, expected data/{name}.{missing} too"
        )
    return sorted(tables)


def _read(folder: Path, name: str):
    file = f"data/{name}.yaml"
    try:
        return yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8"), _Loader)
    except yaml.MarkedYAMLError as wrong:
        place = (file, f"line {wrong.problem_mark.line + 1}")
        raise _wrong(place, f"{wrong.problem}; expected YAML") from wrong
    except (yaml.YAMLError, UnicodeError, OSError) as wrong:
        reason = getattr(wrong, "strerror", None) or " ".join(str(wrong).split())
        raise _wrong((file,), f"{reason}; expected YAML in UTF-8") from wrong


def _table(name: str, content, shared: dict) -> dict:
    """The resource that describes table `name`; in its references tables stand by their paths."""
    file = f"data/{name}.yaml"
    content = _mapping((file,), content, TABLE, ["title", "description", "fields"])
    own, fields, references = content["fields"], [], []
    for field in own:
        place = (file, "fields", field)
        if own[field] is None and field not in shared:
            expected = f"what the field holds, for data/package.yaml has only {', '.join(shared)}"
            raise _wrong(place, f"found nothing, expected {expected}")
        described = {} if own[field] is None else _mapping(place, own[field], FIELD)
        described = {**shared.get(field, {}), **described}
        fields.append(_field(place, field, described))
        if "reference" in described:
            references.append({"fields": field, "reference": {"resource": described["reference"]}})
    schema = {"fields": fields, "missingValues": [""]}
    if key := content.get("key", "id" if "id" in own else None):
        if key not in own:
            raise _wrong((file, "key"), f"found {key!r}, expected one of the fields")
        schema["primaryKey"] = key
    if references:
        # The source first, for in this order the catalogue of the tables says them.
        schema["foreignKeys"] = sorted(references, key=lambda each: each["fields"] != "source")
    resource = {"name": name.replace("/", "-").lower(), "path": f"{name}.csv"}
    resource |= {key: content[key] for key in ("title", "description")}
    return {**resource, **EVERY, "schema": schema}


@cache
def _require_field(field: str) -> None:
    """Raise what frictionless says of a field, which takes it five seconds for all of them."""
    Schema.from_descriptor({"fields": [json.loads(field)]})


def _field(place: tuple, name: str, own) -> dict:
    """A field in the words of Table Schema."""
    _mapping(place, own, FIELD, ["description"])
    kind = own.get("type", "string")
    if kind not in DTYPES:
        raise _wrong((*place, "type"), f"found {kind!r}, expected one of {', '.join(DTYPES)}")
    field = {"name": name, "type": kind, "description": own["description"]}
    if kind == "date":
        field["format"] = "%Y-%m-%d"
    if own.get("measured"):
        field["measured"] = True
    place = (*place, "constraints")
    constraints = _mapping(place, own.get("constraints", {}), CONSTRAINTS)
    for value in constraints.get("enum", []):
        _is((*place, "enum"), value, NUMBER if kind in ("integer", "number") else str)
    if constraints:
        field["constraints"] = constraints
    try:
        re.compile(constraints.get("pattern", ""))
        _require_field(json.dumps(field))
    except re.error as wrong:
        raise _wrong((*place, "pattern"), f"{wrong}; expected a regular expression") from wrong
    except FrictionlessException as wrong:
        reason = "; ".join(each.note for each in wrong.reasons) or wrong.error.note
        raise _wrong(place, f"{reason}; expected what Table Schema allows") from wrong
    return field


def _mapping(place: tuple, value, allowed: list, needed=()) -> dict:
    """`value`, if it has the keys that are needed and no others than allowed, each well filled."""
    _is(place, value, dict)
    for key in value:
        if key not in allowed:
            raise _wrong(place, f"found {key!r}, expected no keys but {', '.join(allowed)}")
        _is((*place, key), value[key], VALUES.get(key, str))
    for key in needed:
        if key not in value:
            raise _wrong(place, f"found no {key}, expected one")
    return value


def _is(place: tuple, value, kind) -> None:
    # True and False are whole numbers in Python.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        found = "nothing" if value is None else repr(value)
        raise _wrong(place, f"found {found}, expected {WORDS[kind]}")
    if value in ("", [], {}) and place[-1] != "constraints":
        raise _wrong(place, f"found nothing, expected {WORDS[kind]}")


def _wrong(place: tuple, sentence: str) -> DescriptionError:
    """The error that says where, file first, and what."""
    file, *keys = place
    return DescriptionError(f"{file}{', ' * bool(keys)}{'/'.join(keys)}: {sentence}.")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="DATA", nargs="?", type=Path, default=DATA)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    file = given.folder / "datapackage.json"
    try:
        if given.check:
            found = stale(given.folder)
            print("\n".join(found) or "data/datapackage.json is current.")
            return len(found)
        half = file.with_name(f"{file.name}.half")
        half.write_text(text(given.folder), encoding="utf-8", newline="\n")
        os.replace(half, file)
    except (OSError, DescriptionError) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"Wrote {file}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
