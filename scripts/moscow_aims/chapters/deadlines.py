"""Deadlines and truces: what was announced, what followed, and which raids are on record.

Everything here counts and lays side by side. Nothing in it separates what a deadline did from what
would have happened without it.
"""

import pandas as pd

from moscow_aims import data
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import SHORT

# Code of `enforced` -> the word of its chip.
CODES = {
    "yes": "yes",
    "partly": "partly",
    "no": "no",
    "superseded": "replaced",
    "not-decidable": "undecided",
}
LANES = {"us": (theme.US, "United States"), "eu": (theme.EUROPE, "European Union"),
         "uk": (theme.EUROPE, "Britain")}  # fmt: skip
HEIGHT = 3.9  # between two lanes; a step is as high as its place among those close to it
DIRECTIONS = {"tighter": (1, "^"), "looser": (-1, "v"), "blocked": (0, "X")}
CLOSE = 10  # days between two steps within which their marks would touch


def threats(deadlines: pd.DataFrame) -> pd.DataFrame:
    """Deadlines with a named day that threatened Russia or its buyers with a penalty.

    deadlines: the table `stalling/deadlines`.   Returns its rows in the order in which they were announced.
    """
    wanted = (deadlines["kind"] == "penalty") & (deadlines["penalty_on_russia"] == "yes")
    return deadlines[wanted & deadlines["due"].notna()].sort_values("announced", ignore_index=True)


def told(deadlines: pd.DataFrame) -> pd.DataFrame:
    """Rows of `stalling/deadlines` as readers see them: who, to whom, when, what, and what came.

    Returns the columns Deadline, By, To, Said, Due, Threat, What happened and Carried out, in the order of
    `deadlines`.
    """
    return pd.DataFrame({
        "Deadline": deadlines["title"],
        "By": deadlines["by"].map(_named),
        "To": deadlines["addressees"].map(_named),
        "Said": _days(deadlines, "announced"),
        "Due": _days(deadlines, "due"),
        "Threat": deadlines["threat"],
        "What happened": deadlines["outcome"],
        "Carried out": marks.named(deadlines["enforced"], CODES),
    })  # fmt: skip


def _days(deadlines: pd.DataFrame, column: str) -> list[str]:
    """The days of a column, with no more of each than is known."""
    dates, units = deadlines[column], deadlines[f"{column}_precision"]
    return [
        "no day" if pd.isna(date) else marks.period(date, date, unit)
        for date, unit in zip(dates, units, strict=True)
    ]


def _named(sides: str) -> str:
    return " and ".join(SHORT[side] for side in data.ids(sides))


def plot_threats(rows: pd.DataFrame, moves: pd.DataFrame):
    """A bar from announcement to day due for each threat, with what came of it.

    rows: rows of `stalling/deadlines` that name a day, from the top down, and of penalties that
    came without one, drawn as a mark; numbered from 0.   moves: what Moscow did, with its `date`,
    its `label`, and the day `due` of the threat before which it came.
    """
    fig, ax = theme.figure(0.42 * len(rows) + 1.2)
    looks = {"us": theme.US, "ukraine;europe": theme.UKRAINE}
    for y, row in enumerate(rows.itertuples()):
        colour = looks[row.by]
        end = row.announced if pd.isna(row.due) else row.due
        if pd.isna(row.due):
            marks.point(ax, [end], [y], "D", colour)
        ax.plot([row.announced, end], [y, y], color=colour, lw=9, solid_capstyle="butt")
        words = "in full" if row.enforced == "yes" else CODES[row.enforced]
        marks.beside(ax, words, end, y, theme.INK, bbox={"fc": theme.PAPER, "ec": "none", "pad": 1})
    for move in moves.itertuples():
        y = rows.index[rows["due"] == move.due][0]
        ax.plot([move.date] * 2, [-0.7, y], color=theme.RUSSIA, linewidth=1.2, zorder=0)
        marks.point(ax, [move.date], [y], "s", theme.RUSSIA)
        ax.annotate(move.label, (move.date, -0.7), (4, 0), textcoords="offset points",
                    color=theme.RUSSIA, va="bottom", size=marks.TYPE, annotation_clip=False)  # fmt: skip
    marks.rows(ax, range(len(rows)), rows["title"], 22)
    ax.set(ylim=(len(rows) - 0.4, -0.7))
    ax.set_xlim(pd.Timestamp("2025-02-20"), pd.Timestamp("2025-12-20"))
    days = pd.date_range("2025-03-01", "2025-12-01", freq="QS-MAR")
    ax.set_xticks(days, [f"{day:%b %Y}" for day in days])
    return fig


