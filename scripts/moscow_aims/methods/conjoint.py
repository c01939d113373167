"""What does a conjoint experiment say? Estimators, power and SYNTHETIC tables.

A table has one row per profile. Its columns are named by the caller: `outcome` (0/1 for a forced
choice, or a rating), `respondent`, `task` (unique within the respondent), the `attributes`, and
optionally `weights` (one positive number per row). Levels may be text or numbers; the text "None"
is a level like any other. Levels keep the order of a categorical column, else they are sorted; the
first one is the baseline unless another is named.

Standard errors are clustered on the respondent. `correction` names the factor for few clusters,
with G respondents, N rows and K coefficients: "CR1S", the default, is G/(G-1) * (N-1)/(N-K), as in
statsmodels, fixest, Stata and cjoint; "CR1" is G/(G-1), as in R's survey and cregg. Intervals cover
95 % and p-values are two-sided, both by the normal curve. Every estimator returns one row per
estimate with `estimate`, `se`, `low`, `high` on the scale of the outcome, and `n`, the number of
profiles it rests on. Where a comparison is left with a single respondent, its errors are missing.

Every estimator raises ValueError with one sentence for an unknown column, a missing value, a weight
that is not positive, an attribute with one level, or fewer than two respondents.
"""

import warnings
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.sandwich_covariance import cov_cluster

from moscow_aims.methods.misreport import swap_rate
from moscow_aims.methods.shares import Z, wilson

# -- Estimators --------------------------------------------------------------------------------


def amce(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    baselines: dict | None = None,
    restrictions: list[dict] | str | None = None,
    convention: str = "cjoint",
    correction: str = "CR1S",
    weights: str | None = None,
) -> pd.DataFrame:
    """Average marginal component effects: what swapping the baseline for a level does on average.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says.
    outcome, respondent, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.
    baselines : dict, optional
        Attribute -> level to compare with; by default the first level of each.
    restrictions : None, "ignore", "found" or list of dict
        What is done about levels that were never shown together. None, the default, and "ignore"
        fit main effects only, which carries a level's effect over to combinations that nobody saw;
        None warns of it. A list declares the design: combinations that were never shown, each a
        dict of two attributes with the levels excluded together, such as
        {"education": ["none"], "job": ["doctor", "teacher"]}. "found" takes from the table all
        pairs of levels that would have met 30 times by chance and never did. Attributes linked by
        restrictions enter the regression with all their interactions.
    convention : "cjoint" or "cregg"
        How the effect of a level is averaged over its partners, the levels of a linked attribute,
        as in the R package of that name. "cjoint", the default, is the plain mean over those
        combinations of the linked attributes that both the level and the baseline may have.
        "cregg" is the coefficient of the level plus the mean of its interactions over all partners
        the level may have, those that cannot be estimated left out; where the baseline has fewer
        partners it depends on the order of the levels. Without restrictions both are the same.
    correction : "CR1S" or "CR1"
        Factor of the clustered errors, as the module says.

    Returns
    -------
    DataFrame
        One row per level: `attribute`, `level`, `baseline`, `estimate`, `se`, `low`, `high`, `p`,
        `n`; the row of a baseline has estimate 0 and no error.

    Raises
    ------
    ValueError
        Besides what the module says, when a declared combination occurs, when one that is not
        declared never does, when level and baseline share no partner, when the attributes cannot
        be told apart, and when "cregg" meets three linked attributes.

    Warns
    -----
    UserWarning
        If `restrictions` is None and two levels that should have met never did.

    References
    ----------
    Hainmueller, Hopkins & Yamamoto (2014), whose estimand for profiles drawn uniformly from all
    allowed ones is the default; Leeper's R package cregg.

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> amce(plans, **columns)[["level", "baseline", "estimate", "se"]].round(3)
      level baseline  estimate     se
    0  kept     kept     0.000    NaN
    1  left     kept    -0.166  0.022
    2   yes      yes     0.000    NaN
    3    no      yes     0.001  0.024
    """
    frame = _checked(table, outcome, attributes, respondent, weights)
    for attribute, level in (baselines or {}).items():
        _require_level(frame, attribute, attributes, level)
    if convention not in AVERAGES:
        raise ValueError(f"A convention is 'cjoint' or 'cregg', not {convention!r}.")
    levels = {a: _baseline_first(frame[a], (baselines or {}).get(a)) for a in attributes}
    cells = _allowed_cells(frame, levels, restrictions)
    design, columns = _design(frame, cells)
    coefficients, covariance = _fit(frame, design, correction)
    parts = []
    for attribute in attributes:
        shown, baseline = list(frame[attribute].cat.categories), levels[attribute][0]
        contrasts = np.zeros((len(shown), design.shape[1]))
        for row, level in zip(contrasts, shown, strict=True):
            if level != baseline:
                _contrast(row, columns, cells, levels, attribute, level, AVERAGES[convention])
        part = _tidy(shown, contrasts, coefficients, covariance, frame[attribute])
        part.insert(0, "attribute", attribute)
        part.insert(2, "baseline", pd.Series([baseline] * len(shown), dtype=object))
        part.loc[part["level"] == baseline, ["se", "low", "high"]] = np.nan
        parts.append(_with_p(part))
    return pd.concat(parts, ignore_index=True)


