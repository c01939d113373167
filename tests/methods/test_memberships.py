from itertools import pairwise

import pandas as pd
import pytest
from moscow_aims.methods import memberships

ROWS = [
    ("r-club", "Russia", "Club", "1991-01-01", None, "member"),
    ("r-pact", "Russia", "Pact", "1995-01-01", None, "member"),
    ("a-club", "Aland", "Club", "1991-01-01", None, "member"),
    ("a-pact", "Aland", "Pact", "1995-01-01", "2005-01-01", "member"),
    ("a-pact-2", "Aland", "Pact", "2005-01-01", None, "suspended"),
    ("b-club", "Bland", "Club", "1991-01-01", "1999-06-01", "member"),
    ("b-union", "Bland", "Union", "2004-05-01", None, "member"),
    ("b-club-2", "Bland", "Club", "2010-01-01", "2012-01-01", "member"),
    ("c-union", "Cland", "Union", "2004-05-01", None, "candidate"),
]


def frame(rows=ROWS):
    columns = ["id", "state", "organisation", "start", "end", "standing"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(start=pd.to_datetime(found["start"]), end=pd.to_datetime(found["end"]))


def ids(date, standing=memberships.FULL):
    return set(memberships.members(frame(), date, standing)["id"])


def test_a_spell_covers_its_first_day_but_not_its_end():
    assert "b-club" in ids("1999-05-31") and "b-club" not in ids("1999-06-01")
    assert "r-pact" not in ids("1994-12-31") and "r-pact" in ids("1995-01-01")


def test_only_the_standings_asked_for_count():
    assert ids("2006-01-01") == {"r-club", "r-pact", "a-club", "b-union"}
    assert ids("2006-01-01", ("suspended", "candidate")) == {"a-pact-2", "c-union"}
    assert ids("2006-01-01", None) == ids("2006-01-01") | {"a-pact-2", "c-union"}


def test_matrices_of_all_days_have_the_same_shape():
    matrix = memberships.incidence(frame(), "2006-01-01")
    assert matrix.loc["Aland"].to_dict() == {"Club": 1, "Pact": 0, "Union": 0}
    assert matrix.loc["Bland"].to_dict() == {"Club": 0, "Pact": 0, "Union": 1}
    assert matrix.loc["Cland"].sum() == 0
    empty = memberships.incidence(frame(), "1980-01-01")
    assert empty.shape == matrix.shape and empty.to_numpy().sum() == 0
    assert (empty.dtypes == "int64").all() and (matrix.dtypes == "int64").all()


def test_moves_with_members_only_and_with_every_standing():
    found = memberships.moves(frame(), "1995-01-01", "2010-01-01")
    assert found[["state", "organisation", "change"]].agg(" ".join, axis=1).tolist() == [
        "Bland Club left",
        "Bland Union joined",
        "Aland Pact left",
        "Bland Club joined",
    ]
    assert found["standing"].fillna("out").tolist() == ["out", "member", "suspended", "member"]
    every = memberships.moves(frame(), "1995-01-01", "2010-01-01", standing=None)
    assert every[["state", "change"]].agg(" ".join, axis=1).tolist() == [
        "Bland left",
        "Bland joined",
        "Cland joined",
        "Bland joined",
    ]


def test_moves_add_up_to_the_difference_of_two_days():
    days = pd.to_datetime(["1990-01-01", "1995-01-01", "2004-05-01", "2005-01-01", "2011-01-01"])
    for standing in (memberships.FULL, ("suspended",), None):
        for first, second in pairwise(days):
            found = memberships.moves(frame(), first, second, standing)
            net = found["change"].map({"joined": 1, "left": -1}).sum()
            before, after = (memberships.incidence(frame(), d, standing) for d in (first, second))
            assert net == after.to_numpy().sum() - before.to_numpy().sum()


def test_new_names_change_nothing_but_the_names():
    names = {"Aland": "Zland", "Bland": "Yland", "Cland": "Xland", "Russia": "Russia"}
    renamed = frame().assign(state=frame()["state"].map(names))
    there = memberships.incidence(renamed, "2011-01-01", None)
    here = memberships.incidence(frame(), "2011-01-01", None)
    here = here.rename(index=names).loc[there.index, there.columns]
    pd.testing.assert_frame_equal(there, here, check_names=False)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("x", "Cland", "Club", None, None, "member"), "'x' has no start"),
        (("x", "Cland", "Club", "2001-01-01", "2001-01-01", "member"), "'x' ends before"),
        (("x", "Russia", "Club", "2001-01-01", None, "observer"), "'x' overlaps"),
    ],
)
def test_unsound_tables_are_refused(row, message):
    with pytest.raises(ValueError, match=message):
        memberships.members(frame([*ROWS, row]), "2006-01-01")


def test_wrong_questions_are_refused():
    with pytest.raises(ValueError, match="standing 'memer'"):
        memberships.members(frame(), "2006-01-01", ("memer",))
    with pytest.raises(ValueError, match="no column 'end'"):
        memberships.members(frame().drop(columns="end"), "2006-01-01")
    with pytest.raises(ValueError, match="must come after"):
        memberships.moves(frame(), "2006-01-01", "2006-01-01")
