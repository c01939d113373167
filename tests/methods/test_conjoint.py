from itertools import product

import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.formula.api as smf
from hypothesis import assume, given
from hypothesis import strategies as st
from moscow_aims.methods import conjoint, misreport, readings

TERMS = {
    "territory": ["kept", "shared", "left"],
    "status": ["neutral", "None", "alliance"],
    "aid": ["yes", "no"],
}
WISHES = {"territory": {"left": -0.9, "shared": -0.3}, "status": {"alliance": -0.5}}
COLUMNS = {"outcome": "chosen", "attributes": list(TERMS), "respondent": "respondent"}
TASKS = COLUMNS | {"task": "task"}
# Doctors have studied; nobody without schooling teaches.
JOBS = {
    "school": ["none", "some", "degree"],
    "job": ["cook", "teacher", "doctor"],
    "sex": ["f", "m"],
}
BANNED = [
    {"school": ["none"], "job": ["teacher", "doctor"]},
    {"school": ["some"], "job": ["doctor"]},
]


@pytest.fixture(scope="module")
def table():
    made = conjoint.simulate_synthetic(
        TERMS, respondents=300, tasks=4, utilities=WISHES, spread=0.5, seed=3
    )
    rng = np.random.default_rng(4)
    weight = rng.uniform(0.3, 3, 300)
    return made.assign(
        weight=weight[made["respondent"]], group=np.where(made["respondent"] % 3, "east", "west")
    )


@pytest.fixture(scope="module")
def jobs():
    utilities = {"school": {"degree": 0.5}, "job": {"doctor": 0.8, "teacher": 0.3}}
    return conjoint.simulate_synthetic(
        JOBS, respondents=250, tasks=4, utilities=utilities, restrictions=BANNED, seed=5
    )


def tiny(**columns):
    """Two people, two tasks each; the alliance wins once in three head-to-head tasks."""
    made = {
        "person": ["a"] * 4 + ["b"] * 4,
        "task": [1, 1, 2, 2] * 2,
        "status": ["in", "out", "in", "in", "in", "out", "out", "in"],
        "chosen": [1, 0, 0, 1, 0, 1, 1, 0],
    }
    return pd.DataFrame(made | columns)


TINY = {"outcome": "chosen", "attributes": ["status"], "respondent": "person"}


def fixest(formula, data, weights=None):
    fit = pyfixest.feols(formula, data, vcov={"CRV1": "respondent"}, weights=weights)
    return fit.coef(), fit.se()


# -- Against an independent implementation -------------------------------------------------------


@pytest.mark.parametrize("weights", [None, "weight"])
def test_amce_agrees_with_pyfixest(table, weights):
    coef, se = fixest("chosen ~ C(territory) + C(status) + C(aid)", table, weights)
    found = conjoint.amce(table, **COLUMNS, weights=weights)
    found = found[found["level"] != found["baseline"]]
    names = [f"C({row.attribute})[{row.level}]" for row in found.itertuples()]
    order = [match(name, coef.index) for name in names]
    assert found["estimate"].to_numpy() == pytest.approx(coef.iloc[order].to_numpy(), abs=1e-10)
    assert found["se"].to_numpy() == pytest.approx(se.iloc[order].to_numpy(), rel=1e-7)


def match(name, index):
    """Place of `name` in the index, however the formula engine decorates the level."""
    attribute, level = name[2:-1].split(")[")
    hits = [k for k, full in enumerate(index) if f"C({attribute})" in full and level in full]
    assert len(hits) == 1, (name, list(index))
    return hits[0]


@pytest.mark.parametrize("weights", [None, "weight"])
def test_marginal_means_agree_with_pyfixest(table, weights):
    found = conjoint.marginal_means(table, **COLUMNS, weights=weights)
    for attribute in TERMS:
        rows = found[found["attribute"] == attribute]
        dummies = pd.get_dummies(table[attribute], dtype=float)
        dummies.columns = [f"level{k}" for k in range(dummies.shape[1])]
        data = pd.concat([table[["chosen", "respondent", "weight"]], dummies], axis=1)
        coef, se = fixest("chosen ~ 0 + " + " + ".join(dummies.columns), data, weights)
        assert rows["estimate"].to_numpy() == pytest.approx(coef.to_numpy(), abs=1e-10)
        assert rows["se"].to_numpy() == pytest.approx(se.to_numpy(), rel=1e-7)


