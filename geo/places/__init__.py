"""Names to places: the embedded gazetteer, batch geocoding, and the pins of a story.

The public names stand in ``__init__.pyi``; each is imported when it is first used.

Examples
--------
>>> import geo
>>> geo.places.geocode("Edgware")["precision"].tolist()
['suburb']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
