import math
from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from moscow_aims import data
from moscow_aims.drawing import maps

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]

REGION = maps.lands(data.geojson("geo/region"))
OBLASTS = maps.lands(data.geojson("geo/ukraine-oblasts"))


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ((34.10, 44.95), "Ukraine"),  # Simferopol
        ((33.55, 44.60), "Ukraine"),  # Sevastopol, the town east of the bay
        ((36.40, 45.35), "Ukraine"),  # Kerch
        ((37.80, 48.00), "Ukraine"),  # Donetsk
        ((41.06, 43.03), "Georgia"),  # Sukhumi
        ((43.97, 42.23), "Georgia"),  # Tskhinvali
        ((29.63, 46.84), "Moldova"),  # Tiraspol
        ((37.62, 55.75), "Russia"),  # Moscow
        ((20.55, 54.70), "Russia"),  # Kaliningrad
    ],
)
def test_boundaries_follow_the_stated_convention(point, state):
    assert maps.where(REGION, point) == [state]


@pytest.mark.parametrize(
    ("point", "oblast"),
    [
        ((34.10, 44.95), "Crimea"),
        ((33.60, 44.60), "Sevastopol"),
        ((37.80, 48.00), "Donetsk"),
        ((39.30, 48.57), "Luhansk"),
        ((35.14, 47.84), "Zaporizhzhia"),
        ((32.62, 46.66), "Kherson"),
    ],
)
def test_towns_lie_in_their_oblast(point, oblast):
    assert maps.where(OBLASTS, point) == [oblast]


def test_ukraine_has_27_units():
    assert len(OBLASTS) == 27


def test_a_hole_is_not_inside():
    land = [[SQUARE, HOLE]]
    assert maps.holds(land, (0.5, 0.5))
    assert not maps.holds(land, (2, 2))
    assert not maps.holds(land, (5, 2))


@pytest.mark.parametrize(("y", "expected"), [(0.0, False), (2.0, True), (-1.0, False)])
def test_a_ray_through_corners_is_counted_once(y, expected):
    diamond = [[0, 0], [2, 2], [0, 4], [-2, 2], [0, 0]]
    assert maps.inside((-1 if y == 2.0 else -3, y), diamond) is expected


def test_simplify_drops_points_on_a_line_and_keeps_corners():
    dense = [[x, 0] for x in range(5)] + [[4, y] for y in range(1, 5)] + [[0, 4], [0, 0]]
    assert sorted(map(tuple, maps.simplify(dense, 0.1))) == sorted(map(tuple, SQUARE))


def test_simplify_stays_within_its_tolerance():
    circle = [[math.cos(t / 50 * math.pi), math.sin(t / 50 * math.pi)] for t in range(100)]
    circle.append(circle[0])
    few = maps.simplify(circle, 0.05)
    assert 5 < len(few) < 30
    # The middle of a chord is where a circle is furthest from it.
    for (x1, y1), (x2, y2) in pairwise(few):
        assert 1 - math.hypot((x1 + x2) / 2, (y1 + y2) / 2) <= 0.0501


def test_what_is_smaller_than_the_tolerance_vanishes():
    speck = [[0, 0], [0.01, 0], [0, 0.01], [0, 0]]
    assert maps.simplify(speck, 1) == []
    with pytest.raises(ValueError, match="Nothing of this land is left"):
        maps.outline([[speck]], 1)


def test_maps_are_true_to_scale_at_the_middle_latitude():
    fig, ax = plt.subplots()
    maps.frame(ax, 0, 10, 50, 70)
    assert ax.get_aspect() == pytest.approx(2.0)
    plt.close(fig)
