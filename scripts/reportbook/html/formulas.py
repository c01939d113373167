"""Writes formulas as MathML, which browsers draw and screen readers read without a script.

The style sheet `theme/book.css` brings the font, since many devices have none for mathematics.
"""

from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from reportbook.content import pandoc

NAME = "mathml"
SCRIPT = Path(__file__).with_suffix(".lua")

logger = logging.getLogger(__name__)
_drawn: dict[tuple[str, str], str] = {}


def formula(node) -> tuple[str, str]:
    return ("InlineMath" if isinstance(node, nodes.math) else "DisplayMath", node.astext().strip())


def draw(formulas: list[tuple[str, str]]) -> None:
    """Draw those not yet drawn, in one run of pandoc."""
    new = [formula for formula in dict.fromkeys(formulas) if formula not in _drawn]
    if new:
        _drawn.update(zip(new, pandoc.run(SCRIPT, new), strict=True))


def draw_page(app, doctree, docname: str) -> None:
    if app.builder.format == "html" and app.builder.math_renderer_name == NAME:
        draw([formula(node) for node in doctree.findall(is_formula)])


def is_formula(node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def mathml(node) -> str:
    draw([formula(node)])  # one that does not stand on a page, as in the title of another
    html = _drawn[formula(node)]
    if "<math" not in html:
        logger.warning("pandoc cannot read the formula %s", node.astext(), location=node)
    return html


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
    app.connect("doctree-resolved", draw_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
