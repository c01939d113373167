"""Which phrases do Russian texts use, since when, and is it one doctrine?

Two kinds of evidence. Whole collections were searched by pattern (`doctrine/concordance`): there a
zero is a finding. Famous texts were read, mostly in part (`doctrine/usage`): there a first use is
the first one *found*, an upper bound on the date of entry.
"""

import re

import matplotlib.dates as mdates
import pandas as pd

from moscow_aims import data
from moscow_aims.drawing import marks, theme

START, END = pd.Timestamp("1991-01-01"), pd.Timestamp("2026-06-30")

# Strands of thought, in the order of the picture; the last two are none.
STRANDS = {
    "eurasianist": "Eurasianist",
    "russian-world": "Russian World",
    "pan-russian": "pan-Russian",
    "ethnic": "ethnic",
    "imperial": "imperial",
    "security": "security",
    "other": "fits none alone",
}
NO_STRAND = ["security", "other"]

# Shorter than the phrase where the phrase is too long for the label of a row.
LABELS = {
    "civilising-mission": "civilising mission",
    "indivisible-security": "indivisible security",
    "state-civilisation": "state-civilisation",
    "eurasian-country": "Eurasian country",
    "historically-russian-land": "historically Russian land",
    "return-and-strengthen": "take back, strengthen",
    "strategic-depth": "strategic depth",
    "buffer-zone": "buffer zone",
    "great-russia": "Great Russia",
    "great-russian-chauvinism": "Great-Russian chauvinism",
    "civilizational-buffer-zone": "civilizational buffer",
}

# The collections of English texts that the picture shows by year, and the one that it counts.
KREMLIN = ["kremlin-news", "kremlin-ukraine-2012", "kremlin-ukraine"]
DEBATE = ["general-debate"]
ENGLISH = [*DEBATE, *KREMLIN]

# What Article A calls the doctrine and its vocabulary; shown even where no text has it.
ARTICLE = [
    "eurasianism", "greater-russia", "great-russian-chauvinism", "civilizational-buffer-zone",
    "privileged-interests",
]  # fmt: skip

# Two thoughts that the picture of first uses tells apart: name, phrases, colour, place of the name.
THOUGHTS = [
    ("a say over the neighbours", {"vital-interests", "leading-force", "privileged-interests"},
     theme.FIRST, ("2000-06-01", 3.5)),
    ("Ukraine and its land as Russian",
     {"one-people", "divided-people", "anti-russia", "artificial-country", "historical-russia",
      "historically-russian-land", "novorossiya", "greater-russia"},
     theme.SECOND, ("1992-06-01", 14.5)),
]  # fmt: skip


# -- Analysis ----------------------------------------------------------------------------------


def coded(
    usage: pd.DataFrame, terms: pd.DataFrame, documents: pd.DataFrame, sources: pd.DataFrame
) -> pd.DataFrame:
    """The uses of `doctrine/usage` with what is known of their phrase, text and source.

    usage, terms, documents, sources: the tables of these names.
    Returns one row per phrase and text, in order of date: the columns of `usage`, `label`,
    `strand`, `earlier`, `earlier_source`, `date`, `precision`, `title`, `speaker`, `official` and
    `firm` (`data.firm`).
    """
    phrases, texts = terms.set_index("id"), documents.set_index("id")
    rows = usage.assign(
        label=usage["term"].map(labels(terms)),
        firm=data.firm(usage, sources),
        title=usage["document"].map(texts["document"]),
        precision=usage["document"].map(texts["date_precision"]),
    )
    for name in ("strand", "earlier", "earlier_source"):
        rows[name] = rows["term"].map(phrases[name])
    for name in ("date", "speaker", "official"):
        rows[name] = rows["document"].map(texts[name])
    return rows.sort_values(["date", "document", "term"]).reset_index(drop=True)


