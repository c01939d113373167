"""Closes a book: its pages load nothing from another host, over HTTP or from `file://`.

RequireJS and the HTML manager of ipywidgets are served from the folder `vendor`, only on the pages
that use them; `vendor/VENDORED.csv` says what they are. They are kept out of `_static`, where
Jupyter Book loads every script on every page.
"""

import posixpath
import re
import shutil
from html import escape
from pathlib import Path

from sphinx.util import logging

from reportbook.html.templates import PAGES, amend_template

VENDOR = Path(__file__).parent / "vendor"
FAVICON = Path(__file__).parent / "theme" / "favicon.svg"
REDIRECT = re.compile(r'<meta http-equiv="Refresh" content="0; url=([^"]+)"\s*/?>')

# Last part of a remote script's address -> its copy in this book.
REQUIRE, WIDGETS = "require.min.js", "embed-amd.js"
COPIES = {
    REQUIRE: "vendor/requirejs/require.js",
    WIDGETS: "vendor/html-manager/embed-amd.js",
}

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
        ignore=shutil.ignore_patterns("citation-file-format", "citeproc-js", "csl", "opencc"),
        dirs_exist_ok=True,
    )
    # More than half the weight of a page, and it breaks the Play button of ipywidgets. The
    # theme's style sheet draws the same icons without it.
    amend_template(app, "static/webpack-macros.html", r".*scripts/fontawesome\.js.*\n", "")
    app.config.html_favicon = app.config.html_favicon or str(FAVICON)
    # Without a mode the theme writes an error to the console of each new reader.
    app.config.html_context.setdefault("default_mode", "auto")


def has_widgets(context: dict) -> bool:
    """Whether the page of this `html-page-context` holds ipywidgets."""
    kinds = [js.attributes.get("type") for js in context["script_files"]]
    return "application/vnd.jupyter.widget-state+json" in kinds


def close_page(app, pagename, templatename, context, doctree) -> None:
    """Exchange remote scripts for their copies and drop Thebe, whose kernels are remote."""
    if app.builder.name not in PAGES:
        return
    root = context["pathto"]("vendor/", 1)
    closed = []
    for js in context["script_files"]:
        address = str(js.filename or "")
        name, remote = posixpath.basename(address), "://" in address
        if name == "sphinx-thebe.js" or "THEBE_JS_URL" in js.attributes.get("body", ""):
            continue
        if remote and name not in COPIES:
            logger.warning("The page loads %s from another host.", address, location=pagename)
        closed += local(js, name, root) if remote and name in COPIES else [js]
    # In place: Sphinx hands the same list to whoever adds a script after us.
    context["script_files"][:] = closed


def local(js, name: str, root: str) -> list:
    """The script tags that replace the remote script `js` on a page to which `root` is vendor/."""

    def script(filename: str, **attributes):
        return type(js)(filename, priority=js.priority, **attributes)

    if name == WIDGETS:
        return [script(COPIES[name], **{"data-jupyter-widgets-cdn": root})]
    # By these paths the HTML manager finds its icon font, in one place.
    paths = '{"@jupyter-widgets": ".", "@jupyter-widgets/html-manager/dist": "."}'
    body = f'var require = {{baseUrl: "{root}html-manager/", paths: {paths}}};'
    return [script("", body=body), script(COPIES[name])]


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


def setup(app):
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", close_page, priority=900)
    app.connect("build-finished", furnish_redirect, priority=900)  # after it was written
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
