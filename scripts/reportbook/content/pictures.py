"""The pictures of a figure that are made from the one that its cell hands over."""

import base64
import io
import re
import textwrap
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from PIL import Image, ImageDraw, ImageFont

INK, GREY, PAPER = "#1a1a1a", "#5c5c5c", "#ffffff"
LICENCE = "CC BY 4.0"
SOURCES_NAMED = 3
SANS, SERIF = "Report Sans", "Report Serif"
VENDOR = Path(__file__).parents[1] / "html" / "vendor"
# Family and weight -> the letters that the book ships.
FONTS = {
    (SANS, 400): VENDOR / "source-sans-3" / "400.ttf",
    (SANS, 700): VENDOR / "source-sans-3" / "600.ttf",
    (SERIF, 700): VENDOR / "source-serif-4" / "700.ttf",
}
TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def embed_fonts(svg: str) -> str:
    """Put into an SVG the letters that it uses, for as an image it cannot use those of its page."""
    used: dict[tuple[str, int], set[str]] = {}
    for look, text in TEXT.findall(svg):
        weight = 700 if re.search(r"font(-weight)?: *(700|bold)", look) else 400
        family = SERIF if SERIF in look else SANS
        used.setdefault((family, weight), set()).update(unescape(TAG.sub("", text)))
    faces = "".join(
        f"@font-face{{font-family:'{font[0]}';font-weight:{font[1]};"
        f"src:url({_letters(font, ''.join(sorted(signs)))})}}"
        for font, signs in sorted(used.items())
    )
    opening, rest = svg.split(">", 1)
    return f"{opening}><defs><style>{faces}</style></defs>{rest}" if faces else svg


@cache
def _letters(font: tuple[str, int], signs: str) -> str:
    """A font of these signs only, as a data address."""
    options = subset.Options(
        flavor="woff", layout_features=[], hinting=False, notdef_outline=True, name_IDs=[]
    )
    small = subset.load_font(FONTS[font], options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=signs)
    subsetter.subset(small)
    out = io.BytesIO()
    subset.save_font(small, out, options)
    return "data:font/woff;base64," + base64.b64encode(out.getvalue()).decode()


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
    family: str
    weight: int
    color: str


class Frame(NamedTuple):
    """What a picture that travels alone says of itself: its title above, its credit below."""

    title: str
    credit: str

    def lines(self, height: float) -> tuple[float, float, list[Line]]:
        """Top and bottom of a framed picture `height` points high, and the lines in its frame."""
        head, foot = textwrap.wrap(self.title, 54), textwrap.wrap(self.credit, 88)
        lines = [
            Line(15 * (n - len(head)) + 5, text, 12.5, SERIF, 700, INK)
            for n, text in enumerate(head)
        ]
        lines += [
            Line(height + 11 * n + 11, text, 9, SANS, 400, GREY) for n, text in enumerate(foot)
        ]
        return -15 * len(head) - 9, height + 11 * len(foot) + 7, lines


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
        f'<text x="6" y="{line.baseline:g}" style="font: {line.weight} {line.size}px '
        f"'{line.family}', sans-serif; fill: {line.color}\">"
        f"{escape(line.text, quote=False)}</text>\n"
        for line in lines
    )
    return embed_fonts(f"{opening}>\n {ground}{drawn}{words}</svg>\n")


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
        font = _font(round(line.size * scale), line.family, line.weight)
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
def _font(size: int, family: str, weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[family, weight], size)
