import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import verdicts

WORDS = {code: word for word, code in verdicts.SCALE.items()}
NAMES = pd.DataFrame({"id": ["x", "y", "z"], "name": ["Ex", "Why", "Zed"]})
SHORT = pd.DataFrame({"id": ["p", "q", "r", "s"], "short": ["Pea", "Queue", "Are", "Ess"]})
CODES = {"p": (-1, 1, 0), "q": (1, -2, 2), "r": (1, 1, 1), "s": (0, 2, 0)}


def frame(codes=CODES):
    rows = [
        (observation, hypothesis, WORDS[code])
        for observation, row in codes.items()
        for hypothesis, code in zip("xyz", row, strict=False)
    ]
    return pd.DataFrame(rows, columns=["observation", "hypothesis", "consistency"])


def test_what_an_observation_does():
    does = {"p": "splits", "q": "splits", "r": "tells nothing", "s": "leans"}
    assert verdicts.diagnosticity(frame()).to_dict() == does


def test_silence_is_counted_apart_from_fit_and_failure():
    table = verdicts.sums(frame())
    assert list(table.index) == ["x", "y", "z"]
    assert table["fits"].tolist() == [2, 3, 2]
    assert table["silent"].tolist() == [1, 0, 2]
    assert table["against"].tolist() == [1, 1, 0]


def test_order_of_the_matrix():
    table = verdicts.ordered(frame())
    assert list(table.index) == ["q", "p", "s", "r"]
    assert list(table.columns) == ["x", "y", "z"]
    assert table.loc["q"].tolist() == [1, -2, 2]


def test_two_are_told_apart_by_what_fits_one_and_not_the_other():
    table = verdicts.apart(frame()).set_index(["one", "other"])
    assert table.loc[("x", "y")].tolist() == [["q"], ["p"]]
    assert table.loc[("y", "z")].tolist() == [[], ["q"]]
    # On p one of the two is silent, on q both fit.
    assert table.loc[("x", "z")].tolist() == [[], []]


def test_no_order_of_hypotheses_follows_from_the_order_of_columns():
    turned = {observation: row[::-1] for observation, row in CODES.items()}
    pairs = verdicts.apart(frame(turned)).set_index(["one", "other"])
    assert pairs.loc[("y", "z")].tolist() == [["p"], ["q"]]


@pytest.mark.parametrize("spoil", [lambda t: t.iloc[1:], lambda t: pd.concat([t, t.iloc[:1]])])
def test_a_missing_or_double_code_is_named(spoil):
    with pytest.raises(ValueError, match="one code for each"):
        verdicts.matrix(spoil(frame()))


def test_matrix_picture_writes_every_sign_and_sum():
    (ax,) = verdicts.plot_matrix(frame(), NAMES, SHORT).axes
    texts = [text.get_text() for text in ax.texts]
    assert texts[:12] == ["+", "−−", "++", "−", "+", "·", "·", "++", "·", "+", "+", "+"]
    assert texts[12:] == ["2", "3", "2", "1", "0", "2", "1", "1", "0"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["Ex", "Why", "Zed"]
    rows = [t.get_text() for t in ax.get_yticklabels()]
    assert rows == ["Queue", "Pea", "Ess", "Are", "Fits", "Says nothing", "Does not fit"]
    # Nothing is shaded where nothing is said.
    assert len(ax.collections[0].get_paths()) == 9


def test_a_line_parts_what_splits_leans_and_tells_nothing():
    (ax,) = verdicts.plot_matrix(frame(), NAMES, SHORT).axes
    heavy = ax.collections[-1]
    assert [segment[0][1] for segment in heavy.get_segments()] == [2, 3]


def test_the_book_s_own_matrix():
    table = data.load("ledger/consistency")
    observations, hypotheses = (data.load(f"ledger/{n}") for n in ("observations", "hypotheses"))
    codes = verdicts.matrix(table)
    assert set(codes.index) == set(observations["id"])
    assert list(codes.columns) == list(hypotheses["id"])
    assert (codes < 0).any().all(), "a hypothesis without anything against it was not tested"
    assert (verdicts.diagnosticity(table) == verdicts.TELLS_NOTHING).any()
