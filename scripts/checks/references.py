"""What prose points to exists; a given number is read and a listed work cited or marked."""

import ast
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from pybtex.database import parse_file
from pybtex.exceptions import PybtexError

from checks.pages import Page

NEEDED = {  # to cite a work further -> fields of which one says it
    "author": {"author", "editor"},
    "title": {"title"},
    "year": {"year"},
    "outlet": set("journal booktitle publisher institution howpublished url doi note".split()),
}
FURTHER_READING = "further reading"  # keyword of an entry that no chapter cites
# Function that shows something -> the kind, and the place of the id among its arguments.
SHOWING = {
    "figure": ("fig-", 1), "slider": ("fig-", 1), "finish": ("fig-", 1), "table": ("tab-", 1),
    "claims": ("tab-", 1), "verdicts": ("tab-", 1), "lookup": ("tab-", 0),
}  # fmt: skip
ANY = ".+"  # pattern of a string that only the run will know


def glued_numbers(pages: list[Page]) -> Iterator[str]:
    """Numbers read in prose that no cell computes, and the other way round."""
    given, used = {page.name: {} for page in pages}, set()
    for page in pages:
        for start, source in page.cells:
            for line, call in _calls(source, start):
                for name in _names(call):
                    if _name(call.func) == "give" and name in {*given[page.name]} - {ANY}:
                        yield f"{page.name}, line {line}: the number {name!r} is given a second time."
                    given[page.name][name] = line
                if _name(call.func) == "give" and start not in page.numbers:
                    yield (
                        f"{page.name}, line {line}: the cell gives numbers without the tag "
                        "'numbers', so that the page would show it."
                    )
    for page in pages:
        for line, role, content in page.roles:
            if role != "n" and not role.startswith("glue:"):
                continue
            source, key = _number(page.name, role, content, given)
            patterns = [text for text in given.get(source, {}) if re.fullmatch(text, key)]
            used.update((source, text) for text in patterns)
            if not patterns:
                home = (
                    f"no cell of {source} gives" if source in given else f"no page {source!r} gives"
                )
                yield f"{page.name}, line {line}: {home} the number {key!r}."
    for name, keys in given.items():
        for pattern, line in keys.items():
            if (name, pattern) not in used and pattern != ANY:
                key = pattern.replace("\\", "")
                yield f"{name}, line {line}: the number {key!r} is given but no words read it."


def _names(call: ast.Call) -> list[str]:
    """Patterns of the names under which a call gives numbers to the prose."""
    match _name(call.func):
        case "glue" if call.args:
            return [_pattern(call.args[0])]
        case "give":
            return [re.escape(word.arg) if word.arg else ANY for word in call.keywords]
    return []


def _number(page: str, role: str, content: str, pages) -> tuple[str, str]:
    """The page that has a number, as far as it can be told, and the number's name there."""
    if role == "n":
        home, _, key = content.rpartition(":")
        found = [name for name in pages if posixpath.basename(name) == f"{home}.md"]
        return (found[0] if found else home) if home else page, key
    document, separator, key = content.rpartition("::")
    source = posixpath.normpath(f"{posixpath.dirname(page)}/{document}") if separator else page
    return source, key.split(":")[0]


def figures(pages: list[Page], package: Path) -> Iterator[str]:
    """References to figures and tables that nothing makes, and words without a part."""
    made = set().union(*(page.labels for page in pages))
    modules = [module.read_text(encoding="utf-8") for module in package.rglob("*.py")]
    made |= {name for source in modules for name in _shown(source)}
    for page in pages:
        made |= {name for _, source in page.cells for name in _shown(source)}
    for page in pages:
        for line, target, options in page.words:
            if not any(re.fullmatch(name, target) for name in made):
                yield f"{page.name}, line {line}: nothing makes the figure or table {target!r}."
            elif target.startswith("fig-") and "alt" not in options:
                yield f"{page.name}, line {line}: {target!r} has no alt text, expected :alt: and words."
        for line, role, content in page.roles:
            target = re.sub(r".*<(.*)>", r"\1", content)
            if role == "numref" and not any(re.fullmatch(name, target) for name in made):
                yield f"{page.name}, line {line}: nothing makes the figure or table {target!r}."


def _shown(source: str) -> Iterator[str]:
    """Patterns of the figures and tables that code shows."""
    for _, call in _calls(source, 1):
        kind, place = SHOWING.get(_name(call.func), ("(fig|tab)-", None))
        given = [word.value for word in call.keywords if word.arg == "id"]
        if place is not None:
            given += call.args[place : place + 1]
        yield from (kind + id for id in map(_pattern, given) if id != ANY)


def citations(pages: list[Page], bibliography: Path) -> Iterator[str]:
    """Cited works without an entry, entries neither cited nor marked, and incomplete ones."""
    try:
        entries = parse_file(bibliography, "bibtex").entries
    except PybtexError as error:
        yield f"data/references.bib: {error}."
        return
    cited = set()
    for page in pages:
        for line, role, content in page.roles:
            if role.partition(":")[0] != "cite":
                continue
            for key in re.split(r"\s*,\s*", content.strip()):
                cited.add(key)
                if key not in entries:
                    yield f"{page.name}, line {line}: data/references.bib has no entry {key!r}."
    for key, entry in entries.items():
        known = {*entry.fields, *entry.persons}
        for need, fields in NEEDED.items():
            if not known & fields:
                yield f"data/references.bib: {key!r} has no {need}; nobody could cite it further."
        if key not in cited and FURTHER_READING not in entry.fields.get("keywords", ""):
            yield (
                f"data/references.bib: no chapter cites {key!r}; cite it or give it the keyword "
                f"{FURTHER_READING!r}."
            )


def _calls(source: str, first: int) -> Iterator[tuple[int, ast.Call]]:
    """Function calls with their lines, when `source` begins at line `first`."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # the build names a cell that is no Python
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield first + node.lineno - 1, node


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _pattern(argument: ast.expr) -> str:
    """Regular expression for the strings that an argument can be."""
    if isinstance(argument, ast.Constant):
        return re.escape(str(argument.value))
    if isinstance(argument, ast.JoinedStr):
        return "".join(map(_pattern, argument.values))
    return ANY
