"""Parts beside the map: the key, the buttons for views, the list of everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import MapError
from geo.maps import records
from geo.maps.elements import DataControl, with_evidence
from geo.maps.layers import link_key
from geo.palette import BORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import geopandas as gpd
    import pandas as pd

_PRECISIONS: dict[str, tuple[str, AbstractSet[str]]] = {
    "dot": ("Exact place or street", {"site", "street"}),
    "circle": ("Suburb or city, with its radius", {"suburb", "city"}),
    "outline": (
        "Borough, province, country: outline",
        {"borough", "province", "region", "country"},
    ),
}


class Legend(DataControl):
    """The key: what is on the map, and switches for its layers.

    Parameters
    ----------
    events, links : geopandas.GeoDataFrame, optional
        Frames that are drawn; only what occurs in them is explained.
    slot : str
        Id of the page's element that takes the key; empty for a corner of the map.
    """

    _function = "legend"

    def __init__(
        self,
        *,
        events: gpd.GeoDataFrame | None = None,
        links: gpd.GeoDataFrame | None = None,
        slot: str = "",
    ) -> None:
        key = link_key()
        drawn = [] if links is None else [links[links.geometry.notna()]]
        media = {name for frame in drawn for name in frame["medium"]}
        statuses = {name for frame in drawn for name in frame["status"]}
        exact = set() if events is None else set(events["precision"])
        told = [*drawn, *([] if events is None else [events])]
        precisions = [
            {"id": shape, "label": label, "shape": shape}
            for shape, (label, kinds) in _PRECISIONS.items()
            if kinds & exact
        ]
        contested = any(bool(frame["contested"].any()) for frame in told)
        data = {
            "media": [one for one in key["media"] if one["id"] in media],
            "statuses": [one for one in key["statuses"] if one["id"] in statuses],
            "precisions": precisions,
            "contested": "Contested: somebody denies it" if contested else "",
            "borders": [
                {"id": name, "label": border.label}
                for name, border in BORDERS.items()
                if name != "disputed"
            ],
        }
        super().__init__(data=data, slot=slot)


class Views(DataControl):
    """Buttons that show certain places, one click away; the first is how the map opens.

    Parameters
    ----------
    views : pandas.DataFrame
        Columns ``title`` and ``places`` (ids, ``; `` between them); the index is the id.
    places : geopandas.GeoDataFrame
        The places with those ids, in EPSG:4326.
    links : geopandas.GeoDataFrame, optional
        Links whose two ends a view shows are shown whole, with their bend.
    slot : str
        Id of the page's element that takes the buttons; empty for a corner of the map.

    Raises
    ------
    geo.errors.MapError
        When none of a view's places is on the map.
    """

    _function = "views"

    def __init__(
        self,
        views: pd.DataFrame,
        *,
        places: gpd.GeoDataFrame,
        links: gpd.GeoDataFrame | None = None,
        slot: str = "",
    ) -> None:
        data = []
        for name, view in views.iterrows():
            shown = records.several(view["places"])
            frames = [places.reindex(shown)]
            if links is not None:
                ends = links["from"].isin(shown) & links["to"].isin(shown)
                frames.append(links[ends])
            data.append(
                {"id": name, "title": view["title"], "bounds": _bounds(frames, view=str(name))}
            )
        super().__init__(data=data, slot=slot)


def _bounds(frames: list[gpd.GeoDataFrame], *, view: str) -> list[float]:
    boxes = np.vstack([frame.geometry.bounds.dropna().to_numpy() for frame in frames])
    if len(boxes) == 0:
        raise MapError(f"views, {view}: found no place with a location, wanted at least one")
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return [round(float(edge), 5) for edge in (west, south, east, north)]


class Panel(DataControl):
    """The list of all that the map's layers know, in order; a selected one opens with its claims.

    Parameters
    ----------
    actors : pandas.DataFrame, optional
        People and bodies to list beneath events and links, with the columns of `geo.Story.actors`.
    claims, figures : pandas.DataFrame, optional
        As in `geo.Story`; those about the actors are shown with them.
    slot : str
        Id of the page's element that takes the list; empty for a corner of the map.
    """

    _function = "panel"

    def __init__(
        self,
        *,
        actors: pd.DataFrame | None = None,
        claims: pd.DataFrame | None = None,
        figures: pd.DataFrame | None = None,
        slot: str = "",
    ) -> None:
        told = {} if claims is None else records.claims_by_item(claims)
        about = set() if actors is None else set(map(str, actors.index))
        self._items = [] if actors is None else records.actor_items(actors, told=told)
        self._evidence = records.evidence(claims, figures=figures, about=about)
        super().__init__(data=None, slot=slot)

    def _told(self) -> Mapping[str, Any]:
        return with_evidence(self, data={"items": self._items}, evidence=self._evidence)
