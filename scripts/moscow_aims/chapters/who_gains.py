"""Who gains from time? Territory, strikes, aid, revenue, claimed losses and sanctions, as series.

The series have different makers, units and ends. They are drawn beside each other and never upon
each other, and nothing here links one of them to the talks or to another.
"""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from moscow_aims import tables
from moscow_aims.drawing import marks, theme

MONTH = 30.0  # days, to which figures of several months are brought
DONORS = {
    "us": ("United States", theme.US),
    "europe": ("Europe", theme.EUROPE),
    "other": ("other", theme.GREY),
}
KINDS = {"military": "Military", "financial-humanitarian": "Financial and humanitarian"}
PRODUCERS = {
    "Institute for the Study of War, counted by AFP": ("ISW, by AFP", "o"),
    "Institute for the Study of War": ("ISW", "s"),
    "Black Bird Group": ("Black Bird", "^"),
    "DeepState, own statement": ("DeepState's words", "D"),
    "Third Army Corps of Ukraine": ("Ukraine's 3rd Corps", "v"),
}
BODIES = {
    "us": ("United States", theme.US),
    "eu": ("European Union", theme.EUROPE),
    "uk": ("United Kingdom", theme.EUROPE),
}
DIRECTIONS = {"tighter": "^", "looser": "v", "blocked": "X"}

# -- Tables ------------------------------------------------------------------------------------


