"""Runs a Lua script in pandoc, which has the citation engine and the reader of TeX formulas."""

import importlib.resources
import json
import shutil
import subprocess
from pathlib import Path


def run(script: Path, data):
    """What the script prints as JSON when it is given `data` as JSON.

    Raises RuntimeError with pandoc's words when that fails.
    """
    # The program in the package, of the locked version, and not what the machine may have.
    folder = importlib.resources.files("pypandoc") / "files"
    pandoc = shutil.which("pandoc", path=str(folder))
    if not pandoc:
        raise RuntimeError(f"There is no pandoc in {folder}: install the package pypandoc_binary.")
    done = subprocess.run(
        [pandoc, "lua", script],
        input=json.dumps(data),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pandoc could not run {script.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)
