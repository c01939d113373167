"""Which observations tell which accounts of Moscow's conduct apart? Rival hypotheses on one record.

The matrix follows the analysis of competing hypotheses (Heuer 1999, chapter 8): every observation
is held against every hypothesis. Its sums are not used to rank: a hypothesis that says little is
seldom contradicted, so a count of contradictions rewards silence. What is read off instead is,
for each two hypotheses, the observations that fit one and not the other. The functions take the
table `ledger/consistency`: observation, hypothesis, consistency.
"""

import itertools

import numpy as np
import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.colors import Normalize

from moscow_aims import tables
from moscow_aims.drawing import marks, theme
from moscow_aims.ledger import RATINGS

SCALE = {
    "very inconsistent": -2,
    "inconsistent": -1,
    "neutral": 0,
    "consistent": 1,
    "very consistent": 2,
}
SIGNS = {-2: "−−", -1: "−", 0: "·", 1: "+", 2: "++"}
# What an observation does, from most to least telling.
SPLITS, LEANS, TELLS_NOTHING = "splits", "leans", "tells nothing"
SUMS = {"fits": "Fits", "silent": "Says nothing", "against": "Does not fit"}
SHADES = dict(
    zip(
        RATINGS,
        [
            theme.SUPPORTED,
            theme.MOSTLY,
            theme.MIXED,
            theme.NOT_SUPPORTED,
            theme.CONTRADICTED,
            theme.PAPER,
        ],
        strict=True,
    )
)
# Words upon these.
WORDS = {
    theme.SUPPORTED: theme.ON_DARK,
    theme.MOSTLY: theme.ON_LIGHT,
    theme.NOT_SUPPORTED: theme.ON_LIGHT,
    theme.CONTRADICTED: theme.PAPER,
}


def matrix(consistency: pd.DataFrame) -> pd.DataFrame:
    """Codes from -2, very inconsistent, to 2: observations by hypotheses, as first mentioned.

    Raises ValueError for a pair without a code or with two.
    """
    codes = consistency.set_index(["observation", "hypothesis"])["consistency"].map(SCALE)
    rows, columns = (list(dict.fromkeys(consistency[k])) for k in codes.index.names)
    if codes.index.has_duplicates or codes.isna().any() or len(codes) < len(rows) * len(columns):
        raise ValueError("Each observation needs one code for each hypothesis.")
    return codes.unstack().loc[rows, columns]


def sums(consistency: pd.DataFrame) -> pd.DataFrame:
    """Per hypothesis the observations that fit, of which it says nothing, and that do not fit.

    Indexed by hypothesis in the order of the table; columns fits, silent, against.
    """
    codes = matrix(consistency)
    counts = {"fits": (codes > 0).sum(), "silent": (codes == 0).sum(), "against": (codes < 0).sum()}
    return tables.Table(counts)


def diagnosticity(consistency: pd.DataFrame) -> pd.Series:
    """What each observation does, by observation.

    splits: fits some hypotheses and does not fit others; leans: the codes differ, yet it speaks
    for some or against some only, and the rest are silent or agree in degree; tells nothing: the
    same code for all.
    """
    codes = matrix(consistency)
    splits = (codes.min(axis=1) < 0) & (codes.max(axis=1) > 0)
    alike = codes.nunique(axis=1) == 1
    kinds = np.select([splits, alike], [SPLITS, TELLS_NOTHING], LEANS)
    return pd.Series(kinds, index=codes.index, name="does")


def ordered(consistency: pd.DataFrame) -> pd.DataFrame:
    """The matrix with the most telling observations on top, wider splits first."""
    codes = matrix(consistency)
    place = [SPLITS, LEANS, TELLS_NOTHING]
    does = diagnosticity(consistency).map(place.index)
    spread = codes.min(axis=1) - codes.max(axis=1)
    rows = pd.DataFrame({"does": does, "spread": spread})
    return codes.loc[rows.sort_values(["does", "spread"], kind="stable").index]


def apart(consistency: pd.DataFrame) -> pd.DataFrame:
    """Which observations tell which two hypotheses apart.

    An observation tells two apart when it fits one and does not fit the other; of which one of
    them says nothing is no test of it.  Returns one row per pair with columns one, other, for_one
    and for_other (lists of observations).
    """
    codes = matrix(consistency)
    sign = np.sign(codes)
    rows = []
    for one, other in itertools.combinations(codes.columns, 2):
        step = sign[one] - sign[other]
        rows.append((one, other, list(codes.index[step == 2]), list(codes.index[step == -2])))
    return tables.Table(rows, columns=["one", "other", "for_one", "for_other"])


