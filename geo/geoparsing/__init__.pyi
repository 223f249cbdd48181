from .geoparse import Mention, geoparse, mentions
from .tokenize import sentences
from .toponyms import GazetteerName, find_names, resolve_spans

__all__ = [
    "GazetteerName",
    "Mention",
    "find_names",
    "geoparse",
    "mentions",
    "resolve_spans",
    "sentences",
]
