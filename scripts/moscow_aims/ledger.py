"""What the articles claim and how the book judges it, as tables for the chapters."""

import pandas as pd

from moscow_aims import data, show
from moscow_aims.methods import weighing

RATINGS = [
    "supported",
    "mostly supported",
    "mixed",
    "not supported",
    "contradicted",
    "not testable",
]


def claims(ids: list[str], id: str, title: str = "") -> show.Shown:
    """The claims `ids` as the numbered table `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/claims.csv.
    """
    frame = _rows("ledger/claims", "id", ids)
    shown = pd.DataFrame(
        {
            "Claim": frame["id"],
            "In our words": frame["claim"],
            "Kind": frame["kind"],
            "What would show it wrong": frame["falsifier"],
        }
    )
    return show.table(shown, id, title=title, data=frame)


def quoted(ids: list[str], id: str) -> show.Shown:
    """The operative words of the claims `ids`, in Chinese and translated, as `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/claims.csv.
    """
    frame = _rows("ledger/claims", "id", ids)
    shown = pd.DataFrame(
        {
            "Claim": frame["id"],
            "In Chinese": frame["zh"].fillna(""),
            "In translation": frame["zh_en"].fillna(""),
            "In our words": frame["claim"],
        }
    )
    return show.table(shown, id, data=frame)


def verdicts(ids: list[str], id: str, title: str = "") -> show.Shown:
    """The verdicts on the claims `ids` as the numbered table `tab-<id>`.

    Raises DataError naming the ids that are not in data/ledger/verdicts.csv.
    """
    frame = _rows("ledger/verdicts", "claim", ids)
    text = _rows("ledger/claims", "id", ids)["claim"].to_numpy()
    shown = pd.DataFrame(
        {
            "Claim": frame["claim"],
            "In our words": text,
            "Verdict": frame["rating"],
            "Confidence": frame["confidence"],
            "Note": frame["note"].fillna(""),
            "What would change it": frame["would_change"],
        }
    )
    return show.table(shown, id, title=title, data=frame)


def counts(id: str, title: str = "") -> show.Shown:
    """How many claims got each verdict, as the numbered table `tab-<id>`."""
    verdicts = data.load("ledger/verdicts")
    claims = verdicts.groupby("rating", sort=False)["claim"].agg([len, ", ".join])
    claims = claims.reindex([rating for rating in RATINGS if rating in claims.index])
    shown = claims.reset_index().set_axis(["Verdict", "Claims", "Which"], axis=1)
    return show.table(shown, id, title=title, sources=["own-computation"])


def judged() -> pd.DataFrame:
    """All that the book says of each claim: claim and verdict in one row, with the rule's rating.

    Indexed from 0 in the order of the articles; columns of ledger/claims and ledger/verdicts, and
    `rule`.
    """
    claims, evidence = data.load("ledger/claims"), data.load("ledger/evidence")
    due = weighing.due(data.load("ledger/forecasts"))
    rule = weighing.rate(evidence, claims, data.load("sources"), due)
    verdicts = data.load("ledger/verdicts").drop(columns=["status", "source", "note"])
    both = claims.merge(verdicts, left_on="id", right_on="claim", suffixes=("", "_id"))
    return both.merge(rule, left_on="id", right_index=True)


def _rows(table: str, key: str, ids: list[str]) -> pd.DataFrame:
    return data.load(table).set_index(key, drop=False).loc[ids].reset_index(drop=True)
