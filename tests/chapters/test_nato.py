import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import nato
from moscow_aims.drawing import theme


@pytest.fixture(scope="module")
def events():
    return nato.by_year(data.load("doctrine/nato-relations"), data.load("sources"))


def test_records_of_the_other_side_are_private_and_words_stand_in_quotation_marks():
    documents = data.load("doctrine/documents").set_index("id", drop=False)
    rows = documents.loc[["memcon-2008", "medvedev-2008-08-26"]]
    words = pd.DataFrame(
        [("2008-georgia-nato", "medvedev-2008-08-26", "ignored “also”"), ("x", "memcon-2008", "y")],
        columns=["id", "document", "wording"],
    )
    shown = nato.both_themes(rows, words)
    assert shown["Setting"].tolist() == ["private", "public"]
    assert shown["On NATO"].iloc[1].endswith(" (“ignored ‘also’”)")
    assert not shown.iloc[0].str.contains("“").any()
    assert shown["Text"].iloc[0].endswith("Sochi (US record), 6 Apr 2008")


def test_each_text_is_quoted_once_and_in_words_on_record():
    tables = [data.load(f"doctrine/{name}") for name in ("usage", "justifications")]
    words = pd.concat(tables).query("id in @nato.SAYINGS")
    assert len(words) == len(nato.SAYINGS)
    assert words["wording"].notna().all() and words["document"].is_unique


def test_reasons_keep_unknown_apart_from_absent():
    grid = nato.reasons(data.load("doctrine/justifications"))
    assert grid.shape == (len(nato.KINDS), len(nato.ACTS))
    assert grid.loc["nato", "2008-georgia"] == "mentioned"
    assert grid.loc["denazification", "2008-georgia"] == "absent"
    assert grid.loc["denazification", "2022-annexation"] == "unknown"


def test_an_act_is_shown_if_more_than_one_reason_is_known_and_no_kind_is_left_out():
    coded = data.load("doctrine/justifications")
    known = coded[coded["cell"] != "unknown"].groupby("act")["kind"].size()
    assert set(nato.ACTS) == set(known.index[known > 1])
    assert set(nato.KINDS) == set(coded["kind"])
    shown = nato.reasons_to_show(nato.reasons(coded))
    assert shown.columns.tolist() == ["Reason given", *nato.ACTS.values()]


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


def test_every_period_around_the_invasion_is_named_under_its_points():
    table = data.load("doctrine/salience")
    days = nato.salience(table, "days")
    fig = nato.plot_salience(nato.salience(table, "months"), days)
    names = [tick.get_text() for tick in fig.axes[1].get_xticklabels()]
    plt.close(fig)
    assert len(names) == days["period_start"].nunique()
    assert "18–20\nFeb" in names and "24–28\nFeb" in names


def test_events_of_one_year_and_code_have_places_of_their_own():
    row = {"status": "reported", "source": "good", "code": "conflict", "date": "2008-04-06"}
    table = pd.DataFrame(
        [
            {**row, "id": "b", "date": "2008-08-08"},
            {**row, "id": "a"},
            {**row, "id": "c", "code": "cooperation", "source": "poor"},
            {**row, "id": "d", "date": "2009-01-01", "status": "contested"},
        ]
    ).assign(date=lambda t: pd.to_datetime(t["date"]))
    sources = pd.DataFrame({"id": ["good", "poor"], "reliability": ["B", "D"], "kind": "press"})
    found = nato.by_year(table, sources).set_index("id")
    assert found["place"].to_dict() == {"a": 0, "b": 1, "c": 0, "d": 0}
    assert found["of"].to_dict() == {"a": 2, "b": 2, "c": 1, "d": 1}
    assert found["firm"].to_dict() == {"a": True, "b": True, "c": False, "d": False}


def test_states_joined_by_year():
    states = nato.joined(data.load("doctrine/enlargement"))
    assert states.to_dict() == {1999: 3, 2004: 7, 2009: 2, 2017: 1, 2020: 1, 2023: 1, 2024: 1}


def test_a_brick_an_event_above_or_below_by_code_and_hollow_if_not_firm(events):
    fig = nato.plot_relations(events, pd.Series({2004: 7}))
    bricks = fig.axes[0].patches
    plt.close(fig)
    assert len(bricks) == len(events)
    for brick, row in zip(bricks, events.itertuples(), strict=True):
        middle = brick.get_y() + brick.get_height() / 2
        side = {"cooperation": middle > 0.5, "conflict": middle < -0.5}
        assert side.get(row.code, abs(middle) < 0.1), row.id
        assert (to_hex(brick.get_facecolor()) == theme.PAPER) == (not row.firm), row.id
    corners = {(round(brick.get_x(), 6), round(brick.get_y(), 6)) for brick in bricks}
    assert len(corners) == len(events)


def test_every_named_event_is_in_the_data(events):
    assert set(nato.TURNS) <= set(events["id"])
