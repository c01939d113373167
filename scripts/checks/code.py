"""What the cells of a chapter are made of: analysis, or the words and numbers of its pages."""

import ast
import re
from collections.abc import Iterator

import pandas as pd

from checks.pages import Page

# Of calls by the last part of their name or the module that they are called on.
NUMBERS, SHOWN = {"give", "glue"}, {"show", "ledger"}
ANALYSIS, KINDS = "load, analyse, draw", ["import", "show", "number", "word"]


def sentences(pages: list[Page]) -> Iterator[str]:
    """Strings that hold a sentence, in chapters whose words stand in Markdown."""
    for page in pages:
        if "words" not in page.directives:
            continue  # an older chapter, whose captions stand in its cells
        for start, source in page.cells:
            for node in _sentences(ast.parse(source)):
                line, text = start + node.lineno - 1, " ".join(_text(node).split())
                yield (
                    f"{page.name}, line {line}: the cell holds the sentence {text[:40]!r}; "
                    "expected words in Markdown, such as a directive 'words' after the cell."
                )


def count_lines(pages: list[Page]) -> pd.DataFrame:
    """Lines of code of each chapter by what they do.

    Returns one row a chapter, indexed by its name: number of `lines`, of those that load, analyse
    or draw, that import, show, give numbers or hold words, and the `share` of the first, per cent.
    """
    table = pd.DataFrame({page.name: _count(page) for page in pages if page.cells}).T
    table = table.reindex(columns=[ANALYSIS, *KINDS]).fillna(0).astype(int)
    table.insert(0, "lines", table.sum(axis=1))
    return table.assign(share=(100 * table[ANALYSIS] / table["lines"]).round().astype(int))


def _count(page: Page) -> pd.Series:
    kinds = [kind for _, source in page.cells for kind in _kinds(source).values()]
    return pd.Series(kinds).value_counts()


def _kinds(source: str) -> dict[int, str]:
    """Line -> what it does, for each line that is neither blank nor a comment."""
    lines = enumerate(source.splitlines(), start=1)
    kinds = {n: ANALYSIS for n, text in lines if text.strip() and not text.lstrip().startswith("#")}
    tree = ast.parse(source)
    marks = [("word", node) for node in _sentences(tree)]
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            marks.append(("import", node))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).split(".")
            if name[-1] in NUMBERS:
                marks.append(("number", node))
            elif name[0] in SHOWN and len(name) > 1:
                marks.append(("show", node))
    for kind, node in sorted(marks, key=lambda mark: KINDS.index(mark[0])):
        kinds |= {n: kind for n in range(node.lineno, node.end_lineno + 1) if n in kinds}
    return kinds


def _sentences(tree: ast.AST) -> Iterator[ast.expr]:
    """Strings of more than eight words, or of more than two that end with a stop."""
    inner = {id(part) for node in ast.walk(tree) for part in _parts(node)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in inner:
            words = re.findall(r"[^\W\d_][\w'’-]*", _text(node))
            if len(words) > 8 or (
                len(words) > 2 and _text(node).rstrip().endswith((".", "?", "!"))
            ):
                yield node


def _parts(node: ast.AST) -> list[ast.expr]:
    return list(node.values) if isinstance(node, ast.JoinedStr) else []


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(map(_text, _parts(node)))
