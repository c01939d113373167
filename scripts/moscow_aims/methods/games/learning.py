"""Does war last until beliefs meet? The rival explanation: both sides learn from battles.

Russia wins a battle with a chance that nobody knows. Each side's belief about it is a Beta
distribution of the same weight m: Russia's has the mean a_r / m, the other side's a_u / m. After
each battle both add one to m, and one to their a if Russia won. They settle when they disagree by
no more than war costs the two together. Distances shrink with every battle, whoever wins it: where
they do not, something else is at work.

Arguments are the same everywhere:
a_r, a_u    weights of the two beliefs on Russian victories, > 0 and below m;
m           weight of either belief in battles, > 0.
Source: our simplest case after Slantchev (2003), Filson & Werner (2002) and Powell (2004). Unlike
in those models the priors differ without private information, and nobody learns from offers.
"""

import math

import numpy as np
import pandas as pd

from moscow_aims.methods.games import domain


def gap(a_r, a_u, m, n):
    """By how much Russia's mean belief exceeds the other side's after n battles.

    (a_r - a_u) / (m + n), whoever won them. Negative when Russia is the less confident.
    n: battles fought, whole, >= 0.
    Raises ValueError for values outside these ranges.
    """
    domain.count("number of battles", n=n)
    _require_beliefs(a_r, a_u, m)
    return (a_r - a_u) / (m + n)


def battles_until_settlement(a_r, a_u, m, c):
    """First n at which the gap is no larger than the cost: max(0, ceil[(a_r - a_u) / c - m]).

    c: cost of war to both sides together, in shares of the prize, >= 0.
    Returns a whole number, math.inf when war costs nothing and Russia is the more confident. Exact:
    floats are read as the decimals they were written as.
    Raises ValueError for values outside these ranges.
    """
    _require_beliefs(a_r, a_u, m)
    domain.not_negative("cost", c=c)
    a_r, a_u, m, c = map(domain.exact, (a_r, a_u, m, c))
    if a_r - a_u <= c * m:
        return 0
    return math.ceil((a_r - a_u) / c - m) if c else math.inf


def belief_paths(a_r, a_u, m, p, n, paths, rng) -> pd.DataFrame:
    """SYNTHETIC: beliefs about Russia's chance along simulated wars.

    p: Russia's true chance in a battle, in [0, 1].   n: battles in a war, whole, >= 0.
    paths: number of wars, whole, >= 1.   rng: numpy Generator; a fixed seed gives the same wars.
    Returns one row per war and battle, from battle 0 (the priors) on: `path` (from 0), `battle`,
    `wins` (Russia's so far), `russia` and `other` (mean beliefs of the two sides), `gap`.
    Raises ValueError for values outside these ranges.
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
