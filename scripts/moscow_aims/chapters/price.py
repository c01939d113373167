"""What did the war cost Russia, what did it bring, and what did Moscow ask for meanwhile?

Lengths are in kilometres, shares in per cent. Facts and demands were coded by one coder, see
data/datapackage.json; a cell that is not known is drawn as not known and counted as such.
"""

import numpy as np
import pandas as pd

from moscow_aims import data, tables
from moscow_aims.drawing import theme

DASHES = (0, (4, 3))

REGIONS = {
    "europe": "Europe",
    "ukraine": "Ukraine",
    "belarus": "Belarus",
    "moldova": "Moldova",
    "caucasus": "Caucasus",
    "central-asia": "Central Asia",
    "syria": "Syria",
}
DIRECTIONS = {"loss": "v", "mixed": "d", "kept": "s", "gain": "^"}
GRADES = {"strong": 9.5, "moderate": 6.5, "weak": 4.0}

# demand, our words, what it is about
DEMANDS = pd.DataFrame(
    [
        ("no-nato-ukraine", "Ukraine not in NATO", "alliance"),
        ("neutrality", "Neutral Ukraine", "alliance"),
        ("no-foreign-troops", "No foreign troops", "alliance"),
        ("no-nato-enlargement", "No enlargement", "alliance"),
        ("nato-back-to-1997", "NATO back to 1997", "alliance"),
        ("crimea-recognition", "Crimea recognised", "land"),
        ("dpr-lpr-recognition", "Two republics", "land"),
        ("withdrawal-from-donbas", "Out of Donbas", "land"),
        ("four-oblasts", "Four oblasts", "land"),
        ("demilitarisation", "Demilitarisation", "other"),
        ("denazification", "“Denazification”", "other"),
        ("language-rights", "Language rights", "other"),
        ("sanctions-relief", "Sanctions relief", "other"),
        ("end-of-military-aid", "No military aid", "other"),
        ("elections", "Elections", "other"),
        ("regime-change", "Change of regime", "other"),
    ],
    columns=["demand", "words", "group"],
)
COLOURS = {"alliance": theme.FIRST, "land": theme.SECOND, "other": theme.INK}

# -- The border with the alliance --------------------------------------------------------------


def border_steps(border: pd.DataFrame) -> pd.DataFrame:
    """Share of Russia's land border that is shared with NATO members, after each accession.

    Today's border and today's lengths throughout: only membership changes.
    border: the table `doctrine/border`.
    Returns one row per day of accession: `date`, `states` (who joined), `km` (with all members so
    far), `share` (per cent of the whole land border), `low` and `high` (the share if every length
    were at that end of what sources give which makes it smallest or largest), `source`.
    """
    short, stated, long = _lengths(border)
    rows = []
    for day, joined in border.groupby("nato_member_since"):
        inside = border["nato_member_since"] <= day
        rows.append(
            {
                "date": day,
                "states": ", ".join(sorted(joined["state"])),
                "km": stated[inside].sum(),
                "share": _share(stated[inside], stated[~inside]),
                "low": _share(short[inside], long[~inside]),
                "high": _share(long[inside], short[~inside]),
                "source": joined["source"].iloc[0],
            }
        )
    return tables.Table(rows)


def border_multiple(border: pd.DataFrame) -> tuple[float, float, float]:
    """How many times as long the border with NATO is after the last accession as before it.

    border: the table `doctrine/border`, with at least two days of accession.
    Returns the lowest, the stated and the highest multiple: the lowest takes the shortest length
    that any source gives for the new border and the longest for the old ones, the highest the
    reverse.
    """
    short, stated, long = _lengths(border)
    since = border["nato_member_since"]
    new, old = since == since.max(), since < since.max()
    pairs = ((short, long), (stated, stated), (long, short))
    return tuple(1 + added[new].sum() / before[old].sum() for added, before in pairs)


