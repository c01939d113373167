"""What happened in the talks, what each side said of one call, which facts the articles got right.

Rows are events and statements that one coder chose and coded from reports: counts describe this
record and nothing wider. What followed upon what is said, what brought it about is not.
"""

import textwrap
from zoneinfo import ZoneInfo

import pandas as pd
from matplotlib.dates import ConciseDateFormatter, MonthLocator
from matplotlib.lines import Line2D

from moscow_aims import data
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import COLOURS, SHORT

# The lanes of the strip: name and colour.
SIDES = {
    **{side: (SHORT[side], COLOURS[side]) for side in ("russia", "ukraine", "us", "europe")},
    "others": ("others", theme.GREY),
}
FOLDED = {"turkey": "others", "other": "others"}
# Twelve kinds of event in six groups, each with its marker and the marker's relative size.
GROUPS = {
    "text or offer": ("D", 5.5),
    "meeting or call": ("o", 6.0),
    "threat or measure": ("^", 7.0),
    "truce": ("s", 5.5),
    "statement": ("P", 6.5),
    "violence": ("X", 6.5),
}
KINDS = {
    "proposal": "text or offer",
    "document": "text or offer",
    "concession": "text or offer",
    "agreement": "text or offer",
    "meeting": "meeting or call",
    "call": "meeting or call",
    "threat": "threat or measure",
    "deadline": "threat or measure",
    "pressure": "threat or measure",
    "truce": "truce",
    "statement": "statement",
    "violence": "violence",
}
PARTIES = {
    "kremlin": ("Kremlin", theme.RUSSIA, "s"),
    "white-house": ("White House", theme.US, "o"),
    "kyiv": ("Kyiv", theme.UKRAINE, "D"),
    "press": ("press", theme.GREY, "^"),
}
TELLERS = ["kremlin", "white-house", "kyiv"]
TOPICS = {
    "scope-of-pause": "scope of the pause",
    "start-of-pause": "start of the pause",
    "duration": "length of the pause",
    "prisoners": "prisoners",
    "black-sea": "Black Sea",
    "full-ceasefire": "full ceasefire",
    "conditions": "mobilisation, arms",
    "aid-and-intelligence": "aid and intelligence",
    "root-causes": "root causes",
    "territory": "territory",
    "army-size": "size of the army",
    "bilateral-relations": "bilateral relations",
    "middle-east": "Middle East",
    "strategic-arms": "strategic arms",
    "ice-hockey": "ice hockey",
    "next-steps": "next steps",
}
STAGES = {
    "points-before": "the text brought to Geneva",
    "points-after": "the text after Geneva",
    "points-moscow": "as Moscow counted",
}
PLACES = {"Taiwan": "Asia/Taipei", "Moscow": "Europe/Moscow", "Kyiv": "Europe/Kyiv"}
MINUTES = 60
LINE = 44  # characters of a title on one line

# -- Events ------------------------------------------------------------------------------------


