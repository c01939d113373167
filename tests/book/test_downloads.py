"""The notebooks that readers download."""

from pathlib import Path

import nbclient
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


# Executed each time; the others are slow.
FEW = {"chapters/survey/what-34-means.ipynb"}


def notebooks() -> list:
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "chapters").rglob("*.md"))}
    names = [
        path.relative_to(ROOT).with_suffix(".ipynb").as_posix()
        for path, text in texts.items()
        if "{code-cell}" in text
    ]
    return [pytest.param(name, marks=[] if name in FEW else pytest.mark.slow) for name in names]


def read_words(notebook) -> list[str]:
    """What a reader sees as text: cells of words and what cells say of them."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return cells + [output.get("data", {}).get("text/markdown", "") for output in outputs]


@pytest.mark.parametrize("name", notebooks())
def test_a_downloaded_notebook_runs_anywhere(book, tmp_path, name):
    notebook = nbformat.read(book / "_notebooks" / name, as_version=4)
    assert any(cell.get("outputs") for cell in notebook.cells), "it comes with its results"
    assert "pip install -r requirements.txt" in notebook.cells[0].source
    assert not [text for text in read_words(notebook) if "{glue:" in text or "{n}" in text]
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert list(tmp_path.iterdir()) == [], "it leaves no file behind"
