"""A slider is drawn beforehand, linked in the browser and named for those who do not see it."""

import json
import re
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from ipywidgets import Widget
from moscow_aims import show
from moscow_aims.drawing import theme
from reportbook.content import figures

DATA = pd.DataFrame({"k": [1, 2, 3], "source": "article-b"})


def draw(k):
    fig, ax = theme.figure(2.0)
    ax.set_xlim(0, 5)
    ax.barh(["k"], [k], color=theme.FIRST)
    return fig


def shown(monkeypatch, **changed):
    """What a cell hands over, without what it displays beforehand."""
    monkeypatch.setattr(show, "display", lambda *_, **__: None)
    parts = dict(
        id="factor",
        title="It grows",
        alt=lambda k: f"Bar of length {k}",
        data=DATA,
        values=[1, 2, 3],
        start=2,
        label="Factor",
    )
    return show.slider(draw, **{**parts, **changed}).bundle


def panes(monkeypatch) -> list[dict]:
    return shown(monkeypatch)[show.FIGURE]["slider"]["panes"]


def widget(state: dict, model: str) -> dict:
    """The state of a widget, by its id or a reference to it."""
    return state[model.removeprefix("IPY_MODEL_")]["state"]


def test_it_starts_where_it_should(monkeypatch):
    figure = shown(monkeypatch)[show.FIGURE]
    assert figure["slider"]["start"] == 1 and figure["slider"]["label"] == "Factor"
    assert figure["alt"] == figure["slider"]["panes"][1]["alt"] == "Bar of length 2"


def test_what_it_hands_over_is_as_the_schema_says(monkeypatch):
    schema = json.loads(Path(figures.__file__).with_name("bundle.schema.json").read_bytes())
    for words in {}, {"title": "", "numbers": lambda k: {"long": k}}:
        content = shown(monkeypatch, **words)[show.FIGURE]
        jsonschema.validate(content, {**schema, "$ref": "#/$defs/figure"})


def test_in_a_notebook_it_is_a_control_with_its_panes(monkeypatch):
    bundle = shown(monkeypatch)
    assert "image/png" in bundle, "for readers of notebooks that know no controls"
    state = Widget.get_manager_state()["state"]
    _, control, stack = (
        widget(state, child)
        for child in widget(state, bundle[show.CONTROL]["model_id"])["children"]
    )
    assert control["index"] == stack["selected_index"] == 1
    assert control["_options_labels"] == ("1", "2", "3")
    drawn = [widget(state, child)["value"] for child in stack["children"]]
    assert ["Bar of length 3" in picture for picture in drawn] == [False, False, True]


def test_every_pane_has_its_own_picture_value_and_alt_text(monkeypatch):
    said = [(pane["value"], pane["alt"]) for pane in panes(monkeypatch)]
    assert said == [(str(k), f"Bar of length {k}") for k in (1, 2, 3)]
    assert len({pane["picture"] for pane in panes(monkeypatch)}) == 3


def test_ids_of_two_panes_do_not_collide(monkeypatch):
    pictures = [pane["picture"] for pane in panes(monkeypatch)]
    ids = [set(re.findall(r'<clipPath id="(\w+)"', picture)) for picture in pictures]
    assert ids[0] and not ids[0] & ids[1]


def test_a_start_that_is_no_choice(monkeypatch):
    with pytest.raises(ValueError, match="starts at 9, which is not among its values"):
        shown(monkeypatch, start=9)


def test_one_value_is_no_choice(monkeypatch):
    with pytest.raises(ValueError, match="fewer than two values"):
        shown(monkeypatch, values=[2])


def test_a_value_that_the_data_do_not_have_is_named(monkeypatch):
    lengths = {1: "one", 2: "two", 3: "three"}
    expected = r"Slider 'factor' has nothing to show at 4 \(KeyError 4\): expected `values`"
    with pytest.raises(ValueError, match=expected):
        shown(monkeypatch, values=[1, 2, 3, 4], alt=lambda k: lengths[k])


def test_a_pane_without_alt_text(monkeypatch):
    with pytest.raises(ValueError, match="Figure 'factor' has no alt text"):
        shown(monkeypatch, alt=lambda k: "Bar" if k == 2 else "")


def test_panes_share_their_axis_ranges(monkeypatch):
    def widening(k):
        fig = draw(k)
        fig.axes[0].set_xlim(0, k)
        return fig

    monkeypatch.setattr(show, "display", print)
    with pytest.raises(ValueError, match="different axis ranges"):
        show.slider(
            widening,
            id="factor",
            title="It grows",
            alt=str,
            data=DATA,
            values=[1, 2],
            start=1,
            label="Factor",
        )
