from pathlib import Path

import jupytext
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from moscow_aims import data, show
from moscow_aims.chapters import what_34_means
from moscow_aims.methods import conjoint, misreport, readings

ROOT = Path(__file__).parents[2]
SHARE, N = 0.34, 3600


@pytest.fixture(scope="module")
def careless():
    return what_34_means.by_reliability(SHARE, N, [0.6, 0.75, 1.0], (2, 3, 4, 5))


def at(table, reliability, levels):
    """The row of a forced choice, or of the direct question if `levels` is None."""
    label = "direct question" if levels is None else f"forced choice, {levels} levels"
    return table[np.isclose(table["reliability"], reliability) & (table["label"] == label)].iloc[0]


def test_the_figure_is_read_as_a_proportion():
    polls = pd.DataFrame(
        {"id": ["other", what_34_means.FIGURE], "share": [50, 34.0], "n": [1, 3600]}
    )
    assert what_34_means.published(polls) == (0.34, 3600)
    with pytest.raises(ValueError, match="0 rows"):
        what_34_means.published(polls.head(1))


def test_intervals_of_the_published_figure():
    # Wilson limits by hand for p = 0.34, n / d = 3600, 2400, 1800, 1200.
    table = what_34_means.intervals(SHARE, N, [1, 1.5, 2, 3])
    found = (100 * table[["wilson_low", "wilson_high"]]).round(1).to_numpy().tolist()
    assert found == [[32.5, 35.6], [32.1, 35.9], [31.8, 36.2], [31.4, 36.7]]
    assert table["effective_n"].tolist() == [3600, 2400, 1800, 1200]
    assert np.allclose(table["jeffreys_low"], table["wilson_low"], atol=5e-4)


def test_designs_give_the_known_readings():
    table = what_34_means.designs(SHARE, N, levels=(2, 3, 4, 5)).set_index("label")
    assert table.index[:3].tolist() == [
        "direct question",
        "plans judged one by one",
        "forced choice, 2 levels",
    ]
    found = table[["value", "people_low", "people_high"]].round(2).to_numpy().tolist()
    assert found == [
        [0.34, 0.34, 0.34],
        [0.34, 0.34, 0.68],
        [0.18, 0.18, 0.36],
        [0.26, 0.26, 0.52],
        [0.29, 0.29, 0.57],
        [0.30, 0.30, 0.60],
    ]


def test_tastes_in_between_lower_the_floor_but_not_that_of_a_direct_question():
    table = what_34_means.designs(SHARE, N, levels=(3,))
    assert table["people_floor"].tolist() == [0.34, 0, 0]
    # 0.7 = 1/6 + 2/3 * 0.8, and of a head-to-head share of 0.8 at least 2 * 0.8 - 1 lean that way.
    high = what_34_means.designs(0.7, N, levels=(3,))
    assert high["people_floor"].iloc[2] == pytest.approx(0.6)


def test_corrections_one_at_a_time():
    table = what_34_means.corrections(
        SHARE, reliability=(0.9, 0.6), hidden=(0.1, 0.3), faked=(0.1, 0.2), response=0.3
    )
    found = (100 * table[["people_low", "people_high"]]).round(1).to_numpy().tolist()
    # Hidden: 0.34 / 0.9 and 0.34 / 0.7; faked: 0.24 / 0.9 and 0.14 / 0.8; rest: 0.34 * 0.3 + 0.7.
    assert found == [[14.2, 32.1], [37.8, 48.6], [17.5, 26.7], [10.2, 80.2]]
    assert table["label"].iloc[0] == "careless: reliability 0.9 to 0.6"
    assert table["label"].iloc[1] == "hidden by 10 to 30 % of accepters"


