"""What does the disputed figure say, under each design and after each correction?

Shares are proportions in [0, 1] in every table; the plots show them in per cent. A design decides
what the figure counts, a correction what it would become if it were a share of people.
"""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from moscow_aims.drawing import marks, theme
from moscow_aims.methods import conjoint, misreport, readings, shares

FIGURE = "helsinki-2025-07-nato-agree"

# -- The figure and its intervals --------------------------------------------------------------


def published(polls: pd.DataFrame) -> tuple[float, int]:
    """The disputed figure as (share, respondents), the share a proportion.

    polls: the table `survey/polls`. Raises ValueError when it lacks the row.
    """
    row = polls[polls["id"] == FIGURE]
    if len(row) != 1:
        raise ValueError(f"The polls table has {len(row)} rows {FIGURE!r}, not one.")
    return float(row["share"].iloc[0]) / 100, int(row["n"].iloc[0])


def intervals(share: float, n: int, deffs) -> pd.DataFrame:
    """95 % intervals of one share for several design effects.

    share: proportion in [0, 1].   n: respondents, > 0.   deffs: design effects, > 0.
    Returns one row per design effect: `deff`, `effective_n` (n / deff), `wilson_low`,
    `wilson_high`, `jeffreys_low`, `jeffreys_high`.
    Raises ValueError as `shares.wilson`.
    """
    deffs = np.asarray(deffs, dtype=float)
    share = np.full(len(deffs), share)
    table = pd.DataFrame({"deff": deffs, "effective_n": n / deffs})
    table["wilson_low"], table["wilson_high"] = shares.wilson(share, n, deffs)
    table["jeffreys_low"], table["jeffreys_high"] = shares.jeffreys(share, n, deffs)
    return table


# -- Designs and corrections -------------------------------------------------------------------


def designs(share: float, n: int, levels) -> pd.DataFrame:
    """The figure under each design it may come from.

    Arguments, columns and errors as `readings.readings`, plus `group` ("design"), `label` and
    `people_floor`: `people_low` holds if everybody is firm or indifferent; if chances in between
    exist, too, those who take the term more often than not may be as few as max(0, 2 value - 1).
    """
    table = readings.readings(share, n, levels=levels)
    label = [
        design if pd.isna(count) else f"forced choice, {count} levels"
        for design, count in zip(table["design"], table["levels"], strict=True)
    ]
    people = table["counted"] == "people"
    floor = table["people_low"].where(people, (2 * table["value"] - 1).clip(lower=0))
    return table.assign(group="design", label=label, people_floor=floor)


def corrections(share: float, *, reliability, hidden, faked, response: float) -> pd.DataFrame:
    """Where a share of people would lie if one assumption at a time were true.

    share: proportion in [0, 1].
    reliability: from and to, in (0.5, 1].   hidden: parts of true accepters who hide it, from and
    to, in [0, 1).   faked: parts of true refusers who pretend to accept, from and to, in [0, 1).
    response: part of those asked who answered, in (0, 1].
    Returns one row per correction: `group` "correction", `label`, `people_low`, `people_high`; the
    people are missing where nothing from one end to the other could have led to `share`.
    Raises ValueError as the functions of `misreport` for arguments outside these ranges.
    """
    ranges = {
        f"careless: reliability {_span(reliability)}": _possible(
            lambda value: misreport.corrected_mean(share, value), reliability
        ),
        f"hidden by {_percent_span(hidden)} of accepters": _possible(
            lambda value: misreport.revealed(share, 1 - value), hidden
        ),
        f"faked by {_percent_span(faked)} of refusers": _possible(
            lambda value: misreport.rogan_gladen(share, specificity=1 - value), faked
        ),
        f"{100 * response:.0f} % responded": misreport.non_response_bounds(share, response),
    }
    rows = [("correction", label, min(ends), max(ends)) for label, ends in ranges.items()]
    return pd.DataFrame(rows, columns=["group", "label", "people_low", "people_high"])


