"""Can a leader's stake in office close the range of deals that both states would accept?

Russia wins a war about a prize worth one with probability p; it costs Russia c_r and the other side
c_u. Russia's leader feels the share phi of Russia's cost and values office at B, which he keeps
with probability s_fight if he fights and s_settle if he settles. The state's own view is phi = 1,
B = 0: its range is never empty, since costs are not negative.

Source: Fearon (1995); the bias after Jackson & Morelli (2007).
"""

from moscow_aims.methods.games import domain


def bargaining_range(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0):
    """Return the smallest share Russia's leader accepts and the largest the other side grants.

    Parameters
    ----------
    p : float or Fraction
        Russia's chance of victory, in [0, 1].
    c_r, c_u : float or Fraction
        Costs of war to Russia and to the other side, in shares of the prize, at least 0.
    phi : float or Fraction
        Share of Russia's cost that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.
    s_fight, s_settle : float or Fraction
        Chances to stay in office after fighting and after settling, in [0, 1].

    Returns
    -------
    low, high : float or Fraction
        Shares of the prize: p - phi c_r + B (s_fight - s_settle), not below 0, and p + c_u, not
        above 1. low > high means that no division suits both; low may exceed 1: no share is
        enough.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Fearon (1995); the bias after Jackson & Morelli (2007).

    Examples
    --------
    >>> low, high = bargaining_range(p=0.5, c_r=0.2, c_u=0.1)
    >>> round(low, 2), round(high, 2)
    (0.3, 0.6)
    """
    domain.proportion("probability", p=p, s_fight=s_fight, s_settle=s_settle)
    domain.proportion("share of the cost", phi=phi)
    domain.not_negative("cost", c_r=c_r, c_u=c_u)
    domain.not_negative("value of office", B=B)
    return max(0, p - phi * c_r + B * (s_fight - s_settle)), min(1, p + c_u)


def width(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0):
    """Return how much room there is for a deal.

    Parameters
    ----------
    p : float or Fraction
        Russia's chance of victory, in [0, 1].
    c_r, c_u : float or Fraction
        Costs of war to Russia and to the other side, in shares of the prize, at least 0.
    phi : float or Fraction
        Share of Russia's cost that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.
    s_fight, s_settle : float or Fraction
        Chances to stay in office after fighting and after settling, in [0, 1].

    Returns
    -------
    float or Fraction
        high - low of `bargaining_range`, in shares of the prize; negative when there is no
        room. It is phi c_r + c_u - B (s_fight - s_settle) as long as both ends lie within the
        prize.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Fearon (1995); the bias after Jackson & Morelli (2007).

    Examples
    --------
    >>> round(width(p=0.5, c_r=0.2, c_u=0.1), 2)
    0.3
    >>> round(width(p=0.5, c_r=0.2, c_u=0.1, B=1, s_fight=0.9, s_settle=0.4), 2)
    -0.2
    """
    low, high = bargaining_range(p, c_r, c_u, phi, B, s_fight, s_settle)
    return high - low


def war(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0) -> bool:
    """Tell whether no deal suits both.

    Parameters
    ----------
    p : float or Fraction
        Russia's chance of victory, in [0, 1].
    c_r, c_u : float or Fraction
        Costs of war to Russia and to the other side, in shares of the prize, at least 0.
    phi : float or Fraction
        Share of Russia's cost that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.
    s_fight, s_settle : float or Fraction
        Chances to stay in office after fighting and after settling, in [0, 1].

    Returns
    -------
    bool
        Whether `width` is negative: B (s_fight - s_settle) > phi c_r + c_u, within the prize.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Fearon (1995); the bias after Jackson & Morelli (2007).

    Examples
    --------
    >>> war(p=0.5, c_r=0.2, c_u=0.1)
    False
    >>> war(p=0.5, c_r=0.2, c_u=0.1, B=1, s_fight=0.9, s_settle=0.4)
    True
    """
    return bool(width(p, c_r, c_u, phi, B, s_fight, s_settle) < 0)