def test_levels_carry_the_range_of_a_marginal_mean():
    table = what_34_means.by_levels(SHARE, N, range(2, 5))
    assert table["levels"].tolist() == [2, 3, 4]
    assert table["mean_low"].tolist() == pytest.approx([1 / 4, 1 / 6, 1 / 8])
    assert (table["mean_low"] + table["mean_high"]).tolist() == pytest.approx([1, 1, 1])


def test_full_reliability_changes_nothing(careless):
    designs = what_34_means.designs(SHARE, N, levels=(2, 3, 4, 5))
    columns = ["value", "low", "high", "people_floor", "people_low", "people_high"]
    perfect = careless[careless["reliability"] == 1.0]
    assert np.allclose(perfect[columns].astype(float), designs[columns].astype(float))


def test_taking_ties_and_careless_answers_out_undoes_putting_them_in(careless):
    row = at(careless, 0.75, 3)
    # Forwards: ties pull the share towards one half, then slips flip the record.
    tau = (1 - np.sqrt(0.5)) / 2
    mean = readings.marginal_mean(row["value"], 3)
    assert tau + (1 - 2 * tau) * mean == pytest.approx(SHARE)
    other_order = readings.tie_adjusted_mean(misreport.corrected_mean(SHARE, 0.75), 3)
    assert row["value"] == pytest.approx(other_order)
    assert row["value"] == pytest.approx(0.1606, abs=5e-5)


def test_a_synthetic_experiment_with_careless_answers_is_undone():
    # 40,000 tasks: the head-to-head share comes back within three standard errors.
    attributes = {"status": ["a", "b", "term"]}
    made = {"respondents": 4000, "tasks": 10, "utilities": {"status": {"term": -1.0}}}
    tau = misreport.swap_rate(0.75)
    clean = conjoint.simulate_synthetic(attributes, **made)
    dirty = conjoint.simulate_synthetic(attributes, **made, careless=tau, seed=7)
    keys = {"outcome": "chosen", "respondent": "respondent"}
    true = conjoint.tie_adjusted_means(clean, attributes=["status"], task="task", **keys)
    seen = conjoint.marginal_means(dirty, attributes=["status"], **keys)
    true, seen = (frame.set_index("level")["estimate"]["term"] for frame in (true, seen))
    found = what_34_means.by_reliability(seen, 4000, [0.75], (3,))
    assert at(found, 0.75, 3)["value"] == pytest.approx(true, abs=0.02)


@pytest.mark.parametrize(("reliability", "levels", "possible"), [
    (0.6, 2, False), (0.6, 3, False), (0.6, 4, True), (0.75, 2, True), (0.6, None, True),
])  # fmt: skip
def test_some_designs_cannot_have_produced_the_figure(careless, reliability, levels, possible):
    row = at(careless, reliability, levels)
    assert row["possible"] == possible
    assert pd.notna(row["value"]) == possible


def test_the_interval_of_a_corrected_share_is_stretched_alike(careless):
    row, plain = at(careless, 0.75, None), at(careless, 1.0, None)
    assert (row["high"] - row["low"]) / (plain["high"] - plain["low"]) == pytest.approx(2**0.5)


def test_hiding_rate_of_a_list_experiment():
    table = pd.DataFrame(
        {"direct": [71.0, 10, np.nan, 50], "indirect": [61.0, 14, 40, np.nan], "id": list("abcd")}
    )
    found = what_34_means.hiding_rates(table)
    assert found["id"].tolist() == ["a"]
    # Ten points of the 39 who do not hold the view.
    assert found["hiding"].tolist() == pytest.approx([10 / 39])


def test_what_the_tipping_map_says():
    summary = what_34_means.tipping(misreport.tipping_grid(SHARE), SHARE)
    assert summary["highest"] == pytest.approx(0.34 / 0.6)
    assert summary["lowest"] == pytest.approx(0.1422, abs=5e-5)
    # 0.34 / 0.68 is exactly one half.
    assert summary["hidden"] == pytest.approx(0.32, abs=0.011)
    assert 0 < summary["majority"] < summary["lower"] < 0.5


