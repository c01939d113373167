"""Folds the code of a page behind one word, which stands with the links of what the code shows.

In the downloaded notebooks everything stays. A cell with the tag `hide-input` that shows nothing
leaves nothing on the page; the script `theme/folds.js` adds a switch that opens all code at once.
"""

from docutils import nodes

TAG = "tag_hide-input"
# What is no sight: containers are judged by what they hold.
UNSEEN = (nodes.comment, nodes.container, nodes.target)


def fold_code(app, doctree) -> None:
    """Put the code of each cell behind a disclosure, or take it out with its cell."""
    for cell in list(doctree.findall(is_cell)):
        if not cell.children or cell[0].get("nb_element") != "cell_code_source":
            continue
        if cell.get("hide_mode") not in (None, "input"):
            continue
        cell.attributes.pop("hide_mode", None)
        code, *outputs = cell.children
        shown = any(is_seen(node) for output in outputs for node in output.findall())
        if TAG in cell["classes"] and not shown:
            cell.parent.remove(cell)
            continue
        cell.remove(code)
        foot = next(iter(cell.findall(is_foot)), None)
        place, index = (cell, 0) if foot is None else (foot, len(foot) - 1)
        opening = '<details class="code-fold"><summary>Code</summary>'
        folded = [raw(opening), code, raw("</details>")]
        for node in reversed(folded):
            place.insert(index, node)
        if not shown:
            cell["classes"].append("code-alone")


def is_cell(node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def is_foot(node) -> bool:
    """Whether the node holds the links of a figure or table."""
    return isinstance(node, nodes.container) and "figure-foot" in node["classes"]


def is_seen(node) -> bool:
    return not isinstance(node, UNSEEN)


def raw(text: str) -> nodes.raw:
    return nodes.raw("", text, format="html")


def setup(app):
    app.connect("doctree-read", fold_code)
    app.add_js_file("folds.js", loading_method="defer")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
