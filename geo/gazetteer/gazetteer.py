"""The gazetteer: places, their names and outlines, opened without parsing.

The columns are parts of one mapped file, which ``tools/build_index.py`` writes with its layout:
nothing is read before it is looked at, and nothing but NumPy is needed.
"""

from __future__ import annotations

import functools
import json
import mmap
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import marisa_trie
import numpy as np

from geo.errors import GazetteerError
from geo.geodesy import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import shapely

    from geo.gazetteer.outlines import Outlines
    from geo.gazetteer.own import OwnPlaces


Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]


class Texts(Sequence[str]):
    """Texts that lie one behind the other in UTF-8.

    Parameters
    ----------
    content : memoryview
        All texts.
    starts : ndarray of uint32
        Where each begins, in bytes, and where the last one ends.

    Examples
    --------
    >>> words = Texts(memoryview(b"LahoreMultan"), np.array([0, 6, 12]))
    >>> words[1], list(words), words.find("Multan"), words.find("Murree")
    ('Multan', ['Lahore', 'Multan'], 1, -1)
    """

    def __init__(self, content: memoryview, starts: Numbers) -> None:
        self._content = content
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return str(self._content[self._starts[number] : self._starts[number + 1]], "utf-8")

    def find(self, text: str) -> int:
        """Return the number of a text among sorted ones; -1 where it is none of them."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < text:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == text else -1


class PackedTable:
    """A table whose columns are parts of one file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    layout : mapping of str to [str, int, int]
        For each part its type, where it begins (in bytes) and how many values it has. A column of
        numbers is one part; of texts, two: ``id.bytes``, ``id.starts``. A coded column is its
        numbers ``kind`` and its words ``kind.words.bytes``, ``kind.words.starts``, sorted.

    Raises
    ------
    OSError, ValueError
        When the file can't be read, or is shorter than its layout.
    """

    def __init__(self, path: Path, layout: Mapping[str, tuple[str, int, int]]) -> None:
        self._layout = layout
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        ends = [at + np.dtype(kind).itemsize * count for kind, at, count in layout.values()]
        if max(ends, default=0) > len(self._map):
            raise ValueError(f"{path.name} is shorter than its columns")

    def numbers(self, name: str) -> Numbers:
        """View the numbers of a column."""
        kind, at, count = self._layout[name]
        return np.frombuffer(self._map, kind, count, at)

    def texts(self, name: str) -> Texts:
        """View the texts of a column."""
        return Texts(self.numbers(f"{name}.bytes").data, self.numbers(f"{name}.starts"))

    def words(self, name: str) -> Texts:
        """View what the numbers of a coded column stand for."""
        return self._words[name]

    @cached_property
    def _words(self) -> dict[str, Texts]:
        ending = ".words.starts"
        names = [part.removesuffix(ending) for part in self._layout if part.endswith(ending)]
        return {name: self.texts(f"{name}.words") for name in names}

    def reader(self, name: str) -> Callable[[int], Any]:
        """Return a function that reads a row's cell as text, int or bool."""
        if f"{name}.starts" in self._layout:
            return self.texts(name).__getitem__
        cells = self.numbers(name)
        if name in self._words:
            words = self._words[name]
            return lambda row: words[cells[row]]
        return lambda row: cells[row].item()


_HERE = Path(__file__).parent
_KEPT = 1 << 16  # places that are kept in memory; one takes about 1 kB
_PIECE = 1 << 18  # bytes
_ROW_MASK, ROW_BITS = 0xFFFFFF, 24
FLAGS = ("main", "alternate", "exonym", "code", "abbreviation", "demonym", "historical")
PER_DEGREE = 100_000
# Columns that are coded by a dictionary, by the short name that they have here.
CODED = {
    "kind": "kind", "feature": "feature", "country": "country",
    "admin1": "admin1_code", "admin2": "admin2",
}  # fmt: skip
_NONE = np.empty(0, np.uint32)


@dataclass(frozen=True)
class Place:
    """One place of the gazetteer.

    Parameters
    ----------
    id : str
        Provider and its number or name: ``geonames:2650228``, ``ne:…``, ``ogl:barnet``,
        ``iata:KHI``, ``geo:…`` for the hand-made ones.
    name : str
        Main name.
    lon, lat : float
        Degrees, EPSG:4326.
    kind : str
        city, suburb, borough, region, province, country or site; also how exact the place is.
    feature : str
        GeoNames feature code, such as ``PPLC``.
    country : str
        ISO 3166-1 alpha-2; empty where no state list has it.
    admin1, admin1_code, admin2 : str
        Names of the containing areas and GeoNames' code (``PK.05``); empty when unknown.
    population : int
        People; 0 when unknown.
    radius_m : float
        Metres around the point within which the place lies; NaN where a provider gave no extent.
    boundary : str
        Id of the outline, or empty.
    disputed : bool
        Whether the place belongs to a dispute between countries.

    Examples
    --------
    >>> from geo.geocoding import Gazetteer
    >>> place = Gazetteer().geocode("Edgware").raw
    >>> place["kind"], place["country"]
    ('suburb', 'GB')
    """

    id: str
    name: str
    lon: float
    lat: float
    kind: str
    feature: str
    country: str
    admin1: str
    admin1_code: str
    admin2: str
    population: int
    radius_m: float
    boundary: str
    disputed: bool

    @cached_property
    def address(self) -> str:
        """Name, area and country: ``Edgware, England, GB``."""
        return _address(self.name, self.admin1, self.country)


