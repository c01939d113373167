"""How long do proposals wait for an answer, and do they live to see one?

A proposal can end in two ways: its addressee answers it, or it is overtaken (superseded, withdrawn,
expired) before an answer. The ends compete: an overtaken proposal can no longer be answered, so
counting it as merely not yet observed, as a plain Kaplan-Meier curve does, overstates how many
answers would have come. Only proposals still open on the last day of observation are censored.
"""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight

ENDS = ("answered", "superseded")
OPEN = "open"
Z = float(stats.norm.ppf(0.975))


def lifetimes(proposals: pd.DataFrame, answers: pd.DataFrame, side, until) -> pd.DataFrame:
    """Days from each proposal to its answer by one side, or to whatever ended it before.

    proposals: those that count, one row each: `id`, `date` and `ended` (the day it was overtaken;
    missing if it was not), also those that got no answer.
    answers: `proposal`, `side` and `answered` (date); rows of other proposals and sides, and rows
    without a date, are left out; of several answers the first counts.
    side: whose answer.   until: last day of observation; later events are not known on it.
    Returns one row per proposal in order of date: `proposal`, `date`, `stop` (day it ended, or
    `until`), `days` (whole, 0 for an answer on the same day) and `end`: "answered", "superseded" or
    "open". An answer on the day a proposal ended counts as an answer, a later one does not.
    Raises ValueError when a proposal lacks its date, comes after `until`, or is answered or ended
    before it was made.
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


def incidence(waits: pd.DataFrame) -> pd.DataFrame:
    """Share of proposals that have ended in each way by each day: Aalen-Johansen curves.

    waits: as `lifetimes` gives it; `days` >= 0 and `end`. Censored proposals count as waiting
    through the day on which they leave.
    Returns one row per `end` ("answered", "superseded") and `days` at which any proposal ended or
    left: `at_risk` (waiting just before), `events` (ended this way that day), `share` (cumulative,
    a step that holds until the next row), `se`, and `low`, `high`, the 95 % interval on the scale
    of log(-log share). These three are missing where the share is 0 or 1, and on the last day if
    all who still waited end on it. Intervals treat the proposals as independent draws, which they
    are not: read them as a mark of how few there are.
    Raises ValueError for no proposal, days that are missing or negative, or another end.
    Source: Aalen & Johansen (1978); variance by the delta method (Marubini & Valsecchi 1995).
    """
    if waits.empty:
        raise ValueError("A curve needs at least one proposal.")
    if waits["days"].isna().any() or (waits["days"] < 0).any():
        raise ValueError("Waiting times are numbers of days from 0 on.")
    strange = set(waits["end"]) - {*ENDS, OPEN}
    if strange:
        raise ValueError(f"{min(strange)!r} is no end of a proposal.")
    days = waits["days"].to_numpy()
    status = waits["end"].map({OPEN: 0} | {end: k for k, end in enumerate(ENDS, 1)}).to_numpy()
    times = np.unique(days)
    at_risk = (days[:, None] >= times).sum(axis=0)
    shares, errors = _curves(days, status, len(times))
    parts = []
    for k, end in enumerate(ENDS):
        events = ((days[:, None] == times) & (status[:, None] == k + 1)).sum(axis=0)
        part = {"end": end, "days": times, "at_risk": at_risk, "events": events}
        parts.append(pd.DataFrame(part | {"share": shares[k], "se": errors[k]}))
    table = pd.concat(parts, ignore_index=True)
    # The logarithm of a share of 0 or 1 has no finite interval.
    inside = (table["share"] > 1e-12) & (table["share"] < 1 - 1e-12)
    table["se"] = table["se"].where(inside)
    share = table["share"].where(inside)
    width = -Z * table["se"] / (share * np.log(share))
    return table.assign(low=share ** np.exp(width), high=share ** np.exp(-width))


def by_day(curves: pd.DataFrame, days) -> pd.DataFrame:
    """What the curves say on given days: the share answered, superseded and still open.

    curves: as `incidence` gives them.   days: numbers of days since the proposal, >= 0.
    Returns one row per day: `days`, `answered`, `answered_low`, `answered_high`, `superseded`,
    `open` (1 minus both) and `at_risk` (proposals seen to wait that long). Missing beyond the last
    day observed, where the record says nothing.
    Raises ValueError for negative days.
    """
    days = np.asarray(days, dtype=float)
    if (days < 0).any():
        raise ValueError("Waiting times are numbers of days from 0 on.")
    first, second = (curves[curves["end"] == end].sort_values("days") for end in ENDS)
    times = first["days"].to_numpy()
    place = np.searchsorted(times, days, side="right") - 1
    known = days <= times[-1]

    def read(column):
        # Before the first day that counts nothing has ended.
        value = np.where(place < 0, 0.0, column.to_numpy()[np.maximum(place, 0)])
        return np.where(known, value, np.nan)

    table = pd.DataFrame({"days": days, "answered": read(first["share"])})
    for limit in ("low", "high"):
        table[f"answered_{limit}"] = np.where(place < 0, np.nan, read(first[limit]))
    table["superseded"] = read(second["share"])
    table["open"] = 1 - table["answered"] - table["superseded"]
    waiting = first["at_risk"].to_numpy()
    table["at_risk"] = [int(waiting[times >= day].max(initial=0)) for day in days]
    return table


def _curves(days, status, length):
    """Cumulative shares and standard errors of each end, at every day on which something ends."""
    # Where all who are left end at once the variance divides 0 by 0: it is missing there.
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = CumIncidenceRight(days, status)
    found = list(zip(fitted.cinc, fitted.cinc_se, strict=True))
    # Ends that no proposal met are not fitted.
    found += [(np.zeros(length), np.zeros(length))] * (len(ENDS) - len(found))
    return zip(*found, strict=True)
