"""Aggregates of the Chronicles polls: the rules on invented files, the figures on the book's."""

import os
import sys

import aggregate_chronicles
import numpy as np
import pandas as pd
import pytest
from moscow_aims import chronicles, data
from moscow_aims.methods import microdata

PEOPLE = 600

# Weighted per cent, as an independent count of the public files gave them: wave, answer, share.
SHARES = {
    "chronicles-first-aim-13-fresh": {"land": 26.3, "nato": 46.3, "neither": 8.3, "no-answer": 19.1},
    "chronicles-first-aim-13": {"land": 26.3, "nato": 43.6, "neither": 9.1, "no-answer": 21.0},
    "chronicles-withdraw-without-goals-13-goals-named-fresh": {"support": 50.4, "oppose": 31.5},
    "chronicles-withdraw-without-goals-13-goals-not-named-fresh": {"support": 61.6, "oppose": 24.5},
    "chronicles-withdraw-without-goals-13-goals-named": {"support": 49.2, "oppose": 35.3},
    "chronicles-withdraw-without-goals-13-goals-not-named": {"support": 58.0, "oppose": 28.3},
    "chronicles-land-for-guarantees-12-both-orders": {
        "may-return": 13.3, "must-not-return": 71.4, "no-answer": 15.3},
    "chronicles-land-for-guarantees-12-return-first": {"may-return": 11.3, "must-not-return": 72.6},
    "chronicles-land-for-guarantees-12-keep-first": {"may-return": 15.4, "must-not-return": 70.1},
    "chronicles-withdraw-without-goals-07-1-goals-named": {"support": 29.8, "oppose": 35.4},
    "chronicles-withdraw-without-goals-07-2-goals-named": {"support": 31.2, "oppose": 34.7},
    "chronicles-withdraw-without-goals-09-goals-named": {"support": 39.7, "oppose": 47.2},
    "chronicles-withdraw-without-goals-10-goals-named": {"support": 39.3, "oppose": 39.1},
    "chronicles-withdraw-without-goals-11-goals-named": {"support": 39.7, "oppose": 33.0},
    "chronicles-withdraw-without-goals-12-goals-named": {"support": 40.5, "oppose": 39.0},
    "chronicles-withdraw-without-goals-14-goals-named": {"support": 40.5, "oppose": 45.8},
    "chronicles-withdraw-without-goals-15-goals-named": {"support": 41.9, "oppose": 34.7},
    "chronicles-mutual-concessions-15-want": {"support": 64.4},
    "chronicles-mutual-concessions-15-expect": {"expect": 36.3},
    "chronicles-enough-to-stop-03": {
        "recognise-crimea": 35.5, "recognise-donbas": 38.8, "nato-ban": 31.3, "capitulation": 35.6},
    "chronicles-authorities-victory-06": {
        "recognise-donbas": 30.6, "change-of-power": 27.1, "annex-part": 26.1, "nato-refusal": 25.0,
        "recognise-crimea": 21.9, "annex-all": 18.7},
}  # fmt: skip
NUMBERS = {
    "chronicles-first-aim-13-fresh-nato": 804,
    "chronicles-first-aim-13-nato": 1812,
    "chronicles-withdraw-without-goals-13-goals-named-fresh-support": 402,
    "chronicles-withdraw-without-goals-13-goals-not-named-fresh-support": 402,
    "chronicles-withdraw-without-goals-13-goals-named-support": 909,
    "chronicles-withdraw-without-goals-13-goals-not-named-support": 903,
    "chronicles-land-for-guarantees-12-both-orders-may-return": 1601,
    "chronicles-withdraw-without-goals-14-goals-named-support": 1600,
    "chronicles-withdraw-without-goals-15-goals-named-support": 1604,
    "chronicles-mutual-concessions-15-want-support": 803,
    "chronicles-mutual-concessions-15-expect-expect": 801,
}
# Points and half-width of the interval.
DIFFERENCES = {
    "chronicles-first-aim-13-fresh-nato-minus-land": (20.0, 5.9),
    "chronicles-first-aim-13-nato-minus-land": (17.3, 3.9),
    "chronicles-withdraw-without-goals-13-fresh-support-goals-not-named-minus-goals-named":
        (11.2, 7.1),
    "chronicles-withdraw-without-goals-13-support-goals-not-named-minus-goals-named": (8.8, 4.7),
    "chronicles-withdraw-without-goals-13-fresh-oppose-goals-not-named-minus-goals-named":
        (-6.9, 6.4),
    "chronicles-land-for-guarantees-12-may-return-keep-first-minus-return-first": (4.1, 3.4),
    "chronicles-enough-to-stop-03-nato-ban-minus-recognise-donbas": (-7.5, 2.4),
    "chronicles-enough-to-stop-03-nato-ban-minus-recognise-crimea": (-4.2, 2.5),
    "chronicles-authorities-victory-06-nato-refusal-minus-annex-part": (-1.1, 2.7),
}  # fmt: skip