def strip(events: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The events by side, in order of date: one row per event and side that it touches.

    events, sources: the tables `stalling/events` and `sources`.
    Returns the columns of `events` and `number` (of the event, from 1), `side` (a key of `SIDES`;
    Turkey and all further ones are "others"), `acts` (the side proposed or acted; all do where
    nobody is named), `group` (of `GROUPS`) and `firm` (`data.firm`).
    Raises KeyError for a kind that belongs to no group.
    """
    rows = events.sort_values("date", kind="stable").reset_index(drop=True)
    rows = rows.assign(
        number=rows.index + 1,
        group=marks.named(rows["kind"], KINDS),
        firm=data.firm(rows, sources),
        side=rows["actors"].map(_sides),
        acting=rows["proposer"].map(_sides),
    ).explode("side")
    pairs = zip(rows["side"], rows["acting"], strict=True)
    rows["acts"] = [not acting or side in acting for side, acting in pairs]
    return rows.drop(columns="acting").reset_index(drop=True)


def _sides(cell) -> list[str]:
    return list(dict.fromkeys(FOLDED.get(side, side) for side in data.ids(cell)))


def shared(rows: pd.DataFrame) -> pd.DataFrame:
    """How often two sides appear in one event: sides by sides, the diagonal being all events.

    rows: as `strip` returns it.
    """
    present = pd.crosstab(rows["number"], rows["side"]).reindex(columns=list(SIDES), fill_value=0)
    return present.T @ present


def listed(rows: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """The events of a quarter as lines of a list: `number`, `lines` (title, wrapped) and `y`.

    rows: as `strip` returns it.   quarter: such as "2025Q1". Titles of two lines get more room.
    """
    inside = rows[rows["date"].dt.to_period("Q") == pd.Period(quarter)]
    events = inside.drop_duplicates("number").sort_values("number")
    lines = events["title"].map(lambda title: textwrap.fill(title, LINE))
    room = 0.5 + 0.3 * lines.str.count("\n")  # above and below the middle of an entry
    y = (room + room.shift(fill_value=-room.iloc[0])).cumsum()
    return events[["number"]].assign(lines=lines, y=y).reset_index(drop=True)


# -- The call of 18 March 2025 -------------------------------------------------------------------


def mentions(readouts: pd.DataFrame) -> pd.DataFrame:
    """Who speaks of what: rows `TOPICS`, columns `TELLERS`, cells "yes", "no" or "unknown".

    readouts: the table `stalling/readouts`. A pair without a row was not looked at: unknown.
    """
    rows = readouts[readouts["topic"].isin(TOPICS) & readouts["party"].isin(TELLERS)]
    grid = rows.pivot(index="topic", columns="party", values="mentioned")
    grid = grid.reindex(index=list(TOPICS), columns=TELLERS)
    return grid.astype(object).fillna("unknown")


def statements(readouts: pd.DataFrame) -> pd.DataFrame:
    """What each side said, in our words: topics by tellers; "not mentioned" and "not read" else."""
    rows = readouts[readouts["topic"].isin(TOPICS) & readouts["party"].isin(TELLERS)]
    said = rows.pivot(index="topic", columns="party", values="statement")
    said = said.reindex(index=list(TOPICS), columns=TELLERS).astype(object)
    absent = mentions(readouts).replace({"no": "not mentioned", "unknown": "not read", "yes": ""})
    said = said.fillna(absent).rename(index=TOPICS)
    return said.rename(columns={key: name for key, (name, *_) in PARTIES.items()})


def reported(readouts: pd.DataFrame, *topics: str) -> pd.DataFrame:
    """The rows of `topics` that give a number, in their order.

    Raises KeyError naming the first topic without a number.
    """
    known = readouts[readouts["value"].notna()]
    for topic in topics:
        if topic not in set(known["topic"]):
            raise data.Missing(f"data/stalling/readouts.csv has no number on {topic!r}.")
    return pd.concat([known[known["topic"] == topic] for topic in topics], ignore_index=True)


def moscow_hour(check: pd.Series) -> float:
    """The hour in Moscow when it is the one of an article's statement.

    Parameters
    ----------
    check : Series
        A row of the table `stalling/article-checks`, of which `said_date`, `said_hour` ("21:00")
        and `said_place` (of `PLACES`) are read.

    Returns
    -------
    float
        In hours from midnight: 16.5 is half past four in the afternoon.
    """
    hour = pd.Timedelta(f"{check['said_hour']}:00")
    there = (check["said_date"] + hour).tz_localize(ZoneInfo(PLACES[check["said_place"]]))
    here = there.tz_convert(ZoneInfo(PLACES["Moscow"]))
    return here.hour + here.minute / MINUTES


def ends(readouts: pd.DataFrame) -> pd.DataFrame:
    """The call's reported lengths and the hour (Moscow) at which each would end it.

    Returns the rows on length with `start` (hour, the White House) and `end` = start + length.
    """
    lengths = reported(readouts, "length")
    start = reported(readouts, "start-time").set_index("party").loc["white-house", "value"]
    return lengths.assign(start=start, end=start + lengths["value"] / MINUTES)


# -- The articles' facts -------------------------------------------------------------------------


def days(checks: pd.DataFrame) -> pd.DataFrame:
    """The statements for which article and sources both give a day, with `apart` (days between).

    `apart` is positive where the sources have the later day.
    """
    rows = checks[checks["said_date"].notna() & checks["found_date"].notna()]
    apart = (rows["found_date"] - rows["said_date"]).dt.days
    return rows.assign(apart=apart).reset_index(drop=True)


# -- Plots ---------------------------------------------------------------------------------------


def plot_strip(rows: pd.DataFrame, turn: str, labels: dict, publications: dict):
    """Lanes by side: above the years before `turn`, below those after it on a wider scale.

    rows: as `strip` returns it.   turn: day at which the second panel begins.
    labels: id of an event -> name above its mark.   publications: name -> day, drawn as lines.
    """
    fig, axes = theme.figure(6.0, nrows=2, height_ratios=[2, 3])
    turn = pd.Timestamp(turn)
    span = rows["date"].min(), turn, rows["date"].max()
    for ax, start, end in zip(axes, span[:-1], span[1:], strict=True):
        late = ax is axes[1]
        inside = rows[(rows["date"] >= turn) == late]
        _lanes(ax, inside)
        for row in inside[inside["id"].isin(labels)].drop_duplicates("id").itertuples():
            ax.text(row.date, -0.55, labels[row.id], rotation=55, size=10, va="bottom")
        margin = (end - start) * 0.03
        foot = 0.1 if late else -0.45  # room below the lanes for the names of the articles
        ax.set(xlim=(start - margin, end + margin), ylim=(len(SIDES) + foot, -0.5))
    axes[0].xaxis.set_major_locator(MonthLocator(bymonth=(1, 7)))
    axes[1].xaxis.set_major_locator(MonthLocator(bymonth=(1, 4, 7, 10)))
    axes[1].xaxis.set_minor_locator(MonthLocator())
    for ax in axes:
        ax.xaxis.set_major_formatter(ConciseDateFormatter(ax.xaxis.get_major_locator()))
    for name, day in publications.items():
        axes[1].axvline(day, color=theme.SECOND, linestyle="--", linewidth=1.2, zorder=0)
        axes[1].text(
            day,
            len(SIDES) + 0.05,
            f" {name}",
            color=theme.SECOND,
            size=10,
            va="bottom",
        )
    _key(fig)
    return fig


def _lanes(ax, rows):
    """Draw events in the lanes of the sides; those of one event are joined by a thin line."""
    lane = {side: y for y, side in enumerate(SIDES)}
    # Five steps up and down keep neighbours apart; the height within a lane means nothing.
    steps = [-0.26, 0.0, 0.26, -0.13, 0.13]
    for number, parts in rows.groupby("number"):
        heights = parts["side"].map(lane) + steps[number % len(steps)]
        date = parts["date"].iloc[0]
        if len(parts) > 1:
            ax.plot([date] * 2, [heights.min(), heights.max()], color=theme.LIGHT, lw=0.8, zorder=1)
        for part, y in zip(parts.itertuples(), heights, strict=True):
            _event(ax, date, y, part)
    for y in range(len(SIDES) - 1):
        ax.axhline(y + 0.5, color=theme.LIGHT, linewidth=0.6, zorder=0)
    ax.set_yticks(list(lane.values()), [name for name, _ in SIDES.values()])
    for tick, (_, colour) in zip(ax.get_yticklabels(), SIDES.values(), strict=True):
        tick.set_color(colour)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _event(ax, x, y, part):
    """The group's marker for a side that acts, a dot for one that takes part or is addressed."""
    colour = SIDES[part.side][1]
    if part.acts:
        marker, size = GROUPS[part.group]
        marks.point(ax, [x], [y], marker, colour, firm=part.firm, size=size)
    else:
        ax.plot([x], [y], ".", color=colour, markersize=4)


def _key(fig):
    shapes = [
        Line2D([], [], linestyle="", marker=marker, color=theme.INK, markersize=size, label=name)
        for name, (marker, size) in GROUPS.items()
    ]
    touched = Line2D([], [], linestyle="", marker=".", color=theme.INK, label="takes part")
    fig.legend(
        handles=[*shapes, touched],
        loc="outside lower center",
        ncol=3,
        fontsize=10,
        handletextpad=0.2,
        columnspacing=1.0,
    )


def plot_quarter(rows: pd.DataFrame, quarter: str, length: float):
    """The events of one quarter as a list, downwards in time, with their sides beside it.

    rows: as `strip` returns it.   quarter: such as "2025Q1".
    length: of the longest list, the greatest `y` that `listed` gives for any quarter shown.
    """
    fig, ax = theme.figure(6.0)
    heights = listed(rows, quarter).set_index("number")
    column = {side: x for x, side in enumerate(SIDES)}
    for number, parts in rows[rows["number"].isin(heights.index)].groupby("number"):
        y = heights.loc[number, "y"]
        xs = parts["side"].map(column)
        if len(parts) > 1:
            ax.plot([xs.min(), xs.max()], [y, y], color=theme.LIGHT, linewidth=0.9, zorder=1)
        for part, x in zip(parts.itertuples(), xs, strict=True):
            _event(ax, x, y, part)
        first = parts.iloc[0]
        ax.text(4.7, y, marks.day(first["date"], "%b"), size=10, va="center", color=theme.GREY)
        ax.text(6.9, y, heights.loc[number, "lines"], size=10, va="center", linespacing=0.9)
    for side, x in column.items():
        name, colour = SIDES[side]
        ax.text(x, -0.8, name, rotation=60, size=10, color=colour, va="bottom", ha="left")
    ax.set(xlim=(-0.5, 19.5), ylim=(length + 0.9, -3.2))
    ax.axis("off")
    _key(fig)
    return fig


def plot_mentions(grid: pd.DataFrame):
    """Topics by tellers: a filled mark for mentioned, a dash for not, a question mark for unknown.

    grid: as `mentions` returns it.
    """
    fig, ax = theme.figure(5.4)
    for x, party in enumerate(grid.columns):
        name, colour, marker = PARTIES[party]
        for y, cell in enumerate(grid[party]):
            if cell == "yes":
                marks.point(ax, [x], [y], marker, colour, size=11)
            elif cell == "no":
                ax.plot([x], [y], marker="_", color=colour, markersize=13, markeredgewidth=2)
            else:
                ax.text(x, y, "?", color=theme.GREY, ha="center", va="center")
        ax.text(x, -0.8, name, color=colour, ha="center", va="bottom")
    for y in range(1, len(grid)):
        ax.axhline(y - 0.5, color=theme.LIGHT, linewidth=0.6, zorder=0)
    marks.rows(ax, range(len(grid)), [TOPICS[topic] for topic in grid.index])
    ax.set(xlim=(-0.5, len(grid.columns) - 0.5), ylim=(len(grid) - 0.4, -1.6), xticks=[])
    ax.set(xlabel="filled: mentioned; dash: not mentioned; ?: not read")
    ax.spines["bottom"].set_visible(False)
    return fig


def plot_clock(window, left, starts: pd.DataFrame, lengths: pd.DataFrame, article):
    """The call on Moscow's clock: the window announced, the start, the ends that lengths imply.

    window: (first, last) hour.   left: hour at which Putin left the hall.   starts: rows with
    `party`, `value`.   lengths: as `ends` returns it.   article: (hour set, hours late at most).
    """
    fig, ax = theme.figure(4.6)
    ax.axvspan(*window, color=theme.LIGHT, linewidth=0, alpha=0.6, zorder=0)
    ax.text(sum(window) / 2, -0.72, "announced window", ha="center", va="center", size=10)
    rows = ["hour set, and delay, in Article A"]
    hour, late = article
    ax.plot([hour, hour + late], [0, 0], color=theme.SECOND, linewidth=2.4)
    ax.plot([hour], [0], "|", color=theme.SECOND, markersize=16, markeredgewidth=2.4)
    marks.beside(ax, "nearly an hour", hour + late, 0, theme.SECOND)
    rows.append("Putin leaves the hall")
    marks.point(ax, [left], [1], PARTIES["kremlin"][2], PARTIES["kremlin"][1])
    for y, row in enumerate(starts.itertuples(), start=len(rows)):
        name, colour, marker = PARTIES[row.party]
        marks.point(ax, [row.value], [y], marker, colour)
        rows.append(f"start ({name})")
    for y, row in enumerate(lengths.itertuples(), start=len(rows)):
        name, colour, marker = PARTIES[row.party]
        ax.plot([row.start, row.end], [y, y], color=colour, linewidth=1.2, linestyle=marks.DASHES)
        marks.point(ax, [row.end], [y], marker, colour, firm=row.bound == "exact")
        sign = {"lower": "over ", "upper": "under ", "exact": ""}[row.bound]
        marks.beside(ax, f"{sign}{row.value:.0f} min", row.end, y, colour)
        rows.append(f"end ({name})")
    marks.rows(ax, range(len(rows)), rows, width=22)
    last = lengths["end"].max()
    ax.set(xlim=(min(window[0], hour) - 0.15, last + 0.9), ylim=(len(rows) - 0.5, -1.1))
    hours = range(int(window[0]), int(last) + 2)
    ax.set_xticks(list(hours), [f"{h}:00" for h in hours])
    ax.set(xlabel="Time in Moscow, 18 March 2025")
    return fig


def plot_points(rows: pd.DataFrame):
    """How many points a text had, by who said it: dots in three groups, bounds as hollow arrows.

    rows: as `reported` returns it for the topics `STAGES`.
    """
    fig, ax = theme.figure(4.6)
    at, names, y = [], [], 0.0
    for stage, title in STAGES.items():
        ax.text(rows["value"].min() - 1, y, title, weight="bold", va="center", size=10.5)
        for row in rows[rows["topic"] == stage].itertuples():
            y += 1
            name, colour, marker = PARTIES[row.party]
            exact = row.bound == "exact"
            marks.point(ax, [row.value], [y], marker if exact else "<", colour, firm=exact)
            text = f"{row.value:.0f}" if exact else f"under {row.value:.0f}"
            marks.beside(ax, text, row.value, y, colour)
            at.append(y)
            day = row.said_on
            names.append(name if pd.isna(day) else f"{row.speaker} on {day.day} {day:%B}")
        y += 1.4
    marks.rows(ax, at, names, width=24)
    span = rows["value"].min(), rows["value"].max()
    ax.set(xlim=(span[0] - 1.5, span[1] + 3), ylim=(max(at) + 0.7, -0.8))
    ax.set(xlabel="Number of points")
    return fig
