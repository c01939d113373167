import pandas as pd
import pytest
from moscow_aims import data
from moscow_aims.chapters import what_happened_next
from moscow_aims.methods import weighing

DAY = pd.Timestamp("2025-03-31")
# Forecast, no-change reader, outcome, days to the outcome or to the latest evidence, decided.
ROWS = [
    ("A1.1-1", "agrees", "came true", 10, True),
    ("A1.1-2", "differs", "came true", 20, True),
    ("A2.1-1", "differs", "did not", 30, True),
    ("A3.1-1", "differs", "partly", 240, False),
    ("B1.1-1", "agrees", "did not", 50, True),
    ("B2.1-1", "differs", "open", 60, False),
    ("B3.1-1", "agrees", "cannot be said", 70, False),
]


def frame(rows=ROWS):
    columns = ["id", "no_change", "outcome", "length", "known"]
    table = pd.DataFrame(rows, columns=columns)
    end = DAY + pd.to_timedelta(table["length"], unit="D")
    return table.assign(
        claim=table["id"].str.rsplit("-", n=1).str[0],
        short=["Short " + id for id in table["id"]],
        said=DAY,
        decided=end.where(table["known"]),
        as_of=end.where(~table["known"], DAY + pd.Timedelta(days=300)),
    )


def test_days_run_to_the_outcome_or_else_to_the_latest_evidence():
    assert what_happened_next.spans(frame())["days"].tolist() == [10, 20, 30, 240, 50, 60, 70]


def test_an_outcome_before_the_forecast_is_refused():
    table = frame()
    table.loc[2, "decided"] = DAY - pd.Timedelta(days=1)
    with pytest.raises(ValueError, match="'A2.1-1' ends before"):
        what_happened_next.spans(table)


def test_who_says_that_nothing_changes_gains_what_the_article_loses():
    expected = ["came true", "did not", "came true", "partly", "did not", "open", "cannot be said"]
    assert what_happened_next.unchanged(frame()).tolist() == expected


def test_scores_by_hand():
    table = what_happened_next.scores(frame())
    assert table.loc["Article A"].tolist() == [2, 1, 1, 0, 0]
    assert table.loc["Article B"].tolist() == [0, 0, 1, 1, 1]
    assert table.loc["Both articles"].tolist() == [2, 1, 2, 1, 1]
    assert table.loc[what_happened_next.UNCHANGED].tolist() == [2, 1, 2, 1, 1]
    assert (table.loc["Article A"] + table.loc["Article B"] == table.loc["Both articles"]).all()


def test_agreement_in_everything_gives_the_same_score():
    table = what_happened_next.scores(frame().assign(no_change="agrees"))
    assert table.loc[what_happened_next.UNCHANGED].equals(table.loc["Both articles"])


def test_decided_leaves_out_what_is_open_or_unsaid():
    assert list(what_happened_next.decided(frame())["id"]) == [row[0] for row in ROWS[:5]]


@pytest.mark.parametrize(
    ("outcomes", "rating", "kind", "odd"),
    [
        (["came true"], "mostly supported", "forecast", 0),
        (["came true"], "not supported", "forecast", 1),
        (["came true"], "not testable", "forecast", 1),
        (["came true"], "not testable", "motive", 0),
        (["partly"], "supported", "forecast", 1),
        (["did not"], "contradicted", "forecast", 0),
        (["did not"], "supported", "forecast", 1),
        (["open", "cannot be said"], "not testable", "forecast", 0),
        (["open", "cannot be said"], "not supported", "forecast", 2),
        (["did not", "open"], "not supported", "forecast", 0),
    ],
)
def test_an_outcome_suits_the_verdict_on_its_claim(outcomes, rating, kind, odd):
    table = pd.DataFrame({"outcome": outcomes, "claim": "A1.1"})
    table["id"] = [f"A1.1-{n}" for n in range(len(table))]
    claims = pd.DataFrame({"id": ["A1.1"], "kind": [kind]})
    verdicts = pd.DataFrame({"claim": ["A1.1"], "rating": [rating]})
    assert len(what_happened_next.at_odds(table, claims, verdicts)) == odd


def test_outcomes_and_verdicts_of_the_book_agree():
    loaded = (data.load(f"ledger/{name}") for name in ("forecasts", "claims", "verdicts"))
    assert what_happened_next.at_odds(*loaded) == []


def test_short_list_has_each_forecast_once_by_article_and_outcome():
    table = what_happened_next.short(frame())
    assert sorted(table["Forecast"]) == sorted(frame()["short"])
    assert table["Said"].tolist() == 4 * ["Article A"] + 3 * ["Article B"]
    assert table["Outcome"].tolist()[:4] == ["came true", "came true", "partly", "did not"]
    other = table.set_index("Forecast")[what_happened_next.UNCHANGED]
    assert other["Short A1.1-2"] == "says the opposite"
    assert other["Short B1.1-1"] == "says the same"


def test_the_book_s_own_forecasts():
    table = data.load("ledger/forecasts")
    claims = data.load("ledger/claims").set_index("id")
    assert (table["id"].str.rsplit("-", n=1).str[0] == table["claim"]).all()
    foreseen = claims.index[claims["kind"] == "forecast"]
    assert set(foreseen) <= set(table["claim"]), "a forecast of the ledger is not scored"
    # What is over has a day, what is not over has none; only what is due by a day can pass it.
    ends = table["outcome"].isin(["came true", "did not"])
    assert (table["decided"].notna() == ends).all()
    assert (table["due"].notna() == table["due_from"].notna()).all()
    assert (table["condition"].notna() == table["condition_met"].notna()).all()
    assert (what_happened_next.spans(table)["days"] >= 0).all()
    assert (table["decided"].dropna() <= table["as_of"][table["decided"].notna()]).all()
    assert weighing.due(table) == set(what_happened_next.decided(table)["claim"])
