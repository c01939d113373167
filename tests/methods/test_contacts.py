import math

import pandas as pd
import pytest
from moscow_aims.methods import contacts

ACTORS = pd.DataFrame(
    [
        ("putin", "russia"),
        ("lavrov", "russia"),
        ("trump", "us"),
        ("witkoff", "us"),
        ("zelensky", "ukraine"),
        ("umerov", "ukraine"),
        ("erdogan", "turkey"),
    ],
    columns=["id", "side"],
)
ROWS = [
    ("2025-01-01", "trump", "putin", "call", None),
    ("2025-02-01", "putin", "trump", "call", None),
    ("2025-02-01", "trump", "zelensky", "call", None),
    ("2025-03-01", "witkoff", "putin", "meeting", "moscow"),
    ("2025-03-01", "witkoff", "lavrov", "meeting", "moscow"),
    ("2025-03-01", "lavrov", "putin", "meeting", "moscow"),
    ("2025-04-01", "lavrov", "umerov", "meeting", "istanbul"),
    ("2025-04-01", "witkoff", "umerov", "meeting", "istanbul"),
    ("2025-04-02", "witkoff", "zelensky", "meeting", None),
]
SIDES = ["russia", "us", "ukraine", "turkey"]


def frame(rows=ROWS):
    table = pd.DataFrame(rows, columns=["date", "a", "b", "kind", "meeting"])
    return table.assign(date=pd.to_datetime(table["date"]))


def test_edges_do_not_mind_the_order_within_a_pair():
    table = contacts.edges(frame(), ACTORS)
    assert len(table) == 8
    first = table.iloc[0]
    assert first[["a", "b", "side_a", "side_b", "contacts"]].tolist() == [
        "putin",
        "trump",
        "russia",
        "us",
        2,
    ]
    assert first["first"] == pd.Timestamp("2025-01-01")
    assert first["last"] == pd.Timestamp("2025-02-01")
    assert (table["a"] < table["b"]).all()
    assert table["contacts"].sum() == len(ROWS)


def test_edges_within_periods():
    rows = frame().assign(month=lambda table: table["date"].dt.month)
    table = contacts.edges(rows, ACTORS, by=["month"])
    assert table.groupby("month")["contacts"].sum().to_dict() == {1: 1, 2: 2, 3: 3, 4: 3}


def test_matrix_of_sides_is_symmetric():
    table = contacts.matrix(frame(), ACTORS, SIDES)
    assert table.to_numpy().tolist() == [
        [1, 4, 1, 0],
        [4, 0, 3, 0],
        [1, 3, 0, 0],
        [0, 0, 0, 0],
    ]


def test_matrix_of_actors_keeps_the_order_asked_for():
    table = contacts.matrix(frame(), ACTORS, ["putin", "zelensky", "trump"])
    assert table.to_numpy().tolist() == [[0, 0, 2], [0, 0, 1], [2, 1, 0]]
    assert list(table.index) == list(table.columns) == ["putin", "zelensky", "trump"]


def test_matrix_refuses_strangers_and_mixtures():
    with pytest.raises(ValueError, match="for example 'china'"):
        contacts.matrix(frame(), ACTORS, ["russia", "china"])
    with pytest.raises(ValueError, match="not all sides or all actors.$"):
        contacts.matrix(frame(), ACTORS, ["russia", "trump"])


def test_degree_counts_rows_partners_and_sides():
    table = contacts.degree(frame(), ACTORS).set_index("actor")
    assert table.index[0] == "witkoff"
    numbers = ["contacts", "partners", "partner_sides"]
    assert table.loc["witkoff", numbers].tolist() == [4, 4, 2]
    assert table.loc["putin", numbers].tolist() == [4, 3, 2]
    assert table.loc["erdogan", numbers].tolist() == [0, 0, 0]
    assert table["contacts"].sum() == 2 * len(ROWS)


def test_rows_of_one_name_are_one_meeting():
    table = contacts.meetings(frame(), ACTORS)
    assert list(table["pairs"]) == [1, 1, 1, 3, 2, 1]
    moscow, istanbul = (table[table["meeting"] == m].iloc[0] for m in ("moscow", "istanbul"))
    assert moscow["actors"] == ("lavrov", "putin", "witkoff")
    assert istanbul["sides"] == ("russia", "ukraine", "us")


