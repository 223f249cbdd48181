from .dates import DateMention, find_dates
from .figures import FigureMention, find_figures
from .geoparsing import Mention, geoparse, mentions
from .toponyms import Spoken, resolve_spans, spoken

__all__ = [
    "DateMention",
    "FigureMention",
    "Mention",
    "Spoken",
    "find_dates",
    "find_figures",
    "geoparse",
    "mentions",
    "resolve_spans",
    "spoken",
]
