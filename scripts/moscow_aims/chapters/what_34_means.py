"""What does the disputed figure say, and what is known of the survey that it comes from?

Shares are proportions in [0, 1] in every table; the plots show them in per cent. The design of the
survey decides what the figure counts. What is known of it is the table `survey/design`: one row
for each thing a reader must know, graded in its column `known`.
"""

import numpy as np
import pandas as pd

from moscow_aims.drawing import marks, theme
from moscow_aims.methods import misreport, readings

FIGURE = "helsinki-2025-07-nato-agree"

# From seen to not seen, with the heads of the table.
KNOWN = {
    "verified": "Seen in the study",
    "article-only": "Only in Article B",
    "inferred": "Inferred here",
    "unknown": "Unknown",
}
GROUPS = {
    "publication": "Who published it, and where",
    "organisation": "Who ran and paid for it",
    "purpose": "What it was for",
    "sample": "Who was asked, when and how",
    "design": "What respondents had to do",
    "attributes": "What the plans varied",
    "findings": "What came out",
    "estimator": "What the numbers count",
}

LABELS = {
    "direct question": "a direct question to people",
    "plans judged one by one": "plans accepted or refused one by one",
}

# -- The survey --------------------------------------------------------------------------------


def known_by_group(design: pd.DataFrame) -> pd.DataFrame:
    """How many rows of the card are known, and how, ready to read.

    design: the table `survey/design`.
    Returns one row per group, in the order of the card, and a column per grade.
    Raises `tables.Missing` for a group or grade without a name.
    """
    grades = marks.named(design["known"], KNOWN)
    groups = marks.named(design["group"], GROUPS)
    counts = pd.crosstab(groups, grades).reindex(columns=list(KNOWN.values()), fill_value=0)
    counts = counts.loc[groups.unique()].rename_axis(columns=None)
    return counts.rename_axis("What a reader needs to know").reset_index()


def published(polls: pd.DataFrame) -> tuple[float, int]:
    """The disputed figure as (share, respondents), the share a proportion.

    polls: the table `survey/polls`. Raises ValueError when it lacks the row.
    """
    row = polls[polls["id"] == FIGURE]
    if len(row) != 1:
        raise ValueError(f"The polls table has {len(row)} rows {FIGURE!r}, not one.")
    return float(row["share"].iloc[0]) / 100, int(row["n"].iloc[0])


# -- What the figure counts --------------------------------------------------------------------


def designs(share: float, n: int, levels) -> pd.DataFrame:
    """The figure under each design it may come from.

    Arguments, columns and errors as `readings.readings`, plus `label` and `people_floor`:
    `people_low` holds if everybody is firm or indifferent; if chances in between exist, too, those
    who take the term more often than not may be as few as max(0, 2 value - 1).
    """
    table = readings.readings(share, n, levels=levels)
    label = [
        LABELS.get(design, f"choice between two plans, {count} statuses")
        for design, count in zip(table["design"], table["levels"], strict=True)
    ]
    people = table["counted"] == "people"
    floor = table["people_low"].where(people, (2 * table["value"] - 1).clip(lower=0))
    return table.assign(label=label, people_floor=floor)


def by_levels(share: float, n: int, levels) -> pd.DataFrame:
    """The forced choice for each number of levels, with the marginal means that it allows.

    Arguments, columns and errors as `designs`, plus `mean_low` and `mean_high`, the smallest and
    the largest possible marginal mean.
    """
    table = designs(share, n, levels)
    table = table[table["levels"].notna()].reset_index(drop=True)
    limits = [readings.marginal_mean_range(int(count)) for count in table["levels"]]
    low, high = zip(*limits, strict=True)
    return table.assign(mean_low=low, mean_high=high)


def level_numbers(table: pd.DataFrame) -> dict[int, dict]:
    """Number of statuses -> the numbers that words say of it, as `prose.give` takes them.

    table: as `by_levels` returns it.
    """
    columns = {
        "least": "mean_low", "most": "mean_high", "won": "value", "few": "people_low",
        "many": "people_high",
    }  # fmt: skip
    return {
        int(row["levels"]): {"statuses": (row["levels"], "d")}
        | {name: (100 * row[of], ".0f", "(no answer)") for name, of in columns.items()}
        for _, row in table.iterrows()
    }


def hiding_for_majority(share: float, reliability: float = 1.0) -> float:
    """The least part of accepters that must hide if a majority accepts.

    share: proportion in [0, 1].   reliability: in (0.5, 1].
    Returns a proportion, nought if a majority says so, missing if no true share leads to `share`.
    Raises ValueError for values outside these ranges.
    """
    try:
        if misreport.corrected_mean(share, reliability) > 0.5:
            return 0.0
    except misreport.Impossible:
        return np.nan
    return 1 - misreport.tipping_sensitivity(share, reliability)


def invented_mean(share: float) -> float:
    """The marginal mean of the invented populations: the figure, or the nearest that will do.

    It is in whole per cent, so that the kinds are whole numbers of people, and one that a forced
    choice of three levels can have.
    """
    return float(np.clip(round(share, 2), 0.17, 0.83))


# -- Plots -------------------------------------------------------------------------------------


