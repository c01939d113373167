import numpy as np
import pandas as pd
import pytest
from moscow_aims.methods import shares
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

# Limits in per cent of 34 % among 3,600: Wilson's formula with n = 3600, 2400, 1800 and 1200.
LIMITS = {1.0: (32.5, 35.6), 1.5: (32.1, 35.9), 2.0: (31.8, 36.2), 3.0: (31.4, 36.7)}


def polls(**columns):
    table = {
        "pollster": "levada",
        "field_start": pd.Timestamp("2025-09-18"),
        "field_end": pd.Timestamp("2025-09-26"),
        "question": "end-the-war",
        "answer": "support",
        "arm": ["plain", "return-land"],
        "n": pd.array([1600, 1600], dtype="Int64"),
        "arm_n": pd.array([800, 800], dtype="Int64"),
        "share": [80.0, 33.0],
        "source": ["one;two", "two;three"],
    }
    return pd.DataFrame(table | columns)


@pytest.mark.parametrize(("deff", "limits"), LIMITS.items())
def test_wilson_limits_of_the_published_number(deff, limits):
    low, high = shares.wilson(0.34, 3600, deff)
    assert (round(100 * low, 1), round(100 * high, 1)) == limits


@pytest.mark.parametrize(("count", "n"), [(0, 20), (1, 20), (7, 20), (20, 20), (1224, 3600)])
@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_intervals_agree_with_statsmodels(method, count, n):
    ours = getattr(shares, method)(count / n, n)
    theirs = proportion_confint(count, n, method=method)
    if method == "jeffreys" and count in (0, n):
        # statsmodels keeps the equal-tailed limit next to the boundary.
        theirs = (0.0, theirs[1]) if count == 0 else (theirs[0], 1.0)
    assert ours == pytest.approx(theirs, abs=1e-12)


def test_jeffreys_and_wilson_agree_to_four_digits_at_this_size():
    ours, theirs = shares.jeffreys(0.34, 3600), shares.wilson(0.34, 3600)
    assert ours == pytest.approx(theirs, abs=5e-5)


def test_a_design_effect_counts_like_fewer_people():
    for interval in (shares.wilson, shares.jeffreys):
        assert interval(0.3, 1000, 2.5) == interval(0.3, 400)


def test_intervals_take_arrays_and_mirror():
    low, high = shares.wilson(np.array([0.1, 0.9]), np.array([50, 50]))
    assert low[0] == pytest.approx(1 - high[1]) and high[0] == pytest.approx(1 - low[1])
    assert isinstance(shares.wilson(0.1, 50)[0], float)


@pytest.mark.parametrize(
    ("threshold", "deff", "chance"), [(1 / 3, 1, 0.80), (1 / 3, 3, 0.69), (0.5, 1, 0.0)]
)
def test_posterior_probabilities(threshold, deff, chance):
    assert round(shares.probability_above(threshold, 0.34, 3600, deff), 2) == chance


def test_design_effect_of_the_stated_levada_margin():
    deff = shares.design_effect(0.034, 1600)
    assert round(deff, 1) == 1.9
    # Asking n / deff people at random gives the margin back.
    assert shares.Z * np.sqrt(0.25 / (1600 / deff)) == pytest.approx(0.034)


@pytest.mark.parametrize(("a", "b", "n"), [(560, 272, 800), (640, 264, 800), (3, 0, 12)])
def test_difference_agrees_with_statsmodels(a, b, n):
    theirs = confint_proportions_2indep(a, n, b, n, compare="diff", method="newcomb")
    gap, low, high = shares.difference(a / n, n, b / n, n)
    assert gap == pytest.approx((a - b) / n)
    assert (low, high) == pytest.approx(theirs, abs=1e-10)


@pytest.mark.parametrize(
    ("a", "b", "n", "plain", "widened"),
    [
        (0.70, 0.34, 1607, 4.6, 6.3),
        (0.71, 0.30, 1603, 4.5, 6.2),
        (0.75, 0.28, 1600, 4.3, 6.0),
        (0.80, 0.33, 1600, 4.3, 5.9),
    ],
)
def test_difference_of_the_levada_arms(a, b, n, plain, widened):
    for deff, margin in ((1.0, plain), (1.9, widened)):
        _, low, high = shares.difference(a, n / 2, b, n / 2, deff)
        assert 100 * (high - low) / 2 == pytest.approx(margin, abs=0.1)


def test_difference_changes_sign_with_its_arguments():
    gap, low, high = shares.difference(0.2, 100, 0.5, 70, 1.4)
    assert shares.difference(0.5, 70, 0.2, 100, 1.4) == pytest.approx((-gap, -high, -low))


def test_with_interval_takes_the_arm_where_a_question_was_split():
    table = pd.concat([polls(), polls(arm="all", arm_n=pd.NA, share=[50.0, None])])
    found = shares.with_interval(table, deff=1.9)
    assert found["base"].tolist() == [800, 800, 1600, 1600]
    assert found["low"].iloc[2] == pytest.approx(100 * shares.wilson(0.5, 1600, 1.9)[0])
    assert found["high"].iloc[0] == pytest.approx(100 * shares.wilson(0.8, 800, 1.9)[1])
    assert np.isnan(found["low"].iloc[3]) and len(found) == 4


def test_with_interval_never_guesses_the_size_of_an_arm():
    found = shares.with_interval(polls(arm_n=pd.array([pd.NA, 800], dtype="Int64")))
    assert found[["base", "low", "high"]].isna().all(axis=1).tolist() == [True, False]
    without_arms = shares.with_interval(polls()[["share", "n"]])
    assert without_arms["base"].tolist() == [1600, 1600]


def test_arm_differences_pairs_the_arms_of_a_poll():
    later = polls(field_start=pd.Timestamp("2025-10-01"), arm_n=pd.NA)
    found = shares.arm_differences(pd.concat([later, polls()]), "return-land", "plain", 1.9)
    assert found["difference"].tolist() == [-47.0, -47.0]
    limits = shares.difference(0.33, 800, 0.80, 800, 1.9)[1:]
    assert (found["low"][0], found["high"][0]) == pytest.approx(np.multiply(100, limits))
    assert found[["low", "high"]].isna().all(axis=1).tolist() == [False, True]
    assert found["source"][0] == "two;three;one"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: shares.wilson(34, 3600), "between 0 and 1; divide percentages by 100"),
        (lambda: shares.wilson(0.34, 0), "number of respondents must be positive"),
        (lambda: shares.wilson(0.34, np.nan), "number of respondents must be positive"),
        (lambda: shares.jeffreys(0.34, 10, 0), "design effect must be positive"),
        (lambda: shares.probability_above(1.2, 0.34, 10), "between 0 and 1, not 1.2"),
        (lambda: shares.design_effect(0, 1600), "must be positive"),
        (lambda: shares.with_interval(polls()[["n"]]), "no column 'share'"),
        (lambda: shares.with_interval(polls(share=[80.0, 330.0])), "between 0 and 1"),
        (lambda: shares.arm_differences(polls(), "plain", "other"), "both the arm 'plain'"),
        (
            lambda: shares.arm_differences(pd.concat([polls(), polls()]), "plain", "return-land"),
            "gives the same answer twice",
        ),
    ],
)
def test_errors_are_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert str(error.value).endswith(".") and "\n" not in str(error.value)
