"""Makes every chapter citable, by people and by programs; CITATION.cff is the only source.

Each page of the book says in its head what it is, ends in a section with citations to copy and
files for reference managers, and is the address of its own citation once the book has one. The
root page stands for the whole book. Pages without a source, such as the search, get nothing.

    {citation}`label`          the work, section or figure with this label, as one sentence
    ```{citation} label```     the same work in all styles, with its mention in a text
    {cff}`version`             what CITATION.cff says: authors, title, short-title, version, date
"""

import json
import posixpath
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.osutil import relative_uri

from reportbook.content.citing import cards, cff, exports, metatags, sentences
from reportbook.html.templates import PAGES

FOLDER = "_citations"
CARDS = "_cards"
SECTION = "cite"  # address of the section on every page
# Stand in a page's pattern for what a part of it is called, and for its id; `cite.js` fills it.
NAME, PLACE = "\ue000", "\ue001"
HEADINGS = {
    "book": "Cite this book",
    "chapter": "Cite this chapter",
    "dataset": "Cite this data set",
}

logger = logging.getLogger(__name__)


class pending_citation(nodes.General, nodes.Element):
    """Stands for citations until all titles are known.

    kind: box (all of this page), list (all of `target`) or sentence (one of `target`).
    """


class unindexed(nodes.General, nodes.Inline, nodes.Element):
    """Words, its attribute `html`, that the search passes over.

    Else every page would be found by every word of the book's title.
    """


# ---- What is cited ---------------------------------------------------------------------------


def read_book(app, config) -> None:
    """Read CITATION.cff; its address becomes the book's only one, its version goes to the foot."""
    config.citing_book = book = cff.read(Path(app.srcdir) / "CITATION.cff")
    config.html_baseurl = book.url
    foot = config.html_theme_options.get("extra_footer", "")
    options = {"extra_footer": f"Version {escape(book.version)}, {book.day}. {foot}".strip()}
    config.html_theme_options = config.html_theme_options | options


def works(app) -> dict[str, dict]:
    """Name of each page -> what it is cited as, an item of CSL-JSON."""
    return {docname: _work(app, docname) for docname in sorted(app.env.found_docs)}


def _work(app, docname: str) -> dict:
    book, config = app.config.citing_book, app.config
    described = app.env.metadata[docname].get("description", "")
    if docname == config.root_doc:
        return exports.item(book, "book", "", book.title, described, book.url, config.language)
    kind, title = "chapter", app.env.titles[docname].astext()
    if docname in config.citing_datasets:
        package = Path(app.srcdir) / config.citing_datasets[docname]
        kind, title = "dataset", json.loads(package.read_text(encoding="utf-8"))["title"]
    path = posixpath.relpath(docname, posixpath.dirname(config.root_doc) or ".")
    return exports.item(book, kind, path, title, described, address(app, docname), config.language)


def address(app, docname: str) -> str:
    """Where the page will always be found; "" as long as the book has no address."""
    online = app.builder.name in PAGES  # the pages that other forms of the book point to
    page = app.builder.get_target_uri(docname) if online else f"{docname}.html"
    url = app.config.citing_book.url
    return posixpath.join(url, page) if url else ""


def begin(app, env) -> None:
    """Have all works printed while Sphinx does what comes before the first page."""
    items, memory = [*works(app).values()], Path(app.doctreedir) / "citations.json"
    items += [exports.part(item, NAME, PLACE) for item in items]
    printer = ThreadPoolExecutor(1)
    app.citing_printed = printer.submit(sentences.remembered, items, memory)
    printer.shutdown(wait=False)


def printed(app) -> dict:
    return app.citing_printed.result()


# ---- On the page -----------------------------------------------------------------------------


class CitationRole(SphinxRole):
    def run(self):
        node = pending_citation(kind="sentence", target=self.text)
        self.set_source_info(node)
        return [node], []


