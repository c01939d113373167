"""How certain is a percentage? Intervals of shares and of differences between two shares.

Shares are proportions in [0, 1]; columns of the polls table are in per cent, as pollsters print
them. Every interval covers 95 %. A design effect d widens it as if only n / d people had been
asked (Korn & Graubard 1998).
"""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Z = float(stats.norm.ppf(0.975))


def proportion(value: float) -> float:
    """The value itself, if it is a proportion.

    Parameters
    ----------
    value : float
        What should be a proportion.

    Returns
    -------
    float
        `value`, in [0, 1].

    Raises
    ------
    ValueError
        If it lies outside, or is missing.

    Examples
    --------
    >>> proportion(0.34)
    0.34
    """
    if not 0 <= value <= 1:
        raise ValueError(f"A share is a proportion between 0 and 1, not {value}.")
    return float(value)


def wilson(share, n, deff=1.0):
    """Wilson's score interval of a proportion.

    Parameters
    ----------
    share : float or array_like
        Proportion in [0, 1].
    n : float or array_like
        Respondents, above 0.
    deff : float or array_like
        Design effect, above 0.

    Returns
    -------
    low, high : float or ndarray
        Limits of the 95 % interval, proportions of the broadcast shape of the arguments.

    Raises
    ------
    ValueError
        If a share lies outside [0, 1], or `n` or `deff` is not positive.

    References
    ----------
    Wilson (1927); recommended by Brown, Cai & DasGupta (2001). Computed by statsmodels.

    Examples
    --------
    >>> low, high = wilson(0.34, 3600, deff=2)
    >>> round(low, 3), round(high, 3)
    (0.318, 0.362)
    """
    share, size = _checked(share, n, deff)
    low, high = proportion_confint(share * size, size, method="wilson")
    return _plain(low), _plain(high)


def jeffreys(share, n, deff=1.0):
    """Equal-tailed posterior interval of a proportion under the Beta(1/2, 1/2) prior.

    Parameters
    ----------
    share, n, deff : float or array_like
        As for `wilson`.

    Returns
    -------
    low, high : float or ndarray
        As for `wilson`. At a share of 0 the lower limit is 0, at a share of 1 the upper one is 1.

    Raises
    ------
    ValueError
        As `wilson`.

    References
    ----------
    Brown, Cai & DasGupta (2001). Computed by statsmodels, but for the two limits at the boundary.

    Examples
    --------
    >>> low, high = jeffreys(0, 20)
    >>> low, round(high, 3)
    (0.0, 0.117)
    """
    share, size = _checked(share, n, deff)
    low, high = proportion_confint(share * size, size, method="jeffreys")
    return _plain(np.where(share == 0, 0.0, low)), _plain(np.where(share == 1, 1.0, high))


def difference(share_a, n_a, share_b, n_b, deff=1.0):
    """Difference of two independent shares, the first minus the second.

    Parameters
    ----------
    share_a, share_b : float or array_like
        Proportions in [0, 1].
    n_a, n_b : float or array_like
        Respondents of the two samples, above 0.
    deff : float or array_like
        Design effect of both samples, above 0.

    Returns
    -------
    difference, low, high : float or ndarray
        The difference and the limits of its 95 % interval, in [-1, 1].

    Raises
    ------
    ValueError
        As `wilson`.

    References
    ----------
    Newcombe (1998), method 10: the two Wilson intervals combined. Computed by statsmodels.

    Examples
    --------
    >>> gap, low, high = difference(0.7, 800, 0.34, 800)
    >>> round(gap, 2), round(low, 3), round(high, 3)
    (0.36, 0.313, 0.404)
    """
    share_a, size_a = _checked(share_a, n_a, deff)
    share_b, size_b = _checked(share_b, n_b, deff)
    low, high = confint_proportions_2indep(
        share_a * size_a, size_a, share_b * size_b, size_b, compare="diff", method="newcomb"
    )
    return _plain(share_a - share_b), _plain(low), _plain(high)


def design_effect(margin, n, share=0.5):
    """Design effect that a stated 95 % margin of error implies.

    Parameters
    ----------
    margin : float
        Half-width of the interval as a proportion (0.034 for 3.4 points), above 0.
    n : float
        Respondents, above 0.
    share : float
        Where the margin holds, strictly between 0 and 1; pollsters state it at one half.

    Returns
    -------
    float
        Ratio of the stated variance to that of a simple random sample of the same size.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Definition of the design effect: Kish (1965).

    Examples
    --------
    >>> round(design_effect(0.034, 1600), 2)
    1.93
    """
    if not (margin > 0 and n > 0 and 0 < share < 1):
        raise ValueError(
            f"Margin {margin} and n {n} must be positive, share {share} between 0 and 1."
        )
    return float((margin / Z) ** 2 * n / (share * (1 - share)))


