"""How far does it reach? Land denied and then claimed, demands on the map, force and restraint."""

import textwrap

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.patches import Patch

from moscow_aims import data, tables
from moscow_aims.drawing import maps, marks, theme

# A claim that a text only implies, such as an offer of union that needs consent.
IMPLIED = ", implied"
TERRITORIES = {
    "crimea": "Crimea",
    "donetsk": "Donetsk",
    "luhansk": "Luhansk",
    "zaporizhzhia": "Zaporizhzhia",
    "kherson": "Kherson",
    "all-ukraine": "all Ukraine",
    "belarus": "Belarus",
    "unspecified": "unnamed land",
}
OF_UKRAINE = ("crimea", "donetsk", "luhansk", "zaporizhzhia", "kherson")
# Days on which the executive announced that it took parts of Ukraine into Russia.
ANNEXATIONS = ("2014-03-18", "2022-09-30")
# Spoke against the president, who disowned it the next day.
PARLIAMENT = "Supreme Soviet of Russia"

# Places -> their names in the table of texts, and the places in the table of force.
PLACES = {
    "Crimea": (("crimea",), ("Crimea",)),
    "Donetsk and Luhansk": (("donetsk", "luhansk"), ("Donbas", "Ukraine")),
    "Zaporizhzhia and Kherson": (("zaporizhzhia", "kherson"), ("Ukraine",)),
    "City of Odessa": (("odessa",), ()),
    "Abkhazia, South Ossetia": (("abkhazia", "south-ossetia"), ("Abkhazia", "South Ossetia")),
    "Transnistria": (("transnistria",), ("Transnistria",)),
    "Belarus": (("belarus",), ("Belarus",)),
    "Kazakhstan": (("kazakhstan",), ("Kazakhstan",)),
    "Baltic states": (("baltics",), ("Estonia", "Latvia", "Lithuania")),
    "Poland": (("poland",), ()),
}
IN_UKRAINE = (*OF_UKRAINE, "odessa")
UNITS = {name: (TERRITORIES[name],) for name in OF_UKRAINE} | {"crimea": ("Crimea", "Sevastopol")}

TAKING_PART = ("member", "associate", "participant")
RUSSIAN_LED = ("CIS", "CSTO", "EAEU", "Union State")

FORCE = {
    "Fighting and annexation": ("force", "annexation"),
    "Asked or bound to help, used no force": ("no-action",),
}
TROOPS = ("presence", "peacekeeping")
FIRST, LAST = pd.Timestamp("1991-01-01"), pd.Timestamp("2026-01-01")


# -- Claims ------------------------------------------------------------------------------------


