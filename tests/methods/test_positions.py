import numpy as np
import pandas as pd
import pytest
from moscow_aims.methods import positions

# Moscow moves on land from 1 to 0.8, Kyiv on NATO from 0 to 0.5; only one ever speaks on sanctions.
ROWS = [
    ("russia", "land", "2024-01-01", 1.0, 0.9, 1.0),
    ("russia", "land", "2025-01-01", 0.8, None, None),
    ("ukraine", "land", "2024-01-01", 0.0, 0.0, 0.1),
    ("russia", "nato", "2024-06-01", 1.0, None, None),
    ("ukraine", "nato", "2024-03-01", 0.0, None, None),
    ("ukraine", "nato", "2025-01-01", 0.5, 0.4, 0.6),
    ("russia", "sanctions", "2024-01-01", 1.0, None, None),
    ("us", "land", "2024-02-01", None, None, None),
]
DATES = ["2024-01-01", "2024-07-01", "2025-01-01"]


def frame(rows=ROWS):
    columns = ["side", "issue", "date", "score", "score_low", "score_high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(date=pd.to_datetime(table["date"])).astype(
        {"score": float, "score_low": float, "score_high": float}
    )


def between(dates=DATES, rows=ROWS):
    return positions.distances(frame(rows), "russia", "ukraine", dates)


def test_positions_are_carried_forward_and_say_so():
    table = positions.latest(frame(), ["2024-07-01"]).set_index(["side", "issue"])
    assert table["score"].to_dict() == {
        ("russia", "land"): 1,
        ("ukraine", "land"): 0,
        ("russia", "nato"): 1,
        ("ukraine", "nato"): 0,
        ("russia", "sanctions"): 1,
    }
    assert table.loc[("russia", "nato"), "days"] == 30
    assert table["carried"].all()


def test_a_statement_of_the_day_is_not_carried():
    table = positions.latest(frame(), ["2025-01-01"]).set_index(["side", "issue"])
    assert table.loc[("russia", "land"), ["score", "carried"]].tolist() == [0.8, False]
    assert table.loc[("ukraine", "land"), "carried"]
    # No range of its own: the score.
    assert table.loc[("russia", "land"), ["score_low", "score_high"]].tolist() == [0.8, 0.8]


def test_nothing_was_said_before_the_first_statement():
    assert positions.latest(frame(), ["2023-12-31"]).empty


def test_ranges_are_optional():
    table = positions.latest(frame().drop(columns=["score_low", "score_high"]), ["2024-01-01"])
    assert (table["score_low"] == table["score"]).all()


def test_distances_exist_where_both_have_spoken():
    table = between()
    assert list(zip(table["date"].dt.year, table["issue"], strict=True)) == [
        (2024, "land"),
        (2024, "land"),
        (2024, "nato"),
        (2025, "land"),
        (2025, "nato"),
    ]
    assert np.allclose(table["distance"], [1, 1, 1, 0.8, 0.5])
    assert list(table["carried_a"]) == [False, True, True, False, True]
    assert list(table["carried_b"]) == [False, True, True, True, False]


def test_the_range_of_a_distance_follows_from_those_of_the_scores():
    table = between(["2024-01-01"]).iloc[0]
    assert (table["low"], table["high"]) == pytest.approx((0.8, 1.0))
    rows = [("a", "x", "2024-01-01", 0.5, 0.3, 0.6), ("b", "x", "2024-01-01", 0.7, 0.55, 0.9)]
    for one, two in [("a", "b"), ("b", "a")]:
        met = positions.distances(frame(rows), one, two, ["2024-01-01"]).iloc[0]
        assert (met["distance"], met["low"], met["high"]) == pytest.approx((0.2, 0.0, 0.6))


def test_mean_distance_with_what_issues_and_coding_decide():
    table = positions.mean_distance(between())
    assert list(table["issues"]) == [1, 2, 2]
    assert list(table["carried"]) == [0, 2, 0]
    assert np.allclose(table["mean"], [1, 1, 0.65])
    # 2025: land 0.8 (0.7 to 0.8), NATO 0.5 (0.4 to 0.6).
    assert table.loc[2, ["low", "high"]].tolist() == pytest.approx([0.55, 0.7])
    assert table.loc[2, ["least", "most"]].tolist() == pytest.approx([0.5, 0.8])
    assert table.loc[0, ["least", "most"]].isna().all()


def test_a_constant_set_of_issues_compares_like_with_like():
    table = positions.constant(between())
    assert set(table["issue"]) == {"land"}
    assert len(positions.constant(between(DATES[1:]))) == 4


def test_no_common_issue_has_no_mean():
    assert positions.mean_distance(between(["2023-01-01"])).empty


def test_who_moved():
    table = positions.change(frame(), "russia", "ukraine", "2024-07-01", "2025-01-01")
    table = table.set_index("issue")
    assert list(table.index) == ["land", "nato"]
    assert table["change"].to_dict() == pytest.approx({"land": -0.2, "nato": -0.5})
    assert table["closer_a"].to_dict() == pytest.approx({"land": 0.2, "nato": 0})
    assert table["closer_b"].to_dict() == pytest.approx({"land": 0, "nato": 0.5})
    assert table["spoke_a"].to_dict() == {"land": True, "nato": False}
    assert table["spoke_b"].to_dict() == {"land": False, "nato": True}
    assert table.loc["land", ["score_a_first", "score_a_second"]].tolist() == [1, 0.8]


def test_sides_change_places():
    one = positions.change(frame(), "russia", "ukraine", "2024-07-01", "2025-01-01")
    two = positions.change(frame(), "ukraine", "russia", "2024-07-01", "2025-01-01")
    assert np.allclose(one["closer_a"], two["closer_b"])
    assert np.allclose(one["change"], two["change"])


def test_change_needs_both_days():
    assert positions.change(frame(), "russia", "ukraine", "2023-01-01", "2025-01-01").empty
    with pytest.raises(ValueError, match="must come after"):
        positions.change(frame(), "russia", "ukraine", "2025-01-01", "2025-01-01")


@pytest.mark.parametrize(
    "row, message",
    [
        (("a", "x", None, 0.5, None, None), "needs a date"),
        (("a", "x", "2024-01-01", 1.2, None, None), "'a' on 'x' are not in order"),
        (("a", "x", "2024-01-01", 0.5, 0.6, None), "'a' on 'x' are not in order"),
        (("russia", "land", "2024-01-01", 0.5, None, None), "two scores"),
    ],
)
def test_unsound_positions_are_refused(row, message):
    with pytest.raises(ValueError, match=message):
        positions.latest(frame([*ROWS, row]), DATES)


def test_an_unknown_side_is_refused():
    with pytest.raises(ValueError, match="no position of 'china'"):
        positions.distances(frame(), "russia", "china", DATES)


def test_a_move_is_measured_from_where_the_other_stood():
    rows = [
        ("russia", "nato", "2024-01-01", 1.0, None, None),
        ("russia", "nato", "2025-01-01", 0.7, None, None),
        ("ukraine", "nato", "2024-01-01", 0.4, None, None),
    ]
    found = positions.change(frame(rows), "russia", "ukraine", "2024-07-01", "2025-01-01").iloc[0]
    assert found["change"] == pytest.approx(-0.3)
    assert found["closer_a"] == pytest.approx(0.3)
    assert found["closer_b"] == 0
