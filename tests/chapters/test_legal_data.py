"""A chapter runs for every legal datum: it passes or says in one sentence what it needs.

One value of one table that the chapter loads is changed to another that the table's schema allows,
and the cells of the chapter are run. What is drawn is laid out, but not written.
"""

import ast
import re
import shutil
import traceback
import warnings
from contextlib import ExitStack, contextmanager, redirect_stdout
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import NamedTuple
from unittest.mock import patch

import jupytext
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings, strategies
from matplotlib import pyplot
from matplotlib.text import Text
from moscow_aims import data, prose, show

ROOT = Path(__file__).parents[2]
GAP = re.compile(r"\b(nan|NaN|NaT|inf)\b|<NA>")
SENTENCE = re.compile(r"[A-Z\"'`d][^\n]{15,400}[.]")  # "data/…" begins some
TOLD = {"enum", "reference", "pattern"}  # what makes text more than words
WORDS = ["Other words", "x", "Łódź & 5 % of $ 10 or $ 20, {braces}, <angles> and _more_ `code`"]


# -- Chapters ---------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """A cell with the names that it reads and those that it gives or changes."""

    code: CodeType
    reads: set[str]
    writes: set[str]


@cache
def cells(chapter: str) -> list[Cell]:
    found = jupytext.read(ROOT / "chapters" / f"{chapter}.md").cells
    sources = [cell.source for cell in found if cell.cell_type == "code"]
    return [cell(source, f"{chapter}.md, cell {n}") for n, source in enumerate(sources, 1)]


