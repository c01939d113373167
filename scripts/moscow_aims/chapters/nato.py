"""NATO in what Moscow said and did: cause, pretext, or both?

Chronology, reasons given, and salience on state television. All of it describes; none of it
identifies a motive. Shares are in per cent.
"""

import textwrap

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from moscow_aims import data
from moscow_aims.drawing import theme

CODES = {
    "cooperation": (theme.FIRST, "o"),
    "mixed": (theme.GREY, "D"),
    "conflict": (theme.SECOND, "s"),
}
KINDS = {
    "nato": "NATO",
    "people": "people, genocide",
    "history": "history, unity",
    "self-determination": "self-determination",
    "denazification": "denazification",
    "illegitimate-regime": "unlawful rulers",
    "self-defence": "self-defence",
    "civilisation": "civilisation, West",
}
ACTS = {
    "1999-chechnya": "Chechnya 1999",
    "2008-georgia": "Georgia 2008",
    "2014-crimea": "Crimea 2014",
    "2015-syria": "Syria 2015",
    "2022-invasion": "invasion 2022",
    "2022-annexation": "annexation 2022",
    "2024-25-terms": "terms 2024–25",
}
WORDS = {
    "nato": ("NATO", theme.FIRST, "s", "-"),
    "security-guarantees": ("security guarantees", theme.GREY, "D", "--"),
    "donbas": ("Donbas", theme.SECOND, "o", "-"),
}
INVASION = pd.Timestamp("2022-02-24")

# -- Relations ---------------------------------------------------------------------------------


