"""Offers each notebook page as an .ipynb file with its results, as they stand on the page.

The results come from jupyter-cache. In Markdown cells a glued number is written out, for only this
book's build could look it up. File and page are the same for every build: they hold no time of
execution and no random id.
"""

import json
import re
from functools import cache
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from myst_nb.core.render import sanitize_script_content
from myst_nb.core.variables import format_plain_text
from myst_nb.ext.glue.crossref import read_glue_cache

from reportbook.content import figures
from reportbook.html.templates import PAGES

FOLDER = "_notebooks"
BOOK_ONLY = {figures.Figure.mime_type, figures.Table.mime_type}
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
GLUE = re.compile(r"\{glue:text\}`([^`]+)`")
ID = re.compile(r"[0-9a-f]{32}")
REFERENCE = re.compile(f"IPY_MODEL_({ID.pattern})")
MODEL = re.compile(f'"model_id": "({ID.pattern})"')


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
    notebook = executed(app.env, docname)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = with_numbers(cell.source, docname, app.env)
        for output in cell.get("outputs", []):
            for kind in BOOK_ONLY & set(output.get("data", {})):
                del output["data"][kind]
    if note := app.config.notebook_download_note:
        cells = [nbformat.v4.new_markdown_cell(note), *notebook.cells]
        notebook = nbformat.from_dict({**notebook, "cells": cells})  # others read the first one
    path = place(app, docname)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(settled(notebook)) + "\n", encoding="utf-8")


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


def with_numbers(source: str, docname: str, env) -> str:
    """Markdown with each role {glue:text} (key, key:format, page::key:format) as its text."""

    def text(role: re.Match) -> str:
        key, _, spec = role[1].rpartition(":") if ":" in role[1] else (role[1], "", "s")
        page, _, name = key.rpartition("::")
        home = env.path2doc(env.relfn2path(page, docname)[1]) if page else docname
        value = glued(env, home).get(name)
        return format_plain_text(value["data"]["text/plain"], spec) if value else role[0]

    return GLUE.sub(text, source)


def glued(env, docname: str) -> dict[str, dict]:
    """Key -> what the page has glued under it."""
    return read_glue_cache(env.mystnb_config.output_folder, docname)


def settled(notebook) -> nbformat.NotebookNode:
    """The notebook with ids that are the same whenever it is executed, and without times."""
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("execution", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    bundles = [out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", [])]
    names = widget_names(state, [bundle[VIEW]["model_id"] for bundle in bundles if VIEW in bundle])
    if not names:
        return notebook
    return nbformat.from_dict(json.loads(renamed(json.dumps(notebook), names)))


def settle_page(app, pagename, templatename, context, doctree) -> None:
    """Give the widgets on the page the ids that they have in the notebook."""
    scripts = context["script_files"]
    for number, js in enumerate(scripts):
        if js.attributes.get("type") == STATE:
            widgets = json.loads(js.attributes["body"])
            names = widget_names(widgets["state"], MODEL.findall(context["body"]))
            text = json.dumps(json.loads(renamed(json.dumps(widgets), names)), sort_keys=True)
            attributes = {**js.attributes, "body": sanitize_script_content(text)}
            scripts[number] = type(js)(js.filename, priority=js.priority, **attributes)
            context["body"] = renamed(context["body"], names)


def widget_names(models: dict, shown: list[str]) -> dict[str, str]:
    """Random id of each widget model -> its place in an order that does not hang on the ids.

    From what is shown, in its order, to what that refers to; then what nobody refers to, such as
    links, by what it refers to.
    """
    order: dict[str, str] = {}

    def visit(model: str) -> None:
        if model in models and model not in order:
            order[model] = f"{len(order):032x}"
            for referred in REFERENCE.findall(content(model)):
                visit(referred)

    def content(model: str) -> str:
        return json.dumps(models[model], sort_keys=True)

    for model in shown:
        visit(model)

    def settled_content(model: str) -> str:
        return REFERENCE.sub(lambda referred: order.get(referred[1], ""), content(model))

    for model in sorted(models, key=settled_content):
        visit(model)
    return order


def renamed(text: str, names: dict[str, str]) -> str:
    return ID.sub(lambda found: names.get(found[0], found[0]), text)


def setup(app):
    # What a reader of a notebook alone must know to run it; nothing is said if it is empty.
    app.add_config_value("notebook_download_note", "", "html", str)
    # After the theme has made its menu.
    app.connect("html-page-context", add_button, priority=900)
    app.connect("html-page-context", settle_page, priority=900)
    app.connect("html-page-context", offer)
    app.connect("build-finished", restore)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
