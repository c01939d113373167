"""Makes pages light: fewer and smaller requests before a reader sees something.

All style sheets are joined into one, with only those icons of the theme's fonts that a page shows.
Scripts go to the pages that use them and stop no page from being drawn. A picture is fetched when
the reader comes near it.
"""

import base64
import json
import logging as silent
import posixpath
import re
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from docutils import nodes
from fontTools import subset
from sphinx.util import logging
from sphinx.util.images import get_image_size

from reportbook.html.templates import PAGES, amend_template

SHEET = "_static/joined.css"
LINK = re.compile(rf'{SHEET}(\?v=\w+)?(?=")')
THEME_SHEETS = ["_static/styles/theme.css", "_static/styles/pydata-sphinx-theme.css"]
# Script -> what only a page that uses it contains.
USES = {
    "clipboard.min.js": r'<div class="highlight',
    "copybutton.js": r'<div class="highlight',
    "design-tabs.js": r'class="[^"]*\bsd-tab',
    "folds.js": r'class="(code-fold|figure-note)',
    "togglebutton.js": r'class="[^"]*\b(toggle|toggle-details|dropdown)\b',
}
OPTIONS = "documentation_options.js"
CHOSEN = (
    '{light: "light", dark: "dark"}[document.documentElement.dataset.mode] '
    '?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");'
)

# Fetched beside the style sheet that asks for them; from a disk a browser would refuse to.
FONTS = ["vendor/source-sans-3/400.woff2", "vendor/source-serif-4/700.woff2"]
FETCH = """<script>
if (location.protocol !== "file:")
  for (const href of {})
    document.head.append(Object.assign(document.createElement("link"), {{
      rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href,
    }}));
</script>
"""

IMPORT = re.compile(r'@import "([^"]+)";')
URL = re.compile(r"""url\((?!["']?(?:data:|https?:|#))([^)]+)\)""")
MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")  # of a file that is not this one
ICON = re.compile(r"\bfa-[\w-]+")
GLYPH = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')
ESCAPE = re.compile(r"\\([ef][0-9a-f]{3})\b")
FACE = re.compile(r"(font-family:Font Awesome[^}]*src:)url\([^}]*url\(([^)]+\.ttf)\)[^}]*")

logger = logging.getLogger(__name__)
# It tells of each table that it shortens.
silent.getLogger("fontTools").setLevel(silent.WARNING)


def prepare(app) -> None:
    if app.builder.name in PAGES:
        app.shared_sheets = []
        links = r'(<link href="[^>]*\.css[^>]*rel="stylesheet" />\n)+'
        amend_template(app, "static/webpack-macros.html", links, "")
        # Otherwise the theme chooses the colours when the page stands, and all is drawn twice.
        stored = r"(?<=\.dataset\.theme = )localStorage.*"
        amend_template(app, "pydata_sphinx_theme/layout.html", stored, CHOSEN)


def lighten_page(app, pagename, templatename, context, doctree) -> None:
    """Link the one style sheet; leave out or put off scripts."""
    if app.builder.name not in PAGES:
        return
    fonts = [context["pathto"](font, 1) for font in FONTS]
    context["metatags"] = FETCH.format(json.dumps(fonts)) + context.get("metatags", "")
    css = context["css_files"]
    if not app.shared_sheets:
        app.shared_sheets += sorted(filter(is_plain, css), key=lambda sheet: sheet.priority)
    others = [sheet for sheet in css if sheet not in app.shared_sheets]
    css[:] = [type(css[0])(SHEET, priority=0), *others]
    if doctree:  # the theme's page of search results has scripts of its own that wait for none
        scripts = context["script_files"]
        scripts[:] = [put_off(app, js) for js in scripts if is_used(js, context["body"])]


def is_plain(sheet) -> bool:
    """Whether a style sheet is one of the book's files, for every medium."""
    name, attributes = str(sheet.filename), set(sheet.attributes)
    return name.startswith("_static/") and attributes == {"rel", "type"}


def is_used(js, body: str) -> bool:
    pattern = USES.get(posixpath.basename(str(js.filename or "")))
    return pattern is None or bool(re.search(pattern, body))


