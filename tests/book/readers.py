"""What programs that this project did not write read from a page and its exports."""

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import extruct
import rispy
from bs4 import BeautifulSoup
from pybtex.database import parse_string
from reportbook.content.citing import sentences

PANDOC = shutil.which("pandoc", path=str(files("pypandoc") / "files"))
QUOTES = str.maketrans("“”‘’", "\"\"''")


def read_alike(book: Path, page: str) -> dict:
    """Let every reader say what the page is; the CSL-JSON, after asserting that all agree.

    book: folder of the built pages.   page: its address inside the book.
    """
    soup = BeautifulSoup((book / page).read_text("utf-8"), "html.parser")
    exported = {
        tag["title"]: (book / page / ".." / tag["href"]).resolve()
        for tag in soup.select("link[rel=alternate]")
    }
    assert exported["RIS"].read_bytes().count(b"\r\n") == exported["RIS"].read_bytes().count(b"\n")
    (work,) = json.loads(exported["CSL-JSON"].read_text("utf-8"))
    expected = _particulars(work)
    assert of_json_ld(soup) == expected
    assert of_highwire(soup) == expected
    assert of_bibtex(exported["BibTeX"].read_text("utf-8")) == expected
    assert of_ris(exported["RIS"].read_text("utf-8")) == expected
    for name, form in (("BibTeX", "biblatex"), ("RIS", "ris"), ("CSL-JSON", "csljson")):
        assert of_pandoc(exported[name], form) == expected, name
    shown = {
        dt.get_text(): _without_style(dt.find_next("dd").p.get_text())
        for dt in soup.select(".cite-box dt")
    }
    assert shown == {s.label: citeproc(exported["CSL-JSON"], s) for s in sentences.SHOWN.values()}
    return work


def _particulars(work: dict) -> dict:
    """What every format can say, in one form: title, book, authors, year, address."""
    names = [
        " ".join(name[part] for part in ("given", *PARTICLES, "family", "suffix") if part in name)
        or name["literal"]
        for name in work["author"]
    ]
    return {
        "title": work["title"].translate(QUOTES),
        "book": work.get("container-title", "").translate(QUOTES),
        "authors": names,
        "year": work["issued"]["date-parts"][0][0],
        "url": work.get("URL", ""),
    }


PARTICLES = ("non-dropping-particle", "dropping-particle")


def graph(soup: BeautifulSoup) -> dict:
    """The one description in the vocabulary of schema.org."""
    (found,) = extruct.extract(str(soup), syntaxes=["json-ld"])["json-ld"]
    return found


def of_json_ld(soup: BeautifulSoup) -> dict:
    found = graph(soup)
    return {
        "title": found["name"].translate(QUOTES),
        "book": (
            found["isPartOf"]["name"].translate(QUOTES) if found["@type"] == "Chapter" else ""
        ),
        "authors": [author["name"] for author in found["author"]],
        "year": int(found["datePublished"][:4]),
        "url": found.get("url", ""),
    }


def of_highwire(soup: BeautifulSoup) -> dict:
    def said(name: str) -> list[str]:
        return [tag["content"] for tag in soup.select(f'meta[name="citation_{name}"]')]

    return {
        "title": "".join(said("title")).translate(QUOTES),
        "book": "".join(said("inbook_title")).translate(QUOTES),
        "authors": [_spoken(name) for name in said("author")],
        "year": int(said("publication_date")[0][:4]),
        "url": _home("".join(said("public_url")), soup),
    }


def _home(url: str, soup: BeautifulSoup) -> str:
    """The address of the book, on the page that stands for it."""
    found = graph(soup)
    return found.get("url", "") if found["@type"] == "Book" else url


def of_bibtex(text: str) -> dict:
    (entry,) = parse_string(text, "bibtex").entries.values()
    return {
        "title": _untex(entry.fields["title"]),
        "book": _untex(entry.fields.get("booktitle", "")),
        "authors": [
            _untex(
                " ".join(
                    [*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names]
                    + p.lineage_names
                )
            )
            for p in entry.persons["author"]
        ],
        "year": int(entry.fields["year"]),
        "url": entry.fields.get("url", ""),
    }


def of_ris(text: str) -> dict:
    (entry,) = rispy.loads(text)
    return {
        "title": entry["title"].translate(QUOTES),
        "book": entry.get("secondary_title", "").translate(QUOTES),
        "authors": [_spoken(name) for name in entry["authors"]],
        "year": int(entry["year"]),
        "url": "".join(entry.get("urls", [])),
    }


def of_pandoc(file: Path, form: str) -> dict:
    return _particulars(csl(form, file.read_text("utf-8")))


def csl(form: str, text: str) -> dict:
    """The one work that pandoc reads from an export."""
    (work,) = json.loads(run("-f", form, "-t", "csljson", text=text))
    return work


def citeproc(file: Path, style: sentences.Style) -> str:
    """The entry that pandoc's engine prints from a file of CSL-JSON."""
    sheet = sentences.STYLES / f"{style.file}.csl"
    done = run(
        *("-f", "csljson", "-t", "html", "--wrap=none", "--citeproc", "-M", f"lang={style.lang}"),
        *("--csl", sheet),
        text=file.read_text("utf-8"),
    )
    entry = BeautifulSoup(done, "html.parser").select_one(".csl-entry")
    for number in entry.select(".csl-left-margin"):
        number.decompose()
    return _without_style(entry.get_text().strip())


def _without_style(entry: str) -> str:
    """An entry without what engines print differently, of which ours is what the styles ask for.

    To pandoc a given name in Han characters is an initial, with a full stop; in a title in italics
    it sets British quotation marks and American full stops otherwise.
    """
    entry = re.sub(r"(?<=[\u4e00-\u9fff])\.", "", re.sub("[“”‘’]", "'", entry))
    return re.sub("'([.,])", r"\1'", entry)


def run(*arguments: str | Path, text: str) -> str:
    done = subprocess.run(
        [PANDOC, *arguments], input=text, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def _spoken(name: str) -> str:
    """ "Family, Given, Suffix" as it is spoken; "Entity," as the entity."""
    family, *rest = [part.strip() for part in name.split(",")]
    return " ".join(part for part in [*rest[:1], family, *rest[1:]] if part)


def _untex(text: str) -> str:
    for sign in "&%$#_":
        text = text.replace(f"\\{sign}", sign)
    return text.strip("{}").translate(QUOTES)
