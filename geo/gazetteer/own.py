"""Read a person's own places: CSV, GeoJSON, Linked Places, dumps of GeoNames; keep their lists."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import platformdirs

from geo.errors import Fault, GazetteerError
from geo.files import write_whole
from geo.gazetteer.gazetteer import (
    CODED,
    FLAGS,
    PER_DEGREE,
    ROW_BITS,
    Gazetteer,
    Place,
    PlaceColumns,
)
from geo.gazetteer.normalize import fold
from geo.geodesy import distances_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.gazetteer.gazetteer import Numbers


_KINDS = ("city", "suburb", "borough", "region", "province", "country", "site")
# Metres around a point where a list states none: half of the usual width of such a place.
_RADIUS_M = {
    "site": 300, "suburb": 1_500, "city": 3_000, "borough": 5_000, "region": 30_000,
    "province": 100_000, "country": 300_000,
}  # fmt: skip
_FEATURE = {
    "site": "PPLL", "suburb": "PPLX", "city": "PPL", "borough": "ADM2", "region": "RGN",
    "province": "ADM1", "country": "PCL",
}  # fmt: skip
# What columns and properties are called, by what they are.
_CALLED = {
    "id": ("id", "@id", "geonameid", "place_id"),
    "name": ("name", "title", "place", "toponym"),
    "aliases": ("aliases", "alternatenames", "other_names", "names"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "lat": ("lat", "latitude", "y"),
    "kind": ("kind",),
    "country": ("country", "country_code", "ccode", "iso2"),
    "admin1": ("admin1", "state", "province"),
    "population": ("population", "pop"),
    "radius_m": ("radius_m",),
}
_DUMP = 19  # columns of a line of GeoNames
_OURS = {"coordinates", "geo", "geonames", "iata", "limits", "ne", "ogl", "usps"}
_SHOWN = 50  # faults


@dataclass(frozen=True)
class OwnPlace:
    """A place of a person's own list.

    Parameters
    ----------
    key : str
        What the list calls it, or its number there.
    names : tuple of str
        Its name, then its other names.
    lon, lat : float
        Degrees, EPSG:4326.
    kind, country, admin1 : str
        As of a `Place`; country and admin1 are empty where the list doesn't tell them.
    population, radius_m : int
        People (0 when unknown); metres.
    """

    key: str
    names: tuple[str, ...]
    lon: float
    lat: float
    kind: str
    country: str
    admin1: str
    population: int
    radius_m: int


@dataclass(frozen=True)
class OwnList:
    """A list of places: what its ids begin with, its file, and its places.

    Parameters
    ----------
    provider : str
        What its places' ids begin with: the file's name without its ending.
    path : pathlib.Path
        The file.
    places : tuple of OwnPlace
        In the file's order.
    version : str
        Hash of the file, 12 hex digits.
    """

    provider: str
    path: Path
    places: tuple[OwnPlace, ...] = field(repr=False)
    version: str

    @cached_property
    def names(self) -> int:
        """How many names its places have."""
        return sum(len(place.names) for place in self.places)


def read_list(path: Path, countries: frozenset[str]) -> OwnList:
    """Read a list of places.

    Parameters
    ----------
    path : pathlib.Path
        ``.csv`` with a header; ``.geojson`` or ``.json``: GeoJSON or Linked Places; ``.txt``: a
        dump of GeoNames.
    countries : frozenset of str
        ISO 3166-1 codes that a place can have.

    Raises
    ------
    GazetteerError
        When the file can't be read, or rows can't be taken: all of them are told at once.
    """
    provider = re.sub(r"[^\w]+", "-", path.stem).strip("-").casefold()
    readers: dict[str, Callable[[str], Iterable[tuple[int, dict[str, Any]]]]] = {
        ".csv": _csv_rows, ".geojson": _features, ".json": _features, ".jsonld": _features,
        ".txt": _dump_rows,
    }  # fmt: skip
    if path.suffix.casefold() not in readers:
        wanted = "a file in .csv, .geojson, .json or .txt (a dump of GeoNames)"
        raise GazetteerError(f"{path.name}: found {path.suffix or 'no ending'}, wanted {wanted}")
    if provider in _OURS or not provider:
        raise GazetteerError(f"{path.name}: {provider!r} is a list of ours, wanted another name")
    try:
        content = path.read_bytes()
        rows = list(readers[path.suffix.casefold()](content.decode("utf-8-sig")))
    except OSError as error:
        raise GazetteerError(f"{path.name}: can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, ValueError, csv.Error) as error:
        raise GazetteerError(f"{path.name}: can't be read: {error}") from error
    faults: list[Fault] = []
    places = [_place(path.name, row, cells, countries, faults) for row, cells in rows]
    if not rows:
        faults.append(Fault(path.name, 0, "", "no row", "a place in each row"))
    keys = [place.key for place in places if place is not None]
    twice = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else set()
    faults += [
        Fault(path.name, row, "id", place.key, "an id that no other row has")
        for (row, _), place in zip(rows, places, strict=True)
        if place is not None and place.key in twice
    ]
    if faults:
        more = f"… and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
        raise GazetteerError("\n".join(filter(None, [*map(str, faults[:_SHOWN]), more])))
    sound = tuple(place for place in places if place is not None)
    return OwnList(provider, path, sound, hashlib.sha256(content).hexdigest()[:12])


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    for cells in reader:
        yield reader.line_num, {str(name).strip().casefold(): cell for name, cell in cells.items()}


def _dump_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the lines of a dump of GeoNames (19 columns behind tabs, without a header)."""
    for row, line in enumerate(text.splitlines(), start=1):
        cells = line.split("\t")
        if len(cells) != _DUMP:
            raise ValueError(f"line {row} has {len(cells)} columns, a dump of GeoNames {_DUMP}")
        yield row, {
            "id": cells[0], "name": cells[1], "aliases": cells[3].split(","), "lat": cells[4],
            "lon": cells[5], "kind": _kind(cells[6], cells[7]), "country": cells[8],
            "population": cells[14],
        }  # fmt: skip


