"""What several tests of the survey chapters share: the Russian polls and Levada's stated error."""

import pandas as pd
import pytest
from moscow_aims import chronicles, data
from moscow_aims.methods import shares


@pytest.fixture(scope="session")
def russia():
    polls = data.load("survey/polls")
    answers = chronicles.as_polls(data.load("survey/chronicles-shares"))
    return pd.concat([polls[polls["population"] == "RU"], answers], ignore_index=True)


@pytest.fixture(scope="session")
def sources():
    return data.load("sources")


@pytest.fixture(scope="session")
def deff():
    stated = data.load("survey/margins").set_index("id").loc["levada-2023-10"]
    return shares.design_effect(stated["margin"] / 100, stated["n"])
