import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import who_talks
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


def test_tracks_by_hand(met):
    table = who_talks.tracks(met).set_index("track")
    assert table.loc["All meetings", ["without", "meetings"]].tolist() == [2, 4]
    assert table.loc["Americans and Russians", ["without", "meetings"]].tolist() == [1, 2]
    assert table.loc["Americans and Ukrainians", ["without", "meetings"]].tolist() == [1, 2]


def test_every_meeting_has_one_place_at_the_table(met):
    seats = who_talks.at_table(met)
    assert seats.loc["2025 Q1"].to_dict() == {"russia": 1, "both": 0, "ukraine": 0, "neither": 0}
    assert seats.loc["2025 Q2"].to_dict() == {"russia": 0, "both": 1, "ukraine": 1, "neither": 1}
    assert seats.to_numpy().sum() == len(met)


def test_the_three_tracks_of_the_data_agree_with_the_seats():
    listed, actors = data.load("stalling/contacts"), data.load("stalling/actors")
    met = contacts.meetings(who_talks.counted(listed, actors), actors)
    seats, tracks = who_talks.at_table(met).sum(), who_talks.tracks(met)
    assert seats.sum() == len(met) == tracks["meetings"].iloc[0]
    assert seats["russia"] + seats["neither"] == tracks["without"].iloc[0]


def test_crossing_counts_pairs_and_leaves_out_those_with_few(kept):
    table = who_talks.crossing(kept, ACTORS, least=1)
    assert table.index.tolist() == ["trump", who_talks.DIRECT]
    assert table.loc["trump"].to_dict() == {"putin": 1, "lavrov": 1, "zelensky": 2}
    few = who_talks.crossing(kept, ACTORS, least=2)
    assert few.columns.tolist() == ["zelensky"]


def test_the_row_of_direct_contacts_speaks_of_russians_only(kept):
    direct = rows(("2025-05-01", "zelensky", "lavrov", "call", None))
    table = who_talks.crossing(pd.concat([kept, direct]), ACTORS, least=1)
    last = table.loc[who_talks.DIRECT]
    assert last["putin"] == 0 and last["lavrov"] == 1 and np.isnan(last["zelensky"])


def test_subjects_count_what_is_said_and_what_is_not_known():
    readouts = pd.DataFrame(
        [
            ("kremlin", "prisoners", "yes"),
            ("kremlin", "ice-hockey", "yes"),
            ("white-house", "prisoners", "no"),
            ("white-house", "ice-hockey", "unknown"),
            ("press", "length", "yes"),
        ],
        columns=["party", "topic", "mentioned"],
    )
    found = who_talks.subjects(readouts, ["prisoners", "duration"], ["ice-hockey"])
    found = found.set_index("party")
    assert found.loc["kremlin"].tolist() == [1, 1, 1]
    assert found.loc["white-house"].tolist() == [0, 0, 2]
    assert found.loc["press"].tolist() == [0, 0, 3]


def test_a_cell_has_its_number_or_a_point(kept):
    table = who_talks.crossing(kept, ACTORS, least=1)
    ax = who_talks.plot_matrix(table, ACTORS).axes[0]
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written[2.5, 0.5] == "2" and written[0.5, 1.5] == "·"
    assert (2.5, 1.5) not in written


def test_a_gap_parts_quarters_between_which_nothing_is_listed():
    at, labels = who_talks.places(["2022 Q1", "2025 Q1", "2025 Q2", "2026 Q1"])
    assert np.diff(at) == pytest.approx([1.8, 1, 1.8])
    assert labels == ["Q1\n2022", "Q1\n2025", "Q2", "Q1\n2026"]
