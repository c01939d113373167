"""Who talks to whom? The contact network by period, its matrix, and who was at the table.

Statistics are in `moscow_aims.methods.contacts`; here are what is counted, and the pictures.
"""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from moscow_aims import tables
from moscow_aims.drawing import marks, theme
from moscow_aims.drawing.sides import COLOURS
from moscow_aims.methods import contacts as statistics

# A request without a known channel, or a visit that one side alone reports, is no contact yet.
NOT_FIRM = ("request", "unconfirmed")
SIDES = ["us", "ukraine", "turkey", "europe", "russia"]  # round the circle
TABLE = {  # who sat at the table: label, colour, colour of the type upon it
    "russia": ("Russia, not Ukraine", theme.RUSSIA),
    "both": ("Russia and Ukraine", theme.INK),
    "ukraine": ("Ukraine, not Russia", theme.UKRAINE),
    "neither": ("neither", theme.GREY),
}
SHORT = {
    "von-der-leyen": "von der Leyen",
    "e3": "E3 officials",
    "european-leaders": "leaders (group)",
    "us-delegation": "US group",
    "russian-delegation": "Russian group",
}
ALL = "all"
REACH = 1.78  # half the width of the network's plane, radii of the circle

# -- Tables ------------------------------------------------------------------------------------


