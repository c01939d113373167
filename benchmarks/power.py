"""How long do the power simulation and the conjoint estimators take, and the same by formulas?

Prints one line per task: seconds of the package, seconds of the plain statsmodels way, the ratio.
Run it as `python benchmarks/power.py`; both ways must give the same numbers or it stops.
"""

import argparse
import time

import numpy as np
import statsmodels.formula.api as smf
from report.survey import conjoint

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


def main():
    options = arguments()
    table = conjoint.simulate_synthetic(
        TERMS,
        respondents=options.respondents,
        tasks=options.tasks,
        utilities={"territory": {"left": -0.5}, "status": {"alliance": -0.3}},
    )
    table = table.assign(group=np.where(table["respondent"] % 2, "east", "west"))
    print(f"{len(table):,} profiles of {len(TERMS)} attributes, SYNTHETIC")
    print(f"{'task':34}{'package':>10}{'statsmodels':>13}{'ratio':>8}")

    report("amce", lambda: conjoint.amce(table, **COLUMNS), lambda: effects(table))
    report(
        "marginal_means", lambda: conjoint.marginal_means(table, **COLUMNS), lambda: means(table)
    )
    grouped, paired = COLUMNS | {"group": "group"}, COLUMNS | {"task": "task"}
    report("mm_differences", lambda: conjoint.mm_differences(table, **grouped))
    report("omnibus_f", lambda: conjoint.omnibus_f(table, **grouped), lambda: omnibus(table))
    report("tie_adjusted_means", lambda: conjoint.tie_adjusted_means(table, **paired))
    report("nested_ranking", lambda: conjoint.nested_ranking(table, **paired))

    design = {"n": options.respondents, "tasks": options.tasks, "levels": 3}
    ours = seconds(
        lambda: conjoint.power_simulation(0.017, **design, replications=options.replications)
    )
    few = seconds(lambda: one_by_one(options)) / options.sample * options.replications
    line(f"power, {options.replications:,} replications", ours, few)
    print(f"The last figure of statsmodels is scaled up from {options.sample} replications.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--respondents", type=int, default=3600)
    parser.add_argument("--tasks", type=int, default=5, help="tasks per respondent")
    parser.add_argument("--replications", type=int, default=1000, help="of the power simulation")
    parser.add_argument(
        "--sample", type=int, default=5, help="replications that statsmodels runs one by one"
    )
    return parser.parse_args()


def report(name, package, plain=None):
    ours = seconds(package)
    if plain is None:
        return line(name, ours)
    theirs = seconds(plain)
    result = package()
    result = result[result["se"] > 0]["se"] if "se" in result else result["f"]
    if not np.allclose(np.sort(result), np.sort(plain())):
        raise SystemExit(f"{name}: the two ways do not agree.")
    line(name, ours, theirs)


def seconds(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def line(name, ours, theirs=None):
    rest = "" if theirs is None else f"{theirs:>12.2f}s{theirs / ours:>8.1f}"
    print(f"{name:34}{ours:>9.2f}s{rest}")


def fit(formula, table):
    cluster = {"groups": table["respondent"].to_numpy()}
    return smf.ols(formula, table).fit(cov_type="cluster", cov_kwds=cluster)


def effects(table):
    return fit("chosen ~ " + " + ".join(TERMS), table).bse.drop("Intercept")


def means(table):
    return np.concatenate([fit(f"chosen ~ 0 + {attribute}", table).bse for attribute in TERMS])


def omnibus(table):
    found = fit(f"chosen ~ ({' + '.join(TERMS)}) * group", table)
    terms = [k for k, name in enumerate(found.params.index) if ":" in name]
    return [float(found.f_test(np.eye(len(found.params))[terms]).fvalue)]


def one_by_one(options):
    for seed in range(options.sample):
        table = conjoint.simulate_synthetic(
            {"status": TERMS["status"]},
            respondents=options.respondents,
            tasks=options.tasks,
            seed=seed,
        )
        fit("chosen ~ status", table)


if __name__ == "__main__":
    main()
