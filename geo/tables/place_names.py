"""Find the columns that name places, and geocode the rows that have no coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import EventsError, GeocodeError
from geo.gazetteer.gazetteer import embedded
from geo.geocoding.geocode import geocode
from geo.geocoding.hints import read_country
from geo.tables.schemas import ranked
from geo.tables.values import is_address, is_nothing, middle_length, stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

_TRIED = 40
_LONGEST = 80  # characters that names of places have at most, in the middle of a column
_KNOWN = 0.8
_MOST_AREAS = 50
_FEW = 20_000
_ROWS_COMPARED = 2_000


@dataclass(frozen=True)
class Names:
    """Columns that name the place of each row, and what contains it.

    Parameters
    ----------
    place : str
        The column with the names; empty where there is none.
    admin : tuple of str
        Columns with areas that contain the place, the smallest first; the largest is the hint.
    country : str
        Column with the country.
    """

    place: str = ""
    admin: tuple[str, ...] = ()
    country: str = ""

    @property
    def hints(self) -> tuple[str, ...]:
        """The columns that a name is answered in the light of."""
        return tuple(name for name in (*self.admin[-1:], self.country) if name)

    @property
    def within(self) -> tuple[str, ...]:
        """The columns that say what contains the place."""
        return tuple(name for name in (*self.admin, self.country) if name)


def find_place_columns(
    frame: pd.DataFrame, *, taken: Sequence[str], place: str = "", by_value: bool = True
) -> Names:
    """Choose the columns that name places, by their names and values.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    taken : sequence of str
        Columns that are something else.
    place : str
        The column with the names, where a person says so.
    by_value : bool
        Whether values may decide where no name does.

    Raises
    ------
    EventsError
        When several fit equally.

    Examples
    --------
    >>> table = pd.DataFrame({"Town": ["Karachi"], "Province": ["Sindh"], "Country": ["Pakistan"]})
    >>> find_place_columns(table, taken=[])
    Names(place='Town', admin=('Province',), country='Country')
    """
    texts = [str(name) for name in frame.columns if name not in taken and _is_naming(frame[name])]
    country = next((name for _, name in ranked(texts, "country") if name != place), "")
    rest = [name for name in texts if name != country]
    place = place or _named_place(rest)
    admin = tuple(name for _, name in ranked(rest, "admin") if name != place)
    if place:
        return Names(place, admin, country)
    if admin:
        return Names(admin[0], admin[1:], country)
    if country:
        return Names(country)
    return Names(_by_values(frame, rest)) if by_value else Names()


def _named_place(names: Sequence[str]) -> str:
    places = ranked(names, "place")
    alike = [name for rank, name in places if rank == places[0][0]]
    if len(alike) > 1:
        raise EventsError(
            f"place: found {len(alike)} columns of places: {', '.join(map(repr, alike))}; which of "
            "them is meant? give --place (place=…)"
        )
    return alike[0] if alike else ""


def _is_naming(column: pd.Series[Any]) -> bool:
    """Return whether a column holds short texts."""
    known = stated(column)[:200]
    texts = [cell for cell in known if isinstance(cell, str) and any(map(str.isalpha, cell))]
    if not known or 2 * len(texts) <= len(known):
        return False
    return middle_length(texts) <= _LONGEST and not is_address(texts[0])


def _by_values(frame: pd.DataFrame, names: Sequence[str]) -> str:
    """Return the one column of which nearly all values are names that the gazetteer answers."""
    fitting = []
    for name in names:
        values = [cell for cell in stated(frame[name]) if isinstance(cell, str)]
        different = list(dict.fromkeys(values))[:_TRIED]
        if len(different) < 2:  # noqa: PLR2004 - one value says little
            continue
        answers = geocode(different)
        if (answers["status"] == "ok").mean() >= _KNOWN:
            fitting.append(name)
    if len(fitting) > 1:
        raise EventsError(
            f"place: found {len(fitting)} columns whose values are places: "
            f"{', '.join(map(repr, fitting))}; which of them is meant? give --place (place=…)"
        )
    return fitting[0] if fitting else ""


def geocode_rows(frame: pd.DataFrame, names: Names, *, country: str = "") -> gpd.GeoDataFrame:
    """Geocode the rows of a table, each in the light of its own columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    names : Names
        Their columns.
    country : str
        ISO code or name that holds for all of them.

    Returns
    -------
    geopandas.GeoDataFrame
        As `geo.geocode` returns it.

    Notes
    -----
    The largest area that a row names is the hint; districts are called in too many ways. An area
    that the gazetteer does not know is none: the name is then answered by its country.
    """
    queries, codes = questions(frame, names, country=country)
    hints: Any = [code or None for code in codes]
    return geocode(pd.Series(queries, index=frame.index, dtype=object), country=hints)


def questions(
    frame: pd.DataFrame, names: Names, *, country: str = ""
) -> tuple[list[str], list[str]]:
    """Return for each row what the geocoder is asked, and the country in which it looks.

    Examples
    --------
    >>> table = pd.DataFrame({"Town": ["Hyderabad"], "State": ["Sindh"], "Land": ["Pakistan"]})
    >>> questions(table, Names("Town", ("State",), "Land"))
    (['Hyderabad, Sindh'], ['PK'])
    """
    countries = _cells(frame, names.country)
    codes = [country or country_code(cell) for cell in countries]
    places = _cells(frame, names.place)
    areas = [_cells(frame, name) for name in names.admin]
    around = []
    for row, (place, code) in enumerate(zip(places, codes, strict=True)):
        inner = next((cells[row] for cells in reversed(areas) if cells[row]), "")
        around.append(_joined(inner, "" if code else countries[row], place))
    unknown = _unknown_areas(around)
    queries = [
        f"{place}, {area}" if place and area and not (area in unknown and code) else place
        for place, area, code in zip(places, around, codes, strict=True)
    ]
    return queries, codes


def _unknown_areas(around: Sequence[str]) -> set[str]:
    """Return those areas of which the gazetteer has no such name."""
    areas = [area for area in dict.fromkeys(around) if area]
    if not areas:
        return set()
    statuses = geocode(areas)["status"]
    return {area for area, status in zip(areas, statuses, strict=True) if status == "not_found"}


def _cells(frame: pd.DataFrame, name: str) -> list[str]:
    if not name:
        return [""] * len(frame)
    return ["" if is_nothing(cell) else " ".join(str(cell).split()) for cell in frame[name]]


def _joined(inner: str, outer: str, place: str) -> str:
    parts = [part for part in (inner, outer) if part and part.casefold() != place.casefold()]
    return ", ".join(part for part in parts if part.casefold() not in place.casefold())


@cache
def country_code(cell: str) -> str:
    """Return the ISO code of a country's name or code; an empty text where it is none.

    Examples
    --------
    >>> country_code("Pakistan"), country_code("Atlantis")
    ('PK', '')
    """
    try:
        return read_country(embedded(), cell)
    except GeocodeError:
        return ""


def areas_of(frame: pd.DataFrame, names: Names) -> tuple[list[Any], str]:
    """Return for each row the outline of the country or place that it names, and the column.

    Only few places are looked up where there is no country, and only some rows of a long table.
    """
    name = names.country or names.place
    cells = _cells(frame, name)
    if len(frame) > _FEW:
        step = len(frame) // _ROWS_COMPARED
        cells = [cell if not row % step else "" for row, cell in enumerate(cells)]
    different = [cell for cell in dict.fromkeys(cells) if cell]
    if not names.country:
        different = different[:_MOST_AREAS]
    if not different:
        return [None] * len(frame), name
    answers = geocode(different, kind="country" if names.country else None)
    shapes = dict(zip(different, answers.geometry.where(answers["status"] == "ok"), strict=True))
    return [shapes.get(cell) for cell in cells], name