def test_small_sample_factor_is_the_stated_one(table):
    """The sandwich written out, with G/(G-1) (N-1)/(N-K)."""
    found = conjoint.marginal_means(table, **COLUMNS).query("attribute == 'aid'")
    x = pd.get_dummies(table["aid"], dtype=float).to_numpy()
    scores = x * (table["chosen"].to_numpy() - x @ found["estimate"].to_numpy())[:, None]
    sums = pd.DataFrame(scores).groupby(table["respondent"]).sum().to_numpy()
    bread = np.linalg.inv(x.T @ x)
    (n, k), g = x.shape, 300
    covariance = g / (g - 1) * (n - 1) / (n - k) * bread @ sums.T @ sums @ bread
    assert found["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(covariance)))


def test_corrections_differ_by_the_stated_factor(table):
    """As survey packages have it: "CR1" leaves (N-1)/(N-K) out."""
    n, arguments = len(table), COLUMNS | {"attributes": ["territory", "status"]}
    for function, k, more in (
        (conjoint.amce, 5, {}),
        (conjoint.marginal_means, 3, {}),
        (conjoint.mm_differences, 6, {"group": "group"}),
    ):
        one, two = (function(table, **arguments, **more, correction=c) for c in ("CR1S", "CR1"))
        ratio = (one["se"] / two["se"]).dropna()
        assert ratio.to_numpy() == pytest.approx(np.full(len(ratio), np.sqrt((n - 1) / (n - k))))
        pd.testing.assert_series_equal(one["estimate"], two["estimate"])


def test_mm_differences_agree_with_an_interaction_model(table):
    found = conjoint.mm_differences(table, **COLUMNS, group="group", reference="west")
    means = {
        name: conjoint.marginal_means(rows, **COLUMNS)["estimate"]
        for name, rows in table.groupby("group")
    }
    assert found["estimate"].to_numpy() == pytest.approx((means["east"] - means["west"]).to_numpy())
    east = (table["group"] == "east").astype(float)
    columns = {}
    for k, level in enumerate(TERMS["status"]):
        columns[f"level{k}"] = (table["status"] == level).astype(float)
        columns[f"east{k}"] = columns[f"level{k}"] * east
    data = pd.concat([table[["chosen", "respondent"]], pd.DataFrame(columns)], axis=1)
    coef, se = fixest("chosen ~ 0 + " + " + ".join(columns), data)
    status = found[found["attribute"] == "status"]
    wanted = [f"east{k}" for k in range(3)]
    assert status["estimate"].to_numpy() == pytest.approx(coef[wanted].to_numpy())
    assert status["se"].to_numpy() == pytest.approx(se[wanted].to_numpy(), rel=1e-7)


def test_omnibus_f_agrees_with_statsmodels(table):
    groups = table["respondent"].to_numpy()
    fit = smf.ols("chosen ~ (territory + status + aid) * group", table).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    terms = [name for name in fit.params.index if ":" in name]
    theirs = fit.f_test(np.eye(len(fit.params))[[fit.params.index.get_loc(t) for t in terms]])
    ours = conjoint.omnibus_f(table, **COLUMNS, group="group").iloc[0]
    assert ours["f"] == pytest.approx(float(theirs.fvalue))
    assert (ours["df_numerator"], ours["df_denominator"]) == (theirs.df_num, theirs.df_denom)
    assert ours["p"] == pytest.approx(float(theirs.pvalue))


def test_omnibus_f_sees_a_difference():
    one = conjoint.simulate_synthetic(TERMS, respondents=300, tasks=4, seed=1)
    wishes = {"status": {"alliance": -0.8}}
    two = conjoint.simulate_synthetic(TERMS, respondents=300, tasks=4, utilities=wishes, seed=2)
    both = pd.concat(
        [one.assign(group="a"), two.assign(group="b", respondent=one["respondent"] + 300)]
    )
    assert conjoint.omnibus_f(both, **COLUMNS, group="group")["p"].item() < 1e-4


def test_omnibus_f_invents_differences_as_rarely_as_it_says():
    found = []
    for seed in range(100):
        made = conjoint.simulate_synthetic(
            TERMS, respondents=80, tasks=3, utilities=WISHES, spread=0.5, seed=seed
        )
        split = made.assign(group=made["respondent"] % 2)
        found.append(conjoint.omnibus_f(split, **COLUMNS, group="group")["p"].item())
    # Of 100 true nulls a 5 % test rejects more than 12 once in 700 such tests.
    assert 1 <= sum(p < 0.05 for p in found) <= 12


# -- By hand ------------------------------------------------------------------------------------


def test_means_of_a_table_solved_by_hand():
    found = conjoint.marginal_means(tiny(), **TINY)
    assert found["level"].tolist() == ["in", "out"]
    # "in" is shown five times and chosen twice, once in its tie with itself.
    assert found["estimate"].tolist() == pytest.approx([2 / 5, 2 / 3])
    assert found["n"].tolist() == [5, 3]
    free = conjoint.tie_adjusted_means(tiny(), **TINY, task="task")
    assert free["estimate"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert free["n"].tolist() == [3, 3]
    effect = conjoint.amce(tiny(), **TINY)
    assert effect["estimate"].tolist() == pytest.approx([0, 2 / 3 - 2 / 5])
    assert effect["se"].isna().tolist() == [True, False]


def test_a_level_chosen_with_known_chance_is_recovered():
    """Marginal mean, tie-adjusted mean and correction lead back to the chance that went in."""
    wish = np.log(0.26 / 0.74)
    made = conjoint.simulate_synthetic(
        {"status": ["neutral", "open", "alliance"]},
        respondents=4000,
        tasks=5,
        utilities={"status": {"alliance": wish}},
        careless=0.1,
        seed=9,
    )
    columns = {"outcome": "chosen", "attributes": ["status"], "respondent": "respondent"}
    reliability = 0.1**2 + 0.9**2
    free = conjoint.tie_adjusted_means(made, **columns, task="task")
    careful = conjoint.reliability_corrected(free, reliability=reliability, kind="mean").iloc[2]
    assert abs(careful["estimate"] - 0.26) < 3 * careful["se"]
    assert careful["estimate"] == pytest.approx(
        misreport.corrected_mean(free["estimate"].iloc[2], reliability)
    )
    mean = conjoint.marginal_means(made, **columns).iloc[2]
    assert readings.tie_adjusted_mean(mean["estimate"], 3) == pytest.approx(
        free["estimate"].iloc[2], abs=0.01
    )


def test_reliability_correction_of_effects_and_errors(table):
    effects = conjoint.amce(table, **COLUMNS)
    known = conjoint.reliability_corrected(effects, reliability=0.82, kind="effect")
    shrink = np.sqrt(2 * 0.82 - 1)
    row = 2
    assert known["estimate"][row] == pytest.approx(effects["estimate"][row] / shrink)
    assert known["se"][row] == pytest.approx(effects["se"][row] / shrink)
    # A known reliability rescales the effect and its error alike: the p-value stays.
    assert known["p"][row] == pytest.approx(effects["p"][row])
    # An estimated one adds the slope of effect / sqrt(2 IRR - 1) times its error.
    step = 1e-6
    slope = (
        effects["estimate"][row]
        * ((2 * (0.82 + step) - 1) ** -0.5 - (2 * (0.82 - step) - 1) ** -0.5)
        / (2 * step)
    )
    rough = conjoint.reliability_corrected(
        effects, reliability=0.82, kind="effect", reliability_se=0.03
    )
    assert rough["se"][row] == pytest.approx(np.hypot(known["se"][row], 0.03 * slope), rel=1e-6)


def test_reliability_error_moves_no_mean_of_one_half():
    half = pd.DataFrame({"estimate": [0.5], "se": [0.01], "low": [0.48], "high": [0.52]})
    found = conjoint.reliability_corrected(half, reliability=0.7, kind="mean", reliability_se=0.1)
    assert found["estimate"].item() == pytest.approx(0.5)
    assert found["se"].item() == pytest.approx(0.01 / np.sqrt(0.4))


def test_nested_ranking_by_hand():
    """Everyone rejects "ruled" first, then prefers "all", then more aid; noise has no part.

    All 144 pairs of the 12 plans are answered once. 2 * 4 * 8 = 64 tasks set "ruled" against
    another status, and "ruled" loses them all. Of the other 80, half show "all" against "part" and
    "all" wins. Of the 40 left, half differ in aid. Of the 20 left, 4 show "ruled" twice and half
    of the others show "free" against "neutral", which nobody cares about.
    """
    plans = list(product(["free", "neutral", "ruled"], ["all", "part"], ["more", "less"]))
    rows = []
    for k, (one, two) in enumerate(product(plans, plans)):
        wins = verdict(one, two)
        first = (k % 2 == 0) if wins is None else wins
        for plan, chosen in ((one, first), (two, not first)):
            rows.append((k % 7, k, *plan, int(chosen)))
    columns = ["person", "task", "status", "land", "aid", "chosen"]
    found = conjoint.nested_ranking(
        pd.DataFrame(rows, columns=columns),
        outcome="chosen",
        attributes=["status", "land", "aid"],
        respondent="person",
        task="task",
        min_profiles=4,
    )
    assert found["level"].tolist()[:5] == ["ruled", "all", "part", "less", "more"]
    assert found["rank"].tolist()[:5] == [1, 2, 2, 3, 3]
    assert found["estimate"].tolist()[:5] == pytest.approx([0, 1, 0, 0, 1])
    assert found["open"].tolist()[:5] == [144, 80, 80, 40, 40]
    assert found["decided"].tolist()[:5] == [64, 40, 40, 20, 20]
    assert found["level"].tolist()[5:] == ["free", "neutral"] and found["rank"].iloc[-1] == 4
    assert found["open"].iloc[-1] == 20 and found["decided"].iloc[-1] == 8


def verdict(one, two):
    """True when the first plan wins, None when the person does not care."""
    for place, better in ((0, "ruled"), (1, "part"), (2, "less")):
        if (one[place] == better) != (two[place] == better):
            return two[place] == better
    return None


def test_nested_ranking_starts_with_the_tie_adjusted_means(table):
    first = conjoint.nested_ranking(table, **TASKS).iloc[0]
    means = conjoint.tie_adjusted_means(table, **TASKS)
    top = means.loc[(means["estimate"] - 0.5).abs().idxmax()]
    assert (
        first[["level", "estimate", "se", "n"]].tolist()
        == top[["level", "estimate", "se", "n"]].tolist()
    )


def test_nested_ranking_stops_when_little_is_left(table):
    full = conjoint.nested_ranking(table, **TASKS, min_profiles=2)
    short = conjoint.nested_ranking(table, **TASKS, min_profiles=700)
    assert 0 < len(short) < len(full)
    pd.testing.assert_frame_equal(short, full.head(len(short)))
    assert (2 * short["open"] >= 700).all()


# -- Restricted designs ---------------------------------------------------------------------------


def test_restricted_effects_are_means_over_shared_cells(jobs):
    """A saturated model written out in cell means: sex shifts every cell by the same amount."""
    columns = {"outcome": "chosen", "attributes": list(JOBS), "respondent": "respondent"}
    found = conjoint.amce(jobs, **columns, restrictions=BANNED, baselines={"job": "cook"})
    cells = pd.MultiIndex.from_product([JOBS["school"], JOBS["job"]])
    codes = cells.get_indexer(pd.MultiIndex.from_frame(jobs[["school", "job"]].astype(object)))
    seen = np.unique(codes)
    design = np.column_stack([codes[:, None] == seen, jobs["sex"] == "m"]).astype(float)
    solved = np.linalg.lstsq(design, jobs["chosen"].to_numpy(), rcond=None)[0]
    mean = dict(zip([cells[k] for k in seen], solved[:-1], strict=True))
    assert set(cells) - set(mean) == {("none", "teacher"), ("none", "doctor"), ("some", "doctor")}
    expected = {
        # School "some" and "none" share only the cook.
        ("school", "some"): mean["some", "cook"] - mean["none", "cook"],
        ("school", "degree"): mean["degree", "cook"] - mean["none", "cook"],
        ("job", "teacher"): np.mean(
            [mean[s, "teacher"] - mean[s, "cook"] for s in ("some", "degree")]
        ),
        ("job", "doctor"): mean["degree", "doctor"] - mean["degree", "cook"],
        ("sex", "m"): solved[-1],
    }
    found = found.set_index(["attribute", "level"])["estimate"]
    for key, value in expected.items():
        assert found[key] == pytest.approx(value)


def test_restricted_errors_agree_with_the_delta_method(jobs):
    columns = {"outcome": "chosen", "attributes": list(JOBS), "respondent": "respondent"}
    found = conjoint.amce(jobs, **columns, restrictions=BANNED)
    data = jobs.assign(
        cell=jobs["school"].astype(str) + "_" + jobs["job"].astype(str), male=jobs["sex"] == "m"
    )
    fit = smf.ols("chosen ~ 0 + cell + male", data).fit(
        cov_type="cluster", cov_kwds={"groups": data["respondent"].to_numpy()}
    )
    contrast = pd.Series(0.0, index=fit.params.index)
    for school in ("some", "degree"):
        contrast[f"cell[{school}_teacher]"] = 0.5
        contrast[f"cell[{school}_cook]"] = -0.5
    theirs = fit.t_test(contrast.to_numpy())
    ours = found[found["level"] == "teacher"].iloc[0]
    assert ours["estimate"] == pytest.approx(theirs.effect.item())
    assert ours["se"] == pytest.approx(theirs.sd.item())


def test_cregg_averages_over_all_partners_of_a_level(jobs):
    """R's treatment contrasts by hand: in order, each column that the earlier ones do not make."""
    columns = COLUMNS | {"attributes": list(JOBS)}
    found = conjoint.amce(jobs, **columns, restrictions=BANNED, convention="cregg")
    found = found.set_index(["attribute", "level"])["estimate"]
    data = jobs.assign(chosen=jobs["chosen"].astype(float))
    data["some"], data["degree"] = (data["school"] == s for s in ("some", "degree"))
    data["teacher"], data["doctor"] = (data["job"] == j for j in ("teacher", "doctor"))
    # Nobody without schooling teaches, so degree:teacher is what is left of the teachers once
    # some:teacher is known; doctors all have a degree, so degree:doctor says nothing new.
    data["some_teacher"] = data["some"] & data["teacher"]
    names = ["some", "degree", "teacher", "doctor", "some_teacher"]
    data = data.assign(**{name: data[name].astype(float) for name in names})
    fit = smf.ols("chosen ~ " + " + ".join([*names, "C(sex)"]), data).fit().params
    expected = {
        ("school", "some"): fit["some"] + fit["some_teacher"] / 2,
        ("school", "degree"): fit["degree"],
        ("job", "teacher"): fit["teacher"] + fit["some_teacher"] / 2,
        ("job", "doctor"): fit["doctor"],
    }
    for key, value in expected.items():
        assert found[key] == pytest.approx(value)


def test_conventions_agree_where_nothing_is_restricted(table):
    one, two = (conjoint.amce(table, **COLUMNS, convention=c) for c in ("cjoint", "cregg"))
    pd.testing.assert_frame_equal(one, two)


def test_restrictions_are_found_in_the_table(jobs):
    columns = COLUMNS | {"attributes": list(JOBS)}
    found = conjoint.amce(jobs, **columns, restrictions="found")
    pd.testing.assert_frame_equal(found, conjoint.amce(jobs, **columns, restrictions=BANNED))


def test_without_restrictions_only_main_effects_are_fitted(jobs):
    columns = COLUMNS | {"attributes": list(JOBS)}
    with pytest.warns(UserWarning, match=r"never occur together \(and 2 more pairs\)") as said:
        found = conjoint.amce(jobs, **columns)
    assert said[0].filename == __file__
    pd.testing.assert_frame_equal(found, conjoint.amce(jobs, **columns, restrictions="ignore"))
    coef, se = fixest("chosen ~ C(school) + C(job) + C(sex)", jobs)
    doctor = found[found["level"] == "doctor"].iloc[0]
    place = match("C(job)[doctor]", coef.index)
    assert (doctor["estimate"], doctor["se"]) == pytest.approx((coef.iloc[place], se.iloc[place]))


def test_restrictions_link_three_attributes():
    """b meets both a and c: the effect of a averages over the allowed pairs of b and c."""
    attributes = {"a": ["a1", "a2"], "b": ["b1", "b2"], "c": ["c1", "c2"]}
    banned = [{"a": ["a2"], "b": ["b2"]}, {"b": ["b1"], "c": ["c2"]}]
    made = conjoint.simulate_synthetic(
        attributes, respondents=60, tasks=4, restrictions=banned, seed=2
    )
    columns = {"outcome": "chosen", "attributes": list("abc"), "respondent": "respondent"}
    found = conjoint.amce(made, **columns, restrictions=banned).set_index("level")["estimate"]
    mean = made.groupby(list("abc"), observed=True)["chosen"].mean()
    with pytest.raises(ValueError, match="'cregg' links two attributes, not a, b, c"):
        conjoint.amce(made, **columns, restrictions=banned, convention="cregg")
    # a2 may only go with b1, which may only go with c1.
    assert found["a2"] == pytest.approx(mean["a2", "b1", "c1"] - mean["a1", "b1", "c1"])
    assert found["b2"] == pytest.approx(mean["a1", "b2", "c1"] - mean["a1", "b1", "c1"])
    assert found["c2"] == pytest.approx(mean["a1", "b2", "c2"] - mean["a1", "b2", "c1"])


def test_simulated_profiles_are_uniform_over_the_allowed_ones():
    made = conjoint.simulate_synthetic(JOBS, respondents=2000, tasks=5, restrictions=BANNED, seed=6)
    counts = made.groupby(list(JOBS), observed=True).size()
    assert len(counts) == 12
    expected = len(made) / 12
    assert ((counts - expected) ** 2 / expected).sum() < 31.3  # chi-square, 11 df, p = 0.001


# -- What must not change anything ---------------------------------------------------------------


ESTIMATORS = {
    "amce": (conjoint.amce, COLUMNS),
    "marginal_means": (conjoint.marginal_means, COLUMNS),
    "mm_differences": (conjoint.mm_differences, COLUMNS | {"group": "group"}),
    "omnibus_f": (conjoint.omnibus_f, COLUMNS | {"group": "group"}),
    "tie_adjusted_means": (conjoint.tie_adjusted_means, TASKS),
    "nested_ranking": (conjoint.nested_ranking, TASKS),
}


@pytest.fixture(params=ESTIMATORS.values(), ids=ESTIMATORS)
def estimate(request):
    function, arguments = request.param
    return lambda table, **more: function(table, **(arguments | more))


def test_row_order_does_not_matter(table, estimate):
    pd.testing.assert_frame_equal(estimate(table.sample(frac=1, random_state=1)), estimate(table))


def test_names_of_respondents_tasks_and_levels_do_not_matter(table, estimate):
    named = table.assign(
        respondent="person " + (10_000 - table["respondent"]).astype(str),
        task=table["task"] + 100 * table["respondent"],
        status=table["status"].cat.rename_categories({"None": "nothing"}),
    )
    found = estimate(named)
    if "level" in found:
        for column in {"level", "baseline"} & set(found):
            found[column] = found[column].replace({"nothing": "None"})
    pd.testing.assert_frame_equal(found, estimate(table))


def test_weights_of_one_are_no_weights(table, estimate):
    pd.testing.assert_frame_equal(estimate(table.assign(w=1), weights="w"), estimate(table))
    scaled = table.assign(w=7 * table["weight"])
    pd.testing.assert_frame_equal(estimate(scaled, weights="w"), estimate(table, weights="weight"))


@pytest.mark.parametrize("function", [conjoint.amce, conjoint.marginal_means])
def test_a_weight_of_two_is_a_row_given_twice(table, function):
    twice = table["respondent"] < 100
    weighted = function(table.assign(w=1 + twice), **COLUMNS, weights="w")
    doubled = function(pd.concat([table, table[twice]]), **COLUMNS)
    assert weighted["estimate"].to_numpy() == pytest.approx(doubled["estimate"].to_numpy())
    # Only (N-1)/(N-K) knows the number of rows; it differs in the fourth digit.
    ratio = (weighted["se"] / doubled["se"]).dropna().to_numpy()
    assert ratio == pytest.approx(np.ones(len(ratio)), rel=2e-3)


def test_differences_of_means_do_not_depend_on_the_baseline(table):
    ordered = table.assign(status=table["status"].cat.reorder_categories(TERMS["status"][::-1]))
    arguments = COLUMNS | {"group": "group"}
    one = conjoint.mm_differences(table, **arguments).set_index(["attribute", "level"])
    two = conjoint.mm_differences(ordered, **arguments).set_index(["attribute", "level"])
    pd.testing.assert_frame_equal(one.sort_index(), two.sort_index())
    omnibus = [conjoint.omnibus_f(rows, **arguments)["f"].item() for rows in (table, ordered)]
    assert omnibus[0] == pytest.approx(omnibus[1])


BASELINES = {"territory": "left", "status": "None", "aid": "no"}


def test_a_named_baseline_has_no_effect_on_itself(table, jobs):
    found = conjoint.amce(table, **COLUMNS, baselines=BASELINES)
    columns = COLUMNS | {"attributes": list(JOBS)}
    named = {"school": "degree", "job": "cook", "sex": "m"}
    plain = conjoint.amce(jobs, **columns, restrictions=BANNED)
    for convention in ("cjoint", "cregg"):
        tied = conjoint.amce(
            jobs, **columns, restrictions=BANNED, baselines=named, convention=convention
        )
        for effects, wanted in (
            (found, BASELINES),
            (tied, named),
            (plain, {name: levels[0] for name, levels in JOBS.items()}),
        ):
            own = effects[effects["level"] == effects["baseline"]].set_index("attribute")
            assert own["level"].to_dict() == wanted
            assert (own["estimate"] == 0).all()
            assert own[["se", "low", "high", "p"]].isna().all(axis=None)
            others = effects[effects["level"] != effects["baseline"]]
            assert (others["estimate"] != 0).all() and (others["se"] > 0).all()


def test_effects_against_another_baseline_are_differences(table):
    """In `table` every level meets every other, so effects add up whatever they are against."""
    first = conjoint.amce(table, **COLUMNS).set_index(["attribute", "level"])["estimate"]
    named = conjoint.amce(table, **COLUMNS, baselines=BASELINES)
    for row in named.itertuples():
        apart = first[row.attribute, row.level] - first[row.attribute, row.baseline]
        assert row.estimate == pytest.approx(apart, abs=1e-12)


@pytest.mark.parametrize(("one", "two"), [("cook", "teacher"), ("teacher", "doctor")])
def test_restricted_effects_turn_around_with_their_baseline(jobs, one, two):
    columns = COLUMNS | {"attributes": list(JOBS), "restrictions": BANNED}
    there, back = (
        conjoint.amce(jobs, **columns, baselines={"job": base}).query("level == @level").iloc[0]
        for base, level in ((one, two), (two, one))
    )
    assert there["estimate"] == pytest.approx(-back["estimate"])
    assert there["se"] == pytest.approx(back["se"])


def test_baselines_turn_effects_around(table):
    back = conjoint.amce(table, **COLUMNS, baselines={"territory": "left"})
    forth = conjoint.amce(table, **COLUMNS)
    kept = back.query("level == 'kept'").iloc[0]
    left = forth.query("level == 'left'").iloc[0]
    assert kept["estimate"] == pytest.approx(-left["estimate"])
    assert kept["se"] == pytest.approx(left["se"])


def test_the_word_none_is_a_level(table):
    assert "None" in conjoint.marginal_means(table, **COLUMNS)["level"].tolist()


def test_levels_may_be_numbers_or_truths():
    made = conjoint.simulate_synthetic(
        {"years": [5, 1, 10], "open": [True, False]}, respondents=20, tasks=3
    )
    columns = {"outcome": "chosen", "attributes": ["years", "open"], "respondent": "respondent"}
    found = conjoint.amce(made, **columns)
    assert found["level"].tolist() == [5, 1, 10, True, False]
    assert found["baseline"].tolist() == [5, 5, 5, True, True]
    plain = made.assign(years=made["years"].astype(int), chosen=made["chosen"].astype(bool))
    assert conjoint.marginal_means(plain, **columns)["level"].tolist() == [1, 5, 10, True, False]


def test_simulation_is_synthetic_and_the_same_every_time():
    arguments = {"respondents": 5, "tasks": 2, "utilities": WISHES, "careless": 0.2}
    first = conjoint.simulate_synthetic(TERMS, **arguments)
    pd.testing.assert_frame_equal(first, conjoint.simulate_synthetic(TERMS, **arguments))
    assert "SYNTHETIC" in conjoint.simulate_synthetic.__doc__
    assert (first.groupby(["respondent", "task"])["chosen"].sum() == 1).all()
    assert first["territory"].cat.categories.tolist() == TERMS["territory"]


@given(st.integers(2, 5), st.integers(1, 6), st.data())
def test_marginal_means_of_levels_shown_alike_average_to_the_overall_rate(levels, each, data):
    n = levels * each
    made = pd.DataFrame(
        {
            "status": data.draw(st.permutations(list(range(levels)) * each)),
            "chosen": data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)),
            "person": np.arange(n) % 2,
        }
    )
    found = conjoint.marginal_means(made, **TINY)
    assert found["estimate"].mean() == pytest.approx(made["chosen"].mean())
    assert found["estimate"].between(-1e-12, 1 + 1e-12).all()


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 2, st.booleans()), min_size=4, max_size=30))
def test_a_task_won_raises_the_tie_adjusted_mean_and_a_tie_does_not_move_it(tasks):
    lost = next((k for k, (a, b, first) in enumerate(tasks) if a != b and not first), None)
    assume(lost is not None)

    def means(tasks):
        rows = [
            (k % 2, k, level, int(won))
            for k, (a, b, first) in enumerate(tasks)
            for level, won in ((a, first), (b, not first))
        ]
        made = pd.DataFrame(rows, columns=["person", "task", "status", "chosen"])
        made["status"] = pd.Categorical(made["status"])
        assume(made["status"].nunique() > 1)
        return conjoint.tie_adjusted_means(made, **TINY, task="task").set_index("level")["estimate"]

    level, rival, _ = tasks[lost]
    before = means(tasks)
    after = means([*tasks[:lost], (level, rival, True), *tasks[lost + 1 :]])
    assert after[level] > before[level] and after[rival] < before[rival]
    tied = means([*tasks, (level, level, True), (level, level, False)])
    assert tied.to_numpy() == pytest.approx(before.to_numpy())


