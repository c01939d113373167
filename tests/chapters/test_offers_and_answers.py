import numpy as np
import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import offers_and_answers
from moscow_aims.drawing import theme

UNTIL = "2025-12-31"
# id, date, proposer, addressees, kind, ended, end_kind
PROPOSALS = [
    ("truce", "2025-01-01", "us", "russia;ukraine", "ceasefire-general", "2025-01-02", "answered"),
    ("pause", "2025-02-01", "us", "russia;ukraine", "pause-narrow", "2025-03-01", "in-force-ended"),
    ("text", "2025-03-01", "russia", "ukraine;us", "settlement", "2025-03-01", "answered"),
    ("summit", "2025-04-01", "ukraine", "russia", "meeting", "2025-04-10", "lapsed"),
    ("lost", "2025-05-01", "us", "russia;ukraine", "ceasefire-short", None, "lapsed"),
    ("nobody", "2025-06-01", "europe", None, "settlement", None, "lapsed"),
]
# id, proposal, side, answer, answered, next_step, next_by
ANSWERS = [
    ("a", "truce", "ukraine", "accept", "2025-01-01", "concession", "us"),
    ("b", "truce", "russia", "conditional", "2025-01-03", "narrower-offer", "us"),
    ("c", "pause", "russia", "accept", "2025-02-01", "meeting", "us"),
    ("d", "pause", "ukraine", "accept", "2025-02-02", "meeting", "us"),
    ("e", "text", "ukraine", "reject", "2025-03-01", "nothing", "russia"),
    ("f", "text", "us", "partial", "2025-03-02", "unknown", "russia"),
    ("g", "summit", "russia", "none", None, "pressure", "us"),
    ("h", "lost", "russia", "delay", "2025-05-04", "unknown", "us"),
    ("i", "lost", "ukraine", "unknown", None, "unknown", "us"),
]


@pytest.fixture
def proposals():
    names = ["id", "date", "proposer", "addressees", "kind", "ended", "end_kind"]
    table = pd.DataFrame(PROPOSALS, columns=names)
    table = table.assign(title=table["id"], content="terms", source="article-a")
    return table.assign(date=pd.to_datetime(table["date"]), ended=pd.to_datetime(table["ended"]))


@pytest.fixture
def answers():
    names = ["id", "proposal", "side", "answer", "answered", "next_step", "next_by"]
    table = pd.DataFrame(ANSWERS, columns=names).assign(source="article-a")
    acts = {"concession": "aid again", "narrower-offer": "a pause", "meeting": "talks"}
    table["next_text"] = table["next_step"].map(acts)
    return table.assign(answered=pd.to_datetime(table["answered"]))


@pytest.fixture
def joins(proposals, answers):
    return offers_and_answers.joined(proposals, answers)


def test_an_answer_carries_its_proposal(joins):
    row = joins.set_index("id").loc["b"]
    assert row[["subject", "proposer", "state", "step"]].tolist() == [
        "pause",
        "us",
        "hedged",
        "gives way",
    ]
    assert row["days"] == 2
    open_ones = joins.set_index("id").loc[["g", "i"], "days"]
    assert open_ones.isna().all()
    assert pd.isna(joins.set_index("id").loc["i", "state"])


def test_an_answer_to_no_proposal_is_refused(proposals, answers):
    with pytest.raises(ValueError, match="'lost' is answered and is no proposal"):
        offers_and_answers.joined(proposals[proposals["id"] != "lost"], answers)


def test_counts_add_up_by_subject_and_side(joins):
    counts = offers_and_answers.by_side(joins).set_index(["subject", "side", "answer"])
    assert counts["count"].sum() == len(ANSWERS)
    assert counts.loc[("pause", "ukraine", "accept"), "count"] == 2
    assert counts.loc[("pause", "ukraine", "accept"), "n"] == 3
    assert counts.loc[("settlement", "us", "partial"), "count"] == 1
    assert counts.loc[("other", "ukraine", "accept"), "count"] == 0


def test_only_what_both_are_known_to_have_answered_is_compared(joins):
    both = offers_and_answers.put_to_both(joins, "us", "russia", "ukraine")
    assert both["proposal"].tolist() == ["truce", "pause"]
    assert both[["russia", "ukraine"]].to_numpy().tolist() == [
        ["conditional", "accept"],
        ["accept", "accept"],
    ]


def test_steps_leave_out_what_is_not_known(joins):
    steps = offers_and_answers.next_steps(joins).set_index(["side", "before", "after"])
    russian = steps.loc[("russia", "hedged")]
    # The delay has no known step: two of three hedges count.
    assert russian["n"].unique().tolist() == [2]
    assert russian.loc["gives way", "share"] == pytest.approx(1 / 2)
    assert steps.loc[("ukraine", "refused", "repeats"), "count"] == 1