# -- The tables of the book --------------------------------------------------------------------


@pytest.fixture(scope="module")
def shares():
    return data.load("survey/chronicles-shares").set_index("id")


def test_committed_shares_are_the_published_ones_to_a_tenth(shares):
    for place, answers in SHARES.items():
        for answer, share in answers.items():
            assert shares.loc[f"{place}-{answer}", "share"] == pytest.approx(share, abs=0.0501), (
                place
            )


def test_committed_numbers_of_respondents(shares):
    assert shares.loc[list(NUMBERS), "n"].tolist() == list(NUMBERS.values())


def test_committed_differences_and_their_margins():
    table = data.load("survey/chronicles-differences").set_index("id")
    for row, (difference, margin) in DIFFERENCES.items():
        found = table.loc[row]
        assert found["difference"] == pytest.approx(difference, abs=0.0501), row
        assert (found["high"] - found["low"]) / 2 == pytest.approx(margin, abs=0.0501), row


def test_no_published_cell_is_small(shares):
    assert shares["count"].min() >= microdata.LEAST and shares["n"].min() >= microdata.LEAST
    assert data.load("survey/chronicles-model")["n"].min() >= microdata.LEAST
    assert shares["effective_n"].le(shares["n"]).all()


def test_answers_to_one_question_add_up_where_all_are_large(shares):
    rows = shares[shares["question"].isin([chronicles.FIRST_AIM, chronicles.GUARANTEES])]
    total = rows.groupby(["question", "wording", "sample", "group", "level"])["share"].agg(
        ["sum", "size"]
    )
    whole = total[total["size"] == total.groupby("question")["size"].transform("max")]
    assert len(whole) > 10 and whole["sum"].between(99.95, 100.05).all()
    assert (total["sum"] < 100.05).all()


def test_as_polls_takes_the_fresh_sample_and_everybody(shares):
    polls = chronicles.as_polls(shares.reset_index())
    aim = polls[polls["question"] == chronicles.FIRST_AIM].set_index("answer")
    assert aim.loc["nato", "n"] == 804 and len(aim) == 4
    assert list(polls.columns) == list(data.load("survey/polls").columns)
    assert not polls.duplicated(["field_start", "question", "arm", "answer"]).any()


# -- The rules, on invented files --------------------------------------------------------------


def invented(wave: str, seed: int = 1) -> pd.DataFrame:
    """A file of the shape of a wave, its answers drawn at random; nobody gave them."""
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame({chronicles.WAVES[wave].weight: draw.uniform(0.5, 2.0, PEOPLE)})
    for column, codes in chronicles.FACTORS.get(wave, {}).values():
        frame[column] = draw.choice([code for code, word in codes.items() if word], PEOPLE)
    half = draw.random(PEOPLE) < 0.5
    for item in chronicles.ITEMS:
        if item.wave != wave:
            continue
        if item.asked and item.asked[0] not in frame:
            frame[item.asked[0]] = np.where(half, 1, 2)
        for column, codes in item.columns.items():
            if column not in frame:
                frame[column] = draw.choice(list(codes), PEOPLE)
    for one, other in (("29а", "29b"), ("Q121", "Q122")):
        if one in frame:
            frame[one], frame[other] = frame[one].where(half), frame[other].where(~half)
    return frame


@pytest.fixture(scope="module")
def waves():
    return {wave: invented(wave) for wave in chronicles.WAVES}


@pytest.fixture(scope="module")
def found(waves):
    return chronicles.tables(waves)


def test_shares_use_the_weight_of_the_wave(waves, found):
    frame = waves["13"]
    expected = np.average(frame["Q16"] == 2, weights=frame["вес_соцдем"])
    row = found["shares"].set_index("id").loc["chronicles-first-aim-13-nato"]
    assert row["share"] == pytest.approx(100 * expected, abs=0.006)
    assert abs(row["share"] - 100 * (frame["Q16"] == 2).mean()) > 0.01
    assert row["count"] == (frame["Q16"] == 2).sum()


def test_both_orders_of_the_swap_are_put_together_by_their_words(waves, found):
    frame, rows = waves["12"], found["shares"].set_index("id")
    may = (frame["29а"] == 1) | (frame["29b"] == 2)
    both = rows.loc["chronicles-land-for-guarantees-12-both-orders-may-return"]
    assert (both["count"], both["n"]) == (may.sum(), PEOPLE)
    assert rows.loc["chronicles-land-for-guarantees-12-keep-first-may-return", "n"] < PEOPLE


