"""What do Ukrainians accept, and do Russians say what they think?

Polls come as the table `survey/polls`: one row per answer, `share` in per cent. Intervals cover
95 % and are given only where the number of people who heard a wording is known.
"""

import numpy as np
import pandas as pd
from matplotlib.transforms import blended_transform_factory

from moscow_aims import poll_readings
from moscow_aims.drawing import marks, theme
from moscow_aims.methods import shares

WRAP = 28  # characters of a row label

STANDING = "kiis-territorial-concessions"
# Other versions of the standing question: who heard one of them may not have heard the question.
VERSIONS = ("kiis-what-counts-as-loss", "kiis-acquaintance")

# What counts as losing land, from the vaguest to the hardest.
LOSSES = {
    "unspecified": "“some territory”, nothing more said",
    "de-facto": "Russia holds land, nobody recognises it",
    "de-jure": "some land recognised as Russian",
    "cede-held-land": "handing over land that Ukraine holds",
}

# An earlier version of the experiment whose published figures are in the table, too.
SUPERSEDED = ("chapkovski-2022-war-blog",)

COMPARED = {
    "frye-2015-putin": "support for Putin, 2015",
    "frye-2020-putin": "support for Putin, 2020–22",
    "chapkovski-2022-war": "support for the war, 2022",
    "propa-2024-war": "questions on the war, 2024",
    "kiis-2022-ready": "concessions acceptable, 2022",
    "kiis-2022-never": "no concession ever, 2022",
    "kiis-2026-accept": "Donbas trade accepted, 2026",
    "kiis-2026-reject": "Donbas trade refused, 2026",
}
PUBLICS = {"RU": "Russians", "UA": "Ukrainians"}

# Units in which pollsters say how many of those called answered.
ANSWERED = ("percent of calls", "percent of conversations", "refusals")

# -- Tables ------------------------------------------------------------------------------------


