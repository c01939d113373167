"""How far does support for ending the war depend on words, and is NATO refused more than land?

Shares are in per cent, as pollsters print them, differences in percentage points; every interval
covers 95 %. Levada's randomised test asks half of a sample about ending the war and the other half
about ending it and returning the annexed territories; both wordings name Putin's decision.
"""

import numpy as np
import pandas as pd
from scipy import stats

from moscow_aims import poll_readings, tables
from moscow_aims.drawing import marks, theme
from moscow_aims.methods import shares

TEST = "levada-end-war-putin"
WITHDRAW = "chronicles-withdraw-without-goals"
CUE = "russian-field-leader-cue"
LOOKS = {
    poll_readings.NATO: (theme.FIRST, "D"),
    poll_readings.LAND[0]: (theme.SECOND, "s"),
    poll_readings.LAND[1]: (theme.SECOND, "v"),
}
MARKERS = "os^Dvp"  # one a pollster

# question, arm, answers in favour, answer against, our words, whether land is named, part asked
WORDINGS = pd.DataFrame(
    [
        ("levada-unacceptable", "ceasefire", ["preferable", "acceptable"], "unacceptable",
         "An immediate ceasefire", False, 1.0),
        (TEST, "end", ["support"], "oppose", "Putin ends the war", False, 0.5),
        ("russian-field-putin-peace", "all", ["support"], "oppose",
         "Putin signs a peace agreement", False, 1.0),
        ("chronicles-mutual-concessions", "want", ["support"], "oppose",
         "A treaty with concessions on both sides", False, 1.0),
        ("levada-talks-or-continue", "all", ["talks"], "continue",
         "Talks rather than fighting on", False, 1.0),
        ("russian-field-talks-or-continue", "all", ["talks"], "continue",
         "Talks rather than fighting on", False, 1.0),
        (WITHDRAW, "goals-not-named", ["support"], "oppose",
         "Putin withdraws the troops", False, 1.0),
        (WITHDRAW, "goals-named", ["support"], "oppose",
         "Putin withdraws them without reaching the goals", False, 1.0),
        ("chronicles-peace-or-mobilisation", "all", ["peace"], "mobilisation",
         "Peace rather than a new mobilisation", False, 1.0),
        (TEST, "end-and-return", ["support"], "oppose",
         "Putin ends the war and returns annexed land", True, 0.5),
        ("levada-unacceptable", "return-zaporizhzhia-kherson", ["preferable", "acceptable"],
         "unacceptable", "Return of Zaporizhzhia and Kherson", True, 1.0),
        ("levada-unacceptable", "return-donetsk-luhansk", ["preferable", "acceptable"],
         "unacceptable", "Return of Donetsk and Luhansk", True, 1.0),
        ("levada-concessions", "all", ["yes"], "no", "Russia makes concessions", False, 1.0),
    ],
    columns=["question", "arm", "favour", "opposed", "words", "land", "part"],
)  # fmt: skip

# -- The randomised test -----------------------------------------------------------------------


def arms(polls: pd.DataFrame, sample: int) -> pd.DataFrame:
    """Both arms of Levada's test, with the number of respondents each is taken to have.

    The halves are described as equal and random; where the size of an arm is not printed it gets
    half of `n`, and half of `sample` where even that is not known.
    polls: the table `survey/polls`.   sample: respondents of a usual round, > 0.
    Returns the rows of the test with `arm_n` filled and `n_assumed` (bool): is even `n` unknown?
    """
    test = polls[polls["question"] == TEST]
    half = (test["n"].fillna(sample) / 2).round().astype("Int64")
    return test.assign(
        arm_n=test["arm_n"].fillna(half), n_assumed=test["n"].isna() & test["arm_n"].isna()
    )


