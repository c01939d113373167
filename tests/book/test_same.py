"""The book is the same, however and wherever it was built."""

import books
import tiny


def test_stock_jupyter_book_gives_the_same_files(book, tmp_path):
    """In another folder, executed one by one by MyST-NB, without strictness and short cuts."""
    stock = books.stock(books.this(tmp_path / "stock"))
    code, said = tiny.build(stock.folder)
    assert code == 0, said[-8000:]
    other = stock.folder / "_build" / "html"
    files, others = (
        {path.relative_to(home): path for path in home.rglob("*") if path.is_file()}
        for home in (book, other)
    )
    assert files.keys() == others.keys()
    assert [name for name in files if files[name].read_bytes() != others[name].read_bytes()] == []
