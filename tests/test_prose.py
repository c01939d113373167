"""A number in prose is formatted when it is computed, and a missing one is refused."""

import numpy as np
import pandas as pd
import pytest
from moscow_aims import prose
from myst_nb.core.variables import format_plain_text


def glued(monkeypatch, *args) -> str:
    outputs = []
    monkeypatch.setattr(prose, "display", lambda data, **rest: outputs.append((data, rest)))
    prose.glue(*args)
    data, rest = outputs[0]
    assert rest["metadata"]["scrapbook"]["name"] == args[0]
    return format_plain_text(data["application/papermill.record/text/plain"], "s")


@pytest.mark.parametrize(
    "value, spec, text",
    [
        (36.4, ".0f", "36"),
        (np.float64(-1.26), ".1f", "\N{MINUS SIGN}1.3"),
        (np.int64(1607), ",", "1,607"),
        (0.8, ".2f", "0.80"),
        (-0.3, ".0f", "0"),
        ("19-25 October", "", "19-25 October"),
    ],
)
def test_text_in_the_sentence(monkeypatch, value, spec, text):
    assert glued(monkeypatch, "a.key", value, spec) == text


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_a_missing_number_cannot_stand_in_a_sentence(value):
    with pytest.raises(ValueError, match="'a.key' is missing"):
        prose.glue("a.key", value, ".0f")


def test_a_missing_answer_is_said_in_words(monkeypatch):
    assert glued(monkeypatch, "a.key", float("nan"), ".0f", "(no answer)") == "(no answer)"
    assert glued(monkeypatch, "a.key", 34.2, ".0f", "(no answer)") == "34"


def test_a_wrong_format_is_an_error_and_no_gap():
    with pytest.raises(ValueError):
        prose.glue("a.key", 1.0, "s")


def test_several_numbers_share_a_format_or_bring_their_own():
    given = prose.written(".0f", a=1.2, b=(3.44, ".1f"), c=(None, ".1f", "nobody knows"), d=(2.6,))
    assert given == {"a": "1", "b": "3.4", "c": "nobody knows", "d": "3"}


def test_words_are_displayed_anew_only_when_a_number_in_them_changes(monkeypatch):
    class Handle(list):
        def update(self, shown):
            self.append(shown.data)

    handles = [Handle(), Handle()]
    waiting = iter(handles)
    monkeypatch.setattr(prose, "_numbers", {})
    monkeypatch.setattr(prose, "_spoken", [])
    monkeypatch.setattr(prose, "display", lambda *_, display_id=False, **__: next(waiting, None))
    prose.say("{n}`a` and {n}`b`")
    prose.say("{n}`b` alone")
    waiting = iter(())
    for value in ("1", "1", "2"):
        prose.give(a=value)
    assert handles == [["1 and …", "2 and …"], []]
