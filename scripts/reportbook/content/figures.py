"""Shows figures and tables of a notebook as numbered, described, downloadable ones.

A cell's output of type `application/vnd.book.figure+json` or `application/vnd.book.table+json`
becomes real docutils nodes, so numbering, references, search and other builders know it.
`bundle.schema.json` says what such an output holds. Title, alt text and note come with it or, by
the directive of `reportbook.content.words`, from the page.
"""

import base64
import csv
import io
import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx import addnodes

from reportbook.content import entries, pictures

SOURCES_SHOWN = 4
LONG = 60  # characters of a cell from which it reads as a sentence
# A cell in Chinese says so, so that it is read aloud and hyphenated as Chinese.
CHINESE = re.compile(r"[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*")


class Figure:
    """MyST-NB plug-in for `application/vnd.book.figure+json`."""

    mime_type = "application/vnd.book.figure+json"
    mime_priority_overrides: ClassVar = [("*", mime_type, 1)]

    @classmethod
    def handle_mime(cls, renderer, data, inline):
        if inline or data.mime_type != cls.mime_type:
            return None
        content = data.content
        figure = nodes.figure("")
        picture = content["picture"]
        for theme, shown in ("light", picture), ("dark", pictures.darken(picture, content["dark"])):
            name = f"{content['id']}-{theme}.svg"
            classes = [f"only-{theme}"] + ["static-frame"] * content["live"]
            figure += nodes.image(uri=_write(renderer, name, shown), classes=classes)
        files = {
            "csv": content["csv"].encode(),
            "svg": picture.encode(),
            "png": base64.b64decode(content.get("png") or _beside(renderer, data)),
        }
        return [_block(renderer, figure, content, files)]


def _beside(renderer, data) -> str:
    """The PNG in the same output, for notebooks, in Base64."""
    outputs = renderer.renderer.nb_client.code_cell_outputs(data.cell_index)[1]
    return outputs[data.output_index]["data"]["image/png"]


class Table:
    """MyST-NB plug-in for `application/vnd.book.table+json`."""

    mime_type = "application/vnd.book.table+json"
    mime_priority_overrides: ClassVar = [("*", mime_type, 1)]

    @classmethod
    def handle_mime(cls, renderer, data, inline):
        if inline or data.mime_type != cls.mime_type:
            return None
        content = data.content
        shown = _cells(content["shown"]), content["links"], content.get("chips", [])
        classes = ["data-table", *(f"pick-{nodes.make_id(name)}" for name in content["pick"])]
        table = nodes.table("", _rows(*shown), classes=classes)
        if kind := content.get("kind"):
            entries.furnish(table, kind, content["folds"], renderer.renderer.sphinx_env)
        return [_block(renderer, table, content, {"csv": content["csv"].encode()})]


class Caption:
    """MyST-NB plug-in for what says in a notebook what a figure's caption says in the book."""

    mime_type = "application/vnd.book.caption+json"
    mime_priority_overrides: ClassVar = [("*", mime_type, 1)]

    @classmethod
    def handle_mime(cls, renderer, data, inline):
        return [nodes.comment()] if data.mime_type == cls.mime_type else None


class Unsaid(NamedTuple):
    """A figure or table of which the page has said nothing yet."""

    element: nodes.Element
    block: nodes.Element
    credit: str
    caution: str
    panes: dict[str, dict[str, str]]
    files: dict[str, bytes]
    write: Callable[[str, bytes], str]


def unsaid(env) -> dict[str, Unsaid]:
    """Label -> figure or table without a title, of the page that is being read."""
    return env.temp_data.setdefault("unsaid_figures", {})


def _block(renderer, element, content: dict, files: dict[str, bytes]):
    """The element with its label and, below it, sources, downloads and data."""
    document = renderer.renderer.document
    element["ids"].append(content["id"])
    element["names"].append(content["id"])
    document.note_explicit_target(element, element)
    block = nodes.container("", element, classes=["figure-block"])
    block += _source_line(content["sources"])
    block += _downloads(renderer, content, files)
    env = renderer.renderer.sphinx_env
    credit = pictures.credit([source["text"] for source in content["sources"]], env.config.author)
    write = partial(_write, renderer)
    panes = content.get("panes", {})
    found = Unsaid(element, block, credit, content["note"], panes, files, write)
    if title := content.get("title"):
        describe(found, [nodes.Text(title)], content.get("alt", ""))
    else:
        unsaid(env)[content["id"]] = found
    return block


def describe(found: Unsaid, title: list, alt: str = "", subtitle=(), note=()) -> None:
    """Give a figure or table its title and note, and a figure its alt text and its frame.

    Parameters
    ----------
    title, subtitle, note : list of docutils.nodes.Node
        Inline nodes.
    alt : str
        What the figure shows, for those who do not see it.
    """
    element, block, credit, caution, _, files, write = found
    is_figure = isinstance(element, nodes.figure)
    # First: the finding is read before the picture, and themes that hide one of two pictures hide
    # what follows it, too.
    element.insert(0, (nodes.caption if is_figure else nodes.title)("", "", *title))
    if subtitle:
        element.insert(1, nodes.paragraph("", "", *subtitle, classes=["figure-subtitle"]))
    if caution:
        note = [*note, nodes.Text(" " * bool(note) + caution)]
    if note:
        lead = nodes.Text("Note: ")
        block.insert(2, nodes.paragraph("", "", lead, *note, classes=["figure-note"]))
    for image in element.findall(nodes.image):
        image["alt"] = alt
    if is_figure:
        name, svg = element["ids"][0], files["svg"].decode()
        frame = pictures.Frame(element[0].astext(), credit)
        write(f"{name}.svg", pictures.frame_svg(svg, frame).encode())
        write(f"{name}.png", pictures.frame_png(files["png"], svg, frame))


