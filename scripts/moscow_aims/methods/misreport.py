"""How far could careless, hidden or missing answers move a share?

Two errors are told apart. *Careless* answers flip at random with chance tau; the same person asked
twice then disagrees with himself, so tau follows from the reliability. *Hidden* acceptance is
deliberate and repeated alike, so reliability does not show it. The way from mind to record is
truth -> what the person decides to say -> what is ticked, hence

    observed = tau + (1 - 2 tau) * truth * (1 - hidden),

and the corrections undo it backwards: first careless answers, then hidden ones. The other order
gives another number and would assume that slips of the hand happen before a person decides to hide.
"""

import numpy as np
import pandas as pd

from moscow_aims.methods import shares


class Impossible(ValueError):
    """No true share in [0, 1] explains what was observed; `nearest` is the limit passed, 0 or 1."""

    def __init__(self, sentence: str, nearest: float):
        super().__init__(sentence)
        self.nearest = nearest


def swap_rate(reliability: float) -> float:
    """Chance that a recorded choice is the opposite of the intended one.

    Parameters
    ----------
    reliability : float
        Chance that a person answers a repeated task alike (IRR), above 0.5 and at most 1.

    Returns
    -------
    float
        The chance tau, from 0 to below 0.5.

    Raises
    ------
    ValueError
        For a reliability that is no better than a coin, or above one.

    Notes
    -----
    Two independent slips or none agree: IRR = tau^2 + (1 - tau)^2, so
    tau = (1 - sqrt(2 IRR - 1)) / 2.

    References
    ----------
    Clayton, Horiuchi, Kaufman, King & Komisarchik (2023), "Correcting Measurement Error Bias in
    Conjoint Survey Experiments".

    Examples
    --------
    >>> round(swap_rate(0.82), 3)
    0.1
    """
    if not 0.5 < reliability <= 1:
        raise ValueError(f"A reliability lies above 0.5 and at most at 1, not at {reliability}.")
    return float((1 - np.sqrt(2 * reliability - 1)) / 2)


def corrected_mean(mean: float, reliability: float) -> float:
    """Marginal mean (or share) without careless answers.

    Parameters
    ----------
    mean : float
        Observed proportion in [0, 1].
    reliability : float
        As for `swap_rate`.

    Returns
    -------
    float
        (mean - tau) / (1 - 2 tau), a proportion in [0, 1].

    Raises
    ------
    ValueError
        If no mean in [0, 1] could be observed as `mean` at this reliability.

    References
    ----------
    As `swap_rate`.

    Examples
    --------
    >>> round(corrected_mean(0.34, 0.82), 3)
    0.3
    """
    shares.proportion(mean)
    tau = swap_rate(reliability)
    corrected = (mean - tau) / (1 - 2 * tau)
    return _solution(corrected, f"an observed {mean} at reliability {reliability}")


def revealed(share: float, sensitivity: float) -> float:
    """True share when only a part of those who accept say so, and nobody fakes acceptance.

    Parameters
    ----------
    share : float
        Observed proportion in [0, 1].
    sensitivity : float
        Part of true accepters who say yes, above 0 and at most 1; the others hide.

    Returns
    -------
    float
        share / sensitivity, a proportion in [0, 1].

    Raises
    ------
    ValueError
        If more than everyone would have to accept.

    References
    ----------
    Rogan & Gladen (1978) with a specificity of one.

    Examples
    --------
    >>> round(revealed(0.34, 0.85), 3)
    0.4
    """
    return rogan_gladen(share, sensitivity, 1.0)


def rogan_gladen(share: float, sensitivity: float = 1.0, specificity: float = 1.0) -> float:
    """True share when some hide acceptance and some fake it.

    Parameters
    ----------
    share : float
        Observed proportion in [0, 1].
    sensitivity, specificity : float
        Part of true accepters who say yes and of true refusers who say no, in [0, 1]. Their sum is
        above one: an answer that tells less than a coin cannot be undone.

    Returns
    -------
    float
        (share + specificity - 1) / (sensitivity + specificity - 1), a proportion in [0, 1].

    Raises
    ------
    ValueError
        For values outside these ranges and when no true share in [0, 1] fits.

    References
    ----------
    Rogan & Gladen (1978).

    Examples
    --------
    >>> round(rogan_gladen(0.34, sensitivity=0.9, specificity=0.9), 3)
    0.3
    """
    for value in (share, sensitivity, specificity):
        shares.proportion(value)
    if sensitivity + specificity <= 1:
        raise ValueError(
            f"Sensitivity {sensitivity} and specificity {specificity} must add up to more than one."
        )
    true = (share + specificity - 1) / (sensitivity + specificity - 1)
    return _solution(
        true, f"an observed {share} at sensitivity {sensitivity} and specificity {specificity}"
    )