def labels(terms: pd.DataFrame) -> pd.Series:
    """A short name for each phrase, by its id."""
    names = terms.set_index("id")["term"]
    return names.index.to_series().map(LABELS).fillna(names)


def first_uses(cells: pd.DataFrame) -> pd.DataFrame:
    """The earliest text in which each phrase was found by reading.

    cells: as `coded` returns it.
    Returns one row per phrase: the columns of its first cell, with the source of an earlier date
    among `other_sources`, and `scholars` (that date, missing where none is known); in order of the
    earlier of both dates.
    """
    firsts = cells.drop_duplicates("term")
    ids = zip(firsts["earlier_source"], firsts["other_sources"], strict=True)
    firsts = firsts.assign(
        scholars=pd.to_datetime(firsts["earlier"].map(_year, na_action="ignore")),
        other_sources=[";".join(part for part in pair if pd.notna(part)) or None for pair in ids],
    )
    known = firsts[["date", "scholars"]].min(axis=1)
    return firsts.loc[known.sort_values(kind="stable").index].reset_index(drop=True)


def _year(words: str) -> str:
    """The middle of a year named in words; early in a decade is its third year."""
    year = int(re.search(r"\d{4}", words).group())
    return f"{year + 2 * words.startswith('early')}-07-01"


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


def strands_of_texts(cells: pd.DataFrame) -> pd.Series:
    """Strands of thought of which an official text has phrases, by its id.

    cells: as `coded` returns it. Security and what fits none are no strands of thought.
    """
    rows = cells[(cells["official"] == "yes") & ~cells["strand"].isin(NO_STRAND)]
    return rows.groupby("document")["strand"].unique()


