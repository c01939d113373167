"""What did the war cost Russia, what did it bring, and what did Moscow ask for meanwhile?

Lengths are in kilometres, shares in per cent. Facts and demands were coded by one coder, see
data/datapackage.json; a cell that is not known is drawn as not known and counted as such.
"""

import numpy as np
import pandas as pd

from moscow_aims import data, tables
from moscow_aims.drawing import marks, theme

REGIONS = {
    "europe": "Europe",
    "ukraine": "Ukraine",
    "belarus": "Belarus",
    "moldova": "Moldova",
    "caucasus": "Caucasus",
    "central-asia": "Central Asia",
    "syria": "Syria",
}
DIRECTIONS = {"loss": "lost", "mixed": "mixed", "kept": "kept", "gain": "gained"}
GRADES = ["strong", "moderate", "weak"]

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

# Texts in a word or two, as the picture names them beside their dates.
TEXTS = {
    "Draft treaties with NATO and the United States": "draft treaties",
    "Address on recognition": "recognition",
    "Press conference after recognition": "press",
    "Address on the invasion": "invasion",
    "Read-out of a call with the French president": "call, Paris",
    "Interview with Reuters": "to Reuters",
    "Demands at the meeting of ministers in Antalya": "Antalya",
    "Draft treaty with Russian proposals": "a draft",
    "Draft treaty sent to Putin": "a draft",
    "Speech at the signing of the accession treaties": "annexation",
    "Results of the year, questions and answers": "press",
    "Speech at the Foreign Ministry": "ministry",
    "Interview with Izvestia": "to Izvestia",
    "Read-out of a call with the American president": "call, Trump",
    "Demands at the talks in Istanbul, as reported": "Istanbul",
    "Memorandum handed over in Istanbul": "Istanbul",
    "Offer put at Anchorage, as reported": "Anchorage",
    "Interview with Kommersant": "Lavrov",
    "Press conference in Bishkek": "Bishkek",
    "Annual press conference": "press",
}

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
    Returns the rows by region, direction and grade with `firm` (`data.firm`) and `before` (dated
    before the invasion).
    """
    coded = facts.assign(
        firm=data.firm(facts, sources),
        before=facts["date"] < pd.Timestamp(invasion),
    )
    ranks = {"region": list(REGIONS), "direction": list(DIRECTIONS), "grade": GRADES}
    by = [*ranks, "date"]
    return coded.sort_values(
        by, key=lambda c: c.map(ranks[c.name].index) if c.name in ranks else c
    ).reset_index(drop=True)


def listed(facts: pd.DataFrame) -> pd.DataFrame:
    """The facts ready to read, a row each, in their order.

    facts: as `graded` returns them.
    Returns the text columns `Region`, `For Moscow`, `What happened`, `Weight` and `When`.
    """
    units = facts["date_precision"].replace({"day": "month"})
    when = [marks.period(date, date, unit) for date, unit in zip(facts["date"], units, strict=True)]
    return pd.DataFrame(
        {
            "Region": marks.named(facts["region"], REGIONS),
            "For Moscow": marks.named(facts["direction"], DIRECTIONS),
            "What happened": facts["fact"],
            "Weight": facts["grade"],
            "When": when,
        }
    )


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


def demands_by_text(aims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Which demands on the alliance and on land were found in each text, and how many.

    A count of what was found, not of what was asked: most texts were read in part.
    aims: the table `doctrine/war-aims`.   sources: the table `sources`.
    Returns one row per text by date: `date`, `text`, `whole` (no cell is unknown), and for
    `alliance` and `land` the number of demands present, of those that are firm (`alliance_firm`,
    by `data.firm`), of unknown cells (`alliance_open`), and the demands (`alliance_words`);
    `names` (both, alliance only, land only, neither) and `source`.
    """
    coded = aims.merge(DEMANDS, on="demand", validate="many_to_one")
    coded = coded.assign(
        present=coded["stance"] == "present",
        open=coded["stance"] == "unknown",
        firm=data.firm(coded, sources),
    )
    texts = coded.groupby(["date", "text"])
    table = pd.DataFrame({"whole": ~texts["open"].any(), "source": texts["source"].first()})
    for group in ("alliance", "land"):
        rows = coded[coded["group"] == group]
        found = rows[rows["present"]].groupby(["date", "text"])
        parts = {
            group: found.size(),
            f"{group}_firm": found["firm"].sum(),
            f"{group}_open": rows.groupby(["date", "text"])["open"].sum(),
            f"{group}_words": found["words"].agg("; ".join),
        }
        table = table.join(pd.DataFrame(parts))
        numbers = [group, f"{group}_firm"]
        table[numbers] = table[numbers].fillna(0).astype(int)
    alliance, land = table["alliance"] > 0, table["land"] > 0
    table["names"] = np.select(
        [alliance & land, alliance, land], ["both", "alliance only", "land only"], "neither"
    )
    return table.reset_index()


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
        ax.plot([row.joined], [level], "D", color=theme.GREY)
        words, look = f"{row.state}:\nno land\nborder", {"ha": "left", "va": "top"}
        ax.annotate(words, (row.joined, level), (0, -8), textcoords="offset points", **look)


