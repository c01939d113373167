"""Who offered what, how was it answered and what came next? Proposals and answers, by side.

One reader's coding of reported proposals: what was said in secret, or to nobody who wrote it down,
is not here. "Next" is the order of time. Frames are data/stalling/proposals and answers as read.
"""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import COLOURS
from moscow_aims.drawing.sides import SHORT as NAMES
from moscow_aims.methods import lifetimes, sequences

SIDES = ["russia", "ukraine", "europe", "us"]

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

# From yes to no; what is not known stands apart.
ANSWERS = {
    "accept": "accepted",
    "partial": "in part",
    "conditional": "with conditions",
    "counter": "other offer",
    "delay": "put off",
    "reject": "refused",
    "none": "no answer",
    "unknown": "not known",
}
MARKERS = {
    "accept": "o",
    "partial": "h",
    "conditional": "^",
    "counter": "s",
    "delay": "D",
    "reject": "x",
    "none": "v",
    "unknown": "o",
}

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
    "accepted": "After a yes",
    "hedged": "After conditions, another\noffer, delay or silence",
    "refused": "After a refusal",
}
STEPS = {
    "concession": "gives way",
    "narrower-offer": "gives way",
    "new-offer": "new offer",
    "meeting": "meets",
    "agreement": "meets",
    "repeat": "repeats",
    "nothing": "repeats",
    "pressure": "pressure",
}
STEP_NAMES = list(dict.fromkeys(STEPS.values()))

# What stands in a tile, shorter than in a table.
TILES = {
    "accept": "yes",
    "partial": "yes, but",
    "conditional": "yes, but",
    "counter": "other terms",
    "delay": "not now",
    "reject": "no",
    "none": "no answer",
}
PUT_TO = ("ukraine", "russia")  # in the order of the tiles

BLANK = ("none", "unknown")  # drawn hollow
ENDED = ("superseded", "lapsed", "in-force-ended")


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
    """How often each side gave each answer: `subject`, `answer`, `side`, `count`, `n`.

    joins: as `joined` gives them.   n: answers of that side on that subject, known or not.
    """
    parts = []
    for subject in SUBJECT_NAMES:
        rows = joins[joins["subject"] == subject]
        counts = sequences.tally(rows, list(ANSWERS), SIDES).stack().rename("count")
        parts.append(counts.reset_index().assign(subject=subject))
    table = pd.concat(parts, ignore_index=True)
    table["n"] = table.groupby(["subject", "side"])["count"].transform("sum")
    return table[["subject", "answer", "side", "count", "n"]]


def put_to_both(joins: pd.DataFrame, proposer: str, one: str, other: str) -> pd.DataFrame:
    """Proposals of one side to two others, with both answers: the fairest comparison there is.

    proposer: side that made them, alone.   one, other: sides that answered.
    Returns `proposal`, `made`, `title`, `subject` and a column for each answer, both known.
    """
    rows = joins[(joins["proposer"] == proposer) & (joins["answer"] != "unknown")]
    about = ["made", "proposal", "title", "subject"]
    table = rows.pivot(index=about, columns="side", values="answer").reindex(columns=[one, other])
    return table.dropna().reset_index().rename_axis(columns=None)


def next_steps(joins: pd.DataFrame) -> pd.DataFrame:
    """What followed each kind of answer of Russia and of Ukraine, as `sequences.transitions`.

    joins: as `joined` gives them.
    Adds `side`. Of Russia the next step is one of the US, of Ukraine one of the proposer.
    """
    parts = []
    for side in ("russia", "ukraine"):
        rows = joins[joins["side"] == side]
        states = list(STATE_NAMES)
        table = sequences.transitions(rows, "state", "step", states, STEP_NAMES)
        parts.append(table.assign(side=side))
    return pd.concat(parts, ignore_index=True)


def waits(proposals: pd.DataFrame, answers: pd.DataFrame, side: str, until) -> pd.DataFrame:
    """Days until one side answers the proposals of others, as `lifetimes.lifetimes`.

    Counted are proposals that name the side and are not its own, less those whose answer is not
    known. A proposal that another side answered is still there to be answered; only when it was
    replaced, lapsed or ran out does its time end.
    until: last day of observation.
    """
    asked = _names(proposals["addressees"], side) & ~_names(proposals["proposer"], side)
    own = answers[answers["side"] == side]
    blank = own.loc[own["answer"] == "unknown", "proposal"]
    rows = proposals[asked & ~proposals["id"].isin(blank)]
    over = rows["ended"].where(rows["end_kind"].isin(ENDED))
    return lifetimes.lifetimes(rows.assign(ended=over), answers, side, until)