def _possible(correct, ends):
    """The corrected shares from one end to the other, cut where they become impossible."""
    found, reached = [], False
    for value in ends:
        try:
            found.append(correct(value))
            reached = True
        except misreport.Impossible as passed:
            found.append(passed.nearest)
    return found if reached else [np.nan]


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


def by_reliability(share: float, n: int, reliabilities, levels) -> pd.DataFrame:
    """Every design after taking careless answers out.

    Ties and careless answers both pull a share towards one half by a factor, so the order in
    which they are taken out makes no difference.
    share: proportion in [0, 1].   n: respondents.   reliabilities: in (0.5, 1].
    levels: numbers of levels, >= 2.
    Returns the rows and columns of `designs` for each reliability, plus `reliability`; `value`,
    its interval and the people are corrected, and `possible` says whether a share in [0, 1] could
    have been printed as `share`.
    Raises ValueError for values outside these ranges.
    """
    table = designs(share, n, levels)
    rows = [
        row | {"reliability": reliability} | _careful(row, reliability)
        for reliability in reliabilities
        for row in table.to_dict("records")
    ]
    return pd.DataFrame(rows).astype({"levels": "Int64"})


def _careful(row, reliability):
    stretch = 1 / (1 - 2 * misreport.swap_rate(reliability))
    value, low, high = (0.5 + (row[name] - 0.5) * stretch for name in ("value", "low", "high"))
    names = ["value", "low", "high", "people_floor", "people_low", "people_high"]
    # Rounding alone must not turn a share that reliability one leaves at nought into "impossible".
    if not -1e-12 <= value <= 1 + 1e-12:
        return dict.fromkeys(names, np.nan) | {"possible": False}
    value = min(max(value, 0.0), 1.0)
    people = readings.range_of_people(value).set_index("kind").loc["not opposed"]
    people = [max(0.0, 2 * value - 1), *people] if row["counted"] == "plans" else [value] * 3
    return dict(zip(names, [value, max(low, 0.0), min(high, 1.0), *people], strict=True))


def hiding_rates(misreporting: pd.DataFrame) -> pd.DataFrame:
    """How large a part of those who do *not* hold the expected view said that they do.

    If `direct` per cent claim a view and an indirect method finds `indirect`, the difference is
    hidden among 100 - indirect: (direct - indirect) / (100 - indirect).
    misreporting: the table `survey/misreporting`; rows without both figures, and rows where the
    indirect figure is not the lower one, tell no rate and are left out.
    Returns those rows with a further column `hiding`, a proportion.
    """
    told = misreporting[misreporting["direct"] > misreporting["indirect"]]
    return told.assign(hiding=(told["direct"] - told["indirect"]) / (100 - told["indirect"]))


def tipping(grid: pd.DataFrame, share: float) -> pd.Series:
    """What the map of `misreport.tipping_grid` says in numbers, all proportions.

    grid: such a map of `share`.
    Returns `lowest`, `highest` (implied acceptance), `majority`, `lower` (parts of the map above
    one half and below `share`), `hidden` and `reliability` (the least of each at which the map
    shows a majority; missing if it shows none).
    """
    majority = grid[grid["majority"]]
    return pd.Series(
        {
            "lowest": grid["implied"].min(),
            "highest": grid["implied"].max(),
            "majority": grid["majority"].mean(),
            "lower": (grid["implied"] < share - 1e-12).mean(),
            "hidden": majority["hidden"].min(),
            "reliability": majority["reliability"].min(),
        }
    )


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


# -- What a study of this size could see -------------------------------------------------------


