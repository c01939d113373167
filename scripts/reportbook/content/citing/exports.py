"""One work as CSL-JSON, and that as BibTeX and RIS.

An item of CSL-JSON is the form in which the work goes through this package: the printed sentences
and all files are made from it.
"""

import json
import re

from babel import Locale
from docutils.nodes import make_id

from reportbook.content.citing.cff import Book, full_name, inverted

KINDS = {  # type of the item -> types of BibTeX and RIS
    "book": ("book", "BOOK"),
    "chapter": ("incollection", "CHAP"),
    "dataset": ("dataset", "DATA"),
}
# Ending -> media type, name that readers know it by.
FILES = {
    "bib": ("application/x-bibtex", "BibTeX"),
    "ris": ("application/x-research-info-systems", "RIS"),
    "json": ("application/vnd.citationstyles.csl+json", "CSL-JSON"),
}


def item(
    book: Book, kind: str, path: str, title: str, abstract: str, url: str, language: str
) -> dict:
    """The work as an item of CSL-JSON.

    kind: book, chapter or dataset.   path: what tells it from the others; "" for the book.
    url: its permanent address, "" if there is none.
    """
    day = book.released
    author = full_name(book.authors[0])
    found = {
        "id": make_id(f"{author} {day.year} {path}"),
        "type": kind,
        "title": title,
        "container-title": book.title if kind == "chapter" else "",
        "author": book.authors,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        # Not `version`, which two of the five styles leave out for chapters and books.
        "edition": "" if kind == "dataset" else f"Version {book.version}",
        "version": book.version if kind == "dataset" else "",
        # Styles ask not to repeat the author as publisher.
        "publisher": "" if [book.publisher] == [*map(full_name, book.authors)] else book.publisher,
        "language": language,
        "abstract": abstract,
        "URL": url,
    }
    needed = ("abstract",)  # whose want is reported with the page
    return {field: value for field, value in found.items() if value or field in needed}


def part(work: dict, title: str, place: str) -> dict:
    """The item of a figure, table, section or other part with an address of its own in a work.

    By its title, for numbers change from version to version.
    """
    whole = work["title"]
    found = work | {"id": f"{work['id']}-{place}", "title": title, "abstract": ""}
    if work["type"] == "book":
        found |= {"type": "chapter", "container-title": whole}
    else:
        found["title"] = f"{whole}{'' if whole[-1] in '.?!' else '.'} {title}"
    if "URL" in work:
        found["URL"] = f"{work['URL']}#{place}"
    return found


def exports(work: dict) -> dict[str, bytes]:
    """Content of each file of `FILES` for one item."""
    csl_json = json.dumps([work], ensure_ascii=False, indent=2) + "\n"
    texts = {"bib": bibtex(work), "ris": ris(work), "json": csl_json}
    return {ending: text.encode() for ending, text in texts.items()}


def bibtex(work: dict) -> str:
    """The item as an entry of BibTeX, read alike by BibTeX, biblatex and reference managers.

    Double braces keep the capitals of titles and the names of institutions in one piece; a person
    is "von Family, Junior, Given", which is never taken apart in another way.
    """
    [(year, month, day)] = work["issued"]["date-parts"]
    authors = " and ".join(
        _braced(name.get("literal", "")) or _tex(inverted(name, ("suffix", "given")))
        for name in work["author"]
    )
    fields = {
        "author": authors,
        "title": _braced(work["title"]),
        "booktitle": _braced(work.get("container-title", "")),
        "date": f"{year}-{month:02}-{day:02}",
        "year": year,
        "month": month,
        "edition": _tex(work.get("edition", "")),
        "version": _tex(work.get("version", "")),
        "publisher": _braced(work.get("publisher", "")),
        "url": work.get("URL", ""),
        "langid": (Locale.parse(work["language"], sep="-").english_name or "").lower(),
        "abstract": _tex(work["abstract"]),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{KINDS[work['type']][0]}{{{work['id']},\n" + ",\n".join(lines) + "\n}\n"


def _braced(text: str) -> str:
    return f"{{{_tex(text)}}}" if text else ""


def _tex(text: str) -> str:
    """Text with what TeX reads as commands made harmless; letters of all scripts stay."""
    named = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return re.sub(r"[\\{}$&#_%~^]", lambda sign: named.get(sign[0], "\\" + sign[0]), text)


def ris(work: dict) -> str:
    """The item in the format RIS, whose lines end in CR and LF."""
    [(year, month, day)] = work["issued"]["date-parts"]
    tags = [
        ("TY", KINDS[work["type"]][1]),
        *(("AU", inverted(name)) for name in work["author"]),
        ("TI", work["title"]),
        ("T2", work.get("container-title")),
        ("PY", year),
        ("DA", f"{year}/{month:02}/{day:02}"),
        ("ET", work.get("edition", work.get("version"))),
        ("PB", work.get("publisher")),
        ("LA", work["language"]),
        ("UR", work.get("URL")),
        ("AB", work["abstract"]),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value is not None)
