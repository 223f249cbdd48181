"""Frames become folium maps: layers, an embedded basemap, the story's page, one sealed file."""

from geo.maps.controls import Legend, Panel, Search, Share, Steps, Timeline, Views
from geo.maps.explore import ExploreMap, explore
from geo.maps.folium_saving import save_html
from geo.maps.layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from geo.maps.many import ManyEvents
from geo.maps.page import StoryMap, story_map
from geo.maps.sealing import seal

__all__ = [
    "Basemap",
    "EventLayer",
    "ExploreMap",
    "Legend",
    "LinkLayer",
    "ManyEvents",
    "Panel",
    "PlaceLayer",
    "Search",
    "Share",
    "Steps",
    "StoryMap",
    "Timeline",
    "Views",
    "explore",
    "save_html",
    "seal",
    "story_map",
]
