import numpy as np
import pandas as pd
import pytest
from report.stalling import lifetimes

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
    return pd.DataFrame({"days": days, "end": ends})


# Two answers on day 0; day 1 superseded; day 2 one answered, one leaves; 3, 5, 8 follow.
TIED = waits(
    [0, 0, 1, 2, 2, 3, 5, 8],
    ["answered"] * 2 + ["superseded", "answered", "open", "superseded", "answered", "open"],
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


def test_curves_by_hand_with_ties_and_day_0():
    table = lifetimes.incidence(TIED)
    first, second = (table[table["end"] == end] for end in lifetimes.ENDS)
    assert list(first["days"]) == [0, 1, 2, 3, 5, 8]
    assert list(first["at_risk"]) == [8, 6, 5, 3, 2, 1]
    assert list(first["events"]) == [2, 0, 1, 0, 1, 0]
    # Still waiting: 6/8; * 5/6 = 5/8; * 4/5 = 1/2; * 2/3 = 1/3; * 1/2 = 1/6.
    answered = [1 / 4, 1 / 4, 1 / 4 + 5 / 8 / 5, 3 / 8, 3 / 8 + 1 / 3 / 2, 13 / 24]
    assert np.allclose(first["share"], answered)
    overtaken = [0, 1 / 8, 1 / 8, 1 / 8 + 1 / 2 / 3, 7 / 24, 7 / 24]
    assert np.allclose(second["share"], overtaken)
    # On the first day nothing is censored: a binomial share.
    assert first["se"].iloc[0] == pytest.approx(np.sqrt(1 / 4 * 3 / 4 / 8))


def test_with_one_end_the_curve_is_kaplan_meiers():
    # Remission under 6-MP, Freireich and others (1963), as in Klein & Moeschberger, table 4.1.
    relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    ends = ["answered"] * len(relapsed) + ["open"] * len(censored)
    table = lifetimes.incidence(waits(relapsed + censored, ends))
    table = table[(table["end"] == "answered") & (table["events"] > 0)].set_index("days")
    survival = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    errors = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}
    assert (1 - table["share"]).to_dict() == pytest.approx(survival, abs=5e-4)
    assert table["se"].to_dict() == pytest.approx(errors, abs=1e-4)


def test_without_censoring_shares_are_binomial():
    days = [1, 1, 2, 3, 3, 4, 5, 6, 7, 7]
    ends = ["answered", "superseded"] * 5
    table = lifetimes.incidence(waits(days, ends))
    for end, group in table.groupby("end"):
        ended = np.array([d for d, e in zip(days, ends, strict=True) if e == end])
        share = (ended[:, None] <= group["days"].to_numpy()).mean(axis=0) / 2
        assert np.allclose(group["share"], share)
        inner = (group["share"] > 0) & (group["days"] < 7)
        binomial = np.sqrt(share * (1 - share) / 10)
        assert np.allclose(group.loc[inner, "se"], binomial[inner])
        # All who were left ended on the last day.
        assert group["se"].isna().iloc[-1]


def test_intervals_hold_the_share_and_stay_between_0_and_1():
    table = lifetimes.incidence(TIED).dropna(subset="se")
    assert (table["low"] < table["share"]).all() and (table["share"] < table["high"]).all()
    assert table["low"].gt(0).all() and table["high"].lt(1).all()
    first = table.iloc[0]
    # 1/4 ** exp(1.96 * 0.153093 / (1/4 * log 4))
    assert first["low"] == pytest.approx(0.25 ** np.exp(0.3000570 / (0.25 * np.log(4))), rel=1e-4)


def test_an_end_that_never_came_has_a_flat_curve():
    for other, end in [("superseded", "answered"), ("answered", "superseded")]:
        table = lifetimes.incidence(waits([0, 3, 4], [end, end, "open"]))
        flat = table[table["end"] == other]
        assert list(flat["share"]) == [0, 0, 0]
        assert flat[["se", "low", "high"]].isna().all(axis=None)


def test_all_open_and_all_answered_at_once():
    still = lifetimes.incidence(waits([5, 9], ["open", "open"]))
    assert (still["share"] == 0).all()
    done = lifetimes.incidence(waits([0, 0], ["answered"] * 2))
    assert done["share"].tolist() == [1, 0]
    assert done[["se", "low", "high"]].isna().all(axis=None)


def test_counting_the_superseded_as_censored_promises_more_answers():
    honest = lifetimes.by_day(lifetimes.incidence(TIED), [8])["answered"].iloc[0]
    naive = TIED.replace({"end": {"superseded": "open"}})
    naive = lifetimes.by_day(lifetimes.incidence(naive), [8])["answered"].iloc[0]
    # 1 - 6/8 * 4/5 * 1/2
    assert honest == pytest.approx(13 / 24) and naive == pytest.approx(0.7)


def test_reading_the_curves_between_their_steps():
    table = lifetimes.by_day(lifetimes.incidence(TIED), [0, 4, 8, 9])
    assert np.allclose(table["answered"], [1 / 4, 3 / 8, 13 / 24, np.nan], equal_nan=True)
    assert np.allclose(table["superseded"], [0, 7 / 24, 7 / 24, np.nan], equal_nan=True)
    assert np.allclose(table["open"], [3 / 4, 1 / 3, 1 / 6, np.nan], equal_nan=True)
    assert list(table["at_risk"]) == [8, 2, 1, 0]
    before = lifetimes.by_day(lifetimes.incidence(waits([2, 3], ["answered", "open"])), [1])
    assert before[["answered", "superseded", "open"]].iloc[0].tolist() == [0, 0, 1]
    assert before[["answered_low", "answered_high"]].isna().all(axis=None)


@pytest.mark.parametrize(
    "bad, message",
    [
        (waits([], []), "at least one proposal"),
        (waits([-1], ["open"]), "from 0 on"),
        (waits([np.nan], ["open"]), "from 0 on"),
        (waits([1], ["lost"]), "'lost' is no end"),
    ],
)
def test_impossible_waits_are_refused(bad, message):
    with pytest.raises(ValueError, match=message):
        lifetimes.incidence(bad)


def test_negative_days_cannot_be_read():
    with pytest.raises(ValueError, match="from 0 on"):
        lifetimes.by_day(lifetimes.incidence(TIED), [-1])


def test_a_side_that_never_answered():
    table = lifetimes.lifetimes(proposals(), answers(), "us", UNTIL)
    assert table["end"].value_counts().to_dict() == {"open": 5, "superseded": 3}