_ADDRESS = [list(Place.__dataclass_fields__).index(name) for name in ("name", "admin1", "country")]


@dataclass(frozen=True, eq=False)
class PlaceColumns:
    """What is needed of every place to compare it with others: one number per row.

    Parameters
    ----------
    lon, lat : ndarray of int32
        0.00001 degrees, EPSG:4326.
    people : ndarray of uint32
        0 when unknown.
    radius_m : ndarray of int32
        Metres.
    kind, feature, country, admin1, admin2 : ndarray of int
        Numbers in `words`; admin1 is GeoNames' code, admin2 the name.
    words : dict of str to Texts
        For each of the five what its numbers mean, sorted.
    """

    lon: Numbers
    lat: Numbers
    people: Numbers
    radius_m: Numbers
    kind: Numbers
    feature: Numbers
    country: Numbers
    admin1: Numbers
    admin2: Numbers
    words: dict[str, Texts]

    @classmethod
    def of(cls, table: PackedTable) -> PlaceColumns:
        """View a table's columns without copying them."""
        return cls(
            lon=table.numbers("lon"),
            lat=table.numbers("lat"),
            people=table.numbers("population"),
            radius_m=table.numbers("radius_m"),
            **{name: table.numbers(column) for name, column in CODED.items()},
            words={name: table.words(column) for name, column in CODED.items()},
        )

    def code(self, column: str, word: str) -> int:
        """Return the number of a word in a column; -1 when no place has it."""
        code = self._codes.get((column, word))
        if code is None:
            code = self._codes[column, word] = self.words[column].find(word)
        return code

    @cached_property
    def _codes(self) -> dict[tuple[str, str], int]:
        return {}


