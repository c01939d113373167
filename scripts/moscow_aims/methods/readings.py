"""What can one published number mean? The same share read under each design it may come from.

A forced choice between two plans shows how often *plans* with a term are chosen, not how many
*people* accept the term; its average over all plans is one half, and it offers no "neither".
Everything here is arithmetic; the populations are SYNTHETIC and describe nobody.
"""

import numpy as np
import pandas as pd

from moscow_aims.methods import shares

KINDS = {"always": 1.0, "coin flip": 0.5, "never": 0.0}


def tie_adjusted_mean(mean: float, levels: int) -> float:
    """Share of head-to-head tasks won when the rival plan shows another level.

    In a two-plan forced choice both plans share a level in 1/levels of the tasks; such ties
    pull the marginal mean towards one half.

    Parameters
    ----------
    mean : float
        Marginal mean, a proportion in the range that `marginal_mean_range` gives.
    levels : int
        Number of levels of the attribute, at least 2.

    Returns
    -------
    float
        Proportion in [0, 1].

    Raises
    ------
    ValueError
        If no head-to-head share in [0, 1] could give `mean`.

    References
    ----------
    Uniform independent randomisation (Hainmueller, Hopkins & Yamamoto 2014) applied to the
    marginal mean (Leeper, Hobolt & Tilley 2020).

    Examples
    --------
    >>> round(tie_adjusted_mean(0.34, levels=3), 2)
    0.26
    """
    low, high = marginal_mean_range(levels)
    if not low - 1e-12 <= mean <= high + 1e-12:
        raise ValueError(
            f"With {levels} levels a marginal mean lies between {low:.3f} and {high:.3f}, "
            f"so {mean} is impossible."
        )
    return float(np.clip((mean - low) / (high - low), 0, 1))


def marginal_mean(head_to_head: float, levels: int) -> float:
    """Marginal mean that a share of head-to-head tasks won leads to.

    Undoes `tie_adjusted_mean`.

    Parameters
    ----------
    head_to_head : float
        Proportion in [0, 1].
    levels : int
        Number of levels of the attribute, at least 2.

    Returns
    -------
    float
        Proportion in [0, 1].

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    As `tie_adjusted_mean`.

    Examples
    --------
    >>> round(marginal_mean(0.26, levels=3), 2)
    0.34
    """
    shares.proportion(head_to_head)
    low, high = marginal_mean_range(levels)
    return low + (high - low) * head_to_head


def marginal_mean_range(levels: int) -> tuple[float, float]:
    """Smallest and largest possible marginal mean of an attribute.

    A level that always loses still wins half of its ties.

    Parameters
    ----------
    levels : int
        Number of levels, at least 2, under uniform independent randomisation in a two-plan forced
        choice.

    Returns
    -------
    low, high : float
        Proportions, 1 / (2 levels) and 1 - 1 / (2 levels).

    Raises
    ------
    ValueError
        For fewer than two levels.

    References
    ----------
    As `tie_adjusted_mean`.

    Examples
    --------
    >>> marginal_mean_range(4)
    (0.125, 0.875)
    """
    if levels < 2 or levels != int(levels):
        raise ValueError(f"An attribute has two or more levels, not {levels}.")
    return 1 / (2 * levels), 1 - 1 / (2 * levels)


def range_of_people(head_to_head: float) -> pd.DataFrame:
    """How many people of each kind a head-to-head share is compatible with.

    Parameters
    ----------
    head_to_head : float
        Proportion m in [0, 1].

    Returns
    -------
    DataFrame
        One row per `kind` ("always", "coin flip", "never", "not opposed") with `low` and `high`,
        proportions of people.

    Raises
    ------
    ValueError
        For m outside [0, 1].

    Notes
    -----
    Suppose each person always chooses the term (share a), tosses a coin (b) or never chooses it
    (c), whenever the other plan differs. Then a + b/2 = m and a + b + c = 1, which leaves one
    degree of freedom: a may be anything from max(0, 2m - 1), where b or c is used up, to m, where
    nobody tosses a coin. Everything else moves with a: b = 2(m - a), c = 1 - 2m + a, and those not
    opposed are a + b = 2m - a, from m to min(1, 2m). For m above one half the cap binds:
    possibly everyone is not opposed, and at least 2m - 1 always choose the term.
    If choice chances other than 0, 1/2 and 1 exist too, those who choose the term more often
    than not are between max(0, 2m - 1) and min(1, 2m); the upper limit is only approached.

    References
    ----------
    Arithmetic of our own; the argument is that of Abramson, Koçak & Magazinnik (2022).

    Examples
    --------
    >>> range_of_people(0.26)
              kind   low  high
    0       always  0.00  0.26
    1    coin flip  0.00  0.52
    2        never  0.48  0.74
    3  not opposed  0.26  0.52
    """
    m = shares.proportion(head_to_head)
    ranges = {
        "always": (max(0.0, 2 * m - 1), m),
        "coin flip": (0.0, 2 * min(m, 1 - m)),
        "never": (max(0.0, 1 - 2 * m), 1 - m),
        "not opposed": (m, min(1.0, 2 * m)),
    }
    rows = [(kind, low, high) for kind, (low, high) in ranges.items()]
    return pd.DataFrame(rows, columns=["kind", "low", "high"])


