"""The same scene as the map, as a static picture: PNG, SVG or PDF, without a browser.

========  ================================================================================
axes      Project degrees to points on the sheet, and draw links as curves
key       Draw the blocks below the maps: text, links, signs, ranges of figures
labels    Measure texts, and place labels clear of each other and of marks
messages  The texts of a picture: sources, what is not drawn, credits
panel     Draw one map on the sheet: basemap, places, links, labels, scale
scene     A story as one static picture, and pictures as PNG, SVG or PDF
sheet     A sheet in points, its strokes, and places by their precision
stage     The scene of a guided story as SVG for its page, for wide and for narrow
steps     The steps of a guided story: as its author wrote them, or made of its tables
still     Small pictures: for places that run no script, for previews of links and feeds
========  ================================================================================

Examples
--------
>>> import geo
>>> geo.figures.still(geo.read_story("data"))[1:4]  # the tables of this project's own story
b'PNG'
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
