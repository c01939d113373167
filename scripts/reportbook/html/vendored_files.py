"""Closes a book: its pages load nothing from another host, over HTTP or from `file://`.

The files of others that its pages use are served from the folder `vendor`; `vendor/VENDORED.csv` says
what they are.
"""

import re
import shutil
from html import escape
from pathlib import Path

from sphinx.util import logging

from reportbook.html.templates import PAGES, amend_template

VENDOR = Path(__file__).parent / "vendor"
FAVICON = Path(__file__).parent / "theme" / "favicon.svg"
REDIRECT = re.compile(r'<meta http-equiv="Refresh" content="0; url=([^"]+)"\s*/?>')

WIDGETS = "application/vnd.jupyter.widget-state+json"

logger = logging.getLogger(__name__)


def prepare(app) -> None:
    """Copy the vendored files and mend what the theme does on every page."""
    if app.builder.name not in PAGES:
        return
    # Not by `html_extra_path`: that copies last, so the checksums in the script links would
    # differ between the first build and the next.
    shutil.copytree(
        VENDOR,
        Path(app.outdir) / "vendor",
        # These are for builds and checks.
        ignore=shutil.ignore_patterns(
            "citation-file-format", "citeproc-js", "csl", "opencc", "*.ttf"
        ),
        dirs_exist_ok=True,
    )
    # More than half the weight of a page. The theme's style sheet draws the same icons without it.
    amend_template(app, "static/webpack-macros.html", r".*scripts/fontawesome\.js.*\n", "")
    app.config.html_favicon = app.config.html_favicon or str(FAVICON)
    # Without a mode the theme writes an error to the console of each new reader.
    app.config.html_context.setdefault("default_mode", "auto")


def close_page(app, pagename, templatename, context, doctree) -> None:
    """Drop Thebe, whose kernels are remote, and the state of ipywidgets, which no script reads."""
    if app.builder.name not in PAGES:
        return
    closed = []
    for js in context["script_files"]:
        address = str(js.filename or "")
        thebe = address.endswith("sphinx-thebe.js") or "THEBE_JS_URL" in js.attributes.get(
            "body", ""
        )
        if thebe or js.attributes.get("type") == WIDGETS:
            continue
        if "://" in address:
            logger.warning("The page loads %s from another host.", address, location=pagename)
        closed.append(js)
    # In place: Sphinx hands the same list to whoever adds a script after us.
    context["script_files"][:] = closed


def furnish_redirect(app, exception) -> None:
    """Make a whole page of the bare redirect that stands at the root of a book.

    Without a link to an icon a browser asks the server for one, and the book has none there.
    """
    page = Path(app.outdir) / "index.html"
    if exception or app.builder.name not in PAGES or not page.exists():
        return
    bare = REDIRECT.fullmatch(page.read_text(encoding="utf-8").strip())
    if bare:
        title = escape(app.config.project)
        text = f"""<!DOCTYPE html>
<html lang="{app.config.language}">
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={bare[1]}">
<link rel="icon" href="_static/{FAVICON.name}">
<p><a href="{bare[1]}">{title}</a></p>
"""
        page.write_text(text, encoding="utf-8")


def drop_widgets(app, config) -> None:
    """Have MyST-NB load no script for ipywidgets: a slider of the book is one of the browser's."""
    config.nb_ipywidgets_js = {}


def setup(app):
    app.connect("config-inited", drop_widgets)
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", close_page, priority=900)
    app.connect("build-finished", furnish_redirect, priority=900)  # after it was written
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
