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


def test_overall_reference_by_hand():
    # One of two rows present in each column: alike or not with equal chance.
    present = pd.DataFrame({"a": [1.0, 0.0], "b": [1.0, 0.0]})
    row = similarity.overall(present).iloc[0]
    assert row["exact"] and row["arrangements"] == 4
    assert (row["mean"], row["expected"], row["p_more"], row["p_less"]) == (1, 0.5, 0.5, 1)


def test_drawn_reference_comes_close_to_the_exact_one():
    present = random_presence(3, rows=6, columns=3)
    exact = similarity.overall(present).iloc[0]
    drawn = similarity.overall(present, largest=0, draws=9999).iloc[0]
    assert exact["exact"] and not drawn["exact"]
    assert drawn["mean"] == exact["mean"]
    assert drawn["expected"] == pytest.approx(exact["expected"], abs=0.01)
    for p in ("p_more", "p_less"):
        error = np.sqrt(exact[p] * (1 - exact[p]) / 9999)
        assert abs(drawn[p] - exact[p]) < 3.5 * error + 1e-3
    again = similarity.overall(present, largest=0, draws=9999).iloc[0]
    assert again.equals(drawn)


def test_overall_test_has_its_size_when_nothing_is_alike():
    tables = [random_presence(seed, rows=5, columns=3, unknown=0) for seed in range(300)]
    p = np.array([similarity.overall(present)["p_more"].iloc[0] for present in tables])
    for level in (0.05, 0.2):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level * (1 - level) / 300)


def test_names_and_order_change_nothing():
    found = similarity.overall(PRESENT).iloc[0]
    turned = PRESENT.iloc[::-1, ::-1].rename(columns=str.upper, index=str.upper)
    other = similarity.overall(turned).iloc[0]
    for column in ("mean", "expected", "p_more", "p_less", "low", "high"):
        assert other[column] == pytest.approx(found[column])


def test_strange_codes_are_refused():
    with pytest.raises(ValueError, match="'maybe' is no code"):
        similarity.presence(CELLS.replace("absent", "maybe"))
    with pytest.raises(ValueError, match="'absent'"):
        similarity.presence(CELLS, "absent")
    with pytest.raises(ValueError, match="1, 0 or missing"):
        similarity.jaccard(PRESENT + 1)
    with pytest.raises(ValueError, match="at least one row"):
        similarity.pairs(PRESENT, minimum=0)
    with pytest.raises(ValueError, match="No two columns"):
        similarity.overall(PRESENT, minimum=6)


def test_first_dates_go_by_date_not_by_place_in_the_table():
    found = similarity.first_dates(TEXTS, "territory", ("claimed",))
    assert found["territory"].tolist() == ["north", "south", "east"]
    assert found["text"].tolist() == ["speech", "essay", "address"]
    denied = similarity.first_dates(TEXTS, "territory", ("denied",))
    assert denied["text"].tolist() == ["treaty", "speech"]


def test_cumulative_sets_by_hand():
    found = similarity.cumulative(TEXTS, "territory", ("claimed",)).set_index("text")
    assert list(found.index) == ["treaty", "speech", "essay", "address", "memo"]
    assert found["items"].tolist() == ["", "north", "north;south", "east", ""]
    assert found["new"].tolist() == ["", "north", "south", "east", ""]
    assert found["size"].tolist() == [0, 1, 2, 1, 0]
    assert found["total"].tolist() == [0, 1, 2, 3, 3]


def test_changes_by_hand():
    found = similarity.changes(TEXTS, "territory", ("claimed",))
    assert found[["text", "territory", "change"]].agg(" ".join, axis=1).tolist() == [
        "speech north added",
        "essay north kept",
        "essay south added",
        "address east unclear",
        "address north not named",
        "address south reversed",
        "memo east unclear",
    ]
    from_speech_on = similarity.changes(TEXTS[TEXTS["date"] >= "2000"], "territory", ("claimed",))
    assert from_speech_on["change"].iloc[0] == "first text"


