"""What would have to hold for delay to pay? The models over their parameters, drawn.

Everything here is SYNTHETIC: the parameters are chosen to show what a mechanism needs, none is
estimated, and every picture says so. The models themselves are in `moscow_aims.methods.games`.
"""

import math

import numpy as np
import pandas as pd

from moscow_aims.drawing import marks, theme
from moscow_aims.methods.games import mediator, resurrection

SOURCE = "own-computation"
DISCLAIMER = "illustration, not estimate"

LONGEST = 30  # longest wait drawn, rounds
ARROW = {"arrowprops": {"arrowstyle": "-", "color": theme.GREY}}

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
        "The same model beyond its peak, or where the war itself pays",
        "Dated offers on one scale: did later ones give Moscow more?",
    ),
    (
        "Unenforced deadlines lengthen the delay",
        "Growing offers with a belief in enforcement, if the offer stands still",
        "The same model with growing offers, where each deadline works; durable settlements go "
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
        "A missing promise, the commitment problem (Fearon 1995; Powell 2006)",
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


def wait_numbers(table: pd.DataFrame) -> dict[str, tuple]:
    """What words say of the waits, as `prose.give` takes it; concessions in per cent.

    table: as `waits` gives it for two worths, of which the larger is that of a war that pays.
    """
    free, paid = (rows.set_index("eta")["rounds"] for _, rows in table.groupby("worth"))
    step, peak = growth_pays_until(free.reset_index())
    waits = {"first": free.iloc[0], "peak": peak, "last": free.iloc[-1]}
    waits |= {"paid_first": paid.iloc[0], "paid_last": paid.iloc[-1], "peak_step": 100 * step}
    return {name: (value, ".0f") for name, value in waits.items()}


def deadline_numbers(table: pd.DataFrame) -> dict[str, tuple]:
    """How many of the deadlines are ignored, and the belief needed in per cent, for `prose.give`.

    table: as `deadlines` gives it.
    """
    ignored = {
        f"ignored_{need}": (str((~table[f"bites_{need}"]).sum() or "none"),)
        for need in ("fixed", "growing")
    }
    return ignored | {"need": (100 * table["fixed"].iloc[0], ".0f")}


def office_thresholds(offices, beta: float, **war) -> pd.DataFrame:
    """The chance to stay in office after a modest deal from which on a ruler settles.

    offices: values of office, in shares of the prize, above 0.   beta: what a period of being in
    office at war pays him.   war: as `resurrection.survival_threshold`.
    Returns one row per office: `office`, `unpaid` and, with beta, `paid`; outside [0, 1] he
    settles or fights in any case.
    Raises ValueError as `resurrection.survival_threshold` does.
    """
    rows = [
        (B, *(resurrection.survival_threshold(**war, B=B, beta=flow) for flow in (0, beta)))
        for B in offices
    ]
    return _table(rows, ["office", "unpaid", "paid"])


def safe_at_any_price(*, win, lose, delta, s_win, s_lose, **_) -> float:
    """The chance to stay in office after a deal from which on the worth of office ends a war.

    Arguments as of `resurrection.fight_value`; the others of a war do not matter here.
    Returns a proportion. Raises ValueError as `resurrection.fight_value` does.
    """
    game = {"win": win, "lose": lose, "delta": delta, "s_win": s_win, "s_lose": s_lose}
    return float(resurrection.fight_value(**game, kappa=0, phi=0, B=1))


def rivals() -> pd.DataFrame:
    """Which model delivers each part of the thesis of delay, and what speaks against it.

    Returns one row per sub-claim: `claim`, `delivered`, `limited`, `observable`, texts.
    """
    return pd.DataFrame(RIVALS, columns=["claim", "delivered", "limited", "observable"])


def growth_pays_until(table: pd.DataFrame) -> tuple[float, float]:
    """The smallest concession with the longest wait, and that wait in rounds.

    table: rows of `waits` with one worth. Raises ValueError if a wait never ends.
    """
    if math.inf in set(table["rounds"]):
        raise ValueError("Some waits never end; a longest one cannot be named.")
    longest = table.loc[table["rounds"].idxmax()]
    return float(longest["eta"]), float(longest["rounds"])


def plot_waits(table: pd.DataFrame, cap: float, x0: float):
    """Rounds of waiting over eagerness in per cent, a line for each worth of waiting for ever."""
    fig, ax = theme.figure(3.6, synthetic=True)
    eta = np.linspace(table["eta"].min(), table["eta"].max(), 200)
    ax.plot(100 * eta, (cap - x0) / eta, color=theme.LIGHT, linewidth=1.2)
    looks = (("o", theme.SYNTHETIC), ("s", theme.GREY))
    for (worth, rows), (marker, colour) in zip(table.groupby("worth"), looks, strict=False):
        name = "if the war itself pays" if worth else "if only the offers pay"
        look = {"color": colour, "markersize": 4, "linewidth": 1, "label": name}
        ax.plot(100 * rows["eta"], rows["rounds"], f"{marker}-", **look)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0.93), reverse=True)
    at, off = (100 * eta[40], (cap - x0) / eta[40]), {"textcoords": "offset points"}
    ax.annotate("the whole prize is on offer", at, (6, 4), color=theme.GREY, size=10, **off)
    ax.set(xlabel="Added to the offer each round, % of the prize", ylabel="Rounds Russia waits")
    ax.set(xlim=(0, 100 * table["eta"].max() + 0.5), ylim=(-1, LONGEST))
    ax.set_yticks(range(0, LONGEST + 1, 5))
    _disclaim(ax, 0.98, 0.97, "top", "right")
    return fig


