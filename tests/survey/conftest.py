"""What several tests of the survey chapters share: the Russian polls and Levada's stated error."""

import pandas as pd
import pytest
from report import tables
from report.survey import chronicles, shares


@pytest.fixture(scope="session")
def russia():
    polls = tables.load("survey/polls")
    answers = chronicles.as_polls(tables.load("survey/chronicles-shares"))
    return pd.concat([polls[polls["population"] == "RU"], answers], ignore_index=True)


@pytest.fixture(scope="session")
def sources():
    return tables.load("sources")


@pytest.fixture(scope="session")
def deff():
    stated = tables.load("survey/margins").set_index("id").loc["levada-2023-10"]
    return shares.design_effect(stated["margin"] / 100, stated["n"])