def marginal_means(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    correction: str = "CR1S",
    weights: str | None = None,
) -> pd.DataFrame:
    """Marginal means: the average outcome of the profiles that show a level.

    In a forced choice between two profiles they average one half and ties pull them towards it;
    see `tie_adjusted_means`.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says.
    outcome, respondent, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.
    correction : "CR1S" or "CR1"
        Factor of the clustered errors, as the module says; K is the number of the attribute's
        levels.

    Returns
    -------
    DataFrame
        One row per level: `attribute`, `level`, `estimate`, `se`, `low`, `high`, `n`.

    Raises
    ------
    ValueError
        As the module says.

    References
    ----------
    Leeper, Hobolt & Tilley (2020).

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> marginal_means(plans, **columns)[["level", "estimate", "se", "n"]].round(3)
      level  estimate     se    n
    0  kept     0.583  0.011  805
    1  left     0.416  0.011  795
    2   yes     0.503  0.013  773
    3    no     0.497  0.012  827
    """
    frame = _checked(table, outcome, attributes, respondent, weights)
    parts = [_level_means(frame, a, correction) for a in attributes]
    return pd.concat(parts, ignore_index=True)


def mm_differences(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    group: str,
    reference=None,
    correction: str = "CR1S",
    weights: str | None = None,
) -> pd.DataFrame:
    """How far the marginal means of each group lie above those of the reference group.

    Differences of AMCEs would depend on the baseline, even in sign; these do not.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says.
    outcome, respondent, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.
    group : str
        Column that splits the rows.
    reference : optional
        One of its values, by default the first.
    correction : "CR1S" or "CR1"
        Factor of the clustered errors, as the module says; K is the number of the attribute's
        levels times that of the groups.

    Returns
    -------
    DataFrame
        One row per level and group: `attribute`, `level`, `group`, `reference`, `estimate`, `se`,
        `low`, `high`, `p`, `n` (profiles of both groups).

    Raises
    ------
    ValueError
        Besides what the module says, when a level is never shown to one of the groups.

    Notes
    -----
    A respondent with rows in both groups is one cluster. cregg adds the variances of the two
    means, which leaves out what they have in common.

    References
    ----------
    Leeper, Hobolt & Tilley (2020).

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> plans["side"] = plans["respondent"].lt(100).map({True: "east", False: "west"})
    >>> found = mm_differences(plans, **columns, group="side")
    >>> found[["level", "group", "reference", "estimate", "se"]].round(3)
      level group reference  estimate     se
    0  kept  west      east    -0.035  0.023
    1  left  west      east     0.027  0.023
    2   yes  west      east    -0.042  0.025
    3    no  west      east     0.040  0.024
    """
    frame = _checked(table, outcome, attributes, respondent, weights, group)
    groups = _groups(frame, attributes, group)
    reference = groups[0] if reference is None else reference
    if reference not in groups:
        raise ValueError(f"Column {group!r} has no value {reference!r}.")
    parts = []
    for attribute in attributes:
        levels = list(frame[attribute].cat.categories)
        cells = pd.MultiIndex.from_product([groups, levels])
        codes = cells.get_indexer(pd.MultiIndex.from_arrays([frame[group], frame[attribute]]))
        coefficients, covariance = _fit(frame, np.eye(len(cells))[codes], correction)
        unit = np.eye(len(levels))
        for other in [value for value in groups if value != reference]:
            signs = [(value == other) * 1.0 - (value == reference) for value in groups]
            rows = frame.loc[frame[group].isin([other, reference]), attribute]
            part = _tidy(levels, np.kron(signs, unit), coefficients, covariance, rows)
            part.insert(0, "attribute", attribute)
            part.insert(2, "group", other)
            part.insert(3, "reference", reference)
            parts.append(_with_p(part))
    return pd.concat(parts, ignore_index=True)


def omnibus_f(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    group: str,
    weights: str | None = None,
) -> pd.DataFrame:
    """One test of whether the groups' preferences differ in anything at all.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says.
    outcome, respondent, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.
    group : str
        Column that splits the rows.

    Returns
    -------
    DataFrame
        One row: `f`, `df_numerator`, `df_denominator` (respondents - 1) and `p`.

    Raises
    ------
    ValueError
        As `mm_differences`, and for too few respondents.

    Notes
    -----
    Wald test that all group-by-level interactions are zero in the regression of the outcome on
    levels, groups and interactions, with the clustered covariance ("CR1S"). It does not depend on
    the baselines, and not on how high the groups rate plans in general.

    References
    ----------
    The omnibus test of Leeper, Hobolt & Tilley (2020), here with clustered errors.

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> plans["side"] = plans["respondent"].lt(100).map({True: "east", False: "west"})
    >>> omnibus_f(plans, **columns, group="side").round(3)
           f  df_numerator  df_denominator      p
    0  2.184             2             199  0.115
    """
    frame = _checked(table, outcome, attributes, respondent, weights, group)
    groups = _groups(frame, attributes, group)
    main = np.hstack([_dummies(frame[attribute])[:, 1:] for attribute in attributes])
    member = np.column_stack([frame[group] == value for value in groups[1:]]).astype(float)
    interactions = np.hstack([main * column[:, None] for column in member.T])
    design = np.hstack([np.ones((len(frame), 1)), main, member, interactions])
    coefficients, covariance = _fit(frame, design)
    tested = slice(design.shape[1] - interactions.shape[1], None)
    effect, q = coefficients[tested], interactions.shape[1]
    df = frame["respondent_"].nunique() - 1
    if q > df or len(frame) <= design.shape[1]:
        raise ValueError(f"{df + 1} respondents are too few to test {q} interactions.")
    f = float(effect @ np.linalg.solve(covariance[tested, tested], effect) / q)
    p = float(stats.f.sf(f, q, df))
    return pd.DataFrame([{"f": f, "df_numerator": q, "df_denominator": df, "p": p}])


