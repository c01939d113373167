"""The directive `extensions`: what the extensions of a package do and what they can be told.

    ```{extensions} book
    ```

Each extension in the package, in use or not, becomes a section with the words at the head of its
module and a list of its settings; its label is the name with a hyphen for each dot. A setting is
what the module adds with `app.add_config_value` beneath a comment, which says what it is for. Its
default is printed as it is written, since its value may hang on the machine.
"""

import ast
import importlib.util
import pkgutil
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective


class Setting(NamedTuple):
    name: str
    default: str
    purpose: str


class Extensions(SphinxDirective):
    required_arguments = 1

    def run(self):
        package, sections = importlib.import_module(self.arguments[0]), []
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            file = importlib.util.find_spec(module.name).origin
            self.env.note_dependency(file)
            source = Path(file).read_text(encoding="utf-8")
            if "\ndef setup(" in source:
                sections.append(self._section(module.name, source))
        return sections

    def _section(self, name: str, source: str):
        label = nodes.make_id(name)
        section = nodes.section(ids=[label], names=[label])
        self.state.document.note_explicit_target(section, section)
        section += nodes.title("", name)
        words = f"{ast.get_docstring(ast.parse(source))}\n\n{listed(settings(source))}"
        self.state.nested_parse(StringList(words.splitlines(), source=name), 0, section)
        return section


def settings(source: str) -> list[Setting]:
    """The settings that a module adds, in its order."""
    lines, found = source.splitlines(), []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_config_value":
            first = last = node.lineno - 1
            while lines[first - 1].lstrip().startswith("#"):
                first -= 1
            purpose = " ".join(line.strip(" #") for line in lines[first:last])
            if purpose:
                found.append(Setting(node.args[0].value, ast.unparse(node.args[1]), purpose))
    return found


def listed(found: list[Setting]) -> str:
    """The settings as a list in Markdown; nothing if there are none."""
    items = [f"- `{each.name}`, by default `{each.default}`: {each.purpose}" for each in found]
    return "\n".join(["Settings:", "", *items] if items else [])


def setup(app):
    app.add_directive("extensions", Extensions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
