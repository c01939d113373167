"""The description of the package is made from those beside the tables; a wrong one is one sentence."""

import json
import re
import shutil
import sys

import make_datapackage
import pytest
from moscow_aims import data

PACKAGE = """\
name: trial
title: A trial
description: One table.
version: "1.0"
licenses: [{name: CC0-1.0, path: https://example.org, title: None}]
contributors: [{title: Nobody, role: author}]
fields:
  id: {description: Name of the row, constraints: {required: true, unique: true}}
  source: {description: The source, reference: sources}
"""
POLLS = """\
title: Polls
description: One row an answer.
fields:
  id:
  day: {type: date, description: The day}
  share: {type: number, description: Per cent, measured: true, constraints: {maximum: 100}}
  wave: {description: The wave, constraints: {enum: [one, two]}, reference: survey/waves}
  source: {description: Who says it}
"""
WAVES = "title: Waves\ndescription: One row a wave.\nkey: wave\nfields: {wave: {description: It}}\n"
SOURCES = "title: Sources\ndescription: One row a source.\nfields: {id: }\n"


@pytest.fixture
def folder(tmp_path):
    """Three tables with their descriptions, made into a package."""
    (tmp_path / "survey").mkdir()
    files = {"package": PACKAGE, "sources": SOURCES, "survey/polls": POLLS, "survey/waves": WAVES}
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        if name != "package":
            (tmp_path / f"{name}.csv").touch()
    (tmp_path / "datapackage.json").write_text(make_datapackage.text(tmp_path), encoding="utf-8")
    return tmp_path


def run(monkeypatch, *arguments) -> int:
    monkeypatch.setattr(sys, "argv", ["make_datapackage.py", *map(str, arguments)])
    return make_datapackage.main()


def test_the_description_of_the_data_is_current():
    assert make_datapackage.stale(data.DATA) == []


def test_fields_take_what_the_package_says_of_them_and_what_the_table_adds(folder):
    package = json.loads(make_datapackage.text(folder))
    assert [each["path"] for each in package["resources"]] == [
        "sources.csv", "survey/polls.csv", "survey/waves.csv",
    ]  # fmt: skip
    polls = package["resources"][1]
    assert polls["name"] == "survey-polls"
    number, day, share, wave, source = polls["schema"].pop("fields")
    assert number["constraints"] == {"required": True, "unique": True}
    assert (day["type"], day["format"]) == ("date", "%Y-%m-%d")
    assert share["measured"] and share["constraints"] == {"maximum": 100}
    assert wave["type"] == "string" and "reference" not in wave
    assert source["description"] == "Who says it"
    assert polls["schema"] == {
        "missingValues": [""],
        "primaryKey": "id",
        "foreignKeys": [
            {"fields": "source", "reference": {"resource": "sources", "fields": "id"}},
            {"fields": "wave", "reference": {"resource": "survey-waves", "fields": "wave"}},
        ],
    }


def test_a_stale_description_is_one_sentence_until_it_is_made_again(folder, monkeypatch, capsys):
    file = folder / "datapackage.json"
    made = file.read_bytes()
    assert run(monkeypatch, folder, "--check") == 0
    file.write_bytes(made.replace(b"One row an answer", b"Some rows"))
    capsys.readouterr()
    assert run(monkeypatch, folder, "--check") == 1
    assert re.fullmatch("data/datapackage.json is not .*\n", capsys.readouterr().out)
    assert run(monkeypatch, folder) == 0
    assert file.read_bytes() == made
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".yaml") == [
        "datapackage.json", "sources.csv", "survey",
    ]  # fmt: skip


