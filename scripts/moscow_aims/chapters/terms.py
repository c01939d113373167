"""What did the texts offer, and who moved towards whom? Coded terms, positions and concessions.

Scores run from 0, the fullest demand of Kyiv on an issue, to 1, the fullest of Moscow. The steps
are ordered; their size is the coder's, and so is the mean over issues, which weighs them alike. All
codes are one reader's, from excerpts: what was not seen is not absent.
"""

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from matplotlib.dates import DateFormatter, YearLocator, num2date

from moscow_aims import tables
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import COLOURS, NAMES
from moscow_aims.methods import positions

MARKERS = {"russia": "s", "ukraine": "o", "us": "^", "europe": "D"}
SIDES = {side: (NAMES[side], COLOURS[side], marker) for side, marker in MARKERS.items()}
BOTH = ("russia", "ukraine")
SHIFT = {"russia": 0.025, "ukraine": -0.025}  # lines at the same height stay apart
# A statement speaks for half a year; after that the position counts as carried forward.
FRESH = 180  # days
NEAR = 22  # days, width of a mark on the time line
# Years with few statements are drawn narrower than those with many.
ERAS = (("2022-02-01", "2024-12-31"), ("2025-01-01", "2026-04-10"))
LAND, SECURITY = ["territory", "recognition"], ["nato", "foreign-troops", "troop-cap", "guarantees"]

# -- The matrix ---------------------------------------------------------------------------------


def cells(terms: pd.DataFrame, texts: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    """The cells of the matrix, each with what is written in it.

    terms, texts, issues: the tables of these names under `stalling`.
    Returns one row per text marked for the matrix and issue, texts by date and issues in the order
    of their table, with the columns of `terms` and `column`, `row` (from 0), `text_short`,
    `issue_short` and `mark`: the score; "?" not seen; "±" rival wordings; "–" struck out, before
    the score if it has one; "~" a range too wide for a score; "·" spoken of but not scaled.
    Raises ValueError when a text and issue have no row.
    """
    shown = texts[texts["matrix"] == "yes"].sort_values("date", kind="stable").reset_index()
    grid = pd.MultiIndex.from_product([shown["id"], issues["id"]], names=["text", "issue"])
    rows = terms.set_index(["text", "issue"])
    if len(lost := grid.difference(rows.index)):
        raise ValueError(f"The matrix has no row for {lost[0]}.")
    table = rows.loc[grid].reset_index()
    return table.assign(
        column=table["text"].map(dict(zip(shown["id"], shown.index, strict=True))),
        row=table["issue"].map(dict(zip(issues["id"], range(len(issues)), strict=True))),
        text_short=table["text"].map(texts.set_index("id")["short"]),
        issue_short=table["issue"].map(issues.set_index("id")["short"]),
        mark=[_mark(cell) for cell in table.itertuples()],
    )


def _mark(cell) -> str:
    score = "" if pd.isna(cell.score) else f"{cell.score:.3g}".removeprefix("0") or "0"
    if cell.stance in ("not-seen", "contested"):
        return {"not-seen": "?", "contested": "±"}[cell.stance]
    if cell.stance == "absent":
        return f"–{score}"
    return score or ("~" if pd.notna(cell.score_low) else "·")


def wordings(matrix: pd.DataFrame) -> pd.DataFrame:
    """The wording of every cell, issues by texts, ready to read: words and the mark in brackets.

    matrix: as `cells` gives it.   Cells that were not seen hold "?".
    """
    words = [
        "?" if cell.mark == "?" else f"{cell.wording} [{cell.mark}]" for cell in matrix.itertuples()
    ]
    wide = matrix.assign(words=words).pivot(index="row", columns="column", values="words")
    wide.columns = list(dict.fromkeys(matrix.sort_values("column")["text_short"]))
    names = matrix.drop_duplicates("row").set_index("row")["issue_short"]
    return wide.reset_index(drop=True).assign(Issue=names.sort_index().to_numpy())[
        ["Issue", *wide.columns]
    ]


def plot_matrix(matrix: pd.DataFrame):
    """Heat map of the matrix: texts across, issues down; two triangles are rival wordings.

    matrix: as `cells` gives it.   Returns a matplotlib Figure.
    """
    fig, ax = theme.figure(5.9)
    scored, low, high = [], [], []
    for cell in matrix.itertuples():
        x, y = cell.column, cell.row
        corners = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y)]
        if pd.notna(cell.score):
            scored.append((corners, cell.score))
        elif pd.notna(cell.score_low):
            low.append((corners[:3], cell.score_low))
            high.append(([corners[0], corners[3], corners[2]], cell.score_high))
        _write(ax, cell)
    shapes = [*scored, *low, *high]
    field = PolyCollection(
        [shape for shape, _ in shapes],
        array=np.array([value for _, value in shapes]),
        norm=Normalize(0, 1),
    )
    ax.add_collection(field)
    columns, rows = matrix["column"].max() + 1, matrix["row"].max() + 1
    ax.set(xlim=(0, columns), ylim=(rows, 0))
    ax.hlines(range(rows + 1), 0, columns, color=theme.GREY, linewidth=0.6)
    ax.vlines(range(columns + 1), 0, rows, color=theme.GREY, linewidth=0.6)
    names = matrix.drop_duplicates("column").sort_values("column")["text_short"]
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(columns) + 0.5, names, rotation=60, ha="left", rotation_mode="anchor")
    labels = matrix.drop_duplicates("row").sort_values("row")["issue_short"]
    marks.rows(ax, np.arange(rows) + 0.5, labels, 16)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    bar = fig.colorbar(field, ax=ax, orientation="horizontal", shrink=0.6, aspect=30, pad=0.02)
    bar.set_ticks([0, 0.5, 1], labels=["0 Kyiv's end", "0.5", "1 Moscow's end"])
    bar.outline.set_visible(False)
    return fig


