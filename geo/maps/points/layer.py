"""Events by the million as one folium layer, packed by columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from branca.element import Element
from folium.map import Layer

from geo.errors import MapError
from geo.formats.columns import column_names, index_columns, plain_table, scalars_of
from geo.formats.frames import as_geoframe
from geo.maps.base import figure_of, parent_name, safe_name
from geo.maps.points.colours import (
    colouring,
    exact_numbers,
    key_lines,
    lights,
    no_colouring,
    number_codes,
    numbers_of,
    size_codes,
)
from geo.maps.points.columns import (
    PART,
    chosen_columns,
    finest_step,
    known_column,
    morton_order,
    packed,
    plain_label,
    planes,
    whole_steps,
)
from geo.maps.points.shapes import ZOOMS, Places, Shapes, link_records, pack_shapes, read_places
from geo.maps.points.text import BLOCK, READ_AS_SOON, text_blocks, text_column, word_filter
from geo.messages import worded
from geo.palette import RAMP, style_variables
from geo.sealing.assets import Finished, static_text, to_json
from geo.tables.column_choice import guessed_spans
from geo.tables.times import Spans, read_spans

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo.maps.points.colours import Colouring


def many_head_parts() -> dict[str, Finished]:
    """Return the elements that a page with many events needs in its head, by name."""
    styles = style_variables() + static_text("many.css")
    return {
        "geo_many_style": Finished(f"<style>{styles}</style>\n"),
        "geo_many_script": Finished(f"<script>{static_text('many.js')}</script>\n"),
    }


AGGREGATED = 20_000
"""From this many events on the page says how dots that fall on one pixel are shown."""

_MOST_NUMBERS = 8
_HALF_TURN = 180.0
_FAR_SHORTER = 90.0

READY = '<script>dispatchEvent(new Event("geo-part"))</script>\n'
"""Tells the page that a part of the events can be read, while more are still coming."""


class ManyEvents(Layer):
    """Events as dots, lines and areas, from one to millions, on any folium map.

    Every event is on the map. Where several fall on one pixel they are one dot in the colour of
    most of them; above 20,000 events the page says so. Filters by group and time, hover and click
    work on all events while the map moves. The text of an event is inflated when it is opened.

    Parameters
    ----------
    events : geopandas.GeoDataFrame
        Points, lines or areas in any CRS; those without a geometry are counted and said.
    column : str, optional
        Column that gives the colour: numbers on a ramp, other values in groups.
    scale : str, optional
        How numbers are spread over the ramp: ``"value"``, ``"ratio"``, ``"rank"`` or ``"classes"``;
        chosen by their skew if not given.
    size : str, optional
        Column of numbers, none below 0, that gives the area of a dot.
    time : str or tuple of str, optional
        Column with dates, years or EDTF texts, or two columns, first and last. ``None`` takes one
        whose name says so, an empty text none.
    text : sequence of str, optional
        Columns that an opened event shows, its title first, or levels of the index; all if not
        given.
    links : geopandas.GeoDataFrame or pandas.DataFrame, optional
        Lines between places, drawn along great circles; or rows whose ``from`` and ``to`` are in
        the index of `events`.
    name : str
        Name in layer controls.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or holds what can't be drawn; it names the column, what was found
        and what was wanted.

    Examples
    --------
    >>> import folium, geopandas, shapely
    >>> towns = geopandas.GeoDataFrame(
    ...     {"name": ["Karachi", "Edgware"]},
    ...     geometry=[shapely.Point(67.01, 24.86), shapely.Point(-0.28, 51.61)],
    ...     crs="EPSG:4326",
    ... )
    >>> plain = folium.Map(tiles=None)
    >>> ManyEvents(towns).add_to(plain).rows
    2
    """

    def __init__(  # noqa: PLR0913 - each of the options is of another kind
        self,
        events: gpd.GeoDataFrame,
        *,
        column: str | None = None,
        scale: str | None = None,
        size: str | None = None,
        time: str | tuple[str, str] | None = None,
        text: Sequence[str] | None = None,
        links: gpd.GeoDataFrame | pd.DataFrame | None = None,
        name: str = "Events",
    ) -> None:
        super().__init__(name=safe_name(name), overlay=True)
        self._name = "ManyEvents"
        self._label = name
        frame = as_geoframe(events, what="events", error=MapError)
        names = column_names(frame)
        events = plain_table(frame, what="events", error=MapError)
        places = read_places(events, what="events")
        if column is not None:
            label = plain_label(column, names=names, option="column")
            column = known_column(events, label, option="column")
        self._sizes: tuple[NDArray[np.uint8], dict[str, Any]] | None = None
        if size is not None:
            label = plain_label(size, names=names, option="size")
            label = known_column(events, label, option="size")
            self._sizes = size_codes(numbers_of(events[label]), label=str(label))
        self._passed_over: list[str] = []
        timed = events.assign(
            **{column_name: scalars_of(events[column_name]) for column_name in _objects(events)}
        )
        if time is None:
            self._spans, self._passed_over = guessed_spans(timed)
        else:
            label = plain_label(time, names=names, option="time")
            named = chosen_columns(timed, time=label)
            self._spans = read_spans(timed, columns=named) if named else None
        self._guessed = time is None
        times = self.time_columns or ()
        self._colours = (
            no_colouring(len(events))
            if column is None
            else colouring(scalars_of(events[column]), scale=scale)
        )
        self._columns = _text_columns(
            events,
            text=_labels(text, names=names),
            hidden=self._content(column, times=times, events=events),
        )
        self._numbers = _number_columns(
            events,
            names=[column_name.name for column_name in self._columns if column_name.name != column],
        )
        summed = [column] if self._colours.key["kind"] == "ramp" else []
        summed += [key["label"] for _, key in self._numbers]
        self._values = _exact_columns(events, summed)
        self._links = [] if links is None else link_records(links, events=frame)
        self.events = frame
        self._places = places
        self._order = _order(places)
        self._step = finest_step(places.lon, places.lat)

    @property
    def rows(self) -> int:
        """How many events are on the map."""
        return len(self._order)

    @property
    def time_columns(self) -> tuple[str, ...] | None:
        """Which columns the timeline shows; None where there is no timeline."""
        return None if self._spans is None else self._spans.columns

    @property
    def spans(self) -> Spans | None:
        """When each event may have happened; None where there is no timeline."""
        return self._spans

    @property
    def order(self) -> NDArray[np.int64]:
        """Numbers of the rows of `events` in the order in which a page has them."""
        return self._places.rows[self._order]

    @property
    def without_place(self) -> int:
        """How many rows have no geometry that could be drawn."""
        return self._places.without

    def _content(
        self, column: str | None, *, times: Sequence[str], events: gpd.GeoDataFrame
    ) -> set[str]:
        """Name the columns that the page tells without a text."""
        hidden = {column} if column is not None and self._colours.complete else set()
        return {*hidden, *(name for name in times if events[name].dtype.kind == "M")}

    def colour(self, colours: Colouring) -> None:
        """Replace the colouring by another of the same column, such as two layers share."""
        self._colours = colours

    def bounds(self) -> list[list[float]]:
        """Return the box around the events: south west and north east, latitude first.

        Where most lie on both sides of the 180th meridian the east end is beyond 180.
        """
        places = self._places
        if not len(places.rows):
            return [[-55.0, -170.0], [75.0, 170.0]]
        points = slice(None, len(places.rows) - len(places.shapes))
        lon, lat = places.lon[points], places.lat[points]
        parts = shapely.get_parts(shapely.get_parts(places.shapes))
        boxes = shapely.bounds(parts[~shapely.is_empty(parts)])
        west, east = _narrowest(np.r_[lon, boxes[:, 0]], np.r_[lon, boxes[:, 2]])
        south, north = np.r_[lat, boxes[:, 1]].min(), np.r_[lat, boxes[:, 3]].max()
        return [[float(south), west], [float(north), east]]

    def _get_self_bounds(self) -> list[list[float | None]]:
        return [[*corner] for corner in self.bounds()]

    def pieces(self, name: str, *, text: bool = True) -> Iterator[bytes]:
        """Yield the layer's blocks in the order in which a page shall have them.

        Parameters
        ----------
        name : str
            The layer's name in the page.
        text : bool
            Whether the events' text is told.

        Yields
        ------
        bytes
            Script elements that no browser runs, and after each part of the events one that tells
            the page to read it.
        """
        shapes = self._shapes()
        head = to_json(self._head(shapes, text=text)).encode()
        yield _block(f"{name}_head", head, kind="application/json")
        yield READY.encode()
        for number, part in enumerate(self._parts()):
            yield _block(f"{name}_e{number}", part)
            yield READY.encode()
        if shapes:
            yield _block(f"{name}_s", b",".join(shapes.columns))
            yield READY.encode()
        rows = self.order
        if self._sizes is not None:
            yield _block(f"{name}_z", packed(self._sizes[0][rows].tobytes()))
            yield READY.encode()
        for number, (codes, _) in enumerate(self._numbers):
            yield _block(f"{name}_n{number}", packed(codes[rows].tobytes()))
        for number, (values, _) in enumerate(self._values):
            yield _block(f"{name}_v{number}", packed(planes(values[rows], differences=False)))
        if text:
            rows = np.r_[rows, np.setdiff1d(np.arange(self.rows + self.without_place), rows)]
            for number, block in enumerate(text_blocks(self._columns, order=rows)):
                yield _block(f"{name}_t{number}", packed(block))
                if len(rows) > READ_AS_SOON * BLOCK:
                    yield _block(f"{name}_w{number}", word_filter(block))

    def texts_of(self, event: int) -> list[str]:
        """Return the texts of the event that a page has under a number, column by column."""
        rows = self.order[event : event + 1]
        return [text.decode() for column in self._columns for text in column.read(rows).to_pylist()]

    def _shapes(self) -> Shapes | None:
        """Pack the shapes in the order of the events, if there are any."""
        shapes = self._places.shapes
        points = len(self._places.rows) - len(shapes)
        return pack_shapes(shapes[self._order[points:] - points]) if len(shapes) else None

    def _head(self, shapes: Shapes | None, *, text: bool) -> dict[str, Any]:
        places, spans, rows = self._places, self._spans, self.rows
        time = spans and {
            "guessed": self._guessed,
            "label": spans.label,
            "unit": spans.unit_s,
            "zero": spans.zero,
            "zone": spans.zone,
        }
        return {
            "aggregated": AGGREGATED,
            "block": BLOCK,
            "colour": self._colours.key,
            "columns": [column.name for column in self._columns],
            "links": self._links,
            "name": self._label,
            "numbers": [key for _, key in self._numbers],
            "part": PART,
            "passedOver": self._passed_over,
            "points": rows - len(places.shapes),
            "ramp": [{"light": ink.light, "dark": ink.dark} for ink in RAMP],
            "rows": rows,
            "shapes": shapes
            and {
                "apart": shapes.apart,
                "parts": shapes.parts,
                "vertices": shapes.vertices,
                "zooms": ZOOMS,
            },
            "size": self._sizes and self._sizes[1],
            "step": self._step,
            "text": text,
            "time": time,
            "values": [key for _, key in self._values],
            "without": places.without,
        }

    def _parts(self) -> Iterator[bytes]:
        places, spans, step = self._places, self._spans, self._step
        for first in range(0, self.rows, PART):
            taken = self._order[first : first + PART]
            rows = places.rows[taken]
            columns = [
                planes(whole_steps(places.lon[taken], step=step), differences=True),
                planes(whole_steps(places.lat[taken], step=step), differences=True),
                *_time_planes(spans, rows),
                self._colours.codes[rows].tobytes(),
            ]
            yield b",".join(map(packed, columns))

    def still(self, title: str) -> bytes | None:
        """Draw the events as a small PNG, for places that run no script; None if there are none."""
        if not self.rows:
            return None
        from geo.figures.still import still_of_events  # noqa: PLC0415 - a page needs no matplotlib

        places, key = self._places, self._colours.key
        return still_of_events(
            np.column_stack([places.lon, places.lat]),
            colours=lights(key)[self._colours.codes[places.rows]],
            shapes=places.shapes,
            title=title,
            key=key_lines(key),
        )

    def render(self, **_: object) -> str:
        """Add the layer's blocks and script to the figure."""
        figure, name = figure_of(self), self.get_name()
        for key, part in many_head_parts().items():
            figure.header.add_child(part, name=key)
        figure.html.add_child(_Blocks(self), name=f"{name}_data")
        script = f'var {name} = geoMany.layer("{name}");'
        if self.show:
            script += f"\n{name}.addTo({parent_name(self)});"
        figure.script.add_child(Finished(f"{script}\n"), name=name)
        return ""


