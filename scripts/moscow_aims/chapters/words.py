"""Which phrases do Russian texts use, since when, and is it one doctrine?

Two kinds of evidence. Whole collections were searched by pattern (`doctrine/concordance`): there a
zero is a finding. Famous texts were read, mostly in part (`doctrine/usage`): there a first use is
the first one *found*, an upper bound on the date of entry.
"""

import matplotlib.dates as mdates
import pandas as pd

from moscow_aims import data
from moscow_aims.drawing import marks, theme

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

# Shorter than the phrase where the phrase is too long for the label of a row.
LABELS = {
    "civilising-mission": "civilising mission",
    "indivisible-security": "indivisible security",
    "state-civilisation": "state-civilisation",
    "eurasian-country": "Eurasian country",
    "historically-russian-land": "historically Russian",
    "return-and-strengthen": "take back, strengthen",
    "strategic-depth": "strategic depth",
    "buffer-zone": "buffer zone",
    "great-russia": "Great Russia",
    "great-russian-chauvinism": "great-power chauvinism",
    "civilizational-buffer-zone": "civilizational buffer",
}

# The collections of English texts, by panel of the picture: title, ids, first and last year.
PANELS = [
    ("UN General Debate", ["general-debate"], 1991, 2025),
    ("Kremlin", ["kremlin-news", "kremlin-ukraine-2012", "kremlin-ukraine"], 1999, 2025),
]


# -- Analysis ----------------------------------------------------------------------------------


def coded(
    usage: pd.DataFrame, terms: pd.DataFrame, documents: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """The uses of `doctrine/usage` with what is known of their phrase, text and source.

    usage, terms, documents, sources: the tables of these names.
    Returns one row per phrase and text, in order of date: the columns of `usage`, `label`,
    `strand`, `origin`, `earlier`, `earlier_source`, `date`, `title`, `president`, `official`,
    `read_as` and `firm` (`data.firm`).
    """
    phrases, texts = terms.set_index("id"), documents.set_index("id")
    rows = usage.assign(
        label=usage["term"].map(labels(terms)),
        firm=data.firm(usage, sources),
        title=usage["document"].map(texts["document"]),
    )
    for name in ("strand", "origin", "earlier", "earlier_source"):
        rows[name] = rows["term"].map(phrases[name])
    for name in ("date", "president", "official", "read_as"):
        rows[name] = rows["document"].map(texts[name])
    return rows.sort_values(["date", "document", "term"]).reset_index(drop=True)


def labels(terms: pd.DataFrame) -> pd.Series:
    """A short name for each phrase, by its id."""
    names = terms.set_index("id")["term"]
    return names.index.to_series().map(LABELS).fillna(names)


def first_uses(cells: pd.DataFrame) -> pd.DataFrame:
    """The earliest text in which each phrase was found by reading.

    cells: as `coded` returns it.
    Returns one row per phrase, in order of date: the columns of its first cell, with the source of
    an earlier date among `other_sources`, and `uses` (texts with the phrase).
    """
    firsts = cells.drop_duplicates("term").reset_index(drop=True)
    ids = zip(firsts["earlier_source"], firsts["other_sources"], strict=True)
    return firsts.assign(
        uses=firsts["term"].map(cells["term"].value_counts()),
        other_sources=[";".join(part for part in pair if pd.notna(part)) or None for pair in ids],
    )


def by_year(concordance: pd.DataFrame, corpora: list[str]) -> pd.DataFrame:
    """Texts with each phrase by year, over the collections `corpora`.

    concordance: the table `doctrine/concordance`.
    Returns phrases by years; missing where the collections have no text of that year.
    """
    rows = concordance[concordance["corpus"].isin(corpora)]
    return rows.pivot_table("found", "term", "year", "sum")


def never(concordance: pd.DataFrame, corpora: list[str]) -> list[str]:
    """Phrases that were sought in the collections `corpora` and stand in none of their texts."""
    rows = concordance[concordance["corpus"].isin(corpora)]
    found = rows.groupby("term", sort=False)["found"].sum()
    return list(found.index[found == 0])


def strands_of_texts(cells: pd.DataFrame) -> pd.DataFrame:
    """Official texts with at least one phrase, and the strands that their phrases belong to.

    Returns one row per text, in order of date: `date`, `document`, `title`, `president`,
    `phrases` (number), `strands` (ids joined by ";"), `named` (number of the strands other than
    "security" and "other", which are no strands of thought) and `source`.
    """
    rows = cells[cells["official"] == "yes"]
    named = rows[~rows["strand"].isin(["security", "other"])]
    groups = rows.groupby(["date", "document", "title", "president"])
    table = groups.agg(
        phrases=("term", "size"),
        strands=("strand", lambda ids: ";".join(sorted(set(ids)))),
        source=("source", lambda ids: ";".join(dict.fromkeys(ids))),
    ).reset_index()
    count = table["document"].map(named.groupby("document")["strand"].nunique())
    table.insert(6, "named", count.fillna(0).astype(int))
    return table


def article_words(
    terms: pd.DataFrame, concordance: pd.DataFrame, corpora: pd.DataFrame, ids: list[str]
) -> pd.DataFrame:
    """In how many texts of each collection the words `ids` stand.

    terms, concordance, corpora: the tables of these names.
    Returns one row per word: the columns of `terms` and, named by the collection, its texts with
    the word; missing where the word was not sought in the language of the collection.
    Raises KeyError naming the first id that is no phrase.
    """
    table = terms.set_index("id", drop=False)
    for word in ids:
        if word not in table.index:
            raise data.Missing(f"data/doctrine/terms.csv has no phrase {word!r}.")
    counts = concordance.pivot_table("found", "term", "corpus", "sum")
    counts = counts.reindex(index=ids, columns=list(corpora["id"]))
    return table.loc[ids].join(counts.astype("Int64")).reset_index(drop=True)


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


def plot_concordance(concordance: pd.DataFrame, terms: pd.DataFrame):
    """Phrases by years in the collections of English texts: in several, in one, in no text.

    concordance, terms: the tables of these names. Phrases stand in the order of the first year in
    which any text has them; those that no text has follow.
    """
    fig, axes = theme.figure(
        6.2, ncols=2, sharey=True, width_ratios=[p[3] - p[2] + 1 for p in PANELS]
    )
    every = by_year(concordance, [name for panel in PANELS for name in panel[1]])
    first = every.gt(0).idxmax(axis=1).where(every.gt(0).any(axis=1))
    order = first.sort_values(na_position="last", kind="stable").index
    row = {term: n for n, term in enumerate(order)}
    looks = {"no text": (".", 1.6), "one text": ("s", 2.4), "several": ("s", 4.6)}
    for ax, (title, names, start, end) in zip(axes, PANELS, strict=True):
        cells = by_year(concordance, names).reindex(order).stack().rename("found").reset_index()
        kind = pd.cut(cells["found"], [-1, 0, 1, float("inf")], labels=list(looks))
        for name, (mark, size) in looks.items():
            part = cells[kind == name]
            colour = theme.GREY if name == "no text" else theme.INK
            ax.plot(
                part["year"], part["term"].map(row), mark, color=colour, markersize=size,
                markeredgewidth=0, gid=name,
            )  # fmt: skip
        ax.set(xlim=(start - 1, end + 1), ylim=(len(order) - 0.4, -0.6))
        ax.set_title(title, loc="left")
        ax.set_xticks([year for year in (1995, 2005, 2015, 2025) if start <= year <= end])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    axes[0].set_yticks(range(len(order)), labels(terms)[order], fontsize=10)
    for tick, term in zip(axes[0].get_yticklabels(), order, strict=True):
        tick.set_color(theme.SECOND if pd.isna(first[term]) else theme.INK)
    return fig


def plot_first_uses(firsts: pd.DataFrame, presidents: pd.DataFrame):
    """The date of the first text found for each phrase; where scholars date it, an arrow.

    firsts: as `first_uses` returns it.   presidents: the table `doctrine/presidents`.
    Full: official text, source graded A to C, no earlier date known. Hollow: anything else.
    Diamond: no official Russian text.
    """
    fig, ax = theme.figure(6.0)
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
                arrowprops={"arrowstyle": "->", "color": theme.GREY, "lw": 1.1},
            )
        offset, side = ((-24, 5), "right") if right else ((7, 5), "left")  # above the rule
        ax.annotate(
            text,
            (row.date, y),
            offset,
            textcoords="offset points",
            ha=side,
            va="center",
            color=theme.GREY,
            size=10,
        )
        firm = dated and official and row.firm
        marks.point(ax, row.date, y, mark, theme.INK, firm=firm)
    ax.set_yticks(range(len(firsts)), firsts["label"], fontsize=10)
    ax.set(xlim=(START, END), ylim=(len(firsts) - 0.4, -0.6))
    _years(ax)
    return fig


