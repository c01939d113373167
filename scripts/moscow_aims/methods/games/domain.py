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
    """Require numbers strictly between 0 and 1, such as discount factors and demands.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    **values : float or Fraction
        The parameters by name.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> inside("discount factor", d1=0.9)
    >>> inside("discount factor", d1=0.9, d2=1)
    Traceback (most recent call last):
    ValueError: The discount factor d2 is 1; it must lie strictly between 0 and 1.
    """
    _require(lambda value: 0 < value < 1, "lie strictly between 0 and 1", kind, values)


def proportion(kind, **values) -> None:
    """Require numbers from 0 to 1: probabilities and shares of the prize.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    **values : float or Fraction
        The parameters by name.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> proportion("probability", p1=0, p2=1)
    >>> proportion("probability", p1=1.5)
    Traceback (most recent call last):
    ValueError: The probability p1 is 1.5; it must lie between 0 and 1.
    """
    _require(lambda value: 0 <= value <= 1, "lie between 0 and 1", kind, values)


def not_negative(kind, **values) -> None:
    """Require finite numbers of zero or more: costs, penalties, the value of office.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    **values : float or Fraction
        The parameters by name.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> not_negative("cost", c=0)
    >>> not_negative("cost", c=-1)
    Traceback (most recent call last):
    ValueError: The cost c is -1; it must be finite and not negative.
    """
    _require(lambda value: 0 <= value < math.inf, "be finite and not negative", kind, values)


def positive(kind, **values) -> None:
    """Require finite numbers above zero: discount rates, weights of a belief.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    **values : float or Fraction
        The parameters by name.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> positive("discount rate", r1=0.1)
    >>> positive("discount rate", r1=0)
    Traceback (most recent call last):
    ValueError: The discount rate r1 is 0; it must be finite and positive.
    """
    _require(lambda value: 0 < value < math.inf, "be finite and positive", kind, values)


def finite(kind, **values) -> None:
    """Require finite numbers of either sign: payoffs.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    **values : float or Fraction
        The parameters by name.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> finite("net payoff of waiting", phi=-0.1)
    >>> finite("net payoff of waiting", phi=float("nan"))
    Traceback (most recent call last):
    ValueError: The net payoff of waiting phi is nan; it must be finite.
    """
    _require(math.isfinite, "be finite", kind, values)


def count(kind, least=0, **values) -> None:
    """Require whole numbers not below a minimum: offers, rounds, battles.

    Parameters
    ----------
    kind : str
        What the parameters are, as in "The discount factor d1 ...".
    least : int
        Smallest value allowed.
    **values : int
        The parameters by name. A float is refused, even a whole one.

    Returns
    -------
    None
        Nothing: the check passes or raises.

    Raises
    ------
    ValueError
        For the first value that lies outside or is missing.

    Examples
    --------
    >>> count("round", n=0)
    >>> count("number", least=1, paths=0)
    Traceback (most recent call last):
    ValueError: The number paths is 0; it must be a whole number of at least 1.
    """
    _require(
        lambda value: isinstance(value, Integral) and value >= least,
        f"be a whole number of at least {least}",
        kind,
        values,
    )


def exact(value) -> Fraction:
    """Return the fraction that a number stands for.

    Parameters
    ----------
    value : float, Fraction or int
        Any finite number.

    Returns
    -------
    Fraction
        The number itself if it is rational; else the nearest fraction whose denominator is at
        most 10**9, so that 0.05 becomes 1/20 and not its binary neighbour.

    Raises
    ------
    ValueError
        For a missing number.
    OverflowError
        For an infinite one.

    Notes
    -----
    Rounded up, (0.9 * 0.05) / (0.1 * 0.05) - 0.4 / 0.05 = 1 would become 2 in floating point.

    Examples
    --------
    >>> exact(0.05)
    Fraction(1, 20)
    """
    if isinstance(value, Rational):
        return Fraction(value)
    return Fraction(float(value)).limit_denominator(LARGEST_DENOMINATOR)


def _require(holds, condition, kind, values):
    for name, value in values.items():
        if not holds(value):
            raise ValueError(f"The {kind} {name} is {value}; it must {condition}.")
