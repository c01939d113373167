"""The counting of phrases, on a small invented corpus in each of the forms that it reads."""

import csv
import re
import zipfile

import count_phrases
import pandas as pd
import pytest
from moscow_aims import data

TERMS = [
    {"id": "land", "strand": "imperial", "pattern": r"(?i)\bold land\b", "pattern_ru": "земл"},
    {"id": "people", "strand": "ethnic", "pattern": r"\bour people\b", "pattern_ru": ""},
    {"id": "calm", "strand": "security", "pattern": r"\bcalm\b", "pattern_ru": ""},
]
ENGLISH = count_phrases.patterns(TERMS, "en")
OF = {term["id"]: term["strand"] for term in TERMS}


def page(date, body, lead=""):
    time = f'<time datetime="{date}" itemprop="datePublished">day</time>' if date else ""
    return (
        f'<h1>title</h1><div id="read-lead"><p>{lead}</p></div><div class="read__meta">{time}'
        f'</div><div itemprop="articleBody">{body}<div class="read__bottommeta"><p>old land</p>'
        "</div></article>"
    )


def docx(path, lines):
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(path, "w") as archive:
        text = f"<w:document {name}><w:body>{parts}</w:body></w:document>"
        archive.writestr("word/document.xml", text)


@pytest.fixture
def folder(tmp_path):
    debate = tmp_path / "general-debate" / "Session 46 - 1991"
    debate.mkdir(parents=True)
    (debate / "RUS_46_1991.txt").write_text("Our old\nland is calm. Old land.", "utf-8")
    (debate / "RUS_45_1990.txt").write_text("The old land of another state.", "utf-8")
    (debate / "._RUS_46_1991.txt").write_text("old land", "utf-8")
    news = tmp_path / "kremlin-news"
    news.mkdir()
    (news / "12.html").write_text(page("2001-02-03", "<p>The&nbsp;old&nbsp;land</p>", "x"), "utf-8")
    (news / "13.html").write_text(page("2001-03-03", "<p>a b</p>", "<b>our people</b>"), "utf-8")
    (news / "14.html").write_text(page("", "<p>old land</p>"), "utf-8")
    (news / "photos.html").write_text(page("2001-03-03", "<p>old land</p>"), "utf-8")
    ukraine = tmp_path / "kremlin-ukraine"
    ukraine.mkdir()
    lines = ["#", "First", "1 May 2022", "http", "our people", "", "old land"]
    docx(ukraine / "speech.docx", [*lines, "#", "Second", " 2 June 2023 ", "http", "calm"])
    students = tmp_path / "kremlin-ukraine-2012"
    students.mkdir()
    rows = "date,words\n2014-01-01,our people\n2022-01-01,our people\n"
    (students / "Texts.csv").write_text(rows, "utf-8")
    russian = tmp_path / "kremlin-news-ru"
    russian.mkdir()
    table = (
        "\ufeffdate,article_full_text_1,article_full_text_2\n2025-01-02,Русская,земля\n,земля,\n"
    )
    (russian / "kremlin_articles_ru_enhanced.csv").write_text(table, "utf-8")
    return tmp_path


def test_each_form_gives_year_and_text(folder):
    read = {name: list(reader(folder / name)) for name, reader in count_phrases.READERS.items()}
    assert [year for year, _ in read["general-debate"]] == [1991]
    assert [(year, count_phrases.even(text).strip()) for year, text in read["kremlin-news"]] == [
        (2001, "x The old land"),
        (2001, "our people a b"),
    ]
    assert read["kremlin-ukraine"] == [(2022, "our people\nold land"), (2023, "calm")]
    assert read["kremlin-ukraine-2012"] == [(2014, "our people")]
    assert read["kremlin-news-ru"] == [(2025, "Русская земля")]


def test_texts_and_uses_are_told_apart_and_spaces_do_not_matter():
    texts = [(1999, "Old\u00a0land, old\nland"), (1999, "nothing"), (2000, "our people")]
    rows = {(row["term"], row["year"]): row for row in count_phrases.count(texts, ENGLISH)}
    assert rows["land", 1999] == {
        "term": "land", "year": 1999, "texts": 2, "words": 5, "found": 1, "uses": 2,
    }  # fmt: skip
    assert (rows["land", 2000]["found"], rows["people", 2000]["found"]) == (0, 1)