def quoted(cells: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """The words of the uses `ids` with speaker, text and strand, ready to be shown.

    cells: as `coded` returns it.   Raises KeyError for an id without a row.
    """
    rows = cells.set_index("id").loc[ids]
    said = zip(rows["speaker"].fillna(""), rows["title"], strict=True)
    return pd.DataFrame(
        {
            "Date": [day(row.date, row.precision) for row in rows.itertuples()],
            "Who and where": [": ".join(filter(None, pair)) for pair in said],
            "In their words": [marks.quoted(words) for words in rows["wording"]],
            "Strand": marks.named(rows["strand"], STRANDS).to_numpy(),
        }
    )


def day(date: pd.Timestamp, precision: str) -> str:
    """`date` as ISO date, cut to what is known of it (`precision`: day, month or year)."""
    return f"{date:%Y-%m-%d}"[: {"day": 10, "month": 7, "year": 4}[precision]]


# -- Plots -------------------------------------------------------------------------------------


def shown(concordance: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """What the picture of whole texts shows: a row a phrase, by strand and first year.

    concordance, terms: the tables of these names. Phrases that no English text has are left out
    unless they are words of the article.
    Returns `term`, `label`, `strand`, and the texts that have it: `kremlin`, `debate`.
    """
    kremlin, debate = by_year(concordance, KREMLIN), by_year(concordance, DEBATE)
    table = pd.DataFrame(
        {
            "kremlin": kremlin.sum(axis=1).astype(int),
            "debate": debate.sum(axis=1).reindex(kremlin.index, fill_value=0).astype(int),
            "first": kremlin.gt(0).idxmax(axis=1).where(kremlin.gt(0).any(axis=1)),
        }
    )
    table = table[table[["kremlin", "debate"]].any(axis=1) | table.index.isin(ARTICLE)]
    strand = terms.set_index("id")["strand"]
    table = table.assign(label=labels(terms), strand=strand).reset_index(names="term")
    order = table["strand"].map(list(STRANDS).index)
    return table.assign(order=order).sort_values(
        ["order", "first", "term"], ignore_index=True, na_position="last"
    )


def plot_concordance(concordance: pd.DataFrame, terms: pd.DataFrame):
    """Phrases by years in the Kremlin's English texts, with the number of texts beside.

    concordance, terms: the tables of these names. Large: in several texts of the year, small: in
    one; dot: searched and in none. The number of speeches at the United Nations is only written.
    """
    table, found = shown(concordance, terms), by_year(concordance, KREMLIN)
    fig, ax = theme.figure(6.9)
    y, ticks = 0, {}
    for strand, rows in table.groupby("order", sort=True):
        ax.text(-0.02, y, list(STRANDS.values())[strand], ha="right", va="center", size=10.5,
                weight="bold", transform=ax.get_yaxis_transform())  # fmt: skip
        for row in rows.itertuples():
            y += 1
            ticks[y] = row
            _years_of(ax, found.loc[row.term].dropna(), y)
            for x, number in ((2028.4, row.kremlin), (2032.2, row.debate)):
                ax.text(x, y, number, ha="right", va="center", size=10.5)
        y += 1.25
    for x, name in ((2028.4, "Kremlin"), (2032.2, "UN")):
        ax.text(x, -0.2, name, ha="right", va="center", size=10)
    ax.set_yticks(list(ticks), [row.label for row in ticks.values()], fontsize=10)
    for tick, row in zip(ax.get_yticklabels(), ticks.values(), strict=True):
        tick.set_color(theme.INK if row.kremlin or row.debate else theme.SECOND)
    ax.set(xlim=(1998.4, 2032.4), ylim=(y - 0.6, -0.8), xticks=range(2000, 2026, 5))
    ax.spines["bottom"].set_bounds(1998.4, 2025.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return fig


def _years_of(ax, found: pd.Series, y: float) -> None:
    """One row of the picture: a mark a year that has texts."""
    kind = pd.cut(found, [-1, 0, 1, float("inf")], labels=["no text", "one text", "several"])
    for name, mark, size in (("no text", ".", 1.6), ("one text", "s", 3), ("several", "s", 6)):
        colour = theme.GREY if name == "no text" else theme.FIRST
        years = found.index[kind == name]
        ax.plot(years, [y] * len(years), mark, color=colour, markersize=size, mew=0, gid=name)


def plot_first_uses(firsts: pd.DataFrame, presidents: pd.DataFrame):
    """The date of the first text found for each phrase; a line leads to scholars' earlier date.

    firsts: as `first_uses` returns it.   presidents: the table `doctrine/presidents`.
    Diamond: no official Russian text. Hollow: not firm.
    """
    fig, ax = theme.figure(6.0)
    _ground(ax, -0.6, presidents)
    for y, row in enumerate(firsts.itertuples()):
        colours = [colour for _, phrases, colour, _ in THOUGHTS if row.term in phrases]
        colour = colours[0] if colours else theme.GREY
        if pd.notna(row.scholars):
            ax.plot([row.scholars, row.date], [y, y], color=colour, linewidth=1.2)
            ax.plot([row.scholars], [y], "|", color=colour, markersize=9, mew=1.8)
        mark = "o" if row.official == "yes" else "D"
        marks.point(ax, row.date, y, mark, colour, firm=row.firm)
    for name, _, colour, (date, y) in THOUGHTS:
        ax.text(pd.Timestamp(date), y, name, color=colour, va="center", size=10.5)
    ax.set_yticks(range(len(firsts)), firsts["label"], fontsize=10)
    ax.set(xlim=(START, END), ylim=(len(firsts) - 0.4, -0.6))
    ax.xaxis.set_major_locator(mdates.YearLocator(base=5))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y")
    return fig


def _ground(ax, top, presidents):
    """Every second presidency shaded, the names above; what lies off the axis is cut."""
    for n, row in enumerate(presidents.itertuples()):
        start, end = max(row.start, START), min(END if pd.isna(row.end) else row.end, END)
        if n % 2:
            ax.axvspan(start, end, color=theme.LIGHT, alpha=0.45, lw=0)
        centre = start + (end - start) / 2
        ax.text(centre, top - 0.1, row.president, ha="center", va="bottom", fontsize=10)
