"""Colours that stand beside each other can be told apart, by every eye, in light and dark."""

import re
from itertools import combinations

import pytest
from colours import apart, difference, lab
from moscow_aims.drawing import sides, theme

LEAST = 12  # CIEDE2000
# What no reader has to tell from another: words, rules and grounds, and the steps of a scale.
NOT_DATA = {theme.INK, theme.GREY, theme.LIGHT, theme.PAPER, theme.TINT, *theme.SCALE}
NOT_DATA |= set(theme.TYPE.values())
DATA = set(theme.DARK) - NOT_DATA
DRAWN = re.compile(r"#[0-9a-f]{6}")

# Sharma, Wu and Dalal (2005), table 1.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize("one, other, published", PUBLISHED)
def test_the_difference_is_the_published_one(one, other, published):
    assert difference(one, other) == pytest.approx(published, abs=5e-5)
    assert difference(other, one) == pytest.approx(published, abs=5e-5)


def test_white_is_white_and_red_is_dark_green_without_a_pigment():
    assert lab("#ffffff") == pytest.approx((100, 0, 0), abs=0.02)
    assert lab("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    for sight in "protanope", "deuteranope":
        assert lab("#808080", sight) == pytest.approx(lab("#808080"), abs=0.5), "grey stays grey"
        assert difference(lab("#c00000", sight), lab("#5f5000", sight)) < 25


def close(colours: set[str]) -> list[str]:
    """Pairs too much alike, in light or in dark."""
    pairs = combinations(sorted(colours), 2)
    looks = [(one, other, dict(light=(one, other), dark=(theme.DARK[one], theme.DARK[other])))
             for one, other in pairs]  # fmt: skip
    return [
        f"{one} and {other} in {scheme}: {apart(*pair):.1f}"
        for one, other, schemes in looks
        for scheme, pair in schemes.items()
        if apart(*pair) < LEAST
    ]


def test_what_looks_alike_is_found():
    assert len(close({theme.OTHERS, theme.SYNTHETIC})) == 2


def test_sides_and_verdicts_can_be_told_apart():
    assert not close(set(sides.COLOURS.values()))
    scale = {theme.SUPPORTED, theme.MOSTLY, theme.MIXED, theme.NOT_SUPPORTED, theme.CONTRADICTED}
    assert not close(scale)


def test_colours_used_together_can_be_told_apart(book):
    found, seen = [], 0
    for file in sorted((book / "_images").glob("*-light.svg")):
        used = set(DRAWN.findall(file.read_text("utf-8").lower())) & DATA
        seen += len(used) > 1
        found += [f"{file.stem}: {pair}" for pair in close(used)]
    assert seen > 20
    assert not found, "\n".join(found)


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2, from the lightness that CIELAB gives."""
    low, high = sorted(((lab(colour)[0] + 16) / 116) ** 3 for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", sorted(DATA))
def test_words_can_be_read_in_every_colour(colour):
    word = theme.TYPE.get(colour, colour)
    ground = theme.TINT if colour == theme.SYNTHETIC else theme.PAPER
    assert contrast(word, ground) >= 4.5
    assert contrast(theme.DARK[word], theme.DARK[ground]) >= 4.5


def test_a_scale_turns_with_the_page():
    for steps, ground in (
        (list(theme.SCALE), theme.PAPER),
        (list(theme.SCALE.values()), theme.DARK[theme.PAPER]),
    ):
        far = [contrast(step, ground) for step in steps]
        assert far == sorted(far) and far[-1] > 7
