"""What is known of the Helsinki experiment, from whom, and what its size alone could promise?

The design card is the table `survey/design`: one row for each thing a reader must know, graded in
its column `known`. Shares are proportions in [0, 1].
"""

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from moscow_aims import tables
from moscow_aims.drawing import marks, theme
from moscow_aims.methods import shares

# From seen to not seen, with the words of the legends.
KNOWN = {
    "verified": "verified",
    "article-only": "only in Article B",
    "inferred": "inferred here",
    "unknown": "unknown",
}

# What each claim is about, and what it asserts as rows of the design card.
CLAIMS = {
    "B26.1": ("the survey", ["who", "population", "month", "sample-size", "topic"]),
    "B26.2": (
        "what was varied",
        [
            "scenarios",
            "attribute-initiator",
            "attribute-conflict-outcome",
            "attribute-military",
            "attribute-economic",
            "attribute-humanitarian",
            "attribute-territory",
            "attribute-status",
        ],
    ),
    "B26.3": ("the report", ["author", "affiliation", "title", "date"]),
    "B27.1": ("keeping land", ["finding-land"]),
    "B27.2": ("ceding land", ["finding-land-war"]),
    "B27.3": ("neutrality", ["finding-neutrality"]),
    "B27.4": ("NATO", ["finding-nato", "finding-34"]),
}

# The season of the experiment by its makers' own publication.
SUMMER = (pd.Timestamp("2025-06-01"), pd.Timestamp("2025-08-31"))

MARKS = {
    "verified": {"marker": "o", "color": theme.INK},
    "article-only": {"marker": "o", "color": theme.SECOND, "fillstyle": "left"},
    "inferred": {"marker": "D", "color": theme.OTHERS, "fillstyle": "none"},
    "unknown": {"marker": "o", "color": theme.GREY, "fillstyle": "none"},
}
MODES = {
    "online": {"marker": "o", "color": theme.INK},
    "telephone": {"marker": "s", "color": theme.FIRST},
}

# -- The design card ---------------------------------------------------------------------------


def known_by_group(design: pd.DataFrame) -> pd.DataFrame:
    """How many rows of the card are known, and how.

    design: rows of `survey/design`.
    Returns one row per `group`, in the order of the card, with the counts `verified`,
    `article-only`, `inferred`, `unknown`, and `items`, their sum.
    Raises KeyError for a grade that `KNOWN` does not name.
    """
    marks.named(design["known"], KNOWN)
    counts = pd.crosstab(design["group"], design["known"])
    counts = counts.reindex(index=design["group"].unique(), columns=list(KNOWN), fill_value=0)
    counts.columns.name = None
    return counts.assign(items=counts.sum(axis=1)).reset_index()


def claim_parts(design: pd.DataFrame) -> pd.DataFrame:
    """The rows of the card that each claim asserts.

    design: the table `survey/design`.
    Returns its columns after `claim` (id) and `heading` (id and what the claim is about).
    Raises ValueError naming the first row that the card lacks.
    """
    card = design.set_index("id", drop=False)
    parts = []
    for claim, (topic, ids) in CLAIMS.items():
        for id in ids:
            if id not in card.index:
                raise ValueError(f"The design card has no row {id!r}.")
        parts.append(card.loc[ids].assign(claim=claim, heading=f"{claim}: {topic}"))
    return pd.concat(parts)[["claim", "heading", *design.columns]].reset_index(drop=True)


def missing(design: pd.DataFrame) -> pd.DataFrame:
    """What has to be asked, one row per group of the card and person to ask.

    design: rows of `survey/design`; verified rows are left out.
    Returns `group`, `unknown` and `confirm` (items joined by "; ": what nothing says, and what
    rests on Article B or on inference), `ask`, and `source` (ids joined by ";").
    Raises ValueError when a row does not say whom to ask.
    """
    open_rows = design[design["known"] != "verified"]
    if open_rows["ask"].isna().any():
        unasked = open_rows.loc[open_rows["ask"].isna(), "id"].iloc[0]
        raise ValueError(f"Row {unasked!r} of the design card does not say whom to ask.")
    rows = []
    for (group, ask), part in open_rows.groupby(["group", "ask"], sort=False):
        unknown = part["known"] == "unknown"
        items = {"unknown": _listed(part[unknown]), "confirm": _listed(part[~unknown])}
        source = shares.joined(part["source"])
        rows.append({"group": group, **items, "ask": ask, "source": source})
    return tables.Table(rows)