def plot_ratings(judged: pd.DataFrame):
    """Claims of each kind by rating, one bar a kind; the numbers stand in the bars."""
    counts = tables.Table(pd.crosstab(judged["kind"], judged["rating"])).reindex(
        columns=RATINGS, fill_value=0
    )
    counts = counts.loc[counts.sum(axis=1).sort_values().index]
    fig, ax = theme.figure(0.6 + 0.42 * len(counts))
    looks = {
        rating: {"facecolor": colour, "edgecolor": theme.GREY, "linewidth": 0.6, "label": rating}
        for rating, colour in SHADES.items()
    }
    types = {
        rating: {"color": WORDS.get(colour, theme.INK), "size": marks.TYPE}
        for rating, colour in SHADES.items()
    }
    marks.stack(ax, counts, looks, types, least=2)
    marks.rows(ax, range(len(counts)), counts.index)
    ax.set_xlabel("claims")
    fig.legend(loc="outside upper left", ncols=3, handlelength=1.2)
    return fig


def plot_matrix(consistency: pd.DataFrame, hypotheses: pd.DataFrame, observations: pd.DataFrame):
    """The ordered matrix: a sign and a shade in each cell, the three sums under each column.

    A heavier line parts the observations that split, lean and tell nothing.
    hypotheses, observations: the tables of these names under `ledger`.
    Returns a matplotlib Figure.
    """
    table = ordered(consistency)
    rows, columns = table.shape
    fig, ax = theme.figure(1.95 + 0.2 * (rows + len(SUMS)))
    spoken = [(x, y) for y in range(rows) for x in range(columns) if table.iat[y, x]]
    field = PolyCollection(
        [[(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y)] for x, y in spoken],
        array=np.array([table.iat[y, x] for x, y in spoken]),
        norm=Normalize(-2, 2),
    )
    ax.add_collection(field)
    for y in range(rows):
        for x in range(columns):
            _sign(ax, x, y, table.iat[y, x])
    ax.set(xlim=(0, columns), ylim=(rows + len(SUMS) + 0.3, 0))
    ax.hlines(range(rows + 1), 0, columns, color=theme.LIGHT, linewidth=0.6)
    ax.vlines(range(columns + 1), 0, rows, color=theme.LIGHT, linewidth=0.6)
    does = diagnosticity(consistency)[table.index]
    ends = np.flatnonzero((does != does.shift(-1)).to_numpy())[:-1] + 1
    ax.hlines(ends, 0, columns, color=theme.INK, linewidth=1.2, clip_on=False)
    _sums(ax, rows, sums(consistency).loc[table.columns])
    names = hypotheses.set_index("id")["name"][table.columns]
    ax.xaxis.tick_top()
    look = {"rotation": 50, "ha": "left", "rotation_mode": "anchor"}
    ax.set_xticks(np.arange(columns) + 0.4, names, **look)
    labels = [*observations.set_index("id")["short"][table.index], *SUMS.values()]
    under = rows + 0.8 + np.arange(len(SUMS))
    marks.rows(ax, [*(np.arange(rows) + 0.5), *under], labels)
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    key = "++ very consistent, + consistent, · neutral,\n− inconsistent, −− very inconsistent"
    fig.supxlabel(key, size=marks.TYPE)
    return fig


def _sign(ax, x: int, y: int, code: int) -> None:
    """The sign of a code in the middle of its cell, readable on its ground."""
    colour = {-1: theme.INK, 0: theme.GREY, 1: theme.PAPER}[int(np.sign(code))]
    look = {"ha": "center", "va": "center_baseline", "size": marks.TYPE, "weight": "bold"}
    ax.text(x + 0.5, y + 0.5, SIGNS[code], color=colour, **look)


def _sums(ax, rows: int, counts: pd.DataFrame) -> None:
    """Under each column how many observations fit, tell nothing and do not fit."""
    look = {"ha": "center", "va": "center_baseline", "size": marks.TYPE}
    for line, kind in enumerate(SUMS):
        for x, count in enumerate(counts[kind]):
            ax.text(x + 0.5, rows + 0.8 + line, str(count), **look)
