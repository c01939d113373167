"""Which account of Moscow's conduct fits the record worst? Rival hypotheses on one set of facts.

The matrix follows the analysis of competing hypotheses (Heuer 1999, chapter 8): every observation
is held against every hypothesis, and hypotheses are compared by what speaks against them. A
hypothesis that says little is seldom contradicted, so few inconsistencies are no proof.

The ranges are Bayes' rule with an interval for each likelihood in place of a number. They take the
hypotheses as exclusive and exhaustive and the observations as independent given each of them.
None of this holds here; Zaks (2021) sets out why that matters. The functions take the table
`ledger/consistency`: observation, hypothesis, consistency, low, high.
"""

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize
from scipy.special import expit, logsumexp

from report import marks, style

SCALE = {
    "very inconsistent": -2,
    "inconsistent": -1,
    "neutral": 0,
    "consistent": 1,
    "very consistent": 2,
}
# From the widest intervals to the narrowest: colour, marker, filled.
DUMBBELLS = [(style.GREY, "o", False), (style.SKY, "D", False), (style.PURPLE, "s", True)]
SIGNS = {-2: "−−", -1: "−", 0: "·", 1: "+", 2: "++"}

# -- The matrix ---------------------------------------------------------------------------------


def matrix(consistency: pd.DataFrame) -> pd.DataFrame:
    """Codes from -2, very inconsistent, to 2: observations by hypotheses, as first mentioned.

    Raises ValueError for a pair without a code or with two.
    """
    codes = consistency.set_index(["observation", "hypothesis"])["consistency"].map(SCALE)
    rows, columns = (list(dict.fromkeys(consistency[k])) for k in codes.index.names)
    if codes.index.has_duplicates or codes.isna().any() or len(codes) < len(rows) * len(columns):
        raise ValueError("Each observation needs one code for each hypothesis.")
    return codes.unstack().loc[rows, columns]


def diagnosticity(consistency: pd.DataFrame) -> pd.Series:
    """How far an observation tells the hypotheses apart, by observation, from 0 to 1.

    The distance of its best from its worst code, as a share of the scale. Heuer asks for
    diagnosticity and leaves its measure open; this one is ours.
    """
    codes = matrix(consistency)
    return (codes.max(axis=1) - codes.min(axis=1)) / (max(SCALE.values()) - min(SCALE.values()))


def scores(consistency: pd.DataFrame) -> pd.DataFrame:
    """What speaks against each hypothesis, the least contradicted first.

    Returns columns hypothesis; inconsistent, observations that do not fit; weighted, the same with
    1 for inconsistent and 2 for very inconsistent, times diagnosticity; neutral, observations of
    which the hypothesis says nothing; rank and rank_weighted, from 1, ties sharing the better.
    """
    codes = matrix(consistency)
    against = (-codes).clip(lower=0)
    table = pd.DataFrame(
        {
            "inconsistent": (against > 0).sum(),
            "weighted": against.mul(diagnosticity(consistency), axis=0).sum(),
            "neutral": (codes == 0).sum(),
        }
    )
    table["rank"] = table["inconsistent"].rank(method="min").astype(int)
    # Rounded, since sums of quarters that differ in order must still tie.
    table["rank_weighted"] = table["weighted"].round(9).rank(method="min").astype(int)
    order = ["inconsistent", "weighted"]
    return table.sort_values(order, kind="stable").rename_axis("hypothesis").reset_index()


def ordered(consistency: pd.DataFrame) -> pd.DataFrame:
    """The matrix with the least contradicted hypothesis first and what tells them apart on top."""
    rows = diagnosticity(consistency).sort_values(ascending=False, kind="stable").index
    return matrix(consistency).loc[rows, scores(consistency)["hypothesis"]]


def leave_one_out(consistency: pd.DataFrame) -> pd.DataFrame:
    """The scores once for each observation left out, named in the column `without`."""
    return pd.concat(
        scores(consistency[consistency["observation"] != left_out]).assign(without=left_out)
        for left_out in dict.fromkeys(consistency["observation"])
    ).reset_index(drop=True)


