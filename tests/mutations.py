"""Measures how many small faults in `moscow_aims` the tests see.

    python tests/mutations.py [--number 40] [--seed 1] [--folder scripts/moscow_aims]

A mutant is a copy of the repository with one operator, comparison, condition or number changed,
drawn at random. The tests of the same name look at it first and, if they pass, all tests that
need no built book. Printed are the mutants that no test saw and the share that some test saw.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns("_build", ".git", "__pycache__", ".venv", "venv", ".*_cache")
SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
SECONDS = 300


def changed(node: ast.expr) -> ast.expr | None:
    """The expression with its operator swapped or its number raised, or None if it has neither."""
    match node:
        case ast.BinOp(left, op, right) if type(op) in SWAPS:
            return ast.BinOp(left, SWAPS[type(op)](), right)
        case ast.BoolOp(op, values):
            return ast.BoolOp(SWAPS[type(op)](), values)
        case ast.Compare(left, [op], right) if type(op) in SWAPS:
            return ast.Compare(left, [SWAPS[type(op)]()], right)
        case ast.UnaryOp(ast.Invert() | ast.Not(), operand):
            return operand
        case ast.Constant(bool() as value):
            return ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            return ast.Constant(value + 1)
    return None


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, description and text of every mutant of a module that stands on one line."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.expr) or node.lineno != node.end_lineno:
            continue
        if (new := changed(node)) is None:
            continue
        line = lines[node.lineno - 1].encode()  # the offsets of `ast` count bytes
        old, new = line[node.col_offset : node.end_col_offset].decode(), f"({ast.unparse(new)})"
        after = (line[: node.col_offset] + new.encode() + line[node.end_col_offset :]).decode()
        text = "".join([*lines[: node.lineno - 1], after, *lines[node.lineno :]])
        try:
            ast.parse(text)  # inside an f-string the offsets are those of the string in old Pythons
        except SyntaxError:
            continue
        yield node.lineno, f"{old}  ->  {new}", text


def seen(copy: Path, module: Path) -> bool:
    """Whether a test fails on the mutant: those of the module's name, then all quick ones."""
    named = sorted((copy / "tests").rglob(f"test_{module.stem}*.py"))
    rest = [copy / "tests", f"--ignore={copy / 'tests' / 'book'}"]
    doctests = copy / "scripts" / "moscow_aims" / "methods"
    for workers, tests in (("0", named), ("auto", [*rest, doctests])):
        if not tests:
            continue
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", workers, *tests]
        try:
            done = subprocess.run(
                [str(part) for part in command],
                cwd=copy,
                env={**os.environ, "PYTHONPATH": str(copy / "scripts")},
                capture_output=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return True
        if done.returncode:
            return True
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--number", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("scripts/moscow_aims"))
    options = parser.parse_args()
    modules = sorted((ROOT / options.folder).rglob("*.py"))
    choices = [
        (module.relative_to(ROOT), *mutant)
        for module in modules
        for mutant in mutants(module.read_text(encoding="utf-8"))
    ]
    drawn = random.Random(options.seed).sample(choices, min(options.number, len(choices)))
    killed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for module, line, what, text in drawn:
            (copy / module).write_text(text, encoding="utf-8")
            if seen(copy, module):
                killed += 1
            else:
                print(f"not seen  {module}:{line}  {what}", flush=True)
            shutil.copy(ROOT / module, copy / module)
    print(f"{killed} of {len(drawn)} mutants seen, of {len(choices)} possible")


if __name__ == "__main__":
    main()
