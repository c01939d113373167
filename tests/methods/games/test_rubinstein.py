import math
from fractions import Fraction as F

import pytest
from moscow_aims.methods.games import rubinstein


def backward_induction(d1, d2, offers, u1=0, u2=0, end=(0, 0)):
    """First side's share when side 1 offers first and after `offers` refusals all get `end`."""
    value = end
    for offer in reversed(range(offers)):
        reserve = [(1 - d) * u + d * v for d, u, v in zip((d1, d2), (u1, u2), value)]
        value = (1 - reserve[1], reserve[1]) if offer % 2 == 0 else (reserve[0], 1 - reserve[0])
    return value[0]


@pytest.mark.parametrize(
    ("d1", "d2", "share"),
    [
        (F("0.95"), F("0.8"), F(5, 6)),
        (F("0.8"), F("0.95"), F(5, 24)),
        (F("0.9"), F("0.9"), F(10, 19)),
    ],
)
def test_worked_shares(d1, d2, share):
    assert rubinstein.first_share(d1, d2) == share
    assert rubinstein.first_share(float(d1), float(d2)) == pytest.approx(float(share))


def test_worked_shares_with_frequent_offers():
    assert rubinstein.limit_share(F("0.05"), F("0.2")) == F(4, 5)
    assert rubinstein.limit_share(F("0.05"), F("0.2"), F("0.1"), F("0.05")) == F("0.78")


@pytest.mark.parametrize(("u1", "u2"), [(0, 0), (0.1, 0.05), (0.4, 0.6), (0, 0.7)])
@pytest.mark.parametrize(("d1", "d2"), [(0.95, 0.8), (0.8, 0.95), (0.9, 0.9), (0.3, 0.99)])
def test_share_is_what_backward_induction_tends_to(d1, d2, u1, u2):
    # Wherever the game ends: the end is forgotten after 4,001 offers.
    for end in [(0, 0), (1, 0), (u1, u2)]:
        share = backward_induction(d1, d2, 4001, u1, u2, end)
        assert rubinstein.first_share(d1, d2, u1, u2) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize(("u1", "u2"), [(F(0), F(0)), (F(1, 10), F(1, 20)), (F(1, 2), F(1, 2))])
def test_share_is_a_fixed_point(u1, u2):
    d1, d2 = F(19, 20), F(4, 5)
    first = rubinstein.first_share(d1, d2, u1, u2)
    second = rubinstein.first_share(d2, d1, u2, u1)
    assert 1 - first == (1 - d2) * u2 + d2 * second
    assert 1 - second == (1 - d1) * u1 + d1 * first
    assert 0 <= first <= 1 and 0 <= second <= 1


@pytest.mark.parametrize(("r1", "r2", "u1", "u2"), [(0.05, 0.2, 0, 0), (0.3, 0.1, 0.1, 0.05)])
def test_short_periods_lead_to_the_limit_whoever_begins(r1, r2, u1, u2):
    period = 1e-6
    d1, d2 = math.exp(-r1 * period), math.exp(-r2 * period)
    limit = rubinstein.limit_share(r1, r2, u1, u2)
    assert rubinstein.first_share(d1, d2, u1, u2) == pytest.approx(limit, abs=1e-6)
    assert 1 - rubinstein.first_share(d2, d1, u2, u1) == pytest.approx(limit, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: rubinstein.first_share(1.2, 0.9),
            "The discount factor d1 is 1.2; it must lie strictly between 0 and 1.",
        ),
        (
            lambda: rubinstein.first_share(0.9, 1),
            "The discount factor d2 is 1; it must lie strictly between 0 and 1.",
        ),
        (
            lambda: rubinstein.limit_share(0, 0.1),
            "The discount rate r1 is 0; it must be finite and positive.",
        ),
        (
            lambda: rubinstein.first_share(0.9, 0.9, -0.1),
            "The worth of waiting u1 is -0.1; it must lie between 0 and 1.",
        ),
        (
            lambda: rubinstein.limit_share(0.1, 0.1, 0.6, 0.5),
            "Waiting is worth 0.6 and 0.5; the two must not add up to more than the prize of 1.",
        ),
    ],
)
def test_nonsense_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
