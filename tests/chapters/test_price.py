import numpy as np
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
def texts(aims, sources):
    return price.demands_by_text(aims, sources)


@pytest.fixture(scope="module")
def sipri():
    table = data.load("doctrine/spending")
    return table[(table["series"] == "SIPRI") & table["share"].notna()]


@pytest.fixture(scope="module")
def facts(sources):
    return price.graded(data.load("doctrine/influence"), sources, "2022-02-24")


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


def test_facts_are_listed_in_words_by_region(facts):
    table = price.listed(facts)
    assert list(table["Region"].drop_duplicates()) == list(price.REGIONS.values())
    assert (table["What happened"] == facts["fact"]).all()
    by_id = table.set_index(facts["id"])
    base = by_id.loc["armenia-base", ["For Moscow", "Weight", "When"]]
    assert base.tolist() == ["kept", "strong", "Nov 2025"]
    assert by_id.loc["ca-russia-trade", "When"] == "2024"  # the year alone is known


def test_a_direction_without_words_is_named(facts):
    with pytest.raises(KeyError, match="sideways"):
        price.listed(facts.assign(direction="sideways"))


def test_every_demand_has_words(aims):
    assert set(price.DEMANDS["demand"]) == set(aims["demand"])


def test_spans_keep_the_unknown_apart(aims):
    spans = price.demand_spans(aims).set_index("demand")
    assert (spans["known"] == spans[["present", "dropped", "absent"]].sum(axis=1)).all()
    assert (spans["texts"] == aims["text"].nunique()).all()
    assert f"{spans.loc['nato-back-to-1997', 'last']:%Y-%m-%d}" == "2022-02-21"
    assert f"{spans.loc['four-oblasts', 'first']:%Y-%m-%d}" == "2022-09-30"
    assert pd.isna(spans.loc["regime-change", "first"])


def test_every_text_has_a_short_name(aims):
    assert set(price.TEXTS) == set(aims["text"])


def test_demands_of_a_text_are_counted_by_subject(texts):
    texts = texts.set_index("text")
    drafts = texts.loc["Draft treaties with NATO and the United States"]
    assert (drafts["alliance"], drafts["land"], drafts["names"]) == (4, 0, "alliance only")
    assert not drafts["whole"] and drafts["land_open"] == 4
    memorandum = texts.loc["Memorandum handed over in Istanbul"]
    assert (memorandum["alliance"], memorandum["land"]) == (3, 3)
    assert memorandum["land_words"] == "Crimea recognised; Out of Donbas; Four oblasts"
    last = texts.loc["Annual press conference"]  # by reference to June 2024
    assert (last["alliance"], last["alliance_firm"], last["land_firm"]) == (3, 0, 0)
    bishkek = texts.loc["Press conference in Bishkek"]
    assert bishkek["whole"] and (bishkek["land"], bishkek["land_firm"]) == (3, 1)
    assert (bishkek["alliance"], bishkek["alliance_open"], bishkek["names"]) == (0, 0, "land only")


def test_what_the_title_says_of_demands(texts):
    land = texts[texts["land"] > 0]
    assert f"{land['date'].min():%Y-%m-%d}" == "2022-02-22"
    for end in (0, -1):
        assert texts["alliance"].iloc[end] > 0
    recent = texts[texts["date"] >= "2024-06-14"]
    assert (recent["alliance"] > 0).sum() >= (recent["land"] > 0).sum() > len(recent) / 2


def test_bars_say_what_is_firm_and_what_was_not_read(texts):
    (ax,) = price.plot_by_text(texts, "2022-02-24").axes
    faces = {}
    for bar in ax.patches:
        face = to_hex(bar.get_facecolor())
        faces[face] = faces.get(face, 0) + abs(bar.get_width())
    groups = ("alliance", "land")
    firm = {price.COLOURS[g]: texts[f"{g}_firm"].sum() for g in groups}
    hollow = sum((texts[g] - texts[f"{g}_firm"]).sum() for g in groups)
    assert faces == firm | {theme.PAPER: hollow}
    noughts = sum(((texts[g] == 0) & (texts[f"{g}_open"] == 0)).sum() for g in groups)
    assert [text.get_text() for text in ax.texts].count("0") == noughts > 0
    grey = [label.get_color() == theme.GREY for label in ax.get_yticklabels()]
    assert grey == (~texts["whole"]).tolist()


def test_the_last_panel_is_the_median_of_the_others(sipri):
    pace = price.spending_pace(sipri[sipri["state"].isin(STATES)], 2014, 2021, 2024)
    panels = price.plot_spending(sipri, pace).axes
    ends = [ax.get_lines()[0].get_ydata()[-1] for ax in panels]
    assert ends[3] == np.median(ends[:3]) == ends[1]
    (line,) = [t.get_text() for t in panels[3].texts if t.get_weight() == "bold"]
    assert line.startswith("Median")
