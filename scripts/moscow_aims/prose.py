"""Computed numbers for prose: no figure in a sentence is typed.

A cell gives numbers their names, the words of the page read them by the role {n}. Where no book is
built, `say` writes the words out, and again whenever a number in them changes.
"""

import math

import pandas as pd
from IPython.display import Markdown, display

from moscow_aims import markdown

MINUS = "\N{MINUS SIGN}"

_numbers: dict[str, str] = {}
_spoken: list[tuple[str, object]] = []  # text, where it is displayed


def give(spec: str = "", /, **numbers) -> None:
    """Give the page numbers under short names, to be read as ``{n}`name` `` in its words.

    Parameters
    ----------
    spec : str
        Format of all that bring none, as for `format`.
    **numbers : value, or tuple of value, format and what to say when the value is missing
        Without the third part a missing value is refused.

    Raises
    ------
    ValueError
        If a number is missing: a sentence must not say "nan per cent".

    Examples
    --------
    >>> give(".0f", before=5.86, after=11.7)
    >>> give(least=(float("nan"), ".0f", "an unknown share"))
    """
    for name, text in written(spec, **numbers).items():
        _hand_over(name, text)


def written(spec: str = "", /, **numbers) -> dict[str, str]:
    """The numbers as `give` would write them, by their names.

    Examples
    --------
    >>> written(".1f", change=-0.26, share=(0.34, ".0%"))
    {'change': '−0.3', 'share': '34%'}
    """
    given = {
        name: value if isinstance(value, tuple) else (value,) for name, value in numbers.items()
    }
    return {name: _written(name, *(*rest, spec)[:2], *rest[2:]) for name, rest in given.items()}


def glue(key: str, value, spec: str = "", otherwise: str | None = None) -> None:
    """As `give` for one number, in chapters that read it with the role {glue:text}."""
    _hand_over(key, _written(key, value, spec, otherwise))


def _written(key: str, value, spec: str, otherwise: str | None = None) -> str:
    """Formatted here, where a wrong format raises, and not in the page, where it leaves a gap."""
    if pd.isna(value) and otherwise is not None:
        return otherwise
    if pd.isna(value):
        raise ValueError(f"Number {key!r} is missing and cannot stand in a sentence.")
    if isinstance(value, float) and math.isinf(value):
        raise ValueError(f"Number {key!r} is infinite and cannot stand in a sentence.")
    value = value.item() if hasattr(value, "item") else value
    text = format(value, spec)
    if isinstance(value, (int, float)):
        if not any(digit in text for digit in "123456789"):
            text = text.removeprefix("-")  # what rounds to nought has no sign
        text = text.replace("-", MINUS)
    return text


def _hand_over(key: str, text: str) -> None:
    # The prefix is MyST-NB's sign that an output is stored for the prose and not shown. It evaluates
    # the text as a literal, so without quotes "3,600" would become a pair and "0.80" lose its nought.
    display(
        {"application/papermill.record/text/plain": repr(text)},
        raw=True,
        metadata={"scrapbook": {"name": key, "mime_prefix": "application/papermill.record/"}},
    )
    if _numbers.get(key) != text:
        _numbers[key] = text
        _say_anew(key)


def say(text: str) -> None:
    """Display the words of a page with its numbers, where no book is built.

    text: MyST Markdown. A number that no cell has given so far is shown as "…" and written in as
    soon as one does.
    """
    handle = display(Markdown(markdown.plain(text, _numbers)), display_id=True)
    _spoken.append((text, handle))


def _say_anew(key: str) -> None:
    for text, handle in _spoken:
        if handle is not None and f"`{key}`" in text:
            handle.update(Markdown(markdown.plain(text, _numbers)))
