"""The benchmarks measure what they say, and README.md shows what they measured."""

import books
import pytest
import results
import tiny
import yaml
from results import Found, Row, Seconds


def test_the_readme_shows_what_was_measured():
    start, end = results.MARKS
    shown = results.README.read_text(encoding="utf-8").partition(start)[2].partition(end)[0]
    assert shown == results.tables(results.read())


def test_what_is_measured_again_replaces_itself_and_nothing_else(tmp_path):
    def rows(clock: float, *subjects: str) -> list[Row]:
        took = Seconds(clock, clock), Seconds(10, 12)
        return [results.row("build", Found(name, "clean build", *took), 1) for name in subjects]

    file = tmp_path / "results.csv"
    results.keep(rows(4, "160 chapters", "8 chapters", "this book"), file)
    results.keep(rows(5, "8 chapters"), file)
    assert [(row.subject, float(row.clock)) for row in results.read(file)] == [
        ("this book", 4),
        ("8 chapters", 5),
        ("160 chapters", 4),
    ]


def test_a_row_names_the_ratio_of_the_clocks_and_what_is_odd():
    found = Found(
        "8 chapters", "one table edited", Seconds(0.4, 0.512), Seconds(12.3, 9.96), "old:"
    )
    row = results.row("build", found, runs=3)
    assert results.cells(row) == [*found[:2], "0.40 (0.51)", "old: 12 (10.0)", "31"]
    assert results.median([Seconds(3, 1), Seconds(1, 2), Seconds(2, 9)]) == Seconds(2, 2)


def test_what_was_measured_less_often_is_named():
    def row(subject: str, runs: int) -> Row:
        found = Found(subject, "clean build", Seconds(1, 1), Seconds(2, 2))
        return results.row("build", found, runs)._replace(machine="A machine", day="2026-11-21")

    often = [row("this book", 3), row("8 chapters", 3)]
    assert results.measured(often) == "Measured on A machine, 2026-11-21, median of 3."
    assert results.measured([*often, row("160 chapters", 1)]) == (
        "Measured on A machine, 2026-11-21, median of 3 (this book, 8 chapters); "
        "A machine, 2026-11-21, one run (160 chapters)."
    )


@pytest.mark.parametrize("name", [books.THIS, "2 chapters"])
def test_stock_is_the_same_book_without_what_builds_it(tmp_path, name):
    settings = [
        yaml.safe_load((book.folder / "_config.yml").read_text(encoding="utf-8"))["sphinx"]
        for book in (
            books.make(name, tmp_path / "ours"),
            books.stock(books.make(name, tmp_path / "stock")),
        )
    ]
    ours, stock = [set(each["extra_extensions"]) for each in settings]
    short_cuts = {"book.fast", "book.quick", "book.writing"}
    assert ours - stock == {"book.strict", "book.fresh", *short_cuts}
    assert stock <= ours
    lost = settings[0]["config"].keys() - settings[1]["config"].keys()
    assert lost and all(key.startswith(("fresh_", "fast_")) for key in lost)


def test_this_book_has_what_is_edited(tmp_path):
    book = books.this(tmp_path / "book")
    for number in (1, 2):
        book.edit_table(number)
        book.edit_cell(number)
        for edited, words in (
            (book.table, book.new.format(number)),
            (book.page, f"\n# {number}\n```"),
        ):
            assert words in (book.folder / edited).read_text(encoding="utf-8")


def test_a_generated_book_is_built_and_shows_its_edited_table(tmp_path):
    book = books.generated(tmp_path / "book", 3)
    book.edit_table(1)
    code, output = tiny.build(book.folder, "-W", "--keep-going")
    assert code == 0, output
    assert book.shows(1) and not book.shows(2)
    pages = [book.folder / "_build" / "html" / f"network-{number}.html" for number in range(3)]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert [text.count('<div class="output text_html"><div>') for text in texts] == [1, 2, 2]
    assert [text.count('<img alt="_images/') for text in texts] == [0, 2, 2]
    assert ["widget-view" in text for text in texts] == [True, False, False]