def turns(claims: pd.DataFrame) -> pd.DataFrame:
    """For each part of Ukraine that the executive came to claim: its last denial before that.

    claims: the table `doctrine/territorial-claims`. A denial for all Ukraine covers its parts; what
    parliament alone claimed does not count.
    Returns `territory`, `denied` and `claimed` (dates), `denied_in` and `claimed_in` (texts),
    `speaker` and `denial` (who denied, and what in our words), `implied` (whether the claim is),
    `annexed` (the date, missing if it was not), `days` from denial to claim, `days_annexed` from
    denial to annexation, and `source`; a territory that was never denied has no row.
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
        taken = claimed.loc[claimed["date"].isin(pd.to_datetime(list(ANNEXATIONS))), "date"].min()
        rows.append(
            {
                "territory": TERRITORIES[name],
                "denied": last["date"],
                "denied_in": last["text"],
                "speaker": last["speaker"],
                "denial": last["why"],
                "claimed": first["date"],
                "claimed_in": first["text"],
                "implied": first["status"] == "implied",
                "annexed": taken,
                "days": (first["date"] - last["date"]).days,
                "days_annexed": (taken - last["date"]).days,
                "source": f"{last['source']};{first['source']}",
            }
        )
    columns = ["territory", "denied", "denied_in", "speaker", "denial", "claimed", "claimed_in",
               "implied", "annexed", "days", "days_annexed", "source"]  # fmt: skip
    return tables.Table(rows, columns=columns)


def lanes(turned: pd.DataFrame) -> pd.DataFrame:
    """Territories with the same three days as one row each, in order of the claims.

    turned: as `turns` returns it. Returns its columns, `territory` joined by "and".
    """
    days = ["denied", "claimed", "annexed"]
    groups = turned.groupby(days, sort=False, dropna=False)
    joined = groups["territory"].transform(" and ".join)
    rows = turned.assign(territory=joined).drop_duplicates(days)
    return rows.sort_values(days).reset_index(drop=True)


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


def named_sets(claims: pd.DataFrame) -> pd.DataFrame:
    """The texts that claim land, ready to read: day, text, who spoke, what is claimed."""
    sets = claimed_sets(claims)
    sets = sets[sets["size"] > 0]
    rows = claims[claims["stance"] == "claimed"].groupby(["date", "text"])
    about = rows.agg(
        speaker=("speaker", "first"), implied=("status", lambda s: s.eq("implied").all())
    )
    about = about.loc[pd.MultiIndex.from_frame(sets[["date", "text"]])].reset_index(drop=True)
    named = (
        sets["territories"]
        .str.split(";")
        .map(lambda names: ", ".join(TERRITORIES[name] for name in TERRITORIES if name in names))
    )
    return pd.DataFrame(
        {
            "Day": sets["date"].map(marks.day).to_numpy(),
            "Text": sets["text"].to_numpy(),
            "Speaker": about["speaker"],
            "Claimed": named.to_numpy() + about["implied"].map({True: IMPLIED, False: ""}),
        }
    )


def signs(claims: pd.DataFrame, force: pd.DataFrame) -> pd.DataFrame:
    """What was said and done about each of `PLACES`, as first or last years, ready to read.

    claims, force: the tables `doctrine/territorial-claims` and `doctrine/force`. A text on all
    Ukraine covers its parts, but a claim to all of it is nobody's claim to a part; what parliament
    alone claimed does not count. A denial is the last one before the first claim.
    """
    said = claims[claims["speaker"] != PARLIAMENT]
    rows = []
    for place, (names, where) in PLACES.items():
        whole = ["all-ukraine"] if set(names) <= set(IN_UKRAINE) else []
        own = said[said["territory"].isin([*names, *whole])]
        claimed = own[own["territory"].isin(names) & (own["stance"] == "claimed")]
        first = claimed["date"].min()
        denied = own[(own["stance"] == "denied") & ~(own["date"] >= first)]
        rows.append(
            {
                "Place": place,
                "Called Russia's once": _year(own[own["stance"] == "historical"]["date"].min()),
                "Russian troops there": _troops(force[force["place"].isin(where)]),
                "Called a state": _year(
                    own[own["stance"] == "recognised-independent"]["date"].min()
                ),
                "Last denied": _year(denied["date"].max()),
                "Claimed": _year(first)
                + (IMPLIED if len(claimed) and claimed["status"].eq("implied").all() else ""),
            }
        )
    return pd.DataFrame(rows)


def _year(date) -> str:
    return "–" if pd.isna(date) else f"{date:%Y}"


def _troops(rows: pd.DataFrame) -> str:
    """Since when, and until when if all are gone; a start that was not verified is of the 1990s."""
    rows = rows[rows["kind"] != "no-action"]
    if rows.empty:
        return "–"
    last = "" if rows["end"].isna().any() else f"{rows['end'].max():%Y}"
    if rows["start"].isna().any():
        return f"until {last}" if last else "since the 1990s"
    first = f"{rows['start'].min():%Y}"
    return first if first == last else f"{first} to {last}" if last else f"since {first}"


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


# -- Force -------------------------------------------------------------------------------------


def stationed(force: pd.DataFrame) -> pd.DataFrame:
    """Troops stationed or between two parties, in order of start, ready to read.

    force: the table `doctrine/force`.
    """
    rows = force[force["kind"].isin(TROOPS)].sort_values("start", na_position="first")
    consent = {"yes": "yes", "no": "no", "contested": "contested"}
    return pd.DataFrame(
        {
            "Place": rows["place"],
            "Since": rows["start"].map(_year).replace("–", "1990s or before"),
            "Until": rows["end"].map(_year),
            "Consent of the government": marks.named(rows["consent"], consent),
            "What": rows["what"],
        }
    ).reset_index(drop=True)


# -- Plots -------------------------------------------------------------------------------------


def plot_lanes(rows: pd.DataFrame, earlier: pd.Series):
    """Days from the last denial to the claim and to the annexation, one lane for each row.

    rows: as `lanes` returns them.   earlier: a quoted denial before the last one of its year, with
    `date`, `attributed_to` and `words`.
    """
    said = [_denials(row, earlier) for row in rows.itertuples()]
    heights = [0.22 + LINE * len(lines) + 0.78 for lines in said]
    fig, ax = theme.figure(sum(heights) + 0.85)
    top = 0.0  # all heights in inches, as the axis is
    for row, lines, height in zip(rows.itertuples(), said, heights, strict=True):
        ax.text(LEFT, top, row.territory, va="top", weight="bold")
        ax.text(LEFT, top + 0.22, "\n".join(lines), va="top", size=theme.SMALLEST,
                color=theme.FIRST, linespacing=1.15)  # fmt: skip
        y = top + height - 0.6
        if _same_year(row, earlier):
            marks.point(ax, (earlier["date"] - row.denied).days, y, "X", theme.FIRST, size=9)
        _lane(ax, y, row)
        top += height
    ax.set(xlim=(LEFT - 4, 240), ylim=(top, 0), yticks=[], xlabel="Days after the last denial")
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(mdates.ticker.MultipleLocator(50))
    looks = {
        "denied": ("X", theme.FIRST),
        "claimed": ("s", theme.SECOND),
        "annexed": ("D", theme.INK),
    }
    for words, (mark, colour) in looks.items():
        ax.plot([], [], mark, color=colour, label=words)
    fig.legend(loc="outside lower center", ncols=3, fontsize=theme.SMALLEST)
    return fig


LEFT, LINE = -16, 0.175  # where words begin, in days; height of a line of them, in inches


def _same_year(row, earlier: pd.Series) -> bool:
    return earlier["date"].year == row.denied.year


def _denials(row, earlier: pd.Series) -> list[str]:
    """Lines of words on who denied what, the quoted denial of the same year first."""
    what = row.denial[0].lower() + row.denial[1:]
    said = [f"{marks.day(row.denied)}: {row.speaker.split()[-1]} {what}"]
    if _same_year(row, earlier):
        who = earlier["attributed_to"].split()[-1]
        said.insert(0, f"{marks.day(earlier['date'])}: {who}, “{earlier['words']}”")
    return [line for text in said for line in textwrap.wrap(text, 74)]


def _lane(ax, y: float, row) -> None:
    ax.plot([0, row.days_annexed], [y, y], color=theme.LIGHT, lw=5, zorder=0)
    marks.point(ax, 0, y, "X", theme.FIRST, size=9)
    marks.point(ax, row.days, y, "s", theme.SECOND, firm=not row.implied, size=9)
    marks.point(ax, row.days_annexed, y, "D", theme.INK, size=5)
    words = {row.days: "claimed", row.days_annexed: "annexed"}
    if row.days == row.days_annexed:
        words = {row.days: "claimed and annexed"}
    for day, word in words.items():
        side = "left" if day < 60 else "center" if len(words) > 1 else "right"
        ax.text(day, y + 0.12, f"{word}\nafter {day} days", va="top", ha=side,
                size=theme.SMALLEST, linespacing=1.0)  # fmt: skip


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
    """Fill of a land; not by colour alone: what is no plain claim carries a hatch."""
    looks = {
        None: {"fc": theme.LIGHT, "ec": theme.PAPER, "lw": 0.5},
        "claimed": {"fc": theme.SECOND, "ec": theme.PAPER, "lw": 0.6},
        "annexed before": {"fc": theme.SECOND, "ec": theme.PAPER, "hatch": "xxxx", "lw": 0.8},
        "held part": {"fc": theme.PAPER, "ec": theme.SECOND, "hatch": "----", "lw": 0.8},
        "recognised-independent": {
            "fc": theme.PAPER, "ec": theme.TYPE[theme.THIRD], "hatch": "\\\\\\\\", "lw": 0.6,
        },
    }  # fmt: skip
    return looks.get(stance, looks[None])


def _land(ax, lands, name, tolerance, stance):
    try:
        maps.draw(ax, lands[name], tolerance, **_look(stance))
    except ValueError:
        return  # an islet or a sliver at the edge of the cut


def _legend(fig, looks, columns):
    handles = [Patch(label=words, **look) for look, words in looks]
    fig.legend(handles=handles, loc="outside lower center", ncols=columns, fontsize=theme.SMALLEST)


def plot_force(force: pd.DataFrame, sources: pd.DataFrame):
    """Bars from first to last day: fighting and annexation, and where no force was used.

    force, sources: the tables `doctrine/force` and `sources`. Hollow: not firm (`data.firm`).
    """
    force = force.assign(firm=data.firm(force, sources))
    parts = {title: force[force["kind"].isin(kinds)].sort_values("start")
             for title, kinds in FORCE.items()}  # fmt: skip
    heights = [len(part) + 0.8 for part in parts.values()]
    fig, axes = theme.figure(0.27 * sum(heights) + 1.5, nrows=2, sharex=True, height_ratios=heights)
    for ax, (title, part) in zip(axes, parts.items(), strict=True):
        for y, row in enumerate(part.itertuples()):
            _bar(ax, y, row)
        marks.rows(ax, range(len(part)), [_where(row) for row in part.itertuples()], 20)
        ax.set_ylim(len(part) - 0.4, -0.7)
        ax.set_title(title, loc="left", weight="bold", pad=3)
        ax.axvline(pd.Timestamp("1999-12-31"), color=theme.GREY, lw=1, ls=(0, (2, 2)), zorder=0)
    axes[-1].set_xlim(FIRST, LAST + pd.Timedelta(days=400))
    axes[-1].xaxis.set_major_locator(mdates.YearLocator(5))
    axes[-1].xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    looks = [({"fc": theme.RUSSIA, "ec": theme.RUSSIA}, "fighting"),
             (ANNEXED, "annexation"),
             ({"fc": theme.OTHERS, "ec": theme.OTHERS}, "no force used")]  # fmt: skip
    _legend(fig, looks, 3)
    return fig


ANNEXED = {"fc": theme.PAPER, "ec": theme.SECOND, "hatch": "xxxx"}


def _bar(ax, y, row):
    end = LAST if pd.isna(row.end) else row.end
    colour = theme.RUSSIA if row.kind == "force" else theme.OTHERS
    look = {"fc": colour if row.firm else theme.PAPER, "ec": colour}
    # Days of war would be thinner than a hair: no bar is narrower than four months.
    width = max(end - row.start, pd.Timedelta(days=120))
    ax.barh(
        y, width, left=row.start, height=0.58, **(ANNEXED if row.kind == "annexation" else look)
    )
    words = (
        f"since {row.start:%Y}" if pd.isna(row.end) else marks.period(row.start, row.end, "year")
    )
    ground = {"fc": theme.PAPER, "ec": "none", "pad": 0.5}
    x, side = (row.start, -1) if pd.isna(row.end) else (row.start + width, 1)
    marks.beside(ax, words, x, y, theme.INK, side, size=theme.SMALLEST, bbox=ground)


def _where(row) -> str:
    """The place with its state in law, unless the name says it."""
    return row.place if row.state[:6] in row.place else f"{row.place}, {row.state}"
