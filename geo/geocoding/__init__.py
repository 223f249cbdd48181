"""Names to places: queries, ranking, explanations, pins, online geocoders and files.

===========  ====================================================================================
context      Score candidates by the other names of one document
coordinates  Parse a point: coordinates, links to maps, plus codes, MGRS references
explain      How sure an answer is, and the words for it
files        Geocode files of names of any size: streamed, and resumed where they stopped
geocode      Geocode names into a GeoDataFrame of answers: the public way in
geopy        The gazetteer with geopy's interface, and as tables
hints        What a caller knows: kind, country, container, nearby place
notations    Parse places written beside a name (``Chicago IL``), and draw ``near X``
online       Online geocoders behind the gazetteer, used only by name: gazetteer, cache, provider
pin_file     Read, write and compare the file ``pins.csv``
pins         The pins of a story: the geocoder's answers, kept like a lock file
query        Parse a query: a name and its own hints, or words that name no place
ranking      Rank the candidates of a name into an answer with reasons and losers
===========  ====================================================================================

Examples
--------
>>> import geo
>>> geo.geocoding.geocode("Edgware")["precision"].tolist()
['suburb']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
