import itertools

import numpy as np
import pandas as pd
import pytest
from report import style, tables
from report.ledger import rivals

WORDS = {code: word for word, code in rivals.SCALE.items()}
NAMES = pd.DataFrame({"id": ["x", "y", "z"], "name": ["Ex", "Why", "Zed"]})
SHORT = pd.DataFrame({"id": ["p", "q", "r"], "short": ["Pea", "Queue", "Are"]})
CODES = {"p": (-1, 1, 0), "q": (1, -2, 2), "r": (1, 1, 1)}


def frame(codes=CODES, low=0.2, high=0.8):
    rows = [
        (observation, hypothesis, WORDS[code], low, high)
        for observation, row in codes.items()
        for hypothesis, code in zip("xyz", row, strict=False)
    ]
    names = ["observation", "hypothesis", "consistency", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def intervals(limits):
    """limits: for each observation the (low, high) of each hypothesis."""
    table = frame({str(i): (0,) * len(row) for i, row in enumerate(limits)})
    table[["low", "high"]] = [pair for row in limits for pair in row]
    return table


def test_what_all_fit_tells_nothing_apart():
    assert rivals.diagnosticity(frame()).to_dict() == {"p": 0.5, "q": 1.0, "r": 0.0}


def test_hypotheses_are_ranked_by_what_speaks_against_them():
    table = rivals.scores(frame()).set_index("hypothesis")
    assert list(table.index) == ["z", "x", "y"]
    assert table["inconsistent"].to_dict() == {"z": 0, "x": 1, "y": 1}
    # x: one step against at diagnosticity 1/2; y: two steps at diagnosticity 1.
    assert table["weighted"].to_dict() == {"z": 0, "x": 0.5, "y": 2}
    assert table["neutral"].to_dict() == {"z": 1, "x": 0, "y": 0}
    assert table["rank"].to_dict() == {"z": 1, "x": 2, "y": 2}
    assert table["rank_weighted"].to_dict() == {"z": 1, "x": 2, "y": 3}


def test_order_of_the_matrix():
    table = rivals.ordered(frame())
    assert list(table.index) == ["q", "p", "r"]
    assert list(table.columns) == ["z", "x", "y"]
    assert table.loc["q"].tolist() == [2, 1, -2]


def test_support_does_not_count():
    praised = frame({"p": (-1, 1), "q": (2, 0), "r": (2, 0)})
    assert list(rivals.scores(praised)["hypothesis"]) == ["y", "x"]


def test_leaving_out_the_only_contradiction_lifts_its_hypothesis():
    table = rivals.leave_one_out(frame()).set_index(["without", "hypothesis"])
    assert table.loc["p", "rank"].to_dict() == {"z": 1, "x": 1, "y": 3}
    assert table.loc["q", "rank"].to_dict() == {"z": 1, "y": 1, "x": 3}
    assert table.loc["r", "rank"].to_dict() == {"z": 1, "x": 2, "y": 2}


@pytest.mark.parametrize("spoil", [lambda t: t.iloc[1:], lambda t: pd.concat([t, t.iloc[:1]])])
def test_a_missing_or_double_code_is_named(spoil):
    with pytest.raises(ValueError, match="one code for each"):
        rivals.matrix(spoil(frame()))


def test_two_hypotheses_by_hand():
    # Own at 0.8 against 0.1: 8/9; own at 0.4 against 0.2: 2/3.
    table = rivals.posterior_ranges(intervals([[(0.4, 0.8), (0.1, 0.2)]]))
    assert table["low"].tolist() == pytest.approx([2 / 3, 1 / 9])
    assert table["high"].tolist() == pytest.approx([8 / 9, 1 / 3])


def test_points_give_bayes_rule():
    points = intervals([[(0.5, 0.5), (0.25, 0.25)], [(0.2, 0.2), (0.8, 0.8)]])
    table = rivals.posterior_ranges(points)
    assert table["low"].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert table["high"].tolist() == pytest.approx([1 / 3, 2 / 3])


def test_what_all_fit_alike_still_widens_the_ranges():
    one = intervals([[(0.4, 0.8), (0.1, 0.2)]])
    both = intervals([[(0.4, 0.8), (0.1, 0.2)], [(0.3, 0.9), (0.3, 0.9)]])
    assert rivals.posterior_ranges(both)["low"][0] == pytest.approx(0.12 / (0.12 + 0.18))
    assert rivals.posterior_ranges(both)["low"][0] < rivals.posterior_ranges(one)["low"][0]


def brute(limits):
    """Lowest and highest posterior by Bayes' rule, at every corner of the box and within."""
    box = np.array(limits)  # observation, hypothesis, limit
    cells = list(np.ndindex(box.shape[:2]))
    corners = itertools.product((0.0, 1.0), repeat=len(cells))
    inside = np.random.default_rng(5).random((2000, len(cells)))
    found = []
    for share in itertools.chain(corners, inside):
        share = np.reshape(share, box.shape[:2])
        likelihood = (box[..., 0] + share * (box[..., 1] - box[..., 0])).prod(axis=0)
        found.append(likelihood / likelihood.sum())
    return np.min(found, axis=0), np.max(found, axis=0)


def test_bounds_agree_with_every_corner_of_the_box():
    limits = np.sort(np.random.default_rng(4).uniform(0.05, 0.95, (4, 3, 2)), axis=2)
    table = rivals.posterior_ranges(intervals(limits.tolist()))
    low, high = brute(limits)
    assert table["low"].tolist() == pytest.approx(low.tolist(), rel=1e-12)
    assert table["high"].tolist() == pytest.approx(high.tolist(), rel=1e-12)


def test_narrowing_keeps_the_geometric_middle():
    table = intervals([[(0.1, 0.4), (0.2, 0.2)]])
    middle = rivals.posterior_ranges(table, 0)
    assert middle["low"].tolist() == pytest.approx([0.5, 0.5])
    assert middle["high"].tolist() == pytest.approx([0.5, 0.5])
    half = rivals.posterior_ranges(table, 0.5)  # the first from 0.2 / sqrt 2 to 0.2 * sqrt 2
    assert half["high"][0] == pytest.approx(2**0.5 / (2**0.5 + 1))


def test_many_observations_do_not_underflow():
    table = intervals([[(0.01, 0.02), (0.01, 0.02)]] * 400)
    ranges = rivals.posterior_ranges(table, 0)
    assert ranges[["low", "high"]].to_numpy() == pytest.approx(0.5)


def test_separation_is_where_the_ranges_of_two_part():
    table = intervals([[(0.2, 0.8), (0.1, 0.4), (0.05, 0.8)]])
    pairs = rivals.separation(table).set_index(["likelier", "other"])["width"]
    # Geometric middles 0.4, 0.2, 0.2; half widths log 2, log 2, log 4.
    expected = {("0", "1"): 1 / 2, ("0", "2"): 1 / 3, ("1", "2"): 0}
    named = {("xyz"[int(a)], "xyz"[int(b)]): width for (a, b), width in expected.items()}
    assert pairs.to_dict() == pytest.approx(named)
    two = table[table["hypothesis"] != "z"]
    assert rivals.posterior_ranges(two, 0.499)["low"][0] > 0.5
    assert rivals.posterior_ranges(two, 0.501)["low"][0] < 0.5


@pytest.mark.parametrize("low, high", [(0.0, 0.5), (0.6, 0.5), (0.5, 1.1), (np.nan, 0.5)])
def test_impossible_likelihoods_are_refused(low, high):
    with pytest.raises(ValueError, match="limits in order"):
        rivals.posterior_ranges(frame(low=low, high=high))


def written(ax):
    return [text.get_text() for text in ax.texts]


def test_matrix_picture_writes_every_sign_and_count():
    (ax,) = rivals.plot_matrix(frame(), NAMES, SHORT).axes
    texts = written(ax)
    assert texts[:9] == ["++", "+", "−−", "·", "−", "+", "+", "+", "+"]
    assert texts[9:] == ["1.00", "0.50", "0.00", "0", "1", "1"]
    assert [t.get_text() for t in ax.get_xticklabels()][:3] == ["Zed", "Ex", "Why"]
    assert [t.get_text() for t in ax.get_yticklabels()][:3] == ["Queue", "Pea", "Are"]
    # Nothing is shaded where nothing is said.
    assert len(ax.collections[0].get_paths()) == 8


def test_ranges_picture_draws_each_end():
    table = pd.concat(rivals.posterior_ranges(frame(), width) for width in (1, 0.1))
    (ax,) = rivals.plot_ranges(table, NAMES).axes
    marked = [line for line in ax.lines if line.get_marker() in "oD" and len(line.get_xdata())]
    ends = np.array([line.get_xdata() for line in marked])
    assert ends == pytest.approx(table[["low", "high"]].to_numpy())
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == style.PAPER]
    assert len(hollow) >= 3


def test_the_book_s_own_matrix():
    table = tables.load("ledger/consistency")
    observations, hypotheses = (tables.load(f"ledger/{n}") for n in ("observations", "hypotheses"))
    codes = rivals.matrix(table)
    assert set(codes.index) == set(observations["id"])
    assert set(codes.columns) == set(hypotheses["id"])
    assert (codes < 0).any().all(), "a hypothesis without anything against it was not tested"
    assert (rivals.diagnosticity(table) == 0).any()
    assert ((table["high"] / table["low"]) > 1.5).all(), "an interval is too narrow for a judgement"
