"""What the head of a page tells programs: reference managers, search engines, other sites."""

import json
from html import escape

from reportbook.content.citing.cff import Book, full_name, inverted
from reportbook.content.citing.exports import FILES

TYPES = {"book": "Book", "chapter": "Chapter", "dataset": "Dataset"}  # schema.org's names
HIGHWIRE_DAY = "%Y/%m/%d"


def tags(book: Book, work: dict, page_url: str, files: dict[str, str]) -> str:
    """Elements for the head of the page of one work.

    work: its item of CSL-JSON.   page_url: the page's permanent address, "" if there is none.
    files: ending -> address of each export, seen from the page.
    """
    # A "</script>" in a title would end the element.
    graph = json.dumps(json_ld(book, work, page_url), ensure_ascii=False).replace("<", r"\u003c")
    lines = [_meta("name", name, content) for name, content in highwire(book, work, page_url)]
    lines += [_meta("property", name, content) for name, content in opengraph(work, book, page_url)]
    lines += [
        f'<link rel="alternate" type="{media}" title="{name}" href="{escape(files[ending])}">'
        for ending, (media, name) in FILES.items()
    ]
    lines.append(f'<script type="application/ld+json">{graph}</script>')
    return "\n".join(lines) + "\n"


def highwire(book: Book, work: dict, page_url: str) -> list[tuple[str, str]]:
    """The description and the `citation_` tags that Google Scholar and Zotero read."""
    found = [
        ("description", work["abstract"]),
        ("citation_title", work["title"]),
        *(("citation_author", inverted(name)) for name in work["author"]),
        ("citation_publication_date", book.released.strftime(HIGHWIRE_DAY)),
        ("citation_inbook_title", work.get("container-title", "")),
        ("citation_publisher", book.publisher),
        ("citation_language", work["language"]),
        ("citation_abstract", work["abstract"]),
        ("citation_keywords", "; ".join(book.keywords)),
        ("citation_public_url", page_url),
        ("citation_fulltext_html_url", page_url),
    ]
    return [(name, content) for name, content in found if content]


def opengraph(work: dict, book: Book, page_url: str) -> list[tuple[str, str]]:
    found = [
        ("og:type", "book" if work["type"] == "book" else "article"),
        ("og:title", work["title"]),
        ("og:description", work["abstract"]),
        ("og:site_name", book.title),
        ("og:url", page_url),
    ]
    return [(name, content) for name, content in found if content]


def json_ld(book: Book, work: dict, page_url: str) -> dict:
    """The work in the vocabulary of schema.org, a part of the book if it is not the book."""
    whole = {
        "@type": "Book",
        "name": book.title,
        **_particulars(book),
        **({"url": book.url} if book.url else {}),
    }
    part = {
        "@type": TYPES[work["type"]],
        "name": work["title"],
        **_particulars(book),
        **({"url": page_url, "@id": page_url} if page_url else {}),
        "isPartOf": whole,
    }
    described = {
        "@context": "https://schema.org",
        **(whole if work["type"] == "book" else part),
        "description": work["abstract"],
        "inLanguage": work["language"],
    }
    return described | ({"keywords": book.keywords} if book.keywords else {})


def _particulars(book: Book) -> dict:
    authors = [
        {"@type": "Organization", "name": name["literal"]}
        if "literal" in name
        else {"@type": "Person", "name": full_name(name), **_person(name)}
        for name in book.authors
    ]
    found = {
        "author": authors,
        "version": book.version,
        "datePublished": book.released.isoformat(),
        "license": [f"https://spdx.org/licenses/{name}" for name in book.licences],
        "publisher": {"@type": "Organization", "name": book.publisher} if book.publisher else None,
    }
    return {field: value for field, value in found.items() if value}


def _person(name: dict) -> dict:
    parts = {"familyName": "family", "givenName": "given"}
    return {field: name[part] for field, part in parts.items() if part in name}


def _meta(attribute: str, name: str, content: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(content)}">'
