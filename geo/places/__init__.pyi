from . import online
from .gazetteer import Gazetteer
from .geocode import geocode
from .index import Place
from .pin_file import changes, read_pins, write_pins
from .pins import answer_pins, pin_geometry

__all__ = [
    "Gazetteer",
    "Place",
    "answer_pins",
    "changes",
    "geocode",
    "online",
    "pin_geometry",
    "read_pins",
    "write_pins",
]
