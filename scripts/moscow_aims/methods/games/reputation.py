"""How long do two sides hold out that may be stubborn? A war of attrition about reputation.

Both sides demand alpha_i of a prize worth one, more than there is together, and wait. Side i is
stubborn with probability z_i and then never concedes. Otherwise it may imitate stubbornness, and
concedes at a rate that leaves the other side indifferent. One side may have to concede with some
probability at once, so that both have shown themselves stubborn at the same time T0. Here there is
real delay, and impatience still loses.

A limit: with an uncertain deadline and rare stubborn types the split of fixed demands does not
depend on patience, and deals come at the start or close to the deadline (Fanning 2016).

Source: Abreu & Gul (2000), for given demands.
"""

import math

from moscow_aims.methods.games import domain


def concession_rates(alpha1, alpha2, r1, r2):
    """Return the hazard at which each side concedes between the start and T0.

    Parameters
    ----------
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.

    Returns
    -------
    lambda1, lambda2 : float or Fraction
        Rates per unit of time: lambda_i = r_j (1 - alpha_i) / (alpha1 + alpha2 - 1), j being
        the other side. The more impatient the other is, the faster i must concede to keep it
        waiting.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> [round(rate, 3) for rate in concession_rates(0.7, 0.6, 0.1, 0.1)]
    [0.1, 0.133]
    """
    domain.inside("demand", alpha1=alpha1, alpha2=alpha2)
    domain.positive("discount rate", r1=r1, r2=r2)
    excess = alpha1 + alpha2 - 1
    if excess <= 0:
        raise ValueError(
            f"The demands are {alpha1} and {alpha2}; they must add up to more than the prize of 1."
        )
    return r2 * (1 - alpha1) / excess, r1 * (1 - alpha2) / excess


def exhaustion_times(alpha1, alpha2, r1, r2, z1, z2):
    """Return when each side would have shown itself stubborn without conceding at once.

    Parameters
    ----------
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.
    z1, z2 : float or Fraction
        Chances of a stubborn type, strictly between 0 and 1.

    Returns
    -------
    T1, T2 : float
        Units of time: T_i = -ln(z_i) / lambda_i. The smaller of the two is T0, after which
        nobody concedes.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> [round(time, 2) for time in exhaustion_times(0.7, 0.6, 0.1, 0.1, 0.1, 0.2)]
    [23.03, 12.07]
    """
    domain.inside("chance of a stubborn type", z1=z1, z2=z2)
    rates = concession_rates(alpha1, alpha2, r1, r2)
    return tuple(-math.log(z) / rate for z, rate in zip((z1, z2), rates, strict=True))


def immediate_concessions(alpha1, alpha2, r1, r2, z1, z2):
    """Return the probability that each side concedes at once.

    Parameters
    ----------
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.
    z1, z2 : float or Fraction
        Chances of a stubborn type, strictly between 0 and 1.

    Returns
    -------
    c1, c2 : float
        Probabilities, at least one of them 0: c_i = 1 - z_i exp(lambda_i T0). Only the side
        with the larger T_i has to concede at once.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> [round(chance, 3) for chance in immediate_concessions(0.7, 0.6, 0.1, 0.1, 0.1, 0.2)]
    [0.666, 0.0]
    """
    rates = concession_rates(alpha1, alpha2, r1, r2)
    times = exhaustion_times(alpha1, alpha2, r1, r2, z1, z2)
    last = min(times)
    return tuple(
        # The side that is exhausted first concedes nothing at once: zero, not a rounding error.
        0.0 if time == last else 1 - z * math.exp(rate * last)
        for z, rate, time in zip((z1, z2), rates, times, strict=True)
    )


def payoffs(alpha1, alpha2, r1, r2, z1, z2):
    """Return what the game is worth to each side when it is not stubborn.

    Parameters
    ----------
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.
    z1, z2 : float or Fraction
        Chances of a stubborn type, strictly between 0 and 1.

    Returns
    -------
    u1, u2 : float
        Shares of the prize: u_i = c_j alpha_i + (1 - c_j)(1 - alpha_j), what the other concedes
        at once, else one's own concession.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> [round(share, 3) for share in payoffs(0.7, 0.6, 0.1, 0.1, 0.1, 0.2)]
    [0.4, 0.5]
    """
    c1, c2 = immediate_concessions(alpha1, alpha2, r1, r2, z1, z2)
    return c2 * alpha1 + (1 - c2) * (1 - alpha2), c1 * alpha2 + (1 - c1) * (1 - alpha1)


def no_deal(t, alpha1, alpha2, r1, r2, z1, z2):
    """Return the probability that there is no deal yet at time t.

    Parameters
    ----------
    t : float or Fraction
        Units of time since the start, finite and at least 0, immediate concessions being over.
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.
    z1, z2 : float or Fraction
        Chances of a stubborn type, strictly between 0 and 1.

    Returns
    -------
    float
        (1 - c1)(1 - c2) exp(-(lambda1 + lambda2) t), a probability. From T0 on z1 z2 remains.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> round(no_deal(5, 0.7, 0.6, 0.1, 0.1, 0.1, 0.2), 3)
    0.104
    """
    domain.not_negative("time", t=t)
    c1, c2 = immediate_concessions(alpha1, alpha2, r1, r2, z1, z2)
    total = sum(concession_rates(alpha1, alpha2, r1, r2))
    last = min(exhaustion_times(alpha1, alpha2, r1, r2, z1, z2))
    return (1 - c1) * (1 - c2) * math.exp(-total * min(t, last))


def mean_delay(alpha1, alpha2, r1, r2, z1, z2):
    """Return the mean time until a deal, given that there is one.

    Parameters
    ----------
    alpha1, alpha2 : float or Fraction
        Demands of side one and side two, shares of the prize strictly between 0 and 1, their
        sum above 1.
    r1, r2 : float or Fraction
        Discount rates per unit of time, above 0.
    z1, z2 : float or Fraction
        Chances of a stubborn type, strictly between 0 and 1.

    Returns
    -------
    float
        Units of time: [(1 - c1)(1 - c2)(1 - exp(-L T0)) / L - T0 z1 z2] / (1 - z1 z2) with L =
        lambda1 + lambda2. With probability z1 z2 both are stubborn and there is no deal.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Abreu & Gul (2000), for given demands.

    Examples
    --------
    >>> round(mean_delay(0.7, 0.6, 0.1, 0.1, 0.1, 0.2), 2)
    1.13
    """
    c1, c2 = immediate_concessions(alpha1, alpha2, r1, r2, z1, z2)
    total = sum(concession_rates(alpha1, alpha2, r1, r2))
    last = min(exhaustion_times(alpha1, alpha2, r1, r2, z1, z2))
    waiting = (1 - c1) * (1 - c2) * -math.expm1(-total * last) / total
    return (waiting - last * z1 * z2) / (1 - z1 * z2)
