"""What a reader of `help` finds: parameters, results and an example, which the suite runs."""

import importlib
import inspect
import pkgutil
import re

import pytest
from moscow_aims import methods

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(methods.__path__, f"{methods.__name__}.")
]
FUNCTIONS = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_docstrings_name_every_parameter_and_show_an_example(function):
    words = inspect.getdoc(function)
    sections = re.findall(r"^(\w+)\n-{3,}$", words, re.MULTILINE)
    order = ["Parameters", "Returns", "Raises", "Warns", "Notes", "References", "Examples"]
    assert sections == [name for name in order if name in sections]
    assert {"Parameters", "Returns", "Examples"} <= set(sections)
    parameters = words.split("Parameters\n----------\n")[1].split("\n\nReturns")[0]
    named = re.findall(r"^(?:\*\*)?(\w[\w, ]*?)(?: :|$)", parameters, re.MULTILINE)
    assert ", ".join(named).split(", ") != [""]
    assert set(", ".join(named).split(", ")) == set(inspect.signature(function).parameters)
    assert ">>> " in words.split("Examples\n--------\n")[1]
    if "raise ValueError" in inspect.getsource(function):
        assert "Raises" in sections
