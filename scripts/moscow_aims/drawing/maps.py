"""Where is it? Boundaries as plain rings of points: which land holds a point, and how to draw it.

A ring is a closed list of (longitude, latitude) pairs in degrees. A land is a list of polygons, a
polygon a list of rings of which the first is the outline and the others are holes (RFC 7946).
"""

import math
from itertools import pairwise

from matplotlib.patches import PathPatch
from matplotlib.path import Path


def lands(collection: dict, key: str = "name") -> dict[str, list]:
    """The lands of a GeoJSON FeatureCollection of MultiPolygons, by the property `key`."""
    return {
        feature["properties"][key]: feature["geometry"]["coordinates"]
        for feature in collection["features"]
    }


def inside(point, ring) -> bool:
    """Does the ring hold the point? A ray to the east crosses its edges an odd number of times.

    A point exactly upon an edge may count either way.   Source: the even-odd rule.
    """
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        # Half-open in y: a corner belongs to one of its two edges only.
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def holds(land: list, point) -> bool:
    """Does the land hold the point, its holes left out?"""
    return any(
        inside(point, outline) and not any(inside(point, hole) for hole in holes)
        for outline, *holes in land
    )


def where(atlas: dict[str, list], point) -> list[str]:
    """Names of the lands that hold the point; two or more only where boundaries overlap."""
    return [name for name, land in atlas.items() if holds(land, point)]


def simplify(ring, tolerance: float) -> list:
    """The ring with fewer points, none of the left-out ones further than `tolerance` off.

    tolerance: degrees, > 0.   A ring that would collapse comes back empty.
    Source: Ramer (1972); Douglas & Peucker (1973), the ring cut at its two farthest points.
    """
    far = max(range(len(ring)), key=lambda i: math.dist(ring[0], ring[i]))
    kept = _thin(ring[: far + 1], tolerance)[:-1] + _thin(ring[far:], tolerance)
    return kept if len(kept) > 3 else []


def _thin(line, tolerance):
    if len(line) < 3:
        return list(line)
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = math.dist(line[0], line[-1]) or 1.0
    off = [abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length for x, y in line[1:-1]]
    worst = max(range(len(off)), key=off.__getitem__) + 1
    if off[worst - 1] <= tolerance:
        return [line[0], line[-1]]
    return _thin(line[: worst + 1], tolerance)[:-1] + _thin(line[worst:], tolerance)


def outline(land: list, tolerance: float) -> Path:
    """A land as one matplotlib path with at most `tolerance` degrees of error.

    Raises ValueError when nothing of the land is left.
    """
    rings = [simplify(ring, tolerance) for polygon in land for ring in polygon]
    rings = [ring for ring in rings if ring]
    if not rings:
        raise ValueError(f"Nothing of this land is left at a tolerance of {tolerance} degrees.")
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def draw(ax, land: list, tolerance: float, **look) -> None:
    """Draw a land on `ax`.   look: passed to `matplotlib.patches.PathPatch`."""
    ax.add_patch(PathPatch(outline(land, tolerance), **look))


def frame(ax, west: float, east: float, south: float, north: float) -> None:
    """Limit `ax` to a part of the globe in degrees, true to scale along its middle latitude."""
    ax.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    ax.set_aspect(1 / math.cos(math.radians((south + north) / 2)))
    ax.spines[:].set_visible(False)
