import numpy as np
import pytest
from matplotlib.colors import to_hex
from moscow_aims import poll_readings
from moscow_aims.chapters import land_or_alliance
from moscow_aims.drawing import theme
from moscow_aims.methods import shares


@pytest.fixture(scope="module")
def lists(russia, sources, deff):
    return poll_readings.lists(russia, sources, 1600, deff)


@pytest.mark.parametrize(("a", "b"), [(76, 71), (75, 75), (20, 30), (0, 40), (100, 60)])
def test_paired_margin_against_the_people_themselves(a, b):
    # 100 people: refusing b goes with refusing a as far as it can, or against it.
    first = np.arange(100) < a
    same, other = np.arange(100) < b, np.arange(100) >= 100 - b
    by_hand = [
        shares.Z * np.sqrt(np.var(first.astype(float) - second) / 100) for second in (same, other)
    ]
    assert land_or_alliance.paired_margin(a / 100, b / 100, 100) == pytest.approx(by_hand)


def test_paired_margin_takes_a_design_effect_and_refuses_percentages():
    plain, wide = (land_or_alliance.paired_margin(0.76, 0.71, 1600, deff)[1] for deff in (1, 4))
    assert wide == pytest.approx(2 * plain)
    with pytest.raises(ValueError, match="proportion"):
        land_or_alliance.paired_margin(76, 71, 1600)


def test_of_two_answers_to_one_question_the_most_is_exact():
    # 100 people, 50 for and 31 against: each counts as one, minus one or nought.
    answers = np.repeat([1.0, -1.0, 0.0], [50, 31, 19])
    by_hand = shares.Z * np.sqrt(np.var(answers) / 100)
    assert land_or_alliance.paired_margin(0.50, 0.31, 100)[1] == pytest.approx(by_hand)


def test_lists_as_published_without_the_repetition(lists):
    shown = lists.pivot(index="field_start", columns="arm", values="share")
    assert shown[poll_readings.NATO].tolist() == [76, 75, 83, 72]
    assert shown[poll_readings.LAND[0]].dropna().tolist() == [71, 75, 73.5]
    assert shown[poll_readings.LAND[1]].dropna().tolist() == [67, 68, 73.5]
    assert poll_readings.REPEATED not in shown.index


def test_ceilings_of_the_list_without_refusals(russia):
    found = land_or_alliance.ceilings(russia).set_index("arm")
    # 5 and 11, 7 and 14 would take the land back; 60, 18 and 14 answered on the ceasefire; 72 NATO.
    assert found["at_most"].to_dict() == {poll_readings.LAND[0]: 84, poll_readings.LAND[1]: 79}
    assert set(found["undecided"]) == {8}
    assert found["break_even"].to_dict() == {poll_readings.LAND[0]: 12, poll_readings.LAND[1]: 7}


def test_a_ceiling_names_the_source_of_every_share_in_it(russia):
    table = land_or_alliance.ceilings(russia).set_index("arm")["source"].str.split(";")
    used = russia[
        russia["question"].eq(poll_readings.LIST) & russia["field_start"].eq("2024-09-26")
    ]
    for arm in poll_readings.LAND:
        rows = used[
            used["arm"].isin([arm, "ceasefire", poll_readings.NATO]) & used["share"].notna()
        ]
        assert sorted(table[arm]) == sorted(rows["source"].unique())


def test_no_share_lies_outside_the_lists(lists, russia):
    low = lists.assign(share=31.0, low=28.0, high=34.0)
    (ax,) = land_or_alliance.plot_lists(low, land_or_alliance.ceilings(russia)).axes
    assert ax.get_xlim()[0] == 20 and "from 20" in ax.get_xlabel()


def test_leads_of_nato(lists, deff):
    table = land_or_alliance.leads(lists, deff)
    assert table["lead"].tolist() == [5, 9, 0, 7, 9.5, 9.5]
    assert (table["margin_least"] <= table["margin_most"]).all()
    row = table.iloc[0]
    by_hand = shares.Z * np.sqrt((0.24 + 0.29 - 0.05**2) * deff / 1600)
    assert row["margin_most"] == pytest.approx(100 * by_hand)


def test_least_overlap_of_the_two_decisions(russia, sources, deff):
    table = land_or_alliance.leader_cue(russia, sources, deff)
    assert table["both_least"].tolist() == [65 + 60 - 100, 72 + 64 - 100]
    assert table["both_most"].tolist() == [60, 64]
    assert table["talks"].tolist() == [38, 44]
    assert (table["both_low"] < table["both_least"]).all()
    assert table["firm_peace"].tolist() == [True, False]


def test_overlap_bounds_against_every_joint_distribution(russia, sources, deff):
    peace, attack = 65, 60
    both = np.arange(101)
    possible = both[(both <= min(peace, attack)) & (peace + attack - both <= 100)]
    row = land_or_alliance.leader_cue(russia, sources, deff).iloc[0]
    assert (row["both_least"], row["both_most"]) == (possible.min(), possible.max())


def test_shares_that_are_not_firm_are_hollow(russia, lists):
    (ax,) = land_or_alliance.plot_lists(lists, land_or_alliance.ceilings(russia)).axes
    marks = [line for line in ax.lines if line.get_marker() in "Dsv"]
    hollow = [m.get_xdata()[0] for m in marks if to_hex(m.get_markerfacecolor()) == theme.PAPER]
    full = [m.get_xdata()[0] for m in marks if to_hex(m.get_markerfacecolor()) != theme.PAPER]
    assert sorted(full) == [67, 68, 71, 76]
    assert sorted(hollow) == [72, 73.5, 73.5, 75, 75, 83]


def test_bars_from_both_ends_overlap_by_the_least(russia, sources, deff):
    table = land_or_alliance.leader_cue(russia, sources, deff)
    (ax,) = land_or_alliance.plot_leader_cue(table).axes
    bars = [(bar.get_x(), bar.get_x() + bar.get_width(), bar.get_hatch()) for bar in ax.patches]
    for row, peace, attack in zip(table.itertuples(), bars[::2], bars[1::2], strict=True):
        assert peace[1] - attack[0] == pytest.approx(row.both_least)
        assert (peace[2] is None) == row.firm_peace
        assert attack[2] is None
