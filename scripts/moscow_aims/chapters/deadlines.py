"""Deadlines and truces: what was announced, what followed, and which raids are on record.

Everything here counts and lays side by side. Nothing in it separates what a deadline did from what
would have happened without it.
"""

import pandas as pd
from matplotlib.dates import DateFormatter, MonthLocator
from matplotlib.lines import Line2D

from moscow_aims import data
from moscow_aims.drawing import marks, theme

# Colour and letters of those addressed; several sides are grey.
ADDRESSEES = {
    "russia": (theme.RUSSIA, "R"),
    "ukraine": (theme.UKRAINE, "U"),
    "russia;ukraine": (theme.GREY, "R+U"),
    "us;russia": (theme.GREY, "US+R"),
    "europe": (theme.EUROPE, "E"),
}
# Marker, fill and name of each code of `enforced`.
CODES = {
    "yes": ("o", "full", "carried out"),
    "partly": ("o", "left", "in part"),
    "no": ("o", "none", "not carried out"),
    "superseded": (">", "full", "replaced"),
    "not-decidable": ("$?$", "full", "not decidable"),
}
# Row, kinds of deadline, side on which the penalty falls, and whether a day was named.
GROUPS = [
    ("Penalty on Russia or its buyers, day named", "penalty", "yes", True),
    ("Penalty on Russia or its buyers, no day", "penalty", "yes", False),
    ("Answer asked of Kyiv, day named", "answer", "no", True),
    ("Penalty on Russia, no deadline before it", "penalty-without-deadline", "yes", False),
    ("Penalty on Ukraine, no deadline before it", "penalty-without-deadline", "no", False),
]
LANES = {"us": (theme.US, "US"), "eu": (theme.EUROPE, "EU"), "uk": (theme.EUROPE, "UK")}
DIRECTIONS = {
    "tighter": ("^", "tighter"),
    "looser": ("v", "looser"),
    "blocked": ("X", "not adopted"),
}
# Column of the launches: marker, ticks, heading.
LAUNCHED = {
    "drones": ("o", (0, 100, 400, 900), "Drones a day"),
    "missiles": ("D", (0, 10, 40, 70), "Missiles a day"),
}
HALF = pd.Timedelta(hours=12)
CLOSE = 13  # days between two steps within which their marks would touch
SPAN = pd.Timestamp("2025-01-01"), pd.Timestamp("2026-07-15")  # axis of the bars


def threats(deadlines: pd.DataFrame) -> pd.DataFrame:
    """Deadlines with a named day that threatened Russia or its buyers with a penalty.

    deadlines: the table `stalling/deadlines`.   Returns its rows, in order of `due`.
    """
    wanted = (deadlines["kind"] == "penalty") & (deadlines["penalty_on_russia"] == "yes")
    return deadlines[wanted & deadlines["due"].notna()].sort_values("due", ignore_index=True)


def tally(deadlines: pd.DataFrame) -> pd.DataFrame:
    """How many of each group were carried out, read strictly and read kindly.

    deadlines: the table `stalling/deadlines`.
    Returns one row for each of `GROUPS`, in their order: `group`, `n`, the numbers coded `yes`,
    `partly`, `no` and `superseded`, `strict` (yes alone) and `kind` (yes and partly).
    """
    rows = []
    for name, kind, russia, dated in GROUPS:
        same = (deadlines["kind"] == kind) & (deadlines["penalty_on_russia"] == russia)
        codes = deadlines.loc[same & (deadlines["due"].notna() == dated), "enforced"]
        found = {code: int((codes == code).sum()) for code in ("yes", "partly", "no", "superseded")}
        total = {"strict": found["yes"], "kind": found["yes"] + found["partly"]}
        rows.append({"group": name, "n": len(codes)} | found | total)
    return pd.DataFrame(rows)


def around(launches: pd.DataFrame, truces: pd.DataFrame) -> pd.DataFrame:
    """Daily launches with the pause to which each belongs.

    Returns `launches` with `pause` (title), `kind`, `start`, `end` and `inside`, whether the day
    lies within the pause.
    """
    names = {"id": "truce", "title": "pause"}
    pauses = truces.rename(columns=names)[["truce", "pause", "kind", "start", "end"]]
    table = launches.merge(pauses, on="truce", validate="many_to_one")
    return table.assign(inside=table["date"].between(table["start"], table["end"]))


