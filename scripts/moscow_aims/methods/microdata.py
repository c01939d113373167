"""What do weighted answers of single respondents add up to, and how sure can one be of it?

Answers come in as one row a respondent and leave as aggregates: no function here returns a row
that stands for one person. Shares are in per cent, differences in percentage points; every
interval covers 95 % and uses the design effect of the weights themselves (Kish 1965).
"""

import numpy as np
import pandas as pd
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from moscow_aims.methods import shares

LEAST = 30  # respondents behind a published cell


def effective_size(weights) -> float:
    """How many equally weighted respondents would carry as much information.

    Parameters
    ----------
    weights : array_like
        Positive numbers, one a respondent.

    Returns
    -------
    float
        Square of the sum over the sum of squares, a number of respondents.

    Raises
    ------
    ValueError
        For no weights and for one that is missing or not positive.

    References
    ----------
    Kish (1965).

    Examples
    --------
    >>> effective_size([1, 1, 2])
    2.6666666666666665
    """
    weights = np.asarray(weights, dtype=float)
    if not len(weights) or not np.all(weights > 0):
        raise ValueError("Every respondent needs a weight above zero.")
    return float(weights.sum() ** 2 / (weights**2).sum())


def answer_shares(
    people: pd.DataFrame, answer: str, weight: str = "weight", least: int = LEAST
) -> pd.DataFrame:
    """Weighted share of each answer among those who were asked.

    Parameters
    ----------
    people : DataFrame
        One row a respondent.
    answer : str
        Column with the answer, missing where not asked.
    weight : str
        Column with the weight.
    least : int
        Smallest number of respondents behind a row.

    Returns
    -------
    DataFrame
        One row an answer: `answer`, `n` (asked), `effective_n`, `count` (gave it), and `share`,
        `low`, `high` (Wilson limits) in per cent. An answer of fewer than `least` respondents is
        left out, and all are where fewer were asked.

    Raises
    ------
    KeyError
        For a missing column.
    ValueError
        As `effective_size`.

    References
    ----------
    Wilson (1927) with the design effect of the weights (Kish 1965).

    Examples
    --------
    >>> people = pd.DataFrame({"answer": ["yes"] * 40 + ["no"] * 60, "weight": 1.0})
    >>> answer_shares(people, "answer").round(1)[["answer", "n", "count", "share", "low", "high"]]
      answer    n  count  share   low  high
    0     no  100     60   60.0  50.2  69.1
    1    yes  100     40   40.0  30.9  49.8
    """
    asked = people.dropna(subset=[answer])
    columns = ["answer", "n", "effective_n", "count", "share", "low", "high"]
    if len(asked) < least:
        return pd.DataFrame(columns=columns)
    size, total = effective_size(asked[weight]), asked[weight].sum()
    groups = asked.groupby(answer, sort=True)[weight]
    table = groups.agg(["size", "sum"]).reset_index()
    table = table[table["size"] >= least]
    share = (table["sum"] / total).clip(upper=1)
    low, high = shares.wilson(share, len(asked), len(asked) / size)
    return pd.DataFrame(
        {
            "answer": table[answer],
            "n": len(asked),
            "effective_n": size,
            "count": table["size"],
            "share": 100 * share,
            "low": 100 * np.asarray(low),
            "high": 100 * np.asarray(high),
        }
    ).reset_index(drop=True)


def lead(people: pd.DataFrame, first: pd.Series, second: pd.Series, weight: str = "weight") -> dict:
    """How far one answer lies ahead of another that the same respondents could give.

    Parameters
    ----------
    people : DataFrame
        Those asked, one row a respondent.
    first, second : Series of bool
        Did they give it?
    weight : str
        Column with the weight.

    Returns
    -------
    dict
        `n`, `effective_n`, and `difference`, `low`, `high` in percentage points. The margin is
        1.96 times the weighted standard deviation of the respondents' own differences, by the root
        of `effective_n`.

    Raises
    ------
    ValueError
        As `effective_size`.

    References
    ----------
    Variance of a mean of paired differences, with the effective size of Kish (1965).

    Examples
    --------
    >>> people = pd.DataFrame({"answer": ["yes"] * 40 + ["no"] * 60, "weight": 1.0})
    >>> found = lead(people, people["answer"] == "no", people["answer"] == "yes")
    >>> round(found["difference"], 1), round(found["low"], 1), round(found["high"], 1)
    (20.0, 0.8, 39.2)
    """
    weights = people[weight].to_numpy(dtype=float)
    own = first.to_numpy(dtype=float) - second.to_numpy(dtype=float)
    mean, size = np.average(own, weights=weights), effective_size(weights)
    margin = shares.Z * np.sqrt(np.average((own - mean) ** 2, weights=weights) / size)
    return _difference(len(people), size, mean, margin)


