"""Colours and type of every picture in the book, in light and dark."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt

# Okabe-Ito, the colour-blind-safe classes; the yellow is darkened to be seen on white.
BLUE, ORANGE, GREEN, RED = "#0072b2", "#a86400", "#00805d", "#c44e00"
PURPLE, SKY, YELLOW = "#a8568a", "#2a78ad", "#8a7a00"
# Ink to paper: text, secondary text and axes, faint rules, ground.
INK, GREY, LIGHT, PAPER = "#1a1a1a", "#5c5c5c", "#d4d4d4", "#ffffff"

# The dark picture is the light one with each colour exchanged for its partner.
DARK = {
    BLUE: "#5eb5ee",
    ORANGE: "#e69f00",
    GREEN: "#2fc295",
    RED: "#f28246",
    PURPLE: "#dd94bf",
    SKY: "#8fcaf3",
    YELLOW: "#e5d548",
    INK: "#f0f0f0",
    GREY: "#b4b4b4",
    LIGHT: "#4a4a4a",
    PAPER: "#121212",
}

# Type upon a coloured ground, which is the same in the dark: these have no partner.
ON_DARK, ON_LIGHT = "#fdfdfd", "#101010"
FIXED = (ON_DARK, ON_LIGHT)

# Narrow on purpose: at 360 px a page-wide figure keeps its smallest type above 8 px.
WIDTH = 5.2  # inches
SMALLEST = 9.0  # points

RC = {
    "figure.dpi": 100,
    "svg.fonttype": "none",  # text stays text: selectable, small, any script
    "svg.hashsalt": "report",
    "text.hinting": "none",  # letters are as wide as in the SVG, at any resolution
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.0,
    "axes.titlesize": 10.0,
    "axes.labelsize": 10.0,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 9.5,
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
    "image.cmap": "cividis",
    "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW]),
}

# For good and not in a context: text added to a figure later takes its colour from here, too.
mpl.rcParams.update(RC)


def figure(height: float = 3.4, **kwargs):
    """A matplotlib figure of the book's width and its axes.

    height: inches.   kwargs: passed to `matplotlib.pyplot.subplots` (rows, shared axes, ...).
    """
    return plt.subplots(figsize=(WIDTH, height), layout="constrained", **kwargs)


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
