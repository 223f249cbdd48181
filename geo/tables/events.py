"""Read a table of events from anywhere: its places, dates, titles and colours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.errors import EventsError
from geo.tables.grid import EmptyError, read_body, sheet_of
from geo.tables.scan import EventTable, NoPlaceError, scan_frame
from geo.tables.schemas import Options
from geo.tables.sources import open_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.tables.sources import SourceSheet

_ORDERS = ("", "dmy", "mdy")
_PARTS = 3  # year, month and day


def read_events(  # noqa: PLR0913 - one forgiving call; each option stands for itself
    source: Any,  # noqa: ANN401 - whatever holds a table
    *,
    lon: str | None = None,
    lat: str | None = None,
    place: str | None = None,
    date: str | Sequence[str] | None = None,
    date_order: str | None = None,
    country: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
) -> gpd.GeoDataFrame:
    """Read a table of events: a file, a frame of any kind, or an open file.

    Parameters
    ----------
    source : object
        A path to .csv, .tsv, .xlsx, .xls, .ods, .parquet, .json, .geojson, .gpkg, .kml, .kmz, .gpx
        or .shp, also zipped; an open binary file; a DataFrame; a table of Arrow's, as polars,
        DuckDB and pyarrow have; GeoJSON, or an object with ``__geo_interface__``.
    lon, lat : str, optional
        Columns with the coordinates; ``lon`` alone if one column holds both. Found by names and
        values if not given, as all that follows.
    place : str, optional
        Column with the names of places, for rows without coordinates.
    date : str or sequence of str, optional
        Column with the time; first and last; or year, month and day.
    date_order : str, optional
        ``dmy`` or ``mdy``, where 12/05/2007 stands and no other value decides.
    country : str, optional
        ISO code or name of the country that all names are in.
    sheet : str, optional
        Sheet of a workbook, or layer of a file.
    encoding : str, optional
        How a text is written, if neither in UTF-8 nor marked.

    Returns
    -------
    geopandas.GeoDataFrame
        The table's rows and columns, in EPSG:4326. Rows of a file are numbered as a spreadsheet
        does (index ``row``); a frame keeps its index. ``edtf_date`` is added where the dates can't
        be drawn as they stand (EDTF); ``located_as``, ``located_precision``, ``located_status`` and
        ``located_reason`` where rows have no coordinates: what they were placed by, or why not.

    Raises
    ------
    geo.errors.EventsError
        When the table can't be read, a named column is not there, or nothing decides between two
        answers; the message names the columns and what settles it.

    Notes
    -----
    Only rows without coordinates are geocoded, by the embedded gazetteer; an answer that is not
    sure leaves the row without a place.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Town": ["Karachi", "Edgware"], "Country": ["Pakistan", "GB"]})
    >>> read_events(table)[["located_as", "located_precision"]].values.tolist()
    [['Karachi', 'city'], ['Edgware', 'suburb']]
    """
    dates = (date,) if isinstance(date, str) else tuple(date or ())
    options = Options(
        lon=lon or "",
        lat=lat or "",
        place=place or "",
        date=dates,
        date_order=date_order or "",
        country=country or "",
        sheet=sheet or "",
        encoding=encoding or "",
    )
    return scan_events(source, options).frame


def scan_events(source: Any, options: Options) -> EventTable:  # noqa: ANN401
    """Read a table of events as `read_events` does, and say what was found in it.

    Raises
    ------
    EventsError
        As `read_events`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"Lat": [24.86], "Lon": [67.01], "Kind": ["flood"]})
    >>> scan_events(table, Options()).lines["place"]
    'Lon, Lat (1 row)'
    """
    if options.date_order not in _ORDERS:
        raise EventsError(f"date_order: found {options.date_order!r}, wanted dmy or mdy")
    if len(options.date) > _PARTS:
        raise EventsError(f"date: found {len(options.date)} columns, wanted one, two or three")
    name, sheets = open_sheets(source, encoding=options.encoding)
    if options.sheet:
        return _scan(sheet_of(sheets, options.sheet, name=name), name, options)
    if len(sheets) == 1:
        return _scan(sheets[0], name, options)
    return _only_table(sheets, name, options)


def _only_table(sheets: Sequence[SourceSheet], name: str, options: Options) -> EventTable:
    """Read the only sheet that holds places; several are a question."""
    hidden = [f"hidden sheet {sheet.name!r}" for sheet in sheets if sheet.hidden]
    tables: dict[str, EventTable | EventsError] = {}
    without: dict[str, EventsError] = {}
    for sheet in sheets:
        if sheet.hidden:
            continue
        try:
            tables[sheet.name] = _scan(sheet, name, options)
        except (NoPlaceError, EmptyError) as error:
            without[sheet.name] = error
        except EventsError as error:
            tables[sheet.name] = error
    if len(tables) > 1:
        listed = ", ".join(map(repr, tables))
        raise EventsError(
            f"{name}: found {len(tables)} sheets with events: {listed}; which of them is meant? "
            "give --sheet (sheet=…)"
        )
    for label, table in tables.items():
        if isinstance(table, EventsError):
            raise table
        left = [*(f"sheet {sheet!r}, which has no places" for sheet in without), *hidden]
        left += [] if table.lines["left"] == "nothing" else [table.lines["left"]]
        lines = {
            **table.lines,
            "table": f"sheet {label!r}, {table.lines['table']}",
            "left": "; ".join(left) or "nothing",
        }
        return replace(table, lines=lines, options=replace(table.options, sheet=label))
    raise next(iter(without.values()), EventsError(f"{name}: found {', '.join(hidden)} alone"))


def _scan(sheet: SourceSheet, name: str, options: Options) -> EventTable:
    what = f"{name}, sheet {sheet.name!r}" if sheet.name else name
    frame, noted = read_body(sheet, what=what, own_index=name == "events")
    if not len(frame):
        raise EmptyError(f"{what}: found no row, wanted some")
    return scan_frame(frame, name=name, what=what, options=options, noted=noted)
