"""The story's page: a folium map that is saved as one sealed file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import folium
import pandas as pd
from branca.element import CssLink, Figure, JavascriptLink
from markupsafe import Markup

from geo.credits import credit_lines
from geo.errors import STORY, ExportError, check_has
from geo.maps import archive, records
from geo.maps.base import figure_of, framed, place_words, show
from geo.maps.controls import Address, Cards, Legend, Panel, Search, Share, Timeline, Views
from geo.maps.guide import Footnotes, PageGuide, note_text
from geo.maps.layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from geo.messages import as_of_text, date_text, interface_language, words_in
from geo.palette import kind_styles, medium_styles
from geo.sealing.assets import Finished, head_parts, static_text, to_json
from geo.sealing.seal import save_html, seal, templates
from geo.story.framing import SIGNS

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.maps.guide import Card
    from geo.messages import Words
    from geo.story.story import Story

    Record = dict[str, Any]


class MappedStory(Protocol):
    """What a story must have to be mapped; `geo.Story` has it."""

    @property
    def name(self) -> str:
        """Slug."""

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

    @property
    def steps(self) -> pd.DataFrame:
        """Steps of the guided story."""

    @property
    def framing(self) -> pd.DataFrame:
        """Texts of the story's own voice, with the claims they rest on."""

    @property
    def as_of(self) -> str:
        """Up to when the story is told, EDTF, or empty."""


class SealedFigure(Figure):
    """A figure that renders as a sealed page."""

    def render(self, **_: object) -> str:
        """Return the whole page."""
        (child,) = self._children.values()
        if not isinstance(child, StoryMap):
            raise ExportError(f"a sealed page: found {type(child).__name__}, wanted one StoryMap")
        return child.sealed()


