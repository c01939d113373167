import itertools
import math
from fractions import Fraction as F

import numpy as np
import pytest
from moscow_aims.methods.games import mediator

# delta, x0, eta, phi, cap: slow and fast offers, waiting that costs or pays, early and late caps.
GRID = list(
    itertools.product(
        [F("0.5"), F("0.9"), F("0.95")],
        [F(0), F("0.4"), F("0.6")],
        [F(0), F("0.02"), F("0.05"), F("0.07"), F("0.3")],
        [F("-0.05"), F(0), F("0.03"), F("0.06")],
        [F("0.6"), F("0.75"), F(1)],
    )
)
DEADLINE = {"D": 4, "x0": F("0.4"), "eta": F("0.05"), "delta": F("0.95"), "K": F("0.06")}


def best_wait(x0, eta, delta, phi, cap, least=0, rounds=120):
    """The first best round to accept and its value, by trying all up to `rounds`."""
    value, flow, best = F(0), F(1), None
    for n in range(rounds):
        worth = value + flow * min(x0 + eta * n, cap)
        if n >= least and (best is None or worth > best[1]):
            best = (n, worth)
        value, flow = value + flow * phi, flow * delta
    return best


@pytest.mark.parametrize(
    ("delta", "eta", "rounds"),
    [("0.9", "0.02", 0), ("0.9", "0.05", 1), ("0.9", "0.10", 5), ("0.95", "0.05", 11)],
)
def test_worked_rounds(delta, eta, rounds):
    assert mediator.holdout_rounds(F("0.4"), F(eta), F(delta)) == rounds
    assert mediator.holdout_rounds(0.4, float(eta), float(delta)) == rounds


def test_worked_deadline():
    idle, enforced, accepted = mediator.deadline_values(**DEADLINE)
    assert float(idle) == pytest.approx(0.6634, abs=5e-5)
    assert (enforced, accepted) == (F("0.5575"), F("0.6"))
    threshold = mediator.enforcement_threshold(**DEADLINE)
    assert float(threshold) == pytest.approx(0.599, abs=5e-4)
    assert mediator.bluffs_until_idle(4, 1, threshold) == 2
    floats = {name: float(value) for name, value in DEADLINE.items()} | {"D": 4}
    assert mediator.enforcement_threshold(**floats) == pytest.approx(float(threshold))


@pytest.mark.parametrize("delta", [F("0.5"), F("0.9"), F("0.95")])
def test_rounds_are_the_best_of_all(delta):
    for _, x0, eta, phi, cap in (row for row in GRID if row[0] == delta and row[1] <= row[4]):
        rounds = mediator.holdout_rounds(x0, eta, delta, phi, cap)
        tried, worth = best_wait(x0, eta, delta, phi, cap)
        if rounds == math.inf:
            # Waiting for ever beats whatever is offered, and the search waits to its end.
            assert tried == 119
            assert phi / (1 - delta) > worth
        else:
            assert rounds == tried
            assert mediator.holdout_value(rounds, x0, eta, delta, phi, cap) == worth


@pytest.mark.parametrize("delta", [F("0.9"), F("0.95")])
def test_floats_give_the_same_rounds_as_fractions(delta):
    for row in (row for row in GRID if row[0] == delta and row[1] <= row[4]):
        _, x0, eta, phi, cap = row
        exact = mediator.holdout_rounds(x0, eta, delta, phi, cap)
        assert mediator.holdout_rounds(*map(float, (x0, eta, delta, phi, cap))) == exact


def test_rounds_follow_the_formula_below_the_cap():
    for delta, x0, eta in itertools.product([0.9, 0.95], [0.3, 0.4, 0.5], [0.03, 0.041, 0.05]):
        formula = max(0, math.ceil(delta / (1 - delta) - x0 / eta - 1e-9))
        if x0 + eta * formula < 1:
            assert mediator.holdout_rounds(x0, eta, delta) == formula


def test_eagerness_lengthens_the_wait_until_the_cap():
    etas = [F(n, 100) for n in range(1, 41)]
    rounds = [mediator.holdout_rounds(F("0.4"), eta, F("0.9")) for eta in etas]
    longest = rounds.index(max(rounds))
    assert rounds[: longest + 1] == sorted(rounds[: longest + 1])
    assert rounds[longest:] == sorted(rounds[longest:], reverse=True)
    assert (rounds[0], max(rounds), rounds[-1]) == (0, 5, 2)
    # A lower cap never lengthens it.
    for eta in etas:
        capped = [mediator.holdout_rounds(F("0.4"), eta, F("0.9"), cap=F(c, 10)) for c in (6, 8)]
        assert capped == sorted(capped)


def test_eagerness_shortens_a_wait_that_pays_for_itself():
    # phi / (1 - delta) = 0.5 is above the first offer of 0.4.
    rounds = [mediator.holdout_rounds(0.4, eta, 0.9, phi=0.05) for eta in (0.01, 0.02, 0.05)]
    assert rounds == [19, 14, 11]


