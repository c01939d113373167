import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims import data
from moscow_aims.chapters import words
from moscow_aims.drawing import theme


@pytest.fixture(scope="module")
def cells():
    names = ["doctrine/usage", "doctrine/terms", "doctrine/documents", "sources"]
    return words.coded(*[data.load(name) for name in names])


@pytest.fixture(scope="module")
def firsts(cells):
    return words.first_uses(cells)


SOURCES = pd.DataFrame({"id": ["good", "weak"], "reliability": ["B", "D"], "kind": "press"})
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


CONCORDANCE = pd.DataFrame(
    [
        ("land", "debate", 1995, 1, 0),
        ("land", "news", 1995, 4, 1),
        ("land", "news", 2005, 4, 3),
        ("people", "debate", 1995, 1, 0),
        ("people", "news", 1995, 4, 0),
        ("people", "news", 2005, 4, 0),
    ],
    columns=["term", "corpus", "year", "texts", "found"],
)


def small(**columns):
    table = {
        "term": ["land", "land", "people"],
        "document": ["middle", "new", "middle"],
        "status": "reported",
        "source": "good",
        "other_sources": None,
    }
    return words.coded(pd.DataFrame(table | columns), TERMS, DOCUMENTS, SOURCES)


def test_first_use_is_the_earliest_found():
    firsts = words.first_uses(small()).set_index("term")
    assert firsts.loc["land", ["document", "uses"]].tolist() == ["middle", 2]
    assert firsts.loc["people", ["document", "uses"]].tolist() == ["middle", 1]
    older = words.first_uses(small(document=["old", "new", "middle"])).set_index("term")
    assert older.loc["land", "document"] == "old"


def test_years_add_up_over_collections_and_a_year_without_text_is_no_zero():
    both = words.by_year(CONCORDANCE, ["debate", "news"])
    assert both.loc["land"].tolist() == [1, 3] and both.loc["people"].tolist() == [0, 0]
    assert list(words.by_year(CONCORDANCE, ["debate"]).columns) == [1995]


def test_what_stands_nowhere_is_named():
    assert words.never(CONCORDANCE, ["debate", "news"]) == ["people"]
    assert words.never(CONCORDANCE, ["debate"]) == ["land", "people"]


def test_only_firm_sources_make_a_firm_cell():
    cells = small(source=["weak", "good", "good"])
    firm = cells.set_index(["term", "document"])["firm"]
    assert not firm["land", "middle"] and firm["people", "middle"]
    assert not small(status="contested")["firm"].any()


def test_strands_of_a_text_leave_out_foreign_records():
    table = words.strands_of_texts(small())
    assert table["document"].tolist() == ["middle"]
    assert table.loc[0, ["phrases", "strands", "named"]].tolist() == [2, "ethnic;imperial", 2]


CORPORA = pd.DataFrame({"id": ["debate", "news", "other"]})


def test_words_are_counted_by_collection_and_what_was_not_sought_is_missing():
    table = words.article_words(TERMS, CONCORDANCE, CORPORA, ["land"]).iloc[0]
    assert (table["debate"], table["news"]) == (0, 4) and pd.isna(table["other"])


def test_a_word_that_is_no_phrase_is_refused():
    with pytest.raises(KeyError, match="no phrase 'empire'"):
        words.article_words(TERMS, CONCORDANCE, CORPORA, ["empire"])


def test_dates_are_cut_to_what_is_known():
    date = pd.Timestamp("1994-09-01")
    assert [words.day(date, p) for p in ("day", "month", "year")] == [
        "1994-09-01",
        "1994-09",
        "1994",
    ]


def test_corrections_that_the_sources_forced(firsts):
    date = firsts.set_index("term")["date"].dt.strftime("%Y-%m-%d")
    assert date["vital-interests"] == "1995-09-14"  # Yeltsin's decree, before Putin
    assert date["one-people"] == "2013-07-27"  # Kyiv, before the Crimea speech and the essay
    assert date["historical-russia"] == "2019-05-09"  # before the essay and the documentary
    assert date["state-civilisation"] == "2012-12-12"  # not the concept of 2023
    assert date["eurasian-country"] == "2000-11-09"
    assert date["buffer-zone"] == "2023-06-13"  # the thing without the article's adjective
    assert "civilizational-buffer-zone" not in set(firsts["term"])


def test_presidents_of_the_grounds_are_those_of_the_documents():
    texts = data.load("doctrine/documents").query("date_precision == 'day'")
    spans = data.load("doctrine/presidents")
    for text in texts.itertuples():
        held = spans[(spans["start"] <= text.date) & ~(spans["end"] <= text.date)]
        assert held["president"].tolist() == [text.president], text.id


def test_an_earlier_date_comes_with_its_source():
    firsts = words.first_uses(small(other_sources="weak")).set_index("term")
    assert firsts.loc["land", ["earlier", "other_sources"]].tolist() == ["1990", "good;weak"]
    assert pd.isna(firsts.loc["people", "earlier"])
    assert firsts.loc["people", "other_sources"] == "weak"


def test_grid_marks_one_text_several_none_and_leaves_years_without_texts_blank():
    rows, terms = data.load("doctrine/concordance"), data.load("doctrine/terms")
    fig = words.plot_concordance(rows, terms)
    for ax, (_, names, *_) in zip(fig.axes, words.PANELS, strict=True):
        drawn = {line.get_gid(): len(line.get_xdata()) for line in ax.lines}
        counts = words.by_year(rows, names).stack()
        assert drawn["several"] == (counts > 1).sum() and drawn["one text"] == (counts == 1).sum()
        assert drawn["no text"] == (counts == 0).sum()
        years = {year for line in ax.lines for year in line.get_xdata()}
        assert years == set(rows.loc[rows["corpus"].isin(names), "year"])
    plt.close(fig)


def test_unsafe_first_uses_are_hollow(firsts):
    fig = words.plot_first_uses(firsts, data.load("doctrine/presidents"))
    drawn = [line for line in fig.axes[0].lines if line.get_marker() in ("o", "D")]
    hollow = {
        term
        for term, line in zip(firsts["term"], drawn, strict=True)
        if to_hex(line.get_markerfacecolor()) == theme.PAPER
    }
    plt.close(fig)
    assert set(firsts.loc[firsts["earlier"].notna(), "term"]) <= hollow
    assert {"artificial-country", "russian-world"} <= hollow  # foreign record; source graded D
    assert not {"one-people", "vital-interests", "eurasian-country"} & hollow


def test_a_line_joins_the_strands_of_one_text_only():
    fig = words.plot_strands(small(), data.load("doctrine/presidents"))
    joins = [line for line in fig.axes[0].lines if line.get_gid() == "one text"]
    plt.close(fig)
    assert [line.get_ydata()[0] for line in joins] == [0] and joins[0].get_ydata()[1] == 1