def missing_words(asked: pd.DataFrame, who: dict[str, str]) -> pd.DataFrame:
    """The table of `missing` as it is shown.

    asked: as `missing` returns it.   who: a short name for each person to ask.
    Returns the text columns `Part of the card`, `Ask`, `Unknown`, `To be confirmed`.
    Raises KeyError for a person without a short name.
    """
    return pd.DataFrame(
        {
            "Part of the card": asked["group"].map(short),
            "Ask": marks.named(asked["ask"], who),
            "Unknown": asked["unknown"],
            "To be confirmed": asked["confirm"],
        }
    )


def short(item: str) -> str:
    """An item, or the name of a group, with a capital and without what the heading says."""
    text = item.removeprefix("Attribute: ")
    return text[:1].upper() + text[1:]


# -- The panel ---------------------------------------------------------------------------------


def waves(panels: pd.DataFrame) -> pd.DataFrame:
    """Respondents by wave and mode; waves of unknown size give no row.

    panels: the table `survey/panels`.
    Returns `panel`, `wave`, `mode` ("online", "telephone"), `n`, `field_start`, `field_end`,
    `middle` (of the field period of the whole wave), `date_precision`, `source`.
    """
    keys = ["panel", "wave", "field_start", "field_end", "date_precision", "source"]
    counts = panels.rename(columns={"online_n": "online", "phone_n": "telephone"})
    long = counts.melt(keys, list(MODES), "mode", "n").dropna(subset=["n"])
    half = (long["field_end"] - long["field_start"]) / 2
    long = long.assign(middle=long["field_start"] + half)
    order = ["panel", "wave", "mode", "n", "field_start", "field_end", "middle"]
    return long.sort_values(["wave", "mode"])[[*order, "date_precision", "source"]].reset_index(
        drop=True
    )


def wave_words(panels: pd.DataFrame) -> pd.DataFrame:
    """The waves as a table to read; what is not known is said in words.

    panels: the table `survey/panels`.
    Returns the text columns `Wave`, `Field dates`, `Respondents`, `What the record says`.
    """
    return tables.Table(
        {
            "Wave": panels["panel"] + " " + panels["wave"],
            "Field dates": [_dates(row) for row in panels.itertuples()],
            "Respondents": [_respondents(row) for row in panels.itertuples()],
            "What the record says": panels["finding"],
        }
    )


# -- Precision ---------------------------------------------------------------------------------


def margins(n: int, parts: dict[str, float], deffs) -> pd.DataFrame:
    """Half-width of the 95 % interval at a share of one half, where it is widest.

    n: respondents of the whole sample.   parts: name -> part of the sample asked, in (0, 1].
    deffs: design effects, > 0.
    Returns one row per part: `base` (name), `n` (rounded), and a column per design effect with
    the half-width as a proportion.
    Raises ValueError as `shares.wilson`.
    """
    rows = []
    for name, part in parts.items():
        limits = {deff: shares.wilson(0.5, n * part, deff) for deff in deffs}
        halves = {deff: (high - low) / 2 for deff, (low, high) in limits.items()}
        rows.append({"base": name, "n": round(n * part)} | halves)
    return tables.Table(rows)


