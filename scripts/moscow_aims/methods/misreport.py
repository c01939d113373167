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


def swap_rate(reliability: float) -> float:
    """Chance tau that a recorded choice is the opposite of the intended one.

    reliability: chance that a person answers a repeated task alike (IRR), in (0.5, 1].
    Two independent slips or none agree: IRR = tau^2 + (1 - tau)^2, so
    tau = (1 - sqrt(2 IRR - 1)) / 2, in [0, 0.5).
    Raises ValueError for a reliability that is no better than a coin, or above one.
    Source: Clayton, Horiuchi, Kaufman, King & Komisarchik, "Correcting Measurement Error Bias in
    Conjoint Survey Experiments".
    """
    if not 0.5 < reliability <= 1:
        raise ValueError(f"A reliability lies above 0.5 and at most at 1, not at {reliability}.")
    return float((1 - np.sqrt(2 * reliability - 1)) / 2)


def corrected_mean(mean: float, reliability: float) -> float:
    """Marginal mean (or share) without careless answers: (mean - tau) / (1 - 2 tau).

    mean: proportion in [0, 1].   reliability: in (0.5, 1].
    Raises ValueError when no mean in [0, 1] could be observed as `mean` at this reliability.
    Source: as `swap_rate`.
    """
    shares.proportion(mean)
    tau = swap_rate(reliability)
    corrected = (mean - tau) / (1 - 2 * tau)
    return _solution(corrected, f"an observed {mean} at reliability {reliability}")


def corrected_effect(effect: float, reliability: float) -> float:
    """AMCE or other difference of means without careless answers: effect / (1 - 2 tau).

    effect: difference of proportions in [-1, 1].   reliability: in (0.5, 1].
    Raises ValueError when the corrected effect would leave [-1, 1].
    Source: as `swap_rate`.
    """
    corrected = effect / (1 - 2 * swap_rate(reliability))
    if not abs(corrected) <= 1:
        raise ValueError(
            f"No effect between -1 and 1 explains an observed {effect} "
            f"at reliability {reliability}."
        )
    return float(corrected)


def revealed(share: float, sensitivity: float) -> float:
    """True share when only the part `sensitivity` of those who accept say so.

    share: observed proportion in [0, 1].   sensitivity: in (0, 1]; 1 - sensitivity hide.
    Nobody fakes acceptance. Raises ValueError when more than everyone would have to accept.
    Source: Rogan & Gladen (1978) with specificity one.
    """
    return rogan_gladen(share, sensitivity, 1.0)


def rogan_gladen(share: float, sensitivity: float = 1.0, specificity: float = 1.0) -> float:
    """True share when some hide acceptance and some fake it.

    share: observed proportion in [0, 1].   sensitivity: part of true accepters who say yes.
    specificity: part of true refusers who say no; 1 - specificity fake. Both in [0, 1], their
    sum above one (an answer that tells less than a coin cannot be undone).
    Returns (share + specificity - 1) / (sensitivity + specificity - 1).
    Raises ValueError for values outside these ranges and when no true share in [0, 1] fits.
    Source: Rogan & Gladen (1978).
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

    share: proportion among those who answered, in [0, 1].   response_rate: in (0, 1].
    Returns (low, high): all who refused say no, or all say yes.
    Raises ValueError for values outside these ranges.
    Source: Manski (1989).
    """
    shares.proportion(share)
    if not 0 < response_rate <= 1:
        raise ValueError(f"A response rate lies above 0 and at most at 1, not at {response_rate}.")
    return share * response_rate, share * response_rate + 1 - response_rate


def implied_acceptance(share: float, reliability: float, hidden: float) -> float:
    """True share behind `share` after undoing careless answers, then hidden acceptance.

    share: observed proportion in [0, 1].   reliability: in (0.5, 1].
    hidden: part of true accepters who hide it, in [0, 1).
    Returns (share - tau) / (1 - 2 tau) / (1 - hidden); the module says why in this order.
    Raises ValueError for values outside these ranges and when no true share in [0, 1] fits.
    """
    return revealed(corrected_mean(share, reliability), 1 - hidden)


def tipping_sensitivity(share: float, reliability: float = 1.0, target: float = 0.5) -> float:
    """Sensitivity at which the true share reaches `target`; 1 minus it is the part that must hide.

    share, reliability: as for `implied_acceptance`.   target: proportion in (0, 1].
    Returns the corrected share divided by the target, a proportion.
    Raises ValueError when the target is reached without anyone hiding.
    """
    if not 0 < target <= 1:
        raise ValueError(f"A target is a proportion above 0 and at most 1, not {target}.")
    corrected = corrected_mean(share, reliability)
    if corrected > target:
        raise ValueError(f"A share of {corrected:.3f} is above {target} with nobody hiding.")
    return corrected / target


def tipping_grid(share: float, reliability=None, hidden=None) -> pd.DataFrame:
    """Implied acceptance for every pair of reliability and hidden acceptance.

    share: observed proportion in [0, 1].
    reliability: values in (0.5, 1], by default 0.60 to 1 in steps of 0.01.
    hidden: parts of true accepters who hide, in [0, 1), by default 0 to 0.40 in steps of 0.01.
    Returns one row per pair, hidden varying fastest: `reliability`, `hidden`, `implied` (missing
    where no true share in [0, 1] fits) and `majority` (bool, implied above one half).
    Raises ValueError for values outside these ranges.
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
        raise ValueError(f"No true share between 0 and 1 explains {observed}.")
    return float(np.clip(value, 0, 1))
