"""The page of many events beside a live notebook: what a person does there, as values.

The page in its frame is the sealed one. A widget without a look of its own passes on what page and
kernel tell each other, so that a notebook that is saved holds the page and nothing of the widget.
"""

from __future__ import annotations

import os
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.dates.edtf import OPEN_END, OPEN_START, edtf_bounds
from geo.errors import DateError, MapError
from geo.geocoding.pin_file import PERSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.maps.live_widget import LiveView
    from geo.maps.points.layer import ManyEvents
    from geo.tables.times import Spans

    Box = tuple[float, float, float, float]
    Rows = NDArray[np.int64]

_UNITS = {86_400: "D", 60: "m", 1: "s"}
_MOST_UNITS = 2**31 - 1


_TRAITS = {
    "selected": "chosen",
    "filtered": "passed",
    "bounds": "bounds",
    "time": "window",
    "moved": "moves",
}


class LiveMap:
    """A map whose page a live notebook reads and sets: what `ExploreMap` can do in JupyterLab.

    Its values follow the page once that has been drawn, so that the next cell has them.

    Examples
    --------
    >>> import geo, shapely
    >>> towns = gpd.GeoDataFrame(
    ...     {"name": ["Karachi", "Edgware"]},
    ...     geometry=[shapely.Point(67.01, 24.86), shapely.Point(-0.28, 51.61)],
    ...     crs="EPSG:4326",
    ... )
    >>> page = geo.explore(towns)
    >>> page.selected = towns["name"] == "Edgware"
    >>> list(page.selected["name"])
    ['Edgware']
    """

    _layer: ManyEvents
    _title: str

    @property
    def time_columns(self) -> tuple[str, ...] | None:
        """Which columns the timeline shows, named or found; None where there is no timeline."""
        return self._layer.time_columns

    def _shown(self) -> str:
        """Return the page as a notebook shows it."""
        raise NotImplementedError

    @cached_property
    def widget(self) -> LiveView:
        """The anywidget through which a live notebook and the page tell each other what is shown.

        JupyterLab starts it by itself. Elsewhere, show it in place of the map: it brings the page.

        Raises
        ------
        geo.errors.MapError
            When anywidget is not installed.
        """
        try:
            from geo.maps.live_widget import LiveView  # noqa: PLC0415 - a page needs no widget
        except ModuleNotFoundError as error:
            message = "a live map: found no anywidget; install the package with the extra lab"
            raise MapError(message) from error
        return LiveView(
            lambda: self._shown().encode(), title=self._title, texts=self._layer.texts_of
        )

    @property
    def selected(self) -> gpd.GeoDataFrame:
        """The rows that are selected on the page, as the table has them; what is set is selected.

        Set a part of the table, labels of its index, a truth value for each row, or None.
        """
        return self._rows(mask_of(self.widget.chosen, rows=self._layer.rows))

    @selected.setter
    def selected(self, value: object) -> None:
        self.widget.chosen = self._bits(value, name="selected")

    @property
    def filtered(self) -> gpd.GeoDataFrame:
        """The rows that pass all filters of the page; of what is set, the page shows no other rows.

        The page tells it once it has been drawn anew, so that the next cell has it. Without any
        filter it is all rows with a place.
        """
        passed = self.widget.passed
        rows = self._layer.rows
        return self._rows(
            np.ones(rows, dtype=bool) if passed is None else mask_of(passed, rows=rows)
        )

    @filtered.setter
    def filtered(self, value: object) -> None:
        self.widget.kept = self._bits(value, name="filtered")

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the map in degrees; what is set is brought into view.

        East is over 180 where the map reaches over the antimeridian.
        """
        if self.widget.bounds is not None:
            west, south, east, north = self.widget.bounds
        else:
            (south, west), (north, east) = self._layer.bounds()
        return west, south, east, north

    @bounds.setter
    def bounds(self, value: tuple[float, float, float, float]) -> None:
        self.widget.bounds = checked_box(value)

    @property
    def time(self) -> tuple[np.datetime64, np.datetime64] | None:
        """First and last time of the timeline's window; None for all time.

        Set two datetimes or texts in EDTF, of which all that they allow counts: ``("2007-05",
        "2007-06")`` is from 1 May to 30 June.
        """
        return window_times(self.widget.window, spans=self._layer.spans)

    @time.setter
    def time(self, value: tuple[object, object] | None) -> None:
        self.widget.window = window_of(value, spans=self._layer.spans)

    @property
    def moved(self) -> pd.DataFrame:
        """Where a person has moved events to: lon and lat in degrees, by the table's index."""
        return moved_frame(self.widget.moves, events=self._layer.events, rows=self._layer.order)

    @property
    def edited(self) -> gpd.GeoDataFrame:
        """A copy of the table with each event where a person has moved it to."""
        return edited_frame(self.widget.moves, events=self._layer.events, rows=self._layer.order)

    def observe(self, function: Callable[[LiveMap], object], *names: str) -> Callable[[], None]:
        """Call a function with this map whenever one of its values has changed.

        Parameters
        ----------
        function : callable
            Takes this map.
        names : str
            Of ``"selected"``, ``"filtered"``, ``"bounds"``, ``"time"`` and ``"moved"``; all if none
            are given.

        Returns
        -------
        callable
            Ends it.
        """
        unknown = [name for name in names if name not in _TRAITS]
        if unknown:
            raise MapError(f"observe: found {unknown[0]!r}, wanted one of: {', '.join(_TRAITS)}")
        traits = [_TRAITS[name] for name in names or _TRAITS]

        def changed(_: object) -> None:
            function(self)

        self.widget.observe(changed, traits)
        return lambda: self.widget.unobserve(changed, traits)

    def link(self, other: LiveMap, *, time: bool = True) -> Callable[[], None]:
        """Show the same place on this map and another, and the same time if both have one.

        Parameters
        ----------
        other : LiveMap
            The other map.
        time : bool
            Whether the timelines are linked.

        Returns
        -------
        callable
            Ends it.
        """
        timed = bool(time and self.time_columns and other.time_columns)
        ends = [
            _follow(first, second, timed=timed) for first, second in ((self, other), (other, self))
        ]

        def end() -> None:
            for end_follower in ends:
                end_follower()

        return end

    def _rows(self, mask: NDArray[np.bool_]) -> gpd.GeoDataFrame:
        """Return rows of the table in its order, by a truth value for each event of the page."""
        return self._layer.events.iloc[np.sort(self._layer.order[mask])]

    def _bits(self, value: object, *, name: str) -> bytes | None:
        """Pack what a caller means as a truth value for each event of the page."""
        mask = rows_meant(value, events=self._layer.events, name=name)
        if mask is None:
            return None
        return np.packbits(mask[self._layer.order], bitorder="little").tobytes()


