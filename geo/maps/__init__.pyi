from .controls import Legend, Panel, Search, Share, Steps, Timeline, Views
from .explore import ExploreMap, explore
from .large.page import FolderMap
from .layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from .live import LiveMap
from .points.layer import ManyEvents
from .story_page import StoryMap, story_map

__all__ = [
    "Basemap",
    "EventLayer",
    "ExploreMap",
    "FolderMap",
    "Legend",
    "LinkLayer",
    "LiveMap",
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
    "story_map",
]
