"""A slider is drawn beforehand, linked in the browser and named for those who do not see it."""

import pandas as pd
import pytest
from moscow_aims import show
from moscow_aims.drawing import theme

DATA = pd.DataFrame({"k": [1, 2, 3], "source": "article-b"})


def draw(k):
    fig, ax = theme.figure(2.0)
    ax.set_xlim(0, 5)
    ax.barh(["k"], [k], color=theme.FIRST)
    return fig


def shown(monkeypatch, **changed):
    boxes = []
    monkeypatch.setattr(show, "display", lambda shown, **_: boxes.append(shown))
    parts = dict(
        id="factor",
        title="It grows",
        alt=lambda k: f"Bar of length {k}",
        data=DATA,
        values=[1, 2, 3],
        start=2,
        label="Factor",
    )
    frame = show.slider(draw, **{**parts, **changed})
    return boxes[-1], frame


def test_it_starts_where_it_should_and_its_frame_is_that_pane(monkeypatch):
    box, frame = shown(monkeypatch)
    _, control, stack = box.children
    assert control.index == stack.selected_index == 1
    assert frame.bundle[show.FIGURE]["alt"] == "Bar of length 2"


def test_every_pane_has_its_own_alt_text(monkeypatch):
    _, _, stack = shown(monkeypatch)[0].children
    for k, pane in zip((1, 2, 3), stack.children, strict=True):
        assert f'aria-label="Bar of length {k}"' in pane.value
    assert len({pane.value for pane in stack.children}) == 3


def test_ids_of_two_panes_do_not_collide(monkeypatch):
    import re

    _, _, stack = shown(monkeypatch)[0].children
    ids = [set(re.findall(r'<clipPath id="(\w+)"', pane.value)) for pane in stack.children]
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
