from .citations import check
from .coders import agreement
from .new import new_story
from .read import Tables, read_tables
from .story import Story, read_story
from .table_files import write_datapackage
from .upgrade import Upgrade, upgrade_story

__all__ = [
    "Story",
    "Tables",
    "Upgrade",
    "agreement",
    "check",
    "new_story",
    "read_story",
    "read_tables",
    "upgrade_story",
    "write_datapackage",
]
