"""Shows a figure of which readers choose the picture on a slider of the browser's own.

All pictures stand in the page, so that nothing is fetched and nothing moves; `theme/slider.js` shows
the chosen one. Without a script, and on paper, the picture at the start stands there alone.
"""

import re
from html import escape

from docutils import nodes

from reportbook.content import pictures


class Slider(nodes.image):
    """The picture at the start, for builders that know no more, with `label`, `start`, `panes`."""


def visit_slider(self, node) -> None:
    self.body.append(control(node) + panes(node))
    raise nodes.SkipNode


def control(node: Slider) -> str:
    name, values = f"{node['name']}-control", [escape(pane["value"]) for pane in node["panes"]]
    label, start, last = escape(node["label"]), node["start"], len(values) - 1
    # The browser is not to remember a place of which the picture knows nothing.
    return f"""<div class="slider" style="--steps: {last}">
<div class="slider-control">
<label for="{name}">{label}</label> <output for="{name}" aria-live="off">{values[start]}</output>
<input type="range" id="{name}" max="{last}" value="{start}" aria-valuetext="{values[start]}" autocomplete="off">
<div class="slider-ends" aria-hidden="true"><span>{values[0]}</span><span>{values[-1]}</span></div>
</div>
"""


def panes(node: Slider) -> str:
    """The pictures, in a box that has room for the highest, and what is said when one is chosen."""
    sizes = [pictures.size(pane["picture"]) for pane in node["panes"]]
    width, height = map(max, zip(*sizes, strict=True))
    colors = {light: f"var(--dark-{light[1:]}, {light})" for light in node["dark"]}
    drawn = ""
    for number, (pane, alt) in enumerate(zip(node["panes"], node["alts"], strict=True)):
        look = 'class="start"' if number == node["start"] else "hidden"
        name = f'<svg role="img" aria-label="{escape(alt)}" '
        picture = pictures.exchange(without_idle_ids(pane["picture"]), colors)
        drawn += f'<div data-value="{escape(pane["value"])}" {look}>'
        drawn += picture.replace("<svg ", name, 1) + "</div>\n"
    return f"""<div class="slider-panes" style="aspect-ratio: {width:g} / {height:g}">
{drawn}</div>
<p class="visually-hidden" role="status"></p>
</div>
"""


def without_idle_ids(svg: str) -> str:
    """The picture without the ids that nothing in it names: the next picture has the same."""
    named = set(re.findall(r"#([\w.-]+)", svg))
    return re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in named else "", svg)


def furnish_page(app, pagename, templatename, context, doctree) -> None:
    """Give the pages with a slider its script and the colours of the dark."""
    found = list(doctree.findall(Slider)) if doctree else []
    if not found:
        return
    app.add_js_file("slider.js", loading_method="defer")
    dark = {light: other for slider in found for light, other in slider["dark"].items()}
    colors = "".join(f"--dark-{light[1:]}: {other};" for light, other in dark.items())
    context["metatags"] += f'<style>html[data-theme="dark"] {{{colors}}}</style>\n'


def setup(app):
    app.add_node(Slider, html=(visit_slider, None))
    app.connect("html-page-context", furnish_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
