import numpy as np
import pandas as pd
import pytest
from report.doctrine import coincidence
from scipy import stats
from statsmodels.stats.multitest import multipletests

STUDY = ("2000-01-01", "2001-12-31")
STEPS = pd.to_datetime(["2000-03-20", "2000-05-02", "2001-11-11"])
ACTS = pd.to_datetime(["2000-02-01", "2000-03-01", "2000-07-09", "2001-06-30", "2001-12-24"])
LONG = ("1991-01-01", "2025-12-31")
MONTHS = pd.date_range(*LONG, freq="MS")
NINE = MONTHS[[38, 98, 99, 158, 207, 219, 317, 387, 398]]


def table(steps=STEPS, acts=ACTS, study=STUDY, windows=(3,), **options):
    return coincidence.coincidences(steps, acts, *study, windows=windows, **options)


def test_headline_power_is_that_of_the_published_design():
    found = coincidence.binomial_power(n_steps=9, n_acts=7, periods=420).set_index("window")
    assert found["p0"].round(2).to_dict() == {6: 0.12, 12: 0.23, 24: 0.41}
    assert found["needed"].to_dict() == {6: 3, 12: 5, 24: 6}
    assert found["power"].round(2).to_dict() == {6: 0.97, 12: 0.65, 24: 0.33}


def test_headline_power_agrees_with_statistics_by_hand():
    row = coincidence.binomial_power(1, 2, periods=10, windows=[2], true_share=0.5).iloc[0]
    # p0 = 0.2: both of two acts with chance 0.04, which the level allows; one of them 0.36.
    assert (row["needed"], row["size"], row["power"]) == pytest.approx((2, 0.04, 0.25))


def test_too_few_acts_have_no_power_at_all():
    row = coincidence.binomial_power(9, 2, periods=420, windows=[24]).iloc[0]
    assert pd.isna(row["needed"]) and row["power"] == 0 and row["size"] == 0


def test_null_probability():
    assert coincidence.null_probability(6, 60, 1) == pytest.approx(0.1)
    assert coincidence.null_probability(6, 60, 2) == pytest.approx(1 - 0.81)
    assert coincidence.null_probability(6, 66, 2, lag=6) == pytest.approx(1 - 0.81)
    assert coincidence.null_probability(60, 60, 1) == 1
    assert coincidence.null_probability(6, 60, 0) == 0


@pytest.mark.parametrize(
    ("options", "covered", "count", "met", "cut"),
    [
        # Windows from the steps' months 2, 4, 22 of 24 (from 0): {2..4}, {4..6}, {22, 23, beyond}.
        ({}, 7, 3, 3, 1),
        ({"lag": 1}, 6, 2, 2, 1),
        ({"direction": "before"}, 8, 2, 2, 0),
    ],
)
def test_counts_by_hand(options, covered, count, met, cut):
    row = table(**options).iloc[0]
    assert (row["count"], row["steps_met"], row["steps_cut"]) == (count, met, cut)
    assert (row["steps"], row["acts"], row["periods"]) == (3, 5, 24)
    assert row["covered"] == pytest.approx(covered / 24)
    assert row["expected"] == pytest.approx(5 * covered / 24)
    assert row["share"] == count / 5 and row["steps_share"] == met / 3
    assert row["rate_inside"] == pytest.approx(count / covered)
    assert row["rate_outside"] == pytest.approx((5 - count) / (24 - covered))
    p0 = coincidence.null_probability(3, 24, 3, options.get("lag", 0))
    assert row["p_binomial"] == pytest.approx(stats.binom.sf(count - 1, 5, p0))


def by_loop(steps, acts, periods, window):
    """Counts after every shift of the acts, in the plainest way."""
    return [
        sum(any(0 <= (a + s) % periods - b < window for b in steps) for a in acts)
        for s in range(periods)
    ]


