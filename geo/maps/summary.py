"""Events counted by area and time, as a table that a map or a picture draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import MapError
from geo.formats.columns import column_names, plain_table, scalars_of
from geo.formats.frames import as_geoframe
from geo.gazetteer.gazetteer import embedded
from geo.maps.points.colours import numbers_of
from geo.maps.points.columns import chosen_columns, known_column, plain_label
from geo.maps.points.shapes import in_degrees, read_places
from geo.tables.column_choice import guessed_spans
from geo.tables.events import scan_events
from geo.tables.schemas import Options
from geo.tables.sources import tells_places
from geo.tables.times import read_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.gazetteer.gazetteer import Place
    from geo.tables.times import Spans

    Ints = NDArray[np.int64]


_EVERY = {
    "day": ("D", 1),
    "month": ("M", 1),
    "year": ("Y", 1),
    "decade": ("Y", 10),
    "century": ("Y", 100),
}
_AREAS = ("country", "admin1")
_MOST_CELLS = 50_000_000
_OPEN = (np.iinfo(np.int32).min, np.iinfo(np.int32).max)
_NOWHERE = -1
_RATE = 100_000
_EPOCH = 1970
_NUMBERED = ("area", "period")


class _Areas(NamedTuple):
    """Areas in EPSG:4326, each with its id, name and, where known, its people (else NaN)."""

    ids: list[Any]
    names: list[str]
    people: NDArray[np.float64]
    shapes: NDArray[Any]


class _Joined(NamedTuple):
    """Which event lies in which area: an event in several stands several times."""

    rows: Ints
    areas: Ints


class _Periods(NamedTuple):
    """First and last period of each event, by number, and which are certain or possible."""

    first: Ints
    last: Ints
    certain: NDArray[np.bool_]
    possible: NDArray[np.bool_]


def summarise(
    events: Any,  # noqa: ANN401 - whatever holds a table
    *,
    by: str | gpd.GeoDataFrame = "admin1",
    every: str | None = None,
    time: str | tuple[str, str] | None = None,
    total: Sequence[str] = (),
    name: str | None = None,
    population: str | None = None,
) -> gpd.GeoDataFrame:
    """Count events by area, and by day, month, year, decade or century.

    Parameters
    ----------
    events : geopandas.GeoDataFrame, path-like, or a table of any kind
        What `explore` takes, up to what fits in memory. Of a line or an area a point on it counts.
    by : str or geopandas.GeoDataFrame
        ``"country"`` or ``"admin1"`` (states and provinces) of the embedded gazetteer; or areas of
        one's own in any CRS.
    every : str, optional
        ``"day"``, ``"month"``, ``"year"``, ``"decade"`` or ``"century"``; all time if not given.
    time : str or tuple of str, optional
        Column with the times, or two, first and last; found as `explore` finds it.
    total : sequence of str
        Columns of numbers to be added up; a cell without a number adds nothing.
    name : str, optional
        Column of one's own areas with their names; their index if not given.
    population : str, optional
        Column of one's own areas with their people. The gazetteer knows those of its areas.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each area and period with events, areas by id, then periods in order: ``area_id``,
        ``area``, ``period`` (EDTF; only with `every`), ``events``, ``possible`` (only with
        `every`), a column for each of `total`, ``people``, ``per_100_000`` and the outline,
        EPSG:4326. Events in no area stand in rows with an empty ``area``. ``events`` are those that
        lie in the period for certain, ``possible`` those whose times allow it and other periods,
        too; these, and events without a time, stand once under ``events`` of an empty ``period``.
        So the sum of ``events`` is the number of rows, unless areas overlap.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or an option is none of these.

    Notes
    -----
    An event in two areas that overlap counts in both. The gazetteer's outlines are simplified: an
    event outside all of them but within 0.02 degrees (some 2 km) of just one counts there.
    Countries have the borders that are held in fact. People are those of GeoNames, the latest known
    and not those of the period.

    Examples
    --------
    >>> import geopandas, shapely
    >>> rows = {"day": ["2007-05-12", "2007-05", "2007"], "deaths": [40, None, 2]}
    >>> at = [shapely.Point(67.01, 24.86), shapely.Point(67.01, 24.86), shapely.Point(68.4, 25.4)]
    >>> table = geopandas.GeoDataFrame(rows, geometry=at, crs="EPSG:4326")
    >>> found = summarise(table, by="admin1", every="month", total=["deaths"])
    >>> found.loc[found["events"] > 0, ["area", "period", "events", "deaths"]].values.tolist()
    [['Sindh', '', 1, 2.0], ['Sindh', '2007-05', 2, 40.0]]
    """
    if every is not None and every not in _EVERY:
        raise MapError(f"every={every!r}: found no such period, wanted one of: {', '.join(_EVERY)}")
    if not tells_places(events):
        scanned = scan_events(events, Options())
        events, time = scanned.frame, scanned.timeline if time is None else time
    frame = as_geoframe(events, what="events", error=MapError)
    names = column_names(frame)
    table = plain_table(frame, what="events", error=MapError)
    totals = {
        name: _numbers(
            table,
            known_column(table, plain_label(name, names=names, option="total"), option="total"),
        )
        for name in ([total] if isinstance(total, str) else total)
    }
    spans = None
    if every is not None:
        spans = _spans(
            table, None if time is None else plain_label(time, names=names, option="time")
        )
    places = read_places(table, what="events")
    points = shapely.points(places.lon, places.lat)
    if isinstance(by, str):
        areas, joined = _in_gazetteer(points, by)
    else:
        areas = _own_areas(by, name=name, population=population)
        joined = _join(points, areas.shapes)
    rows, inside = places.rows[joined.rows], joined.areas
    outside = np.setdiff1d(np.arange(len(table)), rows)
    rows = np.r_[rows, outside]
    inside = np.r_[inside, np.full(len(outside), _NOWHERE)]
    counted = _count(rows, inside, spans=spans, every=every, totals=totals)
    return _framed(counted, areas, every=every)


def _numbers(table: pd.DataFrame, column: str) -> NDArray[np.float64]:
    values = numbers_of(table[column])
    if values is None:
        raise MapError(f"total={column!r}: found no column of numbers, wanted one")
    return values


def _spans(table: gpd.GeoDataFrame, time: Any) -> Spans:  # noqa: ANN401 - a label or two
    objects = [name for name in table.columns if str(table.dtypes[name]) == "object"]
    timed = table.assign(**{name: scalars_of(table[name]) for name in objects})
    if time is None:
        spans, _ = guessed_spans(timed)
        if spans is None:
            raise MapError("every: found no column of times in the events, wanted time='COLUMN'")
        return spans
    return read_spans(timed, columns=chosen_columns(timed, time=time))


def _in_gazetteer(points: NDArray[Any], by: str) -> tuple[_Areas, _Joined]:
    """Join points and areas of the gazetteer; first countries, as a province is read if needed."""
    if by not in _AREAS:
        wanted = f"{' or '.join(map(repr, _AREAS))}, or a frame of areas"
        raise MapError(f"by={by!r}: found no such areas, wanted {wanted}")
    matches = _near(points, _places("country"))
    if by == "country":
        return matches
    countries = {matches[0].ids[area] for area in set(matches[1].areas.tolist())}
    codes = {place.country for place in _places("country") if place.id in countries}
    return _near(points, [place for place in _places("ADM1") if place.country in codes])


def _places(kind: str) -> list[Place]:
    """Return the areas of a kind, or of a feature code, that have an outline, each outline once."""
    gazetteer = embedded()
    columns = gazetteer.columns
    column = "kind" if kind in _AREAS else "feature"
    rows = np.flatnonzero(getattr(columns, column) == columns.code(column, kind))
    places = sorted((gazetteer.place(int(row)) for row in rows), key=lambda place: place.id)
    return list({place.boundary: place for place in places if place.boundary}.values())


def _near(points: NDArray[Any], places: Sequence[Place]) -> tuple[_Areas, _Joined]:
    """Join points and the outlines of places; of those in none, what is near just one."""
    outlines = embedded().outlines
    read = [(place, outlines.find(place.boundary)) for place in places]
    known = [(place, outline) for place, outline in read if outline is not None]
    areas = _Areas(
        [place.id for place, _ in known],
        [place.name for place, _ in known],
        np.array([place.population or np.nan for place, _ in known], dtype=float),
        np.array([outline for _, outline in known], dtype=object),
    )
    joined = _join(points, areas.shapes)
    left = np.setdiff1d(np.arange(len(points)), joined.rows)
    near = _join(points[left], _widened(points[left], known))
    once = np.flatnonzero(np.bincount(near.rows, minlength=len(left))[near.rows] == 1)
    return areas, _Joined(
        np.r_[joined.rows, left[near.rows[once]]], np.r_[joined.areas, near.areas[once]]
    )


def _widened(points: NDArray[Any], known: Sequence[tuple[Place, Any]]) -> NDArray[Any]:
    """Return outlines with their margin, where a point may lie in it; empty ones elsewhere."""
    out = np.full(len(known), shapely.Polygon(), dtype=object)
    if not len(points):
        return out
    boxes = shapely.box(*shapely.bounds([outline for _, outline in known]).T)
    boxes = shapely.buffer(boxes, 0.1, cap_style="square", join_style="mitre")
    for area in np.unique(shapely.STRtree(points).query(boxes)[0]):
        out[area] = embedded().outlines.around(known[area][0].boundary)
    return out


def _join(points: NDArray[Any], shapes: NDArray[Any]) -> _Joined:
    if not len(points) or not len(shapes):
        return _Joined(np.empty(0, np.int64), np.empty(0, np.int64))
    areas, rows = shapely.STRtree(points).query(shapes, predicate="intersects")
    return _Joined(rows.astype(np.int64), areas.astype(np.int64))


def _own_areas(by: Any, *, name: str | None, population: str | None) -> _Areas:  # noqa: ANN401
    frame = as_geoframe(by, what="by", error=MapError)
    shapes = in_degrees(frame, what="by")
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (3, 6)))
    if len(wrong):
        kind = getattr(shapes[wrong[0]], "geom_type", "nothing")
        raise MapError(f"by: row {frame.index[wrong[0]]!r}: found {kind}, wanted an area")
    people = np.full(len(frame), np.nan)
    if population is not None:
        column = known_column(frame, population, option="population")
        people = _numbers(frame, column)
    labels = frame.index if name is None else frame[known_column(frame, name, option="name")]
    return _Areas(list(frame.index), [str(label) for label in labels], people, np.asarray(shapes))


def _count(
    rows: Ints,
    areas: Ints,
    *,
    spans: Spans | None,
    every: str | None,
    totals: dict[str, NDArray[np.float64]],
) -> pd.DataFrame:
    """Count by area and period, both as numbers; a period of None is one that is not certain."""
    possible = None
    certain, period = np.ones(len(rows), dtype=bool), np.zeros(len(rows))
    if spans is not None and every is not None:
        times = _periods(spans, every)
        certain = times.certain[rows]
        period = np.where(certain, times.first[rows], np.nan)
        possible = _possible(rows, areas, times)
    frame = pd.DataFrame({"area": areas, "period": period, "events": 1})
    for label, values in totals.items():
        frame[label] = values[rows]
    grouped = frame.groupby(["area", "period"], dropna=False, sort=True)
    counted = grouped["events"].sum().to_frame()
    for label in totals:
        counted[label] = grouped[label].sum(min_count=1)
    counted = counted.reset_index()
    if possible is not None:
        counted = counted.merge(possible, on=["area", "period"], how="outer")
        counted[["events", "possible"]] = counted[["events", "possible"]].fillna(0).astype(int)
    return counted.sort_values(["area", "period"], na_position="first")


def _periods(spans: Spans, every: str) -> _Periods:
    """Return the periods of each event; an open side reaches to the known ends."""
    unit, many = _EVERY[every]
    known = spans.last >= spans.first
    numbers, closed = [], []
    for value in (spans.first, spans.last):
        closed.append(known & ~np.isin(value, _OPEN))
        seconds = (value.astype(np.int64) + spans.zero) * spans.unit_s
        units = seconds.astype("datetime64[s]").astype(f"datetime64[{unit}]").astype(np.int64)
        numbers.append(_tens(units + _EPOCH, many) if many > 1 else units)
    finite = np.r_[numbers[0][closed[0]], numbers[1][closed[1]]]
    if not len(finite):
        return _Periods(numbers[0], numbers[1], certain=closed[0], possible=closed[0])
    first = np.where(closed[0], numbers[0], finite.min())
    last = np.where(closed[1], numbers[1], finite.max())
    certain = closed[0] & closed[1] & (first == last)
    return _Periods(first, last, certain, known & ~certain)


def _tens(years: Ints, many: int) -> Ints:
    """Return the decade or century of years, as EDTF writes them: -004X is -0049 to -0040."""
    return np.where(years < 0, -(-years // many) - 1, years // many)


def _possible(rows: Ints, areas: Ints, times: _Periods) -> pd.DataFrame:
    """Count for each area and period the events that may lie in it and in others."""
    taken = times.possible[rows]
    first, last = times.first[rows[taken]], times.last[rows[taken]]
    if not len(first):
        return pd.DataFrame({"area": [], "period": [], "possible": []}).astype({"area": np.int64})
    low, high = int(first.min()), int(last.max())
    codes, index = np.unique(areas[taken], return_inverse=True)
    if len(codes) * (high - low + 2) > _MOST_CELLS:
        raise MapError(f"every: found {high - low + 1:,} periods, wanted longer ones")
    steps = np.zeros((len(codes), high - low + 2), dtype=np.int64)
    np.add.at(steps, (index, first - low), 1)
    np.add.at(steps, (index, last - low + 1), -1)
    counts = steps.cumsum(axis=1)[:, :-1]
    area, period = np.nonzero(counts)
    columns = {"area": codes[area], "period": period + low, "possible": counts[area, period]}
    return pd.DataFrame(columns).astype({"period": float})


def _framed(counted: pd.DataFrame, areas: _Areas, *, every: str | None) -> gpd.GeoDataFrame:
    """Write areas and periods by name, with rates and outlines."""
    number = counted["area"].to_numpy()
    people = np.r_[areas.people, np.nan][number]
    columns: dict[str, Any] = {
        "area_id": [*areas.ids, None],
        "area": [*areas.names, ""],
    }
    out = {label: [values[area] for area in number] for label, values in columns.items()}
    if every is not None:
        out["period"] = [_edtf(period, every) for period in counted["period"]]
    counts = [str(label) for label in counted if label not in _NUMBERED]
    out.update({label: counted[label].tolist() for label in counts})
    out["people"] = people
    out["per_100_000"] = counted["events"].to_numpy() / people * _RATE
    shapes = [*areas.shapes, None]
    outlines = [shapes[area] for area in number]
    return gpd.GeoDataFrame(out, geometry=gpd.GeoSeries(outlines, crs=4326), crs=4326)


def _edtf(period: float, every: str) -> str:
    """Write a period by its number: a day, a month, 2007, 200X or 20XX; NaN is empty."""
    if np.isnan(period):
        return ""
    number = int(period)
    unit, many = _EVERY[every]
    if many == 1:
        text = str(np.array(number).astype(f"datetime64[{unit}]"))
        year, *rest = text.removeprefix("-").split("-")
        return "-" * text.startswith("-") + "-".join([year.zfill(4), *rest])
    digits = {10: 3, 100: 2}[many]
    size = -number - 1 if number < 0 else number
    return f"{'-' * (number < 0)}{size:0{digits}d}{'X' * (4 - digits)}"