def put_off(app, js):
    """The script to be run when the page is there, in the same order among its like."""
    if not js.filename or {"defer", "async", "type"} & set(js.attributes):
        return js
    if posixpath.basename(str(js.filename)) == OPTIONS:  # for the scripts inside the page
        text = Path(app.outdir, js.filename).read_text(encoding="utf-8")
        return type(js)("", priority=js.priority, body=text)
    return type(js)(js.filename, priority=js.priority, defer="defer", **js.attributes)


def visit_image(self, node) -> None:
    """A picture that keeps its place on the page and is fetched when the reader comes near."""
    size = get_image_size(str(Path(self.builder.srcdir, node["uri"])))
    type(self).visit_image(self, node)
    place = 'width="{}" height="{}" '.format(*size) if size and "width" not in node else ""
    self.body[-1] = self.body[-1].replace("<img ", f'<img loading="lazy" {place}', 1)


def depart_image(self, node) -> None:
    type(self).depart_image(self, node)


# ---- The style sheet -----------------------------------------------------------------------------


def write_sheet(app, exception) -> None:
    """Join the style sheets and tell all pages, also those of earlier builds, the new address."""
    if exception or not getattr(app, "shared_sheets", None):
        return
    root = Path(app.outdir)
    names = THEME_SHEETS + [str(sheet.filename) for sheet in app.shared_sheets]
    pages = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.html")}
    pages = {path: text for path, text in pages.items() if LINK.search(text)}
    css = '@charset "utf-8";\n' + "".join(sheet(root, name) for name in names)
    css = with_few_icons(css, icons(root, pages), root / "_static")
    (root / SHEET).write_text(css, encoding="utf-8")
    for path in (root / "_static").rglob("*.map"):  # for the makers of the theme
        path.unlink()
    version = f"{zlib.crc32(css.encode()):08x}"
    for path, text in pages.items():
        linked = LINK.sub(f"{SHEET}?v={version}", text)
        if linked != text:
            path.write_text(linked, encoding="utf-8")


def sheet(root: Path, name: str) -> str:
    """The text of a style sheet with what it imports, its addresses as seen from `SHEET`."""

    def rebased(address: str) -> str:
        path = posixpath.join(posixpath.dirname(name), address.strip("\"'"))
        return posixpath.normpath(path)

    def url(found: re.Match) -> str:
        return f"url({posixpath.relpath(rebased(found[1]), posixpath.dirname(SHEET))})"

    text = URL.sub(url, MAP.sub("", (root / name).read_text(encoding="utf-8")))
    return IMPORT.sub(lambda found: sheet(root, rebased(found[1])), text) + "\n"


def icons(root: Path, pages: dict[Path, str]) -> set[str]:
    """Every word in the pages and in the scripts that they load that could name an icon."""
    loaded = {
        (path.parent / address).resolve()
        for path, text in pages.items()
        for address in re.findall(r'<script [^>]*src="([^"?]+)', text)
        if "_static/" in address
    }
    texts = [*pages.values(), *(path.read_text(encoding="utf-8") for path in loaded)]
    return {name for text in texts for name in ICON.findall(text)}


def with_few_icons(css: str, names: set[str], folder: Path) -> str:
    """The style sheet with the rules of these icons and, inside it, fonts of no other glyphs."""
    if not GLYPH.search(css) or not FACE.search(css):
        logger.warning("The theme's style sheet has no icons of the form known here.")
    css = GLYPH.sub(lambda rule: rule[0] if names & set(ICON.findall(rule[1])) else "", css)
    glyphs = {int(code, 16) for _, code in GLYPH.findall(css)}
    glyphs |= {int(code, 16) for code in ESCAPE.findall(css)}
    return FACE.sub(lambda face: f"{face[1]}url({small_font(folder / face[2], glyphs)})", css)


def small_font(path: Path, glyphs: set[int]) -> str:
    """The font with these code points only, as a data address."""
    codes = ",".join(f"{glyph:x}" for glyph in sorted(glyphs))
    with TemporaryDirectory() as folder:
        small = Path(folder, "small.woff")
        options = ["--flavor=woff", "--no-hinting", "--notdef-outline", f"--output-file={small}"]
        subset.main([str(path), f"--unicodes={codes}", *options])
        return "data:font/woff;base64," + base64.b64encode(small.read_bytes()).decode()


def setup(app):
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", lighten_page, priority=950)  # when all scripts are there
    app.connect("build-finished", write_sheet, priority=950)  # when all pages are there
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
