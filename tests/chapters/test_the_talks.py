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


SOURCES = pd.DataFrame({"id": ["good", "weak"], "reliability": ["B", "D"], "kind": "press"})


def test_strip_has_a_row_for_each_side_and_folds_the_others():
    rows = the_talks.strip(_events(), SOURCES)
    assert rows["id"].tolist() == ["a", "a", "b", "b", "c"]
    assert rows["number"].tolist() == [1, 1, 2, 2, 3]
    assert rows["side"].tolist() == ["others", "russia", "us", "russia", "ukraine"]
    assert rows["acts"].tolist() == [True, True, True, False, True]
    assert rows["firm"].tolist() == [True, True, False, False, False]


def test_strip_refuses_a_kind_without_group():
    with pytest.raises(KeyError, match="picnic"):
        the_talks.strip(_events().assign(kind="picnic"), SOURCES)


def test_every_event_has_a_proposer_among_its_actors():
    rows = the_talks.strip(data.load("stalling/events"), data.load("sources"))
    assert rows.groupby("number")["acts"].any().all()


def test_shared_counts_events_and_pairs():
    common = the_talks.shared(the_talks.strip(_events(), SOURCES))
    assert common.loc["russia", "russia"] == 2
    assert common.loc["russia", "us"] == common.loc["us", "russia"] == 1
    assert common.loc["europe"].sum() == 0


def test_listed_gives_two_lines_more_room():
    first, second = the_talks.listed(the_talks.strip(_events(), SOURCES), "2025Q2").itertuples()
    assert (first.y, second.y) == (0, pytest.approx(1.3))
    assert "\n" in second.lines


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
    said = the_talks.statements(_readouts()).loc["prisoners"]
    assert said.tolist() == ["Exchange.", "not mentioned", "not read"]


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


def _lines(ax):
    return {(line.get_marker(), line.get_markerfacecolor()) for line in ax.get_lines()}


def test_strip_shows_each_event_on_its_side_of_the_turn():
    rows = the_talks.strip(_events(), SOURCES)
    fig = the_talks.plot_strip(
        rows, "2025-04-01", {"b": "the call"}, {"Article": rows["date"].max()}
    )
    before, after = fig.axes
    marks = [[line for line in ax.get_lines() if len(line.get_xdata()) == 1] for ax in fig.axes]
    assert [len(drawn) for drawn in marks] == [2, 3]  # Russia and others; then two sides and one
    written = {text.get_text().strip(): text for text in after.texts}
    assert set(written) == {"the call", "Article"} and not before.texts
    lanes = len(the_talks.SIDES) - 0.5
    assert lanes < written["Article"].get_position()[1] < after.get_ylim()[0]


def test_every_subject_is_marked_dashed_or_questioned():
    grid = the_talks.mentions(_readouts())
    (ax,) = the_talks.plot_mentions(grid).axes
    drawn = [line.get_marker() for line in ax.get_lines() if len(line.get_xdata()) == 1]
    assert drawn.count("s") == 1 and drawn.count("_") == 1
    assert sum(text.get_text() == "?" for text in ax.texts) == grid.size - 2


def test_weak_events_are_hollow_and_only_joint_events_are_joined():
    fig = the_talks.plot_quarter(the_talks.strip(_events(), SOURCES), "2025Q2", 2)
    (ax,) = fig.axes
    assert ("o", theme.PAPER) in _lines(ax)  # the call from a weak source
    links = [line for line in ax.get_lines() if line.get_marker() == "None"]
    assert [list(line.get_xdata()) for line in links] == [[0, 2]]


def test_a_bound_is_a_hollow_arrow():
    rows = pd.DataFrame(
        {
            "topic": ["points-after", "points-after"],
            "party": ["kyiv", "press"],
            "value": [28.0, 19.0],
            "speaker": ["Zelensky", None],
            "said_on": pd.to_datetime(["2025-11-24", None]),
            "bound": ["upper", "exact"],
        }
    )
    (ax,) = the_talks.plot_points(rows).axes
    assert _lines(ax) == {("<", theme.PAPER), (the_talks.PARTIES["press"][2], theme.GREY)}
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert [" ".join(name.split()) for name in names] == ["Zelensky on 24 November", "press"]
