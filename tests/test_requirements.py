"""The requirements are exact locks that install the package on every supported Python."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYTHONS = ["3.11", "3.12", "3.13"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FILES = ["requirements.txt", "requirements-test.txt", "requirements-lab.txt"]
DIRECT = [(Requirement(text), FILES[0]) for text in PROJECT["dependencies"]] + [
    (Requirement(text), f"requirements-{extra}.txt")
    for extra, texts in PROJECT["optional-dependencies"].items()
    for text in texts
]


def lines(name: str) -> list[str]:
    """What a file of requirements asks for, with what it includes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    bare = [re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()]
    included = [line.split()[1] for line in bare if line.startswith("-r ")]
    return [line for line in bare if line and not line.startswith("-r ")] + [
        line for other in included for line in lines(other)
    ]


def is_package(line: str) -> bool:
    return re.fullmatch(r"(-e|--editable)\s+(\.|file:\.)(\[[\w,-]+\])?", line) is not None


def pins(python: str, file: str) -> dict[str, list[Version]]:
    """Package -> versions that `python` would install; more than one is a contradiction."""
    found = {}
    for pin in (Requirement(line) for line in lines(file) if not is_package(line)):
        environment = {"python_version": python, "python_full_version": f"{python}.0"}
        if pin.marker is None or pin.marker.evaluate(environment):
            versions = [Version(specifier.version) for specifier in pin.specifier]
            found.setdefault(canonicalize_name(pin.name), set()).update(versions)
    return {name: sorted(versions) for name, versions in found.items()}


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_an_exact_pin_or_the_package_itself(file):
    for line in lines(file):
        if not is_package(line):
            specifiers = list(Requirement(line).specifier)
            assert [s.operator for s in specifiers] == ["=="], line
            assert "*" not in specifiers[0].version, line


@pytest.mark.parametrize("file", FILES)
def test_package_itself_is_installed_once(file):
    assert sum(map(is_package, lines(file))) == 1
    if file != FILES[0]:
        assert (ROOT / file).read_text(encoding="utf-8").startswith("-r requirements")


def test_supported_pythons_are_those_the_project_declares():
    declared = SpecifierSet(PROJECT["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20) if declared.contains(f"3.{minor}.0")]
    assert minors == PYTHONS


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("python", PYTHONS)
def test_each_package_has_one_version(python, file):
    assert {name: found for name, found in pins(python, file).items() if len(found) != 1} == {}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("wanted", "file"), DIRECT, ids=str)
def test_direct_dependency_is_locked_to_a_version_it_allows(wanted, file, python):
    (version,) = pins(python, file)[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("python", PYTHONS)
def test_jupyter_book_reads_our_configuration(python):
    assert SpecifierSet(">=1.0.4,<2").contains(pins(python, FILES[0])["jupyter-book"][0])


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("python", PYTHONS)
def test_locked_versions_accept_the_python(python, file):
    """Judged by what the installed packages declare; a lock made on 3.12 fails here on 3.11."""
    refused = []
    for name, versions in pins(python, file).items():
        try:
            installed = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another Python or system
        accepts = SpecifierSet(installed.get("Requires-Python") or "")
        if Version(installed["Version"]) in versions and not accepts.contains(f"{python}.99"):
            refused.append(f"{name} {versions[0]} needs Python {accepts}")
    assert refused == []


def test_continuous_integration_runs_what_the_readme_says():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if "python -m pytest" in line]
    assert len(commands) == 2
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install -r requirements-test.txt && python -m pytest" in commands[0]
    assert "-m slow" in commands[1]
    for command in commands:
        assert command in readme, f"README.md does not say {command!r}"
