"""Title, version, date and year are the same wherever they stand."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml

FILES = """
    CITATION.cff CHANGELOG.md README.md _config.yml pyproject.toml data/datapackage.json
""".split()
FIELDS = ["title", "version", "date-released", "year"]


def versions(root: Path) -> Iterator[str]:
    """Title, version, date and year that differ between the files that state them."""
    text = {name: (root / name).read_text(encoding="utf-8") for name in FILES}
    citation = yaml.safe_load(text["CITATION.cff"])
    citation["year"] = str(citation.get("date-released"))[:4]
    preferred = citation.get("preferred-citation", {})
    book = yaml.safe_load(text["_config.yml"])
    (version, date) = _found(
        r"^## \[?(\d[^\s\]]*)\]?\W+(\d{4}-\d\d-\d\d)", text["CHANGELOG.md"], 2
    )
    (heading, subtitle) = _found(r"\A# (.+)\n+\*\*(.+?)\.?\*\*$", text["README.md"], 2)
    (stated,) = _found(r"\bversion (\d[^\s,]*?)\.?$", text["README.md"], 1)
    cited = _found(r"^> .*?\*(.+)\*\. Version (\S+), (\d{4})\.", text["README.md"], 3)
    entries = [
        (field, "CITATION.cff, preferred-citation", preferred[field])
        for field in FIELDS
        if field in preferred
    ]
    entries += [
        ("title", "_config.yml", book["title"]),
        ("title", "README.md, heading", f"{heading} {subtitle}"),
        ("title", "README.md, citation", cited[0]),
        ("version", "pyproject.toml", tomllib.loads(text["pyproject.toml"])["project"]["version"]),
        ("version", "CHANGELOG.md", version),
        ("version", "data/datapackage.json", json.loads(text["data/datapackage.json"])["version"]),
        ("version", "README.md, heading", stated),
        ("version", "README.md, citation", cited[1]),
        ("date-released", "CHANGELOG.md", date),
        ("year", "_config.yml, copyright", book["copyright"]),
        ("year", "README.md, citation", cited[2]),
    ]
    for field, name, value in entries:
        if str(citation.get(field)) != str(value):
            yield f"{name}: {field} is {value!r}, but CITATION.cff says {citation.get(field)!r}."


def _found(pattern: str, text: str, groups: int) -> tuple:
    """The groups of the first match; None for each when nothing matches."""
    match = re.search(pattern, text, re.MULTILINE)
    return match.groups() if match else (None,) * groups
