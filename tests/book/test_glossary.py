"""The glossary and the table of names say the same."""

import re
from pathlib import Path

import pytest
from moscow_aims import data

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "chapters" / "reference" / "glossary.md"
HAN = re.compile(r"[\u3400-\u9fff]+")


@pytest.fixture(scope="module")
def lists() -> list[dict[str, list[str]]]:
    """Each list of the glossary: first word of an entry -> its other words, without their roles."""
    found = re.findall(r"^```\{glossary\}\n(.*?)^```", GLOSSARY.read_text("utf-8"), re.M | re.S)
    entries = [
        [re.findall(r"^(?:\{[\w-]+\}`)?(\S.*?)`?$", entry, re.M) for entry in text.split("\n\n")]
        for text in found
    ]
    return [{first: others for first, *others in several} for several in entries]


@pytest.fixture(scope="module")
def names() -> dict[str, list[str]]:
    """English form of a name -> its Chinese variants, from the table."""
    return data.load("names").set_index("english")["chinese"].str.split(";").to_dict()


def test_the_glossary_has_every_name_with_every_variant(lists, names):
    assert lists[1] == names


def test_a_variant_names_one_thing(names):
    every = [variant for variants in names.values() for variant in variants]
    assert len(every) == len(set(every))


def test_the_lists_are_in_alphabetical_order(lists):
    for entries in lists:
        folded = [word.casefold().replace("é", "e") for word in entries]
        assert folded == sorted(folded)


def test_the_language_of_a_chinese_word_is_named():
    """Outside its role a Chinese word would be read aloud as if it were English."""
    text = re.sub(r"\{zh-han[ts]\}`[^`]*`", "", GLOSSARY.read_text("utf-8"))
    assert not HAN.findall(text)