def _write(ax, cell):
    """The mark in the middle of its cell, readable on its ground."""
    look = {"ha": "center", "va": "center", "size": marks.TYPE}
    if pd.notna(cell.score):
        look["color"] = theme.PAPER if cell.score > theme.MUCH else theme.INK
    elif pd.notna(cell.score_low):
        look["bbox"] = {"boxstyle": "circle,pad=0.12", "fc": theme.PAPER, "ec": theme.GREY}
    else:
        look["color"] = theme.GREY
    ax.text(cell.column + 0.5, cell.row + 0.5, cell.mark, **look)


# -- Positions over time ------------------------------------------------------------------------


def confirmed(table: pd.DataFrame) -> pd.DataFrame:
    """The positions that rest on a text of the side or on a speaker of its own.

    table: the table `stalling/positions`; its column `directness` tells these ("first-hand") from
    reports by unnamed persons, by another side or of unpublished texts ("second-hand").
    """
    return table[table["directness"] == "first-hand"]


def plot_positions(table: pd.DataFrame, issues: pd.DataFrame, shown):
    """Steps of Russia and Ukraine on each issue; dotted once a statement is half a year old.

    table: the table `stalling/positions` with `firm`.   issues: the table `stalling/issues`.
    shown: ids of issues, top to bottom.   Bars are ranges of the coding; a bar without a mark is
    a range too wide for a score.   Returns a matplotlib Figure.
    """
    fig, axes = _eras(6.0, len(shown))
    end = table["date"].max()
    names = issues.set_index("id")["short"]
    for pair, issue in zip(axes, shown, strict=True):
        for side in BOTH:
            rows = table[(table["side"] == side) & (table["issue"] == issue)]
            for ax in pair:
                _steps(ax, rows.sort_values("date"), side, end)
                _statements(ax, rows, side)
        pair[0].set(ylim=(-0.14, 1.14), yticks=[0, 1])
        pair[0].set_ylabel(names[issue], rotation=0, ha="right", va="center", labelpad=4)
    handles, names = axes[0, 0].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside upper center", ncols=2, labelcolor="linecolor")
    return fig


def _steps(ax, rows, side, end):
    name, colour, marker = SIDES[side]
    ax.plot([], [], marker=marker, color=colour, label=name)
    shift = SHIFT[side]
    scored = rows.dropna(subset="score")
    stops = [*scored["date"].iloc[1:], end]
    for row, stop in zip(scored.itertuples(), stops, strict=True):
        stale = min(stop, row.date + pd.Timedelta(days=FRESH))
        ax.plot([row.date, stale], [row.score + shift] * 2, color=colour)
        ax.plot([stale, stop], [row.score + shift] * 2, color=colour, linestyle=":", linewidth=1.2)
    levels = scored["score"].to_numpy() + shift
    for date, before, after in zip(scored["date"].iloc[1:], levels, levels[1:], strict=False):
        ax.plot([date, date], [before, after], color=colour, linewidth=0.7)


