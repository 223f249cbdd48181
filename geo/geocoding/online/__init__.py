"""Online geocoders behind the gazetteer, used only by name: gazetteer, cache, provider.

Any geocoder of geopy can be a provider. No socket is opened unless a caller names one.

=========  =======================================================================
cache      What all processes of a user share: providers' answers, turns to ask
chain      The chain gazetteer, cache, provider for names that are not resolved
client     HTTP requests to a provider: one deadline, one host, a bounded body
providers  Describe providers, and parse their raw answers: kind, country, box, id
retry      Deadlines and retries; messages from outside, made safe to print
validate   Check a provider's answer against the query and against itself
=========  =======================================================================

Examples
--------
>>> from geo.geocoding.online import provider
>>> provider("nominatim", url="http://127.0.0.1:8088").name  # nothing is sent yet
'nominatim'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
