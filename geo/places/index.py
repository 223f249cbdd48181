"""The gazetteer's index: places, their names and outlines, opened without being parsed."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import marisa_trie
import numpy as np
import pyarrow as pa

from geo.errors import GazetteerError
from geo.places.outlines import Outlines

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import shapely

_HERE = Path(__file__).parent
_ROW_MASK, _ROW_BITS = 0xFFFFFF, 24
_FLAGS = ("main", "alternate", "exonym", "code")
_PER_DEGREE = 100_000


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
    radius_m : int
        Metres around the point within which the place lies.
    boundary : str
        Id of the outline, or empty.
    disputed : bool
        Whether the place belongs to a dispute between countries.
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
    radius_m: int
    boundary: str
    disputed: bool

    @property
    def address(self) -> str:
        """Name, area and country: ``Edgware, England, GB``."""
        area = "" if self.admin1 == self.name else self.admin1
        return ", ".join(part for part in (self.name, area, self.country) if part)


class Index:
    """The places and their names; opening maps files into memory and reads almost nothing.

    Parameters
    ----------
    folder : path-like, optional
        Folder that holds ``index/`` and ``data/``; the installed one if left out.

    Raises
    ------
    GazetteerError
        When the index is missing or incomplete.

    Examples
    --------
    >>> Index().find("ogl:barnet").name
    'Barnet'
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None) -> None:
        self.folder = Path(folder) if folder is not None else _HERE
        index = self.folder / "index"
        try:
            self._meta = json.loads((index / "meta.json").read_text(encoding="utf-8"))
            self._trie = marisa_trie.Trie().mmap(str(index / "names.marisa"))
            self._starts = np.load(index / "starts.npy", mmap_mode="r")
            self._entries = np.load(index / "entries.npy", mmap_mode="r")
            source = pa.memory_map(str(index / "places.arrow"))
            self._batch = pa.ipc.open_file(source).get_batch(0)
        except (OSError, ValueError, RuntimeError) as error:
            raise GazetteerError(
                f"the gazetteer's index can't be opened in {index}: {error}. "
                "Run `python tools/build_index.py`, or install the package again."
            ) from error
        self._columns = [self._batch.column(name) for name in Place.__dataclass_fields__]
        self._places: dict[int, Place] = {}

    def __repr__(self) -> str:
        names = f"{self._meta['names']:,} names"
        return f"{type(self).__name__}({len(self):,} places, {names}, {self.version})"

    def __len__(self) -> int:
        return int(self._batch.num_rows)

    @property
    def version(self) -> str:
        """Hash of the data that the index was built from, 12 hex digits."""
        return str(self._meta["version"])

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO 3166-1 codes (alpha-2) that places have."""
        codes = self._batch.column("country").dictionary.to_pylist()
        return frozenset(code for code in codes if code)

    def named(self, key: str) -> Iterator[tuple[Place, str]]:
        """Give every place that has a folded name, with main, alternate, exonym or code.

        Parameters
        ----------
        key : str
            A name as `geo.places.names.fold` gives it.
        """
        if key in self._trie:
            number = self._trie[key]
            for entry in self._entries[self._starts[number] : self._starts[number + 1]]:
                yield self._place(int(entry) & _ROW_MASK), _FLAGS[int(entry) >> _ROW_BITS]

    def find(self, place_id: str) -> Place | None:
        """Give the place with an id, or None."""
        ids = self._columns[0]
        row = bisect_right(_Rows(ids), place_id) - 1
        if row < 0 or ids[row].as_py() != place_id:
            return None
        return self._place(row)

    def _place(self, row: int) -> Place:
        place = self._places.get(row)
        if place is None:
            cells = [column[row].as_py() for column in self._columns]
            cells[2] /= _PER_DEGREE
            cells[3] /= _PER_DEGREE
            place = self._places[row] = Place(*cells)
        return place

    def boundary(self, boundary_id: str) -> shapely.Geometry:
        """Give the outline with an id.

        Parameters
        ----------
        boundary_id : str
            As in a place's `boundary`: ``ogl:barnet``, ``ne:1159309351``.

        Returns
        -------
        shapely.MultiPolygon
            Degrees, EPSG:4326, on a grid of 0.00001 degrees.

        Raises
        ------
        GazetteerError
            When no outline has the id.

        Examples
        --------
        >>> Index().boundary("ogl:barnet").geom_type
        'MultiPolygon'
        """
        return self._outlines.read(boundary_id)

    def around(self, boundary_id: str) -> shapely.Geometry:
        """Give the outline with an id and a margin of 0.02 degrees, to ask what lies inside."""
        return self._outlines.around(boundary_id)

    @cached_property
    def _outlines(self) -> Outlines:
        return Outlines(self.folder / "data" / "boundaries.parquet")


class _Rows:
    """The ids as a sequence for bisect."""

    def __init__(self, ids: pa.Array) -> None:
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, row: int) -> str:
        return str(self._ids[row].as_py())


@cache
def embedded() -> Index:
    """Give the installed index, opened once."""
    return Index()