@pytest.mark.parametrize("phi", [F("-0.02"), F(0), F("0.02")])
@pytest.mark.parametrize("D", [0, 2, 4, 11, 14])
def test_refusing_a_deadline_is_worth_the_best_wait_of_a_round_or_more(D, phi):
    terms = DEADLINE | {"D": D, "phi": phi}
    idle, enforced, accepted = mediator.deadline_values(**terms)
    eta, delta, K = DEADLINE["eta"], DEADLINE["delta"], DEADLINE["K"]
    assert accepted == min(F("0.4") + eta * D, 1)
    assert idle == best_wait(accepted, eta, delta, phi, 1, least=1)[1]
    assert enforced == best_wait(accepted, eta, delta, phi - K, 1, least=1)[1]


@pytest.mark.parametrize("D", [0, 2, 4, 8, 12])
@pytest.mark.parametrize("K", [F(0), F("0.01"), F("0.06"), F("0.3")])
def test_deadline_bites_from_the_threshold_on(D, K):
    terms = DEADLINE | {"D": D, "K": K}
    idle, enforced, accepted = mediator.deadline_values(**terms)
    threshold = mediator.enforcement_threshold(**terms)
    for q in (F(n, 50) for n in range(51)):
        obeys = accepted >= q * enforced + (1 - q) * idle
        assert obeys == (q >= threshold)


def test_threshold_at_its_ends():
    # The offer has grown enough: no penalty is needed. A small one may not do, none never does.
    assert mediator.enforcement_threshold(**(DEADLINE | {"D": 12})) == 0
    assert mediator.enforcement_threshold(**(DEADLINE | {"K": F("0.001")})) > 1
    assert mediator.enforcement_threshold(**(DEADLINE | {"K": 0})) == math.inf
    # Indifferent without a penalty: 0.9 * 0.5 = 0.45.
    assert mediator.enforcement_threshold(0, F("0.45"), F("0.05"), F("0.9"), 0) == 0


def test_waiting_for_ever_is_a_refusal_too():
    terms = DEADLINE | {"phi": F("0.06")}
    idle, enforced, _ = mediator.deadline_values(**terms)
    assert idle == F("0.06") / F("0.05")
    assert enforced < idle


@pytest.mark.parametrize(("a", "b"), [(4, 1), (1, 1), (20, 3), (0.5, 2)])
def test_bluffs_are_counted_one_by_one(a, b):
    for threshold in (0.05, 0.2, 0.25, 0.5, 0.599, 0.8, 0.95, 1.0, 3.0):
        beliefs = (F(a) / (F(a) + F(b) + n) for n in itertools.count())
        first = next(n for n, q in enumerate(beliefs) if q < F(str(threshold)))
        assert mediator.bluffs_until_idle(a, b, threshold) == first


def test_a_belief_at_the_threshold_still_bites():
    assert mediator.enforcement_belief(3, 4, 1) == 0.5
    assert mediator.bluffs_until_idle(4, 1, 0.5) == 4
    assert mediator.bluffs_until_idle(4, 1, 0.8) == 1


def test_bluffs_at_the_ends_of_the_threshold():
    assert mediator.bluffs_until_idle(4, 1, 0) == math.inf
    assert mediator.bluffs_until_idle(4, 1, math.inf) == 0


def test_offers_that_grow_outrun_the_loss_of_belief():
    # At a fixed threshold two bluffs suffice; deadlines in successive rounds bite all the same.
    first = mediator.enforcement_threshold(**DEADLINE)
    for n in range(8):
        own = mediator.enforcement_threshold(**(DEADLINE | {"D": 4 + n}))
        assert own <= first
        assert mediator.enforcement_belief(n, 4, 1) >= own


def test_belief_is_the_mean_of_the_posterior():
    q = np.linspace(0, 1, 200_001)
    posterior = q**3 * (1 - q) ** 2  # Beta(4, 1) after two failures
    assert mediator.enforcement_belief(2, 4, 1) == pytest.approx(
        np.average(q, weights=posterior), abs=1e-6
    )


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: mediator.holdout_rounds(0.4, 0.05, 1),
            "The discount factor delta is 1; it must lie strictly between 0 and 1.",
        ),
        (
            lambda: mediator.holdout_rounds(1.4, 0.05, 0.9),
            "The share x0 is 1.4; it must lie between 0 and 1.",
        ),
        (
            lambda: mediator.offer(-1, 0.4, 0.05),
            "The round n is -1; it must be a whole number of at least 0.",
        ),
        (
            lambda: mediator.offer(1, 0.4, -0.05),
            "The concession eta is -0.05; it must be finite and not negative.",
        ),
        (
            lambda: mediator.offer(1, 0.4, 0.05, cap=0.3),
            "The first offer x0 is 0.4; it must not exceed the cap of 0.3.",
        ),
        (
            lambda: mediator.holdout_value(1, 0.4, 0.05, 0.9, phi=math.nan),
            "The net payoff of waiting phi is nan; it must be finite.",
        ),
        (
            lambda: mediator.enforcement_threshold(4, 0.4, 0.05, 0.95, -0.1),
            "The penalty K is -0.1; it must be finite and not negative.",
        ),
        (
            lambda: mediator.deadline_values(4.5, 0.4, 0.05, 0.95, 0.1),
            "The round n is 4.5; it must be a whole number of at least 0.",
        ),
        (
            lambda: mediator.enforcement_belief(0, 0, 1),
            "The prior weight a is 0; it must be finite and positive.",
        ),
        (
            lambda: mediator.bluffs_until_idle(4, 1, -0.5),
            "The threshold of enforcement is -0.5; it must not be negative.",
        ),
    ],
)
def test_nonsense_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
