import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moscow_aims.methods import shares
from scipy import stats

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


# Newcombe (1998), "Two-sided confidence intervals for the single proportion", method 3.
@pytest.mark.parametrize(
    ("count", "n", "limits"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611))],
)
def test_wilson_limits_in_print(count, n, limits):
    assert shares.wilson(count / n, n) == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(("count", "n"), [(0, 20), (1, 20), (7, 20), (20, 20), (1224, 3600)])
def test_jeffreys_cuts_equal_tails_off_its_posterior(count, n):
    low, high = shares.jeffreys(count / n, n)
    posterior = stats.beta(count + 0.5, n - count + 0.5)
    assert low == 0 if count == 0 else posterior.cdf(low) == pytest.approx(0.025)
    assert high == 1 if count == n else posterior.sf(high) == pytest.approx(0.025)


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


def test_design_effect_of_the_stated_levada_margin():
    deff = shares.design_effect(0.034, 1600)
    assert round(deff, 1) == 1.9
    # Asking n / deff people at random gives the margin back.
    assert shares.Z * np.sqrt(0.25 / (1600 / deff)) == pytest.approx(0.034)


# Newcombe (1998), "Interval estimation for the difference between independent proportions".
@pytest.mark.parametrize(
    ("a", "n_a", "b", "n_b", "limits"),
    [(56, 70, 48, 80, (0.0524, 0.3339)), (9, 10, 3, 10, (0.1705, 0.8090))],
)
def test_limits_of_differences_in_print(a, n_a, b, n_b, limits):
    gap, *found = shares.difference(a / n_a, n_a, b / n_b, n_b)
    assert gap == pytest.approx(a / n_a - b / n_b)
    assert found == pytest.approx(limits, abs=5e-5)


@given(*[st.tuples(st.floats(0, 1), st.integers(1, 10**5), st.floats(0.5, 10))] * 2)
def test_intervals_lie_among_shares_and_hold_what_they_are_about(one, two):
    for share, n, deff in (one, two):
        for interval in (shares.wilson, shares.jeffreys):
            low, high = interval(share, n, deff)
            assert 0 <= low <= high <= 1
        low, high = shares.wilson(share, n, deff)
        assert low <= share + 1e-12 and share - 1e-12 <= high
        assert shares.wilson(share, 2 * n, deff)[0] >= low - 1e-12
    gap, low, high = shares.difference(*one[:2], *two[:2], one[2])
    assert -1 <= low <= gap + 1e-12 and gap - 1e-12 <= high <= 1


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
        (lambda: shares.proportion(1.2), "between 0 and 1, not 1.2"),
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
