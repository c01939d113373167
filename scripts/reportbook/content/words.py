"""What a page says of the figures and tables that its cells show, with the numbers they name.

    ```{words} fig-border
    :subtitle: Share of the land border, per cent
    :alt: Step chart. {n}`before` % with the Baltic states, {n}`after` with Finland.
    :note: Today's lengths throughout: only membership changes.

    Finland doubled the border with the alliance
    ```

The body is the title. The role ``n`` reads a number that a cell has glued, ``page:name`` one of
another page. A cell with the tag ``numbers`` is for such numbers and is not shown.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.core.variables import RetrievalError, format_plain_text
from myst_nb.ext.glue.utils import PendingGlueReference, retrieve_glue_data
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reportbook.content import figures

logger = logging.getLogger(__name__)

ROLE = re.compile(r"\{n\}`([^`]*)`")
ALT_LENGTH = 250
NONE: Mapping[str, str] = {}


class Unknown(ValueError):
    """A name of which no number is known."""


def number(document, name: str) -> str:
    """What a cell of the page has glued under `name`."""
    try:
        return format_plain_text(retrieve_glue_data(document, name).data["text/plain"], "s")
    except RetrievalError:
        raise Unknown(f"No cell of this page names a number {name!r}.") from None


class Number(SphinxRole):
    """A number of this page or, as ``page:name``, of another one."""

    def run(self):
        page, _, name = self.text.rpartition(":")
        try:
            return [self.elsewhere(page, name) if page else self.here(name)], []
        except Unknown as error:
            logger.warning(str(error), location=self.get_location())
            return [], []

    def here(self, name: str) -> nodes.Node:
        text = number(self.inliner.document, name)
        return nodes.inline(text, text, classes=["pasted-text"])

    def elsewhere(self, page: str, name: str) -> nodes.Node:
        found = [doc for doc in self.env.found_docs if f"/{doc}".endswith(f"/{page}")]
        if len(found) != 1:
            raise Unknown(f"{len(found)} pages are called {page!r}, expected one.")
        node = PendingGlueReference(
            refdoc=found[0], key=name, inline=True, gtype="text", fmt_spec="s"
        )
        self.set_source_info(node)
        return node


class Words(SphinxDirective):
    """Title, subtitle, alt text and note of the figure or table that a cell above shows."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = dict.fromkeys(("subtitle", "alt", "note"), directives.unchanged)

    def run(self):
        try:
            self.say(self.arguments[0])
        except ValueError as error:
            logger.warning(str(error), location=self.get_location())
        return []

    def say(self, target: str) -> None:
        found = figures.unsaid(self.env).pop(target, None)
        if found is None:
            raise ValueError(f"No cell above shows {target!r}, or its words have been said.")
        title = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, title)
        # With its title the figure can stand in the page, whatever else is wrong with the words.
        spoken = [child for part in title.children[:1] for child in part.children]
        subtitle, note = (self.inline(self.options.get(name, "")) for name in ("subtitle", "note"))
        alt = self.alt()
        alts = [self.alt(pane["numbers"]) for pane in found.panes]
        figures.describe(found, spoken, alt, subtitle, note, alts)
        if len(title.children) != 1:
            raise ValueError(f"{target!r} needs one paragraph as its title: the finding.")
        for said in alt, *alts:
            self.check(said, isinstance(found.element, nodes.figure), target)

    def inline(self, text: str) -> list[nodes.Node]:
        return self.state.inline_text(text, self.lineno)[0]

    def alt(self, others: Mapping[str, str] = NONE) -> str:
        """The alt text with its numbers, of a pane with those of its own."""

        def text(role: re.Match) -> str:
            return others.get(role[1]) or number(self.state.document, role[1])

        return ROLE.sub(text, " ".join(self.options.get("alt", "").split()))

    def check(self, alt: str, is_figure: bool, target: str) -> None:
        if is_figure and not alt:
            raise ValueError(f"{target!r} has no alt text: say chart, what is plotted, finding.")
        if len(alt) > ALT_LENGTH:
            raise ValueError(
                f"The alt text of {target!r} has {len(alt)} characters, {ALT_LENGTH} are allowed."
            )
        if not is_figure and {"alt", "subtitle"} & set(self.options):
            raise ValueError(f"The table {target!r} is read itself: no alt text, no subtitle.")


def finish_page(app, doctree) -> None:
    """Take out the cells with the tag `numbers`, and warn of figures and tables without words."""
    for cell in list(doctree.findall(nodes.container)):
        if "tag_numbers" in cell["classes"]:
            cell.parent.remove(cell)
    for target, found in figures.unsaid(app.env).items():
        logger.warning(
            f"The page says nothing of {target!r}: give it a directive 'words' after its cell.",
            location=found.block,
        )


def setup(app) -> dict[str, Any]:
    app.add_role("n", Number())
    app.add_directive("words", Words)
    app.connect("doctree-read", finish_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