def _follow(leader: LiveMap, map_: LiveMap, *, timed: bool) -> Callable[[], None]:
    """Show on a map the place of another, and its time; return what ends it."""

    def changed(_: object) -> None:
        map_.widget.place = leader.widget.place
        if timed and map_.time != leader.time:
            map_.time = leader.time

    leader.widget.observe(changed, ["place", "window"])
    return lambda: leader.widget.unobserve(changed, ["place", "window"])


def is_session() -> bool:
    """Return whether a person runs this kernel in JupyterLab or another of Jupyter's servers.

    A notebook that is run without a screen stores no widgets, so that it is the same each time.
    """
    return "JPY_SESSION_NAME" in os.environ and find_spec("ipykernel") is not None


def mask_of(bits: bytes | memoryview | None, *, rows: int) -> NDArray[np.bool_]:
    """Unpack a truth value for each event, eight in a byte, the lowest first; None is none.

    Examples
    --------
    >>> mask_of(bytes([0b101]), rows=4).tolist()
    [True, False, True, False]
    """
    if bits is None:
        return np.zeros(rows, dtype=bool)
    octets = np.frombuffer(bits, dtype=np.uint8)
    return np.unpackbits(octets, count=rows, bitorder="little").astype(bool)


def rows_meant(value: object, *, events: gpd.GeoDataFrame, name: str) -> NDArray[np.bool_] | None:
    """Return by row of a table whether a caller means it; None where nothing is said.

    Parameters
    ----------
    value : object
        A frame, a series or an index with labels of the table's, a list of labels, or a truth value
        for each row.
    events : geopandas.GeoDataFrame
        The table.
    name : str
        What the value is called in an error.

    Raises
    ------
    geo.errors.MapError
        When it names rows that the table has not.

    Examples
    --------
    >>> table = gpd.GeoDataFrame({"kind": ["flood", "fire"]}, index=["a", "b"])
    >>> rows_meant(table["kind"] == "fire", events=table, name="selected").tolist()
    [False, True]
    >>> rows_meant(["a"], events=table, name="selected").tolist()
    [True, False]
    """
    if value is None:
        return None
    values = value if isinstance(value, (pd.Series, pd.Index, np.ndarray)) else None
    if values is not None and values.dtype == bool:
        if len(values) != len(events):
            raise MapError(f"{name}: found {len(values):,} truth values, wanted {len(events):,}")
        if isinstance(value, pd.Series):
            return cast("NDArray[np.bool_]", value.to_numpy())
        return np.asarray(value)
    labels = _labels(value, name=name)
    unknown = labels.difference(events.index)
    if len(unknown):
        raise MapError(f"{name}: found {unknown[0]!r}, wanted labels of the events' index")
    return cast("NDArray[np.bool_]", events.index.isin(labels))