def gaps(halves: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Support in each arm and the points that naming the land costs, per reading.

    halves: as `arms` returns them; only readings with support in both arms give a row.
    deff: design effect, > 0.
    Returns the dates, `n_assumed`, `end` and `land` (per cent in favour), `base` and
    `base_reference` (respondents), `gap` (end minus land) with `low` and `high` for simple random
    halves and `low_design` and `high_design` with the design effect, which also holds for
    `end_low`, `end_high`, `land_low` and `land_high`; `switch_most`, the most who can be for
    ending the war but not for ending it and returning land (the least is `gap`); `source`.
    Raises ValueError when no reading has both arms.
    Source: bounds on a joint distribution from its margins (Fréchet; Manski 1990).
    """
    support = halves[halves["answer"] == "support"]
    found = shares.arm_differences(support, "end", "end-and-return")
    wide = shares.arm_differences(support, "end", "end-and-return", deff)
    found = found.rename(
        columns={"share": "end", "share_reference": "land", "difference": "gap"}
    ).assign(low_design=wide["low"], high_design=wide["high"])
    for arm, base in (("end", "base"), ("land", "base_reference")):
        low, high = shares.wilson(found[arm] / 100, found[base], deff)
        found[f"{arm}_low"], found[f"{arm}_high"] = 100 * low, 100 * high
    assumed = support.groupby("field_start")["n_assumed"].any()
    return found.assign(
        n_assumed=found["field_start"].map(assumed),
        switch_most=np.minimum(found["end"], 100 - found["land"]),
    ).drop(columns=["pollster", "question", "answer"])


def constancy(readings: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Do the readings differ by more than sampling error?

    readings: as `gaps` returns them.   deff: design effect, > 0.
    Returns one row each for `quantity` "end", "land" and "gap": `mean` (weighted by precision),
    `lowest`, `highest`, the statistic `q`, its degrees of freedom `df` and `p`, the probability
    of a spread at least as large if the true value never changed.
    Source: Cochran's test of homogeneity.
    """
    variance = {
        arm: deff * readings[arm] * (100 - readings[arm]) / readings[base]
        for arm, base in (("end", "base"), ("land", "base_reference"))
    }
    variance["gap"] = variance["end"] + variance["land"]
    rows = []
    for quantity, spread in variance.items():
        values, df = readings[quantity], len(readings) - 1
        mean = np.average(values, weights=1 / spread)
        q = float(((values - mean) ** 2 / spread).sum())
        rows.append((quantity, mean, values.min(), values.max(), q, df, stats.chi2.sf(q, df)))
    return tables.Table(rows, columns=["quantity", "mean", "lowest", "highest", "q", "df", "p"])


# -- Many wordings in one season ---------------------------------------------------------------


def season(
    polls: pd.DataFrame, sources: pd.DataFrame, first: str, last: str, deff: float
) -> pd.DataFrame:
    """Support for each wording of `WORDINGS` asked between two days, most supported first.

    polls, sources: the tables `survey/polls` and `sources`.
    first, last: ISO dates that hold the whole field period.   deff: design effect, > 0.
    Returns `words`, `pollster`, `land` (whether it is named), `share` (per cent in favour, summed
    over the answers that favour it), `against` (per cent, missing if not seen), `base` (half of n
    for the arms of the randomised test), `low`, `high`, `firm` and `against_firm` (see `dated`;
    of `share` and of `against`), `field_start`, `field_end`, and `source` of both shares.
    Raises ValueError when nothing was asked in the period, or one wording twice.
    """
    within = (polls["field_start"] >= first) & (polls["field_end"] <= last)
    asked = poll_readings.dated(polls[within], sources)
    rows = [
        row
        for wording in WORDINGS.itertuples()
        if (row := _wording(asked[_is(asked, wording)], wording)) is not None
    ]
    if not rows:
        raise ValueError(f"No wording was asked between {first} and {last}.")
    table = tables.Table(rows).sort_values("share", ascending=False, kind="stable")
    return shares.with_interval(table, deff).drop(columns="n").reset_index(drop=True)


def _is(polls, wording):
    return (polls["question"] == wording.question) & (polls["arm"] == wording.arm)


def _wording(asked, wording):
    favour = asked[asked["answer"].isin(wording.favour)]
    against = asked[asked["answer"] == wording.opposed]
    if len(favour) > len(wording.favour) or len(against) > 1:
        raise ValueError(f"{wording.words!r} was asked twice in this period: narrow it.")
    if len(favour) < len(wording.favour):
        return None
    first = favour.iloc[0]
    return {
        "words": wording.words,
        "pollster": first["pollster"],
        "land": wording.land,
        "share": favour["share"].sum(),
        "against": against["share"].iloc[0] if len(against) else np.nan,
        "n": round(first["n"] * wording.part) if pd.notna(first["n"]) else np.nan,
        "firm": favour["firm"].all(),
        "against_firm": against["firm"].all(),
        "field_start": first["field_start"],
        "field_end": first["field_end"],
        "source": shares.joined([*favour["source"], *against["source"]]),
    }


# -- Plots -------------------------------------------------------------------------------------


def plot_gap(readings: pd.DataFrame):
    """Dumbbell of the two arms and, beside it, their difference with both intervals.

    readings: as `gaps` returns them, one row per reading.
    """
    fig, (left, right) = theme.figure(4.3, ncols=2, sharey=True, width_ratios=[1.45, 1])
    for y, row in enumerate(readings.itertuples()):
        left.plot([row.land, row.end], [y, y], color=theme.LIGHT, linewidth=5, zorder=0)
        for arm, colour, mark in (("land", theme.SECOND, "s"), ("end", theme.FIRST, "o")):
            value = getattr(row, arm)
            marks.interval(left, getattr(row, f"{arm}_low"), getattr(row, f"{arm}_high"), y, colour)
            marks.point(left, [value], [y], mark, colour)
            left.text(value, y - 0.2, f"{value:.0f}", ha="center", va="bottom", color=colour)
        marks.interval(right, row.low_design, row.high_design, y, theme.GREY)
        marks.interval(right, row.low, row.high, y, theme.INK, linewidth=4)
        marks.point(right, [row.gap], [y], "D", theme.INK)
        right.text(row.gap, y - 0.2, f"{row.gap:.0f}", ha="center", va="bottom")
    names = readings["field_start"].dt.strftime("%b %Y") + np.where(readings["n_assumed"], "*", "")
    for ax in (left, right):
        marks.rows(ax, range(len(readings)), names)
    left.set(xlim=(0, 100), ylim=(len(readings) - 0.5, -1.15), xlabel="Support, %")
    widest = readings["high_design"].max(), readings["low_design"].min()
    right.set(xlim=(min(0, widest[1] - 2), 1.05 * widest[0]), xlabel="Difference, points")
    for x, side, text, colour in (
        (47, "right", "end it and\nreturn land", theme.SECOND),
        (55, "left", "end\nthe war", theme.FIRST),
    ):
        left.text(x, -0.5, text, ha=side, va="bottom", color=colour, weight="bold")
    left.axvline(50, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    right.axvline(0, color=theme.GREY, linewidth=1)
    return fig


def plot_season(table: pd.DataFrame):
    """Dot plot of support for each wording, its words above it, shares for and against beside it.

    A share in favour that is not firm is hollow, one against has an asterisk.
    table: as `season` returns it. Raises ValueError for more pollsters than there are `MARKERS`.
    """
    pollsters = table["pollster"].drop_duplicates()
    if len(pollsters) > len(MARKERS):
        raise ValueError(f"There are {len(MARKERS)} markers for {len(pollsters)} pollsters.")
    fig, ax = theme.figure(0.9 + 0.46 * len(table))
    shapes = dict(zip(pollsters, MARKERS[: len(pollsters)], strict=True))
    for y, row in enumerate(table.itertuples()):
        colour = theme.SECOND if row.land else theme.FIRST
        marks.interval(ax, row.low, row.high, y, colour)
        marks.point(ax, [row.share], [y], shapes[row.pollster], colour, firm=row.firm)
        weak = "" if row.against_firm else "*"
        against = "?" if pd.isna(row.against) else f"{row.against:.0f}{weak}"
        ground = {"fc": theme.PAPER, "ec": "none", "pad": 1}
        ax.text(0, y - 0.22, row.words, va="bottom", color=colour, bbox=ground)
        ax.text(104, y, f"{row.share:.0f} : {against}", va="center")
    ax.axvline(50, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    ax.text(104, -0.62, "for : against", va="bottom", color=theme.GREY)
    ax.set(xlim=(0, 128), ylim=(len(table) - 0.5, -1.2), yticks=[], xlabel="Support, %")
    ax.set_xticks(range(0, 101, 25))
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(0, 100)
    handles = [
        ax.plot([], [], mark, color=theme.GREY, label=pollster.split(" / ")[0])[0]
        for pollster, mark in shapes.items()
    ]
    fig.legend(handles=handles, loc="outside lower left", ncols=3)
    return fig


# -- Terms of a peace that are called unacceptable ---------------------------------------------


def paired_margin(share_a, share_b, n, deff=1.0):
    """Half-width of the 95 % interval of a difference between two items put to the same people.

    How many refuse both items is not published. It lies between what the two shares force and
    what they allow, and the half-width with it. Nobody gives two answers to one question: of those
    the most is exact.
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


def ceilings(polls: pd.DataFrame) -> pd.DataFrame:
    """The most who can have called the return of land unacceptable where that was not seen.

    polls: the table `survey/polls`. Used are readings that give "preferable" and "acceptable" but
    not "unacceptable".
    Returns one row per reading and item: `field_start`, `field_end`, `arm`, `item`, `accept`
    (per cent), `at_most` (100 minus `accept`), `undecided` (per cent without an opinion on the
    ceasefire in the same list), `nato` (per cent against it there), `break_even` (per cent without
    an opinion at which the item would be refused as often as poll_readings.NATO) and `source`.
    """
    rows = polls[(polls["question"] == poll_readings.LIST) & polls["share"].notna()]
    rows = rows[rows["field_start"] != poll_readings.REPEATED]
    keys = ["field_start", "field_end", "arm"]
    table = rows.pivot(index=keys, columns="answer", values="share")
    seen = table.dropna(subset=["preferable", "acceptable"])
    found = []
    for (start, end, arm), row in seen.iterrows():
        if arm not in poll_readings.LAND or pd.notna(row["unacceptable"]):
            continue
        truce, nato = (
            table.loc[(start, end, "ceasefire")],
            table.loc[(start, end, poll_readings.NATO)],
        )
        accept = row["preferable"] + row["acceptable"]
        used = rows[
            (rows["field_start"] == start)
            & rows["arm"].isin([arm, "ceasefire", poll_readings.NATO])
        ]
        found.append(
            {
                "field_start": start,
                "field_end": end,
                "arm": arm,
                "item": poll_readings.NAMES[arm],
                "accept": accept,
                "at_most": 100 - accept,
                "undecided": 100 - truce[["preferable", "acceptable", "unacceptable"]].sum(),
                "nato": nato["unacceptable"],
                "break_even": 100 - accept - nato["unacceptable"],
                "source": shares.joined(used["source"]),
            }
        )
    return tables.Table(found)


def leads(table: pd.DataFrame, deff: float) -> pd.DataFrame:
    """How many points more often poll_readings.NATO is called unacceptable than the return of land.

    table: as `lists` returns it.   deff: design effect, > 0.
    Returns one row per reading and item of land: `field_start`, `item`, `lead`, `margin_least` and
    `margin_most` (points; see `paired_margin`). Readings without figures for land give no row.
    """
    wide = table.pivot(index="field_start", columns="arm", values="share")
    base = table.groupby("field_start")["base"].min()
    parts = []
    for item in poll_readings.LAND:
        both = wide.dropna(subset=[poll_readings.NATO, item])
        least, most = paired_margin(
            both[poll_readings.NATO] / 100, both[item] / 100, base[both.index], deff
        )
        parts.append(
            pd.DataFrame(
                {
                    "field_start": both.index,
                    "item": poll_readings.NAMES[item],
                    "lead": (both[poll_readings.NATO] - both[item]).to_numpy(),
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
    rows = poll_readings.dated(polls, sources)
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
    fig, ax = theme.figure(5.4)
    floors = bounds["at_most"] - bounds["undecided"]
    first = int(min(table["low"].min(), floors.min()) // 10 * 10)
    last = max(table["high"].max(), bounds["at_most"].max())
    dates = sorted(set(table["field_start"]) | set(bounds["field_start"]))
    rows = {
        (date, arm): 4 * n + k
        for n, date in enumerate(dates)
        for k, arm in enumerate(poll_readings.NAMES)
    }
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
    marks.rows(ax, rows.values(), [poll_readings.NAMES[arm] for _, arm in rows])
    ax.set(xlim=(first, last + 9), ylim=(4 * len(dates) - 1.4, -1.5))
    ax.set(xticks=range(first, int(last) + 9, 10), xlabel=f"Unacceptable, % (from {first})")
    return fig


def plot_leader_cue(table: pd.DataFrame):
    """Two bars a survey, from either end of the scale, so that they overlap as little as they can.

    table: as `leader_cue` returns it. Bars that are not firm are hatched; the thick stroke on the
    upper bar is the share for talks.
    """
    fig, ax = theme.figure(3.9)
    for place, row in enumerate(table.itertuples()):
        top = 3.1 * place
        _bar(ax, top, 0, row.peace, row.firm_peace, theme.FIRST, "peace")
        _bar(ax, top + 1, 100 - row.attack, row.attack, row.firm_attack, theme.INK, "new attack")
        for x in (100 - row.attack, row.peace):
            ax.plot([x, x], [top - 0.4, top + 1.55], color=theme.GREY, linewidth=1.2)
        ax.plot([row.talks] * 2, [top - 0.55, top + 0.4], color=theme.INK, linewidth=3)
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
        bbox={"fc": theme.PAPER, "ec": "none", "pad": 2},
    )
