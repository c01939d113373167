"""What `data/` holds, how well it is known and how it was checked."""

import pandas as pd

from moscow_aims import data


def contents() -> pd.DataFrame:
    """One row for each table: table, what it holds, rows, and how many of them are unknown."""
    rows = []
    for resource in data.package().resources:
        name = resource.path.removesuffix(".csv")
        frame = data.load(name)
        unknown = int((frame["status"] == "unknown").sum()) if "status" in frame else 0
        rows.append((name, resource.title, len(frame), unknown))
    return pd.DataFrame(rows, columns=["Table", "What it holds", "Rows", "Rows unknown"])


def reliability() -> pd.DataFrame:
    """Sources by kind (rows) and Admiralty letter (columns), counts."""
    sources = data.load("sources")
    counts = pd.crosstab(sources["kind"], sources["reliability"])
    return counts.reset_index().rename(columns={"kind": "Kind of source"})


def checks() -> pd.DataFrame:
    """Re-checked facts by outcome: outcome, number of facts."""
    found = data.load("CHECKS").drop_duplicates(["table", "row", "outcome"])
    counts = found["outcome"].value_counts()
    order = ["confirmed", "corrected", "replaced", "not-reachable"]
    return counts.reindex(order, fill_value=0).rename_axis("Outcome").reset_index(name="Facts")
