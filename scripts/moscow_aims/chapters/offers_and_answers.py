"""Who offered what, how was it answered and what came next? Proposals and answers, by side.

One reader's coding of reported proposals: what was said in secret, or to nobody who wrote it down,
is not here. "Next" is the order of time. Frames are data/stalling/proposals and answers as read.
"""

import textwrap

import pandas as pd

from moscow_aims import data
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import COLOURS
from moscow_aims.drawing.sides import SHORT as NAMES
from moscow_aims.methods import sequences

SIDES = ["russia", "ukraine", "europe", "us"]
# Who answers for the two at war, in the order of the tiles.
CAPITALS = {"ukraine": "Kyiv", "russia": "Moscow"}

SUBJECTS = {
    "ceasefire-general": "pause",
    "ceasefire-short": "pause",
    "pause-narrow": "pause",
    "settlement": "settlement",
    "meeting": "other",
    "force": "other",
}
SUBJECT_NAMES = {
    "pause": "Ceasefires and pauses",
    "settlement": "Settlement texts",
    "other": "Meetings and a force",
}

ABOUT = {
    "ceasefire-general": "ceasefire",
    "ceasefire-short": "pause",
    "pause-narrow": "pause",
    "settlement": "text",
    "meeting": "meeting",
    "force": "force",
}

# From yes to no; what is not known stands apart.
ANSWERS = {
    "accept": "yes",
    "partial": "yes, but",
    "conditional": "yes, but",
    "counter": "other terms",
    "delay": "not now",
    "reject": "no",
    "none": "no answer",
    "unknown": "not known",
}
YES = ANSWERS["accept"]

STATES = {
    "accept": "accepted",
    "partial": "hedged",
    "conditional": "hedged",
    "counter": "hedged",
    "delay": "hedged",
    "none": "hedged",
    "reject": "refused",
}
STATE_NAMES = {
    "accepted": "a yes",
    "hedged": "a hedge or silence",
    "refused": "a no",
}
STEPS = {
    "concession": "Gave way",
    "narrower-offer": "Gave way",
    "new-offer": "New offer",
    "meeting": "Met",
    "agreement": "Met",
    "repeat": "Repeated",
    "nothing": "Repeated",
    "pressure": "Pressed",
}
STEP_NAMES = list(dict.fromkeys(STEPS.values()))

# Days to an answer, up to and with each number, and in words.
WAITS = {0: "same day", 1: "next day", 7: "within a week", None: "no answer"}
ABREAST = 6  # dots in a row of one wait


