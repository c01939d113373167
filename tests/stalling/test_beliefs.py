import pandas as pd
import pytest
from report.stalling import beliefs

ROWS = [
    ("d2", "2025-05-28", "2025-06-11", "no"),
    ("d1", "2025-05-10", "2025-05-12", "partly"),
    ("d3", "2025-07-29", "2025-08-08", "no"),
    ("d4", "2025-08-22", "2025-09-05", "no"),
    ("d5", "2026-01-01", None, "superseded"),
]


def frame(rows=ROWS):
    table = pd.DataFrame(rows, columns=["id", "announced", "due", "enforced"])
    dates = {name: pd.to_datetime(table[name]) for name in ("announced", "due")}
    return table.assign(**dates)


def test_belief_falls_with_every_failure():
    table = beliefs.update(frame())
    assert list(table["deadline"].fillna("prior")) == ["prior", "d2", "d3", "d4"]
    assert table["mean"].tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 4, 1 / 5])
    assert table["date"].iloc[0] == pd.Timestamp("2025-05-28")
    assert table["date"].iloc[1] == pd.Timestamp("2025-06-11")
    # Beta(1, 1 + k): quantile q at 1 - (1 - q) ** (1 / (1 + k)).
    assert table["low"].tolist() == pytest.approx([1 - 0.975 ** (1 / n) for n in (1, 2, 3, 4)])
    assert table["high"].tolist() == pytest.approx([1 - 0.025 ** (1 / n) for n in (1, 2, 3, 4)])


def test_half_kept_threats_may_count_either_way():
    kind = beliefs.update(frame(), kept=("yes", "partly"))
    hard = beliefs.update(frame(), broken=("no", "partly"))
    assert list(kind["deadline"].iloc[1:]) == ["d1", "d2", "d3", "d4"]
    assert kind["mean"].tolist() == pytest.approx([1 / 2, 2 / 3, 2 / 4, 2 / 5, 2 / 6])
    assert hard["mean"].iloc[-1] == pytest.approx(1 / 6)
    assert kind["date"].iloc[0] == pd.Timestamp("2025-05-10")
    assert kind[["kept", "broken"]].iloc[-1].tolist() == [1, 3]


def test_a_trusting_observer_takes_longer():
    table = beliefs.update(frame(), a=9, b=1)
    assert table["mean"].iloc[[0, -1]].tolist() == pytest.approx([9 / 10, 9 / 13])
    assert table[["a", "b"]].iloc[-1].tolist() == [9, 4]


@pytest.mark.parametrize(
    "options, message",
    [
        ({"a": 0}, "positive"),
        ({"kept": ("yes", "no")}, "'no' is both"),
        ({"broken": ("never",)}, "No deadline counts"),
        ({"broken": ("no", "superseded")}, "announced and due"),
    ],
)
def test_unsound_arguments_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        beliefs.update(frame(), **options)


@pytest.mark.parametrize(
    "mean, a, b, failures", [(0.1, 1, 1, 8), (0.3, 9, 1, 20), (0.5, 1, 1, 0), (0.24, 1, 1, 3)]
)
def test_failures_until_a_belief_is_reached(mean, a, b, failures):
    assert beliefs.failures_until(mean, a, b) == failures
    assert a / (a + b + failures) <= mean + 1e-12
    assert not failures or a / (a + b + failures - 1) > mean


def test_failures_until_refuses_certainty():
    with pytest.raises(ValueError, match="between 0 and 1"):
        beliefs.failures_until(0)
    with pytest.raises(ValueError, match="positive"):
        beliefs.failures_until(0.5, b=0)
