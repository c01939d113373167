import math
from fractions import Fraction as F

import numpy as np
import pytest
from moscow_aims.methods.games import reputation
from scipy import integrate

# alpha1, alpha2, r1, r2, z1, z2.
WORKED = (0.7, 0.6, 0.05, 0.20, 0.05, 0.05)
GAMES = [
    WORKED,
    (0.6, 0.7, 0.20, 0.05, 0.05, 0.05),
    (0.9, 0.8, 0.1, 0.1, 0.01, 0.2),
    (0.55, 0.5, 0.1, 0.3, 0.3, 0.1),
    (0.6, 0.6, 0.1, 0.1, 0.05, 0.05),
]


def distribution(i, game):
    """Atom at the start and rate of side i (0 or 1), and the time when both are exhausted."""
    atom = reputation.immediate_concessions(*game)[i]
    rate = reputation.concession_rates(*game[:4])[i]
    return atom, rate, min(reputation.exhaustion_times(*game))


def test_worked_game():
    assert reputation.concession_rates(*WORKED[:4]) == pytest.approx((0.2, 1 / 15))
    assert reputation.exhaustion_times(*WORKED) == pytest.approx((14.98, 44.94), abs=5e-3)
    assert reputation.immediate_concessions(*WORKED) == pytest.approx((0, 0.864), abs=5e-4)
    assert reputation.payoffs(*WORKED) == pytest.approx((0.659, 0.300), abs=5e-4)
    assert reputation.mean_delay(*WORKED) == pytest.approx(0.46, abs=5e-3)


def test_rates_are_exact():
    assert reputation.concession_rates(F("0.7"), F("0.6"), F("0.05"), F("0.2")) == (
        F(1, 5),
        F(1, 15),
    )


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("i", [0, 1])
def test_a_flexible_side_is_indifferent_when_to_concede(game, i):
    j = 1 - i
    own, other, r = game[i], game[j], game[2 + i]
    atom, rate, last = distribution(j, game)

    def density(time):
        return (1 - atom) * rate * math.exp(-rate * time)

    for time in (0.1 * last, 0.5 * last, 0.99 * last):
        won, _ = integrate.quad(lambda t: own * math.exp(-r * t) * density(t), 0, time)
        still = (1 - atom) * math.exp(-rate * time)
        value = atom * own + won + still * math.exp(-r * time) * (1 - other)
        assert value == pytest.approx(reputation.payoffs(*game)[i])


@pytest.mark.parametrize("game", GAMES)
def test_only_the_stubborn_are_left_in_the_end(game):
    for i in (0, 1):
        atom, rate, last = distribution(i, game)
        assert (1 - atom) * math.exp(-rate * last) == pytest.approx(game[4 + i])
    assert min(reputation.immediate_concessions(*game)) == 0
    assert reputation.no_deal(1e6, *game) == pytest.approx(game[4] * game[5])


def test_equal_sides_concede_nothing_at_once():
    assert reputation.immediate_concessions(*GAMES[-1]) == (0, 0)
    assert reputation.payoffs(*GAMES[-1]) == pytest.approx((0.4, 0.4))


@pytest.mark.parametrize("game", GAMES)
def test_delay_in_a_simulation(game):
    rng = np.random.default_rng(1)
    draws = 200_000
    ends = []
    for i in (0, 1):
        atom, rate, last = distribution(i, game)
        time = rng.exponential(1 / rate, draws)
        time[rng.random(draws) < atom] = 0
        ends.append(np.where(time <= last, time, np.inf))
    deal = np.minimum(*ends)
    done = np.isfinite(deal)
    assert 1 - done.mean() == pytest.approx(game[4] * game[5], abs=4e-3)
    error = deal[done].std() / math.sqrt(done.sum())
    assert abs(deal[done].mean() - reputation.mean_delay(*game)) < 4 * error
    for time in (0, 1, 5):
        assert (deal > time).mean() == pytest.approx(reputation.no_deal(time, *game), abs=5e-3)


@pytest.mark.parametrize("game", GAMES)
def test_delay_is_the_area_under_the_chance_of_no_deal(game):
    never, last = game[4] * game[5], min(reputation.exhaustion_times(*game))
    area, _ = integrate.quad(lambda t: reputation.no_deal(t, *game) - never, 0, last)
    assert reputation.mean_delay(*game) == pytest.approx(area / (1 - never))


@pytest.mark.parametrize(
    ("game", "sentence"),
    [
        (
            (0.5, 0.5, 0.1, 0.1, 0.1, 0.1),
            "The demands are 0.5 and 0.5; they must add up to more than the prize of 1.",
        ),
        (
            (1.1, 0.5, 0.1, 0.1, 0.1, 0.1),
            "The demand alpha1 is 1.1; it must lie strictly between 0 and 1.",
        ),
        (
            (0.7, 0.6, 0.1, 0, 0.1, 0.1),
            "The discount rate r2 is 0; it must be finite and positive.",
        ),
        (
            (0.7, 0.6, 0.1, 0.1, 0, 0.1),
            "The chance of a stubborn type z1 is 0; it must lie strictly between 0 and 1.",
        ),
    ],
)
@pytest.mark.parametrize("answer", [reputation.payoffs, reputation.mean_delay])
def test_nonsense_is_refused(answer, game, sentence):
    with pytest.raises(ValueError) as error:
        answer(*game)
    assert str(error.value) == sentence


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="The time t is -1; it must be finite and not negative"):
        reputation.no_deal(-1, *WORKED)
