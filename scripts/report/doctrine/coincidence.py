"""Do acts follow steps more often than chance? Event coincidence analysis of two lists of dates.

Steps (the alliance's, say) are taken as given; acts (uses of force, disputes) are what chance
distributes. Time is a grid of whole months or days. An act *coincides* when it falls into the
window of at least one step: `after` a step into the periods lag, lag + 1, ..., lag + window - 1
counted from the step's own, `before` a step into the same periods counted backwards. With lag 0
the window begins with the step's own period, whatever the order of the two within it; lag 1
leaves that period out. A coincidence is not a cause.

Source: Donges, Schleussner, Siegmund & Donner (2016), whose series A are our acts and B our steps:
their precursor rate is the share of acts with a step before them, their trigger rate the share of
steps with an act after them.
"""

import numpy as np
import pandas as pd
from scipy import stats

WINDOWS = (6, 12, 24)
FREQUENCIES = {"month": "M", "day": "D"}
SIGNS = {"after": 1, "before": -1}


def null_probability(window, periods, n_steps, lag=0):
    """Chance that one act, placed at random, falls into the window of at least one step.

    p0 = 1 - (1 - window / (periods - lag)) ** n_steps: the steps, too, are placed at random, and
    windows that pass the end of the study are counted whole.
    window, lag: periods, window >= 1, lag >= 0.   periods: length of the study.
    n_steps: number of steps, >= 0. Numbers or arrays.
    Raises ValueError for values outside these ranges or a window longer than the study.
    Source: Donges and others (2016), Poisson null hypothesis.
    """
    window, periods, n_steps, lag = map(np.asarray, (window, periods, n_steps, lag))
    if np.any(window < 1) or np.any(lag < 0) or np.any(n_steps < 0):
        raise ValueError("A window has at least one period; lag and number of steps are >= 0.")
    if np.any(window + lag > periods):
        raise ValueError("The window with its lag is longer than the study.")
    return (1 - (1 - window / (periods - lag)) ** n_steps)[()]


def coincidences(
    steps, acts, start, end, windows=WINDOWS, direction="after", lag=0, unit="month"
) -> pd.DataFrame:
    """Acts in the windows of steps, and how often chance would bring as many, for every window.

    steps, acts: dates (a column of a table); both lists within the study. Steps of one period
    count as one step; every act counts.
    start, end: first and last day of the study.   unit: "month" or "day" (no finer than the dates).
    windows, lag: in units.   direction: where acts are looked for, "after" or "before" steps.

    Returns one row per window, none singled out:
    `window`, `direction`, `lag`, `periods`, `steps`, `acts`   what was counted;
    `steps_cut`        steps whose window passes the edge of the study, so that acts are missed;
    `covered`          share of the periods that lie in the window of some step;
    `count`, `share`   acts that coincide (precursor rate);
    `expected`         mean count over all shifts, acts * covered;
    `low`, `high`      middle 95 % of the counts over all shifts;
    `steps_met`, `steps_share`         steps with an act in their window (trigger rate);
    `rate_inside`, `rate_outside`      acts per period in and outside the windows;
    `p0`, `p_binomial`      `null_probability` and the chance of `count` or more out of `acts`:
                            assumes independent acts and takes no notice of where the steps lie;
    `p_shift`, `p_shift_two_sided`     exact circular-shift test: the share of all shifts of the
                            acts, the observed position among them, with as many or more (with as
                            large a distance from `expected`). Acts keep their own clustering;
    `holm_binomial`, `holm_shift`, `holm_shift_two_sided`      Holm's adjustment over the windows.
    The price of the shift test: acts that follow at one fixed delay keep it under all shifts that
    stay within the window, so its p cannot fall below about window / periods; and it takes the rate
    and the clustering of the acts for steady over the study.
    Raises ValueError for missing dates, dates outside the study, no step, no act, an unknown unit
    or direction, or an impossible window.
    Source: Donges and others (2016); Holm (1979).
    """
    periods = _length(start, end, unit)
    step_at = np.unique(_positions(steps, start, end, unit))
    act_at = _positions(acts, start, end, unit)
    counts = np.bincount(act_at, minlength=periods)
    rows = []
    for window in windows:
        reach = _reach(step_at, window, lag, direction)
        inside = _inside(reach, periods)
        p0 = null_probability(window, periods, len(step_at), lag)
        orbit = _orbit(counts, inside)
        count = int(orbit[0])
        p_shift, p_two_sided = _shift_p(orbit)
        low, high = np.quantile(orbit, [0.025, 0.975], method="inverted_cdf").astype(int)
        within = (reach >= 0) & (reach < periods)
        met = (within & (counts[np.clip(reach, 0, periods - 1)] > 0)).any(axis=1)
        row = {"window": window, "direction": direction, "lag": lag, "periods": periods}
        row |= {"steps": len(step_at), "acts": len(act_at)}
        row |= {"steps_cut": int((~within).any(axis=1).sum()), "covered": inside.mean()}
        row |= {"count": count, "share": count / len(act_at)}
        row |= {"expected": len(act_at) * inside.mean(), "low": low, "high": high}
        row |= {"steps_met": int(met.sum()), "steps_share": met.mean()}
        row |= {"rate_inside": count / inside.sum()}
        row |= {"rate_outside": _ratio(len(act_at) - count, (~inside).sum())}
        row |= {"p0": p0, "p_binomial": stats.binom.sf(count - 1, len(act_at), p0)}
        rows.append(row | {"p_shift": p_shift, "p_shift_two_sided": p_two_sided})
    table = pd.DataFrame(rows)
    tests = ["binomial", "shift", "shift_two_sided"]
    return table.assign(**{f"holm_{test}": holm(table[f"p_{test}"]) for test in tests})


