"""The exceptions of geo, each also the builtin that a caller would guess.

GeoError
├── StoryError (ValueError)       tables that don't hold together; carries every fault
├── ArgumentError (TypeError)     an argument of the wrong type
├── DateError (ValueError)        a date that is not EDTF
├── SourceError (ValueError)      a reader's copy of an article that can't be read
├── GazetteerError (RuntimeError) the gazetteer, or a list of one's own, can't be read
├── GeocodeError (ValueError)     a question that the geocoder can't take
├── MapError (ValueError)         frames that can't be drawn as asked
│   └── EventsError               a table that can't be read as events, or not in one way only
├── ExportError (ValueError)      an output that can't be written as asked
├── DiskError (OSError)           a file that the disk does not take, or give
└── BuildError (RuntimeError)     a build step that failed
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class GeoError(Exception):
    """The root: whatever geo raises for a user's mistake is one of these.

    Examples
    --------
    >>> import geo
    >>> try:
    ...     geo.dates.parse_dates("May 1992")
    ... except geo.GeoError as error:
    ...     type(error).__name__
    'DateError'
    """


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one cell (or row, or file) of a table.

    Parameters
    ----------
    file : str
        File as the user knows it, such as ``events.csv``.
    row : int
        Line in the file as a spreadsheet numbers it (the header is 1); 0 means the whole file.
    column : str
        Column, or an empty string for the whole row.
    found : str
        What stands there.
    wanted : str
        What should stand there, and what to do.

    Examples
    --------
    >>> print(Fault("events.csv", 3, "date", "May 1992", "a date in EDTF"))
    events.csv, row 3, column date: found 'May 1992', wanted a date in EDTF
    """

    file: str
    row: int
    column: str
    found: str
    wanted: str

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        return f"{where}: found {self.found!r}, wanted {self.wanted}"


class StoryError(GeoError, ValueError):
    """The tables of a story don't hold together; every fault is named at once.

    Parameters
    ----------
    faults : iterable of Fault
        All faults; kept sorted on the exception as `faults`.

    Examples
    --------
    >>> import geo, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     try:
    ...         geo.read_story(folder)
    ...     except geo.StoryError as error:
    ...         sorted(fault.file for fault in error.faults)[:2]
    ['actors.csv', 'claims.csv']
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        number = len(self.faults)
        head = f"{number} fault{'s' if number != 1 else ''} in the story's tables"
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]))


class ArgumentError(GeoError, TypeError):
    """An argument is of the wrong type; the message names it, and what was wanted.

    Examples
    --------
    >>> import geo
    >>> geo.story_map("data")
    Traceback (most recent call last):
        ...
    geo.errors.ArgumentError: story: found str, wanted a story, as geo.read_story gives it
    """


class DateError(GeoError, ValueError):
    """The text is not a date in EDTF (ISO 8601-2), level 0 or 1.

    Examples
    --------
    >>> import geo
    >>> try:
    ...     geo.dates.parse_dates("12/05/2007")
    ... except geo.DateError as error:
    ...     isinstance(error, ValueError)
    True
    """


class SourceError(GeoError, ValueError):
    """A reader's copy of an article can't be read: not there, or not UTF-8.

    Examples
    --------
    >>> import geo.drafts
    >>> try:
    ...     geo.drafts.read_article("not-there.txt")
    ... except geo.SourceError as error:
    ...     "not-there.txt" in str(error)
    True
    """


class GazetteerError(GeoError, RuntimeError):
    """The embedded gazetteer is missing or of another version, or one's own list can't be read.

    Examples
    --------
    >>> issubclass(GazetteerError, RuntimeError)
    True
    """


class GeocodeError(GeoError, ValueError):
    """The geocoder can't take the question: wrong type, or an unknown hint.

    Examples
    --------
    >>> import geo
    >>> try:
    ...     geo.geocode("Edgware", country="Atlantis")
    ... except geo.GeocodeError as error:
    ...     "Atlantis" in str(error)
    True
    """


class MapError(GeoError, ValueError):
    """Frames can't be drawn as asked: a column is missing, or a CRS is not EPSG:4326.

    Examples
    --------
    >>> import geo, geopandas
    >>> towns = geopandas.GeoDataFrame({"kind": []}, geometry=[], crs="EPSG:4326")
    >>> try:
    ...     geo.explore(towns, column="kin")
    ... except geo.MapError as error:
    ...     "did you mean 'kind'?" in str(error)
    True
    """


class EventsError(MapError):
    """A table can't be read as events, or not in one way only; the message names what settles it.

    Examples
    --------
    >>> import geo, pandas
    >>> try:
    ...     geo.read_events(pandas.DataFrame({"n": [1]}))
    ... except geo.EventsError as error:
    ...     "found no column of coordinates" in str(error)
    True
    """


class MapWarning(GeoError, UserWarning):  # noqa: N818 - a warning, not an error
    """A map lacks something that its table seems to hold; the message says how to get it."""


class ExportError(GeoError, ValueError):
    """An output can't be written as asked, such as a page that needs a file nobody has.

    Examples
    --------
    >>> import geo, geopandas
    >>> flat = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy([7e6], [3e6]), crs=3857)
    >>> geo.formats.write_geojson(flat, "towns.geojson")
    Traceback (most recent call last):
        ...
    geo.errors.ExportError: frame: wanted EPSG:4326, got EPSG:3857; call to_crs(4326) first
    """


class DiskError(GeoError, OSError):
    """A file can't be written or read: no space, no permission, a failing disk; nothing changed.

    `errno`, `strerror` and `filename` are those of the `OSError` that it stands for.

    Examples
    --------
    >>> print(DiskError(28, "No space left on device", "map.html"))
    map.html: No space left on device
    """

    def __str__(self) -> str:
        return f"{self.filename}: {self.strerror}"


class BuildError(GeoError, RuntimeError):
    """A step of the build failed; the old outputs are whole.

    Examples
    --------
    >>> issubclass(BuildError, RuntimeError)
    True
    """


STORY = "a story, as geo.read_story gives it"


def wrong(name: str, value: object, wanted: str) -> ArgumentError:
    """Return the error that names the argument, what was found and what was wanted."""
    return ArgumentError(f"{name}: found {type(value).__name__}, wanted {wanted}")


def check_has(name: str, value: object, *parts: str, wanted: str) -> None:
    """Refuse a value that lacks an attribute.

    Parameters
    ----------
    name : str
        The argument.
    value : object
        What was handed in.
    parts : str
        Attributes that it must have.
    wanted : str
        What it should be, in words.

    Raises
    ------
    ArgumentError
        If one is missing.

    Examples
    --------
    >>> check_has("story", 5, "claims", wanted=STORY)
    Traceback (most recent call last):
    ...
    geo.errors.ArgumentError: story: found int, wanted a story, as geo.read_story gives it
    """
    if not all(hasattr(value, part) for part in parts):
        raise wrong(name, value, wanted)


def as_path(name: str, value: object) -> Path:
    """Return an argument as a path; text in bytes is none.

    Raises
    ------
    ArgumentError
        If it is neither text nor a path.

    Examples
    --------
    >>> as_path("folder", "data").name
    'data'
    """
    try:
        return Path(value)  # type: ignore[arg-type] # any object is tried
    except TypeError as error:
        raise wrong(name, value, "a path") from error
