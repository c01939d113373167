"""How long the conjoint estimators take, against statsmodels and its formulas.

Both must give the same numbers. The simulation of power is compared with one that draws and fits
one experiment after the other; it is far too slow to be run whole and is scaled up from a few.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from moscow_aims.methods import conjoint
from results import Found, Seconds, median, timed

TERMS = {
    "initiator": ["Moscow", "Kyiv", "Washington"],
    "outcome": ["victory", "draw", "defeat"],
    "military": ["kept", "reduced", "withdrawn"],
    "economy": ["sanctions", "relief", "aid"],
    "people": ["exchange", "amnesty", "tribunal"],
    "territory": ["kept", "shared", "left"],
    "status": ["neutral", "open", "alliance"],
}
COLUMNS = {"outcome": "chosen", "attributes": list(TERMS), "respondent": "respondent"}
DESIGN = {"respondents": 3600, "tasks": 5}
REPLICATIONS, FEW = 1000, 20
EFFECT = 0.017


def measure(runs: int) -> Iterator[Found]:
    """The estimators of the package and of statsmodels, by turns."""
    table = conjoint.simulate_synthetic(
        TERMS, **DESIGN, utilities={"territory": {"left": -0.5}, "status": {"alliance": -0.3}}
    )
    table["group"] = np.where(table["respondent"] % 2, "west", "east")
    profiles = f"{len(table):,} profiles"
    for name, (package, plain) in estimators(table).items():
        same(name, package(), plain())
        yield Found(name, profiles, *by_turns(runs, package, plain))
    yield Found(
        "power simulation",
        f"{REPLICATIONS:,} replications",
        *power(runs),
        f"scaled up from {FEW}:",
    )


def estimators(table: pd.DataFrame) -> dict[str, tuple[Callable, Callable]]:
    """Name -> the package's way and the plain way."""
    grouped, paired = COLUMNS | {"group": "group"}, COLUMNS | {"task": "task"}
    return {
        "AMCE": (
            lambda: values(conjoint.amce(table, **COLUMNS).dropna()),
            lambda: fitted("chosen ~ " + " + ".join(TERMS), table)[1:],
        ),
        "marginal means": (
            lambda: values(conjoint.marginal_means(table, **COLUMNS)),
            lambda: each(lambda name: fitted(f"chosen ~ 0 + {name}", table)),
        ),
        "differences of marginal means": (
            lambda: values(conjoint.mm_differences(table, **grouped)),
            lambda: each(
                lambda name: fitted(f"chosen ~ 0 + {name} + {name}:west", with_west(table))[3:]
            ),
        ),
        "omnibus test of two groups": (
            lambda: conjoint.omnibus_f(table, **grouped)[["f"]].to_numpy(),
            lambda: omnibus(table),
        ),
        "tie-adjusted means": (
            lambda: values(conjoint.tie_adjusted_means(table, **paired)),
            lambda: each(lambda name: fitted(f"chosen ~ 0 + {name}", differing(table, name))),
        ),
    }


def values(estimates: pd.DataFrame) -> np.ndarray:
    return estimates[["estimate", "se"]].to_numpy()


def each(one: Callable[[str], np.ndarray]) -> np.ndarray:
    return np.concatenate([one(name) for name in TERMS])


def fit(formula: str, table: pd.DataFrame):
    groups = {"groups": table["respondent"].to_numpy()}
    return smf.ols(formula, table).fit(cov_type="cluster", cov_kwds=groups)


def fitted(formula: str, table: pd.DataFrame) -> np.ndarray:
    """Coefficients and their clustered errors."""
    found = fit(formula, table)
    return np.column_stack([found.params, found.bse])


def with_west(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(west=(table["group"] == "west") * 1.0)


def differing(table: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """The tasks whose two profiles differ on the attribute."""
    shown = table.groupby(["respondent", "task"])[attribute].transform("nunique")
    return table[shown == 2]


def omnibus(table: pd.DataFrame) -> np.ndarray:
    found = fit(f"chosen ~ ({' + '.join(TERMS)}) * group", table)
    tested = [number for number, name in enumerate(found.params.index) if ":" in name]
    return np.array([[float(found.f_test(np.eye(len(found.params))[tested]).fvalue)]])


def power(runs: int) -> tuple[Seconds, Seconds]:
    """Seconds for the whole simulation, those of the plain way scaled up."""
    design = {"n": DESIGN["respondents"], "tasks": DESIGN["tasks"], "levels": 3}

    def package(replications: int = REPLICATIONS) -> pd.DataFrame:
        return conjoint.power_simulation(EFFECT, **design, replications=replications)

    package(1)
    same("power simulation", package()["mean_se"], np.mean(one_by_one()), rtol=0.01)
    ours, theirs = by_turns(runs, package, one_by_one)
    return ours, Seconds(*(seconds * REPLICATIONS / FEW for seconds in theirs))


def one_by_one() -> list[float]:
    """The errors of a few experiments, each drawn as a table and fitted on its own."""
    status = {"status": TERMS["status"]}
    tables = (conjoint.simulate_synthetic(status, **DESIGN, seed=seed) for seed in range(FEW))
    return [fitted("chosen ~ status", table)[1, 1] for table in tables]


def same(name: str, ours, theirs, rtol: float = 1e-6) -> None:
    if not np.allclose(ours, theirs, rtol=rtol, atol=1e-9):
        raise SystemExit(f"{name}: the two ways do not agree.")


def by_turns(runs: int, *ways: Callable) -> list[Seconds]:
    """The median seconds of each way."""
    took = [[timed(way) for way in ways] for _ in range(runs)]
    return [median(seconds) for seconds in zip(*took)]
