"""Why fight on when a truce divides the prize? The other side cannot promise not to attack again.

Side A is strong today: it wins a war now with probability p1, after a truce only with p2. War burns
the share d of all later output. Side B makes the offers, but tomorrow it will offer no more than
A's weaker position demands. In our reading A is Ukraine, which a truce leaves to a Russia that
rearms: the model explains a refusal in Kyiv, with no reference to anybody's motives in Moscow.

Values are averages a period, in shares of the output.
Source: Powell (2006); the problem in Fearon (1995).
"""

from moscow_aims.methods.games import domain


def fight_value(p1, d):
    """Return what fighting now is worth to A.

    Parameters
    ----------
    p1 : float or Fraction
        A's chance to win a war now, in [0, 1].
    d : float or Fraction
        Share of all later output that war destroys, in [0, 1).

    Returns
    -------
    float or Fraction
        p1 (1 - d): the average a period, in shares of the output.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Powell (2006); the problem in Fearon (1995).

    Examples
    --------
    >>> from fractions import Fraction
    >>> fight_value(Fraction(1, 2), Fraction(1, 5))
    Fraction(2, 5)
    """
    domain.proportion("probability", p1=p1)
    _require_destruction(d)
    return p1 * (1 - d)


def peace_value(p2, delta, d):
    """Return the most that B can give A in peace.

    Parameters
    ----------
    p2 : float or Fraction
        A's chance to win a war after a truce, in [0, 1].
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    d : float or Fraction
        Share of all later output that war destroys, in [0, 1).

    Returns
    -------
    float or Fraction
        (1 - delta) + delta p2 (1 - d): all of today's output, later what A's weaker position
        demands. The average a period, in shares of the output.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Powell (2006); the problem in Fearon (1995).

    Examples
    --------
    >>> from fractions import Fraction
    >>> peace_value(Fraction(1, 4), Fraction(9, 10), Fraction(1, 5))
    Fraction(7, 25)
    """
    domain.proportion("probability", p2=p2)
    domain.inside("discount factor", delta=delta)
    _require_destruction(d)
    return 1 - delta + delta * p2 * (1 - d)


def war(p1, p2, delta, d) -> bool:
    """Tell whether A fights rather than decline.

    Parameters
    ----------
    p1 : float or Fraction
        A's chance to win a war now, in [0, 1].
    p2 : float or Fraction
        A's chance to win a war after a truce, from 0 to `p1`.
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    d : float or Fraction
        Share of all later output that war destroys, in [0, 1).

    Returns
    -------
    bool
        Whether (p1 - delta p2)(1 - d) > 1 - delta. A does not fight when the two are equal.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Powell (2006); the problem in Fearon (1995).

    Examples
    --------
    >>> war(p1=0.5, p2=0.25, delta=0.9, d=0.2)
    True
    >>> war(p1=0.5, p2=0.45, delta=0.9, d=0.2)
    False
    """
    _require_decline(p1, p2)
    return bool(fight_value(p1, d) > peace_value(p2, delta, d))


def decline_threshold(p1, delta, d):
    """Return the chance after a truce below which A fights now.

    Parameters
    ----------
    p1 : float or Fraction
        A's chance to win a war now, in [0, 1].
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    d : float or Fraction
        Share of all later output that war destroys, in [0, 1).

    Returns
    -------
    float or Fraction
        The value of p2, [p1 - (1 - delta) / (1 - d)] / delta, never above `p1`. Zero or less: A
        is bought off whatever the decline.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Powell (2006); the problem in Fearon (1995).

    Examples
    --------
    >>> from fractions import Fraction
    >>> decline_threshold(Fraction(1, 2), Fraction(9, 10), Fraction(1, 5))
    Fraction(5, 12)
    """
    domain.proportion("probability", p1=p1)
    domain.inside("discount factor", delta=delta)
    _require_destruction(d)
    return (p1 - (1 - delta) / (1 - d)) / delta


def guarantee(p1, p2, delta, d):
    """Return the smallest part of A's decline that lasting guarantees must cancel to prevent war.

    Parameters
    ----------
    p1 : float or Fraction
        A's chance to win a war now, in [0, 1].
    p2 : float or Fraction
        A's chance to win a war after a truce, from 0 to `p1`.
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    d : float or Fraction
        Share of all later output that war destroys, in [0, 1).

    Returns
    -------
    float or Fraction
        1 - (p1 - threshold) / (p1 - p2), a proportion, threshold being `decline_threshold`; 0
        without danger of war.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Powell (2006); the problem in Fearon (1995).

    Examples
    --------
    >>> from fractions import Fraction
    >>> guarantee(Fraction(1, 2), Fraction(1, 4), Fraction(9, 10), Fraction(1, 5))
    Fraction(2, 3)
    """
    _require_decline(p1, p2)
    threshold = decline_threshold(p1, delta, d)
    return (threshold - p2) / (p1 - p2) if p2 < threshold else 0


def _require_destruction(d):
    if not 0 <= d < 1:
        raise ValueError(
            f"The share d that war destroys is {d}; it must be at least 0 and below 1."
        )


def _require_decline(p1, p2):
    domain.proportion("probability", p1=p1, p2=p2)
    if p2 > p1:
        raise ValueError(f"The chance p2 is {p2}; it must not exceed p1, which is {p1}.")
