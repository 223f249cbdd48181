"""Find what is in one table: places, dates, titles and colours, and say it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.errors import EventsError, GeoError
from geo.formats.columns import plain_table
from geo.tables.column_choice import (
    Names,
    areas_of,
    find_place_columns,
    geocode_rows,
    time_candidates,
)
from geo.tables.coordinates import (
    NOTHING,
    Chosen,
    Read,
    as_series,
    far_from_hints,
    find_coordinates,
    is_null_island,
    read_columns,
)
from geo.tables.days import MADE, DateColumns, find_date_columns, read_dates
from geo.tables.grid import is_address, middle_length, stated, typed_column
from geo.tables.schemas import (
    Schema,
    column_of,
    columns_of,
    ranked,
    schema_of,
    words_of,
    words_of_name,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.tables.schemas import Options

_LONGEST_TITLE = 160
_GROUPS = 12
_TRIED = 5_000
_FURTHER = re.compile(r" \([0-9]+\)$")  # of two columns with one name the second
_AMOUNT = re.compile(r"\D{0,2}[0-9][0-9.,’' ]*\D{0,2}")
ADDED = ("located_as", "located_precision", "located_status", "located_reason")
"""Columns that say how a row without coordinates was placed, or why it was not."""


class NoPlaceError(EventsError):
    """A table has neither coordinates nor names of places."""


@dataclass(frozen=True)
class EventTable:
    """A table of events, which of its columns is what, and what is to be said of it.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The rows, in EPSG:4326; those without a place have no geometry.
    name : str
        What the source is called.
    options : Options
        What settles all that was found: the same table is read with them.
    time : tuple of str
        Columns of the frame that a timeline is drawn of; empty where there are none.
    title, color : str
        Columns that name an event and colour it; empty where there are none.
    lines : dict
        What was taken and left, by what it is for.
    names : Names
        Columns that name places, whether they were needed or not.
    schema : Schema
        The known schema of the table; an empty one where it is nobody's.
    cells : pandas.DataFrame
        The rows as their cells stand.
    """

    frame: gpd.GeoDataFrame
    name: str
    options: Options
    time: tuple[str, ...]
    title: str
    color: str
    lines: dict[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    schema: Schema = field(default_factory=Schema)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def timeline(self) -> str | tuple[str, str]:
        """The columns of the timeline as `geo.explore` takes them; an empty text for none."""
        return (self.time[0], self.time[1]) if len(self.time) > 1 else "".join(self.time)

    @property
    def placing(self) -> set[str]:
        """The columns of the cells that say what happened, where and when."""
        options, names = self.options, self.names
        columns = {options.lon, options.lat, *options.date, self.title, names.place, *names.within}
        return columns - {""}

    @property
    def text(self) -> list[str]:
        """Columns that an opened event shows, its title first."""
        hidden = {MADE, self.frame.active_geometry_name, "located_status"}
        names = [name for name in self.frame.columns if name not in hidden]
        if self.title:
            names = [self.title, *(name for name in names if name != self.title)]
        rows = [self.frame.index.name] if self.frame.index.name == "row" else []
        return [*names, *rows]


def scan_frame(
    frame: pd.DataFrame, *, name: str, what: str, options: Options, noted: Sequence[str]
) -> EventTable:
    """Find what is in a table, or ask.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; cells as they stand.
    name, what : str
        What its source is called, and the table in an error.
    options : Options
        What a person says of it.
    noted : sequence of str
        What was left out before.

    Raises
    ------
    EventsError
        When a named column is not there, or nothing decides between two answers.
    """
    _check_named(frame, options, what)
    try:
        return _scan(frame, name, options, list(noted))
    except EventsError as error:
        raise type(error)(f"{what}: {error}") from error


def _check_named(frame: pd.DataFrame, options: Options, what: str) -> None:
    """Refuse options that name no column: all of them at once."""
    names = [str(name) for name in frame.columns if str(frame[name].dtype) != "geometry"]
    faults = []
    for option in ("lon", "lat", "place", "date", "title", "color"):
        value = getattr(options, option)
        for column in value if isinstance(value, tuple) else (value,):
            if column and column not in names:
                close = get_close_matches(column.casefold(), map(str.casefold, names), n=1)
                near = next((name for name in names if [name.casefold()] == close), "")
                guess = f" (did you mean {near!r}?)" if near else ""
                faults.append(f"--{option} {column!r}{guess}")
    if faults:
        listed = ", ".join(map(repr, names))
        raise EventsError(f"{what}: found no column {', '.join(faults)}; wanted one of: {listed}")


def _scan(frame: pd.DataFrame, name: str, options: Options, noted: list[str]) -> EventTable:
    schema = schema_of(frame)
    plain = pd.DataFrame(
        frame[[column for column in frame if str(frame[column].dtype) != "geometry"]]
    )
    own = isinstance(frame, gpd.GeoDataFrame) and not (options.lon or options.lat)
    chosen = None if own else _coordinates(plain, schema, options)
    placing = chosen.columns if chosen else ()
    names = _names(plain, schema, options, taken=placing, needed=not own and not placing)
    if not own and chosen is None and not names.place:
        listed = ", ".join(repr(str(column)) for column in plain.columns)
        raise NoPlaceError(
            "found no column of coordinates or of places; which is it? give --lon and --lat, or "
            f"--place (lon=…, lat=…, place=…): {listed}"
        )
    read = _of_geometry(frame) if own else _places(plain, chosen, names)
    dates, passed = _dates(plain, schema, options, taken=(*placing, names.place, *names.within))
    typed = plain.copy()
    for column in set(typed.columns) - set(dates.columns):
        typed[column] = typed_column(plain[column])
    typed = plain_table(typed, what="table", error=EventsError)
    title = options.title or column_of(typed, schema.title)
    timely = (*dates.columns, *(column for pair in time_candidates(typed) for column in pair))
    title = title or find_title(typed, taken=(*placing, *timely)) or names.place
    taken = (*placing, *timely, title, names.place, *names.within)
    color = options.color or column_of(typed, schema.colour) or find_colour(typed, taken=taken)
    shapes, answers = _geocoded(plain, read, names, country="" if own else options.country)
    whole = _joined(_labelled(typed, schema), dates, shapes, answers, read)
    settled = replace(
        options,
        lon="".join(placing[:1]),
        lat="".join(placing[1:]),
        place=names.place if answers is not None else options.place,
        date=dates.columns,
        title=title,
        color=color,
    )
    lines = {
        "table": _rows(len(frame)) + (f" in the form of {schema.name}" if schema.name else ""),
        "place": _place_line(placing, names, answers, shapes, read),
        "date": _date_line(dates),
        "title": title or "none found",
        "colour": color or "none found",
        "left": "; ".join([*noted, *passed]) or "nothing",
    }
    return EventTable(whole, name, settled, dates.time, title, color, lines, names, schema, plain)


def _coordinates(frame: pd.DataFrame, schema: Schema, options: Options) -> Chosen | None:
    if options.lat and not options.lon:
        raise EventsError(f"found --lat {options.lat!r} alone, wanted --lon with it (lon=…)")
    named = tuple(column for column in (options.lon, options.lat) if column)
    if named:
        return Chosen(named)
    wanted = [schema.point] if schema.point else [schema.lon, schema.lat]
    there = columns_of(frame, wanted)
    return Chosen(there) if len(there) == len(wanted) else find_coordinates(frame)


def _names(
    frame: pd.DataFrame,
    schema: Schema,
    options: Options,
    *,
    taken: Sequence[str],
    needed: bool,
) -> Names:
    """Return the columns that name places; where they are not needed, two that fit are none."""
    known = column_of(frame, schema.place)
    if known and options.place in {"", known}:
        return Names(known, columns_of(frame, schema.admin), column_of(frame, schema.country))
    if needed or options.place:
        return find_place_columns(frame, taken=taken, place=options.place)
    try:
        return find_place_columns(frame, taken=taken, by_value=False)
    except EventsError:
        return Names()


def _places(frame: pd.DataFrame, chosen: Chosen | None, names: Names) -> Read:
    if chosen is None:
        count = len(frame)
        return Read(np.full(count, None, dtype=object), np.full(count, NOTHING, dtype=object))
    read = read_columns(frame, chosen)
    if not names.country and not names.place:
        return read
    areas, column = areas_of(frame, names)
    return far_from_hints(read, areas, what=column)


def _of_geometry(frame: gpd.GeoDataFrame) -> Read:
    """Return the places that a table has already; a point at 0, 0 is none."""
    shapes = frame.geometry
    values = (shapes if shapes.crs is None else shapes.to_crs(4326)).to_numpy().astype(object)
    faults = np.full(len(values), "", dtype=object)
    for row, shape in enumerate(values):
        if shape is None or shape.is_empty:
            values[row], faults[row] = None, NOTHING
        elif is_null_island(shape):
            values[row], faults[row] = None, "0, 0 is what missing coordinates look like"
    return Read(values, faults)


def _dates(
    frame: pd.DataFrame, schema: Schema, options: Options, *, taken: Sequence[str]
) -> tuple[DateColumns, list[str]]:
    order = options.date_order
    if options.date:
        return read_dates(frame, options.date, order=order), []
    return find_date_columns(frame, schema=schema, taken=taken, order=order)


def _geocoded(
    frame: pd.DataFrame, read: Read, names: Names, *, country: str
) -> tuple[gpd.GeoSeries, pd.DataFrame | None]:
    """Return the places of all rows, and the answers for those without coordinates."""
    shapes = as_series(read, frame.index)
    missing = np.array([shape is None for shape in read.shapes], dtype=bool)
    if not names.place or not missing.any():
        return shapes, None
    try:
        answers = geocode_rows(frame[missing], names, country=country)
    except GeoError as error:
        raise EventsError(str(error)) from error
    fine = (answers["status"].astype(str) == "ok").to_numpy()
    values = shapes.to_numpy().copy()
    values[np.flatnonzero(missing)[fine]] = answers.geometry.to_numpy()[fine]
    return gpd.GeoSeries(values, index=frame.index, crs="EPSG:4326"), answers


def _labelled(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Write out what a schema's codes mean."""
    for name, labels in schema.labels.items():
        column = column_of(frame, name)
        if column:
            meant = [labels.get(str(cell), cell) for cell in frame[column]]
            frame = frame.assign(**{column: meant})
    return frame


