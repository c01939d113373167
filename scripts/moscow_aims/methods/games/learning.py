"""Does war last until beliefs meet? The rival explanation: both sides learn from battles.

Russia wins a battle with a chance that nobody knows. Each side's belief about it is a Beta
distribution of the same weight m: Russia's has the mean a_r / m, the other side's a_u / m. After
each battle both add one to m, and one to their a if Russia won. They settle when they disagree by
no more than war costs the two together. Distances shrink with every battle, whoever wins it: where
they do not, something else is at work.

Source: our simplest case after Slantchev (2003), Filson & Werner (2002) and Powell (2004). Unlike
in those models the priors differ without private information, and nobody learns from offers.
"""

import math

import numpy as np
import pandas as pd

from moscow_aims.methods.games import domain


def gap(a_r, a_u, m, n):
    """Return by how much Russia's mean belief exceeds the other side's after n battles.

    Parameters
    ----------
    a_r : float or Fraction
        Weight of Russia's belief on Russian victories, above 0 and below `m`.
    a_u : float or Fraction
        Weight of the other side's belief on Russian victories, above 0 and below `m`.
    m : float or Fraction
        Weight of either belief in battles, above 0.
    n : int
        Battles fought, at least 0.

    Returns
    -------
    float or Fraction
        (a_r - a_u) / (m + n), a difference of two probabilities, whoever won the battles.
        Negative when Russia is the less confident.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our simplest case after Slantchev (2003), Filson & Werner (2002) and Powell (2004).

    Examples
    --------
    >>> gap(a_r=6, a_u=3, m=10, n=5)
    0.2
    """
    domain.count("number of battles", n=n)
    _require_beliefs(a_r, a_u, m)
    return (a_r - a_u) / (m + n)


def battles_until_settlement(a_r, a_u, m, c):
    """Count the battles after which the gap is no larger than the cost.

    Parameters
    ----------
    a_r : float or Fraction
        Weight of Russia's belief on Russian victories, above 0 and below `m`.
    a_u : float or Fraction
        Weight of the other side's belief on Russian victories, above 0 and below `m`.
    m : float or Fraction
        Weight of either belief in battles, above 0.
    c : float or Fraction
        Cost of war to both sides together, in shares of the prize, at least 0.

    Returns
    -------
    int or float
        max(0, ceil[(a_r - a_u) / c - m]), a whole number; math.inf when war costs nothing and
        Russia is the more confident. Exact: floats are read as the decimals they were written
        as.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our simplest case after Slantchev (2003), Filson & Werner (2002) and Powell (2004).

    Examples
    --------
    >>> battles_until_settlement(a_r=6, a_u=3, m=10, c=0.1)
    20
    """
    _require_beliefs(a_r, a_u, m)
    domain.not_negative("cost", c=c)
    a_r, a_u, m, c = map(domain.exact, (a_r, a_u, m, c))
    if a_r - a_u <= c * m:
        return 0
    return math.ceil((a_r - a_u) / c - m) if c else math.inf


def belief_paths(a_r, a_u, m, p, n, paths, rng) -> pd.DataFrame:
    """Simulate SYNTHETIC wars and the beliefs about Russia's chance along them.

    Parameters
    ----------
    a_r : float or Fraction
        Weight of Russia's belief on Russian victories, above 0 and below `m`.
    a_u : float or Fraction
        Weight of the other side's belief on Russian victories, above 0 and below `m`.
    m : float or Fraction
        Weight of either belief in battles, above 0.
    p : float or Fraction
        Russia's true chance in a battle, in [0, 1].
    n : int
        Battles in a war, at least 0.
    paths : int
        Number of wars, at least 1.
    rng : numpy.random.Generator
        Source of chance; a fixed seed gives the same wars.

    Returns
    -------
    DataFrame
        One row per war and battle, paths * (n + 1) in all, from battle 0 (the priors) on:
        `path` (from 0), `battle`, `wins` (Russia's so far), `russia` and `other` (mean beliefs
        of the two sides, in (0, 1)) and `gap` (the first minus the second).

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our simplest case after Slantchev (2003), Filson & Werner (2002) and Powell (2004).

    Examples
    --------
    >>> paths = belief_paths(a_r=6, a_u=3, m=10, p=1, n=2, paths=1, rng=np.random.default_rng(1))
    >>> paths[["battle", "wins", "russia", "other", "gap"]].round(2).to_dict("split")["data"]
    [[0, 0, 0.6, 0.3, 0.3], [1, 1, 0.64, 0.36, 0.27], [2, 2, 0.67, 0.42, 0.25]]
    """
    _require_beliefs(a_r, a_u, m)
    domain.proportion("probability", p=p)
    domain.count("number of battles", n=n)
    domain.count("number", least=1, paths=paths)
    wins = np.zeros((paths, n + 1), dtype=int)
    wins[:, 1:] = (rng.random((paths, n)) < p).cumsum(axis=1)
    battle = np.tile(np.arange(n + 1), paths)
    table = pd.DataFrame({"path": np.repeat(np.arange(paths), n + 1), "battle": battle})
    table["wins"] = wins.ravel()
    for side, a in {"russia": a_r, "other": a_u}.items():
        table[side] = (float(a) + table["wins"]) / (float(m) + battle)
    return table.assign(gap=table["russia"] - table["other"])


def _require_beliefs(a_r, a_u, m):
    domain.positive("weight of a belief", a_r=a_r, a_u=a_u, m=m)
    if max(a_r, a_u) >= m:
        raise ValueError(
            f"The weights a_r = {a_r} and a_u = {a_u} must both be smaller than m = {m}."
        )