def near_due(joins: pd.DataFrame, deadlines: pd.DataFrame, pairs: dict) -> pd.DataFrame:
    """Where between a proposal and its due day the answers fell.

    deadlines: `id`, `due`, `addressees`, `source`.   pairs: proposal -> deadline.
    Returns one row per dated answer of a side that had to answer by then: `title`, `side`,
    `made`, `answered`, `due`, `passed`, the share of the time gone by (0 at once, 1 on the due
    day, more than 1 late), and the `source` of the answer.
    """
    due = deadlines.set_index("id")
    rows = joins[joins["proposal"].isin(pairs)].dropna(subset=["answered"])
    found = due.loc[rows["proposal"].map(pairs)]
    rows = rows.assign(due=found["due"].to_numpy(), bound=found["addressees"].to_numpy())
    pairs = zip(rows["side"], rows["bound"], strict=True)
    rows = rows[[side in bound.split(";") for side, bound in pairs]]
    span = (rows["due"] - rows["made"]).dt.days
    rows = rows.assign(passed=rows["days"] / span)
    columns = ["title", "side", "made", "answered", "due", "passed", "source"]
    return rows[columns].reset_index(drop=True)


def same_in_events(joins: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Russian answers that the table of events codes too: `proposal`, `first`, `second`.

    Matched where day and proposers agree and only one event does.
    """
    russian = joins[(joins["side"] == "russia") & (joins["answer"] != "unknown")]
    left = russian.assign(date=russian["made"], who=russian["proposer"].map(_ordered))
    right = events.dropna(subset=["answer", "proposer"])
    right = right[_names(right["actors"], "russia")]
    right = right.assign(who=right["proposer"].map(_ordered))
    right = right.drop_duplicates(["date", "who"], keep=False)
    pairs = left.merge(right, on=["date", "who"], suffixes=("", "_second"))
    return pairs.rename(columns={"answer": "first", "answer_second": "second"})[
        ["proposal", "first", "second"]
    ]


def listed(proposals: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """All proposals with every answer and what followed in words, for the table of the chapter."""
    said = answers.assign(text=answers.apply(_answer_in_words, axis=1))
    said = said.pivot(index="proposal", columns="side", values="text")
    said = said.reindex(index=proposals["id"], columns=SIDES).astype(object).fillna("–")
    acts = answers.dropna(subset=["next_text"]).groupby("proposal")["next_text"]
    followed = acts.agg(lambda texts: "; ".join(texts.unique())).reindex(proposals["id"])
    table = pd.DataFrame(
        {
            "Proposal": proposals["title"],
            "Day": proposals["date"].dt.strftime("%Y-%m-%d"),
            "By": proposals["proposer"].map(_in_words),
            **{NAMES[side]: said[side].to_numpy() for side in SIDES},
            "End": proposals["end_kind"].str.replace("-", " "),
            "Terms": proposals["content"],
            "What followed": followed.fillna("–").to_numpy(),
        }
    )
    return table.sort_values("Day", kind="stable", ignore_index=True)


def plot_by_side(counts: pd.DataFrame):
    """Answers of Russia to the left and of Ukraine to the right, a panel per subject."""
    rows = counts[counts["side"].isin(["russia", "ukraine"])]
    given = rows.groupby("answer")["count"].sum()
    codes = [answer for answer in ANSWERS if given[answer]]
    places = np.arange(len(codes))[::-1]
    edge = rows["count"].max() + 1
    fig, axes = theme.figure(6.0, nrows=len(SUBJECT_NAMES), sharex=True)
    for ax, (subject, name) in zip(axes, SUBJECT_NAMES.items(), strict=True):
        panel = rows[rows["subject"] == subject].set_index(["side", "answer"])["count"]
        for side, sign, align in (("russia", -1, "left"), ("ukraine", 1, "right")):
            values = panel[side].reindex(codes)
            for place, (answer, value) in zip(places, values.items(), strict=True):
                _bar(ax, place, sign, value, COLOURS[side], answer in BLANK)
            text = f"{NAMES[side]},\nof {values.sum()}"
            ax.text(sign * edge, 0.5, text, color=COLOURS[side], ha=align, va="center")
        ax.axvline(0, color=theme.GREY, linewidth=0.8)
        marks.rows(ax, places, [ANSWERS[answer] for answer in codes])
        ax.set_title(name, loc="left", weight="bold")
        ax.set_xlim(-edge, edge)
        ax.set_ylim(-0.6, len(codes) - 0.4)  # rows without a bar keep their place
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(axis="x", length=0, labelbottom=False)
    axes[-1].set_xlabel("Number of answers")
    return fig


def plot_two_yeses(both: pd.DataFrame, area: pd.DataFrame):
    """What each side said to the same proposals, row by row, above the monthly change of the front.

    both: as `put_to_both` gives it.   area: as `who_gains.territory` gives it; months before the
    year of the first proposal are not drawn.
    """
    fig, (top, low) = theme.figure(6.6, nrows=2, height_ratios=[len(both), 3.6])
    for y, row in both.iterrows():
        top.text(-2.9, y, marks.day(row.made, "%b %y"), va="center", color=theme.GREY)
        top.text(-2.05, y, textwrap.fill(row.title, 23), va="center", linespacing=0.95)
        for x, side in enumerate(PUT_TO):
            _tile(top, x, y, TILES[getattr(row, side)], COLOURS[side])
    top.set(xlim=(-2.9, len(PUT_TO) - 0.5), ylim=(len(both) - 0.5, -0.5), yticks=[])
    top.spines["left"].set_visible(False)
    top.set_xticks(range(len(PUT_TO)), ["Kyiv said", "Moscow said"], weight="bold")
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
    yes = words == TILES["accept"]
    ax.barh(y, 0.94, 0.8, x - 0.47, color=colour, alpha=1 if yes else 0.13, linewidth=0)
    type_ = {"color": theme.PAPER, "weight": "bold"} if yes else {"color": theme.INK}
    ax.text(x, y, words, ha="center", va="center", **type_)


def plot_lifelines(proposals: pd.DataFrame, joins: pd.DataFrame, until):
    """A row per proposal from the day it was made; marks are answers, ticks are other ends.

    proposals: rows wanted.   joins: their answers.   until: last day of observation.
    """
    rows = proposals.sort_values("date", kind="stable").reset_index(drop=True)
    fig, ax = theme.figure(0.3 * len(rows) + 1.05)
    last = np.log2(1 + (pd.Timestamp(until) - rows["date"]).dt.days.clip(upper=180).max())
    edge = last + 0.9
    places = range(len(rows))[::-1]
    for y, row in zip(places, rows.itertuples(), strict=True):
        _lifeline(ax, y, row, joins[joins["proposal"] == row.id], until, edge)
    labels = [f"{row.date:%d %b %y}  {row.title}".lstrip("0") for row in rows.itertuples()]
    marks.rows(ax, places, labels, width=32)
    ax.tick_params(axis="y", labelsize=theme.SMALLEST)
    days = [day for day in (0, 1, 3, 7, 30, 90) if np.log2(1 + day) < last]
    ax.set_xticks([*np.log2(1 + np.array(days)), edge], [*map(str, days), "no\nday"])
    ax.set_xlim(-0.4, edge + 0.5)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xlabel("Days after it was made (log scale)")
    _keys(fig, joins)
    return fig


def plot_next_steps(steps: pd.DataFrame):
    """What followed each kind of answer: Russia's to the left, Ukraine's to the right."""
    fig, axes = theme.figure(
        6.0, nrows=3, ncols=2, sharex=True, sharey=True, gridspec_kw={"wspace": 0.04}
    )
    places = np.arange(len(STEP_NAMES))[::-1]
    for column, (side, who) in enumerate((("russia", "the US"), ("ukraine", "the proposer"))):
        for ax, (state, name) in zip(axes[:, column], STATE_NAMES.items(), strict=True):
            rows = steps[(steps["side"] == side) & (steps["before"] == state)]
            rows = rows.set_index("after").loc[STEP_NAMES]
            for place, row in zip(places, rows.itertuples(), strict=True):
                if row.count:
                    ax.barh(place, row.count, height=0.6, color=COLOURS[side])
                ax.text(row.count + 0.25, place, str(row.count), va="center", size=marks.TYPE)
            marks.rows(ax, places, STEP_NAMES)
            ax.set_title(f"of {rows['n'].iloc[0]}", loc="right", size=marks.TYPE)
            if column == 0:
                ax.set_title(name, loc="left", size=marks.TYPE, weight="bold")
            ax.set_xlim(0, steps["count"].max() + 1.5)
            ax.set_ylim(-0.6, len(STEP_NAMES) - 0.5)
            ax.set_xticks([])
            ax.spines["bottom"].set_visible(False)
        axes[-1, column].set_xlabel(f"{NAMES[side]} answered,\n{who} then … (cases)")
    return fig


def plot_waits(waits: dict, stricter: dict):
    """Share of proposals answered by each day, a panel for Russia and one for Ukraine.

    waits: side -> waiting times from `waits`.   stricter: the same with "put off" as no answer.
    """
    fig, axes = theme.figure(4.1, ncols=2, sharey=True)
    for ax, (side, table) in zip(axes, waits.items(), strict=True):
        grid = lifetimes.by_day(table, range(15))
        less = lifetimes.by_day(stricter[side], range(15))
        colour = COLOURS[side]
        look = {"where": "post", "color": colour}
        ax.step(grid["days"], 100 * grid["answered"], **look, linewidth=2.4)
        ax.step(less["days"], 100 * less["answered"], **look, linestyle=marks.DASHES)
        ax.step(grid["days"], 100 * grid["superseded"], where="post", color=theme.GREY)
        ax.set_title(f"{NAMES[side]} ({len(table)})", color=colour, loc="left", weight="bold")
        ax.set_xticks([0, 1, 3, 7, 14])
        ax.set_xlim(-0.3, 14.3)
        ax.set_ylim(-2, 104)
        counts = grid.set_index("days")["waiting"]
        waiting = ", ".join(f"{counts[day]}" for day in (0, 1, 3, 7))
        ax.set_xlabel(f"Days after the proposal\nstill waiting on day 0, 1,\n3, 7: {waiting}")
    axes[0].set_ylabel("Proposals (%)")
    handles = [
        Line2D([], [], color=theme.INK, linewidth=2.4, label="answered"),
        Line2D([], [], color=theme.INK, linestyle=marks.DASHES, label="“put off” as no answer"),
        Line2D([], [], color=theme.GREY, label="ended without an answer"),
    ]
    fig.legend(handles=handles, loc="outside upper left", ncols=2)
    return fig


def _names(cells: pd.Series, side: str) -> pd.Series:
    """Whether a list of sides names one; an empty list names none."""
    return cells.fillna("").str.split(";").map(lambda sides: side in sides)


def _ordered(sides: str) -> str:
    return ";".join(sorted(sides.split(";")))


def _in_words(sides: str) -> str:
    return ", ".join(NAMES.get(side, side) for side in sides.split(";"))


def _answer_in_words(row) -> str:
    text = ANSWERS[row["answer"]]
    return text if pd.isna(row["answered"]) else f"{text}, {row['answered']:%Y-%m-%d}"


def _bar(ax, y, sign, value, colour, open_):
    if not value:
        return  # a bar without length would still draw its edge
    face = theme.PAPER if open_ else colour
    edge = theme.GREY if open_ else colour
    ax.barh(y, sign * value, height=0.7, color=face, edgecolor=edge, linewidth=1.2)
    align = "left" if sign > 0 else "right"
    ax.text(sign * (value + 0.15), y, str(value), va="center", ha=align, size=marks.TYPE)


def _lifeline(ax, y, row, said, until, edge):
    ended = row.ended if pd.notna(row.ended) else said["answered"].max()
    if row.end_kind == "open":
        ended = max(row.date, pd.Timestamp(until))
    if pd.notna(ended):
        length = np.log2(1 + (ended - row.date).days)
        ax.plot([0, length], [y, y], color=theme.LIGHT, linewidth=2.2, zorder=0)
        if row.end_kind == "open":
            ax.plot(length, y, ">", color=theme.GREY, markersize=6)
        elif row.end_kind in ENDED and pd.notna(row.ended):
            ax.plot(length, y, "|", color=theme.GREY, markersize=9, mew=1.8)
    heights = _spread(len(said))
    order = said.sort_values("side", key=lambda sides: sides.map(SIDES.index))
    for shift, one in zip(heights, order.itertuples(), strict=True):
        x = edge if pd.isna(one.days) else np.log2(1 + one.days)
        firm = one.answer not in BLANK
        marks.point(ax, x, y + shift, MARKERS[one.answer], COLOURS[one.side], firm=firm, size=5.5)


def _spread(number: int):
    """Heights, from above, that keep apart the answers of one row."""
    return 0.36 * (np.arange(number)[::-1] - (number - 1) / 2)


def _keys(fig, joins):
    sides = [side for side in SIDES if side in set(joins["side"])]
    handles = [Line2D([], [], linewidth=4, color=COLOURS[s], label=NAMES[s]) for s in sides]
    ink = {"color": theme.INK, "linestyle": "none", "markersize": 5.5}
    for code in [code for code in ANSWERS if code in set(joins["answer"])]:
        face = theme.PAPER if code in BLANK else theme.INK
        look = {"marker": MARKERS[code], "mfc": face, "label": ANSWERS[code]}
        handles.append(Line2D([], [], **look, **ink))
    look = {"fontsize": theme.SMALLEST, "handlelength": 1.2, "columnspacing": 1.2}
    fig.legend(handles=handles, loc="outside upper left", ncols=4, **look)
