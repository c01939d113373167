"""Works printed in the styles that readers are asked for, by pandoc's citation engine."""

import hashlib
import importlib.metadata
import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reportbook.content import pandoc

SCRIPT = Path(__file__).with_suffix(".lua")
STYLES = Path(__file__).parents[2] / "html" / "vendor" / "csl"


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


def printed(items: list[dict]) -> dict[str, dict[str, dict[str, str]]]:
    """Style -> id of each item -> its entry as `html` and `text`, its mention in prose as `note`.

    One run of pandoc prints them all.
    Raises RuntimeError with pandoc's words when that fails.
    """
    styles = {
        name: {"path": str(STYLES / f"{style.file}.csl"), "lang": style.lang}
        for name, style in SHOWN.items()
    }
    return pandoc.run(SCRIPT, {"styles": styles, "items": items})


def remembered(items: list[dict], memory: Path) -> dict[str, dict[str, dict[str, str]]]:
    """What `printed` returns, kept in the file `memory` while items, styles and pandoc stay."""
    return _remembered(json.dumps(items), memory)


@lru_cache(maxsize=1)
def _remembered(items: str, memory: Path) -> dict:
    state = hashlib.sha256(items.encode())
    for file in [SCRIPT, Path(__file__), *sorted(STYLES.glob("*.csl"))]:
        state.update(file.read_bytes())
    state.update(importlib.metadata.version("pypandoc_binary").encode())
    key = state.hexdigest()
    known = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}
    if key not in known:
        known = {key: printed(json.loads(items))}
        memory.write_text(json.dumps(known), encoding="utf-8")
    return known[key]