def readings(share: float, n: int, tasks: int = 1, levels=(2, 3, 4, 5)) -> pd.DataFrame:
    """The same published number under each design it may come from.

    Parameters
    ----------
    share : float
        The number, a proportion in [0, 1].
    n : int
        Respondents.
    tasks : int
        Tasks per respondent (unknown designs: 1, the widest interval).
    levels : sequence of int
        Numbers of levels to try for a forced choice between two plans.

    Returns
    -------
    DataFrame
        One row per reading, all numbers proportions, missing where the number is impossible:

        design
            "direct question", "plans judged one by one" or "forced choice of two plans".
        levels
            Number of levels (Int64), missing where it does not matter.
        counted
            What the number counts: people, or plans with the term.
        possible
            Whether the design can produce the number at all.
        value
            The number freed of ties: the share chosen, or accepted, when it makes a difference.
        low, high
            95 % sampling interval of `value` for independent answers.
        people_low, people_high
            Share of people not opposed (see `range_of_people`; a direct question counts them
            itself).

    Raises
    ------
    ValueError
        For a share outside [0, 1].

    References
    ----------
    As `tie_adjusted_mean`; intervals as `shares.wilson`.

    Examples
    --------
    >>> table = readings(0.34, 3600, levels=[3])
    >>> table[["design", "value", "people_low", "people_high"]].round(2)
                           design  value  people_low  people_high
    0             direct question   0.34        0.34         0.34
    1     plans judged one by one   0.34        0.34         0.68
    2  forced choice of two plans   0.26        0.26         0.52
    """
    shares.proportion(share)
    rows = [_direct(share, n), _one_by_one(share, n, tasks)]
    rows += [_forced_choice(share, n, tasks, count) for count in levels]
    table = pd.DataFrame(rows)
    return table.assign(levels=table["levels"].astype("Int64"))


def synthetic_populations(
    mean: float = 0.34, levels: int = 3, people: int = 3000, tasks: int = 5, seed: int = 2025
) -> pd.DataFrame:
    """SYNTHETIC: two populations with one marginal mean and different shares who can live with it.

    Parameters
    ----------
    mean : float
        Marginal mean, a proportion in the range that `marginal_mean_range` gives.
    levels : int
        Number of levels of the attribute, at least 2.
    people : int
        Persons per population; the kinds must come out in whole numbers.
    tasks : int
        Pairs of plans that a person sees, at least 1.
    seed : int
        Seed of numpy's default generator.

    Returns
    -------
    DataFrame
        One row per person: `population`, `person`, `kind`, `chance` (exact chance of choosing the
        plan that alone shows the term), `accepts` (bool), `shown` and `chosen` (simulated numbers
        of plans with the term).

    Raises
    ------
    ValueError
        If `mean` is impossible or the kinds are not whole numbers of people.

    Notes
    -----
    A person sees `tasks` pairs of plans; each plan shows the term with chance 1/levels. Where just
    one plan shows it, the person chooses that plan with chance 1 (always), 1/2 (coin flip) or 0
    (never); otherwise the term decides nothing. With m the tie-adjusted mean, "few, firm" has as
    many "always" and no coin flips as `range_of_people` allows, "many, lukewarm" the most coin
    flips. So the marginal mean is `mean` in both, exactly, and the shares who accept (are not
    opposed) are m and min(1, 2m).

    Examples
    --------
    >>> made = synthetic_populations(0.34, levels=3)
    >>> made.groupby("population")["accepts"].mean().to_dict()
    {'few, firm': 0.26, 'many, lukewarm': 0.52}
    """
    m = tie_adjusted_mean(mean, levels)
    lukewarm = 2 * min(m, 1 - m)
    counts = {
        "few, firm": _whole([m, 0, 1 - m], people),
        "many, lukewarm": _whole([m - lukewarm / 2, lukewarm, 1 - m - lukewarm / 2], people),
    }
    rng = np.random.default_rng(seed)
    parts = []
    for population, numbers in counts.items():
        kind, chance = np.repeat(list(KINDS), numbers), np.repeat(list(KINDS.values()), numbers)
        shows = rng.random((people, tasks, 2)) < 1 / levels
        alone = shows[..., 0] != shows[..., 1]
        both = shows.all(axis=2)
        taken = alone & (rng.random((people, tasks)) < chance[:, None])
        part = {"population": population, "person": np.arange(people), "kind": kind}
        part |= {"chance": chance, "accepts": chance > 0}
        part |= {"shown": shows.sum(axis=(1, 2)), "chosen": taken.sum(axis=1) + both.sum(axis=1)}
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def synthetic_summary(populations: pd.DataFrame, levels: int = 3) -> pd.DataFrame:
    """SYNTHETIC: what a survey would print and what it hides, one row per population.

    Parameters
    ----------
    populations : DataFrame
        As `synthetic_populations` made it.
    levels : int
        As it was made with.

    Returns
    -------
    DataFrame
        `population`, `marginal_mean` (exact, from the chances), `simulated_mean` (chosen / shown)
        and the exact shares of people `accepts`, `always`, `coin_flip` and `never`; proportions.

    Examples
    --------
    >>> summary = synthetic_summary(synthetic_populations(0.34, levels=3), levels=3)
    >>> summary[["marginal_mean", "accepts", "always", "never"]].round(2)
       marginal_mean  accepts  always  never
    0           0.34     0.26    0.26   0.74
    1           0.34     0.52    0.00   0.48
    """
    people = populations.assign(
        **{kind.replace(" ", "_"): populations["kind"] == kind for kind in KINDS}
    )
    groups = people.groupby("population", sort=False)
    chance, counts = groups["chance"].mean(), groups[["chosen", "shown"]].sum()
    summary = groups[["accepts", "always", "coin_flip", "never"]].mean()
    summary.insert(0, "marginal_mean", [marginal_mean(value, levels) for value in chance])
    summary.insert(1, "simulated_mean", counts["chosen"] / counts["shown"])
    return summary.reset_index()


