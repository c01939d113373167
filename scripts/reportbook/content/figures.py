"""Shows figures and tables of a notebook as numbered, described, downloadable ones.

A cell's output of type `application/vnd.book.figure+json` or `application/vnd.book.table+json`
becomes real docutils nodes, so numbering, references, search and other builders know it. What a
notebook shows in its place, and a control of ipywidgets, which a page without Python cannot use, is
left out.
`bundle.schema.json` says what such an output holds. Title, alt text and note come with it or, by
the directive of `reportbook.content.words`, from the page.
"""

import base64
import csv
import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any, ClassVar, NamedTuple

from docutils import nodes
from sphinx import addnodes

from reportbook.content import entries, pictures, sliders

SOURCES_SHOWN = 4
CONTROL = "application/vnd.jupyter.widget-view+json"
SUMMARY = re.compile("<summary>([^<]+)<")
LONG = 60  # characters of a cell from which it reads as a sentence
# A cell in Chinese says so, so that it is read aloud and hyphenated as Chinese.
CHINESE = re.compile(r"[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*")
# So do the words of another script within a line, with what stands between them.
FOREIGN = re.compile(
    r"([\u0400-\u04ff]+(?:[^A-Za-z\u4e00-\u9fff]*[\u0400-\u04ff]+)*|[\u4e00-\u9fff]+)"
)