class CitationDirective(SphinxDirective):
    required_arguments = 1

    def run(self):
        node = pending_citation(kind="list", target=self.arguments[0])
        self.set_source_info(node)
        return [node]


class FieldRole(SphinxRole):
    def run(self):
        book = self.config.citing_book
        fields = {
            "authors": " and ".join(map(cff.full_name, book.authors)),
            "title": book.title,
            "short-title": book.short_title,
            "version": book.version,
            "date": book.day,
        }
        if self.text not in fields:
            known = ", ".join(fields)
            message = f"CITATION.cff is asked for {self.text!r}, expected one of {known}."
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        return [nodes.Text(fields[self.text])], []


def add_section(app, doctree) -> None:
    """End the page with a section for its citations, before its contents are collected."""
    docname = app.env.docname
    root, datasets = app.config.root_doc, app.config.citing_datasets
    kind = "book" if docname == root else "dataset" if docname in datasets else "chapter"
    page = next(doctree.findall(nodes.section), None)
    if page is not None:
        title = nodes.title("", HEADINGS[kind])
        page += nodes.section("", title, pending_citation(kind="box"), ids=[SECTION])


def put_citations(app, doctree, docname: str) -> None:
    """Exchange what stands for citations for the citations."""
    for node in list(doctree.findall(pending_citation)):
        node.replace_self(box(app, docname) if node["kind"] == "box" else labelled(app, node))


def box(app, docname: str) -> list:
    """Everything for readers who cite the page."""
    book, url = app.config.citing_book, address(app, docname)
    line = _words(f"Version {book.version} of {book.day}. ")
    about = nodes.paragraph("", "", line, classes=["cite-version"])
    if url:
        about += [_words("Permanent address: "), nodes.reference("", "", _words(url), refuri=url)]
    key = works(app)[docname]["id"]
    styles = _styles({name: found[key][:1] for name, found in printed(app).items()})
    content = nodes.container("", about, styles, classes=["cite-box"])
    if app.builder.name in PAGES:
        content += _downloads(app, docname)
        return [content, unindexed(html=_pattern(app, docname))]
    return [content]


def _pattern(app, docname: str) -> str:
    """What `cite.js` makes the citations of a part of the page of: sentences and files."""
    item = exports.part(works(app)[docname], NAME, PLACE)
    styles = ""
    for name, style in sentences.SHOWN.items():
        entry = printed(app)[name][item["id"]][0]
        styles += f"<dt>{escape(style.label)}</dt><dd><p>{entry}</p></dd>"
    files = "".join(
        f'<pre data-ending="{ending}" data-type="{exports.FILES[ending][0]}" '
        f'title="{exports.FILES[ending][1]}">{_kept(content.decode())}</pre>'
        for ending, content in exports.exports(item).items()
    )
    return f'<template class="cite-part"><dl class="cite-styles">{styles}</dl>{files}</template>'


def _kept(text: str) -> str:
    """As HTML; a browser would lose the CR at the end of a line."""
    return escape(text).replace("\r", "&#13;")


def _downloads(app, docname: str):
    files = nodes.paragraph("", "", _words("Download: "), classes=["cite-files"])
    for number, (ending, (_, name)) in enumerate(exports.FILES.items()):
        file = escape(file_address(app, docname, ending))
        link = f'<a class="reference download" download href="{file}">{name}</a>'
        files += [_words(", " if number else ""), unindexed(html=link)]
    return files


def file_address(app, docname: str, ending: str) -> str:
    """Of an export, seen from its page."""
    return relative_uri(app.builder.get_target_uri(docname), f"{FOLDER}/{docname}.{ending}")


def labelled(app, node) -> list:
    """What a role or directive names: a page, or a section or figure as a part of its page."""
    std = app.env.get_domain("std")
    if node["target"] not in std.labels:
        logger.warning("Nothing to cite is labelled %r.", node["target"], location=node)
        return []
    docname, place, title = std.labels[node["target"]]
    found = {name: each[works(app)[docname]["id"]] for name, each in printed(app).items()}
    if node["kind"] == "list":
        return [_styles(found)]
    entry = found[sentences.PLAIN][0]
    if title != app.env.titles[docname].astext():
        entry = _part(app, docname, place, title)
    return [unindexed(html=entry)]


