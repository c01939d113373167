"""What do Ukrainians accept, and which clause moves them?

Polls come as the table `survey/polls`: one row per answer, `share` in per cent. Intervals cover
95 % and are drawn only where the number of people who heard a wording is known.
"""

from bisect import bisect_left

import numpy as np
import pandas as pd
from matplotlib.transforms import blended_transform_factory

from moscow_aims import poll_readings
from moscow_aims.drawing import marks, theme
from moscow_aims.methods import shares

WRAP = 28  # characters of a row label

STANDING = "kiis-territorial-concessions"
# Other versions of the standing question: who heard one of them may not have heard the question.
VERSIONS = ("kiis-what-counts-as-loss", "kiis-acquaintance")

# What counts as losing land, from the vaguest to the hardest.
LOSSES = {
    "unspecified": "“some territory”, nothing more said",
    "de-facto": "Russia holds land, nobody recognises it",
    "de-jure": "some land recognised as Russian",
    "cede-held-land": "handing over land that Ukraine holds",
}
ARMS = {
    ("kiis-ceasefire-guarantees", "none"): "no guarantees",
    ("kiis-ceasefire-guarantees", "eu-far"): "European troops, far away, not fighting",
    ("kiis-ceasefire-guarantees", "own-forces"): "own army, more arms, money",
    ("kiis-ceasefire-guarantees", "eu-front"): "European troops at the front, fighting",
    ("kiis-packages-2024", "keep-all-no-nato"): "Russia keeps all it holds; EU, no NATO",
    ("kiis-packages-2024", "unrecognised-loss-nato"): "land held, not recognised; EU and NATO",
    ("kiis-packages-2024", "nato-regain-south"): "south regained; EU and NATO",
    ("kiis-named-plans", "russian"): "Russian",
    ("kiis-named-plans", "us"): "US",
    ("kiis-named-plans", "europe-ukraine"): "Europe–Ukraine",
    ("kiis-what-counts-as-loss", "unspecified"): "“some territory”",
    ("kiis-what-counts-as-loss", "de-jure"): "recognised as Russian",
    ("kiis-what-counts-as-loss", "cede-held-land"): "land that Ukraine holds",
}

# Question, reference arm and the words for the reference.
CONTRASTS = (
    ("kiis-what-counts-as-loss", "de-facto", "Instead of Russian control that nobody recognises"),
    ("kiis-ceasefire-guarantees", "none", "Instead of a ceasefire without guarantees"),
    ("kiis-packages-2024", "keep-all-no-nato", "Instead of “Russia keeps all; EU, no NATO”"),
)

# Single terms of a peace that two other Ukrainian pollsters asked about.
TERMS = {
    "dif-give-up-nato": "renouncing NATO membership",
    "dif-army-600000": "a smaller army",
    "dif-recognise-occupied": "recognising occupied land as Russian",
    "razumkov-neutral-constitution": "neutrality in the constitution",
    "razumkov-withdraw-four-regions": "withdrawal from four regions",
    "razumkov-recognise-regions": "recognising regions and Crimea as Russian",
}

NEW_TEXTS = pd.Timestamp("2025-09-01")  # from here on KIIS read out other texts of the plans
PACKAGES = "Packages, June 2024"
PLANS = "Plans, author not named, texts until Aug 2025"
PLANS_NEW = "Plans, author not named, texts since Sep 2025"

# -- Tables ------------------------------------------------------------------------------------


