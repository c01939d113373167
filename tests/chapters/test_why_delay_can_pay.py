import math

import pytest
from moscow_aims.chapters import why_delay_can_pay as m
from moscow_aims.drawing import theme

OFFERS = {"x0": 0.4, "eta": 0.05, "delta": 0.95}
WAR = {
    "win": 0.05, "lose": 0.05, "delta": 0.95, "kappa": 0.02,
    "phi": 0.3, "s_win": 0.95, "s_lose": 0.1, "x": 0.5,
}  # fmt: skip
TRUCE = {"p1": 0.6, "delta": 0.9, "d": 0.1}


def test_patience_by_hand():
    table = m.patience([0.95, 0.8], [0.8, 0.95]).set_index(["own", "other"])
    # (1 - d2) / (1 - d1 d2): 0.2 / 0.24 and 0.05 / 0.24
    assert table.loc[(0.95, 0.8), "share"] == pytest.approx(5 / 6)
    assert table.loc[(0.8, 0.95), "share"] == pytest.approx(5 / 24)


def test_waits_make_a_hump():
    etas = [0.02, 0.05, 0.10, 0.12, 0.26, 0.30]
    table = m.waits(0.9, etas, 0.4)
    # 0.9 / 0.1 - 0.4 / eta rounded up is 0, 1, 5, 6; the cap is reached in 0.6 / eta rounds.
    assert list(table["rounds"]) == [0, 1, 5, 5, 2, 2]
    assert m.growth_pays_until(table) == (0.10, 5)


def test_waits_fall_with_eagerness_where_waiting_pays():
    table = m.waits(0.9, [0.02, 0.05, 0.1, 0.2, 0.3], 0.4, worths=(0.6,))
    assert table["rounds"].is_monotonic_decreasing
    assert table["rounds"].iloc[0] == 19  # 9 + (0.6 - 0.4) / 0.02


def test_a_wait_without_end_has_no_longest():
    table = m.waits(0.9, [0.05], 0.4, worths=(1.1,))
    assert table["rounds"].iloc[0] == math.inf
    with pytest.raises(ValueError, match="never end"):
        m.growth_pays_until(table)


def test_two_bluffs_suffice_only_if_the_offer_stands_still():
    table = m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS)
    assert table["fixed"].iloc[0] == pytest.approx(0.599, abs=5e-4)
    assert list(table["belief"][:3]) == pytest.approx([0.8, 2 / 3, 4 / 7])
    assert list(table["bites_fixed"]) == [True, True] + 6 * [False]
    assert table["bites_growing"].all()


def test_a_light_penalty_is_ignored_from_the_start():
    table = m.deadlines(0.02, range(8), 4, 1, first=4, **OFFERS)
    assert not table["bites_fixed"].any()
    assert table["bites_growing"].tolist() == 5 * [False] + 3 * [True]


def test_stake_by_hand():
    table = m.stake(0.3, [1.0, 3.0], [0, 0.02], **WAR).set_index(["beta", "office"])
    # V = (-0.006 + 0.95 (0.05 * 1.25 + 0.05 * 0.1)) / (1 - 0.95 * 0.9) = 0.058125 / 0.145
    assert table.loc[(0, 1.0), "fight"] == pytest.approx(0.058125 / 0.145)
    assert table.loc[(0, 1.0), "settle"] == pytest.approx(0.45)
    assert not table.loc[(0, 1.0), "fights"]
    assert table.loc[(0.02, 1.0), "fights"]
    assert table.loc[(0, 3.0), "fights"]


def test_survival_thresholds_as_published_in_the_chapter():
    assert m.survival_thresholds((0, 0.02), B=1, **WAR) == pytest.approx([0.251, 0.389], abs=5e-4)


def test_a_safe_leader_settles_at_every_value_of_office():
    assert not m.stake(0.9, [0, 1, 10, 1000], [0], **WAR)["fights"].any()


def test_promises_by_hand():
    bare = m.promises(0, [0, 0.3, 0.6], **TRUCE)
    assert list(bare["war"]) == pytest.approx(3 * [0.54])
    assert list(bare["peace"]) == pytest.approx([0.1, 0.343, 0.586])
    assert list(bare["fights"]) == [True, True, False]


@pytest.mark.parametrize(("guarantee", "fights"), [(0.81, True), (0.82, False), (1, False)])
def test_enough_guarantee_ends_the_refusal(guarantee, fights):
    assert m.promises(guarantee, [0.3], **TRUCE)["fights"].item() is fights


def test_a_guarantee_cannot_cancel_more_than_the_decline():
    with pytest.raises(ValueError, match="between 0 and 1"):
        m.promises(1.2, [0.3], **TRUCE)


def test_stubbornness_worked_example():
    game = m.stubbornness(0.7, 0.6, 0.05, 0.2, 0.05, 0.05)
    assert game["at_once"] == pytest.approx(0.864, abs=5e-4)
    assert (game["own"], game["other"]) == pytest.approx((0.659, 0.3), abs=5e-4)
    assert game["delay"] == pytest.approx(0.463, abs=5e-4)
    assert game["lasting"] == pytest.approx(0.05 * 0.05)


def test_beliefs_are_the_same_wars_for_the_same_seed():
    one, two, other = (m.beliefs(8, 4, 10, 0.5, 20, 3, seed) for seed in (1, 1, 2))
    assert one.equals(two)
    assert not one.equals(other)


def plots():
    yield m.plot_patience(m.patience([0.5, 0.9], [0.6, 0.8, 0.95]))
    yield m.plot_waits(m.waits(0.9, [0.05, 0.1, 0.2], 0.4, (0, 0.6)), 1, 0.4)
    yield m.plot_deadlines(m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS))
    yield m.plot_stake(m.stake(0.3, [0, 1, 2, 3], (0, 0.02), **WAR))
    yield m.plot_promises(m.promises(0, [0, 0.3, 0.6], **TRUCE))
    yield m.plot_beliefs(m.beliefs(8, 4, 10, 0.5, 20, 3, 1), 0.2)


def test_every_picture_says_that_it_is_no_estimate():
    for fig in plots():
        said = [text.get_text() for ax in fig.axes for text in ax.texts]
        assert "SYNTHETIC: illustration, not estimate" in said


def test_deadlines_that_fail_are_hollow():
    table = m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS)
    (ax,) = m.plot_deadlines(table).axes
    hollow = {
        (line.get_marker(), x)
        for line in ax.lines
        if line.get_markerfacecolor() == theme.PAPER
        for x in line.get_xdata()
    }
    assert hollow == {("s", n) for n in range(2, 8)}


def test_settling_is_marked_when_the_gap_is_the_cost():
    wars = m.beliefs(8, 4, 10, 0.5, 20, 3, 1)
    _, below = m.plot_beliefs(wars, 0.2).axes
    marked = [line for line in below.lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in marked] == [10]  # 0.4 / 0.2 = (10 + 10) / 10


def test_each_sub_claim_has_a_model_and_a_limit():
    table = m.rivals()
    assert table["claim"].is_unique
    assert (table.map(len) > 0).all().all()
