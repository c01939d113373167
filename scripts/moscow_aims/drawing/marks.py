"""What the pictures of the book have in common: points, intervals, rows of labels, dates in words.

What is not firm by `data.firm` is hollow everywhere.
"""

import textwrap

import pandas as pd
from matplotlib.dates import DateFormatter, MonthLocator, YearLocator

from moscow_aims.drawing import theme
from moscow_aims.tables import Missing

POINT, SMALL = 7.0, 5.5  # marker sizes, points: single values, values along a line
TYPE = 10.5  # points, type beside a mark, as that of the ticks
DASHES = (0, (4, 3))

# What is written of a date when its smallest known part is the key.
UNITS = {"day": ("{0.day}", "{0:%b}", "{0:%Y}"), "month": ("{0:%b}", "{0:%Y}"), "year": ("{0:%Y}",)}


def point(ax, x, y, marker: str, colour: str, *, firm=True, size: float = POINT) -> None:
    """Mark one value, or several of equal standing, filled if firm, else hollow.

    x, y: numbers or arrays, data units.   marker: of matplotlib.   colour: of `moscow_aims.drawing.theme`.
    """
    face = colour if firm else theme.PAPER
    ax.plot(x, y, marker, color=colour, mfc=face, markersize=size, markeredgewidth=1.5)


def interval(ax, low: float, high: float, y: float, colour: str, **look) -> None:
    """Draw a level interval, and nothing where its limits are not known.

    low, high, y: data units.   look: passed to `Axes.plot`.
    """
    if pd.notna(low) and pd.notna(high):
        ax.plot([low, high], [y, y], color=colour, **{"linewidth": 1.6} | look)


def stack(ax, counts: pd.DataFrame, looks: dict, types: dict, least: int = 1) -> None:
    """Draw each row of `counts` as one bar of several parts, their numbers inside.

    counts: rows from the bottom up by parts.   looks: part -> what `Axes.barh` gets, in the order
    of the parts.   types: part -> what `Axes.text` gets.   least: the smallest number written.
    """
    left = pd.Series(0, index=counts.index)
    for part, look in looks.items():
        ax.barh(range(len(counts)), counts[part], 0.72, left, **{"edgecolor": theme.PAPER} | look)
        for y, (start, number) in enumerate(zip(left, counts[part], strict=True)):
            if number >= least:
                middle = start + number / 2
                ax.text(middle, y, number, ha="center", va="center", **types[part])
        left = left + counts[part]


def beside(ax, text: str, x: float, y: float, colour: str = theme.INK, side: int = 1, **look):
    """Write beside a mark: to its right (side 1) or to its left (side -1).

    x, y: the mark, data units.   look: passed to `Axes.annotate`.
    """
    look = {"size": TYPE, "va": "center", "ha": "left" if side > 0 else "right"} | look
    ax.annotate(text, (x, y), (8 * side, 0), textcoords="offset points", color=colour, **look)


def rows(ax, at, labels, width: int = 40) -> None:
    """Name rows at the heights `at`, without ticks or spine, `width` characters a line."""
    wrapped = [textwrap.fill(label, width) for label in labels]
    ax.set_yticks(list(at), wrapped, linespacing=0.95)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def years(ax) -> None:
    """Give a time axis a named tick a year and a small one a quarter."""
    ax.xaxis.set_major_locator(YearLocator())
    ax.xaxis.set_major_formatter(DateFormatter("%Y"))
    ax.xaxis.set_minor_locator(MonthLocator(bymonth=(4, 7, 10)))
    ax.margins(x=0.05)


def named(keys: pd.Series, names: dict) -> pd.Series:
    """The name of each key; raises KeyError with the first key that has none."""
    nameless = keys[~keys.isin(list(names))]
    if len(nameless):
        raise Missing(f"No name is given for {nameless.iloc[0]!r}, only for {', '.join(names)}.")
    return keys.map(names)


def period(start: pd.Timestamp, end: pd.Timestamp, unit: str) -> str:
    """A field period in words; what both ends share, from the year down, is written once.

    unit: smallest part that is known, "day", "month" or "year". Gives for instance
    "28 Apr–5 May 2025", "Dec 2025–Jan 2026" or "2016–2024".
    """
    if pd.isna(start) or pd.isna(end):
        return "dates not seen"
    first, last = ([part.format(date) for part in UNITS[unit]] for date in (start, end))
    while first and first[-1] == last[len(first) - 1]:
        first.pop()
    return "–".join(" ".join(parts) for parts in (first, last) if parts)


def quoted(words: str) -> str:
    """Words in quotation marks, those within them single.

    >>> quoted("a hostile “anti-Russia”")
    '“a hostile ‘anti-Russia’”'
    """
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def day(date: pd.Timestamp, rest: str = "%b %Y") -> str:
    """The day as it is read, "3 Feb 2026"; strftime leaves out the nought on some systems only."""
    return f"{date.day} {date:{rest}}"


def draw_series(ax, rows: pd.DataFrame, colour: str, mark: str) -> None:
    """Draw one answer on `ax`: a line for each run, filled markers where firm, else hollow.

    rows: one answer of `poll_readings.series`.   colour: of `moscow_aims.drawing.theme`.   mark: matplotlib marker.
    """
    for _, run in rows.groupby("run"):
        ax.plot(run["date"], run["share"], color=colour, zorder=1)
    for firm in (True, False):
        part = rows[rows["firm"] == firm]
        point(ax, part["date"], part["share"], mark, colour, firm=firm, size=SMALL)
