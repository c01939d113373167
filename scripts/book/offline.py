"""Closes a book: its pages load nothing from another host, over HTTP or from `file://`.

MathJax, RequireJS and the HTML manager of ipywidgets are served from the folder `vendor`, only on
the pages that use them; `vendor/VENDORED.csv` says what they are. They are kept out of `_static`,
where Jupyter Book loads every script on every page.
"""

import posixpath
import shutil
from pathlib import Path

from jinja2 import DictLoader, TemplateNotFound
from sphinx.errors import ThemeError
from sphinx.util import logging

VENDOR = Path(__file__).parent / "vendor"
FAVICON = Path(__file__).parent / "theme" / "favicon.svg"
PAGES = ("html", "dirhtml", "singlehtml")  # builders whose pages a browser opens

# Last part of a remote script's address -> its copy in this book.
COPIES = {
    "tex-mml-chtml.js": "vendor/mathjax/tex-mml-chtml.js",
    "require.min.js": "vendor/requirejs/require.js",
    "embed-amd.js": "vendor/@jupyter-widgets/html-manager/dist/embed-amd.js",
}
# What a copy on our own host has no use for; on `file://` these would stop it.
REMOTE_ONLY = ("integrity", "crossorigin")
MACROS = "static/webpack-macros.html"

logger = logging.getLogger(__name__)


def before_theme(app, loader) -> None:
    """Let the templates of a Jinja `loader` win over those of the theme."""
    templates = app.builder.templates
    templates.loaders.insert(0, loader)
    templates.templatepathlen += 1


def has_widgets(context: dict) -> bool:
    """Whether the page of this `html-page-context` holds ipywidgets."""
    kinds = [js.attributes.get("type") for js in context["script_files"]]
    return "application/vnd.jupyter.widget-state+json" in kinds


def prepare(app) -> None:
    """Copy the vendored files and take leave of the theme's icon script."""
    if app.builder.name not in PAGES:
        return
    # Not by `html_extra_path`: that copies last, so the checksums in the script links would
    # differ between the first build and the next.
    shutil.copytree(VENDOR, Path(app.outdir) / "vendor", dirs_exist_ok=True)
    before_theme(app, DictLoader({MACROS: without_fontawesome(app)}))
    app.config.html_favicon = app.config.html_favicon or str(FAVICON)
    if app.builder.name == "singlehtml":
        # One page holds all chapters, but Sphinx looks for maths in the first alone.
        app.set_html_assets_policy("always")


def without_fontawesome(app) -> str:
    """The theme's list of scripts less `fontawesome.js`, whose icons its style sheet draws, too.

    The script is more than half the weight of a page, and it breaks the Play button of ipywidgets.
    Raises ThemeError when the theme's list is not as expected.
    """
    try:
        source = app.builder.templates.get_source(None, MACROS)[0]
    except TemplateNotFound:
        source = ""
    lines = source.splitlines(keepends=True)
    kept = [line for line in lines if "scripts/fontawesome.js" not in line]
    if len(kept) != len(lines) - 1:
        raise ThemeError(
            f"book.offline expects one line that loads fontawesome.js in {MACROS} of the theme "
            f"{app.config.html_theme!r} and found {len(lines) - len(kept)}: use a "
            "pydata-sphinx-theme of the 0.16 series or adapt the extension."
        )
    return "".join(kept)


def close_page(app, pagename, templatename, context, doctree) -> None:
    """Exchange remote scripts for their copies and drop Thebe, which lives on a remote kernel."""
    if app.builder.name not in PAGES:
        return
    vendor = context["pathto"]("vendor/", 1)
    closed = []
    for js in context["script_files"]:
        name = posixpath.basename(str(js.filename or ""))
        if name == "sphinx-thebe.js" or "THEBE_JS_URL" in js.attributes.get("body", ""):
            continue
        if "://" not in str(js.filename or ""):
            closed.append(js)
        elif name in COPIES:
            closed += local(js, COPIES[name], vendor)
        else:
            closed.append(js)
            logger.warning(f"The page loads {js.filename} from another host.", location=pagename)
    # In place: Sphinx hands the same list to whoever adds a script after us.
    context["script_files"][:] = closed


def local(js, copy: str, vendor: str) -> list:
    """The script tags in place of the remote script `js`."""
    script = type(js)
    attributes = {k: v for k, v in js.attributes.items() if k not in REMOTE_ONLY}
    if "data-jupyter-widgets-cdn" in attributes:
        attributes["data-jupyter-widgets-cdn"] = vendor
    tags = [script(copy, priority=js.priority, **attributes)]
    if copy.endswith("require.js"):
        # The HTML manager looks for its fonts here, and beside the page without this line.
        body = f'var require = {{baseUrl: "{vendor}"}};'
        tags.insert(0, script("", priority=js.priority, body=body))
    return tags


def setup(app):
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", close_page, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