def total_error(share: float, sizes, gaps) -> pd.DataFrame:
    """Root mean square error of a share when those who can be asked differ from the public.

    The squares of sampling error and gap add up: sqrt(share (1 - share) / n + gap²). Respondents
    reduce the first term alone.
    share: among those who can be asked, proportion in [0, 1].   sizes: respondents, > 0.
    gaps: how far that share lies from the public's, proportions.
    Returns one row per size and gap: `n`, `gap`, `sampling` (standard error), `total`,
    `sampling_part` (part of the mean square error that is sampling), proportions.
    Raises ValueError for a share outside [0, 1] or a size that is not positive.
    Source: mean square error as variance plus squared bias (Kish 1965).
    """
    shares.proportion(share)
    if min(sizes) <= 0:
        raise ValueError("The number of respondents must be positive.")
    grid = pd.MultiIndex.from_product([sizes, gaps], names=["n", "gap"]).to_frame(index=False)
    sampling = np.sqrt(share * (1 - share) / grid["n"])
    total = np.hypot(sampling, grid["gap"])
    return grid.assign(sampling=sampling, total=total, sampling_part=(sampling / total) ** 2)


# -- Plots -------------------------------------------------------------------------------------


def plot_card(rows: pd.DataFrame, by: str):
    """The card as two columns of items, each with a mark that says how it is known.

    rows: of `survey/design` (or `claim_parts`).   by: column whose values head the blocks.
    """
    blocks = [(name, _wrapped(part)) for name, part in rows.groupby(by, sort=False)]
    heights = [_block_height(items) for _, items in blocks]
    # The break between the columns that leaves the page shortest.
    splits = range(1, len(blocks) + 1)
    split = min(splits, key=lambda k: max(sum(heights[:k]), sum(heights[k:])))
    columns = [blocks[:split], blocks[split:]]
    lines = max(sum(heights[:split]), sum(heights[split:])) - 0.7  # no gap below the last block
    fig, ax = theme.figure(0.16 * lines + 0.55)
    for left, column in zip((0.0, 0.51), columns, strict=True):
        y = 0.0
        for name, items in column:
            ax.text(left, y + 0.6, short(name), weight="bold", va="center")
            y += 1.5
            for known, text in items:
                _item(ax, left, y, known, text)
                y += len(text) + 0.3
            y += 0.9
    ax.set(xlim=(-0.01, 1), ylim=(lines, 0))
    ax.axis("off")
    _legend(fig)
    return fig


def plot_known(counts: pd.DataFrame):
    """Stacked bars: how the rows of each group of the card are known.

    counts: as `known_by_group` returns it.
    """
    fig, ax = theme.figure(3.9)
    looks, types = {}, {}
    for known, (fill, hatch, ink) in _fills().items():
        looks[known] = {"facecolor": fill, "hatch": hatch, "linewidth": 1, "label": KNOWN[known]}
        # A plain ground behind the number, because it is hard to read on a hatch.
        ground = {"fc": fill, "ec": "none", "pad": 1.2}
        types[known] = {"color": ink, "weight": "bold", "bbox": ground}
    marks.stack(ax, counts, looks, types)
    marks.rows(ax, range(len(counts)), [short(group) for group in counts["group"]])
    ax.set(ylim=(len(counts) - 0.5, -0.5), xlabel="Things to know, number")
    handles = [
        Patch(facecolor=fill, edgecolor=theme.PAPER, hatch=hatch, label=KNOWN[known])
        for known, (fill, hatch, _) in _fills().items()
    ]
    fig.legend(handles=handles, loc="outside upper left", ncols=2)
    return fig


