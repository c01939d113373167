"""What answers do proposals get, and what follows an answer? Coded events counted in order.

Rows are coded events, one reader's coding of reported proposals: a convenience sample of one case.
Shares describe this record; a transition says what came next, not what brought it about and not
what will come.
"""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

WEIGHTS = {"none": None, "linear": "linear"}


def tally(answers: pd.DataFrame, codes, sides) -> pd.DataFrame:
    """How often each side gave each answer, answers by sides, in the order given.

    answers: one row per answer with `answer` and `side`; rows of other sides are left out.
    codes: every answer there can be.   sides: columns wanted, also those without an answer.
    Returns whole numbers, 0 where there is none.
    Raises ValueError for an answer that is missing or no code.
    """
    rows = answers[answers["side"].isin(sides)]
    _refuse_strangers(rows["answer"], codes)
    counts = pd.crosstab(rows["answer"], rows["side"])
    index, columns = pd.Index(codes, name="answer"), pd.Index(sides, name="side")
    return counts.reindex(index=index, columns=columns, fill_value=0).astype("int64")


def following(events: pd.DataFrame, by, code, date="date") -> pd.DataFrame:
    """The events in order of date, each with the next one of its group.

    events: one row per event; those of one day keep their order in the table.
    by: column(s) that make a group (a side).   code, date: names of the columns.
    Returns all columns and `next`, the code of the next event of the group, and `next_date`; both
    missing for the last of each group.
    Raises ValueError when a date is missing.
    """
    if events[date].isna().any():
        raise ValueError("Every event needs a date; leave out those without one.")
    rows = events.sort_values(date, kind="stable").reset_index(drop=True)
    later = rows.groupby(by)[[code, date]].shift(-1)
    return rows.assign(next=later[code], next_date=later[date])


def transitions(
    events: pd.DataFrame, before, after, states, outcomes=None, prior=1.0
) -> pd.DataFrame:
    """What comes after what: counts, shares and 95 % intervals, one row per pair of states.

    events: one row per step; a step with either end missing is left out.
    before, after: names of the columns.   states: every state that `before` can take, in order.
    outcomes: every state that `after` can take; without them the same states.
    prior: weight of each outcome in the symmetric Dirichlet prior, > 0.
    Returns `before`, `after`, `count`, `n` (steps from that state), `share` (count / n; missing if
    n is 0), and of the posterior, Dirichlet(prior + counts), whose single shares are Beta
    distributed: `mean`, (prior + count) / (prior * outcomes + n), and `low`, `high`, the equal-
    tailed interval. Prior 1 takes all rows of shares for equally likely and counts like one step
    to each outcome: after a handful of steps the interval lies nearer to 1 / outcomes than to
    `share` and may leave it out. Give prior = 1 / outcomes to see how much that decides.
    Raises ValueError for a state that is none of those named, or a prior that is not positive.
    Source: Dirichlet-multinomial model (Gelman and others, Bayesian Data Analysis, ch. 3); the
    prior of one in all by Perks (1947).
    """
    if prior <= 0:
        raise ValueError("The prior weight of an outcome is positive.")
    outcomes = states if outcomes is None else outcomes
    steps = events[[before, after]].dropna()
    _refuse_strangers(steps[before], states)
    _refuse_strangers(steps[after], outcomes)
    pairs = pd.MultiIndex.from_product([states, outcomes], names=["before", "after"])
    counts = steps.rename(columns={before: "before", after: "after"}).value_counts()
    table = counts.reindex(pairs, fill_value=0).rename("count").reset_index()
    table["n"] = table.groupby("before")["count"].transform("sum")
    for_it = prior + table["count"]
    against = prior * len(outcomes) + table["n"] - for_it
    posterior = stats.beta(for_it, against)
    # With a single outcome nothing speaks against it: the share is 1 and no Beta variable.
    certain = against == 0
    return table.assign(
        share=table["count"] / table["n"].replace(0, np.nan),
        mean=for_it / (for_it + against),
        low=np.where(certain, 1.0, posterior.ppf(0.025)),
        high=np.where(certain, 1.0, posterior.ppf(0.975)),
    )


def agreement(codings: pd.DataFrame, first, second, codes, draws=2000, seed=2025) -> pd.DataFrame:
    """Do two codings of the same items agree? Cohen's kappa, plain and linearly weighted.

    codings: one row per item.   first, second: names of the columns of codes.
    codes: every code, in the order of their scale, which only the weighted kappa uses.
    draws: bootstrap resamples of items.   seed: of numpy's default generator.
    Returns one row per `weights` ("none", "linear"): `items`, `agreement` (share coded alike, with
    its Clopper-Pearson interval `agreement_low`, `agreement_high`), `kappa`, its percentile
    bootstrap interval `low`, `high` (95 %), and `undefined`, the share of resamples without a
    kappa, in which both codings use one and the same code throughout; missing where the items are
    such. Where the codings agree on every item the bootstrap interval is the point 1, whatever
    their number: look at `agreement_low` instead. One coder twice shows steadiness, not truth.
    Raises ValueError for no items, or a code that is missing or not among the codes.
    Source: Cohen (1960, 1968).
    """
    if codings.empty:
        raise ValueError("Agreement needs at least one item that was coded twice.")
    for column in (first, second):
        _refuse_strangers(codings[column], codes)
    one, two = (pd.Categorical(codings[c], categories=codes).codes for c in (first, second))
    table = np.zeros((len(codes), len(codes)), dtype=int)
    np.add.at(table, (one, two), 1)
    items, alike = len(codings), int(np.trace(table))
    low, high = proportion_confint(alike, items, method="beta")
    same = {"items": items, "agreement": alike / items}
    same |= {"agreement_low": low, "agreement_high": high}
    chances = (table / items).ravel()
    resamples = np.random.default_rng(seed).multinomial(items, chances, size=draws)
    rows = []
    for name, weights in WEIGHTS.items():
        drawn = np.array([_kappa(cells.reshape(table.shape), weights) for cells in resamples])
        known = drawn[~np.isnan(drawn)]
        limits = np.quantile(known, [0.025, 0.975]) if len(known) else (np.nan, np.nan)
        row = {"weights": name, **same, "kappa": _kappa(table, weights)}
        row |= {"low": limits[0], "high": limits[1]}
        rows.append(row | {"undefined": 1 - len(known) / draws})
    return pd.DataFrame(rows)


def _kappa(table, weights):
    """Cohen's kappa of a square table of counts; missing where all lies in one diagonal cell."""
    if table.max() == table.sum() == np.trace(table):
        return np.nan
    return float(cohens_kappa(table, wt=weights, return_results=False))


def _refuse_strangers(values, codes):
    strange = values[~values.isin(list(codes))]
    if not strange.empty:
        raise ValueError(f"{strange.iloc[0]!r} is no code; the codes are {', '.join(codes)}.")
