"""NATO in what Moscow said and did: cause, pretext, or both?

Records of talks, reasons given, themes on state television, and relations by year. All of it
describes; none of it identifies a motive. Shares are in per cent.
"""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from moscow_aims import data
from moscow_aims.drawing import marks, theme

# Whose record it is decides who could hear it.
SETTINGS = {"yes": "public", "no": "private"}

# Rows of `doctrine/usage` and `doctrine/justifications` whose words are quoted -> beside what.
SAYINGS = {
    "2008-georgia-people": "sphere",
    "2008-georgia-nato": "nato",
    "indivisible-security--draft-treaties-2021": "nato",
    "2022-invasion-history": "sphere",
    "anti-russia--address-2022-02-24": "sphere",
}

# From what Moscow named most often to what it named least often.
KINDS = {
    "people": "Protection of people",
    "self-determination": "Self-determination",
    "history": "History and unity",
    "nato": "NATO",
    "self-defence": "Self-defence",
    "civilisation": "Civilisation, the West",
    "denazification": "Denazification",
    "illegitimate-regime": "Unlawful rulers",
}
# Acts of which more than one reason is known.
ACTS = {
    "2008-georgia": "Georgia 2008",
    "2014-crimea": "Crimea 2014",
    "2022-invasion": "Invasion 2022",
    "2022-annexation": "Annexation 2022",
    "2024-25-terms": "Terms 2024–25",
}

THEMES = {
    "donbas": ("Donbas", theme.SECOND, "o", "-"),
    "nato": ("NATO", theme.FIRST, "s", "-"),
    "security-guarantees": ("security guarantees", theme.GREY, "D", "--"),
}
INVASION = pd.Timestamp("2022-02-24")

# Upwards, across the middle and downwards in the picture of relations.
CODES = {"cooperation": theme.FIRST, "mixed": theme.GREY, "conflict": theme.SECOND}

# Events named in that picture: name, where it stands (year, height), which side is at that year.
TURNS = {
    "pfp-russia-1994": ("Partnership for Peace", 1990.6, 4.1, "left"),
    "founding-act-1997": ("Founding Act", 1994.5, 3.1, "left"),
    "nrc-2002": ("joint Council", 2001.7, 3.1, "left"),
    "nrc-resumes-2009": ("Council again", 2008.9, 3.1, "left"),
    "trust-fund-2013": ("joint fund", 2012.6, 2.1, "left"),
    "kosovo-1999": ("Kosovo", 1999, -2.1, "center"),
    "munich-2007": ("Munich", 2007.3, -3.9, "right"),
    "georgia-2008": ("Georgia", 2007.6, -4.7, "left"),
    "crimea-2014": ("Crimea", 2014, -2.1, "center"),
    "invasion-2022": ("invasion", 2022, -3.9, "center"),
}

# -- What was said in private and in public ------------------------------------------------------


def both_themes(documents: pd.DataFrame, wording: pd.DataFrame) -> pd.DataFrame:
    """What texts say of NATO and of the neighbours, and who could hear it; ready to be shown.

    documents: rows of `doctrine/documents`.
    wording: rows with `id`, `document` and `wording`; those of `SAYINGS` are quoted.
    """
    said = documents.set_index("id", drop=False)[["nato", "sphere"]].fillna("")
    for row in wording.itertuples():
        column = SAYINGS.get(row.id)
        if column and row.document in said.index:
            said.loc[row.document, column] += f" ({marks.quoted(row.wording)})"
    texts = zip(documents["document"], documents["date"], strict=True)
    return pd.DataFrame(
        {
            "Text": [f"{text}, {marks.day(date)}" for text, date in texts],
            "Setting": marks.named(documents["official"], SETTINGS).to_numpy(),
            "On NATO": said["nato"].to_numpy(),
            "On the neighbours": said["sphere"].to_numpy(),
        }
    )


# -- Reasons given -----------------------------------------------------------------------------


def reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Weight of each kind of reason for each act: rows `KINDS`, columns `ACTS`, cells as coded.

    table: `doctrine/justifications`.   Raises KeyError for a kind or an act without a row.
    """
    return table.pivot(index="kind", columns="act", values="cell").loc[list(KINDS), list(ACTS)]


def reasons_to_show(grid: pd.DataFrame) -> pd.DataFrame:
    """The grid of `reasons` with names that a reader knows."""
    named = grid.rename(index=KINDS, columns=ACTS).rename_axis(columns=None)
    return named.rename_axis("Reason given").reset_index()


# -- State television ----------------------------------------------------------------------------


def salience(table: pd.DataFrame, span: str) -> pd.DataFrame:
    """Share of Channel One items that name NATO, guarantees or Donbas, with 95 % intervals.

    table: `doctrine/salience`.   span: "months" or "days" (the days around February 2022).
    Returns the rows for title and lead with `low`, `high` (per cent, from the number of items as if
    they were drawn at random) and `middle` (middle of the period), in order of time.
    Raises ValueError for another span.
    """
    if span not in ("months", "days"):
        raise ValueError(f"Span {span!r} is neither 'months' nor 'days'.")
    rows = table[(table["medium"] == "channel-one") & (table["unit"] == "title+lead")]
    rows = rows[rows["keyword"].isin(THEMES)]
    inside = rows["id"].str.startswith("channel-one-days")
    rows = rows[inside if span == "days" else ~inside]
    items = rows["items"].astype(float)
    low, high = proportion_confint(rows["share"] / 100 * items, items, method="wilson")
    middle = rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2
    rows = rows.assign(low=100 * low, high=100 * high, middle=middle)
    return rows.sort_values(["keyword", "period_start"]).reset_index(drop=True)


# -- Relations ---------------------------------------------------------------------------------


def by_year(events: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Events between NATO and Russia, each with its place among those of its year and code.

    events, sources: the tables `doctrine/nato-relations` and `sources`.
    Returns `events` in order of date with `year`, `place` (from 0), `of` (events of that year and
    code) and `firm` (`data.firm`).
    """
    rows = events.sort_values("date", kind="stable").reset_index(drop=True)
    rows = rows.assign(year=rows["date"].dt.year, firm=data.firm(rows, sources))
    groups = rows.groupby(["year", "code"])
    return rows.assign(place=groups.cumcount(), of=groups["id"].transform("size"))


