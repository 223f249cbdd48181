"""The story's page: a folium map whose every way out is one sealed file."""

from __future__ import annotations

import os
from html import escape
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

import folium
import pandas as pd
from branca.element import CssLink, Figure, JavascriptLink

from geo.credits import CREDIT_LINES
from geo.errors import ExportError
from geo.files import write_whole
from geo.maps import records
from geo.maps.assets import head_parts
from geo.maps.controls import Legend, Panel, Views
from geo.maps.elements import figure_of
from geo.maps.finished import Finished, printable, to_json
from geo.maps.layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from geo.maps.sealing import seal, templates
from geo.maps.wording import date_text

if TYPE_CHECKING:
    import geopandas as gpd


class MappedStory(Protocol):
    """What a story must have to be mapped; `geo.Story` has it."""

    @property
    def title(self) -> str:
        """Headline."""

    @property
    def finding(self) -> str:
        """One sentence."""

    @property
    def language(self) -> str:
        """BCP 47 tag."""

    @property
    def events(self) -> gpd.GeoDataFrame:
        """Events."""

    @property
    def links(self) -> gpd.GeoDataFrame:
        """Links."""

    @property
    def places(self) -> gpd.GeoDataFrame:
        """Places."""

    @property
    def actors(self) -> pd.DataFrame:
        """People and bodies."""

    @property
    def claims(self) -> pd.DataFrame:
        """Claims."""

    @property
    def figures(self) -> pd.DataFrame:
        """Figures."""

    @property
    def sources(self) -> pd.DataFrame:
        """Articles."""

    @property
    def views(self) -> pd.DataFrame:
        """Views of the map."""


class SealedFigure(Figure):
    """A figure that renders as a sealed page."""

    def render(self, **_: object) -> str:
        """Give the whole page."""
        (child,) = self._children.values()
        if not isinstance(child, StoryMap):
            raise ExportError(f"a sealed page: found {type(child).__name__}, wanted one StoryMap")
        return child.sealed()


class StoryMap(folium.Map):
    """A story's map with its list, key, views and table: a folium map that is a whole page.

    However it leaves (`save`, `geo.save_html`, a notebook's display, ``get_root().render()``), it
    is the sealed page. folium elements can be added if they need no script of their own.

    Parameters
    ----------
    story : geo.Story
        The story.

    Raises
    ------
    geo.errors.MapError
        When a frame lacks a column or is not in EPSG:4326.
    """

    default_js = folium.Map.default_js[:1]
    default_css = folium.Map.default_css[:1]

    def __init__(self, story: MappedStory) -> None:
        super().__init__(tiles=None)
        self._story = story
        SealedFigure().add_child(self)
        self._name = "StoryMap"
        name, claims, figures = self.get_name(), story.claims, story.figures
        Basemap().add_to(self)
        EventLayer(story.events, claims=claims, figures=figures).add_to(self)
        quiet = story.places[~story.places.index.isin(story.events["place"])]
        PlaceLayer(quiet, claims=claims, figures=figures).add_to(self)
        LinkLayer(story.links, claims=claims, figures=figures).add_to(self)
        slot = f"{name}_panel"
        Panel(actors=story.actors, claims=claims, figures=figures, slot=slot).add_to(self)
        Legend(events=story.events, links=story.links, slot=f"{name}_legend").add_to(self)
        views = story.views if len(story.views) else _whole(story)
        Views(views, places=story.places, links=story.links, slot=f"{name}_views").add_to(self)

    def __repr__(self) -> str:
        events, links = len(self._story.events), len(self._story.links)
        return f"<StoryMap: {events} events, {links} links>"

    def render(self, **_: object) -> str:
        """Put the page's parts into the figure, then those of the layers."""
        figure, name = figure_of(self), self.get_name()
        for key, url in self.default_css:
            figure.header.add_child(CssLink(url), name=key)
        for key, url in self.default_js:
            figure.header.add_child(JavascriptLink(url), name=key)
        for key, part in head_parts().items():
            figure.header.add_child(part, name=key)
        figure.html.add_child(Finished(self._body()), name=f"{name}_body")
        options = {
            "attributionControl": False,
            "center": [20, 30],
            "maxZoom": 15,
            "minZoom": 1,
            "zoom": 3,
            "zoomControl": False,
            "zoomDelta": 0.5,
            "zoomSnap": 0.25,
        }
        script = (
            f'var {name} = L.map("{name}", {to_json(options)});\n'
            f'L.control.zoom({{position: "topright"}}).addTo({name});\n'
            f'L.control.scale({{position: "bottomleft"}}).addTo({name});\n'
        )
        figure.script.add_child(Finished(script), name=name)
        for child in self._children.values():
            child.render()
        return ""

    def _body(self) -> str:
        story = self._story
        told = records.claims_by_item(story.claims)
        items = [
            *sorted(records.event_items(story.events, told=told), key=itemgetter("order")),
            *sorted(records.link_items(story.links, told=told), key=itemgetter("order")),
        ]
        about = {item["id"] for item in items}
        said = records.evidence(story.claims, figures=None, about=about)["claims"]
        claims = {claim["id"]: claim for claim in said}
        rows = [item | {"claims": [claims[one] for one in item["claims"]]} for item in items]
        sources = [
            {**row, "published": date_text(row["published"])}
            for row in story.sources.to_dict(orient="records")
        ]
        return (
            templates()
            .get_template("story.html")
            .render(
                name=self.get_name(),
                story=story,
                items=rows,
                sources=sources,
                credits=CREDIT_LINES,
            )
        )

    def sealed(self) -> str:
        """Give the whole page as text: no request, a strict policy, the same bytes each time.

        Raises
        ------
        geo.errors.ExportError
            When an added element needs a file that the page can't have.
        """
        story = self._story
        return seal(
            figure_of(self),
            title=story.title,
            description=story.finding,
            language=story.language,
            strict=True,
        )

    def save(
        self,
        outfile: str | bytes | Path | BinaryIO,
        close_file: bool = True,  # noqa: FBT001, FBT002 - branca's signature
        **_: object,
    ) -> None:
        """Write the sealed page: to a path whole or not at all, or into an open file."""
        if isinstance(outfile, (str, bytes, Path)):
            save_html(self, os.fsdecode(outfile))
            return
        outfile.write(self.sealed().encode())
        if close_file:
            outfile.close()

    def _repr_html_(self, **_: object) -> str:
        """Show the sealed page in a notebook, in a frame that can't reach the notebook."""
        return (
            '<iframe sandbox="allow-scripts allow-popups allow-downloads" '
            'width="100%" height="720" style="border:0" '
            f'title="{escape(printable(self._story.title))}" '
            f'srcdoc="{escape(self.sealed())}"></iframe>'
        )


