"""Colours and type of every picture in the book, in light and dark."""

import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_hex
from matplotlib.font_manager import fontManager

# Ink to paper: text, secondary text and axes, faint rules, ground.
INK, GREY, LIGHT, PAPER = "#1a1a1a", "#5c5c5c", "#d4d4d4", "#ffffff"
# Who acts: the same in every picture.
RUSSIA, UKRAINE, US, EUROPE, OTHERS = "#a5123a", "#1c86c7", "#3b2a85", "#e3a008", "#8c929a"
# How far the evidence bears a claim out.
SUPPORTED, MOSTLY, MIXED, NOT_SUPPORTED = "#0b4f7a", "#7fb8d8", "#d9d2c0", "#f0a35e"
CONTRADICTED = RUSSIA
# Series that are no side and no verdict, in the order in which a picture takes them.
FIRST, SECOND, THIRD = "#00665c", "#cc6410", "#9fc5b0"
# What is computed from invented numbers, and the ground on which it stands.
SYNTHETIC, TINT = "#b05c98", "#faf3f8"

# Colours that are pale for letters -> the colour of words about them.
TYPE = {
    EUROPE: "#8a5f00",
    UKRAINE: "#1671aa",
    OTHERS: GREY,
    MOSTLY: "#1671aa",
    MIXED: GREY,
    NOT_SUPPORTED: "#8a5f00",
    SECOND: "#a8510a",
    THIRD: "#3f7559",
    SYNTHETIC: "#96487f",
}

# The dark picture is the light one with each colour exchanged for its partner.
DARK = {
    RUSSIA: "#ee5a80",
    UKRAINE: "#58b8f2",
    US: "#8073df",
    EUROPE: "#f5c542",
    OTHERS: "#9aa0a8",
    SUPPORTED: "#3584bd",
    MOSTLY: "#a5d3ec",
    MIXED: "#55534b",
    NOT_SUPPORTED: "#f3ab69",
    FIRST: "#25998a",
    SECOND: "#e37a36",
    THIRD: "#c4e6d2",
    SYNTHETIC: "#e6b0d3",
    TINT: "#241c22",
    "#8a5f00": "#f5c542",
    "#1671aa": "#58b8f2",
    "#a8510a": "#f0955a",
    "#3f7559": "#c4e6d2",
    "#96487f": "#e6b0d3",
    INK: "#f0f0f0",
    GREY: "#b4b4b4",
    LIGHT: "#4a4a4a",
    PAPER: "#121212",
}


def ramp(*stops: str) -> list[str]:
    """Steps of a scale, even between the given colours."""
    colours = LinearSegmentedColormap.from_list("ramp", stops, STEPS)
    return [to_hex(colours(step)) for step in range(STEPS)]


# From little to much: from the ground away, so that the scale turns with the page. In steps, each
# of which has its partner. What is above MUCH takes words in the colour of paper, else of ink.
STEPS, MUCH = 17, 0.6
SCALE = dict(
    zip(ramp("#e9f1f5", "#86b9d3", "#08324f"), ramp("#1d2b35", "#2b6389", "#d6efff"), strict=True)
)
DARK |= SCALE
mpl.colormaps.register(ListedColormap(list(SCALE), "scale"), force=True)

# Type upon a colour that is as deep, or as pale, in the dark.
ON_DARK, ON_LIGHT = "#fdfdfd", "#101010"
FIXED = (ON_DARK, ON_LIGHT)

# Narrow on purpose: at 360 px a page-wide figure keeps its smallest type above 9 px.
WIDTH = 5.2  # inches
SMALLEST = 10.0  # points

# The book's own letters, so that a picture is the same on every machine.
for file in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
    fontManager.addfont(file)

RC = {
    "figure.dpi": 100,
    "svg.fonttype": "none",  # text stays text: selectable, small, any script
    "svg.hashsalt": "report",
    "text.hinting": "none",  # letters are as wide as in the SVG, at any resolution
    "font.family": "sans-serif",
    "font.sans-serif": ["Report Sans", "DejaVu Sans"],
    "font.size": 11.0,
    "axes.titlesize": 11.0,
    "axes.labelsize": 11.0,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "axes.axisbelow": True,
    "grid.color": LIGHT,
    "grid.linewidth": 0.7,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "none",
    "figure.edgecolor": "none",
    "lines.linewidth": 1.8,
    "image.cmap": "scale",
    "axes.prop_cycle": mpl.cycler(color=[FIRST, SECOND, THIRD, GREY]),
}

# For good and not in a context: text added to a figure later takes its colour from here, too.
mpl.rcParams.update(RC)


def figure(height: float = 3.4, *, synthetic: bool = False, **kwargs):
    """A matplotlib figure of the book's width and its axes.

    height: inches.   synthetic: whether it shows invented numbers, on a ground of their own.
    kwargs: passed to `matplotlib.pyplot.subplots` (rows, shared axes, ...).
    """
    fig, axes = plt.subplots(figsize=(WIDTH, height), layout="constrained", **kwargs)
    for ax in fig.axes if synthetic else ():
        ax.set_facecolor(TINT)
    return fig, axes


def themed(svg: str) -> str:
    """An SVG for use inside a page, its palette given as the CSS variables of `variables`."""
    return re.sub(
        "|".join(DARK),
        lambda match: f"var(--report-{match.group().lower()[1:]}, {match.group().lower()})",
        svg,
        flags=re.IGNORECASE,
    )


def variables() -> str:
    """A style element that sets the palette's variables for the book's and the notebook's dark."""
    pairs = "".join(f"--report-{light[1:]}:{dark};" for light, dark in DARK.items())
    return f'<style>html[data-theme="dark"],body[data-jp-theme-light="false"]{{{pairs}}}</style>'
