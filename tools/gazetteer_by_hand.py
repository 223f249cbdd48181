"""Merge the hand-made tables into the derived data while the index is built.

``tools/build_gazetteer.py`` derives places and names from packages that few people have at hand.
A row that is added to a table made by hand, or changed in it, needs none of them: the index takes
it from here. Only tables that have changed since the data was derived are read (``origin.json``
records their hashes). A row that is taken out of a table stays until the data is derived anew.
Needs NumPy and PyArrow alone, as `tools/build_index.py` does.
"""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Numbers = np.ndarray[Any, np.dtype[Any]]

TABLES = ("supplement.csv", "regions.csv", "other_names.csv", "disputed.csv")
_PER_DEGREE = 100_000
_FLAGS = ("main", "exonym", "historical", "abbreviation", "demonym", "alternate", "code")
_KINDS = ("city", "suburb", "borough", "region", "province", "country", "site")
_INSIDE = ("city", "suburb", "borough", "region", "site")  # share the lot of the area around them
_SHORT = 3  # capitals in a list of other names are a code


def changed(data: Path) -> list[Path]:
    """List the hand-made tables that have changed since the data was derived."""
    try:
        origin = json.loads((data / "origin.json").read_text(encoding="utf-8"))["outputs"]
    except FileNotFoundError:
        return []
    paths = [data / name for name in TABLES if (data / name).exists()]
    return [path for path in paths if origin.get(path.name) != _hash(path)]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def merge(
    places: pa.Table, names: pa.Table, data: Path, fold: Callable[[str], str]
) -> tuple[pa.Table, pa.Table]:
    """Merge the tables that have changed into places and names.

    Parameters
    ----------
    places, names : pyarrow.Table
        The derived data, as in ``places.parquet`` and ``names.parquet``.
    data : pathlib.Path
        Folder of the hand-made tables.
    fold : callable
        The folding of names.

    Returns
    -------
    places, names : pyarrow.Table
        As they came where nothing has changed; else sorted by id again.

    Raises
    ------
    ValueError
        When rows can't be taken; the message lists all of them, with table and line.
    """
    paths = changed(data)
    if not paths:
        return places, names
    merged = _Merged(places, names, fold)
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            for cells in reader:
                merged.where = f"{path.name}, line {reader.line_num}"
                try:
                    getattr(merged, f"take_{path.stem}")(cells)
                except ValueError as error:  # of a number
                    merged.refuse(str(error))
    if merged.faults:
        raise ValueError("\n".join(["rows made by hand cannot be taken:", *merged.faults]))
    merged.mark_inside(data / "boundaries.parquet")
    return merged.tables()


