"""Events by side, read-outs side by side, and the articles' facts: small cases counted by hand."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import the_talks
from moscow_aims.drawing import theme


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def _events():
    day = pd.Timestamp
    columns = ["id", "date", "actors", "proposer", "kind", "title", "status", "source"]
    rows = [
        ["b", day("2025-04-02"), "us;russia", "us", "call", "Call", "reported", "weak"],
        ["a", day("2025-01-05"), "turkey;other;russia", None, "meeting", "Met", "reported", "good"],
        ["c", day("2025-04-03"), "ukraine", "ukraine", "truce", "T " * 40, "contested", "good"],
    ]
    return pd.DataFrame(rows, columns=columns)


def test_months_without_an_event_keep_their_place():
    counts = the_talks.by_month(_events(), "2025-01")
    assert counts.index.astype(str).tolist() == ["2025-01", "2025-02", "2025-03", "2025-04"]
    assert counts.sum(axis=1).tolist() == [1, 0, 0, 2]
    assert counts.loc["2025-04", "meetings and calls"].item() == 1


def test_a_kind_without_group_is_refused():
    with pytest.raises(KeyError, match="picnic"):
        the_talks.by_month(_events().assign(kind="picnic"), "2025-01")


def test_turning_points_are_events_of_different_months():
    turns = the_talks.turns(data.load("stalling/events"))
    assert turns.index.is_unique and len(turns) == 6


def test_the_four_months_named_are_the_busiest():
    counts = the_talks.by_month(data.load("stalling/events"), "2025-01").sum(axis=1)
    busiest = counts.nlargest(4).index.sort_values().astype(str).tolist()
    assert busiest == ["2025-03", "2025-04", "2025-11", "2025-12"]


def test_the_list_is_in_order_of_date_and_names_who_acted():
    table = the_talks.listed(_events().assign(event="What."))
    assert table["Event"].tolist()[:2] == ["Met", "Call"]
    assert table["Who acted"].tolist() == ["", "US", "Ukraine"]


def _readouts():
    columns = ["id", "topic", "party", "statement", "mentioned", "value", "bound"]
    rows = [
        ["1", "prisoners", "kremlin", "Exchange.", "yes", 175, "exact"],
        ["2", "prisoners", "white-house", None, "no", None, None],
        ["3", "start-time", "white-house", "At five.", "yes", 17, "exact"],
        ["4", "length", "press", "Two hours.", "yes", 120, "exact"],
        ["5", "length", "white-house", "Longer.", "yes", 90, "lower"],
    ]
    return pd.DataFrame(rows, columns=columns)


def test_mentions_are_unknown_where_no_one_looked():
    grid = the_talks.mentions(_readouts())
    assert grid.loc["prisoners"].tolist() == ["yes", "no", "unknown"]
    assert (grid.drop(index="prisoners") == "unknown").all(axis=None)


def test_statements_tell_silence_from_ignorance():
    said = the_talks.statements(_readouts())
    assert said.loc["prisoners"].tolist() == [
        "Kremlin only",
        "Exchange.",
        "not mentioned",
        "not read",
    ]
    assert said.loc["territory", "Told by"] == "not known"


def test_lengths_end_the_call_after_its_start():
    ended = the_talks.ends(_readouts())
    assert ended["end"].tolist() == [19.0, 18.5]
    assert ended["bound"].tolist() == ["exact", "lower"]


def test_reported_names_the_topic_without_a_number():
    with pytest.raises(KeyError, match="left-hall"):
        the_talks.reported(_readouts(), "length", "left-hall")


@pytest.mark.parametrize(
    "day, hour, place, there",
    [
        ("2025-03-18", "21:00", "Taiwan", 16),
        ("2025-03-18", "15:30", "Kyiv", 16.5),
        ("2025-07-03", "15:30", "Kyiv", 15.5),
        ("2025-07-03", "15:30", "Moscow", 15.5),
    ],
)
def test_moscow_is_five_hours_behind_taiwan_and_beside_kyiv_by_season(day, hour, place, there):
    check = {"said_date": pd.Timestamp(day), "said_hour": hour, "said_place": place}
    assert the_talks.moscow_hour(pd.Series(check)) == there


def test_an_hour_has_its_day_and_a_place_that_is_known():
    checks = data.load("stalling/article-checks")
    hours = checks[["said_hour", "said_place"]].notna()
    assert (hours["said_hour"] == hours["said_place"]).all()
    assert checks.loc[hours["said_hour"], "said_date"].notna().all()
    assert set(checks["said_place"].dropna()) <= set(the_talks.PLACES)


def test_every_number_is_exact_or_a_bound():
    readouts = data.load("stalling/readouts")
    assert (readouts["value"].notna() == readouts["bound"].notna()).all()
    assert (readouts["bound"] == "upper").sum() == 1  # fewer than 28 points


def test_sizes_of_an_army_come_in_pairs():
    checks = data.load("stalling/article-checks").set_index("id")
    sizes = checks[["found_value", "other_value", "unit"]].dropna(how="all")
    assert sizes.notna().all(axis=None)
    assert sizes.loc["istanbul-85000"].tolist() == [85000, 250000, "person"]


def _checks():
    said = pd.to_datetime(["2025-03-18", None, "2025-03-18", "2025-11-30", None])
    found = pd.to_datetime(["2025-03-18", "2025-01-01", "2025-03-25", "2025-11-29", None])
    return pd.DataFrame({"said_date": said, "found_date": found})


def test_days_apart_count_from_the_article_to_the_sources():
    assert the_talks.days(_checks())["apart"].tolist() == [0, 7, -1]


def test_the_call_began_inside_the_window_announced():
    readouts = data.load("stalling/readouts")
    opened, closed = the_talks.reported(readouts, "announced-start", "announced-end")["value"]
    starts = the_talks.reported(readouts, "start-time")["value"]
    assert starts.between(opened, closed).all()
    checks = data.load("stalling/article-checks").set_index("id")
    assert the_talks.moscow_hour(checks.loc["call-delay"]) == opened


def test_what_is_not_firm_is_hollow_on_the_clock():
    readouts = data.load("stalling/readouts")
    readouts["firm"] = data.firm(readouts, data.load("sources"))
    left, starts = (the_talks.reported(readouts, topic) for topic in ("left-hall", "start-time"))
    ended = the_talks.ends(readouts)
    (ax,) = the_talks.plot_clock((16, 18), left, starts, ended, (16, 1)).axes
    hollow = sum(line.get_markerfacecolor() == theme.PAPER for line in ax.get_lines())
    assert hollow == sum((~rows["firm"]).sum() for rows in (left, starts, ended)) > 0
    assert {"over 90 min", "announced window"} <= {text.get_text() for text in ax.texts}


def test_points_say_who_counted_and_where_the_number_is_a_bound():
    table = the_talks.points(data.load("stalling/readouts"))
    assert len(table) == 10
    bounds = table[table["Points"].str.startswith("fewer")]
    assert bounds["Who"].tolist() == ["Zelensky"]
    assert set(table["Which text"]) == set(the_talks.STAGES.values())
