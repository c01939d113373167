"""Who made the book, what it is called, which version of which day: read from CITATION.cff."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml


class Book(NamedTuple):
    """The whole book as CITATION.cff describes it under `preferred-citation`."""

    title: str
    authors: list[dict]  # names as CSL writes them: {"literal"} or {"family", "given", ...}
    version: str
    released: date
    publisher: str  # "" if the file names none
    licences: list[str]  # SPDX identifiers
    keywords: list[str]
    url: str  # where the book is published, without a slash at the end; "" until it is

    @property
    def short_title(self) -> str:
        """The title up to the first question mark or colon that ends a phrase."""
        return re.split(r"(?<=\?) |: ", self.title, maxsplit=1)[0]

    @property
    def day(self) -> str:
        return f"{self.released.day} {self.released:%B %Y}"


def read(path: Path) -> Book:
    """The book that the file at `path` describes.

    What `preferred-citation` does not say is taken from the top of the file, so that version and
    address need not stand there twice.
    Raises ValueError when a field that every citation needs is missing or the date is none.
    """
    # As texts: version 1.10 is not the number 1.1.
    top = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    fields = top | top.get("preferred-citation", {})
    for field in ("title", "authors", "version", "date-released"):
        if not fields.get(field):
            raise ValueError(f"{path.name} has no {field}, which a citation of the book needs.")
    licence = top.get("license", [])
    return Book(
        title=fields["title"],
        authors=[csl_name(author) for author in fields["authors"]],
        version=fields["version"],
        released=date.fromisoformat(fields["date-released"]),
        publisher=fields.get("publisher", {}).get("name", ""),
        licences=[licence] if isinstance(licence, str) else licence,
        keywords=top.get("keywords", []),
        url=top.get("url", "").rstrip("/"),
    )


PARTS = {  # of a person's name, in the order in which they are spoken: CSL-JSON -> CITATION.cff
    "given": "given-names",
    "non-dropping-particle": "name-particle",
    "family": "family-names",
    "suffix": "name-suffix",
}


def csl_name(author: dict) -> dict:
    """A person or an entity of CITATION.cff as a name of CSL-JSON."""
    if "family-names" not in author:
        named = next(author[field] for field in ("name", "given-names", "alias") if field in author)
        return {"literal": named}
    return {part: author[field] for part, field in PARTS.items() if field in author}


def full_name(name: dict) -> str:
    """A name of CSL-JSON as it is spoken."""
    return " ".join(name[part] for part in ("literal", *PARTS) if part in name)


def inverted(name: dict, order: Sequence[str] = ("given", "suffix")) -> str:
    """A name as "Family, Given, Suffix" or in another order of what follows the family.

    One that must stay in one piece ends in a comma, for reference managers cut a name at its last
    space unless it holds one.
    """
    if "literal" in name:
        return name["literal"] + ","
    family = " ".join(name[p] for p in ("non-dropping-particle", "family") if p in name)
    return ", ".join([family, *(name[part] for part in order if part in name)])
