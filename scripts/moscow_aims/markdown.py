"""The words of a page in plain Markdown, for notebooks, which know no roles and no directives."""

import re
from collections.abc import Mapping

from moscow_aims import data

ROLE = re.compile(r"\{([\w:-]+)\}`([^`]+)`")
# Name and argument, options, body.
DIRECTIVE = re.compile(
    r"^```\{(\w+)\} *([^\n]*)\n((?::\w+:[^\n]*\n)*)\n?(.*?)\n?```$", re.MULTILINE | re.DOTALL
)
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
LINK = re.compile(r"\[\]\(([^)]+)\)")
MISSING = "…"


def has_roles(text: str) -> bool:
    """Whether MyST Markdown says something that plain Markdown cannot."""
    return any(pattern.search(text) for pattern in (ROLE, DIRECTIVE, TARGET, LINK))


def plain(text: str, numbers: Mapping[str, str]) -> str:
    """Write out what roles, targets and the directive `words` stand for.

    Parameters
    ----------
    text : str
        MyST Markdown.
    numbers : mapping of str to str
        Name, or page and name as in ``page:name``, of each number that is known.

    Examples
    --------
    >>> plain("It grew to {n}`after` % ({numref}`fig-border`).", {"after": "12"})
    'It grew to 12 % (figure *border*).'
    """
    text = DIRECTIVE.sub(_block, TARGET.sub("", text))
    text = LINK.sub(lambda link: f"*{_title(link[1])}*", text)
    return ROLE.sub(lambda role: _written(role[1], role[2], numbers), text)


def _block(directive: re.Match) -> str:
    name, argument, options, body = directive.groups()
    if name == "words":
        return _caption(argument, dict(re.findall(r"^:(\w+): *(.*)$", options, re.MULTILINE)), body)
    return f"**{argument}**\n\n{body}".strip()


def _caption(target: str, said: dict[str, str], title: str) -> str:
    kind, _, id = target.partition("-")
    lines = [f"**{'Table' if kind == 'tab' else 'Figure'} *{id}*. {title.strip()}**"]
    if "subtitle" in said:
        lines.append(said["subtitle"])
    if "note" in said:
        lines.append(f"Note: {said['note']}")
    if "alt" in said:
        lines.append(f"<details><summary>Description</summary>{said['alt']}</details>")
    return "\n\n".join(lines)


def _written(kind: str, content: str, numbers: Mapping[str, str]) -> str:
    words, target = re.fullmatch(r"(.*?)(?:\s*<([^>]+)>)?", content, re.DOTALL).groups()
    match kind.split(":")[0]:
        case "n" | "glue":
            return numbers.get(_name(content), MISSING)
        case "numref":
            kind, _, id = content.partition("-")
            return f"{'table' if kind == 'tab' else 'figure'} *{id}*"
        case "cite":
            return _cited([key.strip() for key in content.split(",")], kind)
        case "ref" | "doc" if not target:
            return f"*{_title(content)}*"
    return words


def _name(content: str) -> str:
    """``name`` or ``page:name``, also from the older ``path.md::name:format``."""
    page, _, name = content.rpartition("::")
    if not page:
        return content
    return f"{page.split('/')[-1].removesuffix('.md')}:{name.removesuffix(':s')}"


def _title(target: str) -> str:
    return data.titles().get(target.split("/")[-1].removesuffix(".md"), target)


def _cited(keys: list[str], kind: str) -> str:
    works = data.works()
    found = [works.get(key, (key, "undated")) for key in keys]
    if kind == "cite:t":
        return ", ".join(f"{names} ({year})" for names, year in found)
    return f"({'; '.join(f'{names}, {year}' for names, year in found)})"
