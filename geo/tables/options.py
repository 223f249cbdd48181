"""What a person says of a table of events."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """What a person says of a table; all else is found.

    Parameters
    ----------
    lon, lat : str
        Columns with the coordinates; one alone holds both.
    place : str
        Column with the names of places.
    date : tuple of str
        One column; first and last; or year, month and day.
    title, color : str
        Columns that name an event and colour it.
    sheet : str
        Sheet or layer.
    date_order : str
        ``dmy`` or ``mdy``.
    country : str
        ISO code or name of the country that all places are in.
    encoding : str
        How a text is written.
    """

    lon: str = ""
    lat: str = ""
    place: str = ""
    date: tuple[str, ...] = ()
    title: str = ""
    color: str = ""
    sheet: str = ""
    date_order: str = ""
    country: str = ""
    encoding: str = ""
