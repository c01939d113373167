import matplotlib.pyplot as plt
import networkx as nx
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
    )


SOURCES = pd.DataFrame({"id": ["good", "weak"], "reliability": ["B", "D"], "kind": "press"})


def test_texts_are_numbered_by_date_and_name():
    rows = said(
        ("2002-01-01", "crimea", "claimed"),
        ("2001-01-01", "crimea", "denied"),
        ("2002-01-01", "donetsk", "claimed"),
    )
    assert borders.numbered(rows, SOURCES)["place"].tolist() == [0, 1, 1]


def test_weak_sources_and_implied_codes_are_not_firm():
    rows = said(*[("2001-01-01", "crimea", "claimed")] * 3)
    rows.loc[1, "source"] = "weak"
    rows.loc[2, "status"] = "implied"
    assert borders.numbered(rows, SOURCES)["firm"].tolist() == [True, False, False]


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


def test_crimea_was_disclaimed_two_weeks_before_the_annexation():
    turns = borders.turns(data.load("doctrine/territorial-claims")).set_index("territory")
    assert turns.loc["Crimea", "days"] == 14  # 4 to 18 March 2014


def test_the_furthest_stance_of_a_state_wins():
    rows = said(
        ("2001-01-01", "crimea", "denied"),
        ("2001-01-02", "donetsk", "recognised-independent"),
        ("2001-01-03", "baltics", "denied"),
        ("2001-01-04", "transnistria", "silent"),
        ("2001-01-05", "unspecified", "claimed"),
    )
    assert borders.furthest(rows).to_dict() == {
        "Ukraine": "recognised-independent",
        "Moldova": "silent",
        "Estonia": "denied",
        "Latvia": "denied",
        "Lithuania": "denied",
    }


def test_a_claim_that_is_only_implied_comes_after_an_asserted_one():
    rows = said(("2001-01-01", "belarus", "claimed"), ("2001-01-02", "belarus", "denied"))
    rows.loc[0, "status"] = "implied"
    assert borders.furthest(rows)["Belarus"] == borders.IMPLIED
    plain = pd.concat([rows, said(("2001-01-03", "belarus", "claimed"))])
    assert borders.furthest(plain)["Belarus"] == "claimed"


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


def test_order_puts_organisations_led_by_russia_first_and_their_members_above():
    table = pd.DataFrame(
        [("A", "NATO"), ("B", "CIS"), ("C", "CIS"), ("C", "NATO"), ("D", "EU"), ("A", "NATO")],
        columns=["state", "organisation"],
    )
    # Places: CIS 0, NATO 1, EU 2; means: A 1, B 0, C 0.5, D 2.
    assert borders.order(table) == (["B", "C", "A", "D"], ["CIS", "NATO", "EU"])


def test_projection_counts_pairs():
    network = nx.Graph()
    for body, members in {"big": "ABCD", "small": "DE"}.items():
        network.add_node(body, kind="organisation")
        for state in members:
            network.add_node(state, kind="state")
            network.add_edge(body, state)
    made = borders.projected(network)
    # Six pairs of the big one and one of the small one, of the ten among five states.
    assert made["states"] == 5 and made["largest"] == 4
    assert made["share"] == pytest.approx(0.7)
    assert made["from_largest"] == pytest.approx(6 / 7)


def test_projection_needs_a_shared_organisation():
    network = nx.Graph()
    network.add_node("alone", kind="organisation")
    with pytest.raises(ValueError, match="No two states"):
        borders.projected(network)


def test_every_territory_and_state_can_be_drawn():
    coded = set(data.load("doctrine/territorial-claims")["territory"])
    assert coded <= set(borders.TERRITORIES)
    assert set(borders.STATES) <= set(maps.lands(data.geojson("geo/region")))
    units = set(maps.lands(data.geojson("geo/ukraine-oblasts")))
    assert {unit for group in borders.UNITS.values() for unit in group} <= units


def test_weak_claims_are_hollow():
    rows = said(("2001-01-01", "crimea", "claimed"), ("2022-02-01", "crimea", "claimed"))
    rows.loc[1, "source"] = "weak"
    fig = borders.plot_claims(borders.numbered(rows, SOURCES), "2022-01-01")
    faces = [to_hex(ax.lines[0].get_markerfacecolor()) for ax in fig.axes]
    assert faces == [theme.SECOND, theme.PAPER]
    plt.close(fig)


def test_control_joins_points_of_one_producer_only():
    control = data.load("doctrine/control").assign(firm=True)
    fig = borders.plot_control(control)
    daily = (control["producer"] == "DeepStateMap").sum()
    joined = {len(line.get_xdata()) for line in fig.axes[0].lines}
    assert joined == {1, 2, daily}  # points; claimed levels and the press range; one series
    plt.close(fig)


def test_force_and_presence_stand_in_panels_of_their_own():
    force = data.load("doctrine/force")
    fig = borders.plot_force(force)
    bars = [len(ax.patches) for ax in fig.axes]
    kinds = force["kind"].value_counts()
    assert bars == [
        kinds["force"] + kinds["annexation"],
        kinds["presence"] + kinds["peacekeeping"],
        kinds["no-action"],
    ]
    plt.close(fig)


def test_a_case_that_ended_has_no_arrow():
    fig = borders.plot_force(data.load("doctrine/force"))
    idle = fig.axes[2]
    assert [line.get_marker() for line in idle.lines] == ["None"]  # only the dashed rule of 1999
    plt.close(fig)