def _part(app, docname: str, place: str, title: str) -> str:
    """The entry of a section or figure within its page; `cite.js` puts the same together."""
    kinds = [k for k, found in app.env.toc_fignumbers.get(docname, {}).items() if place in found]
    name = f"{(kinds or ['section'])[0].capitalize()}: {title}"
    item = exports.part(works(app)[docname], name, place)
    return sentences.printed([item], [sentences.PLAIN])[sentences.PLAIN][item["id"]][0]


def _styles(found: dict[str, list[str]]):
    """Style by style what is printed of a work."""
    items = []
    for name, style in sentences.SHOWN.items():
        entries = [nodes.paragraph("", "", unindexed(html=entry)) for entry in found[name]]
        term = nodes.term("", "", _words(style.label))
        items.append(nodes.definition_list_item("", term, nodes.definition("", *entries)))
    return nodes.definition_list("", *items, classes=["cite-styles"])


def _words(text: str):
    return unindexed(html=escape(text))


def visit_html(self, node) -> None:
    self.body.append(node["html"])


def visit_other(self, node) -> None:
    """As the builder writes any text."""
    text = nodes.Text(sentences.plain(node["html"]))
    self.visit_Text(text)
    self.depart_Text(text)


def depart(self, node) -> None:
    pass


# ---- In the head and beside the pages --------------------------------------------------------


def fill_head(app, pagename, templatename, context, doctree) -> None:
    """Say in the head of a page what it is; pages without a source get no address, either."""
    if app.builder.name not in PAGES:
        return
    if doctree is None:
        context["pageurl"] = None
        return
    files = {ending: file_address(app, pagename, ending) for ending in exports.FILES}
    url = app.config.citing_book.url
    card = posixpath.join(url, CARDS, f"{pagename}.png") if url else ""
    what = app.config.citing_book, _work(app, pagename), address(app, pagename), files, card
    context["metatags"] = context.get("metatags", "") + metatags.tags(*what)


def write_files(app, exception) -> None:
    """Write the exports of all pages and, where the book has an address, its map and its cards."""
    if exception or app.builder.name not in PAGES:
        return
    for docname, work in works(app).items():
        for ending, content in exports.exports(work).items():
            path = Path(app.outdir, FOLDER, f"{docname}.{ending}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if app.config.citing_book.url:
        for docname, work in works(app).items():
            path = Path(app.outdir, CARDS, f"{docname}.png")
            path.parent.mkdir(parents=True, exist_ok=True)
            said = work["title"], work["abstract"], app.config.citing_book.short_title
            path.write_bytes(cards.draw_card(*said))
        pages = "".join(f"{address(app, docname)}\n" for docname in works(app))
        Path(app.outdir, "sitemap.txt").write_text(pages, encoding="utf-8")


def setup(app):
    app.setup_extension("reportbook.html.accessibility")  # style sheet and place of the script
    # Page that describes a data set -> its datapackage.json, from the book's root.
    app.add_config_value("citing_datasets", {}, "env", dict)
    app.add_config_value("citing_book", None, "env")
    others = dict.fromkeys(("latex", "text", "man", "texinfo"), (visit_other, depart))
    app.add_node(unindexed, html=(visit_html, depart), **others)
    app.add_node(pending_citation)
    app.add_role("citation", CitationRole())
    app.add_role("cff", FieldRole())
    app.add_directive("citation", CitationDirective)
    app.add_js_file("cite.js", loading_method="defer")
    app.connect("config-inited", read_book)
    app.connect("doctree-read", add_section, priority=400)
    app.connect("env-updated", begin, priority=100)  # when all titles are known
    app.connect("doctree-resolved", put_citations)
    app.connect("html-page-context", fill_head, priority=600)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
