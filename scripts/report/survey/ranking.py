"""Is NATO refused more often than the return of land, and who does the ranking: people or leader?

Shares are in per cent, differences in percentage points. That a term is called unacceptable says
how many refuse it, not how much it weighs: a ranking would need both terms in one choice.
"""

import numpy as np
import pandas as pd

from report import marks, style
from report.survey import shares, wording

LIST = "levada-unacceptable"
NATO = "nato"
LAND = ["return-donetsk-luhansk", "return-zaporizhzhia-kherson"]
NAMES = {NATO: "NATO", LAND[0]: "Donetsk, Luhansk", LAND[1]: "Zaporizhzhia, Kherson"}
LOOKS = {NATO: (style.RED, "D"), LAND[0]: (style.ORANGE, "s"), LAND[1]: (style.ORANGE, "v")}

# One report dates three figures to this survey that all equal the list of February 2023, while a
# report on the survey itself names August as the latest list: probably a repetition.
REPEATED = pd.Timestamp("2023-11-23")

CUE = "russian-field-leader-cue"

# -- Terms of a peace that are called unacceptable ---------------------------------------------


def paired_margin(share_a, share_b, n, deff=1.0):
    """Half-width of the 95 % interval of a difference between two items put to the same people.

    How many refuse both items is not published. It lies between what the two shares force and
    what they allow, and the half-width with it.
    share_a, share_b: proportions in [0, 1].   n: respondents, > 0.   deff: design effect, > 0.
    Each may be a number or an array. Returns (least, most), proportions.
    Raises ValueError as `shares.wilson`.
    Source: variance of a difference of paired proportions (McNemar 1947) at the bounds of the
    joint distribution (Fréchet; Manski 1990).
    """
    for share in (share_a, share_b):
        shares.wilson(share, n, deff)  # refuses what is no proportion
    a, b, size = (np.asarray(value, dtype=float) for value in (share_a, share_b, n))
    gap = a - b
    least, most = np.abs(gap), np.minimum(a + b, 2 - a - b)
    half = [shares.Z * np.sqrt((part - gap**2) * deff / size) for part in (least, most)]
    return tuple(float(h) if np.ndim(h) == 0 else h for h in half)


def lists(polls: pd.DataFrame, sources: pd.DataFrame, sample: int, deff: float) -> pd.DataFrame:
    """How many call Ukraine in NATO and the return of land unacceptable, per reading.

    polls, sources: the tables `survey/polls` and `sources`.
    sample: respondents where `n` is not known, > 0.   deff: design effect, > 0.
    Returns one row per reading and item: the columns of `wording.dated`, `item` (its name), `base`
    (respondents, known or assumed), `low` and `high`. Without the reading `REPEATED`.
    """
    asked = (polls["question"] == LIST) & (polls["answer"] == "unacceptable")
    asked &= polls["arm"].isin(NAMES) & (polls["field_start"] != REPEATED)
    rows = wording.dated(polls[asked], sources)
    base = rows["n"].fillna(sample).astype(float)
    rows = rows.assign(item=marks.named(rows["arm"], NAMES), base=base)
    low, high = shares.wilson(rows["share"] / 100, rows["base"], deff)
    return rows.assign(low=100 * low, high=100 * high)


