"""Who may know whom: the arrows between chapters, analyses, the parts they share, and the book."""

import ast
import sys
from pathlib import Path

import pytest
from checks import pages

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
MODULES = {
    ".".join(path.relative_to(SCRIPTS).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("report", "reportbook")
    for path in sorted((SCRIPTS / package).rglob("*.py"))
}
REPORT = [name for name in MODULES if name.split(".")[0] == "report"]
BOOK = [name for name in MODULES if name.split(".")[0] == "reportbook"]
PARTS = [path.name for path in sorted((SCRIPTS / "report").iterdir()) if any(path.glob("*.py"))]
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
    assert {"report.tables", "report.figures", "report.style"} < set(REPORT)
    assert "survey" in PARTS
    assert any(CHAPTERS[name].cells for name in CHAPTERS)


@pytest.mark.parametrize("module", REPORT)
def test_report_does_not_know_the_book(module):
    assert not within(imported(module), "reportbook")
    assert not within(imported(module), "sphinx")


@pytest.mark.parametrize("module", BOOK)
def test_book_does_not_know_the_report(module):
    assert not within(imported(module), "report")


@pytest.mark.parametrize("module", REPORT)
def test_only_chapters_know_the_parts(module):
    own = module.split(".")[1] if module.count(".") else ""
    others = [part for part in PARTS if part != own]
    assert not {name for part in others for name in within(imported(module), f"report.{part}")}


@pytest.mark.parametrize("module", ["report.style", "report.numbers", "report.tables"])
def test_foundations_know_nothing_of_the_report(module):
    assert not within(imported(module), "report")


@pytest.mark.parametrize("name", [module for module in REPORT if module != "report.tables"])
def test_only_tables_reads_files(name):
    assert not called(name) & READERS


@pytest.mark.parametrize("name", [*REPORT, *CHAPTERS])
def test_pictures_leave_only_through_figures(name):
    if name not in ("report.figures", "report.style", "report.explore"):
        assert "savefig" not in called(name)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapters_import_the_report_and_the_scientific_stack(chapter):
    foreign = {name.split(".")[0] for name in imported(chapter)} - STACK - {"report"}
    assert not foreign - sys.stdlib_module_names
    assert not called(chapter) & READERS
