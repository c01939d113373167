"""What does patience buy? Two sides take turns to divide a prize worth one.

Each refusal costs a period, and side i counts the next period d_i times as much as this one. While
there is no deal, i has a flow of payoffs that would be worth u_i if it lasted for ever, such as
what the front brings or costs. Agreement is immediate in every variant here: patience moves the
share, not the date.
"""

from moscow_aims.methods.games import domain


def first_share(d1, d2, u1=0, u2=0):
    """Return the share of the side that offers first, with no end to the game.

    Parameters
    ----------
    d1, d2 : float or Fraction
        Discount factors of the first and the second side, strictly between 0 and 1.
    u1, u2 : float or Fraction
        Worth of waiting for ever to each side, in shares of the prize, in [0, 1], their sum at
        most 1: a deal is worth having.

    Returns
    -------
    float or Fraction
        x1 = [(1 - d2)(1 - u2) + d2 (1 - d1) u1] / (1 - d1 d2), a share of the prize. The second
        side has the rest.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Rubinstein (1982); payoffs during disagreement as in Binmore, Rubinstein & Wolinsky (1986).

    Examples
    --------
    >>> from fractions import Fraction
    >>> first_share(Fraction(9, 10), Fraction(4, 5))
    Fraction(5, 7)
    """
    domain.inside("discount factor", d1=d1, d2=d2)
    _require_gain(u1, u2)
    return ((1 - d2) * (1 - u2) + d2 * (1 - d1) * u1) / (1 - d1 * d2)


def limit_share(r1, r2, u1=0, u2=0):
    """Return the share of the first side when offers follow each other without pause.

    Parameters
    ----------
    r1, r2 : float or Fraction
        Discount rates per unit of time (d_i = exp(-r_i * length of a period)), above 0.
    u1, u2 : float or Fraction
        Worth of waiting for ever to each side, in shares of the prize, in [0, 1], their sum at
        most 1: a deal is worth having.

    Returns
    -------
    float or Fraction
        u1 + (1 - u1 - u2) r2 / (r1 + r2), a share of the prize, whoever begins: the Nash
        bargaining solution with weight r2 / (r1 + r2).

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Binmore, Rubinstein & Wolinsky (1986).

    Examples
    --------
    >>> from fractions import Fraction
    >>> limit_share(Fraction(1, 10), Fraction(3, 10))
    Fraction(3, 4)
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