def test_only_those_asked_count_and_blanks_where_they_mean_silence(waves, found):
    rows = found["shares"].set_index("id")
    asked = (waves["13"]["Q27"] == 1).sum()
    assert rows.loc["chronicles-mutual-concessions-13-want-support", "n"] == asked
    blank = waves["15"].assign(Q19=waves["15"]["Q19"].where(lambda column: column < 90))
    item = next(i for i in chronicles.ITEMS if (i.wave, i.question) == ("15", chronicles.WITHDRAW))
    assert (chronicles.answers(item, blank) == chronicles.SILENT).sum() == blank["Q19"].isna().sum()


def test_whom_the_pollster_weights_with_zero_does_not_count(waves):
    frame = waves["03"].copy()
    frame.loc[:9, "wes_age_gender_tnp"] = 0.0
    assert len(chronicles.people("03", frame)) == PEOPLE - 10


def test_no_row_of_any_table_is_a_person(found):
    assert all(len(table) < PEOPLE for table in found.values())
    assert found["shares"]["count"].min() >= microdata.LEAST


def test_tables_have_the_columns_that_the_book_describes(found):
    for name, table in found.items():
        assert list(table.columns) == list(data.load(f"survey/chronicles-{name}").columns)
        assert table["id"].is_unique


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.drop(columns="Q16"), "Wave 13: the file has no column 'Q16'"),
        (lambda f: f.assign(Q16=7), "Wave 13, column Q16: found 7, expected one of 1, 2, 3, 99"),
        (lambda f: f.assign(вес_соцдем=np.nan), "Wave 13, column вес_соцдем: found a weight"),
        (lambda f: f.assign(выборка=4), "column выборка: found 4, expected one of 1, 2, 3"),
    ],
)
def test_files_of_another_shape_are_refused(waves, change, sentence):
    with pytest.raises(ValueError, match=sentence):
        chronicles.tables(waves | {"13": change(waves["13"])})


def test_a_missing_wave_is_named(waves):
    with pytest.raises(ValueError, match="Wave 13 is missing"):
        chronicles.tables({wave: frame for wave, frame in waves.items() if wave != "13"})


# -- The command -------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch, capsys):
    """Call the command; gives its exit code and what it wrote to stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["aggregate_chronicles.py", *map(str, arguments)])
        return aggregate_chronicles.main(), *capsys.readouterr()

    return call


@pytest.fixture(scope="module")
def files(waves, tmp_path_factory):
    folder = tmp_path_factory.mktemp("waves")
    for wave, frame in waves.items():
        frame.to_csv(folder / f"wave-{wave}.csv.gz", index=False)
    return folder


def test_the_command_writes_what_the_functions_give_and_checks_it(run, files, found, tmp_path):
    assert run(files, "--out", tmp_path)[0] == 0
    texts = aggregate_chronicles.texts(found)
    assert {path.name for path in tmp_path.iterdir()} == set(texts)
    for name, text in texts.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert run(files, "--check", "--out", tmp_path)[0] == 0
    (tmp_path / "chronicles-model.csv").write_text("changed", encoding="utf-8")
    code, said, _ = run(files, "--check", "--out", tmp_path)
    assert code == 1 and said == "chronicles-model.csv is not what the files give.\n"


def test_bad_input_gives_one_sentence_and_writes_nothing(run, files, waves, tmp_path):
    (out := tmp_path / "out").mkdir()
    (folder := tmp_path / "waves").mkdir()
    for wave, frame in waves.items():
        frame.to_csv(folder / f"wave-{wave}.csv", index=False)
    last = folder / "wave-15.csv"
    cases = [
        (last.unlink, "wave-15.csv"),
        (lambda: waves["15"].drop(columns="Q19").to_csv(last, index=False), "'Q19'"),
        (lambda: waves["15"].assign(Q19=5).to_csv(last, index=False), "found 5"),
        (lambda: last.write_bytes(b""), "cannot be read as CSV"),
    ]
    for spoil, word in cases:
        spoil()
        code, said, wrong = run(folder, "--out", out)
        assert code == 1 and word in wrong and not said
        assert len(wrong.strip().splitlines()) == 1
    assert not list(out.iterdir())
    code, _, wrong = run(files, "--out", tmp_path / "nowhere")
    assert code == 1 and "nowhere" in wrong


ANSWERS = os.environ.get("CHRONICLES", "")


@pytest.mark.skipif(not ANSWERS, reason="CHRONICLES names no folder with the public answers")
def test_the_public_answers_give_the_tables_of_the_book(run):
    code, said, wrong = run(ANSWERS, "--check")
    assert code == 0, said + wrong
