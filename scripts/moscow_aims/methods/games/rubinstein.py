"""What does patience buy? Two sides take turns to divide a prize worth one.

Each refusal costs a period, and side i counts the next period d_i times as much as this one. While
there is no deal, i has a flow of payoffs that would be worth u_i if it lasted for ever, such as
what the front brings or costs. Agreement is immediate in every variant here: patience moves the
share, not the date.
"""

from moscow_aims.methods.games import domain


def first_share(d1, d2, u1=0, u2=0):
    """Share of the side that offers first, with no end to the game.

    x1 = [(1 - d2)(1 - u2) + d2 (1 - d1) u1] / (1 - d1 d2). The second side has the rest.
    d1, d2: discount factors of the first and the second side, in (0, 1).
    u1, u2: worth of waiting for ever, in [0, 1], their sum at most one: a deal is worth having.
    Raises ValueError for values outside these ranges.
    Source: Rubinstein (1982); payoffs during disagreement as in Binmore, Rubinstein & Wolinsky
    (1986).
    """
    domain.inside("discount factor", d1=d1, d2=d2)
    _require_gain(u1, u2)
    return ((1 - d2) * (1 - u2) + d2 * (1 - d1) * u1) / (1 - d1 * d2)


def limit_share(r1, r2, u1=0, u2=0):
    """Share of the first side when offers follow each other without pause, whoever begins.

    u1 + (1 - u1 - u2) r2 / (r1 + r2): the Nash bargaining solution with weight r2 / (r1 + r2).
    r1, r2: discount rates per unit of time (d_i = exp(-r_i * length of a period)), > 0.
    u1, u2: worth of waiting for ever, in [0, 1], their sum at most one.
    Raises ValueError for values outside these ranges.
    Source: Binmore, Rubinstein & Wolinsky (1986).
    """
    domain.positive("discount rate", r1=r1, r2=r2)
    _require_gain(u1, u2)
    return u1 + (1 - u1 - u2) * r2 / (r1 + r2)


def _require_gain(u1, u2):
    domain.proportion("worth of waiting", u1=u1, u2=u2)
    if u1 + u2 > 1:
        raise ValueError(
            f"Waiting is worth {u1} and {u2}; the two must not add up to more than the prize of 1."
        )