def test_meetings_without_a_side():
    met = contacts.meetings(frame(), ACTORS)
    whole = contacts.without(met, "ukraine").iloc[0]
    assert whole.tolist() == [6, 3, 0.5]
    with_both = contacts.without(met, "ukraine", present=["russia", "us"]).iloc[0]
    assert with_both.tolist() == [4, 3, 0.75]
    nobody = contacts.without(met, "ukraine", present=["turkey"]).iloc[0]
    assert nobody["meetings"] == 0 and math.isnan(nobody["share"])


def test_meetings_without_a_side_by_period():
    met = contacts.meetings(frame(), ACTORS).assign(month=lambda table: table["date"].dt.month)
    table = contacts.without(met, "ukraine", by=["month"])
    assert table.set_index("month")["share"].to_dict() == {1: 1, 2: 0.5, 3: 1, 4: 0}


def test_a_missing_edge_is_an_empty_table():
    assert contacts.between(frame(), ACTORS, "putin", "zelensky").empty
    found = contacts.between(frame(), ACTORS, "trump", "putin")
    assert list(found["date"].dt.month) == [1, 2]
    with pytest.raises(ValueError, match="'xi' is not among the actors"):
        contacts.between(frame(), ACTORS, "putin", "xi")


def test_go_betweens_spoke_with_both():
    table = contacts.go_betweens(frame(), ACTORS, "putin", "zelensky")
    assert table.to_numpy().tolist() == [["trump", "us", 2, 1], ["witkoff", "us", 1, 1]]
    assert contacts.go_betweens(frame(), ACTORS, "putin", "erdogan").empty


def test_the_graph_lies_on_a_circle_side_by_side():
    network = contacts.graph(frame(), ACTORS, SIDES)
    assert set(network) == set(ACTORS["id"]) - {"erdogan"}
    assert network.edges["putin", "trump"]["contacts"] == 2
    assert not network.has_edge("putin", "zelensky")
    places = {name: node["pos"] for name, node in network.nodes(data=True)}
    assert all(math.hypot(*place) == pytest.approx(1) for place in places.values())
    assert len(set(places.values())) == 6
    # Six actors and a gap after each of four sides: Putin first, at the top, Lavrov a tenth on.
    assert places["putin"] == pytest.approx((0, 1))
    assert places["lavrov"] == pytest.approx((math.sin(math.pi / 5), math.cos(math.pi / 5)))
    assert places["witkoff"] == pytest.approx((math.sin(0.6 * math.pi), math.cos(0.6 * math.pi)))


def test_the_graph_does_not_depend_on_the_order_of_the_rows():
    one = contacts.graph(frame(), ACTORS, SIDES)
    two = contacts.graph(frame(ROWS[::-1]), ACTORS.iloc[::-1], SIDES)
    assert dict(one.nodes(data=True)) == dict(two.nodes(data=True))


def test_the_graph_of_some_sides():
    network = contacts.graph(frame(), ACTORS, ["russia", "ukraine"])
    assert set(network.edges) == {("lavrov", "putin"), ("lavrov", "umerov")}
    with pytest.raises(ValueError, match="no side 'china'"):
        contacts.graph(frame(), ACTORS, ["russia", "china"])


@pytest.mark.parametrize(
    "row, message",
    [
        (("2025-01-01", "xi", "putin", "call", None), "'xi' is not among the actors"),
        (("2025-01-01", None, "putin", "call", None), "needs two actors"),
        (("2025-01-01", "putin", "putin", "call", None), "same actor twice"),
        ((None, "putin", "trump", "call", None), "needs a date"),
    ],
)
def test_unsound_contacts_are_refused(row, message):
    with pytest.raises(ValueError, match=message):
        contacts.edges(frame([*ROWS, row]), ACTORS)


def test_an_actor_is_listed_once():
    with pytest.raises(ValueError, match="'putin' is listed twice"):
        contacts.edges(frame(), pd.concat([ACTORS, ACTORS.iloc[:1]]))


def test_a_period_without_contacts_is_empty():
    none = frame().iloc[:0]
    assert contacts.edges(none, ACTORS).empty
    assert contacts.matrix(none, ACTORS, SIDES).to_numpy().sum() == 0
    assert contacts.degree(none, ACTORS)["contacts"].sum() == 0
    assert contacts.without(contacts.meetings(none, ACTORS), "ukraine")["meetings"].item() == 0
    assert not contacts.graph(none, ACTORS, SIDES)