def joined(enlargement: pd.DataFrame) -> pd.Series:
    """States that joined NATO by year, since 1999."""
    years = enlargement["joined"].dt.year
    return years[years >= 1999].value_counts().sort_index()


# -- Plots -------------------------------------------------------------------------------------


def plot_relations(events: pd.DataFrame, states: pd.Series):
    """A brick an event: cooperation above, conflict below, mixed on the line; hollow if not firm.

    events: as `by_year` returns it.   states: as `joined` returns it, written below as numbers.
    """
    fig, ax = theme.figure(3.5)
    for row in events.itertuples():
        left, bottom, width, height = _brick(row)
        colour, line = CODES[row.code], {"color": theme.GREY, "linewidth": 0.8, "zorder": 0}
        face = colour if row.firm else theme.PAPER
        ax.bar(left, height, width, bottom, align="edge", color=face, edgecolor=colour)
        if row.id in TURNS:
            name, x, y, side = TURNS[row.id]
            edge = bottom + height if y > 0 else bottom
            ax.plot([row.year, row.year], [edge, y - 0.25 if y > 0 else y + 0.25], **line)
            ax.text(x, y, name, ha=side, va="center", size=10, color=colour)
    for year, count in states.items():
        ax.text(year, -5.6, count, ha="center", va="center", size=10)
    ax.set_yticks([1.5, -2, -5.6], ["cooperation", "conflict", "new members"])
    ax.set(xlim=(1990.2, 2025.8), ylim=(-6.2, 4.6), xticks=range(1995, 2026, 5))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return fig


def _brick(row) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the brick of an event; mixed ones share the middle."""
    if row.code == "mixed":
        return row.year - 0.4 + 0.8 * row.place / row.of, -0.32, 0.8 / row.of, 0.64
    bottom = 0.5 + row.place if row.code == "cooperation" else -1.4 - row.place
    return row.year - 0.4, bottom, 0.8, 0.9


def plot_salience(months: pd.DataFrame, days: pd.DataFrame):
    """Above by month, below by the periods around the switch, each period named; both intervals.

    months, days: as `salience` returns them.
    """
    fig, (above, below) = theme.figure(5.8, nrows=2)
    periods = days.drop_duplicates("period_start")
    place = {start: number for number, start in enumerate(periods["period_start"])}
    for ax, table in ((above, months), (below, days)):
        for keyword, (_, colour, mark, line) in THEMES.items():
            rows = table[table["keyword"] == keyword]
            x = rows["middle"] if ax is above else rows["period_start"].map(place)
            ax.vlines(x, rows["low"], rows["high"], color=colour, linewidth=1.2)
            ax.plot(x, rows["share"], line, marker=mark, color=colour, markersize=5)
        ax.set(ylabel="Items, per cent", ylim=(-2, None))
    _when(above, INVASION)
    _when(below, place[INVASION] - 0.5)
    ticks = pd.date_range("2021-10-01", "2022-12-01", freq="3MS")
    above.set_xticks(ticks + pd.Timedelta(days=15), [f"{day:%b %Y}" for day in ticks])
    spans = zip(periods["period_start"], periods["period_end"], strict=True)
    below.set_xticks(list(place.values()), [f"{a.day}–{b.day}\n{b:%b}" for a, b in spans])
    for ax, keyword, x, y in (
        (above, "donbas", pd.Timestamp("2022-09-25"), 26.5),
        (above, "nato", pd.Timestamp("2021-11-01"), 6.6),
        (above, "security-guarantees", pd.Timestamp("2022-03-08"), 6.4),
        (below, "donbas", 3.0, 55),
        (below, "nato", -0.1, 13),
    ):
        name, colour, *_ = THEMES[keyword]
        side = "right" if (ax, keyword) == (below, "donbas") else "left"
        ax.text(x, y, name, color=colour, ha=side, size=10.5)
    return fig


def _when(ax, x):
    """The day of the invasion, named at the top."""
    ax.axvline(x, color=theme.INK, linewidth=1, linestyle=":")
    top = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate("invasion", (x, 1), (4, 0), va="top", size=10, **top)
