from .faults import TableError
from .job import Done
from .run import geocode_file

__all__ = ["Done", "TableError", "geocode_file"]