def concessions(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """KIIS readings of readiness to give up some territory, oldest first.

    polls, sources: the tables `survey/polls` and `sources`.
    Returns the rows of `poll_readings.series` with `base` (people asked), `low` and `high` (per cent).
    Where part of the sample heard another version and the report does not say how many heard this
    one, the three are missing.
    """
    rows = poll_readings.series(polls, sources, STANDING)
    split = polls.loc[polls["question"].isin(VERSIONS), ["pollster", "field_start"]]
    shared = pd.MultiIndex.from_frame(rows[["pollster", "field_start"]]).isin(
        pd.MultiIndex.from_frame(split)
    )
    counted = rows.assign(n=rows["n"].mask(shared & rows["arm_n"].isna()))
    return shares.with_interval(counted, deff).assign(n=rows["n"]).reset_index(drop=True)


def wordings(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """What counts as losing land: accept and reject by kind of loss, reading by reading.

    Returns the rows with `group` (kind of loss), `label` (fieldwork), `firm` (see `poll_readings.dated`),
    `base`, `low`, `high` (missing where the number who heard the version is unknown) and `split`:
    is it documented that each respondent heard one randomly chosen version?
    """
    rows = _compared(polls[polls["question"] == "kiis-what-counts-as-loss"], sources, deff)
    split = rows["arm_n"].notna()
    months = _fieldwork(rows, "month")
    label = [when + ", random" * known for when, known in zip(months, split, strict=True)]
    rows = rows.assign(split=split, label=label, group=marks.named(rows["arm"], LOSSES))
    return _in_groups(rows, LOSSES.values())


def guarantees(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Security guarantees: four ceasefire scenarios, then all Donbas in exchange for guarantees.

    Returns rows as `wordings`; a scenario whose result was not seen has no share.
    """
    scenarios = polls[polls["question"] == "kiis-ceasefire-guarantees"]
    unseen = scenarios["share"].isna()
    unseen = scenarios[unseen].assign(firm=False)
    scenarios = pd.concat([_compared(scenarios, sources, deff), unseen])
    arms = [arm for question, arm in ARMS if question == "kiis-ceasefire-guarantees"]
    scenarios = scenarios.sort_values("arm", key=lambda arm: arm.map(arms.index), kind="stable")
    donbas = polls[(polls["question"] == "kiis-donbas-for-guarantees") & (polls["arm"] == "direct")]
    donbas = _compared(donbas, sources, deff)
    first = "Ceasefire at the front line, spring 2026, with"
    second = "All Donbas to Russia for guarantees, asked in"
    rows = pd.concat(
        [
            scenarios.assign(group=first, label=_arm_labels(scenarios)),
            donbas.assign(group=second, label=_fieldwork(donbas, "day")),
        ]
    )
    return rows.assign(split=True).reset_index(drop=True)


def packages(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Whole packages of June 2024 and plans read without their authors' names in 2025.

    Returns rows as `wordings`. Interim results are left out where final ones exist. The plans'
    texts changed in September 2025; readings before and after form groups of their own.
    """
    bundles = _compared(polls[polls["question"] == "kiis-packages-2024"], sources, deff)
    plans = polls[(polls["question"] == "kiis-named-plans") & ~polls["id"].str.contains("interim")]
    plans = _compared(plans, sources, deff)
    months = _fieldwork(plans, "month")
    plans = plans.assign(
        group=np.where(plans["field_start"] < NEW_TEXTS, PLANS, PLANS_NEW),
        label=[f"{arm}, {when}" for arm, when in zip(_arm_labels(plans), months, strict=True)],
        order=pd.Categorical(plans["arm"], ["russian", "us", "europe-ukraine"]),
    )
    plans = plans.sort_values(["order", "date"], kind="stable").drop(columns="order")
    bundles = bundles.assign(group=PACKAGES, label=_arm_labels(bundles))
    rows = pd.concat([bundles, plans]).assign(split=True)
    return _in_groups(rows, [PACKAGES, PLANS, PLANS_NEW])


def terms(polls: pd.DataFrame) -> pd.DataFrame:
    """Single terms of a peace as asked in Ukraine, in the order of `TERMS`, for against refused.

    polls: the table `survey/polls`. Only polls that give both answers have a row.
    Returns `question`, `pollster`, `field_start`, `field_end`, `n`, `term`, `accept` and `refuse`
    (per cent) and `source`.
    """
    answers = {"acceptable": "accept", "agree": "accept"}
    answers |= {"unacceptable": "refuse", "disagree": "refuse"}
    rows = polls[polls["question"].isin(TERMS) & polls["answer"].isin(answers)]
    rows = rows.assign(
        answer=rows["answer"].map(answers), term=marks.named(rows["question"], TERMS)
    )
    keys = ["question", "pollster", "field_start", "field_end", "term"]
    shares_of = rows.pivot(index=keys, columns="answer", values="share").dropna()
    known = rows.groupby(keys)[["n", "source"]].first()
    found = shares_of.join(known).reset_index().rename_axis(columns=None)
    order = found["question"].map(list(TERMS).index)
    return found.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def clauses(polls: pd.DataFrame, sources: pd.DataFrame, deff: float) -> pd.DataFrame:
    """How far each clause moves acceptance, where KIIS gave versions at random.

    Returns the columns of `shares.arm_differences` for acceptance, with `group` (the reference),
    `label` (the version), `firm` (both figures are, see `poll_readings.dated`) and `smallest_arm`
    (see there; missing for equal shares), in the order of `CONTRASTS`.
    Raises KeyError for a version that `ARMS` does not name.
    """
    rows = poll_readings.dated(polls[polls["answer"] == "accept"], sources)
    # Only the first of the wording tests is documented as a random split.
    later = (rows["question"] == "kiis-what-counts-as-loss") & rows["arm_n"].isna()
    rows, parts = rows[~later], []
    for question, reference, group in CONTRASTS:
        asked = rows[rows["question"] == question]
        words = {arm: text for (key, arm), text in ARMS.items() if key == question}
        marks.named(asked.loc[asked["arm"] != reference, "arm"], words)
        for arm in [name for name in words if name != reference and name in set(asked["arm"])]:
            part = shares.arm_differences(asked, arm, reference, deff)
            firm = asked.loc[asked["arm"].isin([arm, reference]), "firm"].all()
            parts.append(part.assign(arm=arm, group=group, label=words[arm], firm=firm))
    found = pd.concat(parts, ignore_index=True)
    needed = [
        pd.NA if a == b else smallest_arm(a / 100, b / 100, deff)
        for a, b in zip(found["share"], found["share_reference"], strict=True)
    ]
    return found.assign(smallest_arm=pd.array(needed, dtype="Int64"))


def smallest_arm(share_a: float, share_b: float, deff: float = 1.0) -> int:
    """Respondents per arm from which on the 95 % interval of a difference leaves out zero.

    It answers what an unknown arm size leaves open: was the experiment large enough to tell the
    two shares apart? share_a, share_b: different proportions in [0, 1].   deff: design effect.
    Both arms have the same size. Raises ValueError for equal shares.
    Source: Newcombe's interval as in `shares.difference`.
    """
    if share_a == share_b:
        raise ValueError("Two equal shares differ in no sample, however large.")

    def apart(size):
        _, low, high = shares.difference(share_a, size, share_b, size, deff)
        return low > 0 or high < 0

    enough = 1
    while not apart(enough):
        enough *= 2
    return bisect_left(range(enough), True, lo=1, key=apart)


# -- Plots -------------------------------------------------------------------------------------


def plot_concessions(rows: pd.DataFrame):
    """Readings of `concessions` over time; lines join neighbours, gaps stay gaps."""
    fig, ax = theme.figure(4.0)
    answers = (
        ("never", "under no circumstances", theme.SECOND, "s", 26),
        ("ready", "Ukraine may give up some territory", theme.FIRST, "o", -22),
    )
    for answer, words, colour, marker, above in answers:
        part = rows[rows["answer"] == answer]
        known = part[part["low"].notna()]
        ax.vlines(known["date"], known["low"], known["high"], color=colour, linewidth=1.4)
        marks.draw_series(ax, part, colour, marker)
        start = (part["date"].iloc[0], part["share"].iloc[0])
        ax.annotate(words, start, (-4, above), textcoords="offset points", color=colour)
    ax.set(ylim=(0, 100), ylabel="Respondents, %")
    ax.yaxis.grid(True)
    marks.years(ax)
    return fig


def plot_pairs(rows: pd.DataFrame):
    """Accept (blue circles) and refuse (red squares) for each `label` under its `group`."""
    lines, headings = _lines(rows)
    fig, ax = theme.figure(0.75 - 0.26 * min(lines.values()))
    for (group, label), y in lines.items():
        part = rows[(rows["group"] == group) & (rows["label"] == label)].set_index("answer")
        if part["share"].isna().all():
            ax.text(50, y, "result not seen", color=theme.GREY, ha="center", va="center", size=10)
            continue
        two = part.loc[["accept", "reject"]]
        ax.plot(two["share"], [y, y], color=theme.LIGHT, lw=1.2, zorder=0)
        for answer, colour, marker in (("accept", theme.FIRST, "o"), ("reject", theme.SECOND, "s")):
            one = two.loc[answer]
            outward = 1 if one["share"] == two["share"].max() else -1
            _mark(ax, one, y, outward, colour, marker)
    _rows_axis(ax, lines, headings)
    ax.set(xlim=(0, 100), xlabel="Those who heard it, %")
    ax.text(0, 1.0, "● would accept", color=theme.FIRST, transform=ax.transAxes, va="bottom")
    place = {"transform": ax.transAxes, "va": "bottom", "ha": "right"}
    ax.text(1, 1.0, "■ would refuse", color=theme.SECOND, **place)
    return fig


def plot_clauses(rows: pd.DataFrame):
    """Differences of `clauses` in points, with intervals where the arms' sizes are known."""
    lines, headings = _lines(rows)
    fig, ax = theme.figure(0.6 - 0.28 * min(lines.values()))
    for group in headings:
        heights = [y for (of, _), y in lines.items() if of == group]
        ax.vlines(0, min(heights) - 0.5, max(heights) + 0.5, color=theme.GREY, lw=0.9, zorder=0)
    for row in rows.itertuples():
        y = lines[row.group, row.label]
        marks.interval(ax, row.low, row.high, y, theme.FIRST)
        marks.point(ax, row.difference, y, "o", theme.FIRST, firm=row.firm)
        outward = 1 if row.difference > 0 else -1
        edge = row.high if outward > 0 else row.low
        edge = row.difference if np.isnan(edge) else edge
        words = f"{row.difference:+.0f}".replace("-", "−")
        marks.beside(ax, words, edge, y, side=outward)
    _rows_axis(ax, lines, headings)
    ends = rows[["difference", "low", "high"]]
    room = 12  # points, for the numbers beside the marks
    limits = (min(ends.min().min(), 0) - room, max(ends.max().max(), 0) + room)
    ax.set(xlim=limits, xlabel="Difference in acceptance, points")
    return fig


# -- Parts -------------------------------------------------------------------------------------


def _compared(rows, sources, deff):
    """Accept and reject only, dated, with intervals where the size of the arm is known."""
    rows = rows[rows["answer"].isin(["accept", "reject"])]
    return shares.with_interval(poll_readings.dated(rows, sources), deff)


def _arm_labels(rows):
    return [ARMS[key] for key in zip(rows["question"], rows["arm"], strict=True)]


def _in_groups(rows, order):
    groups = pd.Categorical(rows["group"], list(order))
    rows = rows.assign(group=groups).sort_values("group", kind="stable")
    return rows.assign(group=rows["group"].astype(object)).reset_index(drop=True)


def _fieldwork(rows, unit):
    ends = zip(rows["field_start"], rows["field_end"], strict=True)
    return [marks.period(start, end, unit) for start, end in ends]


def _lines(rows):
    """Heights of the labelled rows and of the headings above each group, from the top down."""
    lines, headings, y = {}, {}, 0.0
    for group, part in rows.groupby("group", sort=False):
        headings[group] = y
        for label in part["label"].drop_duplicates():
            half = 0.5 if len(label) <= WRAP else 0.72
            lines[group, label] = y - 0.5 - half
            y -= 2 * half
        y -= 1.2
    return lines, headings


def _rows_axis(ax, lines, headings):
    marks.rows(ax, lines.values(), [label for _, label in lines], WRAP)
    ax.set_ylim(min(lines.values()) - 0.6, 0.6)
    left = blended_transform_factory(ax.figure.transFigure, ax.transData)
    for heading, y in headings.items():
        look = {"weight": "bold", "va": "center", "size": marks.TYPE}
        text = ax.text(0.01, y, heading, transform=left, **look)
        text.set_in_layout(False)


def _mark(ax, row, y, outward, colour, marker):
    """One share with its number on the outer side, its interval, hollow where not firm."""
    edge = row["share"]
    if not np.isnan(row["low"]):
        marks.interval(ax, row["low"], row["high"], y, colour, alpha=0.55)
        edge = row["high" if outward > 0 else "low"]
    size = marks.POINT if row["split"] else marks.SMALL
    marks.point(ax, row["share"], y, marker, colour, firm=row["firm"], size=size)
    marks.beside(ax, f"{row['share']:.0f}", edge, y, colour, outward)


# -- Can the answers be trusted? ------------------------------------------------------------------

# An earlier version of the experiment whose published figures are in the table, too.
SUPERSEDED = ("chapkovski-2022-war-blog",)

LABELS = {
    "frye-2015-putin": "support for Putin, 2015",
    "frye-2020-putin": "support for Putin, 2020–22",
    "chapkovski-2022-war": "support for the war, 2022",
    "propa-2024-war": "questions on the war, 2024",
    "kiis-2022-ready": "concessions acceptable, 2022",
    "kiis-2022-never": "no concession ever, 2022",
    "kiis-2026-accept": "Donbas trade accepted, 2026",
    "kiis-2026-reject": "Donbas trade refused, 2026",
}
METHODS = {
    "list-experiment": "list",
    "acquaintance": "acquaintance",
    "other": "method not seen",
}
ARROW = 6  # points, length of the arrow below an upper limit
PUBLICS = {"RU": "Russians", "UA": "Ukrainians"}

# -- Tables ------------------------------------------------------------------------------------


def comparisons(misreporting: pd.DataFrame, deff: float) -> pd.DataFrame:
    """Direct minus indirect answers, one row per comparison, Russia first.

    misreporting: the table `survey/misreporting`.   deff: design effect of the acquaintance tests.
    Placebo lists (they have no direct question) and superseded versions are left out.
    Returns the rows with `label`, `shown` ("point", "range", "at most" or "no figure") and, for
    acquaintance tests, `low` and `high` (points). There a random half got the indirect version;
    the direct figure rests on the other half at least, so the interval is if anything too wide.
    Raises KeyError for a comparison without a label.
    """
    kept = (misreporting["method"] != "placebo-list") & ~misreporting["id"].isin(SUPERSEDED)
    rows = misreporting[kept].sort_values("population", kind="stable").reset_index(drop=True)
    least, most = rows["difference_low"], rows["difference_high"]
    shown = np.select(
        [most.isna(), least.isna(), least < most], ["no figure", "at most", "range"], "point"
    )
    rows = rows.assign(label=marks.named(rows["id"], LABELS), shown=shown, low=np.nan, high=np.nan)
    asked = (rows["method"] == "acquaintance") & (rows["shown"] == "point")
    part = rows[asked]
    half = part["n"].to_numpy(dtype=float) / 2
    _, low, high = shares.difference(
        part["direct"].to_numpy() / 100, half, part["indirect"].to_numpy() / 100, half, deff
    )
    rows.loc[asked, "low"], rows.loc[asked, "high"] = 100 * low, 100 * high
    return rows


def participation_words(participation: pd.DataFrame) -> pd.DataFrame:
    """Who was reached and who refused, ready to read: poll, measure, finding.

    participation: the table `survey/participation`. Where a report gives a direction only, the
    finding is in words.
    """
    who = [
        f"{row.pollster}, {row.mode}, {_study_fieldwork(row)}".replace(", unknown", "")
        for row in participation.itertuples()
    ]
    finding = [
        row.finding if pd.isna(row.value) else f"{_number(row.value)} {row.unit}"
        for row in participation.itertuples()
    ]
    return pd.DataFrame(
        {"Surveys": who, "What was measured": participation["measure"], "Finding": finding}
    )


def study_words(studies: pd.DataFrame) -> pd.DataFrame:
    """Published experiments, ready to read, one row a study: whom it asked, what it found.

    studies: rows of the table `survey/studies`.
    """
    rows = []
    for study, part in studies.groupby("study", sort=False):
        first = part.iloc[0]
        n = "" if pd.isna(first["n"]) else f", n = {first['n']:,}"
        asked = (
            f"{PUBLICS.get(first['population'], first['population'])}, {_study_fieldwork(first)}{n}"
        )
        found = [
            f"{row.quantity}: "
            + ("" if pd.isna(row.value) else f"{_number(row.value)} {row.unit}. ")
            + f"{row.finding}"
            for row in part.itertuples()
        ]
        rows.append((study, asked, " ".join(text[0].upper() + text[1:] for text in found)))
    return pd.DataFrame(rows, columns=["Study", "Whom and when", "What it found"])


def truce_words(polls: pd.DataFrame) -> pd.DataFrame:
    """Support for one scenario in both publics, ready to read: public, fieldwork, support.

    polls: rows of the table `survey/polls` for the scenario, one for each public.
    """
    return pd.DataFrame(
        {
            "Public": marks.named(polls["population"], PUBLICS),
            "Fieldwork": [
                f"{row.field_start:%Y-%m-%d} to {row.field_end:%Y-%m-%d}"
                for row in polls.itertuples()
            ],
            "Respondents": polls["n"].astype(object).where(polls["n"].notna(), "not seen"),
            "Support, %": [
                "not seen" if pd.isna(share) else f"{share:.0f}" for share in polls["share"]
            ],
        }
    )


# -- Plots -------------------------------------------------------------------------------------


def plot_comparisons(rows: pd.DataFrame):
    """Forest of `comparisons`: a panel for each public, direct minus indirect in points."""
    marks.named(rows["population"], PUBLICS)  # a public without a panel would not be seen
    ends = rows[["difference_low", "difference_high", "low", "high"]].dropna(how="all")
    limits = (min(ends.min().min(), -ARROW) - 3, max(ends.max().max(), 0) + 4)
    sizes = [int((rows["population"] == code).sum()) for code in PUBLICS]
    fig, axes = theme.figure(
        1.1 + 0.45 * len(rows), nrows=2, sharex=True, gridspec_kw={"height_ratios": sizes}
    )
    for ax, (code, name) in zip(axes, PUBLICS.items(), strict=True):
        part = rows[rows["population"] == code]
        for y, row in enumerate(part.itertuples()):
            _difference(ax, row, -y)
        labels = [f"{row.label} ({METHODS[row.method]})" for row in part.itertuples()]
        marks.rows(ax, range(0, -len(part), -1), labels, 24)
        ax.axvline(0, color=theme.GREY, lw=0.9, zorder=0)
        ax.set(xlim=limits, ylim=(-len(part) + 0.4, 0.6))
        ax.set_title(name, loc="left", weight="bold")
    axes[-1].set_xlabel("Direct minus indirect, points")
    return fig


# -- Parts -------------------------------------------------------------------------------------


def _difference(ax, row, y):
    if row.shown == "no figure":
        ax.text(1, y, "no figure given", color=theme.GREY, va="center", size=10)
        return
    if row.shown == "at most":
        arrow = {"arrowstyle": "<-", "color": theme.INK, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
        start = (row.difference_high - ARROW, y)
        ax.annotate("", (row.difference_high, y), start, arrowprops=arrow)
        ax.plot(row.difference_high, y, "|", color=theme.INK, ms=10, mew=1.8)
        text, end = f"at most {row.difference_high:.0f}", row.difference_high
    elif row.shown == "range":
        ends = [row.difference_low, row.difference_high]
        marks.interval(ax, *ends, y, theme.INK, linestyle=marks.DASHES)
        ax.plot(ends, [y, y], "|", color=theme.INK, ms=10, mew=1.8)
        text, end = f"{ends[0]:.0f} to {ends[1]:.0f}", ends[1]
    else:
        marks.interval(ax, row.low, row.high, y, theme.INK)
        marks.point(ax, row.difference_low, y, "o", theme.INK)
        text = f"{row.difference_low:.0f}".replace("-", "−")
        end = row.difference_low if np.isnan(row.high) else row.high
    marks.beside(ax, text, end, y)


def _number(value: float) -> str:
    """A number with thousands separated, as many decimals as it has, at most six."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _study_fieldwork(row) -> str:
    unit = "year" if row.date_precision in ("season", "span") else "month"
    return marks.period(row.field_start, row.field_end, unit)
