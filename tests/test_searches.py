"""What was looked for in vain: which words, where and when."""

import re

import pytest
from moscow_aims import data

# Words of a finding that something is not there. That a text read whole says nothing on a subject
# ("none on land", "are none", "says that no compromise was found") is a finding on that text.
NEGATIVE = re.compile(
    r"(?<!are )\bnone\b(?! on l)|\bno such\b|\bnot found\b|\bfound no\b|\bnot met\b|\bno record\b"
    r"|(?<!says that )\bno [\w’' ]{1,70} (?:was|were) found\b|\bnothing (?:was )?found\b"
    r"|\bis in the data\b|\bnot in the data\b|\bthe data hold\b|\bno row\b|\bthe list has no\b"
    r"|\bnot among them\b|\bno text claims\b|\bneither read-out\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("finding", "negative"),
    [
        ("Looked for offers after it: none was met.", True),
        ("No such case is on record.", True),
        ("The record says that no compromise was found.", False),
        ("The address names demands on the alliance, none on land.", False),
        ("no neutral count of losses was found", True),
        ("Looked in the rows on offers: no row says so.", True),
        ("Looked for a measure; neither the article nor the data hold one.", True),
        ("Two offers were found.", False),
    ],
)
def test_negative_findings_are_known_by_their_words(finding, negative):
    assert bool(NEGATIVE.search(finding)) == negative


def test_a_negative_finding_says_what_was_searched_where_and_when():
    evidence = data.load("ledger/evidence")
    searches = data.load("ledger/searches").set_index("id")
    negative = evidence.loc[evidence["finding"].str.contains(NEGATIVE), "id"]
    assert sorted(set(negative) - set(searches.index)) == []
    assert set(searches.index) <= set(evidence["id"])
    assert searches[["searched", "places", "searched_on"]].notna().all(axis=None)
