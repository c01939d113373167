"""Takes the chapters apart: prose, roles, cells, headings, each with its line in the file."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

NO_PROSE = set(
    "bibliography citation code code-block image include literalinclude math mermaid raw toctree "
    "tableofcontents".split()
)
ASIDES = ("words", "dropdown")
HIDDEN = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands where code, mathematics or a role stood


class Page(NamedTuple):
    """What a chapter says, each with its line number."""

    name: str  # path from the root
    front: dict
    headings: list[tuple[int, str, str]]  # line, tag, text
    prose: list[tuple[int, str]]
    roles: list[tuple[int, str, str]]  # line, name, content
    cells: list[tuple[int, str]]
    labels: set[str]
    directives: set[str]
    words: list[tuple[int, str, set[str]]]  # line, figure or table, options
    numbers: set[int]  # lines of cells with the tag `numbers`
    asides: set[int]  # lines of what is folded, or said of a figure or table
    titles: list[tuple[int, str]]  # of figures and tables


def read(root: Path) -> Iterator[Page]:
    """The chapters of the repository at `root`, parsed with the syntax that its book uses."""
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    # Phrases are compared as they are typed, so typographic replacements stay off.
    syntax = set(settings["parse"]["myst_enable_extensions"]) - {"smartquotes", "replacements"}
    for path in sorted((root / "chapters").rglob("*.md")):
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue  # a checkpoint of JupyterLab
        name = path.relative_to(root).as_posix()
        yield parse(name, path.read_text(encoding="utf-8"), frozenset(syntax))


@cache
def parse(name: str, text: str, syntax: frozenset[str]) -> Page:
    """A chapter taken apart, once for each of its wordings."""
    parser = create_md_parser(MdParserConfig(enable_extensions=set(syntax)), RendererHTML)
    page = Page(name, {}, [], [], [], [], set(), set(), [], set(), set(), [])
    _blocks(page, parser, text, 1)
    return page


def _blocks(page: Page, parser, text: str, first: int) -> None:
    """Sort what `text` holds into `page`; its first line is line `first` of the file."""
    line, before = first, None
    for token in parser.parse(text):
        line = first + token.map[0] if token.map else line
        if token.type == "front_matter":
            page.front.update(yaml.safe_load(token.content) or {})
        elif token.type == "inline":
            _words(page, token.children, line)
            if before.type == "heading_open":
                page.headings.append((line, before.tag, token.content))
        elif token.type == "html_block":
            words = re.sub(r"<!--.*?-->|<[^>]*>", HIDDEN, token.content, flags=re.DOTALL)
            page.prose.append((line, words))
        elif token.type == "myst_target":
            page.labels.add(token.content)
        elif directive := re.match(r"\{([\w:.-]+)\}[ \t]*(.*)", token.info):
            _directive(page, parser, *directive.groups(), token.content, line)
        before = token


def _directive(page: Page, parser, name: str, argument: str, body: str, line: int) -> None:
    page.directives.add(name)
    if name == "words":
        page.words.append((line, argument, set(re.findall(r"^:(\w+):", body, re.MULTILINE))))
        for number, said in enumerate(body.splitlines(), start=line + 1):
            if option := re.match(r":(?:subtitle|alt|note): (.*)", said):
                _blocks(page, parser, option[1], number)
    options = re.match(r"---\n(?s:.*?)\n---\n|(?::[\w-]+:[^\n]*\n)*", body)[0]
    page.labels.update(re.findall(r"^:?(?:name|label):\s*(\S+)", options, re.MULTILINE))
    tags = re.search(r"^:?tags: *\[(.*)\]$", options, re.MULTILINE)
    body, start = body[len(options) :], line + 1 + options.count("\n")
    if name == "words":
        page.titles.append((start, " ".join(body.split())))
    if name in ASIDES:
        page.asides.update(range(line, start + body.count("\n") + 1))
    if name == "code-cell":
        if tags and "numbers" in re.split(r"\W+", tags[1]):
            page.numbers.add(start)
        page.cells.append((start, body))
    elif name.startswith("glue:"):
        page.roles.append((line, name, argument))
    elif name not in NO_PROSE:
        if name not in ("figure", "words", "grid"):
            page.prose.append((line, argument))
        _blocks(page, parser, body, start)


def _words(page: Page, spans: list, line: int) -> None:
    words, address = "", False
    for span in spans:
        if span.type in ("softbreak", "hardbreak"):
            page.prose.append((line, words))
            words, line = "", line + 1
        elif span.type == "link_open":
            address = span.markup in ("autolink", "linkify")
        elif span.type == "link_close":
            address = False
        elif span.type in ("text", "image"):
            words += HIDDEN if address else span.content
        elif span.type == "myst_role":
            page.roles.append((line, span.meta["name"], span.content))
            words += HIDDEN
        elif span.nesting == 0:
            words += HIDDEN
    page.prose.append((line, words))
