from .attribution import find_statements
from .boilerplate import find_language
from .dates import DateMention, find_dates
from .events import (
    Coreference,
    EventMention,
    Relation,
    find_coreferences,
    find_events,
    find_relations,
)
from .figures import FigureMention, find_figures
from .speech import Statement, find_speech

__all__ = [
    "Coreference",
    "DateMention",
    "EventMention",
    "FigureMention",
    "Relation",
    "Statement",
    "find_coreferences",
    "find_dates",
    "find_events",
    "find_figures",
    "find_language",
    "find_relations",
    "find_speech",
    "find_statements",
]
