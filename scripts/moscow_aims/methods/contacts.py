"""Who met whom, and who was not there? Dated contacts as a network of persons and of sides.

A contacts table has one row per pair of actors and contact: `date`, `a`, `b` (ids of `actors`),
`kind` and `meeting`, a name that the pairs of one meeting share (missing: the pair met alone). Its
order within a pair means nothing. `actors` has `id` and `side`. The rows are what was reported: an
absent row is no proof that two people did not speak, and a meeting has only those present whom its
rows name.
"""

import numpy as np
import pandas as pd


def matrix(contacts: pd.DataFrame, actors: pd.DataFrame, order) -> pd.DataFrame:
    """Contacts between every two sides, or every two actors, as a symmetric matrix.

    Parameters
    ----------
    contacts, actors : DataFrame
        See the module.
    order : sequence of str
        Sides or ids of actors, all of one kind; only contacts between them are counted.

    Returns
    -------
    DataFrame of int
        Counts of rows, order by order. The diagonal has the contacts within a side; an actor's is
        0.

    Raises
    ------
    ValueError
        For an actor who is missing, not listed or in contact with himself, an actor listed twice, a
        missing date, and a name that is neither a side nor an actor.

    Examples
    --------
    >>> actors = pd.DataFrame({"id": ["p", "q", "r"], "side": ["us", "russia", "ukraine"]})
    >>> contacts = pd.DataFrame({"date": pd.to_datetime(["2025-02-11", "2025-03-13"]),
    ...                          "a": ["p", "r"], "b": ["q", "p"], "kind": "call",
    ...                          "meeting": None})
    >>> matrix(contacts, actors, ["us", "russia"]).loc["us"].tolist()
    [0, 1]
    """
    rows, order = _with_sides(contacts, actors), list(order)
    for columns in (["side_a", "side_b"], ["a", "b"]):
        listed = actors["side"] if columns[0] == "side_a" else actors["id"]
        if set(order) <= set(listed):
            break
    else:
        unknown = set(order) - set(actors["side"]) - set(actors["id"])
        raise ValueError(f"The names are not all sides or all actors{_for_example(unknown)}.")
    counts = pd.crosstab(rows[columns[0]], rows[columns[1]])
    square = counts.reindex(index=order, columns=order, fill_value=0).to_numpy()
    both = square + square.T - np.diag(np.diag(square))
    return pd.DataFrame(both, index=order, columns=order)