def cell(source: str, name: str) -> Cell:
    nodes = list(ast.walk(ast.parse(source)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    writes = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.FunctionDef):
            writes.add(node.name)
        while isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
            node = node.value
            writes |= {node.id} if isinstance(node, ast.Name) else set()
    reads = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return Cell(compile(source, name, "exec"), reads, writes)


CHAPTERS = [
    path.relative_to(ROOT / "chapters").with_suffix("").as_posix()
    for path in sorted((ROOT / "chapters").rglob("*.md"))
    if "data.load(" in path.read_text(encoding="utf-8")
]


OURS = (str(ROOT / "scripts" / "moscow_aims"), *CHAPTERS)


def laid_out(fig, salt: str = "") -> str:
    """Stands for the file of a figure: it is laid out, and no word of it names a missing value."""
    fig.draw_without_rendering()
    return undrawn(fig)


def undrawn(fig, salt: str = "") -> str:
    for text in fig.findobj(Text):
        assert not GAP.search(text.get_text()), f"A figure says {text.get_text()!r}."
    return "<svg >"


@contextmanager
def bench(load, svg):
    """Cells get their tables by `load`, figures become what `svg` gives; warnings are errors."""
    said: list = []

    def display(*shown, **_):
        said.extend(shown)

    with ExitStack() as stack:
        for module, name, instead in [
            (data, "load", load),
            (show, "svg", svg),
            (show, "_png", lambda fig: ""),
            (show, "display", display),
            (prose, "display", display),
        ]:
            stack.enter_context(patch.object(module, name, instead))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(redirect_stdout(StringIO()))
        warnings.simplefilter("error")
        stack.callback(pyplot.close, "all")
        yield
    gaps = [what for what in map(str, said) if GAP.search(what)]
    assert not gaps, f"A sentence says {gaps[0]}."


@cache
def unchanged(chapter: str) -> list[tuple[dict, set[str]]]:
    """For each cell the names before it and the tables that it loads, with the data of the book."""
    names: dict = {}
    found = []

    def load(name: str) -> pd.DataFrame:
        found[-1][1].add(name)
        return table(name).copy(deep=False)

    with bench(load, undrawn):
        for part in cells(chapter):
            found.append((dict(names), set()))
            exec(part.code, names)  # noqa: S102 - the chapter's own cells
    return found


def read_by(chapter: str) -> list[str]:
    """Names of the tables that a chapter loads."""
    return sorted(set.union(*(tables for _, tables in unchanged(chapter))))


def run(chapter: str, name: str, frame: pd.DataFrame, svg=undrawn) -> None:
    """Run the cells to which a changed table matters; the names of all others stay as they were."""
    names: dict = {}
    new: set[str] = set()

    def load(other: str) -> pd.DataFrame:
        return (frame if other == name else table(other)).copy(deep=False)

    with bench(load, svg):
        for part, (before, tables) in zip(cells(chapter), unchanged(chapter), strict=True):
            if name in tables or part.reads & new:
                names.update({key: value for key, value in before.items() if key not in new})
                exec(part.code, names)  # noqa: S102 - the chapter's own cells
                new |= part.writes
            else:
                new -= part.writes


# -- Legal changes ----------------------------------------------------------------------------------


@cache
def table(name: str) -> pd.DataFrame:
    return data._read(name, data.DATA)


@cache
def schema(name: str) -> dict[str, dict]:
    """Type, constraints, `reference` and whether it is `measured` of each field of a table."""
    resource = data._resource(name, data.DATA)
    known = {}
    for key in resource.custom["references"]:
        (column,), other = key["fields"], key["reference"]
        path = data.package().get_resource(other["resource"]).path
        known[column] = (path.removesuffix(".csv"), other["fields"][0])
    return {
        field.name: {
            "type": field.type,
            "measured": field.custom.get("measured", False),
            **({"reference": known[field.name]} if field.name in known else {}),
            **field.constraints,
            "unique": field.constraints.get("unique")
            or resource.schema.primary_key == [field.name],
        }
        for field in resource.schema.fields
    }


@cache
def pointed_at(name: str) -> set:
    """Ids of a table that some table refers to."""
    found = set()
    for other in data.names():
        for column, field in schema(other).items():
            cited = table(other)[column].dropna()
            if field.get("reference", [""])[0] == name:
                found |= set(cited)
            if column == "other_sources" and name == "sources":
                found |= {source for cell in cited for source in data.ids(cell)}
    return found


@cache
def values(name: str, column: str):
    """Values that a field may have, as a strategy; None is the empty cell."""
    field, known = schema(name)[column], table(name)[column].dropna()
    if "reference" in field:
        other, key = field["reference"]
        drawn = strategies.sampled_from(table(other)[key].tolist())
    elif column == "other_sources":
        drawn = strategies.sampled_from(table("sources")["id"].tolist())
    elif "enum" in field:
        drawn = strategies.sampled_from(field["enum"])
    elif field["type"] in ("integer", "number"):
        most = float(known.abs().max()) if len(known) else 1.0
        low, high = field.get("minimum", -10 * most), field.get("maximum", 10 * most)
        number = strategies.integers if field["type"] == "integer" else strategies.floats
        if field["type"] == "integer":
            low, high = int(low), int(high)
        drawn = strategies.sampled_from([low, high]) | number(low, high)
        if low <= 0 <= high:
            drawn = strategies.just(0) | drawn
        if len(known):
            drawn = strategies.sampled_from(known.tolist()) | drawn
    elif field["type"] == "date":
        drawn = strategies.dates(date(1900, 1, 1), date(2099, 12, 31)).map(pd.Timestamp)
        if len(known):
            drawn = strategies.sampled_from(known.tolist()) | drawn
    else:
        drawn = strategies.sampled_from(sorted(set(known)) + WORDS)
        if "pattern" in field:
            drawn |= strategies.from_regex(re.compile(field["pattern"], re.ASCII), fullmatch=True)
    return drawn if field.get("required") else strategies.none() | drawn


@cache
def named_rows(chapter: str, name: str) -> list[int]:
    """Numbers of the rows whose id stands in the code of a chapter."""
    code = (ROOT / "chapters" / f"{chapter}.md").read_text(encoding="utf-8")
    module = ROOT / "scripts/moscow_aims/chapters" / f"{Path(chapter).name.replace('-', '_')}.py"
    if module.exists():
        code += module.read_text(encoding="utf-8")
    keys = table(name).iloc[:, 0].astype(str)
    return [number for number, key in enumerate(keys) if f'"{key}"' in code]


@strategies.composite
def changes(draw, chapter: str):
    """Table, number of a row and its new values: a legal change of one datum that a chapter reads."""
    name = draw(strategies.sampled_from(read_by(chapter)))
    fields, rows = schema(name), table(name)
    free = [c for c, f in fields.items() if f["type"] == "string" and not TOLD & set(f)]
    told = [c for c in fields if c not in free]
    column = draw(strategies.sampled_from(told + told + free))
    number = draw(
        strategies.sampled_from(named_rows(chapter, name) or [0])
        | strategies.integers(0, len(rows) - 1)
    )
    new = {column: draw(values(name, column))}
    row = rows.iloc[number]
    if new.get("status") == "unknown":
        new |= {other: None for other, field in fields.items() if field["measured"]}
    if new.get("status") == "contested" and pd.isna(row["note"]):
        new["note"] = "Sources differ."
    for end, other in (("field_start", "field_end"), ("field_end", "field_start")):
        if end in new and (new[end] is None or pd.isna(row[other])):
            new[other] = new[end]  # both are known or none is
    assume(legal(name, number, new))
    return name, number, new


def legal(name: str, number: int, new: dict) -> bool:
    row_before = table(name).iloc[number].to_dict()
    row = {**row_before, **new}
    for column, value in new.items():
        field, old = schema(name)[column], row_before[column]
        if value is None:
            if field.get("required"):
                return False
            continue
        if field.get("unique") and (old in pointed_at(name) or value in set(table(name)[column])):
            return False
        if row.get("status") == "unknown" and field["measured"]:
            return False
        if len(str(value)) > field.get("maxLength", 10**6):
            return False
        if "pattern" in field and not re.fullmatch(field["pattern"], value):
            return False
    if row.get("status") == "contested" and pd.isna(row.get("note")):
        return False
    start, end = row.get("field_start"), row.get("field_end")
    if pd.isna(start) != pd.isna(end) or (pd.notna(start) and start > end):
        return False
    return any(
        pd.notna(old) if value is None else pd.isna(old) or value != old
        for value, old in ((value, row_before[column]) for column, value in new.items())
    )


def changed(name: str, number: int, new: dict) -> pd.DataFrame:
    """The table with new values in a row, typed as `data.load` gives it."""
    frame = table(name).copy()
    for column, value in new.items():
        kind = frame[column].dtype
        cells = frame[column].astype(object)
        cells.iloc[number] = pd.NaT if value is None and kind.kind == "M" else value
        if value is None and kind == object:
            cells.iloc[number] = float("nan")
        frame[column] = cells.astype(kind)
    return frame


# -- Tests ------------------------------------------------------------------------------------------


def fault(chapter: str, name: str, frame: pd.DataFrame, svg=undrawn) -> str:
    """How a chapter fails with a changed table; nothing if it passes or says why in one sentence."""
    try:
        run(chapter, name, frame, svg)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is judged
        frames = traceback.extract_tb(error.__traceback__)
        ours = [step for step in frames if step.filename.startswith(OURS)]
        at = ours[-1] if ours else frames[-1]
        if isinstance(error, ValueError) and frames[-1] == at and SENTENCE.fullmatch(str(error)):
            return ""
        return f"{type(error).__name__}: {error} ({at.filename}, line {at.lineno}: {at.line})"
    return ""


def check(chapter: str, change, svg) -> None:
    name, number, new = change
    said = fault(chapter, name, changed(name, number, new), svg)
    row = f"data/{name}.csv, row {number + 2}"
    assert not said, f"{chapter} with {new} in {row}: {said}"


QUICK = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # one value is as small as a change can be
    suppress_health_check=list(HealthCheck),
    max_examples=2,
)


@pytest.mark.parametrize("chapter", CHAPTERS)
@QUICK
@given(drawn=strategies.data())
def test_a_chapter_runs_for_other_legal_data(chapter, drawn):
    check(chapter, drawn.draw(changes(chapter)), undrawn)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
@settings(QUICK, max_examples=12)
@given(drawn=strategies.data())
def test_a_chapter_runs_for_many_legal_data(chapter, drawn):
    check(chapter, drawn.draw(changes(chapter)), laid_out)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    return shutil.copytree(data.DATA, tmp_path_factory.mktemp("copy") / "data")


@pytest.mark.slow
@settings(QUICK, max_examples=30)
@given(drawn=strategies.data())
def test_changes_are_legal(drawn, copied):
    name, number, new = drawn.draw(changes(drawn.draw(strategies.sampled_from(CHAPTERS))))
    file = copied / f"{name}.csv"
    before = file.read_bytes()
    changed(name, number, new).to_csv(file, index=False, date_format="%Y-%m-%d")
    pointing = [
        other
        for other in data.names()
        if any(field.get("reference", [""])[0] == name for field in schema(other).values())
    ]
    found = [problem for other in [name, *pointing] for problem in data.problems(other, copied)]
    file.write_bytes(before)
    assert not found
