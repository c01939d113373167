"""The pictures of a figure that are made from the one that its cell hands over."""

import re
from html import escape


def darken(svg: str, colors: dict[str, str]) -> str:
    """Exchange colours, given as ``#rrggbb`` in lower case, for their partners on a dark page."""
    if not colors:
        return svg
    return re.sub(
        "|".join(colors), lambda found: colors[found[0].lower()], svg, flags=re.IGNORECASE
    )


def frame(svg: str, frame: dict) -> str:
    """Put title and source around an SVG element, on a ground of its own.

    Parameters
    ----------
    svg : str
        Picture with a view box that begins at its top left corner.
    frame : dict
        As ``bundle.schema.json`` describes it.
    """
    opening, drawn = svg.rstrip().removesuffix("</svg>").split(">", 1)
    top, height = f"{frame['top']:g}", f"{frame['bottom'] - frame['top']:g}"
    opening = re.sub(r' height="\S+"', f' height="{height}pt"', opening)
    opening = re.sub(r'"0 0 (\S+) \S+"', rf'"0 {top} \1 {height}"', opening)
    ground = f'<rect y="{top}" width="100%" height="100%" style="fill: {frame["ground"]}"/>'
    words = "".join(
        f'<text x="6" y="{line["y"]:g}" style="font: {line["weight"]} {line["size"]}px '
        f"'DejaVu Sans', sans-serif; fill: {line['color']}\">"
        f"{escape(line['text'], quote=False)}</text>\n"
        for line in frame["lines"]
    )
    return f"{opening}>\n {ground}{drawn}{words}</svg>\n"
