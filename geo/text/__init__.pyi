from .dates import DateMention, find_dates
from .figures import FigureMention, find_figures
from .geoparsing import Mention, geoparse, mentions
from .sentences import sentences
from .statements import Statement, find_statements
from .toponyms import Spoken, resolve_spans, spoken

__all__ = [
    "DateMention",
    "FigureMention",
    "Mention",
    "Spoken",
    "Statement",
    "find_dates",
    "find_figures",
    "find_statements",
    "geoparse",
    "mentions",
    "resolve_spans",
    "sentences",
    "spoken",
]
