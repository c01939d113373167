"""What answers do proposals get, and what follows an answer? Coded events counted in order.

Rows are coded events, one reader's coding of reported proposals: a convenience sample of one case.
Shares describe this record; a transition says what came next, not what brought it about and not
what will come.
"""

import numpy as np
import pandas as pd


def tally(answers: pd.DataFrame, codes, sides) -> pd.DataFrame:
    """How often each side gave each answer, answers by sides, in the order given.

    Parameters
    ----------
    answers : DataFrame
        One row per answer: `answer` and `side`. Rows of other sides are left out.
    codes : sequence of str
        Every answer there can be.
    sides : sequence of str
        Columns wanted, also those without an answer.

    Returns
    -------
    DataFrame of int
        Counts, 0 where there is none.

    Raises
    ------
    ValueError
        For an answer that is missing or no code.

    Examples
    --------
    >>> answers = pd.DataFrame({"answer": ["yes", "no", "yes"], "side": ["a", "a", "b"]})
    >>> tally(answers, ["yes", "no"], ["a", "b"]).loc["yes"].tolist()
    [1, 1]
    """
    rows = answers[answers["side"].isin(sides)]
    _refuse_strangers(rows["answer"], codes)
    counts = pd.crosstab(rows["answer"], rows["side"])
    index, columns = pd.Index(codes, name="answer"), pd.Index(sides, name="side")
    return counts.reindex(index=index, columns=columns, fill_value=0).astype("int64")


def transitions(events: pd.DataFrame, before, after, states, outcomes) -> pd.DataFrame:
    """What comes after what: counts and shares, one row per pair of states.

    Parameters
    ----------
    events : DataFrame
        One row per step; a step with either end missing is left out.
    before, after : str
        Names of the columns.
    states, outcomes : sequence of str
        Every state that `before` and `after` can take, in order.

    Returns
    -------
    DataFrame
        `before`, `after`, `count`, `n` (steps from that state) and `share` (count / n; missing if
        n is 0).

    Raises
    ------
    ValueError
        For a state that is none of those named.

    Examples
    --------
    >>> steps = pd.DataFrame({"answer": ["no", "no", "yes"], "next": ["talks", "threat", "talks"]})
    >>> found = transitions(steps, "answer", "next", ["no", "yes"], ["talks", "threat"])
    >>> found["share"].tolist()
    [0.5, 0.5, 1.0, 0.0]
    """
    steps = events[[before, after]].dropna()
    _refuse_strangers(steps[before], states)
    _refuse_strangers(steps[after], outcomes)
    pairs = pd.MultiIndex.from_product([states, outcomes], names=["before", "after"])
    counts = steps.rename(columns={before: "before", after: "after"}).value_counts()
    table = counts.reindex(pairs, fill_value=0).rename("count").reset_index()
    table["n"] = table.groupby("before")["count"].transform("sum")
    return table.assign(share=table["count"] / table["n"].replace(0, np.nan))


def _refuse_strangers(values, codes):
    strange = values[~values.isin(list(codes))]
    if not strange.empty:
        raise ValueError(f"{strange.iloc[0]!r} is no code; the codes are {', '.join(codes)}.")