def joined(proposals: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Every answer with its proposal: `made` (its day), `subject`, `proposer`, `title`.

    Adds `days` from proposal to answer (missing without a date), `state` ("accepted", "hedged",
    "refused"; missing if the answer is not known) and `step`, the kind of next step (missing if
    not known). One row per answer, in order of `made`.
    Raises ValueError for an answer to no proposal, and for a proposal that is answered or ended
    before it is made.
    """
    about = proposals.set_index("id")
    _require_order(proposals["id"], proposals["date"], proposals["ended"], "ended")
    stray = answers.loc[~answers["proposal"].isin(about.index), "proposal"]
    if len(stray):
        raise ValueError(f"{stray.iloc[0]!r} is answered and is no proposal.")
    found = about.loc[answers["proposal"]]
    table = answers.assign(
        made=found["date"].to_numpy(),
        subject=found["kind"].map(SUBJECTS).to_numpy(),
        proposer=found["proposer"].to_numpy(),
        title=found["title"].to_numpy(),
        state=answers["answer"].map(STATES),
        step=answers["next_step"].map(STEPS),
    )
    _require_order(table["proposal"], table["made"], table["answered"], "answered")
    table["days"] = (table["answered"] - table["made"]).dt.days
    return table.sort_values(["made", "proposal", "id"], ignore_index=True)


def _require_order(ids: pd.Series, made: pd.Series, then: pd.Series, what: str) -> None:
    if (early := then < made).any():
        raise ValueError(f"The proposal {ids[early].iloc[0]!r} is {what} before it is made.")


def by_side(joins: pd.DataFrame) -> pd.DataFrame:
    """How often Kyiv and Moscow gave each answer: `about`, `side`, `answer`, `count`, `n`.

    joins: as `joined` gives them. Answers are in words and in the order of `ANSWERS`; what nobody
    said is left out.   n: answers of that side on that subject, known or not.
    """
    parts = []
    for subject in ("pause", "settlement"):
        rows = joins[(joins["subject"] == subject) & joins["side"].isin(list(CAPITALS))]
        words = list(dict.fromkeys(ANSWERS.values()))
        said = rows.assign(answer=rows["answer"].map(ANSWERS))
        counts = sequences.tally(said, words, list(CAPITALS)).T.stack().rename("count")
        parts.append(counts.reset_index().assign(about=SUBJECT_NAMES[subject]))
    table = pd.concat(parts, ignore_index=True)
    table["n"] = table.groupby(["about", "side"])["count"].transform("sum")
    given = table.groupby("answer")["count"].transform("sum") > 0
    return table.loc[given, ["about", "side", "answer", "count", "n"]].reset_index(drop=True)


def put_to_both(joins: pd.DataFrame, proposer: str, one: str, other: str) -> pd.DataFrame:
    """Proposals of one side to two others, with both answers: the fairest comparison there is.

    proposer: side that made them, alone.   one, other: sides that answered.
    Returns `proposal`, `made`, `title`, `subject` and a column for each answer, both known.
    """
    rows = joins[(joins["proposer"] == proposer) & (joins["answer"] != "unknown")]
    about = ["made", "proposal", "title", "subject"]
    table = rows.pivot(index=about, columns="side", values="answer").reindex(columns=[one, other])
    return table.dropna().reset_index().rename_axis(columns=None)


def next_steps(joins: pd.DataFrame, by: str) -> pd.DataFrame:
    """What one side did next after each kind of answer of Moscow and of Kyiv, ready to read.

    joins: as `joined` gives them.   by: side whose next act counts. Kinds of answer without a case
    are left out.
    """
    parts = []
    for side, name in reversed(CAPITALS.items()):
        rows = joins[(joins["side"] == side) & (joins["next_by"] == by)]
        table = sequences.transitions(rows, "state", "step", list(STATE_NAMES), STEP_NAMES)
        wide = table.pivot(index=["before", "n"], columns="after", values="count").reset_index()
        wide.insert(0, "After", f"{name}: " + wide["before"].map(STATE_NAMES))
        parts.append(wide.sort_values("before"))
    table = pd.concat(parts, ignore_index=True).rename(columns={"n": "Cases"})
    table = table.loc[table["Cases"] > 0, ["After", "Cases", *STEP_NAMES]]
    return table.reset_index(drop=True).rename_axis(columns=None)


def waits(joins: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The known answers of Kyiv and Moscow as dots, by the time that each took.

    joins: as `joined` gives them.   sources: the table of that name.
    Returns `side`, `title`, `answer`, `days`, `wait` (a number per value of `WAITS`), `x` and `y`
    (place of the dot), `firm` and `source`.
    """
    rows = joins[joins["side"].isin(list(CAPITALS)) & (joins["answer"] != "unknown")]
    limits = [day for day in WAITS if day is not None]
    wait = rows["days"].map(lambda days: sum(days > limit for limit in limits))
    wait = wait.where(rows["days"].notna(), len(limits))
    if (rows["days"] > limits[-1]).any():
        raise ValueError(f"An answer took more than {limits[-1]} days and has no place.")
    rows = rows.assign(wait=wait, firm=data.firm(rows, sources)).sort_values("days", kind="stable")
    place = rows.groupby(["side", "wait"]).cumcount()
    rows = rows.assign(
        x=rows["wait"] + (place % ABREAST - (ABREAST - 1) / 2) * 0.14, y=place // ABREAST
    )
    columns = ["side", "title", "answer", "days", "wait", "x", "y", "firm", "source"]
    return rows[columns].reset_index(drop=True)


def listed(proposals: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """All proposals with the answer of each side in words, for the table of the chapter."""
    words = answers.assign(text=answers["answer"].map(ANSWERS))
    said = words.pivot(index="proposal", columns="side", values="text")
    said = said.reindex(index=proposals["id"], columns=SIDES).astype(object)
    for side in CAPITALS:
        own = proposals["proposer"].map(lambda who, side=side: side in data.ids(who))
        blank = own.map({True: "own offer", False: "not asked"})
        said[side] = said[side].fillna(blank.set_axis(said.index))
    others = said[["us", "europe"]].rename(columns=NAMES).apply(_both_in_words, axis=1)
    ran = proposals["end_kind"] == "in-force-ended"
    until = proposals["ended"].where(ran).map(marks.day, na_action="ignore")
    outcome = (". In force until " + until).fillna("") + others.to_numpy()
    table = pd.DataFrame(
        {
            "Offer": proposals["title"],
            "Day": proposals["date"].map(marks.day),
            "By": proposals["proposer"].map(_in_words),
            "About": proposals["kind"].map(ABOUT),
            **{f"{name} said": said[side].to_numpy() for side, name in CAPITALS.items()},
            "Terms, and what came of them": proposals["content"] + outcome,
        }
    )
    return table.loc[proposals["date"].sort_values(kind="stable").index].reset_index(drop=True)


def plot_two_yeses(both: pd.DataFrame, area: pd.DataFrame):
    """What each side said to the same proposals, row by row, above the monthly change of the front.

    both: as `put_to_both` gives it.   area: as `who_gains.territory` gives it; months before the
    year of the first proposal are not drawn.
    """
    fig, (top, low) = theme.figure(6.6, nrows=2, height_ratios=[len(both), 3.6])
    for y, row in both.iterrows():
        top.text(-2.9, y, marks.day(row.made, "%b %y"), va="center", color=theme.GREY)
        top.text(-2.05, y, textwrap.fill(row.title, 23), va="center", linespacing=0.95)
        for x, side in enumerate(CAPITALS):
            _tile(top, x, y, ANSWERS[getattr(row, side)], COLOURS[side])
    top.set(xlim=(-2.9, len(CAPITALS) - 0.5), ylim=(len(both) - 0.5, -0.5), yticks=[])
    top.spines["left"].set_visible(False)
    top.set_xticks(
        range(len(CAPITALS)), [f"{name} said" for name in CAPITALS.values()], weight="bold"
    )
    top.tick_params(axis="x", length=0, labeltop=True, labelbottom=False)
    top.spines["bottom"].set_visible(False)
    shown = area[area["month"] >= pd.Timestamp(both["made"].min().year, 1, 1)]
    for row in shown.itertuples():
        look = {"facecolor": COLOURS["russia"] if row.whole else theme.PAPER}
        look |= {"edgecolor": COLOURS["russia"], "linewidth": 1.2}
        low.bar(row.month, row.gain, 24, align="edge", **look)
    peak = shown["gain"].max()
    marks.point(low, both["made"], [1.16 * peak] * len(both), "|", theme.INK)
    low.axhline(0, color=theme.GREY, lw=0.8)
    low.set_title("Land gained by Russia, km² a month", loc="left")
    low.set_ylim(top=1.25 * peak)
    marks.years(low)
    return fig


def _tile(ax, x: int, y: int, words: str, colour: str) -> None:
    """An answer: only a plain yes is filled."""
    yes = words == YES
    ax.barh(y, 0.94, 0.8, x - 0.47, color=colour, alpha=1 if yes else 0.13, linewidth=0)
    type_ = {"color": theme.PAPER, "weight": "bold"} if yes else {"color": theme.INK}
    ax.text(x, y, words, ha="center", va="center", **type_)


def _in_words(sides: str) -> str:
    return ", ".join(NAMES.get(side, side) for side in sides.split(";"))


def _both_in_words(said: pd.Series) -> str:
    return "".join(f". {side}: {words}" for side, words in said.dropna().items())
