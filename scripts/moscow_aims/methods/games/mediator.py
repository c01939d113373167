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
    """Share offered to Russia in round n: x0 + eta n, at most the cap.

    n: round, whole, >= 0.   x0: first offer, in [0, 1].   eta: concession a round, >= 0.
    cap: the most that is ever offered, from x0 to 1.
    Raises ValueError for values outside these ranges.
    """
    domain.count("round", n=n)
    _require_offers(x0, eta, cap)
    return min(x0 + eta * n, cap)


def holdout_value(n, x0, eta, delta, phi=0, cap=1):
    """What waiting n rounds and then accepting is worth in round 0.

    phi (1 - delta^n) / (1 - delta) + delta^n * offer(n).
    n, x0, eta, cap: as for `offer`.   delta: discount factor a round, in (0, 1).
    phi: net payoff of a round of waiting, any finite number.
    Raises ValueError for values outside these ranges.
    """
    _require_waiting(x0, eta, delta, phi, cap)
    return phi * (1 - delta**n) / (1 - delta) + delta**n * offer(n, x0, eta, cap)


def holdout_rounds(x0, eta, delta, phi=0, cap=1):
    """n*: in which round a patient Russia accepts; 0 is at once, math.inf never.

    One more round pays while phi + delta * offer(n + 1) > offer(n). Below the cap this gives
    n* = max(0, ceil[(delta eta + phi) / ((1 - delta) eta) - x0 / eta]). Whoever is indifferent
    accepts. No deal ever if even the cap is worth less than waiting: phi > (1 - delta) cap.
    Parameters and errors as for `holdout_value`. The answer is exact: floats are read as the
    decimals they were written as.
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
    """What refusing and accepting are worth to Russia when a deadline falls in round D.

    Whoever refuses waits one round at least, then as long as it pays.
    D: round of the deadline, whole, >= 0.
    K: what each round after a refusal costs if the deadline is enforced, that of the refusal
    included, >= 0. Other parameters and errors as for `holdout_value`.
    Returns (V0, VK, XD) in values of round D: refusing an idle deadline, refusing one that is
    certain to be enforced, and accepting the offer of that round.
    """
    domain.not_negative("penalty", K=K)
    accepted = offer(D, x0, eta, cap)
    idle, enforced = (
        _refusal_value(accepted, eta, delta, flow, cap) for flow in (phi, phi - K)
    )
    return idle, enforced, accepted


def enforcement_threshold(D, x0, eta, delta, K, phi=0, cap=1):
    """q*: how probable enforcement must be for a deadline in round D to bite.

    Refusing is worth q VK + (1 - q) V0, so Russia accepts iff q >= q* = (V0 - XD) / (V0 - VK).
    Parameters and errors as for `deadline_values`. Returns 0 if Russia accepts without any
    penalty, and a number above one (math.inf without a penalty) if certain enforcement is too
    little.
    """
    idle, enforced, accepted = deadline_values(D, x0, eta, delta, K, phi, cap)
    if idle <= accepted:
        return 0
    return (idle - accepted) / (idle - enforced) if enforced < idle else math.inf


def enforcement_belief(n, a, b):
    """q_n = a / (a + b + n): Russia's belief in enforcement after n deadlines without any.

    n: idle deadlines seen, whole, >= 0.   a, b: parameters of the Beta prior, > 0.
    Raises ValueError for values outside these ranges.
    """
    domain.count("number of idle deadlines", n=n)
    domain.positive("prior weight", a=a, b=b)
    return a / (a + b + n)


def bluffs_until_idle(a, b, threshold):
    """After how many idle deadlines the next one no longer bites: first n with q_n < threshold.

    a, b: parameters of the Beta prior, > 0.
    threshold: q* of the deadline to come, >= 0, held fixed. It falls as offers grow: for deadlines
    in successive rounds compare each belief with the threshold of its own round.
    A deadline that bites is obeyed, so the bluffs are ones that Russia saw elsewhere or provoked
    by mistake. Returns a whole number, math.inf for a threshold of 0. Exact, as `holdout_rounds`.
    Raises ValueError for values outside these ranges.
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
