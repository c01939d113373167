"""What would have to hold for delay to pay? The models over their parameters, drawn.

Everything here is SYNTHETIC: the parameters are chosen to show what a mechanism needs, none is
estimated, and every picture says so. The models themselves are in `moscow_aims.methods.games`.
"""

import math

import numpy as np
import pandas as pd

from moscow_aims.drawing import marks, theme
from moscow_aims.methods.games import (
    commitment,
    learning,
    mediator,
    reputation,
    resurrection,
    rubinstein,
)

SOURCE = "own-computation"
DISCLAIMER = "illustration, not estimate"

OFFICE = 3.0  # largest value of office drawn, in shares of the prize
LONGEST = 30  # longest wait drawn, rounds
BELIEFS = {
    "russia": (theme.SYNTHETIC, "-", "Russia"),
    "other": (theme.GREY, "--", "the other side"),
}

# Sub-claim, model that delivers it, model or finding against it, what would tell them apart.
RIVALS = [
    (
        "The impatient side concedes more",
        "Alternating offers, at once (Rubinstein 1982); stubborn types, after some delay "
        "(Abreu & Gul 2000)",
        "With an uncertain deadline and rare types of fixed demands, patience drops out "
        "(Fanning 2016)",
        "Who moved, how far, and whether deals bunch at deadlines",
    ),
    (
        "The more eager the mediator, the longer the wait",
        "Growing offers (our construction), as long as the offer is far from its cap",
        "The same model beyond its hump, or where waiting pays by itself",
        "Dated offers on one scale: did later ones give Moscow more?",
    ),
    (
        "Unenforced deadlines lengthen the delay",
        "Growing offers with a belief in enforcement, if the offer stands still",
        "The same model with growing offers, where each deadline bites; durable settlements go "
        "with little time pressure (Pinfari 2011)",
        "Answers before and after each deadline, and what was on offer",
    ),
    (
        "Talks serve the war",
        "Insincere talks under outside pressure while the battlefield is undecided (Min 2025)",
        "The same finding: where the battlefield favours one side, talks are more often sincere",
        "Whether answers change with the front",
    ),
    (
        "The ruler gains where the state loses",
        "A leader's stake (Goemans 2000); punishment after defeat (Debs & Goemans 2010)",
        "Only where settling costs office; a ruler who survives a modest deal settles "
        "(Goemans 2000). Personal rule goes with starting wars (Weeks 2012), which is another "
        "question. Payments can buy a leader off unless his bias is strong (Jackson & Morelli "
        "2007)",
        "Evidence on what a modest deal would cost the ruler",
    ),
    (
        "There is no promise not to attack again",
        "Commitment (Fearon 1995; Powell 2006)",
        "It cuts both ways: it explains Kyiv's refusal without any motive in Moscow",
        "Whether answers change with the guarantee on offer",
    ),
    (
        "Rival: both still expect more from fighting",
        "Learning (Filson & Werner 2002; Slantchev 2003; Powell 2004)",
        "Information explains long wars poorly (Powell 2006); rivals who learn may stand firm "
        "until late (Langlois & Langlois 2012)",
        "Whether demands converge as battles are fought, which speaks for learning; standing "
        "demands rule out its simplest form only",
    ),
]


def patience(own, other) -> pd.DataFrame:
    """Shares that the alternating-offers game gives Russia when it offers first, always at once.

    own, other: discount factors a round of Russia and of the other side, each in (0, 1).
    Returns one row per pair: `own`, `other`, `share` of the prize.
    Raises ValueError for other values. Source: Rubinstein (1982).
    """
    rows = [(d1, d2, float(rubinstein.first_share(d1, d2))) for d2 in other for d1 in own]
    return _table(rows, ["own", "other", "share"])


def waits(delta, etas, x0, worths=(0,), cap=1) -> pd.DataFrame:
    """How many rounds Russia waits while a mediator's offers grow by eta a round.

    delta: discount factor a round.   etas: concessions a round, > 0.   x0: first offer.
    worths: what waiting for ever is worth, phi / (1 - delta), in shares of the prize.
    cap: the most that is ever offered.
    Returns one row per worth and eta: `worth`, `eta`, `rounds` (math.inf: never accepts).
    Raises ValueError as `mediator.holdout_rounds` does.
    """
    rows = [
        (worth, eta, float(mediator.holdout_rounds(x0, eta, delta, worth * (1 - delta), cap)))
        for worth in worths
        for eta in etas
    ]
    return _table(rows, ["worth", "eta", "rounds"])


