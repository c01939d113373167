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
        contacts.meetings(frame([*ROWS, row]), ACTORS)


def test_an_actor_is_listed_once():
    with pytest.raises(ValueError, match="'putin' is listed twice"):
        contacts.meetings(frame(), pd.concat([ACTORS, ACTORS.iloc[:1]]))


def test_a_period_without_contacts_is_empty():
    none = frame().iloc[:0]
    assert contacts.meetings(none, ACTORS).empty
    assert contacts.matrix(none, ACTORS, SIDES).to_numpy().sum() == 0
    assert contacts.without(contacts.meetings(none, ACTORS), "ukraine")["meetings"].item() == 0
