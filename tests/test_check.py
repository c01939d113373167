"""The checker names every fault that is put into a sound repository, one at a time."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import check
import edit
import pandas as pd
import pytest
from checks import pages, prose

ROOT = Path(__file__).parents[1]
CHECKED = """
    CITATION.cff CHANGELOG.md LICENSE LICENSE-TEXT README.md _config.yml pyproject.toml
""".split()


@pytest.fixture
def copy(tmp_path):
    """The files of the repository that are checked, free to be broken."""
    for name in CHECKED:
        shutil.copy(ROOT / name, tmp_path)
    for name in ("chapters", "data", "scripts/moscow_aims"):
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
    return tmp_path


@pytest.fixture(scope="module")
def known():
    """Faults that the repository already has; `test_repository_is_sound` reports them."""
    return set(check.findings(ROOT))


def run(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, ROOT / "scripts" / "check.py", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_repository_is_sound():
    done = run()
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.count("\n") == 1


def test_command_fails_with_one_line_a_finding(copy):
    append(copy, "chapters/index.md", "Some 34 of them agreed.")
    replace(copy, "_config.yml", "^title: .*", "title: Another")
    done = run(copy)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert any(line.startswith("chapters/index.md, line ") and "'34'" in line for line in lines)
    assert any(line.startswith("_config.yml: title is 'Another'") for line in lines)


def append(root: Path, name: str, text: str) -> None:
    with (root / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def replace(root: Path, name: str, pattern: str, new: str) -> None:
    old = (root / name).read_text(encoding="utf-8")
    text, changes = re.subn(pattern, new, old, count=1, flags=re.M)
    assert changes == 1, f"{name} has nothing like {pattern!r}"
    (root / name).write_text(text, encoding="utf-8")


def overwrite(root: Path, name: str, *what: str) -> int:
    return edit.overwrite(root / name, *what)


CHAPTER = "chapters/survey/what-34-means.md"
CODE = "```{code-cell} ipython3\nnumbers.glue('nobody.reads', 1.0)\n```"
SURVEY = "data/survey/polls.csv"
TALKS = "^(levada-2022-08-talks,.*,talks),44,"
PACKAGE = "data/datapackage.json"
PRICE = "chapters/doctrine/price.md"
CELL = "```{code-cell} ipython3\n:tags: [numbers]\n%s\n```"
FAULTS = {
    "number of no cell": (
        append,
        CHAPTER,
        "{n}`nobody`",
        "line ",
        "no cell of",
        "gives the number",
    ),
    "number of no page": (append, PRICE, "{n}`prices:states`", "line ", "no page 'prices' gives"),
    "number for nobody": (append, PRICE, CELL % "give(idle=1)", "'idle' is given but no words"),
    "number given again": (append, PRICE, CELL % "give(states=1)", "'states' is given a second"),
    "numbers on the page": (replace, PRICE, r"^:tags: \[numbers\]\n", "", "without the tag 'numb"),
    "figure without alt text": (
        replace,
        PRICE,
        "^:alt: Small .*\n",
        "",
        "'fig-spending' has no alt",
    ),
    "words for no figure": (replace, PRICE, r"^(...\{words\} fig-)bor", r"\1bar", "'fig-barder'"),
    "sentence in a cell": (append, PRICE, CELL % "'It rose too.'", "holds the sentence 'It rose"),
    "cells that would not run": (replace, PRICE, "^kernelspec:", "kernel:", "no cell would run"),
    "source id": (overwrite, SURVEY, "source", "no-source", "column source", "'no-source'"),
    "share": (overwrite, SURVEY, "share", "134", "column share", "134"),
    "sum of shares": (replace, SURVEY, TALKS, r"\1,99,", "'continue'", "expected at most 102"),
    "date": (overwrite, SURVEY, "field_start", "12.7.2025", "column field_start", "12.7.2025"),
    "typed number": (append, CHAPTER, "Of them 3,600 answered.", "line ", "'3,600'"),
    "typed percentage": (append, CHAPTER, "It is *34* per cent.", "line ", "'34 per cent'"),
    "unknown number": (append, CHAPTER, "{glue:text}`no.such`", "line ", "'no.such'"),
    "unread number": (append, CHAPTER, CODE, "line ", "'nobody.reads'"),
    "unknown figure": (append, CHAPTER, "{numref}`fig-no-such`", "line ", "'fig-no-such'"),
    "unknown work": (append, CHAPTER, "{cite:t}`nobody2020`", "line ", "'nobody2020'"),
    "missing section": (
        replace,
        CHAPTER,
        "^## What we do not know$",
        "## Ends",
        "know' is missing",
    ),
    "section order": (append, CHAPTER, "## In short", "the sections stand as"),
    "no description": (replace, CHAPTER, "^description: .*\n", "", "has no description"),
    "no title": (replace, "chapters/reference/building.md", "^title: .*\n", "", "has no title"),
    "unquoted day": (
        replace,
        CHAPTER,
        "^evidence_until: .*",
        "evidence_until: 2026-01-02",
        "is 2026-01-02, exp",
    ),
    "no day": (replace, CHAPTER, "^evidence_until: .*\n", "", "has no evidence_until"),
    "uncited work": (append, "data/references.bib", "@misc{idle, title={I}}", "'idle'"),
    "incomplete work": (append, "data/references.bib", "@misc{w, author={A}}", "'w' has no outlet"),
    "idle exception": (append, "data/typed-numbers.csv", "17 mules,*,None.", "row", "'17 mules'"),
    "version": (replace, "pyproject.toml", '^version = ".*"', 'version = "9.9.9"', "'9.9.9'"),
    "release": (replace, "CHANGELOG.md", r"^## Version \S+", "## Version 9.9.9", "'9.9.9'"),
    "date of release": (replace, "CHANGELOG.md", r"\(\d{4}-.*\)$", "(1999-01-01)", "'1999-01-01'"),
    "malformed date": (replace, "CITATION.cff", "^date-released: .*", "date-released: x", "'x'"),
    "unknown field": (replace, "CITATION.cff", "^version:", "vision:", "'vision' was unexpected"),
    "two versions": (replace, "CITATION.cff", "^  version: .*", "  version: 9.9", "'9.9'"),
    "second address": (append, "CITATION.cff", "  url: https://a.org", "url belongs to the top"),
    "author": (replace, "_config.yml", "^author: .*", "author: Nobody", "authors is 'Nobody'"),
    "holder": (replace, "LICENSE", r"^(Copyright \(c\) \d+) .*", r"\1 Nobody", "is 'Nobody'"),
    "title": (replace, "_config.yml", "^title: .*", "title: Another", "'Another'"),
    "title in the readme": (replace, "README.md", "^# .*", "# Another", "heading: title is 'Anoth"),
    "cited version": (replace, "README.md", r"\(Version [\d.]+\)", "(Version 9.9)", "citation is"),
    "version of the data": (replace, PACKAGE, '"version": ".*"', '"version": "9.9"', "'9.9'"),
    "stale description": (
        replace,
        PACKAGE,
        '"title": "Sources"',
        '"title": "S"',
        "is not what the",
    ),
    "cited year": (replace, "CITATION.cff", "^  year: .*", "  year: 1999", "year is 1999"),
    "copyright": (replace, "_config.yml", "^copyright: .*", "copyright: '1999'", "year is '1999'"),
    "checked row": (overwrite, "data/CHECKS.csv", "row", "no-such-row", "'no-such-row'"),
    "checked table": (overwrite, "data/CHECKS.csv", "table", "no-such", "data/no-such.csv"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_with_its_place(copy, known, fault, monkeypatch):
    put, name, *what = FAULTS[fault]
    if name != SURVEY:  # the tables are as they were when `known` was made
        monkeypatch.setattr(check.data, "problems", lambda folder: [])
    arguments = 1 if put is append else 2
    row = put(copy, name, *what[:arguments])
    found = set(check.findings(copy)) - known
    expected = [name, *what[arguments:]]
    expected += [f"row {row}"] if row else []
    assert any(all(part in sentence for part in expected) for sentence in found), found


def test_unreadable_tables_are_named_in_one_sentence_without_a_traceback(copy):
    number = overwrite(copy, SURVEY, "share", "many")
    rewrite(copy, "data/survey/questions.csv", lambda head: [*head, "remark"])
    rewrite(copy, "data/CHECKS.csv", lambda head: [name for name in head if name != "table"])
    done = run(copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert set(done.stdout.splitlines()) == {
        f"{SURVEY}, row {number}, column share: found 'many', expected a number.",
        "data/survey/questions.csv, row 1, column remark: found it, expected only columns of "
        "data/survey/questions.yaml.",
        "data/CHECKS.csv, row 1, column table: found none, expected it by data/CHECKS.yaml.",
    }


def rewrite(root: Path, name: str, columns) -> None:
    """Write a table with the columns that `columns` makes of its head; a new one is blank."""
    table = pd.read_csv(root / name, dtype=str, keep_default_na=False)
    table = table.reindex(columns=columns(list(table)), fill_value="")
    table.to_csv(root / name, index=False, lineterminator="\n")


def typed(root: Path, text: str) -> list[str]:
    """The digits that the checker takes for typed statistics in a chapter of `text`."""
    (root / "chapters").mkdir()
    (root / "chapters" / "page.md").write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "_config.yml", root)
    allow_list = root / "typed-numbers.csv"
    allow_list.write_text("phrase,file,reason\n28 points,page.md,A name.\n", encoding="utf-8")
    found = prose.typed_numbers(list(pages.read(root)), allow_list)
    return [
        re.search(r"line (\d+): the (?:number|percentage) '(.*?)'", sentence).expand(r"\1: \2")
        for sentence in found
        if "is typed" in sentence
    ]


def test_typed_statistics_are_found_wherever_prose_stands(tmp_path):
    text = """# Heading 1