def plot_deadlines(table: pd.DataFrame):
    """Belief in enforcement against the belief needed, in per cent; a cross: it is ignored."""
    fig, ax = theme.figure(3.6, synthetic=True)
    seen, last = table["seen"], table.iloc[-1]
    ax.plot(seen, 100 * table["belief"], color=theme.INK)
    marks.beside(ax, "belief", last["seen"], 100 * last["belief"])
    names = {"fixed": "needed,\nsame offer", "growing": "needed,\noffers grow"}
    for (need, name), lines in zip(names.items(), ("--", "-"), strict=True):
        ax.plot(seen, 100 * table[need], lines, color=theme.SYNTHETIC, linewidth=1.2)
        for obeyed, marker in ((True, "o"), (False, "x")):
            rows = table[table[f"bites_{need}"] == obeyed]
            marks.point(ax, rows["seen"], 100 * rows[need], marker, theme.SYNTHETIC)
        marks.beside(ax, name, last["seen"], 100 * last[need], theme.SYNTHETIC)
    ax.set(xlabel="Deadlines that passed without a penalty", ylabel="Chance of a penalty, %")
    ax.set(xlim=(-0.3, seen.max() + 2.3), ylim=(-10, 132), xticks=seen, yticks=range(0, 101, 20))
    ax.text(0.98, 0.88, "dot: obeyed, cross: ignored", transform=ax.transAxes, ha="right", size=10)
    _disclaim(ax, 0.98, 0.99, "top", "right")
    return fig


def plot_office(table: pd.DataFrame):
    """How safe a ruler must be after a modest deal to settle, in per cent, over what office is worth.

    table: `office` and the two thresholds `unpaid` and `paid`, proportions.
    """
    fig, ax = theme.figure(3.4, synthetic=True)
    office, unpaid, paid = table["office"], 100 * table["unpaid"], 100 * table["paid"]
    ax.fill_between(office, 0, unpaid.clip(lower=0), color=theme.SYNTHETIC, alpha=0.35, linewidth=0)
    ax.plot(office, unpaid, color=theme.SYNTHETIC)
    ax.plot(office, paid, "--", color=theme.SYNTHETIC)
    ax.text(1.9, 60, "he settles", ha="center", va="center", weight="bold")
    ax.text(1.9, 14, "he fights on", ha="center", va="center", weight="bold")
    ax.annotate("if war pays him, the border", (0.45, 45), (0.62, 78), size=10, **ARROW)
    ax.set(xlabel="What office is worth to him, in shares of the prize")
    ax.set(ylabel="Chance to stay in office\nafter a modest deal, %")
    ax.set(xlim=(0, office.max()), ylim=(0, 112), yticks=range(0, 101, 20))
    _disclaim(ax, 0.02, 0.99, "top")
    return fig


def _disclaim(ax, x, y, va, ha="left"):
    text = f"SYNTHETIC: {DISCLAIMER}"
    ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, size=10, color=theme.GREY)


def _table(rows, columns) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).assign(source=SOURCE)
