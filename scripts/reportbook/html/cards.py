"""Previews where a link of the book leads: a card with a figure, a table, a term, a reference.

Each page has a script of its cards, which a reader's browser fetches when a link to that page is
first touched, so that no page gets heavier; as a script it works from `file://`, too.
"""

import json
import posixpath
from html import escape
from pathlib import Path

from docutils import nodes

FOLDER = "_cards"
TAGS = {"emphasis": "em", "strong": "strong", "subscript": "sub", "superscript": "sup"}
SILENT = (nodes.raw, nodes.math, nodes.system_message, nodes.label, nodes.definition_list)
LANGUAGE = "language-"


def write(node: nodes.Node | None) -> str:
    """Words in HTML as they stand on the page, without links and what is folded."""
    if isinstance(node, nodes.Text):
        return escape(node.astext(), quote=False)
    if not isinstance(node, nodes.Element) or isinstance(node, SILENT):
        return ""
    said = "".join(map(write, node.children))
    for name in node["classes"]:
        if name.startswith(LANGUAGE):
            return f'<span lang="{name.removeprefix(LANGUAGE)}">{said}</span>'
    if "chip" in node["classes"]:
        return f'<span class="{" ".join(node["classes"])}">{said}</span>'
    tag = TAGS.get(node.tagname)
    return f"<{tag}>{said}</{tag}>" if tag else said


def paragraphs(*parts: str) -> str:
    return "".join(f"<p>{part}</p>" for part in parts if part.strip())


def title(node: nodes.Element) -> str:
    heading = node.next_node(lambda n: isinstance(n, (nodes.caption, nodes.title)))
    return f"<strong>{write(heading)}</strong>"


def first_sentence(section: nodes.section) -> str:
    """The first line of the source, as one sentence stands on a line."""
    for child in section.children:
        if isinstance(child, nodes.paragraph | nodes.bullet_list | nodes.enumerated_list):
            said = child if isinstance(child, nodes.paragraph) else child.next_node(nodes.paragraph)
            return write(said).partition("\n")[0]
    return ""


def preview(section: nodes.section, sentence: str) -> str:
    """Title and sentence; the title alone would say no more than most links."""
    return paragraphs(title(section), sentence) if sentence else ""


def picture(figure: nodes.figure) -> str:
    """The figure's pictures for light and dark pages, already written with their final names."""
    return "".join(
        f'<img class="{" ".join(image["classes"])}" src="{posixpath.basename(image["uri"])}" alt="">'
        for image in figure.findall(nodes.image)
    )


def make_card(node: nodes.Element) -> str:
    """What a card says of a part of a page; blank if nobody would want to see it."""
    match node:
        case nodes.figure():
            return paragraphs(title(node), picture(node))
        case nodes.table():
            return paragraphs(title(node))
        case nodes.section():
            return preview(node, first_sentence(node))
        case nodes.term():
            meaning = node.parent.next_node(nodes.definition)
            return paragraphs(f"<strong>{write(node)}</strong>", write(meaning))
        case nodes.citation():
            return paragraphs(write(node))
        case nodes.row():  # an entry; its first cell is its name
            return paragraphs(*map(write, list(node.findall(nodes.entry))[1:]))
    return ""


def find_cards(doctree: nodes.document) -> dict[str, str]:
    """Address on the page -> card of what a link can lead to."""
    cards: dict[str, str] = {}
    for node in doctree.findall(nodes.Element):
        if node["ids"] and (card := make_card(node)):
            cards |= dict.fromkeys(node["ids"], card)
    return cards


def write_cards(app, pagename, templatename, context, doctree) -> None:
    """Write the cards of a page, and have the page ask for those of others."""
    if app.builder.name != "html" or not doctree:
        return
    cards = find_cards(doctree)
    if first := doctree.next_node(nodes.section):
        said = app.env.metadata[pagename].get("description", "")
        cards[""] = preview(first, escape(said, quote=False) or first_sentence(first))
        cards |= dict.fromkeys(first["ids"], cards[""])
    path = Path(app.outdir, FOLDER, f"{pagename}.js")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"bookCards({json.dumps(pagename)}, {json.dumps(cards, ensure_ascii=False)});\n"
    path.write_text(text, encoding="utf-8")
    app.add_js_file("cards.js", loading_method="defer")


def setup(app):
    app.connect("html-page-context", write_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
