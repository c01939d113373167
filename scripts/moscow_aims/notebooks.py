"""Chapters as notebooks: what a page says in roles, a notebook says in cells that can be run.

In JupyterLab and in downloads a Markdown cell with roles becomes a cell that displays its words,
so that numbers in sentences and captions follow when a student changes something and runs it.
"""

import ast
from collections.abc import Mapping

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from moscow_aims import markdown

# The first line is what JupyterLab shows of a hidden cell.
START, END = "# Words of the page\nfrom moscow_aims import prose\n\nprose.say(", ")"


def speaking(notebook: NotebookNode, numbers: Mapping[str, str] | None = None) -> NotebookNode:
    """The notebook with each Markdown cell that has roles as a cell that says it.

    numbers: those in the sentences, by the names that the roles use; unknown ones become "…".
    """
    cells = [
        _speaking(cell, numbers or {})
        if cell.cell_type == "markdown" and markdown.has_roles(cell.source)
        else cell
        for cell in notebook.cells
    ]
    return NotebookNode({**notebook, "cells": cells})


def silent(notebook: NotebookNode) -> NotebookNode:
    """The notebook as the chapter's file has it: the reverse of `speaking`.

    A cell whose text is no plain string any more stays the cell that it has become.
    """
    return NotebookNode({**notebook, "cells": [_silent(cell) for cell in notebook.cells]})


def _speaking(cell: NotebookNode, numbers: Mapping[str, str]) -> NotebookNode:
    shown = {"text/markdown": markdown.plain(cell.source, numbers)}
    return new_code_cell(
        START + _literal(cell.source) + END,
        metadata={**cell.metadata, "jupyter": {"source_hidden": True}},
        outputs=[new_output("display_data", shown)],
    )


def _silent(cell: NotebookNode) -> NotebookNode:
    source = cell.source.strip()
    if cell.cell_type != "code" or not (source.startswith(START) and source.endswith(END)):
        return cell
    try:
        text = ast.literal_eval(source.removeprefix(START).removesuffix(END))
    except (ValueError, SyntaxError):
        return cell
    metadata = {name: value for name, value in cell.metadata.items() if name != "jupyter"}
    return new_markdown_cell(text, metadata=metadata) if isinstance(text, str) else cell


def _literal(text: str) -> str:
    """The text as Python writes it, over several lines where that can be read back."""
    long = f'r"""{text}"""'
    try:
        return long if ast.literal_eval(long) == text else repr(text)
    except SyntaxError:
        return repr(text)
