"""No picture of the book changes unseen, and the digests tell a change from a last digit."""

import re

import pictures
import pytest
from matplotlib import pyplot
from moscow_aims.show import svg


def test_every_picture_is_the_accepted_one(book):
    changed = pictures.changes(pictures.accepted(), pictures.built(book))
    told = "\n".join(f"{figure} {what}" for figure, what in changed.items())
    assert not changed, f"{told}\nLook at them and accept them:\n{pictures.COMMAND}"


def drawn(points=((1, 2), (3, 5)), colors=("#1f5fa8", "#b5472f"), labels=("land", "NATO")) -> str:
    """Two labelled series and a heat map, as the book saves them."""
    fig, (left, right) = pyplot.subplots(1, 2, figsize=(4, 2))
    for (x, y), color, label in zip(points, colors, labels, strict=True):
        left.plot([0, x], [0, y], color=color, marker="o")
        left.text(x, y, label)
    right.imshow([[0, 1], [1, 0.4]])
    return svg(fig, "fig-tried")


@pytest.mark.parametrize(
    "change",
    [
        {"labels": ("NATO", "land")},
        {"colors": ("#b5472f", "#1f5fa8")},
        {"points": ((1, 2), (3.06, 5))},
    ],
    ids=["labels swapped", "colours swapped", "a point moved by two pixels"],
)
def test_a_change_that_can_be_seen_is_seen(change):
    assert pictures.digest(drawn(**change)) != pictures.digest(drawn())


def test_a_change_that_cannot_be_seen_is_not():
    picture = drawn()
    noisy = re.sub(r"\d+\.\d{5,}", lambda found: f"{float(found[0]) + 2e-6:.6f}", picture)
    renamed = re.sub(r'(?<=\bid=")|(?<=href="#)|(?<=url\(#)', "x", noisy)
    turned = re.sub(r'style="(.*?); (.*?)"', r'style="\2; \1"', renamed)
    assert len({picture, noisy, renamed, turned}) == 4
    assert pictures.digest(turned) == pictures.digest(picture)


def test_exact_halves_do_not_tip_over():
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M {} 0"/></svg>'
    below, above = picture.format("7.499999"), picture.format("7.500001")
    assert pictures.digest(below) == pictures.digest(above)


def test_the_page_shows_the_old_picture_beside_the_new(tmp_path):
    for name, text in ("kept/fig-a.svg", "<svg>1</svg>"), ("_images/fig-a-light.svg", "<svg/>"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    changed = {"fig-a": "looks otherwise on a", "fig-b": "is gone from a"}
    page = pictures.side_by_side(changed, tmp_path / "kept", tmp_path)
    assert page.count("<img") == 2 and page.count("Not kept here.") == 2
