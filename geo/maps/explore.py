"""Any table of events as a page, or two side by side: one call, one file, up to millions."""

from __future__ import annotations

import base64
import os
import re
import zlib
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import folium
import numpy as np
import pandas as pd
from branca.element import CssLink, Figure, JavascriptLink

from geo.credits import CREDITS
from geo.errors import ExportError, MapError
from geo.files import written_whole
from geo.formats.columns import scalars_of
from geo.maps.base import figure_of, framed, show
from geo.maps.large.page import folder_map
from geo.maps.large.source import LIMIT, large_source
from geo.maps.layers import near_ground, world_text
from geo.maps.live import LiveMap, is_session
from geo.maps.points.colours import colouring
from geo.maps.points.layer import READY, ManyEvents, many_head_parts
from geo.sealing.assets import Finished, data_block, static_text
from geo.sealing.seal import seal, templates
from geo.tables.events import scan_events
from geo.tables.schemas import Options
from geo.tables.sources import tells_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geo.maps.large.page import FolderMap


NOTEBOOK_ROWS = 100_000
"""From this many events on, a notebook shows the map without their texts; a saved page has them."""

_CREDITS = tuple(
    credit.line
    for credit in CREDITS
    if credit.part in {"land, borders, provinces", "populated places"}
)
_MARK = re.compile(r"<!--events of (\w+)-->\n")


class _ExploreFigure(Figure):
    """A figure that renders as a sealed page."""

    def render(self, **_: object) -> str:
        """Return the whole page."""
        (child,) = self._children.values()
        if not isinstance(child, ExploreMap):
            raise ExportError(f"a page: found {type(child).__name__}, wanted one ExploreMap")
        return child.sealed()


class ExploreMap(LiveMap, folium.Map):
    """A page for many events: map, key with filters, timeline, table of what is in view.

    Made by `explore`. In a notebook that a person runs it is live, if anywidget is installed:
    `selected`, `filtered`, `bounds`, `time` and `moved` follow the page, and what is set is shown
    there. However it leaves (`save`, `geo.save_html`, a notebook's display), it is one
    sealed page that needs no network. It is written as a stream: the table is never copied.

    Parameters
    ----------
    layer : ManyEvents
        The events.
    title : str
        Headline of the page.

    Examples
    --------
    >>> import geopandas
    >>> from geo.maps import ManyEvents
    >>> towns = geopandas.GeoDataFrame(
    ...     {"name": ["Karachi"]}, geometry=geopandas.points_from_xy([67.01], [24.86]), crs=4326
    ... )
    >>> ExploreMap(ManyEvents(towns), title="One town")
    <ExploreMap: 1 events>
    """

    default_js = folium.Map.default_js[:1]
    default_css = folium.Map.default_css[:1]

    def __init__(self, layer: ManyEvents, *, title: str) -> None:
        super().__init__(tiles=None)
        self._name = "ExploreMap"
        self._layer = layer
        self._title = title
        _ExploreFigure().add_child(self)
        self.add_child(layer)

    def __repr__(self) -> str:
        columns = self.time_columns
        time = "" if columns is None else f", time: {' to '.join(map(str, columns))}"
        return f"<ExploreMap: {self._layer.rows:,} events{time}>"

    def render(self, **_: object) -> str:
        """Add the page's parts to the figure, then those of what was added to the map."""
        figure, name = figure_of(self), self.get_name()
        for key, url in self.default_css:
            lean = Finished(f"<style>{_lean_styles()}</style>\n")
            figure.header.add_child(lean if self._alone else CssLink(url), name=key)
        for key, url in self.default_js:
            figure.header.add_child(JavascriptLink(url), name=key)
        for key, part in many_head_parts().items():
            figure.header.add_child(part, name=key)
        figure.html.add_child(Finished(self._body()), name=f"{name}_body")
        for child in self._children.values():
            if child not in self._layers:
                child.render()
        return ""

    @property
    def _alone(self) -> bool:
        """Whether nothing of folium's own was added, which would need all of Leaflet at once."""
        return len(self._children) == len(self._layers)

    @property
    def _layers(self) -> list[ManyEvents]:
        """The layers whose events the page carries, in their order."""
        return [self._layer]

    def _body(self) -> str:
        name = self.get_name()
        page = templates().get_template("many.html")
        shown = page.render(title=self._title, map=name, credits=_CREDITS, halves=self._halves)
        settings: dict[str, Any] = {
            "bounds": self._layer.bounds(),
            "layer": self._layer.get_name(),
            "map": name,
            "world": "many-world",
            **self._compared(),
        }
        settings["near"] = near_ground(settings["bounds"])
        block = data_block("many-page", settings).render()
        world = f'<script type="text/plain" id="many-world">{world_text()}</script>\n'
        boot = f"<script>{static_text('many-boot.js')}</script>\n"
        marks = [f"<!--events of {layer.get_name()}-->\n{READY}" for layer in self._layers]
        return f"{shown}\n{block}{world}{boot}{''.join(marks)}"

    _halves: tuple[str, ...] = ()

    def _compared(self) -> dict[str, Any]:
        """Return what the page needs of a second map."""
        return {}

    def sealed_pieces(self, *, text: bool = True) -> Iterator[bytes]:
        """Yield the page in pieces: all around the events at once, the events block by block."""
        page = seal(figure_of(self), title=self._title, strict=True)
        head, *parts = _MARK.split(page)
        yield (_with_packed_scripts(head) if self._alone else head).encode()
        for layer, name, after in zip(self._layers, parts[::2], parts[1::2], strict=True):
            yield from layer.pieces(name, text=text)
            yield after.removeprefix(READY).encode()

    def sealed(self, *, text: bool = True) -> str:
        """Return the whole page as text.

        Parameters
        ----------
        text : bool
            Whether the events' texts are in it.

        Raises
        ------
        geo.errors.ExportError
            When an added element needs a file that the page can't have.
        """
        return b"".join(self.sealed_pieces(text=text)).decode()

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - branca's signature
        **_: object,
    ) -> None:
        """Write the page: to a path whole or not at all, or into an open file."""
        if isinstance(outfile, (str, bytes, Path)):
            with written_whole(os.fsdecode(outfile)) as partial, partial.open("wb") as file:
                file.writelines(self.sealed_pieces())
            return
        outfile.writelines(self.sealed_pieces())
        if close_file:
            outfile.close()

    def _shown(self) -> str:
        return self.sealed(text=self._layer.rows <= NOTEBOOK_ROWS)

    def _repr_html_(self, *, frame: str = "", **_: object) -> str:
        """Show the page in a notebook, in a frame that can't reach the notebook."""
        return framed(self._shown(), title=self._title, height=640, name=frame)

    def _ipython_display_(self) -> None:
        """Show the page in a notebook, with a picture for who has not trusted the notebook.

        In a notebook that a person runs, the page is live if anywidget is there.
        """
        live = self._is_live
        html = self._repr_html_(frame=self.widget.frame if live else "")
        title = f"Picture of the map: {self._title}"
        show(html, text=repr(self), title=title, picture=self._picture, is_watched=live)

    @property
    def _is_live(self) -> bool:
        return is_session() and find_spec("anywidget") is not None

    def _picture(self) -> bytes | None:
        return self._layer.still(self._title)


