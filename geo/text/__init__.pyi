from .dates import DateMention, find_dates
from .deictics import Coreference, find_coreferences
from .figures import FigureMention, find_figures
from .geoparsing import Mention, geoparse, mentions
from .happenings import EventMention, Relation, find_events, find_relations
from .sentences import sentences
from .statements import Statement, find_statements
from .toponyms import GazetteerName, find_names, resolve_spans

__all__ = [
    "Coreference",
    "DateMention",
    "EventMention",
    "FigureMention",
    "GazetteerName",
    "Mention",
    "Relation",
    "Statement",
    "find_coreferences",
    "find_dates",
    "find_events",
    "find_figures",
    "find_names",
    "find_relations",
    "find_statements",
    "geoparse",
    "mentions",
    "resolve_spans",
    "sentences",
]