def detectable(n: int, tasks, levels) -> pd.DataFrame:
    """Smallest effects a two-plan forced choice finds with 80 % power, as proportions.

    n: respondents.   tasks: numbers of tasks, one row each.   levels: of the attribute, one column
    each. Returns `tasks` and a column per number of levels.
    Raises ValueError and Source as `conjoint.minimum_detectable_effect`.
    """
    return pd.DataFrame(
        [
            {"tasks": task}
            | {
                count: conjoint.minimum_detectable_effect(n=n, tasks=task, profiles=2, levels=count)
                for count in levels
            }
            for task in tasks
        ]
    )


def side_by_side(table: pd.DataFrame, attributes: list[str]) -> pd.DataFrame:
    """SYNTHETIC: three estimates of the same choices, one row per level.

    table: as `conjoint.simulate_synthetic` makes it.   attributes: its attributes.
    Returns `attribute`, `level` and for each of `mean` (marginal mean), `adjusted` (freed of ties)
    and `amce` the estimate and its limits `<name>_low`, `<name>_high`, proportions; the limits of
    a baseline's AMCE are missing.
    Raises ValueError as the estimators of `conjoint`.
    """
    keys = {"outcome": "chosen", "attributes": attributes, "respondent": "respondent"}
    estimates = {
        "mean": conjoint.marginal_means(table, **keys),
        "adjusted": conjoint.tie_adjusted_means(table, **keys, task="task"),
        "amce": conjoint.amce(table, **keys),
    }
    merged = estimates["mean"][["attribute", "level"]]
    for name, frame in estimates.items():
        frame = frame[["attribute", "level", "estimate", "low", "high"]]
        frame.columns = ["attribute", "level", name, f"{name}_low", f"{name}_high"]
        merged = merged.merge(frame, on=["attribute", "level"], validate="one_to_one")
    return merged


# -- Words for tables and for those who do not see the pictures --------------------------------


def percent(value, low=None, high=None) -> str:
    """A proportion in per cent with one decimal, its limits in brackets where they are known."""
    text = f"{100 * value:.1f}".replace("-", "\N{MINUS SIGN}")
    if low is None or pd.isna(low):
        return text
    return f"{text} ({percent(low)} to {percent(high)})"


def interval_words(table: pd.DataFrame) -> pd.DataFrame:
    """`intervals` ready to read, in per cent."""
    pairs = {
        name: [
            f"{percent(low)} to {percent(high)}"
            for low, high in zip(table[f"{name}_low"], table[f"{name}_high"], strict=True)
        ]
        for name in ("wilson", "jeffreys")
    }
    return pd.DataFrame(
        {
            "Design effect": [f"{deff:g}" for deff in table["deff"]],
            "As if so many were asked": [f"{size:,.0f}" for size in table["effective_n"]],
            "Wilson, %": pairs["wilson"],
            "Jeffreys, %": pairs["jeffreys"],
        }
    )


def detectable_words(table: pd.DataFrame) -> pd.DataFrame:
    """`detectable` ready to read, in percentage points."""
    shown = {"Tasks each": [f"{task}" for task in table["tasks"]]}
    for count in table.columns.drop("tasks"):
        shown[f"{count} levels"] = [percent(value) for value in table[count]]
    return pd.DataFrame(shown)


def estimate_words(table: pd.DataFrame) -> pd.DataFrame:
    """`side_by_side` ready to read, in per cent and percentage points."""
    shown = {"Level": table["attribute"] + ": " + table["level"].astype(str)}
    titles = {"mean": "Marginal mean", "adjusted": "Freed of ties", "amce": "AMCE, points"}
    for name, title in titles.items():
        ends = table[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False)
        shown[title] = [percent(*row) for row in ends]
    shown["AMCE, points"] = [
        "baseline" if pd.isna(low) else words
        for low, words in zip(table["amce_low"], shown["AMCE, points"], strict=True)
    ]
    return pd.DataFrame(shown)


def reversal_words(table: pd.DataFrame) -> pd.DataFrame:
    """`readings.synthetic_reversal` ready to read, in per cent and percentage points."""
    titles = {"people": "People", "prefer": "Prefer the term", "marginal_mean": "Marginal mean"}
    shown = {"SYNTHETIC group": table["group"]}
    for name, title in (titles | {"amce": "AMCE, points"}).items():
        shown[title] = [percent(value) for value in table[name]]
    return pd.DataFrame(shown)