def test_additions_and_losses_add_up_to_the_sizes():
    found = similarity.changes(TEXTS[TEXTS["stance"] != "unknown"], "territory", ("claimed",))
    gained = found["change"].isin(["added", "kept", "first text"]).groupby(found["text"]).sum()
    sizes = similarity.cumulative(TEXTS, "territory", ("claimed",)).set_index("text")["size"]
    assert gained.to_dict() == sizes.reindex(gained.index).to_dict()


def test_texts_that_cannot_be_ordered_are_refused():
    with pytest.raises(ValueError, match="no column 'stance'"):
        similarity.first_dates(TEXTS.drop(columns="stance"), "territory", ("claimed",))
    with pytest.raises(ValueError, match="needs a date"):
        similarity.changes(TEXTS.assign(date=pd.NaT), "territory", ("claimed",))
    with pytest.raises(ValueError, match="two stances"):
        similarity.cumulative(pd.concat([TEXTS, TEXTS]), "territory", ("claimed",))


DOCUMENTS = pd.DataFrame(
    [
        ("d1", "1995-01-01", "Decree", "Boris Yeltsin", "Yeltsin", "yes"),
        ("d2", "2000-01-01", "Interview", "Sergey Ivanov", "Putin", "no"),
        ("d3", "2008-01-01", "Address", "Dmitry Medvedev", "Medvedev", "yes"),
        ("d4", "2014-01-01", "Speech", "Vladimir Putin", "Putin", "yes"),
    ],
    columns=["id", "date", "document", "speaker", "president", "official"],
).assign(date=lambda table: pd.to_datetime(table["date"]))

USAGE = pd.DataFrame(
    [
        ("sphere", "d4", "yes"),
        ("sphere", "d3", "yes"),
        ("sphere", "d2", "yes"),
        ("sphere", "d1", "unknown"),
        ("world", "d4", "yes"),
        ("world", "d3", "no"),
        ("world", "d1", "unknown"),
        ("land", "d4", "no"),
        ("land", "d3", None),
    ],
    columns=["term", "document", "present"],
)


def test_first_official_use_names_the_president_and_what_was_not_read():
    found = similarity.first_official_use(USAGE, DOCUMENTS).set_index("term")
    assert list(found.index) == ["sphere", "world", "land"]
    # The interview of 2000 is no official document.
    assert found.loc["sphere", ["document", "president"]].tolist() == ["Address", "Medvedev"]
    assert found.loc["world", "president"] == "Putin"
    assert found["unread_before"].to_dict() == {"sphere": 1, "world": 1, "land": 1}
    assert pd.isna(found.loc["land", "date"])


def test_first_use_needs_known_documents():
    with pytest.raises(ValueError, match="the id 'd4'"):
        similarity.first_official_use(USAGE, DOCUMENTS.iloc[:3])
    with pytest.raises(ValueError, match="no column 'official'"):
        similarity.first_official_use(USAGE, DOCUMENTS.drop(columns="official"))


def test_presence_shares_carry_bounds_for_what_is_unknown():
    usage = USAGE.assign(era=np.where(USAGE["document"] < "d3", "early", "late"))
    found = similarity.presence_share(usage, "term", "era").set_index(["term", "era"])
    assert found.loc[("sphere", "early")].tolist() == [2, 1, 1, 1.0, 0.5, 1.0]
    assert found.loc[("land", "late")].tolist() == [2, 1, 0, 0.0, 0.0, 0.5]
    assert np.isnan(found.loc[("world", "early"), "share"])
    assert found.loc[("world", "early"), ["low", "high"]].tolist() == [0, 1]
    known = found.dropna()
    assert (known["low"] <= known["share"]).all() and (known["share"] <= known["high"]).all()
    with pytest.raises(ValueError, match="'perhaps'"):
        similarity.presence_share(usage.assign(present="perhaps"), "term", "era")