def _statements(ax, rows, side):
    """A mark for each score within the time of the panel, a bar for each range."""
    _, colour, marker = SIDES[side]
    shift = SHIFT[side]
    rows = _inside(ax, rows)
    for row in rows.dropna(subset="score_low").itertuples():
        limits = [row.score_low + shift, row.score_high + shift]
        ax.plot([row.date] * 2, limits, color=colour, linewidth=2.6, alpha=0.45)
    for row in rows.dropna(subset="score").itertuples():
        marks.point(ax, row.date, row.score + shift, marker, colour, firm=row.firm, size=4.5)


def _inside(ax, rows):
    """The rows within the time of the panel: a mark beyond it would stick out at the edge."""
    start, stop = (pd.Timestamp(num2date(limit).date()) for limit in ax.get_xlim())
    return rows[rows["date"].between(start, stop)]


def _eras(height: float, rows: int):
    """A figure of `rows` panels, each broken into the two stretches of time of `ERAS`."""
    fig, axes = theme.figure(
        height, nrows=rows, ncols=2, sharey="row", squeeze=False, width_ratios=[1, 1.9]
    )
    for ax in axes.flat:
        ax.spines["bottom"].set_color(theme.LIGHT)
    for column, (start, stop) in enumerate(ERAS):
        for ax in axes[:, column]:
            ax.set_xlim(pd.Timestamp(start), pd.Timestamp(stop))
            ax.xaxis.set_major_locator(YearLocator())
            ax.xaxis.set_major_formatter(DateFormatter("%Y"))
            ax.tick_params(axis="x", labelbottom=ax in axes[-1])
    for ax in axes[:, 1]:
        ax.spines["left"].set_linestyle(marks.DASHES)
        ax.tick_params(axis="y", length=0)
    return fig, axes


# -- The distance of demands --------------------------------------------------------------------


def curve(table: pd.DataFrame, since) -> pd.DataFrame:
    """Mean distance between Russia and Ukraine on every day from `since` on which either spoke.

    table: the table `stalling/positions`.   since: day; issues on which both had a position by
    then are followed to the end, others are left out.
    Returns the columns of `positions.mean_distance` and `fresh`, the share of the positions in the
    mean that are at most `FRESH` days old.
    """
    said = table[table["side"].isin(BOTH)].dropna(subset="score")
    days = said.loc[said["date"] >= pd.Timestamp(since), "date"]
    dates = sorted({pd.Timestamp(since), *days})
    apart = positions.constant(positions.distances(said, *BOTH, dates))
    at = positions.latest(said, dates)
    at = at[at["issue"].isin(apart["issue"])]
    fresh = (at["days"] <= FRESH).groupby(at["date"]).mean().rename("fresh")
    return positions.mean_distance(apart).merge(fresh, left_on="date", right_index=True)