def concessions(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """KIIS readings of readiness to give up some territory, oldest first.

    polls, sources: the tables `survey/polls` and `sources`.
    Returns the rows of `poll_readings.series` with `base` (people asked), `low` and `high` (per cent).
    Where part of the sample heard another version and the report does not say how many heard this
    one, the three are missing.
    """
    rows = poll_readings.series(polls, sources, STANDING)
    split = polls.loc[polls["question"].isin(VERSIONS), ["pollster", "field_start"]]
    shared = pd.MultiIndex.from_frame(rows[["pollster", "field_start"]]).isin(
        pd.MultiIndex.from_frame(split)
    )
    counted = rows.assign(n=rows["n"].mask(shared & rows["arm_n"].isna()))
    return shares.with_interval(counted, deff).assign(n=rows["n"]).reset_index(drop=True)


def wordings(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """What counts as losing land: accept and reject by kind of loss, reading by reading.

    Returns the rows with `group` (kind of loss), `label` (fieldwork), `firm` (see `poll_readings.dated`),
    `base`, `low`, `high` (missing where the number who heard the version is unknown) and `split`:
    is it documented that each respondent heard one randomly chosen version?
    """
    asked = polls["question"].eq("kiis-what-counts-as-loss")
    asked &= polls["answer"].isin(["accept", "reject"])
    rows = shares.with_interval(poll_readings.dated(polls[asked], sources), deff)
    split = rows["arm_n"].notna()
    label = [
        marks.period(row.field_start, row.field_end, "month") + ", random" * pd.notna(row.arm_n)
        for row in rows.itertuples()
    ]
    rows = rows.assign(split=split, label=label, group=marks.named(rows["arm"], LOSSES))
    order = rows["arm"].map(list(LOSSES).index).sort_values(kind="stable").index
    return rows.loc[order].reset_index(drop=True)


def comparisons(misreporting: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Direct minus indirect answers, one row per comparison that gives a figure, Russia first.

    misreporting: the table `survey/misreporting`.   deff: design effect of the acquaintance tests.
    Placebo lists (they have no direct question) and superseded versions are left out.
    Returns the rows with `label`, `words` (the difference, in points) and, for acquaintance tests,
    `low` and `high` (points). There a random half got the indirect version; the direct figure rests
    on the other half at least, so the interval is if anything too wide.
    Raises KeyError for a comparison without a label.
    """
    kept = (misreporting["method"] != "placebo-list") & ~misreporting["id"].isin(SUPERSEDED)
    rows = misreporting[kept & misreporting["difference_high"].notna()]
    rows = rows.sort_values("population", kind="stable").reset_index(drop=True)
    pairs = zip(rows["difference_low"], rows["difference_high"], strict=True)
    rows = rows.assign(
        label=marks.named(rows["id"], COMPARED), words=[_between(*pair) for pair in pairs],
        low=np.nan, high=np.nan,
    )  # fmt: skip
    asked = rows["method"] == "acquaintance"
    half = rows.loc[asked, "n"].to_numpy(dtype=float) / 2
    direct, indirect = (rows.loc[asked, name].to_numpy() / 100 for name in ("direct", "indirect"))
    _, low, high = shares.difference(direct, half, indirect, half, deff)
    rows.loc[asked, "low"], rows.loc[asked, "high"] = 100 * low, 100 * high
    return rows


def answered(participation: pd.DataFrame) -> pd.DataFrame:
    """How many of those called answered, where a pollster gives a number, oldest first.

    participation: the table `survey/participation`.
    Returns its rows with `words`, number and unit.
    """
    rows = participation[participation["unit"].isin(ANSWERED) & participation["value"].notna()]
    words = [
        f"{row.value:g} {row.unit.replace('percent', 'per cent')}" for row in rows.itertuples()
    ]
    return rows.assign(words=words).sort_values("field_start", kind="stable")


# -- Plots -------------------------------------------------------------------------------------


def plot_pairs(rows: pd.DataFrame):
    """Accept (green circles) and refuse (orange squares) for each `label` under its `group`.

    rows: as `wordings` returns them.
    """
    lines, headings = _lines(rows)
    fig, ax = theme.figure(0.75 - 0.26 * min(lines.values()))
    for (group, label), y in lines.items():
        part = rows[(rows["group"] == group) & (rows["label"] == label)].set_index("answer")
        two = part.loc[["accept", "reject"]]
        ax.plot(two["share"], [y, y], color=theme.LIGHT, lw=1.2, zorder=0)
        for answer, colour, marker in (("accept", theme.FIRST, "o"), ("reject", theme.SECOND, "s")):
            one = two.loc[answer]
            outward = 1 if one["share"] == two["share"].max() else -1
            _mark(ax, one, y, outward, colour, marker)
    marks.rows(ax, lines.values(), [label for _, label in lines], WRAP)
    left = blended_transform_factory(fig.transFigure, ax.transData)
    for heading, y in headings.items():
        look = {"weight": "bold", "va": "center", "size": marks.TYPE}
        ax.text(0.01, y, heading, transform=left, **look).set_in_layout(False)
    ax.set(xlim=(0, 100), ylim=(min(lines.values()) - 0.6, 0.6), xlabel="Those who heard it, %")
    ax.text(0, 1.0, "● would accept", color=theme.FIRST, transform=ax.transAxes, va="bottom")
    place = {"transform": ax.transAxes, "va": "bottom", "ha": "right"}
    ax.text(1, 1.0, "■ would refuse", color=theme.SECOND, **place)
    return fig


# -- Parts -------------------------------------------------------------------------------------


def _lines(rows):
    """Heights of the labelled rows and of the headings above each group, from the top down."""
    lines, headings, y = {}, {}, 0.0
    for group, part in rows.groupby("group", sort=False):
        headings[group] = y
        for label in part["label"].drop_duplicates():
            lines[group, label] = y - 1
            y -= 1
        y -= 1.2
    return lines, headings


def _mark(ax, row, y, outward, colour, marker):
    """One share with its number on the outer side, its interval, hollow where not firm."""
    edge = row["share"]
    if not np.isnan(row["low"]):
        marks.interval(ax, row["low"], row["high"], y, colour, alpha=0.55)
        edge = row["high" if outward > 0 else "low"]
    size = marks.POINT if row["split"] else marks.SMALL
    marks.point(ax, row["share"], y, marker, colour, firm=row["firm"], size=size)
    marks.beside(ax, f"{row['share']:.0f}", edge, y, colour, outward)


def _between(low: float, high: float) -> str:
    """A difference in points of which both ends, only the upper one, or one number is known."""
    if pd.isna(low):
        return f"at most {high:.0f}"
    text = f"{high:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    return text.replace("-", "−")
