import pandas as pd
import pytest
from matplotlib.colors import to_hex
from report import style
from report.stalling import deadlines

ROWS = [
    # id, announced, due, addressees, kind, enforced, penalty_on_russia, status
    ("tariff", "2025-05-01", "2025-06-10", "russia", "penalty", "no", "yes", "reported"),
    ("banks", "2025-03-07", None, "russia", "penalty", "partly", "yes", "reported"),
    ("buyers", "2025-05-10", "2025-05-30", "russia", "penalty", "partly", "yes", "reported"),
    ("long", "2025-07-01", "2025-09-01", "russia", "penalty", "superseded", "yes", "contested"),
    ("answer", "2024-11-20", "2025-02-27", "ukraine", "answer", "no", "no", "reported"),
    ("aid", "2025-03-03", None, "ukraine", "penalty-without-deadline", "yes", "no", "reported"),
]
COLUMNS = [
    "id",
    "announced",
    "due",
    "addressees",
    "kind",
    "enforced",
    "penalty_on_russia",
    "status",
]


@pytest.fixture
def clocks():
    table = pd.DataFrame(ROWS, columns=COLUMNS)
    dates = {name: pd.to_datetime(table[name]) for name in ("announced", "due")}
    return table.assign(title=table["id"], **dates)


def windows():
    table = pd.DataFrame(
        {
            "id": ["w", "v"],
            "title": ["W", "V"],
            "start": pd.to_datetime(["2025-05-28", "2025-07-01"]),
            "end": pd.to_datetime(["2025-06-11", "2025-07-11"]),
            "area_km2": [28.0, 50.0],
            "drones": pd.array([140, None], dtype="Int64"),
            "claimed_losses": pd.array([14000, 9000], dtype="Int64"),
        }
    )
    return deadlines.rates(table)


def test_threats_are_dated_penalties_on_russia_in_order_of_the_day(clocks):
    assert list(deadlines.threats(clocks)["id"]) == ["buyers", "tariff", "long"]


def test_tally_reads_in_part_both_ways(clocks):
    table = deadlines.tally(clocks).set_index("group")
    dated = table.loc["Penalty on Russia or its buyers, day named"]
    assert dated.tolist() == [3, 0, 1, 1, 1, 0, 1]
    assert table.loc["Penalty on Russia or its buyers, no day", ["n", "kind"]].tolist() == [1, 1]
    assert table.loc["Penalty on Ukraine, no deadline before it", "strict"] == 1
    assert table.loc["Penalty on Russia, no deadline before it", "n"] == 0


def test_last_week_counts_the_day_due_and_not_the_first_day(clocks):
    days = ["2025-05-30", "2025-05-23", "2025-05-22", "2025-05-31", "2025-05-25"]
    actors = ["us;russia", "russia", "russia", "russia", "us;ukraine"]
    events = pd.DataFrame({"date": pd.to_datetime(days), "actors": actors, "title": list("abcde")})
    empty = dict.fromkeys(["kind", "proposer", "source", "other_sources"], "x")
    one = clocks[clocks["id"] == "buyers"]
    found = deadlines.before(events.assign(**empty), one, 7)
    assert list(zip(found["title"], found["left"], strict=True)) == [("a", 0), ("b", 7)]
    late = one.assign(announced=pd.Timestamp("2025-05-23"))
    assert list(deadlines.before(events.assign(**empty), late, 7)["title"]) == ["a"]


def test_usual_counts_the_days_with_an_event_behind_them():
    days = pd.to_datetime(["2025-05-03", "2025-05-08", "2025-05-09"])
    events = pd.DataFrame({"date": days, "actors": ["us;russia", "russia", "us;ukraine"]})
    # With a look of two days back: 3, 4, 5, 8, 9 and 10 May of ten days.
    assert deadlines.usual(events, "2025-05-01", "2025-05-10", 2) == pytest.approx(0.6)


def test_marks_rise_only_within_a_lane_and_a_fortnight():
    days = pd.to_datetime(["2025-12-12", "2025-12-15", "2025-12-19", "2025-12-22", "2026-01-30"])
    steps = pd.DataFrame({"by": ["eu", "us", "eu", "eu", "eu"], "date": days})
    assert deadlines.crowding(steps).tolist() == [0, 0, 1, 2, 0]


def test_rates_divide_by_the_days_after_the_first():
    table = windows()
    assert table["days"].tolist() == [14, 10]
    assert table["area"].tolist() == pytest.approx([2, 5])
    assert table["losses"].tolist() == pytest.approx([1000, 900])
    assert table["drones"].iloc[0] == pytest.approx(10)
    assert pd.isna(table["drones"].iloc[1])


def test_months_are_whole_and_divided_by_their_days():
    days = pd.to_datetime(["2025-03-01", "2025-04-01", "2025-05-01"])
    area = pd.DataFrame({"month": days, "change_km2": [31, 60, 62]})
    strikes = pd.DataFrame({"month": days, "drones": [31, 30, 31]})
    losses = pd.DataFrame({"month": days, "claimed_in_month": [310, 300, 310]})
    bounds = pd.Timestamp("2025-03-11"), pd.Timestamp("2025-05-31")
    table = deadlines.months(area, strikes, losses, *bounds)
    assert list(table["month"].dt.month) == [4, 5]
    assert table["area"].tolist() == pytest.approx([2, 2])
    assert table["losses"].tolist() == pytest.approx([10, 10])


def test_belief_has_two_bounds_and_leaves_out_what_was_replaced(clocks):
    table = deadlines.bounds(deadlines.threats(clocks), 4, 1)
    ends = table.groupby("reading")["mean"].last()
    assert ends["counted"] == pytest.approx(5 / 7)
    assert ends["not counted"] == pytest.approx(4 / 7)
    assert table["step"].max() == 2
    assert table["title"].iloc[0] == "Before any"


def test_end_of_a_bar_that_was_not_carried_out_is_empty(clocks):
    ax = deadlines.plot_gantt(clocks).axes[0]
    tariff = pd.Timestamp("2025-06-10")
    marks = {
        line.get_marker(): line
        for line in ax.lines
        if line.get_xdata()[0] == tariff and line.get_marker() not in ("None", "")
    }
    assert to_hex(marks["o"].get_markerfacecolor()) == style.PAPER
    assert to_hex(marks["o"].get_color()) == style.RED
    texts = [text.get_text() for text in ax.texts]
    assert "long · R*" in texts and "answer · U" in texts


def launches():
    table = pd.DataFrame(
        {
            "truce": "t",
            "date": pd.to_datetime(["2025-04-19", "2025-04-20", "2025-04-21"]),
            "drones": pd.array([87, 0, 96], dtype="Int64"),
            "missiles": pd.array([8, 0, 3], dtype="Int64"),
        }
    )
    day = pd.Timestamp("2025-04-20")
    truce = {"id": "t", "title": "Easter", "kind": "truce", "start": day, "end": day}
    return deadlines.around(table, pd.DataFrame([truce]))


def test_a_day_is_inside_the_truce_to_which_it_belongs():
    assert launches()["inside"].tolist() == [False, True, False]


def test_zero_launches_are_hollow():
    ax = deadlines.plot_launches(launches()).axes[0]
    faces = {
        tuple(line.get_ydata()): to_hex(line.get_markerfacecolor())
        for line in ax.lines
        if line.get_marker() == "o"
    }
    assert faces == {(0.0,): style.PAPER, (87.0, 96.0): style.RED}