class _Merged:
    """Places and names while rows are merged into them."""

    def __init__(self, places: pa.Table, names: pa.Table, fold: Callable[[str], str]) -> None:
        self.schemas = places.schema, names.schema
        self.columns: dict[str, list[Any]] = places.to_pydict()
        self.numbers = {key: number for number, key in enumerate(self.columns["id"])}
        self.names: dict[int, dict[str, tuple[str, str]]] = {}
        self.derived_names = names
        self.fold = fold
        self.where = ""
        self.faults: list[str] = []
        self.disputed: list[int] = []
        self.areas = {
            code: area
            for code, area in zip(self.columns["admin1_code"], self.columns["admin1"], strict=True)
            if code and area
        }

    def refuse(self, what: str) -> None:
        self.faults.append(f"{self.where}: {what}")

    def take_supplement(self, cells: dict[str, str]) -> None:
        """Add a place; one that is there already has its cells set."""
        if not cells["source"] or not cells["precision"]:
            return self.refuse("wanted a source and a precision")
        return self._take(cells, metres=cells["radius_m"], flag="alternate", area=cells["admin1"])

    def take_regions(self, cells: dict[str, str]) -> None:
        """Add a region, or how far a place of GeoNames reaches."""
        if not cells["source"] or not cells["radius_km"]:
            return self.refuse("wanted a source and a radius_km")
        metres = str(round(float(cells["radius_km"]) * 1_000))
        if cells["id"] in self.numbers and not cells["id"].startswith("geo:"):
            self.columns["radius_m"][self.numbers[cells["id"]]] = int(metres)
            return None
        area = self.areas.get(cells["admin1_code"], "")
        return self._take(cells, metres=metres, flag="exonym", area=area)

    def _take(self, cells: dict[str, str], *, metres: str, flag: str, area: str) -> None:
        key = cells["id"]
        number = self.numbers.get(key)
        outlined = number is not None and self.columns["boundary"][number]
        if cells.get("boundary_of") and not outlined:
            return self.refuse(f"{key} is made of outlines: run tools/build_gazetteer.py")
        if cells["kind"] not in _KINDS:
            return self.refuse(f"kind: found {cells['kind']!r}, wanted one of {', '.join(_KINDS)}")
        if not outlined and not (cells["lon"] and cells["lat"] and metres):
            return self.refuse(f"{key}: wanted lon, lat and a radius")
        people = int(cells["population"] or 0)
        lon, lat = (round(float(cells[axis] or 0) * _PER_DEGREE) for axis in ("lon", "lat"))
        if number is None:
            number = self.numbers[key] = len(self.columns["id"])
            for column in self.columns.values():
                column.append("")
            self._set(number, population=0, radius_m=0, disputed=False)
        self._set(
            number,
            id=key, name=cells["name"], kind=cells["kind"], feature=cells["feature"],
            country=cells["country"], admin1=area, admin1_code=cells["admin1_code"],
            admin2=cells.get("admin2", ""), population=people,
            disputed=cells["disputed"] == "yes",
        )  # fmt: skip
        if not outlined:
            self._set(number, lon=lon, lat=lat, radius_m=int(metres))
        self._call(number, cells["name"], "main")
        for name in filter(None, cells["aliases"].split("; ")):
            short = name.isalpha() and name.isupper() and len(name) <= _SHORT
            self._call(number, name, "code" if short and flag == "alternate" else flag)
        return None

    def take_other_names(self, cells: dict[str, str]) -> None:
        """Add a name of a place that is there."""
        number = self._known(cells, "place")
        if number is None:
            return None
        if cells["flag"] not in _FLAGS:
            return self.refuse(f"flag: found {cells['flag']!r}, wanted one of {', '.join(_FLAGS)}")
        return self._call(number, cells["name"], cells["flag"])

    def take_disputed(self, cells: dict[str, str]) -> None:
        """Mark whether countries dispute whose a place is."""
        number = self._known(cells, "name")
        if number is not None:
            disputed = cells["disputed"] == "yes"
            if disputed and not self.columns["disputed"][number]:
                self.disputed.append(number)
            self._set(number, disputed=disputed)

    def _known(self, cells: dict[str, str], column: str) -> int | None:
        number = self.numbers.get(cells["id"])
        if number is None or self.columns["name"][number] != cells[column] or not cells["source"]:
            self.refuse(f"no {cells['id']} {cells[column]}, or no source")
            return None
        return number

    def _set(self, number: int, **values: object) -> None:
        for column, value in values.items():
            self.columns[column][number] = value

    def _call(self, number: int, name: str, flag: str) -> None:
        key = self.fold(name)
        if not key:
            return self.refuse(f"{name!r} has no letter and no digit")
        known = self.names.setdefault(number, {})
        if known.get(key, ("", ""))[1] != "main":
            known[key] = (name, flag)
        return None

    def mark_inside(self, outlines: Path) -> None:
        """Call a place disputed that lies inside one that a row has made so."""
        wanted = {self.columns["boundary"][number] for number in self.disputed} - {""}
        if not wanted:
            return
        lon, lat = (np.array(self.columns[axis], np.float64) for axis in ("lon", "lat"))
        inside = np.zeros(len(lon), bool)
        for x, y, sizes in _rings(outlines, wanted):
            inside |= _within(lon, lat, x, y, sizes)
        for number in np.flatnonzero(inside).tolist():
            if self.columns["kind"][number] in _INSIDE:
                self.columns["disputed"][number] = True

    def tables(self) -> tuple[pa.Table, pa.Table]:
        """Write places and names as tables, sorted by id."""
        ids = self.columns["id"]
        order = sorted(range(len(ids)), key=ids.__getitem__)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order))
        places = pa.table(self.columns, self.schemas[0]).take(order)
        owners, texts, flags = [], [], []
        derived = zip(
            *(self.derived_names[name].to_pylist() for name in ("place", "name", "flag")),
            strict=True,
        )
        for number, name, flag in derived:
            mine = self.names.get(number)
            key = self.fold(name) if mine else ""
            if mine and key in mine:
                if flag != "main" or mine[key][1] == "main":
                    continue  # the row made by hand says what the name is
                del mine[key]
            owners.append(number)
            texts.append(name)
            flags.append(flag)
        for number, mine in self.names.items():
            owners += [number] * len(mine)
            texts += [name for name, _ in mine.values()]
            flags += [flag for _, flag in mine.values()]
        table = pa.table(
            {"place": pa.array(rank[owners], pa.int32()), "name": texts, "flag": flags}
        )
        by_place = np.argsort(rank[owners], kind="stable")
        return places, table.take(by_place)


def _rings(path: Path, wanted: set[str]) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    table = pq.read_table(path, columns=["id", "rings", "lon", "lat"])
    for row in np.flatnonzero(np.isin(table["id"].to_pylist(), sorted(wanted))).tolist():
        yield tuple(  # type: ignore[misc] # three arrays
            np.asarray(table[name][row].values.to_numpy()) for name in ("lon", "lat", "rings")
        )


def _within(lon: Numbers, lat: Numbers, x: Numbers, y: Numbers, sizes: Numbers) -> Numbers:
    """Return which points lie in an outline: a ray to the east crosses it oddly often."""
    near = (lon >= x.min()) & (lon <= x.max()) & (lat >= y.min()) & (lat <= y.max())
    inside = np.zeros(len(lon), bool)
    ends = np.cumsum(sizes)
    last = np.zeros(len(x), bool)
    last[ends - 1] = True  # no side leads from one ring to the next
    x1, y1, x2, y2 = (part.astype(np.float64) for part in (x[:-1], y[:-1], x[1:], y[1:]))
    side = ~last[:-1]
    for number in np.flatnonzero(near).tolist():
        crosses = side & ((y1 > lat[number]) != (y2 > lat[number]))
        at = x1[crosses] + (lat[number] - y1[crosses]) * (x2 - x1)[crosses] / (y2 - y1)[crosses]
        inside[number] = (at > lon[number]).sum() % 2
    return inside
