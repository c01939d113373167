from pathlib import Path

import jupytext
import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import what_34_means
from moscow_aims.methods import readings

ROOT = Path(__file__).parents[2]
SHARE, N = 0.34, 3600
CELLS = [
    cell.source
    for cell in jupytext.read(ROOT / "chapters" / "survey" / "what-34-means.md").cells
    if cell.cell_type == "code"
]


def test_the_figure_is_read_as_a_proportion():
    polls = pd.DataFrame(
        {"id": ["other", what_34_means.FIGURE], "share": [50, 34.0], "n": [1, 3600]}
    )
    assert what_34_means.published(polls) == (0.34, 3600)
    with pytest.raises(ValueError, match="0 rows"):
        what_34_means.published(polls.head(1))


def test_designs_give_the_known_readings():
    table = what_34_means.designs(SHARE, N, levels=(2, 3, 4, 5)).set_index("label")
    assert table.index[:3].tolist() == [
        "a direct question to people",
        "plans accepted or refused one by one",
        "choice between two plans, 2 statuses",
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


def test_levels_carry_the_range_of_a_marginal_mean():
    table = what_34_means.by_levels(SHARE, N, range(2, 5))
    assert table["levels"].tolist() == [2, 3, 4]
    assert table["mean_low"].tolist() == pytest.approx([1 / 4, 1 / 6, 1 / 8])
    assert (table["mean_low"] + table["mean_high"]).tolist() == pytest.approx([1, 1, 1])


def test_what_is_known_is_counted_by_group_in_the_order_of_the_card():
    card = data.load("survey/design")
    table = what_34_means.known_by_group(card).set_index("What a reader needs to know")
    assert table.index.tolist() == list(what_34_means.GROUPS.values())
    assert table.to_numpy().sum() == len(card)
    assert table.loc["What the numbers count"].tolist() == [0, 0, 0, 7]


def test_an_impossible_number_of_statuses_is_named_and_not_drawn():
    table = what_34_means.by_levels(0.1, N, [2, 9])
    words = what_34_means.level_numbers(table)
    assert np.isnan(words[2]["won"][0]) and words[9]["won"][0] > 0
    texts = [text.get_text() for text in what_34_means.plot_levels(table, 2, 0.1).axes[0].texts]
    assert "impossible" in texts


def test_panes_share_their_axes_and_say_who_is_not_opposed():
    table = what_34_means.by_levels(SHARE, N, [2, 3])
    panes = [what_34_means.plot_levels(table, count, SHARE).axes[0] for count in (2, 3)]
    assert panes[0].get_xlim() == panes[1].get_xlim() and panes[0].get_ylim() == panes[1].get_ylim()
    assert "26 to 52" in [text.get_text() for text in panes[1].texts]
    bars = what_34_means.plot_designs(what_34_means.designs(SHARE, N, levels=(3,))).axes[0]
    assert [text.get_text() for text in bars.texts][:3] == ["34", "34 to 68", "26 to 52"]


def test_invented_people_are_called_so_on_the_axis():
    people = readings.synthetic_populations(SHARE, levels=3)
    ax = what_34_means.plot_populations(readings.synthetic_summary(people, levels=3)).axes[0]
    assert "SYNTHETIC" in ax.get_xlabel()


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


@pytest.mark.parametrize(("share", "reliability", "hidden"), [
    (0.34, 1, 0.32), (0.5, 1, 0), (0.6, 1, 0), (0.01, 1, 0.98), (0.01, 0.75, np.nan),
])  # fmt: skip
def test_hiding_that_a_majority_needs(share, reliability, hidden):
    found = what_34_means.hiding_for_majority(share, reliability)
    assert found == pytest.approx(hidden, nan_ok=True)
