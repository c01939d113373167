import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import deadlines
from moscow_aims.drawing import theme


@pytest.fixture(scope="module")
def listed():
    return data.load("stalling/deadlines")


def test_threats_are_the_dated_penalties_on_russia_that_the_page_counts(listed):
    six = deadlines.threats(listed)
    assert six["id"].str[:3].tolist() == ["d25", "d06", "d07", "d08", "d09", "d11"]
    assert six["due"].notna().all() and six["announced"].is_monotonic_increasing
    assert (six["by"] == "us").sum() == 5 and not (six["enforced"] == "yes").any()


def test_the_two_deadlines_of_kyiv_passed_without_a_loss(listed):
    kyiv = listed[(listed["kind"] == "answer") & (listed["addressees"] == "ukraine")]
    assert kyiv["enforced"].tolist() == ["no", "no"]


def test_offers_came_one_and_two_days_before_their_deadlines(listed):
    due = listed.set_index("id")["due"]
    said = data.load("stalling/events").set_index("id")["date"]
    assert (due["d06-ultimatum"] - said["2025-05-11-putin-istanbul"]).days == 1
    assert (due["d09-eighth-august"] - said["2025-08-06-witkoff"]).days == 2


def test_rows_are_told_with_names_and_no_gap(listed):
    table = deadlines.told(listed)
    assert table.notna().all(axis=None) and len(table) == len(listed)
    assert "Ukraine and Europe" in set(table["By"]) and "no day" in set(table["Due"])
    said = table.set_index("Deadline")["Said"]
    assert said["War ended in 24 hours"] == "2024" and said["Fifty days"] == "14 Jul 2025"
    assert set(table["Carried out"]) <= set(deadlines.CODES.values())


def test_bars_end_on_the_day_due_and_say_what_came_of_it(listed):
    six = deadlines.threats(listed)
    may = six.loc[six["id"] == "d06-ultimatum", "due"].item()
    moves = pd.DataFrame({"date": [may - pd.Timedelta(days=1)], "due": [may], "label": ["talks"]})
    ax = deadlines.plot_threats(six, moves).axes[0]
    bars = [line for line in ax.lines if line.get_linewidth() == 9]
    assert [bar.get_xdata()[1] for bar in bars] == six["due"].tolist()
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["no", "partly", "no", "replaced", "partly", "no", "talks"]
    assert ax.texts[-1].get_color() == theme.RUSSIA


STEPS = pd.DataFrame({
    "id": ["a", "b", "c", "d", "e"],
    "date": pd.to_datetime(["2025-12-12", "2025-12-15", "2025-12-19", "2025-12-22", "2026-01-30"]),
    "by": ["eu", "us", "eu", "eu", "us"],
    "direction": ["tighter", "tighter", "tighter", "looser", "looser"],
    "announced_deadline": ["d", None, None, None, None],
})  # fmt: skip


def test_marks_are_drawn_further_out_only_within_a_lane_and_direction():
    assert deadlines.levels(STEPS).tolist() == [1, 1, 2, 1, 1]


def test_tighter_is_up_and_looser_is_down():
    ax = deadlines.plot_steps(STEPS, pd.Series(True, STEPS.index), {"e": "gone"}).axes[0]
    heads = {
        line.get_marker(): line.get_ydata()[0] for line in ax.lines if line.get_color() == theme.US
    }
    assert heads["^"] > 0 > heads["v"]
    assert sum(line.get_markersize() == 15 for line in ax.lines) == 1
    assert [text.get_text() for text in ax.texts] == ["gone"]


def test_a_day_without_a_row_is_not_logged_and_truces_without_launches_are_left_out():
    launches, truces = data.load("stalling/launches"), data.load("stalling/truces")
    table = deadlines.raids(launches, truces).set_index("id")
    assert "t-energy-pause" not in table.index
    assert table.loc["t-victory-day-2025", ["days", "logged"]].tolist() == [3, 0]
    assert table.loc["t-easter-2025", ["days", "logged"]].tolist() == [2, 1]
    assert table.loc["t-one-week", ["days", "logged"]].tolist() == [8, 8]
