import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle
from moscow_aims.chapters import who_talks
from moscow_aims.drawing import theme
from moscow_aims.methods import contacts

ACTORS = pd.DataFrame(
    {
        "id": ["putin", "lavrov", "trump", "zelensky", "macron", "fidan"],
        "name": [
            "Vladimir Putin",
            "Sergei Lavrov",
            "Donald Trump",
            "Volodymyr Zelensky",
            "Emmanuel Macron",
            "Hakan Fidan",
        ],
        "side": ["russia", "russia", "us", "ukraine", "europe", "turkey"],
    }
)


def rows(*found):
    table = pd.DataFrame(found, columns=["date", "a", "b", "kind", "meeting"])
    return table.assign(date=pd.to_datetime(table["date"]), id=[f"c{n}" for n in table.index])


LISTED = rows(
    ("2025-02-01", "trump", "putin", "call", "one"),
    ("2025-02-02", "trump", "putin", "request", "two"),
    ("2025-02-03", "trump", "lavrov", "unconfirmed", "three"),
    ("2025-02-04", "putin", "lavrov", "meeting", "four"),
    # A meeting of four: the pair without a Ukrainian belongs to a meeting with one.
    ("2025-04-01", "trump", "zelensky", "meeting", "five"),
    ("2025-04-01", "trump", "lavrov", "meeting", "five"),
    ("2025-04-02", "trump", "zelensky", "call", None),
    ("2025-04-03", "trump", "macron", "call", None),
)


@pytest.fixture
def kept():
    return who_talks.counted(LISTED, ACTORS)


@pytest.fixture
def met(kept):
    return contacts.meetings(kept, ACTORS)


def test_requests_unconfirmed_visits_and_contacts_within_a_side_are_not_counted(kept):
    assert kept["id"].tolist() == ["c0", "c4", "c5", "c6", "c7"]
    assert kept["quarter"].tolist() == ["2025 Q1"] + ["2025 Q2"] * 4


def test_presence_is_that_of_the_meeting_and_not_of_the_pair(kept):
    assert kept.set_index("id")["ukraine"].to_dict() == {
        "c0": False,
        "c4": True,
        "c5": True,
        "c6": True,
        "c7": False,
    }


def test_tracks_by_hand(met):
    table = who_talks.tracks(met).set_index("track")
    assert table.loc["all meetings", ["without", "meetings"]].tolist() == [2, 4]
    assert table.loc["US and Russia present", ["without", "meetings"]].tolist() == [1, 2]
    assert table.loc["US and Ukraine present", ["without", "meetings"]].tolist() == [1, 2]


def test_every_meeting_has_one_place_at_the_table(met):
    seats = who_talks.at_table(met)
    assert seats.loc["2025 Q1"].to_dict() == {"russia": 1, "both": 0, "ukraine": 0, "neither": 0}
    assert seats.loc["2025 Q2"].to_dict() == {"russia": 0, "both": 1, "ukraine": 1, "neither": 1}
    assert seats.to_numpy().sum() == len(met)


def lines(fig):
    patches = (patch for patch in fig.axes[0].patches if isinstance(patch, PathPatch))
    return sorted((to_hex(patch.get_edgecolor()), patch.get_linewidth()) for patch in patches)


def test_a_pair_with_and_without_a_ukrainian_has_two_lines(kept):
    again = pd.concat([kept, kept.assign(ukraine=True)])
    fig = who_talks.plot_network(again, ACTORS, "2025 Q1")
    assert [colour for colour, _ in lines(fig)] == sorted([theme.INK, theme.UKRAINE])


def test_width_counts_contacts_and_a_quarter_shows_its_own(kept):
    assert len(lines(who_talks.plot_network(kept, ACTORS, "2025 Q1"))) == 1
    wide = dict(lines(who_talks.plot_network(pd.concat([kept] * 3), ACTORS, "2025 Q1")))
    thin = dict(lines(who_talks.plot_network(kept, ACTORS, "2025 Q1")))
    assert wide[theme.INK] > thin[theme.INK]


def test_places_stay_and_those_without_contact_are_hollow(kept):
    first, second = (
        who_talks.plot_network(kept, ACTORS, quarter).axes[0] for quarter in ("2025 Q1", "2025 Q2")
    )
    dots = [[line for line in ax.lines if line.get_marker() == "o"] for ax in (first, second)]
    places = [[(*line.get_xdata(), *line.get_ydata()) for line in part] for part in dots]
    assert places[0] == places[1]
    filled = [sum(line.get_markerfacecolor() != theme.PAPER for line in part) for part in dots]
    assert filled == [2, 4]


def test_alt_of_a_quarter_has_its_counts(kept):
    text = who_talks.network_alt(kept, ACTORS, "2025 Q2")
    assert "3 meetings, 1 without" in text and "Trump and Zelensky, 2 contacts" in text


def test_the_marked_cell_is_that_of_the_pair(kept):
    order = ["putin", "lavrov", "trump", "zelensky"]
    ax = who_talks.plot_matrix(kept, ACTORS, order, ("zelensky", "putin")).axes[0]
    (box,) = (patch for patch in ax.patches if isinstance(patch, Rectangle))
    assert box.get_xy() == (-0.5, 2.5)
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written[0, 3] == "·" and written[2, 3] == "2" and written[0, 2] == "1"


def test_bars_add_up_to_the_meetings(met):
    seats = who_talks.at_table(met)
    ax = who_talks.plot_table(seats).axes[0]
    ends = [bar.get_x() + bar.get_width() for bar in ax.patches]
    assert max(ends) == seats.sum(axis=1).max()
    assert np.isclose(sum(bar.get_width() for bar in ax.patches), len(met))
