"""Makes the tables `data/survey/chronicles-*.csv` from the public answers of the Chronicles polls.

    python scripts/aggregate_chronicles.py FOLDER [--check] [--out FOLDER]

FOLDER   holds the answers of each wave as `wave-NN.csv` or `wave-NN.csv.gz`, one row a respondent:
         the SPSS and Excel files of github.com/dorussianswantwar/research1 saved as CSV, with
         their names of columns and codes of answers (the Russian file where there are two)
--check  writes nothing; ends with 1 if the tables in the book are not what the files give
--out    where the tables are written, by default data/survey

The answers stay where they are: what is written are shares, differences and one model, each of 30
respondents or more. All tables are made before the first is written.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd
from moscow_aims import chronicles

OUT = Path(__file__).resolve().parents[1] / "data" / "survey"


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The public file of each wave; raises FileNotFoundError for the first that is missing."""
    waves = {}
    for wave in chronicles.WAVES:
        paths = [folder / f"wave-{wave}.csv{end}" for end in (".gz", "")]
        found = next((path for path in paths if path.exists()), None)
        if found is None:
            raise FileNotFoundError(f"There is neither {paths[0]} nor {paths[1].name}.")
        try:
            waves[wave] = pd.read_csv(found)
        except (EOFError, ValueError) as wrong:
            raise ValueError(f"{found} cannot be read as CSV: {wrong}") from wrong
    return waves


def texts(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Name of file and content of each table."""
    return {
        f"chronicles-{name}.csv": table.to_csv(index=False, lineterminator="\n")
        for name, table in tables.items()
    }


def differing(files: dict[str, str], folder: Path) -> list[str]:
    """Names of the files in `folder` that are missing or hold something else."""
    return [
        name
        for name, text in files.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]


def write(files: dict[str, str], folder: Path) -> None:
    """Write all files beside their places, then move them there."""
    halves = {folder / f"{name}.half": text for name, text in files.items()}
    for half, text in halves.items():
        half.write_text(text, encoding="utf-8", newline="\n")
    for half in halves:
        half.replace(half.with_suffix(""))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    try:
        files = texts(chronicles.tables(read(given.folder)))
        if given.check:
            changed = differing(files, given.out)
            sentences = [f"{name} is not what the files give." for name in changed]
            print("\n".join(sentences) or "All agree.")
            return 1 if changed else 0
        write(files, given.out)
    except (OSError, ValueError) as wrong:
        print(" ".join(str(wrong).split()), file=sys.stderr)
        return 1
    print(f"Wrote {', '.join(files)} to {given.out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
