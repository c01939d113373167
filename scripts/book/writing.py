"""Pages are written by as many processes as there are cores, and the book is the same.

Sphinx has this too (`-j`), but leaves the better half of the work, which is to resolve references
and to index the words, to one process. Here each process does everything for its share of the pages
and then says what the builder has to know of them.
"""

import os
from functools import partial

from sphinx.util.parallel import ParallelTasks

from book.fast import CAN_FORK

# Pages; below, starting processes costs more than it saves.
ENOUGH = 6
# What Sphinx's index of words knows: page or word -> what there is to know of it.
INDEX = "_titles _filenames _mapping _title_mapping _all_titles _index_entries".split()


def divide(app) -> None:
    builder, cores = app.builder, os.cpu_count()
    if CAN_FORK and builder.format == "html" and cores > 1 and app.parallel == 1:
        builder._write_serial = partial(side_by_side, builder, builder._write_serial, cores)


def side_by_side(builder, write, cores: int, docnames: list[str]) -> None:
    """Write these pages as `write` would, in `cores` processes of which this is one."""
    if len(docnames) < ENOUGH:
        return write(docnames)
    first, *others = docnames
    write([first])  # what all pages have in common is made once
    others.sort(key=lambda name: size(builder, name), reverse=True)
    mine, *shares = (others[start::cores] for start in range(cores))

    def written(share: list[str]) -> tuple[dict, list[dict]]:
        write(share)
        return builder.images, index(builder)

    def learn(share: list[str], told: tuple[dict, list[dict]]) -> None:
        images, words = told
        builder.images.update(images)
        for known, new in zip(index(builder), words, strict=True):
            merge(known, new)

    tasks = ParallelTasks(len(shares))
    for share in filter(None, shares):
        tasks.add_task(written, share, learn)
    try:
        write(mine)
    finally:  # the others would wait for ever to be heard
        tasks.join()


def size(builder, docname: str) -> int:
    """Bytes of the page as Sphinx remembers it, by which its time can be guessed."""
    return os.path.getsize(os.path.join(builder.doctreedir, f"{docname}.doctree"))


def index(builder) -> list[dict]:
    return [getattr(builder.indexer, name) for name in INDEX] if builder.indexer else []


def merge(known: dict, new: dict) -> None:
    """Add to what is known, in the order in which one process would have come to it."""
    for key, value in new.items():
        known[key] = known[key] | value if isinstance(value, set) and key in known else value
    ordered = sorted(known.items())
    known.clear()
    known.update(ordered)


def setup(app):
    app.connect("builder-inited", divide)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
