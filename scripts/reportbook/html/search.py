"""Finds sections: by words of any language, numbers and claims' ids, with no server.

Every page leaves the words of its sections beside Sphinx's memory when it is written; at the end
they are joined into one script, so that the search works from `file://`, too. `theme/search.js`
ranks the sections for a query and shows where in them the words stand.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx.search.en import SearchEnglish

from reportbook.html.templates import PAGES, amend_template
from reportbook.html.vendored_files import VENDOR

INDEX = "_static/sections.js"
# What has an address of its own; elements of class "entry" may be rows, items or boxes.
PLACES = "section[id], .entry[id], dl.glossary > dt[id]"
HEADING = re.compile("^h[1-6]$")
# Code, data, lists of sources, formulas and how to cite: not what a reader looks for by its words.
UNREAD = (
    "details.hide, .cell_input, .highlight, .figure-source, .figure-downloads, .widget-subarea, "
    "#cite, .cite-styles, .headerlink, .caption-number, .evidence-until, math, script, style, svg"
)
FOLDED_DATA = re.compile(r'<details class="figure-data">.*?</details>', re.DOTALL)
END_OF_BLOCK = re.compile(r"</(?:p|div|li|d[td]|t[hd]|h[1-6]|(?:fig)?caption|summary)>")


class StemmerOnly(SearchEnglish):
    """Leaves to the browser English stop words and stemmer, and keeps no words in Sphinx's index."""

    def split(self, input: str) -> list[str]:
        return []


# ---- What can be found -----------------------------------------------------------------------


def sections(body: str) -> list[list[str]]:
    """Id, title, words, and words in tables and notes, of each section, in reading order."""
    # First: they are nine tenths of a page, which would take long to parse.
    body = FOLDED_DATA.sub("", body)
    page = BeautifulSoup(END_OF_BLOCK.sub(r" \g<0>", body), "html.parser")
    for element in page.select(UNREAD):
        element.decompose()
    # From the last to the first, so that each is taken out before what it stands in.
    return [section(place) for place in reversed(page.select(PLACES))][::-1]


def section(place: Tag) -> list[str]:
    """See `sections`; what is read is taken out of the page."""
    name = str(place["id"])
    if place.name == "dt":  # several terms may share one explanation
        explained = place.find_next_sibling("dd")
        found = [name, words([place]), words([explained]) if explained else "", ""]
        # With the last, which comes first, the whole list leaves the section.
        (place if place.find_next_sibling("dt") else place.parent or place).extract()
        return found
    heading = place.find(HEADING)
    title = words([heading.extract()]) if heading else name.upper().replace("-", ".")
    tables = words([table.extract() for table in place.select("table, .figure-note")])
    return [name, title, words([place.extract()]), tables]


def words(elements: list[Tag]) -> str:
    return " ".join(" ".join(element.get_text() for element in elements).split())


def memory(app, docname: str) -> Path:
    return Path(app.doctreedir, "sections", f"{docname}.json")


def remember_page(app, pagename, templatename, context, doctree) -> None:
    """Keep the sections of a page, which not every build writes anew."""
    if doctree and app.builder.name in PAGES:
        path = memory(app, pagename)
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = sections(context["body"])
        if parts:  # the page itself may have no words before its first section
            described = app.env.metadata[pagename].get("description", "")
            parts[0][2] = f"{described} {parts[0][2]}".strip()
        path.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")


# ---- The index ---------------------------------------------------------------------------------


def write_index(app, exception) -> None:
    """Join the sections of all pages, in reading order."""
    if exception or app.builder.name not in PAGES:
        return
    pages = []
    for docname in reading_order(app.env, app.config.root_doc):
        if (path := memory(app, docname)).exists():
            uri, heft = app.builder.get_target_uri(docname), weight(app.config, docname)
            parts = json.loads(path.read_text(encoding="utf-8"))
            if heft < 1:  # tables of what is looked up, such as all tables of the data
                parts = [part[:3] for part in parts]
            pages.append({"address": uri, "weight": heft, "sections": parts})
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
    call = f"search.open({text}, {json.dumps(simplified(text), ensure_ascii=False)});\n"
    Path(app.outdir, INDEX).write_text(call, encoding="utf-8")


def reading_order(env, docname: str) -> Iterator[str]:
    yield docname
    for below in env.toctree_includes.get(docname, []):
        yield from reading_order(env, below)


def weight(config, docname: str) -> float:
    """Of a page: that of the last pattern that it fits."""
    return [1, *(w for pattern, w in config.search_weights.items() if fnmatch(docname, pattern))][
        -1
    ]


def simplified(text: str) -> dict[str, str]:
    """Traditional character -> simplified one, where the text has either of them."""
    table = (VENDOR / "opencc" / "TSCharacters.txt").read_text(encoding="utf-8")
    # The first of several is the usual one.
    pairs = re.findall(r"^([^\W\d_])\t(\S+)", table, re.MULTILINE)
    there = set(text)
    # Characters that JavaScript counts as two would move what comes after them.
    return {
        old: new
        for old, new in pairs
        if old != new and there & {old, new} and max(old + new) <= "\uffff"
    }


def prepare(app) -> None:
    """Have the page of results use our script and index."""
    if app.builder.name in PAGES:
        amend_template(app, "search.html", r"_static/searchtools\.js", "_static/search.js")
        amend_template(app, "search.html", r"'searchindex\.js'", f"'{INDEX}'")


def setup(app):
    app.setup_extension("reportbook.html.accessibility")  # style sheet and place of the script
    # Pattern of pages -> what their sections count beside those of other pages, which count 1.
    app.add_config_value("search_weights", {}, "")
    app.add_search_language(StemmerOnly)
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", remember_page)
    app.connect("build-finished", write_index)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