def levels(sanctions: pd.DataFrame) -> pd.Series:
    """How far from its lane each mark is drawn so that it clears those shortly before it.

    sanctions: steps in order of date with `by`, `direction` and `date`.
    Returns whole numbers from 1, in the order of `sanctions`.
    """
    lane = [sanctions["by"], sanctions["direction"]]
    close = sanctions.groupby(lane)["date"].diff().dt.days <= CLOSE
    runs = (~close).groupby(lane).cumsum()
    return sanctions.groupby([*lane, runs]).cumcount() + 1


def plot_steps(sanctions: pd.DataFrame, firm: pd.Series, labels: dict):
    """Steps on sanctions over time, a lane for each side: up is tighter, down is looser.

    sanctions: the table `stalling/sanctions` in order of date.   firm: as `data.firm` gives it; what
    is not firm is hollow.   labels: id of a step -> its name, written beyond the mark.
    """
    fig, ax = theme.figure(4.8)
    at = {by: -HEIGHT * place for place, by in enumerate(LANES)}
    rows = sanctions.assign(firm=firm, level=levels(sanctions))
    for row in rows.itertuples():
        colour, (way, marker) = LANES[row.by][0], DIRECTIONS[row.direction]
        y = at[row.by] + 0.85 * way * row.level
        ax.plot([row.date] * 2, [at[row.by], y], color=colour, linewidth=1.4, zorder=1)
        if pd.notna(row.announced_deadline):
            ax.plot(row.date, y, "o", color=theme.GREY, mfc="none", markersize=15)
        marks.point(ax, [row.date], [y], marker, colour, firm=row.firm, size=8)
        if row.id in labels:
            rise = 11 if way >= 0 else -11
            ax.annotate(labels[row.id], (row.date, y), (0, rise), textcoords="offset points",
                        ha="center", va="bottom" if rise > 0 else "top", size=theme.SMALLEST,
                        linespacing=0.95)  # fmt: skip
    for y in at.values():
        ax.axhline(y, color=theme.GREY, linewidth=0.8, zorder=0)
    marks.rows(ax, at.values(), [name for _, name in LANES.values()], 9)
    edge = pd.Timedelta(days=30)
    ax.set(ylim=(-2 * HEIGHT - 1.0, 2.4))
    ax.set_xlim(sanctions["date"].min() - edge, sanctions["date"].max() + edge)
    days = pd.date_range("2025-04-01", "2026-10-01", freq="2QS-OCT")
    ax.set_xticks(days, [f"{day:%b %Y}" for day in days])
    return fig


def raids(launches: pd.DataFrame, truces: pd.DataFrame) -> pd.DataFrame:
    """The truces, with the number of their days and of those for which a raid is on record.

    launches, truces: the tables of these names under `stalling`.
    Returns those of `truces` on which there are launches, with `days` and `logged`, the days with a
    row of drones or of missiles. A day that is not logged is no quiet day: nobody may have reported
    it.
    """
    days = truces.rename(columns={"id": "truce"})[["truce", "start", "end"]]
    table = launches.merge(days, on="truce", validate="many_to_one")
    table = table[table["date"].between(table["start"], table["end"])]
    found = table["drones"].notna() | table["missiles"].notna()
    logged = table[found].groupby("truce")["date"].nunique()
    table = truces[truces["id"].isin(launches["truce"])]
    return table.assign(
        days=(table["end"] - table["start"]).dt.days + 1,
        logged=table["id"].map(logged).fillna(0).astype(int),
    )
