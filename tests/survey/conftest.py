"""What several tests of the survey chapters share: the Russian polls and Levada's stated error."""

import pytest
from report import tables
from report.survey import shares


@pytest.fixture(scope="session")
def russia():
    polls = tables.load("survey/polls")
    return polls[polls["population"] == "RU"]


@pytest.fixture(scope="session")
def sources():
    return tables.load("sources")


@pytest.fixture(scope="session")
def deff():
    stated = tables.load("survey/margins").set_index("id").loc["levada-2023-10"]
    return shares.design_effect(stated["margin"] / 100, stated["n"])
