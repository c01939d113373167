"""A chapter that is opened as a notebook and saved loses nothing."""

import asyncio
from pathlib import Path

import jupytext
import nbclient
import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from moscow_aims import lab, notebooks
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[1]
CHAPTERS = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "chapters").rglob("*.md"))
    if "{code-cell}" in path.read_text(encoding="utf-8")
]


def front_matter(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])


def cells(path: Path) -> list[tuple]:
    return [(c.cell_type, c.source, c.metadata) for c in jupytext.read(path).cells]


@pytest.mark.parametrize("name", CHAPTERS)
def test_saving_a_chapter_in_jupyterlab_keeps_its_settings_and_cells(tmp_path, name):
    # In a folder of its own: the settings survive wherever JupyterLab is started.
    saved = tmp_path / "chapter.md"
    notebook = jupytext.read(ROOT / name)
    # JupyterLab adds what it knows of the kernel, and the state of the sliders.
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12"}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    jupytext.write(notebook, saved, fmt={"extension": ".md", "format_name": "myst"})
    before, after = front_matter(ROOT / name), front_matter(saved)
    # jupytext adds its own version.
    assert after.pop("jupytext").keys() == before.pop("jupytext").keys()
    assert after == before
    assert cells(saved) == cells(ROOT / name)


@pytest.mark.parametrize("name", CHAPTERS)
def test_jupyterlab_shows_no_role_and_saves_the_chapter_as_it_was(tmp_path, name):
    text = (ROOT / name).read_text(encoding="utf-8")
    (tmp_path / "chapter.md").write_text(text, encoding="utf-8")
    manager = lab.ChapterContents(root_dir=str(tmp_path))
    model = asyncio.run(manager.get("chapter.md", type="notebook"))
    for cell in model["content"].cells:
        said = [output["data"]["text/markdown"] for output in cell.get("outputs", [])]
        for words in said if cell.cell_type == "code" else [cell.source]:
            assert "}`" not in words and "```{" not in words
    asyncio.run(manager.save(model, "chapter.md"))
    assert cells(tmp_path / "chapter.md") == cells(ROOT / name)
    asyncio.run(manager.save(asyncio.run(manager.get("chapter.md", type="notebook")), "chapter.md"))
    assert cells(tmp_path / "chapter.md") == cells(ROOT / name), (
        "nor does it change when opened again"
    )


@given(st.lists(st.text()))
def test_speaking_and_silent_undo_each_other(texts):
    cells = [new_markdown_cell(f"{text}{{n}}`a`{text}") for text in texts] + [new_code_cell("1")]
    notebook = new_notebook(cells=cells)
    back = notebooks.silent(notebooks.speaking(notebook, {"a": "1"}))
    assert [(c.cell_type, c.source) for c in back.cells] == [
        (c.cell_type, c.source) for c in notebook.cells
    ]


def test_a_cell_that_a_student_has_rewritten_stays_code():
    source = f'{notebooks.START}f"{{1 + 1}}"{notebooks.END}'
    (cell,) = notebooks.silent(new_notebook(cells=[new_code_cell(source)])).cells
    assert (cell.cell_type, cell.source) == ("code", source)


def test_numbers_in_sentences_follow_when_cells_run_again(tmp_path):
    """As a student would: the words stand above the cell that names their number."""
    page = new_notebook(
        cells=[
            new_markdown_cell("It grew to {n}`after` %."),
            new_code_cell("from moscow_aims.prose import give\n\ngive('.0f', after=11.7)"),
            new_code_cell("give('.0f', after=13.4)"),
        ]
    )
    said = []
    for upto in (2, 3):
        notebook = notebooks.speaking(nbformat.from_dict({**page, "cells": page.cells[:upto]}))
        assert notebook.cells[0].outputs[0]["data"]["text/markdown"] == "It grew to … %."
        done = nbclient.NotebookClient(notebook, kernel_name="python3").execute()
        said.append(done.cells[0].outputs[0]["data"]["text/markdown"])
    assert said == ["It grew to 12 %.", "It grew to 13 %."]