def meetings(contacts: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The contacts as meetings, in order of date: who and which sides were there.

    Rows with the same `meeting` are one meeting, a row without one is a meeting of its own.

    Parameters
    ----------
    contacts, actors : DataFrame
        See the module.

    Returns
    -------
    DataFrame
        `meeting` (missing for single pairs), `date` (the first), `pairs` (rows), `actors` and
        `sides`, both sorted tuples.

    Raises
    ------
    ValueError
        As for `matrix`, names apart.

    Examples
    --------
    >>> actors = pd.DataFrame({"id": ["p", "q", "r"], "side": ["us", "russia", "ukraine"]})
    >>> contacts = pd.DataFrame({"date": pd.to_datetime(["2025-02-11", "2025-03-13"]),
    ...                          "a": ["p", "r"], "b": ["q", "p"], "kind": "call",
    ...                          "meeting": None})
    >>> meetings(contacts, actors)["sides"].tolist()
    [('russia', 'us'), ('ukraine', 'us')]
    """
    rows = _with_sides(contacts, actors).reset_index(drop=True)
    key = rows["meeting"].astype(object).where(rows["meeting"].notna(), rows.index)
    found = [
        {
            "meeting": group["meeting"].iloc[0],
            "date": group["date"].min(),
            "pairs": len(group),
            "actors": tuple(sorted({*group["a"], *group["b"]})),
            "sides": tuple(sorted({*group["side_a"], *group["side_b"]})),
        }
        for _, group in rows.groupby(key, sort=False)
    ]
    columns = ["meeting", "date", "pairs", "actors", "sides"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values("date", kind="stable", ignore_index=True)


def without(met: pd.DataFrame, side, present=(), by=()) -> pd.DataFrame:
    """In what share of the meetings was a side not there?

    Parameters
    ----------
    met : DataFrame
        As `meetings` gives it, with any further columns.
    side : str
        Whose absence is counted.
    present : sequence of str
        Sides that must all have been there for a meeting to count.
    by : sequence of str
        Columns (a period) to count within; without them there is one row.

    Returns
    -------
    DataFrame
        The columns `by`, `meetings`, `without` and `share` (missing if there is no meeting).

    Examples
    --------
    >>> actors = pd.DataFrame({"id": ["p", "q", "r"], "side": ["us", "russia", "ukraine"]})
    >>> contacts = pd.DataFrame({"date": pd.to_datetime(["2025-02-11", "2025-03-13"]),
    ...                          "a": ["p", "r"], "b": ["q", "p"], "kind": "call",
    ...                          "meeting": None})
    >>> float(without(meetings(contacts, actors), "ukraine", present=["us"])["share"][0])
    0.5
    """
    counts = np.array([set(present) <= set(sides) for sides in met["sides"]], dtype=bool)
    absent = np.array([side not in sides for sides in met["sides"]], dtype=int)
    flags = met.assign(meetings=1, without=absent)[counts]
    numbers = ["meetings", "without"]
    if by:
        table = flags.groupby(list(by), as_index=False, observed=True)[numbers].sum()
    else:
        table = flags[numbers].sum().to_frame().T
    return table.assign(share=table["without"] / table["meetings"].replace(0, np.nan))


def between(contacts: pd.DataFrame, actors: pd.DataFrame, one, other) -> pd.DataFrame:
    """The contacts of two actors, in order of date; no row if the list has none.

    Parameters
    ----------
    contacts, actors : DataFrame
        See the module.
    one, other : str
        Ids of actors.

    Returns
    -------
    DataFrame
        The rows with `side_a` and `side_b`.

    Raises
    ------
    ValueError
        As for `matrix`, and for an id that is not listed.

    Examples
    --------
    >>> actors = pd.DataFrame({"id": ["p", "q", "r"], "side": ["us", "russia", "ukraine"]})
    >>> contacts = pd.DataFrame({"date": pd.to_datetime(["2025-02-11", "2025-03-13"]),
    ...                          "a": ["p", "r"], "b": ["q", "p"], "kind": "call",
    ...                          "meeting": None})
    >>> len(between(contacts, actors, "q", "r"))
    0
    """
    _listed(actors, one, other)
    rows = _with_sides(contacts, actors)
    pair = sorted([one, other])
    found = rows[(rows["a"] == pair[0]) & (rows["b"] == pair[1])]
    return found.sort_values("date", kind="stable", ignore_index=True)


def go_betweens(contacts: pd.DataFrame, actors: pd.DataFrame, one, other) -> pd.DataFrame:
    """Who was in contact with both of two actors?

    Parameters
    ----------
    contacts, actors : DataFrame
        See the module.
    one, other : str
        Ids of actors.

    Returns
    -------
    DataFrame
        `actor`, `side`, `with_one` and `with_other` (contacts), by the smaller of the two, most
        first. It says who could carry a message, not that one was carried.

    Raises
    ------
    ValueError
        As for `between`.

    Examples
    --------
    >>> actors = pd.DataFrame({"id": ["p", "q", "r"], "side": ["us", "russia", "ukraine"]})
    >>> contacts = pd.DataFrame({"date": pd.to_datetime(["2025-02-11", "2025-03-13"]),
    ...                          "a": ["p", "r"], "b": ["q", "p"], "kind": "call",
    ...                          "meeting": None})
    >>> go_betweens(contacts, actors, "q", "r")["actor"].tolist()
    ['p']
    """
    _listed(actors, one, other)
    listed = actors.rename(columns={"id": "actor"})[["actor", "side"]]
    counts = matrix(contacts, actors, list(actors["id"]))
    table = listed.assign(
        with_one=counts[one].to_numpy(),
        with_other=counts[other].to_numpy(),
        least=lambda t: t[["with_one", "with_other"]].min(axis=1),
    )
    table = table[table["least"] > 0]
    order = ["least", "with_one", "actor"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table.drop(columns="least")


def _with_sides(contacts, actors):
    """The rows with a before b in the alphabet, and their sides."""
    if actors["id"].duplicated().any():
        twice = actors.loc[actors["id"].duplicated(), "id"].iloc[0]
        raise ValueError(f"The actor {twice!r} is listed twice.")
    side_of = actors.set_index("id")["side"]
    pair = contacts[["a", "b"]]
    if pair.isna().any(axis=None):
        raise ValueError("Every contact needs two actors.")
    _listed(actors, *pair["a"], *pair["b"])
    if (contacts["a"] == contacts["b"]).any():
        raise ValueError("A contact has the same actor twice.")
    if contacts["date"].isna().any():
        raise ValueError("Every contact needs a date; leave out those without one.")
    rows = contacts.assign(a=pair.min(axis=1), b=pair.max(axis=1))
    return rows.assign(side_a=rows["a"].map(side_of), side_b=rows["b"].map(side_of))


def _listed(actors, *names):
    known = set(actors["id"])
    for name in names:
        if name not in known:
            raise ValueError(f"{name!r} is not among the actors.")


def _for_example(names):
    return f", for example {min(names)!r}" if names else ""
