"""Says under the title of a page until which day its evidence reaches.

The front matter names the day, `evidence_until: 2026-10-10`; pages without it get no line.
"""

from datetime import date

from docutils import nodes
from sphinx.util import logging

FIELD = "evidence_until"
AFTER_METADATA = 510  # Sphinx takes the front matter from the page at 500

logger = logging.getLogger(__name__)


def put_line(app, doctree) -> None:
    """Put the line below the first title."""
    day = app.env.metadata[app.env.docname].get(FIELD)
    title = next(doctree.findall(nodes.title), None)
    if not day or not title:
        return
    try:
        words = nodes.paragraph("", line(str(day)), classes=["evidence-until"])
    except ValueError:
        wrong = "The front matter has %s: %s, expected a day such as 2026-10-10."
        logger.warning(wrong, FIELD, day, location=app.env.docname)
    else:
        title.parent.insert(title.parent.index(title) + 1, words)


def line(day: str) -> str:
    """
    >>> line("2026-10-09")
    'Evidence until 9 October 2026.'
    """
    found = date.fromisoformat(day)
    return f"Evidence until {found.day} {found:%B %Y}."


def setup(app):
    app.connect("doctree-read", put_line, priority=AFTER_METADATA)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
