"""Every page can be cited, by people and by programs, from CITATION.cff alone."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import readers
import tiny
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import expect
from reportbook.content.citing import cards, cff, exports, metatags, sentences

TITLE = 'He said "no": A & B at 5 %, Крым, 普丁'
BOOK = "What & Why: A Book for “Me”"
CITATION = f"""cff-version: 1.2.0
message: Cite it.
title: "{BOOK}"
authors:
  - name: Some Aims Project
version: 0.1.10
date-released: 2026-11-21
license: [MIT, CC-BY-4.0]
preferred-citation:
  type: book
  title: "{BOOK}"
  authors:
    - name: Some Aims Project
  publisher: {{name: Some Aims Project}}
"""
PERSONS = """
    - given-names: Vincent
      name-particle: van
      family-names: Gogh
    - given-names: 小明
      family-names: 王
    - given-names: Jane Q.
      family-names: Doe"""
PAGES = {
    "index": "---\ntitle: Front\ndescription: All of it.\n---\n(front)=\n# Front\n\n"
    "By {cff}`authors`, {cff}`version`, {cff}`date`: {citation}`front`\n",
    "one": f"---\ntitle: '{TITLE}'\ndescription: A & B, \"quoted\" <b>.\n---\n(one)=\n# {TITLE}\n\n"
    "(part)=\n## In short\n\n"
    "```{figure} dot.svg\n:name: fig-dot\n:alt: A dot.\nA dot & more\n```\n\n"
    "## Who ‘won’ “it”?\n\nThey.\n\n"
    '<table><tr class="entry entry-claim" id="b1-2"><th>B1.2 & 5 %_{x}</th></tr></table>\n\n'
    '<div class="figure-block"><figure id="fig-raw"><figcaption><p>'
    '<span class="caption-text">It ends.</span><a class="headerlink" href="#fig-raw">#</a></p>'
    '</figcaption></figure><p class="figure-downloads">Download</p></div>\n',
    "data": "---\ntitle: The data\ndescription: Facts.\n---\n(data)=\n# The data\n\n"
    "{citation}`part`\n\n{citation}`fig-dot`\n\n```{citation} data\n```\n",
}
SETTINGS = (
    "{extra_extensions: [reportbook.build.strictness, reportbook.build.execution, "
    "reportbook.content.citing, reportbook.html.vendored_files], "
    "recursive_update: true, config: {language: en, citing_datasets: {data: package.json}, "
    "reading_paths: [CITATION.cff]}}"
)
CONTENT = ["index.html", "one.html", "data.html"]
URL = "https://example.org/aims-of-a-long-address-that-no-phone-has-room-for"


def write(folder: Path, citation: str = CITATION, pages: dict[str, str] = PAGES) -> Path:
    folder.mkdir(exist_ok=True)
    tiny.write(folder, pages, SETTINGS)
    config = folder / "_config.yml"
    syntax = "parse: {myst_enable_extensions: [colon_fence, smartquotes]}\n"
    config.write_text(config.read_text("utf-8") + syntax, "utf-8")
    (folder / "CITATION.cff").write_text(citation, "utf-8")
    (folder / "package.json").write_text('{"title": "Facts & figures"}', "utf-8")
    (folder / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    return folder


def build(folder: Path) -> Path:
    code, said = tiny.build(folder)
    assert code == 0, said[-4000:]
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    """The book without an address."""
    return build(write(tmp_path_factory.mktemp("plain") / "book"))


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Path:
    """The same book by three persons, with an address."""
    citation = CITATION.replace("license:", f"url: {URL}/\nlicense:")
    citation = citation.replace("\n    - name: Some Aims Project", PERSONS)
    citation = citation.replace("\n  - name: Some Aims Project", PERSONS.replace("\n  ", "\n"))
    return build(write(tmp_path_factory.mktemp("published") / "book", citation))


def soup(pages: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((pages / page).read_text("utf-8"), "html.parser")


def tags(pages: Path, page: str) -> dict[str, list[str]]:
    found = {}
    for tag in soup(pages, page).select("meta[content]"):
        found.setdefault(tag.get("name") or tag.get("property"), []).append(tag["content"])
    return found


# ---- What other programs read ----------------------------------------------------------------


@pytest.mark.parametrize("page", CONTENT)
def test_independent_readers_agree(plain, page):
    work = readers.read_alike(plain, page)
    assert work["author"] == [{"literal": "Some Aims Project"}]
    assert "URL" not in work


@pytest.mark.parametrize("page", CONTENT)
def test_independent_readers_agree_on_persons_and_address(published, page):
    work = readers.read_alike(published, page)
    assert [name["family"] for name in work["author"]] == ["Gogh", "王", "Doe"]
    assert work["URL"] == (URL if page == "index.html" else f"{URL}/{page}")


def test_a_difficult_title_survives(plain):
    set_in_type = TITLE.replace('"no"', "“no”")
    assert readers.read_alike(plain, "one.html")["title"] == set_in_type
    assert tags(plain, "one.html")["citation_title"] == [set_in_type]
    assert "{{" + set_in_type.replace("&", r"\&").replace("%", r"\%") + "}}" in (
        (plain / "_citations" / "one.bib").read_text("utf-8")
    )


def test_an_entity_stays_in_one_piece(plain):
    assert tags(plain, "one.html")["citation_author"] == ["Some Aims Project,"]
    assert "author = {{Some Aims Project}}" in (plain / "_citations" / "one.bib").read_text("utf-8")
    assert "AU  - Some Aims Project,\r\n" in (plain / "_citations/one.ris").read_bytes().decode()


def test_persons_are_family_first(published):
    assert tags(published, "one.html")["citation_author"] == [
        "van Gogh, Vincent",
        "王, 小明",
        "Doe, Jane Q.",
    ]


def test_a_name_has_its_parts_in_the_order_of_each_format():
    names = {"family-names": "Doe", "given-names": "Jane", "name-suffix": "Jr."}
    jane = cff.csl_name(names | {"name-particle": "de"})
    assert (cff.full_name(jane), cff.inverted(jane)) == ("Jane de Doe Jr.", "de Doe, Jane, Jr.")
    assert "  author = {de Doe, Jr., Jane}," in exports.bibtex(work("T", author=[jane]))
    assert "AU  - de Doe, Jane, Jr.\r\n" in exports.ris(work("T", author=[jane]))
    assert cff.csl_name({"given-names": "Platon"}) == {"literal": "Platon"}
    assert cff.csl_name({"alias": "p8"}) == {"literal": "p8"}


def test_each_page_says_what_it_is(plain):
    types = {page: readers.graph(soup(plain, page)) for page in CONTENT}
    assert [found["@type"] for found in types.values()] == ["Book", "Chapter", "Dataset"]
    assert types["one.html"]["isPartOf"]["name"] == BOOK
    assert types["one.html"]["version"] == "0.1.10"
    assert tags(plain, "index.html")["og:type"] == ["book"]
    one = tags(plain, "one.html")
    assert one["description"] == one["og:description"] == one["citation_abstract"]
    assert one["citation_inbook_title"] == one["og:site_name"] == [BOOK]
    assert one["citation_publication_date"] == ["2026/11/21"]
    assert one["citation_publisher"] == ["Some Aims Project"]
    assert "citation_book_title" not in one and "citation_inbook_title" not in tags(
        plain, "index.html"
    )


@pytest.mark.parametrize("page", ["search.html", "genindex.html"])
def test_pages_that_are_no_work_are_not_cited(plain, published, page):
    for pages in (plain, published):
        assert not [name for name in tags(pages, page) if re.match("citation_|og:", name)]
        assert not soup(pages, page).select("link[rel=canonical], .cite-box, link[rel=alternate]")


def test_there_are_no_coins(plain):
    for page in CONTENT:
        assert not soup(plain, page).select(".Z3988")


# ---- With and without an address -------------------------------------------------------------


def test_without_an_address_none_is_made_up(plain):
    for page in CONTENT:
        assert not soup(plain, page).select("link[rel=canonical]")
        found = tags(plain, page)
        assert not {"citation_public_url", "citation_fulltext_html_url", "og:url"} & set(found)
        for file in (plain / "_citations").glob("*"):
            assert "http" not in file.read_text("utf-8")
        assert "http" not in soup(plain, page).select_one("section#cite").get_text()
        assert not {"og:image", "twitter:card"} & set(found)
    assert not (plain / "sitemap.txt").exists() and not (plain / "_cards").exists()


def test_with_an_address_every_page_has_its_own(published):
    for page in CONTENT:
        found = tags(published, page)
        address = f"{URL}/{page}"
        assert soup(published, page).select_one("link[rel=canonical]")["href"] == address
        assert found["citation_public_url"] == found["citation_fulltext_html_url"] == [address]
        assert found["og:url"] == [address]
        assert found["twitter:card"] == ["summary_large_image"]
        card = published / found["og:image"][0].removeprefix(f"{URL}/")
        with Image.open(card) as image:
            assert image.format == "PNG" and image.size == (1200, 630)
        assert soup(published, page).select_one(".cite-version a")["href"] == address
        assert address in (published / "sitemap.txt").read_text("utf-8")
    line = soup(published, "data.html").find(string=re.compile("Section: In short")).parent
    assert line.a["href"] == f"{URL}/one.html#part"


def test_a_card_holds_its_lines_and_says_when_more_follows():
    letters = cards.font(66, cards.SERIF, 700)
    lines = cards.wrap("普丁 Land or alliance, " * 9, letters, 3)
    assert len(lines) == 3 and lines[-1].endswith(" …") and "普" not in "".join(lines)
    assert all(letters.getlength(line) <= cards.WIDTH - cards.EDGE for line in lines)
    assert cards.draw_card("One", "A", "B") != cards.draw_card("Two", "A", "B")


def test_each_printed_page_says_of_what_it_is_a_page():
    book = cff.Book(BOOK, [{"literal": "N"}], "1.2", date(2026, 1, 2), "N", [], [], "")
    foot = metatags.running_foot(book, work('One </style> "x"'))
    assert "<" not in foot and foot.count('"') == 2 and "@bottom-left" in foot
    said = re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), foot)
    assert 'One </style> "x"' in said and "Version 1.2." in said


# ---- One source ------------------------------------------------------------------------------


def test_a_new_version_reaches_every_page_and_export(plain, tmp_path):
    shutil.copytree(plain.parents[1], tmp_path / "book")
    citation = tmp_path / "book" / "CITATION.cff"
    citation.write_text(CITATION.replace("0.1.10", "7.8.9").replace("11-21", "12-24"), "utf-8")
    pages = build(tmp_path / "book")
    files = [pages / page for page in CONTENT] + list((pages / "_citations").glob("*"))
    assert len(files) == len(CONTENT) * 4
    for file in files:
        text = file.read_text("utf-8")
        assert "7.8.9" in text and "0.1.10" not in text, file
        assert "2026-11-21" not in text and "21 November" not in text, file
    foot = soup(pages, "one.html").select_one(".extra_footer").get_text()
    assert "Version 7.8.9, 24 December 2026." in foot


def test_fields_are_read_into_sentences(plain):
    text = soup(plain, "index.html").select_one("article p").get_text()
    assert text.startswith("By Some Aims Project, 0.1.10, 21 November 2026: Some Aims Project. (20")


@pytest.mark.parametrize(
    "pattern, new, said",
    [
        ("version: .*\n", "", "CITATION.cff has no version"),
        ("date-released: .*", "date-released: soon", "Invalid isoformat string: 'soon'"),
    ],
)
def test_a_gap_in_the_file_is_one_sentence(tmp_path, pattern, new, said):
    file = tmp_path / "CITATION.cff"
    file.write_text(re.sub(pattern, new, CITATION), "utf-8")
    with pytest.raises(ValueError, match=said):
        cff.read(file)


def test_the_book_is_read_as_it_stands(tmp_path):
    file = tmp_path / "CITATION.cff"
    file.write_text(CITATION.replace("0.1.10", "1.10"), "utf-8")
    book = cff.read(file)
    assert (book.version, book.released, book.url) == ("1.10", date(2026, 11, 21), "")
    assert book.short_title == "What & Why"


def test_what_cannot_be_cited_fails_with_a_sentence(tmp_path):
    pages = {"index": PAGES["index"] + "\n{citation}`nowhere`\n\n{cff}`colour`\n"}
    code, said = tiny.build(write(tmp_path / "book", pages=pages))
    assert code != 0
    for sentence in (
        "Nothing to cite is labelled 'nowhere'.",
        "CITATION.cff is asked for 'colour', expected one of authors,",
    ):
        assert sentence in said, said[-3000:]


# ---- On the page -----------------------------------------------------------------------------


def test_parts_are_cited_within_their_chapter(plain):
    texts = [p.get_text() for p in soup(plain, "data.html").select("article section > p")]
    start = "Some Aims Project. (2026). " + TITLE.replace('"no"', "“no”")
    end = " In What & Why: A Book for “Me” (Version 0.1.10)."
    assert texts[:2] == [
        f"{start}. Section: In short.{end}",
        f"{start}. Figure: A dot & more.{end}",
    ]


def test_the_box_is_in_the_contents_of_the_page(plain):
    assert soup(plain, "one.html").select_one('.toc-entry a[href="#cite"]')
    heads = [soup(plain, page).select_one("#cite h2").contents[0] for page in CONTENT]
    assert heads == ["Cite this book", "Cite this chapter", "Cite this data set"]


def test_the_search_does_not_find_every_page_by_the_words_of_the_citation(plain):
    index = (plain / "searchindex.js").read_text("utf-8")
    terms = json.loads(re.search(r'"?terms"?: ?(\{.*?\})', index)[1].replace("'", '"'))
    assert "chicago" not in terms and "harvard" not in terms


def test_the_box_needs_no_script(plain, visit):
    page = visit((plain / "one.html").as_uri(), java_script_enabled=False).page
    expect(page.locator(".cite-box dd")).to_have_count(len(sentences.SHOWN))
    expect(page.locator(".cite-box dd").first).to_be_visible()
    expect(page.locator(".cite-copy")).to_have_count(0)
    links = page.locator(".cite-box a[download]").evaluate_all("all => all.map(a => a.href)")
    assert [Path(link).suffix for link in links] == [".bib", ".ris", ".json"]


def test_buttons_copy_what_is_printed(plain, serve, visit):
    log = visit(serve(plain) + "one.html", permissions=["clipboard-read", "clipboard-write"])
    page, copied = log.page, "navigator.clipboard.readText()"
    page.get_by_role("button", name="Copy MLA 9").click()
    expect(page.get_by_role("status").filter(has_text="Citation copied")).to_have_count(1)
    assert page.evaluate(copied) == page.locator(".cite-box dd p").nth(1).inner_text()
    page.get_by_role("button", name="Cite this section").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Copy APA 7").click()
    expect(page.get_by_role("status").filter(has_text="Citation copied")).to_have_count(1)
    printed = soup(plain, "data.html").find(string=re.compile("Section: In short")).parent
    assert page.evaluate(copied) == printed.get_text()
    assert log.errors == []


PARTS = {  # in the order of their buttons
    "in-short": "Section: In short",
    "who-won-it": "Section: Who ‘won’ “it”?",
    "fig-raw": "Figure: It ends.",
    "b1-2": "Claim: B1.2 & 5 %_{x}",
}


@pytest.mark.parametrize("protocol", ["http", "file"])
def test_a_part_has_all_styles_and_files_as_the_engine_makes_them(
    published, serve, visit, protocol, tmp_path
):
    root = serve(published) if protocol == "http" else published.as_uri() + "/"
    log = visit(root + "one.html", accept_downloads=True)
    (item,) = json.loads((published / "_citations" / "one.json").read_text("utf-8"))
    dialog = log.page.locator("dialog[open]")
    for place, name in PARTS.items():
        kind = name.partition(":")[0].lower()
        nth = 1 if place == "who-won-it" else 0
        button = log.page.get_by_role("button", name=f"Cite this {kind}").nth(nth)
        button.click()
        part = exports.part(item, name, place)
        shown = dialog.locator("dd > p").all_text_contents()
        engine = sentences.printed([part])
        # Two styles write other works' titles with capitals; a part keeps the book's own.
        expected = [sentences.plain(engine[style][part["id"]][0]) for style in sentences.SHOWN]
        assert [text.casefold() for text in shown] == [text.casefold() for text in expected]
        links = dialog.locator("dd > p a").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        assert set(links) == {f"{URL}/one.html#{place}"}
        for ending, content in exports.exports(part).items():
            with log.page.expect_download() as download:
                dialog.get_by_role("link", name=exports.FILES[ending][1], exact=True).click()
            file = tmp_path / download.value.suggested_filename
            download.value.save_as(file)
            assert (file.name, file.read_bytes()) == (f"{place}.{ending}", content)
        log.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()
    assert log.errors == []


@pytest.mark.parametrize("name", PARTS.values())
def test_readers_understand_the_file_of_a_part(name):
    part = exports.part(work("Whole?", URL=f"{URL}/p.html"), name, "here")
    for read, form in ((exports.bibtex, "biblatex"), (exports.ris, "ris")):
        found = readers.csl(form, read(part))
        # Pandoc reads single quotation marks as double ones.
        title, expected = (
            text.translate(readers.QUOTES).replace("'", '"')
            for text in (found["title"], f"Whole? {name}")
        )
        assert title == expected
        assert (found["container-title"], found["URL"]) == (BOOK, f"{URL}/p.html#here")


def test_a_part_of_the_book_itself_has_the_book_around_it():
    part = exports.part(work("T", type="book"), "Section: S", "s")
    assert (part["type"], part["title"], part["container-title"]) == ("chapter", "Section: S", "T")


def test_a_heading_is_named_by_its_words(plain, visit):
    page = visit((plain / "one.html").as_uri()).page
    page.get_by_role("button", name="Cite this section").first.wait_for(state="attached")
    assert page.locator(":is(h1, h2, h3, h4) .cite-copy").count() == 0


def test_paper_shows_the_citations_and_no_buttons(plain, visit):
    page = visit((plain / "one.html").as_uri()).page
    page.emulate_media(media="print")
    expect(page.locator(".cite-box dd p").first).to_be_visible()
    expect(page.locator(".cite-copy:visible, .cite-files:visible")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_box_fits(published, visit, width):
    page = visit((published / "one.html").as_uri(), viewport={"width": width, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# ---- Parts of the extension ------------------------------------------------------------------


def work(title: str, **fields) -> dict:
    book = cff.Book(BOOK, [{"literal": "N"}], "1", date(2026, 1, 2), "N", [], [], "")
    return exports.item(book, "chapter", "p", title, "About.", "", "en") | fields


def test_signs_that_tex_takes_for_commands_are_disarmed():
    title = r"\input{a} ~ ^ $x_1$ # 5 % & b"
    assert readers.csl("biblatex", exports.bibtex(work(title)))["title"] == title


def test_a_title_cannot_leave_its_element():
    found = metatags.tags(
        cff.Book(BOOK, [{"literal": "N"}], "1", date(2026, 1, 2), "N", [], [], ""),
        work('</script><b> "x"'),
        "",
        {"bib": "a", "ris": "b", "json": "c"},
    )
    page = BeautifulSoup(found, "html.parser")
    assert not page.find("b")
    assert json.loads(page.script.string)["name"] == '</script><b> "x"'


def test_works_of_one_year_get_no_letters():
    items = [work("One"), work("Two", id="q")]
    printed = sentences.printed(items)
    assert set(printed) == set(sentences.SHOWN)
    texts = [entry[0] for found in printed.values() for entry in found.values()]
    assert len(texts) == 10 and not [text for text in texts if "2026a" in text]


def test_sentences_are_printed_once(tmp_path, monkeypatch):
    items, memory = [work("Once")], tmp_path / "memory.json"
    first = sentences.remembered(items, memory)
    monkeypatch.setattr(sentences, "_printed", lambda *order: pytest.fail("printed again"))
    assert sentences.remembered(items, memory) == first
