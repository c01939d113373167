"""Prose: no typed statistic, and the same sections in the same order in every chapter."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checks.pages import HIDDEN, Page

SHAPE = ["In short", "Verdict", "What we do not know", "For the seminar"]
PARTS = ("chapters/doctrine/", "chapters/survey/", "chapters/stalling/")

DIVISION = "part|chapter|section|paragraph|page|figure|table|equation|article|appendix|step|wave"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PERCENTAGE = re.compile(r"\d[\d.,–-]*\s*(?:%|‰|per[\s-]?cent\b|percentage[\s-]points?\b)", re.I)
NUMBER = re.compile(rf"[^\s{HIDDEN}]*\d(?:[^\s{HIDDEN}]*\w)?")
ALLOWED = re.compile(
    rf"""
      \b(?:19|20)\d\d-\d\d(?:-\d\d)?\b                                   # 2025-10-12
    | \b(?:[12]?\d|3[01])(?:[–-](?:[12]?\d|3[01]))?\s(?:{MONTHS})\b      # 12–15 October
    | (?<![\d.,])(?:19|20)\d\d(?:s|[–/-]\d\d)?(?![.,]?\d)\b              # 1990s, 2014–15
    | \b[AB]\d+\.\d+\b                                                 # B27.4, a claim
    | \b(?i:{DIVISION})s?\s\d+(?:\.\d+)*\b                              # Section 2.1
    """,
    re.X,
)


def typed_numbers(pages: list[Page], allow_list: Path) -> Iterator[str]:
    """Statistics in prose that were typed instead of computed."""
    with allow_list.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=2))
    rows.sort(key=lambda row: -len(row[1]["phrase"]))
    unused = dict(rows)
    for page in pages:
        name = page.name.removeprefix("chapters/")
        for line, words in page.prose:
            place = f"{page.name}, line {line}"
            for number, row in rows:
                phrase = rf"(?<!\w){re.escape(row['phrase'])}(?!\w)"
                if row["file"] in ("*", name) and re.search(phrase, words):
                    unused.pop(number, None)
                    words = re.sub(phrase, HIDDEN, words)
            for found in PERCENTAGE.findall(words):
                yield f"{place}: the percentage {found!r} is typed; compute it and give it in a cell of numbers."
            words = PERCENTAGE.sub(HIDDEN, words)
            for found in NUMBER.findall(ALLOWED.sub(HIDDEN, words)):
                yield (
                    f"{place}: the number {found!r} is typed; compute it and give it in a cell of numbers, or list the "
                    "phrase with a reason in data/typed-numbers.csv."
                )
    for number, row in sorted(unused.items()):
        yield (
            f"data/typed-numbers.csv, row {number}: no sentence in {row['file']!r} needs "
            f"{row['phrase']!r}; expected phrases in use, the file as its path below chapters/."
        )


def chapter_shapes(pages: list[Page]) -> Iterator[str]:
    """Pages that lack a title or a description, chapters of the parts without a day or section."""
    for page in pages:
        in_part = page.name.startswith(PARTS)
        for field in ("title", "description", *["evidence_until"] * in_part):
            if not page.front.get(field):
                yield f"{page.name}: the front matter has no {field}."
        if not in_part:
            continue
        if page.cells and not {"jupytext", "kernelspec"} <= page.front.keys():
            yield f"{page.name}: the front matter has no jupytext or no kernelspec; no cell would run."
        if "answer" not in page.directives:
            yield f"{page.name}: below the title is no answer, expected the directive 'answer'."
        sections = [text for _, tag, text in page.headings if tag == "h2" and text in SHAPE]
        missing = [section for section in SHAPE if section not in sections]
        for section in missing:
            yield f"{page.name}: the section '## {section}' is missing."
        if not missing and sections != SHAPE:
            yield f"{page.name}: the sections stand as {sections}, expected the order {SHAPE}."


def evidence_days(pages: list[Page]) -> Iterator[str]:
    """Pages that name the last day of their evidence otherwise than as a day in quotation marks.

    Without the marks it is a date and no text, and a notebook holds no dates.
    """
    for page in pages:
        if "evidence_until" not in page.front:
            continue
        day = page.front["evidence_until"]
        try:
            date.fromisoformat(day)
        except (TypeError, ValueError):
            yield (
                f"{page.name}: evidence_until is {day}, expected a day in quotation marks, "
                'such as "2026-10-10".'
            )