def deadlines(K, seen, a, b, first, x0, eta, delta) -> pd.DataFrame:
    """Whether the next deadline bites after some that were not enforced.

    K: cost of a round after an enforced refusal.   seen: numbers of idle deadlines seen.
    a, b: Beta prior of enforcement.   first: round of the first deadline; each next one falls a
    round later.   x0, eta, delta: as for `mediator.offer`.
    Returns one row per number: `seen`, `belief` in enforcement, the belief needed if the offer
    stands still (`fixed`) and if it grows from deadline to deadline (`growing`), and whether the
    deadline bites in either case (`bites_fixed`, `bites_growing`).
    Raises ValueError as the functions of `mediator` do.
    """
    fixed = mediator.enforcement_threshold(first, x0, eta, delta, K)
    rows = []
    for n in seen:
        belief = mediator.enforcement_belief(n, a, b)
        growing = mediator.enforcement_threshold(first + n, x0, eta, delta, K)
        needs = float(fixed), float(growing)
        rows.append((n, belief, *needs, *(belief >= need for need in needs)))
    columns = ["seen", "belief", "fixed", "growing", "bites_fixed", "bites_growing"]
    return _table(rows, columns)


def stake(s_settle, offices, betas, **war) -> pd.DataFrame:
    """What settling and fighting are worth to a leader, over the value of his office.

    s_settle: his chance to stay in office after a modest deal.   offices: values of office, in
    shares of the prize.   betas: payoffs a period of being in office at war.
    war: the other arguments of `resurrection.fights`.
    Returns one row per beta and office: `beta`, `office`, `settle`, `fight`, `fights`.
    Raises ValueError as the functions of `resurrection` do.
    """
    x, phi = war["x"], war["phi"]
    gamble = {name: value for name, value in war.items() if name != "x"}
    rows = []
    for beta in betas:
        for office in offices:
            settle = resurrection.settle_value(x=x, s_settle=s_settle, phi=phi, B=office)
            fight = resurrection.fight_value(**gamble, B=office, beta=beta)
            rows.append((beta, office, settle, fight, fight > settle))
    return _table(rows, ["beta", "office", "settle", "fight", "fights"])


def promises(guarantee, later, p1, delta, d) -> pd.DataFrame:
    """What peace is worth to the side that a truce weakens, over how far it would be weakened.

    guarantee: part of the decline that guarantees cancel for good, in [0, 1].
    later: its chances in a war after a truce without guarantees, from 0 to p1.
    p1, delta, d: as for `commitment.war`.
    Returns one row per chance: `later`, `kept` (the chance with the guarantee), `peace`, `war`
    (values a period) and `fights`.
    Raises ValueError for a guarantee outside [0, 1] and as the functions of `commitment` do.
    """
    if not 0 <= guarantee <= 1:
        raise ValueError(f"The guarantee is {guarantee}; it must lie between 0 and 1.")
    rows = []
    for p2 in later:
        # Rounding must not lift the chance above the one that it is measured from.
        kept = min(p1, p2 + guarantee * (p1 - p2))
        values = commitment.peace_value(kept, delta, d), commitment.fight_value(p1, d)
        rows.append((p2, kept, *values, commitment.war(p1, kept, delta, d)))
    return _table(rows, ["later", "kept", "peace", "war", "fights"])


def beliefs(a_r, a_u, m, p, n, paths, seed) -> pd.DataFrame:
    """`learning.belief_paths` from a seed, with the source column that figures need."""
    rng = np.random.default_rng(seed)
    return learning.belief_paths(a_r, a_u, m, p, n, paths, rng).assign(source=SOURCE)


def stubbornness(*game) -> dict[str, float]:
    """The war of attrition in five numbers: `at_once`, `own`, `other`, `delay`, `lasting`.

    game: arguments of `reputation.payoffs`, Russia first. `at_once` is the chance that the other
    side concedes at the start, `own` and `other` the payoffs, `delay` the mean time to a deal if
    there is one, `lasting` the chance that there is none.
    """
    _, at_once = reputation.immediate_concessions(*game)
    own, other = reputation.payoffs(*game)
    last = max(reputation.exhaustion_times(*game))
    return {
        "at_once": at_once,
        "own": own,
        "other": other,
        "delay": reputation.mean_delay(*game),
        "lasting": reputation.no_deal(last, *game),
    }


def rivals() -> pd.DataFrame:
    """Which model delivers each part of the thesis of delay, and what speaks against it.

    Returns one row per sub-claim: `claim`, `delivered`, `limited`, `observable`, texts.
    """
    return pd.DataFrame(RIVALS, columns=["claim", "delivered", "limited", "observable"])


