import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from moscow_aims import data
from moscow_aims.chapters import another_public
from moscow_aims.drawing import theme
from moscow_aims.methods import shares

DEFF = shares.design_effect(0.058, 500)  # as KIIS states it for a version
SOURCES = pd.DataFrame({"id": ["good", "poor"], "reliability": ["B", "D"], "kind": "press"})


def polls(rows):
    """Poll rows from (question, arm, answer, share, start, n, arm_n, source)."""
    names = ["question", "arm", "answer", "share", "start", "n", "arm_n", "source"]
    table = pd.DataFrame(rows, columns=names)
    start = pd.to_datetime(table.pop("start"))
    ids = [f"row-{number}" for number in range(len(table))]
    return table.assign(
        id=ids,
        pollster="KIIS",
        field_start=start,
        field_end=start + pd.Timedelta(days=10),
        n=table["n"].astype("Int64"),
        arm_n=table["arm_n"].astype("Int64"),
        status="reported",
    )


def standing(*readings):
    """Readings of the standing question from (start, ready, n, arm_n, source)."""
    return polls(
        [
            (another_public.STANDING, "all", answer, share, start, n, arm_n, source)
            for start, ready, n, arm_n, source in readings
            for answer, share in (("ready", ready), ("never", 90 - ready))
        ]
    )


def drawn(fig, marker):
    """Markers of one shape in the first axes, as a list of lines."""
    return [line for line in fig.axes[0].lines if line.get_marker() == marker]


def test_design_effect_is_the_square_of_the_factor_that_kiis_states():
    # KIIS calls 1.3 a design effect; it multiplies the margin: 1.96 * sqrt(0.25 / 500) * 1.3 = 5.7.
    assert np.sqrt(DEFF) == pytest.approx(1.3, abs=0.03)


def test_interval_only_where_the_number_asked_is_known():
    rows = standing(
        ("2022-01-01", 10, 2000, None, "good"),
        ("2022-02-01", 10, 2000, None, "good"),
        ("2022-03-01", 10, 2000, 500, "good"),
    )
    version = polls(
        [("kiis-acquaintance", "acquaintance", "ready", 14, day, 2000, 1000, "good")
         for day in ("2022-02-01", "2022-03-01")]
    )  # fmt: skip
    found = another_public.concessions(pd.concat([rows, version], ignore_index=True), SOURCES, DEFF)
    ready = found[found["answer"] == "ready"].set_index("field_start")
    assert ready["base"].isna().tolist() == [False, True, False]
    assert ready["low"].isna().tolist() == [False, True, False]
    assert ready["base"].iloc[2] == 500
    # The sample size stays in the table that is published with the figure.
    assert ready["n"].tolist() == [2000, 2000, 2000]


def test_gaps_stay_gaps_and_weak_readings_are_hollow():
    found = another_public.concessions(
        standing(
            ("2022-01-01", 10, 2000, None, "good"),
            ("2022-02-01", 12, 2000, None, "poor"),
            ("2022-09-01", 30, 2000, None, "good"),
        ),
        SOURCES,
        DEFF,
    )
    fig = another_public.plot_concessions(found)
    joined = [line for line in fig.axes[0].lines if line.get_linestyle() == "-"]
    assert sorted(len(line.get_xdata()) for line in joined) == [1, 1, 2, 2]
    faces = {line.get_markerfacecolor(): len(line.get_xdata()) for line in drawn(fig, "o")}
    assert faces == {theme.FIRST: 2, theme.PAPER: 1}


def test_smallest_arm_is_where_the_interval_leaves_zero():
    size = another_public.smallest_arm(0.61, 0.32, 1.0)
    below, enough = (shares.difference(0.61, n, 0.32, n)[1] for n in (size - 1, size))
    assert below <= 0 < enough


