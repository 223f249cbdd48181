from .controls import Legend, Panel, Search, Share, Steps, Timeline, Views
from .explore import CompareMap, ExploreMap, compare, explore
from .large.page import FolderMap
from .layers import Basemap, EventLayer, LinkLayer, PlaceLayer
from .live import LiveMap
from .points.layer import ManyEvents
from .story_page import StoryMap, story_map
from .summary import summarise

__all__ = [
    "Basemap",
    "CompareMap",
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
    "compare",
    "explore",
    "story_map",
    "summarise",
]
