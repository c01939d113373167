"""How far does support for ending the war depend on the words of the question?

Shares are in per cent, as pollsters print them, differences in percentage points; every interval
covers 95 %. Levada's randomised test asks half of a sample about ending the war and the other half
about ending it and returning the annexed territories; both wordings name Putin's decision.
"""

import numpy as np
import pandas as pd
from scipy import stats

from report import marks, style
from report.survey import shares

TEST = "levada-end-war-putin"
WITHDRAW = "chronicles-withdraw-without-goals"
LONGEST = 75  # days between two readings that a line may still join
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

# -- How firm a reading is and when it was taken -----------------------------------------------


def dated(polls: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The readings with a share, each with its date and with whether it is firm.

    polls: the table `survey/polls`.   sources: the table `sources`.
    Returns the rows by date with two further columns: `date`, the middle of the field period, and
    `firm`: the share is reported by a source graded A to C, or computed from such a source that
    holds the answers themselves; it is neither implied, nor contested, nor made of other figures.
    """
    known = polls[polls["share"].notna()]
    cited = sources.set_index("id")
    grade, kind = (known["source"].map(cited[column]) for column in ("reliability", "kind"))
    counted = (known["status"] == "computed") & (kind == "dataset")
    return known.assign(
        date=known["field_start"] + (known["field_end"] - known["field_start"]) / 2,
        firm=((known["status"] == "reported") | counted) & grade.isin(["A", "B", "C"]),
    ).sort_values("date", kind="stable")


def series(polls: pd.DataFrame, sources: pd.DataFrame, question: str) -> pd.DataFrame:
    """Readings of one question by date, numbered so that lines break where nothing was read.

    polls, sources: as for `dated`.   question: id of the question.
    Returns the rows of `dated` with `run`: readings of one answer may be joined by a line where
    they share a number, that is where no gap of more than `LONGEST` days lies between them.
    Raises ValueError when the question has no reading.
    """
    rows = dated(polls[polls["question"] == question], sources)
    if rows.empty:
        raise ValueError(f"The polls table has no share for the question {question!r}.")
    gap = rows.groupby("answer")["date"].diff() > pd.Timedelta(days=LONGEST)
    return rows.assign(run=gap.groupby(rows["answer"]).cumsum())


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
    return pd.DataFrame(rows, columns=["quantity", "mean", "lowest", "highest", "q", "df", "p"])


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
    asked = dated(polls[within], sources)
    rows = [
        row
        for wording in WORDINGS.itertuples()
        if (row := _wording(asked[_is(asked, wording)], wording)) is not None
    ]
    if not rows:
        raise ValueError(f"No wording was asked between {first} and {last}.")
    table = pd.DataFrame(rows).sort_values("share", ascending=False, kind="stable")
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
    fig, (left, right) = style.figure(4.3, ncols=2, sharey=True, width_ratios=[1.45, 1])
    for y, row in enumerate(readings.itertuples()):
        left.plot([row.land, row.end], [y, y], color=style.LIGHT, linewidth=5, zorder=0)
        for arm, colour, mark in (("land", style.ORANGE, "s"), ("end", style.BLUE, "o")):
            value = getattr(row, arm)
            marks.interval(left, getattr(row, f"{arm}_low"), getattr(row, f"{arm}_high"), y, colour)
            marks.point(left, [value], [y], mark, colour)
            left.text(value, y - 0.2, f"{value:.0f}", ha="center", va="bottom", color=colour)
        marks.interval(right, row.low_design, row.high_design, y, style.GREY)
        marks.interval(right, row.low, row.high, y, style.INK, linewidth=4)
        marks.point(right, [row.gap], [y], "D", style.INK)
        right.text(row.gap, y - 0.2, f"{row.gap:.0f}", ha="center", va="bottom")
    names = readings["field_start"].dt.strftime("%b %Y") + np.where(readings["n_assumed"], "*", "")
    for ax in (left, right):
        marks.rows(ax, range(len(readings)), names)
    left.set(xlim=(0, 100), ylim=(len(readings) - 0.5, -1.15), xlabel="Support, %")
    widest = readings["high_design"].max(), readings["low_design"].min()
    right.set(xlim=(min(0, widest[1] - 2), 1.05 * widest[0]), xlabel="Difference, points")
    for x, side, text, colour in (
        (47, "right", "end it and\nreturn land", style.ORANGE),
        (55, "left", "end\nthe war", style.BLUE),
    ):
        left.text(x, -0.5, text, ha=side, va="bottom", color=colour, weight="bold")
    left.axvline(50, color=style.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    right.axvline(0, color=style.GREY, linewidth=1)
    return fig


def plot_season(table: pd.DataFrame):
    """Dot plot of support for each wording, its words above it, shares for and against beside it.

    A share in favour that is not firm is hollow, one against has an asterisk.
    table: as `season` returns it. Raises ValueError for more pollsters than there are `MARKERS`.
    """
    pollsters = table["pollster"].drop_duplicates()
    if len(pollsters) > len(MARKERS):
        raise ValueError(f"There are {len(MARKERS)} markers for {len(pollsters)} pollsters.")
    fig, ax = style.figure(0.9 + 0.46 * len(table))
    shapes = dict(zip(pollsters, MARKERS[: len(pollsters)], strict=True))
    for y, row in enumerate(table.itertuples()):
        colour = style.ORANGE if row.land else style.BLUE
        marks.interval(ax, row.low, row.high, y, colour)
        marks.point(ax, [row.share], [y], shapes[row.pollster], colour, firm=row.firm)
        weak = "" if row.against_firm else "*"
        against = "?" if pd.isna(row.against) else f"{row.against:.0f}{weak}"
        ground = {"fc": style.PAPER, "ec": "none", "pad": 1}
        ax.text(0, y - 0.22, row.words, va="bottom", color=colour, bbox=ground)
        ax.text(104, y, f"{row.share:.0f} : {against}", va="center")
    ax.axvline(50, color=style.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    ax.text(104, -0.62, "for : against", va="bottom", color=style.GREY)
    ax.set(xlim=(0, 128), ylim=(len(table) - 0.5, -1.2), yticks=[], xlabel="Support, %")
    ax.set_xticks(range(0, 101, 25))
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(0, 100)
    handles = [
        ax.plot([], [], mark, color=style.GREY, label=pollster.split(" / ")[0])[0]
        for pollster, mark in shapes.items()
    ]
    fig.legend(handles=handles, loc="outside lower left", ncols=3)
    return fig


def plot_talks(table: pd.DataFrame):
    """Two lines over time, broken where readings are far apart; readings not firm are hollow.

    table: as `series` returns it, with the answers "talks" and "continue".
    """
    fig, ax = style.figure(3.6)
    for answer, colour, mark, label in (
        ("talks", style.BLUE, "o", "talks"),
        ("continue", style.INK, "s", "fight on"),
    ):
        rows = table[table["answer"] == answer]
        draw_series(ax, rows, colour, mark)
        last = rows.iloc[-1]
        words = f"{label}\n{last['share']:.0f}"
        marks.beside(ax, words, last["date"], last["share"], colour, weight="bold")
    ax.set(ylim=(0, None), ylabel="Share, %")
    marks.years(ax)
    ax.grid(axis="y")
    return fig


def plot_withdrawal(withdrawal: pd.DataFrame, land: pd.DataFrame):
    """Two stimuli in two panels over the same years; readings not firm are hollow.

    withdrawal: `series` of the withdrawal question, answers "support" and "oppose", with `low` and
    `high`.   land: the same, answer "support", for the arm of the randomised test that names land.
    """
    fig, axes = style.figure(5.2, nrows=2, sharex=True, sharey=True)
    for ax, table, colour, shape, title in (
        (axes[0], withdrawal, style.BLUE, "o", "Chronicles: withdraw troops without the goals"),
        (axes[1], land, style.ORANGE, "s", "Levada: Putin ends the war and returns annexed land"),
    ):
        for answer, shade, mark, name in (
            ("support", colour, shape, "for"),
            ("oppose", style.INK, "X", "against"),
        ):
            rows = table[table["answer"] == answer]
            draw_series(ax, rows, shade, mark)
            known = rows[rows["low"].notna()]
            ax.vlines(known["date"], known["low"], known["high"], color=shade, linewidth=1.4)
            rivals = table[table["answer"].isin({"support", "oppose"} - {answer})]
            _name_shares(ax, rows, rivals, name, shade)
        ax.text(0, 1.02, title, transform=ax.transAxes, va="bottom", color=colour, weight="bold")
        ax.axhline(50, color=style.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
        ax.set(ylabel="Share, %")
    axes[0].set(ylim=(0, 1.15 * withdrawal[["share", "high"]].max(axis=None)))
    marks.years(axes[1])
    return fig


def _name_shares(ax, rows, rivals, name, colour):
    """Write each share above its interval, or below it if the rival answer is the larger one."""
    rival = rows["date"].map(rivals.set_index("date")["share"]).fillna(0)
    close = rows["run"].eq(rows["run"].shift(-1)), rows["run"].eq(rows["run"].shift(1))
    for row, rivalling, left, right in zip(rows.itertuples(), rival, *close, strict=True):
        above = row.share >= rivalling
        end = (row.high if above else row.low) if pd.notna(row.low) else row.share
        words = f"{row.share:.0f} {name}" if row.date == rows["date"].max() else f"{row.share:.0f}"
        ax.annotate(
            words, (row.date, end), (0, 3 if above else -3), textcoords="offset points",
            ha="right" if left else "left" if right else "center",
            va="bottom" if above else "top", color=colour, size=marks.TYPE,
        )  # fmt: skip


def draw_series(ax, rows: pd.DataFrame, colour: str, mark: str) -> None:
    """Draw one answer on `ax`: a line for each run, filled markers where firm, else hollow.

    rows: one answer of `series`.   colour: of `report.style`.   mark: matplotlib marker.
    """
    for _, run in rows.groupby("run"):
        ax.plot(run["date"], run["share"], color=colour, zorder=1)
    for firm in (True, False):
        part = rows[rows["firm"] == firm]
        marks.point(ax, part["date"], part["share"], mark, colour, firm=firm, size=marks.SMALL)


def p_words(p: float) -> str:
    """A p-value as it is printed: three decimals, or that it is smaller."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
