"""When does a leader go on fighting although his state would settle? Gambling for resurrection.

Each period the leader settles or fights. A period of fighting ends the war in victory with
probability `win`, in defeat with probability `lose`, and goes on otherwise. It costs the state
kappa, of which the leader feels the share phi, and brings him beta for being in office at war. An
end o is worth A_o = phi v_o + B s_o to him: v_o the state's share of a prize worth one, s_o his
chance to stay in office, B what office is worth. The state's own view is phi = 1, B = 0, beta = 0.
The choice turns on s_settle: a leader who is safe after a modest deal settles.

Arguments, by keyword, are the same everywhere:
win, lose          probabilities a period, in [0, 1], their sum at most one;
delta              discount factor a period, in (0, 1);
kappa              cost of a period of war to the state, >= 0;
phi                share of the state's gains and costs that the leader feels, in [0, 1];
B                  value of office in shares of the prize, >= 0;
beta               payoff of office at war a period, any finite number;
x                  share of the prize that settling brings, in [0, 1];
s_settle, s_win, s_lose     chances to stay in office after each end, in [0, 1];
v_win, v_lose      shares of the prize that victory and defeat bring, in [0, 1].
Source: our formalisation after Goemans (2000).
"""

import math

from moscow_aims.methods.games import domain


def settle_value(*, x, s_settle, phi=1, B=0):
    """A_settle = phi x + B s_settle: what settling now is worth to the leader.

    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("share", x=x)
    domain.proportion("probability", s_settle=s_settle)
    return _outcome(x, s_settle, phi, B)


def fight_value(
    *, win, lose, delta, kappa, phi=1, B=0, s_win=0, s_lose=0, v_win=1, v_lose=0, beta=0
):
    """V_fight: what fighting until victory or defeat is worth to the leader.

    [-phi kappa + beta + delta (win A_win + lose A_lose)] / [1 - delta (1 - win - lose)].
    Raises ValueError for values outside the ranges above.
    """
    domain.proportion("probability", s_win=s_win, s_lose=s_lose)
    domain.proportion("share", v_win=v_win, v_lose=v_lose)
    domain.not_negative("cost", kappa=kappa)
    domain.finite("payoff of office at war", beta=beta)
    ends = win * _outcome(v_win, s_win, phi, B) + lose * _outcome(v_lose, s_lose, phi, B)
    return (-phi * kappa + beta + delta * ends) / _loss(win, lose, delta)


def fights(*, x, s_settle, phi=1, B=0, **war) -> bool:
    """Whether the leader fights on: V_fight > A_settle. Then he does so in every period.

    war: the other arguments of `fight_value`. Raises ValueError as the two values do.
    """
    settled = settle_value(x=x, s_settle=s_settle, phi=phi, B=B)
    return bool(fight_value(phi=phi, B=B, **war) > settled)


def office_threshold(
    *, win, lose, delta, kappa, x, s_settle, s_win, s_lose, phi=1, v_win=1, v_lose=0, beta=0
):
    """B*: value of office above which the leader fights.

    {phi [x e + kappa - delta (win v_win + lose v_lose)] - beta}
    / {delta (win s_win + lose s_lose) - s_settle e} with e = 1 - delta (1 - win - lose).
    math.inf when the denominator is not positive: office then speaks for settling, and no higher
    value of it brings him to fight. Negative when he fights even without regard to office.
    Raises ValueError for values outside the ranges above.
    """
    terms = {"win": win, "lose": lose, "delta": delta}
    office = fight_value(**terms, kappa=0, phi=0, B=1, s_win=s_win, s_lose=s_lose)
    office = office - settle_value(x=0, s_settle=s_settle, phi=0, B=1)
    deal = settle_value(x=x, s_settle=0, phi=phi)
    gamble = fight_value(**terms, kappa=kappa, phi=phi, v_win=v_win, v_lose=v_lose, beta=beta)
    return (deal - gamble) / office if office > 0 else math.inf


def survival_threshold(*, x, B, phi=1, **war):
    """s*: chance to stay in office after settling from which on the leader settles.

    (V_fight - phi x) / B. Above 1: he fights however safe he is; 0 or less: he settles in any case.
    B: value of office, > 0.   war: the other arguments of `fight_value`.
    Raises ValueError for values outside the ranges above.
    """
    domain.positive("value of office", B=B)
    return (fight_value(phi=phi, B=B, **war) - settle_value(x=x, s_settle=0, phi=phi)) / B


def _outcome(v, s, phi, B):
    domain.proportion("share of the state's payoff", phi=phi)
    domain.not_negative("value of office", B=B)
    return phi * v + B * s


def _loss(win, lose, delta):
    """What a period of war takes off the value of the war after it."""
    _require_chances(win, lose)
    domain.inside("discount factor", delta=delta)
    return 1 - delta * (1 - win - lose)


def _require_chances(win, lose):
    domain.proportion("probability", win=win, lose=lose)
    if win + lose > 1:
        raise ValueError(
            f"The chances of victory and defeat are {win} and {lose}; "
            "they must not add up to more than 1."
        )
