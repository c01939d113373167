"""What the head of a page tells programs: reference managers, search engines, other sites."""

import json
import re
from html import escape

from reportbook.content.citing.cff import Book, full_name, inverted
from reportbook.content.citing.exports import FILES

TYPES = {"book": "Book", "chapter": "Chapter", "dataset": "Dataset"}  # schema.org's names


def tags(book: Book, work: dict, page_url: str, files: dict[str, str], card: str = "") -> str:
    """Elements for the head of the page of one work.

    work: its item of CSL-JSON.   page_url: the page's permanent address, "" if there is none.
    files: ending -> address of each export, seen from the page.
    card: permanent address of the picture that other sites show, "" if there is none.
    """
    # A "</script>" in a title would end the element.
    graph = json.dumps(json_ld(book, work, page_url), ensure_ascii=False).replace("<", r"\u003c")
    lines = [
        f'<meta {kind}="{name}" content="{escape(content)}">'
        for kind, found in (
            ("name", highwire(book, work, page_url)),
            ("property", opengraph(book, work, page_url, card)),
            ("name", [("twitter:card", card and "summary_large_image")]),
        )
        for name, content in found
        if content
    ]
    lines += [
        f'<link rel="alternate" type="{media}" title="{name}" href="{escape(files[ending])}">'
        for ending, (media, name) in FILES.items()
    ]
    lines += [f"<style>{running_foot(book, work)}</style>"]
    return "\n".join([*lines, f'<script type="application/ld+json">{graph}</script>', ""])


def running_foot(book: Book, work: dict) -> str:
    """What stands below each printed page: of what it is a page, and in which version."""
    parts = dict.fromkeys((work["title"], book.short_title))  # the book's own page says it once
    words = f"{'. '.join(parts)}. Version {book.version}.".replace("?.", "?")
    # By numbers, so that no sign ends the string or the element.
    coded = re.sub(r"[^\w ,.]", lambda sign: f"\\{ord(sign[0]):x} ", words)
    return f'@page {{ @bottom-left {{ content: "{coded}"; font: 9pt sans-serif }} }}'


def highwire(book: Book, work: dict, page_url: str) -> list[tuple[str, str]]:
    """The description and the `citation_` tags that Google Scholar and Zotero read."""
    return [
        ("description", work["abstract"]),
        ("citation_title", work["title"]),
        *(("citation_author", inverted(name)) for name in work["author"]),
        ("citation_publication_date", f"{book.released:%Y/%m/%d}"),
        ("citation_inbook_title", work.get("container-title", "")),
        ("citation_publisher", book.publisher),
        ("citation_language", work["language"]),
        ("citation_abstract", work["abstract"]),
        ("citation_keywords", "; ".join(book.keywords)),
        ("citation_public_url", page_url),
        ("citation_fulltext_html_url", page_url),
    ]


def opengraph(book: Book, work: dict, page_url: str, card: str) -> list[tuple[str, str]]:
    """What other sites show of the page when somebody links to it."""
    return [
        ("og:type", "book" if work["type"] == "book" else "article"),
        ("og:title", work["title"]),
        ("og:description", work["abstract"]),
        ("og:site_name", book.title),
        ("og:url", page_url),
        ("og:image", card),
        ("og:image:alt", card and f"{work['title']}: {work['abstract']}"),
    ]


def json_ld(book: Book, work: dict, page_url: str) -> dict:
    """The work in the vocabulary of schema.org, a part of the book if it is not the book."""
    particulars = {
        "author": [_agent(name) for name in book.authors],
        "version": book.version,
        "datePublished": book.released.isoformat(),
        "license": [f"https://spdx.org/licenses/{name}" for name in book.licences],
        "publisher": book.publisher and _agent({"literal": book.publisher}),
    }
    found = _filled({"@type": "Book", "name": book.title, "url": book.url, **particulars})
    if work["type"] != "book":
        of_page = {"@type": TYPES[work["type"]], "name": work["title"], "url": page_url}
        found = {**of_page, "@id": page_url, **particulars, "isPartOf": found}
    described = {
        "description": work["abstract"],
        "inLanguage": work["language"],
        "keywords": book.keywords,
    }
    return _filled({"@context": "https://schema.org", **found, **described})


def _agent(name: dict) -> dict:
    if "literal" in name:
        return {"@type": "Organization", "name": name["literal"]}
    parts = {"familyName": name.get("family"), "givenName": name.get("given")}
    return {"@type": "Person", "name": full_name(name), **_filled(parts)}


def _filled(fields: dict) -> dict:
    return {name: value for name, value in fields.items() if value}