WRONG = {  # file, words, what stands in their place, where and what the sentence names
    "no yaml": ("survey/polls", "title: Polls", "title: a: b", ", line 1: "),
    "a tabulator": ("survey/polls", "  id:", "\tid:", ", line 4: "),
    "a key twice": ("survey/polls", "  day:", "  share:", ", line 6: found 'share' again"),
    "a key that is no text": ("survey/polls", "  day:", "  no:", ", line 5: found a key"),
    "a word alone": ("survey/waves", WAVES, "waves", ": found 'waves', expected keys"),
    "nothing": ("survey/waves", WAVES, "", ": found nothing, expected keys"),
    "no title": ("survey/polls", "title: Polls\n", "", ": found no title"),
    "an empty title": ("survey/polls", "title: Polls", "title:", ", title: found nothing"),
    "another key": ("survey/polls", "title: ", "name: x\ntitle: ", ": found 'name', expected no keys but title"),
    "a list of fields": ("survey/waves", "{wave: {description: It}}", "[wave]", ", fields: found ['wave']"),
    "a field without words": ("survey/polls", "  id:", "  id:\n  mode:", ", fields/mode: found nothing, expected what the field holds"),
    "another key of a field": ("survey/polls", "type: date", "kind: date", ", fields/day: found 'kind'"),
    "another type": ("survey/polls", "type: date", "type: day", ", fields/day/type: found 'day', expected one of string"),
    "a number for words": ("survey/polls", "The day", "2026", ", fields/day/description: found 2026, expected a text"),
    "a date for words": ("survey/polls", "The day", "2026-01-01", ", fields/day/description: found datetime"),
    "another constraint": ("survey/polls", "maximum: ", "most: ", ", fields/share/constraints: found 'most'"),
    "a constraint of another kind": ("survey/polls", "maximum: 100", "maximum: all", "constraints/maximum: found 'all', expected a number"),
    "yes for 'yes'": ("survey/polls", "[one, two]", "[yes, no]", ", fields/wave/constraints/enum: found True, expected a text"),
    "a wrong pattern": ("survey/polls", "enum: [one, two]", "pattern: (", ", fields/wave/constraints/pattern: "),
    "a constraint of another type": ("survey/polls", "enum: [one, two]", "maximum: 3", "constraint \"maximum\" is not supported"),
    "empty constraints": ("survey/polls", "{maximum: 100}", "", ", fields/share/constraints: found nothing"),
    "an unknown table": ("survey/polls", "survey/waves", "waves", ", fields/wave/reference: found 'waves', expected a table"),
    "a table without key": ("survey/waves", "key: wave\n", "", "data/survey/polls.yaml, fields/wave/reference"),
    "an unknown field as key": ("survey/waves", "key: wave", "key: id", ", key: found 'id', expected one of the fields"),
    "a version that is a number": ("package", '"1.0"', "1.0", ", version: found 1.0, expected a text"),
    "a licence that is a word": ("package", "[{name: CC0-1.0, path: https://example.org, title: None}]", "[CC0]", ", licenses: found 'CC0'"),
    "a shared field without words": ("package", "description: The source, ", "", ", fields/source: found no description"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_description_is_one_sentence_and_writes_nothing(folder, monkeypatch, capsys, fault):
    name, old, new, found = WRONG[fault]
    file = folder / f"{name}.yaml"
    assert file.read_text(encoding="utf-8").count(old) == 1
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert run(monkeypatch, folder) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    place = found if found.startswith("data/") else f"data/{name}.yaml"
    assert sentence.startswith(place) and found in sentence, sentence
    assert "expected" in sentence and sentence.endswith(".")
    assert before == {path: path.read_bytes() for path in folder.rglob("*.*")}
    assert make_datapackage.stale(folder) == [sentence]


@pytest.mark.parametrize("end, other", [("csv", "yaml"), ("yaml", "csv")])
def test_table_and_description_stand_side_by_side(folder, end, other):
    (folder / "survey" / f"waves.{other}").unlink()
    (sentence,) = make_datapackage.stale(folder)
    assert sentence.startswith(f"data/survey/waves.{end}: ")
    assert f"expected data/survey/waves.{other}" in sentence


def test_bytes_that_are_no_text_and_a_missing_package(folder):
    file = folder / "package.yaml"
    file.write_bytes(b"title: \xff\n")
    assert make_datapackage.stale(folder)[0].startswith("data/package.yaml: ")
    file.unlink()
    assert make_datapackage.stale(folder)[0].startswith("data/package.yaml: No such file")


def test_the_data_give_the_same_in_another_folder(tmp_path):
    shutil.copytree(data.DATA, tmp_path / "data")
    assert make_datapackage.text(tmp_path / "data") == make_datapackage.text(data.DATA)
