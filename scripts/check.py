"""Checks what a build cannot see: data against their rules, prose against data, names, versions.

    python scripts/check.py [ROOT]

Prints one sentence for each finding and ends with 1; prints one line and ends with 0 if all is
well. ROOT is the repository to look at, by default the one that holds this file.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import make_datapackage
    from checks import code, facts, pages, prose, references, release, style
    from moscow_aims import data
except ModuleNotFoundError as missing:
    sys.exit(
        f"The package {missing.name} is not installed; "
        "run 'python -m pip install -r requirements.txt' first."
    )


def findings(root: Path) -> Iterator[str]:
    """One sentence for each thing wrong in the repository at `root`."""
    try:
        chapters = list(pages.read(root))
        yield from make_datapackage.stale(root / "data")
        unsound = data.problems(folder=root / "data")
        yield from unsound
        if not unsound:  # what compares facts needs tables that can be read
            yield from facts.checked_rows(root / "data")
            yield from facts.sums_of_shares(root / "data")
            yield from prose.typed_numbers(chapters, root / "data" / "typed-numbers.csv")
        yield from prose.chapter_shapes(chapters)
        yield from prose.evidence_days(chapters)
        yield from style.faults(chapters)
        yield from code.sentences(chapters)
        yield from references.glued_numbers(chapters)
        yield from references.figures(chapters, root / "scripts" / "moscow_aims")
        yield from references.citations(chapters, root / "data" / "references.bib")
        yield from release.versions(root)
    except FileNotFoundError as missing:
        yield f"{missing.filename}: there is no such file, the checks end here."


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("root", nargs="?", type=Path, default=here, help="default: %(default)s")
    sys.stdout.reconfigure(encoding="utf-8")  # findings quote what stands in the files
    found = list(findings(parser.parse_args().root.resolve()))
    print("\n".join(found) or "Data, prose, references and versions agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
