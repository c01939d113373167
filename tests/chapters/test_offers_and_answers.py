import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import offers_and_answers

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
    table = pd.DataFrame(ANSWERS, columns=names).assign(source="article-a", status="reported")
    acts = {"concession": "aid again", "narrower-offer": "a pause", "meeting": "talks"}
    table["next_text"] = table["next_step"].map(acts)
    return table.assign(answered=pd.to_datetime(table["answered"]))


@pytest.fixture
def joins(proposals, answers):
    return offers_and_answers.joined(proposals, answers)


def test_an_answer_carries_its_proposal(joins):
    row = joins.set_index("id").loc["b"]
    found = row[["subject", "proposer", "state", "step"]].tolist()
    assert found == ["pause", "us", "hedged", "Gave way"]
    assert row["days"] == 2
    open_ones = joins.set_index("id").loc[["g", "i"], "days"]
    assert open_ones.isna().all()
    assert pd.isna(joins.set_index("id").loc["i", "state"])


def test_an_answer_to_no_proposal_is_refused(proposals, answers):
    with pytest.raises(ValueError, match="'lost' is answered and is no proposal"):
        offers_and_answers.joined(proposals[proposals["id"] != "lost"], answers)


def test_counts_add_up_by_subject_and_side(joins):
    counts = offers_and_answers.by_side(joins)
    assert counts["count"].sum() == 7  # the answers of the two to pauses and texts
    found = counts.set_index(["about", "side", "answer"]).sort_index()
    kyiv = found.loc[("Ceasefires and pauses", "ukraine")]
    assert kyiv.loc["yes", ["count", "n"]].tolist() == [2, 3]
    assert kyiv.loc["not known", "count"] == 1
    assert "other terms" not in set(counts["answer"])  # nobody said so


def test_only_what_both_are_known_to_have_answered_is_compared(joins):
    both = offers_and_answers.put_to_both(joins, "us", "russia", "ukraine")
    assert both["proposal"].tolist() == ["truce", "pause"]
    assert both[["russia", "ukraine"]].to_numpy().tolist() == [
        ["conditional", "accept"],
        ["accept", "accept"],
    ]


def test_steps_leave_out_what_is_not_known_and_what_others_did(joins):
    steps = offers_and_answers.next_steps(joins, by="us").set_index("After")
    # The delay has no known step: two of three hedges count.
    assert steps.loc["Moscow: a hedge or silence", ["Cases", "Gave way"]].tolist() == [2, 1]
    assert "Kyiv: a no" not in steps.index  # the proposer was Russia
    assert (steps[offers_and_answers.STEP_NAMES].sum(axis=1) == steps["Cases"]).all()


def test_dots_stand_by_the_time_that_an_answer_took(joins, sources):
    dots = offers_and_answers.waits(joins, sources).set_index(["title", "side"])
    assert dots.loc[("truce", "ukraine"), "wait"] == 0
    assert dots.loc[("truce", "russia"), "wait"] == 2
    assert dots.loc[("summit", "russia"), "wait"] == 3  # nobody answered
    assert ("lost", "ukraine") not in dots.index  # an answer may exist


def test_no_two_dots_of_a_side_lie_upon_each_other(sources):
    rows = offers_and_answers.joined(data.load("stalling/proposals"), data.load("stalling/answers"))
    dots = offers_and_answers.waits(rows, sources)
    assert not dots.duplicated(["side", "x", "y"]).any()


def test_an_answer_that_took_longer_than_the_picture_shows_is_refused(joins, sources):
    late = joins.assign(days=joins["days"].replace(2, 30))
    with pytest.raises(ValueError, match="more than 7 days"):
        offers_and_answers.waits(late, sources)


def test_the_list_says_who_was_not_asked_and_what_came_of_it(proposals, answers):
    table = offers_and_answers.listed(proposals, answers).set_index("Offer")
    assert len(table) == len(PROPOSALS)
    assert table.loc["summit", ["Kyiv said", "Moscow said"]].tolist() == ["own offer", "no answer"]
    assert table.loc["nobody", "Kyiv said"] == "not asked"
    assert table.loc["truce", "Moscow said"] == "yes, but"
    last = table.columns[-1]
    assert table.loc["pause", last] == "terms. In force until 1 Mar 2025"
    assert table.loc["text", last] == "terms. US: yes, but"


def test_the_record_has_the_difference_that_the_chapter_tells():
    """No general ceasefire with a plain yes of Moscow, no settlement text with one of either."""
    proposals = data.load("stalling/proposals")
    rows = offers_and_answers.joined(proposals, data.load("stalling/answers"))
    kinds = rows["proposal"].map(proposals.set_index("id")["kind"])
    general = rows[kinds == "ceasefire-general"].groupby("side")["answer"]
    assert not general.get_group("russia").eq("accept").any()
    assert general.get_group("ukraine").eq("accept").all()
    texts = rows[(rows["subject"] == "settlement") & rows["side"].isin(["russia", "ukraine"])]
    assert not texts["answer"].eq("accept").any()
    unknown = texts.loc[texts["answer"] == "unknown", "proposer"]
    assert unknown.eq("europe").all()  # why the answer leaves European texts out
    ran = proposals.loc[proposals["end_kind"] == "in-force-ended", "kind"]
    assert not ran.eq("ceasefire-general").any()


def test_an_answer_is_filled_in_the_tiles_only_if_it_is_a_plain_yes(joins):
    both = offers_and_answers.put_to_both(joins, "us", "russia", "ukraine")
    area = pd.DataFrame({"month": pd.to_datetime(["2025-01-01"]), "gain": [100.0], "whole": [True]})
    top, _ = offers_and_answers.plot_two_yeses(both, area).axes
    filled = [patch.get_alpha() == 1 for patch in top.patches]
    assert filled == [True, False, True, True]  # Kyiv and Moscow, row by row


def test_every_code_of_the_tables_has_a_name():
    answers = data.load("stalling/answers")
    assert set(answers["answer"]) <= set(offers_and_answers.ANSWERS)
    assert set(answers["next_step"].dropna()) - {"unknown"} <= set(offers_and_answers.STEPS)
    assert set(data.load("stalling/proposals")["kind"]) <= set(offers_and_answers.SUBJECTS)
