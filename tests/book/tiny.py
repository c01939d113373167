"""A plain `jupyter-book build`, and books of a few lines to see how it behaves."""

import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

NOTEBOOK = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {name: python3, display_name: Python 3}
---
"""


def write(folder: Path, pages: dict[str, str], settings: str) -> Path:
    """A book of `pages` (name -> Markdown, the first is the root); `settings` go under `sphinx`."""
    root, *others = pages
    listed = "chapters:\n" + "".join(f"- file: {name}\n" for name in others) if others else ""
    files = {f"{name}.md": text for name, text in pages.items()}
    files["_toc.yml"] = f"format: jb-book\nroot: {root}\n{listed}"
    files["_config.yml"] = (
        "title: Tiny\nauthor: Nobody\nonly_build_toc_files: true\n"
        f"execute: {{execute_notebooks: cache}}\nsphinx: {settings}\n"
    )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def copy_book(folder: Path) -> Path:
    """This book in another folder, without what its builds have made."""
    left_out = shutil.ignore_patterns("_build", ".git", "__pycache__", ".venv", "venv")
    return Path(shutil.copytree(Path(__file__).parents[2], folder, ignore=left_out))


def cell(source: str) -> str:
    return f"\n```{{code-cell}} python\n{source}\n```\n"


def jupyter_book() -> str:
    return shutil.which("jupyter-book", path=sysconfig.get_path("scripts"))


def build(book: Path, *options: str | Path, **environment: str) -> tuple[int, str]:
    """Exit code and uncoloured output of a plain build."""
    done = subprocess.run(
        [jupyter_book(), "build", book, *options],
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


def sums(folder: Path) -> dict[str, str]:
    """Path of each file under the folder -> digest of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
