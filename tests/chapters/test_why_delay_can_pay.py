import math

import pytest
from moscow_aims.chapters import why_delay_can_pay as m

OFFERS = {"x0": 0.4, "eta": 0.05, "delta": 0.95}
WAR = {
    "win": 0.05, "lose": 0.05, "delta": 0.95, "kappa": 0.02,
    "phi": 0.3, "s_win": 0.95, "s_lose": 0.1, "x": 0.5,
}  # fmt: skip


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


def test_numbers_of_the_waits_are_those_of_the_picture():
    table = m.waits(0.9, [0.02, 0.10, 0.30], 0.4, worths=(0, 0.6))
    said = {name: value for name, (value, _) in m.wait_numbers(table).items()}
    assert said == {
        "first": 0, "peak": 5, "last": 2, "paid_first": 19, "paid_last": 2,
        "peak_step": pytest.approx(10),
    }  # fmt: skip


def test_ignored_deadlines_are_counted():
    numbers = m.deadline_numbers(m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS))
    assert numbers["ignored_fixed"] == ("6",) and numbers["ignored_growing"] == ("none",)
    assert numbers["need"][0] == pytest.approx(59.9, abs=0.05)


def test_office_thresholds_by_hand():
    table = m.office_thresholds([1.0, 3.0], 0.02, **WAR).set_index("office")
    assert table.loc[1.0, ["unpaid", "paid"]].tolist() == pytest.approx([0.251, 0.389], abs=5e-4)
    # V = (-0.006 + 0.95 (0.05 * 1.25 + 0.05 * 0.1)) / (1 - 0.95 * 0.9), less 0.3 * 0.5
    assert table.loc[1.0, "unpaid"] == pytest.approx(0.058125 / 0.145 - 0.15)


def test_the_worth_of_office_draws_both_thresholds_to_the_same_chance():
    table = m.office_thresholds([1, 10, 1000], 0.02, **WAR)
    limit = m.safe_at_any_price(**WAR)
    assert table["unpaid"].is_monotonic_increasing and table["paid"].is_monotonic_decreasing
    assert table.iloc[-1][["unpaid", "paid"]].tolist() == pytest.approx([limit, limit], abs=1e-3)


def plots():
    yield m.plot_waits(m.waits(0.9, [0.05, 0.1, 0.2], 0.4, (0, 0.6)), 1, 0.4)
    yield m.plot_deadlines(m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS))
    yield m.plot_office(m.office_thresholds([0.1, 1, 2, 3], 0.02, **WAR))


def test_every_picture_says_that_it_is_no_estimate():
    for fig in plots():
        said = [text.get_text() for ax in fig.axes for text in ax.texts]
        assert "SYNTHETIC: illustration, not estimate" in said


def test_a_cross_marks_each_ignored_deadline():
    table = m.deadlines(0.06, range(8), 4, 1, first=4, **OFFERS)
    (ax,) = m.plot_deadlines(table).axes
    crossed = [x for line in ax.lines if line.get_marker() == "x" for x in line.get_xdata()]
    assert crossed == list(range(2, 8))


def test_each_sub_claim_has_a_model_and_a_limit():
    table = m.rivals()
    assert table["claim"].is_unique
    assert (table.map(len) > 0).all().all()
