from .cache import cache_folder
from .chain import complete, pending
from .client import Transport
from .providers import Limits, Provider, provider

__all__ = [
    "Limits",
    "Provider",
    "Transport",
    "cache_folder",
    "complete",
    "pending",
    "provider",
]
