"""Controls beside the map: key, list, timeline, search, steps, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.errors import MapError
from geo.evidence import claims_by_subject, split_ids
from geo.maps import records
from geo.maps.base import DataControl, box_of, with_evidence
from geo.maps.layers import link_key
from geo.messages import date_text
from geo.palette import BORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import geopandas as gpd
    import pandas as pd

    from geo.messages import Words
    from geo.palette import Medium, Standing


_PRECISIONS: dict[str, AbstractSet[str]] = {
    "dot": {"site", "street"},
    "circle": {"suburb", "city"},
    "outline": {"borough", "province", "region", "country"},
}


class Legend(DataControl):
    """The key: what is on the map, and switches for its layers.

    Parameters
    ----------
    events, links, places : geopandas.GeoDataFrame, optional
        Frames that are drawn; only what occurs in them is explained. Of the classes of borders
        the key lists those that are in sight.
    media, kinds, statuses : mapping, optional
        The story's own, as in `geo.Story`.
    slot : str
        Id of the page's element that takes the key; empty for a corner of the map.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.LinkLayer(story.links).add_to(m)
    >>> _ = Legend(links=story.links).add_to(m)
    >>> "geoMaps.legend(" in m.get_root().render()
    True
    """

    _function = "legend"

    def __init__(
        self,
        *,
        events: gpd.GeoDataFrame | None = None,
        links: gpd.GeoDataFrame | None = None,
        places: gpd.GeoDataFrame | None = None,
        media: Mapping[str, Medium] | None = None,
        kinds: Mapping[str, Medium] | None = None,
        statuses: Mapping[str, Standing] | None = None,
        slot: str = "",
    ) -> None:
        key = link_key(media, statuses)
        drawn = [] if links is None else [links[links.geometry.notna()]]
        drawn_media = {name for frame in drawn for name in frame["medium"]}
        drawn_statuses = {name for frame in drawn for name in frame["status"]}
        exact = set() if events is None else set(events["precision"])
        shown_frames = [*drawn, *([] if events is None else [events])]
        precisions = [
            {"id": shape, "shape": shape}
            for shape, drawn_so in _PRECISIONS.items()
            if drawn_so & exact
        ]
        contested = any(bool(frame["contested"].any()) for frame in shown_frames)
        data = {
            "media": [entry for entry in key["media"] if entry["id"] in drawn_media],
            "statuses": [entry for entry in key["statuses"] if entry["id"] in drawn_statuses],
            "kinds": [
                {"id": name, "letter": kind.letter}
                for name, kind in (kinds or {}).items()
                if events is not None and name in set(events["kind"])
            ],
            "precisions": precisions,
            "contested": contested,
            "unsure": any(_is_unsure(frame) for frame in (events, places, *drawn)),
            "borders": [{"id": name} for name in BORDERS],
        }
        super().__init__(data=data, slot=slot)


def _is_unsure(frame: gpd.GeoDataFrame | None) -> bool:
    """Return whether the place of anything in a frame, or an end of a link, is a guess."""
    columns = ("unsure", "from_unsure", "to_unsure")
    return frame is not None and bool(frame.filter(columns).any(axis=None))


class Views(DataControl):
    """Buttons that show certain places, one click away; the first is how the map opens.

    Parameters
    ----------
    views : pandas.DataFrame
        Columns ``title`` and ``places`` (ids with semicolons between them); the index is the id.
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

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.PlaceLayer(story.places).add_to(m)
    >>> _ = Views(story.views, places=story.places).add_to(m)
    >>> "geoMaps.views(" in m.get_root().render()
    True
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
            shown = split_ids(view["places"])
            frames = [places.reindex(shown)]
            if links is not None:
                ends = links["from"].isin(shown) & links["to"].isin(shown)
                frames.append(links[ends])
            data.append(
                {"id": name, "title": view["title"], "bounds": _bounds(frames, view=str(name))}
            )
        super().__init__(data=data, slot=slot)


def _bounds(frames: list[gpd.GeoDataFrame], *, view: str) -> list[float]:
    box = box_of(*frames)
    if box is None:
        raise MapError(f"views, {view}: found no place with a location, wanted at least one")
    return [round(edge, 5) for edge in box]


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

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.EventLayer(story.events).add_to(m)
    >>> _ = Panel(actors=story.actors, claims=story.claims).add_to(m)
    >>> "geoMaps.panel(" in m.get_root().render()
    True
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
        claims_of = {} if claims is None else claims_by_subject(claims)
        about = set() if actors is None else set(map(str, actors.index))
        self._items = (
            []
            if actors is None
            else records.brief(records.actor_items(actors, claims_of=claims_of))
        )
        self._evidence = records.evidence(claims, figures=figures, about=about)
        super().__init__(data={}, slot=slot)

    def _content(self) -> Mapping[str, Any]:
        return with_evidence(self, data={"items": self._items}, evidence=self._evidence)


