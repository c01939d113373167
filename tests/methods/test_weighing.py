"""The rule from evidence to ratings, and what the ledger must hold."""

import re

import pandas as pd
import pytest
from checks import pages
from hypothesis import given
from hypothesis import strategies as st
from moscow_aims import data, ledger
from moscow_aims.chapters import verdicts
from moscow_aims.methods import weighing

SOURCES = pd.DataFrame(
    {"id": ["a", "b", "c", "d"], "publisher": ["Agency", "Agency", "Paper", None]}
)
WEAK, GUN, HOOP, BOTH = "straw in the wind", "smoking gun", "hoop", "doubly decisive"
FOR, AGAINST = "supports", "opposes"


def rows(*given) -> pd.DataFrame:
    """Evidence on claim A1.1: (direction, test, source) or (…, other sources, kind)."""
    full = [(*row, None, "press")[:5] if len(row) == 3 else row for row in given]
    names = ["direction", "test", "source", "other_sources", "kind"]
    return pd.DataFrame(full, columns=names).assign(claim="A1.1")


def rated(*given, kind="fact", due=frozenset()) -> str:
    claims = pd.DataFrame({"id": ["A1.1"], "kind": [kind]})
    return weighing.rate(rows(*given), claims, SOURCES, due)["A1.1"]


@pytest.mark.parametrize(
    ("evidence", "rating"),
    [
        ([], "not testable"),
        ([(FOR, GUN, "a"), (FOR, WEAK, "c")], "supported"),
        ([(FOR, GUN, "a"), (FOR, WEAK, "b")], "mostly supported"),  # one publisher
        ([(FOR, GUN, "a", "c", "press")], "supported"),  # two publishers in one row
        ([(FOR, GUN, "a"), (FOR, GUN, "c"), (AGAINST, WEAK, "d")], "mostly supported"),
        ([(FOR, GUN, "a"), (AGAINST, HOOP, "c")], "mixed"),
        ([(AGAINST, HOOP, "a"), (AGAINST, BOTH, "c")], "contradicted"),
        ([(AGAINST, HOOP, "a"), (AGAINST, BOTH, "b")], "not supported"),
        ([(AGAINST, HOOP, "a"), (AGAINST, HOOP, "c"), (FOR, WEAK, "d")], "not supported"),
        ([(FOR, HOOP, "a"), (FOR, WEAK, "c")], "mostly supported"),  # a hoop held says little
        ([(FOR, HOOP, "a")], "mixed"),
        ([(AGAINST, GUN, "a")], "mixed"),  # no gun seen says little
        ([(AGAINST, GUN, "a"), (AGAINST, WEAK, "c")], "not supported"),
        ([(FOR, WEAK, "a"), (AGAINST, WEAK, "c")], "mixed"),
        ([("neutral", BOTH, "a")], "not testable"),
        ([(FOR, BOTH, "a", "c", "model")], "not testable"),
    ],
)
def test_the_rule(evidence, rating):
    assert rated(*evidence) == rating


MIRROR = {FOR: AGAINST, AGAINST: FOR, GUN: HOOP, HOOP: GUN, WEAK: WEAK, BOTH: BOTH}
MIRRORED = {
    "supported": "contradicted",
    "mostly supported": "not supported",
    "mixed": "mixed",
    "not testable": "not testable",
}
FINDINGS = st.tuples(
    st.sampled_from([FOR, AGAINST]),
    st.sampled_from([WEAK, GUN, HOOP, BOTH]),
    st.sampled_from("abcd"),
)


@given(st.lists(FINDINGS, max_size=5), st.sampled_from(["fact", "motive"]))
def test_evidence_against_counts_as_much_as_evidence_for(evidence, kind):
    mirrored = [(MIRROR[way], MIRROR[test], source) for way, test, source in evidence]
    swap = MIRRORED | {turned: rating for rating, turned in MIRRORED.items()}
    assert rated(*mirrored, kind=kind) == swap[rated(*evidence, kind=kind)]


@pytest.mark.parametrize("kind", ["motive", "normative", "forecast"])
def test_weak_evidence_does_not_decide_what_is_inner_or_to_come(kind):
    weak = [(FOR, WEAK, "a"), (FOR, WEAK, "c")]
    assert rated(*weak, kind=kind) == "not testable"
    assert rated(*weak, (FOR, GUN, "d"), kind=kind) == "supported"


def test_a_forecast_with_an_outcome_is_rated_like_a_fact():
    weak = [(FOR, WEAK, "a"), (FOR, WEAK, "c")]
    assert rated(*weak, kind="forecast", due={"A1.1"}) == "mostly supported"


def test_leave_one_out_by_hand():
    evidence = rows((FOR, GUN, "a", "c", "press"), (FOR, WEAK, "d"), (AGAINST, HOOP, "b"))
    claims = pd.DataFrame({"id": ["A1.1"], "kind": ["fact"]})
    changes = weighing.leave_one_out(evidence, claims, SOURCES)
    # Without "b" nothing opposes; without any other source the gun still has one.
    assert changes.to_dict("records") == [
        {"source": "b", "claim": "A1.1", "before": "mixed", "after": "supported"}
    ]


def test_a_source_taken_away_leaves_the_others_of_a_row():
    left = weighing.without(rows((FOR, GUN, "a", "c; d", "press"), (FOR, WEAK, "a")), "a")
    assert left[["source", "other_sources"]].to_numpy().tolist() == [["c", "d"]]