def ceilings(polls: pd.DataFrame) -> pd.DataFrame:
    """The most who can have called the return of land unacceptable where that was not seen.

    polls: the table `survey/polls`. Used are readings that give "preferable" and "acceptable" but
    not "unacceptable".
    Returns one row per reading and item: `field_start`, `field_end`, `arm`, `item`, `accept`
    (per cent), `at_most` (100 minus `accept`), `undecided` (per cent without an opinion on the
    ceasefire in the same list), `nato` (per cent against it there), `break_even` (per cent without
    an opinion at which the item would be refused as often as NATO) and `source`.
    """
    rows = polls[(polls["question"] == LIST) & polls["share"].notna()]
    rows = rows[rows["field_start"] != REPEATED]
    keys = ["field_start", "field_end", "arm"]
    table = rows.pivot(index=keys, columns="answer", values="share")
    seen = table.dropna(subset=["preferable", "acceptable"])
    found = []
    for (start, end, arm), row in seen.iterrows():
        if arm not in LAND or pd.notna(row["unacceptable"]):
            continue
        truce, nato = table.loc[(start, end, "ceasefire")], table.loc[(start, end, NATO)]
        accept = row["preferable"] + row["acceptable"]
        used = rows[(rows["field_start"] == start) & rows["arm"].isin([arm, "ceasefire", NATO])]
        found.append(
            {
                "field_start": start,
                "field_end": end,
                "arm": arm,
                "item": NAMES[arm],
                "accept": accept,
                "at_most": 100 - accept,
                "undecided": 100 - truce[["preferable", "acceptable", "unacceptable"]].sum(),
                "nato": nato["unacceptable"],
                "break_even": 100 - accept - nato["unacceptable"],
                "source": shares.joined(used["source"]),
            }
        )
    return pd.DataFrame(found)


def leads(table: pd.DataFrame, deff: float) -> pd.DataFrame:
    """How many points more often NATO is called unacceptable than the return of land.

    table: as `lists` returns it.   deff: design effect, > 0.
    Returns one row per reading and item of land: `field_start`, `item`, `lead`, `margin_least` and
    `margin_most` (points; see `paired_margin`). Readings without figures for land give no row.
    """
    wide = table.pivot(index="field_start", columns="arm", values="share")
    base = table.groupby("field_start")["base"].min()
    parts = []
    for item in LAND:
        both = wide.dropna(subset=[NATO, item])
        least, most = paired_margin(both[NATO] / 100, both[item] / 100, base[both.index], deff)
        parts.append(
            pd.DataFrame(
                {
                    "field_start": both.index,
                    "item": NAMES[item],
                    "lead": (both[NATO] - both[item]).to_numpy(),
                    "margin_least": 100 * least,
                    "margin_most": 100 * most,
                }
            )
        )
    return pd.concat(parts).sort_values(["field_start", "item"]).reset_index(drop=True)


# -- The leader's word -------------------------------------------------------------------------


