"""Can the answers be trusted? Direct against indirect questions, and who answers at all."""

import textwrap

import numpy as np
import pandas as pd

from report import style
from report.survey import shares

# An earlier version of the experiment whose published figures are in the table, too.
SUPERSEDED = ("chapkovski-2022-war-blog",)

LABELS = {
    "frye-2015-putin": "support for Putin, 2015",
    "frye-2020-putin": "support for Putin, 2020–22",
    "chapkovski-2022-war": "support for the war, 2022",
    "propa-2024-war": "questions on the war, 2024",
    "kiis-2022-ready": "concessions acceptable, 2022",
    "kiis-2022-never": "no concession ever, 2022",
    "kiis-2026-accept": "Donbas trade accepted, 2026",
    "kiis-2026-reject": "Donbas trade refused, 2026",
}
METHODS = {
    "list-experiment": "list",
    "acquaintance": "acquaintance",
    "other": "method not seen",
}
PUBLICS = {"RU": "Russians", "UA": "Ukrainians"}

# -- Tables ------------------------------------------------------------------------------------


def comparisons(misreporting: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Direct minus indirect answers, one row per comparison, Russia first.

    misreporting: the table `survey/misreporting`.   deff: design effect of the acquaintance tests.
    Placebo lists (they have no direct question) and superseded versions are left out.
    Returns the rows with `label`, `shown` ("point", "range", "at most" or "no figure") and, for
    acquaintance tests, `low` and `high` (points). There a random half got the indirect version;
    the direct figure rests on the other half at least, so the interval is if anything too wide.
    """
    kept = (misreporting["method"] != "placebo-list") & ~misreporting["id"].isin(SUPERSEDED)
    rows = misreporting[kept].sort_values("population", kind="stable").reset_index(drop=True)
    least, most = rows["difference_low"], rows["difference_high"]
    shown = np.select(
        [most.isna(), least.isna(), least < most], ["no figure", "at most", "range"], "point"
    )
    rows = rows.assign(label=rows["id"].map(LABELS), shown=shown, low=np.nan, high=np.nan)
    asked = (rows["method"] == "acquaintance") & (rows["shown"] == "point")
    part = rows[asked]
    half = part["n"].to_numpy(dtype=float) / 2
    _, low, high = shares.difference(
        part["direct"].to_numpy() / 100, half, part["indirect"].to_numpy() / 100, half, deff
    )
    rows.loc[asked, "low"], rows.loc[asked, "high"] = 100 * low, 100 * high
    return rows


def participation_words(participation: pd.DataFrame) -> pd.DataFrame:
    """Who was reached and who refused, ready to read: poll, measure, finding.

    participation: the table `survey/participation`. Where a report gives a direction only, the
    finding is the table's note.
    """
    who = [
        f"{row.pollster}, {row.mode}, {_years(row)}".replace(", unknown", "")
        for row in participation.itertuples()
    ]
    finding = [
        row.note if pd.isna(row.value) else f"{row.value:,.6g} {row.unit}"
        for row in participation.itertuples()
    ]
    return pd.DataFrame(
        {"Surveys": who, "What was measured": participation["measure"], "Finding": finding}
    )


def study_words(studies: pd.DataFrame) -> pd.DataFrame:
    """Published experiments, ready to read, one row a study: whom it asked, what it found.

    studies: rows of the table `survey/studies`.
    """
    rows = []
    for study, part in studies.groupby("study", sort=False):
        first = part.iloc[0]
        n = "" if pd.isna(first["n"]) else f", n = {first['n']:,}"
        asked = f"{PUBLICS.get(first['population'], first['population'])}, {_years(first)}{n}"
        found = [
            f"{row.quantity}: "
            + ("" if pd.isna(row.value) else f"{row.value:.3g} {row.unit}. ")
            + f"{row.finding}"
            for row in part.itertuples()
        ]
        rows.append((study, asked, " ".join(text[0].upper() + text[1:] for text in found)))
    return pd.DataFrame(rows, columns=["Study", "Whom and when", "What it found"])


def truce_words(polls: pd.DataFrame) -> pd.DataFrame:
    """Support for one scenario in both publics, ready to read: public, fieldwork, support.

    polls: rows of the table `survey/polls` for the scenario, one for each public.
    """
    return pd.DataFrame(
        {
            "Public": polls["population"].map(PUBLICS),
            "Fieldwork": [
                f"{row.field_start:%Y-%m-%d} to {row.field_end:%Y-%m-%d}"
                for row in polls.itertuples()
            ],
            "Respondents": polls["n"].astype(object).where(polls["n"].notna(), "not seen"),
            "Support, per cent": [f"{share:.0f}" for share in polls["share"]],
        }
    )


# -- Plots -------------------------------------------------------------------------------------


def plot_comparisons(rows: pd.DataFrame):
    """Forest of `comparisons`: a panel for each public, direct minus indirect in points."""
    sizes = [int((rows["population"] == code).sum()) for code in PUBLICS]
    fig, axes = style.figure(
        1.1 + 0.45 * len(rows), nrows=2, sharex=True, gridspec_kw={"height_ratios": sizes}
    )
    for ax, (code, name) in zip(axes, PUBLICS.items(), strict=True):
        part = rows[rows["population"] == code]
        for y, row in enumerate(part.itertuples()):
            _difference(ax, row, -y)
        labels = [
            textwrap.fill(f"{row.label} ({METHODS[row.method]})", 24) for row in part.itertuples()
        ]
        ax.set_yticks(range(0, -len(part), -1), labels, linespacing=0.95)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=style.GREY, lw=0.9, zorder=0)
        ax.set(xlim=(-10, 24), ylim=(-len(part) + 0.4, 0.6))
        ax.set_title(name, loc="left", weight="bold")
    axes[-1].set_xlabel("direct minus indirect, points")
    return fig


# -- Parts -------------------------------------------------------------------------------------


def _difference(ax, row, y):
    if row.shown == "no figure":
        ax.text(1, y, "no figure given", color=style.GREY, va="center", size=9)
        return
    if row.shown == "at most":
        arrow = {"arrowstyle": "<-", "color": style.INK, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (row.difference_high, y), (row.difference_high - 6, y), arrowprops=arrow)
        ax.plot(row.difference_high, y, "|", color=style.INK, ms=10, mew=1.8)
        text, end = f"at most {row.difference_high:.0f}", row.difference_high
    elif row.shown == "range":
        ends = [row.difference_low, row.difference_high]
        ax.plot(ends, [y, y], color=style.INK, lw=1.8, ls=(0, (3, 2)))
        ax.plot(ends, [y, y], "|", color=style.INK, ms=10, mew=1.8)
        text, end = f"{ends[0]:.0f} to {ends[1]:.0f}", ends[1]
    else:
        if not np.isnan(row.low):
            ax.plot([row.low, row.high], [y, y], color=style.INK, lw=1.8)
        ax.plot(row.difference_low, y, "o", color=style.INK, ms=7.5)
        text = f"{row.difference_low:.0f}".replace("-", "−")
        end = row.difference_low if np.isnan(row.high) else row.high
    place = {"textcoords": "offset points", "va": "center", "size": 9.5}
    ax.annotate(text, (end, y), (7, 0), **place)


def _years(row) -> str:
    if pd.isna(row.field_start):
        return "dates not seen"
    start, end = row.field_start, row.field_end
    if row.date_precision in ("season", "span"):
        return f"{start:%Y}" if start.year == end.year else f"{start:%Y}–{end:%Y}"
    last = f"{end:%b %Y}"
    if start.year != end.year:
        return f"{start:%b %Y}–{last}"
    return last if start.month == end.month else f"{start:%b}–{last}"