# -- Ranges of the posterior --------------------------------------------------------------------


def posterior_ranges(consistency: pd.DataFrame, width: float = 1.0) -> pd.DataFrame:
    """Lowest and highest posterior of each hypothesis if the likelihoods may lie anywhere within.

    Priors are equal and observations multiply. A posterior rises in the hypothesis's own
    likelihoods and falls in all others, and each likelihood enters once: so the highest is reached
    with its own at their upper and all others at their lower limits, and the lowest the other way.
    width: share of each interval that is kept, narrowed around its geometric middle; 1 is as
    judged, 0 the middle alone.
    Returns columns hypothesis, width, low, high.
    Raises ValueError for limits that are not in order within (0, 1].
    """
    middle, half = _log_likelihoods(consistency)
    low, high = middle - width * half, middle + width * half
    others = {name: middle.index.drop(name) for name in middle.index}
    return pd.DataFrame(
        {
            "hypothesis": middle.index,
            "width": width,
            "low": [expit(low[name] - logsumexp(high[others[name]])) for name in middle.index],
            "high": [expit(high[name] - logsumexp(low[others[name]])) for name in middle.index],
        }
    )


def separation(consistency: pd.DataFrame) -> pd.DataFrame:
    """How narrow the intervals would have to be for one hypothesis to be likelier than another.

    Returns one row per pair with columns likelier, other and width: the share of the judged width
    below which `likelier` comes out ahead wherever the likelihoods lie; above 1 it does so as
    judged. The pair that needs the least narrowing first.
    Raises ValueError as `posterior_ranges`.
    """
    middle, half = _log_likelihoods(consistency)
    names = middle.sort_values(ascending=False, kind="stable").index
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    widths = [(middle[a] - middle[b]) / (half[a] + half[b]) for a, b in pairs]
    table = pd.DataFrame(pairs, columns=["likelier", "other"]).assign(width=widths)
    return table.sort_values("width", ascending=False, kind="stable").reset_index(drop=True)


