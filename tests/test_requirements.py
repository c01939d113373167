"""requirements.txt is an exact lock that installs the package on every supported Python."""

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
DIRECT = [
    Requirement(text)
    for text in [*PROJECT["dependencies"], *sum(PROJECT["optional-dependencies"].values(), [])]
]


def lines() -> list[str]:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    bare = [re.sub(r"(^|\s)#.*", "", line).strip() for line in text.splitlines()]
    return [line for line in bare if line]


def is_package(line: str) -> bool:
    return re.fullmatch(r"(-e|--editable)\s+(\.|file:\.)(\[[\w,-]+\])?", line) is not None


def pins(python: str) -> dict[str, list[Version]]:
    """Package -> versions that `python` would install; more than one is a contradiction."""
    found = {}
    for pin in (Requirement(line) for line in lines() if not is_package(line)):
        environment = {"python_version": python, "python_full_version": f"{python}.0"}
        if pin.marker is None or pin.marker.evaluate(environment):
            versions = [Version(specifier.version) for specifier in pin.specifier]
            found.setdefault(canonicalize_name(pin.name), []).extend(versions)
    return found


def test_every_line_is_an_exact_pin_or_the_package_itself():
    for line in lines():
        if not is_package(line):
            specifiers = list(Requirement(line).specifier)
            assert [s.operator for s in specifiers] == ["=="], line
            assert "*" not in specifiers[0].version, line


def test_package_itself_is_installed():
    assert sum(map(is_package, lines())) == 1


def test_supported_pythons_are_those_the_project_declares():
    declared = SpecifierSet(PROJECT["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20) if declared.contains(f"3.{minor}.0")]
    assert minors == PYTHONS


@pytest.mark.parametrize("python", PYTHONS)
def test_each_package_has_one_version(python):
    assert {name: found for name, found in pins(python).items() if len(found) != 1} == {}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("wanted", DIRECT, ids=str)
def test_direct_dependency_is_locked_to_a_version_it_allows(wanted, python):
    (version,) = pins(python)[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("python", PYTHONS)
def test_jupyter_book_reads_our_configuration(python):
    assert SpecifierSet(">=1.0.4,<2").contains(pins(python)["jupyter-book"][0])


@pytest.mark.parametrize("python", PYTHONS)
def test_locked_versions_accept_the_python(python):
    """Judged by what the installed packages declare; a lock made on 3.12 fails here on 3.11."""
    refused = []
    for name, versions in pins(python).items():
        try:
            installed = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another Python or system
        accepts = SpecifierSet(installed.get("Requires-Python") or "")
        if Version(installed["Version"]) in versions and not accepts.contains(f"{python}.99"):
            refused.append(f"{name} {versions[0]} needs Python {accepts}")
    assert refused == []


def test_continuous_integration_runs_what_the_readme_says():
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pytest" in command
    for part in command.split(" && "):
        assert part in readme, f"README.md does not say {part!r}"