def plot_waves(points: pd.DataFrame):
    """Respondents of each wave at its field dates; the season of the experiment is a gap.

    points: as `waves` returns it. Bars: field period of the wave, dashed where only months are
    known. Nothing joins the waves.
    """
    fig, ax = theme.figure(3.9)
    for row in points.itertuples():
        dashes = "-" if row.date_precision == "day" else (0, (1.5, 1))
        colour = MODES[row.mode]["color"]
        ends = [row.field_start, row.field_end]
        ax.plot(ends, [row.n, row.n], color=colour, linestyle=dashes)
        ax.plot([row.middle], [row.n], markersize=8, linestyle="none", **MODES[row.mode])
        ax.annotate(
            f"wave {row.wave}\n{row.n:,}",
            (row.middle, row.n),
            (0, 9),
            textcoords="offset points",
            ha="center",
            fontsize=theme.SMALLEST,
        )
    top = 1.25 * points["n"].max()
    ax.axvspan(*SUMMER, facecolor="none", edgecolor=theme.GREY, hatch="///", linewidth=0, alpha=0.6)
    ax.text(
        SUMMER[0] + (SUMMER[1] - SUMMER[0]) / 2,
        0.82 * top,
        "summer 2025:\nthe experiment,\nno record of\na wave",
        ha="center",
        va="center",
        fontsize=theme.SMALLEST,
        bbox={"fc": theme.PAPER, "ec": theme.GREY, "boxstyle": "round,pad=0.35"},
    )
    for mode, colour in MODES.items():
        ax.plot([], [], markersize=8, linestyle="none", label=mode, **colour)
    fig.legend(loc="outside upper left", ncols=2)
    ax.set(ylabel="Respondents", ylim=(0, top))
    first = min(points["field_start"].min(), SUMMER[0]).year
    last = max(points["field_end"].max(), SUMMER[1]).year
    ax.set_xlim(pd.Timestamp(first, 1, 1), pd.Timestamp(last + 1, 1, 1))
    ax.yaxis.set_major_formatter("{x:,.0f}")
    ax.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1, 7)))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%b\n%Y"))
    return fig


def plot_total_error(errors: pd.DataFrame):
    """Total error against the gap between panel and public, a line per size, in points.

    errors: as `total_error` returns it. A model, not data.
    """
    fig, ax = theme.figure(3.6, synthetic=True)
    for pattern, (n, part) in zip((":", "-", "--"), errors.groupby("n"), strict=True):
        x, y = 100 * part["gap"].to_numpy(), 100 * part["total"].to_numpy()
        ax.plot(x, y, color=theme.SYNTHETIC, linestyle=pattern, label=f"{n:,} respondents")
    limit = 100 * errors["gap"].max()
    ax.plot([0, limit], [0, limit], color=theme.GREY, linewidth=1, zorder=0)
    ax.annotate(
        "the gap alone",
        (0.62 * limit, 0.62 * limit),
        (8, -12),
        textcoords="offset points",
        color=theme.GREY,
    )
    ax.set(
        xlim=(0, limit),
        ylim=(0, None),
        xlabel="Assumed gap between panel and public, points",
        ylabel="Total error, points",
    )
    ax.legend(loc="upper left")
    return fig


def _dates(row):
    unit = "day" if row.date_precision == "day" else "month"
    return marks.period(row.field_start, row.field_end, unit)


def _respondents(row):
    counts = {"online": row.online_n, "telephone": row.phone_n}
    told = [f"{n:,} {mode}" for mode, n in counts.items() if pd.notna(n)]
    return ", ".join(told) or "unknown"


def _listed(rows):
    return "; ".join(short(item) for item in rows["item"])


def _wrapped(rows):
    """Pairs of grade and wrapped label, in order."""
    return [(row.known, textwrap.wrap(short(row.item), 31)) for row in rows.itertuples(index=False)]


def _block_height(items):
    return 2.4 + sum(len(text) + 0.3 for _, text in items)


def _item(ax, left, y, known, text):
    ax.plot([left + 0.015], [y + 0.5], markersize=7.5, linestyle="none", **MARKS[known])
    ax.text(
        left + 0.042,
        y + 0.05,
        "\n".join(text),
        va="top",
        fontsize=theme.SMALLEST,
        linespacing=1.15,
        color=theme.GREY if known == "unknown" else theme.INK,
    )


def _legend(fig):
    handles = [
        Line2D([], [], markersize=7.5, linestyle="none", label=KNOWN[known], **mark)
        for known, mark in MARKS.items()
    ]
    fig.legend(handles=handles, loc="outside upper left", ncols=4, columnspacing=1, handletextpad=0)


def _fills():
    """Fill, hatch and colour of the number for each grade."""
    return {
        "verified": (theme.INK, None, theme.PAPER),
        "article-only": (theme.SECOND, "//", theme.PAPER),
        "inferred": (theme.OTHERS, "..", theme.PAPER),
        "unknown": (theme.LIGHT, None, theme.INK),
    }