def plot_gantt(deadlines: pd.DataFrame):
    """A bar from announcement to day due for each deadline, its end marked by what followed.

    A bar that begins before the axis gets an arrow.
    """
    fig, ax = theme.figure(6.4)
    first, last = SPAN
    table = deadlines.sort_values(["announced", "due"], ignore_index=True)
    middle = first + (last - first) / 2
    for y, row in enumerate(table.itertuples()):
        colour, letters = ADDRESSEES[row.addressees]
        stop = row.announced if pd.isna(row.due) else row.due
        if row.announced < first:
            ax.plot([first], [y], "<", color=colour, markersize=6, clip_on=False)
        width = 4.5 if row.kind == "penalty" else 1.6
        since = max(row.announced, first)
        ax.plot([since, stop], [y, y], color=colour, lw=width, solid_capstyle="butt")
        marker, fill, _ = CODES[row.enforced]
        ax.plot([stop], [y], ls="", marker=marker, color=colour, **_face(fill))
        label = f"{row.title} · {letters}" + ("*" if row.status != "reported" else "")
        side = 1 if stop < middle else -1
        marks.beside(ax, label, stop if side > 0 else since, y, side=side, size=10)
    ax.set(xlim=(first, last), ylim=(len(table) - 0.4, -0.8), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MonthLocator(bymonth=(1, 4, 7, 10)))
    ax.xaxis.set_major_formatter(DateFormatter("%b %y"))
    ax.grid(axis="x")
    _gantt_key(fig)
    return fig


def crowding(sanctions: pd.DataFrame) -> pd.Series:
    """How many levels to raise each mark so that it clears those shortly before it in its lane.

    sanctions: steps in order of date with `by` and `date`.
    Returns whole numbers, 0 where the lane is free, in the order of `sanctions`.
    """
    close = sanctions.groupby("by")["date"].diff().dt.days <= CLOSE
    runs = (~close).groupby(sanctions["by"]).cumsum()
    return sanctions.groupby([sanctions["by"], runs]).cumcount()


def plot_steps(sanctions: pd.DataFrame, sources: pd.DataFrame, labels: dict):
    """Steps on sanctions over time, a lane for each side, ringed if a deadline had been named.

    Marks that would lie on each other are raised.
    sources: the table `sources`; steps known from sources graded D or worse are hollow.
    labels: id of a step -> (text, rise above the lane in points, "left", "center" or "right").
    """
    fig, ax = theme.figure(3.7)
    firm = data.firm(sanctions, sources)
    dates = sanctions["date"]
    at = {by: -place for by, place in zip(LANES, (0, 1.3, 2.1), strict=True)}
    heights = marks.named(sanctions["by"], at) + 0.22 * crowding(sanctions)
    for row, filled, y in zip(sanctions.itertuples(), firm, heights, strict=True):
        colour = LANES[row.by][0]
        if pd.notna(row.announced_deadline):
            ax.plot([row.date], [y], "o", color=theme.GREY, mfc="none", markersize=15)
        marker = DIRECTIONS[row.direction][0]
        marks.point(ax, [row.date], [y], marker, colour, firm=filled, size=8)
        if row.id in labels:
            text, rise, align = labels[row.id]
            ax.annotate(
                text,
                (row.date, y),
                (0, rise),
                textcoords="offset points",
                ha=align,
                va="center",
                size=10,
                linespacing=0.95,
                arrowprops={
                    "arrowstyle": "-",
                    "color": theme.GREY,
                    "lw": 0.7,
                    "shrinkA": 0,
                    "shrinkB": 9,
                },
            )
    marks.rows(ax, at.values(), [name for _, name in LANES.values()])
    edge = pd.Timedelta(days=25)
    ax.set(ylim=(-2.6, 1.15), xlim=(dates.min() - edge, dates.max() + edge))
    ax.xaxis.set_major_locator(MonthLocator(bymonth=(1, 4, 7, 10)))
    ax.xaxis.set_major_formatter(DateFormatter("%b %y"))
    ax.grid(axis="x")
    handles = [
        Line2D([], [], ls="", marker=marker, color=theme.INK, markersize=7, label=name)
        for marker, name in DIRECTIONS.values()
    ]
    ring = {"ls": "", "marker": "o", "color": theme.GREY, "mfc": "none", "markersize": 12}
    handles.append(Line2D([], [], label="deadline before it", **ring))
    fig.legend(handles=handles, loc="outside lower center", ncols=4, columnspacing=1, **TIGHT)
    return fig


