"""Online geocoders behind the gazetteer, asked only by name: gazetteer → cache → provider.

Any geocoder of geopy can be a provider. Nothing here is imported, and no socket opened, unless a
caller names one.

Examples
--------
>>> from geo.places import online
>>> online.provider("nominatim").name
'nominatim'
"""

from geo.places.online.chain import complete, pending
from geo.places.online.database import cache_folder
from geo.places.online.provider import Limits, Provider, provider
from geo.places.online.transport import Transport

__all__ = [
    "Limits",
    "Provider",
    "Transport",
    "cache_folder",
    "complete",
    "pending",
    "provider",
]