@pytest.fixture(scope="module")
def judged() -> pd.DataFrame:
    return ledger.judged()


@pytest.fixture(scope="module")
def evidence() -> pd.DataFrame:
    return data.load("ledger/evidence")


def test_every_claim_has_a_falsifier_a_verdict_and_a_look_at_the_other_side(judged, evidence):
    claims = data.load("ledger/claims")
    assert set(judged["id"]) == set(claims["id"]) == set(evidence["claim"])
    assert claims["falsifier"].notna().all()
    against = evidence[evidence["looked_for"].isin(["opposing", "either"])]
    assert set(against["claim"]) == set(claims["id"])


def test_supported_never_rests_on_one_publisher(judged, evidence):
    support = weighing.weigh(evidence)
    support = support[support["direction"] == "supports"]
    known = weighing.origins(weighing.cited(support), data.load("sources"))
    known = known.groupby(support["claim"])
    for claim in judged.loc[judged["rating"] == "supported", "id"]:
        assert len(frozenset().union(*known.get_group(claim))) > 1, claim


def test_models_never_speak_for_or_against(evidence):
    assert set(evidence.loc[evidence["kind"] == "model", "direction"]) <= {"neutral"}


def test_likelihood_words_are_for_facts_and_forecasts(judged):
    told = judged[judged["likelihood"].notna()]
    assert len(told) and set(told["kind"]) <= {"fact", "forecast"}


def test_a_departure_from_the_rule_has_a_reason_and_only_it(judged):
    departs = judged["rating"] != judged["rule"]
    assert judged.loc[departs, "departs"].notna().all(), list(judged.loc[departs, "id"])
    assert judged.loc[~departs, "departs"].isna().all()
    assert departs.mean() < 0.2  # a rule that is often overruled is none


def test_every_claim_named_in_a_chapter_is_in_the_ledger(judged):
    root = data.DATA.parent
    named = {
        (page.name, claim)
        for page in pages.read(root)
        for claim in re.findall(r"`([AB]\d+\.\d+)`", (root / page.name).read_text(encoding="utf-8"))
    }
    assert named and not {pair for pair in named if pair[1] not in set(judged["id"])}


def test_removing_a_source_moves_the_tables_and_the_pictures(judged, evidence):
    claims, sources = data.load("ledger/claims"), data.load("sources")
    due = weighing.due(data.load("ledger/forecasts"))
    changes = weighing.leave_one_out(evidence, claims, sources, due)
    source, claim = changes.loc[0, ["source", "claim"]]
    less = weighing.rate(weighing.without(evidence, source), claims, sources, due)
    assert less[claim] == changes.loc[0, "after"] != judged.set_index("id")["rule"][claim]


def test_a_changed_verdict_moves_its_mark(judged):
    other = judged.copy()
    other.loc[other["id"] == "B22.4", "rating"] = "contradicted"
    assert bars(judged) != bars(other)


def bars(judged) -> list[float]:
    return [patch.get_width() for patch in verdicts.plot_ratings(judged).axes[0].patches]


def test_the_tally_counts_factual_claims_and_their_paragraphs():
    judged = pd.DataFrame(
        [
            ("A", 1, "fact", "supported"),
            ("A", 1, "measure", "mixed"),
            ("A", 2, "quotation", "mostly supported"),
            ("B", 1, "fact", "not testable"),
            ("B", 1, "motive", "contradicted"),
        ],
        columns=["article", "paragraph", "kind", "rating"],
    )
    assert weighing.tally(judged) == {
        "factual": 4,
        "upheld": 2,
        "partly": 1,
        "not-supported": 0,
        "contradicted": 0,
        "untestable": 1,
        "paragraphs": 3,
        "paragraphs-all": 1,
        "paragraphs-any": 2,
    }


# -- The wording of the claims -----------------------------------------------------------------

WORDED = {"cause", "motive", "normative", "forecast"}  # kinds in which the hedge decides
DISPUTED = {"mixed", "not supported", "contradicted"}


def test_claims_whose_strength_decides_give_the_words_of_the_article(judged):
    worded = judged["kind"].isin(WORDED) | judged["rating"].isin(DISPUTED)
    assert judged.loc[worded, "zh"].notna().all(), list(judged[worded & judged["zh"].isna()]["id"])
    assert judged["zh"].notna().equals(judged["zh_en"].notna())
    longest = judged["zh"].dropna().str.replace("…", "").str.len().max()
    assert longest <= 16  # no more of an article is printed than fixes hedge and strength
    assert not judged["zh"].dropna().str.contains("[A-Za-z]{3}").any()


HEDGES = {  # a word of the article that weakens, and what the paraphrase may use for it
    "似乎": r"\bseem",
    "或許": r"\bmay\b|perhaps|might",
    "恐怕": r"probably",
    "可能": r"\bmay\b|might|likely",
    "往往": r"\boften\b",
    "是否": r"\basks\b",
    "有時": r"sometimes",
    "一大": r"\bA major\b|\ba major\b",
}


@pytest.mark.parametrize("hedge", HEDGES)
def test_a_paraphrase_keeps_the_hedge_of_the_words_it_quotes(judged, hedge):
    hedged = judged[judged["zh"].fillna("").str.contains(hedge)]
    assert len(hedged)
    kept = hedged["claim"].str.contains(HEDGES[hedge])
    assert kept.all(), list(hedged.loc[~kept, "id"])
