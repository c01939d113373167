"""How alike are the reasons given, and what was claimed when? Coded texts as sets.

Codes of a cell: absent, mentioned, principal, unknown. Unknown is neither present nor absent: it
is left out pair by pair, and it bounds every share. Columns are few and chosen by hand, one coder
read the texts: similarities describe these texts and test no theory.
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


def overall(
    present: pd.DataFrame, minimum=1, draws=9999, largest=20000, seed=2025
) -> pd.DataFrame:
    """Mean Jaccard similarity of all pairs of columns against shuffled columns, in one row.

    In the reference each column keeps its unknown rows and its number of present ones, and these
    fall anywhere on its known rows. All arrangements are gone through if there are at most
    `largest`; otherwise `draws` of them are drawn (seed of numpy's default generator).
    present, minimum, errors: as for `jaccard`.
    Returns `pairs` (with a result), `mean`, `expected`, `low`, `high` (middle 95 % of the
    reference), `p_more`, `p_less`, `arrangements` and `exact` (bool). A drawn p counts the observed
    arrangement, (1 + hits) / (1 + draws), and so is never 0.
    Raises ValueError also when no pair has a result.
    Source: Phipson & Smyth (2010) for p from drawn permutations.
    """
    ones, known = _arrays(present)
    least = _least(minimum)
    mean, number = _mean_jaccard(ones[None], known, least)
    if not number[0]:
        raise ValueError("No two columns have enough known rows with something present.")
    places = [np.flatnonzero(column) for column in known.T]
    chosen = [int(column.sum()) for column in ones.T]
    sizes = [math.comb(len(rows), k) for rows, k in zip(places, chosen, strict=True)]
    arrangements = math.prod(sizes)
    exact = arrangements <= largest
    shuffled = (_all if exact else _drawn)(places, chosen, ones.shape, draws, seed)
    reference, _ = _mean_jaccard(shuffled, known, least)
    extra = 0 if exact else 1
    more = ((reference >= mean[0] - 1e-12).sum() + extra) / (len(reference) + extra)
    less = ((reference <= mean[0] + 1e-12).sum() + extra) / (len(reference) + extra)
    low, high = np.quantile(reference, [0.025, 0.975])
    row = {"pairs": int(number[0]), "mean": mean[0], "expected": reference.mean()}
    row |= {"low": low, "high": high, "p_more": more, "p_less": less}
    return pd.DataFrame([row | {"arrangements": arrangements, "exact": exact}])


def first_dates(texts: pd.DataFrame, item: str, stances) -> pd.DataFrame:
    """The earliest text that takes one of the stances on each item, in order of date.

    texts: one row per text and item with `date`, `stance` and the column named `item`; rows of one
    date keep their order in the table.   stances: words that count, such as ("claimed",).
    Returns those rows with all their columns. Items on which no text takes such a stance have none.
    Raises ValueError when a column or a date is missing.
    """
    rows = _in_order(texts, [item, "stance"])
    rows = rows[rows["stance"].isin(stances)]
    return rows.drop_duplicates(item).reset_index(drop=True)


def cumulative(texts: pd.DataFrame, item: str, stances) -> pd.DataFrame:
    """What each text adds to all that was claimed before it, one row per text in order of date.

    texts: as for `first_dates`, with the column `text`; date and text together name a text.
    Returns `date`, `text`, `items` (those with one of the stances, joined by ";"), `new` (those
    without it in any earlier text), `size` and `total` (numbers of items, of this text and so far).
    Errors as for `first_dates`.
    """
    ever, rows = set(), []
    for (date, text), named in _by_text(texts, item):
        items = {name for name, stance in named.items() if stance in stances}
        new, ever = items - ever, ever | items
        row = {"date": date, "text": text, "items": ";".join(sorted(items))}
        rows.append(row | {"new": ";".join(sorted(new)), "size": len(items), "total": len(ever)})
    return pd.DataFrame(rows, columns=["date", "text", "items", "new", "size", "total"])


def changes(texts: pd.DataFrame, item: str, stances) -> pd.DataFrame:
    """What each text adds, keeps and leaves out, compared with the text before it.

    texts, stances, errors: as for `cumulative`.
    Returns `date`, `text`, the item, `stance` (missing where the text is silent) and `change`, one
    row for each item that this text or the one before it claims (takes one of the stances on):
    `first text`   claimed, and there is no text before;
    `added`        claimed; the text before did not;
    `kept`         claimed by both;
    `unclear`      claimed by one, while the other's stance is unknown;
    `reversed`     no longer claimed: this text takes another stance;
    `not named`    no longer claimed: this text is silent, which withdraws nothing.
    Texts on different subjects leave each other's items out: compare texts of one kind.
    """
    rows, before = [], None
    for (date, text), named in _by_text(texts, item):
        for name in sorted(set(named) | set(before or {})):
            change = _change(name, before, named, stances)
            if change:
                row = {"date": date, "text": text, item: name, "stance": named.get(name)}
                rows.append(row | {"change": change})
        before = named
    return pd.DataFrame(rows, columns=["date", "text", item, "stance", "change"])


def first_official_use(usage: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """The earliest official document known to use each term, and who was president.

    usage: one row per term and document with `term`, `document` (id) and `present` ("yes", "no" or
    "unknown").   documents: `id`, `date`, `document` (title), `speaker`, `president`, `official`
    ("yes" or "no").
    Returns one row per term of `usage`, by date: `term`, `date`, `document` (title), `speaker`,
    `president` and `unread_before`, the number of official documents not later than it (or all, if
    no use is known) that `usage` lists as unknown for the term: the true first use may stand in one
    of them, or in a document that nobody looked at.
    Raises ValueError when a column is missing or a document of `usage` is not among `documents`.
    """
    _require(usage, ["term", "document", "present"])
    _require(documents, ["id", "date", "document", "speaker", "president", "official"])
    listed = documents[["id", "date", "document", "speaker", "president", "official"]]
    listed = listed.rename(columns={"document": "title"})
    both = usage[["term", "document", "present"]].merge(
        listed, left_on="document", right_on="id", how="left", validate="many_to_one"
    )
    stray = both.loc[both["id"].isna(), "document"]
    if not stray.empty:
        raise ValueError(f"No document has the id {stray.iloc[0]!r}.")
    both = both[both["official"] == "yes"].sort_values("date", kind="stable")
    first = both[both["present"] == "yes"].drop_duplicates("term").set_index("term")
    terms = pd.Index(usage["term"].unique(), name="term")
    found = first.reindex(terms)[["date", "title", "speaker", "president"]]
    unread = both[both["present"].fillna(UNKNOWN) == UNKNOWN]
    limit = unread["term"].map(found["date"])
    before = unread[limit.isna() | (unread["date"] <= limit)].groupby("term").size()
    found = found.assign(unread_before=before.reindex(terms, fill_value=0))
    found = found.rename(columns={"title": "document"}).reset_index()
    return found.sort_values(["date", "term"], ignore_index=True)


def presence_share(usage: pd.DataFrame, item: str, by: str) -> pd.DataFrame:
    """In what share of the documents of each period does a term stand?

    usage: one row per item and document with the columns named `item` and `by` (a year, a
    president) and `present` ("yes", "no" or "unknown"; empty is unknown).
    Returns the item, the period, `documents`, `known`, `yes`, `share` (yes / known; missing if
    nothing is known) and its bounds `low` and `high`, as if every unknown were a no or a yes.
    Shares are proportions. The known documents were not drawn at random: trust the bounds.
    Raises ValueError when a column is missing or a value is none of the three.
    Source: worst-case bounds of Manski (1990).
    """
    _require(usage, [item, by, "present"])
    value = usage["present"].fillna(UNKNOWN)
    strange = set(value) - {"yes", "no", UNKNOWN}
    if strange:
        raise ValueError(f"A term is present 'yes', 'no' or 'unknown', not {min(strange)!r}.")
    flags = usage[[item, by]].assign(documents=1, known=value != UNKNOWN, yes=value == "yes")
    table = flags.groupby([item, by], as_index=False)[["documents", "known", "yes"]].sum()
    unknown = table["documents"] - table["known"]
    return table.assign(
        share=table["yes"] / table["known"].replace(0, np.nan),
        low=table["yes"] / table["documents"],
        high=(table["yes"] + unknown) / table["documents"],
    )


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
    in_a = np.swapaxes(ones, -1, -2) @ known
    rows = known.T @ known
    shared = np.swapaxes(ones, -1, -2) @ ones
    either = in_a + np.swapaxes(in_a, -1, -2) - shared
    usable = (rows >= minimum) & (either > 0)
    index = np.divide(shared, either, out=np.full(shared.shape, np.nan), where=usable)
    return in_a, rows, shared, either, index


def _mean_jaccard(ones, known, minimum):
    """Mean over pairs with a result, and their number; ones: arrangements by rows by columns."""
    *_, index = _jaccard(ones, known, minimum)
    upper = index[:, *np.triu_indices(index.shape[-1], 1)]
    number = (~np.isnan(upper)).sum(axis=1)
    return np.nansum(upper, axis=1) / np.maximum(number, 1), number


def _shuffled(known, in_a, in_b, shared):
    chance = stats.hypergeom(known, in_a, in_b)
    number = np.arange(max(0, in_a + in_b - known), min(in_a, in_b) + 1)
    expected = float((chance.pmf(number) * number / (in_a + in_b - number)).sum())
    # Jaccard rises with the number shared, so their tails are the same.
    tails = {"p_more": chance.sf(shared - 1), "p_less": chance.cdf(shared)}
    return {"arrangements": math.comb(known, in_b), "expected": expected} | tails


def _all(places, chosen, shape, *_):
    """Every arrangement, arrangements by rows by columns."""
    options = [itertools.combinations(rows, k) for rows, k in zip(places, chosen, strict=True)]
    arrangements = list(itertools.product(*options))
    ones = np.zeros((len(arrangements), *shape))
    for number, arrangement in enumerate(arrangements):
        for column, rows in enumerate(arrangement):
            ones[number, list(rows), column] = 1
    return ones


def _drawn(places, chosen, shape, draws, seed):
    """Random arrangements, arrangements by rows by columns."""
    rng = np.random.default_rng(seed)
    ones = np.zeros((draws, *shape))
    for column, (rows, k) in enumerate(zip(places, chosen, strict=True)):
        picked = rng.random((draws, len(rows))).argsort(axis=1)[:, :k]
        ones[np.arange(draws)[:, None], rows[picked], column] = 1
    return ones


def _require(table, columns):
    missing = [column for column in columns if column not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}.")


def _in_order(texts, columns):
    _require(texts, ["date", *columns])
    if texts["date"].isna().any():
        raise ValueError("Every text needs a date; leave out those without one.")
    return texts.sort_values("date", kind="stable")


def _by_text(texts, item):
    """(date, text) and the stance on each item it names, in order of date."""
    rows = _in_order(texts, ["text", item, "stance"])
    if rows.duplicated(["date", "text", item]).any():
        raise ValueError("One text takes two stances on the same item.")
    for name, group in rows.groupby(["date", "text"], sort=False):
        yield name, dict(zip(group[item], group["stance"].fillna(UNKNOWN), strict=True))


def _change(name, before, now, stances):
    claimed = now.get(name) in stances
    if before is None:
        return "first text" if claimed else None
    was_claimed = before.get(name) in stances
    if claimed and was_claimed:
        return "kept"
    if not claimed and not was_claimed:
        return None
    if UNKNOWN in (before.get(name), now.get(name)):
        return "unclear"
    if claimed:
        return "added"
    return "reversed" if name in now else "not named"
