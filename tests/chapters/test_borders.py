import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import borders
from moscow_aims.drawing import maps, theme


def said(*rows):
    """A table of claims from (date, territory, stance), all by one speaker."""
    table = pd.DataFrame(rows, columns=["date", "territory", "stance"])
    table["date"] = pd.to_datetime(table["date"])
    return table.assign(
        text=["text " + str(day.date()) for day in table["date"]],
        speaker="President",
        status="reported",
        date_precision="day",
        source="good",
        why="Says so.",
    )


@pytest.fixture(scope="module")
def turned():
    return borders.turns(data.load("doctrine/territorial-claims"))


@pytest.fixture(scope="module")
def signs():
    claims, force = data.load("doctrine/territorial-claims"), data.load("doctrine/force")
    return borders.signs(claims, force).set_index("Place")


def test_a_turn_is_the_first_claim_after_the_last_denial():
    rows = said(
        ("2001-01-01", "crimea", "denied"),
        ("2001-01-11", "all-ukraine", "denied"),
        ("2001-01-31", "crimea", "claimed"),
        ("2001-02-05", "crimea", "denied"),
        ("2001-02-06", "crimea", "claimed"),
        ("2001-03-01", "kherson", "historical"),
    )
    turns = borders.turns(rows)
    assert turns["territory"].tolist() == ["Crimea"]
    assert turns["days"].tolist() == [20]  # from the denial for all Ukraine


def test_what_parliament_claimed_is_no_turn():
    rows = said(("2001-01-01", "crimea", "denied"), ("2001-01-02", "crimea", "claimed"))
    rows.loc[1, "speaker"] = borders.PARLIAMENT
    assert borders.turns(rows).empty


def test_crimea_was_disclaimed_two_weeks_before_the_annexation(turned):
    days = turned.set_index("territory")[["days", "days_annexed"]]
    assert days.loc["Crimea"].tolist() == [14, 14]  # 4 to 18 March 2014
    assert days.loc["Kherson"].tolist() == [135, 207]  # 7 March to 20 July and 30 September 2022


def test_territories_with_the_same_days_share_a_lane(turned):
    lanes = borders.lanes(turned)
    assert lanes["territory"].tolist() == [
        "Crimea", "Zaporizhzhia and Kherson", "Donetsk and Luhansk",
    ]  # fmt: skip
    assert lanes["implied"].tolist() == [False, True, False]


def test_russian_troops_were_there_at_each_last_denial(turned):
    force = data.load("doctrine/force").set_index("id")["start"]
    first = {"Crimea": "crimea-2014", "Donetsk": "donbas-2014", "Luhansk": "donbas-2014"}
    for row in turned.itertuples():
        assert force[first.get(row.territory, "ukraine-2022")] < row.denied


def test_troops_came_before_every_claim_and_many_places_with_troops_were_never_claimed(signs):
    claimed = signs[signs["Claimed"] != "–"]
    assert (claimed["Russian troops there"] != "–").all()
    assert claimed.index.tolist() == [*list(borders.PLACES)[:3], "Belarus"]
    never = signs[(signs["Russian troops there"] != "–") & (signs["Claimed"] == "–")]
    assert len(never) == 4


def test_signs_are_years_and_know_what_ended_and_what_is_only_implied(signs):
    assert signs.loc["Baltic states", "Russian troops there"] == "until 1994"
    assert signs.loc["Kazakhstan", "Russian troops there"] == "2022"
    assert signs.loc["Transnistria", "Russian troops there"] == "since 1992"
    assert signs.loc["Belarus", "Claimed"] == "2002" + borders.IMPLIED
    # Medvedev's lecture on all Ukraine is no claim to Odessa, a denial for all Ukraine covers it.
    assert signs.loc["City of Odessa", ["Last denied", "Claimed"]].tolist() == ["2023", "–"]


def test_a_dropped_demand_for_whole_oblasts_leaves_the_part_held():
    rows = said(("2001-01-01", "donetsk", "claimed"), ("2001-01-01", "kherson", "claimed"))
    aims = pd.DataFrame({"date": rows["date"][:1], "demand": "four-oblasts", "stance": "dropped"})
    asked = borders.demanded(rows, aims, ["2001-01-01"]).set_index("territory")["stance"]
    assert asked.to_dict() == {"donetsk": "claimed", "kherson": "held part"}
    with pytest.raises(ValueError, match="02 January 2001"):
        borders.demanded(rows, aims, ["2001-01-02"])


