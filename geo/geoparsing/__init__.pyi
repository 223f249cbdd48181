from .geoparse import document_mentions, find_homes, geoparse, mentions
from .home import Home
from .tokenize import sentences
from .toponyms import GazetteerName, Mention, find_names, resolve_spans

__all__ = [
    "GazetteerName",
    "Home",
    "Mention",
    "document_mentions",
    "find_homes",
    "find_names",
    "geoparse",
    "mentions",
    "resolve_spans",
    "sentences",
]
