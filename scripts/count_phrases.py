"""Counts the phrases of `data/doctrine/terms.csv` in public collections of whole Russian texts.

    python scripts/count_phrases.py FOLDER

FOLDER holds one folder for each collection to be counted, named by its id in
`data/doctrine/corpora.csv`; in it lie the files of the source at the commit that the sources name:

general-debate        any tree with files RUS_46_1991.txt: United Nations General Debate Corpus
kremlin-news          any tree with pages 17118.html: English news pages of the Kremlin
kremlin-ukraine-2012  Texts.csv: Putin's words on the Kremlin's page about Ukraine
kremlin-ukraine       speech.docx: English transcripts of the Kremlin about Ukraine
kremlin-news-ru       kremlin_articles_ru_enhanced.csv: Russian news pages of the Kremlin

Rows of `data/doctrine/concordance.csv` and the counted columns of `corpora.csv` are replaced for
the collections that were found; the others stay. Only numbers are written, never a text. Only the
standard library is used; the same files always give the same numbers.
"""

import argparse
import csv
import html
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

DATA = Path(__file__).parents[1] / "data" / "doctrine"
NO_STRAND = {"security", "other"}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIRST_YEAR = 1991  # of Russia as a state; older files of the General Debate are the Soviet Union's
COLUMNS = [
    "id", "term", "corpus", "year", "texts", "words", "found", "uses",
    "status", "source", "other_sources", "note",
]  # fmt: skip


# -- Reading: each yields the year of a text and the text ---------------------------------------


def general_debate(folder: Path) -> Iterator[tuple[int, str]]:
    for path in sorted(folder.rglob("RUS_*_*.txt")):
        year = int(path.stem[-4:])
        if year >= FIRST_YEAR and not path.name.startswith("._"):
            yield year, path.read_text(encoding="utf-8", errors="replace")


def kremlin_news(folder: Path) -> Iterator[tuple[int, str]]:
    """Pages with a date of publication; announcements of coming events have none."""
    for path in sorted(folder.rglob("*.html")):
        page = path.read_text(encoding="utf-8", errors="replace")
        date = re.search(r'datetime="(\d{4})-\d\d-\d\d" itemprop="datePublished"', page)
        body = re.search(r'"articleBody">(.*?)(?:"read__bottommeta|</article>)', page, re.S)
        if re.fullmatch(r"\d+", path.stem) and date and body:
            lead = re.search(r'id="read-lead">(.*?)<div class="read__meta', page, re.S)
            parts = (lead.group(1) if lead else "") + body.group(1)
            yield int(date.group(1)), plain(" ".join(re.findall(r"<p[^>]*>(.*?)</p>", parts, re.S)))


def kremlin_ukraine(folder: Path) -> Iterator[tuple[int, str]]:
    """Texts divided by a line "#", each with title, date and address on its first three lines."""
    with zipfile.ZipFile(folder / "speech.docx") as document:
        body = ElementTree.fromstring(document.read("word/document.xml"))
    lines = ["".join(t.text or "" for t in p.iter(f"{WORD}t")) for p in body.iter(f"{WORD}p")]
    for text in re.split(r"\n#\s*\n", "\n" + "\n".join(lines))[1:]:
        _title, date, _address, *rest = [line for line in text.splitlines() if line.strip()]
        yield datetime.strptime(date.strip(), "%d %B %Y").year, "\n".join(rest)


