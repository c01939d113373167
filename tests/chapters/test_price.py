import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import price
from moscow_aims.drawing import theme

STATES = ["Poland", "Latvia", "Finland"]


@pytest.fixture(scope="module")
def aims():
    return data.load("doctrine/war-aims")


@pytest.fixture(scope="module")
def sipri():
    table = data.load("doctrine/spending")
    return table[(table["series"] == "SIPRI") & table["share"].notna()]


@pytest.fixture(scope="module")
def facts():
    return price.graded(data.load("doctrine/influence"), data.load("sources"), "2022-02-24")


def marks(fig):
    """Marker and face of every drawn point of a figure, by its position."""
    return {
        (line.get_xdata()[0], line.get_ydata()[0]): line
        for ax in fig.axes
        for line in ax.get_lines()
        if len(line.get_xdata()) == 1
    }


def test_finland_doubles_the_border_with_the_alliance():
    steps = price.border_steps(data.load("doctrine/border"))
    assert steps["km"].tolist() == [191, 401, 1318, 2627]  # summed by hand
    assert steps["share"].iloc[-1] == pytest.approx(100 * 2627 / 22408)
    assert steps["states"].iloc[2] == "Estonia, Latvia, Lithuania"


def test_range_of_share_and_multiple_by_hand():
    border = pd.DataFrame(
        {
            "state": ["A", "B", "C"],
            "km": [100, 100, 300],
            "km_low": [80, None, 200],
            "km_high": [110, None, 320],
            "nato_member_since": pd.to_datetime(["1999-03-12", "2023-04-04", None]),
            "source": "s",
        }
    )
    steps = price.border_steps(border)
    assert steps["share"].tolist() == pytest.approx([20, 40])
    # Members at their shortest beside all others at their longest, and the reverse.
    assert steps["low"].tolist() == pytest.approx([100 * 80 / 500, 100 * 180 / 500])
    assert steps["high"].tolist() == pytest.approx([100 * 110 / 410, 100 * 210 / 410])
    assert price.border_multiple(border) == pytest.approx((1 + 100 / 110, 2, 1 + 100 / 80))


def test_lengths_of_other_sources_span_the_stated_one():
    border = data.load("doctrine/border").dropna(subset="km_low")
    assert (border["km_low"] < border["km_high"]).all()
    assert border["km"].between(border["km_low"], border["km_high"]).all()


def test_pace_of_spending_by_hand(sipri):
    pace = price.spending_pace(sipri[sipri["state"].isin(STATES)], 2014, 2021, 2024)
    assert pace["state"].tolist() == ["Poland", "Latvia", "Finland"]
    poland = pace.iloc[0]
    assert poland["early"] == pytest.approx((2.22 - 1.91) / 7)
    assert poland["late"] == pytest.approx((4.15 - 2.22) / 3)
    assert pace.iloc[2]["early"] < 0  # Finland spent a smaller share in 2021 than in 2014


def test_shares_rose_faster_after_2021_in_all_seven_states(sipri):
    states = [*STATES, "Germany", "Estonia", "Lithuania", "Sweden"]
    pace = price.spending_pace(sipri[sipri["state"].isin(states)], 2014, 2021, 2024)
    assert len(pace) == 7 and (pace["late"] > pace["early"]).all()


def test_series_are_never_mixed():
    both = data.load("doctrine/spending").query("share.notna()")
    with pytest.raises(ValueError, match="series or editions"):
        price.spending_pace(both, 2014, 2021, 2024)


def test_facts_are_marked_where_they_are_weak_or_too_early(facts):
    by_id = facts.set_index("id")
    assert not by_id.loc["syria-moscow", "firm"]  # leader and minister contradict each other
    assert not by_id.loc["armenia-election", "firm"]  # its source is graded D
    assert by_id.loc["syria-assad", "firm"]
    assert by_id.loc["ca-kazakhstan-2022", "before"]  # a month before the invasion
    assert not by_id.loc["germany-weapons", "before"]  # two days after it


def test_tally_has_all_regions_and_counts_every_fact(facts):
    counts = price.tally(facts)
    assert counts.shape == (7, 4) and counts.to_numpy().sum() == len(facts)
    assert counts.loc["belarus"].tolist() == [0, 0, 0, 2]


def test_hollow_marks_are_the_facts_that_are_not_firm(facts):
    points = marks(price.plot_influence(facts)).values()
    hollow = [p for p in points if to_hex(p.get_markerfacecolor()) == theme.PAPER]
    assert len(points) == len(facts)
    assert len(hollow) == (~facts["firm"]).sum() > 0


def test_every_demand_has_words(aims):
    assert set(price.DEMANDS["demand"]) == set(aims["demand"])


def test_spans_keep_the_unknown_apart(aims):
    spans = price.demand_spans(aims).set_index("demand")
    assert (spans["known"] == spans[["present", "dropped", "absent"]].sum(axis=1)).all()
    assert (spans["texts"] == aims["text"].nunique()).all()
    assert f"{spans.loc['nato-back-to-1997', 'last']:%Y-%m-%d}" == "2022-02-21"
    assert f"{spans.loc['four-oblasts', 'first']:%Y-%m-%d}" == "2022-09-30"
    assert pd.isna(spans.loc["regime-change", "first"])


def test_demands_of_a_text_are_counted_by_subject(aims):
    texts = price.demands_by_text(aims).set_index("text")
    drafts = texts.loc["Draft treaties with NATO and the United States"]
    assert (drafts["alliance"], drafts["land"], drafts["names"]) == (4, 0, "alliance only")
    memorandum = texts.loc["Memorandum handed over in Istanbul"]
    assert (memorandum["alliance"], memorandum["land"]) == (3, 3)
    assert texts.loc["Annual press conference", "implied"]
    bishkek = texts.loc["Press conference in Bishkek"]  # read whole
    assert not bishkek["implied"]  # one demand on land is named
    assert (bishkek["alliance"], bishkek["alliance_open"], bishkek["names"]) == (0, 0, "land only")
    assert texts["known"].sum() == (aims["stance"] != "unknown").sum()


def test_unknown_cells_are_small_open_dots_and_nothing_else_is(aims):
    points = marks(price.plot_aims(aims)).values()
    dots = [p for p in points if p.get_marker() == "o"]
    assert len(points) == len(aims)
    assert len(dots) == (aims["stance"] == "unknown").sum()
    assert {p.get_markerfacecolor() for p in dots} == {"none"}
    assert sum(p.get_marker() == "_" for p in points) == (aims["stance"] == "absent").sum()


def test_texts_without_a_demand_show_whether_it_may_stand_unread(aims):
    texts = price.demands_by_text(aims)
    ax = price.plot_by_text(texts).axes[0]
    none = texts[["alliance", "land"]].to_numpy() == 0
    unread = texts[["alliance_open", "land_open"]].to_numpy() > 0
    shown = [text.get_text() for text in ax.texts if text.get_color() == theme.GREY]
    assert shown.count("?") == (none & unread).sum()
    assert shown.count("0") == (none & ~unread).sum() > 0
    assert len(ax.patches) == (~none).sum()
