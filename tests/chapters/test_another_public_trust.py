import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import another_public


def rows(**columns):
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
    assert another_public.comparisons(rows(), 1.0)["id"].tolist() == ["chapkovski-2022-war"]


def test_what_is_known_of_a_difference_decides_how_it_is_shown():
    table = rows(
        id=["frye-2015-putin", "frye-2020-putin", "propa-2024-war"],
        method=["list-experiment", "list-experiment", "other"],
        difference_low=[np.nan, 10.0, np.nan],
        difference_high=[10.0, 20.0, np.nan],
    )
    assert another_public.comparisons(table, 1.0)["shown"].tolist() == [
        "at most",
        "range",
        "no figure",
    ]


def test_acquaintance_interval_is_that_of_two_random_halves():
    found = another_public.comparisons(acquaintance(10.0, 14.0, 2000), 1.0).iloc[0]
    half = 196 * np.sqrt(0.10 * 0.90 / 1000 + 0.14 * 0.86 / 1000)
    assert found["shown"] == "point"
    assert (found["high"] - found["low"]) / 2 == pytest.approx(half, rel=0.01)
    assert (found["high"] + found["low"]) / 2 == pytest.approx(-4, abs=0.1)


def test_list_estimates_get_no_interval_of_ours():
    assert another_public.comparisons(rows(), 1.0)[["low", "high"]].isna().all(axis=None)


def test_publics_stand_in_panels_of_their_own():
    table = pd.concat([acquaintance(10.0, 14.0, 2000), rows()], ignore_index=True)
    fig = another_public.plot_comparisons(another_public.comparisons(table, 1.0))
    titles = [ax.get_title(loc="left") for ax in fig.axes]
    assert titles == ["Russians", "Ukrainians"]
    points = [
        [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] for ax in fig.axes
    ]
    assert points == [[10.0], [-4.0]]


def test_a_missing_figure_is_written_and_not_drawn():
    table = acquaintance(40.0, np.nan, 1003).assign(id="kiis-2026-accept")
    both = pd.concat([rows(), table], ignore_index=True)
    ax = another_public.plot_comparisons(another_public.comparisons(both, 1.0)).axes[1]
    assert [text.get_text() for text in ax.texts] == ["no figure given"]
    assert not [line for line in ax.lines if line.get_marker() == "o"]


def test_every_comparison_of_the_book_has_a_label():
    found = another_public.comparisons(data.load("survey/misreporting"), 1.0)
    assert found["label"].notna().all() and found["label"].is_unique


def test_studies_are_one_row_each_with_their_values():
    words = another_public.study_words(
        pd.DataFrame(
            {
                "study": ["A", "A", "B"],
                "population": ["UA", "UA", "elites"],
                "field_start": pd.to_datetime(["2022-07-01", "2022-07-01", None]),
                "field_end": pd.to_datetime(["2022-07-31", "2022-07-31", None]),
                "date_precision": ["month", "month", None],
                "n": pd.array([1160, 1160, pd.NA], dtype="Int64"),
                "quantity": ["opposed", "trade-off", "tasks"],
                "value": [79.0, np.nan, 147.0],
                "unit": ["percent", None, "tasks"],
                "finding": ["Firm.", "None found.", "Six issues."],
            }
        )
    ).set_index("Study")
    assert words.loc["A", "Whom and when"] == "Ukrainians, Jul 2022, n = 1,160"
    assert words.loc["A", "What it found"] == "Opposed: 79 percent. Firm. Trade-off: None found."
    assert words.loc["B", "Whom and when"] == "elites, dates not seen"


def test_participation_gives_the_number_or_else_the_words():
    words = another_public.participation_words(
        pd.DataFrame(
            {
                "pollster": ["P", "Q"],
                "mode": ["telephone", "unknown"],
                "field_start": pd.to_datetime(["2022-03-10", "2016-01-01"]),
                "field_end": pd.to_datetime(["2022-07-30", "2024-12-31"]),
                "date_precision": ["day", "season"],
                "measure": ["hard refusals", "trend"],
                "value": [16479.0, np.nan],
                "unit": ["persons", "direction"],
                "finding": [None, "Fell, then stable."],
            }
        )
    )
    assert words["Surveys"].tolist() == ["P, telephone, Mar–Jul 2022", "Q, 2016–2024"]
    assert words["Finding"].tolist() == ["16,479 persons", "Fell, then stable."]


def test_truce_table_says_what_was_not_seen():
    polls = data.load("survey/polls")
    words = another_public.truce_words(polls[polls["question"].str.startswith("extremescan-truce")])
    assert sorted(words["Public"]) == ["Russians", "Ukrainians"]
    assert words["Support, %"].tolist() == ["60", "62"]
    assert (words["Respondents"] == "not seen").all()


def test_a_share_that_was_not_seen_is_said_to_be_so():
    polls = data.load("survey/polls")
    truce = polls[polls["question"].str.startswith("extremescan-truce")]
    assert set(another_public.truce_words(truce.assign(share=np.nan))["Support, %"]) == {"not seen"}


def test_large_numbers_keep_all_their_digits():
    table = data.load("survey/participation").head(1)
    for value, words in ((1234567.0, "1,234,567"), (18.7, "18.7"), (100.0, "100")):
        found = another_public.participation_words(table.assign(value=value))["Finding"].iloc[0]
        assert found.startswith(f"{words} ")


def test_a_comparison_or_a_public_without_a_name_is_refused():
    with pytest.raises(KeyError, match="new-study"):
        another_public.comparisons(acquaintance(10.0, 14.0, 2000).assign(id="new-study"), 1.0)
    found = another_public.comparisons(acquaintance(10.0, 14.0, 2000), 1.0)
    with pytest.raises(KeyError, match="PL"):
        another_public.plot_comparisons(found.assign(population="PL"))


def test_no_difference_lies_outside_the_forest():
    table = pd.concat([acquaintance(90.0, 5.0, 2000), rows()], ignore_index=True)
    ax = another_public.plot_comparisons(another_public.comparisons(table, 1.0)).axes[0]
    assert ax.get_xlim()[1] > 85
