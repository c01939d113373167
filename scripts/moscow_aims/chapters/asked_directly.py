"""What do Russians answer when a question puts land and NATO side by side?

Five forms of question, each with its own base and scale; what words cost, within one pollster at a
time; and who chooses which. Shares are in per cent, differences in points.
"""

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory
from scipy import stats

from moscow_aims import chronicles, poll_readings
from moscow_aims.drawing import marks, theme
from moscow_aims.methods import shares

LAND, ALLIANCE, GUARANTEED = "land", "alliance", "guarantees"
LOOKS = {LAND: theme.SECOND, ALLIANCE: theme.FIRST, GUARANTEED: theme.GREY}

# Panel: form, question in our words, who asked and when; then answer, our words, side.
FORMS = [
    (
        "Forced choice of an aim", "What should Russia seek first at the talks?",
        (chronicles.FIRST_AIM, "all", "fresh"),
        {"nato": ("that Ukraine stays out of NATO", ALLIANCE),
         "land": ("keeping the new territories", LAND)},
    ),
    (
        "Separate ratings", "Which terms are unacceptable?",
        None,
        {poll_readings.NATO: ("Ukraine in NATO", ALLIANCE),
         poll_readings.LAND[0]: ("Donetsk, Luhansk returned", LAND),
         poll_readings.LAND[1]: ("Zaporizhzhia, Kherson returned", LAND)},
    ),
    (
        "Several answers", "What would be enough to stop?",
        (chronicles.ENOUGH, "all", "all"),
        {"recognise-donbas": ("Donbas republics recognised", LAND),
         "recognise-crimea": ("Crimea recognised", LAND),
         "nato-ban": ("a ban on NATO membership", ALLIANCE)},
    ),
    (
        "Open question", "What is the final goal?",
        (chronicles.OPEN_AIM, "all", "all"),
        {"land": ("to return or join land", LAND),
         "nato": ("to beat or push back NATO", ALLIANCE)},
    ),
    (
        "Swap of annexed land", "May it go back for guarantees to Russia?",
        (chronicles.GUARANTEES, "both-orders", "all"),
        {"must-not-return": ("no, it must not go back", LAND),
         "may-return": ("yes, for security guarantees", GUARANTEED)},
    ),
]  # fmt: skip

FACTORS = {
    "operation": ("Supports the operation?", {
        "supports": "yes", "cannot-say": "cannot say", "declines": "declines to say",
        "does-not-support": "no"}),
    "age": ("Age", {
        "18-29": "18 to 29", "30-39": "30 to 39", "40-49": "40 to 49", "50-59": "50 to 59",
        "60-and-over": "60 and over"}),
    "sex": ("Sex", {"men": "men", "women": "women"}),
    "settlement": ("Lives in", {
        "two-capitals": "Moscow, St Petersburg", "from-500000": "500,000 and more",
        "100000-to-500000": "100,000 to 500,000", "smaller-town": "a smaller town",
        "village": "a village"}),
    "television": ("News of the war from television?", {"a-source": "yes", "not-a-source": "no"}),
    "sample": ("Sample", {
        "fresh": "never asked before", "panel": "asked before",
        "hard-to-reach": "not reached before"}),
}  # fmt: skip

# Other pollsters: form, then the answer for the alliance and the answers for land.
OTHERS = [
    ("One aim of the operation", "vtsiom-2022-02-aim-no-nato-bases",
     ["vtsiom-2022-02-aim-protect-russian-speakers"],
     "no NATO bases", ["protect Russian speakers in Donbas"]),
    ("One aim of the operation", "vtsiom-2022-05-aim-protect-russia-disarm-no-nato",
     ["vtsiom-2022-05-aim-protect-donbas"],
     "protect Russia, disarm Ukraine, no NATO bases", ["protect Donbas"]),
    ("Is force right to this end?", "savanta-2022-02-force-nato-right",
     ["savanta-2022-02-force-reunite-right"],
     "keep Ukraine out of NATO", ["reunite with Ukraine"]),
    ("Agree with a statement?", "ashcroft-2022-03-nato-threat",
     ["ashcroft-2022-03-crimea-russian", "ashcroft-2022-03-donetsk-luhansk-russian"],
     "NATO's expansion is a threat", ["Crimea is Russian", "Donetsk, Luhansk are Russian"]),
]  # fmt: skip