def plot_launches(table: pd.DataFrame):
    """Drones and missiles by day around each pause, which is shaded; "no row" where there is none.

    table: from `around`. A day without a row gets a question mark on the line, since it is no zero. The comparison without a truce is not shaded.
    """
    pauses = table.drop_duplicates("truce").sort_values("start")
    fig, axes = theme.figure(7.4, nrows=len(pauses), ncols=2, squeeze=False, sharey="col")
    for line, pause in zip(axes, pauses.itertuples(), strict=True):
        days = table[table["truce"] == pause.truce].sort_values("date")
        for ax, (name, (marker, ticks, _)) in zip(line, LAUNCHED.items(), strict=True):
            _daily(ax, days, name, marker, ticks)
            if pause.kind == "truce":
                ax.axvspan(pause.start - HALF, pause.end + HALF, color=theme.LIGHT, alpha=0.7, lw=0)
        line[0].set_title(_dated(pause), loc="left", size=10.5, pad=3)
    look = {"xycoords": "axes fraction", "textcoords": "offset points", "weight": "bold"}
    for ax, (_, _, heading) in zip(axes[0], LAUNCHED.values(), strict=True):
        ax.annotate(heading, (0, 1), (0, 19), size=10.5, **look)
    return fig


TIGHT = {"handletextpad": 0.3, "borderaxespad": 0.2, "labelspacing": 0.3}


def _face(fill: str) -> dict:
    """Look of an end marker; an empty one hides the bar beneath it."""
    look = {"markersize": 8, "markeredgewidth": 1.3, "markerfacecoloralt": theme.PAPER}
    if fill == "none":
        return look | {"mfc": theme.PAPER}
    return look | {"fillstyle": fill}


def _gantt_key(fig) -> None:
    handles = []
    for marker, fill, name in CODES.values():
        look = {"ls": "", "color": theme.INK, **_face(fill)}
        handles.append(Line2D([], [], marker=marker, label=name, **look))
    sides = [
        ("russia", "R: to Russia"),
        ("ukraine", "U: to Ukraine"),
        ("russia;ukraine", "several sides"),
        ("europe", "E: of Europe"),
    ]
    for side, name in sides:
        handles.append(Line2D([], [], color=ADDRESSEES[side][0], lw=1.8, label=name))
    handles.append(Line2D([], [], color=theme.RUSSIA, lw=4.5, label="thick: penalty"))
    look = TIGHT | {"handletextpad": 0.6}
    fig.legend(handles=handles, loc="outside lower center", ncols=3, columnspacing=1, **look)


def _daily(ax, days: pd.DataFrame, name: str, marker: str, ticks) -> None:
    logged = days[days[name].notna()]
    heights = logged[name].astype(float)
    ax.vlines(logged["date"], 0, heights, color=theme.FIRST, lw=1)
    marks.point(ax, logged["date"], heights, marker, theme.FIRST, size=4.5)
    ax.set_yscale("function", functions=(_root, _square))
    ax.set(ylim=(-ticks[-1] / 90, ticks[-1] * 1.25), yticks=ticks)  # room for whole markers
    for day in days.loc[days[name].isna(), "date"]:
        look = {"ha": "center", "va": "bottom", "size": 10, "color": theme.GREY}
        ax.text(day, 0, "?", **look)
    # Ends of the days shown, so that each panel can be dated without crowding.
    ends = days["date"].iloc[[0, -1]]
    ax.set_xlim(ends.iloc[0] - HALF, ends.iloc[1] + HALF)
    ax.set_xticks(list(ends), [marks.day(end, "%b") for end in ends])


def _dated(pause) -> str:
    """Name of a pause with its days, which some names hold already."""
    if pause.pause[0].isdigit():
        return pause.pause
    days, _, _ = marks.period(pause.start, pause.end, "day").rpartition(" ")
    return f"{pause.pause}: {days}"


def _root(values):
    return abs(values) ** 0.5 * (2 * (values > 0) - 1)


def _square(values):
    return abs(values) * values