# -- Power ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "tasks", "profiles", "points"),
    [(3, 1, 1, 5.7), (3, 3, 2, 2.3), (3, 5, 2, 1.8), (5, 5, 2, 2.3)],
)
def test_minimum_detectable_effect(levels, tasks, profiles, points):
    design = {"n": 3600, "tasks": tasks, "profiles": profiles, "levels": levels}
    effect = conjoint.minimum_detectable_effect(**design)
    assert round(100 * effect, 1) == points
    assert conjoint.power_formula(effect, **design) == pytest.approx(0.8, abs=1e-6)


# Phi(effect / 0.00645 - 1.96), where 0.00645 = sqrt(3 / (2 * 36,000)); Schuessler & Freitag (2020).
@pytest.mark.parametrize(
    ("effect", "power"), [(0.0172, 0.76), (0.017, 0.75), (0.015, 0.64), (0.013, 0.52), (0, 0.05)]
)
def test_power_formula(effect, power):
    design = {"n": 3600, "tasks": 5, "profiles": 2, "levels": 3}
    assert round(conjoint.power_formula(effect, **design), 2) == power


def test_simulated_power_agrees_with_the_formula():
    found = conjoint.power_simulation([0.0172, 0.017, 0.015, 0], n=3600, tasks=5, levels=3)
    noise = np.sqrt(found["formula"] * (1 - found["formula"]) / 1000)
    assert ((found["power"] - found["formula"]).abs() < 3 * noise).all()
    assert ((found["low"] < found["power"]) & (found["power"] < found["high"])).all()
    error = found["sd_estimate"] / np.sqrt(1000)
    assert ((found["mean_estimate"] - found["effect"]).abs() < 4 * error).all()