@pytest.mark.parametrize("window", [1, 5, 12, 24])
def test_shift_test_agrees_with_a_loop_over_all_shifts(window):
    rng = np.random.default_rng(7)
    steps = np.unique(rng.integers(0, 420, 8))
    acts = rng.integers(0, 420, 25)
    orbit = np.array(by_loop(steps, acts, 420, window))
    row = table(MONTHS[steps], MONTHS[acts], LONG, windows=[window]).iloc[0]
    assert row["count"] == orbit[0]
    assert row["expected"] == pytest.approx(orbit.mean())
    assert row["p_shift"] == (orbit >= orbit[0]).mean()
    distance = np.abs(orbit - orbit.mean()).round(9)
    assert row["p_shift_two_sided"] == (distance >= distance[0]).mean()
    assert (orbit < row["low"]).mean() < 0.025 <= (orbit <= row["low"]).mean()
    assert (orbit < row["high"]).mean() < 0.975 <= (orbit <= row["high"]).mean()


def test_middle_of_the_shifts_by_hand():
    # Four months, one step in the first, acts in months 1 and 2: shifted round, a window of one
    # month is hit in two of four positions, never twice; a window of four always by both.
    found = table(
        ["2001-01-05"], ["2001-01-09", "2001-02-01"], ("2001-01-01", "2001-04-30"), windows=[1, 4]
    )
    assert found[["low", "high"]].to_numpy().tolist() == [[0, 1], [2, 2]]
    # The last month is a step: its window must not run round into January.
    late = table(["2001-12-05"], ["2001-01-09"], ("2001-01-01", "2001-12-31"), windows=[12])
    assert late[["low", "high"]].to_numpy().tolist() == [[0, 1]]


def test_every_window_is_reported_with_holm_adjusted_p():
    found = table(NINE, NINE[::2], LONG, windows=(24, 6, 12))
    assert found["window"].tolist() == [24, 6, 12]
    for test in ("binomial", "shift", "shift_two_sided"):
        adjusted = multipletests(found[f"p_{test}"], method="holm")[1]
        assert found[f"holm_{test}"].to_numpy() == pytest.approx(adjusted)


def test_holm_takes_each_row_as_a_family():
    p = np.random.default_rng(1).random((20, 4)) ** 3
    expected = [multipletests(row, method="holm")[1] for row in p]
    assert coincidence.holm(p) == pytest.approx(np.array(expected))


def test_the_shift_test_has_its_size_on_a_whole_orbit():
    acts = np.array([0, 1, 2, 3, 7, 40, 41, 90, 91, 92])
    tests = ["p_shift", "p_shift_two_sided"]
    p = np.array(
        [
            table(NINE, MONTHS[(acts + shift) % 420], LONG, windows=[12])[tests].iloc[0]
            for shift in range(420)
        ]
    )
    for level in (0.01, 0.05, 0.1, 0.3):
        assert ((p <= level).mean(axis=0) <= level).all()


def test_clustered_acts_fool_the_binomial_test_but_not_the_shifts():
    rng = np.random.default_rng(11)
    p = []
    for _ in range(200):
        acts = (rng.integers(0, 420, 2)[:, None] + rng.integers(0, 6, (2, 6))).ravel() % 420
        p.append(table(NINE, MONTHS[acts], LONG, windows=[12])[["p_shift", "p_binomial"]].iloc[0])
    shift, binomial = (np.array(p, dtype=float) <= 0.05).mean(axis=0)
    error = np.sqrt(0.05 * 0.95 / 200)
    assert shift <= 0.05 + 3 * error
    assert binomial > 0.05 + 3 * error


def test_a_fixed_delay_is_found_as_far_as_shifts_can_tell():
    windows, steps = np.array([6, 12, 24]), MONTHS[[20, 50, 150, 195, 325, 360]]
    found = table(steps, steps + pd.DateOffset(months=2), LONG, windows=windows)
    assert (found["share"] == 1).all() and (found["steps_share"] == 1).all()
    # Only the shifts that move the delay of two months within the window keep every coincidence.
    assert found["p_shift"].to_numpy() == pytest.approx(windows / 420)
    assert (found["holm_binomial"] < 0.05).all()


def test_moving_everything_in_time_changes_nothing():
    study = [pd.Timestamp(day) for day in STUDY]
    for unit, move in [("month", pd.DateOffset(months=7)), ("day", pd.Timedelta(1000, "D"))]:
        moved = table(
            STEPS + move, ACTS + move, (study[0] + move, study[1] + move), (3, 9), unit=unit
        )
        pd.testing.assert_frame_equal(moved, table(windows=(3, 9), unit=unit))


