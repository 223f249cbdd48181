from .dates import DateMention, find_dates
from .deictics import Deictic, find_deictics
from .figures import FigureMention, find_figures
from .geoparsing import Mention, geoparse, mentions
from .happenings import Connection, Happening, find_connections, find_happenings
from .sentences import sentences
from .statements import Statement, find_statements
from .toponyms import Spoken, resolve_spans, spoken

__all__ = [
    "Connection",
    "DateMention",
    "Deictic",
    "FigureMention",
    "Happening",
    "Mention",
    "Spoken",
    "Statement",
    "find_connections",
    "find_dates",
    "find_deictics",
    "find_figures",
    "find_happenings",
    "find_statements",
    "geoparse",
    "mentions",
    "resolve_spans",
    "sentences",
    "spoken",
]
