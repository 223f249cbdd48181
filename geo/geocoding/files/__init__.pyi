from .job import Done, geocode_file
from .reader import TableError

__all__ = [
    "Done",
    "TableError",
    "geocode_file",
]
