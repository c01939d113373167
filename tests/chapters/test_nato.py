import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import nato
from moscow_aims.drawing import theme


@pytest.fixture(scope="module")
def rounds():
    return nato.steps(data.load("doctrine/enlargement"))


def test_relations_span_and_firmness():
    row = {"date_precision": "day", "note": None, "status": "reported", "source": "good"}
    table = pd.DataFrame(
        [
            {**row, "date": "2003-01-01", "date_precision": "year"},
            {**row, "date": "1999-03-01", "date_precision": "month"},
            {**row, "date": "2000-02-16", "source": "poor"},
            {**row, "date": "2001-02-16", "status": "contested"},
        ]
    ).assign(date=lambda t: pd.to_datetime(t["date"]))
    sources = pd.DataFrame({"id": ["good", "poor"], "reliability": ["B", "D"], "kind": "press"})
    found = nato.relations(table, sources)
    assert found["until"].dt.strftime("%Y-%m-%d").tolist() == [
        "1999-03-31",
        "2000-02-16",
        "2001-02-16",
        "2003-12-31",
    ]
    assert found["firm"].tolist() == [True, False, False, True]


def test_steps_are_the_accession_days_since_1999(rounds):
    assert rounds["date"].dt.year.tolist() == [1999, 2004, 2009, 2017, 2020, 2023, 2024]
    assert rounds["states"].str.count(",").add(1).tolist() == [3, 7, 2, 1, 1, 1, 1]


def test_reasons_keep_unknown_apart_from_absent():
    grid = nato.reasons(data.load("doctrine/justifications"))
    assert grid.shape == (8, 7)
    assert grid.loc["nato", "2008-georgia"] == "mentioned"
    assert grid.loc["denazification", "2008-georgia"] == "absent"
    assert (grid["2015-syria"] == "unknown").sum() == 7


def test_salience_separates_months_from_days_and_counts_items():
    table = data.load("doctrine/salience")
    months, days = nato.salience(table, "months"), nato.salience(table, "days")
    assert not set(months["id"]) & set(days["id"])
    assert months.groupby("keyword").size().tolist() == [15, 15, 15]
    row = days[(days["keyword"] == "donbas") & (days["period_start"] == "2022-02-21")].iloc[0]
    assert row["share"] == 60
    # Wilson's interval for 27 of 45 by its formula.
    z, n, share = 1.959964, 45, 0.6
    middle, half = share + z**2 / (2 * n), z * (share * 0.4 / n + z**2 / (4 * n**2)) ** 0.5
    by_hand = [100 * (middle + sign * half) / (1 + z**2 / n) for sign in (-1, 1)]
    assert [row["low"], row["high"]] == pytest.approx(by_hand)
    with pytest.raises(ValueError, match="neither"):
        nato.salience(table, "weeks")


def test_early_demands_leave_out_silent_texts():
    aims = pd.DataFrame(
        [
            ["2021-12-17", "drafts", "no-nato-ukraine", "present", "s1"],
            ["2021-12-17", "drafts", "sanctions-relief", "present", "s1"],
            ["2022-02-24", "speech", "neutrality", "unknown", "s2"],
            ["2024-06-14", "later", "neutrality", "present", "s3"],
        ],
        columns=["date", "text", "demand", "stance", "source"],
    ).assign(date=lambda t: pd.to_datetime(t["date"]))
    found = nato.early_demands(aims)
    assert found["text"].tolist() == ["drafts"]
    assert found.loc[0, ["No NATO", "Crimea"]].tolist() == ["present", "unknown"]


def test_weak_events_are_hollow(rounds):
    events = nato.relations(data.load("doctrine/nato-relations"), data.load("sources"))
    axes = nato.plot_relations(events, rounds, {}).axes[0]
    marks = [line for line in axes.get_lines() if line.get_marker() in ("o", "D", "s")]
    hollow = [line for line in marks if to_hex(line.get_markerfacecolor()) == theme.PAPER]
    assert len(marks) == len(events)
    assert len(hollow) == (~events["firm"]).sum()


def test_unknown_reasons_are_marked_and_not_drawn_as_absent():
    grid = nato.reasons(data.load("doctrine/justifications"))
    axes = nato.plot_reasons(grid).axes[0]
    asked = [text for text in axes.texts if text.get_text() == "?"]
    dashes = [line for line in axes.get_lines() if line.get_marker() == "_"]
    assert len(asked) == (grid == "unknown").sum().sum()
    assert len(dashes) == (grid == "absent").sum().sum() + 1  # one in the key
