"""CITATION.cff is sound, and what else states title, authors, version or date agrees with it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from reportbook.content.citing import cff, exports, sentences
from reportbook.html.vendored_files import VENDOR

SCHEMA = VENDOR / "citation-file-format" / "schema.json"
FILES = """
    CHANGELOG.md README.md _config.yml pyproject.toml data/datapackage.json
    LICENSE LICENSE-TEXT
""".split()
REPEATED = ["title", "authors", "version", "date-released"]  # in CITATION.cff itself


def citation_file(root: Path) -> Iterator[str]:
    """What is wrong with CITATION.cff by the schema of its format, or for citing this book."""
    # As texts, which the schema allows for numbers and requires for dates.
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    content = yaml.load(text, yaml.BaseLoader)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    fault = best_match(Draft7Validator(schema).iter_errors(content))
    if fault:
        place = "/".join(map(str, fault.absolute_path)) or "the file"
        yield f"CITATION.cff, {place}: {fault.message[:200]}."
        return
    preferred = content.get("preferred-citation", {})
    for field in REPEATED:
        if field in preferred and preferred[field] != content.get(field):
            yield (
                f"CITATION.cff, preferred-citation: {field} is {preferred[field]!r}, but the top "
                f"of CITATION.cff says {content.get(field)!r}."
            )
    for field in ("url", "license"):
        if field in preferred:
            yield f"CITATION.cff, preferred-citation: {field} belongs to the top of the file."
    try:
        book = cff.read(root / "CITATION.cff")
    except ValueError as error:
        yield str(error)
        return
    if preferred.get("year", str(book.released.year)) != str(book.released.year):
        yield (
            f"CITATION.cff, preferred-citation: year is {preferred['year']}, but CITATION.cff was "
            f"released on {book.released}."
        )


def versions(root: Path) -> Iterator[str]:
    """Title, authors, version and dates that differ between CITATION.cff and the other files."""
    faults = list(citation_file(root))
    if faults:
        yield from faults
        return
    book = cff.read(root / "CITATION.cff")
    text = {name: (root / name).read_text(encoding="utf-8") for name in FILES}
    settings = yaml.safe_load(text["_config.yml"])
    package = json.loads(text["data/datapackage.json"])
    project = tomllib.loads(text["pyproject.toml"])["project"]
    truth = {
        "title": book.title,
        "authors": " and ".join(map(cff.full_name, book.authors)),
        "version": book.version,
        "date-released": str(book.released),
        "year": str(book.released.year),
        "citation": _citation(book),
    }
    (version, date) = _found(r"^## Version (\d\S*)\W+(\d{4}-\d\d-\d\d)", text["CHANGELOG.md"], 2)
    (heading, subtitle) = _found(r"\A# (.+)\n+\*\*(.+?)\.?\*\*$", text["README.md"], 2)
    by, stated = _found(r"^By (?:the )?(.+), version (\d\S*?)\.?$", text["README.md"], 2)
    (cited,) = _found(r"^> (.+)$", text["README.md"], 1)
    entries = [
        ("title", "_config.yml", settings["title"]),
        ("title", "pyproject.toml", project["description"]),
        ("title", "README.md, heading", f"{heading} {subtitle}"),
        ("authors", "_config.yml", settings["author"]),
        ("authors", "README.md, heading", by),
        ("authors", "data/datapackage.json", " and ".join(_names(package["contributors"]))),
        ("version", "pyproject.toml", project["version"]),
        ("version", "CHANGELOG.md", version),
        ("version", "data/datapackage.json", package["version"]),
        ("version", "README.md, heading", stated),
        ("date-released", "CHANGELOG.md", date),
        ("year", "_config.yml, copyright", settings["copyright"]),
        ("citation", "README.md", cited and cited.replace("*", "")),
    ]
    for name in ("LICENSE", "LICENSE-TEXT"):
        (holder,) = _found(r"^Copyright \(c\) [\d–-]+ (.+)$", text[name], 1)
        entries.append(("authors", name, holder))
    for field, name, value in entries:
        if truth[field] != str(value):
            yield f"{name}: {field} is {value!r}, but CITATION.cff says {truth[field]!r}."


def _citation(book: cff.Book) -> str:
    """The sentence that the pages print for the whole book."""
    work = exports.item(book, "book", "", book.title, "", book.url, "en")
    style = sentences.PLAIN
    return sentences.plain(sentences.printed([work], [style])[style][work["id"]][0])


def _names(contributors: list[dict]) -> list[str]:
    return [each["title"] for each in contributors if each["role"] == "author"]


def _found(pattern: str, text: str, groups: int) -> tuple:
    """The groups of the first match; None for each when nothing matches."""
    match = re.search(pattern, text, re.MULTILINE)
    return match.groups() if match else (None,) * groups
