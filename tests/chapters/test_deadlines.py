import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims.chapters import deadlines
from moscow_aims.drawing import theme

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


def test_threats_are_dated_penalties_on_russia_in_order_of_the_day(clocks):
    assert list(deadlines.threats(clocks)["id"]) == ["buyers", "tariff", "long"]


def test_tally_reads_in_part_both_ways(clocks):
    table = deadlines.tally(clocks).set_index("group")
    dated = table.loc["Penalty on Russia or its buyers, day named"]
    assert dated.tolist() == [3, 0, 1, 1, 1, 0, 1]
    assert table.loc["Penalty on Russia or its buyers, no day", ["n", "kind"]].tolist() == [1, 1]
    assert table.loc["Penalty on Ukraine, no deadline before it", "strict"] == 1
    assert table.loc["Penalty on Russia, no deadline before it", "n"] == 0


def test_marks_rise_only_within_a_lane_and_a_fortnight():
    days = pd.to_datetime(["2025-12-12", "2025-12-15", "2025-12-19", "2025-12-22", "2026-01-30"])
    steps = pd.DataFrame({"by": ["eu", "us", "eu", "eu", "eu"], "date": days})
    assert deadlines.crowding(steps).tolist() == [0, 0, 1, 2, 0]


def test_end_of_a_bar_that_was_not_carried_out_is_empty(clocks):
    ax = deadlines.plot_gantt(clocks).axes[0]
    tariff = pd.Timestamp("2025-06-10")
    marks = {
        line.get_marker(): line
        for line in ax.lines
        if line.get_xdata()[0] == tariff and line.get_marker() not in ("None", "")
    }
    assert to_hex(marks["o"].get_markerfacecolor()) == theme.PAPER
    assert to_hex(marks["o"].get_color()) == theme.RUSSIA
    texts = [text.get_text() for text in ax.texts]
    assert "long · R*" in texts and "answer · U" in texts


def launches():
    table = pd.DataFrame(
        {
            "truce": "t",
            "date": pd.to_datetime(["2025-04-19", "2025-04-20", "2025-04-21"]),
            "drones": pd.array([87, None, 96], dtype="Int64"),
            "missiles": pd.array([8, None, 3], dtype="Int64"),
        }
    )
    day = pd.Timestamp("2025-04-20")
    truce = {"id": "t", "title": "Easter", "kind": "truce", "start": day, "end": day}
    return deadlines.around(table, pd.DataFrame([truce]))


def test_a_day_is_inside_the_truce_to_which_it_belongs():
    assert launches()["inside"].tolist() == [False, True, False]


def test_a_day_without_a_row_is_no_zero():
    ax = deadlines.plot_launches(launches()).axes[0]
    drawn = [line.get_ydata().tolist() for line in ax.lines if line.get_marker() == "o"]
    assert drawn == [[87.0, 96.0]]
    assert [text.get_text() for text in ax.texts if text.get_text() == "?"] == ["?"]
