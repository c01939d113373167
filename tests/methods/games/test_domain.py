from fractions import Fraction

import numpy as np
import pytest
from moscow_aims.methods.games import domain


@pytest.mark.parametrize(
    ("value", "fraction"),
    [
        (0.05, Fraction(1, 20)),
        (0.05 * 3, Fraction(3, 20)),
        (np.linspace(0, 1, 11)[3], Fraction(3, 10)),
        (np.int64(4), Fraction(4)),
        (Fraction(1, 3 * 10**12), Fraction(1, 3 * 10**12)),
    ],
)
def test_numbers_are_read_as_they_were_written(value, fraction):
    assert domain.exact(value) == fraction


@pytest.mark.parametrize(
    ("check", "value", "sentence"),
    [
        (domain.inside, 1.2, "The cost x is 1.2; it must lie strictly between 0 and 1."),
        (domain.inside, 0, "The cost x is 0; it must lie strictly between 0 and 1."),
        (domain.proportion, -0.1, "The cost x is -0.1; it must lie between 0 and 1."),
        (domain.not_negative, -1, "The cost x is -1; it must be finite and not negative."),
        (domain.not_negative, np.inf, "The cost x is inf; it must be finite and not negative."),
        (domain.positive, 0, "The cost x is 0; it must be finite and positive."),
        (domain.finite, -np.inf, "The cost x is -inf; it must be finite."),
        (domain.count, 2.5, "The cost x is 2.5; it must be a whole number of at least 0."),
        (domain.count, -1, "The cost x is -1; it must be a whole number of at least 0."),
    ],
)
def test_what_lies_outside_gets_one_clear_sentence(check, value, sentence):
    with pytest.raises(ValueError) as error:
        check("cost", x=value)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "check", [domain.inside, domain.proportion, domain.not_negative, domain.positive, domain.finite]
)
def test_missing_numbers_are_outside(check):
    with pytest.raises(ValueError, match="The cost x is nan; it must"):
        check("cost", x=float("nan"))


def test_the_ends_of_a_closed_interval_are_inside():
    domain.proportion("share", low=0, high=Fraction(1))
    domain.not_negative("cost", c=0)
    domain.count("round", n=np.int64(0))
