import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from moscow_aims import data
from moscow_aims.chapters import terms

ISSUES = pd.DataFrame({"id": ["land", "nato", "cap"], "short": ["land", "NATO", "ceiling"]})
TEXTS = pd.DataFrame(
    {
        "id": ["late", "early", "answer"],
        "short": ["Late", "Early", "Answer"],
        "date": pd.to_datetime(["2025-11-01", "2022-04-01", "2025-04-01"]),
        "matrix": ["yes", "yes", "no"],
    }
)
TERMS = pd.DataFrame(
    [
        ("early", "land", "two wordings", None, 0.25, 0.75, "contested"),
        ("early", "nato", "neutral", 0.75, None, None, "present"),
        ("early", "cap", "limits", None, 0.25, 1, "present"),
        ("late", "land", None, None, None, None, "not-seen"),
        ("late", "nato", "struck", 0.25, None, None, "absent"),
        ("late", "cap", "a complaint", None, None, None, "present"),
    ],
    columns=["text", "issue", "wording", "score", "score_low", "score_high", "stance"],
)

# Moscow eases on land by name and on NATO by hearsay; Kyiv gives way on land, in a text.
SAID = pd.DataFrame(
    [
        ("a", "russia", "territory", "2025-01-01", 1.0, "text", "reported", "first-hand"),
        ("b", "russia", "nato", "2025-01-01", 1.0, "text", "reported", "first-hand"),
        ("c", "ukraine", "territory", "2025-01-01", 0.0, "text", "reported", "first-hand"),
        ("d", "ukraine", "nato", "2025-01-01", 0.0, "text", "reported", "first-hand"),
        ("e", "russia", "nato", "2025-06-01", 0.5, None, "reported", "second-hand"),
        ("f", "russia", "territory", "2025-07-01", 0.75, None, "implied", "first-hand"),
        ("g", "ukraine", "territory", "2025-08-01", 0.25, "list", "reported", "first-hand"),
        ("h", "us", "territory", "2025-09-01", 0.5, None, "reported", "first-hand"),
    ],
    columns=["id", "side", "issue", "date", "score", "basis", "status", "directness"],
).assign(date=lambda t: pd.to_datetime(t["date"]), score_low=None, score_high=None)
SAID = SAID.astype({"score_low": float, "score_high": float})


@pytest.fixture(scope="module")
def matrix():
    return terms.cells(TERMS, TEXTS, ISSUES)


def test_every_kind_of_cell_has_its_own_mark(matrix):
    assert matrix["mark"].tolist() == ["±", ".75", "~", "?", "–.25", "·"]


def test_texts_stand_by_date_and_only_those_of_the_matrix(matrix):
    places = matrix.drop_duplicates("column").set_index("text_short")["column"]
    assert places.to_dict() == {"Early": 0, "Late": 1}


def test_a_lost_cell_is_an_error():
    with pytest.raises(ValueError, match="no row for"):
        terms.cells(TERMS.iloc[1:], TEXTS, ISSUES)


def test_wordings_keep_the_mark_and_leave_the_unseen_open(matrix):
    words = terms.wordings(matrix)
    assert list(words) == ["Issue", "Early", "Late"]
    assert words.loc[0].tolist() == ["land", "two wordings [±]", "?"]


def test_contested_cells_are_two_triangles_and_the_unseen_stay_empty(matrix):
    (ax, *_) = terms.plot_matrix(matrix).axes
    (field,) = [c for c in ax.collections if isinstance(c, PolyCollection)]
    # two scored squares, then the Kyiv halves and the Moscow halves of two ranges
    assert field.get_array().tolist() == [0.75, 0.25, 0.25, 0.25, 0.75, 1]
    assert sorted(t.get_text() for t in ax.texts) == sorted(matrix["mark"])


def test_statements_nobody_stands_behind_are_left_out():
    assert terms.confirmed(SAID)["id"].tolist() == list("abcdfgh")


def test_the_anonymous_reports_of_anchorage_are_not_confirmed():
    table = data.load("stalling/positions")
    left = set(table["id"]) - set(terms.confirmed(table)["id"])
    assert {f"russia-{issue}-2025-08-15" for issue in ("territory", "nato", "recognition")} <= left
    assert not left & set(table.loc[table["basis"] == "memorandum-2025-06", "id"])