def levels_title(head: pd.Series) -> str:
    """Title of the slider over levels.

    head: head-to-head share in per cent by number of levels, missing where it is impossible.
    """
    if head[[2, 3, 8]].notna().all():
        return (
            f"With two levels the printed figure means {head[2]:.0f} % wins head to head, "
            f"with three {head[3]:.0f}, with eight {head[8]:.0f}"
        )
    found = [
        f"with {count} levels {or_impossible(head[levels], ' %')}"
        for count, levels in (("two", 2), ("three", 3), ("eight", 8))
    ]
    return f"Share of contests won that the printed figure stands for: {', '.join(found)}"


def or_impossible(value: float, unit: str = "") -> str:
    """A value in per cent as a whole number, or the word for a missing one."""
    return "impossible" if pd.isna(value) else f"{value:.0f}{unit}"


def levels_alt(table: pd.DataFrame, levels: int) -> str:
    """Alt text of `plot_levels`."""
    row = next(table[table["levels"] == levels].itertuples())
    start = (
        f"Range plot, forced choice, {levels} levels: marginal means from "
        f"{100 * row.mean_low:.0f} to {100 * row.mean_high:.0f} % can occur; "
    )
    if not row.possible:
        return f"{start}the printed figure is impossible."
    return (
        f"{start}head-to-head share {100 * row.value:.0f} %, people not opposed {100 * row.people_low:.0f} to "
        f"{100 * row.people_high:.0f} %."
    )


def reliability_alt(table: pd.DataFrame, reliability: float) -> str:
    """Alt text of `plot_reliability`."""
    rows = table[np.isclose(table["reliability"], reliability)]
    short = {"direct question": "direct", "plans judged one by one": "one by one"}
    found = [
        f"{short.get(row.design, f'{row.levels} levels')} "
        f"{f'{100 * row.value:.0f}' if row.possible else 'impossible'}"
        for row in rows.itertuples()
    ]
    return (
        f"Range plot of corrected shares in per cent at reliability {reliability:.2f}: "
        f"{', '.join(found)}."
    )


def tipping_title(need: float) -> str:
    """Title of `plot_tipping`.

    need: per cent of accepters that must hide if a majority accepts, nobody being careless.
    """
    if need <= 0:
        return "The figure is one half or more as printed; a majority needs nobody to hide"
    return (
        f"A majority begins where {need:.0f} % of accepters hide and "
        "nobody answers carelessly; every careless answer moves it further off"
    )


def tipping_alt(summary: pd.Series, need: float) -> str:
    """Alt text of `plot_tipping`; summary: as `tipping` returns it; need: as for the title."""
    part = f"{100 * summary['majority']:.0f} % of it"
    if summary["majority"] == 0:
        where = "No part of it lies above one half"
    elif need > 0:
        where = f"Only {part}, high reliability and much hiding, lies above one half"
    else:
        where = f"{part} lies above one half"
    return (
        "Map of implied acceptance by reliability and hidden acceptance, "
        f"{100 * summary['lowest']:.0f} to {100 * summary['highest']:.0f} %. {where}."
    )


# -- Plots -------------------------------------------------------------------------------------


def plot_readings(table: pd.DataFrame):
    """Range plot of all readings, in per cent.

    table: rows of `designs`, then of `corrections`. Bars: people, the faint part where tastes in
    between are allowed; markers: what the figure counts, with its sampling interval.
    """
    fig, ax = theme.figure(5.8)
    at = np.arange(len(table)) + 0.8 * (table["group"] == "correction").to_numpy()
    for y, row in zip(at, table.itertuples(), strict=True):
        _draw(ax, y, row, theme.FIRST if row.group == "design" else theme.SYNTHETIC)
    _frame(ax, at, table["label"], 23, table["value"].iloc[0])
    first = at[(table["group"] == "correction").to_numpy()].min()
    heading = {"va": "center", "color": theme.GREY, "fontsize": theme.SMALLEST}
    ax.text(0, first - 0.75, "a share of people, corrected:", **heading)
    fig.legend(handles=_keys(), loc="outside lower left", ncols=1, fontsize=theme.SMALLEST)
    return fig