def test_tipping_on_a_map_that_can_be_counted():
    grid = misreport.tipping_grid(0.4, reliability=[0.8, 1.0], hidden=[0.0, 0.1, 0.3])
    summary = what_34_means.tipping(grid, 0.4)
    # Reliability 0.8: 0.371, 0.412, 0.530; reliability 1: 0.4, 0.444, 0.571.
    assert summary[["majority", "lower"]].tolist() == pytest.approx([2 / 6, 1 / 6])
    assert summary[["hidden", "reliability"]].tolist() == pytest.approx([0.3, 0.8])


def test_detectable_effects_of_a_survey_of_this_size():
    table = what_34_means.detectable(N, tasks=(3, 5), levels=(3, 5)).set_index("tasks")
    assert (100 * table).round(1).to_numpy().tolist() == [[2.3, 3.0], [1.8, 2.3]]


def test_three_estimates_of_one_table_agree_with_each_other():
    choices = conjoint.simulate_synthetic(
        {"first": ["x", "y", "z"], "second": ["no", "yes"]},
        respondents=2000,
        tasks=5,
        utilities={"first": {"z": -1.0}},
    )
    table = what_34_means.side_by_side(choices, ["first", "second"])
    assert table["level"].tolist() == ["x", "y", "z", "no", "yes"]
    z = table.set_index("level").loc["z"]
    assert readings.tie_adjusted_mean(z["mean"], 3) == pytest.approx(z["adjusted"], abs=0.01)
    x = table.set_index("level").loc["x"]
    assert z["mean"] - x["mean"] == pytest.approx(z["amce"], abs=0.01)
    words = what_34_means.estimate_words(table)
    assert words["AMCE, points"].tolist()[0] == "baseline"
    assert words["AMCE, points"].tolist()[2].startswith("\N{MINUS SIGN}")


def test_percent_writes_limits_only_where_they_are_known():
    assert what_34_means.percent(0.1234) == "12.3"
    assert what_34_means.percent(-0.5, -0.6, -0.4) == (
        "\N{MINUS SIGN}50.0 (\N{MINUS SIGN}60.0 to \N{MINUS SIGN}40.0)"
    )
    assert what_34_means.percent(0, np.nan, np.nan) == "0.0"


def test_panes_of_a_slider_share_their_axes(careless):
    levels = what_34_means.by_levels(SHARE, N, (2, 8))
    panes = [what_34_means.plot_levels(levels, count, SHARE) for count in (2, 8)]
    panes += [what_34_means.plot_reliability(careless, r, SHARE) for r in (0.6, 1.0)]
    assert {pane.axes[0].get_xlim() for pane in panes} == {(0.0, 100.0)}
    assert panes[0].axes[0].get_ylim() == panes[1].axes[0].get_ylim()
    assert panes[2].axes[0].get_ylim() == panes[3].axes[0].get_ylim()


def test_an_impossible_reading_is_named_and_not_drawn(careless):
    ax = what_34_means.plot_reliability(careless, 0.6, SHARE).axes[0]
    words = [note.get_text() for note in ax.findobj(Annotation)]
    assert words.count("impossible") == 2
    dots = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert len(dots) == 4


def test_every_reading_shows_the_printed_figure_and_one_half():
    table = pd.concat(
        [
            what_34_means.designs(SHARE, N, levels=(3,)),
            what_34_means.corrections(
                SHARE, reliability=(0.9, 0.6), hidden=(0.1, 0.3), faked=(0.1, 0.2), response=0.3
            ),
        ],
        ignore_index=True,
    )
    ax = what_34_means.plot_readings(table).axes[0]
    upright = {line.get_xdata()[0] for line in ax.lines if list(line.get_ydata()) == [0, 1]}
    assert upright == {100 * SHARE, 50}
    widths = [round(bar.get_width(), 1) for bar in ax.patches if isinstance(bar, Rectangle)]
    assert 70.0 in widths  # the bounds of non-response, 10.2 to 80.2


