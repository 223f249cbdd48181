"""Layers for any folium map: basemap, events, places and links; the ground under many events."""

from __future__ import annotations

import base64
import gzip
import json
import math
import zlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.evidence import claims_by_subject
from geo.gazetteer.gazetteer import PER_DEGREE, embedded
from geo.gazetteer.reverse import NAMED_KINDS, containing, nearest
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
        claims_of = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.event_items(events, claims_of=claims_of, words=words)),
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
        claims_of = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.place_items(places, claims_of=claims_of)),
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
        claims_of = {} if claims is None else claims_by_subject(claims)
        data = {
            "name": name,
            "items": records.brief(records.link_items(links, claims_of=claims_of, words=words)),
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


_WIDEST = 3.0
"""Degrees across and down from which the world's own names and borders are enough."""

_LEAST_MARGIN = 0.12
_MOST_NAMES = 80
_VIEW_PX = 700
_OUT = 1.5
_FINEST_ZOOM = 12.0
_OUTLINED = frozenset({"borough", "region", "province"})
_CLOSE_KM = 3.0


_LEFT_OUT = frozenset({"river"})
_FEWEST = {"lake": 14, "land": 6}
"""Vertices below which a ring is too small a thing for this map."""


@cache
def world_text() -> str:
    """Return the embedded basemap without details, rivers and the smallest lakes and islands.

    Returns
    -------
    str
        A gzip file in base64, of the form that the embedded basemap has.
    """
    packed = files("geo.maps").joinpath("data", "basemap.bin.gz").read_bytes()
    content = gzip.decompress(packed)
    start = 4 + int.from_bytes(content[:4], "little")
    header: dict[str, Any] = json.loads(content[4:start])
    layers, bodies = [], []
    for layer, lines in zip(header["layers"], _lines(header, content[start:]), strict=True):
        if layer["detail"] or layer["kind"] in _LEFT_OUT:
            continue
        fewest = _FEWEST.get(layer["kind"], 0)
        large_enough = [line for vertices, line in lines if vertices >= fewest]
        layers.append({**layer, "lines": len(large_enough)})
        bodies += large_enough
    lean = json.dumps(
        {**header, "layers": layers, "details": []}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    whole = len(lean).to_bytes(4, "little") + lean + b"".join(bodies)
    squeezed = zlib.compressobj(9, zlib.DEFLATED, 31, 9)
    return base64.b64encode(squeezed.compress(whole) + squeezed.flush()).decode("ascii")


def _lines(header: dict[str, Any], content: bytes) -> list[list[tuple[int, bytes]]]:
    """Cut a basemap's numbers (seven bits a byte, lowest first) into the lines of each layer."""
    octets = np.frombuffer(content, dtype=np.uint8)
    ends = np.flatnonzero(octets < 0x80)  # noqa: PLR2004 - the last byte of a number
    starts = np.concatenate([[0], ends[:-1] + 1])
    numbers = np.zeros(len(ends), dtype=np.int64)
    for place in range(int((ends - starts).max()) + 1):
        there = np.flatnonzero(starts + place <= ends)
        low = octets[starts[there] + place].astype(np.int64) & 0x7F
        numbers[there] |= low << (7 * place)
    vertices = (numbers // 2).tolist()
    layers, at = [], 0
    for layer in header["layers"]:
        lines = []
        for _ in range(layer["lines"]):
            after = at + 1 + 2 * vertices[at]
            lines.append((vertices[at], content[starts[at] : ends[after - 1] + 1]))
            at = after
        layers.append(lines)
    return layers


def near_ground(bounds: list[list[float]]) -> dict[str, Any]:
    """Return what the ground shows around a small box, for the page.

    Parameters
    ----------
    bounds : list of list of float
        South west and north east, latitude first.

    Returns
    -------
    dict
        ``names`` (name, lon, lat; the place at the middle of the box first, then the largest),
        ``areas`` (name, rings, unit), the smallest around its middle and corners, and ``zoom`` from
        which they are shown; empty for a wide box.

    Examples
    --------
    >>> edgware = near_ground([[51.6128, -0.2754], [51.6128, -0.2754]])
    >>> edgware["names"][0], [area["name"] for area in edgware["areas"]]
    (['Edgware', -0.2754, 51.6128], ['Barnet'])
    """
    (south, west), (north, east) = bounds
    wide = max(east - west, north - south)
    if wide > _WIDEST or east > 180:  # noqa: PLR2004 - the antimeridian
        return {}
    margin = max(_LEAST_MARGIN, wide / 2)
    zoom = min(_FINEST_ZOOM, math.log2(_VIEW_PX * 360 / 256 / (wide + 2 * margin))) - _OUT
    box = west - margin, south - margin, east + margin, north + margin
    middle = (west + east) / 2, (south + north) / 2
    return {
        "names": _names(box, middle),
        "areas": _areas([middle, *((lon, lat) for lon in (west, east) for lat in (south, north))]),
        "zoom": round(zoom, 2),
    }


def _names(box: tuple[float, float, float, float], middle: tuple[float, float]) -> list[list[Any]]:
    gazetteer = embedded()
    columns = gazetteer.columns
    west, south, east, north = (edge * PER_DEGREE for edge in box)
    kinds = [columns.code("kind", kind) for kind in NAMED_KINDS]
    rows = np.flatnonzero(
        np.isin(columns.kind, kinds)
        & (columns.lon >= west)
        & (columns.lon <= east)
        & (columns.lat >= south)
        & (columns.lat <= north)
    )
    order = rows[np.lexsort((rows, -columns.people[rows].astype(np.int64)))][:_MOST_NAMES]
    places = [place for place, km in nearest(gazetteer, *middle) if km <= _CLOSE_KM]
    places += [gazetteer.place(int(row)) for row in order]
    names = {place.id: (place.name, round(place.lon, 4), round(place.lat, 4)) for place in places}
    return [[*name] for name in names.values()]


def _areas(points: list[tuple[float, float]]) -> list[dict[str, Any]]:
    gazetteer = embedded()
    around = [containing(gazetteer, *point)[:1] for point in dict.fromkeys(points)]
    places = {place.boundary: place for places_there in around for place in places_there}
    places = {key: place for key, place in places.items() if place.kind in _OUTLINED}
    areas = []
    for boundary, place in places.items():
        outline = gazetteer.outlines.find(boundary)
        unit = records.ring_unit(outline)
        areas.append(
            {"name": place.name, "rings": records.encode_rings(outline, unit=unit), "unit": unit}
        )
    return areas