def _joined(
    frame: pd.DataFrame,
    dates: DateColumns,
    shapes: gpd.GeoSeries,
    answers: pd.DataFrame | None,
    read: Read,
) -> gpd.GeoDataFrame:
    """Return the table with what was made of it; columns of an earlier run are made anew."""
    if set(ADDED) <= set(frame.columns):
        frame = frame.drop(columns=[name for name in (MADE, *ADDED) if name in frame.columns])
    frame = frame.rename(columns={name: f"{name} (2)" for name in (MADE, *ADDED)})
    if dates.made is not None:
        frame[MADE] = dates.made
    if answers is not None or (read.faults != "").any():
        added = {name: np.full(len(frame), "", dtype=object) for name in ADDED}
        for at, row in enumerate(np.flatnonzero([shape is None for shape in read.shapes]).tolist()):
            _explain(added, row, None if answers is None else answers.iloc[at], read.faults[row])
        for column, cells in added.items():
            frame[column] = pd.Series(cells, frame.index, dtype="str")
    name = "geometry" if "geometry" not in frame.columns else "geo_geometry"
    return gpd.GeoDataFrame(frame.assign(**{name: shapes}), geometry=name, crs="EPSG:4326")


def _explain(added: dict[str, Any], row: int, answer: pd.Series[Any] | None, fault: str) -> None:
    """Write how a row was placed without coordinates, or why it was not."""
    if answer is None:
        added["located_status"][row], added["located_reason"][row] = "not_found", fault
        return
    before = f"{fault}; " if fault != NOTHING else ""
    placed = answer["status"] == "ok"
    query = "" if placed or not answer["query"] else f"{answer['query']}: "
    added["located_status"][row] = str(answer["status"])
    added["located_reason"][row] = f"{before}{query}{answer['reason']}"
    if placed:
        added["located_as"][row] = str(answer["matched"])
        added["located_precision"][row] = str(answer["precision"])


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _place_line(
    placing: Sequence[str],
    names: Names,
    answers: pd.DataFrame | None,
    shapes: gpd.GeoSeries,
    read: Read,
) -> str:
    by_name = 0 if answers is None else int((answers["status"].astype(str) == "ok").sum())
    missing = int(shapes.isna().sum())
    by_shape = len(shapes) - missing - by_name
    parts = []
    if by_shape or placing or answers is None:
        parts.append(f"{', '.join(placing) or 'its geometry'} ({_rows(by_shape)})")
    if answers is not None:
        within = f" within {', '.join(names.hints)}" if names.hints else ""
        parts.append(f"{names.place}{within}, geocoded ({_rows(by_name)})")
    if missing:
        parts.append(f"{_rows(missing)} without a place, listed on the page")
    return "; ".join([*parts, *read.notes])


