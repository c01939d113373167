import itertools

import numpy as np
import pandas as pd
import pytest
from report.doctrine import similarity
from scipy import stats

CELLS = pd.DataFrame(
    {
        "war": ["principal", "mentioned", "absent", "unknown", "mentioned"],
        "raid": ["mentioned", "absent", "absent", "principal", "mentioned"],
        "siege": ["absent", "unknown", "principal", "mentioned", None],
    },
    index=["nato", "people", "history", "law", "treaty"],
)
PRESENT = similarity.presence(CELLS)

TEXTS = pd.DataFrame(
    [
        ("2000-01-01", "speech", "north", "claimed"),
        ("2000-01-01", "speech", "south", "denied"),
        ("1990-01-01", "treaty", "north", "denied"),
        ("2005-01-01", "essay", "south", "claimed"),
        ("2005-01-01", "essay", "north", "claimed"),
        ("2005-01-01", "essay", "east", "unknown"),
        ("2010-01-01", "address", "south", "denied"),
        ("2010-01-01", "address", "east", "claimed"),
        ("2015-01-01", "memo", "east", None),
    ],
    columns=["date", "text", "territory", "stance"],
).assign(date=lambda table: pd.to_datetime(table["date"]))


def test_codes_count_from_the_level_asked_for():
    nan = np.nan
    assert PRESENT["war"].fillna(9).tolist() == [1, 1, 0, 9, 1]
    assert PRESENT["siege"].fillna(9).tolist() == [0, 9, 1, 1, 9]
    strict = similarity.presence(CELLS, "principal")
    np.testing.assert_array_equal(strict["war"], [1, 0, 0, nan, 0])


def test_jaccard_leaves_unknown_cells_out_pair_by_pair():
    found = similarity.jaccard(PRESENT)
    # war and raid: known in four rows; both in nato and treaty, either in those and people.
    assert found.loc["war", "raid"] == pytest.approx(2 / 3)
    # war and siege: known in nato and history; nothing shared.
    assert found.loc["siege", "war"] == 0
    # raid and siege: nato, history, law; law shared, all three in either.
    assert found.loc["raid", "siege"] == pytest.approx(1 / 3)
    assert (np.diag(found) == 1).all()


def test_too_little_known_gives_no_similarity():
    found = similarity.jaccard(PRESENT, minimum=3)
    assert np.isnan(found.loc["war", "siege"]) and found.loc["war", "raid"] == pytest.approx(2 / 3)
    nothing = similarity.jaccard(pd.DataFrame({"a": [0.0, 0.0], "b": [0.0, 0.0]}))
    assert nothing.isna().all(axis=None)


def test_pairs_say_what_they_rest_on():
    found = similarity.pairs(PRESENT).set_index(["a", "b"])
    assert found.loc[("war", "raid"), ["known", "shared", "either"]].tolist() == [4, 2, 3]
    assert found.loc[("raid", "siege"), ["known", "shared", "either"]].tolist() == [3, 1, 3]
    square = similarity.jaccard(PRESENT)
    assert all(square.loc[pair] == row["jaccard"] for pair, row in found.iterrows())


def random_presence(seed, rows=7, columns=4, unknown=0.15):
    rng = np.random.default_rng(seed)
    values = (rng.random((rows, columns)) < 0.5).astype(float)
    values[rng.random((rows, columns)) < unknown] = np.nan
    return pd.DataFrame(values, columns=list("abcdefgh")[:columns])


@pytest.mark.parametrize("seed", range(6))
def test_reference_of_a_pair_agrees_with_shuffling_it_by_hand(seed):
    present = random_presence(seed)
    for _, row in similarity.pairs(present).iterrows():
        both = present[[row["a"], row["b"]]].dropna().to_numpy()
        if np.isnan(row["jaccard"]):
            continue
        shuffled = {tuple(order) for order in itertools.permutations(both[:, 1])}
        reference = np.array(
            [np.minimum(both[:, 0], b).sum() / np.maximum(both[:, 0], b).sum() for b in shuffled]
        )
        assert row["arrangements"] == len(reference)
        assert row["expected"] == pytest.approx(reference.mean())
        assert row["p_more"] == pytest.approx((reference >= row["jaccard"] - 1e-9).mean())
        assert row["p_less"] == pytest.approx((reference <= row["jaccard"] + 1e-9).mean())


def test_p_of_a_pair_is_fishers():
    row = similarity.pairs(PRESENT).iloc[0]
    fisher = stats.fisher_exact([[2, 1], [0, 1]], alternative="greater").pvalue
    assert row["p_more"] == pytest.approx(fisher)


def test_pairs_without_absent_codes_have_one_arrangement_and_show_nothing():
    row = similarity.pairs(pd.DataFrame({"a": [1.0, 1, 1], "b": [1.0, 1, np.nan]})).iloc[0]
    assert (row["jaccard"], row["arrangements"], row["p_more"]) == (1, 1, 1)


def test_strange_codes_are_refused():
    with pytest.raises(ValueError, match="'maybe' is no code"):
        similarity.presence(CELLS.replace("absent", "maybe"))
    with pytest.raises(ValueError, match="'absent'"):
        similarity.presence(CELLS, "absent")
    with pytest.raises(ValueError, match="1, 0 or missing"):
        similarity.jaccard(PRESENT + 1)
    with pytest.raises(ValueError, match="at least one row"):
        similarity.pairs(PRESENT, minimum=0)


def test_cumulative_sets_by_hand():
    found = similarity.cumulative(TEXTS, "territory", ("claimed",)).set_index("text")
    assert list(found.index) == ["treaty", "speech", "essay", "address", "memo"]
    assert found["items"].tolist() == ["", "north", "north;south", "east", ""]
    assert found["new"].tolist() == ["", "north", "south", "east", ""]
    assert found["size"].tolist() == [0, 1, 2, 1, 0]
    assert found["total"].tolist() == [0, 1, 2, 3, 3]


def test_texts_that_cannot_be_ordered_are_refused():
    with pytest.raises(ValueError, match="no column 'stance'"):
        similarity.cumulative(TEXTS.drop(columns="stance"), "territory", ("claimed",))
    with pytest.raises(ValueError, match="needs a date"):
        similarity.cumulative(TEXTS.assign(date=pd.NaT), "territory", ("claimed",))
    with pytest.raises(ValueError, match="two stances"):
        similarity.cumulative(pd.concat([TEXTS, TEXTS]), "territory", ("claimed",))
