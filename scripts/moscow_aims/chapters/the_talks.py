"""What happened in the talks, what each side said of one call, which facts the articles got right.

Rows are events and statements that one coder chose and coded from reports: counts describe this
record and nothing wider. What followed upon what is said, what brought it about is not.
"""

from zoneinfo import ZoneInfo

import pandas as pd

from moscow_aims import data
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import SHORT

# Twelve kinds of event in four groups, from the bottom of a bar: its colour and that of type on it.
GROUPS = {
    "offers, texts, truces": (theme.FIRST, theme.PAPER),
    "meetings and calls": (theme.THIRD, theme.ON_LIGHT),
    "threats and measures": (theme.SECOND, theme.PAPER),
    "words and violence": (theme.GREY, theme.PAPER),
}
KINDS = {
    "proposal": "offers, texts, truces",
    "document": "offers, texts, truces",
    "concession": "offers, texts, truces",
    "agreement": "offers, texts, truces",
    "truce": "offers, texts, truces",
    "meeting": "meetings and calls",
    "call": "meetings and calls",
    "threat": "threats and measures",
    "deadline": "threats and measures",
    "pressure": "threats and measures",
    "statement": "words and violence",
    "violence": "words and violence",
}
# Events at which the talks took another way, in short.
TURNS = {
    "2025-02-12-call": "talks begin",
    "2025-05-16-istanbul-1": "Istanbul",
    "2025-08-15-anchorage": "Anchorage",
    "2025-11-20-kyiv": "28 points",
    "2026-01-23-abu-dhabi-1": "talks of three",
    "2026-03-05-hold": "on hold",
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
TOLD = {("yes", "yes"): "both", ("yes", "no"): "Kremlin only", ("no", "yes"): "White House only"}

# -- Events ------------------------------------------------------------------------------------


def by_month(events: pd.DataFrame, start: str) -> pd.DataFrame:
    """Number of events of each group in each month: months from `start` on by `GROUPS`.

    events: the table `stalling/events`. Months without an event have noughts.
    Raises KeyError for a kind that belongs to no group.
    """
    groups = marks.named(events["kind"], KINDS)
    months = events["date"].dt.to_period("M")
    counts = pd.crosstab(months, groups)
    every = pd.period_range(start, months.max(), freq="M", name="month")
    return counts.reindex(index=every, columns=list(GROUPS), fill_value=0)


def turns(events: pd.DataFrame) -> pd.Series:
    """The turning points: month -> what it is called in the picture."""
    found = events.set_index("id").loc[list(TURNS), "date"].dt.to_period("M")
    return pd.Series(list(TURNS.values()), index=pd.PeriodIndex(found))


def listed(events: pd.DataFrame) -> pd.DataFrame:
    """All events in order of date, for the table of the chapter."""
    rows = events.sort_values("date", kind="stable")
    table = {
        "Event": rows["title"],
        "Day": rows["date"].map(marks.day),
        "Year": rows["date"].dt.year,
        "Kind": rows["kind"],
        "Who acted": rows["proposer"].map(_in_words),
        "What happened": rows["event"],
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _in_words(sides) -> str:
    return ", ".join(SHORT.get(side, "others") for side in data.ids(sides))


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
    """What each side said, in our words, and who told: topics by tellers.

    "Not mentioned" means that the text, as read, is silent; "not read" that too little was read.
    "Told by" compares the Kremlin and the White House: both, one only, neither or not known.
    """
    rows = readouts[readouts["topic"].isin(TOPICS) & readouts["party"].isin(TELLERS)]
    said = rows.pivot(index="topic", columns="party", values="statement")
    said = said.reindex(index=list(TOPICS), columns=TELLERS).astype(object)
    absent = mentions(readouts).replace({"no": "not mentioned", "unknown": "not read", "yes": ""})
    said = said.fillna(absent)
    pairs = mentions(readouts)[["kremlin", "white-house"]].apply(tuple, axis=1)
    told = pairs.map(lambda pair: "not known" if "unknown" in pair else TOLD.get(pair, "neither"))
    said.insert(0, "Told by", told)
    said = said.rename(columns={key: name for key, (name, *_) in PARTIES.items()})
    return said.rename(index=TOPICS).rename_axis("Subject", axis=0).rename_axis(None, axis=1)


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


def points(readouts: pd.DataFrame) -> pd.DataFrame:
    """How many points each speaker gave the plan of November 2025, ready to read."""
    rows = reported(readouts, *STAGES)
    speaker = rows["speaker"].fillna("Press reports")
    signs = rows["bound"].map({"exact": "", "upper": "fewer than "})
    table = {
        "Who": speaker,
        "Day": rows["said_on"].map(marks.day, na_action="ignore").fillna(""),
        "Which text": rows["topic"].map(STAGES),
        "Points": signs + rows["value"].map("{:.0f}".format),
    }
    return pd.DataFrame(table)


# -- The articles' facts -------------------------------------------------------------------------


def days(checks: pd.DataFrame) -> pd.DataFrame:
    """The statements for which article and sources both give a day, with `apart` (days between).

    `apart` is positive where the sources have the later day.
    """
    rows = checks[checks["said_date"].notna() & checks["found_date"].notna()]
    apart = (rows["found_date"] - rows["said_date"]).dt.days
    return rows.assign(apart=apart).reset_index(drop=True)


# -- Plots ---------------------------------------------------------------------------------------


def plot_clock(window, left: pd.DataFrame, starts: pd.DataFrame, lengths: pd.DataFrame, article):
    """The call on Moscow's clock: the window announced, the start, the ends that lengths imply.

    window: (first, last) hour.   left: the row on when Putin left the hall.   starts: rows with
    `party`, `value`, `firm`.   lengths: as `ends` returns it, with `firm`.   article: (hour set,
    hours late at most).
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
    (hall,) = left.itertuples()
    marks.point(
        ax, [hall.value], [1], PARTIES[hall.party][2], PARTIES[hall.party][1], firm=hall.firm
    )
    for y, row in enumerate(starts.itertuples(), start=len(rows)):
        name, colour, marker = PARTIES[row.party]
        marks.point(ax, [row.value], [y], marker, colour, firm=row.firm)
        rows.append(f"start ({name})")
    for y, row in enumerate(lengths.itertuples(), start=len(rows)):
        name, colour, marker = PARTIES[row.party]
        ax.plot([row.start, row.end], [y, y], color=colour, linewidth=1.2, linestyle=marks.DASHES)
        marks.point(ax, [row.end], [y], marker, colour, firm=row.firm)
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
