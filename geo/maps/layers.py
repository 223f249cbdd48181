"""Layers for any folium map: basemap, events, places and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence import claims_by_subject
from geo.maps import records
from geo.maps.base import (
    DataLayer,
    box_of,
    figure_of,
    parent_name,
    place_in_page,
    without_empty,
)
from geo.palette import MEDIA, STATUSES
from geo.sealing.assets import Finished, basemap_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo.messages import Words
    from geo.palette import Medium, Standing


_EVENT_COLUMNS = (
    *("title", "date", "date_basis", "date_note", "earliest", "place", "place_label"),
    *("precision", "radius_m", "lon", "lat", "status", "contested", "note"),
)
_LINK_COLUMNS = (
    *("title", "from_label", "to_label", "medium", "direction", "date", "date_basis"),
    *("date_note", "earliest", "length_km", "status", "contested", "note"),
)
_PLACE_COLUMNS = ("name", "kind", "label", "note", "lon", "lat", "precision", "radius_m")


class Basemap(DataLayer):
    """Land, water, borders by class and names, from the page itself: no tiles, no network.

    Lines of control and disputed borders are dashed; no side's claim is drawn as settled.

    Examples
    --------
    >>> import folium
    >>> plain = folium.Map([30, 60], zoom_start=4, tiles=None)
    >>> _ = Basemap().add_to(plain)
    """

    _function = "basemap"

    def __init__(self) -> None:
        super().__init__(name="Basemap", data={}, evidence={})
        self.control = False

    def render(self, **_: object) -> str:
        """Add the basemap's bytes and script to the figure."""
        name, parent = self.get_name(), parent_name(self)
        script = f'var {name} = geoMaps.basemap("{name}_bytes");\n{name}.addTo({parent});'
        place_in_page(self, data={}, script=script)
        block = f'<script type="text/plain" id="{name}_bytes">{basemap_text()}</script>\n'
        figure_of(self).html.add_child(Finished(block), name=f"{name}_data")
        return ""


class EventLayer(DataLayer):
    """Events, drawn as exactly as their place is known.

    A site is a dot, a suburb or city a circle of its radius, a borough, province or country its
    outline. Marks that would lie on each other are one mark with a number. What has no place is in
    the list and not on the map.

    Parameters
    ----------
    events : geopandas.GeoDataFrame
        In EPSG:4326, with the columns of `geo.Story.events`; the index is the id.
    claims, figures : pandas.DataFrame, optional
        As in `geo.Story`. Those about the events are shown with them, an allegation with its
        denial beneath it, figures as whole sets.
    name : str
        Name in layer controls.
    show : bool
        Whether the layer is on the map from the start.
    words : geo.messages.Words, optional
        Words for dates; English if none are given.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or the frame is not in EPSG:4326.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> EventLayer(story.events, claims=story.claims).add_to(m).layer_name
    'Events'
    """

    _function = "events"

    def __init__(
        self,
        events: gpd.GeoDataFrame,
        *,
        claims: pd.DataFrame | None = None,
        figures: pd.DataFrame | None = None,
        name: str = "Events",
        show: bool = True,
        words: Words | None = None,
    ) -> None:
        events = records.checked(events, columns=_EVENT_COLUMNS, what="events")
        told = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.event_items(events, told=told, words=words)),
            "places": without_empty(
                records.place_records(events, place="place", label="place_label")
            ),
        }
        about = set(map(str, events.index))
        evidence = records.evidence(claims, figures=figures, about=about)
        box = box_of(events)
        super().__init__(name=name, data=data, evidence=evidence, show=show, box=box)


class PlaceLayer(DataLayer):
    """Places that are named, as quiet marks under those of the events.

    Parameters
    ----------
    places : geopandas.GeoDataFrame
        In EPSG:4326, with the columns of `geo.Story.places`; the index is the id.
    claims, figures : pandas.DataFrame, optional
        As in `geo.Story`; those about the places are shown with them.
    name : str
        Name in layer controls.
    show : bool
        Whether the layer is on the map from the start.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or the frame is not in EPSG:4326.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> PlaceLayer(story.places, name="Named").add_to(m).layer_name
    'Named'
    """

    _function = "events"
    _options = {"quiet": True}  # noqa: RUF012 - read, never changed

    def __init__(
        self,
        places: gpd.GeoDataFrame,
        *,
        claims: pd.DataFrame | None = None,
        figures: pd.DataFrame | None = None,
        name: str = "Places named",
        show: bool = True,
    ) -> None:
        places = records.checked(places, columns=_PLACE_COLUMNS, what="places")
        told = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.place_items(places, told=told)),
            "places": without_empty(records.place_records(places, place=None, label="label")),
        }
        about = set(map(str, places.index))
        evidence = records.evidence(claims, figures=figures, about=about)
        box = box_of(places)
        super().__init__(name=name, data=data, evidence=evidence, show=show, box=box)


class LinkLayer(DataLayer):
    """Links along their great circles: colour and letter by medium, dash by status, with arrows.

    Links between the same two places run side by side. One with an unknown end is in the list and
    not on the map.

    Parameters
    ----------
    links : geopandas.GeoDataFrame
        In EPSG:4326, with the columns of `geo.Story.links`; the index is the id.
    claims, figures : pandas.DataFrame, optional
        As in `geo.Story`; those about the links are shown with them.
    name : str
        Name in layer controls.
    show : bool
        Whether the layer is on the map from the start.
    words : geo.messages.Words, optional
        Words for dates; English if none are given.
    media, statuses : mapping, optional
        The story's own, as in `geo.Story`.

    Raises
    ------
    geo.errors.MapError
        When a column is missing or the frame is not in EPSG:4326.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> LinkLayer(story.links, claims=story.claims).add_to(m).layer_name
    'Links'
    """

    _function = "links"

    def __init__(  # noqa: PLR0913 - each is one thing that is drawn or said of links
        self,
        links: gpd.GeoDataFrame,
        *,
        claims: pd.DataFrame | None = None,
        figures: pd.DataFrame | None = None,
        name: str = "Links",
        show: bool = True,
        words: Words | None = None,
        media: Mapping[str, Medium] | None = None,
        statuses: Mapping[str, Standing] | None = None,
    ) -> None:
        links = records.checked(links, columns=_LINK_COLUMNS, what="links")
        told = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.link_items(links, told=told, words=words)),
        }
        about = set(map(str, links.index))
        evidence = records.evidence(claims, figures=figures, about=about)
        box = box_of(links)
        super().__init__(name=name, data=data, evidence=evidence, show=show, box=box)
        self._options = link_key(media, statuses)


def link_key(
    media: Mapping[str, Medium] | None = None, statuses: Mapping[str, Standing] | None = None
) -> dict[str, list[dict[str, str]]]:
    """Return the letters of the media and the dashes of the statuses, as the page reads them."""
    known = {**MEDIA, **(media or {})}
    return {
        "media": [{"id": name, "letter": medium.letter} for name, medium in known.items()],
        "statuses": [
            {"id": name, "dash": " ".join(f"{length:g}" for length in status.dash)}
            for name, status in {**STATUSES, **(statuses or {})}.items()
        ],
    }