class Timeline(DataControl):
    """All that has a date, each with its reach; a stretch of time can be marked and played.

    What may have happened in that stretch stays on the map and in the list, and says so where its
    date is less exact. Dates of any year are shown, before 1970 and before the common era too.

    Parameters
    ----------
    slot : str
        Id of the page's element that takes the timeline; empty for a corner of the map.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.EventLayer(story.events).add_to(m)
    >>> _ = Timeline().add_to(m)
    >>> "geoMaps.timeline(" in m.get_root().render()
    True
    """

    _function = "timeline"

    def __init__(self, *, slot: str = "") -> None:
        super().__init__(data={}, slot=slot)


class Search(DataControl):
    """Search over names and text, filters, and how many events and reports are shown.

    Parameters
    ----------
    slot : str
        Id of the page's element that takes the search; empty for a corner of the map.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.EventLayer(story.events).add_to(m)
    >>> _ = Search().add_to(m)
    >>> "geoMaps.search(" in m.get_root().render()
    True
    """

    _function = "search"

    def __init__(self, *, slot: str = "") -> None:
        super().__init__(data={}, slot=slot)


class Steps(DataControl):
    """The story told in steps, each with its view, its time and its evidence.

    Parameters
    ----------
    steps : pandas.DataFrame
        Columns ``title``, ``text``, ``view`` (id of a view, or empty), ``selects`` (id of what it
        opens, or empty) and ``date`` (EDTF, or empty for all time); the index is the id.
    slot : str
        Id of the page's element that takes the steps; empty for a corner of the map.
    parts : mapping, optional
        For each step its text in parts, each with the numbers of the page's footnotes behind it.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.EventLayer(story.events).add_to(m)
    >>> _ = Views(story.views, places=story.places).add_to(m)
    >>> _ = Steps(story.steps).add_to(m)
    >>> "geoMaps.steps(" in m.get_root().render()
    True
    """

    _function = "steps"

    def __init__(
        self,
        steps: pd.DataFrame,
        *,
        slot: str = "",
        parts: Mapping[str, Sequence[tuple[str, list[int]]]] | None = None,
    ) -> None:
        columns = ["title", "text", "view", "selects", "date"]
        rows = steps[columns].to_dict(orient="index")
        cited = parts or {}
        data = [
            {"id": str(name), **row, "parts": cited.get(str(name), [])}
            for name, row in rows.items()
        ]
        super().__init__(data=data, slot=slot)


class Cards(DataControl):
    """The guided half of a story's page: its scene follows the card that is read.

    Parameters
    ----------
    slot : str
        Id of the page's element that holds scene and cards.
    """

    _function = "cards"

    def __init__(self, *, slot: str) -> None:
        super().__init__(data={}, slot=slot)


class Share(DataControl):
    """How to cite the page, and its data to take along: GeoJSON and CSV, made in the page.

    Parameters
    ----------
    sources : pandas.DataFrame
        Columns ``title``, ``publisher``, ``author`` and ``published`` (EDTF, may be empty), and
        ``url`` if there is one; the index is the id.
    name, title : str
        Slug, of which the files take their names, and title of the story.
    language : str
        Language of the story, a BCP 47 tag.
    words : geo.messages.Words, optional
        Words for dates; English if none are given.
    slot : str
        Id of the page's element that takes the buttons; empty for a corner of the map.

    Examples
    --------
    >>> import folium, geo
    >>> story = geo.read_story("data")  # the tables of this project's own story
    >>> m = folium.Map(tiles=None)
    >>> _ = geo.maps.EventLayer(story.events).add_to(m)
    >>> told = {"name": story.name, "title": story.title, "language": story.language}
    >>> _ = Share(story.sources, **told).add_to(m)
    >>> "geoMaps.share(" in m.get_root().render()
    True
    """

    _function = "share"

    def __init__(
        self,
        sources: pd.DataFrame,
        *,
        name: str,
        title: str,
        language: str,
        words: Words | None = None,
        slot: str = "",
    ) -> None:
        columns = ["title", "publisher", "author", "published"]
        url = sources["url"].map(records.web_address) if "url" in sources else ""
        rows = sources[columns].assign(url=url).to_dict(orient="index")
        listed = [
            {"id": str(source), **row, "date": date_text(row["published"], words=words)}
            for source, row in rows.items()
        ]
        data = {"name": name, "title": title, "language": language, "sources": listed}
        super().__init__(data=data, slot=slot)


class Address(DataControl):
    """The address's fragment holds what is shown, and shows it again when it is opened."""

    _function = "address"

    def __init__(self) -> None:
        super().__init__(data={})