def counted(contacts: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The contacts that the chapter counts: between two sides, known to have taken place.

    contacts, actors: as in `moscow_aims.methods.contacts`, contacts with `kind`.
    Returns the rows with `quarter` ("2025 Q1") and `ukraine`, whether the meeting to which the
    row belongs had a Ukrainian in any of its rows.
    """
    side_of = actors.set_index("id")["side"]
    side_a, side_b = contacts["a"].map(side_of), contacts["b"].map(side_of)
    key = contacts["meeting"].astype(object).where(contacts["meeting"].notna(), contacts["id"])
    present = (side_a.eq("ukraine") | side_b.eq("ukraine")).groupby(key).transform("any")
    quarter = contacts["date"].dt.year.astype(str) + " Q" + contacts["date"].dt.quarter.astype(str)
    kept = ~contacts["kind"].isin(NOT_FIRM) & (side_a != side_b)
    return contacts.assign(quarter=quarter, ukraine=present)[kept].reset_index(drop=True)


def tracks(met: pd.DataFrame) -> pd.DataFrame:
    """How often one party was missing where others met: all, the US-Russian, the US-Ukrainian.

    met: as `contacts.meetings` gives it.
    Returns `track`, `absent` (side), `meetings`, `without` and `share`. The meetings are those
    listed and no sample, so there is no interval.
    """
    asked = [
        ("all meetings", "ukraine", []),
        ("US and Russia present", "ukraine", ["us", "russia"]),
        ("US and Ukraine present", "russia", ["us", "ukraine"]),
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


def named(actors: pd.DataFrame) -> dict:
    """The short name of each actor: the family name, for groups a word."""
    return {
        actor: SHORT.get(actor, name.split()[-1])
        for actor, name in zip(actors["id"], actors["name"], strict=True)
    }


# -- Plots -------------------------------------------------------------------------------------


def plot_network(contacts: pd.DataFrame, actors: pd.DataFrame, quarter: str):
    """The network of a quarter, or of all; every actor keeps the place that all contacts give.

    contacts: as `counted` gives it.   quarter: one of its quarters, or `ALL`.
    A line is a pair; its width counts contacts. Solid and dark: no Ukrainian in the meeting;
    dashed and blue: a Ukrainian was there. A pair with both kinds has two lines.
    """
    places = statistics.graph(contacts, actors, SIDES)
    part = contacts if quarter == ALL else contacts[contacts["quarter"] == quarter]
    fig, ax = theme.figure(5.15)
    if len(part):
        pairs = statistics.edges(part, actors, by=["ukraine"])
        for row in pairs.sort_values("contacts").itertuples():
            _edge(ax, places.nodes[row.a]["pos"], places.nodes[row.b]["pos"], row)
    active = {*part["a"], *part["b"]}
    names = named(actors)
    for actor, node in places.nodes(data=True):
        colour = COLOURS[node["side"]]
        here = actor in active
        marks.point(ax, *node["pos"], "o", colour, firm=here, size=8 if here else 5)
        _name(ax, names[actor], node["pos"], colour if here else theme.GREY, here)
    ax.set(xlim=(-REACH, REACH), ylim=(-0.92 * REACH, 0.92 * REACH), aspect="equal")
    ax.axis("off")
    what = "all contacts" if quarter == ALL else quarter
    ax.text(
        0,
        0.02,
        what,
        ha="center",
        va="center",
        size=10.5,
        weight="bold",
        bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 1.5},
    )
    handles = [
        Line2D([], [], color=theme.INK, lw=2, label="no Ukrainian present"),
        Line2D([], [], color=theme.UKRAINE, lw=2, ls=(0, (2, 1)), label="a Ukrainian present"),
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=2, handlelength=2.4)
    return fig


def network_alt(contacts: pd.DataFrame, actors: pd.DataFrame, quarter: str) -> str:
    """Alt text of `plot_network`."""
    part = contacts if quarter == ALL else contacts[contacts["quarter"] == quarter]
    met = statistics.meetings(part, actors)
    absent = int(statistics.without(met, "ukraine")["without"].iloc[0])
    top = statistics.edges(part, actors).iloc[0]
    names = named(actors)
    when = "all periods" if quarter == ALL else quarter
    joined = len(statistics.between(part, actors, "putin", "zelensky"))
    line = "A line joins" if joined else "No line joins"
    return (
        f"Network on a circle by side, {when}: {len(met)} meetings, {absent} without a "
        f"Ukrainian. Most frequent pair: {names[top['a']]} and {names[top['b']]}, "
        f"{top['contacts']} contacts. {line} Putin and Zelensky."
    )


def plot_matrix(contacts: pd.DataFrame, actors: pd.DataFrame, order, empty):
    """Contacts of the leading actors in pairs, the lower half of the matrix.

    contacts: as `counted` gives it.   order: ids, from the first row on.
    empty: the pair of ids whose missing contact is marked.
    """
    counts = statistics.matrix(contacts, actors, order)
    names, side_of = named(actors), actors.set_index("id")["side"]
    lower = np.tril(np.ones(counts.shape, dtype=bool), -1)
    shown = np.ma.masked_where(~lower | (counts.to_numpy() == 0), counts.to_numpy())
    fig, ax = theme.figure(4.6)
    most = counts.to_numpy().max()
    places = range(len(order))
    ax.pcolormesh(places, places, shown, vmin=0, vmax=most)
    ax.invert_yaxis()
    for i in range(len(order)):
        for j in range(i):
            number = counts.iat[i, j]
            colour = theme.PAPER if number > theme.MUCH * most else theme.INK
            ax.text(
                j,
                i,
                number if number else "·",
                ha="center",
                va="center",
                size=10.5,
                color=colour if number else theme.GREY,
            )
    row, column = sorted((order.index(name) for name in empty), reverse=True)
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec=theme.SECOND, lw=2.2))
    ax.text(
        len(order) - 1.5,
        1.5,
        f"outlined: {names[order[column]]} and\n{names[order[row]]}, no row\n"
        "· no contact in the list",
        color=theme.INK,
        size=10.5,
        ha="right",
        va="center",
    )
    # The first has no row below itself and the last no column: the lower half is whole without.
    ax.set_xticks(range(len(order) - 1), [names[actor] for actor in order[:-1]], rotation=90)
    ax.set_yticks(range(1, len(order)), [names[actor] for actor in order[1:]])
    for ticks, shown in ((ax.get_xticklabels(), order[:-1]), (ax.get_yticklabels(), order[1:])):
        for label, actor in zip(ticks, shown, strict=True):
            label.set_color(COLOURS[side_of[actor]])
    ax.set(xlim=(-0.5, len(order) - 1.5), ylim=(len(order) - 0.5, 0.5))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig


def plot_table(seats: pd.DataFrame):
    """Meetings by quarter as stacked bars, counts in the bars.

    seats: as `at_table` gives it.
    """
    fig, ax = theme.figure(3.3)
    looks = {who: {"color": colour, "label": label} for who, (label, colour) in TABLE.items()}
    types = {who: {"color": theme.PAPER, "size": marks.TYPE} for who in TABLE}
    marks.stack(ax, seats, looks, types)
    marks.rows(ax, range(len(seats)), seats.index)
    ax.set(xlabel="meetings and calls in the list")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.invert_yaxis()
    fig.legend(loc="outside upper center", ncols=2, handlelength=1.2, columnspacing=1.4)
    return fig


def _edge(ax, start, end, row) -> None:
    """A line bent towards the centre, the two kinds by different amounts."""
    bend = 0.55 if row.ukraine else 0.25
    middle = tuple(bend * (a + b) / 2 for a, b in zip(start, end, strict=True))
    path = Path([start, middle, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    look = (
        {"edgecolor": theme.UKRAINE, "linestyle": (0, (2, 1))}
        if row.ukraine
        else {"edgecolor": theme.INK}
    )
    ax.add_patch(PathPatch(path, fill=False, lw=0.6 + 0.5 * row.contacts, **look))


def _name(ax, text: str, pos, colour: str, here: bool) -> None:
    """Write along the radius, outside the circle, never upside down."""
    angle = np.degrees(np.arctan2(pos[1], pos[0]))
    left = pos[0] < 0
    ax.text(
        1.08 * pos[0],
        1.08 * pos[1],
        text,
        size=10.5,
        color=colour,
        rotation_mode="anchor",
        rotation=angle + 180 if left else angle,
        ha="right" if left else "left",
        va="center",
        weight="bold" if here and text in ("Putin", "Zelensky") else "normal",
    )
