"""How the rewritten chapters read: length, sentences, words of our own, figures, titles."""

import re
from collections.abc import Iterator
from statistics import mean

from checks.pages import HIDDEN, Page
from checks.prose import SHAPE

WORDS = 1_600  # of running text in a chapter
FIGURES = 4
SENTENCE, MEAN = 35, 20  # words, at most
TITLE = 80  # characters of a figure's or table's title

END = re.compile(rf"(?<=[.?!])[\"”)\]{HIDDEN}]*\s+(?=[\"“(A-Z{HIDDEN}])")
# Who did what comes first. "That is" and a question are no such sentences.
CLAUSE = re.compile(
    r"(?!That (?:is|was|can|could|may|might|would|\w+s)\b)"
    r"(?:That|What|Whether|Who|Whoever|Against)\b(?!.*\?\W*$)"
)
PRIVATE = re.compile(
    r"\b(?:formulas?|formulae|clocks?|freed of ties|departs from the rule)\b", re.I
)
# Its list names questions, which are no sentences.
OPEN = "What we do not know"


def faults(pages: list[Page]) -> Iterator[str]:
    """What a reader of a rewritten chapter would stumble over."""
    for page in pages:
        heads = [text for _, tag, text in page.headings if tag == "h2"]
        if "answer" in page.directives and set(SHAPE) <= set(heads):
            yield from _lengths(page)
            yield from _sentences(page)


def _lengths(page: Page) -> Iterator[str]:
    words = sum(len(text.split()) for _, text in running(page))
    if words > WORDS:
        yield f"{page.name}: the running text has {words} words, expected at most {WORDS}."
    figures = [target for _, target, _ in page.words if target.startswith("fig-")]
    for line, title in page.titles:
        if (length := len(re.sub(r"\{\w+\}`[^`]*`", "00", title))) > TITLE:
            yield f"{page.name}, line {line}: a title of {length} characters, at most {TITLE}."
    if len(figures) > FIGURES:
        yield f"{page.name}: {len(figures)} figures, expected at most {FIGURES}."


def _sentences(page: Page) -> Iterator[str]:
    lengths = []
    for line, sentence in sentences(page):
        place = f"{page.name}, line {line}"
        lengths.append(len(sentence.split()))
        if lengths[-1] > SENTENCE:
            yield f"{place}: a sentence of {lengths[-1]} words, expected at most {SENTENCE}."
        if CLAUSE.match(sentence):
            yield f"{place}: {sentence[:40]!r} begins with a clause; begin with who does what."
        for word in PRIVATE.findall(sentence):
            yield f"{place}: {word!r} is a word of our own; say it in the reader's."
    if lengths and mean(lengths) > MEAN:
        yield f"{page.name}: sentences have {mean(lengths):.0f} words on average, at most {MEAN}."


def running(page: Page) -> list[tuple[int, str]]:
    """The prose that is neither folded nor said of a figure."""
    headings = {line for line, _, _ in page.headings}
    out = headings | page.asides
    return [(line, text) for line, text in page.prose if line not in out and text.strip()]


def sentences(page: Page) -> Iterator[tuple[int, str]]:
    """The sentences of the running text, less those of the list of what is not known."""
    starts = [line for line, tag, _ in page.headings if tag == "h2"]
    opened = [line for line, _, text in page.headings if text == OPEN]
    closed = min((line for line in starts if opened and line > opened[0]), default=0)
    for line, text in running(page):
        if opened and opened[0] < line < closed:
            continue
        for sentence in END.split(text.strip()):
            if sentence.strip(HIDDEN + " "):
                yield line, sentence
