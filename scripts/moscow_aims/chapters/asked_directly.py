"""What do Russians answer when a question puts land and NATO side by side?

Five forms of question, each with its own base and scale; what words cost, within one pollster at a
time; and who chooses which. Shares are in per cent, differences in points.
"""

import pandas as pd
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from moscow_aims import chronicles, poll_readings
from moscow_aims.drawing import marks, theme

LAND, ALLIANCE = "land", "alliance"
LOOKS = {LAND: theme.ORANGE, ALLIANCE: theme.BLUE}

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
        "Swap of land already held", "May it go back for guarantees to Russia?",
        (chronicles.GUARANTEES, "both-orders", "all"),
        {"must-not-return": ("no, it must not go back", LAND),
         "may-return": ("yes, for security guarantees", ALLIANCE)},
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

ORDERS = {
    "1-vote-putin-war": "vote, Putin, war",
    "2-war-vote-putin": "war, vote, Putin",
    "3-putin-vote-war": "Putin, vote, war",
    "4-war-putin-vote": "war, Putin, vote",
}

# -- Tables ------------------------------------------------------------------------------------


def forms(answers: pd.DataFrame, lists: pd.DataFrame) -> pd.DataFrame:
    """Land and NATO in five forms of question, each with its own pollster, date and base.

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

    gaps: as `land_or_alliance.gaps` returns them.   differences: `survey/chronicles-differences`.
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
    rows = differences[
        differences["contrast"].str.startswith("support-goals-not-named")
        & differences["sample"].isin(["fresh", "all"])
    ].sort_values("sample", ascending=False)
    names = {"fresh": "fresh sample", "all": "all three samples"}
    failure = pd.DataFrame(
        {
            "words": "without having reached the goals",
            "reading": rows["field_start"].dt.strftime("%b %Y, ") + rows["sample"].map(names),
            "pollster": chronicles.POLLSTER,
            "cost": rows["difference"],
            "low": rows["low"],
            "high": rows["high"],
            "source": rows["source"],
        }
    )
    return pd.concat([test, failure], ignore_index=True)


def steady(differences: pd.DataFrame) -> pd.DataFrame:
    """How far NATO leads land in each sample and each order of the questions, ready to read.

    differences: the table `survey/chronicles-differences`.
    Returns the text columns `Who was asked` and `NATO minus land, points`, and `n`.
    """
    rows = differences[differences["question"] == chronicles.FIRST_AIM]
    plain = rows[rows["group"] == chronicles.EVERYONE].set_index("sample")
    order = rows[rows["group"] == "order"].set_index("level")
    samples = {"all": "all three samples", **FACTORS["sample"][1]}
    named = [(plain.loc[name], f"Sample: {words}") for name, words in samples.items()]
    named += [(order.loc[name], f"Order: {words}") for name, words in ORDERS.items()]
    return pd.DataFrame(
        {
            "Who was asked": words,
            "n": row["n"],
            "NATO minus land, points": f"{row['difference']:.0f} "
            f"({row['low']:.0f} to {row['high']:.0f})",
        }
        for row, words in named
    )


def choosers(model: pd.DataFrame) -> pd.DataFrame:
    """Per cent who name NATO rather than land by trait, all other traits alike, ready to draw.

    model: the table `survey/chronicles-model`.
    Returns its rows in the order of `FACTORS`, with `trait` and `words`.
    Raises KeyError for a level without words.
    """
    table = model.set_index(["factor", "level"])
    wanted = [(factor, level) for factor, (_, levels) in FACTORS.items() for level in levels]
    rows = table.loc[wanted].reset_index()
    return rows.assign(
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
    at, labels, top = [], [], 0.0
    for number, (words, rows) in enumerate(groups):
        colour, marker = ((theme.ORANGE, "s"), (theme.BLUE, "o"))[number]
        who = rows["pollster"].iloc[0].split(" / ")[0]
        ax.text(0.8, top, f'{who}: "… {words}"', color=colour, weight="bold", va="center")
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
    """Adjusted shares of NATO among those who choose, one block a trait.

    table: as `choosers` returns it.
    """
    groups = list(table.groupby("trait", sort=False))
    fig, ax = theme.figure(0.8 + 0.225 * (len(table) + 1.3 * len(groups)))
    at, labels, top = [], [], 0.0
    for trait, rows in groups:
        ax.text(0.0, top, trait, transform=ax.get_yaxis_transform(), ha="right", va="center",
                weight="bold")  # fmt: skip
        colour = theme.BLUE if trait == FACTORS["operation"][0] else theme.INK
        for row in rows.itertuples():
            top += 1
            marks.interval(ax, row.low, row.high, top, colour)
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