def mark_invasion(ax, height: float) -> None:
    """A dashed line on 24 February 2022, named at `height` in data units."""
    day = pd.Timestamp("2022-02-24")
    ax.axvline(day, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    look = {"ha": "right", "color": theme.GREY}
    ax.annotate("invasion", (day, height), (-4, 0), textcoords="offset points", **look)


def plot_spending(spending: pd.DataFrame, pace: pd.DataFrame):
    """Small multiples, one a state, and their median, all on one scale.

    spending: rows of `doctrine/spending` of one series.   pace: as `spending_pace` returns it;
    its order is that of the panels. The second period is drawn heavier.
    """
    wide = spending.pivot(index="year", columns="state", values="share")[pace["state"]]
    wide["Median of these"] = wide.median(axis=1)
    lines = -(-len(wide.columns) // 2)
    fig, axes = theme.figure(1.5 * lines, nrows=lines, ncols=2, sharex=True, sharey=True)
    panels = axes.ravel()
    for ax in panels[len(wide.columns) :]:
        ax.axis("off")
    for ax, (state, shares) in zip(panels, wide.items(), strict=False):
        late = shares[shares.index >= 2021]
        ax.plot(shares.index, shares, color=theme.INK, linewidth=1.4)
        ax.plot(late.index, late, "o-", color=theme.FIRST, markersize=4, linewidth=3)
        for year, side, at in ((2014, "left", 4), (2024, "right", 0)):
            place = {"xytext": (at, 6), "textcoords": "offset points", "ha": side}
            ax.annotate(f"{shares[year]:.1f}", (year, shares[year]), **place)
        ax.text(0.03, 0.9, state, transform=ax.transAxes, weight="bold", va="top")
        for year in (2014, 2022):
            ax.axvline(year, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
        ax.set(ylim=(0, 5), xlim=(2012.5, 2024.7), yticks=[0, 2, 4])
        ax.grid(axis="y")
    panels[-1].set_xticks([2014, 2018, 2022])
    fig.supylabel("Military spending, per cent of GDP", size=10)
    return fig


def plot_by_text(texts: pd.DataFrame, invasion: str):
    """Bars to the left for demands on the alliance, to the right for land, a text a line.

    texts: as `demands_by_text` returns them.   invasion: ISO date, where a line is drawn.
    What is not firm is hollow. No bar: "0" where each demand is known not to be there, nothing
    where a demand may stand in what was not read. Texts that were not read whole have grey names.
    """
    fig, ax = theme.figure(6.6)
    for y, row in enumerate(texts.to_dict("records")):
        for side, group in ((-1, "alliance"), (1, "land")):
            value, firm, colour = row[group], row[f"{group}_firm"], COLOURS[group]
            edge = {"height": 0.62, "edgecolor": colour, "linewidth": 1.4}
            if firm:
                ax.barh(y, side * firm, color=colour, **edge)
            if value > firm:
                ax.barh(y, side * (value - firm), left=side * firm, color=theme.PAPER, **edge)
            if value or not row[f"{group}_open"]:
                shade = colour if value else theme.GREY
                ax.text(side * (value + 0.2), y, value, va="center", ha="center", color=shade)
    names = [f"{TEXTS[row.text]}  {marks.day(row.date)}" for row in texts.itertuples()]
    marks.rows(ax, range(len(texts)), names)
    for label, whole in zip(ax.get_yticklabels(), texts["whole"], strict=True):
        label.set_color(theme.INK if whole else theme.GREY)
    start = (texts["date"] < pd.Timestamp(invasion)).sum() - 0.5
    ax.axhline(start, color=theme.GREY, linewidth=1, linestyle=marks.DASHES, zorder=0)
    ax.text(4.9, start, "invasion", ha="right", va="bottom", color=theme.GREY)
    ax.axvline(0, color=theme.INK, linewidth=1)
    for x, side, group in ((-0.2, "right", "alliance"), (0.2, "left", "land")):
        ax.text(x, -0.8, group, ha=side, color=COLOURS[group], weight="bold")
    ax.set(xlim=(-4.9, 4.9), ylim=(len(texts) - 0.4, -1.5), xlabel="Demands found in the text")
    ax.set_xticks(range(-4, 5, 2), [abs(n) for n in range(-4, 5, 2)])
    return fig