def synthetic_reversal(majority: float = 0.6) -> pd.DataFrame:
    """SYNTHETIC: most people prefer a term and yet its average effect is negative.

    Parameters
    ----------
    majority : float
        Share of the first group, in [0, 1].

    Returns
    -------
    DataFrame
        One row per `group` ("majority", "minority", "all") with `people` (share), `prefer` (share
        preferring the term), `marginal_mean` and `amce`, all exact proportions.

    Raises
    ------
    ValueError
        For a share outside [0, 1].

    Notes
    -----
    Two attributes of two levels each, drawn independently, two plans. The majority prefers the
    term, but looks at the other attribute first and at the term only if that one ties; the
    minority rejects the term before it looks at anything else. Hence the chance of choosing the
    plan that alone shows the term is 3/4 for the first and 0 for the second, and the AMCE, which
    is that chance minus one half, is 1/4 and -1/2: negative overall for majorities below 2/3.

    References
    ----------
    The argument of Abramson, Koçak & Magazinnik (2022), with numbers of our own.

    Examples
    --------
    >>> synthetic_reversal(0.6)[["group", "prefer", "amce"]].round(2)
          group  prefer  amce
    0  majority     1.0  0.25
    1  minority     0.0 -0.50
    2       all     0.6 -0.05
    """
    shares.proportion(majority)
    chance = np.array([3 / 4, 0, 3 / 4 * majority])
    return pd.DataFrame(
        {
            "group": ["majority", "minority", "all"],
            "people": [majority, 1 - majority, 1.0],
            "prefer": [1.0, 0.0, majority],
            "marginal_mean": [marginal_mean(c, 2) for c in chance],
            "amce": chance - 1 / 2,
        }
    )


def _direct(share, n):
    low, high = shares.wilson(share, n)
    return _row("direct question", None, "people", share, low, high, share, share)


def _one_by_one(share, n, tasks):
    low, high = shares.wilson(share, n * tasks)
    people = range_of_people(share).set_index("kind").loc["not opposed"]
    return _row("plans judged one by one", None, "plans", share, low, high, *people)


def _forced_choice(share, n, tasks, levels):
    smallest, largest = marginal_mean_range(levels)
    if not smallest <= share <= largest:
        return _row("forced choice of two plans", levels, "plans", *[np.nan] * 5)
    value = tie_adjusted_mean(share, levels)
    # Ties carry no news: only tasks where just one plan shows the level count.
    meetings = n * tasks * 2 * (levels - 1) / levels**2
    low, high = shares.wilson(value, meetings)
    people = range_of_people(value).set_index("kind").loc["not opposed"]
    return _row("forced choice of two plans", levels, "plans", value, low, high, *people)


def _row(design, levels, counted, value, low, high, people_low, people_high):
    return {
        "design": design,
        "levels": levels,
        "counted": counted,
        "possible": not np.isnan(value),
        "value": value,
        "low": low,
        "high": high,
        "people_low": people_low,
        "people_high": people_high,
    }


def _whole(proportions, people):
    counts = np.array(proportions) * people
    if not np.allclose(counts, np.round(counts), atol=1e-6):
        raise ValueError(f"{people} people do not divide into whole numbers of each kind.")
    return np.round(counts).astype(int)