def _date_line(dates: DateColumns) -> str:
    if not dates.columns:
        return "none found"
    columns = ", ".join(dates.columns)
    return f"{columns} ({dates.note})" if dates.note else columns


def find_title(frame: pd.DataFrame, *, taken: Sequence[str]) -> str:
    """Return the column with the names of the events; an empty text where there is none.

    Examples
    --------
    >>> find_title(pd.DataFrame({"id": [1, 2], "Headline": ["Flood", "Fire"]}), taken=[])
    'Headline'
    """
    texts = [str(name) for name in frame.columns if name not in taken and _is_text(frame[name])]
    lengths = {name: middle_length(stated(frame[name].iloc[:_TRIED])) for name in texts}
    called = [name for _, name in ranked(texts, "title") if not _FURTHER.search(name)]
    short = [name for name in called if lengths[name] <= _LONGEST_TITLE]
    if short:
        return short[0]
    plain = [name for name in texts if not _is_identity(name) and not _FURTHER.search(name)]
    titles = [name for name in plain if 8 <= lengths[name] <= _LONGEST_TITLE]  # noqa: PLR2004
    different = [name for name in titles if _different(frame[name]) > 0.5]  # noqa: PLR2004
    return different[0] if different else ""


def find_colour(frame: pd.DataFrame, *, taken: Sequence[str]) -> str:
    """Return the column with few groups, else a number of victims or the like; or an empty text.

    Examples
    --------
    >>> find_colour(pd.DataFrame({"Type": ["flood", "fire", "flood"], "n": [1, 2, 3]}), taken=[])
    'Type'
    """
    names = [str(name) for name in frame.columns if name not in taken]
    grouped = [name for name in names if _is_grouped(frame[name])]
    named = [name for _, name in ranked(grouped, "colour")]
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(frame[name].dtype)]
    measured = [name for _, name in ranked(numbers, "number") if _different_numbers(frame[name])]
    others = [
        name
        for name in grouped
        if not _is_identity(name)
        and not _FURTHER.search(name)
        and words_of_name(name) not in words_of("note")
        and not _are_amounts(frame[name])
    ]
    return next(iter([*named, *measured, *others]), "")