def test_what_was_annexed_before_and_is_not_named_stays_on_the_map():
    rows = said(
        ("2014-03-18", "crimea", "claimed"),
        ("2022-09-30", "kherson", "claimed"),
        ("2024-06-14", "crimea", "claimed"),
    )
    aims = pd.DataFrame({"date": rows["date"][:0], "demand": [], "stance": []})
    asked = borders.demanded(rows, aims, ["2014-03-18", "2022-09-30", "2024-06-14"])
    asked = asked.set_index([asked["date"].dt.year, "territory"])["stance"]
    assert asked.to_dict() == {
        (2014, "crimea"): "claimed",
        (2022, "kherson"): "claimed",
        (2022, "crimea"): "annexed before",
        (2024, "crimea"): "claimed",
        (2024, "kherson"): "annexed before",
    }
    claims = data.load("doctrine/territorial-claims")
    for day in borders.ANNEXATIONS:
        assert (claims.loc[claims["date"] == day, "stance"] == "claimed").any()


def test_sets_of_claimed_territories_by_text():
    rows = said(
        ("2001-01-01", "crimea", "claimed"),
        ("2001-01-01", "kherson", "denied"),
        ("2000-01-01", "crimea", "denied"),
        ("2002-01-01", "kherson", "claimed"),
        ("2002-01-01", "crimea", "claimed"),
    )
    sets = borders.claimed_sets(rows)
    assert sets["territories"].tolist() == ["", "crimea", "crimea;kherson"]
    assert sets["size"].tolist() == [0, 1, 2]


def test_texts_that_claim_land_are_named_with_what_they_claim():
    rows = said(
        ("2001-01-01", "kherson", "claimed"),
        ("2001-01-01", "crimea", "claimed"),
        ("2002-01-01", "crimea", "denied"),
        ("2003-01-01", "belarus", "claimed"),
    )
    rows.loc[3, "status"] = "implied"
    named = borders.named_sets(rows)
    assert named["Day"].tolist() == ["1 Jan 2001", "1 Jan 2003"]
    assert named["Claimed"].tolist() == ["Crimea, Kherson", "Belarus, implied"]


def test_everything_coded_has_a_name_and_a_place_on_the_map():
    claims, force = data.load("doctrine/territorial-claims"), data.load("doctrine/force")
    assert set(claims.loc[claims["stance"] == "claimed", "territory"]) <= set(borders.TERRITORIES)
    for names, places in borders.PLACES.values():
        assert set(names) <= set(claims["territory"]) and set(places) <= set(force["place"])
    units = set(maps.lands(data.geojson("geo/ukraine-oblasts")))
    assert {unit for group in borders.UNITS.values() for unit in group} <= units


def test_lanes_quote_the_denial_and_count_the_days(turned):
    earlier = pd.Series(
        {"date": pd.Timestamp("2022-02-24"), "attributed_to": "Vladimir Putin", "words": "No plan"}
    )
    fig = borders.plot_lanes(borders.lanes(turned), earlier)
    texts = [text.get_text() for text in fig.axes[0].texts]
    assert sum("“No plan”" in text for text in texts) == 2
    assert "claimed\nafter 135 days" in texts and "claimed and annexed\nafter 14 days" in texts
    faces = [to_hex(line.get_markerfacecolor()) for line in fig.axes[0].lines
             if line.get_marker() == "s" and len(line.get_xdata())]  # fmt: skip
    assert faces == [theme.SECOND, theme.PAPER, theme.SECOND]  # hollow: only implied
    plt.close(fig)


def test_each_case_of_force_is_drawn_once_and_what_is_disputed_is_hollow():
    force, sources = data.load("doctrine/force"), data.load("sources")
    fig = borders.plot_force(force, sources)
    kinds = force["kind"].value_counts()
    assert [len(ax.patches) for ax in fig.axes] == [
        kinds["force"] + kinds["annexation"], kinds["no-action"],
    ]  # fmt: skip
    hollow = [bar for bar in fig.axes[0].patches
              if to_hex(bar.get_facecolor()) == theme.PAPER and not bar.get_hatch()]  # fmt: skip
    assert len(hollow) == (~data.firm(force[force["kind"] == "force"], sources)).sum() == 1
    assert len(borders.stationed(force)) == kinds["presence"] + kinds["peacekeeping"]
    plt.close(fig)
