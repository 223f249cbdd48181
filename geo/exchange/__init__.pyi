from .formats import Format, write_tables
from .take_back import take_back

__all__ = ["Format", "take_back", "write_tables"]