def story_map(story: MappedStory) -> StoryMap:
    """Draw a story as a page: map, list with the evidence, key, views, table.

    Parameters
    ----------
    story : geo.Story
        The story, as `geo.read_story` gives it.

    Returns
    -------
    StoryMap
        A `folium.Map` that shows itself in a notebook without a network.

    Raises
    ------
    geo.errors.MapError
        When a frame lacks a column or is not in EPSG:4326.

    Examples
    --------
    >>> import geo
    >>> page = geo.story_map(geo.read_story("data"))  # doctest: +SKIP
    >>> geo.save_html(page, "outputs/london-karachi.html")  # doctest: +SKIP
    """
    return StoryMap(story)


def save_html(folium_map: folium.Map, path: str | os.PathLike[str]) -> None:
    """Save a folium map as one file that needs no network.

    Parameters
    ----------
    folium_map : folium.Map
        A map; a `StoryMap` keeps its title and language.
    path : path-like
        Where the file shall stand. It appears whole, or what stood there stays.

    Raises
    ------
    geo.errors.ExportError
        Naming each address (script, style, tiles) that the page would need the network for.

    Examples
    --------
    >>> import folium, geo
    >>> plain = folium.Map(tiles=None)
    >>> geo.save_html(plain, "map.html")
    Traceback (most recent call last):
    ...
    geo.errors.ExportError: the map needs files that no offline page can have; found
      https://code.jquery.com/jquery-3.7.1.min.js
    ...
    """
    if isinstance(folium_map, StoryMap):
        write_whole(path, folium_map.sealed())
    else:
        write_whole(path, seal(figure_of(folium_map)))


def _whole(story: MappedStory) -> pd.DataFrame:
    """Make the one view of a story that names none: everywhere something happens or leads."""
    named = {*story.events["place"], *story.links["from"], *story.links["to"]}
    located = story.places[~story.places.geometry.isna()]
    told = [name for name in located.index if name in named] or list(located.index)
    view = {"title": ["The whole story"], "places": ["; ".join(told)]}
    return pd.DataFrame(view, index=pd.Index(["all"], name="id")).iloc[: len(told)]
