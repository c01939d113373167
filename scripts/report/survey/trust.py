"""Can the answers be trusted? Direct against indirect questions, and who answers at all."""

import numpy as np
import pandas as pd

from report import marks, style
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
ARROW = 6  # points, length of the arrow below an upper limit
PUBLICS = {"RU": "Russians", "UA": "Ukrainians"}

# -- Tables ------------------------------------------------------------------------------------


def comparisons(misreporting: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Direct minus indirect answers, one row per comparison, Russia first.

    misreporting: the table `survey/misreporting`.   deff: design effect of the acquaintance tests.
    Placebo lists (they have no direct question) and superseded versions are left out.
    Returns the rows with `label`, `shown` ("point", "range", "at most" or "no figure") and, for
    acquaintance tests, `low` and `high` (points). There a random half got the indirect version;
    the direct figure rests on the other half at least, so the interval is if anything too wide.
    Raises KeyError for a comparison without a label.
    """
    kept = (misreporting["method"] != "placebo-list") & ~misreporting["id"].isin(SUPERSEDED)
    rows = misreporting[kept].sort_values("population", kind="stable").reset_index(drop=True)
    least, most = rows["difference_low"], rows["difference_high"]
    shown = np.select(
        [most.isna(), least.isna(), least < most], ["no figure", "at most", "range"], "point"
    )
    rows = rows.assign(label=marks.named(rows["id"], LABELS), shown=shown, low=np.nan, high=np.nan)
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
        f"{row.pollster}, {row.mode}, {_fieldwork(row)}".replace(", unknown", "")
        for row in participation.itertuples()
    ]
    finding = [
        row.note if pd.isna(row.value) else f"{_number(row.value)} {row.unit}"
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
        asked = f"{PUBLICS.get(first['population'], first['population'])}, {_fieldwork(first)}{n}"
        found = [
            f"{row.quantity}: "
            + ("" if pd.isna(row.value) else f"{_number(row.value)} {row.unit}. ")
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
            "Public": marks.named(polls["population"], PUBLICS),
            "Fieldwork": [
                f"{row.field_start:%Y-%m-%d} to {row.field_end:%Y-%m-%d}"
                for row in polls.itertuples()
            ],
            "Respondents": polls["n"].astype(object).where(polls["n"].notna(), "not seen"),
            "Support, %": [
                "not seen" if pd.isna(share) else f"{share:.0f}" for share in polls["share"]
            ],
        }
    )


# -- Plots -------------------------------------------------------------------------------------


def plot_comparisons(rows: pd.DataFrame):
    """Forest of `comparisons`: a panel for each public, direct minus indirect in points."""
    marks.named(rows["population"], PUBLICS)  # a public without a panel would not be seen
    ends = rows[["difference_low", "difference_high", "low", "high"]].dropna(how="all")
    limits = (min(ends.min().min(), -ARROW) - 3, max(ends.max().max(), 0) + 4)
    sizes = [int((rows["population"] == code).sum()) for code in PUBLICS]
    fig, axes = style.figure(
        1.1 + 0.45 * len(rows), nrows=2, sharex=True, gridspec_kw={"height_ratios": sizes}
    )
    for ax, (code, name) in zip(axes, PUBLICS.items(), strict=True):
        part = rows[rows["population"] == code]
        for y, row in enumerate(part.itertuples()):
            _difference(ax, row, -y)
        labels = [f"{row.label} ({METHODS[row.method]})" for row in part.itertuples()]
        marks.rows(ax, range(0, -len(part), -1), labels, 24)
        ax.axvline(0, color=style.GREY, lw=0.9, zorder=0)
        ax.set(xlim=limits, ylim=(-len(part) + 0.4, 0.6))
        ax.set_title(name, loc="left", weight="bold")
    axes[-1].set_xlabel("Direct minus indirect, points")
    return fig


# -- Parts -------------------------------------------------------------------------------------


def _difference(ax, row, y):
    if row.shown == "no figure":
        ax.text(1, y, "no figure given", color=style.GREY, va="center", size=9)
        return
    if row.shown == "at most":
        arrow = {"arrowstyle": "<-", "color": style.INK, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
        start = (row.difference_high - ARROW, y)
        ax.annotate("", (row.difference_high, y), start, arrowprops=arrow)
        ax.plot(row.difference_high, y, "|", color=style.INK, ms=10, mew=1.8)
        text, end = f"at most {row.difference_high:.0f}", row.difference_high
    elif row.shown == "range":
        ends = [row.difference_low, row.difference_high]
        marks.interval(ax, *ends, y, style.INK, linestyle=marks.DASHES)
        ax.plot(ends, [y, y], "|", color=style.INK, ms=10, mew=1.8)
        text, end = f"{ends[0]:.0f} to {ends[1]:.0f}", ends[1]
    else:
        marks.interval(ax, row.low, row.high, y, style.INK)
        marks.point(ax, row.difference_low, y, "o", style.INK)
        text = f"{row.difference_low:.0f}".replace("-", "−")
        end = row.difference_low if np.isnan(row.high) else row.high
    marks.beside(ax, text, end, y)


def _number(value: float) -> str:
    """A number with thousands separated, as many decimals as it has, at most six."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _fieldwork(row) -> str:
    unit = "year" if row.date_precision in ("season", "span") else "month"
    return marks.period(row.field_start, row.field_end, unit)