class Figure:
    """MyST-NB plug-in for `application/vnd.book.figure+json`."""

    mime_type = "application/vnd.book.figure+json"
    mime_priority_overrides: ClassVar = [("*", mime_type, 1), ("*", CONTROL, None)]

    @classmethod
    def handle_mime(cls, renderer, data, inline):
        if inline or data.mime_type != cls.mime_type:
            return None
        content = data.content
        figure = nodes.figure("")
        picture, dark = content["picture"], content["dark"]
        if slider := content.get("slider"):
            address = _write(renderer, f"{content['id']}-light.svg", picture)
            unsaid_yet = [""] * len(slider["panes"])
            figure += sliders.Slider(
                uri=address, name=content["id"], dark=dark, alts=unsaid_yet, **slider
            )
        else:
            for theme, shown in ("light", picture), ("dark", pictures.exchange(picture, dark)):
                shown = pictures.embed_fonts(shown)
                address = _write(renderer, f"{content['id']}-{theme}.svg", shown)
                figure += nodes.image(uri=address, classes=[f"only-{theme}"])
        files = {
            "csv": content["csv"].encode(),
            "svg": picture.encode(),
            "png": base64.b64decode(_beside(renderer, data)),
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
    panes: list[dict[str, Any]]
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
    block += _source_line(content)
    block += nodes.container("", *_foot(renderer, content, files), classes=["figure-foot"])
    env = renderer.renderer.sphinx_env
    credit = pictures.credit([source["text"] for source in content["sources"]], env.config.author)
    write = partial(_write, renderer)
    panes = content.get("slider", {}).get("panes", [])
    found = Unsaid(element, block, credit, content["note"], panes, files, write)
    if title := content.get("title"):
        alts = [pane["alt"] for pane in panes]
        describe(found, [nodes.Text(title)], content.get("alt", ""), alts=alts)
    else:
        unsaid(env)[content["id"]] = found
    return block


def describe(
    found: Unsaid, title: list, alt: str = "", subtitle=(), note=(), alts: Sequence[str] = ()
) -> None:
    """Give a figure or table its title and note, and a figure its alt text and its frame.

    Parameters
    ----------
    title, subtitle, note : list of docutils.nodes.Node
        Inline nodes.
    alt : str
        What the figure shows, for those who do not see it.
    alts : sequence of str
        The same of each pane of a slider.
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
    for slider in element.findall(sliders.Slider):
        slider["alts"] = alts
    if is_figure:
        name, svg = element["ids"][0], files["svg"].decode()
        frame = pictures.Frame(element[0].astext(), credit)
        write(f"{name}.svg", pictures.frame_svg(svg, frame).encode())
        write(f"{name}.png", pictures.frame_png(files["png"], svg, frame))


def _source_line(content: dict):
    """Who said it, best first and each once; the others are a link to where all are listed."""
    distinct = {source["text"]: source for source in reversed(content["sources"])}
    sources = list(reversed(distinct.values()))
    line = nodes.paragraph(classes=["figure-source"])
    line += nodes.Text("Sources: " if len(sources) > 1 else "Source: ")
    for number, source in enumerate(sources[:SOURCES_SHOWN]):
        line += nodes.Text("; " if number else "")
        line += _link(source)
    if len(sources) > SOURCES_SHOWN:
        more = f"and {len(sources) - SOURCES_SHOWN} more"
        line += nodes.Text("; ")
        line += nodes.reference("", more, refuri=f"#{content['id']}-data", internal=True)
    line += nodes.Text(".")
    return line


def _link(source: dict):
    if not source["url"]:
        return nodes.inline("", "", *_spoken(source["text"]))
    return nodes.reference(
        "", "", *_spoken(source["text"]), refuri=source["url"], internal=False,
        reftitle=source["title"],
    )  # fmt: skip


def _language(words: str) -> str:
    """Of words in Cyrillic or Han, as far as the letters tell."""
    if "\u4e00" <= words[0] <= "\u9fff":
        return "zh"
    return "uk" if set(words.lower()) & set("іїєґ") else "ru"


def _spoken(text: str) -> list[nodes.Node]:
    """The text, its words of another script in their language."""
    return [
        nodes.inline("", part, classes=[f"language-{_language(part)}"])
        if number % 2
        else nodes.Text(part)
        for number, part in enumerate(FOREIGN.split(text))
        if part
    ]


def _foot(renderer, content: dict, files: dict[str, bytes]):
    """Behind a disclosure all sources and the data as a table; beside it links to the files."""
    line = nodes.paragraph(classes=["figure-downloads"])
    for number, (kind, payload) in enumerate(files.items()):
        target = _write(renderer, f"{content['id']}.{kind}", payload)
        line += nodes.Text(" · " if number else "")
        link = addnodes.download_reference("", "", reftarget=target, refdoc=_docname(renderer))
        link += nodes.Text(kind.upper())
        line += link
    listed = nodes.bullet_list()
    for source in content["sources"]:
        item = nodes.paragraph("", "", *_spoken(source["work"]))
        if source["url"]:
            address = nodes.reference("", source["url"], refuri=source["url"], internal=False)
            item += [nodes.Text(" "), address, nodes.Text(f" {source['seen']}")]
        listed += nodes.list_item("", item)
    shown = _cells(content["data"])
    name = f"{content['id']}-data"
    return [*fold("Data and sources", **shown, above=[listed], name=name), line]


def fold(summary, columns, rows, above=(), name: str = "") -> list[nodes.Node]:
    """A table behind a disclosure, with other nodes above it; only they show outside HTML.

    name: id of the box that opens; as data of a figure it has a fixed height.
    """
    kind, anchor = (' class="figure-data"', f' id="{name}"') if name else ("", "")
    opening = (
        f"<details{kind}><summary>{summary}</summary>"
        f'<div class="figure-cells"{anchor} role="group" tabindex="0" aria-label="{summary}">'
    )
    table = (_html(columns, rows) if rows else "") + "</div></details>"
    texts = [opening, table] if above else [opening + table]
    raws = [nodes.raw("", text, format="html") for text in texts]
    return [raws[0], *above, *raws[1:]]


def _docname(renderer) -> str:
    return renderer.renderer.sphinx_env.docname


def _write(renderer, name: str, content: str | bytes) -> str:
    payload = content.encode() if isinstance(content, str) else content
    return renderer.write_file(["figures", name], payload, overwrite=True)


def _cells(table: str) -> dict[str, Any]:
    """The names of the columns and the rows of a table that comes as CSV."""
    columns, *rows = csv.reader(io.StringIO(table, newline=""))
    return {"columns": columns, "rows": rows}


def _rows(cells: dict, links: dict[str, list[str]], chips: list[int]):
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


def _entry(value: str, to: str = "", is_chip: bool = False):
    """A cell, with a link if it leads somewhere, or marked as one of few words."""
    classes, text = ["long"] if len(value) > LONG else [], _spoken(value)
    if CHINESE.fullmatch(value):
        classes.append("language-zh-Hant")
        text = [nodes.Text(value)]
    if to:
        text = [entries.link(value, to)]
    elif is_chip:
        text = [entries.chip(value)]
    return nodes.entry("", nodes.paragraph("", "", *text), classes=classes)


def _html(columns: list[str], rows: list[list[str]]) -> str:
    """The data behind a figure, as docutils would write such a table, heads with a scope.

    As text, because Sphinx looks through each node of a page many times, and the data are ten times
    as many cells as all else.
    """

    def cell(text: str, scope: str | None = None) -> str:
        tag = f'th scope="{scope}"' if scope and text.strip() else "td"
        long = ' class="long"' if len(text) > LONG else ""
        language = ' lang="zh-Hant"' if CHINESE.fullmatch(text) else ""
        words = escape(text, quote=False)
        if not language:
            words = FOREIGN.sub(lambda of: f'<span lang="{_language(of[0])}">{of[0]}</span>', words)
        return f"<{tag}{long}{language}>{words}</{tag.split()[0]}>"

    head = "".join(cell(name, "col") for name in columns)
    body = ("".join([cell(first, "row"), *map(cell, rest)]) for first, *rest in rows)
    return (
        # Not the theme's class: its script would measure, and so lay out, all these folded tables.
        f'<table class="data-table table">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(f"<tr>{row}</tr>" for row in body)
        + "\n</tbody></table>\n"
    )


def name_folds(app, doctree, docname) -> None:
    """Tell apart, for those who hear them, the disclosures of a page: by figure and table."""
    numbers = getattr(app.env, "toc_fignumbers", {}).get(docname, {})
    for block in doctree.findall(_is_block):
        # What stands before it is the head of a fold.
        element = next(node for node in block if isinstance(node, (nodes.figure, nodes.table)))
        kind = "figure" if isinstance(element, nodes.figure) else "table"
        number = numbers.get(kind, {}).get(element["ids"][0])
        if not number:
            continue
        label = app.config.numfig_format[kind] % ".".join(map(str, number))
        for raw in block.findall(nodes.raw):
            named = SUMMARY.sub(rf'<summary aria-label="\1 of {label}">\1<', raw.astext())
            raw[:] = [nodes.Text(named)]


def _is_block(node) -> bool:
    return isinstance(node, nodes.container) and "figure-block" in node["classes"]


def setup(app):
    app.setup_extension("reportbook.content.entries")
    app.setup_extension("reportbook.content.sliders")
    app.connect("doctree-resolved", name_folds)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