def plot_levels(table: pd.DataFrame, levels: int, printed: float):
    """One pane of the slider over levels, in per cent.

    table: as `by_levels` returns it.   levels: the row to draw.   printed: the figure, proportion.
    """
    row = next(table[table["levels"] == levels].itertuples())
    fig, ax = theme.figure(2.7)
    low, high = 100 * row.mean_low, 100 * row.mean_high
    ax.barh(0, high - low, 0.5, low, color=theme.LIGHT)
    marks.point(ax, [100 * printed], [0], "D", theme.GREY)
    _note(ax, high, 0, f"{low:.0f} to {high:.0f}")
    _draw(ax, 1, row, theme.FIRST)
    labels = ["marginal means that can occur", "head-to-head share, and people"]
    _frame(ax, [0, 1], labels, 16, printed)
    return fig


def plot_reliability(table: pd.DataFrame, reliability: float, printed: float):
    """One pane of the slider over reliability, in per cent.

    table: as `by_reliability` returns it.   reliability: the rows to draw.
    printed: the figure, proportion.
    """
    rows = list(table[np.isclose(table["reliability"], reliability)].itertuples())
    fig, ax = theme.figure(4.2)
    for y, row in enumerate(rows):
        _draw(ax, y, row, theme.FIRST)
    _frame(ax, range(len(rows)), [row.label for row in rows], 14, printed)
    return fig


def plot_tipping(grid: pd.DataFrame, printed: float, hiding: pd.DataFrame):
    """Map of implied acceptance with its contours, in per cent, and the uncorrected figure.

    grid: as `misreport.tipping_grid` returns it.   printed: the figure it starts from, proportion.
    hiding: rows of `hiding_rates`; each rate is a line of reference.
    """
    square = grid.pivot(index="hidden", columns="reliability", values="implied")
    x, y, z = square.columns.to_numpy(), 100 * square.index.to_numpy(), 100 * square.to_numpy()
    fig, ax = theme.figure(4.6)
    ax.contourf(x, y, z, np.linspace(10, 60, theme.STEPS + 1), extend="both")
    for levels, colour, width in (
        ([20, 25, 30], theme.INK, 0.8),
        ([100 * printed], theme.INK, 2.0),
        ([40], theme.INK, 0.8),
        ([50], theme.PAPER, 2.4),
    ):
        levels = [level for level in levels if np.nanmin(z) < level < np.nanmax(z)]
        if not levels:
            continue
        lines = ax.contour(x, y, z, levels, colors=colour, linewidths=width)
        ax.clabel(lines, fmt="%.0f %%", fontsize=theme.SMALLEST, colors=colour)
    words = {"ha": "right", "fontsize": theme.SMALLEST, "textcoords": "offset points"}
    for rate in 100 * hiding["hiding"]:
        ax.plot([0.9, 1], [rate, rate], color=theme.PAPER, linewidth=1.6, linestyle=":")
        ax.annotate("list experiment", (1, rate), (-4, 4), color=theme.PAPER, **words)
    edge = {"markeredgecolor": theme.PAPER, "clip_on": False, "zorder": 5}
    ax.plot([1], [0], "D", color=theme.INK, markersize=9, **edge)
    ax.annotate("as printed", (1, 0), (-36, 5), color=theme.INK, **words)
    if z[-1, -1] > 50:
        ax.annotate("more than half", (1, y[-1]), (-4, -13), color=theme.PAPER, **words)
    ax.set(
        xlabel="Reliability: chance that a repeated task is answered alike",
        ylabel="Accepters who hide it, %",
    )
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
            f"not opposed {100 * row['accepts']:.0f}"
        )
        ax.text(0, y - 0.33, head, va="bottom", weight="bold")
    ax.set(xlim=(0, 100), ylim=(len(summary) - 0.6, -0.75))
    ax.set(xlabel="SYNTHETIC people, %", yticks=[])
    ax.spines["left"].set_visible(False)
    return fig


