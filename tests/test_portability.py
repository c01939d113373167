"""Nothing in the repository works on one system only."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LISTED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.split("\n")[:-1]
SOURCES = [name for name in LISTED if name.endswith((".py", ".md")) and "/vendor/" not in name]
TRAPS = {
    "a format of days that Windows does not know": r"%" + r"-[dmHIMS]",
    "a shell": r"shell=" + r"True",
}


def test_file_names_suit_every_file_system():
    for name in LISTED:
        assert not re.search(r'[<>:"\\|?*\x00-\x1f]|[. ](/|$)', name), name
    assert len({name.casefold() for name in LISTED}) == len(LISTED)


@pytest.mark.parametrize("trap", TRAPS)
def test_sources_are_free_of_traps(trap):
    found = [
        name
        for name in SOURCES
        if re.search(TRAPS[trap], (ROOT / name).read_text(encoding="utf-8"))
    ]
    assert not found


def test_text_files_name_their_encoding():
    """`open` and `read_text` use the system's encoding unless told, which is not always UTF-8."""
    call = re.compile(r"\.(?:read|write)_text\((?!.*(?:encoding|utf-8))[^\n]*\)")
    found = [
        (name, line)
        for name in SOURCES
        if name.endswith(".py") and not name.startswith("tests/")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if call.search(line)
    ]
    assert not found
