"""Which picture changed: the digests of all pictures of the book, and the page to look at.

    jupyter-book build .
    python tests/book/pictures.py            # says what differs from pictures.csv
    python tests/book/pictures.py --renew    # accepts the pictures as they are now

Each writes `_build/pictures.html`, the old picture beside the new. A picture is kept in
`_build/pictures/` as long as it is the accepted one; one that was accepted elsewhere cannot be
shown.
"""

import argparse
import base64
import csv
import hashlib
import io
import json
import math
import re
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
LISTED = Path(__file__).with_name("pictures.csv")
COMMAND = "jupyter-book build . && python tests/book/pictures.py --renew"

# The picture of a slider stands in the page, beside the control that is named after the figure.
# A thumbnail shows the picture of another page.
SHOWN = re.compile(
    r'(?:<img (?![^>]*\bthumbnail\b)[^>]*src="[./]*_images/|<input type="range" id=")'
    r'([\w-]+)-(?:light\.svg|control)"'
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
COLOR = re.compile(r"(#[0-9a-f]{6}\b)")
HREF = "{http://www.w3.org/1999/xlink}href"
NAMED = re.compile(r"url\(#(.+?)\)")
# Drawn numbers are often exact halves, which the last digit of another processor would tip over.
OFF = 0.0137


def digest(svg: str) -> str:
    """What a reader would see change: words, colours, shapes and places to a whole pixel.

    Two processors or two versions of a library may name parts otherwise, write declarations in
    another order and differ in last digits; that leaves the digest as it is.
    """
    seen = json.dumps(list(_seen(ElementTree.fromstring(svg))), ensure_ascii=False)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _seen(root: ElementTree.Element) -> Iterator[list]:
    """The drawn elements of a picture in their order, without names."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    apart = [*root.iterfind(".//{*}metadata"), *root.iterfind(".//{*}defs")]
    left_out = {inner for element in apart for inner in element.iter()}

    def look(element: ElementTree.Element) -> list:
        words = (element.text or "").strip()
        looks = [(key, value(key, text)) for key, text in sorted(element.items()) if key != "id"]
        return [element.tag.rpartition("}")[2], words, *looks]

    def value(name: str, text: str) -> str | list:
        if name == "style":
            return sorted(value("", declared) for declared in text.split(";"))
        if text.startswith("data:image/png"):
            return _pixels(text)
        # A name is a hash of coordinates; what it stands for is rounded.
        text = f"url({text})" if name == HREF else text
        stands_for = [[look(e) for e in named[part].iter()] for part in NAMED.findall(text)]
        return json.dumps([_rounded(NAMED.sub("", text), 0 if name else 2), *stands_for])

    return (look(element) for element in root.iter() if element not in left_out)


def _rounded(text: str, digits: int = 0) -> str:
    """With its numbers, but not its colours, rounded."""
    scale = 10**digits

    def whole(found: re.Match) -> str:
        return f"{math.floor(float(found[0]) * scale + 0.5 + OFF) / scale:g}"

    parts = COLOR.split(" ".join(text.split()))
    return "".join(p if COLOR.fullmatch(p) else NUMBER.sub(whole, p) for p in parts)


def _pixels(address: str) -> list:
    """Size of an embedded PNG, and its colours to a sixteenth on a raster of 32 by 32."""
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
        raster = image.convert("RGBA").resize((32, 32), Image.Resampling.BOX)
        return [*image.size, raster.point(lambda value: (value + 5) // 16).tobytes().hex()]


def built(book: Path) -> dict[str, dict[str, str]]:
    """Figure -> its row of `pictures.csv`, of the pages in the folder `book`."""
    return {
        figure: {
            "figure": figure,
            "page": page.relative_to(book).with_suffix("").as_posix(),
            "digest": digest(picture(book, figure).read_text("utf-8")),
        }
        for page in sorted((book / "chapters").rglob("*.html"))
        for figure in SHOWN.findall(page.read_text("utf-8"))
    }


def picture(book: Path, figure: str) -> Path:
    return book / "_images" / f"{figure}-light.svg"


def accepted() -> dict[str, dict[str, str]]:
    """Figure -> its row of `pictures.csv`."""
    with open(LISTED, newline="", encoding="utf-8") as file:
        return {row["figure"]: row for row in csv.DictReader(file)}


def changes(old: dict[str, dict], new: dict[str, dict]) -> dict[str, str]:
    """Figure -> what happened to it, of those that are not the same in both."""
    found = {}
    for figure in sorted(old.keys() | new.keys()):
        if figure not in new:
            found[figure] = f"is gone from {old[figure]['page']}"
        elif figure not in old:
            found[figure] = f"is new on {new[figure]['page']}"
        elif old[figure]["page"] != new[figure]["page"]:
            found[figure] = f"moved from {old[figure]['page']} to {new[figure]['page']}"
        elif old[figure]["digest"] != new[figure]["digest"]:
            found[figure] = f"looks otherwise on {new[figure]['page']}"
    return found


def side_by_side(changed: dict[str, str], kept: Path, book: Path) -> str:
    """A page of HTML that shows the old and the new picture of each figure that changed."""

    def drawn(file: Path) -> str:
        if not file.exists():
            return "<p>Not kept here.</p>"
        coded = base64.b64encode(file.read_bytes()).decode()
        return f'<img alt="" src="data:image/svg+xml;base64,{coded}">'

    rows = "".join(
        f"<h2>{figure}</h2><p>It {escape(what)}.</p><div>"
        f"<section><h3>Old</h3>{drawn(kept / f'{figure}.svg')}</section>"
        f"<section><h3>New</h3>{drawn(picture(book, figure))}</section></div>\n"
        for figure, what in changed.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Changed pictures</title>'
        "<style>body { font-family: sans-serif } div { display: flex; gap: 2em }</style>"
        f"<h1>{len(changed)} changed pictures</h1>{rows}</html>\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--renew", action="store_true", help="accept the pictures as they are now")
    parser.add_argument("--book", type=Path, default=ROOT / "_build" / "html", help="built pages")
    given = parser.parse_args()
    new, old = built(given.book), accepted() if LISTED.exists() else {}
    changed = changes(old, new)
    kept = ROOT / "_build" / "pictures"
    kept.mkdir(parents=True, exist_ok=True)
    for file in kept.glob("*.svg"):
        if digest(file.read_text("utf-8")) != old.get(file.stem, {}).get("digest"):
            file.unlink()  # It was accepted before the last change of the list, elsewhere.
    page = kept.with_suffix(".html")
    page.write_text(side_by_side(changed, kept, given.book), encoding="utf-8")
    if given.renew:
        with open(LISTED, "w", newline="", encoding="utf-8") as file:
            rows = csv.DictWriter(file, ["figure", "page", "digest"], lineterminator="\n")
            rows.writeheader()
            rows.writerows(new[figure] for figure in sorted(new))
    for figure in new:
        if given.renew or figure not in changed:
            shutil.copyfile(picture(given.book, figure), kept / f"{figure}.svg")
    for figure, what in changed.items():
        print(figure, what)
    print(f"{len(changed)} pictures changed, {len(new)} in all; look at {page.relative_to(ROOT)}")
    return bool(changed) and not given.renew


if __name__ == "__main__":
    sys.exit(main())
