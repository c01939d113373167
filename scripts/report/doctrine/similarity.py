"""How alike are the reasons given, and what was claimed when? Coded texts as sets.

Codes of a cell: absent, mentioned, principal, unknown. Unknown is neither present nor absent: it
is left out pair by pair. Columns are few and chosen by hand, one coder read the texts: similarities
describe these texts and test no theory.
"""

import itertools
import math

import numpy as np
import pandas as pd
from scipy import stats

from report.doctrine.coincidence import holm

CODES = {"absent": 0, "mentioned": 1, "principal": 2, "unknown": np.nan}
UNKNOWN = "unknown"


def presence(cells: pd.DataFrame, level="mentioned") -> pd.DataFrame:
    """Codes as 1 (present), 0 (absent) and missing (unknown), in the same shape.

    cells: codes, for example kinds of reason by acts; an empty cell is unknown.
    level: least code that counts as present, "mentioned" or "principal".
    Raises ValueError for another code or level.
    """
    if level not in ("mentioned", "principal"):
        raise ValueError(f"A reason counts from 'mentioned' or 'principal' on, not {level!r}.")
    strange = set(cells.stack().dropna()) - set(CODES)
    if strange:
        raise ValueError(f"{min(strange, key=str)!r} is no code; the codes are {', '.join(CODES)}.")
    grade = cells.apply(lambda column: column.map(CODES).astype(float))
    return (grade >= CODES[level]).astype(float).where(grade.notna())


def jaccard(present: pd.DataFrame, minimum=1) -> pd.DataFrame:
    """Jaccard similarity of every two columns: rows present in both / rows present in either.

    present: rows (kinds of reason) by columns (acts): 1, 0 or missing. Only rows known in both
    columns count.   minimum: fewest such rows for a result.
    Returns columns by columns in [0, 1]; missing below the minimum or when nothing is present.
    Raises ValueError for other values or a minimum below 1.
    Source: Jaccard (1912).
    """
    *_, index = _jaccard(*_arrays(present), _least(minimum))
    return pd.DataFrame(index, index=present.columns, columns=present.columns)


def pairs(present: pd.DataFrame, minimum=1) -> pd.DataFrame:
    """The same, one row per pair of columns, with what it rests on and what chance would give.

    present, minimum, errors: as for `jaccard`.
    Returns `a`, `b`, `known` (rows known in both), `shared`, `either`, `jaccard`, and the reference
    in which the codes of one column are shuffled over the known rows, exactly (the number shared is
    hypergeometric, so the p are Fisher's): `arrangements`, their number; `expected`, mean Jaccard;
    `p_more` and `p_less`, the share of arrangements at least as alike and at most as alike;
    `holm_more`, p_more adjusted over the pairs. Missing where `jaccard` is.
    The reference takes all kinds of reason to be equally likely, which they are not. Where nothing
    is coded absent there is one arrangement, every p is 1, and even a Jaccard of 1 shows nothing.
    Source: Jaccard (1912); Fisher's exact test; Holm (1979).
    """
    ones, known = _arrays(present)
    in_a, rows, shared, either, index = _jaccard(ones, known, _least(minimum))
    table = []
    for i, j in itertools.combinations(range(ones.shape[1]), 2):
        row = {"a": present.columns[i], "b": present.columns[j]}
        row |= {"known": rows[i, j], "shared": shared[i, j], "either": either[i, j]}
        row |= {"jaccard": index[i, j]}
        if not np.isnan(index[i, j]):
            row |= _shuffled(int(rows[i, j]), int(in_a[i, j]), int(in_a[j, i]), int(shared[i, j]))
        table.append(row)
    columns = ["a", "b", "known", "shared", "either", "jaccard"]
    columns += ["arrangements", "expected", "p_more", "p_less"]
    found = pd.DataFrame(table, columns=columns).astype(dict.fromkeys(columns[6:], float))
    counted = found["jaccard"].notna()
    found["holm_more"] = np.nan
    found.loc[counted, "holm_more"] = holm(found.loc[counted, "p_more"])
    whole = dict.fromkeys(["known", "shared", "either"], "int64")
    return found.astype(whole | {"arrangements": "Int64"})


def cumulative(texts: pd.DataFrame, item: str, stances) -> pd.DataFrame:
    """What each text adds to all that was claimed before it, one row per text in order of date.

    texts: one row per text and item with `date`, `text`, `stance` and the column named `item`;
    date and text together name a text.   stances: words that count, such as ("claimed",).
    Returns `date`, `text`, `items` (those with one of the stances, joined by ";"), `new` (those
    without it in any earlier text), `size` and `total` (numbers of items, of this text and so far).
    Raises ValueError when a column or a date is missing or one text takes two stances on an item.
    """
    ever, rows = set(), []
    for (date, text), named in _by_text(texts, item):
        items = {name for name, stance in named.items() if stance in stances}
        new, ever = items - ever, ever | items
        row = {"date": date, "text": text, "items": ";".join(sorted(items))}
        rows.append(row | {"new": ";".join(sorted(new)), "size": len(items), "total": len(ever)})
    return pd.DataFrame(rows, columns=["date", "text", "items", "new", "size", "total"])


def _arrays(present):
    """Ones where present, and whether known, both rows by columns as floats."""
    values = present.to_numpy(dtype=float, na_value=np.nan)
    if not np.isin(values[~np.isnan(values)], (0, 1)).all():
        raise ValueError("Presence is 1, 0 or missing.")
    return np.nan_to_num(values), (~np.isnan(values)).astype(float)


def _least(minimum):
    if minimum < 1:
        raise ValueError("A similarity needs at least one row known in both columns.")
    return minimum


def _jaccard(ones, known, minimum):
    """Per pair (a, b): ones of a known in b, known in both, in both, in either, Jaccard."""
    in_a = ones.T @ known
    rows = known.T @ known
    shared = ones.T @ ones
    either = in_a + in_a.T - shared
    usable = (rows >= minimum) & (either > 0)
    index = np.divide(shared, either, out=np.full(shared.shape, np.nan), where=usable)
    return in_a, rows, shared, either, index


def _shuffled(known, in_a, in_b, shared):
    chance = stats.hypergeom(known, in_a, in_b)
    number = np.arange(max(0, in_a + in_b - known), min(in_a, in_b) + 1)
    expected = float((chance.pmf(number) * number / (in_a + in_b - number)).sum())
    # Jaccard rises with the number shared, so their tails are the same.
    tails = {"p_more": chance.sf(shared - 1), "p_less": chance.cdf(shared)}
    return {"arrangements": math.comb(known, in_b), "expected": expected} | tails


def _by_text(texts, item):
    """(date, text) and the stance on each item it names, in order of date."""
    for column in ("date", "text", item, "stance"):
        if column not in texts:
            raise ValueError(f"The table has no column {column!r}.")
    if texts["date"].isna().any():
        raise ValueError("Every text needs a date; leave out those without one.")
    rows = texts.sort_values("date", kind="stable")
    if rows.duplicated(["date", "text", item]).any():
        raise ValueError("One text takes two stances on the same item.")
    for name, group in rows.groupby(["date", "text"], sort=False):
        yield name, dict(zip(group[item], group["stance"].fillna(UNKNOWN), strict=True))
