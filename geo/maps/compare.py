"""Two tables of events on one page, side by side or under a line that is drawn across."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import MapError
from geo.formats.columns import scalars_of
from geo.maps.base import figure_of
from geo.maps.explore import ExploreMap, events_layer
from geo.maps.points.colours import colouring
from geo.sealing.assets import Finished, static_text

if TYPE_CHECKING:
    from geo.maps.points.layer import ManyEvents


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