class _Blocks(Element):
    """A layer's blocks, packed when the page is rendered."""

    def __init__(self, layer: ManyEvents) -> None:
        super().__init__()
        self._name = "Blocks"
        self._layer = layer

    def render(self, **_: object) -> str:
        """Return the blocks that no browser runs."""
        pieces = self._layer.pieces(self._layer.get_name())
        return b"".join(piece for piece in pieces if piece != READY.encode()).decode("ascii")


def _block(name: str, content: bytes, *, kind: str = "text/plain") -> bytes:
    return f'<script type="{kind}" id="{name}">'.encode() + content + b"</script>\n"


def _time_planes(spans: Spans | None, rows: NDArray[np.int64]) -> list[bytes]:
    if spans is None:
        return [b"", b""]
    first, last = spans.first[rows], spans.last[rows]
    lasts = last - first
    return [planes(first, differences=False), planes(lasts, differences=False)]


def _order(places: Places) -> NDArray[np.int64]:
    """Order points by place, and after them the shapes."""
    points = len(places.rows) - len(places.shapes)
    parts = [
        morton_order(places.lon[part], places.lat[part]) + start
        for start, part in ((0, slice(None, points)), (points, slice(points, None)))
    ]
    return np.concatenate(parts)


def _objects(events: gpd.GeoDataFrame) -> list[str]:
    return [name for name in events.columns if str(events.dtypes[name]) == "object"]