About 3,600 people,
**61** of them and 4.5 more.

- 12 in a list
- It fell by 28 points.

| a | b |
|---|---|
| x | 71 |

:::{note} Title 5
:class: w100
Between 30–40 %, 41 percentage points.

```{tip}
Deep 6.
```
:::

```{figure} a1.png
:width: 80%

Caption 7
```

[Link 8](https://example.org/99) and ![Alt 9](b2.png)

term 10
: Meaning 11

<p>Raw 13</p>

From 0.5 to 2000.5.
"""
    assert typed(tmp_path, text) == [
        "1: 1",
        "2: 3,600",
        "3: 61",
        "3: 4.5",
        "5: 12",
        "10: 71",
        "12: 5",
        "14: 30–40 %",
        "14: 41 percentage points",
        "17: 6",
        "24: 7",
        "27: 8",
        "27: 9",
        "29: 10",
        "30: 11",
        "32: 13",
        "34: 0.5",
        "34: 2000.5",
    ]


def test_what_is_no_statistic_may_be_typed(tmp_path):
    text = """---
title: Page 9
---
(target-1)=
# In 2025

1. On 12 October 2025, from 28 September to 3 October, 12–15 July, 2025-07-12 and in the 1990s.
2. From 2014–2022, 2014–15 and 2021/22; see Section 3, Figure 2.1 and Article 5.

It fell by 28 points, {glue:text}`survey.x-34` per cent, `34 %` and $x = 34$.
See {numref}`fig-34`, {ref}`the text <a-34>`, {cite:p}`author2034, author34`.
[Link](page-34.md), <https://example.org/34> and ![text](img34.png) <!-- 34 -->

% A comment, 34.

<!-- 34
34 % -->

```{code-cell} ipython3
:tags: [hide-34]
x = 34
```

```text
34
```

$$
x = 34
$$
"""
    assert typed(tmp_path, text) == []
