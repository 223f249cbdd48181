"""Place names in text: tokens, mentions, features, classification, resolution.

==========  =========================================================================
candidates  Find the spans of a text that may name a place
classify    Classify mentions as places or not, by weighted features
features    Features of a mention: its context, its form, and people of the text
geoparse    Geoparse texts into mentions of places: the public way in
home        Read tables of texts, and find where each was published
lexicon     Word lists that tell places from what only looks like one
lists       Read names that stand beside another: in a list, or as the area behind it
tokenize    Split a text into sentences and tokens, and strip case endings
toponyms    Resolve the names of a text with what the text says around them
==========  =========================================================================

Examples
--------
>>> import geo
>>> geo.geoparsing.geoparse("He flew from Karachi to London.")["name"].tolist()
['Karachi', 'London']
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