def test_smallest_arm_is_near_the_textbook_size():
    # Two shares around one half, d apart, differ at 5 % from about 1.96^2 * 2 * 0.25 / d^2 each.
    assert another_public.smallest_arm(0.55, 0.45) == pytest.approx(
        1.96**2 * 0.5 / 0.1**2, rel=0.02
    )
    assert another_public.smallest_arm(0.55, 0.45, 2.0) == pytest.approx(1.96**2 / 0.1**2, rel=0.02)


def test_smallest_arm_of_shares_that_hardly_differ():
    size = another_public.smallest_arm(0.5, 0.4999)
    assert size == pytest.approx(1.96**2 * 0.5 / 0.0001**2, rel=0.01)


def test_smallest_arm_refuses_equal_shares():
    with pytest.raises(ValueError, match="equal"):
        another_public.smallest_arm(0.4, 0.4)


def wording_rounds():
    question = "kiis-what-counts-as-loss"
    levels = {"unspecified": 38, "de-facto": 43, "de-jure": 24, "cede-held-land": 15}
    return polls(
        [
            (question, arm, answer, share, day, 2000, n, "good")
            for day, n in (("2025-05-15", 500), ("2025-09-19", None))
            for arm, accept in levels.items()
            for answer, share in (("accept", accept), ("reject", 90 - accept))
        ]
    )


def guarantee_arms():
    question = "kiis-ceasefire-guarantees"
    levels = {"none": 32, "eu-far": 42, "own-forces": np.nan, "eu-front": 61}
    return polls(
        [
            (question, arm, answer, share, "2026-05-07", None, None,
             "poor" if arm == "eu-front" else "good")
            for arm, share in levels.items()
            for answer in ("accept", "reject")
        ]
    )  # fmt: skip


def package_arms():
    question = "kiis-packages-2024"
    levels = {"keep-all-no-nato": 38, "unrecognised-loss-nato": 47, "nato-regain-south": 57}
    return polls(
        [(question, arm, answer, share, "2024-06-20", 2008, None, "poor")
         for arm, share in levels.items() for answer in ("accept", "reject")]
    )  # fmt: skip


def test_clauses_take_the_documented_split_alone():
    every = [wording_rounds(), guarantee_arms(), package_arms()]
    found = another_public.clauses(pd.concat(every, ignore_index=True), SOURCES, DEFF).set_index(
        "arm"
    )
    assert found.index.is_unique
    assert found["difference"].to_dict() == {
        "unspecified": -5,
        "de-jure": -19,
        "cede-held-land": -28,
        "eu-far": 10,
        "eu-front": 29,
        "unrecognised-loss-nato": 9,
        "nato-regain-south": 19,
    }
    # Intervals need known arms; the plain binomial one is 1.96 * sqrt(sum of p(1-p)/500) * 1.32.
    half = 196 * np.sqrt((0.24 * 0.76 + 0.43 * 0.57) / 500 * DEFF)
    legal = found.loc["de-jure"]
    assert (legal["high"] - legal["low"]) / 2 == pytest.approx(half, rel=0.01)
    assert found.loc[["eu-front", "nato-regain-south"], "low"].isna().all()
    assert found["firm"].to_dict()["eu-far"] and not found["firm"].to_dict()["eu-front"]


def test_a_clause_that_moves_nobody_has_no_smallest_arm():
    every = pd.concat([wording_rounds(), guarantee_arms(), package_arms()], ignore_index=True)
    every.loc[every["arm"] == "eu-far", "share"] = 32.0  # as without guarantees
    found = another_public.clauses(every, SOURCES, DEFF).set_index("arm")
    assert found.loc["eu-far", "difference"] == 0 and pd.isna(found.loc["eu-far", "smallest_arm"])
    assert found.loc["eu-front", "smallest_arm"] > 1


def test_versions_without_a_name_are_refused():
    strange = wording_rounds().replace({"arm": {"de-jure": "leased"}})
    with pytest.raises(KeyError, match="leased"):
        another_public.wordings(strange, SOURCES, DEFF)
    every = [strange, guarantee_arms(), package_arms()]
    with pytest.raises(KeyError, match="leased"):
        another_public.clauses(pd.concat(every, ignore_index=True), SOURCES, DEFF)


