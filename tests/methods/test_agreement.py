"""The estimators against what others print: data/survey/agreement.csv, whose rows name the source.

The answers of respondents are not in this repository. With the folder that holds them,

    CONJOINT_DATA=FOLDER python -m pytest tests/survey/test_agreement.py

computes every row anew. FOLDER has `taxes` and `immigration` of the R package cregg (leeper/cregg
at 0906890, data/) and, if present, `ukraine` of cjRank, each as NAME.csv.gz; NAME.levels.json has
{"levels": {attribute: [level, ...]}} in the order of R's factors, the baseline first.
"""

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.methods import conjoint

# From data/immigration.rda of cregg (MIT licence): how often profiles of a kind were shown and
# chosen in the experiment of Hainmueller, Hopkins & Yamamoto (2014).
CELLS = Path(__file__).with_name("immigration.csv")
FOLDER = os.environ.get("CONJOINT_DATA")
FILES = {"taxes": "taxes", "immigration": "immigration", "immigration-three": "immigration"}
FILES |= {"ukraine": "ukraine"}
IMMIGRATION = {"outcome": "ChosenImmigrant", "respondent": "CaseID"}
COLUMNS = {
    "taxes": {"outcome": "chose_plan", "respondent": "ID"},
    "immigration": IMMIGRATION,
    "immigration-three": IMMIGRATION,
    "ukraine": {"outcome": "choice", "respondent": "id"},
}
THREE = ["Gender", "ReasonForApplication", "CountryOfOrigin"]


@pytest.fixture(scope="module")
def agreement():
    return data.load("survey/agreement")


def test_what_is_printed_is_met_to_its_last_digit(agreement):
    assert agreement["ours"].tolist() == pytest.approx(agreement["published"].tolist(), abs=1e-7)
    assert (agreement["difference"].abs() < 1e-9).all()
    # cregg leaves the covariance of two means of the same respondents out.
    errors = agreement[agreement["estimator"] != "mm_differences"].dropna(subset="our_error")
    assert len(errors) > 100 and (errors["error_difference"].abs() < 1e-9).all()
    for ours, theirs, difference in (
        ("ours", "published", "difference"),
        ("our_error", "published_error", "error_difference"),
    ):
        gap = (agreement[ours] - agreement[theirs] - agreement[difference]).dropna()
        assert gap.to_numpy() == pytest.approx(np.zeros(len(gap)), abs=1e-9)


def test_effects_that_cregg_prints_for_a_restricted_design(agreement):
    """Estimates need no respondents: counts of 48 kinds of profiles give them all."""
    cells = pd.read_csv(CELLS, keep_default_na=False)
    for name in THREE:
        cells[name] = pd.Categorical(cells[name], categories=cells[name].unique())
    cells = cells.assign(rate=cells["chosen"] / cells["shown"], row=range(len(cells)))
    six = ["India", "Germany", "France", "Mexico", "Philippines", "Poland"]
    banned = [{"ReasonForApplication": ["Escape Persecution"], "CountryOfOrigin": six}]
    found = conjoint.amce(
        cells,
        outcome="rate",
        attributes=THREE,
        respondent="row",
        weights="shown",
        restrictions=banned,
        convention="cregg",
    )
    printed = agreement[agreement["study"] == "immigration-three"]
    both = printed.merge(found, on=["attribute", "level"])
    assert len(both) == len(printed) == len(found) - 3
    assert both["estimate"].to_numpy() == pytest.approx(both["published"].to_numpy(), abs=1e-8)


def test_power_that_cjpowr_states(agreement):
    row = agreement.set_index("id").loc["power-cjpowr"]
    power = conjoint.power_formula(0.05, n=7829.258, tasks=1, profiles=1, levels=5)
    assert power == pytest.approx(row["published"], abs=1e-5)
    effect = conjoint.minimum_detectable_effect(n=7829.258, tasks=1, profiles=1, levels=5)
    assert effect == pytest.approx(0.05, abs=1e-6)


def answers(study):
    """The public table of a study, its attributes in the order of R's factors."""
    file = Path(FOLDER) / f"{FILES[study]}.csv.gz"
    if not file.exists():
        pytest.skip(f"{file} does not exist.")
    table = pd.read_csv(file, keep_default_na=False, na_values=[""])
    order = file.with_name(f"{FILES[study]}.levels.json")
    levels = json.loads(order.read_text(encoding="utf-8"))["levels"] if order.exists() else {}
    for attribute, values in levels.items():
        table[attribute] = pd.Categorical(table[attribute], categories=values)
    return table


@pytest.mark.skipif(not FOLDER, reason="CONJOINT_DATA names no folder with the public answers.")
@pytest.mark.parametrize("study", FILES)
def test_every_row_is_computed_from_the_answers(agreement, study):
    table = answers(study)
    rows = agreement[agreement["study"] == study].fillna({"restrictions": "", "convention": ""})
    keys = ["estimator", "restrictions", "convention", "weighted"]
    for (estimator, restrictions, convention, weighted), part in rows.groupby(keys):
        arguments = COLUMNS[study] | {"attributes": list(part["attribute"].unique())}
        if estimator in ("amce", "marginal_means", "mm_differences"):
            arguments["correction"] = part["correction"].iloc[0]
        if estimator == "amce":
            arguments |= {"restrictions": restrictions, "convention": convention or "cjoint"}
            arguments["attributes"] = THREE if study.endswith("three") else attributes(study, rows)
        if estimator == "mm_differences":
            arguments["group"] = "Gender"
        if weighted == "yes":
            arguments["weights"] = "weight"
        if study == "ukraine":
            arguments["attributes"] = [f"attr{k}_level" for k in range(1, 6)]
            arguments["task"] = "resp_pair"
        found = getattr(conjoint, estimator)(table, **arguments)
        both = part.merge(found, on=["attribute", "level"], suffixes=("_row", ""))
        assert len(both) == len(part)
        value = "rank" if estimator == "nested_ranking" else "estimate"
        assert both[value].to_numpy() == pytest.approx(both["ours"].to_numpy(), abs=1e-7)
        if value == "estimate":
            assert both["se"].to_numpy() == pytest.approx(both["our_error"].to_numpy(), abs=1e-7)


def attributes(study, rows):
    """All attributes of an experiment, in the order of the formula in its source."""
    first = rows[rows["estimator"] == "amce"]
    return list(first["attribute"].unique())