SAMPLES = {"all": "all three samples", **FACTORS["sample"][1]}
# -- Tables ------------------------------------------------------------------------------------


def forms(answers: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """Land and what stands against it in five questions, each with its pollster, date and base.

    answers: the table `survey/chronicles-shares`.   lists: as `poll_readings.lists` returns it; its
    first reading is taken, the only complete one that every figure of is printed.
    Returns one row an answer: `form`, `asked` (the question in our words), `pollster`,
    `field_start`, `n`, `answer` (our words), `side`, `share`, `low`, `high`, `source`; forms in
    the order of `FORMS`, answers by their share.
    Raises KeyError for an answer that the tables do not hold.
    """
    everybody = answers[answers["group"] == chronicles.EVERYONE]
    parts = []
    for form, asked, place, said in FORMS:
        if place:
            key = ["question", "wording", "sample"]
            rows = everybody[everybody[key].eq(list(place)).all(axis=1)].set_index("answer")
            rows = rows.loc[list(said)].assign(pollster=chronicles.POLLSTER)
        else:
            first = lists[lists["field_start"] == lists["field_start"].min()]
            rows = first.set_index("arm").loc[list(said)]
        words = pd.DataFrame(said, index=["answer", "side"]).T
        rows = rows.assign(form=form, asked=asked, answer=words["answer"], side=words["side"])
        parts.append(rows.sort_values("share", ascending=False))
    columns = ["form", "asked", "pollster", "field_start", "n", "answer", "side", "share"]
    return pd.concat(parts, ignore_index=True)[[*columns, "low", "high", "source"]]


def costs(gaps: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """What added words cost in support, within one pollster at a time.

    gaps: as `wording.gaps` returns them.   differences: `survey/chronicles-differences`.
    Returns `words` (what was added), `reading`, `pollster`, `cost` (points), `low`, `high`,
    `source`, dearest words first.
    """
    test = pd.DataFrame(
        {
            "words": "and returns the annexed land",
            "reading": gaps["field_start"].dt.strftime("%b %Y"),
            "pollster": "Levada Center",
            "cost": gaps["gap"],
            "low": gaps["low_design"],
            "high": gaps["high_design"],
            "source": gaps["source"],
        }
    )
    rows = differences[differences["contrast"].str.startswith("support-goals-not-named")]
    rows = rows.set_index("sample").loc[list(SAMPLES)].reset_index()
    failure = pd.DataFrame(
        {
            "words": "without having reached the goals",
            "reading": rows["sample"].map(SAMPLES),
            "pollster": chronicles.POLLSTER,
            "cost": rows["difference"],
            "low": rows["low"],
            "high": rows["high"],
            "source": rows["source"],
        }
    )
    return pd.concat([test, failure], ignore_index=True)


def spread(leads: pd.DataFrame) -> dict[str, float]:
    """Do leads of several groups of people differ by more than chance?

    leads: rows of `survey/chronicles-differences` on groups that share nobody.
    Returns the statistic `q`, its degrees of freedom `df`, and `p`, the probability of a spread at
    least as large if the groups did not differ.
    Source: Cochran's test of homogeneity.
    """
    weight = (2 * shares.Z / (leads["high"] - leads["low"])) ** 2
    mean = np.average(leads["difference"], weights=weight)
    q, df = float((weight * (leads["difference"] - mean) ** 2).sum()), len(leads) - 1
    return {"q": q, "df": df, "p": float(stats.chi2.sf(q, df))}


def withdrawals(answers: pd.DataFrame) -> pd.DataFrame:
    """Support for a withdrawal without the goals, less opposition to it, in each wave.

    answers: the table `survey/chronicles-shares`; of the wave of several samples the fresh one is
    taken.
    Returns `wave`, `field_start`, `support`, `oppose`, `lead`, and its 95 % limits `low` and `high`
    (two answers of the same people, with the effective size of the weights), by date.
    """
    rows = answers[answers["question"] == chronicles.WITHDRAW]
    rows = rows[(rows["wording"] == "goals-named") & (rows["group"] == chronicles.EVERYONE)]
    rows = rows[(rows["sample"] == "fresh") | (rows["wave"] != "13")]
    keys = ["wave", "field_start", "effective_n"]
    table = rows.pivot(index=keys, columns="answer", values="share").reset_index()
    lead = table["support"] - table["oppose"]
    spread = 100 * (table["support"] + table["oppose"]) - lead**2
    margin = shares.Z * np.sqrt(spread / table["effective_n"])
    table = table.assign(lead=lead, low=lead - margin, high=lead + margin)
    columns = ["wave", "field_start", "support", "oppose", "lead", "low", "high"]
    return table[columns].sort_values("field_start", ignore_index=True).rename_axis(columns=None)


def choosers(model: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Per cent who name NATO rather than land by trait, ready to draw.

    model: the table `survey/chronicles-model`.   answers: the table `survey/chronicles-shares`.
    Returns the rows of the model in the order of `FACTORS`, with `trait`, `words`, and `plain`:
    the share by the answers alone, where `adjusted` has all other traits alike.
    Raises KeyError for a level without words or without shares.
    """
    table = model.set_index(["factor", "level"])
    wanted = [(factor, level) for factor, (_, levels) in FACTORS.items() for level in levels]
    rows = table.loc[wanted].reset_index()
    aims = answers[answers["question"] == chronicles.FIRST_AIM]
    apart = (aims["sample"] != "all") & (aims["group"] == chronicles.EVERYONE)
    aims = aims.assign(
        factor=aims["group"].mask(apart, "sample"), level=aims["level"].mask(apart, aims["sample"])
    )
    aims = aims.pivot(index=["factor", "level"], columns="answer", values="share").loc[wanted]
    return rows.assign(
        plain=(100 * aims["nato"] / (aims["nato"] + aims["land"])).to_numpy(),
        trait=[FACTORS[factor][0] for factor in rows["factor"]],
        words=[FACTORS[factor][1][level] for factor, level in wanted],
    )


def others(polls: pd.DataFrame) -> pd.DataFrame:
    """Other pollsters' questions with an answer for each side, ready to read.

    polls: the table `survey/polls`.
    Returns the text columns `Question`, `Who and when`, `Alliance` and `Land`, and `source`.
    Raises KeyError for a row that the table does not hold.
    """
    table = polls.set_index("id")
    rows = []
    for question, alliance, land, said, named in OTHERS:
        first = table.loc[alliance]
        shown = [
            f"{words} {table.loc[row, 'share']:.0f}" for words, row in zip(named, land, strict=True)
        ]
        rows.append(
            {
                "Question": question,
                "Who and when": f"{first['pollster']}, {first['field_start']:%b %Y}",
                "Alliance": f"{said} {first['share']:.0f}",
                "Land": "; ".join(shown),
                "source": first["source"],
            }
        )
    return pd.DataFrame(rows)


# -- Plots -------------------------------------------------------------------------------------


def plot_forms(table: pd.DataFrame):
    """One panel a form of question, each with its own axis; bars in the order of their shares.

    table: as `forms` returns it.
    """
    groups = list(table.groupby("form", sort=False))
    heights = [len(rows) + 1.9 for _, rows in groups]
    fig, axes = theme.figure(
        0.31 * sum(heights) + 0.2 * len(groups), nrows=len(groups), height_ratios=heights
    )
    for ax, (form, rows) in zip(axes, groups, strict=True):
        for y, row in enumerate(rows.itertuples()):
            hatch = "///" if row.side == LAND else None
            look = {"color": LOOKS[row.side], "edgecolor": theme.PAPER, "linewidth": 0}
            ax.barh(y, row.share, 0.66, hatch=hatch, **look)
            marks.interval(ax, row.low, row.high, y, theme.INK, linewidth=1.2)
            marks.beside(ax, f"{row.share:.0f}", row.high, y, weight="bold")
        marks.rows(ax, range(len(rows)), rows["answer"])
        for label, side in zip(ax.get_yticklabels(), rows["side"], strict=True):
            label.set_color(LOOKS[side])
        ax.set(xlim=(0, 1.2 * rows["high"].max()), ylim=(len(rows) - 0.5, -2.3))
        ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
        ax.axvline(0, ymax=len(rows) / (len(rows) + 1.8), color=theme.GREY, linewidth=0.8)
        _head(ax, form, rows.iloc[0])
    axes[-1].set_xlabel("Share, %; each panel has its own scale")
    return fig


def _head(ax, form, first):
    """Above a panel: form of the question, who asked and when, and the question in our words."""
    across = blended_transform_factory(ax.figure.transFigure, ax.transData)
    who = first["pollster"].split(" / ")[0].removesuffix(" Center")
    when = f"{who}, {first['field_start']:%b %Y}"
    grey = {"size": marks.TYPE, "color": theme.GREY}
    for x, y, text, look in (
        (0.01, -1.75, form, {"weight": "bold"}),
        (0.99, -1.75, when, {"ha": "right", **grey}),
        (0.01, -0.95, first["asked"], grey),
    ):
        ax.text(x, y, text, transform=across, va="center", **look).set_in_layout(False)


def plot_costs(table: pd.DataFrame):
    """Points of support that added words cost, with intervals, in two groups.

    table: as `costs` returns it.
    """
    groups = list(table.groupby("words", sort=False))
    fig, ax = theme.figure(1.2 + 0.34 * (len(table) + 2 * len(groups)))
    across = blended_transform_factory(fig.transFigure, ax.transData)
    at, labels, top = [], [], 0.0
    for number, (words, rows) in enumerate(groups):
        colour, marker = ((theme.SECOND, "s"), (theme.FIRST, "o"))[number]
        who = rows["pollster"].iloc[0].split(" / ")[0]
        head = ax.text(0.01, top, f'{who}: "… {words}"', color=colour, weight="bold", va="center")
        ground = {"fc": theme.PAPER, "ec": "none", "pad": 1}  # the line at nought ends behind it
        head.set(transform=across, in_layout=False, bbox=ground)
        for row in rows.itertuples():
            top += 1
            marks.interval(ax, row.low, row.high, top, colour)
            marks.point(ax, [row.cost], [top], marker, colour)
            marks.beside(ax, f"{row.cost:.0f}", row.high, top)
            at.append(top)
            labels.append(row.reading)
        top += 1.5
    marks.rows(ax, at, labels, width=16)
    ax.axvline(0, color=theme.GREY, linewidth=1)
    ax.set(
        xlim=(min(0, table["low"].min()), 1.12 * table["high"].max()),
        ylim=(top - 0.8, -0.8),
        xlabel="Points of support that the added words cost",
    )
    return fig


def plot_choosers(table: pd.DataFrame):
    """Adjusted shares of NATO among those who choose, one block a trait; strokes: plain shares.

    table: as `choosers` returns it.
    """
    groups = list(table.groupby("trait", sort=False))
    fig, ax = theme.figure(0.8 + 0.225 * (len(table) + 1.3 * len(groups)))
    at, labels, top = [], [], 0.0
    for trait, rows in groups:
        ax.text(0.0, top, trait, transform=ax.get_yaxis_transform(), ha="right", va="center",
                weight="bold")  # fmt: skip
        colour = theme.FIRST if trait == FACTORS["operation"][0] else theme.INK
        for row in rows.itertuples():
            top += 1
            marks.interval(ax, row.low, row.high, top, colour)
            ax.plot([row.plain], [top], "|", color=theme.INK, markersize=11, markeredgewidth=1.5)
            marks.point(ax, [row.adjusted], [top], "o", colour, size=marks.SMALL)
            marks.beside(ax, f"{row.adjusted:.0f}", row.high, top)
            at.append(top)
            labels.append(row.words)
        top += 1.4
    marks.rows(ax, at, labels)
    ax.axvline(50, color=theme.GREY, linewidth=1, linestyle=marks.DASHES)
    ax.set(xlim=(40, 95), ylim=(top - 0.6, -0.8))
    ax.set_xlabel("Name NATO rather than land, %")
    return fig