def plot_strands(cells: pd.DataFrame, presidents: pd.DataFrame):
    """When phrases of each strand were found in official texts; a line joins those of one text.

    cells: as `coded` returns it.   presidents: the table `doctrine/presidents`.
    Hollow: no firm source, or contested.
    """
    fig, ax = theme.figure(3.7)
    _ground(ax, -0.55, presidents)
    found = cells[cells["official"] == "yes"]
    row = {strand: n for n, strand in enumerate(STRANDS)}
    for _, text in found.groupby("document"):
        rows = sorted({row[strand] for strand in text["strand"]})
        if len(rows) > 1:
            date = [text["date"].iloc[0]] * 2
            ax.plot(date, [rows[0], rows[-1]], color=theme.GREY, linewidth=1.1, gid="one text")
    for cell in found.sort_values("firm").itertuples():
        colour = theme.SECOND if cell.strand == "imperial" else theme.INK
        at = cell.date, row[cell.strand]
        marks.point(ax, *at, "o", colour, firm=cell.firm, size=marks.SMALL)
    counts = found.groupby("strand")["term"].nunique()
    names = [f"{name} ({counts.get(strand, 0)})" for strand, name in STRANDS.items()]
    ax.set_yticks(range(len(names)), names)
    ax.set(xlim=(START, END), ylim=(len(names) - 0.4, -0.5))
    _years(ax)
    return fig


def _ground(ax, top, presidents):
    """Every second presidency shaded, the names above; what lies off the axis is cut."""
    for n, row in enumerate(presidents.itertuples()):
        start, end = max(row.start, START), min(END if pd.isna(row.end) else row.end, END)
        if n % 2:
            ax.axvspan(start, end, color=theme.LIGHT, alpha=0.45, lw=0)
        centre = start + (end - start) / 2
        ax.text(centre, top - 0.1, row.president, ha="center", va="bottom", fontsize=10)


def _years(ax):
    ax.xaxis.set_major_locator(mdates.YearLocator(base=5))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.set_xlabel("Date of the text")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y")
