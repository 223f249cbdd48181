from .gazetteer import Gazetteer, Place
from .geocode import geocode
from .pins import answer_pins, changes, pin_geometry, read_pins, write_pins

__all__ = [
    "Gazetteer",
    "Place",
    "answer_pins",
    "changes",
    "geocode",
    "pin_geometry",
    "read_pins",
    "write_pins",
]
