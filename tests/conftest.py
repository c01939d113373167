"""Figures are drawn without a screen and are closed when the test that drew them ends."""

import matplotlib
import pytest
from matplotlib import pyplot

matplotlib.use("Agg")

# They have no examples, and a search for some would import several modules of one name.
collect_ignore_glob = ["*conftest.py"]


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    pyplot.close("all")
