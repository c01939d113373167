"""Who may know whom: the arrows between pages, their modules, methods, drawing, data and builder."""

import ast
import sys
from pathlib import Path

import pytest
from checks import pages

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
MODULES = {
    ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("moscow_aims", "reportbook")
    for path in sorted((SCRIPTS / package).rglob("*.py"))
}
OURS = [name for name in MODULES if name.split(".")[0] == "moscow_aims"]
BOOK = [name for name in MODULES if name.split(".")[0] == "reportbook"]
CHAPTERS = {page.name: page for page in pages.read(ROOT)}

STACK = {"matplotlib", "networkx", "numpy", "pandas", "scipy", "statsmodels"}
READERS = set(
    "open read_text read_bytes read_csv read_table read_fwf read_excel read_json read_parquet "
    "read_html loadtxt genfromtxt fromfile urlopen urlretrieve".split()
)


def trees(name: str) -> list[ast.Module]:
    """Syntax of a module, or of each cell of a chapter."""
    if name in MODULES:
        return [ast.parse(MODULES[name].read_text(encoding="utf-8"))]
    return [ast.parse(source) for _, source in CHAPTERS[name].cells]


def imported(name: str) -> set[str]:
    """Dotted names that a module or chapter imports, `from a import b` as `a` and `a.b`."""
    found = set()
    for node in (node for tree in trees(name) for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively, which hides the arrow"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def called(name: str) -> set[str]:
    """Names of the functions and methods that a module or chapter calls."""
    calls = (n for tree in trees(name) for n in ast.walk(tree) if isinstance(n, ast.Call))
    return {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}


def within(names: set[str], package: str) -> set[str]:
    return {name for name in names if name == package or name.startswith(f"{package}.")}


def test_there_is_something_to_look_at():
    assert {"moscow_aims.data", "moscow_aims.show", "moscow_aims.drawing.theme"} < set(OURS)
    assert any(CHAPTERS[name].cells for name in CHAPTERS)


@pytest.mark.parametrize("module", OURS)
def test_the_analysis_does_not_know_the_builder(module):
    assert not within(imported(module), "reportbook")
    assert not within(imported(module), "sphinx")


@pytest.mark.parametrize("module", BOOK)
def test_the_builder_does_not_know_the_analysis(module):
    assert not within(imported(module), "moscow_aims")


# What a part of the package may import of the others; `methods` imports nothing of ours but itself.
ARROWS = {
    "chapters": {
        "data",
        "tables",
        "show",
        "prose",
        "ledger",
        "chronicles",
        "poll_readings",
        "methods",
        "drawing",
    },
    "ledger": {"data", "show", "methods"},
    "poll_readings": {"data", "methods", "drawing"},
    "show": {"data", "drawing", "prose"},
    "chronicles": {"methods"},
    "drawing": {"drawing", "tables"},
    "methods": {"methods"},
    "data": {"tables"},
    "tables": set(),
    "markdown": {"data"},
    "prose": {"markdown"},
    "notebooks": {"markdown"},
    "lab": {"notebooks"},
}


@pytest.mark.parametrize("module", [name for name in OURS if name.count(".")])
def test_arrows(module):
    part = module.split(".")[1]
    met = {name.split(".")[1] for name in within(imported(module), "moscow_aims") if "." in name}
    assert met <= ARROWS[part], f"{module} imports {sorted(met - ARROWS[part])}"


@pytest.mark.parametrize("name", [module for module in OURS if module != "moscow_aims.data"])
def test_only_data_reads_files(name):
    assert not called(name) & READERS


@pytest.mark.parametrize("name", [*OURS, *CHAPTERS])
def test_pictures_leave_only_through_show(name):
    if name not in ("moscow_aims.show", "moscow_aims.drawing.theme"):
        assert "savefig" not in called(name)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapters_import_the_package_and_the_scientific_stack(chapter):
    foreign = {name.split(".")[0] for name in imported(chapter)} - STACK - {"moscow_aims"}
    assert not foreign - sys.stdlib_module_names
    assert not called(chapter) & READERS


LETTERS = "moscow_aims/drawing/fonts", "reportbook/html/vendor/source-sans-3"


def test_pictures_are_measured_and_shown_in_the_same_letters():
    """Neither package knows the other: each has its copy."""
    measured, shown = (
        {file.name: file.read_bytes() for file in (SCRIPTS / folder).glob("*.ttf")}
        for folder in LETTERS
    )
    assert measured and measured == shown
