import pandas as pd
import pytest
from matplotlib.colors import to_hex
from moscow_aims.drawing import marks, theme


@pytest.mark.parametrize(
    ("start", "end", "unit", "words"),
    [
        ("2025-05-05", "2025-05-05", "day", "5 May 2025"),
        ("2025-05-01", "2025-05-05", "day", "1–5 May 2025"),
        ("2025-04-28", "2025-05-05", "day", "28 Apr–5 May 2025"),
        ("2025-05-01", "2026-05-05", "day", "1 May 2025–5 May 2026"),
        ("2025-12-30", "2026-01-05", "day", "30 Dec 2025–5 Jan 2026"),
        ("2025-05-01", "2025-05-31", "month", "May 2025"),
        ("2025-11-01", "2025-12-31", "month", "Nov–Dec 2025"),
        ("2025-12-01", "2026-01-31", "month", "Dec 2025–Jan 2026"),
        ("2025-01-01", "2026-01-31", "month", "Jan 2025–Jan 2026"),
        ("2016-01-01", "2024-12-31", "year", "2016–2024"),
        ("2015-01-01", "2015-03-31", "year", "2015"),
        (None, None, "day", "dates not seen"),
    ],
)
def test_field_periods_say_what_both_ends_share_once(start, end, unit, words):
    assert marks.period(pd.Timestamp(start), pd.Timestamp(end), unit) == words


def test_every_key_has_a_name_or_none_is_given():
    keys = pd.Series(["RU", "UA"])
    assert marks.named(keys, {"UA": "Ukrainians", "RU": "Russians"}).tolist() == [
        "Russians",
        "Ukrainians",
    ]
    for names in ({"RU": "Russians"}, {}):
        with pytest.raises(KeyError, match="'UA'" if names else "'RU'"):
            marks.named(keys, names)
    with pytest.raises(KeyError, match="nan"):
        marks.named(pd.Series(["RU", None]), {"RU": "Russians"})


def test_what_is_not_firm_is_hollow_and_what_is_unknown_not_drawn():
    _, ax = theme.figure()
    for firm in (True, False):
        marks.point(ax, [1], [1], "o", theme.FIRST, firm=firm)
    assert [to_hex(line.get_markerfacecolor()) for line in ax.lines] == [theme.FIRST, theme.PAPER]
    marks.interval(ax, float("nan"), 3, 0, theme.FIRST)
    assert len(ax.lines) == 2
    marks.interval(ax, 1, 3, 0, theme.FIRST)
    assert list(ax.lines[-1].get_xdata()) == [1, 3]


def test_labels_are_wrapped_and_stand_at_their_heights():
    _, ax = theme.figure()
    marks.rows(ax, [0, -2], ["a label of some length", "short"], 12)
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "a label of\nsome length",
        "short",
    ]
    assert ax.get_yticks().tolist() == [0, -2]


def test_words_stand_on_the_side_that_is_asked_for():
    _, ax = theme.figure()
    for side in (1, -1):
        marks.beside(ax, "7", 1, 1, side=side)
    assert [text.get_ha() for text in ax.texts] == ["left", "right"]


def test_a_day_has_no_leading_nought():
    assert marks.day(pd.Timestamp("2026-02-03")) == "3 Feb 2026"
    assert marks.day(pd.Timestamp("2025-12-31"), "%b") == "31 Dec"
