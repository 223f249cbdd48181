from . import exports, figures, maps, places, story, text
from .display import readable
from .errors import (
    ArgumentError,
    BuildError,
    DateError,
    DiskError,
    ExportError,
    Fault,
    GazetteerError,
    GeocodeError,
    GeoError,
    MapError,
    SourceError,
    StoryError,
)
from .exports import write_tables
from .figures import draw, save_picture
from .finding import find
from .maps import explore, save_html, story_map
from .places import Gazetteer, geocode
from .places.batch import geocode_file
from .story import Story, check, read_story
from .text import geoparse

__version__: str

__all__ = [
    "ArgumentError",
    "BuildError",
    "DateError",
    "DiskError",
    "ExportError",
    "Fault",
    "Gazetteer",
    "GazetteerError",
    "GeoError",
    "GeocodeError",
    "MapError",
    "SourceError",
    "Story",
    "StoryError",
    "check",
    "draw",
    "explore",
    "exports",
    "figures",
    "find",
    "geocode",
    "geocode_file",
    "geoparse",
    "maps",
    "places",
    "read_story",
    "readable",
    "save_html",
    "save_picture",
    "story",
    "story_map",
    "text",
    "write_tables",
]