def test_differences_between_people_cost_power():
    design = {"n": 1200, "tasks": 5, "levels": 3}
    found = conjoint.power_simulation(0.013, **design, spread=0.4).iloc[0]
    rows = 1200 * 5 * 2
    variance = 3 / (2 * rows) - 2 * (0.013**2 + 0.4**2) / rows + 0.4**2 / 1200
    assert found["mean_se"] == pytest.approx(np.sqrt(variance), rel=0.01)
    assert found["sd_estimate"] == pytest.approx(np.sqrt(variance), rel=0.07)
    assert found["power"] < found["formula"]


def test_a_simulated_replication_is_analysed_as_amce_would(monkeypatch):
    """The counts that the simulation reduces a replication to give the same estimate and error."""
    table = conjoint.simulate_synthetic(
        {"status": ["a", "b", "c"]}, respondents=40, tasks=3, utilities={"status": {"b": 0.5}}
    )
    counts = {}
    for code, level in enumerate("ab"):
        rows = table[table["status"] == level].groupby("respondent")["chosen"]
        people = range(40)
        counts[code] = (
            rows.sum().reindex(people, fill_value=0).to_numpy()[None, :],
            rows.size().reindex(people, fill_value=0).to_numpy()[None, :],
        )
    ours = conjoint._difference_of_means(counts, 40, len(table), 3)[:, 0]
    found = conjoint.amce(
        table, outcome="chosen", attributes=["status"], respondent="respondent"
    ).iloc[1]
    assert tuple(ours) == pytest.approx((found["estimate"], found["se"]))


