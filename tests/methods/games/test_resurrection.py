import itertools
import math
from fractions import Fraction as F

import pytest
from moscow_aims.methods.games import resurrection

WAR = dict(win=F("0.05"), lose=F("0.05"), delta=F("0.95"), kappa=F("0.02"))
SURVIVAL = dict(s_win=F("0.95"), s_lose=F("0.1"))
LEADER = dict(phi=F("0.3"), B=F(1))
DEAL = dict(x=F("0.5"), s_settle=F("0.3"))
OFFICE = [F(0), F("0.02")]


def value_iteration(*, settled, flow, won, lost, win, lose, delta, periods=3000):
    """Value of the best policy when the leader may settle in any period, and whether he fights."""
    value = 0.0
    for _ in range(periods):
        fighting = flow + delta * (win * won + lose * lost + (1 - win - lose) * value)
        value = max(settled, fighting)
    return value, fighting > settled


def test_worked_leader():
    assert resurrection.settle_value(**DEAL, **LEADER) == F("0.45")
    calm = resurrection.fight_value(**WAR, **LEADER, **SURVIVAL)
    office = resurrection.fight_value(**WAR, **LEADER, **SURVIVAL, beta=F("0.02"))
    assert float(calm) == pytest.approx(0.401, abs=5e-4)
    assert float(office) == pytest.approx(0.539, abs=5e-4)
    assert not resurrection.fights(**DEAL, **WAR, **LEADER, **SURVIVAL)
    assert resurrection.fights(**DEAL, **WAR, **LEADER, **SURVIVAL, beta=F("0.02"))
    threshold = resurrection.office_threshold(**WAR, **DEAL, **SURVIVAL, phi=F("0.3"))
    assert threshold == F("0.0135") / F("0.006375")
    assert float(threshold) == pytest.approx(2.12, abs=5e-3)


def test_worked_state():
    assert resurrection.settle_value(**DEAL) == F("0.5")
    assert float(resurrection.fight_value(**WAR)) == pytest.approx(0.190, abs=5e-4)


@pytest.mark.parametrize("beta", OFFICE)
@pytest.mark.parametrize("s_settle", [0.1, 0.3, 0.6, 0.95])
@pytest.mark.parametrize(("win", "lose"), [(0.05, 0.05), (0.02, 0.1), (0.3, 0.0)])
@pytest.mark.parametrize("B", [0.0, 1.0, 3.0])
def test_policy_is_that_of_value_iteration(beta, s_settle, win, lose, B):
    leader = dict(phi=0.3, B=B)
    war = dict(win=win, lose=lose, delta=0.95, kappa=0.02)
    office = dict(s_win=0.95, s_lose=0.1, beta=float(beta))
    settled = resurrection.settle_value(x=0.5, s_settle=s_settle, **leader)
    best, fights = value_iteration(
        settled=0.3 * 0.5 + B * s_settle,
        flow=-0.3 * 0.02 + float(beta),
        won=0.3 + B * 0.95,
        lost=B * 0.1,
        win=win,
        lose=lose,
        delta=0.95,
    )
    value = resurrection.fight_value(**war, **leader, **office)
    assert max(settled, value) == pytest.approx(best)
    assert resurrection.fights(x=0.5, s_settle=s_settle, **leader, **war, **office) == fights


def test_victory_and_defeat_may_bring_part_of_the_prize():
    value = resurrection.fight_value(**WAR, **LEADER, **SURVIVAL, v_win=F("0.8"), v_lose=F("0.2"))
    best, _ = value_iteration(
        settled=-9, flow=-0.006, won=0.24 + 0.95, lost=0.06 + 0.1, win=0.05, lose=0.05, delta=0.95
    )
    assert float(value) == pytest.approx(best)


@pytest.mark.parametrize(
    ("s_settle", "beta", "v_lose"),
    list(itertools.product([F("0.1"), F("0.3")], OFFICE, [F(0), F("0.2")])),
)
def test_office_threshold_separates_those_who_fight(s_settle, beta, v_lose):
    terms = WAR | SURVIVAL | dict(x=F("0.5"), s_settle=s_settle, beta=beta, v_lose=v_lose)
    threshold = resurrection.office_threshold(**terms, phi=F("0.3"))
    for B in [F(n, 10) for n in range(61)] + [threshold]:
        if B >= 0:
            assert resurrection.fights(**terms, phi=F("0.3"), B=B) == (B > threshold)


def test_no_office_value_moves_a_leader_who_is_safe_after_a_deal():
    terms = WAR | SURVIVAL | dict(x=F("0.5"), s_settle=F("0.9"))
    assert resurrection.office_threshold(**terms, phi=F("0.3")) == math.inf
    assert not any(resurrection.fights(**terms, phi=F("0.3"), B=F(B)) for B in (0, 1, 10, 1000))


@pytest.mark.parametrize("beta", OFFICE)
def test_survival_threshold_is_where_the_leader_stops_fighting(beta):
    terms = WAR | LEADER | SURVIVAL | dict(x=F("0.5"), beta=beta)
    threshold = resurrection.survival_threshold(**terms)
    grid = [F(n, 100) for n in range(101)]
    assert [resurrection.fights(**terms, s_settle=s) for s in grid] == [s < threshold for s in grid]
    assert 0 < threshold < 1
    assert not resurrection.fights(**terms, s_settle=threshold)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"win": 0.7, "lose": 0.4},
            "The chances of victory and defeat are 0.7 and 0.4; "
            "they must not add up to more than 1.",
        ),
        ({"win": -0.1}, "The probability win is -0.1; it must lie between 0 and 1."),
        ({"delta": 1.2}, "The discount factor delta is 1.2; it must lie strictly between 0 and 1."),
        ({"kappa": -0.02}, "The cost kappa is -0.02; it must be finite and not negative."),
        ({"phi": 1.5}, "The share of the state's payoff phi is 1.5; it must lie between 0 and 1."),
        ({"B": -1}, "The value of office B is -1; it must be finite and not negative."),
        ({"s_settle": 2}, "The probability s_settle is 2; it must lie between 0 and 1."),
        ({"s_win": 2}, "The probability s_win is 2; it must lie between 0 and 1."),
        ({"x": -0.5}, "The share x is -0.5; it must lie between 0 and 1."),
        ({"v_lose": -0.5}, "The share v_lose is -0.5; it must lie between 0 and 1."),
        ({"beta": math.inf}, "The payoff of office at war beta is inf; it must be finite."),
    ],
)
def test_nonsense_is_refused(changed, sentence):
    with pytest.raises(ValueError) as error:
        resurrection.fights(**(WAR | LEADER | SURVIVAL | DEAL | changed))
    assert str(error.value) == sentence


def test_thresholds_refuse_nonsense_too():
    with pytest.raises(ValueError, match="The value of office B is 0; it must be finite and pos"):
        resurrection.survival_threshold(**WAR, **SURVIVAL, x=0.5, B=0)
    with pytest.raises(ValueError, match="The probability s_lose is 7; it must lie between 0 and"):
        resurrection.office_threshold(**(WAR | SURVIVAL | DEAL | {"s_lose": 7}))
