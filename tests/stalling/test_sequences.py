import numpy as np
import pandas as pd
import pytest
from report.stalling import sequences

CODES = ["accept", "counter", "refuse"]


def answers():
    rows = [("p1", "russia", "refuse", "2025-01-01"), ("p1", "ukraine", "accept", "2025-01-02")]
    rows += [("p2", "russia", "refuse", "2025-03-01"), ("p3", "russia", "counter", "2025-02-01")]
    frame = pd.DataFrame(rows, columns=["proposal", "side", "answer", "answered"])
    return frame.assign(answered=pd.to_datetime(frame["answered"]))


def steps(pairs):
    return pd.DataFrame(pairs, columns=["answer", "next"])


def row(table, before, after):
    found = table[(table["before"] == before) & (table["after"] == after)]
    assert len(found) == 1
    return found.iloc[0]


def test_tally_keeps_the_order_and_the_empty_cells():
    table = sequences.tally(answers(), CODES, ["ukraine", "russia", "us"])
    assert list(table.index) == CODES
    assert list(table.columns) == ["ukraine", "russia", "us"]
    assert table.to_numpy().tolist() == [[1, 0, 0], [0, 1, 0], [0, 2, 0]]


def test_tally_leaves_out_sides_not_asked_for():
    assert sequences.tally(answers(), CODES, ["us"]).to_numpy().sum() == 0


@pytest.mark.parametrize("strange", ["maybe", None])
def test_tally_refuses_what_is_no_code(strange):
    with pytest.raises(ValueError, match="is no code; the codes are accept, counter, refuse"):
        sequences.tally(answers().replace({"answer": {"counter": strange}}), CODES, ["russia"])


def test_following_finds_the_next_of_the_same_side_by_date():
    table = sequences.following(answers(), by="side", code="answer", date="answered")
    assert list(table["proposal"]) == ["p1", "p1", "p3", "p2"]
    assert list(table["next"].fillna("-")) == ["counter", "-", "refuse", "-"]
    assert table["next_date"].iloc[0] == pd.Timestamp("2025-02-01")


def test_following_needs_dates():
    with pytest.raises(ValueError, match="Every event needs a date"):
        sequences.following(answers().assign(answered=pd.NaT), "side", "answer", "answered")


def test_transitions_count_whole_steps_only():
    pairs = [("refuse", "refuse"), ("refuse", "accept"), ("refuse", "refuse")]
    table = sequences.transitions(
        steps([*pairs, ("refuse", None), (None, "accept")]), "answer", "next", CODES
    )
    assert len(table) == 9
    assert list(table["after"].iloc[:3]) == CODES
    found = row(table, "refuse", "refuse")
    assert (found["count"], found["n"]) == (2, 3)
    assert found["share"] == pytest.approx(2 / 3)
    # Dirichlet(1 + 1, 1 + 0, 1 + 2) has the means 2/6, 1/6, 3/6.
    assert found["mean"] == pytest.approx(1 / 2)
    assert row(table, "refuse", "counter")["mean"] == pytest.approx(1 / 6)


def test_without_steps_the_share_is_missing_and_the_interval_the_prior():
    table = sequences.transitions(steps([]), "answer", "next", ["a"], ["x", "y"])
    assert table["share"].isna().all()
    # Beta(1, 1).
    assert np.allclose(table["low"], 0.025) and np.allclose(table["high"], 0.975)


def test_interval_of_a_run_has_its_closed_form():
    table = sequences.transitions(steps([("a", "x")] * 9), "answer", "next", ["a"], ["x", "y"])
    # Beta(10, 1) has the distribution function s ** 10.
    found = row(table, "a", "x")
    assert found["low"] == pytest.approx(0.025**0.1)
    assert found["high"] == pytest.approx(0.975**0.1)
    other = row(table, "a", "y")
    assert (other["low"], other["high"]) == pytest.approx((1 - found["high"], 1 - found["low"]))


def test_many_outcomes_draw_a_short_run_away_from_its_share():
    run = steps([("a", "a")] * 4)
    wide = sequences.transitions(run, "answer", "next", list("abcdef"))
    assert row(wide, "a", "a")["mean"] == pytest.approx(0.5)
    assert row(wide, "a", "a")["high"] < row(wide, "a", "a")["share"] == 1
    light = sequences.transitions(run, "answer", "next", list("abcdef"), prior=1 / 6)
    assert row(light, "a", "a")["mean"] == pytest.approx((4 + 1 / 6) / 5)


def test_a_single_outcome_is_certain():
    table = sequences.transitions(steps([("a", "a")]), "answer", "next", ["a"])
    assert table[["share", "mean", "low", "high"]].to_numpy().tolist() == [[1, 1, 1, 1]]


def test_transitions_refuse_strange_states_and_priors():
    with pytest.raises(ValueError, match="'silence' is no code"):
        sequences.transitions(steps([("refuse", "silence")]), "answer", "next", CODES)
    with pytest.raises(ValueError, match="positive"):
        sequences.transitions(steps([]), "answer", "next", CODES, prior=0)


def coded(table, codes):
    pairs = [
        (codes[i], codes[j])
        for i, counts in enumerate(table)
        for j, count in enumerate(counts)
        for _ in range(count)
    ]
    return pd.DataFrame(pairs, columns=["once", "again"])


def test_kappa_of_a_published_table():
    # Fleiss, Cohen & Everitt (1969): kappa 0.429; linear weights: 1 - 0.33 / 0.65.
    items = coded([[53, 5, 2], [11, 14, 5], [1, 6, 3]], CODES)
    plain, linear = sequences.agreement(items, "once", "again", CODES, draws=200).to_dict("records")
    assert plain["kappa"] == pytest.approx(0.225 / 0.525)
    assert linear["kappa"] == pytest.approx(1 - 0.33 / 0.65)
    assert (plain["items"], plain["agreement"]) == (100, 0.70)
    # The paper's large-sample standard error of the plain kappa is 0.08.
    assert plain["high"] - plain["low"] == pytest.approx(2 * 1.96 * 0.08, rel=0.15)
    assert plain["undefined"] == 0


def test_the_bootstrap_is_the_same_every_time():
    items = coded([[5, 1], [2, 4]], ["no", "yes"])
    runs = [sequences.agreement(items, "once", "again", ["no", "yes"], draws=50) for _ in "ab"]
    pd.testing.assert_frame_equal(*runs)
    # Two codes have one distance: weighting changes nothing.
    assert runs[0]["kappa"].nunique() == 1


def test_full_agreement_shows_its_doubt_in_the_share_only():
    items = coded([[3, 0, 0], [0, 3, 0], [0, 0, 4]], CODES)
    plain = sequences.agreement(items, "once", "again", CODES, draws=50).iloc[0]
    assert (plain["kappa"], plain["low"], plain["high"]) == (1, 1, 1)
    # Clopper-Pearson for ten of ten.
    assert plain["agreement_low"] == pytest.approx(0.025**0.1)


def test_one_code_throughout_has_no_kappa():
    table = sequences.agreement(coded([[6, 0], [0, 0]], ["a", "b"]), "once", "again", ["a", "b"])
    assert table[["kappa", "low", "high"]].isna().all(axis=None)
    assert (table["undefined"] == 1).all()


def test_agreement_refuses_nothing_and_strangers():
    with pytest.raises(ValueError, match="at least one item"):
        sequences.agreement(coded([], CODES), "once", "again", CODES)
    with pytest.raises(ValueError, match="'refuse' is no code"):
        sequences.agreement(coded([[0, 0], [0, 1]], ["x", "refuse"]), "once", "again", ["x"])
