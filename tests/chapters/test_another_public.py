import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from moscow_aims import data, show
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


def test_gaps_stay_gaps_and_weak_readings_are_not_firm():
    found = another_public.concessions(
        standing(
            ("2022-01-01", 10, 2000, None, "good"),
            ("2022-02-01", 12, 2000, None, "poor"),
            ("2022-09-01", 30, 2000, None, "good"),
        ),
        SOURCES,
        DEFF,
    )
    ready = found[found["answer"] == "ready"]
    assert ready["run"].tolist() == [0, 0, 1] and ready["firm"].tolist() == [True, False, True]


def test_readiness_rose_and_stopped_and_refusal_kept_a_half():
    found = another_public.concessions(data.load("survey/polls"), data.load("sources"), DEFF)
    ready, never = (found[found["answer"] == name] for name in ("ready", "never"))
    assert ready["share"].iloc[[0, -1]].tolist() == [10, 33] and ready["share"].max() == 39
    assert ready.loc[ready["share"].idxmax(), "date"] == pd.Timestamp("2025-02-23")
    assert never["share"].min() == 50


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


def test_later_wording_rounds_are_smaller_and_without_interval():
    rows = another_public.wordings(wording_rounds(), SOURCES, DEFF)
    assert rows.groupby("label")["split"].all().to_dict() == {
        "May 2025, random": True,
        "Sep 2025": False,
    }
    sizes = [line.get_markersize() for line in drawn(another_public.plot_pairs(rows), "o")]
    assert sizes.count(max(sizes)) == sizes.count(min(sizes)) == 4 and min(sizes) < max(sizes)
    assert rows.loc[~rows["split"], "low"].isna().all()


def test_a_kind_of_loss_without_a_name_is_refused():
    strange = wording_rounds().replace({"arm": {"de-jure": "leased"}})
    with pytest.raises(KeyError, match="leased"):
        another_public.wordings(strange, SOURCES, DEFF)


def test_kinds_of_loss_run_from_vague_to_hard_each_from_old_to_new():
    rows = another_public.wordings(data.load("survey/polls"), data.load("sources"), DEFF)
    assert rows["group"].drop_duplicates().tolist() == list(another_public.LOSSES.values())
    accept = rows[rows["answer"] == "accept"]
    assert (
        accept.groupby("group")["field_start"].apply(lambda day: day.is_monotonic_increasing).all()
    )
    split = accept[accept["split"]].set_index("arm")["share"]
    assert split.to_dict() == {
        "unspecified": 38,
        "de-facto": 43,
        "de-jure": 24,
        "cede-held-land": 15,
    }


def test_recognition_costs_what_two_random_groups_of_the_stated_size_show():
    rows = another_public.wordings(wording_rounds(), SOURCES, DEFF)
    random = rows[rows["split"] & (rows["answer"] == "accept")]
    legal = shares.arm_differences(random, "de-jure", "de-facto", DEFF).iloc[0]
    half = 196 * np.sqrt((0.24 * 0.76 + 0.43 * 0.57) / 500 * DEFF)
    assert legal["difference"] == -19
    assert (legal["high"] - legal["low"]) / 2 == pytest.approx(half, rel=0.01)


def test_the_pairs_name_every_share_in_the_palette():
    rows = another_public.wordings(data.load("survey/polls"), data.load("sources"), DEFF)
    fig = another_public.plot_pairs(rows)
    show.require_palette(fig, "pairs")
    written = [text.get_text() for text in fig.axes[0].texts if text.get_text().isdigit()]
    assert sorted(written) == sorted(f"{share:.0f}" for share in rows["share"])
    colours = {line.get_color() for line in fig.findobj(Line2D)}
    assert {theme.FIRST, theme.SECOND} < colours and theme.UKRAINE not in colours