def tie_adjusted_means(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    task: str,
    weights: str | None = None,
) -> pd.DataFrame:
    """Marginal means over those tasks whose two profiles differ on the attribute.

    A level's estimate is the share of head-to-head tasks it wins against the other levels.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says; every task has two profiles of which one is chosen.
    outcome, respondent, task, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.

    Returns
    -------
    DataFrame
        One row per level: `attribute`, `level`, `estimate`, `se`, `low`, `high`, `n`; levels that
        never meet another one have no row.

    Raises
    ------
    ValueError
        Besides what the module says, unless every task has two profiles of which one is chosen.

    References
    ----------
    The co-occurrence adjustment of Dill, Howlett & Müller-Crepon (2024).

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> found = tie_adjusted_means(plans, **columns, task="task")
    >>> found[["level", "estimate", "se", "n"]].round(3)
      level  estimate     se    n
    0  kept     0.654  0.020  431
    1  left     0.346  0.020  431
    2   yes     0.506  0.024  411
    3    no     0.494  0.024  411
    """
    frame = _paired(_checked(table, outcome, attributes, respondent, weights, task), task)
    parts = [_level_means(frame[_differs(frame, a)], a) for a in attributes]
    return pd.concat(parts, ignore_index=True)


def nested_ranking(
    table: pd.DataFrame,
    *,
    outcome: str,
    attributes: list[str],
    respondent: str,
    task: str,
    min_profiles: int = 100,
    weights: str | None = None,
) -> pd.DataFrame:
    """Which feature decides first, which next: levels ranked by nested marginal means.

    Parameters
    ----------
    table : DataFrame
        One row per profile, as the module says; every task has two profiles of which one is chosen.
    outcome, respondent, task, weights : str
        Columns; weights are optional.
    attributes : list of str
        Columns of the attributes, each with two levels or more.
    min_profiles : int
        The ranking ends when fewer profiles remain.

    Returns
    -------
    DataFrame
        In order of rank, `rank` (from 1), `attribute`, `level`, `estimate`, `se`, `low`, `high`,
        `n` (profiles behind the mean), `open` (tasks undecided before this rank) and `decided` (by
        it). Levels that the data cannot rank have no row. Low ranks rest on few tasks: read the
        intervals.

    Raises
    ------
    ValueError
        As `tie_adjusted_means`, and when nothing can be ranked.

    Notes
    -----
    The first rank goes to the level whose tie-adjusted mean lies farthest from one half. Tasks in
    which one profile shows it and the other does not are decided and dropped; the same is done
    with what is left, until no two unranked levels of an attribute meet or fewer than
    `min_profiles` profiles remain. When the level's attribute has two levels left, both get the
    rank. Among equals the earlier attribute, then the earlier level, goes first.

    References
    ----------
    Dill, Howlett & Müller-Crepon (2024) and their R package cjRank, whose ranks count from 0.

    Examples
    --------
    >>> design = {"land": ["kept", "left"], "aid": ["yes", "no"]}
    >>> wishes = {"land": {"left": -0.8}}
    >>> plans = simulate_synthetic(design, respondents=200, tasks=4, utilities=wishes)
    >>> columns = {"outcome": "chosen", "attributes": ["land", "aid"], "respondent": "respondent"}
    >>> found = nested_ranking(plans, **columns, task="task")
    >>> found[["rank", "level", "estimate", "open", "decided"]].round(3)
       rank level  estimate  open  decided
    0     1  kept     0.654   800      431
    1     1  left     0.346   800      431
    2     2   yes     0.476   369      191
    3     2    no     0.524   369      191
    """
    frame = _paired(_checked(table, outcome, attributes, respondent, weights, task), task)
    parts: list[pd.DataFrame] = []
    while len(frame) >= max(min_profiles, 1):
        means = [_level_means(frame[_differs(frame, a)], a) for a in attributes]
        means = pd.concat([mean for mean in means if len(mean) > 1] or [pd.DataFrame()])
        if means.empty:
            break
        # Rounding keeps the order of mirror images such as 0.3 and 0.7 from hanging on noise.
        distance = (means["estimate"] - 0.5).abs().round(12).to_numpy()
        first = means.iloc[[int(distance.argmax())]]
        attribute = first["attribute"].iloc[0]
        left = means[means["attribute"] == attribute]
        ranked = first if len(left) > 2 else pd.concat([first, left.drop(first.index)])
        has = frame[attribute].isin(ranked["level"]).to_numpy()
        decided = (has.reshape(-1, 2).any(axis=1)).repeat(2) & _differs(frame, attribute)
        ranked = ranked.assign(open=len(frame) // 2, decided=int(decided.sum()) // 2)
        ranked.insert(0, "rank", len(parts) + 1)
        parts.append(ranked)
        frame = frame[~decided]
    if not parts:
        raise ValueError(f"No two levels meet in the table, or it has under {min_profiles} rows.")
    return pd.concat(parts, ignore_index=True)


def reliability_corrected(
    estimates: pd.DataFrame, *, reliability: float, kind: str, reliability_se: float = 0.0
) -> pd.DataFrame:
    """Estimates without careless answers, with their errors.

    Parameters
    ----------
    estimates : DataFrame
        What an estimator of this module returned.
    reliability : float
        Chance that a repeated task is answered alike, above 0.5 and at most 1.
    kind : "mean" or "effect"
        What the estimates are.
    reliability_se : float
        Standard error of the reliability, if it was estimated from a sample (0: taken as known);
        its covariance with the estimates is neglected.

    Returns
    -------
    DataFrame
        The same rows. Means become (mean - tau) / (1 - 2 tau), effects effect / (1 - 2 tau),
        errors by the delta method. Corrected means may leave [0, 1] by chance and are not cut off.

    Raises
    ------
    ValueError
        For a reliability outside its range or another kind.

    References
    ----------
    Clayton, Horiuchi, Kaufman, King & Komisarchik (2023), "Correcting Measurement Error Bias in
    Conjoint Survey Experiments".

    Examples
    --------
    >>> seen = pd.DataFrame({"estimate": [0.34], "se": [0.01], "low": [0.32], "high": [0.36]})
    >>> reliability_corrected(seen, reliability=0.82, kind="mean").round(3)
       estimate     se    low   high
    0       0.3  0.012  0.276  0.324
    """
    if kind not in ("mean", "effect"):
        raise ValueError(f"A kind of estimate is 'mean' or 'effect', not {kind!r}.")
    tau = swap_rate(reliability)
    shrink = 1 - 2 * tau
    before = estimates["estimate"] - (0.5 if kind == "mean" else 0.0)
    # d tau / d IRR = -1 / (2 sqrt(2 IRR - 1)), and sqrt(2 IRR - 1) is the shrinkage itself.
    tau_se = reliability_se / (2 * shrink)
    se = np.hypot(estimates["se"] / shrink, 2 * before / shrink**2 * tau_se)
    after = estimates["estimate"] - before + before / shrink
    corrected = estimates.assign(estimate=after, se=se, low=after - Z * se, high=after + Z * se)
    return _with_p(corrected) if "p" in estimates else corrected


# -- Power -------------------------------------------------------------------------------------


def minimum_detectable_effect(
    *,
    n: int,
    tasks: int,
    profiles: int,
    levels: int,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """Smallest AMCE that a forced choice would find significant with a given chance.

    Parameters
    ----------
    n : int
        Respondents.
    tasks : int
        Tasks per respondent.
    profiles : int
        Profiles per task.
    levels : int
        Levels of the attribute.
    power, alpha : float
        The chance and the level of the two-sided test, strictly between 0 and 1.

    Returns
    -------
    float
        A proportion (0.02 is two points).

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    With k = levels (z_alpha + z_power)^2 / (2 n tasks profiles), the formula of the source solved
    for the effect is sqrt(k / (1 + k)); the far tail of the test is neglected.

    References
    ----------
    Schuessler & Freitag (2020).

    Examples
    --------
    >>> round(minimum_detectable_effect(n=3600, tasks=5, profiles=2, levels=3), 4)
    0.0181
    """
    size = _effective_size(n, tasks, profiles, levels, alpha)
    if not 0 < power < 1:
        raise ValueError(f"Power lies between 0 and 1, not at {power}.")
    k = levels * (stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power)) ** 2 / (2 * size)
    return float(np.sqrt(k / (1 + k)))


def power_formula(
    effect: float, *, n: int, tasks: int, profiles: int, levels: int, alpha: float = 0.05
) -> float:
    """Chance that a forced choice finds a true AMCE significant.

    Parameters
    ----------
    effect : float
        True AMCE, a proportion strictly between -1 and 1.
    n, tasks, profiles, levels : int
        As for `minimum_detectable_effect`.
    alpha : float
        Level of the two-sided test, strictly between 0 and 1.

    Returns
    -------
    float
        A probability.

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    The standard error is sqrt(levels (1 - effect^2) / (2 n tasks profiles)): two levels that are
    each shown in 1/levels of the profiles, chosen half an effect above and below one half.

    References
    ----------
    Schuessler & Freitag (2020).

    Examples
    --------
    >>> round(power_formula(0.017, n=3600, tasks=5, profiles=2, levels=3), 2)
    0.75
    """
    if not -1 < effect < 1:
        raise ValueError(f"An effect lies between -1 and 1, not at {effect}.")
    size = _effective_size(n, tasks, profiles, levels, alpha)
    z = effect / np.sqrt(levels * (1 - effect**2) / (2 * size))
    critical = stats.norm.ppf(1 - alpha / 2)
    return float(stats.norm.cdf(z - critical) + stats.norm.cdf(-z - critical))


def power_simulation(
    effects,
    *,
    n: int,
    tasks: int,
    levels: int,
    spread: float = 0.0,
    replications: int = 1000,
    alpha: float = 0.05,
    seed: int = 2025,
) -> pd.DataFrame:
    """SYNTHETIC: how often simulated two-profile experiments find a true AMCE significant.

    Parameters
    ----------
    effects : float or array_like
        True AMCEs, proportions, each with abs(effect) + spread at most one half.
    n : int
        Respondents, at least 2.
    tasks : int
        Tasks per respondent.
    levels : int
        Levels of the attribute, at least 2.
    spread : float
        How far respondents differ (0: all alike), a proportion.
    replications : int
        Simulated experiments, at least 1.
    alpha : float
        Level of the two-sided test, strictly between 0 and 1.
    seed : int
        Seed of numpy's default generator; the same for each effect.

    Returns
    -------
    DataFrame
        One row per effect: `effect`, `power`, `low` and `high` (95 % for the noise of the
        simulation), `formula` (`power_formula`), `mean_estimate`, `mean_se` and `sd_estimate` (the
        standard error that clustering claims and the true one).

    Raises
    ------
    ValueError
        For values outside these ranges.

    Notes
    -----
    The first profile is chosen with chance 1/2 + (v1 - v2), where v is a respondent's value of the
    level shown: 0, except for one level whose AMCE is wanted. There it is the effect plus or minus
    `spread`, with even chances. So the AMCE of that level is exactly the effect; what other
    attributes do is part of the coin. Each replication is analysed as `amce` would.
    With N = 2 n tasks, the number of profiles, its estimate has to first order the variance
    levels / (2 N) - 2 (effect^2 + spread^2) / N + spread^2 / n, so that only large differences
    between respondents make clustering matter.

    Examples
    --------
    >>> found = power_simulation(0.05, n=400, tasks=3, levels=3, replications=200)
    >>> found[["effect", "power", "formula"]].round(2)
       effect  power  formula
    0    0.05   0.54     0.52
    """
    _effective_size(n, tasks, 2, levels, alpha)
    if n < 2 or replications < 1:
        raise ValueError("A simulation needs two respondents and one replication or more.")
    rows = []
    for effect in np.atleast_1d(np.asarray(effects, dtype=float)):
        if abs(effect) + abs(spread) > 0.5:
            raise ValueError(f"Effect {effect} and spread {spread} leave chances outside 0 to 1.")
        rng = np.random.default_rng(seed)
        # About a million tasks at a time: the arrays stay below 100 MB.
        size = max(1, 1_000_000 // (n * tasks))
        chunks = [min(size, replications - done) for done in range(0, replications, size)]
        drawn = [_replicate(rng, chunk, effect, spread, n, tasks, levels) for chunk in chunks]
        estimate, se = np.concatenate(drawn, axis=1)
        power = float(np.mean(np.abs(estimate) > stats.norm.ppf(1 - alpha / 2) * se))
        low, high = wilson(power, replications)
        rows.append(
            {
                "effect": effect,
                "power": power,
                "low": low,
                "high": high,
                "formula": power_formula(
                    effect, n=n, tasks=tasks, profiles=2, levels=levels, alpha=alpha
                ),
                "mean_estimate": estimate.mean(),
                "mean_se": se.mean(),
                "sd_estimate": estimate.std(),
            }
        )
    return pd.DataFrame(rows)


# -- Synthetic tables --------------------------------------------------------------------------


def simulate_synthetic(
    attributes: dict,
    *,
    respondents: int,
    tasks: int,
    utilities: dict | None = None,
    spread: float = 0.0,
    careless: float = 0.0,
    restrictions: list[dict] | None = None,
    seed: int = 2025,
) -> pd.DataFrame:
    """SYNTHETIC: the table of a two-profile forced choice that nobody answered.

    Parameters
    ----------
    attributes : dict of str to list
        Attribute -> its levels.
    respondents, tasks : int
        Respondents, and tasks of each, at least 1.
    utilities : dict of str to dict, optional
        Attribute -> {level: utility}, on the logit scale, 0 if not named.
    spread : float
        Standard deviation of what respondents add to the utilities, at least 0.
    careless : float
        Chance that the recorded choice is the opposite of the intended one (the tau of
        `misreport.swap_rate`), in [0, 0.5].
    restrictions : list of dict, optional
        Declared as for `amce`.
    seed : int
        Seed of numpy's default generator.

    Returns
    -------
    DataFrame
        respondents * tasks * 2 rows: `respondent`, `task`, `profile` (1 and 2), one categorical
        column per attribute with its levels in the order given, and `chosen` (0/1).

    Raises
    ------
    ValueError
        For an attribute or level not in `attributes`, or a value out of range.

    Notes
    -----
    Profiles are drawn uniformly from all allowed combinations. A profile is worth the sum of its
    levels' utilities, plus what a respondent adds to each level (normal, the same in all tasks),
    plus Gumbel noise; the better one is chosen, so the choice is a logit in the utilities.

    References
    ----------
    Random utility as in McFadden (1974).

    Examples
    --------
    >>> simulate_synthetic({"aid": ["yes", "no"]}, respondents=1, tasks=2, seed=1)
       respondent  task  profile  aid  chosen
    0           0     1        1  yes       1
    1           0     1        2  yes       0
    2           0     2        1   no       0
    3           0     2        2   no       1
    """
    if min(respondents, tasks) < 1 or spread < 0 or not 0 <= careless <= 0.5:
        raise ValueError("Counts are at least 1, the spread is not negative, careless is 0 to 0.5.")
    worth = _worth(attributes, utilities or {})
    rng = np.random.default_rng(seed)
    tastes = [rng.normal(value, spread, (respondents, len(value))) for value in worth]
    shown = _draw_profiles(rng, (respondents, tasks, 2), attributes, restrictions or [])
    people = np.arange(respondents)[:, None, None]
    value = sum(taste[people, shown[..., k]] for k, taste in enumerate(tastes))
    value = value + rng.gumbel(size=value.shape)
    first = (value[..., 0] > value[..., 1]) ^ (rng.random((respondents, tasks)) < careless)
    index = np.indices(value.shape).reshape(3, -1)
    table = pd.DataFrame({"respondent": index[0], "task": index[1] + 1, "profile": index[2] + 1})
    for k, (attribute, levels) in enumerate(attributes.items()):
        table[attribute] = pd.Categorical.from_codes(shown[..., k].ravel(), categories=levels)
    return table.assign(chosen=np.stack([first, ~first], axis=-1).ravel().astype(int))


# -- Checks ------------------------------------------------------------------------------------


def _checked(table, outcome, attributes, respondent, weights, *further):
    """The used columns, attributes as categoricals, plus `y_`, `w_` and `respondent_` codes."""
    if not attributes or len(set(attributes)) < len(attributes):
        raise ValueError("Name at least one attribute, and each attribute once.")
    used = [outcome, respondent, *attributes, *further, *([weights] if weights else [])]
    for column in used:
        if column not in table:
            raise ValueError(f"The table has no column {column!r}.")
        missing = int(table[column].isna().sum())
        if missing:
            raise ValueError(f"Column {column!r} has {missing} missing values.")
    frame = table[list(dict.fromkeys(used))].reset_index(drop=True)
    for attribute in attributes:
        levels = frame[attribute].astype("category").cat.remove_unused_categories()
        if len(levels.cat.categories) < 2:
            raise ValueError(f"Attribute {attribute!r} shows fewer than two levels.")
        frame[attribute] = levels
    frame["y_"] = _finite(frame, outcome)
    frame["w_"] = _finite(frame, weights) if weights else 1.0
    if (frame["w_"] <= 0).any():
        raise ValueError(f"Column {weights!r} has weights that are not positive.")
    frame["respondent_"] = pd.factorize(frame[respondent])[0]
    if frame["respondent_"].nunique() < 2:
        raise ValueError("Standard errors clustered on the respondent need two respondents.")
    return frame


def _finite(frame, column):
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise ValueError(f"Column {column!r} must hold finite numbers.")
    return values


def _require_level(frame, attribute, attributes, level):
    if attribute not in attributes:
        raise ValueError(f"{attribute!r} is not one of the attributes.")
    if level not in frame[attribute].cat.categories:
        raise ValueError(f"Attribute {attribute!r} has no level {level!r}.")


def _groups(frame, attributes, group):
    """Values of the grouping column in order, each of which has seen every level."""
    groups = list(frame[group].astype("category").cat.remove_unused_categories().cat.categories)
    if len(groups) < 2:
        raise ValueError(f"Column {group!r} has fewer than two groups.")
    for attribute in attributes:
        counts = pd.crosstab(frame[attribute], frame[group])
        never = np.argwhere((counts == 0).to_numpy())
        if len(never):
            level, value = counts.index[never[0][0]], counts.columns[never[0][1]]
            raise ValueError(
                f"Level {level!r} of {attribute!r} is never shown to group {value!r}, "
                "so the groups cannot be compared."
            )
    return groups


def _paired(frame, task):
    """Rows sorted so that the two profiles of a task are neighbours, one of them chosen."""
    tasks = frame.groupby(["respondent_", task], sort=False, observed=True)["y_"]
    if (tasks.transform("size") != 2).any():
        raise ValueError("Every task needs two profiles; at least one has more or fewer.")
    if not (frame["y_"].isin([0, 1]).all() and (tasks.transform("sum") == 1).all()):
        raise ValueError("Every task needs a forced choice: one profile chosen (1), one not (0).")
    order = tasks.ngroup().to_numpy().argsort(kind="stable")
    return frame.iloc[order].reset_index(drop=True)


# -- Regression --------------------------------------------------------------------------------


def _fit(frame, design, correction="CR1S"):
    """Weighted least squares: coefficients and their covariance clustered on the respondent.

    The covariance is missing when one respondent, or no more rows than coefficients, are left.
    """
    if correction not in ("CR1S", "CR1"):
        raise ValueError(f"A correction is 'CR1S' or 'CR1', not {correction!r}.")
    if np.linalg.matrix_rank(design.T @ design) < design.shape[1]:
        raise ValueError("The attributes cannot be told apart: some levels always come together.")
    fit = WLS(frame["y_"].to_numpy(), design, weights=frame["w_"].to_numpy()).fit()
    clusters, respondents = np.unique(frame["respondent_"].to_numpy(), return_inverse=True)
    n, k = design.shape
    if len(clusters) < 2 or n <= k:
        return fit.params, np.full((k, k), np.nan)
    # statsmodels has both factors in it.
    return fit.params, cov_cluster(fit, respondents) * (
        1 if correction == "CR1S" else (n - k) / (n - 1)
    )


def _level_means(frame, attribute, correction="CR1S"):
    """Mean outcome per level of one attribute among the rows of `frame`."""
    shown = frame[attribute].cat.remove_unused_categories()
    levels = list(shown.cat.categories)
    if not levels:
        return pd.DataFrame()
    coefficients, covariance = _fit(frame, _dummies(shown), correction)
    part = _tidy(levels, np.eye(len(levels)), coefficients, covariance, shown)
    part.insert(0, "attribute", attribute)
    return part


def _dummies(column):
    return np.eye(len(column.cat.categories))[column.cat.codes]


def _differs(frame, attribute):
    """Per row, whether the two profiles of its task show different levels."""
    pairs = frame[attribute].cat.codes.to_numpy().reshape(-1, 2)
    return (pairs[:, 0] != pairs[:, 1]).repeat(2)


def _tidy(levels, contrasts, coefficients, covariance, shown):
    estimate = contrasts @ coefficients
    se = np.sqrt(np.einsum("ij,jk,ik->i", contrasts, covariance, contrasts).clip(min=0))
    counts = shown.value_counts()
    return pd.DataFrame(
        {
            # Levels of several attributes share the column: True must not become 1 there.
            "level": pd.Series(levels, dtype=object),
            "estimate": estimate,
            "se": se,
            "low": estimate - Z * se,
            "high": estimate + Z * se,
            "n": [int(counts[level]) for level in levels],
        }
    )


def _with_p(part):
    p = 2 * stats.norm.sf((part["estimate"] / part["se"]).abs())
    if "p" in part:
        return part.assign(p=p)
    part.insert(part.columns.get_loc("n"), "p", p)
    return part


# -- Restricted designs ------------------------------------------------------------------------


def _baseline_first(column, baseline):
    """Levels of a categorical column in order, but the baseline before the others."""
    levels = list(column.cat.categories)
    if baseline is None:
        return levels
    return [baseline, *(level for level in levels if level != baseline)]


def _allowed_cells(frame, levels, restrictions):
    """For each set of attributes linked by restrictions, the combinations that may occur.

    Returns {(attribute, ...): [(level, ...), ...]}; an attribute without restrictions stands alone.
    """
    unmet = [] if restrictions == "ignore" else _unmet(frame, list(levels))
    match restrictions:
        case None | "ignore":
            if unmet:
                _warn_of_unmet(unmet)
            banned = []
        case "found":
            banned = _banned_pairs(levels, unmet)
        case str():
            raise ValueError(f"Restrictions are 'ignore', 'found' or a list, not {restrictions!r}.")
        case _:
            banned = _banned_pairs(levels, restrictions)
    linked = [{attribute} for attribute in levels]
    for pair, _ in banned:
        touched = [block for block in linked if block & set(pair)]
        linked = [block for block in linked if block not in touched] + [set().union(*touched)]
    order = list(levels)
    blocks = sorted(
        (tuple(a for a in order if a in block) for block in linked),
        key=lambda block: order.index(block[0]),
    )
    cells = {
        block: [cell for cell in product(*(levels[a] for a in block)) if _may(block, cell, banned)]
        for block in blocks
    }
    for block, allowed in cells.items():
        _require_cells(frame, block, allowed)
    if banned or restrictions == []:
        _require_declared(unmet, blocks)
    return cells


def _banned_pairs(levels, restrictions):
    """[((attribute, attribute), {(level, level), ...})] from the restrictions."""
    banned = []
    for restriction in restrictions:
        if len(restriction) != 2:
            raise ValueError("Each restriction names exactly two attributes.")
        for attribute, excluded in restriction.items():
            for level in excluded:
                if level not in levels.get(attribute, []):
                    raise ValueError(
                        f"A restriction names level {level!r} of {attribute!r}, which is unknown."
                    )
        banned.append((tuple(restriction), set(product(*restriction.values()))))
    return banned


def _may(attributes, profile, banned):
    shown = dict(zip(attributes, profile, strict=True))
    return not any(
        (shown[a], shown[b]) in pairs for (a, b), pairs in banned if a in shown and b in shown
    )


def _require_cells(frame, block, allowed):
    if len(block) == 1:
        return
    seen = set(zip(*(frame[attribute] for attribute in block), strict=True))
    extra, absent = seen - set(allowed), set(allowed) - seen
    if extra:
        cell = " & ".join(map(str, min(extra, key=str)))
        raise ValueError(f"The combination {cell} occurs although a restriction excludes it.")
    if absent:
        cell = " & ".join(map(str, min(absent, key=str)))
        raise ValueError(f"The combination {cell} never occurs and no restriction excludes it.")


def _unmet(frame, attributes, expected=30):
    """Pairs of levels that should have met often and never did, as restrictions.

    By chance a pair expected 30 times stays away in one table of ten trillion.
    """
    levels = [(a, level) for a in attributes for level in frame[a].cat.categories]
    shown = np.hstack([_dummies(frame[attribute]) for attribute in attributes])
    counts = shown.T @ shown
    usual = np.outer(shown.sum(axis=0), shown.sum(axis=0)) / len(frame)
    found = []
    for i, j in np.argwhere(np.triu((counts == 0) & (usual >= expected))):
        (a, one), (b, two) = levels[i], levels[j]
        if a != b:
            found.append({a: [one], b: [two]})
    return found


def _named(unmet):
    (a, (one,)), (b, (two,)) = unmet.items()
    return f"Levels {one!r} of {a!r} and {two!r} of {b!r} never occur together"


def _warn_of_unmet(unmet):
    more = f" (and {len(unmet) - 1} more pairs)" if len(unmet) > 1 else ""
    warnings.warn(
        f"{_named(unmet[0])}{more}; main effects carry over to them what was seen elsewhere. "
        "Declare the design in `restrictions`, take it from the table by 'found', or say 'ignore'.",
        stacklevel=4,
    )


def _require_declared(unmet, blocks):
    for pair in unmet:
        if not any(set(pair) <= set(block) for block in blocks):
            raise ValueError(f"{_named(pair)}; say so in `restrictions`.")


def _design(frame, cells):
    """Intercept and a dummy for every combination but the first of each block.

    Returns the matrix and {(block, cell): column}, without the first cell of each block.
    """
    parts = [np.ones((len(frame), 1))]
    columns: dict[tuple, int] = {}
    for block, allowed in cells.items():
        shown = pd.MultiIndex.from_frame(frame[list(block)].astype(object))
        codes = pd.MultiIndex.from_tuples(allowed, names=block).get_indexer(shown)
        start = sum(part.shape[1] for part in parts)
        columns |= {(block, cell): start + k for k, cell in enumerate(allowed[1:])}
        parts.append(np.eye(len(allowed))[codes][:, 1:])
    return np.hstack(parts), columns


def _contrast(row, columns, cells, levels, attribute, level, average):
    """Write into `row` the weights on coefficients that make the effect of `level`."""
    block = next(block for block in cells if attribute in block)
    # Means of combinations are coefficients but for the intercept, which no effect has a part in.
    for cell, weight in average(block, cells[block], levels, attribute, level).items():
        if (block, cell) in columns:
            row[columns[block, cell]] += weight


def _over_shared_partners(block, allowed, levels, attribute, level):
    """cjoint: {combination: weight}, the mean over combinations of level and baseline alike."""
    place, baseline = block.index(attribute), levels[attribute][0]
    swapped = {
        cell: (*cell[:place], baseline, *cell[place + 1 :])
        for cell in allowed
        if cell[place] == level
    }
    shared = {cell: base for cell, base in swapped.items() if base in set(allowed)}
    if not shared:
        raise ValueError(
            f"Levels {level!r} and {baseline!r} of {attribute!r} share no allowed combination; "
            "choose another baseline."
        )
    part = 1 / len(shared)
    return dict.fromkeys(shared, part) | dict.fromkeys(shared.values(), -part)


def _over_own_partners(block, allowed, levels, attribute, level):
    """cregg: {combination: weight}, from treatment contrasts as R would estimate them."""
    if len(block) == 1:
        return {(level,): 1.0, (levels[attribute][0],): -1.0}
    if len(block) > 2:
        raise ValueError(f"The convention 'cregg' links two attributes, not {', '.join(block)}.")
    first, second = (levels[name] for name in block)
    terms = [(None, None), *product(first[1:], [None]), *product([None], second[1:])]
    terms += [(one, two) for two in second[1:] for one in first[1:]]
    kept, matrix = _independent(terms, allowed)
    place = block.index(attribute)
    main = (level, None) if place == 0 else (None, level)
    if main not in kept:
        raise ValueError(f"'cregg' cannot estimate level {level!r} of {attribute!r}.")
    mine = [term for term in kept if term[place] == level and term != main]
    wanted = [1 if term == main else (term in mine) / (1 + len(mine)) for term in kept]
    return dict(zip(allowed, np.linalg.solve(matrix.T, wanted), strict=True))


def _independent(terms, allowed):
    """The terms that R keeps, each no combination of those before it, and their design matrix."""
    kept, columns, basis = [], [], np.zeros((len(allowed), 0))
    for term in terms:
        column = np.array(
            [all(t in (None, shown) for t, shown in zip(term, cell)) for cell in allowed], float
        )
        rest = column - basis @ (basis.T @ column)
        if np.linalg.norm(rest) > 1e-9:
            kept.append(term)
            columns.append(column)
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
    return kept, np.column_stack(columns)


AVERAGES = {"cjoint": _over_shared_partners, "cregg": _over_own_partners}


# -- Simulation --------------------------------------------------------------------------------


def _effective_size(n, tasks, profiles, levels, alpha):
    if min(n, tasks, profiles) < 1 or levels < 2 or not 0 < alpha < 1:
        raise ValueError("Counts are at least 1, levels at least 2, and alpha lies in (0, 1).")
    return n * tasks * profiles


def _replicate(rng, replications, effect, spread, n, tasks, levels):
    """Estimates and clustered errors of many experiments at once, as an array (2, replications).

    Level 0 is the baseline, level 1 the one with the effect. Tasks lie on the first axis, so that
    sums over the tasks of a respondent add whole arrays.
    """
    shape = (tasks, replications, n)
    left = rng.integers(0, levels, shape, dtype=np.int8)
    right = rng.integers(0, levels, shape, dtype=np.int8)
    value = np.full((replications, n), effect, dtype=np.float32)
    if spread:
        value += np.where(rng.random((replications, n)) < 0.5, spread, -spread).astype(np.float32)
    lean = (left == 1).view(np.int8) - (right == 1).view(np.int8)
    first = rng.random(shape, dtype=np.float32) < 0.5 + lean * value
    counts = {}
    for level in (0, 1):
        on_left, on_right = left == level, right == level
        won = (on_left & first).sum(axis=0, dtype=np.int16)
        won += (on_right & ~first).sum(axis=0, dtype=np.int16)
        shown = on_left.sum(axis=0, dtype=np.int16) + on_right.sum(axis=0, dtype=np.int16)
        counts[level] = won, shown
    return _difference_of_means(counts, n, n * tasks * 2, levels)


def _difference_of_means(counts, respondents, rows, coefficients):
    """Level 1 minus level 0, and its clustered error, from each respondent's counts.

    counts: level -> (won, shown), arrays (replications, respondents). In a regression on the
    levels of one attribute a respondent's score for the difference is the sum of residuals on
    level 1 over its total less the same on level 0.
    """
    means, scores = {}, np.zeros(counts[0][0].shape)
    for level, sign in ((1, 1), (0, -1)):
        won, shown = counts[level]
        total = shown.sum(axis=1, dtype=np.int64)[:, None]
        means[level] = won.sum(axis=1, dtype=np.int64)[:, None] / total
        scores = scores + sign * (won - shown * means[level]) / total
    factor = respondents / (respondents - 1) * (rows - 1) / (rows - coefficients)
    return np.stack([(means[1] - means[0])[:, 0], np.sqrt(factor * (scores**2).sum(axis=1))])


def _worth(attributes, utilities):
    """Utilities per attribute in the order of its levels."""
    for attribute, values in utilities.items():
        if unknown := set(values) - set(attributes.get(attribute, [])):
            level = min(map(str, unknown))
            raise ValueError(f"Utilities name level {level!r} of {attribute!r}, which is unknown.")
    return [
        np.array([float(utilities.get(attribute, {}).get(level, 0)) for level in levels])
        for attribute, levels in attributes.items()
    ]


def _draw_profiles(rng, shape, attributes, restrictions, rounds=1000):
    """Level codes of profiles drawn uniformly from the allowed ones: shape + (attributes,)."""
    names, sizes = list(attributes), [len(levels) for levels in attributes.values()]
    forbidden: dict[tuple[int, int], np.ndarray] = {}
    for (a, b), pairs in _banned_pairs({k: list(v) for k, v in attributes.items()}, restrictions):
        place = names.index(a), names.index(b)
        table = forbidden.setdefault(place, np.zeros((sizes[place[0]], sizes[place[1]]), bool))
        for one, two in pairs:
            table[list(attributes[a]).index(one), list(attributes[b]).index(two)] = True
    shown = rng.integers(0, sizes, (*shape, len(sizes)))
    # Redrawing whole profiles keeps the allowed ones equally likely.
    for _ in range(rounds):
        bad = np.zeros(shape, bool)
        for (a, b), table in forbidden.items():
            bad |= table[shown[..., a], shown[..., b]]
        if not bad.any():
            return shown
        shown[bad] = rng.integers(0, sizes, (bad.sum(), len(sizes)))
    raise ValueError("The restrictions exclude almost every profile.")
