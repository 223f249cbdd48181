"""The embedded gazetteer: names to candidates, points to places, outlines.

==========  ===============================================================================
candidates  Look up the places that a name can mean, or that a misspelt one may stand for
gazetteer   The gazetteer: places and their names, in packed columns opened without parsing
normalize   Normalize names to keys, so that spellings of one name meet
outlines    Read the outlines of areas, and draw a place as a dot, a circle or its outline
own         Read a person's own places, in any of four formats, and keep lists of them
reverse     Look up the places near a point and around it
weights     The weights of resolving and recognising, each with its reason
==========  ===============================================================================

Examples
--------
>>> import geo
>>> barnet = geo.Gazetteer().find("ogl:barnet")
>>> isinstance(barnet, geo.gazetteer.Place), barnet.kind, barnet.admin2
(True, 'borough', 'London')
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