def _number_columns(
    events: gpd.GeoDataFrame, *, names: Sequence[str]
) -> list[tuple[NDArray[np.uint8], dict[str, Any]]]:
    """Return steps and scales of the first columns of numbers, which a page filters by."""
    packed_columns: list[tuple[NDArray[np.uint8], dict[str, Any]]] = []
    for name in names:
        values = numbers_of(events[name]) if name in events.columns else None
        if values is None or len(packed_columns) == _MOST_NUMBERS:
            continue
        finite = values[np.isfinite(values)]
        if len(finite) and finite.min() < finite.max():
            packed_columns.append(number_codes(values, label=name))
    return packed_columns


def _exact_columns(
    events: gpd.GeoDataFrame, names: Sequence[Any]
) -> list[tuple[NDArray[np.int32], dict[str, Any]]]:
    """Return the numbers of columns as a page adds them up."""
    columns = [(str(name), numbers_of(events[name])) for name in names]
    return [exact_numbers(values, label=name) for name, values in columns if values is not None]


def _labels(text: Sequence[Any] | None, *, names: Mapping[Hashable, str]) -> list[Any] | None:
    """Return the columns that an opened event shows as they are called in the plain table."""
    if text is None:
        return None
    if isinstance(text, str):
        raise MapError(f"text: found the text {text!r}, wanted a list of columns: [{text!r}]")
    if not isinstance(text, Iterable):
        raise MapError(f"text: found {type(text).__name__}, wanted a list of columns")
    return [plain_label(name, names=names, option="text") for name in text]


