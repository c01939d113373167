import numpy as np
import pandas as pd
import pytest
from moscow_aims.methods import lifetimes

UNTIL = "2025-12-31"
PROPOSALS = [
    ("same-day", "2025-01-01", None),
    ("slow", "2025-01-02", None),
    ("overtaken", "2025-01-03", "2025-01-10"),
    ("answered-then-ended", "2025-01-04", "2025-02-04"),
    ("ended-by-answer", "2025-01-05", "2025-01-08"),
    ("open", "2025-12-01", None),
    ("ends-later", "2025-12-02", "2026-01-15"),
    ("answered-later", "2025-12-03", None),
]
ANSWERS = [
    ("same-day", "russia", "2025-01-01"),
    ("same-day", "ukraine", "2025-03-01"),
    ("slow", "russia", "2025-01-20"),
    ("slow", "russia", "2025-01-12"),
    ("overtaken", "russia", "2025-01-11"),
    ("answered-then-ended", "russia", "2025-01-06"),
    ("ended-by-answer", "russia", "2025-01-08"),
    ("open", "russia", None),
    ("answered-later", "russia", "2026-01-02"),
    ("not-a-proposal", "russia", "2025-01-02"),
]


def proposals(rows=PROPOSALS):
    table = pd.DataFrame(rows, columns=["id", "date", "ended"])
    return table.assign(date=pd.to_datetime(table["date"]), ended=pd.to_datetime(table["ended"]))


def answers(rows=ANSWERS):
    table = pd.DataFrame(rows, columns=["proposal", "side", "answered"])
    return table.assign(answered=pd.to_datetime(table["answered"]))


def waits(days, ends):
    names = [f"p{number}" for number in range(len(days))]
    return pd.DataFrame({"proposal": names, "days": days, "end": ends})


# Two answers on day 0; the one that is open was observed for longer than anyone asks.
SEEN = waits(
    [0, 0, 1, 2, 3, 4, 5, 20],
    ["answered"] * 2 + ["superseded", "answered", "superseded", "answered", "answered", "open"],
)


def test_every_proposal_ends_once():
    table = lifetimes.lifetimes(proposals(), answers(), "russia", UNTIL).set_index("proposal")
    assert table["end"].to_dict() == {
        "same-day": "answered",
        "slow": "answered",
        "overtaken": "superseded",
        "answered-then-ended": "answered",
        "ended-by-answer": "answered",
        "open": "open",
        "ends-later": "open",
        "answered-later": "open",
    }
    assert list(table["days"]) == [0, 10, 7, 2, 3, 30, 29, 28]
    assert table.loc["ends-later", "stop"] == pd.Timestamp(UNTIL)


def test_another_side_has_other_answers():
    table = lifetimes.lifetimes(proposals(), answers(), "ukraine", UNTIL).set_index("proposal")
    assert table.loc["same-day", ["days", "end"]].tolist() == [59, "answered"]
    assert table.loc["ended-by-answer", ["days", "end"]].tolist() == [3, "superseded"]


@pytest.mark.parametrize(
    "rows, fault",
    [
        ([("p", None, None)], "'p' has no date"),
        ([("p", "2026-01-01", None)], "'p' comes after the last day"),
        ([("slow", "2025-01-15", None)], "'slow' is answered before it was made"),
        ([("p", "2025-02-01", "2025-01-31")], "'p' ends before it was made"),
    ],
)
def test_impossible_dates_are_refused(rows, fault):
    with pytest.raises(ValueError, match=fault):
        lifetimes.lifetimes(proposals(rows), answers(), "russia", UNTIL)


def test_shares_by_day_are_plain_counts():
    table = lifetimes.by_day(SEEN, [0, 2, 4, 8])
    assert np.allclose(table["answered"], [2 / 8, 3 / 8, 4 / 8, 5 / 8])
    assert np.allclose(table["superseded"], [0, 1 / 8, 2 / 8, 2 / 8])
    assert np.allclose(table["open"], [6 / 8, 4 / 8, 2 / 8, 1 / 8])
    assert list(table["waiting"]) == [8, 5, 3, 1]


@pytest.mark.parametrize(
    "bad, days, message",
    [
        (waits([], []), [0], "at least one proposal"),
        (waits([3], ["answered"]), [-1], "from 0 on"),
        (waits([3, 8], ["open", "answered"]), [4], "'p0' was not observed so long"),
    ],
)
def test_what_was_not_observed_has_no_share(bad, days, message):
    with pytest.raises(ValueError, match=message):
        lifetimes.by_day(bad, days)


def test_a_side_that_never_answered():
    table = lifetimes.lifetimes(proposals(), answers(), "us", UNTIL)
    assert table["end"].value_counts().to_dict() == {"open": 5, "superseded": 3}


def test_what_ends_on_the_last_day_was_seen_to_end():
    ended = proposals([("ends-today", "2025-12-01", UNTIL)])
    table = lifetimes.lifetimes(ended, answers([]), "russia", UNTIL)
    assert table[["days", "end"]].to_numpy().tolist() == [[30, "superseded"]]
