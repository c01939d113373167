"""Tables are typed, and each way to break one is answered by a sentence that names the place."""

import shutil

import pandas as pd
import pytest

from report import tables


@pytest.fixture
def broken(tmp_path):
    """A copy of the data and a function that exchanges one piece of text in one of its files."""
    folder = tmp_path / "data"
    shutil.copytree(tables.DATA, folder)

    def change(name: str, old: str, new: str) -> list[str]:
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tables.problems(folder=folder)

    return change


def test_no_table_breaks_its_schema():
    assert tables.problems() == []


def test_every_csv_is_described():
    described = {f"{name}.csv" for name in tables.names()}
    found = {path.relative_to(tables.DATA).as_posix() for path in tables.DATA.rglob("*.csv")}
    assert found == described


def test_types():
    polls = tables.load("survey/polls")
    assert pd.api.types.is_datetime64_any_dtype(polls["field_start"])
    assert pd.api.types.is_float_dtype(polls["share"])
    assert pd.api.types.is_integer_dtype(polls["n"])


def test_the_word_none_is_text(tmp_path):
    (tmp_path / "levels.csv").write_text("level\nNone\n\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        '{"name": "x", "resources": [{"name": "levels", "path": "levels.csv",'
        ' "schema": {"fields": [{"name": "level", "type": "string"}]}}]}',
        encoding="utf-8",
    )
    assert tables._read("levels", tmp_path)["level"].tolist() == ["None"]


def test_unknown_table_and_source():
    with pytest.raises(KeyError, match="no table 'survey/none'"):
        tables.load("survey/none")
    with pytest.raises(KeyError, match="no source 'nobody'"):
        tables.sources(["article-a", "nobody"])


def test_sources_keep_the_order_of_first_mention():
    assert tables.sources(["article-b", "article-a", "article-b"])["id"].tolist() == [
        "article-b",
        "article-a",
    ]


def test_a_share_above_hundred(broken):
    row = tables.load("survey/polls").dropna(subset="share").iloc[0]
    path = tables.DATA / "survey/polls.csv"
    line = next(
        number
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if text.startswith(f"{row['id']},")
    )
    old = next(
        text
        for text in path.read_text(encoding="utf-8").splitlines()
        if text.startswith(f"{row['id']},")
    )
    share = f",{row['share']:g},"
    sentences = broken("survey/polls", old, old.replace(share, ",134,"))
    assert any(
        f"data/survey/polls.csv, row {line}, column share: found '134'" in sentence
        for sentence in sentences
    )


def test_a_source_that_does_not_exist(broken):
    sentences = broken("ledger/claims", ",article-b,", ",article-z,")
    assert any("data/ledger/claims.csv, row 2" in s and "article-z" in s for s in sentences)


def test_a_further_source_that_does_not_exist(broken):
    row = tables.load("survey/polls").dropna(subset="other_sources").iloc[0]
    sentences = broken("survey/polls", row["other_sources"], "nobody")
    assert any("column other_sources: found 'nobody'" in sentence for sentence in sentences)


def test_a_status_that_does_not_exist(broken):
    sentences = broken("ledger/claims", ",reported,", ",rumoured,")
    assert any("row 2, column status: found 'rumoured'" in sentence for sentence in sentences)


def test_fieldwork_that_ends_before_it_starts(broken):
    row = tables.load("survey/polls").dropna(subset="field_start").iloc[0]
    start, end = f"{row['field_start']:%Y-%m-%d}", f"{row['field_end']:%Y-%m-%d}"
    sentences = broken("survey/polls", f"{start},{end}", f"{start},1999-01-01")
    assert any("column field_end: found 1999-01-01" in sentence for sentence in sentences)


def test_an_unknown_value_has_no_number(broken):
    row = tables.load("survey/polls").query("status == 'reported'").iloc[0]
    sentences = broken("survey/polls", f",{row['share']:g},reported,", f",{row['share']:g},unknown,")
    assert any("because status is unknown" in sentence for sentence in sentences)


def test_a_table_that_is_missing(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(tables.DATA, folder)
    (folder / "survey/segments.csv").unlink()
    assert any(
        "data/survey/segments.csv is described" in sentence
        for sentence in tables.problems(folder=folder)
    )


def test_every_check_is_of_a_fact_that_exists():
    for table, checks in tables.load("CHECKS").groupby("table"):
        frame = tables.load(table)
        known = set(frame["id" if "id" in frame else "claim"])
        assert set(checks["row"]) <= known, table


def test_facts_were_looked_up_again():
    checks = tables.load("CHECKS")
    seen = checks[checks["outcome"] != "not-reachable"].drop_duplicates(["table", "row"])
    assert (seen["table"].str.startswith("survey/")).sum() >= 30


def test_every_claim_of_the_part_has_a_verdict():
    claims, verdicts = tables.load("ledger/claims"), tables.load("ledger/verdicts")
    assert set(verdicts["claim"]) == set(claims["id"])


def test_motives_and_causes_are_never_judged_with_high_confidence():
    claims, verdicts = tables.load("ledger/claims"), tables.load("ledger/verdicts")
    judged = verdicts.merge(claims[["id", "kind"]], left_on="claim", right_on="id")
    assert "high" not in set(judged.loc[judged["kind"].isin(["motive", "cause"]), "confidence"])
