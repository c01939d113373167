"""Computed numbers for prose: no figure in a sentence is typed."""

import pandas as pd
from IPython.display import display

MINUS = "\N{MINUS SIGN}"


def glue(key: str, value, spec: str = "", otherwise: str | None = None) -> None:
    """Give the chapter the number `value`, formatted by `spec`, under `key`.

    Read it in prose with the role {glue:text} and the key. Formatting happens here, where a wrong
    format raises, and not in the page, where it would leave a gap.
    otherwise: what to say when the value is missing, for questions that may have no answer.
    Raises ValueError when the value is missing and `otherwise` is not given: a sentence must not
    say "nan per cent".
    """
    if pd.isna(value) and otherwise is not None:
        value, spec = otherwise, ""
    if pd.isna(value):
        raise ValueError(f"Number {key!r} is missing and cannot stand in a sentence.")
    value = value.item() if hasattr(value, "item") else value
    text = format(value, spec)
    if isinstance(value, (int, float)):
        if not any(digit in text for digit in "123456789"):
            text = text.removeprefix("-")  # what rounds to nought has no sign
        text = text.replace("-", MINUS)
    # The prefix is MyST-NB's sign that an output is stored for the prose and not shown. It evaluates
    # the text as a literal, so without quotes "3,600" would become a pair and "0.80" lose its nought.
    display(
        {"application/papermill.record/text/plain": repr(text)},
        raw=True,
        metadata={"scrapbook": {"name": key, "mime_prefix": "application/papermill.record/"}},
    )