def test_order_and_repeated_steps_change_nothing():
    shuffled = table(STEPS[[2, 0, 1, 0]], ACTS[::-1])
    pd.testing.assert_frame_equal(shuffled, table())


def test_before_is_after_in_a_mirror():
    mirror = [MONTHS[::-1][np.searchsorted(MONTHS, days)] for days in (NINE, MONTHS[10:400:13])]
    forward = table(NINE, MONTHS[10:400:13], LONG, windows=(6, 12))
    backward = table(*mirror, LONG, windows=(6, 12), direction="before")
    pd.testing.assert_frame_equal(
        forward.drop(columns="direction"), backward.drop(columns="direction")
    )


def test_days_see_the_order_within_a_month():
    # The act of 1 March 2000 comes before the step of 20 March.
    assert table(windows=[1])["count"].tolist() == [1]
    assert table(windows=[28], unit="day")["count"].tolist() == [0]


def test_windows_over_the_whole_study_leave_nothing_outside():
    row = table(STEPS[:1] - pd.DateOffset(months=2), windows=[24]).iloc[0]
    assert row["covered"] == 1 and row["p_shift"] == 1 and np.isnan(row["rate_outside"])


def test_waits_count_from_the_last_step_and_match_the_windows():
    found = coincidence.waits(STEPS, ACTS)
    assert found["wait"].tolist() == [pd.NA, 0, 2, 13, 1]
    assert found["step"].isna().tolist() == [True, False, False, False, False]
    for window in (1, 2, 3, 14):
        assert (found["wait"] < window).sum() == table(windows=[window])["count"].iloc[0]
    assert coincidence.waits(STEPS, ACTS, unit="day")["wait"].tolist()[1:3] == [pd.NA, 68]


def test_power_of_one_act_in_twenty_months_by_hand():
    # One month of twenty is in the window: p is 1/20 there and 1 elsewhere.
    study, step = ("2000-01-01", "2001-08-31"), ["2000-06-15"]
    found = coincidence.power(step, 1, *study, ratios=(1, 4), windows=[1], simulations=4000)
    exact = np.array([1 / 20, 4 / 23])
    error = np.sqrt(exact * (1 - exact) / 4000)
    assert (np.abs(found["power"] - exact) < 3 * error).all()
    assert found["standard_error"].to_numpy() == pytest.approx(error, rel=0.2)
    # With one window Holm has nothing to adjust.
    assert found["power_holm"].equals(found["power"]) and found["any_holm"].equals(found["power"])


def test_power_has_its_size_and_rises_with_the_ratio():
    found = coincidence.power(NINE, 62, *LONG, simulations=1000)
    size = found[found["ratio"] == 1]
    limit = 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1000)
    for column in ("power", "power_two_sided", "power_holm", "any_holm"):
        assert (size[column] <= limit).all()
    for _, rows in found.groupby("window"):
        assert rows["power"].is_monotonic_increasing
        assert rows["power"].iloc[-1] > 0.9
    assert (found["power_holm"] <= found["power"]).all()
    assert (found["power_holm"] <= found["any_holm"]).all()


def test_power_repeats_with_its_seed():
    options = {"windows": [12], "ratios": [2], "simulations": 200}
    first, again = (coincidence.power(NINE, 20, *LONG, **options, seed=s) for s in (3, 3))
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"acts": []}, "at least one"),
        ({"steps": []}, "at least one"),
        ({"acts": ["2002-01-01"]}, "2002-01-01 lies outside"),
        ({"acts": [pd.NaT]}, "needs a date"),
        ({"unit": "week"}, "'week'"),
        ({"direction": "around"}, "'around'"),
        ({"windows": [25]}, "longer than the study"),
        ({"windows": [0]}, "at least one period"),
        ({"lag": -1}, "lag"),
        ({"study": STUDY[::-1]}, "ends before"),
    ],
)
def test_what_cannot_be_counted_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        table(**change)


def test_power_refuses_impossible_designs():
    with pytest.raises(ValueError, match="at least one act"):
        coincidence.power(STEPS, 0, *STUDY)
    with pytest.raises(ValueError, match="no room"):
        coincidence.power(["2000-01-01"], 3, *STUDY, ratios=[0], windows=[24])
    with pytest.raises(ValueError, match="proportions"):
        coincidence.binomial_power(9, 7, 420, true_share=70)
