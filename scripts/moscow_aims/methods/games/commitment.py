"""Why fight on when a truce divides the prize? The other side cannot promise not to attack again.

Side A is strong today: it wins a war now with probability p1, after a truce only with p2. War burns
the share d of all later output. Side B makes the offers, but tomorrow it will offer no more than
A's weaker position demands. In our reading A is Ukraine, which a truce leaves to a Russia that
rearms: the model explains a refusal in Kyiv, with no reference to anybody's motives in Moscow.

Arguments are the same everywhere:
p1, p2    A's chances to win, now and after a truce, in [0, 1], p2 not above p1;
delta     discount factor a period, in (0, 1);
d         share of the output that war destroys, in [0, 1).
Values are averages a period, in shares of the output.
Source: Powell (2006); the problem in Fearon (1995).
"""

from moscow_aims.methods.games import domain


def fight_value(p1, d):
    """What fighting now is worth to A: p1 (1 - d).

    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("probability", p1=p1)
    _require_destruction(d)
    return p1 * (1 - d)


def peace_value(p2, delta, d):
    """The most that B can give A in peace: all of today, (1 - delta), then delta p2 (1 - d).

    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("probability", p2=p2)
    domain.inside("discount factor", delta=delta)
    _require_destruction(d)
    return 1 - delta + delta * p2 * (1 - d)


def war(p1, p2, delta, d) -> bool:
    """Whether A fights rather than decline: (p1 - delta p2)(1 - d) > 1 - delta.

    Raises ValueError for values outside the ranges above.
    """
    _require_decline(p1, p2)
    return bool(fight_value(p1, d) > peace_value(p2, delta, d))


def decline_threshold(p1, delta, d):
    """p2 below which A fights: [p1 - (1 - delta) / (1 - d)] / delta, never above p1.

    Zero or less: A is bought off whatever the decline.
    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("probability", p1=p1)
    domain.inside("discount factor", delta=delta)
    _require_destruction(d)
    return (p1 - (1 - delta) / (1 - d)) / delta


def guarantee(p1, p2, delta, d):
    """g: the smallest part of A's decline that guarantees must cancel, for good, to prevent war.

    1 - (p1 - threshold) / (p1 - p2), threshold being `decline_threshold`; 0 without danger of war.
    Returns a proportion. Raises ValueError for values outside the ranges above.
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
