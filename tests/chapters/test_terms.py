import pandas as pd
import pytest
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


def test_every_kind_of_cell_has_its_own_words(matrix):
    assert matrix["place"].tolist() == [
        "rival wordings", "not seen", "nearer Moscow", "nearer Kyiv", "range too wide", "not placed",
    ]  # fmt: skip


def test_texts_stand_by_date_and_only_those_of_the_matrix(matrix):
    assert matrix["text_short"].tolist() == ["Early", "Late"] * 3
    assert matrix["issue_short"].tolist() == ["land", "land", "NATO", "NATO", "ceiling", "ceiling"]


def test_a_lost_cell_is_an_error():
    with pytest.raises(ValueError, match="no row for"):
        terms.cells(TERMS.iloc[1:], TEXTS, ISSUES)


def test_two_texts_are_compared_where_both_have_a_score(matrix):
    matrix = matrix.assign(firm=True, source="x")
    table = terms.compare(matrix, "early", "late")
    assert table[["issue", "one", "other", "gap"]].to_numpy().tolist() == [
        ["NATO", 0.75, 0.25, 0.5]
    ]


def test_the_american_text_is_never_nearer_to_kyiv_than_the_european_one():
    tables = [data.load(f"stalling/{name}") for name in ("terms", "texts", "issues")]
    matrix = terms.cells(*tables)
    matrix = matrix.assign(firm=data.firm(matrix, data.load("sources")))
    pair = terms.compare(matrix, "us-28-points", "e3-text")
    assert (pair["gap"] >= 0).all() and pair["issue"].iloc[-1] == "NATO"
    assert pair.loc[pair["gap"] == 0, "issue"].tolist() == ["sanctions"]
    assert len(matrix) == 12 * 8


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


def test_moves_are_told_in_words():
    found = terms.moves(SAID.query("id != 'g'"), "2025-01-01", "2025-12-01")
    issues = pd.DataFrame({"id": ["territory", "nato"], "short": ["land", "NATO"]})
    table = terms.moved(found, issues)
    assert table.to_numpy().tolist() == [
        ["NATO", "nearer", "silent", "1.00", "0.50"],
        ["land", "nearer", "silent", "1.00", "0.75"],
    ]


def test_the_answer_of_the_page_holds():
    said = data.load("stalling/positions")
    core = ["territory", "recognition", "nato", "troop-cap", "guarantees", "sequencing"]
    curve = terms.curve(said, "2022-04-15")
    assert curve["mean"].idxmin() == 0
    assert curve.loc[curve["mean"].idxmax(), "date"] == pd.Timestamp("2025-06-02")
    table = terms.sensitivity(said, "2025-06-02", said["date"].max(), core)
    assert len(table) == 7
    assert (table["change"] < 0).all() and (table["by_ukraine"] > table["by_russia"]).all()


def test_the_curve_is_dotted_while_most_positions_are_old():
    curve = terms.curve(SAID, "2025-01-01").assign(fresh=[1, 1, 0.4, 0.75])
    days = pd.to_datetime(["2022-04-15", "2025-06-02"])
    texts = pd.DataFrame({"id": ["istanbul-2022", "memorandum-2025-06"], "date": days})
    ax = terms.plot_curve(curve, curve, texts).axes[1]
    dotted = [line.get_xdata() for line in ax.lines if line.get_linestyle() == ":"]
    assert len(dotted) == 1
    assert pd.to_datetime(dotted[0]).tolist() == curve["date"].iloc[2:4].tolist()


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


def test_a_statement_that_is_not_firm_is_hollow_and_an_old_one_dotted():
    issues = ISSUES.assign(id=["land", "nato", "cap"])
    said = SAID.assign(firm=SAID["directness"].eq("first-hand"))
    right = terms.plot_positions(said, issues, ["nato"]).axes[1]
    points = [line for line in right.lines if line.get_marker() == "s" and len(line.get_xdata())]
    hollow = [line.get_markerfacecolor() != line.get_color() for line in points]
    assert hollow == [False, True]
    assert any(line.get_linestyle() == ":" for line in right.lines)
