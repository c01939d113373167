from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from moscow_aims.methods import conjoint, readings, shares


@pytest.mark.parametrize(("levels", "value"), [(2, 0.18), (3, 0.26), (4, 0.2867), (5, 0.30)])
def test_tie_adjustment_of_the_published_number(levels, value):
    assert readings.tie_adjusted_mean(0.34, levels) == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize("levels", [2, 3, 7])
@pytest.mark.parametrize("win", [0.0, 0.3, 1.0])
def test_marginal_mean_is_the_average_over_all_rivals(levels, win):
    # Rival level 0 is a tie: one of two equal plans is chosen, so the level wins half.
    by_hand = np.mean([0.5 if rival == 0 else win for rival in range(levels)])
    assert readings.marginal_mean(win, levels) == pytest.approx(by_hand)
    assert readings.tie_adjusted_mean(by_hand, levels) == pytest.approx(win)


@given(st.integers(2, 20), st.floats(0, 1), st.floats(0, 1))
def test_tie_adjusted_mean_rises_with_the_mean_and_moves_it_away_from_one_half(levels, one, two):
    assume(one + 1e-9 < two)
    means = [readings.marginal_mean(win, levels) for win in (one, two)]
    adjusted = [readings.tie_adjusted_mean(mean, levels) for mean in means]
    assert means[0] < means[1] and adjusted[0] < adjusted[1]
    for mean, free in zip(means, adjusted, strict=True):
        assert abs(mean - 0.5) <= abs(free - 0.5) + 1e-12


@given(st.floats(0, 1))
def test_ranges_of_people_are_shares_of_people(win):
    found = readings.range_of_people(win).set_index("kind")
    assert ((found["low"] >= 0) & (found["low"] <= found["high"]) & (found["high"] <= 1)).all()
    # Whoever is not opposed is no "never", and the other way round.
    assert found.loc["not opposed", "low"] == pytest.approx(1 - found.loc["never", "high"])
    assert found.loc["not opposed", "high"] == pytest.approx(1 - found.loc["never", "low"])


def test_range_of_a_marginal_mean():
    assert readings.marginal_mean_range(2) == (0.25, 0.75)
    assert readings.marginal_mean_range(5) == pytest.approx((0.1, 0.9))


@pytest.mark.parametrize("m", [0.0, 0.18, 0.26, 0.5, 0.7, 1.0])
def test_range_of_people_against_every_mixture(m):
    always = np.linspace(0, 1, 1001)
    coin = 2 * (m - always)
    never = 1 - always - coin
    possible = (coin >= -1e-9) & (never >= -1e-9)
    found = readings.range_of_people(m).set_index("kind")
    mixtures = {
        "always": always,
        "coin flip": coin,
        "never": never,
        "not opposed": always + coin,
    }
    for kind, mixture in mixtures.items():
        limits = mixture[possible].min(), mixture[possible].max()
        assert tuple(found.loc[kind]) == pytest.approx(limits, abs=1e-9)


@pytest.mark.parametrize(("levels", "people"), [(3, (0.26, 0.52)), (4, (0.29, 0.57))])
def test_range_of_people_of_the_published_number(levels, people):
    found = readings.range_of_people(readings.tie_adjusted_mean(0.34, levels))
    assert tuple(found.set_index("kind").loc["not opposed"].round(2)) == people


def test_readings_of_the_published_number():
    table = readings.readings(0.34, 3600)
    assert table["levels"].isna().tolist() == [True, True, False, False, False, False]
    assert table["value"].round(3).tolist() == [0.34, 0.34, 0.18, 0.26, 0.287, 0.3]
    assert table["people_low"].round(2).tolist() == [0.34, 0.34, 0.18, 0.26, 0.29, 0.3]
    assert table["people_high"].round(2).tolist() == [0.34, 0.68, 0.36, 0.52, 0.57, 0.6]
    assert (table["low"].iloc[0], table["high"].iloc[0]) == shares.wilson(0.34, 3600)
    # Of 3,600 pairs of plans 4 in 9 show one of three levels once: 1,600 tasks decide.
    limits = shares.wilson(0.26, 1600)
    assert (table["low"].iloc[3], table["high"].iloc[3]) == pytest.approx(limits)


