"""How far does it reach? Land claimed and denied, force used, memberships, demands on the map."""

import textwrap

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import Patch

from moscow_aims import data, tables
from moscow_aims.drawing import maps, marks, theme
from moscow_aims.methods import memberships

# What a text does with a territory: colour, marker and fuller words of each stance.
STANCES = {
    "claimed": (theme.SECOND, "s", "claimed"),
    "security-zone": (theme.INK, "P", "to be held as a security zone"),
    "recognised-independent": (theme.THIRD, "D", "called a state of its own"),
    "protected": (theme.GREY, "^", "people protected"),
    "historical": (theme.INK, "o", "called Russia's once, no claim"),
    "denied": (theme.FIRST, "X", "claim denied"),
    "silent": (theme.GREY, "_", "silent"),
}
# A claim that a text only implies, such as an offer of union that needs consent.
IMPLIED = "claim implied"
TERRITORIES = {
    "crimea": "Crimea",
    "donetsk": "Donetsk",
    "luhansk": "Luhansk",
    "zaporizhzhia": "Zaporizhzhia",
    "kherson": "Kherson",
    "border-belt": "border belt",
    "odessa": "Odessa",
    "novorossiya": "Novorossiya",
    "all-ukraine": "all Ukraine",
    "belarus": "Belarus",
    "kazakhstan": "Kazakhstan",
    "abkhazia": "Abkhazia",
    "south-ossetia": "South Ossetia",
    "transnistria": "Transnistria",
    "baltics": "Baltic states",
    "poland": "Poland",
    "europe": "Europe",
    "unspecified": "unnamed",
}
OF_UKRAINE = ("crimea", "donetsk", "luhansk", "zaporizhzhia", "kherson")
# Days on which the executive announced that it took parts of Ukraine into Russia.
ANNEXATIONS = ("2014-03-18", "2022-09-30")
# Spoke against the president, who disowned it the next day.
PARLIAMENT = "Supreme Soviet of Russia"

# The state to which a territory belongs in law, as data/geo/region.geojson names it.
STATES = {
    "Ukraine": (*OF_UKRAINE, "border-belt", "odessa", "novorossiya", "all-ukraine"),
    "Belarus": ("belarus",),
    "Kazakhstan": ("kazakhstan",),
    "Georgia": ("abkhazia", "south-ossetia"),
    "Moldova": ("transnistria",),
    "Poland": ("poland",),
    "Estonia": ("baltics",),
    "Latvia": ("baltics",),
    "Lithuania": ("baltics",),
}
UNITS = {name: (TERRITORIES[name],) for name in OF_UKRAINE} | {"crimea": ("Crimea", "Sevastopol")}

TAKING_PART = ("member", "associate", "participant")
RUSSIAN_LED = ("CIS", "CSTO", "EAEU", "Union State")
ALLIANCE = ("NATO", "PfP")
NOT_FULL = {"member": "-", "suspended-participation": ":"}

FORCE = {
    "Fighting and annexation": ("force", "annexation"),
    "Troops stationed or between parties": ("presence", "peacekeeping"),
    "Asked or bound to help, used no force": ("no-action",),
}
FIRST, LAST = pd.Timestamp("1991-01-01"), pd.Timestamp("2026-01-01")


# -- Claims ------------------------------------------------------------------------------------


