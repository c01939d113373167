"""Sliders that work in a built page, with no Python and no network behind them."""

from html import escape

import ipywidgets as widgets
import matplotlib.pyplot as plt
from IPython.display import display

from report import figures, style


def slider(draw, *, id, title, alt, data, values, start, label, sources=None, note=""):
    """Show `draw(value)` for the value chosen on a slider, and the start frame as a figure.

    Every pane is drawn beforehand and the control is linked to the panes in the browser, so that
    mouse, touch and keyboard work on the built page. The numbered figure `fig-<id>` is the pane at
    `start`; it is what print and a page without scripts show.

    draw: function value -> matplotlib Figure; all panes must share their axis ranges.
    alt: function value -> alt text of that pane.
    values: the choices, at least two, in the order of the slider.   start: one of them.
    label: name of the control, read aloud to those who do not see it.
    data, title, sources, note: as in `figures.finish`.
    Raises ValueError when `start` is not among `values`, when there is but one value, and when a
    pane has no alt text, a colour without a dark partner or other axis ranges than the first.
    """
    values = list(values)
    if len(values) < 2:
        raise ValueError(f"Slider {id!r} has fewer than two values.")
    if start not in values:
        raise ValueError(f"Slider {id!r} starts at {start!r}, which is not among its values.")
    drawn = [draw(value) for value in values]
    _require_same_ranges(drawn, id)
    panes = [
        widgets.HTML(_pane(fig, id, title, f"{id}-{number}", alt(value)))
        for number, (fig, value) in enumerate(zip(drawn, values, strict=True))
    ]
    stack = widgets.Stack(panes, selected_index=values.index(start))
    control = widgets.SelectionSlider(
        options=[(str(value), n) for n, value in enumerate(values)],
        value=values.index(start),
        description=label,
        continuous_update=True,
        style={"description_width": "initial"},
        layout={"width": "100%"},
    )
    # The index, never the value: a page without Python knows the choices only by their number.
    widgets.jslink((control, "index"), (stack, "selected_index"))
    box = widgets.VBox([widgets.HTML(style.variables()), control, stack])
    box.add_class("live-frame")
    frame = figures.finish(
        drawn[values.index(start)], id=id, title=title, alt=alt(start), data=data, sources=sources,
        note=note, live=True,
    )
    display(box)
    return frame


def _require_same_ranges(drawn, id: str) -> None:
    ranges = [[(*ax.get_xlim(), *ax.get_ylim()) for ax in fig.axes] for fig in drawn]
    if any(other != ranges[0] for other in ranges):
        raise ValueError(f"Slider {id!r} has panes with different axis ranges: fix the limits.")


def _pane(fig, id: str, title: str, salt: str, alt: str) -> str:
    """One pane: inline SVG, named for screen readers, its colours following the page's theme."""
    figures.require(id, title, alt)
    figures.require_palette(fig, id)
    picture = style.themed(figures.svg(fig, salt))
    plt.close(fig)
    return picture.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)