def test_readings_say_what_is_impossible():
    table = readings.readings(0.2, 3600, tasks=5)
    assert table["possible"].tolist() == [True, True, False, True, True, True]
    assert table.loc[2, ["value", "low", "high", "people_low", "people_high"]].isna().all()


@pytest.mark.parametrize(("mean", "levels"), [(0.34, 2), (0.34, 3), (0.34, 4), (0.6, 3)])
def test_synthetic_populations_share_the_mean_and_not_the_people(mean, levels):
    people = readings.synthetic_populations(mean, levels)
    summary = readings.synthetic_summary(people, levels).set_index("population")
    m = readings.tie_adjusted_mean(mean, levels)
    assert summary["marginal_mean"].tolist() == pytest.approx([mean, mean])
    assert summary["accepts"].tolist() == pytest.approx([m, min(1, 2 * m)])
    # Each of 3,000 people sees ten plans; independent answers would err by this much.
    error = np.sqrt(mean * (1 - mean) * levels / (3000 * 10))
    assert summary["simulated_mean"].tolist() == pytest.approx([mean, mean], abs=4 * error)
    assert (people["chosen"] <= people["shown"]).all() and people["shown"].max() <= 10


def test_synthetic_populations_cross_the_majority_line():
    summary = readings.synthetic_summary(readings.synthetic_populations())
    assert summary["accepts"].round(2).tolist() == [0.26, 0.52]


def test_synthetic_populations_are_the_same_every_time():
    first, again = readings.synthetic_populations(), readings.synthetic_populations()
    pd.testing.assert_frame_equal(first, again)
    other = readings.synthetic_populations(seed=1)
    assert not first["chosen"].equals(other["chosen"])


def test_synthetic_reversal_against_every_pair_of_plans():
    """Each group answers all 16 pairs of plans; answers that tie count half for either plan."""
    rows = []
    plans = list(product(["joins", "stays out"], ["kept", "ceded"]))
    for group, people in (("majority", 0.6), ("minority", 0.4)):
        for k, pair in enumerate(product(plans, plans)):
            (term_a, land_a), (term_b, land_b) = pair
            by_term = 0.5 + 0.5 * ((term_a == "joins") - 1.0 * (term_b == "joins"))
            by_land = 0.5 + 0.5 * ((land_a == "kept") - 1.0 * (land_b == "kept"))
            if group == "majority":
                first = by_land if land_a != land_b else by_term
            else:
                first = 1 - by_term if term_a != term_b else by_land
            for (term, land), chosen in zip(pair, (first, 1 - first), strict=True):
                row = {"group": group, "pair": k, "term": term, "land": land}
                rows.append(row | {"chosen": chosen, "people": people})
    table = pd.DataFrame(rows)
    arguments = {"outcome": "chosen", "attributes": ["term", "land"], "respondent": "pair"}
    arguments |= {"baselines": {"term": "stays out"}}
    effects = {
        "majority": conjoint.amce(table[table["group"] == "majority"], **arguments),
        "minority": conjoint.amce(table[table["group"] == "minority"], **arguments),
        "all": conjoint.amce(table, weights="people", **arguments),
    }
    expected = readings.synthetic_reversal(0.6).set_index("group")["amce"]
    for group, effect in effects.items():
        joins = effect.loc[effect["level"] == "joins", "estimate"].item()
        assert joins == pytest.approx(expected[group])
    assert expected["all"] == pytest.approx(-0.05)


def test_synthetic_reversal_turns_at_two_thirds():
    assert readings.synthetic_reversal(2 / 3)["amce"].iloc[2] == pytest.approx(0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: readings.tie_adjusted_mean(0.24, 2), "between 0.250 and 0.750, so 0.24 is imposs"),
        (lambda: readings.tie_adjusted_mean(0.34, 1), "two or more levels, not 1"),
        (lambda: readings.marginal_mean(1.1, 2), "between 0 and 1, not 1.1"),
        (lambda: readings.range_of_people(-0.1), "between 0 and 1"),
        (lambda: readings.readings(34, 3600), "between 0 and 1, not 34"),
        (lambda: readings.synthetic_populations(people=1001), "do not divide into whole numbers"),
        (lambda: readings.synthetic_reversal(60), "between 0 and 1, not 60"),
    ],
)
def test_errors_are_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
