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
        "date_precision": ["day", "month", "year"],
        "document": ["Old", "Middle", "New"],
        "speaker": ["Boris Yeltsin", None, "Vladimir Putin"],
        "official": ["yes", "yes", "no"],
    }
)
TERMS = pd.DataFrame(
    {
        "id": ["land", "people"],
        "term": ["land", "people"],
        "strand": ["imperial", "ethnic"],
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
        "id": ["a", "b", "c"],
        "term": ["land", "land", "people"],
        "document": ["middle", "new", "middle"],
        "wording": ["our land", "their land", "a people"],
        "status": "reported",
        "source": "good",
        "other_sources": None,
    }
    return words.coded(pd.DataFrame(table | columns), TERMS, DOCUMENTS, SOURCES)


def test_first_use_is_the_earliest_found():
    firsts = words.first_uses(small()).set_index("term")
    assert firsts["document"].to_dict() == {"land": "middle", "people": "middle"}
    older = words.first_uses(small(document=["old", "new", "middle"])).set_index("term")
    assert older.loc["land", "document"] == "old"


def test_the_earlier_date_of_scholars_decides_the_order():
    firsts = words.first_uses(small(document=["new", "new", "middle"]))
    assert firsts["term"].tolist() == ["land", "people"]
    assert firsts["scholars"].dt.year.iloc[0] == 1990 and pd.isna(firsts["scholars"].iloc[1])
    assert words._year("early 1990s") == "1992-07-01"


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


def test_strands_of_a_text_leave_out_foreign_records_and_what_is_no_strand():
    assert {k: set(v) for k, v in words.strands_of_texts(small()).items()} == {
        "middle": {"imperial", "ethnic"}
    }
    cells = small().assign(strand=["imperial", "security", "other"])
    assert set(words.strands_of_texts(cells).index) <= {"middle"}


def test_quoted_words_stand_in_quotation_marks_with_speaker_date_and_strand():
    table = words.quoted(small(), ["b", "a"])
    assert table["Date"].tolist() == ["2015", "2005-01"]
    assert table["Who and where"].tolist() == ["Vladimir Putin: New", "Middle"]
    assert table["In their words"].iloc[0] == "“their land”"
    assert table["Strand"].tolist() == ["imperial", "imperial"]
    with pytest.raises(KeyError):
        words.quoted(small(), ["z"])


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


@pytest.fixture(scope="module")
def whole():
    return data.load("doctrine/concordance"), data.load("doctrine/terms")


def test_only_phrases_in_no_text_that_are_no_words_of_the_article_are_left_out(whole):
    concordance, terms = whole
    table = words.shown(concordance, terms)
    out = set(words.never(concordance, words.ENGLISH)) - set(words.ARTICLE)
    assert set(table["term"]) == set(terms["id"]) - out
    assert table["order"].is_monotonic_increasing
    counts = concordance.pivot_table("found", "term", "corpus", "sum")
    assert table.set_index("term")["debate"].eq(counts["general-debate"][table["term"]]).all()


def test_grid_marks_one_text_several_none_and_leaves_years_without_texts_blank(whole):
    fig = words.plot_concordance(*whole)
    ax = fig.axes[0]
    counts = words.by_year(whole[0], words.KREMLIN).loc[words.shown(*whole)["term"]].stack()
    drawn = {name: 0 for name in ("no text", "one text", "several")}
    for line in ax.lines:
        drawn[line.get_gid()] += len(line.get_xdata())
    assert list(drawn.values()) == [(counts == 0).sum(), (counts == 1).sum(), (counts > 1).sum()]
    years = {year for line in ax.lines for year in line.get_xdata()}
    assert years == set(counts.index.get_level_values("year"))
    named = [text.get_text() for text in ax.texts]
    assert set(words.STRANDS.values()) <= set(named)
    plt.close(fig)


def test_words_of_the_article_that_are_in_no_text_are_marked(whole):
    fig = words.plot_concordance(*whole)
    marked = {
        label.get_text()
        for label in fig.axes[0].get_yticklabels()
        if to_hex(label.get_color()) == theme.SECOND
    }
    plt.close(fig)
    never = set(words.never(whole[0], words.ENGLISH)) & set(words.ARTICLE)
    assert marked == set(words.labels(whole[1])[list(never)])


def test_a_year_is_drawn_only_if_its_collections_are_given(whole):
    concordance, terms = whole
    large = concordance[concordance["texts"] >= 100]
    plt.close(words.plot_concordance(large, terms))
    assert "novorossiya" not in set(words.shown(large, terms)["term"])


def test_hollow_first_uses_are_those_that_are_not_firm(firsts):
    fig = words.plot_first_uses(firsts, data.load("doctrine/presidents"))
    drawn = [line for line in fig.axes[0].lines if line.get_marker() in ("o", "D")]
    for row, line in zip(firsts.itertuples(), drawn, strict=True):
        assert (to_hex(line.get_markerfacecolor()) == theme.PAPER) == (not row.firm), row.term
        assert (line.get_marker() == "o") == (row.official == "yes"), row.term
    ticks = [line for line in fig.axes[0].lines if line.get_marker() == "|"]
    assert len(ticks) == firsts["scholars"].notna().sum()
    plt.close(fig)


def test_every_coloured_phrase_has_a_first_use(firsts):
    for _, phrases, *_ in words.THOUGHTS:
        assert phrases <= set(firsts["term"])