def waits(steps, acts, unit="month") -> pd.DataFrame:
    """How long after the last step each act came, one row per act in order of date.

    steps, acts: dates.   unit: "month" or "day".
    Returns `act`, `step` (the last one whose period is not after the act's) and `wait`, whole units
    (Int64); both missing for acts before the first step. Within one month the step may be the later
    of the two: its date shows it. An act coincides after a step at lag 0 if wait < window.
    Raises ValueError for missing dates or an unknown unit.
    """
    step = pd.DataFrame({"step": _dates(steps)}).sort_values("step")
    act = pd.DataFrame({"act": _dates(acts)}).sort_values("act")
    step["period"], act["period"] = _ordinals(step["step"], unit), _ordinals(act["act"], unit)
    step["since"] = step["period"]
    found = pd.merge_asof(act, step, on="period")
    wait = (found["period"] - found["since"]).astype("Int64")
    return found.assign(wait=wait)[["act", "step", "wait"]]


def holm(p):
    """Holm's step-down adjusted p values, at most 1, in the order given.

    p: numbers in [0, 1]; in an array of more dimensions each row of the last is a family.
    Source: Holm (1979).
    """
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, axis=-1, kind="stable")
    steps = np.take_along_axis(p, order, axis=-1) * np.arange(p.shape[-1], 0, -1)
    adjusted = np.empty_like(p)
    np.put_along_axis(adjusted, order, np.maximum.accumulate(steps, axis=-1), axis=-1)
    return np.minimum(adjusted, 1)


def binomial_power(
    n_steps, n_acts, periods, windows=WINDOWS, true_share=0.7, level=0.05
) -> pd.DataFrame:
    """What a handful of acts could show: power of the binomial test, by formula, for every window.

    n_steps, n_acts: numbers of steps and acts.   periods: length of the study.
    true_share: share of acts that fall into a window if the claim holds, in [0, 1].
    level: size the test may not exceed.
    Returns `window`, `p0`, `needed` (fewest coincidences that reach the level; missing if not even
    all acts do), `size` (chance of that many under p0) and `power` (under `true_share`).
    Raises ValueError as `null_probability`, and for a share or level outside [0, 1].
    Source: binomial null of Donges and others (2016).
    """
    if not (0 <= true_share <= 1 and 0 <= level <= 1):
        raise ValueError("The true share and the level are proportions between 0 and 1.")
    windows = np.asarray(windows)
    p0 = null_probability(windows, periods, n_steps)
    number = np.arange(n_acts + 1)
    tail = stats.binom.sf(number - 1, n_acts, p0[:, None])
    enough = tail <= level
    possible, needed = enough.any(axis=1), enough.argmax(axis=1)
    return pd.DataFrame(
        {
            "window": windows,
            "p0": p0,
            "needed": pd.array(np.where(possible, needed, 0), dtype="Int64"),
            "size": np.where(possible, tail[np.arange(len(windows)), needed], 0.0),
            "power": np.where(possible, stats.binom.sf(needed - 1, n_acts, true_share), 0.0),
        }
    ).assign(needed=lambda table: table["needed"].where(possible))


