"""What did time bring to whom? Territory, strikes, aid, revenue and claimed losses, as series.

The series have different makers, units and ends. They are drawn beside each other and never upon
each other, and nothing here links one of them to the talks or to another.
"""

import pandas as pd
from matplotlib.patches import Patch

from moscow_aims import tables
from moscow_aims.drawing import theme

DONORS = {
    "us": ("United States", theme.US),
    "europe": ("Europe", theme.EUROPE),
    "other": ("other", theme.OTHERS),
}
KINDS = {"military": "Military", "financial-humanitarian": "Financial and humanitarian"}

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


def beside_map(area: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Published figures for single months since 2025, each beside the map's, ready to read.

    area: as `territory` gives it.   points: the table `stalling/area-points`.
    Returns a row per figure, by month: `Month`, `Map`, `Other count`, `By` and `What it covers`;
    numbers in words, a dash where the map has no whole month.
    """
    start, end = points["period_start"], points["period_end"]
    one = (start.dt.day == 1) & (end == start + pd.offsets.MonthEnd(0)) & (start.dt.year >= 2025)
    rows = points[one].sort_values(["period_start", "producer"])
    map_ = rows["period_start"].map(area[area["whole"]].set_index("month")["gain"])
    return pd.DataFrame(
        {
            "Month": rows["period_start"].dt.strftime("%B %Y"),
            "Map": ["–" if pd.isna(value) else f"{value:.0f}" for value in map_],
            "Other count": [f"{value:.0f}".replace("-", "−") for value in rows["km2"]],
            "By": rows["producer"],
            "What it covers": rows["covers"],
        }
    ).reset_index(drop=True)


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
    Returns `label`, `months`, `value` (billion roubles), `status`, `source`: first the whole years,
    then the sums that begin with a year and end within it, such as "Jan–Aug 2026". Single months
    are left out.
    """
    oil = finance[(finance["measure"] == "oil-gas-revenue") & finance["value"].notna()]
    days = (oil["period_end"] - oil["period_start"]).dt.days + 1
    oil = oil[days > 31].sort_values("period_start")
    whole = oil["period_end"].dt.month == 12
    spans = [f"Jan–{end:%b} " if end.month < 12 else "" for end in oil["period_end"]]
    labels = spans + oil["period_start"].dt.strftime("%Y")
    rows = oil.assign(label=labels, months=oil["period_end"].dt.month)
    return pd.concat([rows[whole], rows[~whole]], ignore_index=True)[
        ["label", "months", "value", "status", "source"]
    ]


def fall(values: pd.Series, first: str, then: str) -> float:
    """By how many per cent a value is lower than an earlier one.

    Raises ValueError when the earlier one is 0, of which nothing is a share.
    """
    if values[first] == 0:
        raise ValueError(f"The value of {first} is 0 where a share of it is needed.")
    return 100 * (1 - values[then] / values[first])


# -- Plots -------------------------------------------------------------------------------------


def plot_aid(aid: pd.DataFrame):
    """Aid by whole half-year, group of donors and kind: two panels, three bars a half-year.

    aid: the table `stalling/aid`.
    """
    whole = drop_partial(aid)
    fig, axes = theme.figure(5.0, nrows=2, sharex=True)
    halves = sorted(whole["half_year"].unique())
    for ax, (kind, title) in zip(axes, KINDS.items(), strict=True):
        for number, (donor, (_, colour)) in enumerate(DONORS.items()):
            part = whole[(whole["donor"] == donor) & (whole["kind"] == kind)]
            values = part.set_index("half_year")["eur_bn"]
            for at, half in enumerate(halves):
                value, x = values[half], at + 0.27 * (number - 1)
                ax.bar(x, value, 0.25, color=colour)
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
