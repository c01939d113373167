"""A chapter that is opened as a notebook and saved loses nothing."""

from pathlib import Path

import jupytext
import pytest
import yaml

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
