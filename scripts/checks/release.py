"""Title, version and date are the same wherever they stand."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import yaml

FIELDS = ["title", "version", "date-released"]


def versions(root: Path) -> Iterator[str]:
    """Title, version and date that differ between the files that state them."""
    text = {
        name: (root / name).read_text(encoding="utf-8")
        for name in ("CITATION.cff", "CHANGELOG.md", "_config.yml", "pyproject.toml")
    }
    citation = yaml.safe_load(text["CITATION.cff"])
    preferred = citation.get("preferred-citation", citation)
    newest = re.search(r"^## \[?(\d[^\s\]]*)\]?\W+(\d{4}-\d\d-\d\d)", text["CHANGELOG.md"], re.M)
    version, date = newest.groups() if newest else (None, None)
    stated = [
        (field, "CITATION.cff, preferred-citation", preferred[field])
        for field in FIELDS
        if field in preferred
    ]
    stated += [
        ("version", "pyproject.toml", tomllib.loads(text["pyproject.toml"])["project"]["version"]),
        ("version", "CHANGELOG.md", version),
        ("date-released", "CHANGELOG.md", date),
        ("title", "_config.yml", yaml.safe_load(text["_config.yml"])["title"]),
    ]
    for field, name, value in stated:
        if str(citation.get(field)) != str(value):
            yield f"{name}: {field} is {value!r}, but CITATION.cff says {citation.get(field)!r}."