def numbered(claims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The claims in order of date, each text with its place in that order.

    claims: the table `doctrine/territorial-claims`.   sources: the table `sources`.
    Returns all columns and `place` (0 for the first text; one date and name make a text) and `firm`
    (`data.firm`).
    """
    rows = claims.sort_values("date", kind="stable")
    return rows.assign(
        place=rows.groupby(["date", "text"], sort=False).ngroup(),
        firm=data.firm(rows, sources),
    )


def turns(claims: pd.DataFrame) -> pd.DataFrame:
    """For each part of Ukraine that the executive came to claim: its last denial before that.

    claims: the table `doctrine/territorial-claims`. A denial for all Ukraine covers its parts; what
    parliament alone claimed does not count.
    Returns `territory`, `denied` and `claimed` (dates), `denied_in` and `claimed_in` (texts),
    `days` between them and `source`; a territory that was never denied has no row.
    """
    said = claims[claims["speaker"] != PARLIAMENT].sort_values("date", kind="stable")
    rows = []
    for name in OF_UKRAINE:
        own = said[said["territory"].isin([name, "all-ukraine"])]
        claimed = own[(own["territory"] == name) & (own["stance"] == "claimed")]
        if claimed.empty:
            continue
        first = claimed.iloc[0]
        denied = own[(own["stance"] == "denied") & (own["date"] < first["date"])]
        if denied.empty:
            continue
        last = denied.iloc[-1]
        rows.append(
            {
                "territory": TERRITORIES[name],
                "denied": last["date"],
                "denied_in": last["text"],
                "claimed": first["date"],
                "claimed_in": first["text"],
                "days": (first["date"] - last["date"]).days,
                "source": f"{last['source']};{first['source']}",
            }
        )
    columns = ["territory", "denied", "denied_in", "claimed", "claimed_in", "days", "source"]
    return tables.Table(rows, columns=columns)


def furthest(claims: pd.DataFrame) -> pd.Series:
    """The stance that goes furthest on any territory of each state, in the order of `STANCES`.

    claims: the table `doctrine/territorial-claims`.
    Returns one stance per state of `STATES` that a text is about; `IMPLIED`, which comes next to
    "claimed", where no text claims more than by implication.
    """
    implied = (claims["stance"] == "claimed") & (claims["status"] == "implied")
    stances = claims["stance"].mask(implied, IMPLIED)
    order = ["claimed", IMPLIED, *[name for name in STANCES if name != "claimed"]]
    found = {}
    for state, territories in STATES.items():
        own = stances[claims["territory"].isin(territories)]
        if len(own):
            found[state] = min(own, key=order.index)
    return tables.Column(found, name="stance")


def claimed_sets(claims: pd.DataFrame) -> pd.DataFrame:
    """Which territories each text claims, one row per text in order of date.

    claims: rows of `doctrine/territorial-claims`; date and name make a text.
    Returns `date`, `text`, `territories` (those claimed, joined by ";") and `size` (their number,
    0 for a text that claims nothing).
    """
    said = claims.assign(name=claims["territory"].where(claims["stance"] == "claimed"))
    names = said.groupby(["date", "text"])["name"].agg(lambda own: sorted(set(own.dropna())))
    sets = pd.DataFrame({"territories": names.map(";".join), "size": names.map(len)})
    return sets.reset_index()


def demanded(claims: pd.DataFrame, aims: pd.DataFrame, dates) -> pd.DataFrame:
    """What the texts of some days say about each part of Ukraine, and what was annexed before.

    claims, aims: the tables `doctrine/territorial-claims` and `doctrine/war-aims`.
    dates: days, each the date of one text.
    Returns the rows of the claims on those days with `stance` "held part" for Zaporizhzhia and
    Kherson where the demand for four whole oblasts was dropped in that text, and one row with the
    stance "annexed before" for each part that the executive had claimed as annexed on an earlier
    day and that the text does not name: a text that leaves it out does not give it up.
    Raises ValueError for a day on which no text claims anything.
    """
    days = pd.to_datetime(list(dates))
    parts = claims[claims["territory"].isin(OF_UKRAINE)]
    rows = parts[parts["date"].isin(days)]
    for day in days:
        if not (rows.loc[rows["date"] == day, "stance"] == "claimed").any():
            raise ValueError(f"No text of {day:%d %B %Y} claims a part of Ukraine.")
    less = aims[(aims["demand"] == "four-oblasts") & (aims["stance"] == "dropped")]
    narrowed = rows["date"].isin(less["date"]) & rows["territory"].isin(["zaporizhzhia", "kherson"])
    rows = rows.assign(stance=rows["stance"].mask(narrowed, "held part"))
    return pd.concat([rows, *(_annexed_before(parts, rows[rows["date"] == day]) for day in days)])


def _annexed_before(parts, named):
    """Parts annexed before the day of the rows `named` and not among them, as rows of that text."""
    text = named.iloc[0]
    held = parts[parts["date"].dt.strftime("%Y-%m-%d").isin(ANNEXATIONS)]
    held = held[(held["stance"] == "claimed") & (held["date"] < text["date"])]
    left = held[~held["territory"].isin(named["territory"])]
    return left.assign(
        id=None, date=text["date"], text=text["text"], stance="annexed before", status="implied"
    )


# -- Memberships -------------------------------------------------------------------------------


def order(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """States and organisations from top to bottom, by all memberships there ever were.

    Organisations led by Russia come first, the others by size; states by the mean place of their
    organisations; ties by name. Fixed for all dates, so that nothing moves on a slider.
    table: `doctrine/memberships`.
    """
    ever = table.drop_duplicates(["state", "organisation"])
    size = ever.groupby("organisation").size().sort_values(ascending=False, kind="stable")
    bodies = [name for name in RUSSIAN_LED if name in size.index]
    bodies += [name for name in size.index if name not in bodies]
    place = ever["organisation"].map(bodies.index).groupby(ever["state"]).mean()
    return list(place.sort_values(kind="stable").index), bodies


def projected(network) -> dict[str, float]:
    """How much of a states-only network its organisations make by themselves.

    network: as `memberships.graph` returns it.
    Returns `states` (with any tie), `share` of their pairs that meet in some organisation,
    `largest` (members of the largest organisation) and `from_largest`, the share of the tied pairs
    that this one organisation ties: k members make k (k - 1) / 2 pairs.
    Raises ValueError when no two states share an organisation.
    """
    groups = [
        {state for state in network[name]}
        for name, kind in network.nodes(data="kind")
        if kind == "organisation"
    ]
    tied = {frozenset((a, b)) for group in groups for a in group for b in group if a != b}
    if not tied:
        raise ValueError("No two states share an organisation on this day.")
    states = len(set.union(*groups))
    largest = max(len(group) for group in groups)
    return {
        "states": states,
        "share": len(tied) / (states * (states - 1) / 2),
        "largest": largest,
        "from_largest": largest * (largest - 1) / 2 / len(tied),
    }


# -- Plots -------------------------------------------------------------------------------------


def plot_claims(rows: pd.DataFrame, split: str):
    """Set timeline in two panels: texts in order of date, the territories that each speaks of.

    rows: as `numbered` returns them.   split: day on which the lower panel begins.
    """
    parts = [rows[rows["date"] < split], rows[rows["date"] >= split]]
    names = [[t for t in TERRITORIES if t in set(part["territory"])] for part in parts]
    fig, axes = theme.figure(6.0, nrows=2, height_ratios=[len(names[0]), len(names[1])])
    for ax, part, shown in zip(axes, parts, names, strict=True):
        first = part["place"].min()
        for row in part.itertuples():
            colour, mark, _ = STANCES[row.stance]
            spot = (row.place - first, shown.index(row.territory))
            marks.point(ax, *spot, mark, colour, firm=row.firm)
        texts = part.drop_duplicates("place")
        days = [
            f"{row.date.day} " * (row.date_precision == "day") + f"{row.date:%b %y}"
            for row in texts.itertuples()
        ]
        ax.set_xticks(range(len(texts)), days, rotation=90)
        ax.set_yticks(range(len(shown)), [TERRITORIES[name] for name in shown])
        ax.set(xlim=(-0.7, len(texts) - 0.3), ylim=(len(shown) - 0.4, -0.6))
        ax.tick_params(labelsize=theme.SMALLEST, length=0)
        ax.grid(color=theme.LIGHT)
        ax.spines[:].set_visible(False)
    handles = [
        axes[0].plot([], [], mark, color=colour, label=words)[0]
        for colour, mark, words in STANCES.values()
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=theme.SMALLEST)
    return fig


def plot_region(region: dict, stances: pd.Series):
    """Map of the states around Russia by the stance that goes furthest in any text read.

    region: boundaries `geo/region`.   stances: as `furthest` returns them.
    """
    lands = maps.lands(region)
    fig, ax = theme.figure(3.6)
    maps.frame(ax, 14, 86, 38, 61.5)
    for name in lands:
        _land(ax, lands, name, 0.35 if name == "Russia" else 0.2, stances.get(name))
    places = {
        "Russia": (50, 56.5), "Kazakhstan": (67, 48.3), "Ukraine": (31.2, 49.2),
        "Belarus": (28, 53.6), "Poland": (19.3, 52.2), "Georgia": (45.3, 40.9),
        "Moldova": (25.2, 45.9), "Baltic states": (19.4, 57.6),
    }  # fmt: skip
    ground = {"fc": theme.PAPER, "ec": "none", "pad": 0.8}
    for name, (x, y) in places.items():
        ax.text(x, y, name, ha="center", va="center", fontsize=theme.SMALLEST, bbox=ground)
    words = {
        "claimed": "claimed, in part",
        IMPLIED: "claim implied: offer of union",
        "recognised-independent": "parts called states of their own",
        "historical": STANCES["historical"][2],
        "denied": STANCES["denied"][2],
    }
    _legend(fig, [(_look(name), words[name]) for name in words if name in set(stances)], 2)
    return fig


def plot_demands(oblasts: dict, rows: pd.DataFrame):
    """Small maps of Ukraine, one per text: what is asked for, and what was annexed before.

    oblasts: boundaries `geo/ukraine-oblasts`.   rows: as `demanded` returns them, four texts.
    """
    lands = maps.lands(oblasts)
    fig, axes = theme.figure(4.6, nrows=2, ncols=2)
    for ax, ((date, text), part) in zip(
        axes.flat, rows.groupby(["date", "text"], sort=True), strict=True
    ):
        maps.frame(ax, 21.8, 40.6, 44.1, 52.6)
        stances = dict(zip(part["territory"], part["stance"], strict=True))
        named = {unit: stances.get(name) for name, units in UNITS.items() for unit in units}
        for unit in lands:
            # Coarse: four maps of Ukraine must stay light on a phone.
            _land(ax, lands, unit, 0.12, named.get(unit))
        words = f"{date.day} {date:%b %Y}\n" + textwrap.fill(text, 30)
        ax.set_title(words, loc="left", fontsize=theme.SMALLEST)
    looks = [
        (_look("claimed"), "asked for as Russian"),
        (_look("annexed before"), "annexed before and still\nclaimed; not named here"),
        (_look("recognised-independent"), "as states of their own"),
        (_look("held part"), "the part held only"),
    ]
    _legend(fig, looks, 2)
    return fig


def _look(stance):
    """Fill of a land; not by colour alone: what is no plain claim carries a hatch or is pale."""
    if stance is None:
        return {"fc": theme.LIGHT, "ec": theme.PAPER, "lw": 0.5}
    if stance == "annexed before":
        return {"fc": theme.SECOND, "ec": theme.PAPER, "hatch": "xxxx", "lw": 0.8}
    if stance == "held part":
        return {"fc": theme.PAPER, "ec": theme.SECOND, "hatch": "----", "lw": 0.8}
    if stance == IMPLIED:
        return {"fc": theme.PAPER, "ec": theme.SECOND, "hatch": "////", "lw": 0.8}
    hatch = {"recognised-independent": "\\\\\\\\", "historical": "--", "denied": "xx"}.get(stance)
    colour = STANCES[stance][0]
    face, edge = (theme.PAPER, colour) if hatch else (colour, theme.PAPER)
    return {"fc": face, "ec": edge, "hatch": hatch, "lw": 0.6}


def _land(ax, lands, name, tolerance, stance):
    try:
        maps.draw(ax, lands[name], tolerance, **_look(stance))
    except ValueError:
        return  # an islet or a sliver at the edge of the cut


def _legend(fig, looks, columns):
    handles = [Patch(label=words, **look) for look, words in looks]
    fig.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=theme.SMALLEST)


def plot_control(control: pd.DataFrame):
    """Share of Ukraine held, each producer and definition by itself, beside the share claimed.

    control: the table `doctrine/control` with `firm`.
    """
    fig, ax = theme.figure(4.0)
    end = pd.Timestamp("2026-12-01")
    law = control[control["producer"] == "official areas"]
    for row, name in zip(law.itertuples(), ("four oblasts", "four and Crimea"), strict=True):
        ax.plot([row.date, end], [row.share] * 2, color=theme.SECOND, ls=marks.DASHES, lw=1.4)
        above = row.id == "claimed-six"
        ax.text(end, row.share + (0.3 if above else -0.5), f"claimed: {name}, {row.share:.1f}",
                ha="right", va="bottom" if above else "top", color=theme.SECOND)  # fmt: skip
    daily = control[control["producer"] == "DeepStateMap"].sort_values("date")
    ax.plot(daily["date"], daily["share"], color=theme.INK, lw=2.4)
    last = daily.iloc[-1]
    ax.text(pd.Timestamp("2025-07-15"), 20.5, f"DeepState, {daily['share'].iloc[0]:.1f} to "
            f"{last['share']:.1f}", ha="center")  # fmt: skip
    press = control[control["producer"] == "press"]
    ax.plot(press["date"], press["share"], "-_", color=theme.GREY, ms=9)
    ax.text(pd.Timestamp("2025-08-15"), 14.0, "grey bar: press", ha="center",
            color=theme.GREY)  # fmt: skip
    points = control[~control["producer"].isin(["official areas", "DeepStateMap", "press"])]
    short = {"isw-statista-2022-03": "ISW/Statista", "isw-times-2022-03": "ISW/Times",
             "isw-times-2023-02": "ISW/Times", "defmon-2022-11": "DefMon",
             "forbes-2022-02": "Forbes"}  # fmt: skip
    for row in points.itertuples():
        marks.point(ax, row.date, row.share, "o", theme.GREY, firm=row.firm)
        lower = {"isw-times-2022-03": -13, "defmon-2022-11": -11}.get(row.id, -3)
        ax.annotate(
            f"{short[row.id]}, {row.share:g}",
            (row.date, row.share),
            (8, lower),
            textcoords="offset points",
            color=theme.GREY,
        )
    ax.set(xlim=(pd.Timestamp("2021-12-01"), end), ylim=(0, 30))
    ax.set_ylabel("Share of Ukraine's area, per cent")
    ax.xaxis.set_major_locator(mdates.YearLocator())
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    return fig


def plot_force(force: pd.DataFrame):
    """Bars from first to last day in three panels: fighting, troops, and where nothing was done.

    force: the table `doctrine/force`.
    """
    parts = {
        title: force[force["kind"].isin(kinds)].sort_values("start", na_position="first")
        for title, kinds in FORCE.items()
    }
    fig, axes = theme.figure(
        6.0, nrows=3, sharex=True, height_ratios=[len(part) + 1 for part in parts.values()]
    )
    for ax, (title, part) in zip(axes, parts.items(), strict=True):
        for y, row in enumerate(part.itertuples()):
            _bar(ax, y, row)
        ax.set_yticks(range(len(part)), part["place"])
        ax.set_ylim(len(part) - 0.4, -0.7)
        ax.set_title(title, loc="left", weight="bold", pad=3)
        ax.tick_params(axis="y", labelsize=theme.SMALLEST, length=0)
        ax.spines["left"].set_visible(False)
        ax.axvline(pd.Timestamp("1999-12-31"), color=theme.GREY, lw=1, ls=(0, (2, 2)), zorder=0)
    axes[-1].set_xlim(FIRST - pd.Timedelta(days=200), LAST + pd.Timedelta(days=400))
    axes[-1].xaxis.set_major_locator(mdates.YearLocator(5))
    axes[-1].xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    looks = [
        ({"fc": theme.RUSSIA}, "fighting"),
        ({"fc": theme.SECOND}, "annexation"),
        ({"fc": theme.THIRD}, "troops by consent"),
        ({"fc": theme.PAPER, "ec": theme.RUSSIA, "hatch": "////"}, "troops without"),
        ({"fc": theme.PAPER, "ec": theme.GREY, "hatch": "----"}, "consent contested"),
        ({"fc": theme.GREY}, "no force used"),
    ]
    _legend(fig, looks, 3)
    return fig


def _bar(ax, y, row):
    start = FIRST if pd.isna(row.start) else row.start
    end = LAST if pd.isna(row.end) else row.end
    if row.kind in ("force", "annexation", "no-action"):
        colour = {"force": theme.RUSSIA, "annexation": theme.SECOND}.get(row.kind, theme.GREY)
        look = {"fc": colour, "ec": colour}
    else:
        look = {
            "yes": {"fc": theme.THIRD, "ec": theme.THIRD},
            "no": {"fc": theme.PAPER, "ec": theme.RUSSIA, "hatch": "////"},
            "contested": {"fc": theme.PAPER, "ec": theme.GREY, "hatch": "----"},
        }[row.consent]
    if row.kind == "force" and row.consent == "contested":
        look = {"fc": theme.PAPER, "ec": theme.RUSSIA, "hatch": "----"}
    # Days of war would be thinner than a hair: no bar is narrower than four months.
    width = max(end - start, pd.Timedelta(days=120))
    ax.barh(y, width, left=start, height=0.58, **look)
    if pd.isna(row.start):
        ax.text(FIRST - pd.Timedelta(days=20), y, "?", ha="right", va="center", color=theme.GREY)
    if pd.isna(row.end):
        ax.plot([LAST + pd.Timedelta(days=150)], [y], ">", color=look["ec"], ms=5)


def plot_network(network, date: str):
    """States and organisations as two columns, their ties as lines.

    network: as `memberships.graph` returns it with the orders of `order`.   date: words.
    """
    fig, ax = theme.figure(4.7)
    places = dict(network.nodes(data="pos"))
    kinds = dict(network.nodes(data="kind"))
    for a, b, standing in network.edges(data="standing"):
        state, body = (a, b) if kinds[a] == "state" else (b, a)
        (x1, y1), (x2, y2) = places[state], places[body]
        dashes = NOT_FULL.get(standing, (0, (4, 2)))
        ax.plot([x1, x2], [y1, y2], color=_side(body), ls=dashes, lw=1.5, zorder=1)
    for name, (x, y) in places.items():
        colour = _side(name) if kinds[name] == "organisation" else theme.INK
        face = colour if network.degree(name) else theme.PAPER
        ax.plot([x], [y], "s" if x else "o", color=colour, mfc=face, ms=6, zorder=2)
        side = {"ha": "left"} if x else {"ha": "right"}
        ax.text(x + (0.05 if x else -0.05), y, name, va="center", color=colour, **side)
    ax.text(0.5, 1.06, date, ha="center", weight="bold", size=12)
    ax.set(xlim=(-0.62, 1.75), ylim=(-0.06, 1.12))
    ax.axis("off")
    handles = [
        ax.plot([], [], color=theme.GREY, ls=dashes, label=words)[0]
        for dashes, words in (("-", "member"), ((0, (4, 2)), "other standing"), (":", "suspended"))
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=3)
    return fig


def plot_matrices(table: pd.DataFrame, dates):
    """The same facts as grids of states by organisations, one grid for each day.

    table: `doctrine/memberships`.   dates: two days.
    """
    states, bodies = order(table)
    fig, axes = theme.figure(4.9, ncols=len(dates), sharey=True)
    for ax, date in zip(axes, dates, strict=True):
        for row in memberships.members(table, date, None).itertuples():
            full, out = row.standing == "member", row.standing == "suspended-participation"
            colour = _side(row.organisation)
            ax.plot(
                [bodies.index(row.organisation)], [states.index(row.state)],
                "x" if out else "s", color=colour, mfc=colour if full else theme.PAPER, ms=7,
            )  # fmt: skip
        ax.set_xticks(range(len(bodies)), bodies, rotation=90)
        ax.set_yticks(range(len(states)), states)
        ax.set(xlim=(-0.6, len(bodies) - 0.4), ylim=(len(states) - 0.4, -0.6))
        ax.set_title(f"End of {pd.Timestamp(date):%Y}", weight="bold")
        ax.tick_params(labelsize=theme.SMALLEST, length=0)
        ax.grid(color=theme.LIGHT)
        ax.spines[:].set_visible(False)
    marks = (("s", theme.GREY, "member"), ("s", theme.PAPER, "other standing"),
             ("x", theme.PAPER, "suspended"))  # fmt: skip
    handles = [
        axes[0].plot([], [], mark, color=theme.GREY, mfc=face, label=words)[0]
        for mark, face, words in marks
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=3)
    return fig


def _side(body):
    """Colour of an organisation: led by Russia, the alliance and its partnership, or another."""
    if body in RUSSIAN_LED:
        return theme.RUSSIA
    return theme.SECOND if body in ALLIANCE else theme.OTHERS