def _with_packed_scripts(head: str) -> str:
    """Pack the page's own scripts, where nothing else in the page waits for them."""
    for name in ("leaflet.js", "many.js"):
        packed = f'<script type="text/plain" data-packed>{_squeezed(name)}</script>'
        head = head.replace(f"<script>{static_text(name)}</script>", packed, 1)
    return head


@cache
def _squeezed(name: str) -> str:
    """Deflate a built script as small as it gets, in base64."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    data = squeezed.compress(static_text(name).encode()) + squeezed.flush()
    return base64.b64encode(data).decode("ascii")


@cache
def _lean_styles() -> str:
    """Return Leaflet's styles without its images, which only its own markers and controls need."""
    return re.sub(r"background-image:url\([^)]*\);?", "", static_text("leaflet.css"))


def explore(  # noqa: PLR0913 - one call, and each of its options is of another kind
    events: Any,  # noqa: ANN401 - whatever holds a table
    *,
    links: gpd.GeoDataFrame | pd.DataFrame | None = None,
    column: str | None = None,
    scale: str | None = None,
    size: str | None = None,
    time: str | tuple[str, str] | None = None,
    text: Sequence[str] | None = None,
    title: str | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> ExploreMap | FolderMap:
    """Draw a table of events as a page: map, colours, filters, timeline, pop-ups.

    Parameters
    ----------
    events : geopandas.GeoDataFrame, path-like, or a table of any kind
        Points, lines or areas, mixed as they come, in any CRS. Anything else that holds a table is
        read as `geo.read_events` does: a file, an open one, a DataFrame, polars, Arrow, DuckDB; or
        a folder or glob of Parquet files, which takes the extra ``large``.
        Rows without a geometry are counted and listed. From one row to millions; from 20,000 on the
        page says how it draws those that fall on one pixel.
    links : geopandas.GeoDataFrame or pandas.DataFrame, optional
        Lines between places, drawn along great circles; or a frame whose columns ``from`` and
        ``to`` hold labels of the events' index.
    column : str, optional
        Column that gives the colour: numbers on a ramp, other values in groups. Eight groups have
        colours at a time, the most frequent at first; the page lists and searches all of them.
    scale : str, optional
        How numbers are spread over the ramp: by ``"value"``, by ``"ratio"`` (logarithmic), by
        ``"rank"`` (quantiles) or in six ``"classes"`` with natural breaks. Chosen by their skew if
        not given; the key says which.
    size : str, optional
        Column of numbers, none below 0, that gives the area of a dot; shown where the map shows
        5,000 events or fewer.
    time : str or tuple of str, optional
        Column with the times, or two columns, first and last; a missing one of two is an open end.
        ``None`` takes the columns whose names and values say so, days before months and years, and
        the page and `ExploreMap.time_columns` say which; an empty text takes none. See Notes.
    text : sequence of str, optional
        Columns that an opened event shows, its title first, or levels of the index. All if not
        given.
    title : str, optional
        Headline of the page.
    folder : path-like, optional
        Write the page as a folder that is read piece by piece as one looks, of Parquet files or a
        relation of DuckDB's alone.

    Returns
    -------
    ExploreMap or FolderMap
        A `folium.Map` that shows itself in a notebook and saves as one sealed file. Of more than
        3 million rows of Parquet or DuckDB, and with `folder`, a `FolderMap`, whose ``save`` writes
        a folder.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or holds what can't be drawn; it names the column, what was found
        and what was wanted.

    Warns
    -----
    geo.errors.MapWarning
        When `time` is ``None`` and the likeliest column can't be read.

    Notes
    -----
    Times are datetimes, whole numbers, or texts: ISO 8601; EDTF level 0 to 2 (``1984?``, ``198X``,
    ``2007-05/2007-08``, ``[1667,1668]``, ``1848-21``); ``12 May 2007``, ``May 12, 2007``,
    ``2007/05/12``, ``44 BC``, ``1850s``, ``spring 1848``, each with a time of day and a zone where
    it is a day. A negative year is that of ISO 8601: -43 is 44 BC. Numbers, also as text, are years
    up to 9999, days such as 20070512, or seconds to nanoseconds since 1970. Empty cells and words
    such as "unknown" or "n/a" are times that are not known.

    The values of the whole column decide what one leaves open: 12/05/2007 is read where another
    value has a day over 12, and refused with the call that settles it where none has. So are years
    of two digits, days of a spreadsheet, and months such as 200705 that could be days. Midnights
    are whole days if a column holds nothing else, in whatever zone; moments are shown by the clock
    of their own zone, which the page names, or in UTC where there are several zones.

    Edges are straight in degrees, however long (RFC 7946): a shape that crosses the 180th meridian
    is cut there, or runs on beyond it.

    Examples
    --------
    >>> import geo, geopandas, shapely
    >>> towns = geopandas.GeoDataFrame(
    ...     {"name": ["Karachi", "Edgware"], "year": [2007, 1992]},
    ...     geometry=[shapely.Point(67.01, 24.86), shapely.Point(-0.28, 51.61)],
    ...     crs="EPSG:4326",
    ... )
    >>> geo.maps.explore(towns, column="name", time="year")
    <ExploreMap: 2 events, time: year>
    """
    large = large_source(events)
    if large is not None and (folder is not None or large.rows > LIMIT):
        if links is not None:
            raise MapError("links: found some, wanted none: a folder holds events alone")
        page = folder_map(large, column=column, time=time, text=text, title=title)
        if folder is not None:
            page.save(folder)
        return page
    if folder is not None:
        raise MapError(
            f"folder: found {type(events).__name__}, wanted Parquet files or a relation of "
            "DuckDB's to write one of; events.to_parquet('events.parquet') makes a file"
        )
    if large is not None and not tells_places(events):
        events = large.table() if large.in_pieces else events
    layer = events_layer(
        events, column=column, scale=scale, size=size, time=time, text=text, links=links
    )
    if title is None:
        many = layer.rows
        title = f"{many:,} event{'' if many == 1 else 's'}"
    return ExploreMap(layer, title=title)


def events_layer(
    events: Any,  # noqa: ANN401 - whatever holds a table
    *,
    column: str | None = None,
    scale: str | None = None,
    size: str | None = None,
    time: str | tuple[str, str] | None = None,
    text: Sequence[str] | None = None,
    links: gpd.GeoDataFrame | pd.DataFrame | None = None,
) -> ManyEvents:
    """Return the layer of a table, which is read first if it does not say where things are."""
    if not tells_places(events):
        table = scan_events(events, Options())
        events, text = table.frame, table.text if text is None else text
        time = table.timeline if time is None else time
    return ManyEvents(
        events, column=column, scale=scale, size=size, time=time, text=text, links=links
    )


class CompareMap(ExploreMap):
    """A page with two maps that move as one; made by `compare`.

    Parameters
    ----------
    layers : tuple of ManyEvents
        The events of each.
    names : tuple of str
        What each is called.
    title : str
        Headline of the page.

    Examples
    --------
    >>> import geopandas, shapely
    >>> from geo.maps import ManyEvents
    >>> town = geopandas.GeoDataFrame(geometry=[shapely.Point(67.01, 24.86)], crs="EPSG:4326")
    >>> layers = ManyEvents(town), ManyEvents(town)
    >>> CompareMap(layers, names=("One", "Same"), title="Twice")
    <CompareMap: 1 events beside 1 events>
    """

    def __init__(
        self, layers: tuple[ManyEvents, ManyEvents], *, names: tuple[str, str], title: str
    ) -> None:
        super().__init__(layers[0], title=title)
        self._name = "CompareMap"
        self._other = layers[1]
        self._halves = names
        self.add_child(self._other)

    def __repr__(self) -> str:
        first, second = (f"{layer.rows:,} events" for layer in self._layers)
        return f"<CompareMap: {first} beside {second}>"

    @property
    def _layers(self) -> list[ManyEvents]:
        return [self._layer, self._other]

    def _compared(self) -> dict[str, Any]:
        boxes = np.array([layer.bounds() for layer in self._layers if layer.rows])
        bounds = self._layer.bounds()
        if len(boxes):
            bounds = [boxes[:, 0].min(axis=0).tolist(), boxes[:, 1].max(axis=0).tolist()]
        other = {"layer": self._other.get_name(), "map": f"{self.get_name()}_other"}
        return {"bounds": bounds, "other": other}

    def render(self, **_: object) -> str:
        """Add the page's parts to the figure, with the styles of two maps."""
        super().render()
        styles = Finished(f"<style>{static_text('compare.css')}</style>\n")
        figure_of(self).header.add_child(styles, name="geo_compare_style")
        return ""

    @property
    def _is_live(self) -> bool:
        return False


def compare(
    events: Any,  # noqa: ANN401 - whatever holds a table
    other: Any,  # noqa: ANN401 - the same
    *,
    names: tuple[str, str] = ("Left", "Right"),
    column: str | None = None,
    scale: str | None = None,
    time: str | tuple[str, str] | None = None,
    title: str | None = None,
) -> CompareMap:
    """Draw two tables of events, or two times of one, as maps that move as one.

    Parameters
    ----------
    events, other : geopandas.GeoDataFrame, path-like, or a table of any kind
        What `explore` takes, up to what one page holds.
    names : tuple of str
        What they are called.
    column : str, optional
        Column of both that gives the colour: a value has the same colour in both.
    scale, time : optional
        As of `explore`, for both.
    title : str, optional
        Headline of the page; the two names if not given.

    Returns
    -------
    CompareMap
        A page with a map, a key, filters, a timeline and a list for each table. The maps stand side
        by side, or one over the other with a line between them that is dragged.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or holds what can't be drawn.

    Examples
    --------
    >>> import geopandas, shapely
    >>> towns = geopandas.GeoDataFrame(
    ...     {"year": [2006, 2007, 2007]}, geometry=[shapely.Point(67.01, 24.86)] * 3, crs=4326
    ... )
    >>> earlier = towns["year"] == 2006
    >>> compare(towns[earlier], towns[~earlier], names=("2006", "2007"))
    <CompareMap: 1 events beside 2 events>
    """
    if not isinstance(names, (tuple, list)) or len(names) != 2:  # noqa: PLR2004 - left and right
        raise MapError(f"names: found {names!r}, wanted two names")
    left, right = (
        events_layer(table, column=column, scale=scale, time=time) for table in (events, other)
    )
    if column is not None:
        _colour_alike(left, right, column=column, scale=scale)
    halves = (str(names[0]), str(names[1]))
    return CompareMap((left, right), names=halves, title=title or f"{halves[0]} and {halves[1]}")


def _colour_alike(left: ManyEvents, right: ManyEvents, *, column: str, scale: str | None) -> None:
    """Colour two layers by one key, that of all their values."""
    values = [scalars_of(layer.events[column]) for layer in (left, right)]
    both = colouring(pd.concat(values, ignore_index=True), scale=scale)
    cut = len(values[0])
    left.colour(replace(both, codes=both.codes[:cut]))
    right.colour(replace(both, codes=both.codes[cut:]))