def _labels(value: object, *, name: str) -> pd.Index[Any]:
    if isinstance(value, (pd.DataFrame, pd.Series)):
        value = value.index
    if isinstance(value, (pd.Index, np.ndarray, list, tuple, set)):
        labels: pd.Index[Any] = pd.Index(list(value))
        return labels
    raise MapError(
        f"{name}: found {type(value).__name__}, wanted a frame, labels of the events' index, "
        "a truth value for each row, or None"
    )


def checked_box(value: Any) -> list[float]:  # noqa: ANN401 - whatever a caller sets
    """Return west, south, east and north in degrees.

    Raises
    ------
    geo.errors.MapError
        When there is no such box.
    """
    try:
        west, south, east, north = (float(side) for side in value)
    except (TypeError, ValueError):
        raise MapError(f"bounds: found {value!r}, wanted west, south, east, north") from None
    if not (-90 <= south <= north <= 90 and west <= east and np.isfinite([west, east]).all()):  # noqa: PLR2004
        box = f"{west:g}, {south:g}, {east:g}, {north:g}"
        raise MapError(f"bounds: found {box}, wanted west, south, east, north in degrees")
    return [west, south, east, north]


def window_of(value: Any, *, spans: Spans | None) -> list[int] | None:  # noqa: ANN401 - the same
    """Return a window of time in the page's units; None for all time.

    Parameters
    ----------
    value : pair, optional
        First and last: datetimes, or texts in EDTF, of which all that they allow counts.
    spans : Spans or None
        The events' times.

    Raises
    ------
    geo.errors.MapError
        When there is no timeline, or it is no pair of times.
    """
    if value is None:
        return None
    if spans is None:
        raise MapError("time: found a window, wanted None: these events have no timeline")
    try:
        start, end = value
    except (TypeError, ValueError):
        raise MapError(f"time: found {value!r}, wanted a first and a last time, or None") from None
    first, last = _bounds(start)[0], _bounds(end)[1]
    if first > last:
        raise MapError(f"time: found {start} to {end}, wanted the first before the last")
    units = [second // spans.unit_s - spans.zero for second in (first, last)]
    return [max(-_MOST_UNITS, min(_MOST_UNITS, unit)) for unit in units]


def _bounds(value: Any) -> tuple[int, int]:  # noqa: ANN401 - the same
    """Return the first and last second since 1970 that a time allows."""
    try:
        if isinstance(value, str):
            return edtf_bounds(value)
        moment: Any = np.datetime64(value)
        first = moment.astype("datetime64[s]")
        last = (moment + 1).astype("datetime64[s]")
    except (DateError, TypeError, ValueError):
        wanted = "a datetime or a text in EDTF, such as '2007-05-12'"
        raise MapError(f"time: found {value!r}, wanted {wanted}") from None
    if np.isnat(moment):
        return OPEN_START, OPEN_END
    return int(first.astype(np.int64)), max(
        int(first.astype(np.int64)), int(last.astype(np.int64)) - 1
    )


def window_times(window: list[int] | None, *, spans: Spans | None) -> tuple[Any, Any] | None:
    """Return a window of the page's as datetimes; None for all time.

    Examples
    --------
    >>> from geo.tables.times import Spans
    >>> none = np.array([], dtype=np.int32)
    >>> days = Spans(none, none, unit_s=86_400, zero=10, columns=("day",))
    >>> window_times([0, 1], spans=days)
    (np.datetime64('1970-01-11'), np.datetime64('1970-01-12'))
    """
    if window is None or spans is None:
        return None
    units = np.array(window, dtype=np.int64) + spans.zero
    first, last = units.astype(f"datetime64[{_UNITS[spans.unit_s]}]")
    return first, last


def moved_frame(moves: list[list[float]], *, events: gpd.GeoDataFrame, rows: Rows) -> pd.DataFrame:
    """Return where a person has moved events to: lon and lat in degrees, and who set it."""
    numbers = rows[[int(event) for event, _, _ in moves]] if moves else rows[:0]
    return pd.DataFrame(
        {
            "lon": [float(lon) for _, lon, _ in moves],
            "lat": [float(lat) for _, _, lat in moves],
            "set_by": [PERSON] * len(moves),
        },
        index=events.index[numbers],
    )


def edited_frame(
    moves: list[list[float]], *, events: gpd.GeoDataFrame, rows: Rows
) -> gpd.GeoDataFrame:
    """Return a copy of a table with each moved event where it is now, in the table's CRS."""
    out = events.copy()
    if not moves:
        return out
    numbers = rows[[int(event) for event, _, _ in moves]]
    points = gpd.GeoSeries(
        gpd.points_from_xy([lon for _, lon, _ in moves], [lat for _, _, lat in moves]), crs=4326
    )
    if events.crs is not None:
        points = points.to_crs(events.crs)
    geometries = out.geometry.to_numpy(copy=True)
    geometries[numbers] = points.to_numpy()
    return out.set_geometry(gpd.GeoSeries(geometries, index=out.index, crs=events.crs))
