from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import folium
import pytest

import geo.maps as ours
from geo.errors import MapError

if TYPE_CHECKING:
    from maps.opening import Open
    from maps.small_story import SmallStory

STATIC = Path(ours.__file__).parent / "static"
LEAFLET = {"/leaflet.js": STATIC / "leaflet.js", "/leaflet.css": STATIC / "leaflet.css"}


@pytest.mark.browser
def test_beside_folium_s_own_marker_and_control(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    name = '{{ 7*7 }}<b>{% raw %}"'
    plain = folium.Map([40, 30], zoom_start=3, tiles=None)
    ours.Basemap().add_to(plain)
    story = small_story
    ours.EventLayer(story.events, claims=story.claims, figures=story.figures, name=name).add_to(
        plain
    )
    ours.LinkLayer(story.links, claims=story.claims).add_to(plain)
    folium.Marker([51.6, -0.28]).add_to(plain)
    folium.LayerControl(collapsed=False).add_to(plain)
    path = tmp_path / "plain.html"
    plain.save(path)
    found = opened(path, served=LEAFLET)
    found.wait_for_basemap()
    told = found.report()
    assert (told["events"], told["links"]) == (3, 3)
    assert found.page.locator("img.leaflet-marker-icon").count() == 1
    labels = found.page.locator(".leaflet-control-layers-overlays label").all_text_contents()
    assert [label.strip() for label in labels] == [name, "Links"]
    found.page.locator('.geo-chip[aria-label="An order"] .geo-chip-target').click()
    popup = found.page.locator(".leaflet-popup-content")
    assert "It was none." in popup.text_content()
    assert "paragraph 4" in popup.text_content()
    found.page.keyboard.press("Escape")
    popup.wait_for(state="detached")
    found.page.locator('.geo-chip[aria-label="A call"]').focus()
    found.page.keyboard.press("Enter")
    assert "There was a call." in popup.text_content()
    popup.locator('[data-beside="order"]').click()
    popup.get_by_text("It was none.").wait_for()


def test_each_claim_stands_in_the_page_once(small_story: SmallStory) -> None:
    story = small_story
    first, second = folium.Map(tiles=None), folium.Map(tiles=None)
    for plain in (first, second):
        ours.EventLayer(story.events, claims=story.claims, figures=story.figures).add_to(plain)
        ours.LinkLayer(story.links, claims=story.claims, figures=story.figures).add_to(plain)
    group = folium.FeatureGroup("both").add_to(second)
    ours.PlaceLayer(story.places, claims=story.claims).add_to(group)
    both = folium.Figure()
    both.add_child(first)
    both.add_child(second)
    for _ in range(2):  # drawn again, nothing is added
        page = both.render()
        assert page.count("There was a call.") == 2  # one block for each map
        assert page.count('_evidence" type') + page.count('_evidence">') == 2
    alone = ours.LinkLayer(story.links)
    alone.add_to(folium.Map(tiles=None))
    assert "_evidence" not in alone.get_root().render()


@pytest.mark.browser
def test_parts_of_the_page_work_as_controls_on_the_map(
    small_story: SmallStory, tmp_path: Path, opened: Open
) -> None:
    plain = folium.Map([40, 30], zoom_start=3, tiles=None)
    story = small_story
    ours.EventLayer(story.events, claims=story.claims).add_to(plain)
    ours.PlaceLayer(story.places).add_to(plain)
    ours.Legend(events=story.events).add_to(plain)
    ours.Views(story.views, places=story.places).add_to(plain)
    ours.Panel(actors=story.actors, claims=story.claims).add_to(plain)
    path = tmp_path / "plain.html"
    plain.save(path)
    page = opened(path, served=LEAFLET).page
    page.locator('[data-item="clash"] .geo-head').click()
    assert page.locator('[data-item="clash"] .geo-claim').count() == 2
    page.locator(".geo-legend summary").click()
    assert page.get_by_label("Events", exact=True).is_checked()
    assert page.locator(".geo-views button").count() == 3


def test_a_missing_column_is_named(small_story: SmallStory) -> None:
    with pytest.raises(MapError, match="events: found no column precision, status"):
        ours.EventLayer(small_story.events.drop(columns=["status", "precision"]))


def test_another_reference_system_is_refused(small_story: SmallStory) -> None:
    with pytest.raises(MapError, match=r"links: found EPSG:3857, wanted EPSG:4326"):
        ours.LinkLayer(small_story.links.to_crs(3857))


def test_a_view_of_nothing_is_named(small_story: SmallStory) -> None:
    views = small_story.views.assign(places="nowhere")
    with pytest.raises(MapError, match="views, whole: found no place with a location"):
        ours.Views(views, places=small_story.places)


def test_frames_are_left_as_they_were(small_story: SmallStory) -> None:
    before = small_story.events.copy()
    ours.story_map(small_story)
    assert small_story.events.equals(before)