def power(
    steps,
    n_acts,
    start,
    end,
    ratios=(1.0, 1.5, 2.0, 3.0),
    windows=WINDOWS,
    direction="after",
    lag=0,
    unit="month",
    level=0.05,
    simulations=1000,
    seed=2025,
) -> pd.DataFrame:
    """SYNTHETIC: how often the circular-shift test would notice that steps multiply the rate.

    Simulated acts are a Poisson process, given their number: the rate is `ratio` times as high in
    the window of a step as elsewhere. Real acts cluster, so real power is lower than this.

    n_acts: number of acts, >= 1.   ratios: rate ratios >= 0; 1 gives the size.
    level: of the test.   simulations: per window and ratio.   seed: of numpy's default generator.
    Other arguments and errors as for `coincidences`. Memory: some 50 bytes * simulations * periods.
    Returns one row per `window` (the one in which the rate is raised) and `ratio`:
    `power`, `power_two_sided`   shares of simulations with p_shift, p_shift_two_sided <= level in
                                 that window, were it the only one looked at;
    `power_holm`                 the same with holm_shift over all `windows`;
    `any_holm`                   share with holm_shift <= level in any window: at ratio 1 the chance
                                 of a false alarm in the whole table;
    `standard_error`             of `power`, from the number of simulations (`simulations`).
    """
    if n_acts < 1 or min(ratios) < 0:
        raise ValueError("Power needs at least one act and rate ratios that are not negative.")
    periods = _length(start, end, unit)
    step_at = np.unique(_positions(steps, start, end, unit))
    for window in windows:
        null_probability(window, periods, len(step_at), lag)
    inside = [_inside(_reach(step_at, w, lag, direction), periods) for w in windows]
    rng = np.random.default_rng(seed)
    rows = []
    for position, window in enumerate(windows):
        for ratio in ratios:
            weight = np.where(inside[position], ratio, 1.0)
            if not weight.sum():
                raise ValueError("A ratio of 0 leaves no room: the windows cover the whole study.")
            acts = rng.multinomial(n_acts, weight / weight.sum(), size=simulations)
            tests = [_shift_p(_orbit(acts, wake)) for wake in inside]
            one_sided = np.column_stack([p for p, _ in tests])
            adjusted = holm(one_sided) <= level
            share = (one_sided[:, position] <= level).mean()
            row = {"window": window, "ratio": ratio, "power": share}
            row |= {"power_two_sided": (tests[position][1] <= level).mean()}
            row |= {"power_holm": adjusted[:, position].mean()}
            row |= {"any_holm": adjusted.any(axis=1).mean()}
            row |= {"standard_error": np.sqrt(share * (1 - share) / simulations)}
            rows.append(row | {"simulations": simulations})
    return pd.DataFrame(rows)


def _dates(dates):
    dates = pd.Series(pd.to_datetime(dates)).reset_index(drop=True)
    if dates.isna().any():
        raise ValueError("Every step and every act needs a date; leave out those without one.")
    return dates


def _ordinals(dates, unit):
    """Running numbers of the periods that hold the dates."""
    if unit not in FREQUENCIES:
        raise ValueError(f"The unit of time is 'month' or 'day', not {unit!r}.")
    return pd.PeriodIndex(dates, freq=FREQUENCIES[unit]).astype("int64").to_numpy()


def _length(start, end, unit):
    first, last = _ordinals(_dates([start, end]), unit)
    if last < first:
        raise ValueError("The study ends before it starts.")
    return int(last - first + 1)


def _positions(dates, start, end, unit):
    """Periods since the start of the study."""
    dates = _dates(dates)
    if dates.empty:
        raise ValueError("Coincidences need at least one step and one act.")
    outside = dates[(dates < pd.Timestamp(start)) | (dates > pd.Timestamp(end))]
    if not outside.empty:
        raise ValueError(f"{outside.iloc[0]:%Y-%m-%d} lies outside the study.")
    return _ordinals(dates, unit) - _ordinals(_dates([start]), unit)[0]


def _reach(step_at, window, lag, direction):
    """Periods in each step's window, steps by window, also those beyond the study."""
    if direction not in SIGNS:
        raise ValueError(f"Acts are looked for 'after' or 'before' steps, not {direction!r}.")
    return step_at[:, None] + SIGNS[direction] * np.arange(lag, lag + window)


def _inside(reach, periods):
    """Whether each period of the study lies in the window of some step."""
    inside = np.zeros(periods, dtype=bool)
    inside[reach[(reach >= 0) & (reach < periods)]] = True
    return inside


def _orbit(counts, inside):
    """Coincidences after every circular shift of the acts: last axis shift 0 (observed), 1, ...

    The windows stay where they are and end at the edge of the study; the test is exact for any
    statistic as long as only the acts are shifted. Correlation by Fourier transform: all shifts
    of thousands of simulated series at once.
    """
    spectrum = np.conj(np.fft.rfft(counts, axis=-1)) * np.fft.rfft(inside.astype(float))
    return np.rint(np.fft.irfft(spectrum, n=len(inside), axis=-1))


def _shift_p(orbit):
    """One-sided and two-sided p over the shifts in the last axis, the first being the observed."""
    observed, mean = orbit[..., :1], orbit.mean(axis=-1, keepdims=True)
    # The mean is a fraction: without the margin equal distances could compare as unequal.
    far = np.abs(orbit - mean) >= np.abs(observed - mean) - 1e-9
    return (orbit >= observed).mean(axis=-1), far.mean(axis=-1)


def _ratio(count, periods):
    return count / periods if periods else np.nan