def _text_columns(
    events: gpd.GeoDataFrame, *, text: Sequence[str] | None, hidden: set[str]
) -> list[Any]:
    """Choose the columns that an opened event shows, the title first."""
    levels = {level.name: level for level in index_columns(events, what="events", error=MapError)}
    if text is None:
        names = [name for name in events.columns if str(events[name].dtype) != "geometry"]
        shown = [worded(events[name]) for name in titled(names) if name not in hidden]
        shown += levels.values()
    else:
        shown = [
            levels[name]
            if name in levels and name not in events.columns
            else worded(events[known_column(events, name, option="text")])
            for name in text
        ]
    return [text_column(str(column.name), column) for column in shown]


def titled(names: Sequence[str]) -> list[str]:
    """Move the column that names the event to the front, if one is called so.

    Examples
    --------
    >>> titled(["deaths", "Title", "note"])
    ['Title', 'deaths', 'note']
    """
    for wanted in ("title", "name", "headline", "label", "event", "place"):
        for name in names:
            if str(name).casefold() == wanted:
                return [name, *(column for column in names if column != name)]
    return list(names)


def _narrowest(west: NDArray[np.float64], east: NDArray[np.float64]) -> tuple[float, float]:
    """Return the ends of what reaches from `west` to `east`, beyond 180 where that is far shorter.

    Events all around the world are shown on the map that everyone knows.
    """
    plain = float(west.min()), float(east.max())
    turn = np.where(west + east < 0, 360.0, 0.0)
    beyond = float((west + turn).min()), float((east + turn).max())
    if plain[1] - plain[0] <= _HALF_TURN:
        return plain
    shorter = (plain[1] - plain[0]) - (beyond[1] - beyond[0])
    return beyond if shorter >= _FAR_SHORTER else plain