def test_no_difference_lies_outside_the_clauses():
    every = pd.concat([wording_rounds(), guarantee_arms(), package_arms()], ignore_index=True)
    found = another_public.clauses(every, SOURCES, DEFF)
    low, high = another_public.plot_clauses(found.assign(low=-70.0, high=80.0)).axes[0].get_xlim()
    assert low < -70 and high > 80


def test_unseen_scenario_is_shown_as_unseen_and_in_its_place():
    donbas = polls(
        [("kiis-donbas-for-guarantees", "direct", answer, share, "2026-02-12", 2004, 1003, "good")
         for answer, share in (("accept", 36), ("reject", 57))]
    )  # fmt: skip
    asked = pd.concat([guarantee_arms(), donbas], ignore_index=True)
    rows = another_public.guarantees(asked, SOURCES, DEFF)
    arms = rows["arm"].drop_duplicates().tolist()
    assert arms == ["none", "eu-far", "own-forces", "eu-front", "direct"]
    fig = another_public.plot_pairs(rows)
    assert [text.get_text() for text in fig.axes[0].texts].count("result not seen") == 1
    assert len(drawn(fig, "o")) == 4
    hollow = [line for line in drawn(fig, "o") if line.get_markerfacecolor() == theme.PAPER]
    assert [line.get_xdata()[0] for line in hollow] == [61]


def test_later_wording_rounds_are_smaller_and_without_interval():
    rows = another_public.wordings(wording_rounds(), SOURCES, DEFF)
    assert rows.groupby("label")["split"].all().to_dict() == {
        "May 2025, random": True,
        "Sep 2025": False,
    }
    sizes = [line.get_markersize() for line in drawn(another_public.plot_pairs(rows), "o")]
    assert sizes.count(max(sizes)) == sizes.count(min(sizes)) == 4 and min(sizes) < max(sizes)
    assert rows.loc[~rows["split"], "low"].isna().all()


def test_book_data_keep_interim_results_and_old_plan_texts_apart():
    rows = another_public.packages(data.load("survey/polls"), data.load("sources"), DEFF)
    assert not rows["id"].str.contains("interim").any()
    assert not rows.duplicated(["group", "label", "answer"]).any()
    old = rows.loc[rows["group"] == another_public.PLANS, "field_start"]
    new = rows.loc[rows["group"] == another_public.PLANS_NEW, "field_start"]
    assert old.max() < another_public.NEW_TEXTS <= new.min()


def test_terms_need_both_answers_and_keep_their_order():
    asked = polls(
        [
            ("razumkov-recognise-regions", "all", "agree", 5, "2025-02-28", None, None, "good"),
            ("razumkov-recognise-regions", "all", "disagree", 82, "2025-02-28", None, None, "good"),
            ("dif-give-up-nato", "all", "unacceptable", 73.8, "2023-08-09", None, None, "good"),
            ("dif-give-up-nato", "all", "acceptable", 35, "2025-12-05", 2000, None, "good"),
            ("dif-give-up-nato", "all", "unacceptable", 51, "2025-12-05", 2000, None, "good"),
        ]
    )
    found = another_public.terms(asked)
    assert found["term"].tolist() == [
        "renouncing NATO membership",
        "recognising regions and Crimea as Russian",
    ]
    assert found[["accept", "refuse"]].to_numpy().tolist() == [[35, 51], [5, 82]]


def test_every_line_of_a_plot_has_a_colour_of_the_palette():
    rows = another_public.packages(data.load("survey/polls"), data.load("sources"), DEFF)
    colours = {line.get_color() for line in another_public.plot_pairs(rows).findobj(Line2D)}
    assert {theme.FIRST, theme.SECOND} < colours and theme.UKRAINE not in colours
