"""Makes pages easier for readers with a screen reader, a keyboard, a small screen or a printer.

Table heads say what they head, landmarks hold all content, words of another
language say which; the style sheet `theme/book.css` sets figures and tables for the screen, light and dark, and for paper.
"""

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.roles import CustomRole, generic_custom_role

from reportbook.html.templates import PAGES, amend_template

THEME = Path(__file__).parent / "theme"
LANGUAGES = ["zh-Hant", "zh-Hans", "ru", "uk"]  # each a role, {zh-hant}`普丁`


def visit_entry(self, node) -> None:
    """A table cell; heads name their scope, and an empty head is no head."""
    type(self).visit_entry(self, node)
    tag = self.body[-1]
    if not tag.startswith("<th"):
        return
    if not node.astext().strip():
        self.body[-1] = "<td" + tag[3:]
        self.context[-1] = "</td>\n"
        return
    several = "group" * ("morecols" in node or "morerows" in node)
    scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
    self.body[-1] = f'<th scope="{scope}{several}"' + tag[3:]


def visit_citation(self, node) -> None:
    """An entry of a list of references; docutils' role for it is deprecated and fits no list."""
    type(self).visit_citation(self, node)
    self.body[-1] = self.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def depart(name: str):
    return lambda self, node: getattr(type(self), f"depart_{name}")(self, node)


def prepare(app) -> None:
    """Put style sheet and scripts among the static files and mend the theme's templates."""
    if app.builder.name not in PAGES:
        return
    # Only now: in the configuration file Jupyter Book would load every script on every page.
    app.config.html_static_path = [*app.config.html_static_path, str(THEME)]
    # The name of a button must contain what is seen on it: its text, with the key combination.
    amend_template(app, "search-button-field.html", r' aria-label="[^"]*"', "")
    layout = "pydata_sphinx_theme/layout.html"
    landmark = ' role="complementary" aria-label="Book"'
    amend_template(app, layout, '<div id="pst-primary-sidebar"', r"\g<0>" + landmark)
    amend_template(app, layout, ' *<meta name="viewport".*\n', "")  # Sphinx's own says the same


def mend_page(app, pagename, templatename, context, doctree) -> None:
    """Leave one viewport of three."""
    if app.builder.name in PAGES:
        metatags = context.get("metatags", "")
        context["metatags"] = re.sub(r'<meta [^>]*name="viewport"[^>]*>\n?', "", metatags)


def setup(app):
    for language in LANGUAGES:
        # Docutils makes such a class the attribute `lang`; for blocks a {container} does the same.
        options = {"class": [f"language-{language}"]}
        # The types of docutils let a role return references only.
        role = CustomRole(language.lower(), generic_custom_role, options)  # type: ignore[arg-type]
        app.add_role(language.lower(), role, override=True)
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart("entry")))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart("citation")))
    app.add_css_file("book.css", priority=900)
    app.add_js_file("print.js", loading_method="defer")
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", mend_page, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
