"""Who belongs to what, and with whom? States in organisations over time.

A memberships table has one row per spell of one state in one organisation with one standing:
`id`, `state`, `organisation`, `start` and `end` (dates; the spell covers start <= day < end, an
empty end means it lasts) and `standing`. Which standings count is the argument `standing`: a tuple
of words of that column, ("member",) unless told otherwise, or None for every standing, so that
participants, associates, candidates and the suspended count as well.
"""

import pandas as pd

FULL = ("member",)
KEYS = ["state", "organisation"]
LASTING = pd.Timestamp("2200-01-01")


def members(memberships: pd.DataFrame, date, standing=FULL) -> pd.DataFrame:
    """Rows of the table in force on a day, with all their columns, by organisation and state.

    Parameters
    ----------
    memberships : DataFrame
        See the module.
    date : date
        A day.
    standing : tuple of str or None
        Which standings count; None for every one.

    Returns
    -------
    DataFrame
        Rows of `memberships`.

    Raises
    ------
    ValueError
        If a column or a start is missing, a spell ends before it begins, two spells of a state in
        one organisation overlap, or no row has one of the standings.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["1", "2", "3"], "state": ["X", "X", "Y"],
    ...                       "organisation": ["O", "P", "O"], "standing": "member",
    ...                       "start": pd.to_datetime(["1994-01-01", "2001-01-01", "1994-01-01"]),
    ...                       "end": pd.to_datetime([None, None, "2009-08-18"])})
    >>> members(table, "2010-01-01")["id"].tolist()
    ['1', '2']
    """
    rows = _counted(memberships, standing)
    day = pd.Timestamp(date)
    rows = rows[(rows["start"] <= day) & ~(rows["end"] <= day)]
    return rows.sort_values(["organisation", "state"]).reset_index(drop=True)


def incidence(memberships: pd.DataFrame, date, standing=FULL) -> pd.DataFrame:
    """Which state is in which organisation on a day: 1 or 0, states by organisations.

    All states and organisations of the whole table appear, in alphabetical order, so that matrices
    of different days and standings match.

    Parameters
    ----------
    memberships : DataFrame
        See the module.
    date : date
        A day.
    standing : tuple of str or None
        Which standings count; None for every one.

    Returns
    -------
    DataFrame of int
        States by organisations.

    Raises
    ------
    ValueError
        As for `members`.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["1", "2", "3"], "state": ["X", "X", "Y"],
    ...                       "organisation": ["O", "P", "O"], "standing": "member",
    ...                       "start": pd.to_datetime(["1994-01-01", "2001-01-01", "1994-01-01"]),
    ...                       "end": pd.to_datetime([None, None, "2009-08-18"])})
    >>> incidence(table, "2010-01-01").loc["Y"].tolist()
    [0, 0]
    """
    rows = members(memberships, date, standing)
    matrix = pd.crosstab(rows["state"], rows["organisation"]).astype("int64")
    return matrix.reindex(
        index=pd.Index(sorted(memberships["state"].unique()), name="state"),
        columns=pd.Index(sorted(memberships["organisation"].unique()), name="organisation"),
        fill_value=0,
    )


def moves(memberships: pd.DataFrame, first, second, standing=FULL) -> pd.DataFrame:
    """Joins and exits after the day `first`, up to and with the day `second`, by date.

    Spells that touch are one: with standing None a change from member to associate is no exit;
    with ("member",) it is one.

    Parameters
    ----------
    memberships : DataFrame
        See the module.
    first, second : date
        Days.
    standing : tuple of str or None
        Which standings count; None for every one.

    Returns
    -------
    DataFrame
        `date`, `state`, `organisation`, `change` ("joined" or "left") and `standing` (held on that
        day by the whole table, whether it counts or not; missing after a clean exit).

    Raises
    ------
    ValueError
        As for `members`, and when `second` is not after `first`.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["1", "2", "3"], "state": ["X", "X", "Y"],
    ...                       "organisation": ["O", "P", "O"], "standing": "member",
    ...                       "start": pd.to_datetime(["1994-01-01", "2001-01-01", "1994-01-01"]),
    ...                       "end": pd.to_datetime([None, None, "2009-08-18"])})
    >>> moves(table, "2000-01-01", "2010-01-01")[["state", "change"]].values.tolist()
    [['X', 'joined'], ['Y', 'left']]
    """
    first, second = pd.Timestamp(first), pd.Timestamp(second)
    if second <= first:
        raise ValueError("The second day must come after the first.")
    spells = _spells(_counted(memberships, standing))
    joined = spells.rename(columns={"start": "date"}).assign(change="joined")
    left = spells.rename(columns={"end": "date"}).assign(change="left")
    found = pd.concat([joined, left])[["date", *KEYS, "change"]]
    found = found[(found["date"] > first) & (found["date"] <= second) & (found["date"] < LASTING)]
    held = memberships[[*KEYS, "start", "standing"]].rename(columns={"start": "date"})
    # Whoever holds another standing from the day of the exit has a row that starts on that day.
    found = found.merge(held, on=["date", *KEYS], how="left")
    return found.sort_values(["date", *KEYS], ignore_index=True)


def _counted(memberships, standing):
    """Rows with a standing that counts, once the table has been found sound."""
    for column in ["id", *KEYS, "start", "end", "standing"]:
        if column not in memberships:
            raise ValueError(f"The memberships table has no column {column!r}.")
    rows = memberships.sort_values([*KEYS, "start"])
    faults = {
        "has no start": rows["start"].isna(),
        "ends before it begins": rows["end"] <= rows["start"],
        "overlaps an earlier spell": rows["start"] < _latest_end(rows),
    }
    for fault, wrong in faults.items():
        if wrong.any():
            raise ValueError(f"The membership {rows.loc[wrong, 'id'].iloc[0]!r} {fault}.")
    if standing is None:
        return rows
    missing = set(standing) - set(rows["standing"])
    if missing:
        raise ValueError(f"No membership has the standing {min(missing)!r}.")
    return rows[rows["standing"].isin(standing)]


def _latest_end(rows):
    """End of the spell before, of the same state in the same organisation; rows sorted by start."""
    ends = rows["end"].fillna(LASTING)
    return ends.groupby([rows[key] for key in KEYS]).shift()


def _spells(rows):
    """Spells without a gap, `end` LASTING where open; rows sorted by state, organisation, start."""
    number = (rows["start"] != _latest_end(rows)).cumsum().rename("spell")
    ends = rows.assign(end=rows["end"].fillna(LASTING))
    groups = ends.groupby([*KEYS, number], as_index=False)
    return groups.agg(start=("start", "first"), end=("end", "last"))
