"""The directive `datapackage`: a catalogue of all tables, made from their description.

    ```{datapackage} ../../data/datapackage.json
    ```

Each table of the Data Package becomes a section that unfolds, with what it holds, its rows, its licence, where
its rows come from, its fields and a download. Its address is `table-` and the table's name.
What a table leaves open, such as its licence, is that of the package.
"""

import csv
import json
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from reportbook.content.figures import fold

COLUMNS = ["Field", "Type", "What it holds", "Values"]


class DataPackage(SphinxDirective):
    required_arguments = 1

    def run(self):
        relative, file = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        folder = Path(file).parent
        package = json.loads(Path(file).read_text(encoding="utf-8"))
        titles = {resource["name"]: resource["title"] for resource in package["resources"]}
        return [
            self._table({**package, **resource}, Path(self.arguments[0]).parent, folder, titles)
            for resource in sorted(package["resources"], key=lambda resource: resource["path"])
        ]

    def _table(self, resource: dict, relative: Path, folder: Path, titles: dict):
        with open(folder / resource["path"], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.env.note_dependency(str(folder / resource["path"]))
        fields = resource["schema"]["fields"]
        return nodes.section(
            "",
            nodes.title("", resource["path"].removesuffix(".csv")),
            nodes.raw("", "<details><summary>", format="html"),
            nodes.inline("", resource["title"]),
            nodes.raw("", "</summary>", format="html"),
            nodes.paragraph("", resource["description"]),
            self._facts(resource, rows, (relative / resource["path"]).as_posix()),
            *fold(f"{len(fields)} fields", COLUMNS, list(map(_field, fields))),
            *(_key(key, titles) for key in resource["schema"].get("foreignKeys", [])),
            nodes.raw("", "</details>", format="html"),
            classes=["entry"],
            ids=[f"table-{resource['name']}"],
            names=[resource["name"]],
        )

    def _facts(self, resource: dict, rows: list[dict], file: str):
        """How many rows, whose, from where, and the download."""
        facts = f"{len(rows):,} rows; licence {resource['licenses'][0]['title']}"
        if used := {row["source"] for row in rows if row.get("source")}:
            facts += f"; {len(used):,} sources, named in the rows"
        link = addnodes.download_reference("", "CSV", reftarget=file, refdoc=self.env.docname)
        return nodes.paragraph("", f"{facts}. Download: ", link, nodes.Text("."))


def _key(key: dict, titles: dict[str, str]):
    """To which table a field leads."""
    table = key["reference"]["resource"]
    link = nodes.reference("", titles[table], refid=f"table-{table}")
    return nodes.paragraph("", f"{key['fields']} points to ", link, nodes.Text("."))


def _field(field: dict) -> list[str]:
    """A row of the table of fields."""
    rules = field.get("constraints", {})
    values = ", ".join(map(str, rules.get("enum", [])))
    if "minimum" in rules or "maximum" in rules:
        values = f"{rules.get('minimum', '')} to {rules.get('maximum', '')}".strip()
    needed = "" if rules.get("required") else " (may be empty)"
    return [field["name"], field["type"] + needed, field.get("description", ""), values]


def setup(app):
    app.add_directive("datapackage", DataPackage)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
