from . import files, online
from .files.job import geocode_file
from .geocode import geocode
from .geopy import AsyncOfflineAdapter, Gazetteer
from .pin_file import changes, read_pins, write_pins
from .pins import answer_pins, pin_geometry

__all__ = [
    "AsyncOfflineAdapter",
    "Gazetteer",
    "answer_pins",
    "changes",
    "files",
    "geocode",
    "geocode_file",
    "online",
    "pin_geometry",
    "read_pins",
    "write_pins",
]
