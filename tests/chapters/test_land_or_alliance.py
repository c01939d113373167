import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import poll_readings
from moscow_aims.chapters import land_or_alliance
from moscow_aims.drawing import marks, theme
from scipy import stats


@pytest.fixture(scope="module")
def gaps(russia, deff):
    return land_or_alliance.gaps(land_or_alliance.arms(russia, 1600), deff)


def readings(*days, **columns):
    table = {
        "question": "talks",
        "answer": "talks",
        "field_start": pd.to_datetime(list(days)),
        "field_end": pd.to_datetime(list(days)) + pd.Timedelta(days=2),
        "share": 50.0,
        "status": "reported",
        "source": "good",
    }
    return pd.DataFrame(table | columns)


GRADES = pd.DataFrame(
    {
        "id": ["good", "weak", "answers"],
        "reliability": ["C", "D", "B"],
        "kind": ["press", "press", "dataset"],
    }
)


def test_half_of_the_sample_heard_each_wording(russia):
    halves = land_or_alliance.arms(russia, 1600)
    october = halves[halves["field_start"] == "2023-10-19"]
    assert set(october["arm_n"]) == {round(1607 / 2)} and not october["n_assumed"].any()
    september = halves[halves["field_start"] == "2025-09-01"]
    assert set(september["arm_n"]) == {800} and september["n_assumed"].all()


def test_a_printed_size_of_an_arm_is_kept():
    table = pd.DataFrame(
        {
            "question": land_or_alliance.TEST,
            "n": pd.array([1600, None, None], dtype="Int64"),
            "arm_n": pd.array([790, 801, None], dtype="Int64"),
        }
    )
    halves = land_or_alliance.arms(table, 1606)
    assert halves["arm_n"].tolist() == [790, 801, 803]
    assert halves["n_assumed"].tolist() == [False, False, True]


def test_published_gaps_and_their_margins(gaps):
    assert gaps["gap"].tolist() == [36, 41, 41, 47, 47]
    # By hand: 1.96 times the root of the two variances, about 800 a half, without and with 1.93.
    half = (gaps["high"] - gaps["low"]) / 2
    assert half.tolist() == pytest.approx([4.6, 4.5, 4.5, 4.3, 4.3], abs=0.1)
    half = (gaps["high_design"] - gaps["low_design"]) / 2
    assert half.tolist() == pytest.approx([6.3, 6.2, 6.2, 6.0, 5.9], abs=0.1)


def test_those_who_switch_against_every_joint_distribution(gaps):
    # 100 people, 80 for ending the war and 33 for ending it and returning land.
    both = np.arange(101)
    possible = both[(both <= 33) & (80 + 33 - both <= 100)]
    switch = 80 - possible
    last = gaps.iloc[-1]
    assert (last["gap"], last["switch_most"]) == (switch.min(), switch.max())


def test_constancy_of_two_readings_is_the_test_of_two_shares():
    table = pd.DataFrame(
        {
            "end": [70.0, 80.0],
            "land": [30.0, 30.0],
            "gap": [40.0, 50.0],
            "base": [800, 800],
            "base_reference": [800, 800],
        }
    )
    found = land_or_alliance.constancy(table, 2.0).set_index("quantity")
    z = 10 / np.sqrt(2.0 * (70 * 30 + 80 * 20) / 800)
    assert found.loc["end", "q"] == pytest.approx(z**2)
    assert found.loc["end", "p"] == pytest.approx(2 * stats.norm.sf(z))
    assert found.loc["land", ["q", "p"]].tolist() == pytest.approx([0, 1])
    assert found.loc["gap", "q"] < found.loc["end", "q"]


def test_firm_is_what_a_good_source_prints_or_what_was_counted_from_answers():
    status = ["reported", "reported", "implied", "computed", "computed"]
    source = ["good", "weak", "good", "good", "answers"]
    table = readings(*["2024-01-01"] * 5, status=status, source=source)
    assert poll_readings.dated(table, GRADES)["firm"].tolist() == [True, False, False, False, True]


def test_a_line_breaks_where_nothing_was_read_for_more_than_75_days():
    table = readings("2024-01-01", "2024-03-16", "2024-05-31")
    assert poll_readings.series(table, GRADES, "talks")["run"].tolist() == [0, 0, 1]


def test_answers_are_cut_each_for_itself():
    table = readings("2024-01-01", "2024-02-01", "2024-05-01", answer=["a", "b", "a"])
    found = poll_readings.series(table, GRADES, "talks")
    assert found.set_index("date")["run"].tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match="no share"):
        poll_readings.series(table, GRADES, "war")


