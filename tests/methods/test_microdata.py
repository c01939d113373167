import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from moscow_aims.methods import microdata


def respondents(n=400, seed=3):
    """Invented people: a weight, two traits and an answer that hangs on one of them."""
    draw = np.random.default_rng(seed)
    view = draw.choice(["for", "against"], n)
    chance = np.where(view == "for", 0.4, 0.7)
    return pd.DataFrame(
        {
            "weight": draw.uniform(0.5, 2, n),
            "view": view,
            "sex": draw.choice(["men", "women"], n),
            "answer": np.where(draw.random(n) < chance, "nato", "land"),
        }
    )


def test_equal_weights_lose_nothing_and_unequal_ones_do():
    assert microdata.effective_size([2, 2, 2, 2]) == pytest.approx(4)
    assert microdata.effective_size([1, 1, 2]) == pytest.approx(16 / 6)
    for wrong in ([], [1, 0], [1, np.nan]):
        with pytest.raises(ValueError, match="weight above zero"):
            microdata.effective_size(wrong)


def test_shares_are_weighted_and_of_those_asked():
    people = pd.DataFrame({"weight": [1.0, 1.0, 2.0, 9.0], "answer": ["a", "a", "b", None]})
    found = microdata.answer_shares(people, "answer", least=1).set_index("answer")
    assert found["share"].to_dict() == {"a": 50, "b": 50}
    assert found["n"].tolist() == [3, 3] and found["count"].tolist() == [2, 1]
    assert found["effective_n"].iloc[0] == pytest.approx(16 / 6)


def test_the_interval_is_that_of_the_effective_number():
    people = respondents()
    row = microdata.answer_shares(people, "answer").set_index("answer").loc["nato"]
    size = people["weight"].sum() ** 2 / (people["weight"] ** 2).sum()
    assert row["effective_n"] == pytest.approx(size) and size < len(people)
    low, high = sm.stats.proportion_confint(row["share"] / 100 * size, size, method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((100 * low, 100 * high))


def test_small_cells_are_left_out():
    people = pd.DataFrame({"weight": 1.0, "answer": ["a"] * 40 + ["b"] * 29})
    assert microdata.answer_shares(people, "answer")["answer"].tolist() == ["a"]
    assert microdata.answer_shares(people.head(29), "answer").empty


def test_a_lead_within_people_and_a_gap_between_groups():
    people = respondents(2000)
    nato, land = people["answer"] == "nato", people["answer"] == "land"
    found = microdata.lead(people, nato, land)
    share = np.average(nato, weights=people["weight"])
    # With two answers the lead is twice the distance of one share from a half, and so its margin.
    assert found["difference"] == pytest.approx(100 * (2 * share - 1))
    half = 2 * 1.959964 * np.sqrt(share * (1 - share) / found["effective_n"])
    assert (found["high"] - found["low"]) / 2 == pytest.approx(100 * half)
    apart = microdata.gap(people, nato, people["view"] == "against")
    parts = [
        np.average(nato[rows], weights=people.loc[rows, "weight"])
        for rows in (people["view"] == "against", people["view"] == "for")
    ]
    assert apart["difference"] == pytest.approx(100 * (parts[0] - parts[1]))
    assert apart["low"] < 30 < apart["high"]


def test_the_model_agrees_with_shares_where_it_has_one_factor():
    people = respondents(1500)
    factors = {"view": ["for", "against"]}
    table = microdata.choice_model(people, people["answer"] == "nato", factors)
    shares = people.groupby("view").apply(
        lambda part: np.average(part["answer"] == "nato", weights=part["weight"])
    )
    assert table["adjusted"].tolist() == pytest.approx(list(100 * shares[["for", "against"]]))
    odds = shares / (1 - shares)
    assert table["coefficient"].iloc[1] == pytest.approx(np.log(odds["against"] / odds["for"]))
    assert np.isnan(table["coefficient"].iloc[0])


def test_the_model_finds_what_was_put_in_and_nothing_else():
    people = respondents(4000)
    factors = {"view": ["for", "against"], "sex": ["men", "women"]}
    table = microdata.choice_model(people, people["answer"] == "nato", factors)
    rows = table.set_index("level")
    assert rows.loc["against", "p"] < 0.001 and rows.loc["women", "p"] > 0.01
    assert rows.loc["for", "low"] < 40 < rows.loc["for", "high"]
    assert rows.loc["against", "low"] < 70 < rows.loc["against", "high"]
    # With two levels the test of all levels together is the test of the one coefficient.
    assert rows.loc["for", "p_factor"] == pytest.approx(rows.loc["against", "p"], rel=1e-6)
    assert rows.loc["men", "p_factor"] == pytest.approx(rows.loc["women", "p"])
    # Robust errors of equal weights are those of ordinary logistic regression, about.
    plain = microdata.choice_model(people.assign(weight=1.0), people["answer"] == "nato", factors)
    design = sm.add_constant((people["view"] == "against").astype(float))
    ordinary = sm.Logit((people["answer"] == "nato").astype(float), design).fit(disp=0)
    assert plain["error"].iloc[1] == pytest.approx(ordinary.bse.iloc[1], rel=0.03)


def test_the_model_leaves_out_who_has_no_trait_and_refuses_thin_levels():
    people = respondents(300)
    people.loc[:9, "sex"] = None
    factors = {"sex": ["men", "women"]}
    table = microdata.choice_model(people, people["answer"] == "nato", factors)
    assert set(table["observations"]) == {290}
    with pytest.raises(ValueError, match="Only 20 respondents have sex 'women'"):
        thin = people.assign(sex=["women"] * 20 + ["men"] * 280)
        microdata.choice_model(thin, people["answer"] == "nato", factors)
