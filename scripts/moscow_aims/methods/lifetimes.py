"""How long do proposals wait for an answer, and do they live to see one?

A proposal can end in two ways: its addressee answers it, or it is overtaken (superseded, withdrawn,
expired) before an answer. Shares are of the proposals listed, which are no sample of anything; they
are read only up to days that every proposal was observed for, so that nothing is estimated.
"""

import numpy as np
import pandas as pd

ENDS = ("answered", "superseded")
OPEN = "open"


def lifetimes(proposals: pd.DataFrame, answers: pd.DataFrame, side, until) -> pd.DataFrame:
    """Days from each proposal to its answer by one side, or to whatever ended it before.

    Parameters
    ----------
    proposals : DataFrame
        Those that count, one row each: `id`, `date` and `ended` (the day it was overtaken; missing
        if it was not), also those that got no answer.
    answers : DataFrame
        `proposal`, `side` and `answered` (date). Rows of other proposals and sides, and rows
        without a date, are left out; of several answers the first counts.
    side : str
        Whose answer.
    until : date
        Last day of observation; later events are not known on it.

    Returns
    -------
    DataFrame
        One row per proposal in order of date: `proposal`, `date`, `stop` (day it ended, or
        `until`), `days` (whole, 0 for an answer on the same day) and `end`: "answered",
        "superseded" or "open". An answer on the day a proposal ended counts as an answer, a later
        one does not.

    Raises
    ------
    ValueError
        If a proposal lacks its date, comes after `until`, or is answered or ended before it was
        made.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-03-11", "2025-03-13"])
    >>> offers = pd.DataFrame({"id": ["truce"], "date": days[:1], "ended": [pd.NaT]})
    >>> replies = pd.DataFrame({"proposal": ["truce"], "side": ["b"], "answered": days[1:]})
    >>> lifetimes(offers, replies, "b", "2025-04-01")[["days", "end"]].values.tolist()
    [[2, 'answered']]
    """
    until = pd.Timestamp(until)
    first = answers[answers["side"] == side].groupby("proposal")["answered"].min()
    answered = first.reindex(proposals["id"]).set_axis(proposals.index)
    table = pd.DataFrame({"proposal": proposals["id"], "date": proposals["date"]})
    ended = proposals["ended"]
    faults = {
        "has no date": table["date"].isna(),
        "comes after the last day of observation": table["date"] > until,
        "is answered before it was made": answered < table["date"],
        "ends before it was made": ended < table["date"],
    }
    for fault, wrong in faults.items():
        if wrong.any():
            raise ValueError(f"The proposal {table.loc[wrong, 'proposal'].iloc[0]!r} {fault}.")
    seen = (answered <= until) & ~(ended < answered)
    overtaken = ~seen & (ended <= until)
    table["stop"] = answered.where(seen, ended.where(overtaken, until))
    table["days"] = (table["stop"] - table["date"]).dt.days
    table["end"] = np.select([seen, overtaken], ENDS, OPEN)
    return table.sort_values(["date", "proposal"], ignore_index=True)


def by_day(waits: pd.DataFrame, days) -> pd.DataFrame:
    """Share of the proposals answered, overtaken and still open on given days.

    Parameters
    ----------
    waits : DataFrame
        As `lifetimes` gives it.
    days : array_like of float
        Days since the proposal, 0 or more.

    Returns
    -------
    DataFrame
        One row per day: `days`, the shares `answered`, `superseded` and `open` (1 minus both), and
        `waiting` (number of proposals that waited at least so long).

    Raises
    ------
    ValueError
        For no proposal, negative days, or a day beyond the end of observation of a proposal that
        is open, for which no plain share is known.

    Examples
    --------
    >>> waits = pd.DataFrame({"proposal": ["p", "q"], "days": [2, 9], "end": ["answered", "open"]})
    >>> by_day(waits, [1, 5])["answered"].tolist()
    [0.0, 0.5]
    """
    days = np.asarray(days, dtype=float)
    if waits.empty:
        raise ValueError("A share needs at least one proposal.")
    if (days < 0).any():
        raise ValueError("Waiting times are numbers of days from 0 on.")
    short = waits[(waits["end"] == OPEN) & (waits["days"] < days.max(initial=0))]
    if not short.empty:
        raise ValueError(f"The proposal {short['proposal'].iloc[0]!r} was not observed so long.")
    passed = waits["days"].to_numpy() <= days[:, None]
    table = pd.DataFrame({"days": days})
    for end in ENDS:
        table[end] = (passed & (waits["end"] == end).to_numpy()).mean(axis=1)
    waiting = (waits["days"].to_numpy() >= days[:, None]).sum(axis=1)
    return table.assign(open=1 - table["answered"] - table["superseded"], waiting=waiting)
