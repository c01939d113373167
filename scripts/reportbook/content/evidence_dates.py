"""Says under the title of a page until which day its evidence reaches.

The front matter names the day, `evidence_until: 2026-10-10`; pages without it get no line.
"""

import re
from datetime import date

from docutils import nodes
from sphinx.util import logging

FIELD = "evidence_until"
AFTER_METADATA = 510  # Sphinx takes the front matter from the page at 500

logger = logging.getLogger(__name__)


def put_line(app, doctree) -> None:
    """Put the line below the first title."""
    said = app.env.metadata[app.env.docname].get(FIELD)
    title = next(doctree.findall(nodes.title), None)
    if said is None or title is None:
        return
    words = line(str(said))
    if words is None:
        logger.warning(
            "The front matter has %s: %s, expected a day such as 2026-10-10.",
            FIELD,
            said,
            location=app.env.docname,
        )
        return
    place = title.parent.index(title) + 1
    title.parent.insert(place, nodes.paragraph("", words, classes=["evidence-until"]))


def line(day: str) -> str | None:
    """
    >>> line("2026-10-09")
    'Evidence until 9 October 2026.'
    """
    try:
        found = date.fromisoformat(day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "")
    except ValueError:
        return None
    return f"Evidence until {found.day} {found:%B %Y}."


def setup(app):
    app.connect("doctree-read", put_line, priority=AFTER_METADATA)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