def test_only_strands_of_thought_make_a_mixture():
    texts = ["old land of our people", "old land, calm", "calm", "nothing"]
    assert count_phrases.strands(texts, ENGLISH, OF) == (2, 1)


def test_a_language_without_a_pattern_is_not_searched():
    assert list(count_phrases.patterns(TERMS, "ru")) == ["land"]


def corpora_rows():
    columns = "id corpus language texts words first last marked mixed source".split()
    rows = [dict.fromkeys(columns, "") for _ in count_phrases.READERS]
    for row, name in zip(rows, count_phrases.READERS, strict=True):
        row |= {"id": name, "language": "ru" if name.endswith("-ru") else "en", "source": "s"}
    return columns, rows


def test_update_replaces_what_lies_there_and_keeps_the_rest(folder, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    count_phrases.write(data / "terms.csv", list(TERMS[0]), TERMS)
    count_phrases.write(data / "corpora.csv", *corpora_rows())
    assert count_phrases.update(folder, data) == list(count_phrases.READERS)
    first = (data / "concordance.csv").read_text("utf-8")
    assert "земл" not in first and "old land" not in first
    for part in (folder / "kremlin-news").iterdir():
        part.unlink()
    (folder / "kremlin-news").rmdir()
    assert "kremlin-news" not in count_phrases.update(folder, data)
    assert (data / "concordance.csv").read_text("utf-8") == first
    counted = {row["id"]: row for row in count_phrases.read(data / "corpora.csv")}
    assert counted["kremlin-news"]["texts"] == "2" and counted["kremlin-ukraine"]["mixed"] == "1"


def test_an_empty_folder_is_refused(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    count_phrases.write(data / "terms.csv", list(TERMS[0]), TERMS)
    count_phrases.write(data / "corpora.csv", *corpora_rows())
    (tmp_path / "general-debate").mkdir()
    with pytest.raises(SystemExit, match="no text of the collection general-debate"):
        count_phrases.update(tmp_path, data)


def test_the_columns_are_those_of_the_table():
    assert count_phrases.COLUMNS == list(data.load("doctrine/concordance").columns)


def test_the_book_s_own_patterns_find_what_was_quoted():
    terms = data.load("doctrine/terms").set_index("id")
    quoted = data.load("doctrine/usage").dropna(subset=["wording"])
    missed = {
        row.id
        for row in quoted.itertuples()
        if pd.notna(terms.loc[row.term, "pattern"])
        and row.wording.isascii()
        and not re.search(terms.loc[row.term, "pattern"], row.wording)
    }
    # Variants, another translation, and words that name the peoples in the sentence around them.
    assert missed == {
        "eurasian-country--fpc-2023",
        "historically-russian-land--crimea-speech-2014",
        "state-civilisation--valdai-2013",
        "one-people--crimea-speech-2014",
        "one-people--kyiv-2013",
        "one-people--spief-2025",
    }


def test_counts_of_the_book_are_possible():
    rows = data.load("doctrine/concordance")
    assert (rows["found"] <= rows["texts"]).all() and (rows["found"] <= rows["uses"]).all()
    corpora = data.load("doctrine/corpora").set_index("id")
    totals = rows.drop_duplicates(["corpus", "year"]).groupby("corpus")[["texts", "words"]].sum()
    for name in totals.index:
        assert totals.loc[name].tolist() == corpora.loc[name, ["texts", "words"]].tolist()
    assert (corpora["mixed"] <= corpora["marked"]).all()
    assert not rows.loc[rows["term"] == "eurasianism", "found"].any()


def test_no_text_of_a_collection_is_in_the_repository():
    with open(count_phrases.DATA / "concordance.csv", encoding="utf-8", newline="") as file:
        longest = max(len(cell) for row in csv.reader(file) for cell in row)
    assert longest < 80
