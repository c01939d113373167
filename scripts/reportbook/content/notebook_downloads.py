"""Offers each notebook page as an .ipynb file with its results, as they stand on the page.

The results come from jupyter-cache. A function of the book's own may rewrite the words, for in a
notebook nothing would look up their roles. The file is the same for every build: it holds no time
of execution and no random id.
"""

import copy
import pkgutil
from functools import cache
from pathlib import Path, PurePosixPath

import nbformat
from jupyter_cache import get_cache
from myst_nb.core.variables import format_plain_text
from myst_nb.ext.glue.crossref import read_glue_cache

from reportbook.content import figures
from reportbook.html.templates import PAGES

FOLDER = "_notebooks"
BOOK_ONLY = {kind.mime_type for kind in (figures.Figure, figures.Table, figures.Caption)}


def is_notebook(app, docname: str) -> bool:
    # In the front matter of a page that is no notebook it would be a text.
    return isinstance(app.env.metadata.get(docname, {}).get("kernelspec"), dict)


def add_button(app, pagename, templatename, context, doctree) -> None:
    """Put the notebook first in the theme's download menu."""
    if app.builder.name not in PAGES or not is_notebook(app, pagename):
        return
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            link = {
                "type": "link",
                "url": context["pathto"](f"{FOLDER}/{pagename}.ipynb", 1),
                "text": ".ipynb",
                "tooltip": "Download this page as a notebook with its results",
                "icon": "fas fa-code",
                "label": "download-notebook-button",
            }
            group["buttons"].insert(0, link)


def offer(app, pagename, templatename, context, doctree) -> None:
    """Write the notebook of a page that is written."""
    if app.builder.name in PAGES and is_notebook(app, pagename):
        write_notebook(app, pagename)


def restore(app, exception) -> None:
    """Write the notebooks that are not there, of pages that were not written."""
    if exception or app.builder.name not in PAGES:
        return
    for docname in sorted(name for name in app.env.found_docs if is_notebook(app, name)):
        if not place(app, docname).exists():
            write_notebook(app, docname)


def write_notebook(app, docname: str) -> None:
    notebook = copy.deepcopy(executed(app.env, docname))  # others read that, too
    if function := app.config.notebook_rewriting:
        notebook = pkgutil.resolve_name(function)(notebook, numbers(app.env, docname))
    if note := app.config.notebook_download_note:
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(note))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"  # else a random one
        for output in cell.get("outputs", []):
            for kind in BOOK_ONLY & set(output.get("data", {})):
                del output["data"][kind]
    path = place(app, docname)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def place(app, docname: str) -> Path:
    return Path(app.outdir, FOLDER, f"{docname}.ipynb")


def executed(env, docname: str) -> nbformat.NotebookNode:
    """The notebook that MyST-NB read from the page, with its results."""
    config = env.mystnb_config
    cache = config.execution_cache_path if config.execution_mode == "cache" else None
    path = Path(config.output_folder, f"{docname}.ipynb")
    return _executed(path, cache, path.stat().st_mtime_ns)


@cache
def _executed(path: Path, cache: str | None, written: int) -> nbformat.NotebookNode:
    """What more than one extension asks for; MyST-NB writes the file whenever it reads the page."""
    notebook = nbformat.read(path, as_version=4)
    if cache:
        try:
            notebook = get_cache(cache).merge_match_into_notebook(notebook)[1]
        except KeyError:  # its execution failed, which MyST-NB has reported
            pass
    return notebook


def numbers(env, docname: str) -> dict[str, str]:
    """What this page has glued, by name, and what the others have, as ``page:name``."""
    found = {}
    for page in env.found_docs:
        prefix = "" if page == docname else f"{PurePosixPath(page).name}:"
        for name, value in read_glue_cache(env.mystnb_config.output_folder, page).items():
            found[prefix + name] = format_plain_text(value["data"]["text/plain"], "s")
    return found


def setup(app):
    # What a reader of a notebook alone must know to run it; nothing is said if it is empty.
    app.add_config_value("notebook_download_note", "", "html", str)
    # `module:function` of a notebook and a mapping of names to numbers.
    app.add_config_value("notebook_rewriting", "", "html", str)
    # After the theme has made its menu.
    app.connect("html-page-context", add_button, priority=900)
    app.connect("html-page-context", offer)
    app.connect("build-finished", restore)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