def with_interval(polls: pd.DataFrame, deff=1.0) -> pd.DataFrame:
    """The polls with their bases and intervals.

    Parameters
    ----------
    polls : DataFrame
        One row per answer with `share` (per cent) and `n`, and where a question was split, `arm`
        and `arm_n`.
    deff : float
        Design effect, above 0.

    Returns
    -------
    DataFrame
        The same rows with three further columns. `base` is the number of respondents the share is
        a share of: `arm_n` where known, else `n` if nobody else heard another wording (`arm`
        "all" or no such column), else missing. `low` and `high` are Wilson limits in per cent,
        missing where the share or its base is unknown.

    Raises
    ------
    ValueError
        If a column is missing or a share lies outside 0 to 100.

    References
    ----------
    Wilson (1927), as `wilson`.

    Examples
    --------
    >>> polls = pd.DataFrame({"share": [34.0], "n": [3600]})
    >>> with_interval(polls).round(1).to_dict("records")
    [{'share': 34.0, 'n': 3600, 'base': 3600.0, 'low': 32.5, 'high': 35.6}]
    """
    _require(polls, ["share", "n"])
    base, share = _base(polls), _numbers(polls, "share") / 100
    known = ~np.isnan(base) & ~np.isnan(share)
    low, high = np.full(len(polls), np.nan), np.full(len(polls), np.nan)
    low[known], high[known] = wilson(share[known], base[known], deff)
    return polls.assign(base=base, low=100 * low, high=100 * high)


def arm_differences(polls: pd.DataFrame, arm: str, reference: str, deff=1.0) -> pd.DataFrame:
    """How far the share in one randomised arm lies above that in the other, per poll and answer.

    Parameters
    ----------
    polls : DataFrame
        As for `with_interval`, with `arm`, `pollster`, `field_start`, `field_end`, `question`,
        `answer`, and `source` (ids joined by ";"). Only polls that report both arms give a row.
    arm, reference : str
        The two arms; the reference is subtracted.
    deff : float
        Design effect of both arms, above 0.

    Returns
    -------
    DataFrame
        One row per poll and answer, ordered by field date: the five keys, `share` and
        `share_reference` (per cent), `base` and `base_reference` (respondents), `difference`,
        `low`, `high` (percentage points; the limits are missing where a base is unknown) and
        `source` with the sources of both arms.

    Raises
    ------
    ValueError
        If a column is missing, no poll has both arms, or an arm comes twice.

    References
    ----------
    Newcombe (1998), as `difference`.

    Examples
    --------
    >>> day = pd.Timestamp("2025-09-18")
    >>> keys = {"pollster": "x", "field_start": day, "field_end": day, "question": "peace"}
    >>> arms = {"arm": ["plain", "land"], "share": [80.0, 33.0], "n": 1600, "arm_n": 800}
    >>> polls = pd.DataFrame(keys | arms | {"answer": "support", "source": ["one", "two"]})
    >>> found = arm_differences(polls, "land", "plain")
    >>> found[["difference", "low", "high", "source"]].round(1).to_dict("records")
    [{'difference': -47.0, 'low': -51.1, 'high': -42.6, 'source': 'two;one'}]
    """
    keys = ["pollster", "field_start", "field_end", "question", "answer"]
    _require(polls, [*keys, "arm", "share", "n", "source"])
    rows = polls.assign(base=_base(polls))[[*keys, "arm", "share", "base", "source"]]
    rows = rows[rows["share"].notna()]
    if rows.duplicated([*keys, "arm"]).any():
        raise ValueError("One poll gives the same answer twice for the same arm.")
    pairs = rows[rows["arm"] == arm].merge(
        rows[rows["arm"] == reference], on=keys, suffixes=("", "_reference")
    )
    if pairs.empty:
        raise ValueError(f"No poll reports both the arm {arm!r} and the arm {reference!r}.")
    found = pairs.assign(
        difference=pairs["share"] - pairs["share_reference"],
        low=np.nan,
        high=np.nan,
        source=[
            joined(pair) for pair in zip(pairs["source"], pairs["source_reference"], strict=True)
        ],
    )
    known = found["base"].notna() & found["base_reference"].notna()
    if known.any():
        part = found[known]
        _, low, high = difference(
            part["share"] / 100,
            part["base"],
            part["share_reference"] / 100,
            part["base_reference"],
            deff,
        )
        found.loc[known, "low"], found.loc[known, "high"] = 100 * low, 100 * high
    columns = ["share", "share_reference", "base", "base_reference", "difference", "low", "high"]
    return found.sort_values(keys)[[*keys, *columns, "source"]].reset_index(drop=True)


def joined(sources) -> str:
    """Sources as one text.

    Parameters
    ----------
    sources : iterable of str
        Texts, each one id or several joined by ";".

    Returns
    -------
    str
        Ids joined by ";", each once and in the order of first mention.

    Examples
    --------
    >>> joined(["one;two", "two;three"])
    'one;two;three'
    """
    return ";".join(dict.fromkeys(";".join(sources).split(";")))


def _checked(share, n, deff):
    """Share and effective sample size as arrays."""
    share, n, deff = (np.asarray(value, dtype=float) for value in (share, n, deff))
    if not np.all((share >= 0) & (share <= 1)):
        raise ValueError("A share is a proportion between 0 and 1; divide percentages by 100.")
    if not np.all(n > 0):
        raise ValueError("The number of respondents must be positive.")
    if not np.all(deff > 0):
        raise ValueError("A design effect must be positive.")
    return share, n / deff


def _plain(value):
    return float(value) if np.ndim(value) == 0 else np.asarray(value)


def _numbers(polls, column):
    return polls[column].to_numpy(dtype=float, na_value=np.nan)


def _base(polls):
    n = _numbers(polls, "n")
    if "arm" not in polls:
        return n
    whole = np.where((polls["arm"] == "all").to_numpy(dtype=bool), n, np.nan)
    if "arm_n" not in polls:
        return whole
    arm_n = _numbers(polls, "arm_n")
    return np.where(np.isnan(arm_n), whole, arm_n)


def _require(polls, columns):
    missing = [column for column in columns if column not in polls]
    if missing:
        raise ValueError(f"The polls table has no column {missing[0]!r}.")
