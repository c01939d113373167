"""What did the texts offer, and who moved towards whom? Coded terms, positions and concessions.

Scores run from 0, the fullest demand of Kyiv on an issue, to 1, the fullest of Moscow. The steps
are ordered; their size is the coder's, and so is the mean over issues, which weighs them alike. All
codes are one reader's, from excerpts: what was not seen is not absent.
"""

import numpy as np
import pandas as pd
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
# Years with few statements are drawn narrower than those with many.
ERAS = (("2022-02-01", "2024-12-31"), ("2025-01-01", "2026-04-10"))
LAND, SECURITY = ["territory", "recognition"], ["nato", "foreign-troops", "troop-cap", "guarantees"]

# -- The texts ----------------------------------------------------------------------------------


def cells(terms: pd.DataFrame, texts: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    """What each text says on each issue, and between whose demands that lies.

    terms, texts, issues: the tables of these names under `stalling`.
    Returns one row per issue and text marked for the matrix, issues in the order of their table and
    texts by date, with the columns of `terms` and `text_short`, `issue_short` and `place` in words.
    Raises ValueError when a text and issue have no row.
    """
    shown = texts[texts["matrix"] == "yes"].sort_values("date", kind="stable")
    grid = pd.MultiIndex.from_product([issues["id"], shown["id"]], names=["issue", "text"])
    rows = terms.set_index(["issue", "text"])
    if len(lost := grid.difference(rows.index)):
        raise ValueError(f"The matrix has no row for {lost[0]}.")
    table = rows.loc[grid].reset_index()
    return table.assign(
        text_short=table["text"].map(texts.set_index("id")["short"]),
        issue_short=table["issue"].map(issues.set_index("id")["short"]),
        place=[_place(cell) for cell in table.itertuples()],
    )


def _place(cell) -> str:
    if cell.stance in ("not-seen", "contested"):
        return {"not-seen": "not seen", "contested": "rival wordings"}[cell.stance]
    if pd.isna(cell.score):
        if pd.notna(cell.score_low):
            return "range too wide"
        return "no clause" if cell.stance == "absent" else "not placed"
    ends = {0: "Kyiv\N{RIGHT SINGLE QUOTATION MARK}s demand", 0.5: "half-way",
            1: "Moscow\N{RIGHT SINGLE QUOTATION MARK}s demand"}  # fmt: skip
    return ends.get(cell.score, "nearer Kyiv" if cell.score < 0.5 else "nearer Moscow")


def compare(matrix: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Two texts on the issues on which both have a score, the widest gap last.

    matrix: as `cells` gives it, with `firm`.   one, other: ids of texts.
    Returns `issue`, `one`, `other` (scores), `firm_one`, `firm_other`, `gap` (one less other) and
    the sources of both.
    """
    sides = [
        matrix[matrix["text"] == text].set_index("issue_short").add_suffix(f"_{name}")
        for text, name in ((one, "one"), (other, "other"))
    ]
    wide = sides[0].join(sides[1])
    table = pd.DataFrame({
        "one": wide["score_one"], "other": wide["score_other"],
        "firm_one": wide["firm_one"], "firm_other": wide["firm_other"],
        "gap": wide["score_one"] - wide["score_other"],
        "source": wide["source_one"], "other_sources": wide["source_other"],
    }).dropna(subset="gap")  # fmt: skip
    return table.sort_values("gap", kind="stable").rename_axis("issue").reset_index()


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
    fig, axes = _eras(2.4 * len(shown) + 0.4, len(shown))
    end = table["date"].max()
    names = issues.set_index("id")["short"]
    for pair, issue in zip(axes, shown, strict=True):
        for side in BOTH:
            rows = table[(table["side"] == side) & (table["issue"] == issue)]
            for ax in pair:
                _steps(ax, rows.sort_values("date"), side, end)
                _statements(ax, rows, side)
        pair[0].set(ylim=(-0.14, 1.14), title=f"On {names[issue]}")
        pair[0].title.set_weight("bold")
        pair[0].set_yticks([0, 1], ["Kyiv's\ndemand", "Moscow's\ndemand"])
        for label, side in zip(pair[0].get_yticklabels(), ("ukraine", "russia"), strict=True):
            label.set_color(COLOURS[side])
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
        _dotted_where_old(ax, distance)
        ax.step(
            other["date"], other["mean"], where="post", color=theme.GREY, linestyle=marks.DASHES
        )
    left, right = axes[0]
    left.set(ylim=(0, 1.02), ylabel="distance of demands")
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


def _dotted_where_old(ax, distance):
    """The curve in steps, dotted while fewer than half of the positions are fresh."""
    old = distance["fresh"] < 0.5
    stretches = (old != old.shift()).cumsum()
    for _, part in distance.groupby(stretches):
        then = distance.loc[part.index[0] : part.index[-1] + 1]  # up to the next statement
        line = ":" if old[part.index[0]] else "-"
        ax.step(then["date"], then["mean"], where="post", color=theme.INK, linestyle=line)


def moves(table: pd.DataFrame, first, second) -> pd.DataFrame:
    """Where Russia (a) and Ukraine (b) stood on two days, the narrowest gap first.

    table: the table `stalling/positions`.   first, second: days.
    Returns the columns of `positions.change` and `gap`, the distance on the second day.
    """
    found = positions.change(table, *BOTH, first, second)
    gap = (found["score_a_second"] - found["score_b_second"]).abs()
    return found.assign(gap=gap).sort_values("gap", kind="stable", ignore_index=True)


def moved(found: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    """Who moved on which issue, in words, and the gap on both days, ready to read.

    found: as `moves` gives it.   issues: the table `stalling/issues`.
    """
    names = issues.set_index("id")["short"]
    table = pd.DataFrame({"Issue": found["issue"].map(names)})
    for end, name in (("a", "Russia"), ("b", "Ukraine")):
        way = np.sign(found[f"closer_{end}"]).map({1: "nearer", 0: "same", -1: "further"})
        table[name] = way.where(found[f"spoke_{end}"], "silent")
    table["Gap before"] = [f"{value:.2f}" for value in found["gap"] - found["change"]]
    table["Gap after"] = [f"{value:.2f}" for value in found["gap"]]
    return table


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
