"""How should belief in a threat fall when deadlines pass unenforced? Beta updating.

An observer takes each deadline for a draw with one unknown chance that the announced penalty
follows, holds a Beta(a, b) belief about that chance and counts. The rule says how a belief that
starts somewhere *should* move, not what anyone believed. It treats deadlines as alike and
independent, and knows neither bluff nor reasons.

Source: beta-binomial conjugacy (Gelman and others, Bayesian Data Analysis, ch. 2).
"""

import math

import numpy as np
import pandas as pd
from scipy import stats

from report.stalling.models import domain


def update(deadlines: pd.DataFrame, a=1.0, b=1.0, kept=("yes",), broken=("no",)) -> pd.DataFrame:
    """Belief that the next threat will be carried out, before and after every deadline.

    deadlines: one row each with `id`, `announced`, `due` (dates) and `enforced`.
    a, b: prior weights of penalty and of none, > 0: Beta(1, 1) is even, a large a trusting.
    kept, broken: codes of `enforced` that count as carried out and as not; others do not count.
    Returns one row for the prior, on the day the first of those counted was announced (`deadline`
    and `enforced` missing), and one per deadline counted in order of `due`: `date`, `deadline`,
    `enforced`, `kept` and `broken` (numbers so far), `a`, `b`, `mean` = a / (a + b), and `low`,
    `high`, the equal-tailed 95 % interval.
    Raises ValueError for weights that are not positive, a code that is both kept and broken, no
    deadline that counts, or one of those without its dates.
    """
    domain.positive("prior weight", a=a, b=b)
    if set(kept) & set(broken):
        raise ValueError(f"{min(set(kept) & set(broken))!r} is both carried out and not.")
    rows = deadlines[deadlines["enforced"].isin([*kept, *broken])]
    if rows.empty:
        raise ValueError("No deadline counts as carried out or as not.")
    if rows[["announced", "due"]].isna().any(axis=None):
        raise ValueError("Every deadline needs the days it was announced and due.")
    rows = rows.sort_values(["due", "id"])
    held = rows["enforced"].isin(kept).to_numpy()
    start = rows["announced"].min()
    table = pd.DataFrame(
        {
            "date": [start, *rows["due"]],
            "deadline": [None, *rows["id"]],
            "enforced": [None, *rows["enforced"]],
            "kept": np.r_[0, held.cumsum()],
            "broken": np.r_[0, (~held).cumsum()],
        }
    )
    table["a"], table["b"] = a + table["kept"], b + table["broken"]
    belief = stats.beta(table["a"], table["b"])
    return table.assign(mean=belief.mean(), low=belief.ppf(0.025), high=belief.ppf(0.975))


def failures_until(mean, a=1.0, b=1.0) -> int:
    """Fewest unenforced deadlines in a row that bring the belief to `mean` or below.

    mean: in (0, 1).   a, b: prior weights, > 0. After k failures the belief is a / (a + b + k), so
    k = a / mean - a - b, rounded up, and 0 if the prior is there already. Exact: floats are read as
    the decimals they were written as.
    Raises ValueError for values outside these ranges.
    """
    domain.positive("prior weight", a=a, b=b)
    domain.inside("belief", mean=mean)
    a, b, mean = map(domain.exact, (a, b, mean))
    return max(0, math.ceil(a / mean - a - b))