class Gazetteer:
    """The places and their names; opening maps files into memory and reads almost nothing.

    Parameters
    ----------
    folder : path-like, optional
        Folder that holds ``index/`` and ``data/``; the installed one if left out.
    extra : path-like or sequence of them, optional
        Files of one's own places, read beside the others: CSV with name, lon and lat; GeoJSON;
        Linked Places; dumps of GeoNames.

    Raises
    ------
    GazetteerError
        When the index is missing or incomplete, or rows of `extra` can't be taken.

    Examples
    --------
    >>> Gazetteer().find("ogl:barnet").name
    'Barnet'
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        extra: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    ) -> None:
        self.folder = Path(folder) if folder is not None else _HERE
        index = self.folder / "index"
        try:
            self._meta = _sound_meta(index)
            self._trie = marisa_trie.Trie().mmap(str(index / "names.marisa"))
            self._starts = np.load(index / "starts.npy", mmap_mode="r").view(np.ndarray)
            self._entries = np.load(index / "entries.npy", mmap_mode="r").view(np.ndarray)
            self.table = PackedTable(index / "places.bin", self._meta["columns"])
            self._ids = self.table.texts("id")
        except (OSError, ValueError, KeyError, RuntimeError) as error:  # marisa's are RuntimeErrors
            raise GazetteerError(
                f"the gazetteer's index can't be opened in {index}: {error}. "
                "Run `python tools/build_index.py`, or install the package again."
            ) from error
        self._places: dict[int, Place] = {}
        self.embedded_places = len(self._ids)
        paths = [extra] if isinstance(extra, (str, os.PathLike)) else extra
        self._extra = tuple(Path(path).absolute() for path in paths)
        self.own = self._read_own() if self._extra else None

    def _read_own(self) -> OwnPlaces:
        from geo.gazetteer.own import read_own  # noqa: PLC0415 - few have any

        return read_own(self, self._extra)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the paths alone; whoever unpickles opens the files there."""
        folder = None if self.folder == _HERE else self.folder.absolute()
        kind = functools.partial(type(self), extra=self._extra) if self._extra else type(self)
        return kind, (folder,)

    def __repr__(self) -> str:
        names = f"{self._meta['names']:,} names"
        return f"{type(self).__name__}({len(self):,} places, {names}, {self.version})"

    def __len__(self) -> int:
        return self.embedded_places + (len(self.own.places) if self.own else 0)

    @property
    def version(self) -> str:
        """Hash of the data that the index was built from, 12 hex digits; then of one's own."""
        own = [each.version for each in self.own.lists] if self.own else []
        return "+".join([str(self._meta["version"]), *own])

    def list_of(self, place: Place) -> str:
        """Return the name of the file of one's own that a place is from; empty for others."""
        if self.own is None:
            return ""
        return self.own.files.get(place.id.partition(":")[0], "")

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO 3166-1 codes (alpha-2) that places have."""
        return frozenset(filter(None, self.table.words("country")))

    def named(self, key: str) -> Iterator[tuple[Place, str]]:
        """Yield every place that has a folded name, with main, alternate, exonym or code.

        Parameters
        ----------
        key : str
            A name as `geo.gazetteer.normalize.fold` gives it.
        """
        rows, flags = self.rows(key)
        for row, flag in zip(rows.tolist(), flags.tolist(), strict=True):
            yield self.place(row), FLAGS[flag]

    def rows(self, key: str) -> tuple[Numbers, Numbers]:
        """Return the rows of the places that have a folded name, and each one's number in `FLAGS`.

        Parameters
        ----------
        key : str
            A name as `geo.gazetteer.normalize.fold` gives it.

        Returns
        -------
        rows, flags : ndarray of uint32
            As many as places have the name; empty when none has.
        """
        number = self._trie.get(key)
        entries = _NONE
        if number is not None:
            entries = self._entries[self._starts[number] : self._starts[number + 1]]
        if self.own is not None and key in self.own.entries:
            entries = np.concatenate([entries, self.own.entries[key]])
        return entries & _ROW_MASK, entries >> ROW_BITS

    def __contains__(self, key: object) -> bool:
        own = self.own is not None and key in self.own.entries
        return isinstance(key, str) and (own or key in self._trie)

    @cached_property
    def columns(self) -> PlaceColumns:
        """The places' columns as arrays that lie in the mapped file."""
        columns = PlaceColumns.of(self.table)
        return columns if self.own is None else self.own.columns(columns)

    def unit_vectors(self, rows: Numbers) -> Numbers:
        """Return places, given by their rows, as unit vectors: ndarray of shape (rows, 3)."""
        columns = self.columns
        return unit_vectors(columns.lon[rows] / PER_DEGREE, columns.lat[rows] / PER_DEGREE)

    def row(self, place_id: str) -> int | None:
        """Return the row of an id, or None."""
        if self.own is not None and place_id in self.own.numbers:
            return self.own.numbers[place_id]
        row = self._ids.find(place_id)
        return None if row < 0 else row

    def find(self, place_id: str) -> Place | None:
        """Return the place with an id, or None."""
        row = self.row(place_id)
        return None if row is None else self.place(row)

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        if row >= self.embedded_places and self.own is not None:
            return self.own.places[row - self.embedded_places]
        place = self._places.get(row)
        if place is None:
            cells = [read(row) for read in self._readers]
            cells[2] /= PER_DEGREE
            cells[3] /= PER_DEGREE
            if len(self._places) >= _KEPT:
                self._places.clear()
            place = self._places[row] = Place(*cells)
        return place

    def address(self, row: int) -> str:
        """Return the address of a row's place; faster than making the place for it."""
        place = self._places.get(row)
        if place is not None or row >= self.embedded_places:
            return (place or self.place(row)).address
        name, area, country = (self._readers[at](row) for at in _ADDRESS)
        return _address(name, area, country)

    @cached_property
    def _readers(self) -> list[Callable[[int], Any]]:
        """Read a row's cells, in the order of the fields of `Place`."""
        return [self.table.reader(name) for name in Place.__dataclass_fields__]

    def boundary(self, boundary_id: str) -> shapely.Geometry:
        """Return the outline with an id, as in a place's `boundary`: a MultiPolygon, EPSG:4326.

        Raises
        ------
        GazetteerError
            When no outline has the id, or it can't be read.

        Examples
        --------
        >>> Gazetteer().boundary("ogl:barnet").geom_type
        'MultiPolygon'
        """
        return self.outlines.read(boundary_id)

    @cached_property
    def outlines(self) -> Outlines:
        """The outlines of areas, each read when it is needed."""
        from geo.gazetteer.outlines import Outlines  # noqa: PLC0415 - shapely and Arrow start slowly

        return Outlines(self.folder / "data" / "boundaries.parquet")


def _address(name: str, area: str, country: str) -> str:
    return ", ".join(part for part in (name, "" if area == name else area, country) if part)


def _sound_meta(index: Path) -> dict[str, Any]:
    """Read what the index says of itself, and check that its files are those that were written."""
    meta = json.loads((index / "meta.json").read_bytes())
    if not isinstance(meta, dict) or not isinstance(meta.get("files"), dict):
        raise ValueError("meta.json lists no files")  # noqa: TRY004 - damaged, not misused
    check = meta.pop("check", None)
    if check != zlib.crc32(json.dumps(meta, sort_keys=True).encode()):
        raise ValueError("meta.json is damaged")
    for name, crc in meta["files"].items():
        if _checksum(index / name) != crc:
            raise ValueError(f"{name} is damaged")
    return meta


def _checksum(path: Path) -> int:
    """Compute a file's CRC-32 piece by piece: what is mapped whole counts as memory in use."""
    checksum = 0
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            checksum = zlib.crc32(piece, checksum)
    return checksum


@cache
def embedded() -> Gazetteer:
    """Return the installed gazetteer with the lists that were added to it, opened once."""
    from geo.gazetteer.own import added_lists  # noqa: PLC0415 - it opens this one to check a list

    return Gazetteer(extra=added_lists())
