"""Who talks to whom? What counts as a contact, who was at the table, and who met both parties.

Statistics are in `moscow_aims.methods.contacts`; here are what is counted, and the pictures.
"""

import numpy as np
import pandas as pd

from moscow_aims import tables
from moscow_aims.drawing import theme
from moscow_aims.drawing.sides import COLOURS
from moscow_aims.methods import contacts as statistics

# A request without a known channel, or a visit that one side alone reports, is no contact yet.
NOT_FIRM = ("request", "unconfirmed")
TABLE = {  # which of the two parties to the war was there: label, colour
    "russia": ("Russia without Ukraine", theme.RUSSIA),
    "ukraine": ("Ukraine without Russia", theme.UKRAINE),
    "both": ("Russia and Ukraine", theme.INK),
    "neither": ("Neither", theme.OTHERS),
}
THIRD = ("us", "europe", "turkey")
DIRECT = "any Ukrainian"
SHORT = {"us-delegation": "US group"}

# -- Tables ------------------------------------------------------------------------------------


def counted(contacts: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The contacts that the chapter counts: between two sides, known to have taken place.

    contacts, actors: as in `moscow_aims.methods.contacts`, contacts with `kind`.
    """
    side_of = actors.set_index("id")["side"]
    kept = contacts["a"].map(side_of) != contacts["b"].map(side_of)
    return contacts[kept & ~contacts["kind"].isin(NOT_FIRM)].reset_index(drop=True)


def tracks(met: pd.DataFrame) -> pd.DataFrame:
    """How often one party was missing where others met: all, the US-Russian, the US-Ukrainian.

    met: as `contacts.meetings` gives it.
    Returns `track`, `absent` (side), `meetings`, `without` and `share`. The meetings are those
    listed and no sample, so there is no interval.
    """
    asked = [
        ("All meetings", "ukraine", []),
        ("Americans and Russians", "ukraine", ["us", "russia"]),
        ("Americans and Ukrainians", "russia", ["us", "ukraine"]),
    ]
    rows = [
        statistics.without(met, absent, present=present).assign(track=track, absent=absent)
        for track, absent, present in asked
    ]
    table = pd.concat(rows, ignore_index=True)
    return table[["track", "absent", "meetings", "without", "share"]]


def at_table(met: pd.DataFrame) -> pd.DataFrame:
    """Meetings by quarter and by which of the two parties to the war was there.

    met: as `contacts.meetings` gives it.
    Returns one row per quarter with a meeting ("2025 Q1"), one column per key of `TABLE`.
    """
    russia = np.array(["russia" in sides for sides in met["sides"]])
    ukraine = np.array(["ukraine" in sides for sides in met["sides"]])
    who = np.select([russia & ukraine, russia, ukraine], ["both", "russia", "ukraine"], "neither")
    quarter = met["date"].dt.year.astype(str) + " Q" + met["date"].dt.quarter.astype(str)
    return tables.Table(pd.crosstab(quarter, who)).reindex(columns=list(TABLE), fill_value=0)


def crossing(contacts: pd.DataFrame, actors: pd.DataFrame, least: int) -> pd.DataFrame:
    """How often Americans, Europeans and Turks were in contact with each Russian and Ukrainian.

    contacts: as `counted` gives it.   least: contacts of this kind that a name needs to be shown.
    Returns a row per third person, by side and number; columns are Russians, then Ukrainians. The
    last row, `DIRECT`, has what the Russians had with any Ukrainian; there the others are missing.
    """
    counts = statistics.matrix(contacts, actors, list(actors["id"]))
    ids = {side: list(part["id"]) for side, part in actors.groupby("side")}
    third = [actor for side in THIRD for actor in ids.get(side, [])]
    table = counts.loc[third, ids["russia"] + ids["ukraine"]]
    sums = table.sum(axis=1)
    rows = [
        actor
        for side in THIRD
        for actor in sums[sums.index.isin(ids.get(side, []))].sort_values(ascending=False).index
        if sums[actor] >= least
    ]
    table = table.loc[rows, table.columns[table.sum() >= least]]
    direct = counts.loc[ids["ukraine"]].sum()[table.columns].astype(float)
    direct[direct.index.isin(ids["ukraine"])] = np.nan
    return tables.Table(pd.concat([table, direct.rename(DIRECT).to_frame().T]))


def named(actors: pd.DataFrame) -> dict:
    """The short name of each actor: the family name, for groups a word."""
    return {
        actor: SHORT.get(actor, name.split()[-1])
        for actor, name in zip(actors["id"], actors["name"], strict=True)
    }


def subjects(readouts: pd.DataFrame, on_ukraine, others) -> pd.DataFrame:
    """How many subjects of a call each read-out speaks of, on the war and beyond it.

    readouts: the table `stalling/readouts`.   on_ukraine, others: topics to be counted.
    Returns one row per party: `party`, `on_ukraine`, `others`, and `unknown`, the topics of either
    list on which the party's text was not read or has no row.
    """
    rows = []
    for party, part in readouts.groupby("party", sort=False):
        part = part[part["topic"].isin([*on_ukraine, *others])]
        said = part.set_index("topic")["mentioned"]
        said = said.reindex([*on_ukraine, *others]).fillna("unknown")
        rows.append(
            {
                "party": party,
                "on_ukraine": int((said[list(on_ukraine)] == "yes").sum()),
                "others": int((said[list(others)] == "yes").sum()),
                "unknown": int((said == "unknown").sum()),
            }
        )
    return tables.Table(rows)


# -- Plots -------------------------------------------------------------------------------------


def places(quarters) -> tuple[np.ndarray, list[str]]:
    """Where to draw quarters ("2025 Q1"), with a gap between those that do not follow, and names.

    quarters: in order. Returns one position and one label each; the first of a year names it.
    """
    periods = pd.PeriodIndex([name.replace(" ", "") for name in quarters], freq="Q")
    apart = np.diff([period.ordinal for period in periods], prepend=periods[0].ordinal) > 1
    first = pd.Series(periods.year).diff() != 0
    labels = [
        f"Q{period.quarter}" + (f"\n{period.year}" if new else "")
        for period, new in zip(periods, first, strict=True)
    ]
    return np.arange(len(periods)) + 0.8 * apart.cumsum(), labels


def plot_matrix(table: pd.DataFrame, actors: pd.DataFrame):
    """Who met Russians and who met Ukrainians: shades and numbers, a point where nothing is listed.

    table: as `crossing` gives it.
    """
    side_of, names = actors.set_index("id")["side"], named(actors)
    numbers = table.to_numpy(dtype=float)
    fig, ax = theme.figure(4.9)
    most = np.nanmax(numbers)
    ax.pcolormesh(np.ma.masked_where(~(numbers > 0), numbers), vmin=0, vmax=most)
    for (row, column), number in np.ndenumerate(numbers):
        if not np.isnan(number):
            deep = number > theme.MUCH * most
            colour = (theme.PAPER if deep else theme.INK) if number else theme.GREY
            text = f"{number:.0f}" if number else "·"
            ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=colour)
    border = sum(side_of[actor] == "russia" for actor in table.columns)
    ax.axvline(border, color=theme.INK, lw=1.2)
    ax.axhline(len(table) - 1, color=theme.INK, lw=1.2)
    for middle, side in ((border / 2, "russia"), ((border + table.shape[1]) / 2, "ukraine")):
        word = {"russia": "with Russians", "ukraine": "with Ukrainians"}[side]
        ax.text(middle, len(table) + 0.15, word, ha="center", va="top", color=COLOURS[side])
    ax.set_xticks(np.arange(table.shape[1]) + 0.5, [names[actor] for actor in table.columns])
    ax.set_yticks(np.arange(len(table)) + 0.5, [names.get(actor, actor) for actor in table.index])
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.tick_params(axis="x", labelrotation=45)
    for label, actor in zip(ax.get_xticklabels(), table.columns, strict=True):
        label.set(color=COLOURS[side_of[actor]], ha="left", rotation_mode="anchor")
    for label, actor in zip(ax.get_yticklabels(), table.index, strict=True):
        label.set_color(COLOURS[side_of.get(actor, "ukraine")])
    ax.set(xlim=(0, table.shape[1]), ylim=(len(table) + 0.8, 0))
    ax.spines[:].set_visible(False)
    return fig
