from .citations import check
from .datapackage import write_datapackage
from .dates import Dates, parse_dates, possible
from .new import new_story
from .story import Story, read_story
from .tables import Tables, read_tables

__all__ = [
    "Dates",
    "Story",
    "Tables",
    "check",
    "new_story",
    "parse_dates",
    "possible",
    "read_story",
    "read_tables",
    "write_datapackage",
]