def drop_partial(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that cover the whole of their period."""
    return table[table["partial"] == "no"]


def territory(area: pd.DataFrame) -> pd.DataFrame:
    """Monthly change of the area shown as occupied, with and without revisions of the map.

    area: the table `stalling/area`, in order of month.
    Returns the rows with `gain` (km2, the change less the one-day steps listed as revisions) and
    `whole`: the month before is in the table and the last measurement falls within two days of
    the month's end.
    """
    end = area["month"] + pd.offsets.MonthEnd(0)
    late = (end - area["measured_on"]).dt.days <= 2
    before = area["month"].diff().dt.days.between(28, 31)
    gain = area["change_km2"] - area["revision_km2"].fillna(0)
    return area.assign(gain=gain, whole=late & before)


def rates(points: pd.DataFrame) -> pd.DataFrame:
    """Published figures on land gained, brought to one length so that they can share an axis.

    points: the table `stalling/area-points`.
    Returns the rows with `days` (both ends counted), `rate` (km2 per 30 days), `middle` (date) and
    `length`: "month" (28 to 31 days, as published: `rate` is then the figure itself), "longer" or
    "shorter".
    """
    days = (points["period_end"] - points["period_start"]).dt.days + 1
    length = pd.Series(np.select([days > 31, days < 28], ["longer", "shorter"], "month"))
    length.index = points.index
    rate = points["km2"].where(length == "month", points["km2"] * MONTH / days)
    middle = points["period_start"] + (points["period_end"] - points["period_start"]) / 2
    return points.assign(days=days, rate=rate, middle=middle, length=length)


def half_years(area, strikes, losses, aid) -> pd.DataFrame:
    """The series by half-year, each as a mean of its whole months, aid as a sum.

    area: as `territory` gives it.   strikes, losses, aid: the tables of that name.
    Returns one row per half-year ("2025 H1"): `gain` (km2 a month), `drones`, `missiles`, `losses`
    (claimed, a month), `us_military`, `europe_military`, `europe_financial` (billion euro in the
    half-year), and `months_...`, the number of whole months behind each mean. Missing where a
    series has no whole month, or where aid does not cover the half-year.
    """
    parts = {
        "gain": area[area["whole"]].set_index("month")["gain"],
        "drones": drop_partial(strikes).set_index("month")["drones"],
        "missiles": drop_partial(strikes).set_index("month")["missiles"],
        "losses": drop_partial(losses).set_index("month")["claimed_in_month"],
    }
    columns = {}
    for name, series in parts.items():
        half = series.index.year.astype(str) + " H" + ((series.index.month + 5) // 6).astype(str)
        groups = series.astype(float).groupby(half)
        columns[name], columns[f"months_{name}"] = groups.mean(), groups.size()
    sums = drop_partial(aid).pivot(index="half_year", columns=["donor", "kind"], values="eur_bn")
    columns["us_military"] = sums[("us", "military")]
    columns["europe_military"] = sums[("europe", "military")]
    columns["europe_financial"] = sums[("europe", "financial-humanitarian")]
    return tables.Table(columns).rename_axis("half_year").sort_index()


def revenue(finance: pd.DataFrame) -> pd.DataFrame:
    """Oil and gas revenue of the Russian budget by year, and of the first months of some years.

    finance: the table `stalling/finance`.
    Returns `label`, `start`, `value` (billion roubles), `source`: first the whole years, then the
    sums that begin with a year and end within it, such as "Jan–Aug 2026". Single months are left
    out.
    """
    oil = finance[(finance["measure"] == "oil-gas-revenue") & finance["value"].notna()]
    days = (oil["period_end"] - oil["period_start"]).dt.days + 1
    oil = oil[days > 31].sort_values("period_start")
    whole = oil["period_end"].dt.month == 12
    spans = [f"Jan–{end:%b} " if end.month < 12 else "" for end in oil["period_end"]]
    labels = spans + oil["period_start"].dt.strftime("%Y")
    rows = oil.assign(label=labels, start=oil["period_start"])
    return pd.concat([rows[whole], rows[~whole]], ignore_index=True)[
        ["label", "start", "value", "source"]
    ]


def fall(values: pd.Series, first: str, then: str) -> float:
    """By how many per cent a value is lower than an earlier one.

    Raises ValueError when the earlier one is 0, of which nothing is a share.
    """
    if values[first] == 0:
        raise ValueError(f"The value of {first} is 0 where a share of it is needed.")
    return 100 * (1 - values[then] / values[first])


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


def plot_territory(area: pd.DataFrame, points: pd.DataFrame):
    """Change of the map by month as bars, and below, apart, the figures of other producers.

    area: as `territory` gives it.   points: as `rates` gives it; those that begin before 2024 or
    cover less than a month are not drawn.
    """
    start = pd.Timestamp("2024-01-01")
    points = points[(points["period_start"] >= start) & (points["length"] != "shorter")]
    fig, (top, low) = theme.figure(5.6, nrows=2, sharex=True, height_ratios=[1.15, 1])
    for whole, part in area.groupby("whole"):
        _bars(top, part["month"], part["gain"], theme.RUSSIA, filled=whole)
    revised = area[area["revision_km2"].notna()]
    marks.point(
        top,
        revised["month"] + pd.Timedelta(days=14),
        revised["change_km2"],
        "D",
        theme.INK,
        firm=False,
        size=6,
    )
    top.axhline(0, color=theme.GREY, lw=0.8)
    top.set(ylabel="km² in the month")
    top.set_title("Map of DeepState", loc="left")
    top.legend(
        handles=[
            Patch(
                facecolor=theme.RUSSIA, edgecolor=theme.RUSSIA, label="change without map revision"
            ),
            Patch(facecolor="none", edgecolor=theme.RUSSIA, label="part of a month"),
            Line2D(
                [],
                [],
                ls="",
                marker="D",
                mfc=theme.PAPER,
                mec=theme.INK,
                mew=1.5,
                ms=6,
                label="with map revision",
            ),
        ],
        loc="upper right",
        handlelength=1.2,
        borderaxespad=0,
    )
    top.set_ylim(top=1.32 * area["change_km2"].max())
    for row in points[points["length"] == "longer"].itertuples():
        low.plot([row.period_start, row.period_end], [row.rate] * 2, color=theme.LIGHT, lw=2.5)
    for producer, (label, marker) in PRODUCERS.items():
        part = points[points["producer"] == producer]
        month, longer = (part[part["length"] == length] for length in ("month", "longer"))
        marks.point(low, month["middle"], month["rate"], marker, theme.RUSSIA)
        marks.point(low, longer["middle"], longer["rate"], marker, theme.RUSSIA, firm=False)
        low.plot([], [], marker, color=theme.RUSSIA, label=label, markersize=marks.POINT)
    low.plot([], [], "o", color=theme.RUSSIA, mfc=theme.PAPER, mew=1.5, label="mean of longer")
    low.axhline(0, color=theme.GREY, lw=0.8)
    low.set(ylabel="km² per 30 days", ylim=(-190, 1250))
    low.set_yticks([0, 250, 500, 750])
    low.set_title("Single figures, never one line", loc="left")
    low.legend(
        loc="upper right",
        ncols=2,
        handlelength=0.8,
        columnspacing=1,
        borderaxespad=0,
        handletextpad=0.5,
    )
    marks.years(low)
    end = max(area["measured_on"].max(), points["period_end"].max())
    low.set_xlim(start - pd.Timedelta(days=14), end + pd.Timedelta(days=20))
    return fig


def plot_strikes(strikes: pd.DataFrame):
    """Drones and missiles launched by month, in two panels of their own scale.

    strikes: the table `stalling/strikes`.
    """
    fig, axes = theme.figure(4.4, nrows=2, sharex=True)
    for ax, name in zip(axes, ("drones", "missiles"), strict=True):
        for cut, part in strikes.groupby(strikes["partial"] == "yes"):
            _bars(ax, part["month"], part[name].astype(float), theme.RUSSIA, filled=not cut)
        ax.set(ylabel="launched in the month")
        ax.yaxis.set_major_formatter("{x:,.0f}")
        title = {"drones": "Attack drones and decoys", "missiles": "Missiles"}[name]
        ax.set_title(title, loc="left")
    marks.years(axes[1])
    return fig


def plot_aid(aid: pd.DataFrame):
    """Aid by half-year, group of donors and kind: two panels, three bars a half-year.

    aid: the table `stalling/aid`.
    """
    fig, axes = theme.figure(5.0, nrows=2, sharex=True)
    halves = sorted(aid["half_year"].unique())
    cut = set(aid.loc[aid["partial"] == "yes", "half_year"])
    for ax, (kind, title) in zip(axes, KINDS.items(), strict=True):
        for number, (donor, (_, colour)) in enumerate(DONORS.items()):
            part = aid[(aid["donor"] == donor) & (aid["kind"] == kind)].set_index("half_year")
            for at, half in enumerate(halves):
                value, x = part.at[half, "eur_bn"], at + 0.27 * (number - 1)
                filled = half not in cut
                ax.bar(x, value, 0.25, color=colour if filled else theme.PAPER, edgecolor=colour)
                if value == 0:
                    ax.text(x, 0.3, "0", color=colour, ha="center", va="bottom", size=10.5)
        ax.set(ylabel="billion euro")
        ax.set_title(title, loc="left")
    axes[1].set_xticks(range(len(halves)), [half.replace(" ", "\n") for half in halves])
    fig.legend(
        handles=[Patch(facecolor=colour, label=label) for label, colour in DONORS.values()],
        loc="outside upper center",
        ncols=3,
        handlelength=1.2,
    )
    return fig


def plot_costs(budget: pd.DataFrame, losses: pd.DataFrame):
    """Oil and gas revenue, and the losses that the Ukrainian General Staff claims.

    budget: as `revenue` gives it.   losses: the table `stalling/losses`.
    """
    fig, (top, low) = theme.figure(5.0, nrows=2)
    at = np.arange(len(budget)) + 0.5 * budget["label"].str.startswith("Jan").to_numpy()
    top.bar(at, budget["value"] / 1000, 0.7, color=theme.RUSSIA)
    for x, value in zip(at, budget["value"] / 1000, strict=True):
        top.text(x, value, f"{value:.1f}", ha="center", va="bottom", size=10.5)
    top.set_xticks(at, budget["label"].str.replace(" ", "\n"))
    top.tick_params(axis="x", length=0)
    top.set(ylabel="trillion roubles", ylim=(0, 1.12 * budget["value"].max() / 1000))
    top.set_title("Oil and gas revenue of the federal budget", loc="left")
    for cut, part in losses.groupby(losses["partial"] == "yes"):
        _bars(
            low,
            part["month"],
            part["claimed_in_month"].astype(float) / 1000,
            theme.UKRAINE,
            filled=not cut,
        )
    low.set(ylabel="thousand in the month")
    low.set_title("Russian losses, claimed by the Ukrainian General Staff", loc="left")
    marks.years(low)
    return fig


def plot_sanctions(steps: pd.DataFrame):
    """Dated steps on sanctions in a lane for each body: tighter, looser, blocked.

    steps: the table `stalling/sanctions`. A mark says nothing about the weight of a step.
    """
    fig, ax = theme.figure(2.5)
    heights = {body: -number for number, body in enumerate(BODIES)}
    for direction, marker in DIRECTIONS.items():
        for body, (_, colour) in BODIES.items():
            part = steps[(steps["by"] == body) & (steps["direction"] == direction)]
            offset = {"tighter": 0.16, "looser": -0.16, "blocked": -0.16}[direction]
            y = np.full(len(part), heights[body] + offset)
            marks.point(ax, part["date"], y, marker, colour, firm=direction == "tighter", size=10)
    for height in heights.values():
        ax.axhline(height, color=theme.LIGHT, lw=0.8, zorder=0)
    marks.rows(ax, heights.values(), [label for label, _ in BODIES.values()], width=10)
    ax.set_ylim(-2.6, 0.6)
    marks.years(ax)
    ax.set_xlim(pd.Timestamp("2024-12-20"), steps["date"].max() + pd.Timedelta(days=30))
    fig.legend(
        handles=[
            Line2D(
                [],
                [],
                ls="",
                marker=marker,
                color=theme.INK,
                ms=8,
                mew=1.5,
                label=direction,
                mfc=theme.INK if direction == "tighter" else theme.PAPER,
            )
            for direction, marker in DIRECTIONS.items()
        ],
        loc="outside upper center",
        ncols=3,
        handlelength=1,
    )
    return fig


def _bars(ax, months, values, colour: str, filled: bool) -> None:
    """Bars over whole months; hollow for those of which only a part is known."""
    face = colour if filled else theme.PAPER
    # Twelve days to either side of the middle leave a gap between neighbours.
    ax.bar(months + pd.Timedelta(days=14), values, 24, color=face, edgecolor=colour, linewidth=1.0)
