"""Tables are typed, and each way to break one is answered by a sentence that names the place."""

import os
import shutil

import edit
import pandas as pd
import pytest
from moscow_aims import data
from reportbook.build import inputs


@pytest.fixture
def broken(tmp_path):
    """Function that changes a cell in a copy of the data -> its row number, what is wrong now."""
    folder = tmp_path / "data"
    shutil.copytree(data.DATA, folder)

    def change(name: str, column: str, new: str, row: str | None = None) -> tuple[int, list[str]]:
        number = edit.overwrite(folder / f"{name}.csv", column, new, row)
        return number, data.problems(name, folder)

    return change


def test_no_table_breaks_its_schema():
    assert data.problems() == []


def test_every_csv_is_described():
    described = {f"{name}.csv" for name in data.names()}
    found = {path.relative_to(data.DATA).as_posix() for path in data.DATA.rglob("*.csv")}
    assert found == described


def test_types():
    polls = data.load("survey/polls")
    assert pd.api.types.is_datetime64_any_dtype(polls["field_start"])
    assert pd.api.types.is_float_dtype(polls["share"])
    assert pd.api.types.is_integer_dtype(polls["n"])


@pytest.fixture
def levels(tmp_path):
    """A folder with a table "levels" of one column."""
    (tmp_path / "levels.csv").write_text("level\nNone\n\n", encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(
        '{"name": "x", "resources": [{"name": "levels", "path": "levels.csv",'
        ' "schema": {"fields": [{"name": "level", "type": "string"}]}}]}',
        encoding="utf-8",
    )
    return tmp_path


def test_the_word_none_is_text(levels):
    assert data._read("levels", levels)["level"].tolist() == ["None"]


def test_an_edited_table_is_read_again_however_quickly_it_was_edited(levels):
    table = levels / "levels.csv"
    assert data._read("levels", levels)["level"].tolist() == ["None"]
    then = table.stat().st_mtime_ns
    table.write_text("level\nSome\n\n", encoding="utf-8")
    os.utime(table, ns=(then, then))
    assert data._read("levels", levels)["level"].tolist() == ["Some"]


def test_a_loaded_table_is_ones_own():
    first = data.load("survey/polls")
    first["share"] = 0.0
    first.loc[0, "n"] = 1
    second = data.load("survey/polls")
    assert second["share"].max() > 0 and second.loc[0, "n"] != 1


def test_unknown_table_and_source():
    with pytest.raises(KeyError, match="no table 'survey/none'"):
        data.load("survey/none")
    with pytest.raises(KeyError, match="data/sources.csv is no 'nobody'"):
        data.sources(["article-a", "nobody"])


def test_sources_keep_the_order_of_first_mention():
    assert data.sources(["article-b", "article-a", "article-b"])["id"].tolist() == [
        "article-b",
        "article-a",
    ]


BROKEN = {
    "a share above hundred": ("survey/polls", "share", "134", "found '134'"),
    "an unknown source": ("ledger/claims", "source", "article-z", "article-z"),
    "an unknown further source": ("survey/polls", "other_sources", "nobody", "found 'nobody'"),
    "an unknown status": ("ledger/claims", "status", "rumoured", "found 'rumoured'"),
    "an end before the start": ("survey/polls", "field_end", "1999-01-01", "found 1999-01-01"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_cell_is_named_with_its_place(broken, fault):
    name, column, new, found = BROKEN[fault]
    number, sentences = broken(name, column, new)
    place = f"data/{name}.csv, row {number}"
    assert any(s.startswith(place) and column in s and found in s for s in sentences), sentences


def test_an_unknown_value_has_no_number(broken):
    row = data.load("survey/polls").query("status == 'reported'").iloc[-1]
    number, (sentence,) = broken("survey/polls", "status", "unknown", row["id"])
    assert sentence.startswith(f"data/survey/polls.csv, row {number}, column share: ")
    assert "because status is unknown" in sentence


def test_a_table_that_is_missing(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(data.DATA, folder)
    (folder / "survey/segments.csv").unlink()
    assert any(
        "data/survey/segments.csv is described" in sentence
        for sentence in data.problems(folder=folder)
    )


def test_every_check_is_of_a_fact_that_exists():
    for table, checks in data.load("CHECKS").groupby("table"):
        frame = data.load(table)
        known = set(frame["id" if "id" in frame else "claim"])
        assert set(checks["row"]) <= known, table


def test_facts_were_looked_up_again():
    checks = data.load("CHECKS")
    seen = checks[checks["outcome"] != "not-reachable"].drop_duplicates(["table", "row"])
    assert (seen["table"].str.startswith("survey/")).sum() >= 30


def test_every_claim_of_the_part_has_a_verdict():
    claims, verdicts = data.load("ledger/claims"), data.load("ledger/verdicts")
    assert set(verdicts["claim"]) == set(claims["id"])


def test_motives_and_causes_are_never_judged_with_high_confidence():
    claims, verdicts = data.load("ledger/claims"), data.load("ledger/verdicts")
    judged = verdicts.merge(claims[["id", "kind"]], left_on="claim", right_on="id")
    assert "high" not in set(judged.loc[judged["kind"].isin(["motive", "cause"]), "confidence"])


def test_firm_is_what_a_good_source_says_or_what_was_counted_in_one():
    sources = pd.DataFrame(
        {
            "id": ["good", "weak", "answers"],
            "reliability": ["C", "D", "A"],
            "kind": ["press", "press", "dataset"],
        }
    )
    rows = pd.DataFrame(
        [
            ("reported", "good", True),
            ("reported", "weak", False),
            ("contested", "good", False),
            ("implied", "good", False),
            ("computed", "good", False),
            ("computed", "answers", True),
        ],
        columns=["status", "source", "firm"],
    )
    assert data.firm(rows, sources).tolist() == rows["firm"].tolist()


def test_a_build_is_told_of_all_that_is_read(tmp_path, monkeypatch):
    """Also of what was read before and is remembered."""
    data.load("survey/polls")
    monkeypatch.setenv(inputs.LOG, str(tmp_path / "log"))
    data.load("survey/polls")
    data.geojson("geo/region")
    told = dict(inputs.read_log(tmp_path / "log", data.DATA))
    assert {"datapackage.json", "survey/polls.csv", "sources.csv", "geo/region.geojson"} <= set(
        told
    )
    for name, digest in told.items():
        assert inputs.digest((data.DATA / name).read_bytes()) == digest, name