def compared(**columns):
    table = {
        "id": ["chapkovski-2022-war", "chapkovski-2022-war-blog", "frye-2015-placebo"],
        "population": "RU",
        "method": ["list-experiment", "list-experiment", "placebo-list"],
        "n": pd.array([3000, 3000, pd.NA], dtype="Int64"),
        "direct": [71.0, 68.0, np.nan],
        "indirect": [61.0, 53.0, np.nan],
        "difference_low": [10.0, 15.0, np.nan],
        "difference_high": [10.0, 15.0, np.nan],
    }
    return pd.DataFrame(table | columns)


def acquaintance(direct, indirect, n):
    return pd.DataFrame(
        {
            "id": ["kiis-2022-ready"],
            "population": ["UA"],
            "method": ["acquaintance"],
            "n": pd.array([n], dtype="Int64"),
            "direct": [direct],
            "indirect": [indirect],
            "difference_low": [direct - indirect],
            "difference_high": [direct - indirect],
        }
    )


def test_superseded_versions_and_placebo_lists_are_left_out():
    assert another_public.comparisons(compared(), 1.0)["id"].tolist() == ["chapkovski-2022-war"]


def test_what_is_known_of_a_difference_decides_how_it_is_said():
    table = compared(
        id=["frye-2015-putin", "frye-2020-putin", "propa-2024-war"],
        method=["list-experiment", "list-experiment", "other"],
        difference_low=[np.nan, 10.0, np.nan],
        difference_high=[10.0, 20.0, np.nan],
    )
    found = another_public.comparisons(table, 1.0)
    assert found["words"].tolist() == ["at most 10", "10 to 20"]  # no figure, no row
    negative = another_public.comparisons(acquaintance(10.0, 14.0, 2000), 1.0)
    assert negative["words"].tolist() == ["\N{MINUS SIGN}4"]


def test_acquaintance_interval_is_that_of_two_random_halves():
    found = another_public.comparisons(acquaintance(10.0, 14.0, 2000), 1.0).iloc[0]
    half = 196 * np.sqrt(0.10 * 0.90 / 1000 + 0.14 * 0.86 / 1000)
    assert (found["high"] - found["low"]) / 2 == pytest.approx(half, rel=0.01)
    assert (found["high"] + found["low"]) / 2 == pytest.approx(-4, abs=0.1)


def test_list_estimates_get_no_interval_of_ours():
    assert another_public.comparisons(compared(), 1.0)[["low", "high"]].isna().all(axis=None)


def test_every_comparison_of_the_book_has_a_label_and_a_named_public():
    table = data.load("survey/misreporting")
    found = another_public.comparisons(table, 1.0)
    assert found["label"].is_unique and set(found["population"]) == set(another_public.PUBLICS)
    assert found["population"].is_monotonic_increasing
    with pytest.raises(KeyError, match="new-study"):
        another_public.comparisons(table.replace({"id": {"kiis-2022-ready": "new-study"}}), 1.0)


def test_both_publics_supported_the_package():
    polls = data.load("survey/polls")
    truce = polls[polls["question"].str.startswith("extremescan-truce")].set_index("population")
    assert set(truce.index) == set(another_public.PUBLICS) and (truce["share"] > 50).all()
    assert truce["n"].isna().all()  # so that no interval can be given


def test_who_answered_is_told_where_a_number_is_given():
    found = another_public.answered(data.load("survey/participation"))
    assert found["field_start"].is_monotonic_increasing and (found["population"] == "RU").all()
    words = found.set_index("id")["words"]
    assert words["russianfield-2023-10-answered"] == "18.7 per cent of calls"
    assert words["chronicles-2025-10-refusals"] == "19.3 refusals"


def test_more_ukrainians_refuse_to_recognise_a_loss_than_to_renounce_nato():
    share = data.load("survey/polls").set_index("id")["share"]
    row = "dif-2025-12-{}-unacceptable"
    assert (share[row.format("nato")], share[row.format("recognise")]) == (51, 76)