def plot_designs(table: pd.DataFrame):
    """How many people the figure can stand for under each design, in per cent.

    table: as `designs` gives it. Dark: if everybody is firm or indifferent; pale: if not.
    """
    fig, ax = theme.figure(0.62 * len(table) + 0.9)
    for y, row in enumerate(table.itertuples()):
        if pd.isna(row.people_high):
            _note(ax, 0, y, "impossible", theme.GREY)
            continue
        low, high = 100 * row.people_low, 100 * row.people_high
        _bar(ax, y, 100 * row.people_floor, low, theme.FIRST, 0.2)
        _bar(ax, y, low, high, theme.FIRST, 1)
        if high == low:
            marks.point(ax, [low], [y], "s", theme.FIRST)
        _note(ax, high, y, f"{low:.0f} to {high:.0f}" if high > low else f"{low:.0f}")
    _frame(ax, range(len(table)), table["label"], 22)
    ax.set_xlabel("People who take the plan with NATO at least half the time, %")
    return fig


def plot_levels(table: pd.DataFrame, levels: int, printed: float):
    """One pane of the slider over the number of statuses, in per cent.

    table: as `by_levels` returns it.   levels: the row to draw.   printed: the figure, proportion.
    """
    row = next(table[table["levels"] == levels].itertuples())
    fig, ax = theme.figure(2.9)
    low, high = 100 * row.mean_low, 100 * row.mean_high
    ax.barh(0, high - low, 0.5, low, color=theme.LIGHT)
    marks.point(ax, [100 * printed], [0], "D", theme.INK)
    _note(ax, high, 0, f"{low:.0f} to {high:.0f}")
    if pd.isna(row.people_high):
        _note(ax, 0, 1, "impossible", theme.GREY)
    else:
        marks.point(ax, [100 * row.value], [1], "o", theme.FIRST)
        _note(ax, 100 * row.value, 1, f"{100 * row.value:.0f}")
        people = 100 * row.people_low, 100 * row.people_high
        _bar(ax, 2, 100 * row.people_floor, people[0], theme.FIRST, 0.2)
        _bar(ax, 2, *people, theme.FIRST, 1)
        _note(ax, people[1], 2, f"{people[0]:.0f} to {people[1]:.0f}")
    _frame(
        ax,
        range(3),
        ["range that ties allow", "contests won", "people, at least half the time"],
        16,
    )
    ax.set_xlabel("Per cent")
    return fig


def plot_populations(summary: pd.DataFrame):
    """SYNTHETIC: stacked bars of the kinds of people in each population, in per cent.

    summary: as `readings.synthetic_summary` returns it.
    """
    fig, ax = theme.figure(3.0, synthetic=True)
    looks = {
        "always": (theme.SYNTHETIC, 1.0, False, theme.PAPER),
        "coin_flip": (theme.SYNTHETIC, 0.35, True, theme.INK),
        "never": (theme.LIGHT, 1.0, False, theme.INK),
    }
    for y, row in enumerate(summary.to_dict("records")):
        left = 0.0
        for kind, (colour, alpha, hatched, ink) in looks.items():
            width = 100 * row[kind]
            if not width:
                continue
            _bar(ax, y, left, left + width, colour, alpha, hatched)
            name = f"{kind.replace('_', ' ')}\n{width:.0f}"
            ground = {"fc": theme.PAPER, "ec": "none", "alpha": 0.8 * hatched, "pad": 1.5}
            ax.text(left + width / 2, y, name, ha="center", va="center", color=ink, bbox=ground)
            left += width
        head = (
            f"\u201c{row['population']}\u201d: marginal mean {100 * row['marginal_mean']:.0f}, "
            f"at least half the time {100 * row['accepts']:.0f}"
        )
        ax.text(0, y - 0.33, head, va="bottom", weight="bold")
    ax.set(xlim=(0, 100), ylim=(len(summary) - 0.6, -0.75))
    ax.set(xlabel="SYNTHETIC people, %", yticks=[])
    ax.spines["left"].set_visible(False)
    return fig


def _bar(ax, y, low, high, colour, alpha, hatched=False):
    ax.barh(y, high - low, 0.5, low, color=colour, alpha=alpha, linewidth=0)
    if hatched:
        # On its own: SVG gives ground and hatch of one bar the same opacity, and it vanishes.
        hatch = {"facecolor": "none", "edgecolor": colour, "hatch": "////", "linewidth": 0}
        ax.barh(y, high - low, 0.5, low, **hatch)


def _note(ax, x, y, text, colour=theme.INK):
    ground = {"fc": theme.PAPER, "ec": "none", "alpha": 0.8, "pad": 0.6}
    marks.beside(ax, text, x, y, colour, bbox=ground)


def _frame(ax, at, labels, width):
    """Axis in per cent, row labels, and the line of one half."""
    at = list(at)
    marks.rows(ax, at, labels, width)
    ax.set(xlim=(0, 100), ylim=(at[-1] + 0.55, -0.55))
    ax.axvline(50, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate("one half", (50, 1), (3, 2), color=theme.GREY, fontsize=theme.SMALLEST, **place)
