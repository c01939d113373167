"""Readings of the polls: when each was taken, how firm it is, and which may be joined by a line."""

import pandas as pd

from moscow_aims.data import firm
from moscow_aims.drawing import marks
from moscow_aims.methods import shares

LONGEST = 75  # days between two readings that a line may still join
LIST = "levada-unacceptable"
NATO = "nato"
LAND = ["return-donetsk-luhansk", "return-zaporizhzhia-kherson"]
NAMES = {NATO: "NATO", LAND[0]: "Donetsk, Luhansk", LAND[1]: "Zaporizhzhia, Kherson"}

# One report dates three figures to this survey that all equal the list of February 2023, while a
# report on the survey itself names August as the latest list: probably a repetition.
REPEATED = pd.Timestamp("2023-11-23")


def dated(polls: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The readings with a share, each with its date and with whether it is firm.

    polls: the table `survey/polls`.   sources: the table `sources`.
    Returns the rows by date with `date`, the middle of the field period, and `firm` (`data.firm`).
    """
    known = polls[polls["share"].notna()]
    return known.assign(
        date=known["field_start"] + (known["field_end"] - known["field_start"]) / 2,
        firm=firm(known, sources),
    ).sort_values("date", kind="stable")


def series(polls: pd.DataFrame, sources: pd.DataFrame, question: str) -> pd.DataFrame:
    """Readings of one question by date, numbered so that lines break where nothing was read.

    polls, sources: as for `dated`.   question: id of the question.
    Returns the rows of `dated` with `run`: readings of one answer may be joined by a line where
    they share a number, that is where no gap of more than `LONGEST` days lies between them.
    Raises ValueError when the question has no reading.
    """
    rows = dated(polls[polls["question"] == question], sources)
    if rows.empty:
        raise ValueError(f"The polls table has no share for the question {question!r}.")
    gap = rows.groupby("answer")["date"].diff() > pd.Timedelta(days=LONGEST)
    return rows.assign(run=gap.groupby(rows["answer"]).cumsum())


def lists(polls: pd.DataFrame, sources: pd.DataFrame, sample: int, deff: float) -> pd.DataFrame:
    """How many call Ukraine in NATO and the return of land unacceptable, per reading.

    polls, sources: the tables `survey/polls` and `sources`.
    sample: respondents where `n` is not known, > 0.   deff: design effect, > 0.
    Returns one row per reading and item: the columns of `dated`, `item` (its name), `base`
    (respondents, known or assumed), `low` and `high`. Without the reading `REPEATED`.
    """
    asked = (polls["question"] == LIST) & (polls["answer"] == "unacceptable")
    asked &= polls["arm"].isin(NAMES) & (polls["field_start"] != REPEATED)
    rows = dated(polls[asked], sources)
    base = rows["n"].fillna(sample).astype(float)
    rows = rows.assign(item=marks.named(rows["arm"], NAMES), base=base)
    low, high = shares.wilson(rows["share"] / 100, rows["base"], deff)
    return rows.assign(low=100 * low, high=100 * high)
