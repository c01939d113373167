"""What became of the articles' forecasts, beside a reader who always says that nothing changes."""

import pandas as pd

from moscow_aims import tables
from moscow_aims.ledger import RATINGS
from moscow_aims.methods import weighing
from moscow_aims.methods.weighing import DECIDED

OUTCOMES = ["came true", "partly", "did not", "open", "cannot be said"]
ARTICLES = {"A": "Article A", "B": "Article B"}
UNCHANGED = "Nothing changes"
# Ratings of a claim that suit the outcome of its forecast.
SUITS = {
    "came true": {"supported", "mostly supported", "mixed"},
    "partly": {"mixed"},
    "did not": {"mixed", "not supported", "contradicted"},
}
SAME = {"agrees": "says the same", "differs": "says the opposite"}
OPPOSITE = {"came true": "did not", "did not": "came true"}


def spans(forecasts: pd.DataFrame) -> pd.DataFrame:
    """How long each forecast has been under way.

    forecasts: the table `ledger/forecasts`.
    Returns it with `end`, the day on which the outcome came about or, without one, the day of the
    latest evidence read, and `days` from the saying to the end.
    Raises ValueError naming a forecast that ends before it was said.
    """
    end = forecasts["decided"].fillna(forecasts["as_of"])
    early = forecasts.loc[end < forecasts["said"], "id"]
    if len(early):
        raise ValueError(f"Forecast {early.iloc[0]!r} ends before it was said.")
    return forecasts.assign(end=end, days=(end - forecasts["said"]).dt.days)


def unchanged(forecasts: pd.DataFrame) -> pd.Series:
    """What the same criteria give a reader who always says that nothing changes.

    Where that reader agrees with the article, its outcome; where not, the opposite one. What is in
    part, open or unsaid for the one is so for the other.
    """
    differs = forecasts["no_change"] == "differs"
    return forecasts["outcome"].mask(differs, forecasts["outcome"].replace(OPPOSITE))


def short(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Each forecast in a few words, its outcome and what the rival says; by article and outcome.

    forecasts: the table `ledger/forecasts`.   Returns columns ready to read.
    """
    table = tables.Table(
        {
            "Claim": forecasts["claim"],
            "Forecast": forecasts["short"],
            "Said": forecasts["id"].str[0].map(ARTICLES),
            "Outcome": forecasts["outcome"],
            UNCHANGED: forecasts["no_change"].map(SAME),
        }
    )
    place = table["Outcome"].map(OUTCOMES.index)
    return table.assign(place=place).sort_values(["Said", "place"]).drop(columns="place")


def scores(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Forecasts by outcome: each article, both, and the reader who says that nothing changes.

    Returns counts, one row for each of them and one column for each of OUTCOMES.
    """
    found = {
        name: forecasts.loc[forecasts["id"].str.startswith(letter), "outcome"]
        for letter, name in ARTICLES.items()
    }
    found |= {"Both articles": forecasts["outcome"], UNCHANGED: unchanged(forecasts)}
    counts = {who: outcomes.value_counts() for who, outcomes in found.items()}
    return tables.Table(counts).T.reindex(columns=OUTCOMES).fillna(0).astype(int)


def decided(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Forecasts that have an outcome, in whole or in part."""
    return forecasts[forecasts["outcome"].isin(DECIDED)]


def at_odds(forecasts: pd.DataFrame, claims: pd.DataFrame, verdicts: pd.DataFrame) -> list[str]:
    """Forecasts whose outcome does not suit the verdict on their claim, by id.

    A claim with no decided forecast should be "not testable". So may be any claim that says more
    than a forecast does, such as why a thing comes, since only that it came is scored.
    claims, verdicts: the tables of the ledger.
    """
    ratings = verdicts.set_index("claim")["rating"]
    kinds = claims.set_index("id")["kind"]
    known = weighing.due(forecasts)
    odd = []
    for row in forecasts.itertuples():
        suits = SUITS.get(row.outcome, set(RATINGS) if row.claim in known else set())
        if row.claim not in known or kinds[row.claim] != "forecast":
            suits = suits | {"not testable"}
        if ratings[row.claim] not in suits:
            odd.append(row.id)
    return odd