def survival_thresholds(betas, **war) -> list[float]:
    """For each office flow the chance to stay after a modest deal from which a leader settles.

    betas: payoffs a period of being in office at war.   war: as `resurrection.survival_threshold`.
    """
    return [float(resurrection.survival_threshold(**war, beta=beta)) for beta in betas]


def growth_pays_until(table: pd.DataFrame) -> tuple[float, float]:
    """The smallest concession with the longest wait, and that wait in rounds.

    table: rows of `waits` with one worth. Raises ValueError if a wait never ends.
    """
    if math.inf in set(table["rounds"]):
        raise ValueError("Some waits never end; a longest one cannot be named.")
    longest = table.loc[table["rounds"].idxmax()]
    return float(longest["eta"]), float(longest["rounds"])


def plot_patience(table: pd.DataFrame):
    """Russia's share over its patience, a line for each patience of the other side."""
    fig, ax = theme.figure(3.5, synthetic=True)
    for other, lines in zip(sorted(table["other"].unique()), ("-", "--", ":"), strict=False):
        rows = table[table["other"] == other]
        ax.plot(rows["own"], rows["share"], lines, color=theme.SYNTHETIC)
        at = rows.iloc[len(rows) // 2]
        name = f"other side's patience {other:g}"
        look = {"textcoords": "offset points", "ha": "right", "va": "bottom", "size": 10}
        ax.annotate(name, (at["own"], at["share"]), (-2, 3), **look)
    ax.set(xlabel="Russia's patience (discount factor a round)", ylabel="Russia's share")
    ax.set(xlim=(table["own"].min(), 1), ylim=(0, 1.12))
    _disclaim(ax, 0.02, 0.99, "top")
    return fig


def plot_waits(table: pd.DataFrame, cap: float, x0: float):
    """Rounds of waiting over eagerness, a line for each worth of waiting for ever."""
    fig, ax = theme.figure(3.8, synthetic=True)
    eta = np.linspace(table["eta"].min(), table["eta"].max(), 200)
    ax.plot(eta, (cap - x0) / eta, color=theme.LIGHT, linewidth=1.2)
    looks = (("o", theme.SYNTHETIC), ("s", theme.GREY))
    for (worth, rows), (marker, colour) in zip(table.groupby("worth"), looks, strict=False):
        name = f"waiting for ever is worth {worth:g}"
        look = {"color": colour, "markersize": 4, "linewidth": 1, "label": name}
        ax.plot(rows["eta"], rows["rounds"], f"{marker}-", **look)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.93), reverse=True)
    ax.annotate(
        "the offer reaches its cap",
        (eta[40], (cap - x0) / eta[40]),
        (6, 4),
        textcoords="offset points",
        size=10,
        color=theme.GREY,
    )
    ax.set(xlabel="Concession a round, in shares of the prize", ylabel="Rounds Russia waits")
    ax.set(xlim=(0, table["eta"].max() + 0.005), ylim=(-1, LONGEST))
    ax.set_yticks(range(0, LONGEST + 1, 5))
    _disclaim(ax, 0.98, 0.97, "top", "right")
    return fig


def plot_deadlines(table: pd.DataFrame):
    """Belief in enforcement against the belief needed; hollow where the deadline does not bite."""
    fig, ax = theme.figure(3.8, synthetic=True)
    seen = table["seen"]
    ax.plot(seen, table["belief"], color=theme.INK)
    for need, marker, lines in (("fixed", "s", "--"), ("growing", "o", "-")):
        ax.plot(seen, table[need], lines, color=theme.SYNTHETIC, linewidth=1.2)
        bites = table[f"bites_{need}"]
        for firm in (True, False):
            rows = table[bites == firm]
            marks.point(ax, rows["seen"], rows[need], marker, theme.SYNTHETIC, firm=firm)
    last = table.iloc[-1]
    marks.beside(ax, "belief", last["seen"], last["belief"])
    marks.beside(ax, "needed,\nsame offer", last["seen"], last["fixed"], theme.SYNTHETIC)
    marks.beside(ax, "needed,\noffers grow", last["seen"], last["growing"], theme.SYNTHETIC)
    ax.set(xlabel="Unenforced deadlines seen so far", ylabel="Probability of enforcement")
    ax.set(xlim=(-0.3, seen.max() + 2.3), ylim=(-0.1, 1.35))
    ax.set_xticks(seen)
    ax.set_yticks(np.linspace(0, 1, 6))
    key = "filled: bites, hollow: does not"
    ax.text(0.98, 0.88, key, transform=ax.transAxes, ha="right", size=10)
    _disclaim(ax, 0.98, 0.99, "top", "right")
    return fig


