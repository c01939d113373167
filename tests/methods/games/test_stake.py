from fractions import Fraction as F

import pytest
from moscow_aims.methods.games import stake

STATES = dict(p=F("0.5"), c_r=F("0.1"), c_u=F("0.15"))
SAFE_AT_WAR = dict(phi=F("0.3"), s_fight=F("0.9"), s_settle=F("0.4"))
SAFE_AT_PEACE = dict(B=F(1), s_fight=F("0.2"), s_settle=F("0.8"))
NEAR_VICTORY = dict(p=F("0.9"), c_r=F(0), c_u=F("0.4"), B=F(1), s_settle=F(0))
SITUATIONS = [
    STATES,
    STATES | SAFE_AT_WAR | dict(B=F("0.2")),
    STATES | SAFE_AT_WAR | dict(B=F(1)),
    STATES | SAFE_AT_PEACE | dict(c_r=F("0.3")),
    NEAR_VICTORY | dict(s_fight=F("0.2")),
    NEAR_VICTORY | dict(s_fight=F("0.05")),
]


def shares(p, c_r, c_u, phi=1, B=0, s_fight=0, s_settle=0):
    """All shares in thousandths of the prize that neither Russia's leader nor the other refuses."""
    grid = [F(n, 1000) for n in range(1001)]
    leader = p - phi * c_r + B * s_fight
    return [x for x in grid if x + B * s_settle >= leader and 1 - x >= 1 - p - c_u]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_range_holds_the_shares_that_nobody_refuses(situation):
    agreed = shares(**situation)
    assert stake.war(**situation) == (not agreed)
    if agreed:
        assert stake.bargaining_range(**situation) == (agreed[0], agreed[-1])
        assert stake.width(**situation) == agreed[-1] - agreed[0]


def test_closed_forms_within_the_prize():
    for wide, leads_to_war in ((SITUATIONS[1], False), (SITUATIONS[2], True)):
        office = wide["B"] * (wide["s_fight"] - wide["s_settle"])
        felt = wide["phi"] * wide["c_r"] + wide["c_u"]
        assert stake.width(**wide) == felt - office
        assert stake.war(**wide) == (office > felt) == leads_to_war


def test_the_state_would_settle_where_the_leader_fights():
    assert stake.war(**STATES, **SAFE_AT_WAR, B=1)
    assert stake.width(**STATES) == STATES["c_r"] + STATES["c_u"] > 0


def test_nobody_can_grant_more_than_the_prize():
    # Costs would allow for a deal at 1.1, but there is no more than 1 to give.
    assert stake.bargaining_range(**SITUATIONS[4]) == (F("1.1"), 1)
    assert stake.war(**SITUATIONS[4])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: stake.width(1.2, 0.1, 0.1),
            "The probability p is 1.2; it must lie between 0 and 1.",
        ),
        (
            lambda: stake.war(0.5, -0.1, 0.1),
            "The cost c_r is -0.1; it must be finite and not negative.",
        ),
        (
            lambda: stake.bargaining_range(0.5, 0.1, 0.1, phi=2),
            "The share of the cost phi is 2; it must lie between 0 and 1.",
        ),
        (
            lambda: stake.bargaining_range(0.5, 0.1, 0.1, B=-1),
            "The value of office B is -1; it must be finite and not negative.",
        ),
        (
            lambda: stake.war(0.5, 0.1, 0.1, s_settle=-0.5),
            "The probability s_settle is -0.5; it must lie between 0 and 1.",
        ),
    ],
)
def test_nonsense_is_refused(call, sentence):
    with pytest.raises(ValueError) as error:
        call()
    assert str(error.value) == sentence