def _log_likelihoods(consistency: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Middle and half width of each hypothesis's log likelihood of all observations."""
    columns = matrix(consistency).columns  # also sees to it that no pair is missing
    low, high = consistency["low"], consistency["high"]
    if not ((0 < low) & (low <= high) & (high <= 1)).all():
        raise ValueError("Likelihoods need limits in order, above 0 and at most 1.")
    limits = np.log(consistency[["low", "high"]]).groupby(consistency["hypothesis"]).sum()
    limits = limits.loc[columns]
    return limits.mean(axis=1), (limits["high"] - limits["low"]) / 2


# -- Pictures -----------------------------------------------------------------------------------


def plot_matrix(consistency: pd.DataFrame, hypotheses: pd.DataFrame, observations: pd.DataFrame):
    """The ordered matrix: a sign and a shade in each cell, diagnosticity beside, counts below.

    hypotheses, observations: the tables of these names under `ledger`.
    Returns a matplotlib Figure.
    """
    table = ordered(consistency)
    rows, columns = table.shape
    fig, ax = style.figure(1.75 + 0.2 * rows)
    spoken = [(x, y) for y in range(rows) for x in range(columns) if table.iat[y, x]]
    field = PolyCollection(
        [[(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y)] for x, y in spoken],
        array=np.array([table.iat[y, x] for x, y in spoken]),
        cmap="cividis",
        norm=Normalize(-2, 2),
    )
    ax.add_collection(field)
    for y in range(rows):
        for x in range(columns):
            _sign(ax, x, y, table.iat[y, x])
    ax.set(xlim=(0, columns + 1), ylim=(rows + 1.1, 0))
    ax.hlines(range(rows + 1), 0, columns, color=style.LIGHT, linewidth=0.6)
    ax.vlines(range(columns + 1), 0, rows, color=style.LIGHT, linewidth=0.6)
    _margins(ax, table, scores(consistency), diagnosticity(consistency))
    names = hypotheses.set_index("id")["name"][table.columns]
    ax.xaxis.tick_top()
    look = {"rotation": 50, "ha": "left", "rotation_mode": "anchor"}
    ticks = np.arange(columns + 1) + 0.4
    ax.set_xticks(ticks, [*names, "Tells apart"], **look)
    labels = [*observations.set_index("id")["short"][table.index], "Do not fit (count)"]
    marks.rows(ax, [*(np.arange(rows) + 0.5), rows + 0.6], labels)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    key = (
        "++ very consistent, + consistent, · neutral,\n"
        "− inconsistent, −− very inconsistent"
    )
    fig.supxlabel(key, size=marks.TYPE)
    return fig


def _sign(ax, x: int, y: int, code: int) -> None:
    """The sign of a code in the middle of its cell, readable on its ground."""
    colour = {-1: style.ON_DARK, 0: style.GREY, 1: style.ON_LIGHT}[int(np.sign(code))]
    look = {"ha": "center", "va": "center_baseline", "size": marks.TYPE, "weight": "bold"}
    ax.text(x + 0.5, y + 0.5, SIGNS[code], color=colour, **look)


def _margins(ax, table: pd.DataFrame, counts: pd.DataFrame, weights: pd.Series) -> None:
    """Diagnosticity at the end of each row, the count of inconsistencies under each column."""
    rows, columns = table.shape
    look = {"ha": "center", "va": "center_baseline", "size": marks.TYPE}
    for y, weight in enumerate(weights[table.index]):
        ax.text(columns + 0.5, y + 0.5, f"{weight:.2f}", color=style.GREY, **look)
    for x, count in enumerate(counts.set_index("hypothesis")["inconsistent"][table.columns]):
        ax.text(x + 0.5, rows + 0.6, str(count), weight="bold", **look)


def plot_ranges(ranges: pd.DataFrame, hypotheses: pd.DataFrame):
    """Dumbbells from the lowest to the highest posterior, one for each width, by hypothesis.

    ranges: as `posterior_ranges` gives it, for up to three widths one below the other.
    Returns a matplotlib Figure.
    """
    names = hypotheses.set_index("id")["name"]
    order = list(dict.fromkeys(ranges["hypothesis"]))
    widths = list(dict.fromkeys(ranges["width"]))
    looks = dict(zip(widths, DUMBBELLS, strict=False))
    fig, ax = style.figure(1.3 + 0.62 * len(order))
    prior = 1 / len(order)
    ax.axvline(prior, color=style.GREY, linewidth=1, linestyle=marks.DASHES)
    for row in ranges.itertuples():
        colour, marker, firm = looks[row.width]
        y = order.index(row.hypothesis) + 0.24 * (widths.index(row.width) - (len(widths) - 1) / 2)
        marks.interval(ax, row.low, row.high, y, colour)
        marks.point(ax, [row.low, row.high], [y, y], marker, colour, firm=firm, size=marks.SMALL)
    for width, (colour, marker, firm) in looks.items():
        face = colour if firm else style.PAPER
        label = "as judged" if width == 1 else f"{width:.0%} of the width"
        ax.plot([], [], marker=marker, color=colour, mfc=face, markeredgewidth=1.5, label=label)
    fig.legend(loc="outside upper center", ncols=len(widths), handlelength=1.6, columnspacing=1.2)
    marks.rows(ax, range(len(order)), names[order], 14)
    ax.set(xlim=(-0.03, 1.03), ylim=(len(order) - 0.4, -0.6))
    ax.set_xlabel("Posterior probability, lowest to highest")
    look = {"textcoords": "offset points", "color": style.GREY, "size": style.SMALLEST}
    ax.annotate("equal priors", (prior, -0.6), (4, 2), **look)
    return fig
