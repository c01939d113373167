"""How far apart are the sides, and who has moved? Stated positions on a scale from 0 to 1.

A positions table has one row per side, issue and date of a statement: `side`, `issue`, `date`,
`score` in [0, 1] and, where the coding leaves room, `score_low` and `score_high` (missing: the
score itself). The coder set the scale of each issue; equal distances on different issues are not
equal stakes, and their mean weighs the issues alike. A position holds until the side states
another one: what is carried forward is marked. Statements are what was said, not what would be
accepted.
"""

import numpy as np
import pandas as pd

KEYS = ["side", "issue"]
SCORES = ["score", "score_low", "score_high"]


def latest(positions: pd.DataFrame, dates) -> pd.DataFrame:
    """The last stated position of every side on every issue, at each date.

    Parameters
    ----------
    positions : DataFrame
        See the module; rows without a score are left out.
    dates : sequence of date
        Days.

    Returns
    -------
    DataFrame
        `date`, `side`, `issue`, `score`, `score_low`, `score_high`, `since` (day of the
        statement), `days` (its age) and `carried` (stated before that very day), for the issues on
        which the side had said something by then, in order of date, issue and side.

    Raises
    ------
    ValueError
        For a missing date, a score outside [0, 1], a score outside its own range, or two scores of
        one side on one issue and day.

    Examples
    --------
    >>> said = pd.DataFrame({"side": ["a", "b", "b"], "issue": "land", "score": [1.0, 0.0, 0.5],
    ...                      "date": pd.to_datetime(["2025-03-01", "2025-03-01", "2025-05-01"])})
    >>> latest(said, ["2025-04-01"])[["side", "score", "days"]].values.tolist()
    [['a', 1.0, 31], ['b', 0.0, 31]]
    """
    rows = _checked(positions)
    parts = []
    for date in pd.to_datetime(list(dates)):
        found = rows[rows["since"] <= date].drop_duplicates(KEYS, keep="last")
        parts.append(found.assign(date=date, days=(date - found["since"]).dt.days))
    table = pd.concat(parts, ignore_index=True).assign(carried=lambda t: t["days"] > 0)
    table = table.sort_values(["date", "issue", "side"], ignore_index=True)
    return table[["date", *KEYS, *SCORES, "since", "days", "carried"]]


def distances(positions: pd.DataFrame, a, b, dates) -> pd.DataFrame:
    """How far two sides are apart on each issue on which both have a position, at each date.

    Parameters
    ----------
    positions : DataFrame
        See the module.
    a, b : str
        Sides.
    dates : sequence of date
        Days.

    Returns
    -------
    DataFrame
        `date`, `issue`, `score_a`, `score_b`, `distance` = |score_a - score_b|, `low` and `high`
        (least and largest distance within the ranges of both scores), `carried_a`, `carried_b`.

    Raises
    ------
    ValueError
        As for `latest`, and for a side without any position.

    Examples
    --------
    >>> said = pd.DataFrame({"side": ["a", "b", "b"], "issue": "land", "score": [1.0, 0.0, 0.5],
    ...                      "date": pd.to_datetime(["2025-03-01", "2025-03-01", "2025-05-01"])})
    >>> distances(said, "a", "b", ["2025-04-01", "2025-05-01"])["distance"].tolist()
    [1.0, 0.5]
    """
    _known(positions, a, b)
    at = latest(positions, dates)
    one, two = (at[at["side"] == side].drop(columns=["side", "since", "days"]) for side in (a, b))
    both = one.merge(two, on=["date", "issue"], suffixes=("_a", "_b"))
    gap = both["score_a"] - both["score_b"]
    # The ranges as intervals of the difference a - b; if it spans 0 the sides may agree.
    least = both["score_low_a"] - both["score_high_b"]
    most = both["score_high_a"] - both["score_low_b"]
    both = both.assign(
        distance=gap.abs(),
        low=np.maximum(np.maximum(least, -most), 0),
        high=np.maximum(most, -least),
    )
    scores = ["score_a", "score_b", "distance", "low", "high"]
    return both[["date", "issue", *scores, "carried_a", "carried_b"]]


def constant(table: pd.DataFrame) -> pd.DataFrame:
    """Only the issues with a distance at every date, so that means compare like with like.

    A mean over a changing set of issues moves when an issue is added, though nobody moved.

    Parameters
    ----------
    table : DataFrame
        As `distances` gives it.

    Returns
    -------
    DataFrame
        Its rows on those issues.

    Examples
    --------
    >>> gaps = pd.DataFrame({"date": [1, 1, 2], "issue": ["land", "nato", "land"]})
    >>> constant(gaps)["issue"].tolist()
    ['land', 'land']
    """
    seen = table.groupby("issue")["date"].transform("nunique")
    return table[seen == table["date"].nunique()].reset_index(drop=True)


