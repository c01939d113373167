"""Previews where a link of the book leads: a card with a figure, a table, a term, a reference.

Each page has a script of its cards, which a reader's browser fetches when a link to that page is
first touched, so that no page gets heavier; as a script it works from `file://`, too.
"""

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes

FOLDER = "_cards"
TAGS = {"emphasis": "em", "strong": "strong", "subscript": "sub", "superscript": "sup"}
SILENT = (nodes.raw, nodes.math, nodes.system_message, nodes.label, nodes.definition_list)
LANGUAGE = "language-"


def write(node: nodes.Node) -> str:
    """Words in HTML as they stand on the page, without links and what is folded."""
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    if isinstance(node, SILENT):
        return ""
    said = "".join(map(write, node.children))
    classes = node.get("classes", [])
    for name in classes:
        if name.startswith(LANGUAGE):
            return f'<span lang="{name.removeprefix(LANGUAGE)}">{said}</span>'
    if "chip" in classes:
        return f'<span class="{" ".join(classes)}">{said}</span>'
    tag = TAGS.get(node.tagname)
    return f"<{tag}>{said}</{tag}>" if tag else said


def paragraphs(*parts: str) -> str:
    return "".join(f"<p>{part}</p>" for part in parts if part.strip())


def title(node: nodes.Element) -> str:
    heading = node.next_node(lambda n: isinstance(n, (nodes.caption, nodes.title)))
    return f"<strong>{write(heading)}</strong>" if heading else ""


def first_sentence(section: nodes.section) -> str:
    """The first line of the source, as one sentence stands on a line."""
    for child in section.children:
        if isinstance(child, nodes.paragraph):
            return write(child).partition("\n")[0]
    return ""


def of_figure(figure: nodes.figure, images: dict[str, str]) -> str:
    shown = [
        f'<img class="{" ".join(image["classes"])}" src="_images/{images[image["uri"]]}" alt="">'
        for image in figure.findall(nodes.image)
        if image["uri"] in images
    ]
    return paragraphs(title(figure), "".join(shown))


def of_term(term: nodes.term) -> str:
    meaning = term.parent.next_node(nodes.definition)
    return paragraphs(f"<strong>{write(term)}</strong>", write(meaning) if meaning else "")


def of_row(row: nodes.row) -> str:
    """What an entry says: all its cells but the first, which is its name."""
    _, *cells = row.findall(nodes.entry)
    return paragraphs(*map(write, cells))


def of_section(section: nodes.section) -> str:
    return paragraphs(title(section), first_sentence(section))


def find_cards(doctree: nodes.document, images: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Address on the page and card of all that a link can lead to.

    images: address of a picture in the source -> its name among the pictures of the book.
    """
    makers = {
        nodes.figure: lambda node: of_figure(node, images),
        nodes.table: lambda node: paragraphs(title(node)),
        nodes.section: of_section,
        nodes.term: of_term,
        nodes.citation: lambda node: paragraphs(write(node)),
        nodes.row: of_row,
    }
    for node in doctree.findall(lambda node: type(node) in makers):
        if node["ids"] and (card := makers[type(node)](node)):
            yield from ((address, card) for address in node["ids"])


def write_cards(app, pagename, templatename, context, doctree) -> None:
    """Write the cards of a page, and have the page ask for those of others."""
    if app.builder.name != "html" or not doctree:
        return
    cards = dict(find_cards(doctree, app.builder.images))
    if first := doctree.next_node(nodes.section):
        said = app.env.metadata[pagename].get("description", "")
        cards[""] = paragraphs(title(first), escape(said, quote=False) or first_sentence(first))
        cards |= dict.fromkeys(first["ids"], cards[""])
    path = Path(app.outdir, FOLDER, f"{pagename}.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"bookCards({json.dumps(pagename)}, {json.dumps(cards, ensure_ascii=False)});\n"
    path.write_text(text, encoding="utf-8")
    app.add_js_file("cards.js", loading_method="defer")


def setup(app):
    app.connect("html-page-context", write_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
