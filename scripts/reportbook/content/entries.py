"""Rows of a table as entries of a look-up list: each has an address, a role and a fold of its own.

For each kind in the setting `entry_kinds`, say `claim`, there is a role {claim}`B27.4`. It leads
to the row that a table of that kind names so, on whichever page; other names fail the build. The
search and other books know the entries, too.
"""

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes

Piece = str | list[str]  # a text, or a text and where it leads


def link(text: str, target: str) -> nodes.Element:
    """A text that leads to an address, to a page or, as ``role:name``, to what the role finds.

    The build checks all that are not addresses.
    """
    if re.match("https?://", target):
        return nodes.reference("", text, refuri=target, internal=False)
    role, _, name = target.rpartition(":")
    found = addnodes.pending_xref(
        "",
        refdomain="std",
        reftype=role or "doc",
        reftarget=name if role else f"/{name}",
        refexplicit=role != "numref",
        refwarn=True,
    )
    found += nodes.inline("", "%s" if role == "numref" else text, classes=[f"to-{role or 'page'}"])
    return found


def chip(text: str) -> nodes.Element:
    """One of few words, such as a verdict, in a colour that the style sheet gives it."""
    return nodes.inline("", text, classes=["chip", f"chip-{nodes.make_id(text)}"])


def furnish(table: nodes.table, kind: str, folds: list[list], env) -> None:
    """Give each row of a table its address and what unfolds below its second cell.

    Parameters
    ----------
    folds : list
        Per row pairs of a name and a list of items, each a list of pieces.
    """
    table["classes"].append("lookup")
    rows = next(iter(table.findall(nodes.tbody))).findall(nodes.row)
    for row, fold in zip(rows, folds, strict=True):
        lead, said, *_ = row.findall(nodes.entry)
        name = lead.astext()
        address = nodes.make_id(name)
        row["ids"].append(address)
        row["classes"] += ["entry", f"entry-{kind}"]
        env.get_domain("std").note_object(kind, name, address, location=table)
        _fold(said, fold)


def _fold(entry: nodes.entry, fold: list) -> None:
    said = next(entry.findall(nodes.paragraph)).children
    entry.clear()
    entry += nodes.raw("", "<details><summary>", format="html")
    entry += [*said, nodes.raw("", "</summary>", format="html")]
    listed = nodes.definition_list(classes=["fold"])
    for name, items in fold:
        term = nodes.term("", name)
        listed += nodes.definition_list_item("", term, nodes.definition("", *map(_item, items)))
    entry += [listed, nodes.raw("", "</details>", format="html")]


def _item(pieces: list[Piece]) -> nodes.Element:
    said = [link(*piece) if isinstance(piece, list) else nodes.Text(piece) for piece in pieces]
    return nodes.paragraph("", "", *said)


def fold_tables(app, doctree) -> None:
    """Put the tables of cells with the tag `fold` behind their titles."""
    for cell in doctree.findall(nodes.container):
        if "tag_fold" in cell["classes"]:
            for table in list(cell.findall(nodes.table)):
                title = table.next_node(nodes.title)
                table.parent.insert(0, [
                    nodes.raw("", '<details class="folded"><summary>', format="html"),
                    nodes.inline("", title.astext() if title else ""),
                    nodes.raw("", "</summary>", format="html"),
                ])  # fmt: skip
                table.parent += nodes.raw("", "</details>", format="html")


def add_script(app, pagename, templatename, context, doctree) -> None:
    """The script that searches goes to the pages that have something to be looked up."""
    if doctree and any(
        "entry" in node["classes"] or any(name.startswith("pick-") for name in node["classes"])
        for node in doctree.findall(lambda n: isinstance(n, (nodes.table, nodes.section)))
    ):
        app.add_js_file("lookup.js", loading_method="defer")


def add_roles(app, config) -> None:
    for kind in config.entry_kinds:
        app.add_object_type(kind, kind, objname=kind, ref_nodeclass=nodes.inline)


def setup(app) -> dict[str, Any]:
    app.add_config_value("entry_kinds", [], "env", list)
    app.connect("config-inited", add_roles)
    app.connect("doctree-read", fold_tables, priority=600)  # when the words have been said
    app.connect("html-page-context", add_script)
    app.add_css_file("lookup.css", priority=910)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