def test_a_side_waits_only_on_what_others_ask_of_it(proposals, answers):
    russia = offers_and_answers.waits(proposals, answers, "russia", UNTIL).set_index("proposal")
    assert list(russia.index) == ["truce", "pause", "summit", "lost"]
    # That Ukraine had answered the truce did not end it for Russia.
    assert russia.loc["truce", ["days", "end"]].tolist() == [2, "answered"]
    assert russia.loc["summit", ["days", "end"]].tolist() == [9, "superseded"]
    ukraine = offers_and_answers.waits(proposals, answers, "ukraine", UNTIL)
    assert ukraine["proposal"].tolist() == ["truce", "pause", "text"]


def test_answers_are_placed_between_proposal_and_due_day(joins):
    deadlines = pd.DataFrame(
        {
            "id": ["day"],
            "due": pd.to_datetime(["2025-01-05"]),
            "addressees": ["russia"],
        }
    )
    near = offers_and_answers.near_due(joins, deadlines, {"truce": "day"})
    assert near["side"].tolist() == ["russia"]
    assert near["passed"].tolist() == pytest.approx([0.5])


def test_second_codings_match_on_day_and_proposers(joins):
    events = pd.DataFrame(
        [
            ("2025-01-01", "us", "russia;ukraine", "reject"),
            ("2025-02-01", "us", "ukraine", "accept"),
            ("2025-04-01", "ukraine", "russia", "none"),
            ("2025-04-01", "ukraine", "russia", "delay"),
        ],
        columns=["date", "proposer", "actors", "answer"],
    )
    events = events.assign(date=pd.to_datetime(events["date"]), id=["w", "x", "y", "z"])
    pairs = offers_and_answers.same_in_events(joins, events)
    assert pairs.to_numpy().tolist() == [["truce", "conditional", "reject"]]


def test_the_list_says_who_was_not_asked(proposals, answers):
    table = offers_and_answers.listed(proposals, answers).set_index("Proposal")
    assert len(table) == len(PROPOSALS)
    assert table.loc["summit", ["Russia", "Ukraine"]].tolist() == ["no answer", "–"]
    assert table.loc["truce", "Russia"] == "with conditions, 2025-01-03"
    assert table.loc["truce", "What followed"] == "aid again; a pause"
    assert table.loc["pause", "What followed"] == "talks"  # one act after two answers, said once
    assert table.loc["nobody", ["Russia", "Ukraine", "Europe", "US"]].eq("–").all()


def test_bars_show_the_counts(joins):
    fig = offers_and_answers.plot_by_side(offers_and_answers.by_side(joins))
    pause = fig.axes[0]
    widths = [patch.get_width() for patch in pause.patches]
    assert sum(width for width in widths if width > 0) == 3  # Ukraine, to the right
    assert sum(width for width in widths if width < 0) == -3  # Russia, to the left
    assert 0 not in widths  # an answer never given has no bar, not even an edge
    assert len({ax.get_ylim() for ax in fig.axes}) == 1
    assert {"accepted", "not known"} <= {text.get_text() for text in pause.get_yticklabels()}
    assert "in part" not in {text.get_text() for text in pause.get_yticklabels()}


def test_unknown_answers_are_hollow_and_stand_apart(proposals, joins):
    rows = proposals[proposals["id"] == "lost"]
    fig = offers_and_answers.plot_lifelines(rows, joins[joins["proposal"] == "lost"], UNTIL)
    points = {
        line.get_marker(): line for line in fig.axes[0].lines if line.get_marker() in ("D", "o")
    }
    assert points["D"].get_xdata()[0] == pytest.approx(np.log2(1 + 3))
    assert points["o"].get_markerfacecolor() == theme.PAPER
    assert points["o"].get_xdata()[0] > points["D"].get_xdata()[0]


def test_steps_are_bars_as_long_as_their_number(joins):
    fig = offers_and_answers.plot_next_steps(offers_and_answers.next_steps(joins))
    hedged = fig.axes[2]
    assert [patch.get_width() for patch in hedged.patches] == [1, 1]
    assert [text.get_text() for text in hedged.texts] == ["1", "0", "0", "0", "1"]


def test_shares_answered_stay_when_all_have_ended(proposals, answers):
    waits = {
        side: offers_and_answers.waits(proposals, answers, side, UNTIL)
        for side in ("russia", "ukraine")
    }
    fig = offers_and_answers.plot_waits(waits, waits)
    ukraine = next(line for line in fig.axes[1].lines if line.get_linewidth() == 2.4)
    assert ukraine.get_ydata()[-1] == pytest.approx(100)


def test_every_code_of_the_tables_has_a_name():
    answers = data.load("stalling/answers")
    assert set(answers["answer"]) <= set(offers_and_answers.ANSWERS)
    assert set(answers["next_step"].dropna()) - {"unknown"} <= set(offers_and_answers.STEPS)
    assert set(data.load("stalling/proposals")["kind"]) <= set(offers_and_answers.SUBJECTS)
