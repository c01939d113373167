"""Does an eager mediator lengthen the wait? Offers that grow, and deadlines that may be a bluff.

In round n = 0, 1, 2, ... a mediator offers Russia the share x0 + eta n of a prize worth one, up to
a cap. Russia takes it or waits for the next round, which it counts delta times as much as this
one; a round of waiting brings it phi (territory and prestige minus the costs of war, of either
sign). The other side has no say. An illustration of our own, not a model from the literature and
not an estimate.

Two limits of the saying "the more eager, the longer". Faster concessions lengthen the wait only if
the first offer is worth more than waiting for ever, x0 > phi / (1 - delta); otherwise they shorten
it. And they lengthen it only until the offers meet the cap: beyond, the cap is reached sooner.
"""

import math

from moscow_aims.methods.games import domain


def offer(n, x0, eta, cap=1):
    """Return the share offered to Russia in one round.

    Parameters
    ----------
    n : int
        Round, at least 0.
    x0 : float or Fraction
        First offer, a share of the prize, from 0 to `cap`.
    eta : float or Fraction
        Concession a round, in shares of the prize, at least 0.
    cap : float or Fraction
        The most that is ever offered, from `x0` to 1.

    Returns
    -------
    float or Fraction
        x0 + eta n, at most `cap`: a share of the prize.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Examples
    --------
    >>> from fractions import Fraction
    >>> offer(3, x0=Fraction(1, 5), eta=Fraction(1, 20))
    Fraction(7, 20)
    """
    domain.count("round", n=n)
    _require_offers(x0, eta, cap)
    return min(x0 + eta * n, cap)


def holdout_value(n, x0, eta, delta, phi=0, cap=1):
    """Return what waiting n rounds and then accepting is worth in round 0.

    Parameters
    ----------
    n : int
        Rounds of waiting, at least 0.
    x0 : float or Fraction
        First offer, a share of the prize, from 0 to `cap`.
    eta : float or Fraction
        Concession a round, in shares of the prize, at least 0.
    delta : float or Fraction
        Discount factor a round, strictly between 0 and 1.
    phi : float or Fraction
        Net payoff of a round of waiting, in shares of the prize, any finite number.
    cap : float or Fraction
        The most that is ever offered, from `x0` to 1.

    Returns
    -------
    float or Fraction
        phi (1 - delta^n) / (1 - delta) + delta^n offer(n), in shares of the prize.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Examples
    --------
    >>> from fractions import Fraction
    >>> holdout_value(2, x0=Fraction(1, 5), eta=Fraction(1, 20), delta=Fraction(9, 10))
    Fraction(243, 1000)
    """
    _require_waiting(x0, eta, delta, phi, cap)
    return phi * (1 - delta**n) / (1 - delta) + delta**n * offer(n, x0, eta, cap)


def holdout_rounds(x0, eta, delta, phi=0, cap=1):
    """Find the round n* in which a patient Russia accepts.

    Parameters
    ----------
    x0 : float or Fraction
        First offer, a share of the prize, from 0 to `cap`.
    eta : float or Fraction
        Concession a round, in shares of the prize, at least 0.
    delta : float or Fraction
        Discount factor a round, strictly between 0 and 1.
    phi : float or Fraction
        Net payoff of a round of waiting, in shares of the prize, any finite number.
    cap : float or Fraction
        The most that is ever offered, from `x0` to 1.

    Returns
    -------
    int or float
        A whole number; 0 is at once, math.inf never. Exact: floats are read as the decimals
        they were written as.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    One more round pays while phi + delta offer(n + 1) > offer(n). Below the cap this gives n* =
    max(0, ceil[(delta eta + phi) / ((1 - delta) eta) - x0 / eta]). Whoever is indifferent accepts.
    There is no deal ever if even the cap is worth less than waiting: phi > (1 - delta) cap.

    Examples
    --------
    >>> holdout_rounds(x0=0.2, eta=0.05, delta=0.9)
    5
    >>> holdout_rounds(x0=0.2, eta=0.05, delta=0.9, phi=0.11)
    inf
    """
    _require_waiting(x0, eta, delta, phi, cap)
    x0, eta, delta, phi, cap = map(domain.exact, (x0, eta, delta, phi, cap))
    if phi + delta * min(x0 + eta, cap) <= x0:
        return 0
    if phi > (1 - delta) * (cap if eta else x0):
        return math.inf
    below_cap = math.ceil((delta * eta + phi) / ((1 - delta) * eta) - x0 / eta)
    at_cap = math.ceil((cap - x0) / eta)
    if below_cap < at_cap:
        return below_cap
    # The step that reaches the cap may be too short to be worth a round.
    short = phi + delta * cap <= x0 + eta * (at_cap - 1)
    return at_cap - 1 if short else at_cap