def _draw(ax, y, row, colour):
    """One reading: a bar of people, and a marker with interval where something was counted."""
    if pd.isna(row.people_high):
        return _note(ax, 0, y, "impossible", theme.GREY)
    value, low, high = (100 * getattr(row, name) for name in ("value", "low", "high"))
    people = [100 * row.people_low, 100 * row.people_high]
    faint = pd.notna(row.people_floor) and row.people_floor < row.people_low
    if faint:
        _bar(ax, y, 100 * row.people_floor, people[0], colour, 0.15)
    # A model of ours is hatched, so that it does not rest on colour alone.
    _bar(ax, y, *people, colour, 0.4, hatched=colour == theme.SYNTHETIC)
    if pd.notna(value):
        marks.interval(ax, low, high, y, colour)
        marks.point(ax, [value], [y], "o" if faint else "s", colour)
    ends = f"{people[0]:.0f} to {people[1]:.0f}" if people[1] > people[0] else f"{value:.0f}"
    _note(ax, np.nanmax([people[1], high]), y, ends)


def _bar(ax, y, low, high, colour, alpha, hatched=False):
    ax.barh(y, high - low, 0.5, low, color=colour, alpha=alpha, linewidth=0)
    if hatched:
        # On its own: SVG gives ground and hatch of one bar the same opacity, and it vanishes.
        hatch = {"facecolor": "none", "edgecolor": colour, "hatch": "////", "linewidth": 0}
        ax.barh(y, high - low, 0.5, low, **hatch)


def _note(ax, x, y, text, colour=theme.INK):
    ground = {"fc": theme.PAPER, "ec": "none", "alpha": 0.8, "pad": 0.6}
    marks.beside(ax, text, x, y, colour, bbox=ground)


def _frame(ax, at, labels, width, printed):
    """Axis in per cent, row labels, and the lines of the printed figure and of one half."""
    at = list(at)
    marks.rows(ax, at, labels, width)
    ax.set(xlim=(0, 100), ylim=(at[-1] + 0.55, -0.55), xlabel="Share, %")
    for x, dashes, ha, name in (
        (100 * printed, "-", "right", "printed"),
        (50, marks.DASHES, "left", "one half"),
    ):
        ax.axvline(x, color=theme.GREY, linewidth=1, linestyle=dashes, zorder=0)
        ax.annotate(
            name,
            (x, 1),
            (-3 if ha == "right" else 3, 2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha=ha,
            color=theme.GREY,
            fontsize=theme.SMALLEST,
        )


def _keys():
    line = {"color": theme.FIRST, "linewidth": 1.6, "markersize": marks.POINT}
    hatch = {"facecolor": "none", "edgecolor": theme.SYNTHETIC, "hatch": "////", "linewidth": 0}
    return [
        Line2D([], [], marker="s", label="share of people, 95 % interval", **line),
        Line2D([], [], marker="o", label="share of plans freed of ties, 95 % interval", **line),
        Patch(
            fc=theme.FIRST, alpha=0.4, label="people not opposed, if all are firm or indifferent"
        ),
        Patch(fc=theme.FIRST, alpha=0.15, label="the same, if tastes in between exist"),
        Patch(label="people, if this correction is due", **hatch),
    ]


def _span(ends):
    return f"{max(ends):.1f} to {min(ends):.1f}"


def _percent_span(ends):
    return f"{100 * min(ends):.0f} to {100 * max(ends):.0f} %"
