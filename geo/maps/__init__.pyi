from .controls import Legend, Panel, Search, Share, Steps, Timeline, Views
from .explore import ExploreMap, explore
from .folium_saving import save_html
from .layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from .many import ManyEvents
from .page import StoryMap, story_map
from .sealing import seal

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