def mean_distance(table: pd.DataFrame) -> pd.DataFrame:
    """Mean distance over the issues of each date, with how much issues and coding decide.

    Parameters
    ----------
    table : DataFrame
        As `distances` or `constant` gives it.

    Returns
    -------
    DataFrame
        `date`, `issues` (number), `carried` (of them, those on which neither side spoke that day),
        `mean`, `low` and `high` (were every score coded to bring the sides together, or apart) and
        `least` and `most`, the smallest and largest mean when one issue is left out; missing if
        there is but one issue.

    Examples
    --------
    >>> said = pd.DataFrame({"side": ["a", "b", "b"], "issue": "land", "score": [1.0, 0.0, 0.5],
    ...                      "date": pd.to_datetime(["2025-03-01", "2025-03-01", "2025-05-01"])})
    >>> mean_distance(distances(said, "a", "b", ["2025-05-01"]))["mean"].tolist()
    [0.5]
    """
    rows = []
    for date, group in table.groupby("date"):
        number, gaps = len(group), group["distance"]
        row = {"date": date, "issues": number}
        row |= {"carried": int((group["carried_a"] & group["carried_b"]).sum())}
        row |= {"mean": gaps.mean(), "low": group["low"].mean(), "high": group["high"].mean()}
        without = (gaps.sum() - gaps) / (number - 1) if number > 1 else pd.Series([np.nan])
        rows.append(row | {"least": without.min(), "most": without.max()})
    columns = ["date", "issues", "carried", "mean", "low", "high", "least", "most"]
    return pd.DataFrame(rows, columns=columns)


def change(positions: pd.DataFrame, a, b, first, second) -> pd.DataFrame:
    """Who moved between two days, on each issue on which both sides had a position on both.

    Parameters
    ----------
    positions : DataFrame
        See the module.
    a, b : str
        Sides.
    first, second : date
        Days.

    Returns
    -------
    DataFrame
        `issue`, `score_a_first`, `score_a_second`, `score_b_first`, `score_b_second`, `change` (of
        the distance, second minus first), and how much nearer each side's own move brought it to
        where the other stood on the first day: `closer_a`, `closer_b` (negative: it moved away).
        `spoke_a` and `spoke_b` say whether the side stated its position anew between the days: an
        unchanged score without that may be silence.

    Raises
    ------
    ValueError
        As for `distances`, and when `second` is not after `first`.

    Examples
    --------
    >>> said = pd.DataFrame({"side": ["a", "b", "b"], "issue": "land", "score": [1.0, 0.0, 0.5],
    ...                      "date": pd.to_datetime(["2025-03-01", "2025-03-01", "2025-05-01"])})
    >>> change(said, "a", "b", "2025-04-01", "2025-06-01")[["closer_a", "closer_b"]].values.tolist()
    [[0.0, 0.5]]
    """
    first, second = pd.Timestamp(first), pd.Timestamp(second)
    if second <= first:
        raise ValueError("The second day must come after the first.")
    _known(positions, a, b)
    at = latest(positions, [first, second])
    table = at.assign(moment=np.where(at["date"] == first, "first", "second"))
    table["side"] = table["side"].map({a: "a", b: "b"})
    columns = [(side, moment) for side in ("a", "b") for moment in ("first", "second")]
    wide = table.pivot_table(index="issue", columns=["side", "moment"], values="score").reindex(
        columns=pd.MultiIndex.from_tuples(columns)
    )
    wide = wide.dropna()
    wide.columns = [f"score_{side}_{moment}" for side, moment in columns]
    a_1, a_2, b_1, b_2 = (wide[column] for column in wide)
    told = at[(at["date"] == second) & (at["since"] > first)]
    spoke = {s: wide.index.isin(told.loc[told["side"] == s, "issue"]) for s in (a, b)}
    return wide.assign(
        change=(a_2 - b_2).abs() - (a_1 - b_1).abs(),
        closer_a=(a_1 - b_1).abs() - (a_2 - b_1).abs(),
        closer_b=(a_1 - b_1).abs() - (a_1 - b_2).abs(),
        spoke_a=spoke[a],
        spoke_b=spoke[b],
    ).reset_index()


def _known(positions, *sides):
    for side in sides:
        if side not in set(positions["side"]):
            raise ValueError(f"The table has no position of {side!r}.")


def _checked(positions):
    """Rows with a score in order of date, `since` their date, ranges filled in."""
    rows = positions.rename(columns={"date": "since"}).dropna(subset="score")
    if rows["since"].isna().any():
        raise ValueError("Every position needs a date; leave out those without one.")
    rows = rows.reindex(columns=["since", *KEYS, *SCORES])
    rows["score_low"] = rows["score_low"].fillna(rows["score"])
    rows["score_high"] = rows["score_high"].fillna(rows["score"])
    for side, issue, *scores in rows[[*KEYS, *SCORES]].itertuples(index=False):
        score, low, high = scores
        if not 0 <= low <= score <= high <= 1:
            raise ValueError(
                f"The scores of {side!r} on {issue!r} are not in order between 0 and 1."
            )
    if rows.duplicated([*KEYS, "since"]).any():
        raise ValueError("One side has two scores on the same issue and day.")
    return rows.sort_values("since", kind="stable")
