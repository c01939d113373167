"""Writes formulas as MathML, which browsers draw and screen readers read without a script.

The style sheet `theme/book.css` brings the font, since many devices have none for mathematics.
"""

from html import escape

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

NAME = "mathml"
READER = LatexToMathML(annotation=True, fancy_error=False)

logger = logging.getLogger(__name__)


def mathml(node) -> str:
    display = isinstance(node, nodes.math_block)
    formula = node.astext().strip()
    try:
        return READER.convert_with_local_state(formula, displaystyle=display)
    except LatexError as error:
        logger.warning("The formula %s cannot be read: %s", formula, error, location=node)
        return escape(formula)


def visit_math(self, node) -> None:
    self.body.append(self.starttag(node, "span", "", CLASS="math") + mathml(node) + "</span>")
    raise nodes.SkipNode


def visit_math_block(self, node) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(mathml(node) + "</div>\n")
    raise nodes.SkipNode


def choose(app, config) -> None:
    config.html_math_renderer = config.html_math_renderer or NAME


def setup(app):
    app.add_html_math_renderer(NAME, (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", choose)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
