"""How certain is a percentage? Intervals of shares and of differences between two shares.

Shares are proportions in [0, 1]; columns of the polls table are in per cent, as pollsters print
them. Every interval covers 95 %. A design effect d widens it as if only n / d people had been
asked (Korn & Graubard 1998).
"""

import numpy as np
import pandas as pd
from scipy import stats

Z = float(stats.norm.ppf(0.975))


def proportion(value: float) -> float:
    """`value` as a float; raises ValueError unless it is a proportion in [0, 1]."""
    if not 0 <= value <= 1:
        raise ValueError(f"A share is a proportion between 0 and 1, not {value}.")
    return float(value)


def wilson(share, n, deff=1.0):
    """Wilson's score interval of a proportion, as (low, high).

    share: proportion in [0, 1].   n: respondents, > 0.   deff: design effect, > 0.
    Each may be a number or an array; the limits have the broadcast shape.
    Raises ValueError for a share outside [0, 1] and for n or deff that is not positive.
    Source: Wilson (1927); recommended by Brown, Cai & DasGupta (2001).
    """
    share, size = _checked(share, n, deff)
    centre = (share + Z**2 / (2 * size)) / (1 + Z**2 / size)
    half = Z / (1 + Z**2 / size) * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return _plain(np.maximum(centre - half, 0)), _plain(np.minimum(centre + half, 1))


def jeffreys(share, n, deff=1.0):
    """Equal-tailed posterior interval of a proportion under the Beta(1/2, 1/2) prior.

    Arguments, result and errors as for `wilson`. At a share of 0 (or 1) the lower (upper) limit
    is the share itself.
    Source: Brown, Cai & DasGupta (2001).
    """
    share, size = _checked(share, n, deff)
    posterior = _posterior(share, size)
    low = np.where(share == 0, 0.0, posterior.ppf(0.025))
    high = np.where(share == 1, 1.0, posterior.ppf(0.975))
    return _plain(low), _plain(high)


def probability_above(threshold, share, n, deff=1.0):
    """Posterior probability, under the Beta(1/2, 1/2) prior, that the true share is larger.

    threshold: proportion in [0, 1]. Other arguments and errors as for `wilson`.
    Sampling error is the only doubt it knows: not wording, mode, panel or honesty.
    """
    return _plain(_posterior(*_checked(share, n, deff)).sf(proportion(threshold)))


def difference(share_a, n_a, share_b, n_b, deff=1.0):
    """Difference of two independent shares, a minus b, as (difference, low, high).

    Arguments and errors as for `wilson`; one design effect serves both samples.
    Source: Newcombe (1998), method 10: the two Wilson intervals combined.
    """
    low_a, high_a = wilson(share_a, n_a, deff)
    low_b, high_b = wilson(share_b, n_b, deff)
    gap = np.subtract(share_a, share_b)
    below = np.hypot(np.subtract(share_a, low_a), np.subtract(high_b, share_b))
    above = np.hypot(np.subtract(high_a, share_a), np.subtract(share_b, low_b))
    return _plain(gap), _plain(gap - below), _plain(gap + above)


def design_effect(margin, n, share=0.5):
    """Design effect that a stated 95 % margin of error implies.

    margin: half-width of the interval as a proportion (0.034 for 3.4 points), > 0.
    n: respondents, > 0.   share: where the margin holds, in (0, 1); pollsters state it at one half.
    Returns the ratio of the stated variance to that of a simple random sample.
    Raises ValueError for values outside these ranges.
    Source: definition of the design effect (Kish 1965).
    """
    if not (margin > 0 and n > 0 and 0 < share < 1):
        raise ValueError(
            f"Margin {margin} and n {n} must be positive, share {share} between 0 and 1."
        )
    return float((margin / Z) ** 2 * n / (share * (1 - share)))


def with_interval(polls: pd.DataFrame, deff=1.0) -> pd.DataFrame:
    """The polls with three further columns: `base`, `low` and `high`.

    polls: one row per answer with `share` (per cent) and `n`, and where a question was split, `arm`
    and `arm_n`. `base` is the number of respondents the share is a share of: `arm_n` where known,
    else `n` if nobody else heard another wording (`arm` "all" or no such column), else missing.
    deff: design effect, > 0.
    `low` and `high` are Wilson limits in per cent, missing where the share or its base is unknown.
    Raises ValueError when a column is missing or a share lies outside 0 to 100.
    """
    _require(polls, ["share", "n"])
    base, share = _base(polls), _numbers(polls, "share") / 100
    known = ~np.isnan(base) & ~np.isnan(share)
    low, high = np.full(len(polls), np.nan), np.full(len(polls), np.nan)
    low[known], high[known] = wilson(share[known], base[known], deff)
    return polls.assign(base=base, low=100 * low, high=100 * high)


def arm_differences(polls: pd.DataFrame, arm: str, reference: str, deff=1.0) -> pd.DataFrame:
    """How far the share in one randomised arm lies above that in the other, per poll and answer.

    polls: as for `with_interval`, with `arm`, `pollster`, `field_start`, `field_end`, `question`,
    `answer`, and `source` (ids joined by ";"). Only polls that report both arms give a row.
    deff: design effect of both arms, > 0.
    Returns those five keys, `share`, `share_reference` (per cent), `base`, `base_reference`
    (respondents), `difference`, `low`, `high` (percentage points; the limits are missing where a
    base is unknown) and `source` with the sources of both arms, ordered by field date.
    Raises ValueError when a column is missing, no poll has both arms, or an arm comes twice.
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
    """Sources as one text, ids joined by ";", each id once and in the order of first mention.

    sources: texts, each one id or several joined by ";".
    """
    return ";".join(dict.fromkeys(";".join(sources).split(";")))


def _posterior(share, size):
    return stats.beta(share * size + 0.5, (1 - share) * size + 0.5)


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