def non_response_bounds(share: float, response_rate: float) -> tuple[float, float]:
    """Smallest and largest share of the whole sample when nothing is known of those who refused.

    Parameters
    ----------
    share : float
        Proportion among those who answered, in [0, 1].
    response_rate : float
        Part of the sample that answered, above 0 and at most 1.

    Returns
    -------
    low, high : float
        Proportions: all who refused say no, or all say yes.

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    Manski (1989).

    Examples
    --------
    >>> low, high = non_response_bounds(0.34, 0.5)
    >>> round(low, 2), round(high, 2)
    (0.17, 0.67)
    """
    shares.proportion(share)
    if not 0 < response_rate <= 1:
        raise ValueError(f"A response rate lies above 0 and at most at 1, not at {response_rate}.")
    return share * response_rate, share * response_rate + 1 - response_rate


def tipping_sensitivity(share: float, reliability: float = 1.0, target: float = 0.5) -> float:
    """Sensitivity at which the true share reaches a target.

    Parameters
    ----------
    share : float
        Observed proportion in [0, 1].
    reliability : float
        As for `swap_rate`; at 1 nobody is careless.
    target : float
        Proportion above 0 and at most 1.

    Returns
    -------
    float
        The share without careless answers divided by the target, a proportion; one minus it is
        the part of true accepters that must hide.

    Raises
    ------
    ValueError
        If the target is reached without anyone hiding, and as `corrected_mean`.

    References
    ----------
    Rogan & Gladen (1978) solved for the sensitivity, after the correction of `corrected_mean`.

    Examples
    --------
    >>> round(tipping_sensitivity(0.34), 2)
    0.68
    """
    if not 0 < target <= 1:
        raise ValueError(f"A target is a proportion above 0 and at most 1, not {target}.")
    corrected = corrected_mean(share, reliability)
    if corrected > target:
        raise ValueError(f"A share of {corrected:.3f} is above {target} with nobody hiding.")
    return corrected / target


def tipping_grid(share: float, reliability=None, hidden=None) -> pd.DataFrame:
    """Implied acceptance for every pair of reliability and hidden acceptance.

    Parameters
    ----------
    share : float
        Observed proportion in [0, 1].
    reliability : array_like, optional
        Values above 0.5 and at most 1, by default 0.60 to 1 in steps of 0.01.
    hidden : array_like, optional
        Parts of true accepters who hide, from 0 to below 1, by default 0 to 0.40 in steps of 0.01.

    Returns
    -------
    DataFrame
        One row per pair, hidden varying fastest: `reliability`, `hidden`, `implied` (a proportion,
        missing where no true share in [0, 1] fits) and `majority` (bool, implied above one half).

    Raises
    ------
    ValueError
        For values outside these ranges.

    References
    ----------
    `corrected_mean` and then `revealed`; the module says why in this order.

    Examples
    --------
    >>> tipping_grid(0.34, reliability=[1.0], hidden=[0.0, 0.4]).round(2)
       reliability  hidden  implied  majority
    0          1.0     0.0     0.34     False
    1          1.0     0.4     0.57      True
    """
    reliability = np.linspace(0.6, 1, 41) if reliability is None else np.asarray(reliability)
    hidden = np.linspace(0, 0.4, 41) if hidden is None else np.asarray(hidden)
    if np.any((hidden < 0) | (hidden >= 1)):
        raise ValueError("The part that hides lies between 0 and 1, below 1.")
    shares.proportion(share)
    tau = np.array([swap_rate(value) for value in reliability])
    implied = np.divide.outer((share - tau) / (1 - 2 * tau), 1 - hidden).ravel()
    implied = np.where((implied >= 0) & (implied <= 1), implied, np.nan)
    return pd.DataFrame(
        {
            "reliability": np.repeat(reliability, len(hidden)),
            "hidden": np.tile(hidden, len(reliability)),
            "implied": implied,
            "majority": implied > 0.5,
        }
    )


def _solution(value, observed):
    # Rounding alone must not turn a limit such as exactly one into "impossible".
    if not -1e-12 <= value <= 1 + 1e-12:
        sentence = f"No true share between 0 and 1 explains {observed}."
        raise Impossible(sentence, float(np.clip(value, 0, 1)))
    return float(np.clip(value, 0, 1))
