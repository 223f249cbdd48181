from .formats import Format
from .tables import write_tables

__all__ = ["Format", "write_tables"]
