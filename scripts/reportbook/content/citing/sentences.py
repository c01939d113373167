"""Works printed in the styles that readers are asked for, by the citation engine of Zotero."""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple

from py_mini_racer import MiniRacer

VENDOR = Path(__file__).parents[2] / "html" / "vendor"
STYLES = VENDOR / "csl"
PROGRAMS = [VENDOR / "citeproc-js" / "citeproc_commonjs.js", Path(__file__).with_suffix(".js")]


class Style(NamedTuple):
    label: str
    file: str
    lang: str  # decides quotation marks and words such as "et al."


SHOWN = {
    "apa": Style("APA 7", "apa", "en-US"),
    "mla": Style("MLA 9", "modern-language-association", "en-US"),
    "chicago": Style("Chicago 18, author–date", "chicago-author-date", "en-US"),
    "harvard": Style("Harvard, Cite Them Right 12", "harvard-cite-them-right", "en-GB"),
    "gb": Style("GB/T 7714–2015", "china-national-standard-gb-t-7714-2015-numeric", "en-US"),
}
PLAIN = "apa"  # where there is room for one


def printed(items: list[dict], styles: Iterable[str] = SHOWN) -> dict[str, dict[str, list[str]]]:
    """Style -> id of each item -> its sentences in HTML, of which the first is its entry.

    In styles that name works in the text, the second shows how.
    """
    return _printed(_order(items, styles))


def remembered(items: list[dict], memory: Path) -> dict[str, dict[str, list[str]]]:
    """What `printed` returns, kept in the file `memory` while items, styles and engine stay."""
    order = _order(items, SHOWN)
    key = hashlib.sha256(order.encode()).hexdigest()
    known = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}
    if key not in known:
        known = {key: _printed(order)}
        memory.write_text(json.dumps(known), encoding="utf-8")
    return known[key]


def plain(sentence: str) -> str:
    """A sentence in HTML as a text."""
    return unescape(re.sub("<[^>]*>", "", sentence))


def _order(items: list[dict], names: Iterable[str]) -> str:
    """All that decides the sentences: the program and what its function `print` takes, as JSON."""
    program = "var module = {};\n" + "\n".join(path.read_text("utf-8") for path in PROGRAMS)
    styles, locales = {}, {}
    for name in names:
        _, file, lang = SHOWN[name]
        styles[name] = {"sheet": (STYLES / f"{file}.csl").read_text("utf-8"), "lang": lang}
        locales[lang] = (STYLES / f"locales-{lang}.xml").read_text("utf-8")
    return json.dumps([program, styles, locales, items])


@cache
def _printed(order: str) -> dict[str, dict[str, list[str]]]:
    program, *what = json.loads(order)
    with MiniRacer() as engine:
        engine.eval(program)
        return engine.call("print", *what)