def deadline_values(D, x0, eta, delta, K, phi=0, cap=1):
    """Return what refusing and accepting are worth to Russia at a deadline in round D.

    Parameters
    ----------
    D : int
        Round of the deadline, at least 0.
    x0 : float or Fraction
        First offer, a share of the prize, from 0 to `cap`.
    eta : float or Fraction
        Concession a round, in shares of the prize, at least 0.
    delta : float or Fraction
        Discount factor a round, strictly between 0 and 1.
    K : float or Fraction
        What each round after a refusal costs if the deadline is enforced, that of the refusal
        included, in shares of the prize, at least 0.
    phi : float or Fraction
        Net payoff of a round of waiting, in shares of the prize, any finite number.
    cap : float or Fraction
        The most that is ever offered, from `x0` to 1.

    Returns
    -------
    V0, VK, XD : float or Fraction
        Refusing an idle deadline, refusing one that is certain to be enforced, and accepting
        the offer of that round, in shares of the prize as valued in round D.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    Whoever refuses waits one round at least, then as long as it pays.

    Examples
    --------
    >>> values = deadline_values(D=0, x0=0.2, eta=0.05, delta=0.9, K=0.1)
    >>> [round(value, 4) for value in values]
    [0.2657, 0.125, 0.2]
    """
    domain.not_negative("penalty", K=K)
    accepted = offer(D, x0, eta, cap)
    idle, enforced = (_refusal_value(accepted, eta, delta, flow, cap) for flow in (phi, phi - K))
    return idle, enforced, accepted


def enforcement_threshold(D, x0, eta, delta, K, phi=0, cap=1):
    """Return how probable enforcement must be for a deadline in round D to bite.

    Parameters
    ----------
    D : int
        Round of the deadline, at least 0.
    x0 : float or Fraction
        First offer, a share of the prize, from 0 to `cap`.
    eta : float or Fraction
        Concession a round, in shares of the prize, at least 0.
    delta : float or Fraction
        Discount factor a round, strictly between 0 and 1.
    K : float or Fraction
        What each round after a refusal costs if the deadline is enforced, that of the refusal
        included, in shares of the prize, at least 0.
    phi : float or Fraction
        Net payoff of a round of waiting, in shares of the prize, any finite number.
    cap : float or Fraction
        The most that is ever offered, from `x0` to 1.

    Returns
    -------
    float or Fraction
        q* = (V0 - XD) / (V0 - VK), with the values of `deadline_values`; Russia accepts if
        enforcement is at least that probable. 0 if it accepts without any penalty; above 1
        (math.inf without a penalty) if certain enforcement is too little.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    Refusing is worth q VK + (1 - q) V0 when enforcement has the probability q.

    Examples
    --------
    >>> round(enforcement_threshold(D=0, x0=0.2, eta=0.05, delta=0.9, K=0.1), 3)
    0.467
    """
    idle, enforced, accepted = deadline_values(D, x0, eta, delta, K, phi, cap)
    if idle <= accepted:
        return 0
    return (idle - accepted) / (idle - enforced) if enforced < idle else math.inf


def enforcement_belief(n, a, b):
    """Return Russia's belief in enforcement after n deadlines without any.

    Parameters
    ----------
    n : int
        Idle deadlines seen, at least 0.
    a : float or Fraction
        First parameter of the Beta prior, above 0.
    b : float or Fraction
        Second parameter of the Beta prior, above 0.

    Returns
    -------
    float or Fraction
        q_n = a / (a + b + n), a probability.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Examples
    --------
    >>> enforcement_belief(3, a=1, b=1)
    0.2
    """
    domain.count("number of idle deadlines", n=n)
    domain.positive("prior weight", a=a, b=b)
    return a / (a + b + n)


def bluffs_until_idle(a, b, threshold):
    """Count the idle deadlines after which the next one no longer bites.

    Parameters
    ----------
    a : float or Fraction
        First parameter of the Beta prior, above 0.
    b : float or Fraction
        Second parameter of the Beta prior, above 0.
    threshold : float or Fraction
        q* of the deadline to come, at least 0, held fixed.

    Returns
    -------
    int or float
        The first n with q_n below `threshold`, a whole number; math.inf for a threshold of 0.
        Exact, as `holdout_rounds`.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    The threshold falls as offers grow: for deadlines in successive rounds compare each belief with
    the threshold of its own round.

    A deadline that bites is obeyed, so the bluffs are ones that Russia saw elsewhere or provoked by
    mistake.

    Examples
    --------
    >>> bluffs_until_idle(a=1, b=1, threshold=0.2)
    4
    """
    prior = enforcement_belief(0, a, b)
    if not threshold >= 0:
        raise ValueError(f"The threshold of enforcement is {threshold}; it must not be negative.")
    if threshold == 0:
        return math.inf
    if prior < threshold:
        return 0
    a, b, threshold = map(domain.exact, (a, b, threshold))
    return max(0, math.floor(a / threshold - a - b) + 1)


def _refusal_value(accepted, eta, delta, flow, cap):
    rounds = holdout_rounds(accepted, eta, delta, flow, cap)
    if rounds == math.inf:
        return flow / (1 - delta)
    return holdout_value(max(1, rounds), accepted, eta, delta, flow, cap)


def _require_offers(x0, eta, cap):
    domain.proportion("share", x0=x0, cap=cap)
    domain.not_negative("concession", eta=eta)
    if x0 > cap:
        raise ValueError(f"The first offer x0 is {x0}; it must not exceed the cap of {cap}.")


def _require_waiting(x0, eta, delta, phi, cap):
    _require_offers(x0, eta, cap)
    domain.inside("discount factor", delta=delta)
    domain.finite("net payoff of waiting", phi=phi)