def plot_stake(table: pd.DataFrame):
    """The leader's values of settling and of fighting over the value of office."""
    fig, ax = theme.figure(3.8, synthetic=True)
    plain = table[table["beta"] == table["beta"].min()]
    _shade(ax, plain["office"], plain["settle"], plain["fight"])
    ax.plot(plain["office"], plain["settle"], "--", color=theme.INK, label="settle")
    for (beta, rows), look in zip(table.groupby("beta"), ("-", "-."), strict=False):
        name = "fight on, paid for war" if beta else "fight on"
        ax.plot(rows["office"], rows["fight"], look, color=theme.SYNTHETIC, label=name)
    fig.legend(loc="outside lower center", ncols=3, handlelength=2.6)
    ax.set(xlabel="Value of office, in shares of the prize", ylabel="Worth to the leader")
    ax.set(xlim=(0, OFFICE), ylim=(0, 1.6))
    ax.set_xticks(range(int(OFFICE) + 1))
    ax.text(0.02, 0.88, "shaded: he fights on", transform=ax.transAxes, size=10)
    _disclaim(ax, 0.02, 0.99, "top")
    return fig


def plot_promises(table: pd.DataFrame):
    """War and best peace for the side that a truce weakens, over its later strength."""
    fig, ax = theme.figure(3.8, synthetic=True)
    later = table["later"]
    ax.plot(later, table["war"], "--", color=theme.INK)
    ax.plot(later, table["peace"], color=theme.SYNTHETIC)
    _shade(ax, later, table["peace"], table["war"])
    marks.beside(ax, "war now", later.max(), table["war"].iloc[-1], va="top")
    marks.beside(
        ax, "best peace", later.max(), table["peace"].iloc[-1], theme.SYNTHETIC, va="bottom"
    )
    ax.set(xlabel="Kyiv's chance in a war after a bare truce", ylabel="Worth to Kyiv a period")
    ax.set(xlim=(0, later.max() * 1.27), ylim=(0, 0.8))
    ax.set_xticks(np.linspace(0, later.max(), 4))  # none beyond the lines, beside their names
    ax.text(0.02, 0.88, "shaded: Kyiv refuses", transform=ax.transAxes, size=10)
    _disclaim(ax, 0.02, 0.99, "top")
    return fig


def plot_beliefs(table: pd.DataFrame, cost: float):
    """Beliefs of both sides in simulated wars, and below the gap, which is the same in all."""
    fig, (above, below) = theme.figure(
        4.8, synthetic=True, nrows=2, sharex=True, height_ratios=[3, 2]
    )
    heights = {"russia": 0.96, "other": 0.25}  # clear of the paths
    for side, (colour, lines, name) in BELIEFS.items():
        for path, war in table.groupby("path"):
            width = 2.0 if path == 0 else 0.5
            above.plot(war["battle"], war[side], lines, color=colour, linewidth=width)
        above.text(0, heights[side], name, color=colour, size=10.5, va="center")
    one = table[table["path"] == 0]
    below.plot(one["battle"], one["gap"], color=theme.SYNTHETIC)
    below.axhline(cost, color=theme.INK, linestyle="--", linewidth=1)
    end = one[one["gap"] <= cost + 1e-9].iloc[0]
    marks.point(below, end["battle"], end["gap"], "o", theme.SYNTHETIC)
    settled = f"settled after {end['battle']:.0f} battles"
    marks.beside(below, settled, end["battle"], end["gap"] + 0.05)
    marks.beside(below, "cost of war", one["battle"].max(), cost + 0.025, side=-1, size=10)
    above.set(ylabel="Believed chance\nof Russia", ylim=(0.2, 1.12))
    below.set(xlabel="Battles fought", ylabel="Gap of\nbeliefs", ylim=(0, 0.45))
    _disclaim(above, 0.98, 0.99, "top", "right")
    return fig


def _shade(ax, x, peaceful, warlike):
    ax.fill_between(x, peaceful, warlike, warlike > peaceful, interpolate=True, color=theme.LIGHT)


def _disclaim(ax, x, y, va, ha="left"):
    text = f"SYNTHETIC: {DISCLAIMER}"
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, size=10, color=theme.GREY)


def _table(rows, columns) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).assign(source=SOURCE)