def gap(people: pd.DataFrame, given: pd.Series, heard: pd.Series, weight: str = "weight") -> dict:
    """How far an answer is more common among those who heard one version than among the others.

    Parameters
    ----------
    people : DataFrame
        Those asked, one row a respondent.
    given : Series of bool
        Did they give the answer?
    heard : Series of bool
        Did they hear the first version?
    weight : str
        Column with the weight.

    Returns
    -------
    dict
        As `lead`; `n` and `effective_n` count both groups, whose errors are independent.

    Raises
    ------
    ValueError
        As `effective_size`.

    References
    ----------
    Wald interval of a difference of shares, with the effective sizes of Kish (1965).

    Examples
    --------
    >>> people = pd.DataFrame({"answer": ["yes"] * 40 + ["no"] * 60, "weight": 1.0})
    >>> heard = pd.Series([True, False] * 50)
    >>> found = gap(people, people["answer"] == "yes", heard)
    >>> found["n"], round(found["difference"], 1), round(found["high"], 1)
    (100, 0.0, 19.2)
    """
    parts = []
    for part in (heard.to_numpy(dtype=bool), ~heard.to_numpy(dtype=bool)):
        weights = people.loc[part, weight].to_numpy(dtype=float)
        share = np.average(given[part].to_numpy(dtype=float), weights=weights)
        parts.append((share, effective_size(weights)))
    (a, size_a), (b, size_b) = parts
    margin = shares.Z * np.sqrt(a * (1 - a) / size_a + b * (1 - b) / size_b)
    return _difference(len(people), size_a + size_b, a - b, margin)


def _difference(n, size, mean, margin):
    mean, margin = float(100 * mean), float(100 * margin)
    return {
        "n": n,
        "effective_n": size,
        "difference": mean,
        "low": mean - margin,
        "high": mean + margin,
    }


def choice_model(
    people: pd.DataFrame,
    chosen: pd.Series,
    factors: dict[str, list[str]],
    weight: str = "weight",
    least: int = LEAST,
) -> pd.DataFrame:
    """Who chooses one of two answers: weighted logistic regression with robust errors.

    Parameters
    ----------
    people : DataFrame
        One row a respondent, with each factor as a column.
    chosen : Series
        1 or 0, or bool.
    factors : dict of str to list of str
        Levels of each factor, the first being the one that the others are compared with.
        Respondents with a factor missing or at a level not listed are left out.
    weight : str
        Column with the weight.
    least : int
        Smallest number of respondents behind a level.

    Returns
    -------
    DataFrame
        One row a level: `factor`, `level`, `n`, `coefficient`, `error`, `p` (log odds; all three
        missing for the level of comparison), `p_factor` (of all levels of the factor together, by
        Wald's test), `adjusted` (per cent who would choose the first answer if all had this level
        and kept the rest), `low`, `high` (delta method) and `observations`.

    Raises
    ------
    ValueError
        If fewer than `least` respondents have a level.

    References
    ----------
    Pseudo-maximum likelihood with the sandwich estimator (Binder 1983), as survey packages use it
    for a sample without clusters; HC1 of statsmodels.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["men", "women"] * 50, "weight": 1.0})
    >>> chosen = pd.Series(([1, 0] * 3 + [0, 1] * 2) * 10)
    >>> table = choice_model(people, chosen, {"sex": ["men", "women"]})
    >>> table[["level", "n", "adjusted", "low", "high"]].round(1)
       level   n  adjusted   low  high
    0    men  50      60.0  46.4  73.6
    1  women  50      40.0  26.4  53.6
    """
    known = np.logical_and.reduce([people[name].isin(levels) for name, levels in factors.items()])
    people, chosen = people[known], chosen[known].astype(float)
    names = [(name, level) for name, levels in factors.items() for level in levels[1:]]
    design = np.column_stack(
        [np.ones(len(people)), *((people[name] == level) for name, level in names)]
    ).astype(float)
    weights = people[weight].to_numpy(dtype=float)
    fitted = GLM(chosen.to_numpy(), design, family=families.Binomial(), var_weights=weights).fit(
        cov_type="HC1"
    )
    rows = []
    for name, levels in factors.items():
        columns = [1 + names.index((name, level)) for level in levels[1:]]
        together = fitted.wald_test(np.eye(design.shape[1])[columns], scalar=True)
        for level, column in zip(levels, [None, *columns], strict=True):
            n = int((people[name] == level).sum())
            if n < least:
                raise ValueError(f"Only {n} respondents have {name} {level!r}.")
            changed = design.copy()
            changed[:, columns] = 0.0
            if column is not None:
                changed[:, column] = 1.0
            adjusted, error = _standardised(fitted, changed, weights)
            rows.append(
                {
                    "factor": name,
                    "level": level,
                    "n": n,
                    "coefficient": np.nan if column is None else fitted.params[column],
                    "error": np.nan if column is None else fitted.bse[column],
                    "p": np.nan if column is None else fitted.pvalues[column],
                    "p_factor": float(together.pvalue),
                    "adjusted": 100 * adjusted,
                    "low": 100 * (adjusted - shares.Z * error),
                    "high": 100 * (adjusted + shares.Z * error),
                    "observations": len(people),
                }
            )
    return pd.DataFrame(rows)


def _standardised(fitted, design, weights):
    """Mean predicted chance over all respondents, and its standard error by the delta method."""
    chance = fitted.predict(design)
    mean = np.average(chance, weights=weights)
    slope = np.average((chance * (1 - chance))[:, None] * design, axis=0, weights=weights)
    return mean, np.sqrt(slope @ fitted.cov_params() @ slope)