def test_the_curve_has_a_point_for_every_day_on_which_either_spoke():
    curve = terms.curve(SAID, "2025-01-01")
    assert curve["mean"].tolist() == [1, 0.75, 0.625, 0.5]
    assert curve["issues"].tolist() == [2, 2, 2, 2]
    # 151 days on all is fresh; by 1 August (212 days) Kyiv's word on NATO is old
    assert curve["fresh"].tolist() == [1, 1, 0.5, 0.75]


def test_a_curve_names_the_istanbul_rounds_that_it_reaches():
    days = {"istanbul-2022": "2022-04-15", "memorandum-2025-06": "2025-01-01"}
    texts = pd.DataFrame({"id": list(days), "date": pd.to_datetime(list(days.values()))})
    late = terms.curve(SAID, "2025-01-01")
    axes = terms.plot_curve(late, late, texts).axes
    words = {text.get_text() for ax in axes for text in ax.texts}
    assert "both\nmemoranda" in words and "Istanbul\ndrafts" not in words


def test_who_moved_depends_on_what_counts():
    table = terms.sensitivity(SAID, "2025-01-01", "2025-12-01", ["territory"]).set_index("choice")
    every = table.loc["all statements, issues alike"]
    assert (every["first"], every["second"]) == (1, 0.5)
    assert (every["by_russia"], every["by_ukraine"]) == (0.375, 0.125)
    # Russia eased by 0.25 on land, of weight 3, and by 0.5 on NATO
    assert table.loc["land counts three times", "by_russia"] == pytest.approx(0.3125)
    assert table.loc["without unconfirmed statements", "by_russia"] == 0.125
    assert table.loc["without unconfirmed and implied", "by_russia"] == 0
    alone = table.loc["texts alone"]
    assert (alone["by_russia"], alone["by_ukraine"]) == (0, 0.125)
    assert table.loc["six core issues only", "issues"] == 1


def test_the_narrowest_gap_comes_first():
    found = terms.moves(SAID, "2025-01-01", "2025-12-01")
    assert found["closer_a"].tolist() == [0.5, 0.25]
    halved = terms.moves(SAID.query("id != 'g'"), "2025-01-01", "2025-12-01")
    assert halved["issue"].tolist() == ["nato", "territory"]
    assert halved["gap"].tolist() == [0.5, 0.75]


CONCESSIONS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2025-05-08", "2025-03-01", "2025-03-05"]),
        "by": ["russia;ukraine", "ukraine", "ukraine"],
        "obtained": ["yes", "partly", "no"],
        "size": [None, -0.25, -0.5],
        "reversed": ["yes", "no", "unknown"],
    }
)


def test_a_joint_concession_counts_for_each_side():
    table = terms.tally(terms.by_side(CONCESSIONS)).set_index("side")
    assert table.loc["ukraine", ["steps", "obtained", "not_obtained"]].tolist() == [3, 2, 1]
    assert table.loc["ukraine", ["lapsed", "stand", "unclear"]].tolist() == [1, 1, 1]
    assert table.loc["ukraine", ["scaled", "size"]].tolist() == [2, 0.75]
    assert table.loc["russia", "steps"] == 1


def test_sides_without_a_concession_stay_in_the_table():
    table = terms.tally(terms.by_side(CONCESSIONS)).set_index("side")
    assert list(table.index) == list(terms.SIDES) and table.loc["europe", "steps"] == 0


def test_close_concessions_do_not_cover_each_other():
    figure = terms.plot_concessions(terms.by_side(CONCESSIONS))
    heights = {
        round(float(line.get_ydata()[0]), 3)
        for line in figure.axes[1].lines
        if len(line.get_xdata()) == 1 and 1.9 < line.get_ydata()[0] < 2.5
    }
    assert heights == {2.0, 2.115}


def test_a_statement_that_is_not_firm_is_hollow_and_an_old_one_dotted():
    issues = ISSUES.assign(id=["land", "nato", "cap"])
    said = SAID.assign(firm=SAID["directness"].eq("first-hand"))
    right = terms.plot_positions(said, issues, ["nato"]).axes[1]
    points = [line for line in right.lines if line.get_marker() == "s" and len(line.get_xdata())]
    hollow = [line.get_markerfacecolor() != line.get_color() for line in points]
    assert hollow == [False, True]
    assert any(line.get_linestyle() == ":" for line in right.lines)
