"""What became of the articles' forecasts, beside a reader who always says that nothing changes."""

import pandas as pd
from matplotlib.dates import date2num

from moscow_aims import tables
from moscow_aims.drawing import marks, theme
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
OPPOSITE = {"came true": "did not", "did not": "came true"}
ROOM = pd.Timedelta(days=230)  # for the words to the right of the last mark
# Marker and fill of each outcome; the hollow one is filled with paper, to end the line before it.
MARKERS = {
    "came true": ("o", "full"),
    "partly": ("o", "left"),
    "did not": ("x", "full"),
    "open": ("o", "paper"),
    "cannot be said": ("$?$", "full"),
}


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


def plot_spans(forecasts: pd.DataFrame):
    """Each forecast from the day of the article to its outcome or to the latest evidence read.

    forecasts: the table `ledger/forecasts`.   Returns a matplotlib Figure.
    """
    rows = _in_order(spans(forecasts))
    fig, ax = theme.figure(0.7 + 0.335 * len(rows))
    places = []
    for row in rows.itertuples():
        y = len(places) + (0.9 if row.id.startswith("B") else 0)  # room for the second heading
        places.append(y)
        known = row.outcome in DECIDED
        line = "solid" if known else marks.DASHES
        ax.plot([row.said, row.end], [y, y], color=theme.FIRST, linestyle=line, linewidth=1.4)
        marker, fill = MARKERS[row.outcome]
        look = {"mfc": theme.PAPER} if fill == "paper" else {"fillstyle": fill}
        ax.plot(
            row.end,
            y,
            marker=marker,
            color=theme.FIRST,
            markersize=marks.POINT,
            markeredgewidth=2 if marker == "x" else 1.2,
            markerfacecoloralt=theme.PAPER,
            **look,
        )
        marks.beside(ax, row.outcome, row.end, y)
    for letter, name in ARTICLES.items():
        first = rows["id"].str.startswith(letter).to_numpy().argmax()
        ax.annotate(
            f"{name}, {marks.day(rows['said'].iloc[first], '%B %Y')}",
            (0, places[first]),
            (0, 16),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=theme.GREY,
            size=theme.SMALLEST,
            va="center",
        )
    marks.rows(ax, places, rows["short"], 19)
    ax.set_ylim(places[-1] + 0.6, -1.1)
    ax.set_xlim(rows["said"].min() - pd.Timedelta(days=10), rows["end"].max() + ROOM)
    halves = pd.date_range(rows["said"].min(), rows["end"].max(), freq="6MS")
    ax.set_xticks(halves, [f"{half:%b}\n{half:%Y}" for half in halves])
    ax.spines["bottom"].set_bounds(*date2num(halves[[0, -1]]))
    return fig


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """By article and by outcome."""
    place = rows["outcome"].map({outcome: n for n, outcome in enumerate(OUTCOMES)})
    rows = rows.assign(place=place, article=rows["id"].str[0])
    return rows.sort_values(["article", "place", "end"], ignore_index=True)