def test_power_is_the_same_whatever_the_order_of_effects():
    design = {"n": 100, "tasks": 2, "levels": 2, "replications": 50}
    both = conjoint.power_simulation([0.05, 0.1], **design)
    alone = conjoint.power_simulation(0.1, **design)
    pd.testing.assert_frame_equal(both.tail(1).reset_index(drop=True), alone)


# -- Errors --------------------------------------------------------------------------------------


def hole(column, value=None):
    broken = tiny()
    broken[column] = broken[column].astype(object)
    broken.loc[2, column] = value
    return broken


POWER = {"n": 10, "tasks": 1, "levels": 2}
GROUPS = tiny(side=["x"] * 4 + ["y"] * 4)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: conjoint.amce(tiny(), **TINY | {"outcome": "won"}), "no column 'won'"),
        (lambda: conjoint.amce(tiny(), **TINY | {"attributes": []}), "at least one attribute"),
        (lambda: conjoint.amce(tiny(), **TINY, weights="w"), "no column 'w'"),
        (lambda: conjoint.amce(hole("chosen"), **TINY), "Column 'chosen' has 1 missing"),
        (lambda: conjoint.amce(hole("status"), **TINY), "Column 'status' has 1 missing"),
        (lambda: conjoint.amce(hole("chosen", "yes"), **TINY), "must hold finite numbers"),
        (lambda: conjoint.amce(tiny(w=0), **TINY, weights="w"), "weights that are not positive"),
        (lambda: conjoint.amce(tiny(status="in"), **TINY), "fewer than two levels"),
        (lambda: conjoint.amce(tiny(person="a"), **TINY), "need two respondents"),
        (lambda: conjoint.amce(tiny(), **TINY, baselines={"status": "no"}), "has no level 'no'"),
        (lambda: conjoint.amce(tiny(), **TINY, baselines={"land": "no"}), "not one of the attrib"),
        (lambda: conjoint.amce(tiny(), **TINY, convention="r"), "is 'cjoint' or 'cregg', not 'r'"),
        (lambda: conjoint.amce(tiny(), **TINY, correction="HC1"), "'CR1S' or 'CR1', not 'HC1'"),
        (lambda: conjoint.amce(tiny(), **TINY, restrictions="all"), "'found' or a list, not 'all'"),
        (
            lambda: conjoint.amce(
                tiny(twin=tiny()["status"]), **TINY | {"attributes": ["status", "twin"]}
            ),
            "cannot be told apart",
        ),
        (
            lambda: conjoint.tie_adjusted_means(tiny().iloc[1:], **TINY, task="task"),
            "Every task needs two profiles",
        ),
        (
            lambda: conjoint.nested_ranking(tiny(task=1), **TINY, task="task"),
            "Every task needs two profiles",
        ),
        (
            lambda: conjoint.tie_adjusted_means(tiny(chosen=[1, 1] * 4), **TINY, task="task"),
            "one profile chosen",
        ),
        (
            lambda: conjoint.nested_ranking(tiny(chosen=[0.3, 0.7] * 4), **TINY, task="task"),
            "one profile chosen",
        ),
        (
            lambda: conjoint.nested_ranking(tiny(), **TINY, task="task"),
            "under 100 rows",
        ),
        (
            lambda: conjoint.mm_differences(tiny(side="x"), **TINY, group="side"),
            "fewer than two groups",
        ),
        (
            lambda: conjoint.mm_differences(GROUPS, **TINY, group="side", reference="z"),
            "has no value 'z'",
        ),
        (
            lambda: conjoint.mm_differences(
                GROUPS.assign(status=["in"] * 4 + ["in", "out"] * 2), **TINY, group="side"
            ),
            "Level 'out' of 'status' is never shown to group 'x'",
        ),
        (
            lambda: conjoint.omnibus_f(
                GROUPS.assign(status=list("abcdabcd")), **TINY, group="side"
            ),
            "too few to test 3 interactions",
        ),
        (
            lambda: conjoint.reliability_corrected(pd.DataFrame(), reliability=0.8, kind="odds"),
            "'mean' or 'effect'",
        ),
        (
            lambda: conjoint.minimum_detectable_effect(**POWER, profiles=2, power=1),
            "Power lies between 0 and 1",
        ),
        (lambda: conjoint.power_formula(1, **POWER, profiles=2), "between -1 and 1"),
        (lambda: conjoint.power_formula(0.1, **POWER | {"levels": 1}, profiles=2), "at least 2"),
        (lambda: conjoint.power_simulation(0.3, **POWER, spread=0.3), "leave chances outside"),
        (
            lambda: conjoint.power_simulation(0.3, **POWER, replications=0),
            "one replication or more",
        ),
        (
            lambda: conjoint.simulate_synthetic(TERMS, respondents=0, tasks=1),
            "Counts are at least 1",
        ),
        (
            lambda: conjoint.simulate_synthetic(
                TERMS, respondents=1, tasks=1, utilities={"aid": {"some": 1}}
            ),
            "Utilities name level 'some' of 'aid'",
        ),
        (
            lambda: conjoint.simulate_synthetic(
                TERMS, respondents=1, tasks=1, restrictions=[{"aid": ["some"], "status": []}]
            ),
            "A restriction names level 'some' of 'aid'",
        ),
        (
            lambda: conjoint.simulate_synthetic(
                TERMS, respondents=1, tasks=1, restrictions=[{"aid": ["yes"]}]
            ),
            "exactly two attributes",
        ),
        (
            lambda: conjoint.simulate_synthetic(
                TERMS,
                respondents=1,
                tasks=1,
                restrictions=[{"aid": ["yes", "no"], "status": TERMS["status"]}],
            ),
            "exclude almost every profile",
        ),
    ],
)
def test_errors_are_sentences(call, sentence):
    with pytest.raises(ValueError, match=sentence) as error:
        call()
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_restrictions_must_fit_the_table(jobs):
    columns = {"outcome": "chosen", "attributes": list(JOBS), "respondent": "respondent"}
    with pytest.raises(ValueError, match="never occur together; say so in `restrictions`"):
        conjoint.amce(jobs, **columns, restrictions=[])
    with pytest.raises(ValueError, match="never occurs and no restriction excludes it"):
        conjoint.amce(jobs, **columns, restrictions=BANNED[:1])
    with pytest.raises(ValueError, match="occurs although a restriction excludes it"):
        conjoint.amce(jobs, **columns, restrictions=[*BANNED, {"school": ["some"], "sex": ["m"]}])
    with pytest.raises(ValueError, match="share no allowed combination"):
        teacher = {"job": "doctor"}
        alone = [*BANNED, {"school": ["degree"], "job": ["teacher"]}]
        kept = jobs[~((jobs["school"] == "degree") & (jobs["job"] == "teacher"))]
        conjoint.amce(kept, **columns, restrictions=alone, baselines=teacher)


def test_a_comparison_left_with_one_respondent_has_no_error():
    lone = tiny(status=["in", "out", "in", "in", "in", "in", "out", "out"])
    free = conjoint.tie_adjusted_means(lone, **TINY, task="task")
    assert free["estimate"].tolist() == [1, 0] and free["se"].isna().all()
