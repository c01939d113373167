"""The pictures of a figure that are made from the one that its cell hands over."""

import io
import re
import textwrap
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import matplotlib
from PIL import Image, ImageDraw, ImageFont

INK, GREY, PAPER = "#1a1a1a", "#5c5c5c", "#ffffff"
LICENCE = "CC BY 4.0"
SOURCES_NAMED = 3


def exchange(svg: str, colors: dict[str, str]) -> str:
    """Exchange colours, given as ``#rrggbb`` in lower case, for others, as on a dark page."""
    if not colors:
        return svg
    return re.sub(
        "|".join(colors), lambda found: colors[found[0].lower()], svg, flags=re.IGNORECASE
    )


class Line(NamedTuple):
    """A line of words around a picture, in points from the picture's top edge downwards."""

    baseline: float
    text: str
    size: float
    bold: bool
    color: str


class Frame(NamedTuple):
    """What a picture that travels alone says of itself: its title above, its credit below."""

    title: str
    credit: str

    def lines(self, height: float) -> tuple[float, float, list[Line]]:
        """Top and bottom of a framed picture `height` points high, and the lines in its frame."""
        head, foot = textwrap.wrap(self.title, 56), textwrap.wrap(self.credit, 78)
        lines = [
            Line(13 * (n - len(head)) + 5, text, 10.5, True, INK) for n, text in enumerate(head)
        ]
        lines += [Line(height + 10 * n + 11, text, 8, False, GREY) for n, text in enumerate(foot)]
        return -13 * len(head) - 9, height + 10 * len(foot) + 7, lines


def credit(sources: list[str], owner: str) -> str:
    """Source line of a picture that travels alone.

    sources: who said it and when, best first.   owner: who is to be named for the picture.
    """
    names = list(dict.fromkeys(sources))
    if len(names) > SOURCES_NAMED + 1:
        names[SOURCES_NAMED:] = [f"and {len(names) - SOURCES_NAMED} more"]
    return f"Source: {'; '.join(names)}. {owner}, {LICENCE}."


def frame_svg(svg: str, frame: Frame) -> str:
    """Put the frame around an SVG element whose view box begins at its top left corner."""
    opening, drawn = svg.rstrip().removesuffix("</svg>").split(">", 1)
    top, bottom, lines = frame.lines(size(svg)[1])
    height = f"{bottom - top:g}"
    opening = re.sub(r' height="\S+"', f' height="{height}pt"', opening)
    opening = re.sub(r'"0 0 (\S+) \S+"', rf'"0 {top:g} \1 {height}"', opening)
    ground = f'<rect y="{top:g}" width="100%" height="100%" style="fill: {PAPER}"/>'
    words = "".join(
        f'<text x="6" y="{line.baseline:g}" style="font: {700 if line.bold else 400} {line.size}px '
        f"'DejaVu Sans', sans-serif; fill: {line.color}\">"
        f"{escape(line.text, quote=False)}</text>\n"
        for line in lines
    )
    return f"{opening}>\n {ground}{drawn}{words}</svg>\n"


def frame_png(png: bytes, svg: str, frame: Frame) -> bytes:
    """Put the frame around the PNG of the picture that `svg` draws."""
    picture = Image.open(io.BytesIO(png))
    colors = picture if picture.mode == "P" else picture.convert("RGB").quantize()
    width, height = size(svg)
    scale = picture.width / width
    top, bottom, lines = frame.lines(height)
    framed = Image.new("RGB", (picture.width, round(scale * (bottom - top))), PAPER)
    framed.paste(picture, (0, round(-scale * top)))
    drawing = ImageDraw.Draw(framed)
    for line in lines:
        place = 6 * scale, (line.baseline - top) * scale
        font = _font(round(line.size * scale), line.bold)
        drawing.text(place, line.text, line.color, font, anchor="ls")
    out = io.BytesIO()
    # In the colours that the picture has: choosing new ones would take longer than all the rest.
    framed = framed.quantize(palette=colors, dither=Image.Dither.NONE)
    framed.save(out, "png", dpi=picture.info.get("dpi", (72, 72)))
    return out.getvalue()


def size(svg: str) -> tuple[float, float]:
    """Width and height of the view box."""
    ((width, height),) = re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg[: svg.index(">")])
    return float(width), float(height)


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts", "ttf", name), size)
