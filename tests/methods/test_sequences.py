import pandas as pd
import pytest
from moscow_aims.methods import sequences

CODES = ["accept", "counter", "refuse"]


def answers():
    rows = [("p1", "russia", "refuse", "2025-01-01"), ("p1", "ukraine", "accept", "2025-01-02")]
    rows += [("p2", "russia", "refuse", "2025-03-01"), ("p3", "russia", "counter", "2025-02-01")]
    frame = pd.DataFrame(rows, columns=["proposal", "side", "answer", "answered"])
    return frame.assign(answered=pd.to_datetime(frame["answered"]))


def steps(pairs):
    return pd.DataFrame(pairs, columns=["answer", "next"])


def row(table, before, after):
    found = table[(table["before"] == before) & (table["after"] == after)]
    assert len(found) == 1
    return found.iloc[0]


def test_tally_keeps_the_order_and_the_empty_cells():
    table = sequences.tally(answers(), CODES, ["ukraine", "russia", "us"])
    assert list(table.index) == CODES
    assert list(table.columns) == ["ukraine", "russia", "us"]
    assert table.to_numpy().tolist() == [[1, 0, 0], [0, 1, 0], [0, 2, 0]]


def test_tally_leaves_out_sides_not_asked_for():
    assert sequences.tally(answers(), CODES, ["us"]).to_numpy().sum() == 0


@pytest.mark.parametrize("strange", ["maybe", None])
def test_tally_refuses_what_is_no_code(strange):
    with pytest.raises(ValueError, match="is no code; the codes are accept, counter, refuse"):
        sequences.tally(answers().replace({"answer": {"counter": strange}}), CODES, ["russia"])


def test_transitions_count_whole_steps_only():
    pairs = [("refuse", "refuse"), ("refuse", "accept"), ("refuse", "refuse")]
    table = sequences.transitions(
        steps([*pairs, ("refuse", None), (None, "accept")]), "answer", "next", CODES, CODES
    )
    assert len(table) == 9
    assert list(table["after"].iloc[:3]) == CODES
    found = row(table, "refuse", "refuse")
    assert (found["count"], found["n"]) == (2, 3)
    assert found["share"] == pytest.approx(2 / 3)
    assert row(table, "refuse", "counter")["share"] == 0


def test_without_steps_the_share_is_missing():
    table = sequences.transitions(steps([]), "answer", "next", ["a"], ["x", "y"])
    assert table["count"].tolist() == [0, 0]
    assert table["share"].isna().all()


def test_transitions_refuse_strange_states():
    with pytest.raises(ValueError, match="'silence' is no code"):
        sequences.transitions(steps([("refuse", "silence")]), "answer", "next", CODES, CODES)
