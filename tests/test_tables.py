"""What is looked up in a table and not there is named in one sentence, with the file."""

import numpy as np
import pandas as pd
import pytest
from moscow_aims import data, tables


@pytest.fixture
def table():
    rows = {
        "id": ["a", "b", "c"],
        "side": ["us", "eu", "us"],
        "share": [1.0, np.nan, 3.0],
        "day": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]),
    }
    made = tables.Table(rows)
    made.origin = "data/part/table.csv"
    return made


@pytest.mark.parametrize("seek", [
    lambda t: t.set_index("id").loc["z"],
    lambda t: t.set_index("id").loc[["a", "z"]],
    lambda t: t.set_index("id").loc["z", "share"],
    lambda t: t.set_index("id").at["z", "share"],
    lambda t: t.set_index("id")["share"]["z"],
    lambda t: t.groupby("side")["share"].sum()["z"],
    lambda t: t["side"].value_counts()["z"],
    lambda t: t.query("share > 0").set_index(["id", "side"]).loc["z", "us"],
    lambda t: t["z"],
])  # fmt: skip
def test_what_is_not_there_is_named_with_the_file(table, seek):
    with pytest.raises(data.DataError) as caught:
        seek(table)
    assert str(caught.value) == "In data/part/table.csv is no 'z' where it is needed."


@pytest.mark.parametrize("seek", [
    lambda t: t[t["share"] > 9].iloc[0],
    lambda t: t.loc[t["id"] == "z", "share"].iloc[-1],
    lambda t: t.loc[t["id"] == "z", "share"].item(),
])  # fmt: skip
def test_no_row_left(table, seek):
    with pytest.raises(data.DataError, match="^In data/part/table.csv is no row left where one "):
        seek(table)


def test_two_rows_where_one_is_needed(table):
    with pytest.raises(data.DataError, match="are 2 rows where one is needed"):
        table.loc[table["side"] == "us", "share"].item()
    with pytest.raises(data.DataError, match="two rows of x, us where one is needed"):
        table.assign(all="x").pivot(index="all", columns="side", values="share")


def test_no_value_to_be_the_largest(table):
    assert table["share"].idxmax() == 2
    with pytest.raises(data.DataError, match="no value of 'share' where one is needed"):
        table.loc[[1], "share"].idxmax()


def test_pandas_knows_it_as_its_own_error(table):
    assert table.get("z") is None
    with pytest.raises(KeyError):
        table["z"]
    with pytest.raises(IndexError):
        table.iloc[9]


def test_a_table_keeps_all_that_pandas_knows_of_it(table):
    plain = pd.DataFrame(table)
    for make in (
        lambda t: t.groupby(["side", "day"])["share"].agg(["sum", "size"]).reset_index(),
        lambda t: t.set_index("id")["share"].rename("part").reset_index(),
        lambda t: t.merge(t, on="side").pivot_table(index="side", values="share_x"),
    ):
        pd.testing.assert_frame_equal(pd.DataFrame(make(table)), make(plain))


def test_loaded_tables_know_their_file():
    with pytest.raises(data.DataError, match=r"^In data/survey/margins.csv is no 'nobody' where"):
        data.load("survey/margins").set_index("id").loc["nobody"]