def _kind(letter: str, feature: str) -> str:
    if letter == "P":
        return "suburb" if feature == "PPLX" else "city"
    if letter == "A":
        return {"ADM1": "province", "PCLI": "country"}.get(feature, "region")
    return "site" if letter in ("S", "R") else "region"


def _features(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the features of GeoJSON (RFC 7946) or of the Linked Places format."""
    document = json.loads(text)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ValueError("no FeatureCollection")  # noqa: TRY004 - of the file, not of a call
    for row, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise ValueError(f"feature {row} is no object")  # noqa: TRY004
        cells = {str(k).casefold(): v for k, v in (feature.get("properties") or {}).items()}
        cells.setdefault("id", feature.get("@id") or feature.get("id"))
        names = feature.get("names")
        if isinstance(names, list):  # Linked Places
            cells["aliases"] = [name.get("toponym", "") for name in names if isinstance(name, dict)]
            codes = cells.get("ccodes") or [""]
            cells.setdefault("country", codes[0] if len(codes) == 1 else "")
        yield row, cells | _middle(feature.get("geometry"), row)


def _middle(geometry: object, row: int) -> dict[str, Any]:
    """Return the middle of a geometry, and how far it reaches from there."""
    import shapely  # noqa: PLC0415 - only lists with shapes need it

    if geometry is None:
        return {"lon": "", "lat": ""}
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException as error:
        raise ValueError(f"feature {row} has a geometry that can't be read: {error}") from error
    if shape.is_empty:
        return {"lon": "", "lat": ""}
    middle = shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)
    corners = shapely.get_coordinates(shape)
    reach_km = float(distances_km(middle.x, middle.y, corners[:, 0], corners[:, 1]).max())
    reach = {"radius_m": round(reach_km * 1000)} if reach_km else {}
    return {"lon": middle.x, "lat": middle.y} | reach


def _place(
    file: str, row: int, cells: dict[str, Any], countries: frozenset[str], faults: list[Fault]
) -> OwnPlace | None:
    """Read a row; what is wrong in it goes to the faults."""
    before = len(faults)
    texts = {
        what: next((cells[name] for name in called if cells.get(name) not in (None, "")), "")
        for what, called in _CALLED.items()
    }

    def number(what: str, least: float, most: float, wanted: str) -> float:
        try:
            value = (
                float(texts[what] or 0)
                if what in ("population", "radius_m")
                else float(texts[what])
            )
        except (TypeError, ValueError):
            value = math.nan
        if not least <= value <= most:
            faults.append(Fault(file, row, what, str(texts[what]), wanted))
        return value

    name = " ".join(str(texts["name"]).split())
    if not fold(name):
        faults.append(Fault(file, row, "name", name, "the place's name"))
    lon = number("lon", -180, 180, "degrees from -180 to 180")
    lat = number("lat", -90, 90, "degrees from -90 to 90")
    people = number("population", 0, 1e10, "people, or an empty cell")
    metres = number("radius_m", 0, 2e7, "metres, or an empty cell")
    kind = str(texts["kind"] or "site").strip().casefold()
    if kind not in _KINDS:
        faults.append(Fault(file, row, "kind", kind, f"one of {', '.join(_KINDS)}"))
    country = str(texts["country"]).strip().upper()
    if country and country not in countries:
        faults.append(Fault(file, row, "country", country, "an ISO 3166-1 code of two letters"))
    if len(faults) > before:
        return None
    aliases = texts["aliases"]
    listed = aliases.split(";") if isinstance(aliases, str) else aliases
    others = (" ".join(str(alias).split()) for alias in listed)
    names = {fold(each): each for each in (*others, name) if fold(each)}
    names.pop(fold(name))
    return OwnPlace(
        key=str(texts["id"] or row), names=(name, *names.values()), lon=lon, lat=lat, kind=kind,
        country=country, admin1=str(texts["admin1"]).strip(), population=int(people),
        radius_m=round(metres) or _RADIUS_M[kind],
    )  # fmt: skip


def feature_of(place: OwnPlace) -> str:
    """Return the GeoNames feature code that a place of its kind usually has."""
    return _FEATURE[place.kind]


def nearest_rows(lon: Numbers, lat: Numbers, lons: Numbers, lats: Numbers) -> Numbers:
    """Return for each point the number of the nearest of others, all in degrees."""
    from shapely import STRtree, points  # noqa: PLC0415 - only lists of one's own need it

    narrow = np.cos(np.radians(lat))
    tree = STRtree(points(lons * np.cos(np.radians(lats)), lats))
    return np.asarray(tree.nearest(points(lon * narrow, lat)))


@dataclass(frozen=True, eq=False)
class OwnPlaces:
    """One's own places as rows behind those of the index.

    Parameters
    ----------
    lists : tuple of OwnList
        Where they are from.
    places : tuple of Place
        All of them.
    entries : dict of str to ndarray of uint32
        By folded name, as the index has them: the row, and above it what the name is.
    numbers : dict of str to int
        Row by id.
    """

    lists: tuple[OwnList, ...]
    places: tuple[Place, ...]
    entries: dict[str, Numbers]
    numbers: dict[str, int]

    @cached_property
    def files(self) -> dict[str, str]:
        """Name of the file by what its ids begin with."""
        return {each.provider: each.path.name for each in self.lists}

    def columns(self, columns: PlaceColumns) -> PlaceColumns:
        """Append the places to the columns of the index."""
        cells = {
            "lon": [round(place.lon * PER_DEGREE) for place in self.places],
            "lat": [round(place.lat * PER_DEGREE) for place in self.places],
            "people": [place.population for place in self.places],
            "radius_m": [place.radius_m for place in self.places],
        } | {
            name: [columns.code(name, getattr(place, CODED[name])) for place in self.places]
            for name in CODED
        }
        longer: dict[str, Any] = {
            name: np.concatenate([(old := getattr(columns, name)), np.array(new).astype(old.dtype)])
            for name, new in cells.items()
        }
        return replace(columns, **longer)


def read_own(gazetteer: Gazetteer, paths: Sequence[Path]) -> OwnPlaces:
    """Read lists of one's own; what they don't tell is that of the nearest town.

    Raises
    ------
    GazetteerError
        When a list can't be read; all faults of all lists are told.
    """
    lists, faults = [], []
    for path in paths:
        try:
            lists.append(read_list(path, gazetteer.countries))
        except GazetteerError as error:
            faults.append(str(error))
    if len({each.provider for each in lists}) < len(lists):
        faults.append("extra: found two lists of one name, wanted a name of its own for each")
    if faults:
        raise GazetteerError("\n".join(faults))
    columns = PlaceColumns.of(gazetteer.table)
    towns = np.flatnonzero(columns.kind == columns.code("kind", "city"))
    listed = [(each.provider, place) for each in lists for place in each.places]
    near = nearest_rows(
        np.array([place.lon for _, place in listed]),
        np.array([place.lat for _, place in listed]),
        columns.lon[towns] / PER_DEGREE,
        columns.lat[towns] / PER_DEGREE,
    )
    places: list[Place] = []
    entries: dict[str, list[int]] = {}
    numbers: dict[str, int] = {}
    main, other = FLAGS.index("main"), FLAGS.index("exonym")
    for row, ((provider, own), town) in enumerate(
        zip(listed, towns[near].tolist(), strict=True), start=gazetteer.embedded_places
    ):
        beside = gazetteer.place(town)
        alike = own.country in ("", beside.country) and own.admin1 in ("", beside.admin1)
        place = Place(
            id=f"{provider}:{own.key}", name=own.names[0], lon=own.lon, lat=own.lat, kind=own.kind,
            feature=feature_of(own), country=own.country or beside.country,
            admin1=own.admin1 or (beside.admin1 if alike else ""),
            admin1_code=beside.admin1_code if alike else "", admin2="",
            population=own.population, radius_m=own.radius_m, boundary="",
            disputed=beside.disputed,
        )  # fmt: skip
        places.append(place)
        numbers[place.id] = row
        for number, name in enumerate(own.names):
            flag = other if number else main
            entries.setdefault(fold(name), []).append(row | flag << ROW_BITS)
    packed = {key: np.array(rows, np.uint32) for key, rows in entries.items()}
    return OwnPlaces(tuple(lists), tuple(places), packed, numbers)


def lists_folder() -> Path:
    """Return the folder of the lists: ``GEO_LISTS``, else the system's for the user's data.

    Examples
    --------
    >>> lists_folder().is_absolute()
    True
    """
    wanted = os.environ.get("GEO_LISTS")
    if wanted:
        return Path(wanted).absolute()
    return platformdirs.user_data_path("geo-event-maps") / "lists"


def added_lists() -> tuple[Path, ...]:
    """Return the files of the lists that were added, sorted by name."""
    folder = lists_folder()
    return tuple(sorted(folder.iterdir())) if folder.is_dir() else ()


def read_added_lists() -> tuple[OwnList, ...]:
    """Read the lists that were added."""
    own = Gazetteer(extra=added_lists()).own
    return own.lists if own else ()


def add_list(path: Path) -> OwnList:
    """Check a list and keep a copy of it; one of the same name is replaced.

    Raises
    ------
    GazetteerError
        When the list can't be read, or rows in it can't be taken; nothing is kept then.
    """
    own = Gazetteer(extra=path).own
    assert own is not None  # noqa: S101 - a list was given
    new = own.lists[0]
    folder = lists_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{new.provider}{path.suffix.casefold()}", path.read_text("utf-8-sig"))
    for old in added_lists():
        if old.stem == new.provider and old.suffix != path.suffix.casefold():
            old.unlink()
    return new


def remove_list(name: str) -> None:
    """Remove a list that was added, by its name.

    Raises
    ------
    GazetteerError
        When there is none of that name; the message lists those that there are.
    """
    for path in added_lists():
        if name in (path.stem, path.name):
            path.unlink()
            return
    there = ", ".join(path.stem for path in added_lists()) or "none"
    raise GazetteerError(f"found no list {name!r}, wanted one that was added: {there}")
