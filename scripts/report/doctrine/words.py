"""Which formulas do Russian texts use, when were they first found, and is it one doctrine?

A formula counts as used where a text was seen to have it. It counts as absent only where the whole
text was read. Everything else is unknown, so that a first use is the first one *found*: an upper
bound on the date of entry.
"""

from itertools import groupby

import matplotlib.dates as mdates
import numpy as np
import pandas as pd

from report import marks, style
from report.figures import WEAK

STATES = ["yes", "no", "unknown"]
READINGS = {"full": "whole text", "excerpt": "part of it", "secondary": "reports of it"}
START, END = pd.Timestamp("1991-01-01"), pd.Timestamp("2026-06-30")

STRANDS = {
    "imperial": "imperial",
    "ethnic": "ethnic",
    "eurasianist": "Eurasianist",
    "pan-russian": "pan-Russian",
    "russian-world": "Russian World",
    "security": "security",
    "other": "fits none alone",
}

# Shorter than the formula where the formula is too long for the label of a row.
LABELS = {
    "civilising-mission": "civilising mission",
    "indivisible-security": "indivisible security",
    "state-civilisation": "state-civilisation",
    "eurasian-country": "Eurasian country",
}


# -- Analysis ----------------------------------------------------------------------------------


def coded(
    usage: pd.DataFrame, terms: pd.DataFrame, documents: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """The cells of `doctrine/usage` with what is known of their formula, text and source.

    usage, terms, documents, sources: the tables of these names.
    Returns one row per formula and text, in order of date: the columns of `usage`, `label`,
    `strand`, `origin`, `earlier`, `earlier_source`, `date`, `title`, `president`, `official`,
    `read_as` and `firm` (reported or computed from a source graded A to C).
    """
    formulas, texts = terms.set_index("id"), documents.set_index("id")
    grade = usage["source"].map(sources.set_index("id")["reliability"])
    firm = usage["status"].isin(["reported", "computed"]) & ~grade.isin(WEAK)
    rows = usage.assign(
        label=usage["term"].map(LABELS).fillna(usage["term"].map(formulas["term"])),
        firm=firm,
        title=usage["document"].map(texts["document"]),
    )
    for name in ("strand", "origin", "earlier", "earlier_source"):
        rows[name] = rows["term"].map(formulas[name])
    for name in ("date", "president", "official", "read_as"):
        rows[name] = rows["document"].map(texts[name])
    return rows.sort_values(["date", "document", "term"]).reset_index(drop=True)


def first_uses(cells: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The earliest text in which each formula was found, and how safe that date is.

    cells: as `coded` returns it.   documents: the table `doctrine/documents`.
    Returns one row per formula found at all, in order of date: the columns of the first cell that
    has it, with the source of an earlier date among `other_sources`, `uses` (texts with the
    formula) and `open` (earlier texts in which it may stand unseen: unknown or not coded).
    """
    found = cells[cells["present"] == "yes"]
    firsts = found.drop_duplicates("term").reset_index(drop=True)
    absent = cells[cells["present"] == "no"]
    before = []
    for row in firsts.itertuples():
        closed = absent.loc[absent["term"] == row.term, "document"]
        unread = (documents["date"] < row.date) & ~documents["id"].isin(closed)
        before.append(int(unread.sum()))
    ids = zip(firsts["earlier_source"], firsts["other_sources"], strict=True)
    return firsts.assign(
        uses=firsts["term"].map(found["term"].value_counts()),
        open=before,
        other_sources=[";".join(part for part in pair if pd.notna(part)) or None for pair in ids],
    )


def known(cells: pd.DataFrame) -> pd.DataFrame:
    """All cells of the texts that have at least one known cell: the rule of the matrix."""
    decided = cells.loc[cells["present"] != "unknown", "document"]
    return cells[cells["document"].isin(decided)]


def by_reading(cells: pd.DataFrame) -> pd.DataFrame:
    """How many cells are yes, no and unknown, by how much of the text was read.

    Returns one row per way of reading, in the order of `READINGS`: `read_as`, `texts` and the
    columns of `STATES` (numbers of cells).
    """
    counts = pd.crosstab(cells["read_as"], cells["present"])
    counts = counts.reindex(index=list(READINGS), columns=STATES, fill_value=0)
    texts = cells.groupby("read_as")["document"].nunique().reindex(READINGS).fillna(0)
    counts.insert(0, "texts", texts.astype(int))
    return counts.rename_axis(columns=None).reset_index()


def strands_of_texts(cells: pd.DataFrame) -> pd.DataFrame:
    """Official texts with at least one formula, and the strands that their formulas belong to.

    Returns one row per text, in order of date: `date`, `document`, `title`, `president`,
    `formulas` (number), `strands` (ids joined by ";"), `named` (number of the strands other than
    "security" and "other", which are no strands of thought) and `source`.
    """
    rows = cells[(cells["present"] == "yes") & (cells["official"] == "yes")]
    named = rows[~rows["strand"].isin(["security", "other"])]
    groups = rows.groupby(["date", "document", "title", "president"])
    table = groups.agg(
        formulas=("term", "size"),
        strands=("strand", lambda ids: ";".join(sorted(set(ids)))),
        source=("source", lambda ids: ";".join(dict.fromkeys(ids))),
    ).reset_index()
    count = table["document"].map(named.groupby("document")["strand"].nunique())
    table.insert(6, "named", count.fillna(0).astype(int))
    return table


def article_words(terms: pd.DataFrame, usage: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """What was found of the words `ids` in the texts.

    Returns one row per word: the columns of `terms` and `yes`, `no`, `unknown` (numbers of texts;
    0 everywhere where the word was not coded).
    Raises KeyError naming the first id that is no formula.
    """
    table = terms.set_index("id", drop=False)
    for word in ids:
        if word not in table.index:
            raise KeyError(f"data/doctrine/terms.csv has no formula {word!r}.")
    counts = pd.crosstab(usage["term"], usage["present"])
    counts = counts.reindex(index=ids, columns=STATES, fill_value=0)
    return table.loc[ids].join(counts).reset_index(drop=True)


def spheres(documents: pd.DataFrame) -> pd.DataFrame:
    """Official texts read at least in part that show both space and ground, ready to be shown."""
    read = (documents["official"] == "yes") & (documents["read_as"] != "secondary")
    rows = documents[read].dropna(subset=["sphere", "ground"])
    return pd.DataFrame(
        {
            "Text": rows["document"],
            "Date": [day(row.date, row.date_precision) for row in rows.itertuples()],
            "Space, in our words": rows["sphere"],
            "Ground, in our words": rows["ground"],
        }
    )


def day(date: pd.Timestamp, precision: str) -> str:
    """`date` as ISO date, cut to what is known of it (`precision`: day, month or year)."""
    return f"{date:%Y-%m-%d}"[: {"day": 10, "month": 7, "year": 4}[precision]]


# -- Plots -------------------------------------------------------------------------------------


def plot_matrix(cells: pd.DataFrame, firsts: pd.DataFrame):
    """Formulas by texts: used, absent, unknown.

    cells: as `known` returns it.   firsts: as `first_uses` returns it; it orders the rows, and
    formulas never found follow.
    """
    fig, ax = style.figure(6.0)
    texts = cells.drop_duplicates("document")
    column = {name: n for n, name in enumerate(texts["document"])}
    labels = cells.drop_duplicates("term").set_index("term")["label"]
    order = [*firsts["term"], *[term for term in labels.index if term not in set(firsts["term"])]]
    order = [term for term in order if term in labels.index]
    row = {term: n for n, term in enumerate(order)}
    _columns_of_presidents(ax, texts, len(order))
    seen = {(cell.term, cell.document) for cell in cells.itertuples()}
    blank = [(x, y) for t, y in row.items() for d, x in column.items() if (t, d) not in seen]
    if blank:
        ax.plot(*zip(*blank, strict=True), ".", color=style.GREY, markersize=1.2, gid="not coded")
    for cell in cells.itertuples():
        _cell(ax, column[cell.document], row[cell.term], cell)
    ax.set_yticks(range(len(order)), labels[order], fontsize=9)
    never = set(order) - set(firsts["term"])
    for tick, term in zip(ax.get_yticklabels(), order, strict=True):
        tick.set_color(style.PURPLE if term in never else style.INK)
    years = texts["date"].dt.year.to_numpy()
    starts = [n for n in range(len(years)) if n == 0 or years[n] != years[n - 1]]
    # Two levels of labels: columns of neighbouring years are narrower than the type.
    for minor in (False, True):
        places = starts[int(minor) :: 2]
        ax.set_xticks(places, [f"{years[n]}" for n in places], minor=minor)
        pad = 32 if minor else 3
        which = "minor" if minor else "major"
        ax.tick_params(axis="x", which=which, pad=pad, labelsize=9, labelrotation=90, length=3)
    ax.set(xlim=(-0.7, len(texts) - 0.3), ylim=(len(order) - 0.4, -0.6))
    ax.set_xlabel("Texts in order of date; a year marks its first text")
    ax.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return fig


def _cell(ax, x, y, cell):
    if cell.present == "yes":
        face = style.INK if cell.firm else style.PAPER
        ax.plot([x], [y], "s", color=style.INK, mfc=face, markersize=5.2, gid="yes")
    elif cell.present == "no":
        ax.plot([x], [y], "x", color=style.YELLOW, markersize=5.2, markeredgewidth=1.4, gid="no")
    else:
        ax.plot([x], [y], "o", color=style.GREY, mfc="none", markersize=2.8, mew=0.6, gid="unknown")


def _columns_of_presidents(ax, texts, height):
    """Grounds of the presidencies, their names above in two levels because some are narrow."""
    place = 0
    for n, (name, group) in enumerate(groupby(texts["president"])):
        size = len(list(group))
        if n % 2:
            ax.axvspan(place - 0.5, place + size - 0.5, color=style.LIGHT, alpha=0.45, lw=0)
        ax.text(place - 0.4, -0.7 if n % 2 == 0 else -1.6, name, va="bottom", fontsize=9)
        place += size


def plot_first_uses(firsts: pd.DataFrame, presidents: pd.DataFrame):
    """The date of the first text found for each formula; where scholars date it, an arrow.

    firsts: as `first_uses` returns it.   presidents: the table `doctrine/presidents`.
    Full: official text, source graded A to C, no earlier date known. Hollow: anything else.
    Diamond: no official Russian text.
    """
    fig, ax = style.figure(6.0)
    _ground(ax, -0.6, presidents)
    for y, row in enumerate(firsts.itertuples()):
        dated, official = pd.isna(row.earlier), row.official == "yes"
        mark = "o" if official else "D"
        right = row.date > pd.Timestamp("2010-01-01")
        text = "" if dated else f"scholars: {row.earlier}"
        if not dated:
            ax.annotate(
                "",
                (row.date - pd.Timedelta(days=800), y),
                (row.date, y),
                arrowprops={"arrowstyle": "->", "color": style.GREY, "lw": 1.1},
            )
        offset, side = ((-24, 5), "right") if right else ((7, 5), "left")  # above the rule
        ax.annotate(
            text, (row.date, y), offset, textcoords="offset points", ha=side, va="center",
            color=style.GREY, size=9,
        )
        firm = dated and official and row.firm
        marks.point(ax, row.date, y, mark, style.INK, firm=firm)
        ax.text(1.02, y, f"{row.open}", transform=ax.get_yaxis_transform(), va="center", size=9)
    ax.text(1.02, -0.75, "open", transform=ax.get_yaxis_transform(), va="bottom", size=9)
    ax.set_yticks(range(len(firsts)), firsts["label"], fontsize=9)
    ax.set(xlim=(START, END), ylim=(len(firsts) - 0.4, -0.6))
    _years(ax)
    return fig


def plot_strands(cells: pd.DataFrame, presidents: pd.DataFrame):
    """When formulas of each strand were found in official texts; a line joins those of one text.

    cells: as `coded` returns it.   presidents: the table `doctrine/presidents`.
    Hollow: no firm source, or contested.
    """
    fig, ax = style.figure(3.7)
    _ground(ax, -0.55, presidents)
    found = cells[(cells["present"] == "yes") & (cells["official"] == "yes")]
    row = {strand: n for n, strand in enumerate(STRANDS)}
    for _, text in found.groupby("document"):
        rows = sorted({row[strand] for strand in text["strand"]})
        if len(rows) > 1:
            date = [text["date"].iloc[0]] * 2
            ax.plot(date, [rows[0], rows[-1]], color=style.GREY, linewidth=1.1, gid="one text")
    for cell in found.sort_values("firm").itertuples():
        colour = style.ORANGE if cell.strand == "imperial" else style.INK
        at = cell.date, row[cell.strand]
        marks.point(ax, *at, "o", colour, firm=cell.firm, size=marks.SMALL)
    counts = found.groupby("strand")["term"].nunique()
    names = [f"{name} ({counts.get(strand, 0)})" for strand, name in STRANDS.items()]
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(START, END), ylim=(len(names) - 0.4, -0.5))
    _years(ax)
    return fig


def plot_reading(table: pd.DataFrame):
    """Shares of cells that are yes, no and unknown, by how much of the text was read.

    table: as `by_reading` returns it.
    """
    fig, ax = style.figure(2.6)
    looks = {
        "yes": {"color": style.INK},
        "no": {"color": style.YELLOW},
        "unknown": {"facecolor": "none", "edgecolor": style.GREY, "hatch": "..."},
    }
    total = table[STATES].sum(axis=1)
    left = np.zeros(len(table))
    for state in STATES:
        width = (100 * table[state] / total).to_numpy()
        ax.barh(range(len(table)), width, 0.55, left, label=state, linewidth=1, **looks[state])
        left += width
    for y, row in enumerate(table.itertuples()):
        words = f"{row.yes} yes, {row.no} no, {row.unknown} unknown"
        ax.text(0, y - 0.31, words, va="bottom", size=9.5)
    names = [f"{READINGS[row.read_as]}\n({row.texts} texts)" for row in table.itertuples()]
    ax.set_yticks(range(len(table)), names)
    ax.set(xlim=(0, 100), ylim=(len(table) - 0.6, -0.75), xlabel="Coded cells, per cent")
    ax.tick_params(axis="y", length=0)
    return fig


def _ground(ax, top, presidents):
    """Every second presidency shaded, the names above; what lies off the axis is cut."""
    for n, row in enumerate(presidents.itertuples()):
        start, end = max(row.start, START), min(END if pd.isna(row.end) else row.end, END)
        if n % 2:
            ax.axvspan(start, end, color=style.LIGHT, alpha=0.45, lw=0)
        centre = start + (end - start) / 2
        ax.text(centre, top - 0.1, row.president, ha="center", va="bottom", fontsize=9)


def _years(ax):
    ax.xaxis.set_major_locator(mdates.YearLocator(base=5))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.set_xlabel("Date of the text")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y")
