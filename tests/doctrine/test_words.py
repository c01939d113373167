import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from report import style, tables
from report.doctrine import words


@pytest.fixture(scope="module")
def cells():
    names = ["doctrine/usage", "doctrine/terms", "doctrine/documents", "sources"]
    return words.coded(*[tables.load(name) for name in names])


@pytest.fixture(scope="module")
def firsts(cells):
    return words.first_uses(cells, tables.load("doctrine/documents"))


SOURCES = pd.DataFrame({"id": ["good", "weak"], "reliability": ["B", "D"]})
DOCUMENTS = pd.DataFrame(
    {
        "id": ["old", "middle", "new"],
        "date": pd.to_datetime(["1995-01-01", "2005-01-01", "2015-01-01"]),
        "document": ["Old", "Middle", "New"],
        "president": ["Yeltsin", "Putin", "Putin"],
        "official": ["yes", "yes", "no"],
        "read_as": ["excerpt", "full", "secondary"],
    }
)
TERMS = pd.DataFrame(
    {
        "id": ["land", "people"],
        "term": ["land", "people"],
        "strand": ["imperial", "ethnic"],
        "origin": "russian-text",
        "earlier": ["1990", None],
        "earlier_source": ["good", None],
    }
)


def small(**columns):
    table = {
        "term": ["land", "land", "land", "people", "people"],
        "document": ["old", "middle", "new", "middle", "new"],
        "present": ["unknown", "yes", "yes", "yes", "unknown"],
        "status": "reported",
        "source": "good",
        "other_sources": None,
    }
    return words.coded(pd.DataFrame(table | columns), TERMS, DOCUMENTS, SOURCES)


def test_first_use_is_the_earliest_found_and_earlier_unknown_texts_stay_open():
    firsts = words.first_uses(small(), DOCUMENTS).set_index("term")
    assert firsts.loc["land", ["document", "uses", "open"]].tolist() == ["middle", 2, 1]
    # Whether the oldest text has "people" was not coded, and what was not coded is open, too.
    assert firsts.loc["people", ["document", "uses", "open"]].tolist() == ["middle", 1, 1]


def test_a_text_read_whole_closes_a_date_and_an_unread_one_does_not():
    closed = small(present=["no", "yes", "yes", "yes", "unknown"])
    assert words.first_uses(closed, DOCUMENTS).set_index("term").loc["land", "open"] == 0


def test_only_firm_sources_make_a_firm_cell():
    cells = small(source=["good", "weak", "good", "good", "good"])
    firm = cells.set_index(["term", "document"])["firm"]
    assert not firm["land", "middle"] and firm["people", "middle"]
    assert not small(status="contested")["firm"].any()


def test_strands_of_a_text_leave_out_foreign_records():
    table = words.strands_of_texts(small())
    assert table["document"].tolist() == ["middle"]
    assert table.loc[0, ["formulas", "strands", "named"]].tolist() == [2, "ethnic;imperial", 2]


def test_cells_by_reading_add_up_to_the_cells():
    table = words.by_reading(small()).set_index("read_as")
    assert table.loc["full", ["texts", "yes", "no", "unknown"]].tolist() == [1, 2, 0, 0]
    assert table.loc["secondary", ["texts", "yes", "unknown"]].tolist() == [1, 1, 1]


def test_matrix_keeps_texts_with_a_known_cell_only():
    assert set(words.known(small())["document"]) == {"middle", "new"}


def test_a_word_that_is_no_formula_is_refused():
    with pytest.raises(KeyError, match="no formula 'empire'"):
        words.article_words(TERMS, pd.DataFrame({"term": ["land"], "present": ["yes"]}), ["empire"])


def test_dates_are_cut_to_what_is_known():
    date = pd.Timestamp("1994-09-01")
    assert [words.day(date, p) for p in ("day", "month", "year")] == [
        "1994-09-01",
        "1994-09",
        "1994",
    ]


def test_corrections_that_the_sources_forced(firsts, cells):
    date = firsts.set_index("term")["date"].dt.strftime("%Y-%m-%d")
    assert date["vital-interests"] == "1995-09-14"  # Yeltsin's decree, before Putin
    assert date["one-people"] == "2014-03-18"  # the Crimea speech, not the essay of 2021
    assert date["state-civilisation"] == "2013-09-19"  # Valdai, not the concept of 2023
    assert date["eurasian-country"] == "2000-11-09"
    assert not {"civilizational-buffer-zone", "greater-russia"} & set(firsts["term"])


def test_absence_is_claimed_of_whole_texts_only(cells):
    assert set(cells.loc[cells["present"] == "no", "read_as"]) == {"full"}


def test_presidents_of_the_grounds_are_those_of_the_documents():
    texts = tables.load("doctrine/documents").query("date_precision == 'day'")
    spans = tables.load("doctrine/presidents")
    for text in texts.itertuples():
        held = spans[(spans["start"] <= text.date) & ~(spans["end"] <= text.date)]
        assert held["president"].tolist() == [text.president], text.id


def test_an_earlier_date_comes_with_its_source():
    firsts = words.first_uses(small(other_sources="weak"), DOCUMENTS).set_index("term")
    assert firsts.loc["land", ["earlier", "other_sources"]].tolist() == ["1990", "good;weak"]
    assert pd.isna(firsts.loc["people", "earlier"])
    assert firsts.loc["people", "other_sources"] == "weak"


def test_matrix_tells_unknown_from_not_coded():
    cells = small(present=["unknown", "yes", "no", "yes", "unknown"])
    kept = words.known(cells)
    fig = words.plot_matrix(kept, words.first_uses(cells, DOCUMENTS))
    marks = [line.get_gid() for line in fig.axes[0].lines]
    plt.close(fig)
    assert sorted(marks) == ["no", "unknown", "yes", "yes"]
    fewer = kept[(kept["term"] != "people") | (kept["document"] != "new")]
    fig = words.plot_matrix(fewer, words.first_uses(cells, DOCUMENTS))
    marks = [line.get_gid() for line in fig.axes[0].lines]
    plt.close(fig)
    assert sorted(marks) == ["no", "not coded", "yes", "yes"]


def test_unsafe_first_uses_are_hollow(firsts):
    fig = words.plot_first_uses(firsts, tables.load("doctrine/presidents"))
    drawn = [line for line in fig.axes[0].lines if line.get_marker() in ("o", "D")]
    hollow = {
        term
        for term, line in zip(firsts["term"], drawn, strict=True)
        if to_hex(line.get_markerfacecolor()) == style.PAPER
    }
    plt.close(fig)
    assert set(firsts.loc[firsts["earlier"].notna(), "term"]) <= hollow
    assert {"artificial-country", "russian-world"} <= hollow  # foreign record; source graded D
    assert not {"one-people", "vital-interests", "eurasian-country"} & hollow


def test_a_line_joins_the_strands_of_one_text_only():
    fig = words.plot_strands(small(), tables.load("doctrine/presidents"))
    joins = [line for line in fig.axes[0].lines if line.get_gid() == "one text"]
    plt.close(fig)
    assert [line.get_ydata()[0] for line in joins] == [0] and joins[0].get_ydata()[1] == 1
