"""The embedded gazetteer: names to candidates, points to places, outlines.

==========  =============================================================================
candidates  Look up the places that a name can mean, each with a score and reasons
gazetteer   The gazetteer: places, their names and outlines, opened without parsing
lists       Keep lists of one's own places beside the embedded gazetteer
normalize   Normalize names to keys, so that spellings of one name meet
outlines    Outlines of boroughs, provinces and countries, read one at a time
own         Read a person's own places: CSV, GeoJSON, Linked Places, dumps of GeoNames
packed      Packed columns of the gazetteer, opened without parsing
reverse     Look up the places near a point and around it
shapes      Draw a place as a dot, a circle of its radius, or its outline
suggest     Suggest names that a misspelt name may stand for
weights     The weights that make one place of a name likelier, each with its reason
==========  =============================================================================

Examples
--------
>>> import geo
>>> barnet = geo.Gazetteer().find("ogl:barnet")
>>> isinstance(barnet, geo.gazetteer.Place), barnet.kind, barnet.admin2
(True, 'borough', 'London')
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
