"""Frames become folium maps: layers, an embedded basemap, the story's page, one sealed file."""

from geo.maps.controls import Legend, Panel, Views
from geo.maps.layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from geo.maps.page import StoryMap, save_html, story_map
from geo.maps.sealing import seal

__all__ = [
    "Basemap",
    "EventLayer",
    "Legend",
    "LinkLayer",
    "Panel",
    "PlaceLayer",
    "StoryMap",
    "Views",
    "save_html",
    "seal",
    "story_map",
]