def test_the_map_marks_the_uncorrected_figure():
    nothing = pd.DataFrame({"hiding": []})
    ax = what_34_means.plot_tipping(misreport.tipping_grid(SHARE), SHARE, nothing).axes[0]
    marked = [line.get_xydata().tolist() for line in ax.lines if line.get_marker() == "D"]
    assert marked == [[[1.0, 0.0]]]


def test_invented_people_are_called_so_on_the_axis():
    people = readings.synthetic_populations(SHARE, levels=3)
    ax = what_34_means.plot_populations(readings.synthetic_summary(people, levels=3)).axes[0]
    assert "SYNTHETIC" in ax.get_xlabel()


@pytest.mark.parametrize("reliability", [0.6, 0.75, 1.0])
def test_alt_texts_fit(careless, reliability):
    levels = what_34_means.by_levels(SHARE, N, (2, 8))
    texts = [what_34_means.reliability_alt(careless, reliability)]
    texts += [what_34_means.levels_alt(levels, count) for count in (2, 8)]
    assert max(map(len, texts)) <= show.ALT_LENGTH
    assert "18 %" in texts[1]


CELLS = [
    cell.source
    for cell in jupytext.read(ROOT / "chapters" / "survey" / "what-34-means.md").cells
    if cell.cell_type == "code"
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("percent", [1, 20.25, 50, 99])
def test_chapter_runs_for_other_shares(monkeypatch, capsys, percent):
    table = data.load("survey/polls")
    table["share"] = table["share"].mask(table["id"] == what_34_means.FIGURE, percent)
    load = data.load
    monkeypatch.setattr(data, "load", lambda name: table if name == "survey/polls" else load(name))
    names = {}
    for source in CELLS:
        exec(source, names)  # noqa: S102 - the chapter's own cells
    assert names["share"] == percent / 100


@given(share=strategies.floats(0, 1))
def test_corrections_are_shares_or_impossible(share):
    table = what_34_means.corrections(
        share, reliability=(0.9, 0.6), hidden=(0.1, 0.3), faked=(0.1, 0.2), response=0.3
    )
    low, high = table["people_low"], table["people_high"]
    assert (low.isna() == high.isna()).all() and not pd.isna(low.iloc[-1])
    assert (low.isna() | ((0 <= low) & (low <= high) & (high <= 1))).all()


def test_a_correction_is_cut_where_it_becomes_impossible():
    table = what_34_means.corrections(
        0.15, reliability=(0.9, 0.6), hidden=(0.1, 0.9), faked=(0.2, 0.3), response=1
    )
    # Careless: (0.15 - tau) / (1 - 2 tau) at 0.9, nought long before 0.6; hidden: 0.15 / 0.9 to all;
    # a fifth of refusers alone would have been more than 0.15.
    found = (100 * table[["people_low", "people_high"]]).round(1)
    assert found.iloc[[0, 1, 3]].to_numpy().tolist() == [[0, 10.9], [16.7, 100], [15, 15]]
    assert found.iloc[2].isna().all()


@pytest.mark.parametrize(("share", "reliability", "hidden"), [
    (0.34, 1, 0.32), (0.5, 1, 0), (0.6, 1, 0), (0.01, 1, 0.98), (0.01, 0.75, np.nan),
])  # fmt: skip
def test_hiding_that_a_majority_needs(share, reliability, hidden):
    found = what_34_means.hiding_for_majority(share, reliability)
    assert found == pytest.approx(hidden, nan_ok=True)


def test_a_title_says_which_numbers_of_levels_are_impossible():
    head = pd.Series({2: np.nan, 3: 5.0, 8: 15.6})
    assert what_34_means.levels_title(head).endswith(
        "with two levels impossible, with three levels 5 %, with eight levels 16 %"
    )
