import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moscow_aims.methods import misreport

# (0.34 - tau) / (1 - 2 tau) with tau = (1 - sqrt(2 reliability - 1)) / 2, in whole per cent; at 0.8
# tau is 0.1127 and the mean 0.2273 / 0.7746 = 0.29. Formula of Clayton et al.
CORRECTED = {0.6: 14, 0.7: 25, 0.75: 27, 0.8: 29, 0.9: 32, 1.0: 34}


@pytest.mark.parametrize(("reliability", "per_cent"), CORRECTED.items())
def test_reliability_correction_of_the_published_number(reliability, per_cent):
    assert round(100 * misreport.corrected_mean(0.34, reliability)) == per_cent


@pytest.mark.parametrize("tau", [0.0, 0.1, 0.3, 0.49])
def test_swap_rate_undoes_two_independent_slips(tau):
    assert misreport.swap_rate(tau**2 + (1 - tau) ** 2) == pytest.approx(tau)


@pytest.mark.parametrize("truth", [0.0, 0.2, 0.5, 1.0])
def test_corrections_undo_the_road_from_mind_to_record(truth):
    tau, hidden = 0.12, 0.3
    said = truth * (1 - hidden)
    ticked = said * (1 - tau) + (1 - said) * tau
    reliability = tau**2 + (1 - tau) ** 2
    assert misreport.corrected_mean(ticked, reliability) == pytest.approx(said)
    undone = misreport.revealed(misreport.corrected_mean(ticked, reliability), 1 - hidden)
    assert undone == pytest.approx(truth)


def test_the_order_of_the_corrections_matters():
    tau = misreport.swap_rate(0.8)
    other_order = (0.34 / 0.7 - tau) / (1 - 2 * tau)
    grid = misreport.tipping_grid(0.34, reliability=[0.8], hidden=[0.3])
    assert grid["implied"].item() == pytest.approx(0.4192, abs=5e-5)
    assert other_order == pytest.approx(0.4816, abs=5e-5)


def test_hidden_and_faked_acceptance():
    assert misreport.revealed(0.34, 0.68) == pytest.approx(0.5)
    assert round(100 * misreport.rogan_gladen(0.34, specificity=0.9), 1) == 26.7
    assert round(100 * misreport.rogan_gladen(0.34, specificity=0.8), 1) == 17.5


@pytest.mark.parametrize("true", [0.0, 0.35, 1.0])
def test_rogan_gladen_undoes_both_kinds_of_lies(true):
    observed = true * 0.8 + (1 - true) * 0.05
    assert misreport.rogan_gladen(observed, 0.8, 0.95) == pytest.approx(true)


def test_non_response_bounds():
    low, high = misreport.non_response_bounds(0.34, 0.3)
    assert (round(100 * low, 1), round(100 * high, 1)) == (10.2, 80.2)
    assert misreport.non_response_bounds(0.34, 1) == pytest.approx((0.34, 0.34))


def test_tipping_sensitivity():
    assert misreport.tipping_sensitivity(0.34) == pytest.approx(0.68)
    sensitivity = misreport.tipping_sensitivity(0.34, 0.8)
    assert misreport.corrected_mean(0.34, 0.8) / sensitivity == pytest.approx(0.5)


def test_tipping_grid():
    grid = misreport.tipping_grid(0.34)
    assert len(grid) == 41 * 41
    assert grid["reliability"].iloc[[0, -1]].tolist() == pytest.approx([0.6, 1])
    for row in grid.iloc[::200].itertuples():
        said = misreport.corrected_mean(0.34, row.reliability)
        expected = misreport.revealed(said, 1 - row.hidden)
        assert row.implied == pytest.approx(expected)
    assert (grid["majority"] == (grid["implied"] > 0.5)).all()
    # One corner of the grid does reach a majority: careful answers and a third in hiding.
    reached = grid[grid["majority"]]
    assert reached["hidden"].min() == pytest.approx(0.32)
    assert reached["reliability"].min() == pytest.approx(0.83)


def test_tipping_grid_leaves_blank_what_nothing_explains():
    grid = misreport.tipping_grid(0.2, reliability=[0.6, 1.0], hidden=[0.0, 0.9])
    assert grid["implied"].isna().tolist() == [True, True, False, True]
    assert not grid["majority"][grid["implied"].isna()].any()


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: misreport.swap_rate(0.5), "lies above 0.5 and at most at 1, not at 0.5"),
        (lambda: misreport.swap_rate(np.nan), "lies above 0.5"),
        (lambda: misreport.corrected_mean(34, 0.8), "between 0 and 1, not 34"),
        (lambda: misreport.corrected_mean(0.2, 0.6), "explains an observed 0.2 at reliability 0.6"),
        (lambda: misreport.revealed(0.34, 0.3), "No true share between 0 and 1"),
        (lambda: misreport.revealed(0.34, 0.0), "must add up to more than one"),
        (lambda: misreport.rogan_gladen(0.1, 1, 0.8), "No true share between 0 and 1"),
        (lambda: misreport.non_response_bounds(0.34, 0), "response rate lies above 0"),
        (lambda: misreport.tipping_sensitivity(0.7), "above 0.5 with nobody hiding"),
        (lambda: misreport.tipping_sensitivity(0.3, target=0), "above 0 and at most 1"),
        (lambda: misreport.tipping_grid(0.34, hidden=[1.0]), "lies between 0 and 1, below 1"),
    ],
)
def test_errors_are_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


SHARES = st.floats(0.01, 0.99)


@given(SHARES, st.floats(0.51, 1), st.floats(0, 0.9))
def test_corrections_undo_what_was_done_to_any_share(truth, reliability, hidden):
    tau = misreport.swap_rate(reliability)
    said = truth * (1 - hidden)
    ticked = tau + (1 - 2 * tau) * said
    undone = misreport.revealed(misreport.corrected_mean(ticked, reliability), 1 - hidden)
    assert undone == pytest.approx(truth, abs=1e-6)


@given(SHARES, st.floats(0.01, 1))
def test_bounds_hold_the_share_and_are_as_wide_as_what_is_unknown(share, rate):
    low, high = misreport.non_response_bounds(share, rate)
    assert 0 <= low <= share + 1e-12 and share - 1e-12 <= high <= 1
    assert high - low == pytest.approx(1 - rate)
