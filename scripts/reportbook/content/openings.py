"""Opens a page: where it stands in the book, its answer, and what a reader asks before reading.

    # What does 34 % mean?

    ```{answer}
    Nobody outside the research team knows what the {n}`share` per cent counts.
    ```

Above the title stand part and number of the chapter; below it its answer, how long it takes to
read, until which day its evidence reaches (`evidence_until` in the front matter) and its version.
Other pages repeat an answer word for word by {answer}`what-34-means`, and show one of its figures,
small, by the directive `thumbnail`, which takes the figure's label.
"""

import math
from datetime import date

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

FIELD = "evidence_until"
AFTER_METADATA = 510  # Sphinx takes the front matter from the page at 500
WORDS_A_MINUTE = 230
ANSWER_LENGTH = 40  # words
# What is looked up or folded is not counted as reading.
LOOKED_UP = {"cell", "figure-block", "sd-dropdown", "cite-box"}

logger = logging.getLogger(__name__)


class pending_place(nodes.General, nodes.Element):
    """Stands for part and number of the chapter until the contents are known."""


class pending_answer(nodes.General, nodes.Inline, nodes.Element):
    """Stands for the answer of the page `target`."""


class pending_thumbnail(nodes.General, nodes.Element):
    """Stands for the pictures of the figure `target`."""


class Answer(SphinxDirective):
    has_content = True

    def run(self):
        answer = nodes.paragraph(classes=["page-answer"])
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        for paragraph in parsed.children:
            answer += paragraph.children
        self.set_source_info(answer)
        return [answer]


class AnswerRole(SphinxRole):
    def run(self):
        node = pending_answer(target=self.text)
        self.set_source_info(node)
        return [node], []


class Thumbnail(SphinxDirective):
    required_arguments = 1

    def run(self):
        node = pending_thumbnail(target=self.arguments[0])
        self.set_source_info(node)
        return [node]


# ---- While a page is read --------------------------------------------------------------------


def open_page(app, doctree) -> None:
    """Put the lines around the title, and keep the answer for other pages."""
    title = next(doctree.findall(nodes.title), None)
    if title is None:
        return
    section = title.parent
    facts = find_facts(app, doctree)
    answers = [node for node in section.children if "page-answer" in node.get("classes", ())]
    if answers:
        keep_answer(app.env, answers)
    if facts:
        line = nodes.paragraph("", " · ".join(facts), classes=["page-facts"])
        section.insert(section.index(answers[0] if answers else title) + 1, line)
    section.parent.insert(section.parent.index(section), pending_place())


def keep_answer(env, answers: list[nodes.Element]) -> None:
    text = answers[0].astext()
    env.metadata[env.docname]["answer"] = text
    if len(answers) > 1 or len(text.split()) > ANSWER_LENGTH:
        wrong = "A page has one answer of at most %d words; here are %d, the first of %d words."
        found = len(answers), len(text.split())
        logger.warning(wrong, ANSWER_LENGTH, *found, location=answers[-1])


def find_facts(app, doctree) -> list[str]:
    """Minutes of reading, day of the evidence, version; nothing for a page that names no day."""
    day = app.env.metadata[app.env.docname].get(FIELD)
    if not day:
        return []
    try:
        facts = [minutes(doctree), line(str(day))]
    except ValueError:
        wrong = "The front matter has %s: %s, expected a day such as 2026-10-10."
        logger.warning(wrong, FIELD, day, location=app.env.docname)
        return []
    if "citing_book" in app.config:
        facts.append(f"Version {app.config.citing_book.version}")
    return facts


def line(day: str) -> str:
    """
    >>> line("2026-10-09")
    'Evidence until 9 October 2026'
    """
    found = date.fromisoformat(day)
    return f"Evidence until {found.day} {found:%B %Y}"


def minutes(doctree) -> str:
    """How long the running text takes."""
    words = sum(
        len(paragraph.astext().split())
        for paragraph in doctree.findall(nodes.paragraph)
        if not is_looked_up(paragraph)
    )
    found = max(1, math.ceil(words / WORDS_A_MINUTE))
    return f"{found} minute{'s' * (found > 1)}"


def is_looked_up(node) -> bool:
    while node := node.parent:
        if isinstance(node, nodes.table) or LOOKED_UP & set(node.get("classes", ())):
            return True
    return False


# ---- When all pages have been read -----------------------------------------------------------


def fill(app, doctree, docname: str) -> None:
    """Exchange what stands for places, answers and thumbnails."""
    for place in list(doctree.findall(pending_place)):
        text = find_places(app).get(docname)
        place.replace_self(nodes.paragraph("", text, classes=["page-place"]) if text else [])
    for answer in list(doctree.findall(pending_answer)):
        answer.replace_self(nodes.Text(find_answer(app.env, answer)))
    for thumbnail in list(doctree.findall(pending_thumbnail)):
        thumbnail.replace_self(find_pictures(app.env, thumbnail))


def find_places(app) -> dict[str, str]:
    """Page -> part of the book and number of the chapter in it."""
    found = {}
    for tree in app.env.get_doctree(app.config.root_doc).findall(addnodes.toctree):
        pages = [page for _, page in tree["entries"]]
        if caption := tree.get("caption"):
            for number, page in enumerate(pages, start=1):
                found[page] = f"{caption} · {number} of {len(pages)}"
    return found


def find_answer(env, node) -> str:
    pages = [doc for doc in env.found_docs if f"/{doc}".endswith(f"/{node['target']}")]
    answers = [env.metadata[page]["answer"] for page in pages if "answer" in env.metadata[page]]
    if len(answers) != 1:
        logger.warning("%d pages %r have an answer.", len(answers), node["target"], location=node)
    return answers[0] if answers else ""


def find_pictures(env, node) -> list[nodes.Node]:
    """The figure's pictures, light and dark, which say nothing beside the words that they adorn."""
    docname, place, _ = env.get_domain("std").labels.get(node["target"], ("", "", ""))
    if not docname:
        logger.warning("No figure has the label %r.", node["target"], location=node)
        return []
    [figure] = [
        found for found in env.get_doctree(docname).findall(nodes.figure) if place in found["ids"]
    ]
    # A slider has none for the dark.
    pictures = [
        image.deepcopy() for image in figure.findall(lambda node: type(node) is nodes.image)
    ]
    if not pictures:
        logger.warning("%r is no picture, expected one.", node["target"], location=node)
    for picture in pictures:
        picture["alt"] = ""
        picture["classes"].append("thumbnail")
    return pictures


def setup(app):
    for node in (pending_place, pending_answer, pending_thumbnail):
        app.add_node(node)
    app.add_directive("answer", Answer)
    app.add_role("answer", AnswerRole())
    app.add_directive("thumbnail", Thumbnail)
    app.connect("doctree-read", open_page, priority=AFTER_METADATA)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
