"""When does a leader go on fighting although his state would settle? Gambling for resurrection.

Each period the leader settles or fights. A period of fighting ends the war in victory with
probability `win`, in defeat with probability `lose`, and goes on otherwise. It costs the state
kappa, of which the leader feels the share phi, and brings him beta for being in office at war. An
end o is worth A_o = phi v_o + B s_o to him: v_o the state's share of a prize worth one, s_o his
chance to stay in office, B what office is worth. The state's own view is phi = 1, B = 0, beta = 0.
The choice turns on s_settle: a leader who is safe after a modest deal settles.

Source: our formalisation after Goemans (2000).
"""

import math

from moscow_aims.methods.games import domain


def settle_value(*, x, s_settle, phi=1, B=0):
    """Return what settling now is worth to the leader.

    Parameters
    ----------
    x : float or Fraction
        Share of the prize that settling brings, in [0, 1].
    s_settle : float or Fraction
        Chance to stay in office after settling, in [0, 1].
    phi : float or Fraction
        Share of the state's gains and costs that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.

    Returns
    -------
    float or Fraction
        A_settle = phi x + B s_settle, in shares of the prize.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our formalisation after Goemans (2000).

    Examples
    --------
    >>> from fractions import Fraction
    >>> settle_value(x=Fraction(2, 5), s_settle=Fraction(1, 2), B=1)
    Fraction(9, 10)
    """
    domain.proportion("share", x=x)
    domain.proportion("probability", s_settle=s_settle)
    return _outcome(x, s_settle, phi, B)


def fight_value(
    *, win, lose, delta, kappa, phi=1, B=0, s_win=0, s_lose=0, v_win=1, v_lose=0, beta=0
):
    """Return what fighting until victory or defeat is worth to the leader.

    Parameters
    ----------
    win, lose : float or Fraction
        Probabilities of victory and of defeat in a period, in [0, 1], their sum at most 1.
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    kappa : float or Fraction
        Cost of a period of war to the state, in shares of the prize, at least 0.
    phi : float or Fraction
        Share of the state's gains and costs that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.
    s_win, s_lose : float or Fraction
        Chances to stay in office after victory and after defeat, in [0, 1].
    v_win, v_lose : float or Fraction
        Shares of the prize that victory and defeat bring, in [0, 1].
    beta : float or Fraction
        Payoff of office at war a period, in shares of the prize, any finite number.

    Returns
    -------
    float or Fraction
        V_fight = [-phi kappa + beta + delta (win A_win + lose A_lose)] / [1 - delta (1 - win -
        lose)], in shares of the prize, with A_o = phi v_o + B s_o.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our formalisation after Goemans (2000).

    Examples
    --------
    >>> round(fight_value(win=0.1, lose=0.2, delta=0.9, kappa=0.05, B=1, s_win=1), 3)
    0.351
    """
    domain.proportion("probability", s_win=s_win, s_lose=s_lose)
    domain.proportion("share", v_win=v_win, v_lose=v_lose)
    domain.not_negative("cost", kappa=kappa)
    domain.finite("payoff of office at war", beta=beta)
    ends = win * _outcome(v_win, s_win, phi, B) + lose * _outcome(v_lose, s_lose, phi, B)
    return (-phi * kappa + beta + delta * ends) / _loss(win, lose, delta)


def fights(*, x, s_settle, phi=1, B=0, **war) -> bool:
    """Tell whether the leader fights on.

    Parameters
    ----------
    x : float or Fraction
        Share of the prize that settling brings, in [0, 1].
    s_settle : float or Fraction
        Chance to stay in office after settling, in [0, 1].
    phi : float or Fraction
        Share of the state's gains and costs that the leader feels, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, at least 0.
    **war : float or Fraction
        The other arguments of `fight_value`.

    Returns
    -------
    bool
        Whether V_fight > A_settle. If so, he fights in every period.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our formalisation after Goemans (2000).

    Examples
    --------
    >>> war = {"win": 0.1, "lose": 0.2, "delta": 0.9, "kappa": 0.05, "s_win": 1}
    >>> fights(x=0.2, s_settle=0.1, B=1, **war)
    True
    >>> fights(x=0.2, s_settle=0.9, B=1, **war)
    False
    """
    settled = settle_value(x=x, s_settle=s_settle, phi=phi, B=B)
    return bool(fight_value(phi=phi, B=B, **war) > settled)


def office_threshold(
    *, win, lose, delta, kappa, x, s_settle, s_win, s_lose, phi=1, v_win=1, v_lose=0, beta=0
):
    """Return the value of office above which the leader fights.

    Parameters
    ----------
    win, lose : float or Fraction
        Probabilities of victory and of defeat in a period, in [0, 1], their sum at most 1.
    delta : float or Fraction
        Discount factor a period, strictly between 0 and 1.
    kappa : float or Fraction
        Cost of a period of war to the state, in shares of the prize, at least 0.
    x : float or Fraction
        Share of the prize that settling brings, in [0, 1].
    s_settle : float or Fraction
        Chance to stay in office after settling, in [0, 1].
    s_win, s_lose : float or Fraction
        Chances to stay in office after victory and after defeat, in [0, 1].
    phi : float or Fraction
        Share of the state's gains and costs that the leader feels, in [0, 1].
    v_win, v_lose : float or Fraction
        Shares of the prize that victory and defeat bring, in [0, 1].
    beta : float or Fraction
        Payoff of office at war a period, in shares of the prize, any finite number.

    Returns
    -------
    float or Fraction
        B* = {phi [x e + kappa - delta (win v_win + lose v_lose)] - beta} / {delta (win s_win +
        lose s_lose) - s_settle e} with e = 1 - delta (1 - win - lose), in shares of the prize.
        math.inf when the denominator is not positive: office then speaks for settling, and no
        higher value of it brings him to fight. Negative when he fights even without regard to
        office.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our formalisation after Goemans (2000).

    Examples
    --------
    >>> war = {"win": 0.1, "lose": 0.2, "delta": 0.9, "kappa": 0.05, "s_win": 1, "s_lose": 0}
    >>> round(office_threshold(x=0.2, s_settle=0.1, **war), 3)
    0.642
    >>> office_threshold(x=0.2, s_settle=0.9, **war)
    inf
    """
    terms = {"win": win, "lose": lose, "delta": delta}
    office = fight_value(**terms, kappa=0, phi=0, B=1, s_win=s_win, s_lose=s_lose)
    office = office - settle_value(x=0, s_settle=s_settle, phi=0, B=1)
    deal = settle_value(x=x, s_settle=0, phi=phi)
    gamble = fight_value(**terms, kappa=kappa, phi=phi, v_win=v_win, v_lose=v_lose, beta=beta)
    return (deal - gamble) / office if office > 0 else math.inf


def survival_threshold(*, x, B, phi=1, **war):
    """Return the chance to stay in office after settling from which on the leader settles.

    Parameters
    ----------
    x : float or Fraction
        Share of the prize that settling brings, in [0, 1].
    B : float or Fraction
        Value of office, in shares of the prize, above 0.
    phi : float or Fraction
        Share of the state's gains and costs that the leader feels, in [0, 1].
    **war : float or Fraction
        The other arguments of `fight_value`.

    Returns
    -------
    float or Fraction
        s* = (V_fight - phi x) / B. Above 1: he fights however safe he is; 0 or less: he settles
        in any case.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Our formalisation after Goemans (2000).

    Examples
    --------
    >>> war = {"win": 0.1, "lose": 0.2, "delta": 0.9, "kappa": 0.05, "s_win": 1}
    >>> round(survival_threshold(x=0.2, B=1, **war), 3)
    0.151
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