def leader_cue(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """How many would follow Putin into peace and, in the same survey, into a new attack on Kyiv.

    polls, sources: the tables `survey/polls` and `sources`.   deff: design effect, > 0.
    Returns one row per survey that put all three questions: the dates, `n`, `peace` and `attack`
    (per cent who would support that decision), `talks` (per cent for talks where no leader is
    named), `both_least` and `both_most` (per cent who support both decisions, at the least and at
    the most), `both_low` (the least if both shares lie at the lower ends of their intervals),
    `firm_peace`, `firm_attack` (see `wording.dated`) and `source`.
    Source: bounds on a joint distribution from its margins (Fréchet; Manski 1990).
    """
    rows = wording.dated(polls, sources)
    keys = ["field_start", "field_end", "n"]
    parts = []
    for name, question, arm, answer in (
        ("peace", CUE, "peace", "support"),
        ("attack", CUE, "attack-kyiv", "support"),
        ("talks", "russian-field-talks-or-continue", "all", "talks"),
    ):
        part = rows[(rows["question"] == question) & (rows["arm"] == arm)]
        part = part[part["answer"] == answer].set_index(keys)[["share", "firm", "source"]]
        parts.append(part.set_axis([name, f"firm_{name}", f"source_{name}"], axis=1))
    table = parts[0].join(parts[1:], how="inner").reset_index()
    peace, attack, n = table["peace"], table["attack"], table["n"].astype(float)
    low = sum(shares.wilson(share / 100, n, deff)[0] for share in (peace, attack)) - 1
    asked = ["source_peace", "source_attack", "source_talks"]
    source = [shares.joined(ids) for ids in table[asked].itertuples(index=False)]
    return table.drop(columns=[*asked, "firm_talks"]).assign(
        both_least=np.maximum(peace + attack - 100, 0),
        both_most=np.minimum(peace, attack),
        both_low=100 * np.maximum(low, 0),
        source=source,
    )


# -- Plots -------------------------------------------------------------------------------------


def plot_lists(table: pd.DataFrame, bounds: pd.DataFrame):
    """Three items a reading, with intervals; shares that are not firm are hollow.

    table: as `lists` returns it.   bounds: as `ceilings` returns it, drawn as dotted ranges from
    `at_most` less `undecided` up to `at_most`.
    """
    fig, ax = style.figure(5.4)
    floors = bounds["at_most"] - bounds["undecided"]
    first = int(min(table["low"].min(), floors.min()) // 10 * 10)
    last = max(table["high"].max(), bounds["at_most"].max())
    dates = sorted(set(table["field_start"]) | set(bounds["field_start"]))
    rows = {(date, arm): 4 * n + k for n, date in enumerate(dates) for k, arm in enumerate(NAMES)}
    for row in table.itertuples():
        y, (colour, mark) = rows[row.field_start, row.arm], LOOKS[row.arm]
        marks.interval(ax, row.low, row.high, y, colour)
        marks.point(ax, [row.share], [y], mark, colour, firm=row.firm)
        marks.beside(ax, f"{row.share:g}", row.high, y, colour)
    for row in bounds.itertuples():
        y, (colour, _) = rows[row.field_start, row.arm], LOOKS[row.arm]
        marks.interval(ax, row.at_most - row.undecided, row.at_most, y, colour, linestyle=":")
        ax.plot([row.at_most], [y], "|", color=colour, markersize=10, markeredgewidth=2)
        marks.beside(ax, f"at most {row.at_most:g}", row.at_most, y, colour)
    for n, date in enumerate(dates):
        ax.text(first, 4 * n - 0.55, f"{date:%B %Y}", va="bottom", weight="bold")
    marks.rows(ax, rows.values(), [NAMES[arm] for _, arm in rows])
    ax.set(xlim=(first, last + 9), ylim=(4 * len(dates) - 1.4, -1.5))
    ax.set(xticks=range(first, int(last) + 9, 10), xlabel=f"Unacceptable, % (from {first})")
    return fig


def plot_leader_cue(table: pd.DataFrame):
    """Two bars a survey, from either end of the scale, so that they overlap as little as they can.

    table: as `leader_cue` returns it. Bars that are not firm are hatched; the thick stroke on the
    upper bar is the share for talks.
    """
    fig, ax = style.figure(3.9)
    for place, row in enumerate(table.itertuples()):
        top = 3.1 * place
        _bar(ax, top, 0, row.peace, row.firm_peace, style.BLUE, "peace")
        _bar(ax, top + 1, 100 - row.attack, row.attack, row.firm_attack, style.INK, "new attack")
        for x in (100 - row.attack, row.peace):
            ax.plot([x, x], [top - 0.4, top + 1.55], color=style.GREY, linewidth=1.2)
        ax.plot([row.talks] * 2, [top - 0.55, top + 0.4], color=style.INK, linewidth=3)
        ax.text(row.talks + 1.5, top - 0.45, f"talks: {row.talks:.0f}", va="bottom")
        middle = (row.peace + 100 - row.attack) / 2
        ax.text(middle, top + 1.5, f"{row.both_least:.0f} or more: both", ha="center", va="top")
        ax.text(0, top - 0.5, f"{row.field_start:%B %Y}", va="bottom", weight="bold")
    ax.set(xlim=(0, 100), ylim=(3.1 * len(table) - 0.9, -1.0), yticks=[])
    ax.set(xlabel="Respondents, %, arranged for the least overlap")
    ax.spines["left"].set_visible(False)
    return fig


def _bar(ax, y, left, width, firm, colour, name):
    face = {"facecolor": colour, "alpha": 0.75} if firm else {"facecolor": "none"}
    hatch = None if firm else "////"
    ax.barh(y, width, 0.8, left, edgecolor=colour, hatch=hatch, linewidth=1.2, **face)
    ax.text(
        left + 2 if left == 0 else left + width - 2,
        y,
        f"{name}: {width:.0f}",
        ha="left" if left == 0 else "right",
        va="center",
        bbox={"fc": style.PAPER, "ec": "none", "pad": 2},
    )
