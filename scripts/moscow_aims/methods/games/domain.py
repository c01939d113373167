"""What may a parameter be? One check and one sentence for each kind of number in the models.

Each check takes what the parameter is (`kind`, as in "The discount factor d1 ...") and the
parameters by name, and raises ValueError for the first that lies outside. Missing numbers do.
"""

import math
from fractions import Fraction
from numbers import Integral, Rational

# Decimals as people write them have small denominators; what rounding adds to them has not.
LARGEST_DENOMINATOR = 10**9


def inside(kind, **values) -> None:
    """Strictly between 0 and 1: discount factors, demands, chances of a stubborn type."""
    _require(lambda value: 0 < value < 1, "lie strictly between 0 and 1", kind, values)


def proportion(kind, **values) -> None:
    """From 0 to 1: probabilities and shares of the prize."""
    _require(lambda value: 0 <= value <= 1, "lie between 0 and 1", kind, values)


def not_negative(kind, **values) -> None:
    """Zero or more, and finite: costs, penalties, the value of office."""
    _require(lambda value: 0 <= value < math.inf, "be finite and not negative", kind, values)


def positive(kind, **values) -> None:
    """More than zero, and finite: discount rates, wealth, weights of a belief."""
    _require(lambda value: 0 < value < math.inf, "be finite and positive", kind, values)


def finite(kind, **values) -> None:
    """Any number but an infinite or a missing one: payoffs of either sign."""
    _require(math.isfinite, "be finite", kind, values)


def count(kind, least=0, **values) -> None:
    """Whole, and not less than `least`: offers, rounds, battles."""
    _require(
        lambda value: isinstance(value, Integral) and value >= least,
        f"be a whole number of at least {least}",
        kind,
        values,
    )


def exact(value) -> Fraction:
    """The fraction that a number stands for: 0.05 is read as 1/20, not as its binary neighbour.

    Rounded up, (0.9 * 0.05) / (0.1 * 0.05) - 0.4 / 0.05 = 1 would become 2 in floating point.
    """
    if isinstance(value, Rational):
        return Fraction(value)
    return Fraction(float(value)).limit_denominator(LARGEST_DENOMINATOR)


def _require(holds, condition, kind, values):
    for name, value in values.items():
        if not holds(value):
            raise ValueError(f"The {kind} {name} is {value}; it must {condition}.")