class StoryMap(folium.Map):
    """A story's map with all that stands around it: a folium map that is a whole page.

    List, timeline, search, guided steps, key, views and a table show the same things, and what is
    chosen in one is chosen in all.

    However it leaves (`save`, `geo.save_html`, a notebook's display, ``get_root().render()``), it
    is the sealed page. folium elements can be added if they need no script of their own.

    Parameters
    ----------
    story : geo.Story
        The story.
    language : str, optional
        Language of the page: one of the story's, whose texts it then shows, or one of the
        interface, ``en``, ``ur``, ``de``, ``fr`` or ``es``. By default the story's own, else
        English; what the story says is marked as being in its language.

    Raises
    ------
    geo.errors.MapError
        When a frame lacks a column or is not in EPSG:4326, or no words are in that language.

    Examples
    --------
    >>> import geo
    >>> page = StoryMap(geo.read_story("data"), language="ur")  # this project's own story
    >>> '<html lang="ur" dir="rtl">' in page.get_root().render()
    True
    """

    default_js = folium.Map.default_js[:1]
    default_css = folium.Map.default_css[:1]

    def __init__(self, story: MappedStory, *, language: str | None = None) -> None:
        super().__init__(tiles=None)
        self._is_translated = language in getattr(story, "languages", ())
        if language and self._is_translated:
            story = cast("Story", story).in_language(language)
            language = interface_language(language)
        self._story = story
        self._media = getattr(story, "media", {})
        words = words_in(language or interface_language(story.language))
        self._words = words.with_signs(story)
        self._notes = Footnotes(story.framing, claims=story.claims)
        self._guide = PageGuide(story, notes=self._notes, words=self._words)
        SealedFigure().add_child(self)
        self._name = "StoryMap"
        self._exhibits: dict[str, Record] = {}
        self._add_layers()
        self._add_parts()

    def _add_layers(self) -> None:
        story, words = self._story, self._words
        evidence: dict[str, Any] = {"claims": story.claims, "figures": story.figures}
        Basemap().add_to(self)
        EventLayer(story.events, words=words, **evidence).add_to(self)
        quiet = story.places[~story.places.index.isin(story.events["place"])]
        PlaceLayer(quiet, **evidence).add_to(self)
        signs: dict[str, Any] = {"media": self._media, "statuses": getattr(story, "statuses", {})}
        LinkLayer(story.links, words=words, **signs, **evidence).add_to(self)

    def _add_parts(self) -> None:
        """Add what stands around the map, in the order in which one part needs another."""
        story, name = self._story, self.get_name()
        cited = {"name": story.name, "title": story.title, "language": story.language}
        Share(story.sources, words=self._words, slot=f"{name}_share", **cited).add_to(self)
        evidence: dict[str, Any] = {"claims": story.claims, "figures": story.figures}
        Panel(actors=story.actors, slot=f"{name}_panel", **evidence).add_to(self)
        drawn = {"events": story.events, "links": story.links, "places": story.places}
        signs: dict[str, Any] = {key: getattr(story, key, {}) for key in SIGNS}
        Legend(**drawn, **signs, slot=f"{name}_legend").add_to(self)
        views = story.views if len(story.views) else _whole(story)
        Views(views, places=story.places, links=story.links, slot=f"{name}_views").add_to(self)
        Timeline(slot=f"{name}_time").add_to(self)
        Search(slot=f"{name}_search").add_to(self)
        Cards(slot=f"{name}_guide").add_to(self)
        Address().add_to(self)

    def __repr__(self) -> str:
        events, links = len(self._story.events), len(self._story.links)
        return f"<StoryMap: {events} events, {links} links>"

    def render(self, **_: object) -> str:
        """Add the page's parts to the figure, then those of the layers."""
        figure, name = figure_of(self), self.get_name()
        for key, url in self.default_css:
            figure.header.add_child(CssLink(url), name=key)
        for key, url in self.default_js:
            figure.header.add_child(JavascriptLink(url), name=key)
        for key, part in head_parts().items():
            figure.header.add_child(part, name=key)
        kinds = getattr(self._story, "kinds", {})
        if self._media or kinds:
            rules = f"{medium_styles(self._media)}{kind_styles(kinds)}"
            own = Finished(f"<style>{rules}</style>\n")
            figure.header.add_child(own, name=f"{name}_media")
        place_words(figure, words=self._words, story=self._story.language)
        self._exhibits = archive.exhibit_figures(self._story)
        if self._exhibits:
            own = Finished(f"<style>{static_text('exhibits.css')}</style>\n")
            figure.header.add_child(own, name=f"{name}_exhibits")
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
        script = f'var {name} = L.map("{name}", {to_json(options)});\ngeoMaps.page({name});\n'
        figure.script.add_child(Finished(script), name=name)
        for child in self._children.values():
            child.render()
        return ""

    def _body(self) -> str:
        story, words = self._story, self._words
        cards = self._guide.cards()
        pictures = {card.id: self._exhibit_of(card) for card in cards} if self._exhibits else {}
        gallery = [it for name, it in self._exhibits.items() if name not in pictures.values()]
        sources = [
            {
                **row,
                "published": date_text(row["published"], words=words),
                **{key: records.web_address(row.get(key, "")) for key in ("url", "archived_url")},
            }
            for row in story.sources.to_dict(orient="records")
        ]
        items = archive.table_rows(story, words=words)
        lines = archive.answer_lines(story.claims)
        return (
            templates()
            .get_template("story.html")
            .render(
                name=self.get_name(),
                story=story,
                scene=self._guide.scene(name=f"{self.get_name()}_plain_text"),
                scene_text=self._guide.text_equivalent(),
                cards=cards,
                pictures=pictures,
                exhibits=self._exhibits,
                gallery=gallery,
                note_text=note_text,
                own_dir=self._own_direction(),
                finding=self._notes.finding or [(story.finding, [])],
                notes=[{**it, "answers": lines.get(it["id"])} for it in self._notes.rows()],
                as_of=as_of_text(story.as_of, words=words),
                words=words,
                lang="" if story.language == words.language else story.language,
                located=bool(story.places.geometry.notna().any()),
                items=items,
                differences=archive.table_differences(story),
                figures=archive.table_figures(story),
                unstated=archive.unstated_groups(story, items),
                sources=sources,
                corrections=_corrections(story, words=words),
                credits=credit_lines(story.places.get("provider")),
            )
        )

    def _exhibit_of(self, card: Card) -> str:
        """Return the exhibit of a card: that of its step, of a story without steps its event's."""
        steps, events = self._story.steps, self._story.events
        if len(steps):
            return str(steps["image"].get(card.id, ""))
        return str(events["image"].get(card.selects, ""))

    def _own_direction(self) -> Markup:
        """Return the attribute for a story's texts on a page of the other direction, or mixed."""
        if self._is_translated:
            return Markup(' dir="auto"')
        own = words_in(interface_language(self._story.language)).direction
        is_other = own != self._words.direction
        return Markup(' dir="{}"').format(own) if is_other else Markup("")

    def sealed(self) -> str:
        """Return the whole page as text: no request, a strict policy, the same bytes each time.

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
            language=self._words.language,
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
        return framed(self.sealed(), title=self._story.title, height=720)

    def _ipython_display_(self) -> None:
        """Show the page in a notebook, with a picture for who has not trusted the notebook."""
        title = f"Picture of the map: {self._story.title}"
        show(self._repr_html_(), text=self._plain_text(), title=title, picture=self._picture)

    def _plain_text(self) -> str:
        """List the events, and what links places, in words."""
        events, links = self._story.events, self._story.links
        lines = [repr(self)]
        lines += [
            " ".join(part for part in (date, f"{title},", place or "no place told") if part)
            for date, title, place in zip(
                events["date"].map(date_text), events["title"], events["place_label"], strict=True
            )
        ]
        lines += [
            f"{title}: {start or 'not stated'} → {end or 'not stated'}, {medium}, {status}"
            for title, start, end, medium, status in links[
                ["title", "from_label", "to_label", "medium", "status"]
            ].itertuples(index=False)
        ]
        return "\n".join(lines)

    def _picture(self) -> bytes | None:
        from geo.figures.still import still  # noqa: PLC0415 - who draws no notebook needs no matplotlib

        return (
            still(cast("Story", self._story)) if self._story.places.geometry.notna().any() else None
        )


def story_map(story: MappedStory, *, language: str | None = None) -> StoryMap:
    """Draw a story as a page: map, timeline, list with the evidence, search, steps, table.

    Parameters
    ----------
    story : geo.Story
        The story, as `geo.read_story` gives it.
    language : str, optional
        Language of the page: one of the story's `geo.Story.languages`, whose texts it then shows,
        or one of the interface: ``en``, ``ur`` (from right to left), ``de``, ``fr`` or ``es``.
        By default the story's own; where there are no words for it, those of the page are English.

    Returns
    -------
    StoryMap
        A `folium.Map` that shows itself in a notebook without a network.

    Raises
    ------
    geo.errors.ArgumentError
        When an argument is of the wrong type.
    geo.errors.MapError
        When a frame lacks a column or is not in EPSG:4326, or no words are in that language.

    Examples
    --------
    >>> import geo
    >>> import folium
    >>> isinstance(geo.story_map(geo.read_story("data")), folium.Map)  # this project's own story
    True
    """
    check_has("story", story, "places", "events", "links", "language", wanted=STORY)
    return StoryMap(story, language=language)


def _corrections(story: MappedStory, *, words: Words) -> list[Record]:
    """Return what was put right, the latest first; none of a story without such a table."""
    table = getattr(story, "corrections", None)
    rows = [] if table is None else table.sort_values("date", kind="stable").to_dict("records")
    return [{**row, "date": date_text(row["date"], words=words)} for row in reversed(rows)]


def _whole(story: MappedStory) -> pd.DataFrame:
    """Build the one view of a story that names none: everywhere something happens or leads."""
    named = {*story.events["place"], *story.links["from"], *story.links["to"]}
    located = story.places[~story.places.geometry.isna()]
    places = [name for name in located.index if name in named] or list(located.index)
    view = {"title": ["The whole story"], "places": ["; ".join(places)]}
    return pd.DataFrame(view, index=pd.Index(["all"], name="id")).iloc[: len(places)]
