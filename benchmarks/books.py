"""The books that are built for the benchmarks: a copy of this one, and generated ones of any size.

Each has a chapter with a cell to edit and a table that a chapter reads. A book is built in two
ways: as it is, and as stock Jupyter Book builds it, without the extensions that concern only the
building. Those that make the pages stay, so that both ways give the same pages.
"""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns("_build", ".git", "__pycache__", ".venv", "venv")
# Extensions and the beginnings of their settings.
BUILDING = ("strict", "fresh", "fast", "quick", "writing")
THIS = "this book"


@dataclass
class Book:
    """A book in a folder, and what can be edited in it."""

    folder: Path
    page: str  # source of a chapter with code
    table: str  # that a chapter reads
    old: str  # what stands in the table
    new: str  # what may take its place, with {} for a number
    shown: str  # what the built pages show of it, with {} for the number

    def clean(self) -> None:
        shutil.rmtree(self.folder / "_build", ignore_errors=True)

    def edit_cell(self, number: int) -> None:
        """Put a line at the end of the first cell of the page."""
        path = self.folder / self.page
        prose, fence, rest = path.read_text(encoding="utf-8").partition("```{code-cell}")
        code, end, rest = rest.partition("\n```")
        path.write_text(f"{prose}{fence}{code}\n# {number}{end}{rest}", encoding="utf-8")

    def edit_table(self, number: int) -> None:
        path, new = self.folder / self.table, self.new.format(number)
        text = path.read_text(encoding="utf-8")
        if self.old not in text:
            raise SystemExit(f"{path}: there is no {self.old!r} to edit.")
        path.write_text(text.replace(self.old, new), encoding="utf-8")
        self.old = new

    def shows(self, number: int) -> bool:
        """Whether the built pages show what `edit_table` wrote."""
        wanted = self.shown.format(number)
        pages = (self.folder / "_build" / "html").rglob("*.html")
        return any(wanted in page.read_text(encoding="utf-8") for page in pages)


def named(wanted: str) -> str:
    """The name of a book: this one or, for a number, a generated one of so many chapters."""
    return THIS if wanted == "this" else f"{int(wanted)} chapters"


def make(name: str, folder: Path) -> Book:
    return this(folder) if name == THIS else generated(folder, int(name.split()[0]))


def this(folder: Path) -> Book:
    """A copy of this book; the table is one of those that most chapters read."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return Book(
        folder,
        page="chapters/survey/land-or-alliance.md",
        table="data/survey/polls.csv",
        old="After mobilisation.",
        new="After mobilisation; edit {}.",
        shown="After mobilisation; edit {}.",
    )


def stock(book: Book) -> Book:
    """Take from the settings of `book` what stock Jupyter Book does not have."""
    path = book.folder / "_config.yml"
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    sphinx = settings["sphinx"]
    building = [f"book.{name}" for name in BUILDING]
    sphinx["extra_extensions"] = [
        name for name in sphinx["extra_extensions"] if name not in building
    ]
    sphinx["config"] = {
        name: value
        for name, value in sphinx["config"].items()
        if name.partition("_")[0] not in BUILDING
    }
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return book


# ---- Generated books ---------------------------------------------------------------------------

SETTINGS = {
    "title": "A generated book",
    "author": "Nobody",
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "cache", "timeout": 120},
    "sphinx": {
        "extra_extensions": [f"book.{name}" for name in BUILDING],
        "config": {
            "fresh_paths": ["data"],
            "fresh_page_paths": [],
            "fast_imports": ["pandas", "matplotlib.pyplot", "networkx", "ipywidgets"],
        },
    },
}
HEAD = """---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{name: python3, display_name: Python 3}}
---
# Network {number}

Ties between people, drawn by chance.

```{{code-cell}} ipython3
import pandas as pd

people = pd.read_csv("data/people.csv")
ties = pd.read_csv("data/ties-{number}.csv")
ties.head(8)
```
"""
FIGURES = """
```{code-cell} ipython3
import matplotlib.pyplot as plt
import networkx as nx

graph = nx.from_pandas_edgelist(ties, "one", "other", "weight")
fig, ax = plt.subplots()
nx.draw_networkx(graph, nx.spring_layout(graph, seed=1), ax=ax, node_size=120, font_size=6)
```

The central ones know people of other groups.

```{code-cell} ipython3
people["ties"] = people["person"].map(dict(graph.degree)).fillna(0)
people["central"] = people["person"].map(nx.betweenness_centrality(graph)).fillna(0).round(3)
fig, ax = plt.subplots()
ax.scatter(people["ties"], people["central"])
ax.set_xlabel("ties")
ax.set_ylabel("betweenness")
people.groupby("group")[["ties", "central"]].mean()
```
"""
SLIDER = """
```{code-cell} ipython3
import ipywidgets as widgets

panes = [
    widgets.HTML(ties[ties["weight"] > least].describe().to_html()) for least in range(5)
]
```

The slider chooses the least weight.

```{code-cell} ipython3
slider, stack = widgets.IntSlider(max=4), widgets.Stack(panes, selected_index=0)
widgets.jslink((slider, "value"), (stack, "selected_index"))
widgets.VBox([slider, stack])
```
"""
PEOPLE, TIES = 40, 90


def generated(folder: Path, chapters: int) -> Book:
    """A book of small notebooks, the same each time: tables, figures, every eighth with a slider.

    Every chapter reads a table of its own and one that all of them share.
    """
    names = [f"network-{number}" for number in range(chapters)]
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": name} for name in names]}
    files = {
        "_config.yml": yaml.safe_dump(SETTINGS),
        "_toc.yml": yaml.safe_dump(toc),
        "index.md": "# A generated book\n",
        "data/people.csv": "person,group\n"
        + "".join(f"{p},{'abcd'[p % 4]}\n" for p in range(PEOPLE)),
    }
    for number, name in enumerate(names):
        draw = random.Random(number)
        pairs = (draw.sample(range(PEOPLE), 2) for _ in range(TIES))
        rows = [f"{one},{other},{draw.randint(1, 9)}\n" for one, other in pairs]
        files[f"data/ties-{number}.csv"] = "one,other,weight\n0,1,1\n" + "".join(rows)
        files[f"{name}.md"] = HEAD.format(number=number) + (FIGURES if number % 8 else SLIDER)
    (folder / "data").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Book(
        folder,
        page=f"{names[1]}.md",
        table="data/ties-1.csv",
        old="weight\n0,1,1\n",
        new="weight\n0,1,100{}\n",
        shown="<td>100{}</td>",
    )