def test_a_season_sums_favourable_answers_and_halves_the_test(russia, sources, deff):
    table = land_or_alliance.season(russia, sources, "2024-09-10", "2024-10-02", deff)
    table = table.set_index("words")
    truce = table.loc["An immediate ceasefire"]
    assert (truce["share"], truce["against"], truce["base"]) == (60 + 18, 14, 1606)
    land = table.loc["Putin ends the war and returns annexed land"]
    assert (land["share"], land["against"], land["base"]) == (31, 60, 803)
    donetsk = table.loc["Return of Donetsk and Luhansk"]
    assert donetsk["share"] == 5 + 11 and np.isnan(donetsk["against"])
    assert table["share"].is_monotonic_decreasing


def test_a_share_against_brings_its_source_and_its_standing(russia, sources, deff):
    table = land_or_alliance.season(russia, sources, "2024-09-10", "2024-10-02", deff).set_index(
        "words"
    )
    polls = russia.set_index("id")["source"]
    for words, row in (
        ("Putin ends the war", "levada-2024-09-end-war"),
        ("Putin ends the war and returns annexed land", "levada-2024-09-return-land"),
    ):
        found = table.loc[words]
        assert found["source"].split(";") == [polls[f"{row}-support"], polls[f"{row}-oppose"]]
        assert found["firm"] and not found["against_firm"]
    assert table.loc["Putin withdraws them without reaching the goals", "against_firm"]
    (ax,) = land_or_alliance.plot_season(table.reset_index()).axes
    shown = {text.get_text() for text in ax.texts}
    assert {"72 : 20*", "31 : 60*", "20 : 70*", "50 : 31"} <= shown


def test_every_pollster_has_a_marker_of_its_own_or_there_is_no_picture(russia, sources, deff):
    table = land_or_alliance.season(russia, sources, "2024-09-10", "2024-10-02", deff)
    many = table.assign(pollster=[f"pollster {number}" for number in range(len(table))])
    few = many.assign(pollster=many["pollster"].where(many.index < 4, "one"))
    handles = land_or_alliance.plot_season(few).legends[0].legend_handles
    assert len({handle.get_marker() for handle in handles}) == 5
    with pytest.raises(ValueError, match="markers for"):
        land_or_alliance.plot_season(many)


def test_a_season_names_what_it_cannot_do(russia, sources, deff):
    with pytest.raises(ValueError, match="asked twice"):
        land_or_alliance.season(russia, sources, "2024-08-01", "2024-10-31", deff)
    with pytest.raises(ValueError, match="No wording"):
        land_or_alliance.season(russia, sources, "2021-01-01", "2021-12-31", deff)


def test_a_wording_of_unknown_sample_size_has_no_interval(russia, sources, deff):
    unseen = russia.assign(n=russia["n"].where(russia["question"] != land_or_alliance.WITHDRAW))
    found = [
        land_or_alliance.season(polls, sources, "2023-10-17", "2023-10-29", deff).set_index("words")
        for polls in (russia, unseen)
    ]
    known, unknown = (
        table.loc["Putin withdraws them without reaching the goals"] for table in found
    )
    assert known["base"] == 1199 and known["low"] < known["share"] < known["high"]
    assert unknown["share"] == known["share"] and np.isnan(unknown["low"])


def test_gaps_are_gaps_and_weak_readings_hollow():
    days = ["2024-01-01", "2024-02-01", "2024-08-01", "2024-09-01"]
    table = readings(*days, source=["good", "weak", "good", "good"])
    rows = poll_readings.series(table, GRADES, "talks")
    _, ax = theme.figure()
    marks.draw_series(ax, rows, theme.FIRST, "o")
    lines = [line for line in ax.lines if line.get_linestyle() == "-"]
    assert [len(line.get_xdata()) for line in lines] == [2, 2]
    faces = {to_hex(m.get_markerfacecolor()): len(m.get_xdata()) for m in ax.lines[2:]}
    assert faces == {theme.FIRST: 3, theme.PAPER: 1}


def test_no_difference_lies_outside_the_dumbbell(gaps):
    wide = gaps.assign(low_design=-15.0, high_design=90.0)
    low, high = land_or_alliance.plot_gap(wide).axes[1].get_xlim()
    assert low < -15 and high > 90


def test_the_dumbbell_shows_the_shares_of_both_arms(gaps):
    left, right = land_or_alliance.plot_gap(gaps).axes
    shown = {
        (to_hex(line.get_color()), float(line.get_xdata()[0]))
        for line in left.lines
        if line.get_marker() in "os"
    }
    assert shown == {(theme.FIRST, x) for x in gaps["end"]} | {
        (theme.SECOND, x) for x in gaps["land"]
    }
    diamonds = [line.get_xdata()[0] for line in right.lines if line.get_marker() == "D"]
    assert diamonds == gaps["gap"].tolist()