def kremlin_ukraine_2012(folder: Path) -> Iterator[tuple[int, str]]:
    """Texts before 2022; the later ones are in the collection of that time."""
    with (folder / "Texts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["date"][:4]) < 2022:
                yield int(row["date"][:4]), row["words"]


def kremlin_news_ru(folder: Path) -> Iterator[tuple[int, str]]:
    """Pages with a date; telegrams and the like have none in the file."""
    csv.field_size_limit(sys.maxsize)
    path = folder / "kremlin_articles_ru_enhanced.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            parts = [row[name] or "" for name in row if name.startswith("article_full_text_")]
            if row["date"]:
                yield int(row["date"][:4]), " ".join(parts)


READERS = {
    "general-debate": general_debate,
    "kremlin-news": kremlin_news,
    "kremlin-ukraine": kremlin_ukraine,
    "kremlin-ukraine-2012": kremlin_ukraine_2012,
    "kremlin-news-ru": kremlin_news_ru,
}


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", markup))


def even(text: str) -> str:
    """`text` with every run of spaces, line ends and hard spaces as one space."""
    return re.sub(r"[\s\u00a0\u00ad\u200b]+", " ", text)


# -- Counting -----------------------------------------------------------------------------------


def patterns(terms: Iterable[dict], language: str) -> dict[str, re.Pattern]:
    """Term -> what is sought for it in texts of `language`, for terms that have a pattern there."""
    column = {"en": "pattern", "ru": "pattern_ru"}[language]
    return {term["id"]: re.compile(term[column]) for term in terms if term[column]}


def count(texts: Iterable[tuple[int, str]], sought: dict[str, re.Pattern]) -> list[dict]:
    """For every term and year: `texts`, `words`, `found` (texts with the phrase) and `uses`.

    A year without a text has no row; a phrase that no text of a year has is 0 there.
    """
    years: dict[int, dict] = {}
    for year, text in texts:
        text = even(text)
        row = years.setdefault(year, {"texts": 0, "words": 0, "found": {}, "uses": {}})
        row["texts"] += 1
        row["words"] += len(text.split())
        for term, pattern in sought.items():
            uses = sum(1 for _ in pattern.finditer(text))
            row["uses"][term] = row["uses"].get(term, 0) + uses
            row["found"][term] = row["found"].get(term, 0) + (uses > 0)
    return [
        {
            "term": term,
            "year": year,
            "texts": row["texts"],
            "words": row["words"],
            "found": row["found"][term],
            "uses": row["uses"][term],
        }
        for term in sought
        for year, row in sorted(years.items())
    ]


def strands(texts: Iterable[str], sought: dict[str, re.Pattern], of: dict[str, str]) -> tuple:
    """How many texts have a phrase of a strand of thought, and how many of two strands or more.

    of: term -> strand. Security and "other" are no strands of thought.
    """
    marked = mixed = 0
    for text in texts:
        text = even(text)
        named = {of[term] for term, pattern in sought.items() if pattern.search(text)} - NO_STRAND
        marked += len(named) > 0
        mixed += len(named) > 1
    return marked, mixed


# -- Writing ------------------------------------------------------------------------------------


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def update(folder: Path, data: Path = DATA) -> list[str]:
    """Count the collections that lie in `folder` and put their numbers in the tables of `data`.

    Returns the ids of the collections counted.
    """
    terms, corpora = read(data / "terms.csv"), read(data / "corpora.csv")
    target = data / "concordance.csv"
    rows = read(target) if target.exists() else []
    counted = []
    for corpus in corpora:
        name = corpus["id"]
        if not (folder / name).is_dir():
            continue
        texts = list(READERS[name](folder / name))
        if not texts:
            raise SystemExit(f"{folder / name} holds no text of the collection {name}.")
        sought = patterns(terms, corpus["language"])
        of = {term["id"]: term["strand"] for term in terms}
        marked, mixed = strands((text for _, text in texts), sought, of)
        rows = [row for row in rows if row["corpus"] != name]
        for row in count(texts, sought):
            rows.append(
                row
                | {
                    "id": f"{row['term']}--{name}-{row['year']}",
                    "corpus": name,
                    "status": "computed",
                    "source": corpus["source"],
                }
            )
        corpus |= {
            "texts": len(texts),
            "words": sum(len(even(text).split()) for _, text in texts),
            "first": min(year for year, _ in texts),
            "last": max(year for year, _ in texts),
            "marked": marked,
            "mixed": mixed,
        }
        counted.append(name)
    order = {corpus["id"]: n for n, corpus in enumerate(corpora)}
    rows.sort(key=lambda row: order[row["corpus"]])
    write(target, COLUMNS, rows)
    write(data / "corpora.csv", list(corpora[0]), corpora)
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with one folder for each collection")
    counted = update(parser.parse_args().folder)
    print(f"Counted: {', '.join(counted) or 'nothing'}.")


if __name__ == "__main__":
    main()