def _source_line(sources: list[dict]):
    line = nodes.paragraph(classes=["figure-source"])
    line += nodes.Text("Sources: " if len(sources) > 1 else "Source: ")
    for number, source in enumerate(sources[:SOURCES_SHOWN]):
        line += nodes.Text("; " if number else "")
        line += _link(source)
    if len(sources) > SOURCES_SHOWN:
        line += nodes.Text(f"; and {len(sources) - SOURCES_SHOWN} more, listed with the data")
    line += nodes.Text(".")
    return line


def _link(source: dict):
    if not source["url"]:
        return nodes.Text(source["text"])
    return nodes.reference(
        "", source["text"], refuri=source["url"], internal=False, reftitle=source["title"]
    )


def _downloads(renderer, content: dict, files: dict[str, bytes]):
    """Links to the files and, behind a disclosure, the data as a table with all its sources."""
    line = nodes.paragraph("", "Download: ", classes=["figure-downloads"])
    for number, (kind, payload) in enumerate(files.items()):
        target = _write(renderer, f"{content['id']}.{kind}", payload)
        line += nodes.Text(", " if number else "")
        link = addnodes.download_reference("", "", reftarget=target, refdoc=_docname(renderer))
        link += nodes.Text(kind.upper())
        line += link
    listed = nodes.bullet_list()
    for source in content["sources"]:
        item = nodes.paragraph("", source["work"])
        if source["url"]:
            address = nodes.reference("", source["url"], refuri=source["url"], internal=False)
            item += [nodes.Text(" "), address, nodes.Text(f" {source['seen']}")]
        listed += nodes.list_item("", item)
    shown = _cells(content["data"])
    return [line, *fold("Data and sources", **shown, below=[listed], look=' class="figure-data"')]


def fold(summary, columns, rows, below=(), look: str = "") -> list[nodes.Node]:
    """A table behind a disclosure, with other nodes below it; only they show outside HTML."""
    opening = f"<details{look}><summary>{summary}</summary>"
    table = nodes.raw("", opening + (_html(columns, rows) if rows else ""), format="html")
    return [table, *below, nodes.raw("", "</details>", format="html")]


def _docname(renderer) -> str:
    return renderer.renderer.sphinx_env.docname


def _write(renderer, name: str, content: str | bytes) -> str:
    payload = content.encode() if isinstance(content, str) else content
    return renderer.write_file(["figures", name], payload, overwrite=True)


def _cells(table: str) -> dict[str, Any]:
    """The names of the columns and the rows of a table that comes as CSV."""
    columns, *rows = csv.reader(io.StringIO(table, newline=""))
    return {"columns": columns, "rows": rows}


def _rows(cells: dict, links: dict[str, list], chips: list[int]):
    """Rows of a table whose head is one row and whose first column names the rows.

    links: column (as text, for it comes from JSON) -> where each of its cells leads.
    chips: columns whose cells are marked as one of few words.
    """
    columns, rows = cells["columns"], cells["rows"]
    group = nodes.tgroup(cols=len(columns))
    for number, _ in enumerate(columns):
        group += nodes.colspec(colwidth=1, stub=int(number == 0))
    head, body = nodes.thead(), nodes.tbody()
    head += nodes.row("", *map(_entry, columns))
    for number, values in enumerate(rows):
        ends = {int(column): to[number] for column, to in links.items()}
        row = [_entry(value, ends.get(n, ""), n in chips) for n, value in enumerate(values)]
        body += nodes.row("", *row)
    group += [head, body]
    return group


def _entry(value: str, to: str | list[str] = "", is_chip: bool = False):
    """A cell, with a link if it leads somewhere, or marked as one of few words.

    to: where it leads; a list says so for each of the cell's parts, between which stand commas.
    """
    classes = ["long"] if len(value) > LONG else []
    if CHINESE.fullmatch(value):
        classes.append("language-zh-Hant")
    if is_chip:
        return nodes.entry("", nodes.paragraph("", "", entries.chip(value)), classes=classes)
    pairs = zip(value.split(", "), to, strict=True) if isinstance(to, list) else [(value, to)]
    said = []
    for text, end in pairs:
        said += [nodes.Text(", "), entries.link(text, end) if end else nodes.Text(text)]
    return nodes.entry("", nodes.paragraph("", "", *said[1:]), classes=classes)


def _html(columns: list[str], rows: list[list[str]]) -> str:
    """The data behind a figure, as docutils would write such a table, heads with a scope.

    As text, because Sphinx looks through each node of a page many times, and the data are ten times
    as many cells as all else.
    """

    def cell(text: str, scope: str | None = None) -> str:
        tag = f'th scope="{scope}"' if scope and text.strip() else "td"
        long = ' class="long"' if len(text) > LONG else ""
        language = ' lang="zh-Hant"' if CHINESE.fullmatch(text) else ""
        return f"<{tag}{long}{language}>{escape(text, quote=False)}</{tag.split()[0]}>"

    head = "".join(cell(name, "col") for name in columns)
    body = ("".join([cell(first, "row"), *map(cell, rest)]) for first, *rest in rows)
    return (
        # Not the theme's class: its script would measure, and so lay out, all these folded tables.
        '<div class="figure-cells" role="group" aria-label="Data" tabindex="0">'
        f'<table class="data-table table">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(f"<tr>{row}</tr>" for row in body)
        + "\n</tbody></table></div>\n"
    )


def setup(app):
    app.setup_extension("reportbook.content.entries")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