def _lengths(border: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Shortest, stated and longest length of each border, the same where only one is known."""
    stated = border["km"].astype(float)
    return border["km_low"].fillna(stated), stated, border["km_high"].fillna(stated)


def _share(part: pd.Series, rest: pd.Series) -> float:
    return 100 * part.sum() / (part.sum() + rest.sum())


# -- Spending ----------------------------------------------------------------------------------


def spending_pace(spending: pd.DataFrame, first: int, middle: int, last: int) -> pd.DataFrame:
    """How fast the share of GDP for the military rose in two periods.

    spending: rows of `doctrine/spending` of one series and one edition.
    first, middle, last: years; the periods are first to middle and middle to last.
    Returns one row per state, fastest in the second period first: `state`, the shares `first`,
    `middle`, `last` (per cent of GDP), `early` and `late` (points a year), `source`.
    Raises ValueError when series or editions are mixed: their definitions differ.
    """
    if len(spending[["series", "edition"]].drop_duplicates()) != 1:
        raise ValueError("Shares of different series or editions cannot be compared over time.")
    wide = spending.pivot(index="state", columns="year", values="share")
    pace = tables.Table({"first": wide[first], "middle": wide[middle], "last": wide[last]})
    pace["early"] = (pace["middle"] - pace["first"]) / (middle - first)
    pace["late"] = (pace["last"] - pace["middle"]) / (last - middle)
    pace["source"] = spending.groupby("state")["source"].first()
    return pace.sort_values("late", ascending=False).reset_index()


# -- Facts for and against a loss of standing --------------------------------------------------


def graded(facts: pd.DataFrame, sources: pd.DataFrame, invasion: str) -> pd.DataFrame:
    """The facts with their order in a picture and with what weakens them.

    facts: the table `doctrine/influence`.   sources: the table `sources`.
    invasion: ISO date; what happened before cannot be a price of the war.
    Returns the rows by region, direction and grade with `firm` (`data.firm`) and `before` (dated before the invasion).
    """
    coded = facts.assign(
        firm=data.firm(facts, sources),
        before=facts["date"] < pd.Timestamp(invasion),
    )
    ranks = {"region": list(REGIONS), "direction": list(DIRECTIONS), "grade": list(GRADES)}
    by = [*ranks, "date"]
    return coded.sort_values(
        by, key=lambda c: c.map(ranks[c.name].index) if c.name in ranks else c
    ).reset_index(drop=True)


def tally(facts: pd.DataFrame) -> pd.DataFrame:
    """Number of facts by region and direction, for all regions and directions of the code.

    facts: rows of `doctrine/influence`.
    """
    counts = tables.Table(pd.crosstab(facts["region"], facts["direction"]))
    return counts.reindex(index=list(REGIONS), columns=list(DIRECTIONS), fill_value=0)


# -- Demands over time -------------------------------------------------------------------------


def demand_spans(aims: pd.DataFrame) -> pd.DataFrame:
    """First and last text in which each demand was found, in the order of `DEMANDS`.

    Not found is not gone: `known` says in how many texts the answer is known at all.
    aims: the table `doctrine/war-aims`.
    Returns `demand`, `words`, `group`, `first` and `last` (dates, missing if never found),
    `present`, `dropped`, `absent`, `known` and `texts` (numbers of texts).
    """
    counts = aims.pivot_table(
        index="demand", columns="stance", values="id", aggfunc="count", fill_value=0
    ).reindex(columns=["present", "dropped", "absent", "unknown"], fill_value=0)
    found = aims[aims["stance"] == "present"].groupby("demand")["date"].agg(["min", "max"])
    spans = DEMANDS.join(found.set_axis(["first", "last"], axis=1), on="demand")
    spans = spans.join(counts, on="demand")
    spans["texts"] = spans[["present", "dropped", "absent", "unknown"]].sum(axis=1)
    return spans.assign(known=spans["texts"] - spans["unknown"]).drop(columns="unknown")


def demands_by_text(aims: pd.DataFrame) -> pd.DataFrame:
    """How many demands each text names about the alliance, about land, and others.

    A count of what was found, not of what was asked: most texts were read in part.
    aims: the table `doctrine/war-aims`.
    Returns one row per text by date: `date`, `text`, `known` (cells that are not unknown),
    `source`, `alliance`, `land`, `other` (numbers of demands present), `alliance_open` and
    `land_open` (numbers of unknown cells), `implied` (all demands on alliance and land only by
    implication), `names` (both, alliance only, land only, neither).
    """
    coded = aims.merge(DEMANDS[["demand", "group"]], on="demand", validate="many_to_one")
    present = coded[coded["stance"] == "present"]
    keys = ["date", "text"]
    texts = coded.groupby(keys).agg(
        known=("stance", lambda s: (s != "unknown").sum()), source=("source", "first")
    )
    counts = present.pivot_table(
        index=keys, columns="group", values="id", aggfunc="count", fill_value=0
    ).reindex(index=texts.index, columns=list(COLOURS), fill_value=0)
    chief = present[present["group"] != "other"]
    implied = (chief["status"] == "implied").groupby([chief[k] for k in keys]).all()
    texts = texts.join(counts)
    for group in ("alliance", "land"):
        unseen = (coded["group"] == group) & (coded["stance"] == "unknown")
        texts[f"{group}_open"] = unseen.groupby([coded[k] for k in keys]).sum()
    texts["implied"] = implied.reindex(texts.index, fill_value=False)
    alliance, land = texts["alliance"] > 0, texts["land"] > 0
    texts["names"] = np.select(
        [alliance & land, alliance, land], ["both", "alliance only", "land only"], "neither"
    )
    return texts.reset_index()


# -- Plots -------------------------------------------------------------------------------------


def name_steps(ax, steps: pd.DataFrame, landless: pd.DataFrame) -> None:
    """Write who joined at each step, and mark accessions that add no land border.

    steps: as `border_steps` returns them.   landless: `state` and `joined` of the others.
    """
    first = steps.iloc[0]
    start = ax.get_lines()[0].get_xdata()[0]
    ax.text(start, first["share"] + 0.3, f"{first['states']}: {first['share']:.0f}", va="bottom")
    for row in steps.iloc[1:].itertuples():
        words = f"{row.states}: {row.share:.0f}".replace("Estonia, ", "Estonia,\n")
        look = {"ha": "right", "bbox": {"fc": theme.PAPER, "ec": "none", "pad": 0.5}}
        ax.annotate(words, (row.date, row.share), (-6, 6), textcoords="offset points", **look)
    for row in landless.itertuples():
        level = steps.loc[steps["date"] <= row.joined, "share"].iloc[-1]
        ax.plot([row.joined], [level], "D", color=theme.FIRST, mfc=theme.PAPER)
        words, look = f"{row.state}:\nno land\nborder", {"ha": "left", "va": "top"}
        ax.annotate(words, (row.joined, level), (0, -8), textcoords="offset points", **look)


def mark_invasion(ax, height: float) -> None:
    """A dashed line on 24 February 2022, named at `height` in data units."""
    day = pd.Timestamp("2022-02-24")
    ax.axvline(day, color=theme.GREY, linewidth=1, linestyle=DASHES, zorder=0)
    look = {"ha": "right", "color": theme.GREY}
    ax.annotate("invasion", (day, height), (-4, 0), textcoords="offset points", **look)


def plot_spending(spending: pd.DataFrame, pace: pd.DataFrame):
    """Small multiples, one a state, all on one scale; the second period is drawn heavier.

    spending: rows of `doctrine/spending` of one series.   pace: as `spending_pace` returns it;
    its order is that of the panels.
    """
    fig, axes = theme.figure(6.0, nrows=4, ncols=2, sharex=True, sharey=True)
    panels = axes.ravel()
    for ax, row in zip(panels, pace.itertuples(), strict=False):
        data = spending[spending["state"] == row.state].sort_values("year")
        late = data[data["year"] >= 2021]
        ax.plot(data["year"], data["share"], color=theme.INK, linewidth=1.4)
        ax.plot(late["year"], late["share"], "o-", color=theme.FIRST, markersize=4, linewidth=3)
        for year, value, side, at in ((2014, row.first, "left", 4), (2024, row.last, "right", 0)):
            ax.annotate(f"{value:.1f}", (year, value), (at, 6), textcoords="offset points", ha=side)
        ax.text(0.03, 0.9, row.state, transform=ax.transAxes, weight="bold", va="top")
        for year in (2014, 2022):
            ax.axvline(year, color=theme.GREY, linewidth=1, linestyle=DASHES, zorder=0)
        ax.set(ylim=(0, 5), xlim=(2012.5, 2024.7), yticks=[0, 2, 4])
        ax.grid(axis="y")
    for ax in panels[len(pace) :]:
        ax.axis("off")
        words = "Dashed: 2014, Crimea;\n2022, invasion.\nHeavy: 2021 to 2024."
        ax.text(0.03, 0.85, words, transform=ax.transAxes, va="top", color=theme.GREY)
    panels[len(pace) - 2].set_xticks([2014, 2018, 2022])
    for ax in panels[len(pace) - 2 : len(pace)]:
        ax.tick_params(labelbottom=True)
    fig.supylabel("Military spending, per cent of GDP", size=10)
    return fig


def plot_influence(facts: pd.DataFrame):
    """One mark a fact, by region and by direction; larger is stronger, hollow is less firm.

    facts: as `graded` returns them.
    """
    fig, ax = theme.figure(4.9)
    names, columns = list(REGIONS), list(DIRECTIONS)
    for (region, direction), rows in facts.groupby(["region", "direction"], sort=False):
        y, x = names.index(region), columns.index(direction)
        for place, row in enumerate(rows.itertuples()):
            line, slot = divmod(place, 4)
            lines = (len(rows) - 1) // 4
            at = (x - 0.33 + 0.22 * slot, y + 0.36 * (line - lines / 2))
            colour = theme.SECOND if direction == "loss" else theme.INK
            ax.plot(
                *at,
                DIRECTIONS[direction],
                color=colour,
                mfc=colour if row.firm else theme.PAPER,
                markersize=GRADES[row.grade],
            )
            if row.before:
                ax.plot([at[0] - 0.08, at[0] + 0.08], [at[1] + 0.2] * 2, color=theme.GREY)
    for x, direction in enumerate(columns):
        total = (facts["direction"] == direction).sum()
        colour = theme.SECOND if direction == "loss" else theme.INK
        ax.text(x, -0.62, f"{direction}\n{total}", ha="center", color=colour, weight="bold")
    for y in range(1, len(names)):
        ax.axhline(y - 0.5, color=theme.LIGHT, linewidth=0.8)
    ax.set_yticks(range(len(names)), list(REGIONS.values()))
    ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(names) - 0.5, -1.3), xticks=[])
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    handles = [
        ax.plot([], [], "v", color=theme.SECOND, markersize=size, label=grade)[0]
        for grade, size in GRADES.items()
    ]
    hollow = {"color": theme.SECOND, "mfc": theme.PAPER, "markersize": 9.5}
    handles += ax.plot([], [], "v", label="not firm", **hollow)
    handles += ax.plot([], [], color=theme.GREY, label="before invasion")
    fig.legend(
        handles=handles, loc="outside lower center", ncols=3, handletextpad=0.3, columnspacing=1.2
    )
    return fig


def plot_aims(aims: pd.DataFrame):
    """Matrix of demands by texts: named, implied, narrowed or left out, absent, unknown.

    aims: the table `doctrine/war-aims`.
    """
    fig, ax = theme.figure(6.0)
    texts = aims[["date", "text"]].drop_duplicates().sort_values("date")["date"].tolist()
    words = DEMANDS.set_index("demand")
    rows = words.index.tolist()
    for cell in aims.itertuples():
        x, y = texts.index(cell.date), rows.index(cell.demand)
        colour = COLOURS[words.loc[cell.demand, "group"]]
        ax.plot([x], [y], **_aim_mark(cell, colour))
    ax.set_yticks(range(len(rows)), words["words"])
    for label, demand in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_color(COLOURS[words.loc[demand, "group"]])
    ax.set_xticks(range(len(texts)), [f"{d:%d %b %Y}" for d in texts], rotation=90, fontsize=10)
    ax.xaxis.tick_top()
    ax.set(xlim=(-0.6, len(texts) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    for y in (words["group"] != words["group"].shift()).to_numpy().nonzero()[0][1:]:
        ax.axhline(y - 0.5, color=theme.LIGHT, linewidth=1)
    years = pd.Series(texts).dt.year
    for x in years.index[(years >= 2024) & (years.diff() > 0)]:
        ax.axvline(x - 0.5, color=theme.LIGHT, linewidth=1)
    kinds = pd.DataFrame(
        [
            ("present", "reported", "named"),
            ("present", "implied", "by implication"),
            ("dropped", "reported", "narrowed or left out"),
            ("absent", "reported", "absent"),
            ("unknown", "unknown", "unknown"),
        ],
        columns=["stance", "status", "label"],
    )
    handles = [
        ax.plot([], [], label=kind.label, **_aim_mark(kind, theme.INK))[0]
        for kind in kinds.itertuples()
    ]
    fig.legend(
        handles=handles, loc="outside lower center", ncols=3, handletextpad=0.2, columnspacing=1.2
    )
    return fig


def _aim_mark(cell, colour: str) -> dict:
    """How a cell of the matrix is drawn, by its stance and status."""
    mark = {"color": colour, "linestyle": "none", "markersize": 8}
    if cell.stance == "unknown":
        open_dot = {"marker": "o", "color": theme.GREY, "mfc": "none", "markersize": 3, "mew": 0.7}
        return mark | open_dot
    if cell.stance == "absent":
        return mark | {"marker": "_", "mew": 2}
    if cell.stance == "dropped":
        return mark | {"marker": "x", "mew": 2.2, "markersize": 7}
    return mark | {"marker": "s", "mfc": theme.PAPER if cell.status == "implied" else colour}


def plot_by_text(texts: pd.DataFrame):
    """Bars to the left for demands on the alliance, to the right for land, a text a line.

    texts: as `demands_by_text` returns them. Hollow: all demands only by implication. No bar: "0"
    where each demand is known not to be there, "?" where a demand may stand in what was not read.
    """
    fig, ax = theme.figure(6.0)
    for y, row in enumerate(texts.itertuples()):
        for side, group in ((-1, "alliance"), (1, "land")):
            value, colour = getattr(row, group), COLOURS[group]
            if not value:
                mark = "?" if getattr(row, f"{group}_open") else "0"
                ax.text(0.16 * side, y, mark, ha="center", va="center", color=theme.GREY)
                continue
            face = theme.PAPER if row.implied else colour
            ax.barh(y, side * value, 0.66, color=face, edgecolor=colour, linewidth=1.4)
            ax.text(side * (value + 0.15), y, str(value), va="center", ha="center", color=colour)
    ax.axvline(0, color=theme.INK, linewidth=1)
    ax.set_yticks(range(len(texts)), [f"{d:%d %b %Y}" for d in texts["date"]])
    ax.text(-0.3, -0.8, "alliance", ha="right", color=theme.FIRST, weight="bold")
    ax.text(0.3, -0.8, "land", ha="left", color=theme.SECOND, weight="bold")
    ax.set(xlim=(-4.9, 4.9), ylim=(len(texts) - 0.4, -1.5), xlabel="Demands found in the text")
    ax.set_xticks(range(-4, 5, 2), [str(abs(n)) for n in range(-4, 5, 2)])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return fig