def _are_amounts(column: pd.Series[Any]) -> bool:
    """Return whether texts are numbers with a sign of money or of a share."""
    known = [cell for cell in stated(column.iloc[:_TRIED]) if isinstance(cell, str)]
    return bool(known) and all(map(_AMOUNT.fullmatch, known))


def _different_numbers(column: pd.Series[Any]) -> bool:
    return bool((column.dropna() != column.dropna().iloc[0]).any())


def _is_identity(name: str) -> bool:
    return bool({(word,) for word in words_of_name(name)} & set(words_of("identity")))


def _is_text(column: pd.Series[Any]) -> bool:
    known = stated(column.iloc[:_TRIED])
    texts = [cell for cell in known if isinstance(cell, str)]
    return 2 * len(texts) > len(known) and not is_address(texts[0])


def _different(column: pd.Series[Any]) -> float:
    known = list(map(str, stated(column.iloc[:_TRIED])))
    return len(set(known)) / len(known)


def _is_grouped(column: pd.Series[Any]) -> bool:
    """Return whether a column of texts has from two to a dozen values, most of them often."""
    known = stated(column.iloc[:_TRIED])
    texts = {cell for cell in known if isinstance(cell, str)}
    truths = {cell for cell in known if isinstance(cell, bool)}
    groups = len(texts | truths)
    whole = len(texts) + len(truths) > 0 and all(isinstance(cell, (str, bool)) for cell in known)
    return whole and 1 < groups <= _GROUPS and (groups <= 3 or 2 * groups <= len(known))  # noqa: PLR2004