def plot_curve(distance: pd.DataFrame, other: pd.DataFrame, texts: pd.DataFrame):
    """Mean distance over time with its two bands, and the same from texts alone as a dashed line.

    distance, other: as `curve` gives it, all statements and texts alone.
    texts: the table `stalling/texts`; its Istanbul rounds are named if the curve goes back to them.
    Returns a matplotlib Figure.
    """
    fig, axes = _eras(3.9, 1)
    for ax in axes[0]:
        step = {"step": "post", "linewidth": 0}
        ax.fill_between(
            distance["date"], distance["least"], distance["most"], color=theme.LIGHT, **step
        )
        ax.fill_between(
            distance["date"],
            distance["low"],
            distance["high"],
            color=theme.THIRD,
            alpha=0.6,
            **step,
        )
        ax.step(distance["date"], distance["mean"], where="post", color=theme.INK)
        ax.step(
            other["date"], other["mean"], where="post", color=theme.GREY, linestyle=marks.DASHES
        )
        old = distance["fresh"] < 0.5
        for firm, rows in ((True, distance[~old]), (False, distance[old])):
            marks.point(ax, rows["date"], rows["mean"], "o", theme.INK, firm=firm, size=5)
    left, right = axes[0]
    left.set(ylim=(0, 1.02), ylabel="mean distance of demands (0–1)")
    for ax, name in ((left, "istanbul-2022"), (right, "memorandum-2025-06")):
        day = texts.set_index("id").loc[name, "date"]
        if day not in set(distance["date"]):
            continue
        value = distance.loc[distance["date"] == day, "mean"].item()
        below = name == "istanbul-2022"
        words = "Istanbul\ndrafts" if below else "both\nmemoranda"
        ax.annotate(
            words, (day, value), (4, -42 if below else -58), textcoords="offset points", size=10.5,
            arrowprops={"arrowstyle": "-", "color": theme.GREY},
        )  # fmt: skip
    begin = max(pd.Timestamp(ERAS[1][0]), other["date"].min())
    early = other.loc[other["date"] <= begin, "mean"].iloc[-1]
    right.text(begin + pd.Timedelta(days=8), early - 0.06, "texts alone",
               size=10.5, color=theme.GREY)  # fmt: skip
    right.text(0.97, 0.06, "grey band: one issue left out\ngreen band: range of coding",
               transform=right.transAxes, ha="right", size=10.5, color=theme.GREY)  # fmt: skip
    return fig


def moves(table: pd.DataFrame, first, second) -> pd.DataFrame:
    """Where Russia (a) and Ukraine (b) stood on two days, the narrowest gap first.

    table: the table `stalling/positions`.   first, second: days.
    Returns the columns of `positions.change` and `gap`, the distance on the second day.
    """
    found = positions.change(table, *BOTH, first, second)
    gap = (found["score_a_second"] - found["score_b_second"]).abs()
    return found.assign(gap=gap).sort_values("gap", kind="stable", ignore_index=True)