def relations(table: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Events between NATO and Russia with what a reader needs to weigh them.

    table, sources: the tables `doctrine/nato-relations` and `sources`.
    Returns `table` with `until` (last day of the month or year where the day is not known, else the
    date) and `firm` (`data.firm`).
    """
    ends = {"month": pd.offsets.MonthEnd(0), "year": pd.offsets.YearEnd(0)}
    known = zip(table["date"], table["date_precision"], strict=True)
    until = [day + ends[exact] if exact in ends else day for day, exact in known]
    firm = data.firm(table, sources)
    return table.assign(until=until, firm=firm).sort_values("date").reset_index(drop=True)


def steps(enlargement: pd.DataFrame) -> pd.DataFrame:
    """Accession days since 1999, one row a day: `date`, `states` (joined by commas), `source`."""
    late = enlargement[enlargement["joined"] >= "1999-01-01"]
    return (
        late.groupby("joined")
        .agg(states=("state", ", ".join), source=("source", lambda s: ";".join(dict.fromkeys(s))))
        .rename_axis("date")
        .reset_index()
    )


# -- Reasons given -----------------------------------------------------------------------------


def reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Weight of each kind of reason for each act: rows `KINDS`, columns `ACTS`, cells as coded.

    table: `doctrine/justifications`.   Raises KeyError for a kind or an act without a row.
    """
    return table.pivot(index="kind", columns="act", values="cell").loc[list(KINDS), list(ACTS)]


# -- Salience ----------------------------------------------------------------------------------


def salience(table: pd.DataFrame, span: str) -> pd.DataFrame:
    """Share of Channel One items that name NATO, guarantees or Donbas, with 95 % intervals.

    table: `doctrine/salience`.   span: "months" or "days" (the days around February 2022).
    Returns the rows for title and lead with `low`, `high` (per cent, from the number of items as if
    they were drawn at random) and `middle` (middle of the period), in order of time.
    Raises ValueError for another span.
    """
    if span not in ("months", "days"):
        raise ValueError(f"Span {span!r} is neither 'months' nor 'days'.")
    rows = table[(table["medium"] == "channel-one") & (table["unit"] == "title+lead")]
    rows = rows[rows["keyword"].isin(WORDS)]
    inside = rows["id"].str.startswith("channel-one-days")
    rows = rows[inside if span == "days" else ~inside]
    items = rows["items"].astype(float)
    low, high = proportion_confint(rows["share"] / 100 * items, items, method="wilson")
    middle = rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2
    rows = rows.assign(low=100 * low, high=100 * high, middle=middle)
    return rows.sort_values(["keyword", "period_start"]).reset_index(drop=True)


# -- Demands before and after the invasion ------------------------------------------------------

DEMANDS = {
    "no-nato-ukraine": "No NATO",
    "neutrality": "Neutrality",
    "crimea-recognition": "Crimea",
    "dpr-lpr-recognition": "Donbas republics",
}


def early_demands(aims: pd.DataFrame) -> pd.DataFrame:
    """What the texts from the drafts of 2021 to the draft of April 2022 say of alliance and land.

    aims: the table `doctrine/war-aims`.
    Returns one row per text that says anything on one of the four demands: `date`, `text`, a column
    per value of `DEMANDS` (stance as coded, "unknown" where not looked at) and `source`.
    """
    span = aims["date"].between("2021-12-01", "2022-04-30") & aims["demand"].isin(DEMANDS)
    rows = aims[span]
    wide = rows.pivot(index=["date", "text"], columns="demand", values="stance")
    wide = wide.reindex(columns=list(DEMANDS)).astype(object).fillna("unknown")
    wide = wide[(wide != "unknown").any(axis=1)]
    source = rows.groupby(["date", "text"])["source"].agg(lambda s: ";".join(dict.fromkeys(s)))
    return wide.rename(columns=DEMANDS).join(source).reset_index()


# -- Plots -------------------------------------------------------------------------------------


def plot_relations(events: pd.DataFrame, rounds: pd.DataFrame, labels: dict):
    """Events in three lanes by code, accession days as lines; what is not firm is hollow.

    events: as `relations` returns it.   rounds: as `steps` returns it.
    labels: id of an event -> (short name, side of the mark on which it stands: "left", "right").
    """
    fig, ax = theme.figure(5.2)
    middle = {code: 2.6 * n for n, code in enumerate(CODES)}
    for day in rounds["date"]:
        ax.axvline(day, color=theme.INK, linewidth=0.9, linestyle=":", zorder=0)
    for code, (colour, mark) in CODES.items():
        lane = events[events["code"] == code]
        # Five steps up and down keep neighbours apart; the height within a lane means nothing.
        offsets = np.resize([-0.72, 0.0, 0.72, -0.36, 0.36], len(lane))
        for row, offset in zip(lane.itertuples(), offsets, strict=True):
            y = middle[code] + offset
            if row.until > row.date:
                ax.plot([row.date, row.until], [y, y], color=colour, linewidth=2.6, alpha=0.6)
            face = colour if row.firm else theme.PAPER
            ax.plot([row.date], [y], mark, color=colour, mfc=face, markersize=7)
            if row.id in labels:
                name, side = labels[row.id]
                ax.annotate(
                    name,
                    (row.date, y),
                    (-7 if side == "left" else 7, 0),
                    textcoords="offset points",
                    ha="right" if side == "left" else "left",
                    va="center",
                    size=10,
                )
    for code, (colour, _) in CODES.items():
        ax.axhline(middle[code] - 1.3, color=theme.LIGHT, linewidth=0.7, zorder=0)
    counts = events["code"].value_counts()
    ax.set_yticks(list(middle.values()), [f"{code}\n({counts[code]})" for code in CODES])
    ax.set(ylim=(6.6, -1.3), xlim=(pd.Timestamp("1991-01-01"), pd.Timestamp("2026-06-01")))
    ax.set(xlabel="Year; dotted: days on which states joined the alliance")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return fig


def plot_reasons(grid: pd.DataFrame):
    """Principal as filled squares, mentioned as half-sized rings, absent as a dash, unknown as ?.

    grid: as `reasons` returns it. The row of the alliance is drawn in its colour.
    """
    fig, ax = theme.figure(4.6)
    for y, kind in enumerate(grid.index):
        colour = theme.FIRST if kind == "nato" else theme.INK
        for x, cell in enumerate(grid.loc[kind]):
            if cell == "principal":
                ax.plot([x], [y], "s", color=colour, markersize=15)
            elif cell == "mentioned":
                ax.plot([x], [y], "o", color=colour, mfc=theme.PAPER, markersize=9, mew=1.8)
            elif cell == "absent":
                ax.plot([x], [y], marker="_", color=colour, markersize=13, mew=2)
            else:
                ax.text(x, y, "?", color=theme.GREY, ha="center", va="center")
    for y in np.arange(0.5, len(grid) - 1):
        ax.axhline(y, color=theme.LIGHT, linewidth=0.7, zorder=0)
    names = [textwrap.fill(KINDS[kind], 14) for kind in grid.index]
    ax.set_yticks(range(len(grid)), names)
    ax.set_xticks(
        range(grid.shape[1]),
        [ACTS[a] for a in grid.columns],
        rotation=40,
        ha="left",
        rotation_mode="anchor",
    )
    ax.xaxis.tick_top()
    ax.set(xlim=(-0.5, grid.shape[1] - 0.5), ylim=(len(grid) + 0.55, -0.6))
    key = len(grid) + 0.1
    for x, word, mark, size in (
        (-0.3, "principal", "s", 11),
        (1.6, "mentioned", "o", 8),
        (3.7, "absent", "_", 11),
    ):
        face = theme.INK if mark == "s" else theme.PAPER
        ax.plot([x], [key], mark, color=theme.INK, mfc=face, markersize=size, mew=1.8)
        ax.text(x + 0.3, key, word, va="center", size=10)
    ax.text(5.2, key, "?  unknown", va="center", size=10, color=theme.GREY)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return fig


def plot_salience(months: pd.DataFrame, days: pd.DataFrame):
    """Above by month, below by the days around the switch, both with intervals.

    months, days: as `salience` returns them.
    """
    fig, (above, below) = theme.figure(6.0, nrows=2)
    for ax, table, width in ((above, months, None), (below, days, 1.5)):
        for keyword, (_, colour, mark, line) in WORDS.items():
            rows = table[table["keyword"] == keyword]
            ax.vlines(rows["middle"], rows["low"], rows["high"], color=colour, linewidth=1.2)
            ax.plot(rows["middle"], rows["share"], line, marker=mark, color=colour, markersize=5)
        ax.axvline(INVASION, color=theme.INK, linewidth=1, linestyle=":")
        ax.set(ylabel="Items, per cent")
        ax.set_ylim(bottom=-1)
    above.set(xlabel="Month")
    below.set(xlabel="Periods of 2022, drawn at their middle")
    ticks = pd.date_range("2021-10-01", "2022-12-01", freq="3MS")
    above.set_xticks(ticks + pd.Timedelta(days=15), [f"{d:%b %Y}" for d in ticks], size=10)
    marks = pd.to_datetime(["2022-01-23", "2022-02-08", "2022-02-22", "2022-03-06"])
    below.set_xticks(marks, [f"{d.day} {d:%b}" for d in marks])
    above.text(INVASION, above.get_ylim()[1], " invasion", va="top", size=10)
    below.text(INVASION, below.get_ylim()[1], " invasion", va="top", size=10)
    for keyword, when, height in (
        ("donbas", "2022-09-25", 26.5),
        ("nato", "2021-11-01", 6.6),
        ("security-guarantees", "2022-03-08", 6.4),
    ):
        name, colour, *_ = WORDS[keyword]
        above.text(pd.Timestamp(when), height, name, color=colour, ha="left", size=10.5)
    below.text(pd.Timestamp("2022-02-19"), 55, "Donbas", color=theme.SECOND, ha="right", size=10.5)
    below.text(pd.Timestamp("2022-01-24"), 13, "NATO", color=theme.FIRST, ha="left", size=10.5)
    return fig
