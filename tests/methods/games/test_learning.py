import itertools
import math
from fractions import Fraction as F

import numpy as np
import pandas as pd
import pytest
from moscow_aims.methods.games import learning
from scipy import stats

WORKED = dict(a_r=8, a_u=4, m=10)


def paths(seed=1, **changed):
    terms = WORKED | dict(p=0.55, n=40, paths=50) | changed
    return learning.belief_paths(**terms, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("cost", [0.2, F(1, 5)])
def test_worked_war(cost):
    assert learning.battles_until_settlement(**WORKED, c=cost) == 10


@pytest.mark.parametrize(
    ("a_r", "m", "cost"),
    list(itertools.product([4, 5.5, 8, 9], [10, 12.5], [0.05, 0.1, 0.3, 0.7])),
)
def test_settlement_is_the_first_battle_with_a_small_gap(a_r, m, cost):
    gaps = (F(a_r - 4) / (F(m) + n) for n in itertools.count())
    first = next(n for n, gap in enumerate(gaps) if gap <= F(str(cost)))
    assert learning.battles_until_settlement(a_r, 4, m, cost) == first


def test_settlement_at_the_ends():
    assert learning.battles_until_settlement(4, 8, 10, 0) == 0
    assert learning.battles_until_settlement(4, 4, 10, 0) == 0
    assert learning.battles_until_settlement(8, 4, 10, 0) == math.inf


@pytest.mark.parametrize("wins", [0, 7, 20])
def test_gap_is_that_of_the_posterior_means_whoever_wins(wins):
    russia = stats.beta(8 + wins, 2 + 20 - wins).mean()
    other = stats.beta(4 + wins, 6 + 20 - wins).mean()
    assert learning.gap(**WORKED, n=20) == pytest.approx(russia - other)
    assert learning.gap(**WORKED, n=20) == pytest.approx(4 / 30)


def test_simulated_wars_end_when_the_formula_says():
    wars = paths()
    small = wars[wars["gap"] <= 0.2 + 1e-12].groupby("path")["battle"].min()
    assert (small == learning.battles_until_settlement(**WORKED, c=0.2)).all()
    gaps = [learning.gap(**WORKED, n=int(n)) for n in wars["battle"]]
    assert wars["gap"].to_numpy() == pytest.approx(np.array(gaps))


def test_simulated_beliefs_are_posterior_means():
    # Bayes' rule on a grid of chances instead of the Beta formula.
    chance = (np.arange(20_000) + 0.5) / 20_000
    for war in paths(paths=2).iloc[[0, 12, 40, 41, 70]].itertuples():
        likelihood = chance**war.wins * (1 - chance) ** (war.battle - war.wins)
        for side, a in (("russia", 8), ("other", 4)):
            posterior = stats.beta(a, 10 - a).pdf(chance) * likelihood
            mean = np.average(chance, weights=posterior)
            assert getattr(war, side) == pytest.approx(mean, abs=1e-5)


def test_both_sides_learn_the_truth_in_the_end():
    last = paths(n=4000, paths=20).query("battle == 4000")
    assert last[["russia", "other"]].to_numpy() == pytest.approx(0.55, abs=0.04)
    assert len(last) == 20


def test_table_of_paths():
    wars = paths(n=3, paths=2)
    assert wars.columns.tolist() == ["path", "battle", "wins", "russia", "other", "gap"]
    assert wars["battle"].tolist() == [0, 1, 2, 3] * 2
    assert wars["path"].tolist() == [0] * 4 + [1] * 4
    assert wars.loc[
        wars["battle"] == 0, ["wins", "russia", "other"]
    ].drop_duplicates().to_numpy().tolist() == [[0, 0.8, 0.4]]
    assert wars.groupby("path")["wins"].diff().dropna().isin([0, 1]).all()
    assert paths(p=1, n=3, paths=1)["wins"].tolist() == [0, 1, 2, 3]


def test_a_seed_gives_the_same_wars():
    pd.testing.assert_frame_equal(paths(seed=5), paths(seed=5))
    assert not paths(seed=5)["wins"].equals(paths(seed=6)["wins"])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: learning.gap(0, 4, 10, 1),
            "The weight of a belief a_r is 0; it must be finite and positive.",
        ),
        (
            lambda: learning.gap(8, 10, 10, 1),
            "The weights a_r = 8 and a_u = 10 must both be smaller than m = 10.",
        ),
        (
            lambda: learning.gap(8, 4, 10, -1),
            "The number of battles n is -1; it must be a whole number of at least 0.",
        ),
        (
            lambda: learning.battles_until_settlement(8, 4, 10, -0.2),
            "The cost c is -0.2; it must be finite and not negative.",
        ),
        (lambda: paths(p=1.5), "The probability p is 1.5; it must lie between 0 and 1."),
        (
            lambda: paths(n=2.5),
            "The number of battles n is 2.5; it must be a whole number of at least 0.",
        ),
        (
            lambda: paths(paths=0),
            "The number paths is 0; it must be a whole number of at least 1.",
        ),
    ],
)
def test_nonsense_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
