from . import (
    dates,
    drafts,
    editing,
    exchange,
    extraction,
    figures,
    formats,
    gazetteer,
    geocoding,
    geoparsing,
    maps,
    publishing,
    sealing,
    story,
    tables,
)
from .desk.notebook import open_desk
from .display import readable
from .errors import (
    ArgumentError,
    BuildError,
    DateError,
    DiskError,
    EventsError,
    ExportError,
    Fault,
    GazetteerError,
    GeocodeError,
    GeoError,
    MapError,
    SourceError,
    StoryError,
)
from .exchange import write_tables
from .figures import draw, save_picture
from .files import find
from .geocoding import Gazetteer, geocode, geocode_file
from .geoparsing import geoparse
from .maps import compare, explore, story_map, summarise
from .sealing import save_html
from .story import Story, check, read_story
from .tables import read_events

__version__: str

__all__ = [
    "ArgumentError",
    "BuildError",
    "DateError",
    "DiskError",
    "EventsError",
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
    "compare",
    "dates",
    "drafts",
    "draw",
    "editing",
    "exchange",
    "explore",
    "extraction",
    "figures",
    "find",
    "formats",
    "gazetteer",
    "geocode",
    "geocode_file",
    "geocoding",
    "geoparse",
    "geoparsing",
    "maps",
    "open_desk",
    "publishing",
    "read_events",
    "read_story",
    "readable",
    "save_html",
    "save_picture",
    "sealing",
    "story",
    "story_map",
    "summarise",
    "tables",
    "write_tables",
]