def plot_moves(found: pd.DataFrame, issues: pd.DataFrame):
    """Arrows from the first to the second position of each side, one row per issue.

    found: as `moves` gives it.   issues: the table `stalling/issues`.
    A hollow mark did not speak again on the issue.   Returns a matplotlib Figure.
    """
    fig, ax = theme.figure(0.42 * len(found) + 1.0)
    for at, row in found.iterrows():
        for end, side, shift in (("a", "russia", 0.13), ("b", "ukraine", -0.13)):
            first, second = row[f"score_{end}_first"], row[f"score_{end}_second"]
            _, colour, marker = SIDES[side]
            if first != second:
                ax.annotate(
                    "", (second, at + shift), (first, at + shift),
                    arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.8},
                )  # fmt: skip
                ax.plot(first, at + shift, "|", color=colour, markersize=9, markeredgewidth=1.8)
            firm = bool(row[f"spoke_{end}"])
            marks.point(ax, second, at + shift, marker, colour, firm=firm)
    marks.rows(ax, found.index, found["issue"].map(issues.set_index("id")["short"]), 18)
    ax.set(xlim=(-0.04, 1.04), ylim=(-0.6, len(found) + 0.1), xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xlabel("0 Kyiv's end  –  1 Moscow's end")
    ax.grid(axis="x")
    for x, side in ((0.0, "ukraine"), (1.0, "russia")):
        name, colour, _ = SIDES[side]
        ax.text(x, len(found) - 0.4, name, color=colour, ha="left" if x == 0 else "right",
                weight="bold")  # fmt: skip
    return fig


def sensitivity(table: pd.DataFrame, first, second, core) -> pd.DataFrame:
    """How far the fall of the distance rests on choices: which statements, which weights.

    table: the table `stalling/positions`.   first, second: days.   core: ids of issues.
    Returns `choice`, `issues`, `first`, `second` (weighted mean distances), `change`, and
    `by_russia`, `by_ukraine`, the part of the fall that each side's own move would have brought
    alone (they add up to the fall unless the sides passed each other).
    """
    named = confirmed(table)
    kinds = [
        ("all statements, issues alike", table, {}),
        ("land counts three times", table, dict.fromkeys(LAND, 3)),
        ("security counts three times", table, dict.fromkeys(SECURITY, 3)),
        ("six core issues only", table[table["issue"].isin(core)], {}),
        ("without unconfirmed statements", named, {}),
        ("without unconfirmed and implied", named[named["status"] != "implied"], {}),
        ("texts alone", table.dropna(subset="basis"), {}),
    ]
    rows = []
    for choice, part, weights in kinds:
        found = positions.change(part, *BOTH, first, second)
        weight = found["issue"].map(weights).fillna(1)
        before = (found["score_a_first"] - found["score_b_first"]).abs()
        after = before + found["change"]
        values = [before, after, found["change"], found["closer_a"], found["closer_b"]]
        means = [np.average(value, weights=weight) for value in values]
        rows.append((choice, len(found), *means))
    names = ["choice", "issues", "first", "second", "change", "by_russia", "by_ukraine"]
    return tables.Table(rows, columns=names)


# -- Concessions --------------------------------------------------------------------------------


def by_side(concessions: pd.DataFrame) -> pd.DataFrame:
    """The concessions with one row per side that gave way (a joint step counts for each).

    concessions: the table `stalling/concessions`.   Returns its columns with `side`, by date.
    """
    rows = concessions.assign(side=concessions["by"].str.split(";")).explode("side")
    return rows.sort_values("date", kind="stable", ignore_index=True)


def tally(steps: pd.DataFrame) -> pd.DataFrame:
    """Counts per side: steps, what they obtained, whether they still stand, and their size.

    steps: as `by_side` gives it.
    Returns `side`, `steps`, `obtained` (yes or partly), `not_obtained`, `unknown` (whether it was
    obtained), `lapsed` (taken back or run out), `stand`, `unclear` (whether it stands), `scaled`
    (with a size) and `size`, their sum as a positive number of scale units.
    """
    got, fate = steps["obtained"], steps["reversed"]
    marked = steps.assign(
        steps=1,
        obtained=got.isin(["yes", "partly"]),
        not_obtained=got == "no",
        unknown=got == "unknown",
        lapsed=fate == "yes",
        stand=fate == "no",
        unclear=fate == "unknown",
        scaled=steps["size"].notna(),
        size=-steps["size"].fillna(0),
    )
    names = ["steps", "obtained", "not_obtained", "unknown", "lapsed", "stand", "unclear"]
    table = marked.groupby("side")[[*names, "scaled", "size"]].sum()
    return table.reindex(list(SIDES), fill_value=0).rename_axis("side").reset_index()


def plot_concessions(steps: pd.DataFrame):
    """Steps on a time line, one lane a side; hollow: not obtained; cross: taken back or lapsed.

    steps: as `by_side` gives it.   Returns a matplotlib Figure.
    """
    fig, axes = _eras(5.4, 1)
    axes[0, 1].set_xlim(right=steps["date"].max() + pd.Timedelta(days=25))
    names = []
    for lane, (side, (name, colour, _)) in enumerate(reversed(SIDES.items())):
        rows = steps[steps["side"] == side]
        names.append(f"{name}\n({len(rows)})")
        for ax in axes[0]:
            ax.axhline(lane, color=theme.LIGHT, linewidth=0.8)
            part = _inside(ax, rows)
            for row, level in zip(part.itertuples(), _levels(part["date"]), strict=True):
                y = lane + 0.115 * level
                got = row.obtained in ("yes", "partly")
                shape = {"yes": "X", "no": "o", "unknown": "D"}[row.reversed]
                marks.point(ax, row.date, y, shape, colour, firm=got, size=7.5)
    left = axes[0, 0]
    left.set_yticks(range(len(names)), names)
    left.tick_params(axis="y", length=0)
    left.set_ylim(-0.4, len(names) - 0.15)
    shapes = (("o", "stands"), ("X", "taken back, lapsed"), ("D", "not known"))
    handles = [
        left.plot([], [], shape, color=theme.GREY, mfc=theme.PAPER, label=words)[0]
        for shape, words in shapes
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=3, handletextpad=0.2,
               columnspacing=1.0)  # fmt: skip
    return fig


def _levels(dates: pd.Series) -> list[int]:
    """A height for each date, so that marks closer than `NEAR` days do not cover each other."""
    levels, last = [], {}
    for date in dates:
        level = 0
        while level in last and (date - last[level]).days < NEAR:
            level += 1
        last[level] = date
        levels.append(level)
    return levels
