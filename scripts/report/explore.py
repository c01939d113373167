"""Sliders that work in a built page, with no Python and no network behind them."""

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
    Raises ValueError when `start` is not among `values`.
    """
    values = list(values)
    if start not in values:
        raise ValueError(f"Slider {id!r} starts at {start!r}, which is not among its values.")
    panes = [
        widgets.HTML(_pane(draw(value), f"{id}-{number}", alt(value)))
        for number, value in enumerate(values)
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
        draw(start), id=id, title=title, alt=alt(start), data=data, sources=sources, note=note,
        live=True,
    )
    display(box)
    return frame


def _pane(fig, salt: str, alt: str) -> str:
    """One pane: inline SVG, named for screen readers, its colours following the page's theme."""
    picture = style.themed(figures.svg(fig, salt))
    plt.close(fig)
    label = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return picture.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
